"""The scenario file as JSON Schema 2020-12, for editors: what the models say, with the quantities written out."""

from typing import Any, cast

from cupola.scenario.quantities import QUANTITY_MARK, definitions
from cupola.scenario.schema import Scenario
from cupola.scenario.units import Dimension


def json_schema() -> dict[str, Any]:
    """The schema of a scenario file, version 1.

    An editor accepts with it every file that Cupola accepts; Cupola checks more (ranges, references, dates that exist).
    """
    schema = cast("dict[str, Any]", _tidied(Scenario.model_json_schema()))
    defined: dict[str, Any] = schema["$defs"]
    for dimension in Dimension:
        defined.update(definitions(dimension))
    used = _references(schema, defined)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Cupola scenario, version 1",
        **{key: value for key, value in schema.items() if key not in ("$defs", "title")},
        "$defs": {name: defined[name] for name in sorted(used)},
    }


def _tidied(value: Any) -> Any:
    """Without the null that an optional key never holds and titles that repeat the key; the default of a count as a number."""
    if isinstance(value, list):
        return [_tidied(item) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    made: dict[str, Any] = {key: _tidied(item) for key, item in cast("dict[str, Any]", value).items()}
    if isinstance(made.get("title"), str):
        del made["title"]
    if QUANTITY_MARK in made:
        name = made.pop(QUANTITY_MARK)
        made["anyOf"] = [{"$ref": f"#/$defs/{name}"}, {"$ref": f"#/$defs/Fact{name}"}]
    choices = made.get("anyOf")
    if isinstance(choices, list):
        kept = [choice for choice in cast("list[Any]", choices) if choice != {"type": "null"}]
        made = {key: item for key, item in made.items() if key != "anyOf"} | (kept[0] if len(kept) == 1 else {"anyOf": kept})
    if made.get("default", "") is None:
        del made["default"]
    default = made.get("default")
    if isinstance(default, str) and default.isdecimal():
        made["default"] = int(default)
    return made


def _references(schema: dict[str, Any], definitions: dict[str, Any]) -> set[str]:
    """The definitions that the root reaches, directly or through others."""
    reached: set[str] = set()
    waiting: list[Any] = [{key: value for key, value in schema.items() if key != "$defs"}]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(cast("list[Any]", value))
        elif isinstance(value, dict):
            entries = cast("dict[str, Any]", value)
            waiting.extend(entries.values())
            name = str(entries.get("$ref", "")).removeprefix("#/$defs/")
            if name and name not in reached:
                reached.add(name)
                waiting.append(definitions[name])
    return reached
