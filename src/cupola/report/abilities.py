"""What constellations can still do in each case of a dependence study: figures of other studies in the trials that were flown. As HTML.

A dot for each trial, a line from the least to the greatest. Values that are not there have no dot.
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import bars, days, outcomes
from cupola.report.outcomes import PLANNED
from cupola.report.panels import panel
from cupola.report.quantities import is_share, joined, number, quantity, scale_for, span
from cupola.report.tables import headed, text
from cupola.report.traces import round_ticks
from cupola.report.variants import listed

MOST_TICKS = 4
CUT = 0.5
"""An axis begins at 0, but where all that it shows lies in the upper half."""

AS_PLANNED, CASE = "#16213a", "#0072b2"


def there(data: xr.Dataset) -> bool:
    """Whether anything was flown."""
    return "capability" in data and bool(data.sizes.get("figure")) and bool(data.sizes.get("date"))


def told(data: xr.Dataset, case: int) -> Iterator[str]:
    """What a case has less or more of, on the day on which it changes most, a sentence a figure."""
    for at in range(data.sizes["figure"] if there(data) else 0):
        day, unit = _farthest(data, at, case), _unit(data, at)
        here, before = (_mean(data, at, one, day) for one in (case, PLANNED))
        if outcomes.differs(here, before, unit) or np.isnan(here) != np.isnan(before):
            words = f"{_value(here, unit, before) if here == here else _none(data, at, case, day)} instead of {_value(before, unit, here)}"
            yield f"{_label(data, at)}, {_day(data, day)}: {words}."


def heads(data: xr.Dataset) -> list[str]:
    """What each of `cells` is of."""
    return [f"{_label(data, at)}, {_day(data, day)}" for at, day in _places(data)]


def cells(data: xr.Dataset, case: int) -> list[tuple[str, str]]:
    """Cells of a case, and their attributes: each figure on each day, mean of the trials."""
    made: list[tuple[str, str]] = []
    for at, day in _places(data):
        here, before = (_mean(data, at, one, day) for one in (case, PLANNED))
        line = outcomes.differs(here, before, _unit(data, at)) if case != PLANNED else ""
        small = f'<span class="line">{text(line)}</span>' if line else ""
        made.append((f"{text(_value(here, _unit(data, at), before))}{small}", ' class="lost"' if np.isnan(here) else ""))
    return made


def drawings(data: xr.Dataset) -> str:
    """A panel for each figure; nothing where nothing was flown."""
    return "".join(_drawing(data, at) for at in range(data.sizes["figure"])) if there(data) else ""


def _drawing(data: xr.Dataset, at: int) -> str:
    """One figure: a block of rows for each day, a row for each case."""
    values, unit, label = data["capability"].values[at].astype(np.float64), _unit(data, at), _label(data, at)
    known = values[np.isfinite(values)]
    words = _told(data, at)
    if not known.size:
        return panel(label, words, "")
    low, high = _reach(known, unit)
    ticks, shown = _ticks(low, high, unit)
    places = [(tick - low) / (high - low) for tick in ticks]
    company = float(np.abs(known).max())
    blocks = [
        bars.block(
            _day(data, day),
            [_row(data, values[:, day], case, unit, (low, high), places, company) for case in range(data.sizes["case"])],
        )
        for day in range(data.sizes["date"])
    ]
    labels = "".join(
        f'<span class="{_side(place)}" style="left:{100.0 * place:.2f}%">{text(one)}</span>'
        for place, one in zip(places, shown, strict=True)
    )
    change = '<span class="spread">change</span>' if outcomes.cases(data) else ""
    head = ("", f'<div class="scale">{labels}</div>', f"<b>mean</b>{change}")
    planned = f"{bars.sample(_dot_sample(AS_PLANNED))}as planned"
    keys = [f"{bars.sample(_dot_sample(CASE))}a trial that was flown", planned] if change else [f"{planned}, a trial that was flown"]
    return panel(label, words, bars.table(f"{label}: {words}", head, blocks, "able") + listed(keys))


def _row(
    data: xr.Dataset,
    values: Float[np.ndarray, "c k"],
    case: int,
    unit: str,
    reach: tuple[float, float],
    ticks: list[float],
    company: float,
) -> str:
    low, high = reach
    mine = values[case][np.isfinite(values[case])]
    parts = [bars.grid(ticks)]
    colour = AS_PLANNED if case == PLANNED else CASE
    if mine.size:
        ends = [(float(end) - low) / (high - low) for end in (mine.min(), mine.max())]
        parts.append(f'<path stroke="{colour}" stroke-opacity="0.35" stroke-width="5" d="M{bars.x(ends[0])} 12H{bars.x(ends[1])}"/>')
    parts += [dot((float(value) - low) / (high - low), colour) for value in mine]
    mean, before = (float(values[one].mean()) if np.isfinite(values[one]).all() else np.nan for one in (case, PLANNED))
    said = "" if mine.size else "none in any trial"
    beside = "" if case == PLANNED else outcomes.differs(mean, before, unit) or ("" if np.isnan(mean) else "the same")
    value = (
        _value(mean, unit, company)
        if np.isfinite(mean)
        else "none"
        if not mine.size
        else f"in {number(mine.size)} of {number(values[case].size)}"
    )
    return bars.row(outcomes.title(data, case), parts, value, beside, said)


def dot(place: float, colour: str) -> str:
    """A round dot at a share of the row: a stroke without length, for bars stretch with their row."""
    return f'<path stroke="{colour}" stroke-width="9" stroke-linecap="round" d="M{bars.x(place)} 12h0"/>'


def _dot_sample(colour: str) -> str:
    return f'<path stroke="{colour}" stroke-width="5" stroke-opacity="0.35" d="M3 7H23"/><circle cx="13" cy="7" r="4.5" fill="{colour}"/>'


def _told(data: xr.Dataset, at: int) -> str:
    """As planned on each day, and where and when a case changes most."""
    unit, label = _unit(data, at), []
    for day in range(data.sizes["date"]):
        values = data["capability"].values[at, PLANNED, day].astype(np.float64)
        mine = values[np.isfinite(values)]
        label.append(f"{_day(data, day)}: {span(float(mine.min()), float(mine.max()), unit) if mine.size else 'none'}")
    said = f"As planned on {'; '.join(label)}, in {number(data.sizes['flown'])} trials."
    days_of = {case: _farthest(data, at, case) for case in outcomes.cases(data)}
    pairs = {case: (_mean(data, at, case, day), _mean(data, at, PLANNED, day)) for case, day in days_of.items()}
    gone = [outcomes.named(data, case) for case, (here, before) in pairs.items() if np.isnan(here) and not np.isnan(before)]
    if gone:
        said += f" None, in some trials at least: {', '.join(gone)}."
    changed = [case for case, (here, before) in pairs.items() if outcomes.differs(here, before, unit)]
    if changed:
        most = max(changed, key=lambda case: abs(pairs[case][0] - pairs[case][1]))
        said += (
            f" The greatest change: {outcomes.named(data, most)}, {outcomes.differs(*pairs[most], unit)} on {_day(data, days_of[most])}."
        )
    return said


def _reach(known: Float[np.ndarray, "n"], unit: str) -> tuple[float, float]:
    """From where to where the axis goes."""
    if is_share(unit, *known.tolist()):
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    if low >= 0.0 and low <= CUT * high:
        return 0.0, 1.06 * high or 1.0
    room = 0.15 * (high - low) or 0.1 * abs(high) or 1.0
    return low - room, high + room


def _ticks(low: float, high: float, unit: str) -> tuple[list[float], list[str]]:
    if is_share(unit, low, high):
        return [0.0, 0.25, 0.5, 0.75, 1.0], ["0 %", "", "50 %", "", "100 %"]
    scale = scale_for(unit, max(abs(low), abs(high)))
    ticks = round_ticks(low / scale.size, high / scale.size, MOST_TICKS)
    told = [number(round(tick, 9)) for tick in ticks]
    return [tick * scale.size for tick in ticks], [joined(told[0], scale.unit), *told[1:]] if told else []


def _side(place: float) -> str:
    return "first" if place < 0.02 else "last" if place > 0.97 else ""


def _none(data: xr.Dataset, at: int, case: int, day: int) -> str:
    """That there is no value on a day, in all trials or in some."""
    return "none in some trials" if np.isfinite(data["capability"].values[at, case, day]).any() else "none"


def _places(data: xr.Dataset) -> list[tuple[int, int]]:
    """Of each figure on each day."""
    return [(at, day) for at in range(data.sizes["figure"]) for day in range(data.sizes["date"])] if there(data) else []


def _farthest(data: xr.Dataset, at: int, case: int) -> int:
    """The day on which a case is farthest from the plan, the last of such days: without a value where there was one is farther than any."""
    change = [abs(_mean(data, at, case, day) - _mean(data, at, PLANNED, day)) for day in range(data.sizes["date"])]
    lost = [np.isnan(_mean(data, at, case, day)) and not np.isnan(_mean(data, at, PLANNED, day)) for day in range(data.sizes["date"])]
    ranked = [(bool(gone), 0.0 if np.isnan(far) else far, day) for day, (gone, far) in enumerate(zip(lost, change, strict=True))]
    return max(ranked)[2]


def _mean(data: xr.Dataset, at: int, case: int, day: int) -> float:
    values = data["capability"].values[at, case, day].astype(np.float64)
    return float(values.mean()) if np.isfinite(values).all() else np.nan


def _value(value: float, unit: str, company: float) -> str:
    return "none" if not np.isfinite(value) else quantity(value, unit, abs(company) if np.isfinite(company) else 0.0)


def _unit(data: xr.Dataset, at: int) -> str:
    return str(data["figure_unit"].values[at])


def _label(data: xr.Dataset, at: int) -> str:
    return headed(data["figure_label"].values[at])


def _day(data: xr.Dataset, day: int) -> str:
    return days.day(np.datetime64(str(data["date"].values[day]), "s"))
