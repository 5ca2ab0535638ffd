"""The sections on what is up and when, on what vehicles lift, and on what constellations can do as they grow. As HTML."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from cupola.report import days, flights, goals, growing, growth, holdups, lift, whereabouts
from cupola.report.quantities import number
from cupola.report.tables import headed, text
from cupola.report.variants import Figures


def sections(data: Mapping[str, xr.Dataset], studies: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The sections by id; those without anything to show are left out or empty.

    Args:
        data: arrays of the studies `deployment` and `capability`, those of them that were run.
        studies: their parts of the manifest.
    """
    made: dict[str, str] = {}
    if "deployment" in data:
        one, figures = data["deployment"], studies["deployment"]["figures"]
        if one.sizes.get("campaign"):
            campaigns = "".join(_campaign(one, figures, at) for at in range(one.sizes["campaign"]))
            made["deployment"] = f'<p class="said">{text(_asked(one))}</p>{campaigns}'
        if one.sizes.get("orbit"):
            made["lift"] = lift.section(one, figures)
    if "capability" in data:
        made["capability"] = growing.section(data["capability"])
    return made


def _asked(data: xr.Dataset) -> str:
    """How often it was played and over which time."""
    start, end = days.day(np.datetime64(str(data.attrs["seen_from"]), "s")), days.day(data["time"].values[-1])
    said = f"Played {number(float(data.attrs['trials']))} times from {start} to {end}; what came after the first day is not known to it."
    return (
        f"{said} All variants meet the same luck, so that differences between them are differences." if data.sizes["variant"] > 1 else said
    )


def _campaign(data: xr.Dataset, figures: Figures, campaign: int) -> str:
    """One campaign: how it grows, its milestones, what flies, what holds it up, and where satellites go."""
    title = headed(data["campaign_title"].values[campaign])
    ours = goals.of(data, campaign)
    first = [growth.drawing(data, campaign)]
    second = [flights.drawing(data, campaign), holdups.drawing(data, campaign), whereabouts.drawing(data, campaign)]
    ends = whereabouts.table(data, figures, campaign)
    heading = f'<h3 dir="auto">{text(title)}</h3>'
    if not ours:
        return f'<section class="view campaign">{heading}<div class="panels">{"".join([*first, *second])}</div>{ends}</section>'
    first.append(goals.drawing(data, campaign, ours))
    return (
        f'<section class="view campaign">{heading}{goals.keys(data, ours)}<div class="panels">{"".join(first)}</div>'
        f'{goals.table(data, figures, ours)}<div class="panels">{"".join(second)}</div>{ends}</section>'
    )
