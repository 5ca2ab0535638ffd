"""How far Cupola's time and frames lie from other programs, in metres and seconds: the figures that the tests bound and the page quotes."""

import sys
from collections.abc import Callable
from pathlib import Path

import astropy_iers_data
import numpy as np
from astropy.coordinates.builtin_frames.intermediate_rotation_transforms import cirs_to_itrs_mat, gcrs_to_cirs_mat, teme_to_itrs_mat
from astropy.time import Time
from astropy.utils import iers
from skyfield.api import Timescale, wgs84
from skyfield.data.iers import build_timescale_arrays, install_polar_motion_table, parse_x_y_dut1_from_finals_all
from skyfield.framelib import itrs
from skyfield.sgp4lib import TEME

from cupola.catalog.earth_orientation import load_earth_orientation
from cupola.constants import EARTH
from cupola.epochs.epoch import Epoch
from cupola.epochs.orientation import EarthOrientation
from cupola.frames.geodetic import geodetic_to_itrs
from cupola.frames.rotations import gcrs_to_itrs, teme_to_itrs

Matrices = np.ndarray

FIRST, LAST = 51_544.25, 61_000.75
"""MJD, UTC: 2000-01-01 to 2025-11-21. Before 1990 the Earth's orientation itself was known to a metre or so."""


def sample(count: int = 400) -> Epoch:
    """Instants of UTC spread over years with good measurements, at every hour of the day."""
    mjd = np.linspace(FIRST, LAST, count)
    return Epoch(np.full(count, 2_400_000.5), mjd, "utc")


def on_the_ground(a: Matrices, b: Matrices) -> float:
    """Largest distance, m, between where two rotations put one point at the Earth's equatorial radius."""
    return float(np.linalg.norm(a - b, ord=2, axis=(-2, -1)).max() * EARTH.radius)


def without_pole_offsets(orientation: EarthOrientation) -> EarthOrientation:
    """The same table with dX = dY = 0, which is what both other programs assume."""
    zero = np.zeros_like(orientation.dx)
    return EarthOrientation(
        orientation.mjd, orientation.ut1_minus_utc, orientation.xp, orientation.yp, zero, zero, orientation.last_measured, "no dX, dY"
    )


def astropy_matrices(epoch: Epoch) -> tuple[Matrices, Matrices]:
    """GCRS to ITRS and TEME to ITRS by Astropy, from the same IERS file, with nothing fetched."""
    table = iers.IERS_A.open(astropy_iers_data.IERS_A_FILE)
    for column in ("UT1_UTC", "PM_x", "PM_y"):
        table[column] = table[f"{column}_A"]  # else Astropy mixes in Bulletin B
    with iers.conf.set_temp("auto_download", False), iers.earth_orientation_table.set(table):
        time = Time(epoch.jd1, epoch.jd2, format="jd", scale="utc")
        return cirs_to_itrs_mat(time) @ gcrs_to_cirs_mat(time), teme_to_itrs_mat(time)


def skyfield_matrices(epoch: Epoch) -> tuple[Matrices, Matrices]:
    """GCRS to ITRS and TEME to ITRS by Skyfield, which reads the IERS file with its own code."""
    with Path(astropy_iers_data.IERS_A_FILE).open("rb") as file:
        finals = parse_x_y_dut1_from_finals_all(file)
    tt, delta_t, leap_dates, leap_offsets = build_timescale_arrays(finals["utc_mjd"], finals["dut1"])
    scale = Timescale((tt, delta_t), leap_dates, leap_offsets)
    install_polar_motion_table(scale, finals)
    terrestrial = epoch.to("tt")
    time = scale.tt_jd(terrestrial.jd1, terrestrial.jd2)
    to_itrs = np.moveaxis(itrs.rotation_at(time), -1, 0)
    to_teme = np.moveaxis(TEME.rotation_at(time), -1, 0)
    return to_itrs, to_itrs @ np.swapaxes(to_teme, -1, -2)


def against_astropy(which: int) -> float:
    """m on the ground; `which` is 0 for GCRS to ITRS, 1 for TEME to ITRS."""
    epoch, orientation = sample(), without_pole_offsets(load_earth_orientation())
    return on_the_ground((gcrs_to_itrs, teme_to_itrs)[which](epoch, orientation), astropy_matrices(epoch)[which])


