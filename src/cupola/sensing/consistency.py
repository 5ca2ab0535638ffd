"""Whether a filter's errors are what it says they are: chi-square intervals over trials, and the chance behind a count. NumPy and SciPy.

The normalised estimation error squared of n components is chi-square with n degrees of freedom where the filter is honest, and its sum over
N independent trials with N n (Bar-Shalom, Li and Kirubarajan 2001, section 5.4.2).
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import beta, chi2

from cupola.arrays import Float, Int

BELIEVED = 0.9999
"""Chance with which an honest look passes the gate."""

HONEST = 1.0 - 1e-6
"""Chance with which the error of an honest track stays below the limit beyond which it is astray. Errors of a long track last for minutes,
so that a lower one drops honest tracks: 0.999 some in a thousand."""

ASTRAY_FOR = 60.0
"""s on end beyond that limit after which a track counts as dropped."""


def chi_square_quantile(level: float, freedom: int) -> float:
    """The value below which a chi-square number of so many degrees of freedom lies with the chance `level`, in (0, 1)."""
    if not 0.0 < level < 1.0:
        raise ValueError(f"level: got {level}; must lie between 0 and 1: 0.95 is usual")
    return float(chi2.ppf(level, freedom))


def mean_interval(freedom: int, trials: Int[np.ndarray, "..."] | int, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Between which values the mean over trials of an honest filter's normalised errors squared lies with the chance `level`.

    Args:
        freedom: components of the error.
        trials: independent trials; where there is none the interval is [0, infinity).
        level: in (0, 1).
    """
    count = np.asarray(trials)
    some = np.maximum(count, 1)
    low = chi2.ppf(0.5 * (1.0 - level), some * freedom) / some
    high = chi2.ppf(0.5 * (1.0 + level), some * freedom) / some
    return np.where(count > 0, low, 0.0), np.where(count > 0, high, np.inf)


def share_inside(
    means: Float[np.ndarray, "t i"], trials: Int[np.ndarray, "t i"], freedom: int = 6, level: float = 0.95
) -> Float[np.ndarray, "i"]:
    """Share of the instants with a track at which the mean normalised error squared lies in its interval; 0 where there is none.

    Args:
        means: over trials, at each instant.
        trials: tracks behind each mean.
        freedom: components of the error.
        level: of the interval.
    """
    low, high = mean_interval(freedom, trials, level)
    some = trials > 0
    return (some & (means >= low) & (means <= high)).sum(axis=0) / np.maximum(some.sum(axis=0), 1)


@dataclass(frozen=True)
class Share:
    """A share seen in trials, and the interval that holds the chance behind it.

    Attributes:
        value: seen.
        low: lower end.
        high: upper end.
        level: chance, at least, that an interval made so holds the true value.
    """

    value: float
    low: float
    high: float
    level: float


def share(count: int, trials: int, level: float = 0.95) -> Share:
    """The exact interval of Clopper and Pearson, Biometrika 26 (1934) 404.

    Args:
        count: trials in which it happened, 0 to `trials`.
        trials: independent trials, at least one.
        level: in (0, 1).

    Raises:
        ValueError: no trial, or a count outside them.
    """
    if trials < 1 or not 0 <= count <= trials:
        raise ValueError(f"got {count} of {trials} trials; there must be one or more, and the count among them")
    half = 0.5 * (1.0 - level)
    low = float(beta.ppf(half, count, trials - count + 1)) if count else 0.0
    high = float(beta.ppf(1.0 - half, count + 1, trials - count)) if count < trials else 1.0
    return Share(count / trials, low, high, level)
