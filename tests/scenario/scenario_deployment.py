"""A fifth small scenario: rockets, pads and a campaign, and the deployment study. Every key of these is in it."""

DEPLOYMENT = """\
cupola: 1
name: put-up
title: Put up
question: When is it up?
about: A constellation of two shells, two rockets from three pads, and a campaign.
epoch: 2026-11-01T00:00:00Z
sources:
  record-2025: {title: A record, date: 2025-11, language: en}
suppliers:
  maker: {title: A maker}
  flier: {title: A flier}
  neighbour: {title: The neighbour whose pad it is}
sensors:
  camera: {title: Camera, footprint: {min-elevation: 20 deg}}
constellations:
  net:
    title: Net
    layer: transport
    supplier: maker
    sensor: camera
    shells:
      first: "53 deg: 66/6/1 at 600 km"
      second: "star 86.4 deg: 24/4/1 at 1000 km"
  other:
    title: Other
    layer: transport
    sensor: camera
    shells: {main: "53 deg: 2/1/0 at 600 km"}
pads:
  cape-41:
    title: Pad 41
    site: Cape Canaveral
    supplier: flier
    most: {value: 20 per year, low: 12 per year, high: 24 per year, source: record-2025}
    outages:
      - {from: 2026-02-01, until: {value: 2026-05-01, low: 2026-04-01, high: 2026-09-01, source: assumed, note: announced}}
      - {from: 2031-01-01}
    inclinations: [{least: 28.5 deg, most: 57 deg}]
  field:
    title: A field
    latitude: 45.9 deg
    longitude: 63.3 deg
    supplier: neighbour
    from: {value: 2027-04-11, low: 2026-12-01, high: 2028-01-01, source: assumed, note: being built}
  north: {title: North, site: Plesetsk}
vehicles:
  big:
    title: Big
    catalog: Vulcan VC6
    supplier: flier
    family: bigs
    upper-stage: hydrogen
    payloads:
      low: {mass: 27.2 t, altitude: 200 km, inclination: 28.7 deg, pad: cape-41}
      transfer: {mass: {value: 15.3 t, low: 13 t, high: 16 t, source: record-2025}, perigee: 185 km, apogee: 35786 km, inclination: 27 deg}
      dawn: {mass: 14 t, altitude: 500 km, sun-synchronous: true}
    record: {launches: 3, failures: {value: 0, source: record-2025}}
    reliability: {value: 95 %, low: 80 %, high: 99 %, source: assumed, note: young}
    flights:
      rate: {value: 6 per year, low: 3 per year, high: 12 per year, source: assumed, note: as announced and as flown}
      yearly-growth: 20 %
      most: 25 per year
      dispersion: 1.5
      ramp: 1 year
      from: 2026-01-01
      until: 2035-01-01
      left: 38
    stand-down: {median: {value: 90 day, low: 60 day, high: 120 day, source: record-2025}, factor: 3}
    pads: [cape-41]
  small:
    title: Small
    payloads: {low: {mass: 8 t, altitude: 200 km, inclination: 51.6 deg}}
    flights: {rate: 1 per month}
    prior: jeffreys
    pads: [field, north]
campaigns:
  main:
    title: The first generation
    constellation: net
    order: [second, first]
    planes: spread
    priority: 2
    satellite-mass: 571 kg
    production:
      rate: {value: 30 per month, low: 10 per month, high: 60 per month, source: assumed, note: not told}
      yearly-growth: 50 %
      most: 100 per month
      ramp: 6 month
      from: 2026-06-01
      dispersion: 1.2
      stock: 40
      storage: 300
    launches:
      big: {satellites: 20, at-most: 38, share: 80 %, from: 2026-01-01, until: 2034-01-01, altitude: 450 km, inclination: 53 deg, planes: 3}
      small: {dispenser: 10 %}
    flown:
      - {date: 2025-04-28, satellites: 12, vehicle: big}
      - {date: 2026-08-01, satellites: 12, working: 0}
    raising: 60 day
    lifetime: {mean: {value: 7 year, low: 5 year, high: 9 year, source: assumed, note: as licensed}, shape: 3, retirement: 10 year}
    infant-mortality: 2 %
    spares: 1
    replacement: at-once
    smallest-load: 10
studies:
  coverage:
    span: 2 h
    step: 60 s
    grid: 10 deg
    views:
      net: {title: Net, constellations: [net]}
  deployment:
    from: 2026-01-01
    until: 2036-01-01
    step: 30 day
    trials: 200
    draws: 2
    milestones:
      half: {title: Half, campaign: main, satellites: 45, by: 2029-07-30}
      whole: {title: All, campaign: main, share: 100 %, counts: launched}
    dates: [2027-01-01, 2030-01-01]
    capability: [coverage]
    payloads:
      vehicles: [big, small]
      orbits:
        station: {title: Station, altitude: 420 km, inclination: 51.6 deg}
        transfer: {title: Transfer, perigee: 200 km, apogee: 35786 km}
        with-the-sun: {title: Sun-synchronous, altitude: 600 km, sun-synchronous: true}
    variants:
      alone: {title: Without the flier, without: [flier, north]}
      late: {title: A late pad, changes: {pads.field.from: 2029-01-01, vehicles.big.flights.rate: 3 per year}}
headline:
  figures: [deployment.half_chance, deployment.whole_date_alone, deployment.tonnes_a_year_station_late]
  sentence: "Half is up by its deadline with a chance of {deployment.half_chance}, and {deployment.main_up_alone} without the flier."
"""


def changed(old: str, new: str) -> str:
    """The scenario with one passage, which must stand in it exactly once, written otherwise."""
    assert DEPLOYMENT.count(old) == 1, f"{old!r} stands {DEPLOYMENT.count(old)} times"
    return DEPLOYMENT.replace(old, new)


def line_of(passage: str) -> int:
    """Line where a passage starts, counted from 1."""
    assert DEPLOYMENT.count(passage) == 1
    return DEPLOYMENT[: DEPLOYMENT.index(passage)].count("\n") + 1
