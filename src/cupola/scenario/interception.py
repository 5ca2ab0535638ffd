"""Interceptors in orbit by their kinematic envelope, and the study that asks how many are needed. Notional, from public studies.

Nothing here guides, aims or kills: an interceptor is a distance flown in a time, and a chance that one of them succeeds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict, Field

from cupola.errors import Problem
from cupola.scenario.leaves import Reference, Title, Whole, Words
from cupola.scenario.ranges import (
    BurnOutSpeed,
    Confidence,
    Delay,
    InterceptAltitude,
    InterceptorAcceleration,
    PerSatellite,
    Probability,
    ShotGoal,
    TimeLeft,
)
from cupola.scenario.shapes import FileModel, Listed, Named, implied
from cupola.scenario.shells import Shell, WalkerDelta, WalkerStar
from cupola.scenario.spans import Spanned
from cupola.scenario.text import ListNode, MappingNode, Node, TextNode
from cupola.scenario.units import Dimension, QuantityError, parse_count, parse_quantity

CASE_MEASURES = ("time_left", "in_time", "reach", "footprint_radius", "absentee_ratio", "absentee_ratio_latitude")
"""What the interception study measures for each case: the median time left (s), the share of launches and trials that have any reach, the
reach and the flat footprint's radius in the median time (m), and interceptors up for each one in reach on average."""

SALVO_MEASURES = ("aei_number", "enough")
"""And for each salvo: the number of the closed-form model of the AEI in the median time, and the share of the time, launches and trials
with enough in reach of the constellation as flown."""

MODELS = ("random", "latitude", "shell")
"""How interceptors are spread where it is counted how many are needed: at random all over the sphere, at random in their own shells as
seen from the latitude of the case, and in even planes of such shells, flown."""


class Interceptors(FileModel):
    """Interceptors of one kind, by their envelope."""

    WHAT = "a kind of interceptor"

    title: Title = Field(description="name to show")
    constellation: Annotated[str, Reference("constellations")] = Field(description="a name in `constellations`: the shells that carry them")
    per_satellite: PerSatellite = implied("1", "interceptors on each satellite, 1 to 100")
    acceleration: InterceptorAcceleration = Field(description="while it burns, 1 to 1,000 m/s^2")
    burn_out_speed: BurnOutSpeed = Field(description="gained by the whole burn, 0.1 to 20 km/s")
    intercept_altitude: InterceptAltitude = Field(description="of the intercept, 50 to 2,000 km")
    single_shot: Probability = Field(description="chance that one interceptor succeeds, above 0 to 1")
    goal: ShotGoal = Field(description="chance wanted for each missile, 0 to below 1")
    launch_delay: Delay = implied("0 s", "from the decision until it burns")
    time_left: TimeLeft | None = Field(
        default=None, description="stated, from the order to the latest useful moment; for cases that take it from no view of custody"
    )


class Case(FileModel):
    """Where missiles rise from, and how long there is."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["threat"]}, {"required": ["region"]}]})

    WHAT = "a case"
    CHOICE = ("threat", "region")

    title: Title = Field(description="name to show")
    threat: Annotated[str | None, Reference("threats")] = Field(default=None, description="a name in `threats`: rises from its launch area")
    region: Annotated[str | None, Reference("regions")] = Field(default=None, description="a name in `regions`: rises from there")
    view: Annotated[str | None, Words(41)] = Field(
        default=None,
        description="a view of the custody study: what its tracks leave of the burn of the threat; left out, `time-left` is taken",
    )


class Published(FileModel):
    """A published number to stand beside the study's own."""

    WHAT = "a published number"

    title: Title = Field(description="name to show")
    interceptors: Annotated[int, Whole(1, 10_000_000)] = Field(description="how many")
    salvo: Annotated[int, Whole(1, 1_000)] = Field(description="missiles at once that they are for")
    source: Annotated[str, Reference("sources")] = Field(description="a name in `sources`")
    note: Annotated[str | None, Words(300)] = Field(default=None, description="what it rests on")


class InterceptionStudy(Spanned):
    """How many interceptors are needed, by several models, and for what share of the time those flown are enough."""

    WHAT = "the interception study"

    interceptors: Annotated[str, Reference("interceptors")] = Field(description="a name in `interceptors`")
    cases: Annotated[Mapping[str, Case], Named("cases")] = Field(description="by name, where missiles rise from, and how long there is")
    salvos: Annotated[tuple[Annotated[int, Whole(1, 100)], ...], Listed("salvos", "give at least one, such as [1, 10]", distinct=True)] = (
        Field(description="missiles at once, from one place")
    )
    confidences: Annotated[tuple[Confidence, ...], Listed("confidences", "give at least one, such as [50 %, 90 %]", distinct=True)] = Field(
        description="shares of the time, launches and trials for which enough must be in reach"
    )
    largest: Annotated[int, Whole(100, 100_000)] = Field(default=20_000, description="satellites of the largest shell that is tried")
    published: Annotated[tuple[Published, ...], Listed("published numbers", "give at least one, or leave it out")] = Field(
        default=(), description="published numbers to stand beside"
    )

    @property
    def views(self) -> Mapping[str, Case]:
        """What is looked at: the cases."""
        return self.cases


