"""The network of a view over some instants: its satellites and sites as numbered nodes, with links, antennas and delays. Earth-fixed, SI.

Nodes go: satellites in the order of the problem's groups, sites of the file that serve the view, users at latitudes, cities.
"""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.compiler.linked import Latency, Linking, Network, Radio, Site
from cupola.compiler.problem import Group, Problem
from cupola.frames.geodetic import geodetic_to_itrs
from cupola.network.air import LOWEST, slant_attenuation
from cupola.network.block import Scene
from cupola.network.budgets import SLANTS, Radios, ways_through_air
from cupola.network.ground import Sites
from cupola.network.links import Candidates
from cupola.network.meshes import Lattice, Nearest

_LOWEST = 1e-3
"""rad: below it the way through the air is no longer told apart."""


@cache
def _slanting(latitude: float, longitude: float, min_elevation: float, radio: Radio) -> Float[np.ndarray, "k"]:
    """dB over a place at the level of the sea, by the ITU-R: worked out once, however many stretches of time ask for it."""
    place = np.array(latitude), np.array(longitude), np.array(0.0)
    exceeded = 0.0 if radio.exceeded is None else radio.exceeded
    return slant_attenuation(place, np.maximum(ways_through_air(min_elevation), LOWEST), radio.link.frequency, exceeded, radio.dish)


