"""One view of a revisit study in panels: maps of the gap that nine in ten do not pass and of the longest one, gaps and waits as curves.

A wait is that of a moment which falls into a gap that ended within the span: from there to the gap's end. Of a gap of length L, the
moments that wait longer than t take L - t of it. Lengths of gaps come in classes; each counts as its middle.
"""

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import curves, maps, steps
from cupola.report.panels import legend, of_globe, panel, view_panels
from cupola.report.quantities import joined, percent, quantity
from cupola.report.tables import headed, text
from cupola.report.views import World

NINE_IN_TEN = 0.9

WAITS_DRAWN = 120
"""Corners of a curve of waits."""


def panels(data: xr.Dataset, world: World, view: int, by_day: bool, layers: tuple[str, ...]) -> str:
    """All panels of one view, as HTML.

    Args:
        data: arrays of the study.
        world: its grid.
        view: place of the view.
        by_day: whether looks need daylight.
        layers: what is drawn over the maps, as `maps.world` takes it.
    """
    one = data.isel(view=view)
    title = headed(data["view_title"].values[view])
    told = ["A look counts by daylight alone."] if by_day else []
    seen = one["seen_share"].values
    if np.all(seen > steps.MOST):
        return view_panels(title, [*told, "Every place is in view all the time: there are no gaps."], [])
    if np.all(seen < steps.LEAST):
        return view_panels(title, [*told, "No place is ever looked at."], [])
    parts = [_common_gap(one, world, view, title, layers), _longest_gap(one, world, view, title, layers)]
    return view_panels(title, told, [*parts, *_curves(one, view, title)])


def _common_gap(one: xr.Dataset, world: World, view: int, title: str, layers: tuple[str, ...]) -> str:
    """Map of the gap that nine in ten do not pass."""
    seen = one["seen_share"].values
    gap = np.where(seen > steps.MOST, 0.0, one["gap_quantile"].sel(quantile=NINE_IN_TEN).values)
    never, always, unknown = seen < steps.LEAST, gap == 0.0, np.isnan(gap) & (seen >= steps.LEAST)
    known = ~(never | always | unknown)
    parts = [f"{of_globe(one, always)} is always in view"] if always.any() else []
    parts += [f"{of_globe(one, never)} is never looked at"] if never.any() else []
    parts += [f"{of_globe(one, unknown)} is looked at without a gap that began and ended within the span"] if unknown.any() else []
    if known.any():
        low, high = (quantity(float(end), "s", float(gap[known].max())) for end in (gap[known].min(), gap[known].max()))
        lasts = f"at most {high}" if low == high else f"at most {low} to {high}, by place"
        parts.append(f"{'elsewhere' if parts else 'everywhere'} nine gaps in ten last {lasts}")
    told = f"{headed('; '.join(parts))}. Lengths are right to {_error(one)}."
    return _map("Gap that nine in ten do not pass", told, f"r{view}-common", title, world, steps.waits(gap, seen), layers)


def _longest_gap(one: xr.Dataset, world: World, view: int, title: str, layers: tuple[str, ...]) -> str:
    """Map of the longest gap, cut or not."""
    seen, closed, cut = (one[name].values for name in ("seen_share", "longest_gap", "open_gap"))
    gap = np.maximum(closed, cut)
    told = f"Up to {quantity(float(gap[seen >= steps.LEAST].max()), 's')} where a place is looked at."
    open_ended = (seen >= steps.LEAST) & (cut > closed)
    if open_ended.any():
        told += f" On {of_globe(one, open_ended)} the start or the end of the span cuts it short, and it may be longer."
    return _map("Longest gap", told, f"r{view}-longest", title, world, steps.waits(gap, seen), layers)


def _map(
    heading: str, told: str, name: str, title: str, world: World, stepped: tuple[steps.Steps, np.ndarray], layers: tuple[str, ...]
) -> str:
    """One map of lengths of time, by cell, in its panel."""
    scale, step = stepped
    alternative = f"World map, {title}. {heading}. {told}"
    drawn = maps.world(name, alternative, world.sheet, maps.by_cell(world.sheet, step), scale, maps.OF_SPELLS, layers=layers)
    return panel(heading, told, drawn + legend(scale, maps.OF_SPELLS, "Length of the gap"))


