"""Routes at one instant: against all-pairs searches by another algorithm, what sites may do, and every way in which there is no route."""

from itertools import pairwise
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall

from cupola.arrays import Bool, Float, Int
from cupola.constants import SPEED_OF_LIGHT
from cupola.network.graph import Graph
from cupola.network.routing import NOWHERE, Routes, plan, routes


def graph(satellites: int, sites: int, links: list[tuple[int, int, float]]) -> Graph:
    """Links with their delay, s."""
    ends = np.array([link[:2] for link in links], np.int64).reshape(-1, 2)
    length = np.array([link[2] for link in links], float) * SPEED_OF_LIGHT
    return Graph(satellites, ends, length, np.full(len(links), inf), np.zeros(satellites + sites, np.int64))


def way(found: Routes, pair: int) -> list[int]:
    """The nodes of one path."""
    first = int(np.sum(found.hops[:pair] + 1))
    return found.nodes[first : first + int(found.hops[pair]) + 1].tolist()


def asked(*pairs: tuple[int, int]) -> Int[np.ndarray, "p 2"]:
    return np.array(pairs, np.int64).reshape(-1, 2)


@st.composite
def networks(draw: st.DrawFn) -> tuple[Graph, Bool[np.ndarray, "g"], Float[np.ndarray, "s"]]:
    """Random links, some of them twice and some nodes with none; which sites relay; hop delays."""
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    satellites, sites = int(rng.integers(0, 13)), int(rng.integers(0, 6))
    links: list[tuple[int, int, float]] = []
    for _ in range(int(rng.integers(0, 40)) if satellites > 1 else 0):
        one, other = sorted(rng.choice(satellites, 2, replace=False).tolist())
        links.append((one, other, float(rng.uniform(1e-3, 2e-2))))
    if satellites and sites:
        links += [
            (int(rng.integers(satellites)), satellites + int(rng.integers(sites)), float(rng.uniform(1e-3, 2e-2)))
            for _ in range(int(rng.integers(0, 15)))
        ]
    return graph(satellites, sites, links), rng.random(sites) < 0.4, rng.uniform(0.0, 5e-3, satellites)


def every_delay(network: Graph, relays: Bool[np.ndarray, "g"], hop: Float[np.ndarray, "s"]) -> Float[np.ndarray, "n n"]:
    """All delays by Floyd and Warshall on a dense matrix in which each node is three: it begins a route, passes it on, and ends it."""
    n = network.nodes
    weight = np.full((3 * n, 3 * n), inf)
    for (one, other), length in zip(network.ends, network.length, strict=True):
        for a, b in ((one, other), (other, one)):
            for begin in (a, n + a):
                for end in (n + b, 2 * n + b):
                    weight[begin, end] = min(weight[begin, end], length / SPEED_OF_LIGHT)
    weight[:, n : 2 * n] += np.concatenate([hop, np.where(relays, 0.0, inf)])[None, :]
    found = floyd_warshall(weight)[:n, 2 * n :]
    np.fill_diagonal(found, 0.0)
    return found


@pytest.mark.law
@given(networks(), st.booleans())
def test_delays_are_the_least_of_all_and_paths_add_up_to_them(
    drawn: tuple[Graph, Bool[np.ndarray, "g"], Float[np.ndarray, "s"]], guessed: bool
):
    """With and without a guess of the delays, even one that is far too low."""
    network, relays, hop = drawn
    first, second = np.meshgrid(np.arange(network.nodes), np.arange(network.nodes))
    pairs = np.stack([first.ravel(), second.ravel()], axis=1)
    expected = np.random.default_rng(len(pairs)).uniform(0.0, 1e-2, len(pairs)) if guessed else None
    found = routes(network, plan(pairs), hop_delay=hop, relays=relays, expected=expected)
    best = every_delay(network, relays, hop)
    assert found.delay == pytest.approx(best[pairs[:, 0], pairs[:, 1]], abs=1e-12)
    least = {}
    for (one, other), length in zip(network.ends.tolist(), network.length, strict=True):
        least[one, other] = least[other, one] = min(least.get((one, other), inf), length / SPEED_OF_LIGHT)
    for pair, (one, other) in enumerate(pairs.tolist()):
        nodes = way(found, pair)
        if not np.isfinite(found.delay[pair]):
            assert (nodes, found.hops[pair]) == ([], NOWHERE)
            continue
        assert (nodes[0], nodes[-1], len(nodes)) == (one, other, found.hops[pair] + 1)
        inner = nodes[1:-1]
        assert all(node < network.satellites or relays[node - network.satellites] for node in inner)
        told = sum(least[a, b] for a, b in pairwise(nodes)) + sum(hop[node] for node in inner if node < network.satellites)
        assert told == pytest.approx(found.delay[pair], abs=1e-12)


