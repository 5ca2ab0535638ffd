"""Routes over time: blocks and workers join exactly, acquisition and range are respected, and what is summed up over time."""

import pickle
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from flown_shells import flown, places
from hypothesis import given, settings
from hypothesis import strategies as st

from cupola.constants import EARTH, SPEED_OF_LIGHT
from cupola.network.block import Job, Scene, graphs, routed
from cupola.network.links import plus_grid, ring
from cupola.network.meshes import Lattice, Mesh, Nearest, Since, mesh
from cupola.network.outages import outages
from cupola.network.paths import changed, unpacked, used
from cupola.network.routing import plan, routes

CITIES = ([51.5, 40.7, -33.9, 35.7, 0.0], [-0.1, -74.0, 151.2, 139.7, 33.0])


def scene(times: np.ndarray, pattern: Lattice | Nearest) -> Scene:
    """Ten near-polar planes of 24: neighbours in a plane are 1,980 km apart, planes 2,370 km over the equator and less elsewhere."""
    position = flown(10, 24, 1_200_000.0, 86.0, times, spread=180.0)
    return Scene(times, position, (pattern,), places(*CITIES, 10.0), np.repeat([0, 1], [240, 5]))


PATTERNS = (
    Lattice(plus_grid(10, 24, star=True, seam=False), max_range=2.1e6, acquisition=130.0),
    Nearest(np.arange(240), terminals=3, max_range=3.0e6, acquisition=130.0),
)


@pytest.mark.law
@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=8)
@given(cut=st.integers(0, 12))
def test_meshes_of_blocks_join_exactly(pattern: Lattice | Nearest, cut: int):
    """With the state carried over, any cut gives the links of the whole, at the same instants."""
    whole = scene(60.0 * np.arange(12), pattern)
    one = mesh(pattern, whole.position, whole.times, Since.begin(), EARTH)
    early = mesh(pattern, whole.position[:cut], whole.times[:cut], Since.begin(), EARTH)
    late = mesh(pattern, whole.position[cut:], whole.times[cut:], early.since, EARTH)
    assert up_at(one) == up_at(early) + up_at(late)


def up_at(found: Mesh) -> list[set[tuple[int, int]]]:
    return [{(int(a), int(b)) for a, b in found.ends[up]} for up in found.up]


@pytest.mark.law
@pytest.mark.parametrize("pattern", PATTERNS)
def test_jobs_with_a_lead_join_exactly(pattern: Lattice | Nearest):
    """Workers that know nothing of each other: three instants before tell what is acquired."""
    whole = scene(60.0 * np.arange(12), pattern)
    pairs = np.stack(np.triu_indices(5, 1), axis=1) + 240
    one = routed(Job(whole, pairs, hop_delay=1e-4))
    parts = []
    for first in (0, 5, 8):
        last = {0: 5, 5: 8, 8: 12}[first]
        lead = min(first, 3)
        some = slice(first - lead, last)
        cut = replace(whole, times=whole.times[some], position=whole.position[some], lead=lead, held=first == 0)
        parts.append(routed(pickle.loads(pickle.dumps(Job(cut, pairs, hop_delay=1e-4)))))  # noqa: S301 -- as a worker is sent it
    assert np.array_equal(np.concatenate([part["delay"] for part in parts]), one["delay"])
    assert np.array_equal(np.concatenate([part["hops"] for part in parts]), one["hops"])
    assert np.array_equal(np.concatenate([part["nodes"] for part in parts]), one["nodes"])
    at_once = routed(Job(replace(whole, patterns=(replace(pattern, acquisition=0.0),)), pairs, hop_delay=1e-4))
    assert np.isfinite(one["delay"]).any()
    assert not np.array_equal(one["delay"], at_once["delay"])


