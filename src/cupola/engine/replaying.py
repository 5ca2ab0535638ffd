"""The same studies asked again and again of one problem with other satellites there. Each distinct set of satellites is flown once."""

import hashlib
from collections.abc import Sequence

import numpy as np

from cupola.compiler.problem import Problem
from cupola.compiler.standing import Standing, masks, with_standing
from cupola.engine.devices import Devices
from cupola.engine.local import Progress, Sink, run_study
from cupola.records import Figure
from cupola.studies.base import Piece, Study


class Replays:
    """Studies of a problem, replayed for whatever stands.

    Mutable: it remembers the figures of each set of satellites that was flown, and keeps their pieces in the sink, so that a stopped run
    does not fly them again.

    Attributes:
        asked: replays asked for.
        flown: distinct sets among them that were flown, or whose pieces were kept.
    """

    def __init__(self, studies: Sequence[Study], problem: Problem, devices: Devices, sink: Sink):
        """Replay `studies` of `problem`; figures of parts that only deepen an answer (`Study.brief`) are left out."""
        self._studies, self._problem, self._devices, self._sink = tuple(studies), problem, devices, sink
        self._found: dict[str, dict[str, Figure]] = {}
        self.asked = 0

    @property
    def flown(self) -> int:
        """Distinct sets of satellites so far."""
        return len(self._found)

    def figures(self, standing: Standing, progress: Progress, silent: frozenset[str] = frozenset()) -> dict[str, Figure]:
        """Figures of all studies, `study.name`, when only these satellites stand and these sites are silent; see `with_standing`."""
        self.asked += 1
        problem = with_standing(self._problem, standing, silent)
        key = hashlib.sha256(masks(problem)).hexdigest()
        if key not in self._found:
            self._found[key] = self._fly(problem, key, progress)
        return self._found[key]

    def _fly(self, problem: Problem, key: str, progress: Progress) -> dict[str, Figure]:
        figures: dict[str, Figure] = {}
        for study in self._studies:
            lean = study.brief(problem)
            results = run_study(study, lean, self._devices, Apart(self._sink, f"standing-{key[:16]}"), progress)
            figures |= {f"{study.name}.{name}": one for name, one in study.gather(lean, results, {}).figures.items()}
        return figures


class Apart:
    """A sink in which these replays have a folder of their own."""

    def __init__(self, sink: Sink, folder: str):
        self._sink, self._folder = sink, folder

    def get(self, study: str, task: str) -> Piece | None:
        """As the sink's."""
        return self._sink.get(f"{self._folder}-{study}", task)

    def put(self, study: str, task: str, piece: dict[str, np.ndarray]) -> None:
        """As the sink's."""
        self._sink.put(f"{self._folder}-{study}", task, piece)
