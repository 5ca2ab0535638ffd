"""The record of study `interception`: interceptors needed by each model, and how often those flown are enough; figures and arrays."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cupola.arrays import Float, Int
from cupola.compiler.intercepted import Case, Envelope, Interception
from cupola.compiler.problem import Problem
from cupola.constants import Body
from cupola.interception import aei
from cupola.interception.flyout import cap_half_angle, reach, share_of_sphere
from cupola.interception.latitudes import share_in_reach
from cupola.interception.shots import shots_per_missile
from cupola.interception.sizing import Ladder
from cupola.interception.spread import absentee_ratio, chance_in_reach, needed_random
from cupola.records import Figure, Record
from cupola.scenario.interception import MODELS, label_of
from cupola.studies.base import Piece
from cupola.studies.sweeps import figure_name, group_of

NODES = 16
"""Times left for which the sky is counted in a case that takes them from tracks: even steps up to the whole burn."""

SALVO_SIZES = (1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 100)
"""Of the curve of interceptors against missiles at once, as far as what is asked or published goes."""

LEVELS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.97, 0.98, 0.99)
"""Of the curve of interceptors against confidence."""

LATITUDES = np.arange(0.0, 90.5, 1.0)
"""Of the absentee ratios, deg."""

TIMES = np.arange(30.0, 361.0, 10.0)
"""Of the curve of interceptors against time left, s."""

NUMBERS = np.round(np.geomspace(50.0, 20_000.0, 61))
"""Of the curve of chances, interceptors."""

LEAST_COUNTED = 400
"""Numbers in reach are told apart up to here at the least."""

ASSUMPTIONS = (
    "Notional, public sources: kinematic envelopes alone. An interceptor speeds up evenly, coasts straight to where the intercept is, and "
    "every one in reach is ready; shots succeed or fail each by itself.",
    "The latest useful moment is the end of the burn; the order comes with custody, processing, decision and the stated delay to launch.",
    "A salvo rises from one place at one moment; the intercept is taken above the place of launch, on a sphere of the equatorial radius "
    "and the height of the intercept.",
    "Random all over the sphere, random in the shells as seen from a latitude, even planes, and the closed form of the AEI are models of "
    "the same thing: a spread, never the truth.",
)
LIMITS = (
    "Nothing is spent, lost, replaced or kept as a spare; sensors on interceptors, heat, turns and stages are left out.",
    f"Where tracks leave the time, the sky is counted for {NODES} times up to the whole burn and read off straight between them.",
    "Even planes are flown at many sizes some 5 % apart, in two layouts, of which the better counts; those of the file may do worse. They "
    "are flown with the values as written alone, and have no range over the draws.",
    "The tracks are those of the values as written in every draw; burn times, delays and what the interceptor does are drawn.",
)


def asked_of(problem: Problem) -> Interception:
    """What the study was asked.

    Raises:
        ValueError: the scenario does not ask it.
    """
    if problem.interception is None:
        raise ValueError("the scenario asks no study `interception`")
    return problem.interception


def nodes_of(asked: Interception, at: int, draw: int) -> Float[np.ndarray, "m"]:
    """Times left for which the sky is counted in a case, s, rising: the one that is stated, or steps up to the whole burn."""
    longest = asked.envelopes[draw].burn_time[at]
    return np.array([longest]) if asked.cases[at].view is None else longest * np.arange(1, NODES + 1) / NODES


def sizes_told(asked: Interception) -> tuple[int, ...]:
    """Missiles at once of the curves: those asked, and round numbers as far as what is asked or published goes."""
    most = max((*asked.salvos, *(one.salvo for one in asked.published)))
    return tuple(sorted({*asked.salvos, *(size for size in SALVO_SIZES if size <= most)}))


def wanted_of(asked: Interception, draw: int) -> Int[np.ndarray, "w"]:
    """Interceptors wanted in reach for each of `sizes_told`."""
    envelope = asked.envelopes[draw]
    return int(shots_per_missile(envelope.goal, envelope.single_shot)) * np.array(sizes_told(asked))


def most_counted(asked: Interception) -> int:
    """Numbers in reach from which on they are not told apart."""
    return max(LEAST_COUNTED, *(2 * int(wanted_of(asked, draw).max()) for draw in range(asked.draws + 1)))


@dataclass(frozen=True)
class _Found:
    """One case in one draw.

    Attributes:
        case: asked.
        envelope: of the draw.
        left: times left, equally likely, s.
        random: share of the sphere in reach in each, of one interceptor anywhere alike.
        local: share of time in which one of the shells has the place in reach.
        counted: share of the time with so many in reach, over all times left, (numbers,).
        by_node: the same for each time counted, (nodes, numbers).
        nodes: these times, s.
        ladder: shells of many sizes; None where they are left out.
    """

    case: Case
    envelope: Envelope
    left: Float[np.ndarray, "n"]
    random: Float[np.ndarray, "n"]
    local: Float[np.ndarray, "n"]
    counted: Float[np.ndarray, "k"]
    by_node: Float[np.ndarray, "m k"]
    nodes: Float[np.ndarray, "m"]
    ladder: Ladder | None

    @property
    def middle(self) -> float:
        """Median time left, s."""
        return float(np.median(self.left))

    def enough(self, wanted: int) -> float:
        """Share of the time with at least so many in reach: exactly 1 where there never are fewer."""
        return min(float(self.counted[wanted:].sum()), 1.0) if self.counted[:wanted].any() else 1.0


def record_of(problem: Problem, results: Mapping[str, Piece], custody: Record | None) -> Record:
    """The record from the joined piece of each group, and from what tracks leave."""
    asked = asked_of(problem)
    found = [[_found(problem, asked, at, draw, results, custody) for draw in range(asked.draws + 1)] for at in range(len(asked.cases))]
    figures = {name: figure for draws in found for name, figure in _figures(problem, asked, draws)}
    data = xr.Dataset() if asked.brief else _dataset(problem, asked, [draws[0] for draws in found])
    return Record("interception", data, figures, ASSUMPTIONS, LIMITS)


def _found(problem: Problem, asked: Interception, at: int, draw: int, results: Mapping[str, Piece], custody: Record | None) -> _Found:
    case, envelope = asked.cases[at], asked.envelopes[draw]
    left, nodes = _left(case, envelope, at, custody), nodes_of(asked, at, draw)
    weights = _weights(left, nodes)
    tally = results[f"{group_of(draw)}-{case.name}"]["counted"]
    by_node = tally / tally.sum(axis=1, keepdims=True)
    counted = weights[1:] @ by_node
    counted[0] += weights[0]
    piece = results.get(f"ladder-{case.name}") if draw == 0 else None
    reached = _reach(envelope, left)
    random, local = shares_of(envelope, reached, case.latitude, problem.body)
    ladder = None if piece is None else _ladder(piece, weights, wanted_of(asked, 0))
    return _Found(case, envelope, left, random, local, counted, by_node, nodes, ladder)


def _left(case: Case, envelope: Envelope, at: int, custody: Record | None) -> Float[np.ndarray, "n"]:
    """Times left, equally likely, s: as stated, or what tracks leave of the burn; none where a launch never comes into custody."""
    longest = envelope.burn_time[at]
    if case.view is None:
        return np.array([longest])
    if custody is None:
        raise ValueError(f"case {case.name} takes its time from tracks, and there is no record of the custody study")
    held = custody.data["first_custody_at"].sel(view=case.view, threat=case.threat).values.astype(np.float64)
    return np.maximum(longest - held - envelope.delay, 0.0)


def _weights(left: Float[np.ndarray, "n"], nodes: Float[np.ndarray, "m"]) -> Float[np.ndarray, "k"]:
    """What no time, and each time counted, stand for: shares that add up to 1."""
    ends = np.concatenate([[0.0], nodes])
    return np.array([np.interp(left, ends, one).mean() for one in np.eye(len(ends))])


def _reach(envelope: Envelope, left: Float[np.ndarray, "n"]) -> Float[np.ndarray, "n"]:
    return reach(left, envelope.acceleration, envelope.burn_out_speed)


def shares_of(
    envelope: Envelope, reached: Float[np.ndarray, "n"], latitude: Float[np.ndarray, "p"], body: Body
) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]:
    """Chance that one interceptor is in reach: anywhere on the sphere alike, and in its shells as seen from these latitudes.

    Args:
        envelope: of the interceptor; its shells count by their satellites.
        reached: distances, m.
        latitude: geocentric, rad, that stand for a place alike.
        body: what is orbited.
    """
    target, whole = body.radius + envelope.intercept_altitude, sum(layer.satellites for layer in envelope.layers)
    random, local = np.zeros(len(reached)), np.zeros(len(reached))
    for layer in envelope.layers:
        part = layer.satellites / whole
        angle = cap_half_angle(reached, layer.radius, target)
        random += part * share_of_sphere(reached, layer.radius, target)
        seen = share_in_reach(latitude[:, None], layer.inclination, angle[None, :]).mean(axis=0)
        local += part * np.where(angle > 0.0, seen, 0.0)
    return random, local


def _ladder(piece: Piece, weights: Float[np.ndarray, "k"], wanted: Int[np.ndarray, "w"]) -> Ladder:
    """Shells of rising size, each in its better layout, over all times left."""
    size, first = np.unique(piece["satellites"], return_index=True)
    share = (piece["share"][first] @ weights[1:]).max(axis=1)
    return Ladder(size, np.ones_like(size), wanted, share[:, None, :])


def _needed(
    found: _Found, model: str, asked: Interception, wanted: Int[np.ndarray, "w"], confidence: Float[np.ndarray, "c"]
) -> Float[np.ndarray, "w c"]:
    """Interceptors of a model; infinity where no number does, or none of those tried; not a number where the model is left out."""
    if model == "shell":
        if found.ladder is None:
            return np.full((len(wanted), len(confidence)), np.nan)
        rows = [list(found.ladder.wanted).index(one) for one in wanted]
        return asked.per_satellite * found.ladder.needed(confidence)[0][rows]
    share = found.random if model == "random" else found.local
    return asked.per_satellite * needed_random(share, -(-wanted // asked.per_satellite), confidence)


def _size(found: _Found, salvo: int, body: Body) -> aei.Size | None:
    """The closed form of the AEI in the median time; None where nothing is in reach then."""
    envelope = found.envelope
    whole = sum(layer.satellites for layer in envelope.layers)
    try:
        return aei.size_of(
            aei.Layer(
                altitude=sum(layer.radius * layer.satellites for layer in envelope.layers) / whole - body.radius,
                intercept_altitude=envelope.intercept_altitude,
                acceleration=envelope.acceleration,
                burn_out_speed=envelope.burn_out_speed,
                time_left=found.middle,
                single_shot=envelope.single_shot,
                goal=envelope.goal,
                salvo=salvo,
                latitude=max(max(min(layer.inclination, math.pi - layer.inclination) for layer in envelope.layers), 1e-6),
            )
        )
    except ValueError:
        return None


NEVER = "no number gives it: too few launches leave any reach"
OUT_OF_REACH = "nothing is in reach in the median time left"


def _figures(problem: Problem, asked: Interception, draws: Sequence[_Found]) -> Iterator[tuple[str, Figure]]:
    """All figures of one case."""
    case, confidences = draws[0].case, np.array(asked.confidences)

    def named(measure: str, label: str) -> tuple[str, str]:
        return figure_name("", measure, case.name), f"{case.title}: {label}"

    for measure, unit, label, values in _plain(draws, problem.body):
        name, title = named(measure, label)
        yield name, _ranged(values, unit, title, OUT_OF_REACH)
    wanted = [np.array([int(shots_per_missile(one.envelope.goal, one.envelope.single_shot))]) * np.array(asked.salvos) for one in draws]
    for at, salvo in enumerate(asked.salvos):
        missiles = "1 missile" if salvo == 1 else f"{salvo} missiles at once"
        sizes = [_size(one, salvo, problem.body) for one in draws]
        name, title = named(f"aei_number_salvo_{salvo}", f"the AEI's closed form for {missiles}, on average, in the median time left")
        yield name, _ranged([np.inf if size is None else float(size.number) for size in sizes], "interceptors", title, OUT_OF_REACH)
        name, title = named(
            f"enough_salvo_{salvo}", f"share of the time, launches and trials with enough of those flown in reach, {missiles}"
        )
        yield name, _ranged([one.enough(int(want[at])) for one, want in zip(draws, wanted, strict=True)], "1", title, "")
    for model in MODELS:
        if model == "shell" and draws[0].ladder is None:
            continue
        kept = draws[:1] if model == "shell" else draws
        needed = np.stack([_needed(one, model, asked, want, confidences) for one, want in zip(kept, wanted, strict=False)])
        for at, salvo in enumerate(asked.salvos):
            missiles = "1 missile" if salvo == 1 else f"{salvo} missiles at once"
            for place, share in enumerate(asked.confidences):
                said = f"interceptors needed for {missiles} {100.0 * share:g} % of the time, {SPREADS[model]}"
                name, title = named(f"needed_{label_of(share)}_{model}_salvo_{salvo}", said)
                yield (
                    name,
                    _of_ladder(needed[0, at, place], draws[0], share, title, asked)
                    if model == "shell"
                    else _ranged(needed[:, at, place].tolist(), "interceptors", title, NEVER),
                )


SPREADS = {"random": "random all over the sphere", "latitude": "random in their shells", "shell": "in even planes"}
"""Models, in words."""


def _plain(draws: Sequence[_Found], body: Body) -> Iterator[tuple[str, str, str, list[float]]]:
    """Measures of a case without salvo: name, unit, label, a value for each draw."""
    sizes = [_size(one, 1, body) for one in draws]
    reached = [float(_reach(one.envelope, np.array([one.middle]))[0]) for one in draws]
    yield "time_left", "s", "median time left for the flight of an interceptor", [one.middle for one in draws]
    yield "in_time", "1", "share of the launches and trials that leave any reach", [float((one.random > 0.0).mean()) for one in draws]
    yield "reach", "m", "reach in the median time left", reached
    radii = [math.inf if size is None else size.footprint_radius for size in sizes]
    yield "footprint_radius", "m", "radius of what one interceptor has in reach in the median time left, flat", radii
    said = "interceptors up for each one in reach on average"
    yield "absentee_ratio", "1", f"{said}, random all over the sphere", [float(absentee_ratio(one.random.mean())) for one in draws]
    yield "absentee_ratio_latitude", "1", f"{said}, random in their shells", [float(absentee_ratio(one.local.mean())) for one in draws]


def _ranged(values: Sequence[float], unit: str, label: str, never: str) -> Figure:
    """A figure with its range over the draws; what is infinite is none."""
    known = [value for value in values if math.isfinite(value)]
    if not math.isfinite(values[0]):
        return Figure(None, unit, label, note=never + (f"; in {len(known)} of the draws there is one" if known else ""))
    low, high = (min(known), max(known)) if len(values) > 1 else (None, None)
    return Figure(values[0], unit, label, low, high, "none in some draws: the range may reach higher" if len(known) < len(values) else None)


def _of_ladder(needed: float, found: _Found, share: float, label: str, asked: Interception) -> Figure:
    """A number of the ladder; where its highest rung is not enough, that as the least."""
    if math.isfinite(needed):
        return Figure(float(needed), "interceptors", label)
    if found.ladder is None or float((found.random > 0.0).mean()) <= share:
        return Figure(None, "interceptors", label, note=NEVER)
    return Figure(float(asked.per_satellite * found.ladder.size[-1]), "interceptors", label, note="the most that is tried", at_least=True)


def _dataset(problem: Problem, asked: Interception, found: Sequence[_Found]) -> xr.Dataset:
    sizes, confidences, levels = sizes_told(asked), np.array(asked.confidences), np.array(LEVELS)
    wanted, body = wanted_of(asked, 0), problem.body
    salvos = np.array([sizes.index(salvo) for salvo in asked.salvos])
    envelope = found[0].envelope

    def by_model(rows: Int[np.ndarray, "w"], shares: Float[np.ndarray, "c"]) -> np.ndarray:
        return np.stack([[_needed(one, model, asked, rows, shares) for one in found] for model in MODELS])

    tracks = max(len(one.left) for one in found)
    times = _reach(envelope, TIMES)
    in_time, _ = shares_of(envelope, times, np.zeros(1), body)
    by_time = [needed_random(share, -(-wanted[salvos] // asked.per_satellite), confidences) for share in in_time]
    last = max(int(np.flatnonzero(one.counted > 0.0)[-1]) for one in found) + 1
    variables: dict[str, tuple[tuple[str, ...], np.ndarray, str]] = {
        "time_left": (("case", "track"), np.stack([np.resize(one.left, tracks) for one in found]), "s"),
        "absentee_ratio": (("case", "latitude"), np.stack([_by_latitude(one, body) for one in found]), "1"),
        "absentee_ratio_sphere": (("case",), np.array([float(absentee_ratio(one.random.mean())) for one in found]), "1"),
        "needed": (("model", "case", "salvo", "confidence"), by_model(wanted[salvos], confidences), "interceptors"),
        "needed_curve": (("model", "case", "salvo", "level"), by_model(wanted[salvos], levels), "interceptors"),
        "needed_by_size": (("model", "case", "size", "confidence"), by_model(wanted, confidences), "interceptors"),
        "needed_by_time": (("time", "salvo", "confidence"), asked.per_satellite * np.stack(by_time), "interceptors"),
        "aei_by_size": (("case", "size"), np.stack([_aei(one, sizes, body) for one in found]), "interceptors"),
        "chance": (
            ("model", "case", "salvo", "number"),
            np.stack([[_chances(one, m, asked, salvos) for one in found] for m in MODELS]),
            "1",
        ),
        "in_reach": (("case", "count"), np.stack([one.counted[:last] for one in found]), "1"),
        "enough": (("case", "salvo"), np.stack([[one.enough(int(want)) for want in wanted[salvos]] for one in found]), "1"),
        "published_interceptors": (("published",), np.array([one.interceptors for one in asked.published], np.int64), "interceptors"),
        "published_salvo": (("published",), np.array([one.salvo for one in asked.published], np.int64), "missiles"),
    }
    return xr.Dataset(
        {name: (dims, values, {"units": unit}) for name, (dims, values, unit) in variables.items()},
        coords={
            "case": [one.case.name for one in found],
            "case_title": ("case", [one.case.title for one in found]),
            "case_where": ("case", [one.case.where for one in found]),
            "case_missile": ("case", [one.case.missile for one in found]),
            "case_view": ("case", [one.case.view or "" for one in found]),
            "case_latitude": ("case", np.degrees([one.case.latitude.mean() for one in found]), {"units": "degrees_north"}),
            "model": list(MODELS),
            "model_title": ("model", [SPREADS[model] for model in MODELS]),
            "salvo": list(asked.salvos),
            "confidence": list(asked.confidences),
            "level": list(LEVELS),
            "size": list(sizes),
            "time": ("time", TIMES, {"units": "s"}),
            "number": ("number", NUMBERS, {"units": "interceptors"}),
            "latitude": ("latitude", LATITUDES, {"units": "degrees_north"}),
            "published_title": ("published", np.array([one.title for one in asked.published], str)),
            "published_source": ("published", np.array([one.source for one in asked.published], str)),
            "published_note": ("published", np.array([one.note for one in asked.published], str)),
        },
        attrs={
            "epoch": problem.clock.epoch.isoformat(),
            "span_s": asked.instants * asked.step,
            "step_s": asked.step,
            "title": asked.title,
            "flown": asked.per_satellite * sum(layer.satellites for layer in envelope.layers),
            "largest": asked.largest * asked.per_satellite,
            "shots": int(shots_per_missile(envelope.goal, envelope.single_shot)),
            "acceleration_m_s2": envelope.acceleration,
            "burn_out_speed_m_s": envelope.burn_out_speed,
            "intercept_altitude_m": envelope.intercept_altitude,
            "altitudes_m": [layer.radius - body.radius for layer in envelope.layers],
            "inclinations_rad": [layer.inclination for layer in envelope.layers],
            "single_shot": envelope.single_shot,
            "goal": envelope.goal,
            "delay_s": envelope.delay,
        },
    )


def _by_latitude(found: _Found, body: Body) -> Float[np.ndarray, "l"]:
    """Absentee ratios of the shells, random in them, by latitude, over all times left."""
    reached = _reach(found.envelope, found.left)
    return absentee_ratio(np.array([shares_of(found.envelope, reached, np.array([at]), body)[1].mean() for at in np.radians(LATITUDES)]))


def _aei(found: _Found, sizes: Sequence[int], body: Body) -> Float[np.ndarray, "s"]:
    told = [_size(found, size, body) for size in sizes]
    return np.array([np.inf if one is None else float(one.number) for one in told])


def _chances(found: _Found, model: str, asked: Interception, salvos: Int[np.ndarray, "s"]) -> Float[np.ndarray, "s k"]:
    """Chance of enough in reach for each salvo, of each of `NUMBERS` interceptors."""
    wanted = wanted_of(asked, 0)[salvos]
    if model == "shell":
        if found.ladder is None:
            return np.full((len(salvos), len(NUMBERS)), np.nan)
        sizes = asked.per_satellite * found.ladder.size.astype(float)
        shares = found.ladder.share[:, 0, salvos]
        return np.stack([np.interp(NUMBERS, sizes, shares[:, at], right=np.nan, left=np.nan) for at in range(len(salvos))])
    share, each = found.random if model == "random" else found.local, asked.per_satellite
    return np.stack(
        [chance_in_reach(NUMBERS[:, None] / each, share[None, :], float(-(-int(want) // each))).mean(axis=1) for want in wanted]
    )
