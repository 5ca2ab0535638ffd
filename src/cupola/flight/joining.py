"""Joins boost and free flight over the turning Earth: which burn-out state leads from a pad to an aim that moves on meanwhile. JAX, SI.

Frame: axes that turn with the body, as they stand at burn-out; to the free flight these are inertial axes like any other. The aim is taken
where it will be at impact, so that the time of flight is found by repeated substitution, and with it the altitude of burn-out, its distance
downrange, and the direction in which the boost arc leaves: that of the velocity over the ground, so that the arc is plane over the ground.
Left out: the atmosphere and the bulge's pull (see docs/models/flight.md for what that costs); the ellipsoid is followed.
"""

from dataclasses import dataclass
from typing import Final

import jax
import jax.numpy as jnp

from cupola.arrays import Float, Int
from cupola.constants import Body
from cupola.flight.boost import LEAST_ALTITUDE, Booster, burn_out_altitude
from cupola.flight.free_flight import NO_ARC, REACHED, THROUGH_GROUND, FreeFlight, free_flight, least_energy_angle
from cupola.flight.kepler_coast import coast

UNSHAPED: Final = 3
"""The arc climbs so slowly at burn-out that the booster would burn out below `LEAST_ALTITUDE`: too short a range, or depressed too far."""

UNSETTLED: Final = 4
"""The substitution has not come within `MISS` of the aim."""

MISS: Final = 1.0
"""m by which a trajectory may come down beside its aim."""

_ROUNDS = 80
_SAMPLES = 48
Vectors = Float[jax.Array, "n 3"]
Scalars = Float[jax.Array, "n"]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Joint:
    """Burn-out states, in axes that turn with the body, at burn-out.

    Attributes:
        position: m, (n, 3).
        velocity: inertial, m/s, (n, 3).
        coasting: from burn-out to impact, s, (n,).
        miss: between the impact and the aim at that instant, m, (n,).
        status: REACHED, NO_ARC, THROUGH_GROUND, UNSHAPED or UNSETTLED; where it is not REACHED the numbers mean nothing, but are finite.
    """

    position: Vectors
    velocity: Vectors
    coasting: Scalars
    miss: Scalars
    status: Int[jax.Array, "n"]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class _Guess:
    """Direction of burn-out from the centre, its altitude (m), and the time from burn-out to impact (s)."""

    direction: Vectors
    altitude: Scalars
    coasting: Scalars


def surface_radius(direction: Float[jax.Array, "*n 3"], body: Body) -> Float[jax.Array, "*n"]:
    """Distance of the ellipsoid from the centre along a unit vector, m."""
    stretch = 1.0 / (1.0 - body.flattening) ** 2 - 1.0
    return body.radius / jnp.sqrt(1.0 + stretch * direction[..., 2] ** 2)


def join(pad: Vectors, aim: Vectors, booster: Booster, loft: Scalars, body: Body) -> Joint:
    """Burn-out states that lead from pads to aims.

    Args:
        pad: fixed to the body, m.
        aim: fixed to the body, m.
        booster: one for all, or with one number for each threat.
        loft: flight-path angle at burn-out (inertial) above that of least energy, rad.
        body: what is flown over.

    Pure; jit works. The altitude of burn-out is counted along the radius; the ellipsoid's own vertical gives up to 3 m less.
    """
    up = _unit(pad)
    towards = _unit(aim - jnp.sum(aim * up, axis=-1, keepdims=True) * up)
    start = _unit(up + 0.02 * towards)
    n = pad.shape[0]
    guess = _Guess(start, jnp.broadcast_to(booster.burn_out_altitude, (n,)), jnp.full(n, 600.0))

    def closer(_: int, guess: _Guess) -> _Guess:
        return _substituted(guess, pad, aim, booster, loft, body)[0]

    guess = jax.lax.fori_loop(0, _ROUNDS, closer, guess)
    return _joint(guess, pad, aim, booster, loft, body)


