"""Draim's four satellites: the fewest that keep every place on the Earth in sight of one of them, always.

J. E. Draim, J. Guidance, Control, and Dynamics 10 (1987) 492: eccentricity 0.263, inclination 31.3 deg, arguments of perigee in turn 90
and -90 deg, nodes a quarter turn apart, and a period of about 26.5 h or more. The Earth is in sight from all sides as long as it lies
inside the tetrahedron that the satellites span.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from scipy.optimize import OptimizeResult, minimize_scalar

from cupola.constants import EARTH
from cupola.orbits import Elements, KeplerShell

ROUND = replace(EARTH, j2=0.0, j4=0.0)
HOUR = 3600.0


def four(period: float) -> Callable[[float], np.ndarray]:
    """Positions of the four against time, inertial, m. Mean anomalies fall by a quarter turn from one to the next."""
    a = (ROUND.mu * (period / (2.0 * np.pi)) ** 2) ** (1.0 / 3.0) * np.ones(4)
    turned = np.radians([0.0, 90.0, 180.0, 270.0])
    elements = Elements(a, np.full(4, 0.263), np.full(4, np.radians(31.3)), turned, np.radians([90.0, 270.0, 90.0, 270.0]), -turned)
    shell = KeplerShell.of(elements, ROUND)
    return lambda time: np.asarray(shell.positions(np.array([time]), np.zeros(1)))[0]


def depth(corners: np.ndarray) -> float:
    """Distance from the Earth's centre to the nearest face of the tetrahedron, m; negative where the centre is outside."""
    found = []
    for k in range(4):
        a, b, c = np.delete(corners, k, axis=0)
        normal = np.cross(b - a, c - a)
        normal *= np.sign(normal @ (corners[k] - a)) / np.linalg.norm(normal)
        found.append(-float(normal @ a))
    return min(found)


def _least(depth: Callable[[float], float], bounds: tuple[float, float]) -> float:
    found = minimize_scalar(depth, bounds=bounds, method="bounded", options={"xatol": 1.0})
    return float(cast("OptimizeResult", found).fun)


def least_depth(period: float) -> float:
    """The least `depth` over one period, its lowest samples refined to a second, m."""
    at, step = four(period), period / 240.0
    times = step * np.arange(240)
    depths = np.array([depth(at(time)) for time in times])
    refined = [_least(lambda time: depth(at(time)), (time - step, time + step)) for time in times[np.argsort(depths)[:8]]]
    return min(depths.min(), *refined)


@pytest.mark.reference
def test_the_earth_is_inside_the_tetrahedron_at_a_period_of_26_and_a_half_hours():
    """By 4.5 km; all lengths go with the period to the power 2/3, so that the Earth first fits at 26.472 h."""
    assert least_depth(26.5 * HOUR) - EARTH.radius == pytest.approx(4.5e3, abs=0.2e3)
    assert abs(least_depth(26.472 * HOUR) - EARTH.radius) < 100.0


@pytest.mark.reference
def test_the_earth_sticks_out_at_a_period_of_26_hours():
    assert least_depth(26.0 * HOUR) - EARTH.radius == pytest.approx(-76.1e3, abs=0.2e3)
