"""From a measurement to the command site, by constellation: a bar for each part of the way, and the delay over time. As HTML."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cupola.report import bars, traces
from cupola.report.delays import delay, share
from cupola.report.lines import drawn_views, keys, title, with_view
from cupola.report.panels import panel
from cupola.report.quantities import number, scale_for
from cupola.report.stages import HALF, NINE_TENTHS, TENTH
from cupola.report.tables import headed, listed, text
from cupola.report.ways import over_time, thinned

STAGES = {
    "acquisition": ("Link found", "#8a4300", True),
    "propagation": ("On the way", "#0072b2", False),
    "passing_on": ("Passed on", "#a03e78", False),
    "queueing": ("In queues", "#8a4300", True),
    "hand_over": ("Handed over", "#8a4300", True),
    "processing": ("Made into a track", "#8a4300", True),
}
"""By stage: its name, its colour, and whether the scenario gives it as it is."""

AFTER = "processing"
"""The stage that follows once a report has arrived."""

WIDER = 1.04
"""The axis runs so far beyond the last time on it."""

REACH = 2.5
"""A whisker is shown as far as so many times the last median; beyond, an arrow says that it goes on."""

NEAR_END = 0.95
"""A label of the scale past this share of a row ends there."""


@dataclass(frozen=True)
class _Way:
    """One view's way to the command site, times in s.

    Attributes:
        view: its place.
        stages: name and length of each, in their order.
        arrived: when a tenth, half and nine tenths of the reports are there; infinite where there is never a way.
        connected: share of the time with a way.
    """

    view: int
    stages: tuple[tuple[str, float], ...]
    arrived: tuple[float, float, float]
    connected: float

    @property
    def end(self) -> float:
        """When the last stage of half of the reports is over."""
        return self.arrived[1] + sum(length for name, length in self.stages if name == AFTER and math.isfinite(length))


def panels(data: xr.Dataset, reporter: int) -> list[str]:
    """The parts of the way of one constellation's reports, and their delay over time."""
    ways = _ways(data, reporter)
    name = headed(data["reporter_title"].values[reporter])
    heading = f"From a measurement to {site(data)}"
    told = _told(data, ways)
    if not any(math.isfinite(way.arrived[1]) for way in ways):
        return [panel(heading, told, "")]
    parts = [panel(heading, told, _drawn(data, ways, f"{name}: {told}"))]
    return [*parts, _over_time(data, reporter, name)] if "report_delay" in data else parts


def site(data: xr.Dataset) -> str:
    """Title of the command site."""
    name = str(data.attrs.get("command", ""))
    if "site_title" not in data.coords:
        return name or "the command site"
    titles = {str(site): str(told) for site, told in zip(data["site"].values, data["site_title"].values, strict=True)}
    return titles.get(name) or name or "the command site"


def _ways(data: xr.Dataset, reporter: int) -> list[_Way]:
    """Those of the views that have the constellation."""
    one = data.isel(reporter=reporter)
    names = [str(name) for name in data["stage"].values]
    arrived = [one["to_command"].sel(quantile=at, method="nearest").values.astype(np.float64) for at in (TENTH, HALF, NINE_TENTHS)]
    return [
        _Way(
            view,
            tuple(zip(names, one["report_stages"].values[view].astype(np.float64).tolist(), strict=True)),
            (float(arrived[0][view]), float(arrived[1][view]), float(arrived[2][view])),
            float(one["report_connected"].values[view]),
        )
        for view in range(data.sizes["view"])
        if not math.isnan(float(one["report_connected"].values[view]))
    ]


def _drawn(data: xr.Dataset, ways: Sequence[_Way], label: str) -> str:
    """The parts of the way through each view, as an HTML table."""
    ends = [way.end for way in ways if math.isfinite(way.end)]
    last = max([*ends, *(_before(way) for way in ways if math.isfinite(_before(way)))])
    reach = [way.arrived[2] for way in ways if math.isfinite(way.arrived[2])]
    shown = WIDER * max([last, *(min(time, REACH * last) for time in reach), 1e-3])
    unit = scale_for("s", shown)
    ticks = [tick * unit.size for tick in traces.round_ticks(0.0, shown / unit.size)]
    blocks = [bars.block(title(data, way.view), _rows(way, shown, ticks)) for way in ways]
    labels = "".join(
        f'<span class="at{round(tick / shown)}" style="left:{100.0 * tick / shown:.2f}%">{number(tick / unit.size)}</span>'
        for tick in ticks
    )
    scale = f'<div class="scale">{labels}</div>'
    heads = (f"Since the measurement, {unit.unit}", scale, '<b>Half of them</b><span class="spread">10 to 90 %</span>')
    return bars.table(label, heads, blocks, "reports") + _legend(any(way.arrived[2] > shown for way in ways))


def _edge(place: float) -> str:
    """The class of a label of the scale at the beginning or the end of a row, where it must not hang over."""
    return ' class="first"' if place == 0.0 else ' class="last"' if place > NEAR_END else ""