@pytest.mark.law
@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_was_found_the_instant_before_changes_no_answer(pattern: Lattice | Nearest):
    """Over jumps of ten minutes, in which every delay changes, against every instant by itself."""
    whole = scene(600.0 * np.arange(10), pattern)
    pairs = np.stack(np.triu_indices(5, 1), axis=1) + 240
    found = routed(Job(whole, pairs))
    alone = [routes(graph, plan(pairs)) for graph in graphs(whole)]
    assert np.array_equal(found["hops"], [one.hops for one in alone])
    assert found["delay"] == pytest.approx(np.array([one.delay for one in alone]), abs=1e-12)
    assert not np.any(found["delay"][1:] == found["delay"][:-1], where=np.isfinite(found["delay"][1:]))
    assert np.isfinite(found["delay"]).any()


@pytest.mark.law
def test_a_link_that_appears_waits_for_its_acquisition():
    """Rings alone at a range that only some pairs keep: what is up with no acquisition is what is in range; with one it comes later."""
    times = 30.0 * np.arange(40)
    at_once = Nearest(np.arange(240), terminals=3, max_range=3.0e6)
    one = up_at(mesh(at_once, scene(times, at_once).position, times, Since.begin(), EARTH))
    later = replace(at_once, acquisition=60.0)
    other = up_at(mesh(later, scene(times, later).position, times, Since.begin(), EARTH))
    assert one[0] == other[0]
    assert all(other[t] == one[t] & one[t - 1] & one[t - 2] for t in range(2, 40))
    assert sum(map(len, other)) < sum(map(len, one))


@pytest.mark.law
def test_a_nearest_mesh_is_in_range_and_within_terminals():
    one = scene(60.0 * np.arange(3), PATTERNS[1])
    for graph in graphs(one):
        between = graph.ends[~graph.is_ground]
        assert np.all(graph.length[~graph.is_ground] <= 3.0e6)
        assert np.all(np.bincount(between.ravel(), minlength=240) <= 3)
        assert set(map(tuple, graph.link_owner[graph.is_ground].tolist())) == {(0, 1)}


@pytest.mark.law
def test_grazing_height_and_range_cut_links():
    """Rings of five at 1,200 km are 8,900 km apart and dip below the ground; of ten 4,700 km, and clear."""
    times = np.zeros(1)
    for per_plane, up in ((5, 0), (10, 100)):
        position = flown(10, per_plane, 1_200_000.0, 86.0, times)
        found = mesh(Lattice(ring(10, per_plane)), position, times, Since.begin(), EARTH)
        assert np.count_nonzero(found.up) == up
        assert found.length == pytest.approx(2.0 * (EARTH.radius + 1.2e6) * np.sin(np.pi / per_plane))
    near = mesh(Lattice(ring(10, 10), max_range=4.6e6), position, times, Since.begin(), EARTH)
    assert not near.up.any()


