"""What kind of partner each is: indispensable, without effect, interchangeable with another. From the values of all coalitions.

Values stand in the order of `coalitions.every`; `tolerance` is in their unit, and differences up to it count as none.
"""

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.partners.coalitions import partners_of, without_each
from cupola.partners.shapley import joining


def leave_one_out(values: Float[np.ndarray, "... c"]) -> Float[np.ndarray, "... n"]:
    """What is lost when one partner leaves all the others: v(everyone) - v(everyone but one)."""
    return values[..., -1:] - values[..., without_each(partners_of(values))]


def vetoes(values: Float[np.ndarray, "c"], tolerance: float = 0.0) -> Bool[np.ndarray, "n"]:
    """Whether every coalition without the partner has no more than nobody has; all are vetoes where no coalition has anything."""
    most = [float(joining(values, one)[0].max()) for one in range(partners_of(values))]
    return np.array(most) <= float(values[0]) + tolerance


def dummies(values: Float[np.ndarray, "c"], tolerance: float = 0.0) -> Bool[np.ndarray, "n"]:
    """Whether the partner changes the value of no coalition by joining it."""
    pairs = (joining(values, one) for one in range(partners_of(values)))
    return np.array([float(np.abs(after - before).max()) <= tolerance for before, after in pairs])


def alike(values: Float[np.ndarray, "c"], tolerance: float = 0.0) -> Int[np.ndarray, "n"]:
    """For each partner the first one that it could change places with in every coalition, itself where there is none before it."""
    partners = partners_of(values)
    first = np.arange(partners)
    for one in range(partners):
        for other in range(one):
            if first[other] == other and _swap(values, other, one) <= tolerance:
                first[one] = other
                break
    return first


def _swap(values: Float[np.ndarray, "c"], low: int, high: int) -> float:
    """Greatest change of a value when the place of one partner goes to another, the lower bit first."""
    split = values.reshape(-1, 2, 1 << (high - low - 1), 2, 1 << low)
    return float(np.abs(split[:, 1, :, 0] - split[:, 0, :, 1]).max())
