"""Max-min fair rates for pairs that share a network: on one path each, or over all paths at once. Rates in bit/s, each way for itself.

Fair in the sense of Bertsekas and Gallager, Data Networks (2nd ed. 1992), section 6.5.2: no pair's rate can be raised without lowering
that of a pair that has no more. With weights, no more for its weight. No delays and no losses; traffic flows evenly and for ever.
"""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from cupola.arrays import Bool, Float, Int
from cupola.network.graph import Graph
from cupola.network.reach import passes_on, reach

TIGHT = 1e-10
"""How far, of the greatest rate, a linear program's answer may break a limit."""


def one_way_rates(graph: Graph) -> Float[np.ndarray, "2e"]:
    """Bit/s of each link one way: link e from its first end is number 2 e, from its second 2 e + 1."""
    return np.repeat(graph.rate, 2)


def links_of_paths(graph: Graph, path: Int[np.ndarray, "p l"]) -> Int[np.ndarray, "p h"]:
    """Links that each path goes over, numbered one way as in `one_way_rates`.

    Args:
        graph: in which the paths lie.
        path: nodes on the way, filled up with -1 behind, as from `paths.unpacked`; all -1 where there is none.

    Returns:
        Link of each hop, -1 where there is none. Of two links between the same nodes the first is meant.

    Raises:
        ValueError: a hop without a link.
    """
    nodes = path.astype(np.int64)
    start, end = nodes[:, :-1], nodes[:, 1:]
    hop = (start >= 0) & (end >= 0)
    count = max(graph.nodes, 1)
    names = np.stack([graph.ends @ np.array([count, 1]), graph.ends @ np.array([1, count])], axis=1).ravel()
    order = np.argsort(names, kind="stable")
    wanted = start[hop] * count + end[hop]
    place = np.searchsorted(names[order], wanted)
    missing = place >= names.shape[0]
    missing[~missing] = names[order][place[~missing]] != wanted[~missing]
    if missing.any():
        node = int(wanted[np.argmax(missing)])
        raise ValueError(
            f"a path goes from node {node // count} to node {node % count}, where the graph has no link; take paths of this graph"
        )
    links = np.full(start.shape, -1, dtype=np.int64)
    links[hop] = order[place]
    return links


def fair_on_paths(
    links: Int[np.ndarray, "p h"], rates: Float[np.ndarray, "l"], weights: Float[np.ndarray, "p"], demands: Float[np.ndarray, "p"]
) -> Float[np.ndarray, "p"]:
    """Max-min fair rates when each pair has one path.

    Args:
        links: links on the way of each pair, -1 where there is none. A pair without any has no path, and the rate 0.
        rates: bit/s that each link can carry; infinity where nothing limits it.
        weights: of each pair, zero or more; a pair without weight gets nothing.
        demands: bit/s that each pair wants at most; infinity for as much as there is.

    Returns:
        Rate of each pair, bit/s; infinite where neither a link nor the demand limits it.

    Progressive filling, exact but for rounding: all rates grow in step until a link is full or a demand met, and the pairs concerned stop
    there (Bertsekas and Gallager, section 6.5.2). Links that are the narrowest for all their pairs stop together: what their pairs get does
    not hang on the others, whose links only grow wider by what stops.
    """
    _require_sizes(weights, demands)
    found = np.zeros(links.shape[0])
    pair, hop = np.nonzero(links >= 0)
    link = links[pair, hop]
    going = np.zeros(links.shape[0], dtype=bool)
    going[pair] = True
    going &= (weights > 0.0) & (demands > 0.0)
    wanted = np.divide(demands, weights, out=np.full(demands.shape, np.inf), where=going)
    left = rates.astype(np.float64)
    while going.any():
        kept = going[pair]
        pair, link = pair[kept], link[kept]
        load = np.bincount(link, weights=weights[pair], minlength=left.shape[0])
        level = np.divide(left, load, out=np.full(left.shape, np.inf), where=load > 0.0)
        # Pairs come in order, so the least level on the way of each is one pass over its links.
        starts = np.flatnonzero(np.concatenate([[True], pair[1:] != pair[:-1]]))
        on_way = np.full(going.shape, np.inf)
        on_way[pair[starts]] = np.minimum.reduceat(level[link], starts)
        least = np.minimum(on_way, wanted)
        narrow = np.ones(left.shape[0], dtype=bool)
        narrow[link[least[pair] < level[link]]] = False
        stops = going & (wanted <= on_way)
        held = stops.copy()
        stops[pair[narrow[link]]] = True
        found[stops] = np.where(held[stops], demands[stops], weights[stops] * least[stops])
        taken = stops[pair] & np.isfinite(found[pair])
        left = np.maximum(left - np.bincount(link[taken], weights=found[pair[taken]], minlength=left.shape[0]), 0.0)
        going &= ~stops
    return found


