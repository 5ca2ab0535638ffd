"""Circular shells and places for the tests of the network, by plain trigonometry and without the package's orbits: Earth-fixed, m, s."""

import numpy as np

from cupola.arrays import Float
from cupola.constants import EARTH
from cupola.frames.geodetic import geodetic_to_itrs
from cupola.network.ground import MANY, Sites


def flown(
    planes: int,
    per_plane: int,
    altitude: float,
    inclination: float,
    times: Float[np.ndarray, "t"],
    *,
    phasing: float = 0.0,
    spread: float = 360.0,
) -> Float[np.ndarray, "t s 3"]:
    """A Walker pattern on two-body orbits; degrees, the nodes spread over `spread`."""
    radius = EARTH.radius + altitude
    plane, place = np.divmod(np.arange(planes * per_plane), per_plane)
    u = np.radians(360.0 * (place / per_plane + phasing * plane / (planes * per_plane)))[None, :]
    u = u + np.sqrt(EARTH.mu / radius**3) * times[:, None]
    node = np.radians(spread * plane / planes)[None, :] - EARTH.rotation_rate * times[:, None]
    ci, si = np.cos(np.radians(inclination)), np.sin(np.radians(inclination))
    x = np.cos(node) * np.cos(u) - np.sin(node) * np.sin(u) * ci
    y = np.sin(node) * np.cos(u) + np.cos(node) * np.sin(u) * ci
    return radius * np.stack([x, y, np.sin(u) * si], axis=-1)


def places(
    latitude: list[float], longitude: list[float], min_elevation: float, *, terminals: int = MANY, max_length: float = np.inf
) -> Sites:
    """Sites on the ellipsoid; degrees."""
    lat, lon = np.radians(latitude), np.radians(longitude)
    up = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)
    return Sites.alike(geodetic_to_itrs(lat, lon, np.zeros_like(lat), EARTH), up, np.radians(min_elevation), terminals, max_length)
