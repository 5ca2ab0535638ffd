"""The section on what would change the answer: a tornado of facts at the ends of their ranges, and Sobol's indices as bars. As HTML."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from cupola.report import bars, dates
from cupola.report.panels import panel
from cupola.report.quantities import is_share, joined, number, percent, quantity, scale_for, told_value
from cupola.report.tables import anchor, headed, listed, table, text
from cupola.report.traces import round_ticks

LOW, HIGH, TOTAL, ALONE = "#d98c2b", "#005a9c", "#9dbfe0", "#005a9c"

SHOWN = 15
"""Rows of the tornado; the others are in the table below it."""

NAMED = 3
"""Facts named in the sentence."""

MOST_TICKS = 5
ROOM = 0.04
"""Share of the drawing left free at each side, where an arrow to no value stands."""


def section(data: xr.Dataset, figures: Mapping[str, Mapping[str, Any]], sources: Mapping[str, Any]) -> str:
    """The whole section.

    Args:
        data: arrays of the study.
        figures: its figures.
        sources: of the scenario, by name.
    """
    parts = [f'<p class="said">{text(_asked(data, figures))}</p><div class="panels">{_tornado(data, figures, sources)}</div>']
    if "total_order" in data:
        parts.append(f'<div class="panels">{_indices(data)}</div>')
    return f"{''.join(parts)}{_numbers(data)}{_held(data)}"


def _asked(data: xr.Dataset, figures: Mapping[str, Mapping[str, Any]]) -> str:
    """What was looked at, with how many facts, and how often it was flown."""
    written, varied = told_value(figures["as_written"]), round(figures["facts_varied"]["value"])
    note = f" ({data.attrs['note']})" if figures["as_written"]["value"] is None and data.attrs["note"] else ""
    moving = round(figures["facts_that_matter"]["value"])
    flown, asked = int(data.attrs["flown"]), int(data.attrs["asked"])
    held = data.sizes["held"]
    said = f"{headed(data.attrs['label'])}: {written} as written{note}. {number(varied)} {'fact' if varied == 1 else 'facts'} with a range "
    said += f"went to both ends, one at a time: {number(moving)} of them {'moves' if moving == 1 else 'move'} it"
    said += f"; {number(held)} more {'is' if held == 1 else 'are'} held as written. " if held else ". "
    times = f"asked {number(asked)} times and flown {number(flown)} times"
    return f"{said}It was {times}: values that change nothing from which it is computed cost no flight."


def _tornado(data: xr.Dataset, figures: Mapping[str, Mapping[str, Any]], sources: Mapping[str, Any]) -> str:
    """A row for each fact that moves the figure, the greatest change first."""
    heading = "One fact at a time"
    rows = [at for at in range(data.sizes["fact"]) if _moves(data, at)][:SHOWN]
    if not rows:
        return panel(heading, "No fact moves it, at either end of its range.", "")
    told, values = _told(data, rows), data["figure_at"].values[rows].astype(np.float64)
    written = float(data["as_written"].values)
    known = np.concatenate([values[np.isfinite(values)], [written] if math.isfinite(written) else []])
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    room = ROOM * (high - low) / (1.0 - 2.0 * ROOM) if high > low else 0.5 * abs(high) + 0.5
    ends = low - room, high + room
    labels = _ticks(ends, data.attrs["unit"])
    lines = [_row(data, at, ends, [tick for tick, _ in labels], sources) for at in rows]
    scale = "".join(f'<span style="left:{100.0 * _place(tick, ends):.2f}%">{text(label)}</span>' for tick, label in labels)
    middle = f'<div class="scale">{scale}</div>'
    table_of = bars.table(f"{heading}: {told}", ("Fact", middle, "<b>change</b>"), [bars.rows(lines)], "tornado")
    none = not np.isfinite(values).all() or not math.isfinite(written)
    samples = [(_block(LOW), "at its low end"), (_block(HIGH), "at its high end"), (_stroke(), "as written")]
    samples += [(_arrow_of_legend(), _none(data.attrs["unit"]))] if none else []
    keys = "".join(f"<span>{bars.sample(drawn)}{text(words)}</span>" for drawn, words in samples)
    left = int(figures["facts_that_matter"]["value"]) - len(rows)
    more = f'<p class="about">{number(left)} more move it less; they stand in the table.</p>' if left > 0 else ""
    return panel(heading, told, f'{table_of}<div class="keys">{keys}</div>{more}')


def _moves(data: xr.Dataset, at: int) -> bool:
    return bool(data["turns"].values[at]) or float(data["swing"].values[at]) > 0.0


def _told(data: xr.Dataset, rows: Sequence[int]) -> str:
    """The facts that would change the answer, in a sentence."""
    first = rows[:NAMED]
    facts = [f"{_key(data, at)} ({_between(data, at)})" for at in first]
    many = {1: "One fact moves it", 2: "Two facts move it"}.get(len(rows), "The three facts that would change it most")
    return f"{many}: {'; '.join(facts)}."


def _key(data: xr.Dataset, at: int) -> str:
    return str(data["fact"].values[at])


def _between(data: xr.Dataset, at: int) -> str:
    ends = [f"{_value(data, at, end)} at {_end(data, at, end)}" for end in range(2)]
    return ", ".join(ends)


def _end(data: xr.Dataset, at: int, end: int) -> str:
    """An end of a fact's range as it would be written."""
    told = str(data["end_text"].values[at, end])
    value, _, unit = told.partition(" ")
    try:
        return joined(number(float(value), 4), "°" if unit == "deg" else unit) if not re.fullmatch(r"\d{4}-\d\d-\d\d", told) else told
    except ValueError:
        return told


