"""The deployment study: what is up and when, what vehicles lift in a year, variants of who and what is there, and the figures it gives."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from cupola.errors import Problem
from cupola.scenario.campaigns import Campaign
from cupola.scenario.destinations import Asked
from cupola.scenario.facts import Fact
from cupola.scenario.faults import Fault, Reading, fault, plain_text
from cupola.scenario.leaves import Leaf, OneOf, Reference, Title, Whole
from cupola.scenario.links import planes_of
from cupola.scenario.names import meant
from cupola.scenario.pads import check_order
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import Day, DeploymentStep, LostShare, Satellites
from cupola.scenario.shapes import FileModel, Listed, Named, implied
from cupola.scenario.shells import Shell
from cupola.scenario.text import MappingNode, Node, child_key

DATE_MEASURES = ("date", "date_10", "date_90", "reached")
"""What the deployment study measures for each milestone: its median date, the dates by which one and nine in ten trials have it, and the
share of trials that have it by the end."""

DEADLINE_MEASURES = ("chance", "needed_a_month", "made_a_month")
"""And for a milestone with a deadline: the chance to meet it, and satellites a month that it asks for and that are launched until then."""

CAMPAIGN_MEASURES = ("up", "launched", "launches", "launches_a_year", "replaced_a_year", "replaced_tonnes_a_year")
"""What it measures for each campaign, at the end: satellites that work and that were launched, launches; and in a year of the last ones:
launches, satellites launched for those that died, and their mass in t."""

ORBIT_MEASURES = ("tonnes_a_year",)
"""What it measures for each orbit of the table of payloads, over all its vehicles."""

COUNTED = ("working", "launched")
CAPABILITIES = ("coverage", "revisit", "custody", "latency")
MAX_STEPS = 5_000


class Milestone(FileModel):
    """So many satellites of a campaign, by a day where there is a deadline."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["satellites"]}, {"required": ["share"]}]})

    WHAT = "a milestone"
    CHOICE = ("satellites", "share")

    title: Title = Field(description="name to show")
    campaign: Annotated[str, Reference("campaigns")] = Field(description="a name in `campaigns`")
    satellites: Satellites | None = Field(default=None, description="how many")
    share: LostShare | None = Field(default=None, description="of all that the campaign fills, spares apart")
    counts: Annotated[str, OneOf(COUNTED, "counts")] = Field(default="working", description="working, in their places; or launched")
    by: Day | None = Field(default=None, description="the deadline; left out, there is none")


class PayloadTable(FileModel):
    """What vehicles lift in a year to some orbits."""

    WHAT = "the section `payloads`"

    vehicles: Annotated[
        tuple[Annotated[str, Reference("vehicles")], ...], Listed("vehicles", "name at least one, or leave it out", distinct=True)
    ] = Field(default=(), description="names in `vehicles`; left out, all")
    orbits: Annotated[Mapping[str, Asked], Named("orbits")] = Field(description="by name, where to")


@dataclass(frozen=True)
class Change:
    """One number that a variant has otherwise.

    Attributes:
        path: of its key in the file, `vehicles.vulcan.flights.from`.
        text: as written.
        key: where the change itself stands.
        line: likewise.
    """

    path: str
    text: str
    key: str
    line: int


SECTIONS = ("vehicles", "pads", "campaigns")
"""Parts of the file that a variant may change."""


class Changes(Leaf):
    """Numbers that are otherwise, by the path of their key: `vehicles.vulcan.flights.from: 2027-01-01`."""

    def read(self, node: Node, reading: Reading) -> tuple[Change, ...]:
        if not isinstance(node, MappingNode) or not node.entries:
            raise fault(node, f"must be a mapping from paths to values, such as {{{SECTIONS[0]}.NAME.flights.from: 2027-01-01}}")
        return tuple(self._one(path, child) for path, child in node.entries.items())

    def _one(self, path: str, node: Node) -> Change:
        section, _, rest = path.partition(".")
        if section not in SECTIONS or not rest:
            raise fault(
                node, f"is none of {', '.join(SECTIONS)}, which alone a variant changes; write the whole path of a key, as for --set"
            )
        return Change(path, plain_text(node), node.key, node.line)

    def json_schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "propertyNames": {"pattern": rf"^({'|'.join(SECTIONS)})[.].+$"},
            "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "integer"}, {"type": "boolean"}]},
            "minProperties": 1,
        }


class Leaving(Leaf):
    """The name of a supplier, a vehicle or a pad."""

    def read(self, node: Node, reading: Reading) -> str:
        text = plain_text(node)
        known = tuple(dict.fromkeys(name for section in ("suppliers", "vehicles", "pads") for name in reading.names[section]))
        if text not in known:
            raise fault(node, f"got {text}, which is no supplier, vehicle or pad; {meant(text, known, 'names')}")
        return text

    def json_schema(self) -> dict[str, Any]:
        return Reference("suppliers").json_schema()


