"""Holds the CZML that Cupola writes against the reader that it is meant for, Cesium: run by hand, when the export or Cesium changes.

    npm install cesium
    python tools/check_czml/check.py

Needs Node and, in the current folder, Cesium. Low, geostationary and Molniya shells are flown for a day; Cesium then reads the scene
and tells where each satellite is at instants between the samples, the first and the last second of the span among them. Nothing may lie
farther from Cupola's own positions than a tenth more than the scene itself says of the error half-way between samples.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from cupola.compiler.compiling import compile_scenario
from cupola.engine import ready_devices
from cupola.exports import Flight, Window
from cupola.exports.czml import write_czml
from cupola.exports.flight import fleets_of
from cupola.scenario.loading import loads
from cupola.scenario.schema import Scenario
from cupola.scenario.starter import new_text

SHELLS = """\
      main: {pattern: walker-delta, altitude: 550 km, inclination: 53 deg, planes: 6, per-plane: 4, phasing: 1}
      polar: {pattern: walker-star, altitude: 200 km, inclination: 90 deg, planes: 2, per-plane: 2}
      belt: {pattern: geostationary, longitudes: [-100 deg, 0 deg, 70 deg, 180 deg]}
      tundra: {pattern: molniya, apogee-longitudes: [-90 deg, 90 deg], perigee-altitude: 500 km}
"""
SPAN = 86_400.0
INSTANTS = 400


def main() -> None:
    """Fly, write, read back and compare."""
    ready_devices()
    scenario = _scenario()
    problem = compile_scenario(scenario, 0)
    flight = Flight(problem.body, problem.clock, problem.variants[0])
    told = {"id": "watchers", "title": "The watchers", "layer": "observation", "supplier": None, "shells": ["", "", "", ""]}
    manifest: dict[str, Any] = {
        "scenario": {"name": "check", "title": "Check", "notional": True, "constellations": [told]},
        "versions": {},
        "warnings": [],
    }
    seconds = np.sort(np.concatenate([[0.5, SPAN - 0.5, SPAN], np.random.default_rng(1).uniform(0.0, SPAN, INSTANTS)]))
    satellites: dict[str, Any] = {}
    for fleet in fleets_of(flight, [told], ()):
        positions = fleet.positions(seconds)
        for place, name in enumerate(fleet.ids()):
            satellites[name] = {"shell": fleet.shell, "samples": np.column_stack([seconds, positions[:, place]]).tolist()}
    with tempfile.TemporaryDirectory() as folder:
        scene, expected = Path(folder) / "scene.czml", Path(folder) / "expected.json"
        said = write_czml(manifest, flight, Window(SPAN), scene)
        expected.write_text(json.dumps({"epoch": problem.clock.epoch.isoformat(), "satellites": satellites}), encoding="utf-8")
        words = ["node", str(Path(__file__).with_name("read.mjs")), str(scene), str(expected)]
        read = subprocess.run(words, check=True, capture_output=True, text=True).stdout  # noqa: S603 -- the words are ours
    sys.stdout.write("\n".join(said) + "\n" + read)
    within = {line.split("/")[1].split(":")[0]: float(line.split(" within ")[1].removesuffix(" m")) for line in said}
    worst = {shell: found["largest_m"] for shell, found in json.loads(read)["shells"].items()}
    if any(worst[shell] > 1.1 * within[shell] for shell in within):
        sys.exit("Cesium reads other positions than Cupola wrote")


def _scenario() -> Scenario:
    """The starter with four shells in place of its own."""
    head, rest = new_text("check").split("      main:\n", 1)
    return loads(head + SHELLS + "\nregions:\n" + rest.split("\nregions:\n", 1)[1])


if __name__ == "__main__":
    main()
