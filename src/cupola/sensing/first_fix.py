"""How a track starts: from the directions in which two satellites or more last saw the target, at least one pair of them in stereo.

The place is where the lines of sight come nearest to each other, in the weights of their own errors. Lines of different instants are
allowed, as scanning satellites never look together: what the target may have moved between is added to the error. The velocity is left
open. Inertial, m, m/s; the S satellites lead, the batch axes (launches, trials) come last.
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp

from cupola.sensing.dynamics import State
from cupola.sensing.symmetric import Array, Symmetric, Vector, backward, built, cholesky, diagonal, dot, forward, inverse, plus

OPEN_SPEED = 4_000.0
"""m/s, standard deviation of each axis of the velocity with which a track starts."""

MOVED = 1_500.0
"""m/s, standard deviation along each axis of how fast a target leaves the place where it was seen last."""

_LOOSE = 1e-18


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Sightings:
    """The last time that each of S satellites saw each target.

    Attributes:
        identity: of the satellite, -1 for none, (S, launches, 1).
        satellite: where it was then, m, three arrays (S, launches, trials), like all that follow.
        direction: measured, near to a unit vector.
        sigma: standard deviation of the direction on each axis, rad, (S, launches, 1).
        age: s since then; infinity for never.
    """

    identity: Array
    satellite: Vector
    direction: Vector
    sigma: Array
    age: Array


def unseen(places: int, launches: int, trials: int) -> Sightings:
    """No sighting yet."""
    one, nought = jnp.ones((places, launches, trials)), jnp.zeros((places, launches, trials))
    identity = jnp.full((places, launches, 1), -1, jnp.int32)
    return Sightings(identity, (nought,) * 3, (one, nought, nought), one[..., :1], jnp.full(one.shape, jnp.inf))


def remembered(before: Sightings, now: Sightings, hit: Array, seconds: float) -> Sightings:
    """The sightings a step later.

    Args:
        before: at the last step, of whichever satellites then held these places.
        now: what the satellites that hold them now measure; its age is not read.
        hit: which of them do.
        seconds: length of a step, s.
    """
    age = jnp.where(now.identity == before.identity, before.age + seconds, jnp.inf)

    def kept(new: Vector, old: Vector) -> Vector:
        return tuple(jnp.where(hit, one, other) for one, other in zip(new, old, strict=True))

    places, directions = kept(now.satellite, before.satellite), kept(now.direction, before.direction)
    return Sightings(now.identity, places, directions, now.sigma, jnp.where(hit, 0.0, age))


def stereo_pair(seen: Sightings, oldest: Array | float, least_angle: Array | float) -> Array:
    """Whether two of the sightings not older than `oldest` (s) have lines of sight at least `least_angle` (rad) apart."""
    fresh = seen.age <= oldest
    cosine = dot(tuple(part[:, None] for part in seen.direction), tuple(part[None] for part in seen.direction))
    apart = (jnp.abs(cosine) <= jnp.cos(least_angle)) & fresh[:, None] & fresh[None]
    return apart.any(axis=(0, 1))


def first_fix(seen: Sightings, oldest: Array | float) -> State:
    """Position and velocity of six components, open as far as the sightings leave it open.

    Args:
        seen: with a stereo pair among those not older than `oldest`; where there is none the result is finite and tells nothing.
        oldest: s.

    The covariance is that of least squares with the distances of a first, unweighted solution.
    """
    fresh = jnp.where(seen.age <= oldest, 1.0, 0.0)
    rough = _nearest(seen, fresh)
    away = tuple(place[None] - station for place, station in zip(rough, seen.satellite, strict=True))
    weights = fresh / jnp.maximum(seen.sigma * jnp.sqrt(dot(away, away)), 1e-3) ** 2
    place = _nearest(seen, weights)
    moved = (MOVED * jnp.where(fresh > 0.0, seen.age, 0.0)).max(axis=0)
    spread = plus(inverse(_ridged(_across(seen, weights))), diagonal((moved**2,) * 3))
    nought = jnp.zeros_like(place[0])

    def element(i: int, j: int) -> Array:
        if j < 3:
            return spread[i, j]
        return nought + OPEN_SPEED**2 if i == j else nought

    return State((*place, nought, nought, nought), built(6, element))


def _across(seen: Sightings, weights: Array) -> Symmetric:
    """Sum of w (1 - u u^T)."""
    u = seen.direction
    return built(3, lambda i, j: (weights * ((1.0 if i == j else 0.0) - u[i] * u[j])).sum(axis=0))


def _ridged(matrix: Symmetric) -> Symmetric:
    ridge = 1e-9 * matrix.trace() + _LOOSE
    return built(3, lambda i, j: matrix[i, j] + ridge if i == j else matrix[i, j])


def _nearest(seen: Sightings, weights: Array) -> Vector:
    """The point nearest to all lines, from the mean of the satellites' places so that rounding stays small."""
    count = weights.sum(axis=0) + _LOOSE
    base = tuple((weights * station).sum(axis=0) / count for station in seen.satellite)
    from_base = tuple(station - place[None] for station, place in zip(seen.satellite, base, strict=True))
    along = dot(seen.direction, from_base)
    pull = tuple((weights * (d - along * u)).sum(axis=0) for d, u in zip(from_base, seen.direction, strict=True))
    lower = cholesky(_ridged(_across(seen, weights)))
    return tuple(place + step for place, step in zip(base, backward(lower, forward(lower, pull)), strict=True))
