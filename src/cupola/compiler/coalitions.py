"""What a deployment plays, and what stands, when only some partners are there: vehicles, pads, works and contracts of those who stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from cupola.arrays import Int
from cupola.compiler.dependent import Dependence, Piece
from cupola.compiler.deployed import Play
from cupola.compiler.deploying import play_of
from cupola.compiler.programmes import ENDLESS, Telling
from cupola.compiler.standing import Standing
from cupola.constants import Body
from cupola.launch.programme import Contract, Programme
from cupola.partners.outlook import Outlook
from cupola.partners.standing import Held, Seat, Way, Why
from cupola.scenario.absence import Absence
from cupola.scenario.schema import Scenario

TALKING = ("latency",)
"""Studies whose answers go over sites on the ground."""


@dataclass(frozen=True)
class There:
    """What of the file is there with a coalition.

    Attributes:
        vehicles: that do not fly.
        pads: from which nothing flies.
        constellations: that are gone, with all their satellites: nobody's element, and their supplier has left.
        sites: that do not talk, where anything that is asked of a coalition goes over them.
        held: what each element has left, in the order of the programme.
        flown: of these elements, whether each is satellites or launches.
    """

    vehicles: frozenset[str]
    pads: frozenset[str]
    constellations: frozenset[str]
    sites: frozenset[str]
    held: tuple[Held, ...]
    flown: tuple[bool, ...]

    @property
    def items(self) -> tuple[str, ...]:
        """All that a play and what stands depend on, in words that stay the same from run to run."""
        rests = (one for one, flown in zip(self.held, self.flown, strict=True) if flown)
        seats = (f"{one.element}: {'; '.join(f'{seat.partner} {seat.way.name} {seat.share!r}' for seat in one.seats)}" for one in rests)
        gone = (f"no {name}" for name in sorted(self.vehicles | self.pads | self.constellations | self.sites))
        return (*seats, *gone)


class Coalitions:
    """Plays of a scenario with only some of its partners.

    Mutable: plays with the same vehicles and pads share what is compiled of these.
    """

    def __init__(self, scenario: Scenario, dependence: Dependence, absence: Absence, body: Body):
        """Of a checked scenario; `absence` is who is left out of the whole run."""
        self._scenario, self._asked, self._absence, self._body = scenario, dependence, absence, body
        self._plays: dict[tuple[frozenset[str], ...], Play] = {}
        talking = any(name.partition(".")[0] in TALKING for name in dependence.capability)
        self._sites = {name: one.supplier for name, one in scenario.sites.items()} if talking else {}
        owned = {piece.constellation for piece in dependence.pieces}
        self._unowned = {name: one.supplier for name, one in scenario.constellations.items() if name not in owned}

    def kinds(self, left: Outlook) -> tuple[Int[np.ndarray, "k"], Int[np.ndarray, "m"]]:
        """Coalitions that differ in what is flown: a place of each kind among them, and the kind of each coalition."""
        flown = [place for place, piece in enumerate(self._asked.pieces) if piece.constellation is not None or piece.launches is not None]
        partners, scenario = self._asked.programme.partners, self._scenario
        owners = {one.supplier for section in (scenario.vehicles, scenario.pads) for one in section.values()}
        owners |= {*self._unowned.values(), *self._sites.values()}
        bits = sum(1 << place for place, name in enumerate(partners) if name in owners)
        rows = np.concatenate([left.answer[:, flown], (left.coalitions & bits)[:, None]], axis=1)
        _, first, kind = np.unique(rows, axis=0, return_index=True, return_inverse=True)
        return first, kind.reshape(-1)

    def there(self, members: Sequence[str], held: Sequence[Held]) -> There:
        """What is there with these partners, and with what the elements have left."""
        gone = set(self._asked.programme.partners) - set(members)
        return There(
            frozenset(name for name, one in self._scenario.vehicles.items() if one.supplier in gone) | self._absence.vehicles,
            frozenset(name for name, one in self._scenario.pads.items() if one.supplier in gone) | self._absence.pads,
            frozenset(name for name, supplier in self._unowned.items() if supplier in gone) | self._absence.constellations,
            frozenset(name for name, supplier in self._sites.items() if supplier in gone) | self._absence.sites,
            tuple(held),
            tuple(piece.constellation is not None or piece.launches is not None for piece in self._asked.pieces),
        )

    def play(self, there: There) -> Play:
        """What is played with it.

        Raises:
            ValueError: the scenario asks no deployment.
        """
        asked = self._scenario.studies.deployment
        if asked is None:
            raise ValueError("the scenario asks no study `deployment`")
        key = (there.vehicles, there.pads, there.constellations)
        if key not in self._plays:
            absence = Absence((), there.constellations, frozenset(), there.vehicles, there.pads)
            self._plays[key] = play_of(self._scenario, asked, absence, self._body, Telling(self._scenario))
        base = self._plays[key]
        decided = self._asked.begin - asked.from_.value
        programmes = {one.name: one for one in base.programmes}
        for piece, held in zip(self._asked.pieces, there.held, strict=True):
            if piece.campaign in programmes:
                programmes[piece.campaign] = with_makers(programmes[piece.campaign], held, decided)
            if piece.launches in programmes:
                flown = {name: one.supplier for name, one in self._scenario.vehicles.items()}
                programmes[piece.launches] = with_launchers(programmes[piece.launches], held, flown, decided)
        return replace(base, programmes=tuple(programmes.values()))

    def standing(self, there: There, day: float, planes: Standing) -> Standing:
        """Which satellites stand on a day.

        Args:
            there: with a coalition.
            day: s since 2000.
            planes: what the play has in its planes by then, by constellation and shell, as written.
        """
        stands: dict[tuple[str, str], np.ndarray] = dict(planes)
        for name in there.constellations:
            stands |= self._all(name, False)
        for piece, held in zip(self._asked.pieces, there.held, strict=True):
            if piece.constellation is None or piece.campaign is not None:
                continue
            stands |= self._all(piece.constellation, day >= self._date(piece, held))
        return stands

    def _date(self, piece: Piece, held: Held) -> float:
        """When a constellation without a campaign is there, on the stated numbers."""
        words = self._scenario.elements[piece.name]
        planned = -inf if words.date is None else words.date.value
        return planned if held.delay == 0.0 else max(planned, self._asked.begin + held.delay)

    def _all(self, constellation: str, there: bool) -> Mapping[tuple[str, str], Int[np.ndarray, "p"]]:
        """All satellites of a constellation, or none: as one plane that takes all places."""
        shells = self._scenario.constellations[constellation].shells
        return {(constellation, name): np.array([shell.satellite_count if there else 0]) for name, shell in shells.items()}


def with_makers(one: Programme, held: Held, decided: float) -> Programme:
    """A campaign whose satellites come from those who are left: the works of who stays go on with their share, others join later.

    Args:
        one: as planned.
        held: what its element has left.
        decided: when partners leave, s.

    Of a campaign whose production is not told satellites come as soon as anybody supplies them.
    """
    planned = sum(seat.share for seat in held.seats if seat.way is Way.PLANNED)
    if planned >= 1.0 - 1e-9:
        return one
    works = one.production
    joining = [(seat.share, decided + seat.delay) for seat in held.seats if seat.way is not Way.PLANNED]
    if works.stock >= ENDLESS:
        first = -inf if planned else min((when for _, when in joining), default=inf)
        if first == inf:
            return replace(one, production=replace(works, stock=0))
        return replace(one, contracts=tuple(replace(contract, first=max(contract.first, first)) for contract in one.contracts))
    lines = tuple(replace(works.cadence, rate=works.cadence.rate * share, start=max(works.cadence.start, when)) for share, when in joining)
    return replace(one, production=replace(works, cadence=replace(works.cadence, rate=works.cadence.rate * planned), others=lines))


def with_launchers(one: Programme, held: Held, flown: Mapping[str, str | None], decided: float) -> Programme:
    """A campaign on the launches of those who are left.

    Args:
        one: as planned, with the vehicles that are there.
        held: what the element of its launches has left.
        flown: by vehicle, who supplies it.
        decided: when partners leave, s.

    Who may not supply any more flies nothing; who steps in, or supplies more than planned, is bound by no number of launches once its delay
    is over. How much it could supply of all launches is not looked at: its vehicles fly as often as they fly.
    """
    seats: dict[str, Seat] = {}
    for seat in held.seats:
        if seat.way is not Way.PLANNED or seat.partner not in seats:
            seats[seat.partner] = seat
    barred = {refused.partner for refused in held.refused if refused.why in (Why.FORBIDDEN, Why.NO_AGREEMENT)} - seats.keys()

    def kept(contract: Contract) -> Contract:
        supplier = flown[contract.vehicle]
        if supplier in barred:
            return replace(contract, most=0.0)
        seat = None if supplier is None else seats.get(supplier)
        if seat is None or seat.way is Way.PLANNED:
            return contract
        return replace(contract, lifted=decided + seat.delay)

    return replace(one, contracts=tuple(kept(contract) for contract in one.contracts))
