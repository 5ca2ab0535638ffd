"""What is lost when partners leave, won when one joins, what each is worth: the record `dependence`, from replays of the whole chain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import xarray as xr

from cupola.arrays import Bool, Float, Int
from cupola.compiler.dependent import Case, Dependence
from cupola.partners.concentration import concentration
from cupola.partners.outlook import Outlook
from cupola.partners.standing import Held
from cupola.records import Figure, Record, difference_unit
from cupola.studies.calendar import YEAR, day_of, decimal_year_of

PLANNED = Case("", "As planned", (), ())
"""The programme with nobody gone; first among the cases."""

QUANTILES = (0.1, 0.5, 0.9)

NO_FIGURES: Mapping[str, Figure] = MappingProxyType({})

ASSUMPTIONS = (
    "On the first day partners leave or join for good; what they have put up stays up and works on, their rockets, pads and works do not.",
    "Who takes an empty seat is settled element by element on the stated numbers, by the stated rule; nobody foresees a trial's draws.",
    "All cases have the same random numbers, trial by trial: a difference is that of the partners.",
    "Satellites of those who step in are like those planned.",
)
LIMITS = (
    "Politics, law suits, inventories, know-how that moves with people and contracts that end early are left out; delays and cost factors "
    "of those who step in are mostly assumptions.",
    "What a partner gives to one element does not lessen what it can give to another.",
    "Sites on the ground fall silent at once with whoever leaves, and nobody takes them over; works, once gone, leave nothing half made.",
    "Whoever steps in is paid for all of its part, as if from the beginning; what was spent on who leaves is not counted as lost.",
    "Capability is that of few whole trials; its error is that of their number.",
)


@dataclass(frozen=True)
class Played:
    """The programme as planned, and each case, c of them together.

    Attributes:
        outlook: what each has left; then what is left when each member leaves alone.
        held: what each element has left in each of the c, and why a seat is empty.
        dates: of milestones and then of elements with satellites of their own, s since 2000, (c, T, G).
        goals: column of `dates` of each such element, by name.
        capability: figures on the dates, in the trials that are flown, (f, c, D, K).
        told: labels and units of these figures, by name.
        costs: of all that is supplied in each trial, USD, (c, C); none where nothing is priced.
        counts: distinct plays, sets of satellites asked for, distinct sets flown.
    """

    outlook: Outlook
    held: tuple[tuple[Held, ...], ...]
    dates: Float[np.ndarray, "c t g"]
    goals: Mapping[str, int]
    capability: Float[np.ndarray, "f c d k"]
    told: Mapping[str, Figure]
    costs: Float[np.ndarray, "c n"] | None
    counts: Mapping[str, int]


def element_dates(
    asked: Dependence, outlook: Outlook, dates: Float[np.ndarray, "m t g"], goals: Mapping[str, int]
) -> Float[np.ndarray, "t m e"]:
    """From when each element is there, s since 2000, infinity for never: what waits for somebody who steps in is there at the later of its
    planned date and the day on which others left with the delay; satellites when as many work as it takes."""
    delays = outlook.delays(asked.delays)
    found = np.empty(delays.shape)
    for place, piece in enumerate(asked.pieces):
        if piece.name in goals:
            found[:, :, place] = dates[:, :, goals[piece.name]].T
            continue
        planned, late = piece.planned[:, None], delays[:, :, place]
        found[:, :, place] = np.where(late == 0.0, planned, np.maximum(planned, asked.begin + late))
    return np.maximum(found, asked.begin)


def record_of(
    asked: Dependence, played: Played, game: xr.Dataset | None = None, worth: Mapping[str, Figure] = NO_FIGURES, answer: str = ""
) -> Record:
    """The record.

    Args:
        asked: with the cases that were played.
        played: of the programme as planned, and of these.
        game: what each partner is worth; None where it was not asked.
        worth: figures of it.
        answer: to it, in a sentence.
    """
    cases = (PLANNED, *asked.cases)
    dates = dates_of(asked, played)
    figures: dict[str, Figure] = {}
    for at, case in enumerate(cases):
        told = {**_of_capability(asked, played, at), **_of_dates(asked, played, dates, at), **_of_cost(played, at)}
        ending = f"_{case.name}" if at else ""
        figures |= {f"{name}{ending}".replace("-", "_"): _titled(figure, case.title if at else "") for name, figure in told.items()}
    lost = lost_by(asked, dates)
    figures = {
        "partners": Figure(float(len(asked.members)), "partners", "who take part as planned"),
        "single_points": Figure(
            float(lost.any(axis=1).sum()),
            "partners",
            "whose leaving alone loses an element or a function for good",
            note=_names(asked, lost),
        ),
    } | figures
    data = _dataset(asked, cases, played, dates)
    if asked.cases:
        data = data.assign_attrs(answer=sentence_of(asked, asked.cases[0], played, figures))
    if game is not None:
        data = data.merge(game).assign_attrs({**data.attrs, **game.attrs, "answer": answer})
    return Record("dependence", data, figures | dict(worth), ASSUMPTIONS, LIMITS)


@dataclass(frozen=True)
class Dates:
    """s since 2000, infinity for what is not there by the horizon: milestones (c, T, M), elements (T, c, E), functions (T, c, F)."""

    milestones: Float[np.ndarray, "c t m"]
    elements: Float[np.ndarray, "t c e"]
    functions: Float[np.ndarray, "t c f"]


def dates_of(asked: Dependence, played: Played) -> Dates:
    """Dates of everything that has one."""
    elements = element_dates(asked, played.outlook, played.dates, played.goals)
    milestones, functions = played.dates[:, :, : len(asked.milestones)], asked.functions.dates(elements)

    def cut(found: np.ndarray) -> np.ndarray:
        return np.where(found <= asked.until, found, np.inf)

    return Dates(cut(milestones), cut(elements), cut(functions))


def lost_by(asked: Dependence, dates: Dates) -> Bool[np.ndarray, "n x"]:
    """Which elements, and then functions, are there as planned and never when each member leaves alone, in the middle of the trials."""
    count = len(asked.members)
    both = np.concatenate([dates.elements, dates.functions], axis=2)
    there = np.isfinite(np.quantile(both, 0.5, axis=0, method="inverted_cdf"))
    return there[:1] & ~there[-count:] if count else np.zeros((0, there.shape[1]), bool)


def _names(asked: Dependence, lost: Bool[np.ndarray, "n x"]) -> str | None:
    names = [asked.titles[name] for name, row in zip(asked.members, lost, strict=True) if row.any()]
    return ", ".join(names) or None


def _titled(figure: Figure, title: str) -> Figure:
    return Figure(**{**vars(figure), "label": f"{title}: {figure.label}" if title else figure.label})


def _of_capability(asked: Dependence, played: Played, at: int) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for row, name in enumerate(asked.capability):
        about = played.told[name]
        for day in range(len(asked.days)):
            values = played.capability[row, at, day]
            label = f"{about.label}, on {asked.days[day]}"
            key = asked.told(name, day)
            found[key] = _mean(values, about.unit, label)
            if at:
                planned = played.capability[row, 0, day]
                unit, size = difference_unit(about.unit, planned, values)
                found[f"{key}_less"] = _mean(size * (planned - values), unit, f"less {label}")
    return found


def _mean(values: Float[np.ndarray, "k"], unit: str, label: str) -> Figure:
    """Over the trials that are flown; their least and greatest as its range."""
    if np.any(np.isnan(values)):
        return Figure(None, unit, label, note="there is none in some of the trials that are flown")
    return Figure(float(values.mean()), unit, label, float(values.min()), float(values.max()))


def _of_dates(asked: Dependence, played: Played, dates: Dates, at: int) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    columns = [
        *((name, title, dates.milestones[:, :, place].T) for place, (name, title) in enumerate(_milestones(asked))),
        *(
            (name, title, dates.functions[:, :, place])
            for place, (name, title) in enumerate(zip(asked.functions.names, asked.function_titles, strict=True))
        ),
    ]
    for name, title, each in columns:
        here, there = each[:, at], each[:, 0]
        why = _why(asked, played, name, at)
        never = f"not before {day_of(asked.until)}{why}"
        found[f"{name}_date"] = _dated(here, f"{title}: median date", never)
        found[f"{name}_there"] = Figure(
            float(np.isfinite(here).mean()), "1", f"{title}: share of trials that have it by {day_of(asked.until)}"
        )
        if at:
            with np.errstate(invalid="ignore"):
                late = np.where(np.isinf(here) & np.isinf(there), np.inf, (here - there) / YEAR)
            found[f"{name}_slip"] = _late(late, f"{title}: later by", never)
    return found


def _milestones(asked: Dependence) -> Iterator[tuple[str, str]]:
    yield from asked.milestones.items()


def _why(asked: Dependence, played: Played, name: str, at: int) -> str:
    """What nobody supplies, where that is why a function is not there."""
    if name not in asked.functions.names:
        return ""
    stands = played.outlook.stands[at]
    if asked.functions.holds(stands)[asked.functions.names.index(name)]:
        return ""
    needed = _needed(asked, name)
    titles = {piece.name: piece.title for piece in asked.pieces}
    reasons = [one for one in played.held[at] if one.element in needed and not one.stands]
    told = [f"{titles[one.element]}{f' is short of {1.0 - one.share:.0%}' if one.seats else ': nobody supplies it'}" for one in reasons]
    return f"; {', '.join(told)}" if told else ""


def _needed(asked: Dependence, name: str) -> set[str]:
    """Elements below a function."""
    below: set[str] = set()
    for part in asked.functions.gates[name].names():
        below |= _needed(asked, part) if part in asked.functions.gates else {part}
    return below


def _dated(dates: Float[np.ndarray, "t"], label: str, never: str) -> Figure:
    low, middle, high = (decimal_year_of(float(end)) for end in np.quantile(dates, QUANTILES, method="inverted_cdf"))
    if not np.isfinite(middle):
        return Figure(None, "calendar year", label, note=never)
    if not np.isfinite(high):
        return Figure(middle, "calendar year", label, note=f"in one trial of ten or more {never}")
    return Figure(middle, "calendar year", label, low, high)


def _late(years: Float[np.ndarray, "t"], label: str, never: str) -> Figure:
    """Years later; infinite where it is there no more, minus infinity where it is there and was not as planned."""
    low, middle, high = (float(end) for end in np.quantile(years, QUANTILES, method="inverted_cdf"))
    if not np.isfinite(middle):
        return Figure(None, "years", label, note=never if middle > 0.0 else "there, and not as planned")
    return Figure(middle, "years", label, *((low, high) if np.isfinite(high - low) else (None, None)))


def _of_cost(played: Played, at: int) -> dict[str, Figure]:
    if played.costs is None:
        nothing = Figure(None, "USD", "cost", note="nothing in the file is priced")
        return {"cost": nothing} | ({"cost_more": nothing} if at else {})
    found = {"cost": _middle(played.costs[at], "USD", "cost of all that is supplied, median")}
    if at:
        found["cost_more"] = _middle(played.costs[at] - played.costs[0], "USD", "cost more than as planned, median")
    return found


def _middle(values: Float[np.ndarray, "n"], unit: str, label: str) -> Figure:
    low, middle, high = (float(end) for end in np.quantile(values, QUANTILES, method="inverted_cdf"))
    return Figure(middle, unit, label, low, high)


_Arrays = dict[str, tuple[tuple[str, ...], np.ndarray, dict[str, str]]]


def _dataset(asked: Dependence, cases: Sequence[Case], played: Played, dates: Dates) -> xr.Dataset:
    count = len(cases)
    masses = np.array([np.nan if piece.mass is None else piece.mass for piece in asked.pieces])
    arrays = _date_arrays(asked, played, dates, count) | _supply_arrays(asked, played, count)
    arrays["element_mass"] = (("element",), masses, {"units": "kg", "long_name": "mass, where it is told"})
    if asked.capability:
        told = {"long_name": "figures of other studies, asked again of what stands, in whole trials"}
        arrays["capability"] = (("figure", "case", "date", "flown"), played.capability, told)
    if played.costs is not None:
        arrays["cost"] = (("case", "draw"), played.costs, {"units": "USD", "long_name": "cost of all that is supplied"})
    used = {dim for dims, _, _ in arrays.values() for dim in dims}
    coords = {name: held for name, held in _coords(asked, cases, played).items() if (held[0] if isinstance(held, tuple) else name) in used}
    about = {
        "begin": day_of(asked.begin),
        "until": day_of(asked.until),
        "rule": asked.rule.value,
        "trials": asked.trials,
        "flown": asked.flown,
        **played.counts,
    }
    return xr.Dataset(arrays, coords=coords, attrs=about)


def _date_arrays(asked: Dependence, played: Played, dates: Dates, count: int) -> _Arrays:
    """When all is there in each case, and how much later when each member leaves alone."""

    def years(found: Float[np.ndarray, "*n"]) -> Float[np.ndarray, "*n"]:
        return np.vectorize(decimal_year_of, otypes=[np.float64])(found) if found.size else np.zeros(found.shape)

    milestones, functions, elements = (
        np.moveaxis(np.quantile(each, QUANTILES, axis=0, method="inverted_cdf"), 0, -1) if each.size else np.zeros((*each.shape[1:], 3))
        for each in (np.moveaxis(dates.milestones[:count], 1, 0), dates.functions[:, :count], dates.elements[:, :count])
    )
    dated = {"units": "calendar year", "long_name": "date by which one, five and nine trials in ten have it; infinite for never"}
    late = _slips(asked, played, dates)
    told = "by which each function is later when one partner leaves, stated numbers; infinite where it is lost"
    arrays: _Arrays = {
        "function_date": (("case", "function", "quantile"), years(functions), dated),
        "element_date": (("case", "element", "quantile"), years(elements), dated),
        "function_late": (("member", "function"), late[:, len(asked.pieces) :], {"units": "years", "long_name": told}),
        "element_late": (("member", "element"), late[:, : len(asked.pieces)], {"units": "years", "long_name": "the same of each element"}),
    }
    if asked.milestones:
        arrays["milestone_date"] = (("case", "milestone", "quantile"), years(milestones), dated)
    return arrays


def _supply_arrays(asked: Dependence, played: Played, count: int) -> _Arrays:
    """Who supplies what in each case, how much of it is left, and at what cost."""
    words = np.array([[one.told(asked.titles) for one in row] for row in played.held], dtype=object).reshape(count, -1).astype(str)
    return {
        "element_share": (
            ("case", "element"),
            played.outlook.share[:count],
            {"units": "1", "long_name": "of what is needed, supplied in the end"},
        ),
        "element_cost": (
            ("case", "element"),
            played.outlook.cost[:count],
            {"units": "1", "long_name": "of what is supplied, over the planned cost"},
        ),
        "element_told": (("case", "element"), words, {"long_name": "who supplies it, and why a seat is empty"}),
        "supplied": (
            ("case", "element", "supplier"),
            played.outlook.shares[:count],
            {"units": "1", "long_name": "share of what is needed that each supplier supplies"},
        ),
        "concentration": (
            ("element",),
            concentration(played.outlook.shares[0]).index,
            {"units": "1", "long_name": "Herfindahl-Hirschman index of the shares, as planned"},
        ),
    }


def _coords(asked: Dependence, cases: Sequence[Case], played: Played) -> dict[str, Any]:
    """Names and titles along every dimension."""
    return {
        "case": [case.name for case in cases],
        "case_title": ("case", [case.title for case in cases]),
        "case_without": ("case", [", ".join(asked.titles[name] for name in case.without) for case in cases]),
        "case_with": ("case", [", ".join(asked.titles[name] for name in case.joined) for case in cases]),
        "quantile": list(QUANTILES),
        "element": [piece.name for piece in asked.pieces],
        "element_title": ("element", [piece.title for piece in asked.pieces]),
        "element_unit": ("element", [piece.unit or "" for piece in asked.pieces]),
        "element_need": ("element", [one.need for one in asked.programme.elements]),
        "function": list(asked.functions.names),
        "function_title": ("function", list(asked.function_titles)),
        "supplier": list(asked.programme.partners),
        "supplier_title": ("supplier", [asked.titles[name] for name in asked.programme.partners]),
        "supplier_candidate": ("supplier", [name in asked.candidates for name in asked.programme.partners]),
        "member": list(asked.members),
        "member_title": ("member", [asked.titles[name] for name in asked.members]),
        "milestone": list(asked.milestones),
        "milestone_title": ("milestone", list(asked.milestones.values())),
        "date": list(asked.days),
        "figure": list(asked.capability),
        "figure_label": ("figure", [played.told[name].label for name in asked.capability]),
        "figure_unit": ("figure", [played.told[name].unit for name in asked.capability]),
    }


def _slips(asked: Dependence, played: Played, dates: Dates) -> Float[np.ndarray, "n x"]:
    """Median years by which each element and function is later when each member leaves alone, from the last rows of the outlook."""
    count = len(asked.members)
    both = np.concatenate([dates.elements, dates.functions], axis=2)
    if not count or both.shape[1] <= count:
        return np.full((count, both.shape[2]), np.nan)
    with np.errstate(invalid="ignore"):
        late = np.where(np.isinf(both[:, -count:]), np.inf, both[:, -count:] - both[:, :1])
    return np.quantile(late, 0.5, axis=0, method="inverted_cdf") / YEAR


def masks_of(asked: Dependence) -> Int[np.ndarray, "c"]:
    """The coalitions of the programme as planned and of the cases, then those of each member leaving alone."""
    place = {name: 1 << number for number, name in enumerate(asked.programme.partners)}
    base = sum(place[name] for name in asked.members)
    cases = [base + sum(place[name] for name in case.joined) - sum(place[name] for name in case.without) for case in asked.cases]
    return np.array([base, *cases, *(base - place[name] for name in asked.members)], dtype=np.int64)


def sentence_of(asked: Dependence, case: Case, played: Played, figures: Mapping[str, Figure]) -> str:
    """One plain sentence on a case, with figures in braces: what is lost or latest, the capability that falls most, and the cost."""
    ending = case.name.replace("-", "_")
    dated = [
        (name.replace("-", "_"), title)
        for name, title in (*zip(asked.functions.names, asked.function_titles, strict=True), *asked.milestones.items())
    ]
    slips = {name: figures[f"{name}_slip_{ending}"].value for name, _ in dated}
    late = [
        (name, title)
        for name, title in dated
        if (figures[f"{name}_date"].value, figures[f"{name}_date_{ending}"].value) != (None, None)
        and (slips[name] is None or abs(float(slips[name] or 0.0)) > _HARDLY)
    ]
    late.sort(key=lambda one: -np.inf if slips[one[0]] is None else -float(slips[one[0]] or 0.0))
    parts = [
        _when(title, figures[f"{name}_date_{ending}"], f"{{dependence.{name}_date_{ending}}} instead of {{dependence.{name}_date}}")
        for name, title in late[:2]
    ]
    less = [asked.told(name, day) for name in asked.capability for day in range(len(asked.days))]
    moved = max(less, key=lambda key: abs(_fall(figures[key], figures[f"{key}_{ending}"])), default=None)
    if moved is not None and abs(_fall(figures[moved], figures[f"{moved}_{ending}"])) > _HARDLY:
        parts.append(f"{figures[moved].label}: {{dependence.{moved}_{ending}}} instead of {{dependence.{moved}}}")
    told = {name for name, _ in late[:2]}
    odds = [(name, title) for name, title in dated if name not in told and _shift(figures, name, ending) > _HARDLY]
    parts += [
        f"{title}, chance to have it by {day_of(asked.until)}: {{dependence.{name}_there_{ending}}} instead of {{dependence.{name}_there}}"
        for name, title in sorted(odds, key=lambda one: -_shift(figures, one[0], ending))[:1]
    ]
    if played.costs is not None:
        parts.append(f"cost {{dependence.cost_{ending}}} instead of {{dependence.cost}}")
    return f"{case.title}: {'; '.join(parts)}." if parts else f"{case.title}: nothing comes later and nothing is lost."


def _shift(figures: Mapping[str, Figure], name: str, ending: str) -> float:
    """By how much the share of trials that have something changes."""
    return abs(figures[f"{name}_there_{ending}"].number - figures[f"{name}_there"].number)


_HARDLY = 0.02
"""Years, or the share of a figure, below which a difference is not worth a sentence."""


def _when(title: str, figure: Figure, instead: str) -> str:
    """A date, or that it does not come, and why."""
    return f"{title}: {instead}" if figure.value is not None else f"{title} {figure.note}"


def _fall(planned: Figure, then: Figure) -> float:
    """Share of a figure that is lost."""
    if planned.value is None or then.value is None or planned.value == 0.0:
        return 0.0
    return (planned.value - then.value) / abs(planned.value)