def _value(data: xr.Dataset, at: int, end: int) -> str:
    """The figure at an end."""
    value = float(data["figure_at"].values[at, end])
    if not math.isfinite(value):
        return _none(data.attrs["unit"])
    least = "at least " if bool(data["at_least"].values[at, end]) else ""
    return least + _figure(value, data.attrs["unit"], data)


def _figure(value: float, unit: str, data: xr.Dataset) -> str:
    """A value in the unit in which all values of the figure are told."""
    values = data["figure_at"].values.astype(np.float64)
    company = float(np.max(np.abs(values[np.isfinite(values)]), initial=0.0))
    return quantity(value, unit, company)


def _none(unit: str) -> str:
    return told_value({"value": None, "unit": unit})


def _swing(data: xr.Dataset, at: int) -> str:
    """A change in words: points of a share, a length of time of a date."""
    swing, unit = float(data["swing"].values[at]), data.attrs["unit"]
    if unit == dates.CALENDAR:
        return dates.length(swing)
    if _shares(data):
        told = percent(swing)
        return joined(told, "point" if told == "1" else "points")
    return _figure(swing, unit, data)


def _shares(data: xr.Dataset) -> bool:
    return is_share(data.attrs["unit"], *data["figure_at"].values.astype(np.float64).ravel(), float(data["as_written"].values))


def _ticks(ends: tuple[float, float], unit: str) -> list[tuple[float, str]]:
    """Round places with their labels."""
    if unit == dates.CALENDAR:
        if ends[1] - ends[0] < 2.5:
            return [(tick / 12.0, dates.shortened(dates.of_year(tick / 12.0))) for tick in _whole_ticks(12.0 * ends[0], 12.0 * ends[1])]
        return [(tick, f"{tick:.0f}") for tick in _whole_ticks(*ends)]
    if is_share(unit, *(max(min(end, 1.0), 0.0) for end in ends)) and ends[1] <= 1.2 and ends[0] >= -0.2:
        return [(tick, f"{number(100.0 * tick)} %") for tick in round_ticks(*ends, MOST_TICKS) if -1e-9 <= tick <= 1.0 + 1e-9]
    scale = scale_for(unit, max(abs(ends[0]), abs(ends[1])))
    return [
        (tick * scale.size, joined(number(round(tick, 9)), scale.unit if at == 0 else ""))
        for at, tick in enumerate(round_ticks(ends[0] / scale.size, ends[1] / scale.size, MOST_TICKS))
    ]


def _whole_ticks(low: float, high: float) -> list[float]:
    """Whole numbers, as many as there is room for."""
    every = max(1, math.ceil((high - low) / MOST_TICKS))
    return [float(tick) for tick in range(math.ceil(low), math.floor(high) + 1) if tick % every == 0]


