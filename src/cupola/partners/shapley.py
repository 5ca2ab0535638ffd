"""What each partner is worth, exactly: Shapley values and the Banzhaf index from the values of all coalitions. In the unit of the values.

A value v(S) stands at the place of coalition S in `coalitions.every`; axes before the last (trials, metrics) are kept. Time and memory grow
as n 2^n: 12 partners take a blink, 20 about a tenth of a second.
"""

from dataclasses import dataclass
from math import comb

import numpy as np
from scipy.stats import t as student

from cupola.arrays import Float
from cupola.partners.coalitions import partners_of


@dataclass(frozen=True)
class Estimate:
    """Numbers with what is not known of them, one for each partner.

    Attributes:
        value: best estimate, (n,).
        error: its standard error, (n,).
        low: lower end of the interval, (n,).
        high: upper end, (n,).
        confidence: with which each interval, taken alone, holds the true number.
    """

    value: Float[np.ndarray, "n"]
    error: Float[np.ndarray, "n"]
    low: Float[np.ndarray, "n"]
    high: Float[np.ndarray, "n"]
    confidence: float


def weights_of(partners: int) -> Float[np.ndarray, "n"]:
    """Chance that, in a random order of n partners, one comes right after s given others: s! (n - s - 1)! / n!, for s from 0 to n - 1.

    Shapley (Contributions to the Theory of Games II, 1953, 307). From whole numbers, rounded once.
    """
    return np.array([1.0 / (partners * comb(partners - 1, size)) for size in range(partners)])


def joining(values: Float[np.ndarray, "... c"], partner: int) -> tuple[Float[np.ndarray, "... h"], Float[np.ndarray, "... h"]]:
    """Values of all coalitions without a partner, and of the same ones with it; both in rising order of the other partners' bits."""
    split = values.reshape(*values.shape[:-1], -1, 2, 1 << partner)
    shape = (*values.shape[:-1], values.shape[-1] // 2)
    return split[..., 0, :].reshape(shape), split[..., 1, :].reshape(shape)


def spread_weights(partners: int) -> Float[np.ndarray, "h"]:
    """`weights_of` at each coalition of the other n - 1 partners, in the order of `joining`."""
    return weights_of(partners)[np.bitwise_count(np.arange(1 << (partners - 1)))]


def weighted(added: Float[np.ndarray, "... h"], weights: Float[np.ndarray, "h"]) -> Float[np.ndarray, "..."]:
    """Weighted sum over coalitions. Not by BLAS, whose threads take longer to start than half a million terms take to add."""
    return np.einsum("...h,h->...", added, weights)


def shapley(values: Float[np.ndarray, "... c"]) -> Float[np.ndarray, "... n"]:
    """Shapley value of each partner: what it adds on joining, averaged over all orders in which the partners may join.

    Args:
        values: of all coalitions, finite; shape (2^n,), (trials, 2^n) or with more axes in front.

    Returns:
        They add up to v(everyone) - v(nobody). A partner that never adds anything has exactly 0.

    Raises:
        ValueError: a length that is no power of two, or values that are not finite: say the horizon's end for a date that never comes.
    """
    table, partners = _checked(values)
    weights = spread_weights(partners)
    return np.stack([weighted(_added(table, one), weights) for one in range(partners)], axis=-1)


def banzhaf(values: Float[np.ndarray, "... c"]) -> Float[np.ndarray, "... n"]:
    """Banzhaf value of each partner: what it adds to a coalition in which each of the others is with even odds (Banzhaf 1965; Owen 1975).

    The values need not add up to anything; divided by their sum they are the normalised index.

    Raises:
        ValueError: as `shapley`.
    """
    table, partners = _checked(values)
    return np.stack([_added(table, one).mean(axis=-1) for one in range(partners)], axis=-1)


def over_trials(each: Float[np.ndarray, "t n"], confidence: float = 0.95) -> Estimate:
    """Mean over trials and its Monte Carlo error.

    Args:
        each: of each trial, as `shapley` gives for values (trials, 2^n). Where the coalitions of a trial share their random numbers, what
            they have in common has gone already, and the error is that of the differences alone.
        confidence: of each interval; Student's, so it leans on the central limit theorem.

    Raises:
        ValueError: fewer than two trials, or a confidence outside (0, 1).
    """
    trials = each.shape[0]
    if trials < 2 or not 0.0 < confidence < 1.0:
        raise ValueError(f"got {trials} trials and a confidence of {confidence}; an error needs two trials, a confidence lies in (0, 1)")
    value, error = each.mean(axis=0), each.std(axis=0, ddof=1) / np.sqrt(trials)
    half = error * float(student.ppf(0.5 + 0.5 * confidence, trials - 1))
    return Estimate(value, error, value - half, value + half, confidence)


def _added(table: Float[np.ndarray, "... c"], partner: int) -> Float[np.ndarray, "... h"]:
    split = table.reshape(*table.shape[:-1], -1, 2, 1 << partner)
    return (split[..., 1, :] - split[..., 0, :]).reshape(*table.shape[:-1], -1)


def _checked(values: Float[np.ndarray, "... c"]) -> tuple[Float[np.ndarray, "... c"], int]:
    table = np.asarray(values, dtype=np.float64)
    partners = partners_of(table)
    if not np.all(np.isfinite(table)):
        raise ValueError("values: some are not finite; every coalition needs a finite value, such as the horizon's end for never")
    return table, partners
