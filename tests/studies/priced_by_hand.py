"""A scenario whose cost a hand can count: four satellites a launch, one launch a month, and a shield that is filled in two years."""

PRICED = """
cupola: 1
name: priced
title: Priced by hand
question: What does it cost?
about: Evenly spaced launches that never fail.
epoch: 2026-01-01T00:00:00Z
constellations:
  net: {title: Net, layer: broadband, shells: {main: "53 deg: 24/4/1 at 1200 km"}}
pads: {field: {title: Field, latitude: 10 deg, longitude: 0 deg}}
vehicles:
  one:
    title: One
    payloads: {low: {mass: 20 t, altitude: 200 km, inclination: 10 deg}}
    reliability: 100 %
    flights: {rate: 1 per month, dispersion: 0}
    price: 60e6 USD
    pads: [field]
campaigns:
  net:
    title: The net
    constellation: net
    launches: {one: {satellites: 4}}
    flown: [{date: 2025-06-01, satellites: 4}]
money: {year: 2026, first: 2026, last: 2031}
costs:
  net:
    title: The net
    campaign: net
    development: 500e6 USD
    first-unit: 20e6 USD
    operations: 10e6 USD/year
  shield:
    title: The shield
    satellites: 100
    lifetime: 5 year
    from: 2028-01-01
    fill: 2 year
    per-launch: 10
    first-unit: 50e6 USD
    launch: 150e6 USD
elements:
  station: {title: A ground station, date: 2029-03-01, cost: 300e6 USD}
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
      office: {title: the Office, amount: 9e9 USD, covers: [net, shield, station], years: [2026, 2031], year: 2026}
      house: {title: the House, amount: 5e9 USD, covers: [shield, ground-based], years: [2026, 2045]}
    buys: {two: {title: Two billion for the shield, layer: shield, amount: 2e9 USD}}
    joint: {soon: {title: Soon, milestone: whole, by: 2028-01-01, within: 9e9 USD}}
headline: {figures: [cost.total, cost.net_80], sentence: "It costs {cost.total}."}
"""


def changed(*pairs: tuple[str, str]) -> str:
    """The scenario with some passages, each of which must stand in it exactly once, written otherwise."""
    text = PRICED
    for old, new in pairs:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text
