"""Eccentric orbits: Kepler's equation, conservation laws, and Molniya groups that dwell where they should."""

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from cupola.constants import EARTH
from cupola.orbits import Elements, KeplerShell, eccentric_anomaly, molniya, semi_major_axis_of_repeat

DAY = 86_400.0
SIDEREAL_DAY = 2.0 * np.pi / EARTH.rotation_rate
NO_J2 = type(EARTH)(name="round", mu=EARTH.mu, radius=EARTH.radius, flattening=0.0, j2=0.0, rotation_rate=EARTH.rotation_rate)


def shell_of(a: float, e: float, i: float, body=EARTH) -> KeplerShell:
    one = np.ones(1)
    return KeplerShell.of(Elements(a * one, e * one, i * one, 0.4 * one, 1.1 * one, 0.2 * one), body)


@pytest.mark.law
@given(mean=st.floats(-50.0, 50.0), e=st.floats(0.0, 0.97))
def test_keplers_equation_is_solved(mean: float, e: float):
    anomaly = float(eccentric_anomaly(jnp.float64(mean), jnp.float64(e)))
    assert abs(anomaly - e * np.sin(anomaly) - mean) < 1e-14 + 4e-16 * abs(mean) * 4


@pytest.mark.cross
@pytest.mark.parametrize("e", [0.0, 0.1, 0.5, 0.74, 0.9, 0.97])
def test_keplers_equation_against_a_bracketing_root_finder(e: float):
    means = np.linspace(1e-6, np.pi - 1e-6, 200)
    ours = np.asarray(eccentric_anomaly(jnp.asarray(means), jnp.full(200, e)))
    theirs = [brentq(lambda x, m=m: x - e * np.sin(x) - m, 0.0, np.pi, xtol=1e-15, rtol=np.float64(1e-14)) for m in means]
    assert np.abs(ours - theirs).max() < 2e-13


@pytest.mark.law
def test_numpy_in_numpy_out_and_the_same_numbers():
    means, e = np.linspace(-9.0, 9.0, 101), np.linspace(0.0, 0.97, 101)
    ours = eccentric_anomaly(means, e)
    assert type(ours) is np.ndarray
    assert np.allclose(ours, np.asarray(eccentric_anomaly(jnp.asarray(means), jnp.asarray(e))), rtol=0.0, atol=2e-14)


@pytest.mark.reference
def test_kepler_example_of_vallado():
    """Vallado 2013, example 2-1: M = 235.4 deg, e = 0.4 gives E = 220.512074767522 deg."""
    assert np.degrees(float(eccentric_anomaly(jnp.radians(jnp.float64(235.4)), jnp.float64(0.4)))) % 360.0 == pytest.approx(
        220.512074767522, abs=1e-11
    )


@pytest.mark.law
def test_energy_and_angular_momentum_are_kept_without_j2():
    shell = shell_of(2.66e7, 0.74, 1.1, NO_J2)
    seconds = np.linspace(0.0, DAY, 4001)
    step = 0.5
    here = np.asarray(shell.positions(seconds, 0.0 * seconds))[:, 0]
    velocity = np.asarray(shell.positions(seconds + step, 0.0 * seconds) - shell.positions(seconds - step, 0.0 * seconds))[:, 0] / (
        2.0 * step
    )
    momentum = np.cross(here, velocity)
    energy = 0.5 * np.sum(velocity**2, axis=1) - EARTH.mu / np.linalg.norm(here, axis=1)
    assert np.allclose(energy, -EARTH.mu / (2.0 * 2.66e7), rtol=2e-6)
    assert np.allclose(np.linalg.norm(momentum, axis=1), np.sqrt(EARTH.mu * 2.66e7 * (1.0 - 0.74**2)), rtol=2e-6)


@pytest.mark.reference
def test_molniya_semi_major_axis():
    """Half a sidereal day: about 26,554 km without J2 (Wertz); J2 shifts the repeating axis by a few kilometres."""
    a = semi_major_axis_of_repeat(2, EARTH.radius + 600e3, np.radians(63.4349), EARTH)
    assert a == pytest.approx(26_560e3, abs=10e3)


@pytest.mark.law
@pytest.mark.parametrize("count", [1, 2, 3])
def test_each_satellite_has_an_apogee_over_its_longitude_and_they_take_turns(count: int):
    longitudes = np.radians(np.linspace(-90.0, 90.0, count))
    shell = molniya(longitudes, 1000e3, np.radians(63.4349), np.radians(270.0), 0.7, EARTH)
    times = np.arange(0.0, SIDEREAL_DAY, 20.0)
    found = np.asarray(shell.positions(times, 0.7 + EARTH.rotation_rate * times))
    heights = np.linalg.norm(found, axis=2)
    first = np.argmax(heights[: int(SIDEREAL_DAY / 40.0)], axis=0)
    for satellite in range(count):
        place = found[first[satellite], satellite]
        away = np.remainder(np.arctan2(place[1], place[0]) - longitudes[satellite] + np.pi, 2.0 * np.pi) - np.pi
        assert np.degrees(abs(away)) < 0.3
        assert np.degrees(np.arcsin(place[2] / heights[first[satellite], satellite])) == pytest.approx(63.43, abs=0.05)
    wait = np.diff(np.append(times[np.sort(first)], SIDEREAL_DAY / 2.0))
    assert np.allclose(wait, SIDEREAL_DAY / 2.0 / count, atol=60.0)


def apogee_walk(inclination: float, days: int) -> float:
    """How far the point below the apogee moves in so many nodal days, along the ground, m."""
    shell = molniya(np.radians([20.0]), 600e3, np.radians(inclination), np.radians(270.0), 0.0, EARTH)
    times = np.array([0.0, days * 4.0 * np.pi / float(shell.anomaly_rate[0])])
    found = np.asarray(shell.positions(times, EARTH.rotation_rate * times))[:, 0]
    below = found / np.linalg.norm(found, axis=1)[:, None]
    return EARTH.radius * float(np.linalg.norm(below[1] - below[0]))


@pytest.mark.law
def test_the_ground_track_of_a_molniya_group_closes_after_a_day():
    """At the critical inclination, but for the 1.4e-4 deg a day by which J2 squared and J4 still turn the perigee."""
    assert apogee_walk(63.4349, 1) < 20.0
    assert apogee_walk(63.4349, 10) < 200.0


@pytest.mark.law
def test_elsewhere_the_apogee_walks_with_the_perigee():
    assert 20e3 < apogee_walk(30.0, 1) < 40e3
