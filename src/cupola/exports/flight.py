"""The satellites to be written out, one fleet a shell: names, what is said of them, and where they are, Earth-fixed, m."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.constants import Body
from cupola.epochs.epoch import Epoch
from cupola.errors import InputError

if TYPE_CHECKING:
    from cupola.orbits import Ephemeris

DAY = 86_400.0
LONGEST_SPAN = 366.0 * DAY
SHORTEST_STEP, LONGEST_STEP = 1.0, DAY

MAX_SAMPLES = 2_000_000
"""Positions in one file: about 90 MB of CZML, which is as much as a globe in a browser takes in with patience."""

_BLOCK = 256
_STATES = 500_000
"""Positions that are worked out at once."""


class Group(Protocol):
    """The satellites of one shell, as the compiler makes them."""

    @property
    def constellation(self) -> str:
        """Name of the constellation."""
        ...

    @property
    def shell(self) -> str:
        """Name of the shell."""
        ...

    @property
    def ephemeris(self) -> "Ephemeris":
        """Where its satellites are."""
        ...

    @property
    def active(self) -> Bool[np.ndarray, "n"]:
        """Which of them are there."""
        ...


class Clock(Protocol):
    """From seconds since the scenario's epoch to the Earth's attitude, as the compiler makes it."""

    @property
    def epoch(self) -> Epoch:
        """The scenario's epoch, TT."""
        ...

    def earth_angle(self, seconds: Float[np.ndarray, "t"]) -> Float[np.ndarray, "t"]:
        """Earth rotation angle, rad."""
        ...


@dataclass(frozen=True)
class Place:
    """A named point on the ground.

    Attributes:
        name: as in the scenario.
        title: name to show.
        latitude: geodetic, rad.
        longitude: rad, east positive.
    """

    name: str
    title: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Flight:
    """What a run's scenario flies, compiled anew with the values as written.

    Attributes:
        body: what is orbited.
        clock: epoch and attitude of the body.
        groups: every shell, in the order of the file.
        places: named points to be shown, if any.
    """

    body: Body
    clock: Clock
    groups: Sequence[Group]
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Window:
    """How much of a flight is wanted.

    Attributes:
        span: seconds from the epoch on.
        step: seconds between samples; None lets the format choose.
        constellations: names of those wanted; none named are all.

    Raises:
        InputError: a span or step outside what is allowed.
    """

    span: float = DAY
    step: float | None = None
    constellations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 60.0 <= self.span <= LONGEST_SPAN:
            raise InputError(f"got a span of {self.span:g} s; must lie between 60 s and 366 days")
        if self.step is not None and not SHORTEST_STEP <= self.step <= LONGEST_STEP:
            raise InputError(f"got a step of {self.step:g} s; must lie between 1 s and 1 day")

    def seconds(self, step: float, margin: int = 0) -> Float[np.ndarray, "t"]:
        """Instants since the epoch that cover the span, `margin` of them more at each end; the last may lie up to a step beyond."""
        count = int(np.ceil(self.span / step - 1e-9))
        return step * np.arange(-margin, count + margin + 1, dtype=np.float64)


@dataclass(frozen=True)
class Fleet:
    """The satellites of one shell.

    Attributes:
        constellation: its name.
        title: name of the constellation to show.
        colour: place of the constellation in the scenario, from 0, which settles its colour.
        shell: name of the shell.
        said: what a reader should know of it: layer, supplier, the shell in words.
        numbers: of each satellite in its shell, from 1.
        positions: from seconds since the epoch (t,) to positions (t, n, 3), Earth-fixed (ITRS without polar motion), m.
    """

    constellation: str
    title: str
    colour: int
    shell: str
    said: tuple[str, ...]
    numbers: Int[np.ndarray, "n"]
    positions: Callable[[Float[np.ndarray, "t"]], Float[np.ndarray, "t n 3"]]

    @property
    def size(self) -> int:
        """Number of satellites."""
        return self.numbers.size

    def ids(self) -> list[str]:
        """`constellation/shell/number` of each satellite, unique in the scenario."""
        return [f"{self.constellation}/{self.shell}/{number}" for number in self.numbers]


