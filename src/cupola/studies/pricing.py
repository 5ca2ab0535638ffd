"""What a programme costs with whatever its deployment launches: prices of a compiled problem put on the yearly counts of any play.

The draws are those of the problem: two plays that are priced differ by what they launch, trial by trial, and by nothing else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from cupola.arrays import Float, Int
from cupola.compiler.priced import Bought, Costing, Layer, Piece, Sheet
from cupola.economics.affording import affordable
from cupola.economics.layers import Element, LayerCost, cost_of_layer
from cupola.economics.learning import Learning
from cupola.economics.plans import Plan, steady
from cupola.economics.spending import Spend, together

YEARLY = ("years", "campaigns", "vehicles", "yearly_made", "yearly_launches", "yearly_standing", "yearly_retired")
"""Arrays of a deployment's piece that are read: see `cupola.launch.playing.Playing`."""

MOST_BOUGHT = 1_000_000
"""Satellites beyond which it is not asked what a sum buys."""

NO_FACTORS: Mapping[str, float | Float[np.ndarray, "t"]] = MappingProxyType({})


def layers_of(
    cost: Costing,
    yearly: Mapping[str, np.ndarray] | None,
    factors: Mapping[str, float | Float[np.ndarray, "t"]] = NO_FACTORS,
    sheet: Sheet | None = None,
) -> dict[str, LayerCost]:
    """The cost of every layer and element by year, in the money and over the years of the problem.

    Args:
        cost: what the cost study was asked.
        yearly: the arrays named in `YEARLY` of the piece of a play; its trials are dealt to those of the costs in turn. A campaign that is
            not in it costs nothing at all: its layer is not there. None where no layer has a campaign.
        factors: by layer or element, by which all that its satellites, or itself, cost is multiplied; 1 for those that are not named.
        sheet: prices; those at the stated correlation if left out.

    Returns:
        By name of the layer or element.
    """
    prices = cost.sheet if sheet is None else sheet
    found = {layer.name: layer_cost(cost, layer, yearly, factors.get(layer.name, 1.0), prices) for layer in prices.layers}
    return found | {piece.name: _of_piece(cost, piece, factors.get(piece.name, 1.0)) for piece in prices.pieces}


def totals(layers: Mapping[str, LayerCost]) -> Spend:
    """All of them by year: `amounts` are (T, Y), `total` is (T,)."""
    return together(*(layer.spend for layer in layers.values()))


def layer_cost(
    cost: Costing,
    layer: Layer,
    yearly: Mapping[str, np.ndarray] | None,
    factor: float | Float[np.ndarray, "t"] = 1.0,
    sheet: Sheet | None = None,
) -> LayerCost:
    """The cost of one layer; arguments as in `layers_of`."""
    money, rates = cost.money, layer.rates
    plan = _steady(cost, layer) if layer.campaign is None else _played(cost, layer, layer.campaign, yearly)
    if plan is None:
        return _nothing(cost)
    satellite = replace(rates.satellite, first=rates.satellite.first * factor)
    launch: Learning | Float[np.ndarray, "t y"] = rates.launch
    if layer.vehicles and layer.campaign is not None and yearly is not None:
        launch = _launches(cost, layer, layer.campaign, yearly, cost.sheet if sheet is None else sheet)
    priced = cost_of_layer(plan, replace(rates, satellite=satellite, launch=launch), layer.timing, money)
    return LayerCost({element: spend.over(cost.first, cost.last) for element, spend in priced.elements.items()})


def affordable_units(cost: Costing, asked: Bought) -> Int[np.ndarray, "t"]:
    """The most satellites of a layer that a sum pays for with all that goes with them, over all years that are priced.

    Returns:
        In each trial; -1 where it does not even pay for what comes before the first.
    """
    layer = next(one for one in cost.sheet.layers if one.name == asked.layer)

    def of(satellites: Int[np.ndarray, "t"]) -> Float[np.ndarray, "t"]:
        return layer_cost(cost, replace(layer, size=satellites), None).spend.total

    return affordable(of, np.full(cost.trials, asked.amount), MOST_BOUGHT)


