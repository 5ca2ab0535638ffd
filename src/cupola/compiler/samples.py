"""One sample matrix for a whole scenario: draws of every fact that has a range, the same for every study and every variant.

A column depends on the seed and on the fact's own key, never on its place, so that adding or removing a fact leaves the others' draws as
they were: differences between variants are differences, not noise. Facts are drawn independently of each other.
"""

import hashlib
from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float
from cupola.scenario.facts import Fact


@dataclass(frozen=True)
class SampleMatrix:
    """Values of the ranged facts in each draw.

    Attributes:
        keys: key path of each fact.
        values: SI, (draws + 1, facts); row 0 holds the values as written.
    """

    keys: tuple[str, ...]
    values: Float[np.ndarray, "draws facts"]

    def row(self, draw: int) -> dict[str, float]:
        """Value by key path in one draw."""
        return dict(zip(self.keys, (float(value) for value in self.values[draw]), strict=True))


def draw_samples(facts: tuple[Fact, ...], draws: int, seed: int) -> SampleMatrix:
    """Draw every fact that has a range and is not a count.

    Args:
        facts: the facts that may vary.
        draws: number of draws beside the values as written.
        seed: of the run.

    Returns:
        A Latin hypercube: each fact's range is cut into `draws` slices of equal probability and each slice is hit once. The distribution
        is triangular, lowest and highest value at the ends of the range, its peak at the value as written.
    """
    ranged = tuple(fact for fact in facts if not fact.is_count and fact.low is not None and fact.high is not None and fact.low < fact.high)
    values = np.empty((draws + 1, len(ranged)))
    for column, fact in enumerate(ranged):
        values[0, column] = fact.value
        if draws:
            values[1:, column] = triangular(slices(fact.key, draws, seed), float(fact.low or 0.0), fact.value, float(fact.high or 0.0))
    return SampleMatrix(tuple(fact.key for fact in ranged), values)


def slices(key: str, draws: int, seed: int) -> Float[np.ndarray, "n"]:
    """Uniform draws in [0, 1) of what has this key: one in each of `draws` equal slices, in a random order."""
    random = np.random.default_rng([seed, int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")])
    return (random.permutation(draws) + random.random(draws)) / draws


def triangular(share: Float[np.ndarray, "n"], low: float, peak: float, high: float) -> Float[np.ndarray, "n"]:
    """Inverse of the cumulative triangular distribution: values from `low` to `high`, their peak at `peak`, for shares from 0 to 1."""
    span, rise = high - low, peak - low
    turn = rise / span
    return np.where(share < turn, low + np.sqrt(share * span * rise), high - np.sqrt((1.0 - share) * span * (high - peak)))
