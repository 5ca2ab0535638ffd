"""Inverse trigonometry as short polynomials that a compiler can vectorise. Radians; float32 or float64; JAX.

With XLA's own arcsine and arctangent a whole coverage count takes 1.3 times as long on a CPU (benchmarks/arcsine.py).
"""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
from numpy.polynomial import Chebyshev, Polynomial

from cupola.arrays import Float

_DEGREES = {np.dtype(np.float32): 7, np.dtype(np.float64): 16}


@cache
def _coefficients(dtype: np.dtype) -> tuple[float, ...]:
    """Powers of q in sqrt q / asin(sqrt q) for q in [0, 1/2], fitted at Chebyshev points."""

    def ratio(q: Float[np.ndarray, "s"]) -> Float[np.ndarray, "s"]:
        root = np.sqrt(q)
        return root / np.arcsin(root)

    fit = Chebyshev.interpolate(ratio, _DEGREES[dtype], domain=[0.0, 0.5])
    return tuple(float(c) for c in fit.convert(kind=Polynomial).coef)


def twice_arcsine(sine: Float[jax.Array, "*s"]) -> Float[jax.Array, "*s"]:
    """2 asin(s) for |s| at most sqrt(1/2), rad; error below 7e-7 rad in float32 and 2e-14 in float64 (tested).

    The polynomial is the divisor on purpose: XLA copies a chain of multiplications into each of its users, but never a division.
    """
    q = sine * sine
    total = jnp.zeros_like(q)
    for c in reversed(_coefficients(np.dtype(sine.dtype))):
        total = total * q + jnp.asarray(c, sine.dtype)
    return 2.0 * sine / total


def angle_of_haversine(share: Float[jax.Array, "*s"]) -> Float[jax.Array, "*s"]:
    """The angle D in [0, pi] whose sin^2(D/2) is `share`, clipped to [0, 1], rad."""
    share = jnp.clip(share, 0.0, 1.0)
    small = share <= 0.5
    part = twice_arcsine(jnp.sqrt(jnp.where(small, share, 1.0 - share)))
    return jnp.where(small, part, jnp.asarray(np.pi, share.dtype) - part)


def direction_angle(x: Float[jax.Array, "*s"], y: Float[jax.Array, "*s"]) -> Float[jax.Array, "*s"]:
    """The angle of the unit vector (x, y) from the x axis, in [-pi, pi], rad."""
    part = twice_arcsine(y / jnp.sqrt(2.0 + 2.0 * jnp.abs(x)))
    return jnp.where(x >= 0.0, part, jnp.copysign(jnp.asarray(np.pi, x.dtype), y) - part)
