"""Which step of a map's scale a cell falls in, and what the legend calls that step. Colours are the map's business."""

import itertools
from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float, Int
from cupola.report.quantities import THIN, quantity, span

LEAST, MOST = 1e-6, 1.0 - 1e-6
"""Shares beyond these are never and always: the arrays are stored as float32."""

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.99)

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
SPELLS = (
    *(1.0, 3.0, 10.0, 30.0),
    *(count * MINUTE for count in (1, 2, 5, 10, 20, 30)),
    *(count * HOUR for count in (1, 2, 3, 6, 12)),
    *(count * DAY for count in (1, 2, 7, 30)),
)
"""Round lengths, s, that divide a map of spells."""

MOST_SPELLS = 6
"""At most so many of `SPELLS` divide one map."""

HATCHED, BLANK = -1.0, -2.0
"""Instead of a place on the colour scale: hatching for never seen, white for never unseen."""


@dataclass(frozen=True)
class Steps:
    """A scale in steps.

    Attributes:
        labels: what the legend says, from the first step to the last.
        places: for each step its place on the colour scale, in [0, 1], or `HATCHED` or `BLANK`.
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


def spell_bounds(spell: Float[np.ndarray, "..."], seen: Float[np.ndarray, "..."]) -> tuple[float, ...]:
    """Round lengths that divide the spells of one map, evenly chosen among those between the shortest and the longest.

    Args:
        spell: longest spell unseen, s.
        seen: share of time seen; cells never seen take no part.
    """
    counted = spell[(spell > 0.0) & (seen >= LEAST)]
    if counted.size == 0:
        return ()
    inside = [bound for bound in SPELLS if counted.min() < bound <= counted.max()]
    chosen = np.rint(np.linspace(0, len(inside) - 1, min(len(inside), MOST_SPELLS))).astype(int)
    return tuple(inside[index] for index in chosen)


def spell_steps(bounds: tuple[float, ...]) -> Steps:
    """The scale of the longest spell unseen: never unseen, then from short to long, then never seen."""
    if bounds:
        middle = [span(low, high, "s").replace(" to ", "–") for low, high in itertools.pairwise(bounds)]
        labels = (f"<{THIN}{quantity(bounds[0], 's')}", *middle, f"from {quantity(bounds[-1], 's')}")
    else:
        labels = ("sometimes unseen",)
    places = np.linspace(1.0, 0.0, len(labels)) if bounds else np.array([0.5])
    return Steps(("never unseen", *labels, "never seen"), (BLANK, *(float(place) for place in places), HATCHED), ())


def spell_step(spell: Float[np.ndarray, "..."], seen: Float[np.ndarray, "..."], bounds: tuple[float, ...]) -> Int[np.ndarray, "..."]:
    """Step of each cell on `spell_steps(bounds)`."""
    within = 1 + np.searchsorted(np.asarray(bounds), spell, side="right")
    return np.where(seen < LEAST, len(bounds) + 2, np.where(spell <= 0.0, 0, within))
