"""What would change the answer: ranking and indices from given answers, and figures asked again by the engine."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest
from priced_by_hand import PRICED
from sensitivity_sample import LAUNCHED, LOOKING, changed

from cupola.compiler.compiling import compile_scenario
from cupola.compiler.cost import cost_of
from cupola.compiler.fingerprint import fingerprint
from cupola.compiler.problem import Problem
from cupola.engine import Varying, ready_devices, run_study
from cupola.errors import ScenarioError
from cupola.launch.playing import Playing
from cupola.records import Figure, Record
from cupola.scenario.absence import Absence
from cupola.scenario.facts import Fact
from cupola.scenario.loading import loads
from cupola.scenario.paring import pared
from cupola.scenario.schema import Scenario
from cupola.scenario.sensitivity import SensitivityStudy
from cupola.studies import STUDIES, in_order
from cupola.studies.base import Piece, Task
from cupola.studies.deployment import DeploymentStudy
from cupola.studies.indices import indices, shares
from cupola.studies.sensitivity import sensitivity_of

YEAR_BEGUN = 2026.0
MONTH = 1.0 / 12.0


class Kept(dict[tuple[str, str], Piece]):
    """A sink in memory."""

    def put(self, study: str, task: str, piece: Piece) -> None:
        self[study, task] = piece

    def get(self, study: str, task: str) -> Piece | None:  # type: ignore[override]
        return self[study, task] if (study, task) in self else None


class Given:
    """Answers by a function of the values, in place of flights."""

    def __init__(self, answer: Callable[[Mapping[str, float]], float | None]):
        self._answer, self.asked, self.flown = answer, 0, 0

    def figures(self, several: Sequence[Mapping[str, float]]) -> list[Figure]:
        self.asked += len(several)
        return [
            Figure(self._answer(values), "m", "A length", note=None if self._answer(values) is not None else "none") for values in several
        ]


def silent(study: str, done: int, total: int) -> None:
    """Says nothing."""


def varying(scenario: Scenario, figure: str, sink: Kept) -> Varying:
    studies = in_order([figure.partition(".")[0]], compile_scenario(scenario, 0))
    return Varying(scenario, figure, studies, 0, Absence(), ready_devices(), sink, silent)


def three_facts() -> tuple[Fact, ...]:
    """Masses, an altitude and a rate, as facts of the file with launches."""
    text = changed(LAUNCHED, "satellites: {value: 10, low: 6, high: 12, source: assumed, note: a guess}", "satellites: 10")
    text = changed(text, "dispersion: 0}", "dispersion: {value: 0.5, low: 0, high: 1, source: assumed, note: a guess}}")
    scenario = loads(text)
    return SensitivityStudy.chosen(asked(scenario), scenario.facts())


def asked(scenario: Scenario) -> SensitivityStudy:
    assert scenario.studies.sensitivity is not None
    return scenario.studies.sensitivity


def told(record: Record) -> list[str]:
    return [str(key) for key in record.data["fact"].values]


@pytest.mark.reference
def test_indices_of_the_ishigami_function():
    """Exact values for a = 7, b = 0.1: Saltelli et al. (2008), Global Sensitivity Analysis: The Primer, section 4.7."""
    names = ["x1", "x2", "x3"]
    x1, x2, x3 = (2.0 * np.pi * shares(names, 2048, 3) - np.pi).T
    found = indices(names, np.sin(x1) + 7.0 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1), 3)
    np.testing.assert_allclose(found.first, [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose(found.total, [0.5576, 0.4424, 0.2437], atol=0.02)
    assert np.all(np.abs(found.total - [0.5576, 0.4424, 0.2437]) < found.total_error)


@pytest.mark.law
def test_indices_of_a_sum_are_the_shares_of_the_triangular_variances():
    """A triangle from a to b with its peak at c has the variance (a^2 + b^2 + c^2 - ab - ac - bc) / 18."""
    facts = three_facts()
    weight = {fact.key: factor / (fact.highest - fact.lowest) for fact, factor in zip(facts, (1.0, 2.0, 4.0), strict=True)}
    written = {fact.key: fact.value for fact in facts}
    given = Given(lambda values: sum(weight[key] * (written | dict(values))[key] for key in weight))
    record = sensitivity_of(asked(loads(LAUNCHED)).model_copy(update={"sobol": 512}), facts, {}, given, 0)
    assert list(record.data["swing"].values) == pytest.approx([4.0, 2.0, 1.0])
    assert told(record) == [fact.key for fact in reversed(facts)]
    ends = {fact.key: (fact.lowest * weight[fact.key], fact.highest * weight[fact.key], fact.value * weight[fact.key]) for fact in facts}
    variance = {key: (a * a + b * b + c * c - a * b - a * c - b * c) / 18.0 for key, (a, b, c) in ends.items()}
    exact = [variance[str(key)] / sum(variance.values()) for key in record.data["drawn"].values]
    np.testing.assert_allclose(record.data["total_order"].values, exact, atol=0.03)
    np.testing.assert_allclose(record.data["first_order"].values, exact, atol=0.06)
    assert record.figures["total_1"].number == record.data["total_order"].values.max()
    assert given.asked == 1 + 2 * 3 + 512 * (3 + 2)


@pytest.mark.law
@pytest.mark.parametrize(("sobol", "most"), [(0, 8), (16, 8), (16, 2)])
def test_the_answers_told_before_a_run_are_those_that_it_asks(sobol: int, most: int):
    scenario = loads(LAUNCHED)
    study = asked(scenario).model_copy(update={"sobol": sobol, "most": most})
    facts = study.chosen(scenario.facts())
    given = Given(lambda values: sum(values.values()))
    sensitivity_of(study, facts, {}, given, 0)
    told_before = cost_of(scenario.model_copy(update={"studies": scenario.studies.model_copy(update={"sensitivity": study})}))
    assert told_before.studies["sensitivity"].answers == given.asked > 2 * len(facts) > 4


@pytest.mark.law
def test_a_fact_with_which_there_is_no_value_goes_before_all_others():
    rate, dispersion, mass = facts = three_facts()

    def answer(values: Mapping[str, float]) -> float | None:
        if values.get(dispersion.key, dispersion.value) > 0.9:
            return None
        return values.get(mass.key, mass.value) / 100.0

    record = sensitivity_of(asked(loads(LAUNCHED)).model_copy(update={"sobol": 4}), facts, {"held": "why"}, Given(answer), 0)
    assert told(record) == [dispersion.key, mass.key, rate.key]
    assert list(record.data["turns"].values) == [True, False, False]
    assert record.figures["swing_1"].value is None
    assert "at 1: none" in str(record.figures["swing_1"].note)
    assert record.figures["swing_2"].number == pytest.approx(1.0)
    assert record.figures["facts_that_matter"].number == 2.0
    assert record.figures["total_1"].note == record.data.attrs["no_indices"] == "at some values the figure has no value"


@pytest.mark.law
def test_an_optimum_between_the_ends_counts():
    """Both ends give the same, and yet the fact matters."""
    fact = three_facts()[2]
    given = Given(lambda values: -abs(values.get(fact.key, fact.value) - fact.value))
    record = sensitivity_of(asked(loads(LAUNCHED)), (fact,), {}, given, 0)
    assert record.figures["swing_1"].number == pytest.approx(50.0)
    assert record.figures["swing_2"].value is None


@pytest.mark.law
def test_coverage_grows_with_altitude_and_what_is_not_looked_through_is_not_flown():
    scenario, sink = loads(LOOKING), Kept()
    again = varying(scenario, "coverage.net_mean_in_view_world", sink)
    altitude, elevation = "constellations.net.shells.main.altitude", "sensors.radio.footprint.min-elevation"
    written, low, high, wide, narrow = (
        one.number for one in again.figures([{}, {altitude: 1.1e6}, {altitude: 1.3e6}, {elevation: 0.0873}, {elevation: 0.2618}])
    )
    assert low < written < high
    assert narrow < written < wide
    assert again.flown == 5
    at_written = next(fact.value for fact in scenario.facts() if fact.key == altitude)
    same = again.figures([{"constellations.other.shells.main.altitude": 1.1e6}, {altitude: at_written}])
    assert [one.number for one in same] == [written, written]
    assert (again.asked, again.flown) == (7, 5)
    whole, study = compile_scenario(scenario, 0), STUDIES["coverage"]
    full = study.gather(whole, run_study(study, whole, ready_devices(), Kept(), silent), {}).figures["net_mean_in_view_world"]
    assert full.value == written


@pytest.mark.law
def test_a_stopped_run_flies_nothing_twice():
    scenario, sink = loads(LOOKING), Kept()
    values = [{}, {"sensors.radio.footprint.min-elevation": 0.1}]
    before = varying(scenario, "coverage.net_mean_in_view_world", sink).figures(values)
    pieces = dict(sink)

    def refuse(study: str, task: str, piece: Piece) -> None:
        raise AssertionError("flown again")

    sink.put = refuse  # type: ignore[method-assign]
    after = varying(scenario, "coverage.net_mean_in_view_world", sink).figures(values)
    assert [one.value for one in after] == [one.value for one in before]
    assert len(pieces) == 2


class Counted(DeploymentStudy):
    """The deployment study, which counts its plays."""

    def __init__(self) -> None:
        self.plays = 0

    def job(self, problem: Problem, task: Task) -> Playing:
        self.plays += 1
        return super().job(problem, task)


@pytest.mark.law
def test_prices_have_nothing_launched_again():
    """A play serves all prices; another rate is another play, and what it costs is what it would cost by itself."""
    scenario, deployment = loads(PRICED), Counted()
    price, rate = {"vehicles.one.price": 70e6}, {"vehicles.one.flights.rate": 0.6 / (365.25 * 86_400.0)}
    several = [{}, price, {"costs.shield.first-unit": 40e6}, rate, rate | price]
    again = Varying(scenario, "cost.total", (deployment, STUDIES["cost"]), 0, Absence(), ready_devices(), Kept(), silent)
    plain, dear, cheap, slow, both = (one.number for one in again.figures(several))
    assert (again.flown, deployment.plays) == (5, 2)
    assert [one.number for one in again.figures([{"costs.shield.launch": 100e6}])] != [plain]
    assert (again.flown, deployment.plays) == (6, 2)
    whole = compile_scenario(scenario, 0)
    plays = run_study(STUDIES["deployment"], whole, ready_devices(), Kept(), silent)
    launched = STUDIES["deployment"].gather(whole, plays, {})
    assert plain == STUDIES["cost"].gather(whole, {}, {"deployment": launched}).figures["total"].number
    assert dear == pytest.approx(plain + 5 * 10e6)
    assert cheap == pytest.approx(plain - 100 * 10e6)
    assert plain - 5 * 80e6 < slow < plain
    alone = [varying(scenario, "cost.total", Kept()).figures([values])[0].number for values in several]
    assert alone == [plain, dear, cheap, slow, both]
    fewer, most = (one.number for one in varying(scenario, "cost.buys_two", Kept()).figures([{"costs.shield.first-unit": 60e6}, {}]))
    assert 0 < fewer < most


@pytest.mark.law
def test_a_whole_number_that_changes_the_satellites_is_held_and_others_go_to_their_ends():
    scenario = loads(LOOKING)
    again = varying(scenario, "coverage.net_mean_in_view_world", Kept())
    held = again.held(asked(scenario).chosen(scenario.facts()))
    assert list(held) == ["constellations.net.shells.main.planes"]
    assert "how many satellites there are" in held["constellations.net.shells.main.planes"]
    zero, three = again.figures([{"constellations.net.shells.main.phasing": count} for count in (0.0, 3.0)])
    assert zero.number != three.number


@pytest.mark.law
def test_the_time_to_launch_goes_with_one_over_the_rate():
    """Twenty satellites are two even launches of ten: twice the rate has them in half the time, to within a step of the study."""
    scenario = loads(LAUNCHED)
    again = varying(scenario, "deployment.some_date", Kept())
    rate, mass, size = "vehicles.rocket.flights.rate", "campaigns.main.satellite-mass", "campaigns.main.launches.rocket.satellites"
    second = 12.0 / (365.25 * 86_400.0)
    slow, written, fast, many, heavy = (
        one.number - YEAR_BEGUN for one in again.figures([{rate: 0.5 * second}, {}, {rate: 2.0 * second}, {size: 6.0}, {mass: 550.0}])
    )
    assert slow == pytest.approx(2.0 * written, abs=MONTH)
    assert fast == pytest.approx(0.5 * written, abs=MONTH)
    assert many > written
    assert heavy == written


@pytest.mark.law
def test_a_date_that_is_not_reached_is_told_as_such():
    text = changed(LAUNCHED, "low: 0.5 per month", "low: 0.1 per month")
    scenario = loads(changed(text, "figure: deployment.some_date", "figure: deployment.all_date"))
    again, facts = varying(scenario, "deployment.all_date", Kept()), asked(scenario).chosen(scenario.facts())
    record = sensitivity_of(asked(scenario), facts, again.held(facts), again, 0)
    assert told(record)[0] == "vehicles.rocket.flights.rate"
    assert "not by 2028-01-01" in str(record.figures["swing_1"].note)
    assert record.data["end_note"].values[0, 0].startswith("not by 2028-01-01")


@pytest.mark.law
@pytest.mark.parametrize(("figure", "unit", "swing"), [("some_date", "years", 1.5 / 6.0), ("all_reached", "points", 100.0)])
def test_changes_of_dates_are_told_in_years_and_those_of_shares_in_points(figure: str, unit: str, swing: float):
    """Two launches take two months at the middle rate: four at half of it, one at twice. At a tenth of it not all are up in two years."""
    text = LAUNCHED if figure == "some_date" else changed(LAUNCHED, "low: 0.5 per month", "low: 0.1 per month")
    scenario = loads(changed(text, "figure: deployment.some_date", f"figure: deployment.{figure}"))
    again, facts = varying(scenario, f"deployment.{figure}", Kept()), asked(scenario).chosen(scenario.facts())
    record = sensitivity_of(asked(scenario), facts, again.held(facts), again, 0)
    assert record.figures["swing_1"].unit == unit
    assert record.figures["swing_1"].number == pytest.approx(swing, abs=1.0 / 12.0)


@pytest.mark.law
def test_only_what_the_figure_needs_is_asked():
    one, other = (pared(loads(text), figure) for text, figure in ((LOOKING, "coverage.net_x"), (LAUNCHED, "deployment.some_date_slow")))
    assert list(one.studies.asked()) == ["coverage"]
    assert one.studies.coverage is not None
    assert (list(one.studies.coverage.views), one.studies.coverage.draws) == (["net"], 0)
    assert other.studies.deployment is not None
    assert (list(other.studies.deployment.variants), other.studies.deployment.draws) == (["slow"], 0)
    plain = pared(loads(LAUNCHED), "deployment.some_date").studies.deployment
    assert plain is not None
    assert not plain.variants


@pytest.mark.law
def test_a_fingerprint_knows_a_single_bit():
    values = np.arange(6.0).reshape(2, 3)
    near = values.copy()
    near[1, 2] = np.nextafter(5.0, 6.0)
    prints = {fingerprint(one) for one in (values, near, values.T, values.astype(np.float32), {"a": values}, (values, None))}
    assert len(prints) == 6
    with pytest.raises(TypeError, match="object"):
        fingerprint([object()])


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        (
            "coverage.net_mean_in_view_world, sobol",
            "coverage.net_mean_in_view_mars, sobol",
            "figure",
            "did you mean coverage.net_mean_in_view_world",
        ),
        ("coverage.net_mean_in_view_world, sobol", "sensitivity.swing_1, sobol", "figure", "asks others again itself"),
        ("sobol: 4", "sobol: 6", "sobol", "must be a power of two, or 0 for the tornado alone: 4 or 8"),
        ("sobol: 4", "sobol: 4, facts: [constellations.nett]", "facts.0", "did you mean constellations.net"),
        ("sobol: 4", "sobol: 4, facts: [constellations.net.shells.main.per-plane]", "facts.0", "where no fact has a range"),
        ("most: 2", "most: 0", "most", "must lie in [1, 64]"),
    ],
)
@pytest.mark.law
def test_bad_words_have_one_plain_message(old: str, new: str, key: str, message: str):
    with pytest.raises(ScenarioError) as wrong:
        loads(changed(LOOKING, old, new))
    assert [(problem.key, message in problem.message) for problem in wrong.value.problems] == [(f"studies.sensitivity.{key}", True)]


@pytest.mark.law
def test_a_file_without_ranges_has_nothing_to_vary():
    bare = changed(LAUNCHED, "{value: 1 per month, low: 0.5 per month, high: 2 per month, source: assumed, note: a guess}", "1 per month")
    bare = changed(bare, "{value: 500 kg, low: 450 kg, high: 550 kg, source: assumed, note: a guess}", "500 kg")
    with pytest.raises(ScenarioError, match="has nothing to vary"):
        loads(changed(bare, "{value: 10, low: 6, high: 12, source: assumed, note: a guess}", "10"))
