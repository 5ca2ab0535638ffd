"""A plain NumPy filter as one would write it in an afternoon: one track, dense matrices, all looks stacked, Joseph's form."""

import numpy as np
from child import stand
from problem import MU, SIGMA, Array, runge_kutta

ONE = np.eye(6)


def transition(before: Array, after: Array) -> Array:
    """Derivative of a step of 1 s: half a drift, a kick by the gradient of gravity halfway, half a drift."""
    r = 0.5 * (before + after)
    size = np.sqrt(r @ r)
    drift, kick = np.eye(6), np.eye(6)
    drift[:3, 3:] = 0.5 * np.eye(3)
    kick[3:, :3] = MU * (3.0 * np.outer(r, r) / size**5 - np.eye(3) / size**3)
    return drift @ kick @ drift


def track(mean: Array, covariance: Array, station: Array, direction: Array, seen: Array) -> Array:
    """Means after each step."""
    means = np.empty((len(station), 6))
    for t in range(len(station)):
        r, v = runge_kutta(mean[:3], mean[3:], 1.0)
        f = transition(mean[:3], r)
        mean, covariance = np.concatenate([r, v]), f @ covariance @ f.T
        slopes, left = [], []
        for k in np.flatnonzero(seen[t]):
            away = mean[:3] - station[t, k]
            far = np.sqrt(away @ away)
            x, y, z = away / far
            # Two axes square to the line of sight (Duff and others 2017).
            sign = 1.0 if z >= 0.0 else -1.0
            a = -1.0 / (sign + z)
            square = np.array([[1.0 + sign * x * x * a, sign * x * y * a, -sign * x], [x * y * a, sign + y * y * a, -y]])
            slopes.append(np.hstack([square / far, np.zeros((2, 3))]))
            left.append(square @ direction[t, k])
        if slopes:
            h, z = np.vstack(slopes), np.concatenate(left)
            noise = SIGMA**2 * np.eye(len(z))
            across = covariance @ h.T
            gain = np.linalg.solve(h @ across + noise, across.T).T
            mean, rest = mean + gain @ z, ONE - gain @ h
            covariance = rest @ covariance @ rest.T + gain @ noise @ gain.T
        means[t] = mean
    return means


if __name__ == "__main__":
    stand(track, np.__version__)
