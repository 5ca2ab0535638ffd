"""Rockets: what they lift, how often they fly and have flown, how often they fail, how long they then stand down, and from which pads."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from cupola.scenario.destinations import Destination, destined
from cupola.scenario.facts import Fact
from cupola.scenario.leaves import Name, OneOf, Reference, Title, Words
from cupola.scenario.money import Year
from cupola.scenario.pads import check_order
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import (
    Amount,
    Day,
    Dispersion,
    Factor,
    LaunchRate,
    Mass,
    PastLaunches,
    Probability,
    Ramp,
    StandDown,
    YearlyGrowth,
)
from cupola.scenario.shapes import FileModel, Listed, Named, implied

PRIORS = ("pooled", "uniform", "jeffreys")
BURNT = ("hydrogen", "methane", "kerosene", "storable", "solid")


class Payload(Destination):
    """What a vehicle lifts to one orbit, as published."""

    WHAT = "a payload"

    mass: Mass = Field(description="what it lifts there, the adapter included")
    pad: Annotated[str | None, Reference("pads")] = Field(
        default=None, description="a name in `pads`: from where; left out, the first of the vehicle's pads"
    )


class Record(FileModel):
    """Launches that have been."""

    WHAT = "a flight record"

    launches: PastLaunches = Field(description="flown, up to the day from which the study looks ahead")
    failures: PastLaunches = Field(description="of those, that lost what they carried")

    @field_validator("failures")
    @classmethod
    def are_no_more_than_launches(cls, failures: Fact, info: ValidationInfo) -> Fact:
        """A launch fails once."""
        launches = info.data.get("launches")
        if isinstance(launches, Fact) and failures.count > launches.count:
            raise fault_of(failures, f"got {failures.count}, more than the {launches.count} launches")
        return failures


class Flights(FileModel):
    """How often a vehicle flies, for all its customers together."""

    WHAT = "the section `flights`"

    rate: LaunchRate | None = Field(
        default=None,
        description="on the day from which the study looks ahead; left out, and with it the growth: from the catalogue's record",
    )
    yearly_growth: YearlyGrowth | None = Field(
        default=None, description="by which the rate grows in a year, -90 to 1,000 %; left out, none"
    )
    most: LaunchRate | None = Field(default=None, description="the most that it ever flies; left out, without limit")
    dispersion: Dispersion | None = Field(
        default=None,
        description="variance of a year's launches over their mean: 0, evenly spaced; 1, by chance; left out, as records have it",
    )
    ramp: Ramp | None = Field(default=None, description="time from the first flight until the rate is reached; left out, none")
    from_: Day | None = Field(default=None, description="the day of its first flight; left out, it flies")
    until: Day | None = Field(default=None, description="the day of its last flight; left out, none is set")
    left: PastLaunches | None = Field(default=None, description="how many will still be built and flown; left out, without limit")

    @field_validator("until")
    @classmethod
    def comes_after(cls, until: Fact | None, info: ValidationInfo) -> Fact | None:
        """It flies for a while."""
        return check_order(until, info)


class Pause(FileModel):
    """How long a vehicle stands down after a failure: drawn each time."""

    WHAT = "the section `stand-down`"

    median: StandDown = Field(description="half of them are shorter")
    factor: Factor = implied("1", "nine in ten lie between the median over this and the median times this")


class Vehicle(FileModel):
    """A rocket, in the build that flies."""

    WHAT = "a vehicle"

    title: Title = Field(description="name to show")
    catalog: Annotated[str | None, Words(120)] = Field(
        default=None, description="its name in the catalogue, for what is not written here: payloads, record, rate"
    )
    supplier: Annotated[str | None, Reference("suppliers")] = Field(default=None, description="a name in `suppliers`: who flies it")
    family: Name | None = Field(default=None, description="a word of yours: vehicles of one family stand down together")
    payloads: Annotated[Mapping[str, Annotated[Payload, BeforeValidator(destined)]], Named("payloads", 1)] | None = Field(
        default=None, description="by name, what it lifts to some orbits; left out, as the catalogue has it"
    )
    upper_stage: Annotated[str | None, OneOf(BURNT, "propellants")] = Field(
        default=None, description="what the last stage burns, for orbits without a published payload; left out, as the catalogue has it"
    )
    record: Record | None = Field(default=None, description="of its launches; left out, as the catalogue has it")
    prior: Annotated[str, OneOf(PRIORS, "priors")] = Field(
        default="pooled",
        description="held before its own record: pooled, what other new vehicles did; uniform or jeffreys, nothing of the kind",
    )
    reliability: Probability | None = Field(
        default=None, description="the chance that a launch succeeds, above 0, to 1; left out, from the record"
    )
    flights: Flights | None = Field(default=None, description="how often it flies; left out, from the catalogue's record")
    stand_down: Pause | None = Field(default=None, description="after a failure; left out, as other vehicles have stood down")
    price: Amount | None = Field(default=None, description="of one launch; needed where `costs` pays for its launches")
    price_year: Year | None = Field(default=None, description="whose prices the price is in; left out, that of `money`")
    pads: Annotated[tuple[Annotated[str, Reference("pads")], ...], Listed("pads", "a vehicle without a pad cannot fly", distinct=True)] = (
        Field(description="names in `pads`: where it flies from")
    )


Vehicles = Annotated[Mapping[str, Vehicle], Named("vehicles", 0)]
