"""What pairs of sites get when they all send at once over the quickest ways: max-min fair, by weight. bit/s each way; an instant at a time.

A pair's traffic takes one way there and the same back, and rates hold alike both ways, so each link is counted once. Satellites limit what
they carry to and from the sites at the ends, and sites that relay what they pass on.
"""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.network.block import Scene, graphs
from cupola.network.fairness import fair_on_paths, links_of_paths
from cupola.network.graph import Graph
from cupola.network.paths import unpacked
from cupola.network.routing import Routes, plan, routes

FULL = 1.0 - 1e-9
"""A link is full when it carries so much of its rate: fair rates leave rounding."""


@dataclass(frozen=True)
class Ends:
    """What limits the traffic of a pair beside the links.

    Attributes:
        capacity: bit/s between each satellite and the sites at the ends of ways, (s,); infinity where none is stated.
        site: bit/s that each site passes on with all its satellites together, (g,); infinity where none is stated.
    """

    capacity: Float[np.ndarray, "s"]
    site: Float[np.ndarray, "g"]


@dataclass(frozen=True)
class Shared:
    """What p pairs get at one instant.

    Attributes:
        rate: bit/s each way, (p,); 0 where there is no way, infinity where nothing limits it.
        full: share of the links that carry something and have a rate that are full; 0 where there are none.
        full_satellites: likewise of the satellites above the ends of ways, by what they can take to and from there.
    """

    rate: Float[np.ndarray, "p"]
    full: float
    full_satellites: float


def shared(
    graph: Graph, ways: Int[np.ndarray, "p l"], weights: Float[np.ndarray, "p"], demands: Float[np.ndarray, "p"], ends: Ends
) -> Shared:
    """Max-min fair rates of pairs on their ways; see `fairness.fair_on_paths`.

    Args:
        graph: at one instant, with the rate of each link.
        ways: nodes on the way of each pair, padded with -1 behind, as from `paths.unpacked`.
        weights: of each pair, zero or more.
        demands: bit/s that each pair wants at most; infinity for as much as there is.
        ends: what satellites and sites can take.
    """
    links = links_of_paths(graph, ways) // 2
    count = graph.ends.shape[0]
    rates = np.concatenate([graph.rate, ends.capacity, ends.site])
    hops = (links >= 0).sum(axis=1)
    pairs = np.arange(ways.shape[0])
    wide = max(ways.shape[1] - 1, 0)
    if wide == 0:
        return Shared(np.zeros(ways.shape[0]), 0.0, 0.0)
    outer = ways[:, [0]], ways[pairs, hops][:, None]
    inner = ways[pairs, np.minimum(1, hops)][:, None], ways[pairs, np.maximum(hops - 1, 0)][:, None]
    served = [
        np.where((hops > 0)[:, None] & (end >= graph.satellites) & (at < graph.satellites), count + at, -1)
        for end, at in zip(outer, inner, strict=True)
    ]
    # A site on the way takes in what it gives out: both count against what it can take.
    between = np.arange(ways.shape[1])[None, :]
    passed = np.where((ways >= graph.satellites) & (between > 0) & (between < hops[:, None]), count + ways, -1)
    relayed = [passed, passed] if np.any(passed >= 0) else []
    on_way = np.concatenate([links, *served, *relayed], axis=1)
    rate = fair_on_paths(on_way, rates, weights, demands)
    return Shared(rate, _full(links, graph.rate, rate), _full(np.concatenate(served, axis=1) - count, ends.capacity, rate))


def _full(links: Int[np.ndarray, "p h"], rates: Float[np.ndarray, "e"], rate: Float[np.ndarray, "p"]) -> float:
    """Share of the links (or satellites) with a rate, of those that carry something, that carry as much as they can."""
    pair, hop = np.nonzero((links >= 0) & (rate > 0.0)[:, None] & np.isfinite(rate)[:, None])
    load = np.bincount(links[pair, hop], weights=rate[pair], minlength=rates.shape[0])
    used = (load > 0.0) & np.isfinite(rates)
    return float(np.mean(load[used] >= FULL * rates[used])) if used.any() else 0.0


def ways_of(found: Routes, wanted: slice) -> Int[np.ndarray, "p l"]:
    """The ways of some of the pairs as padded rows of nodes."""
    (path,) = unpacked(found.nodes, found.hops[None, :])
    return path[wanted].astype(np.int64)


@dataclass(frozen=True)
class Traffic:
    """Pairs of sites that send all at once at a few instants; called, it answers.

    Attributes:
        scene: a few instants.
        pairs: nodes, (p, 2).
        weights: of each pair.
        hop_delay: s for each satellite on the way, (s,).
        relays: which sites pass on what they receive, (g,).
        ends: what satellites and sites can take.
    """

    scene: Scene
    pairs: Int[np.ndarray, "p 2"]
    weights: Float[np.ndarray, "p"]
    hop_delay: Float[np.ndarray, "s"]
    relays: Bool[np.ndarray, "g"]
    ends: Ends

    def __call__(self) -> dict[str, np.ndarray]:
        """The piece of these instants: `pair_rate` (t, p), bit/s each way; `full` and `full_satellites` (t,), as in `Shared`."""
        asked, endless = plan(self.pairs), np.full(len(self.pairs), np.inf)
        told: list[Shared] = []
        for graph in graphs(self.scene):
            found = routes(graph, asked, hop_delay=self.hop_delay, relays=self.relays)
            told.append(shared(graph, ways_of(found, slice(None)), self.weights, endless, self.ends))
        return {
            "pair_rate": np.array([one.rate for one in told]).reshape(len(told), len(self.pairs)),
            "full": np.array([one.full for one in told]),
            "full_satellites": np.array([one.full_satellites for one in told]),
        }


def by_people(people: Float[np.ndarray, "c"]) -> Float[np.ndarray, "p"]:
    """The weight of each pair of places, in the order of their upper triangle: the product of their people over that of the largest two.

    The gravity model of traffic between the ends of a network, which leaves distance out (Roughan, Simplifying the synthesis of Internet
    traffic matrices, ACM SIGCOMM Computer Communication Review 35:5 (2005) 93). Zero where nobody lives.
    """
    one, other = np.triu_indices(len(people), 1)
    weights = people[one] * people[other]
    most = float(weights.max(initial=0.0))
    return weights / most if most > 0.0 else weights
