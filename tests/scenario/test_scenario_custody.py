"""Launches and the custody study: what a file says is what the scenario holds, every mistake is told, and check says what it would take."""

import itertools
import math
import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_launches import LAUNCHES, changed, line_of, without

from cupola.cli.checking import checked, told
from cupola.compiler.cost import cost_of
from cupola.errors import InputError, Problem, ScenarioError
from cupola.scenario.facts import Fact
from cupola.scenario.loading import NO_CHANGES, loads
from cupola.scenario.schema import Scenario
from cupola.scenario.sensors import Infrared
from cupola.scenario.studies import THREAT_MEASURES

STARER = "sensors.starer.infrared"
TRACKER = "sensors.tracker.infrared"
CUSTODY = "studies.custody"

RANGED = (
    f"{STARER}.plume-elevation",
    f"{STARER}.look-interval",
    f"{STARER}.detection-probability",
    f"{STARER}.noise",
    "missiles.solid.burn-time",
    "missiles.solid.burn-out-altitude",
    "threats.lofted-arc.loft",
    "clouds.cover",
    "clouds.lowest-top",
    "clouds.usual-top",
    "delays.decision",
)
"""Quantities of the scenario, counts apart, that have a range to draw from, in the order of the file."""


@pytest.fixture(scope="module")
def launches() -> Scenario:
    return loads(LAUNCHES, "launches.yaml")


def faults(text: str, changes: Mapping[str, str] = NO_CHANGES) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "bad.yaml", changes)
    return caught.value.problems


def infrared_of(scenario: Scenario, name: str) -> Infrared:
    infrared = scenario.sensors[name].infrared
    assert infrared is not None
    return infrared


@pytest.mark.reference
def test_infrared_sensors_hold_what_the_file_says(launches: Scenario) -> None:
    starer, tracker = infrared_of(launches, "starer"), infrared_of(launches, "tracker")
    assert (starer.phases, tracker.phases, launches.sensors["camera"].infrared) == ("plume", "plume-and-body", None)
    assert starer.plume_elevation
    assert math.degrees(starer.plume_elevation.value) == pytest.approx(5.0)
    assert (starer.off_nadir, starer.max_range, tracker.plume_elevation) == (None, None, None)
    assert (starer.sun_exclusion.value, starer.bias.value, starer.tangent_height.value) == (0.0, 0.0, 20e3)
    assert starer.noise.value == pytest.approx(3e-5, rel=1e-15)
    assert (starer.noise.low, starer.noise.high) == (pytest.approx(1e-5, rel=1e-15), pytest.approx(1e-4, rel=1e-15))
    assert (starer.look_interval.value, starer.detection_probability.value, tracker.detection_probability.value) == (10.0, 0.9, 0.95)
    assert (starer.looks_needed.count, starer.looks_window.count, tracker.tracks.count) == (2, 3, 24)
    assert tracker.off_nadir and tracker.max_range
    assert (tracker.off_nadir.text, tracker.max_range.value, tracker.sun_exclusion.text) == ("70 deg", 5e6, "25 deg")


@pytest.mark.reference
def test_launches_hold_what_the_file_says(launches: Scenario) -> None:
    solid, liquid = launches.missiles.values()
    usual, lofted = launches.threats.values()
    assert (solid.burn_time.value, solid.burn_out_altitude.value, liquid.burn_time.value) == (170.0, 200e3, 240.0)
    assert (usual.missile, usual.launch_area, usual.aim_area, usual.loft.value) == ("solid", "coast", "lagoon", 0.0)
    assert (lofted.missile, math.degrees(lofted.loft.value)) == ("liquid", pytest.approx(15.0))
    clouds, delays = launches.clouds, launches.delays
    assert clouds and delays
    assert [fact.value for fact in (clouds.cover, clouds.lowest_top, clouds.usual_top, clouds.highest_top)] == [0.55, 3e3, 7e3, 12e3]
    assert (delays.processing.value, delays.decision.value, delays.decision.highest) == (15.0, 60.0, 120.0)


