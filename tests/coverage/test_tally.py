"""Sums over time: chunks, devices and orders give the very same bits, gaps are what a plain loop finds, and a finer grid converges."""

import itertools

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jax.sharding import Mesh
from plain_vectors import flat

from cupola.constants import EARTH
from cupola.coverage import Observers, Tally, combine, summarise, tally
from cupola.coverage.tally import NEVER
from cupola.geometry import ElevationCap, RingGrid
from cupola.orbits import geostationary, walker_delta

FLOAT64 = np.dtype(np.float64)
GRID = RingGrid(18, 36, EARTH)
INSTANTS = 96
LENGTH = 48


def mesh_of(count: int) -> Mesh:
    return Mesh(np.array(jax.devices()[:count]), ("time",))


@pytest.fixture(scope="module")
def scene() -> tuple[tuple[Observers, ...], tuple[np.ndarray, ...]]:
    """A thin shell that leaves gaps, and two geostationary satellites."""
    shells = (walker_delta(EARTH.radius + 700e3, 1.0, 3, 2, 1, EARTH), geostationary(np.radians([10.0, 80.0]), 0.3, EARTH))
    footprints = (ElevationCap(np.asarray(0.2)), ElevationCap(np.asarray(0.1)))
    seconds = np.arange(INSTANTS) * 240.0
    angle = 0.3 + EARTH.rotation_rate * seconds
    observers = tuple(Observers.on(GRID, shell, footprint) for shell, footprint in zip(shells, footprints, strict=True))
    return observers, tuple(shell.table(seconds, angle) for shell in shells)


def flown(scene: tuple[tuple[Observers, ...], tuple[np.ndarray, ...]], begin: int, end: int, devices: int = 2) -> Tally:
    observers, rows = scene
    cut = tuple(table[begin:end] for table in rows)
    length = LENGTH if devices == 2 else 2 * LENGTH
    return tally(observers, cut, begin, ((0,), (1,), (0, 1)), GRID, mesh_of(devices), length, FLOAT64)


def same(one: Tally, other: Tally) -> bool:
    bits = all(np.array_equal(value, other.arrays()[name]) for name, value in one.arrays().items())
    return bits and (one.start, one.stop) == (other.start, other.stop)


@pytest.mark.law
def test_two_devices_equal_one_bit_for_bit(scene: tuple):
    assert len(jax.devices()) >= 2
    assert same(flown(scene, 0, INSTANTS, 1), flown(scene, 0, INSTANTS, 2))


@pytest.mark.law
@settings(max_examples=25)
@given(cuts=st.sets(st.integers(1, INSTANTS - 1), min_size=1, max_size=6), left=st.booleans())
def test_any_chunks_equal_one_bit_for_bit_in_any_order_of_joining(scene: tuple, cuts: set[int], left: bool):
    edges = [0, *sorted(cuts), INSTANTS]
    parts = [flown(scene, begin, end) for begin, end in itertools.pairwise(edges)]
    while len(parts) > 1:
        place = 0 if left else len(parts) - 2
        parts[place : place + 2] = [combine(parts[place], parts[place + 1])]
    assert same(parts[0], flown(scene, 0, INSTANTS))


@pytest.mark.law
def test_the_same_work_twice_gives_the_same_bits(scene: tuple):
    assert same(flown(scene, 0, INSTANTS), flown(scene, 0, INSTANTS))


def test_stretches_that_do_not_touch_are_refused(scene: tuple):
    with pytest.raises(ValueError, match="follow each other"):
        combine(flown(scene, 0, 10), flown(scene, 11, 20))


def invented(seen: np.ndarray, start: int) -> Tally:
    """The tally of made-up counts, (t, v, r, c), by a plain loop: what each sum means, spelt out."""
    shape = seen.shape[1:]
    first, last = np.full(shape, NEVER), np.full(shape, NEVER)
    longest, total_gap, gaps = np.zeros(shape, int), np.zeros(shape, int), np.zeros(shape, int)
    for cell in np.ndindex(shape):
        times = np.flatnonzero(seen[(slice(None), *cell)] > 0)
        if times.size:
            first[cell], last[cell] = start + times[0], start + times[-1]
            runs = np.diff(times) - 1
            runs = runs[runs > 0]
            longest[cell], total_gap[cell], gaps[cell] = (runs.max() if runs.size else 0), runs.sum(), runs.size
    at_least = np.stack([(seen >= k).sum(axis=0) for k in range(1, 9)], axis=1)
    return Tally(start, start + len(seen), at_least, seen.sum(axis=0), first, last, longest, total_gap, gaps)


