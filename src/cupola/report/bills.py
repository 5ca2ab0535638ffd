"""What each case of a dependence study costs: a bar to the middle trial, a whisker over eight trials in ten. As HTML."""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import bars, outcomes
from cupola.report.abilities import AS_PLANNED, CASE
from cupola.report.outcomes import PLANNED
from cupola.report.panels import panel
from cupola.report.quantities import number, quantity, scale_for
from cupola.report.tables import text
from cupola.report.traces import round_ticks

QUANTILES = (0.1, 0.5, 0.9)
MOST_TICKS = 4
SAME = "the same"


def there(data: xr.Dataset) -> bool:
    """Whether anything is priced."""
    return "cost" in data


def told(data: xr.Dataset, case: int) -> Iterator[str]:
    """How much more or less a case costs, as a sentence."""
    if there(data):
        change = _change(data, case)
        yield "Cost: as planned." if change == SAME else f"Cost: {change}."


def heads(data: xr.Dataset) -> list[str]:
    """What stands over the column of `cells`."""
    return ["Cost"] if there(data) else []


def cells(data: xr.Dataset, case: int) -> list[tuple[str, str]]:
    """The cell of a case, and its attributes."""
    if not there(data):
        return []
    change = "" if case == PLANNED else _change(data, case)
    line = f'<span class="line">{text(change)}</span>' if change else ""
    return [(f"{text(quantity(float(_ranked(data)[case, 1]), _unit(data), _most(data)))}{line}", "")]


def drawing(data: xr.Dataset) -> str:
    """A row for each case; nothing where nothing is priced."""
    if not there(data):
        return ""
    ranked, unit = _ranked(data), _unit(data)
    heading, most = "What it costs", 1.04 * _most(data)
    said = f"As planned {quantity(float(ranked[PLANNED, 1]), unit, _most(data))}, the middle trial.{_ends(data)}"
    if not most > 0.0:
        return panel(heading, said, "")
    scale = scale_for(unit, _most(data))
    ticks = round_ticks(0.0, most / scale.size, MOST_TICKS)
    places = [tick * scale.size / most for tick in ticks]
    lines = [_row(data, ranked, case, most, places) for case in range(data.sizes["case"])]
    labels = "".join(
        f'<span class="{"first" if place < 0.02 else ""}" style="left:{100.0 * place:.2f}%">{number(round(tick, 9))}</span>'
        for tick, place in zip(ticks, places, strict=True)
    )
    change = '<span class="spread">change</span>' if outcomes.cases(data) else ""
    head = ("", f'<div class="scale">{labels}</div>', f"<b>{text(scale.unit)}</b>{change}")
    keys = f'<ul class="keys"><li>{bars.sample(_sample())}eight trials in ten</li></ul>'
    return panel(heading, said, bars.table(f"{heading}: {said}", head, [bars.rows(lines)], "able") + keys)


def _row(data: xr.Dataset, ranked: Float[np.ndarray, "c 3"], case: int, most: float, ticks: list[float]) -> str:
    low, middle, high = (float(end) / most for end in ranked[case])
    parts = [bars.grid(ticks), bars.filled(0.0, middle, AS_PLANNED if case == PLANNED else CASE)]
    if high > low:
        parts.append(bars.whisker(low, high))
    value = quantity(float(ranked[case, 1]), _unit(data), _most(data))
    return bars.row(outcomes.title(data, case), parts, value, "" if case == PLANNED else _change(data, case))


def _ends(data: xr.Dataset) -> str:
    """The cases that cost most and least beside what is planned, as a sentence."""
    changes = {case: _middle(data, case) for case in outcomes.cases(data) if _change(data, case) != SAME}
    if not changes:
        return " No case costs more or less." if outcomes.cases(data) else ""
    ends = dict.fromkeys((max(changes, key=lambda case: changes[case]), min(changes, key=lambda case: changes[case])))
    return f" Farthest from it: {'; '.join(f'{outcomes.named(data, case)}, {_change(data, case)}' for case in ends)}."


def _middle(data: xr.Dataset, case: int) -> float:
    """What a case costs more than what is planned, the middle of the differences trial by trial."""
    costs = data["cost"].values.astype(np.float64)
    return float(np.quantile(costs[case] - costs[PLANNED], 0.5, method="inverted_cdf"))


def _change(data: xr.Dataset, case: int) -> str:
    """The same in words."""
    change = _middle(data, case)
    if abs(change) <= 5e-4 * _most(data):
        return SAME
    return f"{quantity(abs(change), _unit(data))} {'more' if change > 0.0 else 'less'}"


def _ranked(data: xr.Dataset) -> Float[np.ndarray, "c 3"]:
    costs = data["cost"].values.astype(np.float64)
    return np.quantile(costs, QUANTILES, axis=1, method="inverted_cdf").T


def _most(data: xr.Dataset) -> float:
    return float(np.abs(_ranked(data)).max())


def _unit(data: xr.Dataset) -> str:
    return str(data["cost"].attrs["units"])


def _sample() -> str:
    return f'<path fill="none" stroke="{bars.INK}" stroke-width="1.6" d="M2 3V11M2 7H24M24 3V11"/>'
