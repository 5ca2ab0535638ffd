"""Which step of a map's scale a cell falls in, and what the legend calls that step. Colours are the map's business."""

import itertools
from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float, Int
from cupola.report.quantities import LADDERS, THIN, alike, joined, quantity, scale_for

LEAST, MOST = 1e-6, 1.0 - 1e-6
"""Shares beyond these are never and always: the arrays are stored as float32."""

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.99)

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
ROUND = (
    *(1.0, 2.0, 3.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0),
    *(count * MINUTE for count in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30, 45)),
    *(count * HOUR for count in (1, 1.5, 2, 3, 4, 6, 8, 10, 12, 15, 18, 21)),
    *(count * DAY for count in (1, 1.5, 2, 3, 5, 7, 14, 30)),
)
"""Round lengths, s, up to and including which a class of spells runs."""

SIGHTS = (*(5.0 * count for count in range(1, 25)), *(15.0 * count for count in range(9, 21)), *(30.0 * count for count in range(11, 121)))
"""Times after a launch, s, up to and including which a class of first sights runs."""

MOST_CLASSES = 7
"""A map of spells has at most so many classes."""

FULL_RAMP = 5
"""With so many classes the colours of spells reach from end to end; fewer keep to the light end, so that nothing looks worse than it is."""

MOST_UNITS = 200.0
"""A label counts up to so many of a unit: 180 min, but 6.05 h."""

HATCHED, UNBROKEN, DOTTED = -1.0, -2.0, -3.0
"""Instead of a place on the colour scale: hatching for never in view, a quiet tint for always in view, dots for what is not known."""


@dataclass(frozen=True)
class Steps:
    """A scale in steps.

    Attributes:
        labels: what the legend says, from the first step to the last.
        places: for each step its place on the colour scale, in [0, 1], or `HATCHED`, `UNBROKEN` or `DOTTED`.
        isolines: values at which lines are drawn; empty where the field is shown cell by cell.
    """

    labels: tuple[str, ...]
    places: tuple[float, ...]
    isolines: tuple[float, ...]


def share_steps() -> Steps:
    """The scale of a share of time: never, seven steps, always."""
    bounds = [0.0, *SHARES, 1.0]
    middle = [f"{100 * low:g}–{100 * high:g}" for low, high in itertools.pairwise(bounds[1:])]
    labels = ("never", f"<{THIN}{100 * SHARES[0]:g}", *middle, "always")
    places = (HATCHED, *(float(place) for place in np.linspace(0.0, 1.0, len(SHARES) + 2)))
    return Steps(labels, places, SHARES)


def share_step(share: Float[np.ndarray, "..."]) -> Int[np.ndarray, "..."]:
    """Step of each share on `share_steps`."""
    return np.where(share < LEAST, 0, np.where(share > MOST, len(SHARES) + 2, 1 + np.searchsorted(SHARES, share, side="right")))


def count_steps(mean: Float[np.ndarray, "..."]) -> Steps:
    """The scale of a mean number in view: up to eight steps between round numbers, from the least to the greatest of the map."""
    low, high = float(mean.min()), float(mean.max())
    rough = (high - low) / MOST_CLASSES
    power = 10.0 ** np.floor(np.log10(rough))
    width = next(size * power for size in (1.0, 2.0, 2.5, 5.0, 10.0) if size * power >= rough * (1.0 - 1e-9))
    bounds = width * np.arange(np.floor(low / width + 1e-9) + 1.0, np.ceil(high / width - 1e-9))
    middle = [f"{first:g}–{last:g}" for first, last in itertools.pairwise(np.round(bounds, 9))]
    labels = (f"<{THIN}{np.round(bounds[0], 9):g}", *middle, f"≥{THIN}{np.round(bounds[-1], 9):g}")
    return Steps(labels, tuple(float(place) for place in np.linspace(0.0, 1.0, len(labels))), tuple(float(bound) for bound in bounds))


def spell_classes(
    spell: Float[np.ndarray, "..."], seen: Float[np.ndarray, "..."], bounds: tuple[float, ...] = ROUND
) -> tuple[tuple[float, float], ...]:
    """Shortest and longest spell of each class of one map, s, from short to long; no class is empty.

    Few different lengths get a class each. More are divided at round lengths, those that part the map most evenly: evenness is the mean of
    a spell's place between the shortest and the longest on a logarithmic scale and of the share of cells up to it.

    Args:
        spell: longest spell unseen, s.
        seen: share of time seen; cells never seen take no part.
        bounds: lengths at which they may be divided, rising, s.
    """
    lengths, cells = np.unique(spell[(spell > 0.0) & (seen >= LEAST)], return_counts=True)
    if lengths.size <= MOST_CLASSES:
        return tuple((float(length), float(length)) for length in lengths)
    rung = np.searchsorted(bounds, lengths)
    cuts = np.flatnonzero(rung[1:] > rung[:-1])
    logarithm = np.log(lengths)
    evenness = 0.5 * (logarithm - logarithm[0]) / (logarithm[-1] - logarithm[0]) + 0.5 * np.cumsum(cells) / cells.sum()
    chosen: list[int] = []
    while len(chosen) < min(len(cuts), MOST_CLASSES - 1):
        taken = np.array([0.0, 1.0, *evenness[chosen]])
        distance = np.abs(evenness[cuts][:, None] - taken[None, :]).min(axis=1)
        distance[np.isin(cuts, chosen)] = -1.0
        chosen.append(int(cuts[np.argmax(distance)]))
    ends = [-1, *sorted(chosen), lengths.size - 1]
    return tuple((float(lengths[before + 1]), float(lengths[last])) for before, last in itertools.pairwise(ends))


