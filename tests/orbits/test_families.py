"""Families of orbits: published sizes and inclinations, and the property that each family is named after."""

import erfa
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cupola.constants import EARTH, MEAN_SUN_RATE, Body
from cupola.errors import InputError
from cupola.geometry import required_cap
from cupola.orbits import (
    CircularShell,
    Ephemeris,
    SecularRates,
    eccentric_walker,
    inclination_sun_synchronous,
    raan_of_local_time,
    repeating_track,
    semi_major_axis_of_repeat,
    street_half_width,
    streets_of_coverage,
    sun_synchronous,
    walker_delta,
    walker_star,
)

DAY = 86_400.0
TURN = 2.0 * np.pi
ROUND = Body(name="round", mu=EARTH.mu, radius=EARTH.radius, flattening=0.0, j2=0.0, rotation_rate=EARTH.rotation_rate)


def fixed(group: Ephemeris, seconds: np.ndarray, angle: float = 0.0) -> np.ndarray:
    """Earth-fixed positions with the Earth turning evenly from `angle`, m."""
    return np.asarray(group.positions(seconds, angle + EARTH.rotation_rate * seconds))


@pytest.mark.law
def test_an_eccentric_walker_without_eccentricity_is_a_walker():
    seconds = np.linspace(0.0, 30 * DAY, 7)
    ours = eccentric_walker(7.2e6, 0.0, 1.0, 0.4, 4, 5, 3, EARTH, raan=0.2, mean_anomaly=0.7)
    delta = walker_delta(7.2e6, 1.0, 4, 5, 3, EARTH, raan=0.2, argument_of_latitude=1.1)
    assert np.allclose(fixed(ours, seconds), fixed(delta, seconds), rtol=0.0, atol=0.05)
    ours = eccentric_walker(7.2e6, 0.0, 1.5, 0.0, 4, 5, 2.0, EARTH, raan_spread=np.pi)
    assert np.allclose(fixed(ours, seconds), fixed(walker_star(7.2e6, 1.5, 4, 5, 2.0, EARTH), seconds), rtol=0.0, atol=0.05)


@pytest.mark.law
def test_satellites_of_an_eccentric_plane_follow_each_other_evenly_in_time():
    group = eccentric_walker(2.4e7, 0.6, 1.1, 4.7, 2, 3, 1, ROUND)
    period = TURN * np.sqrt(2.4e7**3 / ROUND.mu)
    seconds = np.linspace(0.0, period, 9)
    still = np.zeros(9)
    first, later = np.asarray(group.positions(seconds + period / 3.0, still)), np.asarray(group.positions(seconds, still))
    assert np.allclose(first[:, 0], later[:, 1], rtol=0.0, atol=1e-2)
    assert np.allclose(first[:, 4], later[:, 5], rtol=0.0, atol=1e-2)
    across = np.asarray(group.positions(seconds + period / 6.0, still))
    assert np.allclose(across[:, 0] * [-1.0, -1.0, 1.0], later[:, 3], rtol=0.0, atol=1e-2)


@pytest.mark.reference
def test_sun_synchronous_inclinations_of_the_handbook():
    """With J2 alone: 550 km needs 97.593 deg, 800 km 98.60 deg (Wertz, Space Mission Analysis and Design, 3rd ed. 1999, section 6.2)."""
    for altitude, degrees, within in ((550e3, 97.593, 5e-4), (800e3, 98.60, 0.01)):
        found = inclination_sun_synchronous(EARTH.radius + altitude, 0.0, EARTH, SecularRates.first_order)
        assert np.degrees(found) == pytest.approx(degrees, abs=within)


@pytest.mark.reference
@pytest.mark.parametrize(("revolutions", "days", "degrees"), [(175, 12, 98.18), (233, 16, 98.2)])
def test_sun_synchronous_inclinations_of_missions(revolutions: int, days: int, degrees: float):
    """Sentinel-1 (ESA) and Landsat 8 (USGS), as published, at the axes that their repeating tracks ask for."""
    a = semi_major_axis_of_repeat(revolutions, None, np.radians(degrees), EARTH, days)
    assert np.degrees(inclination_sun_synchronous(a, 0.0, EARTH)) == pytest.approx(degrees, abs=0.025)


@pytest.mark.law
@given(perigee=st.floats(200e3, 4000e3), e=st.floats(0.0, 0.3))
def test_the_node_of_the_inclination_found_keeps_pace_with_the_mean_sun(perigee: float, e: float):
    a = (EARTH.radius + perigee) / (1.0 - e)
    assume(a < 1.1e7)
    inclination = inclination_sun_synchronous(a, e, EARTH)
    assert np.pi / 2.0 < inclination <= np.pi
    node = SecularRates.of(np.array([a]), np.array([e]), np.array([inclination]), EARTH).node[0]
    assert node == pytest.approx(MEAN_SUN_RATE, rel=1e-10)


