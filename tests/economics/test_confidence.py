"""S-curves, joint confidence and correlated draws: a published estimate, counts by hand, and laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import triang

from cupola.economics.confidence import cost_by, joint, s_curve, within
from cupola.economics.correlation import correlated, rank_correlations
from cupola.economics.drivers import element_shares
from cupola.trials import quantile

GAO = np.array(
    [
        (17955.0, 19645.0, 21785.0),
        (8500.0, 10553.0, 13000.0),
        (4000.0, 4306.0, 5100.0),
        (4100.0, 4305.0, 4650.0),
        (550.0, 600.0, 650.0),
        (32300.0, 35547.0, 52500.0),
        (1950.0, 2136.0, 2600.0),
    ]
)
"""GAO Cost Estimating and Assessment Guide, GAO-20-195G (2020), table 12: airframe, propulsion, communications, navigation, computer,
software and integration of an air vehicle; least, most likely and most, thousand dollars."""


def uniforms(trials: int, facts: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """A Latin hypercube and the luck that its facts share."""
    random = np.random.default_rng(seed)
    cut = (np.stack([random.permutation(trials) for _ in range(facts)], axis=1) + random.random((trials, facts))) / trials
    return np.clip(cut, 1e-12, 1.0 - 1e-12), random.random(trials)


def triangular(draws: np.ndarray) -> np.ndarray:
    low, peak, high = GAO.T
    return triang((peak - low) / (high - low), low, high - low).ppf(draws)


@pytest.mark.reference
def test_the_estimate_of_a_cost_guide():
    """The most likely costs add up to 77 M a vehicle and 2.47 bn for 32; the mean and spread of the sum are those of triangles."""
    point = GAO[:, 1].sum()
    assert (round(point / 1e3), round(32 * point / 1e6, 2)) == (77, 2.47)
    draws, common = uniforms(20_000, 7)
    apart = triangular(draws)
    total = apart.sum(axis=1)
    low, peak, high = GAO.T
    variances = (low**2 + peak**2 + high**2 - low * peak - low * high - peak * high) / 18.0
    assert total.mean() == pytest.approx(GAO.mean(axis=1).sum(), rel=1e-3)
    assert total.std() == pytest.approx(np.sqrt(variances.sum()), rel=0.01)
    assert element_shares(apart).tolist() == pytest.approx((variances / variances.sum()).tolist(), abs=0.01)
    # Skewed costs make the sum of the most likely ones an unlikely one (Book, Crosslink, winter 2001).
    assert 0.05 < float(within(total, point).value) < 0.3
    # Costs that go wrong together leave the mean and widen the rest.
    wider = triangular(correlated(draws, common, 0.6)).sum(axis=1)
    assert wider.mean() == pytest.approx(total.mean(), rel=1e-9)
    assert float(quantile(wider, 0.8).value) > float(quantile(total, 0.8).high)


@pytest.mark.law
@given(st.lists(st.floats(0.0, 1e13), min_size=1, max_size=60), st.floats(0.01, 0.99))
def test_quantiles_are_trials_and_lie_on_the_s_curve(costs, share):
    values = np.array(costs)
    found = float(quantile(values, share).value)
    assert found in costs
    ranked, shares = s_curve(values)
    assert shares[np.flatnonzero(ranked == found)[-1]] >= share - 1e-9
    assert float(within(values, found).value) >= share - 1e-9


@pytest.mark.reference
def test_cost_and_date_counted_by_hand():
    costs, dates = np.array([1.0, 2.0, 3.0, 4.0]), np.array([10.0, np.inf, 5.0, 20.0])
    table = joint(costs, dates, np.array([0.5, 2.0, 4.0]), np.array([5.0, 10.0, 20.0]))
    assert table.tolist() == [[0.0, 0.0, 0.0], [0.0, 0.25, 0.25], [0.25, 0.5, 0.75]]
    assert float(cost_by(costs, dates, 20.0, 0.5).value) == 3.0
    assert float(cost_by(costs, dates, 20.0, 0.8).value) == np.inf


@pytest.mark.law
@settings(max_examples=30)
@given(st.integers(0, 2**32), st.floats(0.0, 0.95))
def test_correlation_changes_the_order_alone_and_no_other_fact(seed, wanted):
    draws, common = uniforms(200, 4, seed)
    found = correlated(draws, common, wanted)
    np.testing.assert_array_equal(np.sort(found, axis=0), np.sort(draws, axis=0))
    np.testing.assert_array_equal(correlated(draws[:, [2, 0]], common, wanted), found[:, [2, 0]])
    if wanted == 0.0:
        np.testing.assert_array_equal(found, draws)


@pytest.mark.law
@pytest.mark.parametrize("wanted", [0.0, 0.3, 0.6, 0.9])
def test_the_correlation_is_the_one_asked_for(wanted):
    """Within four standard errors of 20,000 trials, each pair and their mean."""
    draws, common = uniforms(20_000, 6)
    found = rank_correlations(correlated(draws, common, wanted))[np.triu_indices(6, 1)]
    assert found.tolist() == pytest.approx([wanted] * 15, abs=4.0 / np.sqrt(20_000))


@pytest.mark.reference
def test_a_total_of_thirty_costs_looks_surer_than_it_is():
    """Book 1999: with 30 equal normal costs and a correlation of 0.2 between them, independence misses 62 % of the deviation of the sum."""
    draws, common = uniforms(20_000, 30)
    rank = 6.0 / np.pi * np.arcsin(0.1)
    apart, together = (ndtri(one).sum(axis=1).std() for one in (draws, correlated(draws, common, rank)))
    assert 1.0 - apart / together == pytest.approx(0.62, abs=0.015)


@pytest.mark.story
def test_what_cannot_be_asked_is_refused():
    draws, common = uniforms(10, 2)
    with pytest.raises(ValueError, match=r"must lie in \[0, 1\)"):
        correlated(draws, common, -0.3)
    with pytest.raises(ValueError, match="between 0 and 1"):
        correlated(draws + 1.0, common)
