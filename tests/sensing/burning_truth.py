"""A notional boost and coast by numerical integration, and satellites that look at it: what the tests of the filters across burn-out fly.

Thrust of constant-flow stages along a direction that pitches over, gravity of a point mass, no drag. SI, inertial; NumPy and SciPy.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.integrate import solve_ivp

from cupola.constants import EARTH

Stage = tuple[float, float, float]
"""Seconds, thrust acceleration at first (m/s^2), effective exhaust speed (m/s) of a stage of constant flow."""

ONE_STAGE: tuple[Stage, ...] = ((170.0, 16.0, 3500.0),)
"""16 to 72 m/s^2 without a break, 5.2 km/s in all."""

THREE_STAGES: tuple[Stage, ...] = ((60.0, 18.0, 2700.0), (60.0, 25.0, 2800.0), (50.0, 30.0, 2850.0))
"""Falling from 30 to 25 and from 54 to 30 m/s^2 as stages change, 5.7 km/s in all."""


@dataclass(frozen=True)
class Flight:
    """Truth at steps of time: seconds since launch (t,), positions and velocities (t, n, 3), thrust acceleration (t, n, 3)."""

    seconds: np.ndarray
    positions: np.ndarray
    velocities: np.ndarray
    thrust: np.ndarray


def flights(burn_outs: np.ndarray, seconds: np.ndarray, stages: tuple[Stage, ...] = ONE_STAGE) -> Flight:
    """One flight for each burn-out time (s since launch), all from points of their own on a sphere; the last stage burns until then."""
    made = [_flight(number, burn_out, seconds, stages) for number, burn_out in enumerate(burn_outs)]
    return Flight(seconds, *(np.stack([part[k] for part in made], axis=1) for k in range(3)))


def _flight(number: int, burn_out: float, seconds: np.ndarray, stages: tuple[Stage, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    longitude, latitude = 0.4 + 1.3 * number, 0.3 + 0.2 * number
    up = np.array([np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)])
    north = np.array([-np.sin(latitude) * np.cos(longitude), -np.sin(latitude) * np.sin(longitude), np.cos(latitude)])
    starts = np.concatenate([[0.0], np.cumsum([stage[0] for stage in stages])[:-1]])

    def thrust(t: float, stage: int) -> np.ndarray:
        _, first, exhaust_speed = stages[stage]
        magnitude = exhaust_speed / (exhaust_speed / first - (t - starts[stage]))
        pitch = np.deg2rad(90.0 - 65.0 * min(t / 120.0, 1.0) ** 1.5)
        return magnitude * (np.sin(pitch) * up + np.cos(pitch) * north)

    def burning(t: float) -> np.ndarray:
        return thrust(t, int(np.searchsorted(starts, t, side="right")) - 1) if t <= burn_out else np.zeros(3)

    state = np.concatenate([EARTH.radius * up, np.zeros(3)])
    edges = [*starts, burn_out, seconds[-1] + 1.0]
    states = np.zeros((len(seconds), 6))
    for stage, (start, end) in enumerate(pairwise(edges)):

        def rate(t: float, y: np.ndarray, stage: int = stage) -> np.ndarray:
            push = thrust(t, stage) if stage < len(stages) else np.zeros(3)
            return np.concatenate([y[3:], push - EARTH.mu * y[:3] / np.linalg.norm(y[:3]) ** 3])

        inside = (seconds >= start) & (seconds < end)
        found = solve_ivp(rate, (start, end), state, t_eval=np.append(seconds[inside], end), rtol=1e-11, atol=1e-6, method="DOP853").y.T
        states[inside], state = found[:-1], found[-1]
    return states[:, :3], states[:, 3:], np.array([burning(t) for t in seconds])


def stations(count: int, radius: float, flight: Flight) -> np.ndarray:
    """Satellites held about each flight's end of burning, evenly in azimuth some way off, (count, n, 3), inertial and at rest.

    At rest, since how satellites move is nothing that these tests ask about.
    """
    middle = flight.positions[len(flight.seconds) // 2]
    up = middle / np.linalg.norm(middle, axis=1, keepdims=True)
    east = np.cross([0.0, 0.0, 1.0], up)
    east /= np.linalg.norm(east, axis=1, keepdims=True)
    north = np.cross(up, east)
    away = 0.35 if radius < 1e7 else 0.8
    azimuths = 0.5 + 2.0 * np.pi * np.arange(count) / count
    return np.stack([radius * (np.cos(away) * up + np.sin(away) * (np.sin(a) * east + np.cos(a) * north)) for a in azimuths])


def lines_of_sight(flight: Flight, satellites: np.ndarray) -> np.ndarray:
    """Unit vectors from satellites (s, n, 3) to the truth, (t, s, n, 3)."""
    line = flight.positions[:, None] - satellites[None]
    return line / np.linalg.norm(line, axis=-1, keepdims=True)
