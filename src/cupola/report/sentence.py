"""The headline sentence: a template with named places, and for each place a number with its unit or a text."""

import re
from typing import Any

from cupola.errors import RunError
from cupola.report.quantities import number, told_value

PLACE = re.compile(r"\{([^{}]+)\}")


def told(sentence: dict[str, Any]) -> str:
    """The sentence with every place filled, as plain text.

    Args:
        sentence: `template` with places `{study.figure}`, and `arguments` by the same names: `{value, unit, at_least?}`, the value None for
            none, a bare number or a text.

    Raises:
        RunError: the template names a place for which there is no argument.
    """
    arguments: dict[str, Any] = sentence.get("arguments", {})

    def filled(place: re.Match[str]) -> str:
        name = place.group(1)
        if name not in arguments:
            raise RunError(f"manifest.json: the headline sentence has a place {{{name}}}, but its arguments hold only {sorted(arguments)}")
        return _argument(arguments[name])

    return PLACE.sub(filled, sentence["template"])


def _argument(argument: Any) -> str:
    """One argument as text."""
    if isinstance(argument, dict):
        return told_value(argument)
    return number(argument) if isinstance(argument, int | float) else str(argument)
