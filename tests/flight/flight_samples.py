"""Flights that several tests look at: broad areas of a study, and single launches by degrees."""

from functools import cache

import numpy as np

from cupola.constants import EARTH
from cupola.flight import MINIMUM_ENERGY, SOLID, Area, Booster, Raid, Trajectories, raid, trajectories

PADS = Area(np.radians([39.0, 41.0, 52.0, 62.0]), np.radians([126.0, 128.0, 46.0, 94.0]), np.ones(4), np.radians(1.0), np.radians(1.5))
AIMS = Area(np.radians([35.0, 40.0, 45.0, 47.0]), np.radians([-117.0, -80.0, -93.0, -122.0]), np.ones(4), np.radians(4.0), np.radians(4.0))
ANGLE = 1.75
"""Earth rotation angle at the epoch, rad."""


def spread(count: int, seed: int = 3) -> Raid:
    """A raid over a day between two broad sets of cells."""
    return raid(seed, count, 0.0, 86_400.0, PADS, AIMS)


def flights(drawn: Raid, booster: Booster = SOLID, loft: float | str = MINIMUM_ENERGY) -> Trajectories:
    """Trajectories of a raid."""
    return trajectories(
        drawn.launch_seconds,
        ANGLE + EARTH.rotation_rate * drawn.launch_seconds,
        drawn.pad_latitude,
        drawn.pad_longitude,
        drawn.aim_latitude,
        drawn.aim_longitude,
        booster,
        loft,  # pyright: ignore[reportArgumentType] -- the tests also hand over wrong words
        EARTH,
    )


def launch(
    pad: tuple[float, float], aim: tuple[float, float], booster: Booster = SOLID, loft: float | str = MINIMUM_ENERGY
) -> Trajectories:
    """One trajectory between two places, degrees."""
    one = np.ones(1)
    return flights(Raid(0.0 * one, *(np.radians(value) * one for value in (*pad, *aim))), booster, loft)


@cache
def study(booster: Booster, loft: float | str) -> Trajectories:
    """Eight flights between the broad areas."""
    return flights(spread(8), booster, loft)