@pytest.mark.law
def test_an_owner_that_leaves_takes_its_links_along():
    """Two owners, every second plane each: without one no side link is left."""
    times = np.zeros(1)
    whole = scene(times, Lattice(plus_grid(10, 24, star=True)))
    owner = np.concatenate([np.arange(240) // 24 % 2, np.full(5, 2)])
    left = replace(whole, owner=owner, lost=owner == 1)
    (graph,) = graphs(left)
    assert np.all(graph.link_owner != 1)
    between = graph.ends[~graph.is_ground]
    assert len(between) == 120
    assert np.array_equal(between[:, 0] // 24, between[:, 1] // 24)


@pytest.mark.law
def test_what_is_lost_takes_no_terminal():
    """A site with one terminal and satellites with three turn to what is left."""
    whole = scene(np.zeros(1), PATTERNS[1])
    whole = replace(whole, sites=places(*CITIES, 10.0, terminals=1))
    (before,) = graphs(whole)
    first = before.ends[before.is_ground, 0]
    (after,) = graphs(replace(whole, lost=np.isin(np.arange(245), [*first, 244])))
    assert not np.isin(after.ends, first).any()
    assert np.unique(after.ends[after.is_ground, 1]).tolist() == [240, 241, 242, 243]
    between = after.ends[~after.is_ground]
    assert len(between) > np.count_nonzero(~np.isin(before.ends[~before.is_ground], first).any(axis=1))


@pytest.mark.law
def test_nothing_in_the_sky_and_nobody_on_the_ground_are_answers():
    empty = Scene(60.0 * np.arange(3), np.zeros((3, 0, 3)), (Lattice(plus_grid(0, 0)),), places(*CITIES, 10.0), np.zeros(5, np.int64))
    found = routed(Job(empty, np.array([[0, 1], [2, 2]])))
    assert found["delay"].tolist() == [[np.inf, 0.0]] * 3
    assert found["hops"].tolist() == [[-1, 0]] * 3
    assert routed(Job(empty, np.zeros((0, 2), np.int64)))["delay"].shape == (3, 0)
    nearest = Nearest(np.arange(0), terminals=4, max_range=1e6)
    assert routed(Job(replace(empty, patterns=(nearest,)), np.array([[0, 1]])))["nodes"].size == 0
    nobody = scene(np.zeros(1), Lattice(ring(10, 24)))
    nobody = replace(nobody, sites=places([], [], 10.0), owner=np.zeros(240, np.int64))
    assert np.isfinite(routed(Job(nobody, np.array([[0, 5]])))["delay"]).all()
    none = replace(empty, times=np.zeros(0), position=np.zeros((0, 4, 3)), patterns=(), owner=np.zeros(9, np.int64))
    assert routed(Job(none, np.array([[4, 5]])))["delay"].shape == (0, 1)


@pytest.mark.law
def test_sites_at_one_place_have_the_same_delays():
    times = 60.0 * np.arange(5)
    twice = replace(scene(times, PATTERNS[0]), sites=places([51.5, 51.5, 0.0], [-0.1, -0.1, 33.0], 10.0), owner=np.zeros(243, np.int64))
    delay = routed(Job(twice, np.array([[240, 242], [241, 242], [240, 241]])))["delay"]
    assert np.array_equal(delay[:, 0], delay[:, 1])
    assert np.all(delay[:, 2] > 2.0 * 1.2e6 / SPEED_OF_LIGHT)


@pytest.mark.law
def test_changes_use_and_outages_by_hand():
    path = np.array([[[4, 0, 5], [4, 1, 6]], [[4, 0, 5], [4, 2, 6]], [[4, 1, 5], [-1, -1, -1]], [[4, 1, 5], [-1, -1, -1]]], np.int16)
    hops = np.count_nonzero(path >= 0, axis=2) - 1
    nodes = path[path >= 0]
    assert np.array_equal(np.array(list(unpacked(nodes, hops))), path)
    assert changed(nodes, hops).tolist() == [[False, False], [False, True], [True, True], [False, False]]
    assert used(nodes, 8).tolist() == [2, 3, 1, 0, 6, 4, 2, 0]
    connected = np.array([[0, 1, 1, 0], [1, 1, 1, 0], [0, 1, 1, 0], [0, 1, 0, 0], [1, 1, 1, 0]], bool)
    found = outages(connected)
    assert found.count.tolist() == [2, 0, 1, 1]
    assert found.longest.tolist() == [2, 0, 1, 5]
    assert found.share == pytest.approx([0.6, 0.0, 0.2, 1.0])
    assert outages(np.zeros((0, 2), bool)).share.tolist() == [0.0, 0.0]


@pytest.mark.story
def test_a_worker_loads_no_jax():
    """In a process of its own, every module of the room."""
    code = (
        "import importlib, pkgutil, sys, cupola.network as room\n"
        "for module in pkgutil.iter_modules(room.__path__): importlib.import_module(f'cupola.network.{module.name}')\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    loaded = set(done.stdout.split())
    assert "scipy" in loaded
    assert loaded.isdisjoint({"jax", "jaxlib", "equinox", "xarray", "matplotlib", "pandas"})
