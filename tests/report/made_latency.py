"""A made-up latency study: three views, one with gaps, one that never finds a way; pairs, users, cities, reports, losses."""

import dataclasses
from typing import Any

import numpy as np
import xarray as xr
from made_run import MadeRun, make_run

from cupola.constants import SPEED_OF_LIGHT

SPAN, STEP, EPOCH = 86_400.0, 60.0, "2026-11-01T00:00:00Z"
NEVER, NAN = np.inf, np.nan
INSTANTS = 1440

VIEWS = {"first": "The first satellites", "whole": "The whole network", "high": "Relays, high orbits"}
SITES = {
    "london": ("London", "user", 51.5, -0.1),
    "new-york": ("New York", "user", 40.7, -74.0),
    "sydney": ("Sydney", "user", -33.9, 151.2),
    "oslo": ("أوسلو", "user", 59.9, 10.7),
    "cork": ("Gateway near Cork", "gateway", 51.9, -8.2),
    "oregon": ("Gateway in Oregon", "gateway", 45.5, -122.7),
    "colorado": ("Command in Colorado", "command", 38.8, -104.7),
}
PAIRS = (("london", "new-york"), ("london", "sydney"), ("oslo", "sydney"))
DISTANCE = np.array([5.585e6, 1.6995e7, 1.595e7])
INDEX = 1.47
QUANTILES = np.array([0.1, 0.5, 0.9])
LATITUDES = np.arange(-10.0, 71.0, 10.0)
BIN = 1e-3
REPORTERS = {"trackers": "Tracking layer", "warners": "Warning satellites, high orbits"}
STAGES = ("acquisition", "propagation", "passing_on", "queueing", "hand_over", "processing")
LIMITS = ("demand", "user links", "satellites to users", "inter-satellite links", "satellites to gateways", "gateway links", "gateways")
LOSSES, SHARES = ("satellites", "busiest", "planes", "gateways"), np.array([0.05, 0.1, 0.2, 0.4])
SUPPLIERS = {"york": "York Space Systems", "lockheed": "Lockheed Martin", "northrop": "Northrop Grumman"}


def _pairs() -> dict[str, Any]:
    """Round trips that swing over the day; the first view has gaps, the last serves the first pair alone and there is never a way."""
    time = np.arange(INSTANTS) * STEP
    light = 2.0 * DISTANCE / SPEED_OF_LIGHT
    swing = 1.0 + 0.06 * np.sin(2.0 * np.pi * time / 5400.0) + 0.03 * np.sign(np.sin(time / 700.0))
    trips = np.array([1.75, 1.3, 5.0])[:, None, None] * light[None, :, None] * swing + np.array([0.012, 0.006, 0.0])[:, None, None]
    trips[0, :, (np.arange(INSTANTS) % 97) < 35] = NEVER
    trips[0, 2] = NEVER
    trips[2] = NAN
    trips[2, 0] = NEVER
    asked = np.array([[1, 1, 1], [1, 1, 1], [1, 0, 0]], bool)
    met = np.isfinite(trips)
    median, most = (
        np.array([[np.quantile(line[np.isfinite(line)], q) if np.isfinite(line).any() else NEVER for line in rows] for rows in trips])
        for q in (0.5, 0.9)
    )

    def told(values: Any) -> np.ndarray:
        return np.where(asked, values, NAN)

    delivery = np.array(
        [
            [[0.03, 0.05, 1500.0], [0.08, 0.1, 1600.0], [3000.0, 14_400.0, NEVER]],
            [[0.02, 0.026, 0.03], [0.07, 0.08, 0.085], [0.07, 0.08, 0.085]],
            [[NEVER] * 3] * 3,
        ]
    )
    by_pair = ("view", "pair")
    return {
        "pair_round_trip": ((*by_pair, "time"), trips.astype(np.float32), "s"),
        "pair_light": (("pair",), light, "s"),
        "pair_fibre": (("pair",), INDEX * light, "s"),
        "pair_median": (by_pair, told(median), "s"),
        "pair_round_trip_90": (by_pair, told(most), "s"),
        "pair_connected": (by_pair, told(met.mean(axis=-1)), "1"),
        "pair_longest_outage": (by_pair, told([[2100.0, 2100.0, SPAN], [0.0, 0.0, 0.0], [SPAN, NAN, NAN]]), "s"),
        "pair_hops": (by_pair, told([[5.0, 12.0, NEVER], [6.0, 14.0, 13.0], [NEVER, NAN, NAN]]), "satellites"),
        "pair_path_changes": (by_pair, told([[21.0, 32.5, 0.0], [12.0, 25.0, 24.0], [0.0, NAN, NAN]]), "1/h"),
        "pair_stretch": (by_pair, told(median / light), "times"),
        "pair_against_fibre": (by_pair, told(median / light / INDEX), "times"),
        "pair_delivery": ((*by_pair, "quantile"), np.where(asked[..., None], delivery, NAN), "s"),
        "pair_delivered": (by_pair, told([[0.98, 0.97, 0.72], [1.0, 1.0, 1.0], [0.0, NAN, NAN]]), "1"),
    }


