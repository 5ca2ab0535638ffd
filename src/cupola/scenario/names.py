"""Names in a scenario: what may be one, and which of the known ones was meant by a word that is none of them."""

import difflib
import re
from collections.abc import Iterable

NAME = r"[a-z][a-z0-9-]{1,40}"
NAME_WANTED = "a name: small letters, digits and hyphens, 2 to 41 of them, a letter first"


def is_name(text: str) -> bool:
    """Whether a text may name a thing of the file."""
    return re.fullmatch(NAME, text) is not None


def index_of(step: str, length: int) -> int | None:
    """The index that a step of a key path gives in a list of `length` items; None where it gives none."""
    return next((index for index in range(length) if str(index) == step), None)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was most likely meant to be; None when nothing is near."""
    folded = {name.lower().replace("_", "-"): name for name in known}
    near = difflib.get_close_matches(word.lower().replace("_", "-"), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None


def meant(word: str, known: Iterable[str], what: str) -> str:
    """The second half of a message on a name that does not exist: the nearest one, or the list."""
    names = tuple(known)
    near = nearest(word, names)
    if near:
        return f"did you mean {near}?"
    if not names:
        return f"there are no {what}"
    listed = ", ".join(names[:16]) + (", ..." if len(names) > 16 else "")
    return f"the {what} are: {listed}"