@pytest.mark.reference
def test_the_study_holds_what_the_file_says_and_its_defaults(launches: Scenario) -> None:
    asked = launches.studies.custody
    assert asked
    assert list(launches.studies.asked()) == ["custody"]
    assert (asked.launches, asked.trials, asked.raids, asked.draws) == (12, 8, (1, 10, 100), 2)
    assert (asked.tracking_step.value, asked.custody_error.value, asked.custody_age.value) == (2.0, 1e3, 20.0)
    text = changed("    launches: 12\n    trials: 8\n    tracking-step: 2 s\n    stereo-angle: 6 deg\n", "")
    left = loads(text).studies.custody
    assert left
    assert (left.launches, left.trials, left.tracking_step.text, left.stereo_angle.text) == (48, 20, "1 s", "5 deg")


@pytest.mark.reference
def test_clouds_and_delays_may_be_left_out() -> None:
    scenario = loads(without("clouds").replace(LAUNCHES[LAUNCHES.index("delays:") : LAUNCHES.index("studies:")], ""))
    assert (scenario.clouds, scenario.delays) == (None, None)


@pytest.mark.reference
def test_figures_are_named_by_view_measure_and_threat(launches: Scenario) -> None:
    names = launches.figure_names()
    assert len(set(names)) == len(names) == 2 * 2 * len(THREAT_MEASURES)
    assert {"custody.belt_detected_usual", "custody.both_first_detection_90_lofted_arc", "custody.both_raid_held_usual"} <= set(names)
    assert not [name for name in names if name.endswith(("_coast", "_world"))]


@pytest.mark.law
def test_facts_list_what_the_file_says_of_launches_in_its_order(launches: Scenario) -> None:
    """Nine numbers of what one sensor makes of a launch, eleven of the other's; of the lofts the one that is written."""
    facts = launches.facts()
    keys = [fact.key for fact in facts]
    assert [keys.index(key) for key in RANGED] == sorted(keys.index(key) for key in RANGED)
    assert tuple(fact.key for fact in facts if fact.low is not None and not fact.is_count) == RANGED
    sections = [key.split(".")[0] for key in keys]
    assert {section: sections.count(section) for section in ("missiles", "threats", "clouds", "delays")} == {
        "missiles": 4,
        "threats": 1,
        "clouds": 4,
        "delays": 2,
    }
    assert len([key for key in keys if key.startswith(STARER)]) == 9
    assert len([key for key in keys if key.startswith(TRACKER)]) == 11
    assert not [key for key in keys if key.startswith("studies") or key == "threats.usual.loft"]


def within(fact: Fact, share: float) -> float:
    """A value inside the range of a fact."""
    return fact.lowest + share * (fact.highest - fact.lowest)


@pytest.mark.law
@given(st.lists(st.floats(0.0, 1.0), min_size=len(RANGED), max_size=len(RANGED)))
@settings(max_examples=50)
def test_variants_of_launches_change_what_they_name_and_nothing_else(shares: list[float]) -> None:
    """Any point of the ranges is drawn, and its cloud tops still rise."""
    base = loads(LAUNCHES)
    facts = {fact.key: fact for fact in base.facts()}
    values = {key: within(facts[key], share) for key, share in zip(RANGED, shares, strict=True)}
    variant = base.with_values(values)
    assert {fact.key: fact.value for fact in variant.facts()} == {key: fact.value for key, fact in facts.items()} | values
    assert infrared_of(variant, "starer").noise.value == values[f"{STARER}.noise"]
    assert (variant.studies, variant.regions) == (base.studies, base.regions)
    clouds = variant.clouds
    assert clouds
    assert clouds.lowest_top.value <= clouds.usual_top.value <= clouds.highest_top.value


@pytest.mark.reference
@pytest.mark.parametrize(
    ("key", "value", "fragment"),
    [
        (f"{STARER}.noise", -1e-5, "must lie in (0, 10000] urad"),
        (f"{STARER}.looks-window", 4.0, "is a count, which keeps its value in every draw"),
        (f"{TRACKER}.tracks", 30.0, "is a count"),
        ("missiles.solid.burn-tme", 170.0, "did you mean burn-time?"),
        ("threats.usual.missile", 1.0, "is no quantity"),
        ("clouds.cover", 1.1, "must lie in [0, 1]"),
    ],
)
def test_variants_of_launches_refuse_what_cannot_be_drawn(launches: Scenario, key: str, value: float, fragment: str) -> None:
    with pytest.raises(InputError, match=re.escape(fragment)):
        launches.with_values({key: value})


