"""The cost study of a scenario: from the file's words to amounts in each trial, in the prices of one year, and to when they are paid.

Amounts of money and learning rates are drawn with the stated rank correlation; counts of satellites, lives, dates and the rise of prices
independently. Shares paid ahead, loads, and times of filling and of development are as written.
"""

import math
from collections.abc import Iterator

import numpy as np

from cupola.arrays import Float, Int
from cupola.catalog.prices import price_series_named
from cupola.compiler.priced import Bought, Budget, Costing, Layer, Piece, Sheet, Together
from cupola.compiler.samples import slices, triangular
from cupola.constants import SECONDS_PER_DAY
from cupola.economics.correlation import correlated
from cupola.economics.layers import Rates, Timing
from cupola.economics.learning import Form, Learning
from cupola.economics.phasing import Profile, ending
from cupola.economics.prices import PriceIndex
from cupola.economics.published import Scope
from cupola.economics.spending import Money
from cupola.scenario import money as words
from cupola.scenario.absence import Absence
from cupola.scenario.cost import PublishedTotal
from cupola.scenario.dates import date_of_seconds
from cupola.scenario.deployment import places_of
from cupola.scenario.facts import Fact
from cupola.scenario.links import planes_of
from cupola.scenario.partners import Element
from cupola.scenario.schema import Scenario
from cupola.scenario.units import Dimension

BESIDE = (0.0, 0.6)
"""Correlations that are shown beside the stated one."""

_COMMON = "money.correlation"
"""Key of the luck that all amounts share."""

_YEAR = 31_557_600.0
_DAY = 86_400.0
_ORIGIN = np.datetime64("2000-01-01", "D")
_TOGETHER = (Dimension.MONEY, Dimension.MONEY_PER_TIME, Dimension.MONEY_PER_MASS)
_FORMS = {"unit": Form.UNIT, "average": Form.AVERAGE}
_SMALLEST = 2.0**-54


def costing_of(scenario: Scenario, absence: Absence, seed: int) -> Costing | None:
    """What the cost study was asked; None where it is not.

    Args:
        scenario: as the file writes it.
        absence: who is left out of the whole run.
        seed: of the run.
    """
    asked, money, played = scenario.studies.cost, scenario.money, scenario.studies.deployment
    if asked is None or money is None:
        return None
    index = _index(money, np.array([money.beyond.value]))

    def today(amount: Fact, year: int | None) -> float:
        """An amount as written, in the prices of all others."""
        return amount.value * float(index.factor(money.year if year is None else year, money.year)[0])

    stated = money.correlation.value
    made = [_Pricing(scenario, money, absence, _Draws(asked.trials, seed, rank)) for rank in dict.fromkeys((stated, *BESIDE))]
    return Costing(
        trials=asked.trials,
        money=Money(money.currency, money.year),
        first=money.first,
        last=money.last,
        # A year is whole where its last day is played.
        played=None if played is None else int(date_of_seconds(played.until.value + SECONDS_PER_DAY)[:4]) - 1,
        sheets=tuple(one.sheet() for one in made),
        facts={key: _told(scenario, key) for key in made[0].draws.drawn},
        budgets=tuple(_budget(name, one, money) for name, one in asked.budgets.items()),
        buys=tuple(Bought(name, one.title, one.layer, today(one.amount, one.year)) for name, one in asked.buys.items()),
        joint=tuple(
            Together(name, one.title, one.milestone, one.by.value, today(one.within, one.year)) for name, one in asked.joint.items()
        ),
    )


def _budget(name: str, told: PublishedTotal, money: words.MoneySection) -> Budget:
    """A published total with what it says of itself."""
    counted = None if told.year is None else Money(money.currency, told.year if isinstance(told.year, int) else None)
    return Budget(name, told.title, told.amount.value, Scope(frozenset(told.covers) or None, told.years, counted))


def _told(scenario: Scenario, key: str) -> str:
    """What a drawn fact is of, and which of its numbers."""
    section, name, number = [*key.split(".", 2), ""][:3]
    told = number.replace(".", " ").replace("-", " ")
    if section == "costs":
        return f"{scenario.costs[name].title}: {told}"
    if section == "elements":
        return f"{scenario.elements[name].title}: {told}"
    return f"{scenario.vehicles[name].title}: {told}" if section == "vehicles" else "rise of prices beyond the series"


