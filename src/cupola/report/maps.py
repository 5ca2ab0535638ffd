"""World maps on the Equal Earth projection: a field in steps of colour and its isolines, under the layers that `layers` draws.

A field drawn smoothly is taken as linear between cell centres, and its isolines are the edges of its steps. A field drawn by cells is shown
as it was computed. Shares are told in cividis (Nunez, Anderton and Renslow 2018), spells in ColorBrewer's OrRd, which has none of its
colours; both are lightened by a quarter, so that outlines read on them. The raster runs a little over the map's edge and is clipped there.
"""

import functools
from dataclasses import dataclass

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline

from cupola.arrays import Bool, Float, Int
from cupola.report import equal_earth, vector
from cupola.report.steps import DOTTED, HATCHED, UNBROKEN, Steps

CENTRAL = 10.0
"""Longitude of the map's middle, degrees: the sheet's edge runs through the Bering Strait."""

WIDTH = 900.0
MARGIN = 2.0
HEIGHT = round((WIDTH - 2.0 * MARGIN) * float(equal_earth.EDGE_Y / equal_earth.EDGE_X) + 2.0 * MARGIN)
"""Size of a map, points."""

PIXELS = 1000
"""Width of the raster below a map."""

LIGHTENED = 0.25
HATCH, HATCH_LINE = (222, 227, 235), (128, 140, 160)
TINT = (219, 234, 230)
"""Ground of places always in view on a map of spells."""

OVERLAP = 3.0
"""The raster runs so far over the map's edge, degrees of longitude: two pixels or more at every latitude."""

HATCH_PERIOD, HATCH_WIDTH = 10, 3

DOT_GROUND, DOT = (246, 247, 250), (92, 104, 128)
DOT_PERIOD, DOT_WIDTH = 9, 3

OUTLINES, TARGETS = "world-outlines", "world-targets"
"""Names of the layers that maps share."""


@dataclass(frozen=True)
class Grid:
    """A world grid: cell centres, degrees, rising and evenly spaced; longitudes go all the way round."""

    latitudes: Float[np.ndarray, "n_lat"]
    longitudes: Float[np.ndarray, "n_lon"]


@dataclass(frozen=True)
class Ramp:
    """A piece of one of matplotlib's colour maps, lightened.

    Attributes:
        name: matplotlib's name.
        start: where in it the scale's place 0 lies.
        stop: where in it the scale's place 1 lies.
    """

    name: str
    start: float = 0.0
    stop: float = 1.0

    def rgb(self, place: float) -> tuple[int, int, int]:
        """Colour of a place on the scale, 0 to 255; of hatching and dots their ground."""
        if place == UNBROKEN:
            return TINT
        if place == HATCHED:
            return HATCH
        if place == DOTTED:
            return DOT_GROUND
        red, green, blue, _ = matplotlib.colormaps[self.name](self.start + place * (self.stop - self.start))
        red, green, blue = (round(255.0 * (part + LIGHTENED * (1.0 - part))) for part in (red, green, blue))
        return red, green, blue

    def colour(self, place: float) -> str:
        """The same as `#rrggbb`."""
        red, green, blue = self.rgb(place)
        return f"#{red:02x}{green:02x}{blue:02x}"


OF_SHARES, OF_SPELLS = Ramp("cividis"), Ramp("OrRd", 0.22, 0.94)
"""Dark is seldom in view, and a long time without."""


@dataclass(frozen=True)
class Sheet:
    """Where each pixel of the raster lies on a grid.

    Attributes:
        rows: (height,) row of the grid at each pixel's latitude, with its fraction.
        columns: (height, width) column of the grid at each pixel's longitude, with its fraction.
        on_map: (height, width) whether the pixel lies within the map's outline.
        filled: (height, width) whether it lies there or a little over the edge.
    """

    rows: Float[np.ndarray, "height"]
    columns: Float[np.ndarray, "height width"]
    on_map: Bool[np.ndarray, "height width"]
    filled: Bool[np.ndarray, "height width"]


def sheet(grid: Grid) -> Sheet:
    """The raster laid over a grid."""
    edge_x, edge_y = float(equal_earth.EDGE_X), float(equal_earth.EDGE_Y)
    height = round(PIXELS * edge_y / edge_x)
    x = (np.arange(PIXELS) + 0.5) / PIXELS * 2.0 * edge_x - edge_x
    y = edge_y - (np.arange(height) + 0.5) / height * 2.0 * edge_y
    longitude, latitude = equal_earth.unproject(x[None, :], y[:, None])
    east, north = np.degrees(longitude), np.degrees(latitude[:, 0])
    n_lat, n_lon = len(grid.latitudes), len(grid.longitudes)
    rows = np.clip((north - grid.latitudes[0]) / (grid.latitudes[-1] - grid.latitudes[0]) * (n_lat - 1), 0.0, n_lat - 1.0)
    columns = np.mod((east + CENTRAL - grid.longitudes[0]) * n_lon / 360.0, n_lon)
    return Sheet(rows, columns, np.abs(east) <= 180.0, np.abs(east) <= 180.0 + OVERLAP)


