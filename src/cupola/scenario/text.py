"""A safe subset of YAML 1.2, read into a small tree: every scalar stays the text that was written, and every node knows its line.

Ignores comments. Refuses what makes YAML ambiguous or dangerous: tags, aliases, merge keys, several documents, duplicate keys.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, cast

import yaml

from cupola.errors import Problem, ScenarioError

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_KEY = 200

FORBIDDEN = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_OLD_BREAKS = {"\x85": "NEL", "\u2028": "LINE SEPARATOR", "\u2029": "PARAGRAPH SEPARATOR"}
_LINE_END = re.compile(r"\r\n?|\n")
_PLAIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z _./%^()+-]*(?<! )|-[0-9][0-9A-Za-z _./%^+-]*(?<! )")


@dataclass(frozen=True, slots=True)
class TextNode:
    """A scalar, as text.

    Attributes:
        key: key path from the root, `constellations.t1.title`; list items by index.
        line: line of its key, or of the item itself in a list, counted from 1; 0 for a value given from outside the file.
        text: the characters, quotes and folding resolved; empty where the file gives a key without a value.
    """

    key: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class MappingNode:
    """A mapping from text keys to nodes, in the order of the file; `key` and `line` as in `TextNode`."""

    key: str
    line: int
    entries: "dict[str, Node]"


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list of nodes; `key` and `line` as in `TextNode`."""

    key: str
    line: int
    items: "tuple[Node, ...]"


Node = TextNode | MappingNode | ListNode


def child_key(parent: str, name: str | int) -> str:
    """Key path of an entry or an item of the node at `parent`; the root's path is empty."""
    return f"{parent}.{name}" if parent else str(name)


def shown(text: str, limit: int = 60) -> str:
    """A text as a message quotes it: one line, cut when it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else f"{flat[:limit]}..."


def decoded(data: bytes, file: str) -> str:
    """The text of a scenario file.

    Args:
        data: the file's bytes; a byte order mark at the start is dropped.
        file: name of the file, for messages.

    Raises:
        ScenarioError: when the file is too large or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        _refuse(file, 0, "", f"got more than {MAX_BYTES:,} bytes; a scenario may hold 1 MB. Is this the right file?")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(data[: error.start].decode("utf-8", "replace"))) + 1
        _refuse(file, line, "", f"got the byte 0x{data[error.start]:02x}, which is not UTF-8; save the file as UTF-8")


def read(text: str, file: str) -> MappingNode:
    """Reads a scenario's text into a tree.

    Args:
        text: YAML, one document whose root is a mapping.
        file: name of the file, for messages.

    Returns:
        The root mapping, key path empty, line 1.

    Raises:
        ScenarioError: at the first fault of form, with its line and key path.
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        _refuse(file, 0, "", f"got more than {MAX_BYTES:,} bytes; a scenario may hold 1 MB")
    text = text.removeprefix("\ufeff")
    bad = FORBIDDEN.search(text)
    if bad:
        line = len(_LINE_END.findall(text[: bad.start()])) + 1
        _refuse(
            file,
            line,
            "",
            f"got {_character_name(bad[0])}, a character that a scenario may not hold; delete it or write a plain line break",
        )
    builder = _Builder(file)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        _refuse(file, *_told_syntax(error, text, builder))
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        _refuse(file, 0, builder.key(), f"is not YAML: {shown(str(error))}")
    if builder.root is None:
        _refuse(file, 0, "", "is empty; `cupola new NAME` writes a scenario to start from")
    if not isinstance(builder.root, MappingNode):
        _refuse(file, builder.root.line, "", "got no keys; a scenario is a mapping that starts with `cupola: 1`")
    return builder.root


def written(node: Node) -> str:
    """The tree as YAML that reads back to the same tree, lines aside: block style, two blanks a level, quotes only where needed."""
    return "".join(f"{line}\n" for line in _lines(node, 0))


def walk(node: Node) -> Iterator[Node]:
    """Every node of a tree, in the order of the file, the root first."""
    yield node
    if isinstance(node, MappingNode):
        for child in node.entries.values():
            yield from walk(child)
    elif isinstance(node, ListNode):
        for child in node.items:
            yield from walk(child)


def _events(text: str) -> Iterable[yaml.Event]:
    """The parser's events, from the C library where PyYAML was built with it."""
    parse = cast("Any", yaml).parse
    return parse(text, Loader=yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)


def _refuse(file: str, line: int, key: str, message: str) -> NoReturn:
    raise ScenarioError(file, (Problem(key, line, message),)) from None


def _character_name(character: str) -> str:
    name = _OLD_BREAKS.get(character)
    return f"U+{ord(character):04X} ({name})" if name else f"U+{ord(character):04X}"


@dataclass(slots=True)
class _Open:
    """A mapping or list that is still being read; `pending` is the key that waits for its value, with its line."""

    key: str
    line: int
    entries: dict[str, Node] | None
    items: list[Node]
    pending: tuple[str, int] | None = None


