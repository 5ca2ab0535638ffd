"""Campaigns: the launches that put a constellation up and keep it up, the satellites that are made for them, and how long these live."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from cupola.errors import Problem
from cupola.scenario.facts import Fact
from cupola.scenario.faults import fault
from cupola.scenario.leaves import Name, OneOf, Reference, Title, Whole
from cupola.scenario.names import meant
from cupola.scenario.pads import check_order
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import (
    CircularAltitude,
    Day,
    Dispersion,
    Inclination,
    Lifetime,
    LostShare,
    Mass,
    PastLaunches,
    ProductionRate,
    Raising,
    Ramp,
    Satellites,
    SatellitesOrNone,
    Shape,
    Share,
    Spares,
    Thrust,
    YearlyGrowth,
)
from cupola.scenario.shapes import FileModel, Listed, Named, implied
from cupola.scenario.shells import Shell
from cupola.scenario.text import MappingNode, child_key

PLANES = ("in-turn", "spread")
REPLACEMENTS = ("at-once", "after-completion", "none")


class Production(FileModel):
    """Satellites that are made."""

    WHAT = "the section `production`"

    rate: ProductionRate = Field(description="on the first day")
    yearly_growth: YearlyGrowth = implied("0 %", "by which the rate grows in a year, -90 to 1,000 %")
    most: ProductionRate | None = Field(default=None, description="the most that are ever made; left out, without limit")
    ramp: Ramp = implied("0 day", "time until the rate is reached, from none, in even steps")
    from_: Day | None = Field(default=None, description="the first day; left out, the day from which the study looks ahead")
    stock: SatellitesOrNone = implied("0", "ready on the ground on the day from which the study looks ahead")
    dispersion: Dispersion = implied("0", "variance of a year's satellites over their mean: 0, evenly spaced; 1, by chance")
    storage: Satellites | None = Field(default=None, description="the most that can wait on the ground; left out, without limit")


class Contract(FileModel):
    """What a campaign has of one vehicle."""

    WHAT = "a contract"

    satellites: Satellites | None = Field(default=None, description="on one launch; left out, as many as the vehicle lifts there")
    dispenser: Share = implied("10 %", "of what is lifted, that holds satellites and is none; the default is an assumption")
    at_most: PastLaunches | None = Field(
        default=None, description="launches from the day on which the study looks ahead; left out, without limit"
    )
    share: LostShare | None = Field(default=None, description="the most of the vehicle's flights that are the campaign's; left out, all")
    from_: Day | None = Field(default=None, description="the day of the first launch; left out, none is set")
    until: Day | None = Field(default=None, description="the day of the last launch; left out, none is set")
    altitude: CircularAltitude | None = Field(default=None, description="where satellites are let go; left out, the height of their shell")
    inclination: Inclination | None = Field(default=None, description="likewise; left out, that of their shell")
    planes: Satellites | None = Field(default=None, description="the most that one launch serves; left out, as many as it takes")

    @field_validator("until")
    @classmethod
    def comes_after(cls, until: Fact | None, info: ValidationInfo) -> Fact | None:
        """It runs for a while."""
        return check_order(until, info)


class Flown(FileModel):
    """A launch that has been; those after the day from which the study looks ahead are what a forecast is held against."""

    WHAT = "a launch that was flown"

    date: Day = Field(description="of the launch, UTC")
    satellites: Satellites = Field(description="that it carried")
    working: SatellitesOrNone | None = Field(
        default=None, description="of those, that came to work; left out, all. 0 where the launch failed"
    )
    vehicle: Annotated[str | None, Reference("vehicles")] = Field(default=None, description="a name in `vehicles`; left out, another one")

    @field_validator("working")
    @classmethod
    def are_no_more_than_satellites(cls, working: Fact | None, info: ValidationInfo) -> Fact | None:
        """What works was launched."""
        satellites = info.data.get("satellites")
        if isinstance(working, Fact) and isinstance(satellites, Fact) and working.count > satellites.count:
            raise fault_of(working, f"got {working.count}, more than the {satellites.count} satellites that it carried")
        return working


class Life(FileModel):
    """How long satellites work: Weibull's distribution by its mean and shape."""

    WHAT = "the section `lifetime`"

    mean: Lifetime = Field(description="from the day on which a satellite is in its place")
    shape: Shape | None = Field(
        default=None, description="1: they fail by chance alone; 3 and more: they wear out; left out: all live as long"
    )
    retirement: Lifetime | None = Field(default=None, description="age at which one that still works is taken down; left out, none is")


