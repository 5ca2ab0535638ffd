"""How far round each parallel of an ellipsoid a satellite sees, as a closed form: exact, and without a loop. Body-fixed, SI.

On one parallel everything that decides (elevation, angle off the nadir, angle at the centre) depends on the difference of longitude D only
through y = 1 - cos D, and each limit is met at one y. With s the satellite's geocentric latitude and r its radius, g the geodetic latitude
of the parallel, N its radius of curvature in the prime vertical, a and e the ellipsoid's radius and eccentricity, a point of it lies

    H + K y              below the plane through the satellite square to its radius,
    G - B y              below the satellite along the point's own vertical, and
    sqrt(D + 2 r K y)    from it, with

    H = r - N cos(s - g) + N e^2 sin g sin s,    K = N cos g cos s,
    G = r cos(s - g) - a^2 / N,                  B = r cos g cos s,
    D = (r - N)^2 + 4 r N q + N e^2 sin g (2 r sin s - N (2 - e^2) sin g),

where q = sin^2((s - g) / 2). H, G and D are written in q, so that they keep their digits for low satellites in single precision too.
Source: Cartesian coordinates of a point of the ellipsoid (Snyder, USGS 1395, section 3; Vallado 2013, section 3.2).
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.constants import Body
from cupola.geometry.angles import direction_angle, twice_arcsine
from cupola.geometry.rings import RingGrid

NONE = -1.0
"""A versine that says: nothing of this parallel."""


@dataclass(frozen=True)
class Sight:
    """Satellites, one a row, against some parallels each, one a column.

    Attributes:
        body: whose ellipsoid.
        radius: of the satellite, m, (n, 1) or (1, 1).
        longitude: of the satellite from -180 deg, rad, 0 to 2 pi.
        sin_s: sine of its geocentric latitude.
        cos_s: cosine of it.
        ring: index of the parallel; always a valid one.
        inside: whether it is there: a window may reach beyond the last.
        sin_g: sine of the parallel's geodetic latitude.
        cos_g: cosine of it, not below the smallest number.
        apart: q, sin^2 of half the difference of the latitudes.
    """

    body: Body
    radius: Float[jax.Array, "n 1"]
    longitude: Float[jax.Array, "n 1"]
    sin_s: Float[jax.Array, "n 1"]
    cos_s: Float[jax.Array, "n 1"]
    ring: Int[jax.Array, "n w"]
    inside: Bool[jax.Array, "n w"]
    sin_g: Float[jax.Array, "n w"]
    cos_g: Float[jax.Array, "n w"]
    apart: Float[jax.Array, "n w"]

    @property
    def squared_eccentricity(self) -> float:
        """e^2 of the ellipsoid."""
        return self.body.eccentricity**2

    @property
    def curvature(self) -> Float[jax.Array, "n w"]:
        """N, m: a / sqrt(1 - e^2 sin^2 g), by its series where that is exact to a part in 10^11, as for the Earth."""
        x = self.squared_eccentricity * self.sin_g * self.sin_g
        if self.squared_eccentricity > 0.01:
            return self.body.radius / jnp.sqrt(1.0 - x)
        return self.body.radius * (1.0 + x * (0.5 + x * (0.375 + x * (0.3125 + x * 0.2734375))))

    @property
    def local_radius(self) -> Float[jax.Array, "n w"]:
        """Distance of the parallel from the body's centre, m."""
        x = self.squared_eccentricity * (2.0 - self.squared_eccentricity) * self.sin_g * self.sin_g
        return self.curvature * jnp.sqrt(1.0 - x)

    @property
    def depth(self) -> Float[jax.Array, "n w"]:
        """H, m."""
        n = self.curvature
        return (self.radius - n) + n * (2.0 * self.apart + self.squared_eccentricity * self.sin_g * self.sin_s)

    @property
    def deepening(self) -> Float[jax.Array, "n w"]:
        """K, m; above 0."""
        return self.curvature * self.cos_g * self.cos_s

    @property
    def squared_distance(self) -> Float[jax.Array, "n w"]:
        """D, m^2."""
        n, e2 = self.curvature, self.squared_eccentricity
        bulge = n * e2 * self.sin_g * (2.0 * self.radius * self.sin_s - n * (2.0 - e2) * self.sin_g)
        return (self.radius - n) ** 2 + 4.0 * self.radius * n * self.apart + bulge

    @property
    def height(self) -> Float[jax.Array, "n w"]:
        """G, m: of the satellite above the horizontal plane of the parallel's point below it."""
        n = self.curvature
        return (self.radius - n) - 2.0 * self.radius * self.apart + n * self.squared_eccentricity * self.sin_g * self.sin_g

    @property
    def sinking(self) -> Float[jax.Array, "n w"]:
        """B, m; above 0."""
        return self.radius * self.cos_s * self.cos_g

    def of_elevation(self, sine: Float[jax.Array, ""]) -> Float[jax.Array, "n w"]:
        """Versine within which the satellite stands at an elevation of this sine (0 to 1) or higher.

        (G - B y)^2 = sin^2 e (D + 2 r K y), the smaller root.
        """
        g, b, d, s2 = self.height, self.sinking, self.squared_distance, sine * sine
        half_e = self.radius * self.deepening
        room = g * g - s2 * d
        root = sine * jnp.sqrt(s2 * half_e * half_e + b * (2.0 * g * half_e + b * d))
        versine = room / (g * b + s2 * half_e + root)
        return jnp.where((g >= 0.0) & (room >= 0.0), versine, NONE)

    def of_off_nadir(self, cosine: Float[jax.Array, ""]) -> Float[jax.Array, "n w"]:
        """Versine within which the point lies at an angle of this cosine, or less, off the satellite's geocentric nadir, on the near side.

        (H + K y)^2 = cos^2 n (D + 2 r K y), the smaller root; the horizon where the cone misses the parallel or passes beyond it.
        """
        h, k, c2 = self.depth, self.deepening, cosine * cosine
        room = h * h - c2 * self.squared_distance
        m = c2 * self.radius - h
        square = m * m - room
        crossing = room / (k * jnp.maximum(m + jnp.sqrt(jnp.maximum(square, 0.0)), jnp.finfo(k.dtype).tiny))
        horizon = self.of_elevation(jnp.zeros((), k.dtype))
        versine = jnp.where((square >= 0.0) & (m > 0.0), jnp.minimum(crossing, horizon), horizon)
        return jnp.where(room >= 0.0, versine, NONE)

    def of_central_angle(self, haversine: Float[jax.Array, "#n #w"]) -> Float[jax.Array, "n w"]:
        """Versine within which the point is less than an angle, of this haversine, from the satellite as seen from the body's centre."""
        p = self.local_radius
        return (2.0 * p * haversine - (p - self.radius) - self.depth) / self.deepening


