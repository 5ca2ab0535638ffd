"""What a run will take: the same instants, cells and variants as are compiled, and more work never told as less."""

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
from cupola.compiler.cost import cost_of, instants_per_task
from cupola.scenario.loading import loads


@pytest.mark.reference
def test_a_day_of_minutes_on_two_degrees():
    """90 rings of 180 columns; 1,440 minutes; 24 + 6 + 3 + 2 + 15 satellites; three draws and the values as written."""
    cost = cost_of(small(grid="2 deg", draws="3"))
    assert (cost.satellites, cost.instants, cost.cells, cost.draws) == (50, 1440, 16_200, 4)


@pytest.mark.law
@pytest.mark.parametrize(
    ("span", "step", "grid"),
    [("24 h", "60 s", "10 deg"), ("1 h", "7 s", "6 deg"), ("100 min", "1 h", "0.75 deg"), ("1 min", "60 s", "30 deg")],
)
def test_the_estimate_is_of_what_is_compiled(span: str, step: str, grid: str):
    scenario = small(span=span, step=step, grid=grid, draws="1")
    cost, problem = cost_of(scenario), compile_scenario(scenario, 0)
    asked = problem.coverage
    assert cost.instants == asked.instants
    assert cost.cells == asked.grid.rings * asked.grid.columns == asked.places[-1].cells.size
    assert cost.draws == len(problem.variants)
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
    light = instants_per_task(satellites, views, cells)
    heavy = instants_per_task(satellites + more_satellites, views + more_views, cells + more_cells)
    assert 16 <= heavy <= light


@pytest.mark.cross
@pytest.mark.parametrize(("planes", "devices"), [(200, 1), (200, 4)])
def test_the_memory_told_is_not_less_than_what_a_run_takes(tmp_path: Path, planes: int, devices: int):
    """20,000 high satellites on half-degree cells: the peak of the whole process, as the system counts it, against the estimate."""
    text = small_text(planes=str(planes), span="10 min", step="1 min", grid="0.5 deg").replace("per-plane: 4", "per-plane: 100")
    text = text.replace("{value: 550 km, low: 400 km, high: 1200 km, source: assumed, note: no orbit is meant}", "20000 km")
    (tmp_path / "heavy.yaml").write_text(text, encoding="utf-8")
    code = "import resource, cupola; cupola.run('heavy.yaml', out='run'); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    environment = os.environ | {"CUPOLA_DEVICES": str(devices)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    taken = float(done.stdout.split()[-1]) * (1.0 if sys.platform == "darwin" else 1024.0)
    told = cost_of(loads(text), devices).memory
    assert 0.25 * told < taken < 1.15 * told
