"""What the arrays of a dependence study say of each case, in words: dates and how they move, who sits where, and why a seat is empty."""

import math
import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import dates
from cupola.report.quantities import MINUS, is_share, joined, number, percent, quantity
from cupola.report.tables import headed, listed
from cupola.report.variants import Figures

EARLY, MIDDLE, LATE = range(3)
"""Places along `quantile`."""

LEAST = 0.5 / 12.0
"""A date that moves by less than this, years, is told as it was: months are what is told."""

ENOUGH = 1e-6
"""A share smaller than this is none."""

PLANNED = 0
"""Place of the programme with nobody gone along `case`."""

MOST_REASONS = 2
"""Reasons told in a sentence for an empty seat."""

WHY = "left|is forbidden by|has no agreement:|can do too little"
"""How it begins why somebody has no seat, after the title."""


@dataclass(frozen=True)
class Goal:
    """A milestone or a function.

    Attributes:
        name: as in the scenario.
        title: to show.
        years: by which one, five and nine trials in ten have it, calendar years, by case; infinite for never.
    """

    name: str
    title: str
    years: Float[np.ndarray, "c 3"]

    @property
    def planned(self) -> bool:
        """Whether it is there at all, as planned."""
        return math.isfinite(float(self.years[PLANNED, MIDDLE]))

    def middle(self, case: int) -> float:
        """The calendar year by which half of the trials have it; infinite for never."""
        return float(self.years[case, MIDDLE])

    def moved(self, case: int) -> float:
        """Years by which a case has it later than planned, by the medians: infinite where it is lost, 0 where it is never there."""
        return moved(self.years[:, MIDDLE], case)


def goals(data: xr.Dataset) -> list[Goal]:
    """The milestones and then the functions."""
    found: list[Goal] = []
    for kind in ("milestone", "function"):
        if data.sizes.get(kind):
            pairs = zip(data[kind].values, data[f"{kind}_title"].values, strict=True)
            years = data[f"{kind}_date"].values.astype(np.float64)
            found += [Goal(str(name), headed(title), years[:, at]) for at, (name, title) in enumerate(pairs)]
    return found


def moved(years: Float[np.ndarray, "c"], case: int) -> float:
    """Years by which a date of one case is later than as planned: infinite where it is lost, 0 where it is never there in either."""
    here, there = float(years[case]), float(years[PLANNED])
    return here - there if math.isfinite(here) or math.isfinite(there) else 0.0


def title(data: xr.Dataset, case: int) -> str:
    """Title of a case, at the head of something."""
    return headed(data["case_title"].values[case])


def named(data: xr.Dataset, case: int) -> str:
    """The same within a sentence: a title that runs from right to left is set apart, so that what follows it keeps its place."""
    words = title(data, case)
    return f"\u2068{words}\u2069" if any(unicodedata.bidirectional(one) in ("R", "AL") for one in words) else words


def cases(data: xr.Dataset) -> range:
    """Places of the cases beside what is planned."""
    return range(PLANNED + 1, data.sizes["case"])


def never(data: xr.Dataset) -> str:
    """What is told of a date beyond the horizon."""
    return dates.not_before(str(data.attrs["until"]))


def when(data: xr.Dataset, year: float) -> str:
    """A month; what is beyond the horizon as such."""
    return never(data) if math.isinf(year) else dates.of_year(year)


def slip(data: xr.Dataset, figures: Figures, goal: Goal, case: int) -> str:
    """By how much something is later in a case, the middle of the differences trial by trial, in words; nothing where that is not told."""
    figure = figures.get(f"{goal.name}_slip_{data['case'].values[case]}".replace("-", "_"))
    if figure is None or figure["value"] is None:
        return ""
    years = float(figure["value"])
    return "" if abs(years) < LEAST else f"{dates.length(abs(years))} {'later' if years > 0.0 else 'earlier'}"


def differs(value: float, other: float, unit: str) -> str:
    """A value against another, in words: points of a share, more or less of anything else; nothing where they read the same."""
    change = value - other
    if not math.isfinite(change):
        return ""
    if is_share(unit, value, other):
        told = percent(abs(change))
        return "" if told.startswith("<") or change == 0.0 else f"{sign(change)}{joined(told, 'point' if told == '1' else 'points')}"
    company = max(abs(value), abs(other))
    return "" if abs(change) <= 5e-4 * company else f"{sign(change)}{quantity(abs(change), unit, abs(change))}"


