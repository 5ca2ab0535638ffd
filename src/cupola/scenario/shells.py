"""How the satellites of a shell are laid out: eight patterns, each a mapping of the file with its own keys."""

import math
from typing import Annotated, Any, Literal, NoReturn, cast

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationInfo, field_validator

from cupola.constants import Body
from cupola.errors import Problem
from cupola.scenario.facts import Fact
from cupola.scenario.faults import Fault, Reading, fault, plain_text
from cupola.scenario.leaves import OneOf
from cupola.scenario.names import meant
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import (
    CIRCULAR_ALTITUDES,
    LOWEST_PERIGEE,
    MAX_SATELLITES_PER_SHELL,
    CircularAltitude,
    Days,
    Eccentricity,
    Elevation,
    Inclination,
    Longitude,
    PerigeeAltitude,
    Phasing,
    Planes,
    Revolutions,
    SemiMajorAxis,
    Spread,
    Streets,
    SunSynchronousAltitude,
    TimeOfDay,
    Turn,
)
from cupola.scenario.shapes import FileModel, Listed, implied
from cupola.scenario.shorthand import InOneText, ShorthandError, pieces_of, unquoted
from cupola.scenario.text import MappingNode, TextNode, child_key, shown
from cupola.scenario.units import told


class Walker(FileModel):
    """What the two patterns of evenly spread planes share; each names its own `pattern`."""

    altitude: CircularAltitude = Field(description="mean semi-major axis less the equatorial radius, 100 to 50,000 km")
    inclination: Inclination = Field(description="to the equator, 0 to 180 deg")
    planes: Planes = Field(description="number of orbital planes")
    per_plane: Planes = Field(description="satellites in each plane")
    phasing: Phasing = implied("0", "Walker's F, 0 to planes - 1")
    raan: Turn = implied("0 deg", "right ascension of the first plane's ascending node")
    anomaly: Turn = implied("0 deg", "argument of latitude of the first satellite at the epoch; with an eccentricity its mean anomaly")
    eccentricity: Eccentricity = implied("0", "of every orbit, 0 to 0.9; the perigee must stay above 100 km")
    argument_of_perigee: Turn = implied("0 deg", "of every orbit; matters where the eccentricity is not 0")

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

    @field_validator("eccentricity")
    @classmethod
    def keeps_the_perigee_up(cls, eccentricity: Fact, info: ValidationInfo) -> Fact:
        """No orbit dips into the air."""
        return _check_perigee(eccentricity, info, info.data.get("altitude"), _body(info).radius)

    @property
    def satellite_count(self) -> int:
        return self.planes.count * self.per_plane.count


class WalkerStar(Walker):
    """A shell whose planes spread over half a turn, as near-polar shells do: northbound on one side, southbound on the other."""

    WHAT = "a walker-star shell"

    pattern: Annotated[Literal["walker-star"], OneOf(("walker-star",), "patterns")] = Field(description="walker-star")
    raan_spread: Spread = implied("180 deg", "the arc over which the planes spread")


class WalkerDelta(Walker):
    """A shell whose planes spread evenly over the whole turn (Walker 1984)."""

    WHAT = "a walker-delta shell"

    pattern: Annotated[Literal["walker-delta"], OneOf(("walker-delta",), "patterns")] = Field(description="walker-delta")


class SunSynchronous(FileModel):
    """A circular shell whose planes keep their local time: the inclination follows from the altitude."""

    WHAT = "a sun-synchronous shell"

    pattern: Annotated[Literal["sun-synchronous"], OneOf(("sun-synchronous",), "patterns")] = Field(description="sun-synchronous")
    altitude: SunSynchronousAltitude = Field(description="above the equatorial radius, 100 to 5,900 km")
    local_times: Annotated[tuple[TimeOfDay, ...], Listed("local times", "a shell of zero planes cannot be flown", distinct=True)] = Field(
        description="mean solar time of each plane's ascending node, in hours: 10.5 h"
    )
    per_plane: Planes = implied("1", "satellites in each plane")
    phasing: Phasing = implied("0", "Walker's F, 0 to planes - 1")
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
    def satellite_count(self) -> int:
        return len(self.local_times) * self.per_plane.count


