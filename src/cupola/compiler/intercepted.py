"""The interception part of a compiled problem: interceptors, the shells that carry them, where missiles rise, how long there is. SI."""

from dataclasses import dataclass, field

import numpy as np

from cupola.arrays import Float


@dataclass(frozen=True)
class Layer:
    """A shell that carries interceptors.

    Attributes:
        name: as in the scenario.
        radius: of its satellites from the centre, m.
        inclination: rad.
        planes: as written.
        per_plane: satellites in each, as written.
        phasing: Walker's F, as written.
        raan_spread: arc over which the planes spread, rad.
        argument: of latitude of the first satellite at the epoch, rad.
        raan: of the first plane, rad.
    """

    name: str
    radius: float
    inclination: float
    planes: int
    per_plane: int
    phasing: int
    raan_spread: float
    argument: float
    raan: float

    @property
    def satellites(self) -> int:
        """As written."""
        return self.planes * self.per_plane


@dataclass(frozen=True)
class Envelope:
    """What is drawn: an interceptor, its shells, and how long each case leaves it.

    Attributes:
        acceleration: m/s^2.
        burn_out_speed: m/s.
        intercept_altitude: m.
        single_shot: chance that one succeeds.
        goal: chance wanted for each missile.
        layers: the shells that carry it.
        burn_time: of each case's missile, s; where the time left is stated, that.
        delay: from custody to the burn of the interceptor, s.
    """

    acceleration: float
    burn_out_speed: float
    intercept_altitude: float
    single_shot: float
    goal: float
    layers: tuple[Layer, ...]
    burn_time: tuple[float, ...]
    delay: float


@dataclass(frozen=True)
class Case:
    """Where missiles rise.

    Attributes:
        name: as in the scenario.
        title: name to show.
        where: name to show of the place.
        missile: name to show of the missile; empty where the time left is stated.
        threat: as in the scenario; None where a region is named.
        view: of the custody study, whose tracks leave the time; None where it is stated.
        latitude: geocentric, of places that stand for the whole alike, rad.
        longitude: of them, rad.
    """

    name: str
    title: str
    where: str
    missile: str
    threat: str | None
    view: str | None
    latitude: Float[np.ndarray, "p"]
    longitude: Float[np.ndarray, "p"]


@dataclass(frozen=True)
class Beside:
    """A published number.

    Attributes:
        title: name to show.
        interceptors: how many.
        salvo: missiles at once.
        source: name in the scenario's sources.
        note: what it rests on; empty where nothing is said.
    """

    title: str
    interceptors: int
    salvo: int
    source: str
    note: str


@dataclass(frozen=True)
class Interception:
    """What the interception study was asked.

    Attributes:
        title: name to show of the interceptor.
        constellation: whose satellites carry it.
        per_satellite: interceptors on each.
        instants: flown.
        step: between them, s.
        draws: beside the values as written.
        cases: where missiles rise.
        salvos: missiles at once, rising.
        confidences: shares of time, rising.
        largest: satellites of the largest shell tried.
        published: numbers to stand beside.
        envelopes: the interceptor in each draw, the values as written first.
        brief: whether the ladder of shells is left out.
    """

    title: str
    constellation: str
    per_satellite: int
    instants: int
    step: float
    draws: int
    cases: tuple[Case, ...]
    salvos: tuple[int, ...]
    confidences: tuple[float, ...]
    largest: int
    published: tuple[Beside, ...]
    envelopes: tuple[Envelope, ...] = field(repr=False)
    brief: bool = False

    @property
    def seconds(self) -> Float[np.ndarray, "t"]:
        """The instants, s since the epoch."""
        return np.arange(self.instants) * self.step
