"""What would change an answer: one figure with facts at the ends of their ranges, one at a time and then together. The record of both."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.compiler.samples import triangular
from cupola.records import Figure, Record, difference_unit
from cupola.scenario.dates import DATE_UNIT
from cupola.scenario.facts import Fact
from cupola.scenario.sensitivity import TOLD, SensitivityStudy
from cupola.scenario.units import UNITS, told

ASSUMPTIONS = (
    "One fact at a time goes to the low and to the high end of its range, the others stay as written, and chances fall alike: what changes "
    "is the fact's doing.",
    "For the indices facts are drawn together, independent of each other, each triangular from its low to its high with its peak as "
    "written; whole numbers are rounded.",
    "Ranges are those of the file: a fact without one counts as known, and a fact that matters little within a narrow range may matter "
    "much in a wide one.",
)
LIMITS = (
    "A change is seen at three values: what a figure does between them is not.",
    "Facts that go together in the world, such as the paces of two vehicles of one maker, are moved apart.",
    "Indices share out a variance; where the figure is a date that is not always reached there is none, and they are left out.",
    "Where a figure comes of trials, a change smaller than what the trials leave open may be theirs.",
)

UNMOVED = "no fact moves the figure"
NEVER = "at some values the figure has no value"
STILL = "the figure is the same at every drawn value"
"""Why there are no indices."""


class Asking(Protocol):
    """Gives the figure again.

    Attributes:
        asked: sets of values asked for so far.
        flown: distinct problems among them.
    """

    @property
    def asked(self) -> int:
        """As above."""
        ...

    @property
    def flown(self) -> int:
        """As above."""
        ...

    def figures(self, several: Sequence[Mapping[str, float]]) -> list[Figure]:
        """The figure at each set of values, SI by key path; what is not named is as written."""
        ...


@dataclass(frozen=True)
class Moved:
    """What one fact does to the figure.

    Attributes:
        fact: that goes to its ends.
        low: the figure at the low end.
        high: at the high end.
        turns: whether the figure has a value at some of low, high and as written, and none at others.
        swing: greatest less least of the values that there are.
    """

    fact: Fact
    low: Figure
    high: Figure
    turns: bool
    swing: float

    @property
    def matters(self) -> bool:
        """Whether the figure moves at all."""
        return self.turns or self.swing > 0.0


def sensitivity_of(asked: SensitivityStudy, facts: Sequence[Fact], held: Mapping[str, str], asking: Asking, seed: int) -> Record:
    """The record `sensitivity`.

    Args:
        asked: what the file asks.
        facts: with a range, that are looked at.
        held: by key path of those that are left as written all the same, why.
        asking: gives the figure.
        seed: of the run.
    """
    free = [fact for fact in facts if fact.key not in held]
    written, *ends = asking.figures([{}, *({fact.key: end} for fact in free for end in (fact.lowest, fact.highest))])
    moved = ranked(written, [(fact, ends[2 * at], ends[2 * at + 1]) for at, fact in enumerate(free)])
    figures = {
        "as_written": Figure(**{**vars(written), "label": f"as written: {written.label}", "low": None, "high": None}),
        "facts_varied": Figure(float(len(free)), "facts", "facts taken to the ends of their ranges", note=_held_note(held)),
        "facts_that_matter": Figure(float(sum(one.matters for one in moved)), "facts", "facts of these that move the figure"),
    }
    figures |= {f"swing_{place}": _swing(written, moved, place) for place in range(1, TOLD + 1)}
    data = _tornado(written, moved, held)
    if asked.sobol:
        chosen = [one.fact for one in moved if one.matters][: asked.most]
        why, found, draws = _together(chosen, moved, written, asking, asked.sobol, seed)
        figures |= {f"total_{place}": _total(found, place, why) for place in range(1, TOLD + 1)}
        data = data.merge(found).assign_attrs(base_samples=asked.sobol, draws_together=draws, no_indices=why)
    counts = {"figure": asked.figure, "label": written.label, "unit": written.unit, "asked": asking.asked, "flown": asking.flown}
    return Record("sensitivity", data.assign_attrs(**counts), figures, ASSUMPTIONS, LIMITS)


def ranked(written: Figure, ends: Sequence[tuple[Fact, Figure, Figure]]) -> list[Moved]:
    """What each fact does, the greatest first: before all others those with which the figure comes to have a value, or to have none."""
    moved: list[Moved] = []
    for fact, low, high in ends:
        values = [one.value for one in (low, written, high) if one.value is not None]
        moved.append(Moved(fact, low, high, 0 < len(values) < 3, max(values, default=0.0) - min(values, default=0.0)))
    return sorted(moved, key=lambda one: (not one.turns, -one.swing))


def _together(
    chosen: Sequence[Fact], moved: Sequence[Moved], written: Figure, asking: Asking, samples: int, seed: int
) -> tuple[str, xr.Dataset, int]:
    """Why there are no indices, empty where there are; the indices by falling total; and how many rows were drawn."""
    if not chosen:
        return UNMOVED, _indices_of([], np.zeros((4, 0))), 0
    if written.value is None or any(one.turns for one in moved):
        return NEVER, _indices_of([], np.zeros((4, 0))), 0
    from cupola.studies.indices import indices, shares  # noqa: PLC0415 -- SALib takes seconds to load, and only indices need it

    names = [fact.key for fact in chosen]
    design = shares(names, samples, seed)
    values = np.stack([triangular(design[:, at], fact.lowest, fact.value, fact.highest) for at, fact in enumerate(chosen)], axis=1)
    answers = np.array([_number(one) for one in asking.figures([dict(zip(names, map(float, row), strict=True)) for row in values])])
    if not np.isfinite(answers).all():
        return NEVER, _indices_of([], np.zeros((4, 0))), len(design)
    if np.ptp(answers) == 0.0:
        return STILL, _indices_of([], np.zeros((4, 0))), len(design)
    found = indices(names, answers, seed)
    stacked = np.stack([found.first, found.first_error, found.total, found.total_error])
    order = np.argsort(-found.total, kind="stable")
    return "", _indices_of([chosen[at] for at in order], stacked[:, order]), len(design)


def _indices_of(facts: Sequence[Fact], found: Float[np.ndarray, "4 f"]) -> xr.Dataset:
    words = (
        ("first_order", "share of the variance that the fact explains alone"),
        ("first_order_error", "half the width of its interval of 95 %, over resamples"),
        ("total_order", "share of the variance that goes with the fact, alone and together with others"),
        ("total_order_error", "half the width of its interval of 95 %, over resamples"),
    )
    arrays = {name: (("drawn",), row, {"units": "1", "long_name": said}) for (name, said), row in zip(words, found, strict=True)}
    return xr.Dataset(arrays, coords={"drawn": ("drawn", _texts(fact.key for fact in facts), {"long_name": "key path of a fact drawn"})})


def _tornado(written: Figure, moved: Sequence[Moved], held: Mapping[str, str]) -> xr.Dataset:
    """Ends of facts and what the figure is there, the greatest change first."""
    ends = ("fact", "end")
    arrays: dict[str, Any] = {
        "as_written": ((), _number(written), {"units": written.unit, "long_name": "the figure as written; not a number: it has no value"}),
        "figure_at": (
            ends,
            np.array([[_number(one.low), _number(one.high)] for one in moved]).reshape(-1, 2),
            {"units": written.unit, "long_name": "the figure at this end; not a number where it has no value"},
        ),
        "at_least": (ends, np.array([[one.low.at_least, one.high.at_least] for one in moved], bool).reshape(-1, 2)),
        "swing": (
            ("fact",),
            np.array([one.swing for one in moved]),
            {"units": written.unit, "long_name": "greatest less least of the figure at low, as written and at high"},
        ),
        "turns": (
            ("fact",),
            np.array([one.turns for one in moved], bool),
            {"long_name": "it has a value at some of them and none at others"},
        ),
        "value": (("fact",), np.array([one.fact.value for one in moved]), {"long_name": "the fact as written, SI"}),
        "value_at": (ends, np.array([[one.fact.lowest, one.fact.highest] for one in moved]).reshape(-1, 2), {"long_name": "its ends, SI"}),
    }
    coords: dict[str, Any] = {
        "fact": ("fact", _texts(one.fact.key for one in moved), {"long_name": "key path of a fact"}),
        "end": ("end", ["low", "high"], {"long_name": "end of its range"}),
        "fact_unit": ("fact", _texts(one.fact.unit for one in moved)),
        "fact_text": ("fact", _texts(one.fact.text for one in moved)),
        "fact_kind": ("fact", _texts(one.fact.kind for one in moved)),
        "fact_source": ("fact", _texts(one.fact.source or "" for one in moved)),
        "end_text": (ends, np.array([_end_texts(one.fact) for one in moved], str).reshape(-1, 2)),
        "end_note": (ends, np.array([[one.low.note or "", one.high.note or ""] for one in moved], str).reshape(-1, 2)),
        "held": ("held", _texts(held), {"long_name": "key path of a fact with a range that is left as written"}),
        "held_why": ("held", _texts(held.values())),
    }
    return xr.Dataset(arrays, coords=coords, attrs={"note": written.note or ""})


def _end_texts(fact: Fact) -> tuple[str, str]:
    """Both ends in the unit in which the fact is written."""
    written = fact.text.partition(" ")[2].replace("per ", "1/")
    unit = written if written in UNITS and fact.allowed.unit != DATE_UNIT else fact.allowed.unit
    low, high = (told(end, unit).removesuffix(" 1").replace(" 1/", " per ") for end in (fact.lowest, fact.highest))
    return low, high


def _texts(words: Any) -> np.ndarray:
    return np.array(list(words), str)


def _number(figure: Figure) -> float:
    return math.nan if figure.value is None else figure.value


def _held_note(held: Mapping[str, str]) -> str | None:
    if not held:
        return None
    return f"{len(held)} more {'is' if len(held) == 1 else 'are'} held as written: {', '.join(held)}"


_PLACES = ("", "greatest", "second greatest", "third greatest")


def _swing(written: Figure, moved: Sequence[Moved], place: int) -> Figure:
    """The change that the fact at this place makes."""
    label = f"{_PLACES[place]} change: {written.label}"
    known = [found.value for one in moved for found in (one.low, written, one.high) if found.value is not None]
    unit, size = difference_unit(written.unit, np.array(known))
    if place > len(moved):
        return Figure(None, unit, label, note=f"fewer than {place} facts were varied")
    one = moved[place - 1]
    low, high = _end_texts(one.fact)
    said = f"by {one.fact.key}, from {low} to {high}"
    if not one.turns:
        return Figure(size * one.swing, unit, label, note=said)
    ends = ((low, one.low), (one.fact.text, written), (high, one.high))
    without = "; ".join(f"at {text}: {found.note or 'no value'}" for text, found in ends if found.value is None)
    return Figure(None, unit, label, note=f"{said}; {without}")


def _total(found: xr.Dataset, place: int, why: str) -> Figure:
    """The total index at this place."""
    label = f"{_PLACES[place]} share of the variance"
    if place > found.sizes["drawn"]:
        return Figure(None, "1", label, note=why or f"fewer than {place} facts were drawn")
    at = place - 1
    share, error = float(found["total_order"].values[at]), float(found["total_order_error"].values[at])
    return Figure(share, "1", label, note=f"that goes with {found['drawn'].values[at]}, alone and together with others", error=error)
