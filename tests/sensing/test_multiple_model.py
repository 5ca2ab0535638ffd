"""The interacting-multiple-model filter: against the book's own form with dense matrices, and its laws."""

from dataclasses import replace
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import textbook_multiple_model as textbook
from burning_truth import flights, lines_of_sight, stations
from hypothesis import given
from hypothesis import strategies as st

from cupola.constants import EARTH
from cupola.sensing.boost_model import Burning, boosted, burnt_out, coasted
from cupola.sensing.dynamics import State, narrowed
from cupola.sensing.measurements import Look, information, update
from cupola.sensing.mixing import interaction, mixture, weighed
from cupola.sensing.multiple_model import Hypotheses, begun, combined, corrected, plume_evidence, predicted
from cupola.sensing.symmetric import of_dense

MODEL = Burning(EARTH)
SIGMA = np.array([50e-6, 80e-6])
THREATS, TRIALS = 2, 3
NO_GATE = 1e30


QUICK = {"xla_disable_hlo_passes": "fusion"}
"""Compiled in a quarter of the time; a step of a few tracks runs as fast."""


@partial(jax.jit, static_argnames="model", compiler_options=QUICK)
def stepped(track: Hypotheses, looks: tuple[Look, ...], gate: float, model: Burning = MODEL):
    """One compiled step for all tests: the track, its looks' fate, the combined estimate."""
    track, taken = corrected(predicted(track, 1.0, model), looks, gate)
    return track, taken, combined(track, model)


def estimate(mean: np.ndarray, covariance: np.ndarray) -> State:
    """From mean (c, threats, trials) and one dense covariance."""
    shape = (*mean.shape[1:], *covariance.shape)
    return State(tuple(jnp.asarray(part) for part in mean), of_dense(jnp.asarray(np.broadcast_to(covariance, shape))))


class Watched:
    """Two flights about burn-out, seen by two satellites with noise and gaps, and their first estimates."""

    def __init__(self, seed: int = 1):
        rng = np.random.default_rng(seed)
        self.flight = flights(np.array([170.4, 165.8]), np.arange(157.0, 182.0))
        self.satellites = stations(2, EARTH.radius + 1e6, self.flight)
        true = np.moveaxis(lines_of_sight(self.flight, self.satellites), -1, 2)[..., None]
        shape = (len(self.flight.seconds), 2, 3, THREATS, TRIALS)
        self.directions = true + SIGMA[None, :, None, None, None] * rng.standard_normal(shape)
        self.seen = rng.random((shape[0], 2, THREATS, TRIALS)) < 0.8
        self.deviation = np.repeat([300.0, 20.0, 5.0], 3)
        flight = self.flight
        true_state = np.concatenate([flight.positions[0], flight.velocities[0], flight.thrust[0]], axis=-1).T
        self.start = true_state[:, :, None] + self.deviation[:, None, None] * rng.standard_normal((9, THREATS, TRIALS))
        self.track = begun(estimate(self.start, np.diag(self.deviation**2)), 0.9, MODEL)

    def looks(self, step: int) -> tuple[Look, ...]:
        """What both satellites see at a step."""
        return tuple(
            Look(
                tuple(jnp.asarray(self.satellites[s, :, k][:, None]) for k in range(3)),
                tuple(jnp.asarray(self.directions[step, s, k]) for k in range(3)),
                jnp.asarray(self.seen[step, s].astype(float)),
                jnp.asarray(SIGMA[s]),
            )
            for s in range(2)
        )


@pytest.fixture(scope="module")
def watched() -> Watched:
    return Watched()


