"""Azimuths, turns and ascents: against published values and the room of orbits."""

from math import cos, degrees, inf, pi, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.constants import EARTH
from cupola.errors import InputError
from cupola.launch.ascent import PARKING, Orbit, ascend, two_burns
from cupola.launch.azimuth import (
    circular_speed,
    ground_speed,
    headings,
    inclination_at,
    nearest_direct,
    sun_synchronous_inclination,
    turn_cost,
)
from cupola.orbits import inclination_sun_synchronous

latitudes = st.floats(-1.4, 1.4)


@pytest.mark.reference
def test_the_space_station_from_florida():
    """The worked example of handbooks: from 28.5 to 51.6 deg 44.98 deg in space, and 42.71 deg over the turning ground at 500 km; the
    southbound ones mirror about east.
    """
    north, south = headings(radians(28.5), radians(51.6), 500e3, EARTH)
    assert degrees(north.inertial) == pytest.approx(44.98, abs=0.01)
    assert degrees(north.ground) == pytest.approx(42.71, abs=0.01)
    assert degrees(south.inertial) == pytest.approx(180.0 - 44.98, abs=0.01)
    assert degrees(south.ground) == pytest.approx(180.0 - 42.71, abs=0.01)
    assert south.speed == north.speed


@pytest.mark.reference
def test_speeds_of_the_ground_and_of_low_orbits():
    """465.1 m/s at the equator; 7,784 m/s at 200 km and 7,613 m/s at 500 km (tables of orbits in any handbook)."""
    assert ground_speed(0.0, EARTH) == pytest.approx(465.1, abs=0.05)
    assert circular_speed(200e3, EARTH) == pytest.approx(7784.0, abs=1.0)
    assert circular_speed(500e3, EARTH) == pytest.approx(7613.0, abs=1.0)


@pytest.mark.reference
@pytest.mark.parametrize(("altitude", "inclination"), [(502e3, 97.4), (705e3, 98.2), (786e3, 98.62), (832e3, 98.7)])
def test_sun_synchronous_inclinations(altitude: float, inclination: float):
    """Malligyong-1 at 493 x 512 km (GCAT: 97.4 deg), Landsat 8 at 705 km (USGS: 98.2), Sentinel-2 at 786 km (ESA: 98.62), SPOT at 832 km
    (98.7).
    """
    assert degrees(sun_synchronous_inclination(altitude, EARTH)) == pytest.approx(inclination, abs=0.1)


@pytest.mark.cross
@pytest.mark.parametrize("altitude", [200e3, 500e3, 800e3, 1500e3, 3000e3])
def test_sun_synchronous_inclinations_are_those_of_the_room_of_orbits(altitude: float):
    """Which goes to the second order in J2 and to J4: 0.03 deg away at most up to 3,000 km."""
    finer = inclination_sun_synchronous(EARTH.radius + altitude, 0.0, EARTH)
    assert degrees(sun_synchronous_inclination(altitude, EARTH)) == pytest.approx(degrees(finer), abs=0.03)


@pytest.mark.story
def test_what_cannot_be_flown_is_refused_with_what_can():
    with pytest.raises(InputError, match=r"got an inclination of 28.50 deg from a latitude of 45.96 deg; .* \[45.96, 134.04\] deg"):
        headings(radians(45.96), radians(28.5), 200e3, EARTH)
    with pytest.raises(InputError, match="no circular orbit 6,500 km up is sun-synchronous"):
        sun_synchronous_inclination(6500e3, EARTH)
    with pytest.raises(InputError, match="got a perigee of 90 km; must be 150 km or more"):
        Orbit.circle(90e3, 1.0)
    with pytest.raises(InputError, match="got an apogee of 300 km, below the perigee of 500 km"):
        Orbit(500e3, 300e3, 1.0)
    with pytest.raises(InputError, match="must lie in"):
        Orbit.circle(500e3, 4.0)


