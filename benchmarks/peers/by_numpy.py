"""Plain NumPy, as one would write it in an afternoon: J2 secular rates, trigonometry for each state, every satellite against every place.

The model is Cupola's, J2 to first order and the ellipsoid of WGS 84, so that the answers must be the same.
"""

import numpy as np
from child import Work, stand
from numpy.typing import NDArray
from problem import FLATTENING, RADIUS, ROTATION, Array, Piece, passes
from sight import in_view


def positions(piece: Piece) -> Array:
    """Earth-fixed positions, (t, n, 3), m."""
    seconds, (node, u) = piece.seconds, piece.phases
    node_rate, perigee_rate, anomaly_rate = piece.rates
    o = node + ((node_rate - ROTATION) * seconds)[:, None]
    a = u + ((perigee_rate + anomaly_rate) * seconds)[:, None]
    co, so, ca, sa = np.cos(o), np.sin(o), np.cos(a), np.sin(a)
    ci, si = np.cos(piece.inclination), np.sin(piece.inclination)
    return piece.radius * np.stack([ca * co - sa * ci * so, ca * so + sa * ci * co, sa * si], axis=-1)


def seen(piece: Piece) -> NDArray[np.bool_]:
    """Whether some satellite is in view, (t, places)."""
    lat, lon = piece.places
    up = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)
    squared = FLATTENING * (2.0 - FLATTENING)
    normal = RADIUS / np.sqrt(1.0 - squared * np.sin(lat) ** 2)
    places = normal[:, None] * up * np.array([1.0, 1.0, 1.0 - squared])
    return in_view(piece, positions(piece), places, up)


def propagation(piece: Piece) -> Work:
    """One broadcast expression."""
    return lambda: positions(piece)


def coverage(piece: Piece) -> Work:
    """Share of the instants in view by place."""
    return lambda: seen(piece).mean(axis=0)


def access(piece: Piece) -> Work:
    """Passes and gaps in whole steps."""
    return lambda: passes(seen(piece), piece.step)


if __name__ == "__main__":
    stand({"propagation": propagation, "coverage": coverage, "access": access}, np.__version__)