def _substituted(
    guess: _Guess, pad: Vectors, aim: Vectors, booster: Booster, loft: Scalars, body: Body
) -> tuple[_Guess, FreeFlight, Vectors]:
    """A better guess, the arc of the old one, and its velocity at burn-out."""
    up = guess.direction
    place = (surface_radius(up, body) + guess.altitude)[:, None] * up
    there = turned(aim, body.rotation_rate * guess.coasting)
    across = there - jnp.sum(there * up, axis=-1, keepdims=True) * up
    ahead = _unit(across)
    radius = jnp.sqrt(jnp.sum(place**2, axis=-1))
    aim_radius = jnp.sqrt(jnp.sum(there**2, axis=-1))
    angle = jnp.arctan2(jnp.sqrt(jnp.sum(across**2, axis=-1)), jnp.sum(there * up, axis=-1))
    path_angle = least_energy_angle(radius, aim_radius, angle) + loft
    arc = free_flight(radius, aim_radius, angle, path_angle, jnp.asarray(body.mu))
    velocity = (arc.speed * jnp.sin(path_angle))[:, None] * up + (arc.speed * jnp.cos(path_angle))[:, None] * ahead
    level = velocity - _whirl(place, body)
    climb = jnp.sum(level * up, axis=-1)
    level = level - climb[:, None] * up
    along = _unit(level)
    downrange = booster.downrange_share * jnp.sqrt(jnp.sum(level**2, axis=-1)) * booster.burn_time / surface_radius(up, body)
    sine, cosine = jnp.sin(downrange)[:, None], jnp.cos(downrange)[:, None]
    stand = _unit(pad)
    leaving = sine * up + cosine * along
    leaving = _unit(leaving - jnp.sum(leaving * stand, axis=-1, keepdims=True) * stand)
    found = arc.status == REACHED
    better = _Guess(
        direction=jnp.where(found[:, None], _unit(cosine * stand + sine * leaving), up),
        altitude=jnp.where(found, burn_out_altitude(booster, climb), guess.altitude),
        coasting=jnp.where(found, arc.duration, guess.coasting),
    )
    return better, arc, velocity


def _joint(guess: _Guess, pad: Vectors, aim: Vectors, booster: Booster, loft: Scalars, body: Body) -> Joint:
    """The burn-out state of a settled guess, and whether it does what it should."""
    settled, arc, velocity = _substituted(guess, pad, aim, booster, loft, body)
    place = (surface_radius(guess.direction, body) + guess.altitude)[:, None] * guess.direction
    off = turned(aim, body.rotation_rate * guess.coasting) - turned(aim, body.rotation_rate * arc.duration)
    miss = jnp.sqrt(jnp.sum(off**2, axis=-1))
    moved = jnp.sqrt(jnp.sum((settled.direction - guess.direction) ** 2, axis=-1)) * body.radius
    moved = jnp.maximum(jnp.maximum(moved, jnp.abs(settled.altitude - guess.altitude)), miss)
    share = jnp.linspace(0.0, 1.0, _SAMPLES)[1:-1, None] * arc.duration[None, :]
    many = jnp.broadcast_to(place, (*share.shape, 3)), jnp.broadcast_to(velocity, (*share.shape, 3))
    flown, _, _ = coast(*many, share, jnp.asarray(body.mu))
    distance = jnp.sqrt(jnp.sum(flown**2, axis=-1))
    grounded = jnp.any(distance < surface_radius(flown / distance[..., None], body), axis=0)
    status = jnp.where(moved <= MISS, REACHED, UNSETTLED)
    status = jnp.where(guess.altitude < LEAST_ALTITUDE, UNSHAPED, status)
    status = jnp.where(grounded, THROUGH_GROUND, status)
    status = jnp.where(arc.status == REACHED, status, arc.status)
    apart = jnp.sum((pad - aim) ** 2, axis=-1) > 1.0
    status = jnp.where(apart, status, UNSHAPED)
    sound = jnp.all(jnp.isfinite(place), axis=-1) & jnp.isfinite(miss)
    return Joint(
        position=jnp.where(sound[:, None], place, pad),
        velocity=jnp.where(sound[:, None], velocity, 0.0),
        coasting=jnp.where(sound, arc.duration, 0.0),
        miss=jnp.where(sound, miss, 0.0),
        status=jnp.where(sound, status, NO_ARC),
    )


def turned(vectors: Float[jax.Array, "*n 3"], angle: Float[jax.Array, "*n"]) -> Float[jax.Array, "*n 3"]:
    """Vectors turned east by an angle about the pole, rad."""
    c, s = jnp.cos(angle), jnp.sin(angle)
    x, y, z = vectors[..., 0], vectors[..., 1], vectors[..., 2]
    return jnp.stack([c * x - s * y, s * x + c * y, z + jnp.zeros_like(c)], axis=-1)


def _whirl(place: Vectors, body: Body) -> Vectors:
    """Velocity of a point that turns with the body, m/s."""
    return body.rotation_rate * jnp.stack([-place[..., 1], place[..., 0], jnp.zeros_like(place[..., 0])], axis=-1)


def _unit(vectors: Vectors) -> Vectors:
    """Unit vectors; of nothing, nothing."""
    length = jnp.sqrt(jnp.maximum(jnp.sum(vectors**2, axis=-1, keepdims=True), 1e-60))
    return vectors / length
