"""Shells written in one text, `53 deg: 1584/72/17 at 550 km`, turned into the keys that they stand for, each on the line of the text.

Only the pieces are told apart here; the keys are then checked like any others, so that a wrong altitude is told as an altitude.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from cupola.scenario.names import nearest
from cupola.scenario.text import ListNode, MappingNode, Node, TextNode, child_key, shown

FORMS = MappingProxyType(
    {
        "delta": "53 deg: 1584/72/17 at 550 km",
        "star": "star 86.4 deg: 66/6/2 at 780 km",
        "sun-synchronous": "sun-synchronous 10.5 h, 22.5 h: 6 at 550 km",
        "repeating-track": "repeating-track 15/1 at 97.4 deg: 4",
        "geostationary": "geostationary at -100 deg, 70 deg",
    }
)
"""How each kind of shell that has a shorthand is written, by its first word; a Walker delta shell may leave its word out."""

_LONG_NAME = "walker-"
_COUNTS = r"[0-9]{1,9}"
_EDITOR_PATTERN = (
    r"^\s*(((delta|star)\s+)?[^:]+:\s*[0-9]+\s*/\s*[0-9]+\s*/\s*[0-9]+\s+at\s.+|sun-synchronous\s.+:\s*[0-9]+\s+at\s.+"
    r"|repeating-track\s+[0-9]+\s*/\s*[0-9]+\s+at\s[^:]+:\s*[0-9]+|geostationary\s+at\s.+)\s*$"
)

Piece = str | tuple[str, ...]


class ShorthandError(ValueError):
    """A text that is no shorthand of a shell; the message says what was got and how to write it."""


@dataclass(frozen=True)
class InOneText:
    """Tells an editor that a shell may be one text; on reading, `expanded` has already put the keys in its place."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler(source)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        text = {"type": "string", "pattern": _EDITOR_PATTERN, "description": f"in short: {'; '.join(FORMS.values())}"}
        return {"anyOf": [text, handler(schema)]}


def expanded(root: MappingNode) -> MappingNode:
    """The tree with every shell that is one text as the mapping that it stands for.

    A text that is no shorthand stays as it is, to be refused with the other faults of the file when the shell is read.
    """
    constellations = root.entries.get("constellations")
    if not isinstance(constellations, MappingNode):
        return root
    made = {name: _with_shells(node) for name, node in constellations.entries.items()}
    return _with_entry(root, "constellations", MappingNode(constellations.key, constellations.line, made))


def pieces_of(text: str) -> Mapping[str, Piece]:
    """The keys of a shell that a text stands for, each with its text, or its texts for a list.

    Raises:
        ShorthandError: a text of another form.
    """
    flat = " ".join(text.split())
    word, _, rest = flat.partition(" ")
    if word == "geostationary":
        return _geostationary(flat, rest)
    head, colon, tail = rest.rpartition(":")
    if word == "sun-synchronous" and colon:
        return _sun_synchronous(flat, head.strip(), tail.strip())
    if word == "repeating-track" and colon:
        return _repeating_track(flat, head.strip(), tail.strip())
    if word in ("delta", "star"):
        return _walker(flat, word, rest)
    if re.match(r"[+-]?\.?[0-9]", flat):
        return _walker(flat, "delta", flat)
    raise ShorthandError(_advice(flat))


def unquoted(node: MappingNode) -> str | None:
    """The shorthand that a mapping of one entry was meant to be: without quotes, YAML splits it at its colon."""
    if len(node.entries) == 1:
        (name, child), *_ = node.entries.items()
        text = f"{name}: {child.text}" if isinstance(child, TextNode) else ""
        try:
            pieces_of(text)
        except ShorthandError:
            return None
        return text
    return None


def _geostationary(text: str, rest: str) -> Mapping[str, Piece]:
    longitudes = tuple(part.strip() for part in rest.removeprefix("at ").split(","))
    if not rest.startswith("at ") or not all(longitudes):
        raise ShorthandError(_wrong(text, "geostationary"))
    return {"pattern": "geostationary", "longitudes": longitudes}


