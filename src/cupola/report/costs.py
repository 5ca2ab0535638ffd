"""The section on what everything costs: how sure that is, when it is spent, layer by layer, beside published totals, and why. As HTML."""

import numpy as np
import xarray as xr

from cupola.report import bars, cost_curve, cost_years, pieces
from cupola.report.panels import panel
from cupola.report.places import target_key
from cupola.report.quantities import is_share, joined, number, percent, quantity, span
from cupola.report.tables import framed, headed, table, text
from cupola.report.variants import listed

LOW, HALF, EIGHTY, HIGH = range(4)
"""Places along `quantile`: so large a share of the trials stays within it."""

MOST_DRIVERS = 10
LEAST_SHARE = 0.005
"""A fact that explains less than this moves nothing that could be told from chance."""

RISES, FALLS = "#0072b2", "#b35900"
DASH = "–"


def section(data: xr.Dataset) -> str:
    """The whole section, from the arrays of the study."""
    told = (
        f"Everything priced {number(float(data.attrs['trials']))} times from {data.attrs['first']} to {data.attrs['last']}, in "
        f"{data.attrs['money']} unless it says otherwise. Half of the trials stay within P50, four in five within P80; quantiles of layers "
        "and years do not add up to those of the whole."
    )
    panels = "".join((cost_curve.drawing(data), cost_years.drawing(data), _drivers(data), _elements(data)))
    rest = "".join((_layers(data), _published(data), _joint(data), _sums(data)))
    return f'<p class="said">{text(told)}</p><div class="panels">{panels}</div>{rest}'


def _amount(value: float, company: float) -> str:
    return quantity(value, "USD", company)


def _layers(data: xr.Dataset) -> str:
    """Cost of each layer, and of all."""
    values, low, high = (data[name].values.astype(np.float64) for name in ("by_layer", "by_layer_low", "by_layer_high"))
    company = float(data["total"].values.max())
    rows: list[tuple[str, ...]] = []
    for at, title in enumerate(data["layer_title"].values):
        left = f'<span class="line">{text(_between(low[HALF, at], high[HALF, at], company))}</span>'
        cells = (
            text(_amount(values[HALF, at], company)) + left,
            text(_amount(values[EIGHTY, at], company)),
            text(_between(values[LOW, at], values[HIGH, at], company)),
            text(_share(float(data["layer_share"].values[at]))),
        )
        rows.append((f'<span dir="auto">{text(headed(title))}</span>', *cells))
    total = data["total"].values.astype(np.float64)
    whole = (text(_amount(total[HALF], company)), text(_amount(total[EIGHTY], company)), text(_between(total[LOW], total[HIGH], company)))
    rows.append(("All", *whole, "100 %"))
    heads = ["Layer or element", "P50", "P80", "8 trials in 10", "Of the spread"]
    return table("What each costs over all years; small: what the trials leave open at 95 %", heads, rows, "figures costs")


def _between(low: float, high: float, company: float) -> str:
    if not (np.isfinite(low) and np.isfinite(high)):
        return DASH
    apart_by_rounding = np.isclose(low, high, rtol=1e-9, atol=0.0)
    return _amount(low, company) if apart_by_rounding else span(low, high, "USD", company)


def _share(share: float) -> str:
    return joined(percent(share), "%") if is_share("1", share) else joined(number(100.0 * share, 2), "%")


def _elements(data: xr.Dataset) -> str:
    """What the money is spent on, a bar for each kind of cost."""
    means = data["by_element_mean"].values.astype(np.float64)
    total = float(means.sum())
    heading = "What it is spent on"
    if not total > 0.0:
        return panel(heading, "Nothing costs anything.", "")
    titles = [headed(title) for title in data["element_title"].values]
    sums = means.sum(axis=0)
    order = [int(at) for at in np.argsort(-sums, kind="stable") if sums[at] > 0.0]
    told = f"Mean over the trials: {'; '.join(f'{_percent(float(sums[at] / total))} {titles[at].lower()}' for at in order)}."
    parts = cost_years.parts_of(data)
    stacked = np.stack([means[list(part.layers)].sum(axis=0) for part in parts])
    hues = [part.hue for part in parts]
    lines = [_element_row(stacked[:, at], hues, titles[at], float(sums.max()), total) for at in order]
    legend = listed(cost_years.legend_of(parts))
    return panel(heading, told, bars.table(f"{heading}: {told}", ("", "", "<b>Mean</b>"), [bars.rows(lines)], "spent") + legend)


def _element_row(amounts: np.ndarray, hues: list[str], title: str, most: float, total: float) -> str:
    edges = np.concatenate([[0.0], np.cumsum(amounts)]) / most
    parts = [bars.filled(edges[at], edges[at + 1], hue) for at, hue in enumerate(hues) if amounts[at] > 0.0]
    return bars.row(title, parts, _amount(float(amounts.sum()), total), _percent(float(amounts.sum() / total)))


