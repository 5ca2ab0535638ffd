"""A sphere of cells on rings of latitude, and the columns of a ring that lie within an angle of a point. Spherical, radians.

On one ring a cap is one interval of longitude, so that a cap costs a handful of numbers a ring and none a cell.
"""

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.geometry.angles import angle_of_haversine, direction_angle, twice_arcsine


@dataclass(frozen=True)
class RingGrid:
    """Cells between parallels and meridians, equal in degrees; a cell stands for its centre.

    Attributes:
        rings: number of rings, south to north.
        columns: cells in each ring, from longitude -180 deg eastward.
    """

    rings: int
    columns: int

    @classmethod
    def of_step(cls, step: float) -> "RingGrid":
        """The grid whose cells are `step` high and wide (rad), to the nearest whole number."""
        rings = max(1, round(np.pi / step))
        return cls(rings, 2 * rings)

    @property
    def latitudes(self) -> Float[np.ndarray, "r"]:
        """Latitude of each ring's cell centres, rad, rising."""
        return (np.arange(self.rings) + 0.5) * (np.pi / self.rings) - 0.5 * np.pi

    @property
    def longitudes(self) -> Float[np.ndarray, "c"]:
        """Longitude of each column's cell centres, rad, rising from -pi."""
        return (np.arange(self.columns) + 0.5) * (2.0 * np.pi / self.columns) - np.pi

    @property
    def cell_area(self) -> Float[np.ndarray, "r"]:
        """Share of the whole sphere taken by one cell of each ring, exact."""
        edges = np.linspace(-0.5 * np.pi, 0.5 * np.pi, self.rings + 1)
        return np.diff(np.sin(edges)) / (2.0 * self.columns)

    def window(self, half_angle: float) -> int:
        """How many rings a cap of `half_angle` (rad) can touch at the most."""
        return min(self.rings, int(np.ceil(2.0 * half_angle * self.rings / np.pi)) + 1)


class Columns(NamedTuple):
    """For each satellite and each ring of its window: a run of columns, from `first` (0 to columns - 1) over `width` columns eastward.

    `ring` is always a valid ring; where the cap misses it `width` is 0.
    """

    ring: Int[jax.Array, "n w"]
    first: Int[jax.Array, "n w"]
    width: Int[jax.Array, "n w"]


def columns_within(
    unit: Float[jax.Array, "n 3"], half_angle: Float[jax.Array, "n"], active: Bool[jax.Array, "n"], grid: RingGrid, window: int
) -> Columns:
    """Which columns of which rings have their centres within `half_angle` of each point.

    Args:
        unit: points as unit vectors, Earth-fixed.
        half_angle: rad, below pi; below 0 for none.
        active: points that count.
        grid: the cells.
        window: rings looked at for each point, `grid.window(the largest half-angle)` or more.

    Returns:
        The runs. A centre exactly on the rim may fall either way, within rounding: about 1e-15 rad in float64, 1e-6 rad in float32.

    With d the difference of latitudes, a ring is within the cap where sin^2(D/2) <= (sin^2(psi/2) - sin^2(d/2)) / (cos cos), D the
    difference of longitudes: the haversine form, which keeps its digits for small caps.
    """
    dtype = unit.dtype
    z = unit[:, 2]
    flat = jnp.maximum(jnp.sqrt(unit[:, 0] ** 2 + unit[:, 1] ** 2), jnp.finfo(dtype).tiny)
    half_cos = jnp.sqrt(0.5 + 0.5 * flat)
    half_sin = 0.5 * z / half_cos
    latitude = twice_arcsine(half_sin)
    longitude = direction_angle(unit[:, 0] / flat, unit[:, 1] / flat) + jnp.asarray(np.pi, dtype)
    south = jnp.ceil((latitude - half_angle + 0.5 * np.pi) * (grid.rings / np.pi) - 0.5).astype(jnp.int32)
    south = jnp.clip(south, 0, grid.rings - 1)
    ring = south[:, None] + jnp.arange(window, dtype=jnp.int32)[None, :]
    inside = ring < grid.rings

    ring_sin, ring_cos = _half_latitudes(south, grid, window, dtype)
    d = ring_sin * half_cos[:, None] - ring_cos * half_sin[:, None]
    room = jnp.square(jnp.sin(0.5 * half_angle))[:, None] - d * d
    across = jnp.maximum((ring_cos - ring_sin) * (ring_cos + ring_sin), jnp.finfo(dtype).eps) * flat[:, None]
    whole = room >= across
    seen = inside & (room >= 0.0) & ((half_angle >= 0.0) & active)[:, None]
    reach = angle_of_haversine(room / across)

    per_radian = jnp.asarray(grid.columns / (2.0 * np.pi), dtype)
    first = jnp.ceil((longitude[:, None] - reach) * per_radian - 0.5).astype(jnp.int32)
    last = jnp.floor((longitude[:, None] + reach) * per_radian - 0.5).astype(jnp.int32)
    count = jnp.where(whole, grid.columns, jnp.minimum(last - first + 1, grid.columns))
    first = jnp.where(first < 0, first + grid.columns, first)
    first = jnp.where(first >= grid.columns, first - grid.columns, first)
    return Columns(jnp.minimum(ring, grid.rings - 1), first, jnp.where(seen, count, 0))


def _half_latitudes(
    south: Int[jax.Array, "n"], grid: RingGrid, window: int, dtype: np.dtype
) -> tuple[Float[jax.Array, "n w"], Float[jax.Array, "n w"]]:
    """Sine and cosine of half the latitude of each ring of each window: by addition theorems from the southernmost, not by look-up."""
    ahead = 0.5 * (np.pi / grid.rings) * np.arange(window)
    sin_ahead, cos_ahead = (jnp.asarray(values, dtype)[None, :] for values in (np.sin(ahead), np.cos(ahead)))
    sin_south, cos_south = (jnp.asarray(f(0.5 * grid.latitudes), dtype)[south][:, None] for f in (np.sin, np.cos))
    return sin_south * cos_ahead + cos_south * sin_ahead, cos_south * cos_ahead - sin_south * sin_ahead
