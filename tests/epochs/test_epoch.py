"""Time scales against published conversions and Astropy, and the arithmetic of epochs."""

from fractions import Fraction

import numpy as np
import pytest
from astropy.time import Time
from hypothesis import given
from hypothesis import strategies as st

from cupola.epochs.epoch import Epoch, Scale
from cupola.epochs.leap_seconds import EpochError
from cupola.epochs.orientation import EarthOrientation

NANOSECOND = 1e-9
MJD_ZERO = 2_400_000.5


def constant_orientation(epoch: Epoch, ut1_minus_utc: float) -> EarthOrientation:
    """A table that holds one value of UT1-UTC on the days around an epoch."""
    day = np.floor(float(epoch.to("utc").mjd))
    zero = np.zeros(2)
    return EarthOrientation(
        np.array([day, day + 1.0]), np.full(2, ut1_minus_utc), zero, zero, zero, zero, last_measured=day + 1.0, source="one value"
    )


def clock(epoch: Epoch) -> float:
    """Seconds of the day that the clock of the epoch's own scale shows."""
    return float((epoch.jd2 % 1.0) * 86_400.0)


@pytest.mark.reference
def test_scales_of_the_sofa_cookbook():
    # SOFA Time Scale and Calendar Tools, section 4.2: 2006-01-15 21:24:37.5 UTC, with UT1-UTC = 0.3341 s.
    utc = Epoch.parse("2006-01-15T21:24:37.5Z")
    orientation = constant_orientation(utc, 0.3341)
    hour = 21 * 3600 + 25 * 60
    assert clock(utc.to("tai")) == pytest.approx(hour + 10.5, abs=NANOSECOND)
    assert clock(utc.to("tt")) == pytest.approx(hour + 42.684, abs=NANOSECOND)
    assert clock(utc.to("ut1", orientation)) == pytest.approx(hour - 60 + 37.8341, abs=NANOSECOND)
    # The cookbook's observer stands in Hawaii; at the geocentre TDB differs by at most 2.1 microseconds.
    assert clock(utc.to("tdb")) == pytest.approx(hour + 42.684373, abs=2.6e-6)


@pytest.mark.reference
def test_tt_of_vallado_example_3_15():
    # Vallado, Fundamentals of Astrodynamics and Applications, example 3-15: JD of TT 2453101.828154745 (to a tenth of a millisecond).
    tt = Epoch.parse("2004-04-06T07:51:28.386009Z").to("tt")
    assert float(tt.jd1 + tt.jd2) == pytest.approx(2_453_101.828154745, abs=1e-9)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1972-01-01T00:00:00Z", 10.0),
        ("1999-01-01T00:00:00Z", 32.0),
        ("2016-12-31T23:59:60Z", 36.0),
        ("2017-01-01T00:00:00Z", 37.0),
        # IERS, TAI-UTC from 1968-02-01 to 1972: 4.2131700 s + (MJD - 39126) x 0.002592 s.
        ("1970-01-01T00:00:00Z", 4.2131700 + (40_587 - 39_126) * 0.002592),
    ],
)
def test_tai_minus_utc_is_the_published_one(text: str, seconds: float):
    # Each is a midnight of UTC, or a leap second before one, so the clock of TAI shows the difference.
    assert clock(Epoch.parse(text).to("tai")) == pytest.approx(seconds, abs=NANOSECOND)


@pytest.mark.reference
def test_the_years_since_1972_count_their_leap_seconds():
    # 27 leap seconds were inserted from 1972-07-01 to 2017-01-01 (IERS Bulletin C); the 45 years hold 12 leap days.
    first, last = Epoch.parse("1972-01-01T00:00:00Z"), Epoch.parse("2017-01-01T00:00:00Z")
    days, seconds = last.days_and_seconds_since(first)
    assert float(days) == 45 * 365 + 12
    assert float(seconds) == pytest.approx(27.0, abs=0.1 * NANOSECOND)
    assert float(last.seconds_since(first)) == 16_437 * 86_400 + 27


@pytest.mark.cross
@pytest.mark.parametrize("scale", ["tai", "tt", "tdb"])
def test_scales_agree_with_astropy(scale: Scale):
    mjd = np.linspace(37_000.123, 62_000.456, 500)
    ours = Epoch(np.full(500, MJD_ZERO), mjd, "utc").to(scale)
    theirs = getattr(Time(np.full(500, MJD_ZERO), mjd, format="jd", scale="utc"), scale)
    apart = (ours.jd1 - theirs.jd1) + (ours.jd2 - theirs.jd2)
    # Both call ERFA, so this checks the wiring.
    assert np.abs(apart).max() * 86_400.0 < 0.1 * NANOSECOND


seconds_of_a_century = st.integers(-(10**9), 3 * 10**9)
nanoseconds = st.integers(0, 10**9 - 1)


@pytest.mark.law
@given(whole=seconds_of_a_century, part=nanoseconds, scale=st.sampled_from(["utc", "tai", "tt"]))
def test_seconds_added_are_the_seconds_counted(whole: int, part: int, scale: Scale):
    start = Epoch.parse("2026-08-01T00:00:00Z").to(scale)
    end = start.after(float(whole)).after(part / 10**9)
    days, seconds = end.days_and_seconds_since(start)
    exact = Fraction(whole) + Fraction(part, 10**9)
    assert abs(Fraction(float(days)) * 86_400 + Fraction(float(seconds)) - exact) < Fraction(1, 10**9)
    assert float(end.seconds_since(start)) == pytest.approx(float(exact), abs=max(abs(float(exact)) * 2.0**-52, NANOSECOND))


