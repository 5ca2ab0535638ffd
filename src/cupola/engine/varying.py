"""One figure asked again and again with some facts at other values, with the same luck. Each distinct compiled problem is flown once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from cupola.compiler.compiling import compile_scenario
from cupola.compiler.fingerprint import fingerprint
from cupola.compiler.problem import Problem
from cupola.engine.devices import Devices, cores
from cupola.engine.local import Progress, Sink, run_study
from cupola.engine.workers import Workers
from cupola.errors import InputError, ScenarioError
from cupola.records import Figure, Record
from cupola.scenario.absence import Absence
from cupola.scenario.facts import Fact
from cupola.scenario.loading import loads
from cupola.scenario.paring import pared
from cupola.scenario.schema import Scenario
from cupola.studies.base import JobStudy, Piece, Study, Task

AT_ONCE = 32
"""Problems that are compiled together: enough to keep all workers busy, few enough to hold."""

Values = Mapping[str, float]
"""SI value by key path of the facts that are not as written."""


class Varying:
    """A figure of a scenario at other values of its facts.

    Mutable: it remembers the figure of each problem that was flown, and keeps it in the sink, so that a stopped run does not fly it again.

    Attributes:
        asked: sets of values asked for.
        flown: distinct problems among them that were flown, or whose figures were kept.
    """

    def __init__(
        self,
        scenario: Scenario,
        figure: str,
        studies: Sequence[Study],
        seed: int,
        absence: Absence,
        devices: Devices,
        sink: Sink,
        progress: Progress,
    ):
        """Ask `figure`, `study.name`, again.

        Args:
            scenario: as written.
            figure: that it gives.
            studies: the figure's own, last, after those that it needs.
            seed: of the run: chances fall alike whatever the values.
            absence: who is left out.
            devices: to fly on.
            sink: to keep figures in.
            progress: told of each figure.

        Views and variants that are not the figure's are left out; parts of studies that only deepen an answer (`Study.brief`) likewise,
        unless the figure is of them.
        """
        self._scenario, self._figure, self._studies = scenario, figure, tuple(studies)
        self._seed, self._absence, self._devices, self._sink, self._progress = seed, absence, devices, sink, progress
        self._counts = {fact.key for fact in scenario.facts() if fact.is_count}
        self._read: dict[tuple[tuple[str, float], ...], Scenario] = {}
        self._found: dict[str, Figure] = {}
        self._rests: dict[str, tuple[str, Record]] = {}
        self._windows: dict[str, tuple[int, ...]] = {}
        self._in_brief = True
        self.asked = 0

    @property
    def flown(self) -> int:
        """Distinct problems so far."""
        return len(self._found)

    def held(self, facts: Sequence[Fact]) -> dict[str, str]:
        """By key path, why a whole number is not taken to the ends of its range: it would be other satellites, or no scenario."""
        if not any(fact.is_count for fact in facts):
            return {}
        written = _sizes(self._compiled({}))
        reasons: dict[str, str] = {}
        for fact in (one for one in facts if one.is_count):
            try:
                sizes = [_sizes(self._compiled({fact.key: end})) for end in (fact.lowest, fact.highest)]
            except InputError as error:
                reasons[fact.key] = f"with it the file no longer holds together: {_reason(error)}"
                continue
            if any(size != written for size in sizes):
                reasons[fact.key] = "it changes how many satellites there are, which is another constellation; write that one beside it"
        return reasons

    def figures(self, several: Sequence[Values]) -> list[Figure]:
        """The figure at each of these sets of values, in their order.

        Args:
            several: values of facts; what is not named is as written. A whole number is rounded.

        Values with which the scenario cannot be flown have a figure without a value, and the reason in its note.
        """
        total = self.asked + len(several)
        self._progress("sensitivity", self.asked, total)
        found: list[Figure] = []
        rest = iter(several)
        while chunk := list(islice(rest, AT_ONCE)):
            self.asked += len(chunk)
            keys, new = self._sorted(chunk)
            for done, (key, figure) in enumerate(self._flown(new), start=1):
                self._found[key] = figure
                self._sink.put("sensitivity", key, _as_piece(figure))
                self._progress("sensitivity", self.asked - len(new) + done, total)
            found += [one if isinstance(one, Figure) else self._found[one] for one in keys]
            self._progress("sensitivity", self.asked, total)
        return found

    def _sorted(self, several: Sequence[Values]) -> tuple[list[str | Figure], dict[str, Problem]]:
        """For each set of values the name of its problem, or the figure of one that there cannot be; and the problems still to fly."""
        keys: list[str | Figure] = []
        new: dict[str, Problem] = {}
        for values in several:
            try:
                problem = self._compiled(values)
            except InputError as error:
                keys.append(Figure(None, "1", self._figure, note=f"cannot be flown: {_reason(error)}"))
                continue
            read = fingerprint([self._figure, *(study.reads(problem) for study in self._studies)])
            key = f"at-{read[:24]}"
            keys.append(key)
            if key not in self._found and key not in new:
                kept = self._sink.get("sensitivity", key)
                if kept is None:
                    new[key] = problem
                else:
                    self._found[key] = _as_figure(kept)
        return keys, {key: self._widened(problem) for key, problem in new.items()}

    def _compiled(self, values: Values) -> Problem:
        """The problem at these values.

        Raises:
            InputError: there is none.
        """
        counts = tuple(sorted((key, round(value)) for key, value in values.items() if key in self._counts))
        if counts not in self._read:
            scenario = self._scenario
            if counts:
                changes = {key: str(count) for key, count in counts}
                scenario = loads(scenario.source_text, scenario.file, changes)
            self._read[counts] = pared(scenario, self._figure, tuple(study.name for study in self._studies))
        rest = {key: value for key, value in values.items() if key not in self._counts}
        return compile_scenario(self._read[counts].with_values(rest), self._seed, self._absence)

    def _widened(self, problem: Problem) -> Problem:
        """With windows as wide as any so far, so that one compiled kernel serves all."""
        sweeps = dict(problem.sweeps)
        for name, sweep in sweeps.items():
            before = self._windows.get(name, sweep.windows)
            self._windows[name] = tuple(max(pair) for pair in zip(before, sweep.windows, strict=True))
        return replace(problem, sweeps={name: replace(sweep, windows=self._windows[name]) for name, sweep in sweeps.items()})

    def _flown(self, problems: Mapping[str, Problem]) -> Iterator[tuple[str, Figure]]:
        """The figure of each problem, as soon as it is there."""
        records: dict[str, dict[str, Record]] = {key: {} for key in problems}
        *below, last = self._studies
        for study in below:
            self._add(study, problems, records)
        lean = {key: last.brief(problem) if self._in_brief else problem for key, problem in problems.items()}
        for key, results in self._results(last, lean):
            figures = last.gather(lean[key], results, {name: records[key][name] for name in last.needs_of(lean[key])}).figures
            name = self._figure.partition(".")[2]
            if self._in_brief and name not in figures:
                self._in_brief = False
                self._rests = {}
                yield from self._flown({one: problems[one] for one in records})
                return
            yield key, figures[name]
            del records[key]

    def _add(self, study: Study, problems: Mapping[str, Problem], records: Mapping[str, dict[str, Record]]) -> None:
        """Records of a study on which the figure's rests: one for all problems of which it reads the same. The first ever made is kept, so
        that facts which it does not read never have it flown again."""
        lean = {key: study.brief(problem) if self._in_brief else problem for key, problem in problems.items()}
        read_by = self._studies[: self._studies.index(study) + 1]
        reads = {key: fingerprint([one.reads(problem) for one in read_by]) for key, problem in lean.items()}
        kept = self._rests.get(study.name)
        made = {} if kept is None else {kept[0]: kept[1]}
        new: dict[str, str] = {}
        for key, read in reads.items():
            if read not in made:
                new.setdefault(read, key)
        for key, results in self._results(study, {key: lean[key] for key in new.values()}):
            made[reads[key]] = study.gather(lean[key], results, {name: records[key][name] for name in study.needs_of(lean[key])})
            self._rests.setdefault(study.name, (reads[key], made[reads[key]]))
        for key, read in reads.items():
            records[key][study.name] = made[read]

    def _results(self, study: Study, problems: Mapping[str, Problem]) -> Iterator[tuple[str, dict[str, Piece]]]:
        """What a study's tasks give for each problem: jobs of all problems side by side, other tasks one after the other."""
        if not isinstance(study, JobStudy):
            for key, problem in problems.items():
                yield key, run_study(study, problem, self._devices, _Nowhere(), _untold)
            return
        plans = {key: study.plan(problem) for key, problem in problems.items()}
        jobs = (study.job(problems[key], task) for key, tasks in plans.items() for task in tasks)
        with Workers(max(min(cores(), sum(map(len, plans.values()))), 1)) as workers:
            pieces = workers.each(jobs)
            for key, tasks in plans.items():
                yield key, _joined(study, tasks, pieces)


