"""World maps on the Equal Earth projection: a field in steps of colour, isolines, and one shared layer of coasts, borders and regions.

A field drawn smoothly is taken as linear between cell centres, and its isolines are the edges of its steps. A field drawn by cells is shown
as it was computed. Shares are told in cividis (Nunez, Anderton and Renslow 2018), spells in ColorBrewer's OrRd, which has none of its
colours; both are lightened by a quarter, so that outlines read on them. The raster runs a little over the map's edge and is clipped there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from cupola.arrays import Bool, Float, Int
from cupola.catalog import borders
from cupola.report import equal_earth, vector
from cupola.report.steps import HATCHED, UNBROKEN, Steps

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
REGION = "#a3195b"
COAST = "#101a30"

OUTLINES = "world-outlines"


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
        """Colour of a place on the scale, 0 to 255; of hatching its ground."""
        if place == UNBROKEN:
            return TINT
        if place == HATCHED:
            return HATCH
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
) -> str:
    """One map as inline SVG, over it the layer that `outlines` made.

    Args:
        name: prefix of its ids, unique in the page.
        alternative: what it shows, in words.
        over: the raster.
        step: step of each pixel.
        steps: the scale.
        ramp: its colours.
        lines: grid and field (n_lat, n_lon) through which the scale's isolines are drawn; none where the field is shown by cells.
    """
    with vector.drawing(name):
        figure, axes = _empty_map()
        palette = np.array([ramp.rgb(place) for place in steps.places], dtype=np.uint8)
        pixels = np.zeros((*step.shape, 4), dtype=np.uint8)
        pixels[..., :3] = palette[step]
        diagonal = np.add.outer(np.arange(step.shape[0]), np.arange(step.shape[1])) % HATCH_PERIOD < HATCH_WIDTH
        pixels[(np.array(steps.places) == HATCHED)[step] & diagonal, :3] = HATCH_LINE
        pixels[..., 3] = np.where(over.filled, 255, 0)
        edge_x, edge_y = float(equal_earth.EDGE_X), float(equal_earth.EDGE_Y)
        raster = axes.imshow(pixels, extent=(-edge_x, edge_x, -edge_y, edge_y), interpolation="none", aspect="auto", zorder=1)
        raster.set_clip_path(_rim(), axes.transData)
        if lines is not None:
            _isolines(axes, *lines, steps.isolines)
        return vector.with_shared(vector.inline(figure, name, alternative), OUTLINES)


def outlines(grid: Grid, regions: Sequence[Bool[np.ndarray, "n_lat n_lon"]]) -> str:
    """The layer that every map of a page shares: graticule, coasts, borders, the map's edge, and the regions by number.

    Args:
        grid: the grid of the regions.
        regions: cells of each region that has an outline: neither empty nor the whole world.
    """
    with vector.drawing(OUTLINES):
        figure, axes = _empty_map()
        _stroke(axes, list(_graticule()), "#ffffff", 0.6, 0.45)
        _stroke(axes, borders.coastlines(), COAST, 0.9, 0.8)
        _stroke(axes, borders.land_borders(), COAST, 0.5, 0.55)
        rim = PathPatch(_rim(), fill=False, edgecolor=vector.QUIET, linewidth=1.2, joinstyle="round", transform=axes.transData)
        rim.set_clip_on(False)
        axes.add_artist(rim)
        around = [list(boundary(grid, cells)) for cells in regions]
        for lines in around:
            _stroke(axes, lines, "#ffffff", 4.0, 0.85)
            _stroke(axes, lines, REGION, 2.0, 1.0)
        _number_regions(axes, around)
        return vector.shared(figure, OUTLINES)


def boundary(grid: Grid, cells: Bool[np.ndarray, "n_lat n_lon"]) -> Iterator[Float[np.ndarray, "2 2"]]:
    """Edges between cells in a region and cells out of it, as straight pieces of longitude and latitude, degrees."""
    n_lat, n_lon = cells.shape
    half = 180.0 / n_lon
    west = np.mod(grid.longitudes - half - (CENTRAL - 180.0), 360.0)
    order = np.argsort(west, kind="stable")
    west = west[order] + CENTRAL - 180.0
    cells = cells[:, order]
    between = 0.5 * (grid.latitudes[:-1] + grid.latitudes[1:])
    south = np.concatenate([[-90.0], between, [90.0]])
    for row in range(1, n_lat):
        for first, last in _runs(cells[row] != cells[row - 1]):
            yield np.array([[west[first], south[row]], [west[last] + 2.0 * half, south[row]]])
    for column in range(n_lon):
        for first, last in _runs(cells[:, column] != cells[:, column - 1]):
            yield np.array([[west[column], south[first]], [west[column], south[last + 1]]])


def _runs(marked: Bool[np.ndarray, "n"]) -> Iterator[tuple[int, int]]:
    """First and last index of each unbroken run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marked, [False]])))
    yield from zip(edges[::2].tolist(), (edges[1::2] - 1).tolist(), strict=True)