def _users() -> dict[str, Any]:
    """Quickest at 50 deg; the first view never reaches beyond 60 deg, the last is not served."""
    far = np.abs(LATITUDES - 50.0)
    half = np.stack([0.021 + 0.0011 * far, 0.017 + 0.0006 * far])
    connected = np.stack([np.clip(0.75 - 0.012 * far, 0.0, 1.0), np.where(LATITUDES > 60.0, 0.94, 1.0)])
    connected[0, LATITUDES > 60.0] = 0.0
    half[0, LATITUDES > 60.0] = NEVER
    spread = half[..., None] * np.array([0.7, 1.0, 1.5])
    longest = np.where(connected == 1.0, 0.0, np.where(connected == 0.0, SPAN, 4000.0 * (1.0 - connected)))
    return {
        "user_round_trip": (("view", "latitude", "quantile"), np.concatenate([spread, np.full((1, len(LATITUDES), 3), NAN)]), "s"),
        "user_connected": (("view", "latitude"), np.concatenate([connected, np.full((1, len(LATITUDES)), NAN)]), "1"),
        "user_longest_outage": (("view", "latitude"), np.concatenate([longest, np.full((1, len(LATITUDES)), NAN)]), "s"),
    }


def _cities() -> dict[str, Any]:
    """Round trips that rise to 200 ms; half of the first view's pairs have a way, none of the last's."""
    edges = BIN * (np.arange(220) + 1.0)
    rise = [1.0 / (1.0 + np.exp(-(edges - middle) / 0.018)) for middle in (0.105, 0.0845)]
    shares = np.stack([*((one - one[0]) / (one[-1] - one[0]) for one in rise), np.zeros(220)])
    limits = np.zeros((3, len(LIMITS)))
    limits[0, [2, 4]] = 0.4, 0.6
    limits[1, [0, 3, 6]] = 0.1, 0.15, 0.75
    even = np.zeros((3, len(LIMITS)))
    even[[0, 1], 2] = 1.0
    rates = np.stack([np.geomspace(1e6, 2e9, 101), np.geomspace(1e7, 8e9, 101), np.zeros(101)])
    rates[0, :49] = 0.0
    return {
        "throughput_even": (("view", "instant"), np.array([[1e10, 2e10, 3e10], [2.0e11, 2.1e11, 2.3e11], [0.0, 0.0, 0.0]]), "bit/s"),
        "limited_by_even": (("view", "limit"), even, "1"),
        "throughput_gateways": (("view", "instant"), np.array([[1.0e11] * 3, [4.6e11] * 3, [0.0] * 3]), "bit/s"),
        "city_rate": (("view", "pair_share"), rates, "bit/s"),
        "city_traffic": (("view", "instant"), np.array([[2e11] * 3, [9e11] * 3, [0.0] * 3]), "bit/s"),
        "full_links": (("view", "instant"), np.array([[0.02] * 3, [0.05] * 3, [0.0] * 3]), "1"),
        "full_satellites": (("view", "instant"), np.array([[0.4] * 3, [0.25] * 3, [0.0] * 3]), "1"),
        "city_round_trip_share": (("view", "round_trip"), shares, "1"),
        "city_connected": (("view",), np.array([0.52, 0.998, 0.0]), "1"),
        "throughput": (("view", "instant"), np.array([[0.5e11, 0.7e11, 0.9e11], [4.1e11, 4.2e11, 4.6e11], [0.0, 0.0, 0.0]]), "bit/s"),
        "limited_by": (("view", "limit"), limits, "1"),
    }


