"""Cupola: an open simulator for space programmes.

Importing it is cheap and changes nothing: JAX is loaded, and its settings are touched, only when something is flown.
"""

from typing import TYPE_CHECKING, Any, SupportsIndex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cupola.exports import Written
    from cupola.scenario.schema import Scenario
    from cupola.store import Run

__all__ = ["export", "knockout", "load", "open", "run"]


def load(name_or_path: "str | Path", changes: "Mapping[str, str] | None" = None) -> "Scenario":
    """Read and check a scenario: a bundled name or a file. `changes` is text by key path, as `--set` gives it.

    Raises:
        cupola.errors.InputError: no such scenario, or one that cannot be flown, with every fault found.
    """
    from cupola.scenario.loading import load as load_scenario  # noqa: PLC0415 -- importing cupola stays cheap

    return load_scenario(name_or_path, changes or {})


def run(
    scenario: "str | Path | Scenario",
    studies: "Sequence[str] | None" = None,
    out: "str | Path | None" = None,
    seed: SupportsIndex = 0,
    engine: str = "local",
    **settings: Any,
) -> "Run":
    """Fly a scenario, measure it and keep the result; see `cupola.app.run`, to which `settings` go as well."""
    from cupola.app import run as run_scenario  # noqa: PLC0415 -- importing cupola stays cheap

    return run_scenario(scenario, studies, out, seed, engine, **settings)


def knockout(
    scenario: "str | Path | Scenario", without: "Sequence[str]" = (), joined: "Sequence[str]" = (), shapley: bool = False, **settings: Any
) -> "Run":
    """Take partners out of a programme, or bring candidates in, and play the whole chain again; see `cupola.app.knockout`."""
    from cupola.app import knockout as knock_out  # noqa: PLC0415 -- importing cupola stays cheap

    return knock_out(scenario, without, joined, shapley, **settings)


def open(run_dir: "str | Path") -> "Run":
    """Open a finished run, checked against its hashes: `run["coverage"]` is an `xarray.Dataset`.

    Raises:
        cupola.errors.RunError: no run there, or one that is unfinished or damaged.
    """
    from cupola.store import open_run  # noqa: PLC0415 -- importing cupola stays cheap

    return open_run(run_dir)


def export(run_dir: "str | Path", format: str, out: "str | Path | None" = None, **settings: Any) -> "Written":
    """Write a finished run as `czml`, `geojson`, `csv` or `parquet`; see `cupola.app.export`, to which `settings` go as well."""
    from cupola.app import export as export_run  # noqa: PLC0415 -- importing cupola stays cheap

    return export_run(run_dir, format, out, **settings)
