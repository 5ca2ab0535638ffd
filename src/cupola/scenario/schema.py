"""The scenario file, version 1, as checked and frozen values: every quantity a `Fact` in SI, every reference known to exist.

The attributes follow the keys of the file, with underscores for hyphens:
`scenario.constellations["tracking-t1"].shells["main"].per_plane.count`.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, ConfigDict, Field, JsonValue, PrivateAttr, ValidationInfo, field_validator

from cupola.constants import BODIES
from cupola.epochs.calendar import Instant
from cupola.errors import InputError, Problem
from cupola.scenario.facts import Fact
from cupola.scenario.faults import Fault, Origin, Reading, fault
from cupola.scenario.leaves import Date, Figure, Flag, Moment, OneOf, Reference, Sensed, Sentence, Version, Whole, Words
from cupola.scenario.names import NAME, NAME_WANTED, meant
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import (
    Elevation,
    Grid,
    HalfAngle,
    Latitude,
    Longitude,
    OffNadirAngle,
    Radius,
    SensingAltitude,
    Span,
    Step,
    SunElevation,
    Swath,
)
from cupola.scenario.shapes import FileModel, Listed, Named, child_of, implied
from cupola.scenario.shells import Shell
from cupola.scenario.text import MappingNode, TextNode, child_key, shown
from cupola.scenario.units import told

MAX_SATELLITES = 200_000
MAX_STEPS = 1_000_000
WORLD = "world"
"""The region that every scenario has."""

STUDIES = ("coverage", "revisit")
"""The studies that can be asked, in the order in which they are told."""

MEASURES = ("one_in_view", "two_in_view", "three_in_view", "four_in_view", "mean_in_view", "longest_gap", "hours_a_day")
"""What the coverage study measures for each view and region; the gap is in seconds, `hours_a_day` as named, the rest is pure numbers."""

BELT_MEASURES = ("continuous_south", "continuous_north")
"""What the coverage study measures for each view alone: edges, deg north, of the widest belt of latitudes with one always in view."""

REVISIT_MEASURES = ("median_gap", "gap_90", "longest_gap", "mean_response", "response_90")
"""What the revisit study measures for each view and region, in seconds."""

TARGET_MEASURES = ("looks_a_day", "median_gap", "gap_90", "longest_gap", "mean_response")
"""What the revisit study measures for each view and target: looks in 1/day, the rest in seconds."""

Name = Annotated[str, Words(41, NAME, NAME_WANTED)]
Title = Annotated[str, Words(160)]


class Source(FileModel):
    """Where a number was read."""

    WHAT = "a source"

    title: Annotated[str, Words(300)] = Field(description="what it is called, or what it reports")
    date: Annotated[str, Date()] = Field(description="when it was published: 2022, 2022-07 or 2022-07-18")
    language: Annotated[str, Words(2, "[a-z]{2}", "a two-letter ISO 639-1 code: en, ar, fr")] = Field(description="ISO 639-1: en, ar, fr")
    publisher: Annotated[str | None, Words(160)] = Field(default=None, description="who published it")
    link: Annotated[str | None, Words(500, r"https?://\S+", "a web address: https://...")] = Field(
        default=None, description="its web address"
    )
    quote: Annotated[str | None, Words(1_000)] = Field(default=None, description="the words that matter, in the original language")


class Supplier(FileModel):
    """Someone who supplies a piece of the programme."""

    WHAT = "a supplier"

    title: Title = Field(description="name to show")
    country: Annotated[str | None, Words(80)] = Field(default=None, description="English short name of its country")


class AboveHorizon(FileModel):
    """A sensor that sees a cold body against space: the line of sight stays above a tangent height."""

    WHAT = "an above-horizon footprint"

    target_altitude: SensingAltitude = Field(description="altitude of what is looked for")
    tangent_height: SensingAltitude = Field(description="lowest height that a line of sight may graze; below the target")

    @field_validator("tangent_height")
    @classmethod
    def lies_below_target(cls, tangent: Fact, info: ValidationInfo) -> Fact:
        """Lines of sight graze the air below the target, over the whole of both ranges."""
        target = info.data.get("target_altitude")
        if isinstance(target, Fact):
            if tangent.highest >= target.lowest:
                raise fault_of(
                    tangent,
                    f"reaches up to {told(tangent.highest, 'km')}; must stay below the target altitude, "
                    f"which goes down to {told(target.lowest, 'km')}",
                )
        return tangent


class NadirCone(FileModel):
    """A sensor that looks straight down: a cone about the nadir, by its half-angle or by what it covers on the ground."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    WHAT = "a nadir cone"
    CHOICE = ("half-angle", "swath")

    half_angle: HalfAngle | None = Field(default=None, description="between the nadir and the edge, above 0 and below 90 deg")
    swath: Swath | None = Field(default=None, description="full width on the ground")