def _reports() -> dict[str, Any]:
    """The tracking layer reports through the first two views, the warning satellites have no way through the second."""
    stages = np.full((3, 2, len(STAGES)), NAN)
    stages[0, 0] = 30.0, 0.082, 0.045, 0.5, 1.0, 15.0
    stages[1, 0] = 10.0, 0.061, 0.020, 0.5, 0.0, 15.0
    stages[1, 1] = 10.0, NEVER, NEVER, 0.5, 0.0, 15.0
    arrived = np.full((3, 2, 3), NAN)
    arrived[0, 0], arrived[1, 0], arrived[1, 1] = [31.55, 31.62, 33.5], [10.55, 10.58, 10.66], [NEVER] * 3
    connected = np.array([[0.63, NAN], [1.0, 0.0], [NAN, NAN]])
    over = np.full((3, 2, INSTANTS), NAN, np.float32)
    over[0, 0], over[1, 0], over[1, 1] = 31.6 + 0.4 * np.sin(np.arange(INSTANTS) / 50.0), 10.58, NEVER
    over[0, 0, 300:420] = NEVER
    return {
        "to_command": (("view", "reporter", "quantile"), arrived, "s"),
        "report_connected": (("view", "reporter"), connected, "1"),
        "report_stages": (("view", "reporter", "stage"), stages, "s"),
        "report_delay": (("view", "reporter", "time"), over, "s"),
    }


def _losses() -> dict[str, Any]:
    """What is left falls with the share lost, spread by 3 points either way but for the busiest; without York little is left."""
    left = np.clip(1.0 - np.array([1.2, 2.4, 1.6, 0.3])[:, None] * SHARES, 0.0, 1.0)
    spread = np.array([0.03, 0.0, 0.03, 0.03])[:, None, None] * np.array([-1.0, 0.0, 1.0])
    whole = np.array([0.6, 0.99, 0.0])
    connected = whole[:, None, None, None] * np.clip(left[..., None] + spread, 0.0, 1.0)[None]
    trip = np.array([0.12, 0.09, NEVER])[:, None, None, None] * (1.0 + 0.6 * SHARES[:, None] * np.array([0.8, 1.0, 1.3]))[None, None]
    trip = np.where(connected > 0.0, trip, NEVER)
    without = np.array([[0.0, 0.6, NAN], [0.41, 0.93, 0.99], [NAN, NAN, NAN]])
    slower = np.array([[NEVER, 0.12, NAN], [0.14, 0.096, 0.09], [NAN, NAN, NAN]])
    after = ("view", "loss", "lost_share", "extent")
    through, sent = np.array([0.7e11, 4.2e11, 0.0]), np.array([2e11, 9e11, 0.0])
    kept = np.clip(left[..., None] + spread, 0.0, 1.0)[None]
    without_load = np.array([[0.0, 1.0, NAN], [0.25, 0.9, 1.0], [NAN, NAN, NAN]])
    return {
        "throughput_after": (after, through[:, None, None, None] * kept, "bit/s"),
        "throughput_without": (("view", "supplier"), through[:, None] * without_load, "bit/s"),
        "throughput_whole": (("view",), through, "bit/s"),
        "traffic_after": (after, sent[:, None, None, None] * kept**2, "bit/s"),
        "traffic_without": (("view", "supplier"), sent[:, None] * without_load, "bit/s"),
        "traffic_whole": (("view",), sent, "bit/s"),
        "connected_after": (after, connected, "1"),
        "round_trip_after": (after, np.broadcast_to(trip, connected.shape), "s"),
        "connected_without": (("view", "supplier"), without, "1"),
        "round_trip_without": (("view", "supplier"), slower, "s"),
        "connected_whole": (("view",), whole, "1"),
        "round_trip_whole": (("view",), np.array([0.12, 0.09, NEVER]), "s"),
    }


