"""The cost study from a scenario's words to its figures: counted by hand, and what must hold."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from priced_by_hand import PRICED, changed

import cupola
from cupola.catalog.prices import price_series_named
from cupola.compiler.compiling import compile_scenario
from cupola.compiler.problem import Problem
from cupola.economics.correlation import rank_correlations
from cupola.economics.layers import Element
from cupola.records import Record
from cupola.scenario.absence import Absence
from cupola.scenario.loading import load, loads
from cupola.store import Run
from cupola.studies import STUDIES, in_order
from cupola.studies.base import JobStudy, Piece
from cupola.studies.cost import asked_of
from cupola.studies.pricing import layers_of, totals

RANGED = (
    ("first-unit: 20e6 USD", "first-unit: {value: 20e6 USD, low: 15e6 USD, high: 40e6 USD, source: assumed, note: as told}"),
    ("first-unit: 50e6 USD", "first-unit: {value: 50e6 USD, low: 30e6 USD, high: 90e6 USD, source: assumed, note: as told}"),
    ("satellites: 100\n", "satellites: {value: 100, low: 80, high: 150, source: assumed, note: as told}\n"),
    ("price: 60e6 USD", "price: {value: 60e6 USD, low: 50e6 USD, high: 90e6 USD, source: assumed, note: as told}"),
    ("trials: 20\n", "trials: 1000\n"),
)


def compiled(text: str, seed: int = 3) -> Problem:
    return compile_scenario(loads(text), seed)


def played(problem: Problem) -> Piece:
    """What the deployment study plays as written, in this process."""
    study = STUDIES["deployment"]
    assert isinstance(study, JobStudy)
    return study.job(problem, study.plan(problem)[0])()


def recorded(text: str, seed: int = 3) -> Record:
    """The record of the cost study, in this process."""
    problem = compiled(text, seed)
    records: dict[str, Record] = {}
    for study in in_order(["cost"], problem):
        results: dict[str, Piece] = {}
        if isinstance(study, JobStudy):
            results = {task.group: study.job(problem, task)() for task in study.plan(problem)}
        records[study.name] = study.gather(problem, results, records)
    return records["cost"]


@pytest.fixture(scope="module")
def flown(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The whole of it, by the front door: the cost study alone is asked, and the deployment is played for it."""
    folder: Path = tmp_path_factory.mktemp("priced")
    (folder / "priced.yaml").write_text(changed(*RANGED), encoding="utf-8")
    return cupola.run(folder / "priced.yaml", studies=["cost"], out=folder / "run")


@pytest.mark.law
def test_without_ranges_the_cost_is_a_count_by_hand():
    """Twenty satellites at 20 M on five launches at 60 M, 500 M of development, six years at 10 M; a shield of a hundred at 50 M on ten
    launches at 150 M; a station of 300 M in 2029.
    """
    record = recorded(PRICED)
    net, shield = 20 * 20e6 + 5 * 60e6 + 500e6 + 6 * 10e6, 100 * 50e6 + 10 * 150e6
    for name, value in (("net", net), ("shield", shield), ("station", 300e6), ("total", net + shield + 300e6)):
        for found in (record.figures[name], record.figures[f"{name}_80"]):
            assert found.value == pytest.approx(value, rel=1e-12)
    spend = record.data["spend"].sel(quantile=0.5)
    assert spend.sel(layer="shield").values == pytest.approx([0.0, 0.0, 3.25e9, 3.25e9, 0.0, 0.0])
    assert spend.sel(layer="station").values == pytest.approx([0.0, 0.0, 0.0, 300e6, 0.0, 0.0])
    assert spend.sel(layer="net").values[0] > 8 * 20e6 + 2 * 60e6 + 10e6


