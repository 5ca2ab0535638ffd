"""A made-up custody study on a 4 deg grid: three views of two threats; high satellites that lose the cold body, low ones that keep it."""

import dataclasses
from typing import Any

import numpy as np
import xarray as xr
from made_run import MadeRun, coverage, make_run

from cupola.catalog import borders
from cupola.scenario.studies import THREAT_MEASURES

SPAN, STEP, EPOCH = 86_400.0, 1800.0, "2026-11-01T00:00:00Z"
NEVER, NAN = np.inf, np.nan

VIEWS = {"warning": "Warning satellites, high orbits", "tracking": "Tracking layer", "sensing": "Warning and tracking together"}
REGIONS = {
    "north-korea": ("North Korea", "North Korea"),
    "russia": ("Russia", "Russia"),
    "united-states": ("Continental United States", "United States"),
}
MISSILES = {"liquid": "Long-range missile, liquid", "solid": "Long-range missile, solid"}
THREATS = {
    "from-korea": ("Launches from North Korea", "liquid", "north-korea"),
    "from-russia": ("Launches from Russia", "solid", "russia"),
}
CONSTELLATIONS = {"geo": "Geostationary warning satellites", "heo": "Warning sensors on high orbits", "low": "Tracking layer, complete"}
BURN_OUT = np.array([240.0, 170.0])
FLIGHT = np.array([1980.0, 1740.0])
LAUNCHES, RAIDS = 48, np.array([1, 10, 30, 100])
ELAPSED = np.arange(0.0, 2041.0, 10.0)

QUANTILES = np.array([0.1, 0.5, 0.9])
FIRST = {
    "first_sight": [[38.0, 52.0, 70.0], [40.0, 66.0, 185.0], [36.0, 50.0, 66.0]],
    "first_detection": [[58.0, 72.0, 93.0], [55.0, 90.0, 230.0], [50.0, 65.0, 84.0]],
    "first_stereo": [[70.0, 104.0, 160.0], [92.0, 205.0, NEVER], [60.0, 82.0, 118.0]],
    "first_custody": [[130.0, NEVER, NEVER], [210.0, 334.0, NEVER], [96.0, 148.0, 245.0]],
}
"""View and quantile, s after launch; solid ones are seen 8 s earlier."""

OVER_FLIGHT = ("view", "threat", "elapsed")
MEASURED = ("view", "threat")


def _curves() -> dict[str, Any]:
    """Shares that rise to a level and, for high satellites, fall at burn-out; errors that fall with time."""
    elapsed = ELAPSED[None, None, :]
    up = elapsed <= FLIGHT[None, :, None] + 45.0
    burning = elapsed <= BURN_OUT[None, :, None]

    def rising(start: list[float], pace: list[float], top: list[float]) -> np.ndarray:
        at, slow, level = (np.array(one)[:, None, None] for one in (start, pace, top))
        share = level / (1.0 + np.exp(-(elapsed - at) / slow))
        return np.where(up, np.where((np.arange(3) == 0)[:, None, None] & ~burning, 0.0, share), NAN)

    seen = rising([52.0, 90.0, 50.0], [8.0, 60.0, 7.0], [1.0, 0.97, 1.0])
    stereo = rising([104.0, 205.0, 82.0], [20.0, 60.0, 15.0], [0.98, 0.82, 0.96])
    held = rising([170.0, 334.0, 148.0], [30.0, 70.0, 25.0], [0.45, 0.76, 0.93])
    base = np.array([400.0, 210.0, 140.0])[:, None, None] * (1.0 + np.array([0.0, 0.2])[None, :, None])
    bound = base * (0.4 + 12.0 * np.exp(-elapsed / 130.0))
    tracked = up & (elapsed > np.array([110.0, 210.0, 90.0])[:, None, None]) & ((np.arange(3) > 0)[:, None, None] | burning)
    wobble = 1.15 + 0.08 * np.sin(elapsed / 40.0)
    coasting = tracked & ~burning
    major = np.where(coasting, bound * (2.0 + 60.0 * np.exp(-elapsed / 400.0)), NAN)
    return {
        "flying": (("threat", "elapsed"), np.clip((FLIGHT[:, None] + 45.0 - ELAPSED[None, :]) / 90.0, 0.0, 1.0), "1"),
        "in_view": (OVER_FLIGHT, seen, "1"),
        "in_stereo": (OVER_FLIGHT, np.minimum(stereo, seen), "1"),
        "in_custody": (OVER_FLIGHT, np.minimum(held, np.minimum(stereo, seen)), "1"),
        "position_error": (OVER_FLIGHT, np.where(tracked, bound * wobble, NAN), "m"),
        "position_bound": (OVER_FLIGHT, np.where(tracked, bound, NAN), "m"),
        "velocity_error": (OVER_FLIGHT, np.where(tracked, bound * wobble / 60.0, NAN), "m/s"),
        "velocity_bound": (OVER_FLIGHT, np.where(tracked, bound / 60.0, NAN), "m/s"),
        "impact_major": (OVER_FLIGHT, major, "m"),
        "impact_minor": (OVER_FLIGHT, 0.3 * major, "m"),
    }


