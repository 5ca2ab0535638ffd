"""One view of a coverage study in panels: two maps of share, a map of the longest gap, and the curves by latitude."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from cupola.report import curves, maps, steps
from cupola.report.panels import legend, mean, of_globe, panel, view_panels
from cupola.report.quantities import alike, joined, percent, quantity
from cupola.report.regions import LEVELS_SHOWN
from cupola.report.tables import headed

ALWAYS, NEVER = 0.9995, 0.0005
"""A level held everywhere beyond these tells nothing on a map."""

MOST_BELTS = 2
"""So many belts of latitude are told at most."""

PLENTY = 0.995
"""A level held so much of the time needs no map beside one of the mean number in view."""

FLAT = 0.01
"""Curves that all keep within so little of a level line tell nothing as a drawing."""


@dataclass(frozen=True)
class World:
    """What the maps of one run share."""

    grid: maps.Grid
    sheet: maps.Sheet


def world_of(data: xr.Dataset) -> World:
    """The run's grid, and the raster laid over it."""
    grid = maps.Grid(data["latitude"].values.astype(np.float64), data["longitude"].values.astype(np.float64))
    return World(grid, maps.sheet(grid))


def panels(data: xr.Dataset, world: World, view: int) -> str:
    """All panels of one view, as HTML."""
    one = data.isel(view=view)
    title = headed(data["view_title"].values[view])
    shown, told = _telling_levels(one)
    # Where one is always there, the number in view tells places apart and its share no more.
    plenty = shown[0] > 0 and float(np.ptp(one["mean_in_view"].values)) > 0.5
    telling = [level for level in shown if not plenty or _held(one, level) < PLENTY]
    if not telling:
        told = [sentence.replace("; what follows begins above that", "") for sentence in told]
    parts = [_mean_map(one, world, view, title)] if plenty else []
    parts += [_share_map(one, world, view, title, level) for level in telling[: 2 - len(parts)]]
    if np.any(one["longest_gap"].values > 0.0) or np.any(one["open_gap"].values > 0.0):
        parts.append(_gap_map(one, data, world, view, title))
    else:
        told.append("No place is ever without one in view.")
    parts.append(_curves(one, view, title, shown[0]) if telling else _mean_curve(one, view, title))
    return view_panels(title, [*told, *belts(one)], parts)


def _telling_levels(one: xr.Dataset) -> tuple[list[int], list[str]]:
    """Indices of the one or two levels to map, and sentences on those below, held everywhere, and the one above, held nowhere."""
    share = one["in_view_share"].values
    first = 0
    while first < len(share) - 1 and share[first].min() >= ALWAYS:
        first += 1
    shown = [first]
    if first + 1 < len(share) and share[first + 1].max() > NEVER:
        shown.append(first + 1)
    levels = one["level"].values
    told = (
        [f"Everywhere, at practically every instant, at least {levels[first - 1]} in view; what follows begins above that."]
        if first
        else []
    )
    if len(shown) == 1 and first + 1 < len(share) and share[first + 1].max() == 0.0:
        told.append(f"No place ever has {levels[first + 1]} in view.")
    return shown, told


def belts(one: xr.Dataset) -> list[str]:
    """A sentence on the latitudes that always have one in view, the widest belts first; none where all do or no parallel does."""
    edges = np.linspace(-90.0, 90.0, one.sizes["latitude"] + 1)
    always = (one["in_view_share"].values[0] == 1.0).all(axis=-1)
    if always.all() or not always.any():
        return []
    turns = edges[np.flatnonzero(np.diff(np.concatenate([[False], always, [False]])))].reshape(-1, 2)
    widest = turns[np.argsort(turns[:, 0] - turns[:, 1], kind="stable")][:MOST_BELTS]
    told = " and ".join(f"from {_edge(south)} to {_edge(north)}" for south, north in sorted(widest.tolist()))
    return [f"Latitudes {told} always have one in view."]


def _edge(latitude: float) -> str:
    """The edge of a belt in words: 56° N, the equator, the North Pole."""
    if abs(latitude) == 90.0:
        return "the North Pole" if latitude > 0.0 else "the South Pole"
    return _degrees(latitude) if latitude else "the equator"


def _share_map(one: xr.Dataset, world: World, view: int, title: str, level_at: int) -> str:
    """Map of the share of time with at least so many in view."""
    field = one["in_view_share"].values[level_at].astype(np.float64)
    level = int(one["level"].values[level_at])
    scale = steps.share_steps()
    step, ramp = steps.share_step(maps.smoothly(world.sheet, field)), maps.OF_SHARES
    heading = f"Share of time with {level} or more in view"
    average, low, high = (joined(percent(value), "%") for value in (mean(one, field), float(field.min()), float(field.max())))
    fact = f"{average} on average over the globe, from {low} to {high}."
    drawn = maps.world(
        f"v{view}-share{level}", f"World map, {title}. {heading}: {fact}", world.sheet, step, scale, ramp, (world.grid, field)
    )
    return panel(heading, fact, drawn + legend(scale, ramp, "Percent of the time"))


def _held(one: xr.Dataset, level_at: int) -> float:
    """Share of the globe and the time with so many in view."""
    return mean(one, one["in_view_share"].values[level_at].astype(np.float64))