class Campaign(FileModel):
    """The launches of one constellation."""

    WHAT = "a campaign"

    title: Title = Field(description="name to show")
    constellation: Annotated[str, Reference("constellations")] = Field(description="a name in `constellations`: whose shells it fills")
    order: Annotated[tuple[Name, ...], Listed("shells", "name at least one, or leave it out", distinct=True)] = Field(
        default=(), description="shells that it fills, the first one first; left out, all as written"
    )
    planes: Annotated[str, OneOf(PLANES, "orders of planes")] = Field(
        default="in-turn", description="in-turn: each plane after its neighbour; spread: every other one first, then those between"
    )
    priority: Annotated[int, Whole(1, 99)] = Field(
        default=1, description="who flies first where several want one vehicle, 1 before 2; equals in turn"
    )
    satellite_mass: Mass | None = Field(default=None, description="of one satellite at launch; needed where a contract counts by mass")
    production: Production | None = Field(default=None, description="of satellites; left out, there are always enough")
    launches: Annotated[Mapping[str, Contract], Named("contracts")] = Field(description="by vehicle, what is had of it")
    flown: Annotated[tuple[Flown, ...], Listed("launches", "leave it out where none was flown")] = Field(
        default=(), description="launches that have been"
    )
    raising: Raising | None = Field(
        default=None, description="time from launch until a satellite is in its place; left out, none, or by `thrust`"
    )
    thrust: Thrust | None = Field(
        default=None, description="acceleration by which satellites climb, in place of `raising`: the time is then computed"
    )
    lifetime: Life | None = Field(default=None, description="left out, satellites work for ever")
    infant_mortality: Share = implied("0 %", "of satellites that arrive, that never work")
    spares: Spares = implied("0", "kept in orbit in each plane beside those of the shell")
    replacement: Annotated[str, OneOf(REPLACEMENTS, "policies")] = Field(
        default="after-completion",
        description="of satellites that die: at-once, after-completion (of all shells for the first time), or none",
    )
    smallest_load: Satellites | None = Field(
        default=None, description="empty places that are worth a launch of replacements; left out, as many as it carries"
    )


def _raised_in_one_way(node: object) -> object:
    """A stated time, or a thrust that it follows from."""
    if isinstance(node, MappingNode) and {"raising", "thrust"} <= node.entries.keys():
        raise fault(node, "gives raising and thrust; keep the stated time, or the thrust that it is computed from")
    return node


Campaigns = Annotated[Mapping[str, Annotated[Campaign, BeforeValidator(_raised_in_one_way)]], Named("campaigns", 0)]


def campaign_problems(
    campaigns: Mapping[str, Campaign], shells: Mapping[str, Mapping[str, Shell]], vehicles: Sequence[str], lines: Mapping[str, int]
) -> Iterator[Problem]:
    """What campaigns ask of constellations and vehicles and do not find.

    Args:
        campaigns: checked each by itself.
        shells: by constellation.
        vehicles: names of those that the file defines.
        lines: line of every key path.
    """
    taken: dict[str, str] = {}
    for name, campaign in campaigns.items():
        key, there = child_key("campaigns", name), shells[campaign.constellation]
        other = taken.setdefault(campaign.constellation, name)
        if other != name:
            yield _problem(
                f"{key}.constellation", lines, f"got {campaign.constellation}, which the campaign {other} fills already; keep one"
            )
        for at, shell in enumerate(campaign.order):
            if shell not in there:
                yield _problem(
                    f"{key}.order.{at}", lines, f"got {shell}, no shell of {campaign.constellation}; {meant(shell, there, 'shells')}"
                )
        for vehicle, contract in campaign.launches.items():
            where = f"{key}.launches.{vehicle}"
            if vehicle not in vehicles:
                yield _problem(where, lines, f"is none of `vehicles`; {meant(vehicle, vehicles, 'vehicles')}")
            elif contract.satellites is None and campaign.satellite_mass is None:
                told = "is missing; give it, or the satellite-mass of the campaign for as many as the vehicle lifts"
                yield Problem(f"{where}.satellites", lines.get(where, 0), told)


def _problem(key: str, lines: Mapping[str, int], told: str) -> Problem:
    return Problem(key, lines.get(key, 0), told)
