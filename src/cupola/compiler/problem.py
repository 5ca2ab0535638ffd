"""The compiled problem: what studies read instead of the scenario file. Fixed shapes; a satellite that is not there is a mask."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float
from cupola.compiler.dependent import Dependence
from cupola.compiler.deployed import Deployment, Play
from cupola.compiler.intercepted import Interception
from cupola.compiler.linked import Latency, Network
from cupola.compiler.priced import Costing
from cupola.compiler.samples import SampleMatrix
from cupola.constants import SECONDS_PER_DAY, Body
from cupola.epochs.epoch import Epoch
from cupola.epochs.orientation import EarthOrientation
from cupola.flight import Area, Booster, Trajectories
from cupola.frames.rotations import earth_rotation_angle
from cupola.frames.sun import sun_in_cirs
from cupola.geometry import Footprint, RingGrid
from cupola.orbits import Ephemeris
from cupola.sensing.clouds import CloudDeck
from cupola.sensing.sensors import InfraredSensor

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
        infrared: what one of them makes of a launch; None where it makes nothing of it.
    """

    constellation: str
    shell: str
    ephemeris: Ephemeris
    footprint: Footprint | None
    active: Bool[np.ndarray, "n"]
    sun: float | None
    infrared: InfraredSensor | None


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

    def celestial_sun(self, seconds: Float[np.ndarray, "t"]) -> Float[np.ndarray, "t 3"]:
        """Vectors towards the Sun, inertial (CIRS), of length 1 to 0.03 %, at uniform (TT) seconds since the epoch; right to 0.01 deg."""
        if not len(seconds):
            return np.zeros((0, 3))
        low, high = float(np.min(seconds)), float(np.max(seconds))
        nodes = np.linspace(low, high, 2 + int((high - low) / _SUN_EVERY))
        celestial = sun_in_cirs(self.epoch.after(nodes), self.orientation)
        return np.stack([np.interp(seconds, nodes, celestial[:, axis]) for axis in range(3)], axis=-1)

    def sun(self, seconds: Float[np.ndarray, "t"]) -> Float[np.ndarray, "t 3"]:
        """Unit vectors towards the Sun, Earth-fixed, at uniform (TT) seconds since the epoch; right to 0.01 deg."""
        x, y, z = self.celestial_sun(seconds).T
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
class Threat:
    """Notional launches of one kind.

    Attributes:
        name: as in the scenario.
        title: name to show.
        missile: name of the class that flies.
        missile_title: name to show of it.
        booster: its boost.
        loft: flight-path angle at burn-out above that of least energy, rad.
        launch: where it starts.
        launch_title: name to show of it.
        aim: where it comes down.
        aim_title: name to show of it.
        flights: the launches that are followed.
    """

    name: str
    title: str
    missile: str
    missile_title: str
    booster: Booster
    loft: float
    launch: Area
    launch_title: str
    aim: Area
    aim_title: str
    flights: Trajectories


@dataclass(frozen=True)
class Launching:
    """The launches of one draw, and what lies between them and a decision.

    Attributes:
        threats: in the order of the file.
        deck: the clouds over launches.
        processing: delay from measurements to a track, s.
        decision: delay from the track to a decision, s.
    """

    threats: tuple[Threat, ...]
    deck: CloudDeck
    processing: float
    decision: float


@dataclass(frozen=True)
class Custody:
    """What the custody study was asked beside its sweep.

    Attributes:
        seed: of the run.
        launches: of each threat.
        trials: tracks of each launch.
        tracking_step: time between two updates of a track, s.
        stereo_angle: least angle between two lines of sight, rad.
        error: custody asks for a position known better than this, m.
        age: and an update not older than this, s.
        raids: numbers of launches at once.
        brief: whether losses, raids and maps are left out.
    """

    seed: int
    launches: int
    trials: int
    tracking_step: float
    stereo_angle: float
    error: float
    age: float
    raids: tuple[int, ...]
    brief: bool = False


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
        titles: by constellation, the name to show.
        custody: what the custody study was asked; None where it is not asked.
        launching: the launches in each draw; empty where none are followed.
        latency: what the latency study was asked; None where it is not asked.
        networks: links and sites in each draw; empty where no message is followed.
        cost: what the cost study was asked; None where it is not asked.
        deployment: what the deployment study was asked; None where it is not asked.
        plays: in each draw, what it plays as written and in each of its variants; empty where it is not asked.
        interception: what the interception study was asked; None where it is not asked.
        dependence: what the dependence study was asked; None where it is not asked.
    """

    body: Body
    clock: Clock
    variants: tuple[tuple[Group, ...], ...]
    samples: SampleMatrix
    sweeps: Mapping[str, Sweep]
    targets: tuple[Target, ...]
    warnings: tuple[str, ...]
    titles: Mapping[str, str]
    custody: Custody | None = None
    launching: tuple[Launching, ...] = ()
    latency: Latency | None = None
    networks: tuple[Network, ...] = ()
    cost: Costing | None = None
    deployment: Deployment | None = None
    plays: tuple[tuple[Play, ...], ...] = ()
    interception: Interception | None = None
    dependence: Dependence | None = None
