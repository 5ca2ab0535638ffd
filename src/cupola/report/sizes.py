"""Numbers of interceptors in drawings: on logarithmic axes against missiles at once or against time left, and absentee ratios by latitude.

Lines are told apart as in `curves`, by colour, dash and mark; published numbers stand as letters.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes

from cupola.arrays import Float
from cupola.report import vector
from cupola.report.curves import STROKES
from cupola.report.quantities import number

WIDTH, HEIGHT = 420.0, 330.0
"""Size of a drawing, points: its text stays readable on a telephone."""

LEFT, RIGHT, TOP, BOTTOM = 64.0, 20.0, 26.0, 46.0
"""Margins, points."""

MARKS = 5
"""Marks on a line at the most."""

LETTER = 17.0
"""Size of a letter's box, points."""

ROUND = (1.0, 2.0, 5.0)
MOST_TICKS = 7


@dataclass(frozen=True)
class Line:
    """A line in one of the strokes; where a value is not finite it has a gap.

    Attributes:
        places: along, rising.
        values: upward.
        stroke: place in `STROKES`.
    """

    places: Float[np.ndarray, "n"]
    values: Float[np.ndarray, "n"]
    stroke: int


@dataclass(frozen=True)
class Lettered:
    """A number that somebody has published.

    Attributes:
        place: along.
        value: upward.
        letter: that stands for it.
    """

    place: float
    value: float
    letter: str


@dataclass(frozen=True)
class Along:
    """The axis along.

    Attributes:
        title: what it holds.
        low: its left end.
        high: its right end.
        ticks: places of the ticks.
        labels: what they say.
        logarithmic: or even.
    """

    title: str
    low: float
    high: float
    ticks: Sequence[float]
    labels: Sequence[str]
    logarithmic: bool = False


def drawn(name: str, alternative: str, above: str, axis: Along, lines: Sequence[Line], letters: Sequence[Lettered] = ()) -> str:
    """Lines over an axis with a logarithmic one upward, as inline SVG; empty where there is nothing to draw.

    Args:
        name: prefix of its ids, unique in the page.
        alternative: what is shown, in words.
        above: what goes upward.
        axis: along.
        lines: from the first to the last stroke.
        letters: published numbers.
    """
    values = np.concatenate([np.zeros(0), *(line.values[np.isfinite(line.values)] for line in lines)])
    values = values[values > 0.0]
    if not values.size:
        return ""
    low, high = _reach(np.concatenate([values, [one.value for one in letters]]))
    with vector.drawing(name), rc_context({"path.simplify": False}):
        figure = vector.blank(WIDTH, HEIGHT)
        axes = figure.add_axes((LEFT / WIDTH, BOTTOM / HEIGHT, 1.0 - (LEFT + RIGHT) / WIDTH, 1.0 - (TOP + BOTTOM) / HEIGHT))
        axes.set_facecolor("none")
        axes.set_axisbelow(True)
        axes.set_title(above, loc="left", fontsize=12.5, color=vector.INK, pad=8.0)
        axes.set_xlabel(axis.title, fontsize=12.0, labelpad=6.0)
        if axis.logarithmic:
            axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlim(axis.low, axis.high)
        axes.set_ylim(low, high)
        ticks = round_numbers(low, high)
        axes.set_yticks(ticks, [number(tick) for tick in ticks])
        axes.set_xticks(list(axis.ticks), list(axis.labels))
        axes.set_xticks([], minor=True)
        axes.set_yticks([], minor=True)
        axes.tick_params(length=0.0, pad=6.0, labelsize=12.0)
        axes.grid(color=vector.RULE, linewidth=0.8)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        for line in reversed(lines):
            _put(axes, line)
        _put_letters(axes, letters)
        return vector.inline(figure, name, alternative)


def _reach(values: Float[np.ndarray, "n"]) -> tuple[float, float]:
    """From where to where an axis goes that holds these, above 0."""
    low, high = float(values.min()), float(values.max())
    room = max((high / low) ** 0.06, 1.15)
    return low / room, high * room


def round_numbers(low: float, high: float) -> list[float]:
    """Numbers such as 1, 2 and 5 times powers of ten between two; fewer where they would be too many."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    every = [factor * 10.0**power for power in powers for factor in ROUND]
    for kept in (ROUND, (1.0, 3.0), (1.0,)):
        chosen = [tick for tick in (every if kept == ROUND else [f * 10.0**p for p in powers for f in kept]) if low <= tick <= high]
        if len(chosen) <= MOST_TICKS:
            break
    return chosen


def _put(axes: Axes, line: Line) -> None:
    stroke, known = STROKES[line.stroke], np.isfinite(line.values) & (line.values > 0.0)
    (path,) = axes.plot(line.places, np.where(known, line.values, np.nan), color=stroke.colour, linewidth=2.0)
    if stroke.dash:
        path.set_dashes([part / 2.0 for part in stroke.dash])
    there = np.flatnonzero(known)
    if there.size:
        wanted = (np.arange(MARKS) + (line.stroke + 0.5) / len(STROKES)) / MARKS
        at = there if there.size <= MARKS else there[np.unique(np.round(wanted * (there.size - 1)).astype(int))]
        (marks,) = axes.plot(line.places[at], line.values[at], stroke.mark, color=stroke.colour, markersize=6.0, zorder=3.0)
        marks.set(markeredgecolor="#ffffff", clip_on=False)


def _put_letters(axes: Axes, letters: Sequence[Lettered]) -> None:
    """Letters at their places; one that would lie on another stands to the right of it."""
    taken: list[tuple[float, float]] = []
    for one in letters:
        x, y = (float(part) for part in axes.transData.transform((one.place, one.value)))
        shift = 0.0
        while any(abs(x + shift - left) < LETTER and abs(y - up) < LETTER for left, up in taken):
            shift += LETTER + 1.0
        taken.append((x + shift, y))
        axes.annotate(
            one.letter,
            (one.place, one.value),
            xytext=(shift, 0.0),
            textcoords="offset points",
            color="#ffffff",
            fontsize=11.5,
            ha="center",
            va="center",
            zorder=5.0,
            annotation_clip=False,
            bbox={"boxstyle": "square,pad=0.28", "facecolor": vector.INK, "edgecolor": "#ffffff"},
        )
