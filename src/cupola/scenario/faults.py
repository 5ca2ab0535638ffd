"""Faults of a scenario, gathered while it is read: what was wrong at which key and line, and the word that was probably meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cupola.constants import Body
from cupola.errors import Problem
from cupola.scenario.names import meant, nearest
from cupola.scenario.text import ListNode, MappingNode, Node, TextNode, child_key


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a scenario came from.

    Attributes:
        file: name of the file as the user gave it.
        source_text: YAML of the scenario, changes from outside applied.
        lines: line of every key path, in the order of the file; 0 for what was set from outside.
    """

    file: str
    source_text: str
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a value must know of the rest of the file while it is read.

    Attributes:
        names: by section (`sources`, `suppliers`, `sensors`, `constellations`, `regions`, `terminals`, `sites`, `missiles`, `threats`,
            `interceptors`, `pads`, `vehicles`, `campaigns`, `costs`, `agreements`, `elements`, `functions`), the names defined there.
        sensed: the constellations that carry a sensor.
        figures: the figures that the studies of this file give.
        asked: names of these studies.
        body: what is orbited.
        origin: the file that is read.
        root: its tree, changes from outside applied.
    """

    names: Mapping[str, tuple[str, ...]]
    sensed: frozenset[str]
    figures: tuple[str, ...]
    asked: tuple[str, ...]
    body: Body
    origin: Origin
    root: MappingNode


class Fault(ValueError):
    """One or more problems found while a value was read; pydantic carries it upwards."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


def fault(node: Node, message: str) -> Fault:
    """A fault at one node."""
    return Fault((Problem(node.key, node.line, message),))


def unknown_key(name: str, node: Node, what: str, known: Iterable[str]) -> Problem:
    """The problem of a key that the thing does not have; a comma in an unquoted text inside { } is the usual cause of one with blanks."""
    if " " in name and isinstance(node, TextNode) and not node.text:
        return Problem(node.key, node.line, f"is no key of {what}; a text that holds a comma needs quotes inside {{ }}")
    return Problem(node.key, node.line, f"is no key of {what}; {meant(name, known, 'keys')}")


def plain_text(node: Node) -> str:
    """The text of a scalar; a fault for a mapping, a list or an empty value."""
    if isinstance(node, MappingNode):
        raise fault(node, "got a mapping; must be one value")
    if isinstance(node, ListNode):
        raise fault(node, "got a list; must be one value")
    if not node.text.strip():
        raise fault(node, "is empty; give a value or delete the key")
    return node.text


def problems_of(error: ValidationError, node: Node, what: str, described: Mapping[str, str]) -> tuple[Problem, ...]:
    """The problems behind a pydantic error raised while `node` was read as `what`.

    Args:
        error: what pydantic raised; deeper levels have already become `Fault`.
        node: the mapping or list that was read.
        what: name of the thing, with its article.
        described: what each key of the thing is, for the ones that are missing.
    """
    details = error.errors(include_url=False)
    hinted = {nearest(str(item["loc"][-1]), described) for item in details if item["type"] == "extra_forbidden"}
    return tuple(problem for item in details for problem in _problems_of_item(item, node, what, described, hinted))


def _problems_of_item(
    item: ErrorDetails, node: Node, what: str, described: Mapping[str, str], hinted: set[str | None]
) -> tuple[Problem, ...]:
    cause = item.get("ctx", {}).get("error")
    if isinstance(cause, Fault):
        return cause.problems
    name = str(item["loc"][-1]) if item["loc"] else ""
    if item["type"] == "missing":
        if name in hinted:
            return ()
        explained = f" ({described[name]})" if described.get(name) else ""
        return (Problem(child_key(node.key, name), node.line, f"is missing; {what} needs it{explained}"),)
    if item["type"] == "extra_forbidden":
        return (unknown_key(name, cast("Node", item["input"]), what, described),)
    raise AssertionError(f"a check let {item['type']} through at {item['loc']}") from cause
