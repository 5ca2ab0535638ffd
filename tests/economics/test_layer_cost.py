"""The cost of a layer: published totals, one-point distributions, budgets that add up, and what a fixed sum buys."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cupola.economics.affording import affordable, level_reached
from cupola.economics.layers import Element, Rates, Timing, cost_of_layer
from cupola.economics.learning import Form, Learning
from cupola.economics.phasing import Profile
from cupola.economics.plans import Plan, generations, steady
from cupola.economics.spending import Money
from cupola.trials import quantile

USD = Money("USD", 2025)
TIMING = Timing(Profile.rayleigh(2026.0, 6.0), Profile.even(2028.0, 3.0), np.array([0.2, 0.5, 0.3]), np.array([0.6, 0.4]))


def published(form: Form, trials: int = 1, satellites: int = 998) -> tuple[Plan, Rates]:
    """Harrison, Build Your Own Golden Dome (American Enterprise Institute 2025): the defaults of its cost part, 34 on a launch."""
    each = np.ones(trials)
    plan = steady(2030, 20, np.full(trials, satellites), 5.0 * each, 34)
    satellite = Learning(70e6 * each, 0.85 * each, form, satellites)
    launch = Learning(150e6 * each, 0.95 * each, form, -(-satellites // 34))
    return plan, Rates(7e9 * each, satellite, launch, 0.0 * each, 450e6 * each, 0.0 * each, 0.0 * each)


@pytest.mark.reference
@pytest.mark.parametrize(("form", "total"), [(Form.CLOSED, 104.43e9), (Form.UNIT, 103.11e9)])
def test_a_published_interceptor_layer(form, total):
    """104.43 bn as its author sums the learning curve, 103.11 bn summed exactly; 998 satellites, 30 launches in each of 4 generations."""
    plan, rates = published(form)
    assert (plan.made.sum(), plan.launches.sum(), generations(20.0, 5.0)) == (4 * 998, 4 * 30, (4, 0.0))
    cost = cost_of_layer(plan, rates, TIMING, USD)
    assert cost.spend.total[0] == pytest.approx(total, abs=0.005e9)
    assert cost.totals.sum() == pytest.approx(cost.spend.total[0], rel=1e-12)


@pytest.mark.reference
def test_whole_generations_leave_years_without_satellites():
    assert generations(22.0, 5.0) == (4, 2.0)
    assert generations(3.0, 5.0) == (1, 0.0)
    # Replacement on the day goes on instead: a fifth filling.
    plan = steady(2030, 22, np.array([100]), np.array([5.0]), 10)
    assert np.flatnonzero(plan.made[0]).tolist() == [0, 5, 10, 15, 20]


@pytest.mark.reference
def test_satellites_that_a_published_layer_takes():
    """CBO, Potential Costs of a National Missile Defense System, 2026: 7,800 with a life of five years over 20, 22 M each, 723 bn to buy.
    The satellites alone are 686 bn of it."""
    plan = steady(2027, 20, np.array([7800]), np.array([5.0]), 50, build=5.0)
    assert set(plan.made[0].tolist()) == {1560}
    assert plan.made.sum() * 22e6 == pytest.approx(686.4e9)
    assert plan.standing[0, :6].tolist() == pytest.approx([780.0, 2340.0, 3900.0, 5460.0, 7020.0, 7800.0])


@pytest.mark.law
@given(st.integers(1, 3000), st.floats(1.0, 12.0), st.floats(0.25, 1.0), st.integers(1, 60), st.integers(1, 30))
def test_steady_plans_keep_their_counts(satellites, life, build, load, years):
    plan = steady(2030, years, np.array([satellites]), np.array([life]), load, build)
    assert np.all(plan.made >= 0)
    assert np.all(np.cumsum(plan.launches[0]) * load >= np.cumsum(plan.made[0]))
    assert plan.standing.max() <= satellites * (1.0 + 1e-12)
    left = plan.made.sum() - plan.retired.sum()
    assert left <= 2 * satellites
    assert plan.made[0, 0] == satellites


def random_rates(trials: int, seed: int) -> Rates:
    drawn = np.random.default_rng(seed).random((7, trials))
    satellite = Learning(2e7 + 1e8 * drawn[0], 0.75 + 0.25 * drawn[1])
    launch = Learning(3e7 + 1e8 * drawn[2], 0.85 + 0.15 * drawn[3])
    return Rates(1e10 * drawn[4], satellite, launch, 1e9 * drawn[5], 5e8 * drawn[6], 1e5 * drawn[0], 2e6 * drawn[1])


@pytest.mark.law
@settings(max_examples=30)
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_budgets_by_year_add_up_to_the_total(seed, trials):
    """From a deployment with losses and idle years: element by element, and all together."""
    drawn = np.random.default_rng(seed)
    made = drawn.integers(0, 300, (trials, 12)) * drawn.integers(0, 2, (trials, 12))
    launches = made // 20 + drawn.integers(0, 3, (trials, 12))
    standing = np.cumsum(made, axis=1) * 0.9
    plan = Plan(2028, made, launches, standing, made // 3, drawn.integers(1, 900, trials))
    rates = random_rates(trials, seed)
    cost = cost_of_layer(plan, rates, TIMING, USD)
    assert isinstance(rates.launch, Learning)
    total = rates.development + rates.ground + rates.satellite.total(made.sum(axis=1)) + rates.launch.total(launches.sum(axis=1))
    total += rates.operations * (standing > 0).sum(axis=1) + rates.upkeep * standing.sum(axis=1) + rates.disposal * (made // 3).sum(axis=1)
    np.testing.assert_allclose(cost.spend.total, total, rtol=1e-12)
    np.testing.assert_allclose(cost.totals.sum(axis=1), total, rtol=1e-12)
    assert np.all(cost.spend.amounts >= -1e-3)
    first_fill = rates.satellite.total(np.minimum(plan.size, made.sum(axis=1)))
    np.testing.assert_allclose(cost.elements[Element.PRODUCTION].total, first_fill, rtol=1e-9, atol=1.0)


@pytest.mark.law
def test_a_distribution_of_one_point_gives_the_one_cost():
    plan, rates = published(Form.UNIT, trials=40)
    totals = cost_of_layer(plan, rates, TIMING, USD).spend.total
    alone = cost_of_layer(*published(Form.UNIT), TIMING, USD).spend.total[0]
    for share in (0.5, 0.8):
        found = quantile(totals, share)
        assert (float(found.value), float(found.low), float(found.high)) == (alone, alone, alone)


@pytest.mark.law
@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_what_a_budget_buys_costs_no_more_and_one_more_does(seed):
    rates = random_rates(6, seed)
    budget = np.array([0.0, 1e9, 2e10, 5e10, 1e11, 1e15])

    def cost(units):
        plan = steady(2030, 10, units, np.full(6, 5.0), 30)
        return cost_of_layer(plan, rates, TIMING, USD).spend.total

    bought = affordable(cost, budget, most=5000)
    assert bought[-1] == 5000
    some = bought >= 0
    assert np.all(cost(np.maximum(bought, 0))[some] <= budget[some])
    assert np.all(cost(bought + 1)[bought < 5000] > budget[bought < 5000])


@pytest.mark.reference
def test_levels_that_a_table_says():
    """Nothing between two sizes counts, and less than the first reaches nothing."""
    sizes, levels = np.array([10, 100, 1000]), np.array([0.2, 0.5, 0.95])
    assert level_reached(np.array([-1, 9, 10, 99, 100, 5000]), sizes, levels).tolist() == [0.0, 0.0, 0.2, 0.2, 0.5, 0.95]
    with pytest.raises(ValueError, match="sizes must rise"):
        level_reached(np.array([1]), sizes[::-1], levels)


@pytest.mark.story
def test_payment_runs_ahead_of_launch_and_replacement_is_told_apart():
    plan, rates = published(Form.UNIT)
    cost = cost_of_layer(plan, rates, TIMING, USD)
    assert cost.elements[Element.PRODUCTION].years == range(2028, 2050)
    paid = cost.elements[Element.PRODUCTION].amounts[0]
    assert paid[:3].tolist() == pytest.approx((rates.satellite.total(np.array([998]))[0] * np.array([0.3, 0.5, 0.2])).tolist())
    assert np.all(paid[3:] == 0.0)
    # Three generations of four replace the first.
    first = cost.elements[Element.PRODUCTION].total[0] + cost.elements[Element.LAUNCH].total[0]
    assert cost.elements[Element.REPLACEMENT].total[0] == pytest.approx(3.0 * first)


@pytest.mark.story
def test_plans_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="trials by years, and trials"):
        Plan(2030, np.ones((2, 3), int), np.ones((2, 4), int), np.ones((2, 3)), np.ones((2, 3), int), np.ones(2, int))
    with pytest.raises(ValueError, match="launches: got a count below 0"):
        Plan(2030, np.ones((2, 3), int), -np.ones((2, 3), int), np.ones((2, 3)), np.ones((2, 3), int), np.ones(2, int))
    with pytest.raises(ValueError, match=r"no shorter than the 2\.0 years"):
        steady(2030, 5, np.array([10]), np.array([1.0]), 5, build=2.0)
    with pytest.raises(ValueError, match="need a year or more"):
        steady(2030, 0, np.array([10]), np.array([1.0]), 5)
    with pytest.raises(ValueError, match="must be 0 or more"):
        affordable(lambda units: units * 1.0, np.ones(1), most=-1)
