"""How much of what people ask for gets through at a few instants, and how messages fare that satellites carry: jobs for workers."""

from dataclasses import dataclass, replace

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.network.block import Scene, graphs
from cupola.network.capacity import LIMITS, Rates, throughput
from cupola.network.forwarding import connected, earliest_deliveries


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
    """

    scene: Scene
    users: Int[np.ndarray, "u"]
    gateways: Int[np.ndarray, "w"]
    people: Float[np.ndarray, "u"]
    totals: Float[np.ndarray, "d"]
    capacity: Float[np.ndarray, "s"]

    def __call__(self) -> dict[str, np.ndarray]:
        """The piece of these instants.

        Returns:
            `most` (t,), the most that gets through at all, bit/s, infinity where nothing limits it; `limited_by` (t, 7), shares of what
            limits it, in the order of `capacity.LIMITS`; `by_gateway` (t, w), bit/s; `served` (t, d), bit/s of each total asked for.
        """
        endless = np.full(len(self.users), np.inf)
        rates = Rates(self.capacity, np.full(self.capacity.shape, np.inf), np.full(len(self.gateways), np.inf))
        shares = self.people / max(float(self.people.sum()), 1.0)
        most, limits, by_gateway, served = [], [], [], []
        for graph in graphs(self.scene):
            found = throughput(graph, self.users, self.gateways, endless, rates)
            most.append(found.rate)
            limits.append([found.limited_by[name] for name in LIMITS])
            by_gateway.append(found.by_gateway)
            asked = [throughput(graph, self.users, self.gateways, total * shares, rates).rate for total in self.totals]
            served.append(asked)
        steps = len(most)
        return {
            "most": np.array(most),
            "limited_by": np.array(limits).reshape(steps, len(LIMITS)),
            "by_gateway": np.array(by_gateway).reshape(steps, len(self.gateways)),
            "served": np.array(served).reshape(steps, len(self.totals)),
        }


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
            here = list(graphs(scene))
            at_once[part] = connected(here, self.pairs, self.relays)
            found = earliest_deliveries(here, times[part], (sources, targets), relays=self.relays, after=after)
            after = found.ahead
            delivery[part] = found.at[:, row, column] - times[part][:, None]
        return {"at_once": at_once, "delivery": delivery}
