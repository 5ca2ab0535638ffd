"""The routes of least delay through a network at one instant: Dijkstra's algorithm, from one end of each pair, no further than needed. s.

A route's delay is its length over the speed of light, and a stated delay for each satellite that passes it on. Both ways cost the same.
Sites end routes; they pass nothing on unless told to.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from cupola.arrays import Bool, Float, Int
from cupola.constants import SPEED_OF_LIGHT
from cupola.network.graph import Graph

NOWHERE = -1
"""As a number of hops: there is no route. As a node: after the last of a path."""

_FAR = float(np.finfo(float).max)
_GROUPS = 8
_SLACK = 1.15
_SOME = 2e-3


@dataclass(frozen=True)
class Plan:
    """From which end each pair is searched.

    Attributes:
        pairs: nodes, (p, 2).
        sources: nodes from which a search starts, (a,).
        row: which of the sources a pair is searched from, (p,).
        far: the other end, (p,).
        turned: whether the search starts from the pair's second node, (p,).
    """

    pairs: Int[np.ndarray, "p 2"]
    sources: Int[np.ndarray, "a"]
    row: Int[np.ndarray, "p"]
    far: Int[np.ndarray, "p"]
    turned: Bool[np.ndarray, "p"]


@dataclass(frozen=True)
class Routes:
    """The best route of each of p pairs.

    Attributes:
        delay: one way, s; infinity where there is no route.
        hops: links on the way, `NOWHERE` where there is no route, 0 from a node to itself.
        nodes: those on the way, both ends included, pair after pair: `hops + 1` for each.
    """

    delay: Float[np.ndarray, "p"]
    hops: Int[np.ndarray, "p"]
    nodes: Int[np.ndarray, "m"]


def plan(pairs: Int[np.ndarray, "p 2"], apart: Float[np.ndarray, "p"] | None = None) -> Plan:
    """Few searches, and short ones: each pair is searched from the end that has more pairs, or else lies further from its partners.

    Args:
        pairs: nodes; any pair may come again, and a node may be paired with itself.
        apart: how far apart the two are, in any unit: only its order counts. With every pair of many nodes asked, remote nodes then
            search far and the others, for the nodes less remote than themselves, near.
    """
    pairs = np.asarray(pairs, np.int64).reshape(-1, 2)
    nodes, index = np.unique(pairs, return_inverse=True)
    index = index.reshape(pairs.shape)
    many = np.bincount(index.ravel(), minlength=nodes.size)
    reach = np.zeros(nodes.size) if apart is None else np.bincount(index.ravel(), np.repeat(apart, 2), nodes.size)
    rank = np.empty(nodes.size, np.int64)
    rank[np.lexsort((nodes, -reach, -many))] = np.arange(nodes.size)
    turned = rank[index[:, 1]] < rank[index[:, 0]]
    near = np.where(turned, pairs[:, 1], pairs[:, 0])
    sources, row = np.unique(near, return_inverse=True)
    return Plan(pairs, sources, row.reshape(-1), np.where(turned, pairs[:, 0], pairs[:, 1]), turned)


def routes(
    graph: Graph,
    asked: Plan,
    *,
    hop_delay: float | Float[np.ndarray, "s"] = 0.0,
    relays: Bool[np.ndarray, "g"] | None = None,
    expected: Float[np.ndarray, "p"] | None = None,
) -> Routes:
    """The routes of least delay; of two alike, either.

    Args:
        graph: who talks with whom.
        asked: the pairs; satellites or sites.
        hop_delay: s for each satellite on the way, one number or one a satellite; satellites at the ends do not count.
        relays: which sites pass on what they receive; none if left out.
        expected: about what delay each pair has, s, as from the instant before; infinity where that is not known. It bounds the searches;
            where it was too low they are made again, so that it can cost time but not change an answer.
    """
    hop = np.broadcast_to(np.asarray(hop_delay, float), (graph.satellites,))
    passing = np.zeros(graph.nodes, bool) if relays is None else np.concatenate([np.zeros(graph.satellites, bool), relays])
    ends = np.where((asked.far >= graph.satellites) & ~passing[asked.far], asked.far + graph.nodes - graph.satellites, asked.far)
    web = _web(graph, hop, passing)
    limits = _limits(graph, asked, expected)
    delay, before = _searched(web, asked, limits)
    found = delay[asked.row, ends]
    if expected is not None:
        short = ~np.isfinite(found) & (limits < _FAR)[asked.row] & _linked(graph)[asked.pairs].all(axis=1)
        again = np.unique(asked.row[short])
        if again.size:
            delay[again], before[again] = _spread(web, asked.sources[again], _FAR)
            found = delay[asked.row, ends]
    over = asked.far < graph.satellites
    found[over] -= hop[asked.far[over]]
    found[asked.pairs[:, 0] == asked.pairs[:, 1]] = 0.0
    return _walked(asked, ends, before, found)


def _web(graph: Graph, hop: Float[np.ndarray, "s"], passing: Bool[np.ndarray, "n"]) -> csr_array:
    """One-way delays. A site that passes nothing on is two nodes: links lead from it, and to another, numbered behind all nodes."""
    one, other = graph.ends[:, 0], graph.ends[:, 1]
    delay = graph.length / SPEED_OF_LIGHT
    begin = np.concatenate([other, one])
    end = np.concatenate([one, np.where(graph.is_ground & ~passing[other], other + graph.nodes - graph.satellites, other)])
    sites = graph.nodes - graph.satellites
    weight = np.concatenate([delay, delay]) + np.concatenate([hop, np.zeros(2 * sites)])[end]
    nodes = graph.nodes + sites
    order = np.argsort(begin.astype(np.uint16) if nodes < 2**16 else begin, kind="stable")
    start = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount(begin, minlength=nodes), out=start[1:])
    return csr_array((weight[order], end[order].astype(np.int32), start), shape=(nodes, nodes))


def _linked(graph: Graph) -> Bool[np.ndarray, "n"]:
    """Whether a node has any link."""
    return np.bincount(graph.ends.ravel(), minlength=graph.nodes) > 0


def _limits(graph: Graph, asked: Plan, expected: Float[np.ndarray, "p"] | None) -> Float[np.ndarray, "a"]:
    """How far each source is searched, s."""
    if expected is None:
        return np.full(asked.sources.size, _FAR)
    wanted = np.where(_linked(graph)[asked.pairs].all(axis=1), expected, 0.0)
    limits = np.zeros(asked.sources.size)
    np.maximum.at(limits, asked.row, np.minimum(wanted * _SLACK + _SOME, _FAR))
    return limits


def _searched(web: csr_array, asked: Plan, limits: Float[np.ndarray, "a"]) -> tuple[Float[np.ndarray, "a n"], Int[np.ndarray, "a n"]]:
    """Delays and predecessors from every source, each group of like limits in one call."""
    delay, before = np.empty((limits.size, web.indptr.size - 1)), np.empty((limits.size, web.indptr.size - 1), np.int32)
    order = np.argsort(limits)
    cuts = np.unique(np.linspace(0, limits.size, (1 if limits.min(initial=_FAR) == _FAR else _GROUPS) + 1).astype(int))
    for first, last in pairwise(cuts):
        group = order[first:last]
        delay[group], before[group] = _spread(web, asked.sources[group], float(limits[group[-1]]))
    return delay, before


def _spread(web: csr_array, sources: Int[np.ndarray, "a"], limit: float) -> tuple[Float[np.ndarray, "a n"], Int[np.ndarray, "a n"]]:
    return dijkstra(web, indices=sources, return_predecessors=True, limit=limit)


def _walked(asked: Plan, ends: Int[np.ndarray, "p"], before: Int[np.ndarray, "a n"], delay: Float[np.ndarray, "p"]) -> Routes:
    """Paths from the predecessors: walked back from the far end to the source, which is its own predecessor, all pairs at once."""
    count = before.shape[1]
    source, base = asked.sources[asked.row], asked.row * count
    back = before.ravel()
    back[np.arange(asked.sources.size) * count + asked.sources] = asked.sources
    met = np.isfinite(delay)
    columns = [np.where(met, asked.far, source)]
    at = back.take(base + np.where(met & (asked.far != source), ends, source))
    going = np.arange(source.size)
    while going.size:
        column = source.copy()
        column[going] = at
        columns.append(column)
        away = at != source[going]
        if 2 * np.count_nonzero(away) <= going.size:
            going, at = going[away], at[away]
        at = back.take(base[going] + at)
    walk = np.stack(columns)
    hops = np.where(met, np.count_nonzero(walk != source, axis=0), NOWHERE)
    pair = np.repeat(np.arange(hops.size), hops + 1)
    step = np.arange(pair.size) - (np.cumsum(hops + 1) - hops - 1)[pair]
    nodes = walk.ravel().take(np.where(asked.turned[pair], step, hops[pair] - step) * hops.size + pair)
    return Routes(delay, hops, nodes.astype(np.int16 if count < 2**15 else np.int32))
