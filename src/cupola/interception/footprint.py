"""What one interceptor has in reach, as a footprint on the ellipsoid: so that whatever counts footprints by cell can draw its map. JAX."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Float
from cupola.constants import Body
from cupola.geometry.footprints import Footprint, Lines, Side, Versines
from cupola.geometry.sight import NONE, Sight


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ReachCap(Footprint):
    """Every place over which a missile at one height is within a straight distance. Spherical at the local radius of the place below it.

    Attributes:
        reached: m, above 0; see `cupola.interception.flyout.reach`.
        intercept_altitude: m above the ellipsoid.
    """

    reached: Float[np.ndarray, ""]
    intercept_altitude: Float[np.ndarray, ""]

    @property
    def has_hole(self) -> bool:
        """Never: what is nearest lies below."""
        return False

    @property
    def looks(self) -> Side:
        """Both."""
        return Side.BOTH

    def reach(self, radius: Float[jax.Array, "m"], body: Body) -> Float[jax.Array, "m"]:
        """The widest cap that a straight distance leaves at any height, asin(R / r), and what flattening may add."""
        ratio = jnp.asarray(self.reached, radius.dtype) / radius
        widest = jnp.where(ratio < 1.0, jnp.arcsin(jnp.minimum(ratio, 1.0)), jnp.asarray(np.pi, radius.dtype))
        return widest + 2.0 * body.flattening

    def versines(self, sight: Sight) -> Versines:
        """No hole, and the rim of the cap."""
        haversine = self._haversine(sight.radius, sight.local_radius)
        far = jnp.where(haversine >= 0.0, sight.of_central_angle(jnp.clip(haversine, 0.0, 1.0)), NONE)
        return jnp.full_like(far, NONE), far

    def margin(self, lines: Lines) -> Float[jax.Array, "*p"]:
        """Difference of the cosines at the centre."""
        radius, ground = (jnp.sqrt((place * place).sum(axis=-1)) for place in (lines.satellite, lines.point))
        return lines.cosine_at_centre - 1.0 + 2.0 * self._haversine(radius, ground)

    def _haversine(self, radius: Float[jax.Array, "*s"], surface_radius: Float[jax.Array, "*#s"]) -> Float[jax.Array, "*s"]:
        """sin^2 of half the cap's half-angle: `flyout.share_of_sphere`, below 0 out of reach, above 1 where all is in reach."""
        reached, altitude = (jnp.asarray(value, radius.dtype) for value in (self.reached, self.intercept_altitude))
        target = surface_radius + altitude
        return (reached * reached - (radius - target) ** 2) / (4.0 * radius * target)
