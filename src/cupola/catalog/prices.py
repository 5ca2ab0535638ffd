"""Levels of prices by year: what a dollar of one year is in those of another. Measured, then projected, each with its source. No NumPy.

General prices of the United States; those of space systems have risen faster at times: see docs/models/cost.md.
"""

import functools
from dataclasses import dataclass

from cupola.catalog.lookup import found
from cupola.catalog.quoted import Source, facts_of

FILE = "prices.json"


@dataclass(frozen=True, slots=True)
class PriceSeries:
    """Means of calendar years.

    Attributes:
        name: as scenarios write it.
        title: what is measured, and the year that stands for 100.
        first: the first year.
        levels: one for each year.
        measured: last year that was measured; later ones are projected.
        source: who published and projected it.
    """

    name: str
    title: str
    first: int
    levels: tuple[float, ...]
    measured: int
    source: Source

    @property
    def last(self) -> int:
        """The last year that is projected."""
        return self.first + len(self.levels) - 1


def price_series() -> tuple[PriceSeries, ...]:
    """All series, in the order of the file: the first is the usual one."""
    return tuple(_read().values())


def price_series_named(name: str) -> PriceSeries:
    """The series of a name.

    Raises:
        InputError: no series has the name; the message offers the nearest ones.
    """
    return found(name, _read(), lambda one: one.name, "price series", "see docs/models/cost.md for the list")


@functools.cache
def _read() -> dict[str, PriceSeries]:
    facts = facts_of(FILE)
    source = Source(**facts["source"])
    return {
        name: PriceSeries(name, entry["title"], facts["first"], tuple(entry["levels"]), facts["measured"], source)
        for name, entry in facts["series"].items()
    }
