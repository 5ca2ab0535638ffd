"""Declarations against published waiting times, against counted sequences, and the drawn looks against the exact chain."""

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sensor_sample import warning

from cupola.sensing.detection import Watch, declared_by, first_watch, look_hits, mean_looks, mean_wait, watched
from cupola.sensing.sensors import look_numbers, looks_due

outcomes = jax.jit(look_hits)
remembered = jax.jit(watched)
RUNS_OF_THREE = [0, 0, 1, 3, 8, 20, 47, 107, 238, 520]
NONE_WITHIN_THREE = [2, 3, 4, 6, 9, 13, 19, 28, 41, 60]


@pytest.mark.reference
def test_sequences_with_a_run_of_three():
    """Tosses of a fair coin with three heads in a row: OEIS A050227, third column (Feller vol. 1, 1968, p. 300)."""
    assert declared_by(np.full(10, 0.5), 3, 3) * 2.0 ** np.arange(1, 11) == pytest.approx(RUNS_OF_THREE, abs=1e-9)


@pytest.mark.reference
def test_sequences_without_two_of_any_three():
    """Binary words in which no three neighbours hold two ones: Narayana's cows, OEIS A000930."""
    assert (1.0 - declared_by(np.full(10, 0.5), 2, 3)) * 2.0 ** np.arange(1, 11) == pytest.approx(NONE_WITHIN_THREE, abs=1e-9)


@pytest.mark.reference
@pytest.mark.parametrize("probability", [0.2, 0.5, 0.95])
def test_mean_waits_with_a_closed_form(probability: float):
    """A run of k: (1 - p^k) / (q p^k) (Feller, vol. 1, XIII.7); two within k: (2 - q^(k-1)) / (p (1 - q^(k-1))) (Koutras 1996)."""
    p, q = probability, 1.0 - probability
    for k in (2, 3, 5):
        assert mean_looks(p, k, k) == pytest.approx((1.0 - p**k) / (q * p**k))
        assert mean_looks(p, 2, k) == pytest.approx((2.0 - q ** (k - 1)) / (p * (1.0 - q ** (k - 1))))
    assert mean_looks(p, 1, 8) == pytest.approx(1.0 / p)
    assert mean_looks(1.0, 3, 5) == pytest.approx(3.0)
    assert mean_looks(0.0, 3, 5) == np.inf


@pytest.mark.reference
def test_the_first_window_is_binomial():
    """Before the window is full M of N is at least M of all looks: Skolnik, Introduction to Radar Systems (3rd ed. 2001), section 5.7."""
    for p in (0.3, 0.7):
        assert declared_by(np.full(3, p), 2, 3)[-1] == pytest.approx(3.0 * p**2 - 2.0 * p**3)
        assert declared_by(np.full(5, p), 3, 5)[-1] == pytest.approx(10.0 * p**3 - 15.0 * p**4 + 6.0 * p**5)


@pytest.mark.cross
@pytest.mark.parametrize(("needed", "window"), [(1, 1), (2, 4), (3, 5), (4, 4)])
def test_the_chain_counts_every_sequence(needed: int, window: int):
    """All 512 outcomes of nine looks, each with its own probability, and the kernel's declaration of each."""
    probabilities = np.array([0.1, 0.9, 0.0, 0.6, 0.5, 1.0, 0.3, 0.8, 0.4])
    words = np.array(list(product((False, True), repeat=9)))
    weight = np.where(words, probabilities, 1.0 - probabilities).prod(axis=1)
    sensor = warning(needed=needed, window=window)
    after = remembered(first_watch((512, 1)), sensor, jnp.arange(9.0), jnp.ones((9, 1, 1), bool), jnp.asarray(words.T[:, :, None]))
    at = np.asarray(after.declared_at)[:, 0]
    by_counting = [next((float(k) for k in range(9) if word[max(0, k - window + 1) : k + 1].sum() >= needed), np.inf) for word in words]
    assert np.array_equal(at, by_counting)
    by_kernel = np.array([weight[at <= k].sum() for k in range(9)])
    assert declared_by(probabilities, needed, window) == pytest.approx(by_kernel, abs=1e-12)


@pytest.mark.law
@given(p=st.floats(0.05, 0.99), window=st.integers(1, 7), data=st.data())
def test_more_needed_waits_longer_and_a_longer_window_shorter(p: float, window: int, data: st.DataObject):
    needed = data.draw(st.integers(1, window))
    wait = mean_looks(p, needed, window)
    assert wait >= needed - 1e-9
    assert mean_looks(p, needed, window + 1) <= wait * (1.0 + 1e-9)
    assert mean_looks(p, needed + 1, window + 1) >= wait
    curve = declared_by(np.full(30, p), needed, window)
    assert np.all(np.diff(curve) >= -1e-12)
    assert 0.0 <= curve[0] <= curve[-1] <= 1.0


