"""One view of a custody study in maps: how soon a launch from each place is seen, and how often by two satellites at burn-out. As HTML."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from cupola.report import maps, steps
from cupola.report.panels import legend, mean, of_globe, panel, view_panels
from cupola.report.places import region_key
from cupola.report.quantities import joined, percent
from cupola.report.stages import clock
from cupola.report.tables import headed, listed, text
from cupola.report.views import World


def panels(data: xr.Dataset, world: World, view: int) -> str:
    """The maps of one view, as HTML: two for each missile; missiles whose maps do not differ share them."""
    title = headed(data["view_title"].values[view])
    parts: list[str] = []
    for same in _alike(data, view):
        one = data.isel(view=view, missile=same[0])
        flown = listed([headed(data["missile_title"].values[missile]) for missile in same])
        parts += [_first(one, world, f"m{view}-{same[0]}", title, flown), _two(one, world, f"m{view}-{same[0]}", title, flown)]
    return view_panels(title, [], parts)


def _alike(data: xr.Dataset, view: int) -> list[list[int]]:
    """Places of the missiles, those with the same maps together."""
    groups: list[list[int]] = []
    fields = [data[name].values[view] for name in ("sight_map", "two_in_view_map")]
    for missile in range(data.sizes["missile"]):
        for group in groups:
            if all(np.array_equal(field[missile], field[group[0]], equal_nan=True) for field in fields):
                group.append(missile)
                break
        else:
            groups.append([missile])
    return groups


def _first(one: xr.Dataset, world: World, name: str, title: str, flown: str) -> str:
    """Map of the time from launch to the first line of sight."""
    heading = f"First line of sight after launch: {flown}"
    seconds = np.round(one["sight_map"].values.astype(np.float64))
    told = _first_told(one, seconds)
    if not np.isfinite(seconds).any():
        return panel(heading, told, "")
    scale, step = steps.sights(seconds)
    drawn = maps.world(
        f"{name}-sight", f"World map, {title}. {heading}. {told}", world.sheet, maps.by_cell(world.sheet, step), scale, maps.OF_SPELLS
    )
    return panel(
        heading,
        told,
        drawn
        + legend(scale, maps.OF_SPELLS, f"Time after launch{', min:s' if ':' in ''.join(scale.labels) else ''}, for half of the launches"),
    )


def _first_told(one: xr.Dataset, seconds: np.ndarray) -> str:
    """How soon, in words."""
    seen, never, unknown = np.isfinite(seconds), np.isinf(seconds), np.isnan(seconds)
    said: list[str] = []
    if seen.any():
        low, high = clock(float(seconds[seen].min())), clock(float(seconds[seen].max()))
        where = "" if seen.all() else f" on {of_globe(one, seen)}"
        said.append(f"half of the launches are seen by {low if low == high else f'{low} to {high} after launch, by place'}{where}")
        said[0] += " after launch" if low == high and not where else ""
    if never.any():
        said.append(f"never for half of the launches on {of_globe(one, never)}")
    if unknown.any():
        said.append(f"not known on {of_globe(one, unknown)}")
    return f"{headed('; '.join(said))}. A cloud deck of the usual height lies over every place."


def _two(one: xr.Dataset, world: World, name: str, title: str, flown: str) -> str:
    """Map of the share of time with two satellites that see the point of burn-out."""
    heading = f"Two in view at burn-out: {flown}"
    field = one["two_in_view_map"].values.astype(np.float64)
    if np.isnan(field).any():
        return panel(heading, "How often two satellites see the point of burn-out is not known everywhere.", "")
    if field.max() < steps.LEAST or field.min() > steps.MOST:
        return panel(heading, f"{'Never' if field.max() < steps.LEAST else 'Always'}, everywhere.", "")
    average, low, high = (joined(percent(value), "%") for value in (mean(one, field), float(field.min()), float(field.max())))
    told = f"{average} of the time on average over the globe, from {low} to {high}."
    scale, step = steps.share_steps(), steps.share_step(maps.smoothly(world.sheet, field))
    drawn = maps.world(
        f"{name}-two", f"World map, {title}. {heading}. {told}", world.sheet, step, scale, maps.OF_SHARES, (world.grid, field)
    )
    return panel(heading, told, drawn + legend(scale, maps.OF_SHARES, "Percent of the time"))


def areas(data: xr.Dataset, numbers: Mapping[str, int]) -> str:
    """From where to where each threat flies, its regions by their numbers on the maps, as an HTML list."""
    named = {str(title): str(name) for name, title in zip(data["region"].values, data["region_title"].values, strict=True)}
    items: list[str] = []
    for threat, title in enumerate(data["threat_title"].values):
        ends = [str(data[f"threat_{name}"].values[threat]) for name in ("from", "to")]
        start, end = (f'{region_key(numbers, named.get(place, ""))}<span dir="auto">{text(headed(place))}</span>' for place in ends)
        items.append(f'<li><span dir="auto">{text(headed(title))}</span>: from {start} toward {end}</li>')
    return f'<ul class="places-key" aria-label="Launch and aim areas">{"".join(items)}</ul>'
