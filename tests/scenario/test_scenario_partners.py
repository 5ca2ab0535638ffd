"""The words of partners as their page shows them: the example reads, and becomes what the rooms below ask for."""

import re
from pathlib import Path

import pytest

from cupola.compiler.dependent import programme_of
from cupola.scenario.loading import loads
from cupola.scenario.partners import Gate
from cupola.scenario.taking_part import partners_of

pytestmark = pytest.mark.story


def example() -> str:
    """The page's example with what it speaks of."""
    page = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text(encoding="utf-8")
    part = page[page.index("\n## Partners") :]
    found = re.search(r"```yaml\n(.*?)```", part, re.DOTALL)
    assert found
    text = found[1].replace(
        "studies:\n",
        """studies:
  coverage: {span: 3 h, step: 5 min, grid: 10 deg, draws: 0, views: {net: {title: Net, constellations: [net]}}}
  deployment: {from: 2026-11-01, until: 2036-01-01, trials: 4}
""",
    )
    return f"""
cupola: 1
name: partners
title: Partners
question: Who can leave?
about: The example of the page.
epoch: 2026-11-01T00:00:00Z
sensors: {{radio: {{title: Radio, footprint: {{min-elevation: 10 deg}}}}}}
constellations: {{net: {{title: Net, layer: broadband, sensor: radio, shells: {{main: "53 deg: 24/4/1 at 1200 km"}}}}}}
pads: {{field: {{title: Field, latitude: 28 deg, longitude: 0 deg, supplier: rides}}}}
vehicles:
  one:
    title: One
    supplier: rides
    payloads: {{low: {{mass: 20 t, altitude: 200 km, inclination: 30 deg}}}}
    flights: {{rate: 1 per month}}
    reliability: 95 %
    pads: [field]
campaigns: {{net: {{title: Net, constellation: net, production: {{rate: 2 per month}}, launches: {{one: {{satellites: 2}}}}}}}}
{text}
headline: {{figures: [dependence.exits_date], sentence: "Out from {{dependence.exits_date}}, {{dependence.exits_date_alone}} alone."}}
"""


def test_the_example_of_the_page_reads():
    scenario = loads(example())
    assert scenario.functions["talks"].needs == Gate(1, ("satellites", Gate(2, ("crew", "airlock", "launches"))))
    assert partners_of(vars(scenario)) == ("works", "rival", "rides", "abroad")
    programme = programme_of(scenario)
    assert [element.least for element in programme.elements] == [0.9, 1.0, 1.0, 0.5]
    assert programme.elements[2].alternates[0].under == ("treaty",)
    assert programme.bars[0].unless == ("treaty",)
    names = scenario.figure_names()
    assert {"dependence.coverage_net_one_in_view_world_2029_01_01_less_alone", "dependence.exits_slip_swapped"} <= set(names)


def test_a_supplier_on_whom_nothing_rests_is_no_partner():
    """A name that only tells who built satellites together does not leave."""
    text = example().replace("suppliers:\n", "suppliers:\n  both: {title: The works and the rival together}\n")
    scenario = loads(text.replace("{net: {title: Net, layer: broadband,", "{net: {title: Net, layer: broadband, supplier: both,"))
    assert "both" not in partners_of(vars(scenario))
    owner = text.replace("sensor: radio,", "sensor: radio, supplier: both,").replace("    constellation: net\n", "", 1)
    assert "both" in partners_of(vars(loads(owner)))
