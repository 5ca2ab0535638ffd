"""Mean elements to osculating ones and back: the short-period motion under J2, first order, any eccentricity from 0. NumPy, SI, radians.

Source: the generating function of Brouwer, Astron. J. 64 (1959) 378, differentiated in Hill's variables (radius, its rate, argument of
latitude, angular momentum, node, inclination) as Izsak, Astron. J. 68 (1963) 559, and Aksnes, Astron. J. 77 (1972) 70, did; these know no
perigee, so that a circular orbit is nothing special. The semi-major axis comes from the energy, known to J2 squared and J4 (Breakwell and
Vagners, Celest. Mech. 2 (1970) 253): a start converted here keeps pace with `SecularRates`.
Left out: second-order and long-period terms, and the short-period terms of other harmonics than J2.
"""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float
from cupola.constants import Body
from cupola.orbits.elements import Elements
from cupola.orbits.kepler_equation import eccentric_anomaly

_ITERATIONS = 12
_TURN = 2.0 * np.pi


def mean_to_osculating(elements: Elements, body: Body) -> Elements:
    """Osculating elements of satellites whose mean elements are given.

    Args:
        elements: mean (Brouwer), true equator of date.
        body: what is orbited.

    Returns:
        Elements of the Kepler ellipses on which the satellites move at the instant; of a mean circle the perigee is where they happen to be
        lowest. Flown for a day under J2, low orbits and a Molniya orbit stay within 50 m of an integrated one (tested).
    """
    return _elements(_osculating(_hill(elements, body), body), body)


def osculating_to_mean(elements: Elements, body: Body) -> Elements:
    """Mean elements of satellites whose osculating elements are given: the inverse of `mean_to_osculating`, to rounding (tested).

    Args:
        elements: osculating, true equator of date.
        body: what is orbited.
    """
    wanted = _hill(elements, body)
    mean = wanted
    for _ in range(_ITERATIONS):
        mean = mean.plus(wanted, _osculating(mean, body))
    return _elements(mean, body)


def mean_lift(elements: Elements, body: Body) -> Float[np.ndarray, "n"]:
    """What the bulge adds to each satellite's distance on the mean, over time and over all directions of the perigee, m.

    Args:
        elements: mean; the node and the anomaly do not matter.
        body: what is orbited.

    A polar orbit at 550 km flies 4.8 km farther out than its semi-major axis says, an equatorial one 9.5 km farther in.
    """
    m, w = (angle.ravel() for angle in np.meshgrid(_TURN * np.arange(48) / 48.0, _TURN * np.arange(4) / 4.0))
    n, same = elements.size, np.ones((elements.size, m.size))
    each = (elements.semi_major_axis, elements.eccentricity, elements.inclination, np.zeros(n), np.zeros(n), np.zeros(n))
    a, e, inclination, node, perigee, anomaly = ((np.asarray(values, float)[:, None] * same).ravel() for values in each)
    mean = _hill(Elements(a, e, inclination, node, perigee + np.tile(w, n), anomaly + np.tile(m, n)), body)
    return (_osculating(mean, body).r - mean.r).reshape(n, m.size).mean(axis=-1)


def mean_radius(semi_major_axis: float, inclination: float, body: Body) -> float:
    """Mean distance from the centre of a satellite on a mean circle, m.

    Args:
        semi_major_axis: mean, m.
        inclination: rad.
        body: what is orbited.
    """
    circle = Elements(*(np.array([value]) for value in (semi_major_axis, 0.0, inclination, 0.0, 0.0, 0.0)))
    return semi_major_axis + float(mean_lift(circle, body)[0])


