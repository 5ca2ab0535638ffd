"""Spells without sight against a plain loop over each cell's own history, by day and by night, however time is cut."""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jax.sharding import Mesh
from plain_vectors import Plain

from cupola.constants import EARTH
from cupola.coverage import (
    QUANTILE_ERROR,
    Observers,
    Spells,
    class_count,
    class_of,
    combine_spells,
    count_in_view,
    lengths_of,
    pooled_quantile,
    pooled_response,
    spells,
)
from cupola.geometry import ElevationCap, OffNadirBand, RingGrid
from cupola.orbits import walker_delta

GRID = RingGrid(12, 24, EARTH)
INSTANTS, STEP = 360, 240.0
FLOAT64 = np.dtype(np.float64)
SUN_SINE = np.sin(np.radians(10.0))
VIEWS = ((0,), (1,), (0, 1))


def mesh_of(count: int) -> Mesh:
    return Mesh(np.array(jax.devices()[:count]), ("time",))


@pytest.fixture(scope="module")
def scene() -> tuple[tuple[Observers, ...], tuple[np.ndarray, ...], np.ndarray]:
    """A radar shell that sees at any hour, an optical satellite that needs daylight, and the Sun going round."""
    radar, optical = walker_delta(EARTH.radius + 700e3, 1.0, 2, 1, 1, EARTH), walker_delta(EARTH.radius + 500e3, 1.7, 1, 1, 0, EARTH)
    seconds = np.arange(INSTANTS) * STEP
    angle = 0.3 + EARTH.rotation_rate * seconds
    groups = (
        Observers.on(GRID, radar, ElevationCap(np.asarray(0.2))),
        Observers(optical, OffNadirBand(np.asarray(0.0), np.asarray(1.0)), np.ones(1, bool), GRID.rings, np.asarray(SUN_SINE)),
    )
    sun = np.stack([np.cos(0.3) * np.cos(1.0 - angle), np.cos(0.3) * np.sin(1.0 - angle), np.full(INSTANTS, np.sin(0.3))], axis=-1)
    return groups, tuple(shell.table(seconds, angle) for shell in (radar, optical)), sun


def sorted_spells(scene: tuple, begin: int, end: int, devices: int = 2) -> Spells:
    groups, rows, sun = scene
    cut = tuple(table[begin:end] for table in rows)
    length = 70 // devices
    return spells(groups, cut, sun[begin:end], begin, VIEWS, GRID, mesh_of(devices), length, FLOAT64, class_count(INSTANTS))


def same(one: Spells, other: Spells) -> bool:
    bits = all(np.array_equal(value, other.arrays()[name]) for name, value in one.arrays().items())
    return bits and (one.start, one.stop) == (other.start, other.stop)


@pytest.fixture(scope="module")
def histories(scene: tuple) -> np.ndarray:
    """Whether each cell is seen in each view at each instant, (instants, views, rings, columns), daylight by plain vectors."""
    groups, rows, sun = scene
    count = jax.jit(count_in_view, static_argnames=("grid", "dtype"))
    plain = Plain(np.zeros((1, 3)), GRID)
    found = []
    for instant in range(INSTANTS):
        radar, optical = (
            np.asarray(count(group, jnp.asarray(row[instant]), grid=GRID, dtype=FLOAT64)) > 0
            for group, row in zip(groups, rows, strict=True)
        )
        optical = optical & (plain.up @ sun[instant] >= SUN_SINE)
        found.append(np.stack([radar, optical, radar | optical]))
    return np.stack(found)


@pytest.mark.cross
def test_sums_are_those_of_a_plain_loop_over_each_cell(scene: tuple, histories: np.ndarray):
    ours = sorted_spells(scene, 0, INSTANTS)
    bounds = lengths_of(ours.classes.shape[-1])
    for view, ring, column in itertools.product(range(3), range(GRID.rings), range(0, GRID.columns, 5)):
        at = np.flatnonzero(histories[:, view, ring, column])
        lengths = [int(length) for length in np.diff(at) - 1 if length > 0]
        cell = (view, ring, column)
        assert ours.seen[cell] == len(at)
        assert (ours.first[cell], ours.last[cell]) == ((at[0], at[-1]) if len(at) else (-1, -1))
        assert ours.longest[cell] == max(lengths, default=0)
        assert ours.total[cell] == sum(lengths)
        assert ours.squares[cell] == sum(length**2 for length in lengths)
        expected = [sum(low <= length <= high for length in lengths) for low, high in bounds]
        assert list(ours.classes[cell]) == expected
    assert histories[:, 1].any() and not histories[:, 1].all()


