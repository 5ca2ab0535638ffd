"""A small finished run, made through the store alone: arrays of several types, text in three scripts, figures and facts with gaps."""

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from cupola.records import Figure, Record
from cupola.store import Run
from cupola.store.writing import Draft

INPUTS = "a" * 64
SCENARIO = "cupola: 1\nname: made\ntitle: Côte d’Ivoire, القبة\n"

FACTS: list[dict[str, Any]] = [
    {
        "key": "constellations.a.shells.b.altitude",
        "value": 550e3,
        "low": 540e3,
        "high": 560e3,
        "unit": "m",
        "text": "550 km",
        "kind": "reported",
        "date": "2020-04",
        "source": "filing",
        "note": "القبة",
        "line": 12,
    },
    {
        "key": "constellations.a.shells.b.inclination",
        "value": 0.1 + 0.2,
        "low": None,
        "high": None,
        "unit": "rad",
        "text": "17.188733853924699 deg",
        "kind": "setting",
        "date": None,
        "source": None,
        "note": None,
        "line": 0,
    },
]


def dataset(scale: float = 1.0) -> xr.Dataset:
    """Every type of array that a study may leave, with units."""
    random = np.random.default_rng(5)
    mean = scale * random.random((2, 3, 4))
    mean[0, 0, 0], mean[1, 2, 3] = np.nan, np.inf
    return xr.Dataset(
        {
            "mean_in_view": (("view", "latitude", "longitude"), mean, {"units": "1"}),
            "share": (("view", "latitude"), random.random((2, 3)).astype(np.float32), {"units": "1"}),
            "gap_count": (("latitude",), np.array([0, -7, 2**62]), {"units": "1"}),
            "cells": (("latitude", "longitude"), random.random((3, 4)) > 0.5, {"units": "1"}),
        },
        coords={
            "view": ["all", "côté"],
            "view_title": ("view", ["Everything", "القبة — 早期警戒"]),
            "latitude": ("latitude", [-60.0, 0.0, 60.0], {"units": "degrees_north"}),
            "longitude": ("longitude", [-135.0, -45.0, 45.0, 135.0], {"units": "degrees_east"}),
        },
        attrs={"span_s": 86_400.0, "epoch": "2026-11-01T00:00:00Z"},
    )


def record(scale: float = 1.0) -> Record:
    return Record(
        study="coverage",
        data=dataset(scale),
        figures={
            "bare": Figure(0.1 + 0.2, "1", "A share"),
            "ranged": Figure(1.0 / 3.0, "s", "A gap", 1e-300, 1e300, "at least this long"),
        },
        assumptions=("One.",),
        limits=("Two.", "Three."),
    )


def manifest(found: Record, inputs: str) -> dict[str, Any]:
    """What `app` hands over, as far as the store looks at it."""
    figures = {name: figure.as_json() for name, figure in found.figures.items()}
    return {
        "scenario": {"name": "made", "title": "Côte d’Ivoire, القبة"},
        "inputs_sha256": inputs,
        "command": "cupola run made.yaml --seed 0",
        "seed": 0,
        "versions": {"cupola": "0"},
        "device": {"platform": "cpu", "kind": "cpu", "count": 1},
        "started": "2026-11-01T00:00:00Z",
        "wall_s": 1.5,
        "warnings": [],
        "sentence": {"template": "", "arguments": {}},
        "headline": [],
        "sources": {},
        "studies": {"coverage": {"figures": figures, "assumptions": list(found.assumptions), "limits": list(found.limits)}},
    }


def finished(out: Path, scale: float = 1.0, inputs: str = INPUTS) -> Run:
    """A run at `out`; `scale` changes its arrays."""
    found = record(scale)
    with Draft(out, inputs) as draft:
        return draft.finish(manifest(found, inputs), SCENARIO, FACTS, {"coverage": found})


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
