"""One file for each question. A study plans tasks, runs them purely, joins their pieces and gathers a record; it never imports another."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from cupola.compiler.problem import Problem
from cupola.studies.base import Study
from cupola.studies.cost import CostStudy
from cupola.studies.coverage import CoverageStudy
from cupola.studies.custody import CustodyStudy
from cupola.studies.deployment import DeploymentStudy
from cupola.studies.interception import InterceptionStudy
from cupola.studies.latency import LatencyStudy
from cupola.studies.revisit import RevisitStudy

STUDIES: Mapping[str, Study] = MappingProxyType(
    {
        study.name: study
        for study in (CoverageStudy(), RevisitStudy(), CustodyStudy(), LatencyStudy(), InterceptionStudy(), DeploymentStudy(), CostStudy())
    }
)
"""Every study, by the word for it on the command line."""


def in_order(names: Sequence[str], problem: Problem | None = None) -> tuple[Study, ...]:
    """The studies named and all that they need, each after those it needs; with a problem, no more than they need for that."""
    ordered: list[Study] = []

    def place(study: Study) -> None:
        if study not in ordered:
            for needed in study.needs if problem is None else study.needs_of(problem):
                place(STUDIES[needed])
            ordered.append(study)

    for name in names:
        place(STUDIES[name])
    return tuple(ordered)
