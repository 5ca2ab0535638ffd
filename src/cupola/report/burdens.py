"""The largest cities: their round trips with each other, what gets from them through the gateways, and what is not served. As HTML."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import bars, traces
from cupola.report.delays import DASH, delay, share
from cupola.report.lines import drawn_views, keys, title, with_view
from cupola.report.panels import panel
from cupola.report.quantities import joined, percent, quantity, span
from cupola.report.stages import HALF, NINE_TENTHS
from cupola.report.tables import listed, text

LIMITS = {
    "demand": ("what is asked for", "#5d6b86"),
    "user links": ("links of the users", "#0072b2"),
    "satellites to users": ("satellites toward the users", "#6aaed6"),
    "inter-satellite links": ("links between satellites", "#a03e78"),
    "satellites to gateways": ("satellites toward the gateways", "#d08bb4"),
    "gateway links": ("links of the gateways", "#00704f"),
    "gateways": ("gateways", "#b35900"),
}
"""What can limit the flow, in words, and its colour; in the order in which traffic meets it."""

OTHER = "#806400"

UNSERVED = "#a03e78"

SETTLED = 0.9995
"""The axis of round trips ends where all lines have come so far up."""


def panels(data: xr.Dataset, figures: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Round trips between cities; what gets through; what is not served. `figures`: those of the study, by name."""
    made = [_round_trips(data)] if "city_round_trip_share" in data else []
    made += [_through(data)] if "throughput" in data else []
    if "throughput" not in data:
        return made
    unserved = {view: figures.get(f"{name}_unserved".replace("-", "_")) for view, name in enumerate(map(str, data["view"].values))}
    known = {view: figure for view, figure in unserved.items() if figure is not None and figure.get("value") is not None}
    return [*made, _unserved(data, known)] if known else made


def _round_trips(data: xr.Dataset) -> str:
    """The share of pairs and times with a round trip of so much or less."""
    shares = data["city_round_trip_share"].values.astype(np.float64)
    connected = data["city_connected"].values.astype(np.float64)
    edges = data["round_trip"].values.astype(np.float64)
    heading = "Round trips between every two cities"
    told = _trips_told(data, shares, connected, edges)
    shown = drawn_views(data)
    lines = (shares * connected[:, None])[shown]
    if not np.nanmax(lines, initial=0.0) > 0.0:
        return panel(heading, told, "")
    settled = [int(np.argmax(line >= SETTLED * line[-1])) for line in lines if line[-1] > 0.0]
    stop = min(max(settled) + 2, len(edges))
    first = min(int(np.argmax(line > 0.0)) for line in lines if line[-1] > 0.0)
    start, high = max(first - 2, 0), float(edges[stop - 1])
    low = float(edges[start]) if edges[start] > 0.4 * high else 0.0
    unit = 1.0 if high >= 1.0 else 1e-3
    ticks = [tick * unit for tick in traces.round_ticks(low / unit, high / unit)]
    across = traces.Across(edges[start:stop], low, high, ticks, traces.time_labels(ticks, high))
    kept = np.where(lines[:, -1:] > 0.0, lines, np.nan)[:, start:stop]
    strip = traces.Strip("Share of the pairs and times, by round trip", kept, unit="1", height=190.0)
    drawn = traces.drawn("cities", f"Line chart. {heading}. {told}", across, [strip])
    return panel(heading, told, drawn + keys(data, [bool(line[-1] > 0.0) for line in lines]))


def quantile(shares: Float[np.ndarray, "n"], edges: Float[np.ndarray, "n"], level: float) -> float:
    """A round trip, s, to the middle of its bin: so large a share is no longer; infinite where there are none."""
    if not shares[-1] > 0.0:
        return math.inf
    half = 0.5 * float(edges[1] - edges[0]) if len(edges) > 1 else 0.0
    return float(edges[min(int(np.searchsorted(shares, level)), len(edges) - 1)]) - half


def _trips_told(data: xr.Dataset, shares: np.ndarray, connected: np.ndarray, edges: np.ndarray) -> str:
    """Half and nine in ten of each view, and how often there is a way, in words."""
    said: list[str] = []
    never = [title(data, view) for view in range(len(shares)) if not shares[view, -1] > 0.0]
    for view in range(len(shares)):
        if not shares[view, -1] > 0.0:
            continue
        half, most = (delay(quantile(shares[view], edges, level)) for level in (HALF, NINE_TENTHS))
        start = "" if data.sizes["view"] == 1 else f"{title(data, view)}: "
        said.append(f"{start}{half} for half and {most} for nine in ten, {_often(float(connected[view]))}.")
    if never:
        said.append("There is never a way." if data.sizes["view"] == 1 else f"Never a way with {listed(never)}.")
    return " ".join([*said, *(["Each line ends at the share of the pairs and times that have a way."] if len(never) < len(shares) else [])])


def _often(connected: float) -> str:
    return "always with a way" if connected == 1.0 else f"a way for {share(connected)} of the pairs and times"


def _samples(data: xr.Dataset) -> np.ndarray:
    """What gets through in each view at each instant looked at, bit/s."""
    return data["throughput"].values.astype(np.float64).reshape(data.sizes["view"], -1)