@pytest.mark.reference
def test_settings_from_outside_reach_launches() -> None:
    outside = {f"{STARER}.noise.value": "50 urad", "clouds.cover": "0", f"{CUSTODY}.raids.2": "50", "threats.usual.loft": "-5 deg"}
    scenario = loads(LAUNCHES, "s.yaml", outside)
    noise, clouds, custody = infrared_of(scenario, "starer").noise, scenario.clouds, scenario.studies.custody
    assert clouds and custody
    assert (noise.text, noise.kind, clouds.cover.kind, custody.raids) == ("50 urad", "assumed", "setting", (1, 10, 50))
    assert math.degrees(scenario.threats["usual"].loft.value) == pytest.approx(-5.0)
    (problem,) = faults(LAUNCHES, {"threats.usual.aim-area": "coast"})
    assert (problem.key, problem.line) == ("threats.usual.aim-area", 0)
    assert problem.message == "--set: got coast, the launch area itself; name another region of `regions`"


BAD = [
    # sensors
    ("noise: 20 urad", "noise: -20 urad", f"{TRACKER}.noise", "got -20 urad; must lie in (0, 10000] urad. Noise is a spread"),
    ("noise: 20 urad", "noise: 0 urad", f"{TRACKER}.noise", "must lie in (0, 10000] urad"),
    ("noise: 20 urad", "noise: 20 deg", f"{TRACKER}.noise", "must lie in (0, 10000] urad"),
    ("noise: 20 urad", "noise: 20", f"{TRACKER}.noise", "got 20, without a unit; must be an angle: deg, rad, urad, arcmin, arcsec"),
    ("noise: 20 urad", "noise: 20 µrad", f"{TRACKER}.noise", "an unknown unit; did you mean 20 urad?"),
    ("noise: 20 urad", "noise: 20 \u03bcrad", f"{TRACKER}.noise", "an unknown unit; did you mean 20 urad?"),
    ("noise: 20 urad", "noise: 20 microradians", f"{TRACKER}.noise", "did you mean 20 urad?"),
    ("low: 10 urad, high: 100 urad", "low: 0 urad, high: 100 urad", f"{STARER}.noise.low", "must lie in (0, 10000] urad"),
    ("bias: 15 urad", "bias: -15 urad", f"{TRACKER}.bias", "must lie in [0, 10000] urad. A bias is given by its spread"),
    ("looks-window: 5", "looks-window: 2", f"{TRACKER}.looks-window",
     "got 2, fewer than the 3 looks needed; make it 3 or more"),
    ("looks-needed: 2", "looks-needed: 4", f"{STARER}.looks-window", "got 3, fewer than the 4 looks needed; make it 4 or more"),
    ("looks-needed: 3", "looks-needed: 0", f"{TRACKER}.looks-needed", "must lie in [1, 20]"),
    ("looks-window: 5", "looks-window: 21", f"{TRACKER}.looks-window", "must lie in [1, 20]"),
    ("detection-probability: 95 %", "detection-probability: 0", f"{TRACKER}.detection-probability", "must lie in (0, 1]"),
    ("detection-probability: 95 %", "detection-probability: 95", f"{TRACKER}.detection-probability", "must lie in (0, 1]"),
    ("look-interval: 1 s", "look-interval: 0 s", f"{TRACKER}.look-interval", "must lie in [0.1, 120] s"),
    ("off-nadir: 70 deg", "off-nadir: 90 deg", f"{TRACKER}.off-nadir", "must lie in [0, 90) deg"),
    ("max-range: 5000 km", "max-range: 99 km", f"{TRACKER}.max-range", "must lie in [100, 100000] km"),
    ("sun-exclusion: 25 deg", "sun-exclusion: -25 deg", f"{TRACKER}.sun-exclusion", "must lie in [0, 90) deg; did you mean 25 deg?"),
    ("tangent-height: 75 km", "tangent-height: 3000 km", f"{TRACKER}.tangent-height", "must lie in [0, 3000) km"),
    ("low: 2 deg, high: 10 deg", "low: 2 deg, high: 90 deg", f"{STARER}.plume-elevation.high", "must lie in [0, 90) deg"),
    ("{value: 24, low: 8", "{value: 0, low: 0", f"{TRACKER}.tracks.value", "must lie in [1, 100000]"),
    ("phases: plume-and-body", "phases: plume-and-bdoy", f"{TRACKER}.phases", "did you mean plume-and-body?"),
    ("phases: plume-and-body", "phases: night", f"{TRACKER}.phases", "the phases are: plume, plume-and-body"),
    ("      bias: 15 urad\n", "", f"{TRACKER}.bias", "is missing; an infrared sensor needs it"),
    # missiles
    ("burn-time: 240 s", "burn-time: 59 s", "missiles.liquid.burn-time", "must lie in [60, 600] s"),
    ("burn-time: 240 s", "burn-time: 4:00", "missiles.liquid.burn-time", "a time on a clock"),
    ("burn-out-altitude: 250 km", "burn-out-altitude: 701 km", "missiles.liquid.burn-out-altitude", "must lie in [80, 700] km"),
    ("burn-out-altitude: 250 km", "burn-out-alt: 250 km", "missiles.liquid.burn-out-alt", "did you mean burn-out-altitude?"),
    # threats
    ("launch-area: coast, aim-area: lagoon", "launch-area: lagoon, aim-area: lagoon", "threats.usual.aim-area",
     "got lagoon, the launch area itself; name another region of `regions`"),
    ("missile: solid", "missile: sloid", "threats.usual.missile", "got sloid, which is not in `missiles`; did you mean solid?"),
    ("missile: solid", "missile: hybrid", "threats.usual.missile", "the missiles are: solid, liquid"),
    ("launch-area: coast, aim", "launch-area: cost, aim", "threats.usual.launch-area",
     "got cost, which is not in `regions`; did you mean coast?"),
    ("aim-area: lagoon}", "aim-area: world}", "threats.usual.aim-area", "which is not in `regions`; the regions are: coast, lagoon"),
    ("{value: 15 deg, low: 5 deg, high: 25 deg,", "{value: 15 deg, low: 5 deg, high: 61 deg,", "threats.lofted-arc.loft.high",
     "must lie in [-30, 60] deg. Lofted is positive, depressed negative"),
    ("missile: solid, launch-area: coast, aim-area: lagoon}", "missile: solid, launch-area: coast}", "threats.usual.aim-area",
     "is missing; a threat needs it"),
    # clouds and delays
    ("low: 40 %, high: 75 %", "low: 40 %, high: 101 %", "clouds.cover.high", "must lie in [0, 1]"),
    ("highest-top: 12 km", "highest-top: 8 km", "clouds.highest-top",
     "goes down to 8 km; must not lie below the one before it, up to 9 km"),
    ("{value: 7 km, low: 5 km", "{value: 7 km, low: 3.5 km", "clouds.usual-top",
     "goes down to 3.5 km; must not lie below the one before it, up to 4 km"),
    ("highest-top: 12 km", "highest-top: 21 km", "clouds.highest-top", "must lie in [0, 20] km"),
    ("  highest-top: 12 km\n", "", "clouds.highest-top", "is missing; the section `clouds` needs it"),
    ("processing: 15 s", "processing: -15 s", "delays.processing", "must lie in [0, 3600] s"),
    ("processing: 15 s", "procesing: 15 s", "delays.procesing", "did you mean processing?"),
    # the study
    ("raids: [1, 10, 100]", "raids: [1, 2.5, 100]", f"{CUSTODY}.raids.1", "got 2.5; must be a whole number without unit"),
    ("raids: [1, 10, 100]", "raids: [1, 10, 10]", f"{CUSTODY}.raids.2", "got 10 twice; keep one"),
    ("raids: [1, 10, 100]", "raids: [1, 10, 501]", f"{CUSTODY}.raids.2", "got 501; must lie in [1, 500]"),
    ("raids: [1, 10, 100]", "raids: [0, 10]", f"{CUSTODY}.raids.0", "got 0; must lie in [1, 500]"),
    ("raids: [1, 10, 100]", "raids: []", f"{CUSTODY}.raids", "is empty; give at least one, such as [1, 10, 100]"),
    ("raids: [1, 10, 100]", "raids: 10", f"{CUSTODY}.raids", "got 10; must be a list of raid sizes"),
    ("    launches: 12", "    launches: 0", f"{CUSTODY}.launches", "got 0; must lie in [1, 2000]"),
    ("trials: 8", "trials: 2001", f"{CUSTODY}.trials", "got 2001; must lie in [1, 2000]"),
    ("tracking-step: 2 s", "tracking-step: 11 s", f"{CUSTODY}.tracking-step", "must lie in [0.5, 10] s"),
    ("stereo-angle: 6 deg", "stereo-angle: 0 deg", f"{CUSTODY}.stereo-angle", "must lie in (0, 90] deg"),
    ("custody-error: 1 km", "custody-error: 0 m", f"{CUSTODY}.custody-error", "must lie in [0.001, 1000] km"),
    ("custody-age: 20 s", "custody-age: 20 km", f"{CUSTODY}.custody-age", "got 20 km, a length; must be a time"),
    ("    custody-age: 20 s\n", "", f"{CUSTODY}.custody-age", "is missing; the custody study needs it"),
    ("[belt, low]", "[belt, pictures]", "sensors.camera", "does not say what it makes of a launch; give it `infrared`"),
    # figures
    ("custody.both_custody_share_usual,", "custody.both_custody_share_usul,", "headline.figures.0",
     "did you mean custody.both_custody_share_usual?"),
    ("custody.both_custody_share_usual,", "custody.both_custody_share_coast,", "headline.figures.0", "which no study gives"),
    ("Both hold {custody.both_in_custody_usual}", "Both hold {custody.both_in_custodie_usual}", "headline.sentence",
     "did you mean custody.both_in_custody_usual?"),
]  # fmt: skip

