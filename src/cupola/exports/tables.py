"""A run as tidy tables: figures, facts, and a study's arrays by the places that they are laid out on.

Variables of a study that share their rows share a table: `coverage_by_cell` has one row a view and cell, `coverage_by_region` one a view
and region, `coverage_by_draw_and_region` one a view, draw and region. Dimensions that only count (levels, quantiles) become columns.
Nothing here knows a study by name.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pyarrow as pa
import xarray as xr

from cupola.exports import meanings
from cupola.store import Run

SPREAD = ("level", "quantile")
"""Dimensions whose coordinates become columns."""

ROWS = ("view", "draw", "fact", "region", "target", "latitude", "longitude")
"""Order of the rows' keys; dimensions that are not named here come after."""

_ARROW = cast("Any", pa)
_UNIT_WORDS = {"degrees_north": "deg", "degrees_east": "deg", "1": "", "SI": ""}


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: with the unit at its end where it has one: `longest_gap_s`.
        values: a pyarrow array.
        unit: SI or the unit named, `1` for a pure number, empty for text.
        meaning: what it holds.
    """

    name: str
    values: Any
    unit: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """One table: columns of one length."""

    name: str
    columns: tuple[Column, ...]


def tables_of(run: Run) -> Iterator[Table]:
    """Every table of a run: `run`, `figures`, `facts`, those of each study, and at last `columns`, which says what all of them hold."""
    told: list[Table] = []
    for table in itertools.chain(
        (_run_table(run), _figure_table(run), _fact_table(run)), *(study_tables(study, run.dataset(study)) for study in run.studies)
    ):
        told.append(Table(table.name, tuple(Column(one.name, one.values[:0], one.unit, one.meaning) for one in table.columns)))
        yield table
    yield _column_table(told)


def study_tables(study: str, data: xr.Dataset) -> Iterator[Table]:
    """The tables of one study's arrays.

    Args:
        study: its name, which opens those of the tables.
        data: its arrays, each with `units` and perhaps `long_name` in its attributes.
    """
    families: dict[frozenset[str], list[str]] = {}
    for name in sorted(map(str, data.data_vars), key=_order):
        rows = frozenset(str(dim) for dim in data[name].dims if dim not in SPREAD and dim != "view")
        families.setdefault(rows, []).append(name)
    for names in families.values():
        yield _family(study, data, names)


def _order(name: str) -> tuple[int, str]:
    """That of the meanings, then of the alphabet: a Zarr store gives its arrays in no order that can be counted on."""
    known = list(meanings.OF_STUDIES)
    return (known.index(name) if name in known else len(known), name)


def _family(study: str, data: xr.Dataset, names: Sequence[str]) -> Table:
    """The table of the variables that share their rows, the view apart."""
    found = {str(dim) for name in names for dim in data[name].dims if dim not in SPREAD}
    rows = [dim for dim in ROWS if dim in found] + sorted(found - set(ROWS))
    shape = tuple(data.sizes[dim] for dim in rows)
    mask = all(data[name].dtype == bool for name in names) and rows != []
    kept = np.ones(shape, bool)
    if mask:
        kept = np.any([_laid_out(data[name], rows, shape) for name in names], axis=0)
    columns: list[Column] = []
    for place, dim in enumerate(rows):
        index = np.nonzero(kept)[place]
        titles = sorted(str(name) for name, held in data.coords.items() if held.dims == (dim,) and name != dim)
        for name in (dim, *titles):
            values = data[name].values if name in data.coords else np.arange(data.sizes[dim])
            unit = "" if values.dtype.kind not in "fiu" else str(data[name].attrs.get("units", "1")) if name in data.coords else "1"
            columns.append(Column(_with_unit(name, unit), _array(values[index]), unit, _meaning(data, name)))
    for name in names:
        columns += _spread(data, name, rows, shape, kept)
    return Table(f"{study}_by_{_told(rows)}", tuple(columns))


def _spread(data: xr.Dataset, name: str, rows: Sequence[str], shape: tuple[int, ...], kept: np.ndarray) -> Iterator[Column]:
    """The columns of one variable: one for each combination of the dimensions that only count, or itself."""
    variable, unit = data[name], str(data[name].attrs.get("units", ""))
    dims = [str(dim) for dim in variable.dims if dim in SPREAD]
    for at in itertools.product(*(range(data.sizes[dim]) for dim in dims)):
        part = variable.isel(dict(zip(dims, at, strict=True)))
        picked = [(dim, data[dim].values[place] if dim in data.coords else place) for dim, place in zip(dims, at, strict=True)]
        suffix = "".join(f"_{dim}_{value:g}" for dim, value in picked)
        extra = "".join(f"; {dim} {value:g}" for dim, value in picked)
        values = _laid_out(part, rows, shape)[kept]
        yield Column(_with_unit(name + suffix, unit), _array(values), unit, _meaning(data, name) + extra)


def _laid_out(part: xr.DataArray, rows: Sequence[str], shape: tuple[int, ...]) -> np.ndarray:
    """Values over all the rows' dimensions, in their order; repeated along those that the variable does not have."""
    own = [dim for dim in rows if dim in part.dims]
    values = part.transpose(*own).values
    return np.broadcast_to(values[tuple(slice(None) if dim in own else None for dim in rows)], shape)


