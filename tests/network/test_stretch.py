"""Lengths over the ellipsoid and what a route's delay is against them."""

import numpy as np
import pytest

from cupola.constants import EARTH, SPEED_OF_LIGHT
from cupola.network.stretch import FIBRE_INDEX, geodesic, stretch


@pytest.mark.reference
def test_lines_over_the_ellipsoid_have_their_published_lengths():
    """GeographicLib's own examples (Karney, J. Geodesy 87 (2013) 43): New York to London 5,551,759.400 m; Wellington to Salamanca
    19,959,679.267 m, almost opposite, where the sphere is taken. A quarter of the meridian: 10,001,965.729 m (WGS 84).
    """
    latitude = np.radians([[40.6, 51.6], [-41.32, 40.96], [0.0, 90.0], [0.0, 0.0], [10.0, 10.0]])
    longitude = np.radians([[-73.8, -0.5], [174.81, -5.50], [0.0, 0.0], [0.0, 90.0], [5.0, 5.0]])
    found = geodesic(latitude, longitude, EARTH)
    assert found[[0, 2]] == pytest.approx([5_551_759.400, 10_001_965.729], rel=2e-5)
    assert found[1] == pytest.approx(19_959_679.267, rel=3e-3)
    assert found[3] == pytest.approx(0.5 * np.pi * EARTH.radius, rel=1e-12)
    assert found[4] == 0.0


@pytest.mark.cross
def test_lines_over_the_ellipsoid_agree_with_vincentys_iteration():
    """Survey Review 23 (1975) 88, here to a millimetre: Lambert's first order in the flattening leaves 5e-5 up to 175 deg apart."""
    rng = np.random.default_rng(5)
    latitude, longitude = np.arcsin(rng.uniform(-1, 1, (4000, 2))), rng.uniform(-np.pi, np.pi, (4000, 2))
    exact = vincenty(latitude, longitude)
    near = exact < np.radians(174.0) * EARTH.radius
    assert np.count_nonzero(near) > 3900
    assert geodesic(latitude, longitude, EARTH)[near] == pytest.approx(exact[near], rel=5e-5)


def vincenty(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """Vincenty's inverse solution, m; wrong for points almost opposite."""
    f, a = EARTH.flattening, EARTH.radius
    u = np.arctan((1.0 - f) * np.tan(latitude))
    (s1, s2), (c1, c2) = np.sin(u).T, np.cos(u).T

    def arc(turn: np.ndarray) -> tuple[np.ndarray, ...]:
        sine, cosine = np.hypot(c2 * np.sin(turn), c1 * s2 - s1 * c2 * np.cos(turn)), s1 * s2 + c1 * c2 * np.cos(turn)
        sin_alpha = c1 * c2 * np.sin(turn) / sine
        return sine, cosine, sin_alpha, cosine - 2.0 * s1 * s2 / (1.0 - sin_alpha**2)

    difference = longitude[:, 1] - longitude[:, 0]
    turn = difference
    for _ in range(60):
        sine, cosine, sin_alpha, middle = arc(turn)
        c = f / 16.0 * (1.0 - sin_alpha**2) * (4.0 + f * (4.0 - 3.0 * (1.0 - sin_alpha**2)))
        inner = np.arctan2(sine, cosine) + c * sine * (middle + c * cosine * (2.0 * middle**2 - 1.0))
        turn = difference + (1.0 - c) * f * sin_alpha * inner
    sine, cosine, sin_alpha, middle = arc(turn)
    k = (1.0 - sin_alpha**2) * (1.0 / (1.0 - f) ** 2 - 1.0)
    big = 1.0 + k / 16384.0 * (4096.0 + k * (-768.0 + k * (320.0 - 175.0 * k)))
    small = k / 1024.0 * (256.0 + k * (-128.0 + k * (74.0 - 47.0 * k)))
    far = small / 6.0 * middle * (4.0 * sine**2 - 3.0) * (4.0 * middle**2 - 3.0)
    less = small * sine * (middle + small / 4.0 * (cosine * (2.0 * middle**2 - 1.0) - far))
    return (1.0 - f) * a * big * (np.arctan2(sine, cosine) - less)


@pytest.mark.law
def test_stretch_is_infinite_without_a_route_and_less_in_glass():
    ground = np.array([1.0e6, 0.0, 0.0])
    delay = np.array([[1.0e6 / SPEED_OF_LIGHT, 0.0, 0.01], [np.inf, np.inf, 0.0]])
    assert stretch(delay, ground).tolist() == [[1.0, 1.0, np.inf], [np.inf, np.inf, 1.0]]
    assert stretch(delay, ground, FIBRE_INDEX)[0, 0] == pytest.approx(1.0 / 1.47)
