"""Cupola from Python: what a run says of itself is true, and what cannot be meant is refused."""

import itertools
import json
import shlex
from pathlib import Path

import numpy as np
import pytest

import cupola
from cupola.errors import InputError, ScenarioError
from cupola.report.sentence import told
from cupola.scenario.loading import loads
from cupola.scenario.starter import new_text

pytestmark = pytest.mark.story
COARSE = {"studies.coverage.grid": "10 deg", "studies.coverage.step": "10 min", "studies.coverage.draws": "0"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(new_text("mine"), encoding="utf-8")
    return path


def test_the_command_in_the_manifest_flies_the_very_same_again(file: Path, tmp_path: Path):
    """For a file with changes and for a scenario loaded and changed in Python: other words, the same arrays."""
    first = cupola.run(file, out=tmp_path / "first", changes=COARSE)
    second = cupola.run(cupola.load(file, COARSE), out=tmp_path / "second")
    for run in (first, second):
        words = shlex.split(run.manifest["command"])
        changes = dict(text.split("=", 1) for flag, text in itertools.pairwise(words) if flag == "--set")
        again = cupola.run(words[2], out=tmp_path / f"again-{run.path.name}", seed=int(words[words.index("--seed") + 1]), changes=changes)
        assert words[:2] == ["cupola", "run"]
        assert words[words.index("--out") + 1] == str(run.path)
        assert np.array_equal(again["coverage"]["in_view_share"], first["coverage"]["in_view_share"])


def test_changes_to_a_scenario_already_loaded_are_refused(file: Path, tmp_path: Path):
    with pytest.raises(InputError, match=r"give them to cupola\.load"):
        cupola.run(cupola.load(file), out=tmp_path / "run", changes=COARSE)
    assert not (tmp_path / "run.partial").exists()


def test_a_gap_cut_by_the_span_is_told_as_a_lower_bound(file: Path, tmp_path: Path):
    """In two hours the starter never sees the whole world: the longest gap is the span, and at least that."""
    run = cupola.run(file, out=tmp_path / "run", changes=COARSE | {"studies.coverage.span": "2 h"}, seed=np.int64(3))
    gap = run.figures()["coverage.all_longest_gap_world"]
    assert (gap["value"], gap["at_least"]) == (7200.0, True)
    sentence = {"template": "{gap}", "arguments": {"gap": gap}}
    assert told(sentence).startswith("at least ")
    assert json.loads((run.path / "manifest.json").read_text(encoding="utf-8"))["seed"] == 3


def test_a_span_that_is_no_whole_number_of_steps_is_told(file: Path, tmp_path: Path):
    run = cupola.run(file, out=tmp_path / "run", changes=COARSE | {"studies.coverage.step": "7 h"})
    assert any("10,800 s" in warning for warning in run.manifest["warnings"])
    assert run["coverage"].attrs["span_s"] == 3 * 7 * 3600.0


def test_two_figures_of_one_name_are_refused():
    text = new_text("mine").replace("      all:\n", "      all-one-in-view-kenya: {title: A, constellations: [watchers]}\n      all:\n")
    text = text.replace(
        "regions:\n", "regions:\n  one-in-view-world: {title: B, country: Chad}\n  kenya-one-in-view-world: {title: C, country: Chad}\n"
    )
    with pytest.raises(ScenarioError, match="two figures would be called"):
        loads(text)


def test_a_box_from_one_side_of_the_date_line_to_the_other_has_width():
    text = new_text("mine").replace("country: Kenya", "box: {south: 0 deg, north: 10 deg, west: 180 deg, east: -180 deg}")
    with pytest.raises(ScenarioError, match="without width"):
        loads(text)