def fair_over_all_paths(
    graph: Graph,
    pairs: Int[np.ndarray, "p 2"],
    weights: Float[np.ndarray, "p"],
    demands: Float[np.ndarray, "p"],
    relays: Bool[np.ndarray, "g"] | None = None,
) -> Float[np.ndarray, "p"]:
    """Max-min fair rates when each pair may use all paths at once and split at will. For small networks: tens of pairs.

    Args:
        graph: at one instant, with the rate of each link.
        pairs: nodes from which and to which.
        weights: of each pair, zero or more; a pair without weight gets nothing.
        demands: bit/s that each pair wants at most; infinity for as much as there is.
        relays: sites that pass traffic on, in the order of the sites; none where left out.

    Returns:
        Rate of each pair, bit/s: 0 where there is no way, infinite where neither a link nor the demand limits it. A pair of a node with
        itself needs no link.

    Raises:
        RuntimeError: the linear program has no answer, which would be a fault of ours.

    A linear program raises the least rate as far as it goes (HiGHS); the pairs whose rates are then at that level in every solution, told
    by their dual prices, stop there, and the next program raises the rest (Nace and Pioro, IEEE Comm. Surveys 10:4 (2008) 5). At most one
    program for each pair. Traffic from one node is one commodity, whatever its targets.
    """
    _require_sizes(weights, demands)
    wants = (weights > 0.0) & (demands > 0.0)
    some, endless = graph.rate > 0.0, np.isinf(graph.rate)
    there = reach(_only(graph, some), relays).together(pairs)
    free = reach(_only(graph, endless), relays).together(pairs)
    found = np.where(wants & there & free, demands, 0.0)
    going = wants & there & ~(free & np.isinf(demands))
    if not going.any():
        return found
    finite = np.concatenate([graph.rate[~endless], demands[np.isfinite(demands)]])
    scale = float(finite.max(initial=0.0))
    ask = _Programme(_only(graph, some), pairs[going], weights[going], relays, scale)
    rate, level = np.zeros(int(going.sum())), demands[going] / weights[going] / scale
    open_ = np.ones(rate.shape[0], dtype=bool)
    while open_.any():
        cap = float(level[open_].min())
        reached, price = ask.raised(open_, rate, cap)
        stops = open_ & (level <= reached * (1.0 + 1e-9))
        stops |= open_ & (price * weights[going] > 1e-7)
        if not stops.any():
            stops = open_
        rate[stops] = weights[going][stops] * np.minimum(reached, level[stops])
        open_ &= ~stops
    found[going] = rate * scale
    return found


