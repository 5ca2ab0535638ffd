"""The cost of one layer of a programme, element by element and year by year: development to disposal. Money of the caller's choice.

What each thing costs comes in as one number a trial; what is made and launched comes from a plan. Neglected: fees, taxes, discounting,
insurance, idle factories, stocks, and the price of what other layers share.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from cupola.arrays import Float
from cupola.economics.learning import Learning
from cupola.economics.phasing import Profile, ahead
from cupola.economics.plans import Plan
from cupola.economics.spending import Money, Spend, together


class Element(IntEnum):
    """A part of the cost."""

    DEVELOPMENT = 0
    """Non-recurring: design, tests, factories."""
    PRODUCTION = 1
    """Satellites of the first fill."""
    LAUNCH = 2
    """Their launches."""
    REPLACEMENT = 3
    """Satellites made after the first fill, and their share of the launches."""
    GROUND = 4
    """Stations, control and processing, built once."""
    OPERATIONS = 5
    DISPOSAL = 6


@dataclass(frozen=True)
class Rates:
    """What things cost in one money, each (T,).

    Attributes:
        development: non-recurring cost, all of it.
        satellite: first unit and learning of the satellites.
        launch: first unit and learning of the launches; or what the launches of each year of the plan cost, (T, Y).
        ground: to build.
        operations: a year in which any satellite works.
        upkeep: a satellite that works for a year.
        disposal: a satellite taken out of service.
    """

    development: Float[np.ndarray, "t"]
    satellite: Learning
    launch: Learning | Float[np.ndarray, "t y"]
    ground: Float[np.ndarray, "t"]
    operations: Float[np.ndarray, "t"]
    upkeep: Float[np.ndarray, "t"]
    disposal: Float[np.ndarray, "t"]


@dataclass(frozen=True)
class Timing:
    """When they are paid.

    Attributes:
        development: shares by calendar year.
        ground: the same.
        satellite: shares paid in the year of the launch, one year before, two years before ...
        launch: the same for launches.
    """

    development: Profile
    ground: Profile
    satellite: Float[np.ndarray, "k"]
    launch: Float[np.ndarray, "k"]


@dataclass(frozen=True)
class LayerCost:
    """A layer's cost by element.

    Attributes:
        elements: spending of each, all in one money.
    """

    elements: dict[Element, Spend]

    @property
    def spend(self) -> Spend:
        """All elements by year."""
        return together(*self.elements.values())

    @property
    def totals(self) -> Float[np.ndarray, "t e"]:
        """Of each element in each trial, in the order of `Element`."""
        return np.stack([self.elements[element].total for element in Element], axis=1)


def cost_of_layer(plan: Plan, rates: Rates, timing: Timing, money: Money) -> LayerCost:
    """Price a plan.

    Args:
        plan: what is made, launched, worked and taken down, T trials.
        rates: of the same trials.
        timing: when it is paid.
        money: that the rates are in: constant-year money, or learning would mix with prices.

    Raises:
        ValueError: shares that do not make a whole.
    """
    before = np.cumsum(plan.made, axis=1) - plan.made
    filling = np.clip(plan.size[:, None] - before, 0, plan.made)
    first_fill = rates.satellite.between(before, filling)
    later = rates.satellite.by_year(plan.made) - first_fill
    launching = rates.launch.by_year(plan.launches) if isinstance(rates.launch, Learning) else rates.launch
    share = filling / np.maximum(plan.made, 1)
    # A launch in a year in which nothing is made belongs to the filling until it is complete.
    share = np.where(plan.made > 0, share, before < plan.size[:, None])
    replacing = together(
        _paid(plan, later, timing.satellite, money),
        _paid(plan, launching * (1.0 - share), timing.launch, money),
    )
    working = rates.operations[:, None] * (plan.standing > 0.0) + rates.upkeep[:, None] * plan.standing
    return LayerCost(
        {
            Element.DEVELOPMENT: Spend(money, timing.development.first, timing.development.spread(rates.development)),
            Element.PRODUCTION: _paid(plan, first_fill, timing.satellite, money),
            Element.LAUNCH: _paid(plan, launching * share, timing.launch, money),
            Element.REPLACEMENT: replacing,
            Element.GROUND: Spend(money, timing.ground.first, timing.ground.spread(rates.ground)),
            Element.OPERATIONS: Spend(money, plan.first, working),
            Element.DISPOSAL: Spend(money, plan.first, rates.disposal[:, None] * plan.retired),
        }
    )


def _paid(plan: Plan, amounts: Float[np.ndarray, "t y"], shares: Float[np.ndarray, "k"], money: Money) -> Spend:
    """What is launched in each year, paid ahead."""
    return Spend(money, plan.first - (shares.shape[0] - 1), ahead(amounts, shares))
