"""What every ephemeris promises: a pick is the same satellites, and each satellite can be placed at an instant of its own."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.constants import EARTH
from cupola.orbits import Ephemeris, molniya, walker_delta

GROUPS = (walker_delta(7.0e6, 0.9, 3, 4, 1, EARTH), molniya(np.linspace(0.0, 5.0, 12), 800e3, 1.1, 4.7, 0.3, EARTH))
SECONDS, ANGLES = np.linspace(0.0, 2e5, 12), np.linspace(0.0, 14.0, 12)


@pytest.mark.law
@pytest.mark.parametrize("group", GROUPS)
@given(index=st.lists(st.integers(0, 11), min_size=5, max_size=5))
def test_a_pick_flies_where_its_satellites_fly(group: Ephemeris, index: list[int]):
    picked = group.pick(np.array(index))
    assert picked.size == 5
    ours = np.asarray(picked.positions(SECONDS, ANGLES))
    assert np.allclose(ours, np.asarray(group.positions(SECONDS, ANGLES))[:, index], rtol=0.0, atol=1e-6)


@pytest.mark.law
@pytest.mark.parametrize("group", GROUPS)
def test_each_satellite_can_have_an_instant_of_its_own(group: Ephemeris):
    unit, radius = jax.jit(lambda rows: group.directions(rows))(jnp.asarray(group.table(SECONDS, ANGLES).T))
    apart = np.asarray(group.positions(SECONDS, ANGLES))[np.arange(12), np.arange(12)]
    assert np.allclose(np.asarray(unit) * np.asarray(radius)[:, None], apart, rtol=0.0, atol=1e-6)


@pytest.mark.law
@pytest.mark.parametrize("group", GROUPS)
def test_one_row_and_the_same_column_for_all_are_one_thing(group: Ephemeris):
    row = jnp.asarray(group.table(SECONDS[3:4], ANGLES[3:4])[0])
    unit, radius = group.directions(row)
    same, again = group.directions(jnp.broadcast_to(row[:, None], (row.size, group.size)))
    assert np.allclose(np.asarray(unit), np.asarray(same), rtol=0.0, atol=1e-15)
    assert np.allclose(np.asarray(radius), np.asarray(again), rtol=1e-15)


@pytest.mark.law
def test_a_pick_can_be_made_inside_a_compiled_function():
    group = GROUPS[0]
    row = jnp.asarray(group.table(SECONDS[5:6], ANGLES[5:6])[0])
    found = jax.jit(lambda all_of_them, index: all_of_them.pick(index).directions(row)[0])(group, jnp.array([7, 7, 2]))
    assert np.allclose(np.asarray(found), np.asarray(group.directions(row)[0])[[7, 7, 2]], rtol=0.0, atol=1e-15)


@pytest.mark.law
def test_single_precision_stays_single_with_columns():
    single = np.dtype(np.float32)
    unit, _ = GROUPS[0].cast(single).directions(jnp.asarray(GROUPS[0].table(SECONDS, ANGLES).T, single))
    assert unit.dtype == single
