"""The compiled problem: what studies read instead of the scenario file. Fixed shapes; a satellite that is not there is a mask."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float
from cupola.compiler.samples import SampleMatrix
from cupola.constants import SECONDS_PER_DAY, Body
from cupola.epochs.epoch import Epoch
from cupola.epochs.orientation import EarthOrientation
from cupola.frames.rotations import earth_rotation_angle
from cupola.frames.sun import sun_in_cirs
from cupola.geometry import Footprint, RingGrid
from cupola.orbits import Ephemeris

_SUN_EVERY = 3.0 * 3600.0
"""Time between the places of the Sun that are worked out, s; a straight line between them is right to 0.2 arcsec."""


@dataclass(frozen=True)
class Group:
    """The satellites of one shell.

    Attributes:
        constellation: name of the constellation that it belongs to.
        shell: name of the shell.
        ephemeris: where the satellites are.
        footprint: what one of them sees; None where they look at nothing.
        active: which of them are there and working, (n,).
        sun: least elevation of the Sun at a place that they look at, rad; None where light does not matter.
    """

    constellation: str
    shell: str
    ephemeris: Ephemeris
    footprint: Footprint | None
    active: Bool[np.ndarray, "n"]
    sun: float | None


@dataclass(frozen=True)
class Clock:
    """Turns seconds since the scenario's epoch into the Earth's attitude.

    Attributes:
        epoch: the scenario's epoch, TT.
        orientation: measured and predicted Earth orientation.
    """

    epoch: Epoch
    orientation: EarthOrientation

    def earth_angle(self, seconds: Float[np.ndarray, "t"]) -> Float[np.ndarray, "t"]:
        """Earth rotation angle, rad, at uniform (TT) seconds since the epoch."""
        return earth_rotation_angle(self.epoch.after(seconds), self.orientation)

    def sun(self, seconds: Float[np.ndarray, "t"]) -> Float[np.ndarray, "t 3"]:
        """Unit vectors towards the Sun, Earth-fixed, at uniform (TT) seconds since the epoch; right to 0.01 deg."""
        if not len(seconds):
            return np.zeros((0, 3))
        low, high = float(np.min(seconds)), float(np.max(seconds))
        nodes = np.linspace(low, high, 2 + int((high - low) / _SUN_EVERY))
        celestial = sun_in_cirs(self.epoch.after(nodes), self.orientation)
        x, y, z = (np.interp(seconds, nodes, celestial[:, axis]) for axis in range(3))
        angle = self.earth_angle(seconds)
        turned = np.stack([x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle), z], axis=-1)
        return turned / np.linalg.norm(turned, axis=-1, keepdims=True)

    @property
    def ut1_of_day(self) -> float:
        """UT1 since midnight at the epoch, s."""
        ut1 = self.epoch.to("ut1", self.orientation)
        return float(np.mod(np.mod(ut1.jd1 - 0.5, 1.0) + ut1.jd2, 1.0)) * SECONDS_PER_DAY


@dataclass(frozen=True)
class Place:
    """A region on a grid.

    Attributes:
        name: as in the scenario, or `world`.
        title: name to show.
        cells: which cells make it up.
        weights: what each counts for in a mean over the region: its area or its people, adding up to 1.
    """

    name: str
    title: str
    cells: Bool[np.ndarray, "rings columns"]
    weights: Float[np.ndarray, "rings columns"]


@dataclass(frozen=True)
class Target:
    """A named point.

    Attributes:
        name: as in the scenario.
        title: name to show.
        latitude: geodetic, rad.
        longitude: rad, east.
    """

    name: str
    title: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Sweep:
    """What a study that follows the satellites through time was asked.

    Attributes:
        instants: number of instants flown.
        step: time between them, s.
        draws: variants beside the one as written.
        grid: the cells.
        views: for each view its name, its title and the constellations that it adds up.
        places: the regions, the world last.
        windows: for each group of the problem, the rings that one of its satellites can see a part of at the most, over all variants.
    """

    instants: int
    step: float
    draws: int
    grid: RingGrid
    views: tuple[tuple[str, str, tuple[str, ...]], ...]
    places: tuple[Place, ...]
    windows: tuple[int, ...]

    @property
    def seconds(self) -> Float[np.ndarray, "t"]:
        """The instants, s since the epoch."""
        return np.arange(self.instants) * self.step


@dataclass(frozen=True)
class Problem:
    """Everything that studies need, in SI units and radians.

    Attributes:
        body: what is orbited.
        clock: from seconds to the Earth's attitude.
        variants: the groups of satellites in each draw; variant 0 holds the values as written. Shapes are the same in all.
        samples: the draws.
        sweeps: by study, what it was asked.
        targets: the named points.
        warnings: what a reader of any result must be told.
    """

    body: Body
    clock: Clock
    variants: tuple[tuple[Group, ...], ...]
    samples: SampleMatrix
    sweeps: Mapping[str, Sweep]
    targets: tuple[Target, ...]
    warnings: tuple[str, ...]
