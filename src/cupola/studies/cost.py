"""Study `cost`: what everything comes to, by year, layer and element, how sure that is, and how it stands beside published totals."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from jax.sharding import Mesh

from cupola.compiler.priced import Costing
from cupola.compiler.problem import Problem
from cupola.records import Record
from cupola.studies.base import Piece, Study, Task
from cupola.studies.cost_record import record_of
from cupola.studies.pricing import affordable_units, layers_of


class CostStudy(Study):
    """Prices of the file put on what the deployment study plays, or on plain replacement. Quick: it has no tasks of its own."""

    @property
    def name(self) -> str:
        """The word for it on the command line."""
        return "cost"

    @property
    def needs(self) -> tuple[str, ...]:
        """What is launched is the deployment study's."""
        return ("deployment",)

    def needs_of(self, problem: Problem) -> tuple[str, ...]:
        """Nothing where no layer has a campaign, and no date is asked."""
        return self.needs if by_trial_is_needed(problem) else ()

    def brief(self, problem: Problem) -> Problem:
        """With the stated correlation alone, and without what sums buy."""
        cost = asked_of(problem)
        return replace(problem, cost=replace(cost, sheets=(cost.sheet,), buys=()))

    def reads(self, problem: Problem) -> Any:
        """Prices, and what is played."""
        return problem.cost, *((problem.deployment, problem.plays) if by_trial_is_needed(problem) else ())

    def plan(self, problem: Problem) -> tuple[Task, ...]:
        """Nothing is done before the deployment study is through."""
        return ()

    def run(self, problem: Problem, task: Task, mesh: Mesh) -> Piece:
        """There is no task.

        Raises:
            ValueError: always.
        """
        raise ValueError("the cost study has no tasks")

    def combine(self, earlier: Piece, later: Piece) -> Piece:
        """There are no pieces.

        Raises:
            ValueError: always.
        """
        raise ValueError("the cost study has no pieces")

    def gather(self, problem: Problem, results: Mapping[str, Piece], needed: Mapping[str, Record]) -> Record:
        """Everything priced at each correlation, and the record of it."""
        cost = asked_of(problem)
        played = yearly_of(needed["deployment"]) if "deployment" in needed else None
        sheets = [layers_of(cost, played, sheet=sheet) for sheet in cost.sheets]
        bought = {one.name: affordable_units(cost, one) for one in cost.buys}
        return record_of(cost, sheets, bought, dates_of(cost, needed))


def asked_of(problem: Problem) -> Costing:
    """What the study was asked.

    Raises:
        ValueError: the scenario does not ask it.
    """
    if problem.cost is None:
        raise ValueError("the scenario asks no study `cost`")
    return problem.cost


def by_trial_is_needed(problem: Problem) -> bool:
    """Whether what each trial of the deployment does is priced, or a date of its is asked."""
    return problem.cost is not None and bool(problem.cost.campaigns or problem.cost.joint)


def yearly_of(deployment: Record) -> dict[str, np.ndarray] | None:
    """What each trial makes and launches as written, as `layers_of` reads it; None where there are no campaigns."""
    data = deployment.data
    if "made_in_trial" not in data:
        return None
    named = {"years": "year", "campaigns": "campaign", "vehicles": "vehicle"}
    counted = {f"yearly_{what}": f"{what}_in_trial" for what in ("made", "launches", "standing", "retired")}
    return {key: data[name].values for key, name in (named | counted).items()}


def dates_of(cost: Costing, needed: Mapping[str, Record]) -> dict[str, np.ndarray]:
    """By pair of a cost and a date, when its milestone is reached in each trial of the costs, s since 2000; infinite for never."""
    if not cost.joint:
        return {}
    data = needed["deployment"].data
    dates = data["reached_in_trial"].values
    dealt = dates[np.arange(cost.trials) % dates.shape[0]]
    names = data["milestone"].values.tolist()
    return {one.name: dealt[:, names.index(one.milestone)] for one in cost.joint if one.milestone in names}
