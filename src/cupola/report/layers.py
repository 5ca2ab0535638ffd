"""The layers that the maps of a page share: coasts and borders with the regions by number, and the targets by letter.

Badges stand beside what they name and cover neither each other nor a target's dot.
"""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from cupola.arrays import Bool, Float
from cupola.catalog import borders
from cupola.report import equal_earth, maps, vector

REGION = "#a3195b"
COAST = "#101a30"

BADGE_GAP = 0.13
"""Badges keep this far apart, in map units: their diameter and a little."""

DOT_GAP = 0.085
"""A badge's middle keeps this far from every dot, in map units."""

WAYS = np.radians([90.0, 45.0, 135.0, 0.0, 180.0, -45.0, -135.0, -90.0, 67.5, 112.5, 22.5, 157.5, -22.5, -157.5, -67.5, -112.5])
"""Directions in which a target's badge is tried, best first."""

REACHES = BADGE_GAP * np.array([0.75, 1.1, 1.5, 2.0, 2.6, 3.3, 4.1, 5.0])
"""How far from its dot a badge is tried, in map units, nearest first."""

Point = tuple[float, float]
"""A place: in map coordinates, or longitude and latitude, degrees, where it says so."""

Around = Sequence[Sequence[Float[np.ndarray, "2 2"]]]
"""Edges of each outlined region, as `boundary` gives them, in the order of their numbers."""


def outlines(around: Around) -> str:
    """The layer that every map of a page shares: graticule, coasts, borders, the map's edge, and the regions by number.

    Args:
        around: edges of each region that has an outline.
    """
    with vector.drawing(maps.OUTLINES):
        figure, axes = maps.empty_map()
        _stroke(axes, list(_graticule()), "#ffffff", 0.6, 0.45)
        _stroke(axes, borders.coastlines(), COAST, 0.9, 0.8)
        _stroke(axes, borders.land_borders(), COAST, 0.5, 0.55)
        rim = PathPatch(maps.rim(), fill=False, edgecolor=vector.QUIET, linewidth=1.2, joinstyle="round", transform=axes.transData)
        rim.set_clip_on(False)
        axes.add_artist(rim)
        for lines in around:
            _stroke(axes, lines, "#ffffff", 4.0, 0.85)
            _stroke(axes, lines, REGION, 2.0, 1.0)
        badge = {"boxstyle": "circle,pad=0.22", "facecolor": "#ffffff", "edgecolor": REGION, "linewidth": 1.4}
        for number, (x, y) in enumerate(number_places(around), start=1):
            axes.text(x, y, str(number), ha="center", va="center", fontsize=17.0, color=REGION, bbox=badge, zorder=9)
        return vector.shared(figure, maps.OUTLINES)


def targets(places: Sequence[Point], letters: Sequence[str], taken: Sequence[Point]) -> str:
    """The layer of targets: a dot at each place and its letter beside it.

    Args:
        places: longitude and latitude of each, degrees.
        letters: what stands on the badges, one for each place.
        taken: middles of badges that are on the map already, in map units.
    """
    with vector.drawing(maps.TARGETS):
        figure, axes = maps.empty_map()
        dots = [_on_map(*place) for place in places]
        badge = {"boxstyle": "round,pad=0.18,rounding_size=0.25", "facecolor": vector.INK, "edgecolor": "#ffffff", "linewidth": 1.0}
        for (x, y), (dot_x, dot_y), letter in zip(letter_places(dots, taken), dots, letters, strict=True):
            axes.plot([dot_x, x], [dot_y, y], color="#ffffff", linewidth=3.0, solid_capstyle="round", clip_on=False, zorder=4)
            axes.plot([dot_x, x], [dot_y, y], color=vector.INK, linewidth=1.4, clip_on=False, zorder=5)
            axes.plot([dot_x], [dot_y], "o", color=vector.INK, markersize=7.0, markeredgecolor="#ffffff", clip_on=False, zorder=6)
            axes.text(x, y, letter, ha="center", va="center", fontsize=16.0, color="#ffffff", bbox=badge, zorder=9)
        return vector.shared(figure, maps.TARGETS)


