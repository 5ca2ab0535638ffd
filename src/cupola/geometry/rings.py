"""Cells between parallels and meridians of an ellipsoid, and runs of columns along a ring. Geodetic latitude, radians.

What a satellite sees of one ring is one interval of longitude, so that a footprint costs a handful of numbers a ring and none a cell.
"""

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Float, Int
from cupola.constants import Body
from cupola.geometry.angles import angle_of_haversine


@dataclass(frozen=True)
class RingGrid:
    """Cells between parallels and meridians, equal in degrees; a cell stands for its centre.

    Attributes:
        rings: number of rings, south to north.
        columns: cells in each ring, from longitude -180 deg eastward.
        body: on whose ellipsoid they lie.
    """

    rings: int
    columns: int
    body: Body

    @classmethod
    def of_step(cls, step: float, body: Body) -> "RingGrid":
        """The grid whose cells are `step` high and wide (rad), to the nearest whole number."""
        rings = max(1, round(np.pi / step))
        return cls(rings, 2 * rings, body)

    @property
    def latitudes(self) -> Float[np.ndarray, "r"]:
        """Geodetic latitude of each ring's cell centres, rad, rising."""
        return (np.arange(self.rings) + 0.5) * (np.pi / self.rings) - 0.5 * np.pi

    @property
    def longitudes(self) -> Float[np.ndarray, "c"]:
        """Longitude of each column's cell centres, rad, rising from -pi."""
        return (np.arange(self.columns) + 0.5) * (2.0 * np.pi / self.columns) - np.pi

    @property
    def cell_area(self) -> Float[np.ndarray, "r"]:
        """Share of the whole ellipsoid's surface taken by one cell of each ring, exact (Snyder, USGS 1395, equation 3-12)."""
        edges = np.linspace(-0.5 * np.pi, 0.5 * np.pi, self.rings + 1)
        authalic = _authalic(np.sin(edges), self.body.eccentricity)
        return np.diff(authalic) / ((authalic[-1] - authalic[0]) * self.columns)

    def window(self, half_angle: float) -> int:
        """How many rings can have latitudes within `half_angle` (rad) of a latitude at the most."""
        return min(self.rings, int(np.ceil(2.0 * half_angle * self.rings / np.pi)) + 1)


def _authalic(sine: Float[np.ndarray, "s"], e: float) -> Float[np.ndarray, "s"]:
    """Snyder's q: proportional to the area between the equator and a parallel, from the sine of its geodetic latitude."""
    if e == 0.0:
        return 2.0 * sine
    return (1.0 - e * e) * (sine / (1.0 - (e * sine) ** 2) + np.arctanh(e * sine) / e)


class Runs(NamedTuple):
    """Runs of columns on rings: from `first` (0 to columns - 1) over `width` columns eastward; a width of 0 is none, of all is the ring."""

    first: Int[jax.Array, "n w"]
    width: Int[jax.Array, "n w"]


def runs_around(longitude: Float[jax.Array, "n 1"], versine: Float[jax.Array, "n w"], columns: int) -> Runs:
    """The columns whose centres lie within a difference of longitude from a meridian.

    Args:
        longitude: of the meridian, counted from -180 deg: 0 to 2 pi, rad.
        versine: 1 - cos of the difference; below 0 for none, 2 or more for the whole ring.
        columns: cells in a ring.

    Returns:
        The runs. A centre exactly on the rim may fall either way, within rounding: about 1e-15 rad in float64, 1e-6 rad in float32.
    """
    dtype = versine.dtype
    reach = angle_of_haversine(0.5 * versine)
    per_radian = jnp.asarray(columns / (2.0 * np.pi), dtype)
    first = jnp.ceil((longitude - reach) * per_radian - 0.5).astype(jnp.int32)
    last = jnp.floor((longitude + reach) * per_radian - 0.5).astype(jnp.int32)
    count = jnp.where(versine >= 2.0, columns, jnp.minimum(last - first + 1, columns))
    first = jnp.where(first < 0, first + columns, first)
    first = jnp.where(first >= columns, first - columns, first)
    return Runs(first, jnp.where(versine >= 0.0, count, 0))


def common_runs(one: Runs, other: Runs, columns: int) -> tuple[Runs, Runs]:
    """What two runs on each ring have in common: up to two runs, the second where they meet at both ends."""
    ahead = jnp.where(other.first >= one.first, other.first - one.first, other.first - one.first + columns)
    beyond = ahead + other.width
    start = one.first + ahead
    start = jnp.where(start >= columns, start - columns, start)
    return (
        Runs(start, jnp.maximum(jnp.minimum(beyond, one.width) - ahead, 0)),
        Runs(one.first, jnp.clip(beyond - columns, 0, one.width)),
    )
