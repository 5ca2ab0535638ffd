"""How much a network carries at one instant: between two sets of nodes, and from all users to all gateways, with what limits it.

Rates in bit/s each way. Traffic may take all ways at once and split at will; nothing about how it finds them, how long they are, or which
of a link's frequencies are taken. Sites pass nothing on unless asked.
"""

from dataclasses import dataclass, replace

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.network.flow import Arcs, Flow, greatest_flow, reachable
from cupola.network.graph import Graph
from cupola.network.reach import passes_on

LIMITS = ("demand", "user links", "satellites to users", "inter-satellite links", "satellites to gateways", "gateway links", "gateways")
"""What can stand in a cut between users and gateways, in the order in which traffic meets it."""


@dataclass(frozen=True)
class Rates:
    """What the ends of the links can take, bit/s each way; infinity where nothing limits it.

    Attributes:
        to_users: of each satellite with all its users together, (s,).
        to_gateways: of each satellite with all its gateways together, (s,).
        gateway: of each gateway with all its satellites together, (w,).
    """

    to_users: Float[np.ndarray, "s"]
    to_gateways: Float[np.ndarray, "s"]
    gateway: Float[np.ndarray, "w"]


@dataclass(frozen=True)
class Throughput:
    """What goes between users and gateways at one instant.

    Attributes:
        rate: bit/s in all; infinity where nothing limits it.
        bound: bit/s that it cannot pass; it differs from `rate` by rounding alone.
        by_user: bit/s of each user, (u,); zero where `rate` is infinite.
        by_gateway: bit/s of each gateway, (w,); zero where `rate` is infinite.
        cut: bit/s of the cut that limits it, by what it consists of, in the order of `LIMITS`, (7,); zero where `rate` is zero or infinite.
        reached: share of the demand, or of the weight, that belongs to users with a way to a gateway; where a demand is infinite, share of
            the users whose demand is.
    """

    rate: float
    bound: float
    by_user: Float[np.ndarray, "u"]
    by_gateway: Float[np.ndarray, "w"]
    cut: Float[np.ndarray, "7"]
    reached: float

    @property
    def limited_by(self) -> dict[str, float]:
        """Share of the cut that each limit makes up; all zero where the cut holds nothing."""
        return dict(zip(LIMITS, (self.cut / max(float(self.cut.sum()), np.finfo(float).tiny)).tolist(), strict=True))


def flow_between(
    graph: Graph, ends: tuple[Int[np.ndarray, "a"], Int[np.ndarray, "b"]], relays: Bool[np.ndarray, "g"] | None = None
) -> tuple[Flow, Arcs]:
    """The greatest flow from one set of nodes to another, all their traffic together.

    Args:
        graph: at one instant, with the rate of each link.
        ends: nodes from which and to which; a node named twice counts once. A set without nodes has the flow 0.
        relays: sites that pass traffic on, in the order of the sites; none where left out.

    Returns:
        The flow, and the arcs that it speaks of: each link one way and then the other as far as traffic may use it, then the ends.

    Raises:
        ValueError: a node in both sets.
    """
    start, goal = np.unique(ends[0]), np.unique(ends[1])
    both = np.intersect1d(start, goal)
    if both.shape[0]:
        raise ValueError(f"node {both[0]} is among both ends; a node may be on one side only")
    nodes, passing = graph.nodes, passes_on(graph, relays)
    gives, takes = passing.copy(), passing.copy()
    gives[start], takes[goal] = True, True
    tail, head = np.concatenate([graph.ends, graph.ends[:, ::-1]]).T
    usable = gives[tail] & takes[head]
    arcs = Arcs(
        nodes + 2,
        np.concatenate([tail[usable], np.full(start.shape[0], nodes), goal]),
        np.concatenate([head[usable], start, np.full(goal.shape[0], nodes + 1)]),
        np.concatenate([np.tile(graph.rate, 2)[usable], np.full(start.shape[0] + goal.shape[0], np.inf)]),
    )
    return greatest_flow(arcs, nodes, nodes + 1), arcs


def throughput(
    graph: Graph, users: Int[np.ndarray, "u"], gateways: Int[np.ndarray, "w"], demand: Float[np.ndarray, "u"], rates: Rates
) -> Throughput:
    """The most that all users together exchange with the gateways, up to the demand of each.

    It serves whom it serves cheapest: a user behind a crowded satellite may get nothing. `even_throughput` shares alike.

    Args:
        graph: at one instant, with users and gateways among the sites.
        users: node of each user, a city or a cell.
        gateways: node of each gateway; it passes nothing back up.
        demand: bit/s that each user wants at most; infinity for as much as there is.
        rates: what satellites and gateways can take.

    Raises:
        ValueError: a site that is both, or named twice; two that stand at one place are two sites.
    """
    built = _Ways.of(graph, users, gateways, rates)
    flow = greatest_flow(built.arcs(demand), *built.poles)
    return built.told(flow, demand, _parts(built, flow.cut, demand))