def against_skyfield(which: int) -> float:
    """m on the ground; as `against_astropy`."""
    epoch, orientation = sample(), without_pole_offsets(load_earth_orientation())
    return on_the_ground((gcrs_to_itrs, teme_to_itrs)[which](epoch, orientation), skyfield_matrices(epoch)[which])


def pole_offsets_left_out() -> float:
    """m on the ground by which leaving out dX and dY moves GCRS to ITRS, since 2000."""
    epoch, orientation = sample(), load_earth_orientation()
    return on_the_ground(gcrs_to_itrs(epoch, orientation), gcrs_to_itrs(epoch, without_pole_offsets(orientation)))


def every_second_row_dropped() -> float:
    """s of UT1, since 2000, by which a table of every second day misses the days between: four times the error with every day."""
    table = load_earth_orientation()
    measured = (table.mjd >= FIRST) & (table.mjd <= table.last_measured)
    kept = [column[measured][::2] for column in (table.mjd, table.ut1_minus_utc, table.xp, table.yp, table.dx, table.dy)]
    coarse = EarthOrientation(*kept, last_measured=table.last_measured, source="every second day")
    inside = measured & (table.mjd < coarse.last)
    days = Epoch(np.full(int(inside.sum()), 2_400_000.5), table.mjd[inside], "utc").to("tai").mjd
    return float(np.abs(coarse.at(days).ut1_minus_tai - table.ut1_minus_tai[inside]).max())


def held_for_a_year() -> float:
    """s by which UT1 departs, at worst since 2000, from a value held for 365 days, as it is beyond the table's end."""
    table = load_earth_orientation()
    ut1_minus_tai = table.ut1_minus_tai[(table.mjd >= FIRST) & (table.mjd <= table.last_measured)]
    return float(np.abs(ut1_minus_tai[365:] - ut1_minus_tai[:-365]).max())


def against_c04() -> tuple[float, float]:
    """Largest distance of the finals file from IERS 20 C04, another combination, since 2000: s of UT1, and m of pole position."""
    c04 = np.loadtxt(astropy_iers_data.IERS_B_FILE, usecols=(4, 5, 6, 7))
    table = load_earth_orientation()
    # C04 tells UT1-UTC at 0h, row for row as the finals file does.
    mjd, ours, theirs = np.intersect1d(table.mjd, c04[:, 0], return_indices=True)
    recent = mjd >= FIRST
    ours, theirs = ours[recent], theirs[recent]
    pole = np.hypot(table.xp[ours] - np.radians(c04[theirs, 1] / 3600.0), table.yp[ours] - np.radians(c04[theirs, 2] / 3600.0))
    return float(np.abs(table.ut1_minus_utc[ours] - c04[theirs, 3]).max()), float(pole.max() * EARTH.radius)


def geodetic_against_skyfield() -> float:
    """m between Cupola's and Skyfield's positions of points on and above the WGS 84 ellipsoid."""
    latitude, longitude, height = np.meshgrid(np.linspace(-90.0, 90.0, 37), np.linspace(-180.0, 180.0, 13), [-100.0, 0.0, 5e5, 3.6e7])
    ours = geodetic_to_itrs(np.radians(latitude), np.radians(longitude), height, EARTH)
    places = zip(latitude.flat, longitude.flat, height.flat, strict=True)
    theirs = np.array([wgs84.latlon(*place).itrs_xyz.m for place in places])
    return float(np.linalg.norm(ours.reshape(-1, 3) - theirs, axis=-1).max())


MEASURES: dict[str, Callable[[], float | tuple[float, float]]] = {
    "GCRS to ITRS against Astropy, m": lambda: against_astropy(0),
    "TEME to ITRS against Astropy, m": lambda: against_astropy(1),
    "GCRS to ITRS against Skyfield, m": lambda: against_skyfield(0),
    "TEME to ITRS against Skyfield, m": lambda: against_skyfield(1),
    "dX and dY left out, m": pole_offsets_left_out,
    "UT1 with every second day dropped, s": every_second_row_dropped,
    "UT1 held for a year, s": held_for_a_year,
    "finals against C04 since 2000, UT1 s and pole m": against_c04,
    "geodetic position against Skyfield, m": geodetic_against_skyfield,
}

if __name__ == "__main__":
    for name, measure in MEASURES.items():
        sys.stdout.write(f"{name}: {', '.join(f'{value:.2g}' for value in np.atleast_1d(measure()))}\n")
