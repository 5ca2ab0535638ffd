"""Shapley values from some coalitions where all are too many: partners on rings, every way round, with bounds. In the unit of the values.

A ring is a random order of the n partners, closed to a circle. Its 2n orders start at any partner and run either way round; all their
coalitions are stretches of the ring, n (n - 1) of them beside nobody and everyone. So each coalition serves two orders from either side,
every partner comes as often in every place (as in the stratified samples of Maleki and others, arXiv:1306.4265 (2013)), and each
order stands beside its mirror image (antithetic). Rings are independent of one another.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from cupola.arrays import Float, Int
from cupola.partners.coalitions import everyone
from cupola.partners.shapley import Estimate

_AT_ONCE = 4_000_000
"""Values looked up at a time."""


@dataclass(frozen=True)
class Sampled(Estimate):
    """Shapley values from rings of partners. What is not known has two parts, beside `error`, which holds both.

    Attributes:
        of_orders: standard error from seeing some orders and not all, (n,).
        of_trials: standard error from the trials behind the values, (n,); 0 where values carry none.
        rings: how many were seen.
        bound: where the interval comes from, "central limit" or "Hoeffding".
    """

    of_orders: Float[np.ndarray, "n"]
    of_trials: Float[np.ndarray, "n"]
    rings: int
    bound: str


def rings_of(draws: Float[np.ndarray, "g n"]) -> Int[np.ndarray, "g n"]:
    """A random ring of the partners for each row of independent uniform numbers; the first rings are those of a longer run."""
    return np.argsort(draws, axis=1, kind="stable")


def needed(rings: Int[np.ndarray, "g n"]) -> Int[np.ndarray, "m"]:
    """The coalitions that the rings ask for, each once, rising; nobody and everyone among them.

    Raises:
        ValueError: more partners than a coalition holds.
    """
    everyone(rings.shape[1])
    return np.unique(np.concatenate([np.unique(_stretches(rings[some])) for some in _chunks(rings, 1)]))


def sampled(
    rings: Int[np.ndarray, "g n"], values: Float[np.ndarray, "... m"], confidence: float = 0.95, span: Float[np.ndarray, "#n"] | None = None
) -> Sampled:
    """Shapley values with bounds from the values of the coalitions that the rings ask for.

    Args:
        rings: as `rings_of` gives, (g, n).
        values: of the coalitions `needed(rings)`, in their order: (m,), or (trials, m), all coalitions of a trial with the same random
            numbers.
        confidence: of each interval, taken alone.
        span: of what a partner can add, the greatest less the smallest, one number or one for each. With it the interval is Hoeffding's,
            as Maleki and others use it: wide, but sure for any number of rings. Without it, Student's over the rings, which leans on the
            central limit theorem: too narrow for partners that matter in few orders, and of no width where all rings say the same.

    Returns:
        Values without bias; they add up to v(everyone) - v(nobody) for any number of rings.

    Raises:
        ValueError: fewer than two rings and no span, values that are too few or not finite, or a confidence outside (0, 1).

    With trials the two errors are those of a crossed design, rings by trials; adding them up counts the part that both share twice, which
    errs on the safe side.
    """
    coalitions = needed(rings)
    table = np.atleast_2d(np.asarray(values, dtype=np.float64))
    if table.shape[-1] != coalitions.size or table.ndim != 2 or not np.all(np.isfinite(table)):
        raise ValueError(f"values: got shape {np.shape(values)}; these rings need {coalitions.size} finite values, or as many a trial")
    if not 0.0 < confidence < 1.0 or (span is None and rings.shape[0] < 2):
        raise ValueError(
            f"got {rings.shape[0]} rings and a confidence of {confidence}; a bound needs two rings or a span, a confidence in (0, 1)"
        )
    by_ring = np.empty(rings.shape)
    by_trial = np.zeros((table.shape[0], rings.shape[1]))
    for some in _chunks(rings, table.shape[0]):
        each = _of_rings(rings[some], table[:, np.searchsorted(coalitions, _stretches(rings[some]))])
        by_ring[some] = each.mean(axis=0)
        by_trial += each.sum(axis=1)
    of_orders, of_trials = _error(by_ring), _error(by_trial / rings.shape[0])
    value, error = by_ring.mean(axis=0), np.hypot(of_orders, of_trials)
    half = _half(of_orders, of_trials, rings.shape[0], table.shape[0], confidence, span)
    bound = "central limit" if span is None else "Hoeffding"
    return Sampled(value, error, value - half, value + half, confidence, of_orders, of_trials, rings.shape[0], bound)


def _chunks(rings: Int[np.ndarray, "g n"], trials: int) -> Iterator[slice]:
    """Some rings after the other, so that memory does not grow with their number."""
    size = max(_AT_ONCE // (trials * rings.shape[1] ** 2), 1)
    for first in range(0, rings.shape[0], size):
        yield slice(first, first + size)


def _stretches(rings: Int[np.ndarray, "g n"]) -> Int[np.ndarray, "g n l"]:
    """Coalitions of the partners from each place of a ring on, 0 to n of them."""
    count, partners = rings.shape
    bits = np.int64(1) << np.concatenate([rings, rings[:, :-1]], axis=1).astype(np.int64)
    from_each = np.lib.stride_tricks.sliding_window_view(bits, partners, axis=1)
    return np.concatenate([np.zeros((count, partners, 1), np.int64), np.cumsum(from_each, axis=2)], axis=2)


def _of_rings(rings: Int[np.ndarray, "g n"], value: Float[np.ndarray, "t g n l"]) -> Float[np.ndarray, "t g n"]:
    """Mean of what each partner adds over the 2n orders of a ring, from the values of its stretches."""
    count, partners = rings.shape
    place, length = np.arange(partners)[:, None], np.arange(partners)[None, :]
    start = (place - length) % partners
    behind = value[:, :, start, length + 1] - value[:, :, start, length]
    before = value[:, :, place, length + 1] - value[:, :, (place + 1) % partners, length]
    found = np.empty((value.shape[0], count, partners))
    found[:, np.arange(count)[:, None], rings] = 0.5 * (behind + before).mean(axis=3)
    return found


def _error(each: Float[np.ndarray, "k n"]) -> Float[np.ndarray, "n"]:
    """Standard error of the mean over the first axis; none where there is one row."""
    rows = each.shape[0]
    return each.std(axis=0, ddof=1) / np.sqrt(rows) if rows > 1 else np.zeros(each.shape[1])


def _half(
    of_orders: Float[np.ndarray, "n"],
    of_trials: Float[np.ndarray, "n"],
    rings: int,
    trials: int,
    confidence: float,
    span: Float[np.ndarray, "#n"] | None,
) -> Float[np.ndarray, "n"]:
    """Half the width of the intervals. With both a span and trials each may miss with half of what the confidence leaves."""
    miss = 1.0 - confidence
    if span is None:
        free = min(rings, trials) - 1 if trials > 1 else rings - 1
        return float(student.ppf(1.0 - 0.5 * miss, free)) * np.hypot(of_orders, of_trials)
    part = 0.5 * miss if trials > 1 else miss
    return np.asarray(span) * np.sqrt(np.log(2.0 / part) / (2.0 * rings)) + float(norm.ppf(1.0 - 0.5 * part)) * of_trials
