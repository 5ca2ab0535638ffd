"""Ratios and powers that a file may also write in decibels: `9 dB` for 7.94, `34 dBW` for 2.5 kW. Inside they are plain, and drawn so."""

import re
from dataclasses import dataclass, replace
from typing import Any

from cupola.scenario.facts import Fact
from cupola.scenario.faults import Reading, plain_text
from cupola.scenario.leaves import Leaf
from cupola.scenario.quantities import Quantity
from cupola.scenario.text import ListNode, MappingNode, Node, TextNode
from cupola.scenario.units import NUMBER

_VALUES = ("value", "low", "high")
_MOST = 400.0
"""More decibels than this, either way, are no number any more and are left to the quantity to refuse."""


@dataclass(frozen=True)
class InDecibels(Leaf):
    """A quantity that may be written in its own units or in decibels of its SI unit.

    Attributes:
        quantity: what it is when it is plain.
        symbol: `dB` or `dBW`.
        unit: the SI unit that the decibels are of: `1` or `W`.
    """

    quantity: Quantity
    symbol: str
    unit: str

    def read(self, node: Node, reading: Reading) -> Fact:
        fact = self.quantity.read(self._plain(node), reading)
        written = node.entries["value"] if isinstance(node, MappingNode) else node
        return replace(fact, text=plain_text(written).strip())

    def _plain(self, node: Node) -> Node:
        """The node with every number in decibels written as the ratio or the power that it is."""
        if isinstance(node, MappingNode):
            told = {name: self._plain(child) for name, child in node.entries.items() if name in _VALUES or name == "others"}
            return MappingNode(node.key, node.line, {**node.entries, **told})
        if isinstance(node, ListNode):
            return ListNode(node.key, node.line, tuple(self._plain(item) for item in node.items))
        match = re.fullmatch(rf"({NUMBER}) *{self.symbol}", node.text.strip())
        if match is None or abs(float(match[1])) > _MOST:
            return node
        return TextNode(node.key, node.line, f"{10.0 ** (float(match[1]) / 10.0):.12g} {self.unit}")

    def json_schema(self) -> dict[str, Any]:
        plain = self.quantity.json_schema()
        decibels = {"type": "string", "pattern": f"^{NUMBER} *{self.symbol}$", "description": f"in decibels: {self.symbol}"}
        fact = {
            "type": "object",
            "description": "a number in decibels with its source, as other facts have it",
            "properties": {name: {"anyOf": [{"type": "string"}, {"type": "number"}]} for name in (*_VALUES, "date", "source", "note")}
            | {"others": {"type": "array"}},
            "required": ["value", "source"],
            "additionalProperties": False,
        }
        return {"anyOf": [plain, decibels, fact]}
