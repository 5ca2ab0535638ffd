"""The figures of a run as HTML: the headlines as cards, the others as tables by study and view."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cupola.report.dates import CALENDAR
from cupola.report.quantities import margin, parts, span, told_value
from cupola.report.tables import anchor, headed, table, text

UNFOLDED = 16
"""More other figures than this are folded away, those of each study and view apart."""

LONG = 12
"""A unit of more letters stands below its number."""

Named = Sequence[tuple[str, dict[str, Any]]]
"""Figures by `study.figure`."""


def largest(figures: Iterable[dict[str, Any]]) -> dict[str, float]:
    """The largest magnitude of each stored unit among figures that stand together, ranges included: it settles their unit."""
    found: dict[str, float] = {}
    for figure in figures:
        values = [abs(figure[key]) for key in ("value", "low", "high") if figure.get(key) is not None and math.isfinite(figure[key])]
        found[figure["unit"]] = max([found.get(figure["unit"], 0.0), *values])
    return found


def card(name: str, figure: dict[str, Any], beside: Mapping[str, float]) -> str:
    """One figure as a card: what it is, its value, its range where it has one, its note; `beside` as `largest` found it."""
    company = beside.get(figure["unit"], 0.0)
    told, unit = (told_value(figure), "") if figure["value"] is None else parts(figure["value"], figure["unit"], company)
    least = '<span class="least">at least</span> ' if figure.get("at_least") else ""
    if figure["unit"] == CALENDAR and told[-1:].isdigit():
        # The year alone in the type of a value: `September 2028` and `not before 2040` in it are wider than a card.
        named, _, told = told.rpartition(" ")
        least += f'<span class="least">{text(named)}</span> ' if named else ""
    kind = " tight" if unit.startswith("°") else " long" if len(unit) > LONG else ""
    unit_html = f'<span class="unit{kind}">{text(unit)}</span>' if unit else ""
    return (
        f'<article class="card" id="{anchor("figure", name)}"><h3>{text(figure["label"])}</h3>'
        f'<p class="value">{least}{text(told)}{unit_html}</p>{_error(figure, company)}{_range(figure, company)}{_note(figure)}</article>'
    )


def _error(figure: dict[str, Any], company: float) -> str:
    """What the trials leave open, as a paragraph; nothing where nothing is said of it."""
    told = margin(figure, company)
    return f'<p class="range error">{text(told)}</p>' if told else ""


def _range(figure: dict[str, Any], company: float) -> str:
    """The range over the draws, as a paragraph; nothing where the figure has none. `company` as in `quantities.scale_for`."""
    if figure.get("low") is None or figure.get("high") is None:
        return ""
    low, high, unit = figure["low"], figure["high"], figure["unit"]
    told = span(low, high, unit, company)
    if told == span(high, high, unit, company):
        told = f"{'' if low == high else 'practically '}the same in every draw"
    return f'<p class="range">{text(told)}</p>'


def _note(figure: dict[str, Any]) -> str:
    return f'<p class="note">{text(figure["note"])}</p>' if figure.get("note") else ""


def others(named: Named, beside: Mapping[str, float], views: Mapping[str, Mapping[str, str]]) -> str:
    """The figures that are not headlines: a few as one table, many folded away by study and view.

    Args:
        named: the figures.
        beside: as `largest` found it.
        views: for each study with views the title of each, by the name with which its figures begin; or end, where that begins with `_`.
    """
    if len(named) <= UNFOLDED:
        return _table("Other figures", named, beside, "") if named else ""
    groups: dict[tuple[str, str], list[tuple[str, dict[str, Any]]]] = {}
    for name, figure in named:
        study, _, rest = name.partition(".")
        ours = [view for view in views.get(study, {}) if (rest.endswith(view) if view.startswith("_") else rest.startswith(f"{view}_"))]
        groups.setdefault((study, max(ours, key=len, default="")), []).append((name, figure))
    folded = "".join(_folded(study, views.get(study, {}).get(view, ""), ours, beside) for (study, view), ours in groups.items())
    return f'<div class="folded"><h3>{len(named)} other figures</h3>{folded}</div>'


def _folded(study: str, title: str, named: Named, beside: Mapping[str, float]) -> str:
    """The figures of one study and view, folded; what each is called leaves out the view's title, which stands above."""
    heading = headed(study.replace("_", " ")) + (f": {title}" if title else "")
    count = f'<span class="count">{len(named)} {"figure" if len(named) == 1 else "figures"}</span>'
    return f"<details><summary>{text(heading)} {count}</summary>{_table(heading, named, beside, title)}</details>"


def _table(caption: str, named: Named, beside: Mapping[str, float], title: str) -> str:
    """Figures as a table: what each is, its value and, where some have one, its range."""
    ranged = any(_range(figure, 0.0) for _, figure in named)
    rows: list[tuple[str, ...]] = []
    for _, figure in named:
        company = beside.get(figure["unit"], 0.0)
        label = headed(str(figure["label"]).removeprefix(f"{title}: ") if title else figure["label"])
        row = text(label) + _note(figure), text(told_value(figure, company)) + _error(figure, company)
        rows.append((*row, _range(figure, company)) if ranged else row)
    ids = [anchor("figure", name) for name, _ in named]
    return table(caption, ["Figure", "Value", "Range"][: 3 if ranged else 2], rows, "figures", ids)
