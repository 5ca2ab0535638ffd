"""How many interceptors are in reach of each place at each instant: plain distances, all at once. Earth-fixed, m, float64, JAX.

Takes the satellite where it would be at the intercept (`cupola.interception.flyout`). What is counted is geometry alone: none is spent,
lost or already bound for another missile.
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.orbits import Ephemeris
from cupola.orbits.base import PrecisionError


@dataclass(frozen=True)
class Scene:
    """What is reached, from how far, and when.

    Attributes:
        targets: places of the intercept, Earth-fixed, m, (p, 3); see `places_at`, or `cupola.frames.geodetic` for the ellipsoid.
        reached: straight distances, m, (m,): one, or one for each trial of the time left.
        seconds: instants, s since the epoch of the ephemeris, (t,).
        earth_angle: Earth rotation angle at them, rad.
    """

    targets: Float[np.ndarray, "p 3"]
    reached: Float[np.ndarray, "m"]
    seconds: Float[np.ndarray, "t"]
    earth_angle: Float[np.ndarray, "t"]


def places_at(latitude: Float[np.ndarray, "p"], longitude: Float[np.ndarray, "p"], radius: float) -> Float[np.ndarray, "p 3"]:
    """Places on a sphere of this radius (m) about the centre, from geocentric latitude and longitude (rad), m."""
    flat = np.cos(latitude)
    return radius * np.stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude) * np.ones_like(flat)], axis=-1)


def counts_in_reach(ephemeris: Ephemeris, scene: Scene, active: Bool[np.ndarray, "n"] | None = None) -> Int[np.ndarray, "t p m"]:
    """Satellites within each distance of each place at each instant.

    Args:
        ephemeris: where the satellites are.
        scene: the places, the distances and the instants.
        active: which of the satellites are there; all if left out.

    Returns:
        int32 (NumPy). Cost grows with satellites x places x distances x instants, memory with satellites x places.

    Raises:
        PrecisionError: JAX runs without 64-bit numbers.
    """
    if not jax.config.jax_enable_x64:  # pyright: ignore[reportAttributeAccessIssue] -- JAX adds its settings to the class as it loads
        raise PrecisionError('reach needs 64-bit numbers: call jax.config.update("jax_enable_x64", True) before the first JAX call')
    there = np.ones(ephemeris.size, bool) if active is None else np.asarray(active, bool)
    rows = ephemeris.table(np.asarray(scene.seconds, float), np.asarray(scene.earth_angle, float))
    return np.asarray(_counts(ephemeris, there, np.asarray(scene.targets, float), np.atleast_1d(np.asarray(scene.reached, float)), rows))


@jax.jit
def _counts(
    ephemeris: Ephemeris,
    active: Bool[jax.Array, "n"],
    targets: Float[jax.Array, "p 3"],
    reached: Float[jax.Array, "m"],
    rows: Float[jax.Array, "t k"],
) -> Int[jax.Array, "t p m"]:
    distance = jnp.sqrt((targets**2).sum(axis=-1))
    towards = targets / distance[:, None]

    def at(row: Float[jax.Array, "k"]) -> Int[jax.Array, "p m"]:
        unit, radius = ephemeris.directions(row)
        away = (radius[:, None] - distance[None, :]) ** 2
        # Law of cosines: squared distance is (rs - rt)^2 + 2 rs rt (1 - cos).
        cosine = sum(unit[:, axis, None] * towards[None, :, axis] for axis in range(3))
        squared = away + 2.0 * radius[:, None] * distance[None, :] * (1.0 - cosine)
        squared = jnp.where(active[:, None], squared, jnp.inf)
        return jax.lax.map(lambda one: (squared <= one * one).sum(axis=0, dtype=jnp.int32), reached).T

    return jax.lax.map(at, rows)


def share_with(counts: Int[np.ndarray, "t *s"], wanted: Int[np.ndarray, "w"]) -> Float[np.ndarray, "*s w"]:
    """Share of the instants at which at least `wanted` are in reach."""
    return np.stack([(counts >= least).mean(axis=0) for least in np.atleast_1d(wanted)], axis=-1)


def distribution(counts: Int[np.ndarray, "t *s"], most: int) -> Float[np.ndarray, "*s k"]:
    """Share of the instants at which exactly 0, 1, ... most - 1 are in reach, and last at which `most` or more are."""
    capped = np.minimum(counts, most)
    return np.stack([(capped == number).mean(axis=0) for number in range(most + 1)], axis=-1)
