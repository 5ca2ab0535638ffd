"""Every family of shell, compiled from a file, against plain numbers: where its satellites are, how far out, and at what time of day."""

import jax.numpy as jnp
import numpy as np
import pytest
from small_scenario import FILE, small_text
from sun_by_astropy import sun_by_astropy

from cupola.compiler.compiling import compile_scenario
from cupola.compiler.problem import Clock, Group, Problem
from cupola.compiler.wording import described
from cupola.constants import EARTH
from cupola.epochs.epoch import Epoch
from cupola.frames.geodetic import itrs_to_geodetic
from cupola.scenario.loading import loads

LIFT = 12e3
"""m between a mean semi-major axis and the mean distance that goes with it, at the most, for orbits as low as these."""

SHELLS = """\
      morning: {pattern: sun-synchronous, altitude: 550 km, local-times: [10.5 h, 22.25 h], per-plane: 3, phasing: 1, anomaly: 15 deg}
      node: {pattern: sun-synchronous, altitude: 700 km, local-times: [10.5 h]}
      streets: {pattern: streets-of-coverage, altitude: 780 km, planes: 6, per-plane: 11, min-elevation: 8.2 deg, raan: 5 deg}
      track: {pattern: repeating-track, revolutions: 143, days: 10, inclination: 98.6 deg, satellites: 4, longitude: 20 deg}
      single:
        pattern: elements
        satellites:
          - {semi-major-axis: 9000 km, eccentricity: 0.2, inclination: 60 deg, raan: 50 deg, argument-of-perigee: 90 deg}
          - {semi-major-axis: 9000 km, eccentricity: 0.2, inclination: 60 deg, raan: 50 deg, mean-anomaly: 180 deg}
      oval: {pattern: walker-delta, altitude: 8000 km, inclination: 63.4 deg, planes: 3, per-plane: 2, eccentricity: 0.2, raan: 7 deg}
      half: {pattern: walker-star, altitude: 8000 km, inclination: 63.4 deg, planes: 3, per-plane: 2, eccentricity: 0.2}
      shaken:
        pattern: walker-delta
        altitude: 1200 km
        inclination: 63.4 deg
        planes: 2
        per-plane: 2
        eccentricity: {value: 0, low: 0, high: 0.05, source: assumed, note: for the range}
"""


def shells_text(**changed: str) -> str:
    """The small scenario with a constellation of every other family."""
    added = f"  more:\n    title: More\n    layer: observation\n    sensor: camera\n    shells:\n{SHELLS}"
    return small_text(**changed).replace("regions:", f"{added}regions:")


@pytest.fixture(scope="module")
def problem() -> Problem:
    return compile_scenario(loads(shells_text(draws="2", epoch="2025-12-01T07:30:00Z"), FILE), 1)


def shell(problem: Problem, name: str, variant: int = 0) -> Group:
    return next(group for group in problem.variants[variant] if group.shell == name)


def positions(problem: Problem, name: str, seconds: np.ndarray) -> np.ndarray:
    """Earth-fixed, m, (t, n, 3)."""
    return np.asarray(shell(problem, name).ephemeris.positions(seconds, problem.clock.earth_angle(seconds)))


def nodes(problem: Problem, name: str, seconds: float) -> np.ndarray:
    """Longitude of each satellite's ascending node, Earth-fixed, rad."""
    at = np.array([seconds])
    ephemeris = shell(problem, name).ephemeris
    normal = np.asarray(ephemeris.normals(jnp.asarray(ephemeris.table(at, problem.clock.earth_angle(at))[0])))
    return np.arctan2(normal[:, 0], -normal[:, 1])


def hours_after_the_sun(longitude: np.ndarray, clock: Clock, seconds: float) -> np.ndarray:
    """Apparent solar time of meridians by Astropy's Sun, h."""
    sun = sun_by_astropy(clock.epoch.after(np.array([seconds])))[0]
    return np.mod(12.0 + np.degrees(longitude - np.arctan2(sun[1], sun[0])) / 15.0, 24.0)


@pytest.mark.law
def test_every_family_has_its_number_of_satellites(problem: Problem):
    sizes = {group.shell: group.ephemeris.size for group in problem.variants[0] if group.constellation == "more"}
    assert sizes == {"morning": 6, "node": 1, "streets": 66, "track": 4, "single": 2, "oval": 6, "half": 6, "shaken": 4}


