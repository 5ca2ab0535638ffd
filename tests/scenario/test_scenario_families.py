"""The other patterns, footprints, places and studies: what a file says is what the scenario holds, and every mistake is told."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_families import FAMILIES, line_of, rewritten

from cupola.compiler.countries import check_countries
from cupola.compiler.wording import described
from cupola.errors import Problem, ScenarioError
from cupola.scenario.loading import loads
from cupola.scenario.schema import Scenario
from cupola.scenario.shells import ElementSets, RepeatingTrack, StreetsOfCoverage, SunSynchronous, WalkerDelta
from cupola.scenario.studies import BELT_MEASURES, MEASURES, REVISIT_MEASURES, STUDIES, TARGET_MEASURES

MORNING = "constellations.imaging.shells.morning"
TRACK = "constellations.imaging.shells.track"
SINGLE = "constellations.imaging.shells.single.satellites"
OVAL = "constellations.mapping.shells.oval"
STREETS = "constellations.mapping.shells.streets"
COVERAGE = "  coverage: {span: 24 h, step: 60 s, grid: 2 deg, views: {all: {title: All, constellations: [imaging]}}}\n"


@pytest.fixture(scope="module")
def families() -> Scenario:
    return loads(FAMILIES, "families.yaml")


def faults(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "bad.yaml")
    return caught.value.problems


@pytest.mark.reference
def test_shells_hold_what_the_file_says(families: Scenario) -> None:
    imaging, mapping = families.constellations["imaging"].shells, families.constellations["mapping"].shells
    morning, track, single = imaging["morning"], imaging["track"], imaging["single"]
    oval, streets = mapping["oval"], mapping["streets"]
    assert isinstance(morning, SunSynchronous)
    assert isinstance(track, RepeatingTrack)
    assert isinstance(single, ElementSets)
    assert isinstance(oval, WalkerDelta)
    assert isinstance(streets, StreetsOfCoverage)
    assert [time.value for time in morning.local_times] == [37_800.0, 48_600.0]
    assert (morning.altitude.value, morning.per_plane.count, morning.phasing.count, morning.anomaly.value) == (550e3, 6, 1, 0.0)
    assert (track.revolutions.count, track.days.count, track.satellites.count, track.longitude.text) == (143, 10, 2, "-20 deg")
    first, second = single.satellites
    assert (first.semi_major_axis.value, first.eccentricity.value, first.argument_of_perigee.value) == (6.875e6, 0.0008, 0.0)
    assert math.degrees(first.mean_anomaly.value) == pytest.approx(90.0)
    assert (second.eccentricity.low, second.mean_anomaly.value) == (0.69, 0.0)
    assert (oval.eccentricity.value, oval.argument_of_perigee.value) == (0.2, 0.0)
    assert (math.degrees(streets.inclination.value), streets.planes.count, streets.raan.value) == (90.0, 6, 0.0)
    counts = {shell: one.satellite_count for part in families.constellations.values() for shell, one in part.shells.items()}
    assert counts == {"morning": 12, "track": 2, "single": 2, "oval": 6, "streets": 66, "delta": 1_584, "belt": 3, "star": 66}
    assert families.satellite_count() == 1_741


@pytest.mark.reference
def test_every_shell_is_told_in_a_line(families: Scenario) -> None:
    shells = {name: shell for part in families.constellations.values() for name, shell in part.shells.items()}
    assert {name: described(shell) for name, shell in shells.items()} == {
        "morning": "Sun-synchronous, 2 planes of 6 at 550 km, northbound at 10:30, 13:30",
        "track": "Repeating track, 2 satellites, 143 revolutions in 10 days, 98.6°",
        "single": "2 satellites, each by its own elements",
        "oval": "Walker delta, 3 planes of 2 at 8,000 km, 63°, eccentricity 0.2",
        "streets": "Streets of coverage, 6 planes of 11 at 780 km, 90°, for 8.2° of elevation",
        "delta": "Walker delta, 72 planes of 22 at 550 km, 53°",
        "belt": "Geostationary, over 100° W, 10° W, 70° E",
        "star": "Walker star, 6 planes of 11 at 780 km, 86.4°",
    }


@pytest.mark.reference
def test_sensors_hold_what_the_file_says(families: Scenario) -> None:
    sensors = families.sensors
    cone, strip = sensors["cone"].footprint.nadir_cone, sensors["strip"].footprint.nadir_cone
    agile, radar = sensors["agile"].footprint.off_nadir, sensors["radar"].footprint.off_nadir
    assert cone and strip and agile and radar
    assert cone.half_angle and cone.half_angle.value == pytest.approx(math.radians(30.0))
    assert cone.swath is None
    assert strip.swath and strip.swath.value == 290e3
    assert agile.max and (agile.min.value, agile.max.text, agile.swath, agile.side) == (0.0, "30 deg", None, "both")
    assert (agile.max.lowest, agile.max.highest) == (pytest.approx(math.radians(15.0)), pytest.approx(math.radians(45.0)))
    assert radar.swath and (radar.min.text, radar.max, radar.swath.value, radar.side) == ("20 deg", None, 500e3, "right")
    least = [sensor.min_sun_elevation for sensor in sensors.values()]
    assert [None if fact is None else fact.text for fact in least] == [None, "10 deg", "-6 deg", None]


@pytest.mark.reference
def test_places_and_studies_hold_what_the_file_says(families: Scenario) -> None:
    tropics, people = families.regions["tropics"], families.regions["people"]
    assert tropics.latitudes
    assert (tropics.latitudes.south.text, tropics.latitudes.north.text, tropics.weight) == ("-23.4 deg", "23.4 deg", "area")
    assert (people.weight, people.country, people.latitudes, families.regions["french"].weight) == ("people", None, None, "people")
    point = families.targets["near-pole"]
    assert point.latitude and point.longitude
    assert (point.city, point.latitude.text, point.longitude.text) == (None, "78.2 deg", "15.6 deg")
    assert (families.targets["london"].city, families.targets["london"].latitude) == ("London, United Kingdom", None)
    assert (list(families.studies.asked()), families.studies.coverage) == (["revisit"], None)
    both = loads(rewritten("studies:\n", "studies:\n" + COVERAGE))
    assert list(both.studies.asked()) == ["coverage", "revisit"]
    assert both.studies.sweeps()["revisit"].span.value == 14 * 86_400.0


@pytest.mark.reference
def test_figures_of_both_studies_are_named_by_view_measure_and_place() -> None:
    names = loads(rewritten("studies:\n", "studies:\n" + COVERAGE)).figure_names()
    assert len(set(names)) == len(names) == 4 * len(MEASURES) + len(BELT_MEASURES) + 4 * len(REVISIT_MEASURES) + 3 * len(TARGET_MEASURES)
    assert {"coverage.all_hours_a_day_people", "coverage.all_continuous_south", "coverage.all_continuous_north"} <= set(names)
    assert {"revisit.all_median_gap_tropics", "revisit.all_response_90_world", "revisit.all_looks_a_day_near_pole"} <= set(names)
    assert not {"coverage.all_hours_a_day_seoul", "revisit.all_looks_a_day_world", "revisit.all_response_90_seoul"} & set(names)
    assert not [name for name in loads(FAMILIES).figure_names() if name.startswith("coverage")]


@pytest.mark.reference
@pytest.mark.parametrize(
    ("revolutions", "days", "inclination"),
    [(143, 10, "98.62 deg"), (233, 16, "98.2 deg"), (127, 10, "66.04 deg"), (1, 1, "0 deg"), (385, 27, "98.5 deg")],
)
def test_tracks_that_are_flown_are_accepted(revolutions: int, days: int, inclination: str) -> None:
    """Repeat cycles of Sentinel-2, Landsat 8, TOPEX/Poseidon, a geostationary satellite and Sentinel-3 as their operators publish them."""
    text = rewritten("revolutions: 143\n        days: 10\n        inclination: 98.6 deg", "XX")
    scenario = loads(text.replace("XX", f"revolutions: {revolutions}\n        days: {days}\n        inclination: {inclination}"))
    assert isinstance(scenario.constellations["imaging"].shells["track"], RepeatingTrack)


BAD = [
    # sun-synchronous
    ("local-times: [10.5 h,", "local-times: [10:30,", f"{MORNING}.local-times.0", "a time on a clock; write it in hours: 10.5 h"),
    ("local-times: [10.5 h,", "local-times: [24 h,", f"{MORNING}.local-times.0", "must lie in [0, 24) h"),
    ("local-times: [10.5 h,", "local-times: [10.5 deg,", f"{MORNING}.local-times.0", "got 10.5 deg, an angle; must be a time"),
    ("local-times: [10.5 h,", "local-times: [9 h, 9 h,", f"{MORNING}.local-times.1", "got 9 h twice"),
    ("altitude: 550 km\n", "altitude: 6000 km\n", f"{MORNING}.altitude", "[100, 5900] km. Higher up no inclination turns the orbit along"),
    ("altitude: 550 km\n        local", "altitude: 550 km\n        inclination: 97 deg\n        local", f"{MORNING}.inclination",
     "is no key of a sun-synchronous shell"),
    ("per-plane: 6\n", "per-plane: 50001\n", f"{MORNING}.per-plane", "2 x 50001 = 100,002 satellites"),
    ("phasing: 1\n", "phasing: 2\n", f"{MORNING}.phasing", "planes - 1, here 1"),
    # repeating track
    ("revolutions: 143\n", "revolutions: 140\n", f"{TRACK}.revolutions", "the same track as 14 in 1; write that"),
    ("revolutions: 143\n", "revolutions: 171\n", f"{TRACK}.revolutions", "an altitude of about -26 km; must lie in [100, 50000] km"),
    ("revolutions: 143\n", "revolutions: 3\n", f"{TRACK}.revolutions", "got 3 in 10 days, an altitude of about"),
    ("days: 10\n", "days: 10 day\n", f"{TRACK}.days", "whole number"),
    ("satellites: 2\n", "satellites: 0\n", f"{TRACK}.satellites", "A shell has one satellite or more"),
    ("longitude: -20 deg", "longitude: 340 deg", f"{TRACK}.longitude", "did you mean -20 deg?"),
    # elements
    ("semi-major-axis: 6875 km", "semi-major-axis: 497 km", f"{SINGLE}.0.semi-major-axis", "counted from the centre of the body"),
    ("semi-major-axis: 6875 km", "semi-major-axis: 6470 km", f"{SINGLE}.0.semi-major-axis", "must be 6478.137 km or more"),
    ("eccentricity: 0.0008", "eccentricity: 0.08", f"{SINGLE}.0.eccentricity", "it must stay above 100 km, so at most 0.0577 here"),
    ("eccentricity: 0.0008", "eccentricity: 0.0008 deg", f"{SINGLE}.0.eccentricity", "got 0.0008 deg, an angle; must be a ratio"),
    ("low: 0.69, high: 0.71", "low: 0.69, high: 0.8", f"{SINGLE}.1.eccentricity", "reaches 0.8, a perigee at -1,066 km"),
    ("            raan: 200 deg\n", "", f"{SINGLE}.1.raan", "is missing; a set of elements needs it (right ascension"),
    # Walker with eccentricity, streets
    ("eccentricity: 0.2}", "eccentricity: 0.6}", f"{OVAL}.eccentricity", "so at most 0.5494 here"),
    ("eccentricity: 0.2}", "eccentricity: 1}", f"{OVAL}.eccentricity", "must lie in [0, 0.9]"),
    ("        planes: 6\n", "        planes: 1\n", f"{STREETS}.planes", "[2, 100000]. Streets lie side by side"),
    ("        per-plane: 11\n", "        per-plane: 9\n", f"{STREETS}.per-plane", "a plane needs at least 10"),
    ("        min-elevation: 8.2 deg\n", "", f"{STREETS}.min-elevation", "is missing; a streets-of-coverage shell needs it"),
    # sensors
    ("{half-angle: 30 deg}", "{half-angle: 90 deg}", "sensors.cone.footprint.nadir-cone.half-angle", "(0, 90) deg"),
    ("{half-angle: 30 deg}", "{half-angle: 30 deg, swath: 9 km}", "sensors.cone.footprint.nadir-cone",
     "gives half-angle and swath; keep one"),
    ("{half-angle: 30 deg}", "{}", "sensors.cone.footprint.nadir-cone", "is empty; give one of half-angle, swath"),
    ("{half-angle: 30 deg}", "{angle: 30 deg}", "sensors.cone.footprint.nadir-cone.angle", "did you mean half-angle?"),
    ("{swath: 290 km}", "{swath: 0 km}", "sensors.strip.footprint.nadir-cone.swath", "(0, 20000] km"),
    ("min-sun-elevation: 10 deg", "min-sun-elevation: -20 deg", "sensors.strip.min-sun-elevation", "[-18, 90) deg. It is dark below -18"),
    ("{min: 20 deg, swath: 500 km, side: right}", "{min: 20 deg, side: right}", "sensors.radar.footprint.off-nadir",
     "lacks a key; give one of max, swath"),
    ("side: right", "side: rihgt", "sensors.radar.footprint.off-nadir.side", "did you mean right?"),
    ("off-nadir: {max:", "off-nadir: {min: 20 deg, max:", "sensors.agile.footprint.off-nadir.max",
     "goes down to 15 deg; must stay above `min`, which reaches up to 20 deg"),
    ("{nadir-cone: {half-angle: 30 deg}}", "{nadir-con: {half-angle: 30 deg}}", "sensors.cone.footprint.nadir-con",
     "did you mean nadir-cone?"),
    # regions and targets
    ("{south: -23.4 deg, north: 23.4 deg}", "{south: 23.4 deg, north: -23.4 deg}", "regions.tropics.latitudes.north", "swap them"),
    ("{title: Where people live, weight: people}", "{title: Where people live, weight: area}", "regions.people", "names no place"),
    ("{title: Where people live, weight: people}", "{title: Where people live, weight: heads}", "regions.people", "names no place"),
    ("country: France, weight: people", "country: France, weight: heads", "regions.french.weight", "the weights are: area, people"),
    ("{title: Seoul, city: Seoul}", "{title: Seoul}", "targets.seoul", "names no place; give a city, or latitude and longitude"),
    ("city: Seoul}", "city: Seoul, latitude: 37 deg}", "targets.seoul",
     "gives city and latitude; keep the city, or latitude and longitude"),
    (", longitude: 15.6 deg}", "}", "targets.near-pole.longitude", "is missing; a target with a latitude needs it"),
    ("{title: Seoul, city: Seoul}", "{title: Seoul, town: Seoul}", "targets.seoul.town",
     "is no key of a target; the keys are: title, city"),
    ("  seoul: {title", "  tropics: {title", "targets.tropics", "is the name of a region as well; choose another"),
    ("  seoul: {title", "  world: {title", "targets.world", "`world` is the name of a region; choose another name"),
    # studies and figures
    ("step: 30 s", "step: 30 day", "studies.revisit.step", "[1, 86400] s"),
    ("revisit:\n    span", "revisits:\n    span", "studies.revisits", "is no key of the studies; did you mean revisit?"),
    ("revisit.all_gap_90_near_pole", "revisit.all_gap_90_near-pole", "headline.figures.1", "did you mean revisit.all_gap_90_near_pole?"),
    ("revisit.all_response_90_world]", "coverage.all_one_in_view_world]", "headline.figures.2", "which no study gives"),
]  # fmt: skip

AT = {
    f"{MORNING}.inclination": "        inclination: 97 deg",
    f"{SINGLE}.1.raan": "          - semi-major-axis: 26560 km",
    f"{STREETS}.min-elevation": "      streets:",
    "studies.revisits": "  revisits:",
}
"""Where a fault stands that is not on the line of the changed passage, by key: a passage of the spoiled file."""


@pytest.mark.reference
@pytest.mark.parametrize(("old", "new", "key", "fragment"), BAD, ids=[f"{case[2]}: {case[3][:30]}" for case in BAD])
def test_each_mistake_is_told_at_its_key_and_line(old: str, new: str, key: str, fragment: str) -> None:
    text = rewritten(old, new)
    problems = faults(text)
    found = [problem for problem in problems if problem.key == key]
    assert len(found) == 1, problems
    assert fragment in found[0].message
    where = text.index(AT[key]) if key in AT else FAMILIES.index(old)
    assert found[0].line == text[:where].count("\n") + 1


@pytest.mark.reference
def test_studies_must_ask_something() -> None:
    head, _, tail = FAMILIES.partition("studies:\n")
    problems = faults(head + "studies: {}\n" + tail[tail.index("headline:") :])
    asked = [problem for problem in problems if problem.key == "studies"]
    assert [(problem.line, problem.message) for problem in asked] == [
        (line_of("studies:\n"), f"is empty; ask at least one study: {', '.join(STUDIES)}")
    ]


@pytest.mark.reference
def test_two_figures_of_one_name_are_told_at_the_views_of_their_study() -> None:
    text = rewritten("      all: {title: All,", "      all-median-gap: {title: B, constellations: [cones]}\n      all: {title: All,")
    text = text.replace("  seoul: {", "  median-gap-oslo: {title: O, city: Oslo}\n  oslo: {title: O, city: Oslo}\n  seoul: {")
    (problem,) = faults(text)
    assert problem.key == "studies.revisit.views"
    assert problem.line == text[: text.index("    views:")].count("\n") + 1
    assert "two figures would be called revisit.all_median_gap_median_gap_oslo; rename a view, a region or a target" in problem.message


@pytest.mark.reference
def test_cities_are_looked_up_when_a_scenario_is_compiled(families: Scenario) -> None:
    check_countries(families)
    with pytest.raises(ScenarioError) as caught:
        check_countries(loads(rewritten("city: Seoul}", "city: Seuol}").replace("country: France", "country: Frnace")))
    assert [(problem.key, problem.line) for problem in caught.value.problems] == [
        ("regions.french.country", line_of("  french:")),
        ("targets.seoul.city", line_of("  seoul:")),
    ]
    assert "did you mean 'Seoul'" in caught.value.problems[1].message


LINES = FAMILIES.splitlines()


@pytest.mark.law
@given(
    number=st.integers(0, len(LINES) - 1),
    cut=st.integers(0, 120),
    piece=st.sampled_from(["", " ", ":", "x", "-", "/", ",", "{", "}", "]", "0", '"', "\n", "12 km", "{}", "~", "5 deg", "10:30", " at "]),
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
