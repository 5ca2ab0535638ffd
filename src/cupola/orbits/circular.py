"""Circular shells: satellites that share a radius, an inclination and their rates, so that a position costs no trigonometry.

With A and B the unit vectors of a satellite at its ascending node's phase 0 and a quarter turn later, at the epoch, its direction is
`Rz(node drift - Earth angle) [A cos(u) + B sin(u)]`, u the advance in argument of latitude since the epoch, the same for all.
Frame: Earth-fixed (ITRS without polar motion). Left out: what `cupola.orbits.elements` leaves out, and any eccentricity.
"""

from dataclasses import dataclass, replace
from typing import Self

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Float, Int
from cupola.constants import Body
from cupola.orbits.base import Ephemeris
from cupola.orbits.elements import SecularRates
from cupola.orbits.osculating import mean_radius

_TURN = 2.0 * np.pi


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class CircularShell(Ephemeris):
    """A group of satellites on circular orbits of one radius and one inclination.

    Attributes:
        start: unit vectors at the epoch, inertial, (n, 3).
        quarter: unit vectors a quarter of a turn later with the node held, (n, 3).
        radius: m, scalar array.
        latitude_rate: rad/s of the argument of latitude, scalar array.
        node_rate: rad/s of the node, scalar array.
    """

    start: Float[np.ndarray, "n 3"]
    quarter: Float[np.ndarray, "n 3"]
    radius: Float[np.ndarray, ""]
    latitude_rate: Float[np.ndarray, ""]
    node_rate: Float[np.ndarray, ""]

    @classmethod
    def of(
        cls, radius: float, inclination: float, raan: Float[np.ndarray, "n"], argument_of_latitude: Float[np.ndarray, "n"], body: Body
    ) -> "CircularShell":
        """A shell from each satellite's node and argument of latitude at the epoch (rad), drifting as `SecularRates.of` says.

        Args:
            radius: mean semi-major axis, m; what is flown is the mean distance that goes with it, see `osculating.mean_radius`.
            inclination: rad.
            raan: right ascension of the ascending node of each satellite, rad.
            argument_of_latitude: of each satellite, rad.
            body: what is orbited.
        """
        rates = SecularRates.of(np.array([radius]), np.array([0.0]), np.array([inclination]), body)
        return cls.with_rates(
            mean_radius(radius, inclination, body),
            inclination,
            raan,
            argument_of_latitude,
            float(rates.perigee[0] + rates.anomaly[0]),
            float(rates.node[0]),
        )

    @classmethod
    def with_rates(
        cls,
        radius: float,
        inclination: float,
        raan: Float[np.ndarray, "n"],
        argument_of_latitude: Float[np.ndarray, "n"],
        latitude_rate: float,
        node_rate: float,
    ) -> "CircularShell":
        """A shell whose rates are given (rad/s): a station-kept geostationary group, or one flown without J2."""
        co, so = np.cos(raan), np.sin(raan)
        cu, su = np.cos(argument_of_latitude), np.sin(argument_of_latitude)
        ci, si = np.cos(inclination), np.sin(inclination)
        return cls(
            start=np.stack([cu * co - su * ci * so, cu * so + su * ci * co, su * si], axis=-1),
            quarter=np.stack([-su * co - cu * ci * so, -su * so + cu * ci * co, cu * si], axis=-1),
            radius=np.asarray(radius, float),
            latitude_rate=np.asarray(latitude_rate, float),
            node_rate=np.asarray(node_rate, float),
        )

    @property
    def size(self) -> int:
        """Number of satellites."""
        return self.start.shape[0]

    @property
    def radii(self) -> tuple[float, float]:
        """The shell's radius twice, m."""
        return float(self.radius), float(self.radius)

    def table(self, seconds: Float[np.ndarray, "t"], earth_angle: Float[np.ndarray, "t"]) -> Float[np.ndarray, "t 4"]:
        """Cosine and sine of the advance in argument of latitude, then of the node's drift less the Earth's rotation."""
        u = np.mod(float(self.latitude_rate) * seconds, _TURN)
        theta = np.mod(float(self.node_rate) * seconds - earth_angle, _TURN)
        return np.stack([np.cos(u), np.sin(u), np.cos(theta), np.sin(theta)], axis=-1)

    def directions(self, row: Float[jax.Array, "4 *n"]) -> tuple[Float[jax.Array, "n 3"], Float[jax.Array, "1"]]:
        """Unit vectors, Earth-fixed, and the one radius of all, m. Ten multiplications a satellite."""
        cos_u, sin_u, cos_t, sin_t = row.reshape(4, -1)
        v = self.start * cos_u[:, None] + self.quarter * sin_u[:, None]
        x = v[:, 0] * cos_t - v[:, 1] * sin_t
        y = v[:, 0] * sin_t + v[:, 1] * cos_t
        return jnp.stack([x, y, v[:, 2]], axis=-1), jnp.asarray(self.radius)[None]

    def normals(self, row: Float[jax.Array, "4 *n"]) -> Float[jax.Array, "n 3"]:
        """Unit vectors along the angular momentum, Earth-fixed."""
        _, _, cos_t, sin_t = row.reshape(4, -1)
        w = jnp.cross(jnp.asarray(self.start), jnp.asarray(self.quarter))
        return jnp.stack([w[:, 0] * cos_t - w[:, 1] * sin_t, w[:, 0] * sin_t + w[:, 1] * cos_t, w[:, 2]], axis=-1)

    def pick(self, index: Int[np.ndarray, "m"]) -> Self:
        """The satellites at `index`."""
        return replace(self, start=self.start[index], quarter=self.quarter[index])

    def cast(self, dtype: np.dtype) -> Self:
        """The unit vectors in `dtype`; the radius and the rates stay in float64, as footprints and `table` need them."""
        return replace(self, start=np.asarray(self.start, dtype), quarter=np.asarray(self.quarter, dtype))