@pytest.mark.reference
def test_no_circular_orbit_above_5975_km_is_sun_synchronous():
    """The node of an equatorial retrograde orbit at 12,353 km turns 0.9856 deg a day under J2 alone."""
    inclination_sun_synchronous(EARTH.radius + 5970e3, 0.0, EARTH, SecularRates.first_order)
    with pytest.raises(InputError, match=r"5,980 km and an eccentricity of 0 is sun-synchronous.*lower orbit"):
        inclination_sun_synchronous(EARTH.radius + 5980e3, 0.0, EARTH, SecularRates.first_order)
    with pytest.raises(InputError, match="lower orbit"):
        sun_synchronous(EARTH.radius + 6100e3, np.zeros(1), 1, 0, EARTH)


@pytest.mark.cross
@pytest.mark.parametrize("month", range(1, 13))
def test_the_node_at_noon_lies_under_the_sun(month: int):
    """Right ascension of the Sun from ERFA's ephemeris; at noon of mean time it is off by the equation of time, 16.5 min at the most."""
    day, part = erfa.cal2jd(2026, month, 14)[1], 0.37
    sun = -erfa.epv00(2_400_000.5, day + part)[0]["p"]
    x, y, _ = erfa.c2i06a(2_400_000.5, day + part) @ sun
    node = raan_of_local_time(12.0 * 3600.0, part * DAY, float(erfa.era00(2_400_000.5, day + part)))
    off = np.remainder(np.arctan2(y, x) - node + np.pi, TURN) - np.pi
    assert abs(off) * DAY / TURN < 16.5 * 60.0
    if month in (4, 6, 12):  # the equation of time is nil about 15 April and 13 June, and 5 min by mid-December
        assert abs(off) * DAY / TURN < (330.0 if month == 12 else 30.0)


@pytest.mark.law
def test_planes_keep_their_local_time():
    """A year on, to the 3.1 s that the equinox, from which the tropical year counts, moves away from the origin of the angle meanwhile."""
    nodes = raan_of_local_time(np.array([10.5, 22.0]) * 3600.0, 3000.0, 1.3)
    shell = sun_synchronous(EARTH.radius + 550e3, nodes, 3, 1, EARTH)
    assert shell.size == 6
    later = 365.25 * DAY
    angle = 1.3 + TURN * 1.00273781191135448 * 365.25
    rising = np.cross(np.asarray(shell.start), np.asarray(shell.quarter))
    at_first = np.arctan2(rising[:, 0], -rising[:, 1])
    local = np.remainder(at_first + float(shell.node_rate) * later - angle, TURN) * DAY / TURN + 3000.0 + 0.25 * DAY
    off = np.remainder(local - np.repeat([10.5, 22.0], 3) * 3600.0 + DAY / 2.0, DAY) - DAY / 2.0
    assert off == pytest.approx(np.full(6, 3.07), abs=0.02)


def turning(shell: CircularShell):
    start, quarter = np.asarray(shell.start), np.asarray(shell.quarter)
    return lambda turns: start * np.cos(TURN * turns) + quarter * np.sin(TURN * turns)


@pytest.mark.reference
def test_streets_of_six_polar_planes_of_eleven():
    """Adams and Rider 1987: 19.91 deg covers the Earth with planes 31.4 deg apart, and less does not."""
    half_angle = np.radians(19.91)
    assert np.degrees(half_angle + street_half_width(half_angle, 11)) == pytest.approx(31.4, abs=0.05)
    shell = streets_of_coverage(7.2e6, 0.5 * np.pi, 6, 11, half_angle, EARTH)
    nodes = np.asarray(shell.start)[::11]
    assert np.degrees(np.arctan2(nodes[1, 1], nodes[1, 0])) == pytest.approx(31.4, abs=0.05)
    assert np.degrees(required_cap(turning(shell), 1.0)) == pytest.approx(19.91, abs=0.01)


@pytest.mark.law
@pytest.mark.parametrize(("planes", "per_plane", "half_angle"), [(2, 5, 60.0), (3, 7, 35.0), (5, 9, 25.0), (7, 12, 17.5)])
def test_polar_streets_fill_half_a_turn_in_their_shares(planes: int, per_plane: int, half_angle: float):
    """Normals are as far apart as the planes; the seam lies between the last plane and the first, upside down."""
    psi = np.radians(half_angle)
    shell = streets_of_coverage(7.2e6, 0.5 * np.pi, planes, per_plane, psi, EARTH, raan=0.4, argument_of_latitude=0.2)
    normals = np.cross(np.asarray(shell.start), np.asarray(shell.quarter))[::per_plane]
    between = np.arccos(np.sum(normals[:-1] * normals[1:], axis=1))
    seam = np.arccos(-normals[-1] @ normals[0])
    c = street_half_width(psi, per_plane)
    assert between.sum() + seam == pytest.approx(np.pi)
    assert between / seam == pytest.approx(np.full(planes - 1, (psi + c) / (2.0 * c)))


