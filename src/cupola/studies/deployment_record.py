"""The record of study `deployment`: figures and arrays from its plays."""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.compiler.deployed import Deployment, Milestone, Play
from cupola.launch.course import WORDS, Bound
from cupola.launch.milestones import chance_by
from cupola.launch.playing import QUANTILES, STANDING
from cupola.records import Figure, Record
from cupola.studies.base import Piece
from cupola.studies.calendar import YEAR, decimal_year_of, moments_of
from cupola.trials import Estimate, chance, quantile

ASSUMPTIONS = (
    "A vehicle flies as often as its stated rate, or as its record up to the first day has it, with growth, spread and caps; nobody's "
    "demand makes it fly more.",
    "A launch fails with the chance that the record leaves, and a failure takes its satellites and stands the vehicle and its family down.",
    "Programmes take launches by priority, in turn where they are equals; production, raising, drift and life are as stated.",
    "What was flown by the first day is known; nothing later is.",
)
LIMITS = (
    "Money, licences, frequencies, weather and decisions to stop do not hold anything up.",
    "All that flies on one vehicle shares its luck, but vehicles of different families are independent: no war, no strike, no common part.",
    "Growth goes on as drawn until a cap is met; over many years that is a guess, and the bands do not hold all that may come.",
    "The Monte Carlo error of chances and dates is that of the trials alone, at 95 %; the range of facts that were drawn stands beside it.",
)

MONTH = 365.25 * 86_400.0 / 12.0
RANKS = tuple(f"{100.0 * share:g} %" for share in STANDING)


def record_of(asked: Deployment, plays: Sequence[Sequence[Play]], pieces: Sequence[Sequence[Piece]]) -> Record:
    """The record from the piece of each draw and variant."""
    figures: dict[str, Figure] = {}
    for at, (name, title) in enumerate(asked.variants):
        same, played = [draw[at] for draw in pieces], [draw[at] for draw in plays]
        told = {**_of_milestones(asked, same), **_of_campaigns(asked, played, same), **_of_orbits(asked, played, same)}
        figures |= {
            f"{key}_{name}".replace("-", "_").rstrip("_"): Figure(
                **{**vars(figure), "label": figure.label if not name else f"{title}: {figure.label}"}
            )
            for key, figure in told.items()
        }
    return Record("deployment", _dataset(asked, plays[0], pieces[0]), figures, ASSUMPTIONS, LIMITS)


def by_trial(asked: Deployment, piece: Piece) -> xr.Dataset:
    """What each trial of one play does in each calendar year, and when it has its milestones: what a cost is put on."""
    made: dict[str, tuple[tuple[str, ...], np.ndarray, dict[str, str]]] = {}
    counted = (
        ("made", ("campaign",), "satellites", "satellites launched in each calendar year"),
        ("launches", ("vehicle", "campaign"), "launches", "launches of each calendar year"),
        ("standing", ("campaign",), "satellites", "satellites that work, mean over each calendar year"),
        ("retired", ("campaign",), "satellites", "satellites that die in each calendar year after they had worked"),
    )
    for name, dims, unit, told in counted if "yearly_made" in piece else ():
        about = {"units": unit, "long_name": f"{told}, in each trial, as written"}
        made[f"{name}_in_trial"] = (("trial", "year", *dims), piece[f"yearly_{name}"], about)
    if asked.milestones and "goals" in piece:
        told = "date of each milestone in each trial, as written, since the start of 2000; infinite for never"
        made["reached_in_trial"] = (("trial", "milestone"), asked.begin + piece["goals"], {"units": "s", "long_name": told})
    return xr.Dataset(made)


def gone_before(asked: Deployment, play: Play) -> dict[str, int]:
    """Satellites of each campaign that were launched and were gone by the first day: what a play does not count as launched."""
    there = {programme.name: sum(group.satellites for group in programme.already) for programme in play.programmes}
    return {name: sum(launch.satellites for launch in asked.past[name] if launch.date <= 0.0) - there.get(name, 0) for name in asked.titles}


def moments(asked: Deployment, seconds: Float[np.ndarray, "*n"]) -> np.ndarray:
    """Instants of the calendar, to the second; not a time where the seconds are not finite."""
    return moments_of(asked.begin + seconds)


