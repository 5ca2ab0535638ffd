"""Our cost beside a published one: a chance of staying within it only where both price the same thing, else the mismatch in words."""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float
from cupola.economics.confidence import within
from cupola.economics.spending import Money
from cupola.trials import Estimate


@dataclass(frozen=True)
class Scope:
    """What a total prices. None where it is not said, which agrees with nothing.

    Attributes:
        covers: parts of the programme, by name.
        years: first and last calendar year, both included.
        money: currency and base year.
    """

    covers: frozenset[str] | None
    years: tuple[int, int] | None
    money: Money | None


@dataclass(frozen=True)
class Published:
    """A total that somebody published.

    Attributes:
        name: who and when, as sentences write it.
        amount: in the money of its scope.
        scope: what it prices.
    """

    name: str
    amount: float
    scope: Scope


@dataclass(frozen=True)
class Comparison:
    """What can be said of a published total.

    Attributes:
        published: the total.
        mismatch: what keeps the two apart, one phrase each; empty where they price the same.
        within: chance to stay within it; None where there is a mismatch.
    """

    published: Published
    mismatch: tuple[str, ...]
    within: Estimate | None

    @property
    def sentence(self) -> str:
        """One plain sentence without the amounts."""
        if self.within is None:
            return f"no chance of staying within the total of {self.published.name} is stated: {'; '.join(self.mismatch)}"
        value, low, high = (float(number) for number in (self.within.value, self.within.low, self.within.high))
        return f"the chance of staying within the total of {self.published.name} is {value:.0%} ({low:.0%} to {high:.0%})"


def compare(totals: Float[np.ndarray, "t"], scope: Scope, published: Published, confidence: float = 0.95) -> Comparison:
    """Set the totals of our trials, and what they price, beside a published one."""
    mismatch = tuple(_mismatch(scope, published.scope))
    return Comparison(published, mismatch, None if mismatch else within(totals, published.amount, confidence))


def _mismatch(ours: Scope, theirs: Scope) -> list[str]:
    """What keeps two scopes apart."""
    told = []
    if ours.covers is None or theirs.covers is None:
        told.append(_unsaid("what is priced", ours.covers, theirs.covers))
    else:
        for who, more in (("the published total alone", theirs.covers - ours.covers), ("ours alone", ours.covers - theirs.covers)):
            if more:
                told.append(f"{who} covers {', '.join(sorted(more))}")
    if ours.years is None or theirs.years is None:
        told.append(_unsaid("which years are meant", ours.years, theirs.years))
    elif ours.years != theirs.years:
        told.append(f"years {ours.years[0]} to {ours.years[1]} here, {theirs.years[0]} to {theirs.years[1]} there")
    if ours.money is None or theirs.money is None:
        told.append(_unsaid("which money is meant", ours.money, theirs.money))
    elif ours.money != theirs.money:
        told.append(f"{ours.money} here, {theirs.money} there")
    return told


def _unsaid(what: str, ours: object, theirs: object) -> str:
    if ours is None and theirs is None:
        return f"neither says {what}"
    return f"{'the published total' if theirs is None else 'ours'} does not say {what}"
