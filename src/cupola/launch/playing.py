"""One play of a deployment as a job for a process of its own: fleet, campaigns, and what is kept of all trials. Times in s.

What is kept does not grow with trials x steps: quantiles over the trials at each step, and for each trial only dates and ends.
"""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float, Int
from cupola.launch.campaign import deploy
from cupola.launch.course import Course
from cupola.launch.fleet import Pad, Vehicle, supply
from cupola.launch.programme import Programme
from cupola.launch.supply import Supply

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Of the trials, kept at each step. No interpolation: each is the number of some trial."""

STANDING = (0.1, 0.5, 0.9)
"""Trials whose planes are kept on the days asked for: those that stand at these ranks by satellites that work."""

FRAMES = 48
"""Instants of the build-up that is kept, at the most."""

_YEAR = 31_557_600.0

_LATELY = 5.0 * _YEAR
"""Over how much of the end of the horizon launches and replacement are measured, s."""


@dataclass(frozen=True)
class Goal:
    """So many satellites of a programme.

    Attributes:
        programme: name.
        satellites: how many.
        launched: whether launched ones count, or those that work in their places.
        by: deadline, s; infinity where there is none.
    """

    programme: str
    satellites: int
    launched: bool
    by: float = np.inf


@dataclass(frozen=True)
class Playing:
    """Everything that a play needs, and nothing that loads JAX.

    Attributes:
        vehicles: with the chances of each trial.
        pads: that they fly from.
        programmes: that want launches.
        starts: beginning of each step, s, (S,).
        step: s.
        years: number of the calendar year of each step, from 0 on, (S,).
        trials: how many.
        seed: of the run.
        goals: milestones.
        dates: days on which planes are told, s: what stands at the end of the last step before each.
        first_year: the calendar year that has the number 0.
        followed: of the trials, the first so many have their planes told on these days.
    """

    vehicles: tuple[Vehicle, ...]
    pads: tuple[Pad, ...]
    programmes: tuple[Programme, ...]
    starts: Float[np.ndarray, "s"]
    step: float
    years: Int[np.ndarray, "s"]
    trials: int
    seed: int
    goals: tuple[Goal, ...]
    dates: tuple[float, ...]
    first_year: int = 0
    followed: int = 0

    def __call__(self) -> dict[str, np.ndarray]:
        """Play it. S steps, C programmes, K shells, V vehicles, Y years, T trials, G goals, A days asked, Q quantiles, P planes.

        Returns:
            Arrays by name; without programmes those of the fleet alone.
            `up`, `launched`: over the trials, (Q, S, C).
            `shells`: satellites that work, mean, (S, K); `shells_ranked`: over the trials, (Q, S, K).
            `spare`, `moving`: in planes whose slots are full, and on their way, mean, (S, C).
            `gone`: lost at launch, dead on arrival and worn out so far, mean, (3, S, C).
            `queue`: loads that wait, mean, (S, C).
            `flights`: launches of the year by vehicle and programme, mean, (Y, V, C).
            `fleet`: launches of the year for everyone, over the trials, (Q, Y, V); `flown`: in all, mean, (V,).
            `goals`: dates, (T, G), infinite for never; `goals_at`: what had been launched at the deadline, (T, G).
            `ends`: at the end satellites that work, that were launched, and launches; over the last years launches a year, and satellites
            a year that replaced others, (5, T, C).
            `held`: share of the time that each thing held a programme up, (C, 5).
            `most`: that ever worked at once in any trial, (C,).
            `days`: satellites that work on the days asked for, (T, A, C); `planes`: in each plane in the trials of `STANDING`, (A, 3, P).
            `followed`: satellites that work in each plane of the first trials on these days, (A, followed, P).
            `frames`: steps over the horizon, (F,), at whose end `frame_planes`, (F, P), work in the trial in the middle.
            `years`: calendar years, (Y,); `campaigns` and `vehicles`: names, (C,) and (V,). In each year of each trial: `yearly_made`,
            satellites launched, those lost at launch among them, (T, Y, C); `yearly_launches`, (T, Y, V, C); `yearly_standing`,
            satellite-years of those that work, spares with them, and `yearly_retired`, satellites that have died after they had worked,
            both (T, Y, C).
        """
        fleet = supply(self.vehicles, self.pads, self.starts, self.step, self.trials, self.seed)
        first = np.flatnonzero(np.diff(self.years, prepend=-1))
        kept = {
            "fleet": _ranked(np.add.reduceat(fleet.flown, first, axis=1)),
            "flown": fleet.flown.sum(axis=1).mean(axis=0),
        }
        return kept | self._campaigns(fleet, first) if self.programmes else kept

    def _campaigns(self, fleet: Supply, first: Int[np.ndarray, "y"]) -> dict[str, np.ndarray]:
        """What the programmes make of the launches; `first` is the first step of each year."""
        asked = [self._step_before(date) for date in self.dates]
        frames = np.unique(np.linspace(0, self.starts.shape[0] - 1, FRAMES).astype(np.int64))
        names = [vehicle.name for vehicle in self.vehicles]
        course = deploy(self.programmes, names, fleet, self.seed, sorted({*asked, *frames.tolist()}))
        up = np.stack([course.of(course.up, one) for one in course.programmes], axis=2)
        launched = np.stack([course.of(course.launched, one) for one in course.programmes], axis=2)
        gone = [[course.of(what, one).mean(axis=0) for one in course.programmes] for what in (course.lost, course.stillborn, course.worn)]
        days = np.stack([up[:, step] for step in asked], axis=1) if asked else np.zeros((self.trials, 0, up.shape[2]), up.dtype)
        return {
            "up": _ranked(up),
            "launched": _ranked(launched),
            "shells": course.up.mean(axis=0),
            "shells_ranked": _ranked(course.up),
            "spare": np.stack([course.of(course.spare, one).mean(axis=0) for one in course.programmes], axis=1),
            "moving": np.stack([course.of(course.moving, one).mean(axis=0) for one in course.programmes], axis=1),
            "gone": np.moveaxis(np.array(gone), 1, 2),
            "queue": course.queue.mean(axis=0),
            "flights": np.add.reduceat(course.used, first, axis=1).mean(axis=0),
            **self._goals(course, launched),
            "ends": np.stack([up[:, -1], launched[:, -1], course.used.sum(axis=(1, 2)), *self._lately(course)]).astype(np.float64),
            "held": np.array([list(course.held_up(one).values()) for one in course.programmes]),
            "most": up.max(axis=(0, 1)),
            "days": days,
            "planes": self._planes(course, asked, days),
            "followed": self._followed(course, asked),
            "frames": frames,
            "frame_planes": self._frames(course, frames, up),
            **self._yearly(course, launched, up, first),
        }

    def _yearly(
        self, course: Course, launched: Int[np.ndarray, "t s c"], up: Int[np.ndarray, "t s c"], first: Int[np.ndarray, "y"]
    ) -> dict[str, np.ndarray]:
        """What each trial makes, launches, keeps and loses in each calendar year: what a programme is priced by."""
        last = np.append(first[1:], self.starts.shape[0]) - 1
        there = [sum(group.satellites for group in one.already) for one in self.programmes]
        worn = np.stack([course.of(course.worn, one) for one in course.programmes], axis=2)
        spare = np.stack([course.of(course.spare, one) for one in course.programmes], axis=2)
        standing = np.add.reduceat(up + spare, first, axis=1) * (self.step / _YEAR)
        return {
            "years": self.years[first] + self.first_year,
            "campaigns": np.array(course.programmes),
            "vehicles": np.array(course.vehicles),
            "yearly_made": np.diff(launched[:, last], axis=1, prepend=np.broadcast_to(there, (self.trials, 1, len(there)))).astype(
                np.int32
            ),
            "yearly_launches": np.add.reduceat(course.used, first, axis=1, dtype=np.int64).astype(np.uint16),
            "yearly_standing": standing.astype(np.float32),
            "yearly_retired": np.diff(worn[:, last], axis=1, prepend=0).astype(np.int32),
        }

    def _step_before(self, date: float) -> int:
        """The step at whose end a day's satellites are counted: the last that has ended by then, or the first."""
        return int(np.clip(np.floor((date - self.starts[0]) / self.step + 1e-9) - 1, 0, self.starts.shape[0] - 1))

    def _goals(self, course: Course, launched: Int[np.ndarray, "t s c"]) -> dict[str, np.ndarray]:
        dates, at = np.empty((self.trials, len(self.goals))), np.zeros((self.trials, len(self.goals)))
        for g, goal in enumerate(self.goals):
            place = course.programmes.index(goal.programme)
            if goal.launched:
                there = launched[:, :, place] >= goal.satellites
                dates[:, g] = np.where(there.any(axis=1), course.times[there.argmax(axis=1)], np.inf)
            else:
                dates[:, g] = course.reached(goal.programme, goal.satellites)
            if np.isfinite(goal.by):
                at[:, g] = launched[:, self._step_before(goal.by), place]
        return {"goals": dates, "goals_at": at}

    def _lately(self, course: Course) -> tuple[Float[np.ndarray, "t c"], Float[np.ndarray, "t c"]]:
        """Over the last years of the horizon, a year: launches, and satellites that were launched and did not make the programme larger."""
        steps = self.starts.shape[0]
        back = min(max(round(_LATELY / self.step), 1), steps)
        years = back * self.step / _YEAR

        def over(counts: Int[np.ndarray, "t s"]) -> Int[np.ndarray, "t"]:
            return counts[:, -1] - counts[:, -1 - back] if back < steps else counts[:, -1] - counts[:, 0]

        replaced = []
        for one in course.programmes:
            stock = np.sum([course.of(what, one) for what in (course.up, course.spare, course.moving)], axis=0)
            replaced.append(over(course.of(course.launched, one)) - over(stock))
        return course.used[:, -back:].sum(axis=(1, 2)) / years, np.stack(replaced, axis=1) / years

    def _planes(self, course: Course, asked: list[int], days: Int[np.ndarray, "t a c"]) -> Int[np.ndarray, "a 3 p"]:
        """The planes of whole trials, so that each is a constellation that was there, not a mixture of several."""
        kept = np.zeros((len(asked), len(STANDING), course.shell_of_plane.shape[0]), np.int32)
        for a, step in enumerate(asked):
            order = np.argsort(days[:, a].sum(axis=1), kind="stable")
            kept[a] = course.standing(step)[order[_ranks(self.trials, STANDING)]]
        return kept

    def _followed(self, course: Course, asked: list[int]) -> Int[np.ndarray, "a f p"]:
        kept = np.zeros((len(asked), self.followed, course.shell_of_plane.shape[0]), np.int32)
        for a, step in enumerate(asked):
            kept[a] = course.standing(step)[: self.followed]
        return kept

    def _frames(self, course: Course, frames: Int[np.ndarray, "f"], up: Int[np.ndarray, "t s c"]) -> Int[np.ndarray, "f p"]:
        """How one whole trial builds up: the one in the middle by satellites that work, over all of the horizon."""
        middle = np.argsort(up.sum(axis=(1, 2), dtype=np.int64), kind="stable")[_ranks(self.trials, (0.5,))[0]]
        return np.stack([course.standing(int(step))[middle] for step in frames]).astype(np.int32)


def _ranks(trials: int, shares: tuple[float, ...]) -> Int[np.ndarray, "q"]:
    """Places in a ranking that hold these shares of it."""
    return np.maximum(np.ceil(np.round(np.array(shares) * trials, 9)).astype(np.int64) - 1, 0)


def _ranked(counts: Int[np.ndarray, "t *n"]) -> Int[np.ndarray, "q *n"]:
    """Quantiles over the trials, each the number of a trial."""
    places = _ranks(counts.shape[0], QUANTILES)
    return np.partition(counts, places, axis=0)[places]
