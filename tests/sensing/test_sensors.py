"""Which sensor sees what and when: phases, cloud, limb, Sun, field of regard; looks in and out of step; messages for bad numbers."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sensor_sample import tracking, warning

from cupola.constants import EARTH
from cupola.errors import InputError
from cupola.flight.phases import BOOST, COAST, DOWN, WAITING
from cupola.sensing.lines_of_sight import SightLines, sight_lines
from cupola.sensing.sensors import InfraredSensor, can_see, look_numbers, looks_due, of_satellites, scan_phases

R = EARTH.radius
compiled_lines = jax.jit(sight_lines, static_argnums=3)
compiled_view = jax.jit(can_see)
CLEAR = jnp.array(-jnp.inf)


def lines(satellite_altitude: float, target_altitude: float, angle_deg: float, sun_deg: float = 90.0) -> SightLines:
    """From a satellite in the plane of the equator to a target `angle_deg` further along it; the Sun stands at `sun_deg` there."""
    angle, sun = np.radians(angle_deg), np.radians(sun_deg)
    target = (R + target_altitude) * jnp.array([np.cos(angle), np.sin(angle), 0.0])
    return compiled_lines(jnp.array([[R + satellite_altitude, 0.0, 0.0]]), target, jnp.array([np.cos(sun), np.sin(sun), 0.0]), EARTH)


def sees(sensor: InfraredSensor, line: SightLines, phase: int, cloud: float = -np.inf) -> bool:
    return bool(compiled_view(sensor, line, jnp.array(phase), jnp.array(cloud))[0])


@pytest.mark.reference
@pytest.mark.parametrize(("angle", "seen"), [(5.0, False), (17.9, False), (18.0, True), (30.0, True), (39.8, True), (39.95, False)])
def test_a_cold_body_is_seen_in_the_band_against_space(angle: float, seen: bool):
    """Sensor 1,000 km, target 200 km, tangent 80 km: 17.96 to 39.88 deg at the Earth's centre."""
    assert sees(tracking(), lines(1000e3, 200e3, angle), COAST) == seen


@pytest.mark.reference
def test_a_geostationary_sensor_sees_a_plume_to_its_least_elevation():
    """5 deg of elevation lies 76.3 deg from the point below: 81.3 deg at the horizon (Maral and Bousquet, section 8.3), 5 deg nearer to
    within the 0.02 deg by which the line's own parallax grows."""
    assert sees(warning(), lines(35_786e3, 20e3, 76.2), BOOST)
    assert not sees(warning(), lines(35_786e3, 20e3, 76.5), BOOST)
    assert sees(warning(least_elevation=0.0), lines(35_786e3, 20e3, 81.2), BOOST)


def test_sensors_serve_their_phases_alone():
    below, limb = lines(35_786e3, 200e3, 30.0), lines(1000e3, 200e3, 30.0)
    assert sees(warning(), below, BOOST)
    assert not sees(warning(), below, COAST)
    assert not sees(warning(), limb, COAST)
    assert sees(tracking(), limb, COAST)
    assert not sees(tracking(), below, COAST)
    assert not sees(tracking(plume=False), below, BOOST)
    for phase in (WAITING, DOWN):
        assert not sees(tracking(), limb, phase)


def test_no_one_sees_a_plume_below_the_clouds():
    assert not sees(warning(), lines(35_786e3, 8e3, 30.0), BOOST, cloud=9e3)
    assert sees(warning(), lines(35_786e3, 10e3, 30.0), BOOST, cloud=9e3)
    assert sees(tracking(), lines(1000e3, 200e3, 30.0), COAST, cloud=9e3)


def test_a_high_plume_is_seen_past_the_limb_but_not_through_the_air():
    """At 200 km a plume stays in sight beyond the horizon of the ground below it, until the line dips below the lowest tangent."""
    past = lines(1000e3, 200e3, 35.0)
    assert float(past.elevation[0]) < 0.0
    assert sees(warning(), past, BOOST)
    assert not sees(warning(), lines(1000e3, 200e3, 40.5), BOOST)


