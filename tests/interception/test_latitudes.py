"""The density of circular shells by latitude, and the share of time in reach: numbers checked elsewhere, and shells flown for a day."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.constants import EARTH
from cupola.interception.counting import Scene, counts_in_reach, places_at
from cupola.interception.flyout import cap_half_angle
from cupola.interception.latitudes import concentration, share_below, share_in_reach
from cupola.interception.spread import absentee_ratio
from cupola.orbits import walker_delta

RS, RT, REACHED = EARTH.radius + 300e3, EARTH.radius + 200e3, 597_634.0
PSI = float(cap_half_angle(REACHED, 6_678.1e3, 6_578.1e3))
TIMES = np.arange(0.0, 86_400.0, 60.0)


@pytest.mark.reference
@pytest.mark.parametrize(("inclination", "latitude", "ratio"), [(90, 0, 794), (90, 45, 561), (90, 80, 133), (45, 40, 193), (45, 50, 8586)])
def test_absentee_ratios_of_single_shells(inclination, latitude, ratio):
    """No shell is even over the sphere: figures of the public sizing models' numerical check, to their last digit."""
    share = share_in_reach(np.radians(latitude), np.radians(inclination), PSI)
    assert float(absentee_ratio(share)) == pytest.approx(ratio, abs=0.75)


@pytest.mark.reference
@pytest.mark.parametrize("inclination", [0.0, 5.0, 45.0, 63.4, 90.0, 98.0])
def test_area_weighted_over_all_latitudes_every_shell_has_the_ratio_of_the_cap(inclination):
    """506.1 at any inclination, within 0.5 %."""
    sine = (np.arange(20_000) + 0.5) / 10_000.0 - 1.0
    assert 1.0 / share_in_reach(np.arcsin(sine), np.radians(inclination), PSI).mean() == pytest.approx(506.1, rel=0.005)


@pytest.mark.cross
@pytest.mark.parametrize("inclination", [30.0, 60.0, 98.0])
def test_a_flown_shell_is_where_its_density_says(inclination):
    """Bands of 5 deg over a day: the share of satellites by latitude, within 1 % or half a thousandth where there are few."""
    shell = walker_delta(RS, np.radians(inclination), 20, 21, 7, EARTH)
    z = np.asarray(shell.positions(TIMES[::4], EARTH.rotation_rate * TIMES[::4]))[..., 2] / float(shell.radius)
    edges = np.radians(np.arange(-90.0, 91.0, 5.0))
    counted = np.histogram(z, np.sin(edges))[0] / z.size
    assert counted == pytest.approx(np.diff(share_below(edges, np.radians(inclination))), rel=0.01, abs=5e-4)


@pytest.mark.cross
@pytest.mark.parametrize(("inclination", "planes", "per_plane"), [(60.0, 40, 40), (90.0, 31, 51), (45.0, 36, 44)])
def test_a_flown_shell_has_as_many_in_reach_as_the_integral_over_the_cap_says(inclination, planes, per_plane):
    """By latitude, over a day and eight meridians, within 1 %; at the rim of the shell, where it is steepest, by bands."""
    latitude = np.radians([0.0, 20.0, 38.0, inclination - 3.0, inclination - 8.0])
    longitude = np.radians([0.0, 13.0, 51.0, 97.0, 140.0, 201.0, 266.0, 310.0])
    places = places_at(np.repeat(latitude, 8), np.tile(longitude, 5), RT)
    shell = walker_delta(RS, np.radians(inclination), planes, per_plane, 5, EARTH)
    counts = counts_in_reach(shell, Scene(places, np.array([REACHED]), TIMES, EARTH.rotation_rate * TIMES))
    mean = counts.mean(axis=0).reshape(5, 8).mean(axis=1) / shell.size
    half_angle = cap_half_angle(REACHED, float(shell.radius), RT)
    assert mean == pytest.approx(share_in_reach(latitude, np.radians(inclination), half_angle), rel=0.01)


@pytest.mark.law
@given(st.floats(0.01, 1.55), st.floats(0.02, 1.56), st.floats(0.01, 3.1))
def test_north_is_as_south_and_retrograde_as_direct(latitude, inclination, half_angle):
    share = share_in_reach(np.array([latitude, -latitude]), np.array([inclination, np.pi - inclination]), half_angle)
    assert share[0] == pytest.approx(share[1], abs=1e-12)
    # A cap and what it leaves are the sphere; what it leaves is a cap about the point opposite, where the time is the same.
    assert float(share[0]) + float(share_in_reach(latitude, inclination, np.pi - half_angle)) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.law
def test_over_the_equator_and_at_the_poles():
    assert float(share_in_reach(0.0, 0.0, 0.3)) == pytest.approx(0.3 / np.pi)
    assert float(share_in_reach(0.5, 0.0, 0.3)) == 0.0
    # A polar orbit spends the cap's own angle, twice each turn at both poles, within it.
    assert float(share_in_reach(0.5 * np.pi, 0.5 * np.pi, 0.3)) == pytest.approx(0.3 / np.pi)
    assert share_in_reach(0.4, 0.9, np.array([0.0, np.pi])).tolist() == pytest.approx([0.0, 1.0])


@pytest.mark.law
@given(st.floats(0.3, 1.57), st.floats(0.0, 0.95))
def test_concentration_is_the_slope_of_the_share(inclination, part):
    latitude, step = part * inclination, 1e-5
    slope = float(share_below(latitude + step, inclination) - share_below(latitude - step, inclination)) / (2.0 * step)
    assert float(concentration(latitude, inclination)) == pytest.approx(slope / (0.5 * np.cos(latitude)), rel=1e-4)
    assert float(concentration(inclination + 1e-3, inclination)) == 0.0