def _curves(one: xr.Dataset, view: int, title: str) -> list[str]:
    """The share of gaps, and of waits, no longer than a given time, a line for each region with gaps that ended."""
    classes = one["region_gap_classes"].values
    regions = [str(region) for region in one["region_title"].values]
    having = [at for at in range(len(regions)) if classes[at].sum() > 0.0]
    shown = having if len(having) <= len(curves.STROKES) else [*having[: len(curves.STROKES) - 1], having[-1]]
    if not shown:
        return [panel("Shares of gaps and waits", "No gap began and ended within the span in any region: there is no curve to draw.", "")]
    keys = "".join(f'<li>{curves.sample(at)}<span dir="auto">{text(headed(regions[place]))}</span></li>' for at, place in enumerate(shown))
    middle = 0.5 * (one["length_low"].values + one["length_high"].values)
    made: list[str] = []
    for name, heading, line, more in (
        ("gaps", "Share of gaps no longer than a given time", gaps_within, _missing(regions, having, shown)),
        ("waits", "Share of waits no longer than a given time", waits_within, "Moments in view and in gaps cut by the span are left out."),
    ):
        lines = [line(middle, classes[place]) for place in shown]
        half, most = (_reached(*lines[0], share) for share in (0.5, NINE_IN_TEN))
        fact = f"{headed(regions[shown[0]])}: half within {half}, nine in ten within {most}."
        fact += f" Lengths are right to {_error(one)}. {more}".rstrip()
        drawn = curves.by_time(f"r{view}-{name}", f"Line chart, {title}. {heading}. {fact}", lines)
        made.append(panel(heading, fact, f'{drawn}<ul class="keys">{keys}</ul>'))
    return made


def _missing(regions: list[str], having: list[int], shown: list[int]) -> str:
    """Which regions have no line, in words."""
    told: list[str] = []
    without = [headed(region) for at, region in enumerate(regions) if at not in having]
    if without:
        told.append(f"No gap began and ended within the span in: {', '.join(without)}.")
    if len(shown) < len(having):
        told.append(f"{len(having) - len(shown)} more regions are in the table alone.")
    return " ".join(told)


def gaps_within(middle: Float[np.ndarray, "k"], classes: Float[np.ndarray, "k"]) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]:
    """Corners of the share of gaps no longer than a time, a stair.

    Args:
        middle: length that stands for each class, s.
        classes: gaps of each class, by weight; not all 0.

    Returns:
        Times, s, and shares.
    """
    filled = classes > 0.0
    share = np.cumsum(classes[filled]) / classes.sum()
    return np.repeat(middle[filled], 2), np.stack([np.concatenate([[0.0], share[:-1]]), share], axis=-1).ravel()


def waits_within(middle: Float[np.ndarray, "k"], classes: Float[np.ndarray, "k"]) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]:
    """Corners of the share of moments in these gaps that wait no longer than a time; arguments and result as for `gaps_within`."""
    filled = classes > 0.0
    length, weight = middle[filled], classes[filled]
    low, high = max(float(length[0]) / 20.0, float(length[-1]) / 2000.0), float(length[-1])
    times = np.geomspace(min(low, 0.5 * high), high, WAITS_DRAWN)
    longer = (weight * np.maximum(length - times[:, None], 0.0)).sum(axis=-1)
    return times, 1.0 - longer / (weight * length).sum()


def _reached(times: Float[np.ndarray, "n"], shares: Float[np.ndarray, "n"], share: float) -> str:
    """When a line reaches a share, in words."""
    return quantity(float(times[np.argmax(shares >= share - 1e-9)]), "s")


def _error(one: xr.Dataset) -> str:
    """How far, as a share of itself, the middle of a class of lengths can lie from a length in it, in words."""
    low, high = one["length_low"].values, one["length_high"].values
    return joined(percent(float(np.max(0.5 * (high - low)[low > 0.0] / low[low > 0.0]))), "%")
