"""The dependence study: partners leave or join, the chain is played again, and what is lost is told; and the figures it gives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from cupola.errors import InputError, Problem
from cupola.scenario.facts import Fact
from cupola.scenario.faults import Reading, fault, plain_text
from cupola.scenario.leaves import Figure, Leaf, OneOf, Reference, Title, Whole
from cupola.scenario.names import meant
from cupola.scenario.pads import check_order
from cupola.scenario.ranges import Day, Grid, Share, Step, TrackingStep
from cupola.scenario.shapes import FileModel, Listed, Named
from cupola.scenario.text import ListNode, MappingNode, Node, TextNode, child_key

FLYING = ("coverage", "revisit", "custody", "latency")
"""Studies that are asked again of what stands."""

FILLS = ("cheapest", "fastest", "stated")

PLANNED = "as-planned"
"""Word for the programme with nobody gone; no case may have it."""

EXACT = 12
"""Partners up to which all coalitions are gone through."""

MOST_PARTNERS = 62


class Flown(Figure):
    """A figure of a study that is asked again of what stands."""

    def read(self, node: Node, reading: Reading) -> str:
        text = plain_text(node)
        if text.partition(".")[0] not in FLYING:
            raise fault(node, f"got {text}; must be a figure of {', '.join(FLYING)}: the others are told of every case anyway")
        return super().read(node, reading)


class Case(FileModel):
    """Some partners gone, or brought in."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["without"]}, {"required": ["with"]}]})

    WHAT = "a case"

    title: Title = Field(description="name to show")
    without: Annotated[
        tuple[Annotated[str, Reference("suppliers")], ...], Listed("suppliers", "name at least one, or leave it out", distinct=True)
    ] = Field(default=(), description="names in `suppliers`: who leaves")
    with_: Annotated[
        tuple[Annotated[str, Reference("suppliers")], ...], Listed("suppliers", "name at least one, or leave it out", distinct=True)
    ] = Field(default=(), description="names in `suppliers`, candidates: who is brought in")


def _cased(node: Any) -> Any:
    """A case differs."""
    if isinstance(node, MappingNode) and not {"without", "with"} & node.entries.keys() and node.entries.keys() <= {"title"}:
        raise fault(node, "differs in nothing; give `without`, `with` or both")
    return node


class MilestoneName(Leaf):
    """A milestone of the deployment study."""

    def read(self, node: Node, reading: Reading) -> str:
        text = plain_text(node)
        known = tuple(_entries(_child(_child(_child(reading.root, "studies"), "deployment"), "milestones")))
        if text not in known:
            raise fault(node, f"got {text}, which is no milestone of the deployment study; {meant(text, known, 'milestones')}")
        return text

    def json_schema(self) -> dict[str, Any]:
        return Reference("suppliers").json_schema()