def test_range_field_and_sun_limit_a_sensor():
    line = lines(1000e3, 200e3, 25.0, sun_deg=150.0)
    assert sees(tracking(), line, COAST)
    assert not sees(tracking(max_range=0.999 * float(line.range[0])), line, COAST)
    assert not sees(tracking(field_of_regard=float(line.off_nadir[0]) - 1e-6), line, COAST)
    assert sees(tracking(field_of_regard=float(line.off_nadir[0]) + 1e-6), line, COAST)
    look = np.degrees(np.arctan2(float(line.direction[0, 1]), float(line.direction[0, 0])))
    near = lines(1000e3, 200e3, 25.0, sun_deg=look - 10.0)  # 10 deg above the look, clear of the Earth
    assert bool(near.sun_clear[0])
    assert not sees(tracking(sun_exclusion=np.radians(10.5)), near, COAST)
    assert sees(tracking(sun_exclusion=np.radians(9.5)), near, COAST)
    hidden = lines(1000e3, 200e3, 25.0, sun_deg=look + 20.0)
    assert not bool(hidden.sun_clear[0])
    assert sees(tracking(sun_exclusion=np.radians(30.0)), hidden, COAST)


def test_groups_of_satellites_keep_their_own_numbers():
    both = of_satellites((warning(), tracking()), (2, 3))
    assert both.cold.tolist() == [False, False, True, True, True]
    assert both.capacity.tolist() == [100, 100, 10, 10, 10]
    assert both.noise.dtype == jnp.float64
    assert both.needed.dtype == jnp.int32
    line = lines(1000e3, 200e3, 30.0)
    five = SightLines(**{name: jnp.repeat(value, 1 if name == "target_height" else 5, axis=0) for name, value in vars(line).items()})
    assert can_see(both, five, jnp.array(COAST), CLEAR).tolist() == [False, False, True, True, True]


def test_scanning_satellites_look_once_in_an_interval_and_not_in_step():
    seconds, satellites = jnp.arange(1.0, 3601.0), jnp.arange(40)
    due = np.asarray(looks_due(warning(look_interval=10.0), seconds, 1.0, satellites))
    assert np.all(due.sum(axis=0) == 360)
    gaps = [np.diff(np.flatnonzero(column)) for column in due.T]
    assert all(set(gap.tolist()) <= {9, 10, 11} for gap in gaps)
    assert np.mean([np.mean(gap == 10) for gap in gaps]) > 0.99
    assert due[:10].sum(axis=1).max() <= 5  # 40 satellites over ten steps: four each, were they evenly spread
    assert np.all(looks_due(warning(), seconds, 1.0, satellites))


counted = jax.jit(look_numbers)


@pytest.mark.law
@given(start=st.floats(0.0, 1e6), interval=st.floats(1.0, 30.0), satellite=st.integers(0, 10_000))
def test_look_numbers_count_one_by_one(start: float, interval: float, satellite: int):
    sensor, index = warning(look_interval=interval), jnp.array([satellite])
    numbers = np.asarray(counted(sensor, start + jnp.arange(200.0), index))[:, 0]
    assert set(np.diff(numbers).tolist()) <= {0, 1}
    assert numbers[-1] - numbers[0] == pytest.approx(199.0 / interval, abs=1.0)
    assert 0.0 <= float(scan_phases(index)[0]) < 1.0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"noise": -1e-6}, "sensors.sample: noise\n  got -1e-06 rad; must lie in"),
        ({"probability": 1.5}, "probability\n  got 1.5 per look"),
        ({"needed": 6}, "got 6 of 5 looks"),
        ({"window": 40}, "window\n  got 40 looks"),
        ({"plume": False}, "got neither"),
        ({"look_interval": 0.0}, "look_interval\n  got 0 s"),
        ({"max_range": np.nan}, "max_range\n  got nan m"),
    ],
)
def test_bad_numbers_are_told_plainly(changes: dict[str, Any], words: str):
    with pytest.raises(InputError) as told:
        warning(**changes)
    assert words in str(told.value)
