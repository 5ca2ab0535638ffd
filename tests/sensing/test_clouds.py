"""One cloud deck a launch, the same for all and for ever; its statistics; messages for bad numbers."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cupola.errors import InputError
from cupola.sensing.clouds import CloudDeck, cloud_tops, sound_deck
from cupola.sensing.draws import CLOUDS, LOOKS, draws

tops_over = jax.jit(cloud_tops)


def deck(probability: float = 0.6, lowest: float = 2e3, usual: float = 8e3, highest: float = 12e3) -> CloudDeck:
    return sound_deck(CloudDeck(*(jnp.array(number) for number in (probability, lowest, usual, highest))), "clouds")


@pytest.mark.cross
def test_tops_follow_scipys_triangle_and_decks_their_probability():
    """20,000 launches: Kolmogorov and Smirnov at 0.1 %, and the share within 3.3 standard deviations."""
    tops = np.asarray(tops_over(jax.random.key(5), jnp.arange(20_000), deck()))
    cloudy = tops[np.isfinite(tops)]
    assert abs(len(cloudy) - 12_000) < 3.3 * np.sqrt(20_000 * 0.6 * 0.4)
    assert stats.kstest(cloudy, stats.triang(c=0.6, loc=2e3, scale=10e3).cdf).pvalue > 1e-3


@pytest.mark.law
@given(seed=st.integers(0, 2**31 - 1), launch=st.integers(0, 9))
def test_a_launch_has_its_clouds_in_a_raid_of_any_size(seed: int, launch: int):
    key = jax.random.key(seed)
    alone, among = tops_over(key, jnp.array([launch]), deck()), tops_over(key, jnp.arange(10), deck())
    assert float(alone[0]) == float(among[launch])


def test_the_ends_of_the_statistics():
    launches = jnp.arange(200)
    assert np.all(np.isneginf(tops_over(jax.random.key(0), launches, deck(probability=0.0))))
    flat = tops_over(jax.random.key(0), launches, deck(1.0, 7e3, 7e3, 7e3))
    assert np.all(np.asarray(flat) == 7e3)
    assert np.all(np.isfinite(tops_over(jax.random.key(0), launches, deck(1.0, 2e3, 2e3, 9e3))))
    assert np.all(np.isfinite(tops_over(jax.random.key(0), launches, deck(1.0, 2e3, 9e3, 9e3))))


def test_streams_and_numbers_give_draws_of_their_own():
    """Uniform, and without a trace of one stream in another: 20,000 pairs, correlation below 4 standard deviations."""
    key, numbers = jax.random.key(7), jnp.arange(20_000)
    clouds, looks = np.asarray(draws(key, CLOUDS, numbers)), np.asarray(draws(key, LOOKS, numbers))
    assert abs(np.corrcoef(clouds, looks)[0, 1]) < 4.0 / np.sqrt(20_000)
    assert abs(np.corrcoef(looks[1:], looks[:-1])[0, 1]) < 4.0 / np.sqrt(20_000)
    assert stats.kstest(looks, "uniform").pvalue > 1e-3
    table = draws(key, LOOKS, jnp.arange(3)[:, None], jnp.arange(4)[None, :])
    assert float(draws(key, LOOKS, jnp.array([2]), jnp.array([1]))[0]) == float(table[2, 1])
    assert len(np.unique(np.asarray(table))) == 12


def test_bad_numbers_are_told_plainly():
    with pytest.raises(InputError, match=r"clouds: probability\n  got 60; must lie in"):
        deck(probability=60.0)
    with pytest.raises(InputError, match="got 9000, 8000, 12000 m; must rise"):
        deck(lowest=9e3)
