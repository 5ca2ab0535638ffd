"""Lasers, radios, what gateways take, acquisition and traffic: what a file says is what it holds, and mistakes are told in place."""

import re
from pathlib import Path

import pytest
from scenario_network import NETWORK
from test_scenario_loading import accepts, plain

from cupola.errors import ScenarioError
from cupola.scenario.json_schema import json_schema
from cupola.scenario.loading import loads
from cupola.scenario.text import read

LASER = """      laser:
        power: 1 W
        aperture: {value: 0.08 m, low: 0.05 m, high: 0.1 m, source: assumed, note: made up}
        photons-per-bit: 200
        receiving: 40 %
        pointing-error: 2 urad
        ceiling: 100 Gbit/s
"""
RADIO = """    radio:
      eirp: {value: 34 dBW, low: 31 dBW, high: 36 dBW, source: filing-2020}
      gain: 33.2 dB
      noise-temperature: 250 K
      frequency: 19 GHz
      bandwidth: 0.25 GHz
      efficiency: 4.5
      attenuation: {value: 3 dB, low: 1, high: 10 dB, source: assumed, note: made up}
    capacity: 40 Gbit/s
    acquisition: 2 min
"""
BUDGETED = (
    NETWORK.replace("      rate: 100 Gbps\n", LASER)
    .replace("    rate: 10 Gbit/s\nsites", f"{RADIO}sites")
    .replace("    cities: 20\n", "    cities: 20\n    traffic: people\n")
)


@pytest.mark.reference
def test_budgets_hold_what_the_file_says_in_plain_numbers():
    """34 dBW are 2,512 W and 33.2 dB are 2,089 times; the margin left out is 2 dB, 1.58 times."""
    scenario = loads(BUDGETED)
    links = scenario.constellations["mesh"].links
    assert links is not None and links.rate is None and links.laser is not None
    laser, dome = links.laser, scenario.terminals["dome"]
    assert (laser.power.value, laser.wavelength.value, laser.sending.value, laser.receiving.value) == (1.0, 1.55e-6, 0.5, 0.4)
    assert (laser.photons_per_bit.value, laser.ceiling.value, laser.aperture.lowest) == (200.0, 1e11, 0.05)
    assert laser.pointing_error.value == pytest.approx(2e-6)
    radio = dome.radio
    assert radio is not None and dome.capacity is not None and dome.acquisition is not None and dome.rate is None
    assert radio.eirp.value == pytest.approx(2511.886, rel=1e-6) and radio.eirp.text == "34 dBW" and radio.eirp.unit == "W"
    assert radio.gain.value == pytest.approx(2089.296, rel=1e-6) and radio.margin.value == pytest.approx(1.584893, rel=1e-6)
    assert radio.attenuation is not None and (radio.attenuation.lowest, radio.attenuation.highest) == (1.0, pytest.approx(10.0))
    assert (dome.capacity.value, dome.acquisition.value, radio.availability) == (4e10, 120.0, None)


@pytest.mark.reference
def test_traffic_is_asked_by_a_word_and_names_its_figures():
    names = loads(BUDGETED).figure_names()
    assert {"latency.mesh_rate_10_cities", "latency.all_full_links_cities", "latency.mesh_traffic_after_planes"} <= set(names)
    assert not [name for name in loads(NETWORK).figure_names() if "traffic" in name]


@pytest.mark.law
def test_the_ranges_of_budgets_are_drawn_from():
    base = loads(BUDGETED)
    ranged = {fact.key for fact in base.facts() if fact.low is not None}
    keys = {"constellations.mesh.links.laser.aperture", "terminals.dome.radio.eirp", "terminals.dome.radio.attenuation"}
    assert keys <= ranged
    radio = base.with_values({"terminals.dome.radio.eirp": 1500.0}).terminals["dome"].radio
    assert radio is not None and radio.eirp.value == 1500.0


