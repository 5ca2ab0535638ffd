"""Lines over the time since launch, one strip below another: shares, or lengths and speeds on a logarithmic axis. And custody by raid.

Lines are told apart as in `curves`: by colour, dash and mark. In a strip with limits a view's line is whole and its limit, in the same
colour, is dashed.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cupola.arrays import Float
from cupola.report import vector
from cupola.report.curves import STROKES
from cupola.report.quantities import number, quantity

WIDTH = 420.0
"""Width of a drawing, points: its text stays readable on a telephone."""

LEFT, RIGHT, BOTTOM, TITLE, GAP = 64.0, 14.0, 28.0, 25.0, 12.0
"""Margins, points; each strip has its title above it, and a gap below."""

BURN_OUT = "#8a4300"
BOUND = "#4a5874"
MOST_TICKS = 7
MINUTES = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0)
"""Distances of ticks."""

TICK_ROOM = 25.0
"""Height that a tick of a logarithmic axis takes, points."""

MARKS = 4
"""Marks on a line."""


@dataclass(frozen=True)
class Strip:
    """One pair of axes.

    Attributes:
        title: what is drawn.
        lines: a row for each view, (view, elapsed); not a number where there is nothing.
        limits: what no line is to fall below, alike; None where there is no such thing.
        unit: `1` for shares, on an axis from 0 to 1; any other on a logarithmic one.
        wanted: a level to mark; None for none.
        height: of the axes, points.
    """

    title: str
    lines: Float[np.ndarray, "views n"]
    limits: Float[np.ndarray, "views n"] | None = None
    unit: str = "1"
    wanted: float | None = None
    height: float = 130.0


def over_flight(name: str, alternative: str, elapsed: Float[np.ndarray, "n"], strips: Sequence[Strip], burn_out: float) -> str:
    """Strips over the time since launch as inline SVG, at most one line for each of `STROKES`.

    Args:
        name: prefix of its ids, unique in the page.
        alternative: what they show, in words.
        elapsed: s since launch, rising from 0.
        strips: from above.
        burn_out: s after launch, marked; not a number where it is not known.
    """
    minutes = elapsed / 60.0
    height = sum(strip.height + TITLE + GAP for strip in strips) - GAP + BOTTOM
    with vector.drawing(name):
        figure = vector.blank(WIDTH, height)
        top = 0.0
        for place, strip in enumerate(strips):
            axes = _axes(figure, top + TITLE, strip.height, height)
            axes.set_title(strip.title, loc="left", fontsize=12.5, color=vector.INK, pad=7.0)
            _upward(axes, strip)
            axes.set_xlim(0.0, float(minutes[-1]))
            apart = next((one for one in MINUTES if minutes[-1] / one <= MOST_TICKS), MINUTES[-1])
            ticks = np.arange(0.0, float(minutes[-1]) * (1.0 + 1e-9), apart)
            last = place == len(strips) - 1
            axes.set_xticks(
                ticks, [f"{number(tick)}{' min' if at == len(ticks) - 1 else ''}" if last else "" for at, tick in enumerate(ticks)]
            )
            if math.isfinite(burn_out):
                axes.axvline(burn_out / 60.0, color=BURN_OUT, linewidth=1.4, dashes=(3.0, 3.0), zorder=1)
            _lines(axes, minutes, strip)
            top += strip.height + TITLE + GAP
        return vector.inline(figure, name, alternative)


def over_raids(name: str, alternative: str, sizes: Float[np.ndarray, "n"], lines: Float[np.ndarray, "views n"]) -> str:
    """Shares against the number of launches at once, on a logarithmic axis; arguments as for `over_flight`."""
    strip = Strip("Share of the flight in custody, by launches at once", lines, height=190.0)
    height = strip.height + TITLE + BOTTOM
    with vector.drawing(name):
        figure = vector.blank(WIDTH, height)
        axes = _axes(figure, TITLE, strip.height, height)
        axes.set_title(strip.title, loc="left", fontsize=12.5, color=vector.INK, pad=7.0)
        _upward(axes, strip)
        axes.set_xscale("log")
        low, high = float(sizes.min()), float(sizes.max())
        spread = max((high / low) ** 0.06, 1.15)
        axes.set_xlim(low / spread, high * spread)
        ticks = raid_ticks([float(size) for size in np.unique(sizes)])
        axes.set_xticks(ticks, [number(tick) for tick in ticks])
        axes.set_xticks([], minor=True)
        for level, (stroke, share) in reversed(list(enumerate(zip(STROKES, lines, strict=False)))):
            known = np.isfinite(share)
            (line,) = axes.plot(sizes[known], share[known], color=stroke.colour, linewidth=2.2, marker=stroke.mark, markersize=7.0)
            line.set(clip_on=False, markeredgecolor="#ffffff", zorder=3.0 + 0.1 * (len(STROKES) - level))
            if stroke.dash:
                line.set_dashes([part / 2.2 for part in stroke.dash])
        return vector.inline(figure, name, alternative)


def raid_ticks(sizes: Sequence[float]) -> list[float]:
    """The sizes themselves, those that keep apart on a logarithmic axis: the least and the greatest first."""
    chosen: list[float] = []
    apart = math.log(sizes[-1] / sizes[0]) / 9.0
    for size in dict.fromkeys((sizes[0], sizes[-1], *sizes)):
        if all(abs(math.log(size / other)) >= apart for other in chosen):
            chosen.append(size)
    return sorted(chosen)


def decades(low: float, high: float, most: int) -> list[float]:
    """Ticks of a logarithmic axis, about as many as there is room for: 1, 2 and 5 in each power of ten, 1 and 3, 1, or fewer."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        ticks = [step * 10.0**power for power in powers for step in steps if low <= step * 10.0**power <= high]
        if len(ticks) <= most:
            return ticks
    return ticks[:: math.ceil(len(ticks) / most)]


