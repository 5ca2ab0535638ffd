"""From file to scenario: the values in SI, the facts with their sources, settings from outside, variants, the library and the starter."""

import json
import math
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenario_families import FAMILIES, rewritten
from scenario_launches import LAUNCHES, changed
from scenario_network import NETWORK
from scenario_network import changed as rerouted
from scenario_sample import SAMPLE, line_of, spoiled

from cupola.compiler.countries import check_countries
from cupola.errors import InputError, ScenarioError
from cupola.scenario import library
from cupola.scenario.budgets import Laser, Radio
from cupola.scenario.json_schema import json_schema
from cupola.scenario.latency import (
    COMMAND_MEASURES,
    DELIVERY_MEASURES,
    LOSS_MEASURES,
    PAIR_MEASURES,
    THROUGHPUT_AFTER,
    THROUGHPUT_MEASURES,
    TRAFFIC_AFTER,
    TRAFFIC_MEASURES,
    USER_MEASURES,
    LatencyStudy,
    Latitudes,
    Losses,
)
from cupola.scenario.links import Links
from cupola.scenario.loading import load, loads
from cupola.scenario.schema import Scenario
from cupola.scenario.sensors import Infrared
from cupola.scenario.shapes import keys_of
from cupola.scenario.shells import Geostationary, Molniya, WalkerDelta, WalkerStar
from cupola.scenario.sites import Demand, Site, Terminal
from cupola.scenario.starter import new_text
from cupola.scenario.studies import BELT_MEASURES, MEASURES, THREAT_MEASURES, CustodyStudy, Sweep
from cupola.scenario.text import ListNode, MappingNode, Node, TextNode, read
from cupola.scenario.threats import Delays

NOTIONAL = ("golden-dome", "missile-warning", "starshield")
"""The bundled scenarios that stand in for something that is not public."""

DELTA = "constellations.low.shells.delta"
STAR = "constellations.low.shells.star"


@pytest.fixture(scope="module")
def sample() -> Scenario:
    return loads(SAMPLE, "sample.yaml")


@pytest.mark.reference
def test_values_are_si(sample: Scenario) -> None:
    low, high = sample.constellations["low"], sample.constellations["high"]
    delta, star, belt, tundra = low.shells["delta"], low.shells["star"], high.shells["belt"], high.shells["tundra"]
    assert isinstance(delta, WalkerDelta)
    assert isinstance(star, WalkerStar)
    assert isinstance(belt, Geostationary)
    assert isinstance(tundra, Molniya)
    assert (delta.altitude.value, delta.altitude.unit, delta.altitude.text) == (550_000.0, "m", "550 km")
    assert delta.inclination.value == pytest.approx(0.925024503556995, rel=1e-15)
    assert (delta.planes.count, delta.per_plane.count, delta.phasing.count) == (6, 4, 1)
    assert (star.raan.text, star.raan_spread.text, star.phasing.count, star.anomaly.value) == ("10 deg", "90 deg", 0, 0.0)
    assert [round(math.degrees(fact.value), 9) for fact in belt.longitudes] == [-100.0, 70.0]
    assert math.degrees(tundra.inclination.value) == pytest.approx(63.4349)
    assert math.degrees(tundra.argument_of_perigee.value) == pytest.approx(270.0)
    assert (sample.epoch.year, sample.epoch.month, sample.epoch.isoformat()) == (2026, 11, "2026-11-01T00:00:00Z")
    assert (sample.body, sample.notional, sample.file) == ("earth", False, "sample.yaml")
    assert [constellation.satellites for constellation in sample.constellations.values()] == [30, 3, 15]
    assert sample.satellite_count() == 48


@pytest.mark.reference
def test_footprints_and_regions(sample: Scenario) -> None:
    camera, infrared = sample.sensors["camera"].footprint, sample.sensors["infrared"].footprint
    assert camera.above_horizon is None
    assert camera.min_elevation is not None
    assert camera.min_elevation.value == pytest.approx(math.radians(20.0))
    assert infrared.above_horizon is not None
    assert (infrared.above_horizon.target_altitude.value, infrared.above_horizon.tangent_height.value) == (200e3, 80e3)
    box, circle = sample.regions["date-line"].box, sample.regions["somewhere"].circle
    assert box is not None
    assert circle is not None
    assert box.west.value > box.east.value
    assert circle.radius.value == 500e3


