"""From launch to decision in steps, as HTML: a block of rows for each view, a bar for each stage from the end of the one before.

Bars and whiskers are stretched with their row, but not their strokes; the words stand in a table, so that it reads aloud and keeps its
size on a narrow screen. Time runs evenly up to a little after the last decision; the end of the flight follows behind a break.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cupola.report.quantities import joined, number, percent
from cupola.report.stages import Stage, clock, face, flight, stages
from cupola.report.tables import headed, listed, text

WIDTH, HEIGHT = 1000.0, 24.0

MAIN, END = 0.84, 0.955
"""Where the even part of a broken axis stops, and where the end of the flight stands, as shares of the row."""

FAR = 1.6
"""A flight that lasts so many times longer than what is shown stands behind a break."""

WIDER = 1.06
"""The axis runs so far beyond the last time on it."""

MOST_TICKS = 6
TICKS = (5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 3600.0)
"""Distances of ticks, s."""

SHORTEST = 10.0
"""The axis runs at least so far, s."""

LONE = 600.0
"""The axis ends here where nothing is known, s."""

COLOURS = ("#5d6b86", "#0072b2", "#00704f", "#a03e78")
"""Of the stages that are measured; the delays that the scenario gives have a paler bar with an outline."""

DELAY = "#8a4300"
BURNING, END_LINE, GRID, INK = "#fdeeda", "#16213a", "#e3e9f2", "#16213a"


@dataclass(frozen=True)
class Axis:
    """Time since launch along a row.

    Attributes:
        shown: the even part runs from 0 to here, s.
        burn_out: end of the boost, s; not a number where it is not known.
        end: end of the flight, s; not a number where it is not known.
        broken: whether the end stands behind a break.
    """

    shown: float
    burn_out: float
    end: float
    broken: bool

    def place(self, seconds: float) -> float:
        """Where a time stands, in [0, 1]; what lies beyond the even part stands at its end."""
        return min(seconds / self.shown, 1.0) * (MAIN if self.broken else 1.0)

    @property
    def end_place(self) -> float:
        """Where the end of the flight stands."""
        return END if self.broken else self.place(self.end)

    def ticks(self) -> list[float]:
        """Round times on the even part."""
        apart = next((tick for tick in TICKS if self.shown / tick <= MOST_TICKS), TICKS[-1])
        return [float(tick) for tick in np.arange(0.0, self.shown * (1.0 + 1e-9), apart)]


def axis(told: Sequence[Sequence[Stage]], burn_out: float, end: float) -> Axis:
    """The axis that all views of a threat share; `told` holds the stages of each."""
    halves = [stage.half for view in told for stage in view if math.isfinite(stage.half)]
    longest = max([*halves, *(burn_out for _ in range(math.isfinite(burn_out)))], default=LONE)
    # A long whisker is shown as far as twice the last stage; beyond, an arrow says that it goes on.
    reach = [stage.most for view in told for stage in view if math.isfinite(stage.most) and stage.most <= 2.0 * longest]
    shown = WIDER * max([longest, *reach, SHORTEST])
    if not math.isfinite(end):
        return Axis(shown, burn_out, math.nan, broken=False)
    broken = end > FAR * shown
    return Axis(shown if broken else max(shown, WIDER * end), burn_out, end, broken)


def drawn(data: xr.Dataset, threat: int) -> str:
    """The steps of one threat through every view, as an HTML table."""
    told = [stages(data.isel(view=view, threat=threat)) for view in range(data.sizes["view"])]
    along = axis(told, float(data["burn_out"].values[threat]), flight(data, threat)[1])
    blocks = "".join(_block(str(title), view, along) for title, view in zip(data["view_title"].values, told, strict=True))
    minutes = along.ticks()[-1] >= 120.0
    head = (
        f'<thead><tr><th scope="col">{"Minutes" if minutes else "Seconds"} since launch</th><td>{_scale(along, minutes)}</td>'
        '<th scope="col"><b>Half of them</b><span class="spread">10 to 90 %, min:s</span></th></tr></thead>'
    )
    title = f"Stages from launch to decision, {data['threat_title'].values[threat]}"
    return f'<table class="waterfall" aria-label="{text(title)}">{head}{blocks}</table>{_legend(told, along)}'


def _block(title: str, told: Sequence[Stage], along: Axis) -> str:
    """The rows of one view."""
    rows: list[str] = []
    begun = 0.0
    missed = False
    for place, stage in enumerate(told):
        reached = math.isfinite(stage.half)
        said = "" if reached or missed else _missed(stage)
        missed = missed or not reached
        track = f"{_bar(stage, begun, place, along)}{f'<span>{text(said)}</span>' if said else ''}"
        rows.append(f'<tr><th scope="row">{stage.name}</th><td>{track}</td><td>{_value(stage)}</td></tr>')
        begun = stage.half if reached else begun
    return f'<tbody><tr class="group"><th scope="rowgroup" colspan="3" dir="auto">{text(headed(title))}</th></tr>{"".join(rows)}</tbody>'


def _missed(stage: Stage) -> str:
    """Why a stage has no bar, in words."""
    if math.isnan(stage.half):
        return "not known"
    if not math.isfinite(stage.share):
        return "never for half of them"
    if stage.share == 0.0:
        return "never for any of them"
    return f"never for half of them; {joined(percent(stage.share), '%')} get there"


def _value(stage: Stage) -> str:
    """When half are there, and the spread, as HTML."""
    ends = face(stage.first), face(stage.most)
    spread = "" if ends[0] == ends[1] else f'<span class="spread">{" to ".join(ends)}</span>'
    return f"<b>{text(clock(stage.half))}</b>{spread}"


def _bar(stage: Stage, begun: float, place: int, along: Axis) -> str:
    """One row's drawing: the boost as a ground, ticks, the bar from the stage before, the whisker, burn-out and the end of the flight."""
    parts: list[str] = []
    if math.isfinite(along.burn_out):
        parts.append(f'<rect width="{_x(along.place(along.burn_out))}" height="{HEIGHT:g}" fill="{BURNING}"/>')
    grid = "".join(f"M{_x(along.place(tick))} 0V{HEIGHT:g}" for tick in along.ticks())
    parts.append(f'<path stroke="{GRID}" d="{grid}"/>')
    if math.isfinite(along.burn_out):
        parts.append(
            f'<path stroke="{DELAY}" stroke-width="1.4" stroke-dasharray="3 3" d="M{_x(along.place(along.burn_out))} 0V{HEIGHT:g}"/>'
        )
    if along.broken:
        gap = 0.5 * (MAIN + END)
        cut = "".join(f"M{_x(gap + at - 0.006)} {HEIGHT - 6:g}L{_x(gap + at + 0.006)} 6" for at in (-0.009, 0.009))
        parts.append(f'<path stroke="#8291ab" d="{cut}"/>')
    if math.isfinite(along.end):
        parts.append(f'<path stroke="{END_LINE}" stroke-width="1.6" d="M{_x(along.end_place)} 0V{HEIGHT:g}"/>')
    if math.isfinite(stage.half):
        parts += [_stretch(stage, begun, place, along), _whisker(stage, along)]
    return f'<svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>'


