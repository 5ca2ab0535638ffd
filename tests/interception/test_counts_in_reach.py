"""Counts against plain distances and against the cap kernel of coverage, on the sphere and on the ellipsoid."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from cupola.constants import EARTH
from cupola.coverage import Observers, count_in_view
from cupola.frames.geodetic import geodetic_to_itrs
from cupola.geometry import RingGrid
from cupola.interception.counting import Scene, counts_in_reach, distribution, places_at, share_with
from cupola.interception.footprint import ReachCap
from cupola.orbits import molniya, walker_delta

RS, RT = EARTH.radius + 300e3, EARTH.radius + 200e3
_count = jax.jit(count_in_view, static_argnames=("grid", "dtype"))


@pytest.mark.cross
def test_counts_are_those_of_plain_distances():
    """A shell and a group on eccentric orbits, satellites masked out, several reaches at once."""
    seconds = np.linspace(0.0, 80_000.0, 23)
    scene = Scene(
        places_at(np.array([0.0, 0.7, -1.2, 1.5]), np.array([0.1, 2.0, -3.0, 0.0]), RT),
        np.array([90e3, 600e3, 2_000e3, 9_000e3]),
        seconds,
        EARTH.rotation_rate * seconds,
    )
    for group in (walker_delta(RS, 1.1, 20, 20, 2, EARTH), molniya(np.linspace(-3.0, 3.0, 7), 600e3, 1.107, 4.71, 0.3, EARTH)):
        active = np.arange(group.size) % 5 != 0
        places = np.asarray(group.positions(seconds, EARTH.rotation_rate * seconds))[:, active]
        apart = np.linalg.norm(places[:, :, None] - scene.targets[None, None], axis=-1)
        plain = (apart[..., None] <= scene.reached).sum(axis=1)
        assert np.array_equal(counts_in_reach(group, scene, active), plain)
        assert plain.max() > 0


@pytest.mark.cross
def test_a_map_by_the_cap_kernel_of_coverage_counts_the_same():
    """On the ellipsoid, at the centres of cells: only those within 150 m of a rim, by how heights are taken, may differ."""
    grid, shell = RingGrid(36, 72, EARTH), walker_delta(EARTH.radius + 500e3, 1.2, 12, 20, 3, EARTH)
    seen = Observers.on(grid, shell, ReachCap(np.asarray(1_500e3), np.asarray(150e3)))
    counted = np.asarray(_count(seen, jnp.asarray(shell.table(np.zeros(1), np.zeros(1))[0]), grid=grid, dtype=np.dtype(np.float64)))
    latitude, longitude = (axis.ravel() for axis in np.meshgrid(grid.latitudes, grid.longitudes, indexing="ij"))
    ground = np.asarray(geodetic_to_itrs(latitude, longitude, np.zeros_like(latitude), EARTH))
    targets = ground * (1.0 + 150e3 / np.linalg.norm(ground, axis=1))[:, None]
    scene = Scene(targets, np.array([1_500e3 - 150.0, 1_500e3 + 150.0]), np.zeros(1), np.zeros(1))
    least, most = np.moveaxis(counts_in_reach(shell, scene)[0], -1, 0).reshape(2, grid.rings, grid.columns)
    assert np.all((least <= counted) & (counted <= most))
    assert (least == most).mean() > 0.99
    assert counted.max() >= 8


@pytest.mark.law
def test_a_footprint_has_nothing_where_nothing_is_in_reach_and_all_where_all_is():
    grid, shell = RingGrid(12, 24, EARTH), walker_delta(EARTH.radius + 500e3, 1.2, 2, 3, 1, EARTH)
    row = jnp.asarray(shell.table(np.zeros(1), np.zeros(1))[0])
    for reached, counted in ((200e3, 0), (15_000e3, 6)):
        seen = Observers(shell, ReachCap(np.asarray(reached), np.asarray(150e3)), np.ones(6, bool), grid.rings)
        assert np.all(np.asarray(_count(seen, row, grid=grid, dtype=np.dtype(np.float64))) == counted)


@pytest.mark.law
def test_shares_and_distributions_tell_the_same():
    counts = np.random.default_rng(3).integers(0, 9, (500, 4, 2))
    told = distribution(counts, 6)
    assert told.sum(axis=-1) == pytest.approx(np.ones((4, 2)))
    assert told[..., 3:].sum(axis=-1) == pytest.approx(share_with(counts, np.array([3]))[..., 0])
