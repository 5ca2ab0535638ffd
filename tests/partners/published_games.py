"""Games with published values, as tables over all coalitions in the order of their numbers, and a second way to work values out."""

from fractions import Fraction
from itertools import permutations
from math import comb

import numpy as np

COUNCIL_OF_SIX = (4, 4, 4, 2, 2, 1)
"""France, Germany, Italy, Belgium, the Netherlands, Luxembourg from 1958; twelve votes decide."""

COUNCIL_OF_FIFTEEN = (*(10,) * 4, 8, *(5,) * 4, *(4,) * 2, *(3,) * 3, 2)
"""The European Union from 1995: from Germany down to Luxembourg; 62 votes decide."""

ELECTORAL_COLLEGE = (
    *(45, 41, 27, 26, 26, 25, 21, 17, 17, 14, 13, 13),
    *(*(12,) * 3, 11, *(10,) * 4, *(9,) * 3, *(8,) * 4, *(7,) * 3, *(6,) * 4, 5, *(4,) * 9, *(3,) * 7),
)
"""Electors of the states by the census of 1970, from California down; 270 decide."""


def security_council(permanent: int, others: int, quota: int) -> np.ndarray:
    """Passed or not: all permanent members, and so many votes in all."""
    return np.array(
        [float(bin(all_).count("1") >= quota and all_ % 2**permanent == 2**permanent - 1) for all_ in range(2 ** (permanent + others))]
    )


def weighted_majority(votes: tuple[int, ...], quota: int) -> np.ndarray:
    """Passed or not, by votes."""
    return np.array([float(sum(v for k, v in enumerate(votes) if some >> k & 1) >= quota) for some in range(2 ** len(votes))])


def dearest(costs: tuple[float, ...]) -> np.ndarray:
    """The airport game: a runway for some serves all that need less."""
    return np.array([max((c for k, c in enumerate(costs) if some >> k & 1), default=0.0) for some in range(2 ** len(costs))])


def over_all_orders(values: np.ndarray, partners: int) -> list[Fraction]:
    """What each partner adds, order by order, in exact fractions."""
    total, orders = [Fraction(0)] * partners, 0
    for order in permutations(range(partners)):
        here, orders = 0, orders + 1
        for one in order:
            total[one] += Fraction(float(values[here | 1 << one])) - Fraction(float(values[here]))
            here |= 1 << one
    return [one / orders for one in total]


def by_counting(votes: tuple[int, ...], quota: int) -> list[float]:
    """Shapley-Shubik indices from counts of coalitions by size and votes, in whole numbers (Mann and Shapley, RM-3158, RAND, 1962)."""
    found = {}
    for own in set(votes):
        others = list(votes)
        others.remove(own)
        ways = np.zeros((sum(votes) + 1, len(votes)), np.int64)
        ways[0, 0] = 1
        for more in others:
            ways[more:, 1:] += ways[:-more, :-1].copy()
        decided = ways[max(quota - own, 0) : quota].sum(axis=0)
        found[own] = float(sum(Fraction(int(count), comb(len(others), size)) for size, count in enumerate(decided)) / len(votes))
    return [found[own] for own in votes]