def spell_steps(classes: tuple[tuple[float, float], ...]) -> Steps:
    """The scale of the longest spell without view: none, then from short to long, then never in view."""
    places = np.linspace(0.0, 1.0, max(len(classes), FULL_RAMP))[: len(classes)]
    labels = (_lengths(low, high) for low, high in classes)
    return Steps(("always in view", *labels, "never in view"), (UNBROKEN, *(float(place) for place in places), HATCHED), ())


def _lengths(low: float, high: float) -> str:
    """The spells of a class, in the largest unit that gives both in halves: 1 min, not 60 s; 31–60 min, not 0.517–1 h."""
    halves = [scale for scale in LADDERS["s"] if low >= scale.size and high < MOST_UNITS * scale.size]
    halves = [scale for scale in halves if (2.0 * low / scale.size).is_integer() and (2.0 * high / scale.size).is_integer()]
    scale = halves[-1] if halves else scale_for("s", high)
    first, last = alike((low / scale.size, high / scale.size))
    return quantity(high, "s", 2.0 * scale.size) if first == last else joined(f"{first}–{last}", scale.unit)


def spell_step(
    spell: Float[np.ndarray, "..."], seen: Float[np.ndarray, "..."], classes: tuple[tuple[float, float], ...]
) -> Int[np.ndarray, "..."]:
    """Step of each cell on `spell_steps(classes)`."""
    within = 1 + np.searchsorted([high for _, high in classes], spell, side="left")
    return np.where(seen < LEAST, len(classes) + 1, np.where(spell <= 0.0, 0, within))


def waits(gap: Float[np.ndarray, "..."], seen: Float[np.ndarray, "..."]) -> tuple[Steps, Int[np.ndarray, "..."]]:
    """The scale of a map of gaps between looks, with the steps that occur on it alone, and the step of each cell.

    Args:
        gap: s; NaN where none ended within the span, though the place was looked at.
        seen: share of time seen.
    """
    known = np.where(np.isnan(gap), 0.0, gap)
    classes = spell_classes(known, seen)
    scale, step = spell_steps(classes), spell_step(known, seen, classes)
    labels = (*scale.labels[:-1], "no gap that ended", "never looked at")
    places = (*scale.places[:-1], DOTTED, scale.places[-1])
    step = np.where(seen < LEAST, len(labels) - 1, np.where(np.isnan(gap), len(labels) - 2, step))
    used, step = np.unique(step, return_inverse=True)
    return Steps(tuple(labels[at] for at in used), tuple(places[at] for at in used), ()), step.reshape(np.shape(gap))


def sights(seconds: Float[np.ndarray, "..."]) -> tuple[Steps, Int[np.ndarray, "..."]]:
    """The scale of a map of times to the first line of sight, with the steps that occur on it alone, and the step of each cell.

    Args:
        seconds: whole s after launch; infinite where it never comes, NaN where it is not known.
    """
    known = np.isfinite(seconds)
    length = np.where(known, seconds, 0.0)
    classes = spell_classes(length, known.astype(np.float64), SIGHTS)
    scale, step = spell_steps(classes), spell_step(length, np.ones_like(length), classes)
    labels = ("at once", *(_sight(low, high, classes[-1][1]) for low, high in classes), "not known", "never")
    places = (*scale.places[:-1], DOTTED, scale.places[-1])
    step = np.where(np.isnan(seconds), len(labels) - 2, np.where(known, step, len(labels) - 1))
    used, step = np.unique(step, return_inverse=True)
    return Steps(tuple(labels[at] for at in used), tuple(places[at] for at in used), ()), step.reshape(np.shape(seconds))


def _sight(low: float, high: float, longest: float) -> str:
    """The times of a class: in seconds, or where the longest of the map lasts two minutes or more as a clock shows them, 2:24–2:30."""
    if longest < 2.0 * MINUTE:
        return joined(f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}", "s")
    first, last = (f"{int(end) // 60}:{int(end) % 60:02d}" for end in (low, high))
    return first if first == last else f"{first}–{last}"
