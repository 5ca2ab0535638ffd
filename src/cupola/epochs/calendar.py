"""One instant of UTC on the calendar, read from ISO 8601 text and written back: pure Python, proleptic Gregorian, no time scales here."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from cupola.errors import InputError

FIRST_YEAR = 1960
LAST_YEAR = 2200

_SHAPE = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[Tt](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?P<fraction>\.[0-9]+)?)?(?P<zone>[Zz]|[+-][0-9]{2}:[0-9]{2})?)?"
)
_WANTED = "write an instant as 2026-08-01T00:00:00Z, or with an offset as 2026-08-01T02:00:00+02:00"
_DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MINUTES_PER_DAY = 1440


class InstantError(InputError, ValueError):
    """A text or a set of numbers that names no instant of UTC; the message says what was wrong and what is allowed."""


@dataclass(frozen=True)
class Instant:
    """One instant of UTC, by the calendar and the clock; an instant that never was cannot be made.

    Attributes:
        year: 1960 (the first year of UTC) to 2200.
        month: 1 to 12.
        day: 1 to the length of the month.
        hour: 0 to 23.
        minute: 0 to 59.
        second: [0, 60), or [60, 61) inside a leap second that was inserted.

    Raises:
        InstantError: when a field lies outside its range.
    """

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: float

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise InstantError(f"the year {self.year} of UTC is outside {FIRST_YEAR} to {LAST_YEAR}")
        _require_day(self.year, self.month, self.day)
        _require_clock(self.hour, self.minute, self.second)
        if self.second >= 60.0:
            _require_leap_second(self)

    def isoformat(self) -> str:
        """Text as `2026-08-01T00:00:00Z`; a fraction of a second is written in full, so that reading it gives the same instant."""
        whole, _, fraction = format(Decimal(repr(float(self.second))), "f").partition(".")
        fraction = fraction.rstrip("0")
        seconds = f"{whole:>02}.{fraction}" if fraction else f"{whole:>02}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}T{self.hour:02d}:{self.minute:02d}:{seconds}Z"


def parse_instant(text: str) -> Instant:
    """Reads `YYYY-MM-DDTHH:MM[:SS[.fff]]` followed by `Z` or an offset `+hh:mm`, as RFC 3339 and ISO 8601 write it.

    Args:
        text: the instant; blanks around it are ignored. Seconds may be left out, the zone may not.

    Returns:
        The instant in UTC, offset taken away. Digits beyond the precision of a float (about 7e-15 s) never carry into the next second.

    Raises:
        InstantError: when the text has another shape, has no zone, or names a day, a time or a leap second that does not exist.
    """
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        raise InstantError(f"got {text!r}; {_WANTED}")
    if match["hour"] is None:
        raise InstantError(f"got {text!r}, a date without a time of day; {_WANTED}")
    if match["zone"] is None:
        raise InstantError(f"got {text!r}, a time without a zone; add Z for UTC, or an offset such as +02:00")
    year, month, day, hour, minute = (int(match[name]) for name in ("year", "month", "day", "hour", "minute"))
    second = _second_from_text(match["second"], match["fraction"])
    try:
        _require_day(year, month, day)
        _require_clock(hour, minute, second)
        shift = hour * 60 + minute - _offset_minutes(match["zone"])
        year, month, day = _shift_day(year, month, day, shift // _MINUTES_PER_DAY)
        clock = shift % _MINUTES_PER_DAY
        return Instant(year, month, day, clock // 60, clock % 60, second)
    except InstantError as error:
        raise InstantError(f"got {text!r}: {error}") from None


def _second_from_text(whole: str | None, fraction: str | None) -> float:
    """Seconds of the clock; a fraction too long for a float stays below the next whole second."""
    if whole is None:
        return 0.0
    second = float(whole + (fraction or ""))
    ceiling = int(whole) + 1
    return second if second < ceiling else math.nextafter(ceiling, 0.0)


def _offset_minutes(zone: str) -> int:
    """Minutes by which the local clock runs ahead of UTC."""
    if zone in "Zz":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if hours > 23 or minutes > 59:
        raise InstantError(f"the offset {zone} is outside -23:59 to +23:59")
    return (hours * 60 + minutes) * (-1 if zone[0] == "-" else 1)


def _is_leap_year(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _month_length(year: int, month: int) -> int:
    return 29 if month == 2 and _is_leap_year(year) else _DAYS_IN_MONTH[month - 1]


def _shift_day(year: int, month: int, day: int, days: int) -> tuple[int, int, int]:
    """The day before (`days` = -1), the same day (0) or the day after (1)."""
    day += days
    if day < 1:
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        return year, month, _month_length(year, month)
    if day > _month_length(year, month):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return year, month, 1
    return year, month, day


def _require_day(year: int, month: int, day: int) -> None:
    if not 1 <= month <= 12:
        raise InstantError(f"the month {month} is outside 1 to 12")
    length = _month_length(year, month)
    if not 1 <= day <= length:
        raise InstantError(f"there is no day {day} in {year:04d}-{month:02d}, which has {length} days")


def _require_clock(hour: int, minute: int, second: float) -> None:
    if not 0 <= hour <= 23:
        raise InstantError(f"the hour {hour} is outside 0 to 23; midnight is 00:00 of the next day")
    if not 0 <= minute <= 59:
        raise InstantError(f"the minute {minute} is outside 0 to 59")
    if not 0.0 <= second < 61.0:
        raise InstantError(f"the second {second:g} is outside [0, 60), or [60, 61) in a leap second")


def _require_leap_second(instant: Instant) -> None:
    """Raises unless a second was inserted at the end of this minute, by the table of leap seconds that ERFA carries."""
    import erfa  # noqa: PLC0415 -- loads NumPy, which reading an ordinary instant must not wait for

    table = erfa.leap_seconds.get()
    # Before 1972 the steps of UTC were fractions of a second, and no minute had a second 60.
    began = {(int(row["year"]), int(row["month"])) for row in table if (row["year"], row["month"]) > (1972, 1)}
    next_year, next_month, next_day = _shift_day(instant.year, instant.month, instant.day, 1)
    inserted = next_day == 1 and (next_year, next_month) in began and (instant.hour, instant.minute) == (23, 59)
    if not inserted:
        minute = f"{instant.year:04d}-{instant.month:02d}-{instant.day:02d}T{instant.hour:02d}:{instant.minute:02d}"
        raise InstantError(
            f"the second {instant.second:g} needs a leap second, and none is known at {minute} UTC; seconds run from 0 to below 60"
        )
