"""The only wiring: load, compile, order the studies, run them, save. The command line and the page call this; nothing else does."""

import hashlib
import operator
import platform
import re
import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

from cupola.compiler.cost import cost_of, devices_expected
from cupola.compiler.countries import check_countries
from cupola.compiler.wording import described
from cupola.errors import InputError
from cupola.scenario.absence import Absence, absence_of
from cupola.scenario.dependence import Knockout
from cupola.scenario.facts import Fact
from cupola.scenario.loading import NO_CHANGES, load
from cupola.scenario.schema import Scenario
from cupola.scenario.studies import REPLAYED, STUDIES
from cupola.scenario.taking_part import partners_of
from cupola.store import Run, open_run, standing_run

if TYPE_CHECKING:
    from cupola.compiler.problem import Problem
    from cupola.engine import Devices, Progress
    from cupola.exports import Flight, Written
    from cupola.records import Figure, Record
    from cupola.store.writing import Draft
    from cupola.studies.base import Study

_MOST_SHOWN = 6
"""Figures at the head of a run in which nothing of the scenario's headline was asked: as many as a headline may have."""

_TOLD_VERSIONS = ("cupola", "jax", "jaxlib", "numpy", "pyerfa", "astropy-iers-data", "xarray", "zarr", "SALib")


def silent(study: str, done: int, total: int) -> None:
    """A progress that says nothing."""


def run(  # noqa: PLR0913 -- what is flown, and how
    scenario: str | Path | Scenario,
    studies: Sequence[str] | None = None,
    out: str | Path | None = None,
    seed: SupportsIndex = 0,
    engine: str = "local",
    changes: Mapping[str, str] = NO_CHANGES,
    fresh: bool = False,
    without: Sequence[str] = (),
    progress: "Progress" = silent,
) -> Run:
    """Fly a scenario, measure it, and keep the result with its report.

    Args:
        scenario: the name of a bundled scenario, the path of a file, or a scenario already loaded.
        studies: which studies to run; all that the scenario asks for if left out.
        out: folder of the run; `cupola-runs/NAME-HASH` in the current folder if left out. Where a finished run of the same inputs stands,
            it is given back; where an unfinished one stands, the work goes on from there.
        seed: of the draws, 0 to 2^63 - 1.
        engine: `local`.
        changes: text by key path, as `--set` gives it; only with a name or a path.
        fresh: do the work again even where the same run stands.
        without: suppliers, with all that is theirs, and constellations that are left out.
        progress: told of each finished task.

    Returns:
        The finished run; `run["coverage"]` is an `xarray.Dataset`, `run.manifest["studies"]` holds the figures, `run.path / "report.html"`
        the report.

    Raises:
        InputError: the scenario, or one of the arguments, is wrong; nothing has been written.
        RunError: another process is working on the same run.
    """
    return _run(scenario, studies, out, seed, engine, changes, fresh, without, None, progress)


def knockout(  # noqa: PLR0913 -- what is asked, and how
    scenario: str | Path | Scenario,
    without: Sequence[str] = (),
    joined: Sequence[str] = (),
    shapley: bool = False,
    out: str | Path | None = None,
    seed: SupportsIndex = 0,
    changes: Mapping[str, str] = NO_CHANGES,
    fresh: bool = False,
    progress: "Progress" = silent,
) -> Run:
    """Take partners out of a programme, or bring one in, and play the whole chain again.

    Args:
        scenario: one that asks the study `dependence`.
        without: suppliers that leave.
        joined: candidates that are brought in.
        shapley: share the value of the programme among its partners instead.
        out: folder of the run; `cupola-runs/NAME-HASH` in the current folder if left out.
        seed: of the draws.
        changes: as for `run`.
        fresh: do the work again even where the same run stands.
        progress: told of each finished piece of work.

    Returns:
        The finished run; `run["dependence"]` is an `xarray.Dataset`, `run.manifest["sentence"]` the answer.

    Raises:
        InputError: the scenario, or one of the arguments, is wrong; nothing has been written.
        RunError: another process is working on the same run.
    """
    return _run(
        scenario, ["dependence"], out, seed, "local", changes, fresh, (), Knockout(tuple(without), tuple(joined), shapley), progress
    )


