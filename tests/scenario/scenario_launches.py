"""A third small scenario: notional launches between two test ranges, followed by the custody study. Every key of that study is in it."""

LAUNCHES = """\
cupola: 1
name: launches
title: Launches
question: Are test launches held?
about: Two layers of infrared sensors, and notional launches from one range to another.
notional: true
epoch: 2026-11-01T00:00:00Z
sources:
  magazine-2005: {title: A magazine, date: 2005-03, language: en}
sensors:
  starer:
    title: Starer
    footprint: {min-elevation: 5 deg}
    infrared:
      phases: plume
      plume-elevation: {value: 5 deg, low: 2 deg, high: 10 deg, source: assumed, note: not published}
      tangent-height: 20 km
      look-interval: {value: 10 s, low: 8 s, high: 12 s, source: magazine-2005}
      detection-probability: {value: 0.9, low: 0.7, high: 0.99, source: assumed, note: not published}
      looks-needed: 2
      looks-window: {value: 3, low: 3, high: 4, source: assumed, note: not published}
      noise: {value: 30 urad, low: 10 urad, high: 100 urad, source: assumed, note: not published}
      bias: 0 urad
      tracks: 100
  tracker:
    title: Tracker
    footprint: {above-horizon: {target-altitude: 200 km, tangent-height: 80 km}}
    infrared:
      phases: plume-and-body
      tangent-height: 75 km
      off-nadir: 70 deg
      max-range: 5000 km
      sun-exclusion: 25 deg
      look-interval: 1 s
      detection-probability: 95 %
      looks-needed: 3
      looks-window: 5
      noise: 20 urad
      bias: 15 urad
      tracks: {value: 24, low: 8, high: 64, source: assumed, note: not published}
  camera: {title: Camera, footprint: {min-elevation: 20 deg}}
constellations:
  belt:
    title: Belt
    layer: warning
    sensor: starer
    shells: {main: "geostationary at -100 deg, 160 deg"}
  low:
    title: Low
    layer: tracking
    sensor: tracker
    shells: {main: "81 deg: 24/6/1 at 1000 km"}
  pictures:
    title: Pictures
    layer: observation
    sensor: camera
    shells: {main: "sun-synchronous 10.5 h: 4 at 600 km"}
regions:
  coast: {title: The coast, circle: {latitude: 34.7 deg, longitude: -120.6 deg, radius: 200 km}}
  lagoon: {title: The lagoon, circle: {latitude: 9 deg, longitude: 167.5 deg, radius: 200 km}}
missiles:
  solid:
    title: Solid
    burn-time: {value: 170 s, low: 120 s, high: 200 s, source: magazine-2005, note: of a range of studies}
    burn-out-altitude: {value: 200 km, low: 150 km, high: 300 km, source: assumed, note: no missile is meant}
  liquid: {title: Liquid, burn-time: 240 s, burn-out-altitude: 250 km}
threats:
  usual: {title: Usual, missile: solid, launch-area: coast, aim-area: lagoon}
  lofted-arc:
    title: Lofted
    missile: liquid
    launch-area: coast
    aim-area: lagoon
    loft: {value: 15 deg, low: 5 deg, high: 25 deg, source: assumed, note: no flight is meant}
clouds:
  cover: {value: 55 %, low: 40 %, high: 75 %, source: assumed, note: a mean over land}
  lowest-top: {value: 3 km, low: 2 km, high: 4 km, source: assumed, note: low cloud}
  usual-top: {value: 7 km, low: 5 km, high: 9 km, source: assumed, note: middle cloud}
  highest-top: 12 km
delays:
  processing: 15 s
  decision: {value: 60 s, low: 30 s, high: 120 s, source: assumed, note: not published}
studies:
  custody:
    span: 24 h
    step: 15 min
    grid: 5 deg
    draws: 2
    launches: 12
    trials: 8
    tracking-step: 2 s
    stereo-angle: 6 deg
    custody-error: 1 km
    custody-age: 20 s
    raids: [1, 10, 100]
    views:
      belt: {title: The belt alone, constellations: [belt]}
      both: {title: Both, constellations: [belt, low]}
headline:
  figures: [custody.both_custody_share_usual, custody.belt_first_detection_90_lofted_arc]
  sentence: "Both hold {custody.both_in_custody_usual} of the tracks, from {custody.both_first_custody_usual} after launch on."
"""


def changed(old: str, new: str) -> str:
    """The scenario with one passage, which must stand in it exactly once, written otherwise."""
    assert LAUNCHES.count(old) == 1, f"{old!r} stands {LAUNCHES.count(old)} times"
    return LAUNCHES.replace(old, new)


def without(section: str) -> str:
    """The scenario with one section of the top level left out."""
    head, _, rest = LAUNCHES.partition(f"\n{section}:\n")
    lines = rest.splitlines(keepends=True)
    end = next(index for index, line in enumerate(lines) if not line.startswith(" "))
    return f"{head}\n{''.join(lines[end:])}"


def line_of(passage: str) -> int:
    """Line where a passage starts, counted from 1."""
    assert LAUNCHES.count(passage) == 1
    return LAUNCHES[: LAUNCHES.index(passage)].count("\n") + 1
