"""What a run will take, study by study: the same instants, cells and variants as are compiled, and more work never told as less."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_scenario import small, small_text

from cupola.compiler.compiling import compile_scenario
from cupola.compiler.cost import RESTS_ON, cost_of, instants_per_task
from cupola.coverage import class_count
from cupola.scenario.loading import loads
from cupola.studies import STUDIES


@pytest.mark.law
def test_what_a_study_rests_on_is_what_it_needs():
    assert {name: study.needs for name, study in STUDIES.items() if study.needs} == RESTS_ON


@pytest.mark.reference
def test_a_day_of_minutes_on_two_degrees():
    """90 rings of 180 columns; 1,440 minutes; 24 + 6 + 3 + 2 + 15 satellites; three draws and the values as written."""
    cost = cost_of(small(grid="2 deg", draws="3"))
    assert cost.satellites == 50
    assert cost.studies.keys() == {"coverage"}
    asked = cost.studies["coverage"]
    assert (asked.instants, asked.cells, asked.draws) == (1440, 16_200, 4)


@pytest.mark.law
@pytest.mark.parametrize(
    ("span", "step", "grid"),
    [("24 h", "60 s", "10 deg"), ("1 h", "7 s", "6 deg"), ("100 min", "1 h", "0.75 deg"), ("1 min", "60 s", "30 deg")],
)
def test_the_estimate_is_of_what_is_compiled(span: str, step: str, grid: str):
    scenario = small(span=span, step=step, grid=grid, draws="1")
    cost, problem = cost_of(scenario), compile_scenario(scenario, 0)
    asked, told = problem.sweeps["coverage"], cost.studies["coverage"]
    assert told.instants == asked.instants
    assert told.cells == asked.grid.rings * asked.grid.columns == asked.places[-1].cells.size
    assert told.draws == len(problem.variants)
    assert cost.satellites == sum(group.ephemeris.size for group in problem.variants[0])


@pytest.mark.law
@pytest.mark.parametrize(
    ("what", "values"),
    [
        ("span", ["1 h", "24 h", "10 day"]),
        ("step", ["10 min", "60 s", "7 s"]),
        ("grid", ["30 deg", "10 deg", "2 deg", "0.5 deg"]),
        ("draws", ["0", "1", "64"]),
        ("planes", ["2", "6", "1000"]),
    ],
)
def test_more_work_takes_longer_and_never_less_memory(what: str, values: list[str]):
    costs = [cost_of(small(**{what: value})) for value in values]
    for less, more in itertools.pairwise(costs):
        assert less.seconds < more.seconds
        assert less.memory <= more.memory
    assert (costs[0].memory < costs[-1].memory) == (what in {"grid", "draws", "planes"})


REVISIT = """  revisit:
    span: {span}
    step: {step}
    grid: {grid}
    draws: {draws}
    views:
      all: {{title: All, constellations: [low, high]}}
