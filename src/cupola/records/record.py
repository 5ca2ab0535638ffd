"""One study's result: its headline numbers, its arrays, and the assumptions and limits that a reader must see beside them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from cupola.arrays import Float


@dataclass(frozen=True)
class Figure:
    """One number that people quote.

    Attributes:
        value: in `unit`; None where there is none to tell, as for the error of a track that is not there: `note` says why.
        unit: SI or the unit named; `1` for a share.
        label: what it is, in a few words.
        low: smallest value over the draws of the ranged facts; None where nothing was drawn.
        high: largest such value.
        note: what a reader must know beside it.
        at_least: the value is a lower bound, because what it measures was cut short.
        error: half the width of the interval that holds the value with 95 %, as far as trials leave it open; None where nothing is left to
            chance, or where that many trials do not say.
    """

    value: float | None
    unit: str
    label: str
    low: float | None = None
    high: float | None = None
    note: str | None = None
    at_least: bool = False
    error: float | None = None

    @property
    def number(self) -> float:
        """The value, where there is one.

        Raises:
            ValueError: there is none; the message is the figure's note.
        """
        if self.value is None:
            raise ValueError(f"{self.label}: there is no value; {self.note}")
        return self.value

    def as_json(self) -> dict[str, Any]:
        """The figure as the manifest and `--json` write it: a missing `value` is null, other keys without a value are left out."""
        pairs = {"unit": self.unit, "label": self.label, "low": self.low, "high": self.high, "error": self.error, "note": self.note}
        told = {key: value for key, value in pairs.items() if value is not None}
        return {"value": self.value} | told | ({"at_least": True} if self.at_least else {})


def difference_unit(unit: str, *values: Float[np.ndarray, "*any"]) -> tuple[str, float]:
    """The unit in which values of one unit differ, and how many of it make one of theirs: percentage points for shares, years for dates."""
    if unit == "calendar year":
        return "years", 1.0
    share = unit == "1" and all(bool(np.all(np.isnan(each) | ((each >= 0.0) & (each <= 1.0)))) for each in values)
    return ("points", 100.0) if share else (unit, 1.0)


@dataclass(frozen=True)
class Record:
    """What a study found.

    Attributes:
        study: the study's name.
        data: arrays, units in their attributes.
        figures: by name.
        assumptions: what the model takes for granted, a sentence each.
        limits: what it leaves out, a sentence each, with the size of the error where it is known.
    """

    study: str
    data: xr.Dataset
    figures: dict[str, Figure]
    assumptions: tuple[str, ...]
    limits: tuple[str, ...]