def _maps(latitude: np.ndarray, longitude: np.ndarray) -> dict[str, Any]:
    """First sight in steps from 30 s to 4 min, never for half of the instants south of 70 S; two in view more often in the north."""
    north, east = np.meshgrid(np.radians(latitude), np.radians(longitude), indexing="ij")
    wave = 0.5 + 0.5 * np.cos(2.0 * east + 1.5 * north)
    slow = np.array([40.0, 180.0, 36.0])[:, None, None, None] * (0.8 + 0.6 * wave)[None, None] * np.array([1.0, 0.9])[None, :, None, None]
    share = np.clip(0.35 + 0.4 * np.sin(north) + 0.3 * wave, 0.0, 1.0)[None, None] * np.array([0.9, 0.6, 1.2])[:, None, None, None]
    field = ("view", "missile", "latitude", "longitude")
    never = (latitude < -70.0)[None, None, :, None] & (np.arange(3) == 1)[:, None, None, None]
    shape = (3, 2, len(latitude), len(longitude))
    return {
        "sight_map": (field, np.where(np.broadcast_to(never, shape), NEVER, np.broadcast_to(slow, shape)), "s"),
        "two_in_view_map": (field, np.broadcast_to(np.clip(share, 0.0, 1.0), shape), "1"),
    }


def custody() -> xr.Dataset:
    """Arrays as the study gives them."""
    latitude, longitude = np.arange(-88.0, 90.0, 4.0), np.arange(-178.0, 180.0, 4.0)
    height = np.sin(np.radians(latitude + 2.0)) - np.sin(np.radians(latitude - 2.0))
    cells = np.stack([borders.country_cells(name, latitude, longitude) for _, name in REGIONS.values()])
    earlier = np.array([0.0, 8.0])[None, :, None]
    spread = np.linspace(-1.0, 1.0, LAUNCHES)[None, :]
    per_launch = ("threat", "launch")
    place = {
        "launch_latitude": [40.0, 60.0],
        "launch_longitude": [127.0, 60.0],
        "aim_latitude": [40.0, 42.0],
        "aim_longitude": [-95.0, -90],
    }
    without = np.array([[0.0, 0.04, NAN], [NAN, NAN, 0.0], [0.58, 0.86, 0.06]])
    variables: dict[str, Any] = {
        name: (per_launch, np.array(middle)[:, None] + 2.0 * spread, "degrees_north" if "lat" in name else "degrees_east")
        for name, middle in place.items()
    }
    variables |= {
        "launch_time": (per_launch, np.broadcast_to(np.arange(LAUNCHES) * STEP, (2, LAUNCHES)), "s"),
        "flight_time": (per_launch, FLIGHT[:, None] + 45.0 * spread, "s"),
        "apogee": (per_launch, np.array([1.25e6, 1.1e6])[:, None] + 5e4 * spread, "m"),
        "burn_out": (("threat",), BURN_OUT, "s"),
        "peak_acceleration": (("threat",), np.array([75.0, 95.0]), "m/s^2"),
    }
    variables |= _curves()
    variables |= {name: (("view", "threat", "quantile"), np.array(told)[:, None, :] - earlier, "s") for name, told in FIRST.items()}
    measured = {
        "detected": [[1.0, 1.0], [0.99, 0.985], [1.0, 1.0]],
        "reached_stereo": [[0.98, 0.97], [0.87, 0.84], [1.0, 1.0]],
        "reached_custody": [[0.44, 0.41], [0.78, 0.75], [0.99, 0.98]],
        "stereo_share": [[0.02, 0.01], [0.80, 0.77], [0.95, 0.93]],
        "custody_share": [[0.04, 0.03], [0.71, 0.69], [0.90, 0.88]],
        "dropped": [[0.0, 0.0], [0.021, 0.018], [0.004, 0.003]],
        "dropped_low": [[0.0, 0.0], [0.014, 0.012], [0.001, 0.001]],
        "dropped_high": [[0.004, 0.004], [0.031, 0.027], [0.010, 0.009]],
    }
    variables |= {name: (MEASURED, np.array(told), "1") for name, told in measured.items()}
    raids = np.array([[0.04, 0.04, 0.03, 0.01], [0.71, 0.70, 0.55, 0.2], [0.9, 0.9, 0.82, 0.41]])
    variables |= {
        "burn_out_recognised": (MEASURED, np.array([[NAN, NAN], [9.0, 8.0], [6.0, 5.0]]), "s"),
        "custody_without": (("view", "threat", "constellation"), np.stack([without, 0.97 * without], axis=1), "1"),
        "raid_custody": (("view", "threat", "raid_size"), np.stack([raids, 0.95 * raids], axis=1), "1"),
        **_maps(latitude, longitude),
        "region_cells": (("region", "latitude", "longitude"), cells, "1"),
        "cell_area": (("latitude",), height / height.sum() / len(longitude), "1"),
    }
    return xr.Dataset(
        {name: (dims, values, {"units": unit}) for name, (dims, values, unit) in variables.items()},
        coords={
            "view": list(VIEWS),
            "view_title": ("view", list(VIEWS.values())),
            "threat": list(THREATS),
            "threat_title": ("threat", [title for title, _, _ in THREATS.values()]),
            "threat_missile": ("threat", [MISSILES[missile] for _, missile, _ in THREATS.values()]),
            "threat_from": ("threat", [REGIONS[area][0] for _, _, area in THREATS.values()]),
            "threat_to": ("threat", [REGIONS["united-states"][0]] * len(THREATS)),
            "elapsed": ("elapsed", ELAPSED, {"units": "s"}),
            "quantile": QUANTILES,
            "raid_size": RAIDS,
            "constellation": list(CONSTELLATIONS),
            "constellation_title": ("constellation", list(CONSTELLATIONS.values())),
            "missile": list(MISSILES),
            "missile_title": ("missile", list(MISSILES.values())),
            "latitude": ("latitude", latitude, {"units": "degrees_north"}),
            "longitude": ("longitude", longitude, {"units": "degrees_east"}),
            "region": list(REGIONS),
            "region_title": ("region", [title for title, _ in REGIONS.values()]),
        },
        attrs={
            "epoch": EPOCH,
            "span_s": SPAN,
            "step_s": STEP,
            "launches": LAUNCHES,
            "trials": 20,
            "tracking_step_s": 1.0,
            "stereo_angle_rad": np.radians(5.0),
            "custody_error_m": 1000.0,
            "custody_age_s": 10.0,
            "processing_s": 15.0,
            "decision_s": 45.0,
            "cloud_cover": 0.67,
            "cloud_top_m": 8000.0,
        },
    )


