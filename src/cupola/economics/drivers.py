"""What moves a total: how much of its variance each element makes up, and how much each fact explains. Shares without unit.

Elements add up to the total, so their shares add up to 1. Facts act through each other: their shares need not, and correlated facts
share what they explain.
"""

import numpy as np
from scipy.stats import rankdata

from cupola.arrays import Float

_ROUNDING = 1e-12


def element_shares(elements: Float[np.ndarray, "t e"]) -> Float[np.ndarray, "e"]:
    """Share of the variance of the sum that each element makes up: its covariance with the sum over the variance of the sum.

    They add up to 1; an element that saves what others cost has a share below 0. All are 0 where the sum does not vary, and so is one that
    varies by rounding alone.
    """
    varies = np.ptp(elements, axis=0) > _ROUNDING * np.abs(elements).max(axis=0)
    apart = np.where(varies, elements - elements.mean(axis=0), 0.0)
    total = apart.sum(axis=1)
    variance = float(total @ total)
    return apart.T @ total / variance if variance > 0.0 else np.zeros(elements.shape[1])


def correlation_ratios(facts: Float[np.ndarray, "t f"], total: Float[np.ndarray, "t"], slices: int = 0) -> Float[np.ndarray, "f"]:
    """Share of the variance of a total that vanishes on the average once a fact is known, whatever the shape of its effect.

    Args:
        facts: draws of each fact.
        total: of each trial.
        slices: of equal numbers of trials into which each fact is cut; 0 for the cube root of their number, 5 at the least.

    Returns:
        In [0, 1]; a fact without an effect has 0 within some slices / trials, and K slices miss 1 / K^2 of a straight one. The first-order
        index where facts are independent.

    Source: Pearson 1905; McKay, Nonparametric Variance-Based Methods of Assessing Uncertainty Importance, Reliability Engineering and
    System Safety 57 (1997) 267; what chance alone puts between slices is taken off (Kelley 1935).

    Raises:
        ValueError: fewer than two trials a slice.
    """
    trials = total.shape[0]
    parts = slices or max(5, round(trials ** (1.0 / 3.0)))
    if trials < 2 * parts or parts < 2:
        raise ValueError(f"got {trials} trials for {parts} slices; need two slices or more, and two trials or more in each")
    whole = float(np.sum((total - total.mean()) ** 2))
    if whole == 0.0:
        return np.zeros(facts.shape[1])
    found = np.empty(facts.shape[1])
    for f in range(facts.shape[1]):
        cut = np.array_split(total[np.argsort(facts[:, f], kind="stable")], parts)
        inside = sum(float(np.sum((part - part.mean()) ** 2)) for part in cut)
        found[f] = 1.0 - inside / (trials - parts) * (trials - 1) / whole
    return np.clip(np.where(np.ptp(facts, axis=0) > 0.0, found, 0.0), 0.0, 1.0)


def rank_regression(facts: Float[np.ndarray, "t f"], total: Float[np.ndarray, "t"]) -> tuple[Float[np.ndarray, "f"], float]:
    """Standardised coefficients of the regression of the total's ranks on the facts' ranks, and the share of the variance they explain.

    The sign tells the direction. Trust them where the share is near 1: the effects are then close to monotone and additive (Saltelli and
    Marivoet, Reliability Engineering and System Safety 28 (1990) 229). A fact that does not vary has 0.
    """
    ranks, ranked = rankdata(facts, axis=0), rankdata(total)
    spread, whole = ranks.std(axis=0), ranked.std()
    if whole == 0.0:
        return np.zeros(facts.shape[1]), 0.0
    scaled = (ranks - ranks.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)
    wanted = (ranked - ranked.mean()) / whole
    coefficients = np.linalg.lstsq(scaled, wanted, rcond=None)[0]
    return coefficients, 1.0 - float(np.mean((wanted - scaled @ coefficients) ** 2))
