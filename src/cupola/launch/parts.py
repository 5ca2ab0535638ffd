"""A run cut into ranges of trials, each a job for a process of its own, and what comes back joined to what the whole run gives.

Nothing in a trial depends on the others, and random numbers go by its own number: wherever the cuts lie, every bit is the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cupola.arrays import Float
from cupola.launch.campaign import check, deploy
from cupola.launch.course import COUNTS, Course
from cupola.launch.draws import BLOCK
from cupola.launch.fleet import Pad, Vehicle, check_names, supply
from cupola.launch.programme import Programme
from cupola.launch.supply import Supply


@dataclass(frozen=True)
class Launches:
    """The fleet's launches in a range of trials; the attributes are what `supply` takes."""

    vehicles: tuple[Vehicle, ...]
    pads: tuple[Pad, ...]
    starts: Float[np.ndarray, "s"]
    step: float
    trials: int
    seed: int
    first: int

    def __call__(self) -> Supply:
        """Launches flown and failed."""
        return supply(self.vehicles, self.pads, self.starts, self.step, self.trials, self.seed, self.first)


@dataclass(frozen=True)
class Campaigns:
    """The campaigns in a range of trials; the attributes are what `deploy` takes."""

    programmes: tuple[Programme, ...]
    vehicles: tuple[str, ...]
    supply: Supply
    seed: int
    asked: tuple[int, ...]
    first: int

    def __call__(self) -> Course:
        """How they went."""
        return deploy(self.programmes, self.vehicles, self.supply, self.seed, self.asked, self.first)


def parts_of_supply(
    vehicles: Sequence[Vehicle], pads: Sequence[Pad], starts: Float[np.ndarray, "s"], step: float, trials: int, seed: int, parts: int
) -> list[Launches]:
    """Jobs that come to what `supply` gives, about equally large; fewer than `parts` where there are fewer blocks of trials.

    Raises:
        ValueError: as `supply` says.
    """
    check_names(vehicles, pads)
    return [
        Launches(
            tuple(one.of(cut) for one in vehicles),
            tuple(pad.of(cut) for pad in pads),
            starts,
            step,
            cut.stop - cut.start,
            seed,
            cut.start,
        )
        for cut in ranges(trials, parts)
    ]


def parts_of_campaigns(
    programmes: Sequence[Programme], vehicles: Sequence[str], supply: Supply, seed: int, asked: Sequence[int], parts: int
) -> list[Campaigns]:
    """Jobs that come to what `deploy` gives, about equally large; fewer than `parts` where there are fewer blocks of trials.

    Raises:
        ValueError: as `deploy` says.
    """
    check(programmes, vehicles, supply, asked)
    return [
        Campaigns(
            tuple(one.of(cut) for one in programmes),
            tuple(vehicles),
            replace(supply, flown=supply.flown[cut], failed=supply.failed[cut]),
            seed,
            tuple(asked),
            cut.start,
        )
        for cut in ranges(supply.flown.shape[0], parts)
    ]


def ranges(trials: int, parts: int) -> list[slice]:
    """Ranges of trials of about equally many whole blocks, the last block as full as it is; at least one range."""
    count = -(-trials // BLOCK)
    ends = [part * count // max(min(parts, count), 1) * BLOCK for part in range(max(min(parts, count), 1))]
    return [slice(first, last) for first, last in zip(ends, [*ends[1:], trials], strict=True)]


def joined_supply(parts: Iterable[Supply]) -> Supply:
    """Launches of ranges of trials, in order, as one."""
    found = list(parts)
    return replace(found[0], **{name: np.concatenate([getattr(part, name) for part in found]) for name in ("flown", "failed")})


def joined_course(parts: Iterable[Course]) -> Course:
    """Courses of ranges of trials, in order, as one."""
    found, by_trial = list(parts), (*COUNTS, "used", "queue", "bound", "planes")
    return replace(found[0], **{name: np.concatenate([getattr(part, name) for part in found]) for name in by_trial})
