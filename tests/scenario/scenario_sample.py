"""A small scenario that uses every part of the format, and a way to spoil one line of it."""

SAMPLE = """\
cupola: 1
name: sample
title: A sample
question: What does it see?
about: One of each.
epoch: 2026-11-01T00:00:00Z
sources:
  filing-2020: {title: A filing, date: 2020-04, language: en, link: "https://example.org/filing"}
suppliers:
  builder: {title: Builder, country: France}
sensors:
  camera:
    title: Camera
    footprint:
      min-elevation: {value: 20 deg, low: 15 deg, high: 30 deg, source: assumed, note: no camera is meant}
  infrared:
    title: Infrared
    footprint:
      above-horizon:
        target-altitude: {value: 200 km, low: 150 km, high: 300 km, source: assumed, note: after burn-out}
        tangent-height: 80 km
constellations:
  low:
    title: Low
    layer: observation
    supplier: builder
    sensor: camera
    shells:
      delta:
        pattern: walker-delta
        altitude: {value: 550 km, source: filing-2020, others: [{value: 540 km, source: computed, note: mean of elements}]}
        inclination: 53 deg
        planes: {value: 6, source: filing-2020}
        per-plane: 4
        phasing: 1
      star:
        pattern: walker-star
        altitude: 1000 km
        inclination: 86.4 deg
        planes: 2
        per-plane: 3
        raan: 10 deg
        raan-spread: 90 deg
  high:
    title: High
    layer: warning
    sensor: infrared
    shells:
      belt:
        pattern: geostationary
        longitudes: [-100 deg, {value: 70 deg, source: filing-2020}]
      tundra:
        pattern: molniya
        apogee-longitudes: [-90 deg]
        perigee-altitude: 600 km
  blind:
    title: Blind
    layer: interception
    shells:
      main: {pattern: walker-delta, altitude: 400 km, inclination: 60 deg, planes: 3, per-plane: 5}
regions:
  somewhere: {title: Somewhere, circle: {latitude: 40 deg, longitude: 127 deg, radius: 500 km}}
  date-line: {title: Date line, box: {south: -10 deg, north: 10 deg, west: 170 deg, east: -170 deg}}
studies:
  coverage:
    span: 24 h
    step: 60 s
    grid: 2 deg
    draws: 2
    views:
      all: {title: All, constellations: [low, high]}
headline:
  figures: [coverage.all_one_in_view_somewhere, coverage.all_longest_gap_world]
  sentence: "Seen {coverage.all_one_in_view_somewhere} of the day."
"""


def spoiled(old: str, new: str) -> str:
    """The sample with one passage, which must stand in it exactly once, written otherwise."""
    assert SAMPLE.count(old) == 1, f"{old!r} stands {SAMPLE.count(old)} times in the sample"
    return SAMPLE.replace(old, new)


def line_of(passage: str) -> int:
    """Line of the sample where a passage starts, counted from 1."""
    assert SAMPLE.count(passage) == 1
    return SAMPLE[: SAMPLE.index(passage)].count("\n") + 1
