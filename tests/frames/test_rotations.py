"""Frames against worked examples from the literature, Astropy and Skyfield; tolerances are distances on the ground."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measured_errors import against_astropy, against_skyfield, every_second_row_dropped, held_for_a_year, pole_offsets_left_out

from cupola.catalog.earth_orientation import load_earth_orientation
from cupola.constants import EARTH
from cupola.epochs.epoch import Epoch
from cupola.epochs.orientation import EarthOrientation
from cupola.frames.rotations import cirs_to_itrs, earth_rotation_angle, gcrs_to_cirs, gcrs_to_itrs, teme_to_itrs

ARCSECOND = np.radians(1.0 / 3600.0)


def orientation_of_a_day(epoch: Epoch, ut1_minus_utc: float, *arcseconds: float) -> EarthOrientation:
    """A table that holds published values of one instant: UT1-UTC in s, then xp, yp, dX, dY in arcseconds."""
    day = np.floor(float(epoch.mjd))
    xp, yp, dx, dy = (np.full(2, value * ARCSECOND) for value in arcseconds)
    return EarthOrientation(np.array([day, day + 1.0]), np.full(2, ut1_minus_utc), xp, yp, dx, dy, day + 1.0, "a worked example")


@pytest.fixture(scope="module")
def iers() -> EarthOrientation:
    return load_earth_orientation()


@pytest.mark.reference
def test_sofa_cookbook():
    # SOFA Tools for Earth Attitude, section 5.5: 2007-04-05 12h UTC, IAU 2006/2000A, CIO based, using classical angles.
    epoch = Epoch.parse("2007-04-05T12:00:00Z")
    orientation = orientation_of_a_day(epoch, -0.072073685, 0.0349282, 0.4833163, 0.1750e-3, -0.2259e-3)
    assert np.degrees(float(earth_rotation_angle(epoch, orientation))) == pytest.approx(13.318492966097, abs=1e-12)
    to_cirs = [
        [0.999999746339445, -0.000000005138822, -0.000712264730072],
        [-0.000000026475227, 0.999999999014975, -0.000044385242827],
        [0.000712264729599, 0.000044385250426, 0.999999745354420],
    ]
    to_itrs = [
        [0.973104317697535, 0.230363826239128, -0.000703163482198],
        [-0.230363800456037, 0.973104570632801, 0.000118545366625],
        [0.000711560162668, 0.000046626403995, 0.999999745754024],
    ]
    # Fifteen decimals are printed: 1e-14 is 0.06 micrometres on the ground.
    np.testing.assert_allclose(gcrs_to_cirs(epoch, orientation), to_cirs, rtol=0.0, atol=1e-14)
    np.testing.assert_allclose(gcrs_to_itrs(epoch, orientation), to_itrs, rtol=0.0, atol=1e-14)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("rotation", "given", "tolerance"),
    [
        # The book keeps UT1 as one Julian date in a float64, 40 microseconds apart, in which a point at this radius turns by 24 mm.
        (gcrs_to_itrs, (5_102_508.95290, 6_123_011.39910, 6_378_136.93380), 0.024),
        (cirs_to_itrs, (5_100_018.40470, 6_122_786.36480, 6_380_344.53270), 0.024),
        (teme_to_itrs, (5_094_180.16210, 6_127_644.65950, 6_380_344.53270), 0.024),
    ],
)
def test_vallado_example_3_15(rotation, given, tolerance: float):
    # Vallado, Fundamentals of Astrodynamics and Applications, examples 3-14 and 3-15 and table 3-6.
    epoch = Epoch.parse("2004-04-06T07:51:28.386009Z")
    orientation = orientation_of_a_day(epoch, -0.4399619, -0.140682, 0.333309, -0.000205, -0.000136)
    r_itrs = np.array([-1_033_479.3830, 7_901_295.2754, 6_380_356.5958])
    assert np.linalg.norm(rotation(epoch, orientation) @ np.array(given) - r_itrs) < tolerance


@pytest.mark.reference
def test_vallado_precession_and_nutation():
    # The same example without the Earth's turn: its UT1 plays no part, and a series cut by other hands agrees to a millimetre.
    epoch = Epoch.parse("2004-04-06T07:51:28.386009Z")
    orientation = orientation_of_a_day(epoch, -0.4399619, -0.140682, 0.333309, -0.000205, -0.000136)
    r_gcrs = np.array([5_102_508.95290, 6_123_011.39910, 6_378_136.93380])
    r_cirs = np.array([5_100_018.40470, 6_122_786.36480, 6_380_344.53270])
    assert np.linalg.norm(gcrs_to_cirs(epoch, orientation) @ r_gcrs - r_cirs) < 1e-3


@pytest.mark.cross
@pytest.mark.parametrize("which", [0, 1], ids=["GCRS", "TEME"])
def test_astropy(which: int):
    # The same ERFA underneath and the same table: this checks the wiring, to 1e-12 rad or 6 micrometres on the ground.
    assert against_astropy(which) < 1e-12 * EARTH.radius


@pytest.mark.cross
@pytest.mark.parametrize("which", [0, 1], ids=["GCRS", "TEME"])
def test_skyfield(which: int):
    # Separate code from the IERS file to the matrix: 5 mm covers its one-float UT1 fraction and its cut series.
    assert against_skyfield(which) < 5e-3


@pytest.mark.cross
def test_what_is_left_out_is_as_small_as_said():
    assert pole_offsets_left_out() < 0.05
    assert every_second_row_dropped() < 4 * 0.1e-3
    assert held_for_a_year() < 1.0


mjd_of_the_table = st.floats(41_684.0, 61_700.0)


@pytest.mark.law
@given(mjd=mjd_of_the_table)
def test_rotations_keep_lengths_and_handedness(iers: EarthOrientation, mjd: float):
    epoch = Epoch(np.asarray(2_400_000.5), np.asarray(mjd), "tai")
    for rotation in (gcrs_to_cirs, cirs_to_itrs, gcrs_to_itrs, teme_to_itrs):
        matrix = rotation(epoch, iers)
        np.testing.assert_allclose(matrix @ matrix.T, np.eye(3), atol=2e-15)
        assert np.linalg.det(matrix) == pytest.approx(1.0, abs=4e-15)


@pytest.mark.law
def test_an_array_of_epochs_is_each_of_them(iers: EarthOrientation):
    epochs = Epoch.parse("2026-08-01T00:00:00Z").after(np.arange(6.0).reshape(2, 3) * 14_400.0)
    for rotation in (gcrs_to_cirs, cirs_to_itrs, gcrs_to_itrs, teme_to_itrs):
        matrices = rotation(epochs, iers)
        assert matrices.shape == (2, 3, 3, 3)
        for index in np.ndindex(2, 3):
            np.testing.assert_array_equal(matrices[index], rotation(epochs[index], iers))
    assert earth_rotation_angle(epochs, iers).shape == (2, 3)


@pytest.mark.law
def test_the_earth_turns_once_in_a_stellar_day(iers: EarthOrientation):
    # A stellar day is 86164.098903691 s of UT1 (IERS, useful constants); the length of the day moves it by milliseconds.
    start = Epoch.parse("2020-01-01T00:00:00Z")
    angles = earth_rotation_angle(start.after(np.array([0.0, 86_164.098903691])), iers)
    assert np.all((angles >= 0.0) & (angles < 2 * np.pi))
    assert angles[1] - angles[0] == pytest.approx(0.0, abs=5e-3 * EARTH.rotation_rate)


@pytest.mark.story
def test_the_example_of_the_page_prints_what_it_says(capsys: pytest.CaptureFixture[str]):
    page = (Path(__file__).parents[2] / "docs" / "models" / "time-and-frames.md").read_text(encoding="utf-8")
    code, shown = (block.split("```")[0] for block in (page.split("```python\n")[1], page.split("```text\n")[1]))
    exec(compile(code, "time-and-frames.md", "exec"), {})  # noqa: S102 -- the page is part of this repository
    assert capsys.readouterr().out == shown


@pytest.mark.law
def test_the_celestial_pole_comes_from_precession():
    # The pole moves by 20.04 arcseconds a year towards the equinox (IAU 2006), and nutation moves it by less than 10.
    epoch = Epoch.parse("2025-01-01T00:00:00Z")
    orientation = orientation_of_a_day(epoch, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert gcrs_to_cirs(epoch, orientation)[2, 0] / ARCSECOND == pytest.approx(20.0419 * 25.0, abs=10.0)
