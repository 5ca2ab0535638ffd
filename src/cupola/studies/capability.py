"""What is up on some days, and what that can do: the record of other studies, asked again of the constellations of a deployment."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
import xarray as xr

from cupola.compiler.standing import Standing
from cupola.records import Figure, Record

ASSUMPTIONS = (
    "On each day the satellites of three whole trials stand: those with as many working satellites as one, five and nine trials in ten "
    "have at the most.",
    "In a plane that is not full, satellites stand evenly over its places; all stand at the height of their shell and work as new.",
    "Facts are as written: the ranges are those of the trials alone.",
)
LIMITS = (
    "A trial in the middle by its number of satellites need not be in the middle by what they can do.",
    "Satellites on their way, spares, and those being lowered see and carry nothing.",
)


def capability_of(
    deployment: Record,
    constellations: Mapping[str, str],
    affected: Sequence[str],
    headline: Collection[str],
    figures: Callable[[Standing], Mapping[str, Figure]],
) -> Record:
    """The record `capability`.

    Args:
        deployment: with `standing` in its data.
        constellations: by campaign.
        affected: beginnings of the names of figures that what is deployed can change; others are left out.
        headline: names of figures that are told for every day; all that are affected are in the data.
        figures: of all studies that are asked again, when these satellites stand.
    """
    data = deployment.data
    days, ranks = data["date"].values, [str(rank) for rank in data["rank"].values]
    found = [[figures(_standing(data, at, rank, constellations)) for rank in range(len(ranks))] for at in range(len(days))]
    names = [name for name in found[0][0] if name.startswith(tuple(affected))]
    values = np.array([[[_number(each[name]) for name in names] for each in row] for row in found]).reshape(len(days), len(ranks), -1)
    told: dict[str, Figure] = {}
    for at, day in enumerate(days):
        date = str(np.datetime64(day, "D"))
        for name in names:
            if name in headline:
                told[f"{name}_{date}".replace(".", "_").replace("-", "_")] = _told([each[name] for each in found[at]], date)
    arrays = {
        "value": (("date", "rank", "figure"), values, {"long_name": "figures of the studies asked again; not a number where there is none"})
    }
    coords = {
        "date": days,
        "rank": ranks,
        "figure": names,
        "figure_label": ("figure", [found[0][0][name].label for name in names]),
        "figure_unit": ("figure", [found[0][0][name].unit for name in names]),
        "headline": ("figure", [name in headline for name in names]),
    }
    return Record("capability", xr.Dataset(arrays, coords=coords), told, ASSUMPTIONS, LIMITS)


def _standing(data: xr.Dataset, day: int, rank: int, constellations: Mapping[str, str]) -> Standing:
    """The planes of a day and a rank, by constellation and shell, as written."""
    counts = data["standing"].values[0, day, rank]
    owners = list(zip(data["plane_campaign"].values.tolist(), data["plane_shell"].values.tolist(), strict=True))
    return {
        (constellations[campaign], shell): counts[[owner == (campaign, shell) for owner in owners]]
        for campaign, shell in dict.fromkeys(owners)
    }


def _number(figure: Figure) -> float:
    return math.nan if figure.value is None else figure.value


def _told(ranked: Sequence[Figure], date: str) -> Figure:
    """The middle trial's, with the others as its range."""
    middle = ranked[1]
    known = [each.value for each in ranked if each.value is not None]
    low, high = (min(known), max(known)) if middle.value is not None and len(known) == len(ranked) else (None, None)
    return Figure(middle.value, middle.unit, f"{middle.label}, on {date}", low, high, middle.note, middle.at_least)
