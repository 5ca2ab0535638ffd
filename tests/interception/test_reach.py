"""Reach against a flight through gravity, and the cap within reach against plain vectors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from cupola.constants import EARTH
from cupola.interception.flyout import cap_half_angle, reach, share_of_sphere

ACCELERATION, SPEED = 15.0 * 9.80665, 6_000.0


def flown(direction: list[float], seconds: float, altitude: float = 300e3) -> float:
    """Distance between an interceptor that burns in one direction and its satellite that does not, both under a point mass, m."""
    radius = EARTH.radius + altitude

    def pull(place: np.ndarray) -> np.ndarray:
        return -EARTH.mu * place / np.linalg.norm(place) ** 3

    def leg(state: np.ndarray, span: float, thrust: float) -> np.ndarray:
        def rate(_: float, y: np.ndarray) -> np.ndarray:
            return np.concatenate([y[3:6], pull(y[:3]), y[9:], pull(y[6:9]) + thrust * np.array(direction)])

        return solve_ivp(rate, (0.0, span), state, rtol=1e-10, atol=1e-3).y[:, -1]

    start = np.array([radius, 0.0, 0.0, 0.0, np.sqrt(EARTH.mu / radius), 0.0])
    burn = SPEED / ACCELERATION
    state = leg(leg(np.concatenate([start, start]), burn, ACCELERATION), seconds - burn, 0.0)
    return float(np.linalg.norm(state[6:9] - state[:3]))


@pytest.mark.cross
@pytest.mark.parametrize(("seconds", "error"), [(60.0, 0.001), (120.0, 0.005), (180.0, 0.013), (240.0, 0.025)])
def test_gravity_changes_the_reach_by_little(seconds, error):
    """Up, down, ahead, back and aside; SciPy's Runge-Kutta. What is left out is the difference of gravity along the way."""
    found = [flown(way, seconds) for way in ([1.0, 0, 0], [-1.0, 0, 0], [0, 1.0, 0], [0, -1.0, 0], [0, 0, 1.0])]
    misses = np.abs(np.array(found) / float(reach(seconds, ACCELERATION, SPEED)) - 1.0)
    assert 0.5 * error < misses.max() < error


@pytest.mark.law
@given(st.floats(1.0, 400.0), st.floats(10.0, 300.0), st.floats(1e3, 12e3))
def test_reach_grows_at_the_speed_flown(seconds, acceleration, speed):
    """Its slope is a t while burning and the burn-out speed after; no time leaves no reach."""
    step = 1e-3
    slope = float(reach(seconds + step, acceleration, speed) - reach(seconds - step, acceleration, speed)) / (2.0 * step)
    assert slope == pytest.approx(min(acceleration * seconds, speed), rel=1e-3, abs=1.0)
    assert reach(np.array([0.0, -50.0]), acceleration, speed).tolist() == [0.0, 0.0]


@pytest.mark.law
@given(st.floats(150e3, 1_200e3), st.floats(100e3, 400e3), st.floats(50e3, 3_000e3))
def test_the_rim_of_the_cap_is_just_within_reach(altitude, intercept, reached):
    rs, rt = EARTH.radius + altitude, EARTH.radius + intercept
    psi = float(cap_half_angle(reached, rs, rt))
    if reached <= abs(altitude - intercept):
        assert psi == 0.0
    else:
        rim = rt * np.array([np.cos(psi), np.sin(psi)])
        assert np.linalg.norm(rim - np.array([rs, 0.0])) == pytest.approx(reached, rel=1e-6)
        assert 2.0 * float(share_of_sphere(reached, rs, rt)) == pytest.approx(1.0 - np.cos(psi), abs=1e-12)


@pytest.mark.law
def test_all_of_the_sphere_is_within_a_long_enough_reach():
    assert float(share_of_sphere(20e6, EARTH.radius + 300e3, EARTH.radius + 200e3)) == 1.0
    with pytest.raises(ValueError, match="above 0"):
        reach(10.0, 0.0, 6e3)