def _axes(figure: Figure, top: float, tall: float, height: float) -> Axes:
    """Axes whose upper edge lies `top` points below that of a figure of this height."""
    axes = figure.add_axes((LEFT / WIDTH, 1.0 - (top + tall) / height, 1.0 - (LEFT + RIGHT) / WIDTH, tall / height))
    axes.set_facecolor("none")
    axes.tick_params(length=0.0, pad=6.0, labelsize=12.0)
    axes.grid(color=vector.RULE, linewidth=0.8)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return axes


def _upward(axes: Axes, strip: Strip) -> None:
    """The upward axis: shares from none to all, anything else by powers of ten around what there is."""
    if strip.unit == "1":
        axes.set_ylim(0.0, 1.0)
        axes.set_yticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0 %", "", "50 %", "", "100 %"])
        return
    values = np.concatenate([_positive(strip.lines).ravel(), *([] if strip.limits is None else [_positive(strip.limits).ravel()])])
    values = np.append(values, [] if strip.wanted is None else [strip.wanted])
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if values.size else (1.0, 1.0)
    low, high = (low / 1.3, high * 1.3) if high > 4.0 * low else (low / 3.0, high * 3.0)
    axes.set_yscale("log")
    axes.set_ylim(low, high)
    ticks = decades(low, high, round(strip.height / TICK_ROOM))
    axes.set_yticks(ticks, [quantity(tick, strip.unit) for tick in ticks])
    axes.set_yticks([], minor=True)
    if strip.wanted is not None:
        axes.axhline(strip.wanted, color=BOUND, linewidth=1.3, dashes=(1.2, 2.4), zorder=1)


def _positive(values: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """What a logarithmic axis can show; not a number elsewhere."""
    return np.where(np.isfinite(values) & (values > 0.0), values, np.nan)


def _lines(axes: Axes, minutes: Float[np.ndarray, "n"], strip: Strip) -> None:
    """The lines of one strip, the first on top; a lone instant is a dot."""
    for level, (stroke, values) in reversed(list(enumerate(zip(STROKES, strip.lines, strict=False)))):
        known = np.where(np.isfinite(values), values, np.nan) if strip.unit == "1" else _positive(values)
        over = 3.0 + 0.1 * (len(STROKES) - level)
        (line,) = axes.plot(minutes, known, color=stroke.colour, linewidth=2.0, zorder=over)
        if stroke.dash and strip.limits is None:
            line.set_dashes([part / 2.0 for part in stroke.dash])
        if strip.limits is not None:
            (limit,) = axes.plot(minutes, _positive(strip.limits[level]), color=stroke.colour, linewidth=1.3, zorder=over - 1.0)
            limit.set_dashes((4.0, 2.5))
        there = np.flatnonzero(np.isfinite(known))
        if there.size:
            wanted = (np.arange(MARKS) + (level + 0.5) / len(STROKES)) / MARKS
            at = there[np.unique(np.round(wanted * (there.size - 1)).astype(int))]
            axes.plot(
                minutes[at],
                known[at],
                stroke.mark,
                color=stroke.colour,
                markersize=6.5,
                markeredgecolor="#ffffff",
                zorder=over,
                clip_on=False,
            )
