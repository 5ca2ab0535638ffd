"""The protocol of a study: what `app` orders, `engine` runs and `store` keeps, without any of them knowing the question."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from jax.sharding import Mesh

from cupola.compiler.problem import Problem
from cupola.records import Record

Piece = dict[str, np.ndarray]
"""What a task leaves behind: named arrays, so that any engine can move it and any store can keep it."""


class Job(Protocol):
    """Work for a process that does not load JAX: a picklable object, of a module that does not either."""

    def __call__(self) -> Piece:
        """The piece. Pure."""
        ...


@dataclass(frozen=True)
class Task:
    """A piece of work that can be done anywhere, in any order, and kept.

    Attributes:
        name: stable and unique within the study; a resumed run knows its pieces by it.
        group: pieces of one group are joined, in the order of the plan, into one result.
        draw: which variant of the problem.
        start: index of the first instant.
        stop: index after the last.
    """

    name: str
    group: str
    draw: int
    start: int
    stop: int


class Study(ABC):
    """A question that can be asked of a problem."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The word for it on the command line."""

    @property
    def needs(self) -> tuple[str, ...]:
        """Studies whose records `gather` reads; none unless said."""
        return ()

    def needs_of(self, problem: Problem) -> tuple[str, ...]:
        """Those of them that it reads for this problem; all unless said."""
        return self.needs

    def brief(self, problem: Problem) -> Problem:
        """The problem less what only deepens the answer, to ask it of many constellations one after the other; all of it unless said."""
        return problem

    def reads(self, problem: Problem) -> Any:
        """The parts of the problem from which its answer follows, besides the records it needs: where they are the same the answer is.
        All of it unless said."""
        return problem

    @abstractmethod
    def plan(self, problem: Problem) -> tuple[Task, ...]:
        """The tasks, the same on every machine."""

    @abstractmethod
    def run(self, problem: Problem, task: Task, mesh: Mesh) -> Piece:
        """Do one task on the devices of `mesh`. Pure: the same task gives the same bits whatever ran before it."""

    @abstractmethod
    def combine(self, earlier: Piece, later: Piece) -> Piece:
        """Join two pieces of one group that follow each other. Associative."""

    @abstractmethod
    def gather(self, problem: Problem, results: Mapping[str, Piece], needed: Mapping[str, Record]) -> Record:
        """Make the record from the joined piece of each group and from the records named in `needs`."""


class JobStudy(Study):
    """A question whose work is SciPy's: its tasks are spread over processes that never load JAX, and not over devices."""

    @abstractmethod
    def job(self, problem: Problem, task: Task) -> Job:
        """One task as a job of its own: made here, with whatever needs JAX done, and called in a worker."""

    def run(self, problem: Problem, task: Task, mesh: Mesh) -> Piece:
        """Do one task here and now."""
        return self.job(problem, task)()
