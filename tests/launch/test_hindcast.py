"""Hindcasts: the score against published values, forecasts that cannot see ahead, and counts by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from cupola.launch.hindcast import (
    MONTH,
    Record,
    as_of,
    band,
    fair_crps,
    forecast,
    mean_interval,
    outcome,
    persistence,
    straight_line,
)
from cupola.launch.trend import Prior

HORIZONS = np.array([6, 12, 24])
LOADS = st.integers(1, 60)


def a_record(launches: int = 40, months: float = 30.0) -> Record:
    """Launches at even distances, 20 to 29 satellites each."""
    moments = -months * MONTH + np.arange(launches) * months * MONTH / launches
    return Record(moments, 20 + np.arange(launches) % 10)


def everything(record: Record, seed: int) -> list[np.ndarray]:
    """Launches and satellites of all three forecasters."""
    made = [
        forecast(record, HORIZONS, Prior(), 60, seed),
        persistence(record, HORIZONS, 60, seed),
        straight_line(record, HORIZONS, 60, seed),
    ]
    return [part for one in made for part in (one.launches, one.satellites)]


@pytest.mark.reference
@pytest.mark.parametrize(
    ("seen", "size", "chance", "score"),
    [
        (5, 100.0, 0.95, 0.53215257681),
        (44, 200.1, 0.82, 1.70859687251),
        (41, 200.1, 0.83, 1.63833674721),
        (222, 2000.1, 0.9, 3.66926727576),
    ],
)
def test_score_of_negative_binomials(seen, size, chance, score):
    """Values of the closed form of Wei and Held (2014) for the negative binomial, as the tests of the R package scoringRules list them."""
    levels = (np.arange(40_000) + 0.5) / 40_000
    assert fair_crps(nbinom.ppf(levels, size, chance), seen) == pytest.approx(score, rel=1e-3)


@pytest.mark.reference
def test_score_of_one_or_two_members():
    """Members 1 and 4 lie 2 and 1 from 3, and 3 from one another: 3/2 - 3/2. Standard normal at 0: (sqrt 2 - 1) / sqrt pi."""
    assert fair_crps(np.array([4.0, 1.0]), 3.0) == pytest.approx(0.0)
    assert fair_crps(np.array([4.0, 4.0]), 3.0) == pytest.approx(1.0)
    many = np.random.default_rng(1).standard_normal(200_000)
    assert fair_crps(many, 0.0) == pytest.approx((np.sqrt(2.0) - 1.0) / np.sqrt(np.pi), abs=0.003)


@pytest.mark.law
def test_the_fair_score_does_not_favour_small_ensembles():
    """Three members and thirty of one distribution have the same expected score."""
    rng = np.random.default_rng(2)
    outcomes = rng.poisson(20.0, 4000)
    few, many = (np.array([fair_crps(rng.poisson(20.0, members).astype(float), seen) for seen in outcomes]) for members in (3, 30))
    error = np.sqrt((few.var() + many.var()) / 4000)
    assert abs(few.mean() - many.mean()) < 4.0 * error


@pytest.mark.law
def test_bands_of_the_truth_hold_it_as_often_as_they_say():
    rng = np.random.default_rng(3)
    held = 0
    for seen in rng.poisson(400.0, 1000):
        low, high = band(rng.poisson(400.0, 400).astype(float), 0.8)
        held += low <= seen <= high
    assert held / 1000 == pytest.approx(0.8, abs=0.06)


@pytest.mark.law
@settings(max_examples=15)
@given(st.lists(st.tuples(st.floats(0.0, 40.0), LOADS), max_size=12), st.integers(0, 2**32), st.integers(3, 40))
def test_what_comes_after_the_cut_off_changes_nothing(later, seed, launches):
    """The same bits, whatever is launched later, or nothing at all."""
    known = a_record(launches)
    cut_off = 100.0 * MONTH
    after = sorted(later)
    moments = np.concatenate([known.moments + cut_off, cut_off + np.array([moment for moment, _ in after]) * MONTH])
    loads = np.concatenate([known.loads, np.array([load for _, load in after], dtype=np.int64)])
    seen = as_of(moments, loads, cut_off)
    blind = as_of(moments[:launches], loads[:launches], cut_off)
    for one, other in zip(everything(seen, seed), everything(blind, seed), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.law
@settings(max_examples=15)
@given(st.integers(3, 60), st.floats(2.0, 40.0), st.integers(0, 2**32))
def test_ensembles_count_up_and_are_drawn_again(launches, months, seed):
    record = a_record(launches, months)
    for one, again in zip(everything(record, seed), everything(record, seed), strict=True):
        assert one.shape == (60, 3)
        assert np.all(one >= 0.0)
        assert np.all(np.diff(one, axis=1) >= 0.0)
        np.testing.assert_array_equal(one, again)


@pytest.mark.law
def test_a_steady_programme_goes_on():
    """Two launches a month for three years with 24 satellites each: about 24 launches in the next, say all forecasters."""
    record = Record(-36.0 * MONTH + (np.arange(72) + 0.5) * 0.5 * MONTH, np.full(72, 24))
    for made in (
        forecast(record, HORIZONS, Prior(), 400, 1),
        persistence(record, HORIZONS, 400, 1),
        straight_line(record, HORIZONS, 400, 1),
    ):
        low, high = band(made.launches[:, 1], 0.8)
        assert low <= 24.0 <= high
        assert np.median(made.launches[:, 1]) == pytest.approx(24.0, abs=2.0)
        np.testing.assert_allclose(made.satellites, 24.0 * made.launches)


@pytest.mark.reference
def test_outcomes_counted_by_hand():
    moments = np.array([-1.0, 0.0, 5.9, 6.0, 13.0, 24.0]) * MONTH
    launches, satellites = outcome(moments, np.array([1, 2, 4, 8, 16, 32]), HORIZONS)
    assert launches.tolist() == [2, 3, 4]
    assert satellites.tolist() == [6, 14, 30]


@pytest.mark.law
def test_intervals_of_scores_that_hang_together_are_wider():
    """Of independent scores blocks change little; of scores that stay for ten cut-offs the interval triples, as sqrt 10 says."""
    rng = np.random.default_rng(4)
    alone = rng.standard_normal(400)
    together = np.repeat(rng.standard_normal(40), 10)
    widths = {}
    for name, scores in (("alone", alone), ("together", together)):
        for block in (1, 20):
            low, high = mean_interval(scores, block, 2000, 1)
            assert low < scores.mean() < high
            widths[name, block] = high - low
    assert widths["alone", 20] == pytest.approx(widths["alone", 1], rel=0.4)
    assert widths["alone", 1] == pytest.approx(2.0 * 1.645 * alone.std() / 20.0, rel=0.1)
    assert widths["together", 20] / widths["together", 1] == pytest.approx(np.sqrt(10.0), rel=0.4)


@pytest.mark.story
@pytest.mark.parametrize("block", [0, 6])
def test_one_block_says_nothing_of_its_scatter(block):
    with pytest.raises(ValueError, match="fewer than there are"):
        mean_interval(np.arange(6.0), block, 100, 1)


@pytest.mark.story
@pytest.mark.parametrize("moments", [[-3.0, -2.0], [-3.0, -2.0, 0.0], [-2.0, -3.0, -1.0]])
def test_records_with_too_little_or_too_much_are_refused(moments):
    with pytest.raises(ValueError, match="all before the cut-off"):
        Record(np.array(moments), np.ones(len(moments), dtype=np.int64))