def _place(value: float, ends: tuple[float, float]) -> float:
    return (value - ends[0]) / (ends[1] - ends[0])


def _row(data: xr.Dataset, at: int, ends: tuple[float, float], ticks: Sequence[float], sources: Mapping[str, Any]) -> str:
    """A fact, what it does as bars, and the same in words."""
    written = float(data["as_written"].values)
    values = [float(one) for one in data["figure_at"].values[at]]
    start = _place(written, ends) if math.isfinite(written) else 1.0 - 0.25 * ROOM
    parts = [bars.grid([_place(tick, ends) for tick in ticks])]
    # The longer of two bars on one side lies below the other.
    order = sorted(range(2), key=lambda end: -abs(values[end] - written) if math.isfinite(values[end] - written) else -math.inf)
    for end in order:
        colour = (LOW, HIGH)[end]
        if not math.isfinite(values[end]):
            parts.append(_arrow(colour) if math.isfinite(written) else "")
        elif not math.isfinite(written) or values[end] != written:
            parts.append(bars.filled(start, _place(values[end], ends), colour, least=3.0))
    if math.isfinite(written):
        parts.append(bars.mark(start))
    svg = _drawing(parts)
    # A fact with which the figure comes to have no value changes it by no amount.
    change = "" if bool(data["turns"].values[at]) else f"<b>{text(_swing(data, at))}</b>"
    said = "".join(
        f'<span class="end"><i style="background:{(LOW, HIGH)[end]}"></i>{text(_end(data, at, end))}: {text(_value(data, at, end))}</span>'
        for end in range(2)
    )
    return f'<tr><th scope="row">{_name(data, at, sources)}</th><td>{svg}</td><td>{change}<span class="spread">{said}</span></td></tr>'


def _drawing(parts: Sequence[str]) -> str:
    """What stands in a row, as wide as there is room."""
    return f'<svg viewBox="0 0 {bars.WIDTH:g} {bars.HEIGHT:g}" preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>'


def _block(colour: str) -> str:
    return f'<rect y="3" width="26" height="8" fill="{colour}"/>'


def _stroke() -> str:
    return f'<path stroke="{bars.INK}" stroke-width="3" d="M13 0V14"/>'


def _words(key: str) -> str:
    """Whose fact it is, and which: New glenn: flights rate."""
    _, owner, *rest = key.replace("-", " ").split(".")
    return headed(": ".join(part for part in (owner, " ".join(rest[-2:])) if part))


def _linked(key: str) -> str:
    """A key path, with a way to its row among the facts."""
    path = re.sub(r"([._])", r"\1<wbr>", text(key))
    return f'<a class="path" href="#{anchor("fact", key)}"><code>{path}</code></a>'


def _arrow(colour: str) -> str:
    """To no value at all, beyond the right end."""
    return f'<path stroke="{colour}" stroke-width="2" d="M970 4L994 12L970 20M994 12H960"/>'


def _arrow_of_legend() -> str:
    return f'<path fill="none" stroke="{bars.INK}" stroke-width="2" d="M4 7H22M16 2L22 7L16 12"/>'


def _name(data: xr.Dataset, at: int, sources: Mapping[str, Any]) -> str:
    """A fact: its last words, its key path with a way to its row among the facts, and how it is known."""
    key, kind, source = (str(data[name].values[at]) for name in ("fact", "fact_kind", "fact_source"))
    known = f'<span class="kind {text(kind)}">{text(kind)}</span>'
    if source and source in sources:
        known += f' <a href="#{anchor("source", source)}">{text(source)}</a>'
    return f'<span class="what">{text(_words(key))}</span>{_linked(key)}{known}'