def _run(  # noqa: PLR0913 -- as `run` and `knockout`
    scenario: str | Path | Scenario,
    studies: Sequence[str] | None,
    out: str | Path | None,
    seed: SupportsIndex,
    engine: str,
    changes: Mapping[str, str],
    fresh: bool,
    without: Sequence[str],
    knocked: Knockout | None,
    progress: "Progress",
) -> Run:
    """A run of studies, or of a knockout."""
    begun = time.monotonic()
    if isinstance(scenario, Scenario) and changes:
        raise InputError("changes go with a name or a path; give them to cupola.load, or run the file itself")
    number = operator.index(seed)
    loaded = scenario if isinstance(scenario, Scenario) else load(scenario, changes)
    if knocked is not None:
        suppliers = {name: (loaded.suppliers[name].title, loaded.suppliers[name].candidate) for name in partners_of(vars(loaded))}
        knocked = knocked.of(
            loaded.studies.dependence,
            suppliers,
            loaded.file,
            without=knocked.without,
            joined=knocked.joined,
            shapley=knocked.shapley,
        )
    names = _chosen(loaded, studies)
    _check_arguments(loaded, number, engine)
    absence = absence_of(loaded, tuple(without))
    inputs = _hash_of_inputs(loaded, names, number, (*absence.names, *(() if knocked is None else knocked.words)))
    where = Path(out) if out is not None else Path("cupola-runs") / f"{loaded.name}-{inputs[:10]}"
    finished = standing_run(where, inputs, fresh=fresh)
    if finished is None:
        told = {
            "inputs_sha256": inputs,
            "seed": number,
            "command": _command(
                where / "scenario.yaml" if isinstance(scenario, Scenario) else scenario,
                studies,
                number,
                changes,
                out,
                absence.names,
                knocked,
            ),
            "without": list(absence.names),
            "started": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        }
        finished = _fly(loaded, names, absence, knocked, where, told, begun, progress)
    if not (finished.path / "report.html").is_file():
        from cupola.report import write  # noqa: PLC0415 -- a run that stands already with its report is found without drawing

        write(finished.path)
    return finished


def export(
    run_dir: str | Path,
    format: str,
    out: str | Path | None = None,
    step: float | None = None,
    span: float | None = None,
    constellations: Sequence[str] = (),
) -> "Written":
    """Write a finished run in a format of other programs; see docs/export.md.

    Args:
        run_dir: folder of the run.
        format: `czml`, `geojson`, `csv` or `parquet`.
        out: the file, or for tables the folder; beside the run if left out. Never inside a run.
        step: seconds between positions; left out, the format chooses. For `czml` and `geojson`, as what follows.
        span: seconds from the scenario's epoch on; a day if left out.
        constellations: names of those wanted; all if left out.

    Returns:
        The path, the files, and sentences on what is in them.

    Raises:
        InputError: one of the arguments is wrong, or more than a file should hold; nothing has been written.
        RunError: no run there, or one that is unfinished or damaged.
    """
    from cupola.exports import Window  # noqa: PLC0415 -- pyarrow and NumPy are loaded only when something is written
    from cupola.exports import export as write  # noqa: PLC0415 -- as above

    asked = step is not None or span is not None or bool(constellations)
    window = Window(Window.span if span is None else span, step, tuple(constellations)) if asked else None
    return write(open_run(run_dir), format, None if out is None else Path(out), window, _flown_again)


def _flown_again(run: Run) -> "Flight":
    """The run's own scenario, compiled with the values as written."""
    from cupola.compiler.compiling import compile_scenario  # noqa: PLC0415 -- JAX is loaded only when something is flown
    from cupola.engine import ready_devices  # noqa: PLC0415 -- as above
    from cupola.exports import Flight, Place  # noqa: PLC0415 -- as above

    ready_devices()
    scenario = load(run.path / "scenario.yaml")
    problem = compile_scenario(scenario, run.manifest["seed"], absence_of(scenario, run.manifest.get("without", ())))
    places = tuple(Place(one.name, one.title, one.latitude, one.longitude) for one in problem.targets)
    return Flight(problem.body, problem.clock, problem.variants[0], places)