def _stretch(stage: Stage, begun: float, place: int, along: Axis) -> str:
    """The bar: from when half had reached the stage before to when half have reached this one."""
    left, right = sorted((along.place(begun), along.place(stage.half)))
    width = max(WIDTH * (right - left), 3.0)
    if stage.given:
        return f'<rect x="{_x(left)}" y="6" width="{width:.1f}" height="12" fill="#ffffff" stroke="{DELAY}" stroke-width="1.2"/>'
    return f'<rect x="{_x(left)}" y="5" width="{width:.1f}" height="14" fill="{COLOURS[place]}"/>'


def _whisker(stage: Stage, along: Axis) -> str:
    """A line from a tenth to nine tenths with a cap at each end, or an arrow where it goes on beyond what is shown."""
    if stage.first == stage.most or math.isnan(stage.first) or math.isnan(stage.most):
        return ""
    left, right = along.place(stage.first), along.place(stage.most)
    on = stage.most > along.shown
    path = f"M{_x(left)} 8V16M{_x(left)} 12H{_x(right)}"
    path += f"M{_x(right - 0.012)} 8L{_x(right)} 12L{_x(right - 0.012)} 16" if on else f"M{_x(right)} 8V16"
    return f'<path stroke="#ffffff" stroke-width="4" d="{path}"/><path stroke="{INK}" stroke-width="1.6" d="{path}"/>'


