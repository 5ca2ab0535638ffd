"""The pieces that every contestant flies, as plain numbers, and how what it saw is counted. NumPy alone: read by several environments.

Orbits are given by the longitude of the ascending node in the Earth-fixed frame at the epoch, so that each program may use an Earth
orientation of its own: a difference of theirs at the epoch then moves nothing. SI and radians.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

MU, RADIUS, FLATTENING, J2, ROTATION = 3.986004418e14, 6_378_137.0, 1.0 / 298.257223563, 1.08262668e-3, 7.292115e-5
"""WGS 84, J2 of EGM96: m^3/s^2, m, 1, 1, rad/s. Cupola's own constants, for the plain script and for the mean motion of SGP4's elements."""

EPOCH = (2026, 1, 1)
TURN = 2.0 * np.pi


@dataclass(frozen=True)
class Piece:
    """One thing to work out.

    Attributes:
        altitude: of the circular orbits above the equatorial radius, m.
        inclination: rad.
        pattern: planes, satellites a plane, phasing of the Walker delta.
        span: s.
        step: between instants, s.
        elevation: least that counts as in view, rad.
        rings: of cells between the poles, twice as many columns; the places are the centres of the cells.
        cone: in view is what lies within an angle from the nadir, see `least_cosine`, not above an elevation.
    """

    altitude: float
    inclination: float
    pattern: tuple[int, int, int]
    span: float
    step: float
    elevation: float = 0.0
    rings: int = 0
    cone: bool = False

    @property
    def radius(self) -> float:
        """Of the orbits, m."""
        return RADIUS + self.altitude

    @property
    def seconds(self) -> Array:
        """The instants, s since the epoch."""
        return np.arange(round(self.span / self.step)) * self.step

    @property
    def satellites(self) -> int:
        """How many fly."""
        return self.pattern[0] * self.pattern[1]

    @property
    def phases(self) -> tuple[Array, Array]:
        """Earth-fixed longitude of the node and argument of latitude of each satellite at the epoch, plane by plane, rad."""
        planes, per_plane, phasing = self.pattern
        plane, slot = np.divmod(np.arange(self.satellites), per_plane)
        return TURN * plane / planes, np.mod(TURN * (slot / per_plane + phasing * plane / self.satellites), TURN)

    @property
    def rates(self) -> tuple[float, float, float]:
        """Rates under J2 to first order of the node, the perigee and the mean anomaly, rad/s (Vallado 2013, section 9.6.1; e = 0)."""
        n = np.sqrt(MU / self.radius**3)
        k, c = 0.75 * J2 * (RADIUS / self.radius) ** 2 * n, np.cos(self.inclination)
        return float(-2.0 * k * c), float(k * (5.0 * c**2 - 1.0)), float(n + k * (3.0 * c**2 - 1.0))

    @property
    def places(self) -> tuple[Array, Array]:
        """Geodetic latitude and longitude of each place, rad: ring by ring from the south, each eastward from -180 deg."""
        latitudes = (np.arange(self.rings) + 0.5) * np.pi / self.rings - 0.5 * np.pi
        longitudes = (np.arange(2 * self.rings) + 0.5) * np.pi / self.rings - np.pi
        return np.repeat(latitudes, longitudes.size), np.tile(longitudes, latitudes.size)


def least_cosine(piece: Piece) -> float:
    """Of the angle at the satellite between the Earth's centre and a place: an elevation as it would be on a sphere.

    TAT-C's instruments see within such a cone. On the ellipsoid its rim stands a little lower than the elevation.
    """
    return float(np.sqrt(1.0 - (RADIUS / piece.radius * np.cos(piece.elevation)) ** 2))


PIECES = {
    "propagation": Piece(550e3, np.radians(53.0), (72, 22, 17), 86_400.0, 60.0),
    "coverage": Piece(1_200e3, np.radians(53.0), (6, 4, 1), 86_400.0, 60.0, np.radians(20.0), 18),
    "access": Piece(560e3, np.radians(97.6), (3, 4, 1), 7 * 86_400.0, 10.0, np.radians(30.0), 4),
}
TINY = {
    "propagation": Piece(550e3, np.radians(53.0), (6, 2, 1), 7_200.0, 60.0),
    "coverage": Piece(1_200e3, np.radians(53.0), (6, 2, 1), 21_600.0, 60.0, np.radians(20.0), 8),
    "access": Piece(560e3, np.radians(97.6), (3, 2, 1), 86_400.0, 10.0, np.radians(30.0), 4),
}

CHECKED = 60
"""Positions are kept for comparison at one instant in so many."""


def degrees(angle: Array) -> Array:
    """In degrees, 0 to below 360."""
    return np.mod(np.degrees(angle), 360.0)


def passes(seen: NDArray[np.bool_], step: float) -> Array:
    """What a row of instants (t, places) says of each place: share in view, number of passes, mean and longest gap between them, s.

    A gap is a run of instants with none in view between two with one, told in whole steps. Places never seen have no gap (0).
    """
    count, places = seen.shape
    edges = np.diff(np.pad(seen, ((1, 1), (0, 0))).astype(np.int8), axis=0)
    found = np.zeros((places, 4))
    for place in range(places):
        starts, ends = np.flatnonzero(edges[:, place] == 1), np.flatnonzero(edges[:, place] == -1)
        found[place] = _row(starts * step, ends * step, count * step)
    return found


def passes_of_windows(windows: list[list[tuple[float, float]]], span: float) -> Array:
    """The same from each place's windows, start and end in s; overlapping ones (several satellites) are first joined."""
    return np.array([_row(*_joined(sorted(mine)), span) for mine in windows])


def shares_of_windows(windows: list[list[tuple[float, float]]], seconds: Array) -> Array:
    """Share of the instants at which some window of a place is open."""
    shares = np.zeros(len(windows))
    for place, mine in enumerate(windows):
        starts, ends = _joined(sorted(mine))
        shares[place] = (np.searchsorted(seconds, ends, side="right") - np.searchsorted(seconds, starts, side="left")).sum() / seconds.size
    return shares


def _joined(windows: list[tuple[float, float]]) -> tuple[Array, Array]:
    joined: list[list[float]] = []
    for start, end in windows:
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    table = np.array(joined).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _row(starts: Array, ends: Array, span: float) -> tuple[float, float, float, float]:
    gaps = starts[1:] - ends[:-1]
    longest, mean = (float(gaps.max()), float(gaps.mean())) if gaps.size else (0.0, 0.0)
    return float((ends - starts).sum() / span), float(starts.size), mean, longest
