"""Coalitions as whole numbers: partner i stays where bit i is set, in the order in which the partners are named. Counts alone."""

from collections.abc import Iterable, Sequence

import numpy as np

from cupola.arrays import Bool, Int

MOST = 62
"""Partners that fit into a 64-bit number with its sign."""

MOST_EXACT = 24
"""Partners all of whose coalitions, 17 million, still fit into memory."""


def every(partners: int) -> Int[np.ndarray, "c"]:
    """All 2^n coalitions in the order in which tables of values hold them: the empty one first, everyone last.

    Raises:
        ValueError: no partner, or more than `MOST_EXACT`.
    """
    if not 1 <= partners <= MOST_EXACT:
        raise ValueError(f"partners: got {partners}; all coalitions of 1 to {MOST_EXACT} can be listed, of more they are sampled")
    return np.arange(1 << partners)


def everyone(partners: int) -> int:
    """The coalition of all.

    Raises:
        ValueError: no partner, or more than `MOST`.
    """
    if not 1 <= partners <= MOST:
        raise ValueError(f"partners: got {partners}; a coalition holds 1 to {MOST}")
    return (1 << partners) - 1


def without_each(partners: int) -> Int[np.ndarray, "n"]:
    """All but the first, all but the second, and so on."""
    return everyone(partners) - (1 << np.arange(partners))


def members(coalitions: Int[np.ndarray, "c"], partners: int) -> Bool[np.ndarray, "c n"]:
    """Whether each partner is in each coalition."""
    return (np.asarray(coalitions)[:, None] >> np.arange(partners)[None, :]) & 1 == 1


def coalition_of(names: Iterable[str], partners: Sequence[str]) -> int:
    """The number of a coalition told by name.

    Raises:
        ValueError: a name that is no partner's.
    """
    told = set(names)
    if strangers := sorted(told - set(partners)):
        raise ValueError(f"coalition: got {', '.join(strangers)}; the partners are {', '.join(partners)}")
    return sum(1 << place for place, name in enumerate(partners) if name in told)


def names_of(coalition: int, partners: Sequence[str]) -> tuple[str, ...]:
    """Who is in a coalition."""
    return tuple(name for place, name in enumerate(partners) if coalition >> place & 1)


def partners_of(values: np.ndarray) -> int:
    """How many partners a table of values has, one value for each coalition along its last axis.

    Raises:
        ValueError: a length that is not 2, 4, 8 and so on.
    """
    length = values.shape[-1] if values.ndim else 0
    partners = length.bit_length() - 1
    if partners < 1 or length != 1 << partners:
        raise ValueError(f"values: got {length} along the last axis; n partners have 2^n coalitions, a value for each")
    return partners