def _nothing(cost: Costing) -> LayerCost:
    none = Spend(cost.money, cost.first, np.zeros((cost.trials, cost.last - cost.first + 1)))
    return LayerCost(dict.fromkeys(Element, none))


def _of_piece(cost: Costing, piece: Piece, factor: float | Float[np.ndarray, "t"]) -> LayerCost:
    """An element: all that it costs as a whole, and each of its years."""
    times = np.asarray(factor, dtype=np.float64).reshape(-1, 1)
    paid = {Element.PRODUCTION: piece.whole * times, Element.OPERATIONS: piece.yearly * times}
    return LayerCost(_nothing(cost).elements | {part: Spend(cost.money, cost.first, amounts) for part, amounts in paid.items()})


def _steady(cost: Costing, layer: Layer) -> Plan | None:
    """Filled once and then replaced; without satellites there is only what works."""
    first, years = layer.first, cost.last - layer.first + 1
    if years < 1 or not np.isfinite(layer.life).all():
        first, years = cost.first, cost.last - cost.first + 1
        none = np.zeros((cost.trials, years), np.int64)
        works = np.broadcast_to((np.arange(first, first + years) >= layer.first).astype(float), none.shape)
        return Plan(first, none, none, works, none, np.zeros(cost.trials, np.int64))
    return steady(first, years, layer.size, layer.life, layer.load, layer.fill)


def _played(cost: Costing, layer: Layer, campaign: str, yearly: Mapping[str, np.ndarray] | None) -> Plan | None:
    """What a play makes, launches, keeps and loses; None where it has no such campaign."""
    if yearly is None or "campaigns" not in yearly or campaign not in yearly["campaigns"].tolist():
        return None
    at = yearly["campaigns"].tolist().index(campaign)
    made, standing, retired = (
        _counted(cost, layer, yearly, yearly[f"yearly_{what}"][:, :, at]) for what in ("made", "standing", "retired")
    )
    launches = _counted(cost, layer, yearly, yearly["yearly_launches"][:, :, :, at].sum(axis=2))
    return Plan(int(yearly["years"][0]), _whole(made), _whole(launches), standing, _whole(retired), layer.size)


def _counted(cost: Costing, layer: Layer, yearly: Mapping[str, np.ndarray], counts: np.ndarray) -> Float[np.ndarray, "t y"]:
    """Counts of a play by calendar year, dealt to the trials of the costs and gone on with to the last year that is priced."""
    years, dealt = yearly["years"], counts[np.arange(cost.trials) % counts.shape[0]].astype(np.float64)
    played = cost.last if cost.played is None else cost.played
    if not layer.onward or cost.last <= played:
        return dealt
    whole = dealt[:, years <= played]
    mean = whole[:, -layer.onward :].mean(axis=1)
    return np.concatenate([whole, np.repeat(mean[:, None], cost.last - int(years[0]) + 1 - whole.shape[1], axis=1)], axis=1)


def _whole(counts: Float[np.ndarray, "t y"]) -> Int[np.ndarray, "t y"]:
    """Whole numbers whose sums so far are nearest to those of the counts."""
    return np.diff(np.floor(np.cumsum(counts, axis=1) + 0.5), axis=1, prepend=0.0).astype(np.int64)


def _launches(cost: Costing, layer: Layer, campaign: str, yearly: Mapping[str, np.ndarray], sheet: Sheet) -> Float[np.ndarray, "t y"]:
    """What the launches of each year cost at the prices of their vehicles."""
    at = yearly["campaigns"].tolist().index(campaign)
    return sum(_paid(cost, layer, at, yearly, sheet), np.zeros((1, 1)))


def _paid(cost: Costing, layer: Layer, at: int, yearly: Mapping[str, np.ndarray], sheet: Sheet) -> Iterator[Float[np.ndarray, "t y"]]:
    for place, vehicle in enumerate(yearly["vehicles"].tolist()):
        launches = yearly["yearly_launches"][:, :, place, at]
        if vehicle in sheet.prices and launches.any():
            yield sheet.prices[vehicle][:, None] * _counted(cost, layer, yearly, launches)
    yield np.zeros((cost.trials, _counted(cost, layer, yearly, yearly["yearly_standing"][:, :, at]).shape[1]))
