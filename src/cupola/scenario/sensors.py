"""What a satellite looks with: its footprint, and for infrared sensors what they make of a launch."""

from typing import Annotated

from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from cupola.scenario.facts import Fact
from cupola.scenario.leaves import OneOf, Title
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import (
    Bias,
    Elevation,
    HalfAngle,
    LookInterval,
    Looks,
    Noise,
    OffNadirAngle,
    PlumeElevation,
    Probability,
    SensingAltitude,
    SensorRange,
    SunElevation,
    SunExclusion,
    Swath,
    Tracks,
)
from cupola.scenario.shapes import FileModel, implied
from cupola.scenario.units import told


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


PHASES = ("plume", "plume-and-body")


class Infrared(FileModel):
    """What an infrared sensor makes of a launch: which phases it serves, how it looks, how well, and how much it can hold."""

    WHAT = "an infrared sensor"

    phases: Annotated[str, OneOf(PHASES, "phases")] = Field(
        description="what it sees: `plume` a burning rocket alone, `plume-and-body` also the cold body above the horizon"
    )
    plume_elevation: PlumeElevation | None = Field(
        default=None,
        description="it sees a burning rocket against the Earth where it stands at least so high there; left out, against space alone",
    )
    tangent_height: SensingAltitude = Field(description="lowest height that a line of sight against space may graze")
    off_nadir: OffNadirAngle | None = Field(default=None, description="the farthest from the nadir that it can turn; left out, all round")
    max_range: SensorRange | None = Field(default=None, description="the farthest that it sees; left out, as far as the line of sight goes")
    sun_exclusion: SunExclusion = implied("0 deg", "it does not look within this angle of the Sun")
    look_interval: LookInterval = Field(description="time between two looks at one place; a scan takes longer than a stare")
    detection_probability: Probability = Field(description="of one look at what is in view")
    looks_needed: Looks = Field(description="how many looks must see it for a detection")
    looks_window: Looks = Field(description="out of how many looks in a row")
    noise: Noise = Field(description="standard deviation of a direction about each of two axes, new in every look")
    bias: Bias = Field(description="standard deviation of what a satellite is off about each axis all along")
    tracks: Tracks = Field(description="how many tracks one satellite can hold at once")

    @field_validator("looks_window")
    @classmethod
    def holds_the_looks_needed(cls, window: Fact, info: ValidationInfo) -> Fact:
        """No more looks are needed than the window has."""
        needed = info.data.get("looks_needed")
        if isinstance(needed, Fact) and needed.count > window.count:
            raise fault_of(window, f"got {window.text}, fewer than the {needed.text} looks needed; make it {needed.text} or more")
        return window


class Sensor(FileModel):
    """What a satellite looks with."""

    WHAT = "a sensor"

    title: Title = Field(description="name to show")
    footprint: Footprint = Field(description="what it sees: one of min-elevation, above-horizon, nadir-cone, off-nadir")
    min_sun_elevation: SunElevation | None = Field(
        default=None, description="of an optical sensor: the Sun stands at least so high at the place that it looks at, -18 to below 90 deg"
    )
    infrared: Infrared | None = Field(default=None, description="of an infrared sensor: what it makes of a launch")