def decimal_year(asked: Deployment, seconds: float) -> float:
    """The calendar year with its part that is over; infinity stays."""
    return decimal_year_of(asked.begin + seconds)


_DATES = (
    ("date", 0.5, "median date"),
    ("date_10", 0.1, "date by which one trial in ten has it"),
    ("date_90", 0.9, "date by which nine trials in ten have it"),
)


def _of_milestones(asked: Deployment, same: Sequence[Piece]) -> dict[str, Figure]:
    told: dict[str, Figure] = {}
    last = _day(asked, float(asked.starts[-1] + asked.step))
    for at, one in enumerate(asked.milestones):
        dates = [piece["goals"][:, at] for piece in same]
        for measure, share, words in _DATES:
            found = [quantile(each, share) for each in dates]
            never = f"not by {last}, the end of what is played" + _why(asked, one, same[0], at)
            told[f"{one.name}_{measure}"] = _dated(asked, found, f"{one.title}: {words}", never)
        reached = [chance(np.isfinite(each)) for each in dates]
        told[f"{one.name}_reached"] = _chance(reached, f"{one.title}: chance to have it by {last}")
        if one.by is not None:
            told |= _of_deadline(asked, one, one.by, at, same)
    return told


def _why(asked: Deployment, one: Milestone, piece: Piece, at: int) -> str:
    """How many trials have it all the same, or how far they come, and what held them up."""
    share = float(np.isfinite(piece["goals"][:, at]).mean())
    if share > 0.0:
        return f"; {100.0 * share:.2g} % of the trials have it by then"
    column = list(asked.titles).index(one.campaign)
    most = int(piece["most"][column]) if not one.launched else int(piece["ends"][1, :, column].max())
    held = [
        (WORDS[bound], float(share))
        for bound, share in zip(Bound, piece["held"][column], strict=True)
        if share > 0.0 and bound is not Bound.COMPLETE
    ]
    causes = ", ".join(f"{word} {100.0 * share:.2g} %" for word, share in sorted(held, key=lambda cause: -cause[1]))
    return f"; {most:,} of {one.satellites:,} at the most" + (f"; of the time {causes}" if causes else "")


def _day(asked: Deployment, seconds: float) -> str:
    return str(moments(asked, np.array([seconds]))[0].astype("datetime64[D]"))


def _of_deadline(asked: Deployment, one: Milestone, by: float, at: int, same: Sequence[Piece]) -> dict[str, Figure]:
    """The chance to meet it, and satellites a month: what it asks for, and what is launched."""
    day, months = _day(asked, by), by / MONTH
    begun = sum(launch.working for launch in asked.past[one.campaign] if launch.date <= 0.0)
    made = [float(np.median(piece["goals_at"][:, at]) - begun) / months for piece in same]
    met = [chance_by(piece["goals"][:, at], by) for piece in same]
    needed = max(one.satellites - begun, 0) / months
    return {
        f"{one.name}_chance": _chance(met, f"{one.title}: chance to have it by {day}"),
        f"{one.name}_needed_a_month": Figure(needed, "satellites a month", f"{one.title}: launches that it asks for, until {day}"),
        f"{one.name}_made_a_month": _ranged(made, "satellites a month", f"{one.title}: launched until {day}, median"),
    }


_ENDS = (
    ("up", "satellites", "satellites that work at the end, median"),
    ("launched", "satellites", "satellites launched by the end, median"),
    ("launches", "launches", "launches until the end, median"),
    ("launches_a_year", "launches a year", "launches a year, in the last five years, median"),
    ("replaced_a_year", "satellites a year", "satellites launched a year for those that are gone, in the last five years, median"),
)


def _of_campaigns(asked: Deployment, played: Sequence[Play], same: Sequence[Piece]) -> dict[str, Figure]:
    told: dict[str, Figure] = {}
    for column, (name, title) in enumerate(asked.titles.items()):
        for row, (measure, unit, label) in enumerate(_ENDS):
            values = [float(np.median(piece["ends"][row, :, column])) for piece in same]
            if measure == "launched":
                values = [value + gone_before(asked, play)[name] for value, play in zip(values, played, strict=True)]
            told[f"{name}_{measure}"] = _ranged(values, unit, f"{title}: {label}")
        told[f"{name}_replaced_tonnes_a_year"] = _tonnes_replaced(told[f"{name}_replaced_a_year"], asked.masses[name], title)
    return told