@pytest.mark.law
@given(
    mjd=st.integers(37_000, 90_000),
    fraction=st.floats(0.0, 1.0, exclude_max=True),
    scale=st.sampled_from(["utc", "tai", "tt", "ut1", "tdb"]),
)
def test_every_scale_and_back_is_the_same_instant(mjd: int, fraction: float, scale: Scale):
    there = Epoch(np.asarray(MJD_ZERO + mjd), np.asarray(fraction), "tai")
    zero = np.zeros(2)
    drifting = EarthOrientation(np.array([41_684.0, 41_784.0]), np.array([0.8, 0.5]), zero, zero, zero, zero, 41_784.0, "falls 3 ms a day")
    back = there.to(scale, drifting).to("tai", drifting)
    assert abs(float(back.seconds_since(there))) < 0.1 * NANOSECOND


@pytest.mark.law
def test_seconds_run_through_a_leap_second():
    start = Epoch.parse("2016-12-31T23:59:59Z")
    shown = [start.after(0.5 * step).isoformat() for step in range(5)]
    assert shown == [
        "2016-12-31T23:59:59Z",
        "2016-12-31T23:59:59.5Z",
        "2016-12-31T23:59:60Z",
        "2016-12-31T23:59:60.5Z",
        "2017-01-01T00:00:00Z",
    ]
    assert float(Epoch.parse("2017-01-01T00:00:00Z").seconds_since(start)) == pytest.approx(2.0, abs=NANOSECOND)


@pytest.mark.law
@given(st.integers(1960, 2200), st.integers(1, 12), st.integers(1, 28), st.integers(0, 86_399), nanoseconds)
def test_text_keeps_every_nanosecond(year: int, month: int, day: int, second: int, nanosecond: int):
    fraction = f".{nanosecond:09d}".rstrip("0").rstrip(".")
    text = f"{year:04d}-{month:02d}-{day:02d}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}{fraction}Z"
    epoch = Epoch.parse(text)
    assert epoch.isoformat() == text
    assert epoch.to("tt").isoformat() == text


@pytest.mark.law
@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_parts_are_put_in_form_without_loss(jd1: float, jd2: float):
    epoch = Epoch(np.asarray(jd1), np.asarray(jd2), "tt")
    assert float(epoch.jd1) % 1.0 == 0.5
    assert abs(float(epoch.jd2)) <= 0.5
    kept = Fraction(float(epoch.jd1)) + Fraction(float(epoch.jd2))
    assert abs(kept - Fraction(jd1) - Fraction(jd2)) <= Fraction(1, 2**53)


@pytest.mark.law
def test_an_array_of_instants_is_each_of_them():
    start = Epoch.parse("2026-08-01T00:00:00Z")
    offsets = np.array([[0.0, 1.25], [86_400.0, -3_600.0]])
    many = start.after(offsets)
    assert many.shape == (2, 2)
    for index, offset in np.ndenumerate(offsets):
        assert many[index].isoformat() == start.after(float(offset)).isoformat()
    np.testing.assert_allclose(many.seconds_since(start), offsets, atol=NANOSECOND)


@pytest.mark.law
def test_years_far_ahead_keep_the_last_known_leap_seconds():
    far = Epoch.parse("2150-01-01T00:00:00Z")
    near = Epoch.parse("2026-01-01T00:00:00Z")
    days, seconds = far.days_and_seconds_since(near)
    assert (float(days), float(seconds)) == (45_290.0, 0.0)


@pytest.mark.law
def test_refusals_are_plain():
    epoch = Epoch.parse("2026-08-01T00:00:00Z")
    with pytest.raises(EpochError, match="UT1 is measured, not computed; give an EarthOrientation"):
        epoch.to("ut1")
    ut1 = epoch.to("ut1", constant_orientation(epoch, 0.01))
    with pytest.raises(EpochError, match="UT1 is measured"):
        ut1.seconds_since(epoch)
    with pytest.raises(EpochError, match="seconds are added in tai, tt or utc, not in ut1"):
        ut1.after(1.0)
    with pytest.raises(EpochError, match="take one by its index"):
        epoch.after(np.zeros(3)).isoformat()
    with pytest.raises(EpochError, match="UTC began on 1960-01-01"):
        Epoch(np.asarray(MJD_ZERO), np.asarray(36_000.0), "utc").to("tai")
    with pytest.raises(EpochError, match="UTC began on 1960-01-01"):
        Epoch(np.asarray(MJD_ZERO), np.asarray(36_000.0), "tai").to("utc")
    with pytest.raises(EpochError, match="not finite"):
        Epoch(np.asarray(np.nan), np.asarray(0.0), "tt")
    with pytest.raises(EpochError, match="have shapes"):
        Epoch(np.zeros(2), np.zeros(3), "tt")
    with pytest.raises(EpochError, match="was left out of UTC"):
        Epoch.parse("1968-01-31T23:59:59.95Z")
