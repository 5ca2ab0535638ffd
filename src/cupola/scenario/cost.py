"""The cost study: what the programme costs, year by year, how sure that is, and how it stands beside published totals; and its figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from cupola.errors import Problem
from cupola.scenario.campaigns import Campaign
from cupola.scenario.dependence import MilestoneName
from cupola.scenario.deployment import DeploymentStudy
from cupola.scenario.faults import Fault, Reading, fault, plain_text
from cupola.scenario.leaves import Leaf, Name, Reference, Title, Whole
from cupola.scenario.money import FIRST_YEAR, LAST_YEAR, CostLayer, MoneySection, Year
from cupola.scenario.partners import Element
from cupola.scenario.ranges import Amount, Day
from cupola.scenario.shapes import FileModel, Listed, Named
from cupola.scenario.text import ListNode, MappingNode, Node, TextNode, child_key
from cupola.scenario.vehicles import Vehicle

MEASURES = ("total", "total_80", "total_then_year", "yearly_mean", "peak")
"""What the cost study measures of the whole: what half and four in five of the trials stay within, the first in the money of each year as
well, the mean year, and the most that a year takes."""

THEN_YEAR = "then-year"
MOST_YEARS = 60

_LAYER_OF_SATELLITES = ("lifetime", "from", "fill", "per-launch")


class BaseYear(Leaf):
    """Whose prices a published total is in: a year, or `then-year` for the money of each year."""

    def read(self, node: Node, reading: Reading) -> int | str:
        text = plain_text(node)
        return THEN_YEAR if text == THEN_YEAR else Whole(FIRST_YEAR, LAST_YEAR).read(node, reading)

    def json_schema(self) -> dict[str, Any]:
        return {"anyOf": [{"const": THEN_YEAR}, Whole(FIRST_YEAR, LAST_YEAR).json_schema()]}


class Years(Leaf):
    """The first and the last calendar year of a total: [2026, 2045]."""

    def read(self, node: Node, reading: Reading) -> tuple[int, int]:
        items = node.items if isinstance(node, ListNode) else ()
        if len(items) != 2 or not all(isinstance(item, TextNode) for item in items):
            raise fault(node, "must be the first and the last year, both included: [2026, 2045]")
        first, last = (Whole(FIRST_YEAR, LAST_YEAR).read(item, reading) for item in items)
        if last < first:
            raise fault(node, f"got {first} before {last}; swap them")
        return first, last

    def json_schema(self) -> dict[str, Any]:
        return {"type": "array", "items": Whole(FIRST_YEAR, LAST_YEAR).json_schema(), "minItems": 2, "maxItems": 2}


class PublishedTotal(FileModel):
    """What somebody said that a programme costs, and what that is the cost of. What is left out was not said."""

    WHAT = "a published total"

    title: Title = Field(description="who and when, as sentences name it")
    amount: Amount = Field(description="as published")
    covers: Annotated[tuple[Name, ...], Listed("parts", "name at least one, or leave it out where it was not said", distinct=True)] = Field(
        default=(), description="what it pays for: layers, elements or parts of this file by name, and words of yours for what is not in it"
    )
    years: Annotated[tuple[int, int] | None, Years()] = Field(default=None, description="first and last calendar year, both included")
    year: Annotated[int | str | None, BaseYear()] = Field(default=None, description="whose prices it is in, or then-year")


class Bought(FileModel):
    """A sum, and the layer that it shall buy."""

    WHAT = "what a sum buys"

    title: Title = Field(description="name to show")
    layer: Annotated[str, Reference("costs")] = Field(description="a name in `costs`, with `satellites`")
    amount: Amount = Field(description="for all of the layer over all years that are priced")
    year: Year | None = Field(default=None, description="whose prices it is in; left out, that of `money`")


class Together(FileModel):
    """A cost and a date that are both to be met."""

    WHAT = "a cost and a date"

    title: Title = Field(description="name to show")
    milestone: Annotated[str, MilestoneName()] = Field(description="a milestone of the deployment study")
    by: Day = Field(description="the day by which it is to be reached")
    within: Amount = Field(description="what all layers are to stay within, over all years that are priced")
    year: Year | None = Field(default=None, description="whose prices it is in; left out, that of `money`")


class CostStudy(FileModel):
    """What everything in `costs` and `elements` comes to, many times, each time with other numbers from the ranges."""

    WHAT = "the cost study"

    trials: Annotated[int, Whole(20, 100_000)] = Field(default=2_000, description="times that everything is priced, 20 to 100,000")
    budgets: Annotated[Mapping[str, PublishedTotal], Named("published totals", 1)] = Field(
        default_factory=dict[str, PublishedTotal], description="by name, published totals that ours is set beside"
    )
    buys: Annotated[Mapping[str, Bought], Named("sums", 1)] = Field(
        default_factory=dict[str, Bought], description="by name, sums of which it is told how many satellites they buy"
    )
    joint: Annotated[Mapping[str, Together], Named("pairs", 1)] = Field(
        default_factory=dict[str, Together], description="by name, costs and dates that are to be met together"
    )

    @property
    def draws(self) -> int:
        """Variants of the rest of the problem that it needs: none."""
        return 0

    @property
    def views(self) -> Mapping[str, FileModel]:
        """What it is asked in several ways: nothing."""
        return {}


@dataclass(frozen=True)
class CostAsked:
    """What the names of the figures of the cost study depend on.

    Attributes:
        layers: names of what is priced: layers, and elements with a cost of their own.
        budgets: names of published totals.
        buys: names of sums.
        joint: names of pairs of a cost and a date.
    """

    layers: tuple[str, ...]
    budgets: tuple[str, ...]
    buys: tuple[str, ...]
    joint: tuple[str, ...]

    def figures(self) -> tuple[str, ...]:
        """Names of the figures, `cost.name`; hyphens become underscores."""
        named = (
            *MEASURES,
            *(name for layer in self.layers for name in (layer, f"{layer}_80")),
            *(f"within_{name}" for name in self.budgets),
            *(f"buys_{name}" for name in self.buys),
            *(f"joint_{name}" for name in self.joint),
        )
        return tuple(f"cost.{name}".replace("-", "_") for name in named)


def cost_asked(study: CostStudy, costs: Mapping[str, CostLayer], elements: Mapping[str, Element]) -> CostAsked:
    """What a checked study asks, with the layers and elements of its file."""
    priced = (name for name, element in elements.items() if element.priced)
    return CostAsked((*costs, *priced), tuple(study.budgets), tuple(study.buys), tuple(study.joint))


def cost_asked_in(root: Node) -> CostAsked | None:
    """What the study of a tree asks, as far as it can be read, so that one fault does not hide another; None where there is no study."""
    study = _child(_child(root, "studies"), "cost")
    if study is None:
        return None
    elements = _entries(_child(root, "elements")).items()
    priced = (name for name, element in elements if _child(element, "cost") is not None or _child(element, "yearly") is not None)
    names = (tuple(_entries(_child(study, key))) for key in ("budgets", "buys", "joint"))
    return CostAsked((*_entries(_child(root, "costs")), *priced), *names)


def _entries(node: Node | None) -> Mapping[str, Node]:
    return node.entries if isinstance(node, MappingNode) else {}


def _child(node: Node | None, name: str) -> Node | None:
    return _entries(node).get(name)


@dataclass(frozen=True)
class Sections:
    """The sections of a file that bear on cost, each checked by itself."""

    money: MoneySection | None
    costs: Mapping[str, CostLayer]
    elements: Mapping[str, Element]
    campaigns: Mapping[str, Campaign]
    vehicles: Mapping[str, Vehicle]


def check_cost(study: CostStudy | None, deployment: DeploymentStudy | None, held: Sections, lines: Mapping[str, int]) -> None:
    """Refuse what the cost study asks of the rest of the file and does not find.

    Raises:
        Fault: with every problem.
    """
    problems = [*_layers_problems(held, lines), *_elements_problems(study is not None, held, lines)]
    if study is not None:
        problems += [*_money_problems(held, lines), *_study_problems(study, deployment, held, lines)]
    if problems:
        raise Fault(problems)


def _problem(key: str, lines: Mapping[str, int], told: str) -> Problem:
    above = key
    while above and above not in lines:
        above = above.rpartition(".")[0]
    return Problem(key, lines.get(above, 0), told)


def _layers_problems(held: Sections, lines: Mapping[str, int]) -> Iterator[Problem]:
    """Layers that do not hold together."""
    taken: dict[str, str] = {}
    for name, layer in held.costs.items():
        key = child_key("costs", name)
        if name in held.elements:
            yield _problem(key, lines, "is the name of an element as well; choose another")
        if layer.campaign is not None:
            given = [word for word in ("satellites", *_LAYER_OF_SATELLITES) if f"{key}.{word}" in lines]
            for word in given:
                yield _problem(f"{key}.{word}", lines, "is for satellites without a campaign; leave it out, the campaign has its own")
            other = taken.setdefault(layer.campaign, name)
            if other != name:
                yield _problem(f"{key}.campaign", lines, f"got {layer.campaign}, which {other} prices already; keep one")
            continue
        if layer.onward is not None:
            yield _problem(f"{key}.onward", lines, "goes on with what a campaign has launched; this layer has none, leave it out")
        yield from _without_campaign(key, layer, lines)


def _elements_problems(asked: bool, held: Sections, lines: Mapping[str, int]) -> Iterator[Problem]:
    """Elements whose words of money do not hold together."""
    for name, element in held.elements.items():
        key = child_key("elements", name)
        if element.spent_over is not None and element.cost is None:
            yield _problem(f"{key}.spent-over", lines, "is of a `cost`, and there is none; give it, or leave this out")
        if element.yearly is not None and not asked:
            yield _problem(f"{key}.yearly", lines, "is priced by the cost study alone; ask `studies.cost`, or give one `cost`")


def _without_campaign(key: str, layer: CostLayer, lines: Mapping[str, int]) -> Iterator[Problem]:
    """Satellites that are filled once and replaced, or none."""
    if layer.from_ is None and (layer.satellites is not None or layer.operations.highest > 0.0):
        yield _problem(f"{key}.from", lines, "is missing; say when filling begins, or without satellites operations")
    if layer.satellites is None:
        for word in ("lifetime", "per-launch", "first-unit", "launch", "upkeep", "disposal"):
            if f"{key}.{word}" in lines:
                yield _problem(f"{key}.{word}", lines, "is of satellites, and there are none; give `satellites` or a `campaign`")
        return
    if layer.lifetime is None:
        yield _problem(f"{key}.lifetime", lines, "is missing; satellites are replaced when they have lived it")
    elif layer.lifetime.lowest < layer.fill.highest:
        told = f"may be shorter than the time of filling, {layer.fill.text}; give a longer life or a shorter `fill`"
        yield _problem(f"{key}.lifetime", lines, told)
    if layer.launch is not None and layer.per_launch is None:
        yield _problem(f"{key}.per-launch", lines, "is missing; say how many satellites are on one launch")


def _money_problems(held: Sections, lines: Mapping[str, int]) -> Iterator[Problem]:
    money = held.money
    if money is None:
        yield Problem("money", lines["studies.cost"], "is missing; the cost study needs it (which money, which years: year, first, last)")
    elif not money.first <= money.last < money.first + MOST_YEARS:
        yield _problem("money.last", lines, f"got {money.last}; must lie in [{money.first}, {money.first + MOST_YEARS - 1}]")
    if not held.costs and not any(element.priced for element in held.elements.values()):
        yield Problem("studies.cost", lines["studies.cost"], "has nothing to price; write `costs`, or give `elements` their `cost`")


def _study_problems(study: CostStudy, deployment: DeploymentStudy | None, held: Sections, lines: Mapping[str, int]) -> Iterator[Problem]:
    """What the study asks of layers, campaigns and milestones."""
    for name, layer in held.costs.items():
        if layer.campaign is not None:
            yield from _of_campaign(child_key("costs", name), layer, deployment, held, lines)
    for name, element in held.elements.items():
        if element.cost is not None and element.date is None:
            yield _problem(f"{child_key('elements', name)}.date", lines, "is missing; its cost is spent in the year of its date or before")
    key = "studies.cost"
    for name, bought in study.buys.items():
        if held.costs[bought.layer].satellites is None:
            where = f"{key}.buys.{name}.layer"
            yield _problem(where, lines, f"got {bought.layer}, which has no `satellites` of its own; name a layer that has")
    for name, pair in study.joint.items():
        if deployment is None or not deployment.from_.value < pair.by.value <= deployment.until.value:
            told = "" if deployment is None else f"; must come after {deployment.from_.text} and by {deployment.until.text}"
            yield _problem(f"{key}.joint.{name}.by", lines, f"got {pair.by.text}{told}, what the deployment study plays")
    names = cost_asked(study, held.costs, held.elements).figures()
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        yield _problem(key, lines, f"two figures would be called {twice}; rename a layer, an element, a budget, a sum or a pair")


def _of_campaign(
    key: str, layer: CostLayer, deployment: DeploymentStudy | None, held: Sections, lines: Mapping[str, int]
) -> Iterator[Problem]:
    """Something that plays the campaign as far as it is priced, and a price of every launch."""
    if deployment is None:
        yield _problem(f"{key}.campaign", lines, "is played by no study; ask `studies.deployment`, or give `satellites` in its place")
    elif held.money is not None:
        played = int(deployment.until.text[:4]) - (1 if deployment.until.text[4:] == "-01-01" else 0)
        if held.money.last > played and layer.onward is None:
            told = f"is missing; {held.money.last} is priced and {played} is the last year played: say over how many years the mean goes on"
            yield _problem(f"{key}.onward", lines, f"{told}, or price less, or play more")
    if layer.launch is None:
        unpriced = [name for name in held.campaigns[layer.campaign or ""].launches if held.vehicles[name].price is None]
        for name in unpriced:
            told = f"is missing; {key} pays for its launches. Give it, or one `launch` for the whole layer"
            yield _problem(f"{child_key('vehicles', name)}.price", lines, told)
