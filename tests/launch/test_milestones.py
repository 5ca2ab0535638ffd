"""Dates, quantiles and chances: published intervals, and intervals that hold what they say they hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.launch.milestones import chance, chance_by, first_time, quantile

TIMES = np.array([10.0, 20.0, 30.0, 40.0])


@pytest.mark.reference
def test_dates_counted_by_hand():
    """Two are reached at 20 and kept until 30, lost, and reached again at 40; the second trial never has two."""
    count = np.array([[1, 2, 2, 1], [0, 1, 1, 1], [2, 1, 2, 2]])
    assert first_time(TIMES, count, 2).tolist() == [20.0, np.inf, 10.0]
    assert first_time(TIMES, count, 2, kept=2).tolist() == [20.0, np.inf, 30.0]
    assert first_time(TIMES, count, 2, kept=3).tolist() == [np.inf] * 3
    assert first_time(TIMES, count, np.array([1, 1, 3])).tolist() == [10.0, 20.0, np.inf]
    assert first_time(TIMES, count, 1, kept=9).tolist() == [np.inf] * 3


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
    assert chance_by(np.array([1.0, np.inf]), 2.0).value == 0.5


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
def test_bad_questions_are_refused_in_plain_words():
    for share in (0.0, 1.0):
        with pytest.raises(ValueError, match="between 0 and 1"):
            quantile(np.array([1.0]), share)
    with pytest.raises(ValueError, match="must be a trial"):
        quantile(np.zeros(0), 0.5)
    with pytest.raises(ValueError, match="one or more"):
        chance(np.zeros(0, bool))
    with pytest.raises(ValueError, match="in a row"):
        first_time(TIMES, np.zeros((1, 4), int), 1, kept=0)
