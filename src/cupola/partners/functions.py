"""What a programme can do with the elements that it has: trees of and, or and k of n, over coalitions and over dates of trials.

A gate is there when at least k of its n parts are: all of them, any, or some number. It is there from the k-th earliest of their dates on,
so that "and" is the latest and "or" the earliest; infinity is never. Nothing that is there takes another thing away. Functions may share
elements: one that is lost is lost to all of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float


@dataclass(frozen=True)
class Gate:
    """At least so many of these.

    Attributes:
        least: how many.
        parts: names of elements or functions, or further gates.

    Raises:
        ValueError: no part, or a number that is not from 1 to theirs.
    """

    least: int
    parts: tuple["str | Gate", ...]

    def __post_init__(self) -> None:
        if not 1 <= self.least <= len(self.parts):
            raise ValueError(f"gate: got at least {self.least} of {len(self.parts)} parts; must be from 1 to their number")

    def names(self) -> Iterator[str]:
        """All that it names, at any depth."""
        for part in self.parts:
            if isinstance(part, Gate):
                yield from part.names()
            else:
                yield part


def all_of(*parts: str | Gate) -> Gate:
    """And."""
    return Gate(len(parts), parts)


def any_of(*parts: str | Gate) -> Gate:
    """Or."""
    return Gate(1, parts)


def at_least(least: int, *parts: str | Gate) -> Gate:
    """k of n."""
    return Gate(least, parts)


@dataclass(frozen=True)
class Functions:
    """Functions of a programme over its elements.

    Attributes:
        elements: names, in the order of the arrays' last axis.
        gates: what each function takes, by its name.

    Raises:
        ValueError: one name for two things, a name that nothing has, or a function that needs itself.
    """

    elements: tuple[str, ...]
    gates: Mapping[str, Gate]

    def __post_init__(self) -> None:
        if twice := [name for name in self.gates if name in self.elements]:
            raise ValueError(f"functions: {', '.join(twice)} is the name of an element too; rename one")
        for name, gate in self.gates.items():
            if strangers := sorted(set(gate.names()) - set(self.elements) - set(self.gates)):
                known = ", ".join((*self.elements, *self.gates))
                raise ValueError(f"functions: {name} needs {', '.join(strangers)}, which nothing is; there are {known}")
        for name in self.gates:
            self._walk(name, ())

    @property
    def names(self) -> tuple[str, ...]:
        """Of the functions, in the order of the answers' last axis."""
        return tuple(self.gates)

    def holds(self, there: Bool[np.ndarray, "... e"]) -> Bool[np.ndarray, "... f"]:
        """Which functions there are with these elements: `there` is (coalitions, elements) or has any axes in front."""
        return self.dates(np.where(there, 0.0, np.inf)) == 0.0

    def dates(self, dates: Float[np.ndarray, "... e"]) -> Float[np.ndarray, "... f"]:
        """From when each function is there, from the dates of the elements: (trials, coalitions, elements), or any axes in front.

        Raises:
            ValueError: a number of elements that is not theirs, or a date that is not a number.
        """
        if dates.shape[-1:] != (len(self.elements),) or np.any(np.isnan(dates)):
            raise ValueError(f"dates: got shape {dates.shape}; must be numbers or infinity, and {len(self.elements)} along the last axis")
        known = {name: dates[..., place] for place, name in enumerate(self.elements)}
        found = [self._date(name, known) for name in self.gates]
        return np.stack(found, axis=-1) if found else np.empty((*dates.shape[:-1], 0))

    def _date(self, part: str | Gate, known: dict[str, Float[np.ndarray, "..."]]) -> Float[np.ndarray, "..."]:
        """Of a name or a gate; functions are kept in `known` once they are told."""
        if isinstance(part, str):
            if part not in known:
                known[part] = self._date(self.gates[part], known)
            return known[part]
        dates = np.stack([self._date(one, known) for one in part.parts])
        if part.least == len(part.parts):
            return dates.max(axis=0)
        return dates.min(axis=0) if part.least == 1 else np.partition(dates, part.least - 1, axis=0)[part.least - 1]

    def _walk(self, name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ValueError(f"functions: {' needs '.join((*above[above.index(name) :], name))}; nothing can need itself")
        if name in self.gates:
            for part in self.gates[name].names():
                self._walk(part, (*above, name))
