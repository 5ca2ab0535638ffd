"""The interacting-multiple-model filter as the book writes it, one target at a time with dense matrices: what the batched one is held to.

Bar-Shalom, Li and Kirubarajan, Estimation with Applications to Tracking and Navigation (2001), section 11.6.6. Prediction by fine
Runge-Kutta steps with Jacobians by finite differences, update in Joseph's form with all looks stacked, densities written out. NumPy alone,
SI, inertial.
"""

from dataclasses import dataclass

import numpy as np

from cupola.constants import EARTH

BOOST, COAST = 0, 1


@dataclass
class Settings:
    """Numbers of the two models; see `cupola.sensing.boost_model` for their meaning."""

    jerk: float
    growth: float
    reopened: float
    floor: float
    transition: np.ndarray


@dataclass
class Track:
    """Means (2, 9), covariances (2, 9, 9) and probabilities (2,) of boost and coast."""

    means: np.ndarray
    covariances: np.ndarray
    probabilities: np.ndarray


def step(
    track: Track, satellites: np.ndarray, looks: np.ndarray, sigma: np.ndarray, seen: np.ndarray, dt: float, numbers: Settings
) -> Track:
    """One cycle: interaction, mode-matched filtering, probabilities. Satellites and looks (unit vectors) are (s, 3)."""
    joint = numbers.transition * track.probabilities[:, None]
    ahead = joint.sum(axis=0)
    out = Track(np.zeros((2, 9)), np.zeros((2, 9, 9)), np.zeros(2))
    for j in (BOOST, COAST):
        parts = [taken_over(track.means[i], track.covariances[i], i, j, dt, numbers) for i in (BOOST, COAST)]
        x, p = moments(joint[:, j] / ahead[j], parts)
        x, p = predicted(x, p, j, dt, numbers)
        x, p, density = updated(x, p, satellites[seen], looks[seen], sigma[seen])
        out.means[j], out.covariances[j], out.probabilities[j] = x, p, ahead[j] * density
    out.probabilities /= out.probabilities.sum()
    return out


def combined(track: Track) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of the mixture."""
    return moments(track.probabilities, list(zip(track.means, track.covariances, strict=True)))


def moments(weights: np.ndarray, parts: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of a weighted mixture."""
    mean = np.sum([w * x for w, (x, _) in zip(weights, parts, strict=True)], axis=0)
    spread = [w * (p + np.outer(x - mean, x - mean)) for w, (x, p) in zip(weights, parts, strict=True)]
    return mean, np.sum(spread, axis=0)


def taken_over(x: np.ndarray, p: np.ndarray, i: int, j: int, dt: float, numbers: Settings) -> tuple[np.ndarray, np.ndarray]:
    """What model i holds, in the words of model j; burn-out falls anywhere within the step, by Gauss-Legendre quadrature."""
    x, p = x.copy(), p.copy()
    if i == COAST and j == BOOST:
        p[6:, :], p[:, 6:] = 0.0, 0.0
        x[6:], p[6:, 6:] = 0.0, numbers.reopened**2 * np.eye(3)
    if i == BOOST and j == COAST:
        nodes, weights = np.polynomial.legendre.leggauss(6)
        parts = []
        for u in 0.5 * dt * (nodes + 1.0):
            carry = np.eye(9)
            carry[:3, 6:], carry[3:6, 6:], carry[6:, 6:] = -0.5 * u**2 * np.eye(3), u * np.eye(3), 0.0
            parts.append((carry @ x, carry @ p @ carry.T))
        x, p = moments(0.5 * weights, parts)
    if j == COAST:
        x[6:], p[6:, 6:] = 0.0, numbers.floor**2 * np.eye(3)
    return x, p


def predicted(x: np.ndarray, p: np.ndarray, model: int, dt: float, numbers: Settings) -> tuple[np.ndarray, np.ndarray]:
    """The state a step later, its covariance by a Jacobian of central differences, and white jerk in boost."""
    reach = np.repeat([10.0, 10.0, 1.0], 3)
    moved = flown(np.concatenate([x[None], x + np.diag(reach), x - np.diag(reach)]), model, dt, numbers.growth)
    f = ((moved[1:10] - moved[10:]) / (2.0 * reach[:, None])).T
    p = f @ p @ f.T
    if model == BOOST:
        powers, orders = np.array([dt**2 / 2.0, dt, 1.0]), np.array([2, 1, 0])
        white = np.outer(powers, powers) * dt / (orders[:, None] + orders[None, :] + 1.0)
        p = p + numbers.jerk * np.kron(white, np.eye(3))
    return moved[0], p


def flown(states: np.ndarray, model: int, dt: float, growth: float, parts: int = 4) -> np.ndarray:
    """States (n, 9) after dt under gravity, and in boost under their thrust, by the classical Runge-Kutta method."""

    def rate(y: np.ndarray) -> np.ndarray:
        r = y[:, :3]
        gravity = -EARTH.mu * r / np.linalg.norm(r, axis=1, keepdims=True) ** 3
        thrust = y[:, 6:] if model == BOOST else np.zeros_like(r)
        return np.concatenate([y[:, 3:6], gravity + thrust, growth * thrust], axis=1)

    h = dt / parts
    for _ in range(parts):
        k1 = rate(states)
        k2 = rate(states + 0.5 * h * k1)
        k3 = rate(states + 0.5 * h * k2)
        k4 = rate(states + h * k3)
        states = states + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    return states


def updated(
    x: np.ndarray, p: np.ndarray, satellites: np.ndarray, looks: np.ndarray, sigma: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    """All looks of an instant at once, each as two angles about the predicted line of sight; and their density."""
    if len(looks) == 0:
        return x, p, 1.0
    rows, residuals, noise = [], [], []
    for satellite, look, s in zip(satellites, looks, sigma, strict=True):
        line = x[:3] - satellite
        distance = np.linalg.norm(line)
        _, _, axes = np.linalg.svd(line[None])
        for axis in axes[1:]:
            rows.append(np.concatenate([axis / distance, np.zeros(6)]))
            residuals.append(axis @ look)
            noise.append(s**2)
    h, z, r = np.array(rows), np.array(residuals), np.diag(noise)
    s = h @ p @ h.T + r
    gain = np.linalg.solve(s, h @ p).T
    keep = np.eye(9) - gain @ h
    density = np.exp(-0.5 * (z @ np.linalg.solve(s, z) + np.linalg.slogdet(2.0 * np.pi * s)[1]))
    return x + gain @ z, keep @ p @ keep.T + gain @ r @ gain.T, float(density)
