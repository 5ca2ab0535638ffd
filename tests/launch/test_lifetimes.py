"""Lives: published survival, what is kept of a distribution, and draws that do not move."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare, kstest, weibull_min

from cupola.launch.cadence import YEAR
from cupola.launch.lifetimes import POINTS, Lifetimes
from cupola.launch.roll import Roll

STEP = YEAR / 24.0
EVERY = np.arange(POINTS, dtype=np.uint16)[None, :]


@pytest.mark.reference
def test_an_exponential_life_leaves_one_in_e_at_its_mean():
    lives = Lifetimes.weibull(7.0 * YEAR, 1.0)
    assert np.mean(lives.quantiles > 7.0 * YEAR) == pytest.approx(0.36788, abs=2.0 / POINTS)
    assert lives.quantiles.mean() == pytest.approx(7.0 * YEAR, rel=1e-4)


@pytest.mark.cross
@pytest.mark.parametrize("shape", [0.4, 1.0, 3.0, 12.0])
def test_weibull_lives_are_those_of_scipy(shape):
    """Chances of every whole number of steps, zero for the dead on arrival apart: two roundings of one part in 65,536."""
    mean, still = 5.0 * YEAR, 0.03
    scale = mean / weibull_min(shape).mean()
    drawn = Lifetimes.weibull(mean, shape, still).steps(EVERY, STEP, 400)[0]
    found = np.bincount(drawn, minlength=401) / POINTS
    expected = np.zeros(401)
    edges = weibull_min(shape, scale=scale).cdf((np.arange(402) - 0.5) * STEP)
    expected[1:] = (1.0 - still) * np.diff(np.concatenate([[0.0], edges[2:401], [1.0]]))
    expected[0] = still
    assert np.max(np.abs(np.cumsum(found) - np.cumsum(expected))) < 2.5 / POINTS


@pytest.mark.reference
def test_stated_lives_counted_by_hand():
    """A fifth gone evenly within a year, nobody in the second, half of all in the third: a median of 2.6 years, three tenths for ever."""
    ages, left = np.array([0.0, 1.0, 2.0, 3.0]) * YEAR, np.array([1.0, 0.8, 0.8, 0.3])
    lives = Lifetimes.stated(ages, left)
    quantile = lives.quantiles[(np.array([0.1, 0.2 + 1e-4, 0.5, 0.7 - 1e-4, 0.71]) * POINTS).astype(int)] / YEAR
    assert quantile[:4] == pytest.approx([0.5, 2.0, 2.6, 3.0], abs=1e-3)
    assert np.isinf(quantile[4])
    retired = lives.retired_at(2.5 * YEAR)
    assert retired.quantiles.max() == 2.5 * YEAR
    assert np.mean(retired.quantiles == 2.5 * YEAR) == pytest.approx(0.55, abs=1e-4)


@pytest.mark.law
def test_no_spread_is_no_spread():
    assert set(Lifetimes.weibull(9.6 * STEP).steps(EVERY, STEP, 400)[0].tolist()) == {10}
    assert set(Lifetimes.weibull(0.1 * STEP).steps(EVERY, STEP, 400)[0].tolist()) == {1}
    assert set(Lifetimes.weibull(np.inf, 2.0).steps(EVERY, STEP, 400)[0].tolist()) == {400}


@pytest.mark.law
@given(st.floats(0.5, 20.0), st.floats(0.5, 10.0), st.floats(0.0, 0.9), st.floats(0.2, 5.0))
def test_a_trials_own_numbers_do_what_one_number_does(mean, shape, still, factor):
    """Given for each trial or once for all; and a factor is a longer mean."""
    alone = Lifetimes.weibull(mean * YEAR, shape, still, factor).steps(EVERY, STEP, 1000)
    apart = Lifetimes.weibull(mean * YEAR, shape, np.array([still, 0.5]), np.array([factor, 1.0]))
    np.testing.assert_array_equal(alone[0], apart.steps(np.repeat(EVERY, 2, axis=0), STEP, 1000)[0])
    longer = Lifetimes.weibull(mean * factor * YEAR, shape, still).steps(EVERY, STEP, 1000)
    assert np.max(np.abs(longer.astype(int) - alone)) <= 1
    assert apart.of(slice(1, 2)).steps(EVERY, STEP, 1000).shape == (1, POINTS)


@pytest.mark.law
def test_what_is_left_to_those_who_work_already():
    """Of Weibull lives that passed an age: the conditional distribution, to its steps; the exponential forgets the age."""
    drawn = (np.arange(20_000)[None, :] + 0.5) / 20_000
    lives, age = Lifetimes.weibull(5.0 * YEAR, 3.0), 4.0 * YEAR
    found = lives.steps_left(drawn, age, STEP, 5000)[0]
    scale = 5.0 * YEAR / weibull_min(3.0).mean()
    survives = weibull_min(3.0, scale=scale).sf
    steps = np.arange(1, 120)
    expected = 1.0 - survives(age + (steps + 0.5) * STEP) / survives(age)
    assert np.max(np.abs(np.mean(found[:, None] <= steps[None, :], axis=0) - expected)) < 1e-3
    even = Lifetimes.weibull(5.0 * YEAR, 1.0)
    new, old = (even.steps_left(drawn, age, STEP, 2000)[0] for age in (0.0, 5.0 * YEAR))
    # The last draws of an old satellite are few of the 65,536 points.
    assert np.max(np.abs(new.astype(int) - old)[:19_000]) <= 1
    assert set(Lifetimes.weibull(YEAR).steps_left(drawn, 2.0 * YEAR, STEP, 99)[0].tolist()) == {1}
    assert Lifetimes.weibull(YEAR).steps_left(drawn, 0.5 * YEAR, STEP, 99)[0].tolist() == [12] * 20_000


@pytest.mark.law
def test_draws_belong_to_their_satellite():
    """Asked for together or apart, in a chunk of its own or not, few or thousands: the same; and all of them uniform and unlike."""
    lives = Lifetimes.stated(np.array([0.0, 100.0]), np.array([1.0, 0.0]))
    roll, other = (Roll(lives, 5, "one", slice(0, trials), 0.001, 60_000) for trials in (300, 300))
    whole = roll.lives(np.array([0, 0]), np.array([3, 299]), np.array([20_000, 20_000])).reshape(2, 20_000)
    parts = [other.lives(np.array([first]), np.array([299]), np.array([1000])) for first in range(0, 20_000, 1000)]
    np.testing.assert_array_equal(whole[1], np.concatenate(parts))
    late = Roll(lives, 5, "one", slice(256, 300), 0.001, 60_000)
    np.testing.assert_array_equal(whole[1], late.lives(np.array([0]), np.array([43]), np.array([20_000])))
    assert kstest(whole.ravel() / 100_000, "uniform", args=(0.0, 1.0)).pvalue < 1e-4
    assert chisquare(np.bincount(whole[whole < 60_000] // 1000)).pvalue > 1e-4
    assert abs(np.corrcoef(whole[0], whole[1])[0, 1]) < 0.04
    named = Roll(lives, 5, "two", slice(0, 300), 0.001, 60_000).lives(np.array([0]), np.array([3]), np.array([20_000]))
    assert abs(np.corrcoef(whole[0], named)[0, 1]) < 0.04


@pytest.mark.law
def test_bad_lives_are_refused_in_plain_words():
    with pytest.raises(ValueError, match="must be above 0"):
        Lifetimes.weibull(0.0, 3.0)
    with pytest.raises(ValueError, match="dead on arrival"):
        Lifetimes.weibull(1.0, 3.0, stillborn=1.0)
    with pytest.raises(ValueError, match="factor"):
        Lifetimes.weibull(1.0, 3.0, factor=np.array([1.0, 0.0]))
    with pytest.raises(ValueError, match="rising"):
        Lifetimes(np.zeros(3))
    with pytest.raises(ValueError, match="fall from 1"):
        Lifetimes.stated(np.array([0.0, 1.0]), np.array([0.9, 0.5]))
