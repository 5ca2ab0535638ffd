"""Runs a study's tasks one after the other on this machine's devices, keeping each finished piece, so that a stopped run resumes."""

from typing import Protocol

from cupola.compiler.problem import Problem
from cupola.engine.devices import Devices
from cupola.studies.base import Piece, Study


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
    for done, task in enumerate(tasks, start=1):
        piece = sink.get(study.name, task.name)
        if piece is None:
            piece = study.run(problem, task, devices.mesh)
            sink.put(study.name, task.name, piece)
        results[task.group] = study.combine(results[task.group], piece) if task.group in results else piece
        progress(study.name, done, len(tasks))
    return results
