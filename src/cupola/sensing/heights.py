"""Height over a body's ellipsoid and the vertical there, in axes whose z is the pole: inertial or fixed to the body alike. m; float64; JAX.

The height is the greatest distance, over all latitudes g, from the plane that touches the ellipsoid where its normal has that latitude:
x cos g + z sin g - a sqrt(1 - e^2 sin^2 g), with x the distance from the axis. An error d in g therefore costs only (radius) d^2 / 2.
"""

import jax
import jax.numpy as jnp

from cupola.arrays import Float
from cupola.constants import Body

_TINY = 1e-280


def length(vector: Float[jax.Array, "*p 3"]) -> Float[jax.Array, "*p"]:
    """Euclidean norm; 1e-140 for a zero vector, so that dividing by it gives zeros and the gradient there is zero."""
    return _root((vector * vector).sum(axis=-1))


def height_and_vertical(position: Float[jax.Array, "*p 3"], body: Body) -> tuple[Float[jax.Array, "*p"], Float[jax.Array, "*p 3"]]:
    """Height above the ellipsoid and the unit vector of the vertical at a position.

    Args:
        position: m, z along the pole.
        body: whose ellipsoid.

    Returns:
        Height, m, negative inside; the outward normal of the ellipsoid below the position. On the axis the normal is the axis.

    Source: Bowring, Survey Review 28 (1985) 202, one step. Against ERFA `gc2gde` the height is within 0.1 micrometre and the vertical
    within 1e-12 rad from 10 km below the surface to 50,000 km above. Finite everywhere; deep inside (below 5,000 km) only its sign means
    something.
    """
    a, e2 = body.radius, body.eccentricity**2
    b = a * (1.0 - body.flattening)
    second = e2 / (1.0 - e2)
    x, y, z = position[..., 0], position[..., 1], position[..., 2]
    flat = _root(x * x + y * y)
    radius = _root(x * x + y * y + z * z)
    sine, cosine = _unit(b * z * (1.0 + second * b / radius), a * flat)
    sine, cosine = _unit(z + second * b * sine**3, jnp.maximum(flat - e2 * a * cosine**3, 0.0))
    height = flat * cosine + z * sine - a * jnp.sqrt(1.0 - e2 * sine * sine)
    return height, jnp.stack([x / flat * cosine, y / flat * cosine, sine], axis=-1)


def _root(square: Float[jax.Array, "*p"]) -> Float[jax.Array, "*p"]:
    return jnp.sqrt(jnp.maximum(square, _TINY))


def _unit(opposite: Float[jax.Array, "*p"], adjacent: Float[jax.Array, "*p"]) -> tuple[Float[jax.Array, "*p"], Float[jax.Array, "*p"]]:
    """Sine and cosine of the angle of a right triangle from its two short sides."""
    longest = _root(opposite * opposite + adjacent * adjacent)
    return opposite / longest, adjacent / longest
