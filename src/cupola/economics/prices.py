"""From the money of one year to that of another by a price index, and how far the index is known. Years are calendar years.

The index is an argument (`cupola.catalog.prices` has some). That prices of space systems rise otherwise than the index is neglected.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from cupola.arrays import Float, Int
from cupola.economics.spending import Money, Spend


class Known(IntEnum):
    """What a level of an index rests on."""

    MEASURED = 0
    PROJECTED = 1
    """Somebody's published projection."""
    ASSUMED = 2
    """Beyond the table: it goes on rising at the rate given."""


@dataclass(frozen=True)
class PriceIndex:
    """Levels of prices by year.

    Attributes:
        first: the first year.
        levels: in any unit, above 0, (N,).
        measured: last year that was measured; later ones are projected.
        beyond: rise a year after the last level, 0.02 for 2 %, one number or one a trial: assumed, and told apart as such.

    Raises:
        ValueError: levels that are not above 0, or a fall to nothing.
    """

    first: int
    levels: Float[np.ndarray, "n"]
    measured: int
    beyond: float | Float[np.ndarray, "t"] = 0.02

    def __post_init__(self) -> None:
        if self.levels.ndim != 1 or not self.levels.shape[0] or not np.all(self.levels > 0.0):
            raise ValueError("levels: need one or more numbers above 0, one for each year")
        if not np.all(np.asarray(self.beyond) > -1.0):
            raise ValueError(f"beyond: got {np.min(self.beyond)}; a yearly rise is above -1, 0.02 for 2 %")

    @property
    def last(self) -> int:
        """The last year of the table."""
        return self.first + self.levels.shape[0] - 1

    def known(self, year: int) -> Known:
        """What the level of a year rests on."""
        if year > self.last:
            return Known.ASSUMED
        return Known.MEASURED if year <= self.measured else Known.PROJECTED

    def level(self, years: Int[np.ndarray, "n"]) -> Float[np.ndarray, "r n"]:
        """Levels of some years, one row for all trials or one for each.

        Raises:
            ValueError: a year before the table.
        """
        if np.any(years < self.first):
            raise ValueError(f"got the year {int(years.min())}; the price index begins in {self.first}: give a longer table")
        inside = self.levels[np.minimum(years, self.last) - self.first]
        return inside[None, :] * (1.0 + np.atleast_1d(self.beyond))[:, None] ** np.maximum(years - self.last, 0)[None, :]

    def factor(self, year: int, later: int) -> Float[np.ndarray, "r"]:
        """What one unit of a year's money comes to in another year's."""
        level = self.level(np.array([year, later]))
        return level[:, 1] / level[:, 0]


def then_year(spend: Spend, index: PriceIndex) -> Spend:
    """Constant-year money as it will be spent; then-year money stays as it is.

    Raises:
        ValueError: a year before the index.
    """
    if spend.money.year is None:
        return spend
    return Spend(Money(spend.money.currency), spend.first, spend.amounts * _against(spend, index, spend.money.year))


def constant(spend: Spend, index: PriceIndex, year: int) -> Spend:
    """The same in the prices of one year, from then-year money or from the prices of another year.

    Raises:
        ValueError: a year before the index.
    """
    spent = then_year(spend, index)
    return Spend(Money(spend.money.currency, year), spend.first, spent.amounts / _against(spend, index, year))


def _against(spend: Spend, index: PriceIndex, year: int) -> Float[np.ndarray, "r y"]:
    """Levels of the years of a spend over that of one year."""
    return index.level(np.array(spend.years)) / index.level(np.array([year]))
