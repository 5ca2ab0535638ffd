"""What the air takes from a radio link to a satellite: gases, clouds, rain and scintillation, by the ITU-R's recommendations. dB.

From the library ITU-Rpy (`itur`), which is an extra: 163 MB of maps that most scenarios do without. Without it a scenario states a number.
"""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from math import pi
from typing import Any

import numpy as np

from cupola.arrays import Float
from cupola.errors import InputError

LOWEST = pi / 36.0
"""rad, 5 deg: below it the recommendation's way with gases does not hold."""


@dataclass(frozen=True)
class Dish:
    """The antenna on the ground.

    Attributes:
        diameter: m.
        efficiency: share of its area that counts, in (0, 1].
        tilt: rad between the plane of polarisation and the horizon; pi/4 for circular.
    """

    diameter: float
    efficiency: float = 0.65
    tilt: float = pi / 4.0


def slant_attenuation(
    place: tuple[Float[np.ndarray, "*#e"], Float[np.ndarray, "*#e"], Float[np.ndarray, "*#e"]],
    elevation: Float[np.ndarray, "*#e"],
    frequency: float,
    exceeded: float,
    dish: Dish,
) -> Float[np.ndarray, "*e"]:
    """Attenuation on the way from the ground to a satellite that is passed in a share of the average year, dB.

    Args:
        place: geodetic latitude and longitude, rad, and height above the sea, m. They broadcast with the elevation.
        elevation: of the satellite, rad, 5 deg or more.
        frequency: Hz, 1 to 55 GHz.
        exceeded: share of the year, 0.00001 to 0.05.
        dish: the antenna on the ground; a larger one averages scintillation.

    Raises:
        InputError: the library is not there.
        ValueError: elevation, frequency or share outside those ranges.

    Source: Recommendation ITU-R P.618-13, section 2.5, equation 64, with gases by P.676 (annex 2), rain by P.837-7, P.838-3 and P.839-4
    and clouds by P.840, as `itur` 0.4 has them. The share is that for a satellite that stands still at this elevation. 0.5 ms a point.
    """
    if np.any(elevation < LOWEST) or np.any(elevation > 0.5 * pi):
        raise ValueError("an elevation lies outside 5 to 90 deg, for which the recommendations hold; leave such links out")
    if not 1e9 <= frequency <= 55e9:
        raise ValueError(f"frequency: got {frequency / 1e9:g} GHz; the recommendations hold from 1 to 55 GHz")
    if not 1e-5 <= exceeded <= 0.05:
        raise ValueError(f"exceeded: got {exceeded:g} of the year; the recommendations hold from 0.00001 to 0.05")
    latitude, longitude, height, seen = np.broadcast_arrays(*place, elevation)
    if seen.size == 0:
        return np.zeros(seen.shape)
    # The library warns at 90 deg sharp, and might at 5 deg but for rounding.
    degrees = np.clip(np.degrees(seen).ravel(), 5.0, 89.999)
    found = _itur().atmospheric_attenuation_slant_path(
        np.degrees(latitude).ravel(),
        np.degrees(longitude).ravel(),
        frequency / 1e9,
        degrees,
        100.0 * exceeded,
        dish.diameter,
        hs=height.ravel() / 1e3,
        eta=dish.efficiency,
        tau=float(np.degrees(dish.tilt)),
    )
    return np.asarray(found.value, dtype=np.float64).reshape(seen.shape)


def require_library() -> None:
    """Says so at once where the library is not there, before anything is flown.

    Raises:
        InputError: it is not.
    """
    if find_spec("itur") is None:
        raise InputError(_MISSING)


_MISSING = (
    "attenuation by the ITU-R's recommendations needs the library itur, which is not installed; "
    "run: pip install 'cupola[radio]', or state the attenuation as a number of dB"
)


def _itur() -> Any:
    """The library, asked for when it is needed: it takes 2 s to load, and most runs do without."""
    try:
        return import_module("itur")
    except ImportError as error:
        raise InputError(_MISSING) from error
