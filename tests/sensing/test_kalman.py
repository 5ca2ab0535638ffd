"""The filter: against a textbook's on the same looks, against its own bound, and laws that hold whatever is seen."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from falling import scene
from hypothesis import given, settings
from hypothesis import strategies as st
from jax.sharding import Mesh
from textbook_filter import filtered, normalised_error

from cupola.constants import EARTH
from cupola.sensing.bound import bound
from cupola.sensing.consistency import share_inside
from cupola.sensing.dynamics import Motion, State, advance, narrowed, predict, widened, with_noise
from cupola.sensing.kalman import NEVER, Stretch, track, tracks
from cupola.sensing.looking import looks_at, passage, pointing, stereo
from cupola.sensing.measurements import Look, information, measured, update
from cupola.sensing.noise import biases, look_noise, threefry, words
from cupola.sensing.starting import STARTED, begin
from cupola.sensing.symmetric import Symmetric, diagonal, inverse, log_determinant, normalised, of_dense

KEY, FREE, WINDOW, TRIALS, THREATS = words(20260101), Motion(EARTH), 20, 512, 2


def _flown(seen, trial=None):
    """Started and followed, in shapes that are compiled once: the tracks as they began and as they ended, and the history."""
    trial = np.arange(TRIALS) if trial is None else trial
    begun = begin(seen.part(0, WINDOW), KEY, trial, FREE)
    start = tracks(begun.state, begun.status == STARTED)
    return start, *_followed(start, seen.part(WINDOW, seen.instants), trial)


def _followed(start, seen, trial):
    return track(start, seen, KEY, trial, FREE, stretch=Stretch(Mesh(np.array(jax.devices()), ("trial",)), 300))


@pytest.fixture(scope="module")
def flown():
    """Two arcs for ten minutes with three satellites in view: the passage, the tracks as they began, as they ended, and the history."""
    seen = scene(WINDOW + 600, THREATS, 3)
    return seen, *_flown(seen)


def test_errors_reach_the_bound_and_are_what_the_filter_says(flown):
    seen, start, _, history = flown
    best = bound(seen, FREE)
    assert start.held.all()
    position = history.position_error / best.position[WINDOW:]
    velocity = history.velocity_error / best.velocity[WINDOW:]
    for ratio in (position, velocity):
        assert np.all(ratio[60:] < 1.1)
        assert np.all(ratio[60:] > 0.9)
    assert np.all(share_inside(history.normalised, history.tracked) >= 0.9)
    assert 0.93 < history.inside.mean() < 0.97
    assert history.dropped[-1].max() == 0.0
    assert np.all(history.custody[60:] == 1.0)


@pytest.mark.cross
@pytest.mark.parametrize("density", [0.0, 0.05])
def test_same_tracks_as_a_textbook_filter_on_the_same_looks(density):
    """To a part in a million of the error's own size: derivatives by differences and a covariance step of order 2 leave no more."""
    seen, trial = scene(60, 2, 3, chance=0.8), jnp.asarray([[5]], jnp.uint32)
    motion = Motion(EARTH, acceleration_density=density)
    rng = np.random.default_rng(3)
    spread = np.repeat([300.0, 10.0], 3)
    first, _ = advance(tuple(jnp.asarray(q) for q in np.concatenate([seen.position[0], seen.velocity[0]], axis=-1).T), -1.0, FREE)
    mean = np.array(first) + spread[:, None] * rng.standard_normal((6, 2))
    state = State(tuple(jnp.asarray(q)[:, None] for q in mean), diagonal([jnp.full((2, 1), s**2) for s in spread]))

    @jax.jit
    def step(state, instant):
        looks = looks_at(instant, KEY, trial, None)
        ahead = predict(state, instant.seconds[:, None], motion)
        return update(ahead, information(ahead, looks))[0], looks

    found, directions, saw = [], [], []
    for t in range(60):
        state, looks = step(state, jax.tree.map(lambda values, t=t: jnp.asarray(values)[t], seen))
        found.append((np.array(state.mean)[:, :, 0].T, np.asarray(state.covariance.dense())[:, 0]))
        directions.append([np.array(look.direction)[:, :, 0].T for look in looks])
        saw.append([np.asarray(look.weight)[:, 0] for look in looks])
    means, covariances = (np.array(values) for values in zip(*found, strict=True))
    for i in range(2):
        expected, sure = filtered(
            mean[:, i],
            np.diag(spread**2),
            1.0,
            seen.station[:, :, i],
            np.array(directions)[:, :, i],
            np.array(saw)[:, :, i],
            50e-6,
            density,
        )
        sigma = np.sqrt(np.diagonal(sure, axis1=1, axis2=2))
        assert np.all(np.abs(means[:, i] - expected) < 2e-5 * sigma)
        assert np.all(np.abs(covariances[:, i] - sure) < 2e-6 * sigma[:, :, None] * sigma[:, None, :])
    assert 0.5 < np.mean(saw) < 0.95


