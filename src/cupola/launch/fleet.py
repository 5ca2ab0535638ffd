"""The launches that a fleet flies: cadences held back by caps, pads and failures. Time in s since an epoch, rates in 1/s.

What a vehicle would fly (`cupola.launch.cadence`) waits until it can: a vehicle and each of its pads need a while between launches, a pad
may be out of service, and after a failure the vehicle and all of its family stand down. What had to wait is flown afterwards, no faster
than the caps allow; what still waits when a vehicle's service ends is not flown. The luck of launch i of a vehicle (whether it fails, how
long the stand-down lasts) is its own: other vehicles change when it is flown, never how.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.special import ndtri

from cupola.arrays import Bool, Float, Int
from cupola.launch.cadence import Cadence, wanted
from cupola.launch.draws import BLOCK, Draws, blocks, check_first, generator, some_of, uniforms
from cupola.launch.supply import Supply

_SLACK = 1e-9
"""Launches: so that capacity that should be whole is not just below it."""


@dataclass(frozen=True)
class StandDown:
    """How long a failure keeps a family on the ground: log-normal.

    Attributes:
        median: s; one number or one for each trial.
        spread: standard deviation of the logarithm. 0: always the median.
    """

    median: Draws
    spread: Draws = 0.0

    def of(self, trials: slice) -> "StandDown":
        """The same for some of the trials."""
        return StandDown(some_of(self.median, trials), some_of(self.spread, trials))


@dataclass(frozen=True)
class Vehicle:
    """A rocket as far as its launches go.

    Attributes:
        name: its identity; draws go by it.
        cadence: what it would fly.
        failure: probability that launch i from the epoch fails, (1 or trials, n); later launches have the last one's.
        stand_down: after a failure. None: it flies on.
        family: vehicles that stand down together share this; its own name where empty.
        most: launches per s that it can fly; between launches there must be 1 / most.
        pads: names of the pads it can use, the first one preferred; none: pads do not bind it.
    """

    name: str
    cadence: Cadence
    failure: Float[np.ndarray, "#t n"] = field(default_factory=lambda: np.zeros((1, 1)))
    stand_down: StandDown | None = None
    family: str = ""
    most: Draws = np.inf
    pads: tuple[str, ...] = ()

    def of(self, trials: slice) -> "Vehicle":
        """The same for some of the trials."""
        failure = self.failure if self.failure.shape[0] == 1 else self.failure[trials]
        stand_down = None if self.stand_down is None else self.stand_down.of(trials)
        return replace(self, cadence=self.cadence.of(trials), failure=failure, stand_down=stand_down, most=some_of(self.most, trials))


@dataclass(frozen=True)
class Pad:
    """A launch pad.

    Attributes:
        name: as the vehicles call it.
        most: launches per s that it can take, of all its vehicles together; between launches there must be 1 / most.
        outages: spans (from, to), s, in which nothing flies from it; a pad not yet built is out from minus infinity. Each end is one
            number or one for each trial.
    """

    name: str
    most: Draws = np.inf
    outages: tuple[tuple[Draws, Draws], ...] = ()

    def of(self, trials: slice) -> "Pad":
        """The same for some of the trials."""
        outages = tuple((some_of(first, trials), some_of(last, trials)) for first, last in self.outages)
        return replace(self, most=some_of(self.most, trials), outages=outages)


def stand_down_of(gaps: Float[np.ndarray, "n"]) -> StandDown:
    """The log-normal of observed times from a failure to the next launch, s.

    Raises:
        ValueError: fewer than two, or one that is not positive.
    """
    if gaps.shape[0] < 2 or np.any(gaps <= 0.0):
        raise ValueError(f"stand-downs: got {gaps}; need two or more, all longer than none")
    logarithm = np.log(gaps)
    return StandDown(float(np.exp(logarithm.mean())), float(logarithm.std(ddof=1)))


def supply(
    vehicles: Sequence[Vehicle], pads: Sequence[Pad], starts: Float[np.ndarray, "s"], step: float, trials: int, seed: int, first: int = 0
) -> Supply:
    """Launches flown and failed in each step.

    Args:
        vehicles: in the order of the answer. Where several want a pad at once they go first in turn, step by step.
        pads: those that the vehicles name.
        starts: beginning of each step, s since the epoch, one step after the other.
        step: length of a step, s.
        trials: how many.
        seed: of the run.
        first: number of the first trial, where a run is played in parts; a whole number of blocks of trials.

    Of several launches in a step, those after a failure are put off to when the stand-down is over; vehicles of the same family stand
    down from the next step on. A vehicle or pad that was idle has one launch at most in hand.

    Raises:
        ValueError: two vehicles or pads of one name, a pad that is not there, or a first trial in the middle of a block.
    """
    check_names(vehicles, pads)
    check_first(first)
    count = len(vehicles)
    bounds = [_greatest(vehicle, starts, step) for vehicle in vehicles]
    # Trials come last here, so that what a step touches lies together; the answer has them first.
    would = np.empty((starts.shape[0], count, trials), dtype=np.int32)
    for v, vehicle in enumerate(vehicles):
        would[:, v] = wanted(vehicle.cadence, starts, step, trials, seed, vehicle.name, bounds[v], first).T
    failing = [_failing(vehicle, would[:, v].sum(axis=0), trials, seed, first) for v, vehicle in enumerate(vehicles)]
    course = _Course(vehicles, pads, failing, trials, seed, first)
    share, served = _open(pads, starts, step, trials), _served(vehicles, starts, trials)
    flown, failed = np.zeros_like(would), np.zeros_like(would)
    groups = _groups(vehicles)
    for s in range(starts.shape[0]):
        course.begin(float(starts[s]), step, would[s], share[s], served[s])
        for group in groups:
            for place in range(len(group)):
                v = group[(place + s) % len(group)]
                flown[s, v], failed[s, v] = course.fly(v)
        course.end()
    return Supply(starts, step, *(np.ascontiguousarray(one.transpose(2, 0, 1)) for one in (flown, failed)))


class _Course:
    """The state of the fleet as the steps go by; arrays over trials. It changes, and lives no longer than `supply`."""

    def __init__(
        self, vehicles: Sequence[Vehicle], pads: Sequence[Pad], failing: list[Int[np.ndarray, "t k"]], trials: int, seed: int, first: int
    ) -> None:
        self.vehicles, self.failing = vehicles, failing
        families = sorted({one.family or one.name for one in vehicles})
        self.family = np.array([families.index(one.family or one.name) for one in vehicles], dtype=np.int64)
        self.places = {pad.name: p for p, pad in enumerate(pads)}
        self.most, self.pad_most = _of_trials([one.most for one in vehicles], trials), _of_trials([pad.most for pad in pads], trials)
        self.lasting = [_lasting(one, many.shape[1], trials, seed, first) for one, many in zip(vehicles, failing, strict=True)]
        # Of each vehicle: launches that wait, failures met, launches that it makes well before the next failure, launches for which it
        # has room.
        self.waiting, self.met = (np.zeros((len(vehicles), trials), dtype=np.int64) for _ in range(2))
        self.ahead = np.stack([many[:, 0] for many in failing]) if vehicles else np.zeros((0, trials), dtype=np.int64)
        self.room, self.pad_room = np.ones((len(vehicles), trials)), np.ones((len(pads), trials))
        # Of each family: to when it is down, in this step and with what has failed in it.
        self.down, self.until = (np.full((len(families), trials), -np.inf) for _ in range(2))
        self.flying = np.zeros((len(vehicles), trials), dtype=bool)
        self.now, self.step = 0.0, 0.0

    def begin(
        self,
        now: float,
        step: float,
        would: Int[np.ndarray, "v t"],
        share: Float[np.ndarray, "p #t"],
        served: Bool[np.ndarray, "v t"],
    ) -> None:
        """A new step: what is wanted joins what waits, and room grows by what vehicles and the open share of pads can do in it."""
        self.now, self.step = now, step
        self.waiting += would
        up = 1.0 - np.clip((self.down[self.family] - now) / step, 0.0, 1.0)
        self.flying = (up > 0.0) & served
        self.room = np.minimum(self.room, 1.0) + _part(self.most * step, up)
        self.pad_room = np.where(share > 0.0, np.minimum(self.pad_room, 1.0) + _part(self.pad_most * step, share), 0.0)

    def fly(self, v: int) -> tuple[Int[np.ndarray, "t"], Int[np.ndarray, "t"]]:
        """Launches of a vehicle in this step, and failures among them."""
        stand_down = self.vehicles[v].stand_down
        can = np.where(self.flying[v], np.minimum(self.waiting[v], _whole(self.room[v])), 0)
        ahead, met, kin = self.ahead[v], self.met[v], self.family[v]
        made = self._from_pads(self.vehicles[v], can if stand_down is None else np.minimum(can, ahead + 1))
        lost = np.zeros_like(made)
        struck = np.flatnonzero(ahead < made)
        while struck.size:
            lost[struck] += 1
            if stand_down is not None:
                # Launches that were to be made are spread evenly over the step.
                moment = self.now + self.step * (made[struck] - 0.5) / np.maximum(can[struck], 1)
                back = moment + self.lasting[v][struck, np.minimum(met[struck], self.lasting[v].shape[1] - 1)]
                self.until[kin, struck] = np.maximum(self.until[kin, struck], back)
            # From one that fails to the next.
            numbers = self.failing[v]
            ahead[struck] += numbers[struck, np.minimum(met[struck] + 1, numbers.shape[1] - 1)] - numbers[struck, met[struck]]
            met[struck] += 1
            struck = struck[ahead[struck] < made[struck]]
        ahead -= made
        self.waiting[v] -= made
        self.room[v] -= made
        return made, lost

    def end(self) -> None:
        """Stand-downs that began in this step hold from the next one on."""
        self.down = self.until.copy()

    def _from_pads(self, vehicle: Vehicle, asked: Int[np.ndarray, "t"]) -> Int[np.ndarray, "t"]:
        """Launches for which its pads have room, taken from them in its order."""
        if not vehicle.pads:
            return asked
        left = asked.copy()
        for name in vehicle.pads:
            p = self.places[name]
            taken = np.minimum(left, _whole(self.pad_room[p]))
            self.pad_room[p] -= taken
            left -= taken
        return asked - left


def _of_trials(numbers: Sequence[Draws], trials: int) -> Float[np.ndarray, "n t"]:
    """A row for each number, which is one for all trials or one for each."""
    table = np.empty((len(numbers), trials))
    for n, number in enumerate(numbers):
        table[n] = number
    return table


def _part(room: Float[np.ndarray, "n t"], share: Float[np.ndarray, "n #t"]) -> Float[np.ndarray, "n t"]:
    """A share of some room; of room without bound all, unless the share is none."""
    return np.where(share > 0.0, room * np.where(share > 0.0, share, 1.0), 0.0)


def _whole(room: Float[np.ndarray, "t"]) -> Int[np.ndarray, "t"]:
    """Whole launches for which there is room; a thousand million stand for no bound."""
    return np.floor(np.minimum(room, 1e9) + _SLACK).astype(np.int64)


def check_names(vehicles: Sequence[Vehicle], pads: Sequence[Pad]) -> None:
    """Refuse names that mean two things or none.

    Raises:
        ValueError: as `supply` says.
    """
    for kind, names in (("vehicles", [one.name for one in vehicles]), ("pads", [pad.name for pad in pads])):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{kind}: got the name {twice[0]!r} twice; each needs its own")
    known = {pad.name for pad in pads}
    for one in vehicles:
        for name in one.pads:
            if name not in known:
                raise ValueError(f"pads of {one.name!r}: got {name!r}; there are {', '.join(sorted(known)) or 'none'}")


def _greatest(vehicle: Vehicle, starts: Float[np.ndarray, "s"], step: float) -> float:
    """Launches that the vehicle's cap lets it make at most: what is wanted beyond these need not be drawn."""
    return float(np.max(np.asarray(vehicle.most, dtype=np.float64))) * starts.shape[0] * step + 2.0


