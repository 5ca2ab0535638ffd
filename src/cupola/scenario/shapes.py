"""The shapes of a scenario file: a mapping with known keys, a mapping of named things, a list. Each gathers the faults of its parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Self, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from cupola.errors import Problem
from cupola.scenario.facts import Fact
from cupola.scenario.faults import Fault, fault, problems_of
from cupola.scenario.names import NAME, NAME_WANTED, index_of, is_name
from cupola.scenario.text import ListNode, MappingNode, Node, TextNode, child_key, shown


def implied(text: str, description: str) -> Any:
    """A field for a quantity that the file may leave out: `text` is then read in its place."""
    return Field(default=text, description=description)


def kebab(name: str) -> str:
    """The key in the file of a field: `per-plane` for `per_plane`, `from` for `from_`."""
    return name.rstrip("_").replace("_", "-")


class FileModel(BaseModel):
    """A mapping with known keys, read from a node. Subclasses name the keys as fields; a quantity's default is the text it stands for."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", alias_generator=kebab)

    WHAT: ClassVar[str]
    """What the mapping is, with its article, for messages."""

    CHOICE: ClassVar[tuple[str, ...]] = ()
    """Keys of which the mapping gives exactly one; empty where it has no such choice."""

    @model_validator(mode="wrap")
    @classmethod
    def read_node(cls, node: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """The checked value of a mapping; raises `Fault` with every problem below it."""
        described = keys_of(cls)
        if not isinstance(node, MappingNode):
            raise fault(node, f"{_got(node)}; must be a mapping with the keys {', '.join(described)}")
        _check_choice(node, cls.CHOICE, described)
        implied = {name: TextNode(child_key(node.key, name), node.line, text) for name, text in _implied(cls) if name not in node.entries}
        try:
            return handler({**node.entries, **implied})
        except ValidationError as error:
            raise Fault(problems_of(error, node, cls.WHAT, described)) from None


def _check_choice(node: MappingNode, choice: tuple[str, ...], known: Mapping[str, str]) -> None:
    """Exactly one key of a choice; unknown keys are left for the model to name."""
    given = [name for name in node.entries if name in choice]
    if len(given) > 1:
        raise fault(node, f"gives {' and '.join(given)}; keep one")
    if choice and not given and all(name in known for name in node.entries):
        raise fault(node, f"{'lacks a key' if node.entries else 'is empty'}; give one of {', '.join(choice)}")


@cache
def keys_of(model: type[FileModel]) -> Mapping[str, str]:
    """What each key of a mapping holds, in the order to write them: what says which keys there are stands first."""
    fields = sorted(model.model_fields.items(), key=lambda field: field[0] != "pattern")
    return {kebab(name): info.description or "" for name, info in fields}


@cache
def _implied(model: type[FileModel]) -> tuple[tuple[str, str], ...]:
    """The quantities that a mapping may leave out, each as the text that is then meant."""
    return tuple(
        (kebab(name), info.default)
        for name, info in model.model_fields.items()
        if info.annotation is Fact and isinstance(info.default, str)
    )


@dataclass(frozen=True)
class Named:
    """Reads a mapping from names to things of one kind.

    Attributes:
        what: the things, in the plural, for messages.
        least: how many there must be.
        reserved: names that the file may not define, each with the reason.
    """

    what: str
    least: int = 1
    reserved: tuple[tuple[str, str], ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(self._read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "propertyNames": {"pattern": f"^{NAME}$"}, "minProperties": self.least}

    def _read(self, node: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        if not isinstance(node, MappingNode):
            raise fault(node, f"{_got(node)}; must be a mapping from names to {self.what}")
        if len(node.entries) < self.least:
            raise fault(node, f"is empty; {self.what} are needed, at least {self.least}")
        reserved = dict(self.reserved)
        problems = [problem for name, child in node.entries.items() if (problem := _name_problem(name, child, reserved))]
        try:
            things = handler(dict(node.entries))
        except ValidationError as error:
            problems.extend(problems_of(error, node, self.what, {}))
        else:
            if not problems:
                return things
        raise Fault(problems)


@dataclass(frozen=True)
class Listed:
    """Reads a list of things of one kind, at least one.

    Attributes:
        what: the things, in the plural, for messages.
        empty: what an empty list would mean.
        distinct: True where no text may stand twice.
    """

    what: str
    empty: str
    distinct: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(self._read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "minItems": 1, **({"uniqueItems": True} if self.distinct else {})}

    def _read(self, node: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        if not isinstance(node, ListNode):
            raise fault(node, f"{_got(node)}; must be a list of {self.what}: [..., ...]")
        if not node.items:
            raise fault(node, f"is empty; {self.empty}")
        if self.distinct:
            _refuse_repeats(node)
        try:
            return handler(node.items)
        except ValidationError as error:
            raise Fault(problems_of(error, node, self.what, {})) from None


def _refuse_repeats(node: ListNode) -> None:
    seen: set[str] = set()
    for item in node.items:
        if isinstance(item, TextNode):
            if item.text in seen:
                raise fault(item, f"got {shown(item.text)} twice; keep one")
            seen.add(item.text)


def _got(node: Node) -> str:
    if isinstance(node, TextNode):
        return f"got {shown(node.text)}" if node.text else "is empty"
    return "got a list" if isinstance(node, ListNode) else "got a mapping"


def _name_problem(name: str, node: Node, reserved: Mapping[str, str]) -> Problem | None:
    if name in reserved:
        return Problem(node.key, node.line, f"{reserved[name]}; choose another name")
    if not is_name(name):
        return Problem(node.key, node.line, f"got the name {shown(name)}; must be {NAME_WANTED}")
    return None


def field_of(model: FileModel, key: str) -> str:
    """The field that holds a key of a mapping."""
    return next(field for field in type(model).model_fields if kebab(field) == key)


def child_of(value: Any, name: str) -> Any:
    """The part of a checked value under one step of a key path; raises `KeyError` with the steps that exist as its arguments."""
    if isinstance(value, FileModel):
        fields = {kebab(field): field for field in type(value).model_fields}
        if name in fields:
            return getattr(value, fields[name])
        raise KeyError(*fields)
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, Any]", value)
        if name in entries:
            return entries[name]
        raise KeyError(*entries)
    if isinstance(value, tuple):
        items = cast("tuple[Any, ...]", value)
        index = index_of(name, len(items))
        if index is not None:
            return items[index]
        raise KeyError(*(str(index) for index in range(len(items))))
    raise KeyError