def _on_map(longitude: float, latitude: float) -> Point:
    """Map coordinates of a place, degrees."""
    x, y = equal_earth.project(np.radians(np.mod(longitude - maps.CENTRAL + 180.0, 360.0) - 180.0), np.radians(latitude))
    return float(x), float(y)


def number_places(around: Around) -> list[Point]:
    """Where the number of each region stands, in map units: just above it, moved east until it covers no other."""
    taken: list[Point] = []
    for lines in around:
        points = np.concatenate([piece for line in lines for piece in _on_sheet(line)])
        top = points[:, 1].max()
        x = float(points[points[:, 1] > top - 1e-9, 0].mean())
        y = float(min(top + 0.6 * BADGE_GAP, float(equal_earth.EDGE_Y) - 0.5 * BADGE_GAP))
        while _nearest((x, y), taken) < BADGE_GAP:
            x += 0.25 * BADGE_GAP
        taken.append((x, y))
    return taken


def letter_places(dots: Sequence[Point], taken: Sequence[Point]) -> list[Point]:
    """Where the letter of each target stands: as near to its dot as may be, clear of all dots, of other badges and of the map's edge.

    Where no place is free, the one farthest from other badges is taken.
    """
    badges = list(taken)
    for x, y in dots:
        tried = [(x + float(reach * np.cos(way)), y + float(reach * np.sin(way))) for reach, way in itertools.product(REACHES, WAYS)]
        tried = [place for place in tried if _on_paper(place)] or [(x, y)]
        free = [place for place in tried if _nearest(place, badges) >= BADGE_GAP and _nearest(place, dots) >= DOT_GAP]
        badges.append(free[0] if free else max(tried, key=lambda place: _nearest(place, badges)))
    return badges[len(taken) :]


def _nearest(place: Point, others: Sequence[Point]) -> float:
    """Distance to the nearest of other places, in map units; infinite where there is none."""
    return min((float(np.hypot(place[0] - x, place[1] - y)) for x, y in others), default=np.inf)


def _on_paper(place: Point) -> bool:
    """Whether a badge here stays within the picture."""
    margin = 0.5 * BADGE_GAP
    return abs(place[0]) < float(equal_earth.EDGE_X) - margin and abs(place[1]) < float(equal_earth.EDGE_Y) - margin


def boundary(grid: maps.Grid, cells: Bool[np.ndarray, "n_lat n_lon"]) -> Iterator[Float[np.ndarray, "2 2"]]:
    """Edges between cells in a region and cells out of it, as straight pieces of longitude and latitude, degrees."""
    n_lat, n_lon = cells.shape
    half = 180.0 / n_lon
    west = np.mod(grid.longitudes - half - (maps.CENTRAL - 180.0), 360.0)
    order = np.argsort(west, kind="stable")
    west = west[order] + maps.CENTRAL - 180.0
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
    east = line[:, 0] - maps.CENTRAL
    turn = np.floor((0.5 * (east[:-1] + east[1:]) + 180.0) / 360.0)
    crossing = np.flatnonzero(np.diff(turn)) + 1
    for first, last in zip([0, *crossing], [*crossing, len(line) - 1], strict=True):
        piece = np.clip(east[first : last + 1] - 360.0 * turn[first], -180.0, 180.0)
        x, y = equal_earth.project(np.radians(piece), np.radians(line[first : last + 1, 1]))
        yield np.column_stack([x, y])


def _graticule() -> Iterator[Float[np.ndarray, "n 2"]]:
    """Meridians and parallels every 30 deg."""
    north, east = np.linspace(-90.0, 90.0, 61), np.linspace(maps.CENTRAL - 180.0, maps.CENTRAL + 180.0, 2)
    for meridian in np.arange(-150.0, 180.0, 30.0):
        yield np.column_stack([np.full_like(north, meridian), north])
    for parallel in np.arange(-60.0, 90.0, 30.0):
        yield np.column_stack([east, np.full_like(east, parallel)])