def _fly(
    scenario: Scenario,
    names: Sequence[str],
    absence: Absence,
    knocked: Knockout | None,
    where: Path,
    told: dict[str, Any],
    begun: float,
    progress: "Progress",
) -> Run:
    """Do the work of a run and write it, resuming where pieces of it are kept."""
    from cupola.compiler.compiling import compile_scenario  # noqa: PLC0415 -- JAX is loaded only when something is flown
    from cupola.compiler.dependent import asked_of  # noqa: PLC0415 -- as above
    from cupola.compiler.leaner import lean  # noqa: PLC0415 -- as above
    from cupola.engine import ready_devices  # noqa: PLC0415 -- as above
    from cupola.store.writing import Draft  # noqa: PLC0415 -- as above
    from cupola.studies import in_order  # noqa: PLC0415 -- as above

    devices = ready_devices()
    problem = compile_scenario(scenario if knocked is None else lean(scenario), told["seed"], absence)
    if knocked is not None and problem.dependence is not None:
        problem = replace(problem, dependence=asked_of(problem.dependence, knocked.without, knocked.joined, knocked.shapley))
    with Draft(where, told["inputs_sha256"]) as draft:
        records = _records(in_order([name for name in names if name not in REPLAYED], problem), problem, devices, draft, progress)
        if "deployment" in names and problem.deployment is not None and problem.deployment.capability:
            records["capability"] = _capability(records["deployment"], scenario, problem, devices, draft, progress)
        if "dependence" in names:
            quick = problem if knocked is not None else compile_scenario(lean(scenario), told["seed"], absence)
            records["dependence"] = _dependence(scenario, quick, absence, devices, draft, progress)
        if "sensitivity" in names:
            records["sensitivity"] = _sensitivity(scenario, problem, told["seed"], absence, devices, draft, progress)
        manifest = told | _manifest(scenario, problem, records, devices, knocked) | {"wall_s": round(time.monotonic() - begun, 3)}
        return draft.finish(manifest, scenario.source_text, [_row(fact) for fact in scenario.facts()], records)


def _chosen(scenario: Scenario, studies: Sequence[str] | None) -> tuple[str, ...]:
    asked = tuple(scenario.studies.asked())
    names = tuple(dict.fromkeys(asked if studies is None else studies))
    for name in names:
        if name not in STUDIES:
            raise InputError(f"there is no study {name!r}; there are {', '.join(STUDIES)}")
        if name not in asked:
            raise InputError(
                f"{scenario.file} asks no study {name!r}, only {', '.join(asked)}; write what it shall measure under studies.{name}"
            )
    if not names:
        raise InputError(f"name at least one study: {', '.join(asked)}")
    return names


def _check_arguments(scenario: Scenario, seed: int, engine: str) -> None:
    check_countries(scenario)
    if engine != "local":
        raise InputError(f"there is no engine {engine!r}; there is local")
    if not 0 <= seed < 2**63:
        raise InputError(f"got the seed {seed}; must lie between 0 and 2^63 - 1")
    cost, free = cost_of(scenario, devices_expected()), free_memory()
    if free is not None and cost.memory > 0.9 * free:
        raise InputError(
            f"{scenario.file} would take about {cost.memory / 1e9:.1f} GB of memory and {free / 1e9:.1f} GB are free; "
            "make the grid of its studies coarser, or name fewer views, draws, launches or trials"
        )