@pytest.mark.cross
def test_filter_is_the_books(watched: Watched):
    """Through burn-out, to 5e-6 of a standard deviation: the covariance moves by a rule of second order, the book's by a Jacobian."""
    numbers = textbook.Settings(
        MODEL.jerk_density,
        MODEL.growth_rate,
        MODEL.reopened,
        MODEL.floor,
        np.array([[1.0 - 1.0 / 170.0, 1.0 / 170.0], [1e-6, 1.0 - 1e-6]]),
    )
    own = [[float(chance) for chance in row] for row in MODEL.transition(1.0)]
    assert own == [pytest.approx(row, rel=4e-3, abs=1e-11) for row in numbers.transition.tolist()]
    numbers = replace(numbers, transition=np.array(own))
    narrow = np.diag(watched.deviation**2)
    coast = narrow.copy()
    coast[6:, 6:] = MODEL.floor**2 * np.eye(3)
    books = {}
    for place in ((0, 0), (0, 2), (1, 1)):
        mean = watched.start[(slice(None), *place)]
        still = np.concatenate([mean[:6], np.zeros(3)])
        books[place] = textbook.Track(np.stack([mean, still]), np.stack([narrow, coast]), np.array([0.9, 0.1]))
    track = watched.track
    for step in range(1, len(watched.flight.seconds)):
        track, _, together = stepped(track, watched.looks(step), NO_GATE)
        dense = np.asarray(together.covariance.dense())
        for (i, n), book in books.items():
            seen = watched.seen[step, :, i, n]
            book = textbook.step(book, watched.satellites[:, i], watched.directions[step, :, :, i, n], SIGMA, seen, 1.0, numbers)
            books[i, n] = book
            mean, covariance = textbook.combined(book)
            deviation = np.sqrt(np.diag(covariance))
            np.testing.assert_allclose((np.array([part[i, n] for part in together.mean]) - mean) / deviation, 0.0, atol=5e-6)
            np.testing.assert_allclose((dense[i, n] - covariance) / np.outer(deviation, deviation), 0.0, atol=5e-6)
            assert float(track.chances[0][i, n]) == pytest.approx(book.probabilities[0], abs=1e-6)
    assert np.all(np.asarray(track.chances[1]) > 0.99)


@pytest.mark.cross
def test_burn_out_within_a_step_has_the_moments_of_an_even_moment(watched: Watched):
    """Against Gauss-Legendre quadrature over the moment of burn-out, with a covariance that ties everything together."""
    rng = np.random.default_rng(2)
    root = rng.standard_normal((9, 9)) * watched.deviation[:, None]
    covariance = root @ root.T
    got = burnt_out(estimate(watched.start[:, :1, :1], covariance), 4.0)
    numbers = textbook.Settings(1.0, 0.0, 30.0, 1e-3, np.eye(2))
    mean, dense = textbook.taken_over(watched.start[:, 0, 0], covariance, textbook.BOOST, textbook.COAST, 4.0, numbers)
    np.testing.assert_allclose(np.array(got.mean)[:, 0, 0], mean[:6], rtol=1e-13)
    np.testing.assert_allclose(np.asarray(got.covariance.dense())[0, 0], dense[:6, :6], rtol=1e-10, atol=1e-9)


@pytest.mark.law
def test_boost_covariance_follows_its_mean():
    """Without white jerk, the covariance after a step is that of the mean's own Jacobian, to the second order of the step."""
    model = Burning(EARTH, jerk_density=0.0, growth_rate=0.02)
    rng = np.random.default_rng(3)
    scale = np.repeat([300.0, 20.0, 5.0], 3)
    root = rng.standard_normal((9, 9)) * scale[:, None]
    start = np.concatenate([[6.6e6, 1e5, -2e5], [3e3, 2e3, 1e3], [50.0, 20.0, 10.0]])

    def moved(mean: jax.Array) -> jax.Array:
        state = State(tuple(mean), of_dense(jnp.asarray(root @ root.T)))
        return jnp.stack(boosted(state, 2.0, model).mean)

    jacobian = np.asarray(jax.jacfwd(moved)(jnp.asarray(start)))
    covariance = jacobian @ root @ root.T @ jacobian.T
    got = boosted(State(tuple(jnp.asarray(start)), of_dense(jnp.asarray(root @ root.T))), 2.0, model).covariance.dense()
    deviation = np.sqrt(np.diag(covariance))
    np.testing.assert_allclose((np.asarray(got) - covariance) / np.outer(deviation, deviation), 0.0, atol=2e-5)
    # The thrust grows as it says: 2 s at 0.02 a second.
    assert float(moved(jnp.asarray(start))[6]) == pytest.approx(50.0 * 1.0408107741923882, rel=1e-12)