def _scale(along: Axis, minutes: bool) -> str:
    """What the ticks say, and over them the names of burn-out and of the end of the flight."""
    unit = 60.0 if minutes else 1.0
    labels = [(along.place(tick), number(tick / unit), "") for tick in along.ticks()]
    if math.isfinite(along.end):
        labels = [one for one in labels if abs(one[0] - along.end_place) > 0.05]
        labels.append((along.end_place, f"{along.end / unit:.0f}", "end"))
        labels.append((along.end_place, "down", "end name"))
    if math.isfinite(along.burn_out):
        labels.append((along.place(along.burn_out), "burn-out", "name burnt"))
    spans = "".join(f'<span class="{css}" style="left:{100.0 * at:.2f}%">{label}</span>' for at, label, css in labels)
    return f'<div class="scale">{spans}</div>'


def _legend(told: Sequence[Sequence[Stage]], along: Axis) -> str:
    """What is seen, beneath the table."""
    box = '<svg class="sample" viewBox="0 0 26 14" width="26" height="14" aria-hidden="true">'
    bands = "".join(f'<rect x="{at * 6.5:g}" y="2" width="6.5" height="10" fill="{colour}"/>' for at, colour in enumerate(COLOURS))
    on = any(stage.most > along.shown and math.isfinite(stage.half) for view in told for stage in view)
    goes_on = "; an arrow goes on beyond what is shown" if on else ""
    items = [f"{box}{bands}</svg>from one stage to the next, half of the tracks"]
    items.append(
        f'{box}<path fill="none" stroke="{INK}" stroke-width="1.6" d="M2 3V11M2 7H24M24 3V11"/></svg>from 10 to 90 % of them{goes_on}'
    )
    hollow = f'<rect x="1" y="2" width="24" height="10" fill="#ffffff" stroke="{DELAY}" stroke-width="1.2"/>'
    items.append(f"{box}{hollow}</svg>a delay that the scenario gives")
    if math.isfinite(along.burn_out):
        items.append(f'{box}<rect width="26" height="14" fill="{BURNING}"/></svg>motors burn')
    return f'<ul class="keys">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def _x(place: float) -> str:
    return f"{WIDTH * place:.1f}".removesuffix(".0")


def told(data: xr.Dataset, threat: int) -> str:
    """What the drawing shows, in a sentence or two that hold for any values."""
    titles = [headed(title) for title in data["view_title"].values]
    ends = [stages(data.isel(view=view, threat=threat))[-1].half for view in range(len(titles))]
    known = [(end, title) for end, title in zip(ends, titles, strict=True) if math.isfinite(end)]
    never, unknown = ([title for end, title in zip(ends, titles, strict=True) if test(end)] for test in (math.isinf, math.isnan))
    if not known and not unknown:
        who = "Half of the tracks never" if len(titles) == 1 else "With no view do half of the tracks"
        return f"{who} reach custody, so that no decision can stand on them."
    said: list[str] = []
    if known:
        known.sort(key=lambda pair: pair[0])
        soonest, latest = known[0], known[-1]
        by = "" if len(titles) == 1 else f" with {soonest[1]}"
        said.append(f"Half of the tracks stand behind a decision by {clock(soonest[0])} after launch{by}{_left(data, threat, soonest[0])}.")
        said += [f"Latest with {latest[1]}: {clock(latest[0])}."] if len(known) > 1 else []
    said += [f"Never for half of them with {listed(never)}."] if never else []
    said += [f"Not known with {listed(unknown)}."] if unknown else []
    return " ".join(said)


def _left(data: xr.Dataset, threat: int, at: float) -> str:
    """How long before the end of the flight a decision stands."""
    end = flight(data, threat)[1]
    if math.isnan(end):
        return ""
    return f", {clock(end - at)} before they come down" if at < end else ", when half of them are down already"
