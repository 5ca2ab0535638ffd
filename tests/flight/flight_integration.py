"""Numerical integration of flights in Cartesian coordinates: what the closed forms are held against. SI, inertial."""

import numpy as np
from scipy.integrate import solve_ivp

from cupola.constants import Body


def integrated(start: np.ndarray, times: np.ndarray, body: Body, bulge: float) -> np.ndarray:
    """States (m, m/s) at `times` of the free flight that begins at `start`, (t, 6); `bulge` is the J2 to use. DOP853, to millimetres."""

    def slope(_: float, state: np.ndarray) -> np.ndarray:
        x, y, z = state[:3]
        d = np.sqrt(x * x + y * y + z * z)
        pull, k, s = -body.mu / d**3, 1.5 * bulge * (body.radius / d) ** 2, 5.0 * (z / d) ** 2
        return np.array([*state[3:], pull * x * (1.0 - k * (s - 1.0)), pull * y * (1.0 - k * (s - 1.0)), pull * z * (1.0 - k * (s - 3.0))])

    return solve_ivp(slope, (0.0, times[-1]), start, t_eval=times, rtol=1e-13, atol=1e-6, method="DOP853").y.T


def fixed_to_earth(position: np.ndarray, angle: np.ndarray | float) -> np.ndarray:
    """Inertial positions (..., 3) in axes turned east by `angle`, rad."""
    c, s = np.cos(angle), np.sin(angle)
    x, y, z = np.moveaxis(position, -1, 0)
    return np.stack([c * x + s * y, c * y - s * x, z + 0.0 * c], axis=-1)
