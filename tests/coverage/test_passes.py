"""Windows over single points against a dense sampling with plain vectors: none missed, none added, and their ends where they belong."""

import numpy as np
import pytest
from erfa import ufunc
from sgp4.api import WGS84, Satrec
from skyfield.api import EarthSatellite, load, wgs84

from cupola.catalog.earth_orientation import load_earth_orientation
from cupola.constants import EARTH
from cupola.coverage import Observers, Points, crossings, joined, passes_of
from cupola.epochs.epoch import Epoch
from cupola.frames.geodetic import geodetic_to_itrs
from cupola.frames.rotations import earth_rotation_angle
from cupola.geometry import ElevationCap, Footprint, OffNadirBand, Side
from cupola.orbits import Ephemeris, molniya, walker_delta

LATITUDES, LONGITUDES = np.radians([37.57, 0.0, -62.0, 89.9]), np.radians([126.98, 20.0, 179.9, 0.0])
POINTS = Points(
    geodetic_to_itrs(LATITUDES, LONGITUDES, np.zeros(4), EARTH),
    np.stack([np.cos(LATITUDES) * np.cos(LONGITUDES), np.cos(LATITUDES) * np.sin(LONGITUDES), np.sin(LATITUDES)], axis=-1),
)
LOW = walker_delta(EARTH.radius + 497e3, np.radians(97.3), 2, 2, 1, EARTH)
HIGH = molniya(np.radians([-90.0, 90.0]), 1000e3, np.radians(63.4349), np.radians(270.0), 0.4, EARTH)
SPAN = 86_400.0


def turned(seconds: np.ndarray) -> np.ndarray:
    return np.mod(0.4 + EARTH.rotation_rate * seconds, 2.0 * np.pi)


def least_elevation(ephemeris: Ephemeris, seconds: np.ndarray) -> np.ndarray:
    """Elevation of each satellite above each point, rad, (t, n, p)."""
    line = np.asarray(ephemeris.positions(seconds, turned(seconds)))[:, :, None, :] - POINTS.position
    return np.arcsin((line * POINTS.up).sum(axis=-1) / np.linalg.norm(line, axis=-1))


def off_nadir(ephemeris: Ephemeris, seconds: np.ndarray) -> np.ndarray:
    satellite = np.asarray(ephemeris.positions(seconds, turned(seconds)))[:, :, None, :]
    line = satellite - POINTS.position
    cosine = (line * satellite).sum(axis=-1) / np.linalg.norm(line, axis=-1) / np.linalg.norm(satellite, axis=-1)
    return np.arccos(cosine)


def found(ephemeris: Ephemeris, footprint: Footprint, step: float):
    seconds = np.arange(0.0, SPAN + 1.0, step)
    observers = Observers(ephemeris, footprint, np.ones(ephemeris.size, bool), 1)
    return crossings(observers, POINTS, seconds, turned(seconds))


@pytest.mark.cross
@pytest.mark.parametrize(("ephemeris", "least"), [(LOW, 10.0), (HIGH, 20.0)], ids=["low", "molniya"])
def test_every_window_of_a_dense_sampling_is_found_and_ends_where_it_ends(ephemeris: Ephemeris, least: float):
    passes = passes_of(found(ephemeris, ElevationCap(np.asarray(np.radians(least))), 30.0), 0.0, SPAN)
    seconds = np.arange(0.0, SPAN, 2.0)
    high = least_elevation(ephemeris, seconds) >= np.radians(least)
    begun = (high[1:] & ~high[:-1]).sum(axis=0) + high[0]
    ours = np.zeros_like(begun)
    np.add.at(ours, (passes.satellite, passes.point), 1)
    assert np.array_equal(ours, begun)
    assert begun.sum() > 8
    for moment, open_end in ((passes.start, passes.start > 0.0), (passes.end, passes.end < SPAN)):
        at = least_elevation(ephemeris, moment)[np.arange(len(moment)), passes.satellite, passes.point]
        # Half a millisecond at the greatest rate of elevation, 1 deg a second overhead.
        assert np.abs(at[open_end] - np.radians(least)).max() < np.radians(1.0) * 1e-3
    assert np.array_equal(passes.cut, (passes.start == 0.0) | (passes.end == SPAN))


@pytest.mark.cross
def test_a_band_on_one_side_gives_the_windows_of_that_side():
    band = [OffNadirBand(np.asarray(0.3), np.asarray(0.8), side) for side in (Side.BOTH, Side.LEFT, Side.RIGHT)]
    both, left, right = (passes_of(found(LOW, footprint, 15.0), 0.0, SPAN) for footprint in band)
    middle = 0.5 * (both.start + both.end)
    angle = off_nadir(LOW, middle)[np.arange(len(middle)), both.satellite, both.point]
    assert ((angle > 0.29) & (angle < 0.81)).all()
    lasting = [float((one.end - one.start).sum()) for one in (both, left, right)]
    assert lasting[0] == pytest.approx(lasting[1] + lasting[2], abs=2e-3 * len(both.start))
    assert min(lasting[1:]) > 0.0


