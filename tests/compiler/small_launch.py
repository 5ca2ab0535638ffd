"""A scenario of launches alone, without chance: an even rocket, a sure one, and numbers that a hand can count."""

EVEN = """\
cupola: 1
name: even
title: Even
question: When?
about: No chance anywhere.
epoch: 2026-01-01T00:00:00Z
suppliers: {flier: {title: A flier}, owner: {title: An owner of a pad}}
constellations:
  net:
    title: Net
    layer: transport
    shells: {low: "53 deg: 66/6/1 at 600 km", high: "53 deg: 20/4/1 at 900 km"}
pads:
  one:
    title: Pad one
    latitude: 28.5 deg
    longitude: -80.6 deg
    supplier: owner
    inclinations: [{least: 28.5 deg, most: 57 deg}]
  two: {title: Pad two, latitude: 5.2 deg, longitude: -52.8 deg, from: 2027-01-01, outages: [{from: 2026-06-01, until: 2027-03-01}]}
vehicles:
  rocket:
    title: Rocket
    supplier: flier
    reliability: 100 %
    payloads: {low: {mass: 10 t, altitude: 200 km, inclination: 28.5 deg}}
    flights: {rate: 1 per month, dispersion: 0}
    pads: [one]
  other:
    title: Other
    payloads: {low: {mass: 5 t, altitude: 200 km}}
    record: {launches: 3, failures: 1}
    flights: {rate: 6 per year, yearly-growth: 20 %, dispersion: 1.5, ramp: 1 year, from: 2026-07-02, left: 5}
    stand-down: {median: 90 day, factor: 3}
    pads: [two, one]
campaigns:
  main:
    title: Main
    constellation: net
    satellite-mass: 500 kg
    launches:
      rocket: {satellites: 10}
studies:
  deployment:
    from: 2026-01-01
    until: 2028-01-01
    step: 1 month
    trials: 3
    milestones: {all: {title: All, campaign: main, share: 100 %, by: 2027-01-01}}
    dates: [2026-07-02]
    payloads: {orbits: {station: {title: Station, altitude: 420 km, inclination: 51.6 deg}, east: {title: East, altitude: 420 km}}}
    variants:
      grounded: {title: Without the flier, without: [flier]}
      no-pad: {title: Without the pad, without: [owner]}
      slow: {title: Half as often, changes: {vehicles.rocket.flights.rate: 0.5 per month}}
headline: {figures: [deployment.all_date], sentence: "{deployment.all_date}"}
"""


def changed(old: str, new: str) -> str:
    """The scenario with one passage, which must stand in it exactly once, written otherwise."""
    assert EVEN.count(old) == 1, f"{old!r} stands {EVEN.count(old)} times"
    return EVEN.replace(old, new)