def latency() -> xr.Dataset:
    """Arrays as the study gives them."""
    variables = _pairs() | _users() | _cities() | _reports() | _losses()
    return xr.Dataset(
        {name: (dims, values, {"units": unit}) for name, (dims, values, unit) in variables.items()},
        coords={
            "view": list(VIEWS),
            "view_title": ("view", list(VIEWS.values())),
            "time": ("time", np.arange(INSTANTS) * STEP, {"units": "s"}),
            "quantile": QUANTILES,
            "site": list(SITES),
            "site_title": ("site", [title for title, _, _, _ in SITES.values()]),
            "site_role": ("site", [role for _, role, _, _ in SITES.values()]),
            "site_latitude": ("site", [north for _, _, north, _ in SITES.values()], {"units": "degrees_north"}),
            "site_longitude": ("site", [east for _, _, _, east in SITES.values()], {"units": "degrees_east"}),
            "pair": ["_".join(pair) for pair in PAIRS],
            "pair_title": ("pair", [" – ".join(SITES[name][0] for name in pair) for pair in PAIRS]),
            "pair_from": ("pair", [one for one, _ in PAIRS]),
            "pair_to": ("pair", [other for _, other in PAIRS]),
            "latitude": ("latitude", LATITUDES, {"units": "degrees_north"}),
            "round_trip": ("round_trip", BIN * (np.arange(220) + 1.0), {"units": "s"}),
            "limit": list(LIMITS),
            "pair_share": np.linspace(0.0, 1.0, 101),
            "reporter": list(REPORTERS),
            "reporter_title": ("reporter", list(REPORTERS.values())),
            "stage": list(STAGES),
            "loss": list(LOSSES),
            "lost_share": SHARES,
            "supplier": list(SUPPLIERS),
            "supplier_title": ("supplier", list(SUPPLIERS.values())),
        },
        attrs={"epoch": EPOCH, "span_s": SPAN, "step_s": STEP, "command": "colorado"},
    )


def study() -> dict[str, Any]:
    """The study's part of the manifest."""
    figures: dict[str, dict[str, Any]] = {}
    for view, title in VIEWS.items():
        figures[f"{view}_connected_london_sydney"] = {"value": 0.9, "unit": "1", "label": f"{title}: share of the time with a way"}
    figures["first_unserved"] = {"value": 0.82, "unit": "1", "label": "Not served", "low": 0.41, "high": 0.97}
    figures["whole_unserved"] = {"value": 0.05, "unit": "1", "label": "Not served", "low": 0.0, "high": 0.31}
    return {
        "data": "studies/latency/data.zarr",
        "figures": figures,
        "assumptions": ["A message takes the quickest way that there is at its instant."],
        "limits": ["No queues are simulated."],
    }


def make_latency_run(notional: bool = True) -> MadeRun:
    """A run of latency alone."""
    run = make_run()
    scenario = {**run.manifest["scenario"], "notional": notional}
    manifest = {
        **run.manifest,
        "scenario": scenario,
        "studies": {"latency": study()},
        "headline": ["latency.whole_connected_london_sydney"],
    }
    return dataclasses.replace(run, manifest=manifest, arrays={"latency": latency()})


def make_beside_coverage() -> MadeRun:
    """A run of latency and of one view of coverage."""
    run = make_run()
    manifest = {**run.manifest, "studies": {**run.manifest["studies"], "latency": study()}}
    return dataclasses.replace(run, manifest=manifest, arrays={"coverage": run.arrays["coverage"].isel(view=[1]), "latency": latency()})
