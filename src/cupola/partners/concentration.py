"""In how few hands an element is: the Herfindahl-Hirschman index of its suppliers' shares, and how many equal ones have the same."""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float

POINTS = 10_000.0
"""In which competition authorities count the index: 1 for a single supplier is 10,000 points."""


@dataclass(frozen=True)
class Concentration:
    """Of elements.

    Attributes:
        index: sum of the squared shares of what is supplied, from 1 / suppliers to 1; 0 where nobody supplies anything.
        effective: number of equal suppliers that would have it, from 1 up; 0 where nobody supplies anything.
        supplied: whether anybody supplies anything.
    """

    index: Float[np.ndarray, "..."]
    effective: Float[np.ndarray, "..."]
    supplied: Bool[np.ndarray, "..."]


def concentration(shares: Float[np.ndarray, "... n"]) -> Concentration:
    """Herfindahl-Hirschman index over the last axis.

    Args:
        shares: that each supplier has, 0 or more, in any unit: they are taken of their sum, so that of an element of which a third is
            missing the index is that of the two thirds.

    Raises:
        ValueError: a share below 0 or not a number.

    Hirschman (Am. Econ. Rev. 54 (1964) 761); the effective number is its inverse (Adelman, Rev. Econ. Stat. 51 (1969) 99).
    """
    if not np.all(shares >= 0.0):
        raise ValueError("shares: one is below 0 or not a number; shares are 0 or more")
    total, squares = shares.sum(axis=-1), (shares**2).sum(axis=-1)
    supplied = total > 0.0
    index = np.divide(squares, total**2, out=np.zeros_like(total), where=supplied)
    return Concentration(index, np.divide(1.0, index, out=np.zeros_like(total), where=supplied), supplied)
