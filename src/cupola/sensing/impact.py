"""Where a track says that its target comes down: a point on the ellipsoid and an ellipse about it. One state; map it over many.

Two-body fall from the state to the surface in closed form (Lagrange's f and g in the difference of eccentric anomaly: Battin, *An
Introduction to the Mathematics and Methods of Astrodynamics*, revised ed. 1999, section 4.3), the surface's radius found for the latitude
where it falls; then the ground turned to that instant, and the covariance carried by the derivative of all of it. Left out: J2 (some
kilometres over an intercontinental arc), drag, and the bend of the map from state to ground across the ellipse.
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp

from cupola.arrays import Float, Int
from cupola.constants import Body

FALLS, STAYS_UP = 0, 1
"""Comes down on the surface; an orbit that does not meet it, or an escape."""

_ROUNDS = 8


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Impact:
    """A predicted impact; all 0 but the status where there is none.

    Attributes:
        status: FALLS or STAYS_UP.
        point: where, body-fixed, m.
        seconds: from the state's instant, s.
        major: semi-axis of the ellipse, m.
        minor: semi-axis, m.
        azimuth: of the major axis, rad east of north, in (-pi/2, pi/2].
    """

    status: Int[jax.Array, ""]
    point: Float[jax.Array, "3"]
    seconds: Float[jax.Array, ""]
    major: Float[jax.Array, ""]
    minor: Float[jax.Array, ""]
    azimuth: Float[jax.Array, ""]


def impact(
    mean: Float[jax.Array, "6"], covariance: Float[jax.Array, "6 6"], turn: Float[jax.Array, ""], body: Body, share: float = 0.5
) -> Impact:
    """Predicted impact of a body in free fall.

    Args:
        mean: position and velocity, inertial, m and m/s; outside the body.
        covariance: of them.
        turn: Earth rotation angle at the state's instant, rad.
        body: what it falls on, and how that turns.
        share: chance that the impact lies in the ellipse, in (0, 1), were all of this exact.
    """

    def fallen(state: Float[jax.Array, "6"]) -> tuple[Float[jax.Array, "3"], tuple[Float[jax.Array, ""], Int[jax.Array, ""]]]:
        point, seconds, status = _fall(state, body)
        angle = turn + body.rotation_rate * seconds
        c, s = jnp.cos(angle), jnp.sin(angle)
        fixed = jnp.stack([c * point[0] + s * point[1], -s * point[0] + c * point[1], point[2]])
        return fixed, (seconds, status)

    point, (seconds, status) = fallen(mean)
    slope, _ = jax.jacfwd(fallen, has_aux=True)(mean)
    up = point / jnp.asarray([1.0, 1.0, (1.0 - body.flattening) ** 2])
    up = up / jnp.sqrt(jnp.sum(up * up))
    flat = jnp.maximum(jnp.sqrt(up[0] ** 2 + up[1] ** 2), 1e-12)
    east = jnp.stack([-up[1], up[0], jnp.zeros_like(up[0])]) / flat
    north = jnp.cross(up, east)
    ground = jnp.stack([east, north]) @ slope
    spread = ground @ covariance @ ground.T
    # The eigenvalues of two rows, and where the larger points.
    half, tilt = 0.5 * (spread[0, 0] + spread[1, 1]), 0.5 * (spread[0, 0] - spread[1, 1])
    reach = jnp.sqrt(tilt * tilt + spread[0, 1] ** 2)
    scale = jnp.sqrt(-2.0 * jnp.log(1.0 - jnp.asarray(share)))
    falls = status == FALLS
    return Impact(
        status=status,
        point=jnp.where(falls, point, 0.0),
        seconds=jnp.where(falls, seconds, 0.0),
        major=jnp.where(falls, scale * jnp.sqrt(half + reach), 0.0),
        minor=jnp.where(falls, scale * jnp.sqrt(jnp.maximum(half - reach, 0.0)), 0.0),
        azimuth=jnp.where(falls, 0.5 * jnp.arctan2(2.0 * spread[0, 1], -2.0 * tilt), 0.0),
    )


def _fall(state: Float[jax.Array, "6"], body: Body) -> tuple[Float[jax.Array, "3"], Float[jax.Array, ""], Int[jax.Array, ""]]:
    """Inertial position on the surface, time to it, and status; a harmless state is flown in place of one that stays up."""
    stays = _stays_up(state, body)
    plain = jnp.asarray([1.5 * body.radius, 0.0, 0.0, 0.0, 0.5 * (body.mu / body.radius) ** 0.5, 0.0])
    state = jnp.where(stays, plain, state)
    radius = jnp.asarray(body.radius * (1.0 - body.flattening))
    point, seconds = state[:3], jnp.asarray(0.0)
    room = seconds
    for _ in range(_ROUNDS):
        point, seconds, room = _descended(state, radius, body)
        sine2 = point[2] ** 2 / jnp.sum(point * point)
        # Radius of an ellipse at a geocentric latitude.
        radius = body.radius * (1.0 - body.flattening) / jnp.sqrt((1.0 - body.flattening) ** 2 * (1.0 - sine2) + sine2)
    return point, seconds, jnp.where(stays | (room <= 0.0), STAYS_UP, FALLS)


def _stays_up(state: Float[jax.Array, "6"], body: Body) -> Float[jax.Array, ""]:
    r, v = state[:3], state[3:]
    size = jnp.sqrt(jnp.sum(r * r))
    over_a = 2.0 / size - jnp.sum(v * v) / body.mu
    bound = over_a > 0.0
    a = 1.0 / jnp.where(bound, over_a, 1.0 / size)
    ecosine, esine = 1.0 - size / a, jnp.sum(r * v) / jnp.sqrt(body.mu * a)
    perigee = a * (1.0 - jnp.sqrt(ecosine**2 + esine**2))
    return ~bound | (perigee >= body.radius * (1.0 - body.flattening)) | (size < body.radius * (1.0 - body.flattening))


def _descended(
    state: Float[jax.Array, "6"], radius: Float[jax.Array, ""], body: Body
) -> tuple[Float[jax.Array, "3"], Float[jax.Array, ""], Float[jax.Array, ""]]:
    """Where and when a bound orbit next comes down through a radius, and a number that is above 0 where it does."""
    r, v = state[:3], state[3:]
    size = jnp.sqrt(jnp.sum(r * r))
    a = 1.0 / (2.0 / size - jnp.sum(v * v) / body.mu)
    slow = jnp.sqrt(a**3 / body.mu)
    c0, s0 = 1.0 - size / a, jnp.sum(r * v) / jnp.sqrt(body.mu * a)
    c1 = 1.0 - radius / a
    room = c0**2 + s0**2 - c1**2
    s1 = -jnp.sqrt(jnp.maximum(room, 1e-30))
    swept = jnp.arctan2(s1, c1) - jnp.arctan2(s0, c0)
    swept = jnp.where(swept < 0.0, swept + 2.0 * jnp.pi, swept)
    seconds = slow * (swept - (s1 - s0))
    f = 1.0 - a / size * (1.0 - jnp.cos(swept))
    g = seconds - slow * (swept - jnp.sin(swept))
    return f * r + g * v, seconds, room
