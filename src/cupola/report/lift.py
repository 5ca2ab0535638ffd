"""What vehicles lift: tonnes a year by orbit in each variant as bars, and what one launch takes from which pad, in a table. As HTML."""

import math

import numpy as np
import xarray as xr

from cupola.report import bars, days, flights, variants
from cupola.report.panels import panel
from cupola.report.quantities import MINUS, joined, number
from cupola.report.tables import framed, headed, text
from cupola.report.traces import round_ticks
from cupola.report.variants import Figures

TONNE = 1000.0
LEAST = 5.0
"""Less payload in a year than this, kg, is none: it would read as 0.00 t."""

LEAST_CHANGE = 50.0
"""A difference of less than this, kg, is none: it would read as 0.0 t."""

SAME = 0.0005
"""A difference of a smaller share is none: it would read as 0.0 %."""

REACH = "not reached"
MOST_TICKS = 4

RANGE_KEY = (
    bars.sample(f'<path fill="none" stroke="{bars.INK}" stroke-width="1.6" d="M2 3V11M2 7H24M24 3V11"/>')
    + "from the lower to the upper ends of the payloads and draws"
)


def section(data: xr.Dataset, figures: Figures) -> str:
    """The whole section."""
    start = days.day(np.datetime64(str(data.attrs["seen_from"]), "s"))
    years = f"{data['year'].values[0]} to {data['year'].values[-1]}" if data.sizes["year"] > 1 else f"{data['year'].values[0]}"
    said = (
        f"What each vehicle would lift in a year if all its launches went to one orbit: its payload there times its launches, mean over "
        f"{number(float(data.attrs['trials']))} trials and {years}, seen from {start}. The orbits do not add up."
    )
    return f'<p class="said">{text(said)}</p><div class="panels">{_drawing(data, figures)}</div>{_table(data)}'


def _drawing(data: xr.Dataset, figures: Figures) -> str:
    """A block of rows for each orbit, a row for each variant, a piece for each vehicle."""
    a_year = np.nan_to_num(data["lifted_a_year"].values.astype(np.float64))
    totals = a_year.sum(axis=1)
    ends = [_ends(data, figures, variant, orbit) for orbit in range(data.sizes["orbit"]) for variant in range(data.sizes["variant"])]
    most = max([float(totals.max(initial=0.0)), *(TONNE * high for _, high in ends if math.isfinite(high))], default=0.0)
    heading = "Tonnes a year, by orbit"
    told = _told(data, totals)
    if not most > LEAST:
        return panel(heading, told, "")
    shown = flights.flying(a_year.swapaxes(1, 2) / LEAST * flights.LEAST)
    ticks = [tick * TONNE / (1.04 * most) for tick in round_ticks(0.0, 1.04 * most / TONNE, MOST_TICKS)]
    blocks = [
        bars.block(
            headed(data["orbit_title"].values[orbit]),
            [_row(data, figures, variant, orbit, 1.04 * most, ticks) for variant in range(data.sizes["variant"])],
        )
        for orbit in range(data.sizes["orbit"])
    ]
    labels = "".join(
        f'<span class="{"first" if at == 0 else ""}" style="left:{100.0 * tick:.2f}%">{number(round(tick * 1.04 * most / TONNE, 9))}</span>'
        for at, tick in enumerate(ticks)
    )
    beside = "change" if data.sizes["variant"] > 1 else "range"
    heads = ("", f'<div class="scale">{labels}</div>', f'<b>t a year</b><span class="spread">{beside}</span>')
    table = bars.table(f"{heading}: {told}", heads, blocks, "lifts")
    ranged = [RANGE_KEY] if any(math.isfinite(low) for low, _ in ends) else []
    return panel(heading, told, table + flights.keys(data, shown, ranged))


def _ends(data: xr.Dataset, figures: Figures, variant: int, orbit: int) -> tuple[float, float]:
    """The range of what goes to an orbit in a year, t; not numbers where there is none."""
    figure = variants.figure(figures, data, variant, f"tonnes_a_year_{data['orbit'].values[orbit]}")
    low, high = (None, None) if figure is None else (figure.get("low"), figure.get("high"))
    return (math.nan, math.nan) if low is None or high is None or low == high else (float(low), float(high))


def _row(data: xr.Dataset, figures: Figures, variant: int, orbit: int, whole: float, ticks: list[float]) -> str:
    """One bar."""
    amounts = np.nan_to_num(data["lifted_a_year"].values[variant, :, orbit].astype(np.float64))
    edges = np.concatenate([[0.0], np.cumsum(amounts)]) / whole
    parts = [bars.grid(ticks)]
    parts += [bars.filled(edges[at], edges[at + 1], flights.hue(at)) for at in range(len(amounts)) if amounts[at] > 0.0]
    low, high = _ends(data, figures, variant, orbit)
    if math.isfinite(low):
        parts.append(bars.whisker(TONNE * low / whole, TONNE * high / whole))
    total, written = float(amounts.sum()), float(np.nan_to_num(data["lifted_a_year"].values[0, :, orbit]).sum())
    said = REACH if total <= LEAST else ""
    if variant == 0:
        beside = f"{number(low, 2)} to {number(high, 2)}" if math.isfinite(low) else ""
    else:
        beside = _against(total, written)
    return bars.row(variants.title(data, variant), parts, "0" if said else number(total / TONNE), beside, said)


