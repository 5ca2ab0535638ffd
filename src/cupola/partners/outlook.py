"""What many coalitions have left of a programme, as arrays: shares, costs, delays over trials, and which coalitions are left with the same.

An element's answer depends on few partners; it is worked out once for each of their coalitions and handed to all others.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.partners.programme import Programme
from cupola.partners.standing import Fill, Held, Way, bearing, delays_of, held_of


@dataclass(frozen=True)
class Outlook:
    """Answers for m coalitions and e elements.

    Attributes:
        programme: of which.
        coalitions: asked, (m,).
        distinct: for each element the answers with different seats; why a seat is empty may differ among coalitions with one answer.
        answer: which of them each coalition has, (m, e).
    """

    programme: Programme
    coalitions: Int[np.ndarray, "m"]
    distinct: tuple[tuple[Held, ...], ...]
    answer: Int[np.ndarray, "m e"]

    @property
    def stands(self) -> Bool[np.ndarray, "m e"]:
        """Whether each element ever has its least share."""
        return self._dealt("stands") == 1.0

    @property
    def share(self) -> Float[np.ndarray, "m e"]:
        """Of the need that is supplied in the end."""
        return self._dealt("share")

    @property
    def capacity(self) -> Float[np.ndarray, "m e"]:
        """Of those on its seats, in each element's unit."""
        return self._dealt("capacity")

    @property
    def cost(self) -> Float[np.ndarray, "m e"]:
        """Of what is supplied, in the planned cost of each element's whole need."""
        return self._dealt("cost")

    @property
    def delay(self) -> Float[np.ndarray, "m e"]:
        """s beyond the plan until each element has its least share, as stated; infinity for never."""
        return self._dealt("delay")

    def delays(self, drawn: Float[np.ndarray, "t o"]) -> Float[np.ndarray, "t m e"]:
        """The same over trials.

        Args:
            drawn: s until what each of `Programme.offers` supplies beyond its plan is there. Who fills a seat does not depend on it.
                Seats as planned have 0: a date is an element's planned date, drawn elsewhere, and this delay.
        """
        columns = [np.stack([_drawn(held, drawn) for held in answers], axis=1) for answers in self.distinct]
        return np.stack([column[:, self.answer[:, place]] for place, column in enumerate(columns)], axis=2)

    @property
    def shares(self) -> Float[np.ndarray, "m e n"]:
        """Share of each element's need that each partner supplies."""
        place = {name: number for number, name in enumerate(self.programme.partners)}
        tables = []
        for number, answers in enumerate(self.distinct):
            table = np.zeros((len(answers), len(place)))
            for row, held in zip(table, answers, strict=True):
                for seat in held.seats:
                    row[place[seat.partner]] += seat.share
            tables.append(table[self.answer[:, number]])
        return np.stack(tables, axis=1)

    def held(self, some: Int[np.ndarray, "k"]) -> Iterator[tuple[Held, ...]]:
        """What each element has left, for each of some coalitions in turn, by their places."""
        for row in self.answer[some]:
            yield tuple(answers[number] for answers, number in zip(self.distinct, row, strict=True))

    def remaining(self) -> Iterator[tuple[str, ...]]:
        """Who sits where, for each coalition in turn: alike for coalitions that are left with the same, whatever they are asked among."""
        words = [
            ["; ".join([held.element, *(f"{one.partner} {one.way.name} {one.share!r}" for one in held.seats)]) for held in answers]
            for answers in self.distinct
        ]
        for row in self.answer:
            yield tuple(words[place][number] for place, number in enumerate(row))

    def _dealt(self, name: str) -> Float[np.ndarray, "m e"]:
        tables = [np.array([getattr(held, name) for held in answers], np.float64) for answers in self.distinct]
        return np.stack([table[self.answer[:, place]] for place, table in enumerate(tables)], axis=1)


def outlook(programme: Programme, coalitions: Int[np.ndarray, "m"], date: float = 0.0, rule: Fill = Fill.CHEAPEST) -> Outlook:
    """What each of many coalitions has left; `standing` says by which rules."""
    distinct, columns = [], []
    for place in range(len(programme.elements)):
        who, back = np.unique(np.asarray(coalitions) & bearing(programme, place), return_inverse=True)
        answers = [held_of(programme, place, int(one), date, rule) for one in who]
        number: dict[tuple, int] = {}
        answer = np.array([number.setdefault(held.seats, len(number)) for held in answers])
        first = dict(zip(answer[::-1].tolist(), answers[::-1], strict=True))
        distinct.append(tuple(first[one] for one in range(len(number))))
        columns.append(answer[back])
    return Outlook(programme, np.asarray(coalitions), tuple(distinct), np.stack(columns, axis=1))


def _drawn(held: Held, drawn: Float[np.ndarray, "t o"]) -> Float[np.ndarray, "t"]:
    """Delays of one answer from draws of all offers."""
    seats = [np.zeros(drawn.shape[0]) if seat.way is Way.PLANNED else drawn[:, seat.offer] for seat in held.seats]
    return delays_of(held, np.stack(seats, axis=1) if seats else np.zeros((drawn.shape[0], 0)))