def _drivers(data: xr.Dataset) -> str:
    """The facts that explain most of the spread."""
    heading = "What moves the total"
    if "fact_share" not in data:
        return panel(heading, "No number that is priced has a range.", "")
    shares, weights = (data[name].values.astype(np.float64) for name in ("fact_share", "fact_weight"))
    order = [int(at) for at in np.argsort(-shares, kind="stable") if shares[at] >= LEAST_SHARE][:MOST_DRIVERS]
    if not order:
        return panel(heading, "No single number explains any of the spread that could be told from chance.", "")
    titles = data["fact_title"].values
    told = (
        f"Share of the spread that vanishes, on the average, once a number is known; most with {headed(titles[order[0]])}, "
        f"{joined(percent(float(shares[order[0]])), '%')}. Amounts go up and down together, so that they share what they explain."
    )
    most = float(shares[order[0]])
    lines = [
        bars.row(
            headed(titles[at]),
            [bars.filled(0.0, shares[at] / most, RISES if weights[at] >= 0.0 else FALLS)],
            joined(percent(float(shares[at])), "%"),
        )
        for at in order
    ]
    signs = [f"{pieces.block_sample(RISES)}the cost rises with it"]
    if any(weights[at] < 0.0 for at in order):
        signs.append(f"{pieces.block_sample(FALLS)}the cost falls with it")
    return panel(heading, told, bars.table(f"{heading}: {told}", ("", "", "<b>Share</b>"), [bars.rows(lines)], "drivers") + listed(signs))


def _published(data: xr.Dataset) -> str:
    """Published totals beside ours of the same."""
    if "budget" not in data.sizes:
        return ""
    ours, amounts = data["published_ours"].values.astype(np.float64), data["published"].values.astype(np.float64)
    company = max(float(ours.max()), float(amounts.max()))
    rows: list[tuple[str, ...]] = []
    for at, title in enumerate(data["budget_title"].values):
        money = f"{data['published_years'].values[at]}, {data['published_money'].values[at]}"
        within = float(data["published_within"].values[at])
        mismatch = str(data["published_mismatch"].values[at])
        chance = text(joined(percent(within), "%")) if np.isfinite(within) else f"none stated: {text(mismatch)}"
        cells = (
            text(_amount(float(amounts[at]), company)),
            text(_amount(ours[at, HALF], company)) + f'<span class="line">{text(_between(ours[at, LOW], ours[at, HIGH], company))}</span>',
            text(money),
            chance,
        )
        rows.append((f'{target_key(at)}<span dir="auto">{text(headed(title))}</span>', *cells))
    heads = ["Published", "Total", "Ours, P50", "Years and money of ours", "Chance to stay within it"]
    caption = "Published totals, and what we price of the same, over their years and in their money where ours reach so far"
    return table(caption, heads, rows, "figures costs budgets")


def _joint(data: xr.Dataset) -> str:
    """Costs and dates that are to be met together."""
    if "aim" not in data.sizes:
        return ""
    made: list[str] = []
    total = float(data["total"].values.max())
    for at, title in enumerate(map(str, data["aim_title"].values)):
        both, cheap, early = (float(data[f"joint_{which}"].values[at]) for which in ("both", "cheap", "early"))
        told = (
            f"{headed(title)}: {_percent(both)} of the trials meet both; {_percent(cheap)} the cost, {_percent(early)} the date. "
            "Down: within so much. Across: by the start of a year."
        )
        chances = data["joint_chance"].values[at].astype(np.float64)
        deadlines = data["deadline"].values
        kept = range(0, len(deadlines), max(-(-len(deadlines) // 9), 1))
        head = "".join(f'<th scope="col">{cell}</th>' for cell in ("Within", *(str(int(deadlines[one])) for one in kept)))
        limits = data["s_curve"].values[0][[round(100 * float(share)) - 1 for share in data["within"].values]]
        rows = "".join(
            f'<tr><th scope="row">{text(_amount(float(limits[row]), total))}</th>'
            + "".join(f'<td style="background:{_tint(chances[row, one])}">{text(_percent(float(chances[row, one])))}</td>' for one in kept)
            + "</tr>"
            for row in reversed(range(len(limits)))
        )
        made.append(framed(told, f'<thead><tr>{head}</tr></thead><tbody class="flat">{rows}</tbody>', "measures joint"))
    return "".join(made)


def _percent(share: float) -> str:
    return joined(percent(1.0 if np.isclose(share, 1.0, rtol=1e-9, atol=0.0) else share), "%")  # all but for rounding is all


def _tint(share: float) -> str:
    """White for none, a clear blue for all: dark text stays readable on it."""
    red, green, blue = (round(255 - (255 - end) * share) for end in (158, 202, 225))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _sums(data: xr.Dataset) -> str:
    """What fixed sums buy."""
    if "sum" not in data.sizes:
        return ""
    bought, amounts = data["bought"].values.astype(np.float64), data["sum_amount"].values.astype(np.float64)
    rows = [
        (
            f'<span dir="auto">{text(headed(title))}</span>',
            text(_amount(float(amounts[at]), float(amounts.max()))),
            f'<span dir="auto">{text(headed(data["sum_layer"].values[at]))}</span>',
            text(number(bought[at, HALF])),
            text(f"{number(bought[at, LOW])} to {number(bought[at, HIGH])}"),
        )
        for at, title in enumerate(data["sum_title"].values)
    ]
    heads = ["Sum", "Amount", "Layer", "Satellites, median", "8 trials in 10"]
    return table("What fixed sums buy, with all that goes with the satellites over all years", heads, rows, "figures costs")
