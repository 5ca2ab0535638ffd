"""Opens a finished run and checks that it is whole: every file that the manifest names, unchanged, and nothing else."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cupola.errors import RunError
from cupola.store.hashing import MANIFEST, hashes_in

if TYPE_CHECKING:
    import xarray as xr

FORMAT = "cupola-run"
VERSION = 1


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
    if not file.is_file():
        unfinished = folder.name.endswith(".partial") or folder.with_name(folder.name + ".partial").is_dir()
        hint = "it is unfinished; run the same command again to go on" if unfinished else "a run is a folder with a manifest.json"
        raise RunError(f"there is no run at {folder}: {hint}")
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RunError(f"{file} is not JSON: {error}. Run the scenario again") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:  # pyright: ignore[reportUnknownMemberType]
        raise RunError(f"{file} is not the manifest of a Cupola run")
    manifest = cast("dict[str, Any]", manifest)
    if manifest.get("version") != VERSION:
        raise RunError(f"{file} has format version {manifest.get('version')}; this Cupola reads version {VERSION}. Run the scenario again")
    return manifest
