"""Messages between two sites: the round trip of each pair over time beside light, a table of all, and what is carried. As HTML."""

import math

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import traces
from cupola.report.delays import DASH, delay, outage, share
from cupola.report.lines import drawn_views, keys, title, with_view
from cupola.report.panels import panel
from cupola.report.quantities import joined, number, quantity
from cupola.report.stages import HALF, NINE_TENTHS
from cupola.report.tables import headed, listed, measures, text

MOST_POINTS = 1440
"""Of more instants than this, neighbours share a point: their median."""

HEADS = (
    *("Median", "Nine in ten by", "Over light", "Over fibre", "Connected", "Longest without"),
    *("Satellites", "Changes an hour"),
)
CARRIED = ("Connected at once", "Delivered within the span", "Half of them by", "Nine in ten by")

AXIS = ((3600.0, "min", 60.0), (3.0 * 86_400.0, "h", 3600.0), (math.inf, "days", 86_400.0))
"""Up to a span, s, the axis of time has a unit of so many seconds."""

LONE, SHARED = 165.0, 88.0
"""Height of the axes of one view alone, and of several, points."""

HOURS = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 12.0, 24.0)
"""Distances of ticks, h."""


def over_time(span: float, times: Float[np.ndarray, "n"]) -> tuple[traces.Across, int]:
    """The axis of time since the start, and how many instants share a point of a line."""
    unit, size = next((unit, size) for up_to, unit, size in AXIS if span <= up_to)
    end = span / size
    hours = [apart for apart in HOURS if end / apart <= traces.MOST_TICKS] if unit == "h" else []
    ticks = np.arange(0.0, end * (1.0 + 1e-9), hours[0]).tolist() if hours else traces.round_ticks(0.0, end)
    labels = [f"{number(tick)}{f' {unit}' if at == len(ticks) - 1 else ''}" for at, tick in enumerate(ticks)]
    every = math.ceil(len(times) / MOST_POINTS)
    begun = times[::every] / size
    wide = end / max(len(begun), 1)
    return traces.Across(begun + 0.5 * wide, 0.0, end, ticks, labels, wide), every


def thinned(values: Float[np.ndarray, "views n"], every: int) -> Float[np.ndarray, "views m"]:
    """Of so many neighbours the median of those that are finite; not a number where none is."""
    missing = -values.shape[1] % every
    padded = np.pad(np.where(np.isfinite(values), values, np.nan).astype(np.float64), ((0, 0), (0, missing)), constant_values=np.nan)
    ordered = np.sort(padded.reshape(len(values), -1, every), axis=-1)
    count = np.isfinite(ordered).sum(axis=-1)
    middle = np.maximum(count - 1, 0)[..., None] // 2
    return np.where(count > 0, np.take_along_axis(ordered, middle, axis=-1)[..., 0], np.nan)


def panels(data: xr.Dataset) -> list[str]:
    """A panel for each pair."""
    return [_panel(data, pair) for pair in range(data.sizes["pair"])]


def _panel(data: xr.Dataset, pair: int) -> str:
    """The round trip of one pair over time, a line for each view."""
    one = data.isel(pair=pair)
    heading, told = headed(one["pair_title"].item()), _told(one)
    shown = drawn_views(data)
    trips = one["pair_round_trip"].values[shown]
    if not np.isfinite(trips).any():
        return _titled(panel(heading, told, ""))
    along, every = over_time(float(data.attrs["span_s"]), data["time"].values.astype(np.float64))
    light, fibre = float(one["pair_light"]), float(one["pair_fibre"])
    levels = [level for level in (light, fibre) if math.isfinite(level) and level > 0.0]
    strips = _strips(thinned(trips, every), levels)
    more = [f"{traces.level_sample(at)}<span>{text(one)}</span>" for at, one in enumerate(_levels(light, fibre))] if levels else []
    more += [f"<span>Each point is the median of {number(every)} instants</span>"] if every > 1 else []
    drawn = traces.drawn(
        f"pair{pair}", f"Line chart, {heading}. Round trip over the time, with gaps where there is no way. {told}", along, strips
    )
    legend = keys(data, [bool(np.isfinite(line).any()) for line in trips], more, whole=True)
    return _titled(panel(heading, told, drawn + legend))


def _titled(framed: str) -> str:
    """A panel whose heading is a scenario's own words, in their own direction."""
    return framed.replace("<h4>", '<h4 dir="auto">', 1)


def _strips(trips: Float[np.ndarray, "views n"], levels: list[float]) -> list[traces.Strip]:
    """One strip below another for each view with a way, on one scale: lines that leap would hide each other."""
    reach = traces.span_of_times(np.concatenate([trips.ravel(), np.array(levels, float)]))
    present = [view for view, line in enumerate(trips) if np.isfinite(line).any()]
    height = LONE if len(present) == 1 else SHARED
    own = np.arange(len(trips))[:, None]
    return [
        traces.Strip("" if at else "Round trip", np.where(own == view, trips, np.nan), levels=levels, height=height, reach=reach)
        for at, view in enumerate(present)
    ]


def _levels(light: float, fibre: float) -> list[str]:
    """What the two levels are."""
    return [f"light along the ground, {delay(light)}", f"light in glass (c/{number(fibre / light)}), {delay(fibre)}"]


