"""Notional arcs in free fall, integrated numerically, and a shell of satellites that looks at them: plain NumPy, no kernel of Cupola's."""

import numpy as np

from cupola.sensing.looking import Passage, passage

MU, RADIUS = 3.986004418e14, 6_378_137.0


def pull(r):
    """Two-body acceleration, m/s^2."""
    return -MU * r / np.linalg.norm(r, axis=-1, keepdims=True) ** 3


def runge_kutta(r, v, h, force=pull):
    """The classical step of order 4."""
    a1, v1 = force(r), v
    a2, v2 = force(r + 0.5 * h * v1), v + 0.5 * h * a1
    a3, v3 = force(r + 0.5 * h * v2), v + 0.5 * h * a2
    a4, v4 = force(r + h * v3), v + h * a3
    return r + h / 6.0 * (v1 + 2.0 * v2 + 2.0 * v3 + v4), v + h / 6.0 * (a1 + 2.0 * a2 + 2.0 * a3 + a4)


def arcs(instants, threats, seconds=1.0):
    """Lofted arcs that start at 150 km: positions and velocities after each step, (t, i, 3)."""
    r, v = np.empty((threats, 3)), np.empty((threats, 3))
    for i in range(threats):
        angle = 2.0 * np.pi * i / max(threats, 4) + 0.3
        up = np.array([0.8 * np.cos(angle), 0.8 * np.sin(angle), 0.6])
        east = np.cross(up, [0.0, 0.0, 1.0])
        east /= np.linalg.norm(east)
        north = np.cross(up, east)
        rise, heading = np.radians(35.0 + 5.0 * i), 1.1 * i
        r[i] = (RADIUS + 150e3) * up
        v[i] = 6600.0 * (np.sin(rise) * up + np.cos(rise) * (np.cos(heading) * east + np.sin(heading) * north))
    found = []
    for _ in range(instants):
        r, v = runge_kutta(*runge_kutta(r, v, 0.5 * seconds), 0.5 * seconds)
        found.append((r, v))
    return np.array([r for r, _ in found]), np.array([v for _, v in found])


def shell(instants, seconds=1.0, planes=6, each=8, altitude=1_000e3):
    """Circular orbits at 60 deg: positions, (t, n, 3)."""
    a, i = RADIUS + altitude, np.radians(60.0)
    node = np.repeat(2.0 * np.pi * np.arange(planes) / planes, each)
    begin = np.tile(2.0 * np.pi * np.arange(each) / each, planes) + np.repeat(np.pi * np.arange(planes) / (3.0 * each), each)
    u = begin[None, :] + np.sqrt(MU / a**3) * seconds * np.arange(1, instants + 1)[:, None]
    x, y = np.cos(u), np.sin(u)
    return a * np.stack(
        [np.cos(node) * x - np.sin(node) * y * np.cos(i), np.sin(node) * x + np.cos(node) * y * np.cos(i), y * np.sin(i)], axis=-1
    )


def scene(instants, threats, slots, *, sigma=50e-6, chance=1.0, seconds=1.0, **more) -> Passage:
    """The nearest satellites of the shell above the limb look at each arc, as many as there are slots."""
    r, v = arcs(instants, threats, seconds)
    stations = shell(instants, seconds, each=8 if slots <= 4 else 16)
    away = r[:, None] - stations[:, :, None]
    far = np.linalg.norm(away, axis=-1)
    line = away / far[..., None]
    nearest = np.clip(-(stations[:, :, None] * line).sum(axis=-1), 0.0, far)
    seen = (np.linalg.norm(stations[:, :, None] + nearest[..., None] * line, axis=-1) > RADIUS + 100e3) & (far < 5_000e3)
    order = np.argsort(np.where(seen, far, 1e9), axis=1)[:, :slots]
    return passage(
        np.full((instants, threats), seconds),
        (r, v),
        np.take_along_axis(np.broadcast_to(stations[:, :, None], away.shape), order[..., None], axis=1),
        chance * np.take_along_axis(seen, order, axis=1),
        sigma,
        identities=(None, order),
        **more,
    )