SIDES = ("both", "left", "right")


class OffNadir(FileModel):
    """A sensor that turns aside: between two angles from the nadir, to one side of the ground track or to both."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": [name]} for name in ("max", "swath")]})

    WHAT = "an off-nadir footprint"
    CHOICE = ("max", "swath")

    min: OffNadirAngle = implied("0 deg", "the nearest to the nadir that it can look, 0 to below 90 deg")
    max: HalfAngle | None = Field(default=None, description="the farthest from the nadir that it can look, above 0 and below 90 deg")
    swath: Swath | None = Field(default=None, description="width on the ground, outwards from `min`")
    side: Annotated[str, OneOf(SIDES, "sides")] = Field(default="both", description="of the ground track, as the satellite flies")

    @field_validator("max")
    @classmethod
    def lies_beyond_min(cls, farthest: Fact | None, info: ValidationInfo) -> Fact | None:
        """The footprint has width, over the whole of both ranges."""
        nearest = info.data.get("min")
        if isinstance(farthest, Fact) and isinstance(nearest, Fact) and nearest.highest >= farthest.lowest:
            raise fault_of(
                farthest,
                f"goes down to {told(farthest.lowest, 'deg')}; must stay above `min`, which reaches up to {told(nearest.highest, 'deg')}",
            )
        return farthest


class Footprint(FileModel):
    """What one satellite sees at an instant: exactly one of the kinds."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    WHAT = "a footprint"
    CHOICE = ("min-elevation", "above-horizon", "nadir-cone", "off-nadir")

    min_elevation: Elevation | None = Field(default=None, description="sees where it stands at least so high above the horizon")
    above_horizon: AboveHorizon | None = Field(default=None, description="sees a cold body against space")
    nadir_cone: NadirCone | None = Field(default=None, description="looks straight down, in a cone")
    off_nadir: OffNadir | None = Field(default=None, description="looks aside, between two angles from the nadir")


class Sensor(FileModel):
    """What a satellite looks with."""

    WHAT = "a sensor"

    title: Title = Field(description="name to show")
    footprint: Footprint = Field(description="what it sees: one of min-elevation, above-horizon, nadir-cone, off-nadir")
    min_sun_elevation: SunElevation | None = Field(
        default=None, description="of an optical sensor: the Sun stands at least so high at the place that it looks at, -18 to below 90 deg"
    )


class Constellation(FileModel):
    """Satellites that belong together: one layer, one supplier, one sensor."""

    WHAT = "a constellation"

    title: Title = Field(description="name to show")
    layer: Name = Field(description="what it is for: tracking, transport, warning, ...")
    supplier: Annotated[str | None, Reference("suppliers")] = Field(default=None, description="a name in `suppliers`")
    sensor: Annotated[str | None, Reference("sensors")] = Field(
        default=None, description="a name in `sensors`; leave out where it looks at nothing"
    )
    shells: Annotated[Mapping[str, Shell], Named("shells")] = Field(description="by name, each with its pattern")

    @property
    def satellites(self) -> int:
        return sum(shell.satellite_count for shell in self.shells.values())


def _check_north(north: Fact, info: ValidationInfo) -> Fact:
    south = info.data.get("south")
    if isinstance(south, Fact) and south.value >= north.value:
        raise fault_of(north, f"got {north.text}, not north of the southern edge {south.text}; swap them")
    return north