class StreetsOfCoverage(FileModel):
    """A circular shell whose planes lie as far apart as the streets that their satellites see allow, with a seam where they fly against."""

    WHAT = "a streets-of-coverage shell"

    pattern: Annotated[Literal["streets-of-coverage"], OneOf(("streets-of-coverage",), "patterns")] = Field(
        description="streets-of-coverage"
    )
    altitude: CircularAltitude = Field(description="above the equatorial radius, 100 to 50,000 km")
    inclination: Inclination = implied("90 deg", "to the equator, 0 to 180 deg")
    planes: Streets = Field(description="number of orbital planes, two or more")
    per_plane: Planes = Field(description="satellites in each plane")
    min_elevation: Elevation = Field(description="that the streets are laid out for, 0 to below 90 deg")
    raan: Turn = implied("0 deg", "right ascension of the first plane's ascending node")
    anomaly: Turn = implied("0 deg", "argument of latitude of the first satellite at the epoch")

    @field_validator("per_plane")
    @classmethod
    def is_not_too_many(cls, per_plane: Fact, info: ValidationInfo) -> Fact:
        """Bounds the satellites of the shell."""
        return _check_size(per_plane, info)

    @field_validator("min_elevation")
    @classmethod
    def leaves_a_street(cls, elevation: Fact, info: ValidationInfo) -> Fact:
        """The footprints of neighbours in a plane overlap, over the whole of the ranges."""
        altitude, per_plane, radius = info.data.get("altitude"), info.data.get("per_plane"), _body(info).radius
        if isinstance(altitude, Fact) and isinstance(per_plane, Fact):
            seen = math.acos(radius * math.cos(elevation.highest) / (radius + altitude.lowest)) - elevation.highest
            least = math.floor(math.pi / seen) + 1
            if per_plane.count < least:
                raise fault_of(
                    per_plane, f"got {per_plane.count}, too few to see a street without gaps from there; a plane needs at least {least}"
                )
        return elevation

    @property
    def satellite_count(self) -> int:
        return self.planes.count * self.per_plane.count


class RepeatingTrack(FileModel):
    """Satellites that follow each other, evenly in time, on one ground track that closes: the altitude follows."""

    WHAT = "a repeating-track shell"

    pattern: Annotated[Literal["repeating-track"], OneOf(("repeating-track",), "patterns")] = Field(description="repeating-track")
    revolutions: Revolutions = Field(description="revolutions until the track closes")
    days: Days = implied("1", "days until the track closes, of the node against the turning body")
    inclination: Inclination = Field(description="to the equator, 0 to 180 deg")
    satellites: Planes = Field(description="number of satellites on the track")
    longitude: Longitude = implied("0 deg", "of the first satellite's ascending node at the epoch, east positive")

    @field_validator("days")
    @classmethod
    def close_a_track_that_can_be_flown(cls, days: Fact, info: ValidationInfo) -> Fact:
        """Lowest terms, and an altitude like that of other circular shells; two-body, so good to some 30 km."""
        revolutions, body = info.data.get("revolutions"), _body(info)
        if isinstance(revolutions, Fact):
            common = math.gcd(revolutions.count, days.count)
            if common > 1:
                least = f"{revolutions.count // common} in {days.count // common}"
                raise fault_of(revolutions, f"got {revolutions.count} in {days.count} days, the same track as {least}; write that")
            period = math.tau / body.rotation_rate * days.count / revolutions.count
            altitude = (body.mu * (period / math.tau) ** 2) ** (1.0 / 3.0) - body.radius
            if not CIRCULAR_ALTITUDES.holds(altitude):
                raise fault_of(
                    revolutions,
                    f"got {revolutions.count} in {days.count} {'day' if days.count == 1 else 'days'}, an altitude of about "
                    f"{altitude / 1e3:,.0f} km; must lie in {CIRCULAR_ALTITUDES}. Low orbits make 14 to 16 revolutions a day",
                )
        return days

    @property
    def satellite_count(self) -> int:
        return self.satellites.count


class ElementSet(FileModel):
    """One satellite by its mean elements at the epoch."""

    WHAT = "a set of elements"

    semi_major_axis: SemiMajorAxis = Field(description="from the centre of the body, mean")
    eccentricity: Eccentricity = implied("0", "0 to 0.9; the perigee must stay above 100 km")
    inclination: Inclination = Field(description="to the equator, 0 to 180 deg")
    raan: Turn = Field(description="right ascension of the ascending node")
    argument_of_perigee: Turn = implied("0 deg", "argument of perigee")
    mean_anomaly: Turn = implied("0 deg", "mean anomaly at the epoch")

    @field_validator("eccentricity")
    @classmethod
    def keeps_the_perigee_up(cls, eccentricity: Fact, info: ValidationInfo) -> Fact:
        """The orbit does not dip into the air."""
        return _check_perigee(eccentricity, info, info.data.get("semi_major_axis"), 0.0)


class ElementSets(FileModel):
    """Satellites that are each given by their own elements."""

    WHAT = "an elements shell"

    pattern: Annotated[Literal["elements"], OneOf(("elements",), "patterns")] = Field(description="elements")
    satellites: Annotated[tuple[ElementSet, ...], Listed("satellites", "a shell of zero satellites cannot be flown")] = Field(
        description="the elements of each"
    )

    @property
    def satellite_count(self) -> int:
        return len(self.satellites)


