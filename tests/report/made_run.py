"""A made-up run with all that a report must show: three views on a 2 deg grid, regions, facts of every kind, sources in two scripts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from scipy import stats

from cupola.catalog import borders

SPAN, STEP = 86_400.0, 60.0

VIEWS = {"warning": "Warning layer: GEO and HEO", "tracking": "Tracking layer", "transport": "Transport layer, first launches"}
REGIONS = {"nk": ("North Korea", "North Korea"), "ir": ("Iran", "Iran"), "us": ("United States", "United States"), "gu": ("Guam", "Guam")}

QUOTE = "تبلغ كلفة المشروع 175 مليار دولار"


@dataclass(frozen=True)
class MadeRun:
    """A run held in memory, as `cupola.store` would open it."""

    path: Path
    manifest: dict[str, Any]
    arrays: dict[str, xr.Dataset]
    rows: list[dict[str, Any]]

    def dataset(self, study: str) -> xr.Dataset:
        return self.arrays[study]

    def facts(self) -> list[dict[str, Any]]:
        return self.rows


def coverage() -> xr.Dataset:
    """Counts in view as Poisson, their mean shaped like a belt of satellites, a thin polar one, and two geostationary caps."""
    latitude, longitude = np.arange(-89.0, 90.0, 2.0), np.arange(-179.0, 180.0, 2.0)
    north, east = np.meshgrid(np.radians(latitude), np.radians(longitude), indexing="ij")
    belt = 0.9 + 3.2 * np.exp(-(((np.abs(np.degrees(north)) - 50.0) / 16.0) ** 2)) + 0.25 * np.sin(3.0 * east + 4.0 * north)
    distance = [np.degrees(np.arccos(np.cos(north) * np.cos(east - np.radians(at)))) for at in (-100.0, 70.0)]
    warning = (
        np.sum([np.where(one < 71.0, 40.0, 0.0) for one in distance], axis=0) + 2.0 * np.clip(np.degrees(north) - 50.0, 0.0, None) / 20.0
    )
    sparse = np.where(np.abs(np.degrees(north)) > 64.0, 0.0, 0.5 * np.cos(1.3 * north) + 0.1 * np.cos(2.0 * east))
    mean = np.stack([warning, belt, np.clip(sparse, 0.0, None)])

    levels = np.arange(1, 9)
    shares = np.stack([stats.poisson.sf(levels[:, None, None] - 1, one) for one in mean]).astype(np.float32)
    shares[0, 0][warning >= 40.0] = 1.0
    unseen = 1.0 - shares[:, 0]
    longest = np.where((unseen > 0.0) & (unseen < 1.0), STEP * np.ceil(1.0 + 2.0 * unseen**2 * 240.0), 0.0)
    longest[:, unseen.shape[1] // 3] *= 0.5
    cut = np.where(unseen >= 1.0, SPAN, np.where(unseen > 0.6, 1.2 * longest, 0.0))
    height = np.sin(np.radians(latitude + 1.0)) - np.sin(np.radians(latitude - 1.0))
    weight = height / height.sum() / len(longitude)

    cells = np.stack([borders.country_cells(name, latitude, longitude) for _, name in REGIONS.values()])
    for index, (_, name) in enumerate(REGIONS.values()):
        if not cells[index].any():
            cells[index][borders.country_nearest_cell(name, latitude, longitude)] = True
    area = np.broadcast_to(weight[:, None], cells.shape[1:])

    def over_regions(field: np.ndarray) -> np.ndarray:
        return np.stack([np.sum(np.where(one, field * area, 0.0), axis=(-2, -1)) / area[one].sum() for one in cells], axis=-1)

    def worst(field: np.ndarray) -> np.ndarray:
        return np.stack([np.where(one, field, 0.0).max(axis=(-2, -1)) for one in cells], axis=-1)

    field, ring = ("view", "latitude", "longitude"), ("view", "level", "latitude")
    return xr.Dataset(
        {
            "in_view_share": (("view", "level", "latitude", "longitude"), shares),
            "mean_in_view": (field, mean.astype(np.float32)),
            "longest_gap": (field, longest),
            "mean_gap": (field, np.where(longest > 0.0, longest / 3.0, np.nan)),
            "gap_count": (field, (longest > 0.0).astype(np.int32)),
            "open_gap": (field, cut),
            "latitude_share": (ring, shares.mean(axis=-1)),
            "region_share": (("view", "level", "region"), over_regions(shares)),
            "region_mean_in_view": (("view", "region"), over_regions(mean)),
            "region_longest_gap": (("view", "region"), worst(longest)),
            "region_open_gap": (("view", "region"), worst(cut)),
            "region_cells": (("region", "latitude", "longitude"), cells),
            "cell_area": ("latitude", weight),
        },
        coords={
            "view": list(VIEWS),
            "level": levels,
            "latitude": latitude,
            "longitude": longitude,
            "region": list(REGIONS),
            "view_title": ("view", list(VIEWS.values())),
            "region_title": ("region", [title for title, _ in REGIONS.values()]),
        },
        attrs={"span_s": SPAN, "step_s": STEP, "epoch": "2032-06-21T00:00:00Z"},
    )


def fact(key: str, value: float, unit: str, text: str, kind: str, **more: Any) -> dict[str, Any]:
    """One row of facts.parquet."""
    row = {"key": key, "value": value, "low": None, "high": None, "unit": unit, "text": text, "kind": kind, "date": None, "source": None}
    return {**row, "note": None, "line": 0, **more}


def facts() -> list[dict[str, Any]]:
    """Facts of every kind; eleven numbers, five of them assumed, and two settings."""
    shell = "constellations.tracking.shells.main"
    return [
        fact(f"{shell}.altitude", 1.0e6, "m", "1000 km", "reported", source="sda-2024", date="2024-09-01", line=21),
        fact(f"{shell}.inclination", 1.413717, "rad", "81 deg", "reported", source="sda-2024", date="2024-09-01", line=22),
        fact(
            f"{shell}.satellites",
            135.0,
            "1",
            "135",
            "reported",
            low=126.0,
            high=144.0,
            source="sda-2024",
            line=23,
            note="Planned; 54 are ordered.",
        ),
        fact(f"{shell}.planes", 9.0, "1", "9", "computed", line=24, note="135 satellites in rings of 15."),
        fact("constellations.tracking.sensor.half_angle", 1.0471976, "rad", "60 deg", "assumed", low=0.87266, high=1.13446, line=30),
        fact(
            "constellations.tracking.sensor.range",
            4.0e6,
            "m",
            "4000 km",
            "assumed",
            low=3.0e6,
            high=5.0e6,
            line=31,
            note="No figure is public.",
        ),
        fact("constellations.warning.shells.geo.altitude", 3.5786e7, "m", "35786 km", "computed", line=41),
        fact(
            "constellations.warning.shells.geo.longitudes.0", -1.7453293, "rad", "-100 deg", "assumed", low=-2.0944, high=-1.3963, line=43
        ),
        fact("constellations.transport.elevation_min", 0.174533, "rad", "10 deg", "assumed", low=0.0873, high=0.2618, line=52),
        fact("programme.cost", 175e9, "USD", "175e9 USD", "reported", source="agency-ar", date="2025-05-21", line=60),
        fact("programme.share_flown", 0.25, "1", "0.25", "assumed", low=0.1, high=0.5, line=61),
        fact("run.step", 60.0, "s", "1 min", "setting", line=70),
        fact("run.grid", 0.0349066, "rad", "2 deg", "setting", line=71),
    ]


def manifest() -> dict[str, Any]:
    """A manifest with every key of the run folder's format."""
    figures = {
        "two_in_view_nk": {
            "value": 0.9637,
            "unit": "1",
            "label": "Share of the day with two trackers over North Korea",
            "low": 0.91,
            "high": 0.99996,
        },
        "longest_gap_nk": {"value": 372.0, "unit": "s", "label": "Longest time with none over North Korea", "low": 240.0, "high": 5400.0},
        "mean_in_view": {"value": 2.41, "unit": "satellites", "label": "Trackers in view, mean over the globe", "note": "Area-weighted."},
        "satellites": {"value": 12_345.0, "unit": "satellites", "label": "Satellites flown", "low": 12_345.0, "high": 12_345.0},
        "least_latitude": {"value": -1.2217, "unit": "rad", "label": "Southernmost latitude always in view"},
    }
    shell = "135 at 1,000 km, 81°, 9 planes"
    return {
        "format": "cupola-run",
        "version": 1,
        "scenario": {
            "name": "golden-dome",
            "title": "Golden Dome: warning, tracking and transport layers",
            "question": "How well does it see and hold tracks, and how fast does the data move?",
            "about": "The space layers of the announced shield, as far as public sources describe them; the rest is assumed and marked.",
            "notional": True,
            "epoch": "2032-06-21T00:00:00Z",
            "sha256": "5f" * 32,
            "constellations": [
                {
                    "id": "warning",
                    "title": "Next-Gen OPIR",
                    "layer": "warning",
                    "supplier": "Lockheed Martin",
                    "satellites": 5,
                    "shells": ["3 in GEO", "2 HEO"],
                },
                {
                    "id": "tracking",
                    "title": "Tracking layer",
                    "layer": "tracking",
                    "supplier": "L3Harris",
                    "satellites": 135,
                    "shells": [shell],
                },
                {
                    "id": "transport",
                    "title": "Transport layer",
                    "layer": "transport",
                    "supplier": "York",
                    "satellites": 12_205,
                    "shells": ["126 at 950 km"],
                },
            ],
        },
        "inputs_sha256": "a7" * 32,
        "seed": 7,
        "command": "cupola run golden-dome --seed 7 --set run.step=1min",
        "versions": {"cupola": "0.1.0", "python": "3.11.9", "jax": "0.10.2", "numpy": "2.4.6"},
        "device": {"platform": "cpu", "kind": "x86-64", "count": 2},
        "started": "2026-11-21T22:10:03Z",
        "wall_s": 3.81,
        "warnings": [
            "Earth orientation after 2027-11-20 is predicted, not measured.",
            "The region Guam is smaller than a cell: its nearest cell stands for it.",
        ],
        "sentence": {
            "template": "Two trackers see North Korea {share} of the day; the longest time with none is {gap}, over {count} satellites.",
            "arguments": {"share": {"value": 0.9637, "unit": "1"}, "gap": {"value": 372.0, "unit": "s"}, "count": 12_345},
        },
        "headline": ["coverage.two_in_view_nk", "coverage.longest_gap_nk", "coverage.mean_in_view", "coverage.satellites"],
        "sources": {
            "sda-2024": {
                "title": "Tranche 2 tracking layer: fact sheet",
                "date": "2024-09-01",
                "language": "en",
                "publisher": "Space Development Agency",
                "link": "https://www.sda.mil/",
            },
            "agency-ar": {"title": "تقرير عن القبة الذهبية", "date": "2025-05-21", "language": "ar", "quote": QUOTE},
        },
        "studies": {
            "coverage": {
                "data": "studies/coverage/data.zarr",
                "figures": figures,
                "assumptions": ["Every satellite works the whole day.", "A sensor sees all within its half-angle and range."],
                "limits": ["Clouds and the Sun are left out.", "Orbits drift with J2 alone."],
            }
        },
        "files": {"scenario.yaml": "5f" * 32, "facts.parquet": "00" * 32},
    }


def make_run() -> MadeRun:
    """The whole run."""
    return MadeRun(Path("made-run"), manifest(), {"coverage": coverage()}, facts())
