"""What the custody study makes of the pieces of its tasks: arrays, figures with their ranges, and the sentences that go with them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from scipy.stats import beta

from cupola.arrays import Float
from cupola.compiler.problem import Custody, Problem, Sweep, Threat
from cupola.frames.geodetic import itrs_to_geodetic
from cupola.records import Figure, Record
from cupola.scenario.studies import THREAT_MEASURES
from cupola.sensing.consistency import ASTRAY_FOR
from cupola.sensing.following import ENDED_AFTER
from cupola.studies.base import Piece
from cupola.studies.launch_maps import median_wait, rises_of
from cupola.studies.launches import SAMPLED
from cupola.studies.sweeps import figure_name, group_of

QUANTILES = (0.1, 0.5, 0.9)
TRACK_SHARES = (np.arange(200) + 0.5) / 200
"""Equally likely cases that stand for the launches and trials of a threat."""

CONFIDENCE = 0.95
HELD = 0.9
"""A raid is held while its share in custody is at least so much of a single launch's."""

ASSUMPTIONS = (
    "Notional launches from public studies: a smooth boost to the burn-out height, then free flight; neither staging, drag nor manoeuvre.",
    "What satellites see of a launch is geometry, clouds and chance: how bright a rocket or a body is, is left to the sensor's numbers.",
    "Every satellite that sees a target may follow it, the six that tell most at a time; who is whose is never mistaken.",
    "A launch is detected once one satellite has seen it in M of N looks; a track starts with the first stereo pair after that.",
    "Custody: the position known better than the bound, biases counted, and no update older than the age stated.",
)
LIMITS = (
    f"A track is dropped where its error exceeds what it claims, at the level of one in a million, for {ASTRAY_FOR:g} s on end; "
    f"it ends after {ENDED_AFTER:g} s without a look and may start anew.",
    "The bound beside the errors is that for known biases, a known burn-out and all expected looks: no filter reaches it in boost.",
    "Raids are followed by their bounds from burn-out on, and share the satellites' tracks; the maps are geometry alone, straight up.",
    "The J2 of the Earth is left out of flights and filter alike: it moves an impact by some 20 km and is of no matter to what is seen.",
)


@dataclass(frozen=True)
class _Asked:
    """What the record is made from, but for the pieces."""

    problem: Problem
    sweep: Sweep
    custody: Custody
    threats: tuple[Threat, ...]


def record_of(problem: Problem, sweep: Sweep, custody: Custody, results: Mapping[str, Piece]) -> Record:
    """The record from the joined piece of each group."""
    asked = _Asked(problem, sweep, custody, problem.launching[0].threats)
    measured = [[_measured(results[f"{group_of(draw)}-{threat.name}"], asked, draw, at) for at, threat in enumerate(asked.threats)]
                for draw in range(sweep.draws + 1)]  # fmt: skip
    if custody.brief:
        return Record("custody", _held_first(results, asked), _figures(measured, asked), ASSUMPTIONS, LIMITS)
    raids = np.stack([results[f"raid-{threat.name}"]["share"].mean(axis=0) for threat in asked.threats], axis=1)
    losses = [_losses(results[f"{group_of(0)}-{threat.name}"], asked) for threat in asked.threats]
    figures = _figures(measured, asked) | _figures_of_parts(measured, raids, losses, asked)
    data = _dataset(results, measured[0], raids, losses, asked).merge(_held_first(results, asked))
    return Record("custody", data, figures, ASSUMPTIONS, LIMITS)


@dataclass(frozen=True)
class _Measured:
    """What one threat in one draw gives, an entry for each view."""

    values: dict[str, Float[np.ndarray, "v"]]
    times: dict[str, Float[np.ndarray, "v q"]]
    dropped_range: Float[np.ndarray, "v 2"]
    never: dict[str, Float[np.ndarray, "v"]]
    flight_time: float


