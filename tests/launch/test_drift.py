"""Raising and drift: published deployments, and Cupola's own finer drift."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.constants import EARTH, SECONDS_PER_DAY
from cupola.launch.drift import drift_time, node_rate, raising_time
from cupola.orbits import SecularRates

DAY = SECONDS_PER_DAY


@pytest.mark.reference
def test_the_node_of_a_sun_synchronous_orbit_goes_round_once_a_year():
    """Landsat 8 and 9: 705 km, 98.2 deg (USGS, Landsat 9 Data Users Handbook): 360 deg in 365.24 days, to the rounding of 98.2."""
    a_day = float(np.degrees(node_rate(705e3, np.radians(98.2), EARTH))) * DAY
    assert a_day == pytest.approx(360.0 / 365.2422, rel=0.01)


@pytest.mark.reference
def test_cosmic_spread_over_its_planes_in_thirteen_months():
    """FORMOSAT-3/COSMIC: six satellites in one launch to 516 km (Fong and others, IEEE Trans. Geosci. Remote Sens. 46 (2008) 3367), raised
    one after the other to 800 km at 72 deg, so that each next node lies 24 deg on: planned to take 13 months for all (pages of 2006).
    Later 30 deg were chosen; the last but one came up 19 months after launch, after pauses.
    """
    low, high = (516e3, np.radians(72.0)), (800e3, np.radians(72.0))
    months = 5 * float(drift_time(np.radians(24.0), low, high, EARTH)) / DAY / 30.44
    assert months == pytest.approx(13.0, abs=0.5)
    assert 5 * float(drift_time(np.radians(30.0), low, high, EARTH)) / DAY / 30.44 < 19.0


@pytest.mark.reference
def test_starlinks_three_planes():
    """Launch of 2019-11-11 at 280 km, raised to wait at 350 km, planes 20 deg apart at 550 km: the second group began to rise 53 days after
    launch (r/Starlink, orbits update of 2019-12-15). At 280 km the spacing alone would take 30 days, at 350 km 42, check-out not counted.
    """
    inclination, spacing = np.radians(53.0), np.radians(20.0)
    days = [float(drift_time(spacing, (km * 1e3, inclination), (550e3, inclination), EARTH)) / DAY for km in (280.0, 350.0)]
    assert 28.0 < days[0] < days[1] < 53.0
    assert days[1] > 38.0


@pytest.mark.reference
def test_iridium_98_took_a_year_to_the_next_plane_with_its_inclination_changed():
    """From 671 km it was raised to 748 km and its inclination increased; about a year over some 31.6 deg (Rod Sladen's Iridium pages).
    By altitude alone, at 86.4 deg, the drift to a shell at 780 km would take ten years; 0.8 deg of inclination make it one.
    """
    shell, spacing = (780e3, np.radians(86.4)), np.radians(31.6)
    years = [float(drift_time(spacing, (748e3, np.radians(degrees)), shell, EARTH)) / DAY / 365.25 for degrees in (86.4, 87.2)]
    assert years[0] > 8.0
    assert years[1] == pytest.approx(1.0, abs=0.15)


@pytest.mark.cross
@given(st.floats(250e3, 2000e3), st.floats(0.0, np.pi))
def test_the_finer_drift_is_near(altitude, inclination):
    """Brouwer's rate to J2 squared and J4: within 0.8 % of the fastest rate at that altitude."""
    one = np.array([EARTH.radius + altitude]), np.zeros(1), np.array([inclination])
    finer = float(SecularRates.of(*one, EARTH).node[0])
    assert float(node_rate(altitude, inclination, EARTH)) == pytest.approx(finer, abs=0.008 * abs(float(node_rate(altitude, 0.0, EARTH))))


@pytest.mark.reference
def test_raising_by_low_thrust():
    """445 to 550 km takes 58 m/s (Starlink's first launch, as worked out on space.stackexchange.com/q/52478): 67 days at 1e-5 m/s^2."""
    assert raising_time(445e3, 550e3, 1e-5, EARTH) * 1e-5 == pytest.approx(58.0, abs=0.5)
    assert raising_time(445e3, 550e3, 1e-5, EARTH) / DAY == pytest.approx(67.0, abs=0.6)


@pytest.mark.law
@given(st.floats(0.0, np.pi), st.floats(250e3, 1000e3), st.floats(250e3, 1000e3), st.floats(0.1, 3.0))
def test_spacing_is_drifted_evenly_and_there_is_as_far_as_back(spacing, low, high, inclination):
    one, two = (low, inclination), (high, inclination)
    there = float(drift_time(spacing, one, two, EARTH))
    assert there == float(drift_time(spacing, two, one, EARTH))
    if np.isfinite(there):
        moved = abs(float(node_rate(*one, EARTH) - node_rate(*two, EARTH))) * there
        assert moved == pytest.approx(spacing)
        assert float(drift_time(2.0 * spacing, one, two, EARTH)) == pytest.approx(2.0 * there)
    assert raising_time(low, high, 1e-4, EARTH) == raising_time(high, low, 1e-4, EARTH)


@pytest.mark.law
def test_planes_that_turn_alike_are_never_reached():
    alike = (550e3, 0.9)
    assert drift_time(np.array([0.0, 0.1]), alike, alike, EARTH).tolist() == [0.0, np.inf]
    assert float(drift_time(0.1, (300e3, np.pi / 2), (550e3, np.pi / 2), EARTH)) == np.inf
    with pytest.raises(ValueError, match="0 or more"):
        drift_time(-0.1, alike, (300e3, 0.9), EARTH)
    with pytest.raises(ValueError, match="above 0"):
        raising_time(300e3, 550e3, 0.0, EARTH)
