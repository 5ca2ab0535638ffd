"""Values set from outside the file, `--set path=value`, put into the tree before it is checked."""

from collections.abc import Mapping

from cupola.errors import Problem, ScenarioError
from cupola.scenario.names import index_of, meant
from cupola.scenario.text import FORBIDDEN, ListNode, MappingNode, Node, TextNode, child_key, shown

SET = "--set"


def changed(root: MappingNode, changes: Mapping[str, str], file: str) -> MappingNode:
    """The tree with some values replaced.

    Args:
        root: the tree of the file; not touched.
        changes: text by dotted key path, with the keys of the file; list items by index. A fact set to a quantity loses its source and
            range: it is then a setting.
        file: name of the file, for messages.

    Raises:
        ScenarioError: a path that names nothing, or a value that a scenario may not hold; every such problem, line 0.
    """
    problems: list[Problem] = []
    tree = root
    for path, text in changes.items():
        try:
            tree = with_text(tree, path, text)
        except Refused as refused:
            problems.append(Problem(shown(refused.key, 200), 0, f"{SET}: {refused.message}"))
    if problems:
        raise ScenarioError(file, tuple(problems))
    return tree


def with_text(root: MappingNode, path: str, text: str, deep: bool = False) -> MappingNode:
    """The tree with one value replaced, or put where there was none.

    Args:
        root: the tree; not touched.
        path: dotted key path.
        text: the value.
        deep: whether the mapping that holds it may be new as well, `flights` for `vehicles.NAME.flights.rate`.

    Raises:
        Refused: a path that names nothing, or a value that a scenario may not hold.
    """
    if FORBIDDEN.search(text):
        raise Refused(path, "got a character that a scenario may not hold")
    tree = _with_text(root, path.split("."), path, text, deep)
    if not isinstance(tree, MappingNode):
        raise AssertionError("the root is a mapping")
    return tree


class Refused(Exception):
    """One change that cannot be made."""

    def __init__(self, key: str, message: str):
        super().__init__(message)
        self.key = key
        self.message = message


def _with_text(node: Node, steps: list[str], path: str, text: str, deep: bool) -> Node:
    if not steps:
        return _replaced(node, path, text)
    name, rest = steps[0], steps[1:]
    if isinstance(node, MappingNode):
        child = node.entries.get(name)
        if child is None:
            if (rest and not deep) or not name or _holds_named_things(node):
                raise Refused(path, f"names nothing: no {shown(name) or 'empty key'} here, {meant(name, node.entries, 'keys')}")
            key = child_key(node.key, name)
            child = MappingNode(key, 0, {}) if rest else TextNode(key, 0, "")
        return MappingNode(node.key, node.line, {**node.entries, name: _with_text(child, rest, path, text, deep)})
    if isinstance(node, ListNode):
        index = index_of(name, len(node.items))
        if index is None:
            raise Refused(path, f"names nothing: {node.key} is a list, its items are 0 to {len(node.items) - 1}")
        return ListNode(
            node.key, node.line, (*node.items[:index], _with_text(node.items[index], rest, path, text, deep), *node.items[index + 1 :])
        )
    raise Refused(path, f"names nothing: {node.key} is one value, it has no {shown(name)}; set {node.key} itself")


def _replaced(node: Node, path: str, text: str) -> Node:
    if isinstance(node, ListNode):
        raise Refused(path, f"is a list; set its items by index, {path}.0")
    if isinstance(node, MappingNode) and "value" not in node.entries:
        raise Refused(path, f"holds several values; set one of them: {', '.join(f'{path}.{name}' for name in list(node.entries)[:6])}")
    return TextNode(node.key, 0, text)


def _holds_named_things(node: MappingNode) -> bool:
    """Whether a mapping goes from names to mappings, so that a single value under a new name could not be meant."""
    return (
        bool(node.key)
        and bool(node.entries)
        and all(isinstance(child, MappingNode) and "value" not in child.entries for child in node.entries.values())
    )