def free_memory() -> float | None:
    """Bytes of memory that can be had without swapping, a container's own limit heeded; None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    free = [float(line.split()[1]) * 1024.0 for line in lines if line.startswith("MemAvailable:")]
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.is_file() and (told := limit.read_text(encoding="ascii").strip()).isdecimal():
        free.append(float(told))
    return min(free, default=None)


def _records(
    chosen: "Sequence[Study]", problem: "Problem", devices: "Devices", draft: "Draft", progress: "Progress"
) -> "dict[str, Record]":
    from cupola.engine import run_study  # noqa: PLC0415 -- JAX is loaded only when something is flown

    records: dict[str, Record] = {}
    for study in chosen:
        results = run_study(study, problem, devices, draft, progress)
        records[study.name] = study.gather(problem, results, {name: records[name] for name in study.needs_of(problem)})
    return records


def _capability(
    deployment: "Record", scenario: Scenario, problem: "Problem", devices: "Devices", draft: "Draft", progress: "Progress"
) -> "Record":
    """Other studies, asked again of what a deployment has up on some days."""
    from cupola.engine import Replays  # noqa: PLC0415 -- JAX is loaded only when something is flown
    from cupola.studies import in_order  # noqa: PLC0415 -- as above
    from cupola.studies.capability import capability_of  # noqa: PLC0415 -- as above

    asked = problem.deployment
    if asked is None:
        raise ValueError("nothing is deployed")
    studies = in_order(asked.capability)
    replays = Replays(studies, problem, devices, draft)
    flown = set(asked.constellations.values())
    affected = [
        f"{study.name}.{view}_".replace("-", "_")
        for study in studies
        for view, constellations in _views(problem, study.name)
        if flown & set(constellations)
    ]
    headline = {*scenario.headline.figures, *_named(scenario.headline.sentence)}
    return capability_of(deployment, asked.constellations, affected, headline, partial(replays.figures, progress=progress))


def _dependence(
    scenario: Scenario, problem: "Problem", absence: Absence, devices: "Devices", draft: "Draft", progress: "Progress"
) -> "Record":
    """The chain played again without some partners."""
    from cupola.compiler.coalitions import Coalitions  # noqa: PLC0415 -- JAX is loaded only when something is flown
    from cupola.engine import dependence_of  # noqa: PLC0415 -- as above

    if problem.dependence is None:
        raise ValueError("nobody is asked to leave")
    return dependence_of(Coalitions(scenario, problem.dependence, absence, problem.body), problem, devices, draft, progress)


def _sensitivity(
    scenario: Scenario, problem: "Problem", seed: int, absence: Absence, devices: "Devices", draft: "Draft", progress: "Progress"
) -> "Record":
    """One figure, asked again with facts at the ends of their ranges."""
    from cupola.engine import Varying  # noqa: PLC0415 -- JAX is loaded only when something is flown
    from cupola.studies import in_order  # noqa: PLC0415 -- as above
    from cupola.studies.sensitivity import sensitivity_of  # noqa: PLC0415 -- as above

    asked = scenario.studies.sensitivity
    if asked is None:
        raise ValueError("no figure is asked again")
    studies, facts = in_order([asked.figure.partition(".")[0]], problem), asked.chosen(scenario.facts())
    varying = Varying(scenario, asked.figure, studies, seed, absence, devices, draft, progress)
    return sensitivity_of(asked, facts, varying.held(facts), varying, seed)


def _views(problem: "Problem", study: str) -> list[tuple[str, tuple[str, ...]]]:
    """Names of a study's views, and the constellations of each."""
    views = problem.sweeps[study].views if study in problem.sweeps else () if problem.latency is None else problem.latency.views
    return [(name, constellations) for name, _, constellations in views]


def _manifest(
    scenario: Scenario, problem: "Problem", records: "Mapping[str, Record]", devices: "Devices", knocked: Knockout | None
) -> dict[str, Any]:
    figures = {f"{study}.{name}": figure for study, record in records.items() for name, figure in record.figures.items()}
    return {
        "scenario": {
            "name": scenario.name,
            "title": scenario.title,
            "question": scenario.question,
            "about": scenario.about,
            "notional": scenario.notional,
            "epoch": scenario.epoch.isoformat(),
            "sha256": hashlib.sha256(scenario.source_text.encode()).hexdigest(),
            "constellations": [_flown(scenario, name) for name in scenario.constellations],
        },
        "versions": {"python": platform.python_version()} | {name: version(name) for name in _TOLD_VERSIONS},
        "device": {"platform": devices.platform, "kind": devices.kind, "count": devices.count},
        "warnings": list(problem.warnings),
        "sentence": _sentence(scenario, figures) if knocked is None else _answer(records["dependence"], figures),
        "headline": _headline(scenario.headline.figures if knocked is None else _asked(records["dependence"]), figures),
        "sources": {name: source.model_dump(exclude_none=True) for name, source in scenario.sources.items()},
        "studies": {
            name: {
                "figures": {key: figure.as_json() for key, figure in record.figures.items()},
                "assumptions": list(record.assumptions),
                "limits": list(record.limits),
            }
            for name, record in records.items()
        },
    }


