"""A number with its range and where it was written; and the JSON files of such facts beside this module. No NumPy."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cupola.catalog.countries import DATA


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read.

    Attributes:
        title: of the document, with its author or publisher.
        date: YYYY, YYYY-MM or YYYY-MM-DD; None where not known.
        url: None where there is none.
        note: None where there is nothing to add.
    """

    title: str
    date: str | None = None
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A number as somebody published it, or as it is assumed.

    Attributes:
        value: SI; money in the currency stated beside it.
        low: least that was published or is held plausible; the value itself where no range is stated.
        high: most, likewise.
        source: None for a number that is assumed.
        note: what it rests on; None where not given.
    """

    value: float
    low: float
    high: float
    source: Source | None
    note: str | None = None

    @property
    def assumed(self) -> bool:
        """Whether no source is named: general knowledge with a wide range."""
        return self.source is None


@functools.cache
def facts_of(file: str) -> Any:
    """A JSON file of facts, read once. Not to be changed."""
    return json.loads((DATA / file).read_text(encoding="utf-8"))


def quoted(entry: Mapping[str, Any], key: str, sources: Mapping[str, Any]) -> Quoted:
    """The number under a key of a JSON object, with `low`, `high`, `kind`, `source` and `note` beside it."""
    value = float(entry[key])
    source = Source(**sources[entry["source"]]) if entry["kind"] == "reported" else None
    return Quoted(value, float(entry.get("low", value)), float(entry.get("high", value)), source, entry.get("note"))
