"""Starting a track: as good as the bound allows, honest about it, and silent where there is no stereo."""

import numpy as np
from falling import arcs, scene, shell
from textbook_filter import normalised_error

from cupola.constants import EARTH
from cupola.sensing.bound import bound
from cupola.sensing.consistency import mean_interval
from cupola.sensing.dynamics import Motion
from cupola.sensing.looking import passage
from cupola.sensing.noise import words
from cupola.sensing.starting import DISCARDED, NOT_STARTED, STARTED, begin

KEY, FREE, TRIALS = words(11), Motion(EARTH), np.arange(400)


def _errors(begun, seen):
    true = np.concatenate([seen.position[-1], seen.velocity[-1]], axis=-1)[:, None]
    return np.moveaxis(np.array(begun.state.mean[:6]), 0, -1) - true


def test_a_start_reaches_the_bound_and_its_covariance_is_honest_even_with_missed_looks():
    seen = scene(20, 2, 3)
    begun = begin(seen, KEY, TRIALS, FREE)
    best = bound(seen, FREE)
    error = _errors(begun, seen)
    assert np.all(np.asarray(begun.status) == STARTED)
    np.testing.assert_allclose(np.sqrt((error[..., :3] ** 2).sum(axis=-1).mean(axis=1)), best.position[-1], rtol=0.1)
    np.testing.assert_allclose(np.sqrt((error[..., 3:] ** 2).sum(axis=-1).mean(axis=1)), best.velocity[-1], rtol=0.1)
    low, high = mean_interval(6, 400, 0.999)
    mean = normalised_error(error, np.asarray(begun.state.covariance.dense())).mean(axis=1)
    assert np.all((mean > low) & (mean < high))
    # Two numbers a look, six spent on the state.
    looks = 2.0 * seen.chance.sum(axis=(0, 1)) - 6.0
    np.testing.assert_allclose(np.asarray(begun.misfit).mean(axis=1), looks, rtol=0.03)
    missed = passage(seen.seconds, (seen.position, seen.velocity), seen.station, 0.4 * seen.chance, seen.sigma)
    fewer = begin(missed, KEY, TRIALS, FREE)
    began = np.asarray(fewer.status) == STARTED
    assert began.mean() > 0.8
    assert np.all(np.isfinite(np.array(fewer.state.mean)))
    squares = normalised_error(_errors(fewer, seen), np.asarray(fewer.state.covariance.dense()))
    assert 5.0 < squares[began].mean() < 7.0


def test_no_stereo_no_track_and_thrust_is_no_free_fall():
    seen = scene(20, 2, 3)
    alone = np.array(seen.chance)
    alone[:, 1:] = 0.0
    begun = begin(passage(seen.seconds, (seen.position, seen.velocity), seen.station, alone, seen.sigma), KEY, TRIALS, FREE)
    assert np.all(np.asarray(begun.status) == NOT_STARTED)
    assert np.all(np.asarray(begun.stereo) == 0)
    assert np.all(np.isfinite(np.array(begun.state.mean)))
    assert np.all(np.isfinite(np.array(begun.state.covariance.entries)))
    # 60 m/s^2 along the velocity from the window's first instant on: 12 km aside after 20 s.
    since = np.arange(20.0)[:, None, None]
    push = 60.0 * seen.velocity[0] / np.linalg.norm(seen.velocity[0], axis=-1, keepdims=True)
    burning = (seen.position + 0.5 * since**2 * push, seen.velocity + since * push)
    thrust = passage(seen.seconds, burning, seen.station, np.ones_like(seen.chance), seen.sigma)
    assert np.all(np.asarray(begin(thrust, KEY, TRIALS, FREE).status) == DISCARDED)


def test_with_thrust_the_acceleration_is_found():
    """A constant 60 m/s^2: found within its own standard deviation, and position as well as that allows."""
    r, v = arcs(20, 2)
    push = 60.0 * v[0] / np.linalg.norm(v[0], axis=-1, keepdims=True)
    since = np.arange(20.0)[:, None, None]
    stations = shell(20)
    order = np.argsort(np.linalg.norm(r[10, None] - stations[10, :, None], axis=-1), axis=0)[:3]
    station = np.stack([stations[:, order[:, i]] for i in range(2)], axis=2)
    seen = passage(np.ones((20, 2)), (r + 0.5 * since**2 * push, v + since * push), station, np.ones((20, 3, 2)), 2e-5)
    begun = begin(seen, KEY, TRIALS, FREE, thrust_sigma=100.0)
    assert np.all(np.asarray(begun.status) == STARTED)
    found = np.moveaxis(np.array(begun.state.mean), 0, -1)
    true = np.concatenate([seen.position[-1], seen.velocity[-1], push], axis=-1)[:, None]
    squares = normalised_error(found - true, np.asarray(begun.state.covariance.dense()))
    assert np.all((squares.mean(axis=1) > 7.5) & (squares.mean(axis=1) < 11.0))
    assert np.all(np.linalg.norm(found[..., 6:].mean(axis=1) - push, axis=-1) < 3.0)
