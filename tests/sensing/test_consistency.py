"""Chi-square intervals, the exact interval of a share, and the ellipse of a predicted impact."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from falling import MU, runge_kutta
from scipy.stats import binom

from cupola.constants import EARTH
from cupola.sensing.consistency import chi_square_quantile, mean_interval, share, share_inside
from cupola.sensing.impact import FALLS, STAYS_UP, impact


@pytest.mark.reference
def test_quantiles_are_those_of_the_tables():
    """Bar-Shalom, Li and Kirubarajan 2001, table 1.5.4-1, and the interval of their section 5.4.2: 50 runs, two components, 1.5 to 2.6."""
    assert chi_square_quantile(0.95, 2) == pytest.approx(5.99, abs=0.01)
    assert chi_square_quantile(0.975, 6) == pytest.approx(14.4, abs=0.1)
    low, high = mean_interval(2, 50, 0.95)
    assert (float(low), float(high)) == pytest.approx((1.5, 2.6), abs=0.1)


def test_means_of_honest_errors_lie_inside_as_often_as_said():
    squares = np.random.default_rng(4).chisquare(6, (4_000, 2, 100))
    trials = np.full((4_000, 2), 100)
    np.testing.assert_allclose(share_inside(squares.mean(axis=-1), trials), 0.95, atol=0.015)
    np.testing.assert_allclose(share_inside(1.3 * squares.mean(axis=-1), trials), 0.0, atol=0.1)
    trials[:, 1] = 0
    assert share_inside(squares.mean(axis=-1), trials)[1] == 0.0
    low, high = mean_interval(6, np.array([0, 4]))
    assert low[0] == 0.0
    assert np.isinf(high[0])


@pytest.mark.law
@pytest.mark.parametrize(("count", "trials"), [(0, 10_000), (7, 10_000), (10, 10), (3, 20)])
def test_an_end_of_the_interval_leaves_two_and_a_half_per_cent(count, trials):
    found = share(count, trials)
    assert found.value == count / trials
    if count:
        assert binom.sf(count - 1, trials, found.low) == pytest.approx(0.025, rel=1e-6)
    if count < trials:
        assert binom.cdf(count, trials, found.high) == pytest.approx(0.025, rel=1e-6)
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize(("count", "trials"), [(1, 0), (-1, 4), (5, 4)])
def test_a_share_of_nothing_is_refused(count, trials):
    with pytest.raises(ValueError, match="trials"):
        share(count, trials)


@pytest.mark.parametrize("level", [0.0, 1.0, -0.5])
def test_a_level_is_between_nought_and_one(level):
    with pytest.raises(ValueError, match="level"):
        chi_square_quantile(level, 2)


FALLEN = jax.jit(lambda mean, covariance, turn: impact(mean, covariance, turn, EARTH, 0.9))


def _ground(state, turn):
    """Where a fall meets the ellipsoid, body-fixed, and when: by small steps and halving, no closed form."""
    b = EARTH.radius * (1.0 - EARTH.flattening)

    def outside(r):
        return r[0] ** 2 + r[1] ** 2 + (r[2] * EARTH.radius / b) ** 2 > EARTH.radius**2

    r, v, t, h = state[:3], state[3:], 0.0, 2.0
    while h > 1e-6:
        ahead = runge_kutta(r, v, h)
        if outside(ahead[0]):
            r, v, t = *ahead, t + h
        else:
            h *= 0.5
    angle = turn + EARTH.rotation_rate * t
    c, s = np.cos(angle), np.sin(angle)
    return np.array([c * r[0] + s * r[1], -s * r[0] + c * r[1], r[2]]), t


@pytest.mark.cross
def test_impact_and_its_ellipse_are_those_of_integrated_falls():
    """The point to 1 m and 1 ms; the ellipse holds its share of 400 falls drawn about the state, as it does of their spread."""
    state = np.array([5.5e6, 3.0e6, 3.6e6, 800.0, -2_500.0, 4_600.0])
    root = np.linalg.qr(np.random.default_rng(2).standard_normal((6, 6)))[0] * np.repeat([300.0, 0.5], 3)[:, None]
    covariance = root @ root.T
    found = FALLEN(jnp.asarray(state), jnp.asarray(covariance), jnp.asarray(0.7))
    point, seconds = _ground(state, 0.7)
    assert int(found.status) == FALLS
    np.testing.assert_allclose(np.asarray(found.point), point, atol=1.0)
    assert float(found.seconds) == pytest.approx(seconds, abs=1e-3)
    up = point / np.array([1.0, 1.0, (1.0 - EARTH.flattening) ** 2])
    up /= np.linalg.norm(up)
    east = np.cross([0.0, 0.0, 1.0], up)
    east /= np.linalg.norm(east)
    north = np.cross(up, east)
    rng = np.random.default_rng(6)
    slope = np.array(
        [(_ground(state + d, 0.7)[0] - _ground(state - d, 0.7)[0]) / (2.0 * d.sum()) for d in np.diag(np.repeat([200.0, 0.2], 3))]
    )
    moved = slope.T @ root @ rng.standard_normal((6, 400))
    flat = np.array([east @ moved, north @ moved])
    major = np.array([np.sin(found.azimuth), np.cos(found.azimuth)])
    minor = np.array([np.cos(found.azimuth), -np.sin(found.azimuth)])
    inside = (major @ flat / float(found.major)) ** 2 + (minor @ flat / float(found.minor)) ** 2 < 1.0
    assert 0.85 < inside.mean() < 0.95
    values, vectors = np.linalg.eigh(np.stack([east, north]) @ slope.T @ covariance @ slope @ np.stack([east, north]).T)
    np.testing.assert_allclose([float(found.minor), float(found.major)], np.sqrt(chi_square_quantile(0.9, 2) * values), rtol=1e-3)
    assert abs(vectors[:, 1] @ major) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.law
def test_what_stays_up_is_said_to_and_straight_down_falls_straight():
    speed = np.sqrt(MU / 7.0e6)
    for velocity in ([0.0, speed, 0.0], [0.0, 1.6 * speed, 0.0]):
        found = FALLEN(jnp.asarray([7.0e6, 0.0, 0.0, *velocity]), jnp.eye(6), jnp.asarray(0.0))
        assert int(found.status) == STAYS_UP
        assert all(np.all(np.asarray(leaf) == 0.0) for leaf in (found.point, found.seconds, found.major, found.minor))
    down = FALLEN(jnp.asarray([7.0e6, 0.0, 0.0, -100.0, 0.0, 0.0]), jnp.eye(6), jnp.asarray(0.0))
    turned = EARTH.rotation_rate * float(down.seconds)
    np.testing.assert_allclose(np.asarray(down.point), EARTH.radius * np.array([np.cos(turned), -np.sin(turned), 0.0]), atol=1e-3)
