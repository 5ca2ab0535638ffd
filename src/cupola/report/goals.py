"""Milestones of a campaign: what they ask for, the chance to be there against time, and a table of dates, chances and rates. As HTML."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from cupola.report import dates, days, growth, pieces, strips, variants
from cupola.report.delays import DASH
from cupola.report.panels import panel
from cupola.report.places import letters, target_key
from cupola.report.quantities import joined, margin, number, percent, span, told_value
from cupola.report.tables import framed, headed, text
from cupola.report.variants import Figures

CAPTION = (
    "When milestones are reached: the month by which so many of the trials have them, the chance to be in time and at all, and satellites "
    "launched a month until the deadline, the middle trial. Small: what the trials leave open at 95 %; in brackets the range over the draws"
)

A_MONTH = "satellites a month"
"""The unit that stands in the head of its column."""

ROOM = 434.0
"""Height that the strips of a drawing share, points: that of the drawing beside it."""

AROUND = 37.0
LEAST, MOST = 72.0, 170.0
"""Heights of a strip, points, and of what stands around it."""


def heads(data: xr.Dataset) -> tuple[str, ...]:
    """What stands over the columns of the table."""
    return ("1 in 10 by", "Half by", "9 in 10 by", "In time", f"By {days.month(data['time'].values[-1])}", "Made a month")


def of(data: xr.Dataset, campaign: int) -> list[int]:
    """Places of the milestones of a campaign."""
    count = data.sizes.get("milestone", 0)
    return [at for at in range(count) if growth.of_campaign(data, at, campaign)]


def asked(data: xr.Dataset, at: int) -> str:
    """What a milestone asks for: 1,618 at work by 30 July 2026."""
    counted = "launched" if str(data["milestone_counts"].values[at]) == "launched" else "at work"
    by = data["milestone_by"].values[at]
    return f"{number(float(data['milestone_satellites'].values[at]))} {counted}{'' if np.isnat(by) else f' by {days.day(by)}'}"


def keys(data: xr.Dataset, ours: Sequence[int]) -> str:
    """The letters with which drawings name the milestones."""
    items = (
        f'<li>{target_key(at)}<span dir="auto">{text(headed(data["milestone_title"].values[at]))}: {text(asked(data, at))}</span></li>'
        for at in ours
    )
    return f'<ul class="places-key">{"".join(items)}</ul>'


def drawing(data: xr.Dataset, campaign: int, ours: Sequence[int]) -> str:
    """The chance to have each milestone against time, a strip for each."""
    heading = "The chance to be there, against time"
    told = " ".join(_told(data, at) for at in ours)
    places = np.concatenate([[growth.begin(data)], days.years(data["time"].values)])
    by = days.years(data["milestone_by"].values)
    shown = variants.drawn(data)
    height = min(max(ROOM / len(ours) - AROUND, LEAST), MOST)
    made: list[strips.Strip] = []
    for at in ours:
        reached = data["reached"].values[:, at].astype(np.float64)
        values = np.concatenate([np.zeros((len(reached), 1)), reached], axis=1)
        lines = [pieces.Line(places, values[one], level, 2.2 if level == 0 else 1.5) for level, one in reversed(list(enumerate(shown)))]
        title = f"{letters(at + 1)[at]} · {asked(data, at)}"
        made.append(strips.Strip(title, [pieces.Upright(float(by[at])), *lines], unit="1", height=height))
    more = [f"{pieces.upright_sample()}deadline"] if np.isfinite(by[list(ours)]).any() else []
    drawn = strips.drawn(f"goals{campaign}", f"Line charts over time. {heading}. {told}", growth.axis(data), made)
    return panel(heading, told, drawn + variants.keys(data, more))


def _told(data: xr.Dataset, at: int) -> str:
    """A milestone's chance in words: by its deadline, or by the end, and when half of the trials have it."""
    letter = letters(at + 1)[at]
    reached = data["reached"].values[0, at].astype(np.float64)
    by, end = data["milestone_by"].values[at], data["time"].values[-1]
    half = data["reached_on"].values[0, at, 1]
    when = f"half of the trials have it by {days.month(half)}"
    if np.isnat(half):
        when = f"half of the trials do not have it by {days.month(end)}"
    if np.isnat(by) or by > end:
        had = f"{letter}: {joined(percent(float(reached[-1])), '%')} have it by {days.month(end)}"
        return f"{had}." if np.isnat(half) else f"{had}, {when}."
    step = int(np.searchsorted(data["time"].values, by, side="right")) - 1
    chance = float(reached[step]) if step >= 0 else 0.0
    return f"{letter}: {joined(percent(chance), '%')} make it by {days.day(by)}; {when}."


