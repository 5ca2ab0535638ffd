"""The command line as its users meet it: answers, exit codes, one JSON document, plain messages, nothing written on bad input."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cupola
from cupola.scenario.starter import new_text

pytestmark = pytest.mark.story
COMMAND = (sys.executable, "-c", "from cupola.cli import main; main()")
TELLING = """
from cupola.cli import main
from cupola.studies import STUDIES
study = type(STUDIES["coverage"])
run = study.run
def told(self, problem, task, mesh):
    print("flown", task.name)
    return run(self, problem, task, mesh)
study.run = told
main()
"""


def cupola_says(folder: Path, *words: str, timeout: float = 240.0) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *words], cwd=folder, capture_output=True, text=True, timeout=timeout, check=False)


def written(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def starter(folder: Path, name: str = "mine", **changed: str) -> Path:
    """A small scenario on a coarse grid, with some values replaced."""
    text = new_text(name)
    for key, value in {"grid": "10 deg", "step": "10 min", **changed}.items():
        text, found = re.subn(rf"^(\s+{key}: )[^#\n]*", rf"\g<1>{value} ", text, count=1, flags=re.MULTILINE)
        assert found == 1
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def tasks_flown(folder: Path, *words: str) -> list[str]:
    """Tasks that a command really works on, in order; kept ones are not among them."""
    told = subprocess.run([sys.executable, "-c", TELLING, *words], cwd=folder, capture_output=True, text=True, timeout=240.0, check=False)
    assert told.returncode == 0, told.stderr
    return re.findall(r"^flown (\S+)$", told.stdout, flags=re.MULTILINE)


BUNDLED = {
    "dprk-reconnaissance": ({"revisit", "deployment"}, 1),
    "golden-dome": ({"coverage", "custody", "latency", "deployment", "cost"}, 5_000),
    "kuiper": ({"coverage", "latency", "deployment", "cost", "dependence", "sensitivity"}, 3_236),
    "missile-warning": ({"coverage", "custody", "cost"}, 30),
    "russia-launch": ({"deployment"}, 0),
    "starlink": ({"coverage", "latency", "deployment", "cost"}, 10_000),
    "starshield": ({"coverage", "latency", "revisit"}, 5_000),
}
"""Bundled scenarios: studies that each asks at least, and satellites that it has at least."""


def test_list_names_every_bundled_scenario_and_its_question(tmp_path: Path):
    told = cupola_says(tmp_path, "list", "--json")
    found = {entry["name"]: entry["question"] for entry in json.loads(told.stdout)["scenarios"]}
    assert told.returncode == 0
    assert found.keys() >= BUNDLED.keys()
    assert all(question.endswith("?") for question in found.values())


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_scenarios_check(tmp_path: Path, name: str):
    """The document and the lines tell of the same studies; a line a study, and one of what all of it takes."""
    told, lines = cupola_says(tmp_path, "check", name, "--json"), cupola_says(tmp_path, "check", name).stdout.splitlines()
    assert told.returncode == 0
    found, (studies, satellites) = json.loads(told.stdout), BUNDLED[name]
    assert found.keys() == {"scenario", "title", "satellites", "constellations", "kinds", "studies", "memory_bytes", "seconds"}
    assert found["satellites"] >= satellites
    assert found["kinds"]["assumed"] > 0
    assert found["studies"].keys() >= studies
    assert lines[0].startswith(f"{name} is fine: ")
    for line, (study, asked) in zip(lines[2:-1], found["studies"].items(), strict=True):
        words = ("instant", "cell", "pair", "view", "variant")
        sizes = (asked["instants"], asked["cells"], asked.get("pairs", 0), len(asked["views"]), asked["draws"] + 1)
        if "trials" in asked:
            words, sizes = ("step", "trial", "play", "variant"), (sizes[0], asked["trials"], sizes[3] + 1, sizes[4])
        if "answers" in asked:
            words, sizes = ("answer",), (asked["answers"],)
        told_sizes = " x ".join(f"{size:,} {word}s?" for size, word in zip(sizes, words, strict=True) if size)
        told_sizes += " at the most" if "answers" in asked else ""
        assert re.fullmatch(f"{study}: {told_sizes}", line)
    assert re.fullmatch(r"takes: about [0-9.]+ GB of memory and some [0-9]+ (s|min|h)", lines[-1])


def test_new_check_run_report(tmp_path: Path):
    """A user's first quarter of an hour in one go; the second run is the first one, found again."""
    assert cupola_says(tmp_path, "new", "mine").returncode == 0
    again = cupola_says(tmp_path, "new", "mine")
    assert again.returncode == 2
    assert "there already" in again.stderr
    starter(tmp_path)
    assert cupola_says(tmp_path, "check", "mine.yaml").returncode == 0
    told = cupola_says(tmp_path, "run", "mine.yaml", "--json", "--out", "flown")
    assert told.returncode == 0, told.stderr
    document = json.loads(told.stdout)
    assert document.keys() == {"run", "scenario", "seed", "wall_s", "warnings", "sentence", "studies"}
    share = document["studies"]["coverage"]["figures"]["all_one_in_view_kenya"]
    assert 0.0 < share["low"] <= share["value"] <= share["high"] < 1.0
    assert share["unit"] == "1"
    assert (tmp_path / "flown" / "report.html").stat().st_size > 50_000
    second = cupola_says(tmp_path, "run", "mine.yaml", "--json", "--out", "flown")
    assert json.loads(second.stdout) == document
    assert cupola_says(tmp_path, "report", "flown").returncode == 0
    run = cupola.open(tmp_path / "flown")
    assert run["coverage"]["in_view_share"].attrs["units"] == "1"
    assert {fact["kind"] for fact in run.facts()} >= {"assumed"}


