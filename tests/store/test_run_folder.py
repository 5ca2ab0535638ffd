"""A finished run reads back exactly, and one that was changed, cut or added to is refused by the name of the file."""

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from sample_run import FACTS, INPUTS, SCENARIO, contents, dataset, finished, record

from cupola.errors import InputError, RunError
from cupola.store import Run, open_run, standing_run

pytestmark = pytest.mark.story


def test_a_run_reads_back_exactly(tmp_path: Path):
    written = finished(tmp_path / "run")
    read = open_run(tmp_path / "run")
    assert read.manifest == written.manifest
    assert read.studies == ("coverage",)
    found, wanted = read["coverage"], dataset()
    xr.testing.assert_identical(found, wanted)
    for name, values in wanted.variables.items():
        if values.dtype.kind != "U":
            assert found[name].dtype == values.dtype
            assert found[name].values.tobytes() == values.values.tobytes()
    assert found["view_title"].values.tolist() == ["Everything", "القبة — 早期警戒"]
    assert found["mean_in_view"].attrs == {"units": "1"}
    assert read.facts() == FACTS
    assert read.figures() == {
        "coverage.bare": {"value": 0.1 + 0.2, "unit": "1", "label": "A share"},
        "coverage.ranged": {
            "value": 1.0 / 3.0,
            "unit": "s",
            "label": "A gap",
            "low": 1e-300,
            "high": 1e300,
            "note": "at least this long",
        },
    }
    assert (read.manifest["studies"]["coverage"]["assumptions"], read.manifest["studies"]["coverage"]["limits"]) == (
        ["One."],
        ["Two.", "Three."],
    )
    assert (tmp_path / "run" / "scenario.yaml").read_text(encoding="utf-8") == SCENARIO


def test_a_run_holds_what_the_layout_says_and_no_scratch(tmp_path: Path):
    run = finished(tmp_path / "run")
    assert {path.name for path in run.path.iterdir()} == {"manifest.json", "scenario.yaml", "facts.parquet", "studies"}
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert set(run.manifest["files"]) == contents(run.path).keys() - {"manifest.json"}
    assert (run.manifest["format"], run.manifest["version"]) == ("cupola-run", 1)


def test_a_study_that_was_not_run_is_refused(tmp_path: Path):
    with pytest.raises(RunError, match="holds no study 'revisit'; it holds coverage"):
        finished(tmp_path / "run")["revisit"]