@pytest.mark.law
@given(
    chance=st.floats(0.0, 1.0),
    out=st.floats(0.0, 1.0),
    again=st.floats(0.0, 1.0),
    logs=st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)),
)
def test_chances_stay_chances(chance: float, out: float, again: float, logs: tuple[float, float]):
    transition = ((jnp.asarray(1.0 - out), jnp.asarray(out)), (jnp.asarray(again), jnp.asarray(1.0 - again)))
    weights, ahead = interaction((jnp.asarray(chance), jnp.asarray(1.0 - chance)), transition)
    after = weighed(ahead, tuple(jnp.asarray(value) for value in logs))
    for group in (*weights, ahead, after):
        values = np.array(group)
        assert np.all((values >= 0.0) & (values <= 1.0 + 1e-12))
        assert values.sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.law
def test_equal_models_are_one_filter(watched: Watched):
    """Two copies of the coast model, mixed with each other at every step and weighed by their looks, are the one filter."""
    single = narrowed(watched.track.boost)
    pair, chances = (single, single), (jnp.asarray(0.3), jnp.asarray(0.7))
    stay, leave = jnp.asarray(0.8), jnp.asarray(0.2)
    for step in (1, 2):
        weights, ahead = interaction(chances, ((stay, leave), (leave, stay)))
        moved = [coasted(mixture(weight, pair), 1.0, MODEL) for weight in weights]
        taken = [update(state, information(state, watched.looks(step))) for state in moved]
        pair, chances = (taken[0][0], taken[1][0]), weighed(ahead, (taken[0][1], taken[1][1]))
        ahead_of_one = coasted(single, 1.0, MODEL)
        single, _ = update(ahead_of_one, information(ahead_of_one, watched.looks(step)))
    both = mixture(chances, pair)
    np.testing.assert_allclose(np.array(both.mean), np.array(single.mean), rtol=1e-13)
    np.testing.assert_allclose(np.array(both.covariance.entries), np.array(single.covariance.entries), rtol=1e-9, atol=1e-9)


@pytest.mark.law
def test_without_looks_only_the_markov_chain_speaks(watched: Watched):
    """Ten minutes blind: chances as the chain's closed form, everything finite and wider, masked looks of nonsense not read."""
    blind = tuple(replace(look, weight=jnp.zeros_like(look.weight), direction=look.direction[::-1]) for look in watched.looks(1))
    track, taken, first = stepped(watched.track, blind, 18.0)
    together = first
    for _ in range(599):
        track, taken, together = stepped(track, blind, 18.0)
    out, again = 1.0 - np.exp(-1.0 / MODEL.boost_sojourn), 1.0 - np.exp(-1.0 / MODEL.coast_sojourn)
    rest = again / (out + again)
    expected = rest + (1.0 - out - again) ** 600 * (0.9 - rest)
    np.testing.assert_allclose(np.asarray(track.chances[0]), expected, rtol=1e-9)
    assert all(np.all(np.isfinite(leaf)) for leaf in jax.tree.leaves((track, together)))
    assert np.all(np.asarray(together.covariance.trace(0, 3)) > np.asarray(first.covariance.trace(0, 3)))
    assert np.all(np.linalg.eigvalsh(np.asarray(together.covariance.block(0, 6).dense()))[..., 0] > 0.0)
    assert not np.any(np.asarray(taken.used)) and not np.any(np.asarray(taken.gated))


