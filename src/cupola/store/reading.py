"""Opens a finished run and checks that it is whole: every file that the manifest names, unchanged, and nothing else."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cupola.errors import RunError
from cupola.store.hashing import MANIFEST, hashes_in
from cupola.store.places import partial_of, place_of

if TYPE_CHECKING:
    import xarray as xr

FORMAT = "cupola-run"
VERSION = 1
_PROMISED: dict[str, type | tuple[type, ...]] = {
    "scenario": dict,
    "inputs_sha256": str,
    "seed": int,
    "command": str,
    "versions": dict,
    "device": dict,
    "started": str,
    "wall_s": (int, float),
    "warnings": list,
    "sentence": dict,
    "headline": list,
    "sources": dict,
    "studies": dict,
    "files": dict,
}
_PROMISED_OF_SCENARIO: dict[str, type | tuple[type, ...]] = {"name": str, "title": str}
_PROMISED_OF_STUDY: dict[str, type | tuple[type, ...]] = {"data": str, "figures": dict, "assumptions": list, "limits": list}
_WAY_OUT = "remove the folder, or choose another place with --out, and run the scenario again"


class Run:
    """A finished run, read-only: `run["coverage"]` is an `xarray.Dataset` with units in its attributes.

    Attributes:
        path: the run's folder.
        manifest: what was run, with what, and what came out; docs/run-folder.md.
    """

    def __init__(self, path: Path, manifest: dict[str, Any]):
        self.path = path
        self.manifest = manifest

    def __getitem__(self, study: str) -> "xr.Dataset":
        return self.dataset(study)

    def __repr__(self) -> str:
        return f"<Run of {self.manifest['scenario']['name']} at {self.path}>"

    @property
    def studies(self) -> tuple[str, ...]:
        """Names of the studies that were run."""
        return tuple(self.manifest["studies"])

    def dataset(self, study: str) -> "xr.Dataset":
        """Arrays of one study, in memory.

        Raises:
            RunError: no such study in this run.
        """
        studies = self.manifest["studies"]
        if study not in studies:
            raise RunError(f"{self.path} holds no study {study!r}; it holds {', '.join(studies) or 'none'}")
        import xarray as xr  # noqa: PLC0415 -- a run is found and its figures are told without the weight of arrays

        # xarray leaves some arguments of these two untyped.
        with xr.open_zarr(self.path / studies[study]["data"], consolidated=False) as data:  # pyright: ignore[reportUnknownMemberType]
            return data.load()  # pyright: ignore[reportUnknownMemberType]

    def figures(self) -> dict[str, dict[str, Any]]:
        """Every figure of every study, by `study.figure`."""
        return {f"{study}.{name}": figure for study, found in self.manifest["studies"].items() for name, figure in found["figures"].items()}

    def facts(self) -> list[dict[str, Any]]:
        """Every number of the scenario, one row each, as docs/run-folder.md lays them out."""
        # pyarrow ships no types, hence the cast.
        from pyarrow import parquet  # noqa: PLC0415 -- as above  # pyright: ignore[reportMissingTypeStubs]

        return cast("Any", parquet).read_table(self.path / "facts.parquet").to_pylist()


def open_run(path: str | Path) -> Run:
    """Open a finished run.

    Raises:
        RunError: no run there, one that is unfinished, of another format, or whose files were changed, lost or added to.
    """
    folder = Path(path)
    manifest = read_manifest(folder)
    found, named = hashes_in(folder), manifest["files"]
    for name in sorted(found.keys() | named.keys()):
        if found.get(name) != named.get(name):
            fault = "is missing" if name not in found else "does not belong to it" if name not in named else "was changed"
            raise RunError(f"{folder} is damaged: {name} {fault}. Run it again; the command is: {manifest['command']}")
    return Run(folder, manifest)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a finished run, its format checked and its files not.

    Raises:
        RunError: as for `open_run`.
    """
    file = folder / MANIFEST
    try:
        if not file.is_file():
            place = place_of(folder)
            unfinished = place.name.endswith(".partial") or (bool(place.name) and partial_of(place).is_dir())
            hint = "it is unfinished; run the same command again to go on" if unfinished else "a run is a folder with a manifest.json"
            raise RunError(f"there is no run at {folder}: {hint}")
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise RunError(f"{folder} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise RunError(f"{file} is not text: {error}; {_WAY_OUT}") from None
    try:
        manifest = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RunError(f"{file} is not JSON: {error}; {_WAY_OUT}") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:  # pyright: ignore[reportUnknownMemberType]
        raise RunError(f"{file} is not the manifest of a Cupola run; choose another place with --out")
    manifest = cast("dict[str, Any]", manifest)
    if manifest.get("version") != VERSION:
        raise RunError(f"{file} has format version {manifest.get('version')}; this Cupola reads version {VERSION}; {_WAY_OUT}")
    wrong = _broken_promise(manifest)
    if wrong:
        raise RunError(f"{file} lacks {wrong}, or holds something else there; {_WAY_OUT}")
    return manifest


def _broken_promise(manifest: dict[str, Any]) -> str | None:
    """The first key of docs/run-folder.md that a manifest lacks or holds another type at."""
    parts: list[tuple[str, Any, dict[str, type | tuple[type, ...]]]] = [("", manifest, _PROMISED)]
    if isinstance(manifest.get("scenario"), dict):
        parts.append(("scenario.", manifest["scenario"], _PROMISED_OF_SCENARIO))
    if isinstance(manifest.get("studies"), dict):
        parts += [(f"studies.{name}.", found, _PROMISED_OF_STUDY) for name, found in manifest["studies"].items()]
    for prefix, part, promised in parts:
        for key, kind in promised.items():
            if not (isinstance(part, dict) and isinstance(cast("dict[str, Any]", part).get(key), kind)):
                return prefix + key
    return None
