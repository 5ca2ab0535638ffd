"""Sun-synchronous orbits: their inclination, and the node that stands at a given local time. Circular shells of them; SI and radians.

Local time is mean solar: it goes by the mean Sun, not by the real one, which runs up to 16 minutes ahead or behind. Left out: what
`cupola.orbits.elements` leaves out; the Sun's pull, which turns the inclination by some 0.05 deg a year, is taken as manoeuvred away.
"""

from collections.abc import Callable

import numpy as np
from scipy.optimize import root_scalar

from cupola.arrays import Float
from cupola.constants import MEAN_SUN_RATE, SECONDS_PER_DAY, Body
from cupola.errors import InputError
from cupola.orbits.circular import CircularShell
from cupola.orbits.elements import SecularRates

_TURN = 2.0 * np.pi


def inclination_sun_synchronous(
    semi_major_axis: float, eccentricity: float, body: Body, rates: Callable[..., SecularRates] = SecularRates.of
) -> float:
    """Inclination at which the node keeps pace with the Earth's mean Sun, rad, above pi / 2.

    Args:
        semi_major_axis: mean, m.
        eccentricity: 0 to below 1.
        body: what is orbited; its year is taken as the Earth's.
        rates: `SecularRates.of`, or `SecularRates.first_order` for the handbook value under J2 alone.

    Raises:
        InputError: the bulge turns no orbit of this size fast enough, however it is inclined (above about 5,980 km for a
            circular one).
    """

    def ahead(inclination: float) -> float:
        found = rates(np.array([semi_major_axis]), np.array([eccentricity]), np.array([inclination]), body)
        return float(found.node[0]) / MEAN_SUN_RATE - 1.0

    if ahead(np.pi) < 0.0:
        altitude = (semi_major_axis - body.radius) / 1e3
        raise InputError(
            f"no orbit with a mean altitude of {altitude:,.0f} km and an eccentricity of {eccentricity:g} is sun-synchronous, as its node "
            "turns too slowly at every inclination; choose a lower orbit (a circular one must be below about 5,980 km)"
        )
    return float(root_scalar(ahead, bracket=(0.5 * np.pi, np.pi), xtol=1e-14, method="brentq").root)


def sun_synchronous(
    radius: float, raan: Float[np.ndarray, "p"], per_plane: int, phasing: float, body: Body, argument_of_latitude: float = 0.0
) -> CircularShell:
    """Circular sun-synchronous planes, each with its node where it is put; ordered plane by plane.

    Args:
        radius: mean semi-major axis, m.
        raan: node of each plane, rad; see `raan_of_local_time`.
        per_plane: satellites in each plane.
        phasing: offset between neighbours in the list of planes, in units of 2 pi / (planes * per_plane).
        body: what is orbited.
        argument_of_latitude: of the first satellite, rad.

    Raises:
        InputError: the orbit is too high to be sun-synchronous.
    """
    raan = np.asarray(raan, float)
    planes = raan.size
    plane, slot = np.divmod(np.arange(planes * per_plane), per_plane)
    u = argument_of_latitude + _TURN * slot / per_plane + _TURN * phasing * plane / (planes * per_plane)
    return CircularShell.of(radius, inclination_sun_synchronous(radius, 0.0, body), raan[plane], u, body)


def raan_of_local_time(local_time: float | Float[np.ndarray, "*p"], ut1_of_day: float, earth_angle: float) -> Float[np.ndarray, "*p"]:
    """Right ascension of the meridian on which it is `local_time`, counted from the celestial intermediate origin, rad in [0, 2 pi).

    Args:
        local_time: mean solar time of day of the ascending node, s.
        ut1_of_day: UT1 since midnight at the epoch, s.
        earth_angle: Earth rotation angle at the epoch, rad.

    UT1 is the local mean solar time of the prime meridian, whose right ascension is the Earth rotation angle.
    """
    return np.asarray(np.mod(earth_angle + _TURN * (np.asarray(local_time) - ut1_of_day) / SECONDS_PER_DAY, _TURN))
