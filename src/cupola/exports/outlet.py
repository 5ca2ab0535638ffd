"""Where an export goes: beside the run and never inside one, each file written whole and then put in its place."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from cupola.errors import InputError, RunError
from cupola.store.hashing import INPUTS, MANIFEST
from cupola.store.places import place_of
from cupola.store.reading import read_manifest


def beside(run: Path, ending: str) -> Path:
    """The place of an export that was given none: the run's own path and name with an ending."""
    named = run if run.name not in {"", ".."} else place_of(run)
    return named.with_name(named.name + ending)


def check_outlet(out: Path, folder: bool) -> None:
    """See that an export can go to `out` before any work is done.

    Args:
        out: the file, or the folder of several files.
        folder: whether it is a folder.

    Raises:
        InputError: it lies in a run, where a foreign file would make the run count as damaged; or something of another kind is there.
    """
    place = place_of(out)
    run = next((inside for inside in (place, *place.parents) if _is_run(inside)), None)
    if run is not None:
        raise InputError(f"{out} lies in the run {run}, which a foreign file would damage; choose a place outside it with --out")
    if folder and place.exists() and not place.is_dir():
        raise InputError(f"{out} is a file, and this format writes several files into a folder; choose a folder with --out")
    if not folder and place.is_dir():
        raise InputError(f"{out} is a folder, and this format writes one file; choose a file with --out, such as {out / 'export'}")


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """A stream for UTF-8 text whose content takes the place of `path` when all of it is written, and leaves no trace where that fails.

    Raises:
        InputError: there is no writing there.
    """
    with put_in_place(path) as new, new.open("x", encoding="utf-8", newline="") as stream:
        yield stream


@contextmanager
def put_in_place(path: Path) -> Iterator[Path]:
    """A path to write to, beside `path`, which takes its place at the end. Raises as `whole` does."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield new
        new.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}; choose another place with --out") from None
    finally:
        with suppress(OSError):
            new.unlink()


def _is_run(folder: Path) -> bool:
    """Whether a folder is a finished run, damaged or not, or one under way."""
    if (folder / INPUTS).is_file():
        return True
    if not (folder / MANIFEST).is_file():
        return False
    try:
        read_manifest(folder)
    except RunError:
        return False
    return True
