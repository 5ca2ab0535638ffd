"""The number of satellites that see each cell at one instant, by intervals on rings of latitude. On the ellipsoid, Earth-fixed.

A footprint is one interval of columns on each ring it touches (with a hole it is the difference of two; on one side of the flight what it
has in common with the interval of that side). Each interval adds +1 where it starts and -1 where it ends; a running sum along the ring
gives the counts. Cost grows with satellites x rings, not satellites x cells, and the result is exact for cell centres.
"""

from dataclasses import dataclass, field, replace

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.geometry import Footprint, RingGrid, Runs, Side, Sight, common_runs, runs_around, sight_of
from cupola.geometry.angles import direction_angle
from cupola.orbits import Ephemeris


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Observers:
    """A group of satellites that look in the same way.

    Attributes:
        ephemeris: where they are.
        footprint: what one of them sees from where it is.
        active: which of them are there and working, (n,).
        window: rings that one of them can see a part of at the most; static.
        sun: sine of the elevation that the Sun must have at a place for it to be seen; None where light does not matter.
    """

    ephemeris: Ephemeris
    footprint: Footprint
    active: Bool[np.ndarray, "n"]
    window: int = field(metadata={"static": True})
    sun: Float[np.ndarray, ""] | None = None

    @classmethod
    def on(cls, grid: RingGrid, ephemeris: Ephemeris, footprint: Footprint) -> "Observers":
        """A group, all of it working, with the window that it needs on a grid."""
        return cls(ephemeris, footprint, np.ones(ephemeris.size, bool), window_of(ephemeris, footprint, grid))

    def cast(self, dtype: np.dtype) -> "Observers":
        """The same group with its constants in `dtype`, where its ephemeris allows it."""
        return replace(self, ephemeris=self.ephemeris.cast(dtype))


def window_of(ephemeris: Ephemeris, footprint: Footprint, grid: RingGrid) -> int:
    """Rings that any satellite of a group can see a part of at the most.

    The reach is taken at 257 radii from the lowest to the highest that the group has, with a part in 10^4 to spare for what lies between.
    """
    reached = np.linspace(*ephemeris.radii, 257)
    reach = float(np.max(footprint.reach(jnp.asarray(reached), grid.body)))
    return grid.window(max(reach, 0.0) * (1.0 + 1e-4))


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
    footprint = observers.footprint
    unit, radius = observers.ephemeris.directions(row)
    reach = footprint.reach(radius, grid.body).astype(dtype)
    sight = sight_of(unit.astype(dtype), radius.astype(dtype), reach, grid, observers.window)
    near, far = footprint.versines(sight)
    there = sight.inside & jnp.asarray(observers.active)[:, None]
    edges = [(far, 1), (near, -1)] if footprint.has_hole else [(far, 1)]
    turned = [(runs_around(sight.longitude, jnp.where(there, edge, -1.0), grid.columns), sign) for edge, sign in edges]
    if footprint.looks is not Side.BOTH:
        side = _runs_of_side(observers.ephemeris.normals(row).astype(dtype), footprint.looks, sight, grid)
        turned = [(common, sign) for run, sign in turned for common in common_runs(run, side, grid.columns)]
    return _running_sum(sight.ring, turned, grid)


def _runs_of_side(normal: Float[jax.Array, "n 3"], side: Side, sight: Sight, grid: RingGrid) -> Runs:
    """The columns of each ring that lie on one side of the plane of each orbit."""
    dtype = normal.dtype
    towards = normal * jnp.asarray(side.value, dtype)
    flat = jnp.maximum(jnp.sqrt(towards[:, 0] ** 2 + towards[:, 1] ** 2), jnp.finfo(dtype).eps)
    longitude = direction_angle(towards[:, 0] / flat, towards[:, 1] / flat) + jnp.asarray(np.pi, dtype)
    rise = (1.0 - sight.squared_eccentricity) * sight.sin_g / sight.cos_g * (towards[:, 2] / flat)[:, None]
    return runs_around(longitude[:, None], 1.0 + rise, grid.columns)


def _running_sum(ring: Int[jax.Array, "n w"], turned: list[tuple[Runs, int]], grid: RingGrid) -> Int[jax.Array, "rings columns"]:
    # Two turns of the ring, so that a run may end past the date line; the second turn is laid over the first before summing.
    marks = jnp.zeros(grid.rings * 2 * grid.columns, jnp.int32)
    for run, sign in turned:
        one = jnp.where(run.width > 0, sign, 0).astype(jnp.int32)
        start = ring * (2 * grid.columns) + run.first
        marks = marks.at[start].add(one, mode="promise_in_bounds")
        marks = marks.at[start + run.width].add(-one, mode="promise_in_bounds")
    marks = marks.reshape(grid.rings, 2, grid.columns)
    past_date_line = marks[:, 0].sum(axis=1, dtype=jnp.int32, keepdims=True)
    return jnp.cumsum(marks[:, 0] + marks[:, 1], axis=1) + past_date_line
