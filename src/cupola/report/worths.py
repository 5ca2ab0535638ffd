"""What each partner is worth: Shapley values as bars with their intervals, what is lost when each leaves alone, who has a veto. As HTML."""

import math

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import bars
from cupola.report.panels import panel
from cupola.report.quantities import THIN, joined, number, percent, quantity, scale_for
from cupola.report.tables import headed, listed, text
from cupola.report.traces import round_ticks

BAR, VETO = "#0072b2", "#a03e78"

MOST_TICKS = 4
LEAST = 1e-3
"""A smaller share of the greatest value is told as less than that."""

ENOUGH = 0.99
"""Of what everyone adds together: coalitions that reach it are named."""

MOST_SETS = 2
"""Coalitions named in the sentence."""


def section(data: xr.Dataset) -> str:
    """The panel, and the costs that partners add where they are shared; nothing where the value was not shared."""
    if "worth" not in data:
        return ""
    return _worth(data) + _costs(data)


def _worth(data: xr.Dataset) -> str:
    """A row for each partner, the most worth first."""
    worth, low, high, alone = (data[name].values.astype(np.float64) for name in ("worth", "worth_low", "worth_high", "alone"))
    # An interval that rounding leaves is none.
    sure = high - low <= 1e-12 * np.abs(worth).max(initial=0.0)
    low, high = np.where(sure, worth, low), np.where(sure, worth, high)
    unit = str(data.attrs["worth_unit"])
    heading, said = "What each partner is worth", _told(data, worth, unit)
    ends = np.concatenate([low, high, alone])
    ends = ends[np.isfinite(ends)]
    axis = min(0.0, 1.04 * float(ends.min(initial=0.0))), max(0.0, 1.04 * float(ends.max(initial=0.0)))
    if not axis[1] > axis[0]:
        return panel(heading, said, "")
    size, shown = (0.01, "points") if unit == "1" else (scale.size, scale.unit) if (scale := scale_for(unit, axis[1])) else (1.0, "")
    ticks = round_ticks(axis[0] / size, axis[1] / size, MOST_TICKS)
    places = [_place(tick * size, axis) for tick in ticks]
    rows = [_row(data, at, (worth, low, high, alone), axis, places) for at in np.argsort(-worth, kind="stable").tolist()]
    scale_of = "".join(
        f'<span class="{"first" if place < 0.02 else ""}" style="left:{100.0 * place:.2f}%">{number(round(tick, 9))}</span>'
        for tick, place in zip(ticks, places, strict=True)
    )
    head = ("", f'<div class="scale">{scale_of}</div>', f'<b>{text(shown)}</b><span class="spread">alone</span>')
    keys = [f"{bars.sample(_block(BAR))}worth, on average over the orders of joining"]
    if _vetoes(data).any():
        keys.append(f"{bars.sample(_block(VETO))}the same; nothing is reached without")
    keys.append(f"{bars.sample(_stroke())}lost when this one leaves alone")
    if not sure.all():
        keys.append(f"{bars.sample(_whisker())}interval of 95 %")
    legend = f'<ul class="keys">{"".join(f"<li>{one}</li>" for one in keys)}</ul>'
    return panel(heading, said, bars.table(f"{heading}: {said}", head, [bars.rows(rows)], "able") + legend)


def _row(
    data: xr.Dataset,
    at: int,
    values: tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"], Float[np.ndarray, "n"], Float[np.ndarray, "n"]],
    axis: tuple[float, float],
    ticks: list[float],
) -> str:
    worth, low, high, alone = (float(one[at]) for one in values)
    unit, company = str(data.attrs["worth_unit"]), max(abs(end) for end in axis)
    veto = bool(_vetoes(data)[at])
    parts = [bars.grid(ticks), bars.filled(_place(0.0, axis), _place(worth, axis), VETO if veto else BAR)]
    if high > low:
        parts.append(bars.whisker(_place(low, axis), _place(high, axis)))
    if math.isfinite(alone):
        parts.append(bars.mark(_place(alone, axis)))
    told = amount(worth, unit, company)
    beside = amount(alone, unit, company)
    return bars.row(str(data["player_title"].values[at]), parts, told, f"{beside}; veto" if veto else beside)


def amount(value: float, unit: str, company: float) -> str:
    """A value in words; of a share in points, for worths add up to it and may be below nought."""
    if unit == "1":
        told = percent(abs(value)) if abs(value) <= 1.0 else number(100.0 * abs(value))
        return f"{'−' if value < 0.0 and told != '0' else ''}{joined(told, 'point' if told == '1' else 'points')}"
    if 0.0 < abs(value) < LEAST * company:
        return f"<{THIN}{quantity(float(f'{LEAST * company:.0e}'), unit, company)}"
    return quantity(value, unit, company)


