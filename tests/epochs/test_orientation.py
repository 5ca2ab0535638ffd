"""Interpolation and status of an Earth orientation table, across a leap second and beyond its ends."""

from dataclasses import replace

import numpy as np
import pytest

from cupola.epochs.epoch import Epoch
from cupola.epochs.leap_seconds import EpochError
from cupola.epochs.orientation import EarthOrientation, OrientationStatus

FIRST = 57_750.0
"""2016-12-28; the leap second comes at the end of MJD 57753."""


@pytest.fixture
def table() -> EarthOrientation:
    """Eight days in which UT1 loses 1 ms a day against TAI and UTC steps by a second."""
    days = FIRST + np.arange(8.0)
    ut1_minus_utc = -0.400 - 0.001 * np.arange(8) + np.where(days >= 57_754.0, 1.0, 0.0)
    ramp = np.arange(8) * 1e-8
    return EarthOrientation(days, ut1_minus_utc, ramp, 2 * ramp, 3 * ramp, -ramp, last_measured=FIRST + 5.0, source="made up")


@pytest.mark.law
def test_ut1_runs_smoothly_through_a_leap_second(table: EarthOrientation):
    start = Epoch.parse("2016-12-31T12:00:00Z").to("tai")
    epochs = start.after(np.arange(0.0, 86_401.0, 60.0))
    ut1 = epochs.to("ut1", table)
    steps = np.diff(ut1.jd1 * 86_400.0 - ut1.jd1[0] * 86_400.0 + ut1.jd2 * 86_400.0)
    np.testing.assert_allclose(steps, 60.0 - 0.001 * 60.0 / 86_400.0, atol=2e-11 * 5)


@pytest.mark.law
def test_noon_is_half_way_between_two_rows(table: EarthOrientation):
    values = table.at(Epoch.parse("2016-12-29T12:00:00Z").to("tai").mjd)
    assert float(values.ut1_minus_tai) == pytest.approx(-0.4015 - 36.0, abs=1e-12)
    assert float(values.xp) == pytest.approx(1.5e-8, abs=1e-18)
    assert float(values.yp) == pytest.approx(3.0e-8, abs=1e-18)
    assert float(values.dx) == pytest.approx(4.5e-8, abs=1e-18)
    assert float(values.dy) == pytest.approx(-1.5e-8, abs=1e-18)


@pytest.mark.law
def test_the_status_tells_measured_from_predicted_from_beyond(table: EarthOrientation):
    texts = [
        "2016-12-27T23:59:59Z",
        "2016-12-28T00:00:00Z",
        "2017-01-02T00:00:00Z",
        "2017-01-02T00:00:01Z",
        "2017-01-04T00:00:00Z",
        "2017-01-04T00:00:01Z",
    ]
    expected = ["BEYOND", "MEASURED", "MEASURED", "PREDICTED", "PREDICTED", "BEYOND"]
    values = table.at(np.array([float(Epoch.parse(text).to("tai").mjd) for text in texts]))
    assert [OrientationStatus(code).name for code in values.status.tolist()] == expected
    assert values.ut1_minus_tai[0] == table.ut1_minus_tai[0]
    assert values.ut1_minus_tai[-1] == table.ut1_minus_tai[-1]
    assert values.xp[-1] == table.xp[-1]


@pytest.mark.law
def test_the_shape_of_the_instants_is_kept(table: EarthOrientation):
    values = table.at(np.full((2, 3), FIRST + 1.0))
    assert all(field.shape == (2, 3) for field in values)


@pytest.mark.law
def test_a_damaged_table_is_refused(table: EarthOrientation):
    with pytest.raises(EpochError, match="steps by 1"):
        replace(table, ut1_minus_utc=table.ut1_minus_utc - np.where(table.mjd >= 57_754.0, 1.0, 0.0))
    with pytest.raises(EpochError, match="not finite"):
        replace(table, xp=np.where(table.mjd == FIRST, np.nan, table.xp))
    with pytest.raises(EpochError, match="rising order"):
        replace(table, mjd=table.mjd[::-1])
    with pytest.raises(EpochError, match="one length"):
        replace(table, dy=table.dy[1:])
