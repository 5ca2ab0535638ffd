"""Worths of partners: published games, the properties that define the value, and a sum over all orders in exact fractions."""

from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published_games import COUNCIL_OF_FIFTEEN, COUNCIL_OF_SIX, dearest, over_all_orders, security_council, weighted_majority

from cupola.partners.coalitions import coalition_of, every, members, names_of
from cupola.partners.players import alike, dummies, leave_one_out, vetoes
from cupola.partners.shapley import banzhaf, over_trials, shapley, weights_of

SEEDS = st.integers(0, 2**32)
BIRMINGHAM = (65_899.0, 76_725.0, 95_200.0, 97_200.0, 97_436.0, 98_142.0, 102_496.0, 104_849.0, 113_322.0, 115_440.0, 117_676.0)


@pytest.mark.reference
def test_the_security_council_of_1954():
    """Shapley and Shubik, Am. Polit. Sci. Rev. 48 (1954) 787: five of eleven members have a veto, seven votes pass: 98.7 %, 76 of 77."""
    worth = shapley(security_council(5, 6, 7))
    assert worth[:5].sum() == pytest.approx(76 / 77, abs=1e-12)
    assert worth[5:] == pytest.approx([1 / 462] * 6, abs=1e-12)


@pytest.mark.reference
def test_the_security_council_today():
    """Nine votes of fifteen: 421/2145 and 4/2145, and by Banzhaf's index 16.69 and 1.65 % (Taylor, Mathematics and Politics, 1995)."""
    table = security_council(5, 10, 9)
    assert shapley(table) == pytest.approx([421 / 2145] * 5 + [4 / 2145] * 10, abs=1e-12)
    index = banzhaf(table) / banzhaf(table).sum()
    assert index.round(4).tolist() == [0.1669] * 5 + [0.0165] * 10
    assert vetoes(table).tolist() == [True] * 5 + [False] * 10
    assert alike(table).tolist() == [0] * 5 + [5] * 10


@pytest.mark.reference
def test_councils_of_the_european_union():
    """Of the Six (1958) and the Fifteen (1995), as printed by Felsenthal and Machover, The Measurement of Voting Power (1998)."""
    six = weighted_majority(COUNCIL_OF_SIX, 12)
    assert shapley(six) == pytest.approx([14 / 60] * 3 + [9 / 60] * 2 + [0.0], abs=1e-12)
    assert shapley(six)[5] == 0.0
    assert dummies(six).tolist() == [False] * 5 + [True]
    fifteen = shapley(weighted_majority(COUNCIL_OF_FIFTEEN, 62))
    assert fifteen.round(4).tolist() == [0.1167] * 4 + [0.0955] + [0.0552] * 4 + [0.0454] * 2 + [0.0353] * 3 + [0.0207]


@pytest.mark.reference
def test_one_left_glove_and_two_right_ones():
    """A pair is worth 1: 2/3 for the rare hand and 1/6 for each of the others (Shapley and Shubik, J. Econ. Theory 1 (1969) 9)."""
    table = np.array([float(some & 1 and some & 6 != 0) for some in range(8)])
    assert shapley(table) == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert vetoes(table).tolist() == [True, False, False]
    assert alike(table).tolist() == [0, 1, 1]


@pytest.mark.reference
def test_the_airport_game():
    """Littlechild and Owen, Management Science 20 (1973) 370: each step of the runway is shared evenly by those that need it.

    Costs of 8, 11, 13 and 18 give 2, 3, 4 and 9; those of the eleven types at Birmingham, with one landing of each.
    """
    assert shapley(dearest((8.0, 11.0, 13.0, 18.0))) == pytest.approx([2.0, 3.0, 4.0, 9.0])
    steps, users = np.diff(BIRMINGHAM, prepend=0.0), np.arange(11, 0, -1)
    assert shapley(dearest(BIRMINGHAM)) == pytest.approx(np.cumsum(steps / users), rel=1e-12)


@pytest.mark.cross
@settings(max_examples=25)
@given(SEEDS, st.integers(1, 6))
def test_a_sum_over_all_orders_in_fractions_agrees(seed, partners):
    """Differs by rounding alone."""
    values = np.random.default_rng(seed).normal(size=2**partners) * 10.0 ** np.random.default_rng(seed).integers(-3, 9)
    exact = [float(one) for one in over_all_orders(values, partners)]
    np.testing.assert_allclose(shapley(values), exact, rtol=0.0, atol=1e-13 * np.abs(values).max())


