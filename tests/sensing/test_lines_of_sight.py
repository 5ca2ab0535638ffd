"""Lines of sight against published angles, against ERFA's ellipsoid along dense points, and against what must hold for any line."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cupola.constants import EARTH
from cupola.frames.geodetic import geodetic_to_itrs, itrs_to_geodetic
from cupola.sensing.heights import height_and_vertical
from cupola.sensing.lines_of_sight import SightLines, sight_lines

R = EARTH.radius
SUN = jnp.array([0.0, 0.0, 1.0])
compiled = jax.jit(sight_lines, static_argnums=3)


def on_equator(altitude: float, angle_deg: float) -> np.ndarray:
    """A place in the plane of the equator, where the ellipsoid is a circle of 6,378.137 km."""
    angle = np.radians(angle_deg)
    return (R + altitude) * np.array([np.cos(angle), np.sin(angle), 0.0])


def line(satellite: np.ndarray, target: np.ndarray, sun: jax.Array = SUN) -> SightLines:
    """One line; its numbers have the shape (1,)."""
    return compiled(jnp.asarray(satellite, float)[None, :], jnp.asarray(target, float), sun, EARTH)


def anywhere(random: np.random.Generator, count: int, low: float, high: float) -> np.ndarray:
    """Places at any latitude and longitude, between two heights above the equatorial radius."""
    units = random.normal(size=(count, 3))
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    return units * (R + random.uniform(low, high, (count, 1)))


@pytest.mark.reference
def test_limb_of_the_earth_from_the_geostationary_ring():
    """81.3 deg from the point below (Maral and Bousquet, Satellite Communications Systems, section 8.3), 8.7 deg off the nadir, 41,679 km
    away (Wertz, Space Mission Analysis and Design, 3rd ed., appendix: Earth satellite parameters)."""
    seen = line(on_equator(35_786e3, 0.0), on_equator(0.0, 81.3))
    assert np.degrees(seen.elevation[0]) == pytest.approx(0.0, abs=0.05)
    assert np.degrees(seen.off_nadir[0]) == pytest.approx(8.70, abs=0.01)
    assert seen.range[0] == pytest.approx(41_679e3, rel=1e-4)


@pytest.mark.reference
def test_limb_of_the_earth_from_a_thousand_kilometres():
    """Angular radius of the Earth 59.8 deg, horizon 3,709 km away (Wertz, the same table)."""
    seen = line(on_equator(1000e3, 0.0), on_equator(0.0, 90.0 - 59.82))
    assert np.degrees(seen.off_nadir[0]) == pytest.approx(59.8, abs=0.05)
    assert seen.range[0] == pytest.approx(3709e3, abs=1e3)
    assert seen.tangent_height[0] == pytest.approx(0.0, abs=10.0)


@pytest.mark.reference
@pytest.mark.parametrize(("angle", "clear"), [(17.94, False), (17.98, True), (39.86, True), (39.90, False)])
def test_band_of_a_tracking_satellite(angle: float, clear: bool):
    """Sensor 1,000 km, target 200 km, tangent 80 km: 17.96 to 39.88 deg at the Earth's centre."""
    assert bool(line(on_equator(1000e3, 0.0), on_equator(200e3, angle)).ray_height[0] >= 80e3) == clear


@pytest.mark.cross
def test_heights_and_verticals_are_those_of_erfa():
    """From 10 km below the surface to beyond the geostationary ring: 0.1 micrometre, 1e-12 rad."""
    random = np.random.default_rng(1)
    latitude, longitude = np.arcsin(random.uniform(-1.0, 1.0, 5000)), random.uniform(-np.pi, np.pi, 5000)
    height = np.concatenate([random.uniform(-10e3, 2000e3, 4000), random.uniform(2000e3, 50_000e3, 1000)])
    found, up = height_and_vertical(jnp.asarray(geodetic_to_itrs(latitude, longitude, height, EARTH)), EARTH)
    normal = np.stack([np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], axis=-1)
    assert np.abs(found - height).max() < 1e-7
    assert np.abs(up - normal).max() < 1e-12


