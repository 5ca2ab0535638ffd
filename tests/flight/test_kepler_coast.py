"""Coasting, against numerical integration and its own laws: two-body in closed form, J2 by steps."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flight_integration import integrated
from flight_samples import flights, spread
from hypothesis import given
from hypothesis import strategies as st

from cupola.constants import EARTH
from cupola.flight import BOUND, UNBOUND, coast, coast_over_bulge
from cupola.flight.kepler_coast import swept_anomaly

MU = jnp.float64(EARTH.mu)
TIMES = np.linspace(0.0, 2_700.0, 91)
COAST = jax.jit(coast)
SWEPT = jax.jit(swept_anomaly)
BULGE = jax.jit(lambda start, times, steps: coast_over_bulge(start[:3], start[3:], times, EARTH, steps)[0], static_argnums=2)


def states(count: int, loft: float = 0.0) -> np.ndarray:
    """Burn-out states, (n, 6)."""
    flown = flights(spread(count), loft=loft)
    return np.concatenate([flown.burn_out_position, flown.burn_out_velocity], axis=1)


def coasted(start: np.ndarray, times: np.ndarray) -> np.ndarray:
    many = jnp.broadcast_to(jnp.asarray(start), (len(times), 6))
    position, velocity, status = COAST(many[:, :3], many[:, 3:], jnp.asarray(times), MU)
    assert np.all(status == BOUND)
    return np.concatenate([position, velocity], axis=1)


@pytest.mark.cross
@pytest.mark.parametrize("loft", [-0.15, 0.0, 0.4])
def test_forty_five_minutes_against_integration(loft: float):
    """1e-9 of the radius, as the docstring says, or until impact; the integration is good to millimetres."""
    for start in states(3, loft):
        theirs, ours = integrated(start, TIMES, EARTH, 0.0), coasted(start, TIMES)
        radius = np.linalg.norm(theirs[:, :3], axis=1)
        off = np.linalg.norm(ours[:, :3] - theirs[:, :3], axis=1)[radius > 6_350e3]
        assert off.max() < 1e-9 * 6_350e3


@pytest.mark.cross
@pytest.mark.parametrize("speed", [7_000.0, 300.0, 1.0])
def test_nearly_vertical_flight(speed: float):
    """Steeper than any trajectory here: an eccentricity of up to 0.9999999, up and down again for half an hour."""
    start = np.array([6_700e3, 0.0, 0.0, 7_000.0, speed, 20.0])
    times = np.linspace(0.0, 1_800.0, 31)
    theirs = integrated(start, times, EARTH, 0.0)
    assert np.linalg.norm(theirs[:, :3], axis=1).min() > 6_300e3
    assert np.max(np.linalg.norm(coasted(start, times)[:, :3] - theirs[:, :3], axis=1)) < 6.7e-3


@pytest.mark.cross
def test_bulge_against_integration():
    """Steps of 10 s over half an hour: 5 cm, where the bulge itself moves the body by kilometres."""
    times = np.arange(0.0, 1_801.0, 10.0)
    for start in states(3):
        ours = np.asarray(BULGE(jnp.asarray(start), times, 1))
        off = np.linalg.norm(ours - integrated(start, times, EARTH, EARTH.j2)[:, :3], axis=1)
        assert off.max() < 0.05
        assert np.linalg.norm(ours[-1] - coasted(start, times)[-1, :3]) > 1e3


@pytest.mark.law
def test_smaller_steps_over_the_bulge_are_better():
    start = jnp.asarray(states(1)[0])
    times = np.array([0.0, 60.0, 300.0, 1_200.0])
    fine, finer, finest = (np.asarray(BULGE(start, times, steps)[-1]) for steps in (16, 32, 256))
    assert np.linalg.norm(finer - finest) < np.linalg.norm(fine - finest) / 10.0


eccentricities = st.floats(0.0, 0.9999)


@pytest.mark.law
@given(e=eccentricities, start=st.floats(-3.1, 3.1), swept=st.floats(-9.0, 9.0))
def test_the_anomaly_solves_keplers_equation(e: float, start: float, swept: float):
    """Solved forwards from the answer. Near a sharp perigee the rounding of the mean anomaly is all that is left."""
    mean = (start + swept - e * np.sin(start + swept)) - (start - e * np.sin(start))
    found = float(SWEPT(jnp.float64(e * np.cos(start)), jnp.float64(e * np.sin(start)), jnp.float64(mean)))
    assert found == pytest.approx(swept, abs=1e-14 + 4e-15 / (1.0 - e * np.cos(start + swept)))


@pytest.mark.law
@given(seconds=st.floats(-3_000.0, 3_000.0), more=st.floats(-3_000.0, 3_000.0), row=st.integers(0, 5))
def test_there_and_back_and_in_two_legs(seconds: float, more: float, row: int):
    start = START[row]
    there = coasted(start, np.array([seconds]))[0]
    assert np.allclose(coasted(there, np.array([-seconds]))[0], start, rtol=0.0, atol=2e-6)
    assert np.allclose(coasted(there, np.array([more]))[0], coasted(start, np.array([seconds + more]))[0], rtol=0.0, atol=2e-5)


START = states(6, 0.1)


@pytest.mark.law
def test_energy_and_angular_momentum_are_kept():
    for start in START:
        flown = coasted(start, TIMES)
        energy = 0.5 * np.sum(flown[:, 3:] ** 2, axis=1) - EARTH.mu / np.linalg.norm(flown[:, :3], axis=1)
        momentum = np.cross(flown[:, :3], flown[:, 3:])
        assert np.ptp(energy) < 1e-11 * abs(energy[0])
        assert np.max(np.linalg.norm(momentum - momentum[0], axis=1)) < 1e-12 * np.linalg.norm(momentum[0])


@pytest.mark.law
def test_unbound_and_hostile_states_are_said_and_finite():
    rows = np.array([[7e6, 0.0, 0.0, 0.0, 12e3, 0.0], [0.0] * 6, [np.nan, 0.0, 0.0, 1.0, 1.0, 1.0], [7e6, 0.0, 0.0, np.inf, 0.0, 0.0]])
    position, velocity, status = coast(jnp.asarray(rows[:, :3]), jnp.asarray(rows[:, 3:]), jnp.full(4, 100.0), MU)
    assert np.all(status == UNBOUND)
    assert np.all(np.isfinite(position)) and np.all(np.asarray(velocity) == 0.0)
    assert np.array_equal(position[0], rows[0, :3])
    position, _, status = coast(jnp.asarray(START[0, :3]), jnp.asarray(START[0, 3:]), jnp.float64(np.nan), MU)
    assert int(status) == UNBOUND and np.all(np.isfinite(position))


@pytest.mark.law
def test_jit_vmap_and_gradient():
    start, times = jnp.asarray(START), jnp.linspace(100.0, 2_000.0, 6)
    whole = coast(start[:, :3], start[:, 3:], times, MU)
    jitted = COAST(start[:, :3], start[:, 3:], times, MU)
    mapped = jax.jit(jax.vmap(coast, in_axes=(0, 0, 0, None)))(start[:, :3], start[:, 3:], times, MU)
    for part in range(2):
        assert np.allclose(whole[part], jitted[part], rtol=1e-13, atol=1e-6)
        assert np.allclose(whole[part], mapped[part], rtol=1e-13, atol=1e-6)

    @jax.jit
    def reached(state: jax.Array, seconds: jax.Array) -> jax.Array:
        return coast(state[:3], state[3:], seconds, MU)[0]

    slope = np.asarray(jax.jit(jax.jacobian(reached))(start[0], times[3]))
    for column, step in enumerate([10.0] * 3 + [0.01] * 3):
        nudge = jnp.zeros(6).at[column].set(step)
        plain = np.asarray(reached(start[0] + nudge, times[3]) - reached(start[0] - nudge, times[3])) / (2.0 * step)
        assert np.allclose(slope[:, column], plain, rtol=1e-6, atol=1e-6 * np.abs(plain).max())
    by_time = jax.jit(jax.jacfwd(reached, argnums=1))(start[0], times[3])
    assert np.allclose(by_time, COAST(start[0, :3], start[0, 3:], times[3], MU)[1], rtol=1e-10)
