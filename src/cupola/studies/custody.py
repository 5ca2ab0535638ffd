"""Study `custody`: from notional launches to tracks that several satellites hold: when, how well, and how many at once."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from jax.sharding import Mesh

from cupola.compiler.problem import Custody, Problem, Threat
from cupola.records import Record
from cupola.studies.base import Piece, Study, Task
from cupola.studies.custody_record import record_of
from cupola.studies.launch_maps import mapped, rises_of
from cupola.studies.launches import Fleet, Looking, followed
from cupola.studies.raids import BEGINNINGS, raided
from cupola.studies.sweeps import group_of, groups_looking

LAUNCHES_IN_A_TASK = 40
INSTANTS_IN_A_TASK = 72

_MAP, _RAID = "map-", "raid-"


class CustodyStudy(Study):
    """Launches seen, tracked and held."""

    @property
    def name(self) -> str:
        """`custody`."""
        return "custody"

    def brief(self, problem: Problem) -> Problem:
        """The launches alone: no losses, no raids, no maps."""
        return replace(problem, custody=replace(_asked(problem), brief=True))

    def reads(self, problem: Problem) -> Any:
        """The sweep, who looks and with what, and the launches."""
        sweep = problem.sweeps[self.name]
        return sweep, [groups_looking(problem, sweep, draw) for draw in range(sweep.draws + 1)], problem.custody, problem.launching

    def plan(self, problem: Problem) -> tuple[Task, ...]:
        """The launches of each threat in each draw by the handful; with the values as written also the maps and the raids."""
        asked, sweep = _asked(problem), problem.sweeps[self.name]
        followings = [
            Task(f"{group_of(draw)}-{threat.name}-{start:05d}", f"{group_of(draw)}-{threat.name}", draw, start, stop)
            for draw in range(sweep.draws + 1)
            for threat in problem.launching[draw].threats
            for start, stop in _cut(asked.launches, LAUNCHES_IN_A_TASK)
        ]
        if asked.brief:
            return tuple(followings)
        maps = [
            Task(f"{_MAP}{rise.missile}-{start:06d}", f"{_MAP}{rise.missile}", 0, start, stop)
            for rise in rises_of(problem)
            for start, stop in _cut(sweep.instants, INSTANTS_IN_A_TASK)
        ]
        raids = [
            Task(f"{_RAID}{threat.name}-{beginning}", f"{_RAID}{threat.name}", 0, beginning, beginning + 1)
            for threat in problem.launching[0].threats
            for beginning in range(BEGINNINGS)
        ]
        return (*followings, *maps, *raids)

    def run(self, problem: Problem, task: Task, mesh: Mesh) -> Piece:
        """Follow some launches, count some instants of the maps, or fly one raid of each size."""
        sweep = problem.sweeps[self.name]
        if task.group.startswith(_MAP):
            rise = next(rise for rise in rises_of(problem) if f"{_MAP}{rise.missile}" == task.group)
            return mapped(problem, sweep, rise, (task.start, task.stop))
        if task.group.startswith(_RAID):
            return raided(problem, sweep, _threat(problem, 0, task.group.removeprefix(_RAID)), task.start, mesh.size)
        threat = _threat(problem, task.draw, task.group.removeprefix(f"{group_of(task.draw)}-"))
        fleet = Fleet.of(problem, sweep, task.draw)
        return followed(problem, task.draw, threat, (task.start, task.stop), views_of(problem, fleet, task.draw), fleet, mesh)

    def combine(self, earlier: Piece, later: Piece) -> Piece:
        """Launches and raids stand one behind the other; sums of the maps add up."""
        if "first" in earlier:
            return {name: earlier[name] + later[name] for name in earlier}
        return {name: np.concatenate([earlier[name], later[name]]) for name in earlier}

    def gather(self, problem: Problem, results: Mapping[str, Piece], needed: Mapping[str, Record]) -> Record:
        """Shares, times and errors, with their ranges over the draws."""
        return record_of(problem, problem.sweeps[self.name], _asked(problem), results)


def views_of(problem: Problem, fleet: Fleet, draw: int) -> tuple[Looking, ...]:
    """The views; with the values as written also each view that has lost one of its constellations."""
    views = problem.sweeps["custody"].views
    whole = [Looking(name, fleet.within(names)) for name, _, names in views]
    lost = [
        Looking(f"{name} without {gone}", fleet.within(tuple(one for one in names if one != gone)))
        for name, _, names in views
        if len(names) > 1
        for gone in names
    ]
    return (*whole, *lost) if draw == 0 and not _asked(problem).brief else tuple(whole)


def _asked(problem: Problem) -> Custody:
    if problem.custody is None:
        raise AssertionError("the custody study runs where it is asked")
    return problem.custody


def _threat(problem: Problem, draw: int, name: str) -> Threat:
    return next(threat for threat in problem.launching[draw].threats if threat.name == name)


@cache
def _cut(count: int, most: int) -> tuple[tuple[int, int], ...]:
    """Pieces of at most so many, all of one size but the last."""
    return tuple((start, min(start + most, count)) for start in range(0, count, most))