def label_of(confidence: float) -> str:
    """A confidence in the name of a figure: 0.9 is `90`, 0.995 is `99_5`."""
    return f"{100.0 * confidence:.6g}".replace(".", "_")


@dataclass(frozen=True)
class InterceptionAsked:
    """What the names of the figures of the interception study depend on.

    Attributes:
        cases: names.
        salvos: missiles at once.
        confidences: as `label_of` tells them.
    """

    cases: tuple[str, ...]
    salvos: tuple[int, ...]
    confidences: tuple[str, ...]

    def figures(self) -> tuple[str, ...]:
        """Names of the figures, `interception.MEASURE_CASE`; hyphens become underscores."""
        return tuple(f"interception.{measure}_{case}".replace("-", "_") for case in self.cases for measure in self._measures())

    def _measures(self) -> Iterator[str]:
        yield from CASE_MEASURES
        for salvo in self.salvos:
            yield from (f"{measure}_salvo_{salvo}" for measure in SALVO_MEASURES)
            yield from (f"needed_{share}_{model}_salvo_{salvo}" for model in MODELS for share in self.confidences)


def interception_asked(study: InterceptionStudy) -> InterceptionAsked:
    """What a checked study asks."""
    return InterceptionAsked(tuple(study.cases), study.salvos, tuple(label_of(one.value) for one in study.confidences))


def interception_asked_in(root: Node) -> InterceptionAsked | None:
    """What the study of a tree asks, as far as it can be read, so that one fault does not hide another; None where there is no study."""
    study = _child(_child(root, "studies"), "interception")
    if study is None:
        return None
    salvos = tuple(int(one) for one in _numbers(_child(study, "salvos"), parse_count))
    shares = tuple(label_of(share) for share in _numbers(_child(study, "confidences"), _share))
    return InterceptionAsked(tuple(_entries(_child(study, "cases"))), salvos, shares)


def _share(text: str) -> float:
    return parse_quantity(text, Dimension.RATIO)


def _numbers(node: Node | None, read: Callable[[str], float]) -> Iterator[float]:
    """The numbers of a list, as far as they can be read."""
    for item in node.items if isinstance(node, ListNode) else ():
        if isinstance(item, TextNode):
            try:
                yield read(item.text)
            except QuantityError:
                continue


def _entries(node: Node | None) -> Mapping[str, Node]:
    return node.entries if isinstance(node, MappingNode) else {}


def _child(node: Node | None, name: str) -> Node | None:
    return _entries(node).get(name)


def interception_problems(
    study: InterceptionStudy,
    kinds: Mapping[str, Interceptors],
    shells: Mapping[str, Mapping[str, Shell]],
    views: tuple[str, ...] | None,
    lines: Mapping[str, int],
) -> Iterator[Problem]:
    """What the study asks of the rest of the file and does not find.

    Args:
        study: checked by itself.
        kinds: the interceptors of the file.
        shells: by constellation.
        views: of the custody study; None where it is not asked.
        lines: line of every key path.
    """
    kind = kinds[study.interceptors]
    yield from _shell_problems(kind.constellation, shells[kind.constellation], lines)
    for name, case in study.cases.items():
        key = f"studies.interception.cases.{name}"
        if case.view is None:
            if kind.time_left is None:
                told = (
                    f"has no time left: give `time-left` to interceptors.{study.interceptors}, such as 120 s, or a `view` of "
                    "studies.custody to the case, from whose tracks it is then taken"
                )
                yield Problem(key, lines[key], told)
            continue
        where, line = f"{key}.view", lines[f"{key}.view"]
        if views is None:
            told = (
                f"got {case.view}, a view of the custody study, which this file does not ask; write studies.custody, or leave `view` out "
                f"and give `time-left` to interceptors.{study.interceptors}"
            )
            yield Problem(where, line, told)
        elif case.view not in views:
            yield Problem(where, line, f"got {case.view}, which is no view of studies.custody; there are {', '.join(views)}")
        elif case.threat is None:
            yield Problem(where, line, "follows a threat, and the case names a region; give `threat` in its place, or leave `view` out")


def _shell_problems(constellation: str, shells: Mapping[str, Shell], lines: Mapping[str, int]) -> Iterator[Problem]:
    """Shells that cannot be made larger and smaller in even planes."""
    for name, shell in shells.items():
        key = f"constellations.{constellation}.shells.{name}"
        if not isinstance(shell, WalkerDelta | WalkerStar):
            told = f"got the pattern {shell.pattern}; interceptors are sized in even planes, walker-delta or walker-star"
            yield Problem(f"{key}.pattern", lines.get(f"{key}.pattern", lines[key]), told)
        elif shell.eccentricity.highest > 0.0:
            told = f"reaches {shell.eccentricity.highest:g}; shells that carry interceptors are circular here, give 0"
            yield Problem(f"{key}.eccentricity", lines.get(f"{key}.eccentricity", lines[key]), told)