@pytest.mark.law
def test_the_json_schema_accepts_budgets():
    schema = json_schema()
    assert accepts(schema, plain(read(BUDGETED, "network.yaml")), schema)
    assert not accepts(schema, plain(read(BUDGETED.replace("33.2 dB", "33.2 dBm"), "network.yaml")), schema)


@pytest.mark.story
def test_the_budgets_that_the_page_shows_are_read():
    page = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n# in place of `rate`\n(.*?)```", page, flags=re.DOTALL)
    laser, radio = (re.findall(rf"{name}: {{[^}}]*}}", shown)[0] for name in ("laser", "radio"))
    text = NETWORK.replace("      rate: 100 Gbps\n", f"      {laser}\n").replace("    rate: 10 Gbit/s\nsites", f"    {radio}\nsites")
    links, dome = loads(text).constellations["mesh"].links, loads(text).terminals["dome"]
    assert links is not None and links.laser is not None and dome.radio is not None
    assert links.laser.ceiling.value == 1e11 and dome.radio.frequency.value == 11.7e9


@pytest.mark.reference
@pytest.mark.parametrize(
    ("old", "new", "key", "told"),
    [
        ("      laser:\n", "      rate: 1 Gbit/s\n      laser:\n", "constellations.mesh.links.rate", "stands beside `laser`"),
        ("    radio:\n", "    rate: 1 Gbit/s\n    radio:\n", "terminals.dome.rate", "stands beside `radio`"),
        ("gain: 33.2 dB", "gain: 33.2 dBi", "terminals.dome.radio.gain", "an unknown unit"),
        ("gain: 33.2 dB", "gain: 332 dB", "terminals.dome.radio.gain", "That is -20 to 90 dB"),
        ("low: 1, high: 10 dB", "low: -1 dB, high: 10 dB", "terminals.dome.radio.attenuation.low", "That is 0 to 100 dB"),
        ("      efficiency: 4.5\n", "      diameter: 1 m\n", "terminals.dome.radio.diameter", "belongs to `availability`"),
        ("      efficiency: 4.5\n", "      availability: 99 %\n", "terminals.dome.radio.availability", "stands beside `attenuation`"),
        ("      efficiency: 4.5\n", "      availability: 90 %\n", "terminals.dome.radio.availability", "From 95 to 99.999 %"),
        ("        ceiling: 100 Gbit/s\n", "", "constellations.mesh.links.laser.ceiling", "is missing"),
        ("receiving: 40 %", "receiving: 140 %", "constellations.mesh.links.laser.receiving", "must lie in (0, 1]"),
        ("acquisition: 2 min", "acquisition: 2 h", "terminals.dome.acquisition", "must lie in [0, 3600] s"),
        ("traffic: people", "traffic: gravity", "studies.latency.traffic", "the kinds of traffic are: people, alike"),
        ("    cities: 20\n", "", "studies.latency.cities", "is missing; `traffic` needs it"),
    ],
)
def test_each_mistake_of_a_budget_is_told_at_its_key(old: str, new: str, key: str, told: str):
    assert BUDGETED.count(old) == 1
    with pytest.raises(ScenarioError) as caught:
        loads(BUDGETED.replace(old, new))
    found = [problem for problem in caught.value.problems if problem.key == key]
    assert len(found) == 1 and told in found[0].message, caught.value.problems


@pytest.mark.reference
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{value: 10 deg, low: 5 deg", "{value: 10 deg, low: 4 deg", "works from 5 deg of elevation"),
        ("frequency: 19 GHz", "frequency: 60 GHz", "works from 1 to 55 GHz"),
    ],
)
def test_the_air_is_worked_out_where_the_recommendations_hold(old: str, new: str, told: str):
    text = BUDGETED.replace("attenuation: {value: 3 dB, low: 1, high: 10 dB, source: assumed, note: made up}", "availability: 99 %")
    assert loads(text).terminals["dome"].radio is not None and text.count(old) == 1
    with pytest.raises(ScenarioError, match=told):
        loads(text.replace(old, new))
