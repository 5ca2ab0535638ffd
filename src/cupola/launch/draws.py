"""Random numbers by stable identity: whose they are (a name), what they are for, and of which trial; never in which order they are asked.

Trials are drawn in blocks of BLOCK, each with a generator of its own (Philox 4x64, counter based: Salmon and others, SC11), and a block
is always drawn whole. So the first trials of a run are those of a longer one, and who else is in the run changes nothing.
"""

from collections.abc import Iterator
from hashlib import blake2b

import numpy as np

from cupola.arrays import Float

BLOCK = 256
"""Trials that share a generator."""


def blocks(trials: int) -> Iterator[tuple[int, slice]]:
    """Number of each block and the trials that it holds; the last may hold fewer than BLOCK."""
    for number in range(-(-trials // BLOCK)):
        yield number, slice(number * BLOCK, min((number + 1) * BLOCK, trials))


def generator(seed: int, name: str, purpose: str, block: int) -> np.random.Generator:
    """The generator of a block of trials.

    Args:
        seed: of the run.
        name: whose numbers they are: a vehicle or a programme.
        purpose: what they are for, so that the luck of one thing says nothing of another.
        block: number of the block.
    """
    words = np.frombuffer(blake2b(f"{seed}\x1f{name}\x1f{purpose}".encode(), digest_size=16).digest(), dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=words, counter=[0, 0, 0, block]))


def uniforms(seed: int, name: str, purpose: str, trials: int, each: int = 1) -> Float[np.ndarray, "t n"]:
    """Uniform numbers in (0, 1), `each` of them for a trial; the first of them are the same however many are asked for."""
    drawn = np.empty((trials, each))
    for block, held in blocks(trials):
        rows = generator(seed, name, purpose, block).random((each, BLOCK))
        drawn[held] = rows.T[: held.stop - held.start]
    return np.maximum(drawn, 2.0**-54)
