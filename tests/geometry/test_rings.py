"""Angles by polynomials, cell areas, and columns within a cap: against NumPy and against dot products."""

import itertools
from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from cupola.constants import EARTH
from cupola.geometry import RingGrid
from cupola.geometry.angles import angle_of_haversine, direction_angle


@pytest.mark.cross
@pytest.mark.parametrize(("dtype", "error"), [(np.float32, 7e-7), (np.float64, 2e-14)])
def test_polynomial_angles_against_numpy(dtype: type, error: float):
    share = np.linspace(0.0, 1.0, 200_001).astype(dtype)
    exact = 2.0 * np.arcsin(np.sqrt(share.astype(np.float64)))
    ours = np.asarray(angle_of_haversine(jnp.asarray(share)), np.float64)
    # The angle is infinitely steep in the share at both ends: compare where the last digit of the share still fixes it.
    inner = (share > 1e-3) & (share < 1.0 - 1e-3)
    assert np.abs(ours - exact)[inner].max() < error * (40 if dtype is np.float32 else 1)
    turn = np.linspace(-np.pi, np.pi, 200_001)
    x, y = np.cos(turn).astype(dtype), np.sin(turn).astype(dtype)
    found = np.asarray(direction_angle(jnp.asarray(x), jnp.asarray(y)), np.float64)
    assert np.abs(found - np.arctan2(y.astype(np.float64), x.astype(np.float64)))[1:-1].max() < error


@pytest.mark.law
@given(rings=st.integers(1, 400))
def test_cells_make_up_the_sphere(rings: int):
    grid = RingGrid(rings, 2 * rings, EARTH)
    assert np.sum(grid.cell_area) * grid.columns == pytest.approx(1.0, abs=1e-14)
    assert np.all(np.diff(grid.latitudes) > 0.0)
    assert grid.longitudes[0] == pytest.approx(-np.pi + np.pi / grid.columns)


@pytest.mark.reference
def test_area_of_a_band():
    """The tropics, 23.5 deg north and south, are sin(23.5 deg) = 39.9 % of a sphere."""
    grid = RingGrid.of_step(np.radians(0.5), replace(EARTH, flattening=0.0))
    within = np.abs(grid.latitudes) < np.radians(23.5)
    assert np.sum(grid.cell_area[within]) * grid.columns == pytest.approx(0.39875, abs=1e-5)


@pytest.mark.cross
def test_areas_on_the_ellipsoid_are_those_of_its_surface_element():
    """Snyder's closed form against SciPy's quadrature of the two radii of curvature, M N cos(latitude)."""
    grid, e2 = RingGrid(36, 72, EARTH), EARTH.eccentricity**2
    edges = np.linspace(-0.5 * np.pi, 0.5 * np.pi, 37)

    def element(latitude: float) -> float:
        return np.cos(latitude) * (1.0 - e2) / (1.0 - e2 * np.sin(latitude) ** 2) ** 2

    bands = np.array([quad(element, south, north, epsabs=1e-13)[0] for south, north in itertools.pairwise(edges)])
    assert np.allclose(grid.cell_area, bands / bands.sum() / 72, rtol=1e-11)
