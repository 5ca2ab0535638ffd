"""What a fixed sum buys: the most units whose cost stays within it in each trial, and the level of capability that they reach."""

from collections.abc import Callable

import numpy as np

from cupola.arrays import Float, Int


def affordable(
    cost: Callable[[Int[np.ndarray, "t"]], Float[np.ndarray, "t"]], budget: Float[np.ndarray, "t"], most: int = 1_000_000
) -> Int[np.ndarray, "t"]:
    """The most units that a budget pays for.

    Args:
        cost: of so many units in each trial, not falling as they grow; asked some twenty times.
        budget: of each trial, in the money of the cost.
        most: units beyond which nothing is asked.

    Returns:
        From 0 to `most`; -1 where the budget does not even pay for what comes before the first unit.

    Raises:
        ValueError: `most` below 0.
    """
    if most < 0:
        raise ValueError(f"most: got {most} units; must be 0 or more")
    enough = np.full(budget.shape[0], -1, dtype=np.int64)
    beyond = np.full(budget.shape[0], most + 1, dtype=np.int64)
    while np.any(beyond - enough > 1):
        middle = (enough + beyond) // 2
        paid = (cost(np.maximum(middle, 0)) <= budget) & (middle >= 0)
        enough, beyond = np.where(paid, middle, enough), np.where(paid, beyond, middle)
    return enough


def level_reached(units: Int[np.ndarray, "t"], sizes: Int[np.ndarray, "n"], levels: Float[np.ndarray, "n"]) -> Float[np.ndarray, "t"]:
    """Capability of so many units, from a table of sizes that rise and the level of each: that of the largest size that is afforded.

    Returns:
        0 where not even the smallest size is afforded. Nothing is interpolated: half a constellation need not do half of it.

    Raises:
        ValueError: sizes that do not rise, or a table of two lengths.
    """
    if sizes.shape != levels.shape or not np.all(np.diff(sizes) > 0):
        raise ValueError(f"got sizes {sizes.tolist()} for {levels.shape[0]} levels; sizes must rise, and each have its level")
    return np.concatenate([[0.0], levels])[np.searchsorted(sizes, units, side="right")]
