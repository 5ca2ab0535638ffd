"""A communications network at one instant: nodes, two-way links and their owners. Lengths in m; nothing about how links came to be."""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float, Int


@dataclass(frozen=True)
class Graph:
    """Who can talk with whom at one instant. n nodes: satellites first, then sites.

    Attributes:
        satellites: how many of the nodes are satellites.
        ends: nodes at the two ends of each two-way link, (e, 2) int64; between satellites both are satellites, a ground link is
            (satellite, site).
        length: m, (e,).
        rate: bit/s each way, (e,); infinity where none is stated.
        owner: index of the owner of each node, (n,).
    """

    satellites: int
    ends: Int[np.ndarray, "e 2"]
    length: Float[np.ndarray, "e"]
    rate: Float[np.ndarray, "e"]
    owner: Int[np.ndarray, "n"]

    @property
    def nodes(self) -> int:
        """How many nodes there are, satellites and sites together."""
        return self.owner.shape[0]

    @property
    def is_ground(self) -> Bool[np.ndarray, "e"]:
        """Whether a link goes to a site."""
        return self.ends[:, 1] >= self.satellites

    @property
    def link_owner(self) -> Int[np.ndarray, "e 2"]:
        """Owners of the two ends of each link; a link is gone when either has left."""
        return self.owner[self.ends]

    def without(self, lost: Bool[np.ndarray, "n"]) -> "Graph":
        """The graph without the links of the lost nodes; the nodes keep their numbers, and their owners."""
        kept = ~np.any(lost[self.ends], axis=1)
        return Graph(self.satellites, self.ends[kept], self.length[kept], self.rate[kept], self.owner)
