"""How the satellites of a shell are laid out: four patterns, each a mapping of the file with its own keys."""

from typing import Annotated, Any, Literal, cast

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationInfo, field_validator

from cupola.errors import Problem
from cupola.scenario.facts import Fact
from cupola.scenario.faults import Fault, fault, plain_text
from cupola.scenario.leaves import OneOf
from cupola.scenario.names import meant
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import (
    MAX_SATELLITES_PER_SHELL,
    CircularAltitude,
    Inclination,
    Longitude,
    PerigeeAltitude,
    Phasing,
    Planes,
    Spread,
    Turn,
)
from cupola.scenario.shapes import FileModel, Listed, implied
from cupola.scenario.text import MappingNode, TextNode, child_key, shown


class WalkerStar(FileModel):
    """A circular shell whose planes spread over half a turn, as near-polar shells do: northbound on one side, southbound on the other."""

    WHAT = "a walker-star shell"

    pattern: Annotated[Literal["walker-star"], OneOf(("walker-star",), "patterns")] = Field(description="walker-star")
    altitude: CircularAltitude = Field(description="above the equatorial radius, 100 to 50,000 km")
    inclination: Inclination = Field(description="to the equator, 0 to 180 deg")
    planes: Planes = Field(description="number of orbital planes")
    per_plane: Planes = Field(description="satellites in each plane")
    phasing: Phasing = implied("0", "Walker's F, 0 to planes - 1")
    raan: Turn = implied("0 deg", "right ascension of the first plane's ascending node")
    raan_spread: Spread = implied("180 deg", "the arc over which the planes spread")
    anomaly: Turn = implied("0 deg", "argument of latitude of the first satellite at the epoch")

    @field_validator("per_plane")
    @classmethod
    def is_not_too_many(cls, per_plane: Fact, info: ValidationInfo) -> Fact:
        """Bounds the satellites of the shell."""
        return _check_size(per_plane, info)

    @field_validator("phasing")
    @classmethod
    def is_below_planes(cls, phasing: Fact, info: ValidationInfo) -> Fact:
        """F counts from 0 to the number of planes less one."""
        return _check_phasing(phasing, info)

    @property
    def satellites(self) -> int:
        return self.planes.count * self.per_plane.count


class WalkerDelta(FileModel):
    """A circular shell whose planes spread evenly over the whole turn (Walker 1984)."""

    WHAT = "a walker-delta shell"

    pattern: Annotated[Literal["walker-delta"], OneOf(("walker-delta",), "patterns")] = Field(description="walker-delta")
    altitude: CircularAltitude = Field(description="above the equatorial radius, 100 to 50,000 km")
    inclination: Inclination = Field(description="to the equator, 0 to 180 deg")
    planes: Planes = Field(description="number of orbital planes")
    per_plane: Planes = Field(description="satellites in each plane")
    phasing: Phasing = implied("0", "Walker's F, 0 to planes - 1")
    raan: Turn = implied("0 deg", "right ascension of the first plane's ascending node")
    anomaly: Turn = implied("0 deg", "argument of latitude of the first satellite at the epoch")

    @field_validator("per_plane")
    @classmethod
    def is_not_too_many(cls, per_plane: Fact, info: ValidationInfo) -> Fact:
        """Bounds the satellites of the shell."""
        return _check_size(per_plane, info)

    @field_validator("phasing")
    @classmethod
    def is_below_planes(cls, phasing: Fact, info: ValidationInfo) -> Fact:
        """F counts from 0 to the number of planes less one."""
        return _check_phasing(phasing, info)

    @property
    def satellites(self) -> int:
        return self.planes.count * self.per_plane.count


class Geostationary(FileModel):
    """Satellites that stand above points of the equator."""

    WHAT = "a geostationary shell"

    pattern: Annotated[Literal["geostationary"], OneOf(("geostationary",), "patterns")] = Field(description="geostationary")
    longitudes: Annotated[tuple[Longitude, ...], Listed("longitudes", "a shell of zero satellites cannot be flown")] = Field(
        description="one satellite above each, east positive"
    )

    @property
    def satellites(self) -> int:
        return len(self.longitudes)


class Molniya(FileModel):
    """Satellites on eccentric orbits of half a sidereal day that dwell over high latitudes."""

    WHAT = "a molniya shell"

    pattern: Annotated[Literal["molniya"], OneOf(("molniya",), "patterns")] = Field(description="molniya")
    apogee_longitudes: Annotated[tuple[Longitude, ...], Listed("longitudes", "a shell of zero satellites cannot be flown")] = Field(
        description="one satellite for each: the longitude below one of its two daily apogees, east positive"
    )
    perigee_altitude: PerigeeAltitude = Field(description="200 to 2,000 km")
    inclination: Inclination = implied("63.4349 deg", "to the equator; the default keeps the apogee in place")
    argument_of_perigee: Turn = implied("270 deg", "270 deg puts the apogee farthest north")

    @property
    def satellites(self) -> int:
        return len(self.apogee_longitudes)


PATTERNS = ("walker-star", "walker-delta", "geostationary", "molniya")


def _known_pattern(node: Any) -> Any:
    """A shell whose pattern is known, so that its keys can be checked."""
    if not isinstance(node, MappingNode):
        raise fault(node, f"must be a mapping with a `pattern`: {', '.join(PATTERNS)}")
    pattern = node.entries.get("pattern")
    if pattern is None:
        raise Fault((Problem(child_key(node.key, "pattern"), node.line, f"is missing; a shell needs it, one of {', '.join(PATTERNS)}"),))
    text = plain_text(pattern)
    if text not in PATTERNS:
        raise fault(pattern, f"got {shown(text)}; {meant(text, PATTERNS, 'patterns')}")
    return node


def _pattern_of(node: Any) -> str:
    return cast("TextNode", cast("MappingNode", node).entries["pattern"]).text


Shell = Annotated[
    Annotated[WalkerStar, Tag("walker-star")]
    | Annotated[WalkerDelta, Tag("walker-delta")]
    | Annotated[Geostationary, Tag("geostationary")]
    | Annotated[Molniya, Tag("molniya")],
    Discriminator(_pattern_of),
    BeforeValidator(_known_pattern),
]


def _check_size(per_plane: Fact, info: ValidationInfo) -> Fact:
    planes = info.data.get("planes")
    if isinstance(planes, Fact) and planes.count * per_plane.count > MAX_SATELLITES_PER_SHELL:
        total = planes.count * per_plane.count
        raise fault_of(
            per_plane,
            f"gives {planes.count} x {per_plane.count} = {total:,} satellites; a shell holds at most {MAX_SATELLITES_PER_SHELL:,}",
        )
    return per_plane


def _check_phasing(phasing: Fact, info: ValidationInfo) -> Fact:
    planes = info.data.get("planes")
    if isinstance(planes, Fact) and phasing.count >= planes.count:
        raise fault_of(phasing, f"got {phasing.count}; Walker's F runs from 0 to planes - 1, here {planes.count - 1}")
    return phasing
