"""The first fix of a track: lines that cross, lines with noise, lines of different instants, and no lines at all."""

import jax.numpy as jnp
import numpy as np
import pytest

from cupola.sensing.first_fix import MOVED, OPEN_SPEED, Sightings, first_fix, remembered, stereo_pair, unseen

STATIONS = np.array([[7.4e6, 0.0, 0.0], [0.0, 7.4e6, 0.0], [5.0e6, 5.0e6, 2.0e6]])
TARGETS = np.array([[6.0e6, 2.0e6, 1.5e6], [5.2e6, 3.6e6, -1.0e6]])
SIGMA, TRIALS = 5e-5, 400


def sightings(noise: float, ages: tuple[float, ...] = (0.0, 0.0, 0.0), seed: int = 1) -> Sightings:
    """Three satellites and two targets, many trials."""
    away = TARGETS[None] - STATIONS[:, None]
    true = away / np.linalg.norm(away, axis=-1, keepdims=True)
    moved = true[:, :, None] + noise * np.random.default_rng(seed).normal(size=(3, 2, TRIALS, 3))
    moved /= np.linalg.norm(moved, axis=-1, keepdims=True)
    shape = (3, 2, TRIALS)
    return Sightings(
        identity=jnp.asarray(np.arange(3)[:, None, None] + np.zeros((3, 2, 1), int)),
        satellite=tuple(jnp.broadcast_to(jnp.asarray(STATIONS[:, k])[:, None, None], shape) for k in range(3)),
        direction=tuple(jnp.asarray(moved[..., k]) for k in range(3)),
        sigma=jnp.full((3, 2, 1), SIGMA),
        age=jnp.broadcast_to(jnp.asarray(ages)[:, None, None], shape),
    )


def errors(seen: Sightings) -> tuple[np.ndarray, np.ndarray]:
    """Errors of position and their covariances, (targets, trials, 3) and (targets, trials, 3, 3)."""
    fix = first_fix(seen, 5.0)
    place = np.stack([np.asarray(part) for part in fix.position], axis=-1)
    return place - TARGETS[:, None], np.asarray(fix.covariance.block(0, 3).dense())


@pytest.mark.reference
def test_lines_without_noise_cross_at_the_target():
    off, _ = errors(sightings(0.0))
    assert np.abs(off).max() < 1e-2


@pytest.mark.law
def test_the_covariance_told_is_that_of_the_errors():
    off, covariance = errors(sightings(SIGMA))
    squares = np.einsum("...i,...i->...", off, np.linalg.solve(covariance, off[..., None])[..., 0])
    # Mean of 400 chi-squares with 3 degrees of freedom: 3, its own standard deviation 0.12.
    assert np.abs(squares.mean(axis=1) - 3.0).max() < 0.5


@pytest.mark.law
def test_an_old_sighting_widens_the_place_and_one_too_old_is_left_out():
    _, fresh = errors(sightings(SIGMA))
    _, older = errors(sightings(SIGMA, (0.0, 0.0, 4.0)))
    _, without = errors(sightings(SIGMA, (0.0, 0.0, 6.0)))
    trace = [np.trace(one, axis1=-2, axis2=-1).mean() for one in (fresh, older, without)]
    assert trace[1] > trace[0] + 3.0 * (4.0 * MOVED) ** 2 * 0.99
    assert trace[0] < trace[2] < trace[1]


def test_the_velocity_is_left_open():
    covariance = np.asarray(first_fix(sightings(SIGMA), 5.0).covariance.dense())
    assert np.allclose(covariance[..., 3:, 3:], OPEN_SPEED**2 * np.eye(3))
    assert np.all(covariance[..., :3, 3:] == 0.0)


@pytest.mark.law
def test_a_pair_is_stereo_by_its_angle_its_age_and_its_number():
    assert np.asarray(stereo_pair(sightings(0.0), 5.0, np.radians(5.0))).all()
    assert not np.asarray(stereo_pair(sightings(0.0), 5.0, np.radians(89.9))).any()
    assert not np.asarray(stereo_pair(sightings(0.0, (0.0, 6.0, 6.0)), 5.0, np.radians(5.0))).any()


def test_no_sighting_tells_nothing_and_is_no_nan():
    nothing = unseen(3, 2, 4)
    assert not np.asarray(stereo_pair(nothing, 5.0, 0.1)).any()
    fix = first_fix(nothing, 5.0)
    assert all(np.isfinite(np.asarray(part)).all() for part in (*fix.mean, *fix.covariance.entries))


def test_a_place_that_another_satellite_takes_forgets():
    before = sightings(0.0)
    other = Sightings(before.identity.at[0].set(9), before.satellite, before.direction, before.sigma, before.age)
    after = remembered(before, other, jnp.zeros((3, 2, TRIALS), bool), 1.0)
    assert np.isinf(np.asarray(after.age[0])).all()
    assert np.all(np.asarray(after.age[1:]) == 1.0)
