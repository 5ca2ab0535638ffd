"""The Equal Earth map projection: equal areas, straight parallels, evenly spaced meridians. Sphere of radius 1, radians.

Savric, Patterson and Jenny (2018), The Equal Earth map projection, International Journal of Geographical Information Science 33(3),
454-465, equations 1 and 2. Latitudes are put on the sphere as they stand: geodetic ones are not turned into authalic ones, which moves a
parallel by at most 0.13 deg.
"""

import numpy as np

from cupola.arrays import Float

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = np.sqrt(3.0) / 2.0
NEWTON_STEPS = 12


def _height(theta: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """y of a parallel by its parametric latitude."""
    square = theta * theta
    return theta * (A1 + square * (A2 + square**2 * (A3 + square * A4)))


def _stretch(theta: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """Derivative of `_height`."""
    square = theta * theta
    return A1 + square * (3.0 * A2 + square**2 * (7.0 * A3 + square * 9.0 * A4))


def _width(theta: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """x per radian of longitude on a parallel."""
    return np.cos(theta) / (M * _stretch(theta))


def project(
    longitude: Float[np.ndarray, "..."], latitude: Float[np.ndarray, "..."]
) -> tuple[Float[np.ndarray, "..."], Float[np.ndarray, "..."]]:
    """Map coordinates (x, y) of places; longitude counts from the map's middle, in [-pi, pi]."""
    theta = np.arcsin(M * np.sin(latitude))
    return longitude * _width(theta), _height(theta)


def unproject(x: Float[np.ndarray, "..."], y: Float[np.ndarray, "..."]) -> tuple[Float[np.ndarray, "..."], Float[np.ndarray, "..."]]:
    """Longitude and latitude of points of the map, by Newton's method; a longitude past pi either way lies off the map."""
    theta = np.clip(np.asarray(y) / A1, -np.pi / 3.0, np.pi / 3.0)
    for _ in range(NEWTON_STEPS):
        theta = np.clip(theta - (_height(theta) - y) / _stretch(theta), -np.pi / 3.0, np.pi / 3.0)
    return x / _width(theta), np.arcsin(np.clip(np.sin(theta) / M, -1.0, 1.0))


EDGE_X, _ = project(np.asarray(np.pi), np.asarray(0.0))
_, EDGE_Y = project(np.asarray(0.0), np.asarray(np.pi / 2.0))
"""Half the map's width and height."""