def _indices(data: xr.Dataset) -> str:
    """A row for each fact drawn, by the share of the variance that goes with it."""
    heading = "Facts together: what the spread comes from"
    why, count = str(data.attrs["no_indices"]), data.sizes["drawn"]
    if why or not count:
        return panel(heading, f"No indices: {why or 'nothing was drawn'}.", "")
    first, first_error, total, total_error = (
        data[name].values.astype(np.float64) for name in ("first_order", "first_order_error", "total_order", "total_order_error")
    )
    most = max(1.0, float((total + total_error).max()))
    ticks = [tick for tick in (0.0, 0.25, 0.5, 0.75, 1.0) if tick <= most]
    told = _shares_told(data, first, total)
    lines: list[str] = []
    for at in range(count):
        key = str(data["drawn"].values[at])
        parts = [bars.grid([tick / most for tick in ticks]), bars.filled(0.0, total[at] / most, TOTAL)]
        parts.append(bars.filled(0.0, first[at] / most, ALONE))
        parts.append(bars.whisker(max(total[at] - total_error[at], 0.0) / most, (total[at] + total_error[at]) / most))
        svg = _drawing(parts)
        name = f'<span class="what">{text(_words(key))}</span>{_linked(key)}'
        value = f"<b>{text(_two(total[at]))} ± {text(_two(total_error[at]))}</b>"
        alone = f'<span class="spread">alone {text(_two(first[at]))} ± {text(_two(first_error[at]))}</span>'
        lines.append(f'<tr><th scope="row">{name}</th><td>{svg}</td><td>{value}{alone}</td></tr>')
    scale = "".join(
        f'<span class="{"first" if tick == 0.0 else ""}" style="left:{100.0 * tick / most:.2f}%">{number(tick)}</span>' for tick in ticks
    )
    heads = ("Fact", f'<div class="scale">{scale}</div>', "share")
    rows = bars.table(f"{heading}: {told}", heads, [bars.rows(lines)], "tornado")
    samples = (_block(ALONE), "alone (first order)"), (_block(TOTAL), "with the others (total)"), (_whisker(), "interval of 95 %")
    keys = "".join(f"<span>{bars.sample(drawn)}{words}</span>" for drawn, words in samples)
    return panel(heading, told, f'{rows}<div class="keys">{keys}</div>')


def _whisker() -> str:
    return f'<path fill="none" stroke="{bars.INK}" stroke-width="1.6" d="M2 3V11M2 7H24M24 3V11"/>'


def _two(share: float) -> str:
    """A share of the variance to two decimals; one below nought is an estimate of nought."""
    return f"{share:.2f}".replace("-", "−")


def _shares_told(data: xr.Dataset, first: np.ndarray, total: np.ndarray) -> str:
    """Where the variance comes from, in words."""
    rows, samples = int(data.attrs["draws_together"]), int(data.attrs["base_samples"])
    names = [str(key) for key in data["drawn"].values[:NAMED]]
    said = f"Shares of the variance over {number(rows)} draws ({number(samples)} base samples) of {number(len(total))} "
    said += f"{'fact' if len(total) == 1 else 'facts'}: the most goes with {listed(names)}."
    alone = float(np.clip(first, 0.0, None).sum())
    if alone < 0.9:
        said += f" Alone the facts explain {joined(percent(min(alone, 1.0)), '%')} of it; the rest is what they do together."
    return said


def _numbers(data: xr.Dataset) -> str:
    """Every fact that was varied, folded."""
    if not data.sizes["fact"]:
        return ""
    rows = [
        (
            _linked(_key(data, at)),
            text(str(data["fact_kind"].values[at])),
            text(str(data["fact_text"].values[at])),
            *(f"{text(_end(data, at, end))}: {text(_value(data, at, end))}" for end in range(2)),
            text("to or from no value" if bool(data["turns"].values[at]) else _swing(data, at) if _moves(data, at) else "none"),
        )
        for at in range(data.sizes["fact"])
    ]
    caption = "Every fact that went to its ends, with the figure there, the greatest change first"
    body = table(caption, ["Fact", "Kind", "As written", "At its low end", "At its high end", "Change"], rows, "varied")
    return f"<details><summary>All {number(len(rows))} facts in numbers</summary>{body}</details>"


def _held(data: xr.Dataset) -> str:
    """Facts that have a range and are left as written all the same, with the reasons, folded."""
    if not data.sizes["held"]:
        return ""
    pairs = zip(data["held"].values, data["held_why"].values, strict=True)
    rows = [(_linked(str(key)), text(headed(why))) for key, why in pairs]
    body = table("Facts with a range that are held as written", ["Fact", "Why"], rows, "varied")
    return f"<details><summary>{number(len(rows))} {'fact' if len(rows) == 1 else 'facts'} held as written</summary>{body}</details>"
