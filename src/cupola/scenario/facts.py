"""A fact: one number of a scenario in SI, with its range, where it was written and what it rests on. Holds no reading and no files."""

import math
from dataclasses import dataclass, replace
from typing import Literal

from cupola.errors import InputError
from cupola.scenario.dates import DATE_UNIT
from cupola.scenario.units import UNITS, Dimension, told

Kind = Literal["reported", "computed", "assumed", "setting"]
"""`reported`: a named source says so. `computed`: worked out, the note says how. `assumed`: ours, with a range. `setting`: bare."""

ASSUMED = "assumed"
COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Allowed:
    """The values that make physical sense for a quantity, in the unit that messages show.

    Attributes:
        low: smallest value, in `unit`.
        high: largest value, in `unit`.
        unit: a symbol of the table of units; `1` for a count; `date` for a date, whose ends are SI.
        open_low: True where `low` itself is not allowed.
        open_high: True where `high` itself is not allowed.
        meaning: a sentence that helps when a value lies outside; may be empty.
    """

    low: float
    high: float
    unit: str
    open_low: bool = False
    open_high: bool = False
    meaning: str = ""

    def holds(self, value: float) -> bool:
        """Whether an SI value lies inside, one part in 10^12 of rounding at the ends forgiven."""
        low, high = self._si(self.low), self._si(self.high)
        slack = 1e-12 * max(abs(low), abs(high))
        above = value > low if self.open_low else value >= low - slack
        below = value < high if self.open_high else value <= high + slack
        return above and below

    def __str__(self) -> str:
        if self.unit == DATE_UNIT:
            return f"[{told(self.low, DATE_UNIT)}, {told(self.high, DATE_UNIT)}]"
        unit = "" if self.unit == "1" else f" {self.unit}"
        ends = f"{'(' if self.open_low else '['}{self.low:.12g}, {self.high:.12g}{')' if self.open_high else ']'}"
        return f"{ends}{unit}"

    def _si(self, number: float) -> float:
        return number if self.unit == DATE_UNIT else UNITS[self.unit].to_si(number)


@dataclass(frozen=True, slots=True)
class Other:
    """Another value that was published for the same quantity, kept beside the one that is flown.

    Attributes:
        value: SI.
        text: as written in the file.
        source: name in `sources`, or `assumed` or `computed`.
        date: YYYY, YYYY-MM or YYYY-MM-DD; None where not given.
        note: None where not given.
    """

    value: float
    text: str
    source: str
    date: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One quantity of a scenario, whether it was written as a bare number or with its source.

    Attributes:
        value: SI; a whole number for a count.
        low: smallest plausible value, SI; None where no range is given.
        high: largest plausible value, SI; None where no range is given.
        dimension: what it measures.
        text: as written in the file, `550 km`.
        kind: how it is known.
        source: name in `sources` for a reported fact, None otherwise.
        date: date of this number where it is not the source's own, None otherwise.
        note: what it rests on; None where not given.
        others: other published values.
        key: key path in the file.
        line: line in the file; 0 when it was set from outside.
        allowed: the values that make physical sense.
    """

    value: float
    low: float | None
    high: float | None
    dimension: Dimension
    text: str
    kind: Kind
    source: str | None
    date: str | None
    note: str | None
    others: tuple[Other, ...]
    key: str
    line: int
    allowed: Allowed

    @property
    def unit(self) -> str:
        """The SI unit of `value`, `low` and `high`; `date` for a date, whose values are seconds since the start of 2000."""
        return self.dimension.si

    @property
    def lowest(self) -> float:
        """The low end of the range, SI; the value itself where no range is given."""
        return self.value if self.low is None else self.low

    @property
    def highest(self) -> float:
        """The high end of the range, SI; the value itself where no range is given."""
        return self.value if self.high is None else self.high

    @property
    def is_count(self) -> bool:
        return self.dimension is Dimension.COUNT

    @property
    def count(self) -> int:
        """The value of a count, as an int."""
        if not self.is_count:
            raise TypeError(f"{self.key} is {self.dimension.title}, not a count")
        return int(self.value)

    def with_value(self, value: float) -> "Fact":
        """The same fact at another value, for a variant drawn from its range.

        Args:
            value: SI.

        Raises:
            InputError: a count, a value that is not finite, or one outside what makes physical sense.
        """
        if self.is_count:
            raise InputError(
                f"{self.key} is a count, which keeps its value in every draw and cannot be drawn. Load the scenario with a changed count"
            )
        if not math.isfinite(value) or not self.allowed.holds(value):
            raise InputError(f"{self.key}: got {value!r} {self.unit}; must lie in {self.allowed}")
        return replace(self, value=float(value), text=told(value, self.allowed.unit))
