"""Whose leaving breaks what: single points of failure, and the smallest sets of partners whose leaving loses a thing. Bits."""

from collections.abc import Callable
from itertools import combinations

import numpy as np

from cupola.arrays import Bool, Int
from cupola.partners.coalitions import everyone, without_each

Stands = Callable[[Int[np.ndarray, "m"]], Bool[np.ndarray, "m"]]
"""Whether a thing stands with each of these coalitions, such as `table.__getitem__` of a table over `coalitions.every`."""


def lost_alone(partners: int, stands: Callable[[Int[np.ndarray, "m"]], Bool[np.ndarray, "m f"]]) -> Bool[np.ndarray, "n f"]:
    """Which things, elements or functions, stand with everyone and are lost when one partner leaves: its single points of failure.

    Args:
        partners: how many.
        stands: whether each of f things stands with each coalition.
    """
    found = stands(np.append(without_each(partners), everyone(partners)))
    return found[-1:] & ~found[:-1]


def minimal_cuts(partners: int, stands: Stands, most: int) -> tuple[int, ...]:
    """The sets of up to `most` partners whose leaving loses a thing, and of which no smaller set loses it, the smallest first.

    Args:
        partners: how many.
        stands: of the thing.
        most: partners in a set. All sets of so many are gone through, so a few of many or many of a few.

    Returns:
        As coalitions of those who leave; (0,) for a thing that does not stand even with everyone.

    Sets that hold a cut are not asked: where a leaver does good (one whose law bars others) a thing may come back with more gone.
    """
    whole = everyone(partners)
    cuts: list[int] = []
    for size in range(min(most, partners) + 1):
        gone = np.array([sum(1 << one for one in some) for some in combinations(range(partners), size)], dtype=np.int64)
        for cut in cuts:
            gone = gone[(gone & cut) != cut]
        if not gone.size:
            break
        cuts += gone[~stands(whole & ~gone)].tolist()
    return tuple(cuts)