@dataclass(frozen=True)
class _Hill:
    """Radius (m), its rate (m/s), argument of latitude (rad), angular momentum (m^2/s), node and inclination (rad)."""

    r: Float[np.ndarray, "n"]
    rate: Float[np.ndarray, "n"]
    u: Float[np.ndarray, "n"]
    momentum: Float[np.ndarray, "n"]
    node: Float[np.ndarray, "n"]
    inclination: Float[np.ndarray, "n"]

    def plus(self, end: "_Hill", start: "_Hill") -> "_Hill":
        """This with what leads from `start` to `end` added."""
        return _Hill(
            self.r + end.r - start.r,
            self.rate + end.rate - start.rate,
            self.u + end.u - start.u,
            self.momentum + end.momentum - start.momentum,
            self.node + end.node - start.node,
            self.inclination + end.inclination - start.inclination,
        )


def _hill(elements: Elements, body: Body) -> _Hill:
    a, e = np.asarray(elements.semi_major_axis, float), np.asarray(elements.eccentricity, float)
    anomaly = eccentric_anomaly(np.asarray(elements.mean_anomaly, float), e)
    cos_e, sin_e = np.cos(anomaly), np.sin(anomaly)
    eta = np.sqrt(1.0 - e**2)
    r = a * (1.0 - e * cos_e)
    return _Hill(
        r=r,
        rate=np.sqrt(body.mu * a) * e * sin_e / r,
        u=np.asarray(elements.argument_of_perigee, float) + np.arctan2(eta * sin_e, cos_e - e),
        momentum=np.sqrt(body.mu * a) * eta,
        node=np.asarray(elements.raan, float),
        inclination=np.asarray(elements.inclination, float),
    )


def _elements(hill: _Hill, body: Body) -> Elements:
    """Elements with every angle but the inclination reduced to one turn."""
    kappa = hill.momentum**2 / (body.mu * hill.r) - 1.0
    sigma = hill.rate * hill.momentum / body.mu
    e = np.hypot(kappa, sigma)
    eta = np.sqrt(1.0 - e**2)
    true_anomaly = np.arctan2(sigma, kappa)
    anomaly = np.arctan2(eta * sigma, kappa + e**2)
    return Elements(
        semi_major_axis=hill.momentum**2 / (body.mu * eta**2),
        eccentricity=e,
        inclination=hill.inclination,
        raan=np.mod(hill.node, _TURN),
        argument_of_perigee=np.mod(hill.u - true_anomaly, _TURN),
        mean_anomaly=np.mod(anomaly - e * np.sin(anomaly), _TURN),
    )


def _osculating(mean: _Hill, body: Body) -> _Hill:
    """First-order short-period terms added, then radius, its rate and momentum scaled to the orbit's energy.

    With W = G gamma w the generating function: a coordinate moves by the derivative of W with respect to its momentum and a momentum by
    minus that with respect to its coordinate, where the pairs are (r, r'), (u, G) and (node, G cos i).
    """
    kappa = mean.momentum**2 / (body.mu * mean.r) - 1.0  # e cos f
    sigma = mean.rate * mean.momentum / body.mu  # e sin f
    p = mean.momentum**2 / body.mu
    gamma = 0.5 * body.j2 * (body.radius / p) ** 2
    e2 = kappa**2 + sigma**2
    eta = np.sqrt(1.0 - e2)
    c, s = np.cos(mean.inclination), np.sin(mean.inclination)
    cos_2u, sin_2u = np.cos(2.0 * mean.u), np.sin(2.0 * mean.u)
    # Equation of the centre, f - M, and its derivatives by kappa and sigma.
    anomaly = np.arctan2(eta * sigma, kappa + e2)
    centre = np.arctan2(sigma, kappa) - anomaly
    centre = np.mod(centre + np.pi, _TURN) - np.pi + sigma * eta / (1.0 + kappa)
    centre_kappa = -sigma * (1.0 / (1.0 + eta) + eta / (1.0 + kappa) ** 2)
    centre_sigma = kappa / (1.0 + eta) + 2.0 * eta / (1.0 + kappa)
    turning = (0.5 + 2.0 / 3.0 * kappa) * sin_2u - sigma * cos_2u / 3.0
    level = 0.5 - 1.5 * c**2
    w = level * (centre + sigma) - 1.5 * s**2 * turning
    w_kappa = level * centre_kappa - s**2 * sin_2u
    w_sigma = level * (centre_sigma + 1.0) + 0.5 * s**2 * cos_2u
    tilting = (1.0 + 4.0 / 3.0 * kappa) * cos_2u + 2.0 / 3.0 * sigma * sin_2u
    w_c = 3.0 * c * (turning - centre - sigma)
    moved = _Hill(
        r=mean.r + gamma * p * w_sigma,
        rate=mean.rate + gamma * mean.momentum * (1.0 + kappa) / mean.r * w_kappa,
        u=mean.u + gamma * (-3.0 * w + 2.0 * (1.0 + kappa) * w_kappa + sigma * w_sigma - c * w_c),
        momentum=mean.momentum * (1.0 + 1.5 * gamma * s**2 * tilting),
        node=mean.node + gamma * w_c,
        inclination=mean.inclination + 1.5 * gamma * s * c * tilting,
    )
    return _with_energy(moved, _mean_energy(mean, body), body)


