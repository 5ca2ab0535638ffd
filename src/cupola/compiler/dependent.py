"""The dependence part of a compiled problem: who supplies what, what could be asked of whom, and the draws. SI; dates in s since 2000."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from cupola.arrays import Float
from cupola.compiler.samples import draw_samples
from cupola.partners import programme
from cupola.partners.functions import Functions, Gate
from cupola.partners.standing import Fill
from cupola.scenario import partners
from cupola.scenario.dependence import named
from cupola.scenario.facts import Fact
from cupola.scenario.links import planes_of
from cupola.scenario.schema import Scenario
from cupola.scenario.taking_part import partners_of

_FILLS = {"cheapest": Fill.CHEAPEST, "fastest": Fill.FASTEST, "stated": Fill.STATED}


@dataclass(frozen=True)
class Piece:
    """An element of the programme, beside what `partners.programme.Element` says of it.

    Attributes:
        name: as in the scenario.
        title: name to show.
        constellation: whose satellites it is; None where it is no constellation.
        campaign: that fills this constellation; None where nothing does.
        launches: campaign whose launches it is; None where it is no launches.
        goal: satellites with which it stands; 0 where no campaign fills it.
        planned: date in each trial, (T,); -infinity for what is there already or has no date of its own.
        cost: USD in each trial, (T,); 0 where nothing is told.
        priced: whether a cost is told.
        mass: kg; None where it is not told.
        unit: what its need counts.
    """

    name: str
    title: str
    constellation: str | None
    campaign: str | None
    launches: str | None
    goal: int
    planned: Float[np.ndarray, "t"]
    cost: Float[np.ndarray, "t"]
    priced: bool
    mass: float | None
    unit: str | None


@dataclass(frozen=True)
class Case:
    """Who leaves and who is brought in.

    Attributes:
        name: as in the scenario.
        title: name to show.
        without: suppliers that leave.
        joined: candidates that are brought in.
    """

    name: str
    title: str
    without: tuple[str, ...]
    joined: tuple[str, ...]


@dataclass(frozen=True)
class Worth:
    """What a coalition is worth; one of the three is given.

    Attributes:
        figure: of a study that is flown, on `date`.
        function: name: years by which it is there before the horizon.
        milestone: place among those of the deployment study, likewise.
        date: s.
    """

    figure: str | None
    function: str | None
    milestone: int | None
    date: float | None


@dataclass(frozen=True)
class Dependence:
    """What the dependence study was asked.

    Attributes:
        seed: of the run.
        begin: day on which partners leave or join.
        until: the horizon.
        trials: times that each case is played.
        flown: the first of them whose satellites are flown.
        rule: who is asked first for an empty seat.
        programme: all suppliers, elements, agreements and bars; coalitions are of its partners.
        candidates: suppliers that take no part as planned.
        titles: of suppliers and agreements.
        pieces: of the elements, in their order.
        functions: trees over the elements.
        function_titles: in their order.
        dates: on which capability is told.
        days: the same as the file writes them.
        capability: figures of other studies.
        milestones: of the deployment study, by name, their titles.
        cases: of the file, or of the command.
        worth: what a coalition is worth; None where it is not asked.
        threshold: of the value with everyone; None where costs are not shared.
        players: suppliers that the value is shared among.
        shared: whether it is shared in this run.
        delays: s until what each of `programme.offers` supplies beyond its plan is there, in each trial, (T, o).
    """

    seed: int
    begin: float
    until: float
    trials: int
    flown: int
    rule: Fill
    programme: programme.Programme
    candidates: tuple[str, ...]
    titles: Mapping[str, str]
    pieces: tuple[Piece, ...]
    functions: Functions
    function_titles: tuple[str, ...]
    dates: tuple[float, ...]
    days: tuple[str, ...]
    capability: tuple[str, ...]
    milestones: Mapping[str, str]
    cases: tuple[Case, ...]
    worth: Worth | None
    threshold: float | None
    players: tuple[str, ...]
    shared: bool
    delays: Float[np.ndarray, "t o"]

    @property
    def members(self) -> tuple[str, ...]:
        """Who takes part as planned."""
        return tuple(name for name in self.programme.partners if name not in self.candidates)

    def told(self, figure: str, day: int) -> str:
        """The name in this study of another study's figure on a day, by its place."""
        return named(figure, self.days[day])


def dependence_of(scenario: Scenario, seed: int) -> Dependence | None:
    """What the dependence study was asked; None where it is not."""
    asked = scenario.studies.dependence
    if asked is None:
        return None
    played = scenario.studies.deployment
    first, last = asked.from_ or (played and played.from_), asked.until or (played and played.until)
    if first is None or last is None:
        raise AssertionError("the check of the study lets no horizon be missing")
    drawn = _drawn(scenario, asked.trials, seed)
    described = programme_of(scenario)
    milestones = () if played is None else tuple(played.milestones)
    value = asked.value
    return Dependence(
        seed=seed,
        begin=first.value,
        until=last.value,
        trials=asked.trials,
        flown=min(asked.flown, asked.trials),
        rule=_FILLS[asked.fill],
        programme=described,
        candidates=tuple(name for name in described.partners if scenario.suppliers[name].candidate),
        titles={name: one.title for section in (scenario.agreements, scenario.suppliers) for name, one in section.items()},
        pieces=tuple(_piece(name, one, scenario, drawn, asked.trials) for name, one in scenario.elements.items()),
        functions=Functions(tuple(scenario.elements), {name: _gate(one.needs) for name, one in scenario.functions.items()}),
        function_titles=tuple(one.title for one in scenario.functions.values()),
        dates=tuple(date.value for date in asked.dates),
        days=tuple(date.text for date in asked.dates),
        capability=asked.capability,
        milestones={} if played is None else {name: one.title for name, one in played.milestones.items()},
        cases=tuple(Case(name, one.title, one.without, one.with_) for name, one in asked.cases.items()),
        worth=None
        if value is None
        else Worth(
            value.figure,
            value.function,
            None if value.milestone is None else milestones.index(value.milestone),
            None if value.date is None else value.date.value,
        ),
        threshold=None if asked.threshold is None else asked.threshold.value,
        players=asked.partners or tuple(name for name in described.partners if not scenario.suppliers[name].candidate),
        shared=False,
        delays=_delays(scenario, described, drawn, asked.trials),
    )


