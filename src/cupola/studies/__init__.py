"""One file for each question. A study plans tasks, runs them purely, joins their pieces and gathers a record; it never imports another."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from cupola.studies.base import Study
from cupola.studies.coverage import CoverageStudy
from cupola.studies.custody import CustodyStudy
from cupola.studies.deployment import DeploymentStudy
from cupola.studies.latency import LatencyStudy
from cupola.studies.revisit import RevisitStudy

STUDIES: Mapping[str, Study] = MappingProxyType(
    {study.name: study for study in (CoverageStudy(), RevisitStudy(), CustodyStudy(), LatencyStudy(), DeploymentStudy())}
)
"""Every study, by the word for it on the command line."""


def in_order(names: Sequence[str]) -> tuple[Study, ...]:
    """The studies named and all that they need, each after those it needs."""
    ordered: list[Study] = []

    def place(study: Study) -> None:
        if study not in ordered:
            for needed in study.needs:
                place(STUDIES[needed])
            ordered.append(study)

    for name in names:
        place(STUDIES[name])
    return tuple(ordered)
