"""From sorted spells, or from windows, to what people read: quantiles of the gaps, and how long a request waits for the next look (NumPy).

A gap is the time from the end of one look to the start of the next. The response is the wait from a moment taken at random to the next
look, nothing where the place is in sight at that moment; its mean over a time T is half the sum of the squared gaps over T (the inspection
paradox: Feller, An Introduction to Probability Theory and Its Applications II, section I.4).
"""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.coverage.scanning import NEVER
from cupola.coverage.spells import Spells, class_of, lengths_of

QUANTILES = (0.5, 0.9)
"""Of the gaps: half, and nine in ten, are no longer."""

MOST = 0.9
"""Share of the moments from which the response is shorter than told."""


@dataclass(frozen=True)
class Waits:
    """Waits of each cell, for v views on r rings of c columns.

    Attributes:
        seen_share: share of instants with one in view or more, (v, r, c).
        gap_count: closed gaps.
        gap_quantile: gap that a share `QUANTILES` of the closed gaps does not pass, s, (q, v, r, c); NaN where there is none. Right to
            `spells.QUANTILE_ERROR`.
        longest_gap: longest closed gap, s; 0 if none.
        open_gap: longest spell cut by the start or the end of the span, s: its true length is at least this.
        mean_response: s; where `bounded` is False a lower bound, gaps cut by the span's ends taken as closed there.
        bounded: whether the place was in sight twice or always, so that the response is known.
    """

    seen_share: Float[np.ndarray, "v r c"]
    gap_count: Float[np.ndarray, "v r c"]
    gap_quantile: Float[np.ndarray, "q v r c"]
    longest_gap: Float[np.ndarray, "v r c"]
    open_gap: Float[np.ndarray, "v r c"]
    mean_response: Float[np.ndarray, "v r c"]
    bounded: Bool[np.ndarray, "v r c"]


def waits_of(sums: Spells, step: float) -> Waits:
    """Turn sorted spells of instants `step` seconds apart into seconds."""
    instants, head, tail, bounded = _ends(sums)
    squares = sums.squares + np.where(bounded, 0, head**2 + tail**2)
    over = np.where(bounded, instants - head - tail, instants)
    return Waits(
        seen_share=sums.seen / instants,
        gap_count=sums.classes.sum(axis=-1).astype(float),
        gap_quantile=np.stack([_quantile(sums.classes, share) for share in QUANTILES]) * step,
        longest_gap=sums.longest * step,
        open_gap=np.maximum(head, tail) * step,
        mean_response=0.5 * step * squares / np.maximum(over, 1),
        bounded=bounded,
    )


def _ends(sums: Spells) -> tuple[int, Int[np.ndarray, "v r c"], Int[np.ndarray, "v r c"], Bool[np.ndarray, "v r c"]]:
    """Instants of the span, those before the first sight (all if none) and after the last, and whether the waits are known."""
    instants, never = sums.stop - sums.start, sums.first == NEVER
    head = np.where(never, instants, sums.first - sums.start)
    tail = np.where(never, 0, sums.stop - 1 - sums.last)
    return instants, head, tail, (sums.total > 0) | (head + tail == 0)


def _middles(count: int) -> Float[np.ndarray, "b"]:
    """Instants that stand for each class: its middle."""
    return lengths_of(count).mean(axis=-1)


def _quantile(classes: Int[np.ndarray, "... b"], share: float) -> Float[np.ndarray, "..."]:
    """The shortest class up to which a share of the spells lies, in instants; NaN where there are no spells."""
    total = classes.sum(axis=-1)
    reached = np.cumsum(classes, axis=-1) >= share * total[..., None]
    return np.where(total > 0, _middles(classes.shape[-1])[np.argmax(reached, axis=-1)], np.nan)


def pooled_quantile(sums: Spells, weights: Float[np.ndarray, "r c"], share: float, step: float) -> Float[np.ndarray, "v"]:
    """Gap that a share of the closed gaps of a region does not pass, s; each counts for the weight of its cell. NaN where there is none.

    Args:
        sums: sorted spells.
        weights: of the region's cells; 0 outside.
        share: 0 to 1.
        step: between instants, s.
    """
    pool = _pool(sums, weights)
    reached = np.cumsum(pool, axis=-1) >= share * pool.sum(axis=-1)[:, None] * (1.0 - 1e-12)
    return np.where(pool.sum(axis=-1) > 0.0, _middles(pool.shape[-1])[np.argmax(reached, axis=-1)] * step, np.nan)


def pooled_response(sums: Spells, weights: Float[np.ndarray, "r c"], step: float, share: float = MOST) -> Float[np.ndarray, "v"]:
    """Wait that a share of all moments does not pass, at a place of a region taken by weight, s.

    Moments before the first and after the last sight of a place do not count. Of a place that was in sight once or never the whole span
    counts, its cut gaps taken as closed: the answer is then a lower bound.
    """
    pool = _pool(sums, weights)
    instants, head, tail, bounded = _ends(sums)
    over = (np.where(bounded, instants - head - tail, instants) * weights).sum(axis=(-2, -1))
    for cut in (head, tail):
        view, ring, column = np.nonzero(~bounded & (cut > 0) & (weights > 0.0))
        np.add.at(pool, (view, class_of(cut[view, ring, column])), weights[ring, column])
    middle = _middles(pool.shape[-1])
    found = np.full(len(pool), np.nan)
    for view, (spells, moments) in enumerate(zip(pool, over, strict=True)):
        if moments > 0.0:
            # Of a gap of m instants, m - x moments wait longer than x: falling and piecewise linear in x.
            longer = np.array([(spells * np.maximum(middle - x, 0.0)).sum() for x in middle])
            found[view] = np.interp((1.0 - share) * moments, longer[::-1], middle[::-1]) * step
    return found


def _pool(sums: Spells, weights: Float[np.ndarray, "r c"]) -> Float[np.ndarray, "v b"]:
    """Spells of each class in a region, by weight."""
    cells = weights > 0.0
    return np.einsum("vkb,k->vb", sums.classes[:, cells], weights[cells])


def windows_waits(
    start: Float[np.ndarray, "k"], end: Float[np.ndarray, "k"], begin: float, stop: float
) -> tuple[Float[np.ndarray, "g"], float, float]:
    """Gaps of one place between windows of any satellites, s.

    Args:
        start: of each window.
        end: of each window.
        begin: of the span.
        stop: of the span.

    Returns:
        The closed gaps in the order of time; what the span's start cuts; what its end cuts: the whole span and 0 where there is no window.
    """
    if not len(start):
        return np.empty(0), stop - begin, 0.0
    order = np.argsort(start, kind="stable")
    reached = np.maximum.accumulate(end[order])
    gaps = start[order][1:] - reached[:-1]
    return gaps[gaps > 0.0], float(start[order][0] - begin), float(stop - reached[-1])
