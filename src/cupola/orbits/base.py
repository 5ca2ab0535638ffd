"""The interface of everything that flies: a group of satellites whose Earth-fixed positions follow from a few numbers per instant.

The numbers per instant (`table`) are made once on the host in float64, with every phase already reduced to one turn; what is left per
satellite (`directions`) is a pure kernel that may then run in a lower precision without losing the phase after many days.
"""

from abc import ABC, abstractmethod
from typing import Self

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Float, Int


class PrecisionError(RuntimeError):
    """JAX has 64-bit numbers switched off, so that positions would silently come out to a few metres or worse."""


class Ephemeris(ABC):
    """Positions of one group of satellites against time."""

    @property
    @abstractmethod
    def size(self) -> int:
        """Number of satellites, n."""

    @property
    @abstractmethod
    def radii(self) -> tuple[float, float]:
        """Least and greatest distance from the Earth's centre that any satellite reaches, m."""

    @abstractmethod
    def table(self, seconds: Float[np.ndarray, "t"], earth_angle: Float[np.ndarray, "t"]) -> Float[np.ndarray, "t k"]:
        """The k numbers that describe each instant (NumPy, float64).

        Args:
            seconds: uniform (TT) seconds since the epoch of the elements.
            earth_angle: Earth rotation angle at those instants, rad; zeros leave the positions in the inertial frame (CIRS).

        Returns:
            One row an instant, to be handed to `directions`.
        """

    @abstractmethod
    def directions(self, row: Float[jax.Array, "k *n"]) -> tuple[Float[jax.Array, "n 3"], Float[jax.Array, "m"]]:
        """Geocentric unit vectors (Earth-fixed) and radii (m) at the instant of one row of `table`; m is n, or 1 where all share a radius.

        Args:
            row: one row, (k,), for all satellites at one instant; or one column for each satellite, (k, n), for each at an instant of its
                own: `table(seconds, earth_angle).T` with one instant a satellite.

        Pure; for use inside `jit`.
        """

    @abstractmethod
    def normals(self, row: Float[jax.Array, "k *n"]) -> Float[jax.Array, "n 3"]:
        """Unit vectors along the orbital angular momentum (Earth-fixed axes, inertial motion); `row` as for `directions`. Pure."""

    @abstractmethod
    def pick(self, index: Int[np.ndarray, "m"]) -> Self:
        """The same ephemeris with only the satellites at `index`, in that order; repeats are allowed."""

    @abstractmethod
    def cast(self, dtype: np.dtype) -> Self:
        """The same ephemeris with its constants in `dtype`, where that is safe; itself where it is not."""

    def positions(self, seconds: Float[np.ndarray, "t"], earth_angle: Float[np.ndarray, "t"]) -> Float[jax.Array, "t n 3"]:
        """Positions at many instants at once, m, float64.

        Args:
            seconds: uniform (TT) seconds since the epoch of the elements.
            earth_angle: Earth rotation angle, rad: positions are Earth-fixed (ITRS without polar motion, under 0.6 arcsec or 20 m at
                the surface). Zeros give the inertial frame (CIRS).

        Raises:
            PrecisionError: JAX runs without 64-bit numbers.
        """
        if not jax.config.jax_enable_x64:  # pyright: ignore[reportAttributeAccessIssue] -- JAX adds its settings to the class as it loads
            raise PrecisionError('positions need 64-bit numbers: call jax.config.update("jax_enable_x64", True) before the first JAX call')
        return _positions(self, jnp.asarray(self.table(np.asarray(seconds, float), np.asarray(earth_angle, float))))


@jax.jit
def _positions(ephemeris: Ephemeris, rows: Float[jax.Array, "t k"]) -> Float[jax.Array, "t n 3"]:
    def at(row: Float[jax.Array, "k"]) -> Float[jax.Array, "n 3"]:
        unit, radius = ephemeris.directions(row)
        return unit * radius[:, None]

    return jax.vmap(at)(rows)
