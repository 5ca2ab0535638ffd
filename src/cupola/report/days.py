"""Days of the calendar from arrays of instants: in words, as calendar years along an axis, and as its ticks. UTC."""

import datetime as dt
import math

import numpy as np

from cupola.arrays import Float
from cupola.report.dates import MONTHS, named


def month(moment: np.datetime64) -> str:
    """July 2028; `never` for no time."""
    return "never" if np.isnat(moment) else named(_clock(moment))


def day(moment: np.datetime64) -> str:
    """30 July 2026; `never` for no time."""
    return "never" if np.isnat(moment) else f"{_clock(moment).day} {month(moment)}"


def not_by(end: np.datetime64) -> str:
    """Where the horizon ends first: the year alone, if it has only begun."""
    return f"not by {month(end).removeprefix('January ')}"


def years(moments: np.ndarray) -> Float[np.ndarray, "..."]:
    """Calendar years with their part that is over; not a number for no time."""
    starts = moments.astype("datetime64[Y]")
    begun, ended = starts.astype("datetime64[s]"), (starts + 1).astype("datetime64[s]")
    passed = (moments.astype("datetime64[s]") - begun).astype(np.float64) / (ended - begun).astype(np.float64)
    return np.where(np.isnat(moments), np.nan, starts.astype(np.int64) + 1970.0 + passed)


def ticks(low: float, high: float, most: int) -> tuple[list[float], list[str]]:
    """Places on an axis of calendar years, and what they say: years, or quarters where there are few years."""
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    if last - first >= 2:
        apart = next(step for step in (1, 2, 5, 10, 20, 50, 100) if (last - first) / step <= most - 1)
        told = [year for year in range(first, last + 1) if year % apart == 0 or apart == 1]
        return [float(year) for year in told], [str(year) for year in told]
    months = [(year, at) for year in range(math.floor(low), last + 1) for at in range(1, 13)]
    places = [(_place(year, at), f"{MONTHS[at - 1][:3]} {year}") for year, at in months]
    kept = [(place, label) for place, label in places if low - 1e-9 <= place <= high + 1e-9]
    step = next((size for size in (1, 2, 3, 4, 6) if len(kept) / size <= most - 1), 6)
    kept = kept[::step] if kept else [(low, f"{low:.1f}")]
    return [place for place, _ in kept], [label for _, label in kept]


def _place(year: int, at: int) -> float:
    return float(years(np.array([f"{year:04d}-{at:02d}-01"], "datetime64[s]"))[0])


def _clock(moment: np.datetime64) -> dt.datetime:
    return dt.datetime.fromtimestamp(float(moment.astype("datetime64[s]").astype(np.int64)), dt.UTC)
