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

Draws = float | Float[np.ndarray, "t"]
"""One number for all trials, or one for each."""


def some_of(number: Draws, trials: slice) -> Draws:
    """The same for some of the trials."""
    return number if isinstance(number, float | int) or np.ndim(number) == 0 else number[trials]


def blocks(trials: int, first: int = 0) -> Iterator[tuple[int, slice]]:
    """Number of each block and the trials that it holds; the last may hold fewer than BLOCK.

    Args:
        trials: how many are at hand.
        first: number of the first of them, which begins a block.
    """
    for block in range(-(-trials // BLOCK)):
        yield first // BLOCK + block, slice(block * BLOCK, min((block + 1) * BLOCK, trials))


def check_first(first: int) -> None:
    """Refuse parts of a run that begin in the middle of a block.

    Raises:
        ValueError: as it says.
    """
    if first < 0 or first % BLOCK:
        raise ValueError(f"first: got trial {first}; a part of a run begins with a block: 0, {BLOCK}, {2 * BLOCK}, ...")


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


def uniforms(seed: int, name: str, purpose: str, trials: int, each: int = 1, first: int = 0) -> Float[np.ndarray, "t n"]:
    """Uniform numbers in (0, 1), `each` for every trial from `first` on; the first of them are the same however many are asked for."""
    drawn = np.empty((trials, each))
    for block, held in blocks(trials, first):
        rows = generator(seed, name, purpose, block).random((each, BLOCK))
        drawn[held] = rows.T[: held.stop - held.start]
    return np.maximum(drawn, 2.0**-54)
