"""What happens in each case of a dependence study: a card of plain sentences, and a table of dates, capability and costs. As HTML."""

import math
from collections.abc import Iterator

import xarray as xr

from cupola.report import abilities, bills, dates, outcomes
from cupola.report.outcomes import LEAST, PLANNED, Goal
from cupola.report.quantities import number
from cupola.report.tables import framed, headed, listed, text
from cupola.report.variants import Figures

MOST_SEATS = 4
"""More elements that change than this are told in the table of elements alone."""

MOST_LOST, MOST_KEPT = 3, 4
"""More that is lost is told in one sentence; more that stays is counted."""


def cards(data: xr.Dataset) -> str:
    """A card for each case with what is then different; nothing without cases."""
    made = [_card(data, case) for case in outcomes.cases(data)]
    return f'<div class="columns cases">{"".join(made)}</div>' if made else ""


def _card(data: xr.Dataset, case: int) -> str:
    """One case."""
    said = list(_told(data, case)) or ["All is as planned."]
    who = _who(data, case)
    about = f'<p class="line" dir="auto">{text(who)}</p>' if who else ""
    items = "".join(f'<li dir="auto">{text(one)}</li>' for one in said)
    return f'<div><h3 dir="auto">{text(outcomes.title(data, case))}</h3>{about}<ul>{items}</ul></div>'


def _who(data: xr.Dataset, case: int) -> str:
    """Who leaves and who is brought in, where the title does not say it."""
    pairs = (("without", str(data["case_without"].values[case])), ("with", str(data["case_with"].values[case])))
    told = ", ".join(f"{word} {names}" for word, names in pairs if names)
    return "" if told.casefold() == outcomes.title(data, case).casefold() else headed(told)


def _told(data: xr.Dataset, case: int) -> Iterator[str]:
    """What is different, a sentence each: dates, what can be done, costs, and the elements behind it."""
    yield from _dated(data, case)
    yield from abilities.told(data, case)
    yield from bills.told(data, case)
    behind = outcomes.changed(data, case)
    titles = data["element_title"].values
    yield from (f"{headed(titles[at])}: {outcomes.change(data, case, at) or 'in other hands'}." for at in behind[:MOST_SEATS])
    if len(behind) > MOST_SEATS:
        rest = len(behind) - MOST_SEATS
        yield f"{rest} more {'element changes' if rest == 1 else 'elements change'}; the table of elements has them."


def _dated(data: xr.Dataset, case: int) -> Iterator[str]:
    """What is lost, what is later, and what is not."""
    found = [goal for goal in outcomes.goals(data) if goal.planned]
    lost = [goal for goal in found if math.isinf(goal.moved(case))]
    late = [goal for goal in found if goal not in lost and _reads_later(data, goal, case)]
    kept = [goal.title for goal in found if goal not in lost and goal not in late]
    never = outcomes.never(data)
    if len(lost) == len(found) > 1:
        yield f"Nothing at all is there {never.removeprefix('not ')}."
    elif len(lost) > MOST_LOST:
        yield f"{headed(never)}: {'; '.join(goal.title for goal in lost)}."
    else:
        yield from (f"{goal.title}: {never} instead of {outcomes.when(data, goal.middle(PLANNED))}." for goal in lost)
    for goal in late:
        yield f"{goal.title}: {outcomes.when(data, goal.middle(case))} instead of {outcomes.when(data, goal.middle(PLANNED))}."
    if kept and not lost and not late:
        yield "All dates are as planned."
    elif len(kept) > MOST_KEPT:
        yield f"The other {number(len(kept))} dates are as planned."
    elif kept:
        yield f"As planned: {listed(kept)}."


def _reads_later(data: xr.Dataset, goal: Goal, case: int) -> bool:
    """Whether the month of a case is another than planned, by more than what is told as the same."""
    here, there = (outcomes.when(data, goal.middle(at)) for at in (case, PLANNED))
    return here != there and abs(goal.moved(case)) >= LEAST


def table(data: xr.Dataset, figures: Figures) -> str:
    """Dates, capability and costs of every case side by side, with how they differ from what is planned; nothing without cases."""
    found = outcomes.goals(data)
    heads = [*(goal.title for goal in found), *abilities.heads(data), *bills.heads(data)]
    if not heads or not outcomes.cases(data):
        return ""
    sides = [outcomes.title(data, case) for case in range(data.sizes["case"])]
    cells = [
        [*(_date(data, figures, goal, case) for goal in found), *abilities.cells(data, case), *bills.cells(data, case)]
        for case in range(data.sizes["case"])
    ]
    corner = "Case"
    if len(heads) >= len(sides):  # the longer side goes down the page
        corner, heads, sides, cells = "What", sides, heads, [list(row) for row in zip(*cells, strict=True)]
    rows = [
        f'<tr><th scope="row" dir="auto">{text(side)}</th>{"".join(f"<td{mark}>{cell}</td>" for cell, mark in row)}</tr>'
        for side, row in zip(sides, cells, strict=True)
    ]
    head = "".join(f'<th scope="col" dir="auto">{text(cell)}</th>' for cell in (corner, *heads))
    caption = "The cases side by side: dates and costs of the middle trial; small: against the plan, trial by trial"
    return framed(caption, f'<thead><tr>{head}</tr></thead><tbody class="flat">{"".join(rows)}</tbody>', "measures beside")


def _date(data: xr.Dataset, figures: Figures, goal: Goal, case: int) -> tuple[str, str]:
    """A cell with a median date, and its attributes."""
    year = goal.middle(case)
    told = dates.shortened(outcomes.when(data, year))
    line = "" if case == PLANNED else outcomes.slip(data, figures, goal, case)
    return f"{text(told)}{below(line)}", ' class="lost"' if math.isinf(year) else ""


def below(line: str) -> str:
    """A smaller line in a cell."""
    return f'<span class="line">{text(line)}</span>' if line else ""
