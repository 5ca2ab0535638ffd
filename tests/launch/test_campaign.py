"""Campaigns against hand counts, against the same rules in plain Python, and laws that hold whatever is asked for."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_campaign import STEP, evenly, played, programme_of, supply_of

from cupola.launch import campaign
from cupola.launch.cadence import Cadence
from cupola.launch.campaign import deploy
from cupola.launch.course import Bound, Course
from cupola.launch.filling import Shell, spread
from cupola.launch.lifetimes import Lifetimes
from cupola.launch.production import Production
from cupola.launch.programme import Already, Contract, Programme, Replacement

COUNTED = "up", "spare", "launched", "lost", "stillborn", "worn"


def one_course(programme: Programme, flown, failed=None, **more) -> Course:
    """A campaign of one programme on the vehicles a, b, c, ..."""
    supply = supply_of(flown, failed)
    return deploy([programme], tuple("abcdef"[: supply.flown.shape[2]]), supply, 5, **more)


@pytest.mark.reference
def test_a_campaign_counted_by_hand():
    """Two planes of 4 and a spare each; 3 satellites a step, loads of 4 that serve two planes; one launch a step, two steps away, and one
    more to the second plane.

    Stock before the launch of step 0, 1, 2, ...: 3 (too few), 6 -> 4 go to plane 0, 5 -> 4 go: 1 to plane 0 and 3 to plane 1, 4 -> 2 go,
    all that is open. Up: 4 at step 3; the fifth is a spare at step 4; 3 more in plane 1 at step 5 with the last 2 of step 3, which serves
    one plane alone: 4 and a spare.
    """
    programme = programme_of((Shell(2, 4, 1),), (Contract("a", 4, planes=2, raising=2 * STEP, drift=STEP),), evenly(3))
    course = one_course(programme, np.ones((8, 1), int), asked=(4, 7))
    assert course.of(course.launched, "one")[0].tolist() == [0, 4, 8, 10, 10, 10, 10, 10]
    assert course.of(course.up, "one")[0].tolist() == [0, 0, 0, 4, 4, 8, 8, 8]
    assert course.of(course.spare, "one")[0].tolist() == [0, 0, 0, 0, 1, 2, 2, 2]
    assert course.of(course.moving, "one")[0].tolist() == [0, 4, 8, 6, 5, 0, 0, 0]
    assert course.used[0, :, 0, 0].tolist() == [0, 1, 1, 1, 0, 0, 0, 0]
    assert course.standing(4).tolist() == [[4, 0]]
    assert course.standing(7).tolist() == [[4, 4]]
    assert course.reached("one", 8)[0] == 6 * STEP
    assert np.isinf(course.reached("one", 9)[0])


@pytest.mark.reference
def test_replacement_counted_by_hand():
    """Four slots filled at step 0 by one launch, lives of exactly 3 steps: up at the ends of steps 0, 1, 2, dead at 3, launched anew at
    step 4. With stock for three launches in all, the third dies at step 11.
    """
    lives = Lifetimes.weibull(3 * STEP)
    programme = programme_of((Shell(1, 4),), (Contract("a", 4),), evenly(0, stock=12), lifetimes=lives)
    flown = np.ones((13, 1), int)
    course = one_course(programme, flown)
    assert course.of(course.up, "one")[0].tolist() == [4, 4, 4, 0, 4, 4, 4, 0, 4, 4, 4, 0, 0]
    assert course.of(course.worn, "one")[0, -1] == 12
    assert course.decayed(2 * STEP)[0, :, 0].tolist() == [0, 0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8]
    never = one_course(replace(programme, replacement=Replacement.NONE), flown)
    assert never.of(never.launched, "one")[0, -1] == 4
    # Two planes of 4, one launch each at steps 0 and 6; the first is dead at 3, but waits until the second is launched.
    two = programme_of((Shell(2, 4),), (Contract("a", 4),), evenly(0, stock=16), lifetimes=lives, replacement=Replacement.AFTER_COMPLETION)
    sparse = np.array([[1 if s in (0, 6, 7, 8) else 0] for s in range(13)])
    waiting = one_course(two, sparse)
    assert waiting.of(waiting.up, "one")[0].tolist() == [4, 4, 4, 0, 0, 0, 4, 8, 8, 4, 0, 0, 0]
    at_once = one_course(replace(two, replacement=Replacement.AT_ONCE), np.array([[1 if s in (0, 4, 6) else 0] for s in range(8)]))
    # At step 4 the dead of plane 0 are replaced before plane 1 is filled at step 6.
    assert at_once.of(at_once.up, "one")[0].tolist() == [4, 4, 4, 0, 4, 4, 8, 4]


@pytest.mark.reference
def test_spares_step_in_counted_by_hand():
    """Three up already, two slots and a spare, lives of 6 steps; one is 5 steps old, so gone at the end of step 0; the others are new."""
    programme = programme_of(
        (Shell(1, 2, 1),),
        (Contract("a", 1),),
        evenly(0),
        lifetimes=Lifetimes.weibull(6 * STEP),
        already=(Already(1, 5 * STEP), Already(1, 0.0), Already(1, -2 * STEP)),
    )
    course = one_course(programme, np.zeros((10, 1), int))
    # The second, new at the beginning, is dead at the end of step 5; the third comes at the end of step 1 and dies at step 7.
    assert course.of(course.up, "one")[0].tolist() == [1, 2, 2, 2, 2, 1, 1, 0, 0, 0]
    assert course.of(course.moving, "one")[0].tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert course.of(course.launched, "one")[0].tolist() == [3] * 10


@pytest.mark.reference
def test_priority_turns_and_shares_counted_by_hand():
    """Two launches a step for five steps, each programme always ready with loads of 1."""
    shell, contract = (Shell(1, 100),), (Contract("a", 1),)
    first = programme_of(shell, contract, evenly(0, stock=100), name="first")
    second = replace(first, name="second")
    flown = supply_of(np.full((5, 1), 2))

    def launches(*programmes: Programme) -> list[list[int]]:
        return deploy(programmes, ("a",), flown, 1).used[0, :, 0].T.tolist()

    assert launches(first, second) == [[1] * 5, [1] * 5]
    assert launches(first, replace(second, priority=0)) == [[0] * 5, [2] * 5]
    # Half of ten launches, offered as 1 each step; the other takes what is left.
    assert launches(replace(first, contracts=(Contract("a", 1, share=0.5),)), replace(second, priority=2)) == [[1] * 5, [1] * 5]
    # Three quarters: 1, 3, 4, 6, 7 of the first 2, 4, 6, 8, 10.
    assert launches(replace(first, contracts=(Contract("a", 1, share=0.75),))) == [[1, 2, 1, 2, 1]]
    # Three in all, from step 1 on and before step 3.
    bounded = Contract("a", 1, first=STEP, last=3 * STEP, most=3)
    assert launches(replace(first, contracts=(bounded,))) == [[0, 2, 1, 0, 0]]
    # Shares of three quarters and one quarter among equals, when nothing else limits them: 3, 1, 3, 1 of four launches a step.
    weights = [replace(one, contracts=(Contract("a", 1, share=share),)) for one, share in ((first, 0.75), (second, 0.25))]
    assert deploy(weights, ("a",), supply_of(np.full((4, 1), 4)), 1).used[0, :, 0].T.tolist() == [[3] * 4, [1] * 4]


@pytest.mark.reference
def test_what_held_it_up_is_told():
    """Loads of 2 into six slots. A satellite a step: every other step lacks satellites. No launches, a contract of one launch: as named."""
    shell = (Shell(1, 6),)
    slow = one_course(programme_of(shell, (Contract("a", 2),), evenly(1)), np.ones((10, 1), int))
    # Loads at steps 1, 3 and 5; from then on all is launched.
    assert slow.held_up("one") == dict(zip(Bound, (0.5, 0.0, 0.5, 0.0, 0.0), strict=True))
    none = one_course(programme_of(shell, (Contract("a", 2),), evenly(0, stock=9)), np.zeros((10, 1), int))
    assert none.held_up("one")[Bound.LAUNCHES] == 1.0
    assert none.queue[0, :, 0].tolist() == [3] * 10
    told = none.why_not("one", 6)
    assert told is not None
    assert "not one launch is taken" in told
    assert "no launch was to be had 100%" in told
    used_up = one_course(programme_of(shell, (Contract("a", 2, most=1),), evenly(0, stock=9)), np.ones((10, 1), int))
    assert used_up.held_up("one")[Bound.CONTRACT] == 1.0
    empty = one_course(programme_of(shell, (Contract("a", 2),), evenly(0)), np.ones((10, 1), int))
    assert empty.held_up("one")[Bound.PRODUCTION] == 1.0
    assert "satellites were not ready 100%" in str(empty.why_not("one", 1))
    far = one_course(programme_of(shell, (Contract("a", 6, raising=20 * STEP),), evenly(0, stock=6)), np.ones((10, 1), int))
    assert far.held_up("one")[Bound.UNDER_WAY] == 1.0
    assert far.why_not("one", 6) is not None
    assert slow.why_not("one", 6) is None
    assert one_course(programme_of(shell, (), evenly(0, stock=9)), np.ones((10, 1), int)).held_up("one")[Bound.CONTRACT] == 1.0


@pytest.mark.reference
def test_a_full_store_stops_the_works():
    """Room for 4, 3 a step and no launch until step 2: stock 3, 4, 4 -> a load of 4 goes; 3, then 4."""
    programme = programme_of((Shell(1, 20),), (Contract("a", 4),), evenly(3, room=4))
    course = one_course(programme, np.array([[0], [0], [1], [1], [1]]))
    assert course.of(course.launched, "one")[0].tolist() == [0, 0, 4, 4, 8]


@st.composite
def small_campaigns(draw):
    """Programmes, vehicles and launches, with every kind of bound and chance."""
    vehicles = ("a", "b", "c")[: draw(st.integers(1, 3))]
    steps, trials = draw(st.integers(6, 24)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    flown = rng.poisson(draw(st.sampled_from([0.2, 0.8, 2.0])), (trials, steps, len(vehicles)))
    supply = supply_of(flown, rng.binomial(flown, draw(st.sampled_from([0.0, 0.3]))))
    programmes = []
    for name in ("one", "two")[: draw(st.integers(1, 2))]:
        sizes = st.tuples(st.integers(1, 5), st.integers(1, 4), st.integers(0, 2))
        shells = tuple(
            Shell(planes, slots, spares, spread(planes) if planes % 2 else ())
            for planes, slots, spares in draw(st.lists(sizes, min_size=1, max_size=3))
        )
        contracts = tuple(
            Contract(
                vehicle,
                draw(st.one_of(st.integers(1, 7), st.tuples(*[st.integers(0, 5) for _ in shells]))),
                planes=draw(st.sampled_from([None, 1, 2, 3])),
                first=draw(st.sampled_from([-np.inf, 3 * STEP])),
                last=draw(st.sampled_from([np.inf, 15 * STEP])),
                most=draw(st.sampled_from([np.inf, 4])),
                share=draw(st.sampled_from([1.0, 0.5])),
                raising=draw(st.sampled_from([0.0, 1.4 * STEP])),
                drift=draw(st.sampled_from([0.0, 0.8 * STEP])),
            )
            for vehicle in vehicles
            if draw(st.booleans()) or len(vehicles) == 1
        )
        lives = draw(st.sampled_from([Lifetimes.weibull(6 * STEP, 1.5, 0.1), Lifetimes.weibull(8 * STEP), Lifetimes.weibull(np.inf)]))
        production = Production(
            Cadence(rate=draw(st.sampled_from([0.7, 3.0])) / STEP, scatter=0.0, spread=draw(st.sampled_from([0.0, 0.5]))),
            stock=draw(st.integers(0, 6)),
            room=draw(st.sampled_from([np.inf, 9])),
        )
        programmes.append(
            Programme(
                name=name,
                shells=shells,
                production=production,
                contracts=contracts,
                lifetimes=lives,
                priority=draw(st.integers(1, 2)),
                replacement=draw(st.sampled_from(list(Replacement))),
                fewest=draw(st.sampled_from([None, 1, 2, 5])),
            )
        )
    return programmes, vehicles, supply


@pytest.mark.cross
@settings(max_examples=60)
@given(small_campaigns(), st.integers(0, 100))
def test_the_rules_in_plain_python_come_to_the_same(campaigns, seed):
    """Every count of every step, with the same lives and failures; the plain play takes one launch and one satellite after another."""
    programmes, vehicles, supply = campaigns
    course = deploy(programmes, vehicles, supply, seed)
    for trial in range(supply.flown.shape[0]):
        plain = played(programmes, vehicles, supply, trial, seed)
        for name, counts in plain.items():
            np.testing.assert_array_equal(getattr(course, name)[trial], counts, err_msg=name)


@pytest.mark.law
@settings(max_examples=40)
@given(small_campaigns(), st.integers(0, 100))
def test_nothing_is_lost_from_the_books(campaigns, seed):
    """Launched is up, spare, on its way, dead or lost, and nobody flies what is not there."""
    programmes, vehicles, supply = campaigns
    course = deploy(programmes, vehicles, supply, seed, asked=range(supply.starts.size))
    assert np.all(course.moving >= 0)
    for name in COUNTED:
        assert np.all(getattr(course, name) >= 0)
    for name in ("launched", "lost", "stillborn", "worn"):
        assert np.all(np.diff(getattr(course, name), axis=1) >= 0)
    assert np.all(course.used.sum(axis=3) <= supply.flown)
    assert np.all(course.bound.sum(axis=2) == supply.starts.size)
    sizes = np.array([shell.planes * shell.slots for one in programmes for shell in one.shells])
    assert np.all(course.up <= sizes)
    by_shell = np.stack([course.planes[:, :, course.shell_of_plane == k].sum(axis=2) for k in range(sizes.size)], axis=2)
    np.testing.assert_array_equal(by_shell, course.up)
    for c, one in enumerate(programmes):
        made = one.production.finished(supply.starts, supply.step, supply.flown.shape[0], seed, one.name)
        assert np.all(course.of(course.launched, one.name) <= one.production.stock + np.cumsum(made, axis=1))
        assert np.all(course.queue[:, :, c] >= 0)


@pytest.mark.law
@settings(max_examples=40)
@given(small_campaigns(), st.integers(0, 100))
def test_lower_priority_changes_nothing_and_more_trials_leave_the_first(campaigns, seed):
    programmes, vehicles, supply = campaigns
    first = replace(programmes[0], priority=1)
    alone = deploy([first], vehicles, supply, seed)
    crowd = deploy([replace(first, name="late", priority=2), first], vehicles, supply, seed)
    shells = len(first.shells)
    for name in COUNTED:
        np.testing.assert_array_equal(getattr(alone, name), getattr(crowd, name)[:, :, shells:])
    np.testing.assert_array_equal(alone.used[:, :, :, 0], crowd.used[:, :, :, 1])
    fewer = deploy([first], vehicles, replace(supply, flown=supply.flown[:1], failed=supply.failed[:1]), seed)
    for name in COUNTED:
        np.testing.assert_array_equal(getattr(alone, name)[:1], getattr(fewer, name))


@pytest.mark.law
@pytest.mark.parametrize("share", [1.0, 0.5])
def test_chunks_and_blocks_of_trials_change_nothing(monkeypatch, share):
    """600 trials in one piece, in pieces of a block of 256, and the first 300 of them alone."""
    rng = np.random.default_rng(3)
    flown = rng.poisson(0.6, (600, 30, 2))
    supply = supply_of(flown, rng.binomial(flown, 0.2))
    factor = rng.uniform(0.5, 2.0, 600)
    programme = programme_of(
        (Shell(6, 4, 1), Shell(4, 5)),
        (Contract("a", 7, planes=2, share=share, drift=STEP), Contract("b", 4)),
        evenly(4, stock=10),
        lifetimes=Lifetimes.weibull(9 * STEP, 2.0, np.linspace(0.0, 0.2, 600), factor),
        already=(Already(9, 4 * STEP), Already(3, -STEP)),
        fewest=3,
    )
    whole = deploy([programme], ("a", "b"), supply, 7, asked=(29,))
    monkeypatch.setattr(campaign, "_BYTES_AT_ONCE", 1)
    pieces = deploy([programme], ("a", "b"), supply, 7, asked=(29,))
    some = replace(programme, lifetimes=programme.lifetimes.of(slice(0, 300)))
    first = deploy([some], ("a", "b"), replace(supply, flown=flown[:300], failed=supply.failed[:300]), 7, asked=(29,))
    for name in (*COUNTED, "used", "queue", "bound", "planes"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(pieces, name))
        np.testing.assert_array_equal(getattr(whole, name)[:300], getattr(first, name))


@pytest.mark.law
@settings(max_examples=20)
@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 4), st.floats(0.5, 6.0), st.sampled_from([3.0, 9.0, np.inf]))
def test_without_a_vehicle_never_more_is_launched(seed, planes, slots, made, mean):
    """Where every launch carries a full load: all vehicles carry alike, the shell is a whole number of loads, and the dead wait till it is
    full. Where loads differ a small one may spoil a large one's turn, as below.
    """
    rng = np.random.default_rng(seed)
    flown = rng.poisson(0.5, (4, 30, 3))
    size = int(rng.integers(1, slots + 1))
    shell = Shell(planes * size, slots)
    contracts = tuple(Contract(v, size, raising=STEP) for v in "abc")
    lives, later = Lifetimes.weibull(mean * STEP, 2.0), Replacement.AFTER_COMPLETION
    programme = programme_of((shell,), contracts, evenly(made), lifetimes=lives, replacement=later)
    every = deploy([programme], ("a", "b", "c"), supply_of(flown), 1)
    for gone in "abc":
        kept = [v for v in "abc" if v != gone]
        fewer = replace(programme, contracts=tuple(one for one in contracts if one.vehicle != gone))
        without = deploy([fewer], tuple(kept), supply_of(flown[:, :, ["abc".index(v) for v in kept]]), 1)
        assert np.all(without.launched <= every.launched)


@pytest.mark.reference
def test_a_small_launch_may_spoil_a_large_ones_turn():
    """The exception, counted: 3 satellites a step; `a` carries 3 at step 0, `b` 6 at step 1. With both 3 go, without `a` 6."""
    contracts = Contract("a", 3), Contract("b", 6)
    programme = programme_of((Shell(1, 12),), contracts, evenly(3))
    flown = np.array([[1, 0], [0, 1], [0, 0]])
    both = one_course(programme, flown)
    alone = deploy([replace(programme, contracts=contracts[1:])], ("b",), supply_of(flown[:, 1:]), 1)
    assert both.of(both.launched, "one")[0].tolist() == [3, 3, 3]
    assert alone.of(alone.launched, "one")[0].tolist() == [0, 6, 6]


@pytest.mark.law
def test_failures_fall_on_any_launch_alike():
    """Of two launches a step one fails: two programmes that take one each lose as often, within four standard errors of a fair coin."""
    one = programme_of((Shell(1, 200),), (Contract("a", 1),), evenly(0, stock=200), name="first")
    supply = supply_of(np.full((200, 50, 1), 2), np.ones((200, 50, 1), int))
    course = deploy([one, replace(one, name="second")], ("a",), supply, 2)
    lost = [int(course.of(course.lost, name)[:, -1].sum()) for name in ("first", "second")]
    assert sum(lost) == 10_000
    assert abs(lost[0] - 5000) < 4 * 50


@pytest.mark.law
def test_bad_input_is_refused_in_plain_words():
    shell, contract, supply = (Shell(2, 3),), (Contract("a", 1),), supply_of(np.ones((4, 1), int))
    one = programme_of(shell, contract, evenly(1))
    with pytest.raises(ValueError, match="two have one name"):
        deploy([one, one], ("a",), supply, 1)
    with pytest.raises(ValueError, match="not in the supply: a; there are b"):
        deploy([one], ("b",), supply, 1)
    with pytest.raises(ValueError, match=r"must be \(trials, steps, vehicles\)"):
        deploy([one], ("a", "b"), supply, 1)
    with pytest.raises(ValueError, match="more launches fail"):
        deploy([one], ("a",), supply_of(np.ones((4, 1), int), np.full((4, 1), 2)), 1)
    with pytest.raises(ValueError, match="steps go from 0 to 3"):
        deploy([one], ("a",), supply, 1, asked=(4,))
    with pytest.raises(ValueError, match="only at"):
        deploy([one], ("a",), supply, 1, asked=(3,)).standing(2)
    with pytest.raises(ValueError, match="no programme of the name"):
        deploy([one], ("a",), supply, 1).reached("two", 1)
    with pytest.raises(ValueError, match="up already"):
        replace(one, already=(Already(7),))
    with pytest.raises(ValueError, match="one contract with a vehicle"):
        replace(one, contracts=contract * 2)
    with pytest.raises(ValueError, match="give one for all or 1"):
        replace(one, contracts=(Contract("a", (1, 2)),))
    with pytest.raises(ValueError, match="share"):
        Contract("a", 1, share=0.0)
    with pytest.raises(ValueError, match="0 or more"):
        Contract("a", -1)
    with pytest.raises(ValueError, match="fewest"):
        replace(one, fewest=0)
    with pytest.raises(ValueError, match="stock within room"):
        evenly(1, stock=4, room=3)
