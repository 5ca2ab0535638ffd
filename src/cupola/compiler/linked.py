"""The network part of a compiled problem: who links with whom, where sites stand, and what the latency study was asked. SI and radians."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float
from cupola.network.air import Dish
from cupola.network.links import Candidates
from cupola.network.optical import LaserTerminal
from cupola.network.radio import RadioLink


@dataclass(frozen=True)
class Linking:
    """The links of one constellation.

    Attributes:
        candidates: of each of its shells, by the number of the satellite in the shell; none where links are chosen anew at each instant.
        nearest: whether they are: each satellite with the nearest of the constellation.
        joins: constellations whose satellites it links with too, the nearest first.
        terminals: links that one satellite holds at once.
        max_range: m; infinity for as far as sight goes.
        grazing_height: m.
        acquisition: s.
        rate: bit/s of one link each way; infinity where none is stated.
        hop_delay: s that a satellite on the way adds.
        capacity: bit/s between one satellite and its users; infinity where none is stated.
        laser: what gives the rate by the length of a link; None where it is stated or not told.
        crossing: of the terminals, those that point at satellites of the constellation that fly the other way.
    """

    candidates: Mapping[str, Candidates]
    nearest: bool
    joins: tuple[str, ...]
    terminals: int
    max_range: float
    grazing_height: float
    acquisition: float
    rate: float
    hop_delay: float
    capacity: float
    laser: LaserTerminal | None = None
    crossing: int = 0


@dataclass(frozen=True)
class Radio:
    """A radio link with the ground.

    Attributes:
        link: its two ends.
        attenuation: dB that the air takes, stated; 0 where `exceeded` tells it.
        exceeded: share of the year in which the air may take more; None where the attenuation is stated.
        dish: the antenna on the ground, for the air.
    """

    link: RadioLink
    attenuation: float
    exceeded: float | None
    dish: Dish


@dataclass(frozen=True)
class Site:
    """A place on the ground that talks with satellites.

    Attributes:
        name: as in the scenario.
        title: name to show.
        role: `user`, `gateway` or `command`.
        latitude: geodetic, rad.
        longitude: rad, east.
        min_elevation: rad.
        terminals: satellites that it talks with at once.
        rate: bit/s with each, each way; infinity where none is stated.
        serves: constellations.
        relays: whether it passes on what it receives.
        supplier: whose it is; None for nobody's.
        works: whether it talks at all.
        radio: what gives the rate by the length of a link; None where it is stated or not told.
        capacity: bit/s with all satellites together; infinity where none is stated.
        acquisition: s that a satellite must have been in view before a link carries anything.
    """

    name: str
    title: str
    role: str
    latitude: float
    longitude: float
    min_elevation: float
    terminals: int
    rate: float
    serves: tuple[str, ...]
    relays: bool
    supplier: str | None
    works: bool = True
    radio: Radio | None = None
    capacity: float = np.inf
    acquisition: float = 0.0


@dataclass(frozen=True)
class Pause:
    """Delays that are given and not computed, s.

    Attributes:
        processing: from measurements to a track that is passed on.
        acquisition: until the satellite that measured has a link to send over.
        queueing: in queues on the way, all of them together.
        hand_over: at a site that passes a message from one network to another, each time.
    """

    processing: float = 0.0
    acquisition: float = 0.0
    queueing: float = 0.0
    hand_over: float = 0.0


@dataclass(frozen=True)
class Network:
    """Links, sites and delays of one draw.

    Attributes:
        linkings: by constellation, of those that have links.
        sites: in the order of the file.
        suppliers: of each constellation; None for nobody.
        supplier_titles: name to show of each supplier.
        per_plane: by constellation and shell, how many satellites on end share a plane.
        pause: delays that are given.
        per_person: bit/s that each person asks for; None where that is not how the demand is told.
        total: bit/s that all ask for together; None likewise.
    """

    linkings: Mapping[str, Linking]
    sites: tuple[Site, ...]
    suppliers: Mapping[str, str | None]
    supplier_titles: Mapping[str, str]
    per_plane: Mapping[str, Mapping[str, int]]
    pause: Pause
    per_person: float | None
    total: float | None

    def site(self, name: str) -> Site:
        """The site of a name."""
        return next(site for site in self.sites if site.name == name)


@dataclass(frozen=True)
class Loss:
    """What is taken away.

    Attributes:
        kinds: `satellites`, `busiest`, `planes`, `gateways`, `suppliers`.
        shares: of all there are, rising.
        trials: with others lost by chance each time.
    """

    kinds: tuple[str, ...]
    shares: tuple[float, ...]
    trials: int


@dataclass(frozen=True)
class Latency:
    """What the latency study was asked.

    Attributes:
        seed: of the run.
        instants: flown.
        step: s between them.
        draws: variants beside the one as written.
        views: for each its name, its title and its constellations.
        pairs: of sites.
        users: the site whose terminal users at latitudes and in cities have; None where there are none.
        latitudes: deg north, of users.
        longitudes: deg east, of the users at each latitude.
        city_places: latitude and longitude of the cities that talk with each other, rad, (n, 2).
        city_people: in each.
        traffic: how what they send to each other is weighed, `people` or `alike`; None where it is not asked.
        reporting: constellations whose satellites report to the command site.
        command: the command site; None where nobody reports.
        stored: whether satellites may store a message and carry it.
        loss: what is taken away; None for nothing.
    """

    seed: int
    instants: int
    step: float
    draws: int
    views: tuple[tuple[str, str, tuple[str, ...]], ...]
    pairs: tuple[tuple[str, str], ...]
    users: str | None
    latitudes: tuple[int, ...]
    longitudes: tuple[float, ...]
    city_places: Float[np.ndarray, "n 2"]
    city_people: Float[np.ndarray, "n"]
    reporting: tuple[str, ...]
    command: str | None
    stored: bool
    loss: Loss | None
    traffic: str | None = None

    @property
    def seconds(self) -> Float[np.ndarray, "t"]:
        """The instants, s since the epoch."""
        return np.arange(self.instants) * self.step
