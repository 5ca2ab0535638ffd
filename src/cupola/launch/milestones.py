"""When a number is reached, and how sure a run of trials is of it. Dates in s since the epoch; infinity where the horizon ends first.

Nothing is interpolated: a quantile of dates is one of the dates, so that an infinite one stays infinite.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import binom, norm

from cupola.arrays import Bool, Float, Int


@dataclass(frozen=True)
class Estimate:
    """A number found from trials, with the interval that its confidence asks for."""

    value: float
    low: float
    high: float


def first_time(
    times: Float[np.ndarray, "s"], count: Int[np.ndarray, "t s"], least: Int[np.ndarray, "#t"] | int, kept: int = 1
) -> Float[np.ndarray, "t"]:
    """Date at which a count first is `least` or more, and stays so.

    Args:
        times: of the counts, s.
        count: of each trial.
        least: to be reached, one for all trials or one for each.
        kept: times in a row at which it must hold, 1 or more; the first of them is the date.

    Returns:
        Infinity where it is not reached, or not kept before the horizon ends.

    Raises:
        ValueError: `kept` below 1.
    """
    if kept < 1:
        raise ValueError(f"kept: got {kept}; must be 1 or more times in a row")
    there = count >= np.atleast_1d(least)[:, None]
    if kept > 1:
        there = _kept(there, kept)
    return (
        np.where(there.any(axis=1), times[: there.shape[1]][there.argmax(axis=1)], np.inf)
        if there.shape[1]
        else np.full(len(count), np.inf)
    )


def quantile(dates: Float[np.ndarray, "t"], share: float, confidence: float = 0.95) -> Estimate:
    """The date by which a share of the trials is there, and order statistics that hold the true one with the confidence.

    Args:
        dates: one a trial, infinity for never.
        share: in (0, 1).
        confidence: of the interval; its ends are dates of trials, or infinite where there are too few trials to say.

    Raises:
        ValueError: no trials, or a share that is not between 0 and 1.

    The number of dates before the true quantile is binomial, whatever they are distributed like (David and Nagaraja, Order Statistics,
    3rd ed. 2003, section 7.1); each end is missed with half of what the confidence leaves at most.
    """
    trials = dates.shape[0]
    if not (trials and 0.0 < share < 1.0):
        raise ValueError(f"got a share of {share} of {trials} trials; a share lies between 0 and 1, and there must be a trial")
    ranked = np.concatenate([[-np.inf], np.sort(dates), [np.inf]])
    miss = 0.5 * (1.0 - confidence)
    low = int(binom.ppf(miss, trials, share))
    high = int(binom.ppf(1.0 - miss, trials, share)) + 1
    # Of a share that is a whole number of trials in exact arithmetic that number is taken.
    middle = int(np.ceil(np.round(share * trials, 9)))
    return Estimate(float(ranked[middle]), float(ranked[low]), float(ranked[high]))


def chance(happened: Bool[np.ndarray, "t"], confidence: float = 0.95) -> Estimate:
    """Share of the trials in which something happened, with Wilson's interval.

    Raises:
        ValueError: no trials.

    Source: Wilson, J. Am. Stat. Assoc. 22 (1927) 209.
    """
    trials = happened.shape[0]
    if not trials:
        raise ValueError("got no trials; a chance needs one or more")
    share, z = float(np.mean(happened)), float(norm.ppf(0.5 + 0.5 * confidence))
    spread = z * np.sqrt(share * (1.0 - share) / trials + (0.5 * z / trials) ** 2)
    middle, whole = share + 0.5 * z**2 / trials, 1.0 + z**2 / trials
    # Rounding must not put the share itself outside where nothing or everything happened, nor an end below 0 or above 1.
    low, high = float((middle - spread) / whole), float((middle + spread) / whole)
    return Estimate(share, min(max(low, 0.0), share), max(min(high, 1.0), share))


def chance_by(dates: Float[np.ndarray, "t"], date: float, confidence: float = 0.95) -> Estimate:
    """Chance that a date is no later than `date`."""
    return chance(dates <= date, confidence)


def _kept(there: Bool[np.ndarray, "t s"], kept: int) -> Bool[np.ndarray, "t n"]:
    """Whether it holds from each time on for `kept` times in a row; the last times are left out."""
    total = np.cumsum(there, axis=1, dtype=np.int32)
    before = np.concatenate([np.zeros((there.shape[0], 1), np.int32), total], axis=1)
    return before[:, kept:] - before[:, :-kept] == kept