@pytest.mark.reference
def test_facts_tell_their_kind_source_and_place(sample: Scenario) -> None:
    facts = {fact.key: fact for fact in sample.facts()}
    altitude, elevation = facts[f"{DELTA}.altitude"], facts["sensors.camera.footprint.min-elevation"]
    assert (altitude.kind, altitude.source, altitude.low, altitude.line) == (
        "reported",
        "filing-2020",
        None,
        line_of("altitude: {value: 550 km"),
    )
    assert [(other.value, other.source, other.note) for other in altitude.others] == [(540_000.0, "computed", "mean of elements")]
    assert (elevation.kind, elevation.source, elevation.note) == ("assumed", None, "no camera is meant")
    assert (elevation.low, elevation.high) == (pytest.approx(math.radians(15.0)), pytest.approx(math.radians(30.0)))
    assert facts[f"{DELTA}.inclination"].kind == "setting"
    assert (facts[f"{DELTA}.planes"].value, facts[f"{DELTA}.planes"].unit) == (6, "1")


@pytest.mark.law
def test_facts_are_the_quantities_of_the_file_in_its_order(sample: Scenario) -> None:
    """Defaults that the file leaves out, and the settings of the studies, are not facts of the file."""
    keys = [fact.key for fact in sample.facts()]
    assert len(keys) == len(set(keys)) == 29
    assert [sample.line_of(key) for key in keys] == sorted(fact.line for fact in sample.facts())
    assert not [key for key in keys if key.startswith("studies")]
    assert f"{DELTA}.raan" not in keys


@pytest.mark.reference
def test_line_of_answers_for_every_key(sample: Scenario) -> None:
    assert sample.line_of(f"{STAR}.raan-spread") == line_of("raan-spread: 90 deg")
    assert sample.line_of("headline.figures.1") == line_of("headline:") + 1
    with pytest.raises(InputError, match=r"did you mean constellations\.low\.shells\.star\.raan"):
        sample.line_of(f"{STAR}.ran")


@pytest.mark.reference
def test_figures_are_named_by_view_measure_and_region(sample: Scenario) -> None:
    assert len(sample.figure_names()) == len(MEASURES) * 3 + len(BELT_MEASURES)
    assert sample.figure_names()[:4] == (
        "coverage.all_one_in_view_somewhere",
        "coverage.all_one_in_view_date_line",
        "coverage.all_one_in_view_world",
        "coverage.all_two_in_view_somewhere",
    )


@pytest.mark.reference
def test_a_setting_from_outside_replaces_a_fact() -> None:
    changed = loads(
        SAMPLE, "s.yaml", {f"{DELTA}.altitude": "0.9e3 km", f"{STAR}.per-plane": "7", "title": "Other: # title", f"{DELTA}.raan": "5 deg"}
    )
    delta = changed.constellations["low"].shells["delta"]
    assert isinstance(delta, WalkerDelta)
    assert (delta.altitude.value, delta.altitude.kind, delta.altitude.source, delta.altitude.line) == (900_000.0, "setting", None, 0)
    assert changed.satellite_count() == 48 + 2 * 4
    assert changed.title == "Other: # title"
    assert [fact.text for fact in changed.facts() if fact.key == f"{DELTA}.raan"] == ["5 deg"]
    again = loads(changed.source_text, "s.yaml")
    assert again.model_dump(exclude={"constellations", "regions", "sensors", "studies"}) == changed.model_dump(
        exclude={"constellations", "regions", "sensors", "studies"}
    )
    strip = [(fact.key, fact.value, fact.low, fact.high, fact.text, fact.kind, fact.note, fact.others) for fact in changed.facts()]
    assert strip == [(fact.key, fact.value, fact.low, fact.high, fact.text, fact.kind, fact.note, fact.others) for fact in again.facts()]