AT = {
    ("      bias: 15 urad\n", ""): "    infrared:\n      phases: plume-and-body",
    ("looks-needed: 2", "looks-needed: 4"): "      looks-window: {value: 3",
    ("  highest-top: 12 km\n", ""): "clouds:",
    ("    custody-age: 20 s\n", ""): "  custody:",
    ("[belt, low]", "[belt, pictures]"): "  camera:",
}
"""Where a fault stands that is not on the line of the changed passage, by the change: a passage of the spoiled file."""


@pytest.mark.reference
@pytest.mark.parametrize(("old", "new", "key", "fragment"), BAD, ids=[f"{case[2]}: {case[3][:30]}" for case in BAD])
def test_each_mistake_of_launches_is_told_at_its_key_and_line(old: str, new: str, key: str, fragment: str) -> None:
    text = changed(old, new)
    problems = faults(text)
    found = [problem for problem in problems if problem.key == key]
    assert len(found) == 1, problems
    assert fragment in found[0].message
    where = text.index(AT[old, new]) if (old, new) in AT else LAUNCHES.index(old)
    assert found[0].line == text[:where].count("\n") + 1


@pytest.mark.reference
def test_custody_without_threats_says_where_to_write_them() -> None:
    text = without("threats")
    found = {problem.key: problem for problem in faults(text)}
    assert found[CUSTODY].message == "follows launches, and the file has none; write at least one under `threats`"
    assert found[CUSTODY].line == text[: text.index("  custody:")].count("\n") + 1


