"""Threats of a custody study as two tables by threat and view: how far tracks get and when, and how well they are held."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from cupola.report.quantities import joined, percent, told_value
from cupola.report.stages import HALF, NINE_TENTHS, clock
from cupola.report.tables import headed, measures, text

SEEN = ("Detected", "First detection", "Nine in ten by", "Ever in stereo", "First stereo", "Ever in custody", "First custody")
HELD = ("In stereo", "In custody", "Without the one that is missed most", "Error at burn-out", "Impact known to", "Tracks dropped")


def tables(data: xr.Dataset, figures: Mapping[str, Mapping[str, Any]]) -> str:
    """For each threat and view, how many tracks get how far and when, and how well they are held.

    Args:
        data: arrays of the study.
        figures: its figures by name; two columns have no array of their own.
    """
    seen = _table(
        data,
        "How many tracks of each threat get so far, and when half of them do, after launch; nine in ten by: first detection",
        SEEN,
        _seen,
    )
    held = _table(
        data,
        "Shares of the flight after burn-out, on average over the tracks; custody also without the constellation that is missed most. "
        "Dropped: share of the tracks that were started, with its 95 % interval. A dash: there is none, or it is not known",
        HELD,
        lambda one: _held(one, figures),
    )
    return seen + held


def _table(data: xr.Dataset, caption: str, heads: Sequence[str], row: Callable[[xr.Dataset], list[str]]) -> str:
    """One table by threat and view; `row` makes the cells of one of each."""
    views = [headed(title) for title in data["view_title"].values]
    return measures(
        caption,
        ["Threat" if len(views) == 1 else "View", *heads],
        [
            (
                f'<span dir="auto">{text(headed(title))}</span>',
                [(name, row(data.isel(view=view, threat=threat))) for view, name in enumerate(views)],
            )
            for threat, title in enumerate(data["threat_title"].values)
        ],
    )


def _seen(one: xr.Dataset) -> list[str]:
    """From the first detection to the first custody."""
    return [
        _share(one["detected"]),
        _when(one, "first_detection", HALF),
        _when(one, "first_detection", NINE_TENTHS),
        _share(one["reached_stereo"]),
        _when(one, "first_stereo", HALF),
        _share(one["reached_custody"]),
        _when(one, "first_custody", HALF),
    ]


def _held(one: xr.Dataset, figures: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """How long and how well tracks are held."""
    view, threat = str(one["view"].values), str(one["threat"].values)
    found = [figures.get(f"{view}_{name}_{threat}".replace("-", "_"), {}) for name in ("error_at_burn_out", "impact_error")]
    return [_share(one["stereo_share"]), _share(one["custody_share"]), _missed(one), *(_told(figure) for figure in found), _dropped(one)]


def _missed(one: xr.Dataset) -> str:
    """Custody without the constellation that is missed most, and which that is; a dash where there is none to take out."""
    left = one["custody_without"].values
    if np.isnan(left).all():
        return "–"
    worst = int(np.nanargmin(left))
    return f"{joined(percent(float(left[worst])), '%')} ({one['constellation_title'].values[worst]})"


def _share(value: xr.DataArray) -> str:
    """A share; a dash where it is not known."""
    return "–" if math.isnan(float(value)) else joined(percent(float(value)), "%")


def _when(one: xr.Dataset, name: str, quantile: float) -> str:
    """A time after launch in words; a dash where it is not known."""
    seconds = float(one[name].sel(quantile=quantile, method="nearest"))
    return "–" if math.isnan(seconds) else clock(seconds)


def _told(figure: Mapping[str, Any]) -> str:
    """The value of a figure that is an error; a dash where there is none."""
    return "–" if figure.get("value") is None else told_value(figure)


def _dropped(one: xr.Dataset) -> str:
    """The share of tracks dropped, with its interval."""
    share, low, high = (float(one[name]) for name in ("dropped", "dropped_low", "dropped_high"))
    if math.isnan(share):
        return "–"
    interval = "" if math.isnan(low) or math.isnan(high) else f" ({percent(low)} to {percent(high)})"
    return joined(f"{percent(share)}{interval}", "%")
