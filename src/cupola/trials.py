"""What a run of trials says, and how sure it is of it: quantiles and chances, with the interval that their number allows.

Nothing is interpolated: a quantile is the number of some trial, so that an infinite one, a date that never comes, stays infinite. The
intervals hold what too few trials leave open, and nothing that the trials themselves leave out.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.stats import binom, norm

from cupola.arrays import Bool, Float


@dataclass(frozen=True)
class Estimate:
    """Numbers found from trials, with the interval that a confidence asks for; arrays of one shape, () for a single number."""

    value: Float[np.ndarray, "*n"]
    low: Float[np.ndarray, "*n"]
    high: Float[np.ndarray, "*n"]


def quantile(values: Float[np.ndarray, "t *n"], share: float, confidence: float = 0.95) -> Estimate:
    """What a share of the trials does not exceed: P50 for 0.5, P80 for 0.8; by year or by layer where these are further axes.

    Args:
        values: of each trial.
        share: in (0, 1).
        confidence: of the interval; its ends are numbers of trials, or infinite where there are too few trials to say.

    The number of values below the true quantile is binomial, whatever they are distributed like (David and Nagaraja, Order Statistics, 3rd
    ed. 2003, section 7.1). Quantiles of parts do not add up to the quantile of the sum.

    Raises:
        ValueError: no trials, or a share that is not between 0 and 1.
    """
    trials = values.shape[0]
    if not (trials and 0.0 < share < 1.0):
        raise ValueError(f"got a share of {share} of {trials} trials; a share lies between 0 and 1, and there must be a trial")
    low, middle, high = _ranks(trials, share, confidence)
    end = np.full((1, *values.shape[1:]), np.inf)
    ranked = np.concatenate([-end, np.sort(values, axis=0), end])
    return Estimate(ranked[middle], ranked[low], ranked[high])


@cache
def _ranks(trials: int, share: float, confidence: float) -> tuple[int, int, int]:
    """Of the quantile and the ends of its interval, 0 and one beyond the last for values that no trial has."""
    miss = 0.5 * (1.0 - confidence)
    # Of a share that is a whole number of trials in exact arithmetic that number is taken.
    middle = int(np.ceil(np.round(share * trials, 9)))
    return int(binom.ppf(miss, trials, share)), middle, int(binom.ppf(1.0 - miss, trials, share)) + 1


def chance(happened: Bool[np.ndarray, "t"], confidence: float = 0.95) -> Estimate:
    """Share of the trials in which something happened, with Wilson's interval (J. Am. Stat. Assoc. 22 (1927) 209).

    Raises:
        ValueError: no trials.
    """
    trials = happened.shape[0]
    if not trials:
        raise ValueError("got no trials; a chance needs one or more")
    share, z = float(np.mean(happened)), float(norm.ppf(0.5 + 0.5 * confidence))
    spread = z * np.sqrt(share * (1.0 - share) / trials + (0.5 * z / trials) ** 2)
    middle, whole = share + 0.5 * z**2 / trials, 1.0 + z**2 / trials
    # Rounding must not put the share itself outside where nothing or everything happened, nor an end below 0 or above 1.
    low, high = (middle - spread) / whole, (middle + spread) / whole
    return Estimate(np.array(share), np.array(min(max(low, 0.0), share)), np.array(max(min(high, 1.0), share)))
