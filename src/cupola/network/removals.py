"""What is left of a network when some of it is gone, as one job for a worker: ways, delays, what gets through and is carried. s, bit/s."""

from dataclasses import dataclass, replace

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.network.block import Scene, graphs
from cupola.network.capacity import Rates, throughput
from cupola.network.graph import Graph
from cupola.network.routing import Plan, Routes, plan, routes
from cupola.network.traffic import FULL, Ends, shared, ways_of


@dataclass(frozen=True)
class Load:
    """Users and gateways whose exchange is told after each loss.

    Attributes:
        users: nodes, (u,).
        gateways: nodes, (w,).
        rates: what satellites and gateways can take.
    """

    users: Int[np.ndarray, "u"]
    gateways: Int[np.ndarray, "w"]
    rates: Rates


@dataclass(frozen=True)
class Matrix:
    """Pairs that send all at once, as much as they got before the loss.

    Attributes:
        pairs: which of the pairs asked for.
        weights: of each, (p,).
        ends: what satellites and sites can take.
    """

    pairs: slice
    weights: Float[np.ndarray, "p"]
    ends: Ends


@dataclass(frozen=True)
class Removals:
    """What is left of a network at a few instants when some of it is gone; called, it answers.

    Attributes:
        scene: with nothing gone.
        pairs: nodes that want to talk, (p, 2).
        hop_delay: s for each satellite on the way, (s,).
        relays: which sites pass on what they receive, (g,).
        lost: nodes that are gone, a row for each removal, (k, n).
        order: how many of the busiest satellites go, removal by removal, (b,): who they are is found here.
        load: users and gateways; None where what gets through is not asked.
        matrix: pairs that send; None where none do.
    """

    scene: Scene
    pairs: Int[np.ndarray, "p 2"]
    hop_delay: Float[np.ndarray, "s"]
    relays: Bool[np.ndarray, "g"]
    lost: Bool[np.ndarray, "k n"]
    order: Int[np.ndarray, "b"]
    load: Load | None = None
    matrix: Matrix | None = None

    def __call__(self) -> dict[str, np.ndarray]:
        """The piece of these instants.

        Returns:
            `connected` (t, 1 + k + b), share of the pairs that have a way, and `delay`, the median one-way delay of those, s, infinity
            where none has: with nothing gone, after each removal, after the loss of the busiest. Where asked, likewise `through`, the most
            that gets between users and gateways, bit/s, and `carried`, what is still carried of the fair rates before the loss, bit/s.

        Sites choose their satellites anew after a loss, the nearest first, and might by chance choose better. What gets through with less
        lost is therefore at least what gets through with more lost: with more there one may always do without.
        """
        asked = plan(self.pairs, self._apart())
        whole = [_Instant(self, graph, asked, None) for graph in self._graphs(np.zeros(self.lost.shape[1], bool))]
        gone = [*self.lost, *self._busiest(whole)]
        after = [[_Instant(self, graph, asked, one) for graph, one in zip(self._graphs(mask), whole, strict=True)] for mask in gone]
        rows = [whole, *after]
        found = {"connected": _table(rows, "connected"), "delay": _table(rows, "delay")}
        if self.load is not None:
            masks = np.stack([np.zeros(self.lost.shape[1], bool), *gone])
            found["through"] = _at_least(_table(rows, "through"), masks)
        return found | ({"carried": _table(rows, "carried")} if self.matrix is not None else {})

    def _graphs(self, mask: Bool[np.ndarray, "n"]) -> list[Graph]:
        """The graph of every instant; who is not there to begin with does not come back because others go."""
        lost = mask if self.scene.lost is None else mask | self.scene.lost
        rated = self.load is not None or self.matrix is not None
        return list(graphs(replace(self.scene, lost=lost) if lost.any() else self.scene, rated=rated))

    def _apart(self) -> Float[np.ndarray, "p"]:
        """About how far the two of each pair are apart, m."""
        place = np.concatenate([self.scene.position[0], self.scene.sites.position])
        return np.linalg.norm(place[self.pairs[:, 0]] - place[self.pairs[:, 1]], axis=1)

    def _busiest(self, whole: list["_Instant"]) -> list[Bool[np.ndarray, "n"]]:
        """The masks without the satellites that most ways lead over."""
        satellites = self.scene.position.shape[1]
        used = sum((np.bincount(one.ways.nodes, minlength=satellites)[:satellites] for one in whole), np.zeros(satellites, np.int64))
        busiest = np.argsort(-used, kind="stable")
        masks = np.zeros((len(self.order), self.lost.shape[1]), bool)
        for mask, count in zip(masks, self.order, strict=True):
            mask[busiest[:count]] = True
        return list(masks)


class _Instant:
    """What there is at one instant: connection, delay, and as asked what gets through and is carried."""

    def __init__(self, asked: Removals, graph: Graph, pairs: Plan, before: "_Instant | None"):
        expected = None if before is None else before.ways.delay
        self.ways: Routes = routes(graph, pairs, hop_delay=asked.hop_delay, relays=asked.relays, expected=expected)
        met = np.isfinite(self.ways.delay)
        self.connected = float(met.mean()) if met.size else 0.0
        self.delay = _median(self.ways.delay[met])
        self.through, self.carried = 0.0, 0.0
        if asked.load is not None:
            load = asked.load
            self.through = throughput(graph, load.users, load.gateways, np.full(len(load.users), np.inf), load.rates).rate
        if asked.matrix is not None:
            some = asked.matrix
            wanted = np.full(len(some.weights), np.inf) if before is None else before.rates
            found = shared(graph, ways_of(self.ways, some.pairs), some.weights, wanted, some.ends).rate
            # Pairs that miss what they had by rounding alone have all of it.
            self.rates = np.where(found >= wanted * FULL, wanted, found) if before is not None else found
            self.carried = float(self.rates.sum())


def _median(delays: Float[np.ndarray, "p"]) -> float:
    """The lower middle; infinity where there are none."""
    return float(np.sort(delays)[(delays.size - 1) // 2]) if delays.size else np.inf


def _table(rows: list[list[_Instant]], name: str) -> Float[np.ndarray, "t k"]:
    return np.array([[getattr(one, name) for one in row] for row in rows], np.float64).T.reshape(-1, len(rows))


def _at_least(found: Float[np.ndarray, "t k"], masks: Bool[np.ndarray, "k n"]) -> Float[np.ndarray, "t k"]:
    """The greatest among all masks that lose no less."""
    missing = masks.astype(np.float32) @ (~masks).astype(np.float32).T
    within = missing == 0.0
    return np.where(within[None], found[:, None, :], -np.inf).max(axis=2)
