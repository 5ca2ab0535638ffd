"""A fourth small scenario: two networks with links, sites of each role, and the latency study. Every key of these is in it
but for budgets and loads, which have tests of their own."""

NETWORK = """\
cupola: 1
name: network
title: Network
question: How soon is a message there?
about: A grid of lasers, a list of radio links between watchers, and the sites that they serve.
epoch: 2026-11-01T00:00:00Z
sources:
  filing-2020: {title: A filing, date: 2020-04, language: en}
suppliers:
  carrier: {title: A carrier}
sensors:
  camera: {title: Camera, footprint: {min-elevation: 20 deg}}
constellations:
  mesh:
    title: Mesh
    layer: transport
    supplier: carrier
    shells:
      main: "53 deg: 66/6/1 at 1000 km"
      polar: "star 86.4 deg: 24/4/1 at 1000 km"
    links:
      pattern: plus-grid
      phase-offset: 10
      seam: false
      terminals: {value: 4, low: 3, high: 4, source: filing-2020}
      max-range: {value: 5000 km, low: 4000 km, high: 5400 km, source: assumed, note: not published}
      grazing-altitude: 100 km
      acquisition: {value: 10 s, low: 2 s, high: 100 s, source: assumed, note: not published}
      hop-delay: 1 ms
      rate: 100 Gbps
      capacity: {value: 20 Gbit/s, low: 17 Gbit/s, high: 23 Gbit/s, source: filing-2020}
  watchers:
    title: Watchers
    layer: tracking
    sensor: camera
    shells: {main: "81 deg: 6/2/1 at 1200 km"}
    links:
      pattern: list
      pairs: [[[0, 0], [0, 1]], [[0, 1], [1, 1]]]
      joins: [mesh]
      terminals: 2
  quiet:
    title: Quiet
    layer: observation
    sensor: camera
    shells: {main: "geostationary at 20 deg"}
terminals:
  dish: {title: Dish, min-elevation: 25 deg}
  small-dish: {title: Small dish, min-elevation: 25 deg, satellites: 1, rate: 200 Mbit/s}
  dome:
    title: Dome
    min-elevation: {value: 10 deg, low: 5 deg, high: 25 deg, source: assumed, note: not published}
    satellites: {value: 8, low: 4, high: 40, source: assumed, note: not published}
    rate: 10 Gbit/s
sites:
  london: {title: London, city: "London, United Kingdom", role: user, terminal: dish, serves: [mesh]}
  new-york: {title: New York, city: "New York City", role: user, terminal: small-dish, serves: [mesh]}
  ranch:
    title: The ranch
    latitude: {value: 33 deg, source: filing-2020}
    longitude: -97 deg
    role: gateway
    terminal: dome
    serves: [mesh, quiet]
    supplier: carrier
    relays: true
  desk: {title: The desk, latitude: 39.7 deg, longitude: -104.8 deg, role: command, terminal: dome, serves: [mesh, watchers]}
demand:
  per-person: {value: 100 bit/s, low: 10 bit/s, high: 1000 bit/s, source: assumed, note: nobody has asked}
delays:
  processing: 5 s
  decision: 60 s
  acquisition: 2 s
  queueing: {value: 20 ms, low: 0 ms, high: 200 ms, source: assumed, note: not published}
  hand-over: 50 ms
studies:
  coverage:
    span: 2 h
    step: 60 s
    grid: 10 deg
    views:
      watchers: {title: Watchers, constellations: [watchers]}
  latency:
    span: 24 h
    step: 60 s
    draws: 2
    views:
      mesh: {title: The mesh, constellations: [mesh]}
      all: {title: All, constellations: [mesh, watchers]}
    pairs: [[london, new-york], [london, ranch]]
    users: london
    latitudes: {south: -10 deg, north: 60 deg, step: 35 deg}
    cities: 20
    losses: {kinds: [satellites, busiest, planes, gateways, suppliers], shares: [5 %, 20 %], trials: 12}
    relay-of: [watchers]
    command: desk
    store-and-forward: true
headline:
  figures: [latency.mesh_round_trip_london_new_york, latency.all_to_command_watchers_desk, latency.mesh_throughput]
  sentence: "There and back takes {latency.mesh_round_trip_london_new_york}, and {latency.mesh_connected_latitude_60_north} is connected."
"""


def changed(old: str, new: str) -> str:
    """The scenario with one passage, which must stand in it exactly once, written otherwise."""
    assert NETWORK.count(old) == 1, f"{old!r} stands {NETWORK.count(old)} times"
    return NETWORK.replace(old, new)


def line_of(passage: str) -> int:
    """Line where a passage starts, counted from 1."""
    assert NETWORK.count(passage) == 1
    return NETWORK[: NETWORK.index(passage)].count("\n") + 1
