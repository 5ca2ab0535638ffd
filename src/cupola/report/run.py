"""What a report needs of a finished run: its manifest, its arrays and its facts, as docs/run-folder.md lays them out."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import xarray as xr


class Run(Protocol):
    """A finished run, read-only."""

    @property
    def path(self) -> Path:
        """The run's folder."""
        ...

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest, as written."""
        ...

    def dataset(self, study: str) -> "xr.Dataset":
        """Arrays of one study."""
        ...

    def facts(self) -> list[dict[str, Any]]:
        """Rows of `facts.parquet`."""
        ...