@pytest.mark.reference
def test_settings_reach_parts_of_facts_and_items_of_lists() -> None:
    changes = {
        "sensors.camera.footprint.min-elevation.value": "25 deg",
        "constellations.high.shells.belt.longitudes.1": "75 deg",
        "studies.coverage.draws": "0",
        "notional": "true",
    }
    changed = loads(SAMPLE, changes=changes)
    elevation = changed.sensors["camera"].footprint.min_elevation
    assert elevation is not None
    assert (elevation.text, elevation.kind) == ("25 deg", "assumed")
    belt = changed.constellations["high"].shells["belt"]
    assert isinstance(belt, Geostationary)
    assert [fact.text for fact in belt.longitudes] == ["-100 deg", "75 deg"]
    assert changed.studies.coverage
    assert (changed.studies.coverage.draws, changed.notional) == (0, True)


@pytest.mark.law
def test_without_changes_the_text_is_kept_as_it_is(sample: Scenario) -> None:
    assert sample.source_text == SAMPLE


@pytest.mark.law
@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_variants_change_what_they_name_and_nothing_else(here: float, there: float) -> None:
    base = loads(SAMPLE)
    ranged = [fact for fact in base.facts() if fact.low is not None and fact.high is not None and not fact.is_count]
    shares = {fact.key: share for fact, share in zip(ranged, (here, there), strict=True)}
    values = {
        fact.key: fact.low + shares[fact.key] * (fact.high - fact.low) for fact in ranged if fact.low is not None and fact.high is not None
    }
    variant = base.with_values(values)
    assert {fact.key: fact.value for fact in variant.facts()} == {fact.key: fact.value for fact in base.facts()} | values
    assert (variant.satellite_count(), variant.file, variant.line_of("title")) == (base.satellite_count(), base.file, 3)
    assert base.facts() == loads(SAMPLE).facts()


@pytest.mark.reference
@pytest.mark.parametrize(
    ("key", "value", "fragment"),
    [
        (f"{DELTA}.altitude", 550.0, "must lie in [100, 50000] km"),
        (f"{DELTA}.altitude", math.nan, "must lie in"),
        (f"{DELTA}.planes", 7.0, "is a count"),
        (f"{DELTA}.altitud", 550e3, "did you mean altitude?"),
        ("constellations.high.shells.belt.longitudes.5", 0.1, "the keys are: 0, 1"),
        ("title", 1.0, "is no quantity"),
        ("constellations.low", 1.0, "is no quantity"),
    ],
)
def test_variants_refuse_what_cannot_be_drawn(sample: Scenario, key: str, value: float, fragment: str) -> None:
    with pytest.raises(InputError, match=re.escape(fragment)):
        sample.with_values({key: value})


@pytest.mark.law
def test_a_scenario_is_frozen_and_can_be_sent_to_a_worker(sample: Scenario) -> None:
    with pytest.raises(ValueError, match="frozen"):
        sample.title = "x"  # pyright: ignore[reportAttributeAccessIssue] -- the point of the test
    sent = pickle.loads(pickle.dumps(sample))  # noqa: S301 -- our own bytes
    assert sent.facts() == sample.facts()
    assert sent.line_of("title") == sample.line_of("title")


