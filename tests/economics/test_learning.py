"""Learning curves: published tables, another program, direct sums, and what must hold for every curve."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.economics.learning import Form, Learning

RATES = st.floats(0.51, 1.0)
COUNTS = st.integers(0, 3000)


def curve(first: float, rate: float, form: Form = Form.UNIT, every: int | None = None) -> Learning:
    return Learning(np.array([first]), np.array([rate]), form, every)


def total(units: int, learning: Learning) -> float:
    return float(learning.total(np.array([units]))[0])


@pytest.mark.reference
def test_a_textbook_table_of_an_eighty_per_cent_curve():
    """Chase, Jacobs and Aquilano, Operations Management for Competitive Advantage, chapter 4A, exhibits 4A.2 and 4A.3: cumulative."""
    cumulative = {
        1: 10.0,
        3: 25.0210,
        10: 63.1537,
        20: 104.8494,
        30: 140.1989,
        100: 326.5081,
        200: 527.1996,
        400: 848.4873,
        1000: 1586.7092,
    }
    for units, hours in cumulative.items():
        assert total(units, curve(10.0, 0.8)) == pytest.approx(hours, abs=6e-5)
    hours = {2: 180_000, 4: 314_210, 8: 534_591, 16: 892_014, 32: 1_467_862, 64: 2_392_447, 128: 3_874_384, 256: 6_247_572}
    found = curve(100_000.0, 0.8).total(np.array([list(hours)]))[0]
    assert np.round(found).tolist() == pytest.approx(list(hours.values()), abs=1.0)


@pytest.mark.cross
def test_another_program_for_both_forms():
    """R package learningCurve 1.1.2 (CRAN), examples of its manual; tolerance: the digits that it prints."""
    assert total(125, curve(100.0, 0.85)) == pytest.approx(5201.085, abs=6e-4)
    wright = curve(75.0, 0.85, Form.AVERAGE)
    assert wright.between(np.array([200]), np.array([50]))[0] == pytest.approx(806.772, abs=6e-4)
    unit = curve(110.0, 0.885, Form.AVERAGE).between(np.array([2199]), np.array([1]))[0]
    assert unit == pytest.approx(23.34001, abs=6e-6)


@pytest.mark.law
@given(RATES, st.integers(1, 6000))
def test_the_exact_sum_is_the_sum(rate, units):
    exponent = math.log2(rate)
    assert total(units, curve(1.0, rate)) == pytest.approx(math.fsum(k**exponent for k in range(1, units + 1)), rel=2e-13)


@pytest.mark.law
@given(RATES, st.sampled_from(list(Form)), st.lists(COUNTS, min_size=1, max_size=12), st.sampled_from([None, 1, 7, 500]))
def test_years_add_up_and_each_costs_something(rate, form, made, every):
    learning = curve(3e7, rate, form, every)
    yearly = learning.by_year(np.array([made]))[0]
    assert yearly.sum() == pytest.approx(total(sum(made), learning), rel=1e-12)
    assert np.all(yearly >= -1e-6)


@pytest.mark.law
@given(st.integers(1, 400), st.integers(0, 5), st.integers(0, 399), RATES)
def test_a_generation_begins_anew(every, whole, left, rate):
    left = min(left, every - 1)
    once, rest = total(every, curve(1.0, rate)), total(left, curve(1.0, rate))
    assert total(whole * every + left, curve(1.0, rate, every=every)) == pytest.approx(whole * once + rest, rel=1e-12)


@pytest.mark.law
@given(st.integers(2, 5000), st.floats(0.51, 0.99))
def test_the_same_rate_saves_more_where_it_is_the_mean_that_falls(units, rate):
    assert total(units, curve(1.0, rate, Form.AVERAGE)) < total(units, curve(1.0, rate)) < total(units, curve(1.0, rate, Form.CLOSED))


@pytest.mark.law
def test_trials_do_not_touch_each_other():
    first, rate = np.array([1.0, 2.0, 5.0]), np.array([0.7, 0.85, 1.0])
    made = np.array([[3, 40, 0], [100, 2, 7], [21, 20, 19]])
    together = Learning(first, rate, every=np.array([10, 30, 50])).by_year(made)
    for t, every in enumerate((10, 30, 50)):
        alone = Learning(first[t : t + 1], rate[t : t + 1], every=every).by_year(made[t : t + 1])
        np.testing.assert_allclose(together[t], alone[0], rtol=1e-14, atol=1e-12)
    assert together[2].tolist() == pytest.approx([105.0, 100.0, 95.0])


@pytest.mark.story
def test_rates_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match=r"must lie in \(0.5, 1\]"):
        curve(1.0, 85.0)
    with pytest.raises(ValueError, match="one number for each trial"):
        Learning(np.ones(2), np.ones(3))
    with pytest.raises(ValueError, match="0 or more"):
        curve(-1.0, 0.9)
    with pytest.raises(ValueError, match="leave it out where learning goes on"):
        curve(1.0, 0.9, every=0)
