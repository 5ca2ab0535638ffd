"""Tables give back what the run holds: every number to its last digit, every text to its last sign, units and meanings beside them."""

import json
import math
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pytest
from exported_run import FACTS, TITLE, coverage, finished, revisit
from pyarrow import csv, parquet

from cupola.exports import Written, export
from cupola.store import Run

ARROW, CSV, PARQUET = cast("Any", pa), cast("Any", csv), cast("Any", parquet)

pytestmark = pytest.mark.story

TABLES = {
    "run",
    "figures",
    "facts",
    "columns",
    "coverage_by_cell",
    "coverage_by_latitude",
    "coverage_by_draw_and_region",
    "coverage_by_region_and_cell",
    "revisit_by_cell",
    "revisit_by_target",
    "revisit_by_view",
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return finished(tmp_path_factory.mktemp("tables") / "made")


@pytest.fixture(scope="module")
def as_csv(run: Run) -> Written:
    return export(run, "csv", None, None, unflown)


@pytest.fixture(scope="module")
def as_parquet(run: Run) -> Written:
    return export(run, "parquet", None, None, unflown)


def unflown(run: Run) -> Any:
    raise AssertionError("tables need no flight")


def table(written: Written, name: str) -> Any:
    """A table as pyarrow reads it."""
    if written.path.name.endswith("-csv"):
        # An empty field is a missing value; text that is really there keeps its line breaks.
        return CSV.read_csv(
            written.path / f"{name}.csv",
            parse_options=CSV.ParseOptions(newlines_in_values=True),
            convert_options=CSV.ConvertOptions(strings_can_be_null=True, null_values=[""], timestamp_parsers=["none"]),
        )
    return PARQUET.read_table(written.path / f"{name}.parquet")


def test_the_tables_of_both_studies_stand_beside_the_run(run: Run, as_csv: Written, as_parquet: Written):
    assert as_csv.path == run.path.with_name("made-csv") and as_parquet.path == run.path.with_name("made-parquet")
    assert {file.name for file in as_csv.path.iterdir()} == {f"{name}.csv" for name in TABLES}
    assert {file.name for file in as_parquet.path.iterdir()} == {f"{name}.parquet" for name in TABLES}


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_row_a_view_and_cell_holds_the_array_to_its_last_digit(kind: str, request: pytest.FixtureRequest):
    found, data = table(request.getfixturevalue(f"as_{kind}"), "coverage_by_cell"), coverage()
    assert found.num_rows == 2 * 3 * 4
    for row in found.to_pylist():
        cell = data.sel(view=row["view"], latitude=row["latitude_deg"], longitude=row["longitude_deg"])
        assert row["view_title"] == cell["view_title"].item()
        assert row["gap_count"] == int(cell["gap_count"])
        gap = float(cell["mean_gap"])
        assert row["mean_gap_s"] == gap or (math.isnan(row["mean_gap_s"]) and math.isnan(gap))
        for level in (1, 2):
            assert np.float32(row[f"in_view_share_level_{level}"]) == cell["in_view_share"].sel(level=level).values


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_variable_without_the_view_is_repeated_in_each(kind: str, request: pytest.FixtureRequest):
    rows = table(request.getfixturevalue(f"as_{kind}"), "coverage_by_latitude").to_pylist()
    data = coverage()
    assert [row["cell_area"] for row in rows] == [*data["cell_area"].values, *data["cell_area"].values]
    assert [row["latitude_share_level_2"] for row in rows] == data["latitude_share"].sel(level=2).values.ravel().tolist()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_study_with_other_dimensions_is_told_as_well(kind: str, request: pytest.FixtureRequest):
    written, data = request.getfixturevalue(f"as_{kind}"), revisit()
    cells, targets = table(written, "revisit_by_cell"), table(written, "revisit_by_target")
    assert cells["gap_quantile_0.95_s"].to_pylist() == data["gap"].values[0, 1].ravel().tolist()
    assert cells["longitude"].to_pylist() == [0, 1, 2, 0, 1, 2]  # without coordinates: counted
    assert targets["target"].to_pylist() == ["a", "b", "c"]
    assert targets["looks_per_day"].to_pylist() == data["looks"].values[0].tolist()
    assert table(written, "revisit_by_view")["edge_rad"].to_pylist() == data["edge"].values.tolist()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_mask_lists_the_cells_that_it_holds(kind: str, request: pytest.FixtureRequest):
    rows = table(request.getfixturevalue(f"as_{kind}"), "coverage_by_region_and_cell").to_pylist()
    held = coverage()["region_cells"]
    assert len(rows) == int(held.sum())
    assert all(held.sel(region=row["region"], latitude=row["latitude_deg"], longitude=row["longitude_deg"]) for row in rows)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_figures_facts_and_what_was_run_come_back(kind: str, run: Run, request: pytest.FixtureRequest):
    written = request.getfixturevalue(f"as_{kind}")
    figures = {f"{row['study']}.{row['name']}": row for row in table(written, "figures").to_pylist()}
    for name, figure in run.figures().items():
        assert {key: figures[name][key] for key in figure} == figure
    assert (figures["coverage.bare"]["low"], figures["coverage.bare"]["at_least"]) == (None, False)
    assert table(written, "facts").to_pylist() == FACTS
    about = dict(zip(*table(written, "run").to_pydict().values(), strict=True))
    assert (about["title"], about["notional"], about["warning 1"]) == (TITLE, "true", "One warning.")


def test_every_column_says_its_unit_and_what_it_holds(as_csv: Written, as_parquet: Written):
    told = {(row["table"], row["column"]): row for row in table(as_csv, "columns").to_pylist()}
    for name in TABLES:
        found = table(as_parquet, name)
        assert json.loads(found.schema.metadata[b"cupola"])["notional"] is True
        for field in found.schema:
            row = told[name, field.name]
            assert field.metadata == {b"unit": (row["unit"] or "").encode(), b"meaning": row["meaning"].encode()}
            assert row["type"] == str(field.type) and row["meaning"]
        assert found.column_names == table(as_csv, name).column_names
    assert len(told) == sum(len(table(as_parquet, name).column_names) for name in TABLES)
    units = {column: row["unit"] for (name, column), row in told.items() if name in {"coverage_by_cell", "revisit_by_target"}}
    assert units["latitude_deg"] == "degrees_north" and units["mean_gap_s"] == "s" and units["looks_per_day"] == "1/day"
    assert told["revisit_by_target", "target_gap_quantile_0.5_s"]["meaning"] == "a gap over the point; quantile 0.5"


@pytest.mark.reference
def test_csv_keeps_to_the_rfc(as_csv: Written):
    """RFC 4180, section 2: lines end in CRLF, the last one too; fields with commas, quotes or line breaks are quoted, quotes doubled."""
    text = (as_csv.path / "facts.csv").read_bytes().decode("utf-8")
    assert text.endswith("\r\n") and text.count("\r\n") == 2
    assert '"filing, 2020","a ""note""\nof two lines",12\r\n' in text
    assert "0.30000000000000004,," in text
