"""The command `export`: a run in the formats of other programs."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cupola.app import export
from cupola.errors import InputError
from cupola.scenario.units import NUMBER, Dimension, QuantityError, parse_quantity


def exported(
    run_dir: Path, kind: str, out: Path | None, step: str | None, span: str | None, constellations: Sequence[str]
) -> dict[str, Any]:
    """Write the files and tell of them as one document.

    Args:
        run_dir: the run.
        kind: the format.
        out: the file or folder.
        step: a time with its unit, or bare in seconds.
        span: a time with its unit, or bare in hours.
        constellations: those wanted; all if none are named.

    Raises:
        InputError: what is wrong with one of them; nothing has been written.
    """
    written = export(run_dir, kind, out, step=_time("--step", step, "s"), span=_time("--span", span, "h"), constellations=constellations)
    return {
        "export": str(written.path),
        "format": kind,
        "files": [str(file) for file in written.files],
        "bytes": sum(file.stat().st_size for file in written.files),
        "said": list(written.said),
    }


def told(document: dict[str, Any]) -> str:
    """The same in lines."""
    return "\n".join([*document["said"], f"{document['export']}: {document['bytes'] / 1e6:.3g} MB"])


def _time(option: str, text: str | None, unit: str) -> float | None:
    """Seconds of an option's text."""
    if text is None:
        return None
    try:
        return parse_quantity(f"{text} {unit}" if _is_bare(text) else text, Dimension.TIME)
    except QuantityError as error:
        raise InputError(f"{option}: {error}") from None


def _is_bare(text: str) -> bool:
    """Whether a text is a number without a unit."""
    return re.fullmatch(NUMBER, text.strip()) is not None
