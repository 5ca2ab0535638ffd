"""One of many by its name, whatever its capitals, hyphens and accents; or a plain refusal with the nearest name. No NumPy."""

import difflib
import unicodedata
from collections.abc import Callable, Mapping
from typing import TypeVar

from cupola.errors import InputError

_Kind = TypeVar("_Kind")


def folded(name: str) -> str:
    """A name without capitals, accents, hyphens and other marks, for comparing."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = (letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(kept).split())


def found(name: str, known: Mapping[str, _Kind], called: Callable[[_Kind], str], what: str, advice: str) -> _Kind:
    """The one of `known`, whose keys are folded, that goes by a name.

    Args:
        name: as the user wrote it.
        known: by folded name; one may go by several.
        called: the name that messages offer for it.
        what: what is looked for, `vehicle`.
        advice: what else the user can do; ends the message where nothing comes near.

    Raises:
        InputError: none goes by it; the message offers the nearest ones.
    """
    key = folded(name)
    if key in known:
        return known[key]
    near = difflib.get_close_matches(key, known, n=3, cutoff=0.5) or [other for other in known if key and key in other][:3]
    offered = dict.fromkeys(called(known[other]) for other in near)
    told = f"nearest: {', '.join(repr(other) for other in offered)}" if offered else advice
    raise InputError(f"no {what} of the name {name!r}; {told}")
