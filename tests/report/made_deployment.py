"""A made-up deployment: campaigns that grow along straight lines, vehicles, milestones, what was flown, and a table of payloads."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from made_run import MadeRun, make_run

BEGIN = "2025-07-01"
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
SPREAD = np.array([0.8, 0.9, 1.0, 1.05, 1.1])
VARIANTS = {"": "As written", "no-eagle": "Without the Eagle", "more-made": "More made"}
SPEED = (1.0, 0.4, 1.2, 0.9, 1.1, 0.7, 0.8)
"""Of growth in each variant."""

CAMPAIGNS = {"main": "The first generation", "second": "شبكة ثانية", "third": "The third", "d": "D", "e": "E", "f": "F"}
MILESTONES: dict[str, dict[str, Any]] = {
    "service": {"title": "Service begins", "satellites": 200, "launched": False, "by": None},
    "half": {"title": "half of them", "satellites": 600, "launched": False, "by": "2027-07-01"},
    "whole": {"title": "All of them", "satellites": 1200, "launched": True, "by": "2028-12-31"},
}
VEHICLES = {"eagle": "Eagle", "heron": "Heron 2", "idle": "Idle"}
CAUSES = ("nothing", "on the way", "no satellites", "no launch", "no contract")
FATES = ("lost at launch", "dead on arrival", "worn out")
ORBITS = {"station": "The station", "belt": "Geostationary transfer"}
A_DAY = np.timedelta64(86_400, "s")


def deployment(
    years: float = 5.0,
    variants: int = 3,
    campaigns: int = 1,
    milestones: Sequence[str] = ("service", "half", "whole"),
    orbits: bool = True,
    flown: bool = True,
    dates: Sequence[str] = ("2026-07-01", "2028-07-01"),
) -> xr.Dataset:
    """Arrays as the study gives them: 240 satellites a year are launched as written, of which nine in ten come to work after 60 days."""
    begin = np.datetime64(BEGIN, "s")
    steps = int(years * 365.25 / 15.0)
    time = begin + np.arange(1, steps + 1) * 15 * A_DAY
    named = [*VARIANTS.items(), *((f"v{at}", f"Variant {at}") for at in range(9))][:variants]
    speed = np.array((SPEED * 2)[:variants])
    arrays: dict[str, tuple[tuple[str, ...], Any, str]] = {}
    coords: dict[str, Any] = {
        "variant": [name for name, _ in named],
        "variant_title": ("variant", [title for _, title in named]),
        "quantile": list(QUANTILES),
        "year": np.unique((time - 7 * A_DAY).astype("datetime64[Y]").astype(int) + 1970),
        "vehicle": list(VEHICLES),
        "vehicle_title": ("vehicle", list(VEHICLES.values())),
    }
    if campaigns:
        arrays |= _campaigns(speed, steps, campaigns, coords["year"])
        coords |= {
            "time": time.astype("datetime64[ns]"),
            "campaign": list(CAMPAIGNS)[:campaigns],
            "campaign_title": ("campaign", list(CAMPAIGNS.values())[:campaigns]),
            "shell": [f"{name}.{shell}" for name in list(CAMPAIGNS)[:campaigns] for shell in ("low", "high")],
            "fate": list(FATES),
            "cause": list(CAUSES),
        }
        if milestones:
            arrays |= _milestones(speed, time, milestones)
            coords |= _asked(milestones)
        if flown:
            arrays["flown_satellites"] = (("flown",), np.array([20, 20, 25]), "satellites")
            arrays["flown_working"] = (("flown",), np.array([20, 0, 25]), "satellites")
            when = np.array(["2025-02-01", "2025-05-01", "2026-01-15"], "datetime64[ns]")
            coords |= {"flown_campaign": ("flown", ["main"] * 3), "flown_date": ("flown", when)}
        if dates:
            counts = 90.0 * speed[:, None, None, None] * (1.0 + np.arange(len(dates)))[None, :, None, None] * SPREAD
            on_date = np.round(np.broadcast_to(counts, (variants, len(dates), campaigns, 5))).astype(int)
            arrays["on_date"] = (("variant", "date", "campaign", "quantile"), on_date, "satellites")
            coords["date"] = np.array(dates, "datetime64[ns]")
    if orbits:
        arrays |= _lifted(speed)
        coords |= {"orbit": list(ORBITS), "orbit_title": ("orbit", list(ORBITS.values()))}
    fleet = np.broadcast_to(np.array([6, 3, 0]), (variants, 5, len(coords["year"]), 3)).copy()
    arrays["fleet"] = (("variant", "quantile", "year", "vehicle"), fleet, "launches")
    return xr.Dataset(
        {name: (dims, values, {"units": unit}) for name, (dims, values, unit) in arrays.items()},
        coords=coords,
        attrs={"seen_from": BEGIN, "trials": 400},
    )


def _campaigns(speed: np.ndarray, steps: int, campaigns: int, years: np.ndarray) -> dict[str, Any]:
    """Straight lines; the later a campaign stands in the list, the smaller it is."""
    passed = np.arange(1, steps + 1) * 15.0 / 365.25
    share = 1.0 / (1.0 + np.arange(campaigns))
    mean = 40.0 + 240.0 * speed[:, None, None] * passed[None, :, None] * share
    working = 0.9 * np.clip(mean - 40.0, 0.0, None)
    lines = SPREAD[None, :, None, None]
    gone = np.stack([0.05 * mean, 0.02 * mean, np.clip(0.1 * (working - 200.0), 0.0, None)], axis=1)
    flights = np.zeros((len(speed), len(years), 3, campaigns))
    flights[:, :, 0], flights[:, :, 1] = 6.0 * share, 3.5 * share
    flights[1:2, :, 0] = 0.0
    held = np.tile(np.array([0.0, 0.1, 0.2, 0.6, 0.1]), (len(speed), campaigns, 1))
    over_time = ("variant", "time", "campaign")
    return {
        "launched": (("variant", "quantile", "time", "campaign"), np.round(mean[:, None] * lines).astype(int), "satellites"),
        "up": (("variant", "quantile", "time", "campaign"), np.round(working[:, None] * lines).astype(int), "satellites"),
        "in_shell": (("variant", "time", "shell"), np.repeat(0.5 * working, 2, axis=2), "satellites"),
        "spare": (over_time, 0.01 * mean, "satellites"),
        "moving": (over_time, mean - working - gone.sum(axis=1), "satellites"),
        "gone": (("variant", "fate", "time", "campaign"), gone, "satellites"),
        "queue": (over_time, np.broadcast_to(2.5 * passed[None, :, None], mean.shape).copy(), "launches"),
        "flights": (("variant", "year", "vehicle", "campaign"), flights, "launches"),
        "held_up": (("variant", "campaign", "cause"), held, "1"),
    }


def _milestones(speed: np.ndarray, time: np.ndarray, names: Sequence[str]) -> dict[str, Any]:
    """A milestone of n satellites is reached by half of the trials n / (200 speed) years after the beginning, by a tenth of them in 0.8 of
    that time, by nine tenths in 1.5 times it; never where that is after the end."""
    when = np.array([[MILESTONES[name]["satellites"] / (200.0 * one) for name in names] for one in speed])
    passed = (time - np.datetime64(BEGIN, "s")) / A_DAY / 365.25
    reached = np.clip((passed / when[..., None] - 0.75) / 0.5, 0.0, 1.0)
    days = np.round(when[..., None] * np.array([0.8, 1.0, 1.5]) * 365.25).astype("timedelta64[D]")
    on = np.datetime64(BEGIN, "s") + days
    dims = ("variant", "milestone", "milestone_quantile")

    def told(moments: np.ndarray) -> np.ndarray:
        return np.where(moments <= time[-1], moments, np.datetime64("NaT", "s")).astype("datetime64[ns]")

    return {
        "reached": (("variant", "milestone", "time"), reached, "1"),
        "reached_on": (dims, told(on), ""),
        "reached_on_low": (dims, told(on - 40 * A_DAY), ""),
        "reached_on_high": (dims, told(on + 40 * A_DAY), ""),
    }


def _asked(names: Sequence[str]) -> dict[str, Any]:
    asked = [MILESTONES[name] for name in names]
    return {
        "milestone": list(names),
        "milestone_title": ("milestone", [one["title"] for one in asked]),
        "milestone_campaign": ("milestone", ["main"] * len(asked)),
        "milestone_satellites": ("milestone", [one["satellites"] for one in asked]),
        "milestone_counts": ("milestone", ["launched" if one["launched"] else "working" for one in asked]),
        "milestone_by": ("milestone", np.array([one["by"] or "NaT" for one in asked], "datetime64[ns]")),
        "milestone_quantile": [0.1, 0.5, 0.9],
    }


def _lifted(speed: np.ndarray) -> dict[str, Any]:
    """The Eagle lifts 10 t to the station and 4 t to the belt, six times a year; the Heron 2 t to the station alone, twice."""
    one = np.tile(np.array([[10_000.0, 4_000.0], [2_000.0, 0.0], [0.0, 0.0]]), (len(speed), 1, 1))
    pads = np.tile(np.array([["cape-1", "cape-1"], ["shore", ""], ["", ""]], dtype="U16"), (len(speed), 1, 1))
    if len(speed) > 1:
        one[1, 0], pads[1, 0] = [9_000.0, 0.0], ["shore", ""]
    dims = ("variant", "vehicle", "orbit")
    return {
        "lifted": (dims, one, "kg"),
        "lifted_low": (dims, 0.9 * one, "kg"),
        "lifted_high": (dims, 1.2 * one, "kg"),
        "lifted_from": (dims, pads, ""),
        "lifted_a_year": (dims, one * np.array([6.0, 2.0, 0.0])[:, None], "kg/year"),
    }


def figures(data: xr.Dataset) -> dict[str, dict[str, Any]]:
    """Some figures, as the study names them."""
    made: dict[str, dict[str, Any]] = {}
    for name, title in zip(map(str, data["variant"].values), map(str, data["variant_title"].values), strict=True):
        start = f"{title}: " if name else ""
        found: dict[str, dict[str, Any]] = {}
        for goal in map(str, data["milestone"].values) if "milestone" in data.coords else ():
            found[f"{goal}_date"] = {"value": 2028.5, "unit": "calendar year", "low": 2027.9, "high": 2029.1, "error": 0.11}
            found[f"{goal}_date_90"] = {"value": None, "unit": "calendar year", "note": "not by 2030-06-30, the end of what is played"}
            found[f"{goal}_chance"] = {"value": 0.478, "unit": "1", "low": 0.1, "high": 0.58, "error": 0.031}
            found[f"{goal}_reached"] = {"value": 1.0, "unit": "1", "error": 0.0019}
            found[f"{goal}_needed_a_month"] = {"value": 65.43, "unit": "satellites a month"}
            found[f"{goal}_made_a_month"] = {"value": 38.7, "unit": "satellites a month", "low": 32.5, "high": 48.5}
        for campaign in map(str, data["campaign"].values) if "campaign" in data.coords else ():
            found[f"{campaign}_launches"] = {"value": 54.0, "unit": "launches"}
            found[f"{campaign}_replaced_a_year"] = {"value": float("nan"), "unit": "satellites a year"}
        for orbit in map(str, data["orbit"].values) if "orbit" in data.coords else ():
            found[f"tonnes_a_year_{orbit}"] = {"value": 64.0, "unit": "t/year", "low": 58.0, "high": 77.0}
        for measure, figure in found.items():
            made[f"{measure}_{name}".replace("-", "_").rstrip("_")] = figure | {"label": f"{start}{measure}"}
    return made


def capability(dates: Sequence[str] = ("2026-07-01", "2027-07-01", "2028-07-01")) -> xr.Dataset:
    """Seven figures: hours, a share, a time that ends, a latitude, one that stands still, one with gaps, one that is never there."""
    grown = np.linspace(0.2, 1.0, len(dates))[:, None] * np.array([0.9, 1.0, 1.05])
    gaps = np.where(grown < 0.3, np.nan, 90.0 / grown)
    values = [24.0 * np.clip(grown, 0.0, 1.0), np.clip(grown, 0.0, 1.0), 86_400.0 * (1.1 - grown), 60.0 * (grown - 0.5)]
    values += [np.full_like(grown, 5.13), gaps, np.full_like(grown, np.nan)]
    named = {
        "coverage.hours": ("hours a day with one in view", "h/day"),
        "coverage.share": ("share of time with one in view", "1"),
        "coverage.gap": ("longest gap", "s"),
        "coverage.belt": ("southern edge of the belt", "degrees_north"),
        "coverage.still": ("hours a day of others", "h/day"),
        "latency.trip": ("median round trip", "s"),
        "latency.none": ("what is never there", "s"),
    }
    return xr.Dataset(
        {"value": (("date", "rank", "figure"), np.stack(values, axis=-1))},
        coords={
            "date": np.array(dates, "datetime64[ns]"),
            "rank": ["10 %", "50 %", "90 %"],
            "figure": list(named),
            "figure_label": ("figure", [label for label, _ in named.values()]),
            "figure_unit": ("figure", [unit for _, unit in named.values()]),
            "headline": ("figure", [True, True, True, True, True, True, False]),
        },
    )


def make_deployment_run(data: xr.Dataset, able: xr.Dataset | None = None) -> MadeRun:
    """A run of deployment, and of capability where it is given."""
    run = make_run()
    studies: dict[str, Any] = {
        "deployment": {"data": "studies/deployment/data.zarr", "figures": figures(data), "assumptions": [], "limits": []}
    }
    arrays = {"deployment": data}
    if able is not None:
        told = {"value": 0.5, "unit": "1", "label": "share, on 2026-07-01"}
        studies["capability"] = {
            "data": "studies/capability/data.zarr",
            "figures": {"share_2026_07_01": told},
            "assumptions": [],
            "limits": [],
        }
        arrays["capability"] = able
    manifest = {**run.manifest, "studies": studies, "headline": ["deployment.half_date", "deployment.half_chance"]}
    return dataclasses.replace(run, manifest=manifest, arrays=arrays)