@pytest.mark.law
def test_daylight_takes_sight_away(scene: tuple):
    groups, rows, _ = scene
    ours = sorted_spells(scene, 0, INSTANTS)
    blind = tuple(Observers(g.ephemeris, g.footprint, g.active, g.window) for g in groups)
    always = spells(blind, rows, None, 0, VIEWS, GRID, mesh_of(2), INSTANTS // 2, FLOAT64, class_count(INSTANTS))
    assert np.array_equal(ours.seen[0], always.seen[0])
    assert (ours.seen[1] <= always.seen[1]).all()
    assert 0.2 < ours.seen[1].sum() / always.seen[1].sum() < 0.8
    with pytest.raises(ValueError, match="no direction of the Sun"):
        spells(groups, rows, None, 0, VIEWS, GRID, mesh_of(2), INSTANTS // 2, FLOAT64, class_count(INSTANTS))


@pytest.mark.law
def test_any_cut_and_any_number_of_devices_give_the_same_bits(scene: tuple):
    whole = sorted_spells(scene, 0, INSTANTS)
    assert same(whole, sorted_spells(scene, 0, INSTANTS, devices=1))
    for cuts in ([100], [1, 2, 359], [180, 181, 300]):
        ends = [0, *cuts, INSTANTS]
        parts = [sorted_spells(scene, begin, end) for begin, end in itertools.pairwise(ends)]
        left = parts[0]
        for part in parts[1:]:
            left = combine_spells(left, part)
        assert same(whole, left)
        right = parts[-1]
        for part in reversed(parts[:-1]):
            right = combine_spells(part, right)
        assert same(whole, right)
    with pytest.raises(ValueError, match="must follow each other"):
        combine_spells(parts[0], parts[2])


@pytest.mark.law
@given(length=st.integers(1, 10**7))
def test_a_class_holds_its_lengths_and_its_middle_is_near_them(length: int):
    at = int(class_of(np.asarray(length)))
    low, high = lengths_of(at + 1)[at]
    assert low <= length <= high
    assert abs(0.5 * (low + high) / length - 1.0) <= QUANTILE_ERROR
    assert class_count(length) == at + 1


@pytest.mark.law
def test_classes_follow_each_other_without_a_hole():
    bounds = lengths_of(300)
    assert np.array_equal(bounds[1:, 0], bounds[:-1, 1] + 1)
    assert bounds[:32].tolist() == [[n, n] for n in range(32)]


@pytest.mark.cross
def test_quantiles_and_waits_of_a_region_against_every_gap_by_itself(scene: tuple, histories: np.ndarray):
    """Every closed gap of every cell, counted for the cell's weight; and of every moment how long it waits."""
    ours = sorted_spells(scene, 0, INSTANTS)
    often = (ours.total > 0).all(axis=0)
    assert often.sum() >= 10
    weights = np.random.default_rng(5).random((GRID.rings, GRID.columns)) * often
    for view in range(3):
        gaps, gap_weights, waits, wait_weights = [], [], [], []
        for ring, column in zip(*np.nonzero(weights), strict=True):
            at = np.flatnonzero(histories[:, view, ring, column])
            mine = np.diff(at) - 1
            gaps += mine[mine > 0].tolist()
            gap_weights += [weights[ring, column]] * int((mine > 0).sum())
            # In a gap of n instants a moment waits anything from 0 to n, evenly; in sight it waits nothing.
            each = np.concatenate([np.zeros(len(at)), *((np.arange(n) + 0.5) for n in mine)])
            waits += each.tolist()
            wait_weights += [weights[ring, column]] * len(each)
        for share in (0.5, 0.9):
            order = np.argsort(gaps)
            reached = np.cumsum(np.array(gap_weights)[order]) >= share * sum(gap_weights)
            exact = np.array(gaps)[order][np.argmax(reached)]
            assert pooled_quantile(ours, weights, share, 1.0)[view] == pytest.approx(exact, rel=QUANTILE_ERROR)
        order = np.argsort(waits)
        exact = np.array(waits)[order][np.argmax(np.cumsum(np.array(wait_weights)[order]) >= 0.9 * sum(wait_weights))]
        assert pooled_response(ours, weights, 1.0)[view] == pytest.approx(exact, rel=QUANTILE_ERROR, abs=1.0)