@pytest.mark.law
def test_a_site_does_not_pass_on_unless_it_relays():
    """Two satellites that only meet over a gateway."""
    network = graph(2, 3, [(0, 2, 0.010), (0, 3, 0.011), (1, 3, 0.012), (1, 4, 0.013)])
    pairs = plan(asked((2, 4), (2, 3), (0, 1)))
    alone = routes(network, pairs)
    assert alone.delay == pytest.approx([inf, 0.021, inf])
    joined = routes(network, pairs, relays=np.array([False, True, False]), hop_delay=0.001)
    assert joined.delay == pytest.approx([0.010 + 0.011 + 0.012 + 0.013 + 0.002, 0.022, 0.023])
    assert [way(joined, k) for k in range(3)] == [[2, 0, 3, 1, 4], [2, 0, 3], [0, 3, 1]]


@pytest.mark.law
def test_a_door_beyond_what_was_expected_is_still_found():
    """The last link is what differs: with the search ended at the expected delay the long way in would be all that is left."""
    network = graph(3, 2, [(0, 1, 0.001), (0, 2, 0.020), (0, 3, 0.001), (1, 4, 0.900), (2, 4, 0.001)])
    found = routes(network, plan(asked((3, 4))), expected=np.array([0.003]))
    assert found.delay == pytest.approx([0.022])
    assert way(found, 0) == [3, 0, 2, 4]


@pytest.mark.law
def test_nothing_to_route_over_is_an_answer():
    """No satellites, no links, no pairs, no nodes at all."""
    empty = graph(0, 2, [])
    found = routes(empty, plan(asked((0, 1), (1, 1))), relays=np.array([True, False]))
    assert found.delay.tolist() == [inf, 0.0]
    assert found.hops.tolist() == [NOWHERE, 0]
    assert [way(found, 0), way(found, 1)] == [[], [1]]
    assert routes(graph(0, 0, []), plan(asked())).delay.size == 0
    assert routes(graph(3, 2, [(0, 1, 0.01)]), plan(asked())).nodes.size == 0
    assert routes(graph(3, 1, []), plan(asked((0, 3), (3, 2)))).delay.tolist() == [inf, inf]


@pytest.mark.law
def test_two_sites_at_one_place_talk_over_a_satellite():
    found = routes(graph(1, 2, [(0, 1, 0.004), (0, 2, 0.004)]), plan(asked((1, 2), (2, 1))))
    assert found.delay == pytest.approx([0.008, 0.008])
    assert [way(found, 0), way(found, 1)] == [[1, 0, 2], [2, 0, 1]]


@pytest.mark.law
@pytest.mark.parametrize("count", [1, 40])
def test_a_hub_is_searched_once(count: int):
    """One gateway paired with many users costs one search, from whichever side the pairs are written."""
    users = np.arange(1, count + 1)
    pairs = np.stack([np.zeros_like(users), users], axis=1)
    pairs[::2] = pairs[::2, ::-1]
    assert plan(pairs).sources.size == 1


@pytest.mark.law
def test_the_graph_without_a_node_keeps_numbers_and_loses_its_links():
    network = graph(3, 1, [(0, 1, 0.01), (1, 2, 0.01), (0, 2, 0.05), (2, 3, 0.01)])
    less = network.without(np.array([False, True, False, False]))
    assert less.nodes == 4
    assert less.ends.tolist() == [[0, 2], [2, 3]]
    assert less.is_ground.tolist() == [False, True]
    assert routes(less, plan(asked((0, 3)))).delay == pytest.approx([0.06])
    assert routes(network, plan(asked((0, 3)))).delay == pytest.approx([0.03])
