"""Patterns of links, what terminals allow, line of sight, and acquisition."""

import numpy as np
import pytest
from flown_shells import flown
from hypothesis import given
from hypothesis import strategies as st

from cupola.constants import EARTH
from cupola.frames.geodetic import geodetic_to_itrs, itrs_to_geodetic
from cupola.network.acquisition import HELD, OUT, acquired
from cupola.network.choosing import within_terminals
from cupola.network.links import listed, nearest, plus_grid, ring
from cupola.network.sight import GRAZING_HEIGHT, clear

pytestmark = pytest.mark.law


def degrees(ends: np.ndarray, satellites: int) -> np.ndarray:
    return np.bincount(ends.ravel(), minlength=satellites)


@given(st.integers(1, 7), st.integers(1, 7), st.integers(-3, 9), st.integers(0, 6), st.integers(0, 5), st.booleans())
def test_a_grid_joins_neighbours_once_within_the_terminals(
    planes: int, per_plane: int, offset: int, phasing: int, terminals: int, star: bool
):
    found = plus_grid(planes, per_plane, offset, phasing=phasing, star=star, terminals=terminals)
    one, other = found.ends.T
    assert np.all(one < other)
    assert len(np.unique(found.ends, axis=0)) == len(found.ends)
    assert np.all(degrees(found.ends, planes * per_plane) <= terminals)
    apart = np.abs(one // per_plane - other // per_plane)
    assert np.all((apart <= 1) | (apart == planes - 1))
    assert found.seam.any() <= star
    if planes > 2:
        assert np.array_equal(found.seam, (apart == planes - 1) & star)
        assert not np.any(plus_grid(planes, per_plane, offset, phasing=phasing, star=True, seam=False).seam)


def test_a_whole_grid_has_four_links_a_satellite_and_a_ring_two():
    assert np.all(degrees(plus_grid(6, 5).ends, 30) == 4)
    assert np.all(degrees(ring(6, 5).ends, 30) == 2)
    assert set(degrees(plus_grid(6, 5, star=True, seam=False).ends, 30)) == {3, 4}
    assert len(plus_grid(1, 5).ends) == len(ring(1, 5).ends) == 5
    assert len(plus_grid(1, 1).ends) == 0
    assert len(plus_grid(0, 0).ends) == 0
    assert plus_grid(2, 1).ends.tolist() == [[0, 1]]


def test_three_terminals_keep_the_rings_and_pair_the_planes():
    found = plus_grid(6, 5, terminals=3)
    assert np.all(degrees(found.ends, 30) == 3)
    side = found.ends[found.ends[:, 0] // 5 != found.ends[:, 1] // 5] // 5
    assert {tuple(pair) for pair in side.tolist()} == {(0, 1), (2, 3), (4, 5)}


@pytest.mark.parametrize("phasing", [0, 1, 5, 39])
def test_side_links_of_a_walker_pattern_are_alike_in_every_plane(phasing: int):
    """Also from the last plane to the first, where the phase has gone round: seen from the Earth's centre all begin alike."""
    position = flown(12, 11, 550_000.0, 53.0, np.zeros(1), phasing=phasing)[0]
    found = plus_grid(12, 11, phasing=phasing)
    length = np.linalg.norm(position[found.ends[:, 0]] - position[found.ends[:, 1]], axis=1)
    plane = found.ends // 11
    across = length[np.abs(plane[:, 0] - plane[:, 1]) == 11]
    inner = length[np.abs(plane[:, 0] - plane[:, 1]) == 1]
    assert np.sort(across)[-1] <= inner.max() * (1.0 + 1e-12)
    assert np.sort(across)[0] >= inner.min() * (1.0 - 1e-12)


def test_a_list_counts_a_pair_once_and_names_what_is_not_there():
    found = listed(np.array([[3, 1], [1, 3], [2, 2], [0, 1], [1, 2]]), 4, terminals=2)
    assert found.ends.tolist() == [[1, 3], [0, 1]]
    with pytest.raises(ValueError, match="satellite 9; with 4 satellites the numbers run from 0 to 3"):
        listed(np.array([[0, 9]]), 4, terminals=4)
    assert len(listed(np.zeros((0, 2)), 0, terminals=4).ends) == 0


@given(st.integers(0, 2**32 - 1))
def test_terminals_are_filled_as_one_link_after_the_other_would(seed: int):
    rng = np.random.default_rng(seed)
    nodes, count = int(rng.integers(1, 12)), int(rng.integers(0, 40))
    ends = rng.integers(0, nodes, (count, 2))
    ends = ends[ends[:, 0] != ends[:, 1]]
    cost = rng.integers(0, 6, len(ends)).astype(float)
    terminals = rng.integers(-1, 4, nodes)
    left, kept = terminals.copy(), np.zeros(len(ends), bool)
    for link in np.argsort(cost, kind="stable"):
        if np.all(left[ends[link]] > 0):
            kept[link] = True
            left[ends[link]] -= 1
    assert np.array_equal(within_terminals(ends, cost, terminals), kept)


def test_the_nearest_in_sight_are_linked_first():
    """Four over the equator a degree or two apart, and one far round the Earth."""
    longitude = np.radians([0.0, 1.0, 3.0, 6.0, 180.0])
    position = geodetic_to_itrs(np.zeros(5), longitude, np.full(5, 550_000.0), EARTH)
    every = np.full(5, 1)
    assert nearest(position, 2e7, GRAZING_HEIGHT, EARTH, every).tolist() == [[0, 1], [2, 3]]
    assert nearest(position, 2.5e5, GRAZING_HEIGHT, EARTH, np.full(5, 4)).tolist() == [[0, 1], [1, 2]]
    assert nearest(position, 2e7, GRAZING_HEIGHT, EARTH, np.array([0, 1, 1, 1, 1])).tolist() == [[1, 2]]
    assert len(nearest(position[:1], 2e7, GRAZING_HEIGHT, EARTH, every[:1])) == 0
    assert len(nearest(position[:0], 2e7, GRAZING_HEIGHT, EARTH, every[:0])) == 0


@pytest.mark.parametrize("height", [0.0, 80_000.0, 1_000_000.0])
def test_the_surface_not_to_be_crossed_lies_at_the_height(height: float):
    """A line that touches it comes as low as the height over the ellipsoid, to what the docstring says."""
    rng = np.random.default_rng(1)
    latitude, longitude = np.arcsin(rng.uniform(-1, 1, 400)), rng.uniform(-np.pi, np.pi, 400)
    foot = geodetic_to_itrs(latitude, longitude, np.full(400, height), EARTH)
    vertical = geodetic_to_itrs(latitude, longitude, np.full(400, height + 1.0), EARTH) - foot
    level = np.cross(vertical, rng.normal(size=(400, 3)))
    level /= np.linalg.norm(level, axis=1)[:, None]
    off = 0.5 if height < 1e5 else 5.0
    one, other = foot - 2e6 * level, foot + 3e6 * level
    for lift, sees in ((off, True), (-off, False)):
        assert np.all(clear(one + lift * vertical, other + lift * vertical, height, EARTH) == sees)
    share = np.linspace(0.0, 1.0, 2001)[:, None, None]
    lowest = itrs_to_geodetic(one + share * (other - one), EARTH)[2].min(axis=0)
    assert lowest == pytest.approx(np.full(400, height), abs=1.0)


@given(st.integers(0, 2**32 - 1))
def test_sight_is_mutual_and_turns_with_the_pole(seed: int):
    rng = np.random.default_rng(seed)
    one, other = (rng.uniform(-1e7, 1e7, (50, 3)) for _ in range(2))
    turn = rng.uniform(0.0, 2.0 * np.pi)
    round_pole = np.array([[np.cos(turn), -np.sin(turn), 0.0], [np.sin(turn), np.cos(turn), 0.0], [0.0, 0.0, 1.0]])
    seen = clear(one, other, GRAZING_HEIGHT, EARTH)
    assert np.array_equal(seen, clear(other, one, GRAZING_HEIGHT, EARTH))
    assert np.array_equal(seen, clear(one @ round_pole.T, other @ round_pole.T, GRAZING_HEIGHT, EARTH))
    assert np.all(seen <= clear(one, other, 0.0, EARTH))


def test_two_at_one_place_see_each_other_if_they_are_above():
    at = np.array([[7e6, 0.0, 0.0], [1e6, 0.0, 0.0]])
    assert clear(at, at, GRAZING_HEIGHT, EARTH).tolist() == [True, False]


@given(st.integers(0, 2**32 - 1), st.floats(0.0, 400.0))
def test_a_link_is_up_once_it_was_seen_long_enough_wherever_time_is_cut(seed: int, seconds: float):
    """Against a walk back in time, link by link; uneven instants."""
    rng = np.random.default_rng(seed)
    times = np.cumsum(rng.uniform(1.0, 100.0, 14))
    seen = rng.random((14, 5)) < 0.8
    up, since = acquired(seen, times, np.full(5, HELD), seconds)
    for t in range(14):
        for link in range(5):
            back = t
            while back >= 0 and seen[back, link]:
                back -= 1
            assert up[t, link] == (back < t and (back < 0 or times[t] - times[back + 1] >= seconds))
    cut = int(rng.integers(0, 15))
    early, between = acquired(seen[:cut], times[:cut], np.full(5, HELD), seconds)
    late, after = acquired(seen[cut:], times[cut:], between, seconds)
    assert np.array_equal(np.concatenate([early, late]), up)
    assert np.array_equal(after, since)
    assert np.array_equal(since == OUT, ~seen[-1])
