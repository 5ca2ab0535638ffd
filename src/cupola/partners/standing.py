"""What each element of a programme has left when only a coalition stays: on whose seats it rests, from when, at what cost, or on nobody's.

Times in s since the decision, shares of an element's need. Who takes a seat is settled one element at a time on the stated numbers: what a
partner gives to one element does not lessen what it can give to another, and nobody foresees the draws of a trial.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

import numpy as np

from cupola.arrays import Float
from cupola.constants import SECONDS_PER_DAY
from cupola.partners.coalitions import coalition_of, names_of
from cupola.partners.programme import Agreement, Bar, Element, Offer, Programme

NO_TITLES: Mapping[str, str] = MappingProxyType({})

ENOUGH = 1e-9
"""Share that rounding may take from a need."""


class Fill(Enum):
    """Who is asked first to fill an empty seat. Ties go on to the other of delay and cost factor, and then to the stated order."""

    CHEAPEST = "the cheapest first"
    FASTEST = "the fastest first"
    STATED = "in the stated order"


class Way(Enum):
    """How a partner comes to a seat."""

    PLANNED = "as planned"
    MORE = "more than planned"
    STEPS_IN = "steps in"


class Why(Enum):
    """Why a partner has no seat that it had, or could have had."""

    LEFT = "left"
    FORBIDDEN = "is forbidden"
    NO_AGREEMENT = "has no agreement"
    TOO_SMALL = "can do too little"


@dataclass(frozen=True)
class Seat:
    """A part of an element in somebody's hands.

    Attributes:
        offer: place of the supply or alternate in `Programme.offers`.
        partner: name.
        way: how it came to it.
        share: of the need.
        capacity: that the partner has for this element, in the element's unit.
        delay: s until it is there, beyond the plan; 0 for what is supplied as planned.
        cost_factor: of it.
    """

    offer: int
    partner: str
    way: Way
    share: float
    capacity: float
    delay: float
    cost_factor: float

    def told(self, titles: Mapping[str, str] = NO_TITLES) -> str:
        """In words; `titles` are names to show."""
        after = "" if self.way is Way.PLANNED else f" after {self.delay / SECONDS_PER_DAY:,.0f} days"
        return f"{titles.get(self.partner, self.partner)} {self.share:.0%} ({self.way.value}{after})"


@dataclass(frozen=True)
class Refused:
    """A partner that is not on a seat.

    Attributes:
        partner: name.
        why: it is not.
        by: the bar, or the agreement that is missing; empty where it left or can do too little.
    """

    partner: str
    why: Why
    by: str = ""

    def told(self, titles: Mapping[str, str] = NO_TITLES) -> str:
        """In words; `titles` are names to show."""
        link = {Why.FORBIDDEN: " by ", Why.NO_AGREEMENT: ": "}.get(self.why, "")
        return f"{titles.get(self.partner, self.partner)} {self.why.value}{link}{titles.get(self.by, self.by)}"


@dataclass(frozen=True)
class Held:
    """What one element has left.

    Attributes:
        element: name.
        need: of the programme, in the element's unit.
        least: share with which the element still stands.
        rule: by which empty seats were filled.
        seats: taken, those as planned first, then in the order in which they were filled.
        refused: who is not on a seat, while something is missing or because it may not.
    """

    element: str
    need: float
    least: float
    rule: Fill
    seats: tuple[Seat, ...]
    refused: tuple[Refused, ...]

    @property
    def share(self) -> float:
        """Of the need that is supplied in the end, in [0, 1]."""
        return min(sum(seat.share for seat in self.seats), 1.0)

    @property
    def capacity(self) -> float:
        """Of all on its seats together, in the element's unit; may be more than the need."""
        held = {seat.offer: seat.capacity for seat in self.seats}
        return float(sum(held.values()))

    @property
    def cost(self) -> float:
        """Of what is supplied, in the planned cost of the whole need: shares times cost factors."""
        return float(sum(seat.share * seat.cost_factor for seat in self.seats))

    @property
    def cost_factor(self) -> float:
        """Mean over what is supplied; infinity where nobody supplies it."""
        return self.cost / sum(seat.share for seat in self.seats) if self.seats else np.inf

    @property
    def delay(self) -> float:
        """s until the element stands with its least share; infinity for never."""
        return float(delays_of(self, np.array([[seat.delay for seat in self.seats]]))[0])

    @property
    def stands(self) -> bool:
        """Whether its least share is ever supplied."""
        return self.share >= self.least - ENOUGH

    def told(self, titles: Mapping[str, str] = NO_TITLES) -> str:
        """In a sentence, with the reasons where anything is missing; `titles` are names of partners and agreements to show."""
        seats = [one.told(titles) for one in self.seats]
        reasons = f": {', '.join(one.told(titles) for one in self.refused)}" if self.refused else ""
        if not seats:
            return f"nobody supplies it{reasons or ': nobody was ever named'}"
        short = f", short of {1.0 - self.share:.0%}{reasons}" if self.share < 1.0 - ENOUGH else ""
        filled = f"; seats filled {self.rule.value}" if any(one.way is not Way.PLANNED for one in self.seats) else ""
        return f"{', '.join(seats)}{filled}{short}"


