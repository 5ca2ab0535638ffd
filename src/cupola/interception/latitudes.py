"""Where a circular shell's satellites are, by latitude, and the share of time that one spends in reach of a place. Closed forms; NumPy.

Satellites in circular orbits of one inclination, at all nodes and phases alike: the average over a long time, or over many satellites.
Radians; spherical Earth; geocentric latitude. Source of the density: the time that sin(latitude) = sin i sin u gives each latitude, with u
uniform; no shell is even over the sphere, and all are thickest at their own inclination.
"""

import numpy as np
from numpy.polynomial.legendre import leggauss

from cupola.arrays import Float
from cupola.interception.flyout import Number

_NODES = 64


def share_below(latitude: Number, inclination: Number) -> Float[np.ndarray, "*s"]:
    """Share of time that a satellite is south of a latitude: 1/2 + asin(sin latitude / sin i) / pi, 0 and 1 beyond the shell's own."""
    return 0.5 + _argument(np.sin(latitude), inclination) / np.pi


def concentration(latitude: Number, inclination: Number) -> Float[np.ndarray, "*s"]:
    """Satellites per area at a latitude over those of a uniform spread: (2/pi) / sqrt(sin^2 i - sin^2 latitude); 0 beyond the inclination.

    Singular where both are equal: there, compare bands by `share_below`.
    """
    room = np.sin(inclination) ** 2 - np.sin(latitude) ** 2
    with np.errstate(divide="ignore"):
        return np.where(room >= 0.0, 2.0 / (np.pi * np.sqrt(np.maximum(room, 0.0))), 0.0)


def share_in_reach(latitude: Number, inclination: Number, half_angle: Number) -> Float[np.ndarray, "*s"]:
    """Share of time that one satellite of a circular shell has a place within its cap.

    Args:
        latitude: of the place, rad, -pi/2 to pi/2.
        inclination: rad, 0 to pi.
        half_angle: of the cap, rad, 0 to pi.

    Returns:
        (1/pi) times the integral over u from -pi/2 to pi/2 of the share of each parallel's longitudes that lies in the cap, by
        Gauss-Legendre in a variable that takes out the square roots at its ends. Averaged over the sphere it is the cap's own share
        (1 - cos psi) / 2 at any inclination.
    """
    phi, i, psi = np.broadcast_arrays(*(np.asarray(value, float) for value in (np.abs(latitude), inclination, half_angle)))
    # The cap's rim crosses the parallels between south and north; those from north to the pole, if any, lie in it whole; so in the south.
    south, north = np.maximum(phi - psi, psi - np.pi - phi), np.minimum(phi + psi, np.pi - phi - psi)
    whole = np.where(phi + psi > 0.5 * np.pi, 0.5 * np.pi - _argument(np.sin(north), i), 0.0)
    whole = whole + np.where(phi - psi < -0.5 * np.pi, 0.5 * np.pi + _argument(np.sin(south), i), 0.0)
    begin, end = _argument(np.sin(south), i), _argument(np.sin(north), i)
    node, weight = leggauss(_NODES)
    turn = 0.5 * np.pi * (node + 1.0)
    u = (0.5 * (begin + end))[..., None] - (0.5 * (end - begin))[..., None] * np.cos(turn)
    theta = np.arcsin(np.clip(np.sin(i)[..., None] * np.sin(u), -1.0, 1.0))
    across = np.cos(phi)[..., None] * np.cos(theta)
    haversine = np.sin(0.5 * psi)[..., None] ** 2 - np.sin(0.5 * (phi[..., None] - theta)) ** 2
    inside = np.clip(np.divide(haversine, across, out=np.zeros_like(across), where=across > 1e-15), 0.0, 1.0)
    half_width = 2.0 * np.arcsin(np.sqrt(inside)) / np.pi
    crossed = (half_width * np.sin(turn)) @ (0.5 * np.pi * weight) * 0.5 * (end - begin)
    return (whole + crossed) / np.pi


def _argument(sine: Number, inclination: Number) -> Float[np.ndarray, "*s"]:
    """Argument of latitude on the northbound half where a satellite crosses the latitude of this sine; at either end for one beyond."""
    sine, top = np.broadcast_arrays(np.asarray(sine, float), np.sin(np.asarray(inclination, float)))
    steep = top > 1e-12
    ratio = np.divide(sine, top, out=np.array(np.sign(sine)), where=steep)
    return np.arcsin(np.clip(ratio, -1.0, 1.0))