def _headline(wanted: Sequence[str], figures: "Mapping[str, Figure]") -> list[str]:
    """Those of the wanted figures that there are; where there is none of them, the first of those that there are."""
    return [name for name in wanted if name in figures] or list(figures)[:_MOST_SHOWN]


def _sentence(scenario: Scenario, figures: "Mapping[str, Figure]") -> dict[str, Any]:
    """The headline with its figures; where it names one of a study that was left out, a sentence that says so."""
    template = scenario.headline.sentence
    named = _named(template)
    left_out = sorted({name.partition(".")[0] for name in named if name not in figures})
    if left_out:
        return {
            "template": f"The headline of this scenario also speaks of what was left out of this run: {', '.join(left_out)}.",
            "arguments": {},
        }
    return {"template": template, "arguments": {name: figures[name].as_json() for name in named}}


def _asked(dependence: "Record") -> list[str]:
    """Figures that a knockout is about: those of its answer."""
    return list(dict.fromkeys(_named(str(dependence.data.attrs["answer"]))))


def _answer(dependence: "Record", figures: "Mapping[str, Figure]") -> dict[str, Any]:
    """What a knockout comes to."""
    template = str(dependence.data.attrs["answer"])
    return {"template": template, "arguments": {name: figures[name].as_json() for name in _named(template)}}


def _named(template: str) -> list[str]:
    """Figures that a sentence names."""
    return re.findall(r"\{([^{}]*)\}", template)


def _flown(scenario: Scenario, name: str) -> dict[str, Any]:
    constellation = scenario.constellations[name]
    supplier = None if constellation.supplier is None else scenario.suppliers[constellation.supplier].title
    return {
        "id": name,
        "title": constellation.title,
        "layer": constellation.layer,
        "supplier": supplier,
        "satellites": constellation.satellites,
        "shells": [described(shell) for shell in constellation.shells.values()],
    }


def _row(fact: Fact) -> dict[str, Any]:
    return {
        "key": fact.key,
        "value": fact.value,
        "low": fact.low,
        "high": fact.high,
        "unit": fact.unit,
        "text": fact.text,
        "kind": fact.kind,
        "date": fact.date,
        "source": fact.source,
        "note": fact.note,
        "line": fact.line,
    }


def _command(
    scenario: str | Path,
    studies: Sequence[str] | None,
    seed: int,
    changes: Mapping[str, str],
    out: str | Path | None,
    without: Sequence[str],
    knocked: Knockout | None,
) -> str:
    if knocked is not None:
        studies = ()
    words = ["cupola", "run" if knocked is None else "knockout", str(scenario), *(() if knocked is None else knocked.words)]
    for study in studies or ():
        words += ["--study", study]
    for key, value in changes.items():
        words += ["--set", f"{key}={value}"]
    for name in without:
        words += ["--without", name]
    return shlex.join([*words, "--seed", str(seed), *(() if out is None else ("--out", str(out)))])


def _hash_of_inputs(scenario: Scenario, studies: Sequence[str], seed: int, without: Sequence[str]) -> str:
    """Hash of all that the arrays depend on: the scenario, who is left out, studies, seed, the versions below it, and Cupola's own code."""
    digest = hashlib.sha256()
    versions = (f"{name} {version(name)}" for name in _TOLD_VERSIONS)
    for part in (scenario.source_text, ",".join(studies), str(seed), ",".join(sorted(without)), *versions, _hash_of_code()):
        digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def _hash_of_code() -> str:
    """Hash of the package's modules and data, the bundled scenarios apart: a change of the code is a change of the inputs."""
    digest = hashlib.sha256()
    for name, module in sorted(_modules(files("cupola"), "")):
        digest.update(name.encode())
        digest.update(module.read_bytes())
    return digest.hexdigest()


def _modules(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir() and entry.name not in {"__pycache__", "exports", "fonts", "library", "report"}:
            found += _modules(entry, name)
        elif entry.is_file() and entry.name.endswith((".py", ".npz", ".tsv", ".txt", ".json")):
            found.append((name, entry))
    return found
