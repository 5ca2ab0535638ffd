"""Instants in a named time scale, as two-part Julian dates kept to 0.01 ns; the scales themselves are ERFA's."""

from dataclasses import dataclass
from typing import Literal, Self, assert_never

import numpy as np
from erfa import ufunc

from cupola.constants import SECONDS_PER_DAY
from cupola.epochs.calendar import Instant, parse_instant
from cupola.epochs.leap_seconds import EpochError, PerEpoch, tai_from_utc, utc_from_tai
from cupola.epochs.orientation import EarthOrientation

Scale = Literal["utc", "tai", "tt", "ut1", "tdb"]
SCALES: tuple[Scale, ...] = ("utc", "tai", "tt", "ut1", "tdb")

_MJD_ZERO = 2_400_000.5
_NANOSECONDS = 9
_AFTER_END_OF_DAY = 2

_Parts = tuple[PerEpoch, PerEpoch]


@dataclass(frozen=True, eq=False)
class Epoch:
    """One instant or an array of them.

    Attributes:
        jd1: Julian date, first part, days: the nearest midnight, so it ends in .5.
        jd2: second part, days, in [-0.5, 0.5]; a rounding in it is 0.01 ns at most.
        scale: the time scale of both. In `utc` the sum is ERFA's quasi-Julian date: a day with a leap second is 86,401 s long.

    Raises:
        EpochError: when the scale has no such name, a part is not finite, or the parts do not broadcast.

    Two parts given otherwise are put in this form. Instants are compared by `seconds_since`, not by `==`.
    """

    jd1: PerEpoch
    jd2: PerEpoch
    scale: Scale

    def __post_init__(self) -> None:
        if self.scale not in SCALES:
            raise EpochError(f"got the time scale {self.scale!r}; {', '.join(SCALES)} are known")
        try:
            a, b = np.broadcast_arrays(np.asarray(self.jd1, dtype=np.float64), np.asarray(self.jd2, dtype=np.float64))
        except ValueError:
            raise EpochError(f"the two parts of a Julian date have shapes {np.shape(self.jd1)} and {np.shape(self.jd2)}") from None
        if not (np.all(np.isfinite(a)) and np.all(np.isfinite(b))):
            raise EpochError("a Julian date is not finite")
        whole, rest = _exact_sum(a, b)
        midnight = np.round(whole - 0.5) + 0.5
        fraction = (whole - midnight) + rest
        carry = np.round(fraction)
        object.__setattr__(self, "jd1", np.asarray(midnight + carry))
        object.__setattr__(self, "jd2", np.asarray(fraction - carry))

    @classmethod
    def from_instant(cls, instant: Instant) -> Self:
        """The instant of UTC, as a scalar epoch in `utc`.

        Raises:
            EpochError: for a time in the last 0.1 s of 1961-07-31 or 1968-01-31, which UTC left out.
        """
        date = (instant.year, instant.month, instant.day, instant.hour, instant.minute)
        jd1, jd2, status = ufunc.dtf2d("UTC", *date, instant.second)
        if status >= _AFTER_END_OF_DAY:
            raise EpochError(f"{instant.isoformat()} was left out of UTC; that day ended a fraction of a second earlier")
        return cls(jd1, jd2, "utc")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The instant written as ISO 8601 text with a zone, as a scalar epoch in `utc`; accepts and raises what `parse_instant` does."""
        return cls.from_instant(parse_instant(text))

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the array of instants; `()` for one."""
        return self.jd1.shape

    @property
    def mjd(self) -> PerEpoch:
        """Modified Julian date in one float, days, good to 1 microsecond: for looking up tables, not for arithmetic."""
        return (self.jd1 - _MJD_ZERO) + self.jd2

    def __getitem__(self, index: int | slice | np.ndarray | tuple[int | slice, ...]) -> Self:
        """The instants at an index, as NumPy reads it."""
        return type(self)(self.jd1[index], self.jd2[index], self.scale)

    def to(self, scale: Scale, orientation: EarthOrientation | None = None) -> Self:
        """The same instants in another scale.

        Args:
            scale: the scale wanted.
            orientation: needed to reach `ut1` or to leave it, as UT1 is measured and not computed. Outside its table the nearest row is
                held; its `at` tells where.

        Raises:
            EpochError: for UT1 without an orientation, or for UTC before 1960.

        TDB is taken at the geocentre (ERFA `dtdb`, after Fairhead and Bretagnon 1990; a few nanoseconds from a modern ephemeris). The
        2 microseconds by which it varies over the Earth's surface are left out.
        """
        if scale == self.scale:
            return self
        return type(self)(*_from_tai(*_to_tai(self, orientation), scale, orientation), scale)

    def after(self, seconds: PerEpoch | float) -> Self:
        """The instants some SI seconds later, in the same scale.

        Args:
            seconds: s on the geoid, which is the second of TAI and TT; of any shape that broadcasts with the epochs. Negative is earlier.

        Raises:
            EpochError: in `ut1` and `tdb`, whose seconds are not this one.

        UTC goes through TAI and back, so a leap second on the way is counted.
        """
        if self.scale == "utc":
            return self.to("tai").after(seconds).to("utc")
        if self.scale not in ("tai", "tt"):
            raise EpochError(f"seconds are added in tai, tt or utc, not in {self.scale}; convert first")
        span = np.asarray(seconds, dtype=np.float64)
        part = np.fmod(span, SECONDS_PER_DAY)
        return type(self)(self.jd1 + (span - part) / SECONDS_PER_DAY, self.jd2 + part / SECONDS_PER_DAY, self.scale)

    def seconds_since(self, other: "Epoch") -> PerEpoch:
        """SI seconds on the geoid from another epoch to this one.

        Args:
            other: the earlier instants, in any of `utc`, `tai`, `tt`, `tdb`; shapes broadcast.

        Returns:
            s, in one float64 and right to its last place: 1 ns within 97 days, 0.5 microseconds over a century, as the type holds no more.
            Where a nanosecond matters over years, take `days_and_seconds_since`.

        Raises:
            EpochError: when either is in `ut1`; convert it first, with its orientation.
        """
        days, seconds = self.days_and_seconds_since(other)
        return days * SECONDS_PER_DAY + seconds

    def days_and_seconds_since(self, other: "Epoch") -> _Parts:
        """The time from another epoch to this one, apart as whole days of 86,400 SI s and the seconds left over.

        Args:
            other: the earlier instants; shapes broadcast.

        Returns:
            Whole days, and seconds in [-43200, 43200]: their sum is right to 0.1 ns over any span.

        Raises:
            EpochError: when either is in `ut1`.
        """
        scale = self.scale if self.scale == other.scale and self.scale in ("tai", "tt") else "tai"
        here, there = self.to(scale), other.to(scale)
        days = here.jd1 - there.jd1
        fraction = here.jd2 - there.jd2
        carry = np.round(fraction)
        return days + carry, (fraction - carry) * SECONDS_PER_DAY

    def to_instant(self) -> Instant:
        """The instant on the calendar and clock of UTC, rounded to a nanosecond; a leap second is second 60.

        Raises:
            EpochError: for an array (take one instant by its index), for UT1, or before 1960.
            InstantError: after the year 2200.
        """
        if self.shape != ():
            raise EpochError(f"one instant can be written on the calendar, and this epoch has shape {self.shape}; take one by its index")
        utc = self.to("utc")
        year, month, day, clock, _ = ufunc.d2dtf("UTC", _NANOSECONDS, utc.jd1, utc.jd2)
        nanoseconds = int(clock["s"]) * 10**_NANOSECONDS + int(clock["f"])
        return Instant(int(year), int(month), int(day), int(clock["h"]), int(clock["m"]), nanoseconds / 10**_NANOSECONDS)

    def isoformat(self) -> str:
        """Text in UTC, as `2026-08-01T00:00:00Z`, rounded to a nanosecond; raises as `to_instant` does."""
        return self.to_instant().isoformat()


