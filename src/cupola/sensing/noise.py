"""Noise of looks, made inside a compiled step from who looks at whom and when: two normal numbers and one uniform a look, float32 inside.

Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw, *Parallel random numbers: as easy as 1, 2, 3*, SC11) turns a key and a pair of
numbers that is never used twice into 64 bits; their high 48 make two normal numbers (Box and Muller, Ann. Math. Statist. 29 (1958) 610) and
their low 16 the uniform. So a look's noise is the same in any batch, chunk of time or order of trials, and none is kept in memory.
A normal number is never larger than 5.8: beyond that lies a part in 10^8.
"""

import jax
import jax.numpy as jnp
from jax import lax

from cupola.arrays import Int
from cupola.sensing.symmetric import Array

Words = tuple[Int[jax.Array, "..."], Int[jax.Array, "..."]]
"""Two arrays of uint32."""

_ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
_PARITY = 0x1BD11BDA
_NORMALS, _BIASES = 1, 2


def threefry(key: Words, counter: Words) -> Words:
    """64 bits from a key and a counter, each two arrays of uint32 that broadcast."""
    k0, k1 = key
    keys = (k0, k1, k0 ^ k1 ^ jnp.uint32(_PARITY))
    x, y = counter[0] + k0, counter[1] + k1
    for group in range(5):
        for rotation in _ROTATIONS[group % 2]:
            x = x + y
            y = ((y << jnp.uint32(rotation)) | (y >> jnp.uint32(32 - rotation))) ^ x
        x = x + keys[(group + 1) % 3]
        y = y + keys[(group + 2) % 3] + jnp.uint32(group + 1)
        # Twenty rounds in one piece take a compiler many seconds.
        x, y = lax.optimization_barrier((x, y))
    return x, y


def words(seed: int) -> Words:
    """The key of a run, from a whole number from 0 below 2^64."""
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed: got {seed}; must lie in [0, 2^64)")
    return jnp.uint32(seed & 0xFFFFFFFF), jnp.uint32(seed >> 32)


def look_noise(
    key: Words, step: Int[jax.Array, ""], threat: Int[jax.Array, "i 1"], satellite: Int[jax.Array, "i 1"], trial: Int[jax.Array, "1 n"]
) -> tuple[Array, Array, Array]:
    """Two standard normal numbers and a uniform one in [0, 1), (threats, trials), float64, for one satellite's look at every threat.

    Args:
        key: of the run.
        step: number of the instant.
        threat: identity of each threat, uint32.
        satellite: identity of the satellite that looks at it, uint32.
        trial: identity of each trial, uint32.
    """
    spread = threefry(key, (jnp.uint32(_NORMALS) + jnp.zeros_like(threat), step.astype(jnp.uint32) + jnp.zeros_like(threat)))
    spread = threefry(spread, (threat, satellite))
    bits = threefry(spread, (trial, jnp.zeros_like(trial)))
    return _shaped(*bits)


def biases(key: Words, satellite: Int[jax.Array, "k 1"], trial: Int[jax.Array, "1 n"]) -> tuple[Array, Array]:
    """Two standard normal numbers, (satellites, trials), float64, for the pointing of each satellite in each trial.

    Args:
        key: of the run.
        satellite: identities, uint32.
        trial: identities, uint32.
    """
    spread = threefry(key, (jnp.uint32(_BIASES) + jnp.zeros_like(satellite), satellite))
    level, up, _ = _shaped(*threefry(spread, (trial, jnp.zeros_like(trial))))
    return level, up


def _shaped(x: Int[jax.Array, "..."], y: Int[jax.Array, "..."]) -> tuple[Array, Array, Array]:
    small = jnp.float32
    near = ((x >> jnp.uint32(8)).astype(small) + small(1.0)) * small(2.0**-24)
    turn = (y >> jnp.uint32(8)).astype(small) * small(2.0**-24 * 6.283185307179586)
    radius = jnp.sqrt(small(-2.0) * jnp.log(near))
    low = ((x & jnp.uint32(0xFF)) << jnp.uint32(8)) | (y & jnp.uint32(0xFF))
    wide: type = jnp.float64
    return (radius * jnp.cos(turn)).astype(wide), (radius * jnp.sin(turn)).astype(wide), low.astype(wide) * 2.0**-16