def asked_of(asked: Dependence, without: tuple[str, ...], joined: tuple[str, ...], shared: bool) -> Dependence:
    """The same asked of one case instead of those of the file, or of what each partner is worth."""
    if shared:
        return replace(asked, cases=(), shared=True)
    told = [
        f"{word} {' and '.join(asked.titles[name] for name in names)}" for word, names in (("without", without), ("with", joined)) if names
    ]
    title = ", ".join(told)
    name = "-".join((*(("without", *without) if without else ()), *(("with", *joined) if joined else ())))
    return replace(asked, cases=(Case(name, title[0].upper() + title[1:], without, joined),))


def programme_of(scenario: Scenario) -> programme.Programme:
    """Suppliers, elements, agreements and bars, on the stated numbers."""
    return programme.Programme(
        partners=partners_of(vars(scenario)),
        elements=tuple(_element(name, one) for name, one in scenario.elements.items()),
        agreements=tuple(
            programme.Agreement(name, one.parties, _day(one.from_, -np.inf), _day(one.until, np.inf))
            for name, one in scenario.agreements.items()
        ),
        bars=tuple(
            programme.Bar(one.title, one.supplier, one.beside, one.elements, _day(one.from_, -np.inf), _day(one.until, np.inf), one.unless)
            for one in scenario.bars.values()
        ),
    )


def _element(name: str, words: partners.Element) -> programme.Element:
    return programme.Element(
        name=name,
        supplies=tuple(
            programme.Supply(
                supplier,
                min(one.share.value, 1.0),
                None if one.capacity is None else one.capacity.value,
                one.lead_time.value,
                one.cost_factor.value,
                one.under,
            )
            for supplier, one in words.supplies.items()
        ),
        alternates=tuple(
            programme.Alternate(
                supplier, one.delay.value, one.cost_factor.value, np.inf if one.capacity is None else one.capacity.value, one.under
            )
            for supplier, one in words.alternates.items()
        ),
        need=words.need.value,
        least=words.least.value,
        whole=words.whole,
    )


def _gate(words: partners.Gate) -> Gate:
    return Gate(words.least, tuple(_gate(part) if isinstance(part, partners.Gate) else part for part in words.parts))


def _day(fact: Fact | None, otherwise: float) -> float:
    return otherwise if fact is None else fact.value


def _drawn(scenario: Scenario, trials: int, seed: int) -> Mapping[str, Float[np.ndarray, "t"]]:
    """Facts of elements that have a range, in each trial, by key path."""
    facts = tuple(fact for fact in scenario.facts() if fact.key.startswith("elements."))
    samples = draw_samples(facts, trials, seed)
    return {key: samples.values[1:, column] for column, key in enumerate(samples.keys)}


def _each(fact: Fact, drawn: Mapping[str, Float[np.ndarray, "t"]], trials: int) -> Float[np.ndarray, "t"]:
    """A fact in each trial."""
    return drawn.get(fact.key, np.full(trials, fact.value))


def _delays(
    scenario: Scenario, described: programme.Programme, drawn: Mapping[str, Float[np.ndarray, "t"]], trials: int
) -> Float[np.ndarray, "t o"]:
    columns = [np.zeros((trials, 0))]
    for offer in described.offers:
        words = scenario.elements[described.elements[offer.element].name]
        fact = words.supplies[offer.partner].lead_time if offer.planned else words.alternates[offer.partner].delay
        columns.append(_each(fact, drawn, trials)[:, None])
    return np.concatenate(columns, axis=1)


def _piece(name: str, words: partners.Element, scenario: Scenario, drawn: Mapping[str, Float[np.ndarray, "t"]], trials: int) -> Piece:
    fills = {one.constellation: campaign for campaign, one in scenario.campaigns.items()}
    campaign = None if scenario.studies.deployment is None or words.constellation is None else fills.get(words.constellation)
    goal = 0
    if campaign is not None and words.constellation is not None:
        shells = scenario.constellations[words.constellation].shells
        filled = scenario.campaigns[campaign].order or tuple(shells)
        places = (planes_of(shells[shell]) for shell in filled)
        goal = ceil(words.least.value * sum(planes * each for planes, each in places) - 1e-9)
    return Piece(
        name=name,
        title=words.title,
        constellation=words.constellation,
        campaign=campaign,
        launches=words.launches,
        goal=goal,
        planned=np.full(trials, -np.inf) if words.date is None else _each(words.date, drawn, trials),
        cost=np.zeros(trials) if words.cost is None else _each(words.cost, drawn, trials),
        priced=words.priced,
        mass=None if words.mass is None else words.mass.value,
        unit=words.unit,
    )
