"""Connected at once, or carried: spells in which a pair can talk, and the earliest delivery when satellites store data and take it along.

For partial constellations, with links between satellites or without. Time goes in steps: what is linked at a step is linked at its
instant, a message goes as far as links reach then, and waits where it is for the next step. The time that light and the filling of links
take is left out (tenths of a second beside steps of a minute), and so are the amount of data and the room aboard.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.network.graph import Graph
from cupola.network.reach import passes_on, reach


@dataclass(frozen=True)
class Spells:
    """When each of p pairs is connected, over t even steps; each instant stands for one whole step.

    Attributes:
        share: of the steps with a connection, (p,).
        count: spells of connection, those cut by an end counted, (p,).
        longest: s of the longest spell of connection, (p,).
        gaps: spells without, those at an end counted, (p,).
        longest_gap: s of the longest spell without, (p,); the whole time where there is never a connection.
    """

    share: Float[np.ndarray, "p"]
    count: Int[np.ndarray, "p"]
    longest: Float[np.ndarray, "p"]
    gaps: Int[np.ndarray, "p"]
    longest_gap: Float[np.ndarray, "p"]


@dataclass(frozen=True)
class Deliveries:
    """Earliest deliveries to k targets, and what the steps before need to go on from.

    Attributes:
        at: s, when a message that is ready at a source at a step is delivered at best, (t, a, k); infinity is never within the horizon.
        ahead: the same from every node at the first step, for 0, 1, ... carriers allowed, (q, n, k); one layer where any number is.
    """

    at: Float[np.ndarray, "t a k"]
    ahead: Float[np.ndarray, "q n k"]


def connected(
    graphs: Sequence[Graph], pairs: Int[np.ndarray, "p 2"], relays: Bool[np.ndarray, "g"] | None = None
) -> Bool[np.ndarray, "t p"]:
    """Whether each pair of nodes can talk at once, at each step.

    Args:
        graphs: one a step.
        pairs: of nodes; a node is always connected with itself.
        relays: sites that pass traffic on, in the order of the sites; none where left out.
    """
    found = np.zeros((len(graphs), pairs.shape[0]), dtype=bool)
    for t, graph in enumerate(graphs):
        found[t] = reach(graph, relays).together(pairs)
    return found


def spells(up: Bool[np.ndarray, "t p"], step: float) -> Spells:
    """Spells of connection and without.

    Args:
        up: whether each pair is connected at each step.
        step: s between steps.
    """
    steps, pairs = up.shape
    runs = {True: np.zeros(pairs, dtype=np.int64), False: np.zeros(pairs, dtype=np.int64)}
    longest = {True: runs[True].copy(), False: runs[True].copy()}
    for row in up:
        for state in (True, False):
            runs[state] = np.where(row == state, runs[state] + 1, 0)
            np.maximum(longest[state], runs[state], out=longest[state])
    edge = np.zeros((1, pairs), dtype=bool)
    count = np.sum(up & ~np.concatenate([edge, up[:-1]]), axis=0)
    gaps = np.sum(~up & np.concatenate([~edge, up[:-1]]), axis=0)
    return Spells(up.sum(axis=0) / max(steps, 1), count, longest[True] * step, gaps, longest[False] * step)


def earliest_deliveries(
    graphs: Sequence[Graph],
    seconds: Float[np.ndarray, "t"],
    ends: tuple[Int[np.ndarray, "a"], Int[np.ndarray, "k"]],
    carriers: int | None = None,
    relays: Bool[np.ndarray, "g"] | None = None,
    after: Float[np.ndarray, "q n k"] | None = None,
) -> Deliveries:
    """When a message is delivered at the earliest, for one that is ready at each source at each step.

    The steps are gone through from the last to the first: from a component of linked nodes a message is delivered now if the target touches
    it, else as early as from the best of its nodes at the next step.

    Args:
        graphs: one a step, with the same nodes.
        seconds: instant of each step, rising.
        ends: nodes where messages are made, and nodes where they are to go. A source keeps its message until a link comes.
        carriers: how many satellites may have the message in their hands at all: those that pass it straight on count, and the source if it
            is one, the target does not. 1 is one satellite that takes it from site to site, with no link between satellites. Any number
            where left out.
        relays: sites that store and pass on, in the order of the sites; none where left out. They do not count as carriers.
        after: `ahead` of the steps that follow these, so that blocks of time join exactly; nothing follows where left out.

    Raises:
        ValueError: as many instants as graphs, rising, and one carrier or more are needed; `after` must be of the same nodes and targets.

    Cost: steps x (links + nodes x targets), times the carriers where they are limited.
    """
    sources, targets = ends
    nodes = graphs[0].nodes if graphs else (0 if after is None else after.shape[1])
    shape = (1 if carriers is None else carriers + 1, nodes, targets.shape[0])
    if carriers is not None and carriers < 1:
        raise ValueError(f"carriers: got {carriers}; one satellite or more must carry, or leave it out for any number")
    if seconds.shape[0] != len(graphs) or np.any(np.diff(seconds) <= 0.0):
        raise ValueError(f"seconds: got {seconds.shape[0]} for {len(graphs)} graphs; give one for each, rising")
    if after is not None and after.shape != shape:
        raise ValueError(f"after: got the shape {after.shape}; must be {shape}: that of `ahead` with the same nodes, targets and carriers")
    ahead = np.full(shape, np.inf) if after is None else after.copy()
    at = np.full((len(graphs), sources.shape[0], targets.shape[0]), np.inf)
    for t in range(len(graphs) - 1, -1, -1):
        if carriers is None:
            _any_number(graphs[t], float(seconds[t]), targets, relays, ahead[0])
        else:
            _limited(graphs[t], float(seconds[t]), targets, relays, ahead)
        at[t] = ahead[-1, sources]
    return Deliveries(at, ahead)


def wait_quantiles(
    deliveries: Float[np.ndarray, "t ..."], seconds: Float[np.ndarray, "t"], levels: Float[np.ndarray, "l"]
) -> Float[np.ndarray, "l ..."]:
    """How long messages wait, s: the least wait that so large a share of the steps does not pass; infinity where more of them never arrive.

    Args:
        deliveries: s, of the message ready at each step. Leave out the last steps, whose messages have little time to arrive.
        seconds: instant of each step.
        levels: shares, each in (0, 1]. With no step at all every wait is infinite.

    The inverse of the distribution, without interpolation (Hyndman and Fan, Am. Stat. 50 (1996) 361, definition 1).
    """
    waits = np.sort(deliveries - seconds.reshape(-1, *[1] * (deliveries.ndim - 1)), axis=0)
    if waits.shape[0] == 0:
        return np.full((levels.shape[0], *waits.shape[1:]), np.inf)
    place = np.ceil(np.round(levels * waits.shape[0], 9)).astype(np.int64) - 1
    return waits[np.maximum(place, 0)]


def _any_number(
    graph: Graph, now: float, targets: Int[np.ndarray, "k"], relays: np.ndarray | None, ahead: Float[np.ndarray, "n k"]
) -> None:
    """One step back in place, with links and carriers at will."""
    found, columns = reach(graph, relays), np.arange(targets.shape[0])
    passing = found.component >= 0
    best = _least(ahead[passing], found.component[passing], found.count)
    own = found.component[targets]
    best[own[own >= 0], columns[own >= 0]] = now
    there = np.flatnonzero(np.isin(found.site, targets))
    row, column = np.nonzero(found.site[there][:, None] == targets[None, :])
    best[found.touched[there[row]], column] = now
    ahead[passing] = best[found.component[passing]]
    np.minimum(ahead, _least(best[found.touched], found.site, graph.nodes), out=ahead)
    ahead[targets, columns] = now


def _limited(graph: Graph, now: float, targets: Int[np.ndarray, "k"], relays: np.ndarray | None, ahead: Float[np.ndarray, "q n k"]) -> None:
    """One step back in place, layer by layer: with q satellites to go from a satellite, itself counted, or after a site."""
    columns, satellites = np.arange(targets.shape[0]), graph.satellites
    passing = passes_on(graph, relays)
    giver = np.concatenate([graph.ends[:, 0], graph.ends[:, 1]])
    taker = np.concatenate([graph.ends[:, 1], graph.ends[:, 0]])
    to_target = np.isin(taker, targets)
    onward = (giver < satellites) & (passing[taker] | to_target)
    upward = giver >= satellites
    for q, layer in enumerate(ahead):
        layer[targets, columns] = now
        if q:
            # A site that neither relays nor is the target takes nothing from a satellite, though it may have a message of its own.
            takes = np.where(passing[:, None], ahead[q - 1], np.inf)
            takes[targets, columns] = now
            np.minimum(layer, _least(takes[taker[onward]], giver[onward], graph.nodes), out=layer)
        np.minimum(layer, _least(layer[taker[upward]], giver[upward], graph.nodes), out=layer)


def _least(values: Float[np.ndarray, "m k"], group: Int[np.ndarray, "m"], groups: int) -> Float[np.ndarray, "groups k"]:
    """Least of the rows of each group; infinity for a group without rows."""
    least = np.full((groups, values.shape[1]), np.inf)
    if group.shape[0]:
        order = np.argsort(group, kind="stable")
        ranked = group[order]
        starts = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]]))
        least[ranked[starts]] = np.minimum.reduceat(values[order], starts, axis=0)
    return least