class Value(FileModel):
    """What a coalition is worth: a figure on a day, or the years by which something comes before the horizon."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["figure", "date"]}, {"required": ["function"]}, {"required": ["milestone"]}]}
    )

    WHAT = "the value"
    CHOICE = ("figure", "function", "milestone")

    figure: Annotated[str | None, Flown()] = Field(default=None, description="a figure of another study, on `date`")
    date: Day | None = Field(default=None, description="one of the `dates` of the study")
    function: Annotated[str | None, Reference("functions")] = Field(
        default=None, description="a name in `functions`: years by which it is there before `until`"
    )
    milestone: Annotated[str | None, MilestoneName()] = Field(
        default=None, description="a milestone of the deployment study: years by which it is reached before `until`"
    )


class DependenceStudy(FileModel):
    """What is lost when partners leave, what is won when one joins, and what each is worth."""

    WHAT = "the dependence study"

    from_: Day | None = Field(default=None, description="the day on which partners leave or join; left out, that of the deployment study")
    until: Day | None = Field(default=None, description="the horizon; left out, that of the deployment study")
    fill: Annotated[str, OneOf(FILLS, "rules")] = Field(
        default="cheapest", description="who is asked first for an empty seat: cheapest, fastest, or stated, as the file lists them"
    )
    trials: Annotated[int, Whole(2, 10_000)] = Field(default=100, description="times that every case is played, 2 to 10,000")
    flown: Annotated[int, Whole(2, 100)] = Field(default=3, description="of these, those whose satellites are flown, 2 to 100")
    dates: Annotated[tuple[Day, ...], Listed("dates", "give at least one, or leave it out", distinct=True)] = Field(
        default=(), description="days on which it is told what stands, and what that can do"
    )
    capability: Annotated[tuple[Annotated[str, Flown()], ...], Listed("figures", "name at least one, or leave it out", distinct=True)] = (
        Field(default=(), description="figures of other studies of this file, asked again of what stands on the `dates`")
    )
    cases: Annotated[
        Mapping[str, Annotated[Case, BeforeValidator(_cased)]], Named("cases", 1, ((PLANNED, "is the programme as planned"),))
    ] = Field(default_factory=dict[str, Case], description="by name, who leaves and who is brought in")
    step: Step | None = Field(default=None, description="of the studies that are asked again, in place of theirs, to be quick")
    grid: Grid | None = Field(default=None, description="likewise, of those that lay a grid; dividing 180 deg")
    launches: Annotated[int | None, Whole(1, 2_000)] = Field(default=None, description="likewise, of each threat in the custody study")
    tracking_step: TrackingStep | None = Field(default=None, description="likewise, between two updates of a track")
    tracks: Annotated[int | None, Whole(1, 2_000)] = Field(default=None, description="likewise, of each launch in the custody study")
    value: Value | None = Field(default=None, description="what a coalition is worth, for the Shapley values")
    threshold: Share | None = Field(
        default=None, description="of the value with everyone: costs are shared only among coalitions that reach it"
    )
    partners: Annotated[
        tuple[Annotated[str, Reference("suppliers")], ...], Listed("suppliers", "name at least one, or leave it out", distinct=True)
    ] = Field(default=(), description="names in `suppliers` that the value is shared among; left out, all that are no candidates")

    @field_validator("until")
    @classmethod
    def comes_after(cls, until: Fact | None, info: ValidationInfo) -> Fact | None:
        """Time goes on."""
        return check_order(until, info)

    @property
    def draws(self) -> int:
        """None beside the values as written: facts of elements are drawn in every trial, the others stay as they are."""
        return 0

    @property
    def views(self) -> Mapping[str, Case]:
        """What is beside what is planned: the cases."""
        return self.cases


@dataclass(frozen=True)
class DependenceAsked:
    """What the names of the figures of the dependence study depend on.

    Attributes:
        cases: names.
        capability: names of figures with the days on which they are told, `NAME_2031-01-01`.
        milestones: of the deployment study.
        functions: names.
    """

    cases: tuple[str, ...]
    capability: tuple[str, ...]
    milestones: tuple[str, ...]
    functions: tuple[str, ...]

    def figures(self) -> tuple[str, ...]:
        """Names of the figures, `dependence.name`; hyphens become underscores."""
        plain = ("partners", "single_points", "cost", *self.capability, *self._dated())
        compared = tuple(f"{name}_{case}" for case in self.cases for name in (*plain[2:], *self._differences()))
        return tuple(f"dependence.{name}".replace("-", "_") for name in (*plain, *compared))

    def _dated(self) -> Iterator[str]:
        for name in (*self.milestones, *self.functions):
            yield from (f"{name}_date", f"{name}_there")

    def _differences(self) -> Iterator[str]:
        yield "cost_more"
        yield from (f"{name}_less" for name in self.capability)
        yield from (f"{name}_slip" for name in (*self.milestones, *self.functions))


@dataclass(frozen=True)
class Knockout:
    """What is asked of a programme at once, instead of the cases of its file.

    Attributes:
        without: suppliers that leave.
        joined: candidates that are brought in.
        shapley: whether the value is shared among the partners instead.
    """

    without: tuple[str, ...]
    joined: tuple[str, ...]
    shapley: bool

    @property
    def words(self) -> tuple[str, ...]:
        """As on the command line."""
        told = (("--without", self.without), ("--with", self.joined))
        return (*(word for flag, names in told for name in names for word in (flag, name)), *(("--shapley",) if self.shapley else ()))

    @classmethod
    def of(
        cls,
        study: DependenceStudy | None,
        suppliers: Mapping[str, tuple[str, bool]],
        file: str,
        *,
        without: tuple[str, ...],
        joined: tuple[str, ...],
        shapley: bool,
    ) -> "Knockout":
        """What is asked, checked against the file.

        Args:
            study: of the file; None where it asks none.
            suppliers: by name, the title and whether it is a candidate.
            file: name of the file, for messages.
            without: names or titles of suppliers that leave.
            joined: likewise of candidates that are brought in.
            shapley: whether the value is shared.

        Raises:
            InputError: what the file cannot answer, with what is allowed.
        """
        if study is None:
            raise InputError(f"{file} asks no study `dependence`; write one under `studies`, with `elements` that suppliers supply")
        if shapley == bool(without or joined):
            raise InputError("name who leaves with --without, or who joins with --with; or ask --shapley alone, for what each is worth")
        if shapley and study.value is None:
            told = "write studies.dependence.value: a figure on a day, a function or a milestone"
            raise InputError(f"{file} does not say what a coalition is worth; {told}")
        leave = tuple(dict.fromkeys(_supplier(name, "without", suppliers, False, file) for name in without))
        join = tuple(dict.fromkeys(_supplier(name, "with", suppliers, True, file) for name in joined))
        return cls(leave, join, shapley)


def _supplier(told: str, word: str, suppliers: Mapping[str, tuple[str, bool]], candidate: bool, file: str) -> str:
    """The name of a supplier that was told by its name or its title.

    Raises:
        InputError: one that is none, or that cannot leave or join.
    """
    allowed = {name: title for name, (title, waits) in suppliers.items() if waits is candidate}
    folded = {known.casefold(): name for name, title in allowed.items() for known in (title, name)}
    if told.casefold() in folded:
        return folded[told.casefold()]
    kind = "a candidate, who could be brought in" if candidate else "a partner, who could leave"
    near = meant(told, allowed, "candidates" if candidate else "partners")
    raise InputError(f"--{word}: got {told!r}; must be {kind}, of {file}: {near}")


def dependence_asked_in(root: Node) -> DependenceAsked | None:
    """What the study of a tree asks, as far as it can be read, so that one fault does not hide another; None where there is no study."""
    study = _child(_child(root, "studies"), "dependence")
    if study is None:
        return None
    dates, capability = (_texts(_child(study, key)) for key in ("dates", "capability"))
    return DependenceAsked(
        cases=tuple(_entries(_child(study, "cases"))),
        capability=tuple(named(figure, date) for figure in capability for date in dates),
        milestones=tuple(_entries(_child(_child(_child(root, "studies"), "deployment"), "milestones"))),
        functions=tuple(_entries(_child(root, "functions"))),
    )


def named(figure: str, date: str) -> str:
    """The name in this study of another study's figure on a day."""
    return f"{figure.replace('.', '_')}_{date}".replace("-", "_")