@pytest.mark.reference
def test_an_element_is_built_over_time_and_costs_something_each_year():
    """Two years up to New Year 2029: at half time (1 - 0.03^(1/4)) / 0.97 of 300 M is spent; then 10 M a year, half of 2028 where it is
    there from the second half on, and all years where it has no date.
    """
    built = recorded(changed(("date: 2029-03-01, cost: 300e6 USD", "date: 2029-01-01, cost: 300e6 USD, spent-over: 2 year")))
    early = 300e6 * (1.0 - 0.03**0.25) / 0.97
    assert early == pytest.approx(180.6e6, rel=1e-3)
    assert built.data["spend"].sel(layer="station", quantile=0.5).values == pytest.approx([0.0, early, 300e6 - early, 0.0, 0.0, 0.0])
    run = recorded(changed(("date: 2029-03-01, cost: 300e6 USD", "date: 2028-07-02, yearly: 10e6 USD/year")))
    assert run.data["spend"].sel(layer="station", quantile=0.5).values == pytest.approx([0.0, 0.0, 5e6, 10e6, 10e6, 10e6])
    always = recorded(changed(("date: 2029-03-01, cost: 300e6 USD", "yearly: 10e6 USD/year")))
    assert always.figures["station"].number == pytest.approx(60e6)
    cost = asked_of(compiled(changed(("cost: 300e6 USD", "cost: 300e6 USD, yearly: 10e6 USD/year"))))
    station, factors = replace(cost.sheet, layers=()), np.linspace(1.0, 2.0, cost.trials)
    planned, dearer = (layers_of(cost, None, by, station)["station"].spend.total for by in ({}, {"station": factors}))
    assert planned == pytest.approx(300e6 + 10e6 * (2.0 + 306.0 / 365.0))
    assert dearer == pytest.approx(factors * planned)
    assert "satellites of the first fill, and elements" in always.data["element_title"].values
    assert always.data["by_element_mean"].sel(layer="station", element="operations").item() == pytest.approx(60e6)


@pytest.mark.law
def test_learning_is_summed_unit_by_unit():
    """At 85 % the n-th satellite costs n to the power of log2 0.85 of the first; by cumulative average the mean of the first n does."""
    exact = 20e6 * sum(n ** np.log2(0.85) for n in range(1, 21))
    unit = recorded(changed(("first-unit: 20e6 USD", "first-unit: 20e6 USD\n    learning: 85 %")))
    assert unit.data["by_element_mean"].sel(layer="net", element="production").item() == pytest.approx(exact, rel=1e-12)
    mean = recorded(changed(("first-unit: 20e6 USD", "first-unit: 20e6 USD\n    learning: 85 %\n    learning-form: average")))
    assert mean.data["by_element_mean"].sel(layer="net", element="production").item() == pytest.approx(20e6 * 20 * 20 ** np.log2(0.85))


@pytest.mark.law
def test_what_is_paid_ahead_falls_before_and_what_falls_before_the_first_year_is_sunk():
    """Eight satellites fly in 2026 and twelve in 2027: of the former two fifths were paid in 2025."""
    record = recorded(
        changed(("first-unit: 20e6 USD", "first-unit: 20e6 USD\n    ahead: [60 %, 40 %]"), ("development: 500e6 USD\n    ", ""))
    )
    spend = record.data["spend"].sel(quantile=0.5, layer="net").values
    assert spend[0] == pytest.approx(20e6 * (0.6 * 8 + 0.4 * 12) + 2 * 60e6 + 10e6)
    assert spend[1] == pytest.approx(20e6 * 0.6 * 12 + 3 * 60e6 + 10e6)


@pytest.mark.law
def test_amounts_of_another_year_are_brought_to_the_year_of_the_money():
    series = price_series_named("gdp")
    level = {year: series.levels[year - series.first] for year in (2020, 2026)}
    record = recorded(
        changed(("    fill: 2 year\n", "    fill: 2 year\n    year: 2020\n"), ("price: 60e6 USD", "price: 60e6 USD\n    price-year: 2020"))
    )
    ratio = level[2026] / level[2020]
    assert record.figures["shield"].number == pytest.approx(6.5e9 * ratio)
    assert record.figures["net"].number == pytest.approx(960e6 + 300e6 * ratio)
    assert record.figures["total_then_year"].number > record.figures["total"].number


@pytest.mark.law
def test_one_launch_price_serves_a_whole_layer_and_may_learn():
    record = recorded(
        changed(("    first-unit: 20e6 USD\n", "    first-unit: 20e6 USD\n    launch: 80e6 USD\n    launch-learning: 90 %\n"))
    )
    exact = 80e6 * sum(n ** np.log2(0.9) for n in range(1, 6))
    assert record.data["by_element_mean"].sel(layer="net", element="launch").item() == pytest.approx(exact)