def _mean_energy(mean: _Hill, body: Body) -> Float[np.ndarray, "n"]:
    """Energy of the orbit with these mean elements, to J2 squared and J4, J/kg.

    Brouwer 1959: the Hamiltonian that is left, secular and long-period, when the short-period terms are gone.
    """
    kappa = mean.momentum**2 / (body.mu * mean.r) - 1.0
    sigma = mean.rate * mean.momentum / body.mu
    p = mean.momentum**2 / body.mu
    eta2 = 1.0 - kappa**2 - sigma**2
    eta = np.sqrt(eta2)
    gamma = 0.5 * body.j2 * (body.radius / p) ** 2
    theta2 = np.cos(mean.inclination) ** 2
    cos_2u, sin_2u = np.cos(2.0 * mean.u), np.sin(2.0 * mean.u)
    # e^2 cos 2g, with no perigee named.
    perigee = (kappa**2 - sigma**2) * cos_2u + 2.0 * kappa * sigma * sin_2u
    second = (
        15.0 * eta2 * (1.0 - 3.6 * theta2 + theta2**2)
        + 12.0 * eta * (1.0 - 3.0 * theta2) ** 2
        - 15.0 * (1.0 - 2.0 * theta2 - 7.0 * theta2**2)
        - 6.0 * (1.0 - 16.0 * theta2 + 15.0 * theta2**2) * perigee
    )
    s2 = 1.0 - theta2
    fourth = (5.0 - 3.0 * eta2) * (35.0 * s2**2 - 40.0 * s2 + 8.0) + 10.0 * (6.0 * s2 - 7.0 * s2**2) * perigee
    gamma4 = body.j4 * (body.radius / p) ** 4
    first = 0.5 * gamma * (1.0 - 3.0 * theta2)
    return body.mu * eta2 / p * (-0.5 + eta * (first - gamma**2 * second / 32.0 + 3.0 * gamma4 * fourth / 128.0))


def _with_energy(hill: _Hill, energy: Float[np.ndarray, "n"], body: Body) -> _Hill:
    """The state on an ellipse of the same shape, so large that its energy in the field of J2 and J4 is `energy`."""
    z2 = (np.sin(hill.inclination) * np.sin(hill.u)) ** 2
    ratio2 = (body.radius / hill.r) ** 2
    bulge = body.mu / hill.r * (0.5 * body.j2 * ratio2 * (3.0 * z2 - 1.0) + 0.125 * body.j4 * ratio2**2 * (35.0 * z2**2 - 30.0 * z2 + 3.0))
    ellipse = 0.5 * (hill.rate**2 + (hill.momentum / hill.r) ** 2) - body.mu / hill.r
    scale = ellipse / (energy - bulge)
    return _Hill(hill.r * scale, hill.rate / np.sqrt(scale), hill.u, hill.momentum * np.sqrt(scale), hill.node, hill.inclination)
