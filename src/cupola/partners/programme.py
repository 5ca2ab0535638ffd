"""Elements of a programme, who supplies each, who could step in, and what allows or forbids it. Times in s, shares of an element's need.

Need and capacities of an element are in its own unit (pieces, kg/s, launches a second); a cost factor is 1 for the cost that was planned.
Dates are s since the programme's epoch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Supply:
    """What a partner supplies as planned.

    Attributes:
        partner: name.
        share: of the element's need, in (0, 1].
        capacity: most that it can supply, in the element's unit; None for its share and no more.
        lead_time: s until what is ordered beyond its share is there.
        cost_factor: of all it supplies.
        under: names of the agreements that must all be in force for it.
    """

    partner: str
    share: float = 1.0
    capacity: float | None = None
    lead_time: float = 0.0
    cost_factor: float = 1.0
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alternate:
    """A partner that can step in where a seat is empty.

    Attributes:
        partner: name.
        delay: s from the decision until its part is there.
        cost_factor: of what it then supplies.
        capacity: most that it can supply, in the element's unit.
        under: names of the agreements that must all be in force for it.
    """

    partner: str
    delay: float = 0.0
    cost_factor: float = 1.0
    capacity: float = np.inf
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Element:
    """A piece of the programme that somebody supplies.

    Attributes:
        name: of it.
        supplies: as planned; their shares add up to 1 at most, and what is missing is an empty seat from the beginning.
        alternates: who can step in, in the order in which they would be asked.
        need: how much of it the programme takes, in the element's unit; 1 for a piece.
        least: share of the need with which the element still stands.
        whole: whether one partner must fill an empty seat alone, as with a module; a flow of cargo may be shared.
    """

    name: str
    supplies: tuple[Supply, ...]
    alternates: tuple[Alternate, ...] = ()
    need: float = 1.0
    least: float = 1.0
    whole: bool = False


@dataclass(frozen=True)
class Agreement:
    """An edge that allows: in force from `begin` until `end`, while all its parties stay.

    Attributes:
        name: by which supplies, alternates and bars name it.
        parties: partners without any of which it ends.
        begin: date.
        end: date from which on it is no longer in force.
    """

    name: str
    parties: tuple[str, ...] = ()
    begin: float = -np.inf
    end: float = np.inf


@dataclass(frozen=True)
class Bar:
    """An edge that forbids: a law, a sanction, or a choice.

    Attributes:
        name: as it is told.
        partner: who may not supply.
        beside: while this partner is in the coalition; None for whoever is. A law that binds one of two leaves the other out, and not both.
        elements: that the partner may not supply; none named for all.
        begin: date.
        end: date from which on it is no longer in force.
        unless: agreements any of which lifts it while in force.
    """

    name: str
    partner: str
    beside: str | None = None
    elements: tuple[str, ...] = ()
    begin: float = -np.inf
    end: float = np.inf
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offer:
    """A supply or an alternate by its place among all of a programme.

    Attributes:
        element: place of its element.
        partner: name.
        planned: whether it is a supply.
        share: as planned, 0 for alternates.
        room: most that it can supply, in shares of the need.
        delay: s until more than planned is there.
        cost_factor: of it.
        under: agreements that it takes.
    """

    element: int
    partner: str
    planned: bool
    share: float
    room: float
    delay: float
    cost_factor: float
    under: tuple[str, ...]


@dataclass(frozen=True)
class Programme:
    """Everything that is known of who supplies what.

    Attributes:
        partners: all of them, those who only could step in with them; partner i is bit i of a coalition.
        elements: pieces.
        agreements: that allow.
        bars: that forbid.

    Raises:
        ValueError: names that are given twice or that nobody has, shares that add up to more than 1, numbers that cannot be.
    """

    partners: tuple[str, ...]
    elements: tuple[Element, ...]
    agreements: tuple[Agreement, ...] = ()
    bars: tuple[Bar, ...] = ()

    def __post_init__(self) -> None:
        elements, agreements = [one.name for one in self.elements], [one.name for one in self.agreements]
        for what, names in (("partners", self.partners), ("elements", elements), ("agreements", agreements)):
            if len(set(names)) < len(names):
                raise ValueError(f"{what}: two have one name among {', '.join(names)}; each needs its own")
        for element in self.elements:
            _check_element(element)
            for one in (*element.supplies, *element.alternates):
                _known(element.name, (one.partner,), self.partners, "partners")
                _known(f"{element.name}, {one.partner}", one.under, agreements, "agreements")
        for one in self.agreements:
            _known(one.name, one.parties, self.partners, "partners")
        for one in self.bars:
            _known(one.name, (one.partner, *(() if one.beside is None else (one.beside,))), self.partners, "partners")
            _known(one.name, one.elements, elements, "elements")
            _known(one.name, one.unless, agreements, "agreements")

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Supplies and then alternates of each element, element by element."""
        found: list[Offer] = []
        for place, element in enumerate(self.elements):
            for one in element.supplies:
                room = one.share if one.capacity is None else one.capacity / element.need
                found.append(Offer(place, one.partner, True, one.share, room, one.lead_time, one.cost_factor, one.under))
            found += [
                Offer(place, one.partner, False, 0.0, one.capacity / element.need, one.delay, one.cost_factor, one.under)
                for one in element.alternates
            ]
        return tuple(found)


def _known(where: str, names: Sequence[str], known: Sequence[str], what: str) -> None:
    """Refuse a name that is not among those known.

    Raises:
        ValueError: with all that are not.
    """
    if strangers := [name for name in names if name not in known]:
        raise ValueError(f"{where}: got {', '.join(strangers)}; the {what} are {', '.join(known) or 'none'}")


def _check_element(element: Element) -> None:
    """Refuse an element whose numbers cannot be.

    Raises:
        ValueError: as `Programme` says.
    """
    if not (element.need > 0.0 and 0.0 < element.least <= 1.0):
        raise ValueError(
            f"{element.name}: got a need of {element.need}, of which {element.least} must be there; above 0, and a share of up to 1"
        )
    shares = [one.share for one in element.supplies]
    if any(not 0.0 < share <= 1.0 for share in shares) or sum(shares) > 1.0 + 1e-9:
        raise ValueError(f"{element.name}: got shares {shares}; each lies in (0, 1], and together they make 1 at most")
    for several in (element.supplies, element.alternates):
        names = [one.partner for one in several]
        if len(set(names)) < len(names):
            raise ValueError(f"{element.name}: a partner stands twice in {', '.join(names)}; put its parts together")
    for one in element.supplies:
        if one.capacity is not None and not one.capacity >= one.share * element.need * (1.0 - 1e-9):
            raise ValueError(
                f"{element.name}, {one.partner}: got a capacity of {one.capacity}, less than its share of the need, "
                f"{one.share * element.need:g}; lower the share or raise the capacity"
            )
    numbers = [(one.partner, one.lead_time, one.cost_factor) for one in element.supplies]
    numbers += [(one.partner, min(one.delay, one.capacity), one.cost_factor) for one in element.alternates]
    for partner, least, factor in numbers:
        if not (least >= 0.0 and 0.0 <= factor < np.inf):
            raise ValueError(f"{element.name}, {partner}: times, capacities and cost factors must be 0 or more, and costs finite")
