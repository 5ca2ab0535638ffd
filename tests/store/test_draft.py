"""Drafts: pieces kept bit for bit and checked, one process at a time, and a run killed in the middle that goes on to the same arrays."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sample_run import INPUTS, SCENARIO, contents, dataset, finished

from cupola.errors import InputError, RunError
from cupola.scenario.starter import new_text
from cupola.store import open_run, standing_run
from cupola.store.writing import Draft

pieces = st.dictionaries(
    st.text("abcdefgh_", min_size=1, max_size=8),
    st.one_of(
        hnp.arrays(np.int64, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0), elements=st.integers(-(2**63), 2**63 - 1)),
        hnp.arrays(np.int64, hnp.array_shapes(), elements=st.integers(-(2**31), 2**31 - 1)),
        hnp.arrays(np.float64, hnp.array_shapes(min_dims=0)),
        hnp.arrays(np.bool_, hnp.array_shapes(min_dims=0)),
    ),
    max_size=4,
)


@pytest.mark.law
@given(pieces)
def test_a_piece_comes_back_bit_for_bit(tmp_path_factory: pytest.TempPathFactory, piece: dict[str, np.ndarray]):
    with Draft(tmp_path_factory.mktemp("draft") / "run", INPUTS) as draft:
        assert draft.get("coverage", "task") is None
        draft.put("coverage", "task", piece)
        found = draft.get("coverage", "task")
    assert found is not None and found.keys() == piece.keys()
    for name, values in piece.items():
        assert (found[name].dtype, found[name].shape, found[name].tobytes()) == (values.dtype, values.shape, values.tobytes())


@pytest.mark.story
def test_a_piece_that_does_not_match_its_hash_counts_as_not_done(tmp_path: Path):
    piece = {"total": np.arange(12)}
    out = tmp_path / "run"
    with Draft(out, INPUTS) as draft:
        assert not draft.resumed
        for task in ("good", "flipped", "cut", "unmarked"):
            draft.put("coverage", task, piece)
        kept = draft.folder / "pieces" / "coverage"
        data = bytearray((kept / "flipped.npz").read_bytes())
        data[-40] ^= 1
        (kept / "flipped.npz").write_bytes(data)
        (kept / "cut.npz").write_bytes((kept / "cut.npz").read_bytes()[:-1])
        (kept / "unmarked.sha256").unlink()
    with Draft(out, INPUTS) as draft:
        assert draft.resumed
        found = {task: draft.get("coverage", task) for task in ("good", "flipped", "cut", "unmarked", "never")}
        assert [task for task, value in found.items() if value is not None] == ["good"]
        draft.put("coverage", "flipped", piece)
        again = draft.get("coverage", "flipped")
        assert again is not None
        np.testing.assert_array_equal(again["total"], np.arange(12))


@pytest.mark.story
def test_whoever_sees_a_hash_sees_the_whole_of_it(tmp_path: Path):
    """A stop at any instant leaves a piece that counts or no hash of it: none is seen empty while pieces are being kept."""
    seen: set[int] = set()
    done = threading.Event()

    def watch(kept: Path) -> None:
        while not done.is_set():
            seen.update(len(mark.read_bytes()) for mark in kept.glob("*.sha256"))

    with Draft(tmp_path / "run", INPUTS) as draft:
        watcher = threading.Thread(target=watch, args=(draft.folder / "pieces" / "coverage",))
        watcher.start()
        for task in range(400):
            draft.put("coverage", f"{task % 8}", {"total": np.arange(task)})
        done.set()
        watcher.join()
    assert seen == {64}


@pytest.mark.story
def test_pieces_of_other_inputs_are_thrown_away(tmp_path: Path):
    out = tmp_path / "run"
    with Draft(out, INPUTS) as draft:
        draft.put("coverage", "task", {"total": np.arange(3)})
    with Draft(out, "b" * 64) as draft:
        assert not draft.resumed and draft.get("coverage", "task") is None
    with Draft(out, INPUTS) as draft:
        assert draft.get("coverage", "task") is None


@pytest.mark.story
@pytest.mark.parametrize("marked", [False, True])
def test_a_folder_of_the_users_is_not_taken_for_a_draft(tmp_path: Path, marked: bool):
    """Neither with files of theirs alone, nor with one put among pieces of other inputs."""
    out, folder = tmp_path / "run", tmp_path / "run.partial"
    if marked:
        with Draft(out, "b" * 64) as draft:
            draft.put("coverage", "task", {"total": np.arange(3)})
    folder.mkdir(exist_ok=True)
    (folder / "thesis.txt").write_text("years of work", encoding="utf-8")
    before = contents(folder)
    with (
        pytest.raises(InputError, match=r"run\.partial is needed for the work and holds what is not Cupola's: thesis\.txt"),
        Draft(out, INPUTS),
    ):
        pass
    assert contents(folder) == before


@pytest.mark.story
@pytest.mark.parametrize("step", ["replace", "rename"])
def test_a_crash_in_the_last_steps_is_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str):
    """The manifest not yet in place, and the folder not yet renamed: the marker is there still, so the same command goes on."""
    out = tmp_path / "run"
    with Draft(out, INPUTS) as draft:
        draft.put("coverage", "task", {"total": np.arange(3)})

    def crash(self: Path, target: Path) -> Path:
        raise MemoryError

    with monkeypatch.context() as patched, pytest.raises(MemoryError):
        patched.setattr(Path, step, crash)
        finished(out)
    assert not out.exists() and (tmp_path / "run.partial" / "inputs.sha256").is_file()
    assert standing_run(out, INPUTS, fresh=False) is None
    with Draft(out, INPUTS) as draft:
        assert draft.resumed == (step == "replace")
    xr.testing.assert_identical(finished(out)["coverage"], dataset())
    assert {path.name for path in out.iterdir()} == {"manifest.json", "scenario.yaml", "facts.parquet", "studies"}


@pytest.mark.story
def test_a_draft_is_no_run(tmp_path: Path):
    out = tmp_path / "run"
    with Draft(out, INPUTS) as draft:
        draft.put("coverage", "task", {"total": np.arange(3)})
    for path in (out, draft.folder):
        with pytest.raises(RunError, match="it is unfinished; run the same command again to go on"):
            open_run(path)
    assert standing_run(out, INPUTS, fresh=False) is None


@pytest.mark.story
def test_a_place_that_cannot_be_written_is_told_plainly(tmp_path: Path):
    (tmp_path / "file").write_text("not a folder", encoding="ascii")
    with pytest.raises(InputError, match=r"cannot write to .*; choose another place with --out"), Draft(tmp_path / "file" / "run", INPUTS):
        pass


HOLD = """
import sys
import threading
from pathlib import Path
import numpy as np
from cupola.store.writing import Draft
with Draft(Path(sys.argv[1]), sys.argv[2]) as draft:
    draft.put("coverage", "task", {"total": np.arange(5)})
    print("held", flush=True)
    sys.stdin.readline()