def _against(value: float, written: float) -> str:
    """A change against what is as written, in percent."""
    if written <= LEAST:
        return "" if value <= LEAST else "new"
    change = value / written - 1.0
    if abs(change) < SAME:
        return "the same"
    return f"{MINUS if change < 0.0 else '+'}{joined(number(100.0 * abs(change), 2), '%')}"


def _told(data: xr.Dataset, totals: np.ndarray) -> str:
    """What goes to each orbit as written, and what takes most of it away."""
    titles = [headed(title) for title in data["orbit_title"].values]
    each = "; ".join(f"{title} {_tonnes(float(total))}" for title, total in zip(titles, totals[0], strict=True))
    said = [f"As written: {each}." if data.sizes["variant"] > 1 else f"{each}."]
    if data.sizes["variant"] > 1:
        known = totals[0] > LEAST
        left = totals[1:, known] / totals[0, known] if known.any() else np.ones((0, 0))
        if left.size and left.min() < 1.0 - SAME:
            variant, at = np.unravel_index(int(np.argmin(left)), left.shape)
            orbit = int(np.flatnonzero(known)[at])
            change = _against(float(totals[variant + 1, orbit]), float(totals[0, orbit]))
            said.append(f"The greatest loss: {variants.title(data, int(variant) + 1)}, {titles[orbit]}, {change}.")
    return " ".join(said)


def _tonnes(kilograms: float) -> str:
    return REACH if kilograms <= LEAST else joined(number(kilograms / TONNE), "t")


def _tenths(kilograms: float) -> str:
    """Tonnes to a tenth, so that a column lines up."""
    return f"{kilograms / TONNE:,.1f}"


def _table(data: xr.Dataset) -> str:
    """Vehicles under each orbit: launches a year, one launch, its pad, a year; then the year in each variant as a difference."""
    rest = list(range(1, data.sizes["variant"]))
    heads = ["Vehicle", "Launches a year", "One launch", "From", "A year", *(variants.title(data, one) for one in rest)]
    head = "".join(f'<th scope="col">{text(cell)}</th>' for cell in heads)
    bodies: list[str] = []
    for orbit, title in enumerate(data["orbit_title"].values):
        rows = [f'<tr class="group"><th scope="rowgroup" colspan="{len(heads)}" dir="auto">{text(headed(title))}</th></tr>']
        for vehicle, name in enumerate(data["vehicle_title"].values):
            cells = [*_written(data, vehicle, orbit), *(_changed(data, one, vehicle, orbit) for one in rest)]
            rows.append(f'<tr><th scope="row" dir="auto">{text(headed(name))}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>')
        bodies.append(f"<tbody>{''.join(rows)}</tbody>")
    beside = "; the variants as differences from it" if rest else ""
    caption = f"Payload by vehicle and orbit, tonnes: of one launch from the pad that lifts most, with its range, and of a year{beside}"
    return framed(caption, f"<thead><tr>{head}</tr></thead>{''.join(bodies)}", "measures lifted")


def _written(data: xr.Dataset, vehicle: int, orbit: int) -> list[str]:
    """Launches a year, one launch, its pad and a year, as written."""
    one, low, high = (float(data[name].values[0, vehicle, orbit]) for name in ("lifted", "lifted_low", "lifted_high"))
    a_year = float(data["lifted_a_year"].values[0, vehicle, orbit])
    launches = _launches(data, 0, vehicle)
    if not one > 0.0:
        return [launches, f'<span class="none">{REACH}</span>', "", ""]
    between = f"{number(low / TONNE, 2)} to {number(high / TONNE, 2)}"
    ranged = f'<span class="line">{text(between)}</span>' if 0.0 < high - low else ""
    pad = pad_title(data, str(data["lifted_from"].values[0, vehicle, orbit]))
    return [launches, f"{text(number(one / TONNE))}{ranged}", f'<span class="pad">{text(pad)}</span>', text(_tenths(a_year))]


def pad_title(data: xr.Dataset, pad: str) -> str:
    """Name of a pad to show: its title where the arrays hold it, or else its own name in words."""
    if "pad_title" in data.coords and pad in data["pad"].values:
        return headed(data["pad_title"].values[list(data["pad"].values).index(pad)])
    return headed(pad.replace("-", " "))


def _launches(data: xr.Dataset, variant: int, vehicle: int) -> str:
    """Launches a year of a vehicle: what it lifts in a year over what one lifts; nothing where it reaches no orbit."""
    lifted, a_year = (data[name].values[variant, vehicle].astype(np.float64) for name in ("lifted", "lifted_a_year"))
    to = int(np.argmax(lifted))
    return text(number(float(a_year[to] / lifted[to]), 2)) if lifted[to] > 0.0 else ""


def _changed(data: xr.Dataset, variant: int, vehicle: int, orbit: int) -> str:
    """The year of a variant against that as written, and another pad where it flies from one."""
    now, before = (float(data["lifted_a_year"].values[at, vehicle, orbit]) for at in (variant, 0))
    pads = [str(data["lifted_from"].values[at, vehicle, orbit]) for at in (variant, 0)]
    if not float(data["lifted"].values[variant, vehicle, orbit]) > 0.0:
        return f'<span class="none">{REACH}</span>' if before > 0.0 else ""
    change = now - before
    told = "the same" if abs(change) < LEAST_CHANGE else f"{MINUS if change < 0.0 else '+'}{_tenths(abs(change))}"
    moved = f'<span class="line pad">from {text(pad_title(data, pads[0]))}</span>' if pads[0] != pads[1] else ""
    return f"{text(told)}{moved}"