class LatitudeBand(FileModel):
    """All places between two latitudes, right round the world."""

    WHAT = "a band of latitudes"

    south: Latitude = Field(description="southern edge")
    north: Latitude = Field(description="northern edge")

    @field_validator("north")
    @classmethod
    def lies_north_of_south(cls, north: Fact, info: ValidationInfo) -> Fact:
        """A band has height."""
        return _check_north(north, info)


class Box(FileModel):
    """A box of latitudes and longitudes; west above east crosses the date line."""

    WHAT = "a box"

    south: Latitude = Field(description="southern edge")
    north: Latitude = Field(description="northern edge")
    west: Longitude = Field(description="western edge")
    east: Longitude = Field(description="eastern edge; less than west where the box crosses the date line")

    @field_validator("north")
    @classmethod
    def lies_north_of_south(cls, north: Fact, info: ValidationInfo) -> Fact:
        """A box has height."""
        return _check_north(north, info)

    @field_validator("east")
    @classmethod
    def is_not_west(cls, east: Fact, info: ValidationInfo) -> Fact:
        """A box has width."""
        west = info.data.get("west")
        if isinstance(west, Fact) and east.value - west.value < math.pi and abs(math.remainder(east.value - west.value, math.tau)) < 1e-9:
            raise fault_of(east, f"got {east.text} for both edges, a box without width; for all longitudes write -180 deg and 180 deg")
        return east


class Circle(FileModel):
    """All points within a distance of one, along the surface."""

    WHAT = "a circle"

    latitude: Latitude = Field(description="of the centre")
    longitude: Longitude = Field(description="of the centre")
    radius: Radius = Field(description="along the surface, 1 to 20,000 km")


BOUNDS = ("country", "box", "circle", "latitudes")
WEIGHTS = ("area", "people")
_BOUNDED: list[JsonValue] = [
    *({"required": [name]} for name in BOUNDS),
    {"required": ["weight"], "properties": {"weight": {"const": "people"}}},
]


class Region(FileModel):
    """A part of the world: what the country, the box, the circle and the band that it names have in common."""

    model_config = ConfigDict(json_schema_extra={"anyOf": _BOUNDED})

    WHAT = "a region"

    title: Title = Field(description="name to show")
    country: Annotated[str | None, Words(80)] = Field(default=None, description="English short name of a country")
    box: Box | None = Field(default=None, description="latitudes and longitudes")
    circle: Circle | None = Field(default=None, description="a centre and a radius")
    latitudes: LatitudeBand | None = Field(default=None, description="a band right round the world")
    weight: Annotated[str, OneOf(WEIGHTS, "weights")] = Field(
        default="area", description="what means over the region are weighted by: its area, or the people of its cities"
    )


def _bounded(node: Any) -> Any:
    """A region that names at least one bound, or weighs by people: that of no bound is all cities of the world."""
    if isinstance(node, MappingNode) and not set(BOUNDS) & node.entries.keys():
        weight = node.entries.get("weight")
        if not isinstance(weight, TextNode) or weight.text != "people":
            raise fault(node, "names no place; give a country, a box, a circle or latitudes. The region `world` is always there")
    return node