@pytest.mark.law
@given(seed=st.integers(0, 2**32 - 1), cuts=st.sets(st.integers(1, 39), min_size=2, max_size=8))
def test_joining_is_associative_and_equals_the_loop(seed: int, cuts: set[int]):
    random = np.random.default_rng(seed)
    seen = random.integers(0, 4, (40, 1, 2, 6)) * (random.random((40, 1, 2, 6)) < random.random())
    edges = [0, *sorted(cuts), 40]
    parts = [invented(seen[a:b], a) for a, b in itertools.pairwise(edges)]
    forward = parts[0]
    for part in parts[1:]:
        forward = combine(forward, part)
    backward = parts[-1]
    for part in parts[-2::-1]:
        backward = combine(part, backward)
    whole = invented(seen, 0)
    assert same(forward, whole)
    assert same(backward, whole)


@pytest.mark.cross
def test_the_scan_equals_the_loop_on_its_own_counts(scene: tuple):
    """Gaps, first and last sight from the compiled scan against the plain loop over counts taken one instant at a time."""
    observers, rows = scene
    singles = [flown((observers, tuple(table[k : k + 1] for table in rows)), 0, 1).total for k in range(INSTANTS)]
    assert same(flown(scene, 0, INSTANTS), invented(np.stack(singles), 0))


def test_summary_of_a_day_in_seconds():
    """Seen at instants 2, 3 and 7 of 10, a minute apart: one gap of 3 minutes inside, 2 minutes cut at either end."""
    seen = np.zeros((10, 1, 1, 2), int)
    seen[[2, 3, 7], 0, 0, 0] = [1, 2, 1]
    found = summarise(invented(seen, 0), 60.0)
    assert found.in_view_share[0, :2, 0, 0].tolist() == [0.3, 0.1]
    assert found.mean_in_view[0, 0, 0] == 0.4
    assert (found.longest_gap[0, 0, 0], found.mean_gap[0, 0, 0], found.gap_count[0, 0, 0], found.open_gap[0, 0, 0]) == (
        180.0,
        180.0,
        1.0,
        120.0,
    )
    assert np.isnan(found.mean_gap[0, 0, 1])
    assert found.open_gap[0, 0, 1] == 600.0


@pytest.mark.reference
def test_a_finer_grid_converges_on_the_area_of_a_cap():
    """Mean number in view is the caps' share of the sphere, n (1 - cos psi) / 2; the error falls at least as fast as the cells' height."""
    shell = walker_delta(EARTH.radius + 1200e3, 1.2, 4, 5, 1, EARTH)
    footprint = ElevationCap(np.asarray(np.radians(20.0)))
    seconds = np.arange(0.0, 7000.0, 250.0)
    table = shell.table(seconds, EARTH.rotation_rate * seconds)
    psi = np.arccos(EARTH.radius / shell.radii[0] * np.cos(np.radians(20.0))) - np.radians(20.0)
    expected = shell.size * (1.0 - np.cos(psi)) / 2.0
    errors = []
    for rings in (15, 30, 60, 120, 240):
        grid = RingGrid(rings, 2 * rings, flat(0.0))
        observers = Observers.on(grid, shell, footprint)
        each = [tally((observers,), (table[k : k + 1],), 0, ((0,),), grid, mesh_of(1), 1, FLOAT64).total[0] for k in range(len(seconds))]
        share = (np.stack(each) * grid.cell_area[:, None]).sum(axis=(-2, -1))
        errors.append(np.sqrt(np.mean((share / expected - 1.0) ** 2)))
    rate = -np.polyfit(np.log([15, 30, 60, 120, 240]), np.log(errors), 1)[0]
    assert rate > 1.2
    assert errors[-1] < 5e-4


@pytest.mark.reference
def test_a_geostationary_trio_leaves_only_the_poles():
    """Three satellites 120 deg apart see all up to 70 deg of latitude at 0 deg elevation, the textbook figure (81.3 deg below each)."""
    grid = RingGrid.of_step(np.radians(1.0), EARTH)
    shell = geostationary(np.radians([0.0, 120.0, 240.0]), 0.0, EARTH)
    footprint = ElevationCap(np.asarray(0.0))
    observers = Observers.on(grid, shell, footprint)
    table = shell.table(np.zeros(1), np.zeros(1))
    seen = tally((observers,), (table,), 0, ((0,),), grid, mesh_of(1), 1, FLOAT64).total[0]
    whole_rings = np.degrees(grid.latitudes[(seen > 0).all(axis=1)])
    some_rings = np.degrees(grid.latitudes[(seen > 0).any(axis=1)])
    assert whole_rings.max() == pytest.approx(72.5, abs=1.0)
    assert some_rings.max() == pytest.approx(80.5, abs=0.6)
