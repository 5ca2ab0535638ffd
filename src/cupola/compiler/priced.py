"""The cost part of a compiled problem: what each layer and element costs in each trial, at several correlations. USD, calendar years.

All amounts are in the prices of one year. T trials.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float, Int
from cupola.economics.layers import Rates, Timing
from cupola.economics.prices import PriceIndex
from cupola.economics.published import Scope
from cupola.economics.spending import Money


@dataclass(frozen=True)
class Layer:
    """A layer that is priced.

    Attributes:
        name: as in the scenario.
        title: name to show.
        part: what it is part of, as published totals name it.
        campaign: name; None for satellites that are filled once and then replaced, and for none.
        onward: years at the end of what is played whose mean goes on; 0 where nothing does.
        size: satellites of the first fill, (T,); 0 where there are none.
        life: of each satellite, years, (T,); of a campaign not used.
        first: year in which filling begins, or operations without satellites; of a campaign not used.
        fill: years that one filling takes.
        load: satellites on one launch.
        rates: what things cost; `launch` is nothing where `vehicles` are paid.
        vehicles: whether each launch costs the price of its vehicle.
        timing: when it is paid.
    """

    name: str
    title: str
    part: str
    campaign: str | None
    onward: int
    size: Int[np.ndarray, "t"]
    life: Float[np.ndarray, "t"]
    first: int
    fill: float
    load: int
    rates: Rates
    vehicles: bool
    timing: Timing


@dataclass(frozen=True)
class Piece:
    """An element of the programme, paid for as a whole, by the year, or both.

    Attributes:
        name: as in the scenario.
        title: name to show.
        whole: what it costs as a whole, by priced year, USD, (T, Y).
        yearly: what each of its years costs, by priced year, USD, (T, Y).
    """

    name: str
    title: str
    whole: Float[np.ndarray, "t y"]
    yearly: Float[np.ndarray, "t y"]


@dataclass(frozen=True)
class Sheet:
    """Prices with one correlation between the amounts.

    Attributes:
        correlation: rank correlation of any two amounts.
        layers: in the order of the file.
        pieces: elements that are priced, in the order of the file.
        prices: of a launch, by vehicle, (T,).
        index: levels of prices by year.
        drawn: values of the facts that were drawn, by key, (T,).
    """

    correlation: float
    layers: tuple[Layer, ...]
    pieces: tuple[Piece, ...]
    prices: Mapping[str, Float[np.ndarray, "t"]]
    index: PriceIndex
    drawn: Mapping[str, Float[np.ndarray, "t"]]


@dataclass(frozen=True)
class Budget:
    """A published total.

    Attributes:
        name: as in the scenario.
        title: who and when.
        amount: in the money of its scope.
        scope: what it pays for, as far as it was said.
    """

    name: str
    title: str
    amount: float
    scope: Scope


@dataclass(frozen=True)
class Bought:
    """A sum, and the layer that it shall buy.

    Attributes:
        name: as in the scenario.
        title: name to show.
        layer: name.
        amount: USD in the prices of all amounts.
    """

    name: str
    title: str
    layer: str
    amount: float


@dataclass(frozen=True)
class Together:
    """A cost and a date that are both to be met.

    Attributes:
        name: as in the scenario.
        title: name to show.
        milestone: of the deployment study, name.
        by: day, s since the start of 2000.
        within: USD in the prices of all amounts.
    """

    name: str
    title: str
    milestone: str
    by: float
    within: float


@dataclass(frozen=True)
class Costing:
    """What the cost study was asked.

    Attributes:
        trials: times that everything is priced.
        money: of all amounts.
        first: first calendar year that is priced.
        last: the last one.
        played: last calendar year that the deployment study plays as a whole; None where it is not asked.
        sheets: prices at the stated correlation first, then at others to stand beside.
        facts: by key of each drawn fact, what it is of and which: to be shown.
        budgets: published totals.
        buys: sums.
        joint: costs and dates.
    """

    trials: int
    money: Money
    first: int
    last: int
    played: int | None
    sheets: tuple[Sheet, ...]
    facts: Mapping[str, str]
    budgets: tuple[Budget, ...]
    buys: tuple[Bought, ...]
    joint: tuple[Together, ...]

    @property
    def sheet(self) -> Sheet:
        """At the stated correlation."""
        return self.sheets[0]

    @property
    def campaigns(self) -> tuple[str, ...]:
        """Those that are priced."""
        return tuple(layer.campaign for layer in self.sheet.layers if layer.campaign is not None)

    @property
    def titles(self) -> Mapping[str, str]:
        """Name to show of everything that is priced: layers, then elements."""
        return {one.name: one.title for one in (*self.sheet.layers, *self.sheet.pieces)}

    @property
    def parts(self) -> Mapping[str, str]:
        """What each of them is part of, as published totals name it."""
        return {one.name: one.part for one in self.sheet.layers} | {one.name: one.name for one in self.sheet.pieces}
