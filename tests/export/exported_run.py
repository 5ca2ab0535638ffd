"""A small finished run with awkward text, two studies of different dimensions, and a flight of its own: what the exports are tested on."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from cupola.catalog.earth_orientation import load_earth_orientation
from cupola.constants import EARTH
from cupola.epochs.epoch import Epoch
from cupola.epochs.orientation import EarthOrientation
from cupola.exports import Flight, Place
from cupola.frames.rotations import earth_rotation_angle
from cupola.orbits import Ephemeris, geostationary, molniya, walker_delta
from cupola.records import Figure, Record
from cupola.store import Run
from cupola.store.writing import Draft

TITLE = 'Watchers, the "first"\nالقبة <b>'
FACTS: list[dict[str, Any]] = [
    {
        "key": "constellations.low.shells.delta.altitude",
        "value": 550e3,
        "low": 0.1 + 0.2,
        "high": None,
        "unit": "m",
        "text": "550 km",
        "kind": "assumed",
        "date": None,
        "source": "filing, 2020",
        "note": 'a "note"\nof two lines',
        "line": 12,
    }
]


@dataclass(frozen=True)
class TurningClock:
    """Epoch and the Earth's turn."""

    epoch: Epoch
    orientation: EarthOrientation

    def earth_angle(self, seconds: np.ndarray) -> np.ndarray:
        return earth_rotation_angle(self.epoch.after(seconds), self.orientation)


@dataclass(frozen=True)
class Shell:
    """A group as the exports read it."""

    constellation: str
    shell: str
    ephemeris: Ephemeris
    active: np.ndarray


def flight(*, planes: int = 3, per_plane: int = 4, places: bool = True) -> Flight:
    """Low satellites, one of them out of service, and high ones of two kinds, from 1 November 2026."""
    clock = TurningClock(Epoch.parse("2026-11-01T00:00:00Z").to("tt"), load_earth_orientation())
    angle = float(clock.earth_angle(np.zeros(1))[0])
    low = walker_delta(EARTH.radius + 550e3, np.radians(53.0), planes, per_plane, 1, EARTH)
    belt = geostationary(np.radians([-100.0, 180.0]), angle, EARTH)
    heo = molniya(np.radians([-90.0]), 500e3, np.radians(63.4349), np.radians(270.0), angle, EARTH)
    active = np.ones(low.size, bool)
    active[1] = False
    return Flight(
        EARTH,
        clock,
        (
            Shell("low", "delta", low, active),
            Shell("high", "belt", belt, np.ones(2, bool)),
            Shell("high", "tundra", heo, np.ones(1, bool)),
        ),
        (Place("seoul", "Seoul", np.radians(37.566), np.radians(126.978)),) if places else (),
    )


def manifest(records: dict[str, Record]) -> dict[str, Any]:
    """What the exports read of a manifest, and what the store asks for."""
    constellations = [
        {"id": "low", "title": "Low", "layer": "tracking", "supplier": "A & B", "satellites": 12, "shells": ["12 at 550 km"]},
        {"id": "high", "title": "High", "layer": "warning", "supplier": None, "satellites": 3, "shells": ["2 in GEO", "1 Molniya"]},
    ]
    return {
        "scenario": {
            "name": "made",
            "title": TITLE,
            "question": "What?",
            "about": "Made up.",
            "notional": True,
            "epoch": "2026-11-01T00:00:00Z",
            "sha256": "0" * 64,
            "constellations": constellations,
        },
        "inputs_sha256": "a" * 64,
        "command": "cupola run made.yaml --seed 3",
        "seed": 3,
        "versions": {"cupola": "0.1.0"},
        "device": {"platform": "cpu", "kind": "cpu", "count": 1},
        "started": "2026-11-01T00:00:00Z",
        "wall_s": 1.5,
        "warnings": ["One warning."],
        "sentence": {"template": "", "arguments": {}},
        "headline": [],
        "sources": {},
        "studies": {
            name: {"figures": {key: one.as_json() for key, one in record.figures.items()}, "assumptions": [], "limits": []}
            for name, record in records.items()
        },
    }


def coverage() -> xr.Dataset:
    """Levels, cells, regions, draws and a mask; numbers that need all their digits."""
    random = np.random.default_rng(7)
    gaps = random.random((2, 3, 4)) * 1e4
    gaps[0, 0, 0], gaps[1, 2, 3] = np.nan, np.inf
    return xr.Dataset(
        {
            "in_view_share": (("view", "level", "latitude", "longitude"), random.random((2, 2, 3, 4)).astype(np.float32), {"units": "1"}),
            "mean_gap": (("view", "latitude", "longitude"), gaps, {"units": "s"}),
            "gap_count": (("view", "latitude", "longitude"), random.integers(0, 2**40, (2, 3, 4)), {"units": "1"}),
            "cell_area": (("latitude",), random.random(3), {"units": "1"}),
            "latitude_share": (("view", "level", "latitude"), random.random((2, 2, 3)), {"units": "1"}),
            "region_share_by_draw": (("draw", "view", "region"), random.random((2, 2, 2)), {"units": "1"}),
            "region_cells": (("region", "latitude", "longitude"), random.random((2, 3, 4)) > 0.5, {"units": "1"}),
        },
        coords={
            "view": ["all", "côté"],
            "view_title": ("view", ["Everything, all", 'القبة "早期"']),
            "level": [1, 2],
            "latitude": ("latitude", [-60.0, 0.0, 60.0], {"units": "degrees_north"}),
            "longitude": ("longitude", [-135.0, -45.0, 45.0, 135.0], {"units": "degrees_east"}),
            "region": ["ir", "world"],
            "draw": [0, 1],
        },
        attrs={"span_s": 86_400.0, "epoch": "2026-11-01T00:00:00Z"},
    )


def revisit() -> xr.Dataset:
    """Another study, with dimensions that coverage does not have."""
    random = np.random.default_rng(8)
    return xr.Dataset(
        {
            "gap": (("view", "quantile", "latitude", "longitude"), random.random((1, 2, 2, 3)), {"units": "s"}),
            "target_gap": (("view", "quantile", "target"), random.random((1, 2, 3)), {"units": "s", "long_name": "a gap over the point"}),
            "looks": (("view", "target"), random.random((1, 3)), {"units": "1/day"}),
            "edge": (("view",), random.random(1), {"units": "rad"}),
        },
        coords={"view": ["all"], "quantile": [0.5, 0.95], "target": ["a", "b", "c"], "latitude": [-45.0, 45.0]},
    )


def records() -> dict[str, Record]:
    """Both studies."""
    figures = {
        "bare": Figure(0.1 + 0.2, "1", "A share, bare"),
        "ranged": Figure(1.0 / 3.0, "s", "A gap", 1e-300, 1e300, "at least this long", at_least=True),
    }
    return {"coverage": Record("coverage", coverage(), figures, (), ()), "revisit": Record("revisit", revisit(), {}, (), ())}


def finished(out: Path) -> Run:
    """The run, at `out`."""
    found = records()
    with Draft(out, "a" * 64) as draft:
        return draft.finish(manifest(found), "cupola: 1\nname: made\n", FACTS, found)