"""


def revisiting(**changed: str) -> str:
    """The small scenario, asked about revisit alone."""
    text = small_text(**changed)
    begin, end = text.index("  coverage:"), text.index("headline:")
    parts = {"span": "24 h", "step": "60 s", "grid": "10 deg", "draws": "0"} | {
        key: value for key, value in changed.items() if key != "planes"
    }
    text = text[:begin] + REVISIT.format(**parts) + text[end:]
    return text.replace("coverage.all_one_in_view_world", "revisit.all_gap_90_world")


@pytest.mark.law
@pytest.mark.parametrize(("span", "step"), [("24 h", "60 s"), ("1 h", "7 s"), ("90 day", "30 s"), ("1 min", "60 s"), ("32 min", "1 min")])
def test_revisit_is_told_as_it_is_compiled(span: str, step: str):
    """And its memory grows with the classes that its spells can fall in: 8 bytes a cell, class and variant, and somewhat more."""
    scenario = loads(revisiting(span=span, step=step, draws="2"))
    told, asked = cost_of(scenario).studies["revisit"], compile_scenario(scenario, 0).sweeps["revisit"]
    assert (told.instants, told.cells, told.draws) == (asked.instants, 648, 3)
    counters = 8.0 * class_count(asked.instants) * told.cells * told.draws
    assert counters < told.memory < 3.0 * counters + 2e6


@pytest.mark.law
@pytest.mark.parametrize(
    ("what", "values"),
    [("span", ["1 h", "24 h", "10 day"]), ("grid", ["30 deg", "10 deg", "2 deg"]), ("draws", ["0", "1", "64"]), ("planes", ["2", "1000"])],
)
def test_more_revisit_takes_longer_and_more_memory(what: str, values: list[str]):
    costs = [cost_of(loads(revisiting(**{what: value}))) for value in values]
    for less, more in itertools.pairwise(costs):
        assert less.seconds < more.seconds
        assert less.memory < more.memory


@pytest.mark.law
def test_two_studies_take_the_time_of_both_and_the_memory_of_the_larger():
    """The studies run one after the other; the libraries and the orbits are there in any case."""
    one, other = loads(small_text(grid="2 deg", draws="3")), loads(revisiting(grid="1 deg", draws="3"))
    text = revisiting(grid="1 deg", draws="3")
    asked = text[text.index("  revisit:") : text.index("headline:")]
    both = cost_of(loads(small_text(grid="2 deg", draws="3").replace("headline:", f"{asked}headline:")))
    alone = [cost_of(scenario) for scenario in (one, other)]
    assert both.studies == {name: told for cost in alone for name, told in cost.studies.items()}
    assert both.memory == max(cost.memory for cost in alone)
    assert max(cost.seconds for cost in alone) < both.seconds < sum(cost.seconds for cost in alone)


@pytest.mark.law
@given(
    st.integers(1, 100_000),
    st.integers(1, 10),
    st.integers(72, 1_036_800),
    st.integers(1, 100_000),
    st.integers(1, 10),
    st.integers(0, 1_000_000),
)
def test_heavier_instants_make_shorter_tasks(
    satellites: int, views: int, cells: int, more_satellites: int, more_views: int, more_cells: int
):
    for sorting in (False, True):
        light = instants_per_task(satellites, views, cells, sorting)
        heavy = instants_per_task(satellites + more_satellites, views + more_views, cells + more_cells, sorting)
        assert 16 <= heavy <= light
        assert light <= instants_per_task(satellites, views, cells)


@pytest.mark.cross
@pytest.mark.parametrize(("planes", "devices"), [(200, 1), (200, 4)])
def test_the_memory_told_is_not_less_than_what_a_run_takes(tmp_path: Path, planes: int, devices: int):
    """20,000 high satellites on half-degree cells: the peak of the whole process, as the system counts it, against the estimate."""
    text = small_text(planes=str(planes), span="10 min", step="1 min", grid="0.5 deg").replace("per-plane: 4", "per-plane: 100")
    text = text.replace("{value: 550 km, low: 400 km, high: 1200 km, source: assumed, note: no orbit is meant}", "20000 km")
    taken, told = taken_and_told(text, tmp_path, devices)
    assert 0.25 * told < taken < 1.15 * told


@pytest.mark.cross
def test_the_memory_told_of_revisit_is_not_less_than_what_a_run_takes(tmp_path: Path):
    """Spells of 49 classes in 64,800 cells of ten variants take some 0.3 GB; told without them it would be too little."""
    text = revisiting(span="64 min", step="1 min", grid="1 deg", draws="9")
    taken, told = taken_and_told(text, tmp_path, 2)
    assert told > 0.9e9
    assert 0.5 * told < taken < 1.15 * told


def taken_and_told(text: str, folder: Path, devices: int) -> tuple[float, float]:
    """Peak of a whole process that flies a scenario, and the estimate, bytes.

    Linux counts in `ru_maxrss` what the process that started this one held; VmHWM is its own alone.
    """
    (folder / "heavy.yaml").write_text(text, encoding="utf-8")
    peak = "__import__('resource').getrusage(0).ru_maxrss"
    if sys.platform == "linux":
        peak = "next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1]"
    code = f"import cupola; cupola.run('heavy.yaml', out='run'); print({peak})"
    environment = os.environ | {"CUPOLA_DEVICES": str(devices)}
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=True)
    taken = float(done.stdout.split()[-1]) * (1.0 if sys.platform == "darwin" else 1024.0)
    return taken, cost_of(loads(text), devices).memory
