"""What is in view by plain vectors, for the contestants that have no search of their own: every satellite against every place, in NumPy."""

import numpy as np
from numpy.typing import NDArray
from problem import Array, Piece, least_cosine

BATCH = 500_000
"""Pairs at once, so that a batch stays in the cores' own memory."""


def in_view(piece: Piece, flown: Array, places: Array, up: Array) -> NDArray[np.bool_]:
    """Whether some satellite is in view, (t, places).

    Args:
        piece: whose elevation counts, or whose cone about the nadir where it has one.
        flown: satellites, Earth-fixed, (t, n, 3), m.
        places: Earth-fixed, (p, 3), m.
        up: unit vectors of the vertical there, (p, 3).
    """
    instants, satellites, _ = flown.shape
    height, square = (up * places).sum(axis=1), (places**2).sum(axis=1)
    sine, cosine = np.sin(piece.elevation), least_cosine(piece)
    found = np.empty((instants, len(places)), bool)
    length = max(1, BATCH // (satellites * len(places)))
    for start in range(0, instants, length):
        part = flown[start : start + length]
        r = part.reshape(-1, 3)
        across = r @ places.T
        squared = (r**2).sum(axis=1)[:, None]
        distance = np.sqrt(squared + square - 2.0 * across)
        if piece.cone:
            seen = (squared - across >= cosine * np.sqrt(squared) * distance) & (r @ up.T >= height)
        else:
            seen = r @ up.T - height >= sine * distance
        found[start : start + length] = seen.reshape(len(part), satellites, -1).any(axis=1)
    return found