@pytest.fixture(scope="module")
def scanned() -> tuple[Watch, np.ndarray]:
    """200 launches before 20 scanning satellites for 500 s, in two stretches; and when each comes in sight."""
    sensor, key = warning(look_interval=10.0, probability=0.7), jax.random.key(11)
    seconds, satellites, launches = jnp.arange(1.0, 501.0), jnp.arange(20), jnp.arange(200)
    rises = 20.0 + 3.0 * (np.arange(200) % 40)
    seen = jnp.broadcast_to(seconds[:, None, None] > jnp.asarray(rises)[None, :, None], (500, 200, 20))
    due = looks_due(sensor, seconds, 1.0, satellites)
    memory = first_watch((200, 20))
    for part in (slice(0, 250), slice(250, 500)):
        hits = outcomes(key, sensor, launches, satellites, look_numbers(sensor, seconds[part], satellites), seen[part])
        memory = remembered(memory, sensor, seconds[part], due[part][:, None, :], hits)
    return memory, rises


@pytest.mark.cross
def test_drawn_declarations_wait_as_long_as_the_chain_says(scanned: tuple[Watch, np.ndarray]):
    """4,000 declarations: the mean within four standard errors, a look being timed at the end of its step of 1 s (half a step late)."""
    memory, rises = scanned
    waits = np.asarray(memory.declared_at) - rises[:, None]
    assert np.all(np.isfinite(waits))
    error = 4.0 * waits.std() / np.sqrt(waits.size)
    assert waits.mean() - 0.5 == pytest.approx(mean_wait(0.7, 3, 5, 10.0), abs=error)


@pytest.mark.cross
def test_drawn_declarations_are_spread_as_the_chain_says(scanned: tuple[Watch, np.ndarray]):
    """Share declared by the k-th look in sight, against the exact probability: within four standard errors of 4,000."""
    memory, rises = scanned
    sensor = warning(look_interval=10.0)
    numbers = np.asarray(look_numbers(sensor, jnp.arange(1.0, 501.0), jnp.arange(20)))
    looks = np.empty((200, 20))
    for n, rise in enumerate(rises):
        at = np.asarray(memory.declared_at[n]).astype(int) - 1
        looks[n] = numbers[at, np.arange(20)] - numbers[int(rise) - 1]
    exact = declared_by(np.full(12, 0.7), 3, 5)
    for k in (3, 4, 5, 6, 8):
        assert np.mean(looks <= k) == pytest.approx(exact[k - 1], abs=4.0 * np.sqrt(0.25 / looks.size))


@pytest.mark.law
def test_a_launch_is_declared_alike_in_any_raid_and_by_any_cut_of_time(scanned: tuple[Watch, np.ndarray]):
    memory, rises = scanned
    sensor, key, seconds = warning(look_interval=10.0, probability=0.7), jax.random.key(11), jnp.arange(1.0, 501.0)
    satellites, launches = jnp.array([3, 17]), jnp.array([42])
    seen = jnp.broadcast_to((seconds > rises[42])[:, None, None], (500, 1, 2))
    hits = outcomes(key, sensor, launches, satellites, look_numbers(sensor, seconds, satellites), seen)
    alone = remembered(first_watch((1, 2)), sensor, seconds, looks_due(sensor, seconds, 1.0, satellites)[:, None, :], hits)
    assert alone.declared_at[0].tolist() == memory.declared_at[42][jnp.array([3, 17])].tolist()


def test_what_is_never_seen_is_never_declared():
    sensor, seconds, satellites = warning(probability=1.0), jnp.arange(1.0, 61.0), jnp.arange(2)
    seen = jnp.zeros((60, 3, 2), bool).at[10:12].set(True)  # two looks where three are needed
    hits = outcomes(jax.random.key(0), sensor, jnp.arange(3), satellites, look_numbers(sensor, seconds, satellites), seen)
    after = remembered(first_watch((3, 2)), sensor, seconds, jnp.ones((60, 1, 2), bool), hits)
    assert np.all(np.isposinf(after.declared_at))


def test_a_chain_too_long_to_solve_says_so():
    with pytest.raises(ValueError, match=r"8 of 20 looks make a chain of 94184 states; the most is 5000"):
        mean_looks(0.5, 8, 20)
