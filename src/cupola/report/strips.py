"""Drawings over calendar time, one strip below another: the frame, its axes, and the order in which pieces are put on them.

Across: calendar years with their part that is over. Upward: shares from none to all, counts from 0, or any other quantity around what there
is. What is put on a strip is a `Piece`; `pieces` has them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cupola.arrays import Float
from cupola.report import days, vector
from cupola.report.quantities import NORTHWARD, is_share, number, quantity, scale_for
from cupola.report.traces import round_ticks

WIDTH = 420.0
"""Width of a drawing, points: its text stays readable on a telephone."""

LEFT, RIGHT, BOTTOM, TITLE, BARE, GAP = 64.0, 20.0, 31.0, 25.0, 9.0, 12.0
"""Margins, points; each strip has its title above it, or room for its uppermost label, and a gap below."""

MOST_TICKS = 6

TICK_ROOM = 28.0
"""Height that a tick takes, points."""

HEADROOM = 1.06
"""An axis from 0 goes so far beyond the greatest value."""

CUT = 0.5
"""An axis begins at 0, but where all that it shows lies in the upper half."""

LEAST_SPAN = 0.2
"""Such an axis spans at least so large a share of the greatest value."""

COUNTED = frozenset({"satellites", "launches", "launches a year"})
"""Units of what is counted: axes from 0, ticks at whole numbers."""

CLOSE = 1e-9


class Piece(Protocol):
    """Something on a strip."""

    def shown(self) -> Float[np.ndarray, "n"]:
        """Values that the upward axis must hold."""
        ...

    def put(self, axes: Axes) -> None:
        """Draws it on the axes."""
        ...


@dataclass(frozen=True)
class Along:
    """The axis that strips share, calendar years.

    Attributes:
        low: its left end.
        high: its right end.
        ticks: places of the ticks.
        labels: what they say.
    """

    low: float
    high: float
    ticks: Sequence[float]
    labels: Sequence[str]


@dataclass(frozen=True)
class Strip:
    """One pair of axes.

    Attributes:
        title: what is drawn; empty where it stands above already.
        pieces: what is put on it, from below.
        unit: of what goes upward: `1` for shares.
        height: of the axes, points.
        reach: from where to where it goes; None to fit what is drawn.
    """

    title: str
    pieces: Sequence[Piece]
    unit: str = "satellites"
    height: float = 140.0
    reach: tuple[float, float] | None = None


def along(low: float, high: float) -> Along:
    """An axis from one calendar year to another with round ticks; a little room around a single instant."""
    if not high > low:
        low, high = low - 0.05, high + 0.05
    return Along(low, high, *days.ticks(low, high, MOST_TICKS))


def drawn(name: str, alternative: str, axis: Along, strips: Sequence[Strip]) -> str:
    """The strips as inline SVG.

    Args:
        name: prefix of its ids, unique in the page.
        alternative: what they show, in words.
        axis: that they share.
        strips: from above.
    """
    height = sum(strip.height + _above(strip) + GAP for strip in strips) - GAP + BOTTOM
    with vector.drawing(name), rc_context({"path.simplify": False}):
        figure = vector.blank(WIDTH, height)
        top = 0.0
        for place, strip in enumerate(strips):
            axes = _axes(figure, top + _above(strip), strip.height, height)
            axes.set_title(strip.title, loc="left", fontsize=12.5, color=vector.INK, pad=7.0)
            axes.set_xlim(axis.low, axis.high)
            _upward(axes, strip)
            last = place == len(strips) - 1
            axes.set_xticks(list(axis.ticks), list(axis.labels) if last else [""] * len(axis.ticks))
            for piece in strip.pieces:
                piece.put(axes)
            top += strip.height + _above(strip) + GAP
        return vector.inline(figure, name, alternative)


def reach(strips: Sequence[Strip]) -> tuple[float, float]:
    """From where to where an axis goes that serves several strips of one unit."""
    values = np.concatenate([np.zeros(0), *(np.ravel(piece.shown()) for strip in strips for piece in strip.pieces)])
    return _reach(values[np.isfinite(values)], strips[0].unit)


def _reach(values: Float[np.ndarray, "n"], unit: str) -> tuple[float, float]:
    """From where to where an axis goes that shows these finite values."""
    if unit == "1" and is_share(unit, *values.tolist()):
        return 0.0, 1.0
    low, high = float(values.min(initial=np.inf)), float(values.max(initial=-np.inf))
    if not values.size or low == high == 0.0:
        return 0.0, 1.0
    size = max(abs(low), abs(high))
    if low >= 0.0 and (unit in COUNTED or low <= CUT * high):
        return 0.0, HEADROOM * high
    # What hardly changes is not blown up to fill the axis.
    middle, room = 0.5 * (low + high), 0.5 * max(1.25 * (high - low), LEAST_SPAN * size)
    return (max(0.0, middle - room) if low >= 0.0 else middle - room), middle + room


def _above(strip: Strip) -> float:
    """Room above a strip, points."""
    return TITLE if strip.title else BARE


def _axes(figure: Figure, top: float, tall: float, height: float) -> Axes:
    """Axes whose upper edge lies `top` points below that of a figure of this height."""
    axes = figure.add_axes((LEFT / WIDTH, 1.0 - (top + tall) / height, 1.0 - (LEFT + RIGHT) / WIDTH, tall / height))
    axes.set_facecolor("none")
    axes.set_axisbelow(True)
    axes.tick_params(length=0.0, pad=6.0, labelsize=12.0)
    axes.tick_params(axis="x", pad=9.0)
    axes.grid(color=vector.RULE, linewidth=0.8)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return axes


def _upward(axes: Axes, strip: Strip) -> None:
    """The upward axis with round ticks."""
    low, high = strip.reach or reach([strip])
    axes.set_ylim(low, high)
    if strip.unit == "1" and (low, high) == (0.0, 1.0):
        axes.set_yticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0 %", "", "50 %", "", "100 %"])
        return
    scale = scale_for(strip.unit, max(abs(low), abs(high)))
    ticks = round_ticks(low / scale.size, high / scale.size, max(round(strip.height / TICK_ROOM), 2))
    if strip.unit in COUNTED:
        ticks = [tick for tick in ticks if abs(tick - round(tick)) < CLOSE]
    axes.set_yticks([tick * scale.size for tick in ticks], [_label(tick, strip.unit, scale.unit) for tick in ticks])


def _label(tick: float, unit: str, shown: str) -> str:
    """What a tick says: a long unit stands in the title alone."""
    if unit == NORTHWARD:
        return quantity(tick, unit)
    short = shown if len(shown) <= 3 and tick != 0.0 else ""
    return f"{number(0.0 if abs(tick) < CLOSE else tick)}{'' if short.startswith('°') or not short else ' '}{short}"
