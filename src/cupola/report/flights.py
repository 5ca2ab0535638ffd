"""Launches of a campaign a year by vehicle: columns, a strip for each variant, and the numbers in a table. As HTML."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import days, growth, pieces, strips, variants
from cupola.report.panels import panel
from cupola.report.quantities import number
from cupola.report.tables import headed, listed, table, text

HUES = ("#0072b2", "#b35900", "#00704f", "#a03e78", "#806400", "#6aaed6", "#e0a45e", "#6fb39c", "#d08bb4", "#c7b25a")
"""Of the vehicles, in the order of the scenario; the last serves all that follow."""

OTHERS = "#98a3b8"
"""Of whatever shares a colour in drawings that have one for each."""

LEAST = 0.005
"""Fewer launches a year than this are none: they would read as 0.00."""

MOST_PANES = 4
"""So many strips have their full height."""


def hue(vehicle: int) -> str:
    """Colour of a vehicle, the same in all drawings of the page."""
    return HUES[min(vehicle, len(HUES) - 1)]


def flying(amounts: Float[np.ndarray, "... v"]) -> list[int]:
    """Places of the vehicles of which there is anything."""
    return np.flatnonzero((np.nan_to_num(amounts) > LEAST).reshape(-1, amounts.shape[-1]).any(axis=0)).tolist()


def keys(data: xr.Dataset, shown: Sequence[int], more: Sequence[str] = ()) -> str:
    """The legend of the vehicles, and of what else is drawn."""
    titles = data["vehicle_title"].values
    items = [f'{pieces.block_sample(hue(at))}<span dir="auto">{text(headed(titles[at]))}</span>' for at in shown]
    return variants.listed([*items, *more])


def drawing(data: xr.Dataset, campaign: int) -> str:
    """The panel of one campaign."""
    heading = "Launches a year, by vehicle"
    flights = data["flights"].values[..., campaign].astype(np.float64)
    shown = flying(flights)
    if not shown:
        return panel(heading, f"Not one launch is taken{_where(data)}.", "")
    told = _told(data, flights, shown)
    years = data["year"].values.astype(np.float64)
    axis = strips.Along(float(years[0]), float(years[-1]) + 1.0, *_ticks(years))
    drawn = variants.drawn(data)
    several = len(drawn) > 1
    height = (170.0 if not several else 92.0) if len(drawn) <= MOST_PANES else 78.0
    made = [
        strips.Strip(
            variants.title(data, one) if several else "",
            [pieces.Columns(years + 0.5, flights[one][:, shown].T, [hue(at) for at in shown])],
            unit="launches",
            height=height,
        )
        for one in drawn
    ]
    reach = strips.reach(made)
    made = [strips.Strip(one.title, one.pieces, one.unit, one.height, reach) for one in made]
    picture = strips.drawn(f"flights{campaign}", f"Columns by year. {heading}. {told}", axis, made)
    return panel(heading, told, f"{picture}{keys(data, shown)}{_numbers(data, flights, shown)}")


def _ticks(years: Float[np.ndarray, "y"]) -> tuple[list[float], list[str]]:
    """A label in the middle of a year, of as many years as there is room for."""
    step = max(-(-len(years) // strips.MOST_TICKS), 1) if len(years) > strips.MOST_TICKS + 2 else 1
    kept = years[::step]
    return [float(year) + 0.5 for year in kept], [f"{year:.0f}" for year in kept]


def _where(data: xr.Dataset) -> str:
    return "" if data.sizes["variant"] == 1 else ", as written or in any variant"


def _told(data: xr.Dataset, flights: Float[np.ndarray, "n y v"], shown: list[int]) -> str:
    """How many launches there are as written, of what, and what the columns of part of a year stand for."""
    titles = data["vehicle_title"].values
    total = flights[0].sum(axis=0)
    most = sorted((at for at in shown if total[at] > LEAST), key=lambda at: -total[at])
    of = f": {listed([f'{number(float(total[at]), 2)} of {headed(titles[at])}' for at in most])}" if most else ""
    written = "As written " if data.sizes["variant"] > 1 else ""
    said = f"{written}{number(float(total.sum()), 2)} launches in all, mean over the trials{of}. {part_years(data)}"
    idle = [headed(titles[at]) for at in range(len(titles)) if at not in shown]
    return f"{said} No launch of {listed(idle)} is taken.".strip() if idle else said.strip()


def part_years(data: xr.Dataset) -> str:
    """Which calendar years are played in part alone, in words; nothing where all are whole."""
    start, end = growth.begin(data), float(days.years(data["time"].values[-1:])[0])
    told: list[str] = []
    if start % 1.0 > 1.0 / 365.0:
        told.append(f"{int(start)} begins on {days.day(np.datetime64(str(data.attrs['seen_from']), 's'))}")
    if 1.0 / 365.0 < end % 1.0 < 364.0 / 365.0 and int(end) in data["year"].values:
        told.append(f"{int(end)} ends on {days.day(data['time'].values[-1])}")
    return f"{listed(told)}." if told else ""


def _numbers(data: xr.Dataset, flights: Float[np.ndarray, "n y v"], shown: list[int]) -> str:
    """The columns as written, as a folded table."""
    titles = [headed(data["vehicle_title"].values[at]) for at in shown]
    rows = [
        (f"{int(year)}", *(text(_launches(float(each))) for each in (*flights[0, at, shown], flights[0, at].sum())))
        for at, year in enumerate(data["year"].values)
    ]
    written = "" if data.sizes["variant"] == 1 else ", as written"
    body = table(f"Launches of each calendar year, mean over the trials{written}", ["Year", *titles, "All"], rows, "figures")
    return f"<details><summary>In numbers</summary>{body}</details>"


def _launches(count: float) -> str:
    return "–" if count < LEAST else number(count, 2)
