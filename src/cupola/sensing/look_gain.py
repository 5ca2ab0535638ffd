"""What one more look tells about a place: by how much it multiplies the determinant of the information. NumPy or JAX, any batch.

A look along the unit vector u with noise s at range r adds w (I - u u') to the information on the position, w = 1 / (s r)^2, m^-2.
"""

from typing import TypeVar

import jax
import numpy as np

from cupola.arrays import Float

Array = TypeVar("Array", np.ndarray, jax.Array)

LEAST_MISS = 1e-3
"""m across the line: a look is never counted as better than this, so that no noise, or no distance, does not count as all knowledge."""


def growth(
    information: Float[Array, "*n 3 3"],
    covariance: Float[Array, "*n 3 3"],
    directions: Float[Array, "*n s 3"],
    weights: Float[Array, "*n s"],
) -> Float[Array, "*n s"]:
    """det(A + w (I - u u')) / det(A) for each of s looks, 1 or more; its logarithm is twice the gain in nats.

    Args:
        information: A, symmetric and positive, m^-2.
        covariance: its inverse, C, m^2.
        directions: u of each look.
        weights: w of each look, m^-2.

    Returns:
        1 + w (tr C - u'Cu) + w^2 det(C) u'Au, the determinant lemma for an update of rank two (Harville, Matrix Algebra From a
        Statistician's Perspective, 1997, theorem 18.1.1).
    """
    trace = covariance[..., 0, 0] + covariance[..., 1, 1] + covariance[..., 2, 2]
    across = trace[..., None] - ((directions @ covariance) * directions).sum(axis=-1)
    along = ((directions @ information) * directions).sum(axis=-1)
    twice = determinant(covariance)[..., None] * along
    return 1.0 + weights * across + weights**2 * twice  # pyright: ignore[reportReturnType] -- either all NumPy or all JAX


def determinant(m: Float[Array, "*n 3 3"]) -> Float[Array, "*n"]:
    """Of a symmetric matrix."""
    a, b, c, d, e, f = m[..., 0, 0], m[..., 0, 1], m[..., 0, 2], m[..., 1, 1], m[..., 1, 2], m[..., 2, 2]
    return a * (d * f - e * e) - b * (b * f - c * e) + c * (b * e - c * d)
