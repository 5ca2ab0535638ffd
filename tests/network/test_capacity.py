"""Flows: against linear programs and a textbook's network; who limits a constellation, worked by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from small_graphs import drawn_graph, graph_of

from cupola.network.capacity import LIMITS, Rates, even_throughput, flow_between, throughput
from cupola.network.flow import Arcs, greatest_flow

SEEDS = st.integers(0, 2**32)


def programmed(arcs, source, sink):
    """The greatest flow as a linear program (HiGHS)."""
    inner = [n for n in range(arcs.nodes) if n not in (source, sink)]
    balance = np.zeros((arcs.nodes, arcs.tail.shape[0]))
    for e, (a, b) in enumerate(zip(arcs.tail, arcs.head, strict=True)):
        balance[a, e] -= 1.0
        balance[b, e] += 1.0
    scale = max(arcs.rate[np.isfinite(arcs.rate)].max(initial=0.0), 1e-30)
    found = linprog(-balance[sink], A_eq=balance[inner], b_eq=np.zeros(len(inner)), bounds=[(0.0, r) for r in arcs.rate / scale])
    return np.inf if found.status == 3 else -found.fun * scale


def sound(arcs, source, sink, flow):
    """What any flow with its cut must be: within the rates, conserved, and of the rate told; all ways lead through the cut."""
    assert np.all(flow.carried >= 0.0)
    assert np.all(flow.carried <= arcs.rate * (1.0 + 1e-12))
    kept = np.bincount(arcs.head, flow.carried, arcs.nodes) - np.bincount(arcs.tail, flow.carried, arcs.nodes)
    np.testing.assert_allclose(np.delete(kept, [source, sink]), 0.0, atol=1e-9 * max(flow.rate, 1.0))
    assert kept[sink] == pytest.approx(flow.rate)
    assert flow.bound == pytest.approx(arcs.rate[flow.cut].sum())
    left = Arcs(arcs.nodes, arcs.tail, arcs.head, np.where(flow.cut, 0.0, arcs.rate))
    assert greatest_flow(left, source, sink).rate == 0.0


@pytest.mark.reference
def test_textbook_network():
    """Cormen, Leiserson, Rivest and Stein, Introduction to Algorithms (3rd ed. 2009), figures 26.1 and 26.6: 23 units, and their cut."""
    names = {"s": 0, "v1": 1, "v2": 2, "v3": 3, "v4": 4, "t": 5}
    told = "s v1 16, s v2 13, v1 v3 12, v2 v1 4, v3 v2 9, v2 v4 14, v4 v3 7, v3 t 20, v4 t 4"
    tail, head, rate = zip(*((names[a], names[b], float(c)) for a, b, c in (one.split() for one in told.split(", "))), strict=True)
    arcs = Arcs(6, np.array(tail), np.array(head), np.array(rate))
    flow = greatest_flow(arcs, 0, 5)
    assert flow.rate == pytest.approx(23.0, rel=1e-8)
    assert flow.bound == 23.0
    assert arcs.rate[flow.cut].tolist() == [12.0, 7.0, 4.0]
    sound(arcs, 0, 5, flow)


@pytest.mark.cross
@settings(max_examples=50)
@given(SEEDS, st.integers(2, 9), st.integers(1, 30), st.floats(-3.0, 12.0), st.booleans())
def test_greatest_flow_is_that_of_a_linear_program(seed, nodes, count, size, endless):
    rng = np.random.default_rng(seed)
    tail, head = rng.integers(0, nodes, (2, count))
    rate = 10.0**size * rng.random(count) * (rng.random(count) < 0.8)
    rate = np.where(rng.random(count) < 0.2, np.inf, rate) if endless else rate
    arcs = Arcs(nodes, tail, np.where(tail == head, (head + 1) % nodes, head), rate)
    flow, told = greatest_flow(arcs, 0, 1), programmed(arcs, 0, 1)
    assert flow.rate <= flow.bound
    if np.isinf(told):
        assert flow.rate == np.inf
        return
    assert flow.bound == pytest.approx(told, rel=1e-6, abs=1e-9)
    assert flow.bound - flow.rate <= 4e-9 * flow.cut.sum() * flow.bound
    sound(arcs, 0, 1, flow)


@pytest.mark.law
def test_rates_far_above_the_flow_do_not_coarsen_it():
    arcs = Arcs(4, np.array([0, 1, 2, 0]), np.array([1, 2, 3, 3]), np.array([1e15, 1.0 / 3.0, 1e15, 1.0 / 7.0]))
    flow = greatest_flow(arcs, 0, 3)
    assert flow.rate == pytest.approx(10.0 / 21.0, rel=1e-8)
    assert flow.bound == pytest.approx(10.0 / 21.0, rel=1e-15)


@pytest.mark.cross
@settings(max_examples=50)
@given(SEEDS, st.booleans())
def test_flows_on_graphs_keep_to_the_rules_of_sites(seed, relaying):
    """Against the program over all arcs, those of sites that do not relay taken away by hand."""
    rng = np.random.default_rng(seed)
    graph = drawn_graph(rng, 4, 4, 0.5)
    relays = np.array([False, True, False, True]) if relaying else None
    start, goal = np.array([4, 4, 0]), np.array([6, 7, 7])
    rows = []
    for (a, b), rate in zip(graph.ends.tolist(), graph.rate.tolist(), strict=True):
        for one, two in ((a, b), (b, a)):
            relayed = relaying and {5, 7} & {one, two}
            if not (one >= 4 and one != 4 and not relayed) and not (two >= 4 and two not in (6, 7) and not relayed):
                rows.append((one, two, rate))
    rows += [(8, 4, 1e3), (8, 0, 1e3), (6, 9, 1e3), (7, 9, 1e3)]
    tail, head, rate = (np.array(x) for x in zip(*rows, strict=True))
    flow, arcs = flow_between(graph, (start, goal), relays)
    assert flow.bound == pytest.approx(programmed(Arcs(10, tail, head, rate), 8, 9), abs=1e-9)
    sound(arcs, 8, 9, flow)


def _constellation(seed):
    rng = np.random.default_rng(seed)
    graph = drawn_graph(rng, 4, 6, 0.45)
    rates = Rates(*(rng.integers(0, 12, k).astype(float) for k in (4, 4, 2)))
    return rng, graph, np.array([4, 5, 6, 7]), np.array([8, 9]), rates


def _programme(graph, users, gateways, rates, share):
    """Even total, by a linear program in rates from satellite to satellite, independent of cuts: HiGHS."""
    s = graph.satellites
    ups = [(u, a, r) for u, user in enumerate(users) for (a, b), r in zip(graph.ends, graph.rate, strict=True) if b == user]
    downs = [(w, a, r) for w, gate in enumerate(gateways) for (a, b), r in zip(graph.ends, graph.rate, strict=True) if b == gate]
    between = [(x, y, r) for (a, b), r in zip(graph.ends, graph.rate, strict=True) if b < s for x, y in ((a, b), (b, a))]
    bounds = [(0.0, r) for _, _, r in ups + between + downs] + [(0.0, None)]
    size = len(bounds)
    equal, under, limit = [], [], []

    def row(columns):
        out = np.zeros(size)
        for column, value in columns:
            out[column] += value
        return out

    first_between, first_down = len(ups), len(ups) + len(between)
    equal += [row([(k, 1.0) for k, up in enumerate(ups) if up[0] == u] + [(size - 1, -share[u])]) for u in range(len(users))]
    for j in range(s):
        of_up = [(k, 1.0) for k, up in enumerate(ups) if up[1] == j]
        of_down = [(first_down + k, 1.0) for k, down in enumerate(downs) if down[1] == j]
        links = [(first_between + k, float(y == j) - float(x == j)) for k, (x, y, _) in enumerate(between)]
        equal.append(row(of_up + links + [(k, -v) for k, v in of_down]))
        under += [row(of_up), row(of_down)]
        limit += [rates.to_users[j], rates.to_gateways[j]]
    for w in range(len(gateways)):
        under.append(row([(first_down + k, 1.0) for k, down in enumerate(downs) if down[0] == w]))
        limit.append(rates.gateway[w])
    goal = row([(size - 1, -1.0)])
    found = linprog(goal, A_ub=np.array(under), b_ub=limit, A_eq=np.array(equal), b_eq=np.zeros(len(equal)), bounds=bounds)
    return -found.fun


@pytest.mark.cross
@settings(max_examples=40)
@given(SEEDS)
def test_even_throughput_is_that_of_a_linear_program(seed):
    rng, graph, users, gateways, rates = _constellation(seed)
    weights = rng.random(4) * (rng.random(4) < 0.8)
    found = even_throughput(graph, users, gateways, weights, rates)
    alone = [even_throughput(graph, users[u : u + 1], gateways, np.ones(1), rates) for u in range(4)]
    served = np.array([one.reached for one in alone]) * weights
    if not served.any():
        assert found.rate == found.bound == found.reached == 0.0
        return
    assert found.reached == pytest.approx(served.sum() / weights.sum())
    share = served / served.sum()
    told = _programme(graph, users[served > 0], gateways, rates, share[served > 0])
    assert found.bound == pytest.approx(told, rel=1e-7)
    assert found.rate == pytest.approx(told, rel=1e-6)
    np.testing.assert_allclose(found.by_user, told * share, atol=1e-6 * told)
    assert found.by_gateway.sum() == pytest.approx(found.rate)
    assert sum(found.limited_by.values()) == pytest.approx(1.0)


@pytest.mark.law
@settings(max_examples=50)
@given(SEEDS)
def test_throughput_is_above_the_even_one_and_below_demand_and_gateways(seed):
    rng, graph, users, gateways, rates = _constellation(seed)
    weights = rng.random(4) + 0.1
    even = even_throughput(graph, users, gateways, weights, rates)
    free = throughput(graph, users, gateways, np.full(4, np.inf), rates)
    assert even.rate <= free.bound * (1.0 + 1e-9)
    assert free.rate <= rates.gateway.sum()
    demand = rng.random(4) * 8.0
    asked = throughput(graph, users, gateways, demand, rates)
    assert np.all(asked.by_user <= demand * (1.0 + 1e-9))
    assert asked.rate <= min(free.bound, demand.sum()) * (1.0 + 1e-9)
    assert asked.by_user.sum() == pytest.approx(asked.rate)
    assert asked.cut.sum() == pytest.approx(asked.bound)


@pytest.mark.law
@pytest.mark.parametrize(("limit", "rate"), [(name, 3.0 + k) for k, name in enumerate(LIMITS)])
def test_the_cut_names_what_limits(limit, rate):
    """A chain of one user, two satellites and one gateway, in which one thing in turn is the narrowest."""
    value = {name: rate if name == limit else 20.0 for name in LIMITS}
    links = [(0, 2), (0, 1), (1, 3)]
    graph = graph_of(2, 2, links, [value["user links"], value["inter-satellite links"], value["gateway links"]])
    rates = Rates(np.full(2, value["satellites to users"]), np.full(2, value["satellites to gateways"]), np.array([value["gateways"]]))
    found = throughput(graph, np.array([2]), np.array([3]), np.array([value["demand"]]), rates)
    assert found.rate == pytest.approx(rate, rel=1e-8)
    assert found.bound == rate
    assert found.limited_by == {name: float(name == limit) for name in LIMITS}
    if limit != "demand":
        even = even_throughput(graph, np.array([2]), np.array([3]), np.array([1e6]), rates)
        assert even.bound == pytest.approx(rate, rel=1e-9)
        assert even.limited_by[limit] == 1.0


@pytest.mark.law
def test_a_crowded_user_holds_an_even_share_back_and_not_the_most():
    """Two users alike behind 10 and 90 bit/s: 100 together, 20 when alike; without the second link the other has all of it."""
    graph = graph_of(2, 3, [(0, 2), (1, 3), (0, 4), (1, 4)], [10.0, 90.0, 500.0, 500.0])
    rates, users, gate = Rates(np.full(2, np.inf), np.full(2, np.inf), np.array([np.inf])), np.array([2, 3]), np.array([4])
    assert throughput(graph, users, gate, np.full(2, np.inf), rates).bound == 100.0
    even = even_throughput(graph, users, gate, np.ones(2), rates)
    assert even.bound == pytest.approx(20.0)
    assert even.limited_by["user links"] == 1.0
    assert even_throughput(graph, users, gate, np.array([1.0, 9.0]), rates).bound == pytest.approx(100.0)
    alone = even_throughput(graph.without(np.array([True, False, False, False, False])), users, gate, np.array([1.0, 3.0]), rates)
    assert alone.reached == pytest.approx(0.75)
    assert alone.by_user == pytest.approx([0.0, 90.0])


@pytest.mark.law
def test_what_limits_an_even_share_is_not_what_limits_the_most():
    """Cities behind 12 and 6, a laser of 10 and a gateway link of 5: 15 together by the last two, 12 alike by the link of 6."""
    graph = graph_of(2, 4, [(0, 1), (0, 2), (0, 3), (0, 4), (1, 5)], [10.0, 12.0, 6.0, 5.0, 20.0])
    rates, users, gates = Rates(np.full(2, 20.0), np.full(2, 50.0), np.full(2, 40.0)), np.array([2, 3]), np.array([4, 5])
    most = throughput(graph, users, gates, np.full(2, np.inf), rates)
    assert most.bound == 15.0
    assert most.limited_by["inter-satellite links"] == pytest.approx(2.0 / 3.0)
    assert most.limited_by["gateway links"] == pytest.approx(1.0 / 3.0)
    even = even_throughput(graph, users, gates, np.ones(2), rates)
    assert even.bound == pytest.approx(12.0)
    assert even.limited_by["user links"] == 1.0


@pytest.mark.law
def test_nothing_and_everything_have_answers():
    users, gate, open_rates = np.array([1, 2]), np.array([3]), Rates(np.full(1, np.inf), np.full(1, np.inf), np.full(1, np.inf))
    endless = graph_of(1, 3, [(0, 1), (0, 2), (0, 3)])
    for one in (
        throughput(endless, users, gate, np.full(2, np.inf), open_rates),
        even_throughput(endless, users, gate, np.ones(2), open_rates),
    ):
        assert one.rate == one.bound == np.inf
        assert one.reached == 1.0
        assert one.by_user.tolist() == [0.0, 0.0]
    none = Rates(np.zeros(0), np.zeros(0), np.full(1, np.inf))
    empty = graph_of(0, 3, [])
    for found in (
        throughput(empty, np.array([0, 1]), np.array([2]), np.ones(2), none),
        even_throughput(empty, np.array([0, 1]), np.array([2]), np.ones(2), none),
        even_throughput(endless, users, gate, np.zeros(2), open_rates),
        throughput(graph_of(1, 3, [(0, 1), (0, 3)], [0.0, 5.0]), users, gate, np.ones(2), open_rates),
        throughput(endless, users, np.zeros(0, dtype=np.int64), np.ones(2), Rates(np.ones(1), np.ones(1), np.zeros(0))),
    ):
        assert found.rate == found.bound == 0.0
        assert set(found.limited_by.values()) == {0.0}
    assert flow_between(endless, (np.array([1]), np.zeros(0, dtype=np.int64)))[0].rate == 0.0
    with pytest.raises(ValueError, match="node 1 is among both"):
        flow_between(endless, (np.array([1]), np.array([1])))
    with pytest.raises(ValueError, match="node 1 is a satellite, or twice"):
        throughput(endless, np.array([1, 1]), gate, np.ones(2), open_rates)
    with pytest.raises(ValueError, match="below zero"):
        greatest_flow(Arcs(2, np.array([0]), np.array([1]), np.array([-1.0])), 0, 1)
    with pytest.raises(ValueError, match="two different"):
        greatest_flow(Arcs(2, np.array([0]), np.array([1]), np.array([1.0])), 1, 1)
