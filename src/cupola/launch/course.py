"""How campaigns went: satellites up, on their way and lost, launches used, and what held things up, step by step and trial by trial."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from cupola.arrays import Float, Int
from cupola.launch.milestones import first_time


class Bound(IntEnum):
    """What kept a programme from launching more in a step, until each of its shells was full for the first time."""

    COMPLETE = 0
    """Nothing: every shell has been launched to the full. What happens later is replacement."""
    UNDER_WAY = 1
    """The same, and satellites are on their way to slots that are still empty."""
    PRODUCTION = 2
    """Too few satellites are ready for a load."""
    LAUNCHES = 3
    """A load is ready, and no vehicle under contract has a launch left in this step."""
    CONTRACT = 4
    """A load is ready, and contracts have ended, not begun, are used up, do not reach the shell, or leave the launch to others."""


WORDS = {
    Bound.COMPLETE: "every shell had been launched to the full",
    Bound.UNDER_WAY: "satellites were on their way",
    Bound.PRODUCTION: "satellites were not ready",
    Bound.LAUNCHES: "no launch was to be had",
    Bound.CONTRACT: "contracts did not allow a launch",
}

COUNTS = "up", "spare", "launched", "lost", "stillborn", "worn"
"""Names of the counts of satellites by shell that a `Course` keeps."""


@dataclass(frozen=True)
class Course:
    """The course of some programmes. Counts are those at the end of a step; T trials, S steps, K shells of all programmes, C programmes.

    Attributes:
        times: ends of the steps, s since the epoch, (S,).
        step: s.
        programmes: their names.
        owner: programme of each shell, (K,).
        vehicles: their names, as in the supply.
        up: satellites that work in a slot, (T, S, K).
        spare: satellites that wait in a plane whose slots are full.
        launched: so far, with those lost at launch and those that were up at the beginning.
        lost: so far, with their launch.
        stillborn: so far, dead on arrival.
        worn: so far, dead after they had worked.
        used: launches of each vehicle that each programme took in each step, (T, S, V, C).
        queue: loads ready for slots that are open, waiting for a launch, (T, S, C).
        bound: steps in which each `Bound` held, (T, C, 5).
        asked: steps at whose end planes were asked for, (A,).
        planes: satellites that work in each plane then, planes by number and shell after shell, (T, A, P).
        shell_of_plane: (P,).
    """

    times: Float[np.ndarray, "s"]
    step: float
    programmes: tuple[str, ...]
    owner: Int[np.ndarray, "k"]
    vehicles: tuple[str, ...]
    up: Int[np.ndarray, "t s k"]
    spare: Int[np.ndarray, "t s k"]
    launched: Int[np.ndarray, "t s k"]
    lost: Int[np.ndarray, "t s k"]
    stillborn: Int[np.ndarray, "t s k"]
    worn: Int[np.ndarray, "t s k"]
    used: Int[np.ndarray, "t s v c"]
    queue: Int[np.ndarray, "t s c"]
    bound: Int[np.ndarray, "t c 5"]
    asked: Int[np.ndarray, "a"]
    planes: Int[np.ndarray, "t a p"]
    shell_of_plane: Int[np.ndarray, "p"]

    @property
    def moving(self) -> Int[np.ndarray, "t s k"]:
        """Launched and still on their way."""
        return self.launched - self.lost - self.stillborn - self.worn - self.up - self.spare

    def of(self, what: Int[np.ndarray, "t s k"], programme: str) -> Int[np.ndarray, "t s"]:
        """One of the counts, over all shells of a programme."""
        return what[:, :, self.owner == self._place(programme)].sum(axis=2)

    def standing(self, step: int) -> Int[np.ndarray, "t p"]:
        """Satellites that work in each plane at the end of a step.

        Raises:
            ValueError: a step that was not asked for.
        """
        found = np.flatnonzero(self.asked == step)
        if not found.size:
            raise ValueError(f"planes were not kept at step {step}, only at {self.asked.tolist()}; ask for the step beforehand")
        return self.planes[:, found[0]]

    def decayed(self, delay: float) -> Int[np.ndarray, "t s k"]:
        """The dead, on arrival or later, that have left orbit if that takes `delay` s after death, to the nearest step."""
        dead, late = self.stillborn + self.worn, int(np.floor(delay / self.step + 0.5))
        gone = np.zeros_like(dead)
        gone[:, late:] = dead[:, : max(dead.shape[1] - late, 0)]
        return gone

    def reached(self, programme: str, satellites: int, kept: int = 1) -> Float[np.ndarray, "t"]:
        """Date at which so many of a programme's satellites first work, and go on for `kept` steps; infinity if never."""
        return first_time(self.times, self.of(self.up, programme), satellites, kept)

    def held_up(self, programme: str) -> dict[Bound, float]:
        """Share of the time, over all trials, in which each thing kept a programme from launching more."""
        steps = self.bound[:, self._place(programme)].sum(axis=0)
        return {bound: float(steps[bound] / steps.sum()) for bound in Bound}

    def why_not(self, programme: str, satellites: int) -> str | None:
        """One plain sentence on why so many are never up in any trial, or None if they are in some."""
        place = self._place(programme)
        if np.isfinite(self.reached(programme, satellites)).any():
            return None
        most = int(self.of(self.up, programme).max(initial=0))
        told = [
            f"{WORDS[bound]} {share:.0%}"
            for bound, share in sorted(self.held_up(programme).items(), key=lambda one: -one[1])
            if share > 0.0
        ]
        none = "" if self.used[:, :, :, place].any() else "; not one launch is taken"
        head = f"{programme}: {satellites} satellites do not work at once in any trial, {most} at most{none}"
        return f"{head}. Of the horizon, {', '.join(told)}"

    def _place(self, programme: str) -> int:
        if programme not in self.programmes:
            raise ValueError(f"no programme of the name {programme!r}; there are {', '.join(self.programmes)}")
        return self.programmes.index(programme)
