"""Mean Keplerian elements and their secular drift under the equatorial bulge (J2, first order). NumPy, float64, SI and radians.

Source: Vallado, Fundamentals of Astrodynamics and Applications (4th ed. 2013), section 9.6.1; Kozai, Astron. J. 64 (1959) 367.
Left out: J2 squared and J4 (the node of a 550 km shell moves by a further 0.1 % or so), short-period terms (up to about 10 km at 550 km),
drag, the Moon and the Sun. A real constellation is kept on its mean elements by its own manoeuvres; a shell flown here is kept in that
sense.
"""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float
from cupola.constants import Body


@dataclass(frozen=True)
class Elements:
    """Mean elements of n satellites in the true equator of date (CIRS), at one epoch.

    Attributes:
        semi_major_axis: m.
        eccentricity: 0 to below 1.
        inclination: rad, 0 to pi.
        raan: right ascension of the ascending node, counted from the celestial intermediate origin, rad.
        argument_of_perigee: rad.
        mean_anomaly: rad.
    """

    semi_major_axis: Float[np.ndarray, "n"]
    eccentricity: Float[np.ndarray, "n"]
    inclination: Float[np.ndarray, "n"]
    raan: Float[np.ndarray, "n"]
    argument_of_perigee: Float[np.ndarray, "n"]
    mean_anomaly: Float[np.ndarray, "n"]

    @property
    def size(self) -> int:
        """Number of satellites."""
        return self.semi_major_axis.shape[0]


@dataclass(frozen=True)
class SecularRates:
    """Rates of the angles of an orbit, rad/s: node, argument of perigee, mean anomaly."""

    node: Float[np.ndarray, "n"]
    perigee: Float[np.ndarray, "n"]
    anomaly: Float[np.ndarray, "n"]

    @classmethod
    def of(cls, a: Float[np.ndarray, "n"], e: Float[np.ndarray, "n"], inclination: Float[np.ndarray, "n"], body: Body) -> "SecularRates":
        """First-order J2 rates of orbits with mean semi-major axis `a` (m), eccentricity `e` and `inclination` (rad) about `body`."""
        n = np.sqrt(body.mu / a**3)
        k = 0.75 * body.j2 * (body.radius / (a * (1.0 - e**2))) ** 2 * n
        cos_i = np.cos(inclination)
        return cls(
            node=-2.0 * k * cos_i,
            perigee=k * (5.0 * cos_i**2 - 1.0),
            anomaly=n + k * np.sqrt(1.0 - e**2) * (3.0 * cos_i**2 - 1.0),
        )


def semi_major_axis_synchronous(body: Body) -> float:
    """Radius at which a circular equatorial orbit, without J2, keeps pace with the body's rotation, m."""
    return float((body.mu / body.rotation_rate**2) ** (1.0 / 3.0))


def semi_major_axis_of_repeat(revolutions: int, perigee_radius: float, inclination: float, body: Body) -> float:
    """Semi-major axis whose ground track closes after one nodal day of `revolutions` turns, J2 drift included, m.

    Args:
        revolutions: turns from apogee to apogee in one turn of the body under the orbit's node.
        perigee_radius: m, held while the semi-major axis is sought.
        inclination: rad.
        body: what is orbited.

    Returns:
        Semi-major axis, m, to a relative 1e-12. Perigee drift is left out of the closure, as it is nil at the critical inclination for
        which the rule is used.
    """
    a = (body.mu / (revolutions * body.rotation_rate) ** 2) ** (1.0 / 3.0)
    for _ in range(60):
        e = 1.0 - perigee_radius / a
        rates = SecularRates.of(np.array([a]), np.array([e]), np.array([inclination]), body)
        wanted = revolutions * (body.rotation_rate - rates.node[0])
        step = (rates.anomaly[0] / wanted) ** (2.0 / 3.0)
        a *= step
        if abs(step - 1.0) < 1e-13:
            break
    return float(a)
