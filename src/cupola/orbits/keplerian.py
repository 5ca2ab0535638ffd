"""Eccentric orbits with secular drift: Kepler's equation for each satellite and instant. Earth-fixed, m, float64 always.

Left out: what `cupola.orbits.elements` leaves out. For Molniya orbits the Moon and the Sun move the perigee by some kilometres a day;
the operator's manoeuvres that hold the ground track are taken as done.
"""

from dataclasses import dataclass, fields, replace
from typing import Self

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Float, Int
from cupola.constants import Body
from cupola.orbits.base import Ephemeris
from cupola.orbits.elements import Elements, SecularRates
from cupola.orbits.kepler_equation import eccentric_anomaly
from cupola.orbits.osculating import mean_lift

_TURN = 2.0 * np.pi


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class KeplerShell(Ephemeris):
    """A group of satellites, each on its own eccentric orbit.

    Attributes:
        elements: the mean elements at the epoch, one array each, (n,); see `Elements`.
        node_rate: rad/s, (n,).
        perigee_rate: rad/s, (n,).
        anomaly_rate: rad/s, (n,).
        lift: mean distance added by the bulge, m, (n,); see `osculating.mean_lift`.
    """

    semi_major_axis: Float[np.ndarray, "n"]
    eccentricity: Float[np.ndarray, "n"]
    inclination: Float[np.ndarray, "n"]
    raan: Float[np.ndarray, "n"]
    argument_of_perigee: Float[np.ndarray, "n"]
    mean_anomaly: Float[np.ndarray, "n"]
    node_rate: Float[np.ndarray, "n"]
    perigee_rate: Float[np.ndarray, "n"]
    anomaly_rate: Float[np.ndarray, "n"]
    lift: Float[np.ndarray, "n"]

    @classmethod
    def of(cls, elements: Elements, body: Body) -> "KeplerShell":
        """A group from its mean elements, drifting as `SecularRates.of` says."""
        rates = SecularRates.of(elements.semi_major_axis, elements.eccentricity, elements.inclination, body)
        return cls(
            semi_major_axis=elements.semi_major_axis,
            eccentricity=elements.eccentricity,
            inclination=elements.inclination,
            raan=elements.raan,
            argument_of_perigee=elements.argument_of_perigee,
            mean_anomaly=elements.mean_anomaly,
            node_rate=rates.node,
            perigee_rate=rates.perigee,
            anomaly_rate=rates.anomaly,
            lift=mean_lift(elements, body),
        )

    @property
    def size(self) -> int:
        """Number of satellites."""
        return self.semi_major_axis.shape[0]

    @property
    def radii(self) -> tuple[float, float]:
        """Lowest perigee and highest apogee of the group, m."""
        a, e = self.semi_major_axis, self.eccentricity
        return float(np.min(a * (1.0 - e) + self.lift)), float(np.max(a * (1.0 + e) + self.lift))

    def table(self, seconds: Float[np.ndarray, "t"], earth_angle: Float[np.ndarray, "t"]) -> Float[np.ndarray, "t 2"]:
        """Seconds since the epoch and the Earth rotation angle: each satellite has rates of its own."""
        return np.stack([seconds, np.mod(earth_angle, _TURN)], axis=-1)

    def directions(self, row: Float[jax.Array, "2 *n"]) -> tuple[Float[jax.Array, "n 3"], Float[jax.Array, "n"]]:
        """Unit vectors, Earth-fixed, and radii, m."""
        t, earth_angle = row.reshape(2, -1)
        e = jnp.asarray(self.eccentricity)
        anomaly = eccentric_anomaly(self.mean_anomaly + self.anomaly_rate * t, e)
        cos_e, sin_e = jnp.cos(anomaly), jnp.sin(anomaly)
        radius = jnp.asarray(self.semi_major_axis) * (1.0 - e * cos_e) + self.lift
        true_anomaly = jnp.arctan2(jnp.sqrt(1.0 - e**2) * sin_e, cos_e - e)
        u = self.argument_of_perigee + self.perigee_rate * t + true_anomaly
        node = self.raan + self.node_rate * t - earth_angle
        cu, su, co, so = jnp.cos(u), jnp.sin(u), jnp.cos(node), jnp.sin(node)
        ci, si = jnp.cos(self.inclination), jnp.sin(self.inclination)
        return jnp.stack([cu * co - su * ci * so, cu * so + su * ci * co, su * si], axis=-1), radius

    def normals(self, row: Float[jax.Array, "2 *n"]) -> Float[jax.Array, "n 3"]:
        """Unit vectors along the angular momentum, Earth-fixed."""
        t, earth_angle = row.reshape(2, -1)
        node = self.raan + self.node_rate * t - earth_angle
        inclination = jnp.asarray(self.inclination)
        sin_i, cos_i = jnp.sin(inclination), jnp.cos(inclination)
        return jnp.stack([sin_i * jnp.sin(node), -sin_i * jnp.cos(node), cos_i], axis=-1)

    def pick(self, index: Int[np.ndarray, "m"]) -> Self:
        """The satellites at `index`."""
        return replace(self, **{field.name: getattr(self, field.name)[index] for field in fields(self)})

    def cast(self, dtype: np.dtype) -> Self:
        """Itself: seconds times a rate in float32 loses the phase within hours."""
        return self
