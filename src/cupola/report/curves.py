"""Share of time in view against latitude, one line for each number in view, told apart by colour, dash and mark."""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float
from cupola.report import vector

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
)
"""For levels 1 to 4. The colours hold a contrast of 4.5 against white."""


def by_latitude(name: str, alternative: str, latitudes: Float[np.ndarray, "n_lat"], shares: Float[np.ndarray, "levels n_lat"]) -> str:
    """The curves as inline SVG, at most one for each of `STROKES`.

    Args:
        name: prefix of its ids, unique in the page.
        alternative: what they show, in words.
        latitudes: degrees, rising.
        shares: in [0, 1].
    """
    with vector.drawing(name):
        figure = vector.blank(WIDTH, HEIGHT)
        axes = figure.add_axes((50.0 / WIDTH, 26.0 / HEIGHT, 1.0 - 76.0 / WIDTH, 1.0 - 34.0 / HEIGHT))
        axes.set_facecolor("none")
        axes.set_xlim(-90.0, 90.0)
        axes.set_ylim(0.0, 1.0)
        axes.set_xticks([-90, -60, -30, 0, 30, 60, 90], ["90° S", "60° S", "30° S", "0°", "30° N", "60° N", "90° N"])
        axes.set_yticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0 %", "25 %", "50 %", "75 %", "100 %"])
        axes.tick_params(length=0.0, pad=6.0)
        axes.grid(color=vector.RULE, linewidth=0.8)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        step = max(1, round(20.0 / float(latitudes[1] - latitudes[0])))
        for level, (stroke, share) in reversed(list(enumerate(zip(STROKES, shares, strict=False)))):
            (line,) = axes.plot(latitudes, share, color=stroke.colour, linewidth=2.2, marker=stroke.mark, markersize=6.0, clip_on=False)
            line.set_markevery((level * step // len(STROKES) + step // 2, step))
            line.set_markeredgecolor("#ffffff")
            if stroke.dash:
                line.set_dashes([part / 2.2 for part in stroke.dash])
        return vector.inline(figure, name, alternative)


def sample(level: int) -> str:
    """A short piece of the line for a level (counted from 0), for a legend."""
    stroke = STROKES[level]
    dash = f' stroke-dasharray="{" ".join(f"{part:g}" for part in stroke.dash)}"' if stroke.dash else ""
    mark = {
        "o": '<circle cx="20" cy="7" r="3.6"/>',
        "s": '<rect x="16.6" y="3.6" width="6.8" height="6.8"/>',
        "^": '<path d="M20 2.8L24 10H16z"/>',
        "D": '<path d="M20 2L25 7L20 12L15 7z"/>',
    }[stroke.mark]
    return (
        f'<svg class="sample" viewBox="0 0 40 14" width="40" height="14" aria-hidden="true" fill="{stroke.colour}">'
        f'<line x1="1" y1="7" x2="39" y2="7" stroke="{stroke.colour}" stroke-width="2.2"{dash}/>{mark}</svg>'
    )
