"""A scenario's vehicles, pads and campaigns with some of their numbers otherwise: read again, so that a variant is checked as a file is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from cupola.errors import Problem
from cupola.scenario.campaigns import Campaign, Campaigns, campaign_problems
from cupola.scenario.changes import Refused, with_text
from cupola.scenario.deployment import SECTIONS, Change
from cupola.scenario.faults import Fault, Reading
from cupola.scenario.pads import Pad, Pads
from cupola.scenario.shells import Shell
from cupola.scenario.text import MappingNode
from cupola.scenario.vehicles import Vehicle, Vehicles


@dataclass(frozen=True)
class Varied:
    """What of a scenario a variant may have otherwise.

    Attributes:
        vehicles: by name.
        pads: by name.
        campaigns: by name.
    """

    vehicles: Mapping[str, Vehicle]
    pads: Mapping[str, Pad]
    campaigns: Mapping[str, Campaign]


@cache
def _readers() -> Mapping[str, TypeAdapter[Any]]:
    return {"vehicles": TypeAdapter(Vehicles), "pads": TypeAdapter(Pads), "campaigns": TypeAdapter(Campaigns)}


def varied(changes: tuple[Change, ...], reading: Reading, shells: Mapping[str, Mapping[str, Shell]]) -> Varied:
    """The sections with the changes made.

    Args:
        changes: of the variant.
        reading: of the file.
        shells: by constellation.

    Raises:
        Fault: changes that cannot be made, each told where it stands.
    """
    tree, problems = reading.root, list[Problem]()
    for change in changes:
        try:
            tree = with_text(tree, change.path, change.text, deep=True)
        except Refused as refused:
            problems.append(Problem(change.key, change.line, refused.message))
    made: dict[str, Any] = {}
    for section in SECTIONS:
        node = tree.entries.get(section, MappingNode(section, 0, {}))
        try:
            made[section] = _readers()[section].validate_python(node, context=reading)
        except ValidationError as error:
            problems.extend(
                problem for item in error.errors(include_url=False) for problem in _told(item.get("ctx", {}).get("error"), changes)
            )
    if not problems:
        wrong = campaign_problems(made["campaigns"], shells, reading.names["vehicles"], reading.origin.lines)
        problems.extend(_moved(problem, changes) for problem in wrong)
    if problems:
        raise Fault(problems)
    return Varied(**made)


def _told(fault: object, changes: tuple[Change, ...]) -> tuple[Problem, ...]:
    if not isinstance(fault, Fault):
        raise AssertionError(f"a check let {fault!r} through")
    return tuple(_moved(problem, changes) for problem in fault.problems)


def _moved(problem: Problem, changes: tuple[Change, ...]) -> Problem:
    """A problem of a changed key, told where the change stands."""
    near = [change for change in changes if f"{problem.key}.".startswith(f"{change.path}.") or change.path.startswith(f"{problem.key}.")]
    change = near[0] if near else changes[0]
    where = "" if problem.key == change.path else f"{problem.key}: "
    return Problem(change.key, change.line, f"{where}{problem.message}")