def _exact_sum(a: PerEpoch, b: PerEpoch) -> _Parts:
    """The rounded sum and the error of its rounding (Knuth, The Art of Computer Programming 2, 4.2.2, theorem B)."""
    total = a + b
    shadow = total - a
    return total, (a - (total - shadow)) + (b - shadow)


def _to_tai(epoch: Epoch, orientation: EarthOrientation | None) -> _Parts:
    """TAI of an epoch in any scale, two parts, days."""
    jd1, jd2 = epoch.jd1, epoch.jd2
    match epoch.scale:
        case "tai":
            return jd1, jd2
        case "utc":
            return tai_from_utc(jd1, jd2)
        case "tt":
            return ufunc.tttai(jd1, jd2)[:2]
        case "tdb":
            # The periodic terms are taken at TDB instead of TT, 1.7 ms away at most, in which they change by less than 1e-12 s.
            return ufunc.tttai(*ufunc.tdbtt(jd1, jd2, _tdb_minus_tt(jd1, jd2))[:2])[:2]
        case "ut1":
            return _tai_from_ut1(jd1, jd2, _needed(orientation))
        case _:
            assert_never(epoch.scale)


def _from_tai(jd1: PerEpoch, jd2: PerEpoch, scale: Scale, orientation: EarthOrientation | None) -> _Parts:
    """An epoch's two parts in any scale, from those in TAI, days."""
    match scale:
        case "tai":
            return jd1, jd2
        case "utc":
            return utc_from_tai(jd1, jd2)
        case "tt":
            return ufunc.taitt(jd1, jd2)[:2]
        case "tdb":
            tt1, tt2, _ = ufunc.taitt(jd1, jd2)
            return ufunc.tttdb(tt1, tt2, _tdb_minus_tt(tt1, tt2))[:2]
        case "ut1":
            return ufunc.taiut1(jd1, jd2, _needed(orientation).at((jd1 - _MJD_ZERO) + jd2).ut1_minus_tai)[:2]
        case _:
            assert_never(scale)


def _tdb_minus_tt(jd1: PerEpoch, jd2: PerEpoch) -> PerEpoch:
    """TDB-TT at the geocentre, s; there the hour angle and the longitude play no part."""
    return ufunc.dtdb(jd1, jd2, 0.0, 0.0, 0.0, 0.0)


def _tai_from_ut1(jd1: PerEpoch, jd2: PerEpoch, orientation: EarthOrientation) -> _Parts:
    """TAI from UT1. The table is entered by TAI, so it is looked up, corrected and looked up again: UT1-TAI changes by 1e-7 s/s at most."""
    tai1, tai2 = jd1, jd2
    for _ in range(3):
        tai1, tai2, _status = ufunc.ut1tai(jd1, jd2, orientation.at((tai1 - _MJD_ZERO) + tai2).ut1_minus_tai)
    return tai1, tai2


def _needed(orientation: EarthOrientation | None) -> EarthOrientation:
    if orientation is None:
        raise EpochError("UT1 is measured, not computed; give an EarthOrientation, such as cupola.catalog.earth_orientation reads")
    return orientation