def _mean_map(one: xr.Dataset, world: World, view: int, title: str) -> str:
    """Map of the mean number in view: what tells places apart where one is always there."""
    field = one["mean_in_view"].values.astype(np.float64)
    heading = "Mean number in view"
    average, low, high = alike((mean(one, field), float(field.min()), float(field.max())))
    fact = f"{average} on average over the globe, from {low} to {high}."
    scale, ramp = steps.count_steps(field), maps.OF_SHARES
    step = np.searchsorted(scale.isolines, maps.smoothly(world.sheet, field), side="right")
    drawn = maps.world(f"v{view}-mean", f"World map, {title}. {heading}: {fact}", world.sheet, step, scale, ramp, (world.grid, field))
    return panel(heading, fact, drawn + legend(scale, ramp, "Satellites in view on average"))


def _gap_map(one: xr.Dataset, data: xr.Dataset, world: World, view: int, title: str) -> str:
    """Map of the longest spell with none in view."""
    seen = one["in_view_share"].values[0]
    closed, cut = one["longest_gap"].values, one["open_gap"].values
    spell = np.maximum(closed, cut)
    heading = "Longest time with none in view"
    never, always = seen < steps.LEAST, (spell <= 0.0) & (seen >= steps.LEAST)
    between = ~never & ~always
    ever = [f"{of_globe(one, always)} always has a satellite in view"] if always.any() else []
    ever += [f"{of_globe(one, never)} never has {'one' if ever else 'a satellite in view'}"] if never.any() else []
    if between.any():
        ever.append(
            f"{'elsewhere' if ever else 'everywhere'} the longest time with none is up to {quantity(float(spell[between].max()), 's')}"
        )
    told = headed("; ".join(ever)) + "."
    if np.any(between & (cut > closed)):
        told += f" A time cut short by the start or the end of the {quantity(float(data.attrs['span_s']), 's')} may be longer."
    classes = steps.spell_classes(spell, seen)
    scale, step, ramp = steps.spell_steps(classes), steps.spell_step(spell, seen, classes), maps.OF_SPELLS
    drawn = maps.world(f"v{view}-gap", f"World map, {title}. {heading}. {told}", world.sheet, maps.by_cell(world.sheet, step), scale, ramp)
    return panel(heading, told, drawn + legend(scale, ramp, "Length of the longest time with none"))


def _mean_curve(one: xr.Dataset, view: int, title: str) -> str:
    """The mean number in view by latitude."""
    number_in_view = one["mean_in_view"].values.astype(np.float64).mean(axis=1)
    latitudes = one["latitude"].values.astype(np.float64)
    heading = "Mean number in view, by latitude"
    least, most = int(np.argmin(number_in_view)), int(np.argmax(number_in_view))
    low, high = alike((float(number_in_view[least]), float(number_in_view[most])))
    told = f"From {low} at {_degrees(latitudes[least])} to {high} at {_degrees(latitudes[most])}."
    scale = (0.0, *steps.count_steps(np.array([0.0, number_in_view[most]])).isolines)
    ticks = (*scale, scale[-1] + scale[1])
    return panel(
        heading,
        told,
        curves.by_latitude(f"v{view}-latitude", f"Line chart, {title}. {heading}. {told}", latitudes, number_in_view[None], ticks),
    )


def _curves(one: xr.Dataset, view: int, title: str, first: int) -> str:
    """The curves by latitude, from the first level that tells something."""
    shares = one["latitude_share"].values[first : first + LEVELS_SHOWN].astype(np.float64)
    levels = one["level"].values[first : first + LEVELS_SHOWN]
    latitudes = one["latitude"].values.astype(np.float64)
    heading = "Share of time in view, by latitude"
    least, most = int(np.argmin(shares[0])), int(np.argmax(shares[0]))
    low, high = (joined(percent(float(shares[0, at])), "%") for at in (least, most))
    told = f"{levels[0]} or more: from {low} at {_degrees(latitudes[least])} to {high}"
    told += "." if shares[0, most] >= ALWAYS else f" at {_degrees(latitudes[most])}."
    if float(np.ptp(shares[0])) < NEVER:
        told = f"{levels[0]} or more: the same at every latitude, {joined(percent(float(shares[0].mean())), '%')}."
    if float(np.ptp(shares, axis=1).max()) < FLAT:
        ranges = zip(levels, shares.min(axis=1), shares.max(axis=1), strict=True)
        each = "; ".join(f"{level} or more, {_level(float(low), float(high))}" for level, low, high in ranges)
        return panel(heading, f"Practically the same at every latitude, so there is no curve to draw: {each} of the time.", "")
    drawn = curves.by_latitude(f"v{view}-latitude", f"Line chart, {title}. {heading}. {told}", latitudes, shares)
    keys = "".join(f"<li>{curves.sample(at)}<span>{level} or more</span></li>" for at, level in enumerate(levels))
    return panel(heading, told, f'{drawn}<ul class="keys">{keys}</ul>')


def _level(low: float, high: float) -> str:
    """A range of shares that is nearly one value, in words."""
    first, last = percent(low), percent(high)
    return joined(first if first == last else f"{first} to {last}", "%")


def _degrees(latitude: float) -> str:
    """A latitude in words: 31° N."""
    side = " N" if latitude > 0.0 else " S" if latitude < 0.0 else ""
    return f"{abs(latitude):g}°{side}"
