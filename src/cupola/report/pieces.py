"""What is put on a strip over calendar time: fans, lines, stairs, flags, uprights, areas and columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from cupola.arrays import Float
from cupola.report import vector
from cupola.report.curves import STROKES

BAND_SHADES = (0.16, 0.3)
"""Opacity of the wider band and of the narrower one, over each other."""

MARKS = 4
"""Marks on a line."""

LEVEL = "#4a5874"
FLOWN = "#16213a"
BEGIN = "#8a4300"

APART = 17.0
"""Flags keep so far apart, points."""

FLAG = 13.0
"""Size of a flag, points."""


@dataclass(frozen=True)
class Fan:
    """Bands around a middle, in the colour of the first stroke.

    Attributes:
        places: calendar years, rising.
        bands: lower and upper ends, the widest first.
    """

    places: Float[np.ndarray, "n"]
    bands: Sequence[tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]]

    def shown(self) -> Float[np.ndarray, "m"]:
        """All ends."""
        return np.concatenate([end for band in self.bands for end in band])

    def put(self, axes: Axes) -> None:
        """The wider below the narrower."""
        for shade, (low, high) in zip(BAND_SHADES, self.bands, strict=False):
            known = np.isfinite(low) & np.isfinite(high)
            axes.fill_between(
                self.places,
                np.where(known, low, np.nan),
                np.where(known, high, np.nan),
                color=STROKES[0].colour,
                alpha=shade,
                linewidth=0.0,
            )


@dataclass(frozen=True)
class Line:
    """A line in one of the strokes; where a value is not finite it has a gap.

    Attributes:
        places: calendar years, rising.
        values: one each.
        stroke: place in `STROKES`.
        width: points.
        dots: whether every value has its mark.
    """

    places: Float[np.ndarray, "n"]
    values: Float[np.ndarray, "n"]
    stroke: int
    width: float = 1.7
    dots: bool = False

    def shown(self) -> Float[np.ndarray, "n"]:
        """The values."""
        return self.values

    def put(self, axes: Axes) -> None:
        """The line, dashed as its stroke, with a few marks that are not where other lines have theirs."""
        stroke = STROKES[self.stroke]
        known = np.isfinite(self.values)
        over = 3.0 + 0.1 * (len(STROKES) - self.stroke)
        (line,) = axes.plot(self.places, np.where(known, self.values, np.nan), color=stroke.colour, linewidth=self.width, zorder=over)
        if stroke.dash:
            line.set_dashes([part / self.width for part in stroke.dash])
        there = np.flatnonzero(known)
        if not there.size:
            return
        wanted = (np.arange(MARKS) + (self.stroke + 0.5) / len(STROKES)) / MARKS
        at = there if self.dots else there[np.unique(np.round(wanted * (there.size - 1)).astype(int))]
        (marks,) = axes.plot(self.places[at], self.values[at], stroke.mark, color=stroke.colour, markersize=6.0, zorder=over)
        marks.set(markeredgecolor="#ffffff", clip_on=False)


@dataclass(frozen=True)
class Stairs:
    """What was really launched, a step for each launch: whole up to an instant, dotted after it.

    Attributes:
        places: calendar years, rising.
        counts: so far, after each.
        begin: the instant.
    """

    places: Float[np.ndarray, "n"]
    counts: Float[np.ndarray, "n"]
    begin: float

    def shown(self) -> Float[np.ndarray, "n"]:
        """The counts."""
        return self.counts

    def put(self, axes: Axes) -> None:
        """Two stairs that meet at the instant."""
        known = self.places <= self.begin
        before = float(self.counts[known][-1]) if known.any() else 0.0
        later = bool((~known).any())
        left = axes.get_xlim()[0]
        stop = self.begin if later or known.any() else left
        whole = np.concatenate([[left], self.places[known], [stop]]), np.concatenate([[0.0], self.counts[known], [before]])
        axes.step(*whole, where="post", color=FLOWN, linewidth=2.0, zorder=4.2)
        if later:
            rest = np.concatenate([[self.begin], self.places[~known]]), np.concatenate([[before], self.counts[~known]])
            axes.step(*rest, where="post", color=FLOWN, linewidth=2.0, dashes=(1.0, 1.0), zorder=4.2)
            (end,) = axes.plot(rest[0][-1], rest[1][-1], "o", color="#ffffff", markeredgecolor=FLOWN, markersize=6.0, zorder=4.3)
            end.set(markeredgewidth=1.8, clip_on=False)


@dataclass(frozen=True)
class Flag:
    """A level with a letter, at its deadline, or at the right end without one.

    Attributes:
        place: calendar year; not a number for none.
        value: the level.
        letter: of its key.
    """

    place: float
    value: float
    letter: str


@dataclass(frozen=True)
class Flags:
    """Levels that are asked for. Letters that would lie over each other stand side by side."""

    flags: Sequence[Flag]

    def shown(self) -> Float[np.ndarray, "n"]:
        """The levels."""
        return np.array([flag.value for flag in self.flags])

    def put(self, axes: Axes) -> None:
        """A fine line for each level, and its letter on it."""
        left, right = axes.get_xlim()
        box = axes.get_position().bounds
        size = axes.get_figure().get_size_inches() * vector.POINTS_PER_INCH  # type: ignore[union-attr] -- axes on a strip have a figure
        wide, tall = box[2] * size[0], box[3] * size[1]
        low, high = axes.get_ylim()
        taken: list[tuple[float, float]] = []
        for flag in self.flags:
            axes.axhline(flag.value, color=LEVEL, linewidth=0.9, dashes=(1.5, 3.0), zorder=2.2)
            share = 1.0 if np.isnan(flag.place) else min(max((flag.place - left) / (right - left), 0.0), 1.0)
            at, up = share * wide, (flag.value - low) / (high - low) * tall
            side = -1.0 if at > 0.5 * wide else 1.0
            while any(abs(at - x) < APART and abs(up - y) < APART for x, y in taken):
                at += side * APART
            taken.append((at, up))
            x = left + at / wide * (right - left)
            (mark,) = axes.plot(x, flag.value, "s", color=FLOWN, markersize=FLAG, markeredgecolor="#ffffff", zorder=5.0)
            mark.set_clip_on(False)
            axes.text(x, flag.value, flag.letter, color="#ffffff", fontsize=10.0, ha="center", va="center_baseline", zorder=5.1)


@dataclass(frozen=True)
class Upright:
    """An instant, as a dashed line from below to above.

    Attributes:
        place: calendar year; not a number for none.
        colour: of the line.
    """

    place: float
    colour: str = LEVEL

    def shown(self) -> Float[np.ndarray, "0"]:
        """Nothing."""
        return np.zeros(0)

    def put(self, axes: Axes) -> None:
        """The line, where it lies on the axis."""
        left, right = axes.get_xlim()
        if left <= self.place <= right:
            axes.axvline(self.place, color=self.colour, linewidth=1.4, dashes=(3.0, 3.0), zorder=2.0)


@dataclass(frozen=True)
class Areas:
    """Amounts over each other.

    Attributes:
        places: calendar years, rising.
        amounts: from below; what is not finite counts as none.
        colours: one each.
    """

    places: Float[np.ndarray, "n"]
    amounts: Float[np.ndarray, "k n"]
    colours: Sequence[str]

    def shown(self) -> Float[np.ndarray, "n"]:
        """Their sum, and the zero on which they stand."""
        return np.append(np.nan_to_num(self.amounts).sum(axis=0), 0.0)

    def put(self, axes: Axes) -> None:
        """Each from the top of the one below."""
        axes.stackplot(self.places, np.nan_to_num(self.amounts), colors=list(self.colours), edgecolor="#ffffff", linewidth=0.6, zorder=2.5)


@dataclass(frozen=True)
class Columns:
    """A column for each year, amounts over each other.

    Attributes:
        places: of their middles, calendar years.
        amounts: from below; what is not finite counts as none.
        colours: one each.
        wide: years.
    """

    places: Float[np.ndarray, "n"]
    amounts: Float[np.ndarray, "k n"]
    colours: Sequence[str]
    wide: float = 0.72

    def shown(self) -> Float[np.ndarray, "n"]:
        """Their sum, and the zero on which they stand."""
        return np.append(np.nan_to_num(self.amounts).sum(axis=0), 0.0)

    def put(self, axes: Axes) -> None:
        """Each from the top of the one below."""
        below = np.zeros_like(self.places)
        for amount, colour in zip(np.nan_to_num(self.amounts), self.colours, strict=True):
            there = amount > 0.0
            axes.bar(
                self.places[there],
                amount[there],
                self.wide,
                bottom=below[there],
                color=colour,
                edgecolor="#ffffff",
                linewidth=0.8,
                zorder=2.5,
            )
            below = below + amount


def fan_sample(narrow: bool) -> str:
    """A piece of a band of a fan, for a legend."""
    shade = 1.0 - (1.0 - BAND_SHADES[0]) * (1.0 - BAND_SHADES[1]) if narrow else BAND_SHADES[0]
    return _sample(f'<rect x="1" y="1" width="38" height="12" fill="{STROKES[0].colour}" fill-opacity="{shade:.2f}"/>', 40)


def stair_sample(later: bool) -> str:
    """A piece of a stair, for a legend."""
    dash = ' stroke-dasharray="2 2"' if later else ""
    return _sample(f'<path fill="none" stroke="{FLOWN}" stroke-width="2"{dash} d="M2 12H14V7H26V2H38"/>', 40)


def upright_sample(colour: str = LEVEL) -> str:
    """A piece of an upright, for a legend."""
    return _sample(f'<path stroke="{colour}" stroke-width="1.6" stroke-dasharray="3 3" d="M7 0V14"/>', 14)


def block_sample(colour: str) -> str:
    """A piece of an area or a column, for a legend."""
    return _sample(f'<rect x="1" y="1" width="12" height="12" fill="{colour}"/>', 14)


def _sample(inner: str, wide: int) -> str:
    return f'<svg class="sample" viewBox="0 0 {wide} 14" width="{wide}" height="14" aria-hidden="true">{inner}</svg>'