def test_a_new_order_of_trials_and_another_cut_of_time_change_nothing(flown):
    seen, start, end, history = flown
    order = np.random.default_rng(1).permutation(TRIALS)
    mixed = jax.tree.map(lambda values: np.asarray(values)[:, order], start)
    first, told = _followed(mixed, seen.part(WINDOW, WINDOW + 450), np.arange(TRIALS)[order])
    last, later = _followed(first, seen.part(WINDOW + 450, WINDOW + 600), np.arange(TRIALS)[order])
    np.testing.assert_array_equal(np.array(last.state.mean), np.array(end.state.mean)[:, :, order])
    np.testing.assert_array_equal(last.looks, end.looks[:, order])
    np.testing.assert_allclose(np.concatenate([told.position_error, later.position_error]), history.position_error, rtol=1e-12)
    np.testing.assert_allclose(later.normalised, history.normalised[450:], rtol=1e-12)


def test_what_is_told_of_a_track_is_what_its_state_says(flown):
    """The normalised error of the last instant, counted again with dense matrices, and the end of every other account."""
    seen, _, end, history = flown
    true = np.concatenate([seen.position[-1], seen.velocity[-1]], axis=-1)[:, None]
    error = np.moveaxis(np.array(end.state.mean), 0, -1) - true
    covariance = np.asarray(end.state.covariance.dense())
    assert np.all(
        np.linalg.eigvalsh(covariance / np.sqrt(np.einsum("...i,...j->...ij", *[np.diagonal(covariance, axis1=2, axis2=3)] * 2))) > 0.0
    )
    np.testing.assert_allclose(normalised_error(error, covariance).mean(axis=1), history.normalised[-1], rtol=1e-8)
    np.testing.assert_allclose(np.sqrt((error[..., :3] ** 2).sum(axis=-1).mean(axis=1)), history.position_error[-1], rtol=1e-9)
    np.testing.assert_allclose(end.looks.mean(axis=1), history.looks.sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(end.kept.mean(axis=1), history.custody.sum(axis=0), rtol=1e-12)
    assert np.all(end.dropped == NEVER)
    assert np.all(end.since == 600.0)


def _state(spread=(300.0, 10.0)):
    position, velocity = np.array([7.0e6, 1.0e5, -2.0e5]), np.array([-500.0, 6_000.0, 1_500.0])
    mean = tuple(jnp.full((1, 1), q) for q in (*position, *velocity))
    return State(mean, diagonal([jnp.full((1, 1), s**2) for s in np.repeat(spread, 3)]))


def _look(position, station, level=0.0, up=0.0, weight=1.0, sigma=5e-5):
    satellite = tuple(jnp.full((1, 1), float(q)) for q in station)
    target = tuple(jnp.full((1, 1), float(q)) for q in position)
    return Look(
        satellite,
        measured(satellite, target, jnp.full((1, 1), level), jnp.full((1, 1), up)),
        jnp.full((1, 1), weight),
        jnp.full((1, 1), sigma),
    )


@pytest.mark.law
@settings(max_examples=25)
@given(angles=st.lists(st.floats(-1.5, 1.5), min_size=6, max_size=6), weights=st.lists(st.sampled_from([0.0, 1.0]), min_size=3, max_size=3))
def test_a_covariance_stays_positive_and_never_grows_with_a_look(angles, weights):
    """From any side, one look or three, and however loose the start."""
    state = predict(_state((1e5, 1e3)), 1.0, FREE)
    truth = np.array([float(q[0, 0]) for q in state.position]) + 3e4
    stations = [
        truth + 3e6 * np.array([np.cos(a) * np.cos(b), np.sin(a) * np.cos(b), np.sin(b)])
        for a, b in zip(angles[:3], angles[3:], strict=True)
    ]
    looks = [_look(truth, station, 3e-5, -2e-5, weight) for station, weight in zip(stations, weights, strict=True)]
    after, likelihood = update(state, information(state, looks))
    before, dense = np.asarray(state.covariance.dense())[0, 0], np.asarray(after.covariance.dense())[0, 0]
    size = np.sqrt(np.diag(before))
    assert np.linalg.eigvalsh(dense / np.outer(size, size)).min() > 0.0
    assert np.linalg.eigvalsh((before - dense) / np.outer(size, size)).min() > -1e-9
    assert np.isfinite(float(likelihood[0, 0]))


@pytest.mark.law
def test_looks_that_do_not_count_leave_the_prediction():
    ahead = predict(_state(), 2.0, FREE)
    blind = [_look((7.1e6, 0.0, 0.0), (8e6, 1e6, 0.0), weight=0.0)] * 2
    after, likelihood = update(ahead, information(ahead, blind, gate=9.0))
    np.testing.assert_array_equal(np.array(after.mean), np.array(ahead.mean))
    np.testing.assert_allclose(np.array(after.covariance.entries), np.array(ahead.covariance.entries), rtol=1e-14)
    assert float(likelihood[0, 0]) == 0.0


def test_likelihood_of_looks_is_the_density_of_the_stacked_residual():
    state = _state()
    truth = np.array([7.0e6, 1.0e5, -2.0e5]) + 200.0
    stations = np.array([[8.5e6, 1e6, 0.0], [8e6, -2e6, 3e5]])
    looks = [_look(truth, station, 4e-5, -1e-4) for station in stations]
    _, likelihood = update(state, information(state, looks))
    slopes, left = [], []
    for station, look in zip(stations, looks, strict=True):
        away = np.array([7.0e6, 1.0e5, -2.0e5]) - station
        far = np.linalg.norm(away)
        square = np.linalg.svd(away[None, :])[2][1:]
        slopes.append(square / far)
        left.append(square @ np.array(look.direction)[:, 0, 0])
    h, z = np.vstack(slopes), np.concatenate(left)
    spread = h @ (300.0**2 * np.eye(3)) @ h.T + 5e-5**2 * np.eye(4)
    expected = -0.5 * (z @ np.linalg.solve(spread, z) + np.linalg.slogdet(2.0 * np.pi * spread)[1])
    assert float(likelihood[0, 0]) == pytest.approx(expected, abs=1e-6)


def test_a_look_far_off_is_gated_and_counted_and_one_that_fits_is_not():
    state = _state()
    truth = (7.0e6, 1.0e5, -2.0e5)
    good, wild = _look(truth, (8.5e6, 1e6, 0.0), 5e-5), _look(truth, (8e6, -2e6, 3e5), 5e-3)
    told = information(state, [good, wild], gate=18.4)
    assert (float(told.used[0, 0]), float(told.gated[0, 0])) == (1.0, 1.0)
    alone = information(state, [good])
    np.testing.assert_array_equal(np.array(told.matrix.entries), np.array(alone.matrix.entries))


def _dense_gate(state, look):
    away = np.array([float(q[0, 0]) for q in state.position]) - np.array([float(q[0, 0]) for q in look.satellite])
    square = np.linalg.svd(away[None, :])[2][1:]
    h = square / np.linalg.norm(away)
    spread = h @ np.asarray(state.covariance.dense())[0, 0, :3, :3] @ h.T + float(look.sigma[0, 0]) ** 2 * np.eye(2)
    z = square @ np.array(look.direction)[:, 0, 0]
    return z @ np.linalg.solve(spread, z)


@pytest.mark.parametrize("off", [1e-4, 3e-4, 1e-3])
def test_the_gate_is_the_residual_in_its_own_standard_deviations(off):
    state, look = predict(_state(), 5.0, FREE), _look((7.0e6, 1.3e5, -1.9e5), (8.5e6, 1e6, 4e5), off, -0.3 * off)
    edge = _dense_gate(state, look)
    assert float(information(state, [look], gate=float(edge * (1.0 + 1e-9))).used[0, 0]) == 1.0
    assert float(information(state, [look], gate=float(edge * (1.0 - 1e-9))).used[0, 0]) == 0.0


def test_never_seen_and_not_flying_tracks_are_counted_for_nothing_and_stay_numbers():
    dark = scene(WINDOW + 12, THREATS, 3, chance=0.0)
    seconds = np.array(dark.seconds)
    seconds[WINDOW + 6 :, 1] = 0.0
    dark = passage(seconds, (dark.position, dark.velocity), dark.station, dark.chance, dark.sigma)
    start, end, history = _flown(dark)
    assert not start.held.any()
    assert history.tracked.max() == 0
    for leaf in [*jax.tree.leaves(end), history.normalised, history.position_error, history.custody]:
        assert np.all(np.isfinite(leaf))
    held, told = _followed(tracks(start.state, jnp.ones((THREATS, TRIALS), bool)), dark.part(WINDOW, WINDOW + 12), np.arange(TRIALS))
    assert told.tracked[:, 1].tolist() == [TRIALS] * 6 + [0] * 6
    assert np.all(held.since == np.array([[12.0], [6.0]]))
    assert np.all(held.age == held.since)
    assert np.all(told.custody == 0.0)


def test_a_filter_surer_than_its_looks_is_dropped_after_a_minute_astray_and_an_honest_one_is_not():
    vain, honest = (_flown(scene(WINDOW + 150, THREATS, 3, sigma=1.5e-4, assumed=assumed)) for assumed in (5e-5, 1.5e-4))
    assert vain[0].held.mean() > 0.9
    dropped = vain[1].dropped
    assert (dropped != NEVER).mean() > 0.2
    assert np.all(dropped[dropped != NEVER] >= 60.0)
    assert np.all(vain[2].dropped[:59] == 0.0)
    np.testing.assert_allclose(vain[2].dropped[-1], (dropped != NEVER).sum(axis=1) / np.asarray(vain[0].held).sum(axis=1))
    assert np.all(honest[1].dropped == NEVER)
    assert np.all(vain[2].normalised[:20].mean(axis=0) > 3.0 * honest[2].normalised[:20].mean(axis=0))


def test_bias_is_one_draw_a_satellite_and_trial_for_every_threat_and_instant():
    seen = scene(3, 2, 2, sigma=1e-12, bias=1e-4)
    same = passage(
        seen.seconds,
        (seen.position, seen.velocity),
        seen.station,
        np.ones((3, 2, 2)),
        1e-12,
        bias=1e-4,
        identities=(None, np.full((3, 2, 2), 7)),
    )
    trial = jnp.arange(400, dtype=jnp.uint32)[None, :]
    drawn = pointing(same, KEY, trial)
    assert drawn is not None
    errors = []
    for t in (0, 2):
        instant = jax.tree.map(lambda values, t=t: jnp.asarray(values)[t], same)
        for slot, look in enumerate(looks_at(instant, KEY, trial, drawn)):
            true = same.position[t] - same.station[t, slot]
            line = true / np.linalg.norm(true, axis=-1, keepdims=True)
            off = np.moveaxis(np.array(look.direction), 0, -1) - line[:, None]
            errors.append(np.linalg.norm(off, axis=-1))
    for other in errors[1:]:
        np.testing.assert_allclose(other, errors[0], rtol=1e-6)
    np.testing.assert_allclose(errors[0][0], errors[0][1], rtol=1e-6)
    assert np.sqrt((errors[0][0] ** 2).mean() / 2.0) == pytest.approx(1e-4, rel=0.1)
    assert pointing(scene(3, 2, 2), KEY, trial) is None


@pytest.mark.reference
def test_threefry_gives_the_published_words():
    """Known answers of Random123 1.09 (Salmon and others), threefry2x32, 20 rounds."""
    whole = np.uint32(0xFFFFFFFF)
    known = [
        ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
        ((whole, whole), (whole, whole), (0x1CB996FC, 0xBB002BE7)),
        ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
    ]
    for key, counter, expected in known:
        found = threefry(tuple(jnp.uint32(k) for k in key), tuple(jnp.uint32(c) for c in counter))
        assert tuple(int(word) for word in found) == expected


def test_noise_is_normal_and_its_uniform_apart_from_it():
    trial = jnp.arange(200_000, dtype=jnp.uint32)[None, :]
    level, up, uniform = (
        np.asarray(v)[0] for v in look_noise(KEY, jnp.asarray(3), jnp.zeros((1, 1), jnp.uint32), jnp.ones((1, 1), jnp.uint32), trial)
    )
    table = np.array([level, up, uniform - 0.5, level**2 - 1.0, up**2 - 1.0])
    scale = np.array([1.0, 1.0, np.sqrt(1.0 / 12.0), np.sqrt(2.0), np.sqrt(2.0)])
    assert np.all(np.abs(table.mean(axis=1) / scale) < 4.5 / np.sqrt(200_000))
    mutual = np.corrcoef(table) - np.eye(5)
    assert np.all(np.abs(mutual) < 4.5 / np.sqrt(200_000))
    assert np.mean(np.abs(level) > 3.0) == pytest.approx(0.0026998, rel=0.2)
    one, two = biases(KEY, jnp.asarray([[1], [2]], jnp.uint32), trial)
    assert abs(np.corrcoef([np.asarray(one)[0], np.asarray(one)[1], np.asarray(two)[0], level]) - np.eye(4)).max() < 0.012


@pytest.mark.law
@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), size=st.sampled_from([3, 6, 9]))
def test_small_symmetric_algebra_is_that_of_dense_matrices(seed, size):
    rng = np.random.default_rng(seed)
    half = rng.standard_normal((4, size, size + 2))
    dense = half @ np.swapaxes(half, -1, -2)
    p, v = of_dense(jnp.asarray(dense)), tuple(jnp.asarray(q) for q in rng.standard_normal((size, 4)))
    assert p.size == size
    np.testing.assert_array_equal(np.asarray(p.dense()), np.triu(dense) + np.swapaxes(np.triu(dense, 1), -1, -2))
    np.testing.assert_allclose(np.asarray(inverse(p).dense()) @ dense, np.broadcast_to(np.eye(size), dense.shape), atol=1e-6)
    np.testing.assert_allclose(np.asarray(log_determinant(p)), np.linalg.slogdet(dense)[1], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(np.asarray(normalised(p, v)), normalised_error(np.array(v).T, dense), rtol=1e-6)


@pytest.mark.law
@pytest.mark.parametrize("rows", [6, 9])
def test_the_covariance_step_is_the_derivative_of_the_motion(rows):
    """Against automatic differentiation of the mean's own step, to the second-order term of the split: (G dt^2)^2 and less."""
    state = _state() if rows == 6 else widened(_state(), 30.0)
    mean = jnp.asarray([float(q[0, 0]) for q in state.mean])

    def moved(mean):
        return jnp.stack([q[0, 0] for q in advance(tuple(q[None, None] for q in mean), 3.0, Motion(EARTH))[0]])

    slope = np.asarray(jax.jacfwd(moved)(mean))
    expected = slope @ np.asarray(state.covariance.dense())[0, 0] @ slope.T
    found = np.asarray(predict(state, 3.0, Motion(EARTH)).covariance.dense())[0, 0]
    size = np.sqrt(np.diag(expected))
    assert np.all(np.abs(found - expected) < 2e-4 * np.outer(size, size))


def test_noise_over_a_step_is_that_over_its_parts():
    """White noise has no memory: two steps of 2 s leave what one of 4 s leaves where nothing pulls; and nine components hold six."""
    for rows in (6, 9):
        nothing = Symmetric(tuple(jnp.zeros((1, 1)) for _ in range(rows * (rows + 1) // 2)))
        motion = Motion(EARTH, acceleration_density=0.3, jerk_density=0.02 if rows == 9 else 0.0)
        h = np.eye(rows)
        for k in range(rows - 3):
            h[k, k + 3] = 2.0
        for k in range(rows - 6):
            h[k, k + 6] = 2.0
        once = np.asarray(with_noise(nothing, 4.0, motion).dense())[0, 0]
        half = np.asarray(with_noise(nothing, 2.0, motion).dense())[0, 0]
        np.testing.assert_allclose(h @ half @ h.T + half, once, rtol=1e-12, atol=1e-12)
    state = widened(_state(), 30.0)
    np.testing.assert_array_equal(np.array(narrowed(state).mean), np.array(_state().mean))
    assert float(state.covariance[8, 8][0, 0]) == 900.0


@pytest.mark.cross
@pytest.mark.parametrize("oblate", [False, True])
def test_motion_is_that_of_a_fine_integration(oblate):
    """Five minutes in steps of 1 s against the classical method in steps of 1/8 s with the potential differentiated numerically: 1 mm."""
    r, v = np.array([6.6e6, 1.2e6, 2.3e6]), np.array([-1_000.0, 5_000.0, 3_500.0])

    def potential(x, y, z):
        size = np.sqrt(x * x + y * y + z * z)
        bulge = EARTH.j2 * (EARTH.radius / size) ** 2 * 0.5 * (3.0 * z * z / size**2 - 1.0) if oblate else 0.0
        return EARTH.mu / size * (1.0 - bulge)

    def force(p):
        # A complex step gives the gradient to rounding.
        return np.array([np.imag(potential(*(p + 1e-20j * axis))) / 1e-20 for axis in np.eye(3)])

    position, velocity = r, v
    for _ in range(300 * 8):
        h = 0.125
        a1, v1 = force(position), velocity
        a2, v2 = force(position + 0.5 * h * v1), velocity + 0.5 * h * a1
        a3, v3 = force(position + 0.5 * h * v2), velocity + 0.5 * h * a2
        a4, v4 = force(position + h * v3), velocity + h * a3
        position = position + h / 6.0 * (v1 + 2.0 * v2 + 2.0 * v3 + v4)
        velocity = velocity + h / 6.0 * (a1 + 2.0 * a2 + 2.0 * a3 + a4)
    motion = Motion(EARTH, oblate=oblate)
    mean = tuple(jnp.asarray(q) for q in np.concatenate([r, v]))
    mean = jax.lax.fori_loop(0, 300, lambda _, mean: advance(mean, 1.0, motion)[0], mean)
    np.testing.assert_allclose(np.array(mean[:3]), position, atol=1e-3)
    np.testing.assert_allclose(np.array(mean[3:]), velocity, atol=1e-5)


@pytest.mark.law
def test_compiled_and_plain_agree():
    state, look = _state(), _look((7.0e6, 1.3e5, -1.9e5), (8.5e6, 1e6, 4e5))

    def step(state, look):
        ahead = predict(state, 1.0, FREE)
        return update(ahead, information(ahead, [look], gate=18.0))

    plain, compiled = step(state, look), jax.jit(step)(state, look)
    for one, other in zip(jax.tree.leaves(plain), jax.tree.leaves(compiled), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-6)


def test_stereo_counts_the_angle_between_lines():
    target = (7.0e6, 0.0, 0.0)
    for away, expected in ((3.0, False), (6.0, True), (174.0, True), (178.0, False)):
        turn = np.radians(away)
        pair = [_look(target, (7.0e6 + 1e6, 0.0, 0.0)), _look(target, (7.0e6 + 1e6 * np.cos(turn), 1e6 * np.sin(turn), 0.0))]
        assert bool(stereo(pair, np.radians(5.0))[0, 0]) is expected


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sigma": -1e-5}, "sigma"),
        ({"sigma": 0.0}, "above 0"),
        ({"chance": 1.5}, "chance"),
        ({"bias": -1.0}, "bias"),
        ({"sigma": np.nan}, "sigma"),
    ],
)
def test_a_bad_number_is_told_with_its_name(change, said):
    with pytest.raises(ValueError, match=said):
        scene(2, 1, 1, **change)


def test_a_noise_below_nought_and_tracks_that_do_not_fit_are_told():
    with pytest.raises(ValueError, match="acceleration_density"):
        Motion(EARTH, acceleration_density=-0.1)
    with pytest.raises(ValueError, match="tracks"):
        track(tracks(_state(), jnp.ones((1, 1), bool)), scene(2, 2, 1), KEY, np.arange(3), FREE)
