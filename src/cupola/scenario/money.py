"""What things cost: the money that is meant, the layers that are priced and what each of their parts costs. Amounts in US dollars."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, field_validator

from cupola.scenario.facts import Fact
from cupola.scenario.leaves import Name, OneOf, Reference, Title, Whole
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import (
    Amount,
    AmountAYear,
    Correlation,
    Day,
    Learning,
    Lifetime,
    PriceRise,
    Satellites,
    Share,
    Spending,
)
from cupola.scenario.shapes import FileModel, Listed, Named, implied

INDICES = ("gdp", "consumer", "wages")
"""Names of price series, as `cupola.catalog.prices` has them."""

CURRENCIES = ("USD",)
FORMS = ("unit", "average")

FIRST_YEAR, LAST_YEAR = 1990, 2150
"""Calendar years of which there are prices; those beyond the series rise as stated."""

_ROUNDING = 1e-9

Year = Annotated[int, Whole(FIRST_YEAR, LAST_YEAR)]


class MoneySection(FileModel):
    """The money in which everything is told, and the years that are priced."""

    WHAT = "the section `money`"

    currency: Annotated[str, OneOf(CURRENCIES, "currencies")] = Field(default="USD", description="USD")
    year: Year = Field(description="whose prices are meant: of every amount that does not say another, and of what is told")
    first: Year = Field(description="first calendar year that is priced")
    last: Year = Field(description="the last one; at most 60 years are priced")
    index: Annotated[str, OneOf(INDICES, "price series")] = Field(
        default="gdp", description="by which amounts are brought from one year's prices to another's: gdp, consumer or wages"
    )
    beyond: PriceRise = implied("2 %", "by which prices rise in a year after the series ends: an assumption")
    correlation: Correlation = implied("0.3", "rank correlation of any two amounts; 0 and 0.6 are shown beside it")


Paid = Annotated[tuple[Share, ...], Listed("shares", "give at least one, or leave it out")]


class CostLayer(FileModel):
    """One layer of the programme: satellites by a campaign or by plain replacement, and all that goes with them."""

    WHAT = "a layer that is priced"

    title: Title = Field(description="name to show")
    part: Name | None = Field(default=None, description="what it is part of, as published totals name it; left out, its own name")
    campaign: Annotated[str | None, Reference("campaigns")] = Field(
        default=None, description="a name in `campaigns`: what the deployment study launches is priced"
    )
    onward: Annotated[int | None, Whole(1, 50)] = Field(
        default=None, description="years at the end of what is played whose mean goes on to the last year that is priced; left out, none"
    )
    satellites: Satellites | None = Field(default=None, description="without a campaign: filled once, then each is replaced after its life")
    lifetime: Lifetime | None = Field(default=None, description="of each of these satellites")
    from_: Day | None = Field(default=None, description="when filling begins, or without satellites operations: the New Year of that day")
    fill: Spending = implied("1 year", "time that one filling takes, no longer than a life")
    per_launch: Satellites | None = Field(default=None, description="of these satellites on one launch")
    year: Year | None = Field(default=None, description="whose prices all amounts of this layer are in; left out, that of `money`")
    development: Amount = implied("0 USD", "non-recurring: design, tests, factories")
    development_from: Day | None = Field(default=None, description="when it begins; left out, with the first year that is priced")
    development_time: Spending = implied("5 year", "over which it is spent, most before the middle, as Rayleigh's curve has it")
    first_unit: Amount = implied("0 USD", "cost of the first satellite")
    learning: Learning = implied("100 %", "what a doubling of the number leaves of the cost of a satellite; 100 %: nothing is learnt")
    learning_form: Annotated[str, OneOf(FORMS, "forms")] = Field(
        default="unit", description="what falls so: unit, the cost of the unit itself; average, the mean cost of all units so far"
    )
    launch: Amount | None = Field(
        default=None, description="cost of the first launch; left out, with a campaign the `price` of each vehicle, else nothing"
    )
    launch_learning: Learning = implied("100 %", "what a doubling of the number leaves of the cost of a launch")
    ground: Amount = implied("0 USD", "stations, control and processing, built evenly over the time of development")
    operations: AmountAYear = implied("0 USD/year", "in each year in which any satellite works")
    upkeep: AmountAYear = implied("0 USD/year", "of each satellite that works")
    disposal: Amount = implied("0 USD", "of each satellite that is taken out of service")
    ahead: Paid = Field(default=(), description="shares paid in the year of the launch, one year before, two years before ...")
    launch_ahead: Paid = Field(default=(), description="the same for launches")

    @field_validator("ahead", "launch_ahead")
    @classmethod
    def make_a_whole(cls, shares: tuple[Fact, ...]) -> tuple[Fact, ...]:
        """All is paid, once."""
        total = sum(share.value for share in shares)
        if shares and abs(total - 1.0) > _ROUNDING:
            raise fault_of(shares[-1], f"makes shares of {100.0 * total:.6g} % together; they make 100 %")
        return shares


CostLayers = Annotated[Mapping[str, CostLayer], Named("layers", 0)]
