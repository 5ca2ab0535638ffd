"""Summaries of tracks: by hand, against plain loops, and for tracks that are never seen."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.sensing.custody import first_time, in_custody, longest_lapse, share_of, summary_of, update_age

summarised = jax.jit(summary_of)
SECONDS = jnp.arange(12.0)[:, None]


def flags(*words: str) -> jax.Array:
    """One column a word, `#` where the flag stands."""
    return jnp.asarray(np.array([[letter == "#" for letter in word] for word in words]).T)


@pytest.mark.reference
def test_a_track_by_hand():
    """Flight of ten steps of 2 s, custody from the fourth, lost for two steps, then for one at the end."""
    flying, custody = flags("##########.."), flags("...###..##.#")
    held = summarised(jnp.array([5.0]), flags("..##########"), custody, flying, 2.0 * SECONDS, 2.0)
    assert held.first_detection.tolist() == [5.0]
    assert held.first_stereo.tolist() == [4.0]
    assert held.first_custody.tolist() == [6.0]
    assert held.stereo_share.tolist() == [0.8]
    assert held.custody_share.tolist() == [0.5]
    assert held.longest_lapse.tolist() == [4.0]


def test_a_lapse_runs_to_the_end_of_the_flight_and_not_beyond():
    lapse = longest_lapse(flags("..#.........", "##########..", "............"), flags(*["##########.."] * 3), 1.0)
    assert lapse.tolist() == [7.0, 0.0, np.inf]


def test_a_track_never_seen_is_infinite_and_never_a_nan():
    never = summarised(jnp.array([jnp.inf]), flags("............"), flags("............"), flags("##########.."), SECONDS, 1.0)
    assert [float(number[0]) for number in jax.tree.leaves(never)] == [np.inf, np.inf, np.inf, 0.0, 0.0, np.inf]
    waiting = summarised(jnp.array([jnp.inf]), flags("############"), flags("############"), flags("............"), SECONDS, 1.0)
    assert [float(number[0]) for number in jax.tree.leaves(waiting)] == [np.inf, np.inf, np.inf, 0.0, 0.0, np.inf]


def test_custody_asks_for_a_track_a_bound_and_a_fresh_update():
    uncertainty = jnp.array([[900.0, 1100.0, 900.0, 900.0, jnp.nan, jnp.inf]])
    age = jnp.array([[5.0, 5.0, 25.0, 5.0, 5.0, jnp.inf]])
    tracked = jnp.array([[True, True, True, False, True, True]])
    assert in_custody(uncertainty, age, tracked, 1000.0, 20.0).tolist() == [[True, False, False, False, False, False]]


def test_the_age_of_an_update_counts_from_the_last_one():
    assert update_age(flags("..#..##..#.."), 2.0)[:, 0].tolist() == [np.inf, np.inf, 0.0, 2.0, 4.0, 0.0, 0.0, 2.0, 4.0, 0.0, 2.0, 4.0]


@pytest.mark.law
@given(data=st.data())
def test_shares_and_lapses_are_those_of_a_plain_loop(data: st.DataObject):
    start, end = sorted(data.draw(st.tuples(st.integers(0, 12), st.integers(0, 12))))
    held = np.array(data.draw(st.lists(st.booleans(), min_size=12, max_size=12)))
    flying = (np.arange(12) >= start) & (np.arange(12) < end)
    lapse, run, first = 0, 0, np.inf
    for k in range(start, end):
        run = 0 if held[k] else run + 1
        first = min(first, k) if held[k] else first
        lapse = max(lapse, run) if np.isfinite(first) else 0
        if not np.isfinite(first):
            run = 0
    column, flight = jnp.asarray(held)[:, None], jnp.asarray(flying)[:, None]
    assert float(longest_lapse(column, flight, 1.0)[0]) == (lapse if np.isfinite(first) else np.inf)
    assert float(first_time(column & flight, SECONDS)[0]) == first
    assert float(share_of(column, flight)[0]) == pytest.approx(held[start:end].mean() if end > start else 0.0)
