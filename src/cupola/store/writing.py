"""Writes a run: pieces of work while it goes on, then everything at once, the manifest last, and one rename that makes it a run."""

import fcntl
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import numpy as np
import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs] -- pyarrow ships no types
import xarray as xr
from pyarrow import parquet  # pyright: ignore[reportMissingTypeStubs] -- as above

from cupola.errors import InputError, RunError
from cupola.records import Record
from cupola.store.hashing import INPUTS, LOCK, MANIFEST, PIECES, hash_of, hashes_in
from cupola.store.places import is_free, partial_of, place_of, set_aside
from cupola.store.reading import FORMAT, VERSION, Run, open_run
from cupola.store.standing import check_partial, check_set_aside

_NARROWED = ":int64"

_ARROW, _PARQUET = cast("Any", pa), cast("Any", parquet)

FACT_COLUMNS: Any = _ARROW.schema(
    [
        ("key", _ARROW.string()),
        ("value", _ARROW.float64()),
        ("low", _ARROW.float64()),
        ("high", _ARROW.float64()),
        ("unit", _ARROW.string()),
        ("text", _ARROW.string()),
        ("kind", _ARROW.string()),
        ("date", _ARROW.string()),
        ("source", _ARROW.string()),
        ("note", _ARROW.string()),
        ("line", _ARROW.int64()),
    ]
)


class Draft:
    """A run under way in `NAME.partial`: a sink for pieces until it is finished. Held by one process at a time.

    Use as a context manager; leaving it without `finish` keeps the pieces, from which the same command goes on.
    """

    def __init__(self, out: Path, inputs: str):
        self.out = out
        self._place = place_of(out)
        self.folder = partial_of(self._place)
        self._inputs = inputs
        self._lock: int | None = None
        self.resumed = False

    def __enter__(self) -> Self:
        check_partial(self.folder)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"cannot write to {self.folder}: {error.strerror}; choose another place with --out") from None
        self._lock = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._let_go()
            raise RunError(f"another process is working on {self.out}; wait for it, or choose another place with --out") from None
        if not is_free(self._place):
            self._let_go()
            raise RunError(f"another process has just written {self.out}; give the same command again to read it")
        self._take_up()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._let_go()

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _take_up(self) -> None:
        """Go on from pieces of the very same inputs; throw pieces of others away. The marker says that the folder is Cupola's."""
        marker = self.folder / INPUTS
        same = marker.is_file() and marker.read_bytes() == self._inputs.encode("ascii")
        if not same:
            for path in self.folder.iterdir():
                if path.name not in {LOCK, INPUTS}:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            marker.write_text(self._inputs, encoding="ascii")
        pieces = self.folder / PIECES
        self.resumed = pieces.is_dir() and any(pieces.rglob("*.npz"))

    def get(self, study: str, task: str) -> dict[str, np.ndarray] | None:
        """The kept piece of a finished task, or None where there is none or it does not match its hash."""
        file = self._piece(study, task)
        mark = file.with_suffix(".sha256")
        if not (file.is_file() and mark.is_file()) or hash_of(file).encode("ascii") != mark.read_bytes():
            return None
        with np.load(file, allow_pickle=False) as stored:
            return {
                name.removesuffix(_NARROWED): stored[name].astype(np.int64) if name.endswith(_NARROWED) else stored[name]
                for name in stored.files
            }

    def put(self, study: str, task: str, piece: Mapping[str, np.ndarray]) -> None:
        """Keep a finished task's piece; 64-bit integers that fit are stored in 32. Its hash comes last, whole or not at all."""
        file = self._piece(study, task)
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_suffix(".new")
        with new.open("wb") as stream:
            arrays: dict[str, Any] = dict(_narrowed(name, value) for name, value in piece.items())
            np.savez(stream, **arrays)
        told = hash_of(new)
        new.replace(file)
        new.write_text(told, encoding="ascii")
        new.replace(file.with_suffix(".sha256"))

    def finish(
        self, manifest: Mapping[str, Any], scenario_text: str, facts: Sequence[Mapping[str, Any]], records: Mapping[str, Record]
    ) -> Run:
        """Write the results, the manifest last, and make the folder a run.

        Args:
            manifest: everything but `format`, `version`, `files` and each study's `data`, which are added here.
            scenario_text: the scenario as flown.
            facts: rows for facts.parquet.
            records: by study.
        """
        (self.folder / "scenario.yaml").write_text(scenario_text, encoding="utf-8")
        table = _ARROW.Table.from_pylist([dict(row) for row in facts], schema=FACT_COLUMNS)
        _PARQUET.write_table(table, self.folder / "facts.parquet")
        studies = {name: dict(found) for name, found in manifest["studies"].items()}
        for name, record in records.items():
            where = Path("studies") / name / "data.zarr"
            shutil.rmtree(self.folder / where, ignore_errors=True)
            data: Any = _plain_text(record.data)  # xarray leaves some arguments of the next call untyped
            data.to_zarr(self.folder / where, mode="w", consolidated=False)
            studies[name]["data"] = where.as_posix()
        hashes = {name: found for name, found in hashes_in(self.folder).items() if not name.startswith((PIECES + "/", MANIFEST))}
        whole = {"format": FORMAT, "version": VERSION, **manifest, "studies": studies, "files": hashes}
        new = self.folder / (MANIFEST + ".new")
        with new.open("w", encoding="utf-8") as stream:
            json.dump(whole, stream, ensure_ascii=False, indent=1, allow_nan=False)
            stream.write("\n")
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(self.folder / MANIFEST)
        shutil.rmtree(self.folder / PIECES, ignore_errors=True)
        self._stand()
        return open_run(self.out)

    def _stand(self) -> None:
        """Put the finished folder in its place, or in that of an empty folder; the marker stays until then, for a crash to be resumed."""
        aside = set_aside(self._place)
        check_set_aside(aside)
        try:
            self.folder.rename(self._place)
        except OSError as error:
            raise RunError(f"{self.out} cannot be put in place: {error.strerror}; clear it and give the same command again") from None
        shutil.rmtree(aside, ignore_errors=True)
        (self._place / INPUTS).unlink()
        (self._place / LOCK).unlink()  # held until here: whoever opened it before the rename sees that the run stands

    def _piece(self, study: str, task: str) -> Path:
        return self.folder / PIECES / study / f"{task}.npz"


def _narrowed(name: str, value: np.ndarray) -> tuple[str, np.ndarray]:
    """64-bit integers that fit in 32 bits, under a name that says so; anything else as it is."""
    fits = value.dtype == np.int64 and value.size > 1 and value.min() >= np.iinfo(np.int32).min and value.max() <= np.iinfo(np.int32).max
    return (name + _NARROWED, value.astype(np.int32)) if fits else (name, value)


def _plain_text(data: xr.Dataset) -> xr.Dataset:
    """Text as strings of any length, the one kind that the Zarr v3 specification knows."""
    texts = {
        name: (held.dims, held.values.astype(object), held.attrs) for name, held in data.variables.items() if held.values.dtype.kind == "U"
    }
    coordinates = {name: held for name, held in texts.items() if name in data.coords}
    rest = {name: held for name, held in texts.items() if name not in data.coords}
    return data.assign_coords(coordinates).assign(rest)  # pyright: ignore[reportUnknownMemberType] -- xarray leaves the keys untyped
