"""Money, layers and the cost study: a file's words are what the scenario holds, and mistakes are told in place."""

import re
from pathlib import Path

import pytest
from scenario_cost import COST, changed
from test_scenario_loading import accepts, plain

from cupola.catalog.prices import price_series
from cupola.errors import Problem, ScenarioError
from cupola.scenario.cost import MEASURES, THEN_YEAR, Bought, CostStudy, PublishedTotal, Together
from cupola.scenario.json_schema import json_schema
from cupola.scenario.loading import loads
from cupola.scenario.money import FIRST_YEAR, INDICES, CostLayer, MoneySection
from cupola.scenario.shapes import keys_of
from cupola.scenario.text import read

YEAR = 31_557_600.0


def faults(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "bad.yaml")
    return caught.value.problems


@pytest.mark.story
def test_words_become_numbers():
    scenario = loads(COST)
    money, net, shield = scenario.money, scenario.costs["net"], scenario.costs["shield"]
    assert money is not None
    assert (money.currency, money.year, money.first, money.last, money.index) == ("USD", 2026, 2026, 2035, "consumer")
    assert (money.correlation.value, money.beyond.value) == (0.3, pytest.approx(0.025))
    assert net.operations.value == pytest.approx(10e6 / YEAR)
    assert [share.value for share in net.ahead] == [pytest.approx(0.6), pytest.approx(0.4)]
    assert (net.onward, net.learning.value, net.learning_form, net.year) == (3, 0.85, "average", 2024)
    assert (shield.satellites.count if shield.satellites else 0, shield.part) == (100, "interceptors")
    assert scenario.vehicles["one"].price_year == 2025
    study = scenario.studies.cost
    assert study is not None
    assert study.budgets["office"].year == THEN_YEAR
    assert study.budgets["office"].years == (2026, 2035)
    assert study.budgets["house"].covers == ("net", "sea-based")


@pytest.mark.story
def test_figures_are_named_by_what_is_priced():
    names = {name.removeprefix("cost.") for name in loads(COST).figure_names() if name.startswith("cost.")}
    priced = {f"{layer}{end}" for layer in ("net", "shield", "ground_station") for end in ("", "_80")}
    assert names == {*MEASURES, *priced, "within_office", "within_house", "buys_two", "joint_soon"}


@pytest.mark.story
def test_price_series_are_those_of_the_catalogue():
    assert tuple(series.name for series in price_series()) == INDICES
    assert {series.first for series in price_series()} == {FIRST_YEAR}


BAD = [
    ("another currency", "currency: USD", "currency: EUR", "money.currency", "got EUR"),
    ("years backwards", "last: 2035", "last: 2020", "money.last", "got 2020; must lie in [2026, 2085]"),
    ("a year before the prices", "first: 2026", "first: 1980", "money.first", "must lie in [1990, 2150]"),
    ("no such index", "index: consumer", "index: space", "money.index", "gdp, consumer, wages"),
    ("a correlation of one", "correlation: 0.3", "correlation: 1", "money.correlation", "must lie in [0, 1)"),
    ("no unit", "first-unit: 20e6 USD", "first-unit: 20e6", "costs.net.first-unit", "without a unit"),
    ("a cost in place of a yearly one", "operations: 10e6 USD/year", "operations: 10e6 USD", "costs.net.operations", "a yearly cost"),
    ("learning below a half", "learning: 85 %", "learning: 50 %", "costs.net.learning", "must lie in (0.5, 1]"),
    ("shares that leave some", "ahead: [60 %, 40 %]", "ahead: [60 %, 30 %]", "costs.net.ahead.1", "90 % together; they make 100 %"),
    ("no such campaign", "campaign: net\n    onward", "campaign: nets\n    onward", "costs.net.campaign", "did you mean net?"),
    ("both", "    lifetime: 5 year\n", "    lifetime: 5 year\n    campaign: net\n", "costs.shield.satellites",
     "leave it out, the campaign has its own"),
    ("no life", "    lifetime: 5 year\n", "", "costs.shield.lifetime", "is missing"),
    ("a life shorter than filling", "lifetime: 5 year", "lifetime: 1 year", "costs.shield.lifetime",
     "shorter than the time of filling, 2 year"),
    ("no load", "    per-launch: 10\n", "", "costs.shield.per-launch", "how many satellites are on one launch"),
    ("no beginning", "    from: 2028-01-01\n", "", "costs.shield.from", "is missing"),
    ("parts without satellites", "satellites: 100\n", "ground: 1e6 USD\n", "costs.shield.first-unit", "there are none"),
    ("no price", "    price: 60e6 USD\n    price-year: 2025\n", "", "vehicles.one.price", "costs.net pays for its launches"),
    ("more years than are played", "    onward: 3\n", "", "costs.net.onward", "2035 is priced and 2031 is the last year played"),
    ("onward without a campaign", "    per-launch: 10\n", "    per-launch: 10\n    onward: 3\n", "costs.shield.onward",
     "this layer has none"),
    ("a layer called as an element", "  ground-station: {", "  shield: {", "costs.shield", "is the name of an element as well"),
    ("an element without a date", "date: 2029-03-01, ", "", "elements.ground-station.date", "spent in the year of its date"),
    ("a time over which nothing is spent", "cost: 300e6 USD, ", "", "elements.ground-station.spent-over", "is of a `cost`"),
    ("a sum for a campaign", "layer: shield", "layer: net", "studies.cost.buys.two.layer", "which has no `satellites` of its own"),
    ("a day that is not played", "by: 2028-01-01", "by: 2040-01-01", "studies.cost.joint.soon.by", "what the deployment study plays"),
    ("no such milestone", "milestone: whole", "milestone: half", "studies.cost.joint.soon.milestone", "no milestone"),
    ("years as one", "years: [2026, 2035]", "years: 2026", "studies.cost.budgets.office.years", "[2026, 2045]"),
    ("years swapped", "years: [2026, 2035]", "years: [2035, 2026]", "studies.cost.budgets.office.years", "swap them"),
    ("a wrong base year", "year: then-year", "year: then", "studies.cost.budgets.office.year", "must be a whole number"),
    ("no money", "money: {", "sources: {aa: {title: A, date: 2026, language: en}}\n# money: {", "money", "the cost study needs it"),
]  # fmt: skip


