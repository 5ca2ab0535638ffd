"""The formats by name, and what each needs: a flight for those that show satellites, the run alone for tables."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cupola.errors import InputError
from cupola.exports.czml import write_czml
from cupola.exports.flight import Flight, Window, check_constellations
from cupola.exports.geojson import write_geojson
from cupola.exports.outlet import beside, check_outlet
from cupola.exports.tables import tables_of
from cupola.exports.tabular import write_csv, write_parquet
from cupola.store import Run

_FLOWN = MappingProxyType({"czml": (".czml", write_czml), "geojson": (".tracks.geojson", write_geojson)})
_TABLES = MappingProxyType({"csv": "-csv", "parquet": "-parquet"})
FORMATS = (*_FLOWN, *_TABLES)


@dataclass(frozen=True)
class Written:
    """What an export left.

    Attributes:
        path: the file, or the folder of the files.
        files: every file.
        said: sentences on what is in them.
    """

    path: Path
    files: tuple[Path, ...]
    said: tuple[str, ...]


def export(run: Run, kind: str, out: Path | None, window: Window | None, fly: Callable[[Run], Flight]) -> Written:
    """Write a run in another format.

    Args:
        run: a finished run.
        kind: one of `FORMATS`.
        out: the file, or for tables the folder; beside the run if None: RUN.czml, RUN.tracks.geojson, RUN-csv/, RUN-parquet/. Files of
            the same names are replaced, others are left.
        window: how much of the flight; the first day of it if None. Not for tables.
        fly: compiles the run's own scenario; called only where satellites are written, and after everything else was checked.

    Raises:
        InputError: an unknown format, a place where nothing can be written, or more than a file should hold; nothing has been written.
    """
    if kind not in FORMATS:
        raise InputError(f"there is no format {kind!r}; there are {', '.join(FORMATS)}")
    if kind in _TABLES:
        if window is not None:
            raise InputError(f"{kind} holds what the run measured, all of it; step, span and constellations go with {' and '.join(_FLOWN)}")
        return _tabled(run, kind, beside(run.path, _TABLES[kind]) if out is None else out)
    ending, write = _FLOWN[kind]
    file, window = beside(run.path, ending) if out is None else out, window or Window()
    check_outlet(file, folder=False)
    check_constellations(window.constellations, run.manifest["scenario"]["constellations"])
    said = write(run.manifest, fly(run), window, file)
    return Written(file, (file,), said)


def _tabled(run: Run, kind: str, folder: Path) -> Written:
    check_outlet(folder, folder=True)
    scenario = run.manifest["scenario"]
    if kind == "csv":
        files = write_csv(tables_of(run), folder)
    else:
        about = {"scenario": scenario["name"], "title": scenario["title"], "notional": scenario["notional"]}
        files = write_parquet(tables_of(run), folder, about | {key: run.manifest[key] for key in ("inputs_sha256", "seed", "warnings")})
    return Written(folder, files, (f"{len(files)} tables; `columns` says what each column holds, and in which unit",))
