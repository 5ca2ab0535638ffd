"""Two small scenarios whose facts have ranges: satellites that look, and launches without chance that a hand can count."""

GUESS = "source: assumed, note: a guess"

LOOKING = f"""
cupola: 1
name: small
title: A small net
question: What matters?
about: Nothing flown.
epoch: 2026-01-01T00:00:00Z
suppliers: {{builder: {{title: Builder}}}}
sensors:
  radio: {{title: Radio, footprint: {{min-elevation: {{value: 10 deg, low: 5 deg, high: 15 deg, {GUESS}}}}}}}
constellations:
  net:
    title: Net
    layer: transport
    supplier: builder
    sensor: radio
    shells:
      main:
        pattern: walker-delta
        altitude: {{value: 1200 km, low: 1100 km, high: 1300 km, {GUESS}}}
        inclination: 53 deg
        planes: {{value: 4, low: 4, high: 8, {GUESS}}}
        per-plane: 4
        phasing: {{value: 1, low: 0, high: 3, {GUESS}}}
  other:
    title: Other
    layer: transport
    supplier: builder
    sensor: radio
    shells:
      main: {{pattern: walker-delta, altitude: {{value: 1200 km, low: 1100 km, high: 1300 km, {GUESS}}}, inclination: 53 deg, planes: 2,
        per-plane: 4, phasing: 1}}
studies:
  coverage:
    span: 2 h
    step: 10 min
    grid: 15 deg
    draws: 2
    views: {{net: {{title: Net, constellations: [net]}}, both: {{title: Both, constellations: [net, other]}}}}
  sensitivity: {{figure: coverage.net_mean_in_view_world, sobol: 4, most: 2}}
headline: {{figures: [sensitivity.swing_1], sentence: "It moves by {{sensitivity.swing_1}} of {{coverage.net_mean_in_view_world}}."}}
"""

LAUNCHED = f"""
cupola: 1
name: even
title: Even
question: When?
about: No chance anywhere.
epoch: 2026-01-01T00:00:00Z
suppliers: {{flier: {{title: A flier}}}}
constellations:
  net: {{title: Net, layer: transport, shells: {{low: "53 deg: 60/6/1 at 600 km"}}}}
pads: {{one: {{title: Pad one, latitude: 28.5 deg, longitude: -80.6 deg}}}}
vehicles:
  rocket:
    title: Rocket
    supplier: flier
    reliability: 100 %
    payloads: {{low: {{mass: 20 t, altitude: 200 km, inclination: 28.5 deg}}}}
    flights: {{rate: {{value: 1 per month, low: 0.5 per month, high: 2 per month, {GUESS}}}, dispersion: 0}}
    pads: [one]
campaigns:
  main:
    title: Main
    constellation: net
    satellite-mass: {{value: 500 kg, low: 450 kg, high: 550 kg, {GUESS}}}
    launches:
      rocket: {{satellites: {{value: 10, low: 6, high: 12, {GUESS}}}}}
studies:
  deployment:
    from: 2026-01-01
    until: 2028-01-01
    step: 1 month
    trials: 2
    draws: 1
    milestones: {{all: {{title: All, campaign: main, share: 100 %}}, some: {{title: Some, campaign: main, satellites: 20}}}}
    variants: {{slow: {{title: Half as often, changes: {{vehicles.rocket.flights.rate: 0.5 per month}}}}}}
  sensitivity: {{figure: deployment.some_date, sobol: 0}}
headline: {{figures: [deployment.all_date], sentence: "{{deployment.all_date}}"}}
"""


def changed(text: str, old: str, new: str) -> str:
    """A scenario with one passage, which must stand in it exactly once, written otherwise."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)
