"""The S-curve of a cost: what so large a share of the trials stays within, at several correlations; published totals beside. As HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from cupola.arrays import Float
from cupola.report import curves, pieces, strips
from cupola.report.panels import panel
from cupola.report.places import letters, target_key
from cupola.report.quantities import number, quantity, scale_for
from cupola.report.tables import headed, text
from cupola.report.traces import round_ticks
from cupola.report.variants import listed

REACH = 2.5
"""The axis goes so far beyond the dearest trials to show a published total; one beyond that stands at its edge with an arrow."""

ROOM = 0.06
TICKS = 6
FLAG = 13.0
LEAST_APART = 0.05


@dataclass(frozen=True)
class Posts:
    """Published totals as uprights, with their letters.

    Attributes:
        places: USD.
        letters: one each.
    """

    places: Sequence[float]
    letters: Sequence[str]

    def shown(self) -> Float[np.ndarray, "0"]:
        """Nothing that goes upward."""
        return np.zeros(0)

    def put(self, axes: Axes) -> None:
        """Letters at the top; those that would meet stand below each other, and those beyond an end of the axis at it, with an arrow."""
        left, right = axes.get_xlim()
        taken: list[tuple[float, float]] = []
        for place, letter in zip(self.places, self.letters, strict=True):
            at = min(max(place, left), right)
            inside = at == place
            if inside:
                axes.axvline(at, color=pieces.LEVEL, linewidth=1.4, dashes=(3.0, 3.0), zorder=2.0)
            height = 0.94
            while any(abs(at - x) < LEAST_APART * (right - left) and abs(height - y) < 0.1 for x, y in taken):
                height -= 0.115
            taken.append((at, height))
            (mark,) = axes.plot(at, height, "s", color=pieces.FLOWN, markersize=FLAG, markeredgecolor="#ffffff", zorder=5.0)
            mark.set_clip_on(False)
            axes.text(at, height, letter, color="#ffffff", fontsize=10.0, ha="center", va="center_baseline", zorder=5.1)
            if not inside:
                shape = ">" if place > right else "<"
                side = 0.035 * (right - left) * (1.0 if place > right else -1.0)
                (arrow,) = axes.plot(at + side, height, shape, color=pieces.FLOWN, markersize=6.0, zorder=5.0)
                arrow.set_clip_on(False)


def drawing(data: xr.Dataset) -> str:
    """The panel."""
    heading = "How sure the total is"
    costs, shares = data["s_curve"].values.astype(np.float64), data["share"].values.astype(np.float64)
    half, eighty = (float(data["total"].values[at]) for at in (1, 2))
    published = data["published"].values.astype(np.float64).tolist() if "published" in data else []
    company = float(costs.max())
    told = _told(data, half, eighty, company)
    if not costs.max() > costs.min():
        return panel(heading, f"{told} No number that is priced has a range, so that all trials come to the same.", "")
    low, high = _ends(costs, published)
    scale = scale_for("USD", high)
    ticks = [tick * scale.size for tick in round_ticks(low / scale.size, high / scale.size, TICKS)]
    axis = strips.Along(low, high, ticks, [number(tick / scale.size) for tick in ticks])
    lines = [pieces.Line(costs[at], shares, at, 2.2 if at == 0 else 1.4) for at in reversed(range(min(len(costs), len(curves.STROKES))))]
    marked = [pieces.Upright(half, pieces.BEGIN), pieces.Upright(eighty, pieces.BEGIN)]
    posts = [Posts(published, letters(len(published)))] if published else []
    strip = strips.Strip(f"Share of the trials, by cost in {scale.unit}", [*marked, *lines, *posts], unit="1", height=230.0)
    picture = strips.drawn("scurve", f"Line chart. {heading}. {told}", axis, [strip])
    keys = [
        f"{curves.sample(at)}correlation {number(float(rank))}{', as stated' if at == 0 else ''}"
        for at, rank in enumerate(data["correlation"].values)
    ]
    legend = listed([*keys, f"{pieces.upright_sample(pieces.BEGIN)}P50 and P80"])
    return panel(heading, told, picture + legend + _named(data))


def _ends(costs: Float[np.ndarray, "c n"], published: Sequence[float]) -> tuple[float, float]:
    """From where to where the axis goes."""
    low, high = float(costs.min()), float(costs.max())
    near = [one for one in published if low / REACH <= one <= high * REACH]
    low, high = min([low, *near]), max([high, *near])
    room = ROOM * (high - low)
    return max(low - room, 0.0), high + room


def _told(data: xr.Dataset, half: float, eighty: float, company: float) -> str:
    """P50 and P80, and what the correlation does."""
    stated = number(float(data["correlation"].values[0]))
    said = f"P50 is {quantity(half, 'USD', company)}, P80 {quantity(eighty, 'USD', company)}, with amounts that go together at a rank "
    said += f"correlation of {stated}."
    curve, ranks = data["s_curve"].values.astype(np.float64), data["correlation"].values
    eighties = curve[:, round(100 * 0.8) - 1]
    others = [f"{quantity(float(eighties[at]), 'USD', company)} at {number(float(ranks[at]))}" for at in range(1, len(ranks))]
    return f"{said} P80 would be {' and '.join(others)}." if others else said


def _named(data: xr.Dataset) -> str:
    """The letters of the published totals."""
    if "budget" not in data.sizes:
        return ""
    items = (
        f'<li>{target_key(at)}<span dir="auto">{text(headed(title))}: {text(quantity(float(data["published"].values[at]), "USD"))}'
        f"{', of something else' if str(data['published_mismatch'].values[at]) else ''}</span></li>"
        for at, title in enumerate(data["budget_title"].values)
    )
    return f'<ul class="places-key">{"".join(items)}</ul>'