@pytest.mark.cross
@pytest.mark.parametrize(("day", "minutes"), [("02-11", -14.2), ("04-15", 0.0), ("05-14", 3.7), ("07-26", -6.5), ("11-03", 16.4)])
def test_a_node_at_half_past_ten_mean_time_is_off_the_sun_by_the_equation_of_time(day: str, minutes: float):
    """The Sun by Astropy; the equation of time, min (Meeus, Astronomical Algorithms, 2nd ed. 1998, chapter 28)."""
    found = compile_scenario(loads(shells_text(epoch=f"2026-{day}T18:20:00Z"), FILE), 0)
    assert hours_after_the_sun(nodes(found, "node", 0.0), found.clock, 0.0)[0] == pytest.approx(10.5 + minutes / 60.0, abs=0.2 / 60.0)
    # The first satellite stands over its node at the epoch and flies north; by mean time it is 10:30 there.
    start = positions(found, "node", np.array([0.0, 1.0]))[:, 0]
    latitude, longitude, _ = itrs_to_geodetic(start, EARTH)
    assert abs(latitude[0]) < 1e-9 < latitude[1]
    assert np.mod(18.0 + 20.0 / 60.0 + np.degrees(longitude[0]) / 15.0, 24.0) == pytest.approx(10.5, abs=1.0 / 3600.0)


@pytest.mark.cross
def test_sun_synchronous_planes_keep_their_local_time_for_a_year(problem: Problem):
    """Never further from the true Sun's time than the equation of time, 16.5 min; a year later to the Sun as they were, within 10 s."""
    for seconds in (0.0, 100.0 * 86_400.0, 365.2422 * 86_400.0):
        longitude = nodes(problem, "morning", seconds)
        time = hours_after_the_sun(longitude, problem.clock, seconds)
        assert np.allclose(time[:3], time[0]) and np.allclose(time[3:], time[3])
        assert np.mod(time[3] - time[0], 24.0) == pytest.approx(11.75, abs=1e-9)
        assert abs(time[0] - 10.5) < 16.5 / 60.0
    begun, ended = (hours_after_the_sun(nodes(problem, "morning", at), problem.clock, at)[0] for at in (0.0, 365.2422 * 86_400.0))
    assert abs(begun - ended) * 3600.0 < 10.0


@pytest.mark.law
def test_a_sun_synchronous_plane_is_filled_evenly_and_phased(problem: Problem):
    """Three in a plane 120 deg apart from 15 deg on; phasing 1 of six puts the second plane 60 deg ahead."""
    at = positions(problem, "morning", np.zeros(1))[0]
    assert np.allclose(np.linalg.norm(at, axis=1) - EARTH.radius, 550e3, atol=LIFT)
    inclination = np.arccos(np.cross(at[0], at[1])[2] / np.linalg.norm(np.cross(at[0], at[1])))
    assert np.degrees(inclination) == pytest.approx(97.6, abs=0.05)  # 97.593 deg with J2 alone
    expected = np.sin(np.radians([15.0, 135.0, 255.0, 75.0, 195.0, 315.0])) * np.sin(inclination)
    assert np.allclose(at[:, 2] / np.linalg.norm(at, axis=1), expected, rtol=0.0, atol=1e-9)


@pytest.mark.reference
def test_streets_lie_as_far_apart_as_published(problem: Problem):
    """Six polar planes of eleven: 31.4 deg between planes that fly the same way, 22.9 deg at the seam (Beste 1978; Adams and Rider 1987).

    They are for caps of 19.91 deg; 8.2 deg of elevation at 780 km gives 19.92 deg.
    """
    longitude = nodes(problem, "streets", 0.0).reshape(6, 11)
    apart = np.degrees(np.mod(np.diff(longitude[:, 0]), 2.0 * np.pi))
    assert np.allclose(longitude, longitude[:, :1], rtol=0.0, atol=1e-12)
    assert np.allclose(apart, 31.4, rtol=0.0, atol=0.06)
    assert 180.0 - apart.sum() == pytest.approx(22.9, abs=0.25)
    angle = float(problem.clock.earth_angle(np.zeros(1))[0])
    assert np.mod(longitude[0, 0] + angle, 2.0 * np.pi) == pytest.approx(np.radians(5.0), abs=1e-9)


@pytest.mark.law
def test_satellites_of_a_repeating_track_pass_over_one_line(problem: Problem):
    """Ten nodal days are near ten days, as the orbit is sun-synchronous: 143 turns, and each satellite a quarter behind the last."""
    first = positions(problem, "track", np.zeros(1))[0, 0]
    latitude, longitude, _ = itrs_to_geodetic(first, EARTH)
    assert (abs(latitude), np.degrees(longitude)) == (pytest.approx(0.0, abs=1e-9), pytest.approx(20.0, abs=1e-6))
    near = 10.0 * 86_400.0 + np.arange(-600.0, 600.0, 1.0)
    away = np.linalg.norm(positions(problem, "track", near)[:, 0] - first, axis=1)
    closes = float(near[np.argmin(away)])
    # In half a second a satellite flies 4 km; the Earth's true rotation strays by a few metres from the even one.
    assert away.min() < 4e3
    assert abs(closes - 864_000.0) < 600.0
    for place in (1, 2, 3):
        later = positions(problem, "track", np.array([closes * place / 4.0]))[0, place]
        assert np.linalg.norm(later - first) < 4e3