class Target(FileModel):
    """One place that is looked at, by the name of a city or by latitude and longitude."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["city"]}, {"required": ["latitude", "longitude"]}]})

    WHAT = "a target"

    title: Title = Field(description="name to show")
    city: Annotated[str | None, Words(120)] = Field(default=None, description="its English name, with its country where several share it")
    latitude: Latitude | None = Field(default=None, description="geodetic, north positive")
    longitude: Longitude | None = Field(default=None, description="east positive")


def _placed(node: Any) -> Any:
    """A target that is given in exactly one way."""
    if not isinstance(node, MappingNode):
        return node
    given = [name for name in ("latitude", "longitude") if name in node.entries]
    if "city" in node.entries and given:
        raise fault(node, f"gives city and {' and '.join(given)}; keep the city, or latitude and longitude")
    if "city" not in node.entries and not given and all(name == "title" for name in node.entries):
        raise fault(node, "names no place; give a city, or latitude and longitude")
    if len(given) == 1:
        other = "longitude" if given == ["latitude"] else "latitude"
        raise Fault((Problem(child_key(node.key, other), node.line, f"is missing; a target with a {given[0]} needs it"),))
    return node


class View(FileModel):
    """Constellations that are looked through together."""

    WHAT = "a view"

    title: Title = Field(description="name to show")
    constellations: Annotated[
        tuple[Annotated[str, Sensed()], ...], Listed("constellations", "a view needs at least one", distinct=True)
    ] = Field(description="names in `constellations`, each with a sensor")


class Sweep(FileModel):
    """What the studies that follow the satellites through time have in common: a span in steps, a grid, variants and views."""

    span: Span = Field(description="time that is flown, 1 min to 10 year")
    step: Step = Field(description="time between instants, 1 s to 1 day")
    grid: Grid = Field(description="height and width of a cell, 0.25 to 30 deg, dividing 180 deg")
    draws: Annotated[int, Whole(0, 64)] = Field(default=0, description="variants drawn from the ranges of the facts, 0 to 64")
    views: Annotated[Mapping[str, View], Named("views")] = Field(description="by name, the sets of constellations looked through")

    @field_validator("step")
    @classmethod
    def fits_the_span(cls, step: Fact, info: ValidationInfo) -> Fact:
        """At least one step, and not too many."""
        span = info.data.get("span")
        if isinstance(span, Fact):
            if step.value > span.value:
                raise fault_of(step, f"got {step.text}, longer than the span {span.text}; make it shorter")
            if span.value / step.value > MAX_STEPS:
                raise fault_of(
                    step, f"gives {span.value / step.value:,.0f} steps in {span.text}; at most {MAX_STEPS:,}, make the step longer"
                )
        return step

    @field_validator("grid")
    @classmethod
    def divides_the_meridian(cls, grid: Fact) -> Fact:
        """Cells of one height from pole to pole."""
        cells = math.pi / grid.value
        if abs(cells - round(cells)) > 1e-9 * cells:
            whole = [told(math.pi / count, "deg") for count in (math.floor(cells), math.ceil(cells))]
            raise fault_of(grid, f"got {grid.text}; must divide 180 deg, such as {' or '.join(whole)}")
        return grid


class CoverageStudy(Sweep):
    """How many satellites are in view, where, for what share of the time, and the gaps between."""

    WHAT = "the coverage study"


class RevisitStudy(Sweep):
    """How often a place is looked at, how long the gaps are, and how long a request waits for the next look."""

    WHAT = "the revisit study"


class Studies(FileModel):
    """What is asked of the programme: at least one study."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    WHAT = "the studies"

    coverage: CoverageStudy | None = Field(default=None, description="satellites in view, where and when")
    revisit: RevisitStudy | None = Field(default=None, description="how often a place is looked at, and the waits between")

    def asked(self) -> Mapping[str, Sweep]:
        """The studies that the file asks, by name, in the order of `STUDIES`."""
        return {name: study for name in STUDIES if (study := getattr(self, name)) is not None}


def _asked(node: Any) -> Any:
    """At least one study; unknown ones are left for the model to name."""
    if isinstance(node, MappingNode) and not node.entries:
        raise fault(node, f"is empty; ask at least one study: {', '.join(STUDIES)}")
    return node


class Headline(FileModel):
    """The figures that a report opens with, and one sentence made of them."""

    WHAT = "the headline"

    figures: Annotated[tuple[Annotated[str, Figure()], ...], Listed("figures", "name at least one figure", distinct=True)] = Field(
        description="figures to show first, in this order"
    )
    sentence: Annotated[str, Sentence(800)] = Field(description="one sentence, true for any values, with figures in braces")


