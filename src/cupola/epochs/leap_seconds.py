"""UTC to TAI and back: two-part Julian dates, quasi-JD for UTC; after the last announced leap second none is foreseen."""

import numpy as np
from erfa import ufunc

from cupola.arrays import Float
from cupola.errors import CupolaError

PerEpoch = Float[np.ndarray, "*epochs"]
"""One float64 for each instant, in any shape; `()` for one instant."""

UTC_BEGAN_JD = 2_436_934.5
"""1960-01-01, the first day of UTC."""

_DUBIOUS = 1
"""ERFA's status for a UTC date before 1960, or some years after its own release."""


class EpochError(CupolaError, ValueError):
    """A time that cannot be converted as asked; the message says why and what to do."""


def tai_from_utc(jd1: PerEpoch, jd2: PerEpoch) -> tuple[PerEpoch, PerEpoch]:
    """TAI from UTC.

    Args:
        jd1: UTC quasi-Julian date, first part, days. A day that holds a leap second is 86,401 s long.
        jd2: second part, days.

    Returns:
        TAI Julian date in two parts, days.

    Raises:
        EpochError: before 1960-01-01, when UTC began.

    Source: ERFA `utctai`. Leap seconds are decided about six months ahead, so ERFA calls later years dubious. Cupola accepts them and
    keeps the last known TAI-UTC: a civil time in 2040 then differs from the one to come by the leap seconds not yet announced.
    """
    tai1, tai2, status = ufunc.utctai(jd1, jd2)
    _require_utc(status, jd1 + jd2)
    return tai1, tai2


def utc_from_tai(jd1: PerEpoch, jd2: PerEpoch) -> tuple[PerEpoch, PerEpoch]:
    """UTC from TAI: the inverse of `tai_from_utc`, with the same choice about the future.

    Args:
        jd1: TAI Julian date, first part, days.
        jd2: second part, days.

    Returns:
        UTC quasi-Julian date in two parts, days.

    Raises:
        EpochError: before 1960-01-01, when UTC began.
    """
    utc1, utc2, status = ufunc.taiutc(jd1, jd2)
    _require_utc(status, utc1 + utc2)
    return utc1, utc2


def _require_utc(status: np.ndarray, jd: np.ndarray) -> None:
    """Raises for a date that ERFA refuses, or that it calls dubious because UTC had not begun."""
    if np.any(status < 0) or np.any((status == _DUBIOUS) & (jd < UTC_BEGAN_JD)):
        raise EpochError(f"got the Julian date {np.min(jd):.5f}; UTC began on 1960-01-01 (JD {UTC_BEGAN_JD})")