@pytest.mark.law
@pytest.mark.parametrize("inclination", [50.0, 86.4, 90.0, 97.0])
def test_neighbouring_streets_are_half_a_slot_out_of_phase_where_the_planes_cross(inclination: float):
    shell = streets_of_coverage(7.2e6, np.radians(inclination), 4, 9, np.radians(27.0), EARTH)
    start, quarter = np.asarray(shell.start).reshape(4, 9, 3), np.asarray(shell.quarter).reshape(4, 9, 3)
    normals = np.cross(start, quarter)[:, 0]
    for one, other in ((0, 1), (1, 2), (2, 3)):
        crossing = np.cross(normals[one], normals[other])
        phases = [np.arctan2(quarter[plane, 0] @ crossing, start[plane, 0] @ crossing) for plane in (one, other)]
        slots = (phases[1] - phases[0]) / (TURN / 9)
        assert np.remainder(slots, 1.0) == pytest.approx(0.5)


@pytest.mark.law
def test_satellites_too_far_apart_form_no_street():
    with pytest.raises(InputError, match=r"32\.73 deg apart; put more than 18 in a plane"):
        streets_of_coverage(7.0e6, 1.5, 6, 11, np.radians(10.0), EARTH)


@pytest.mark.reference
def test_track_of_topex_and_jason():
    """127 turns in 10 nodal days (9.9156 days) at 66.039 deg: mean axis 7,714.43 km, nodal period 6,745.7 s (Aviso, Jason-1 handbook)."""
    a = semi_major_axis_of_repeat(127, None, np.radians(66.039), EARTH, 10)
    assert a == pytest.approx(7_714.43e3, abs=50.0)
    shell = repeating_track(127, 10, np.radians(66.039), 1, 0.0, 0.0, EARTH)
    assert TURN / float(shell.latitude_rate) == pytest.approx(6745.7, abs=0.1)
    assert 127 * TURN / float(shell.latitude_rate) / DAY == pytest.approx(9.9156, abs=1e-4)


@pytest.mark.reference
@pytest.mark.parametrize(("revolutions", "days", "degrees", "altitude"), [(175, 12, 98.18, 693e3), (143, 10, 98.62, 786e3)])
def test_altitudes_of_the_sentinels(revolutions: int, days: int, degrees: float, altitude: float):
    """Sentinel-1 and 2, as ESA gives them, to the whole kilometre."""
    a = semi_major_axis_of_repeat(revolutions, None, np.radians(degrees), EARTH, days)
    assert a - EARTH.radius == pytest.approx(altitude, abs=0.5e3)


@pytest.mark.law
@pytest.mark.parametrize(
    ("revolutions", "days", "inclination"), [(15, 1, 97.4), (29, 2, 51.6), (143, 10, 98.6), (1, 1, 63.4), (2, 1, 20.0)]
)
def test_a_repeating_track_closes_and_all_satellites_share_it(revolutions: int, days: int, inclination: float):
    shell = repeating_track(revolutions, days, np.radians(inclination), 4, np.radians(127.0), 2.0, EARTH)
    seconds = np.linspace(0.0, 5.0 * DAY, 11)
    closing = revolutions * TURN / float(shell.latitude_rate)
    assert np.allclose(fixed(shell, seconds, 2.0), fixed(shell, seconds + closing, 2.0), rtol=0.0, atol=0.1)
    assert closing / DAY == pytest.approx(days, rel=0.02)
    first = fixed(shell, seconds, 2.0)[:, 0]
    for satellite in range(4):
        later = fixed(shell, seconds + satellite * closing / 4.0, 2.0)[:, satellite]
        assert np.allclose(first, later, rtol=0.0, atol=0.1)
    x, y, z = fixed(shell, np.zeros(1), 2.0)[0, 0]
    assert np.degrees(np.arctan2(y, x)) == pytest.approx(127.0)
    assert abs(z) < 1e-3 < fixed(shell, np.array([1.0]), 2.0)[0, 0, 2]


@pytest.mark.law
def test_a_common_factor_changes_no_track_and_crowds_no_satellites():
    seconds = np.linspace(0.0, DAY, 5)
    twice, once = (repeating_track(15 * n, n, 1.7, 2, 0.3, 0.0, EARTH) for n in (2, 1))
    assert np.allclose(fixed(twice, seconds), fixed(once, seconds), rtol=0.0, atol=1e-3)


@pytest.mark.law
@pytest.mark.parametrize("perigee_radius", [None, EARTH.radius + 600e3])
def test_a_track_that_would_run_below_the_ground_is_refused(perigee_radius: float | None):
    with pytest.raises(InputError, match=r"18 revolutions in 1 day .*fewer revolutions"):
        semi_major_axis_of_repeat(18, perigee_radius, 1.0, EARTH)
