"""Dates as a reader wants them: July 2028, May to July 2028, 2 months. From calendar years with their part that is over, UTC.

A year of 2028.5 is half over. Nothing here needs arrays: the command line tells figures too.
"""

import datetime as dt
import math

CALENDAR = "calendar year"
"""The unit of a date told as a year."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

FIRST_YEAR = 1000.0
"""What is shorter is no date but a length of time: the difference of two."""

LEAST = 0.5 / 12.0
"""A shorter length is told in days, years: half a month."""

MOST_MONTHS = 24
"""Longer ones are told in years."""


def of_year(year: float) -> str:
    """The month of a calendar year with its part that is over; a dash if not a number, `never` if infinite.

    A difference of two such years is told as the length of time that it is.
    """
    if math.isnan(year):
        return "–"
    if math.isinf(year):
        return "never"
    if abs(year) < FIRST_YEAR:
        return length(abs(year))
    whole = math.floor(year)
    start = dt.datetime(whole, 1, 1, tzinfo=dt.UTC)
    lasts = dt.datetime(whole + 1, 1, 1, tzinfo=dt.UTC) - start
    # A second more, so that a midnight does not fall to the day before it for want of digits.
    return named(start + (year - whole) * lasts + dt.timedelta(seconds=1.0))


def length(years: float) -> str:
    """A length of time: in days below half a month, in months up to two years."""
    if years < LEAST:
        days = round(365.25 * years)
        return "1 day" if days == 1 else f"{days} days"
    months = max(round(12.0 * years), 1)
    if months > MOST_MONTHS:
        return f"{years:.1f} years"
    return "1 month" if months == 1 else f"{months} months"


def between(first: str, last: str) -> str:
    """From one month to another, as `of_year` tells them: the year once where it is one."""
    if first == last:
        return first
    start, _, year = first.rpartition(" ")
    return f"{start} to {last}" if start and year.isdigit() and last.endswith(f" {year}") else f"{first} to {last}"


def not_before(day: str) -> str:
    """What is told of something that an ISO day, the end of what is looked at, does not have yet: the year alone, if it has only begun."""
    end = dt.date.fromisoformat(day)
    return f"not before {end.year if (end.month, end.day) == (1, 1) else f'{MONTHS[end.month - 1]} {end.year}'}"


def shortened(told: str) -> str:
    """The same with months of three letters."""
    for month in MONTHS:
        told = told.replace(month, month[:3])
    return told


def named(moment: dt.datetime) -> str:
    """July 2028."""
    return f"{MONTHS[moment.month - 1]} {moment.year}"
