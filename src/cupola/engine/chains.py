"""The chain from who stays to what can be done, played again for many coalitions: deployment, what stands, capability.

What a coalition is left with decides; coalitions that are left with the same share a play, and plays that leave the same satellites share a
flight. All have the same random numbers, so that a difference is the partners' and not chance's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from cupola.arrays import Float, Int
from cupola.compiler.coalitions import TALKING, Coalitions, There
from cupola.compiler.dependent import Dependence
from cupola.compiler.deployed import Deployment, Milestone
from cupola.compiler.problem import Problem
from cupola.compiler.standing import Standing
from cupola.engine.devices import Devices
from cupola.engine.local import Progress, Sink, run_study
from cupola.engine.replaying import Apart, Replays
from cupola.partners.coalitions import names_of
from cupola.partners.outlook import Outlook, outlook
from cupola.partners.questions import identity_of
from cupola.records import Figure
from cupola.studies import STUDIES
from cupola.studies.base import Piece

_SHELF = "dependence"


@dataclass(frozen=True)
class Replayed:
    """What m coalitions come to; r of them differ.

    Attributes:
        outlook: what each has left.
        there: what of the file is there with each of those that differ.
        answer: which of these each coalition has, (m,).
        pieces: what was played of each; none where nothing is deployed.
        dates: of milestones and then of elements with satellites of their own, s since 2000, in each trial, (r, T, G).
    """

    outlook: Outlook
    there: tuple[There, ...]
    answer: Int[np.ndarray, "m"]
    pieces: tuple[Piece, ...]
    dates: Float[np.ndarray, "r t g"]


class Chains:
    """Replays of a problem with only some partners there.

    Mutable: it remembers what was flown, and keeps plays and flights in the sink, so that a stopped run goes on from there.

    Attributes:
        asked: sets of satellites of which something was asked.
        flown: distinct ones among them, each flown once.
        played: distinct plays.
        told: figures that were asked, as last found, for their labels and units.
    """

    def __init__(self, coalitions: Coalitions, problem: Problem, devices: Devices, sink: Sink, progress: Progress):
        """Of a problem that asks dependence, with its plays of coalitions."""
        if problem.dependence is None:
            raise ValueError("the problem asks no dependence")
        self._coalitions, self._problem, self._devices, self._progress = coalitions, problem, devices, progress
        self._asked: Dependence = problem.dependence
        self._sink = Apart(sink, _SHELF)
        self._replays: dict[str, Replays] = {}
        self.told: dict[str, Figure] = {}
        self.played = 0

    @property
    def asked(self) -> int:
        """Sets of satellites of which something was asked so far."""
        return sum(one.asked for one in self._replays.values())

    @property
    def flown(self) -> int:
        """Distinct sets so far."""
        return sum(one.flown for one in self._replays.values())

    def replay(self, coalitions: Int[np.ndarray, "m"]) -> Replayed:
        """Play the deployment with only the partners of each coalition."""
        left = outlook(self._asked.programme, coalitions, self._asked.begin, self._asked.rule)
        first, kind = self._coalitions.kinds(left)
        places: dict[str, int] = {}
        distinct: list[There] = []
        answer = np.empty(first.size, np.int64)
        for at, (coalition, held) in enumerate(zip(coalitions[first].tolist(), left.held(first), strict=True)):
            there = self._coalitions.there(names_of(coalition, self._asked.programme.partners), held)
            place = places.setdefault(identity_of(there.items), len(distinct))
            if place == len(distinct):
                distinct.append(there)
            answer[at] = place
        answer = answer[kind]
        pieces = self._play(distinct, tuple(places))
        self.played += len(pieces)
        deployment = self._problem.deployment
        dates = np.zeros((len(distinct), self._asked.trials, 0))
        if deployment is not None:
            goals = _of_dependence(deployment, self._asked).milestones
            dates = np.full((len(distinct), self._asked.trials, len(goals)), np.inf)
            for there, piece, found in zip(distinct, pieces, dates, strict=True):
                # A campaign whose constellation is gone has no goals in its play.
                played = {one.name for one in self._coalitions.play(there).programmes}
                if played:
                    found[:, [goal.campaign in played for goal in goals]] = deployment.begin + piece["goals"]
        return Replayed(left, tuple(distinct), answer, pieces, dates)

    def figures(
        self, replayed: Replayed, names: Sequence[str], dates: Sequence[float], wanted: Int[np.ndarray, "w"]
    ) -> Float[np.ndarray, "f r d k"]:
        """Figures of other studies when only what stands on some days is there; not a number where a figure has none.

        Args:
            replayed: as `replay` gives.
            names: of the figures, `study.name`.
            dates: s since 2000, among those of the study.
            wanted: places of those among the distinct coalitions that are flown; the others have no number.
        """
        found = np.full((len(names), len(replayed.there), len(dates), self._asked.flown), np.nan)
        studies = list(dict.fromkeys(name.partition(".")[0] for name in names))
        places = list(product(wanted.tolist(), range(len(dates)), range(self._asked.flown)))
        total, done = len(places) * len(studies), 0
        for at, day, trial in places:
            standing = self._standing(replayed, at, dates[day], trial)
            for study in studies:
                silent = replayed.there[at].sites if study in TALKING else frozenset[str]()
                figures = self._replays_of(study).figures(standing, _silent, silent)
                done += 1
                self._progress("what stands, flown", done, total)
                for row, name in enumerate(names):
                    if name.startswith(f"{study}."):
                        self.told[name] = figures[name]
                        value = figures[name].value
                        found[row, at, day, trial] = np.nan if value is None else value
        return found

    def _replays_of(self, study: str) -> Replays:
        if study not in self._replays:
            self._replays[study] = Replays((STUDIES[study],), self._problem, self._devices, self._sink)
        return self._replays[study]

    def _standing(self, replayed: Replayed, at: int, day: float, trial: int) -> Standing:
        planes: dict[tuple[str, str], np.ndarray] = {}
        begin = 0
        for constellation, shell, number in self._planes(replayed.there[at]):
            kept = replayed.pieces[at]["followed"][self._asked.dates.index(day), trial]
            planes[constellation, shell] = kept[begin : begin + number]
            begin += number
        return self._coalitions.standing(replayed.there[at], day, planes)

    def _planes(self, there: There) -> list[tuple[str, str, int]]:
        """Constellation, shell and number of planes, in the order in which a play tells them; none where nothing is launched."""
        deployment = self._problem.deployment
        if deployment is None:
            return []
        return [
            (deployment.constellations[one.name], name, shell.planes)
            for one in self._coalitions.play(there).programmes
            for name, shell in zip(deployment.shells[one.name], one.shells, strict=True)
        ]

    def _play(self, distinct: Sequence[There], names: Sequence[str]) -> tuple[Piece, ...]:
        deployment = self._problem.deployment
        if deployment is None:
            return ()
        plays = tuple(self._coalitions.play(there) for there in distinct)
        asked = replace(
            _of_dependence(deployment, self._asked),
            variants=tuple((name, name) for name in names),
        )
        problem = replace(self._problem, deployment=asked, plays=(plays,))
        study = STUDIES["deployment"]
        tasks = study.plan(problem)
        shelf = _Renamed(self._sink, {task.name: f"play-{name}" for task, name in zip(tasks, names, strict=True)})
        results = run_study(study, problem, self._devices, shelf, _named(self._progress, "plays of coalitions"))
        return tuple(results[task.group] for task in tasks)


class _Renamed:
    """A sink that keeps plays under what is left of the programme, so that whoever is left with the same finds them."""

    def __init__(self, sink: Sink, names: Mapping[str, str]):
        self._sink, self._names = sink, names

    def get(self, study: str, task: str) -> Piece | None:
        """As the sink's."""
        return self._sink.get(study, self._names[task])

    def put(self, study: str, task: str, piece: Piece) -> None:
        """As the sink's."""
        self._sink.put(study, self._names[task], piece)


def goals_of(deployment: Deployment | None, asked: Dependence) -> Mapping[str, int]:
    """Which column of `Replayed.dates` tells each element that has satellites of its own, by its name."""
    if deployment is None:
        return {}
    first = len(deployment.milestones)
    return {piece.name: first + number for number, piece in enumerate(one for one in asked.pieces if one.campaign is not None)}


def _of_dependence(deployment: Deployment, asked: Dependence) -> Deployment:
    """What is played of each coalition: no draws of facts, few trials, the dates of this study, and the goals of elements."""
    goals = tuple(
        Milestone(f"element {piece.name}", piece.title, piece.campaign, piece.goal, False, None)
        for piece in asked.pieces
        if piece.campaign is not None
    )
    return replace(
        deployment,
        trials=asked.trials,
        draws=0,
        milestones=(*deployment.milestones, *goals),
        dates=tuple(date - deployment.begin for date in asked.dates),
        capability=(),
        orbits=(),
        followed=asked.flown,
    )


def _silent(study: str, done: int, total: int) -> None:
    """Flights are told as sets, not as tasks."""


def _named(progress: Progress, name: str) -> Progress:
    def told(study: str, done: int, total: int) -> None:
        progress(name, done, total)

    return told