@pytest.mark.law
def test_trials_know_nothing_of_each_other(watched: Watched):
    order = np.array([2, 0, 1])
    looks = watched.looks(1)
    track, _, _ = stepped(watched.track, looks, 18.0)
    moved = jax.tree.map(lambda part: part[:, order] if part.shape[-1:] == (TRIALS,) else part, (watched.track, looks))
    again, _, _ = stepped(*moved, 18.0)
    for one, other in zip(jax.tree.leaves(track), jax.tree.leaves(again), strict=True):
        np.testing.assert_array_equal(np.asarray(one)[:, order], np.asarray(other))


@pytest.mark.law
def test_a_wild_look_is_left_out_of_both_models(watched: Watched):
    """A look 0.1 rad astray is gated, and what remains is what there would be had it not been had."""
    good, other = watched.looks(1)
    good = replace(good, weight=jnp.ones_like(good.weight))
    wild = replace(other, direction=tuple(x + 0.1 for x in other.direction), weight=jnp.ones_like(other.weight))
    absent = replace(other, weight=jnp.zeros_like(other.weight))
    gated, taken, _ = stepped(watched.track, (good, wild), 18.0)
    masked, _, _ = stepped(watched.track, (good, absent), 18.0)
    np.testing.assert_array_equal(np.asarray(taken.gated), 1.0)
    np.testing.assert_array_equal(np.asarray(taken.used), 1.0)
    for one, two in zip(jax.tree.leaves(gated), jax.tree.leaves(masked), strict=True):
        np.testing.assert_allclose(np.asarray(one), np.asarray(two), rtol=1e-12)


@pytest.mark.law
def test_compiled_or_not_is_the_same(watched: Watched):
    compiled, _, _ = stepped(watched.track, watched.looks(1), 18.0)
    plain, _ = corrected(predicted(watched.track, 1.0, MODEL), watched.looks(1), 18.0)
    for one, two in zip(jax.tree.leaves(compiled), jax.tree.leaves(plain), strict=True):
        np.testing.assert_allclose(np.asarray(one), np.asarray(two), rtol=1e-8, atol=1e-8)


@pytest.mark.law
def test_a_model_that_cannot_be_stays_apart(watched: Watched):
    """Boost for certain and for ever: the combined estimate is that of the boost filter alone, whatever coast makes of the looks."""
    held = MODEL.transition(1.0)[0][0]
    nought, one = jnp.zeros_like(held), jnp.ones_like(held)
    sure = begun(watched.track.boost, 1.0, MODEL)
    track, _ = corrected(predicted(sure, 1.0, MODEL, ((one, nought), (nought, one))), watched.looks(1))
    moved = boosted(watched.track.boost, 1.0, MODEL)
    alone, _ = update(moved, information(moved, watched.looks(1)))
    np.testing.assert_array_equal(np.asarray(track.chances[0]), 1.0)
    np.testing.assert_allclose(np.array(combined(track, MODEL).mean), np.array(alone.mean), rtol=1e-14)


@pytest.mark.law
def test_a_plume_not_seen_speaks_for_coast():
    """A miss of a sensor that sees nine plumes in ten weighs a tenth; a report, nine hundred to one; a sensor that is not due, nothing."""
    expected, seen = jnp.array([1.0, 1.0, 0.0]), jnp.array([0.0, 1.0, 0.0])
    odds = np.exp(np.asarray(plume_evidence(expected, seen, 0.9, 0.001)))
    assert odds == pytest.approx([0.1 / 0.999, 900.0, 1.0])
    with pytest.raises(ValueError, match="must be 0 < chance_false < chance_seen < 1"):
        plume_evidence(expected, seen, 0.5, 0.5)


@pytest.mark.parametrize(
    ("name", "value"),
    [("jerk_density", -1.0), ("growth_rate", float("nan")), ("reopened", 0.0), ("floor", float("inf")), ("boost_sojourn", 0.0)],
)
@pytest.mark.law
def test_a_model_with_an_impossible_number_is_refused(name: str, value: float):
    with pytest.raises(ValueError, match=f"{name}: got {value}; must be"):
        replace(MODEL, **{name: value})
