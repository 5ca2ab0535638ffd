"""The boost arc: a quartic in time for each axis, from rest on the pad to the burn-out state. Fixed to the turning body, m, s. JAX.

Kinematic: no thrust, mass, stages, drag or steering are modelled. With t the time since launch, the place in axes that turn with the
body is

    p(t) = pad + (a/2) t^2 + b t^3 + c t^4,

a being the first acceleration, straight up, and b and c set by the place and the velocity at burn-out. (The same shape, a quartic motion
with an initial acceleration, is one of the ascents in the launch segment of STK Astrogator.) So position and velocity are continuous at
both ends; the acceleration jumps there, as thrust does.

How high and how far downrange burn-out lies is a rule, not physics. A body that gathers the speed v along a line in the time T covers the
share 1/2 of v T under constant acceleration and 1/3 where the acceleration grows evenly; rockets lie between. So burn-out lies the share
`downrange_share` of (horizontal speed) x T from the pad, and its altitude is the booster's, but never less than CLIMB_SHARES[0] nor more
than CLIMB_SHARES[1] of (climbing speed) x T: lofted arcs burn out higher, depressed and short ones lower. The first share bounds the
acceleration of lofted arcs; above the second the thrust would have to point down.
"""

from dataclasses import dataclass
from typing import Final

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Float
from cupola.constants import Body
from cupola.flight.kepler_coast import gravity

CLIMB_SHARES: Final = (0.38, 0.62)
"""Least and greatest altitude at burn-out, as a share of (climbing speed at burn-out) x (burn time)."""

LEAST_ALTITUDE: Final = 80e3
"""m: no burn-out lower than this is made, as the free flight knows no air."""

STANDARD_GRAVITY: Final = 9.80665
"""m/s^2, exact (CGPM 1901)."""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Booster:
    """A class of notional missile, as far as its boost arc needs it. Numbers, or arrays with one for each threat.

    Attributes:
        burn_time: s.
        burn_out_altitude: m above the ellipsoid; the rule above moves it where the arc climbs too fast or too slowly for it.
        downrange_share: of (horizontal speed over the ground at burn-out) x (burn time), between pad and burn-out along the ground.
        first_acceleration: what an instrument aboard would show at lift-off, m/s^2, straight up; more than gravity.
    """

    burn_time: float | Float[np.ndarray, "n"]
    burn_out_altitude: float | Float[np.ndarray, "n"]
    downrange_share: float | Float[np.ndarray, "n"] = 0.37
    first_acceleration: float | Float[np.ndarray, "n"] = 1.5 * STANDARD_GRAVITY


SOLID: Final = Booster(burn_time=170.0, burn_out_altitude=200e3)
"""A notional solid-fuelled missile of intercontinental range.

Burn time: the boost-phase study of the American Physical Society (2003), as told in IEEE Spectrum, March 2005: "a solid-fuel ICBM may burn
out in 170 seconds".
Burn-out altitude, downrange share and first acceleration: assumed.
"""

LIQUID: Final = Booster(burn_time=240.0, burn_out_altitude=260e3)
"""A notional liquid-fuelled missile of intercontinental range.

Burn time: the same study gives 240 s to 250 s ("lasts some 250 seconds" in IEEE Spectrum). The rest: assumed.
"""


def burn_out_altitude(booster: Booster, climb: Float[jax.Array, "*n"]) -> Float[jax.Array, "*n"]:
    """Altitude at burn-out by the rule above, m.

    Args:
        booster: burn time and altitude.
        climb: radial speed at burn-out, m/s.
    """
    reach = jnp.maximum(climb, 0.0) * booster.burn_time
    return jnp.clip(booster.burn_out_altitude, CLIMB_SHARES[0] * reach, CLIMB_SHARES[1] * reach)


def boost_coefficients(
    burn_time: Float[jax.Array, "*n"],
    first: Float[jax.Array, "*n 3"],
    displacement: Float[jax.Array, "*n 3"],
    velocity: Float[jax.Array, "*n 3"],
) -> Float[jax.Array, "*n 3 3"]:
    """The vectors a/2, b and c of the quartic, one a row.

    Args:
        burn_time: s, above 0.
        first: acceleration at lift-off over the ground, m/s^2.
        displacement: from the pad to burn-out, m.
        velocity: over the ground, at burn-out, m/s.

    Returns:
        Rows in m/s^2, m/s^3 and m/s^4; all in axes that turn with the body.
    """
    t = burn_time[..., None]
    left, rise = displacement - 0.5 * first * t**2, velocity - first * t
    b = (4.0 * left - rise * t) / t**3
    c = (rise * t - 3.0 * left) / t**4
    return jnp.stack([0.5 * first, b, c], axis=-2)


def boost_motion(
    coefficients: Float[jax.Array, "*n 3 3"], elapsed: Float[jax.Array, "*n"]
) -> tuple[Float[jax.Array, "*n 3"], Float[jax.Array, "*n 3"], Float[jax.Array, "*n 3"]]:
    """Displacement from the pad, velocity and acceleration over the ground, in axes that turn with the body.

    Args:
        coefficients: of `boost_coefficients`.
        elapsed: since launch, s, 0 to the burn time.
    """
    t = elapsed[..., None]
    a, b, c = (coefficients[..., row, :] for row in range(3))
    moved = t * t * (a + t * (b + t * c))
    velocity = t * (2.0 * a + t * (3.0 * b + t * 4.0 * c))
    return moved, velocity, 2.0 * a + t * (6.0 * b + t * 12.0 * c)


def sensed_acceleration(
    place: Float[jax.Array, "*n 3"], velocity: Float[jax.Array, "*n 3"], acceleration: Float[jax.Array, "*n 3"], body: Body
) -> Float[jax.Array, "*n 3"]:
    """What an accelerometer aboard shows: the inertial acceleration less gravity (point mass and J2), m/s^2.

    Args:
        place: in axes that turn with the body, m.
        velocity: over the ground, m/s.
        acceleration: over the ground, m/s^2.
        body: its gravity and rotation.
    """
    rate = body.rotation_rate
    x, y, u, v = place[..., 0], place[..., 1], velocity[..., 0], velocity[..., 1]
    turning = jnp.stack([-2.0 * rate * v - rate**2 * x, 2.0 * rate * u - rate**2 * y, jnp.zeros_like(x)], axis=-1)
    return acceleration + turning - gravity(place, body)
