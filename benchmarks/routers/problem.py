"""The network that every contestant is given: satellites of a Walker pattern by SGP4, the largest cities, and the plus grid."""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sgp4.api import WGS72, Satrec, SatrecArray

from cupola.catalog.cities import city_arrays
from cupola.constants import EARTH
from cupola.frames.geodetic import geodetic_to_itrs
from cupola.network.links import plus_grid

Array = NDArray[np.float64]
CITIES = 100
STEP = 60.0
MIN_ELEVATION = np.radians(25.0)
SHELLS = {"starlink": (72, 22, 39), "ten-thousand": (100, 100, 49)}
"""Planes, satellites in each, phasing; all at 550 km and 53 deg. The first is Starlink's first shell (FCC 21-48)."""


def positions(shell: str, steps: int) -> Array:
    """Earth-fixed, m, (t, s, 3), turned by the mean sidereal time of 1982."""
    planes, per_plane, phasing = SHELLS[shell]
    motion = np.sqrt(EARTH.mu / (EARTH.radius + 550_000.0) ** 3) * 60.0
    satellites = []
    for k in range(planes * per_plane):
        plane, place = divmod(k, per_plane)
        anomaly = 2.0 * np.pi * (place / per_plane + phasing * plane / (planes * per_plane))
        one = Satrec()
        one.sgp4init(WGS72, "i", k + 1, 27_759.0, 0.0, 0.0, 0.0, 1e-7, 0.0, np.radians(53.0), anomaly, motion, 2.0 * np.pi * plane / planes)
        satellites.append(one)
    day = STEP * np.arange(steps) / 86_400.0
    error, position, _ = SatrecArray(satellites).sgp4(np.full(steps, 2_461_040.5), day)
    if error.any():
        raise SystemExit("SGP4 would not fly the shell")
    turned = np.radians(280.46061837 + 360.98564736629 * (2_461_040.5 - 2_451_545.0 + day))[:, None]
    x, y, z = np.moveaxis(1000.0 * position, (0, 1, 2), (2, 1, 0))
    return np.stack([np.cos(turned) * x + np.sin(turned) * y, np.cos(turned) * y - np.sin(turned) * x, z], axis=-1)


def write(path: Path, shell: str, steps: int) -> None:
    """Put the problem into a file."""
    planes, per_plane, phasing = SHELLS[shell]
    latitude, longitude, people = city_arrays()
    largest = np.argsort(-people, kind="stable")[:CITIES]
    latitude, longitude = latitude[largest], longitude[largest]
    np.savez(
        path,
        position=positions(shell, steps),
        links=plus_grid(planes, per_plane, phasing=phasing).ends,
        city=geodetic_to_itrs(latitude, longitude, np.zeros(CITIES), EARTH),
        up=np.stack([np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], axis=-1),
    )


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