def _measured(piece: Piece, asked: _Asked, draw: int, at: int) -> _Measured:
    views = len(asked.sweep.views)
    launching = asked.problem.launching[draw]
    times = {name: _quantiles(piece[key][:, :views]) for name, key in _TIMES.items()}
    ever = {name: _ever(piece[key][:, :views]) for name, key in _TIMES.items()}
    coasting = np.maximum(piece["sum_coasting"][:, :views], 1.0)
    started, dropped = (piece[name][:, :views].sum(axis=(0, 2)) for name in ("started", "dropped"))
    flight = float(np.median(piece["flight_time"]))
    custody = times["first_custody"][:, 1]
    decision = custody + launching.processing + launching.decision
    values = {
        "detected": ever["first_detection"],
        "first_detection": times["first_detection"][:, 1],
        "first_detection_90": times["first_detection"][:, 2],
        "in_stereo": ever["first_stereo"],
        "first_stereo": times["first_stereo"][:, 1],
        "in_custody": ever["first_custody"],
        "first_custody": custody,
        "stereo_share": (piece["sum_stereo"][:, :views] / coasting).mean(axis=0),
        "custody_share": (piece["sum_held"][:, :views] / coasting).mean(axis=0),
        "error_at_burn_out": _burn_out_error(piece, views),
        "impact_error": _impact_error(piece, views, float(np.asarray(asked.problem.launching[draw].threats[at].booster.burn_time))),
        "dropped": np.where(started > 0, dropped / np.maximum(started, 1), np.nan),
        "decision": decision,
        "time_left": flight - decision,
    }
    interval = np.stack([_clopper_pearson(int(k), int(n)) for k, n in zip(dropped, started, strict=True)])
    return _Measured(values, times, interval, ever, flight)


_TIMES = {"first_sight": "first_sight", "first_detection": "declared_at", "first_stereo": "started_at", "first_custody": "held_at"}


def _ever(times: Float[np.ndarray, "c v *n"]) -> Float[np.ndarray, "v"]:
    """Share of launches and trials in which something happens at all."""
    return np.isfinite(times).reshape(*times.shape[:2], -1).mean(axis=(0, 2))


def _quantiles(times: Float[np.ndarray, "c v *n"]) -> Float[np.ndarray, "v q"]:
    """Over launches and trials, infinities among them: the time that a share of the tracks has reached."""
    flat = np.sort(np.moveaxis(times, 1, 0).reshape(times.shape[1], -1), axis=1)
    place = np.ceil(np.array(QUANTILES) * flat.shape[1]).astype(int) - 1
    return flat[:, place]


def _burn_out_error(piece: Piece, views: int) -> Float[np.ndarray, "v"]:
    """Root of the mean square over the tracks of each launch, median over the launches, m; NaN where half of them have no track then."""
    tracks, square = piece["sum_burn_out_tracks"][:, :views], piece["sum_burn_out_square"][:, :views]
    error = np.sqrt(np.where(tracks > 0.0, square / np.maximum(tracks, 1.0), np.nan))
    return np.array([_median(error[:, view]) for view in range(views)])


def _impact_error(piece: Piece, views: int, burn_time: float) -> Float[np.ndarray, "v"]:
    """Median over launches of the impact ellipse's major semi-axis a minute after burn-out, m; NaN where none is foretold."""
    sample = min(math.ceil((burn_time + 60.0) / SAMPLED), piece["impact_major"].shape[-1] - 1)
    return np.array([_median(piece["impact_major"][:, view, sample]) for view in range(views)])


def _median(values: Float[np.ndarray, "n"]) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if 2 * len(known) >= len(values) and len(known) else math.nan


def _clopper_pearson(hits: int, tries: int) -> tuple[float, float]:
    """Exact confidence interval of a share (Clopper and Pearson, Biometrika 26 (1934) 404); 0 to 1 where nothing was tried."""
    tail = 0.5 * (1.0 - CONFIDENCE)
    low = 0.0 if hits == 0 else float(beta.ppf(tail, hits, tries - hits + 1))
    high = 1.0 if hits == tries else float(beta.ppf(1.0 - tail, hits + 1, tries - hits))
    return low, high


def _losses(piece: Piece, asked: _Asked) -> Float[np.ndarray, "v k"]:
    """Share of custody of each view without each constellation; NaN for one that it does not have."""
    names = constellations_of(asked.sweep)
    views = asked.sweep.views
    share = (piece["sum_held"] / np.maximum(piece["sum_coasting"], 1.0)).mean(axis=0)
    found = np.full((len(views), len(names)), np.nan)
    column = len(views)
    for view, (_, _, members) in enumerate(views):
        if len(members) == 1:
            found[view, names.index(members[0])] = 0.0
            continue
        for gone in members:
            found[view, names.index(gone)] = share[column]
            column += 1
    return found