def _told(one: xr.Dataset) -> str:
    """The round trip of the view that is there most, and how often there is a way, in words; `one` holds one pair."""
    median, connected = (one[name].values.astype(np.float64) for name in ("pair_median", "pair_connected"))
    asked = [view for view in range(one.sizes["view"]) if not math.isnan(connected[view])]
    if not asked:
        return "No view serves both sites."
    ways = [view for view in asked if math.isfinite(median[view])]
    if not ways:
        return f"There is never a way{_with(one, asked)}."
    best = max(ways, key=lambda view: (float(connected[view]), -float(median[view])))
    said = f"{delay(float(median[best]))} there and back{with_view(one, best)}, median"
    against = [float(one[name].values[best]) for name in ("pair_stretch", "pair_against_fibre")]
    if all(math.isfinite(ratio) for ratio in against):
        said += f", {number(against[0])} times light along the ground and {number(against[1])} times light in glass"
    if all(connected[view] == 1.0 for view in asked):
        return f"{said}. There is always a way."
    often = [f"{share(float(connected[view]))} of the time{with_view(one, view)}" for view in ways]
    never = [view for view in asked if view not in ways]
    return f"{said}. There is a way for {listed(often)}{f'; never{_with(one, never)}' if never else ''}."


def _with(one: xr.Dataset, views: list[int]) -> str:
    """With which views, in words; nothing where there is one alone."""
    return "" if one.sizes["view"] == 1 else f" with {listed([title(one, view) for view in views])}"


def table(data: xr.Dataset) -> str:
    """All pairs, a row for each view that serves both sites."""
    spells = data["pair_longest_outage"].values
    longest = float(np.max(spells, where=np.isfinite(spells), initial=0.0))
    span = float(data.attrs["span_s"])
    groups = [
        (
            _named(data, pair),
            [(title(data, view), _cells(data.isel(view=view, pair=pair), span, longest)) for view in range(data.sizes["view"])],
        )
        for pair in range(data.sizes["pair"])
    ]
    caption = (
        "Round trips between two sites, also as times those of light along the ground and in fibre; how often there is a way; satellites "
        "on it, median, and how often it changes"
    )
    return measures(caption, ["Pair" if data.sizes["view"] == 1 else "View", *HEADS], groups)


def _named(data: xr.Dataset, pair: int) -> str:
    """A pair with what light needs, as HTML."""
    light, fibre = (float(data[name].values[pair]) for name in ("pair_light", "pair_fibre"))
    told = f'<span class="line">light along the ground {text(delay(light))}, in glass {text(delay(fibre))}</span>'
    return f'<span dir="auto">{text(headed(data["pair_title"].values[pair]))}</span>{told if math.isfinite(light) else ""}'


def _cells(one: xr.Dataset, span: float, longest: float) -> list[str]:
    """Round trip, ratios, connection and way of one pair and view."""
    value = {name: float(one[f"pair_{name}"]) for name in ("median", "round_trip_90", "connected", "longest_outage", "path_changes")}
    hops = one["pair_hops"].values.astype(np.float64).ravel()
    hops = hops[np.isfinite(hops)]
    known = math.isfinite(value["median"])
    changes = number(value["path_changes"], 2) if known else DASH
    return [
        delay(value["median"]),
        delay(value["round_trip_90"]),
        *(_times(float(one[f"pair_{name}"])) for name in ("stretch", "against_fibre")),
        "never" if value["connected"] == 0.0 else share(value["connected"]),
        outage(value["longest_outage"], span, longest),
        number(float(np.median(hops)), 2) if hops.size and known else DASH,
        changes,
    ]


def _times(ratio: float) -> str:
    return joined(number(ratio), "×") if math.isfinite(ratio) else DASH


def carried(data: xr.Dataset) -> str:
    """How many messages arrive, and when, where satellites may carry them until they meet someone: a table by pair and view."""
    groups = [
        (
            f'<span dir="auto">{text(headed(data["pair_title"].values[pair]))}</span>',
            [(title(data, view), _delivered(data.isel(view=view, pair=pair))) for view in range(data.sizes["view"])],
        )
        for pair in range(data.sizes["pair"])
    ]
    caption = "Messages ready at even times, one way: the share that arrives within the span, and when half and nine in ten have arrived"
    return measures(caption, ["Pair" if data.sizes["view"] == 1 else "View", *CARRIED], groups)


def _delivered(one: xr.Dataset) -> list[str]:
    """How often there is a way at once, how many arrive, and when."""
    times = [float(one["pair_delivery"].sel(quantile=at, method="nearest")) for at in (HALF, NINE_TENTHS)]
    return [share(float(one["pair_connected"])), share(float(one["pair_delivered"])), *map(_after, times)]


def _after(seconds: float) -> str:
    """When a message has arrived: at once where it need not wait for the next step."""
    return "at once" if seconds == 0.0 else delay(seconds, never="never")


def carried_told(data: xr.Dataset) -> list[str]:
    """What carrying is, and what it brings at best, in words."""
    said = [
        "Satellites may also keep a message until they meet the next satellite or site. "
        f"Never: not within the {quantity(float(data.attrs['span_s']), 's')} of the study."
    ]
    gain = (data["pair_delivered"] - data["pair_connected"]).values.astype(np.float64)
    if not np.isfinite(gain).any():
        return said
    view, pair = (int(at) for at in np.unravel_index(int(np.nanargmax(gain)), gain.shape))
    one = data.isel(view=view, pair=pair)
    names = headed(one["pair_title"].item())
    if gain[view, pair] <= 0.0:
        return [*said, "No more messages arrive by it than find a way at once."]
    more = f"It helps most for {names}{with_view(data, view)}: {share(float(one['pair_delivered']))} arrive"
    return [*said, f"{more}, where {share(float(one['pair_connected']))} find a way at once."]