@pytest.mark.reference
def test_two_figures_of_one_name_are_told_at_the_views_of_custody() -> None:
    """A view `both-in-custody` would measure `detected` under the name of `both` measuring `in_custody`."""
    text = changed("      both: {title: Both,", "      both-in-custody: {title: B, constellations: [low]}\n      both: {title: Both,")
    text = text.replace(
        "  usual: {title: Usual",
        "  detected-usual: {title: D, missile: solid, launch-area: coast, aim-area: lagoon}\n  usual: {title: Usual",
    )
    (problem,) = faults(text)
    assert (problem.key, problem.line) == (f"{CUSTODY}.views", text[: text.index("    views:")].count("\n") + 1)
    assert problem.message == "two figures would be called custody.both_in_custody_detected_usual; rename a view or a threat"


@pytest.mark.reference
def test_the_message_on_an_unknown_missile_has_file_line_key_and_advice() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(changed("missile: solid", "missile: sloid"), "launches.yaml")
    assert str(caught.value) == (
        f"launches.yaml:{line_of('  usual: {title')}: threats.usual.missile\n  got sloid, which is not in `missiles`; did you mean solid?"
    )


@pytest.mark.law
@pytest.mark.parametrize(
    ("what", "texts"),
    [
        ("launches", ["\n    launches: 1", "\n    launches: 12", "\n    launches: 2000"]),
        ("trials", ["trials: 1", "trials: 8", "trials: 2000"]),
        ("satellites", ["81 deg: 6/6/1", "81 deg: 24/6/1", "81 deg: 480/6/1"]),
        ("the size of a raid", ["[1, 10, 20]", "[1, 10, 100]", "[1, 10, 500]"]),
        ("cells of the maps", ["grid: 30 deg", "grid: 5 deg", "grid: 1 deg"]),
    ],
)
def test_more_custody_takes_longer_and_more_memory(what: str, texts: list[str]) -> None:
    """What stands in the scenario is the second of three."""
    costs = [cost_of(loads(changed(texts[1], text))) for text in texts]
    for less, more in itertools.pairwise(costs):
        assert less.seconds < more.seconds, what
        assert less.memory < more.memory, what