@dataclass(frozen=True)
class Web:
    """Who is in a view's network, in one draw.

    Attributes:
        problem: compiled, with a latency study.
        asked: by it.
        network: links and sites of the draw.
        constellations: of the view.
        groups: their satellites.
        sites: of the file, those that serve the view.
    """

    problem: Problem
    asked: Latency
    network: Network
    constellations: tuple[str, ...]
    groups: tuple[Group, ...]
    sites: tuple[Site, ...]

    @classmethod
    def of(cls, problem: Problem, draw: int, constellations: tuple[str, ...]) -> "Web":
        """Of a view."""
        if problem.latency is None:
            raise AssertionError("networks are flown where latency is asked")
        network = problem.networks[draw]
        groups = tuple(group for group in problem.variants[draw] if group.constellation in constellations)
        sites = tuple(site for site in network.sites if set(site.serves) & set(constellations))
        return cls(problem, problem.latency, network, constellations, groups, sites)

    @cached_property
    def satellites(self) -> int:
        """How many there are."""
        return sum(group.ephemeris.size for group in self.groups)

    @cached_property
    def first(self) -> tuple[int, ...]:
        """Node of the first satellite of each group."""
        return tuple(int(start) for start in np.cumsum([0, *(group.ephemeris.size for group in self.groups)])[:-1])

    def members(self, constellation: str) -> Int[np.ndarray, "m"]:
        """Nodes of a constellation's satellites."""
        return np.flatnonzero(self._of_each([group.constellation == constellation for group in self.groups]))

    def node(self, site: str) -> int | None:
        """Node of a site of the file; None where it does not serve the view."""
        at = next((at for at, one in enumerate(self.sites) if one.name == site), None)
        return None if at is None else self.satellites + at

    @cached_property
    def gateways(self) -> Int[np.ndarray, "w"]:
        """Nodes of the gateways."""
        return self.satellites + np.array([at for at, site in enumerate(self.sites) if site.role == "gateway"], np.int64)

    @cached_property
    def model(self) -> Site | None:
        """The site whose terminal other users have; None where it serves no constellation of the view."""
        return next((site for site in self.sites if site.name == self.asked.users), None)

    @cached_property
    def users(self) -> Int[np.ndarray, "u"]:
        """Nodes of the users at latitudes, latitude by latitude."""
        count = 0 if self.model is None else len(self.asked.latitudes) * len(self.asked.longitudes)
        return self.satellites + len(self.sites) + np.arange(count)

    @cached_property
    def cities(self) -> Int[np.ndarray, "c"]:
        """Nodes of the cities."""
        count = 0 if self.model is None else len(self.asked.city_people)
        return self.satellites + len(self.sites) + len(self.users) + np.arange(count)

    @cached_property
    def nodes(self) -> int:
        """How many there are, of all kinds."""
        return self.satellites + len(self.sites) + len(self.users) + len(self.cities)

    @cached_property
    def pairs(self) -> tuple[tuple[int, int, int], ...]:
        """Place among the pairs asked, and both nodes, of those that the view serves."""
        found = [(at, self.node(one), self.node(other)) for at, (one, other) in enumerate(self.asked.pairs)]
        return tuple((at, one, other) for at, one, other in found if one is not None and other is not None)

    @cached_property
    def reports(self) -> Int[np.ndarray, "r 2"]:
        """Satellites that report, constellation by constellation, with the command site; none where it does not serve the view."""
        command = None if self.asked.command is None else self.node(self.asked.command)
        satellites = [self.members(name) for name in self.reporting]
        if command is None or not satellites:
            return np.zeros((0, 2), np.int64)
        reporting = np.concatenate(satellites)
        return np.stack([reporting, np.full_like(reporting, command)], axis=1)

    @cached_property
    def reporting(self) -> tuple[str, ...]:
        """Constellations of the view that report."""
        return tuple(name for name in self.asked.reporting if name in self.constellations)

    @cached_property
    def relays(self) -> Bool[np.ndarray, "g"]:
        """Sites that pass on what they receive."""
        return np.array([site.relays for site in self.sites] + [False] * (len(self.users) + len(self.cities)), bool)

    @cached_property
    def hop_delay(self) -> Float[np.ndarray, "s"]:
        """s for each satellite on the way."""
        return self._of_each([0.0 if linking is None else linking.hop_delay for linking in self._linkings])

    @cached_property
    def capacity(self) -> Float[np.ndarray, "s"]:
        """bit/s between each satellite and its users; infinity where none is stated."""
        return self._of_each([np.inf if linking is None else linking.capacity for linking in self._linkings])

    @cached_property
    def owner(self) -> Int[np.ndarray, "n"]:
        """Index among `owners` of whose each node is; -1 for nobody's."""
        whose = [self.network.suppliers[group.constellation] for group in self.groups]
        satellites = self._of_each([self._owner(name) for name in whose])
        sites = [self._owner(site.supplier) for site in self.sites]
        return np.concatenate([satellites, np.array(sites, np.int64), np.full(self.nodes - self.satellites - len(sites), -1)])

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """Suppliers of the view's satellites and sites."""
        whose = [self.network.suppliers[group.constellation] for group in self.groups] + [site.supplier for site in self.sites]
        return tuple(dict.fromkeys(name for name in whose if name is not None))

    def _owner(self, name: str | None) -> int:
        return -1 if name is None else self.owners.index(name)

    @cached_property
    def _linkings(self) -> tuple[Linking | None, ...]:
        return tuple(self.network.linkings.get(group.constellation) for group in self.groups)

    def _of_each(self, values: list[float] | list[int] | list[bool]) -> np.ndarray:
        """One value a group as one value a satellite."""
        return np.repeat(np.array(values), [group.ephemeris.size for group in self.groups])

    @cached_property
    def patterns(self) -> tuple[Lattice | Nearest, ...]:
        """Links between satellites: each constellation's own, then those that join two."""
        own: list[Lattice | Nearest] = []
        used = np.zeros(self.satellites, np.int64)
        furthest = 2.0 * max((group.ephemeris.radii[1] for group in self.groups), default=1.0)
        for name, linking in self.network.linkings.items():
            members = self.members(name)
            if not len(members):
                continue
            told = linking.grazing_height, linking.acquisition, linking.rate
            lasers = () if linking.laser is None else (linking.laser,)
            if linking.nearest:
                own.append(Nearest(members, linking.terminals, min(linking.max_range, furthest), *told, lasers=lasers))
                used[members] = linking.terminals
                continue
            for start, group in zip(self.first, self.groups, strict=True):
                if group.constellation == name:
                    local = linking.candidates[group.shell]
                    ends = Candidates(local.ends + start, local.seam)
                    used += np.bincount(ends.ends.ravel(), minlength=self.satellites)
                    own.append(Lattice(ends, linking.max_range, *told, lasers))
            if linking.crossing:
                own.append(self._crossing(members, linking, own, furthest))
                used[members] += linking.crossing
        return (*own, *self._joined(used, furthest))

    @staticmethod
    def _crossing(members: Int[np.ndarray, "m"], linking: Linking, own: list[Lattice | Nearest], furthest: float) -> Nearest:
        """Links between the half of a constellation that flies north and the half that flies south."""
        told = linking.grazing_height, linking.acquisition, linking.rate
        barred = np.concatenate([np.zeros((0, 2), np.int64), *(one.candidates.ends for one in own if isinstance(one, Lattice))])
        lasers = () if linking.laser is None else (linking.laser,)
        reach = min(linking.max_range, furthest)
        return Nearest(members, linking.crossing, reach, *told, lasers=lasers, across=True, barred=barred)

    def _joined(self, used: Int[np.ndarray, "s"], furthest: float) -> list[Nearest]:
        """Links between two constellations, by the terminals that each has left; of two values the stricter."""
        found: list[Nearest] = []
        for name, linking in self.network.linkings.items():
            for other in linking.joins if name in self.constellations else ():
                partner = self.network.linkings[other]
                mine, theirs = self.members(name), self.members(other)
                if not len(theirs):
                    continue
                members = np.concatenate([mine, theirs])
                held = np.repeat([linking.terminals, partner.terminals], [len(mine), len(theirs)])
                found.append(
                    Nearest(
                        members=members,
                        terminals=np.maximum(held - used[members], 0),
                        max_range=min(linking.max_range, partner.max_range, furthest),
                        height=max(linking.grazing_height, partner.grazing_height),
                        acquisition=max(linking.acquisition, partner.acquisition),
                        rate=min(linking.rate, partner.rate),
                        side=np.repeat([False, True], [len(mine), len(theirs)]),
                        lasers=tuple(one.laser for one in (linking, partner) if one.laser is not None),
                    )
                )
        return found

    def _northward(self, seconds: Float[np.ndarray, "t"], parts: list[Float[np.ndarray, "t s 3"]]) -> Bool[np.ndarray, "t s"]:
        """Which satellites fly north: whether they are further north a second later."""
        angle = self.problem.clock.earth_angle(seconds + 1.0)
        later = [np.asarray(group.ephemeris.positions(seconds + 1.0, angle))[:, :, 2] for group in self.groups]
        return np.concatenate([after > before[:, :, 2] for after, before in zip(later, parts, strict=True)], axis=1)

    @cached_property
    def places(self) -> list[tuple[float, float]]:
        """Geodetic latitude and longitude of all sites on the ground, rad."""
        places = [(site.latitude, site.longitude) for site in self.sites]
        if self.model is not None:
            places += [(float(np.radians(lat)), float(np.radians(lon))) for lat in self.asked.latitudes for lon in self.asked.longitudes]
            places += [(float(lat), float(lon)) for lat, lon in self.asked.city_places]
        return places

    @cached_property
    def antennas(self) -> Sites:
        """All sites on the ground: of the file, users, cities."""
        kinds = self._kinds
        latitude, longitude = np.array(self.places).reshape(-1, 2).T
        constellation = np.array([self.constellations.index(group.constellation) for group in self.groups])
        serves = np.array([[name in site.serves for name in self.constellations] for site in kinds]).reshape(len(kinds), -1)
        return Sites(
            position=geodetic_to_itrs(latitude, longitude, np.zeros(len(kinds)), self.problem.body),
            up=np.stack([np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], axis=-1),
            min_elevation=np.array([site.min_elevation for site in kinds]),
            terminals=np.array([site.terminals for site in kinds], np.int64),
            max_length=np.full(len(kinds), np.inf),
            serves=serves[:, np.repeat(constellation, [group.ephemeris.size for group in self.groups])],
            acquisition=np.array([site.acquisition for site in kinds]) if any(site.acquisition > 0.0 for site in kinds) else None,
        )

    @cached_property
    def _kinds(self) -> list[Site]:
        """The site whose terminal each site on the ground has: itself, or the model of all users."""
        return [*self.sites, *([] if self.model is None else [self.model] * (len(self.users) + len(self.cities)))]

    @cached_property
    def rates(self) -> Float[np.ndarray, "g"]:
        """bit/s of each link of each site; infinity where none is stated."""
        return np.array([site.rate for site in self._kinds])

    @cached_property
    def site_capacity(self) -> Float[np.ndarray, "g"]:
        """bit/s of each gateway with all its satellites together; infinity where none is stated, and for other sites."""
        return np.array([site.capacity if site.role == "gateway" else np.inf for site in self._kinds])

    @cached_property
    def radios(self) -> Radios | None:
        """Budgets of the links with the ground; None where there is none."""
        kinds = list(dict.fromkeys(site.radio.link for site in self._kinds if site.radio is not None))
        if not kinds:
            return None
        which = [-1 if site.radio is None else kinds.index(site.radio.link) for site in self._kinds]
        longest = [1.0 if site.radio is None else 1.0 / np.sin(max(site.min_elevation, _LOWEST)) for site in self._kinds]
        air = [self._air(at, site.radio) for at, site in enumerate(self._kinds)]
        return Radios(tuple(kinds), np.array(which, np.int64), np.array(longest), np.array(air).reshape(len(which), SLANTS))

    def _air(self, at: int, radio: Radio | None) -> Float[np.ndarray, "k"]:
        """dB that the air takes over a site, from the zenith to its least elevation."""
        if radio is None or radio.exceeded is None:
            return np.full(SLANTS, 0.0 if radio is None else radio.attenuation)
        latitude, longitude = self.places[at]
        return _slanting(latitude, longitude, self._kinds[at].min_elevation, radio)

    @cached_property
    def reach_back(self) -> int:
        """Instants that the longest acquisition takes."""
        links = [pattern.acquisition for pattern in self.patterns]
        return int(np.ceil(max([0.0, *links, *(site.acquisition for site in self._kinds)]) / self.asked.step))

    def scene(self, start: int, stop: int, before: int = 0) -> Scene:
        """Some instants.

        Args:
            start: index of the first.
            stop: after the last.
            before: instants in front of it that the answer holds too.
        """
        first = max(start - before - self.reach_back, 0)
        seconds = self.asked.seconds[first:stop]
        angle = self.problem.clock.earth_angle(seconds)
        parts = [np.asarray(group.ephemeris.positions(seconds, angle)) for group in self.groups]
        others = np.zeros(len(self.users) + len(self.cities), bool)
        silent = np.array([not site.works for site in self.sites], bool)
        lost = np.concatenate([np.zeros(0, bool), *(~group.active for group in self.groups), silent, others])
        return Scene(
            times=seconds,
            position=np.concatenate([np.zeros((len(seconds), 0, 3)), *parts], axis=1),
            patterns=self.patterns,
            sites=self.antennas,
            owner=self.owner,
            site_rate=self.rates,
            radios=self.radios,
            lost=lost if lost.any() else None,
            lead=start - min(before, start) - first,
            held=first == 0,
            body=self.problem.body,
            northward=self._northward(seconds, parts)
            if any(linking is not None and linking.crossing for linking in self._linkings)
            else None,
        )
