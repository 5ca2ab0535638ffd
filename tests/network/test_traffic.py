"""What pairs get when they all send at once: worked by hand, against both ways written out, and within what there is."""

import itertools

import numpy as np
import pytest
from flown_shells import flown, places
from hypothesis import given, settings
from hypothesis import strategies as st
from small_graphs import drawn_graph, graph_of

from cupola.network.block import Scene, graphs
from cupola.network.fairness import fair_on_paths, links_of_paths, one_way_rates
from cupola.network.links import plus_grid
from cupola.network.meshes import Lattice
from cupola.network.routing import plan, routes
from cupola.network.traffic import Ends, Traffic, by_people, shared, ways_of

SEEDS = st.integers(0, 2**32)


def ends_of(satellites: int, sites: int, capacity: float = np.inf) -> Ends:
    return Ends(np.full(satellites, capacity), np.full(sites, np.inf))


@pytest.mark.reference
def test_three_cities_in_a_row_by_hand():
    """Sites 3, 4, 5 below satellites 0, 1, 2 in a row of 9 Gbit/s. The two links carry two pairs each: 4.5 for all three.

    With a satellite that takes 6 to and from its users the outer ones bind nobody further (2 pairs each, 3), and pairs of weight 1, 2, 1 on
    links of 9 get 3, 6, 3.
    """
    graph = graph_of(3, 3, [(0, 1), (1, 2), (0, 3), (1, 4), (2, 5)], [9.0, 9.0, 99.0, 99.0, 99.0])
    ways = np.array([[3, 0, 1, 4, -1], [3, 0, 1, 2, 5], [4, 1, 2, 5, -1]])
    free = np.full(3, np.inf)
    found = shared(graph, ways, np.ones(3), free, ends_of(3, 3))
    assert found.rate.tolist() == [4.5, 4.5, 4.5]
    assert found.full == pytest.approx(2.0 / 5.0)
    crowded = shared(graph, ways, np.ones(3), free, ends_of(3, 3, 6.0))
    assert crowded.rate.tolist() == [3.0, 3.0, 3.0]
    assert (found.full_satellites, crowded.full, crowded.full_satellites) == (0.0, 0.0, 1.0)
    assert shared(graph, ways, np.array([1.0, 2.0, 1.0]), free, ends_of(3, 3)).rate.tolist() == [3.0, 6.0, 3.0]
    assert shared(graph, ways, np.ones(3), np.array([1.0, 2.0, np.inf]), ends_of(3, 3)).rate.tolist() == [1.0, 2.0, 7.0]


@pytest.mark.reference
def test_two_cities_below_one_satellite_load_it_twice():
    """What one sends up comes down to the other: of 10 each way to and from users each of the pair gets 5 each way."""
    graph = graph_of(1, 2, [(0, 1), (0, 2)], [99.0, 99.0])
    ways = np.array([[1, 0, 2]])
    assert shared(graph, ways, np.ones(1), np.full(1, np.inf), ends_of(1, 2, 10.0)).rate.tolist() == [5.0]


@pytest.mark.reference
def test_a_site_that_relays_passes_on_no_more_than_it_can():
    """Two satellites without a link; the site between them takes in and gives out what the pair sends, 8 in all each way."""
    graph = graph_of(2, 3, [(0, 2), (0, 3), (1, 3), (1, 4)], [99.0] * 4)
    ways = np.array([[2, 0, 3, 1, 4]])
    ends = Ends(np.full(2, np.inf), np.array([np.inf, 8.0, np.inf]))
    assert shared(graph, ways, np.ones(1), np.full(1, np.inf), ends).rate.tolist() == [4.0]


