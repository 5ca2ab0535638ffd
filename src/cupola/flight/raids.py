"""Raids: many launches spread in time and place, drawn from a seed. NumPy, s and radians.

A launch's draw depends on the seed and on its own number, never on how many there are: launch 5 of 10 is launch 5 of 100.
"""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float
from cupola.errors import InputError

_STREAM = 0x7261_6964
"""Keeps these draws apart from all others that start from the same seed."""

_DRAWS = 7
_HALF_TURN = np.pi


@dataclass(frozen=True)
class Area:
    """Where pads or aims may lie: cells between parallels and meridians, or points.

    Attributes:
        latitude: geodetic, of the middle of each cell, rad, (m,).
        longitude: of the middle of each cell, rad, (m,).
        weight: chance of each cell, up to a common factor; none below 0, (m,). For an even spread, the area of the cell.
        half_height: half the cell's extent in latitude, rad; 0 for points.
        half_width: half the cell's extent in longitude, rad; 0 for points.
    """

    latitude: Float[np.ndarray, "m"]
    longitude: Float[np.ndarray, "m"]
    weight: Float[np.ndarray, "m"]
    half_height: float = 0.0
    half_width: float = 0.0

    def places(
        self, cell: Float[np.ndarray, "n"], north: Float[np.ndarray, "n"], east: Float[np.ndarray, "n"]
    ) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]:
        """Latitude and longitude of points spread evenly, by area, over the cells; from draws between 0 and 1.

        Args:
            cell: which cell.
            north: how far up in it.
            east: how far along in it.
        """
        share = np.cumsum(self.weight) / np.sum(self.weight)
        index = np.minimum(np.searchsorted(share, cell, side="right"), len(share) - 1)
        middle = self.latitude[index]
        low = np.sin(np.maximum(middle - self.half_height, -0.5 * np.pi))
        high = np.sin(np.minimum(middle + self.half_height, 0.5 * np.pi))
        latitude = np.arcsin(np.clip(low + north * (high - low), -1.0, 1.0)) if self.half_height else middle
        longitude = self.longitude[index] + (2.0 * east - 1.0) * self.half_width
        return latitude, np.mod(longitude + _HALF_TURN, 2.0 * _HALF_TURN) - _HALF_TURN


@dataclass(frozen=True)
class Raid:
    """Launches in the order of their numbers, not of time.

    Attributes:
        launch_seconds: since the scenario's epoch, TT, s, (n,).
        pad_latitude: geodetic, rad, (n,).
        pad_longitude: rad, (n,).
        aim_latitude: geodetic, rad, (n,).
        aim_longitude: rad, (n,).
    """

    launch_seconds: Float[np.ndarray, "n"]
    pad_latitude: Float[np.ndarray, "n"]
    pad_longitude: Float[np.ndarray, "n"]
    aim_latitude: Float[np.ndarray, "n"]
    aim_longitude: Float[np.ndarray, "n"]


def raid(seed: int, count: int, start: float, span: float, pads: Area, aims: Area) -> Raid:
    """Draw a raid.

    Args:
        seed: 0 or more.
        count: launches; 1 or more.
        start: earliest launch, s since the scenario's epoch.
        span: launches are spread evenly over so many seconds from `start`; 0 for all at once.
        pads: where they start.
        aims: where they end.

    Raises:
        InputError: a count, span, weight or place that makes no sense.
    """
    if isinstance(count, bool) or count != int(count) or count < 1:
        raise InputError(f"got a raid of {count} launches; must be a whole number of 1 or more")
    if seed != int(seed) or seed < 0:
        raise InputError(f"got the seed {seed}; must be a whole number of 0 or more")
    if not (np.isfinite(start) and np.isfinite(span) and span >= 0.0):
        raise InputError(f"got launches from {start:g} s over {span:g} s; both must be finite and the span 0 s or longer")
    _require_area("pads", pads)
    _require_area("aims", aims)
    draws = np.stack([np.random.default_rng([_STREAM, int(seed), number]).random(_DRAWS) for number in range(int(count))])
    when, pad_cell, pad_north, pad_east, aim_cell, aim_north, aim_east = draws.T
    pad_latitude, pad_longitude = pads.places(pad_cell, pad_north, pad_east)
    aim_latitude, aim_longitude = aims.places(aim_cell, aim_north, aim_east)
    return Raid(start + when * span, pad_latitude, pad_longitude, aim_latitude, aim_longitude)


def _require_area(name: str, area: Area) -> None:
    parts = (area.latitude, area.longitude, area.weight)
    if len({np.shape(part) for part in parts}) != 1 or np.ndim(area.weight) != 1 or np.size(area.weight) == 0:
        shapes = ", ".join(str(np.shape(part)) for part in parts)
        raise InputError(f"the {name} have latitudes, longitudes and weights of shapes {shapes}; each must be (m,), with m of 1 or more")
    if not (all(np.all(np.isfinite(part)) for part in parts) and np.all(np.abs(area.latitude) <= 0.5 * np.pi)):
        raise InputError(f"a place or weight of the {name} is not finite, or a latitude lies outside -90 to 90 deg")
    if np.any(area.weight < 0.0) or not np.sum(area.weight) > 0.0:
        raise InputError(
            f"the weights of the {name} run from {np.min(area.weight):g} to {np.max(area.weight):g}; none may be below 0, nor all 0"
        )
    if not (0.0 <= area.half_height <= 0.5 * np.pi and 0.0 <= area.half_width <= np.pi):
        raise InputError(f"a cell of the {name} reaches {area.half_height:g} by {area.half_width:g} rad; must be 0 to pi/2 by 0 to pi")
