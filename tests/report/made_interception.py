"""A made-up interceptor layer: needs that grow with the salvo, one case whose time is stated and one that tracks leave half of the time."""

import dataclasses
from typing import Any

import numpy as np
import xarray as xr
from made_run import MadeRun, make_run

CONFIDENCES = (0.5, 0.9)
SALVOS = (1, 10)
SIZES = (1, 3, 10)
CASES = {"stated": "Two minutes, as stated", "as-tracked": "ما يتركه التتبع"}
PUBLISHED = (("An office", 7_800, 10), ("A society", 1_000, 1), ("An institute", 998, 1))


def interception(published: bool = True, ladder: bool = True, reach: bool = True) -> xr.Dataset:
    """Arrays as the study gives them: a random spread takes 1,000 for each missile at the lower confidence and twice that at the higher.

    Args:
        published: whether there are published numbers.
        ladder: whether shells in even planes were flown.
        reach: whether anything is in reach in the second case.
    """
    per_model = np.array([1.0, 1.2, 0.8])[:, None, None]
    base = 1_000.0 * per_model * np.array(SIZES)[None, :, None] * np.array([1.0, 2.0])[None, None, :]
    if not ladder:
        base[2] = np.nan
    by_size = np.stack([base, base.copy()], axis=1)
    by_size[:, 1, :, 1] = np.inf
    if not reach:
        by_size[:, 1] = np.inf
    latitude = np.arange(0.0, 91.0, 10.0)
    ratio = np.where(latitude < 65.0, 500.0 / (1.0 + latitude / 60.0), np.inf)
    times = np.arange(30.0, 361.0, 30.0)
    by_time = np.where(times > 40.0, 1e6 / times, np.inf)[:, None, None] * np.ones((1, 2, 2))
    aei = np.array([[998.0, 2_992.0, 9_972.0], [900.0, 2_700.0, 9_000.0] if reach else [np.inf] * 3])
    rows = PUBLISHED if published else ()
    return xr.Dataset(
        {
            "time_left": (("case", "track"), np.stack([np.full(4, 120.0), np.array([0.0, 0.0, 90.0, 140.0]) * reach]), {"units": "s"}),
            "absentee_ratio": (("case", "latitude"), np.stack([ratio, 2.0 * ratio if reach else np.full_like(ratio, np.inf)])),
            "absentee_ratio_sphere": ("case", np.array([506.0, 1_012.0 if reach else np.inf])),
            "needed": (("model", "case", "salvo", "confidence"), by_size[:, :, [0, 2]]),
            "needed_by_size": (("model", "case", "size", "confidence"), by_size),
            "needed_by_time": (("time", "salvo", "confidence"), by_time),
            "aei_by_size": (("case", "size"), aei),
            "enough": (("case", "salvo"), np.array([[1.0, 0.25], [0.4, 0.0]])),
            "published_interceptors": ("published", np.array([count for _, count, _ in rows], np.int64)),
            "published_salvo": ("published", np.array([salvo for _, _, salvo in rows], np.int64)),
        },
        coords={
            "case": list(CASES),
            "case_title": ("case", list(CASES.values())),
            "case_where": ("case", ["North Korea", "Iran"]),
            "case_missile": ("case", ["", "A slow missile"]),
            "case_view": ("case", ["", "all"]),
            "model": ["random", "latitude", "shell"],
            "salvo": list(SALVOS),
            "confidence": list(CONFIDENCES),
            "size": list(SIZES),
            "time": times,
            "latitude": latitude,
            "published_title": ("published", np.array([title for title, _, _ in rows], str)),
            "published_source": ("published", np.array(["sda-2024"] * len(rows), str)),
            "published_note": ("published", np.array(["As it says."] * len(rows), str)),
        },
        attrs={
            "title": "a made-up interceptor", "flown": 7_800, "largest": 20_000, "shots": 2, "acceleration_m_s2": 147.09975,
            "burn_out_speed_m_s": 6_000.0, "intercept_altitude_m": 200e3, "altitudes_m": [300e3, 400e3], "inclinations_rad": [1.0, 1.0],
            "single_shot": 0.8, "goal": 0.96, "delay_s": 70.0,
        },
    )  # fmt: skip


def figures(reach: bool = True) -> dict[str, Any]:
    """Figures of both cases that the section speaks of."""
    told = {f"{name}_stated": {"value": value} for name, value in {"reach": 597_634.0, "absentee_ratio": 506.0, "in_time": 1.0}.items()}
    told |= {"absentee_ratio_latitude_stated": {"value": 610.0}}
    told |= {f"{name}_as_tracked": {"value": 0.5 if reach else 0.0} for name in ("in_time",)}
    return {name: {"unit": "1", "label": f"Two minutes, as stated: {name}", **one} for name, one in told.items()}


def make_interception_run(data: xr.Dataset) -> MadeRun:
    """A run of interception alone."""
    run = make_run()
    studies = {"interception": {"data": "studies/interception/data.zarr", "figures": figures(), "assumptions": [], "limits": []}}
    manifest = {**run.manifest, "studies": studies, "headline": ["interception.reach_stated"]}
    return dataclasses.replace(run, manifest=manifest, arrays={"interception": data})
