"""Two lines of sight and more: whether a target stands in stereo, which looks tell most, how well an instant fixes it. SI, radians."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.sensing.look_gain import LEAST_MISS, determinant, growth

LEAST_ANGLE = float(np.radians(5.0))
"""rad between two lines of sight that make stereo."""

LOOSE = 100e3
"""m: how well a place is taken to be known, along each axis, before looks are chosen for it."""

_SINGULAR = 1e-13
_BATCH = 64


def widest_pair(
    directions: Float[jax.Array, "*n s 3"], seen: Bool[jax.Array, "*n s"]
) -> tuple[Float[jax.Array, "*n"], Int[jax.Array, "*n 2"]]:
    """The two satellites whose lines of sight cross at the widest angle, among those that see the target.

    Args:
        directions: unit vectors from satellites to target.
        seen: who sees it.

    Returns:
        The angle between the two lines at the target, rad, 0 to pi/2 (two satellites that face each other across it share one line), and
        their indices; 0 and -1 where fewer than two see it. All pairs are tried, a few dozen targets at a time, so memory does not grow
        with their number.
    """
    flat = directions.reshape(-1, *directions.shape[-2:])
    angles, pairs = jax.lax.map(lambda each: _widest(*each), (flat, seen.reshape(-1, seen.shape[-1])), batch_size=_BATCH)
    return angles.reshape(seen.shape[:-1]), pairs.reshape(*seen.shape[:-1], 2)


def in_stereo(
    directions: Float[jax.Array, "*n s 3"], seen: Bool[jax.Array, "*n s"], least_angle: float = LEAST_ANGLE
) -> Bool[jax.Array, "*n"]:
    """Whether at least two satellites see the target along lines at least `least_angle` (rad) apart."""
    angle, pair = widest_pair(directions, seen)
    return (pair[..., 0] >= 0) & (angle >= least_angle)


def _widest(directions: Float[jax.Array, "s 3"], seen: Bool[jax.Array, "s"]) -> tuple[Float[jax.Array, ""], Int[jax.Array, "2"]]:
    size = seen.shape[0]
    both = seen[:, None] & seen[None, :] & ~jnp.eye(size, dtype=bool)
    cosines = jnp.where(both, jnp.abs(jnp.einsum("ia,ja->ij", directions, directions)), 2.0)
    best = jnp.argmin(cosines)
    pair = jnp.stack([best // size, best % size]).astype(jnp.int32)
    one, other = directions[pair[0]], directions[pair[1]]
    normal = jnp.cross(one, other)
    sine = jnp.sqrt(jnp.maximum((normal * normal).sum(), jnp.finfo(directions.dtype).tiny))
    found = both.any()
    return jnp.where(found, jnp.arctan2(sine, jnp.abs((one * other).sum())), 0.0), jnp.where(found, pair, -1)


def look_weights(distance: Float[jax.Array, "*n"], noise: Float[jax.Array, "*#n"]) -> Float[jax.Array, "*n"]:
    """Information of a look on the position across it, m^-2.

    Args:
        distance: m.
        noise: rad; as many axes as `distance`.
    """
    return 1.0 / jnp.maximum(distance * noise, LEAST_MISS) ** 2


def loose_prior(shape: tuple[int, ...]) -> Float[jax.Array, "*n 3 3"]:
    """Information on targets of which nothing is known: 100 km along each axis, m^-2, (*shape, 3, 3)."""
    return jnp.broadcast_to(jnp.eye(3) / LOOSE**2, (*shape, 3, 3))


@partial(jax.jit, static_argnames="count")
def choose_looks(
    directions: Float[jax.Array, "*n s 3"],
    weights: Float[jax.Array, "*n s"],
    seen: Bool[jax.Array, "*n s"],
    prior: Float[jax.Array, "*n 3 3"],
    count: int,
) -> tuple[Int[jax.Array, "*n S"], Bool[jax.Array, "*n S"]]:
    """The few looks at each target that tell most about its place.

    Args:
        directions: unit vectors from satellites to target.
        weights: of each look, `look_weights`.
        seen: who sees it.
        prior: information on the place before these looks, m^-2: `loose_prior`, or a filter's.
        count: S, looks to choose for each target.

    Returns:
        Indices of the satellites, best first, and whether each place is filled; an empty place holds index 0.

    Greedy: each look in turn is the one that raises the determinant of the information most. The first is so the nearest or the sharpest,
    the second the one most square to it, all weighed by range and noise. Gains fall as looks are added, so the gain of the greedy set is at
    least 63 % of the best set's (Nemhauser, Wolsey and Fisher, Math. Program. 14 (1978) 265); measured: docs/models/sensing.md.
    """

    def pick(
        held: tuple[Float[jax.Array, "*n 3 3"], Bool[jax.Array, "*n s"]], _: None
    ) -> tuple[tuple[Float[jax.Array, "*n 3 3"], Bool[jax.Array, "*n s"]], tuple[Int[jax.Array, "*n"], Bool[jax.Array, "*n"]]]:
        information, free = held
        gain = jnp.where(free, growth(information, _inverse(information), directions, weights), -1.0)
        best = jnp.argmax(gain, axis=-1)
        filled = free.any(axis=-1)
        chosen = jnp.arange(free.shape[-1]).reshape((1,) * (free.ndim - 1) + (-1,)) == best[..., None]
        weight = jnp.where(chosen & free, weights, 0.0)
        added = information + information_of(directions, weight)
        return (added, free & ~chosen), (jnp.where(filled, best, 0).astype(jnp.int32), filled)

    _, (index, filled) = jax.lax.scan(pick, (jnp.broadcast_to(prior, (*seen.shape[:-1], 3, 3)), seen), None, length=count)
    return jnp.moveaxis(index, 0, -1), jnp.moveaxis(filled, 0, -1)


def information_of(directions: Float[jax.Array, "*n s 3"], weights: Float[jax.Array, "*n s"]) -> Float[jax.Array, "*n 3 3"]:
    """Information of looks on the place of their target, m^-2; a weight of 0 leaves a look out."""
    along = jnp.einsum("...s,...sa,...sb->...ab", weights, directions, directions)
    return weights.sum(axis=-1)[..., None, None] * jnp.broadcast_to(jnp.eye(3), along.shape) - along


def fix_error(directions: Float[jax.Array, "*n s 3"], weights: Float[jax.Array, "*n s"]) -> Float[jax.Array, "*n"]:
    """Standard deviation of the position that looks at one instant fix, all three axes together, m.

    Args:
        directions: unit vectors from satellites to target.
        weights: of each look; 0 leaves it out.

    Returns:
        Root of the trace of the inverse information; infinity where the lines do not cross: fewer than two, or all parallel.
    """
    information = information_of(directions, weights)
    scale = jnp.maximum(jnp.trace(information, axis1=-2, axis2=-1) / 3.0, jnp.finfo(weights.dtype).tiny)
    scaled = information / scale[..., None, None]
    fixed = determinant(scaled) > _SINGULAR
    safe = jnp.where(fixed[..., None, None], scaled, jnp.broadcast_to(jnp.eye(3), scaled.shape))
    return jnp.where(fixed, jnp.sqrt(jnp.trace(_inverse(safe), axis1=-2, axis2=-1) / scale), jnp.inf)


def _inverse(m: Float[jax.Array, "*n 3 3"]) -> Float[jax.Array, "*n 3 3"]:
    """Of a symmetric positive matrix, by cofactors."""
    a, b, c, d, e, f = m[..., 0, 0], m[..., 0, 1], m[..., 0, 2], m[..., 1, 1], m[..., 1, 2], m[..., 2, 2]
    rows = [
        [d * f - e * e, c * e - b * f, b * e - c * d],
        [c * e - b * f, a * f - c * c, b * c - a * e],
        [b * e - c * d, b * c - a * e, a * d - b * b],
    ]
    cofactors = jnp.stack([jnp.stack(row, axis=-1) for row in rows], axis=-2)
    return cofactors / determinant(m)[..., None, None]
