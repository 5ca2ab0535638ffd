"""Measured Earth orientation as a value: UT1, polar motion, celestial pole offsets; linear in TAI, with a status for each instant."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from cupola.arrays import Float, Int
from cupola.constants import SECONDS_PER_DAY
from cupola.epochs.leap_seconds import EpochError, PerEpoch, tai_from_utc

_MJD_ZERO = 2_400_000.5
_LARGEST_DAILY_CHANGE = 0.01
"""s per day; the length of the day departs from 86,400 s by less than 5 ms, so a larger step is a leap second counted on one side only."""


class OrientationStatus(IntEnum):
    """How well the Earth's orientation is known at an instant."""

    MEASURED = 0
    PREDICTED = 1
    BEYOND = 2
    """Before the first row or after the last: the nearest row is held."""


class Orientation(NamedTuple):
    """The Earth's orientation at some instants.

    Attributes:
        ut1_minus_tai: s. Taken against TAI because, unlike UT1-UTC, it does not jump.
        xp: pole coordinate, rad.
        yp: pole coordinate, rad, positive towards 90 deg west.
        dx: correction to the X of the IAU 2006/2000A celestial pole, rad.
        dy: the same for Y, rad.
        status: an `OrientationStatus` for each instant.
    """

    ut1_minus_tai: PerEpoch
    xp: PerEpoch
    yp: PerEpoch
    dx: PerEpoch
    dy: PerEpoch
    status: Int[np.ndarray, "*epochs"]


@dataclass(frozen=True, eq=False)
class EarthOrientation:
    """A table of Earth orientation, one row a day.

    Attributes:
        mjd: UTC, days, rising; usually 0h of each day.
        ut1_minus_utc: s.
        xp: pole coordinate, rad.
        yp: pole coordinate, rad.
        dx: celestial pole offset in X against IAU 2006/2000A, rad.
        dy: celestial pole offset in Y, rad.
        last_measured: UTC MJD of the last row that was measured; those after it are predictions.
        source: what the table is and where it comes from, for the reader of a report.
        ut1_minus_tai: s; made from `ut1_minus_utc`.

    Raises:
        EpochError: when the columns differ in length, hold a number that is not finite, do not rise in time, or step in UT1-TAI by more
            than the Earth can in a day, which means that the table and the leap seconds known to ERFA disagree.

    Between rows every quantity is linear in TAI. Neglected: the tides within a day, which the table does not hold (below 0.1 ms in UT1 and
    1 mas in the pole, so about 5 cm on the ground; IERS Conventions 2010, section 8.2).
    """

    mjd: Float[np.ndarray, " rows"]
    ut1_minus_utc: Float[np.ndarray, " rows"]
    xp: Float[np.ndarray, " rows"]
    yp: Float[np.ndarray, " rows"]
    dx: Float[np.ndarray, " rows"]
    dy: Float[np.ndarray, " rows"]
    last_measured: float
    source: str
    ut1_minus_tai: Float[np.ndarray, " rows"] = field(init=False, repr=False)
    _tai_mjd: Float[np.ndarray, " rows"] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        columns = (self.mjd, self.ut1_minus_utc, self.xp, self.yp, self.dx, self.dy)
        if self.mjd.ndim != 1 or self.mjd.size < 2 or any(column.shape != self.mjd.shape for column in columns):
            raise EpochError(f"Earth orientation needs six columns of one length, two rows or more; got {[c.shape for c in columns]}")
        if not all(np.all(np.isfinite(column)) for column in columns):
            raise EpochError("Earth orientation holds a number that is not finite; leave such rows out")
        if np.any(np.diff(self.mjd) <= 0.0):
            raise EpochError("Earth orientation must be in rising order of MJD, each day once")
        midnight = np.floor(self.mjd)
        tai1, tai2 = tai_from_utc(midnight + _MJD_ZERO, self.mjd - midnight)
        # Two-part dates carry 0.01 ns; rounding to 1 ns gives whole leap seconds exactly.
        tai_minus_utc = np.round(((tai1 - _MJD_ZERO - midnight) + (tai2 - (self.mjd - midnight))) * SECONDS_PER_DAY, 9)
        ut1_minus_tai = self.ut1_minus_utc - tai_minus_utc
        step = np.abs(np.diff(ut1_minus_tai)) / np.diff(self.mjd)
        if np.any(step > _LARGEST_DAILY_CHANGE):
            day = self.mjd[np.argmax(step) + 1]
            raise EpochError(f"UT1-TAI steps by {np.max(step):.3f} s at MJD {day:.0f}; the table and the known leap seconds disagree")
        object.__setattr__(self, "ut1_minus_tai", ut1_minus_tai)
        object.__setattr__(self, "_tai_mjd", (tai1 - _MJD_ZERO) + tai2)

    @property
    def first(self) -> float:
        """UTC MJD of the first row."""
        return float(self.mjd[0])

    @property
    def last(self) -> float:
        """UTC MJD of the last row, measured or predicted."""
        return float(self.mjd[-1])

    def at(self, tai_mjd: PerEpoch) -> Orientation:
        """Interpolates the table.

        Args:
            tai_mjd: instants, TAI, MJD in days: `epoch.to("tai").mjd`.

        Returns:
            The orientation and its status, in the shape of `tai_mjd`. Outside the table the nearest row is held and the status is BEYOND:
            UT1 may then drift from the truth by some tenths of a second a year (0.1 s is 46 m at the equator), and the caller must say so.
        """
        t = np.asarray(tai_mjd, dtype=np.float64)
        values = [np.interp(t, self._tai_mjd, column) for column in (self.ut1_minus_tai, self.xp, self.yp, self.dx, self.dy)]
        measured_until = np.interp(self.last_measured, self.mjd, self._tai_mjd)
        status = np.where(t <= measured_until, OrientationStatus.MEASURED, OrientationStatus.PREDICTED)
        outside = (t < self._tai_mjd[0]) | (t > self._tai_mjd[-1])
        return Orientation(*values, status=np.where(outside, OrientationStatus.BEYOND, status).astype(np.int8))
