"""Counts by ring intervals against plain dot products on the same cell centres, cell by cell, in float64 and float32."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cupola.constants import EARTH
from cupola.coverage import Observers, count_in_view, windows_of
from cupola.geometry import ElevationCap, Footprint, HorizonBand, RingGrid
from cupola.orbits import CircularShell, molniya

GRIDS = (RingGrid(18, 36), RingGrid(45, 90), RingGrid(7, 14))
_count = jax.jit(count_in_view, static_argnames=("grid", "dtype"))


def centres(grid: RingGrid) -> np.ndarray:
    """Unit vectors of the cell centres, (rings, columns, 3)."""
    lat, lon = np.meshgrid(grid.latitudes, grid.longitudes, indexing="ij")
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def distances(units: np.ndarray, grid: RingGrid) -> np.ndarray:
    """Angle from each point to each cell centre, rad: from the chord and its complement, good to 1e-15 everywhere."""
    apart = np.linalg.norm(units[:, None, None] - centres(grid), axis=-1)
    across = np.linalg.norm(units[:, None, None] + centres(grid), axis=-1)
    return 2.0 * np.arctan2(apart, across)


def by_dot_products(units: np.ndarray, near: np.ndarray, far: np.ndarray, active: np.ndarray, grid: RingGrid, slack: float):
    """Counts, and which cells have no pair within `slack` of a rim."""
    angle = distances(units, grid)
    near, far = near[:, None, None], far[:, None, None]
    seen = (angle <= far) & (angle >= near) & active[:, None, None]
    doubtful = (np.abs(angle - far) < slack) | ((np.abs(angle - near) < slack) & (near > 0.0))
    return seen.sum(axis=0), ~(doubtful & active[:, None, None]).any(axis=0)


def fixed(units: np.ndarray, radius: float) -> CircularShell:
    """A shell that stands still at given directions."""
    return CircularShell(np.asarray(units), np.zeros_like(units), np.asarray(radius), np.asarray(0.0), np.asarray(0.0))


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Wide(Footprint):
    """A cap of any half-angle, whatever the radius."""

    half_angle: np.ndarray

    @property
    def has_hole(self) -> bool:
        return False

    def edges(self, radius: jax.Array) -> tuple[jax.Array, jax.Array]:
        return jnp.zeros_like(radius), jnp.full_like(radius, self.half_angle)


STILL = np.array([1.0, 0.0, 1.0, 0.0])


def compared(units: np.ndarray, radius: float, footprint: Footprint, active: np.ndarray, grid: RingGrid, dtype: type, slack: float):
    shell = fixed(units, radius)
    # The widest windows, so that every example shares one compiled kernel; `windows_of` has a test of its own.
    observers = Observers(shell, footprint, active, (grid.rings, grid.rings)).cast(np.dtype(dtype))
    ours = np.asarray(_count(observers, jnp.asarray(STILL, dtype), grid=grid, dtype=np.dtype(dtype)))
    near, far = (np.asarray(edge) for edge in footprint.edges(jnp.full(len(units), radius)))
    theirs, sure = by_dot_products(units, near, far, active, grid, slack)
    return ours, theirs, sure


@pytest.mark.cross
@settings(max_examples=150)
@given(
    seed=st.integers(0, 2**32 - 1),
    altitude=st.floats(200e3, 60_000e3),
    elevation=st.floats(-0.6, 1.5),
    grid=st.sampled_from(GRIDS),
    special=st.sampled_from(["none", "poles", "date line", "cell centres"]),
)
def test_counts_equal_dot_products_for_random_caps(seed: int, altitude: float, elevation: float, grid: RingGrid, special: str):
    random = np.random.default_rng(seed)
    units = random.normal(size=(16, 3))
    units /= np.linalg.norm(units, axis=1)[:, None]
    match special:
        case "poles":
            units[:4] = [[0.0, 0.0, 1.0], [0.0, 0.0, -1.0], [1e-9, 0.0, 1.0], [0.0, -1e-12, -1.0]]
        case "date line":
            units[:3] = [[-1.0, 0.0, 0.0], [-1.0, -0.0, 0.0], [-np.cos(0.5), 0.0, np.sin(0.5)]]
        case "cell centres":
            units[:8] = centres(grid).reshape(-1, 3)[random.integers(0, grid.rings * grid.columns, 8)]
        case _:
            pass
    footprint = ElevationCap(np.asarray(elevation), np.asarray(EARTH.radius))
    ours, theirs, sure = compared(units, EARTH.radius + altitude, footprint, random.random(16) < 0.9, grid, np.float64, 1e-9)
    assert np.array_equal(ours[sure], theirs[sure])


@pytest.mark.cross
@settings(max_examples=80)
@given(
    seed=st.integers(0, 2**32 - 1),
    altitude=st.floats(300e3, 40_000e3),
    target=st.floats(0.0, 2000e3),
    tangent=st.floats(0.0, 300e3),
    grid=st.sampled_from(GRIDS),
)
def test_counts_equal_dot_products_for_random_bands(seed: int, altitude: float, target: float, tangent: float, grid: RingGrid):
    random = np.random.default_rng(seed)
    units = random.normal(size=(16, 3))
    units /= np.linalg.norm(units, axis=1)[:, None]
    footprint = HorizonBand(np.asarray(EARTH.radius + target), np.asarray(EARTH.radius + tangent))
    ours, theirs, sure = compared(units, EARTH.radius + altitude, footprint, np.ones(16, bool), grid, np.float64, 1e-9)
    assert np.array_equal(ours[sure], theirs[sure])


@pytest.mark.cross
@settings(max_examples=60)
@given(seed=st.integers(0, 2**32 - 1), half_angle=st.floats(1.6, 3.1), grid=st.sampled_from(GRIDS))
def test_caps_wider_than_a_hemisphere(seed: int, half_angle: float, grid: RingGrid):
    """No satellite sees so far; a reach or a field of regard turned inside out may."""

    units = np.random.default_rng(seed).normal(size=(6, 3))
    units /= np.linalg.norm(units, axis=1)[:, None]
    wide = Observers(fixed(units, 7e6), Wide(np.asarray(half_angle)), np.ones(6, bool), (grid.rings, grid.rings))
    ours = np.asarray(_count(wide, jnp.asarray(STILL), grid=grid, dtype=np.dtype(np.float64)))
    theirs, sure = by_dot_products(units, np.zeros(6), np.full(6, half_angle), np.ones(6, bool), grid, 1e-9)
    assert np.array_equal(ours[sure], theirs[sure])


@pytest.mark.cross
def test_float32_flips_only_cells_on_a_rim():
    """In float32 a cell may flip where its centre lies within 1.5e-6 rad, 10 m, of a rim; how many do is stated on the model's page."""
    grid, random = RingGrid(90, 180), np.random.default_rng(7)
    units = random.normal(size=(400, 3))
    units /= np.linalg.norm(units, axis=1)[:, None]
    footprint = ElevationCap(np.asarray(np.radians(25.0)), np.asarray(EARTH.radius))
    ours, theirs, sure = compared(units, EARTH.radius + 550e3, footprint, np.ones(400, bool), grid, np.float32, 1.5e-6)
    assert np.array_equal(ours[sure], theirs[sure])
    assert (~sure).mean() < 1e-3


