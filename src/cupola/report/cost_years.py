"""What each calendar year takes, layers over each other, with the years' own quantiles: in constant and in then-year money. As HTML."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import curves, flights, pieces, strips
from cupola.report.panels import panel
from cupola.report.quantities import number, quantity, scale_for
from cupola.report.tables import headed, table, text
from cupola.report.variants import listed

LOW, HALF, HIGH = 0, 1, 3
"""Places along `quantile`."""


@dataclass(frozen=True)
class Part:
    """What is drawn in one colour, the same in all drawings of the section.

    Attributes:
        title: name to show, as HTML.
        hue: its colour.
        layers: places of the layers and elements in it: one, or the cheapest together where there are more than colours.
    """

    title: str
    hue: str
    layers: tuple[int, ...]


def parts_of(data: xr.Dataset) -> list[Part]:
    """All on which anything is spent, in the order of the file, the others last."""
    sums = data["spend_mean"].values.astype(np.float64).sum(axis=1)
    paid = [int(at) for at in np.flatnonzero(sums > 0.0)]
    most = len(flights.HUES)
    kept = paid if len(paid) <= most else sorted(sorted(paid, key=lambda at: -sums[at])[: most - 1])
    titles = data["layer_title"].values
    parts = [Part(f'<span dir="auto">{text(headed(titles[at]))}</span>', hue, (at,)) for at, hue in zip(kept, flights.HUES, strict=False)]
    rest = tuple(at for at in paid if at not in kept)
    return [*parts, Part(f"{len(rest)} others, the cheapest", flights.OTHERS, rest)] if rest else parts


def legend_of(parts: list[Part]) -> list[str]:
    """A sample and the name of each."""
    return [f"{pieces.block_sample(part.hue)}{part.title}" for part in parts]


def drawing(data: xr.Dataset) -> str:
    """The panel: columns of the mean by layer, and below them all in then-year money as a fan."""
    heading = "What each year takes"
    years = data["year"].values.astype(np.float64)
    means = data["spend_mean"].values.astype(np.float64)
    parts = parts_of(data)
    if not parts:
        return panel(heading, "Nothing is spent.", "")
    whole = means.sum(axis=0)
    peak, company = int(whole.argmax()), float(whole.max())
    told = (
        f"Mean over the trials in {data.attrs['money']}: {quantity(float(whole.mean()), 'USD', company)} in a year, "
        f"the most in {int(years[peak])}, {quantity(company, 'USD', company)}. Below: all of it in the money of each year."
    )
    unit = scale_for("USD", company).unit
    axis = strips.Along(float(years[0]), float(years[-1]) + 1.0, *_ticks(years))
    stacked = np.stack([means[list(part.layers)].sum(axis=0) for part in parts])
    columns = pieces.Columns(years + 0.5, stacked, [part.hue for part in parts])
    then = data["spend_then_all"].values.astype(np.float64)
    upper = strips.Strip(f"{headed(unit)} a year, by layer, {data.attrs['money']}", [columns], unit="USD", height=190.0)
    lower = strips.Strip(
        f"{headed(scale_for('USD', float(then.max())).unit)} a year, money of each year",
        [pieces.Fan(years + 0.5, [(then[LOW], then[HIGH])]), pieces.Line(years + 0.5, then[HALF], 0, 2.0)],
        unit="USD",
        height=120.0,
        reach=(0.0, strips.HEADROOM * float(then.max())),
    )
    picture = strips.drawn("spend", f"Columns by year. {heading}. {told}", axis, [upper, lower])
    legend = listed([*legend_of(parts), f"{pieces.fan_sample(narrow=False)}8 trials in 10", f"{curves.sample(0)}median"])
    return panel(heading, told, f"{picture}{legend}{_numbers(data, means, then)}")


def _ticks(years: Float[np.ndarray, "y"]) -> tuple[list[float], list[str]]:
    """A label in the middle of a year, of as many years as there is room for."""
    step = max(-(-len(years) // strips.MOST_TICKS), 1) if len(years) > strips.MOST_TICKS + 2 else 1
    kept = years[::step]
    return [float(year) + 0.5 for year in kept], [f"{year:.0f}" for year in kept]


def _numbers(data: xr.Dataset, means: Float[np.ndarray, "l y"], then: Float[np.ndarray, "q y"]) -> str:
    """What each layer and element takes as a folded table, in the unit of the greatest."""
    shown = [int(at) for at in np.flatnonzero(means.sum(axis=1) > 0.0)]
    scale = scale_for("USD", float(max(means.sum(axis=0).max(), then.max())))
    titles = [headed(data["layer_title"].values[at]) for at in shown]
    known = data["year_known"].values
    rows = [
        (
            f"{int(year)}",
            *(text(number(float(one) / scale.size)) for one in (*means[shown, at], means[:, at].sum(), then[HALF, at])),
            text(str(known[at])),
        )
        for at, year in enumerate(data["year"].values)
    ]
    caption = f"Spending of each calendar year, {scale.unit}: mean in {data.attrs['money']}; at the right all in that year's money, median"
    heads = ["Year", *titles, "All", "Then-year", "Prices are"]
    return f"<details><summary>In numbers</summary>{table(caption, heads, rows, 'figures')}</details>"
