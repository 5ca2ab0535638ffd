"""Instants of the calendar from seconds since the start of 2000, every day 86,400 s long, as records and their figures hold them."""

import math

import numpy as np

from cupola.arrays import Float

EPOCH = np.datetime64("2000-01-01", "s")
YEAR = 365.25 * 86_400.0
"""s, the Julian year."""


def moments_of(seconds: Float[np.ndarray, "*n"]) -> np.ndarray:
    """Instants, to the second; not a time where the seconds are not finite."""
    known = np.isfinite(seconds)
    whole = np.round(np.where(known, seconds, 0.0)).astype("timedelta64[s]")
    return np.where(known, EPOCH + whole, np.datetime64("NaT", "s"))


def decimal_year_of(seconds: float) -> float:
    """The calendar year with its part that is over; infinity stays."""
    if not math.isfinite(seconds):
        return seconds
    moment = EPOCH + np.timedelta64(round(seconds), "s")
    start = moment.astype("datetime64[Y]")
    length = ((start + 1).astype("datetime64[s]") - start.astype("datetime64[s]")).astype(float)
    return float(start.astype(int)) + 1970.0 + float((moment - start.astype("datetime64[s]")).astype(float) / length)


def day_of(seconds: float) -> str:
    """The day in which an instant lies."""
    return str(moments_of(np.array([seconds]))[0].astype("datetime64[D]"))
