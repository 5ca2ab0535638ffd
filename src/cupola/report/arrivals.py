"""When milestones and functions are there in each case of a dependence study, on one axis of time. As HTML.

A bar holds eight trials in ten, a stroke the middle one, an arrow runs on beyond the horizon. Cases with the plan's dates share its row.
"""

import math

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import bars, dates, days, outcomes
from cupola.report.abilities import AS_PLANNED, CASE
from cupola.report.outcomes import EARLY, LATE, LEAST, MIDDLE, PLANNED, Goal
from cupola.report.panels import panel
from cupola.report.quantities import SPACE
from cupola.report.tables import text
from cupola.report.variants import listed

MOST_TICKS = 6

BEYOND = 0.06
"""Share of the row at its right end for what lies beyond the horizon."""


def drawing(data: xr.Dataset) -> str:
    """The panel; nothing without milestones and functions."""
    found = outcomes.goals(data)
    if not found:
        return ""
    heading = "When it is there"
    said = _told(data, found)
    until = _year(str(data.attrs["until"]))
    known = np.concatenate([goal.years[np.isfinite(goal.years)] for goal in found])
    low = min(float(known.min(initial=until)), until - 1.0)
    low -= 0.02 * (until - low)
    ticks, labels = days.ticks(low, until, MOST_TICKS)
    axis = (low, until)
    places = [_place(tick, axis) for tick in ticks]
    blocks = [bars.block(goal.title, _rows(data, goal, axis, places)) for goal in found]
    if not outcomes.cases(data):
        blocks = [bars.rows([_row(data, goal, PLANNED, axis, places, goal.title) for goal in found])]
    scale = "".join(
        f'<span style="left:{100.0 * _place(tick, axis):.2f}%">{text(label)}</span>' for tick, label in zip(ticks, labels, strict=True)
    )
    head = ("", f'<div class="scale">{scale}</div>', '<b>Half by</b><span class="spread">8 trials in 10</span>')
    keys = listed(
        [
            f"{bars.sample(_sample())}8 trials in 10, and the middle one",
            f"{bars.sample(_arrow_sample())}{text(outcomes.never(data))}",
        ]
    )
    return panel(heading, said, bars.table(f"{heading}: {said}", head, blocks, "arrivals") + keys)


def _told(data: xr.Dataset, found: list[Goal]) -> str:
    """How many of the dates a case loses, and which case loses most."""
    lost = {case: [goal.title for goal in found if np.isposinf(goal.moved(case))] for case in outcomes.cases(data)}
    end = outcomes.never(data).removeprefix("not before ")
    if not lost:
        return f"Milestones and functions as planned, until {end}."
    worst = max(lost, key=lambda case: len(lost[case]))
    if lost[worst]:
        all_of_it = len(lost[worst]) == sum(goal.planned for goal in found)
        if all_of_it:
            return f"{outcomes.named(data, worst)}: nothing at all is there before {end}."
        return f"Not before {end}: {'; '.join(lost[worst])} ({outcomes.named(data, worst)})."
    late = [(goal.moved(case), goal, case) for goal in found for case in outcomes.cases(data) if goal.moved(case) >= LEAST]
    if not late:
        return f"No case changes any date before {end}."
    _, goal, case = max(late, key=lambda one: one[0])
    then = f"{outcomes.when(data, goal.middle(case))} instead of {outcomes.when(data, goal.middle(PLANNED))}"
    longest = f"The longest delay: {goal.title}, {then} ({outcomes.named(data, case)})."
    return f"In the middle of the trials all that is planned is there before {end} in every case. {longest}"


def _rows(data: xr.Dataset, goal: Goal, axis: tuple[float, float], ticks: list[float]) -> list[str]:
    """The plan with the cases that have its dates, and the others."""
    same = [case for case in outcomes.cases(data) if _alike(goal.years[case], goal.years[PLANNED])]
    others = [case for case in outcomes.cases(data) if case not in same]
    more = "" if not same else ", in all cases" if not others else f", and {_count(len(same))}"
    rows = [_row(data, goal, PLANNED, axis, ticks, f"{outcomes.title(data, PLANNED)}{more}")]
    return rows + [_row(data, goal, case, axis, ticks, outcomes.title(data, case)) for case in others]


def _count(cases: int) -> str:
    return "in 1 other case" if cases == 1 else f"in {cases} other cases"


def _alike(here: Float[np.ndarray, "3"], there: Float[np.ndarray, "3"]) -> bool:
    both = np.isinf(here) & np.isinf(there)
    return bool(np.all(both | (np.abs(np.where(both, 0.0, here) - np.where(both, 0.0, there)) < LEAST)))


def _row(data: xr.Dataset, goal: Goal, case: int, axis: tuple[float, float], ticks: list[float], name: str) -> str:
    low, middle, high = (float(goal.years[case, at]) for at in (EARLY, MIDDLE, LATE))
    colour = AS_PLANNED if case == PLANNED else CASE
    parts = [bars.grid(ticks)]
    if math.isfinite(low):
        end = 1.0 if math.isinf(high) else _place(high, axis)
        parts.append(bars.filled(_place(low, axis), end, _pale(case), least=2.0))
    if math.isinf(high):
        parts.append(_arrow(_place(low, axis) if math.isfinite(low) else None, colour))
    if math.isfinite(middle):
        parts.append(f'<path stroke="{colour}" stroke-width="4" d="M{bars.x(_place(middle, axis))} 3V21"/>')
    spread = "" if math.isinf(low) or low == high else dates.shortened(_between(low, high))
    return bars.row(name, parts, dates.shortened(outcomes.when(data, middle)), spread)


def _between(low: float, high: float) -> str:
    if math.isinf(high):
        return f"from {dates.of_year(low)} on"
    first, last = (dates.of_year(year).replace(" ", SPACE) for year in (low, high))
    return "" if first == last else f"{first} – {last}"


def _pale(case: int) -> str:
    return "#b9c2d3" if case == PLANNED else "#9dc3e0"


def _arrow(start: float | None, colour: str) -> str:
    """To beyond the right end."""
    begin = 1.0 - BEYOND if start is None else max(start, 1.0 - BEYOND)
    tip, back = bars.x(0.998), bars.x(0.972)
    return f'<path stroke="{colour}" stroke-width="2.4" d="M{bars.x(begin)} 12H{tip}M{back} 8L{tip} 12L{back} 16"/>'


def _sample() -> str:
    return '<rect y="2" width="26" height="10" fill="#9dc3e0"/><path stroke="#0072b2" stroke-width="4" d="M15 0V14"/>'


def _arrow_sample() -> str:
    return '<path fill="none" stroke="#0072b2" stroke-width="2.2" d="M2 7H23M16 2L23 7L16 12"/>'


def _place(year: float, axis: tuple[float, float]) -> float:
    """Share of the row at which a calendar year stands; what is beyond stands behind the horizon."""
    return (1.0 - BEYOND) * min(max((year - axis[0]) / (axis[1] - axis[0]), 0.0), 1.0)


def _year(day: str) -> float:
    return float(days.years(np.array([day], "datetime64[s]"))[0])
