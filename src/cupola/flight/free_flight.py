"""The free-flight arc between two radii through a central angle, in closed form: two-body, inertial, SI and radians. JAX.

With r1 the radius at burn-out, r2 that of the aim, f the central angle between them, g the flight-path angle at burn-out and
Q = r1 v^2 / mu, the hit equation is

    Q = (1 - cos f) / D,    D = (r1/r2 - cos f) cos^2 g + sin f sin g cos g.

Source: Wheelon, ARS Journal 29 (1959) 915; Zarchan, Tactical and Strategic Missile Guidance, chapter 11; for r1 = r2 Bate, Mueller and
White, Fundamentals of Astrodynamics (1971), equation 6.2-9. D is greatest, and Q least, where tan 2g = sin f / (r1/r2 - cos f).
Left out: the atmosphere, the bulge of the body and all other masses.
"""

from dataclasses import dataclass
from typing import Final

import jax
import jax.numpy as jnp

from cupola.arrays import Float, Int

REACHED: Final = 0
"""An ellipse leads from burn-out to the aim and comes down there."""

NO_ARC: Final = 1
"""No ellipse leads there at this angle, or a number makes no sense (a radius of 0, an angle outside 0 to pi, a NaN)."""

THROUGH_GROUND: Final = 2
"""The ellipse passes below the aim's radius first, and meets the aim from below."""

_TURN = 2.0 * jnp.pi
_NEAR = 1e-9
"""Angles below this, rad, lead nowhere."""

_VAST = 1e30
"""Radii and gravitational parameters beyond this, or below its inverse, are no numbers of any body."""

PerArc = Float[jax.Array, "*n"]
"""One float64 for each arc."""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class FreeFlight:
    """Arcs from burn-out to the aim. Where `status` is not REACHED all other numbers are 0.

    Attributes:
        speed: inertial, at burn-out, m/s.
        flight_path_angle: of the velocity above the plane normal to the radius, at burn-out, rad.
        duration: from burn-out to the aim, s.
        apogee: greatest distance from the centre on the arc, m; that of burn-out itself when the arc only descends.
        arrival_speed: inertial, m/s.
        arrival_angle: flight-path angle at the aim, rad; below 0.
        status: REACHED, NO_ARC or THROUGH_GROUND.
    """

    speed: PerArc
    flight_path_angle: PerArc
    duration: PerArc
    apogee: PerArc
    arrival_speed: PerArc
    arrival_angle: PerArc
    status: Int[jax.Array, "*n"]


def least_energy_angle(burn_out_radius: PerArc, aim_radius: PerArc, central_angle: PerArc) -> PerArc:
    """Flight-path angle at burn-out of the arc that needs the least speed, rad.

    Args:
        burn_out_radius: m.
        aim_radius: m.
        central_angle: rad, 0 to pi.

    Returns:
        (pi - f) / 4 for equal radii, less for a higher burn-out.
    """
    return 0.5 * jnp.arctan2(jnp.sin(central_angle), burn_out_radius / aim_radius - jnp.cos(central_angle))


def free_flight(burn_out_radius: PerArc, aim_radius: PerArc, central_angle: PerArc, flight_path_angle: PerArc, mu: PerArc) -> FreeFlight:
    """The arc that leaves at a given angle and comes down at the aim.

    Args:
        burn_out_radius: m, above 0.
        aim_radius: m, above 0.
        central_angle: from burn-out to the aim, rad, above 1e-9 (6 mm on the Earth) and up to pi.
        flight_path_angle: at burn-out, rad, between -pi/2 and pi/2. `least_energy_angle` plus an offset lofts the arc, less an offset
            depresses it.
        mu: gravitational parameter, m^3/s^2.

    Returns:
        The arcs; see `FreeFlight` for those that do not reach. Arguments broadcast as JAX arrays do.

    The time is Kepler's, from the eccentric anomalies at both ends. Jit, vmap and grad work; the gradient of an arc that does not reach
    is 0.
    """
    r1, r2, f, g, gm = jnp.broadcast_arrays(*map(jnp.asarray, (burn_out_radius, aim_radius, central_angle, flight_path_angle, mu)))
    sound = (f > _NEAR) & (f <= jnp.pi) & (jnp.abs(g) < 0.5 * jnp.pi)
    for size in (r1, r2, gm):
        sound &= (size > 1.0 / _VAST) & (size < _VAST)
    room = (r1 / r2 - jnp.cos(f)) * jnp.cos(g) ** 2 + jnp.sin(f) * jnp.sin(g) * jnp.cos(g)
    versine = 2.0 * jnp.sin(0.5 * f) ** 2
    bound = sound & (versine > 0.0) & (versine < 2.0 * room)
    # what is not an ellipse is worked out for a sound arc instead, and told apart by the status: no NaN, not even in a gradient
    r1, r2, f, g, gm = (jnp.where(bound, x, y) for x, y in ((r1, 1.0), (r2, 1.0), (f, 1.0), (g, 0.5), (gm, 1.0)))
    room = (r1 / r2 - jnp.cos(f)) * jnp.cos(g) ** 2 + jnp.sin(f) * jnp.sin(g) * jnp.cos(g)
    q = 2.0 * jnp.sin(0.5 * f) ** 2 / room
    v = jnp.sqrt(q * gm / r1)
    a = r1 / (2.0 - q)
    p = r1 * q * jnp.cos(g) ** 2
    climb = q * jnp.sin(g) * jnp.cos(g)  # e sin of the true anomaly at burn-out
    fall = climb * jnp.cos(f) + (p / r1 - 1.0) * jnp.sin(f)  # the same at the aim
    vr2, vt2 = jnp.sqrt(gm / p) * fall, jnp.sqrt(gm * p) / r2
    first = jnp.arctan2(r1 * v * jnp.sin(g), jnp.sqrt(gm * a) * (1.0 - r1 / a))
    last = jnp.arctan2(r2 * vr2, jnp.sqrt(gm * a) * (1.0 - r2 / a))
    swept = jnp.mod(last - first, _TURN)
    duration = jnp.sqrt(a**3 / gm) * swept - (r2 * vr2 - r1 * v * jnp.sin(g)) * a / gm
    eccentricity = jnp.sqrt(jnp.maximum((1.0 - q) ** 2 + q * (2.0 - q) * jnp.sin(g) ** 2, 1e-30))
    apogee = jnp.where(g > 0.0, a * (1.0 + eccentricity), r1)
    status = jnp.where(bound, jnp.where(fall < 0.0, REACHED, THROUGH_GROUND), NO_ARC)
    reached = status == REACHED

    def kept(values: PerArc) -> PerArc:
        return jnp.where(reached, values, 0.0)

    return FreeFlight(
        speed=kept(v),
        flight_path_angle=kept(g),
        duration=kept(duration),
        apogee=kept(apogee),
        arrival_speed=kept(jnp.hypot(vr2, vt2)),
        arrival_angle=kept(jnp.arctan2(vr2, vt2)),
        status=status,
    )