@pytest.mark.reference
def test_elements_place_each_satellite(problem: Problem):
    """By hand: at perigee 90 deg after the node the latitude is the inclination and the longitude 90 deg east of the node; 7,200 km out.

    Of the other, at apogee over its descending node: 10,800 km out above the equator, half a turn from the node.
    """
    at = positions(problem, "single", np.zeros(1))[0]
    node = np.radians(50.0) - float(problem.clock.earth_angle(np.zeros(1))[0])
    out = np.linalg.norm(at, axis=1)
    assert np.allclose(out, [7200e3, 10_800e3], rtol=0.0, atol=LIFT)
    assert np.degrees(np.arcsin(at[0, 2] / out[0])) == pytest.approx(60.0, abs=1e-9)
    assert np.degrees(np.arcsin(at[1, 2] / out[1])) == pytest.approx(0.0, abs=1e-9)
    east = np.arctan2(at[:, 1], at[:, 0]) - node - np.array([0.5 * np.pi, np.pi])
    assert np.allclose(np.mod(east + np.pi, 2.0 * np.pi), np.pi, rtol=0.0, atol=1e-9)


@pytest.mark.law
def test_eccentric_patterns_spread_their_nodes_as_circular_ones_do(problem: Problem):
    """Perigee and apogee 0.2 of the semi-major axis below and above it; nodes over a turn in a delta, over half a turn in a star."""
    axis = EARTH.radius + 8000e3
    for name, spread in (("oval", 120.0), ("half", 60.0)):
        assert np.allclose(shell(problem, name).ephemeris.radii, [0.8 * axis, 1.2 * axis], rtol=0.0, atol=LIFT)
        longitude = nodes(problem, name, 0.0)
        assert np.allclose(np.degrees(np.mod(np.diff(longitude[::2]), 2.0 * np.pi)), spread, rtol=0.0, atol=1e-9)
    angle = float(problem.clock.earth_angle(np.zeros(1))[0])
    assert np.mod(nodes(problem, "oval", 0.0)[0] + angle, 2.0 * np.pi) == pytest.approx(np.radians(7.0), abs=1e-9)


@pytest.mark.law
def test_an_eccentricity_that_is_drawn_flies_one_kind_of_ephemeris_in_every_variant(problem: Problem):
    each = [shell(problem, "shaken", variant).ephemeris for variant in range(3)]
    assert len({type(ephemeris) for ephemeris in each}) == 1
    widths = [ephemeris.radii[1] - ephemeris.radii[0] for ephemeris in each]
    drawn = [problem.samples.row(variant)["constellations.more.shells.shaken.eccentricity"] for variant in range(3)]
    assert widths[0] == drawn[0] == 0.0
    assert np.allclose(widths, 2.0 * np.array(drawn) * (EARTH.radius + 1200e3), rtol=1e-9)
    assert len(set(drawn)) == 3


@pytest.mark.reference
def test_every_family_in_words():
    more = loads(shells_text(), FILE).constellations["more"].shells
    assert [described(each) for each in more.values()] == [
        "Sun-synchronous, 2 planes of 3 at 550 km, northbound at 10:30, 22:15",
        "Sun-synchronous, 1 plane of 1 at 700 km, northbound at 10:30",
        "Streets of coverage, 6 planes of 11 at 780 km, 90°, for 8.2° of elevation",
        "Repeating track, 4 satellites, 143 revolutions in 10 days, 98.6°",
        "2 satellites, each by its own elements",
        "Walker delta, 3 planes of 2 at 8,000 km, 63.4°, eccentricity 0.2",
        "Walker star, 3 planes of 2 at 8,000 km, 63.4°, eccentricity 0.2",
        "Walker delta, 2 planes of 2 at 1,200 km, 63.4°",
    ]


@pytest.mark.law
def test_the_clock_tells_utc_as_local_time_of_the_prime_meridian():
    """UT1 is never 0.9 s from UTC."""
    for epoch, seconds in (("2026-11-01T00:00:00Z", 0.0), ("2026-02-11T18:20:30Z", 66_030.0), ("2020-06-30T23:59:58Z", 86_398.0)):
        found = compile_scenario(loads(small_text(epoch=epoch), FILE), 0)
        off = np.mod(found.clock.ut1_of_day - seconds + 43_200.0, 86_400.0) - 43_200.0
        assert abs(off) < 0.9
        assert isinstance(found.clock.epoch, Epoch) and found.clock.epoch.scale == "tt"
