"""The command `compare`: figures of two runs side by side with their differences, and which inputs changed."""

from pathlib import Path
from typing import Any

from cupola.report import quantities
from cupola.report.comparing import compared
from cupola.store import open_run

_LONGEST = 60


def found(before: Path, after: Path) -> dict[str, Any]:
    """The comparison as one document.

    Raises:
        RunError: one of the two is no finished run.
    """
    return compared(open_run(before), open_run(after))


def told(document: dict[str, Any]) -> str:
    """The figures that changed, then the inputs that changed."""
    same, rows = 0, [("", "before", "after", "difference")]
    for pair in document["figures"].values():
        before, after = pair["before"], pair["after"]
        if before == after:
            same += 1
            continue
        label = (after or before)["label"]
        rows.append((label, _value(before), _value(after), _difference(pair)))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [f"before: {document['runs'][0]}", f"after:  {document['runs'][1]}", ""]
    if len(rows) > 1:
        lines += [f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]:>{widths[3]}}".rstrip() for row in rows]
    lines.append(f"{same} figures are the same" if len(rows) > 1 else f"all {same} figures are the same")
    lines.append("")
    inputs = [f"{key}: {_short(both['before'])} -> {_short(both['after'])}" for key, both in document["inputs"].items()]
    lines += ["inputs that changed", *(f"  {line}" for line in inputs)] if inputs else ["no input changed"]
    return "\n".join(lines)


def _value(figure: dict[str, Any] | None) -> str:
    return "not there" if figure is None else quantities.told_value(figure)


def _difference(pair: dict[str, Any]) -> str:
    if "difference" not in pair:
        return ""
    unit, difference = pair["after"]["unit"], pair["difference"]
    shares = quantities.is_share(unit, pair["before"]["value"], pair["after"]["value"])
    size = quantities.joined(quantities.number(100.0 * abs(difference)), "points") if shares else quantities.quantity(abs(difference), unit)
    sign = "" if difference == 0.0 else "+" if difference > 0.0 else quantities.MINUS
    return f"{sign}{size}{', beyond the ranges' if pair.get('beyond_ranges') else ''}"


def _short(text: str | None) -> str:
    if text is None:
        return "not there"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