@dataclass(frozen=True)
class Standing:
    """What a coalition has of a programme.

    Attributes:
        coalition: who stays.
        date: at which agreements and bars were looked at, s since the epoch.
        rule: by which empty seats were filled.
        elements: by name.
    """

    coalition: tuple[str, ...]
    date: float
    rule: Fill
    elements: dict[str, Held]


def standing(programme: Programme, coalition: Collection[str], date: float = 0.0, rule: Fill = Fill.CHEAPEST) -> Standing:
    """What each element has left when only a coalition stays.

    Args:
        programme: as planned.
        coalition: names of those who stay.
        date: at which the others are gone, s since the programme's epoch; agreements and bars are those in force then, and what changes
            later is not foreseen.
        rule: who is asked first where a seat is empty.

    Raises:
        ValueError: a name that is no partner's.

    Who stays and may supply keeps its share. What is left open goes to those who could supply more and to those who could step in, in the
    rule's order, each as far as its capacity goes; of an element that is `whole` each open share goes to the first that can take it alone.
    """
    bits = coalition_of(coalition, programme.partners)
    held = {element.name: held_of(programme, place, bits, date, rule) for place, element in enumerate(programme.elements)}
    return Standing(names_of(bits, programme.partners), date, rule, held)


def held_of(programme: Programme, element: int, coalition: int, date: float, rule: Fill) -> Held:
    """What one element, by its place, has left when only a coalition stays."""
    words, stays = programme.elements[element], set(names_of(coalition, programme.partners))
    mine = [(place, offer) for place, offer in enumerate(programme.offers) if offer.element == element]
    law = _Law(programme, stays, date)
    refusals = {place: law.refusal(offer, words.name) for place, offer in mine}
    seats = [
        Seat(place, offer.partner, Way.PLANNED, offer.share, offer.room * words.need, 0.0, offer.cost_factor)
        for place, offer in mine
        if offer.planned and refusals[place] is None
    ]
    able = sorted(((place, offer) for place, offer in mine if refusals[place] is None), key=lambda one: _asked(one, rule))
    taken, left = _filled(words, able, _open(words, mine, refusals))
    seats += taken
    refused = [refusal for refusal in refusals.values() if refusal is not None]
    if left > ENOUGH:
        on = {seat.partner for seat in seats}
        refused += [Refused(offer.partner, Why.TOO_SMALL) for _, offer in able if offer.partner not in on]
    return Held(words.name, words.need, words.least, rule, tuple(seats), tuple(dict.fromkeys(refused)))


