"""Shells in one text: the shells that the long form gives, set from outside like them, refused with the right way to write them."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_families import FAMILIES, line_of, rewritten

from cupola.errors import ScenarioError
from cupola.scenario.loading import loads
from cupola.scenario.schema import Scenario
from cupola.scenario.shells import Geostationary, Shell, SunSynchronous, WalkerDelta, WalkerStar
from cupola.scenario.shorthand import FORMS

DELTA = "constellations.strips.shells.delta"
WRITTEN = '      delta: "53 deg: 1584/72/17 at 550 km"\n'


def with_shell(shell: str) -> Scenario:
    """The families with the shell `delta` written otherwise."""
    return loads(rewritten(WRITTEN, f"      delta: {shell}\n"), "t.yaml")


def shell_of(written: str) -> Shell:
    return with_shell(written).constellations["strips"].shells["delta"]


def quantities(written: str) -> list[tuple[str, float]]:
    """Key and value of every quantity that a shell gives."""
    return [(fact.key, fact.value) for fact in with_shell(written).facts() if fact.key.startswith(DELTA)]


@pytest.mark.reference
def test_walker_notation_gives_the_shell_of_the_filing() -> None:
    """Walker's i: t/p/f (1984); the shells of the Starlink filing of 2019 (1,584 satellites in 72 planes) and of Iridium."""
    delta, star = shell_of('"delta 53 deg: 1584/72/17 at 550 km"'), shell_of('"star 86.4 deg: 66/6/2 at 780 km"')
    assert isinstance(delta, WalkerDelta)
    assert isinstance(star, WalkerStar)
    assert (delta.planes.count, delta.per_plane.count, delta.phasing.count, delta.altitude.text) == (72, 22, 17, "550 km")
    assert (star.planes.count, star.per_plane.count, star.phasing.count, star.inclination.text) == (6, 11, 2, "86.4 deg")
    assert (delta.satellite_count, star.satellite_count, star.raan_spread.text) == (1_584, 66, "180 deg")


ALIKE = [
    ('"53deg:24/6/1 at 550km"', "{pattern: walker-delta, altitude: 550 km, inclination: 53 deg, planes: 6, per-plane: 4, phasing: 1}"),
    ('"star 86.4 deg : 66 / 6 / 2 at 780 km"',
     "{pattern: walker-star, altitude: 780 km, inclination: 86.4 deg, planes: 6, per-plane: 11, phasing: 2}"),
    ("geostationary at -100 deg, 70 deg", "{pattern: geostationary, longitudes: [-100 deg, 70 deg]}"),
    ('"sun-synchronous 10.5 h: 6 at 550 km"', "{pattern: sun-synchronous, altitude: 550 km, local-times: [10.5 h], per-plane: 6}"),
    ('"sun-synchronous 10.5 h, 22.5 h: 6 at 550 km"',
     "{pattern: sun-synchronous, altitude: 550 km, local-times: [10.5 h, 22.5 h], per-plane: 6}"),
    ('"repeating-track 15/1 at 97.4 deg: 4"',
     "{pattern: repeating-track, revolutions: 15, days: 1, inclination: 97.4 deg, satellites: 4}"),
]  # fmt: skip


@pytest.mark.reference
@pytest.mark.parametrize(("short", "long"), ALIKE, ids=[case[0] for case in ALIKE])
def test_a_text_is_the_shell_that_its_keys_give(short: str, long: str) -> None:
    assert quantities(short) == quantities(long)
    assert type(shell_of(short)) is type(shell_of(long))


@pytest.mark.law
@given(
    planes=st.integers(1, 90),
    per_plane=st.integers(1, 90),
    share=st.floats(0.0, 1.0, exclude_max=True),
    tenths=st.integers(0, 1_800),
    kilometres=st.integers(100, 50_000),
)
@settings(max_examples=50)
def test_any_walker_pattern_can_be_written_in_one_text(planes: int, per_plane: int, share: float, tenths: int, kilometres: int) -> None:
    phasing, inclination = int(share * planes), f"{tenths / 10} deg"
    keys = f"altitude: {kilometres} km, inclination: {inclination}, planes: {planes}, per-plane: {per_plane}, phasing: {phasing}"
    short = f'"{inclination}: {planes * per_plane}/{planes}/{phasing} at {kilometres} km"'
    assert quantities(short) == quantities(f"{{pattern: walker-delta, {keys}}}")


@pytest.mark.reference
def test_the_parts_of_a_text_are_settings_on_its_line() -> None:
    scenario = loads(FAMILIES, "families.yaml")
    parts = {fact.key: fact for fact in scenario.facts() if fact.key.startswith(DELTA)}
    assert list(parts) == [f"{DELTA}.{name}" for name in ("altitude", "inclination", "planes", "per-plane", "phasing")]
    assert {(fact.kind, fact.line) for fact in parts.values()} == {("setting", line_of("      delta:"))}
    assert scenario.line_of("constellations.strips.shells.belt.longitudes.2") == line_of("      belt:")
    assert scenario.source_text == FAMILIES


@pytest.mark.reference
def test_parts_of_a_text_can_be_set_from_outside_and_drawn() -> None:
    changes = {f"{DELTA}.altitude": "600 km", f"{DELTA}.raan": "5 deg", "constellations.strips.shells.belt.longitudes.1": "20 deg"}
    scenario = loads(FAMILIES, "families.yaml", changes)
    delta, belt = scenario.constellations["strips"].shells["delta"], scenario.constellations["strips"].shells["belt"]
    assert isinstance(delta, WalkerDelta)
    assert isinstance(belt, Geostationary)
    assert (delta.altitude.value, delta.altitude.line, delta.raan.text, delta.planes.count) == (600e3, 0, "5 deg", 72)
    assert [fact.text for fact in belt.longitudes] == ["-100 deg", "20 deg", "70 deg"]
    again = loads(scenario.source_text, "families.yaml")
    assert [(fact.key, fact.text) for fact in again.facts()] == [(fact.key, fact.text) for fact in scenario.facts()]
    drawn = scenario.with_values({f"{DELTA}.altitude": 500e3}).constellations["strips"].shells["delta"]
    assert isinstance(drawn, WalkerDelta)
    assert drawn.altitude.value == 500e3


