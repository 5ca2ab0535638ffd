"""Cadence: counts by hand, the distributions that scatter and spread are said to give, and what a record says against known posteriors."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare, gamma, nbinom, poisson

from cupola.launch.cadence import YEAR, Cadence, expected, spread_of, wanted
from cupola.launch.trend import Prior, periods_before, trend

STEP = YEAR / 24.0
SEEDS = st.integers(0, 2**32)
RATES = st.floats(0.1, 60.0)
SCATTERS = st.sampled_from([0.0, 0.3, 0.7, 1.0])


def years_of(counts: np.ndarray) -> np.ndarray:
    """Launches of each year from those of its 24 steps."""
    return counts.reshape(counts.shape[0], -1, 24).sum(axis=2)


@pytest.mark.reference
def test_launches_without_chance_are_counted_by_hand():
    """Six a year in steps of a 24th: a quarter of a launch a step, so one is due at the end of each fourth."""
    counts = wanted(Cadence(6.0 / YEAR, scatter=0.0), np.arange(24) * STEP, STEP, 3, 1, "vega")
    assert counts.tolist() == [[0, 0, 0, 1] * 6] * 3
    # From the middle of the year at six a year, three left: half a year brings three, and then there are none.
    late = Cadence(6.0 / YEAR, scatter=0.0, start=0.5 * YEAR, left=3)
    assert wanted(late, np.arange(48) * STEP, STEP, 1, 1, "vega")[0].tolist() == [0] * 12 + [0, 0, 0, 1] * 3 + [0] * 24
    # Two years of ramp to 12 a year bring 3 and 9 launches; the service ends after them.
    ramp = Cadence(12.0 / YEAR, scatter=0.0, start=0.0, ramp=2.0 * YEAR, until=2.0 * YEAR)
    assert years_of(wanted(ramp, np.arange(72) * STEP, STEP, 1, 1, "vega")).tolist() == [[3, 9, 0]]


@pytest.mark.reference
def test_growth_and_its_damping():
    """Doubling a year from 10: the years' integrals are 10, 20, 40 over ln 2. Damped at 1 a year it ends at e times the first rate."""
    starts = np.arange(3 * 24) * STEP
    growing = expected(Cadence(10.0 / YEAR, growth=np.log(2.0) / YEAR), starts, STEP)
    assert years_of(growing)[0] == pytest.approx([10.0 / np.log(2.0), 20.0 / np.log(2.0), 40.0 / np.log(2.0)], rel=1e-4)
    damped = expected(Cadence(10.0 / YEAR, growth=1.0 / YEAR, damping=1.0 / YEAR), np.array([40.0 * YEAR]), STEP)
    assert damped[0, 0] == pytest.approx(10.0 * np.e / 24.0)


@pytest.mark.law
def test_random_launches_are_poisson_and_good_years_make_them_negative_binomial():
    starts, trials = np.arange(24) * STEP, 8000
    even = wanted(Cadence(9.0 / YEAR), starts, STEP, trials, 1, "a").sum(axis=1)
    spread = wanted(Cadence(9.0 / YEAR, spread=0.25), starts, STEP, trials, 2, "a").sum(axis=1)
    for counts, published in ((even, poisson(9.0)), (spread, nbinom(4.0, 4.0 / 13.0))):
        bins = np.arange(2, 19)
        chance = np.diff(np.concatenate([[0.0], published.cdf(bins), [1.0]]))
        seen = np.histogram(counts, bins=np.concatenate([[-1], bins, [10**6]]) + 0.5)[0]
        assert chisquare(seen, chance * trials).pvalue > 1e-4


@pytest.mark.law
@pytest.mark.parametrize("scatter", [0.3, 0.6])
def test_scatter_is_variance_over_mean(scatter):
    """Of a renewal process in balance the mean is the rate from the first moment on, and variance over mean tends to the scatter."""
    counts = years_of(wanted(Cadence(20.0 / YEAR, scatter=scatter), np.arange(240) * STEP, STEP, 3000, 4, "b"))
    assert counts.mean(axis=0) == pytest.approx(np.full(10, 20.0), abs=4.0 * np.sqrt(20.0 / 3000))
    total = counts.sum(axis=1)
    assert total.var() / total.mean() == pytest.approx(scatter, rel=0.13)


@pytest.mark.law
def test_a_wandering_rate_keeps_its_mean_and_its_width():
    """After four years of 0.3 a year the logarithm of the rate has a deviation of 0.6."""
    counts = years_of(wanted(Cadence(300.0 / YEAR, walk=0.3), np.arange(96) * STEP, STEP, 1500, 5, "c"))[:, 3]
    assert np.log(counts).std() == pytest.approx(0.6, rel=0.08)
    assert counts.mean() == pytest.approx(300.0, abs=4.0 * counts.std() / np.sqrt(1500))


@pytest.mark.law
@settings(max_examples=40)
@given(RATES, st.floats(1.0, 3.0), SCATTERS, st.floats(0.0, 0.5), SEEDS)
def test_a_higher_rate_never_loses_a_launch(rate, more, scatter, spread, seed):
    starts = np.arange(36) * STEP
    slow = Cadence(rate / YEAR, scatter=scatter, spread=spread)
    fast = replace(slow, rate=more * rate / YEAR)
    before, after = (np.cumsum(wanted(one, starts, STEP, 5, seed, "d"), axis=1) for one in (slow, fast))
    assert np.all(after >= before)