def sign(change: float) -> str:
    """Of a difference."""
    return MINUS if change < 0.0 else "+"


def seats(data: xr.Dataset, case: int, element: int) -> list[tuple[int, float]]:
    """Who supplies an element, by place, and what share of the need, the greatest first."""
    shares = data["supplied"].values[case, element].astype(np.float64)
    order = np.argsort(-shares, kind="stable")
    return [(int(at), float(shares[at])) for at in order if shares[at] > ENOUGH]


def supplier(data: xr.Dataset, at: int) -> str:
    """Title of a supplier."""
    return str(data["supplier_title"].values[at])


def more(data: xr.Dataset, case: int, element: int) -> list[tuple[int, float]]:
    """Who supplies more of an element than planned, by place, and by how much."""
    supplied = data["supplied"].values[:, element].astype(np.float64)
    gained = supplied[case] - supplied[PLANNED]
    return [(int(at), float(gained[at])) for at in np.argsort(-gained, kind="stable") if gained[at] > ENOUGH]


def reasons(data: xr.Dataset, case: int, element: int) -> list[str]:
    """Why seats of an element are empty: Beta left. A candidate that nobody brought in is no reason."""
    told = str(data["element_told"].values[case, element])
    why = (told if told.startswith("nobody supplies ") else told.partition(", short of ")[2]).partition(": ")[2]
    waits = dict(zip(data["supplier_title"].values, data["supplier_candidate"].values, strict=True))
    # Titles may hold commas: a reason ends where another one begins.
    begins = rf"({'|'.join(re.escape(str(title)) for title in sorted(waits, key=len, reverse=True))}) ({WHY})"
    starts = list(re.finditer(rf"(?:(?<=^)|(?<=, )){begins}", why))
    ends = [*(one.start() - len(", ") for one in starts[1:]), len(why)][: len(starts)]
    return [why[one.start() : end] for one, end in zip(starts, ends, strict=True) if not (waits[one[1]] and one[2] == "left")]


def changed(data: xr.Dataset, case: int) -> list[int]:
    """Places of the elements with other seats or another date than planned, those that are short of something first."""
    supplied, share = data["supplied"].values.astype(np.float64), data["element_share"].values.astype(np.float64)
    years = data["element_date"].values[:, :, MIDDLE].astype(np.float64)
    moves = np.array([moved(years[:, at], case) for at in range(data.sizes["element"])])
    other = np.abs(supplied[case] - supplied[PLANNED]).max(axis=1, initial=0.0) > ENOUGH
    found = np.flatnonzero(other | (np.abs(moves) >= LEAST)).tolist()
    return sorted(found, key=lambda at: float(share[case, at] - share[PLANNED, at]) > -ENOUGH)


def change(data: xr.Dataset, case: int, element: int) -> str:
    """What becomes of an element, in words: who steps in, what stays empty and why, from when on it is there."""
    years = data["element_date"].values[:, element, MIDDLE].astype(np.float64)
    who = [supplier(data, one) for one, _ in more(data, case, element)]
    said = [f"{listed(who)} {'steps' if len(who) == 1 else 'step'} in"] if who else []
    short = float(data["element_share"].values[PLANNED, element] - data["element_share"].values[case, element])
    if short > ENOUGH:
        said.append(_short(data, case, element, short))
    if math.isfinite(years[case]) and abs(moved(years, case)) >= LEAST:
        said.append(f"there in {when(data, float(years[case]))} instead of {when(data, float(years[PLANNED]))}")
    return ", ".join(said)


def _short(data: xr.Dataset, case: int, element: int, short: float) -> str:
    why = reasons(data, case, element)
    told = [*why[:MOST_REASONS], *(["and so on"] if len(why) > MOST_REASONS else [])]
    gone = float(data["element_share"].values[case, element]) <= ENOUGH
    words = "nobody supplies it" if gone else f"{joined(percent(short), '%')} of the need stays empty"
    return f"{words} ({'; '.join(told)})" if told else words


def whole_years(years: float) -> str:
    """A number of years to a tenth, with its sign: +3.0."""
    return f"{sign(years)}{number(abs(years), 2) if abs(years) < LEAST else f'{abs(years):.1f}'}"
