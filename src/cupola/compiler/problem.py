"""The compiled problem: what studies read instead of the scenario file. Fixed shapes; a satellite that is not there is a mask."""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float
from cupola.compiler.samples import SampleMatrix
from cupola.constants import Body
from cupola.epochs.epoch import Epoch
from cupola.epochs.orientation import EarthOrientation
from cupola.frames.rotations import earth_rotation_angle
from cupola.geometry import Footprint, RingGrid
from cupola.orbits import Ephemeris


@dataclass(frozen=True)
class Group:
    """The satellites of one shell.

    Attributes:
        constellation: name of the constellation that it belongs to.
        shell: name of the shell.
        ephemeris: where the satellites are.
        footprint: what one of them sees; None where they look at nothing.
        active: which of them are there and working, (n,).
    """

    constellation: str
    shell: str
    ephemeris: Ephemeris
    footprint: Footprint | None
    active: Bool[np.ndarray, "n"]


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


@dataclass(frozen=True)
class Place:
    """A region on a grid.

    Attributes:
        name: as in the scenario, or `world`.
        title: name to show.
        cells: which cells make it up.
    """

    name: str
    title: str
    cells: Bool[np.ndarray, "rings columns"]


@dataclass(frozen=True)
class CoverageRequest:
    """What the coverage study was asked.

    Attributes:
        instants: number of instants flown.
        step: time between them, s.
        grid: the cells.
        views: for each view its name, its title and the constellations that it adds up.
        places: the regions, the world last.
        windows: for each group of the problem, the rings that its near and far cap can touch at the most, over all variants.
    """

    instants: int
    step: float
    grid: RingGrid
    views: tuple[tuple[str, str, tuple[str, ...]], ...]
    places: tuple[Place, ...]
    windows: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Problem:
    """Everything that studies need, in SI units and radians.

    Attributes:
        body: what is orbited.
        clock: from seconds to the Earth's attitude.
        variants: the groups of satellites in each draw; variant 0 holds the values as written. Shapes are the same in all.
        samples: the draws.
        coverage: what the coverage study was asked.
        warnings: what a reader of any result must be told.
    """

    body: Body
    clock: Clock
    variants: tuple[tuple[Group, ...], ...]
    samples: SampleMatrix
    coverage: CoverageRequest
    warnings: tuple[str, ...]
