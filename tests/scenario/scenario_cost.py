"""A sixth small scenario: money, layers, an element with a cost, and the cost study. Every key of these is in it."""

COST = """\
cupola: 1
name: priced
title: Priced
question: What does it cost?
about: A network by its campaign, a shield by plain replacement, a station.
epoch: 2026-01-01T00:00:00Z
constellations:
  net: {title: Net, layer: broadband, shells: {main: "53 deg: 24/4/1 at 1200 km"}}
pads: {field: {title: Field, latitude: 10 deg, longitude: 0 deg}}
vehicles:
  one:
    title: One
    payloads: {low: {mass: 20 t, altitude: 200 km, inclination: 10 deg}}
    flights: {rate: 1 per month, dispersion: 0}
    price: 60e6 USD
    price-year: 2025
    pads: [field]
campaigns:
  net: {title: The net, constellation: net, launches: {one: {satellites: 4}}}
money: {currency: USD, year: 2026, first: 2026, last: 2035, index: consumer, beyond: 2.5 %, correlation: 0.3}
costs:
  net:
    title: The net
    campaign: net
    onward: 3
    year: 2024
    development: {value: 500e6 USD, low: 400e6 USD, high: 900e6 USD, source: assumed, note: as told}
    development-from: 2025-06-01
    development-time: 4 year
    first-unit: 20e6 USD
    learning: 85 %
    learning-form: average
    ground: 30e6 USD
    operations: 10e6 USD/year
    upkeep: 1e5 USD/year
    disposal: 1e4 USD
    ahead: [60 %, 40 %]
    launch-ahead: [50 %, 50 %]
  shield:
    title: The shield
    part: interceptors
    satellites: 100
    lifetime: 5 year
    from: 2028-01-01
    fill: 2 year
    per-launch: 10
    first-unit: 50e6 USD
    launch: 150e6 USD
    launch-learning: 95 %
elements:
  ground-station: {title: A ground station, date: 2029-03-01, cost: 300e6 USD, spent-over: 4 year, yearly: 10e6 USD/year, year: 2020}
studies:
  deployment:
    from: 2026-11-01
    until: 2032-01-01
    step: 1 month
    trials: 3
    milestones: {whole: {title: All, campaign: net, share: 100 %}}
  cost:
    trials: 20
    budgets:
      office: {title: the Office, amount: 9e9 USD, covers: [net, interceptors], years: [2026, 2035], year: then-year}
      house: {title: the House, amount: 5e9 USD, covers: [net, sea-based]}
    buys:
      two: {title: Two billion for the shield, layer: shield, amount: 2e9 USD, year: 2025}
    joint:
      soon: {title: Soon, milestone: whole, by: 2028-01-01, within: 9e9 USD, year: 2025}
headline: {figures: [cost.total], sentence: "It costs {cost.total}."}
"""


def changed(old: str, new: str) -> str:
    """The scenario with one passage, which must stand in it exactly once, written otherwise."""
    assert COST.count(old) == 1, f"{old!r} stands {COST.count(old)} times"
    return COST.replace(old, new)
