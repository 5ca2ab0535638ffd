"""Angle-only looks from several satellites, squeezed into one piece of position information. Inertial, m, radians.

A satellite measures the direction to a target, a unit vector, with white noise of one standard deviation on each of two axes square to it
and a bias that stays the same for a whole track. All looks of an instant, linearised at one predicted position, are together

    J = sum w / (sigma rho)^2 (1 - u u^T),    b = sum w / (sigma^2 rho) (1 - u u^T) z,

u the predicted direction, rho the distance, z the measured direction and w 1 or 0: the information form of the extended Kalman filter's
update (Bar-Shalom, Li and Kirubarajan 2001, sections 7.2 and 10.3). J = L L^T then serves as three scalar measurements, whatever the number
of looks, which is the stacked update to rounding. Left out: the finite speed of light (at 1,000 km a target at 7 km/s has moved on by 23 m,
which a system corrects for), refraction, and the second derivative of the angles, as in every extended filter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import lax

from cupola.sensing.dynamics import State
from cupola.sensing.symmetric import Array, Symmetric, Vector, built, cholesky, dot, rank_one, times, total

RIDGE = 1e-12
"""Added to the diagonal of J, as a part of its trace: looks along one line tell nothing of the distance, and J has no Cholesky root then.
It is worth a distance known to a million times the width that the look resolves."""
_NOTHING = 1e-40
_LOG_TURN = 1.8378770664093453


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Look:
    """What one satellite measures of every threat at one instant; arrays broadcast to (threats, trials).

    Attributes:
        satellite: its position, three arrays, m.
        direction: measured direction from it to the threat, three arrays; its length need only be near 1.
        weight: 1 where it looked and saw, 0 where not; between them, in a bound, the chance that it sees.
        sigma: standard deviation on each axis that the filter takes for the measurement's, rad; above 0.
    """

    satellite: Vector
    direction: Vector
    weight: Array
    sigma: Array


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Information:
    """What the looks of one instant tell about the position.

    Attributes:
        matrix: J, 1/m^2, three rows.
        vector: b, 1/m: J times the step from the predicted position that the looks ask for.
        square: sum of the squared residuals of the prediction, in their standard deviations.
        log_scale: logarithm of the density of the measurements' noise where it is greatest.
        used: looks that count.
        gated: looks that the gate left out.
    """

    matrix: Symmetric
    vector: Vector
    square: Array
    log_scale: Array
    used: Array
    gated: Array


def axes(satellite: Vector, direction: Vector) -> tuple[Vector, Vector]:
    """Two unit vectors square to a direction: level, and up, as the satellite's own vertical has it; any two where it looks straight down.

    Args:
        satellite: position, inertial, m.
        direction: unit vector from it.
    """
    x, y, z = satellite
    a, b, c = direction
    level = (y * c - z * b, z * a - x * c, x * b - y * a)
    square = dot(level, level)
    down = square <= 1e-18 * dot(satellite, satellite)
    size = lax.rsqrt(jnp.where(down, 1.0, square))
    spare, _ = square_to(direction)
    level = tuple(jnp.where(down, s, size * q) for s, q in zip(spare, level, strict=True))
    up = (level[1] * c - level[2] * b, level[2] * a - level[0] * c, level[0] * b - level[1] * a)
    return level, up


def square_to(direction: Vector) -> tuple[Vector, Vector]:
    """Two unit vectors square to a unit vector and to each other, without a branch.

    Source: Duff and others, *Building an orthonormal basis, revisited*, J. Computer Graphics Techniques 6 (2017) no. 1.
    """
    x, y, z = direction
    sign = jnp.where(z >= 0.0, jnp.ones_like(z), -jnp.ones_like(z))
    a = -1.0 / (sign + z)
    b = x * y * a
    return (1.0 + sign * x * x * a, sign * b, -sign * x), (b, sign + y * y * a, -y)


def toward(satellite: Vector, position: Vector) -> tuple[Vector, Array]:
    """Unit vector from a satellite to a position, and 1 / distance, 1/m."""
    away = tuple(p - s for p, s in zip(position, satellite, strict=True))
    inverse = lax.rsqrt(dot(away, away))
    return tuple(inverse * q for q in away), inverse


def measured(satellite: Vector, target: Vector, level: Array, up: Array) -> Vector:
    """The direction that a satellite measures of a target.

    Args:
        satellite: position, inertial, m.
        target: true position, inertial, m.
        level: error across, noise and bias, rad.
        up: error in elevation, rad.

    Returns:
        The true direction moved in the plane square to it: longer than 1 by half the squared error, which no filter here sees.
    """
    true, _ = toward(satellite, target)
    e1, e2 = axes(satellite, true)
    return tuple(true[k] + level * e1[k] + up * e2[k] for k in range(3))


def information(state: State, looks: Sequence[Look], gate: float | None = None) -> Information:
    """What looks tell, linearised at the predicted state.

    Args:
        state: predicted; its position is where the looks are linearised, its covariance what the gate is made of.
        looks: of one instant, at least one.
        gate: a look is left out whose squared residual, counted in the residual's own standard deviations (2 degrees of freedom), is above
            it; None for no gate.
    """
    matrices, vectors, squares, scales, used, gated = [], [], [], [], [], []
    for look in looks:
        u, inverse = toward(look.satellite, state.position)
        along = dot(u, look.direction)
        residual = tuple(q - along * a for q, a in zip(look.direction, u, strict=True))
        weight = look.weight
        if gate is not None:
            within = _surprise(state.covariance, u, inverse, residual, look.sigma) <= gate
            gated.append(weight * jnp.where(within, 0.0, 1.0))
            weight = weight * jnp.where(within, 1.0, 0.0)
        power = weight / (look.sigma * look.sigma)
        matrices.append((power * inverse * inverse, u))
        vectors.append((power * inverse, residual))
        squares.append(power * dot(residual, residual))
        scales.append(-weight * (_LOG_TURN + 2.0 * jnp.log(look.sigma)))
        used.append(weight)
    return Information(
        matrix=built(3, lambda i, j: total([c * ((1.0 if i == j else 0.0) - u[i] * u[j]) for c, u in matrices])),
        vector=tuple(total([c * z[k] for c, z in vectors]) for k in range(3)),
        square=total(squares),
        log_scale=total(scales),
        used=total(used),
        gated=total(gated) if gated else jnp.zeros_like(total(used)),
    )


def _surprise(
    covariance: Symmetric,
    u: Vector,
    inverse: Array,
    residual: Vector,
    sigma: Array,
) -> Array:
    """Squared residual of one look in the standard deviations that the prediction and the noise give it."""
    e1, e2 = square_to(u)
    p1, p2 = (times(covariance, e, 3) for e in (e1, e2))
    spread, noise = inverse * inverse, sigma * sigma
    a, b, c = spread * dot(e1, p1) + noise, spread * dot(e1, p2), spread * dot(e2, p2) + noise
    x, y = dot(e1, residual), dot(e2, residual)
    return (c * x * x - 2.0 * b * x * y + a * y * y) / (a * c - b * b)


def update(state: State, told: Information) -> tuple[State, Array]:
    """The state with the looks taken in, and the logarithm of the likelihood of the looks given the state before.

    Args:
        state: predicted, positive definite.
        told: from `information` at this same state. Where no look counts, the state stays as it is and the logarithm is 0.

    The covariance stays positive definite: three subtractions of rank one, each by less than what is there.
    """
    ridge = RIDGE * told.matrix.trace() + _NOTHING
    lower = cholesky(built(3, lambda i, j: told.matrix[i, j] + ridge if i == j else told.matrix[i, j]))
    mean, covariance = state.mean, state.covariance
    # y with L y = b: three measurements of unit noise, y = L^T (position - predicted position).
    y: list[Array] = []
    explained: list[Array] = []
    inflation: list[Array] = []
    for i in range(3):
        y.append(total([told.vector[i]] + [-lower[i][k] * y[k] for k in range(i)]) / lower[i][i])
    for i in range(3):
        # Column i of L: noughts above its place.
        h = tuple(lower[k][i] for k in range(i, 3))
        ph = tuple(total([covariance[row, i + k] * h[k] for k in range(3 - i)]) for row in range(covariance.size))
        variance = 1.0 + dot(ph[i:3], h)
        gain = 1.0 / variance
        moved = tuple(mean[k] - state.mean[k] for k in range(i, 3))
        left = y[i] - dot(h, moved)
        mean = tuple(m + gain * left * p for m, p in zip(mean, ph, strict=True))
        covariance = rank_one(covariance, ph, -gain)
        explained.append(y[i] * y[i] - gain * left * left)
        inflation.append(variance)
    likelihood = told.log_scale - 0.5 * (told.square - total(explained) + jnp.log(inflation[0] * inflation[1] * inflation[2]))
    return State(mean, covariance), likelihood


def position_spread(state: State) -> Array:
    """Root of the trace of the position's covariance, m: the radius that `custody` holds against its bound."""
    return jnp.sqrt(state.covariance.trace(0, 3))
