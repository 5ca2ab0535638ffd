"""Promises about imports that a linter cannot check by itself: every study is named in its contract, and the doors open without arrays."""

import importlib
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import cupola.studies
from cupola.studies.base import JobStudy, Study

pytestmark = pytest.mark.story
ROOT = Path(__file__).resolve().parents[1]
_MODULES = (
    *(
        "apart",
        "base",
        "calendar",
        "capability",
        "cost_record",
        "custody_record",
        "dependence",
        "deployment_record",
        "interception_record",
        "latency_load",
        "latency_record",
    ),
    *("indices", "launches", "launch_maps", "raids", "pricing", "sensitivity", "sweeps", "webs", "worth"),
)
SHARED = {f"cupola.studies.{name}" for name in _MODULES}


def contracts() -> list[dict[str, Any]]:
    with (ROOT / "pyproject.toml").open("rb") as stream:
        return tomllib.load(stream)["tool"]["importlinter"]["contracts"]


def test_every_study_is_named_in_the_contract_of_independence():
    (independence,) = [contract for contract in contracts() if contract["type"] == "independence"]
    studies = {f"cupola.studies.{module.name}" for module in pkgutil.iter_modules(cupola.studies.__path__)} - SHARED
    assert {f"cupola.studies.{name}" for name in ("coverage", "revisit", "custody", "latency", "deployment")} <= studies
    assert sorted(independence["modules"]) == sorted(studies)


def test_what_studies_share_asks_no_question_of_its_own():
    """Neither the protocol nor the common ground of sweeps holds a study, or studies could meet in it."""
    for name in SHARED:
        held = [one for one in vars(importlib.import_module(name)).values() if isinstance(one, type) and issubclass(one, Study)]
        assert [one for one in held if one not in (Study, JobStudy)] == []


def test_every_study_on_the_command_line_has_a_module_of_its_own():
    for name, study in cupola.studies.STUDIES.items():
        assert study.name == name
        assert type(study).__module__ == f"cupola.studies.{name}"
        assert importlib.import_module(f"cupola.studies.{name}") is sys.modules[type(study).__module__]


DOORS = (
    *("cupola", "cupola.cli.main", "cupola.cli.checking", "cupola.compiler.cost", "cupola.compiler.countries"),
    *("cupola.catalog.vehicles", "cupola.catalog.launch_sites", "cupola.catalog.flight_record", "cupola.catalog.prices"),
)


@pytest.mark.parametrize("door", DOORS)
def test_the_doors_open_without_arrays(door: str):
    """In a process of its own: the package, its command and what `check` needs load neither NumPy nor JAX, nor what stands on them."""
    code = f"import sys, {door}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = set(done.stdout.split())
    assert "cupola" in loaded
    assert loaded.isdisjoint({"numpy", "jax", "jaxlib", "jaxtyping", "scipy", "xarray", "zarr", "pyarrow", "matplotlib", "ray"})


@pytest.mark.parametrize("room", ["network", "launch", "economics", "partners"])
def test_rooms_of_numpy_alone_load_no_jax(room: str):
    """In a process of its own: every module of the room. A worker that flies trials or routes must start at once."""
    package = importlib.import_module(f"cupola.{room}")
    names = [f"cupola.{room}.{module.name}" for module in pkgutil.iter_modules(package.__path__)]
    code = f"import sys, {', '.join(names)}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = set(done.stdout.split())
    assert {"cupola", "numpy"} <= loaded
    assert loaded.isdisjoint({"jax", "jaxlib", "xarray", "zarr", "ray"})
