"""The closed form of the free-flight arc, against published examples, numerical integration and its own laws."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flight_integration import integrated
from hypothesis import assume, given
from hypothesis import strategies as st

from cupola.constants import EARTH
from cupola.flight import NO_ARC, REACHED, THROUGH_GROUND, FreeFlight, free_flight, least_energy_angle

SPHERE = 6_371e3
NAUTICAL = 1.0 / 3_443.922
"""A nautical mile in the distance units of Bate, Mueller and White, equatorial radii of 6,378.145 km."""

FLY = jax.jit(free_flight)
LEAST = jax.jit(least_energy_angle)
SLOPE = jax.jit(jax.grad(lambda path_angle, r1, r2, angle: free_flight(r1, r2, angle, path_angle, jnp.float64(EARTH.mu)).duration))


def arc(r1: float, r2: float, angle: float, path_angle: float, mu: float = EARTH.mu) -> FreeFlight:
    return FLY(*(jnp.float64(value) for value in (r1, r2, angle, path_angle, mu)))


def least(r1: float, r2: float, angle: float) -> float:
    return float(LEAST(jnp.float64(r1), jnp.float64(r2), jnp.float64(angle)))


@pytest.mark.reference
def test_ten_thousand_kilometres_on_a_sphere_at_rest():
    """Surface to surface on 6,371 km, by least energy: 7.1981 km/s at 22.517 deg, 1,930.96 s.

    The apogee, of the ellipse that these three numbers fix, is a (1 + e) - R with a = mu R / (2 mu - R v^2).
    """
    found = arc(SPHERE, SPHERE, 10_000e3 / SPHERE, least(SPHERE, SPHERE, 10_000e3 / SPHERE))
    assert float(found.speed) == pytest.approx(7_198.1, abs=0.05)
    assert np.degrees(float(found.flight_path_angle)) == pytest.approx(22.517, abs=5e-4)
    assert float(found.duration) == pytest.approx(1_930.96, abs=0.005)
    assert (float(found.apogee) - SPHERE) / 1e3 == pytest.approx(1_319.5, abs=0.05)


@pytest.mark.reference
def test_symmetric_flight_of_the_textbook():
    """Bate, Mueller and White 1971, p. 290: h = 0.2, v = 2/3 and an apogee at 0.5 fly 36.4 deg, leaving at acos(0.625)."""
    found = arc(1.2, 1.2, np.radians(36.4), np.arccos(0.625), 1.0)
    assert float(found.speed) == pytest.approx(2.0 / 3.0, abs=5e-4)
    assert float(found.apogee) == pytest.approx(1.5, abs=5e-4)


@pytest.mark.reference
def test_steep_arc_of_the_textbook():
    """Bate, Mueller and White 1971, p. 291: r = 1.025 and v = 1.0817 (Q = 1.2) fly acos(-0.625) when leaving at 39.36 deg."""
    assert float(arc(1.025, 1.025, np.arccos(-0.625), np.radians(39.36), 1.0).speed) == pytest.approx(1.0817, abs=5e-4)


@pytest.mark.reference
def test_greatest_range_of_the_textbook():
    """Bate, Mueller and White 1971, p. 294: with Q = r v^2 / mu = 0.95 a body flies 129 deg at the most; half a degree is 0.0025 of Q."""
    angle = np.radians(129.0)
    assert float(arc(1.0, 1.0, angle, least(1.0, 1.0, angle), 1.0).speed) ** 2 == pytest.approx(0.95, abs=2.5e-3)


@pytest.mark.reference
def test_design_speed_of_the_textbook():
    """Bate, Mueller and White 1971, p. 295: 8,000 nautical miles of free flight from an altitude of 344 need v = 0.933."""
    radius, angle = 1.0 + 344.0 * NAUTICAL, 8_000.0 * NAUTICAL
    assert float(arc(radius, radius, angle, least(radius, radius, angle), 1.0).speed) == pytest.approx(0.933, abs=5e-4)


@pytest.mark.cross
@pytest.mark.parametrize(
    ("altitude", "degrees", "offset"),
    [(200e3, 90.0, 0.0), (200e3, 90.0, 0.35), (200e3, 90.0, -0.2), (120e3, 15.0, -0.3), (400e3, 8.0, 0.75), (260e3, 150.0, 0.02)],
)
def test_the_arc_ends_where_integration_ends(altitude: float, degrees: float, offset: float):
    """Within 1 cm after up to an hour: what the integration is good for."""
    r1, angle = SPHERE + altitude, np.radians(degrees)
    path_angle = least(r1, SPHERE, angle) + offset
    found = arc(r1, SPHERE, angle, path_angle)
    assert int(found.status) == REACHED
    start = np.array([r1, 0.0, 0.0, *(float(found.speed) * np.array([np.sin(path_angle), np.cos(path_angle), 0.0]))])
    flown = integrated(start, np.linspace(0.0, float(found.duration), 4001), EARTH, 0.0)
    assert np.linalg.norm(flown[-1, :3] - SPHERE * np.array([np.cos(angle), np.sin(angle), 0.0])) < 0.01
    radii = np.linalg.norm(flown[:, :3], axis=1)
    assert radii.max() == pytest.approx(float(found.apogee), abs=1.0)
    assert np.linalg.norm(flown[-1, 3:]) == pytest.approx(float(found.arrival_speed), rel=1e-9)
    descent = np.arcsin(flown[-1, :3] @ flown[-1, 3:] / radii[-1] / np.linalg.norm(flown[-1, 3:]))
    assert descent == pytest.approx(float(found.arrival_angle), abs=1e-8)


lifts = st.floats(50e3, 900e3)
angles = st.floats(0.05, 3.0)


@pytest.mark.law
@given(lift=lifts, angle=angles, offset=st.floats(-0.6, 0.6).filter(lambda x: abs(x) > 1e-3))
def test_no_other_angle_needs_less_speed(lift: float, angle: float, offset: float):
    best = least(SPHERE + lift, SPHERE, angle)
    there, beside = arc(SPHERE + lift, SPHERE, angle, best), arc(SPHERE + lift, SPHERE, angle, best + offset)
    assert int(there.status) == REACHED
    assume(int(beside.status) == REACHED)
    assert float(beside.speed) > float(there.speed)


@pytest.mark.law
@given(lift=lifts, angle=angles, low=st.floats(-0.4, 0.4), more=st.floats(0.01, 0.3))
def test_a_lofted_arc_is_higher_and_longer(lift: float, angle: float, low: float, more: float):
    best = least(SPHERE + lift, SPHERE, angle)
    flat, steep = (arc(SPHERE + lift, SPHERE, angle, best + offset) for offset in (low, low + more))
    assume(int(flat.status) == REACHED and int(steep.status) == REACHED)
    assert float(steep.duration) > float(flat.duration)
    assert float(steep.apogee) >= float(flat.apogee)
    assert float(steep.arrival_angle) < float(flat.arrival_angle) < 0.0


@pytest.mark.law
@given(lift=lifts, angle=angles, offset=st.floats(-0.3, 0.5))
def test_energy_and_angular_momentum_are_the_same_at_both_ends(lift: float, angle: float, offset: float):
    r1 = SPHERE + lift
    there = arc(r1, SPHERE, angle, least(r1, SPHERE, angle) + offset)
    assume(int(there.status) == REACHED)
    v1, g1, v2, g2 = (float(x) for x in (there.speed, there.flight_path_angle, there.arrival_speed, there.arrival_angle))
    assert v1**2 / 2.0 - EARTH.mu / r1 == pytest.approx(v2**2 / 2.0 - EARTH.mu / SPHERE, rel=1e-9)
    assert r1 * v1 * np.cos(g1) == pytest.approx(SPHERE * v2 * np.cos(g2), rel=1e-9)


@pytest.mark.law
def test_what_cannot_be_reached_is_said_in_the_status():
    assert int(arc(SPHERE + 200e3, SPHERE, 1.5, -0.35).status) in (NO_ARC, THROUGH_GROUND)
    assert int(arc(SPHERE, SPHERE, 1.5, -0.1).status) == THROUGH_GROUND
    assert int(arc(SPHERE, SPHERE, 3.0, 1.5).status) == NO_ARC
    for hostile in ((0.0, SPHERE, 1.0, 0.3), (SPHERE, SPHERE, 0.0, 0.3), (SPHERE, SPHERE, 4.0, 0.3), (SPHERE, -1.0, 1.0, 0.3)):
        assert int(arc(*hostile).status) == NO_ARC


anything = st.floats(allow_nan=True, allow_infinity=True)


@pytest.mark.law
@given(r1=anything, r2=anything, angle=anything, path_angle=anything)
def test_hostile_numbers_never_make_a_nan(r1: float, r2: float, angle: float, path_angle: float):
    found = arc(r1, r2, angle, path_angle)
    assert all(np.isfinite(np.asarray(part)).all() for part in jax.tree.leaves(found))
    slope = float(SLOPE(jnp.float64(path_angle), jnp.float64(r1), jnp.float64(r2), jnp.float64(angle)))
    assert np.isfinite(slope) and (int(found.status) == REACHED or slope == 0.0)


@pytest.mark.law
def test_jit_vmap_and_gradient():
    angles = jnp.linspace(0.1, 2.8, 60)
    r1 = jnp.full(60, SPHERE + 220e3)
    r2 = jnp.full(60, SPHERE)
    path = least_energy_angle(r1, r2, angles) + 0.1
    whole = free_flight(r1, r2, angles, path, jnp.float64(EARTH.mu))
    jitted = FLY(r1, r2, angles, path, jnp.float64(EARTH.mu))
    mapped = jax.vmap(free_flight, in_axes=(0, 0, 0, 0, None))(r1, r2, angles, path, jnp.float64(EARTH.mu))
    for part, other, third in zip(*(jax.tree.leaves(x) for x in (whole, jitted, mapped)), strict=True):
        assert np.allclose(part, other, rtol=1e-12)
        assert np.allclose(part, third, rtol=1e-12)

    @jax.jit
    def duration(g: jax.Array, f: jax.Array) -> jax.Array:
        return free_flight(r1[0], r2[0], f, g, jnp.float64(EARTH.mu)).duration

    g, f, step = path[30], angles[30], 1e-5
    by_angle, by_range = jax.jit(jax.grad(duration, argnums=(0, 1)))(g, f)
    assert float(by_angle) == pytest.approx(float(duration(g + step, f) - duration(g - step, f)) / (2.0 * step), rel=1e-7)
    assert float(by_range) == pytest.approx(float(duration(g, f + step) - duration(g, f - step)) / (2.0 * step), rel=1e-7)
