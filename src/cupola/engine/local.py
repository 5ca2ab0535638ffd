"""Runs a study's tasks on this machine, keeping each finished piece, so that a stopped run resumes: one after the other on its devices, or
side by side in processes of their own where the study says so."""

from collections.abc import Iterator
from typing import Protocol

from cupola.compiler.problem import Problem
from cupola.engine.devices import Devices, cores
from cupola.engine.workers import Workers
from cupola.studies.base import JobStudy, Piece, Study, Task


class Sink(Protocol):
    """Somewhere that keeps finished pieces."""

    def get(self, study: str, task: str) -> Piece | None:
        """The piece of a finished task, or None."""
        ...

    def put(self, study: str, task: str, piece: Piece) -> None:
        """Keep a finished task's piece."""
        ...


class Progress(Protocol):
    """Told of each finished task."""

    def __call__(self, study: str, done: int, total: int) -> None:
        """`done` of `total` tasks of `study` are finished."""
        ...


def run_study(study: Study, problem: Problem, devices: Devices, sink: Sink, progress: Progress) -> dict[str, Piece]:
    """Do every task of a study that `sink` does not hold yet.

    Returns:
        The joined piece of each group. Pieces are joined in the order of the plan, whichever were done before.
    """
    tasks = study.plan(problem)
    results: dict[str, Piece] = {}
    progress(study.name, 0, len(tasks))
    for done, (task, piece) in enumerate(_pieces(study, problem, tasks, devices, sink), start=1):
        results[task.group] = study.combine(results[task.group], piece) if task.group in results else piece
        progress(study.name, done, len(tasks))
    return results


def _pieces(study: Study, problem: Problem, tasks: tuple[Task, ...], devices: Devices, sink: Sink) -> Iterator[tuple[Task, Piece]]:
    """Each task with its piece, in the order of the plan, kept as soon as it is done."""
    if isinstance(study, JobStudy):
        yield from _by_workers(study, problem, tasks, sink)
        return
    for task in tasks:
        piece = sink.get(study.name, task.name)
        if piece is None:
            piece = study.run(problem, task, devices.mesh)
            sink.put(study.name, task.name, piece)
        yield task, piece


def _by_workers(study: JobStudy, problem: Problem, tasks: tuple[Task, ...], sink: Sink) -> Iterator[tuple[Task, Piece]]:
    """The same by processes side by side. Pieces that are kept already are read when their turn comes."""
    finished = {task.name for task in tasks if sink.get(study.name, task.name) is not None}
    still = [task for task in tasks if task.name not in finished]
    with Workers(max(min(cores(), len(still)), 1)) as workers:
        made = workers.each(study.job(problem, task) for task in still)
        for task in tasks:
            piece = sink.get(study.name, task.name) if task.name in finished else None
            if piece is None:
                piece = next(made)
                sink.put(study.name, task.name, piece)
            yield task, piece
