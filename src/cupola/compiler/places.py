"""Regions of a scenario as cells of a grid with their weights, and its targets as points. Cell centres decide; nothing is shared out."""

import numpy as np

from cupola.arrays import Bool, Float
from cupola.catalog import borders
from cupola.catalog.cities import cities, city_arrays, city_named
from cupola.catalog.countries import country_name
from cupola.compiler.problem import Place, Target
from cupola.constants import Body
from cupola.errors import Problem, ScenarioError
from cupola.geometry import RingGrid
from cupola.scenario.regions import WORLD, Box, Circle, LatitudeBand, Region
from cupola.scenario.schema import Scenario

_HAIR = 1e-9


def places_of(scenario: Scenario, grid: RingGrid, body: Body) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """The regions on a grid, the world last, and what must be told of them.

    Raises:
        ScenarioError: a region whose parts do not meet, or one that weighs by people and holds no city.
    """
    places, warnings, problems = [], [], []
    area = np.broadcast_to(grid.cell_area[:, None], (grid.rings, grid.columns))
    for name, region in scenario.regions.items():
        cells, weights = _cells(region, grid, body), area
        if region.weight == "people":
            weights = _people(region, grid)
            cells = cells & (weights > 0.0)
        elif not cells.any() and region.country is not None and region.box is None and region.circle is None and region.latitudes is None:
            ring, column = borders.country_nearest_cell(region.country, np.degrees(grid.latitudes), np.degrees(grid.longitudes))
            cells[ring, column] = True
            warnings.append(
                f"{region.title} holds no centre of a cell of this grid; the nearest cell stands for it. A finer grid would do better."
            )
        if not cells.any():
            told = "holds no centre of a cell of this grid; make its parts overlap, enlarge it, or make the grid of the study finer"
            if region.weight == "people":
                told = "weighs by people and holds no city of the list; enlarge it, or weigh it by area"
            problems.append(Problem(f"regions.{name}", scenario.line_of(f"regions.{name}"), told))
            continue
        places.append(Place(name, region.title, cells, _shares(weights, cells)))
    if problems:
        raise ScenarioError(scenario.file, tuple(problems))
    everywhere = np.ones((grid.rings, grid.columns), bool)
    return (*places, Place(WORLD, "World", everywhere, _shares(area, everywhere))), tuple(warnings)


def targets_of(scenario: Scenario) -> tuple[Target, ...]:
    """The named points; cities stand at their coordinates in the list."""
    found: list[Target] = []
    for name, target in scenario.targets.items():
        if target.city is not None:
            city = city_named(target.city)
            found.append(Target(name, target.title, city.latitude, city.longitude))
        elif target.latitude is not None and target.longitude is not None:
            found.append(Target(name, target.title, target.latitude.value, target.longitude.value))
    return tuple(found)


def _shares(weights: Float[np.ndarray, "rings columns"], cells: Bool[np.ndarray, "rings columns"]) -> Float[np.ndarray, "rings columns"]:
    kept = np.where(cells, weights, 0.0)
    return kept / kept.sum()


def _people(region: Region, grid: RingGrid) -> Float[np.ndarray, "rings columns"]:
    """People in each cell of the cities of the region's country, or of all: by the list, as a city on a coast may lie off the outline."""
    latitude, longitude, people = city_arrays()
    if region.country is not None:
        country = country_name(region.country)
        people = people * np.array([city.country == country for city in cities()])
    ring = np.clip(np.floor((latitude + 0.5 * np.pi) * grid.rings / np.pi).astype(int), 0, grid.rings - 1)
    column = np.mod(np.floor((longitude + np.pi) * grid.columns / (2.0 * np.pi)).astype(int), grid.columns)
    total = np.zeros((grid.rings, grid.columns))
    np.add.at(total, (ring, column), people)
    return total


def _cells(region: Region, grid: RingGrid, body: Body) -> Bool[np.ndarray, "rings columns"]:
    cells = np.ones((grid.rings, grid.columns), bool)
    if region.country is not None and region.weight == "area":
        cells &= borders.country_cells(region.country, np.degrees(grid.latitudes), np.degrees(grid.longitudes))
    if region.box is not None:
        cells &= _in_box(region.box, grid)
    if region.circle is not None:
        cells &= _in_circle(region.circle, grid, body)
    if region.latitudes is not None:
        cells &= _in_band(region.latitudes, grid)[:, None]
    return cells


def _in_band(band: Box | LatitudeBand, grid: RingGrid) -> Bool[np.ndarray, "rings"]:
    """A centre on an edge is inside, with a hair to spare for rounding: 1e-9 rad is 6 mm."""
    return (grid.latitudes >= band.south.value - _HAIR) & (grid.latitudes <= band.north.value + _HAIR)


def _in_box(box: Box, grid: RingGrid) -> Bool[np.ndarray, "rings columns"]:
    """A centre on an edge is inside."""
    turn = 2.0 * np.pi
    span = box.east.value - box.west.value
    width = turn if span >= turn - _HAIR else np.mod(span, turn)
    longitude = np.mod(grid.longitudes - box.west.value + _HAIR, turn) <= width + 2.0 * _HAIR
    return _in_band(box, grid)[:, None] & longitude


def _in_circle(circle: Circle, grid: RingGrid, body: Body) -> Bool[np.ndarray, "rings columns"]:
    """Haversine form: exact for small circles too."""
    d = np.sin(0.5 * (grid.latitudes - circle.latitude.value))[:, None]
    across = np.cos(grid.latitudes)[:, None] * np.cos(circle.latitude.value)
    share = d * d + across * np.sin(0.5 * (grid.longitudes - circle.longitude.value)) ** 2
    return 2.0 * np.arcsin(np.sqrt(np.minimum(share, 1.0))) <= circle.radius.value / body.radius