@pytest.mark.law
@given(latitudes, st.floats(0.0, pi), st.floats(150e3, 2e6))
def test_every_heading_leads_into_the_inclination(latitude: float, inclination: float, altitude: float):
    """Both ways; the speed over the ground and the ground's own add up to the orbit's, component by component."""
    direct = nearest_direct(latitude, inclination)
    speed, carried = circular_speed(altitude, EARTH), ground_speed(latitude, EARTH)
    for way in headings(latitude, direct, altitude, EARTH):
        assert inclination_at(latitude, way.inertial) == pytest.approx(direct, abs=1e-7)
        assert way.speed * sin(way.ground) + carried == pytest.approx(speed * sin(way.inertial), abs=1e-6)
        assert way.speed * cos(way.ground) == pytest.approx(speed * cos(way.inertial), abs=1e-6)


@pytest.mark.law
@given(latitudes, st.floats(0.0, pi))
def test_due_east_asks_for_least_and_each_degree_away_for_more(latitude: float, inclination: float):
    near, far = sorted((nearest_direct(latitude, inclination), nearest_direct(latitude, inclination + 0.05)))
    assert headings(latitude, near, 200e3, EARTH)[0].speed <= headings(latitude, far, 200e3, EARTH)[0].speed + 1e-9


@pytest.mark.reference
def test_hohmanns_transfer_to_the_geostationary_orbit():
    """Vallado (2013), example 6-1: from 191.344 km to 35,781.349 km, 2.457 and 1.478 km/s. Of a turn of
    28.5 deg on the way some 2.2 deg are best taken by the first burn, as handbooks have it.
    """
    up, across, _ = two_burns(191_344.0, Orbit.circle(35_781_349.0, 0.0), 0.0, EARTH)
    assert (up, across) == (pytest.approx(2457.04, abs=0.05), pytest.approx(1478.19, abs=0.05))
    up, across, first = two_burns(191_344.0, Orbit.circle(35_786e3, 0.0), radians(28.5), EARTH)
    assert degrees(first) == pytest.approx(2.2, abs=0.1)
    assert up + across < 2457.0 + turn_cost(1597.0, 3075.0, radians(28.5))


@pytest.mark.reference
def test_the_geostationary_orbit_lies_farther_from_florida_than_from_kourou():
    """User's manuals count 1,800 m/s from Cape Canaveral's transfer orbit and 1,500 m/s from Kourou's (6 deg)."""
    for latitude, left in ((28.5, 1800.0), (6.0, 1500.0)):
        assert ascend(radians(latitude), Orbit.circle(35_786e3, 0.0), EARTH).across == pytest.approx(left, rel=0.03)


@pytest.mark.law
@given(latitudes, st.floats(0.0, pi), st.floats(PARKING, 3e7), st.floats(1.0, 5.0))
def test_higher_asks_for_more(latitude: float, inclination: float, altitude: float, more: float):
    low, high = Orbit.circle(altitude, inclination), Orbit(altitude, altitude * more, inclination)
    near, far, away = (ascend(latitude, orbit, EARTH) for orbit in (low, high, Orbit(PARKING, inf, inclination)))
    assert near.parked == far.parked == away.parked and near.gained == far.gained
    assert near.parked + near.gained == pytest.approx(circular_speed(PARKING, EARTH))
    assert near.up <= far.up + 1e-6 or near.turned > 0.0
    assert away.across == 0.0
    assert near.turned == pytest.approx(abs(inclination - nearest_direct(latitude, inclination)))


@pytest.mark.law
@given(st.floats(0.0, 1.0), st.floats(200e3, 3.6e7), st.floats(0.0, 0.4))
def test_a_detour_over_another_inclination_costs(latitude: float, altitude: float, away: float):
    """Where only other directions are allowed, the rest is turned in orbit."""
    inclination = min(latitude + 0.2, pi - latitude)
    orbit = Orbit.circle(altitude, inclination)
    through = min(inclination + away, pi - latitude)
    assert ascend(latitude, orbit, EARTH, through).speed >= ascend(latitude, orbit, EARTH).speed - 1e-6