@pytest.mark.cross
@settings(max_examples=40)
@given(SEEDS, st.integers(1, 12), st.integers(2, 8), st.floats(0.5, 9.0))
def test_counting_each_link_once_is_counting_both_ways(seed: int, satellites: int, sites: int, capacity: float):
    """Every pair there and back, on links and satellites that are full one way or the other: the same rates, both ways alike."""
    rng = np.random.default_rng(seed)
    graph = drawn_graph(rng, satellites, sites, 0.5)
    pairs = np.stack(np.triu_indices(sites, 1), axis=1) + satellites
    weights = rng.random(len(pairs)) + 0.1
    ways = ways_of(routes(graph, plan(pairs)), slice(None))
    found = shared(graph, ways, weights, np.full(len(pairs), np.inf), ends_of(satellites, sites, capacity)).rate
    length = (ways >= 0).sum(axis=1)
    back = np.full(ways.shape, -1)
    for row, (way, count) in enumerate(zip(ways, length, strict=True)):
        back[row, :count] = way[:count][::-1]
    both = np.concatenate([ways, back])
    links = links_of_paths(graph, both) if ways.shape[1] > 1 else np.full((len(both), 0), -1)
    first = 2 * len(graph.ends)
    some = np.tile(length, 2) > 1
    rows = np.arange(len(both))
    last = np.tile(np.maximum(length - 2, 0), 2)
    up = np.where(some, first + both[rows, np.minimum(1, both.shape[1] - 1)], -1)
    down = np.where(some, first + satellites + both[rows, last], -1)
    rates = np.concatenate([one_way_rates(graph), np.full(2 * satellites, capacity)])
    directed = fair_on_paths(
        np.concatenate([links, up[:, None], down[:, None]], axis=1), rates, np.tile(weights, 2), np.full(len(both), np.inf)
    )
    np.testing.assert_allclose(np.tile(found, 2), directed, rtol=1e-9, atol=1e-12)


@pytest.mark.law
@settings(max_examples=40)
@given(SEEDS, st.integers(0, 10), st.integers(2, 7))
def test_nobody_carries_more_than_it_can(seed: int, satellites: int, sites: int):
    rng = np.random.default_rng(seed)
    graph = drawn_graph(rng, satellites, sites, 0.6)
    pairs = np.stack(np.triu_indices(sites, 1), axis=1) + satellites
    ways = ways_of(routes(graph, plan(pairs)), slice(None))
    capacity = rng.integers(0, 8, satellites).astype(float)
    found = shared(graph, ways, np.ones(len(pairs)), np.full(len(pairs), np.inf), Ends(capacity, np.full(sites, np.inf)))
    load, served = np.zeros(len(graph.ends)), np.zeros(satellites)
    numbers = {(int(a), int(b)): e for e, (a, b) in reversed(list(enumerate(graph.ends)))}
    for way, rate in zip(ways, found.rate, strict=True):
        nodes = way[way >= 0].tolist()
        for a, b in itertools.pairwise(nodes):
            load[numbers[min(a, b), max(a, b)]] += rate
        if len(nodes) > 1:
            served[nodes[1]] += rate
            served[nodes[-2]] += rate
    assert np.all(load <= graph.rate * (1.0 + 1e-9) + 1e-9)
    assert np.all(served <= capacity * (1.0 + 1e-9) + 1e-9)
    assert 0.0 <= found.full <= 1.0


@pytest.mark.law
def test_a_job_tells_every_instant_and_nothing_where_there_is_nobody():
    times = 60.0 * np.arange(3)
    sites = places([51.5, 40.7, -33.9], [-0.1, -74.0, 151.2], 10.0)
    grid = Lattice(plus_grid(10, 24, star=True, seam=False), rate=1e9)
    scene = Scene(times, flown(10, 24, 1_200_000.0, 86.0, times, spread=180.0), (grid,), sites, np.zeros(243, np.int64))
    pairs = np.array([[240, 241], [240, 242], [241, 242]])
    told = Traffic(scene, pairs, np.ones(3), np.zeros(240), np.zeros(3, bool), ends_of(240, 3))()
    assert told["pair_rate"].shape == (3, 3) and np.all(told["pair_rate"] <= 2e9) and np.all(told["pair_rate"][:, 0] > 0.0)
    assert np.all(told["full"] > 0.0)
    assert len(list(graphs(scene))) == 3
    nobody = Traffic(scene, np.zeros((0, 2), np.int64), np.zeros(0), np.zeros(240), np.zeros(3, bool), ends_of(240, 3))()
    assert nobody["pair_rate"].shape == (3, 0) and nobody["full"].tolist() == [0.0] * 3
    empty = Scene(times, np.zeros((3, 0, 3)), (), sites, np.zeros(3, np.int64))
    lonely = Traffic(empty, pairs - 240, np.ones(3), np.zeros(0), np.zeros(3, bool), ends_of(0, 3))()
    assert not lonely["pair_rate"].any()


@pytest.mark.law
def test_weights_are_products_of_people_and_nothing_where_nobody_lives():
    assert by_people(np.array([4.0, 2.0, 1.0])).tolist() == [1.0, 0.5, 0.25]
    assert by_people(np.zeros(3)).tolist() == [0.0] * 3
    assert by_people(np.zeros(0)).shape == (0,)
