"""Every kind of mistake in a scenario file, with the line, the key and the words of its message."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_sample import SAMPLE, line_of, spoiled

from cupola.errors import Problem, ScenarioError
from cupola.scenario.loading import loads

DELTA = "constellations.low.shells.delta"
STAR = "constellations.low.shells.star"
TUNDRA = "constellations.high.shells.tundra"
ELEVATION = "sensors.camera.footprint.min-elevation"
TANGENT = "sensors.infrared.footprint.above-horizon.tangent-height"
VIEWED = "studies.coverage.views.all.constellations"

BAD = [
    # quantities
    ("wrong dimension", "altitude: 1000 km", "altitude: 1000 deg", f"{STAR}.altitude", "got 1000 deg, an angle; must be a length: m, km"),
    ("no unit", "altitude: 1000 km", "altitude: 1000", f"{STAR}.altitude", "without a unit"),
    ("a word", "inclination: 53 deg", "inclination: NO", f"{DELTA}.inclination", "got NO; must be a number and its unit"),
    ("nan", "inclination: 53 deg", "inclination: .nan", f"{DELTA}.inclination", "got .nan"),
    ("overflow", "altitude: 1000 km", "altitude: 1e400 km", f"{STAR}.altitude", "too large"),
    ("leading zero", "altitude: 1000 km", "altitude: 01000 km", f"{STAR}.altitude", "leading zero"),
    ("commas", "altitude: 1000 km", "altitude: 1,000 km", f"{STAR}.altitude", "write the digits without separators: 1000 km"),
    ("a clock", "span: 24 h", "span: 1:30", "studies.coverage.span", "a time on a clock; write it in hours: 1.5 h"),
    ("a list", "altitude: 1000 km", "altitude: [1000 km]", f"{STAR}.altitude", "got a list"),
    ("empty", "altitude: 1000 km", "altitude:", f"{STAR}.altitude", "is empty"),
    ("197.6 deg", "inclination: 53 deg", "inclination: 197.6 deg", f"{DELTA}.inclination",
     "must lie in [0, 180] deg. Retrograde orbits are 90 to 180; did you mean 97.6 deg?"),
    ("negative inclination", "inclination: 53 deg", "inclination: -53 deg", f"{DELTA}.inclination", "did you mean 53 deg?"),
    ("radians", "inclination: 53 deg", "inclination: 53 rad", f"{DELTA}.inclination", "did you mean 53 deg?"),
    ("altitude in metres", "altitude: 1000 km", "altitude: 1000 m", f"{STAR}.altitude",
     "must lie in [100, 50000] km; did you mean 1000 km?"),
    ("altitude too high", "altitude: 1000 km", "altitude: 60000 km", f"{STAR}.altitude", "must lie in [100, 50000] km"),
    ("tangent of 3000 km", "tangent-height: 80 km", "tangent-height: 3000 km", TANGENT, "[0, 3000) km"),
    ("tangent over target", "tangent-height: 80 km", "tangent-height: 150 km", TANGENT, "must stay below the target"),
    ("perigee", "perigee-altitude: 600 km", "perigee-altitude: 100 km", f"{TUNDRA}.perigee-altitude", "[200, 2000] km"),
    ("longitude of 0 to 360", "[-90 deg]", "[270 deg]", f"{TUNDRA}.apogee-longitudes.0", "did you mean -90 deg?"),
    ("latitude", "latitude: 40 deg", "latitude: 91 deg", "regions.somewhere.circle.latitude", "[-90, 90] deg"),
    ("spread of nothing", "raan-spread: 90 deg", "raan-spread: 0 deg", f"{STAR}.raan-spread", "(0, 360] deg"),
    ("elevation of 90 deg", "value: 20 deg, low: 15 deg, high: 30 deg", "value: 20 deg, low: 15 deg, high: 90 deg", f"{ELEVATION}.high",
     "[0, 90) deg"),
    # counts
    ("no planes", "planes: 2\n", "planes: 0\n", f"{STAR}.planes", "A shell has one satellite or more"),
    ("planes with unit", "planes: 2\n", "planes: 2 km\n", f"{STAR}.planes", "whole number"),
    ("half a plane", "planes: 2\n", "planes: 2.5\n", f"{STAR}.planes", "whole number"),
    ("octal planes", "planes: 2\n", "planes: 010\n", f"{STAR}.planes", "leading zero; write 10"),
    ("absurd planes", "planes: 2\n", "planes: 100001\n", f"{STAR}.planes", "[1, 100000]"),
    ("absurd shell", "per-plane: 3\n", "per-plane: 50001\n", f"{STAR}.per-plane",
     "2 x 50001 = 100,002 satellites; a shell holds at most 100,000"),
    ("phasing", "phasing: 1", "phasing: 6", f"{DELTA}.phasing", "Walker's F runs from 0 to planes - 1, here 5"),
    ("no longitudes", "[-90 deg]", "[]", f"{TUNDRA}.apogee-longitudes", "zero satellites"),
    # keys and shapes
    ("near miss", "perigee-altitude:", "perigee-altitud:", f"{TUNDRA}.perigee-altitud", "did you mean perigee-altitude?"),
    ("underscore", "raan-spread:", "raan_spread:", f"{STAR}.raan_spread", "did you mean raan-spread?"),
    ("a stranger", "raan-spread:", "colour:", f"{STAR}.colour", "is no key of a walker-star shell; the keys are: pattern, altitude"),
    ("missing key", "        perigee-altitude: 600 km\n", "", f"{TUNDRA}.perigee-altitude", "is missing; a molniya shell needs it"),
    ("unknown pattern", "pattern: walker-star", "pattern: walker-stat", f"{STAR}.pattern", "did you mean walker-star?"),
    ("missing pattern", "        pattern: walker-star\n", "", f"{STAR}.pattern", "is missing; a shell needs it"),
    ("comma in flow", "{title: Builder, country: France}", "{title: Builder, of boats}", "suppliers.builder.of boats", "needs quotes"),
    ("bad name", "  date-line:", "  Date_Line:", "regions.Date_Line", "must be a name"),
    ("dotted name", "  date-line:", "  date.line:", "regions.date.line", "must be a name"),
    ("world again", "  date-line:", "  world:", "regions.world", "built in"),
    ("a section of another name", "suppliers:\n", "supliers:\n", "supliers", "did you mean suppliers?"),
    ("a source called assumed", "suppliers:\n", "  assumed: {title: Us, date: 2026, language: en}\nsuppliers:\n", "sources.assumed",
     "a kind of number, not a source"),
    ("two footprints", "        tangent-height: 80 km\n", "        tangent-height: 80 km\n      min-elevation: 5 deg\n",
     "sensors.infrared.footprint", "keep one"),
    ("no place", "title: Somewhere, circle: {latitude: 40 deg, longitude: 127 deg, radius: 500 km}", "title: Somewhere",
     "regions.somewhere", "names no place"),
    ("version", "cupola: 1", "cupola: 2", "cupola", "reads version 1"),
    ("body", "epoch: 2026-11-01T00:00:00Z", "epoch: 2026-11-01T00:00:00Z\nbody: mars", "body", "the bodies are: earth"),
    ("flag", "about: One of each.", "about: One of each.\nnotional: yes", "notional", "must be true or false"),
    # dates and instants
    ("no such day", "2026-11-01T00:00:00Z", "2026-11-31T00:00:00Z", "epoch", "no day 31"),
    ("no zone", "2026-11-01T00:00:00Z", "2026-11-01T00:00:00", "epoch", "zone"),
    ("a date", "2026-11-01T00:00:00Z", "tomorrow", "epoch", "got 'tomorrow'"),
    ("source date", "date: 2020-04", "date: 2020-13", "sources.filing-2020.date", "must be a date"),
    ("language", "language: en", "language: eng", "sources.filing-2020.language", "two-letter"),
    ("link", "https://example.org/filing", "example.org", "sources.filing-2020.link", "web address"),
    # facts
    ("unknown source", "value: 550 km, source: filing-2020", "value: 550 km, source: filling-2020", f"{DELTA}.altitude.source",
     "not in `sources`; did you mean filing-2020?"),
    ("no source", "value: 6, source: filing-2020", "value: 6", f"{DELTA}.planes.source", "is missing"),
    ("assumed without low", "low: 15 deg, ", "", f"{ELEVATION}.low", "a number with the source `assumed` gives low, high, note"),
    ("assumed without note", ", note: no camera is meant", "", f"{ELEVATION}.note", "is missing"),
    ("computed without note", "source: filing-2020}\n        per-plane", "source: computed}\n        per-plane", f"{DELTA}.planes.note",
     "is missing"),
    ("low above high", "low: 15 deg, high: 30 deg", "low: 30 deg, high: 15 deg", f"{ELEVATION}.low",
     "low 30 deg above high 15 deg; swap them"),
    ("value outside", "value: 20 deg", "value: 31 deg", f"{ELEVATION}.value", "outside its own range [15 deg, 30 deg]"),
    ("low without high", "value: 6, source", "value: 6, low: 5, source", f"{DELTA}.planes.high", "low and high come together"),
    ("low of another kind", "low: 15 deg", "low: 15 km", f"{ELEVATION}.low", "got 15 km, a length"),
    ("key of a fact", "value: 6, source", "valeu: 6, source", f"{DELTA}.planes.valeu", "did you mean value?"),
    ("other without source", "value: 540 km, source: computed, note", "value: 540 km, note", f"{DELTA}.altitude.others.0.source",
     "is missing"),
    # references
    ("supplier", "supplier: builder", "supplier: bilder", "constellations.low.supplier", "not in `suppliers`; did you mean builder?"),
    ("sensor", "sensor: infrared", "sensor: ultrared", "constellations.high.sensor", "did you mean infrared?"),
    ("view", "constellations: [low, high]", "constellations: [low, hihg]", f"{VIEWED}.1", "did you mean high?"),
    ("view twice", "constellations: [low, high]", "constellations: [low, low]", f"{VIEWED}.1", "twice"),
    ("blind view", "constellations: [low, high]", "constellations: [low, blind]", f"{VIEWED}.1", "carries no sensor"),
    ("figure", "coverage.all_longest_gap_world]", "coverage.all_longest_gap_wrld]", "headline.figures.1",
     "did you mean coverage.all_longest_gap_world?"),
    ("brace", "Seen {coverage.all_one_in_view_somewhere} of", "Seen {coverage.all_one_in_view_somewhere of", "headline.sentence",
     "a brace without its partner"),
    ("format", "Seen {coverage.all_one_in_view_somewhere}", "Seen {coverage.all_one_in_view_somewhere:.2f}", "headline.sentence",
     "which no study gives"),
    ("nested braces", "Seen {coverage.all_one_in_view_somewhere}", "Seen {{x}}", "headline.sentence", "a brace without its partner"),
    ("no figure", "Seen {coverage.all_one_in_view_somewhere} of", "Seen for most of", "headline.sentence", "names no figure"),
    # geometry and studies
    ("south of south", "south: -10 deg, north: 10 deg", "south: 10 deg, north: -10 deg", "regions.date-line.box.north", "swap them"),
    ("no width", "west: 170 deg, east: -170 deg", "west: 170 deg, east: 170 deg", "regions.date-line.box.east", "without width"),
    ("grid", "grid: 2 deg", "grid: 7 deg", "studies.coverage.grid", "must divide 180 deg, such as 7.2 deg"),
    ("fine grid", "grid: 2 deg", "grid: 0.1 deg", "studies.coverage.grid", "[0.25, 30] deg"),
    ("long step", "span: 24 h", "span: 30 s", "studies.coverage.span", "One minute to ten years"),
    ("step over span", "step: 60 s", "step: 86401 s", "studies.coverage.step", "[1, 86400] s"),
    ("step beyond span", "span: 24 h\n    step: 60 s", "span: 2 h\n    step: 3 h", "studies.coverage.step", "longer than the span 2 h"),
    ("too many steps", "span: 24 h\n    step: 60 s", "span: 2 year\n    step: 60 s", "studies.coverage.step",
     "1,051,920 steps in 2 year; at most 1,000,000"),
    ("draws", "draws: 2", "draws: 65", "studies.coverage.draws", "[0, 64]"),
]  # fmt: skip


def faults(text: str, changes: dict[str, str] | None = None) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "bad.yaml", changes or {})
    assert caught.value.file == "bad.yaml"
    return caught.value.problems


AT = {
    "missing key": "      tundra:",
    "missing pattern": "      star:",
    "two footprints": "    footprint:\n      above-horizon:",
    "body": "body: mars",
    "flag": "notional: yes",
    "step beyond span": "    step: 3 h",
    "too many steps": "    step: 60 s",
}
"""Where a fault stands that is not on the line of the changed passage: a passage of the spoiled file."""


def expected_line(case: str, old: str, new: str) -> int:
    """Line of the spoiled file on which a fault must be told."""
    text = spoiled(old, new)
    where = text.index(AT[case]) if case in AT else SAMPLE.index(old)
    return text[:where].count("\n") + 1


@pytest.mark.reference
@pytest.mark.parametrize(("case", "old", "new", "key", "fragment"), BAD, ids=[case[0] for case in BAD])
def test_each_mistake_is_told_at_its_line_and_key(case: str, old: str, new: str, key: str, fragment: str) -> None:
    problems = faults(spoiled(old, new))
    found = [problem for problem in problems if problem.key == key]
    assert len(found) == 1, problems
    assert fragment in found[0].message
    assert found[0].line == expected_line(case, old, new)


@pytest.mark.reference
def test_the_message_has_file_line_key_and_advice() -> None:
    """The form that the house style sets for an error: what, where, got, allowed, next step."""
    with pytest.raises(ScenarioError) as caught:
        loads(spoiled("inclination: 53 deg", "inclination: 197.6 deg"), "golden-dome.yaml")
    assert str(caught.value) == (
        f"golden-dome.yaml:{line_of('inclination: 53 deg')}: {DELTA}.inclination\n"
        "  got 197.6 deg; must lie in [0, 180] deg. Retrograde orbits are 90 to 180; did you mean 97.6 deg?"
    )


@pytest.mark.reference
def test_all_faults_of_a_file_come_together_by_line_and_once() -> None:
    text = (
        SAMPLE.replace("language: en", "language: english")
        .replace("altitude: 1000 km", "altitud: 1000 deg")
        .replace("sensor: camera", "sensor: camra")
    )
    text = (
        text.replace("radius: 500 km", "radius: 0 km")
        .replace("grid: 2 deg", "grid: 7 deg")
        .replace("one_in_view_somewhere}", "one_in_view}")
    )
    problems = faults(text)
    assert [problem.key for problem in problems] == [
        "sources.filing-2020.language",
        "constellations.low.sensor",
        f"{STAR}.altitud",
        "regions.somewhere.circle.radius",
        "studies.coverage.grid",
        "headline.sentence",
    ]
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)
    assert len(set(problems)) == len(problems)


@pytest.mark.reference
def test_the_whole_scenario_holds_at_most_200000_satellites() -> None:
    text = spoiled("planes: 3, per-plane: 5", "planes: 1000, per-plane: 100").replace(
        "planes: 2\n        per-plane: 3\n", "planes: 1000\n        per-plane: 100\n"
    )
    (problem,) = faults(text)
    assert (problem.key, problem.line) == ("constellations", line_of("constellations:\n"))
    assert "got 200,027 satellites in all" in problem.message


@pytest.mark.reference
def test_empty_sections_say_what_they_need() -> None:
    for section, what in (("sensors", "sensors"), ("regions", "regions")):
        text = "".join(f"{line}\n" for line in SAMPLE.splitlines())
        head, _, rest = text.partition(f"\n{section}:\n")
        body = rest.split("\n")
        tail = next(index for index, line in enumerate(body) if line and not line.startswith(" "))
        problems = faults(f"{head}\n{section}:\n" + "\n".join(body[tail:]))
        assert any(problem.key == section and f"must be a mapping from names to {what}" in problem.message for problem in problems)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("path", "value", "fragment"),
    [
        (f"{STAR}.altitude", "90 km", "--set: got 90 km; must lie in [100, 50000] km"),
        (f"{STAR}.altitud", "900 km", "--set: is no key of a walker-star shell; did you mean altitude?"),
        ("constellations.low.shell.star.altitude", "900 km", "--set: names nothing: no shell here, did you mean shells?"),
        ("constellations.lwo.title", "x", "did you mean low?"),
        ("regions.somwhere", "x", "did you mean somewhere?"),
        ("constellations.low.shells", "x", "--set: holds several values; set one of them: constellations.low.shells.delta"),
        ("constellations.high.shells.belt.longitudes", "10 deg", "--set: is a list; set its items by index"),
        ("constellations.high.shells.belt.longitudes.2", "10 deg", "is a list, its items are 0 to 1"),
        ("constellations.high.shells.belt.longitudes." + "9" * 5000, "10 deg", "its items are 0 to 1"),
        (f"{STAR}.altitude.value.unit", "10 deg", "is one value"),
        ("", "x", "names nothing"),
        ("title", "a\x00b", "--set: got a character that a scenario may not hold"),
        ("title", "", "--set: is empty"),
    ],
)
def test_a_bad_setting_from_outside_says_so_with_line_0(path: str, value: str, fragment: str) -> None:
    problems = faults(SAMPLE, {path: value})
    assert [problem.line for problem in problems] == [0]
    assert fragment in problems[0].message


LINES = SAMPLE.splitlines()


@pytest.mark.law
@given(
    number=st.integers(0, len(LINES) - 1),
    cut=st.integers(0, 80),
    piece=st.sampled_from(
        ["", " ", ":", "x", "-", "{", "}", "[", "]", "0", "'", "value: ", "\n", "\n  a: b", "12 km", "null", "{}", "[]", "~", "5 deg"]
    ),
    drop=st.integers(0, 12),
)
@settings(max_examples=300)
def test_any_slip_of_the_pen_gives_a_scenario_or_a_scenario_error(number: int, cut: int, piece: str, drop: int) -> None:
    line = LINES[number]
    text = "\n".join([*LINES[:number], line[:cut] + piece + line[cut + drop :], *LINES[number + 1 :]])
    try:
        scenario = loads(text)
    except ScenarioError as error:
        assert all(0 <= problem.line <= len(LINES) + 2 for problem in error.problems)
    else:
        assert scenario.satellite_count() > 0
