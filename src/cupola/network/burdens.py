"""How much of what people ask for gets through at a few instants, and how messages fare that satellites carry: jobs for workers."""

from dataclasses import dataclass, replace

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.network.block import Scene, graphs
from cupola.network.capacity import LIMITS, Rates, Throughput, even_throughput, throughput
from cupola.network.forwarding import connected, earliest_deliveries
from cupola.network.graph import Graph


@dataclass(frozen=True)
class Burden:
    """What users and gateways of a scene exchange; called, it answers.

    Attributes:
        scene: a few instants.
        users: nodes, (u,).
        gateways: nodes, (w,).
        people: at each user, (u,): what is asked for is shared by them.
        totals: bit/s that all ask for together, (d,).
        capacity: bit/s between each satellite and its users, (s,); infinity where none is stated.
        gateway: bit/s of each gateway with all its satellites together, (w,); infinity where none is stated.
    """

    scene: Scene
    users: Int[np.ndarray, "u"]
    gateways: Int[np.ndarray, "w"]
    people: Float[np.ndarray, "u"]
    totals: Float[np.ndarray, "d"]
    capacity: Float[np.ndarray, "s"]
    gateway: Float[np.ndarray, "w"]

    def __call__(self) -> dict[str, np.ndarray]:
        """The piece of these instants.

        Returns:
            `most` (t,), the most that gets through at all, bit/s, infinity where nothing limits it, and `even` (t,), when every user gets
            its part by people; `limited_by` and `limited_by_even` (t, 7), shares of what limits each, in the order of `capacity.LIMITS`;
            `reached` (t,), share of the people with a way, among whom the even total is shared; `gateway_total` (t,), what the gateways
            could take if nothing else limited them; `by_gateway` (t, w), bit/s; `served` (t, d), bit/s of each total asked for.
        """
        endless = np.full(len(self.users), np.inf)
        rates = Rates(self.capacity, np.full(self.capacity.shape, np.inf), self.gateway)
        shares = self.people / max(float(self.people.sum()), 1.0)
        names = ("most", "even", "limited_by", "limited_by_even", "reached", "gateway_total", "by_gateway", "served")
        told: dict[str, list[np.ndarray]] = {name: [] for name in names}
        for graph in graphs(self.scene):
            most = throughput(graph, self.users, self.gateways, endless, rates)
            even = even_throughput(graph, self.users, self.gateways, self.people, rates)
            asked = [throughput(graph, self.users, self.gateways, total * shares, rates).rate for total in self.totals]
            # Each flow is counted in whole units of its own: what any of them reaches, the greatest reaches too.
            values = (
                *(max(most.rate, even.rate, *asked), even.rate, _shares(most), _shares(even), even.reached, self._gateway_total(graph)),
                *(most.by_gateway, asked),
            )
            for name, value in zip(names, values, strict=True):
                told[name].append(np.asarray(value, np.float64))
        steps = len(told["most"])
        wide = {"limited_by": len(LIMITS), "limited_by_even": len(LIMITS), "by_gateway": len(self.gateways), "served": len(self.totals)}
        return {name: np.array(told[name]).reshape((steps, wide[name]) if name in wide else (steps,)) for name in names}

    def _gateway_total(self, graph: Graph) -> float:
        """bit/s of all the links of each gateway together, no more than it can take."""
        links = np.bincount(graph.ends[:, 1], weights=graph.rate, minlength=graph.nodes)[self.gateways]
        return float(np.minimum(links, self.gateway).sum())


def _shares(found: Throughput) -> list[float]:
    return [found.limited_by[name] for name in LIMITS]


@dataclass(frozen=True)
class Carried:
    """When messages between pairs of sites arrive that satellites may store and carry; called, it answers.

    Attributes:
        scene: all instants of the span.
        pairs: nodes, (p, 2).
        relays: which sites pass on, and keep, what they receive, (g,).
        block: instants whose graphs are held at once.
        reach_back: instants that the longest acquisition takes.
    """

    scene: Scene
    pairs: Int[np.ndarray, "p 2"]
    relays: Bool[np.ndarray, "g"]
    block: int
    reach_back: int

    def __call__(self) -> dict[str, np.ndarray]:
        """The piece of the whole span.

        Returns:
            `at_once` (t, p), whether the two are connected; `delivery` (t, p), s from the instant that a message is ready to the one that
            it arrives, infinity for not within the span.
        """
        times = self.scene.times
        sources, targets = np.unique(self.pairs[:, 0]), np.unique(self.pairs[:, 1])
        row, column = np.searchsorted(sources, self.pairs[:, 0]), np.searchsorted(targets, self.pairs[:, 1])
        at_once = np.zeros((len(times), len(self.pairs)), bool)
        delivery = np.full((len(times), len(self.pairs)), np.inf)
        after = None
        for start in range((len(times) - 1) // self.block * self.block, -1, -self.block):
            part = slice(start, min(start + self.block, len(times)))
            lead = min(start, self.reach_back)
            these = slice(start - lead, part.stop)
            scene = replace(self.scene, times=times[these], position=self.scene.position[these], lead=lead, held=start == lead)
            here = list(graphs(scene, rated=False))
            at_once[part] = connected(here, self.pairs, self.relays)
            found = earliest_deliveries(here, times[part], (sources, targets), relays=self.relays, after=after)
            after = found.ahead
            delivery[part] = found.at[:, row, column] - times[part][:, None]
        return {"at_once": at_once, "delivery": delivery}
