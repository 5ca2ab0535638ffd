"""The Equal Earth projection against its paper and PROJ, and its law: equal areas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.report import equal_earth

AUTHALIC_RADIUS = 6_371_007.180918474
"""m: the sphere with the area of the ellipsoid of WGS 84, on which PROJ puts the projection at the equator and the poles."""


def project_degrees(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = equal_earth.project(np.radians(longitude), np.radians(latitude))
    return float(x), float(y)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("longitude", "latitude", "x", "y"),
    [
        (0.0, 0.0, 0.0, 0.0),
        (180.0, 0.0, 17_243_959.06, 0.0),
        (-180.0, 90.0, -10_216_474.79, 8_392_927.60),
        (0.0, -90.0, 0.0, -8_392_927.60),
    ],
)
def test_corners_of_the_map_as_proj_gives_them(longitude: float, latitude: float, x: float, y: float):
    """PROJ 9, EPSG:8857 (WGS 84 / Equal Earth Greenwich), m."""
    assert np.array(project_degrees(longitude, latitude)) * AUTHALIC_RADIUS == pytest.approx((x, y), abs=0.05)


@pytest.mark.reference
def test_the_example_of_projs_manual():
    """`echo 122 47 | proj +proj=eqearth +R=1` prints 1.55 0.89."""
    assert project_degrees(122.0, 47.0) == pytest.approx((1.55, 0.89), abs=0.005)


@pytest.mark.reference
def test_shape_of_the_map_as_in_the_paper():
    """Savric et al. (2018): the pole line is 0.59247 of the equator, the map 2.05458 times as wide as high."""
    assert project_degrees(180.0, 90.0)[0] / project_degrees(180.0, 0.0)[0] == pytest.approx(0.59247, abs=5e-6)
    assert float(equal_earth.EDGE_X / equal_earth.EDGE_Y) == pytest.approx(2.05458, abs=5e-6)


@pytest.mark.law
def test_areas_are_equal_everywhere():
    """The Jacobian over cos(latitude) is 1: cells of a fine grid keep the area that they have on the unit sphere."""
    edges = np.radians(np.linspace(-90.0, 90.0, 721))
    x, y = equal_earth.project(np.ones_like(edges), edges)
    strips = 0.5 * (x[:-1] + x[1:]) * np.diff(y)
    assert strips == pytest.approx(np.diff(np.sin(edges)), rel=2e-4)


@pytest.mark.law
@given(st.floats(-np.pi, np.pi), st.floats(-1.5707, 1.5707))
def test_back_and_forth_gives_the_place_again(longitude: float, latitude: float):
    x, y = equal_earth.project(np.asarray(longitude), np.asarray(latitude))
    assert np.allclose(equal_earth.unproject(x, y), (longitude, latitude), atol=1e-6)
