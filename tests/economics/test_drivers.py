"""What moves a total: a function whose indices are published, and shares that add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.economics.drivers import correlation_ratios, element_shares, rank_regression


@pytest.mark.reference
def test_the_indices_of_ishigamis_function():
    """First-order indices for a = 7, b = 0.1: 0.3139, 0.4424 and 0 (Saltelli and others, Global Sensitivity Analysis, 2008, 4.4)."""
    x = np.random.default_rng(2).uniform(-np.pi, np.pi, (40_000, 3))
    total = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = correlation_ratios(x, total)
    assert found.tolist() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    # Ranks see neither the second, which goes up and down, nor the third.
    coefficients, explained = rank_regression(x, total)
    assert coefficients[0] == pytest.approx(np.sqrt(explained), abs=0.01)
    assert explained < 0.25


@pytest.mark.reference
def test_a_plain_sum_is_shared_by_its_variances():
    """Normal draws with deviations 1, 2 and 4: 1, 4 and 16 of 21, by every measure."""
    elements = np.random.default_rng(3).normal(size=(50_000, 3)) * np.array([1.0, 2.0, 4.0])
    total, shares = elements.sum(axis=1), np.array([1.0, 4.0, 16.0]) / 21.0
    assert element_shares(elements).tolist() == pytest.approx(shares.tolist(), abs=0.015)
    assert correlation_ratios(elements, total).tolist() == pytest.approx(shares.tolist(), abs=0.015)
    coefficients, explained = rank_regression(elements, total)
    assert (coefficients**2).tolist() == pytest.approx(shares.tolist(), abs=0.03)
    assert explained > 0.95


@pytest.mark.law
@given(st.integers(0, 2**32), st.integers(1, 9), st.integers(2, 300))
def test_shares_of_elements_add_up(seed, elements, trials):
    drawn = np.random.default_rng(seed).normal(size=(trials, elements))
    assert element_shares(drawn).sum() == pytest.approx(1.0)


@pytest.mark.law
def test_what_does_not_vary_moves_nothing():
    facts = np.stack([np.linspace(0.0, 1.0, 100), np.full(100, 3.0)], axis=1)
    assert correlation_ratios(facts, facts[:, 0] ** 2).tolist() == pytest.approx([1.0, 0.0], abs=0.06)
    assert rank_regression(facts, facts[:, 0] ** 2)[0].tolist() == pytest.approx([1.0, 0.0])
    assert correlation_ratios(facts, np.ones(100)).tolist() == [0.0, 0.0]
    assert rank_regression(facts, np.ones(100)) == (pytest.approx([0.0, 0.0]), 0.0)
    assert element_shares(np.ones((10, 2))).tolist() == [0.0, 0.0]
    rounded = np.where(np.arange(100) % 3, 1.255e9, np.nextafter(1.255e9, 2e9))
    assert element_shares(np.stack([1e9 * facts[:, 0], rounded], axis=1)).tolist() == [pytest.approx(1.0), 0.0]


@pytest.mark.story
def test_too_few_trials_are_refused():
    with pytest.raises(ValueError, match="two trials or more in each"):
        correlation_ratios(np.zeros((5, 1)), np.zeros(5))