@pytest.mark.story
@pytest.mark.parametrize("name", library.names())
def test_library_scenarios_check_clean(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name
    assert scenario.notional == (name in NOTIONAL)
    assert 4 <= len(scenario.headline.figures) <= 6
    cited = {fact.source for fact in scenario.facts()} | {other.source for fact in scenario.facts() for other in fact.others}
    beside = () if scenario.studies.interception is None else scenario.studies.interception.published
    spare = scenario.sources.keys() - cited - {one.source for one in beside}
    assert all(scenario.sources[source].quote or scenario.sources[source].language == "ar" for source in spare)
    shells = [fact for fact in scenario.facts() if fact.key.startswith(("constellations", "sensors"))]
    assert [fact.key for fact in shells if fact.kind == "setting"] == []


@pytest.mark.reference
def test_golden_dome_flies_the_published_counts() -> None:
    """SDA contracts of 2022-02, 2022-07, 2024-01 and 2025-12; CBO 2026-05-12."""
    counts = {name: constellation.satellites for name, constellation in load("golden-dome").constellations.items()}
    assert counts == {
        "warning-geo": 4,
        "warning-heo": 2,
        "warning-next-polar": 2,
        "tracking-t1": 28,
        "tracking-t2": 54,
        "tracking-t3": 72,
        "transport-t1": 126,
        "interceptors": 7_800,
    }


@pytest.mark.reference
def test_quotes_stand_in_their_own_language() -> None:
    sources = load("golden-dome").sources
    arabic, french = sources["golden-dome-partners-2025-07-22-ar"], sources["golden-dome-partners-fr"]
    assert (arabic.language, arabic.date, arabic.quote) == ("ar", "2025-07-22", "175 مليار دولار")
    assert (french.language, french.quote) == ("fr", "175 milliards de dollars")
    assert "Dôme de fer" in french.title


@pytest.mark.story
def test_the_library_lists_title_and_question() -> None:
    entries = {name: (title, question) for name, title, question in library.entries()}
    assert entries.keys() == set(library.names())
    for name, (title, question) in entries.items():
        assert (title, question) == (load(name).title, load(name).question)


@pytest.mark.reference
def test_a_wrong_name_gives_the_nearest() -> None:
    with pytest.raises(InputError, match=r"did you mean golden-dome\?"):
        load("golden_dom")
    with pytest.raises(InputError, match=r"the bundled scenarios are: .*golden-dome"):
        load("zzz")


@pytest.mark.story
def test_files_are_found_or_refused_plainly(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(SAMPLE, encoding="utf-8")
    assert load(file).name == "sample"
    assert load(str(file)).file == str(file)
    with pytest.raises(InputError, match="there is no file"):
        load(tmp_path / "other.yaml")
    with pytest.raises(InputError, match="is a folder"):
        load(tmp_path)
    file.write_bytes(b"a" * 1_000_001)
    with pytest.raises(ScenarioError, match="1 MB"):
        load(file)


@pytest.mark.story
@pytest.mark.parametrize("name", ["ab", "my-first-shield", "a2345678901234567890123456789012345678901"])
def test_the_starter_checks_clean(name: str) -> None:
    scenario = loads(new_text(name), f"{name}.yaml")
    assert scenario.name == name
    assert scenario.satellite_count() == 24
    assert {fact.kind for fact in scenario.facts()} == {"assumed", "reported", "setting"}


def uncommented(text: str) -> str:
    """A starter with the parts that it offers in comments taken in."""
    offered = "targets:|  nairobi:|min-sun|revisit:|custody:|  (span|step|grid|views|custody-error|custody-age|raids): ?|    all:"
    of_launches = r"infrared:|  \{phases:|   looks-needed:|test-(site|range):|missiles:|  solid:|threats:|  test:"
    of_networks = r"links:|terminals:|  dish:|sites:|  (nairobi|lagos)-user:|latency:|  (pairs|store-and-forward): ?"
    of_vehicles = (
        r"pads:|  cape:|vehicles:|  rocket:|campaigns:|  first:|    (payloads|record|flights|pads|title|constellation):|      rocket:"
    )
    of_vehicles += r"|    (satellite-mass|production|launches):|deployment:|  (from|until|milestones|variants):|    (half|slow):"
    return re.sub(rf"(?m)^( *)# (?={offered}|{of_launches}|{of_networks}|{of_vehicles})", r"\1", text)


@pytest.mark.story
def test_what_the_starter_offers_in_comments_checks_clean_too() -> None:
    scenario = loads(uncommented(new_text("demo")), "demo.yaml")
    check_countries(scenario)
    least = scenario.sensors["camera"].min_sun_elevation
    assert least and least.text == "10 deg"
    assert "revisit.all_looks_a_day_nairobi" in scenario.figure_names()
    assert list(scenario.studies.asked()) == ["coverage", "revisit", "custody", "latency", "deployment"]
    assert "deployment.half_chance_slow" in scenario.figure_names()
    assert {f"custody.all_{measure}_test" for measure in THREAT_MEASURES} <= set(scenario.figure_names())
    assert scenario.sensors["camera"].infrared
    assert {f"latency.all_{measure}_nairobi_user_lagos_user" for measure in DELIVERY_MEASURES} <= set(scenario.figure_names())
    assert scenario.constellations["watchers"].links
    assert not re.search(r"(?m)^ *# *[a-z-]+:", uncommented(new_text("demo")))
    short = re.search(r'main: (".*")', new_text("demo"))
    assert short
    head, _, tail = new_text("demo").partition("      main:\n")
    other = loads(f"{head}      main: {short[1]}\n{tail[tail.index('# The region') :]}")
    flown = "constellations.watchers.shells"
    values = {fact.key: fact.value for fact in scenario.facts() if fact.key.startswith(flown)}
    assert {fact.key: fact.value for fact in other.facts() if fact.key.startswith(flown)} == values


@pytest.mark.reference
@pytest.mark.parametrize("name", ["", "a", "A", "1x", "x y", "x.y", "a" * 42, "../x", "x\n"])
def test_the_starter_refuses_other_names(name: str) -> None:
    with pytest.raises(InputError, match="small letters"):
        new_text(name)


@pytest.mark.story
def test_the_example_of_the_page_checks_clean() -> None:
    page = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(cupola: 1\n.*?)```", page, flags=re.DOTALL)
    assert loads(example, "scenario.md").satellite_count() == 14


LOAD_MEASURES = (*THROUGHPUT_MEASURES, *TRAFFIC_MEASURES, THROUGHPUT_AFTER, TRAFFIC_AFTER)

SECTIONS = ("sensors:", "constellations:", "regions:", "targets:", "terminals:", "demand:", "studies:")
"""What the parts of a scenario start with that the page shows one by one."""


def of_launches(part: str) -> bool:
    """Whether a part that the page shows belongs to the study of launches."""
    return any(word in part for word in ("infrared:", "threats:", "custody:"))


def of_interceptors(part: str) -> bool:
    """Whether a part that the page shows belongs to the study of interceptors."""
    return any(word in part for word in ("interceptors:", "interception:"))


def of_networks(part: str) -> bool:
    """Whether a part that the page shows belongs to the study of networks."""
    return any(word in part for word in ("links:", "sites:", "demand:", "latency:"))


@pytest.mark.story
def test_the_parts_on_networks_that_the_page_shows_make_a_scenario() -> None:
    """With a sensor, a study of the ground and a headline; every measure that the page names is given."""
    page = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text(encoding="utf-8")
    whole, *others = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    sections = [part for part in others if part.startswith(SECTIONS) and of_networks(part)]
    assert len(sections) == 4
    sweep = "  coverage: {span: 1 h, step: 60 s, grid: 5 deg, views: {all: {title: A, constellations: [pair]}}}\n"
    head = whole[: whole.index("sources:")] + "sensors:\n  infrared: {title: I, footprint: {min-elevation: 5 deg}}\n"
    text = head + "".join(sections) + sweep
    text += "headline: {figures: [latency.all_connected_after_suppliers], sentence: '{latency.all_to_command_pair_desk}'}"
    scenario = loads(text.replace("    relay-of", "    store-and-forward: true\n    relay-of"), "scenario.md")
    check_countries(scenario)
    rows = re.findall(r"^\| `latency\.VIEW_MEASURE[^|]*\|(.*)\|$", page, flags=re.MULTILINE)
    told = set(re.findall("`([a-z0-9_]+)`", " ".join(rows))) - {"_south", "latitude_0", "cities", "demand"}
    given = {name for name in scenario.figure_names() if name.startswith("latency.")}
    assert told == {*PAIR_MEASURES, *DELIVERY_MEASURES, *USER_MEASURES, *COMMAND_MEASURES, *LOSS_MEASURES, *LOAD_MEASURES, "unserved"}
    assert all(any(name.startswith(f"latency.all_{measure}") for name in given) for measure in told)
    models = (Links, Laser, Terminal, Radio, Site, Demand, Delays, LatencyStudy, Latitudes, Losses)
    assert {key for model in models for key in keys_of(model) if f"`{key}`" not in page} == set()


@pytest.mark.story
def test_the_parts_on_launches_that_the_page_shows_make_a_scenario() -> None:
    """With two constellations, whose names the study uses, and a headline; every measure that the page names is given."""
    page = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text(encoding="utf-8")
    whole, *others = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    sections = [part for part in others if part.startswith(SECTIONS) and of_launches(part)]
    assert len(sections) == 3
    flown = {"warning": ("starer", "geostationary at 160 deg"), "tracking": ("tracker", "'star 86.4 deg: 66/6/2 at 780 km'")}
    made = (
        f"  {name}: {{title: T, layer: warning, sensor: {sensor}, shells: {{main: {shell}}}}}\n" for name, (sensor, shell) in flown.items()
    )
    text = whole[: whole.index("sources:")] + "constellations:\n" + "".join(made) + "".join(sections)
    scenario = loads(
        text + "headline: {figures: [custody.all_decision_lofted], sentence: '{custody.all_custody_share_usual}'}", "scenario.md"
    )
    told = next(line for line in page.splitlines() if line.startswith("| `custody.VIEW_MEASURE_THREAT`"))
    assert set(re.findall("`([a-z0-9_]+)`", told)) == set(THREAT_MEASURES)
    keys = {key.replace("_", "-") for model in (Infrared, CustodyStudy) for key in model.model_fields if key not in Sweep.model_fields}
    assert {key for key in keys if f"`{key}`" not in page} == set()
    assert {name: infrared.phases for name, sensor in scenario.sensors.items() if (infrared := sensor.infrared)} == {
        "starer": "plume",
        "tracker": "plume-and-body",
    }


@pytest.mark.story
def test_the_parts_that_the_page_shows_make_a_scenario() -> None:
    """The sections shown one by one, between the head of the whole example and a headline of their own figures."""
    page = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text(encoding="utf-8")
    whole, *others = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    apart = (of_launches, of_networks, of_interceptors)
    sections = [part for part in others if part.startswith(SECTIONS) and not any(one(part) for one in apart)]
    assert len(sections) == 5
    figures = "{revisit.all_looks_a_day_ground_station} {revisit.all_gap_90_people}"
    text = (
        whole[: whole.index("sources:")]
        + "".join(sections)
        + f"headline: {{figures: [revisit.all_response_90_world], sentence: '{figures}'}}"
    )
    scenario = loads(text, "scenario.md")
    check_countries(scenario)
    shells = {name for part in scenario.constellations.values() for name in part.shells}
    assert shells == {"morning", "track", "single", "streets", "oval"}
    for short in re.findall(r"^\| `([^`]+)` \| (?:Walker|six|four|one satellite)", page, flags=re.MULTILINE):
        other = re.sub("(?m)^      oval: .*$", f"      oval: {short}", text)
        assert loads(other, "scenario.md").satellite_count() != scenario.satellite_count()


@pytest.mark.law
def test_reading_a_scenario_loads_no_numpy_and_no_jax() -> None:
    heavy = ("numpy", "jax", "erfa", "jaxtyping", "scipy", "xarray")
    code = f"""
import sys
from cupola.scenario import library
library.entries()
assert "pydantic" not in sys.modules, "the list needs no schema"
from cupola.scenario import changes, facts, json_schema, loading, schema, shorthand, starter, text, units
loading.load("golden-dome", {{"studies.coverage.draws": "0"}})
json_schema.json_schema()
assert not [name for name in {heavy!r} if name in sys.modules]
"""
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONWARNINGS": "error"})


def plain(node: Node) -> Any:
    """A tree as an editor sees it: YAML 1.2's core schema, where whole numbers and truth values are not texts."""
    if isinstance(node, MappingNode):
        return {name: plain(child) for name, child in node.entries.items()}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    if re.fullmatch("[0-9]+", node.text):
        return int(node.text)
    if re.fullmatch(r"[+-]?[0-9]+\.[0-9]+", node.text):
        return float(node.text)
    return {"true": True, "false": False}.get(node.text, node.text)


TYPES = {"string": (str,), "object": (dict,), "array": (list,), "boolean": (bool,), "integer": (int,), "number": (int, float)}


def accepts(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    """Whether a value fits a JSON Schema, for the keywords that ours uses; any other keyword fails the test."""
    checks = {
        "$ref": lambda rule: accepts(root["$defs"][rule.removeprefix("#/$defs/")], value, root),
        "anyOf": lambda rule: any(accepts(choice, value, root) for choice in rule),
        "oneOf": lambda rule: sum(accepts(choice, value, root) for choice in rule) == 1,
        "const": lambda rule: value == rule,
        "enum": lambda rule: value in rule,
        "type": lambda rule: type(value) in TYPES[rule],
        "pattern": lambda rule: not isinstance(value, str) or re.search(rule, value) is not None,
        "minLength": lambda rule: not isinstance(value, str) or len(value) >= rule,
        "maxLength": lambda rule: not isinstance(value, str) or len(value) <= rule,
        "minimum": lambda rule: not isinstance(value, int) or value >= rule,
        "maximum": lambda rule: not isinstance(value, int) or value <= rule,
        "minItems": lambda rule: not isinstance(value, list) or len(value) >= rule,
        "maxItems": lambda rule: not isinstance(value, list) or len(value) <= rule,
        "uniqueItems": lambda rule: not isinstance(value, list) or len({json.dumps(item) for item in value}) == len(value),
        "items": lambda rule: not isinstance(value, list) or all(accepts(rule, item, root) for item in value),
        "required": lambda rule: not isinstance(value, dict) or value.keys() >= set(rule),
        "minProperties": lambda rule: not isinstance(value, dict) or len(value) >= rule,
        "maxProperties": lambda rule: not isinstance(value, dict) or len(value) <= rule,
        "propertyNames": lambda rule: not isinstance(value, dict) or all(accepts(rule, name, root) for name in value),
        "properties": lambda rule: (
            not isinstance(value, dict) or all(accepts(rule[name], value[name], root) for name in rule.keys() & value.keys())
        ),
        "additionalProperties": lambda rule: not isinstance(value, dict) or fits_others(rule, value, schema, root),
    }
    notes = {"title", "description", "default", "$schema", "$defs"}
    return all(checks[keyword](rule) for keyword, rule in schema.items() if keyword not in notes)


def fits_others(rule: Any, value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any]) -> bool:
    others = value.keys() - schema.get("properties", {}).keys()
    return not others if rule is False else all(accepts(rule, value[name], root) for name in others)


@pytest.mark.law
@pytest.mark.parametrize(
    "text",
    [
        SAMPLE,
        FAMILIES,
        LAUNCHES,
        NETWORK,
        new_text("demo"),
        uncommented(new_text("demo")),
        *(library.text_of(name) for name in library.names()),
    ],
    ids=["sample", "families", "launches", "network", "starter", "whole starter", *library.names()],
)
def test_the_json_schema_accepts_what_checks_clean(text: str) -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(schema)) == schema
    assert accepts(schema, plain(read(text, "t.yaml")), schema)


@pytest.mark.law
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("altitude: 1000 km", "altitude: 1000 deg"),
        ("altitude: 1000 km", "altitud: 1000 km"),
        ("planes: 2\n", "planes: two\n"),
        ("pattern: walker-star", "pattern: walker"),
        ("  date-line:", "  Date_Line:"),
        ("source: filing-2020}\n        per-plane", "sauce: filing-2020}\n        per-plane"),
        ("[-90 deg]", "[]"),
        ("cupola: 1", "cupola: 2"),
        ("title: Somewhere, circle: {latitude: 40 deg, longitude: 127 deg, radius: 500 km}", "title: Somewhere"),
        ("        tangent-height: 80 km\n", "        tangent-height: 80 km\n      min-elevation: 5 deg\n"),
        ("draws: 2", "draws: 65"),
        ("date: 2020-04", "date: April"),
    ],
)
def test_the_json_schema_refuses_what_does_not(old: str, new: str) -> None:
    schema = json_schema()
    assert not accepts(schema, plain(read(spoiled(old, new), "t.yaml")), schema)


