"""A made-up revisit study on a 4 deg grid: a camera that needs the Sun and a radar, three targets, two of them close together, 20 days."""

import dataclasses
from typing import Any

import numpy as np
import xarray as xr
from made_run import MadeRun, coverage, make_run

DAY, HOUR = 86_400.0, 3600.0
SPAN, STEP, EPOCH = 20.0 * DAY, 60.0, "2032-06-21T06:00:00Z"

VIEWS = {"camera-alone": "Camera alone", "all-sensors": "Camera and radar"}
REGIONS = {"korea": "Korean peninsula", "people": "Where people live", "south": "The far south", "world": "World"}
TARGETS = {"seoul": ("Seoul", 37.57, 127.0), "busan": ("Busan", 35.1, 129.0), "nowhere": ("nowhere seen", -70.0, -179.0)}

SHARED = "Every satellite works the whole day."

EDGES = np.concatenate([[0.0], 600.0 * 1.0625 ** np.arange(0, 130)])
"""Bounds of the classes of lengths, s."""

GAPS = {
    ("camera-alone", "korea"): (2.0 * DAY, 2.0 * DAY, 5.0 * DAY),
    ("camera-alone", "people"): (1.0 * DAY, 5.0 * DAY),
    ("camera-alone", "world"): (1.0 * DAY, 2.0 * DAY, 3.0 * DAY, 5.0 * DAY),
    ("all-sensors", "korea"): (11.0 * HOUR, 13.0 * HOUR),
    ("all-sensors", "people"): (6.0 * HOUR, 18.0 * HOUR),
    ("all-sensors", "world"): (6.0 * HOUR, 9.0 * HOUR, 18.0 * HOUR),
}
"""Gaps that ended, over each region with any."""

SHELLS = ("camera", "radar")

PASSES = [
    (0, "camera", 5.0 * HOUR, True),
    (0, "camera", 30.0 * HOUR, False),
    (0, "camera", 6.0 * DAY, True),
    (0, "camera", 15.0 * DAY, True),
    (1, "camera", 5.0 * HOUR, True),
    (1, "camera", 13.9 * DAY, False),
    (0, "radar", 40.0 * HOUR, True),
    (1, "radar", 52.0 * HOUR, True),
    (1, "radar", 14.5 * DAY, True),
]
"""Target, constellation, start and whether it counts; each lasts two minutes."""


def classes() -> np.ndarray:
    """(view, region, length): how many gaps of each class."""
    counted = [[np.histogram(GAPS.get((view, region), ()), EDGES)[0] for region in REGIONS] for view in VIEWS]
    return np.array(counted, dtype=np.float64)


