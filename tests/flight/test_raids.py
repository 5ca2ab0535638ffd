"""Raids: seeded draws that do not depend on how many there are, spread as the cells and weights say."""

import numpy as np
import pytest
from flight_samples import AIMS, PADS, spread
from hypothesis import given
from hypothesis import strategies as st

from cupola.errors import InputError
from cupola.flight import Area, raid

POINT = Area(np.radians([40.0]), np.radians([125.0]), np.ones(1))
NAMES = ("launch_seconds", "pad_latitude", "pad_longitude", "aim_latitude", "aim_longitude")


@pytest.mark.law
@given(seed=st.integers(0, 2**40), few=st.integers(1, 12), more=st.integers(0, 20))
def test_a_launch_does_not_depend_on_how_many_there_are(seed: int, few: int, more: int):
    small, large = spread(few, seed), spread(few + more, seed)
    assert all(np.array_equal(getattr(small, name), getattr(large, name)[:few]) for name in NAMES)


@pytest.mark.law
def test_another_seed_is_another_raid_and_launches_differ():
    one, other = spread(50, 1), spread(50, 2)
    for name in NAMES:
        assert not np.any(getattr(one, name) == getattr(other, name))
        assert len(set(getattr(one, name))) == 50


@pytest.mark.law
def test_times_fill_the_span_evenly():
    drawn = raid(5, 4_000, 1_000.0, 600.0, POINT, AIMS)
    assert drawn.launch_seconds.min() >= 1_000.0 and drawn.launch_seconds.max() < 1_600.0
    counts, _ = np.histogram(drawn.launch_seconds, bins=10, range=(1_000.0, 1_600.0))
    assert np.all(np.abs(counts - 400) < 5.0 * np.sqrt(400.0))
    assert np.all(raid(5, 9, 7.0, 0.0, POINT, AIMS).launch_seconds == 7.0)


@pytest.mark.law
def test_points_are_points_and_cells_are_filled_by_area():
    """A cell from the equator to 60 deg north holds half its area below asin(sin 60 deg / 2) = 25.66 deg."""
    cell = Area(np.radians([30.0]), np.radians([179.0]), np.ones(1), np.radians(30.0), np.radians(3.0))
    drawn = raid(8, 4_000, 0.0, 1.0, cell, POINT)
    assert np.all(drawn.aim_latitude == POINT.latitude[0]) and np.allclose(drawn.aim_longitude, POINT.longitude[0])
    assert np.degrees(drawn.pad_latitude.min()) >= -1e-9 and np.degrees(drawn.pad_latitude.max()) <= 60.0 + 1e-9
    below = np.mean(np.degrees(drawn.pad_latitude) < 25.659)
    assert below == pytest.approx(0.5, abs=5.0 * 0.5 / np.sqrt(4_000.0))
    off = np.mod(np.degrees(drawn.pad_longitude) - 179.0 + 180.0, 360.0) - 180.0
    assert np.all(np.abs(off) <= 3.0 + 1e-9) and np.abs(drawn.pad_longitude).max() <= np.pi
    assert np.mean(off < 0.0) == pytest.approx(0.5, abs=0.04)


@pytest.mark.law
def test_weights_are_shares_and_a_cell_of_none_is_never_drawn():
    area = Area(np.radians([10.0, 20.0, 30.0]), np.zeros(3), np.array([3.0, 0.0, 1.0]))
    drawn = raid(2, 4_000, 0.0, 1.0, area, POINT)
    latitude = np.round(np.degrees(drawn.pad_latitude))
    assert set(latitude) == {10.0, 30.0}
    assert np.mean(latitude == 10.0) == pytest.approx(0.75, abs=0.035)


@pytest.mark.law
def test_a_cell_at_the_pole_stays_on_the_globe():
    cap = Area(np.radians([89.5]), np.zeros(1), np.ones(1), np.radians(2.0), np.pi)
    drawn = raid(4, 500, 0.0, 1.0, cap, POINT)
    assert np.degrees(drawn.pad_latitude).max() <= 90.0 and np.degrees(drawn.pad_latitude).min() >= 87.5 - 1e-9


@pytest.mark.law
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"count": 0}, "0 launches"),
        ({"count": 2.5}, "2.5 launches"),
        ({"seed": -1}, "seed -1"),
        ({"span": -5.0}, "span 0 s or longer"),
        ({"start": float("nan")}, "finite"),
        ({"pads": Area(np.zeros(1), np.zeros(1), np.array([-1.0]))}, "weights of the pads"),
        ({"aims": Area(np.zeros(1), np.zeros(1), np.zeros(1))}, "weights of the aims"),
        ({"pads": Area(np.zeros(0), np.zeros(0), np.zeros(0))}, r"shapes \(0,\)"),
        ({"pads": Area(np.array([2.0]), np.zeros(1), np.ones(1))}, "latitude"),
        ({"pads": Area(np.array([np.nan]), np.zeros(1), np.ones(1))}, "not finite"),
        ({"aims": Area(np.zeros(1), np.zeros(1), np.ones(1), -0.1)}, "cell of the aims"),
    ],
)
def test_nonsense_is_refused_in_plain_words(change: dict, words: str):
    with pytest.raises(InputError, match=words):
        raid(**({"seed": 1, "count": 3, "start": 0.0, "span": 10.0, "pads": PADS, "aims": AIMS} | change))
