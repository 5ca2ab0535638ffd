"""The record of study `cost`: figures and arrays from everything priced in each trial."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from cupola.arrays import Float, Int
from cupola.compiler.priced import Budget, Costing
from cupola.economics.confidence import joint
from cupola.economics.drivers import correlation_ratios, element_shares, rank_regression
from cupola.economics.layers import Element, LayerCost
from cupola.economics.prices import Known, constant, then_year
from cupola.economics.published import Comparison, Published, Scope, compare
from cupola.economics.spending import Spend, together
from cupola.records import Figure, Record
from cupola.trials import Estimate, chance, quantile

QUANTILES = (0.1, 0.5, 0.8, 0.9)
"""Of the trials: no interpolation, each is the number of some trial. Quantiles of layers and years do not add up to those of the whole."""

CURVE = tuple(share / 100.0 for share in range(1, 100))
"""Shares of the trials at which S-curves are kept."""

DECILES = tuple(share / 10.0 for share in range(1, 10))
"""Shares of the trials whose totals are the limits of the table of cost and date."""

BILLION = 1e9
EPOCH = np.datetime64("2000-01-01", "s")

ASSUMPTIONS = (
    "Amounts and learning rates rise and fall together with one rank correlation; counts, lives, dates and the rise of prices do not.",
    "A number with a range is drawn from a triangle over it, its peak at the value as written.",
    "What the trials of the deployment launch, as written, is dealt to the trials of the costs in turn.",
    "General prices of the United States bring amounts from one year's money to another's; those of space systems may rise otherwise.",
)
LIMITS = (
    "No fee, tax, insurance, discount rate, idle factory or break in production; spending is not budget authority, which comes earlier.",
    "What was flown or spent before the first year that is priced is sunk, and what is paid ahead for launches after the last is left out.",
    "Contracts divided by satellites mix in ground and operations; a price is not a marginal cost.",
    "Facts of the deployment itself are as written: the range of a cost is that of prices, counts and luck.",
)

LABELS = {
    Element.DEVELOPMENT: "development",
    Element.PRODUCTION: "satellites of the first fill, and elements",
    Element.LAUNCH: "launches of the first fill",
    Element.REPLACEMENT: "replacement, with its launches",
    Element.GROUND: "ground",
    Element.OPERATIONS: "operations",
    Element.DISPOSAL: "disposal",
}


def record_of(
    cost: Costing, sheets: Sequence[Mapping[str, LayerCost]], bought: Mapping[str, Int[np.ndarray, "t"]], dates: Mapping[str, np.ndarray]
) -> Record:
    """The record.

    Args:
        cost: what was asked.
        sheets: every layer at each correlation, the stated one first.
        bought: by name of a sum, satellites that it buys.
        dates: by name of a pair of a cost and a date, when its milestone is reached in each trial, s since 2000.
    """
    layers = sheets[0]
    spend = together(*(one.spend for one in layers.values()))
    compared = [(budget, *_beside(cost, layers, budget)) for budget in cost.budgets]
    figures = dict(_of_whole(cost, spend))
    for name, title in cost.titles.items():
        figures |= _pair(name, layers[name].spend.total, title, _money_of(cost))
    figures |= {f"within_{budget.name}": _within(budget, ours, found) for budget, ours, found in compared}
    figures |= {f"buys_{one.name}": _bought(bought[one.name], one.title) for one in cost.buys}
    for one in cost.joint:
        if one.name in dates:
            both = (spend.total <= one.within) & (dates[one.name] <= one.by)
            figures[f"joint_{one.name}"] = _chance(chance(both), f"{one.title}: chance of both")
    data = xr.Dataset(
        {**dict(_by_year(cost, layers)), **dict(_curves(sheets)), **_drivers(cost, layers, spend), **_published(compared)}
        | _joint(cost, spend, dates)
        | _sums(cost, bought),
        coords=_coords(cost, bought, dates),
        attrs={
            "trials": cost.trials,
            "money": str(cost.money),
            "first": cost.first,
            "last": cost.last,
            "correlation": cost.sheet.correlation,
        },
    )
    return Record("cost", data, {name.replace("-", "_"): one for name, one in figures.items()}, ASSUMPTIONS, LIMITS)


def _money_of(cost: Costing) -> str:
    return f"{cost.first} to {cost.last}, {cost.money}"


def _error(found: Estimate) -> float | None:
    half = 0.5 * float(found.high - found.low)
    return half if np.isfinite(half) else None


def _pair(name: str, totals: Float[np.ndarray, "t"], title: str, money: str) -> dict[str, Figure]:
    """What half and four in five of the trials stay within, the first with the range of eight trials in ten."""
    half, eighty = quantile(totals, 0.5), quantile(totals, 0.8)
    low, high = (float(quantile(totals, share).value) for share in (0.1, 0.9))
    later = f"{name}_80" if name else "total_80"
    return {
        name or "total": Figure(
            float(half.value), "USD", f"{title}, {money}: half of the trials stay within", low, high, error=_error(half)
        ),
        later: Figure(float(eighty.value), "USD", f"{title}, {money}: four trials in five stay within", error=_error(eighty)),
    }


def _of_whole(cost: Costing, spend: Spend) -> Iterator[tuple[str, Figure]]:
    money = _money_of(cost)
    yield from _pair("", spend.total, "All that is priced", money).items()
    spent = quantile(then_year(spend, cost.sheet.index).total, 0.5)
    assumed = [year for year in spend.years if cost.sheet.index.known(year) is Known.ASSUMED]
    note = f"prices of {assumed[0]} and later are assumed" if assumed else None
    label = f"All that is priced, {cost.first} to {cost.last}, in the money of each year: half of the trials stay within"
    yield "total_then_year", Figure(float(spent.value), "USD", label, error=_error(spent), note=note)
    label = f"All that is priced, {money}: a year, mean over the years, median"
    yield "yearly_mean", Figure(float(quantile(spend.amounts.mean(axis=1), 0.5).value), "USD", label)
    peaks = np.bincount(spend.amounts.argmax(axis=1))
    most = quantile(spend.amounts.max(axis=1), 0.5)
    label = f"All that is priced, {cost.money}: the most that a year takes, median"
    yield "peak", Figure(float(most.value), "USD", label, error=_error(most), note=f"most often in {cost.first + int(peaks.argmax())}")


def _beside(cost: Costing, layers: Mapping[str, LayerCost], budget: Budget) -> tuple[Spend, Comparison]:
    """Ours of what a published total covers, over its years and in its money as far as they are ours; and what can be said of the two."""
    parts = cost.parts
    covered = [name for name in layers if budget.scope.covers is not None and parts[name] in budget.scope.covers]
    spend = together(*(layers[name].spend for name in covered or layers))
    years = cost.first, cost.last
    if budget.scope.years is not None and cost.first <= budget.scope.years[0] and budget.scope.years[1] <= cost.last:
        years = budget.scope.years
        spend = spend.over(*years)
    if budget.scope.money is not None:
        year = budget.scope.money.year
        spend = then_year(spend, cost.sheet.index) if year is None else constant(spend, cost.sheet.index, year)
    ours = Scope(frozenset(parts[name] for name in covered or layers), years, spend.money)
    return spend, compare(spend.total, ours, Published(budget.title, budget.amount, budget.scope))


def _billions(amount: float) -> str:
    return f"{amount / BILLION:,.4g} billion USD"


def _within(budget: Budget, ours: Spend, found: Comparison) -> Figure:
    half = _billions(float(quantile(ours.total, 0.5).value))
    beside = f"published {_billions(budget.amount)}; here {half} at half of the trials, {ours.years[0]} to {ours.years[-1]}, {ours.money}"
    label = f"{budget.title}: chance to stay within that total"
    if found.within is None:
        return Figure(None, "1", label, note=f"no chance is stated, for the two are not of the same: {'; '.join(found.mismatch)}. {beside}")
    return replace(_chance(found.within, label), note=beside)


def _chance(found: Estimate, label: str) -> Figure:
    return Figure(float(found.value), "1", label, error=_error(found))


def _bought(units: Int[np.ndarray, "t"], title: str) -> Figure:
    label = f"{title}: satellites that it buys, median"
    found = quantile(units.astype(np.float64), 0.5)
    low, high = (max(float(quantile(units.astype(np.float64), share).value), 0.0) for share in (0.1, 0.9))
    if found.value < 0.0:
        return Figure(0.0, "satellites", label, 0.0, high, note="it does not even pay for what comes before the first satellite")
    return Figure(float(found.value), "satellites", label, low, high, error=_error(found))


Arrays = dict[str, tuple[tuple[str, ...], np.ndarray, dict[str, str]]]


def _quantiles(values: Float[np.ndarray, "t *n"]) -> Float[np.ndarray, "q *n"]:
    return np.stack([quantile(values, share).value for share in QUANTILES])


def _by_year(cost: Costing, layers: Mapping[str, LayerCost]) -> Iterator[tuple[str, tuple[tuple[str, ...], np.ndarray, dict[str, str]]]]:
    """Spending of each layer by year and by element, in constant and in then-year money."""
    spends = {name: one.spend for name, one in layers.items()}
    whole = together(*spends.values())
    for key, told, turned in (
        ("spend", f"in {cost.money}", lambda one: one),
        ("spend_then", "in the money of each year", lambda one: then_year(one, cost.sheet.index)),
    ):
        each = [turned(one).amounts for one in spends.values()]
        about = {"units": "USD", "long_name": f"spending of each year {told}"}
        yield key, (("layer", "quantile", "year"), np.stack([_quantiles(one) for one in each]), about)
        yield (
            f"{key}_mean",
            (("layer", "year"), np.stack([one.mean(axis=0) for one in each]), about | {"long_name": f"mean {about['long_name']}"}),
        )
        yield f"{key}_all", (("quantile", "year"), _quantiles(turned(whole).amounts), about)
    about = {"units": "USD", "long_name": f"cost of each layer over all years, in {cost.money}"}
    totals = np.stack([one.total for one in spends.values()], axis=1)
    found = [quantile(totals, share) for share in QUANTILES]
    for end in ("value", "low", "high"):
        told = {"value": about["long_name"], "low": "lower end of its 95 % interval", "high": "upper end of its 95 % interval"}[end]
        name = "by_layer" if end == "value" else f"by_layer_{end}"
        yield name, (("quantile", "layer"), np.stack([getattr(one, end) for one in found]), {"units": "USD", "long_name": told})
    whole_found = [quantile(whole.total, share) for share in QUANTILES]
    yield (
        "total",
        (("quantile",), np.array([float(one.value) for one in whole_found]), about | {"long_name": f"cost of all, in {cost.money}"}),
    )
    means = np.array([[one.elements[element].total.mean() for element in Element] for one in layers.values()])
    yield "by_element_mean", (("layer", "element"), means, {"units": "USD", "long_name": f"mean cost of each element, in {cost.money}"})
    sums = np.sum([one.totals for one in layers.values()], axis=0)
    yield "by_element", (("quantile", "element"), _quantiles(sums), {"units": "USD", "long_name": f"cost of each element, in {cost.money}"})


def _curves(sheets: Sequence[Mapping[str, LayerCost]]) -> Iterator[tuple[str, tuple[tuple[str, ...], np.ndarray, dict[str, str]]]]:
    """The S-curve at each correlation: what so large a share of the trials stays within."""
    wholes = [together(*(one.spend for one in layers.values())).total for layers in sheets]
    curves = np.array([[float(quantile(whole, share).value) for share in CURVE] for whole in wholes])
    yield (
        "s_curve",
        (("correlation", "share"), curves, {"units": "USD", "long_name": "cost of all that so large a share of the trials stays within"}),
    )


def _drivers(cost: Costing, layers: Mapping[str, LayerCost], spend: Spend) -> Arrays:
    """What moves the total: shares of its variance by layer and by element, and by fact."""
    by_layer = np.stack([one.spend.total for one in layers.values()], axis=1)
    by_element = np.sum([one.totals for one in layers.values()], axis=0)
    about = {"units": "1", "long_name": "share of the variance of the total: covariance with it over its variance"}
    made: Arrays = {
        "layer_share": (("layer",), element_shares(by_layer), about),
        "element_share": (("element",), element_shares(by_element), about),
    }
    if cost.sheet.drawn:
        facts = np.stack(list(cost.sheet.drawn.values()), axis=1)
        weight, explained = rank_regression(facts, spend.total)
        told = "share of the variance of the total that vanishes, on the average, once the fact is known"
        made["fact_share"] = (("fact",), correlation_ratios(facts, spend.total), {"units": "1", "long_name": told})
        told = f"standardised coefficient of the total's ranks on those of the fact; all facts together explain {explained:.2f} of them"
        made["fact_weight"] = (("fact",), weight, {"units": "1", "long_name": told})
    return made


def _published(compared: Sequence[tuple[Budget, Spend, Comparison]]) -> Arrays:
    """Published totals, and ours of the same as far as it can be had."""
    if not compared:
        return {}
    ours = np.stack([_quantiles(spend.total) for _, spend, _ in compared])
    within = np.array([np.nan if found.within is None else float(found.within.value) for _, _, found in compared])
    told = np.array(["; ".join(found.mismatch) for _, _, found in compared])
    return {
        "published": (("budget",), np.array([one.amount for one, _, _ in compared]), {"units": "USD", "long_name": "as published"}),
        "published_ours": (
            ("budget", "quantile"),
            ours,
            {"units": "USD", "long_name": "ours of what it covers, in its years and money where it can be had"},
        ),
        "published_within": (
            ("budget",),
            within,
            {"units": "1", "long_name": "chance to stay within it; not a number where the two are not of the same"},
        ),
        "published_mismatch": (("budget",), told, {"long_name": "what keeps the two apart"}),
        "published_money": (("budget",), np.array([str(spend.money) for _, spend, _ in compared]), {"long_name": "money of both"}),
        "published_years": (
            ("budget",),
            np.array([f"{spend.years[0]} to {spend.years[-1]}" for _, spend, _ in compared]),
            {"long_name": "years of ours"},
        ),
    }


def _joint(cost: Costing, spend: Spend, dates: Mapping[str, np.ndarray]) -> Arrays:
    """Chances to stay within a cost and to be there by a date: deciles of the cost, starts of years."""
    pairs = [one for one in cost.joint if one.name in dates]
    if not pairs:
        return {}
    limits = np.array([float(quantile(spend.total, share).value) for share in DECILES])
    years = _deadlines(cost)
    table = np.stack([joint(spend.total, dates[one.name], limits, _seconds_of(years)) for one in pairs])
    told = "chance to stay within a limit and to have the milestone by the start of a year"
    return {
        "joint_chance": (("aim", "within", "deadline"), table, {"units": "1", "long_name": told}),
        "joint_within": (("aim",), np.array([one.within for one in pairs]), {"units": "USD", "long_name": "cost that is asked"}),
        "joint_by": (
            ("aim",),
            (EPOCH + np.array([round(one.by) for one in pairs]).astype("timedelta64[s]")).astype("datetime64[ns]"),
            {"long_name": "date that is asked"},
        ),
        "joint_cheap": (
            ("aim",),
            np.array([(spend.total <= one.within).mean() for one in pairs]),
            {"units": "1", "long_name": "chance of the cost alone"},
        ),
        "joint_early": (
            ("aim",),
            np.array([(dates[one.name] <= one.by).mean() for one in pairs]),
            {"units": "1", "long_name": "chance of the date alone"},
        ),
        "joint_both": (
            ("aim",),
            np.array([((spend.total <= one.within) & (dates[one.name] <= one.by)).mean() for one in pairs]),
            {"units": "1", "long_name": "chance of both"},
        ),
    }


def _deadlines(cost: Costing) -> Int[np.ndarray, "d"]:
    return np.arange(cost.first + 1, (cost.last if cost.played is None else min(cost.last, cost.played)) + 2)


def _seconds_of(years: Int[np.ndarray, "d"]) -> Float[np.ndarray, "d"]:
    return (np.array([f"{year:04d}-01-01" for year in years], "datetime64[s]") - EPOCH).astype(np.float64)


def _sums(cost: Costing, bought: Mapping[str, Int[np.ndarray, "t"]]) -> Arrays:
    if not bought:
        return {}
    found = np.stack([_quantiles(bought[one.name].astype(np.float64)) for one in cost.buys])
    return {
        "bought": (("sum", "quantile"), np.maximum(found, 0.0), {"units": "satellites", "long_name": "satellites that a sum buys"}),
        "sum_amount": (("sum",), np.array([one.amount for one in cost.buys]), {"units": "USD", "long_name": f"the sum, in {cost.money}"}),
    }


def _coords(cost: Costing, bought: Mapping[str, Int[np.ndarray, "t"]], dates: Mapping[str, np.ndarray]) -> dict[str, object]:
    labels = LABELS if cost.sheet.layers else LABELS | {Element.PRODUCTION: "elements as a whole"}
    made: dict[str, object] = {
        "layer": list(cost.titles),
        "layer_title": ("layer", list(cost.titles.values())),
        "layer_part": ("layer", [cost.parts[name] for name in cost.titles]),
        "element": [element.name.lower() for element in Element],
        "element_title": ("element", [labels[element] for element in Element]),
        "quantile": list(QUANTILES),
        "year": list(range(cost.first, cost.last + 1)),
        "year_known": ("year", [cost.sheet.index.known(year).name.lower() for year in range(cost.first, cost.last + 1)]),
        "correlation": [sheet.correlation for sheet in cost.sheets],
        "share": list(CURVE),
    }
    if cost.sheet.drawn:
        made |= {"fact": list(cost.sheet.drawn), "fact_title": ("fact", [cost.facts[key] for key in cost.sheet.drawn])}
    if cost.budgets:
        made |= {"budget": [one.name for one in cost.budgets], "budget_title": ("budget", [one.title for one in cost.budgets])}
    if bought:
        layers = [cost.titles[one.layer] for one in cost.buys]
        made |= {
            "sum": [one.name for one in cost.buys],
            "sum_title": ("sum", [one.title for one in cost.buys]),
            "sum_layer": ("sum", layers),
        }
    if pairs := [one for one in cost.joint if one.name in dates]:
        made |= {"aim": [one.name for one in pairs], "aim_title": ("aim", [one.title for one in pairs])}
        made |= {"within": list(DECILES), "deadline": _deadlines(cost)}
    return made
