"""Interceptors and the interception study: a file's words are what the scenario holds, and mistakes are told in place."""

import math
import re
from pathlib import Path

import pytest

from cupola.errors import ScenarioError
from cupola.scenario.interception import CASE_MEASURES, MODELS, SALVO_MEASURES
from cupola.scenario.loading import loads

LAYER = """
cupola: 1
name: layer
title: A layer
question: How many?
about: Nothing flown.
epoch: 2026-11-01T00:00:00Z
sources: {book: {title: Book, date: 2025, language: en}}
constellations:
  carriers: {title: Carriers, layer: interception, shells: {main: "60 deg: 100/10/1 at 400 km"}}
regions:
  here: {title: Here, circle: {latitude: 40 deg, longitude: 0 deg, radius: 200 km}}
  there: {title: There, circle: {latitude: 40 deg, longitude: 90 deg, radius: 200 km}}
missiles: {liquid: {title: Liquid, burn-time: 250 s, burn-out-altitude: 250 km}}
threats: {west: {title: Westward, missile: liquid, launch-area: here, aim-area: there}}
interceptors:
  boost:
    title: A notional interceptor
    constellation: carriers
    acceleration: 150 m/s^2
    burn-out-speed: 6 km/s
    intercept-altitude: 200 km
    single-shot: 0.8
    goal: 96 %
    time-left: {value: 120 s, low: 60 s, high: 200 s, source: book}
studies:
  interception:
    span: 1 day
    step: 5 min
    interceptors: boost
    salvos: [10, 1]
    confidences: [50 %, 99.5 %]
    cases:
      as-stated: {title: Stated, region: here}
      other: {title: Other, threat: west}
    published: [{title: Book's, interceptors: 998, salvo: 1, source: book}]
headline: {figures: [interception.needed_99_5_shell_salvo_10_as_stated], sentence: "It takes {interception.aei_number_salvo_1_other}."}
"""


def faults(old: str, new: str) -> list[str]:
    """What is told of the file with one part of it otherwise: `key: message`."""
    assert old in LAYER
    with pytest.raises(ScenarioError) as caught:
        loads(LAYER.replace(old, new), "bad.yaml")
    return [f"{one.key}: {one.message}" for one in caught.value.problems]


@pytest.mark.story
def test_words_are_read_into_si():
    scenario = loads(LAYER)
    kind, asked = scenario.interceptors["boost"], scenario.studies.interception
    assert asked
    assert (kind.acceleration.value, kind.burn_out_speed.value, kind.goal.value) == (150.0, 6_000.0, 0.96)
    assert kind.per_satellite.count == 1 and kind.launch_delay.value == 0.0
    assert asked.salvos == (10, 1) and asked.largest == 20_000
    assert [one.value for one in asked.confidences] == pytest.approx([0.5, 0.995])
    assert asked.cases["other"].threat == "west" and asked.published[0].interceptors == 998
    assert "interceptors.boost.time-left" in {fact.key for fact in scenario.facts()}


@pytest.mark.story
def test_figures_are_named_by_measure_salvo_and_case():
    names = [name for name in loads(LAYER).figure_names() if name.startswith("interception.")]
    assert len(names) == len(set(names)) == 2 * (len(CASE_MEASURES) + 2 * (len(SALVO_MEASURES) + 2 * len(MODELS)))
    assert {"interception.needed_50_random_salvo_1_as_stated", "interception.enough_salvo_10_other"} <= set(names)


@pytest.mark.story
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("interceptors: boost\n", "interceptors: bost\n", "studies.interception.interceptors: got bost, which is not in"),
        ("constellation: carriers", "constellation: carrier", "interceptors.boost.constellation: got carrier, which is"),
        ("goal: 96 %", "goal: 100 %", "interceptors.boost.goal: got 100 %; must lie in [0, 1). No number of shots"),
        ("6 km/s", "6 m/s", "interceptors.boost.burn-out-speed: got 6 m/s; must lie in [0.1, 20] km/s"),
        ("150 m/s^2", "0 m/s^2", "interceptors.boost.acceleration: got 0 m/s^2; must lie in [1, 1000] m/s^2. 15 g is 147.1 m/s^2"),
        ("[10, 1]", "[]", "studies.interception.salvos: is empty; give at least one, such as [1, 10]"),
        ("[10, 1]", "[10, 10]", "studies.interception.salvos.1: got 10 twice; keep one"),
        ("[50 %, 99.5 %]", "[50 %, 100 %, 99.5 %]", "studies.interception.confidences.1: got 100 %; must lie in (0, 100) %"),
        ("threat: west}", "threat: west, region: here}", "studies.interception.cases.other: gives threat and region; keep one"),
        ("threat: west}", "threat: east}", "studies.interception.cases.other.threat: got east, which is not in `threats`"),
        ("source: book}]", "source: bok}]", "studies.interception.published.0.source: got bok, which is not"),
        (
            "threat: west}",
            "threat: west, view: all}",
            "studies.interception.cases.other.view: got all, a view of the custody study, which this file does not ask; write "
            "studies.custody, or leave `view` out and give `time-left` to interceptors.boost",
        ),
        (
            "    time-left: {value: 120 s, low: 60 s, high: 200 s, source: book}\n",
            "",
            "studies.interception.cases.as-stated: has no time left: give `time-left` to interceptors.boost, such as 120 s, or a `view`",
        ),
        (
            '"60 deg: 100/10/1 at 400 km"',
            "{pattern: geostationary, longitudes: [0 deg]}",
            "constellations.carriers.shells.main.pattern: got the pattern geostationary; interceptors are sized in even planes",
        ),
        (
            '"60 deg: 100/10/1 at 400 km"',
            "{pattern: walker-delta, altitude: 900 km, inclination: 60 deg, planes: 2, per-plane: 2, eccentricity: 0.01}",
            "constellations.carriers.shells.main.eccentricity: reaches 0.01; shells that carry interceptors are circular here, give 0",
        ),
    ],
)  # fmt: skip
def test_mistakes_are_told_in_place(old: str, new: str, told: str):
    assert any(one.startswith(told) for one in faults(old, new)), faults(old, new)


