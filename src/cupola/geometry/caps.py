"""What a satellite sees, as angles at the Earth's centre: a cap, or a band between two caps. Spherical Earth, SI and radians.

Left out: flattening (the surface lies up to 21 km lower towards the poles, so that a footprint reaches farther there: by 1.5 to 2.8 % at
53 deg of latitude for 550 km and 25 deg; docs/models/coverage.md), refraction (which lifts a satellite at 5 deg by about 0.16 deg), hills.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Float


def cap_half_angle(
    radius: Float[jax.Array, "*s"], min_elevation: Float[jax.Array, ""], surface_radius: Float[jax.Array, ""]
) -> Float[jax.Array, "*s"]:
    """Half-angle of the cap from which a satellite stands at `min_elevation` or higher.

    Args:
        radius: of the satellite, m.
        min_elevation: rad, -pi/2 to pi/2.
        surface_radius: m.

    Returns:
        acos(R cos(e) / r) - e, rad; 0 for a satellite below the surface. Wertz, Space Mission Analysis and Design (3rd ed. 1999),
        section 5.2.
    """
    ratio = surface_radius * jnp.cos(min_elevation) / radius
    return jnp.where(radius > surface_radius, jnp.arccos(jnp.clip(ratio, -1.0, 1.0)) - min_elevation, 0.0)


def horizon_band(
    radius: Float[jax.Array, "*s"], target_radius: Float[jax.Array, ""], tangent_radius: Float[jax.Array, ""]
) -> tuple[Float[jax.Array, "*s"], Float[jax.Array, "*s"]]:
    """Near and far edge of the band in which a satellite sees a target against space, above a tangent height.

    The line of sight goes from the satellite past the limb, never below `tangent_radius`, and meets the target's sphere once before or
    once beyond its lowest point.

    Args:
        radius: of the satellite, m.
        target_radius: distance of the target from the Earth's centre, m.
        tangent_radius: lowest allowed distance of the *extended* line of sight from the centre, m.

    Returns:
        Near and far edge, rad at the Earth's centre: acos(t/s) -+ acos(t/T), the near edge not below 0; both -1 where the target, or the
        satellite, lies below the tangent height.
    """
    to_limb = jnp.arccos(jnp.clip(tangent_radius / radius, -1.0, 1.0))
    beyond = jnp.arccos(jnp.clip(tangent_radius / target_radius, -1.0, 1.0))
    sees = (target_radius >= tangent_radius) & (radius >= tangent_radius)
    near = jnp.where(sees, jnp.maximum(to_limb - beyond, 0.0), -1.0)
    return near, jnp.where(sees, to_limb + beyond, -1.0)


class Footprint(ABC):
    """A rule that turns a satellite's radius into the band of the sphere that it sees."""

    @property
    @abstractmethod
    def has_hole(self) -> bool:
        """Whether the near edge can be above 0."""

    @abstractmethod
    def edges(self, radius: Float[jax.Array, "*s"]) -> tuple[Float[jax.Array, "*s"], Float[jax.Array, "*s"]]:
        """Near and far edge of the band, rad at the Earth's centre; a far edge below 0 sees nothing."""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ElevationCap(Footprint):
    """Everything from which the satellite stands high enough above the horizon.

    Attributes:
        min_elevation: rad.
        surface_radius: m.
    """

    min_elevation: Float[np.ndarray, ""]
    surface_radius: Float[np.ndarray, ""]

    @property
    def has_hole(self) -> bool:
        """Never: the point below the satellite is seen."""
        return False

    def edges(self, radius: Float[jax.Array, "*s"]) -> tuple[Float[jax.Array, "*s"], Float[jax.Array, "*s"]]:
        """0 and the cap's half-angle, rad."""
        far = cap_half_angle(radius, jnp.asarray(self.min_elevation), jnp.asarray(self.surface_radius))
        return jnp.zeros_like(far), far


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class HorizonBand(Footprint):
    """A cold body at one height, seen against space above a tangent height.

    Attributes:
        target_radius: m from the Earth's centre.
        tangent_radius: m from the Earth's centre.
    """

    target_radius: Float[np.ndarray, ""]
    tangent_radius: Float[np.ndarray, ""]

    @property
    def has_hole(self) -> bool:
        """Always: straight down there is the Earth behind the target."""
        return True

    def edges(self, radius: Float[jax.Array, "*s"]) -> tuple[Float[jax.Array, "*s"], Float[jax.Array, "*s"]]:
        """Near and far edge, rad."""
        return horizon_band(radius, jnp.asarray(self.target_radius, radius.dtype), jnp.asarray(self.tangent_radius, radius.dtype))