def _tonnes_replaced(replaced: Figure, mass: float | None, title: str) -> Figure:
    """The mass of satellites that replace others."""
    label = f"{title}: launched a year for those that are gone, in the last five years, median"
    if mass is None:
        return Figure(None, "t/year", label, note="the mass of a satellite is not told; give `satellite-mass`")
    tonnes = [None if end is None else end * mass / 1000.0 for end in (replaced.value, replaced.low, replaced.high)]
    return Figure(tonnes[0], "t/year", label, tonnes[1], tonnes[2])


def _of_orbits(asked: Deployment, played: Sequence[Play], same: Sequence[Piece]) -> dict[str, Figure]:
    """Mean launches a year times what one lifts, over the vehicles of the table; each as if all its launches went there."""
    told: dict[str, Figure] = {}
    for name, title in asked.orbits:
        totals = np.array([_tonnes_a_year(asked, play, piece, name) for play, piece in zip(played, same, strict=True)])
        value = float(totals[0, 0])
        note = None if value > 0.0 else "no vehicle of the table reaches it from a pad that is there"
        label = f"lifted to {title}, if all launches went there"
        told[f"tonnes_a_year_{name}"] = Figure(value, "t/year", label, float(totals.min()), float(totals.max()), note)
    return told


def _tonnes_a_year(asked: Deployment, play: Play, piece: Piece, orbit: str) -> tuple[float, float, float]:
    """With payloads as told, at the lower and at the upper end of their ranges."""
    flown = dict(zip((rocket.name for rocket in play.rockets), _flights_a_year(asked, piece) / 1000.0, strict=True))
    lifted = [(flown[one.vehicle], one.carried) for one in play.lifted if one.orbit == orbit]
    return (
        sum(times * carried.payload for times, carried in lifted),
        sum(times * carried.low for times, carried in lifted),
        sum(times * carried.high for times, carried in lifted),
    )


def _flights_a_year(asked: Deployment, piece: Piece) -> Float[np.ndarray, "v"]:
    """Mean launches of each vehicle a year over all that is played, for whomever."""
    return piece["flown"] / (asked.starts.size * asked.step / YEAR)


def _dated(asked: Deployment, found: Sequence[Estimate], label: str, never: str) -> Figure:
    years = [decimal_year(asked, float(one.value)) for one in found]
    known = [year for year in years if math.isfinite(year)]
    low, high = (decimal_year(asked, float(end)) for end in (found[0].low, found[0].high))
    error = max(0.5 * (high - low), 0.5 * asked.step / YEAR) if math.isfinite(high - low) else None
    if not math.isfinite(years[0]):
        return Figure(None, "calendar year", label, note=never)
    return Figure(years[0], "calendar year", label, *((min(known), max(known)) if len(years) > 1 else (None, None)), error=error)


def _chance(found: Sequence[Estimate], label: str) -> Figure:
    values = [float(one.value) for one in found]
    error = 0.5 * float(found[0].high - found[0].low)
    return Figure(values[0], "1", label, *((min(values), max(values)) if len(values) > 1 else (None, None)), error=error)


def _ranged(values: Sequence[float], unit: str, label: str) -> Figure:
    return Figure(values[0], unit, label, *((min(values), max(values)) if len(values) > 1 else (None, None)))


