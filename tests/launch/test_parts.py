"""Runs cut into ranges of trials, in processes of their own: the same bits as in one piece."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_campaign import STEP, evenly, programme_of, supply_of

from cupola.engine.workers import Workers
from cupola.launch.cadence import YEAR, Cadence
from cupola.launch.campaign import deploy
from cupola.launch.draws import BLOCK
from cupola.launch.filling import Shell
from cupola.launch.fleet import Pad, StandDown, Vehicle, supply
from cupola.launch.lifetimes import Lifetimes
from cupola.launch.parts import joined_course, joined_supply, parts_of_campaigns, parts_of_supply, ranges
from cupola.launch.production import Production
from cupola.launch.programme import Already, Contract

TRIALS = 700


@pytest.mark.law
@given(st.integers(1, 5000), st.integers(1, 9))
def test_ranges_hold_every_trial_once_and_begin_with_blocks(trials, parts):
    cuts = ranges(trials, parts)
    assert [trial for cut in cuts for trial in range(cut.start, cut.stop)] == list(range(trials))
    assert 1 <= len(cuts) <= parts
    assert all(cut.start % BLOCK == 0 for cut in cuts)
    blocks = [-(-(cut.stop - cut.start) // BLOCK) for cut in cuts]
    assert max(blocks) - min(blocks) <= 1


@pytest.mark.law
def test_a_fleet_in_parts_flies_the_same():
    """Everything that can differ from trial to trial does, and every kind of chance is in it."""
    rng = np.random.default_rng(4)

    def each(low: float, high: float) -> np.ndarray:
        return rng.uniform(low, high, TRIALS)

    one = Vehicle(
        "one",
        Cadence(
            each(6, 9) / YEAR, each(0.0, 0.1) / YEAR, spread=each(0.0, 0.2), walk=each(0.0, 0.1), start=each(0, YEAR), ramp=each(0, YEAR)
        ),
        failure=rng.uniform(0.0, 0.1, (TRIALS, 3)),
        stand_down=StandDown(each(0.1, 0.3) * YEAR, each(0.1, 0.5)),
        pads=("shared", "own"),
    )
    two = Vehicle("two", Cadence(20 / YEAR, until=each(3, 5) * YEAR), family="one", most=each(10, 20) / YEAR, pads=("shared",))
    pads = [Pad("shared", each(8, 12) / YEAR, ((each(1, 2) * YEAR, 2.5 * YEAR),)), Pad("own", 10 / YEAR)]
    starts = np.arange(100) * STEP
    whole = supply([one, two], pads, starts, STEP, TRIALS, 3)
    for parts in (2, 3):
        jobs = parts_of_supply([one, two], pads, starts, STEP, TRIALS, 3, parts)
        assert len(jobs) == parts
        joined = joined_supply(job() for job in jobs)
        np.testing.assert_array_equal(joined.flown, whole.flown)
        np.testing.assert_array_equal(joined.failed, whole.failed)
    assert whole.failed.any()


@pytest.mark.law
def test_campaigns_in_parts_come_to_the_same_in_processes_too():
    rng = np.random.default_rng(5)
    flown = rng.poisson(0.6, (TRIALS, 30, 2))
    launches = supply_of(flown, rng.binomial(flown, 0.2))
    programme = programme_of(
        (Shell(6, 4, 1), Shell(4, 5)),
        (Contract("a", 7, planes=2, share=0.5, drift=STEP), Contract("b", 4)),
        Production(Cadence(rng.uniform(3.0, 5.0, TRIALS) / STEP, spread=0.2), stock=10),
        lifetimes=Lifetimes.weibull(9 * STEP, 2.0, rng.uniform(0.0, 0.2, TRIALS), rng.uniform(0.5, 2.0, TRIALS)),
        already=(Already(9, 4 * STEP), Already(3, -STEP)),
        fewest=3,
    )
    other = programme_of((Shell(2, 6),), (Contract("a", 3),), evenly(2), name="other", lifetimes=Lifetimes.weibull(6 * STEP, 1.5, 0.1))
    whole = deploy([programme, other], ("a", "b"), launches, 7, asked=(12, 29))
    jobs = parts_of_campaigns([programme, other], ("a", "b"), launches, 7, (12, 29), 2)
    with Workers(2) as workers:
        joined = joined_course(workers.each(jobs))
    for name, found in vars(whole).items():
        np.testing.assert_array_equal(getattr(joined, name), found, err_msg=name)
    assert whole.lost.any()


@pytest.mark.law
def test_a_part_from_the_middle_of_a_block_is_refused():
    launches = supply_of(np.ones((4, 1), int))
    with pytest.raises(ValueError, match="got trial 100; a part of a run begins with a block: 0, 256, 512"):
        deploy([programme_of((Shell(2, 3),), (Contract("a", 1),), evenly(1))], ("a",), launches, 1, first=100)
    with pytest.raises(ValueError, match="got trial -256"):
        supply([Vehicle("a", Cadence(1.0 / YEAR))], [], launches.starts, STEP, 4, 1, first=-256)
    with pytest.raises(ValueError, match="not in the supply: a; there are b"):
        parts_of_campaigns([programme_of((Shell(2, 3),), (Contract("a", 1),), evenly(1))], ("b",), launches, 1, (), 2)
