"""Single points of failure and minimal cuts against every set of partners; concentration against published examples."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published_games import security_council

from cupola.partners.concentration import POINTS, concentration
from cupola.partners.cuts import lost_alone, minimal_cuts

SEEDS = st.integers(0, 2**32)


@pytest.mark.reference
def test_the_justice_departments_example():
    """Four firms with 30, 30, 20 and 20 percent have 2,600 points, a single one 10,000 (US Department of Justice)."""
    found = concentration(np.array([[30.0, 30.0, 20.0, 20.0], [100.0, 0.0, 0.0, 0.0], [25.0, 25.0, 25.0, 25.0], [0.0, 0.0, 0.0, 0.0]]))
    assert (found.index * POINTS).round(6).tolist() == [2600.0, 10_000.0, 2500.0, 0.0]
    assert found.effective == pytest.approx([1 / 0.26, 1.0, 4.0, 0.0])
    assert found.supplied.tolist() == [True, True, True, False]


@pytest.mark.law
@given(st.lists(st.floats(0.01, 100.0), min_size=1, max_size=10), st.floats(0.01, 50.0))
def test_concentration_lies_between_equal_shares_and_one_hand(shares, scale):
    found = concentration(np.array(shares))
    assert 1.0 - 1e-12 <= found.effective <= len(shares) + 1e-9
    assert concentration(np.array(shares) * scale).index == pytest.approx(found.index)
    joined = concentration(np.array([sum(shares[:2]), *shares[2:]]))
    assert joined.index >= found.index - 1e-12


@pytest.mark.reference
def test_who_can_stop_the_security_council():
    """Any permanent member, or seven of the ten others: nine of fifteen votes must be left."""
    table = security_council(5, 10, 9) == 1.0
    cuts = minimal_cuts(15, table.__getitem__, 7)
    assert cuts[:5] == (1, 2, 4, 8, 16)
    assert len(cuts) == 5 + 120
    assert lost_alone(15, lambda some: table[some][:, None])[:, 0].tolist() == [True] * 5 + [False] * 10


@pytest.mark.cross
@settings(max_examples=40)
@given(SEEDS, st.integers(1, 6), st.integers(0, 6))
def test_minimal_cuts_are_those_of_a_plain_search(seed, partners, most):
    """Sets of names, every one looked at with all its subsets."""
    table = np.random.default_rng(seed).random(2**partners) < 0.6
    everyone, sets = frozenset(range(partners)), []
    for size in range(min(most, partners) + 1):
        for gone in map(frozenset, combinations(range(partners), size)):
            broken = not table[sum(1 << one for one in everyone - gone)]
            if broken and not any(found <= gone for found in sets):
                sets.append(gone)
    assert set(minimal_cuts(partners, table.__getitem__, most)) == {sum(1 << one for one in gone) for gone in sets}


@pytest.mark.law
def test_what_does_not_stand_at_all_needs_nobody_to_leave():
    assert minimal_cuts(3, lambda some: np.zeros(some.size, bool), 3) == (0,)
    assert minimal_cuts(3, lambda some: np.ones(some.size, bool), 3) == ()


@pytest.mark.story
def test_negative_shares_are_refused():
    with pytest.raises(ValueError, match="one is below 0"):
        concentration(np.array([0.5, -0.1]))