def constellations_of(sweep: Sweep) -> tuple[str, ...]:
    """Those that the views look through, each once."""
    return tuple(dict.fromkeys(name for _, _, names in sweep.views for name in names))


def _figures(measured: list[list[_Measured]], asked: _Asked) -> dict[str, Figure]:
    """What launches followed one by one tell."""
    return {
        figure_name(name, measure, threat.name): _titled(_figure(measure, [draw[at] for draw in measured], view), title, threat)
        for view, (name, title, _) in enumerate(asked.sweep.views)
        for measure in THREAT_MEASURES
        if measure in _LABELS
        for at, threat in enumerate(asked.threats)
    }


def _figures_of_parts(
    measured: list[list[_Measured]], raids: Float[np.ndarray, "v k r"], losses: list[Float[np.ndarray, "v c"]], asked: _Asked
) -> dict[str, Figure]:
    """What the worst loss takes, and raids."""
    figures: dict[str, Figure] = {}
    for view, (name, title, _) in enumerate(asked.sweep.views):
        for at, threat in enumerate(asked.threats):
            worst = _worst_loss(losses[at][view], float(measured[0][at].values["custody_share"][view]), asked)
            figures[figure_name(name, "worst_loss", threat.name)] = _titled(worst, title, threat)
            figures[figure_name(name, "raid_held", threat.name)] = _titled(_raid_held(raids[view, at], asked.custody.raids), title, threat)
    return figures


def _titled(figure: Figure, title: str, threat: Threat) -> Figure:
    return replace(figure, label=f"{title}: {figure.label}, {threat.title}")


_LABELS = {
    "detected": ("share of launches detected", "1"),
    "first_detection": ("median time from launch to detection", "s"),
    "first_detection_90": ("time from launch by which nine in ten are detected", "s"),
    "in_stereo": ("share of launches ever tracked in stereo", "1"),
    "first_stereo": ("median time from launch to the first stereo track", "s"),
    "in_custody": ("share of launches ever in custody", "1"),
    "first_custody": ("median time from launch to custody", "s"),
    "stereo_share": ("share of the flight after burn-out in stereo", "1"),
    "custody_share": ("share of the flight after burn-out in custody", "1"),
    "error_at_burn_out": ("error of the position at burn-out, root mean square over tracks, median over launches", "m"),
    "impact_error": ("major semi-axis of the predicted impact, half of the chances within, a minute after burn-out", "m"),
    "dropped": ("share of tracks dropped", "1"),
    "decision": ("median time from launch to a decision", "s"),
    "time_left": ("median time from a decision to impact", "s"),
}


def _figure(measure: str, draws: Sequence[_Measured], view: int) -> Figure:
    label, unit = _LABELS[measure]
    values = [float(one.values[measure][view]) for one in draws]
    flights = [one.flight_time for one in draws]
    if unit == "s":
        return _time(measure, values, flights)
    known = [value for value in values if math.isfinite(value)]
    if not math.isfinite(values[0]):
        return Figure(None, unit, label, note="there is none: no track is held then by half of the launches")
    low, high = (min(known), max(known)) if len(values) > 1 else (None, None)
    note = None
    if measure == "dropped":
        least, most = draws[0].dropped_range[view]
        note = f"95 % confidence from the number of tracks: {100 * least:.2g} to {100 * most:.2g} %"
    return Figure(values[0], unit, label, low, high, note)


