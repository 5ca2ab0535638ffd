"""The same questions by plain vectors: every satellite against every cell centre on the ellipsoid, positions and verticals from ERFA."""

import numpy as np

from cupola.constants import EARTH, Body
from cupola.frames.geodetic import geodetic_to_itrs
from cupola.geometry import RingGrid
from cupola.orbits import CircularShell

STILL = np.array([1.0, 0.0, 1.0, 0.0])
"""The row of a shell's table at which it stands at its start."""


def fixed(units: np.ndarray, radius: float, ahead: np.ndarray | None = None) -> CircularShell:
    """A shell that stands still at given directions, flying towards `ahead` (square to them)."""
    return CircularShell(
        np.asarray(units), np.zeros_like(units) if ahead is None else ahead, np.asarray(radius), np.asarray(0.0), np.asarray(0.0)
    )


def directions(random: np.random.Generator, count: int) -> np.ndarray:
    """Unit vectors all over the sphere."""
    units = random.normal(size=(count, 3))
    return units / np.linalg.norm(units, axis=1)[:, None]


class Plain:
    """Angles between satellites and the cell centres of a grid, (n, rings, columns) each."""

    def __init__(self, positions: np.ndarray, grid: RingGrid):
        latitude, longitude = np.meshgrid(grid.latitudes, grid.longitudes, indexing="ij")
        self.point = geodetic_to_itrs(latitude, longitude, np.zeros_like(latitude), grid.body)
        self.up = np.stack([np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], axis=-1)
        self.satellite = positions[:, None, None, :]
        self.line = self.satellite - self.point

    def elevation(self) -> np.ndarray:
        return np.pi / 2 - _angle(self.line, self.up)

    def off_nadir(self) -> np.ndarray:
        return _angle(self.line, self.satellite)

    def at_centre(self) -> np.ndarray:
        return _angle(self.satellite, self.point)

    def leftward(self, normals: np.ndarray) -> np.ndarray:
        return np.pi / 2 - _angle(normals[:, None, None, :], self.point)


def _angle(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Angle between vectors, rad: from their sum and difference, good to 1e-15 everywhere (Kahan)."""
    a, b = (v / np.linalg.norm(v, axis=-1, keepdims=True) for v in (a, b))
    return 2.0 * np.arctan2(np.linalg.norm(a - b, axis=-1), np.linalg.norm(a + b, axis=-1))


def flat(flattening: float) -> Body:
    """The Earth with another flattening."""
    return Body("a flat body", EARTH.mu, EARTH.radius, flattening, EARTH.j2, EARTH.rotation_rate)
