"""The bound: against the information summed by hand along the true path, and what more looks must do to it."""

import jax.numpy as jnp
import numpy as np
import pytest
from falling import scene
from textbook_filter import flown, frame, noise_matrix, transition

from cupola.constants import EARTH
from cupola.sensing.bound import bound
from cupola.sensing.dynamics import Motion, advance
from cupola.sensing.looking import passage

FREE, PUSHED, INSTANTS = Motion(EARTH), Motion(EARTH, acceleration_density=0.2), 30
"""One shape for all, so that it is compiled twice and no more."""


def _part(seen, chance):
    return passage(seen.seconds, (seen.position, seen.velocity), seen.station, chance, seen.sigma)


@pytest.mark.cross
@pytest.mark.parametrize("motion", [FREE, PUSHED])
def test_bound_is_the_inverse_of_the_information_along_the_path(motion):
    """Tichavsky and others 1998, equation 21, with the transition by differences; without noise the sum of everything ever told."""
    seen = scene(INSTANTS, 2, 3, chance=0.7)
    prior = np.diag(np.repeat([1e4, 1e2], 3) ** 2)
    first, _ = advance(tuple(jnp.asarray(q) for q in np.concatenate([seen.position[0], seen.velocity[0]], axis=-1).T), -1.0, FREE)
    found = bound(seen, motion, np.broadcast_to(prior, (2, 6, 6)))
    for i in range(2):
        state, j = np.array(first)[:, i], np.linalg.inv(prior)
        for t in range(INSTANTS):
            f, q = transition(state, 1.0), noise_matrix(1.0, motion.acceleration_density)
            state = flown(state, 1.0)
            j = np.linalg.inv(f @ np.linalg.inv(j) @ f.T + q)
            for k in range(3):
                away = seen.position[t, i] - seen.station[t, k, i]
                far = np.linalg.norm(away)
                square = frame(away / far)
                j[:3, :3] += seen.chance[t, k, i] * square @ square.T / (far * 50e-6) ** 2
            sure, sigma = np.linalg.inv(j), np.sqrt(np.diag(np.linalg.inv(j)))
            assert np.all(np.abs(found.covariance[t, i] - sure) < 2e-4 * np.outer(sigma, sigma))
            assert found.position[t, i] == pytest.approx(np.sqrt(np.trace(sure[:3, :3])), rel=2e-4)
            assert found.velocity[t, i] == pytest.approx(np.sqrt(np.trace(sure[3:, 3:])), rel=2e-4)


@pytest.mark.law
def test_more_looks_finer_looks_and_surer_looks_never_make_it_worse():
    seen = scene(INSTANTS, 2, 3)
    whole = bound(seen, PUSHED)
    for slots in range(1, 3):
        fewer = np.array(seen.chance)
        fewer[:, slots:] = 0.0
        less = bound(_part(seen, fewer), PUSHED)
        gain = np.linalg.eigvalsh(
            (less.covariance - whole.covariance)[10:] / np.repeat([1.0, 0.01], 3)[:, None] / np.repeat([1.0, 0.01], 3)
        )
        assert gain.min() > -1e-6 * np.abs(gain).max()
    assert np.all(bound(_part(seen, 0.5 * seen.chance), PUSHED).position >= whole.position)
    coarse = bound(passage(seen.seconds, (seen.position, seen.velocity), seen.station, seen.chance, 2.0 * seen.sigma), PUSHED)
    # The noise of the motion does not grow with that of the looks: twice as bad and no more.
    assert np.all(coarse.position > whole.position)
    assert np.all(coarse.position < 2.0001 * whole.position)
    assert np.all(coarse.position[-1] < 1.999 * whole.position[-1])


@pytest.mark.law
def test_without_noise_of_motion_it_goes_with_the_noise_of_looks_and_a_held_target_keeps_it():
    seen = scene(INSTANTS, 2, 3)
    coarse = passage(seen.seconds, (seen.position, seen.velocity), seen.station, seen.chance, 3.0 * seen.sigma)
    np.testing.assert_allclose(bound(coarse, FREE).position[5:], 3.0 * bound(seen, FREE).position[5:], rtol=1e-4)
    seconds = np.array(seen.seconds)
    seconds[20:] = 0.0
    held = bound(passage(seconds, (seen.position, seen.velocity), seen.station, seen.chance, seen.sigma), FREE)
    np.testing.assert_allclose(held.covariance[29], held.covariance[19], rtol=1e-12)


@pytest.mark.law
def test_nobody_looking_is_knowing_nothing_and_one_look_knows_no_distance():
    seen = scene(INSTANTS, 2, 3, chance=0.0)
    assert np.all(bound(seen, FREE).position > 1e7)
    chance = np.zeros(seen.chance.shape)
    chance[0, 0] = 1.0
    found = bound(_part(seen, chance), FREE)
    line = seen.position[0] - seen.station[0, 0]
    far = np.linalg.norm(line, axis=-1)
    line = line / far[:, None]
    along = np.einsum("ia,iab,ib->i", line, found.covariance[0, :, :3, :3], line)
    across = np.trace(found.covariance[0, :, :3, :3], axis1=1, axis2=2) - along
    assert np.all(np.sqrt(along) > 5e6)
    np.testing.assert_allclose(np.sqrt(across / 2.0), 50e-6 * far, rtol=1e-2)