@pytest.mark.law
def test_the_mean_of_the_last_years_goes_on():
    """Satellites that live a year and are replaced at once: what two whole years take, later years take as well."""
    lived = (
        ("flown: [{date: 2025-06-01, satellites: 4}]", "lifetime: {mean: 1 year}\n    replacement: at-once"),
        ("last: 2031", "last: 2041"),
        ("    campaign: net\n    dev", "    campaign: net\n    onward: 2\n    dev"),
    )
    spend = recorded(changed(*lived)).data["spend"].sel(layer="net", quantile=0.5).values
    assert spend[6:].mean() == pytest.approx(spend[4:6].mean(), rel=0.03)
    assert spend[6:].min() > 0.0


@pytest.mark.law
def test_years_layers_and_elements_add_up_to_the_total_in_every_trial():
    problem = compiled(changed(*RANGED))
    cost, yearly = asked_of(problem), played(problem)
    layers = layers_of(cost, yearly)
    whole = totals(layers)
    assert whole.amounts.shape == (1000, 6)
    assert whole.total == pytest.approx(sum(one.spend.total for one in layers.values()))
    assert whole.total == pytest.approx(sum(one.elements[element].total for one in layers.values() for element in Element))


@pytest.mark.law
def test_correlation_widens_the_total_and_keeps_each_number():
    problem = compiled(changed(*RANGED))
    cost, yearly = asked_of(problem), played(problem)
    spread = []
    for sheet in cost.sheets:
        amounts = np.stack([values for key, values in sheet.drawn.items() if not key.endswith("satellites")], axis=1)
        found = rank_correlations(amounts)[np.triu_indices(amounts.shape[1], 1)]
        assert found == pytest.approx(sheet.correlation, abs=0.12)
        assert {key: np.sort(values).tolist() for key, values in sheet.drawn.items()} == {
            key: np.sort(values).tolist() for key, values in cost.sheet.drawn.items()
        }
        spread.append(float(np.std(totals(layers_of(cost, yearly, sheet=sheet)).total)))
    assert [sheet.correlation for sheet in cost.sheets] == [0.3, 0.0, 0.6]
    assert spread[1] < spread[0] < spread[2]


@pytest.mark.law
def test_a_replayed_play_differs_by_what_it_launches_alone():
    """The same draws. Nothing launched leaves development; no campaign, nothing; twice the price, twice as much."""
    problem = compiled(changed(*RANGED))
    cost, yearly = asked_of(problem), played(problem)
    planned = layers_of(cost, yearly)
    none = {name: np.zeros_like(held) if name.startswith("yearly_") else held for name, held in yearly.items()}
    idle = layers_of(cost, none)
    assert idle["net"].spend.total == pytest.approx(np.full(1000, 500e6))
    assert np.array_equal(idle["shield"].spend.total, planned["shield"].spend.total)
    gone = layers_of(cost, {**yearly, "campaigns": np.array(["another"])})
    assert not gone["net"].spend.total.any()
    dearer = layers_of(cost, yearly, {"net": 2.0})
    assert dearer["net"].elements[Element.PRODUCTION].total == pytest.approx(2.0 * planned["net"].elements[Element.PRODUCTION].total)
    assert dearer["net"].elements[Element.LAUNCH].total == pytest.approx(planned["net"].elements[Element.LAUNCH].total)
    assert layers_of(cost, yearly, {"station": 0.5})["station"].spend.total == pytest.approx(np.full(1000, 150e6))


@pytest.mark.law
def test_nobody_who_is_left_out_costs_anything():
    problem = compile_scenario(loads(PRICED), 3, Absence(("net",), frozenset({"net"})))
    layers = layers_of(asked_of(problem), played(problem))
    assert not layers["net"].spend.total.any()
    assert layers["shield"].spend.total == pytest.approx(np.full(20, 6.5e9))


