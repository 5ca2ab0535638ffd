"""Numerical integration of a point mass with J2 and J4 in Cartesian coordinates: what the orbit models are held against. SI, inertial."""

import numpy as np
from scipy.integrate import solve_ivp

from cupola.constants import Body
from cupola.orbits import Elements, SecularRates, mean_to_osculating


def flown(start: np.ndarray, times: np.ndarray, body: Body) -> np.ndarray:
    """States (position m, velocity m/s) at `times` (s) of the orbit that begins at `start`, (t, 6). Cowell's method; to about 1 m a day."""

    def acceleration(_: float, state: np.ndarray) -> np.ndarray:
        r = state[:3]
        d2 = r @ r
        d = np.sqrt(d2)
        z2 = r[2] ** 2 / d2
        two = 1.5 * body.j2 * (body.radius / d) ** 2 * np.array([5.0 * z2 - 1.0, 5.0 * z2 - 1.0, 5.0 * z2 - 3.0])
        side = 63.0 * z2**2 - 42.0 * z2 + 3.0
        four = 0.625 * body.j4 * (body.radius / d) ** 4 * np.array([side, side, 63.0 * z2**2 - 70.0 * z2 + 15.0])
        return np.concatenate([state[3:], body.mu / (d2 * d) * r * (two + four - 1.0)])

    return solve_ivp(acceleration, (0.0, times[-1]), start, t_eval=times, rtol=1e-12, atol=1e-6, method="DOP853").y.T


def day_apart(mean: Elements, times: np.ndarray, body: Body) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One satellite flown three ways from its mean elements at time 0, each (t, 6).

    Integrated, from the osculating elements at the start; on the ellipse of its drifting mean elements; on that of the osculating elements
    that these stand for at each instant.
    """
    drifting = drifted(mean, times, body)
    start = states(mean_to_osculating(mean, body), body)[0]
    return flown(start, times, body), states(drifting, body), states(mean_to_osculating(drifting, body), body)


def drifted(mean: Elements, times: np.ndarray, body: Body) -> Elements:
    """The mean elements of one satellite at each of `times`."""
    same = np.ones_like(times)
    rates = SecularRates.of(mean.semi_major_axis, mean.eccentricity, mean.inclination, body)
    return Elements(
        mean.semi_major_axis * same,
        mean.eccentricity * same,
        mean.inclination * same,
        mean.raan + rates.node * times,
        mean.argument_of_perigee + rates.perigee * times,
        mean.mean_anomaly + rates.anomaly * times,
    )


def states(elements: Elements, body: Body) -> np.ndarray:
    """Positions (m) and velocities (m/s) on the Kepler ellipses of osculating elements, (n, 6); Kepler's equation by plain Newton steps."""
    e, anomaly = elements.eccentricity, elements.mean_anomaly + elements.eccentricity * np.sin(elements.mean_anomaly)
    for _ in range(50):
        anomaly = anomaly - (anomaly - e * np.sin(anomaly) - elements.mean_anomaly) / (1.0 - e * np.cos(anomaly))
    eta = np.sqrt(1.0 - e**2)
    co, so, ci, si = np.cos(elements.raan), np.sin(elements.raan), np.cos(elements.inclination), np.sin(elements.inclination)
    cw, sw = np.cos(elements.argument_of_perigee), np.sin(elements.argument_of_perigee)
    to_perigee = np.stack([co * cw - so * sw * ci, so * cw + co * sw * ci, sw * si], axis=-1)
    ahead = np.stack([-co * sw - so * cw * ci, -so * sw + co * cw * ci, cw * si], axis=-1)
    a = elements.semi_major_axis
    speed = np.sqrt(body.mu / a) / (1.0 - e * np.cos(anomaly))
    position = (a * (np.cos(anomaly) - e))[:, None] * to_perigee + (a * eta * np.sin(anomaly))[:, None] * ahead
    velocity = (-speed * np.sin(anomaly))[:, None] * to_perigee + (speed * eta * np.cos(anomaly))[:, None] * ahead
    return np.concatenate([position, velocity], axis=-1)


def osculating_of(state: np.ndarray, body: Body) -> Elements:
    """Osculating elements of states, (n, 6), by the textbook vectors; not for circular or equatorial orbits."""
    r, v = state[:, :3], state[:, 3:]
    d = np.linalg.norm(r, axis=1)
    h = np.cross(r, v)
    node = np.stack([-h[:, 1], h[:, 0], 0.0 * d], axis=-1)
    node /= np.linalg.norm(node, axis=1)[:, None]
    towards = np.cross(v, h) / body.mu - r / d[:, None]
    e = np.linalg.norm(towards, axis=1)
    normal = h / np.linalg.norm(h, axis=1)[:, None]
    ahead = np.cross(normal, node)
    perigee = np.arctan2(np.sum(towards * ahead, axis=1), np.sum(towards * node, axis=1))
    true = np.arctan2(np.sum(r * ahead, axis=1), np.sum(r * node, axis=1)) - perigee
    anomaly = np.arctan2(np.sqrt(1.0 - e**2) * np.sin(true), e + np.cos(true))
    return Elements(
        semi_major_axis=1.0 / (2.0 / d - np.sum(v**2, axis=1) / body.mu),
        eccentricity=e,
        inclination=np.arccos(normal[:, 2]),
        raan=np.arctan2(node[:, 1], node[:, 0]),
        argument_of_perigee=perigee,
        mean_anomaly=anomaly - e * np.sin(anomaly),
    )
