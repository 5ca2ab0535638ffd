"""Days of the calendar as quantities: 2026-07-30 to seconds since the start of 2000, every day 86,400 s long, and back. Pure Python.

UTC; leap seconds are left out: dates of launches and of licences are known to the day.
"""

import datetime
import re

DATE_UNIT = "date"
"""Stands where a quantity names the unit that messages show."""

_ORIGIN = datetime.date(2000, 1, 1)
_DAY = 86_400.0
_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DATE_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def seconds_of_date(text: str) -> float | None:
    """Seconds from 2000-01-01 to the start of a day; below 0 before it. None where the text names no day."""
    if not _SHAPE.fullmatch(text):
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return (day - _ORIGIN).days * _DAY


def date_of_seconds(seconds: float) -> str:
    """The day that an instant lies in, as text; the first or last day of the calendar beyond its ends."""
    days = min(max(seconds // _DAY, -730_119.0), 2_921_938.0)
    return (_ORIGIN + datetime.timedelta(days=days)).isoformat()
