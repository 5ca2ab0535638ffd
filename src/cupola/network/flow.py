"""The most that arcs can carry from one node to another, with real-valued rates, and the cut that says why. Rates in bit/s; pure."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from cupola.arrays import Bool, Float, Int

UNITS = 2**30 - 1
"""Whole units in the greatest rate that matters. SciPy's routine counts in 32 bits, and two arcs that face each other must fit together."""


@dataclass(frozen=True)
class Arcs:
    """One-way arcs between numbered nodes.

    Attributes:
        nodes: how many there are.
        tail: where each arc starts, (e,).
        head: where it ends, (e,).
        rate: bit/s that it can carry, zero or more, (e,); infinity where nothing limits it.
    """

    nodes: int
    tail: Int[np.ndarray, "e"]
    head: Int[np.ndarray, "e"]
    rate: Float[np.ndarray, "e"]


@dataclass(frozen=True)
class Flow:
    """A flow that is all but the greatest, and a cut that no flow can pass.

    Attributes:
        rate: bit/s that the flow carries; infinity where a way of infinite arcs leads from source to sink.
        bound: bit/s that the arcs of the cut can carry together: the greatest flow lies between `rate` and this.
        carried: bit/s on each arc, (e,); zero where the flow is infinite.
        cut: the arcs of the cut, (e,): of all least cuts the one nearest the source. None where the flow is infinite.
    """

    rate: float
    bound: float
    carried: Float[np.ndarray, "e"]
    cut: Bool[np.ndarray, "e"]


def greatest_flow(arcs: Arcs, source: int, sink: int) -> Flow:
    """The greatest flow from `source` to `sink`.

    Raises:
        ValueError: a rate below zero or not a number, or the same node twice.

    Dinic's algorithm (SciPy) on rates cut down to whole units, `UNITS` of them in the greatest rate that matters. Each arc of the cut so
    loses less than one unit, and `bound` is the cut's true capacity: what was lost is `bound - rate`, less than 4 parts in 10^9 of `bound`
    for each arc of the cut (Ford and Fulkerson: no flow is greater than a cut).
    """
    if source == sink:
        raise ValueError(f"source and sink are both node {source}; give two different nodes")
    if np.any(np.isnan(arcs.rate)) or np.any(arcs.rate < 0.0):
        raise ValueError("a rate is below zero or not a number; rates are in bit/s, 0 for a link that carries nothing")
    nothing = np.zeros(arcs.tail.shape[0])
    endless = np.isinf(arcs.rate)
    if reachable(source, arcs.tail[endless], arcs.head[endless], arcs.nodes)[sink]:
        return Flow(np.inf, np.inf, nothing, np.zeros(arcs.tail.shape[0], dtype=bool))
    # Twice what leaves the source, what enters the sink or what all finite arcs hold together: an arc cut down to that is in no least cut.
    most = 2.0 * min(
        float(arcs.rate[arcs.tail == source].sum()), float(arcs.rate[arcs.head == sink].sum()), float(arcs.rate[~endless].sum())
    )
    if most == 0.0:
        behind = reachable(source, arcs.tail[arcs.rate > 0.0], arcs.head[arcs.rate > 0.0], arcs.nodes)
        return Flow(0.0, 0.0, nothing, behind[arcs.tail] & ~behind[arcs.head])
    flow, top = _in_units(arcs, source, sink, most)
    # What the cut can carry bounds the flow: where rates far above it made the units coarse, count again in finer ones.
    while 0.0 < flow.bound < 0.25 * top:
        flow, top = _in_units(arcs, source, sink, 2.0 * flow.bound)
    return flow


def _in_units(arcs: Arcs, source: int, sink: int, most: float) -> tuple[Flow, float]:
    """The flow in whole units, no arc above `most`; and the greatest rate that was counted."""
    clipped = np.minimum(arcs.rate, most)
    room = csr_array((clipped, (arcs.tail, arcs.head)), shape=(arcs.nodes, arcs.nodes))
    room.sum_duplicates()
    together = np.minimum(np.asarray(room.data, dtype=np.float64), most)
    top = float(together.max())
    unit = top / UNITS
    whole = csr_array((np.floor(together / unit).astype(np.int32), room.indices, room.indptr), shape=room.shape)
    found = maximum_flow(whole, source, sink)
    left = (whole - found.flow).tocoo()
    behind = reachable(source, left.row[left.data > 0], left.col[left.data > 0], arcs.nodes)
    cut = behind[arcs.tail] & ~behind[arcs.head]
    net = np.maximum(np.asarray(found.flow[arcs.tail, arcs.head]).ravel(), 0) * unit
    pair = np.asarray(room[arcs.tail, arcs.head]).ravel()
    # Arcs side by side carry in proportion to their rates.
    carried = net * np.divide(clipped, pair, out=np.zeros_like(pair), where=pair > 0.0)
    bound = float(arcs.rate[cut].sum())
    return Flow(min(float(found.flow_value) * unit, bound), bound, carried, cut), top


def reachable(source: int, tail: Int[np.ndarray, "e"], head: Int[np.ndarray, "e"], nodes: int) -> Bool[np.ndarray, "n"]:
    """Which nodes can be come to from `source`, itself counted."""
    table = csr_array((np.ones(tail.shape[0], dtype=np.int8), (tail, head)), shape=(nodes, nodes))
    table.data[:] = 1
    there = np.zeros(nodes, dtype=bool)
    there[breadth_first_order(table, source, return_predecessors=False)] = True
    return there
