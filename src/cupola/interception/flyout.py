"""How far an interceptor gets in the time left, and the cap of places within its reach. SI and radians; NumPy, arrays of any one shape.

An interceptor speeds up evenly along a straight line and then coasts. Reach is counted from where its satellite would be at the intercept:
both fall alike, so that only what gravity differs between them is left out (docs/models/interception.md tells how much that is), as are
the turn before burning, losses in thrust and every aim short of perfect.
"""

import numpy as np

from cupola.arrays import Float

Number = float | Float[np.ndarray, "*s"]
"""One number, or an array of any shape that broadcasts with the others."""


def reach(time_left: Number, acceleration: Number, burn_out_speed: Number) -> Float[np.ndarray, "*s"]:
    """Distance flown in the time left.

    Args:
        time_left: from the order to the latest useful moment, s; 0 or below leaves no reach.
        acceleration: while it burns, m/s^2, above 0.
        burn_out_speed: gained by the whole burn, m/s, above 0.

    Returns:
        a t^2 / 2 up to burn-out at t1 = v / a, then a t1^2 / 2 + v (t - t1), m. T. Harrison, Build Your Own Golden Dome (American
        Enterprise Institute 2025), flyout range.

    Raises:
        ValueError: an acceleration or a speed that is not above 0.
    """
    for name, value in (("acceleration", acceleration), ("burn-out speed", burn_out_speed)):
        if not np.all(np.asarray(value) > 0.0):
            raise ValueError(f"{name}: got {value}; must be above 0")
    burning = np.clip(time_left, 0.0, np.divide(burn_out_speed, acceleration))
    return 0.5 * acceleration * burning**2 + burn_out_speed * (np.maximum(time_left, 0.0) - burning)


def share_of_sphere(reached: Number, radius: Number, intercept_radius: Number) -> Float[np.ndarray, "*s"]:
    """Share of a sphere of intercepts that lies within reach of one satellite.

    Args:
        reached: straight distance, m, 0 or more.
        radius: of the satellite from the centre, m.
        intercept_radius: of the sphere on which intercepts lie, m.

    Returns:
        (1 - cos psi) / 2 with psi from the law of cosines, which is (R^2 - (rs - rt)^2) / (4 rs rt); from 0, out of reach, to 1, all of it.
    """
    reached, radius, intercept_radius = (np.asarray(value, float) for value in (reached, radius, intercept_radius))
    return np.clip((reached**2 - (radius - intercept_radius) ** 2) / (4.0 * radius * intercept_radius), 0.0, 1.0)


def cap_half_angle(reached: Number, radius: Number, intercept_radius: Number) -> Float[np.ndarray, "*s"]:
    """Half-angle at the centre of the cap within reach, rad, 0 to pi; arguments as in `share_of_sphere`."""
    return 2.0 * np.arcsin(np.sqrt(share_of_sphere(reached, radius, intercept_radius)))