@pytest.mark.law
@given(SEEDS, st.integers(1, 13))
def test_worths_add_up_to_what_all_have(seed, partners):
    values = np.random.default_rng(seed).normal(size=2**partners)
    assert shapley(values).sum() == pytest.approx(values[-1] - values[0], abs=1e-9)
    assert leave_one_out(values)[0] == values[-1] - values[-2]


@pytest.mark.law
@given(SEEDS, st.integers(2, 8))
def test_a_dummy_has_nothing_and_like_partners_have_the_same(seed, partners):
    """The last partner adds nothing; the first two may change places."""
    rng, some = np.random.default_rng(seed), every(partners)
    there = members(some, partners)
    kind = (there[:, 0].astype(int) + there[:, 1]) + 4 * ((some & (2 ** (partners - 1) - 1)) >> 2) if partners > 2 else there[:, 0]
    values = rng.normal(size=4 * 2**partners)[kind.astype(int)]
    worth = shapley(values)
    assert worth[-1] == 0.0
    assert dummies(values)[-1]
    if partners > 2:
        assert worth[0] == pytest.approx(worth[1], abs=1e-12)
        assert alike(values)[:3].tolist() == [0, 0, 2]


@pytest.mark.law
@given(SEEDS, st.integers(1, 9))
def test_values_of_sums_are_sums_of_values(seed, partners):
    """And with axes in front, table by table."""
    values = np.random.default_rng(seed).normal(size=(2, 3, 2**partners))
    whole = shapley(values)
    assert whole.shape == (2, 3, partners)
    np.testing.assert_allclose(whole.sum(axis=(0, 1)), shapley(values.sum(axis=(0, 1))), atol=1e-12)
    np.testing.assert_array_equal(whole[1, 2], shapley(values[1, 2]))


@pytest.mark.law
@given(st.integers(1, 40))
def test_weights_are_chances_of_places(partners):
    """Times the sets of each size they are one over the number of places; and the last is the first."""
    sets = [factorial(partners - 1) // factorial(size) // factorial(partners - 1 - size) for size in range(partners)]
    assert weights_of(partners) * np.array(sets, dtype=np.float64) == pytest.approx([1.0 / partners] * partners, rel=1e-14)


@pytest.mark.law
def test_what_all_coalitions_of_a_trial_share_is_no_error():
    """Luck that every coalition has alike cancels trial by trial; what is left is covered as often as stated."""
    rng, truth = np.random.default_rng(5), np.array([0.0, 1.0, 2.0, 5.0, 3.0, 4.0, 6.0, 9.0])
    luck = rng.normal(size=(400, 40, 1)) * 1000.0
    found = over_trials(shapley(truth + luck[0]))
    assert np.all(found.error < 1e-9)
    assert found.value == pytest.approx(shapley(truth), abs=1e-9)
    noisy = shapley(truth + luck + rng.normal(size=(400, 40, 8)))
    held = np.array([(lambda e: (e.low <= shapley(truth)) & (shapley(truth) <= e.high))(over_trials(one, 0.9)) for one in noisy])
    assert held.mean() == pytest.approx(0.9, abs=4.0 * np.sqrt(0.09 / 400 / 2))


@pytest.mark.law
@given(st.sets(st.sampled_from(("NASA", "ESA", "JAXA", "Canada"))))
def test_coalitions_by_name_and_by_number(names):
    partners = ("NASA", "ESA", "JAXA", "Canada")
    number = coalition_of(names, partners)
    assert set(names_of(number, partners)) == names
    assert members(np.array([number]), 4)[0].tolist() == [name in names for name in partners]


@pytest.mark.story
def test_wrong_tables_are_refused():
    with pytest.raises(ValueError, match=r"got 6 along the last axis; n partners have 2\^n coalitions"):
        shapley(np.zeros(6))
    with pytest.raises(ValueError, match="the horizon's end for never"):
        shapley(np.array([0.0, np.inf]))
    with pytest.raises(ValueError, match="got 30; all coalitions of 1 to 24"):
        every(30)
    with pytest.raises(ValueError, match="got Mars; the partners are NASA, ESA"):
        coalition_of(["Mars"], ("NASA", "ESA"))
    with pytest.raises(ValueError, match="an error needs two trials"):
        over_trials(np.zeros((1, 3)))
