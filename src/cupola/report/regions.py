"""What each study found over each region, as tables: shares and gaps of coverage, gaps and waits of revisit."""

import math
from collections.abc import Mapping

import numpy as np
import xarray as xr

from cupola.report.places import region_key
from cupola.report.quantities import alike, joined, percent, quantity
from cupola.report.tables import headed, measures, text

LEVELS_SHOWN = 4


def coverage(data: xr.Dataset, numbers: Mapping[str, int]) -> str:
    """For each region and view the share of time with at least 1 to 4 in view, the mean number, the longest time with none.

    Args:
        data: arrays of the study.
        numbers: by name, of the regions that have one on the maps.
    """
    levels = data["level"].values[:LEVELS_SHOWN]
    heads = ["Region" if data.sizes["view"] == 1 else "View", *(f"{level} or more" for level in levels)]
    spells = np.maximum(data["region_longest_gap"].values, data["region_open_gap"].values)
    company = float(np.max(spells, where=spells < float(data.attrs["span_s"]), initial=0.0))
    means = np.array(alike(data["region_mean_in_view"].values.ravel().tolist())).reshape(data["region_mean_in_view"].shape)

    def row(one: xr.Dataset, mean: str) -> list[str]:
        cells = [joined(percent(float(share)), "%") for share in one["region_share"].values[:LEVELS_SHOWN]]
        longest = longest_gap(float(one["region_longest_gap"]), float(one["region_open_gap"]), float(one.attrs["span_s"]), company)
        return [*cells, mean, longest]

    return measures(
        "Share of time with so many satellites in view, averaged over each region; the longest time with none is that of the worst cell",
        [*heads, "Mean in view", "Longest time with none"],
        [
            (
                _named(data, at, numbers),
                [(title, row(data.isel(region=at, view=view), str(means[view, at]))) for view, title in enumerate(_titles(data))],
            )
            for at in range(data.sizes["region"])
        ],
    )


def revisit(data: xr.Dataset, numbers: Mapping[str, int]) -> str:
    """For each region and view the gaps between looks and the waits for the next one; `numbers` as for `coverage`."""
    longest = np.maximum(data["region_longest_gap"].values, data["region_open_gap"].values)
    company = float(np.nanmax(longest, initial=0.0))

    def row(one: xr.Dataset) -> list[str]:
        bounded = bool(one["region_bounded"])
        gaps = [told(float(one[name]), company) for name in ("region_median_gap", "region_gap_90")]
        waits = [told(float(one[name]), company, not bounded) for name in ("region_mean_response", "region_response_90")]
        spells = float(one["region_longest_gap"]), float(one["region_open_gap"])
        return [*gaps, longest_gap(*spells, float(one.attrs["span_s"]), company, "looked at"), *waits]

    return measures(
        "Gaps between looks and waits for the next look, over each region by its weights; the longest gap is that of the worst cell. "
        "A dash: no gap ended within the span. At least: some of it was looked at less than twice",
        [
            "Region" if data.sizes["view"] == 1 else "View",
            "Half of all gaps within",
            "Nine in ten within",
            "Longest gap",
            "Mean wait",
            "Nine waits in ten within",
        ],
        [
            (_named(data, at, numbers), [(title, row(data.isel(region=at, view=view))) for view, title in enumerate(_titles(data))])
            for at in range(data.sizes["region"])
        ],
    )


def _named(data: xr.Dataset, region: int, numbers: Mapping[str, int]) -> str:
    """A region's number and title, as HTML."""
    key = region_key(numbers, data["region"].values[region])
    return f'{key}<span dir="auto">{text(headed(data["region_title"].values[region]))}</span>'


def _titles(data: xr.Dataset) -> list[str]:
    return [str(title) for title in data["view_title"].values]


def told(seconds: float, company: float, least: bool = False) -> str:
    """A length of time in words: a dash where it is not known, or where all that is known is that it is at least nothing.

    Args:
        seconds: the length, or NaN.
        company: the longest length told beside it, s.
        least: whether it may be longer.
    """
    if math.isnan(seconds) or (least and seconds == 0.0):
        return "–"
    return f"{'at least ' if least else ''}{quantity(seconds, 's', company)}"


def longest_gap(closed: float, cut: float, whole: float, company: float = 0.0, met: str = "seen") -> str:
    """The longest time with none in view, in words.

    Args:
        closed: longest spell that began and ended within the span, s.
        cut: longest spell cut by the span's start or end, s.
        whole: the span, s.
        company: the longest spell told beside it, s.
        met: what happens to a place in view: `seen` or `looked at`.
    """
    if math.isnan(closed) or math.isnan(cut):
        return "–"
    if cut >= whole:
        return f"part of it is never {met}" if closed > 0.0 else f"never {met}"
    if closed == 0.0 and cut == 0.0:
        return "none"
    return told(max(closed, cut), company, cut > closed)
