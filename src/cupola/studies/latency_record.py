"""The record of study `latency`: figures and arrays from the joined pieces of its views."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cupola.arrays import Bool, Float
from cupola.compiler.linked import Latency
from cupola.compiler.problem import Problem
from cupola.constants import SPEED_OF_LIGHT
from cupola.network.journeys import BIN
from cupola.network.outages import outages
from cupola.network.stretch import FIBRE_INDEX, geodesic
from cupola.records import Figure, Record
from cupola.scenario.latency import (
    CITY_MEASURES,
    COMMAND_MEASURES,
    DELIVERY_MEASURES,
    LOSS_MEASURES,
    PAIR_MEASURES,
    USER_MEASURES,
    latitude_name,
)
from cupola.studies.base import Piece
from cupola.studies.latency_load import Arrays, Told, load_arrays, of_load, of_losses, of_traffic
from cupola.studies.sweeps import figure_name, group_of
from cupola.studies.webs import Web

QUANTILES = (0.1, 0.5, 0.9)
STAGES = ("acquisition", "propagation", "passing_on", "queueing", "hand_over", "processing")

ASSUMPTIONS = (
    "A message takes the quickest way that there is at its instant; links are straight, at the speed of light in vacuum, and never full.",
    "Satellites keep to their patterns of links; a link carries something once it has been in sight for the time of acquisition.",
    "A site talks with the satellites that its terminal can reach, the nearest first; sites pass nothing on unless they relay.",
    "What a satellite on the way, a queue, a hand-over and processing add is given in the scenario and not computed.",
    "What gets through is the most that any way of splitting and steering traffic could bring, with the rates given or worked out.",
    "Cities that send to each other take the quickest way each and share what is full max-min fairly, by weight.",
)
LIMITS = (
    "No queues are simulated: where more is asked for than goes through, delays grow and messages are lost, and neither is told here.",
    "Instants stand for whole steps; a way that opens and closes between two of them is missed, and a change of path is seen a step late.",
    "Refraction, rain, handover of users between satellites, the ground between a gateway and its users, and its own network are left out.",
    "Losses take satellites away at once; nobody moves to fill the gap, and links are not laid anew over a lost neighbour.",
)


@dataclass(frozen=True)
class _Seen:
    """How a set of delays (one way, s) went over time, round trips."""

    median: float
    ninety: float
    low: float
    connected: float
    longest_outage: float


@dataclass(frozen=True)
class _View:
    """One view in one draw."""

    web: Web
    piece: Piece
    pairs: dict[int, dict[str, float]]
    users: dict[int, _Seen]
    reports: dict[str, dict[str, float]]


def record_of(problem: Problem, asked: Latency, results: Mapping[str, Piece]) -> Record:
    """The record from the joined piece of each group."""
    draws = [
        [_viewed(Web.of(problem, draw, names), results[f"{group_of(draw)}-{name}"]) for name, _, names in asked.views]
        for draw in range(asked.draws + 1)
    ]
    figures: dict[str, Figure] = {}
    for at, (name, title, _) in enumerate(asked.views):
        same = [draw[at] for draw in draws]
        told = {
            **_of_pairs(same, asked),
            **_of_users(same),
            **_of_cities(same[0], asked),
            **of_load(same[0].web, results, name),
            **of_traffic(same[0].web, results, name),
            **_of_reports(same),
            **_of_carrying(same[0], results.get(f"carried-{name}"), asked),
            **_of_losses(same[0], results.get(f"removal-{name}")),
        }
        figures |= {
            figure_name(name, measure, place): Figure(**{**vars(figure), "label": f"{title}: {figure.label}"})
            for (measure, place), figure in told.items()
        }
    return Record("latency", _dataset(draws[0], results, asked), figures, ASSUMPTIONS, LIMITS)


def _viewed(web: Web, piece: Piece) -> _View:
    step = web.asked.step
    pairs = {at: _pair(web, piece, column, at, step) for column, (at, _, _) in enumerate(web.pairs)}
    per = len(web.asked.longitudes)
    never = np.full((len(piece["delay"]), per), np.inf)
    users = {
        latitude: _seen(piece["user_delay"][:, row * per : (row + 1) * per] if len(web.gateways) else never, step)
        for row, latitude in enumerate(web.asked.latitudes)
        if web.model is not None
    }
    return _View(web, piece, pairs, users, _reports(web, piece, step))


def _pair(web: Web, piece: Piece, column: int, at: int, step: float) -> dict[str, float]:
    seen = _seen(piece["delay"][:, [column]], step)
    hops = piece["hops"][:, column]
    light = distance(web, at) / SPEED_OF_LIGHT
    hours = len(hops) * step / 3600.0
    return {
        "round_trip": seen.median,
        "round_trip_90": seen.ninety,
        "connected": seen.connected,
        "longest_outage": seen.longest_outage,
        "hops": float(np.median(hops[hops > 0] - 1)) if np.any(hops > 0) else math.inf,
        "path_changes": float(piece["changed"][:, column].sum()) / hours,
        "stretch": seen.median / (2.0 * light) if light > 0.0 else math.inf,
        "against_fibre": seen.median / (2.0 * light * FIBRE_INDEX) if light > 0.0 else math.inf,
    }


def distance(web: Web, pair: int) -> float:
    """Along the great circle (the geodesic) between two sites, m."""
    one, other = (web.network.site(name) for name in web.asked.pairs[pair])
    latitude, longitude = np.array([[one.latitude, other.latitude]]), np.array([[one.longitude, other.longitude]])
    return float(geodesic(latitude, longitude, web.problem.body)[0])


def _seen(delay: Float[np.ndarray, "t k"], step: float) -> _Seen:
    met = np.isfinite(delay)
    told = np.quantile(2.0 * delay[met], [0.5, 0.9, 0.1]) if met.any() else np.full(3, math.inf)
    spells = outages(met)
    share, longest = float(met.mean()) if met.size else 0.0, float(spells.longest.max(initial=0)) * step
    return _Seen(float(told[0]), float(told[1]), float(told[2]), share, longest)


def _reports(web: Web, piece: Piece, step: float) -> dict[str, dict[str, float]]:
    """By constellation; its satellites stand together."""
    found: dict[str, dict[str, float]] = {}
    if not piece["report_delay"].shape[1]:
        return found
    start, pause = 0, web.network.pause
    for name in web.reporting:
        mine = slice(start, start + len(web.members(name)))
        start = mine.stop
        way, hops, passes, along = (piece[f"report_{key}"][:, mine] for key in ("delay", "hops", "passes", "added"))
        total = way + pause.acquisition + pause.queueing + pause.hand_over * passes
        seen, met = _seen(0.5 * total, step), np.isfinite(way)
        found[name] = {
            "to_command": seen.median,
            "to_command_90": seen.ninety,
            "connected": seen.connected,
            "longest_outage": seen.longest_outage,
            "hops": float(np.median(hops[met] - 1)) if met.any() else math.inf,
            "acquisition": pause.acquisition,
            "propagation": float(np.median((way - along)[met])) if met.any() else math.inf,
            "passing_on": float(np.median(along[met])) if met.any() else math.inf,
            "queueing": pause.queueing,
            "hand_over": pause.hand_over * (float(np.median(passes[met])) if met.any() else 0.0),
            "processing": pause.processing,
        }
    return found


def _figure(values: Sequence[float], unit: str, label: str, note: str | None = None) -> Figure:
    """The value as written and its range over the draws; none where it is not finite."""
    known = [value for value in values if math.isfinite(value)]
    if not math.isfinite(values[0]):
        return Figure(None, unit, label, note="there is never a way" if note is None else note)
    return Figure(values[0], unit, label, *((min(known), max(known)) if len(values) > 1 else (None, None)), note)


_PAIR_LABELS = {
    "round_trip": ("median round trip", "s"),
    "round_trip_90": ("round trip that nine in ten do not pass", "s"),
    "connected": ("share of the time with a way", "1"),
    "longest_outage": ("longest time without a way", "s"),
    "hops": ("satellites on the way, median", "satellites"),
    "path_changes": ("changes of the way", "1/h"),
    "stretch": ("median round trip over that of light along the great circle", "times"),
    "against_fibre": ("median round trip over that of light in glass along the great circle", "times"),
}


def _of_pairs(same: list[_View], asked: Latency) -> Told:
    told: Told = {}
    for at, names in enumerate(asked.pairs):
        if at not in same[0].pairs:
            continue
        titles = " and ".join(same[0].web.network.site(name).title for name in names)
        for measure in PAIR_MEASURES:
            label, unit = _PAIR_LABELS[measure]
            values = [view.pairs[at][measure] for view in same]
            told[measure, "_".join(names)] = _figure(values, unit, f"{label}, {titles}")
    return told


def _of_users(same: list[_View]) -> Told:
    told: Told = {}
    for latitude in same[0].users:
        where = f"users at {abs(latitude)}° {'N' if latitude > 0 else 'S' if latitude < 0 else ''}".strip() + " to the nearest gateway"
        for measure in USER_MEASURES:
            label, unit = _PAIR_LABELS[measure]
            values = [_of_seen(view.users[latitude], measure) for view in same]
            told[measure, latitude_name(latitude)] = _figure(values, unit, f"{label}, {where}")
    return told


def _of_seen(seen: _Seen, measure: str) -> float:
    return {
        "round_trip": seen.median, "round_trip_90": seen.ninety, "connected": seen.connected, "longest_outage": seen.longest_outage,
    }[measure]  # fmt: skip


def _of_cities(view: _View, asked: Latency) -> Told:
    if not len(view.web.cities):
        return {}
    values = dict(zip(CITY_MEASURES, (*_quantiles_of_cities(view.piece, (0.5, 0.9)), _connected_cities(view.piece)), strict=True))
    where = f"the {len(asked.city_people)} largest cities with each other"
    return {
        (measure, "cities"): _figure([value], _PAIR_LABELS[measure][1], f"{_PAIR_LABELS[measure][0]}, {where}")
        for measure, value in values.items()
    }


def _quantiles_of_cities(piece: Piece, levels: Sequence[float]) -> list[float]:
    """Round trips, s, to half a bin; infinity where there are none."""
    cumulated = np.cumsum(piece["sum_cities"])
    if not cumulated[-1]:
        return [math.inf] * len(levels)
    return [float((np.searchsorted(cumulated, level * cumulated[-1]) + 0.5) * BIN) for level in levels]


def _connected_cities(piece: Piece) -> float:
    asked = piece["sum_city_connected"].size * int(piece["sum_instants"][0])
    return float(piece["sum_city_connected"].sum()) / max(asked, 1)


_COMMAND_LABELS = {
    "to_command": ("median time from a measurement to the command site", "s"),
    "to_command_90": ("time from a measurement to the command site that nine in ten do not pass", "s"),
    "connected": ("share of the time with a way to the command site", "1"),
    "longest_outage": ("longest time of one satellite without a way to the command site", "s"),
    "hops": ("satellites on the way to the command site, median", "satellites"),
}


def _of_reports(same: list[_View]) -> Told:
    told: Told = {}
    for name in same[0].reports:
        title = same[0].web.problem.titles[name]
        for measure in COMMAND_MEASURES:
            label, unit = _COMMAND_LABELS[measure]
            values = [view.reports[name][measure] for view in same]
            told[measure, f"{name}_{same[0].web.asked.command}"] = _figure(values, unit, f"{label}, {title}")
    return told


def _of_carrying(view: _View, carried: Piece | None, asked: Latency) -> Told:
    if carried is None:
        return {}
    told: Told = {}
    for column, (at, _, _) in enumerate(view.web.pairs):
        names = asked.pairs[at]
        titles = " to ".join(view.web.network.site(name).title for name in names)
        delivery = carried["delivery"][:, column]
        met = np.isfinite(delivery)
        half, nine = (float(value) for value in np.quantile(delivery, [0.5, 0.9], method="inverted_cdf"))
        values = {
            "delivery": (half, "s", f"median time until a message is delivered, carried where need be, {titles}"),
            "delivery_90": (nine, "s", f"time by which nine in ten messages are delivered, {titles}"),
            "delivered": (float(met.mean()), "1", f"share of messages delivered within the span, {titles}"),
        }
        for measure in DELIVERY_MEASURES:
            value, unit, label = values[measure]
            told[measure, "_".join(names)] = _figure([value], unit, label, None if math.isfinite(value) else "not within the span")
    return told


_LOST = {
    "satellites": "satellites lost by chance",
    "busiest": "the busiest satellites lost",
    "planes": "planes lost by chance",
    "gateways": "gateways lost by chance",
    "suppliers": "the worst supplier gone",
}


def _of_losses(view: _View, removed: Piece | None) -> Told:
    loss = view.web.asked.loss
    if loss is None or removed is None:
        return {}
    told: Told = {}
    whole = {name: float(removed[name][:, 0].mean()) for name in ("through", "carried") if name in removed}
    for kind, left in left_after(view.web, removed).items():
        connected, delay = left["connected"], left["delay"]
        last = -1 if kind != "suppliers" else _worst(connected, delay)
        share = "" if kind == "suppliers" else f", {100.0 * loss.shares[-1]:.3g} % of them"
        note = f"without {view.web.network.supplier_titles[view.web.owners[last]]}" if kind == "suppliers" and view.web.owners else None
        trials = connected[last] if len(connected) else np.ones(1)
        spread = (float(trials.min()), float(trials.max())) if len(trials) > 1 else (None, None)
        label = f"{_LOST[kind]}{share}"
        told[LOSS_MEASURES[0], kind] = Figure(float(trials.mean()), "1", f"share of pairs with a way, {label}", *spread, note)
        times = 2.0 * delay[last] if len(delay) else np.full(1, math.inf)
        told[LOSS_MEASURES[1], kind] = _figure([float(np.median(times))], "s", f"median round trip, {label}", note)
        told |= of_losses(view.web, kind, left, whole, label)
    return told


def _worst(connected: Float[np.ndarray, "k n"], delay: Float[np.ndarray, "k n"]) -> int:
    return int(np.lexsort((-delay.mean(axis=1), connected.mean(axis=1)))[0]) if len(connected) else 0


_OVER_TIME = {"connected": np.mean, "delay": np.median, "through": np.mean, "carried": np.mean}
"""What stands for the instants at which losses are tried."""


def left_after(web: Web, removed: Piece) -> dict[str, dict[str, Float[np.ndarray, "k n"]]]:
    """By kind of loss what is left, for each share (or supplier) and trial, over time.

    Share of pairs with a way (`connected`), their median one-way delay (`delay`, s) and as asked what gets through and is still carried
    (`through`, `carried`, bit/s).
    """
    loss = web.asked.loss
    if loss is None:
        return {}
    left = {name: over(removed[name], axis=0) for name, over in _OVER_TIME.items() if name in removed}
    at, found = 1, {}
    for kind in loss.kinds:
        if kind == "busiest":
            continue
        size = (len(web.owners), 1) if kind == "suppliers" else (len(loss.shares), loss.trials)
        part = slice(at, at + size[0] * size[1])
        at = part.stop
        found[kind] = {name: values[part].reshape(size) for name, values in left.items()}
    if "busiest" in loss.kinds:
        found["busiest"] = {name: values[at:, None] for name, values in left.items()}
    return {kind: found[kind] for kind in loss.kinds}


def _dataset(views: list[_View], results: Mapping[str, Piece], asked: Latency) -> xr.Dataset:
    names = [name for name, _, _ in asked.views]
    network = views[0].web.network
    instants = asked.instants
    variables: dict[str, tuple[tuple[str, ...], np.ndarray, str]] = {}
    coords: dict[str, object] = {
        "view": names,
        "view_title": ("view", [title for _, title, _ in asked.views]),
        "time": ("time", asked.seconds, {"units": "s"}),
        "quantile": list(QUANTILES),
        "site": [site.name for site in network.sites],
        "site_title": ("site", [site.title for site in network.sites]),
        "site_role": ("site", [site.role for site in network.sites]),
        "site_latitude": ("site", np.degrees([site.latitude for site in network.sites]), {"units": "degrees_north"}),
        "site_longitude": ("site", np.degrees([site.longitude for site in network.sites]), {"units": "degrees_east"}),
    }
    if asked.pairs:
        variables |= _pair_arrays(views, results, asked, instants)
        sites = {site.name: site.title for site in network.sites}
        coords |= {
            "pair": ["_".join(pair) for pair in asked.pairs],
            "pair_title": ("pair", [" – ".join(sites[name] for name in pair) for pair in asked.pairs]),
            "pair_from": ("pair", [one for one, _ in asked.pairs]),
            "pair_to": ("pair", [other for _, other in asked.pairs]),
        }
    if asked.latitudes and any(view.users for view in views):
        for key, measure in (("user_round_trip", None), ("user_connected", "connected"), ("user_longest_outage", "longest_outage")):
            table = [[_of_user(view.users.get(latitude), measure) for latitude in asked.latitudes] for view in views]
            dims = ("view", "latitude", "quantile") if measure is None else ("view", "latitude")
            variables[key] = dims, np.array(table), "1" if measure == "connected" else "s"
        coords["latitude"] = ("latitude", np.array(asked.latitudes, float), {"units": "degrees_north"})
    if len(asked.city_people):
        longest = max(int(np.flatnonzero(view.piece["sum_cities"]).max(initial=0)) for view in views) + 2
        counts = np.stack([view.piece["sum_cities"][:longest] for view in views])
        shares = np.cumsum(counts, axis=1) / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        variables["city_round_trip_share"] = ("view", "round_trip"), shares, "1"
        variables["city_connected"] = ("view",), np.array([_connected_cities(view.piece) for view in views]), "1"
        coords["round_trip"] = ("round_trip", BIN * (np.arange(longest) + 1.0), {"units": "s"})
        loaded, named = load_arrays([view.web for view in views], results, asked)
        variables |= loaded
        coords |= named
    if asked.reporting:
        variables |= _report_arrays(views, asked)
        coords |= {
            "reporter": list(asked.reporting),
            "reporter_title": ("reporter", [views[0].web.problem.titles[name] for name in asked.reporting]),
            "stage": list(STAGES),
        }
    if asked.loss is not None:
        variables |= _loss_arrays(views, results, asked)
        coords |= {"loss": [kind for kind in asked.loss.kinds if kind != "suppliers"], "lost_share": list(asked.loss.shares)}
        owners = list(dict.fromkeys(name for view in views for name in view.web.owners))
        coords |= {
            "supplier": owners,
            "supplier_title": ("supplier", [network.supplier_titles[name] for name in owners]),
            "extent": ["least", "mean", "greatest"],
        }
    return xr.Dataset(
        {name: (dims, values, {"units": unit}) for name, (dims, values, unit) in variables.items()},
        coords=coords,  # pyright: ignore[reportArgumentType] -- as xarray takes them
        attrs={
            "epoch": views[0].web.problem.clock.epoch.isoformat(),
            "span_s": instants * asked.step,
            "step_s": asked.step,
            "command": asked.command or "",
        },
    )


def _of_user(seen: _Seen | None, measure: str | None) -> float | list[float]:
    """One entry of a table by view and latitude; not a number where the users are not served."""
    if seen is None:
        return [math.nan] * 3 if measure is None else math.nan
    return [seen.low, seen.median, seen.ninety] if measure is None else _of_seen(seen, measure)


def _pair_arrays(
    views: list[_View], results: Mapping[str, Piece], asked: Latency, instants: int
) -> dict[str, tuple[tuple[str, ...], np.ndarray, str]]:
    """By view and pair; not a number where the view does not serve the pair, infinity where there is no way."""
    shape = len(views), len(asked.pairs)
    round_trip = np.full((*shape, instants), np.nan, np.float32)
    delivery = np.full((*shape, len(QUANTILES)), np.nan)
    delivered = np.full(shape, np.nan)
    values = {name: np.full(shape, np.nan) for name in PAIR_MEASURES}
    for v, view in enumerate(views):
        carried = results.get(f"carried-{asked.views[v][0]}")
        for column, (at, _, _) in enumerate(view.web.pairs):
            round_trip[v, at] = 2.0 * view.piece["delay"][:, column]
            for name in PAIR_MEASURES:
                values[name][v, at] = view.pairs[at][name]
            if carried is not None:
                delivery[v, at] = np.quantile(carried["delivery"][:, column], QUANTILES, method="inverted_cdf")
                delivered[v, at] = np.isfinite(carried["delivery"][:, column]).mean()
    light = np.array([2.0 * distance(views[0].web, at) / SPEED_OF_LIGHT for at in range(len(asked.pairs))])
    told = {
        "pair_round_trip": (("view", "pair", "time"), round_trip, "s"),
        "pair_light": (("pair",), light, "s"),
        "pair_fibre": (("pair",), FIBRE_INDEX * light, "s"),
        **{f"pair_{name}": (("view", "pair"), values[name], _PAIR_LABELS[name][1]) for name in PAIR_MEASURES if name != "round_trip"},
        "pair_median": (("view", "pair"), values["round_trip"], "s"),
    }
    if asked.stored:
        told |= {
            "pair_delivery": (("view", "pair", "quantile"), delivery, "s"),
            "pair_delivered": (("view", "pair"), delivered, "1"),
        }
    return told


def _report_arrays(views: list[_View], asked: Latency) -> dict[str, tuple[tuple[str, ...], np.ndarray, str]]:
    shape = len(views), len(asked.reporting)
    stages = np.full((*shape, len(STAGES)), np.nan)
    to_command, connected = np.full((*shape, len(QUANTILES)), np.nan), np.full(shape, np.nan)
    over_time = np.full((*shape, asked.instants), np.nan, np.float32)
    for v, view in enumerate(views):
        start, pause = 0, view.web.network.pause
        for name in view.web.reporting if view.reports else ():
            r = asked.reporting.index(name)
            mine = slice(start, start + len(view.web.members(name)))
            start = mine.stop
            stages[v, r] = [view.reports[name][stage] for stage in STAGES]
            total = view.piece["report_delay"][:, mine] + pause.acquisition + pause.queueing
            total = total + pause.hand_over * view.piece["report_passes"][:, mine]
            met = np.isfinite(total)
            to_command[v, r] = np.quantile(total[met], QUANTILES) if met.any() else np.inf
            connected[v, r] = view.reports[name]["connected"]
            over_time[v, r] = _medians(total, met)
    return {
        "to_command": (("view", "reporter", "quantile"), to_command, "s"),
        "report_connected": (("view", "reporter"), connected, "1"),
        "report_stages": (("view", "reporter", "stage"), stages, "s"),
        "report_delay": (("view", "reporter", "time"), over_time, "s"),
    }


def _medians(values: Float[np.ndarray, "t r"], met: Bool[np.ndarray, "t r"]) -> Float[np.ndarray, "t"]:
    """Of those that have a way at each instant; infinity where none has."""
    ordered, count = np.sort(values, axis=1), met.sum(axis=1)
    middle = np.take_along_axis(ordered, np.maximum(count - 1, 0)[:, None] // 2, axis=1)[:, 0]
    return np.where(count > 0, middle, np.inf)


_LEFT = {"connected": ("connected", "1", 1.0), "delay": ("round_trip", "s", 2.0), "through": ("throughput", "bit/s", 1.0),
         "carried": ("traffic", "bit/s", 1.0)}  # fmt: skip
"""By what is left: its name in the arrays, its unit, and how many times it is told."""


def _loss_arrays(views: list[_View], results: Mapping[str, Piece], asked: Latency) -> Arrays:
    """By view, kind and share, the least, mean and greatest over trials; by supplier; and with nothing lost."""
    loss = asked.loss
    if loss is None:
        return {}
    kinds = [kind for kind in loss.kinds if kind != "suppliers"]
    owners = list(dict.fromkeys(name for view in views for name in view.web.owners))
    pieces = [results[f"removal-{name}"] for name, _, _ in asked.views]
    told: Arrays = {}
    for key, (name, unit, times) in _LEFT.items():
        if not any(key in piece for piece in pieces):
            continue
        after = np.full((len(views), len(kinds), len(loss.shares), 3), np.nan)
        without, whole = np.full((len(views), len(owners)), np.nan), np.full(len(views), np.nan)
        for v, (view, removed) in enumerate(zip(views, pieces, strict=True)):
            if key not in removed:
                continue
            whole[v] = times * _OVER_TIME[key](removed[key][:, 0])
            for kind, left in left_after(view.web, removed).items():
                part = times * left[key]
                if kind == "suppliers":
                    without[v, [owners.index(owner) for owner in view.web.owners]] = part[:, 0]
                    continue
                after[v, kinds.index(kind)] = np.stack([part.min(axis=1), part.mean(axis=1), part.max(axis=1)], axis=1)
        told[f"{name}_after"] = ("view", "loss", "lost_share", "extent"), after, unit
        told[f"{name}_without"] = ("view", "supplier"), without, unit
        told[f"{name}_whole"] = ("view",), whole, unit
    return told
