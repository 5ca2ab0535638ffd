"""An extended Kalman filter as a textbook writes it: one track, dense matrices, stacked looks, numerical derivatives, Joseph's form."""

import numpy as np
from falling import runge_kutta


def bearings(position, stations):
    """Unit vectors from satellites to a position, (k, 3)."""
    away = position - stations
    return away / np.linalg.norm(away, axis=-1, keepdims=True)


def frame(line):
    """Two unit vectors square to a line of sight, as columns (3, 2), by a singular value decomposition."""
    return np.linalg.svd(line[None, :])[2][1:].T


def flown(state, seconds):
    """Two-body motion over a step, in four parts."""
    r, v = state[:3], state[3:]
    for _ in range(4):
        r, v = runge_kutta(r, v, 0.25 * seconds)
    return np.concatenate([r, v])


def transition(state, seconds):
    """Derivative of `flown` by the state, by central differences."""
    steps = np.repeat([10.0, 0.01], 3)
    columns = [(flown(state + d, seconds) - flown(state - d, seconds)) / (2.0 * steps[k]) for k, d in enumerate(np.diag(steps))]
    return np.array(columns).T


def noise_matrix(seconds, density):
    """Covariance that white acceleration leaves."""
    h, one = seconds, np.eye(3)
    return density * np.block([[h**3 / 3.0 * one, h**2 / 2.0 * one], [h**2 / 2.0 * one, h * one]])


def filtered(state, covariance, seconds, stations, directions, seen, sigma, density=0.0):
    """Means and covariances after each instant: (t, 6) and (t, 6, 6). Looks are rows of `directions`, (t, k, 3), where `seen`, (t, k)."""
    means, covariances = [], []
    for t in range(len(stations)):
        f = transition(state, seconds)
        state = flown(state, seconds)
        covariance = f @ covariance @ f.T + noise_matrix(seconds, density)
        chosen = np.flatnonzero(seen[t])
        if chosen.size:
            rows, left = [], []
            lines = bearings(state[:3], stations[t])
            for k in chosen:
                square = frame(lines[k])
                moved = [
                    bearings(state[:3] + d, stations[t][k : k + 1])[0] - bearings(state[:3] - d, stations[t][k : k + 1])[0]
                    for d in np.eye(3)
                ]
                slope = square.T @ (np.array(moved).T / 2.0)
                rows.append(np.hstack([slope, np.zeros((2, 3))]))
                left.append(square.T @ directions[t, k])
            h, z = np.vstack(rows), np.concatenate(left)
            noise = sigma**2 * np.eye(len(z))
            gain = np.linalg.solve(h @ covariance @ h.T + noise, h @ covariance).T
            state = state + gain @ z
            rest = np.eye(6) - gain @ h
            covariance = rest @ covariance @ rest.T + gain @ noise @ gain.T
        means.append(state)
        covariances.append(covariance)
    return np.array(means), np.array(covariances)


def normalised_error(error, covariance):
    """Squared error in its standard deviations."""
    return np.einsum("...i,...i->...", error, np.linalg.solve(covariance, error[..., None])[..., 0])