def _dataset(asked: Deployment, plays: Sequence[Play], pieces: Sequence[Piece]) -> xr.Dataset:
    """The values as written, all variants beside each other."""
    times = moments(asked, asked.starts + asked.step)
    middles = moments(asked, asked.starts + 0.5 * asked.step).astype("datetime64[Y]").astype(int) + 1970
    rockets = [rocket.name for rocket in plays[0].rockets]
    shells = [f"{name}.{shell}" for name in asked.titles for shell in asked.shells[name]]
    arrays: dict[str, tuple[tuple[str, ...], np.ndarray, dict[str, str]]] = {}

    def put(name: str, dims: tuple[str, ...], key: str, unit: str, told: str) -> None:
        arrays[name] = (("variant", *dims), np.stack([piece[key] for piece in pieces]), {"units": unit, "long_name": told})

    if asked.titles:
        gone = np.array([[gone_before(asked, play)[name] for name in asked.titles] for play in plays])
        put("up", ("quantile", "time", "campaign"), "up", "satellites", "satellites that work in their places")
        put("launched", ("quantile", "time", "campaign"), "launched", "satellites", "satellites launched so far")
        put("in_shell", ("time", "shell"), "shells", "satellites", "satellites that work in each shell, mean over the trials")
        put("up_in_shell", ("quantile", "time", "shell"), "shells_ranked", "satellites", "satellites that work in each shell")
        put("spare", ("time", "campaign"), "spare", "satellites", "spares in orbit, mean over the trials")
        put("moving", ("time", "campaign"), "moving", "satellites", "satellites on their way, mean over the trials")
        put("gone", ("fate", "time", "campaign"), "gone", "satellites", "satellites gone so far, mean over the trials")
        arrays["launched"][1][...] += gone[:, None, None, :].astype(arrays["launched"][1].dtype)
        arrays["gone"][1][:, 2] += gone[:, None, :]
        put("queue", ("time", "campaign"), "queue", "launches", "full loads that wait for a launch, mean over the trials")
        put("flights", ("year", "vehicle", "campaign"), "flights", "launches", "launches of each calendar year, mean over the trials")
        put("held_up", ("campaign", "cause"), "held", "1", "share of the time that each thing kept a campaign from launching more")
    put("fleet", ("quantile", "year", "vehicle"), "fleet", "launches", "launches of each calendar year for everyone")
    if asked.milestones:
        arrays |= _milestone_arrays(asked, pieces)
    if asked.orbits:
        arrays |= _lifted_arrays(asked, plays, pieces, rockets)
    if asked.titles:
        put("build_up", ("frame", "plane"), "frame_planes", "satellites", "satellites that work in each plane, in the trial in the middle")
    if asked.dates and asked.titles:
        put("standing", ("date", "rank", "plane"), "planes", "satellites", "satellites that work in each plane, in the trial of each rank")
        days = np.stack([np.moveaxis(piece["days"], 0, -1) for piece in pieces])
        arrays["on_date"] = (
            ("variant", "date", "campaign", "quantile"),
            np.moveaxis(np.quantile(days, QUANTILES, axis=-1, method="inverted_cdf"), 0, -1),
            {"units": "satellites", "long_name": "satellites that work on the days asked for"},
        )
    past = [(name, launch) for name in asked.titles for launch in asked.past[name]]
    if past:
        arrays["flown_satellites"] = (("flown",), np.array([one.satellites for _, one in past]), {"units": "satellites"})
        arrays["flown_working"] = (("flown",), np.array([one.working for _, one in past]), {"units": "satellites"})
    coords: dict[str, object] = {
        "variant": [name for name, _ in asked.variants],
        "variant_title": ("variant", [title for _, title in asked.variants]),
        "quantile": list(QUANTILES),
        "time": times.astype("datetime64[ns]"),
        "campaign": list(asked.titles),
        "campaign_title": ("campaign", list(asked.titles.values())),
        "shell": shells,
        "vehicle": rockets,
        "vehicle_title": ("vehicle", [rocket.title for rocket in plays[0].rockets]),
        "year": np.unique(middles),
        "fate": ["lost at launch", "dead on arrival", "worn out, or gone before the first day"],
        "cause": [WORDS[bound] for bound in Bound],
    }
    if asked.milestones:
        coords |= _milestone_coords(asked)
    if asked.orbits:
        coords |= {"orbit": [name for name, _ in asked.orbits], "orbit_title": ("orbit", [title for _, title in asked.orbits])}
    if asked.titles:
        owners = [(name, shell, planes) for name, planes_of in _planes(asked, plays[0]) for shell, planes in planes_of]
        coords |= {
            "frame": times[pieces[0]["frames"]].astype("datetime64[ns]"),
            "date": moments(asked, np.array(asked.dates)).astype("datetime64[ns]"),
            "rank": list(RANKS),
            "plane_campaign": ("plane", [name for name, _, planes in owners for _ in range(planes)]),
            "plane_shell": ("plane", [shell for _, shell, planes in owners for _ in range(planes)]),
        }
    if past:
        coords |= {
            "flown_campaign": ("flown", [name for name, _ in past]),
            "flown_date": ("flown", moments(asked, np.array([one.date for _, one in past])).astype("datetime64[ns]")),
        }
    used = {dim for dims, _, _ in arrays.values() for dim in dims}
    kept = {name: held for name, held in coords.items() if (held[0] if isinstance(held, tuple) else name) in used}
    about = {"seen_from": str(moments(asked, np.zeros(1))[0].astype("datetime64[D]")), "trials": asked.trials}
    return xr.Dataset(arrays, coords=kept, attrs=about)