def _through(data: xr.Dataset) -> str:
    """The most that gets through in each view, by what limits it, as a stacked bar."""
    through = _samples(data)
    heading = "What gets from the cities through the gateways, at the most"
    middle = np.median(through, axis=1)
    finite = through[np.isfinite(through)]
    longest = float(finite.max(initial=0.0))
    names = [str(name) for name in data["limit"].values] if "limit" in data.coords else []
    limits = data["limited_by"].values.astype(np.float64) if "limited_by" in data else np.zeros((len(through), len(names)))
    limits = np.nan_to_num(limits, nan=0.0)
    lines = [_bar(title(data, view), through[view], limits[view], names, longest, float(middle[view])) for view in range(len(through))]
    heads = ("View", "By what limits it", '<b>Median</b><span class="spread">least to greatest</span>')
    present = [name for at, name in enumerate(names) if np.any(limits[np.isfinite(middle) & (middle > 0.0), at] > 0.0)]
    items = "".join(f"<li>{_swatch(name)}{text(_limit(name)[0])}</li>" for name in present)
    spread = f"<li>{bars.sample(WHISKER)}over the instants looked at</li>" if np.any(np.ptp(_finite_rows(through), axis=1) > 0.0) else ""
    label = f"{heading}: {'; '.join(_through_told(data, view, middle, limits, names) for view in range(len(through)))}"
    told = f"{'. '.join(_through_told(data, view, middle, limits, names) for view in range(len(through)))}."
    return panel(heading, told, bars.table(label, heads, [bars.rows(lines)], "burdens") + f'<ul class="keys">{items}{spread}</ul>')


WHISKER = f'<path fill="none" stroke="{bars.INK}" stroke-width="1.6" d="M2 3V11M2 7H24M24 3V11"/>'


def _finite_rows(through: np.ndarray) -> np.ndarray:
    """What is not finite as nothing, for a spread."""
    return np.where(np.isfinite(through).all(axis=1, keepdims=True), through, 0.0)


def _limit(name: str) -> tuple[str, str]:
    return LIMITS.get(name, (name, OTHER))


def _swatch(name: str) -> str:
    """The colour of a limit, for the legend."""
    return bars.sample(f'<rect y="2" width="26" height="10" fill="{_limit(name)[1]}"/>')


def _bar(name: str, through: np.ndarray, limits: np.ndarray, names: list[str], longest: float, middle: float) -> str:
    """One view: a bar as long as what gets through, in parts by what limits it."""
    grid = bars.grid([0.0, 0.25, 0.5, 0.75, 1.0])
    if math.isnan(middle):
        return bars.row(name, [grid], DASH, said="not known")
    if math.isinf(middle):
        return bars.row(name, [grid], "no limit")
    if middle <= 0.0:
        return bars.row(name, [grid], "nothing")
    parts, total, reached = [grid], float(limits.sum()), 0.0
    whole = middle / longest
    shares = limits / total if total > 0.0 else np.zeros(0)
    for at, part in enumerate(shares):
        if part > 0.0:
            parts.append(bars.filled(reached * whole, (reached + part) * whole, _limit(names[at])[1]))
            reached += float(part)
    if total <= 0.0:
        parts.append(bars.filled(0.0, whole, OTHER))
    low, high = float(through.min()), float(through.max())
    spread = ""
    if math.isfinite(high) and high > low:
        parts.append(bars.whisker(low / longest, high / longest))
        spread = span(low, high, "bit/s")
    return bars.row(name, parts, quantity(middle, "bit/s"), spread)


def _through_told(data: xr.Dataset, view: int, middle: np.ndarray, limits: np.ndarray, names: list[str]) -> str:
    """How much gets through one view and what limits it most, in words."""
    start = "" if data.sizes["view"] == 1 else f"{title(data, view)}: "
    value = float(middle[view])
    if math.isnan(value):
        return f"{start}not known"
    if math.isinf(value):
        return f"{start}no rate is given that would limit it"
    if value <= 0.0:
        return f"{start}nothing gets through"
    said = f"{start}{quantity(value, 'bit/s')}"
    total = float(limits[view].sum())
    if not total > 0.0:
        return said
    most = int(np.argmax(limits[view]))
    part = float(limits[view, most]) / total
    return f"{said}, limited {'' if part == 1.0 else f'to {share(part)} '}by {_limit(names[most])[0]}"


def _unserved(data: xr.Dataset, known: Mapping[int, Mapping[str, Any]]) -> str:
    """The share of what is asked for that is not served, with its range over the draws as a band."""
    lines: list[str] = []
    for view, figure in known.items():
        value = float(figure["value"])
        low, high = (value if figure.get(key) is None else float(figure[key]) for key in ("low", "high"))
        parts = [bars.grid([0.0, 0.25, 0.5, 0.75, 1.0]), bars.hollow(low, high, UNSERVED, "#f3d7e6"), bars.mark(value)]
        spread = "" if low == high else joined(f"{percent(low)} to {percent(high)}", "%")
        lines.append(bars.row(title(data, view), parts, share(value), spread))
    worst = max(known, key=lambda view: float(known[view]["value"]))
    told = f"{share(float(known[worst]['value']))} of what the cities ask for is not served{with_view(data, worst)}"
    told += ", the most of all views." if len(known) > 1 else "."
    ranged = any(figure.get("low") is not None for figure in known.values())
    told += " The band is its range over the draws of what is assumed, the demand among it." if ranged else ""
    heads = ("View", _percents(), "<b>Not served</b>")
    return panel("What is asked for and not served", told, bars.table(f"Share not served: {told}", heads, [bars.rows(lines)], "burdens"))


def _percents() -> str:
    """A scale from none to all."""
    places = ((0, ' class="first"'), (50, ""), (100, ' class="last"'))
    spans = "".join(f'<span{css} style="left:{at}%">{at} %</span>' for at, css in places)
    return f'<div class="scale">{spans}</div>'
