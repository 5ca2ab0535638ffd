"""Quantities of a scenario file: a bare number with its unit, or a fact with its source, read into SI inside what makes physical sense."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from cupola.errors import Problem
from cupola.scenario.dates import DATE_PATTERN
from cupola.scenario.facts import ASSUMED, COMPUTED, Allowed, Fact, Kind, Other
from cupola.scenario.faults import Fault, Reading, fault, plain_text, unknown_key
from cupola.scenario.leaves import Date, Leaf, Words
from cupola.scenario.names import NAME, meant, nearest
from cupola.scenario.text import ListNode, MappingNode, Node, TextNode, child_key, shown
from cupola.scenario.units import NUMBER, Dimension, QuantityError, parse_count, parse_quantity, readings, symbols

FACT_KEYS = ("value", "low", "high", "date", "source", "note", "others")
OTHER_KEYS = ("value", "source", "date", "note")
NOTE_LIMIT = 1_000
QUANTITY_MARK = "x-quantity"
"""Stands in the models' own schema where `cupola.scenario.json_schema` puts a bare quantity or a fact."""

_CONFUSED = ("m", "km", "deg", "rad")
"""Units that are easily written one for the other."""

_T = TypeVar("_T")


@dataclass(frozen=True)
class Quantity(Leaf):
    """A number with a unit, bare or as a fact with its source, inside what makes physical sense."""

    dimension: Dimension
    allowed: Allowed

    def read(self, node: Node, reading: Reading) -> Fact:
        if isinstance(node, MappingNode):
            return _FactReader(self, node, reading).fact()
        text = plain_text(node)
        return Fact(
            value=self.number(node),
            low=None,
            high=None,
            dimension=self.dimension,
            text=text.strip(),
            kind="setting",
            source=None,
            date=None,
            note=None,
            others=(),
            key=node.key,
            line=node.line,
            allowed=self.allowed,
        )

    def number(self, node: Node) -> float:
        """The SI value of a bare quantity, inside what is allowed."""
        text = plain_text(node).strip()
        try:
            value = float(parse_count(text)) if self.dimension is Dimension.COUNT else parse_quantity(text, self.dimension)
        except QuantityError as error:
            raise fault(node, str(error)) from None
        if not self.allowed.holds(value):
            raise fault(node, self._outside(text))
        return value

    def _outside(self, text: str) -> str:
        meaning = f". {self.allowed.meaning}" if self.allowed.meaning else ""
        guess = self._guess(text)
        return f"got {shown(text)}; must lie in {self.allowed}{meaning}" + (f"; did you mean {guess}?" if guess else "")

    def _guess(self, text: str) -> str | None:
        """The first likely slip that gives an allowed value: for an angle a sign, a turn or one digit 1 too many, else the unit."""
        guesses: list[str] = []
        match = re.match(NUMBER, text)
        if self.dimension is Dimension.ANGLE and match and text.endswith("deg"):
            number = float(match[0])
            guesses = [f"{guess:.12g} deg" for guess in (-number, number - 360.0, number + 360.0, number - 100.0)]
        guesses += [guess for guess, _ in readings(text, self.dimension) if guess.rpartition(" ")[2] in _CONFUSED]
        return next((guess for guess in guesses if self.allowed.holds(parse_quantity(guess, self.dimension))), None)

    def json_schema(self) -> dict[str, Any]:
        return {QUANTITY_MARK: definition_name(self.dimension)}


def fault_of(fact: Fact, message: str) -> Fault:
    """A fault at the place of a quantity that was read."""
    return Fault((Problem(fact.key, fact.line, message),))


