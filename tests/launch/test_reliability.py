"""Reliability: published means of both priors, odds of new vehicles, and chances of a first success against sums done by hand."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta

from cupola.launch.cadence import YEAR, Cadence
from cupola.launch.fleet import Vehicle, supply
from cupola.launch.reliability import (
    JEFFREYS,
    NEW_VEHICLES,
    UNIFORM,
    failure_draws,
    first_success,
    first_success_of,
    from_pool,
    from_record,
    succeeded,
)

FIRST_FLIGHTS = Path(__file__).with_name("first_flights.json")
SEEDS = st.integers(0, 2**32)


@pytest.mark.reference
def test_none_of_two_is_a_quarter_or_a_sixth():
    """Laplace's rule of succession, (s + 1) / (n + 2), and Jeffreys' (s + 1/2) / (n + 1): the chance that the next launch succeeds."""
    assert 1.0 - from_record(2, 2, UNIFORM).mean[0] == pytest.approx(0.25)
    assert 1.0 - from_record(2, 2, JEFFREYS).mean[0] == pytest.approx(1.0 / 6.0)


@pytest.mark.reference
def test_new_vehicles_fail_as_published():
    """About 1 in 3 and 1 in 4 of the first and second flights (Guikema and Pate-Cornell 2005, abstract), and fewer of the later ones."""
    odds = from_pool(0, 0, 12).mean
    assert odds[:2] == pytest.approx([1 / 3, 1 / 4])
    assert odds[2:10] == pytest.approx([30 / 238] * 8)
    assert odds[10] < odds[9] < odds[1] < odds[0]


@pytest.mark.reference
def test_later_flights_fail_as_the_record_says():
    """Failures by flight number of the families in first_flights.json (GCAT); the shares of the third flight and later are theirs."""
    record = json.loads(FIRST_FLIGHTS.read_text(encoding="utf-8"))
    outcomes = record["outcomes"].values()
    for first, last in ((3, 10), (11, 50)):
        flown = "".join(one[first - 1 : last] for one in outcomes)
        assert NEW_VEHICLES.at(np.array([first, last])) == pytest.approx([flown.count("F") / len(flown)] * 2)
    assert NEW_VEHICLES.at(np.array([51, 900])) == pytest.approx([record["later"]["failed"] / record["later"]["flown"]] * 2)


@pytest.mark.reference
def test_ten_flights_foretell_those_records_well():
    """Log-likelihood of each outcome as foretold from the flights before it: within 2 of the best weight, 35 and more above flat priors."""
    outcomes = json.loads(FIRST_FLIGHTS.read_text(encoding="utf-8"))["outcomes"].values()

    def foretold(belief) -> float:
        total = 0.0
        for one in outcomes:
            for flown, failed in enumerate(np.cumsum([0, *(outcome == "F" for outcome in one[:-1])]).tolist()):
                chance = belief(flown, failed).mean[0]
                total += np.log(chance if one[flown] == "F" else 1.0 - chance)
        return total

    weights = {
        flights: foretold(lambda n, f, w=flights: from_pool(n, f, 1, replace(NEW_VEHICLES, flights=w)))
        for flights in (3.0, 10.0, 20.0, 60.0)
    }
    assert max(weights, key=lambda flights: weights[flights]) == 20.0
    assert weights[20.0] - weights[NEW_VEHICLES.flights] < 2.0
    for prior in (UNIFORM, JEFFREYS):
        assert weights[NEW_VEHICLES.flights] - foretold(lambda n, f, held=prior: from_record(n, f, held)) > 35.0


@pytest.mark.reference
def test_first_success_after_none_of_two():
    """With the uniform prior the density of the probability p of failure is 3 p^2, so n more failures have a chance of 3 / (n + 3)."""
    assert first_success(from_record(2, 2), 3) == pytest.approx([1 / 4, 2 / 5, 1 / 2])
    # With none flown, n failures in a row have a chance of 1 / (n + 1).
    assert first_success(from_record(0, 0), 4) == pytest.approx([1 / 2, 2 / 3, 3 / 4, 4 / 5])


@pytest.mark.law
@given(st.integers(0, 400), st.integers(0, 30), st.integers(1, 80))
def test_a_record_draws_the_pool_towards_itself(flown, failed, launches):
    failed = min(failed, flown)
    share = NEW_VEHICLES.at(flown + 1 + np.arange(launches))
    mean = from_pool(flown, failed, launches).mean
    own = failed / flown if flown else 0.0
    between = np.abs(mean - share) <= np.abs(own - share) + 1e-12
    assert np.all(between) if flown else mean == pytest.approx(share)
    if flown:
        # At ten flights both weigh the same; the pool's part of what is left falls with every flight.
        assert np.abs(mean - own) == pytest.approx(np.abs(share - own) * 10.0 / (10.0 + flown), abs=1e-12)


@pytest.mark.law
@settings(max_examples=20)
@given(SEEDS, st.integers(1, 40), st.integers(2, 300))
def test_draws_stay_with_their_trial_and_their_vehicle(seed, launches, trials):
    belief = from_pool(1, 0, launches)
    drawn = failure_draws(belief, trials + 300, seed, "vulcan")
    np.testing.assert_array_equal(failure_draws(belief, trials, seed, "vulcan"), drawn[:trials])
    assert not np.array_equal(failure_draws(belief, trials, seed, "ariane"), drawn[:trials])
    # A trial whose vehicle is worse at one flight is worse at all of them.
    order = np.argsort(drawn[:, 0])
    assert np.all(np.diff(drawn[order], axis=0) >= 0.0)


@pytest.mark.law
def test_draws_are_distributed_as_the_belief():
    drawn = failure_draws(from_record(3, 1, JEFFREYS), 20_000, 7, "nuri")[:, 0]
    published = beta(1.5, 2.5)
    assert abs(drawn.mean() - 0.375) < 4.0 * published.std() / np.sqrt(20_000)
    for level in (0.05, 0.5, 0.95):
        assert np.mean(drawn <= published.ppf(level)) == pytest.approx(level, abs=4.0 * np.sqrt(level * (1.0 - level) / 20_000))


@pytest.mark.law
def test_chances_from_draws_agree_with_the_sum():
    belief = from_record(2, 2)
    drawn = np.repeat(failure_draws(belief, 20_000, 3, "chollima"), 5, axis=1)
    chance, error = first_success_of(drawn)
    assert np.all(np.abs(chance - first_success(belief, 5)) < 4.0 * error)
    assert np.all(np.diff(chance) > 0.0)


@pytest.mark.law
def test_dates_of_attempts_are_random_too():
    """Attempts at random with rate r of which a share succeeds: successes come at random with the rate r (1 - p), whatever p is drawn."""
    belief, trials, rate = from_record(2, 2), 6000, 1.5
    starts = np.arange(48) * YEAR / 12.0
    rocket = Vehicle("chollima", Cadence(rate / YEAR), failure_draws(belief, trials, 11, "chollima"))
    flown = supply([rocket], [], starts, YEAR / 12.0, trials, 11)
    first = succeeded(flown.flown[:, :, 0], flown.failed[:, :, 0])
    for years in (1, 2, 4):
        by_then = np.mean(first < 12 * years)
        expected = 1.0 - quad(lambda p, t=years: 3.0 * p**2 * np.exp(-rate * t * (1.0 - p)), 0.0, 1.0)[0]
        assert by_then == pytest.approx(expected, abs=4.0 * np.sqrt(0.25 / trials))


@pytest.mark.law
def test_no_success_is_the_number_of_steps():
    assert succeeded(np.array([[0, 1, 2], [1, 0, 1], [1, 2, 0]]), np.array([[0, 1, 1], [1, 0, 1], [0, 0, 0]])).tolist() == [2, 3, 0]


@pytest.mark.story
@pytest.mark.parametrize(("flown", "failed"), [(1, 2), (3, -1)])
def test_a_record_that_cannot_be_is_refused(flown, failed):
    with pytest.raises(ValueError, match="failures lie between 0 and the flights"):
        from_record(flown, failed)
    with pytest.raises(ValueError, match="failures lie between 0 and the flights"):
        from_pool(flown, failed, 3)
    with pytest.raises(ValueError, match="ask for one or more"):
        from_pool(3, 1, 0)