def dates_told(moment: np.datetime64, end: np.datetime64) -> str:
    """A month; where the horizon ends first that it is not by then."""
    return days.not_by(end) if np.isnat(moment) else days.month(moment)


def table(data: xr.Dataset, figures: Figures, ours: Sequence[int]) -> str:
    """Dates, chances and rates of each milestone, a row a variant."""
    head = "".join(f'<th scope="col">{text(cell)}</th>' for cell in ("Milestone", *heads(data)))
    bodies: list[str] = []
    for at in ours:
        name = f'{target_key(at)}<span dir="auto">{text(headed(data["milestone_title"].values[at]))}</span>'
        about = f'<span class="line">{text(asked(data, at) + _needed(data, figures, at))}</span>'
        rows = [f'<tr class="group"><th scope="rowgroup" colspan="{len(heads(data)) + 1}">{name}{about}</th></tr>']
        for variant in range(data.sizes["variant"]):
            cells = "".join(f"<td>{cell}</td>" for cell in _cells(data, figures, at, variant))
            rows.append(f'<tr><th scope="row" dir="auto">{text(variants.title(data, variant))}</th>{cells}</tr>')
        bodies.append(f"<tbody>{''.join(rows)}</tbody>")
    return framed(CAPTION, f"<thead><tr>{head}</tr></thead>{''.join(bodies)}", "measures goals")


def _cells(data: xr.Dataset, figures: Figures, at: int, variant: int) -> list[str]:
    """The cells of one milestone in one variant, as HTML."""
    name = str(data["milestone"].values[at])

    def found(measure: str) -> str:
        figure = variants.figure(figures, data, variant, f"{name}_{measure}")
        return DASH if figure is None else _measured(figure)

    when = [_date(data, figures, at, variant, rank) for rank in range(data.sizes["milestone_quantile"])]
    return [*when, found("chance"), found("reached"), found("made_a_month")]


def _needed(data: xr.Dataset, figures: Figures, at: int) -> str:
    """How many launched satellites a month a milestone asks for, to follow it; nothing without a deadline."""
    figure = variants.figure(figures, data, 0, f"{data['milestone'].values[at]}_needed_a_month")
    if figure is None or figure["value"] is None or not math.isfinite(figure["value"]) or figure["value"] <= 0.0:
        return ""
    return f", which asks for {told_value(figure)}"


def _date(data: xr.Dataset, figures: Figures, at: int, variant: int, rank: int) -> str:
    """A date with what the trials leave open and the range over the draws."""
    value, low, high = (data[f"reached_on{end}"].values[variant, at, rank] for end in ("", "_low", "_high"))
    end = data["time"].values[-1]
    told = dates_told(value, end)
    lines: list[str] = []
    # Order statistics leave an end open where there are too few trials to say.
    left = "" if np.isnat(low) else f"from {days.month(low)} on" if np.isnat(high) else dates.between(days.month(low), days.month(high))
    if left and left != told:
        lines.append(left.replace(" to ", " – "))
    measure = ("date_10", "date", "date_90")[rank] if data.sizes["milestone_quantile"] == 3 else ""
    figure = variants.figure(figures, data, variant, f"{data['milestone'].values[at]}_{measure}")
    ranged = _range(figure) if figure is not None else ""
    lines += [ranged] if ranged else []
    return text(told) + "".join(f'<span class="line">{text(dates.shortened(line))}</span>' for line in lines)


def _measured(figure: Mapping[str, Any]) -> str:
    """A figure with what the trials leave open and the range over the draws."""
    if figure["value"] is None or not math.isfinite(figure["value"]):
        return DASH
    lines = [line for line in (margin(figure), _range(figure)) if line]
    told = number(figure["value"], 3 if abs(figure["value"]) >= 1.0 else 2) if figure["unit"] == A_MONTH else told_value(figure)
    return text(told) + "".join(f'<span class="line">{text(line)}</span>' for line in lines)


def _range(figure: Mapping[str, Any]) -> str:
    """The range over the draws; nothing where there is none."""
    low, high, unit = figure.get("low"), figure.get("high"), figure["unit"]
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return ""
    told = span(low, high, unit)
    return (
        ""
        if told == span(high, high, unit)
        else f"({told.removesuffix(A_MONTH).rstrip()})".replace(" to ", "–" if unit != dates.CALENDAR else " – ")
    )
