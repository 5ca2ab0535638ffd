"""The sensitivity study: which facts are taken to the ends of their ranges, and what figure is looked at; and the figures it gives."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, field_validator

from cupola.errors import Problem
from cupola.scenario.facts import Fact
from cupola.scenario.faults import Reading, fault, plain_text
from cupola.scenario.leaves import Figure, Whole, Words
from cupola.scenario.names import meant
from cupola.scenario.shapes import FileModel, Listed
from cupola.scenario.text import MappingNode, Node, TextNode

NEVER_VARIED = ("sensitivity", "dependence")
"""Studies whose figures are not asked again with other facts: they ask others again themselves."""

TOLD = 3
"""Facts that are told to change the answer most."""

MOST_SAMPLES = 8_192


class Varied(Figure):
    """A figure of another study of this file."""

    def read(self, node: Node, reading: Reading) -> str:
        text = super().read(node, reading)
        study = text.partition(".")[0]
        if study in NEVER_VARIED:
            raise fault(node, f"got {text}; the study {study} asks others again itself, name a figure of one of those")
        return text


class Sampled(Whole):
    """A power of two, or none."""

    def read(self, node: Node, reading: Reading) -> int:
        count = super().read(node, reading)
        if count & (count - 1):
            below = 1 << (count.bit_length() - 1)
            near = " or ".join(str(one) for one in (below, 2 * below) if one <= self.high)
            raise fault(node, f"got {plain_text(node)}; must be a power of two, or 0 for the tornado alone: {near}")
        return count


class SensitivityStudy(FileModel):
    """How far one figure moves when facts go to the ends of their ranges, one at a time and then together."""

    WHAT = "the sensitivity study"

    figure: Annotated[str, Varied()] = Field(description="the figure that is looked at, `study.figure`, of another study of this file")
    facts: Annotated[tuple[Annotated[str, Words(200)], ...], Listed("key paths", "name at least one, or leave it out", distinct=True)] = (
        Field(default=(), description="key paths of facts, or beginnings of them; left out, all facts that have a range")
    )
    sobol: Annotated[int, Sampled(0, MOST_SAMPLES)] = Field(
        default=0, description="base samples of Sobol's indices, a power of two up to 8,192; 0 for the tornado alone"
    )
    most: Annotated[int, Whole(1, 64)] = Field(default=8, description="facts that go from the tornado on to the indices, 1 to 64")

    @field_validator("facts")
    @classmethod
    def end_at_a_key(cls, facts: tuple[str, ...]) -> tuple[str, ...]:
        """A dot at the end means no more than none."""
        return tuple(path.rstrip(".") for path in facts)

    @property
    def draws(self) -> int:
        """None: the ranges are what it looks at."""
        return 0

    @property
    def views(self) -> tuple[str, ...]:
        """None of its own."""
        return ()

    def chosen(self, facts: Iterable[Fact]) -> tuple[Fact, ...]:
        """Those of the facts that have a range and are named."""
        return tuple(fact for fact in facts if is_ranged(fact) and (not self.facts or any(_within(fact.key, path) for path in self.facts)))


def is_ranged(fact: Fact) -> bool:
    """Whether there is more than one value that it may have."""
    return fact.lowest < fact.highest


def sensitivity_problems(study: SensitivityStudy, facts: Sequence[Fact], lines: Mapping[str, int]) -> Iterator[Problem]:
    """What the study names and the file does not hold.

    Args:
        study: checked by itself.
        facts: of the file.
        lines: line of every key path.
    """
    key = "studies.sensitivity"
    ranged = tuple(fact.key for fact in facts if is_ranged(fact))
    if not ranged:
        yield Problem(key, lines[key], "has nothing to vary: no fact of the file has a range; give some `low` and `high`")
        return
    for at, path in enumerate(study.facts):
        if any(_within(one, path) for one in ranged):
            continue
        told = f"got {path}, which names nothing; {meant(path, ranged, 'facts with a range')}"
        if path in lines:
            told = f"got {path}, where no fact has a range; give it `low` and `high`, or leave it out"
        yield Problem(f"{key}.facts.{at}", lines[f"{key}.facts.{at}"], told)


def _within(key: str, path: str) -> bool:
    return key == path or key.startswith(f"{path}.")


@dataclass(frozen=True)
class SensitivityAsked:
    """What the names of the figures depend on.

    Attributes:
        together: whether indices are asked.
    """

    together: bool

    def figures(self) -> tuple[str, ...]:
        """Names of the figures, `sensitivity.name`."""
        ranked = ("swing", "total") if self.together else ("swing",)
        numbered = tuple(f"{name}_{place}" for name in ranked for place in range(1, TOLD + 1))
        return tuple(f"sensitivity.{name}" for name in ("as_written", "facts_varied", "facts_that_matter", *numbered))


def sensitivity_asked(study: SensitivityStudy) -> SensitivityAsked:
    """What a checked study asks."""
    return SensitivityAsked(study.sobol > 0)


def sensitivity_asked_in(root: MappingNode) -> SensitivityAsked | None:
    """What the study of a tree asks, as far as it can be read; None where there is no study."""
    studies = root.entries.get("studies")
    study = studies.entries.get("sensitivity") if isinstance(studies, MappingNode) else None
    if study is None:
        return None
    sobol = study.entries.get("sobol") if isinstance(study, MappingNode) else None
    return SensitivityAsked(isinstance(sobol, TextNode) and sobol.text.strip() != "0")
