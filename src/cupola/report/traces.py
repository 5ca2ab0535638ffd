"""Lines over an even axis - time, latitude, delay, a share - one strip below another: times or shares upward, with bands and levels.

Lines are told apart as in `curves`, by colour, dash and mark. Where a value is not finite a line has a gap; a line over time is whole, so
that a gap is not taken for a dash.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cupola.arrays import Bool, Float
from cupola.report import vector
from cupola.report.curves import STROKES
from cupola.report.quantities import number, scale_for

WIDTH = 420.0
"""Width of a drawing, points: its text stays readable on a telephone."""

LEFT, RIGHT, BOTTOM, TITLE, GAP = 64.0, 20.0, 28.0, 25.0, 12.0
"""Margins, points; each strip has its title above it, if it has one, and a gap below."""

MOST_TICKS = 6
MARKS = 4
"""Marks on a whole line."""

FEW = 24
"""Up to so many places each has its mark."""

CUT = 0.5
"""An axis of times begins at 0, but where all that it shows lies in the upper half."""

LEAST_SPAN = 0.2
"""Such an axis spans at least so large a share of the greatest time on it."""

LEVEL = "#4a5874"

DASHES = ((1.2, 2.4), (6.0, 3.0))
"""Of the first level and the second."""


@dataclass(frozen=True)
class Across:
    """The axis along the strips.

    Attributes:
        places: rising.
        low: its left end.
        high: its right end.
        ticks: places of the ticks.
        labels: what they say.
        wide: what each place stands for, half of it on either side, where lines are whole; None where lines have dashes.
    """

    places: Float[np.ndarray, "n"]
    low: float
    high: float
    ticks: Sequence[float]
    labels: Sequence[str]
    wide: float | None = None


@dataclass(frozen=True)
class Strip:
    """One pair of axes.

    Attributes:
        title: what is drawn; empty where it stands above already.
        lines: a row for each view, (view, place); not finite where there is nothing.
        band: from where to where each spreads, alike; None for no band.
        unit: `1` for shares, on an axis from 0 to 1, or `s`.
        levels: to be marked, s.
        height: of the axes, points.
        reach: from where to where its axis of times goes, s; None to fit what is drawn.
    """

    title: str
    lines: Float[np.ndarray, "views n"]
    band: tuple[Float[np.ndarray, "views n"], Float[np.ndarray, "views n"]] | None = None
    unit: str = "s"
    levels: Sequence[float] = ()
    height: float = 140.0
    reach: tuple[float, float] | None = None


def drawn(name: str, alternative: str, along: Across, strips: Sequence[Strip]) -> str:
    """The strips as inline SVG, at most one line for each of `STROKES`.

    Args:
        name: prefix of its ids, unique in the page.
        alternative: what they show, in words.
        along: the axis that they share.
        strips: from above.
    """
    height = sum(strip.height + _above(strip) + GAP for strip in strips) - GAP + BOTTOM
    with vector.drawing(name), rc_context({"path.simplify": False}):
        figure = vector.blank(WIDTH, height)
        top = 0.0
        for place, strip in enumerate(strips):
            axes = _axes(figure, top + _above(strip), strip.height, height)
            axes.set_title(strip.title, loc="left", fontsize=12.5, color=vector.INK, pad=7.0)
            _upward(axes, strip)
            axes.set_xlim(along.low, along.high)
            axes.set_xticks(list(along.ticks), list(along.labels) if place == len(strips) - 1 else [""] * len(along.ticks))
            for at, level in enumerate(strip.levels):
                axes.axhline(level, color=LEVEL, linewidth=1.4, dashes=DASHES[at % len(DASHES)], zorder=1)
            _lines(axes, along, strip)
            top += strip.height + _above(strip) + GAP
        return vector.inline(figure, name, alternative)


def level_sample(at: int) -> str:
    """A short piece of a level (counted from 0), for a legend."""
    dash = " ".join(f"{1.4 * part:g}" for part in DASHES[at % len(DASHES)])
    return (
        '<svg class="sample" viewBox="0 0 40 14" width="40" height="14" aria-hidden="true">'
        f'<path stroke="{LEVEL}" stroke-width="1.4" stroke-dasharray="{dash}" d="M1 7H39"/></svg>'
    )


def band_sample() -> str:
    """A piece of a band, for a legend."""
    return (
        '<svg class="sample" viewBox="0 0 40 14" width="40" height="14" aria-hidden="true">'
        '<rect x="1" y="1" width="38" height="12" fill="#4a5874" fill-opacity=".2"/></svg>'
    )


def round_ticks(low: float, high: float, most: int = MOST_TICKS) -> list[float]:
    """Round numbers from one to the other, about as many as there is room for, 1, 2 or 5 times a power of ten apart."""
    if not high > low:
        return [low]
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    apart = next(step * power for step in (1.0, 2.0, 5.0, 10.0, 20.0) if (high - low) / (step * power) <= most)
    first, last = math.ceil(low / apart - 1e-9), math.floor(high / apart + 1e-9)
    return [at * apart for at in range(first, last + 1)]


def span_of_times(values: Float[np.ndarray, "n"]) -> tuple[float, float]:
    """From where to where an axis runs that shows these times, s, those of them that are finite."""
    values = values[np.isfinite(values)]
    high = float(values.max(initial=0.0)) or 1.0
    low = float(values.min(initial=high))
    if low <= CUT * high:
        return 0.0, 1.06 * high
    # What hardly changes is not blown up to fill the axis.
    room = 0.5 * max(1.25 * (high - low), LEAST_SPAN * high)
    middle = 0.5 * (low + high)
    return max(0.0, middle - room), middle + room


def time_labels(ticks: Sequence[float], high: float) -> list[str]:
    """Times in the unit that the greatest of an axis has; nothing has no unit."""
    scale = scale_for("s", high)
    return ["0" if tick == 0.0 else f"{number(tick / scale.size)} {scale.unit}" for tick in ticks]


def _above(strip: Strip) -> float:
    """Room above a strip, points."""
    return TITLE if strip.title else 0.0


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
    """The upward axis: shares from none to all, times around what there is."""
    if strip.unit == "1":
        axes.set_ylim(0.0, 1.0)
        axes.set_yticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0 %", "", "50 %", "", "100 %"])
        return
    low, high = strip.reach or span_of_times(
        np.concatenate([strip.lines.ravel(), *(part.ravel() for part in strip.band or ()), np.array(strip.levels, float)])
    )
    scale = scale_for("s", high)
    ticks = [tick * scale.size for tick in round_ticks(low / scale.size, high / scale.size, round(strip.height / 28.0))]
    axes.set_ylim(low, high)
    axes.set_yticks(ticks, time_labels(ticks, high))


def _lines(axes: Axes, along: Across, strip: Strip) -> None:
    """The lines of one strip over their bands, the first on top."""
    for level, (stroke, values) in reversed(list(enumerate(zip(STROKES, strip.lines, strict=False)))):
        known = np.isfinite(values)
        over = 3.0 + 0.1 * (len(STROKES) - level)
        if strip.band is not None:
            low, high = (np.where(np.isfinite(part[level]), part[level], np.nan) for part in strip.band)
            axes.fill_between(along.places, low, high, color=stroke.colour, alpha=0.14, linewidth=0.0, zorder=2.0)
        if along.wide is None:
            (line,) = axes.plot(along.places, np.where(known, values, np.nan), color=stroke.colour, linewidth=2.0, zorder=over)
            if stroke.dash:
                line.set_dashes([part / 2.0 for part in stroke.dash])
        else:
            x, y = _runs(along.places, values, known, 0.5 * along.wide)
            axes.plot(x, y, color=stroke.colour, linewidth=1.5, solid_capstyle="round", zorder=over)
        at = _marked(known, level)
        (marks,) = axes.plot(along.places[at], values[at], stroke.mark, color=stroke.colour, markersize=6.5, zorder=over)
        marks.set(markeredgecolor="#ffffff", clip_on=False)


def _marked(known: Bool[np.ndarray, "n"], level: int) -> np.ndarray:
    """Which places of a line have a mark: all of a few, of many some that are not those of the other lines."""
    there = np.flatnonzero(known)
    if len(known) <= FEW or not there.size:
        return there
    wanted = (np.arange(MARKS) + (level + 0.5) / len(STROKES)) / MARKS
    return there[np.unique(np.round(wanted * (there.size - 1)).astype(int))]


def _runs(
    places: Float[np.ndarray, "n"], values: Float[np.ndarray, "n"], known: Bool[np.ndarray, "n"], half: float
) -> tuple[Float[np.ndarray, "m"], Float[np.ndarray, "m"]]:
    """A line through the unbroken runs of known values, each from half a step before its first place to half a step after its last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]])))
    x: list[np.ndarray] = []
    y: list[np.ndarray] = []
    for first, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        x += [places[[first]] - half, places[first:stop], places[[stop - 1]] + half, np.array([np.nan])]
        y += [values[[first]], values[first:stop], values[[stop - 1]], np.array([np.nan])]
    return (np.concatenate(x), np.concatenate(y)) if x else (np.zeros(0), np.zeros(0))