def _index(money: words.MoneySection, beyond: Float[np.ndarray, "t"]) -> PriceIndex:
    series = price_series_named(money.index)
    return PriceIndex(series.first, np.array(series.levels), series.measured, beyond)


def _moment(fact: Fact) -> float:
    """A day as a calendar year with its part that is over, as written."""
    return float(_years(np.array([fact.value]))[0])


def _years(seconds: Float[np.ndarray, "t"]) -> Float[np.ndarray, "t"]:
    """Calendar years of days, s since the start of 2000, with their part that is over."""
    day = np.timedelta64(1, "D")
    years = (_ORIGIN + np.floor(seconds / _DAY).astype(np.int64) * day).astype("datetime64[Y]")
    starts, ends = (_DAY * ((years + more).astype("datetime64[D]") - _ORIGIN).astype(np.float64) for more in (0, 1))
    return years.astype(np.int64) + 1970 + (seconds - starts) / (ends - starts)


class _Draws:
    """Values of facts in each trial, drawn as they are asked for: each by its own key, so that no fact changes another.

    Attributes:
        trials: how many.
        correlation: rank correlation of any two amounts.
        drawn: by key, what has been drawn so far.
    """

    def __init__(self, trials: int, seed: int, correlation: float):
        """Nothing is drawn yet."""
        self.trials, self.correlation, self._seed = trials, correlation, seed
        self._common = self._even(_COMMON)
        self.drawn = dict[str, np.ndarray]()

    def of(self, fact: Fact, together: bool = False) -> Float[np.ndarray, "t"]:
        """A fact in every trial; `together` for a number that rises with the amounts though it is none."""
        if fact.lowest == fact.highest or not fact.key or fact.low is None:
            return np.full(self.trials, fact.value)
        if fact.key not in self.drawn:
            shares = self._even(fact.key)
            if together or fact.dimension in _TOGETHER:
                shares = correlated(shares[:, None], self._common, self.correlation)[:, 0]
            values = triangular(shares, fact.lowest, fact.value, fact.highest)
            self.drawn[fact.key] = np.round(values) if fact.is_count else values
        return self.drawn[fact.key]

    def _even(self, key: str) -> Float[np.ndarray, "t"]:
        return np.maximum(slices(key, self.trials, self._seed), _SMALLEST)