class Variant(FileModel):
    """The same with some gone, or with some numbers otherwise."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["without"]}, {"required": ["changes"]}]})

    WHAT = "a variant"

    title: Title = Field(description="name to show")
    without: Annotated[tuple[Annotated[str, Leaving()], ...], Listed("names", "name at least one, or leave it out", distinct=True)] = Field(
        default=(), description="suppliers with all that is theirs, vehicles and pads that are not there"
    )
    changes: Annotated[tuple[Change, ...], Changes()] = Field(
        default=(), description="numbers that are otherwise, by the path of their key"
    )


def _varied(node: Any) -> Any:
    """A variant differs."""
    if isinstance(node, MappingNode) and not {"without", "changes"} & node.entries.keys() and node.entries.keys() <= {"title"}:
        raise fault(node, "differs in nothing; give `without`, `changes` or both")
    return node


class DeploymentStudy(FileModel):
    """When what is up: campaigns played forward many times, each with its own luck."""

    WHAT = "the deployment study"

    from_: Day = Field(description="the day from which it looks ahead: launches and records until then are known, later ones are not")
    until: Day = Field(description="the end of what is played")
    step: DeploymentStep = implied("15.21875 day", "time between instants, 1 to 366 day; the default is a 24th of a year")
    trials: Annotated[int, Whole(1, 100_000)] = Field(default=1_000, description="times that it is played, 1 to 100,000")
    draws: Annotated[int, Whole(0, 64)] = Field(default=0, description="variants drawn from the ranges of the facts, 0 to 64")
    milestones: Annotated[Mapping[str, Milestone], Named("milestones", 1)] = Field(
        default_factory=dict[str, Milestone], description="by name, numbers of satellites whose dates are asked"
    )
    dates: Annotated[tuple[Day, ...], Listed("dates", "give at least one, or leave it out", distinct=True)] = Field(
        default=(), description="days of which it is told what is up, and what that can do"
    )
    capability: Annotated[
        tuple[Annotated[str, OneOf(CAPABILITIES, "studies")], ...], Listed("studies", "name at least one, or leave it out", distinct=True)
    ] = Field(default=(), description="studies of this file that are asked again of what is up on the `dates`")
    payloads: PayloadTable | None = Field(default=None, description="what vehicles lift in a year, and where to")
    variants: Annotated[Mapping[str, Annotated[Variant, BeforeValidator(_varied)]], Named("variants", 1)] = Field(
        default_factory=dict[str, Variant], description="by name, the same with some gone, or with some numbers otherwise"
    )

    @field_validator("until")
    @classmethod
    def comes_after(cls, until: Fact, info: ValidationInfo) -> Fact:
        """Time goes on."""
        check_order(until, info)
        return until

    @field_validator("step")
    @classmethod
    def fits_the_horizon(cls, step: Fact, info: ValidationInfo) -> Fact:
        """At least one step, and not too many."""
        first, until = info.data.get("from_"), info.data.get("until")
        if isinstance(first, Fact) and isinstance(until, Fact):
            steps = (until.value - first.value) / step.value
            if not 1.0 <= steps <= MAX_STEPS:
                shorter = "shorter" if steps < 1.0 else "longer"
                raise fault_of(
                    step, f"gives {steps:,.1f} steps from {first.text} to {until.text}; 1 to {MAX_STEPS:,}, make the step {shorter}"
                )
        return step

    @field_validator("dates")
    @classmethod
    def lie_ahead(cls, dates: tuple[Fact, ...], info: ValidationInfo) -> tuple[Fact, ...]:
        """Within what is played."""
        first, until = info.data.get("from_"), info.data.get("until")
        if isinstance(first, Fact) and isinstance(until, Fact):
            outside = [date for date in dates if not first.value <= date.value <= until.value]
            if outside:
                told = f"must lie between {first.text} and {until.text}, which the study plays"
                raise Fault(Problem(date.key, date.line, f"got {date.text}; {told}") for date in outside)
        return dates

    @property
    def steps(self) -> int:
        """How many steps lead from the first day to the last; the last step may end after it."""
        return math.ceil((self.until.value - self.from_.value) / self.step.value - 1e-9)

    @property
    def views(self) -> Mapping[str, Variant]:
        """What is beside what is written: the variants."""
        return self.variants


@dataclass(frozen=True)
class DeploymentAsked:
    """What the names of the figures of the deployment study depend on.

    Attributes:
        milestones: by name, whether each has a deadline.
        campaigns: all of the file.
        orbits: of the table of payloads.
        variants: names.
    """

    milestones: Mapping[str, bool]
    campaigns: tuple[str, ...]
    orbits: tuple[str, ...]
    variants: tuple[str, ...]

    def figures(self) -> tuple[str, ...]:
        """Names of the figures, `deployment.name`: by milestone, campaign or orbit, measure and variant; hyphens become underscores."""
        return tuple(
            f"deployment.{'_'.join(part for part in (*parts, variant) if part)}".replace("-", "_")
            for variant in ("", *self.variants)
            for parts in self._measured()
        )

    def _measured(self) -> Iterator[tuple[str, str]]:
        for name, deadline in self.milestones.items():
            yield from ((name, measure) for measure in (*DATE_MEASURES, *(DEADLINE_MEASURES if deadline else ())))
        yield from ((name, measure) for name in self.campaigns for measure in CAMPAIGN_MEASURES)
        yield from ((measure, name) for name in self.orbits for measure in ORBIT_MEASURES)


def deployment_asked(study: DeploymentStudy, campaigns: tuple[str, ...]) -> DeploymentAsked:
    """What a checked study asks, with the campaigns of its file."""
    return DeploymentAsked(
        milestones={name: one.by is not None for name, one in study.milestones.items()},
        campaigns=campaigns,
        orbits=() if study.payloads is None else tuple(study.payloads.orbits),
        variants=tuple(study.variants),
    )


def deployment_asked_in(root: Node) -> DeploymentAsked | None:
    """What the study of a tree asks, as far as it can be read, so that one fault does not hide another; None where there is no study."""
    study = _child(_child(root, "studies"), "deployment")
    if study is None:
        return None
    return DeploymentAsked(
        milestones={name: _child(one, "by") is not None for name, one in _entries(_child(study, "milestones")).items()},
        campaigns=tuple(_entries(_child(root, "campaigns"))),
        orbits=tuple(_entries(_child(_child(study, "payloads"), "orbits"))),
        variants=tuple(_entries(_child(study, "variants"))),
    )


def _entries(node: Node | None) -> Mapping[str, Node]:
    return node.entries if isinstance(node, MappingNode) else {}


def _child(node: Node | None, name: str) -> Node | None:
    return _entries(node).get(name)


def deployment_problems(
    study: DeploymentStudy,
    campaigns: Mapping[str, Campaign],
    shells: Mapping[str, Mapping[str, Shell]],
    flying: frozenset[str],
    asked: tuple[str, ...],
    lines: Mapping[str, int],
) -> Iterator[Problem]:
    """What the study asks of the rest of the file and does not find.

    Args:
        study: checked by itself.
        campaigns: of the file.
        shells: by constellation.
        flying: names of vehicles and pads, and of who supplies one.
        asked: the other studies of the file.
        lines: line of every key path.
    """
    key = "studies.deployment"
    if not campaigns and study.payloads is None:
        yield Problem(key, lines[key], "has nothing to play; write `campaigns`, or the section `payloads` of this study")
    for name, milestone in study.milestones.items():
        campaign, where = campaigns[milestone.campaign], f"{key}.milestones.{name}"
        filled = campaign.order or tuple(shells[campaign.constellation])
        most = sum(places_of(shells[campaign.constellation][shell]) for shell in filled if shell in shells[campaign.constellation])
        if milestone.satellites is not None and milestone.satellites.count > most:
            told = (
                f"got {milestone.satellites.count:,}; {milestone.campaign} fills {most:,} places in {', '.join(filled)}, ask at most these"
            )
            yield Problem(f"{where}.satellites", lines[f"{where}.satellites"], told)
        by = milestone.by
        if by is not None and not study.from_.value < by.value <= study.until.value:
            told = f"got {by.text}; must come after {study.from_.text} and by {study.until.text}, the end of what is played"
            yield Problem(f"{where}.by", lines[f"{where}.by"], told)
    for at, name in enumerate(study.capability):
        if name not in asked:
            told = f"got {name}, which this file does not ask; write what it shall measure under studies.{name}"
            yield Problem(f"{key}.capability.{at}", lines[f"{key}.capability.{at}"], told)
    for name, variant in study.variants.items():
        for at, gone in enumerate(variant.without):
            if gone not in flying:
                where = f"{key}.variants.{name}.without.{at}"
                yield Problem(where, lines[where], f"got {gone}, who supplies no vehicle and no pad; name one who does, or leave it out")
    if study.capability and not study.dates:
        yield Problem(
            child_key(key, "dates"), lines[f"{key}.capability"], "is missing; `capability` asks what is up on some days, name them"
        )
    if study.capability and not campaigns:
        yield Problem(
            f"{key}.capability", lines[f"{key}.capability"], "asks what campaigns have put up, and the file has none; write `campaigns`"
        )


def places_of(shell: Shell) -> int:
    """Places of a shell: its satellites when it is full."""
    planes, per_plane = planes_of(shell)
    return planes * per_plane