def fleets_of(flight: Flight, told: Sequence[dict[str, Any]], wanted: Sequence[str]) -> tuple[Fleet, ...]:
    """The fleets of a flight.

    Args:
        flight: what is flown.
        told: the manifest's `scenario.constellations`.
        wanted: names of constellations; none are all.
    """
    places = {one["id"]: place for place, one in enumerate(told)}
    seen: Counter[str] = Counter()
    fleets: list[Fleet] = []
    for group in flight.groups:
        one, shell = told[places[group.constellation]], seen[group.constellation]
        seen[group.constellation] += 1
        if wanted and group.constellation not in wanted:
            continue
        supplier = [one["supplier"]] if one.get("supplier") else []
        fleets.append(
            Fleet(
                constellation=group.constellation,
                title=one["title"],
                colour=places[group.constellation],
                shell=group.shell,
                said=(", ".join([f"Layer: {one['layer']}", *supplier]), *one["shells"][shell : shell + 1]),
                numbers=np.flatnonzero(group.active) + 1,
                positions=partial(_positions, group, flight.clock),
            )
        )
    return tuple(fleet for fleet in fleets if fleet.size)


def check_constellations(wanted: Sequence[str], told: Sequence[dict[str, Any]]) -> None:
    """Raises InputError for a name that the run does not have."""
    known = [one["id"] for one in told]
    for name in wanted:
        if name not in known:
            raise InputError(f"this run flies no constellation {name!r}; it flies {', '.join(known)}")


def check_size(fleets: Sequence[Fleet], steps: Sequence[float], window: Window, margin: int = 0) -> None:
    """See that a file would not grow beyond what its readers can hold.

    Args:
        fleets: what is written.
        steps: seconds between the samples of each fleet.
        window: the span.
        margin: samples beyond each end of it.

    Raises:
        InputError: it would; the message says what would fit.
    """
    samples = sum(fleet.size * window.seconds(step, margin).size for fleet, step in zip(fleets, steps, strict=True))
    if samples <= MAX_SAMPLES:
        return
    satellites, hours = sum(fleet.size for fleet in fleets), window.span / 3600.0
    per_hour = sum(fleet.size * 3600.0 / step for fleet, step in zip(fleets, steps, strict=True))
    fixed = sum(fleet.size for fleet in fleets) * (2 * margin + 2)
    fitting = int(10.0 * (MAX_SAMPLES - fixed) / per_hour) / 10.0
    names = list(dict.fromkeys(fleet.constellation for fleet in fleets))
    ways = [f"--span '{fitting:g} h'"] if fitting >= 0.1 else []
    ways += [f"--constellation with one of {', '.join(names)}"] if len(names) > 1 else []
    ways.append(f"a --step longer than {max(steps):g} s")
    raise InputError(
        f"{satellites:,} satellites for {hours:g} h are {samples:,} positions; at most {MAX_SAMPLES:,} go into one file. "
        f"Nothing has been written; give {' or '.join(ways)}"
    )


def _positions(group: Group, clock: Clock, seconds: Float[np.ndarray, "t"]) -> Float[np.ndarray, "t n 3"]:
    """In blocks of one length, so that one compiled kernel serves them all."""
    block = max(1, min(_BLOCK, _STATES // group.ephemeris.size))
    found: list[np.ndarray] = []
    for start in range(0, seconds.size, block):
        some = seconds[start : start + block]
        filled = np.pad(some, (0, block - some.size), mode="edge")
        found.append(np.asarray(group.ephemeris.positions(filled, clock.earth_angle(filled)))[: some.size, group.active])
    return np.concatenate(found)