"""


def held(out: Path) -> subprocess.Popen[str]:
    """Another process that is at work on `out`, with one piece done."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(out), INPUTS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    return process


@pytest.mark.story
def test_a_second_process_is_refused_and_a_killed_one_frees_the_folder(tmp_path: Path):
    out = tmp_path / "run"
    with held(out) as first:
        before = contents(tmp_path / "run.partial")
        with pytest.raises(RunError) as refused, Draft(out, INPUTS):
            pass
        assert str(refused.value) == f"another process is working on {out}; wait for it, or choose another place with --out"
        with pytest.raises(RunError, match="another process is working on"), Draft(out, "b" * 64):
            pass
        assert contents(tmp_path / "run.partial") == before
        first.send_signal(signal.SIGKILL)
    assert first.returncode == -signal.SIGKILL
    with pytest.raises(RunError, match="it is unfinished"):
        open_run(out)
    with Draft(out, INPUTS) as draft:
        piece = draft.get("coverage", "task")
        assert draft.resumed and piece is not None
        np.testing.assert_array_equal(piece["total"], np.arange(5))


@pytest.mark.story
def test_a_process_that_comes_when_the_run_has_just_been_written_is_refused(tmp_path: Path):
    """It found no run, then waited; by the time it holds the lock the run stands, and must stay."""
    out = tmp_path / "run"
    assert standing_run(out, INPUTS, fresh=False) is None
    finished(out)
    with (
        pytest.raises(RunError, match=r"another process has just written .*run; give the same command again to read it"),
        Draft(out, INPUTS),
    ):
        pass
    xr.testing.assert_identical(open_run(out)["coverage"], dataset())


