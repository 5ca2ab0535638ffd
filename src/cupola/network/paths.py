"""What paths tell: where they change from one instant to the next, and how much each node is used.

Paths of many pairs and instants are kept as one row of nodes, instant by instant and pair by pair, each `hops + 1` long; so blocks of time
are joined by writing one behind the other.
"""

from collections.abc import Iterator

import numpy as np

from cupola.arrays import Bool, Int
from cupola.network.routing import NOWHERE


def unpacked(nodes: Int[np.ndarray, "m"], hops: Int[np.ndarray, "t p"]) -> Iterator[Int[np.ndarray, "p l"]]:
    """The paths of one instant after the other, padded with `NOWHERE`, all as wide as the longest.

    Args:
        nodes: one row of nodes.
        hops: links of each path, `NOWHERE` for none.
    """
    place = np.arange(hops.max(initial=0) + 1)
    last = np.cumsum((hops + 1).sum(axis=1, dtype=np.int64))
    for t, links in enumerate(hops):
        path = np.full((links.size, place.size), NOWHERE, nodes.dtype)
        path[place[None, :] <= links[:, None]] = nodes[last[t - 1] if t else 0 : last[t]]
        yield path


def changed(nodes: Int[np.ndarray, "m"], hops: Int[np.ndarray, "t p"]) -> Bool[np.ndarray, "t p"]:
    """Whether the path of a pair is not that of the instant before, in any node; having none is a path too. Never at the first instant."""
    found = np.zeros(hops.shape, bool)
    before = None
    for t, path in enumerate(unpacked(nodes, hops)):
        if before is not None:
            found[t] = np.any(path != before, axis=1)
        before = path
    return found


def used(nodes: Int[np.ndarray, "m"], count: int) -> Int[np.ndarray, "n"]:
    """How many of the paths each of `count` nodes is on, ends included."""
    return np.bincount(nodes, minlength=count)
