"""What stands on the maps under a key: regions with an outline, by number, and targets, by letter. One key serves the whole page."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import ndimage

from cupola.report.tables import headed, text

if TYPE_CHECKING:
    import xarray as xr

MOST_PIECES = 12
"""A region of more separate pieces than this, such as the cells where people live, has no outline: it would bury the map."""


def outlined(data: "xr.Dataset") -> list[str]:
    """Names of the regions with an outline to draw, in their order: not empty, not the whole world, not scattered."""
    cells = data["region_cells"].values.astype(bool)
    names = [str(name) for name in data["region"].values]
    return [name for name, one in zip(names, cells, strict=True) if one.any() and not one.all() and _pieces(one) <= MOST_PIECES]


def _pieces(cells: np.ndarray) -> int:
    """How many separate pieces these cells make; one that crosses the grid's seam counts twice."""
    marked = np.empty(cells.shape, dtype=np.int32)
    ndimage.label(cells, output=marked)
    return int(marked.max())


def numbered(data: "xr.Dataset") -> dict[str, int]:
    """The number of each region with an outline, by its name."""
    return {name: number for number, name in enumerate(outlined(data), start=1)}


def letters(count: int) -> list[str]:
    """A to Z, then AA to AZ, and so on: what stands for each of so many targets."""
    return [("" if at < 26 else chr(ord("A") + at // 26 - 1)) + chr(ord("A") + at % 26) for at in range(count)]


def region_key(numbers: Mapping[str, int], name: Any) -> str:
    """The number by which a region is found on the maps, as HTML; nothing for one without an outline."""
    return f'<span class="key">{numbers[str(name)]}</span> ' if str(name) in numbers else ""


def target_key(at: int) -> str:
    """The letter by which a target is found on the maps, as HTML."""
    return f'<span class="key target">{letters(at + 1)[at]}</span> '


def regions_listed(data: "xr.Dataset", numbers: Mapping[str, int]) -> str:
    """The outlined regions with their numbers, as an HTML list; nothing where there is none."""
    pairs = zip(data["region"].values, data["region_title"].values, strict=True)
    items = [f"<li>{region_key(numbers, name)}{_named(title)}</li>" for name, title in pairs if str(name) in numbers]
    return _listed("Regions outlined on the maps", items)


def targets_listed(data: "xr.Dataset") -> str:
    """The targets with their letters, as an HTML list; nothing where there is none."""
    if "target" not in data.sizes:
        return ""
    return _listed("Targets marked on the maps", [f"<li>{target_key(at)}{_named(title)}</li>" for at, title in enumerate(titles(data))])


def titles(data: "xr.Dataset") -> list[str]:
    """Names of the targets to show."""
    return [headed(title) for title in data["target_title"].values]


def _named(title: Any) -> str:
    return f'<span dir="auto">{text(headed(title))}</span>'


def _listed(label: str, items: list[str]) -> str:
    return f'<ul class="places-key" aria-label="{label}">{"".join(items)}</ul>' if items else ""
