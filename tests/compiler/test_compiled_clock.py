"""The Sun as the compiled clock tells it, against Astropy's and against the seasons."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sun_by_astropy import sun_by_astropy

from cupola.catalog.earth_orientation import load_earth_orientation
from cupola.compiler.problem import Clock
from cupola.epochs.epoch import Epoch

DAY = 86_400.0


def clock(mjd: float) -> Clock:
    return Clock(Epoch(np.asarray(2_400_000.5), np.asarray(mjd), "utc").to("tt"), load_earth_orientation())


@pytest.mark.cross
@pytest.mark.parametrize("mjd", [53_005.25, 56_293.77, 58_849.0, 60_970.5])
def test_the_sun_is_where_astropy_sees_it(mjd: float):
    """To 0.01 deg all through a year, from 2004 to 2026: light time and aberration, which are left out, are 0.0057 deg."""
    found = clock(mjd)
    seconds = np.linspace(0.0, 366.0 * DAY, 97)
    ours, theirs = found.sun(seconds), sun_by_astropy(found.epoch.after(seconds))
    apart = np.degrees(2.0 * np.arcsin(0.5 * np.linalg.norm(ours - theirs, axis=-1)))
    assert apart.max() < 0.01
    assert np.allclose(np.linalg.norm(ours, axis=-1), 1.0, rtol=0.0, atol=1e-14)


@pytest.mark.law
@settings(max_examples=30)
@given(start=st.floats(0.0, 40.0 * DAY), length=st.floats(1.0, 3.0 * DAY))
def test_the_sun_does_not_depend_on_the_stretch_that_is_asked(start: float, length: float):
    """Straight lines between its places are right to 0.2 arcsec, wherever a stretch begins: 1 microradian and no more."""
    found = clock(61_345.0)
    seconds = start + np.linspace(0.0, length, 7)
    alone = np.concatenate([found.sun(seconds[place : place + 1]) for place in range(7)])
    assert np.abs(found.sun(seconds) - alone).max() < 1e-6
    assert found.sun(np.empty(0)).shape == (0, 3)


@pytest.mark.reference
def test_the_sun_crosses_the_equator_and_turns_when_the_almanac_says():
    """Equinox 2026-03-20 14:46 and solstice 2026-06-21 08:25 UTC (Astronomical Applications Department, US Naval Observatory).

    They are of the Sun as it is seen, which aberration holds 20.5 arcsec back on the ecliptic, 8.15 arcsec in declination at an equinox;
    in the half minute to which the instant is told it moves by half an arcsecond.
    """
    equinox, solstice = 61_119.0 + (14 * 60 + 46) / 1440.0, 61_212.0 + (8 * 60 + 25) / 1440.0
    hour = np.array([-3600.0, 0.0, 3600.0])
    height = clock(equinox).sun(hour)[:, 2]
    assert height[0] < 0.0 < height[2]
    assert np.degrees(np.arcsin(height[1])) * 3600.0 == pytest.approx(8.15, abs=0.6)
    highest = clock(solstice).sun(np.array([-2.0 * DAY, 0.0, 2.0 * DAY]))[:, 2]
    assert highest[1] > max(highest[0], highest[2])
    assert np.degrees(np.arcsin(highest[1])) == pytest.approx(23.4361, abs=0.003)  # the obliquity in 2026