@pytest.mark.law
@settings(max_examples=40)
@given(RATES, SCATTERS, SEEDS, st.integers(1, 300), st.integers(1, 40))
def test_trials_and_launches_keep_their_luck(rate, scatter, seed, trials, enough):
    starts = np.arange(48) * STEP
    cadence = Cadence(rate / YEAR, scatter=scatter, spread=0.1, walk=0.2)
    many = wanted(cadence, starts, STEP, 320, seed, "e")
    np.testing.assert_array_equal(wanted(cadence, starts, STEP, trials, seed, "e"), many[:trials])
    # A shorter horizon is the beginning of a longer one, and launches beyond `enough` are simply left out.
    np.testing.assert_array_equal(wanted(cadence, starts[:24], STEP, 320, seed, "e"), many[:, :24])
    few = wanted(cadence, starts, STEP, 320, seed, "e", enough)
    np.testing.assert_array_equal(np.cumsum(few, axis=1), np.minimum(np.cumsum(many, axis=1), enough))


@pytest.mark.law
@given(st.floats(0.0, 5.0), RATES)
def test_dispersion_is_kept_by_its_parts(dispersion, rate):
    scatter, spread = spread_of(dispersion, rate / YEAR)
    assert scatter + spread * rate == pytest.approx(dispersion)
    assert 0.0 <= scatter <= 1.0
    assert spread >= 0.0


@pytest.mark.story
def test_dispersion_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="must be 0 or more"):
        spread_of(-0.1, 1.0)
    with pytest.raises(ValueError, match="at most 1 without launches"):
        spread_of(1.5, 0.0)


@pytest.mark.reference
@pytest.mark.parametrize("counts", [[7], [3, 5, 4, 6], [0, 0, 1], [50, 61, 55]])
def test_a_steady_record_has_the_gamma_posterior(counts):
    """Without growth, spread or discount the rate is Gamma(n + 1/2, T): Jeffreys' posterior of a Poisson rate (Bernardo and Smith 1994)."""
    periods = len(counts)
    prior = Prior(growth=0.0, half_life=np.inf, spread=0.0, scatter=1.0)
    ages = (np.arange(periods)[::-1] + 0.5) * YEAR
    read = trend(np.array(counts), ages, np.full(periods, YEAR), prior, 20_000, 1, "f")
    published = gamma(sum(counts) + 0.5, scale=1.0 / periods)
    for level in (0.05, 0.25, 0.5, 0.75, 0.95):
        assert np.mean(read.rate * YEAR <= published.ppf(level)) == pytest.approx(level, abs=0.02)
    assert not np.any(read.growth)
    assert not np.any(read.spread)


@pytest.mark.law
def test_bands_hold_the_truth_as_often_as_they_say():
    """Records made with a known rate, growth and spread: the middle 80 % of the draws holds each of them about eight times in ten."""
    prior = Prior(growth=0.3 / YEAR, half_life=np.inf, spread=0.05, doubt=1.0, scatter=1.0, period=YEAR)
    held = np.zeros(3)
    rng = np.random.default_rng(12)
    for record in range(80):
        growth, spread = 0.3 * rng.standard_t(3), 0.05 * np.exp(rng.standard_normal())
        truth = 20.0, growth, spread
        ages = np.arange(8)[::-1] + 0.5
        mean = truth[0] * np.exp(-growth * ages)
        counts = rng.negative_binomial(1.0 / spread, 1.0 / (1.0 + spread * mean))
        read = trend(counts, ages * YEAR, np.full(8, YEAR), prior, 1000, record, "g")
        for k, drawn in enumerate((read.rate * YEAR, read.growth * YEAR, read.spread)):
            low, high = np.quantile(drawn, [0.1, 0.9])
            held[k] += low <= truth[k] <= high
    # Three deviations of a share of 80 are 0.13; the rate was not drawn from its prior, the grid of the spread is coarse.
    assert np.all(held / 80 > 0.66)
    assert np.all(held / 80 < 0.94)


@pytest.mark.cross
def test_growth_of_falcon_9():
    """Launches a year 2018 to 2025 (GCAT, to 30 November 2025): the slope of their logarithms, by least squares, lies in the 80 % band."""
    counts = np.array([20, 11, 25, 31, 60, 91, 132, 152])
    lengths = np.append(np.full(7, 1.0), 333 / 365)
    ages = lengths[::-1].cumsum()[::-1] - 0.5 * lengths
    slope = np.polyfit(-ages, np.log(counts / lengths), 1)[0]
    prior = Prior(growth=1.0 / YEAR, half_life=np.inf, spread=0.1, period=YEAR)
    read = trend(counts, ages * YEAR, lengths * YEAR, prior, 4000, 1, "falcon")
    low, high = np.quantile(read.growth * YEAR, [0.1, 0.9])
    assert low < slope < high


@pytest.mark.law
@given(st.lists(st.floats(0.01, 6.0), min_size=2, max_size=60), st.sampled_from([0.25, 1.0]))
def test_periods_hold_every_launch_but_the_first(ages, period):
    moments = -np.sort(np.array(ages))[::-1] * YEAR
    counts, middle, lengths = periods_before(moments, period * YEAR)
    assert counts.sum() == moments.shape[0] - 1
    assert lengths.sum() == pytest.approx(-moments[0])
    assert np.all(np.diff(middle) > 0.0)


@pytest.mark.story
def test_records_that_say_nothing_are_refused():
    with pytest.raises(ValueError, match="one period at least"):
        trend(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0), Prior(), 10, 1, "h")
    with pytest.raises(ValueError, match="all before the epoch"):
        periods_before(np.array([-3.0, 2.0]), YEAR)