def _told(data: xr.Dataset, worth: Float[np.ndarray, "n"], unit: str) -> str:
    """What is shared, how, who could change places, and how few reach as much as all."""
    everyone = float(data.attrs["everyone"])
    company = max(abs(everyone), float(np.abs(worth).max(initial=0.0)))
    label, count = str(data.attrs["worth_label"]), int(data.attrs["coalitions"])
    said = f"{headed(label)}: everyone together {amount(everyone, unit, company)}, shared by what each adds on average when it joins, "
    said += f"over {'all' if int(data.attrs['exact']) else 'a sample of'} {number(count)} coalitions."
    return " ".join([said, *_alike(data), *_enough(data, everyone)])


def _alike(data: xr.Dataset) -> list[str]:
    """Partners that could change places."""
    if "alike" not in data:
        return []
    first, titles = data["alike"].values.astype(int), [str(title) for title in data["player_title"].values]
    groups = [[titles[at] for at in np.flatnonzero(first == one)] for one in np.unique(first)]
    told = [listed(group) for group in groups if len(group) > 1]
    return [f"Interchangeable: {'; '.join(told)}."] if told else []


def _enough(data: xr.Dataset, everyone: float) -> list[str]:
    """The smallest coalitions that reach nearly as much as everyone."""
    if not int(data.attrs["exact"]) or "coalition_value" not in data:
        return []
    values, bits = data["coalition_value"].values.astype(np.float64), data["coalition"].values.astype(np.int64)
    nobody = float(data.attrs["nobody"])
    enough = bits[values >= nobody + ENOUGH * (everyone - nobody)]
    sizes = np.array([int(one).bit_count() for one in enough.tolist()])
    players = data.sizes["player"]
    if not sizes.size or sizes.min() == players or not everyone > nobody:
        return []
    titles = [str(title) for title in data["player_title"].values]
    least = [one for one, size in zip(enough.tolist(), sizes, strict=True) if size == sizes.min()]
    named = [listed([titles[at] for at in range(players) if one >> at & 1]) for one in least[:MOST_SETS]]
    more = f", or {number(len(least) - MOST_SETS)} more sets of as many" if len(least) > MOST_SETS else ""
    return [f"Enough for {joined(percent(ENOUGH), '%')} of it: {'; or '.join(named)}{more}."]


def _costs(data: xr.Dataset) -> str:
    """What joining adds to the cost, on average over the coalitions that reach the threshold before and after."""
    if "cost_worth" not in data:
        return ""
    adds, needed = data["cost_worth"].values.astype(np.float64), data["cost_needed"].values.astype(bool)
    threshold = joined(percent(float(data.attrs["threshold"])), "%")
    heading = "What each partner adds to the cost"
    known = adds[np.isfinite(adds)]
    said = f"Among the coalitions that reach {threshold} of the value with everyone, before this one joins and after it."
    axis = min(0.0, 1.04 * float(known.min(initial=0.0))), max(0.0, 1.04 * float(known.max(initial=0.0)))
    rows: list[str] = []
    for at in np.argsort(-np.nan_to_num(adds, nan=-np.inf), kind="stable").tolist():
        value, name = float(adds[at]), str(data["player_title"].values[at])
        parts = [bars.filled(_place(0.0, axis), _place(value, axis), BAR)] if math.isfinite(value) and axis[1] > axis[0] else []
        said_here = "" if math.isfinite(value) else "none reaches it without" if needed[at] else "none to compare"
        told = quantity(value, "USD", max(abs(end) for end in axis)) if math.isfinite(value) else ""
        rows.append(bars.row(name, parts, told, said=said_here))
    table = bars.table(f"{heading}: {said}", ("", "", "<b>on average</b>"), [bars.rows(rows)], "able")
    return panel(headed(heading), said, table)


def _vetoes(data: xr.Dataset) -> np.ndarray:
    return data["veto"].values.astype(bool) if "veto" in data else np.zeros(data.sizes["player"], bool)


def _place(value: float, axis: tuple[float, float]) -> float:
    return (value - axis[0]) / (axis[1] - axis[0])


def _block(colour: str) -> str:
    return f'<rect y="2" width="26" height="10" fill="{colour}"/>'


def _stroke() -> str:
    return f'<path stroke="{bars.INK}" stroke-width="3" d="M13 0V14"/>'


def _whisker() -> str:
    return f'<path fill="none" stroke="{bars.INK}" stroke-width="1.6" d="M2 3V11M2 7H24M24 3V11"/>'
