"""Orbits whose ground track closes on itself, and satellites that follow each other along one such track. SI and radians.

A track closes when a whole number of nodal periods (argument of latitude, so perigee drift counts) fits a whole number of nodal days (turns
of the body under the orbit's node). Left out: what `cupola.orbits.elements` leaves out, and the manoeuvres that hold a track against it.
"""

from math import gcd

import numpy as np

from cupola.constants import Body
from cupola.errors import InputError
from cupola.orbits.circular import CircularShell
from cupola.orbits.elements import SecularRates
from cupola.orbits.osculating import mean_radius

_TURN = 2.0 * np.pi


def semi_major_axis_of_repeat(revolutions: int, perigee_radius: float | None, inclination: float, body: Body, days: int = 1) -> float:
    """Semi-major axis whose ground track closes after `days` nodal days and `revolutions` turns from node to node, drift included, m.

    Args:
        revolutions: turns from ascending node to ascending node.
        perigee_radius: m, held while the semi-major axis is sought; None for a circular orbit.
        inclination: rad.
        body: what is orbited.
        days: turns of the body under the orbit's node, which itself drifts.

    Returns:
        Mean semi-major axis, m, to a relative 1e-12.

    Raises:
        InputError: such an orbit would lie below the body's surface, or its perigee below `perigee_radius`.
    """
    lowest = body.radius if perigee_radius is None else perigee_radius
    a = (body.mu * (days / (revolutions * body.rotation_rate)) ** 2) ** (1.0 / 3.0)
    for _ in range(60):
        if a <= lowest:
            raise InputError(
                f"a ground track of {revolutions} revolutions in {days} day{'s' * (days > 1)} asks for a mean altitude of "
                f"{(a - body.radius) / 1e3:,.0f} km, below the least of {(lowest - body.radius) / 1e3:,.0f} km; fly fewer revolutions a day"
            )
        e = 0.0 if perigee_radius is None else 1.0 - perigee_radius / a
        rates = SecularRates.of(np.array([a]), np.array([e]), np.array([inclination]), body)
        wanted = revolutions * (body.rotation_rate - rates.node[0]) / days
        step = ((rates.anomaly[0] + rates.perigee[0]) / wanted) ** (2.0 / 3.0)
        a *= step
        if abs(step - 1.0) < 1e-13:
            break
    return float(a)


def repeating_track(
    revolutions: int, days: int, inclination: float, satellites: int, longitude: float, earth_angle: float, body: Body
) -> CircularShell:
    """Circular orbits on one ground track that closes after `revolutions` turns in `days` nodal days.

    Args:
        revolutions: turns from node to node until the track closes.
        days: nodal days until it closes; a common factor of the two is taken out, as 30 turns in 2 days are 15 in 1.
        inclination: rad.
        satellites: how many; each is where the first was k / satellites of the repeat period earlier.
        longitude: east longitude of the first satellite's ascending node, over which it stands at the epoch, rad.
        earth_angle: Earth rotation angle at the epoch, rad.
        body: what is orbited.

    Raises:
        InputError: no such orbit lies above the body's surface.
    """
    shared = gcd(revolutions, days)
    revolutions, days = revolutions // shared, days // shared
    radius = semi_major_axis_of_repeat(revolutions, None, inclination, body, days)
    rates = SecularRates.of(np.array([radius]), np.zeros(1), np.array([inclination]), body)
    behind = np.arange(satellites) / satellites
    # A turn of the body under the node and a nodal turn take fixed times, so both angles follow from the share of the repeat period.
    raan = longitude + earth_angle + _TURN * days * behind
    u = -_TURN * revolutions * behind
    latitude_rate = float(rates.anomaly[0] + rates.perigee[0])
    flown = mean_radius(radius, inclination, body)
    return CircularShell.with_rates(flown, inclination, np.mod(raan, _TURN), np.mod(u, _TURN), latitude_rate, float(rates.node[0]))
