"""Which planes are filled: orders, and what a launch reaches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.launch.filling import Shell, anywhere, dealt, in_reach, in_turn, spread

ROWS = st.lists(st.lists(st.integers(0, 4), min_size=5, max_size=5), min_size=1, max_size=6)


@pytest.mark.reference
def test_orders_counted_by_hand():
    """Of eight planes: every other one, and of those every other one first (bits in reverse: 000, 100, 010, 110, ...)."""
    assert spread(8) == (0, 4, 2, 6, 1, 5, 3, 7)
    assert spread(6) == (0, 4, 2, 1, 5, 3)
    assert spread(1) == (0,)
    assert in_turn(3) == (0, 1, 2)
    assert Shell(3, 2).order == (0, 1, 2)
    assert Shell(34, 34, 1).size == 1190


@pytest.mark.law
@given(st.integers(1, 200))
def test_every_plane_comes_once_and_the_first_half_lies_evenly(planes):
    order = spread(planes)
    assert sorted(order) == list(range(planes))
    half = sorted(order[: (planes + 1) // 2])
    assert half == list(range(0, planes, 2))


@pytest.mark.reference
def test_a_launch_counted_by_hand():
    """Five planes with 0, 2, 0, 3, 4 open. Seven satellites in order: 2, 3, 2. Two planes in order: 2 and 3; the neediest two: 4 and 3."""
    free = np.array([[0, 2, 0, 3, 4]], np.uint8)
    found = anywhere(free, np.array([7]))
    assert (found.plane.tolist(), found.count.tolist(), found.before.tolist(), found.turn.tolist()) == (
        [1, 3, 4],
        [2, 3, 2],
        [0, 2, 5],
        [0, 1, 2],
    )
    plane, room = in_reach(np.repeat(free, 2, axis=0), np.array([False, True]), 2)
    assert (plane.tolist(), room.tolist()) == ([[1, 3], [4, 3]], [[2, 3], [4, 3]])
    dealt_out = dealt(plane, room, np.array([4, 2]))
    assert (dealt_out.launch.tolist(), dealt_out.plane.tolist(), dealt_out.count.tolist()) == ([0, 0, 1], [1, 3, 4], [2, 2, 2])
    assert in_reach(free, np.array([True]), 9)[1].tolist() == [[4, 3, 2, 0, 0]]


@pytest.mark.law
@given(ROWS, st.integers(1, 6), st.data())
def test_no_plane_gets_more_than_is_open_and_all_are_placed(rows, planes, data):
    free = np.array(rows, np.uint8)
    number = np.array([data.draw(st.integers(0, sum(row))) for row in rows])
    neediest = np.array([data.draw(st.booleans()) for _ in rows])
    plane, room = in_reach(free, neediest, planes)
    sorted_rows = -np.sort(-free.astype(int), axis=1)[:, :planes]
    np.testing.assert_array_equal(room[neediest], sorted_rows[neediest])
    for cohorts, wanted in (
        (anywhere(free, number), number),
        (dealt(plane, room, np.minimum(number, room.sum(axis=1))), np.minimum(number, room.sum(axis=1))),
    ):
        np.testing.assert_array_equal(np.bincount(cohorts.launch, cohorts.count, free.shape[0]), wanted)
        assert np.all(cohorts.count >= 1)
        assert np.all(cohorts.count <= free[cohorts.launch, cohorts.plane])
        assert np.all(cohorts.before + cohorts.count <= wanted[cohorts.launch])
        assert len({(a, b) for a, b in zip(cohorts.launch.tolist(), cohorts.plane.tolist(), strict=True)}) == cohorts.launch.size


@pytest.mark.law
def test_bad_shells_are_refused_in_plain_words():
    with pytest.raises(ValueError, match="at least one plane"):
        Shell(0, 3)
    with pytest.raises(ValueError, match="each plane from 0 to 2 once"):
        Shell(3, 3, order=(0, 1, 1))
