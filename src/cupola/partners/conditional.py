"""What partners are worth once a threshold is reached, where values mean nothing below it: a cost is told of programmes that work."""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float
from cupola.partners.coalitions import partners_of
from cupola.partners.shapley import joining, spread_weights, weighted


@dataclass(frozen=True)
class Conditional:
    """Averages over all orders in which the partners may join, each order as likely as any other; axes before the partners' are kept.

    Attributes:
        worth: what the partner changes by joining a coalition that reaches the threshold and still does with it; 0 in other orders.
        chance: share of the orders in which it does so.
        pivot: share of the orders in which the partner's joining is what reaches the threshold.
        entry: value of the coalition with which it is reached so; 0 in other orders.

    Where more partners never mean less of what the threshold asks, and nobody alone does not reach it, the worths and entries of all
    partners add up to v(everyone), and their pivots to 1 (Shapley and Shubik's index of the game "is it reached").
    """

    worth: Float[np.ndarray, "... n"]
    chance: Float[np.ndarray, "... n"]
    pivot: Float[np.ndarray, "... n"]
    entry: Float[np.ndarray, "... n"]

    @property
    def needed(self) -> Bool[np.ndarray, "... n"]:
        """Whether this partner can join no coalition that reaches the threshold, as when none reaches it without: it has no average."""
        return self.chance == 0.0

    @property
    def average(self) -> Float[np.ndarray, "... n"]:
        """What the partner changes on average when it joins a coalition that reaches the threshold; 0 where `needed`."""
        return np.divide(self.worth, self.chance, out=np.zeros_like(self.worth), where=self.chance > 0.0)


def among(values: Float[np.ndarray, "... c"], reached: Bool[np.ndarray, "... c"]) -> Conditional:
    """Worth of each partner among the coalitions that reach a threshold.

    Args:
        values: of all coalitions, in the order of `coalitions.every`, such as costs; where not reached anything, also infinity.
        reached: whether each coalition reaches the threshold, same shape.

    Raises:
        ValueError: shapes that differ, a coalition that reaches the threshold without a finite value, or everyone that does not reach it.

    Stated plainly: in a random order of all partners a step counts when the coalition reaches the threshold both before and after it. The
    values of Myerson (Math. Oper. Res. 2 (1977) 225) and of Faigle and Kern (Int. J. Game Theory 21 (1992) 249) restrict the family too,
    but ask for values of all connected coalitions, or for orders feasible from nobody on, and a threshold that takes several partners
    leaves none. Where partners can do harm (one whose law bars another), the threshold may be lost and reached again, and the sums above
    do not hold.
    """
    if values.shape != reached.shape:
        raise ValueError(f"got values of shape {values.shape} and thresholds of {reached.shape}; each coalition needs both")
    partners = partners_of(values)
    if not np.all(reached[..., -1]):
        raise ValueError("reached: everyone together does not reach the threshold; lower it, or there is nothing to share")
    if not np.all(np.isfinite(values[reached])):
        raise ValueError("values: a coalition that reaches the threshold has no finite value; give one, or let it not reach it")
    table, weights = np.where(reached, values, 0.0), spread_weights(partners)
    found: dict[str, list[np.ndarray]] = {"worth": [], "chance": [], "pivot": [], "entry": []}
    for one in range(partners):
        before, after = joining(table, one)
        held, holds = joining(reached, one)
        both, first = held & holds, holds & ~held
        found["worth"].append(weighted(np.where(both, after - before, 0.0), weights))
        found["chance"].append(weighted(both, weights))
        found["pivot"].append(weighted(first, weights))
        found["entry"].append(weighted(np.where(first, after, 0.0), weights))
    return Conditional(**{name: np.stack(columns, axis=-1) for name, columns in found.items()})
