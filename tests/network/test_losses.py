"""Losses: orders that stand still, masks that nest, and connectivity against walks from link to link."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare
from small_graphs import drawn_graph, graph_of, walked

from cupola.network.losses import _GOLDEN, _mixed, connectivity, loss_masks, random_order, targeted_order, unit_uses
from cupola.network.reach import passes_on, reach

SEEDS = st.integers(0, 2**32)


@pytest.mark.reference
def test_orders_are_drawn_by_splitmix64():
    """First three outputs for the seed 1234567 (Rosetta Code, "Pseudo-random numbers/Splitmix64"), found through the order they give."""
    state = np.array([1234567], dtype=np.uint64)
    drawn = [int(_mixed(state + np.uint64(k) * np.array([_GOLDEN]))[0]) for k in range(3)]
    assert drawn == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@pytest.mark.law
@given(st.lists(st.integers(-(2**62), 2**62), unique=True, min_size=1, max_size=40), SEEDS, st.integers(0, 100), st.data())
def test_satellites_added_or_shuffled_leave_the_others_in_their_order(names, seed, trial, data):
    identity = np.array(names)
    lost = identity[random_order(identity, seed, trial)]
    fewer = np.array(data.draw(st.lists(st.sampled_from(names), unique=True)), dtype=np.int64)
    assert fewer[random_order(fewer, seed, trial)].tolist() == [one for one in lost.tolist() if one in set(fewer.tolist())]


@pytest.mark.law
def test_every_satellite_is_as_likely_to_go_first_and_trials_differ():
    identity, trials = np.arange(44713, 44713 + 10), 4000
    first = np.array([random_order(identity, 5, trial)[0] for trial in range(trials)])
    assert chisquare(np.bincount(first, minlength=10)).pvalue > 1e-4
    assert not np.array_equal(random_order(identity, 5, 0), random_order(identity, 6, 0))
    assert not np.array_equal(random_order(identity, 5, 6), random_order(identity, 6, 5))


@pytest.mark.law
@given(st.integers(0, 30), SEEDS, st.lists(st.floats(0.0, 1.0), min_size=2, max_size=6))
def test_a_greater_share_holds_the_smaller(units, seed, shares):
    order = random_order(np.arange(units), seed, 0)
    unit = np.concatenate([np.arange(units), np.arange(units), np.full(3, -1)])
    masks = loss_masks(unit, order, np.sort(np.array(shares)))
    assert not np.any(masks[:-1] & ~masks[1:])
    assert not np.any(masks[:, -3:])
    whole = loss_masks(unit, order, np.array([0.0, 1.0]))
    assert not np.any(whole[0])
    assert np.all(whole[1] == (unit >= 0))
    np.testing.assert_array_equal(masks[:, :units], masks[:, units : 2 * units])
    assert np.all(np.abs(masks[:, :units].sum(axis=1) - np.sort(shares) * units) <= 0.5 + 1e-6)


@pytest.mark.law
def test_halves_round_up_and_targets_go_by_use():
    order = np.arange(10)
    counts = loss_masks(order, order, np.array([0.05, 0.15, 0.145, 1.0])).sum(axis=1)
    assert counts.tolist() == [1, 2, 1, 10]
    assert loss_masks(np.arange(100), np.arange(100), np.array([0.145])).sum() == 15
    uses = np.array([3, 7, 7, 0, 9])
    assert targeted_order(uses).tolist() == [4, 1, 2, 0, 3]
    planes = unit_uses(uses.astype(float), np.array([0, 0, 1, 1, -1]), 2)
    assert planes.tolist() == [10.0, 7.0]
    with pytest.raises(ValueError, match="between 0"):
        loss_masks(order, order, np.array([1.1]))


@pytest.mark.cross
@given(SEEDS, st.integers(0, 8), st.integers(0, 5), st.floats(0.0, 0.6), st.booleans())
def test_connectivity_is_what_walks_find(seed, satellites, sites, chance, relaying):
    rng = np.random.default_rng(seed)
    graph = drawn_graph(rng, satellites, sites, chance)
    nodes, relays = graph.nodes, rng.random(sites) < 0.4 if relaying else None
    lost = rng.random((3, nodes)) < np.array([0.0, 0.2, 1.0])[:, None]
    pairs = np.array([(a, b) for a in range(nodes) for b in range(nodes)], dtype=np.int64).reshape(-1, 2)
    found = connectivity(graph, lost, pairs, relays)
    for k in range(3):
        left = graph.without(lost[k])
        walks = [walked(left, node, relays) if not lost[k, node] else set() for node in range(nodes)]
        told = [b in walks[a] and not lost[k, b] for a, b in pairs.tolist()]
        assert found.pairs[k] == pytest.approx(np.mean(told) if told else 0.0)
        size = [len({n for n in walk if n < satellites}) for walk in walks[:satellites]]
        assert found.largest[k] == max(size, default=0)
        ordered = satellites * (satellites - 1)
        assert found.satellite_pairs[k] == pytest.approx(sum(max(n - 1, 0) for n in size) / ordered if ordered else 0.0)
        assert found.left[k] == satellites - lost[k, :satellites].sum()
    together = reach(graph, relays).together(pairs)
    np.testing.assert_array_equal(together, [b in walked(graph, a, relays) for a, b in pairs.tolist()])


@pytest.mark.law
def test_a_ring_breaks_in_two_places_and_a_gateway_joins_two_networks():
    ring = graph_of(6, 0, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (0, 5)])
    lost = np.zeros((3, 6), dtype=bool)
    lost[1, 0] = lost[2, [0, 3]] = True
    found = connectivity(ring, lost, np.array([(1, 5), (0, 3), (2, 2)]))
    assert found.largest.tolist() == [6, 5, 2]
    assert found.pairs == pytest.approx([1.0, 2 / 3, 1 / 3])
    assert found.satellite_pairs == pytest.approx([1.0, 20 / 30, 4 / 30])
    apart = graph_of(2, 3, [(0, 2), (0, 3), (1, 3), (1, 4)])
    pair, none = np.array([(2, 4)]), np.zeros((1, 5), dtype=bool)
    assert connectivity(apart, none, pair).pairs[0] == 0.0
    assert connectivity(apart, none, pair, np.array([False, True, False])).pairs[0] == 1.0


@pytest.mark.law
def test_a_whole_owner_leaves_with_satellites_and_gateways():
    owner = np.array([0, 0, 1, 1, 2, 1])
    graph = graph_of(4, 2, [(0, 1), (1, 2), (2, 3), (0, 4), (3, 5)])
    lost = loss_masks(owner, np.array([1, 0, 2]), np.array([0.0, 1.0 / 3.0]))
    assert lost[1].tolist() == (owner == 1).tolist()
    found = connectivity(graph, lost, np.array([(4, 5), (0, 4)]))
    assert found.pairs.tolist() == [1.0, 0.5]
    assert found.left.tolist() == [4, 2]


@pytest.mark.law
def test_nobody_left_is_an_answer():
    empty = graph_of(0, 0, [])
    found = connectivity(empty, np.zeros((2, 0), dtype=bool), np.zeros((0, 2), dtype=np.int64))
    assert found.pairs.tolist() == found.satellite_pairs.tolist() == [0.0, 0.0]
    assert found.largest.tolist() == found.left.tolist() == [0, 0]
    twins = graph_of(1, 2, [(0, 1), (0, 2)])
    assert reach(twins).together(np.array([(1, 2), (1, 1)])).all()
    assert not reach(graph_of(0, 2, [])).together(np.array([(0, 1)])).any()
    with pytest.raises(ValueError, match="2 sites"):
        passes_on(twins, np.array([True]))