@pytest.mark.story
def test_the_lock_is_held_until_the_run_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A second process is refused at each step of `finish`, and nothing is taken from under the first."""
    out = tmp_path / "run"
    refusals: list[str] = []
    rename = Path.rename

    def watched(self: Path, target: Path) -> Path:
        with pytest.raises(RunError) as refused, Draft(out, INPUTS):
            pass
        refusals.append(str(refused.value))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", watched)
    xr.testing.assert_identical(finished(out)["coverage"], dataset())
    assert len(refusals) == 1 and "another process is working on" in refusals[0]
    assert (out / "scenario.yaml").read_text(encoding="utf-8") == SCENARIO


KILLED = """
import os, signal, sys
import cupola
def stop(study, done, total):
    if done == 3 and total == 5:
        os.kill(os.getpid(), signal.SIGKILL)
cupola.run(sys.argv[1], out=sys.argv[2], seed=4, progress=stop)
"""
WHOLE = """
import sys
import cupola
from cupola.studies import STUDIES
study = type(STUDIES["coverage"])
run = study.run
def told(self, problem, task, mesh):
    print(task.name)
    return run(self, problem, task, mesh)
study.run = told
cupola.run(sys.argv[1], out=sys.argv[2], seed=4)
"""


def python(code: str, *words: str, cache: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"CUPOLA_CACHE": str(cache), "CUPOLA_DEVICES": "2"}
    return subprocess.run([sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.story
def test_a_killed_run_goes_on_to_the_same_arrays(tmp_path: Path):
    """Killed outright after three of five tasks, and one kept piece spoilt: that one and the two not begun are done, the others are not."""
    tasks = [f"draw-{draw:03d}-0000000" for draw in range(5)]
    scenario, out, cache = tmp_path / "small.yaml", tmp_path / "run", tmp_path / "cache"
    scenario.write_text(new_text("small").replace("grid: 2 deg", "grid: 10 deg").replace("step: 60 s", "step: 600 s"), encoding="utf-8")
    uninterrupted = python(WHOLE, str(scenario), str(tmp_path / "whole"), cache=cache)
    assert (uninterrupted.returncode, uninterrupted.stdout.split()) == (0, tasks), uninterrupted.stderr

    assert python(KILLED, str(scenario), str(out), cache=cache).returncode == -signal.SIGKILL
    kept = sorted((tmp_path / "run.partial" / "pieces" / "coverage").glob("*.npz"))
    assert [file.stem for file in kept] == tasks[:3]
    assert not out.exists()
    for path in (out, tmp_path / "run.partial"):
        with pytest.raises(RunError, match="it is unfinished"):
            open_run(path)
    with np.load(kept[1]) as stored:
        wrong: dict[str, Any] = {name: stored[name] + 1 for name in stored.files}
    np.savez(kept[1], **wrong)

    resumed = python(WHOLE, str(scenario), str(out), cache=cache)
    assert (resumed.returncode, resumed.stdout.split()) == (0, [tasks[1], *tasks[3:]]), resumed.stderr
    found, whole = open_run(out), open_run(tmp_path / "whole")
    xr.testing.assert_identical(found["coverage"], whole["coverage"])
    assert all(values.values.tobytes() == whole["coverage"][name].values.tobytes() for name, values in found["coverage"].data_vars.items())
    assert found.figures() == whole.figures() and len(found.figures()) > 5
    assert found.manifest["inputs_sha256"] == whole.manifest["inputs_sha256"]
    assert not (tmp_path / "run.partial").exists()