@pytest.mark.story
@pytest.mark.parametrize(("old", "new", "key", "words"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_mistakes_are_told_in_place(old: str, new: str, key: str, words: str):
    told = {problem.key: problem.message for problem in faults(changed(old, new))}
    assert key in told
    assert words in told[key]


@pytest.mark.story
def test_a_campaign_is_played_by_somebody():
    start, end = COST.index("  deployment:\n"), COST.index("  cost:\n")
    joint = COST[COST.index("    joint:") : COST.index("headline:")]
    told = {problem.key: problem.message for problem in faults((COST[:start] + COST[end:]).replace(joint, ""))}
    assert "ask `studies.deployment`" in told["costs.net.campaign"]


@pytest.mark.story
def test_what_an_element_costs_a_year_is_priced_by_somebody():
    text = COST.replace("{cost.total}", "x").replace("cost.total", "deployment.whole_date")
    told = {problem.key: problem.message for problem in faults(text[: text.index("  cost:\n")] + text[text.index("headline:") :])}
    assert "is priced by the cost study alone; ask `studies.cost`" in told["elements.ground-station.yearly"]


@pytest.mark.story
def test_two_figures_of_one_name_are_refused():
    told = faults(changed("  shield:\n", "  total:\n").replace("layer: shield", "layer: total"))
    assert any("two figures would be called cost.total" in problem.message for problem in told)


@pytest.mark.story
def test_the_part_on_money_that_the_page_shows_makes_a_scenario():
    """With what flies and a headline; every key and every figure is on the page."""
    page = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text(encoding="utf-8")
    section = page[page.index("## Money\n") :].split("\n## ")[0]
    whole, *_ = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    (shown,) = re.findall(r"```yaml\n(.*?)```", section, flags=re.DOTALL)
    flies = (
        "constellations: {net: {title: N, layer: transport, shells: {low: '53 deg: 66/6/1 at 600 km'}}}\n"
        "pads: {cape: {title: Cape, site: Cape Canaveral}}\n"
        "campaigns: {net: {title: Net, constellation: net, launches: {big: {satellites: 10}}}}\n"
    )
    study = "  deployment: {from: 2026-01-01, until: 2032-01-01, milestones: {half: {title: Half, campaign: net, share: 50 %}}}\n"
    sources = "sources: {filing-2024: {title: A filing, date: 2024, language: en}}\n"
    text = whole[: whole.index("sources:")] + sources + flies + shown.replace("  cost:\n", study + "  cost:\n")
    made = loads(text + "headline: {figures: [cost.total], sentence: '{cost.shield_80}'}", "scenario.md")
    assert set(made.costs) == {"net", "shield"}
    models = (MoneySection, CostLayer, CostStudy, PublishedTotal, Bought, Together)
    assert {key for model in models for key in keys_of(model) if f"`{key}`" not in section} == set()
    assert {name for name in MEASURES if f"`cost.{name}`" not in section} == set()


@pytest.mark.story
def test_an_editor_accepts_what_checks_clean():
    schema = json_schema()
    assert accepts(schema, plain(read(COST, "priced.yaml")), schema)
    assert not accepts(schema, plain(read(changed("currency: USD", "currency: EUR"), "priced.yaml")), schema)