class _Programme:
    """The linear program that raises the least rate; rates in units of `scale`.

    Variables: flow of each commodity (traffic from one node) on each arc that it may use, the rate of each pair, and the level.
    """

    def __init__(
        self, graph: Graph, pairs: Int[np.ndarray, "p 2"], weights: Float[np.ndarray, "p"], relays: np.ndarray | None, scale: float
    ):
        passing, nodes = passes_on(graph, relays), graph.nodes
        tail, head = np.concatenate([graph.ends, graph.ends[:, ::-1]]).T
        room = np.tile(graph.rate, 2) / scale
        origins, commodity = np.unique(pairs[:, 0], return_inverse=True)
        balance: list[np.ndarray] = []
        arcs: list[np.ndarray] = []
        first = 0
        for c, origin in enumerate(origins):
            takes, gives = passing.copy(), passing.copy()
            gives[origin] = True
            takes[pairs[commodity == c, 1]] = True
            takes[origin] = False
            mine = np.flatnonzero(gives[tail] & takes[head])
            column = first + np.arange(mine.shape[0])
            one = np.ones(mine.shape[0])
            balance += [np.stack([c * nodes + head[mine], column, one]), np.stack([c * nodes + tail[mine], column, -one])]
            arcs.append(mine)
            first += mine.shape[0]
        arc = np.concatenate(arcs)
        away = pairs[:, 0] != pairs[:, 1]
        rate_column = first + np.arange(pairs.shape[0])
        balance.append(np.stack([commodity * nodes + pairs[:, 1], rate_column, -away.astype(np.float64)]))
        row, column, value = np.concatenate(balance, axis=1)
        # What leaves the origin is whatever it must be.
        kept = np.ones(origins.shape[0] * nodes, dtype=bool)
        kept[np.arange(origins.shape[0]) * nodes + origins] = False
        size = first + pairs.shape[0] + 1
        whole = coo_array((value, (row.astype(np.int64), column.astype(np.int64))), shape=(kept.shape[0], size)).tocsr()
        self._balance = whole[np.flatnonzero(kept)]
        limited = np.flatnonzero(np.isfinite(room))
        held = np.flatnonzero(np.isfinite(room[arc]))
        place = np.searchsorted(limited, arc[held])
        fill = (np.ones(held.shape[0]), (place, held))
        least = limited.shape[0] + np.arange(pairs.shape[0])
        upper = (
            np.concatenate([fill[0], weights, -np.ones(pairs.shape[0])]),
            (
                np.concatenate([place, least, least]),
                np.concatenate([held, np.full(pairs.shape[0], size - 1), rate_column]),
            ),
        )
        self._upper = coo_array(upper, shape=(limited.shape[0] + pairs.shape[0], size)).tocsr()
        self._room, self._first, self._pairs, self._size = room[limited], first, pairs.shape[0], size

    def raised(self, open_: Bool[np.ndarray, "p"], rate: Float[np.ndarray, "p"], cap: float) -> tuple[float, Float[np.ndarray, "p"]]:
        """The highest level, at most `cap`, at which every open pair gets its weight's part, and what each of them costs it."""
        bounds = np.zeros((self._size, 2))
        bounds[:, 1] = np.inf
        bounds[self._first : -1, 0] = np.where(open_, 0.0, rate)
        bounds[self._first : -1, 1] = np.where(open_, np.inf, rate)
        bounds[-1, 1] = cap
        goal = np.zeros(self._size)
        goal[-1] = -1.0
        # A pair that has stopped no longer holds the level down.
        kept = np.concatenate([np.ones(self._room.shape[0], dtype=bool), open_])
        found = linprog(
            goal,
            A_ub=self._upper[np.flatnonzero(kept)],
            b_ub=np.concatenate([self._room, np.zeros(int(open_.sum()))]),
            A_eq=self._balance,
            b_eq=np.zeros(self._balance.shape[0]),
            bounds=bounds,
            method="highs",
            options={"primal_feasibility_tolerance": TIGHT, "dual_feasibility_tolerance": TIGHT},
        )
        if found.status != 0:
            raise RuntimeError(f"the program of fair rates was not solved: {found.message}")
        price = np.zeros(self._pairs)
        price[open_] = -np.asarray(found.ineqlin.marginals)[self._room.shape[0] :]
        return float(found.x[-1]), price


def _only(graph: Graph, kept: Bool[np.ndarray, "e"]) -> Graph:
    """The graph with some of its links."""
    return Graph(graph.satellites, graph.ends[kept], graph.length[kept], graph.rate[kept], graph.owner)


def _require_sizes(weights: Float[np.ndarray, "p"], demands: Float[np.ndarray, "p"]) -> None:
    for name, values in (("weight", weights), ("demand", demands)):
        if np.any(np.isnan(values)) or np.any(values < 0.0):
            raise ValueError(f"a {name} is below zero or not a number; give 0 for a pair that sends nothing")
    if np.any(np.isinf(weights)):
        raise ValueError("a weight is infinite; weights are relative, so give finite ones")