class _FactReader:
    """Reads one fact mapping, gathering every fault in it."""

    def __init__(self, quantity: Quantity, node: MappingNode, reading: Reading):
        self.quantity = quantity
        self.node = node
        self.reading = reading
        self.problems: list[Problem] = []

    def fact(self) -> Fact:
        node = self.node
        self._check_keys(node, FACT_KEYS, "a fact")
        value = self._take(node, "value", self.quantity.number)
        low, high = self._take(node, "low", self.quantity.number), self._take(node, "high", self.quantity.number)
        date = self._take(node, "date", self._date)
        note = self._take(node, "note", self._note)
        source = self._take(node, "source", self._source)
        others = self._others()
        self._check_rules(value, low, high)
        if self.problems or value is None or source is None:
            raise Fault(self.problems)
        kind: Kind = "assumed" if source == ASSUMED else "computed" if source == COMPUTED else "reported"
        return Fact(
            value=value,
            low=low,
            high=high,
            dimension=self.quantity.dimension,
            text=plain_text(node.entries["value"]).strip(),
            kind=kind,
            source=source if kind == "reported" else None,
            date=date,
            note=note,
            others=others,
            key=node.key,
            line=node.line,
            allowed=self.quantity.allowed,
        )

    def _check_keys(self, node: MappingNode, known: tuple[str, ...], what: str) -> None:
        hinted: set[str | None] = set()
        for name, child in node.entries.items():
            if name not in known:
                hinted.add(nearest(name, known))
                self.problems.append(unknown_key(name, child, what, known))
        if "value" not in node.entries and "value" not in hinted:
            self.problems.append(Problem(child_key(node.key, "value"), node.line, f"is missing; {what} needs it"))
        if "source" not in node.entries and "source" not in hinted:
            told = f"is missing; {what} names its source, or `assumed`, or `computed`. A number without source is written bare"
            self.problems.append(Problem(child_key(node.key, "source"), node.line, told))

    def _take(self, node: MappingNode, name: str, read: Callable[[Node], _T]) -> _T | None:
        child = node.entries.get(name)
        if child is None:
            return None
        try:
            return read(child)
        except Fault as error:
            self.problems.extend(error.problems)
            return None

    def _date(self, node: Node) -> str:
        return Date().read(node, self.reading)

    def _note(self, node: Node) -> str:
        return Words(NOTE_LIMIT).read(node, self.reading)

    def _source(self, node: Node) -> str:
        text = plain_text(node)
        names = self.reading.names["sources"]
        if text not in (ASSUMED, COMPUTED, *names):
            near = meant(text, (*names, ASSUMED, COMPUTED), "sources")
            raise fault(node, f"got {shown(text)}, which is not in `sources`; {near}")
        return text

    def _others(self) -> tuple[Other, ...]:
        node = self.node.entries.get("others")
        if node is None:
            return ()
        if not isinstance(node, ListNode):
            self.problems.append(Problem(node.key, node.line, "must be a list of {value, source}"))
            return ()
        return tuple(other for item in node.items if (other := self._other(item)) is not None)

    def _other(self, node: Node) -> Other | None:
        if not isinstance(node, MappingNode):
            self.problems.append(Problem(node.key, node.line, "must be a mapping {value, source, date, note}"))
            return None
        self._check_keys(node, OTHER_KEYS, "another value")
        value, source = self._take(node, "value", self.quantity.number), self._take(node, "source", self._source)
        date, note = self._take(node, "date", self._date), self._take(node, "note", self._note)
        if value is None or source is None:
            return None
        return Other(value, plain_text(node.entries["value"]).strip(), source, date, note)

    def _check_rules(self, value: float | None, low: float | None, high: float | None) -> None:
        """An assumption shows its range, a computed number says how, and the value lies inside its range."""
        entries = self.node.entries
        source = entries.get("source")
        word = source.text if isinstance(source, TextNode) else ""
        wanted = {ASSUMED: ("low", "high", "note"), COMPUTED: ("note",)}.get(word, ())
        why = f"a number with the source `{word}` gives {', '.join(wanted)}"
        if not wanted and ("low" in entries) != ("high" in entries):
            wanted, why = ("low", "high"), "low and high come together"
        missing = (name for name in wanted if name not in entries)
        self.problems.extend(Problem(child_key(self.node.key, name), self.node.line, f"is missing; {why}") for name in missing)
        if low is not None and high is not None and low > high:
            texts = plain_text(entries["low"]), plain_text(entries["high"])
            self.problems.append(Problem(entries["low"].key, entries["low"].line, f"got low {texts[0]} above high {texts[1]}; swap them"))
        elif value is not None and ((low is not None and value < low) or (high is not None and value > high)):
            text = plain_text(entries["value"])
            told = f"got {text}, outside its own range [{self._bound('low')}, {self._bound('high')}]; widen the range or mend the value"
            self.problems.append(Problem(entries["value"].key, entries["value"].line, told))

    def _bound(self, name: str) -> str:
        node = self.node.entries.get(name)
        return node.text if isinstance(node, TextNode) else "..."


def definition_name(dimension: Dimension) -> str:
    """Name of a dimension among the definitions of the JSON Schema."""
    return dimension.name.title().replace("_", "")


def definitions(dimension: Dimension) -> dict[str, Any]:
    """What `QUANTITY_MARK` stands for in the JSON Schema: the bare quantity, and the fact."""
    units = symbols(dimension)
    bare: dict[str, Any] = {"type": "integer", "minimum": 0}
    if dimension is Dimension.DATE:
        bare = {"type": "string", "pattern": DATE_PATTERN, "description": "a day of the calendar: 2026-07-30"}
    elif dimension is not Dimension.COUNT:
        optional = "?" if dimension is Dimension.RATIO else ""
        spelled = "".join(f"| +per +{symbol[2:]}" for symbol in units if symbol.startswith("1/"))
        pattern = f"^{NUMBER}( *({'|'.join(re.escape(symbol) for symbol in units)}){spelled}){optional}$"
        bare = {"type": "string", "pattern": pattern, "description": f"{dimension.title}: {', '.join(units)}"}
    if dimension is Dimension.RATIO:
        bare = {"anyOf": [{"type": "number"}, bare], "description": "a ratio, with or without its unit"}
    reference = {"$ref": f"#/$defs/{definition_name(dimension)}"}
    source, date, note = {"type": "string", "pattern": f"^{NAME}$"}, Date().json_schema(), Words(NOTE_LIMIT).json_schema()
    other = {
        "type": "object",
        "properties": {"value": reference, "source": source, "date": date, "note": note},
        "required": ["value", "source"],
        "additionalProperties": False,
    }
    fact = {
        "type": "object",
        "description": "a number with its source: a name in `sources`, `assumed` (with low, high, note) or `computed` (with note)",
        "properties": {
            "value": reference,
            "low": reference,
            "high": reference,
            "date": date,
            "source": source,
            "note": note,
            "others": {"type": "array", "items": other},
        },
        "required": ["value", "source"],
        "additionalProperties": False,
    }
    return {definition_name(dimension): bare, f"Fact{definition_name(dimension)}": fact}
