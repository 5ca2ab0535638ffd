"""When a number is reached. Dates in s since the epoch; infinity where the horizon ends first."""

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.trials import Estimate, chance


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


def chance_by(dates: Float[np.ndarray, "t"], date: float, confidence: float = 0.95) -> Estimate:
    """Chance that a date is no later than `date`."""
    return chance(dates <= date, confidence)


def _kept(there: Bool[np.ndarray, "t s"], kept: int) -> Bool[np.ndarray, "t n"]:
    """Whether it holds from each time on for `kept` times in a row; the last times are left out."""
    total = np.cumsum(there, axis=1, dtype=np.int32)
    before = np.concatenate([np.zeros((there.shape[0], 1), np.int32), total], axis=1)
    return before[:, kept:] - before[:, :-kept] == kept