@pytest.mark.law
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1584/72/17 at 550 km", "1584/72 at 550 km"),
        ("geostationary at -100 deg", "geostationary -100 deg"),
        ("local-times: [10.5 h,", "local-times: [10:30,"),
        ("revolutions: 143", "revolutions: 14.3"),
        ("eccentricity: 0.2}", "eccentricity: 0.2 deg}"),
        ("{half-angle: 30 deg}", "{half-angle: 30 deg, swath: 90 km}"),
        ("{min: 20 deg, swath: 500 km, side: right}", "{min: 20 deg, side: right}"),
        ("side: right", "side: up"),
        ("{title: Where people live, weight: people}", "{title: Where people live, weight: area}"),
        ("{title: Seoul, city: Seoul}", "{title: Seoul}"),
        (", longitude: 15.6 deg}", "}"),
        ("  revisit:", "  revisits:"),
    ],
)
def test_the_json_schema_refuses_it_in_the_other_families_too(old: str, new: str) -> None:
    schema = json_schema()
    assert not accepts(schema, plain(read(rewritten(old, new), "t.yaml")), schema)


@pytest.mark.law
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("noise: 20 urad", "noise: 20 km"),
        ("phases: plume-and-body", "phases: body"),
        ("looks-window: 5", "looks-window: 5 s"),
        ("      bias: 15 urad\n", ""),
        ("burn-time: 240 s", "burn-time: 240"),
        ("launch-area: coast, aim-area: lagoon}", "launch-area: coast}"),
        ("  highest-top: 12 km\n", ""),
        ("processing: 15 s", "procesing: 15 s"),
        ("raids: [1, 10, 100]", "raids: []"),
        ("raids: [1, 10, 100]", "raids: [1, 10, 10]"),
        ("raids: [1, 10, 100]", "raids: [1, 10, 501]"),
        ("trials: 8", "trials: 0"),
        ("    custody-error: 1 km\n", ""),
    ],
)
def test_the_json_schema_refuses_it_of_launches_too(old: str, new: str) -> None:
    schema = json_schema()
    assert not accepts(schema, plain(read(changed(old, new), "t.yaml")), schema)


