"""Constellation patterns as ephemerides: Walker delta and star, circular or eccentric, geostationary slots, Molniya-like groups.

SI and radians in.
"""

import numpy as np

from cupola.arrays import Float
from cupola.constants import Body
from cupola.orbits.circular import CircularShell
from cupola.orbits.elements import Elements, SecularRates, semi_major_axis_synchronous
from cupola.orbits.keplerian import KeplerShell
from cupola.orbits.repeating import semi_major_axis_of_repeat

_TURN = 2.0 * np.pi


def walker_delta(
    radius: float,
    inclination: float,
    planes: int,
    per_plane: int,
    phasing: int,
    body: Body,
    raan: float = 0.0,
    argument_of_latitude: float = 0.0,
) -> CircularShell:
    """A Walker delta pattern i: t/p/f with t = planes * per_plane and f = phasing.

    Args:
        radius: mean semi-major axis, m.
        inclination: rad.
        planes: p, nodes spread evenly over a full turn.
        per_plane: satellites in each plane.
        phasing: f, 0 to planes - 1: neighbours in adjacent planes differ by f * 2 pi / t in argument of latitude.
        body: what is orbited.
        raan: node of the first plane, rad.
        argument_of_latitude: of the first satellite, rad.

    Satellites are ordered plane by plane. Source: Walker, J. Brit. Interplanet. Soc. 37 (1984) 559.
    """
    return _walker(
        radius, inclination, (planes, per_plane), _TURN / planes, _TURN * phasing / (planes * per_plane), (raan, argument_of_latitude), body
    )


def walker_star(  # noqa: PLR0913 -- the pattern's own numbers
    radius: float,
    inclination: float,
    planes: int,
    per_plane: int,
    phasing: float,
    body: Body,
    raan_step: float | None = None,
    raan: float = 0.0,
    argument_of_latitude: float = 0.0,
) -> CircularShell:
    """A Walker star (near-polar) pattern: nodes over half a turn, so that neighbouring planes fly side by side except at the seam.

    Args:
        radius: mean semi-major axis, m.
        inclination: rad.
        planes: number of planes.
        per_plane: satellites in each plane.
        phasing: offset between neighbours in adjacent planes, in units of 2 pi / (planes * per_plane); half a slot is planes / 2.
        body: what is orbited.
        raan_step: angle between adjacent nodes, rad; pi / planes if left out.
        raan: node of the first plane, rad.
        argument_of_latitude: of the first satellite, rad.
    """
    step = np.pi / planes if raan_step is None else raan_step
    return _walker(
        radius, inclination, (planes, per_plane), step, _TURN * phasing / (planes * per_plane), (raan, argument_of_latitude), body
    )


def _walker(
    radius: float, inclination: float, shape: tuple[int, int], node_step: float, phase_step: float, origin: tuple[float, float], body: Body
) -> CircularShell:
    planes, per_plane = shape
    plane, slot = np.divmod(np.arange(planes * per_plane), per_plane)
    raan = origin[0] + node_step * plane
    u = origin[1] + _TURN * slot / per_plane + phase_step * plane
    return CircularShell.of(radius, inclination, raan, u, body)


def eccentric_walker(  # noqa: PLR0913 -- the pattern's own numbers
    semi_major_axis: float,
    eccentricity: float,
    inclination: float,
    argument_of_perigee: float,
    planes: int,
    per_plane: int,
    phasing: float,
    body: Body,
    *,
    raan_spread: float = _TURN,
    raan: float = 0.0,
    mean_anomaly: float = 0.0,
) -> KeplerShell:
    """A Walker pattern of eccentric orbits, all with one argument of perigee, spaced in mean anomaly and so evenly in time.

    Args:
        semi_major_axis: mean, m.
        eccentricity: 0 to below 1.
        inclination: rad.
        argument_of_perigee: rad.
        planes: number of planes.
        per_plane: satellites in each plane.
        phasing: offset in mean anomaly between neighbours in adjacent planes, in units of 2 pi / (planes * per_plane).
        body: what is orbited.
        raan_spread: angle over which the nodes are spread, planes steps of equal size, rad: a full turn for a delta, half for a star.
        raan: node of the first plane, rad.
        mean_anomaly: of the first satellite, rad.

    Satellites are ordered plane by plane. With no eccentricity it flies what `walker_delta` does.
    """
    plane, slot = np.divmod(np.arange(planes * per_plane), per_plane)
    same = np.ones(planes * per_plane)
    return KeplerShell.of(
        Elements(
            semi_major_axis=semi_major_axis * same,
            eccentricity=eccentricity * same,
            inclination=inclination * same,
            raan=np.mod(raan + raan_spread * plane / planes, _TURN),
            argument_of_perigee=argument_of_perigee * same,
            mean_anomaly=np.mod(mean_anomaly + _TURN * slot / per_plane + _TURN * phasing * plane / (planes * per_plane), _TURN),
        ),
        body,
    )


def geostationary(longitudes: Float[np.ndarray, "n"], earth_angle: float, body: Body) -> CircularShell:
    """Satellites held over the equator at `longitudes` (rad, east): to 0.003 deg a year against the true rotation of the Earth.

    Args:
        longitudes: of each satellite, rad.
        earth_angle: Earth rotation angle at the epoch, rad.
        body: what is orbited; its rotation rate is taken as the satellites' rate.

    Left out: the box of about 0.1 deg in which a real satellite is kept, and inclined operation.
    """
    longitudes = np.asarray(longitudes, float)
    return CircularShell.with_rates(
        semi_major_axis_synchronous(body), 0.0, np.zeros_like(longitudes), longitudes + earth_angle, body.rotation_rate, 0.0
    )


def molniya(
    apogee_longitudes: Float[np.ndarray, "n"],
    perigee_altitude: float,
    inclination: float,
    argument_of_perigee: float,
    earth_angle: float,
    body: Body,
) -> KeplerShell:
    """Half-day eccentric orbits, each with an apogee over a stated longitude.

    At the critical inclination the ground tracks repeat; elsewhere the perigee drifts and the track with it, some 30 km a day at 30 deg.

    Args:
        apogee_longitudes: east longitude under each satellite at one of its two daily apogees, rad.
        perigee_altitude: above the equatorial radius, m.
        inclination: rad; 63.43 deg holds the perigee still.
        argument_of_perigee: rad; 270 deg puts the apogee in the north.
        earth_angle: Earth rotation angle at the epoch, rad.
        body: what is orbited.

    The satellites take turns: apogees follow each other by half a day divided by their number, the first at the epoch.
    """
    longitudes = np.asarray(apogee_longitudes, float)
    count = longitudes.size
    perigee = body.radius + perigee_altitude
    a = semi_major_axis_of_repeat(2, perigee, inclination, body)
    eccentricity = 1.0 - perigee / a
    same = np.ones(count)
    rates = SecularRates.of(a * same, eccentricity * same, inclination * same, body)
    wait = _TURN * np.arange(count) / count / rates.anomaly
    u = argument_of_perigee + rates.perigee * wait + np.pi
    along = np.arctan2(np.cos(inclination) * np.sin(u), np.cos(u))
    raan = longitudes + earth_angle + (body.rotation_rate - rates.node) * wait - along
    return KeplerShell.of(
        Elements(
            semi_major_axis=a * same,
            eccentricity=eccentricity * same,
            inclination=inclination * same,
            raan=np.mod(raan, _TURN),
            argument_of_perigee=argument_of_perigee * same,
            mean_anomaly=np.mod(np.pi - rates.anomaly * wait, _TURN),
        ),
        body,
    )
