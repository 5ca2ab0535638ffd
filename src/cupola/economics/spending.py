"""Money by year and trial, and which money it is: sums that refuse to mix currencies or base years.

Years are calendar years by number. Nothing is discounted.
"""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float


@dataclass(frozen=True)
class Money:
    """What an amount is counted in.

    Attributes:
        currency: three letters, as in `USD`.
        year: whose prices it is counted in (constant-year money); None for the money of the year in which it is spent (then-year).
    """

    currency: str
    year: int | None = None

    def __str__(self) -> str:
        return f"then-year {self.currency}" if self.year is None else f"constant {self.year} {self.currency}"


@dataclass(frozen=True)
class Spend:
    """Amounts by year in each trial.

    Attributes:
        money: of all of them.
        first: the first year.
        amounts: (T, Y).

    Raises:
        ValueError: amounts that are not trials by years.
    """

    money: Money
    first: int
    amounts: Float[np.ndarray, "t y"]

    def __post_init__(self) -> None:
        if self.amounts.ndim != 2:
            raise ValueError(f"amounts: got an array of {self.amounts.ndim} dimensions; need trials by years")

    @property
    def years(self) -> range:
        """Calendar years of the amounts."""
        return range(self.first, self.first + self.amounts.shape[1])

    @property
    def total(self) -> Float[np.ndarray, "t"]:
        """Of all years in each trial."""
        return self.amounts.sum(axis=1)

    def over(self, first: int, last: int) -> "Spend":
        """The same from one year to another, both included; years without an amount have 0, others are left out."""
        found = np.zeros((self.amounts.shape[0], max(last - first + 1, 0)))
        begin, end = max(first, self.first), min(last + 1, self.years.stop)
        if begin < end:
            found[:, begin - first : end - first] = self.amounts[:, begin - self.first : end - self.first]
        return Spend(self.money, first, found)


def together(*spends: Spend) -> Spend:
    """The sum, over all years that any of them has.

    Raises:
        ValueError: nothing to add, or money of several kinds.
    """
    if not spends:
        raise ValueError("got no spends; give one or more to add up")
    kinds = {spend.money for spend in spends}
    if len(kinds) > 1:
        told = " and ".join(sorted(str(kind) for kind in kinds))
        raise ValueError(f"got {told}; only amounts in one money add up: bring them to one year with cupola.economics.prices, or exchange")
    first, last = min(spend.first for spend in spends), max(spend.years.stop for spend in spends) - 1
    return Spend(spends[0].money, first, np.sum([spend.over(first, last).amounts for spend in spends], axis=0))


def exchanged(spend: Spend, currency: str, rate: float | Float[np.ndarray, "t"]) -> Spend:
    """The same in another currency: `rate` of it for one of the old, one number or one a trial. It comes from the caller: none is stored.

    The base year stays; a rate of that year is meant, or one for all years of then-year money.

    Raises:
        ValueError: a rate that is not above 0.
    """
    if not np.all(np.asarray(rate) > 0.0):
        raise ValueError(f"rate: got {np.min(rate)}; must be above 0, the {currency} that one {spend.money.currency} is worth")
    return Spend(Money(currency, spend.money.year), spend.first, spend.amounts * np.atleast_1d(rate)[:, None])
