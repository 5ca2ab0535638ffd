"""How much longer a route takes than the straightest way over the ground: at the speed of light, and in a fibre of glass. s, m and rad."""

import numpy as np

from cupola.arrays import Float
from cupola.constants import SPEED_OF_LIGHT, Body

FIBRE_INDEX = 1.47
"""Refractive index of the group in a telecommunications fibre: light is that much slower there (Handley, HotNets 2018; ITU-T G.652
fibres have 1.467 to 1.468)."""

_ANTIPODAL = np.radians(175.0)


def geodesic(latitude: Float[np.ndarray, "p 2"], longitude: Float[np.ndarray, "p 2"], body: Body) -> Float[np.ndarray, "p"]:
    """Length of the shortest line on the ellipsoid between two points, m.

    Args:
        latitude: geodetic, rad, of both points of each pair.
        longitude: rad, likewise.
        body: whose ellipsoid.

    Source: Lambert's formula for long lines, of first order in the flattening (Lambert, J. Washington Academy of Sciences 32 (1942) 125).
    On the Earth within 5e-5 of the length up to 175 deg apart; beyond, where it fails, a sphere of the mean radius is taken, within 3e-3.
    """
    f = body.flattening
    beta = np.arctan((1.0 - f) * np.tan(latitude))
    half_latitude, half_longitude = 0.5 * (beta[:, 1] - beta[:, 0]), 0.5 * (longitude[:, 1] - longitude[:, 0])
    h = np.sin(half_latitude) ** 2 + np.cos(beta[:, 0]) * np.cos(beta[:, 1]) * np.sin(half_longitude) ** 2
    sigma = 2.0 * np.arcsin(np.sqrt(np.clip(h, 0.0, 1.0)))
    middle = 0.5 * (beta[:, 0] + beta[:, 1])
    near, apart = np.where(h < 1.0, 1.0 - h, 1.0), np.where(h > 0.0, h, 1.0)
    x = (sigma - np.sin(sigma)) * (np.sin(middle) * np.cos(half_latitude)) ** 2 / near
    y = (sigma + np.sin(sigma)) * (np.cos(middle) * np.sin(half_latitude)) ** 2 / apart
    mean = body.radius * (1.0 - f / 3.0)
    return np.where(sigma > _ANTIPODAL, mean * sigma, body.radius * (sigma - 0.5 * f * (x + y)))


def stretch(delay: Float[np.ndarray, "*t p"], ground: Float[np.ndarray, "p"], index: float = 1.0) -> Float[np.ndarray, "*t p"]:
    """One-way delay over that of light along the ground line in a medium of refractive index `index`.

    Infinity where the delay is; and where two places are one and the delay is not 0. 1 where both are 0.
    """
    least = index * ground / SPEED_OF_LIGHT
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((delay == 0.0) & (least == 0.0), 1.0, delay / least)