def _joined(study: Study, tasks: Sequence[Task], pieces: Iterator[Piece]) -> dict[str, Piece]:
    """The joined piece of each group; takes as many pieces as there are tasks."""
    results: dict[str, Piece] = {}
    for task in tasks:
        piece = next(pieces)
        results[task.group] = study.combine(results[task.group], piece) if task.group in results else piece
    return results


def _sizes(problem: Problem) -> list[tuple[str, str, int]]:
    """How many satellites each shell has."""
    return [(group.constellation, group.shell, group.ephemeris.size) for group in problem.variants[0]]


def _reason(error: InputError) -> str:
    """The first fault of several, in a line."""
    if isinstance(error, ScenarioError):
        first = error.problems[0]
        return f"{first.key} {first.message}"
    return " ".join(str(error).split())


def _as_piece(figure: Figure) -> Piece:
    """A figure as arrays: not a number where it has no value."""
    numbers = [np.nan if one is None else one for one in (figure.value, figure.error)]
    return {
        "numbers": np.array(numbers),
        "words": np.array([figure.unit, figure.label, figure.note or ""]),
        "at_least": np.array(figure.at_least),
    }


def _as_figure(piece: Piece) -> Figure:
    value, error = (None if np.isnan(one) else float(one) for one in piece["numbers"])
    unit, label, note = (str(one) for one in piece["words"])
    return Figure(value, unit, label, note=note or None, at_least=bool(piece["at_least"]), error=error)


class _Nowhere:
    """A sink that keeps nothing: the figure alone is kept."""

    def get(self, study: str, task: str) -> Piece | None:
        """Nothing."""
        return None

    def put(self, study: str, task: str, piece: Piece) -> None:
        """Lets it go."""


def _untold(study: str, done: int, total: int) -> None:
    """A progress that says nothing: each problem counts as one."""
