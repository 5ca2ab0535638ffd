"""The number of satellites that see each cell at one instant, by intervals on rings of latitude. Spherical Earth, Earth-fixed.

A footprint is one interval of columns on each ring it touches (a band is the difference of two). Each interval adds +1 where it starts
and -1 where it ends; a running sum along the ring gives the counts. Cost grows with satellites x rings, not satellites x cells, and the
result is exact for cell centres. The rooms below say what the footprints and the orbits leave out.
"""

from dataclasses import dataclass, field

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.geometry import Footprint, RingGrid, columns_within
from cupola.orbits import Ephemeris


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Observers:
    """A group of satellites that look in the same way.

    Attributes:
        ephemeris: where they are.
        footprint: what one of them sees from where it is.
        active: which of them are there and working, (n,).
        windows: rings that the near and the far cap can touch at the most; static.
    """

    ephemeris: Ephemeris
    footprint: Footprint
    active: Bool[np.ndarray, "n"]
    windows: tuple[int, int] = field(metadata={"static": True})

    def cast(self, dtype: np.dtype) -> "Observers":
        """The same group with its constants in `dtype`, where its ephemeris allows it."""
        return Observers(self.ephemeris.cast(dtype), self.footprint, self.active, self.windows)


def windows_of(ephemeris: Ephemeris, footprint: Footprint, grid: RingGrid) -> tuple[int, int]:
    """Rings that the near and the far cap of any satellite of a group can touch at the most.

    The edges are taken at 257 radii from the lowest to the highest that the group reaches, with a part in 10^4 to spare for what lies
    between.
    """
    reached = np.linspace(*ephemeris.radii, 257)
    near, far = (float(np.max(edge)) for edge in footprint.edges(jnp.asarray(reached)))
    slack = 1.0 + 1e-4
    return grid.window(max(near, 0.0) * slack), grid.window(max(far, 0.0) * slack)


def count_in_view(observers: Observers, row: Float[jax.Array, "k"], grid: RingGrid, dtype: np.dtype) -> Int[jax.Array, "rings columns"]:
    """How many of the group see each cell at the instant of `row` (see `Ephemeris.table`).

    Args:
        observers: the group.
        row: one row of its ephemeris' table.
        grid: the cells; static.
        dtype: float32 or float64, in which the footprints are worked out; static.

    Returns:
        Counts, int32. In float32 a cell flips only if its centre lies within about 1e-6 rad (6 m) of a footprint's rim.
    """
    active = jnp.asarray(observers.active)
    unit, radius = observers.ephemeris.directions(row)
    near, far = observers.footprint.edges(radius)
    unit = unit.astype(dtype)
    near, far = (jnp.broadcast_to(edge.astype(dtype), unit.shape[:1]) for edge in (near, far))
    counts = _counts(unit, far, active, grid, observers.windows[1])
    if observers.footprint.has_hole:
        counts = counts - _counts(unit, jnp.where(near > 0.0, near, -1.0), active, grid, observers.windows[0])
    return counts


def _counts(
    unit: Float[jax.Array, "n 3"], half_angle: Float[jax.Array, "n"], active: Bool[jax.Array, "n"], grid: RingGrid, window: int
) -> Int[jax.Array, "rings columns"]:
    ring, first, count = columns_within(unit, half_angle, active, grid, window)
    one = (count > 0).astype(jnp.int32)
    # Two turns of the ring, so that a run may end past the date line; the second turn is laid over the first before summing.
    start = ring * (2 * grid.columns) + first
    marks = jnp.zeros(grid.rings * 2 * grid.columns, jnp.int32)
    marks = marks.at[start].add(one, mode="promise_in_bounds")
    marks = marks.at[start + count].add(-one, mode="promise_in_bounds").reshape(grid.rings, 2, grid.columns)
    past_date_line = marks[:, 0].sum(axis=1, dtype=jnp.int32, keepdims=True)
    return jnp.cumsum(marks[:, 0] + marks[:, 1], axis=1) + past_date_line
