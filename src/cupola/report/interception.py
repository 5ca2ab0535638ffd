"""How many interceptors a layer needs, by several models beside what others have published; and what those flown do. As HTML.

Every part of it says *notional, public sources*: what is drawn is a spread of models, never the truth.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import bars, curves, sizes, variants
from cupola.report.delays import DASH
from cupola.report.panels import panel
from cupola.report.places import letters, target_key
from cupola.report.quantities import joined, number, percent, quantity
from cupola.report.tables import headed, listed, table, text
from cupola.report.traces import round_ticks

NOTIONAL = "Notional, public sources."

MODELS = {"random": "Random all over the sphere", "latitude": "Random in their shells", "shell": "In even planes"}
"""Models that tell a chance, in the order of their strokes."""

AEI = "The AEI's closed form, on average"
AEI_STROKE = 3

MIDDLE = 0.9
"""The confidence that curves are drawn for, or the one asked that is nearest."""

SHADES = ("#0b3c66", "#3f7fb5", "#8fb8d9", "#cfe0ef", "#e4edf6")
"""Of bars, from the lowest confidence on."""

MOST_RATIO = 12.0
"""Absentee ratios are drawn up to so many times that of the sphere."""

WHY = (
    (
        "A mean is not a confidence.",
        "The closed form puts enough in reach on average; nine moments in ten take about twice as many of a random spread for one missile.",
    ),
    (
        "Large salvos are surer.",
        "Chance grows as the root of the number: ten missiles take ten times as many on average, and less nine times in ten.",
    ),
    (
        "No shell is even over the sphere.",
        "Satellites crowd near their inclination. A layer for one latitude takes less than one for all, and is of no use beyond its own.",
    ),
    (
        "Even planes are not random.",
        "The number in reach varies less than by chance, but planes and slots fall in and out of step with a place.",
    ),
    (
        "Time decides.",
        "Reach grows with every second, and the number needed falls with its square; a case without time is lost however many are up.",
    ),
)
"""Why the models differ, a word and a sentence each."""


def section(data: xr.Dataset, figures: Mapping[str, Mapping[str, Any]], sources: Mapping[str, Mapping[str, Any]]) -> str:
    """The whole section.

    Args:
        data: arrays of the study.
        figures: of the study, by name.
        sources: of the scenario, by name.
    """
    cases = "".join(_case(data, figures, at) for at in range(data.sizes["case"]))
    why = "".join(f"<li><strong>{text(word)}</strong> {text(sentence)}</li>" for word, sentence in WHY)
    reasons = panel("Why the numbers differ", f"Five things move them, and each model takes some of them. {NOTIONAL}", f"<ol>{why}</ol>")
    return (
        f'<p class="said"><strong>{NOTIONAL}</strong> {text(_about(data))}</p>{_published(data, sources)}{cases}'
        f'<section class="view"><h3>Time, and why the numbers differ</h3><div class="panels">{_by_time(data)}{reasons}</div></section>'
    )


def _about(data: xr.Dataset) -> str:
    """What flies, as an envelope, and what the section is."""
    told = data.attrs
    heights = _ends([quantity(float(one), "m") for one in np.atleast_1d(told["altitudes_m"])])
    tilts = _ends([quantity(math.degrees(float(one)), "deg") for one in np.atleast_1d(told["inclinations_rad"])])
    shots = int(told["shots"])
    return (
        f"{headed(told['title'])}: {number(float(told['acceleration_m_s2']) / 9.80665)} g up to "
        f"{quantity(float(told['burn_out_speed_m_s']), 'm/s')}, intercepts at {quantity(float(told['intercept_altitude_m']), 'm')}, from "
        f"shells at {heights} and {tilts}; {number(shots)} {'shot' if shots == 1 else 'shots'} at each missile, since one succeeds with "
        f"{joined(percent(float(told['single_shot'])), '%')} and {joined(percent(float(told['goal'])), '%')} are wanted. "
        f"{number(float(told['flown']))} are flown. What follows is a spread of models, never the truth."
    )


def _ends(told: Sequence[str]) -> str:
    return listed(list(dict.fromkeys(told)))


def _published(data: xr.Dataset, sources: Mapping[str, Mapping[str, Any]]) -> str:
    """The published numbers with their letters."""
    if not data.sizes.get("published"):
        return ""
    rows = [
        (
            f"{target_key(at)}{text(data['published_title'].values[at])}",
            text(number(float(data["published_interceptors"].values[at]))),
            text(number(float(data["published_salvo"].values[at]))),
            text(sources.get(str(data["published_source"].values[at]), {}).get("title", data["published_source"].values[at])),
            text(data["published_note"].values[at]),
        )
        for at in range(data.sizes["published"])
    ]
    caption = "What others have published, each on assumptions of its own about reach, time and missiles"
    return table(caption, ["Published", "Interceptors", "Missiles at once", "Source", "For"], rows, "published")


def _case(data: xr.Dataset, figures: Mapping[str, Mapping[str, Any]], case: int) -> str:
    """One case: its time left, sizes against missiles at once, by confidence, and by latitude."""
    title = headed(data["case_title"].values[case])
    salvos = "".join(_by_confidence(data, case, at) for at in range(data.sizes["salvo"]))
    panels = f"{_by_size(data, case)}{_by_latitude(data, case)}{salvos}"
    said = f'<p class="said">{text(_told(data, figures, case))}</p>'
    return f'<section class="view"><h3 dir="auto">{text(title)}</h3>{said}<div class="panels">{panels}</div></section>'


def _told(data: xr.Dataset, figures: Mapping[str, Mapping[str, Any]], case: int) -> str:
    """The time left, the reach it gives, and what those flown do."""
    left = data["time_left"].values[case].astype(np.float64)
    name = str(data["case"].values[case]).replace("-", "_")

    def found(measure: str) -> float | None:
        return figures.get(f"{measure}_{name}", {}).get("value")

    where = headed(data["case_where"].values[case])
    if str(data["case_view"].values[case]):
        some = found("in_time") or 0.0
        low, high = np.quantile(left, [0.1, 0.9])
        between = f"; in four of five cases between {quantity(float(low), 's')} and {quantity(float(high), 's')}" if high > 0.0 else ""
        told = (
            f"{headed(data['case_missile'].values[case])}, from {where}. Custody, processing and decision leave "
            f"{quantity(float(np.median(left)), 's')} of the burn in the median{between}; "
            f"{joined(percent(some), '%')} of the launches and trials leave any reach."
        )
    else:
        told = f"From {where}, with {quantity(float(left[0]), 's')} stated for the flight."
    reach, ratio, here = found("reach"), found("absentee_ratio"), found("absentee_ratio_latitude")
    if reach and ratio and here and reach > 0.0:
        told += (
            f" Reach in the median time: {quantity(reach, 'm')}. On average 1 in {number(ratio)} of a random spread is in reach, and of "
            f"the shells 1 in {number(here)}."
        )
    enough = [
        f"{joined(percent(float(data['enough'].values[case, at])), '%')} against {_missiles(int(salvo))}"
        for at, salvo in enumerate(data["salvo"].values)
    ]
    return f"{told} Of the {number(float(data.attrs['flown']))} flown enough are in reach {listed(enough)}, over time, launches and trials."


def _missiles(salvo: int) -> str:
    return "one missile" if salvo == 1 else f"{number(salvo)} missiles"


def _confidence(data: xr.Dataset) -> int:
    """Place of the confidence that curves are drawn for."""
    return int(np.argmin(np.abs(data["confidence"].values.astype(np.float64) - MIDDLE)))


def _percent(confidence: float) -> str:
    """A confidence that was asked, as it was: 90 %, 99.5 %."""
    return joined(number(100.0 * confidence, 6), "%")


def _models(data: xr.Dataset) -> list[str]:
    return [str(name) for name in data["model"].values]


def _lettered(data: xr.Dataset) -> list[sizes.Lettered]:
    named = letters(data.sizes.get("published", 0))
    return [
        sizes.Lettered(float(data["published_salvo"].values[at]), float(data["published_interceptors"].values[at]), letter)
        for at, letter in enumerate(named)
    ]


def _by_size(data: xr.Dataset, case: int) -> str:
    """Interceptors against missiles at once, with the published numbers as letters."""
    at = _confidence(data)
    share = _percent(float(data["confidence"].values[at]))
    places = data["size"].values.astype(np.float64)
    values = data["needed_by_size"].values[:, case, :, at].astype(np.float64)
    lines = [sizes.Line(places, row, stroke) for stroke, row in enumerate(values)]
    lines.append(sizes.Line(places, data["aei_by_size"].values[case].astype(np.float64), AEI_STROKE))
    ticks = sizes.round_numbers(1.0, float(places[-1]))
    axis = sizes.Along("missiles at once", 0.85, float(places[-1]) * 1.18, ticks, [number(tick) for tick in ticks], logarithmic=True)
    heading = f"Interceptors against missiles at once, {share} of the time"
    told = _size_told(data, values, case)
    drawing = sizes.drawn(f"sizes{case}", f"Line chart. {heading}. {told}", "interceptors", axis, lines, _lettered(data))
    keyed = variants.listed(
        [
            f"{curves.sample(stroke)}<span>{text(words)}</span>"
            for stroke, words in enumerate((*MODELS.values(), AEI))
            if _any(lines[stroke])
        ]
    )
    return panel(heading, f"{told} {NOTIONAL}", drawing + (keyed + _letters(data) if drawing else ""))


def _letters(data: xr.Dataset) -> str:
    items = "".join(
        f'<li>{target_key(at)}<span dir="auto">{text(data["published_title"].values[at])}</span></li>'
        for at in range(data.sizes.get("published", 0))
    )
    return f'<ul class="places-key">{items}</ul>' if items else ""


def _any(line: sizes.Line) -> bool:
    return bool(np.isfinite(line.values).any())


def _size_told(data: xr.Dataset, values: Float[np.ndarray, "m s"], case: int) -> str:
    """What the models give for the least and the greatest salvo asked."""
    told: list[str] = []
    sized = [int(size) for size in data["size"].values]
    for salvo in dict.fromkeys((int(data["salvo"].values[0]), int(data["salvo"].values[-1]))):
        found = values[:, sized.index(salvo)]
        known = found[np.isfinite(found)]
        if not known.size:
            told.append(f"no number gives it against {_missiles(salvo)}")
            continue
        low, high = number(float(known.min())), number(float(known.max()))
        told.append(f"{_missiles(salvo)}: {low if low == high else f'{low} to {high}'}")
    return headed(f"{'; '.join(told)}.")


def _by_confidence(data: xr.Dataset, case: int, salvo: int) -> str:
    """Interceptors by confidence for each model as bars, the closed form and what is published for such a salvo below them."""
    missiles = int(data["salvo"].values[salvo])
    confidences = data["confidence"].values.astype(np.float64)
    needed = data["needed"].values[:, case, salvo].astype(np.float64)
    sized = [int(size) for size in data["size"].values]
    mean = float(data["aei_by_size"].values[case, sized.index(missiles)])
    ours = [at for at in range(data.sizes.get("published", 0)) if int(data["published_salvo"].values[at]) == missiles]
    others = [float(data["published_interceptors"].values[at]) for at in ours]
    known = np.concatenate([needed[np.isfinite(needed)], [mean] if math.isfinite(mean) else [], others])
    heading = f"Needed against {_missiles(missiles)}"
    if not known.size:
        return panel(heading, f"No number gives any of the confidences asked. {NOTIONAL}", "")
    whole = 1.04 * float(known.max())
    ticks = round_ticks(0.0, whole, 3)
    lines = [_row(data, model, needed[at], whole, ticks) for at, model in enumerate(_models(data)) if not np.isnan(needed[at]).all()]
    lines.append(
        bars.row(
            AEI,
            [bars.grid([tick / whole for tick in ticks]), *([bars.hollow(0.0, mean / whole, bars.INK)] if math.isfinite(mean) else [])],
            number(mean) if math.isfinite(mean) else DASH,
            said="" if math.isfinite(mean) else "out of reach in the median time",
        )
    )
    for at, value in zip(ours, others, strict=True):
        parts = [bars.grid([tick / whole for tick in ticks]), bars.hollow(0.0, value / whole, bars.INK, "#f1f3f7")]
        lines.append(bars.row(str(data["published_title"].values[at]), parts, number(value)))
    labels = "".join(
        f'<span class="{"first" if at == 0 else ""}" style="left:{100.0 * tick / whole:.2f}%">{number(tick)}</span>'
        for at, tick in enumerate(ticks)
    )
    ends = " to ".join(dict.fromkeys((number(100.0 * float(confidences[0])), _percent(float(confidences[-1])))))
    told = f"Enough in reach {listed([_percent(float(share)) for share in confidences])} of the time, launches and trials. {NOTIONAL}"
    beside = f'<span class="spread">{text(ends)}</span>' if len(confidences) > 1 else ""
    heads = ("", f'<div class="scale">{labels}</div>', f"<b>{text(_percent(float(confidences[_confidence(data)])))}</b>{beside}")
    drawn = bars.table(f"{heading}: {told}", heads, [bars.rows(lines)], "lifts needed")
    keyed = [f"{bars.sample(_patch(at))}<span>{_percent(float(share))} of the time</span>" for at, share in enumerate(confidences)]
    return panel(heading, told, drawn + variants.listed(keyed))


def _patch(at: int) -> str:
    return f'<rect x="1" y="1" width="24" height="12" fill="{SHADES[min(at, len(SHADES) - 1)]}"/>'


def _row(data: xr.Dataset, model: str, needed: Float[np.ndarray, "c"], whole: float, ticks: Sequence[float]) -> str:
    """One model: a bar in shades, each as far as its confidence takes."""
    parts = [bars.grid([tick / whole for tick in ticks])]
    edges = [0.0, *(float(value) / whole for value in needed)]
    for at, (low, high) in enumerate(pairwise(edges)):
        if math.isfinite(high):
            parts.append(bars.filled(low, high, SHADES[min(at, len(SHADES) - 1)], 3.0))
    value = float(needed[_confidence(data)])
    most = f"over {number(float(data.attrs['largest']))}" if model == "shell" else "none"
    low, high = (number(float(end)) if math.isfinite(end) else most for end in (needed[0], needed[-1]))
    said = "" if math.isfinite(float(needed[0])) else "none tried gives it" if model == "shell" else "no number gives it"
    spread = f"{low} to {high}" if low != high else ""
    return bars.row(MODELS[model], parts, number(value) if math.isfinite(value) else most, spread, said)


def _by_latitude(data: xr.Dataset, case: int) -> str:
    """Interceptors up for each one in reach, by latitude, beside that of an even sphere."""
    latitude = data["latitude"].values.astype(np.float64)
    ratio = data["absentee_ratio"].values[case].astype(np.float64)
    sphere = float(data["absentee_ratio_sphere"].values[case])
    heading = "Interceptors up for each one in reach, by latitude"
    if not math.isfinite(sphere):
        return panel(heading, f"Nothing is in reach at any latitude. {NOTIONAL}", "")
    shown = np.where(ratio <= MOST_RATIO * sphere, ratio, np.nan)
    best = int(np.nanargmin(np.where(np.isfinite(ratio), ratio, np.nan)))
    told = (
        f"Random in their shells, the best at {number(float(latitude[best]))}° with {number(float(ratio[best]))}; random all over the "
        f"sphere {number(sphere)}. North and south are alike."
    )
    ends = latitude[np.isfinite(ratio)]
    if len(ends) and ends[-1] < latitude[-1]:
        told += f" Beyond {number(float(ends[-1]))}° none comes in reach."
    ticks = [0.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0]
    axis = sizes.Along("latitude", 0.0, 90.0, ticks, [f"{tick:.0f}°" for tick in ticks])
    lines = [sizes.Line(latitude, np.full_like(latitude, sphere), 0), sizes.Line(latitude, shown, 1)]
    drawing = sizes.drawn(f"ratios{case}", f"Line chart. {heading}. {told}", "interceptors up for one in reach", axis, lines)
    keyed = variants.listed([f"{curves.sample(at)}<span>{text(MODELS[model])}</span>" for at, model in enumerate(("random", "latitude"))])
    return panel(heading, f"{told} {NOTIONAL}", drawing + (keyed if drawing else ""))


def _by_time(data: xr.Dataset) -> str:
    """Interceptors of a random spread against a time left that is known."""
    at = _confidence(data)
    share = _percent(float(data["confidence"].values[at]))
    times, needed = data["time"].values.astype(np.float64), data["needed_by_time"].values[:, :, at].astype(np.float64)
    salvos = [int(salvo) for salvo in data["salvo"].values][: len(curves.STROKES)]
    lines = [sizes.Line(times, needed[:, place], place) for place in range(len(salvos))]
    heading = f"Random all over the sphere against the time left, {share} of the time"
    middle = int(np.argmin(np.abs(times - 120.0)))
    told = "; ".join(
        f"{_missiles(salvo)} with {quantity(float(times[middle]), 's')} left: {number(float(needed[middle, place]))}"
        for place, salvo in enumerate(salvos)
        if math.isfinite(needed[middle, place])
    )
    ticks = [60.0, 120.0, 180.0, 240.0, 300.0, 360.0]
    axis = sizes.Along("time left, s", float(times[0]), float(times[-1]), ticks, [f"{tick:.0f}" for tick in ticks])
    drawing = sizes.drawn("sizetimes", f"Line chart. {heading}. {told}", "interceptors", axis, lines)
    keyed = variants.listed([f"{curves.sample(place)}<span>{_missiles(salvo)}</span>" for place, salvo in enumerate(salvos)])
    return panel(heading, f"{headed(told)}{'. ' if told else ''}{NOTIONAL}", drawing + (keyed if drawing else ""))
