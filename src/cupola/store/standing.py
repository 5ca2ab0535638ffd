"""What stands where a run is to be written: the very same run, nothing, or something that must not be touched."""

import shutil
from pathlib import Path

from cupola.errors import InputError, RunError
from cupola.store.hashing import MANIFEST
from cupola.store.reading import Run, open_run, read_manifest


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
        InputError: something else stands there.
    """
    if not out.exists():
        return None
    if out.is_dir() and not any(out.iterdir()):
        out.rmdir()
        return None
    if not (out / MANIFEST).is_file():
        raise InputError(f"{out} is there already and is not a run; give --out a folder that does not exist yet")
    if read_manifest(out)["inputs_sha256"] != inputs:
        raise InputError(f"{out} holds another run; give --out a folder that does not exist yet")
    if not fresh:
        try:
            return open_run(out)
        except RunError:
            pass  # damaged: the same inputs make it anew
    aside = set_aside(out)
    shutil.rmtree(aside, ignore_errors=True)
    out.rename(aside)
    return None


def set_aside(out: Path) -> Path:
    """Where a run waits while the one that replaces it is made; nothing is lost if that one never finishes."""
    return out.with_name(out.name + ".replaced")