def by_cell(over: Sheet, field: Int[np.ndarray, "n_lat n_lon"]) -> Int[np.ndarray, "height width"]:
    """The field at each pixel's own cell."""
    rows = np.rint(over.rows).astype(np.int64)[:, None]
    return field[rows, np.rint(over.columns).astype(np.int64) % field.shape[1]]


def smoothly(over: Sheet, field: Float[np.ndarray, "n_lat n_lon"]) -> Float[np.ndarray, "height width"]:
    """The field at each pixel, linear between the four nearest cell centres."""
    south = np.minimum(np.floor(over.rows).astype(np.int64), field.shape[0] - 2)
    west = np.floor(over.columns).astype(np.int64) % field.shape[1]
    up, along = (over.rows - south)[:, None], over.columns - np.floor(over.columns)
    south, east = south[:, None], (west + 1) % field.shape[1]
    low = field[south, west] * (1.0 - along) + field[south, east] * along
    high = field[south + 1, west] * (1.0 - along) + field[south + 1, east] * along
    return low * (1.0 - up) + high * up


def world(
    name: str,
    alternative: str,
    over: Sheet,
    step: Int[np.ndarray, "height width"],
    steps: Steps,
    ramp: Ramp,
    lines: tuple[Grid, np.ndarray] | None = None,
    layers: tuple[str, ...] = (OUTLINES,),
) -> str:
    """One map as inline SVG, over it the shared layers.

    Args:
        name: prefix of its ids, unique in the page.
        alternative: what it shows, in words.
        over: the raster.
        step: step of each pixel.
        steps: the scale.
        ramp: its colours.
        lines: grid and field (n_lat, n_lon) through which the scale's isolines are drawn; none where the field is shown by cells.
        layers: names of the shared layers, from below.
    """
    with vector.drawing(name):
        figure, axes = empty_map()
        palette = np.array([ramp.rgb(place) for place in steps.places], dtype=np.uint8)
        pixels = np.zeros((*step.shape, 4), dtype=np.uint8)
        pixels[..., :3] = palette[step]
        diagonal = np.add.outer(np.arange(step.shape[0]), np.arange(step.shape[1])) % HATCH_PERIOD < HATCH_WIDTH
        pixels[(np.array(steps.places) == HATCHED)[step] & diagonal, :3] = HATCH_LINE
        down, along = (np.arange(length) % DOT_PERIOD < DOT_WIDTH for length in step.shape)
        pixels[(np.array(steps.places) == DOTTED)[step] & down[:, None] & along[None, :], :3] = DOT
        pixels[..., 3] = np.where(over.filled, 255, 0)
        edge_x, edge_y = float(equal_earth.EDGE_X), float(equal_earth.EDGE_Y)
        raster = axes.imshow(pixels, extent=(-edge_x, edge_x, -edge_y, edge_y), interpolation="none", aspect="auto", zorder=1)
        raster.set_clip_path(rim(), axes.transData)
        if lines is not None:
            _isolines(axes, *lines, steps.isolines)
        return functools.reduce(vector.with_shared, layers, vector.inline(figure, name, alternative))


def empty_map() -> tuple[Figure, Axes]:
    """A figure that the map fills to a thin margin."""
    figure = vector.blank(WIDTH, HEIGHT)
    axes = figure.add_axes((MARGIN / WIDTH, MARGIN / HEIGHT, 1.0 - 2.0 * MARGIN / WIDTH, 1.0 - 2.0 * MARGIN / HEIGHT))
    axes.set_axis_off()
    axes.set_xlim(-float(equal_earth.EDGE_X), float(equal_earth.EDGE_X))
    axes.set_ylim(-float(equal_earth.EDGE_Y), float(equal_earth.EDGE_Y))
    return figure, axes


def rim() -> Outline:
    """The map's edge in map coordinates, one closed line: up the west side, down the east side."""
    north = np.radians(np.concatenate([np.linspace(-90.0, 90.0, 91), np.linspace(90.0, -90.0, 91)]))
    x, y = equal_earth.project(np.repeat([-np.pi, np.pi], 91), north)
    corners = np.column_stack([x, y])
    return Outline(np.concatenate([corners, corners[:1]]), closed=True)


def _isolines(axes: Axes, grid: Grid, field: Float[np.ndarray, "n_lat n_lon"], levels: tuple[float, ...]) -> None:
    """Lines of equal value, over the sheet's edge and up to the poles."""
    inside = [level for level in levels if field.min() < level < field.max()]
    if not inside:
        return
    east = np.mod(grid.longitudes - (CENTRAL - 180.0), 360.0)
    order = np.argsort(east, kind="stable")
    order = np.concatenate([order[-1:], order, order[:1]])
    east = np.concatenate([[east[order[0]] - 360.0], east[order[1:-1]], [east[order[-1]] + 360.0]]) - 180.0
    field = np.concatenate([field[:1], field, field[-1:]])[:, order]
    north = np.concatenate([[-90.0], grid.latitudes, [90.0]])
    x, y = equal_earth.project(np.radians(east)[None, :], np.radians(north)[:, None])
    drawn = axes.contour(x, np.broadcast_to(y, x.shape), field, levels=inside, colors=["#ffffff"], linewidths=0.7, alpha=0.75, zorder=2)
    drawn.set_clip_path(rim(), axes.transData)