@pytest.mark.law
def test_layers_without_campaigns_need_no_deployment():
    start, end = PRICED.index("pads:"), PRICED.index("money:")
    alone = PRICED[:start] + PRICED[end:]
    alone = alone.replace(alone[alone.index("  net:\n    title: The net\n    campaign") : alone.index("  shield:\n")], "")
    alone = alone.replace(alone[alone.index("  deployment:\n") : alone.index("  cost:\n")], "")
    alone = alone.replace(alone[alone.index("    joint:") : alone.index("headline:")], "").replace(", cost.net_80", "")
    problem = compiled(alone)
    assert [study.name for study in in_order(["cost"], problem)] == ["cost"]
    assert recorded(alone).figures["total"].number == pytest.approx(6.8e9)


@pytest.mark.law
def test_published_totals_get_a_chance_only_where_they_price_the_same():
    record = recorded(PRICED)
    assert record.figures["within_office"].number == 1.0
    told = record.figures["within_house"]
    assert told.value is None
    assert told.note is not None
    for words in ("covers ground-based", "2026 to 2031 here, 2026 to 2045 there", "does not say which money"):
        assert words in told.note
    assert record.data["published_ours"].sel(budget="house", quantile=0.5).item() == pytest.approx(6.5e9)


@pytest.mark.law
def test_a_sum_buys_what_fits_and_a_pair_is_met_where_both_are():
    """Ten satellites and their launch are 650 M; 2,000 M pay thirty on three launches, and another is a further launch. All stand by April
    2027 and all cost 8,060 M.
    """
    record = recorded(PRICED)
    assert record.figures["buys_two"].value == 30.0
    assert record.figures["joint_soon"].value == 1.0
    assert recorded(changed(("within: 9e9 USD", "within: 8e9 USD"))).figures["joint_soon"].value == 0.0
    late = record.data["joint_chance"].sel(aim="soon")
    assert late.sel(deadline=2027).max() == 0.0


@pytest.mark.story
def test_the_command_prices_and_draws(flown: Run):
    figures = flown.manifest["studies"]["cost"]["figures"]
    scenario = loads(changed(*RANGED))
    assert {f"cost.{name}" for name in figures} == {name for name in scenario.figure_names() if name.startswith("cost.")}
    assert figures["total"]["low"] < figures["total"]["value"] < figures["total_80"]["value"] < figures["total"]["high"]
    data = flown["cost"]
    assert data["s_curve"].sizes == {"correlation": 3, "share": 99}
    assert np.all(np.diff(data["s_curve"].values, axis=1) >= 0.0)
    assert data["fact"].values[int(np.argmax(data["fact_share"].values))] == "costs.shield.first-unit"
    assert data["layer_share"].sum() == pytest.approx(1.0)
    assert "capability" not in flown.manifest["studies"]
    page = (flown.path / "report.html").read_text(encoding="utf-8")
    assert 'id="cost"' in page


@pytest.mark.law
def test_the_same_seed_gives_the_same_numbers_and_a_fact_less_changes_no_other():
    first, again = asked_of(compiled(changed(*RANGED))), asked_of(compiled(changed(*RANGED)))
    fewer = asked_of(compiled(changed(*RANGED[1:])))
    key = "costs.shield.first-unit"
    assert all(np.array_equal(first.sheet.drawn[name], again.sheet.drawn[name]) for name in first.sheet.drawn)
    assert np.array_equal(first.sheet.drawn[key], fewer.sheet.drawn[key])
    assert replace(first, sheets=()) == replace(again, sheets=())


@pytest.mark.story
def test_a_station_of_elements_alone_names_no_satellites():
    """The bundled station in its last years: four years of crews, cargo and control, and what is left of one contract."""
    record = STUDIES["cost"].gather(compile_scenario(load("iss"), 0), {}, {})
    assert set(record.data["element_title"].values) >= {"elements as a whole", "operations"}
    parts = record.data["by_element_mean"].sum("layer")
    assert parts.sel(element="operations").item() > 10.0 * parts.sel(element="production").item() > 0.0
    spend = record.data["spend"].sel(layer="cargo", quantile=0.5).values
    assert spend.shape == (4,)
    assert spend == pytest.approx(spend[0])