def test_set_changes_the_answer_and_is_kept_in_the_run(tmp_path: Path):
    starter(tmp_path, draws="0")
    key = "studies.coverage.span"
    told = cupola_says(tmp_path, "run", "mine.yaml", "--set", f"{key}=2 h", "--json", "--out", "short")
    assert told.returncode == 0, told.stderr
    run = cupola.open(tmp_path / "short")
    assert run["coverage"].attrs["span_s"] == 7200.0
    assert f"{key}=2 h" in run.manifest["command"]
    assert "2 h" in (tmp_path / "short" / "scenario.yaml").read_text(encoding="utf-8")


REVISIT = """  revisit:
    span: 24 h
    step: 2 min
    grid: 10 deg
    draws: 1
    views:
      all: {title: All satellites, constellations: [watchers]}
"""


@pytest.fixture(scope="module")
def two_studies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A folder with a scenario that asks both studies, flown as `both`, and the document of that run."""
    folder = tmp_path_factory.mktemp("two-studies")
    text = starter(folder, draws="1").read_text(encoding="utf-8")
    text = text.replace("studies:\n", "targets:\n  nairobi: {title: Nairobi, city: Nairobi}\nstudies:\n")
    (folder / "mine.yaml").write_text(text.replace("headline:\n", f"{REVISIT}headline:\n"), encoding="utf-8")
    told = cupola_says(folder, "run", "mine.yaml", "--json", "--out", "both")
    assert told.returncode == 0, told.stderr
    return folder, json.loads(told.stdout)


def test_one_run_tells_both_studies_and_can_be_written_out(two_studies: tuple[Path, dict[str, Any]]):
    folder, document = two_studies
    assert list(document["studies"]) == ["coverage", "revisit"]
    figures = document["studies"]["revisit"]["figures"]
    looks, response = figures["all_looks_a_day_nairobi"], figures["all_mean_response_world"]
    assert looks["unit"] == "1/day" and looks["value"] > 4.0
    assert response["unit"] == "s" and 0.0 < response["low"] <= response["value"] <= response["high"]
    run = cupola.open(folder / "both")
    assert run["revisit"]["target_looks_a_day"].sel(view="all", target="nairobi") == looks["value"]
    written_out = cupola_says(folder, "export", "both", "--format", "csv", "--json")
    assert written_out.returncode == 0, written_out.stderr
    assert {"coverage_by_cell.csv", "revisit_by_target.csv"} <= {Path(name).name for name in json.loads(written_out.stdout)["files"]}


@pytest.mark.parametrize(
    "study",
    [
        "coverage",
        "revisit",
    ],
)
def test_a_study_alone_tells_the_figures_that_it_tells_beside_the_other(two_studies: tuple[Path, dict[str, Any]], study: str):
    folder, document = two_studies
    alone = cupola_says(folder, "run", "mine.yaml", "--study", study, "--json", "--out", study)
    assert alone.returncode == 0, alone.stderr
    told = json.loads(alone.stdout)["studies"]
    assert {name: found["figures"] for name, found in told.items()} == {study: document["studies"][study]["figures"]}


BAD = {
    "no such scenario": (["run", "golden-dom"], "did you mean golden-dome"),
    "no such file": (["run", "nowhere.yaml"], "nowhere.yaml"),
    "no such study": (["run", "mine.yaml", "--study", "custodi"], "there is no study"),
    "a study that the scenario does not ask": (["run", "mine.yaml", "--study", "revisit"], "asks no study 'revisit', only coverage"),
    "no such engine": (["run", "mine.yaml", "--engine", "cloud"], "there is no engine"),
    "a negative seed": (["run", "mine.yaml", "--seed", "-1"], "seed"),
    "a seed that is no number": (["run", "mine.yaml", "--seed", "x"], "not a valid int"),
    "set without a value": (["run", "mine.yaml", "--set", "studies.coverage.span"], "PATH=VALUE"),
    "set of a key that is not there": (["run", "mine.yaml", "--set", "studies.coverage.spam=2 h"], "span"),
    "set of the wrong dimension": (["run", "mine.yaml", "--set", "studies.coverage.span=2 km"], "a length"),
    "a folder that is something else": (["run", "mine.yaml", "--out", "."], "is not a run"),
    "an option that is not there": (["run", "mine.yaml", "--fast"], "--fast"),
    "a scenario with a name too long": (["check", "n" * 300], "there is no scenario"),
    "a file with a name too long": (["check", "n" * 300 + ".yaml"], "File name too long"),
    "a folder with a name too long": (["run", "mine.yaml", "--out", "n" * 300], "File name too long"),
    "a report of a name too long": (["report", "n" * 300], "File name too long"),
    "a report of nothing": (["report", "nowhere"], "no run"),
    "an export of nothing": (["export", "nowhere", "--format", "csv"], "no run"),
    "an export without a format": (["export", "nowhere"], "--format"),
    "a name with spaces": (["new", "My Scenario"], "small letters"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_words_give_one_plain_message_and_write_nothing(tmp_path: Path, case: str):
    starter(tmp_path)
    before = written(tmp_path)
    words, fragment = BAD[case]
    told = cupola_says(tmp_path, *words)
    assert told.returncode == 2
    assert fragment in told.stderr
    assert "Traceback" not in told.stderr
    assert told.stdout == ""
    assert written(tmp_path) == before


@pytest.mark.parametrize("devices", ["0", "1025", "9" * 5000, "two"])
def test_a_wrong_number_of_devices_is_told_and_leaves_the_folder_as_it_was(tmp_path: Path, devices: str):
    """Also an empty folder given to the run: it is still there after the refusal."""
    starter(tmp_path)
    (tmp_path / "empty").mkdir()
    words = [*COMMAND, "run", "mine.yaml", "--out", "empty"]
    told = subprocess.run(
        words, cwd=tmp_path, env=os.environ | {"CUPOLA_DEVICES": devices}, capture_output=True, text=True, timeout=240.0, check=False
    )
    assert told.returncode == 2
    assert "must be a whole number from 1 to 1024" in told.stderr
    assert len(told.stderr) < 300
    assert written(tmp_path) == {"mine.yaml", "empty"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_told_in_one_line(tmp_path: Path):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        told = subprocess.run([*COMMAND, "list"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60.0, check=False)
    assert (told.returncode, told.stderr) == (1, "No space left on device\n")


def test_the_example_of_set_works(tmp_path: Path):
    """What the help shows can be typed as it stands on the scenario that `cupola new` writes."""
    starter(tmp_path)
    shown = " ".join(cupola_says(tmp_path, "check", "--help").stdout.split())
    found = re.search(r"--set (\S+)='([^']+)'", shown)
    assert found
    assert cupola_says(tmp_path, "check", "mine.yaml", "--set", f"{found[1]}={found[2]}").returncode == 0


def test_an_unknown_country_is_told_with_its_line(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    text = new_text("mine").replace("country: Kenya", "country: Kenia")
    path.write_text(text, encoding="utf-8")
    line = text[: text.index("Kenia")].count("\n") + 1
    for command in ("check", "run"):
        told = cupola_says(tmp_path, command, "mine.yaml")
        assert told.returncode == 2
        assert f"mine.yaml:{line}: regions.kenya.country" in told.stderr
        assert "Kenya" in told.stderr
    assert written(tmp_path) == {"mine.yaml"}


def test_a_scenario_too_big_for_the_memory_is_refused_at_once(tmp_path: Path):
    views = "".join(f"      v{n}: {{title: v, constellations: [watchers]}}\n" for n in range(4000))
    text = new_text("mine").replace("    views:\n", "    views:\n" + views).replace("grid: 2 deg ", "grid: 0.25 deg ")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    begun = time.monotonic()
    told = cupola_says(tmp_path, "run", "mine.yaml")
    assert told.returncode == 2
    assert "GB" in told.stderr
    assert time.monotonic() - begun < 30.0
    assert written(tmp_path) == {"mine.yaml"}


def test_an_interrupted_run_says_so_and_resumes_to_the_same_bits(tmp_path: Path):
    path = starter(tmp_path, draws="5", grid="1 deg", step="60 s")
    # A process started in the background of a script ignores Ctrl-C unless it says otherwise.
    listening = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from cupola.cli import main; main()"
    words = [sys.executable, "-c", listening, "run", path.name, "--out", "flown"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    pieces = tmp_path / "flown.partial" / "pieces"
    deadline = time.monotonic() + 200.0
    while not list(pieces.rglob("*.sha256")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120.0)
    assert process.returncode == 130, errors
    assert "goes on from there" in errors
    assert "Traceback" not in errors
    assert not (tmp_path / "flown").exists()
    kept = {file.stem for file in pieces.rglob("*.sha256")}
    assert kept
    refused = cupola_says(tmp_path, "report", "flown")
    assert refused.returncode == 2
    assert "unfinished" in refused.stderr
    flown = {out: tasks_flown(tmp_path, "run", path.name, "--out", out) for out in ("flown", "whole")}
    assert len(flown["whole"]) == 6
    assert flown["flown"] == [task for task in flown["whole"] if task not in kept]
    assert kept <= set(flown["whole"])
    resumed, whole = cupola.open(tmp_path / "flown")["coverage"], cupola.open(tmp_path / "whole")["coverage"]
    for name in whole.data_vars:
        assert np.array_equal(resumed[name].values, whole[name].values, equal_nan=whole[name].dtype.kind == "f"), name


def test_one_device_and_two_give_the_same_bits(tmp_path: Path):
    path = starter(tmp_path, draws="1")
    for devices in ("1", "2"):
        environment = os.environ | {"CUPOLA_DEVICES": devices}
        subprocess.run([*COMMAND, "run", path.name, "--out", devices], cwd=tmp_path, env=environment, check=True, capture_output=True)
    one, two = cupola.open(tmp_path / "1"), cupola.open(tmp_path / "2")
    assert (one.manifest["device"]["count"], two.manifest["device"]["count"]) == (1, 2)
    for name in one["coverage"].data_vars:
        a, b = one["coverage"][name].values, two["coverage"][name].values
        assert a.tobytes() == b.tobytes(), name
