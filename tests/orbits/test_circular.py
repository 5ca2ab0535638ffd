"""Circular shells: published rates and patterns, and their own laws. `test_osculating` holds them against integrated orbits."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.constants import EARTH
from cupola.orbits import SecularRates, geostationary, semi_major_axis_synchronous, walker_delta, walker_star
from cupola.orbits.base import PrecisionError

DAY = 86_400.0


def orbit(altitude_km: float, inclination_deg: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Semi-major axis, eccentricity and inclination of one circular orbit."""
    return np.array([EARTH.radius + 1e3 * altitude_km]), np.zeros(1), np.array([np.radians(inclination_deg)])


@pytest.mark.reference
def test_node_of_a_sun_synchronous_orbit_keeps_pace_with_the_mean_sun():
    """550 km needs 97.593 deg with J2 alone; the mean Sun moves 360 deg in a tropical year of 365.2422 days."""
    rates = SecularRates.first_order(*orbit(550.0, 97.593), EARTH)
    assert rates.node[0] * DAY == pytest.approx(2.0 * np.pi / 365.2422, rel=2e-4)


@pytest.mark.reference
def test_node_of_the_space_station_regresses_five_degrees_a_day():
    """About 5 deg a day westward at 400 km and 51.6 deg: NASA's public element sets show 4.97 to 5.02."""
    assert np.degrees(SecularRates.of(*orbit(410.0, 51.64), EARTH).node[0]) * DAY == pytest.approx(-5.0, abs=0.03)


@pytest.mark.reference
def test_perigee_stands_still_at_the_critical_inclination():
    """tan(i) = 2, 63.4349 deg, to first order; J2 squared and J4 leave less than a thousandth of an equatorial orbit's drift."""
    critical = orbit(550.0, 63.43494882)
    assert abs(SecularRates.first_order(*critical, EARTH).perigee[0]) * DAY < 1e-9
    assert abs(SecularRates.of(*critical, EARTH).perigee[0]) < 1e-3 * SecularRates.of(*orbit(550.0, 0.0), EARTH).perigee[0]


@pytest.mark.reference
def test_synchronous_radius():
    """42,164.17 km (Wertz, Space Mission Analysis and Design, table of Earth orbits: 42,164 km)."""
    assert semi_major_axis_synchronous(EARTH) == pytest.approx(42_164.17e3, abs=20.0)


@pytest.mark.law
@given(
    planes=st.integers(1, 9),
    per_plane=st.integers(1, 9),
    inclination=st.floats(0.01, 3.1),
    day=st.floats(-400.0, 4000.0),
)
def test_radius_is_kept_and_latitude_never_exceeds_the_inclination(planes: int, per_plane: int, inclination: float, day: float):
    shell = walker_delta(7.0e6, inclination, planes, per_plane, 0, EARTH)
    row = shell.table(np.array([day * DAY]), np.array([1.0]))[0]
    unit, radius = shell.directions(row)
    assert np.allclose(np.linalg.norm(np.asarray(unit), axis=1), 1.0, atol=1e-14)
    assert np.asarray(radius).tolist() == [shell.radii[0]]
    assert abs(shell.radii[0] - 7.0e6) < 11e3
    assert np.abs(np.asarray(unit)[:, 2]).max() <= np.sin(inclination) + 1e-14


@pytest.mark.law
def test_positions_are_the_same_with_and_without_jit_and_one_instant_at_a_time():
    shell = walker_delta(7.0e6, 0.9, 5, 4, 2, EARTH)
    seconds, angle = np.linspace(0.0, 9e4, 7), np.linspace(0.0, 6.0, 7)
    together = np.asarray(shell.positions(seconds, angle))
    singly = np.concatenate([np.asarray(shell.positions(seconds[k : k + 1], angle[k : k + 1])) for k in range(7)])
    with jax.disable_jit():
        plainly = np.asarray(shell.positions(seconds, angle))
    assert np.array_equal(together, singly)
    assert np.allclose(together, plainly, rtol=0.0, atol=1e-6)


@pytest.mark.law
def test_velocity_from_the_gradient_equals_a_finite_difference():
    shell = walker_delta(7.0e6, 0.9, 2, 2, 1, EARTH)

    def at(angle: jax.Array) -> jax.Array:
        unit, radius = shell.directions(jnp.stack([jnp.cos(angle), jnp.sin(angle), jnp.cos(0.2 * angle), jnp.sin(0.2 * angle)]))
        return unit * radius[:, None]

    step = 1e-6
    slope = np.asarray(jax.jacfwd(at)(0.7))
    difference = np.asarray(at(jnp.float64(0.7 + step)) - at(jnp.float64(0.7 - step))) / (2.0 * step)
    assert np.allclose(slope, difference, rtol=1e-8, atol=1e-2)


@pytest.mark.reference
def test_walker_delta_puts_satellites_where_walker_says():
    """56: 24/3/1 (Galileo's pattern): planes 120 deg apart, slots 45 deg apart, 15 deg more from plane to plane."""
    shell = walker_delta(29.6e6, np.radians(56.0), 3, 8, 1, EARTH)
    units = np.asarray(shell.start)
    node = np.array([np.cos(np.radians(120.0)), np.sin(np.radians(120.0)), 0.0])
    assert units[0] @ np.array([1.0, 0.0, 0.0]) == pytest.approx(1.0)
    assert np.degrees(np.arccos(units[8] @ node)) == pytest.approx(15.0)
    assert np.degrees(np.arccos(units[0] @ units[1])) == pytest.approx(45.0)


@pytest.mark.reference
def test_neighbouring_planes_of_a_star_fly_side_by_side():
    """Iridium: 6 planes of 11, 86.4 deg, nodes 31.6 deg apart in the design, co-rotating planes on one side of the globe."""
    shell = walker_star(EARTH.radius + 780e3, np.radians(86.4), 6, 11, 3, EARTH, raan_step=np.radians(31.6))
    normals = np.cross(np.asarray(shell.start), np.asarray(shell.quarter))[::11]
    between = np.degrees(np.arccos(np.sum(normals[:-1] * normals[1:], axis=1)))
    assert between == pytest.approx(np.full(5, 31.5), abs=0.1)


@pytest.mark.law
def test_a_geostationary_satellite_stays_over_its_longitude():
    longitudes = np.radians([-100.0, 0.0, 140.0])
    shell = geostationary(longitudes, 2.0, EARTH)
    seconds = np.linspace(0.0, 30 * DAY, 50)
    found = np.asarray(shell.positions(seconds, 2.0 + EARTH.rotation_rate * seconds))
    drift = np.arctan2(found[..., 1], found[..., 0]) - longitudes
    assert np.abs(drift).max() < 1e-9
    assert np.abs(found[..., 2]).max() < 1e-6


def test_without_64_bit_numbers_positions_refuse_plainly():
    shell = walker_delta(7.0e6, 0.9, 1, 1, 0, EARTH)
    with jax.enable_x64(False), pytest.raises(PrecisionError, match="jax_enable_x64"):
        shell.positions(np.zeros(1), np.zeros(1))
