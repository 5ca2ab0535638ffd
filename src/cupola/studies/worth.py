"""What each partner is worth: the value of a programme shared among its partners, over all coalitions or some of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cupola.arrays import Bool, Float, Int
from cupola.compiler.dependent import Dependence
from cupola.partners.coalitions import every, without_each
from cupola.partners.conditional import Conditional, among
from cupola.partners.players import alike, vetoes
from cupola.partners.sampling import needed, rings_of, sampled
from cupola.partners.shapley import Estimate, over_trials, shapley
from cupola.records import Figure, difference_unit
from cupola.scenario.dependence import EXACT

RINGS = 64
"""Rings of partners that are gone round where their coalitions are too many: each has n (n - 1) of them."""


@dataclass(frozen=True)
class Game:
    """Values of coalitions of the players.

    Attributes:
        coalitions: of which there are values, as bits of the players, (m,).
        values: the same trials of each, (t, m).
        costs: of each coalition, mean over trials, (m,); none where nothing is priced.
        unit: of the values.
        label: what they are.
        counts: distinct plays, sets of satellites asked for, distinct sets flown.
    """

    coalitions: Int[np.ndarray, "m"]
    values: Float[np.ndarray, "t m"]
    costs: Float[np.ndarray, "m"] | None
    unit: str
    label: str
    counts: Mapping[str, int]


def coalitions_of(asked: Dependence) -> Int[np.ndarray, "m"]:
    """Coalitions whose values are needed, as bits of the players: all of a few, those on rings of many, and all but one of each."""
    players = len(asked.players)
    if players <= EXACT:
        return every(players)
    return np.union1d(needed(_rings(asked)), without_each(players))


def _rings(asked: Dependence) -> Int[np.ndarray, "g n"]:
    return rings_of(np.random.default_rng([asked.seed, 0x5A]).random((RINGS, len(asked.players))))


def masks_of_players(asked: Dependence, coalitions: Int[np.ndarray, "m"]) -> Int[np.ndarray, "m"]:
    """The same as bits of all suppliers: partners that are no players stay, candidates that are none stay away."""
    place = {name: number for number, name in enumerate(asked.programme.partners)}
    always = sum(1 << place[name] for name in asked.members if name not in asked.players)
    bits = [((coalitions >> number) & 1) << place[name] for number, name in enumerate(asked.players)]
    return np.sum(bits, axis=0) + always


def game_record(asked: Dependence, game: Game) -> tuple[xr.Dataset, dict[str, Figure]]:
    """Arrays and figures of what each player is worth."""
    players = len(asked.players)
    worth = _shared(asked, game)
    mean = game.values.mean(axis=0)
    place = np.searchsorted(game.coalitions, without_each(players))
    alone = mean[-1] - mean[place]
    arrays: dict[str, tuple[tuple[str, ...], np.ndarray, dict[str, str]]] = {
        "worth": (("player",), worth.value, {"units": game.unit, "long_name": f"Shapley value: {game.label}"}),
        "worth_low": (("player",), worth.low, {"units": game.unit, "long_name": "lower end of its interval, 95 %"}),
        "worth_high": (("player",), worth.high, {"units": game.unit, "long_name": "upper end of its interval, 95 %"}),
        "alone": (("player",), alone, {"units": game.unit, "long_name": "lost when this partner leaves all the others"}),
        "coalition": (("asked",), game.coalitions, {"long_name": "coalition, partner i where bit i is set"}),
        "coalition_value": (("asked",), mean, {"units": game.unit, "long_name": f"{game.label}, mean over the trials"}),
    }
    if players <= EXACT:
        arrays["veto"] = (("player",), vetoes(mean, 1e-9), {"long_name": "whether nothing is reached without this partner"})
        arrays["alike"] = (("player",), alike(mean, 1e-9), {"long_name": "the first partner that could change places with this one"})
    if game.costs is not None:
        arrays["coalition_cost"] = (("asked",), game.costs, {"units": "USD", "long_name": "cost, mean over the draws"})
        shared = _costs(asked, mean, game.costs)
        if shared is not None:
            arrays["cost_worth"] = (
                ("player",),
                shared.average,
                {
                    "units": "USD",
                    "long_name": "cost that joining adds, on average over coalitions that reach the threshold before and after",
                },
            )
            arrays["cost_needed"] = (("player",), shared.needed, {"long_name": "whether no coalition reaches the threshold without"})
    coords = {
        "player": list(asked.players),
        "player_title": ("player", [asked.titles[name] for name in asked.players]),
    }
    about = {
        "worth_label": game.label,
        "worth_unit": game.unit,
        "everyone": float(mean[-1]),
        "nobody": float(mean[0]),
        "exact": int(players <= EXACT),
        "coalitions": int(game.coalitions.size),
        "threshold": np.nan if asked.threshold is None else asked.threshold,
        **game.counts,
    }
    label = f"everyone together: {game.label}"
    figures = {"everyone": Figure(float(mean[-1]), game.unit, label)}
    unit, size = difference_unit(game.unit, game.values)
    spread = 0.5 * (worth.high - worth.low)
    # What rounding leaves is no error: without chance in the values there is none.
    spread[spread <= 1e-12 * np.abs(mean).max(initial=0.0)] = 0.0
    for at, name in enumerate(asked.players):
        key, title = name.replace("-", "_"), asked.titles[name]
        figures[f"worth_{key}"] = Figure(
            size * float(worth.value[at]), unit, f"{title}: worth, of {game.label}", error=size * float(spread[at]) or None
        )
        figures[f"alone_{key}"] = Figure(size * float(alone[at]), unit, f"{title}: lost when it leaves alone, of {game.label}")
    return xr.Dataset(arrays, coords=coords, attrs=about), figures


def answer_of(asked: Dependence, game: Game) -> str:
    """One plain sentence on who matters, with figures in braces."""
    mean = game.values.mean(axis=0)
    shared = _shared(asked, game).value
    order = np.argsort(-shared, kind="stable")[:3]
    names = [asked.players[at] for at in order if shared[at] > 1e-9 or at == order[0]]
    told = [f"{asked.titles[name]} {{dependence.worth_{name.replace('-', '_')}}}" for name in names]
    needed_ = "" if len(asked.players) > EXACT else _veto_words(asked, vetoes(mean, 1e-9), mean)
    all_of = f"Of {{dependence.everyone}} that all {len(asked.players)} reach together ({game.label})"
    return f"{all_of}, these bring the most, on average over the orders of joining: {', '.join(told)}.{needed_}"


def _veto_words(asked: Dependence, veto: Bool[np.ndarray, "n"], mean: Float[np.ndarray, "m"]) -> str:
    if mean[-1] <= mean[0] + 1e-9:
        return " Nobody adds anything."
    names = [asked.titles[name] for name, needed_ in zip(asked.players, veto, strict=True) if needed_]
    return f" Nothing is reached without {' or without '.join(names)}." if names else " Nobody is indispensable."


def _shared(asked: Dependence, game: Game) -> Estimate:
    if len(asked.players) <= EXACT:
        return over_trials(shapley(game.values))
    rings = _rings(asked)
    places = np.searchsorted(game.coalitions, needed(rings))
    return sampled(rings, game.values[:, places])


def _costs(asked: Dependence, mean: Float[np.ndarray, "m"], costs: Float[np.ndarray, "m"]) -> Conditional | None:
    """Costs among the coalitions that reach the threshold; none where it is not told or the coalitions are not all there."""
    if asked.threshold is None or len(asked.players) > EXACT:
        return None
    return among(costs, mean >= asked.threshold * mean[-1] - 1e-12)
