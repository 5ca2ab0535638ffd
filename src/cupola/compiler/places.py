"""Regions of a scenario as cells of a grid: countries, boxes and circles, intersected. Cell centres decide; nothing is shared out."""

import numpy as np

from cupola.arrays import Bool
from cupola.catalog import borders
from cupola.compiler.problem import Place
from cupola.constants import Body
from cupola.errors import Problem, ScenarioError
from cupola.geometry import RingGrid
from cupola.scenario.schema import WORLD, Box, Circle, Region, Scenario


def places_of(scenario: Scenario, grid: RingGrid, body: Body) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """The regions on a grid, the world last, and what must be told of them.

    Raises:
        ScenarioError: a region whose parts do not meet.
    """
    places, warnings, problems = [], [], []
    for name, region in scenario.regions.items():
        cells = _cells(region, grid, body)
        if not cells.any() and region.country is not None and region.box is None and region.circle is None:
            ring, column = borders.country_nearest_cell(region.country, np.degrees(grid.latitudes), np.degrees(grid.longitudes))
            cells[ring, column] = True
            warnings.append(
                f"{region.title} holds no centre of a cell of this grid; the nearest cell stands for it. A finer grid would do better."
            )
        if not cells.any():
            told = "holds no centre of a cell of this grid; make its parts overlap, enlarge it, or make studies.coverage.grid finer"
            problems.append(Problem(f"regions.{name}", scenario.line_of(f"regions.{name}"), told))
        places.append(Place(name, region.title, cells))
    if problems:
        raise ScenarioError(scenario.file, tuple(problems))
    world = Place(WORLD, "World", np.ones((grid.rings, grid.columns), bool))
    return (*places, world), tuple(warnings)


def _cells(region: Region, grid: RingGrid, body: Body) -> Bool[np.ndarray, "rings columns"]:
    cells = np.ones((grid.rings, grid.columns), bool)
    if region.country is not None:
        cells &= borders.country_cells(region.country, np.degrees(grid.latitudes), np.degrees(grid.longitudes))
    if region.box is not None:
        cells &= _in_box(region.box, grid)
    if region.circle is not None:
        cells &= _in_circle(region.circle, grid, body)
    return cells


def _in_box(box: Box, grid: RingGrid) -> Bool[np.ndarray, "rings columns"]:
    """A centre on an edge is inside, with a hair to spare for rounding: 1e-9 rad is 6 mm."""
    hair, turn = 1e-9, 2.0 * np.pi
    latitude = (grid.latitudes >= box.south.value - hair) & (grid.latitudes <= box.north.value + hair)
    span = box.east.value - box.west.value
    width = turn if span >= turn - hair else np.mod(span, turn)
    longitude = np.mod(grid.longitudes - box.west.value + hair, turn) <= width + 2.0 * hair
    return latitude[:, None] & longitude


def _in_circle(circle: Circle, grid: RingGrid, body: Body) -> Bool[np.ndarray, "rings columns"]:
    """Haversine form: exact for small circles too."""
    d = np.sin(0.5 * (grid.latitudes - circle.latitude.value))[:, None]
    across = np.cos(grid.latitudes)[:, None] * np.cos(circle.latitude.value)
    share = d * d + across * np.sin(0.5 * (grid.longitudes - circle.longitude.value)) ** 2
    return 2.0 * np.arcsin(np.sqrt(np.minimum(share, 1.0))) <= circle.radius.value / body.radius
