"""The sections of the page that maps and arrays fill: launches, coverage, gaps between looks, targets and regions.

One set of outlines serves all.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from cupola.report import launches, layers, maps, places, regions, sights, targets, timeline, views, waits
from cupola.report.quantities import instant, quantity
from cupola.report.tables import text

DRAWN = "Equal Earth projection: equal areas. Coasts and borders are drawn as in Natural Earth."


def sections(data: Mapping[str, xr.Dataset], manifest: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The layers that the maps share, and the sections by id.

    Args:
        data: arrays of the studies `coverage`, `revisit` and `custody`, those of them that were run.
        manifest: the run's.
    """
    finest = max(data.values(), key=lambda one: one.sizes["latitude"])
    numbers = places.numbered(finest)
    grid = views.world_of(finest).grid
    cells = zip(finest["region"].values, finest["region_cells"].values.astype(bool), strict=True)
    around = [list(layers.boundary(grid, one)) for name, one in cells if str(name) in numbers]
    shared = layers.outlines(around)
    made: dict[str, str] = {}
    tables: list[str] = []
    if "custody" in data:
        one = data["custody"]
        made["custody"] = launches.section(one, manifest["studies"]["custody"]["figures"])
        made["sights"] = _sights(one, numbers)
    if "coverage" in data:
        one = data["coverage"]
        world = views.world_of(one)
        panels = "".join(views.panels(one, world, view) for view in range(one.sizes["view"]))
        made["maps"] = _said(one, "" if made else DRAWN) + places.regions_listed(one, numbers) + panels
        tables += [regions.coverage(one, numbers)] if one.sizes["region"] else []
    if "revisit" in data:
        one = data["revisit"]
        marked, made["waits"], made["targets"] = _revisit(one, numbers, around, manifest)
        made["waits"] = _said(one, "" if {"sights", "maps"} & set(made) else DRAWN) + made["waits"]
        shared += marked
        tables += [regions.revisit(one, numbers)] if one.sizes["region"] else []
    made["regions"] = "".join(tables)
    return shared, made


def _sights(one: xr.Dataset, numbers: Mapping[str, int]) -> str:
    """The section of maps for launches from anywhere."""
    world = views.world_of(one)
    panels = "".join(sights.panels(one, world, view) for view in range(one.sizes["view"]))
    lists = places.regions_listed(one, numbers) + sights.areas(one, numbers)
    return f"{launches.BADGE}{_said(one, DRAWN)}{lists}{panels}"


def _revisit(one: xr.Dataset, numbers: Mapping[str, int], around: layers.Around, manifest: Mapping[str, Any]) -> tuple[str, str, str]:
    """The layer of targets, the section of gaps, and that of targets; empty where there is none."""
    world = views.world_of(one)
    daylight = targets.by_day(one)
    marked, shown, aimed = "", (maps.OUTLINES,), ""
    if "target" in one.sizes:
        shown = (maps.OUTLINES, maps.TARGETS)
        at = np.stack([one["target_longitude"].values, one["target_latitude"].values], axis=-1).astype(np.float64)
        marked = layers.targets([(float(east), float(north)) for east, north in at], places.letters(len(at)), layers.number_places(around))
        titles = {constellation["id"]: constellation["title"] for constellation in manifest["scenario"]["constellations"]}
        aimed = targets.table(one, daylight) + timeline.timelines(one, titles)
    panels = "".join(waits.panels(one, world, view, daylight[view], shown) for view in range(one.sizes["view"]))
    return marked, places.regions_listed(one, numbers) + places.targets_listed(one) + panels, aimed


def _said(data: xr.Dataset, drawn: str) -> str:
    """Over which time and grid a study ran, and how the maps are drawn where that was not said before."""
    latitude_step = abs(float(data["latitude"].values[1] - data["latitude"].values[0]))
    span_s, step_s = float(data.attrs["span_s"]), float(data.attrs["step_s"])
    lasts, every = quantity(span_s, "s"), quantity(step_s, "s", span_s)
    said = f"{lasts} from {instant(str(data.attrs['epoch']))}, one instant every {every}, cells of {latitude_step:g}°. {drawn}"
    return f'<p class="said">{text(said.rstrip())}</p>'
