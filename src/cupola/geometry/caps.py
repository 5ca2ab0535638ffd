"""Caps and bands on a sphere, as angles at the centre: the closed forms that sizing studies use. SI and radians.

Left out: flattening, refraction (which lifts a satellite at 5 deg by about 0.16 deg), hills.
"""

import jax
import jax.numpy as jnp

from cupola.arrays import Float


def cap_half_angle(
    radius: Float[jax.Array, "*s"], min_elevation: Float[jax.Array, "*#s"], surface_radius: Float[jax.Array, ""]
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


def cone_half_angle(
    radius: Float[jax.Array, "*s"], off_nadir: Float[jax.Array, "*#s"], surface_radius: Float[jax.Array, ""]
) -> Float[jax.Array, "*s"]:
    """Half-angle of the cap that a cone about the nadir cuts from the sphere; of the cap within the horizon where the cone passes the limb.

    Args:
        radius: of the satellite, m.
        off_nadir: half-angle of the cone, rad, 0 to below pi/2.
        surface_radius: m.

    Returns:
        asin(r sin(n) / R) - n, rad. Wertz, Space Mission Analysis and Design (3rd ed. 1999), section 5.2.
    """
    ratio = radius * jnp.sin(off_nadir) / surface_radius
    return jnp.where(
        ratio < 1.0, jnp.arcsin(jnp.minimum(ratio, 1.0)) - off_nadir, cap_half_angle(radius, jnp.zeros_like(radius), surface_radius)
    )


def horizon_band(
    radius: Float[jax.Array, "*s"], target_radius: Float[jax.Array, "*#s"], tangent_radius: Float[jax.Array, "*#s"]
) -> tuple[Float[jax.Array, "*s"], Float[jax.Array, "*s"]]:
    """Near and far edge of the band in which a satellite sees a target against space, above a tangent height.

    The line of sight goes from the satellite past the limb, never below `tangent_radius`, and meets the target's sphere once before or
    once beyond its lowest point.

    Args:
        radius: of the satellite, m.
        target_radius: distance of the target from the centre, m.
        tangent_radius: lowest allowed distance of the *extended* line of sight from the centre, m.

    Returns:
        Near and far edge, rad at the centre: acos(t/s) -+ acos(t/T), the near edge not below 0; both -1 where the target, or the
        satellite, lies below the tangent height.
    """
    to_limb = jnp.arccos(jnp.clip(tangent_radius / radius, -1.0, 1.0))
    beyond = jnp.arccos(jnp.clip(tangent_radius / target_radius, -1.0, 1.0))
    sees = (target_radius >= tangent_radius) & (radius >= tangent_radius)
    near = jnp.where(sees, jnp.maximum(to_limb - beyond, 0.0), -1.0)
    return near, jnp.where(sees, to_limb + beyond, -1.0)