@pytest.mark.law
def test_stretches_of_time_join_to_the_whole():
    footprint = ElevationCap(np.asarray(np.radians(10.0)))
    observers = Observers(LOW, footprint, np.ones(LOW.size, bool), 1)
    seconds = np.arange(0.0, SPAN + 1.0, 30.0)
    parts = [crossings(observers, POINTS, seconds[a : b + 1], turned(seconds[a : b + 1])) for a, b in ((0, 700), (700, 701), (701, 2880))]
    whole = passes_of(crossings(observers, POINTS, seconds, turned(seconds)), 0.0, SPAN)
    for one in (joined(joined(parts[0], parts[1]), parts[2]), joined(parts[0], joined(parts[1], parts[2]))):
        again = passes_of(one, 0.0, SPAN)
        assert np.array_equal(again.satellite, whole.satellite) and np.array_equal(again.point, whole.point)
        assert np.abs(again.start - whole.start).max() < 1e-6
        assert np.abs(again.end - whole.end).max() < 1e-6


@pytest.mark.law
def test_a_satellite_that_does_not_work_sees_nothing():
    observers = Observers(LOW, ElevationCap(np.asarray(0.2)), np.array([True, False, True, False]), 1)
    seconds = np.arange(0.0, SPAN, 30.0)
    passes = passes_of(crossings(observers, POINTS, seconds, turned(seconds)), 0.0, float(seconds[-1]))
    assert set(passes.satellite.tolist()) == {0, 2}


@pytest.mark.cross
def test_passes_over_seoul_are_those_that_skyfield_finds_with_sgp4():
    """Three days without drag. SGP4 adds what J3 forces, an eccentricity of 0.001: 14 km to and fro, 2 s of flight, and 7 km up and down,
    which moves the ends of a low pass by some seconds more; short-period motion makes up the rest."""
    start = Epoch.parse("2026-08-22T00:00:00Z")
    orientation = load_earth_orientation()
    a, inclination, node = EARTH.radius + 497e3, np.radians(97.3), 1.0
    shell = walker_delta(a, inclination, 1, 1, 0, EARTH, raan=node, argument_of_latitude=0.5)
    seconds = np.arange(0.0, 3.0 * SPAN + 1.0, 30.0)
    observers = Observers(shell, ElevationCap(np.asarray(np.radians(10.0))), np.ones(1, bool), 1)
    seoul = Points(POINTS.position[:1], POINTS.up[:1])
    instants = start.to("tt").after(seconds)
    ours = passes_of(crossings(observers, seoul, seconds, earth_rotation_angle(instants, orientation)), 0.0, 3.0 * SPAN)

    timescale = load.timescale(builtin=True)
    begin = timescale.utc(2026, 8, 22)
    # Their equator is counted from the mean equinox (GMST), ours from the intermediate origin (the Earth rotation angle).
    ut1 = start.to("ut1", orientation)
    from_equinox = float(ufunc.gmst82(ut1.jd1, ut1.jd2) - ufunc.era00(ut1.jd1, ut1.jd2))
    satellite = EarthSatellite.from_satrec(_satrec(a, inclination, node + from_equinox, 0.5, begin), timescale)
    when, event = satellite.find_events(wgs84.latlon(37.57, 126.98), begin, timescale.tt_jd(begin.tt + 3.0), altitude_degrees=10.0)
    theirs = (when.tt - begin.tt) * SPAN
    rises, sets = theirs[event == 0], theirs[event == 2]
    assert len(ours.start) == len(rises) > 8
    assert np.abs(0.5 * (ours.start + ours.end - rises - sets)).max() < 3.0
    assert np.abs(ours.start - rises).max() < 8.0
    assert np.abs(ours.end - sets).max() < 8.0


def _satrec(a: float, inclination: float, raan: float, anomaly: float, begin: object) -> Satrec:
    """The satellite as SGP4 is told of it, without drag; its mean motion is Kozai's, that of our semi-major axis Brouwer's."""
    n = np.sqrt(EARTH.mu / a**3)
    factor = 0.75 * EARTH.j2 * (EARTH.radius / a) ** 2 * (3.0 * np.cos(inclination) ** 2 - 1.0)
    record = Satrec()
    days = begin.ut1 - 2_433_281.5  # pyright: ignore[reportAttributeAccessIssue] -- a skyfield Time
    record.sgp4init(WGS84, "i", 1, days, 0.0, 0.0, 0.0, 1e-6, 0.0, inclination, anomaly, n * (1.0 + factor) * 60.0, raan)
    return record
