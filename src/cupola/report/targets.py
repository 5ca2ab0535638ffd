"""Targets of a revisit study: a table of looks, gaps and waits by target and view."""

import numpy as np
import xarray as xr

from cupola.report.places import target_key, titles
from cupola.report.quantities import alike
from cupola.report.regions import longest_gap, told
from cupola.report.tables import measures, text


def by_day(data: xr.Dataset) -> list[bool]:
    """Whether looks of each view need daylight."""
    return [bool(lit) for lit in data["view_by_day"].values]


def table(data: xr.Dataset, daylight: list[bool]) -> str:
    """For each target and view: looks a day, the gaps and the mean wait.

    Args:
        data: arrays of the study, with targets.
        daylight: whether looks of each view need it.
    """
    looks = np.array(alike(data["target_looks_a_day"].values.ravel().tolist())).reshape(data["target_looks_a_day"].shape)
    lengths = [data[f"target_{name}"].values for name in ("longest_gap", "open_gap")]
    company = float(np.nanmax(np.maximum(*lengths), initial=0.0))
    views = [str(title) for title in data["view_title"].values]
    mixed = any(daylight) and not all(daylight)
    heads = [
        "Target" if len(views) == 1 else "View",
        "Daylight looks a day" if all(daylight) else "Looks a day",
        *("Half of all gaps within", "Nine in ten within", "Longest gap", "Mean wait"),
    ]

    def row(view: int, target: int) -> list[str]:
        one = data.isel(view=view, target=target)
        count = f"{looks[view, target]}{' by day' if mixed and daylight[view] else ''}"
        closed, cut = float(one["target_longest_gap"]), float(one["target_open_gap"])
        if float(one["target_looks_a_day"]) == 0.0 and cut > 0.0:
            return ["never", "–", "–", "–", "–"]
        gaps = [told(float(one[f"target_{name}"]), company) for name in ("median_gap", "gap_90")]
        wait = told(float(one["target_mean_response"]), company, not bool(one["target_bounded"]))
        return [count, *gaps, longest_gap(closed, cut, np.inf, company), wait]

    return measures(
        "Looks at each target, the gaps between them and the wait from a moment taken at random to the next look. A dash: no gap ended "
        "within the span. At least: cut by its start or end",
        heads,
        [
            (
                f'{target_key(at)}<span dir="auto">{text(title)}</span>',
                [(view, row(place, at)) for place, view in enumerate(views)],
            )
            for at, title in enumerate(titles(data))
        ],
    )
