"""Who is lost, and what stays connected: nested masks over the nodes of a network, and connectivity against the share lost.

What is lost together is a *unit*: a satellite, a plane, a gateway, all that one owner has. Units go in an order, and the share lost says
how far down it; so the first 20 % of a trial hold its first 10 %. Random orders are drawn from each unit's stable identity: adding
satellites moves none of the others before one another.
"""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.network.graph import Graph
from cupola.network.reach import reach

_GOLDEN, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def random_order(identity: Int[np.ndarray, "u"], seed: int, trial: int) -> Int[np.ndarray, "u"]:
    """The units, given by place, in the order in which a trial loses them at random.

    Args:
        identity: a number for each unit that stays its own in every scenario: a catalogue number, or one made of its name.
        seed: of the run.
        trial: which repetition, from 0.

    Each unit draws 64 bits from (seed, trial, identity) by SplitMix64 (Steele, Lea and Flood, OOPSLA 2014, figure 13) and the units go by
    what they drew. Of two units with one identity the first goes first.
    """
    word = np.uint64(0)
    for number in (seed, trial):
        word = _mixed(np.array([number % 2**64], dtype=np.uint64) ^ word)[0]
    drawn = _mixed(_mixed(identity.astype(np.int64).view(np.uint64)) ^ word)
    return np.argsort(drawn, kind="stable")


def targeted_order(uses: Float[np.ndarray, "u"]) -> Int[np.ndarray, "u"]:
    """The units, given by place, with the most used first; of two that are used alike the first given goes first."""
    return np.argsort(-uses.astype(np.float64), kind="stable")


def unit_uses(uses: Float[np.ndarray, "n"], unit: Int[np.ndarray, "n"], units: int) -> Float[np.ndarray, "u"]:
    """Uses of all the nodes of a unit together: of a plane from those of its satellites. Nodes of unit -1 belong to none."""
    of_one = unit >= 0
    return np.bincount(unit[of_one], weights=uses[of_one], minlength=units)


def loss_masks(unit: Int[np.ndarray, "n"], order: Int[np.ndarray, "u"], shares: Float[np.ndarray, "k"]) -> Bool[np.ndarray, "k n"]:
    """Which nodes are lost at each share of the units.

    Args:
        unit: of each node, from 0; -1 for a node that cannot be lost.
        order: the units in the order in which they are lost.
        shares: of the units that are lost, each in [0, 1]; their number is rounded to the nearest, halves up.

    Raises:
        ValueError: a share outside [0, 1].
    """
    if not np.all((shares >= 0.0) & (shares <= 1.0)):
        raise ValueError(f"shares: got {shares}; each must lie between 0 (none is lost) and 1 (all are)")
    units = order.shape[0]
    place = np.empty(units + 1, dtype=np.int64)
    place[order] = np.arange(units)
    place[-1] = units
    # Rounded first, so that 0.145 of 100 is the half that was meant and not just below it.
    count = np.floor(np.round(shares * units, 9) + 0.5).astype(np.int64)
    return place[unit][None, :] < count[:, None]


@dataclass(frozen=True)
class Connectivity:
    """What stays connected under each of k masks.

    Attributes:
        pairs: share of the pairs asked for that can reach one another, (k,); 0 where no pair was asked for.
        largest: satellites in the largest component, (k,).
        satellite_pairs: share of all pairs of satellites, lost ones counted, that can reach one another, (k,); 0 below two satellites.
        left: satellites that are not lost, (k,).
    """

    pairs: Float[np.ndarray, "k"]
    largest: Int[np.ndarray, "k"]
    satellite_pairs: Float[np.ndarray, "k"]
    left: Int[np.ndarray, "k"]


def connectivity(
    graph: Graph, lost: Bool[np.ndarray, "k n"], pairs: Int[np.ndarray, "p 2"], relays: Bool[np.ndarray, "g"] | None = None
) -> Connectivity:
    """Connectivity at one instant under each mask.

    Args:
        graph: with nothing lost.
        lost: nodes lost, a row a mask.
        pairs: nodes that want to reach one another; a pair with a lost node cannot.
        relays: sites that pass traffic on, in the order of the sites; none where left out.
    """
    masks, satellites = lost.shape[0], graph.satellites
    share, whole = np.zeros(masks), max(satellites * (satellites - 1), 1)
    largest, joined = np.zeros(masks, dtype=np.int64), np.zeros(masks)
    for k in range(masks):
        found = reach(graph.without(lost[k]), relays)
        alive = ~lost[k, :satellites]
        size = np.bincount(found.component[:satellites][alive], minlength=1).astype(np.int64)
        largest[k], joined[k] = size.max(), np.sum(size * (size - 1)) / whole
        if pairs.shape[0]:
            share[k] = np.mean(found.together(pairs) & ~np.any(lost[k][pairs], axis=1))
    return Connectivity(share, largest, joined, np.sum(~lost[:, :satellites], axis=1))


def _mixed(word: np.ndarray) -> np.ndarray:
    """One step of SplitMix64 from the state `word`; wraps modulo 2^64."""
    state = word + _GOLDEN
    state = (state ^ (state >> np.uint64(30))) * _FIRST
    state = (state ^ (state >> np.uint64(27))) * _SECOND
    return state ^ (state >> np.uint64(31))
