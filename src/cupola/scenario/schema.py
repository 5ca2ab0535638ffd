"""The scenario file, version 1, as checked and frozen values: every quantity a `Fact` in SI, every reference known to exist.

The attributes follow the keys of the file, with underscores for hyphens:
`scenario.constellations["tracking-t1"].shells["main"].per_plane.count`.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, cast

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator

from cupola.constants import BODIES
from cupola.epochs.calendar import Instant
from cupola.errors import InputError, Problem
from cupola.scenario.campaigns import Campaign, Campaigns, campaign_problems
from cupola.scenario.cost import Sections, check_cost, cost_asked
from cupola.scenario.dependence import dependence_asked, dependence_problems
from cupola.scenario.deployment import deployment_asked, deployment_problems
from cupola.scenario.facts import Fact
from cupola.scenario.faults import Fault, Origin, Reading
from cupola.scenario.interception import Interceptors, interception_asked, interception_problems
from cupola.scenario.latency import latency_problems, network_asked
from cupola.scenario.leaves import Date, Figure, Flag, Moment, Name, OneOf, Reference, Sentence, Title, Version, Words
from cupola.scenario.links import Linked, links_problems
from cupola.scenario.money import CostLayer, CostLayers, MoneySection
from cupola.scenario.names import meant
from cupola.scenario.pads import Pad, Pads
from cupola.scenario.partners import (
    Agreement,
    Agreements,
    Bar,
    Bars,
    Element,
    Elements,
    Function,
    Functions,
    element_problems,
    function_problems,
)
from cupola.scenario.regions import WORLD, Bounded, Placed, Region, Target
from cupola.scenario.sensitivity import sensitivity_asked, sensitivity_problems
from cupola.scenario.sensors import Sensor
from cupola.scenario.shapes import FileModel, Listed, Named, child_of, field_of
from cupola.scenario.shells import Shell
from cupola.scenario.sites import Demand, Site, Sited, Terminal
from cupola.scenario.studies import STUDIES, SWEEPS, Asked, Measuring, Studies, figures_of
from cupola.scenario.taking_part import partners_of
from cupola.scenario.text import MappingNode, child_key, shown
from cupola.scenario.threats import Aimed, Clouds, Delays, Missile, Threat
from cupola.scenario.variants import Varied, varied
from cupola.scenario.vehicles import Vehicle, Vehicles

MAX_SATELLITES = 200_000


class Source(FileModel):
    """Where a number was read."""

    WHAT = "a source"

    title: Annotated[str, Words(300)] = Field(description="what it is called, or what it reports")
    date: Annotated[str, Date()] = Field(description="when it was published: 2022, 2022-07 or 2022-07-18")
    language: Annotated[str, Words(2, "[a-z]{2}", "a two-letter ISO 639-1 code: en, ar, fr")] = Field(description="ISO 639-1: en, ar, fr")
    publisher: Annotated[str | None, Words(160)] = Field(default=None, description="who published it")
    link: Annotated[str | None, Words(500, r"https?://\S+", "a web address: https://...")] = Field(
        default=None, description="its web address"
    )
    quote: Annotated[str | None, Words(1_000)] = Field(default=None, description="the words that matter, in the original language")


class Supplier(FileModel):
    """Someone who supplies a piece of the programme."""

    WHAT = "a supplier"

    title: Title = Field(description="name to show")
    country: Annotated[str | None, Words(80)] = Field(default=None, description="English short name of its country")
    candidate: Annotated[bool, Flag()] = Field(default=False, description="true where it takes no part as planned and could be brought in")


class Constellation(FileModel):
    """Satellites that belong together: one layer, one supplier, one sensor."""

    WHAT = "a constellation"

    title: Title = Field(description="name to show")
    layer: Name = Field(description="what it is for: tracking, transport, warning, ...")
    supplier: Annotated[str | None, Reference("suppliers")] = Field(default=None, description="a name in `suppliers`")
    sensor: Annotated[str | None, Reference("sensors")] = Field(
        default=None, description="a name in `sensors`; leave out where it looks at nothing"
    )
    shells: Annotated[Mapping[str, Shell], Named("shells")] = Field(description="by name, each with its pattern")
    links: Linked | None = Field(default=None, description="between its satellites; left out, they do not talk with each other")

    @property
    def satellites(self) -> int:
        return sum(shell.satellite_count for shell in self.shells.values())


class Headline(FileModel):
    """The figures that a report opens with, and one sentence made of them."""

    WHAT = "the headline"

    figures: Annotated[tuple[Annotated[str, Figure()], ...], Listed("figures", "name at least one figure", distinct=True)] = Field(
        description="figures to show first, in this order"
    )
    sentence: Annotated[str, Sentence(800)] = Field(description="one sentence, true for any values, with figures in braces")


def _no_constellations() -> Any:
    """Read in place of constellations that a file leaves out."""
    return MappingNode("constellations", 0, {})


class Scenario(FileModel):
    """A whole scenario file, checked; made by `cupola.scenario.loading`."""

    WHAT = "a scenario"

    cupola: Annotated[int, Version()] = Field(description="version of the format: 1")
    name: Name = Field(description="short name, as used on the command line")
    title: Title = Field(description="name to show")
    question: Annotated[str, Words(300)] = Field(description="the question that it answers")
    about: Annotated[str, Words(2_000)] = Field(description="two or three sentences for the reader")
    notional: Annotated[bool, Flag()] = Field(
        default=False, description="true where it is a stand-in from public sources; every page then says so"
    )
    epoch: Annotated[Instant, Moment()] = Field(description="instant of the mean elements of all shells, UTC: 2026-11-01T00:00:00Z")
    body: Annotated[str, OneOf(tuple(BODIES), "bodies")] = Field(default="earth", description="the body that is orbited")
    sources: Annotated[
        Mapping[str, Source],
        Named("sources", 0, tuple((word, f"`{word}` is a kind of number, not a source") for word in ("assumed", "computed"))),
    ] = Field(default_factory=dict[str, Source], description="by name, where numbers were read")
    suppliers: Annotated[Mapping[str, Supplier], Named("suppliers", 0)] = Field(
        default_factory=dict[str, Supplier], description="by name, who supplies a piece"
    )
    sensors: Annotated[Mapping[str, Sensor], Named("sensors", 0)] = Field(
        default_factory=dict[str, Sensor], description="by name, what satellites look with"
    )
    constellations: Annotated[Mapping[str, Constellation], Named("constellations", 0)] = Field(
        default_factory=_no_constellations,
        validate_default=True,
        description="by name, what is flown; may be left out where nothing is asked but what is launched, or who depends on whom",
    )
    regions: Annotated[Mapping[str, Bounded], Named("regions", 0, ((WORLD, "the region `world` is built in"),))] = Field(
        default_factory=dict[str, Region], description="by name, the places that are asked about; `world` is always there"
    )
    targets: Annotated[
        Mapping[str, Placed],
        Named("targets", 0, ((WORLD, "`world` is the name of a region"),)),
    ] = Field(default_factory=dict[str, Target], description="by name, the single places that are looked at")
    terminals: Annotated[Mapping[str, Terminal], Named("terminals", 0)] = Field(
        default_factory=dict[str, Terminal], description="by name, what sites talk with satellites with"
    )
    sites: Annotated[Mapping[str, Sited], Named("sites", 0)] = Field(
        default_factory=dict[str, Site], description="by name, the places on the ground that talk with satellites"
    )
    demand: Demand | None = Field(default=None, description="what people ask of the networks; left out, as much as gets through")
    missiles: Annotated[Mapping[str, Missile], Named("missiles", 0)] = Field(
        default_factory=dict[str, Missile], description="by name, classes of notional missiles"
    )
    threats: Annotated[Mapping[str, Aimed], Named("threats", 0)] = Field(
        default_factory=dict[str, Threat], description="by name, the notional launches that the custody study follows"
    )
    clouds: Clouds | None = Field(default=None, description="over launches; left out, the sky is clear")
    delays: Delays | None = Field(default=None, description="up to a decision, given and not computed; left out, there are none")
    interceptors: Annotated[Mapping[str, Interceptors], Named("interceptors", 0)] = Field(
        default_factory=dict[str, Interceptors], description="by name, kinds of notional interceptors and the satellites that carry them"
    )
    pads: Pads = Field(default_factory=dict[str, Pad], description="by name, where vehicles fly from")
    vehicles: Vehicles = Field(default_factory=dict[str, Vehicle], description="by name, the rockets")
    campaigns: Campaigns = Field(default_factory=dict[str, Campaign], description="by name, the launches that put a constellation up")
    agreements: Agreements = Field(default_factory=dict[str, Agreement], description="by name, what allows suppliers to supply")
    elements: Elements = Field(
        default_factory=dict[str, Element], description="by name, the pieces of the programme, and who supplies each"
    )
    money: MoneySection | None = Field(default=None, description="which money, and which years are priced; needed by the cost study")
    costs: CostLayers = Field(default_factory=dict[str, CostLayer], description="by name, the layers that are priced")
    bars: Bars = Field(default_factory=dict[str, Bar], description="by name, what forbids suppliers to supply")
    functions: Functions = Field(default_factory=dict[str, Function], description="by name, what the programme can do, and what that needs")
    studies: Asked = Field(description=f"what is asked: at least one of {', '.join(STUDIES)}")
    headline: Headline = Field(description="what a report opens with")

    _origin: Origin = PrivateAttr()
    _reading: Reading = PrivateAttr()

    @field_validator("constellations")
    @classmethod
    def are_there(cls, constellations: Mapping[str, Constellation], info: ValidationInfo) -> Mapping[str, Constellation]:
        """At least one, where a study flies them."""
        reading = cast("Reading", info.context)
        if not constellations and not set(reading.asked) <= {"deployment", "cost", "dependence", "sensitivity"}:
            line = reading.origin.lines.get("constellations")
            told = (
                "is missing; a scenario needs it (by name, what is flown)"
                if line is None
                else "is empty; constellations are needed, at least 1"
            )
            raise Fault((Problem("constellations", reading.root.line if line is None else line, told),))
        return constellations

    @field_validator("constellations")
    @classmethod
    def are_not_too_many(cls, constellations: Mapping[str, Constellation], info: ValidationInfo) -> Mapping[str, Constellation]:
        """Bounds the satellites of the scenario."""
        total = sum(constellation.satellites for constellation in constellations.values())
        if total > MAX_SATELLITES:
            line = cast("Reading", info.context).origin.lines["constellations"]
            raise Fault((Problem("constellations", line, f"got {total:,} satellites in all; at most {MAX_SATELLITES:,}"),))
        return constellations

    @field_validator("constellations")
    @classmethod
    def have_links_that_can_be_laid(cls, constellations: Mapping[str, Constellation], info: ValidationInfo) -> Mapping[str, Constellation]:
        """Patterns that fit the shells, and links to others that have terminals as well."""
        lines = cast("Reading", info.context).origin.lines
        problems: list[Problem] = []
        for name, constellation in constellations.items():
            links, key = constellation.links, f"constellations.{name}.links"
            if links is None:
                continue
            problems.extend(links_problems(links, constellation.shells, key, lines))
            for at, joined in enumerate(links.joins):
                told = f"got {joined}, which is this constellation itself; name others"
                if joined != name:
                    told = f"got {joined}, which has no `links` and so no terminals to answer with; give it `links`"
                if joined == name or constellations[joined].links is None:
                    problems.append(Problem(f"{key}.joins.{at}", lines[f"{key}.joins.{at}"], told))
        if problems:
            raise Fault(problems)
        return constellations

    @field_validator("targets")
    @classmethod
    def are_not_called_as_regions(cls, targets: Mapping[str, Target], info: ValidationInfo) -> Mapping[str, Target]:
        """A figure says by its name which place it speaks of."""
        reading = cast("Reading", info.context)
        keys = [child_key("targets", name) for name in targets if name in reading.names["regions"]]
        if keys:
            raise Fault(Problem(key, reading.origin.lines[key], "is the name of a region as well; choose another") for key in keys)
        return targets

    @field_validator("studies")
    @classmethod
    def have_what_custody_needs(cls, studies: Studies, info: ValidationInfo) -> Studies:
        """Launches to follow, and sensors that say what they make of one."""
        custody, data, origin = studies.custody, info.data, cast("Reading", info.context).origin
        if custody is None or not {"threats", "sensors", "constellations"} <= data.keys():
            return studies
        key = "studies.custody"
        if not data["threats"]:
            raise Fault((Problem(key, origin.lines[key], "follows launches, and the file has none; write at least one under `threats`"),))
        blind = dict.fromkeys(
            data["constellations"][name].sensor
            for view in custody.views.values()
            for name in view.constellations
            if data["sensors"][data["constellations"][name].sensor].infrared is None
        )
        told = "is looked through in the custody study and does not say what it makes of a launch; give it `infrared`"
        if blind:
            raise Fault(Problem(f"sensors.{name}", origin.lines[f"sensors.{name}"], told) for name in blind)
        return studies

    @field_validator("studies")
    @classmethod
    def have_what_latency_needs(cls, studies: Studies, info: ValidationInfo) -> Studies:
        """Sites that can talk with each other."""
        if studies.latency is not None and "sites" in info.data:
            problems = tuple(latency_problems(studies.latency, info.data["sites"], cast("Reading", info.context).origin.lines))
            if problems:
                raise Fault(problems)
        return studies

    @field_validator("studies")
    @classmethod
    def have_what_interception_needs(cls, studies: Studies, info: ValidationInfo) -> Studies:
        """Shells that can be sized, and a time left."""
        if studies.interception is not None and {"interceptors", "constellations", "regions", "threats"} <= info.data.keys():
            views = None if studies.custody is None else tuple(studies.custody.views)
            shells, lines = _shells_of(info.data["constellations"]), cast("Reading", info.context).origin.lines
            problems = tuple(interception_problems(studies.interception, info.data["interceptors"], shells, views, lines))
            if problems:
                raise Fault(problems)
        return studies

    @field_validator("campaigns")
    @classmethod
    def find_what_they_launch(cls, campaigns: Mapping[str, Campaign], info: ValidationInfo) -> Mapping[str, Campaign]:
        """Shells of a constellation, and vehicles."""
        if "constellations" in info.data:
            reading = cast("Reading", info.context)
            shells = _shells_of(info.data["constellations"])
            problems = tuple(campaign_problems(campaigns, shells, reading.names["vehicles"], reading.origin.lines))
            if problems:
                raise Fault(problems)
        return campaigns

    @field_validator("studies")
    @classmethod
    def have_what_deployment_needs(cls, studies: Studies, info: ValidationInfo) -> Studies:
        """Something to play, milestones that can be reached, and variants that can be read."""
        if studies.deployment is None or not {"constellations", "campaigns", "vehicles", "pads"} <= info.data.keys():
            return studies
        reading, shells = cast("Reading", info.context), _shells_of(info.data["constellations"])
        launchers: dict[str, Vehicle | Pad] = {**info.data["pads"], **info.data["vehicles"]}
        flying = frozenset((*info.data["pads"], *info.data["vehicles"], *(one.supplier for one in launchers.values() if one.supplier)))
        asked, lines = tuple(studies.asked()), reading.origin.lines
        problems = [*deployment_problems(studies.deployment, info.data["campaigns"], shells, flying, asked, lines)]
        for variant in studies.deployment.variants.values():
            try:
                varied(variant.changes, reading, shells)
            except Fault as wrong:
                problems.extend(wrong.problems)
        if problems:
            raise Fault(problems)
        return studies

    @field_validator("elements")
    @classmethod
    def have_parts_that_fit(cls, elements: Mapping[str, Element], info: ValidationInfo) -> Mapping[str, Element]:
        """Shares of suppliers that there are."""
        reading = cast("Reading", info.context)
        problems = tuple(element_problems(elements, reading.names["suppliers"], reading.origin.lines))
        if problems:
            raise Fault(problems)
        return elements

    @field_validator("functions")
    @classmethod
    def do_not_need_themselves(cls, functions: Mapping[str, Function], info: ValidationInfo) -> Mapping[str, Function]:
        """Names of their own, and no circle."""
        reading = cast("Reading", info.context)
        problems = tuple(function_problems(functions, reading.names["elements"], reading.origin.lines))
        if problems:
            raise Fault(problems)
        return functions

    @field_validator("studies")
    @classmethod
    def have_what_dependence_needs(cls, studies: Studies, info: ValidationInfo) -> Studies:
        """Partners that can leave, and days that are played."""
        if studies.dependence is None or "suppliers" not in info.data:
            return studies
        suppliers, lines = info.data["suppliers"], cast("Reading", info.context).origin.lines
        if "elements" in info.data and not info.data["elements"]:
            told = "asks what goes with a partner, and the file does not say who supplies what; write at least one of `elements`"
            raise Fault((Problem("studies.dependence", lines["studies.dependence"], told),))
        candidates = {name: suppliers[name].candidate for name in partners_of(info.data)}
        played = None if studies.deployment is None else (studies.deployment.from_, studies.deployment.until)
        problems = tuple(dependence_problems(studies.dependence, candidates, played, bool(info.data.get("campaigns")), lines))
        if problems:
            raise Fault(problems)
        return studies

    @field_validator("studies")
    @classmethod
    def have_what_cost_needs(cls, studies: Studies, info: ValidationInfo) -> Studies:
        """Money, layers that hold together, and something that plays their campaigns."""
        read = ("money", "costs", "elements", "campaigns", "vehicles")
        if set(read) <= info.data.keys():
            held = Sections(*(info.data[name] for name in read))
            check_cost(studies.cost, studies.deployment, held, cast("Reading", info.context).origin.lines)
        return studies

    @field_validator("studies")
    @classmethod
    def have_what_sensitivity_needs(cls, studies: Studies, info: ValidationInfo) -> Studies:
        """Facts with ranges, those that it names among them."""
        if studies.sensitivity is not None:
            facts = tuple(fact for section in info.data.values() for fact in _facts_in(section))
            problems = tuple(sensitivity_problems(studies.sensitivity, facts, cast("Reading", info.context).origin.lines))
            if problems:
                raise Fault(problems)
        return studies

    @field_validator("studies")
    @classmethod
    def name_their_figures_apart(cls, studies: Studies, info: ValidationInfo) -> Studies:
        """No two figures of one name, which contrived names of views and regions could give."""
        regions, targets, threats = (tuple(info.data.get(section, {})) for section in ("regions", "targets", "threats"))
        names = figures_of(studies.views(), regions, targets, threats, *_measuring(studies, info.data))
        twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
        if twice is not None:
            study = twice.partition(".")[0]
            key = f"studies.{study}.views" if study in (*SWEEPS, "latency") else f"studies.{study}"
            line = cast("Reading", info.context).origin.lines[key]
            named = {
                "coverage": "a view or a region",
                "revisit": "a view, a region or a target",
                "custody": "a view or a threat",
                "latency": "a view or a site",
                "interception": "a case",
                "deployment": "a milestone, a campaign, an orbit or a variant",
                "cost": "a layer, an element, a budget, a sum or a pair",
                "dependence": "a case, a milestone or a function",
            }[study]
            raise Fault((Problem(key, line, f"two figures would be called {twice}; rename {named}"),))
        return studies

    def model_post_init(self, context: Any) -> None:
        """Keeps where the scenario came from."""
        self._reading = cast("Reading", context)
        self._origin = self._reading.origin

    @property
    def file(self) -> str:
        """Name of the file as the user gave it."""
        return self._origin.file

    @property
    def source_text(self) -> str:
        """YAML that loads to this scenario: the file itself, or the file with the changes from outside applied."""
        return self._origin.source_text

    def line_of(self, key: str) -> int:
        """Line of a key path in the file, 0 for what was set from outside.

        Raises:
            InputError: when the file has no such key.
        """
        lines = self._origin.lines
        if key not in lines:
            raise InputError(f"{self.file} has no key {shown(key)}; {meant(key, lines, 'keys')}")
        return lines[key]

    def facts(self) -> tuple[Fact, ...]:
        """Every quantity that the file gives outside `studies`, in the order of the file."""
        found = {fact.key: fact for name in type(self).model_fields if name != "studies" for fact in _facts_in(getattr(self, name))}
        return tuple(found[key] for key in self._origin.lines if key in found)

    def satellite_count(self) -> int:
        return sum(constellation.satellites for constellation in self.constellations.values())

    def figure_names(self) -> tuple[str, ...]:
        """The figures that the studies of this scenario give, `study.figure`."""
        sections = {name: getattr(self, name) for name in type(self).model_fields}
        asked = _measuring(self.studies, sections)
        return figures_of(self.studies.views(), tuple(self.regions), tuple(self.targets), tuple(self.threats), *asked)

    def variant(self, name: str) -> Varied:
        """Vehicles, pads and campaigns of a variant of the deployment study, as the file writes them, with its changes.

        Raises:
            InputError: no such variant.
        """
        asked = self.studies.deployment
        if asked is None or name not in asked.variants:
            raise InputError(f"{self.file} has no variant {name!r}; {meant(name, () if asked is None else asked.variants, 'variants')}")
        return varied(asked.variants[name].changes, self._reading, _shells_of(self.constellations))

    def with_values(self, values: Mapping[str, float]) -> "Scenario":
        """The same scenario with other values for some quantities: a variant drawn from their ranges.

        Args:
            values: SI value by key path, for quantities that are not counts. The text of the file is not changed.

        Raises:
            InputError: a key path that names no quantity, a count, or a value that makes no physical sense.
        """
        changed: Any = self
        for key, value in values.items():
            changed = _with_value(changed, key.split("."), key, value)
        return cast("Scenario", changed)


def _measuring(studies: Studies, sections: Mapping[str, Any]) -> Iterator[Measuring | None]:
    """What the studies other than sweeps ask, with the sections of the file that were read."""
    latency, deployment, dependence = studies.latency, studies.deployment, studies.dependence
    yield None if latency is None else network_asked(latency, sections.get("sites", {}), sections.get("demand") is not None)
    yield None if studies.interception is None else interception_asked(studies.interception)
    yield None if deployment is None else deployment_asked(deployment, tuple(sections.get("campaigns", {})))
    yield None if studies.cost is None else cost_asked(studies.cost, sections.get("costs", {}), sections.get("elements", {}))
    milestones = () if deployment is None else tuple(deployment.milestones)
    yield None if dependence is None else dependence_asked(dependence, milestones, tuple(sections.get("functions", {})))
    yield None if studies.sensitivity is None else sensitivity_asked(studies.sensitivity)


def _shells_of(constellations: Mapping[str, Constellation]) -> Mapping[str, Mapping[str, Shell]]:
    """The shells of each, by name."""
    return {name: constellation.shells for name, constellation in constellations.items()}


def _facts_in(value: Any) -> Iterator[Fact]:
    if isinstance(value, Fact):
        yield value
    elif isinstance(value, FileModel):
        for name in type(value).model_fields:
            yield from _facts_in(getattr(value, name))
    elif isinstance(value, Mapping):
        for part in cast("Mapping[str, Any]", value).values():
            yield from _facts_in(part)
    elif isinstance(value, tuple):
        for part in cast("tuple[Any, ...]", value):
            yield from _facts_in(part)


def _with_value(owner: Any, path: list[str], key: str, value: float) -> Any:
    """`owner` with the quantity at `path` replaced, everything else shared."""
    if not path:
        if isinstance(owner, Fact):
            return owner.with_value(value)
        raise InputError(f"{key} is no quantity; its values cannot be drawn")
    try:
        part = child_of(owner, path[0])
    except KeyError as error:
        raise InputError(
            f"{key} names nothing: no {shown(path[0])} there, {meant(path[0], (str(name) for name in error.args), 'keys')}"
        ) from None
    new = _with_value(part, path[1:], key, value)
    if isinstance(owner, FileModel):
        return owner.model_copy(update={field_of(owner, path[0]): new})
    if isinstance(owner, Mapping):
        return {**cast("Mapping[str, Any]", owner), path[0]: new}
    items, index = cast("tuple[Any, ...]", owner), int(path[0])
    return (*items[:index], new, *items[index + 1 :])
