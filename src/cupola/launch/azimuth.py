"""Which way to launch for an inclination: azimuths in space and over the turning ground, and what it costs to turn. rad, m/s.

A sphere that turns: the latitude counts as the angle from the equator (a geodetic one errs by 0.2 deg at most), the orbit is circular where
it is entered, and nothing is said of where stages fall. Azimuths count from north through east, in [0, 2 pi).
"""

from dataclasses import dataclass
from math import acos, asin, atan2, cos, hypot, pi, sin, sqrt

from cupola.constants import MEAN_SUN_RATE, Body
from cupola.errors import InputError

_ROUNDING = 1e-9
"""rad of an inclination below the latitude that count as the latitude itself."""


@dataclass(frozen=True)
class Heading:
    """One of the two ways into an orbit's plane: northbound (ascending) or southbound (descending).

    Attributes:
        inertial: azimuth of the velocity in space where the orbit is entered, rad.
        ground: azimuth of the velocity that the vehicle must add to the turning ground's, rad.
        speed: of that velocity, m/s.
    """

    inertial: float
    ground: float
    speed: float


def ground_speed(latitude: float, body: Body) -> float:
    """Speed of the ground to the east at a latitude (rad), m/s, at the equatorial radius."""
    return body.rotation_rate * body.radius * cos(latitude)


def circular_speed(altitude: float, body: Body) -> float:
    """Speed on a circular orbit, m/s, from its altitude above the equatorial radius, m."""
    return sqrt(body.mu / (body.radius + altitude))


def least_inclination(latitude: float) -> float:
    """Least inclination that is reached from a latitude without turning in orbit, rad: the latitude itself, flown due east."""
    return abs(latitude)


def nearest_direct(latitude: float, inclination: float) -> float:
    """The inclination nearest to one asked for that is reached without turning in orbit, rad, in [|latitude|, pi - |latitude|]."""
    least = least_inclination(latitude)
    return min(max(inclination, least), pi - least)


def headings(latitude: float, inclination: float, altitude: float, body: Body) -> tuple[Heading, Heading]:
    """The northbound and the southbound way into a circular orbit.

    Args:
        latitude: of the site, rad.
        inclination: of the orbit, rad, in [0, pi].
        altitude: of the orbit above the equatorial radius, m.
        body: what turns below.

    Raises:
        InputError: the inclination is below the latitude, so that the orbit does not pass over the site.

    Source: sin(azimuth) = cos(inclination) / cos(latitude), Vallado, Fundamentals of Astrodynamics and Applications (4th ed. 2013), section
    6.4.2; over the ground the site's own eastward speed is taken from the orbit's.
    """
    if nearest_direct(latitude, inclination) - inclination > _ROUNDING or inclination - nearest_direct(latitude, inclination) > _ROUNDING:
        raise InputError(_no_direct_way(latitude, inclination))
    sine = cos(nearest_direct(latitude, inclination)) / cos(latitude) if abs(latitude) < 0.5 * pi else 0.0
    north = asin(min(max(sine, -1.0), 1.0))
    speed, carried = circular_speed(altitude, body), ground_speed(latitude, body)
    return _heading(north, speed, carried), _heading(pi - north, speed, carried)


def inclination_at(latitude: float, azimuth: float) -> float:
    """Inclination, rad, of the orbit that is entered over a latitude with an azimuth in space."""
    return acos(min(max(sin(azimuth) * cos(latitude), -1.0), 1.0))


def turn_cost(before: float, after: float, angle: float) -> float:
    """Speed change, m/s, that takes a speed before into a speed after (m/s) that points away from it by an angle, rad: law of cosines."""
    return sqrt(max(before * before + after * after - 2.0 * before * after * cos(angle), 0.0))


def sun_synchronous_inclination(altitude: float, body: Body) -> float:
    """Inclination of a circular orbit whose node keeps pace with the mean Sun, rad.

    Args:
        altitude: mean, above the equatorial radius, m.
        body: whose bulge turns the node; its year is taken as the Earth's.

    Raises:
        InputError: the orbit is so high that the bulge turns no orbit fast enough.

    Source: the node's drift to first order in J2 (Vallado 2013, equation 9-37). `cupola.orbits` has the finer one, 0.03 deg away; it stands
    on JAX, which this room does without.
    """
    a = body.radius + altitude
    cosine = -2.0 * MEAN_SUN_RATE * a**3.5 / (3.0 * body.j2 * body.radius**2 * sqrt(body.mu))
    if cosine < -1.0:
        raise InputError(
            f"no circular orbit {altitude / 1e3:,.0f} km up is sun-synchronous, as its node turns too slowly; go below 5,900 km"
        )
    return acos(cosine)


def _heading(inertial: float, speed: float, carried: float) -> Heading:
    east, north = speed * sin(inertial) - carried, speed * cos(inertial)
    return Heading(inertial % (2.0 * pi), atan2(east, north) % (2.0 * pi), hypot(east, north))


def _no_direct_way(latitude: float, inclination: float) -> str:
    least, got = least_inclination(latitude) * 180.0 / pi, inclination * 180.0 / pi
    return (
        f"got an inclination of {got:.2f} deg from a latitude of {latitude * 180.0 / pi:.2f} deg; without turning in orbit it must lie in "
        f"[{least:.2f}, {180.0 - least:.2f}] deg. Launch from nearer the equator, or pay for a turn in orbit"
    )
