"""The scenarios that come with Cupola: their names, their texts, and the line of each that a list shows. Needs no schema."""

from functools import cache
from importlib import resources

from cupola.errors import InputError
from cupola.scenario.names import meant
from cupola.scenario.text import TextNode, read, shown

_FOLDER = "library"
_ENDING = ".yaml"


@cache
def names() -> tuple[str, ...]:
    """The bundled scenarios, in alphabetical order."""
    files = resources.files("cupola.scenario").joinpath(_FOLDER).iterdir()
    return tuple(sorted(file.name.removesuffix(_ENDING) for file in files if file.name.endswith(_ENDING)))


def text_of(name: str) -> str:
    """The text of a bundled scenario.

    Raises:
        InputError: when there is none of that name; the message gives the nearest.
    """
    if name not in names():
        word = shown(name)
        told = meant(word, names(), "bundled scenarios")
        stop = "" if told.endswith("?") else "."
        raise InputError(f"there is no scenario called {word}; {told}{stop} A file of your own is given by its path, such as ./{word}.yaml")
    return resources.files("cupola.scenario").joinpath(_FOLDER, f"{name}{_ENDING}").read_text(encoding="utf-8")


def entries() -> tuple[tuple[str, str, str], ...]:
    """For each bundled scenario its name, its title and the question that it answers."""
    return tuple((name, *_title_and_question(name)) for name in names())


def _title_and_question(name: str) -> tuple[str, str]:
    root = read(text_of(name), f"{name}{_ENDING}").entries
    title, question = root.get("title"), root.get("question")
    return (title.text if isinstance(title, TextNode) else ""), (question.text if isinstance(question, TextNode) else "")
