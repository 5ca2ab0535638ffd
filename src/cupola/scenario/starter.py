"""The scenario that `cupola new NAME` writes: small, commented, and accepted as it stands."""

from cupola.errors import InputError
from cupola.scenario.names import NAME_WANTED, is_name

_TEXT = """\
# A scenario for Cupola. The format is told in docs/scenario.md; `cupola check {name}.yaml` says what is wrong in it.
cupola: 1
name: {name}
title: A small constellation
question: For what share of the day does it see Kenya?
about: >-
  Twenty-four satellites in six planes, each looking down with a simple sensor. A starting point: change the numbers and run it again.
epoch: 2026-11-01T00:00:00Z       # instant of the orbits, UTC

# Where numbers come from. A number is written bare (550 km), and is then a setting of yours,
# or as a fact: {{value: 550 km, source: NAME}} with a source named here.
# `source: assumed` needs low, high and note; `source: computed` needs a note.
sources:
  walker-1984:
    title: "J. G. Walker, Satellite constellations, Journal of the British Interplanetary Society, volume 37"
    date: 1984
    language: en

sensors:
  camera:
    title: Camera
    footprint:
      min-elevation:              # the satellite must stand at least so high above the horizon
        value: 20 deg
        low: 15 deg
        high: 30 deg
        source: assumed
        note: Below about 20 deg haze and slant range spoil the picture; no particular camera is meant.
    # min-sun-elevation: 10 deg   # a camera that needs daylight: how high the Sun must stand where it looks
    # infrared:                   # an infrared sensor: what it makes of a launch, for the study `custody` below
    #   {{phases: plume-and-body, plume-elevation: 5 deg, tangent-height: 80 km, look-interval: 2 s, detection-probability: 0.9,
    #    looks-needed: 3, looks-window: 5, noise: 50 urad, bias: 20 urad, tracks: 50}}

constellations:
  watchers:
    title: The watchers
    layer: observation
    sensor: camera
    shells:
      main:
        pattern: walker-delta     # or walker-star, sun-synchronous, streets-of-coverage, repeating-track, elements, geostationary, molniya
        altitude: 550 km
        inclination: 53 deg
        planes: 6
        per-plane: 4
        phasing: {{value: 1, source: walker-1984, note: Any whole number below the number of planes.}}
      # The same in one text, as settings:  main: "53 deg: 24/6/1 at 550 km"
    # links: {{pattern: plus-grid, max-range: 5000 km, rate: 100 Gbit/s}}   # or ring, nearest, list: lasers between them, for `latency`

# The region `world` is always there. A region is a country, a box, a circle or a band of latitudes, or what they have in common.
regions:
  kenya:
    title: Kenya
    country: Kenya
  # test-site: {{title: A test site, circle: {{latitude: 34.7 deg, longitude: -120.6 deg, radius: 200 km}}}}
  # test-range: {{title: A test range, circle: {{latitude: 9 deg, longitude: 167.5 deg, radius: 200 km}}}}

# Single places, by city or by latitude and longitude; the study `revisit` below counts the looks at them.
# targets:
#   nairobi: {{title: Nairobi, city: Nairobi}}

# Notional launches from one region to another, for the study `custody`. Optional beside them: `clouds` and `delays`.
# missiles:
#   solid: {{title: Solid fuel, burn-time: 170 s, burn-out-altitude: 200 km}}
# threats:
#   test: {{title: Test launches, missile: solid, launch-area: test-site, aim-area: test-range}}

# Where satellites meet the ground, for the study `latency`: users, gateways and command sites.
# terminals:
#   dish: {{title: A dish, min-elevation: 25 deg}}
# sites:
#   nairobi-user: {{title: A user in Nairobi, city: Nairobi, role: user, terminal: dish, serves: [watchers]}}
#   lagos-user: {{title: A user in Lagos, city: Lagos, role: user, terminal: dish, serves: [watchers]}}

# Who puts them up, and when, for the study `deployment`: pads, rockets, and the launches of a constellation.
# pads:
#   cape: {{title: A pad at the Cape, site: Cape Canaveral}}
# vehicles:
#   rocket:
#     title: A rocket
#     payloads: {{low: {{mass: 5 t, altitude: 200 km, inclination: 28.5 deg}}}}
#     record: {{launches: 12, failures: 1}}
#     flights: {{rate: 6 per year, yearly-growth: 10 %}}
#     pads: [cape]
# campaigns:
#   first:
#     title: The first launches
#     constellation: watchers
#     satellite-mass: 300 kg
#     production: {{rate: 2 per month, stock: 4}}
#     launches:
#       rocket: {{share: 50 %}}

studies:
  coverage:                       # how many satellites are in view, where, for what share of the time
    span: 24 h
    step: 60 s
    grid: 2 deg                   # cells of the map; must divide 180 deg
    draws: 4                      # variants drawn from the ranges above, for the low and high of each figure
    views:
      all:
        title: All satellites
        constellations: [watchers]
  # revisit:                      # how often a place is looked at, and how long the waits are
  #   span: 3 day
  #   step: 60 s
  #   grid: 5 deg
  #   views:
  #     all: {{title: All satellites, constellations: [watchers]}}
  # custody:                      # when a launch is seen, and how well and by how many it is then held
  #   span: 24 h
  #   step: 30 min
  #   grid: 5 deg
  #   custody-error: 1 km         # a position known better than this, from an update not older than that
  #   custody-age: 30 s
  #   raids: [1, 10, 50]
  #   views:
  #     all: {{title: All satellites, constellations: [watchers]}}
  # latency:                      # how long messages take, and for what share of the time there is a way
  #   span: 24 h
  #   step: 60 s
  #   pairs: [[nairobi-user, lagos-user]]
  #   store-and-forward: true     # satellites may carry a message until they meet the next
  #   views:
  #     all: {{title: All satellites, constellations: [watchers]}}
  # deployment:                   # when they are up, played forward many times
  #   from: 2026-11-01
  #   until: 2032-01-01
  #   milestones:
  #     half: {{title: Half of them, campaign: first, satellites: 12, by: 2028-01-01}}
  #   variants:
  #     slow: {{title: Half as many made, changes: {{campaigns.first.production.rate: 1 per month}}}}

headline:
  figures:                        # STUDY.VIEW_MEASURE_PLACE, hyphens written as underscores
    - coverage.all_one_in_view_kenya
    - coverage.all_longest_gap_kenya
    - coverage.all_one_in_view_world
  sentence: >-
    At least one satellite looks at Kenya for {{coverage.all_one_in_view_kenya}} of the day,
    and the longest wait for the next one is {{coverage.all_longest_gap_kenya}}.
"""


def new_text(name: str) -> str:
    """A commented scenario to start from.

    Args:
        name: of the scenario: small letters, digits and hyphens, a letter first.

    Raises:
        InputError: when the name cannot be used.
    """
    if not is_name(name):
        raise InputError(f"got {name[:60]!r}; a scenario is called by {NAME_WANTED}")
    return _TEXT.format(name=name)
