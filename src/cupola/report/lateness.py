"""By how much everything is later when each partner leaves alone: a matrix of functions or elements by partners. As HTML.

Every cell says in text what its shade says, so that it reads in print and without colours.
"""

import math
from collections.abc import Sequence

import numpy as np
import xarray as xr

from cupola.arrays import Float, Int
from cupola.report import outcomes
from cupola.report.outcomes import LEAST, MIDDLE, PLANNED
from cupola.report.quantities import number
from cupola.report.tables import framed, headed, text

SHADES = ((1.0, "a"), (3.0, "b"), (math.inf, "c"))
"""Up to so many years, the class of a cell."""

MOST = 14
"""Of more partners those are left out whose leaving makes nothing later."""

LOST = "lost"
IN_TIME = "0"


def section(data: xr.Dataset) -> str:
    """The matrix of functions, and that of elements folded; nothing without partners."""
    if not data.sizes.get("member"):
        return ""
    functions = _matrix(data, "function") if data.sizes.get("function") else ""
    elements = _matrix(data, "element") if data.sizes.get("element") else ""
    folded = f"<details><summary>The same of each element</summary>{elements}</details>" if functions and elements else elements
    return f"{functions}{_legend(_late(data)) if functions or elements else ''}{folded}"


def told(data: xr.Dataset) -> str:
    """Who cannot be lost, who can, in a sentence or two."""
    titles = [headed(one) for kind in ("function", "element") for one in data[f"{kind}_title"].values]
    late = _late(data)
    lost = [
        f"with {name} {_first(titles, np.flatnonzero(row))}"
        for name, row in zip(data["member_title"].values, np.isposinf(late), strict=True)
        if row.any()
    ]
    calm = [
        str(name)
        for name, row in zip(data["member_title"].values, late, strict=True)
        if not (np.abs(row[np.isfinite(row)]) >= LEAST).any() and not np.isinf(row).any()
    ]
    said: list[str] = []
    if lost:
        said.append(f"Lost for good when one leaves alone: {'; '.join(lost)}.")
    if calm:
        said.append(f"Nothing is later when {_or(calm)} leaves.")
    return " ".join(said)


def _late(data: xr.Dataset) -> Float[np.ndarray, "n x"]:
    """Years by which functions and elements are later; not numbers for what is never there as planned."""
    late = np.concatenate([data[f"{kind}_late"].values.astype(np.float64) for kind in ("function", "element")], axis=1)
    planned = np.concatenate([_planned(data, kind) for kind in ("function", "element")])
    return np.where(np.isfinite(planned)[None, :], late, np.nan)


def _first(titles: Sequence[str], places: Int[np.ndarray, "k"]) -> str:
    """The first of some things, and how many more there are."""
    more = f" and {number(len(places) - 1)} more" if len(places) > 1 else ""
    return f"\u201c{titles[int(places[0])]}\u201d{more}"


def _planned(data: xr.Dataset, kind: str) -> Float[np.ndarray, "x"]:
    """Median dates as planned."""
    return data[f"{kind}_date"].values[PLANNED, :, MIDDLE].astype(np.float64) if data.sizes.get(kind) else np.zeros(0)


def _matrix(data: xr.Dataset, kind: str) -> str:
    late = data[f"{kind}_late"].values.astype(np.float64)
    planned = _planned(data, kind)
    shown = _shown(data)
    heads = "".join(f'<th scope="col" dir="auto">{text(data["member_title"].values[at])}</th>' for at in shown)
    rows: list[str] = []
    for at, name in enumerate(data[f"{kind}_title"].values):
        if math.isfinite(planned[at]):
            cells = "".join(_cell(float(late[member, at])) for member in shown)
        else:
            cells = f'<td class="out" colspan="{len(shown)}">{text(outcomes.never(data))} as planned either</td>'
        rows.append(f'<tr><th scope="row" dir="auto">{text(headed(name))}</th>{cells}</tr>')
    whole = {"function": "function", "element": "element"}[kind]
    left = data.sizes["member"] - len(shown)
    more = f"; {number(left)} more partners make nothing later" if left else ""
    caption = f"Years by which each {whole} is later when one partner leaves alone, the middle of the differences trial by trial{more}"
    head = f'<thead><tr><th scope="col">{headed(whole)}</th>{heads}</tr></thead>'
    return framed(caption, f'{head}<tbody class="flat">{"".join(rows)}</tbody>', "measures late")


def _shown(data: xr.Dataset) -> Sequence[int]:
    """Places of the partners with a column."""
    places = range(data.sizes["member"])
    if len(places) <= MOST:
        return places
    late = np.nan_to_num(_late(data), nan=0.0)
    return [at for at in places if (np.abs(late[at]) >= LEAST).any()]


def _cell(years: float) -> str:
    if math.isnan(years):
        return "<td>–</td>"
    if math.isinf(years):
        return f'<td class="gone">{LOST}</td>'
    if abs(years) < LEAST:
        return f'<td class="calm">{IN_TIME}</td>'
    if years < 0.0:
        return f'<td class="early">{text(outcomes.whole_years(years))}</td>'
    shade = next(name for most, name in SHADES if years <= most)
    return f'<td class="{shade}">{text(outcomes.whole_years(years))}</td>'


def _legend(late: Float[np.ndarray, "n x"]) -> str:
    """What the shades say."""
    named = [("calm", "as planned"), ("a", "up to 1 year"), ("b", "up to 3 years"), ("c", "more than 3 years"), ("gone", "lost for good")]
    named += [("early", "earlier")] if (late <= -LEAST).any() else []
    return f'<ul class="keys shades">{"".join(f"<li><i class={name}></i>{words}</li>" for name, words in named)}</ul>'


def _or(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
