"""Random numbers by stable identity: who draws, for which launch, satellite and look, never in which order or from how large a batch.

The numbers of a launch are the same in a raid of five and of a hundred, on one device or many, in one chunk of time or several.
"""

import jax
import jax.numpy as jnp

from cupola.arrays import Float, Int

CLOUDS, LOOKS, BIASES = 101, 102, 103
"""Names of the streams, so that a launch's clouds say nothing of its looks."""


def draws(key: jax.Array, stream: int, *numbers: Int[jax.Array, "*#n"]) -> Float[jax.Array, "*n"]:
    """One uniform number in [0, 1) for each tuple of identity numbers.

    Args:
        key: of the run, `jax.random.key(seed)`.
        stream: who draws.
        numbers: identity, one array a component (launch, satellite, look), of shapes that broadcast: a component that varies along one
            axis alone is cheaper with size 1 along the others, and the quickest to vary comes last. From 0 to below 2^31.

    Returns:
        float64, or the default float of JAX without 64-bit numbers. The key is folded with one number after the other (threefry).
    """
    keys = jax.random.fold_in(key, stream)
    for number in numbers:
        shape = jnp.broadcast_shapes(keys.shape, number.shape)
        flat = jnp.broadcast_to(keys, shape).reshape(-1), jnp.broadcast_to(number.astype(jnp.uint32), shape).reshape(-1)
        keys = jax.vmap(jax.random.fold_in)(*flat).reshape(shape)
    return jax.vmap(jax.random.uniform)(keys.reshape(-1)).reshape(keys.shape)
