"""Worths from rings: a published game of 51, exact values, and intervals that hold them as often as they say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_worths import games, orders_for_rings
from published_games import ELECTORAL_COLLEGE, by_counting, security_council

from cupola.partners.coalitions import every, members
from cupola.partners.sampling import needed, rings_of, sampled
from cupola.partners.shapley import shapley

SEEDS = st.integers(0, 2**32)


def rings(seed: int, count: int, partners: int) -> np.ndarray:
    return rings_of(np.random.default_rng(seed).random((count, partners)))


@pytest.mark.reference
def test_the_electoral_college():
    """Owen, Am. Polit. Sci. Rev. 69 (1975) 947: California, New York, Pennsylvania; all 51 by Mann and Shapley's count."""
    exact = np.array(by_counting(ELECTORAL_COLLEGE, 270))
    assert exact[:3].round(5).tolist() == [0.08831, 0.07973, 0.05096]
    around = rings(1975, 60, 51)
    some = needed(around)
    decided = members(some, 51) @ np.array(ELECTORAL_COLLEGE) >= 270
    found = sampled(around, decided.astype(np.float64), confidence=0.9)
    assert np.mean((found.low <= exact) & (exact <= found.high)) == pytest.approx(0.9, abs=4.0 * np.sqrt(0.09 / 51))
    assert np.all(np.abs(found.value[:3] - exact[:3]) < 0.012)
    assert some.size <= 60 * 51 * 50 + 2
    assert found.value.sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.law
@settings(max_examples=30)
@given(SEEDS, st.integers(2, 9), st.integers(2, 6))
def test_sampled_worths_add_up_and_dummies_have_nothing(seed, partners, count):
    values = np.random.default_rng(seed).normal(size=2 ** (partners - 1))
    values = np.concatenate([values, values])
    around = rings(seed, count, partners)
    found = sampled(around, values[needed(around)])
    assert found.value.sum() == pytest.approx(values[-1] - values[0], abs=1e-9)
    assert found.value[-1] == found.error[-1] == 0.0
    assert np.all((found.low <= found.value) & (found.value <= found.high))


@pytest.mark.law
@given(SEEDS)
def test_three_partners_on_one_ring_are_all_orders(seed):
    values = np.random.default_rng(seed).normal(size=8)
    around = rings(seed, 1, 3)
    assert needed(around).tolist() == list(range(8))
    np.testing.assert_allclose(sampled(around, values, span=np.array([10.0])).value, shapley(values), atol=1e-12)


@pytest.mark.law
@pytest.mark.parametrize("game", ["smooth", "votes"])
def test_intervals_hold_the_exact_value_as_often_as_stated(game):
    """300 runs of 30 rings, 90 %: Student's within four deviations of the share, Hoeffding's at least."""
    there = members(every(7), 7)
    votes = there @ np.array([5.0, 4.0, 3.0, 3.0, 2.0, 1.0, 1.0])
    values = np.sqrt(votes) if game == "smooth" else (votes >= 10.0).astype(np.float64)
    exact, span = shapley(values), np.array([values.max() - values.min()])
    held, sure = [], []
    for run in range(300):
        around = rings(run, 30, 7)
        asked = values[needed(around)]
        for kept, found in ((held, sampled(around, asked, 0.9)), (sure, sampled(around, asked, 0.9, span))):
            kept.append((found.low <= exact) & (exact <= found.high))
    assert np.mean(held, axis=0) == pytest.approx([0.9] * 7, abs=4.0 * np.sqrt(0.09 / 300))
    assert np.all(np.mean(sure, axis=0) >= 0.9)


@pytest.mark.law
def test_both_orders_and_trials_are_in_the_error():
    """200 runs of 20 rings and 25 trials whose coalitions are noisy each for itself: no fewer hold the value than stated."""
    truth = np.sqrt(members(every(6), 6) @ np.arange(1.0, 7.0))
    exact, held = shapley(truth), []
    for run in range(200):
        around = rings(run, 20, 6)
        noise = np.random.default_rng(10_000 + run).normal(size=(25, 64)) * 0.3
        found = sampled(around, (truth + noise)[:, needed(around)], 0.9)
        held.append((found.low <= exact) & (exact <= found.high))
        assert np.all(found.error >= np.maximum(found.of_orders, found.of_trials))
    assert np.all(np.mean(held, axis=0) >= 0.9 - 4.0 * np.sqrt(0.09 / 200))


@pytest.mark.law
@pytest.mark.parametrize(("game", "least"), [("votes", 1.5), ("square root", 20.0), ("functions", 2.0)])
def test_a_coalition_asked_on_a_ring_tells_more(game, least):
    """Than one asked in a plain random order, or in one with its mirror image; half and less of what the page says of 8 partners."""
    values = games(8)[game]
    assert min(orders_for_rings(values, mirrored, 100) for mirrored in (False, True)) > least


@pytest.mark.law
def test_first_rings_are_those_of_a_longer_run():
    draws = np.random.default_rng(3).random((50, 12))
    np.testing.assert_array_equal(rings_of(draws)[:20], rings_of(draws[:20]))


@pytest.mark.law
def test_a_partner_that_hardly_matters_needs_a_span():
    """Members without a veto decide in 4 of 2,145 orders: the interval of few rings may have no width, and the other bound says so."""
    values, around = security_council(5, 10, 9), rings(8, 20, 15)
    asked = values[needed(around)]
    plain, sure = sampled(around, asked), sampled(around, asked, span=np.array([1.0]))
    assert np.all(sure.high[5:] > 4 / 2145)
    assert np.all(sure.high - sure.low > plain.high - plain.low)
    assert (plain.bound, sure.bound) == ("central limit", "Hoeffding")


@pytest.mark.story
def test_too_little_is_refused():
    around = rings(1, 1, 4)
    asked = np.zeros(needed(around).size)
    with pytest.raises(ValueError, match="a bound needs two rings or a span"):
        sampled(around, asked)
    with pytest.raises(ValueError, match=r"these rings need 14 finite values, or as many a trial"):
        sampled(around, asked[:-1], span=np.array([1.0]))
    with pytest.raises(ValueError, match="a coalition holds 1 to 62"):
        needed(rings(1, 1, 63))
