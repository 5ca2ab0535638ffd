"""What stands where a run is to be written: the very same run, nothing, or something that must not be touched."""

import shutil
from pathlib import Path
from typing import Any

from cupola.errors import InputError, RunError
from cupola.store.hashing import INPUTS, LOCK, MANIFEST, PIECES, hashes_in
from cupola.store.places import is_free, partial_of, place_of, set_aside
from cupola.store.reading import Run, open_run, read_manifest

_OF_A_DRAFT = {LOCK, INPUTS, PIECES, MANIFEST, MANIFEST + ".new", "scenario.yaml", "facts.parquet", "studies"}
_SHOWN = 3


def standing_run(out: Path, inputs: str, *, fresh: bool) -> Run | None:
    """The finished run at `out`, or None where the work is to be done.

    Args:
        out: folder of the run.
        inputs: hash of everything that the arrays depend on.
        fresh: do the work again even where a finished run of the same inputs stands; that run is then
            set aside until the new one is whole.

    Returns:
        The run where it has the same inputs and is whole; None where there is nothing, or a damaged run of the same inputs, now set
        aside.

    Raises:
        InputError: something else stands there or beside it, or files that are not of the run; they are left as they are.
    """
    place = place_of(out)
    try:
        return _found(out, place, inputs, fresh=fresh)
    except OSError as error:
        raise InputError(f"{out} cannot be the folder of a run: {error.strerror}; choose another place with --out") from None


def check_partial(folder: Path) -> None:
    """See that a folder called NAME.partial, where there is one, holds an unfinished run and nothing else.

    Raises:
        InputError: it holds something of another's.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is needed for the work and is a file; move it away, or choose another place with --out")
    names = sorted(path.name for path in folder.iterdir())
    strange = [name for name in names if name not in _OF_A_DRAFT] if INPUTS in names else [name for name in names if name != LOCK]
    if strange:
        raise InputError(
            f"{folder} is needed for the work and holds what is not Cupola's: {_listed(strange)}; "
            "move that away, or choose another place with --out"
        )


def check_set_aside(aside: Path) -> None:
    """See that a folder called NAME.replaced, where there is one, holds an older run and nothing else.

    Raises:
        InputError: it holds something of another's.
    """
    if aside.exists() or aside.is_symlink():
        try:
            strange = _strangers(aside, read_manifest(aside))
        except RunError:
            raise InputError(f"{aside} is needed for the work and is not a run; move it away, or choose another place with --out") from None
        if strange:
            raise InputError(f"{aside} is to be removed and holds {_listed(strange)}, not of the run; move that away first")


def _found(out: Path, place: Path, inputs: str, *, fresh: bool) -> Run | None:
    if is_free(place):
        _check_around(out, place)
        return None
    if not (place / MANIFEST).is_file():
        raise InputError(f"{out} is there already and is not a run; give --out a folder that does not exist yet")
    manifest = read_manifest(out)
    if manifest["inputs_sha256"] != inputs:
        raise InputError(f"{out} holds another run; give --out a folder that does not exist yet")
    if not fresh:
        try:
            return open_run(out)
        except RunError:
            pass  # damaged: the same inputs make it anew
    strange = _strangers(place, manifest)
    if strange:
        raise InputError(f"{out} holds what is not of the run: {_listed(strange)}; move that away and give the same command again")
    _check_around(out, place)
    aside = set_aside(place)
    shutil.rmtree(aside, ignore_errors=True)
    place.rename(aside)
    return None


def _check_around(out: Path, place: Path) -> None:
    """See that the finished run can take its place, before any work is done."""
    if Path.cwd().is_relative_to(place):
        raise InputError(f"{out} is the current folder or holds it, and a run replaces its whole folder; choose another place with --out")
    if place.is_mount():
        raise InputError(f"{out} is the root of a disk, which cannot be replaced; give --out a new folder in it")
    check_partial(partial_of(place))
    check_set_aside(set_aside(place))


def _strangers(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Files in a run that its manifest does not name."""
    return sorted(hashes_in(folder).keys() - manifest["files"].keys())


def _listed(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