@pytest.mark.cross
def test_counts_equal_dot_products_for_eccentric_orbits():
    grid, elevation = RingGrid(36, 72), np.radians(5.0)
    shell = molniya(np.radians([-90.0, 90.0]), 1000e3, np.radians(63.4349), np.radians(270.0), 0.4, EARTH)
    footprint = ElevationCap(np.asarray(elevation), np.asarray(EARTH.radius))
    observers = Observers(shell, footprint, np.ones(2, bool), windows_of(shell, footprint, grid))
    for row in shell.table(np.arange(0.0, 86_400.0, 5_000.0), np.arange(0.0, 86_400.0, 5_000.0) * EARTH.rotation_rate):
        ours = np.asarray(_count(observers, jnp.asarray(row), grid=grid, dtype=np.dtype(np.float64)))
        units, radius = (np.asarray(value) for value in shell.directions(jnp.asarray(row)))
        psi = np.arccos(EARTH.radius / radius * np.cos(elevation)) - elevation
        theirs, sure = by_dot_products(units, np.zeros(2), psi, np.ones(2, bool), grid, 1e-9)
        assert np.array_equal(ours[sure], theirs[sure])


@pytest.mark.law
@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize(("altitude", "elevation"), [(300e3, 1.2), (550e3, 0.44), (1200e3, 0.0), (35_786e3, 0.1), (60_000e3, -0.5)])
def test_the_window_of_a_group_holds_every_ring_that_it_touches(grid: RingGrid, altitude: float, elevation: float):
    """Satellites everywhere: the narrow window gives what the widest gives."""
    units = np.random.default_rng(1).normal(size=(300, 3))
    units /= np.linalg.norm(units, axis=1)[:, None]
    shell, footprint = fixed(units, EARTH.radius + altitude), ElevationCap(np.asarray(elevation), np.asarray(EARTH.radius))
    narrow, widest = (
        np.asarray(
            _count(Observers(shell, footprint, np.ones(300, bool), windows), jnp.asarray(STILL), grid=grid, dtype=np.dtype(np.float64))
        )
        for windows in (windows_of(shell, footprint, grid), (grid.rings, grid.rings))
    )
    assert np.array_equal(narrow, widest)
