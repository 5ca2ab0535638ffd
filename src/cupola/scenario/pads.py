"""Pads that vehicles fly from: where they stand, how often they can be used, when they are out of service, and where they fly to."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from cupola.errors import Problem
from cupola.scenario.facts import Fact
from cupola.scenario.faults import Fault, fault
from cupola.scenario.leaves import Reference, Title, Words
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import Day, Inclination, Latitude, LaunchRate, Longitude
from cupola.scenario.shapes import FileModel, Listed, Named, keys_of
from cupola.scenario.text import MappingNode, child_key


def check_order(later: Fact | None, info: ValidationInfo) -> Fact | None:
    """A last day after the first one, `from_`."""
    first = info.data.get("from_")
    if isinstance(later, Fact) and isinstance(first, Fact) and later.value <= first.value:
        raise fault_of(later, f"got {later.text}, not after {first.text}; swap them")
    return later


class Outage(FileModel):
    """A time in which nothing flies from a pad."""

    WHAT = "an outage"

    from_: Day = Field(description="the first day without flights")
    until: Day | None = Field(default=None, description="the day from which it flies again; left out, never")

    @field_validator("until")
    @classmethod
    def comes_after(cls, until: Fact | None, info: ValidationInfo) -> Fact | None:
        """An outage lasts."""
        return check_order(until, info)


class Corridor(FileModel):
    """Inclinations that may be flown to, from one to the other."""

    WHAT = "a corridor"

    least: Inclination = Field(description="the lowest inclination")
    most: Inclination = Field(description="the highest inclination")

    @field_validator("most")
    @classmethod
    def is_not_below(cls, most: Fact, info: ValidationInfo) -> Fact:
        """A corridor of one inclination is allowed."""
        least = info.data.get("least")
        if isinstance(least, Fact) and most.value < least.value:
            raise fault_of(most, f"got {most.text}, below the least {least.text}; swap them")
        return most


class Pad(FileModel):
    """One launch pad, at a site of the catalogue or at a latitude and longitude."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["site"]}, {"required": ["latitude", "longitude"]}]})

    WHAT = "a pad"

    title: Title = Field(description="name to show")
    site: Annotated[str | None, Words(120)] = Field(default=None, description="the launch site that it belongs to, as the catalogue has it")
    latitude: Latitude | None = Field(default=None, description="geodetic, north positive")
    longitude: Longitude | None = Field(default=None, description="east positive")
    supplier: Annotated[str | None, Reference("suppliers")] = Field(default=None, description="a name in `suppliers`: whose it is")
    most: LaunchRate | None = Field(default=None, description="the most launches of all vehicles together; left out, without limit")
    from_: Day | None = Field(default=None, description="the day of its first flight; left out, it is there")
    outages: Annotated[tuple[Outage, ...], Listed("outages", "leave it out where there are none")] = Field(
        default=(), description="times in which nothing flies from it"
    )
    inclinations: Annotated[tuple[Corridor, ...], Listed("corridors", "leave it out for those that were flown")] = Field(
        default=(),
        description="where it may fly to; left out, where its site has flown to, or from a place of your own whatever it reaches",
    )


_OTHERS = frozenset(keys_of(Pad)) - {"site", "latitude", "longitude"}


def _standing(node: Any) -> Any:
    """A place given in exactly one way; a key that is none of a pad's may be a slip of one that says where it is."""
    if not isinstance(node, MappingNode):
        return node
    given = [name for name in ("latitude", "longitude") if name in node.entries]
    if "site" in node.entries and given:
        raise fault(node, f"gives site and {' and '.join(given)}; keep the site, or latitude and longitude")
    if "site" not in node.entries and not given and all(name in _OTHERS for name in node.entries):
        raise fault(node, "names no place; give a site of the catalogue, or latitude and longitude")
    if len(given) == 1:
        other = "longitude" if given == ["latitude"] else "latitude"
        raise Fault((Problem(child_key(node.key, other), node.line, f"is missing; a pad with a {given[0]} needs it"),))
    return node


Standing = Annotated[Pad, BeforeValidator(_standing)]
"""A pad as the file may give it."""

Pads = Annotated[Mapping[str, Standing], Named("pads", 0)]
