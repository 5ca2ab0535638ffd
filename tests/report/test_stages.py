"""Times after a launch, the axis of the steps, steps of the maps of first sights, ticks of the curves: as drawn and as told."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.report import courses, steps, waterfall
from cupola.report.quantities import MINUS, THIN, quantity, span
from cupola.report.stages import Stage, clock, face

TIMES = st.one_of(st.floats(0.0, 5000.0), st.just(math.inf), st.just(math.nan))


@pytest.mark.law
@given(st.floats(0.0, 90_000.0))
def test_a_time_after_launch_reads_back(seconds: float):
    told = clock(seconds).replace(THIN, " ")
    parts = {unit: float(number) for number, unit in re.findall(r"([\d.]+) (min|s)", told)}
    read = 60.0 * parts.get("min", 0.0) + parts.get("s", 0.0)
    # Half of the last unit told: a tenth of a second below ten seconds, a minute from twenty minutes on.
    assert abs(read - seconds) <= (0.051 if seconds < 10.0 else 30.0 if seconds >= 1200.0 else 0.501)
    minutes, rest = face(seconds).split(":")
    assert abs(60 * int(minutes) + int(rest) - seconds) <= 0.501 and len(rest) == 2 and int(rest) < 60


@pytest.mark.law
def test_times_that_are_none_are_told_in_words():
    assert [clock(math.inf), clock(math.nan), face(math.inf), face(math.nan)] == ["never", "not known", "never", "?"]
    assert [clock(one).replace(THIN, " ") for one in (0.0, 5.5, 119.4, 119.6, 180.0, 1199.0, 1980.0)] == [
        *("0 s", "5.5 s", "119 s", "2 min", "3 min", "19 min 59 s", "33 min")
    ]
    assert clock(-75.0).startswith(MINUS) and face(-75.0) == f"{MINUS}1:15"


@pytest.mark.law
@given(st.lists(st.tuples(TIMES, TIMES, TIMES), min_size=1, max_size=6), TIMES, TIMES)
def test_every_time_stands_on_the_axis_in_its_order(told: list[tuple[float, float, float]], burn_out: float, end: float):
    stages = [Stage("One", *times, share=0.5, given=False) for times in told]
    burn_out, end = (value if math.isfinite(value) else math.nan for value in (burn_out, end))
    along = waterfall.axis([stages], burn_out, end)
    known = sorted(value for times in told for value in times if math.isfinite(value))
    places = [along.place(value) for value in known]
    assert places == sorted(places) and all(0.0 <= place <= 1.0 for place in places)
    halves = [half for _, half, _ in told if math.isfinite(half)]
    assert all(half <= along.shown for half in halves)
    assert math.isnan(burn_out) or burn_out <= along.shown
    assert math.isnan(end) or (0.0 <= along.end_place <= 1.0 and (not along.broken or along.end_place > along.place(along.shown)))
    assert 2 <= len(along.ticks()) <= waterfall.MOST_TICKS + 1 or along.shown < waterfall.TICKS[0]


@pytest.mark.law
@given(st.lists(st.one_of(st.integers(0, 3000).map(float), st.just(math.inf), st.just(math.nan)), min_size=1, max_size=30))
def test_a_map_of_first_sights_tells_every_cell_and_has_no_idle_step(times: list[float]):
    seconds = np.array(times)
    scale, step = steps.sights(seconds)
    for time, found in zip(times, step, strict=True):
        assert (scale.places[found] == steps.HATCHED) == (scale.labels[found] == "never") == math.isinf(time)
        assert (scale.places[found] == steps.DOTTED) == (scale.labels[found] == "not known") == math.isnan(time)
    known = [(time, int(found)) for time, found in zip(times, step, strict=True) if math.isfinite(time)]
    assert [found for _, found in sorted(known)] == sorted(found for _, found in known)
    assert set(step.tolist()) == set(range(len(scale.labels))) and len(scale.labels) == len(scale.places)


@pytest.mark.law
@given(st.floats(1e-3, 1e6), st.floats(1.5, 1e9), st.integers(3, 8))
def test_ticks_of_a_logarithmic_axis_lie_within_and_are_not_too_many(low: float, factor: float, most: int):
    ticks = courses.decades(low, low * factor, most)
    assert len(ticks) <= most and ticks == sorted(ticks) and all(low <= tick <= low * factor for tick in ticks)
    assert len(ticks) >= 1 or factor < 3.0


@pytest.mark.law
@given(st.lists(st.integers(1, 500), min_size=1, max_size=9, unique=True))
def test_the_least_and_the_greatest_raid_have_a_tick(sizes: list[int]):
    sizes.sort()
    ticks = courses.raid_ticks([float(size) for size in sizes])
    assert set(ticks) <= set(map(float, sizes)) and ticks[0] == sizes[0] and ticks[-1] == sizes[-1]


@pytest.mark.law
def test_the_noise_of_a_sensor_is_told_in_microradians_and_an_orbit_in_degrees():
    assert quantity(3e-5, "rad").replace(THIN, " ") == "30 µrad" and span(1e-5, 6e-5, "rad").replace(THIN, " ") == "10 to 60 µrad"
    half_degree = math.pi / 360.0
    assert quantity(half_degree, "rad") == "0.5°" and quantity(half_degree, "rad", 1.0) == "0.5°" and quantity(0.0, "rad") == "0°"