@pytest.mark.law
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("pattern: plus-grid", "pattern: grid"),
        ("seam: false", "seam: off"),
        ("rate: 100 Gbps", "rate: 100 GHz"),
        ("[[0, 1], [1, 1]]]", "[[0, 1], [1, 1, 1]]]"),
        ("[[0, 1], [1, 1]]]", "[[0, 1], [1, 1.5]]]"),
        ("joins: [mesh]", "joins: []"),
        ("role: gateway", "role: gate"),
        ("serves: [mesh, quiet]", "serves: mesh"),
        ("    longitude: -97 deg\n", ""),
        ("[london, ranch]]", "[london, london]]"),
        ("[london, ranch]]", "[london]]"),
        ("cities: 20", "cities: 1"),
        ("demand:\n", "demand:\n  total: 1 Tbit/s\n"),
        ("kinds: [satellites,", "kinds: [moons,"),
        ("step: 35 deg}", "step: 35 deg, east: 1 deg}"),
        ("  hand-over: 50 ms", "  hand-over: 50"),
    ],
)
def test_the_json_schema_refuses_it_of_networks_too(old: str, new: str) -> None:
    schema = json_schema()
    assert not accepts(schema, plain(read(rerouted(old, new), "t.yaml")), schema)


@pytest.mark.law
def test_text_nodes_of_the_sample_are_all_used(sample: Scenario) -> None:
    """Every scalar of the file reaches the checked scenario as written; the ends of ranges only as numbers."""
    tree = read(SAMPLE, "t.yaml")
    dumped = repr(sample)
    stack: list[Node] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, TextNode):
            assert node.text in dumped or node.key == "epoch" or node.key.endswith((".low", ".high")), node.key
        else:
            stack.extend(node.entries.values() if isinstance(node, MappingNode) else node.items)