class Geostationary(FileModel):
    """Satellites that stand above points of the equator."""

    WHAT = "a geostationary shell"

    pattern: Annotated[Literal["geostationary"], OneOf(("geostationary",), "patterns")] = Field(description="geostationary")
    longitudes: Annotated[tuple[Longitude, ...], Listed("longitudes", "a shell of zero satellites cannot be flown")] = Field(
        description="one satellite above each, east positive"
    )

    @property
    def satellite_count(self) -> int:
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
    def satellite_count(self) -> int:
        return len(self.apogee_longitudes)


PATTERNS = (
    "walker-star",
    "walker-delta",
    "sun-synchronous",
    "streets-of-coverage",
    "repeating-track",
    "elements",
    "geostationary",
    "molniya",
)


def _known_pattern(node: Any) -> Any:
    """A shell whose pattern is known, so that its keys can be checked."""
    if isinstance(node, TextNode):
        _refuse_text(node)
    if not isinstance(node, MappingNode):
        raise fault(node, f"must be a mapping with a `pattern`: {', '.join(PATTERNS)}")
    pattern = node.entries.get("pattern")
    if pattern is None:
        short = unquoted(node)
        if short:
            raise fault(node, f'got a colon that splits the text; write it in quotes: "{shown(short)}"')
        raise Fault((Problem(child_key(node.key, "pattern"), node.line, f"is missing; a shell needs it, one of {', '.join(PATTERNS)}"),))
    text = plain_text(pattern)
    if text not in PATTERNS:
        raise fault(pattern, f"got {shown(text)}; {meant(text, PATTERNS, 'patterns')}")
    return node


def _refuse_text(node: TextNode) -> NoReturn:
    """Says why a text is no shorthand of a shell; the ones that are have become mappings before."""
    try:
        pieces_of(node.text)
    except ShorthandError as error:
        raise fault(node, str(error)) from None
    raise AssertionError(f"{node.key} was not expanded")


def _pattern_of(node: Any) -> str:
    return cast("TextNode", cast("MappingNode", node).entries["pattern"]).text


Shell = Annotated[
    Annotated[WalkerStar, Tag("walker-star")]
    | Annotated[WalkerDelta, Tag("walker-delta")]
    | Annotated[SunSynchronous, Tag("sun-synchronous")]
    | Annotated[StreetsOfCoverage, Tag("streets-of-coverage")]
    | Annotated[RepeatingTrack, Tag("repeating-track")]
    | Annotated[ElementSets, Tag("elements")]
    | Annotated[Geostationary, Tag("geostationary")]
    | Annotated[Molniya, Tag("molniya")],
    Discriminator(_pattern_of),
    BeforeValidator(_known_pattern),
    InOneText(),
]


def _body(info: ValidationInfo) -> Body:
    return cast("Reading", info.context).body


def _planes_of(info: ValidationInfo) -> int | None:
    """The number of planes, given as such or by their local times; None where it was refused."""
    planes, times = info.data.get("planes"), cast("tuple[Fact, ...] | None", info.data.get("local_times"))
    if isinstance(planes, Fact):
        return planes.count
    return None if times is None else len(times)


def _check_size(per_plane: Fact, info: ValidationInfo) -> Fact:
    planes = _planes_of(info)
    if planes is not None and planes * per_plane.count > MAX_SATELLITES_PER_SHELL:
        raise fault_of(
            per_plane,
            f"gives {planes} x {per_plane.count} = {planes * per_plane.count:,} satellites; a shell holds at most "
            f"{MAX_SATELLITES_PER_SHELL:,}",
        )
    return per_plane


def _check_phasing(phasing: Fact, info: ValidationInfo) -> Fact:
    planes = _planes_of(info)
    if planes is not None and phasing.count >= planes:
        raise fault_of(phasing, f"got {phasing.count}; Walker's F runs from 0 to planes - 1, here {planes - 1}")
    return phasing


def _check_perigee(eccentricity: Fact, info: ValidationInfo, size: Any, offset: float) -> Fact:
    """The perigee of the smallest and most eccentric orbit of the ranges; `size` plus `offset` is the semi-major axis."""
    if isinstance(size, Fact):
        floor, axis = _body(info).radius + LOWEST_PERIGEE, size.lowest + offset
        highest = 1.0 - floor / axis
        if highest < 0.0 and offset == 0.0:
            raise fault_of(
                size, f"goes down to {told(axis, 'km')}; must be {told(floor, 'km')} or more, {LOWEST_PERIGEE / 1e3:g} km above the ground"
            )
        if eccentricity.highest > highest + 1e-12:
            perigee = axis * (1.0 - eccentricity.highest) - _body(info).radius
            raise fault_of(
                eccentricity,
                f"reaches {eccentricity.highest:.6g}, a perigee at {perigee / 1e3:,.0f} km; it must stay above "
                f"{LOWEST_PERIGEE / 1e3:g} km, so at most {max(math.floor(highest * 1e4) / 1e4, 0.0):g} here",
            )
    return eccentricity
