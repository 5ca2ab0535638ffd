"""Worths among coalitions that reach a threshold: by hand, and order by order in exact fractions."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published_games import COUNCIL_OF_SIX, weighted_majority

from cupola.partners.conditional import among

SEEDS = st.integers(0, 2**32)


def order_by_order(values, reached, partners):
    """Worth, chance, pivot and entry of each partner, by walking through every order."""
    found, orders = [[Fraction(0)] * partners for _ in range(4)], 0
    for order in permutations(range(partners)):
        here, orders = 0, orders + 1
        for one in order:
            then = here | 1 << one
            if reached[here] and reached[then]:
                found[0][one] += Fraction(float(values[then])) - Fraction(float(values[here]))
                found[1][one] += 1
            elif reached[then]:
                found[2][one] += 1
                found[3][one] += Fraction(float(values[then]))
            here = then
    return [[float(one / orders) for one in row] for row in found]


@pytest.mark.cross
@settings(max_examples=25)
@given(SEEDS, st.integers(1, 6))
def test_walking_through_all_orders_agrees(seed, partners):
    """Any family that has everyone in it, whether or not more partners mean more."""
    rng = np.random.default_rng(seed)
    reached = rng.random(2**partners) < 0.6
    reached[-1] = True
    values = np.where(reached, rng.normal(size=2**partners), np.inf)
    found = among(values, reached)
    told = order_by_order(np.where(reached, values, 0.0), reached, partners)
    for name, expected in zip(("worth", "chance", "pivot", "entry"), told, strict=True):
        np.testing.assert_allclose(getattr(found, name), expected, atol=1e-12)


@pytest.mark.law
@given(SEEDS)
def test_where_more_is_never_less_all_adds_up(seed):
    reached = weighted_majority(COUNCIL_OF_SIX, 12) == 1.0
    values = np.where(reached, np.random.default_rng(seed).normal(size=64), np.nan)
    found = among(values, reached)
    assert found.worth.sum() + found.entry.sum() == pytest.approx(values[-1], abs=1e-12)
    # The pivots are the published index of that council.
    assert found.pivot == pytest.approx([14 / 60] * 3 + [9 / 60] * 2 + [0.0])


@pytest.mark.law
def test_a_cheap_third_by_hand():
    """Two of three must stay. Costs: 10, 8 and 7 for pairs of first and second, first and third, second and third, and 9 for all.

    Whoever joins a pair comes last, in a third of the orders each, and changes the cost by 2, 1 and -1.
    """
    values = np.array([np.inf, np.inf, np.inf, 10.0, np.inf, 8.0, 7.0, 9.0])
    found = among(values, np.isfinite(values))
    assert found.average == pytest.approx([2.0, 1.0, -1.0])
    assert found.chance == pytest.approx([1 / 3] * 3)
    assert found.entry.sum() == pytest.approx((10.0 + 8.0 + 7.0) / 3.0)


@pytest.mark.law
def test_who_cannot_be_done_without_has_no_average():
    """Nobody reaches it without the first; trials are told one by one."""
    reached = np.array([[False, True, False, True], [False, True, False, True]])
    found = among(np.array([[0.0, 5.0, 0.0, 9.0], [0.0, 6.0, 0.0, 8.0]]), reached)
    assert found.needed.tolist() == [[True, False], [True, False]]
    assert found.average.tolist() == [[0.0, 4.0], [0.0, 2.0]]
    assert found.pivot.tolist() == [[1.0, 0.0], [1.0, 0.0]]


@pytest.mark.story
def test_what_cannot_be_shared_is_refused():
    with pytest.raises(ValueError, match="everyone together does not reach the threshold"):
        among(np.zeros(4), np.array([True, True, True, False]))
    with pytest.raises(ValueError, match="has no finite value"):
        among(np.array([0.0, np.inf, 0.0, 1.0]), np.ones(4, bool))
    with pytest.raises(ValueError, match="each coalition needs both"):
        among(np.zeros(4), np.ones(8, bool))
