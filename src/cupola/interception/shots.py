"""How many interceptors a missile takes, and so how many must be in reach of a salvo. NumPy; chances from 0 to 1."""

import numpy as np

from cupola.arrays import Float, Int
from cupola.interception.flyout import Number

_SLACK = 1e-9
"""Shots: so that a whole number which rounding has lifted is not counted as the next."""


def shots_per_missile(goal: Number, single_shot: Number) -> Int[np.ndarray, "*s"]:
    """Interceptors fired at one missile so that at least one succeeds with a stated chance.

    Args:
        goal: chance wanted, 0 to below 1.
        single_shot: chance that one interceptor succeeds, above 0 to 1; each succeeds or fails by itself, which flatters.

    Returns:
        ceil(ln(1 - goal) / ln(1 - single)), at least 1. T. Harrison, Build Your Own Golden Dome (AEI 2025), shots.

    Raises:
        ValueError: chances outside these ranges: no number of shots makes it sure.
    """
    goal, single_shot = np.asarray(goal, float), np.asarray(single_shot, float)
    if not (np.all(goal >= 0.0) and np.all(goal < 1.0)):
        raise ValueError(f"goal: got {goal}; must lie in [0, 1): no number of shots makes success certain")
    if not (np.all(single_shot > 0.0) and np.all(single_shot <= 1.0)):
        raise ValueError(f"chance of a single shot: got {single_shot}; must lie in (0, 1]")
    with np.errstate(divide="ignore"):
        wanted = np.log1p(-goal) / np.log1p(-single_shot)
    return np.maximum(np.ceil(wanted - _SLACK), 1.0).astype(np.int64)


def chance_of_all(shots: Number, single_shot: Number, missiles: Number = 1) -> Float[np.ndarray, "*s"]:
    """Chance that every missile of a salvo is stopped when each is given so many shots: (1 - (1 - single)^shots)^missiles.

    Args:
        shots: at each missile, 0 or more.
        single_shot: chance that one interceptor succeeds, 0 to 1, each by itself.
        missiles: in the salvo.
    """
    shots, single_shot, missiles = (np.asarray(value, float) for value in (shots, single_shot, missiles))
    return (1.0 - (1.0 - single_shot) ** shots) ** missiles
