"""`cupola export` and `cupola.export` on a run that was really flown: the same satellites, told the same way."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import cupola
from cupola.cli.main import cli
from cupola.errors import InputError
from cupola.scenario.starter import new_text
from cupola.store import Run, open_run

pytestmark = pytest.mark.story
COARSE = {"studies.coverage.grid": "30 deg", "studies.coverage.step": "1 h", "studies.coverage.draws": "1"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("command")
    (folder / "mine.yaml").write_text(new_text("mine"), encoding="utf-8")
    return cupola.run(folder / "mine.yaml", out=folder / "run", changes=COARSE)


def said(*words: str) -> str:
    """What the command prints; its errors pass through, as far as `main`, which turns them into exit codes."""
    done = CliRunner().invoke(cli, ["export", *words], catch_exceptions=False, standalone_mode=False)
    return done.output


def test_the_scene_is_where_the_command_says_and_flies_the_span_asked_for(run: Run):
    text = said(str(run.path), "--format", "czml", "--span", "2", "--step", "4 min")
    file = run.path.with_name("run.czml")
    first, last = text.splitlines()
    assert first.startswith("watchers/main: 24 satellites, one position every 240 s; between them within ")
    assert last.startswith(f"{file}: ")
    document, *satellites = json.loads(file.read_text(encoding="utf-8"))
    assert document["clock"]["interval"] == "2026-11-01T00:00:00Z/2026-11-01T02:00:00Z"
    radii = [np.linalg.norm(np.reshape(one["position"]["cartesian"], (-1, 4))[:, 1:], axis=1) for one in satellites]
    # The starter's circular shell: one radius, that of 550 km but for what the bulge takes off at 53 deg.
    assert np.ptp(radii) < 0.4 and 0.0 < 6_378_137.0 + 550e3 - np.mean(radii) < 600.0
    before = file.read_bytes()
    cupola.export(run.path, "czml", step=240.0, span=7200.0)
    assert file.read_bytes() == before
    assert open_run(run.path).manifest == run.manifest


def test_json_names_every_file(run: Run, tmp_path: Path):
    document = json.loads(said(str(run.path), "--format", "csv", "--out", str(tmp_path / "tables"), "--json"))
    assert document["format"] == "csv" and document["export"] == str(tmp_path / "tables")
    assert {Path(file).name for file in document["files"]} == {path.name for path in (tmp_path / "tables").iterdir()}
    assert document["bytes"] == sum(path.stat().st_size for path in (tmp_path / "tables").iterdir())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--format", "kml"), "there are czml, geojson, csv, parquet"),
        (("--format", "czml", "--step", "60 km"), "--step: got 60 km, a length"),
        (("--format", "czml", "--span", "1 s"), "must lie between 60 s and 366 days"),
        (("--format", "geojson", "--constellation", "nobody"), "it flies watchers"),
        (("--format", "csv", "--span", "2 h"), "go with czml and geojson"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(run: Run, tmp_path: Path, words: tuple[str, ...], message: str):
    with pytest.raises(InputError) as refused:
        said(str(run.path), *words, "--out", str(tmp_path / "out"))
    assert message in str(refused.value)
    assert list(tmp_path.iterdir()) == []
