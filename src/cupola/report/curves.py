"""Lines against latitude, or shares against time on a logarithmic axis; lines are told apart by colour, dash and mark."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cupola.arrays import Float
from cupola.report import steps, vector
from cupola.report.quantities import number, quantity

WIDTH, HEIGHT = 560.0, 336.0


@dataclass(frozen=True)
class Stroke:
    """How one line looks: colour, dash as lengths on and off in points, mark in matplotlib's letters."""

    colour: str
    dash: tuple[float, ...]
    mark: str


STROKES = (
    Stroke("#0072b2", (), "o"),
    Stroke("#b35900", (8.0, 3.0), "s"),
    Stroke("#a03e78", (2.5, 2.5), "^"),
    Stroke("#00704f", (10.0, 3.0, 2.0, 3.0), "D"),
    Stroke("#806400", (5.0, 2.0, 1.5, 2.0, 1.5, 2.0), "v"),
)
"""For the first line to the fifth. The colours hold a contrast of 4.5 against white."""

MARKS = 5
"""Marks on a line against time."""

TOLD = 0.005
"""The axis of time begins shortly before the first line reaches this share."""

TICK_GAP = 1.0 / 7.5
"""Least distance of two ticks of time, as a share of the axis."""

DAY = 86_400.0
FIRST_TICKS = (1.0, 60.0, 3600.0, DAY, 10.0, 600.0, 6.0 * 3600.0, 7.0 * DAY, 30.0 * DAY)
"""Times to put on an axis before other round ones, best first, s."""


def by_latitude(
    name: str,
    alternative: str,
    latitudes: Float[np.ndarray, "n_lat"],
    values: Float[np.ndarray, "lines n_lat"],
    ticks: Sequence[float] | None = None,
) -> str:
    """The curves as inline SVG, at most one for each of `STROKES`.

    Args:
        name: prefix of its ids, unique in the page.
        alternative: what they show, in words.
        latitudes: degrees, rising.
        values: shares in [0, 1]; anything else with `ticks`.
        ticks: rising from 0, on an axis that ends at the last; shares are told in percent.
    """
    with vector.drawing(name):
        figure, axes = _blank()
        if ticks is not None:
            axes.set_ylim(0.0, ticks[-1])
            axes.set_yticks(list(ticks), [number(tick) for tick in ticks])
        axes.set_xlim(-90.0, 90.0)
        axes.set_xticks([-90, -60, -30, 0, 30, 60, 90], ["90° S", "60° S", "30° S", "0°", "30° N", "60° N", "90° N"])
        step = max(1, round(20.0 / float(latitudes[1] - latitudes[0])))
        for level, (stroke, share) in reversed(list(enumerate(zip(STROKES, values, strict=False)))):
            (line,) = axes.plot(latitudes, share, color=stroke.colour, linewidth=2.2, marker=stroke.mark, markersize=6.0, clip_on=False)
            line.set_markevery((level * step // len(STROKES) + step // 2, step))
            line.set_markeredgecolor("#ffffff")
            if stroke.dash:
                line.set_dashes([part / 2.2 for part in stroke.dash])
        return vector.inline(figure, name, alternative)


def by_time(name: str, alternative: str, lines: Sequence[tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]]) -> str:
    """Shares that rise with time as inline SVG, at most one line for each of `STROKES`.

    Args:
        name: prefix of its ids, unique in the page.
        alternative: what they show, in words.
        lines: for each its corners: times, s, above 0 and not falling, and shares in [0, 1]. Before its first corner a line lies at 0.
    """
    low = min(float(times[np.argmax(shares >= TOLD)]) for times, shares in lines) * 0.8
    high = max(float(times[-1]) for times, _ in lines) * 1.15
    with vector.drawing(name):
        figure, axes = _blank()
        axes.set_xscale("log")
        axes.set_xlim(low, high)
        ticks = time_ticks(low, high)
        axes.set_xticks(ticks, [quantity(tick, "s", 2.0 * tick) for tick in ticks])
        axes.set_xticks([], minor=True)
        for level, (stroke, (times, shares)) in reversed(list(enumerate(zip(STROKES, lines, strict=False)))):
            first = float(np.interp(np.log(low), np.log(times), shares, left=0.0))
            shares = np.concatenate([[first], shares[times > low], shares[-1:]])
            times = np.concatenate([[low], times[times > low], [high]])
            (line,) = axes.plot(times, shares, color=stroke.colour, linewidth=2.2, clip_on=False)
            if stroke.dash:
                line.set_dashes([part / 2.2 for part in stroke.dash])
            at = np.geomspace(low, high, MARKS * len(STROKES) + 1)[level :: len(STROKES)]
            here = np.interp(np.log(at), np.log(times), shares)
            axes.plot(at, here, stroke.mark, color=stroke.colour, markersize=6.0, markeredgecolor="#ffffff", clip_on=False)
        return vector.inline(figure, name, alternative)


def time_ticks(low: float, high: float) -> list[float]:
    """Round times between two, s, that keep `TICK_GAP` apart on a logarithmic axis."""
    chosen: list[float] = []
    apart = TICK_GAP * np.log(high / low)
    for tick in itertools.chain(FIRST_TICKS, steps.ROUND):
        if low <= tick <= high and all(abs(np.log(tick / other)) >= apart for other in chosen):
            chosen.append(tick)
    return sorted(chosen)


def _blank() -> tuple[Figure, Axes]:
    """Empty axes with shares upward."""
    figure = vector.blank(WIDTH, HEIGHT)
    axes = figure.add_axes((50.0 / WIDTH, 26.0 / HEIGHT, 1.0 - 76.0 / WIDTH, 1.0 - 34.0 / HEIGHT))
    axes.set_facecolor("none")
    axes.set_ylim(0.0, 1.0)
    axes.set_yticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.tick_params(length=0.0, pad=6.0)
    axes.grid(color=vector.RULE, linewidth=0.8)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return figure, axes


def sample(level: int, whole: bool = False) -> str:
    """A short piece of a line (counted from 0), for a legend; `whole` where lines are told apart by colour and mark alone."""
    stroke = STROKES[level]
    dash = f' stroke-dasharray="{" ".join(f"{part:g}" for part in stroke.dash)}"' if stroke.dash and not whole else ""
    mark = {
        "o": '<circle cx="20" cy="7" r="3.6"/>',
        "s": '<rect x="16.6" y="3.6" width="6.8" height="6.8"/>',
        "^": '<path d="M20 2.8L24 10H16z"/>',
        "v": '<path d="M20 11.2L24 4H16z"/>',
        "D": '<path d="M20 2L25 7L20 12L15 7z"/>',
    }[stroke.mark]
    return (
        f'<svg class="sample" viewBox="0 0 40 14" width="40" height="14" aria-hidden="true" fill="{stroke.colour}">'
        f'<line x1="1" y1="7" x2="39" y2="7" stroke="{stroke.colour}" stroke-width="2.2"{dash}/>{mark}</svg>'
    )