def revisit() -> xr.Dataset:
    """Never looked at south of 80 S, once between there and 70 S, always in sight north of 80 N, longer gaps towards the equator."""
    latitude, longitude = np.arange(-88.0, 90.0, 4.0), np.arange(-178.0, 180.0, 4.0)
    shape = (len(VIEWS), len(latitude), len(longitude))
    north = np.broadcast_to(latitude[None, :, None], shape)
    scale = np.array([1.0, 0.2])[:, None, None]
    gap = scale * DAY * (1.0 + 4.0 * np.cos(np.radians(north)).round(1))
    seen = np.where(north < -80.0, 0.0, np.where(north > 80.0, 1.0, 0.01))
    closed = np.where((north < -70.0) | (north > 80.0), 0.0, 1.5 * gap)
    cut = np.where(north < -80.0, SPAN, np.where(north < -70.0, 12.0 * DAY, np.where(north > 80.0, 0.0, 0.5 * DAY)))
    quantile = np.where(closed > 0.0, np.stack([0.6 * gap, gap]), np.nan)
    box = (np.abs(latitude - 38.0) < 5.0)[:, None] & (np.abs(longitude - 127.0) < 5.0)[None, :]
    scattered = (np.add.outer(np.arange(len(latitude)), 3 * np.arange(len(longitude))) % 7 == 0) & (np.abs(latitude) < 60.0)[:, None]
    cells = np.stack([box, scattered, np.broadcast_to(latitude[:, None] < -70.0, box.shape), np.ones_like(box)])
    by_region = ("view", "region")
    nan = np.nan
    field = ("view", "latitude", "longitude")
    height = np.sin(np.radians(latitude + 2.0)) - np.sin(np.radians(latitude - 2.0))
    start = np.array([one[2] for one in PASSES])
    at_target = ("view", "target")
    return xr.Dataset(
        {
            "seen_share": (field, seen),
            "gap_count": (field, (closed > 0.0) * 4.0),
            "gap_quantile": (("quantile", *field), quantile),
            "longest_gap": (field, closed),
            "open_gap": (field, cut),
            "region_cells": (("region", "latitude", "longitude"), cells),
            "region_gap_classes": (("view", "region", "length"), classes()),
            "length_low": ("length", EDGES[:-1]),
            "length_high": ("length", EDGES[1:]),
            "cell_area": ("latitude", height / height.sum() / len(longitude)),
            "region_median_gap": (by_region, np.array([[2.0, 1.0, nan, 2.0], [0.45, 0.25, nan, 0.4]]) * DAY),
            "region_gap_90": (by_region, np.array([[5.0, 5.0, nan, 5.0], [0.55, 0.75, nan, 0.75]]) * DAY),
            "region_longest_gap": (by_region, np.array([[5.0, 5.0, 0.0, 5.0], [0.55, 0.75, 0.0, 0.75]]) * DAY),
            "region_open_gap": (by_region, np.array([[0.5, 8.0, 20.0, 20.0], [0.1, 0.2, 20.0, 20.0]]) * DAY),
            "region_mean_response": (by_region, np.array([[1.5, 2.25, 10.0, 2.0], [0.25, 0.4, 10.0, 0.3]]) * DAY),
            "region_response_90": (by_region, np.array([[4.0, 4.5, 0.0, 4.25], [0.5, 0.7, 0.0, 0.65]]) * DAY),
            "region_bounded": (by_region, np.array([[1.0, 1.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0]])),
            "target_looks_a_day": (at_target, np.array([[0.15, 0.05, 0.0], [0.2, 0.15, 0.0]])),
            "target_median_gap": (at_target, np.array([[5.75, nan, nan], [4.25, 9.5, nan]]) * DAY),
            "target_gap_90": (at_target, np.array([[9.0, nan, nan], [9.0, 12.5, nan]]) * DAY),
            "target_longest_gap": (at_target, np.array([[9.0, 0.0, 0.0], [9.0, 12.5, 0.0]]) * DAY),
            "target_open_gap": (at_target, np.array([[5.0, 19.75, 20.0], [5.0, 5.5, 20.0]]) * DAY),
            "target_mean_response": (at_target, np.array([[3.75, 9.75, 10.0], [3.25, 5.0, 10.0]]) * DAY),
            "target_bounded": (at_target, np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]])),
            "view_by_day": ("view", np.array([view == "camera-alone" for view in VIEWS])),
            "pass_target": ("pass", np.array([one[0] for one in PASSES])),
            "pass_group": ("pass", np.array([SHELLS.index(one[1]) for one in PASSES])),
            "pass_start": ("pass", start),
            "pass_end": ("pass", start + 120.0),
            "pass_counts": ("pass", np.array([one[3] for one in PASSES])),
        },
        coords={
            "view": list(VIEWS),
            "group": [f"{name}/main" for name in SHELLS],
            "group_constellation": ("group", list(SHELLS)),
            "view_title": ("view", list(VIEWS.values())),
            "quantile": [0.5, 0.9],
            "latitude": latitude,
            "longitude": longitude,
            "region": list(REGIONS),
            "region_title": ("region", list(REGIONS.values())),
            "target": list(TARGETS),
            "target_title": ("target", [title for title, _, _ in TARGETS.values()]),
            "target_latitude": ("target", [north for _, north, _ in TARGETS.values()]),
            "target_longitude": ("target", [east for _, _, east in TARGETS.values()]),
        },
        attrs={"span_s": SPAN, "step_s": STEP, "epoch": EPOCH},
    )


def study() -> dict[str, Any]:
    """The study's part of the manifest: eighteen figures, one sentence shared with coverage."""
    figures: dict[str, dict[str, Any]] = {}
    for view, title in VIEWS.items():
        start, by_day = view.replace("-", "_"), view == "camera-alone"
        for name, (target, _, _) in TARGETS.items():
            word = "daylight looks" if by_day else "looks"
            figures[f"{start}_looks_a_day_{name}"] = {"value": 0.2857, "unit": "1/day", "label": f"{title}: {word} a day, {target}"}
            longest = {"value": 2.0 * DAY, "unit": "s", "label": f"{title}: longest gap, {target}", "at_least": True}
            figures[f"{start}_longest_gap_{name}"] = longest
            figures[f"{start}_hours_{name}"] = {"value": 21.3, "unit": "h/day", "label": f"{title}: hours a day, {target}"}
    return {
        "data": "studies/revisit/data.zarr",
        "figures": figures,
        "assumptions": [SHARED, "A gap runs from the end of one look to the start of the next."],
        "limits": ["A place in reach is taken as looked at."],
    }


def make_revisit_run() -> MadeRun:
    """A run of revisit alone."""
    run = make_run()
    fleets = [
        {"id": name, "title": title, "layer": None, "supplier": None, "satellites": 1, "shells": ["1 at 500 km"]}
        for name, title in (("camera", "Camera satellite"), ("radar", "Radar satellite"))
    ]
    manifest = {**run.manifest, "studies": {"revisit": study()}, "headline": ["revisit.camera_alone_longest_gap_seoul"]}
    manifest["scenario"] = {**manifest["scenario"], "constellations": fleets}
    return dataclasses.replace(run, manifest=manifest, arrays={"revisit": revisit()})


def make_both() -> MadeRun:
    """A run of coverage and revisit, with the same regions."""
    run, other = make_run(), make_revisit_run()
    data = coverage()
    latitude, longitude = data["latitude"].values, data["longitude"].values
    revisit_cells = other.arrays["revisit"]["region_cells"]
    cells = revisit_cells.sel(latitude=latitude, longitude=longitude, method="nearest").values
    data = data.isel(region=[0, 1, 2, 3]).assign_coords(region=list(REGIONS), region_title=("region", list(REGIONS.values())))
    data["region_cells"] = (("region", "latitude", "longitude"), cells)
    manifest = {**run.manifest, "studies": {**run.manifest["studies"], "revisit": study()}}
    return dataclasses.replace(run, manifest=manifest, arrays={"coverage": data, "revisit": other.arrays["revisit"]})
