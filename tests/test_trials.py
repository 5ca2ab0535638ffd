"""Quantiles and chances from trials: published intervals, and intervals that hold what they say they hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.trials import chance, quantile


@pytest.mark.reference
def test_order_statistics_of_a_published_table():
    """Of ten values the second and the ninth hold the median with 97.9 %, of twenty the sixth and the fifteenth with 95.9 %
    (David and Nagaraja, Order Statistics, section 7.1; any table of the sign test)."""
    for trials, low, high in ((10, 2.0, 9.0), (20, 6.0, 15.0)):
        values = np.random.default_rng(3).permutation(np.arange(1.0, trials + 1.0))
        found = quantile(values, 0.5)
        assert (float(found.low), float(found.high)) == (low, high)
        assert float(found.value) == trials / 2
    few = quantile(np.arange(5.0), 0.8)
    assert (float(few.value), float(few.high)) == (3.0, np.inf)


@pytest.mark.reference
def test_wilsons_interval_is_the_published_one():
    """81 of 263: 0.2553 to 0.3662; 15 of 148: 0.0624 to 0.1605; 1 of 29: 0.0061 to 0.1718; 0 of 20: 0 to 0.1611 (Newcombe, Statist. Med. 17
    (1998) 857, table I, method 3).
    """
    for successes, trials, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (1, 29, 0.0061, 0.1718),
        (0, 20, 0.0, 0.1611),
    ):
        found = chance(np.arange(trials) < successes)
        assert found.value == successes / trials
        assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.reference
def test_the_median_of_twenty_lies_between_the_sixth_and_the_fifteenth():
    """Ranks of the 95 % interval for a median from 20 observations: 6 and 15 (Conover, Practical Nonparametric Statistics)."""
    dates = np.arange(1.0, 21.0)
    found = quantile(np.random.default_rng(1).permutation(dates), 0.5)
    assert (found.value, found.low, found.high) == (10.0, 6.0, 15.0)


@pytest.mark.law
def test_never_stays_never():
    """Nine of ten dates in time: the eighth is a date, the last is infinite, and so is the end of its interval."""
    dates = np.array([*range(1, 10), np.inf])
    assert quantile(dates, 0.8).value == 8.0
    assert quantile(dates, 0.95).value == np.inf
    assert quantile(dates, 0.8).high == np.inf
    assert quantile(np.full(4, np.inf), 0.5).value == np.inf
    assert quantile(np.array([3.0]), 0.5).low == -np.inf


@pytest.mark.law
@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_intervals_hold_the_true_quantile_as_often_as_they_say(share):
    """2,000 samples of 60 uniform dates: 95 % or more, less four standard errors of 0.5 %."""
    rng = np.random.default_rng(7)
    found = [quantile(rng.random(60), share) for _ in range(2000)]
    assert np.mean([one.low <= share <= one.high for one in found]) > 0.95 - 4 * 0.005
    assert all(one.low <= one.value <= one.high for one in found)


@pytest.mark.law
@given(st.lists(st.booleans(), min_size=1, max_size=300), st.floats(0.5, 0.999))
def test_a_chance_lies_in_its_interval(happened, confidence):
    found = chance(np.array(happened), confidence)
    assert 0.0 <= found.low <= found.value <= found.high <= 1.0


@pytest.mark.law
def test_intervals_hold_along_further_axes():
    values = np.random.default_rng(5).exponential(size=(120, 4000))
    for share in (0.5, 0.8):
        found, true = quantile(values, share), -np.log1p(-share)
        assert np.mean((found.low <= true) & (true <= found.high)) > 0.945
        assert found.value.shape == (4000,)


@pytest.mark.reference
def test_wilsons_interval():
    """None of ten: up to 27.8 % at 95 % (Brown, Cai and DasGupta, Statistical Science 16 (2001) 101, of the Wilson interval)."""
    none = chance(np.zeros(10, bool))
    assert (float(none.value), float(none.low), round(float(none.high), 3)) == (0.0, 0.0, 0.278)


@pytest.mark.law
def test_bad_questions_are_refused_in_plain_words():
    for share in (0.0, 1.0):
        with pytest.raises(ValueError, match="between 0 and 1"):
            quantile(np.array([1.0]), share)
    with pytest.raises(ValueError, match="there must be a trial"):
        quantile(np.zeros(0), 0.5)
    with pytest.raises(ValueError, match="one or more"):
        chance(np.zeros(0, bool))
