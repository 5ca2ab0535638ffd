"""Fair rates: a textbook's examples, the two methods where they must agree, and what makes rates fair."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_graphs import drawn_graph, graph_of, neighbours

from cupola.network.capacity import flow_between
from cupola.network.fairness import fair_on_paths, fair_over_all_paths, links_of_paths, one_way_rates

SEEDS = st.integers(0, 2**32)


def padded(paths):
    """Paths as one array, filled up with -1."""
    out = np.full((len(paths), max(map(len, paths), default=1)), -1, dtype=np.int64)
    for k, path in enumerate(paths):
        out[k, : len(path)] = path
    return out


@pytest.mark.reference
def test_five_sessions_of_data_networks():
    """Bertsekas and Gallager, Data Networks (2nd ed. 1992), section 6.5.2, the example of five sessions on links of capacity 1."""
    graph = graph_of(5, 0, [(0, 2), (1, 2), (2, 4), (3, 4)], [1.0] * 4)
    paths = padded([(0, 2, 4), (1, 2), (1, 2), (3, 4), (1, 2, 4)])
    open_, alike = np.full(5, np.inf), np.ones(5)
    told = np.array([2.0, 1.0, 1.0, 3.0, 1.0]) / 3.0
    np.testing.assert_allclose(fair_on_paths(links_of_paths(graph, paths), one_way_rates(graph), alike, open_), told, rtol=1e-14)
    pairs = np.array([(0, 4), (1, 2), (1, 2), (3, 4), (1, 4)])
    np.testing.assert_allclose(fair_over_all_paths(graph, pairs, alike, open_), told, rtol=1e-8)


@pytest.mark.reference
def test_one_session_across_a_chain_of_others():
    """The same section: one session over all n links and one on each link alone all get a half, worth (n + 1) / 2 together."""
    n = 6
    graph = graph_of(n + 1, 0, [(k, k + 1) for k in range(n)], [1.0] * n)
    paths = padded([tuple(range(n + 1)), *((k, k + 1) for k in range(n))])
    rates = fair_on_paths(links_of_paths(graph, paths), one_way_rates(graph), np.ones(n + 1), np.full(n + 1, np.inf))
    np.testing.assert_allclose(rates, 0.5)


@pytest.mark.law
def test_weights_and_demands_by_hand():
    """12 bit/s for weights 1, 2, 3: 2, 4, 6; when the third wants 3 only, 9 for 1 and 2: 3, 6."""
    links, weights = np.zeros((3, 1), dtype=np.int64), np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(fair_on_paths(links, np.array([12.0]), weights, np.full(3, np.inf)), [2.0, 4.0, 6.0])
    np.testing.assert_allclose(fair_on_paths(links, np.array([12.0]), weights, np.array([np.inf, np.inf, 3.0])), [3.0, 6.0, 3.0])
    np.testing.assert_allclose(fair_on_paths(links, np.array([12.0]), weights, np.array([0.5, 1.0, 3.0])), [0.5, 1.0, 3.0])
    graph = graph_of(1, 2, [(0, 1), (0, 2)], [12.0, 50.0])
    pairs = np.array([(1, 2)] * 3)
    np.testing.assert_allclose(fair_over_all_paths(graph, pairs, weights, np.array([np.inf, np.inf, 3.0])), [3.0, 6.0, 3.0], rtol=1e-8)
    np.testing.assert_allclose(fair_over_all_paths(graph, pairs, weights, np.array([0.5, 1.0, 3.0])), [0.5, 1.0, 3.0], rtol=1e-8)


@pytest.mark.law
@given(SEEDS, st.integers(1, 40), st.integers(1, 12))
def test_each_pair_has_its_demand_or_a_full_link_where_none_has_more(seed, pairs, count):
    """The test of fairness of the same section, each rate taken for its weight."""
    rng = np.random.default_rng(seed)
    links = np.array([np.where(rng.random(4) < 0.7, rng.choice(max(count, 4), 4, replace=False), -1) for _ in range(pairs)])
    rates = rng.choice([0.0, 1.0, 2.0, 7.5, np.inf], max(count, 4), p=[0.05, 0.3, 0.3, 0.3, 0.05]) * 1e9
    weights, demands = rng.choice([0.0, 1.0, 2.5], pairs, p=[0.1, 0.5, 0.4]), rng.choice([np.inf, 1e8, 1e9], pairs)
    found = fair_on_paths(links, rates, weights, demands)
    assert np.all(found >= 0.0)
    assert np.all(found <= demands)
    wide = links >= 0
    sent = np.where(np.isfinite(found), found, 0.0)
    used = np.bincount(links[wide], weights=np.broadcast_to(sent[:, None], links.shape)[wide], minlength=rates.shape[0])
    assert np.all(used <= rates * (1.0 + 1e-12))
    share = np.divide(found, weights, out=np.zeros(pairs), where=weights > 0.0)
    for p in range(pairs):
        mine = links[p][links[p] >= 0]
        if not mine.shape[0] or weights[p] == 0.0:
            assert found[p] == 0.0
        elif np.isinf(found[p]):
            assert np.all(np.isinf(rates[mine]))
        elif found[p] < demands[p]:
            full = mine[used[mine] >= rates[mine] * (1.0 - 1e-9)]
            assert any(share[p] >= share[np.any(links == one, axis=1)].max() * (1.0 - 1e-9) for one in full)


def _only_paths(graph, pairs):
    """The one path between the nodes of each pair of a tree."""
    linked, found = neighbours(graph), []
    for start, goal in pairs:
        ways = [[start]]
        while ways:
            way = ways.pop()
            if way[-1] == goal:
                found.append(tuple(way))
                break
            ways += [[*way, n] for n in linked[way[-1]] if n not in way]
        else:
            found.append(())
    return padded(found)


@pytest.mark.cross
@settings(max_examples=50)
@given(SEEDS, st.integers(1, 7), st.integers(1, 9))
def test_where_there_is_one_path_both_methods_agree(seed, satellites, count):
    """Forests of satellites with sites as leaves; their own links both ways, some endless."""
    rng = np.random.default_rng(seed)
    links = [(int(rng.integers(0, k)), k) for k in range(1, satellites) if rng.random() < 0.9]
    links += [(int(rng.integers(0, satellites)), satellites + k) for k in range(4)]
    graph = graph_of(satellites, 4, links, rng.choice([0.0, 1.0, 2.0, 3.7, np.inf], len(links), p=[0.05, 0.3, 0.3, 0.25, 0.1]).tolist())
    nodes = np.concatenate([rng.permutation(satellites)[:2], satellites + np.arange(4)])
    pairs = np.array([rng.choice(nodes, 2, replace=False) for _ in range(count)])
    weights, demands = rng.choice([0.0, 1.0, 2.0], count, p=[0.1, 0.5, 0.4]), rng.choice([np.inf, 0.6, 2.0], count)
    single = fair_on_paths(links_of_paths(graph, _only_paths(graph, pairs.tolist())), one_way_rates(graph), weights, demands)
    np.testing.assert_allclose(fair_over_all_paths(graph, pairs, weights, demands), single, rtol=1e-7, atol=1e-7)


@pytest.mark.law
@settings(max_examples=20)
@given(SEEDS, st.booleans())
def test_over_all_paths_the_least_are_better_off_and_one_pair_has_the_greatest_flow(seed, relaying):
    rng = np.random.default_rng(seed)
    graph = drawn_graph(rng, 5, 4, 0.5)
    relays = rng.random(4) < 0.5 if relaying else None
    pairs = np.array([(5, 6), (5, 7), (8, 6), (7, 8), (0, 8)])
    open_, alike = np.full(5, np.inf), np.ones(5)
    rates = fair_over_all_paths(graph, pairs, alike, open_, relays)
    for k in range(5):
        alone = fair_over_all_paths(graph, pairs[k : k + 1], alike[:1], open_[:1], relays)[0]
        most = flow_between(graph, (pairs[k, :1], pairs[k, 1:]), relays)[0].bound
        assert alone == pytest.approx(most, rel=1e-7, abs=1e-7)
        assert rates[k] <= alone + 1e-6
    # Any one choice of paths, fairly shared, is lexicographically no better: the paths of a walk that never looks at rates.
    shortest = []
    linked = neighbours(graph)
    for start, goal in pairs.tolist():
        ways = [(start,)]
        while ways and ways[0][-1] != goal:
            way = ways.pop(0)
            last = way[-1]
            if len(way) == 1 or last < 5 or (relays is not None and relays[last - 5]):
                ways += [(*way, n) for n in linked[last] if n not in way]
        shortest.append(ways[0] if ways else ())
    single = fair_on_paths(links_of_paths(graph, padded(shortest)), one_way_rates(graph), alike, open_)
    better, worse = np.sort(rates), np.sort(single)
    apart = np.flatnonzero(np.abs(better - worse) > 1e-6)
    assert not apart.shape[0] or better[apart[0]] > worse[apart[0]]


@pytest.mark.law
def test_no_path_no_satellite_and_wrong_words_have_answers():
    twins = graph_of(1, 3, [(0, 1), (0, 2)], [5.0, np.inf])
    pairs, one = np.array([(1, 2), (1, 3), (1, 1), (2, 0)]), np.ones(4)
    rates = fair_over_all_paths(twins, pairs, one, np.full(4, np.inf))
    assert rates == pytest.approx([5.0, 0.0, np.inf, np.inf])
    assert fair_over_all_paths(graph_of(0, 2, []), np.array([(0, 1)]), one[:1], one[:1]).tolist() == [0.0]
    none = links_of_paths(twins, padded([(1, 0, 2), (), (1,)]))
    assert none.tolist() == [[1, 2], [-1, -1], [-1, -1]]
    assert fair_on_paths(none, one_way_rates(twins), one[:3], np.full(3, np.inf)).tolist() == [5.0, 0.0, 0.0]
    assert fair_on_paths(np.zeros((0, 0), dtype=np.int64), np.zeros(0), np.zeros(0), np.zeros(0)).shape == (0,)
    with pytest.raises(ValueError, match="from node 1 to node 3"):
        links_of_paths(twins, padded([(1, 3)]))
    with pytest.raises(ValueError, match="demand is below zero"):
        fair_on_paths(none, one_way_rates(twins), one[:3], np.array([1.0, -1.0, 1.0]))
    with pytest.raises(ValueError, match="weight is infinite"):
        fair_on_paths(none, one_way_rates(twins), np.array([1.0, np.inf, 1.0]), one[:3])
