"""What gets through in the latency study: between cities and gateways, between the cities, and after losses. Figures and arrays; bit/s."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from cupola.arrays import Float
from cupola.compiler.linked import Latency
from cupola.network.capacity import LIMITS
from cupola.records import Figure
from cupola.scenario.latency import THROUGHPUT_AFTER, TRAFFIC_AFTER
from cupola.studies.base import Piece
from cupola.studies.webs import Web

Told = dict[tuple[str, str], Figure]
"""Figures by measure and place."""

Arrays = dict[str, tuple[tuple[str, ...], np.ndarray, str]]
"""Dims, values and unit by name."""

NO_RATE = "no rate is given that would limit it"

PAIR_SHARES = np.linspace(0.0, 1.0, 101)
"""Shares of the pairs of cities at which their rates are told."""

_THROUGHPUT = {
    "throughput": ("most", "limited_by", "what gets from the cities through the gateways at the most"),
    "throughput_even": ("even", "limited_by_even", "what gets from the cities through the gateways when all people get alike"),
    "throughput_gateways": ("gateway_total", None, "what the gateways could take by themselves"),
}
"""By measure: its array in the piece, that of what limits it, and what it is."""

_LIMITED = {name: name for name in LIMITS} | {"inter-satellite links": "links between satellites"}


_COUNTED = 1e-6
"""Share that the whole units of a greatest flow may leave unserved by rounding."""


def burden_of(draw: int, view: str) -> str:
    """Name under which what gets through in one draw and view is joined."""
    return f"burden-{view}" if draw == 0 else f"burden-{draw:03d}-{view}"


def traffic_of(draw: int, view: str) -> str:
    """Name under which what cities send to each other in one draw and view is joined."""
    return f"traffic-{view}" if draw == 0 else f"traffic-{draw:03d}-{view}"


def demands(web: Web) -> Float[np.ndarray, "d"]:
    """bit/s that all cities ask for together in each draw; 0 where no demand is told."""
    people = float(web.asked.city_people.sum())
    return np.array(
        [
            network.total if network.total is not None else people * (network.per_person or 0.0)
            for network in web.problem.networks[: web.asked.draws + 1]
        ]
    )


def of_load(web: Web, results: Mapping[str, Piece], view: str) -> Told:
    """Figures of what gets from the cities through the gateways; none where the view lacks either."""
    if not len(web.cities) or not len(web.gateways):
        return {}
    pieces = [results[burden_of(draw, view)] for draw in range(web.asked.draws + 1)]
    told: Told = {}
    for measure, (name, limits, label) in _THROUGHPUT.items():
        note = _limit_told(pieces[0][limits]) if limits is not None else ""
        reached = float(np.median(pieces[0]["reached"]))
        if measure == "throughput_even" and reached < 1.0:
            note += f"{', ' if note else ''}among the {100.0 * reached:.3g} % of the people with a way"
        told[measure, ""] = _over_instants([piece[name] for piece in pieces], label, note)
    totals = demands(web)
    if totals[0] > 0.0:
        shares = [1.0 - float(np.median(piece["served"][:, 0])) / total for piece, total in zip(pieces, totals, strict=True) if total > 0.0]
        shares = [share if share > _COUNTED else 0.0 for share in shares]
        spread = (min(shares), max(shares)) if len(shares) > 1 else (None, None)
        told["unserved", ""] = Figure(shares[0], "1", "share of what the cities ask for that is not served", *spread)
    return told


def of_traffic(web: Web, results: Mapping[str, Piece], view: str) -> Told:
    """Figures of what the cities get when they send to each other all at once; none where that is not asked."""
    if web.asked.traffic is None or not len(web.cities):
        return {}
    pieces = [results[traffic_of(draw, view)] for draw in range(web.asked.draws + 1)]
    weighed = "by the product of their people" if web.asked.traffic == "people" else "all alike"
    where = f"the {len(web.cities)} largest cities send to each other, {weighed}"
    rates, full, crowded = ([piece[name] for piece in pieces] for name in ("pair_rate", "full", "full_satellites"))
    return {
        ("traffic", "cities"): _over_instants([rate.sum(axis=1) for rate in rates], f"what {where}, in all, each way"),
        ("rate", "cities"): _over_instants([_at(rate, 0.5) for rate in rates], f"what half of the pairs do not pass when {where}"),
        ("rate_10", "cities"): _over_instants([_at(rate, 0.1) for rate in rates], f"what a tenth of the pairs do not pass when {where}"),
        ("full_links", "cities"): _over_instants(full, f"share of the links in use that are full when {where}", unit="1"),
        ("full_satellites", "cities"): _over_instants(crowded, f"share of the satellites above them that are full when {where}", unit="1"),
    }


def _at(rates: Float[np.ndarray, "t p"], level: float) -> Float[np.ndarray, "t"]:
    """The rate that so large a share of the pairs does not pass, at each instant; 0 where there are no pairs."""
    return np.quantile(rates, level, axis=1, method="inverted_cdf") if rates.shape[1] else np.zeros(len(rates))


def _over_instants(draws: Sequence[Float[np.ndarray, "t"]], label: str, note: str = "", unit: str = "bit/s") -> Figure:
    """The median over the instants looked at with the values as written, and the range over these and the draws."""
    middle, every = float(np.median(draws[0])), np.concatenate(draws)
    if not math.isfinite(middle):
        return Figure(None, unit, label, note=NO_RATE)
    known = every[np.isfinite(every)]
    drawn = f" and {len(draws) - 1} draws" if len(draws) > 1 else ""
    spread = f"range over {len(draws[0])} instants{drawn}"
    return Figure(middle, unit, label, float(known.min()), float(known.max()), f"{note}; {spread}" if note else spread)


def _limit_told(limits: Float[np.ndarray, "t l"]) -> str:
    """What limits it most, in words; empty where nothing does."""
    mean = limits.mean(axis=0)
    whole = float(mean.sum())
    most = int(np.argmax(mean))
    return f"limited to {100.0 * float(mean[most]) / whole:.3g} % by {_LIMITED[LIMITS[most]]}" if whole > 0.0 else ""


def load_arrays(webs: Sequence[Web], results: Mapping[str, Piece], asked: Latency) -> tuple[Arrays, dict[str, object]]:
    """Arrays by view with the values as written, and their coordinates."""
    names = [name for name, _, _ in asked.views]
    burdens = [results[burden_of(0, name)] for name in names]
    variables: Arrays = {
        "throughput": (("view", "instant"), np.stack([piece["most"] for piece in burdens]), "bit/s"),
        "limited_by": (("view", "limit"), np.stack([piece["limited_by"].mean(axis=0) for piece in burdens]), "1"),
        "throughput_even": (("view", "instant"), np.stack([piece["even"] for piece in burdens]), "bit/s"),
        "limited_by_even": (("view", "limit"), np.stack([piece["limited_by_even"].mean(axis=0) for piece in burdens]), "1"),
        "throughput_gateways": (("view", "instant"), np.stack([piece["gateway_total"] for piece in burdens]), "bit/s"),
        "people_reached": (("view", "instant"), np.stack([piece["reached"] for piece in burdens]), "1"),
    }
    coords: dict[str, object] = {"limit": list(LIMITS)}
    if asked.traffic is not None:
        sent = [results[traffic_of(0, name)] for name in names]
        shares = [
            np.quantile(piece["pair_rate"], PAIR_SHARES, method="inverted_cdf")
            if piece["pair_rate"].size
            else np.full(PAIR_SHARES.size, np.nan)
            for piece in sent
        ]
        variables |= {
            "city_rate": (("view", "pair_share"), np.stack(shares), "bit/s"),
            "city_traffic": (("view", "instant"), np.stack([_total(piece, web) for piece, web in zip(sent, webs, strict=True)]), "bit/s"),
            "full_links": (("view", "instant"), np.stack([piece["full"] for piece in sent]), "1"),
            "full_satellites": (("view", "instant"), np.stack([piece["full_satellites"] for piece in sent]), "1"),
        }
        coords["pair_share"] = PAIR_SHARES
    return variables, coords


def _total(piece: Piece, web: Web) -> Float[np.ndarray, "t"]:
    """Sum over the pairs; not a number where the view has no cities."""
    return piece["pair_rate"].sum(axis=1) if len(web.cities) else np.full(len(piece["pair_rate"]), np.nan)


def of_losses(web: Web, kind: str, left: Mapping[str, Float[np.ndarray, "k n"]], whole: Mapping[str, float], lost: str) -> Told:
    """What gets through and what is still carried after one kind of loss: at the largest share, or without the worst supplier.

    Args:
        web: of the view.
        kind: of loss.
        left: `through` and `carried` as far as they are asked, by share (or supplier) and trial.
        whole: the same with nothing lost.
        lost: the loss, in words.
    """
    labels = {
        "through": (THROUGHPUT_AFTER, "what gets from the cities through the gateways at the most"),
        "carried": (TRAFFIC_AFTER, "what the cities still send of what they sent to each other"),
    }
    told: Told = {}
    for name, (measure, label) in labels.items():
        if name not in left:
            continue
        rows = left[name]
        at = int(np.argmin(rows.mean(axis=1))) if kind == "suppliers" and len(rows) else len(rows) - 1
        trials = rows[at] if len(rows) else np.array([whole[name]])
        value = float(np.clip(trials.mean(), trials.min(), trials.max()))
        who = f"without {web.network.supplier_titles[web.owners[at]]}, " if kind == "suppliers" and web.owners else ""
        if not math.isfinite(value):
            told[measure, kind] = Figure(None, "bit/s", f"{label}, {lost}", note=NO_RATE)
            continue
        spread = (float(trials.min()), float(trials.max())) if len(trials) > 1 else (None, None)
        told[measure, kind] = Figure(value, "bit/s", f"{label}, {lost}", *spread, f"{who}{_of_whole(value, whole[name])}")
    return told


def _of_whole(value: float, whole: float) -> str:
    """What is left beside what there was, in words."""
    if math.isinf(whole):
        return "without a limit with nothing lost"
    return f"{100.0 * value / whole:.3g} % of that with nothing lost" if whole > 0.0 else "nothing with nothing lost either"