def _planes(asked: Deployment, play: Play) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    for programme in play.programmes:
        names = asked.shells[programme.name]
        yield programme.name, [(name, shell.planes) for name, shell in zip(names, programme.shells, strict=True)]


def _milestone_coords(asked: Deployment) -> dict[str, object]:
    by = np.array([np.nan if one.by is None else one.by for one in asked.milestones])
    return {
        "milestone": [one.name for one in asked.milestones],
        "milestone_title": ("milestone", [one.title for one in asked.milestones]),
        "milestone_campaign": ("milestone", [one.campaign for one in asked.milestones]),
        "milestone_satellites": ("milestone", [one.satellites for one in asked.milestones]),
        "milestone_counts": ("milestone", ["launched" if one.launched else "working" for one in asked.milestones]),
        "milestone_by": ("milestone", moments(asked, by).astype("datetime64[ns]")),
        "milestone_quantile": list(STANDING),
    }


def _milestone_arrays(asked: Deployment, pieces: Sequence[Piece]) -> Mapping[str, tuple[tuple[str, ...], np.ndarray, dict[str, str]]]:
    """The chance to be there by each step, and the dates with the interval that the trials leave."""
    ends = asked.starts + asked.step
    reached = np.stack([(piece["goals"][:, :, None] <= ends[None, None, :] + 1e-6).mean(axis=0) for piece in pieces])
    found = [[[quantile(piece["goals"][:, at], share) for share in STANDING] for at in range(len(asked.milestones))] for piece in pieces]
    dims = ("variant", "milestone", "milestone_quantile")

    def dates(which: str) -> np.ndarray:
        seconds = np.array([[[float(getattr(one, which)) for one in row] for row in variant] for variant in found])
        return moments(asked, seconds).astype("datetime64[ns]")

    told = "date of each milestone, by the share of the trials that have it; not a time where the horizon ends first"
    return {
        "reached": (("variant", "milestone", "time"), reached, {"units": "1", "long_name": "share of the trials that have the milestone"}),
        "reached_on": (dims, dates("value"), {"long_name": told}),
        "reached_on_low": (dims, dates("low"), {"long_name": "lower end of the Monte Carlo interval, 95 %"}),
        "reached_on_high": (dims, dates("high"), {"long_name": "upper end of the Monte Carlo interval, 95 %"}),
    }


def _lifted_arrays(
    asked: Deployment, plays: Sequence[Play], pieces: Sequence[Piece], rockets: list[str]
) -> Mapping[str, tuple[tuple[str, ...], np.ndarray, dict[str, str]]]:
    """What one launch lifts, and what all launches of a year would."""
    shape = (len(plays), len(rockets), len(asked.orbits))
    mass, low, high, pad = np.zeros(shape), np.zeros(shape), np.zeros(shape), np.full(shape, "", dtype="U64")
    orbits = [name for name, _ in asked.orbits]
    for at, play in enumerate(plays):
        for one in play.lifted:
            place = at, rockets.index(one.vehicle), orbits.index(one.orbit)
            mass[place], low[place], high[place], pad[place] = one.carried.payload, one.carried.low, one.carried.high, one.pad or ""
    flights = np.stack([_flights_a_year(asked, piece) for piece in pieces])
    dims = ("variant", "vehicle", "orbit")
    return {
        "lifted": (dims, mass, {"units": "kg", "long_name": "payload of one launch"}),
        "lifted_low": (dims, low, {"units": "kg", "long_name": "lower end of its range"}),
        "lifted_high": (dims, high, {"units": "kg", "long_name": "upper end of its range"}),
        "lifted_from": (dims, pad, {"long_name": "pad from which it lifts most"}),
        "lifted_a_year": (dims, mass * flights[:, :, None], {"units": "kg/year", "long_name": "payload of all launches of a year, mean"}),
    }