def dependence_problems(
    study: DependenceStudy,
    candidates: Mapping[str, bool],
    played: tuple[Fact, Fact] | None,
    campaigns: bool,
    lines: Mapping[str, int],
) -> Iterator[Problem]:
    """What the study asks of the rest of the file and does not find.

    Args:
        study: checked by itself.
        candidates: by partner, a supplier on whom something rests, whether it could be brought in; the others take part as planned.
        played: first and last day of the deployment study; None where it is not asked.
        campaigns: whether it launches anything: then nothing is known of days outside what it plays.
        lines: line of every key path.
    """
    key = "studies.dependence"
    for word, field in (("from", study.from_), ("until", study.until)):
        if field is None and played is None:
            yield Problem(f"{key}.{word}", lines[key], "is missing; without a deployment study this study needs it")
    if study.capability and not study.dates:
        told = "is missing; `capability` asks what stands on some days, name them"
        yield Problem(child_key(key, "dates"), lines[f"{key}.capability"], told)
    yield from _date_problems(key, study, played, campaigns, lines)
    yield from _partner_problems(key, study, candidates, lines)
    players = study.partners or tuple(name for name, candidate in candidates.items() if not candidate)
    if study.value is not None and len(players) > MOST_PARTNERS:
        where = f"{key}.partners" if study.partners else key
        told = f"shares a value among {len(players)} suppliers; at most {MOST_PARTNERS}, name them under `partners`"
        yield Problem(where, lines[where], told)
    if study.value is not None and study.value.figure is not None:
        yield from _value_problems(key, study.value, study, lines)