def changed(run: Run) -> str:
    name = max(run.manifest["files"], key=lambda file: (run.path / file).stat().st_size)
    data = bytearray((run.path / name).read_bytes())
    data[len(data) // 2] ^= 1
    (run.path / name).write_bytes(data)
    return f"{name} was changed"


def lost(run: Run) -> str:
    name = next(file for file in run.manifest["files"] if file.endswith("mean_in_view/zarr.json"))
    (run.path / name).unlink()
    return f"{name} is missing"


def added(run: Run) -> str:
    name = "studies/coverage/data.zarr/extra.json"
    (run.path / name).write_text("{}", encoding="ascii")
    return f"{name} does not belong to it"


@pytest.mark.parametrize("harm", [changed, lost, added])
def test_a_damaged_run_is_refused_by_the_name_of_the_file(tmp_path: Path, harm):
    run = finished(tmp_path / "run")
    told = harm(run)
    with pytest.raises(RunError) as refused:
        open_run(run.path)
    assert str(refused.value) == f"{run.path} is damaged: {told}. Run it again; the command is: cupola run made.yaml --seed 0"


def test_every_single_file_is_watched(tmp_path: Path):
    run = finished(tmp_path / "run")
    assert len(run.manifest["files"]) > 10
    for name in run.manifest["files"]:
        file = run.path / name
        whole = file.read_bytes()
        file.write_bytes(whole + b"\0")
        with pytest.raises(RunError, match="was changed"):
            open_run(run.path)
        file.write_bytes(whole)
    open_run(run.path)


def test_the_report_may_come_and_go(tmp_path: Path):
    run = finished(tmp_path / "run")
    (run.path / "report.html").write_text("<p>made later", encoding="utf-8")
    xr.testing.assert_identical(open_run(run.path)["coverage"], dataset())


def test_a_manifest_of_another_kind_is_refused(tmp_path: Path):
    run = finished(tmp_path / "run")
    file = run.path / "manifest.json"
    for told, text in (
        ("is not JSON", "{"),
        ("is not the manifest of a Cupola run", "[]"),
        ("is not the manifest of a Cupola run", '{"format": "other"}'),
        ("has format version 2; this Cupola reads version 1", json.dumps(run.manifest | {"version": 2})),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(RunError, match=told):
            open_run(run.path)
    file.unlink()
    with pytest.raises(RunError, match=r"there is no run at .*: a run is a folder with a manifest.json"):
        open_run(run.path)


@pytest.mark.parametrize("fresh", [False, True])
def test_a_manifest_that_lacks_what_it_promises_is_refused_with_a_way_out(tmp_path: Path, fresh: bool):
    run = finished(tmp_path / "run")
    file, whole = run.path / "manifest.json", (run.path / "manifest.json").read_text(encoding="utf-8")
    bare = json.dumps({"format": "cupola-run", "version": 1})
    no_data = json.dumps(run.manifest | {"studies": {"coverage": {"figures": {}}}})
    lacking = [json.dumps({key: value for key, value in run.manifest.items() if key != left_out}) for left_out in run.manifest]
    assert len(lacking) == 16
    for text in (bare, no_data, whole[:200], "", *lacking[2:]):
        file.write_text(text, encoding="utf-8")
        for read in (lambda: open_run(run.path), lambda: standing_run(run.path, INPUTS, fresh=fresh)):
            with pytest.raises(RunError, match="remove the folder, or choose another place with --out"):
                read()
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("fresh", [False, True])
def test_a_run_with_files_of_the_users_in_it_is_left_alone(tmp_path: Path, fresh: bool):
    run = finished(tmp_path / "run")
    (run.path / "notes.md").write_text("years of work", encoding="utf-8")
    before = contents(tmp_path)
    with pytest.raises(InputError, match=r"holds what is not of the run: notes\.md; move that away"):
        standing_run(run.path, INPUTS, fresh=fresh)
    changed(run)
    with pytest.raises(InputError, match=r"notes\.md"):
        standing_run(run.path, INPUTS, fresh=fresh)
    assert contents(tmp_path).keys() == before.keys()


@pytest.mark.parametrize("name", ["run.replaced", "run.partial"])
@pytest.mark.parametrize("flown", [False, True])
def test_a_folder_of_the_users_beside_the_run_is_left_alone(tmp_path: Path, name: str, flown: bool):
    if flown:
        finished(tmp_path / "run")
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.txt").write_text("years of work", encoding="utf-8")
    before = contents(tmp_path)
    with pytest.raises(InputError, match=rf"{name} is needed for the work and .* move (it|that) away"):
        standing_run(tmp_path / "run", INPUTS, fresh=True)
    assert contents(tmp_path) == before


def test_a_run_set_aside_is_kept_where_the_user_put_a_file_in_it(tmp_path: Path):
    out = tmp_path / "run"
    finished(out)
    assert standing_run(out, INPUTS, fresh=True) is None
    (tmp_path / "run.replaced" / "notes.md").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match=r"run\.replaced is to be removed and holds notes\.md"):
        finished(out)
    assert (tmp_path / "run.replaced" / "notes.md").is_file() and not out.exists()
    (tmp_path / "run.replaced" / "notes.md").unlink()
    finished(out)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_an_empty_folder_stays_until_the_run_takes_its_place_and_a_link_to_one_stays_a_link(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    link = tmp_path / "link"
    link.symlink_to("empty")
    assert standing_run(link, INPUTS, fresh=False) is None
    assert (tmp_path / "empty").is_dir()
    assert finished(link).path == link
    assert link.is_symlink() and open_run(tmp_path / "empty").studies == ("coverage",)
    assert {path.name for path in tmp_path.iterdir()} == {"empty", "link"}
    assert standing_run(link, INPUTS, fresh=True) is None
    finished(link, scale=2.0)
    xr.testing.assert_identical(open_run(tmp_path / "empty")["coverage"], dataset(2.0))


def test_the_current_folder_is_refused_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with pytest.raises(InputError, match="is the current folder or holds it"):
        standing_run(Path(), INPUTS, fresh=False)
    with pytest.raises(RunError, match="there is no run at"):
        open_run(".")
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize("length", [250, 300])
def test_a_name_too_long_is_refused_before_any_work(tmp_path: Path, length: int):
    with pytest.raises(InputError, match="cannot be the folder of a run: File name too long"):
        standing_run(tmp_path / ("n" * length), INPUTS, fresh=False)
    with pytest.raises(RunError, match="cannot be read: File name too long"):
        open_run(tmp_path / ("n" * length))


def test_the_same_inputs_give_the_standing_run_back_untouched(tmp_path: Path):
    run = finished(tmp_path / "run")
    before = contents(run.path)
    found = standing_run(run.path, INPUTS, fresh=False)
    assert found is not None and found.manifest == run.manifest
    assert contents(run.path) == before


@pytest.mark.parametrize("fresh", [False, True])
def test_other_inputs_at_the_same_place_are_refused(tmp_path: Path, fresh: bool):
    run = finished(tmp_path / "run")
    before = contents(run.path)
    with pytest.raises(InputError, match="holds another run; give --out a folder that does not exist yet"):
        standing_run(run.path, "b" * 64, fresh=fresh)
    assert contents(run.path) == before


@pytest.mark.parametrize("fresh", [False, True])
def test_a_folder_that_is_no_run_is_refused(tmp_path: Path, fresh: bool):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match="is there already and is not a run"):
        standing_run(tmp_path, INPUTS, fresh=fresh)
    assert contents(tmp_path) == {"thesis.txt": b"years of work"}


def test_fresh_replaces_the_run(tmp_path: Path):
    out = tmp_path / "run"
    finished(out)
    assert standing_run(out, INPUTS, fresh=True) is None
    finished(out, scale=2.0)
    xr.testing.assert_identical(open_run(out)["coverage"], dataset(2.0))
    assert not np.array_equal(dataset(2.0)["mean_in_view"], dataset()["mean_in_view"])


def test_a_damaged_run_of_the_same_inputs_is_made_again(tmp_path: Path):
    run = finished(tmp_path / "run")
    changed(run)
    assert standing_run(run.path, INPUTS, fresh=False) is None
    finished(run.path)
    xr.testing.assert_identical(open_run(run.path)["coverage"], record().data)


def test_nothing_and_an_empty_folder_are_free(tmp_path: Path):
    assert standing_run(tmp_path / "none", INPUTS, fresh=False) is None
    (tmp_path / "empty").mkdir()
    assert standing_run(tmp_path / "empty", INPUTS, fresh=False) is None
    assert finished(tmp_path / "empty").path == tmp_path / "empty"


def test_what_a_file_browser_leaves_behind_does_no_harm(tmp_path: Path):
    run = finished(tmp_path / "run")
    for folder in (run.path, run.path / "studies"):
        (folder / ".DS_Store").write_bytes(b"seen")
    assert open_run(run.path).manifest == run.manifest
