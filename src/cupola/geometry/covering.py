"""How large a cap must be for a constellation to see every point all the time, from exact worst points and not from cells.

At one instant the point farthest from all satellites is a vertex of the spherical Voronoi diagram of their sub-points, and its distance
is read off a facet of their convex hull: a facet's plane lies at cos(distance) from the centre. Spherical Earth, SciPy, float64.
"""

from collections.abc import Callable
from typing import cast

import numpy as np
from scipy.optimize import OptimizeResult, minimize_scalar
from scipy.spatial import ConvexHull

from cupola.arrays import Float


def covering_radius(units: Float[np.ndarray, "n 3"]) -> float:
    """Distance from the worst-placed point of the sphere to its nearest satellite.

    Args:
        units: directions of at least four satellites that do not all lie in one plane, unit vectors.

    Returns:
        Angle, rad: the least half-angle of equal caps that cover the sphere; infinity where all satellites lie in one hemisphere, since
        nothing that a satellite sees reaches as far as a right angle from below it.

    Exact to rounding: Delaunay circumcircles are the facets of the convex hull (Brown, Inf. Process. Lett. 9 (1979) 223).
    """
    offsets = ConvexHull(units).equations[:, 3]
    nearest = -float(offsets.max())
    return float(np.arccos(min(nearest, 1.0))) if nearest > 0.0 else float(np.inf)


def required_cap(directions: Callable[[float], Float[np.ndarray, "n 3"]], period: float, samples: int = 400) -> float:
    """Half-angle that continuous coverage of the whole sphere by one satellite or more asks for.

    Args:
        directions: unit vectors of the satellites at a time; piecewise smooth.
        period: span after which the arrangement repeats itself, in the unit of time of `directions`.
        samples: instants tried before the worst ones are refined.

    Returns:
        The maximum over time of `covering_radius`, rad. Each of the ten worst samples is refined to 1e-9 of the period by a bounded
        search; a peak narrower than `period / samples` could be missed.
    """
    step = period / samples
    times = np.arange(samples) * step
    radii = np.array([covering_radius(directions(t)) for t in times])
    best = float(radii.max())
    for t in times[np.argsort(radii)[-10:]]:
        found = cast(
            "OptimizeResult",
            minimize_scalar(
                lambda at: -covering_radius(directions(at)), bounds=(t - step, t + step), method="bounded", options={"xatol": 1e-9 * period}
            ),
        )
        best = max(best, -float(found.fun))
    return best
