"""The fleet: stand-downs, caps, pads and families counted by hand, and what must hold whatever is flown."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cupola.catalog.stand_downs import pauses
from cupola.launch.cadence import YEAR, Cadence, wanted
from cupola.launch.fleet import Pad, StandDown, Vehicle, stand_down_of, supply
from cupola.launch.supply import Supply

STEP = YEAR / 24.0
DAY = 86_400.0
CERTAIN, NEVER = 1.0, 0.0


def steps(count: int) -> np.ndarray:
    return np.arange(count) * STEP


def flown(vehicles: list[Vehicle], pads: list[Pad], count: int, trials: int = 1, seed: int = 1) -> Supply:
    return supply(vehicles, pads, steps(count), STEP, trials, seed)


def even(name: str, yearly: float, **more) -> Vehicle:
    """A vehicle that flies evenly and never fails unless told otherwise."""
    return Vehicle(name, Cadence(yearly / YEAR, scatter=0.0), **more)


def fails_first(name: str, yearly: float, stand_down: StandDown | None, **more) -> Vehicle:
    """Its first launch fails, its others do not."""
    return even(name, yearly, failure=np.array([[CERTAIN, NEVER]]), stand_down=stand_down, **more)


@pytest.mark.reference
def test_without_chance_the_fleet_flies_what_is_due():
    """Nine a year in steps of a 24th: 3/8 a step, so whole launches are due at the ends of the steps 3, 6 and 8 of every eight."""
    course = flown([even("atlas", 9.0)], [], 24)
    assert course.flown[0, :, 0].tolist() == [0, 0, 1, 0, 0, 1, 0, 1] * 3
    assert not course.failed.any()


@pytest.mark.reference
def test_a_stand_down_counted_by_hand():
    """One launch due a step. The first fails in the middle of step 0 and keeps the vehicle down two steps, to the middle of step 2.

    Without a cap the two that waited and the one due fly in step 2. With a cap of one a step, half of step 2 is open: one launch in hand
    and half of one make one, and so on; two keep waiting. With a cap of two a step, what waited is gone after step 4.
    """
    for most, expected in ((np.inf, [1, 0, 2, 1, 1, 1]), (24.0, [1, 0, 1, 1, 1, 1]), (48.0, [1, 0, 2, 1, 1, 1])):
        rocket = fails_first("falcon", 24.0, StandDown(2.0 * STEP), most=most / YEAR)
        course = flown([rocket], [], 6)
        assert course.flown[0, :, 0].tolist() == expected
        assert course.failed[0, :, 0].tolist() == [1, 0, 0, 0, 0, 0]


@pytest.mark.reference
def test_launches_after_a_failure_wait_for_the_end_of_the_stand_down():
    """Three due a step; the second of the first three fails, half-way: the third waits through a stand-down of one step."""
    rocket = even("falcon", 72.0, failure=np.array([[NEVER, CERTAIN, NEVER]]), stand_down=StandDown(STEP))
    course = flown([rocket], [], 4)
    # Half of step 1 is closed; in the other half all that waits is flown: the one from step 0 and the three of step 1.
    assert course.flown[0, :, 0].tolist() == [2, 4, 3, 3]
    assert course.failed[0, :, 0].tolist() == [1, 0, 0, 0]


@pytest.mark.reference
def test_a_family_stands_down_together_and_others_fly_on():
    pair = [
        fails_first("vulcan-2", 24.0, StandDown(3.0 * STEP), family="vulcan"),
        even("vulcan-6", 24.0, family="vulcan"),
        even("ariane", 24.0),
    ]
    course = flown(pair, [], 6)
    # Down from the middle of step 0 to the middle of step 3; what is in the same step as the failure still flies.
    assert course.flown[0, :, 0].tolist() == [1, 0, 0, 3, 1, 1]
    assert course.flown[0, :, 1].tolist() == [1, 0, 0, 3, 1, 1]
    assert course.flown[0, :, 2].tolist() == [1] * 6


@pytest.mark.reference
def test_a_pad_that_two_share_and_one_that_is_lost():
    """Each wants one launch a step and the pad takes one a step: they go in turn, and each flies half. One launch is in hand at first."""
    pads = [Pad("43", 24.0 / YEAR)]
    course = flown([even("soyuz", 24.0, pads=("43",)), even("angara", 24.0, pads=("43",))], pads, 8)
    assert course.flown[0].sum(axis=1).tolist() == [2, 1, 1, 1, 1, 1, 1, 1]
    assert abs(int(course.flown[0, :, 0].sum()) - int(course.flown[0, :, 1].sum())) <= 1
    # Two due a step, the first pad gone from step 2 to step 5. The second has one in hand and takes one a step: one waits after step 3,
    # two after step 4, and they follow with the two of step 5 when the first pad is back.
    lost = [Pad("31", outages=((2.0 * STEP, 5.0 * STEP),)), Pad("200", 24.0 / YEAR)]
    assert flown([even("soyuz", 48.0, pads=("31", "200"))], lost, 8).flown[0, :, 0].tolist() == [2, 2, 2, 1, 1, 4, 2, 2]
    # A pad that is not yet built, a different date in each trial.
    new = [Pad("1a", outages=((-np.inf, np.array([2.0, 3.0]) * STEP),))]
    first = flown([even("angara", 24.0, pads=("1a",))], new, 5, trials=2).flown[:, :, 0]
    assert first.tolist() == [[0, 0, 3, 1, 1], [0, 0, 0, 4, 1]]


@pytest.mark.reference
def test_what_waits_when_the_service_ends_is_not_flown():
    rocket = Vehicle("atlas", Cadence(24.0 / YEAR, scatter=0.0, until=4.0 * STEP), most=12.0 / YEAR)
    # One in hand and half a launch a step.
    assert flown([rocket], [], 8).flown[0, :, 0].tolist() == [1, 1, 0, 1, 0, 0, 0, 0]


@pytest.mark.reference
def test_published_pauses():
    """Falcon 9 flew 15 days after its loss of July 2024 (Reuters, 2 September 2024) and in January 2017 after September 2016."""
    falcon = {pause.lost: pause.days for pause in pauses() if pause.family == "Falcon 9"}
    assert falcon == {"2015-06-28": 177, "2016-09-01": 135, "2024-07-12": 15}
    often = np.array([pause.days * DAY for pause in pauses(4.0) if pause.family != "Soyuz" and not pause.reached])
    read = stand_down_of(often)
    assert often.shape == (26,)
    assert 60.0 < read.median / DAY < 120.0
    # Half of the pauses are shorter than the median of the log-normal, as far as 26 can tell.
    assert 8 <= np.count_nonzero(often < read.median) <= 18


@pytest.mark.law
def test_stand_downs_are_log_normal_and_failures_as_likely_as_stated():
    trials = 4000
    gaps = np.exp(np.log(90.0) + 0.75 * np.random.default_rng(3).standard_normal(4000)) * DAY
    read = stand_down_of(gaps)
    assert read.median / DAY == pytest.approx(90.0, rel=0.05)
    assert read.spread == pytest.approx(0.75, rel=0.05)
    rocket = even("falcon", 24.0, failure=np.full((1, 1), 0.08))
    course = flown([rocket], [], 24, trials)
    assert course.failed.sum() / course.flown.sum() == pytest.approx(0.08, abs=4.0 * np.sqrt(0.08 * 0.92 / (24 * trials)))
    down = flown([fails_first("falcon", 24.0, StandDown(10.0 * STEP, 0.5))], [], 48, trials).flown[:, :, 0]
    # The first flight afterwards comes in the step in which the stand-down ends, counted from the middle of step 0.
    back = (down[:, 1:] > 0).argmax(axis=1) + 1
    for level, z in ((0.1, -1.2816), (0.5, 0.0), (0.9, 1.2816)):
        ends = 0.5 + 10.0 * np.exp(0.5 * z)
        assert np.mean(back + 1.0 <= ends) <= level + 0.03
        assert np.mean(back <= ends) >= level - 0.03


FLEETS = st.lists(
    st.tuples(
        st.floats(0.5, 60.0),
        st.sampled_from([0.0, 0.7, 1.0]),
        st.floats(0.0, 0.4),
        st.sampled_from([None, StandDown(0.0), StandDown(40.0 * DAY, 0.6)]),
        st.floats(1.0, 80.0),
        st.sampled_from([(), ("a",), ("b", "a"), ("b",)]),
        st.sampled_from(["", "kin"]),
    ),
    min_size=1,
    max_size=4,
)
PADS = [Pad("a", 20.0 / YEAR, ((3.2 * STEP, 6.7 * STEP),)), Pad("b", 9.0 / YEAR)]


def fleet_of(drawn) -> list[Vehicle]:
    return [
        Vehicle(f"v{v}", Cadence(rate / YEAR, scatter=scatter, spread=0.1), np.full((1, 1), failure), down, family, most / YEAR, pads)
        for v, (rate, scatter, failure, down, most, pads, family) in enumerate(drawn)
    ]


@pytest.mark.law
@settings(max_examples=40)
@given(FLEETS, st.integers(0, 2**32))
def test_what_holds_whatever_is_flown(drawn, seed):
    fleet, count, trials = fleet_of(drawn), 30, 6
    course = flown(fleet, PADS, count, trials, seed)
    assert np.all((course.failed >= 0) & (course.failed <= course.flown))
    done = np.cumsum(course.flown, axis=1)
    for v, one in enumerate(fleet):
        due = np.cumsum(wanted(one.cadence, steps(count), STEP, trials, seed, one.name), axis=1)
        assert np.all(done[:, :, v] <= due)
    # In any run of steps no more than the caps allow, and the one in hand.
    since = np.concatenate([np.zeros((trials, 1, len(fleet)), dtype=np.int64), done], axis=1)
    for length in (1, 5, count):
        window = since[:, length:] - since[:, :-length]
        for v, one in enumerate(fleet):
            assert window[:, :, v].max() <= one.most * STEP * length + 1.0 + 1e-6
        for pad in PADS:
            bound = [v for v, one in enumerate(fleet) if one.pads == (pad.name,)]
            assert window[:, :, bound].sum(axis=2).max(initial=0) <= pad.most * STEP * length + 1.0 + 1e-6
    only_a = [v for v, one in enumerate(fleet) if one.pads == ("a",)]
    assert not course.flown[:, 4:6, only_a].any()


@pytest.mark.law
@settings(max_examples=12)
@given(FLEETS, st.integers(0, 2**32), st.integers(1, 280))
def test_luck_is_each_vehicles_and_each_trials_own(drawn, seed, trials):
    fleet = fleet_of(drawn)
    course = flown(fleet, PADS, 24, 300, seed)
    fewer = flown(fleet, PADS, 24, trials, seed)
    np.testing.assert_array_equal(fewer.flown, course.flown[:trials])
    np.testing.assert_array_equal(fewer.failed, course.failed[:trials])
    stranger = Vehicle("stranger", Cadence(30.0 / YEAR), np.full((1, 1), 0.2), StandDown(50.0 * DAY), pads=("c",))
    more = flown([stranger, *fleet], [*PADS, Pad("c", 20.0 / YEAR)], 24, 300, seed)
    np.testing.assert_array_equal(more.flown[:, :, 1:], course.flown)
    np.testing.assert_array_equal(more.failed[:, :, 1:], course.failed)


@pytest.mark.law
@settings(max_examples=30)
@given(st.floats(5.0, 60.0), st.floats(0.05, 0.5), st.integers(0, 2**32))
def test_an_outage_moves_launches_and_not_their_luck(rate, failure, seed):
    """Launch i fails or does not whenever it is flown: failures among the first n launches are the same with and without the outage."""
    free = Vehicle("soyuz", Cadence(rate / YEAR), np.full((1, 1), failure), most=30.0 / YEAR, pads=("31",))
    held = [Pad("31", outages=((5.0 * STEP, 15.0 * STEP),))]
    with_pad, without = (flown([free], pads, 40, 20, seed) for pads in ([Pad("31")], held))
    for t in range(20):
        many, few = (np.cumsum(one.flown[t, :, 0]) for one in (with_pad, without))
        lost_many, lost_few = (np.cumsum(one.failed[t, :, 0]) for one in (with_pad, without))
        assert np.all(few <= many)
        by_launch = dict(zip(many.tolist(), lost_many.tolist(), strict=True))
        for launches, lost in zip(few.tolist(), lost_few.tolist(), strict=True):
            if launches in by_launch:
                assert by_launch[launches] == lost


@pytest.mark.story
def test_names_that_mean_two_things_or_none_are_refused():
    one = even("vega", 4.0)
    with pytest.raises(ValueError, match="'vega' twice"):
        flown([one, one], [], 3)
    with pytest.raises(ValueError, match="got 'zlv'; there are none"):
        flown([replace(one, pads=("zlv",))], [], 3)
    with pytest.raises(ValueError, match="two or more"):
        stand_down_of(np.array([5.0]))
