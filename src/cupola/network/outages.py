"""How often and how long a pair has no route: spells counted in instants. Integers; a spell is a run of instants without a route."""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float, Int


@dataclass(frozen=True)
class Outages:
    """Spells of p pairs over some instants.

    Attributes:
        count: spells, those cut by either end included, (p,).
        longest: instants in the longest, 0 if there is none, (p,).
        share: of the instants, (p,); 0 of none.
    """

    count: Int[np.ndarray, "p"]
    longest: Int[np.ndarray, "p"]
    share: Float[np.ndarray, "p"]


def outages(connected: Bool[np.ndarray, "t p"]) -> Outages:
    """Spells of the instants at which a pair is not connected."""
    instants, pairs = connected.shape
    away = np.zeros((pairs, instants + 2), np.int8)
    away[:, 1:-1] = ~connected.T
    step = np.diff(away, axis=1)
    pair, begin = np.nonzero(step == 1)
    length = np.nonzero(step == -1)[1] - begin
    longest = np.zeros(pairs, np.int64)
    np.maximum.at(longest, pair, length)
    return Outages(np.bincount(pair, minlength=pairs), longest, np.count_nonzero(~connected, axis=0) / max(instants, 1))