def _failing(vehicle: Vehicle, total: Int[np.ndarray, "t"], trials: int, seed: int, first: int) -> Int[np.ndarray, "t k"]:
    """Numbers of the launches that fail in each trial, rising, then one that is never reached."""
    never = np.iinfo(np.int32).max
    found = []
    failure = np.broadcast_to(vehicle.failure, (trials, vehicle.failure.shape[1]))
    for block, held in blocks(trials, first):
        launches = int(total[held].max(initial=0))
        drawn = generator(seed, vehicle.name, "outcomes", block).random((launches, BLOCK)).T[: held.stop - held.start]
        fails = drawn < failure[held][:, np.minimum(np.arange(launches), failure.shape[1] - 1)]
        found.append([np.flatnonzero(row) for row in fails] if fails.any() else [np.empty(0, dtype=np.int64)] * fails.shape[0])
    rows = [row for many in found for row in many]
    table = np.full((trials, max((row.shape[0] for row in rows), default=0) + 1), never, dtype=np.int64)
    for t, row in enumerate(rows):
        table[t, : row.shape[0]] = row
    return table


def _lasting(vehicle: Vehicle, failures: int, trials: int, seed: int, first: int) -> Float[np.ndarray, "t k"]:
    """How long the stand-down after each failure lasts, s."""
    if vehicle.stand_down is None:
        return np.zeros((trials, 1))
    median, spread = (
        np.atleast_1d(np.asarray(x, dtype=np.float64))[:, None] for x in (vehicle.stand_down.median, vehicle.stand_down.spread)
    )
    return np.broadcast_to(
        median * np.exp(spread * ndtri(uniforms(seed, vehicle.name, "stand-down", trials, failures, first))), (trials, failures)
    )


