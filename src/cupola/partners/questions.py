"""Which coalitions must be looked into, as a stream: each set of what is left once, under a name that stays the same from run to run.

The values of coalitions may each take a simulation. Whoever runs them takes the questions one by one, spreads them, keeps the answers under
their identities, and has the values put in order at the end.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

import numpy as np

from cupola.arrays import Float

Answer = float | Float[np.ndarray, "t"]
"""A number, or one for each trial; all answers to the questions of a game have the same trials."""


@dataclass(frozen=True)
class Question:
    """What a programme is worth with what is left of it.

    Attributes:
        identity: of what is left, in hexadecimal: the same wherever, whenever and in whatever order it is asked. It knows what the items
            say and no more; answers of programmes whose other numbers differ are to be kept apart by whoever keeps them.
        coalition: the first one that is left with it.
        remaining: what is left, item by item.
    """

    identity: str
    coalition: int
    remaining: tuple[str, ...]


class Evaluator(Protocol):
    """Answers a question; must depend on what remains alone, and on random numbers that are the same for all questions."""

    def __call__(self, question: Question) -> Answer: ...


def identity_of(remaining: Iterable[str]) -> str:
    """The identity of what is left: 32 hexadecimal digits of its items, whatever their order."""
    digest = blake2b(digest_size=16)
    for item in sorted(set(remaining)):
        digest.update(f"{len(item)}:{item}".encode())
    return digest.hexdigest()


def questions(asked: Iterable[tuple[int, tuple[str, ...]]], known: Iterable[str] = ()) -> Iterator[Question]:
    """The questions behind a stream of coalitions, each when it is first met.

    Args:
        asked: coalitions, and what is left with each: `zip(coalitions.tolist(), outlook.remaining())`, or any items that say it all.
        known: identities that have answers already.
    """
    told = set(known)
    for coalition, remaining in asked:
        identity = identity_of(remaining)
        if identity not in told:
            told.add(identity)
            yield Question(identity, coalition, remaining)


def gathered(asked: Iterable[tuple[int, tuple[str, ...]]], answers: Mapping[str, Answer]) -> Float[np.ndarray, "... m"]:
    """Values of the coalitions in the order asked, from answers by identity: (m,), or (trials, m).

    Raises:
        ValueError: a coalition whose question has no answer, or no coalition.
    """
    found = []
    for coalition, remaining in asked:
        identity = identity_of(remaining)
        if identity not in answers:
            raise ValueError(f"answers: none for {identity}, which coalition {coalition} asks; put every question before gathering")
        found.append(np.asarray(answers[identity], dtype=np.float64))
    if not found:
        raise ValueError("asked: no coalition; a table of values holds one or more")
    return np.stack(found, axis=-1)


def answered(asked: Iterable[tuple[int, tuple[str, ...]]], evaluate: Evaluator) -> Float[np.ndarray, "... m"]:
    """Values of the coalitions in the order asked, every question put once, here and now.

    Raises:
        ValueError: no coalition.
    """
    listed = list(asked)
    return gathered(listed, {question.identity: evaluate(question) for question in questions(listed)})