def _time(measure: str, values: list[float], flights: list[float]) -> Figure:
    """A time; what half of the launches never reach has none, and leaves no time after it."""
    label, unit = _LABELS[measure]
    if measure == "time_left":
        left = [max(value, 0.0) if math.isfinite(value) else 0.0 for value in values]
        note = "no decision for half of the launches" if not math.isfinite(values[0]) else None
        return Figure(left[0], unit, label, *((min(left), max(left)) if len(left) > 1 else (None, None)), note)
    if not math.isfinite(values[0]):
        share = "one in ten" if measure.endswith("_90") else "half of the launches"
        reached = sum(math.isfinite(value) for value in values)
        return Figure(None, unit, label, note=f"never for {share} or more" + (f"; reached in {reached} of the draws" if reached else ""))
    told = [value if math.isfinite(value) else flight for value, flight in zip(values, flights, strict=True)]
    low, high = (min(told), max(told)) if len(told) > 1 else (None, None)
    never = any(not math.isfinite(value) for value in values)
    return Figure(told[0], unit, label, low, high, "never in some draws: the range may reach higher" if never else None)


def _worst_loss(without: Float[np.ndarray, "c"], whole: float, asked: _Asked) -> Figure:
    """The constellation whose loss costs the view most of its custody."""
    names = constellations_of(asked.sweep)
    worst = int(np.nanargmin(without))
    note = f"without {names[worst]}, {100.0 * without[worst]:.1f} % is left of {100.0 * whole:.1f} %"
    lost = max(whole - float(without[worst]), 0.0)
    return Figure(lost, "1", "share of the flight in custody that the worst loss of one constellation takes away", note=note)


def _raid_held(share: Float[np.ndarray, "r"], sizes: tuple[int, ...]) -> Figure:
    """The largest raid, of those tried, that is held nine tenths as well as the smallest; between sizes along the logarithm."""
    label = f"launches at once that are held {HELD:.0%} as well as {sizes[0]}".replace("%", " %")
    if not np.isfinite(share[0]) or share[0] <= 0.0:
        return Figure(0.0, "launches", label, note="none is held after burn-out")
    enough = share >= HELD * share[0]
    if enough.all():
        return Figure(float(sizes[-1]), "launches", label, note="the largest raid tried", at_least=True)
    first = int(np.argmin(enough))
    low, high = share[first - 1], share[first]
    part = (low - HELD * share[0]) / max(low - high, 1e-12)
    return Figure(float(np.floor(np.exp(np.interp(part, [0.0, 1.0], np.log([sizes[first - 1], sizes[first]]))))), "launches", label)


