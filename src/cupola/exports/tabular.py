"""Tables on disk: CSV as RFC 4180 has it, in UTF-8 with every digit, or Parquet with units and meanings in its metadata."""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
from pyarrow import parquet

from cupola.exports.outlet import put_in_place, whole
from cupola.exports.tables import Table

_ARROW, _PARQUET = cast("Any", pa), cast("Any", parquet)


def write_csv(tables: Iterable[Table], folder: Path) -> tuple[Path, ...]:
    """Write `NAME.csv` for each table.

    A missing value is an empty field, not-a-number is `NaN`, an infinite one `inf` or `-inf`, truth is `true` or `false`. A number has the
    fewest digits that give it back exactly.

    Raises:
        InputError: there is no writing there.
    """
    files: list[Path] = []
    for table in tables:
        file = folder / f"{table.name}.csv"
        with whole(file) as stream:
            writer = csv.writer(stream)
            writer.writerow([column.name for column in table.columns])
            writer.writerows(zip(*(_texts(column.values) for column in table.columns), strict=True))
        files.append(file)
    return tuple(files)


def write_parquet(tables: Iterable[Table], folder: Path, about: Mapping[str, Any]) -> tuple[Path, ...]:
    """Write `NAME.parquet` for each table.

    Args:
        tables: what to write.
        folder: where to.
        about: what is told of the run in each file's metadata, as JSON under the key `cupola`.

    Raises:
        InputError: there is no writing there.
    """
    files: list[Path] = []
    for table in tables:
        file = folder / f"{table.name}.parquet"
        fields = [
            _ARROW.field(column.name, column.values.type, metadata={"unit": column.unit, "meaning": column.meaning})
            for column in table.columns
        ]
        schema = _ARROW.schema(fields, metadata={"cupola": json.dumps(dict(about), ensure_ascii=False)})
        with put_in_place(file) as new:
            _PARQUET.write_table(_ARROW.Table.from_arrays([column.values for column in table.columns], schema=schema), new)
        files.append(file)
    return tuple(files)


def _texts(values: Any) -> list[Any]:
    """A column as the fields of a CSV file."""
    plain = values.to_pylist()
    if _ARROW.types.is_boolean(values.type):
        return [None if value is None else "true" if value else "false" for value in plain]
    if _ARROW.types.is_float32(values.type):
        # As float32 says it: the digits that tell it from its neighbours, and not those of the same number in 64 bits.
        return [
            None if value is None else _number(str(narrow))
            for value, narrow in zip(plain, values.to_numpy(zero_copy_only=False), strict=True)
        ]
    if _ARROW.types.is_floating(values.type):
        return [None if value is None else _number(repr(value)) for value in plain]
    return plain


def _number(text: str) -> str:
    return "NaN" if text == "nan" else text
