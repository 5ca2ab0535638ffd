"""Geodetic coordinates against published points, Skyfield, and there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measured_errors import geodetic_against_skyfield

from cupola.constants import EARTH, Body
from cupola.frames.geodetic import geocentric_latitude, geodetic_latitude, geodetic_to_itrs, itrs_to_geodetic

MOON = Body(name="moon", mu=4.902800118e12, radius=1_737_400.0, flattening=0.0, j2=0.0, rotation_rate=2.6617e-6)
OBLATE = Body(name="oblate", mu=1.0, radius=6e7, flattening=0.098, j2=0.0, rotation_rate=1.6e-4)

latitudes = st.floats(-np.pi / 2, np.pi / 2)
bodies = st.sampled_from([EARTH, MOON, OBLATE])


@pytest.mark.reference
def test_the_poles_lie_at_the_semi_minor_axis():
    # NGA.STND.0036, table 3.2: the semi-minor axis of WGS 84 is 6356752.3142 m.
    poles = geodetic_to_itrs(np.array([np.pi / 2, -np.pi / 2]), np.zeros(2), np.zeros(2), EARTH)
    np.testing.assert_allclose(poles, [[0.0, 0.0, 6_356_752.3142], [0.0, 0.0, -6_356_752.3142]], atol=1e-4)


@pytest.mark.reference
def test_the_gnss_station_at_wettzell():
    # IGS site log of WTZR: the marker, and its coordinates as the log states them, to 1e-4 deg and 0.1 m.
    latitude, longitude, height = itrs_to_geodetic(np.array([4_075_580.6852, 931_853.6596, 4_801_568.0542]), EARTH)
    assert np.degrees(float(latitude)) == pytest.approx(49.1442, abs=1e-4)
    assert np.degrees(float(longitude)) == pytest.approx(12.8789, abs=1e-4)
    assert float(height) == pytest.approx(666.0, abs=0.1)


@pytest.mark.reference
def test_vallado_example_3_3_on_his_own_ellipsoid():
    # Vallado, Fundamentals of Astrodynamics and Applications, example 3-3: 34.352496 deg, 46.4464 deg, 5085.22 km, on EGM-96's ellipsoid.
    body = Body(name="egm96", mu=EARTH.mu, radius=6_378_136.3, flattening=1.0 / 298.257, j2=EARTH.j2, rotation_rate=EARTH.rotation_rate)
    latitude, longitude, height = itrs_to_geodetic(np.array([6_524_834.0, 6_862_875.0, 6_448_296.0]), body)
    assert np.degrees(float(latitude)) == pytest.approx(34.352496, abs=2e-6)
    assert np.degrees(float(longitude)) == pytest.approx(46.4464, abs=5e-5)
    assert float(height) == pytest.approx(5_085_220.0, abs=5.0)


@pytest.mark.reference
def test_the_two_latitudes_part_most_at_45_degrees():
    # Snyder, Map Projections (USGS Professional Paper 1395), p. 17: geocentric latitude is at most about 11.5 minutes of arc less.
    latitude = np.radians(np.linspace(-90.0, 90.0, 721))
    apart = latitude - geocentric_latitude(latitude, EARTH)
    assert np.degrees(latitude[np.argmax(apart)]) == pytest.approx(45.0, abs=0.26)
    assert np.degrees(apart.max()) * 60.0 == pytest.approx(11.5, abs=0.06)


@pytest.mark.cross
def test_positions_agree_with_skyfield():
    # Two formulas in float64 at 42,000 km: 7 nanometres is one unit in the last place.
    assert geodetic_against_skyfield() < 1e-7


@pytest.mark.law
@pytest.mark.parametrize(
    ("body", "lowest", "highest", "angle", "length"),
    [
        (EARTH, -1e4, 1e4, 1e-14, 1e-7),
        (EARTH, 1e4, 2e6, 3e-12, 1e-6),
        (EARTH, 2e6, 4e8, 3e-11, 1e-6),
        (MOON, -1e4, 4e8, 1e-14, 1e-6),
        (OBLATE, -1e4, 1e4, 1e-14, 2e-7),
        (OBLATE, 1e4, 2e6, 1e-8, 1e-6),
        (OBLATE, 2e6, 4e8, 3e-5, 0.1),
    ],
)
@given(latitude=latitudes, longitude=st.floats(-3.14, 3.14), share=st.floats(0.0, 1.0))
def test_there_and_back_as_close_as_said(
    body: Body, lowest: float, highest: float, angle: float, length: float, latitude: float, longitude: float, share: float
):
    height = lowest + share * (highest - lowest)
    back = itrs_to_geodetic(geodetic_to_itrs(np.asarray(latitude), np.asarray(longitude), np.asarray(height), body), body)
    assert float(back[0]) == pytest.approx(latitude, abs=angle)
    assert float(back[2]) == pytest.approx(height, abs=length)
    if abs(latitude) < 1.57:  # on the axis every longitude is the same place
        assert float(back[1]) == pytest.approx(longitude, abs=1e-13)


@pytest.mark.law
@given(latitude=latitudes, body=bodies)
def test_the_two_latitudes_undo_each_other(latitude: float, body: Body):
    there = geocentric_latitude(np.asarray(latitude), body)
    assert abs(float(there)) <= abs(latitude) + 1e-15
    assert float(geodetic_latitude(there, body)) == pytest.approx(latitude, abs=1e-15 * 4)


@pytest.mark.law
@given(latitude=latitudes, body=bodies)
def test_geocentric_latitude_is_that_of_the_position(latitude: float, body: Body):
    x, _, z = geodetic_to_itrs(np.asarray(latitude), np.asarray(0.0), np.asarray(0.0), body)
    assert float(geocentric_latitude(np.asarray(latitude), body)) == pytest.approx(np.arctan2(z, x), abs=1e-14)


@pytest.mark.law
def test_arguments_broadcast():
    latitude = np.linspace(-1.0, 1.0, 3)[:, None]
    longitude = np.linspace(0.0, 3.0, 4)
    position = geodetic_to_itrs(latitude, longitude, np.asarray(10.0), EARTH)
    assert position.shape == (3, 4, 3)
    back = itrs_to_geodetic(position, EARTH)
    np.testing.assert_allclose(back[1], np.broadcast_to(longitude, (3, 4)), atol=1e-15)


@pytest.mark.law
def test_what_is_no_place_is_refused():
    zero = np.asarray(0.0)
    with pytest.raises(ValueError, match=r"got the latitude 1.6 rad; must lie in \[-pi/2, pi/2\]"):
        geodetic_to_itrs(np.array([0.0, 1.6]), zero, zero, EARTH)
    with pytest.raises(ValueError, match="longitude is not finite"):
        geodetic_to_itrs(zero, np.asarray(np.nan), zero, EARTH)
    with pytest.raises(ValueError, match="position is not finite"):
        itrs_to_geodetic(np.array([np.inf, 0.0, 0.0]), EARTH)
    with pytest.raises(ValueError, match="latitude"):
        geocentric_latitude(np.asarray(-2.0), EARTH)
    with pytest.raises(ValueError, match="ellipsoid of 'flat'"):
        geodetic_to_itrs(zero, zero, zero, Body("flat", 1.0, 1.0, 1.0, 0.0, 0.0))