@pytest.mark.cross
@pytest.mark.parametrize(("lowest", "highest", "error"), [(500e3, 2000e3, 1e-5), (35_000e3, 36_000e3, 1e-5)])
@pytest.mark.parametrize(("target_lowest", "target_highest"), [(0.0, 1500e3), (35_000e3, 36_000e3)])
def test_tangent_heights_are_the_lowest_of_many_points_along_the_line(
    lowest: float, highest: float, error: float, target_lowest: float, target_highest: float
):
    """Against ERFA's height at 2,001 points, then at 2,001 between the neighbours of the lowest, twice: 10 micrometres."""
    random = np.random.default_rng(2)
    satellites, targets = anywhere(random, 8000, lowest, highest), anywhere(random, 8000, target_lowest, target_highest)
    ahead = np.linalg.norm(np.cross(satellites, targets), axis=1) / np.linalg.norm(targets - satellites, axis=1) > R - 30e3
    satellites, targets = satellites[ahead][:60], targets[ahead][:60]
    assert len(targets) == 60  # lines that pass near the Earth or clear of it
    seen = compiled(jnp.asarray(satellites)[:, None, :], jnp.asarray(targets), SUN, EARTH)
    for limit, found in ((1.0, seen.tangent_height), (4.0, seen.ray_height)):
        dense = np.array([lowest_of(s, t, limit) for s, t in zip(satellites, targets, strict=True)])
        known = dense > -1e3
        assert known.sum() > 20
        assert np.abs(np.asarray(found)[:, 0] - dense)[known].max() < error
        assert np.all(np.asarray(found)[:, 0][~known] < -990.0)


def lowest_of(satellite: np.ndarray, target: np.ndarray, limit: float) -> float:
    low, high = 0.0, limit
    heights = np.zeros(1)
    for _ in range(3):
        shares = np.linspace(low, high, 2001)
        heights = itrs_to_geodetic(satellite + shares[:, None] * (target - satellite), EARTH)[2]
        best = int(np.argmin(heights))
        low, high = shares[max(best - 1, 0)], shares[min(best + 1, 2000)]
    return float(heights.min())


@pytest.mark.cross
def test_elevations_are_those_over_the_ground_below_the_target():
    """With the ground point and its vertical from ERFA: 1e-9 rad."""
    random = np.random.default_rng(3)
    satellites, targets = anywhere(random, 200, 500e3, 36_000e3), anywhere(random, 200, 0.0, 1500e3)
    latitude, longitude, _ = itrs_to_geodetic(targets, EARTH)
    up = np.stack([np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], axis=-1)
    away = satellites - geodetic_to_itrs(latitude, longitude, np.zeros(200), EARTH)
    sine = (away * up).sum(axis=1) / np.linalg.norm(away, axis=1)
    found = compiled(jnp.asarray(satellites)[:, None, :], jnp.asarray(targets), SUN, EARTH).elevation[:, 0]
    assert np.abs(np.asarray(found) - np.arcsin(sine)).max() < 1e-7
    assert np.abs(np.sin(np.asarray(found)) - sine).max() < 1e-11


@pytest.mark.reference
def test_the_sun_is_where_it_is_and_hides_behind_the_earth():
    sun = jnp.array([1.0, 0.0, 0.0])
    day, night = line(on_equator(35_786e3, 0.0), on_equator(200e3, 60.0), sun), line(on_equator(35_786e3, 180.0), np.zeros(3), sun)
    assert bool(day.sun_clear[0])
    assert not bool(night.sun_clear[0])
    assert float(night.sun_angle[0]) == pytest.approx(0.0, abs=1e-12)
    off = line(on_equator(35_786e3, 175.0), np.zeros(3), sun)
    assert np.degrees(off.sun_angle[0]) == pytest.approx(5.0, abs=1e-9)
    assert not bool(off.sun_clear[0])
    assert bool(line(on_equator(35_786e3, 170.0), np.zeros(3), sun).sun_clear[0])  # the Earth's disc is 8.7 deg in radius from there


