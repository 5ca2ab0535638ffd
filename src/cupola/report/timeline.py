"""Looks at the targets day by day, as HTML: a row for each target, a bar for each pass of a constellation, hollow where it was dark.

Bars are stretched with their row, but not their strokes; the page is one table, so that it reads aloud and scrolls sideways.
"""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cupola.arrays import Bool, Float
from cupola.report.places import target_key, titles
from cupola.report.quantities import number, quantity
from cupola.report.tables import headed, text

DAY = 86_400.0

MOST_DAYS = 14
"""So many days are shown at most."""

MOST_LABELS = 16
LAST_LABEL = 0.96
"""A label that would begin past this share of the row is left out, for want of room."""

FEW_DAYS = 2.0
"""Up to so many days the axis tells hours."""

WIDTH, HEIGHT = 1000.0, 30.0
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

CROWDED = 70
"""A row with more passes than this has thinner bars."""

COUNTED, DARK = "#005a9c", "#5d6b86"


@dataclass(frozen=True)
class _Passes:
    """Passes over one target: seconds from the start to the middle of each, and whether it counts."""

    middle: Float[np.ndarray, "k"]
    counts: Bool[np.ndarray, "k"]


def timelines(data: xr.Dataset, constellations: Mapping[str, str]) -> str:
    """A table for each constellation that passes over a target.

    Args:
        data: arrays of the study, with targets.
        constellations: their titles, by id.
    """
    whose = _whose(data).tolist()
    return "".join(_table(data, name, constellations.get(name, name)) for name in dict.fromkeys([*constellations, *whose]) if name in whose)


def _whose(data: xr.Dataset) -> np.ndarray:
    """The constellation of each pass."""
    return np.array([str(name) for name in data["group_constellation"].values])[data["pass_group"].values.astype(int)]


def _table(data: xr.Dataset, constellation: str, title: str) -> str:
    """The passes of one constellation."""
    shown = min(float(data.attrs["span_s"]), MOST_DAYS * DAY)
    start = dt.datetime.fromisoformat(str(data.attrs["epoch"]))
    rows = [_passes(data, constellation, target, shown) for target in range(data.sizes["target"])]
    crowded = max(len(row.middle) for row in rows) > CROWDED
    dark = bool((~data["pass_counts"].values[_whose(data) == constellation]).any())
    ticks = list(_ticks(start, shown))
    labels = "".join(
        f'<span style="left:{100.0 * at / shown:.2f}%">{label}</span>' for at, label in ticks if label and at < LAST_LABEL * shown
    )
    grid = "".join(f"M{_x(at, shown)} 0V{HEIGHT:g}" for at, _ in ticks)
    lines = "".join(
        f'<tr><th scope="row">{target_key(at)}<span dir="auto">{text(name)}</span><span class="count">{_count(row, dark)}</span></th>'
        f"<td>{_bars(row, shown, grid, crowded, f'{name}: {_count(row, dark)}')}</td></tr>"
        for at, (name, row) in enumerate(zip(titles(data), rows, strict=True))
    )
    whole = float(data.attrs["span_s"])
    first = f"the first {quantity(shown, 's')} of {quantity(whole, 's')}" if shown < whole else quantity(shown, "s")
    caption = text(f"{headed(title)}: passes over the targets, {first}, days by UTC")
    return (
        f'<div class="scroll" role="region" aria-label="{caption}" tabindex="0"><table class="timeline"><caption><span>{caption}</span>'
        f'{_legend(dark, crowded)}</caption><thead><tr><th scope="col">Target</th>'
        f'<td><div class="days" aria-hidden="true">{labels}</div></td></tr></thead><tbody>{lines}</tbody></table></div>'
    )


def _passes(data: xr.Dataset, constellation: str, target: int, shown: float) -> _Passes:
    """Passes of a constellation over a target whose middle lies within what is shown."""
    middle = 0.5 * (data["pass_start"].values + data["pass_end"].values)
    mine = (_whose(data) == constellation) & (data["pass_target"].values == target) & (middle <= shown)
    return _Passes(middle[mine], data["pass_counts"].values[mine].astype(bool))


def _count(row: _Passes, dark: bool) -> str:
    """How many passes, and how many of them count, in words."""
    count, seen = len(row.middle), int(row.counts.sum())
    if not dark:
        return f"{number(count)} {'look' if count == 1 else 'looks'}"
    return f"{number(seen)} by day, {number(count - seen)} dark"


def _ticks(start: dt.datetime, shown: float) -> Iterator[tuple[float, str]]:
    """Seconds from the start to each midnight, or each sixth hour of a few days, with its label; empty where there is no room for one."""
    days = shown / DAY
    every = 6 if days <= FEW_DAYS else 24
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    labelled = max(1, math.ceil(days / MOST_LABELS))
    for step in range(math.ceil((days + 1.0) * 24.0 / every) + 1):
        at = midnight + dt.timedelta(hours=every * step)
        seconds = (at - start).total_seconds()
        if 0.0 <= seconds <= shown:
            named = f"{at.day} {MONTHS[at.month - 1]}" if at.hour == 0 else f"{at.hour:02d}:00"
            yield seconds, named if (step // (24 // every)) % labelled == 0 else ""


def _bars(row: _Passes, shown: float, grid: str, crowded: bool, alternative: str) -> str:
    """The bars of one row as inline SVG: those in the dark first, so that what counts lies over them."""
    dark, counted = ([_x(float(at), shown) for at in row.middle[which]] for which in (~row.counts, row.counts))
    wide, hollow = (2.0, 1.2) if crowded else (5.0, 2.2)
    drawn = f'<path class="grid" d="{grid}"/>' if grid else ""
    if dark:
        drawn += f'<path stroke="{DARK}" stroke-width="{wide if not crowded else hollow:g}" d="{"".join(f"M{x} 9v12" for x in dark)}"/>'
        if not crowded:
            drawn += f'<path stroke="#ffffff" stroke-width="{hollow:g}" d="{"".join(f"M{x} 10.4v9.2" for x in dark)}"/>'
    if counted:
        drawn += f'<path stroke="{COUNTED}" stroke-width="{wide:g}" d="{"".join(f"M{x} 4v22" for x in counted)}"/>'
    return (
        f'<svg class="bars" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none" role="img" aria-label="{text(alternative)}">'
        f"{drawn}</svg>"
    )


def _x(seconds: float, shown: float) -> str:
    return f"{WIDTH * seconds / shown:.1f}".removesuffix(".0")


def _legend(dark: bool, crowded: bool) -> str:
    """What the bars mean."""
    bar = '<svg viewBox="0 0 12 30" width="9" height="22" aria-hidden="true">'
    items = [f'{bar}<path stroke="{COUNTED}" stroke-width="{2.6 if crowded else 6}" d="M6 4v22"/></svg>a look that counts']
    if dark:
        hollow = f'<path stroke="{DARK}" stroke-width="{1.6 if crowded else 6}" d="M6 9v12"/>'
        hollow += "" if crowded else '<path stroke="#ffffff" stroke-width="2.6" d="M6 10.6v8.8"/>'
        items = [f"{items[0]}: the Sun is high enough", f"{bar}{hollow}</svg>a pass in the dark, which does not count"]
    return f'<span class="keys">{"".join(f"<span>{item}</span>" for item in items)}</span>'