def sight_of(
    unit: Float[jax.Array, "n 3"], radius: Float[jax.Array, "m"], reach: Float[jax.Array, "m"], grid: RingGrid, window: int
) -> Sight:
    """Satellites against the rings that each may see.

    Args:
        unit: directions of the satellites, body-fixed.
        radius: m; m is n or 1.
        reach: greatest difference between a satellite's geocentric latitude and the geodetic latitude of a point that it sees, rad.
        grid: the rings.
        window: rings looked at for each satellite, `grid.window(the largest reach)` or more.
    """
    dtype = unit.dtype
    z = unit[:, 2]
    flat = jnp.maximum(jnp.sqrt(unit[:, 0] ** 2 + unit[:, 1] ** 2), jnp.finfo(dtype).eps)
    half_cos = jnp.sqrt(0.5 + 0.5 * flat)
    half_sin = 0.5 * z / half_cos
    longitude = direction_angle(unit[:, 0] / flat, unit[:, 1] / flat) + jnp.asarray(np.pi, dtype)
    south = jnp.ceil((twice_arcsine(half_sin) - reach + 0.5 * np.pi) * (grid.rings / np.pi) - 0.5).astype(jnp.int32)
    south = jnp.clip(south, 0, grid.rings - 1)
    ring = south[:, None] + jnp.arange(window, dtype=jnp.int32)[None, :]
    ring_sin, ring_cos = _half_latitudes(south, grid, window, dtype)
    d = ring_sin * half_cos[:, None] - ring_cos * half_sin[:, None]
    return Sight(
        body=grid.body,
        radius=radius[:, None],
        longitude=longitude[:, None],
        sin_s=z[:, None],
        cos_s=flat[:, None],
        ring=jnp.minimum(ring, grid.rings - 1),
        inside=ring < grid.rings,
        sin_g=2.0 * ring_sin * ring_cos,
        cos_g=jnp.maximum((ring_cos - ring_sin) * (ring_cos + ring_sin), jnp.finfo(dtype).eps),
        apart=d * d,
    )


def _half_latitudes(
    south: Int[jax.Array, "n"], grid: RingGrid, window: int, dtype: np.dtype
) -> tuple[Float[jax.Array, "n w"], Float[jax.Array, "n w"]]:
    """Sine and cosine of half the latitude of each ring of each window: by addition theorems from the southernmost, not by look-up."""
    ahead = 0.5 * (np.pi / grid.rings) * np.arange(window)
    sin_ahead, cos_ahead = (jnp.asarray(values, dtype)[None, :] for values in (np.sin(ahead), np.cos(ahead)))
    sin_south, cos_south = (jnp.asarray(f(0.5 * grid.latitudes), dtype)[south][:, None] for f in (np.sin, np.cos))
    return sin_south * cos_ahead + cos_south * sin_ahead, cos_south * cos_ahead - sin_south * sin_ahead