place = st.tuples(st.floats(-1.5, 1.5), st.floats(-3.1, 3.1), st.floats(0.0, 40_000e3))


def at(latitude: float, longitude: float, height: float) -> np.ndarray:
    return geodetic_to_itrs(np.asarray(latitude), np.asarray(longitude), np.asarray(height), EARTH)


def known(height: jax.Array) -> float:
    """Below 5,000 km of depth a height has no meaning but its sign."""
    return max(float(height[0]), -5000e3)


@pytest.mark.law
@settings(max_examples=50)
@given(satellite=place, target=place, turn=st.floats(-3.0, 3.0))
def test_laws_of_any_line(satellite: tuple[float, float, float], target: tuple[float, float, float], turn: float):
    """The ray goes no higher than the segment, the segment no higher than its ends, and turning all about the pole changes nothing."""
    s, t = at(*satellite), at(*target)
    seen = line(s, t)
    assert float(seen.ray_height[0]) <= float(seen.tangent_height[0]) + 1e-6
    assert float(seen.tangent_height[0]) <= min(satellite[2], target[2]) + 1e-6
    assert known(line(t, s).tangent_height) == pytest.approx(known(seen.tangent_height), abs=1e-3)
    about = np.array([[np.cos(turn), -np.sin(turn), 0.0], [np.sin(turn), np.cos(turn), 0.0], [0.0, 0.0, 1.0]])
    turned = line(about @ s, about @ t)
    assert known(turned.ray_height) == pytest.approx(known(seen.ray_height), abs=1e-3)
    if bool(seen.blocked[0]):
        assert not bool(seen.against_space[0])


@pytest.mark.law
@pytest.mark.parametrize("satellite", [np.zeros(3), np.array([0.0, 0.0, 7e6]), np.array([7e6, 0.0, 0.0]), np.array([1e-160, 0.0, 0.0])])
@pytest.mark.parametrize("target", [np.zeros(3), np.array([0.0, 0.0, -7e6]), np.array([7e6, 0.0, 0.0]), np.array([-7e6, 0.0, 0.0])])
def test_nothing_is_a_nan_in_the_worst_of_places(satellite: np.ndarray, target: np.ndarray):
    seen = line(satellite, target)
    assert all(np.all(np.isfinite(np.asarray(number))) for number in jax.tree.leaves(seen))


@pytest.mark.law
def test_compiled_and_batched_lines_are_the_same_and_gradients_are_right():
    random = np.random.default_rng(4)
    satellites, targets = jnp.asarray(anywhere(random, 5, 500e3, 2000e3)), jnp.asarray(anywhere(random, 7, 0.0, 1500e3))
    many = sight_lines(jnp.broadcast_to(satellites, (7, 5, 3)), targets, SUN, EARTH)
    for n, s in np.ndindex(7, 5):
        one = line(np.asarray(satellites[s]), np.asarray(targets[n]))
        assert float(many.ray_height[n, s]) == pytest.approx(float(one.ray_height[0]), abs=1e-6)
        assert float(many.off_nadir[n, s]) == pytest.approx(float(one.off_nadir[0]), abs=1e-12)
    start = on_equator(1000e3, 0.0)
    target = at(0.5, 0.3, 300e3)

    def tangent(where: jax.Array) -> jax.Array:
        return compiled(jnp.asarray(start)[None, :], where, SUN, EARTH).ray_height[0]

    slope = np.asarray(jax.jit(jax.grad(tangent))(jnp.asarray(target)))
    for axis in range(3):
        shift = 10.0 * np.eye(3)[axis]
        assert slope[axis] == pytest.approx(float(tangent(target + shift) - tangent(target - shift)) / 20.0, abs=1e-5)
