"""Graphs for the tests of the network room: drawn at random, or written down by hand. Rates in bit/s; lengths of no meaning."""

import numpy as np

from cupola.network.graph import Graph


def graph_of(satellites: int, sites: int, links: list[tuple[int, int]], rates: list[float] | None = None) -> Graph:
    """A graph of one owner from its links, each (satellite, satellite) or (satellite, site)."""
    ends = np.array(links, dtype=np.int64).reshape(-1, 2)
    rate = np.full(len(links), np.inf) if rates is None else np.array(rates)
    return Graph(satellites, ends, np.full(len(links), 1e6), rate, np.zeros(satellites + sites, dtype=np.int64))


def drawn_graph(rng: np.random.Generator, satellites: int, sites: int, chance: float, rates: int = 9) -> Graph:
    """Each possible link is there with the same chance, at a whole rate from 0 to `rates`."""
    possible = [(i, j) for i in range(satellites) for j in range(i + 1, satellites + sites)]
    links = [pair for pair in possible if rng.random() < chance]
    return graph_of(satellites, sites, links, [float(rng.integers(0, rates + 1)) for _ in links])


def neighbours(graph: Graph) -> dict[int, set[int]]:
    """Who is linked with whom, both ways."""
    found: dict[int, set[int]] = {node: set() for node in range(graph.nodes)}
    for a, b in graph.ends.tolist():
        found[a].add(b)
        found[b].add(a)
    return found


def walked(graph: Graph, start: int, relays: np.ndarray | None = None) -> set[int]:
    """All nodes that a message from `start` can come to, by going from link to link; sites end a walk unless they relay."""
    linked, seen, fringe = neighbours(graph), {start}, [start]
    while fringe:
        node = fringe.pop()
        site = node - graph.satellites
        if node != start and site >= 0 and not (relays is not None and relays[site]):
            continue
        new = linked[node] - seen
        seen |= new
        fringe += list(new)
    return seen
