"""How far apart samples may lie: Lagrange interpolation of degree 7 between equal steps, its error measured and never assumed.

A reader such as Cesium takes the eight samples around an instant, four on either side. Three samples beyond both ends of the span let it do
so at the ends too, where one-sided interpolation would be some ten times worse.
"""

import numpy as np

from cupola.arrays import Float
from cupola.errors import InputError
from cupola.exports.flight import Fleet, Window

DEGREE = 7
MARGIN = 3
DECIMALS = 1
"""Of a metre, in which coordinates are written."""

STEPS = (3600.0, 1800.0, 1200.0, 900.0, 600.0, 480.0, 360.0, 300.0, 240.0, 180.0, 120.0, 90.0, 60.0, 45.0, 30.0, 20.0, 15.0, 10.0)
TOLERANCE = 1.0
"""m: the step is the longest of `STEPS` that keeps within it."""

WORST = 10e3
"""m: beyond this the interpolation would be worse than the orbits themselves, which leave out short-period motion of that size."""

_MEASURED_ON = 64


def chosen_step(fleet: Fleet, window: Window) -> tuple[float, float]:
    """The step for a fleet, and the error that it leaves.

    Args:
        fleet: the satellites.
        window: the span, and the step if one was asked for.

    Returns:
        Seconds between samples, and the largest distance in metres between a position interpolated half-way between samples and the true
        one, over the whole span and up to 64 satellites spread over the fleet; the rounding of the coordinates is in it.

    Raises:
        InputError: the step asked for leaves more than 10 km.
    """
    if window.step is not None:
        error = error_half_way(fleet, window, window.step)
        if error > WORST:
            raise InputError(
                f"a step of {window.step:g} s leaves up to {error / 1e3:,.0f} km between samples of {fleet.constellation}/{fleet.shell}; "
                "at most 10 km is allowed. Nothing has been written; shorten --step, or leave it out"
            )
        return window.step, error
    error = np.inf
    for step in STEPS:
        error = error_half_way(fleet, window, step)
        if error <= TOLERANCE:
            return step, error
    return STEPS[-1], error


def error_half_way(fleet: Fleet, window: Window, step: float) -> float:
    """The error that `chosen_step` tells, of one step, m."""
    some = np.unique(np.linspace(0, fleet.size - 1, min(fleet.size, _MEASURED_ON)).round().astype(int))
    nodes = np.round(fleet.positions(window.seconds(step, MARGIN))[:, some], DECIMALS)
    middles = window.seconds(step)[:-1] + 0.5 * step
    around = np.lib.stride_tricks.sliding_window_view(nodes, DEGREE + 1, axis=0)
    between = around @ _weights_half_way()
    return float(np.max(np.linalg.norm(between - fleet.positions(middles)[:, some], axis=-1)))


def _weights_half_way() -> Float[np.ndarray, "8"]:
    """Lagrange's basis polynomials on the nodes -3 to 4, at 1/2."""
    nodes = np.arange(-MARGIN, DEGREE - MARGIN + 1, dtype=np.float64)
    others = ~np.eye(nodes.size, dtype=bool)
    return np.array([np.prod((0.5 - nodes[rest]) / (node - nodes[rest])) for node, rest in zip(nodes, others, strict=True)])
