"""A second small scenario, with the shells, sensors, places and studies that `scenario_sample` does not use."""

FAMILIES = """\
cupola: 1
name: families
title: Families
question: How often is Seoul seen?
about: One shell of each of the other patterns, and the study of revisits.
epoch: 2026-11-01T00:00:00Z
sensors:
  cone: {title: Cone, footprint: {nadir-cone: {half-angle: 30 deg}}}
  strip: {title: Strip, footprint: {nadir-cone: {swath: 290 km}}, min-sun-elevation: 10 deg}
  agile:
    title: Agile
    footprint:
      off-nadir: {max: {value: 30 deg, low: 15 deg, high: 45 deg, source: assumed, note: no camera is meant}}
    min-sun-elevation: -6 deg
  radar: {title: Radar, footprint: {off-nadir: {min: 20 deg, swath: 500 km, side: right}}}
constellations:
  imaging:
    title: Imaging
    layer: observation
    sensor: agile
    shells:
      morning:
        pattern: sun-synchronous
        altitude: 550 km
        local-times: [10.5 h, {value: 13.5 h, low: 13 h, high: 14 h, source: assumed, note: not published}]
        per-plane: 6
        phasing: 1
      track:
        pattern: repeating-track
        revolutions: 143
        days: 10
        inclination: 98.6 deg
        satellites: 2
        longitude: -20 deg
      single:
        pattern: elements
        satellites:
          - {semi-major-axis: 6875 km, eccentricity: 0.0008, inclination: 97.3 deg, raan: 10 deg, mean-anomaly: 90 deg}
          - semi-major-axis: 26560 km
            eccentricity: {value: 0.7, low: 0.69, high: 0.71, source: assumed, note: typical}
            inclination: 63.4 deg
            raan: 200 deg
            argument-of-perigee: 270 deg
  mapping:
    title: Mapping
    layer: observation
    sensor: radar
    shells:
      oval: {pattern: walker-delta, altitude: 8000 km, inclination: 63 deg, planes: 3, per-plane: 2, eccentricity: 0.2}
      streets:
        pattern: streets-of-coverage
        altitude: 780 km
        planes: 6
        per-plane: 11
        min-elevation: 8.2 deg
  strips:
    title: Strips
    layer: observation
    sensor: strip
    shells:
      delta: "53 deg: 1584/72/17 at 550 km"
      belt: geostationary at -100 deg, -10 deg, 70 deg
  cones:
    title: Cones
    layer: observation
    sensor: cone
    shells:
      star: "star 86.4 deg: 66/6/2 at 780 km"
regions:
  tropics: {title: Tropics, latitudes: {south: -23.4 deg, north: 23.4 deg}}
  people: {title: Where people live, weight: people}
  french: {title: France by its people, country: France, weight: people}
targets:
  seoul: {title: Seoul, city: Seoul}
  london: {title: London, city: "London, United Kingdom"}
  near-pole: {title: A point, latitude: 78.2 deg, longitude: 15.6 deg}
studies:
  revisit:
    span: 14 day
    step: 30 s
    grid: 2 deg
    views:
      all: {title: All, constellations: [imaging, mapping]}
headline:
  figures: [revisit.all_looks_a_day_seoul, revisit.all_gap_90_near_pole, revisit.all_response_90_world]
  sentence: "Seoul is seen {revisit.all_looks_a_day_seoul} a day; nine waits in ten end within {revisit.all_gap_90_seoul}."
"""


def rewritten(old: str, new: str) -> str:
    """The scenario with one passage, which must stand in it exactly once, written otherwise."""
    assert FAMILIES.count(old) == 1, f"{old!r} stands {FAMILIES.count(old)} times"
    return FAMILIES.replace(old, new)


def line_of(passage: str) -> int:
    """Line where a passage starts, counted from 1."""
    assert FAMILIES.count(passage) == 1
    return FAMILIES[: FAMILIES.index(passage)].count("\n") + 1