class _Builder:
    """Turns parser events into nodes with an explicit stack, refusing what the subset leaves out."""

    def __init__(self, file: str):
        self.file = file
        self.root: Node | None = None
        self.documents = 0
        self.stack: list[_Open] = []

    def key(self) -> str:
        """Key path of the value that is awaited."""
        return self._place(0)[0]

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self._start_document(event)
            case yaml.AliasEvent():
                self._fail(event, "got an alias (*name); write the value out again")
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._check_properties(event)
                self._open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close()
            case yaml.ScalarEvent():
                self._check_properties(event)
                self._scalar(event)
            case _:
                pass

    def _start_document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            self._fail(event, "got a second document (---); a scenario file holds one")
        if event.version or event.tags:
            self._fail(event, "got a directive (%); a scenario file needs none, delete the line")

    def _check_properties(self, event: yaml.CollectionStartEvent | yaml.ScalarEvent) -> None:
        if event.anchor is not None:
            self._fail(event, f"got an anchor (&{shown(event.anchor)}); write the value out where it is needed")
        if event.tag is not None:
            self._fail(event, f"got a tag ({shown(event.tag)}); values are plain text, delete the tag")

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if self._awaits_key():
            self._fail(event, "got a mapping or a list as a key; a key is a plain word")
        if len(self.stack) >= MAX_DEPTH:
            self._fail(event, f"nests deeper than {MAX_DEPTH} levels; no scenario needs that")
        key, line = self._place(event.start_mark.line + 1)
        self.stack.append(_Open(key, line, {} if isinstance(event, yaml.MappingStartEvent) else None, []))

    def _close(self) -> None:
        done = self.stack.pop()
        if done.entries is None:
            self._put(ListNode(done.key, done.line, tuple(done.items)))
        else:
            self._put(MappingNode(done.key, done.line, done.entries))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        bad = FORBIDDEN.search(event.value)
        if bad:
            self._fail(event, f"got {_character_name(bad[0])} by an escape, a character that a scenario may not hold")
        if self._awaits_key():
            self._start_entry(event)
            return
        key, line = self._place(event.start_mark.line + 1)
        self._put(TextNode(key, line, event.value))

    def _start_entry(self, event: yaml.ScalarEvent) -> None:
        parent, name, line = self.stack[-1], event.value, event.start_mark.line + 1
        if name == "<<":
            self._fail(event, "got a merge key (<<); write the entries out")
        if not name.strip():
            self._fail(event, "got an empty key; name it")
        if len(name) > MAX_KEY:
            self._fail(event, f"got a key of {len(name)} characters; at most {MAX_KEY}")
        if parent.entries is not None and name in parent.entries:
            first = parent.entries[name].line
            key = child_key(parent.key, shown(name))
            _refuse(self.file, line, key, f"is given twice, first on line {first}; keep one")
        parent.pending = (name, line)

    def _awaits_key(self) -> bool:
        return bool(self.stack) and self.stack[-1].entries is not None and self.stack[-1].pending is None

    def _place(self, line: int) -> tuple[str, int]:
        """Key path and line of the node that comes next; `line` is where it stands itself."""
        if not self.stack:
            return "", 1
        parent = self.stack[-1]
        if parent.entries is None:
            return child_key(parent.key, len(parent.items)), line
        if parent.pending is None:
            return parent.key, line
        name, key_line = parent.pending
        return child_key(parent.key, name), key_line

    def _put(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.entries is None:
            parent.items.append(node)
        elif parent.pending is not None:
            parent.entries[parent.pending[0]] = node
            parent.pending = None

    def _fail(self, event: yaml.Event, message: str) -> NoReturn:
        _refuse(self.file, event.start_mark.line + 1, self.key(), message)


def _told_syntax(error: yaml.MarkedYAMLError, text: str, builder: _Builder) -> tuple[int, str, str]:
    """Line, key and plain message for a fault that the parser found."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 0
    lines = _LINE_END.split(text.rstrip())
    problem = shown(str(error.problem or error.context or error), 120)
    if "end of stream" in problem and error.context_mark:
        return error.context_mark.line + 1, builder.key(), "opens a quote that is never closed"
    if line > len(lines):
        start, key = (builder.stack[-1].line, builder.stack[-1].key) if builder.stack else (len(lines), "")
        return start, key, "opens a bracket that is never closed, or the file ends in the middle of a value"
    here = lines[line - 1]
    if "\t" in here[: len(here) - len(here.lstrip())]:
        return line, "", "got a tab at the start of the line; indent with blanks"
    if "mapping values are not allowed" in problem:
        return line, "", "got a colon where a value goes on; check the indent, or put quotes around a text that holds `: `"
    if "cannot start any token" in problem:
        return line, "", "got a character that cannot start a value (a tab, %, @ or `); put quotes around the text"
    return line, "", f"is not YAML here: {problem}; check the indent, the quotes and the brackets"


def _lines(node: Node, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if isinstance(node, TextNode):
        yield f"{pad}{_scalar_text(node.text)}"
    elif isinstance(node, MappingNode):
        for name, child in node.entries.items():
            head = f"{pad}{_scalar_text(name)}:"
            yield from _entry_lines(head, child, depth + 1)
    else:
        for child in node.items:
            yield from _entry_lines(f"{pad}-", child, depth + 1)


def _entry_lines(head: str, child: Node, depth: int) -> Iterator[str]:
    if isinstance(child, TextNode):
        yield f"{head} {_scalar_text(child.text)}"
    elif isinstance(child, MappingNode) and not child.entries:
        yield f"{head} {{}}"
    elif isinstance(child, ListNode) and not child.items:
        yield f"{head} []"
    else:
        yield head
        yield from _lines(child, depth)


def _scalar_text(text: str) -> str:
    """Plain where no reader of YAML could take it otherwise than as these characters, in double quotes elsewhere."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