def _told(rows: Sequence[str]) -> str:
    """`cell`, `region`, `draw_and_region`; the view stands in every table and is named only where it is alone."""
    words = [dim for dim in rows if dim != "view"]
    if {"latitude", "longitude"} <= set(words):
        words = [*(dim for dim in words if dim not in ("latitude", "longitude")), "cell"]
    return "_and_".join(words) or ("view" if rows else "run")


def _with_unit(name: str, unit: str) -> str:
    """A column's name with its unit in letters: s, deg, per_day, m_per_s2."""
    word = _UNIT_WORDS.get(unit, re.sub(r"\W+", "", unit.replace("1/", "per_").replace("/", "_per_")))
    return f"{name}_{word}" if word else name


def _meaning(data: xr.Dataset, name: str) -> str:
    own = data[name].attrs.get("long_name") if name in data.variables else None
    return str(own or meanings.OF_STUDIES.get(name) or name.replace("_", " "))


def _array(values: np.ndarray) -> Any:
    """A pyarrow array of a plain type: text for anything that is no number."""
    return _ARROW.array(values if values.dtype.kind in "fiub" else [str(value) for value in values])


def _run_table(run: Run) -> Table:
    manifest = run.manifest
    told = manifest["scenario"]
    rows = {key: told.get(key) for key in ("name", "title", "question", "about", "notional", "epoch")}
    rows |= {key: manifest[key] for key in ("seed", "command", "started", "inputs_sha256")}
    rows |= {"cupola": manifest["versions"].get("cupola", "")}
    rows |= {f"warning {place}": warning for place, warning in enumerate(manifest["warnings"], start=1)}
    pairs = [(key, str(value).lower() if isinstance(value, bool) else str(value)) for key, value in rows.items() if value is not None]
    return _plain("run", meanings.RUN, {"key": [key for key, _ in pairs], "value": [value for _, value in pairs]})


def _figure_table(run: Run) -> Table:
    rows = [
        {"study": study, "name": name, "at_least": False} | figure
        for study, found in run.manifest["studies"].items()
        for name, figure in found["figures"].items()
    ]
    return _plain("figures", meanings.FIGURES, {key: [row.get(key) for row in rows] for key in meanings.FIGURES})


def _fact_table(run: Run) -> Table:
    rows = run.facts()
    return _plain("facts", meanings.FACTS, {key: [row[key] for row in rows] for key in meanings.FACTS})


def _column_table(tables: Sequence[Table]) -> Table:
    rows = [(table.name, column.name, str(column.values.type), column.unit, column.meaning) for table in tables for column in table.columns]
    own = [("columns", name, "string", "", meaning) for name, meaning in meanings.COLUMNS.items()]
    return _plain("columns", meanings.COLUMNS, dict(zip(meanings.COLUMNS, map(list, zip(*rows, *own, strict=True)), strict=True)))


_TYPES = {"value": "float64", "low": "float64", "high": "float64", "error": "float64", "at_least": "bool", "line": "int64"}


def _plain(name: str, told: dict[str, str], values: dict[str, list[Any]]) -> Table:
    """A table of text and numbers whose units stand in a column of their own."""
    types = {
        key: _ARROW.string() if name == "run" else getattr(_ARROW, _TYPES.get(key, "string").replace("bool", "bool_"))() for key in told
    }
    return Table(name, tuple(Column(key, _ARROW.array(values[key], types[key]), "", meaning) for key, meaning in told.items()))
