"""Ground tracks as lines of longitude and latitude, degrees: cut at the date line, led over the poles, geodetic.

Between two samples the satellite is taken to fly straight; where such a stretch turns far in longitude, near a pole, points are added.
"""

import numpy as np

from cupola.arrays import Float
from cupola.constants import Body
from cupola.frames.geodetic import itrs_to_geodetic

DECIMALS = 4
"""Of a degree: 11 m on the ground."""

MOST_TURN = 1.0
"""Degrees of longitude between two points of a line."""

_THROUGH_THE_AXIS = 1e-6

Line = list[list[float]]


def track(positions: Float[np.ndarray, "t 3"], body: Body) -> list[Line]:
    """The ground track of one satellite.

    Args:
        positions: samples in order of time, Earth-fixed, m.
        body: whose ellipsoid.

    Returns:
        Lines of [longitude, latitude], degrees, longitude in [-180, 180], no stretch of which turns by more than 1 deg in longitude. A line
        that reaches the date line ends on it, at 180 or -180, and the next begins there from the other side; one that passes through a
        pole ends on it (latitude 90 or -90), and the next begins there on the opposite meridian. A satellite that stands above
        one point has one line of one point.
    """
    latitude, longitude, _ = itrs_to_geodetic(positions, body)
    points = np.degrees(np.column_stack([longitude, latitude]))
    turn = np.remainder(np.diff(points[:, 0]) + 180.0, 360.0) - 180.0
    crosses = np.abs(points[:-1, 0] + turn - points[1:, 0]) > 180.0
    lines, begun = [], 0
    current: list[np.ndarray] = []
    for at in np.flatnonzero(crosses | (np.abs(turn) > MOST_TURN)):
        current.append(points[begun : at + 1])
        begun = at + 1
        *closed, last = _between(positions[at : at + 2], float(points[at, 0]), float(turn[at]), bool(crosses[at]), body)
        for piece in closed:
            lines.append(np.concatenate([*current, piece]))
            current = []
        current.append(last)
    lines.append(np.concatenate([*current, points[begun:]]))
    return _rounded(lines)


def _between(ends: Float[np.ndarray, "2 3"], start: float, turn: float, crosses: bool, body: Body) -> list[np.ndarray]:
    """Points inside a stretch, in one piece, or in two where a line ends and the next begins: at the date line or a pole.

    Args:
        ends: positions, m.
        start: longitude of the first, degrees.
        turn: from the first to the second, degrees, in [-180, 180).
        crosses: whether the stretch crosses the date line.
        body: whose ellipsoid.
    """
    if abs(turn) >= 180.0 - _THROUGH_THE_AXIS:
        pole = 90.0 if ends[:, 2].sum() > 0.0 else -90.0
        opposite = np.degrees(np.arctan2(ends[1, 1], ends[1, 0]))
        return [np.array([[start, pole]]), np.array([[opposite, pole]])]
    pieces = int(np.ceil(abs(turn) / MOST_TURN))
    longitudes = start + turn * np.arange(1, pieces) / pieces
    edge = 180.0 if turn > 0.0 else -180.0
    if not crosses:
        return [_at_longitudes(ends, longitudes, body)]
    before, after = longitudes[np.abs(longitudes) < 180.0], longitudes[np.abs(longitudes) > 180.0]
    first = _at_longitudes(ends, np.append(before, edge), body)
    second = _at_longitudes(ends, np.insert(after, 0, edge), body)
    second[:, 0] -= 2.0 * edge
    return [first, second]


def _at_longitudes(ends: Float[np.ndarray, "2 3"], longitudes: Float[np.ndarray, "m"], body: Body) -> Float[np.ndarray, "m 2"]:
    """Where the straight line between two positions meets the half-planes of some meridians: those longitudes, and latitudes, degrees."""
    if longitudes.size == 0:
        return np.empty((0, 2))
    angle = np.radians(longitudes)
    normal = np.stack([-np.sin(angle), np.cos(angle), np.zeros_like(angle)], axis=-1)
    from_first, from_second = normal @ ends[0], normal @ ends[1]
    along = np.clip(from_first / (from_first - from_second), 0.0, 1.0)[:, None]
    latitude, _, _ = itrs_to_geodetic(ends[0] + along * (ends[1] - ends[0]), body)
    return np.column_stack([longitudes, np.degrees(latitude)])


def _rounded(lines: list[np.ndarray]) -> list[Line]:
    """Lines as written: rounded, without repeated points; a line that shrinks to a point goes, unless it is the only one."""
    found: list[Line] = []
    for line in lines:
        told = np.round(line, DECIMALS) + 0.0
        fresh = np.append(True, np.any(np.diff(told, axis=0) != 0.0, axis=1))
        found.append(told[fresh].tolist())
    longer = [line for line in found if len(line) > 1]
    return longer or found[:1]