def bearing(programme: Programme, element: int) -> int:
    """The partners on whose staying the answer for an element, by its place, can depend, as a coalition."""
    offers = [offer for offer in programme.offers if offer.element == element]
    names = {offer.partner for offer in offers}
    agreements = {name for offer in offers for name in offer.under}
    for bar in programme.bars:
        if bar.partner in names and _covers(bar, programme.elements[element].name):
            agreements |= set(bar.unless)
            names |= set() if bar.beside is None else {bar.beside}
    names |= {party for agreement in programme.agreements if agreement.name in agreements for party in agreement.parties}
    return coalition_of(names, programme.partners)


def delays_of(held: Held, delays: Float[np.ndarray, "t s"]) -> Float[np.ndarray, "t"]:
    """s until an element has its least share, when its seats, in their order, are there after these delays; infinity for never."""
    if not held.stands:
        return np.full(delays.shape[0], np.inf)
    order = np.argsort(delays, axis=1, kind="stable")
    have = np.cumsum(np.array([seat.share for seat in held.seats])[order], axis=1)
    first = (have >= held.least - ENOUGH).argmax(axis=1)
    return np.take_along_axis(np.take_along_axis(delays, order, axis=1), first[:, None], axis=1)[:, 0]


class _Law:
    """What is allowed and forbidden while some stay, on a date."""

    def __init__(self, programme: Programme, stays: set[str], date: float):
        self.programme, self.stays, self.date = programme, stays, date
        self.agreed = {one.name for one in programme.agreements if self._now(one) and stays.issuperset(one.parties)}

    def refusal(self, offer: Offer, element: str) -> Refused | None:
        """Why an offer for an element does not hold; None where it does."""
        if offer.partner not in self.stays:
            return Refused(offer.partner, Why.LEFT)
        for bar in self.programme.bars:
            beside = bar.beside is None or bar.beside in self.stays
            if bar.partner == offer.partner and _covers(bar, element) and self._now(bar) and beside and not self.agreed & set(bar.unless):
                return Refused(offer.partner, Why.FORBIDDEN, bar.name)
        missing = [name for name in offer.under if name not in self.agreed]
        return Refused(offer.partner, Why.NO_AGREEMENT, missing[0]) if missing else None

    def _now(self, edge: Agreement | Bar) -> bool:
        return edge.begin <= self.date < edge.end


def _covers(bar: Bar, element: str) -> bool:
    return not bar.elements or element in bar.elements


def _asked(one: tuple[int, Offer], rule: Fill) -> tuple[float, ...]:
    """Place in the order in which offers are asked."""
    place, offer = one
    match rule:
        case Fill.CHEAPEST:
            return (offer.cost_factor, offer.delay, place)
        case Fill.FASTEST:
            return (offer.delay, offer.cost_factor, place)
        case Fill.STATED:
            return (place,)


def _open(element: Element, mine: Iterable[tuple[int, Offer]], refusals: dict[int, Refused | None]) -> list[float]:
    """Shares that nobody supplies: seat by seat for a whole element, together for one that may be shared."""
    seats = [offer.share for place, offer in mine if offer.planned and refusals[place] is not None]
    unplanned = 1.0 - sum(one.share for one in element.supplies)
    seats += [unplanned] if unplanned > ENOUGH else []
    return seats if element.whole else [sum(seats)]


def _filled(element: Element, able: list[tuple[int, Offer]], seats: list[float]) -> tuple[list[Seat], float]:
    """Open seats given out in the order of those able, and the share that stays open."""
    room = {place: offer.room - offer.share for place, offer in able}
    found, left = [], 0.0
    for share in seats:
        open_ = share
        for place, offer in able:
            part = min(room[place], open_)
            if part <= ENOUGH or (element.whole and part < open_ - ENOUGH):
                continue
            way = Way.MORE if offer.planned else Way.STEPS_IN
            found.append(Seat(place, offer.partner, way, part, offer.room * element.need, offer.delay, offer.cost_factor))
            room[place] -= part
            open_ -= part
        left += max(open_, 0.0)
    return found, left