def _before(way: _Way) -> float:
    """Length of the stages up to the site."""
    return sum(length for name, length in way.stages if name != AFTER)


def _rows(way: _Way, shown: float, ticks: Sequence[float]) -> list[str]:
    """A row for each stage, and one for the arrival."""
    grid = bars.grid([tick / shown for tick in ticks])
    if not math.isfinite(way.arrived[1]):
        return [bars.row("At the site", [grid], "never", said="there is never a way")]
    made: list[str] = []
    at = 0.0
    for name, length in way.stages:
        if name == AFTER:
            continue
        made.append(_stage(name, at, length, shown, grid))
        at += length if math.isfinite(length) else 0.0
    low, half, high = way.arrived
    on = high > shown
    spread = [bars.whisker(low / shown, min(high / shown, 1.0), on)] if low < high else []
    told = "" if delay(low) == delay(high) else f"{delay(low)} to {delay(high, never='never')}"
    made.append(bars.row("At the site", [grid, *spread, bars.mark(half / shown)], delay(half), told))
    return [*made, *(_stage(name, half, length, shown, grid) for name, length in way.stages if name == AFTER)]


def _stage(name: str, at: float, length: float, shown: float, grid: str) -> str:
    """One stage as a bar from where the one before ends."""
    told, colour, given = STAGES.get(name, (headed(name.replace("_", " ")), "#5d6b86", False))
    if not math.isfinite(length) or length <= 0.0:
        return bars.row(told, [grid], delay(length, never="never"))
    bar = bars.hollow if given else bars.filled
    return bars.row(told, [grid, bar(at / shown, (at + length) / shown, colour, least=6.0)], delay(length))


def _legend(on: bool) -> str:
    """What is seen, beneath the table."""
    found = [(name, colour) for name, colour, given in STAGES.values() if not given]
    bands = "".join(f'<rect x="{13 * at}" y="2" width="13" height="10" fill="{colour}"/>' for at, (_, colour) in enumerate(found))
    hollow = '<rect x="1" y="2" width="24" height="10" fill="#ffffff" stroke="#8a4300" stroke-width="1.2"/>'
    line = f'<path fill="none" stroke="{bars.INK}" stroke-width="1.6" d="M2 3V11M2 7H24M24 3V11"/>'
    half = f'<path stroke="{bars.INK}" stroke-width="3" d="M13 0V14"/>'
    goes_on = "; an arrow goes on beyond what is shown" if on else ""
    items = (
        bars.sample(bands) + "median of what is computed",
        bars.sample(hollow) + "a delay that the scenario gives",
        bars.sample(half) + "half of the reports are there",
        bars.sample(line) + f"from 10 to 90 % of them{goes_on}",
    )
    return f'<ul class="keys">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def _told(data: xr.Dataset, ways: Sequence[_Way]) -> str:
    """When half of the reports are there, and how often there is a way, in words."""
    if not ways:
        return "No view has this constellation."
    known = sorted((way for way in ways if math.isfinite(way.arrived[1])), key=lambda way: way.arrived[1])
    never = [title(data, way.view) for way in ways if not math.isfinite(way.arrived[1])]
    if not known:
        return "There is never a way."
    best = known[0]
    half, most = delay(best.arrived[1]), delay(best.arrived[2])
    said = [f"Half of the reports are there within {half}{with_view(data, best.view)}, nine in ten within {most}."]
    latest = delay(known[-1].arrived[1])
    said += [f"Latest{with_view(data, known[-1].view)}: {latest}."] if latest != half else []
    often = [f"{share(way.connected)} of the time{with_view(data, way.view)}" for way in known]
    said.append(f"A satellite has a way for {listed(often)}{f'; never with {listed(never)}' if never else ''}.")
    return " ".join(said)


def _over_time(data: xr.Dataset, reporter: int, name: str) -> str:
    """The delay over time, a line for each view."""
    shown = drawn_views(data)
    values = data["report_delay"].values[shown, reporter].astype(np.float64)
    heading = "Delay over the time"
    if not np.isfinite(values).any():
        return panel(heading, "There is never a way.", "")
    along, every = over_time(float(data.attrs["span_s"]), data["time"].values.astype(np.float64))
    known = np.isfinite(values)
    told = "Median over the satellites that have a way; a gap where none has."
    told += f" From {delay(float(values[known].min()))} to {delay(float(values[known].max()))}."
    strip = traces.Strip("From the measurement to the site", thinned(values, every), height=165.0)
    more = [f"<span>{text(f'Each point is the median of {number(every)} instants')}</span>"] if every > 1 else []
    drawn = traces.drawn(f"report{reporter}", f"Line chart, {name}. {heading}. {told}", along, [strip])
    return panel(heading, told, drawn + keys(data, [bool(line.any()) for line in known], more, whole=True))