def _empty_map() -> tuple[Figure, Axes]:
    """A figure that the map fills to a thin margin."""
    figure = vector.blank(WIDTH, HEIGHT)
    axes = figure.add_axes((MARGIN / WIDTH, MARGIN / HEIGHT, 1.0 - 2.0 * MARGIN / WIDTH, 1.0 - 2.0 * MARGIN / HEIGHT))
    axes.set_axis_off()
    axes.set_xlim(-float(equal_earth.EDGE_X), float(equal_earth.EDGE_X))
    axes.set_ylim(-float(equal_earth.EDGE_Y), float(equal_earth.EDGE_Y))
    return figure, axes


def _stroke(axes: Axes, lines: Sequence[Float[np.ndarray, "n 2"]], ink: str, width: float, alpha: float) -> None:
    """Draws lines of longitude and latitude, degrees, as one path."""
    pieces = [piece for line in lines for piece in _on_sheet(line)]
    if not pieces:
        return
    codes = np.full(sum(len(piece) for piece in pieces), Outline.LINETO, dtype=np.uint8)
    codes[np.cumsum([0, *(len(piece) for piece in pieces[:-1])])] = Outline.MOVETO
    patch = PathPatch(
        Outline(np.concatenate(pieces), codes), fill=False, edgecolor=ink, linewidth=width, alpha=alpha, capstyle="round", joinstyle="round"
    )
    patch.set_transform(axes.transData)
    patch.set_clip_on(False)
    axes.add_artist(patch)


def _on_sheet(line: Float[np.ndarray, "n 2"]) -> Iterator[Float[np.ndarray, "k 2"]]:
    """A line in map coordinates, cut where it crosses the sheet's edge. It must not leap by half a turn of its own."""
    east = line[:, 0] - CENTRAL
    turn = np.floor((0.5 * (east[:-1] + east[1:]) + 180.0) / 360.0)
    crossing = np.flatnonzero(np.diff(turn)) + 1
    for first, last in zip([0, *crossing], [*crossing, len(line) - 1], strict=True):
        piece = np.clip(east[first : last + 1] - 360.0 * turn[first], -180.0, 180.0)
        x, y = equal_earth.project(np.radians(piece), np.radians(line[first : last + 1, 1]))
        yield np.column_stack([x, y])


def _graticule() -> Iterator[Float[np.ndarray, "n 2"]]:
    """Meridians and parallels every 30 deg."""
    north, east = np.linspace(-90.0, 90.0, 61), np.linspace(CENTRAL - 180.0, CENTRAL + 180.0, 2)
    for meridian in np.arange(-150.0, 180.0, 30.0):
        yield np.column_stack([np.full_like(north, meridian), north])
    for parallel in np.arange(-60.0, 90.0, 30.0):
        yield np.column_stack([east, np.full_like(east, parallel)])


def _rim() -> Outline:
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
    drawn.set_clip_path(_rim(), axes.transData)


LABEL_GAP = 0.13
"""Numbers of regions keep this far apart, in map units: the diameter of their circles and a little."""


def _number_regions(axes: Axes, around: list[list[Float[np.ndarray, "2 2"]]]) -> None:
    """Sets the number of each region, counted from 1, just above it, moved east until it covers no other."""
    taken: list[tuple[float, float]] = []
    for number, lines in enumerate(around, start=1):
        points = np.concatenate([piece for line in lines for piece in _on_sheet(line)])
        top = points[:, 1].max()
        x = float(points[points[:, 1] > top - 1e-9, 0].mean())
        y = float(min(top + 0.6 * LABEL_GAP, float(equal_earth.EDGE_Y) - 0.5 * LABEL_GAP))
        while any(np.hypot(x - other_x, y - other_y) < LABEL_GAP for other_x, other_y in taken):
            x += 0.25 * LABEL_GAP
        taken.append((x, y))
        badge = {"boxstyle": "circle,pad=0.22", "facecolor": "#ffffff", "edgecolor": REGION, "linewidth": 1.4}
        axes.text(x, y, str(number), ha="center", va="center", fontsize=17.0, color=REGION, bbox=badge, zorder=9)
