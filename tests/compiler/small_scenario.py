"""A scenario small enough to compile in a test: every pattern of shell, ranged facts in an orbit and in two kinds of sensor."""

from cupola.scenario.loading import loads
from cupola.scenario.schema import Scenario

FILE = "small.yaml"

_TEXT = """\
cupola: 1
name: small
title: A small scenario
question: What does it see?
about: Every pattern of shell, on a coarse grid.
epoch: {epoch}
sensors:
  camera:
    title: Camera
    footprint:
      min-elevation: {{value: 20 deg, low: 5 deg, high: 40 deg, source: assumed, note: no camera is meant}}
  infrared:
    title: Infrared
    footprint:
      above-horizon:
        target-altitude: {{value: 200 km, low: 150 km, high: 300 km, source: assumed, note: after burn-out}}
        tangent-height: 80 km
constellations:
  low:
    title: Low
    layer: observation
    sensor: camera
    shells:
      delta:
        pattern: walker-delta
        altitude: {{value: 550 km, low: 400 km, high: 1200 km, source: assumed, note: no orbit is meant}}
        inclination: 53 deg
        planes: {planes}
        per-plane: 4
        phasing: 1
      star: {{pattern: walker-star, altitude: 1000 km, inclination: 86.4 deg, planes: 2, per-plane: 3}}
  high:
    title: High
    layer: warning
    sensor: infrared
    shells:
      belt: {{pattern: geostationary, longitudes: [-100 deg, 70 deg, 180 deg]}}
      tundra: {{pattern: molniya, apogee-longitudes: [-90 deg, 90 deg], perigee-altitude: 600 km}}
  blind:
    title: Blind
    layer: transport
    shells:
      main: {{pattern: walker-delta, altitude: 400 km, inclination: 60 deg, planes: 3, per-plane: 5}}
regions: {regions}
studies:
  coverage:
    span: {span}
    step: {step}
    grid: {grid}
    draws: {draws}
    views:
      all: {{title: All, constellations: [low, high]}}
headline:
  figures: [coverage.all_one_in_view_world]
  sentence: "Seen {{coverage.all_one_in_view_world}} of the day."
"""


def small_text(**changed: str) -> str:
    """The scenario's YAML; `changed` replaces epoch, planes, regions, span, step, grid or draws."""
    parts = {
        "epoch": "2026-01-01T00:00:00Z",
        "planes": "6",
        "regions": "{}",
        "span": "24 h",
        "step": "60 s",
        "grid": "10 deg",
        "draws": "0",
    }
    assert changed.keys() <= parts.keys()
    return _TEXT.format(**parts | changed)


def small(**changed: str) -> Scenario:
    """The scenario, checked."""
    return loads(small_text(**changed), FILE)


def line_of(text: str, passage: str) -> int:
    """Line on which a passage stands, which must be one alone, counted from 1."""
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if passage in line]
    assert len(lines) == 1
    return lines[0]