def _open(pads: Sequence[Pad], starts: Float[np.ndarray, "s"], step: float, trials: int) -> Float[np.ndarray, "s p #t"]:
    """Share of each step in which a pad is in service; outages of a pad are taken not to overlap."""
    differ = any(np.ndim(end) for pad in pads for span in pad.outages for end in span)
    share = np.ones((starts.shape[0], len(pads), trials if differ else 1))
    for p, pad in enumerate(pads):
        for first, last in pad.outages:
            low, high = (np.atleast_1d(np.asarray(end, dtype=np.float64))[None, :] for end in (first, last))
            out = np.minimum(starts[:, None] + step, high) - np.maximum(starts[:, None], low)
            share[:, p] -= np.clip(out / step, 0.0, 1.0)
    return np.where(share > _SLACK, share, 0.0)


def _served(vehicles: Sequence[Vehicle], starts: Float[np.ndarray, "s"], trials: int) -> Bool[np.ndarray, "s v t"]:
    """Steps before a vehicle's service ends."""
    return starts[:, None, None] < _of_trials([one.cadence.until for one in vehicles], trials)[None, :, :]


def _groups(vehicles: Sequence[Vehicle]) -> list[list[int]]:
    """Vehicles that share pads, directly or through others, as lists of their numbers."""
    groups: list[tuple[set[str], list[int]]] = []
    for v, vehicle in enumerate(vehicles):
        mine, members = set(vehicle.pads), [v]
        apart = []
        for pads, others in groups:
            if pads & mine:
                mine, members = mine | pads, others + members
            else:
                apart.append((pads, others))
        groups = [*apart, (mine, members)]
    return [sorted(members) for _, members in groups]
