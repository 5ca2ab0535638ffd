"""Four bodies in free fall and the satellites that look at them, as plain numbers. NumPy alone: read by several environments.

Notional lofted arcs that start at 150 km, integrated under two bodies by the classical method of Runge and Kutta in steps of 0.5 s;
circular orbits at 1,000 km and 60 deg. At each second the nearest satellites above the limb look, 50 microradians on each axis. Inertial,
SI, radians.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

MU, RADIUS, SIGMA, THREATS = 3.986004418e14, 6_378_137.0, 50e-6, 4
START = np.repeat([300.0, 5.0], 3)
"""Standard deviations of the state from which the tracks that are held against each other start: m, m/s."""


def pull(r: Array) -> Array:
    """Two-body acceleration, m/s^2."""
    return -MU * r / np.linalg.norm(r, axis=-1, keepdims=True) ** 3


def runge_kutta(r: Array, v: Array, h: float) -> tuple[Array, Array]:
    """One step of order 4."""
    a1, v1 = pull(r), v
    a2, v2 = pull(r + 0.5 * h * v1), v + 0.5 * h * a1
    a3, v3 = pull(r + 0.5 * h * v2), v + 0.5 * h * a2
    a4, v4 = pull(r + h * v3), v + h * a3
    return r + h / 6.0 * (v1 + 2.0 * v2 + 2.0 * v3 + v4), v + h / 6.0 * (a1 + 2.0 * a2 + 2.0 * a3 + a4)


def arcs(instants: int) -> tuple[Array, Array]:
    """True positions and velocities from 0 s on, (instants + 1, threats, 3)."""
    r, v = np.empty((THREATS, 3)), np.empty((THREATS, 3))
    for i in range(THREATS):
        angle = 2.0 * np.pi * i / THREATS + 0.3
        up = np.array([0.8 * np.cos(angle), 0.8 * np.sin(angle), 0.6])
        east = np.cross(up, [0.0, 0.0, 1.0])
        east /= np.linalg.norm(east)
        north = np.cross(up, east)
        rise, heading = np.radians(35.0 + 5.0 * i), 1.1 * i
        r[i] = (RADIUS + 150e3) * up
        v[i] = 6600.0 * (np.sin(rise) * up + np.cos(rise) * (np.cos(heading) * east + np.sin(heading) * north))
    found = [(r, v)]
    for _ in range(instants):
        found.append(runge_kutta(*runge_kutta(*found[-1], 0.5), 0.5))
    return np.array([r for r, _ in found]), np.array([v for _, v in found])


def scene(instants: int, slots: int) -> dict[str, Array]:
    """Arrays of a passage: position, velocity, (t, i, 3); station, (t, k, i, 3); satellite and seen, (t, k, i); before, (i, 6) at 0 s."""
    position, velocity = arcs(instants)
    planes, each, inclination = 6, 8 if slots <= 4 else 16, np.radians(60.0)
    a = RADIUS + 1_000e3
    node = np.repeat(2.0 * np.pi * np.arange(planes) / planes, each)
    phase = np.tile(2.0 * np.pi * np.arange(each) / each, planes) + np.repeat(np.pi * np.arange(planes) / (3.0 * each), each)
    u = phase[None, :] + np.sqrt(MU / a**3) * np.arange(1, instants + 1)[:, None]
    x, y, c, s = np.cos(u), np.sin(u), np.cos(inclination), np.sin(inclination)
    stations = a * np.stack([np.cos(node) * x - np.sin(node) * y * c, np.sin(node) * x + np.cos(node) * y * c, y * s], axis=-1)
    away = position[1:, None] - stations[:, :, None]
    far = np.linalg.norm(away, axis=-1)
    line = away / far[..., None]
    nearest = np.clip(-(stations[:, :, None] * line).sum(axis=-1), 0.0, far)
    seen = (np.linalg.norm(stations[:, :, None] + nearest[..., None] * line, axis=-1) > RADIUS + 100e3) & (far < 5_000e3)
    order = np.argsort(np.where(seen, far, 1e9), axis=1)[:, :slots]
    return {
        "position": position[1:],
        "velocity": velocity[1:],
        "station": np.take_along_axis(np.broadcast_to(stations[:, :, None], away.shape), order[..., None], axis=1),
        "satellite": order,
        "seen": np.take_along_axis(seen, order, axis=1),
        "before": np.concatenate([position[0], velocity[0]], axis=-1),
    }