class Scenario(FileModel):
    """A whole scenario file, checked; made by `cupola.scenario.loading`."""

    WHAT = "a scenario"

    cupola: Annotated[int, Version()] = Field(description="version of the format: 1")
    name: Name = Field(description="short name, as used on the command line")
    title: Title = Field(description="name to show")
    question: Annotated[str, Words(300)] = Field(description="the question that it answers")
    about: Annotated[str, Words(2_000)] = Field(description="two or three sentences for the reader")
    notional: Annotated[bool, Flag()] = Field(
        default=False, description="true where it is a stand-in from public sources; every page then says so"
    )
    epoch: Annotated[Instant, Moment()] = Field(description="instant of the mean elements of all shells, UTC: 2026-11-01T00:00:00Z")
    body: Annotated[str, OneOf(tuple(BODIES), "bodies")] = Field(default="earth", description="the body that is orbited")
    sources: Annotated[
        Mapping[str, Source],
        Named("sources", 0, tuple((word, f"`{word}` is a kind of number, not a source") for word in ("assumed", "computed"))),
    ] = Field(default_factory=dict[str, Source], description="by name, where numbers were read")
    suppliers: Annotated[Mapping[str, Supplier], Named("suppliers", 0)] = Field(
        default_factory=dict[str, Supplier], description="by name, who supplies a piece"
    )
    sensors: Annotated[Mapping[str, Sensor], Named("sensors", 0)] = Field(
        default_factory=dict[str, Sensor], description="by name, what satellites look with"
    )
    constellations: Annotated[Mapping[str, Constellation], Named("constellations")] = Field(description="by name, what is flown")
    regions: Annotated[
        Mapping[str, Annotated[Region, BeforeValidator(_bounded)]], Named("regions", 0, ((WORLD, "the region `world` is built in"),))
    ] = Field(default_factory=dict[str, Region], description="by name, the places that are asked about; `world` is always there")
    targets: Annotated[
        Mapping[str, Annotated[Target, BeforeValidator(_placed)]],
        Named("targets", 0, ((WORLD, "`world` is the name of a region"),)),
    ] = Field(default_factory=dict[str, Target], description="by name, the single places that are looked at")
    studies: Annotated[Studies, BeforeValidator(_asked)] = Field(description="what is asked: coverage, revisit or both")
    headline: Headline = Field(description="what a report opens with")

    _origin: Origin = PrivateAttr()

    @field_validator("constellations")
    @classmethod
    def are_not_too_many(cls, constellations: Mapping[str, Constellation], info: ValidationInfo) -> Mapping[str, Constellation]:
        """Bounds the satellites of the scenario."""
        total = sum(constellation.satellites for constellation in constellations.values())
        if total > MAX_SATELLITES:
            line = cast("Reading", info.context).origin.lines["constellations"]
            raise Fault((Problem("constellations", line, f"got {total:,} satellites in all; at most {MAX_SATELLITES:,}"),))
        return constellations

    @field_validator("targets")
    @classmethod
    def are_not_called_as_regions(cls, targets: Mapping[str, Target], info: ValidationInfo) -> Mapping[str, Target]:
        """A figure says by its name which place it speaks of."""
        reading = cast("Reading", info.context)
        keys = [child_key("targets", name) for name in targets if name in reading.names["regions"]]
        if keys:
            raise Fault(Problem(key, reading.origin.lines[key], "is the name of a region as well; choose another") for key in keys)
        return targets

    @field_validator("studies")
    @classmethod
    def name_their_figures_apart(cls, studies: Studies, info: ValidationInfo) -> Studies:
        """No two figures of one name, which contrived names of views and regions could give."""
        names = figures_of(_views_of(studies), tuple(info.data.get("regions", {})), tuple(info.data.get("targets", {})))
        twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
        if twice is not None:
            study = twice.partition(".")[0]
            key = f"studies.{study}.views"
            line = cast("Reading", info.context).origin.lines[key]
            named = "a view or a region" if study == "coverage" else "a view, a region or a target"
            raise Fault((Problem(key, line, f"two figures would be called {twice}; rename {named}"),))
        return studies

    def model_post_init(self, context: Any) -> None:
        """Keeps where the scenario came from."""
        self._origin = cast("Reading", context).origin

    @property
    def file(self) -> str:
        """Name of the file as the user gave it."""
        return self._origin.file

    @property
    def source_text(self) -> str:
        """YAML that loads to this scenario: the file itself, or the file with the changes from outside applied."""
        return self._origin.source_text

    def line_of(self, key: str) -> int:
        """Line of a key path in the file, 0 for what was set from outside.

        Raises:
            InputError: when the file has no such key.
        """
        lines = self._origin.lines
        if key not in lines:
            raise InputError(f"{self.file} has no key {shown(key)}; {meant(key, lines, 'keys')}")
        return lines[key]

    def facts(self) -> tuple[Fact, ...]:
        """Every quantity that the file gives outside `studies`, in the order of the file."""
        found = {fact.key: fact for name in type(self).model_fields if name != "studies" for fact in _facts_in(getattr(self, name))}
        return tuple(found[key] for key in self._origin.lines if key in found)

    def satellite_count(self) -> int:
        return sum(constellation.satellites for constellation in self.constellations.values())

    def figure_names(self) -> tuple[str, ...]:
        """The figures that the studies of this scenario give, `study.figure`."""
        return figures_of(_views_of(self.studies), tuple(self.regions), tuple(self.targets))

    def with_values(self, values: Mapping[str, float]) -> "Scenario":
        """The same scenario with other values for some quantities: a variant drawn from their ranges.

        Args:
            values: SI value by key path, for quantities that are not counts. The text of the file is not changed.

        Raises:
            InputError: a key path that names no quantity, a count, or a value that makes no physical sense.
        """
        changed: Any = self
        for key, value in values.items():
            changed = _with_value(changed, key.split("."), key, value)
        return cast("Scenario", changed)


