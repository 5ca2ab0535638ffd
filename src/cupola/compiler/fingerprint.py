"""A hash of compiled arrays: two problems of which a study reads the same have the same answer, and need be flown once."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import jax
import numpy as np

from cupola.compiler.problem import Problem, Sweep

_APART = {Problem: frozenset({"samples", "warnings", "titles", "clock"}), Sweep: frozenset({"windows"})}
"""Parts from which no answer follows: what the ranges are, what is told, what no fact moves, and how far arrays are padded."""


def fingerprint(read: Any) -> str:
    """Hash of a problem, or of the parts of it that a study reads, as hexadecimal digits; the same in every process.

    Args:
        read: data classes, mappings, sequences, arrays and plain values, nested as they may be.

    Raises:
        TypeError: a part that is none of these.
    """
    digest = hashlib.sha256()
    _feed(digest, read)
    return digest.hexdigest()


def _feed(digest: Any, part: Any) -> None:
    if part is None or isinstance(part, bool | int | float | str | bytes | Enum):
        digest.update(f"{type(part).__name__} {part!r};".encode())
    elif isinstance(part, np.ndarray | np.generic | jax.Array):
        array = np.ascontiguousarray(part)
        digest.update(f"{array.dtype.str}{np.shape(part)};".encode())
        digest.update(array.tobytes())
    elif is_dataclass(part) and not isinstance(part, type):
        digest.update(f"{type(part).__qualname__}(".encode())
        for field in fields(part):
            if field.name not in _APART.get(type(part), frozenset()):
                digest.update(f"{field.name}=".encode())
                _feed(digest, getattr(part, field.name))
        digest.update(b")")
    elif isinstance(part, Mapping):
        digest.update(b"{")
        for key, one in part.items():
            _feed(digest, key)
            _feed(digest, one)
        digest.update(b"}")
    elif isinstance(part, tuple | list | frozenset):
        digest.update(b"[")
        for one in sorted(part) if isinstance(part, frozenset) else part:
            _feed(digest, one)
        digest.update(b"]")
    else:
        raise TypeError(f"a problem holds {type(part).__name__}, of which no hash is made")
