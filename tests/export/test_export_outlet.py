"""An export never harms a run, never leaves half a file, and never touches a file of another name."""

import shutil
from pathlib import Path

import pytest
from exported_run import finished, flight

from cupola.errors import InputError
from cupola.exports import FORMATS, Flight, Window, export
from cupola.exports.outlet import whole
from cupola.store import Run, open_run

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "made"
    finished(folder)
    return folder


@pytest.fixture
def run(kept: Path, tmp_path: Path) -> Run:
    """A run of this test's own."""
    shutil.copytree(kept, tmp_path / "made")
    return open_run(tmp_path / "made")


def fly(run: Run) -> Flight:
    return flight()


SHORT = Window(600.0)


def test_a_run_stays_whole_beside_its_exports(run: Run):
    paths = [export(run, kind, None, SHORT if kind in {"czml", "geojson"} else None, fly).path for kind in FORMATS]
    assert [path.name for path in paths] == ["made.czml", "made.tracks.geojson", "made-csv", "made-parquet"]
    assert {path.name for path in run.path.parent.iterdir()} == {"made", *(path.name for path in paths)}
    assert open_run(run.path).manifest == run.manifest


def test_a_run_named_by_a_dot_is_exported_beside_it(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(run.path)
    written = export(open_run("."), "csv", None, None, fly)
    assert written.path.resolve() == run.path.with_name("made-csv")


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("inside", ["made", "made/new", "made/studies/deep/new"])
def test_nothing_is_written_into_a_run(run: Run, kind: str, inside: str):
    with pytest.raises(InputError, match="lies in the run"):
        export(run, kind, run.path.parent / inside, None, fly)
    assert open_run(run.path).manifest == run.manifest


def test_nor_into_one_under_way(run: Run, tmp_path: Path):
    draft = tmp_path / "other.partial"
    draft.mkdir()
    (draft / "inputs.sha256").write_text("a" * 64, encoding="ascii")
    with pytest.raises(InputError, match="lies in the run"):
        export(run, "csv", draft / "tables", None, fly)


def test_files_of_the_same_names_are_replaced_and_others_left(run: Run, tmp_path: Path):
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "figures.csv").write_text("old", encoding="utf-8")
    (folder / "mine.csv").write_text("mine", encoding="utf-8")
    written = export(run, "csv", folder, None, fly)
    assert (folder / "figures.csv").read_text(encoding="utf-8").startswith("study,name,")
    assert (folder / "mine.csv").read_text(encoding="utf-8") == "mine"
    assert {file.name for file in folder.iterdir()} == {"mine.csv", *(file.name for file in written.files)}


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path):
    file = tmp_path / "scene.czml"
    file.write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), whole(file) as stream:
        stream.write("new")
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["scene.czml"]
    assert file.read_text(encoding="utf-8") == "old"


def test_what_cannot_be_meant_is_refused_in_one_line(run: Run, tmp_path: Path):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    wrong = {
        "there is no format 'kml'; there are czml, geojson, csv, parquet": ("kml", None, None),
        "is a file, and this format writes several": ("csv", tmp_path / "file", None),
        "is a folder, and this format writes one file": ("czml", tmp_path / "folder", None),
        "step, span and constellations go with czml and geojson": ("parquet", None, SHORT),
        "flies no constellation 'hihg'; it flies low, high": ("geojson", None, Window(constellations=("low", "hihg"))),
        "cannot be written": ("geojson", tmp_path / "file" / "below.geojson", SHORT),
    }
    for message, (kind, out, window) in wrong.items():
        with pytest.raises(InputError, match=message) as refused:
            export(run, kind, out, window, fly)
        assert "\n" not in str(refused.value)
    assert {path.name for path in tmp_path.iterdir()} == {"made", "file", "folder"}
