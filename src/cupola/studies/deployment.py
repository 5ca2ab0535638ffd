"""Study `deployment`: what is up and when, played forward many times; and what vehicles lift in a year."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from cupola.compiler.deployed import Deployment, Play
from cupola.compiler.problem import Problem
from cupola.launch.playing import Goal, Playing
from cupola.records import Record
from cupola.studies.base import JobStudy, Piece, Task
from cupola.studies.deployment_record import by_trial, gone_before, moments, record_of


class DeploymentStudy(JobStudy):
    """Campaigns, as written, in the variants of the file and in the draws of its facts."""

    @property
    def name(self) -> str:
        """The word for it on the command line."""
        return "deployment"

    def reads(self, problem: Problem) -> Any:
        """What is played; where satellites are is of no matter."""
        return problem.deployment, problem.plays

    def plan(self, problem: Problem) -> tuple[Task, ...]:
        """One task for each variant of each draw."""
        asked = asked_of(problem)
        return tuple(
            Task(group_of(draw, variant), group_of(draw, variant), draw, variant, variant + 1)
            for draw in range(asked.draws + 1)
            for variant in range(len(asked.variants))
        )

    def job(self, problem: Problem, task: Task) -> Playing:
        """One variant of one draw."""
        return playing(asked_of(problem), problem.plays[task.draw][task.start])

    def combine(self, earlier: Piece, later: Piece) -> Piece:
        """No group has two pieces.

        Raises:
            ValueError: always.
        """
        raise ValueError("a play is one piece; the plan has given two of the same group")

    def gather(self, problem: Problem, results: Mapping[str, Piece], needed: Mapping[str, Record]) -> Record:
        """The record of all plays."""
        asked = asked_of(problem)
        pieces = [[results[group_of(draw, variant)] for variant in range(len(asked.variants))] for draw in range(asked.draws + 1)]
        record = record_of(asked, problem.plays, pieces)
        # Only a cost is put on what each trial does; other runs are spared it.
        return record if problem.cost is None else replace(record, data=record.data.merge(by_trial(asked, pieces[0][0])))


def asked_of(problem: Problem) -> Deployment:
    """What the study was asked.

    Raises:
        ValueError: the scenario does not ask it.
    """
    if problem.deployment is None:
        raise ValueError("the scenario asks no study `deployment`")
    return problem.deployment


def group_of(draw: int, variant: int) -> str:
    """Name of the play of a variant in a draw."""
    return f"draw-{draw}-variant-{variant}"


def playing(asked: Deployment, play: Play) -> Playing:
    """A play with the chances of its trials drawn."""
    years = moments(asked, asked.starts + 0.5 * asked.step).astype("datetime64[Y]").astype(np.int64)
    gone = gone_before(asked, play)
    return Playing(
        vehicles=play.fleet(asked.trials, asked.seed),
        pads=play.pads,
        programmes=play.programmes,
        starts=asked.starts,
        step=asked.step,
        years=years - years[0],
        first_year=int(years[0]) + 1970,
        trials=asked.trials,
        seed=asked.seed,
        goals=tuple(
            Goal(
                one.campaign,
                max(one.satellites - (gone[one.campaign] if one.launched else 0), 0),
                one.launched,
                np.inf if one.by is None else one.by,
            )
            for one in asked.milestones
            if one.campaign in {programme.name for programme in play.programmes}
        ),
        dates=asked.dates,
        followed=asked.followed,
    )
