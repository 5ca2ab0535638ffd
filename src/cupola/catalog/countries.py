"""Names of the countries whose outlines are packaged, and the other spellings that people use. No NumPy: a name is checked at once."""

import difflib
import functools
import unicodedata
from pathlib import Path

from cupola.errors import InputError

DATA = Path(__file__).resolve().parent / "data"


def country_names() -> tuple[str, ...]:
    """Names of the countries and territories, as the source spells them, in alphabetical order. Reads one small text file."""
    return _names()[0]


def country_name(name: str) -> str:
    """The source's name of a country given by any of its usual names; capitals, accents and full stops do not matter.

    Raises:
        InputError: the name is not known; the message offers the nearest one.
    """
    known = _names()[1].get(_folded(name))
    if known is None:
        nearest = nearest_country(name)
        advice = f"did you mean {nearest!r}?" if nearest else "see docs/models/places.md for the list"
        raise InputError(f"no country is called {name!r} in the outlines; {advice}")
    return known


def nearest_country(name: str) -> str | None:
    """The source's name of the country spelt most like `name`, for "did you mean"; None where nothing comes near."""
    spellings = _names()[1]
    found = difflib.get_close_matches(_folded(name), spellings, n=1, cutoff=0.6)
    return spellings[found[0]] if found else None


@functools.cache
def _names() -> tuple[tuple[str, ...], dict[str, str]]:
    """The source's names, and every folded spelling with the name that it stands for."""
    lines = (DATA / "country_names.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return tuple(row[0] for row in rows), {_folded(spelling): row[0] for row in rows for spelling in row}


def _folded(name: str) -> str:
    """A name without capitals, accents and marks, for comparing."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = (letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter) and letter not in ".'’")
    return " ".join("".join(kept).split())