UNITS = {"first_detection": "s", "first_detection_90": "s", "first_stereo": "s", "first_custody": "s", "decision": "s", "time_left": "s"}
UNITS |= {"error_at_burn_out": "m", "impact_error": "m", "raid_held": "launches"}


def study() -> dict[str, Any]:
    """The study's part of the manifest."""
    figures: dict[str, dict[str, Any]] = {}
    for view, title in VIEWS.items():
        for threat, (name, _, _) in THREATS.items():
            for at, measure in enumerate(THREAT_MEASURES):
                unit = UNITS.get(measure, "1")
                value = 0.9 - 0.01 * at if unit == "1" else 100.0 + 7.0 * at
                figure = {"value": value, "unit": unit, "label": f"{title}: {measure.replace('_', ' ')}, {name}"}
                figures[f"{view}_{measure}_{threat}".replace("-", "_")] = figure
    return {
        "data": "studies/custody/data.zarr",
        "figures": figures,
        "assumptions": ["Every satellite works the whole day.", "Custody asks for a position known to a kilometre."],
        "limits": ["Flights are kinematic envelopes."],
    }


def make_custody_run() -> MadeRun:
    """A run of custody alone."""
    run = make_run()
    manifest = {**run.manifest, "studies": {"custody": study()}, "headline": ["custody.sensing_custody_share_from_korea"]}
    return dataclasses.replace(run, manifest=manifest, arrays={"custody": custody()})


def make_beside_coverage() -> MadeRun:
    """A run of custody and of one view of coverage, with the same regions."""
    run = make_run()
    manifest = {**run.manifest, "studies": {**run.manifest["studies"], "custody": study()}}
    data = coverage()
    cells = custody()["region_cells"].sel(latitude=data["latitude"].values, longitude=data["longitude"].values, method="nearest").values
    data = data.isel(view=[1], region=[0, 1, 2]).assign_coords(
        region=list(REGIONS), region_title=("region", [title for title, _ in REGIONS.values()])
    )
    data["region_cells"] = (("region", "latitude", "longitude"), cells)
    return dataclasses.replace(run, manifest=manifest, arrays={"coverage": data, "custody": custody()})
