"""Mean Keplerian elements and their secular drift under the body's zonal harmonics J2 and J4. NumPy, float64, SI and radians.

Source: Brouwer, Astron. J. 64 (1959) 378, whose mean elements these are: the drift to J2 squared and J4. To first order in J2 it is that of
Kozai, Astron. J. 64 (1959) 367, and of Vallado, Fundamentals of Astrodynamics and Applications (4th ed. 2013), section 9.6.1.
Left out: J3 and what lies beyond J4, long-period and short-period terms (`cupola.orbits.osculating` has the short ones), drag, the Moon and
the Sun. A real constellation is kept on its mean elements by its own manoeuvres; a shell flown here is kept in that sense.
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
    def first_order(
        cls, a: Float[np.ndarray, "n"], e: Float[np.ndarray, "n"], inclination: Float[np.ndarray, "n"], body: Body
    ) -> "SecularRates":
        """The rates to first order in J2 alone, as most handbooks give them; arguments as in `of`."""
        n = np.sqrt(body.mu / a**3)
        k = 0.75 * body.j2 * (body.radius / (a * (1.0 - e**2))) ** 2 * n
        cos_i = np.cos(inclination)
        return cls(
            node=-2.0 * k * cos_i,
            perigee=k * (5.0 * cos_i**2 - 1.0),
            anomaly=n + k * np.sqrt(1.0 - e**2) * (3.0 * cos_i**2 - 1.0),
        )

    @classmethod
    def of(cls, a: Float[np.ndarray, "n"], e: Float[np.ndarray, "n"], inclination: Float[np.ndarray, "n"], body: Body) -> "SecularRates":
        """Rates under J2, J2 squared and J4.

        Args:
            a: mean semi-major axis (Brouwer's double-primed), m.
            e: mean eccentricity, 0 to below 1.
            inclination: mean, rad.
            body: what is orbited.

        Source: Brouwer 1959, the secular parts of the solution, with eta = sqrt(1 - e^2) and theta = cos i. Valid at the critical
        inclination too: it is the long-period terms, left out here, that are not.
        """
        eta, theta = np.sqrt(1.0 - e**2), np.cos(inclination)
        eta2, theta2, theta4 = eta**2, theta**2, theta**4
        n = np.sqrt(body.mu / a**3)
        ratio2 = (body.radius / (a * eta2)) ** 2
        gamma2, gamma4 = 0.5 * body.j2 * ratio2, -0.375 * body.j4 * ratio2**2
        # Each: first order in J2, then J2 squared, then J4, over n.
        anomaly = 1.5 * gamma2 * eta * (3.0 * theta2 - 1.0)
        anomaly += (
            (3.0 / 32.0)
            * gamma2**2
            * eta
            * (-15.0 + 16.0 * eta + 25.0 * eta2 + (30.0 - 96.0 * eta - 90.0 * eta2) * theta2 + (105.0 + 144.0 * eta + 25.0 * eta2) * theta4)
        )
        anomaly += 0.9375 * gamma4 * eta * e**2 * (3.0 - 30.0 * theta2 + 35.0 * theta4)
        perigee = 1.5 * gamma2 * (5.0 * theta2 - 1.0)
        perigee += (
            (3.0 / 32.0)
            * gamma2**2
            * (
                -35.0
                + 24.0 * eta
                + 25.0 * eta2
                + (90.0 - 192.0 * eta - 126.0 * eta2) * theta2
                + (385.0 + 360.0 * eta + 45.0 * eta2) * theta4
            )
        )
        perigee += 0.3125 * gamma4 * (21.0 - 9.0 * eta2 + (126.0 * eta2 - 270.0) * theta2 + (385.0 - 189.0 * eta2) * theta4)
        node = -3.0 * gamma2 * theta
        node += 0.375 * gamma2**2 * theta * (-5.0 + 12.0 * eta + 9.0 * eta2 - (35.0 + 36.0 * eta + 5.0 * eta2) * theta2)
        node += 1.25 * gamma4 * (5.0 - 3.0 * eta2) * theta * (3.0 - 7.0 * theta2)
        return cls(node=n * node, perigee=n * perigee, anomaly=n * (1.0 + anomaly))


def semi_major_axis_synchronous(body: Body) -> float:
    """Radius at which a circular equatorial orbit, without J2, keeps pace with the body's rotation, m."""
    return float((body.mu / body.rotation_rate**2) ** (1.0 / 3.0))
