"""Cupola through its public functions: separable shells, and footprints as intervals on rings of cells of the ellipsoid of WGS 84.

The shell is given the first-order J2 rates of the plain script, so that the two must give the same answers; its own rates, with J2 squared
and J4, cost the same.
"""

from importlib.metadata import version

import numpy as np
from child import Work, stand
from problem import Array, Piece

from cupola.constants import EARTH
from cupola.coverage import Observers, Summary, summarise, tally
from cupola.engine import ready_devices
from cupola.geometry import ElevationCap, RingGrid
from cupola.orbits import CircularShell

DEVICES = ready_devices()


def shell_of(piece: Piece) -> CircularShell:
    """The Walker pattern; the Earth angle counts from 0 at the epoch, so that nodes are Earth-fixed there."""
    node_rate, perigee_rate, anomaly_rate = piece.rates
    return CircularShell.with_rates(piece.radius, piece.inclination, *piece.phases, perigee_rate + anomaly_rate, node_rate)


def propagation(piece: Piece) -> Work:
    """`CircularShell.positions`."""
    shell, seconds = shell_of(piece), piece.seconds
    return lambda: np.asarray(shell.positions(seconds, EARTH.rotation_rate * seconds))


def summary_of(piece: Piece) -> Summary:
    """Of every cell the counts of 1 to 8 in view and the gaps; the figures asked for are a part of that."""
    shell, grid = shell_of(piece), RingGrid(piece.rings, 2 * piece.rings, EARTH)
    observers = Observers.on(grid, shell, ElevationCap(np.asarray(piece.elevation)))
    seconds = piece.seconds
    table = shell.table(seconds, EARTH.rotation_rate * seconds)
    length = -(-seconds.size // DEVICES.count)
    counted = tally((observers,), (table,), 0, ((0,),), grid, DEVICES.mesh, length, np.dtype(np.float64))
    return summarise(counted, piece.step)


def coverage(piece: Piece) -> Work:
    """Share of the instants in view by cell."""
    return lambda: summary_of(piece).in_view_share[0, 0].ravel()


def access(piece: Piece) -> Work:
    """Passes and gaps in whole steps."""

    def work() -> Array:
        found = summary_of(piece)
        share, gaps = found.in_view_share[0, 0], found.gap_count[0]
        mean = np.where(gaps > 0, found.mean_gap[0], 0.0)
        return np.stack([share, gaps + (share > 0), mean, found.longest_gap[0]], axis=-1).reshape(-1, 4)

    return work


if __name__ == "__main__":
    stand({"propagation": propagation, "coverage": coverage, "access": access}, version("cupola"))
