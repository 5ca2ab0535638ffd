"""Store and forward: against shortest paths through graphs expanded in time, and what must hold of any answer."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from small_graphs import drawn_graph, graph_of, neighbours

from cupola.network.forwarding import connected, earliest_deliveries, spells, wait_quantiles

SEEDS = st.integers(0, 2**32)
STEP = 60.0


def _drawn(seed, steps, satellites=4, sites=4, chance=0.15):
    rng = np.random.default_rng(seed)
    return [drawn_graph(rng, satellites, sites, chance) for _ in range(steps)], STEP * np.arange(steps) + 7.0


def _expanded(graphs, source, target, carriers, relays):
    """Delivery of a message that is ready at each step, by Dijkstra on nodes (step, node, satellites used)."""
    satellites, nodes, steps = graphs[0].satellites, graphs[0].nodes, len(graphs)
    most = satellites if carriers is None else carriers
    tiny, edges = 1e-6, []

    def place(t, node, used):
        return (t * nodes + node) * (most + 1) + used

    for t, graph in enumerate(graphs):
        linked = neighbours(graph)
        for node in range(nodes):
            relaying = node >= satellites and relays is not None and bool(relays[node - satellites])
            if node >= satellites and node not in (source, target) and not relaying:
                continue
            for used in range(most + 1):
                if t + 1 < steps:
                    edges.append((place(t, node, used), place(t + 1, node, used), STEP))
                # The source may give its own message, used = 0; one that comes back there only goes on if it relays.
                if node >= satellites and not relaying and (node != source or used):
                    continue
                for other in linked[node]:
                    now = used + (other < satellites and other != target) if carriers is not None else 0
                    if now <= most:
                        edges.append((place(t, node, used), place(t, other, now), tiny))
    row, column, weight = (np.array(x) for x in zip(*edges, strict=True)) if edges else (np.zeros(0, int),) * 3
    size = steps * nodes * (most + 1)
    table = coo_array((weight, (row, column)), shape=(size, size)).tocsr()
    used = int(source < satellites) if carriers is not None else 0
    starts = [place(t, source, used) for t in range(steps)]
    far = dijkstra(table, indices=starts)
    ends = [place(t, target, u) for t in range(steps) for u in range(most + 1)]
    return np.round(far[:, ends].min(axis=1), 2)


@pytest.mark.cross
@settings(max_examples=40)
@given(SEEDS, st.integers(1, 6), st.sampled_from([None, 1, 2, 3]), st.booleans())
def test_deliveries_are_shortest_paths_through_time(seed, steps, carriers, relaying):
    graphs, seconds = _drawn(seed, steps)
    relays = np.array([False, True, True, False]) if relaying else None
    ends = np.array([0, 4, 5, 7]), np.array([4, 6, 2, 5, 4])
    found = earliest_deliveries(graphs, seconds, ends, carriers, relays)
    for a, source in enumerate(ends[0].tolist()):
        for k, target in enumerate(ends[1].tolist()):
            waits = found.at[:, a, k] - seconds
            np.testing.assert_array_equal(waits, _expanded(graphs, source, target, carriers, relays))


@pytest.mark.law
@settings(max_examples=50)
@given(SEEDS, st.integers(2, 9), st.sampled_from([None, 1, 2]), st.data())
def test_blocks_of_time_join_and_a_longer_horizon_is_never_later(seed, steps, carriers, data):
    graphs, seconds = _drawn(seed, steps)
    ends = np.arange(8), np.array([4, 5])
    whole = earliest_deliveries(graphs, seconds, ends, carriers)
    cut = data.draw(st.integers(0, steps))
    late = earliest_deliveries(
        graphs[cut:], seconds[cut:], ends, carriers, after=None if cut < steps else np.full((carriers + 1 if carriers else 1, 8, 2), np.inf)
    )
    early = earliest_deliveries(graphs[:cut], seconds[:cut], ends, carriers, after=late.ahead)
    np.testing.assert_array_equal(np.concatenate([early.at, late.at]), whole.at)
    short = earliest_deliveries(graphs[:cut], seconds[:cut], ends, carriers)
    assert np.all(whole.at[:cut] <= short.at)
    # What is delivered within the shorter horizon is delivered then, and a message that is ready earlier never arrives later.
    np.testing.assert_array_equal(whole.at[:cut][np.isfinite(short.at)], short.at[np.isfinite(short.at)])
    assert np.all(whole.at[:-1] <= whole.at[1:])
    assert np.all(whole.at >= seconds[:, None, None])


@pytest.mark.law
@settings(max_examples=50)
@given(SEEDS, st.integers(1, 6))
def test_more_carriers_are_never_later_and_all_of_them_are_any_number(seed, steps):
    graphs, seconds = _drawn(seed, steps)
    ends = np.arange(8), np.array([4, 5, 1])
    limited = [earliest_deliveries(graphs, seconds, ends, carriers).at for carriers in (1, 2, 3, 4)]
    assert all(np.all(more <= less) for less, more in pairwise(limited))
    np.testing.assert_array_equal(limited[-1], earliest_deliveries(graphs, seconds, ends).at)


@pytest.mark.law
@settings(max_examples=50)
@given(SEEDS, st.integers(1, 8))
def test_connected_at_once_is_delivered_at_once(seed, steps):
    graphs, seconds = _drawn(seed, steps)
    pairs = np.array([(a, b) for a in range(8) for b in (4, 5)])
    up = connected(graphs, pairs)
    at = earliest_deliveries(graphs, seconds, (np.arange(8), np.array([4, 5]))).at
    np.testing.assert_array_equal(up, at.reshape(steps, 16) == seconds[:, None])


@pytest.mark.law
def test_one_satellite_takes_a_message_from_one_site_to_another():
    """Up at the third step, down at the sixth; a second satellite would be sooner, over a link between the two."""
    links = [[], [], [(0, 2)], [(0, 1)], [(1, 3)], [(0, 3)], []]
    graphs = [graph_of(2, 2, one) for one in links]
    seconds, ends = STEP * np.arange(7), (np.array([2]), np.array([3]))
    one = earliest_deliveries(graphs, seconds, ends, carriers=1).at[:, 0, 0]
    assert one.tolist() == [300.0, 300.0, 300.0, np.inf, np.inf, np.inf, np.inf]
    assert earliest_deliveries(graphs, seconds, ends).at[0, 0, 0] == 240.0
    assert wait_quantiles(one[:4], seconds[:4], np.array([0.25, 0.5, 0.75, 0.76])).tolist() == [180.0, 240.0, 300.0, np.inf]


@pytest.mark.law
def test_spells_are_runs_of_steps():
    up = np.array([[1, 0, 0, 1, 1, 1, 0], [0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1], [0, 1, 0, 1, 0, 0, 0]], dtype=bool).T
    found = spells(up, 30.0)
    assert found.share == pytest.approx([4 / 7, 0.0, 1.0, 2 / 7])
    assert found.count.tolist() == [2, 0, 1, 2]
    assert found.longest.tolist() == [90.0, 0.0, 210.0, 30.0]
    assert found.gaps.tolist() == [2, 1, 0, 3]
    assert found.longest_gap.tolist() == [60.0, 210.0, 0.0, 90.0]
    nothing = spells(np.zeros((0, 2), dtype=bool), 30.0)
    assert nothing.share.tolist() == nothing.longest_gap.tolist() == [0.0, 0.0]


@pytest.mark.law
def test_no_satellites_no_steps_and_wrong_words_have_answers():
    bare = [graph_of(0, 2, [])] * 3
    seconds, ends = np.arange(3.0), (np.array([0, 1]), np.array([1]))
    for carriers in (None, 1):
        at = earliest_deliveries(bare, seconds, ends, carriers).at[:, :, 0]
        assert at[:, 0].tolist() == [np.inf] * 3
        assert at[:, 1].tolist() == seconds.tolist()
    assert np.all(wait_quantiles(np.zeros((0, 2)), np.zeros(0), np.array([0.5])) == np.inf)
    assert connected([], np.array([(0, 1)])).shape == (0, 1)
    with pytest.raises(ValueError, match="one satellite or more"):
        earliest_deliveries(bare, seconds, ends, 0)
    with pytest.raises(ValueError, match="rising"):
        earliest_deliveries(bare, seconds[::-1], ends)
    with pytest.raises(ValueError, match="the shape"):
        earliest_deliveries(bare, seconds, ends, after=np.zeros((1, 5, 1)))