def even_throughput(
    graph: Graph, users: Int[np.ndarray, "u"], gateways: Int[np.ndarray, "w"], weights: Float[np.ndarray, "u"], rates: Rates
) -> Throughput:
    """The most that users exchange with the gateways when each gets its part of the whole by weight, for example by its people.

    Users without any way to a gateway are left out of the sharing, and `reached` says how much weight is not.

    Args:
        graph: at one instant, with users and gateways among the sites.
        users: node of each user, a city or a cell.
        gateways: node of each gateway; it passes nothing back up.
        weights: of each user, zero or more.
        rates: what satellites and gateways can take.

    Raises:
        ValueError: a site that is both, or named twice.

    The greatest total T for which the demands T w can all be met: Newton's method on its cuts (Radzik, in Pardalos, Complexity in
    Numerical Optimization, 1993). A cut that T overruns holds the part c that does not grow with T and the weight w of the users whose
    demand it cuts, so T is at most c / (1 - w); T falls to that until the demands themselves are the least cut.
    """
    built = _Ways.of(graph, users, gateways, rates)
    served = built.served & (weights > 0.0)
    part = np.where(served, weights, 0.0)
    part = part / max(float(part.sum()), np.finfo(float).tiny)
    endless = np.where(served, np.inf, 0.0)
    flow = greatest_flow(built.arcs(endless), *built.poles)
    total, limiting = flow.bound, _parts(built, flow.cut, endless)
    while np.isfinite(total) and total > 0.0:
        demand = total * part
        flow = greatest_flow(built.arcs(demand), *built.poles)
        overrun = flow.cut.copy()
        overrun[: users.shape[0]] = False
        left = 1.0 - float(part[flow.cut[: users.shape[0]]].sum())
        if left <= 1e-12:
            break
        lower = float(built.rate[overrun].sum()) / left
        limiting = _parts(built, overrun, demand)
        if lower >= total * (1.0 - 1e-12):
            break
        total = lower
    return replace(built.told(flow, weights, limiting), bound=total)


@dataclass(frozen=True)
class _Ways:
    """Arcs from a source over users, satellites and gateways to a sink; those from the source come first, in the order of the users.

    Each satellite is three nodes: its side to the users, itself, and its side to the gateways.
    """

    nodes: int
    tail: Int[np.ndarray, "e"]
    head: Int[np.ndarray, "e"]
    rate: Float[np.ndarray, "e"]
    limit: Int[np.ndarray, "e"]
    users: int
    gateways: int

    @property
    def poles(self) -> tuple[int, int]:
        """Source and sink."""
        return self.nodes - 2, self.nodes - 1

    @classmethod
    def of(cls, graph: Graph, users: Int[np.ndarray, "u"], gateways: Int[np.ndarray, "w"], rates: Rates) -> "_Ways":
        role = np.zeros(graph.nodes, dtype=np.int64)
        np.add.at(role, users, 1)
        np.add.at(role, gateways, 1)
        if np.any(role > 1) or np.any(role[: graph.satellites]):
            node = int(np.argmax((role > 1) | ((role > 0) & (np.arange(graph.nodes) < graph.satellites))))
            raise ValueError(f"node {node} is a satellite, or twice among users and gateways; give each a site of its own")
        s, n = graph.satellites, graph.nodes
        # Nodes: satellites and sites as in the graph, then the satellites' sides to users and to gateways, then source and sink.
        user_side, gateway_side, source, sink = n + np.arange(s), n + s + np.arange(s), n + 2 * s, n + 2 * s + 1
        is_user, is_gateway = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
        is_user[users], is_gateway[gateways] = True, True
        a, b = graph.ends.T
        up, down, between = is_user[b], is_gateway[b], b < s
        satellites = np.arange(s)
        parts = [
            (np.full(users.shape[0], source), users, np.zeros(users.shape[0])),
            (b[up], user_side[a[up]], graph.rate[up]),
            (user_side, satellites, rates.to_users),
            (np.concatenate([a[between], b[between]]), np.concatenate([b[between], a[between]]), np.tile(graph.rate[between], 2)),
            (satellites, gateway_side, rates.to_gateways),
            (gateway_side[a[down]], b[down], graph.rate[down]),
            (gateways, np.full(gateways.shape[0], sink), rates.gateway),
        ]
        tail, head, rate = (np.concatenate([part[k] for part in parts]) for k in range(3))
        limit = np.repeat(np.arange(len(parts)), [part[0].shape[0] for part in parts])
        return cls(n + 2 * s + 2, tail, head, rate, limit, users.shape[0], gateways.shape[0])

    @property
    def served(self) -> Bool[np.ndarray, "u"]:
        """Which users have a way to a gateway over arcs that carry something: those that the sink can be traced back to."""
        some = self.rate > 0.0
        some[: self.users] = False
        behind = reachable(self.poles[1], self.head[some], self.tail[some], self.nodes)
        return behind[self.head[: self.users]]

    def arcs(self, demand: Float[np.ndarray, "u"]) -> Arcs:
        """The arcs when the users want so much."""
        return Arcs(self.nodes, self.tail, self.head, np.concatenate([demand, self.rate[self.users :]]))

    def told(self, flow: Flow, weights: Float[np.ndarray, "u"], cut: Float[np.ndarray, "7"]) -> Throughput:
        """A flow over these arcs in the words of users and gateways."""
        weights = np.isinf(weights).astype(np.float64) if np.any(np.isinf(weights)) else weights
        whole = float(weights.sum())
        reached = float(weights[self.served].sum()) / whole if whole > 0.0 else 0.0
        by_user, by_gateway = flow.carried[: self.users], flow.carried[flow.carried.shape[0] - self.gateways :]
        return Throughput(flow.rate, flow.bound, by_user, by_gateway, cut, reached)


def _parts(ways: _Ways, cut: Bool[np.ndarray, "e"], demand: Float[np.ndarray, "u"]) -> Float[np.ndarray, "7"]:
    """Bit/s of the cut in each limit."""
    return np.bincount(ways.limit[cut], weights=ways.arcs(demand).rate[cut], minlength=len(LIMITS))