def _sun_synchronous(text: str, head: str, tail: str) -> Mapping[str, Piece]:
    times = tuple(part.strip() for part in head.split(","))
    per_plane, _, altitude = tail.partition(" at ")
    if not all(times) or not re.fullmatch(_COUNTS, per_plane) or not altitude:
        raise ShorthandError(_wrong(text, "sun-synchronous"))
    return {"pattern": "sun-synchronous", "altitude": altitude, "local-times": times, "per-plane": per_plane}


def _repeating_track(text: str, head: str, tail: str) -> Mapping[str, Piece]:
    track, _, inclination = head.partition(" at ")
    found = re.fullmatch(rf"({_COUNTS}) ?/ ?({_COUNTS})", track)
    if not found or not inclination or not re.fullmatch(_COUNTS, tail):
        raise ShorthandError(_wrong(text, "repeating-track"))
    return {
        "pattern": "repeating-track",
        "revolutions": found[1],
        "days": found[2],
        "inclination": inclination,
        "satellites": tail,
    }


def _walker(text: str, kind: str, rest: str) -> Mapping[str, Piece]:
    """Walker's i: t/p/f, t satellites in p planes; the keys count those of one plane."""
    inclination, _, tail = rest.rpartition(":")
    numbers, _, altitude = tail.strip().partition(" at ")
    found = re.fullmatch(rf"({_COUNTS}) ?/ ?({_COUNTS}) ?/ ?({_COUNTS})", numbers)
    if not inclination.strip() or not found or not altitude:
        raise ShorthandError(_wrong(text, kind))
    total, planes = int(found[1]), int(found[2])
    if planes == 0 or total == 0 or total % planes:
        raise ShorthandError(f"got {shown(text)}; {_uneven(total, planes)}")
    return {
        "pattern": f"walker-{kind}",
        "altitude": altitude,
        "inclination": inclination.strip(),
        "planes": found[2],
        "per-plane": str(total // planes),
        "phasing": found[3],
    }


def _uneven(total: int, planes: int) -> str:
    if planes == 0 or total == 0:
        return "a shell has one satellite or more, in one plane or more: satellites/planes/phasing"
    near = [count for count in (total - total % planes, total - total % planes + planes) if count]
    return f"{total} satellites do not spread evenly over {planes} planes; write {' or '.join(map(str, near))} of them"


def _wrong(text: str, kind: str) -> str:
    return f'got {shown(text)}; write it as "{FORMS[kind]}"'


def _advice(text: str) -> str:
    word = text.partition(" ")[0].removeprefix(_LONG_NAME)
    near = nearest(word, FORMS)
    if near:
        return _wrong(text, near)
    forms = ", ".join(f'"{form}"' for form in FORMS.values())
    return f"got {shown(text) or 'nothing'}; must be a mapping with a `pattern`, or one text: {forms}"


def _with_shells(constellation: Node) -> Node:
    shells = constellation.entries.get("shells") if isinstance(constellation, MappingNode) else None
    if not isinstance(constellation, MappingNode) or not isinstance(shells, MappingNode):
        return constellation
    made = {name: _opened(node) if isinstance(node, TextNode) else node for name, node in shells.entries.items()}
    return _with_entry(constellation, "shells", MappingNode(shells.key, shells.line, made))


def _with_entry(node: MappingNode, name: str, child: Node) -> MappingNode:
    return MappingNode(node.key, node.line, {**node.entries, name: child})


def _opened(node: TextNode) -> Node:
    """The mapping that a text stands for, every part on its line; the text itself where it is no shorthand."""
    try:
        pieces = pieces_of(node.text)
    except ShorthandError:
        return node
    return MappingNode(node.key, node.line, {name: _node(child_key(node.key, name), node.line, piece) for name, piece in pieces.items()})


def _node(key: str, line: int, piece: Piece) -> Node:
    if isinstance(piece, str):
        return TextNode(key, line, piece)
    return ListNode(key, line, tuple(TextNode(child_key(key, index), line, text) for index, text in enumerate(piece)))
