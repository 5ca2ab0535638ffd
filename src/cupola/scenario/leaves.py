"""The single values of a scenario file other than quantities: what each accepts, and how an editor is told so.

A leaf sits in an annotation, `Annotated[str, Words(120)]`; it reads a node of the text for pydantic.
"""

import datetime
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from cupola.epochs.calendar import Instant, InstantError, parse_instant
from cupola.scenario.faults import Reading, fault, plain_text
from cupola.scenario.names import NAME, NAME_WANTED, meant
from cupola.scenario.text import Node, shown
from cupola.scenario.units import QuantityError, parse_count

DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"


class Leaf(ABC):
    """Reads one node into one value, for pydantic's annotations. Subclasses say how, and what an editor should accept."""

    @abstractmethod
    def read(self, node: Node, reading: Reading) -> Any:
        """The value of a node; raises `Fault`."""

    @abstractmethod
    def json_schema(self) -> dict[str, Any]:
        """What the file may hold here, as JSON Schema."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self._read_for_pydantic)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return self.json_schema()

    def _read_for_pydantic(self, node: Any, info: ValidationInfo) -> Any:
        return self.read(node, cast("Reading", info.context))


@dataclass(frozen=True)
class Words(Leaf):
    """Prose of at most `limit` characters; `pattern`, where given, must match, and `wanted` says what it asks for."""

    limit: int
    pattern: str = ""
    wanted: str = ""

    def read(self, node: Node, reading: Reading) -> str:
        text = plain_text(node).strip()
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise fault(node, f"got {shown(text)}; must be {self.wanted}")
        if len(text) > self.limit:
            raise fault(node, f"got {len(text)} characters; at most {self.limit}")
        return text

    def json_schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": self.limit}
        return schema | ({"pattern": f"^{self.pattern}$"} if self.pattern else {})


@dataclass(frozen=True)
class OneOf(Leaf):
    """One word of a closed list; `what` names the list in messages."""

    words: tuple[str, ...]
    what: str

    def read(self, node: Node, reading: Reading) -> str:
        text = plain_text(node)
        if text not in self.words:
            raise fault(node, f"got {shown(text)}; {meant(text, self.words, self.what)}")
        return text

    def json_schema(self) -> dict[str, Any]:
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Version(Leaf):
    """The version of the file format; only one exists."""

    def read(self, node: Node, reading: Reading) -> int:
        text = plain_text(node)
        if text != "1":
            raise fault(node, f"got version {shown(text)}; this Cupola reads version 1")
        return 1

    def json_schema(self) -> dict[str, Any]:
        return {"const": 1}


@dataclass(frozen=True)
class Flag(Leaf):
    """`true` or `false`, nothing else."""

    def read(self, node: Node, reading: Reading) -> bool:
        text = plain_text(node)
        if text not in ("true", "false"):
            raise fault(node, f"got {shown(text)}; must be true or false")
        return text == "true"

    def json_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Date(Leaf):
    """A day, a month or a year of the calendar, as text: 2022-07-18, 2022-07 or 2022."""

    def read(self, node: Node, reading: Reading) -> str:
        text = plain_text(node)
        year, month, day = (*text.split("-"), "01", "01")[:3] if re.fullmatch(DATE, text) else ("0", "0", "0")
        try:
            datetime.date(int(year), int(month), int(day))
        except ValueError:
            raise fault(node, f"got {shown(text)}; must be a date: 2022, 2022-07 or 2022-07-18") from None
        return text

    def json_schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "pattern": f"^{DATE}$"}, {"type": "integer", "minimum": 1000, "maximum": 9999}]}


@dataclass(frozen=True)
class Moment(Leaf):
    """An instant of UTC."""

    def read(self, node: Node, reading: Reading) -> Instant:
        text = plain_text(node)
        try:
            return parse_instant(text)
        except InstantError as error:
            raise fault(node, str(error)) from None

    def json_schema(self) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})$",
        }


@dataclass(frozen=True)
class Reference(Leaf):
    """The name of something defined elsewhere in the file, in `section`."""

    section: str

    def read(self, node: Node, reading: Reading) -> str:
        text = plain_text(node)
        names = reading.names[self.section]
        if text not in names:
            raise fault(node, f"got {shown(text)}, which is not in `{self.section}`; {meant(text, names, self.section)}")
        return text

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{NAME}$"}


@dataclass(frozen=True)
class Whole(Leaf):
    """A whole number that is a setting, never a fact."""

    low: int
    high: int

    def read(self, node: Node, reading: Reading) -> int:
        text = plain_text(node)
        try:
            count = parse_count(text)
        except QuantityError as error:
            raise fault(node, str(error)) from None
        if not self.low <= count <= self.high:
            raise fault(node, f"got {text}; must lie in [{self.low}, {self.high}]")
        return count

    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Sensed(Leaf):
    """The name of a constellation that carries a sensor, so that it can be looked through."""

    def read(self, node: Node, reading: Reading) -> str:
        name = Reference("constellations").read(node, reading)
        if name not in reading.sensed:
            raise fault(node, f"got {name}, which carries no sensor and so sees nothing; give it a `sensor` or leave it out of the view")
        return name

    def json_schema(self) -> dict[str, Any]:
        return Reference("constellations").json_schema()


@dataclass(frozen=True)
class Figure(Leaf):
    """The name of a figure that a study of this file gives, `coverage.tracking_two_in_view_world`."""

    def read(self, node: Node, reading: Reading) -> str:
        text = plain_text(node)
        if text not in reading.figures:
            raise fault(node, f"got {shown(text, 90)}, which no study gives; {meant(text, reading.figures, 'figures')}")
        return text

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[a-z]+[.][a-z][a-z0-9_]*$"}


@dataclass(frozen=True)
class Sentence(Leaf):
    """Prose of at most `limit` characters with figures in braces: `seen {coverage.tracking_one_in_view_world} of the day`."""

    limit: int

    def read(self, node: Node, reading: Reading) -> str:
        text = Words(self.limit).read(node, reading)
        rest = re.sub(r"\{[^{}]*\}", "", text)
        if "{" in rest or "}" in rest:
            raise fault(node, "got a brace without its partner; a figure stands between one { and one }")
        named = re.findall(r"\{([^{}]*)\}", text)
        if not named:
            raise fault(node, "names no figure; put at least one between braces, {coverage.VIEW_one_in_view_REGION}")
        for name in named:
            if name not in reading.figures:
                raise fault(node, f"got {{{shown(name, 90)}}}, which no study gives; {meant(name, reading.figures, 'figures')}")
        return text

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": self.limit, "pattern": "[{][a-z]+[.][a-z][a-z0-9_]*[}]"}


Name = Annotated[str, Words(41, NAME, NAME_WANTED)]
Title = Annotated[str, Words(160)]