@pytest.mark.reference
@pytest.mark.parametrize("form", FORMS.values())
def test_every_form_that_a_message_shows_is_accepted(form: str) -> None:
    assert shell_of(json.dumps(form)).satellite_count > 0


BAD = [
    ("no colon", '"53 deg 1584/72/17 at 550 km"', DELTA, 'write it as "53 deg: 1584/72/17 at 550 km"'),
    ("no height", '"53 deg: 1584/72/17"', DELTA, 'write it as "53 deg: 1584/72/17 at 550 km"'),
    ("two numbers", '"star 53 deg: 1584/72 at 550 km"', DELTA, 'write it as "star 86.4 deg: 66/6/2 at 780 km"'),
    ("uneven", '"53 deg: 1580/72/17 at 550 km"', DELTA, "1580 satellites do not spread evenly over 72 planes; write 1512 or 1584 of them"),
    ("fewer than planes", '"53 deg: 5/72/17 at 550 km"', DELTA, "write 72 of them"),
    ("no planes", '"53 deg: 72/0/0 at 550 km"', DELTA, "one satellite or more, in one plane or more"),
    ("phasing", '"53 deg: 1584/72/72 at 550 km"', f"{DELTA}.phasing", "Walker's F runs from 0 to planes - 1, here 71"),
    ("altitude", '"53 deg: 1584/72/17 at 550 m"', f"{DELTA}.altitude", "did you mean 550 km?"),
    ("inclination", '"197.6 deg: 1584/72/17 at 550 km"', f"{DELTA}.inclination", "did you mean 97.6 deg?"),
    ("no unit", '"53: 1584/72/17 at 550 km"', f"{DELTA}.inclination", "got 53, without a unit"),
    ("no quotes on a line of its own", "\n        53 deg: 1584/72/17 at 550 km", DELTA,
     'a colon that splits the text; write it in quotes: "53 deg: 1584/72/17 at 550 km"'),
    ("a clock", '"sun-synchronous 10:30: 6 at 550 km"', f"{DELTA}.local-times.0", "write it in hours: 10.5 h"),
    ("a stray comma", '"sun-synchronous 10.5 h,: 6 at 550 km"', DELTA, 'write it as "sun-synchronous 10.5 h, 22.5 h: 6 at 550 km"'),
    ("a slip in the word", '"sun-synchronus 10.5 h: 6 at 550 km"', DELTA, 'write it as "sun-synchronous 10.5 h'),
    ("the long name", '"walker-star 86.4 deg: 66/6/2 at 780 km"', DELTA, 'write it as "star 86.4 deg: 66/6/2 at 780 km"'),
    ("no longitudes", "geostationary at", DELTA, 'write it as "geostationary at -100 deg, 70 deg"'),
    ("longitude", "geostationary at 10 deg, 270 deg", f"{DELTA}.longitudes.1", "did you mean -90 deg?"),
    ("no days", '"repeating-track 15 at 97.4 deg: 4"', DELTA, 'write it as "repeating-track 15/1 at 97.4 deg: 4"'),
    ("track", '"repeating-track 30/2 at 97.4 deg: 4"', f"{DELTA}.revolutions", "the same track as 15 in 1"),
    ("a pattern without a short form", "molniya", DELTA, 'must be a mapping with a `pattern`, or one text: "53 deg: 1584/72/17 at 550 km"'),
    ("nothing", '""', DELTA, "got nothing; must be a mapping with a `pattern`, or one text"),
]  # fmt: skip


@pytest.mark.reference
@pytest.mark.parametrize(("written", "key", "fragment"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_text_that_is_no_shell_is_told_with_the_way_to_write_it(written: str, key: str, fragment: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        with_shell(written)
    (problem,) = caught.value.problems
    assert (problem.key, problem.line) == (key, line_of("      delta:"))
    assert fragment in problem.message


@pytest.mark.reference
def test_a_text_without_quotes_is_told_by_its_colon() -> None:
    with pytest.raises(ScenarioError, match="put quotes around a text that holds `: `") as caught:
        with_shell("53 deg: 1584/72/17 at 550 km")
    assert caught.value.problems[0].line == line_of("      delta:")


@pytest.mark.reference
def test_a_wrong_text_hides_no_other_fault() -> None:
    text = rewritten(WRITTEN, "      delta: 53 deg at 550 km\n").replace("half-angle: 30 deg", "half-angle: 95 deg")
    with pytest.raises(ScenarioError) as caught:
        loads(text, "t.yaml")
    assert [problem.key for problem in caught.value.problems] == ["sensors.cone.footprint.nadir-cone.half-angle", DELTA]


@pytest.mark.law
@given(st.text(alphabet="0123456789:/, .+-adeghklmnrstuwy\n", max_size=40))
@settings(max_examples=200)
def test_any_text_gives_a_shell_or_a_fault(written: str) -> None:
    try:
        shell = shell_of(json.dumps(written))
    except ScenarioError as error:
        assert all(problem.key.startswith(DELTA) for problem in error.problems)
    else:
        assert isinstance(shell, WalkerDelta | WalkerStar | SunSynchronous | Geostationary)