@pytest.mark.story
def test_a_view_must_be_one_of_custody_and_follow_a_threat():
    custody = """  custody:
    {span: 6 h, step: 2 h, grid: 2 deg, custody-error: 1 km, custody-age: 10 s, raids: [1],
     views: {all: {title: All, constellations: [watch]}}}
"""
    watch = """  watch: {title: Watch, layer: tracking, sensor: eye, shells: {main: "85 deg: 4/2/1 at 1000 km"}}
sensors:
  eye:
    title: Eye
    footprint: {min-elevation: 0 deg}
    infrared:
      {phases: plume, tangent-height: 80 km, look-interval: 1 s, detection-probability: 0.9, looks-needed: 2, looks-window: 3,
       noise: 30 urad, bias: 20 urad, tracks: 100}
"""
    seen = LAYER.replace("regions:\n", f"{watch}regions:\n", 1).replace("studies:\n", f"studies:\n{custody}", 1)
    assert loads(seen.replace("threat: west}", "threat: west, view: all}")).studies.interception
    for view, told in (
        ("threat: west, view: al}", "no view of studies.custody; there are all"),
        ("region: here, view: all}", "give `threat`"),
    ):
        with pytest.raises(ScenarioError, match=told):
            loads(seen.replace("threat: west}", view))


WATCHED = """
sources: {aei-2025: {title: A closed form, date: 2025, language: en}}
sensors:
  eye:
    title: Eye
    footprint: {min-elevation: 0 deg}
    infrared:
      {phases: plume, tangent-height: 80 km, look-interval: 1 s, detection-probability: 0.9, looks-needed: 2, looks-window: 3,
       noise: 30 urad, bias: 20 urad, tracks: 100}
constellations:
  carriers: {title: Carriers, layer: interception, shells: {main: "60 deg: 100/10/1 at 400 km"}}
  watch: {title: Watch, layer: tracking, sensor: eye, shells: {main: "85 deg: 4/2/1 at 1000 km"}}
"""


@pytest.mark.story
def test_the_parts_on_interceptors_that_the_page_shows_make_a_scenario():
    """With launches as the page has them, a custody study and what it looks through; every measure that the page names is given."""
    page = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text(encoding="utf-8")
    whole, *others = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    (launches,) = [part for part in others if part.startswith("regions:\n  coast:")]
    (kinds,) = [part for part in others if part.startswith("interceptors:")]
    (asked,) = [part for part in others if "  interception:\n" in part]
    custody = """  custody:
    {span: 6 h, step: 2 h, grid: 2 deg, custody-error: 1 km, custody-age: 10 s, raids: [1],
     views: {all: {title: All, constellations: [watch]}}}
"""
    headline = (
        "headline: {figures: [interception.needed_90_shell_salvo_10_tracks], sentence: 'It is {interception.enough_salvo_1_stated}.'}"
    )
    scenario = loads(whole[: whole.index("sources:")] + WATCHED + launches + kinds + asked + custody + headline, "scenario.md")
    assert scenario.studies.interception and scenario.studies.interception.cases["tracks"].view == "all"
    rows = " ".join(re.findall(r"(?m)^\| `interception[.].*$", page))
    assert all(f"`{name}`" in rows for name in (*CASE_MEASURES, *SALVO_MEASURES, *MODELS))


@pytest.mark.law
def test_the_time_left_can_be_drawn():
    scenario = loads(LAYER)
    drawn = scenario.with_values({"interceptors.boost.time-left": 90.0}).interceptors["boost"].time_left
    assert drawn and math.isclose(drawn.value, 90.0)
