"""Caps and above-the-horizon bands against published angles and against plain three-dimensional geometry."""

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cupola.constants import EARTH
from cupola.geometry import cap_half_angle, horizon_band

R = EARTH.radius


def half_angle(altitude_km: float, elevation_deg: float) -> float:
    return float(np.degrees(cap_half_angle(jnp.float64(R + 1e3 * altitude_km), jnp.radians(jnp.float64(elevation_deg)), jnp.float64(R))))


@pytest.mark.reference
def test_geostationary_satellite_sees_to_81_degrees_of_latitude():
    """81.3 deg at the horizon, the textbook limit of geostationary coverage (Maral and Bousquet, section 8.3)."""
    assert half_angle(35_786.0, 0.0) == pytest.approx(81.3, abs=0.05)


@pytest.mark.reference
def test_starlink_cell_radius():
    """550 km and 25 deg: 940.7 km, the ground radius in SpaceX's 2019 filing to the FCC for its 550 km shell."""
    assert np.radians(half_angle(550.0, 25.0)) * R / 1e3 == pytest.approx(940.7, abs=1.0)


@pytest.mark.reference
def test_band_of_a_tracking_satellite():
    """Sensor 1,000 km, target 200 km, tangent 80 km: 17.96 to 39.88 deg at the Earth's centre, on a sphere of 6,378.137 km."""
    near, far = horizon_band(jnp.float64(R + 1000e3), jnp.float64(R + 200e3), jnp.float64(R + 80e3))
    assert np.degrees(float(near)) == pytest.approx(17.96, abs=0.005)
    assert np.degrees(float(far)) == pytest.approx(39.88, abs=0.005)


@pytest.mark.law
@given(altitude=st.floats(150e3, 40_000e3), elevation=st.floats(-0.2, 1.5))
def test_a_satellite_on_the_rim_stands_at_the_minimum_elevation(altitude: float, elevation: float):
    psi = float(cap_half_angle(jnp.float64(R + altitude), jnp.float64(elevation), jnp.float64(R)))
    ground = np.array([R, 0.0, 0.0])
    line = (R + altitude) * np.array([np.cos(psi), np.sin(psi), 0.0]) - ground
    assert np.arctan2(line[0], np.hypot(line[1], line[2])) == pytest.approx(elevation, abs=1e-8)


@pytest.mark.law
@given(sensor=st.floats(300e3, 40_000e3), target=st.floats(0.0, 2000e3), tangent=st.floats(0.0, 500e3), share=st.floats(0.01, 0.99))
def test_lines_of_sight_in_the_band_clear_the_tangent_height(sensor: float, target: float, tangent: float, share: float):
    """Whether the sight line goes below the tangent height, on its way to the target or behind it, decides."""
    assume(target > tangent + 1e3 and sensor > tangent + 1e3)
    near, far = (float(edge) for edge in horizon_band(jnp.float64(R + sensor), jnp.float64(R + target), jnp.float64(R + tangent)))
    for angle, clear in ((near + share * (far - near), True), (far + 1e-4, False), (near - 1e-4, False)):
        if angle <= 0.0 or angle >= np.pi or (not clear and near == 0.0 and angle < near):
            continue
        eye = (R + sensor) * np.array([1.0, 0.0])
        seen = (R + target) * np.array([np.cos(angle), np.sin(angle)])
        along = (seen - eye) / np.linalg.norm(seen - eye)
        lowest = np.linalg.norm(eye - min(eye @ along, 0.0) * along)
        assert (lowest >= R + tangent) == clear


def test_a_target_below_the_tangent_height_is_never_seen():
    near, far = horizon_band(jnp.float64(R + 1000e3), jnp.float64(R + 50e3), jnp.float64(R + 80e3))
    assert float(near) < 0.0
    assert float(far) < 0.0
