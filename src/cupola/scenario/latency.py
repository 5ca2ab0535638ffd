"""The latency study: who talks with whom over the links, how long that takes, how often it fails, and the figures that it gives."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from cupola.errors import Problem
from cupola.scenario.facts import Fact
from cupola.scenario.faults import Fault, Reading, fault
from cupola.scenario.leaves import Flag, Leaf, OneOf, Reference, Sensed, Title, Whole
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import Latitude, LatitudeStep, LostShare
from cupola.scenario.shapes import FileModel, Listed, Named
from cupola.scenario.sites import Site
from cupola.scenario.spans import Spanned
from cupola.scenario.text import ListNode, MappingNode, Node, TextNode, child_key
from cupola.scenario.units import Dimension, QuantityError, parse_quantity

PAIR_MEASURES = (
    "round_trip",
    "round_trip_90",
    "connected",
    "longest_outage",
    "hops",
    "path_changes",
    "stretch",
    "against_fibre",
)
"""What the latency study measures for each view and pair of sites: times in s, path changes in 1/h, the rest pure numbers."""

DELIVERY_MEASURES = ("delivery", "delivery_90", "delivered")
"""What it measures for these with store-and-forward: times in s, and a share."""

USER_MEASURES = ("round_trip", "round_trip_90", "connected", "longest_outage")
"""What it measures for each view and latitude, between a user there and the ground network."""

CITY_MEASURES = ("round_trip", "round_trip_90", "connected")
"""What it measures for each view over all pairs of cities."""

COMMAND_MEASURES = ("to_command", "to_command_90", "connected", "longest_outage", "hops")
"""What it measures for each view and constellation that reports to the command site: one way, all delays up to the site included."""

LOSS_MEASURES = ("connected_after", "round_trip_after")
"""What it measures for each view and kind of loss, over all that is asked: at the largest share, or for the worst supplier."""

THROUGHPUT_MEASURES = ("throughput", "throughput_even", "throughput_gateways")
"""What it measures for each view between its cities and its gateways, bit/s."""

TRAFFIC_MEASURES = ("traffic", "rate", "rate_10", "full_links", "full_satellites")
"""What it measures for each view with traffic between cities: their sum, the median pair and the tenth percentile, bit/s; and shares."""

THROUGHPUT_AFTER, TRAFFIC_AFTER = "throughput_after", "traffic_after"
"""What it measures for losses too, where there are cities with gateways, and where there is traffic: bit/s."""

TRAFFICS = ("people", "alike")
"""How the traffic between cities is weighed: each pair by the product of its people, or every pair alike."""

LOSSES = ("satellites", "busiest", "planes", "gateways", "suppliers")
"""Kinds of loss."""

_DEGREE = math.pi / 180.0


class NetworkView(FileModel):
    """Constellations that carry traffic together."""

    WHAT = "a view"

    title: Title = Field(description="name to show")
    constellations: Annotated[
        tuple[Annotated[str, Reference("constellations")], ...], Listed("constellations", "a view needs at least one", distinct=True)
    ] = Field(description="names in `constellations`")


class PairOfSites(Leaf):
    """Two different sites that talk with each other: `[london, new-york]`."""

    def read(self, node: Node, reading: Reading) -> tuple[str, str]:
        if not isinstance(node, ListNode) or len(node.items) != 2:
            raise fault(node, "must be two names in `sites`, such as [london, new-york]")
        one, other = (Reference("sites").read(item, reading) for item in node.items)
        if one == other:
            raise fault(node, f"got {one} at both ends; a pair is two different sites")
        return one, other

    def json_schema(self) -> dict[str, Any]:
        return {"type": "array", "items": Reference("sites").json_schema(), "minItems": 2, "maxItems": 2, "uniqueItems": True}


class Latitudes(FileModel):
    """Users at evenly spaced latitudes, whole degrees."""

    WHAT = "the users at latitudes"

    south: Latitude = Field(description="of the southernmost users, a whole number of degrees")
    north: Latitude = Field(description="of the northernmost users, a whole number of degrees")
    step: LatitudeStep = Field(description="from one latitude to the next, whole degrees, 1 to 90")

    @field_validator("south", "north", "step")
    @classmethod
    def are_whole_degrees(cls, latitude: Fact) -> Fact:
        """So that each has a name."""
        if abs(latitude.value - round(latitude.value / _DEGREE) * _DEGREE) > 1e-9:
            raise fault_of(latitude, f"got {latitude.text}; must be a whole number of degrees")
        return latitude

    @field_validator("step")
    @classmethod
    def leads_from_south_to_north(cls, step: Fact, info: ValidationInfo) -> Fact:
        """The last step ends on the northern end."""
        south, north = info.data.get("south"), info.data.get("north")
        if isinstance(south, Fact) and isinstance(north, Fact):
            if south.value > north.value:
                raise fault_of(north, f"got {north.text}, south of the southern end {south.text}; swap them")
            steps = (north.value - south.value) / step.value
            if abs(steps - round(steps)) > 1e-9:
                raise fault_of(step, f"got {step.text}; must lead in whole steps from {south.text} to {north.text}")
        return step

    def degrees(self) -> tuple[int, ...]:
        """The latitudes, deg north, from south to north."""
        return _degrees(self.south.value, self.north.value, self.step.value)


def _degrees(south: float, north: float, step: float) -> tuple[int, ...]:
    """The whole degrees from one to the other, all three in rad."""
    first, last, between = (round(angle / _DEGREE) for angle in (south, north, step))
    return tuple(range(first, last + 1, between)) if between > 0 else ()


class Losses(FileModel):
    """What is taken away, to see what is left of the network."""

    WHAT = "the section `losses`"

    kinds: Annotated[tuple[Annotated[str, OneOf(LOSSES, "kinds of loss")], ...], Listed("kinds", "name at least one", distinct=True)] = (
        Field(
            description="satellites, planes, gateways: some at random; busiest: the satellites that carry most, first; "
            "suppliers: all that one supplies, each in turn"
        )
    )
    shares: Annotated[tuple[LostShare, ...], Listed("shares", "give at least one, such as [5 %, 20 %]", distinct=True)] = Field(
        description="of all there are, that are lost; suppliers are lost whole"
    )
    trials: Annotated[int, Whole(1, 1_000)] = Field(default=10, description="with other ones lost by chance each time, 1 to 1000")


class LatencyStudy(Spanned):
    """How long a message takes through the network, how often it finds no way, how much gets through, and what losses do to it."""

    WHAT = "the latency study"

    views: Annotated[Mapping[str, NetworkView], Named("views")] = Field(
        description="by name, the sets of constellations that carry traffic"
    )
    pairs: Annotated[tuple[Annotated[tuple[str, str], PairOfSites()], ...], Listed("pairs of sites", "give at least one pair")] = Field(
        default=(), description="sites that talk with each other, [[london, new-york], ...]"
    )
    users: Annotated[str | None, Reference("sites")] = Field(
        default=None, description="a site of the role user: those at latitudes and in cities have its terminal and its networks"
    )
    latitudes: Latitudes | None = Field(default=None, description="users at these latitudes, each talking with the nearest gateway")
    cities: Annotated[int | None, Whole(2, 1_000)] = Field(
        default=None, description="so many of the largest cities talk with each other, and ask what they can of the gateways, 2 to 1000"
    )
    traffic: Annotated[str | None, OneOf(TRAFFICS, "kinds of traffic")] = Field(
        default=None,
        description="the cities send to each other all at once: people, each pair by the product of its people; alike, every pair alike",
    )
    losses: Losses | None = Field(default=None, description="what is taken away, and how much")
    relay_of: Annotated[
        tuple[Annotated[str, Sensed()], ...], Listed("constellations", "name at least one, or leave it out", distinct=True)
    ] = Field(default=(), description="constellations with a sensor whose satellites report to the command site")
    command: Annotated[str | None, Reference("sites")] = Field(default=None, description="a site of the role command")
    store_and_forward: Annotated[bool, Flag()] = Field(
        default=False, description="whether satellites may carry a message until they meet the next, for networks with gaps"
    )

    @field_validator("pairs")
    @classmethod
    def are_named_once(cls, pairs: tuple[tuple[str, str], ...], info: ValidationInfo) -> tuple[tuple[str, str], ...]:
        """The way there is the way back."""
        lines, seen = cast("Reading", info.context).origin.lines, set[frozenset[str]]()
        for at, pair in enumerate(pairs):
            if frozenset(pair) in seen:
                key = f"studies.latency.pairs.{at}"
                raise Fault((Problem(key, lines[key], f"gives the pair of {pair[0]} and {pair[1]} twice; keep one"),))
            seen.add(frozenset(pair))
        return pairs


def _asks_something(node: Any) -> Any:
    """Keys that stand together, and at least one question."""
    if not isinstance(node, MappingNode):
        return node
    given, wanted = node.entries.keys(), list[tuple[str, str]]()
    if not {"pairs", "latitudes", "cities", "relay-of"} & given:
        wanted.append(("pairs", "is missing; the study asks for pairs, latitudes, cities or relay-of, at least one of them"))
    if {"latitudes", "cities"} & given and "users" not in given:
        wanted.append(("users", "is missing; name the site whose terminal the users at latitudes and in cities have"))
    for one, other in (("relay-of", "command"), ("command", "relay-of"), ("traffic", "cities")):
        if one in given and other not in given:
            wanted.append((other, f"is missing; `{one}` needs it"))
    if wanted:
        raise Fault(Problem(child_key(node.key, key), node.line, told) for key, told in wanted)
    return node


Routed = Annotated[LatencyStudy, BeforeValidator(_asks_something)]
"""The latency study as the file may give it."""


@dataclass(frozen=True)
class NetworkAsked:
    """What the names of the figures of the latency study depend on.

    Attributes:
        views: by name, the constellations of each.
        serves: by site, the constellations that it serves.
        gateways: the sites of that role.
        pairs: of sites.
        users: the site whose terminal other users have.
        latitudes: deg north.
        cities: whether some are asked for.
        demand: whether the file says how much they ask for.
        traffic: whether they send to each other all at once.
        reporting: constellations that report to the command site.
        command: the command site.
        losses: kinds of loss.
        stored: whether messages may be stored on the way.
    """

    views: Mapping[str, tuple[str, ...]]
    serves: Mapping[str, tuple[str, ...]]
    gateways: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...] = ()
    users: str | None = None
    latitudes: tuple[int, ...] = ()
    cities: bool = False
    demand: bool = False
    traffic: bool = False
    reporting: tuple[str, ...] = ()
    command: str | None = None
    losses: tuple[str, ...] = ()
    stored: bool = False

    def reaches(self, site: str | None, view: str) -> bool:
        """Whether a site serves a constellation of a view."""
        return site is not None and bool(set(self.serves.get(site, ())) & set(self.views[view]))

    def exchanges(self, view: str) -> bool:
        """Whether a view has cities and gateways to exchange anything."""
        return self.cities and self.reaches(self.users, view) and any(self.reaches(gateway, view) for gateway in self.gateways)

    def sends(self, view: str) -> bool:
        """Whether a view has cities that send to each other all at once."""
        return self.traffic and self.cities and self.reaches(self.users, view)

    def measured(self, view: str) -> Iterator[tuple[tuple[str, ...], str]]:
        """Measures and the place that they are of, those of one view; an empty place where they are of the view alone."""
        for one, other in self.pairs:
            if self.reaches(one, view) and self.reaches(other, view):
                yield (*PAIR_MEASURES, *(DELIVERY_MEASURES if self.stored else ())), f"{one}_{other}"
        if self.reaches(self.users, view):
            yield from ((USER_MEASURES, latitude_name(degrees)) for degrees in self.latitudes)
            if self.cities:
                yield CITY_MEASURES, "cities"
        if self.exchanges(view):
            yield (*THROUGHPUT_MEASURES, *(("unserved",) if self.demand else ())), ""
        if self.sends(view):
            yield TRAFFIC_MEASURES, "cities"
        if self.reaches(self.command, view):
            yield from ((COMMAND_MEASURES, f"{name}_{self.command}") for name in self.reporting if name in self.views[view])
        more = *((THROUGHPUT_AFTER,) if self.exchanges(view) else ()), *((TRAFFIC_AFTER,) if self.sends(view) else ())
        yield from (((*LOSS_MEASURES, *more), kind) for kind in self.losses)

    def figures(self) -> tuple[str, ...]:
        """Names of the figures, `latency.name`: by view, measure and place; hyphens become underscores."""
        return tuple(
            f"latency.{'_'.join(part for part in (view, measure, place) if part)}".replace("-", "_")
            for view in self.views
            for measures, place in self.measured(view)
            for measure in measures
        )


def latitude_name(degrees: int) -> str:
    """A latitude in the name of a figure: `latitude_30_south`."""
    return f"latitude_{abs(degrees)}{'_north' if degrees > 0 else '_south' if degrees < 0 else ''}"


def network_asked(study: LatencyStudy, sites: Mapping[str, Site], demand: bool) -> NetworkAsked:
    """What a checked study asks, with the sites of its file, and whether that has a demand."""
    return NetworkAsked(
        views={name: view.constellations for name, view in study.views.items()},
        serves={name: site.serves for name, site in sites.items()},
        gateways=tuple(name for name, site in sites.items() if site.role == "gateway"),
        pairs=study.pairs,
        users=study.users,
        latitudes=study.latitudes.degrees() if study.latitudes else (),
        cities=study.cities is not None,
        demand=demand,
        traffic=study.traffic is not None,
        reporting=study.relay_of,
        command=study.command,
        losses=study.losses.kinds if study.losses else (),
        stored=study.store_and_forward,
    )


def network_asked_in(root: Node) -> NetworkAsked | None:
    """What the study of a tree asks, as far as it can be read, so that one fault does not hide another; None where there is no study."""
    study, sites = _child(_child(root, "studies"), "latency"), _child(root, "sites")
    if study is None:
        return None
    pairs = (_texts(pair) for pair in _items(_child(study, "pairs")))
    return NetworkAsked(
        views={name: _texts(_child(view, "constellations")) for name, view in _entries(_child(study, "views")).items()},
        serves={name: _texts(_child(site, "serves")) for name, site in _entries(sites).items()},
        gateways=tuple(name for name, site in _entries(sites).items() if _text(_child(site, "role")) == "gateway"),
        pairs=tuple((pair[0], pair[1]) for pair in pairs if len(pair) == 2),
        users=_text(_child(study, "users")),
        latitudes=_latitudes_in(_child(study, "latitudes")),
        cities=_child(study, "cities") is not None,
        demand=_child(root, "demand") is not None,
        traffic=_child(study, "traffic") is not None,
        reporting=_texts(_child(study, "relay-of")),
        command=_text(_child(study, "command")),
        losses=_texts(_child(_child(study, "losses"), "kinds")),
        stored=_text(_child(study, "store-and-forward")) == "true",
    )


def _entries(node: Node | None) -> Mapping[str, Node]:
    return node.entries if isinstance(node, MappingNode) else {}


def _child(node: Node | None, name: str) -> Node | None:
    return _entries(node).get(name)


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, ListNode) else ()


def _text(node: Node | None) -> str | None:
    return node.text if isinstance(node, TextNode) else None


def _texts(node: Node | None) -> tuple[str, ...]:
    return tuple(item.text for item in _items(node) if isinstance(item, TextNode))


def _latitudes_in(node: Node | None) -> tuple[int, ...]:
    """The latitudes of a tree; none where they cannot be read or are too many, which their own checks then tell."""
    angles: list[float] = []
    for name in ("south", "north", "step"):
        given = _child(node, name)
        try:
            angles.append(parse_quantity(_text(_child(given, "value")) or _text(given) or "", Dimension.ANGLE))
        except QuantityError:
            return ()
    return _degrees(*angles) if all(abs(angle) <= math.pi for angle in angles) else ()


def latency_problems(study: LatencyStudy, sites: Mapping[str, Site], lines: Mapping[str, int]) -> Iterator[Problem]:
    """What the study asks of the sites and does not find.

    Args:
        study: checked by itself.
        sites: of the file.
        lines: line of every key path.
    """
    asked, key = network_asked(study, sites, demand=False), "studies.latency"

    def problem(name: str, told: str) -> Problem:
        return Problem(f"{key}.{name}", lines[f"{key}.{name}"], told)

    for at, pair in enumerate(study.pairs):
        if not any(all(asked.reaches(site, view) for site in pair) for view in study.views):
            yield problem(f"pairs.{at}", f"can never talk: no view has constellations that {pair[0]} and {pair[1]} serve; mend `serves`")
    if study.users is not None:
        yield from (problem("users", told) for told in _of_role(asked, sites, study.users, "user"))
    if study.command is not None:
        yield from (problem("command", told) for told in _of_role(asked, sites, study.command, "command"))
    for at, name in enumerate(study.relay_of):
        if not any(name in view.constellations for view in study.views.values()):
            yield problem(f"relay-of.{at}", f"got {name}, which no view of this study has; add it to the constellations of a view")
    if not asked.gateways:
        if study.latitudes is not None:
            yield problem("latitudes", "needs gateways, and the file has none; give a site the role gateway")
        at = next((at for at, kind in enumerate(asked.losses) if kind == "gateways"), None)
        if at is not None:
            yield problem(f"losses.kinds.{at}", "got gateways, and the file has none; give a site the role gateway, or leave it out")


def _of_role(asked: NetworkAsked, sites: Mapping[str, Site], name: str, role: str) -> Iterator[str]:
    """What is wrong with a site that stands for a role: another role, or no view that it serves."""
    if sites[name].role != role:
        yield f"got {name}, whose role is {sites[name].role}; name a site of the role {role}"
    elif not any(asked.reaches(name, view) for view in asked.views):
        yield f"got {name}, which serves no constellation of any view; mend its `serves`"