class _Pricing:
    """Everything of a scenario that is priced, with one set of draws."""

    def __init__(self, scenario: Scenario, money: words.MoneySection, absence: Absence, draws: _Draws):
        """Of a scenario that asks the cost study."""
        self._scenario, self._money, self._absence, self.draws = scenario, money, absence, draws
        self._index = _index(money, draws.of(money.beyond))

    def sheet(self) -> Sheet:
        """All of it."""
        scenario = self._scenario
        return Sheet(
            correlation=self.draws.correlation,
            layers=tuple(self._layer(name, one) for name, one in scenario.costs.items()),
            pieces=tuple(self._pieces()),
            prices={
                name: self._amount(one.price, one.price_year)
                for name, one in scenario.vehicles.items()
                if one.price is not None and self._pays(name)
            },
            index=self._index,
            drawn=self.draws.drawn,
        )

    def _pays(self, vehicle: str) -> bool:
        """Whether some layer pays for the launches of a vehicle."""
        paying = (one.campaign for one in self._scenario.costs.values() if one.campaign is not None and one.launch is None)
        return any(vehicle in self._scenario.campaigns[campaign].launches for campaign in paying)

    def _amount(self, fact: Fact, year: int | None) -> Float[np.ndarray, "t"]:
        """An amount in every trial, in the prices of all; one a year in USD a year."""
        factor = 1.0 if year is None or year == self._money.year else self._index.factor(year, self._money.year)
        return self.draws.of(fact) * factor * (_YEAR if fact.dimension is Dimension.MONEY_PER_TIME else 1.0)

    def _pieces(self) -> Iterator[Piece]:
        for name, element in self._scenario.elements.items():
            if element.priced:
                yield self._piece(name, element)

    def _piece(self, name: str, element: Element) -> Piece:
        there = 0.0 if element.constellation in self._absence.constellations else 1.0
        years = np.arange(self._money.first, self._money.last + 1)
        begun = np.full(self.draws.trials, -math.inf) if element.date is None else _years(self.draws.of(element.date))
        whole = yearly = np.zeros((self.draws.trials, years.size))
        if element.cost is not None:
            whole = there * self._amount(element.cost, element.year)[:, None] * self._spent(element, begun, years)
        if element.yearly is not None:
            yearly = there * self._amount(element.yearly, element.year)[:, None] * np.clip(years + 1.0 - begun[:, None], 0.0, 1.0)
        return Piece(name, element.title, whole, yearly)

    def _spent(self, element: Element, dates: Float[np.ndarray, "t"], years: Int[np.ndarray, "y"]) -> Float[np.ndarray, "t y"]:
        """Share of the cost of an element that is spent in each year; all of it in that of its date unless it says over how long."""
        if element.spent_over is None:
            return (np.floor(dates)[:, None] == years[None, :]).astype(np.float64)
        return ending(dates, self.draws.of(element.spent_over) / _YEAR, years)

    def _layer(self, name: str, layer: words.CostLayer) -> Layer:
        trials, begin = self.draws.trials, float(self._money.first)
        if layer.development_from is not None:
            begin = _moment(layer.development_from)
        length = layer.development_time.value / _YEAR
        life = np.full(trials, math.inf) if layer.lifetime is None else self.draws.of(layer.lifetime) / _YEAR
        return Layer(
            name=name,
            title=layer.title,
            part=layer.part or name,
            campaign=layer.campaign,
            onward=layer.onward or 0,
            size=self._size(layer),
            life=life,
            first=self._money.first if layer.from_ is None else int(_moment(layer.from_)),
            fill=layer.fill.value / _YEAR,
            load=1 if layer.per_launch is None else layer.per_launch.count,
            rates=self._rates(layer),
            vehicles=layer.campaign is not None and layer.launch is None,
            timing=Timing(Profile.rayleigh(begin, length), Profile.even(begin, length), _shares(layer.ahead), _shares(layer.launch_ahead)),
        )

    def _rates(self, layer: words.CostLayer) -> Rates:
        def of(fact: Fact) -> Float[np.ndarray, "t"]:
            return self._amount(fact, layer.year)

        launch = np.zeros(self.draws.trials) if layer.launch is None else of(layer.launch)
        return Rates(
            development=of(layer.development),
            satellite=Learning(of(layer.first_unit), self.draws.of(layer.learning, together=True), _FORMS[layer.learning_form]),
            launch=Learning(launch, self.draws.of(layer.launch_learning, together=True)),
            ground=of(layer.ground),
            operations=of(layer.operations),
            upkeep=of(layer.upkeep),
            disposal=of(layer.disposal),
        )

    def _size(self, layer: words.CostLayer) -> Int[np.ndarray, "t"]:
        """Satellites of the first fill: as stated; of a campaign the places and spares that are empty when it is first played."""
        if layer.campaign is None:
            return np.zeros(self.draws.trials, np.int64) if layer.satellites is None else self.draws.of(layer.satellites).astype(np.int64)
        campaign, played = self._scenario.campaigns[layer.campaign], self._scenario.studies.deployment
        shells = self._scenario.constellations[campaign.constellation].shells
        filled = [shells[name] for name in campaign.order or shells]
        size = sum(places_of(shell) + planes_of(shell)[0] * campaign.spares.count for shell in filled)
        begin = math.inf if played is None else played.from_.value
        up = sum(one.satellites.count if one.working is None else one.working.count for one in campaign.flown if one.date.value <= begin)
        return np.full(self.draws.trials, max(size - up, 0))


def _shares(ahead: tuple[Fact, ...]) -> Float[np.ndarray, "k"]:
    """Shares paid in the year of the launch and before it."""
    return np.array([share.value for share in ahead]) if ahead else np.ones(1)
