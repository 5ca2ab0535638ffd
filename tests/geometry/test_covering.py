"""The cap that continuous coverage asks for, against published constellations."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from cupola.constants import EARTH
from cupola.geometry import covering_radius, required_cap
from cupola.orbits import CircularShell, walker_delta, walker_star

TURN = 2.0 * np.pi


def turning(shell: CircularShell) -> Callable[[float], np.ndarray]:
    """Directions against the phase in turns; the node's drift and the Earth's rotation turn all alike and change no distance."""
    start, quarter = np.asarray(shell.start), np.asarray(shell.quarter)
    return lambda turns: start * np.cos(TURN * turns) + quarter * np.sin(TURN * turns)


@pytest.mark.reference
def test_five_satellites_cover_the_earth():
    """Walker 1984: 43.66 deg: 5/5/1 needs 69.15 deg for continuous single coverage."""
    shell = walker_delta(2e7, np.radians(43.66), 5, 1, 1, EARTH)
    assert np.degrees(required_cap(turning(shell), 1.0)) == pytest.approx(69.15, abs=0.02)


@pytest.mark.reference
@pytest.mark.parametrize(("step", "cap"), [(31.4, 19.91), (30.0, 22.06)])
def test_six_polar_planes_of_eleven(step: float, cap: float):
    """Streets of coverage (Beste 1978; Adams and Rider 1987): 6 x 11 polar, half a slot between planes."""
    shell = walker_star(7.2e6, np.radians(90.0), 6, 11, 3, EARTH, raan_step=np.radians(step))
    assert np.degrees(required_cap(turning(shell), 1.0)) == pytest.approx(cap, abs=0.02)


@pytest.mark.reference
def test_platonic_solids():
    """Circumradius of a face seen from the centre: tetrahedron acos(1/3), octahedron acos(1/sqrt 3), icosahedron 37.377 deg."""
    golden = (1.0 + np.sqrt(5.0)) / 2.0
    icosahedron = np.array([np.roll([0.0, a, b * golden], k) for k in range(3) for a in (-1.0, 1.0) for b in (-1.0, 1.0)])
    solids = {
        np.degrees(np.arccos(1.0 / 3.0)): np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]], float),
        np.degrees(np.arccos(1.0 / np.sqrt(3.0))): np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], float),
        37.37736814: icosahedron,
    }
    for expected, points in solids.items():
        units = points / np.linalg.norm(points, axis=1)[:, None]
        assert np.degrees(covering_radius(units)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.law
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(4, 60))
def test_no_point_is_farther_than_the_covering_radius_and_one_is_as_far(seed: int, count: int):
    random = np.random.default_rng(seed)
    units = random.normal(size=(count, 3))
    units /= np.linalg.norm(units, axis=1)[:, None]
    radius = covering_radius(units)
    probes = random.normal(size=(4000, 3))
    probes /= np.linalg.norm(probes, axis=1)[:, None]
    farthest = np.arccos(np.clip((probes @ units.T).max(axis=1), -1.0, 1.0)).max()
    if np.isinf(radius):
        assert farthest > np.pi / 2.0 - 0.1
    else:
        assert radius - 0.15 < farthest <= radius + 1e-9


@pytest.mark.law
def test_turning_the_sphere_changes_nothing():
    units = np.random.default_rng(3).normal(size=(20, 3))
    units /= np.linalg.norm(units, axis=1)[:, None]
    turned = units @ Rotation.from_euler("xyz", [0.3, 1.0, -2.0]).as_matrix().T
    assert covering_radius(turned) == pytest.approx(covering_radius(units), abs=1e-12)


def test_satellites_in_one_hemisphere_cover_nothing():
    units = np.array([[0.0, 0.0, 1.0], [0.8, 0.0, 0.6], [0.0, 0.8, 0.6], [-0.8, 0.0, 0.6]])
    assert covering_radius(units) == np.inf
