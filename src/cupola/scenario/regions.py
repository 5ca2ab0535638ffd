"""Places that a scenario asks about: regions of the Earth, and single targets."""

import math
from collections.abc import Callable, Collection
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, JsonValue, ValidationInfo, field_validator

from cupola.errors import Problem
from cupola.scenario.facts import Fact
from cupola.scenario.faults import Fault, fault
from cupola.scenario.leaves import OneOf, Title, Words
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import Latitude, Longitude, Radius
from cupola.scenario.shapes import FileModel
from cupola.scenario.text import MappingNode, TextNode, child_key

WORLD = "world"
"""The region that every scenario has."""


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


def placed(what: str, known: Collection[str]) -> Callable[[Any], Any]:
    """A check that a place is given in exactly one way, by city or by latitude and longitude.

    Args:
        what: the place, with its article, for messages.
        known: its keys beside those of the place; a key that is none of them may be a slip of one that says where it is.
    """

    def check(node: Any) -> Any:
        if not isinstance(node, MappingNode):
            return node
        given = [name for name in ("latitude", "longitude") if name in node.entries]
        if "city" in node.entries and given:
            raise fault(node, f"gives city and {' and '.join(given)}; keep the city, or latitude and longitude")
        if "city" not in node.entries and not given and all(name in known for name in node.entries):
            raise fault(node, "names no place; give a city, or latitude and longitude")
        if len(given) == 1:
            other = "longitude" if given == ["latitude"] else "latitude"
            raise Fault((Problem(child_key(node.key, other), node.line, f"is missing; {what} with a {given[0]} needs it"),))
        return node

    return check


Bounded = Annotated[Region, BeforeValidator(_bounded)]
"""A region as the file may give it."""

Placed = Annotated[Target, BeforeValidator(placed("a target", ("title",)))]
"""A target as the file may give it."""