def figures_of(views: Mapping[str, tuple[str, ...]], regions: tuple[str, ...], targets: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the figures that studies give, `study.figure`: by study, view, measure and place; hyphens become underscores.

    Args:
        views: by study, in the order in which they are told, the names of its views.
        regions: names of the regions; the world is added.
        targets: names of the targets.
    """
    areas = (*regions, WORLD)
    names: list[str] = []
    for study, viewed in views.items():
        for view in viewed:
            if study == "coverage":
                names += [f"{study}.{view}_{measure}_{area}" for measure in MEASURES for area in areas]
                names += [f"{study}.{view}_{measure}" for measure in BELT_MEASURES]
            else:
                names += [f"{study}.{view}_{measure}_{area}" for measure in REVISIT_MEASURES for area in areas]
                names += [f"{study}.{view}_{measure}_{target}" for measure in TARGET_MEASURES for target in targets]
    return tuple(name.replace("-", "_") for name in names)


def _views_of(studies: Studies) -> dict[str, tuple[str, ...]]:
    return {name: tuple(study.views) for name, study in studies.asked().items()}


def _facts_in(value: Any) -> Iterator[Fact]:
    if isinstance(value, Fact):
        yield value
    elif isinstance(value, FileModel):
        for name in type(value).model_fields:
            yield from _facts_in(getattr(value, name))
    elif isinstance(value, Mapping):
        for part in cast("Mapping[str, Any]", value).values():
            yield from _facts_in(part)
    elif isinstance(value, tuple):
        for part in cast("tuple[Any, ...]", value):
            yield from _facts_in(part)


def _with_value(owner: Any, path: list[str], key: str, value: float) -> Any:
    """`owner` with the quantity at `path` replaced, everything else shared."""
    if not path:
        if isinstance(owner, Fact):
            return owner.with_value(value)
        raise InputError(f"{key} is no quantity; its values cannot be drawn")
    try:
        part = child_of(owner, path[0])
    except KeyError as error:
        raise InputError(
            f"{key} names nothing: no {shown(path[0])} there, {meant(path[0], (str(name) for name in error.args), 'keys')}"
        ) from None
    new = _with_value(part, path[1:], key, value)
    if isinstance(owner, FileModel):
        return owner.model_copy(update={path[0].replace("-", "_"): new})
    if isinstance(owner, Mapping):
        return {**cast("Mapping[str, Any]", owner), path[0]: new}
    items, index = cast("tuple[Any, ...]", owner), int(path[0])
    return (*items[:index], new, *items[index + 1 :])
