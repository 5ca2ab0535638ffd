"""Geodetic coordinates on a body's ellipsoid and positions fixed to that body, m and rad; heights are above the ellipsoid, not the sea."""

import numpy as np
from erfa import ufunc

from cupola.arrays import Float
from cupola.constants import Body

PerPoint = Float[np.ndarray, "*points"]
"""One float64 for each point, in any shape."""


def geodetic_to_itrs(latitude: PerPoint, longitude: PerPoint, height: PerPoint, body: Body) -> Float[np.ndarray, "*points 3"]:
    """Position of a point from its geodetic coordinates; the three broadcast.

    Args:
        latitude: geodetic, rad, in [-pi/2, pi/2].
        longitude: rad, east positive, any turn.
        height: m above the ellipsoid.
        body: whose ellipsoid.

    Returns:
        Position, m, in the frame fixed to the body (ITRS for the Earth).

    Raises:
        ValueError: when a latitude lies outside its range or a number is not finite.

    Source: ERFA `gd2gce`.
    """
    for name, values in (("latitude", latitude), ("longitude", longitude), ("height", height)):
        if not np.all(np.isfinite(values)):
            raise ValueError(f"a {name} is not finite")
    _require_latitude(latitude)
    _require_ellipsoid(body)
    position, _ = ufunc.gd2gce(body.radius, body.flattening, longitude, latitude, height)
    return position


def itrs_to_geodetic(position: Float[np.ndarray, "*points 3"], body: Body) -> tuple[PerPoint, PerPoint, PerPoint]:
    """Geodetic coordinates of a position.

    Args:
        position: m, in the frame fixed to the body (ITRS for the Earth).
        body: whose ellipsoid.

    Returns:
        Geodetic latitude, rad, in [-pi/2, pi/2]; longitude, rad, in (-pi, pi], east positive, 0 on the axis; height, m above the ellipsoid.

    Raises:
        ValueError: when a position is not finite.

    Source: ERFA `gc2gde` (Fukushima 2006), one step of an iteration. For the Earth and rounder bodies the latitude is right to 3e-12 rad
    below 2,000 km and 3e-11 rad at any height, and the height to 1 micrometre; near the surface all is right to a few nanometres. A body
    as flat as Saturn loses 1e-8 rad below 2,000 km and 3e-5 rad far out. Not for points deep inside the body.
    """
    if not np.all(np.isfinite(position)):
        raise ValueError("a position is not finite")
    _require_ellipsoid(body)
    longitude, latitude, height, _ = ufunc.gc2gde(body.radius, body.flattening, position)
    return latitude, longitude, height


def geocentric_latitude(geodetic: PerPoint, body: Body) -> PerPoint:
    """Latitude of the line from the centre to a point of the ellipsoid, from that of the normal there.

    Args:
        geodetic: geodetic latitude of a point at height zero, rad, in [-pi/2, pi/2].
        body: whose ellipsoid.

    Returns:
        Geocentric latitude, rad.

    Raises:
        ValueError: when a latitude lies outside its range.

    Source: tan(geocentric) = (1 - f)^2 tan(geodetic); Snyder, Map Projections: A Working Manual (USGS 1395), equation 3-28. For points
    above the ellipsoid the two differ by less; go through the position.
    """
    _require_latitude(geodetic)
    return np.arctan2((1.0 - body.flattening) ** 2 * np.sin(geodetic), np.cos(geodetic))


def geodetic_latitude(geocentric: PerPoint, body: Body) -> PerPoint:
    """Latitude of the normal to the ellipsoid, from that of the line to its foot: the inverse of `geocentric_latitude`.

    Args:
        geocentric: geocentric latitude of a point at height zero, rad, in [-pi/2, pi/2].
        body: whose ellipsoid.

    Returns:
        Geodetic latitude, rad.

    Raises:
        ValueError: when a latitude lies outside its range.
    """
    _require_latitude(geocentric)
    return np.arctan2(np.sin(geocentric), (1.0 - body.flattening) ** 2 * np.cos(geocentric))


def _require_latitude(latitude: PerPoint) -> None:
    """Raises for a latitude past a pole; written so that a NaN also fails."""
    inside = np.abs(latitude) <= np.pi / 2
    if not np.all(inside):
        worst = np.extract(~np.asarray(inside), latitude)[0]
        raise ValueError(f"got the latitude {worst:g} rad; must lie in [-pi/2, pi/2]")


def _require_ellipsoid(body: Body) -> None:
    if not (body.radius > 0.0 and 0.0 <= body.flattening < 1.0):
        raise ValueError(f"the ellipsoid of {body.name!r} is not one: radius {body.radius:g} m, flattening {body.flattening:g}")