def _partner_problems(key: str, study: DependenceStudy, candidates: Mapping[str, bool], lines: Mapping[str, int]) -> Iterator[Problem]:
    """Names on whom nothing rests, and who is named to leave or to come in and cannot."""
    given: list[tuple[str, str, bool | None]] = [(f"{key}.partners.{at}", supplier, None) for at, supplier in enumerate(study.partners)]
    for name, case in study.cases.items():
        for word, names, wanted in (("without", case.without, False), ("with", case.with_, True)):
            given += [(f"{key}.cases.{name}.{word}.{at}", supplier, wanted) for at, supplier in enumerate(names)]
    for where, supplier, wanted in given:
        if supplier not in candidates:
            yield Problem(where, lines[where], f"got {supplier}, on whom nothing rests; {meant(supplier, candidates, 'partners')}")
        elif wanted is not None and candidates[supplier] is not wanted:
            told = "takes part as planned and cannot be brought in; name it under `without`, or write candidate: true"
            away = "is a candidate and not there to leave; name it under `with`"
            yield Problem(where, lines[where], f"got {supplier}, who {told if wanted else away}")


def _date_problems(
    key: str, study: DependenceStudy, played: tuple[Fact, Fact] | None, campaigns: bool, lines: Mapping[str, int]
) -> Iterator[Problem]:
    """Days outside what is played, and a horizon that lies before its begin."""
    first, last = study.from_ or (played and played[0]), study.until or (played and played[1])
    if first is None or last is None:
        return
    if played is not None and campaigns:
        for word, given, end in (("from", study.from_, played[0]), ("until", study.until, played[1])):
            outside = given is not None and not played[0].value <= given.value <= played[1].value
            if given is not None and outside:
                told = f"got {given.text}; must lie between {played[0].text} and {played[1].text}, which the deployment study plays"
                yield Problem(f"{key}.{word}", lines[f"{key}.{word}"], f"{told}; left out, it is {end.text}")
    elif last.value <= first.value:
        word, given, other = ("until", last, f"after {first.text}") if study.until else ("from", first, f"before {last.text}")
        yield Problem(f"{key}.{word}", lines[f"{key}.{word}"], f"got {given.text}; must be {other}, which the deployment study plays")
    for date in study.dates:
        if not first.value <= date.value <= last.value:
            yield Problem(date.key, date.line, f"got {date.text}; must lie between {first.text} and {last.text}")


def _value_problems(key: str, value: Value, study: DependenceStudy, lines: Mapping[str, int]) -> Iterator[Problem]:
    """A figure on a day that are both asked."""
    where = f"{key}.value"
    if value.figure not in study.capability:
        told = f"got {value.figure}, which is not among `capability`; add it there"
        yield Problem(f"{where}.figure", lines[f"{where}.figure"], told)
    if value.date is None:
        yield Problem(f"{where}.date", lines[where], "is missing; a figure has a value on a day, name one of `dates`")
    elif value.date.value not in [date.value for date in study.dates]:
        days = ", ".join(date.text for date in study.dates)
        yield Problem(f"{where}.date", lines[f"{where}.date"], f"got {value.date.text}; must be one of `dates`: {days}")


def dependence_asked(study: DependenceStudy, milestones: tuple[str, ...], functions: tuple[str, ...]) -> DependenceAsked:
    """What a checked study asks, with the milestones and functions of its file."""
    return DependenceAsked(
        cases=tuple(study.cases),
        capability=tuple(named(figure, date.text) for figure in study.capability for date in study.dates),
        milestones=milestones,
        functions=functions,
    )


def _texts(node: Node | None) -> list[str]:
    return [one.text for one in node.items if isinstance(one, TextNode)] if isinstance(node, ListNode) else []


def _entries(node: Node | None) -> Mapping[str, Node]:
    return node.entries if isinstance(node, MappingNode) else {}


def _child(node: Node | None, name: str) -> Node | None:
    return _entries(node).get(name)
