"""Which nodes can reach one another at one instant: components of the nodes that pass traffic on, and the sites that touch them.

Satellites pass traffic on, sites only where asked. Lengths, rates and delays play no part.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from cupola.arrays import Bool, Int
from cupola.network.graph import Graph


@dataclass(frozen=True)
class Reach:
    """Components of a graph of n nodes, and who touches them.

    Attributes:
        component: of each node that passes traffic on, from 0, (n,); -1 for the others.
        count: how many components there are.
        site: one end of each link between a site that passes nothing on and one that does, (k,).
        touched: component at the other end of that link, (k,).
    """

    component: Int[np.ndarray, "n"]
    count: int
    site: Int[np.ndarray, "k"]
    touched: Int[np.ndarray, "k"]

    def together(self, pairs: Int[np.ndarray, "p 2"]) -> Bool[np.ndarray, "p"]:
        """Whether the two nodes of each pair can reach one another; a node reaches itself."""
        nodes = self.component.shape[0]
        own = np.flatnonzero(self.component >= 0)
        row, column = np.concatenate([own, self.site]), np.concatenate([self.component[own], self.touched])
        touching = csr_array((np.ones(row.shape[0], dtype=np.int32), (row, column)), shape=(nodes, max(self.count, 1)))
        shared = touching[pairs[:, 0]].multiply(touching[pairs[:, 1]])
        return (np.asarray(shared.sum(axis=1)) > 0) | (pairs[:, 0] == pairs[:, 1])


def passes_on(graph: Graph, relays: Bool[np.ndarray, "g"] | None = None) -> Bool[np.ndarray, "n"]:
    """Whether each node passes traffic on: every satellite, and the sites that `relays` names.

    Args:
        graph: at one instant.
        relays: sites that pass traffic on, in the order of the sites; none where left out.

    Raises:
        ValueError: as many flags as there are sites are needed.
    """
    sites = graph.nodes - graph.satellites
    if relays is not None and relays.shape != (sites,):
        raise ValueError(f"relays: got {relays.shape[0] if relays.ndim else 0} flags for {sites} sites; give one for each")
    flags = np.zeros(sites, dtype=bool) if relays is None else relays
    return np.concatenate([np.ones(graph.satellites, dtype=bool), flags])


def reach(graph: Graph, relays: Bool[np.ndarray, "g"] | None = None) -> Reach:
    """Components of a graph.

    Args:
        graph: at one instant; a satellite without links is a component of its own.
        relays: sites that pass traffic on, in the order of the sites; none where left out.
    """
    nodes, passing = graph.nodes, passes_on(graph, relays)
    if nodes == 0:
        none = np.zeros(0, dtype=np.int64)
        return Reach(none, 0, none, none)
    both = np.all(passing[graph.ends], axis=1)
    inner, outer = graph.ends[both], graph.ends[~both]
    links = csr_array((np.ones(inner.shape[0], dtype=np.int32), (inner[:, 0], inner[:, 1])), shape=(nodes, nodes))
    _, label = connected_components(links, directed=False)
    # Sites that pass nothing on stand alone in `label`: number the components of the others from 0.
    names, component = np.unique(label[passing], return_inverse=True)
    numbered = np.full(nodes, -1, dtype=np.int64)
    numbered[passing] = component
    return Reach(numbered, names.shape[0], outer[:, 1], numbered[outer[:, 0]])
