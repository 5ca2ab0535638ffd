"""Which links are made when ends have few terminals: the shortest first, each if both its ends have one left. Pure integer work."""

import numpy as np

from cupola.arrays import Bool, Float, Int


def within_terminals(ends: Int[np.ndarray, "e 2"], cost: Float[np.ndarray, "e"], terminals: Int[np.ndarray, "n"]) -> Bool[np.ndarray, "e"]:
    """Links kept when they are taken by rising cost, each if both ends have a terminal left; among equals the first in the list.

    Args:
        ends: nodes at the two ends of each link.
        cost: what is least first; any finite number.
        terminals: of each node; 0 or less means none.

    Instead of one link after the other it takes, in rounds, every link that is among the best at both its ends: the same links.
    """
    kept = np.zeros(len(ends), bool)
    left = np.maximum(np.asarray(terminals, np.int64), 0)
    open_ = np.argsort(cost, kind="stable")
    while open_.size:
        nodes = ends[open_]
        degree = np.bincount(nodes.ravel(), minlength=left.size)
        if np.all(degree <= left):
            kept[open_] = True
            break
        taken = np.all(_ranks(nodes, degree) < left[nodes], axis=1)
        kept[open_[taken]] = True
        left = left - np.bincount(nodes[taken].ravel(), minlength=left.size)
        open_ = open_[~taken & np.all(left[nodes] > 0, axis=1)]
    return kept


def _ranks(nodes: Int[np.ndarray, "e 2"], degree: Int[np.ndarray, "n"]) -> Int[np.ndarray, "e 2"]:
    """Place of each link among those of each of its two ends, from 0, in the order of the list."""
    flat = nodes.ravel()
    order = np.argsort(flat, kind="stable")
    begins = np.cumsum(degree) - degree
    ranks = np.empty(flat.size, np.int64)
    ranks[order] = np.arange(flat.size) - begins[flat[order]]
    return ranks.reshape(nodes.shape)
