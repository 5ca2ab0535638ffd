"""A burn-out seen by two satellites that also see the cold body and two that see the plume alone: when it is known, at what cost."""

from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from burning_truth import flights, stations

from cupola.constants import EARTH
from cupola.sensing.boost_model import Burning
from cupola.sensing.burn_out import Carried, Summed, across, carried, recognised
from cupola.sensing.dynamics import State
from cupola.sensing.kalman import Rules
from cupola.sensing.looking import passage
from cupola.sensing.multiple_model import begun
from cupola.sensing.noise import words
from cupola.sensing.symmetric import of_dense

MODEL = Burning(EARTH)
BURN_OUTS = np.array([170.4, 165.75])
SECONDS = np.arange(131.0, 211.0)
LENGTH = 40
TRIALS = 100
LOW, HIGH = EARTH.radius + 1e6, 4.2164e7
NOISE = np.array([50e-6, 50e-6, 20e-6, 20e-6])
DEVIATION = np.repeat([300.0, 30.0], 3)


class Flown:
    """The same two flights, first estimates and noise for every filter, compiled once."""

    def __init__(self):
        self.flight = flights(BURN_OUTS, np.concatenate([[SECONDS[0] - 1.0], SECONDS]))
        self.satellites = np.concatenate([stations(2, LOW, self.flight), stations(2, HIGH, self.flight)])
        rng = np.random.default_rng(5)
        true = np.concatenate([self.flight.positions[0], self.flight.velocities[0]], axis=-1).T[:, :, None]
        start = true + DEVIATION[:, None, None] * rng.standard_normal((6, 2, TRIALS))
        covariance = of_dense(jnp.asarray(np.broadcast_to(np.diag(DEVIATION**2), (2, TRIALS, 6, 6))))
        self.state = State(tuple(jnp.asarray(part) for part in start), covariance)
        self.trial = jnp.arange(TRIALS, dtype=jnp.uint32)[None, :]
        self.burning = SECONDS[:, None] <= BURN_OUTS[None, :]
        (_, out), (again, _) = MODEL.transition(1.0)
        self.own = np.broadcast_to(np.array([float(out), float(again)])[None, :, None], (len(SECONDS), 2, 2))
        within = (SECONDS[:, None] - 1.0 < BURN_OUTS) & (BURN_OUTS <= SECONDS[:, None])
        self.told = np.stack([within.astype(float), np.zeros(within.shape)], axis=1)
        self.never = np.zeros(self.told.shape)

    def run(self, given: np.ndarray, chance: float, low: bool = True, cuts: tuple[int, ...] = (LENGTH,)) -> tuple[Carried, Summed]:
        """In stretches of `LENGTH` steps or less, padded to it so that one program serves all; without the low satellites where asked."""
        looks = np.ones((len(SECONDS), 4, 2))
        looks[:, :2] = float(low)
        looks[:, 2:] = self.burning[:, None, :]
        scene = passage(
            np.ones((len(SECONDS), 2)),
            (self.flight.positions[1:], self.flight.velocities[1:]),
            np.broadcast_to(self.satellites, (len(SECONDS), *self.satellites.shape)),
            looks,
            NOISE[None, :, None],
        )
        end, told = carried(begun(self.state, chance, MODEL)), []
        for start, stop in pairwise((0, *cuts, len(SECONDS))):
            part = scene.part(start, stop).padded(LENGTH)
            chances = np.concatenate([given[start:stop], np.zeros((LENGTH - (stop - start), *given.shape[1:]))])
            end, summed = across(end, part, words(3), self.trial, MODEL, Rules(), None, chances)
            told.append(jax.tree.map(lambda values, count=stop - start: np.asarray(values)[:count], summed))
        return end, jax.tree.map(lambda *parts: np.concatenate(parts), *told)


@pytest.fixture(scope="module")
def flown() -> Flown:
    return Flown()


def after(flown: Flown, values: np.ndarray | jax.Array, seconds: float) -> np.ndarray:
    """At the first step that lies so long after each burn-out."""
    steps = np.searchsorted(SECONDS, BURN_OUTS + seconds)
    return np.asarray(values)[steps, np.arange(2)]


@pytest.mark.story
def test_burn_out_is_known_in_seconds(flown: Flown):
    """Measured, quiet steps of 1 s: median 6 s, nine in ten by 7 s; no track takes a burning target for a coasting one and keeps to it."""
    end, summed = flown.run(flown.own, 0.95)
    delays, early = recognised(end, BURN_OUTS - (SECONDS[0] - 1.0))
    assert np.all(np.asarray(delays[:, 0]) <= 8.0)
    assert np.all(np.asarray(delays[:, 1]) <= 10.0)
    assert np.all(np.asarray(delays) > 1.0)
    assert not np.any(early)
    assert np.all(after(flown, summed.chance_of_boost, -3.0) > 0.9)
    assert np.all(after(flown, summed.chance_of_boost, 20.0) < 0.01)


@pytest.mark.story
def test_after_burn_out_the_filter_does_as_well_as_one_that_was_told(flown: Flown):
    """Ten seconds after: position within 1.25 of the filter told the step of burn-out, velocity within 1.6; boost alone is far worse."""
    _, mixed = flown.run(flown.own, 0.95)
    _, oracle = flown.run(flown.told, 1.0)
    _, blind = flown.run(flown.never, 1.0)
    for seconds in (10.0, 20.0, 30.0):
        assert np.all(after(flown, mixed.position_error, seconds) < 1.25 * after(flown, oracle.position_error, seconds))
        assert np.all(after(flown, mixed.velocity_error, seconds) < 1.6 * after(flown, oracle.velocity_error, seconds))
        assert np.all(after(flown, blind.position_error, seconds) > 4.0 * after(flown, mixed.position_error, seconds))
    # Honest before and again ten seconds after, told apart from the seconds between.
    for seconds in (-5.0, 10.0, 20.0):
        assert np.all(after(flown, mixed.inside, seconds) > 0.85)


@pytest.mark.law
def test_time_may_be_cut_anywhere(flown: Flown):
    """Twice forty steps, or four shorter stretches filled up with steps of 0 s, which hold the tracks."""
    whole, cut = flown.run(flown.own, 0.95), flown.run(flown.own, 0.95, cuts=(17, 35, 50))
    for one, two in zip(jax.tree.leaves(whole), jax.tree.leaves(cut), strict=True):
        np.testing.assert_allclose(np.asarray(one), np.asarray(two), rtol=1e-12)


@pytest.mark.story
def test_plume_alone_loses_the_target_at_burn_out(flown: Flown):
    """Two warning satellites and nothing else: no look after burn-out, the track grows old and wide, leaves custody and never breaks."""
    end, summed = flown.run(flown.own, 0.95, low=False)
    assert all(np.all(np.isfinite(leaf)) for leaf in jax.tree.leaves((end, summed)))
    assert np.all(after(flown, summed.looks, 1.0) == 0.0)
    assert np.all(after(flown, summed.age, 20.0) > 19.0)
    assert np.all(after(flown, summed.spread, 20.0) > 4.0 * after(flown, summed.spread, -1.0))
    assert np.all(after(flown, summed.custody, 20.0) == 0.0)
    # Nothing but the passing of time speaks for burn-out.
    fallen = after(flown, summed.chance_of_boost, 20.0) / after(flown, summed.chance_of_boost, 2.0)
    assert fallen == pytest.approx(np.exp(-18.0 / MODEL.boost_sojourn), rel=1e-3)
