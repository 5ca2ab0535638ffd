"""When a number is reached, counted by hand."""

import numpy as np
import pytest

from cupola.launch.milestones import chance_by, first_time

TIMES = np.array([10.0, 20.0, 30.0, 40.0])


@pytest.mark.reference
def test_dates_counted_by_hand():
    """Two are reached at 20 and kept until 30, lost, and reached again at 40; the second trial never has two."""
    count = np.array([[1, 2, 2, 1], [0, 1, 1, 1], [2, 1, 2, 2]])
    assert first_time(TIMES, count, 2).tolist() == [20.0, np.inf, 10.0]
    assert first_time(TIMES, count, 2, kept=2).tolist() == [20.0, np.inf, 30.0]
    assert first_time(TIMES, count, 2, kept=3).tolist() == [np.inf] * 3
    assert first_time(TIMES, count, np.array([1, 1, 3])).tolist() == [10.0, 20.0, np.inf]
    assert first_time(TIMES, count, 1, kept=9).tolist() == [np.inf] * 3


@pytest.mark.reference
def test_the_chance_of_a_date_is_the_share_that_is_no_later():
    assert chance_by(np.array([1.0, np.inf]), 2.0).value == 0.5


@pytest.mark.law
def test_less_than_one_time_in_a_row_is_refused():
    with pytest.raises(ValueError, match="in a row"):
        first_time(TIMES, np.zeros((1, 4), int), 1, kept=0)
