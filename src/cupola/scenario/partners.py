"""Who supplies what: elements of a programme, agreements that allow, bars that forbid, and functions, which need elements to be there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from cupola.errors import Problem
from cupola.scenario.facts import Fact
from cupola.scenario.faults import Reading, fault, plain_text
from cupola.scenario.leaves import Flag, Leaf, Reference, Title, Words
from cupola.scenario.money import Year
from cupola.scenario.names import NAME, meant
from cupola.scenario.pads import check_order
from cupola.scenario.ranges import Amount, AmountAYear, CostFactor, Day, LeadTime, LostShare, Mass, Need, Spending, Supplied
from cupola.scenario.shapes import FileModel, Listed, Named, implied
from cupola.scenario.text import ListNode, MappingNode, Node, TextNode, child_key

_ROUNDING = 1e-9

Suppliers = Annotated[tuple[Annotated[str, Reference("suppliers")], ...], Listed("suppliers", "name at least one", distinct=True)]
Under = Annotated[
    tuple[Annotated[str, Reference("agreements")], ...], Listed("agreements", "name at least one, or leave it out", distinct=True)
]


class Agreement(FileModel):
    """What allows: in force while all its parties stay."""

    WHAT = "an agreement"

    title: Title = Field(description="name to show")
    parties: Suppliers = Field(default=(), description="names in `suppliers`: it ends when any of them leaves")
    from_: Day | None = Field(default=None, description="the day on which it comes into force; left out, it is in force")
    until: Day | None = Field(default=None, description="the day on which it ends; left out, none is set")

    @field_validator("until")
    @classmethod
    def comes_after(cls, until: Fact | None, info: ValidationInfo) -> Fact | None:
        """It is in force for a while."""
        return check_order(until, info)


class Bar(FileModel):
    """What forbids: a law, a sanction, or a choice."""

    WHAT = "a bar"

    title: Title = Field(description="name to show")
    supplier: Annotated[str, Reference("suppliers")] = Field(description="who may not supply")
    beside: Annotated[str | None, Reference("suppliers")] = Field(
        default=None, description="while this supplier takes part; left out, whoever does"
    )
    elements: Annotated[
        tuple[Annotated[str, Reference("elements")], ...], Listed("elements", "name at least one, or leave it out", distinct=True)
    ] = Field(default=(), description="names in `elements` that it is about; left out, all")
    from_: Day | None = Field(default=None, description="the day on which it begins; left out, it is in force")
    until: Day | None = Field(default=None, description="the day on which it ends; left out, none is set")
    unless: Under = Field(default=(), description="agreements any of which lifts it while it is in force")

    @field_validator("until")
    @classmethod
    def comes_after(cls, until: Fact | None, info: ValidationInfo) -> Fact | None:
        """It is in force for a while."""
        return check_order(until, info)


class Supply(FileModel):
    """What a supplier supplies of an element, as planned."""

    WHAT = "a supply"

    share: LostShare = implied("100 %", "of what is needed")
    capacity: Supplied | None = Field(
        default=None, description="the most that it could supply, in the element's unit; left out, its share and no more"
    )
    lead_time: LeadTime = implied("0 day", "from the day on which others leave until it supplies more than its share")
    cost_factor: CostFactor = implied("1", "of its part, over the cost as planned")
    under: Under = Field(default=(), description="agreements that must all be in force for it")


class Alternate(FileModel):
    """A supplier that could step in."""

    WHAT = "an alternate"

    delay: LeadTime = Field(description="from the day on which others leave until its part is there")
    cost_factor: CostFactor = implied("1", "of its part, over the cost as planned")
    capacity: Supplied | None = Field(
        default=None, description="the most that it could supply, in the element's unit; left out, all that is needed"
    )
    under: Under = Field(default=(), description="agreements that must all be in force for it")


class Element(FileModel):
    """A piece of the programme that somebody supplies."""

    WHAT = "an element"

    title: Title = Field(description="name to show")
    constellation: Annotated[str | None, Reference("constellations")] = Field(
        default=None, description="a name in `constellations` whose satellites it is"
    )
    launches: Annotated[str | None, Reference("campaigns")] = Field(default=None, description="a name in `campaigns` whose launches it is")
    date: Day | None = Field(
        default=None, description="when it is there as planned; left out, it is there, or with a constellation when its satellites are"
    )
    cost: Amount | None = Field(default=None, description="of all of it, as planned; left out where `costs` prices it, or nobody does")
    spent_over: Spending | None = Field(
        default=None, description="time up to its date over which the cost is spent, most before the middle; left out, all in that year"
    )
    yearly: AmountAYear | None = Field(default=None, description="cost of each year of it, from its date on, or without one in every year")
    year: Year | None = Field(default=None, description="whose prices its amounts are in; left out, that of `money`")
    mass: Mass | None = Field(default=None, description="of all of it")
    need: Need = implied("1", "how much of it the programme takes, in `unit`")
    unit: Annotated[str | None, Words(40)] = Field(default=None, description="what `need` counts: seats a year")
    least: LostShare = implied("100 %", "of the need with which it still stands")
    whole: Annotated[bool, Flag()] = Field(default=False, description="true where one supplier must fill an empty seat alone")
    supplies: Annotated[Mapping[str, Supply], Named("suppliers", 0)] = Field(
        default_factory=dict[str, Supply], description="by supplier, what it supplies as planned; left out, nobody does"
    )
    alternates: Annotated[Mapping[str, Alternate], Named("suppliers", 0)] = Field(
        default_factory=dict[str, Alternate], description="by supplier, in the order in which they are asked, who could step in"
    )

    @property
    def priced(self) -> bool:
        """Whether it costs anything by itself."""
        return self.cost is not None or self.yearly is not None


@dataclass(frozen=True)
class Gate:
    """At least so many of these parts: names of elements and functions, or further gates."""

    least: int
    parts: tuple["str | Gate", ...]

    def names(self) -> Iterator[str]:
        """All that it names, at any depth."""
        for part in self.parts:
            if isinstance(part, Gate):
                yield from part.names()
            else:
                yield part


class Needs(Leaf):
    """What a function needs: a name, `{all: [...]}`, `{any: [...]}` or `{least: 2, of: [...]}`, each part again one of these."""

    def read(self, node: Node, reading: Reading) -> Gate:
        found = self._part(node, reading)
        return found if isinstance(found, Gate) else Gate(1, (found,))

    def json_schema(self) -> dict[str, Any]:
        parts: dict[str, Any] = {"type": "array", "minItems": 1, "items": {"anyOf": [{"type": "string"}, {"type": "object"}]}}
        gates = [{"type": "object", "properties": {key: parts}, "required": [key], "additionalProperties": False} for key in ("all", "any")]
        counted = {"least": {"type": "integer", "minimum": 1}, "of": parts}
        gates.append({"type": "object", "properties": counted, "required": ["least", "of"], "additionalProperties": False})
        return {"anyOf": [{"type": "string", "pattern": f"^{NAME}$"}, *gates]}

    def _part(self, node: Node, reading: Reading) -> str | Gate:
        if isinstance(node, TextNode):
            text = plain_text(node)
            known = (*reading.names["elements"], *reading.names["functions"])
            if text not in known:
                raise fault(node, f"got {text}, which is no element and no function; {meant(text, known, 'names')}")
            return text
        if not isinstance(node, MappingNode) or tuple(sorted(node.entries)) not in (("all",), ("any",), ("least", "of")):
            raise fault(node, "must be a name, {all: [...]}, {any: [...]} or {least: 2, of: [...]}")
        parts = next(child for key, child in node.entries.items() if key != "least")
        if not isinstance(parts, ListNode) or not parts.items:
            raise fault(parts, "must be a list of names or of further {all: [...]}, {any: [...]}, {least: 2, of: [...]}, at least one")
        inside = tuple(self._part(part, reading) for part in parts.items)
        if "least" in node.entries:
            return Gate(self._least(node.entries["least"], len(inside)), inside)
        return Gate(len(inside) if "all" in node.entries else 1, inside)

    def _least(self, node: Node, parts: int) -> int:
        text = plain_text(node)
        if not text.isdecimal() or not 1 <= int(text) <= parts:
            raise fault(node, f"got {text}; must be a whole number from 1 to {parts}, the number of its parts")
        return int(text)


class Function(FileModel):
    """Something that the programme can do."""

    WHAT = "a function"

    model_config = ConfigDict(arbitrary_types_allowed=True)

    title: Title = Field(description="name to show")
    needs: Annotated[Gate, Needs()] = Field(description="elements and functions: a name, {all: [..]}, {any: [..]}, {least: 2, of: [..]}")


Agreements = Annotated[Mapping[str, Agreement], Named("agreements", 0)]
Bars = Annotated[Mapping[str, Bar], Named("bars", 0)]
Elements = Annotated[Mapping[str, Element], Named("elements", 0)]
Functions = Annotated[Mapping[str, Function], Named("functions", 0)]


def element_problems(elements: Mapping[str, Element], suppliers: tuple[str, ...], lines: Mapping[str, int]) -> Iterator[Problem]:
    """What is wrong between the parts of elements.

    Args:
        elements: checked each by itself.
        suppliers: names in the file.
        lines: line of every key path.
    """
    stands: dict[tuple[str, str], str] = {}
    for name, element in elements.items():
        key = child_key("elements", name)
        for kind, thing in (("constellation", element.constellation), ("launches", element.launches)):
            if thing is None:
                continue
            other = stands.setdefault((kind, thing), name)
            if other != name:
                yield _problem(f"{key}.{kind}", lines, f"got {thing}, which {other} is already; keep one")
        if element.constellation is not None and element.launches is not None:
            yield _problem(key, lines, "is satellites and launches at once; make two elements, one for each")
        yield from _part_problems(key, element, suppliers, lines)


def _part_problems(key: str, element: Element, suppliers: tuple[str, ...], lines: Mapping[str, int]) -> Iterator[Problem]:
    for section, named in (("supplies", element.supplies), ("alternates", element.alternates)):
        for supplier in named:
            if supplier not in suppliers:
                where = child_key(f"{key}.{section}", supplier)
                yield _problem(where, lines, f"is none of `suppliers`; {meant(supplier, suppliers, 'suppliers')}")
    for supplier in element.alternates:
        if supplier in element.supplies:
            where = child_key(f"{key}.alternates", supplier)
            yield _problem(where, lines, "supplies it as planned; give its supply a capacity and a lead-time in place of this")
    total = sum(one.share.value for one in element.supplies.values())
    if total > 1.0 + _ROUNDING:
        yield _problem(f"{key}.supplies", lines, f"has shares that make {100.0 * total:.4g} %; together they make 100 % at the most")
    for supplier, one in element.supplies.items():
        planned = one.share.value * element.need.value
        if one.capacity is not None and one.capacity.value < planned * (1.0 - _ROUNDING):
            where = f"{child_key(f'{key}.supplies', supplier)}.capacity"
            told = f"got {one.capacity.text}, less than its share, {planned:.6g} {element.unit or ''}".rstrip()
            yield _problem(where, lines, f"{told}; lower the share or raise the capacity")


def function_problems(functions: Mapping[str, Function], elements: tuple[str, ...], lines: Mapping[str, int]) -> Iterator[Problem]:
    """Functions that have the name of an element, or that need themselves."""
    for name in functions:
        if name in elements:
            yield _problem(child_key("functions", name), lines, "is the name of an element as well; choose another")
    for name in functions:
        loop = _loop(name, functions, ())
        if loop:
            yield _problem(f"{child_key('functions', name)}.needs", lines, f"needs itself: {' needs '.join(loop)}; break the circle")
            return


def _loop(name: str, functions: Mapping[str, Function], above: tuple[str, ...]) -> tuple[str, ...]:
    if name in above:
        return (*above[above.index(name) :], name)
    if name not in functions:
        return ()
    for part in functions[name].needs.names():
        found = _loop(part, functions, (*above, name))
        if found:
            return found
    return ()


def _problem(key: str, lines: Mapping[str, int], told: str) -> Problem:
    return Problem(key, lines.get(key, 0), told)
