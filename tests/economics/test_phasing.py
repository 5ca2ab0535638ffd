"""Spending over years: published spreading functions, and nothing lost between the total and its years."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import beta, rayleigh

from cupola.economics.phasing import Profile, ahead, ending
from cupola.economics.spending import Money, Spend, exchanged, together

BEGINS, LENGTHS = st.floats(1990.0, 2060.0), st.floats(0.05, 25.0)


def spent_by(profile: Profile, year: int) -> float:
    """Share spent before a New Year."""
    return float(profile.shares[: year - profile.first].sum())


@pytest.mark.reference
@pytest.mark.parametrize(
    ("halfway", "early", "middle"), [(0.8, 0.96, 0.04), (0.6, 0.32, 0.68), (0.5, 0.0, 1.0), (0.4, 0.0, 0.68), (0.2, 0.0, 0.04)]
)
def test_the_spreading_function_of_a_handbook(halfway, early, middle):
    """Coefficients for shares by half time (Larson and Wertz, Space Mission Analysis and Design, chapter 20) on the beta distributions."""
    profile = Profile.beta(2026.0, 10.0, halfway)
    times = np.arange(11) / 10.0
    mixed = early * beta(2, 4).cdf(times) + middle * beta(3, 3).cdf(times) + (1.0 - early - middle) * beta(4, 2).cdf(times)
    np.testing.assert_allclose(np.concatenate([[0.0], np.cumsum(profile.shares)]), mixed, atol=1e-12)
    assert spent_by(profile, 2031) == pytest.approx(halfway, abs=1e-12)


@pytest.mark.reference
def test_a_rayleigh_profile_peaks_when_two_fifths_are_spent():
    """Norden 1970: at the peak of the effort 39.3 % of the whole curve is spent, 40.6 % where it is cut off at 97 %."""
    profile = Profile.rayleigh(2000.0, 1000.0)
    peak = int(profile.shares.argmax())
    assert profile.shares[:peak].sum() == pytest.approx(0.3935 / 0.97, abs=2e-3)
    # The published curve has 97 % by the end: with a scale of 1 that is at 2.648.
    assert peak / 1000.0 == pytest.approx(1.0 / rayleigh.ppf(0.97), abs=2e-3)


@pytest.mark.law
@example(1990.0, 2.00001, 0.5, "beta")  # a last year of five minutes: a fall by rounding
@given(BEGINS, LENGTHS, st.floats(0.1875, 0.8125), st.sampled_from(["even", "rayleigh", "beta"]))
def test_every_profile_is_whole_and_within_its_time(begin, length, halfway, kind):
    made = {"even": Profile.even, "rayleigh": Profile.rayleigh, "beta": lambda b, n: Profile.beta(b, n, halfway)}[kind]
    profile = made(begin, length)
    assert profile.shares.sum() == pytest.approx(1.0, abs=1e-12)
    assert profile.first == int(begin)
    assert profile.first + profile.shares.shape[0] <= begin + length + 1.0
    amount = np.array([7.3e9, 0.0])
    np.testing.assert_allclose(profile.spread(amount).sum(axis=1), amount, rtol=1e-12)


@pytest.mark.reference
def test_even_spending_counted_by_hand():
    assert Profile.even(2026.5, 2.0).shares.tolist() == pytest.approx([0.25, 0.5, 0.25])
    assert Profile.even(2026.0, 1.0).shares.tolist() == [1.0]


@pytest.mark.law
@given(st.lists(st.tuples(st.floats(2000.0, 2040.0), LENGTHS), min_size=1, max_size=4))
def test_spending_up_to_an_end_is_a_profile_that_ends_there(spent):
    years = np.arange(1970, 2045)
    ends, lengths = np.array(spent).T
    found = ending(ends, lengths, years)
    for (end, length), shares in zip(spent, found, strict=True):
        profile = Profile.rayleigh(end - length, length)
        beside = np.zeros(years.size)
        beside[profile.first - 1970 : profile.first - 1970 + profile.shares.size] = profile.shares
        np.testing.assert_allclose(shares, beside, atol=1e-9)
    assert ending(ends, lengths, years[:40]).tolist() == found[:, :40].tolist()


@pytest.mark.reference
def test_payments_ahead_counted_by_hand():
    """Half two years before, a fifth in the year: 100 launched in the first year and 10 in the third."""
    paid = ahead(np.array([[100.0, 0.0, 10.0]]), np.array([0.2, 0.3, 0.5]))
    assert paid.tolist() == [pytest.approx([50.0, 30.0, 25.0, 3.0, 2.0])]


@pytest.mark.law
@given(st.lists(st.floats(0.0, 1e12), min_size=1, max_size=30), st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_payments_ahead_add_up(amounts, weights):
    shares = np.array(weights) / sum(weights)
    assert ahead(np.array([amounts]), shares).sum() == pytest.approx(sum(amounts), rel=1e-12)


@pytest.mark.law
@given(st.integers(2020, 2040), st.integers(2020, 2040), st.integers(1, 9), st.integers(1, 9))
def test_spends_of_other_years_add_up(first, second, years, more):
    money = Money("USD", 2026)
    one = Spend(money, first, np.arange(2.0 * years).reshape(2, years))
    other = Spend(money, second, np.ones((2, more)))
    both = together(one, other)
    np.testing.assert_allclose(both.total, one.total + other.total)
    assert both.years.start == min(first, second)
    assert both.years.stop == max(first + years, second + more)


@pytest.mark.story
def test_money_of_two_kinds_does_not_add_up():
    here, there = Spend(Money("USD", 2026), 2026, np.ones((1, 2))), Spend(Money("USD"), 2026, np.ones((1, 2)))
    with pytest.raises(ValueError, match="got constant 2026 USD and then-year USD"):
        together(here, there)
    roubles = exchanged(here, "RUB", 80.0)
    assert str(roubles.money) == "constant 2026 RUB"
    assert roubles.total.tolist() == [160.0]
    with pytest.raises(ValueError, match="must be above 0, the RUB"):
        exchanged(here, "RUB", 0.0)
    with pytest.raises(ValueError, match="trials by years"):
        Spend(Money("USD"), 2026, np.ones(3))
    with pytest.raises(ValueError, match="add up to 1"):
        ahead(np.ones((1, 2)), np.array([0.5, 0.4]))
    with pytest.raises(ValueError, match=r"must lie in \[0.1875, 0.8125\]"):
        Profile.beta(2026.0, 5.0, 0.9)
    with pytest.raises(ValueError, match="a length is above 0"):
        Profile.rayleigh(2026.0, 0.0)
    with pytest.raises(ValueError, match=r"must lie in \(0, 1\)"):
        Profile.rayleigh(2026.0, 5.0, 1.0)
    with pytest.raises(ValueError, match="one or more"):
        together()
