"""A layer with the defaults of a published model, in a polar shell, and a launch that is followed or not."""

LAYER = """
cupola: 1
name: layer
title: A layer with published defaults
question: How many interceptors?
about: A polar shell at 300 km; the interceptor is that of the AEI's defaults.
notional: true
epoch: 2026-11-01T00:00:00Z
sources: {aei-2025: {title: Build Your Own Golden Dome, date: 2025, language: en}}
sensors:
  eye:
    title: Eye
    footprint: {min-elevation: 0 deg}
    infrared:
      {phases: plume-and-body, tangent-height: 80 km, look-interval: 1 s, detection-probability: 0.9, looks-needed: 2, looks-window: 3,
       noise: 30 urad, bias: 20 urad, tracks: 100}
constellations:
  carriers: {title: Carriers, layer: interception, shells: {main: "90 deg: 980/28/1 at 300 km"}}
  watch: {title: Watch, layer: tracking, sensor: eye, shells: {main: "85 deg: 12/3/1 at 1000 km"}}
regions:
  forty: {title: Forty north, circle: {latitude: 40 deg, longitude: 0 deg, radius: 170 km}}
  far: {title: Far away, circle: {latitude: 40 deg, longitude: -90 deg, radius: 200 km}}
missiles: {liquid: {title: Liquid, burn-time: 250 s, burn-out-altitude: 250 km}}
threats: {west: {title: Westward, missile: liquid, launch-area: forty, aim-area: far}}
delays: {processing: 10 s, decision: 40 s}
interceptors:
  boost:
    title: A boost-phase interceptor
    constellation: carriers
    acceleration: 147.09975 m/s^2
    burn-out-speed: {value: 6 km/s, low: 5 km/s, high: 7 km/s, source: assumed, note: A range.}
    intercept-altitude: 200 km
    single-shot: 0.8
    goal: 0.96
    launch-delay: 20 s
    time-left: 120 s
studies:
  custody:
    span: 6 h
    step: 2 h
    grid: 2 deg
    launches: 4
    trials: 2
    custody-error: 1 km
    custody-age: 10 s
    raids: [1]
    views: {watching: {title: Watching, constellations: [watch]}}
  interception:
    span: 1 day
    step: 10 min
    draws: DRAWS
    interceptors: boost
    salvos: [1, 10]
    confidences: [40 %, 50 %, 80 %, 90 %, 95 %]
    largest: 2000
    cases:
      stated: {title: Two minutes, region: forty}
      tracks: {title: As tracks leave it, threat: west, view: watching}
    published: [{title: The model itself, interceptors: 998, salvo: 1, source: aei-2025, note: Its defaults.}]
headline: {figures: [interception.needed_90_random_salvo_1_stated], sentence: "It takes {interception.needed_90_random_salvo_1_stated}."}
"""


def layer(draws: int = 0) -> str:
    """The scenario's text."""
    return LAYER.replace("DRAWS", str(draws))
