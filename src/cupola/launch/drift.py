"""How long a satellite takes from where it was left to its slot: raised by low thrust, drifting from plane to plane under J2. SI, rad.

Circular orbits. A low orbit's node turns faster than a high one's, so a satellite that waits below its shell is carried along it, plane
after plane. Left out: drag, eclipses of the thrusters, J4, and the node's turning while the orbit is being raised.
"""

import numpy as np

from cupola.arrays import Float
from cupola.constants import Body


def node_rate(
    altitude: Float[np.ndarray, "*n"] | float, inclination: Float[np.ndarray, "*n"] | float, body: Body
) -> Float[np.ndarray, "*n"]:
    """Drift of the ascending node of a circular orbit, rad/s; to the west (below 0) for inclinations under a quarter turn.

    Args:
        altitude: above the equatorial radius, m.
        inclination: rad.
        body: what is orbited.

    Source: Vallado, Fundamentals of Astrodynamics and Applications (4th ed. 2013), equation 9-37, to first order in J2.
    """
    a = body.radius + np.asarray(altitude, dtype=np.float64)
    return -1.5 * body.j2 * (body.radius / a) ** 2 * np.sqrt(body.mu / a**3) * np.cos(inclination)


def drift_time(
    spacing: Float[np.ndarray, "*n"] | float,
    waiting: tuple[float, float],
    shell: tuple[float, float],
    body: Body,
) -> Float[np.ndarray, "*n"]:
    """Time in which an orbit's node moves by `spacing` against a shell's planes, s.

    Args:
        spacing: angle between the nodes, rad, 0 or more; the direction of the drift is whichever way it goes.
        waiting: altitude (m) and inclination (rad) of the orbit on which the satellite waits.
        shell: altitude and inclination of the orbits that it is bound for.
        body: what is orbited.

    Returns:
        Infinity where the two turn alike, as over the poles or at one altitude; 0 for no spacing.

    Raises:
        ValueError: a spacing below zero.
    """
    angle = np.asarray(spacing, dtype=np.float64)
    if np.any(angle < 0.0):
        raise ValueError(f"spacing: got {spacing} rad; must be 0 or more, whichever way the planes lie")
    apart = abs(float(node_rate(*waiting, body) - node_rate(*shell, body)))
    # Two rates that differ by rounding alone are the same rate.
    if apart < 1e-12 * abs(float(node_rate(shell[0], 0.0, body))):
        return np.where(angle > 0.0, np.inf, 0.0)
    return angle / apart


def raising_time(start: float, end: float, acceleration: float, body: Body) -> float:
    """Time of a slow spiral from one circular orbit to another in its plane, s.

    Args:
        start: altitude where it begins, m.
        end: altitude where it ends, m; above or below.
        acceleration: of the thrust, m/s^2, along the track and held.
        body: what is orbited.

    Raises:
        ValueError: no thrust.

    The speed change is the difference of the two circular speeds (Edelbaum, ARS Journal 31 (1961) 1079, without a change of plane).
    """
    if not acceleration > 0.0:
        raise ValueError(f"acceleration: got {acceleration} m/s^2; must be above 0, or state the time of raising itself")
    low, high = (np.sqrt(body.mu / (body.radius + altitude)) for altitude in (start, end))
    return float(abs(low - high) / acceleration)