@pytest.mark.law
@pytest.mark.parametrize(
    ("what", "texts"),
    [
        ("updates", ["tracking-step: 10 s", "tracking-step: 2 s", "tracking-step: 0.5 s"]),
        ("instants of the maps", ["step: 1 h\n", "step: 15 min\n", "step: 1 min\n"]),
    ],
)
def test_longer_sums_take_longer_and_no_more_memory(what: str, texts: list[str]) -> None:
    costs = [cost_of(loads(changed(texts[1], text))) for text in texts]
    for less, more in itertools.pairwise(costs):
        assert less.seconds < more.seconds, what
        assert less.memory == more.memory, what


@pytest.mark.law
def test_most_of_a_large_study_is_tracks_and_lines_of_sight() -> None:
    """Ten times the launches or the variants are nearly ten times the work; twice the trials more than one and a half times."""
    large = changed("\n    launches: 12", "\n    launches: 200").replace("trials: 8", "trials: 100").replace("step: 2 s", "step: 1 s")
    base = cost_of(loads(large)).seconds
    assert 8.0 * base < cost_of(loads(large.replace("launches: 200", "launches: 2000"))).seconds < 10.0 * base
    assert 1.5 * base < cost_of(loads(large.replace("trials: 100", "trials: 200"))).seconds < 2.0 * base
    assert 5.0 * base < cost_of(loads(large.replace("draws: 2", "draws: 29"))).seconds < 10.0 * base


@pytest.mark.law
def test_more_threats_draws_and_views_take_longer_and_more_memory() -> None:
    one = cost_of(loads(LAUNCHES)).studies["custody"]
    another = "      other: {title: Low, constellations: [low]}\n      both: {"
    third = "  third: {title: T, missile: solid, launch-area: lagoon, aim-area: coast}\n  usual: {"
    for old, new in (("draws: 2", "draws: 20"), ("      both: {", another), ("  usual: {", third)):
        more = cost_of(loads(changed(old, new))).studies["custody"]
        assert one.seconds < more.seconds
        assert one.memory < more.memory


@pytest.mark.reference
def test_check_tells_how_many_launches_and_tracks_are_followed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two threats of 12 launches, 8 tracks of each; a day of quarters of an hour; cells of 5 degrees."""
    file = tmp_path_factory.mktemp("check") / "launches.yaml"
    file.write_text(LAUNCHES, encoding="utf-8")
    found = checked(str(file), {})
    assert found["studies"] == {
        "custody": {"instants": 96, "cells": 2592, "draws": 2, "views": ["belt", "both"], "launches": 24, "tracks": 192}
    }
    lines = told(found).splitlines()
    assert lines[0] == "launches is fine: 30 satellites in 3 constellations, 24 launches followed by 192 tracks"
    assert lines[2] == "custody: 96 instants x 2,592 cells x 2 views x 3 variants"
    assert re.fullmatch(r"takes: about [0-9.]+ GB of memory and some [0-9]+ (s|min|h)", lines[3])


LINES = LAUNCHES.splitlines()


@pytest.mark.law
@given(
    number=st.integers(0, len(LINES) - 1),
    cut=st.integers(0, 120),
    piece=st.sampled_from(["", " ", ":", "x", "-", ",", "{", "}", "[", "]", "0", "'", "\n", "12 km", "{}", "[]", "~", "5 urad", "coast"]),
    drop=st.integers(0, 12),
)
@settings(max_examples=200)
def test_any_slip_of_the_pen_gives_a_scenario_or_a_scenario_error(number: int, cut: int, piece: str, drop: int) -> None:
    line = LINES[number]
    text = "\n".join([*LINES[:number], line[:cut] + piece + line[cut + drop :], *LINES[number + 1 :]])
    try:
        scenario = loads(text)
    except ScenarioError as error:
        assert all(0 <= problem.line <= len(LINES) + 2 for problem in error.problems)
    else:
        assert scenario.satellite_count() > 0
        assert cost_of(scenario).memory > 0.0
