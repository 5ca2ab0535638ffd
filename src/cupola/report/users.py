"""Users by latitude, each talking with the gateway that it reaches soonest: round trips and how often there is a way. As HTML."""

import math

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import traces
from cupola.report.delays import delay, outage, share
from cupola.report.lines import drawn_views, keys, title, with_view
from cupola.report.panels import panel
from cupola.report.quantities import NORTHWARD, quantity
from cupola.report.stages import HALF, NINE_TENTHS, TENTH
from cupola.report.tables import measures, text

HEADS = ("Median round trip", "Nine in ten by", "Connected", "Longest without")

ROUND = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0)
"""Distances of ticks, degrees."""


def panels(data: xr.Dataset) -> list[str]:
    """Round trips, and shares of the time with a way, against latitude."""
    shown = drawn_views(data)
    connected = data["user_connected"].values[shown].astype(np.float64)
    low, half, high = (_at(data, quantile)[shown] for quantile in (TENTH, HALF, NINE_TENTHS))
    quickest, least = _told(data)
    headings = "Round trip to the nearest gateway", "How often there is a way to one"
    if not np.isfinite(connected).any():
        return [panel(headings[0], quickest, "")]
    along = _across(data["latitude"].values.astype(np.float64))
    made = [panel(headings[0], quickest, "")]
    if np.isfinite(half).any():
        strip = traces.Strip("Round trip, median and 10 to 90 %", half, (low, high), height=170.0)
        drawn = traces.drawn("users-trips", f"Line chart against latitude. {headings[0]}. {quickest}", along, [strip])
        band = [f"{traces.band_sample()}<span>from 10 to 90 % of the round trips</span>"]
        made = [panel(headings[0], quickest, drawn + keys(data, [bool(np.isfinite(line).any()) for line in half], band))]
    if np.nanmin(connected) == 1.0:
        return [*made, panel(headings[1], least, "")]
    strip = traces.Strip("Share of the time with a way", connected, unit="1", height=170.0)
    drawn = traces.drawn("users-shares", f"Line chart against latitude. {headings[1]}. {least}", along, [strip])
    return [*made, panel(headings[1], least, drawn + keys(data, [bool(np.isfinite(line).any()) for line in connected]))]


def _at(data: xr.Dataset, quantile: float) -> Float[np.ndarray, "views n_lat"]:
    return data["user_round_trip"].sel(quantile=quantile, method="nearest").values.astype(np.float64)


def _across(latitude: Float[np.ndarray, "n_lat"]) -> traces.Across:
    """The axis of latitude; around a single one it is a few degrees wide."""
    low, high = float(latitude.min()), float(latitude.max())
    low, high = (low - 5.0, high + 5.0) if low == high else (low, high)
    apart = next((one for one in ROUND if (high - low) / one <= traces.MOST_TICKS), ROUND[-1])
    ticks = [apart * at for at in range(math.ceil(low / apart), math.floor(high / apart) + 1)]
    return traces.Across(latitude, low, high, ticks, [_north(tick) for tick in ticks])


def _north(latitude: float) -> str:
    return quantity(latitude, NORTHWARD)


def _told(data: xr.Dataset) -> tuple[str, str]:
    """Where the way is quickest and where it is least often there, each in words, of the view that is there most."""
    connected = data["user_connected"].values.astype(np.float64)
    if not np.isfinite(connected).any():
        return "No view serves these users.", ""
    latitude = data["latitude"].values.astype(np.float64)
    view = int(np.argmax(np.where(np.isfinite(connected), connected, -1.0).mean(axis=1)))
    worst = int(np.nanargmin(connected[view]))
    often = f"Least often at {_north(float(latitude[worst]))}{with_view(data, view)}: {_share(float(connected[view, worst]))}."
    if np.nanmin(connected) == 1.0:
        often = f"Always, at every latitude shown{'' if data.sizes['view'] == 1 else ' and with every view that serves it'}."
    elif connected[view, worst] == 1.0:
        often = f"Always{with_view(data, view)}, at every latitude shown."
    elif connected[view].max() == 0.0:
        often = "There is never a way, from any of these latitudes."
    half = _at(data, HALF)
    if not np.isfinite(half[view]).any():
        return "There is never a way, so that there is no round trip to draw.", often
    best = int(np.argmin(np.where(np.isfinite(half[view]), half[view], np.inf)))
    quickest = (
        f"Quickest at {_north(float(latitude[best]))}{with_view(data, view)}: {delay(float(half[view, best]))} there and back, median."
    )
    return quickest, often


def _share(connected: float) -> str:
    return "never" if connected == 0.0 else f"{share(connected)} of the time"


def table(data: xr.Dataset) -> str:
    """The same as a table by latitude and view."""
    half, most = _at(data, HALF), _at(data, NINE_TENTHS)
    connected, spells = (data[name].values.astype(np.float64) for name in ("user_connected", "user_longest_outage"))
    longest = float(np.max(spells, where=np.isfinite(spells), initial=0.0))
    span = float(data.attrs["span_s"])
    groups = [
        (
            text(_north(float(latitude))),
            [
                (
                    title(data, view),
                    [
                        delay(float(half[view, at])),
                        delay(float(most[view, at])),
                        "never" if connected[view, at] == 0.0 else share(float(connected[view, at])),
                        outage(float(spells[view, at]), span, longest),
                    ],
                )
                for view in range(data.sizes["view"])
            ],
        )
        for at, latitude in enumerate(data["latitude"].values)
    ]
    caption = "Users by latitude, with the gateway that each reaches soonest"
    return measures(caption, ["Latitude" if data.sizes["view"] == 1 else "View", *HEADS], groups)
