"""The largest cities: their round trips, what gets from them through the gateways, what each pair gets, what is not served. As HTML."""

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
    made += [_between(data)] if "city_rate" in data and np.isfinite(data["city_traffic"].values).any() else []
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


WAYS = {"throughput": "At the most", "throughput_even": "When all people get alike"}
"""Ways to share what gets through, and their titles."""


def _samples(data: xr.Dataset, name: str = "throughput") -> np.ndarray:
    """What gets through in each view at each instant looked at, bit/s."""
    return data[name].values.astype(np.float64).reshape(data.sizes["view"], -1)


def _through(data: xr.Dataset) -> str:
    """What gets through in each view, by what limits it, as a stacked bar; a stroke where the gateways alone would end it."""
    ways = [name for name in WAYS if name in data]
    names = [str(name) for name in data["limit"].values] if "limit" in data.coords else []
    stops = (
        np.median(_samples(data, "throughput_gateways"), axis=1) if "throughput_gateways" in data else np.full(data.sizes["view"], np.inf)
    )
    every = np.concatenate([*(_samples(data, name).ravel() for name in ways), stops])
    longest = float(every[np.isfinite(every)].max(initial=0.0))
    blocks, told, present, spread = [], [], set[str](), False
    for way in ways:
        through, limits = _samples(data, way), _limits(data, way, names)
        middle = np.median(through, axis=1)
        views = range(len(through))
        lines = [
            _bar(title(data, view), through[view], limits[view], names, longest, (float(middle[view]), float(stops[view])))
            for view in views
        ]
        blocks.append(bars.block(WAYS[way], lines) if len(ways) > 1 else bars.rows(lines))
        said = ". ".join(_through_told(data, view, middle, limits, names) for view in views)
        told.append(f"{WAYS[way]}. {said}." if len(ways) > 1 else f"{said}.")
        present |= {name for at, name in enumerate(names) if np.any(limits[np.isfinite(middle) & (middle > 0.0), at] > 0.0)}
        spread = spread or bool(np.any(np.ptp(_finite_rows(through), axis=1) > 0.0))
    heading = "What gets from the cities through the gateways" + ("" if len(ways) > 1 else ", at the most")
    heads = ("View", "By what limits it", '<b>Median</b><span class="spread">least to greatest</span>')
    items = "".join(f"<li>{_swatch(name)}{text(_limit(name)[0])}</li>" for name in names if name in present)
    items += f"<li>{bars.sample(WHISKER)}over the instants looked at</li>" if spread else ""
    items += f"<li>{bars.sample(STOP)}what the gateways could take</li>" if np.isfinite(stops).any() else ""
    label = f"{heading}: {' '.join(told)}"
    return panel(heading, " ".join(told), bars.table(label, heads, blocks, "burdens") + f'<ul class="keys">{items}</ul>')


def _limits(data: xr.Dataset, way: str, names: list[str]) -> np.ndarray:
    """Shares of what limits each view, by limit."""
    name = "limited_by" if way == "throughput" else "limited_by_even"
    shape = data.sizes["view"], len(names)
    return np.nan_to_num(data[name].values.astype(np.float64), nan=0.0) if name in data else np.zeros(shape)


WHISKER = f'<path fill="none" stroke="{bars.INK}" stroke-width="1.6" d="M2 3V11M2 7H24M24 3V11"/>'


STOP = f'<path fill="none" stroke="{bars.INK}" stroke-width="3" d="M13 1V13"/>'


def _finite_rows(through: np.ndarray) -> np.ndarray:
    """What is not finite as nothing, for a spread."""
    return np.where(np.isfinite(through).all(axis=1, keepdims=True), through, 0.0)


def _limit(name: str) -> tuple[str, str]:
    return LIMITS.get(name, (name, OTHER))


def _swatch(name: str) -> str:
    """The colour of a limit, for the legend."""
    return bars.sample(f'<rect y="2" width="26" height="10" fill="{_limit(name)[1]}"/>')


def _bar(name: str, through: np.ndarray, limits: np.ndarray, names: list[str], longest: float, ends: tuple[float, float]) -> str:
    """One view: a bar as long as what gets through, in parts by what limits it. `ends`: its median, and what the gateways could take."""
    middle, stop = ends
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
    if math.isfinite(stop):
        parts.append(bars.mark(stop / longest))
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


MOST_DECADES = 5
"""The axis of rates begins so many powers of ten below its end, at the lowest."""


def _between(data: xr.Dataset) -> str:
    """The share of pairs of cities that get so much or less when all send at once, and what all of them send together."""
    heading = "What each pair of cities gets when all send at once"
    rates, shares = data["city_rate"].values.astype(np.float64), data["pair_share"].values.astype(np.float64)
    told = " ".join(_between_told(data, view, rates[view], shares) for view in range(len(rates)))
    shown = drawn_views(data)
    known = rates[shown][np.isfinite(rates[shown]) & (rates[shown] > 0.0)]
    if not known.size:
        return panel(heading, told, "")
    high = math.log10(float(known.max())) + 0.05
    low = max(math.floor(math.log10(float(known.min()))), math.floor(high) - MOST_DECADES)
    places = np.linspace(low, high, 160)
    lines = np.array([_share_below(rates[view], shares, 10.0**places) for view in shown])
    # A label at the very end would be cut.
    ticks = [float(power) for power in range(math.ceil(low), math.floor(high) + 1) if power <= high - 0.06 * (high - low)]
    across = traces.Across(places, float(low), high, ticks, [quantity(10.0**tick, "bit/s") for tick in ticks])
    strip = traces.Strip("Share of the pairs, by what they get each way", lines, unit="1", height=170.0)
    drawn = traces.drawn("pairs", f"Line chart. {heading}. {told}", across, [strip])
    return panel(heading, told, drawn + keys(data, [bool(np.isfinite(line).any()) for line in lines]))


def _share_below(rates: Float[np.ndarray, "q"], shares: Float[np.ndarray, "q"], at: Float[np.ndarray, "n"]) -> Float[np.ndarray, "n"]:
    """The share of pairs that get no more than this; not a number where a view has no pairs."""
    if np.isnan(rates).any():
        return np.full(at.shape, np.nan)
    below = np.searchsorted(rates, at, side="right")
    return np.where(below > 0, shares[np.maximum(below - 1, 0)], 0.0)


def _between_told(data: xr.Dataset, view: int, rates: Float[np.ndarray, "q"], shares: Float[np.ndarray, "q"]) -> str:
    """Half and a tenth of the pairs of one view, all together, and who is full, in words."""
    start = "" if data.sizes["view"] == 1 else f"{title(data, view)}: "
    if np.isnan(rates).any():
        return f"{start}no cities are served."
    tenth, half = (float(rates[int(np.argmin(np.abs(shares - level)))]) for level in (0.1, HALF))
    together = float(np.median(data["city_traffic"].values[view]))
    if math.isinf(half):
        return f"{start}no rate is given that would limit it."
    if together == 0.0:
        return f"{start}nothing gets through."
    said = f"{start}half of the pairs get {_at_most(half)} and a tenth {_at_most(tenth)}, each way"
    if math.isinf(together):
        return f"{said}; nothing limits some of the others."
    full = [float(np.median(data[name].values[view])) for name in ("full_links", "full_satellites") if name in data]
    crowded = (
        f", with {share(full[0])} of the links in use full and {share(full[1])} of the satellites above cities" if len(full) == 2 else ""
    )
    return f"{said}; all together {quantity(together, 'bit/s')}{crowded}."


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


def _at_most(rate: float) -> str:
    return f"{quantity(rate, 'bit/s')} or less" if rate > 0.0 else "nothing"