def _dataset(
    results: Mapping[str, Piece],
    measured: list[_Measured],
    raids: Float[np.ndarray, "v k r"],
    losses: list[Float[np.ndarray, "v c"]],
    asked: _Asked,
) -> xr.Dataset:
    pieces = [results[f"{group_of(0)}-{threat.name}"] for threat in asked.threats]
    views, sweep = len(asked.sweep.views), asked.sweep
    per_launch = {name: (("threat", "launch"), values, unit) for name, (values, unit) in _launches(asked.threats, pieces).items()}
    per_pair = {
        name: (("view", "threat"), np.stack([one.values[key] for one in measured], axis=1), "1")
        for name, key in {
            "detected": "detected", "reached_stereo": "in_stereo", "reached_custody": "in_custody", "stereo_share": "stereo_share",
            "custody_share": "custody_share", "dropped": "dropped",
        }.items()
    }  # fmt: skip
    per_pair |= {
        f"dropped_{side}": (("view", "threat"), np.stack([one.dropped_range[:, at] for one in measured], axis=1), "1")
        for at, side in enumerate(("low", "high"))
    }
    per_pair["burn_out_recognised"] = (("view", "threat"), _recognised(pieces, asked, views), "s")
    times = {name: (("view", "threat", "quantile"), np.stack([one.times[name] for one in measured], axis=1), "s") for name in _TIMES}
    curves = {name: (("view", "threat", "elapsed"), values, unit) for name, (values, unit) in _curves(pieces, views).items()}
    flying = _padded([piece["flying"][:, 0].mean(axis=0) for piece in pieces], 0.0)
    rises = rises_of(asked.problem)
    maps = [results[f"map-{rise.missile}"] for rise in rises]
    cell = ("view", "missile", "latitude", "longitude")
    sight = np.stack([median_wait(one["first"], rise.elapsed) for one, rise in zip(maps, rises, strict=True)], axis=1)
    two = np.stack([one["two"] / one["first"].sum(axis=1) for one in maps], axis=1)
    names = constellations_of(sweep)
    launching, custody = asked.problem.launching[0], asked.custody
    variables = {
        **per_launch,
        **per_pair,
        **times,
        **curves,
        "flying": (("threat", "elapsed"), flying, "1"),
        "burn_out": (("threat",), np.array([float(np.median(threat.flights.burn_time)) for threat in asked.threats]), "s"),
        "peak_acceleration": (
            ("threat",),
            np.array([float(np.median(threat.flights.peak_acceleration())) * 9.80665 for threat in asked.threats]),
            "m/s^2",
        ),
        "custody_without": (("view", "threat", "constellation"), np.stack(losses, axis=1), "1"),
        "raid_custody": (("view", "threat", "raid_size"), raids, "1"),
        "sight_map": (cell, sight, "s"),
        "two_in_view_map": (cell, two, "1"),
        "cell_area": (("latitude",), sweep.grid.cell_area, "m^2"),
        "region_cells": (("region", "latitude", "longitude"), np.stack([place.cells for place in sweep.places[:-1]]), ""),
    }
    return xr.Dataset(
        {name: (dims, values, {"units": unit}) for name, (dims, values, unit) in variables.items()},
        coords={
            "view": [name for name, _, _ in sweep.views],
            "view_title": ("view", [title for _, title, _ in sweep.views]),
            "threat": [threat.name for threat in asked.threats],
            "threat_title": ("threat", [threat.title for threat in asked.threats]),
            "threat_missile": ("threat", [threat.missile_title for threat in asked.threats]),
            "threat_from": ("threat", [threat.launch_title for threat in asked.threats]),
            "threat_to": ("threat", [threat.aim_title for threat in asked.threats]),
            "elapsed": ("elapsed", SAMPLED * np.arange(flying.shape[1]), {"units": "s"}),
            "quantile": list(QUANTILES),
            "raid_size": list(custody.raids),
            "constellation": list(names),
            "constellation_title": ("constellation", [asked.problem.titles[name] for name in names]),
            "missile": [rise.missile for rise in rises],
            "missile_title": ("missile", [rise.title for rise in rises]),
            "latitude": ("latitude", np.degrees(sweep.grid.latitudes), {"units": "degrees_north"}),
            "longitude": ("longitude", np.degrees(sweep.grid.longitudes), {"units": "degrees_east"}),
            "region": [place.name for place in sweep.places[:-1]],
            "region_title": ("region", [place.title for place in sweep.places[:-1]]),
        },
        attrs={
            "epoch": asked.problem.clock.epoch.isoformat(),
            "span_s": sweep.instants * sweep.step,
            "step_s": sweep.step,
            "launches": custody.launches,
            "trials": custody.trials,
            "tracking_step_s": custody.tracking_step,
            "stereo_angle_rad": custody.stereo_angle,
            "custody_error_m": custody.error,
            "custody_age_s": custody.age,
            "processing_s": launching.processing,
            "decision_s": launching.decision,
            "cloud_cover": float(launching.deck.probability),
            "cloud_top_m": float(launching.deck.usual),
        },
    )


def _launches(threats: tuple[Threat, ...], pieces: list[Piece]) -> dict[str, tuple[np.ndarray, str]]:
    """Where and when each launch starts and comes down."""
    body = threats[0].flights.body
    pads, aims = (
        np.stack([np.degrees(np.stack(itrs_to_geodetic(np.asarray(place), body)[:2])) for place in places])
        for places in ([threat.flights.pad for threat in threats], [threat.flights.aim for threat in threats])
    )
    return {
        "launch_latitude": (pads[:, 0], "degrees_north"),
        "launch_longitude": (pads[:, 1], "degrees_east"),
        "aim_latitude": (aims[:, 0], "degrees_north"),
        "aim_longitude": (aims[:, 1], "degrees_east"),
        "launch_time": (np.stack([threat.flights.launch_seconds for threat in threats]), "s"),
        "flight_time": (np.stack([piece["flight_time"] for piece in pieces]), "s"),
        "apogee": (np.stack([threat.flights.apogee_altitude() for threat in threats]), "m"),
    }


