"""How long vehicles stayed on the ground after a loss: the day of it and of the family's next launch. No NumPy.

Derived from GCAT by Jonathan McDowell, https://planet4589.org, CC-BY 4.0, and from press reports for what GCAT does not count as a loss.
"""

import datetime
import functools
from dataclasses import dataclass

from cupola.catalog.quoted import Source, facts_of

FILE = "stand_downs.json"


@dataclass(frozen=True, slots=True)
class Pause:
    """A loss and what came after it.

    Attributes:
        family: of vehicles that share what failed, or are taken to.
        vehicle: that was lost, as GCAT writes it.
        lost: day of the loss, YYYY-MM-DD.
        flew: day of the next launch of the family, YYYY-MM-DD.
        yearly: launches of the family a year, mean of the two years before.
        reached: whether the orbit was reached all the same.
        source: None for GCAT.
        note: None where there is nothing to add.
    """

    family: str
    vehicle: str
    lost: str
    flew: str
    yearly: float
    reached: bool = False
    source: Source | None = None
    note: str | None = None

    @property
    def days(self) -> int:
        """From the loss to the next launch. A vehicle that is seldom launched would have waited some of it anyway."""
        return (datetime.date.fromisoformat(self.flew) - datetime.date.fromisoformat(self.lost)).days


def pauses(yearly: float = 0.0) -> tuple[Pause, ...]:
    """Pauses since 2000 of families with at least so many launches a year, by day of the loss."""
    return tuple(pause for pause in _pauses() if pause.yearly >= yearly)


@functools.cache
def _pauses() -> tuple[Pause, ...]:
    document = facts_of(FILE)
    sources = {key: Source(entry["title"], entry["date"]) for key, entry in document["sources"].items()}
    return tuple(
        Pause(
            entry["family"],
            entry["vehicle"],
            entry["failed"],
            entry["flew"],
            entry["launches_a_year"],
            entry.get("reached", False),
            sources.get(entry.get("source", "")),
            entry.get("note"),
        )
        for entry in document["stand_downs"]
    )