def _held_first(results: Mapping[str, Piece], asked: _Asked) -> xr.Dataset:
    """When launches first come into custody, in each view: as many equally likely cases; infinity for those that never do."""
    views = len(asked.sweep.views)
    held = np.stack([_at_shares(results[f"{group_of(0)}-{threat.name}"]["held_at"][:, :views]) for threat in asked.threats], axis=1)
    return xr.Dataset(
        {"first_custody_at": (("view", "threat", "track_share"), held, {"units": "s"})},
        coords={
            "view": [name for name, _, _ in asked.sweep.views],
            "threat": [threat.name for threat in asked.threats],
            "track_share": TRACK_SHARES,
        },
    )


def _at_shares(times: Float[np.ndarray, "c v *n"]) -> Float[np.ndarray, "v s"]:
    """Over launches and trials, infinities among them: the time of the track at each of `TRACK_SHARES`, in rising order."""
    flat = np.sort(np.moveaxis(times, 1, 0).reshape(times.shape[1], -1), axis=1)
    return flat[:, np.minimum((TRACK_SHARES * flat.shape[1]).astype(int), flat.shape[1] - 1)].astype(np.float64)


def _padded(rows: list[np.ndarray], filling: float) -> np.ndarray:
    """Rows of different lengths as one array, axis 0 the rows."""
    longest = max(row.shape[-1] for row in rows)
    return np.stack([np.concatenate([row, np.full((*row.shape[:-1], longest - row.shape[-1]), filling)], axis=-1) for row in rows])


def _curves(pieces: list[Piece], views: int) -> dict[str, tuple[np.ndarray, str]]:
    """Values over time since launch, (view, threat, elapsed)."""
    made: dict[str, list[np.ndarray]] = {}
    for piece in pieces:
        flying = piece["flying"][:, :views].sum(axis=0)
        tracks = piece["tracks"][:, :views].sum(axis=0)
        bounded = (piece["bound"][:, :views] > 0.0).sum(axis=0)
        trials = piece["started_at"].shape[-1]

        def mean(name: str, count: np.ndarray, piece: Piece = piece) -> np.ndarray:
            return np.where(count > 0, piece[name][:, :views].sum(axis=0) / np.maximum(count, 1), np.nan)

        for name, values in {
            "in_view": mean("sees", flying),
            "in_stereo": mean("in_stereo", flying),
            "in_custody": mean("held", flying * trials),
            "position_error": np.sqrt(mean("square_error", tracks)),
            "velocity_error": np.sqrt(mean("square_velocity_error", tracks)),
            "position_bound": np.sqrt(mean("bound", bounded)),
            "velocity_bound": np.sqrt(mean("velocity_bound", bounded)),
            "impact_major": _medians(piece["impact_major"][:, :views]),
            "impact_minor": _medians(piece["impact_minor"][:, :views]),
        }.items():
            made.setdefault(name, []).append(values)
    units = {"in_view": "1", "in_stereo": "1", "in_custody": "1", "velocity_error": "m/s", "velocity_bound": "m/s"}
    return {name: (np.moveaxis(_padded(rows, np.nan), 0, 1), units.get(name, "m")) for name, rows in made.items()}


def _medians(values: Float[np.ndarray, "c v t"]) -> Float[np.ndarray, "v t"]:
    """Median over the launches that have one; NaN where none has."""
    ordered = np.sort(values, axis=0)
    count = np.isfinite(values).sum(axis=0)
    low, high = (np.take_along_axis(ordered, np.maximum(place, 0)[None], axis=0)[0] for place in ((count - 1) // 2, count // 2))
    return np.where(count > 0, 0.5 * (low + np.where(np.isfinite(high), high, low)), np.nan)


def _recognised(pieces: list[Piece], asked: _Asked, views: int) -> Float[np.ndarray, "v k"]:
    """Median time from burn-out until the coasting model is the likelier one, s; NaN where half of the tracks never get there."""
    columns = []
    for piece, threat in zip(pieces, asked.threats, strict=True):
        after = piece["burnt_out_at"][:, :views] - np.asarray(threat.flights.burn_time)[:, None, None]
        middle = _quantiles(after)[:, 1]
        columns.append(np.where(np.isfinite(middle), middle, np.nan))
    return np.stack(columns, axis=1)
