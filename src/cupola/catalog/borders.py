"""Country and coast outlines of Natural Earth: which cells of a grid a country covers, and the lines to draw on a map.

Geodetic latitude and longitude, degrees. Borders are drawn as in the source (Natural Earth 4.1 at 1:50m and 1:110m, as packaged by
world-atlas 2.0.2), with every country's islands and far-off parts. Between two points of an outline the line is straight in longitude and
latitude. Lakes count as land. See docs/models/places.md.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.catalog.countries import DATA, country_name, country_names

TURN = 99_999
"""Quanta of longitude in a full turn: the source's coordinates are whole numbers of 360/99999 deg, so that outlines meet exactly."""

FRACTION = 2.0**20
"""A grid's longitudes are rounded to this part of a quantum (2e-9 deg), so that adding a full turn to one is exact."""


@dataclass(frozen=True)
class Outlines:
    """Outlines at one scale, each shared stretch (an arc) held once.

    Attributes:
        points: (n, 2) longitude and latitude in whole quanta; longitudes are not reduced to one turn.
        arcs: (arcs + 1,) where each arc starts in `points`, and the end of the last.
        ring_arcs: (m,) arcs in the order of the rings; ~n stands for arc n walked backwards.
        rings: (rings + 1,) where each ring starts in `ring_arcs`, and the end of the last.
        countries: (countries + 1,) where each country starts in `rings`, and the end of the last.
        scale: degrees per quantum, longitude and latitude.
        origin: longitude and latitude of quantum 0, degrees.
    """

    points: Int[np.ndarray, "n 2"]
    arcs: Int[np.ndarray, "arcs_and_1"]
    ring_arcs: Int[np.ndarray, "m"]
    rings: Int[np.ndarray, "rings_and_1"]
    countries: Int[np.ndarray, "countries_and_1"]
    scale: Float[np.ndarray, "2"]
    origin: Float[np.ndarray, "2"]

    def arc(self, signed: int) -> Int[np.ndarray, "k 2"]:
        """Points of an arc, backwards for ~n."""
        number = ~signed if signed < 0 else signed
        points = self.points[self.arcs[number] : self.arcs[number + 1]]
        return points[::-1] if signed < 0 else points

    def ring(self, number: int) -> Int[np.ndarray, "k 2"]:
        """Points of a closed ring, the first one again at the end. Where two arcs meet, their common point comes once."""
        arcs = [self.arc(int(signed)) for signed in self.ring_arcs[self.rings[number] : self.rings[number + 1]]]
        return np.concatenate([arcs[0], *(arc[1:] for arc in arcs[1:])])

    def country(self, number: int) -> list[Int[np.ndarray, "k 2"]]:
        """Every ring of a country, outer ones and holes alike."""
        return [self.ring(ring) for ring in range(int(self.countries[number]), int(self.countries[number + 1]))]


@functools.cache
def _outlines(scale: str) -> Outlines:
    """Outlines at `50m` or `110m`, read once."""
    with np.load(DATA / "borders.npz", allow_pickle=False) as arrays:
        steps, arc_ends, ring_arcs, ring_ends, country_ends, transform = (
            arrays[f"{scale}_{key}"] for key in ("steps", "arc_ends", "ring_arcs", "ring_ends", "country_ends", "transform")
        )
    arcs, rings, countries = (np.concatenate([[0], ends]) for ends in (arc_ends, ring_ends, country_ends))
    sums = np.cumsum(steps, axis=0, dtype=np.int64)
    before = np.concatenate([[[0, 0]], sums[arcs[1:-1] - 1]])
    points = sums - np.repeat(before, np.diff(arcs), axis=0)
    return Outlines(points, arcs, ring_arcs, rings, countries, scale=transform[:2], origin=transform[2:])


def country_cells(
    name: str, latitudes: Float[np.ndarray, "n_lat"], longitudes: Float[np.ndarray, "n_lon"]
) -> Bool[np.ndarray, "n_lat n_lon"]:
    """Which points of a grid lie in a country.

    From each point the meridian is followed to the north pole and the outlines crossed are counted: an odd number means inside (no country
    holds the north pole). So holes, the date line and a ring about the south pole need no case of their own. A point on an outline belongs
    to one side of it, and to one of two neighbours.

    Args:
        name: a country, by any of its usual names.
        latitudes: geodetic, degrees, in any order.
        longitudes: east, degrees, in any order and any turn.

    Returns:
        True where the point lies in the country. A country smaller than a cell may hold no point: see `country_nearest_cell`.

    Raises:
        InputError: the name is not known.
    """
    outlines = _outlines("50m")
    starts, steps = _edges(outlines.country(country_names().index(country_name(name))))
    row_order = np.argsort(latitudes, kind="stable")
    column_order, columns = _columns(outlines, longitudes)
    rows = (np.asarray(latitudes, dtype=np.float64)[row_order] - outlines.origin[1]) / outlines.scale[1]

    west = np.where(steps[:, 0] > 0, starts[:, 0], starts[:, 0] + steps[:, 0])
    turned = np.mod(west, TURN)
    first = np.searchsorted(columns, turned, side="left")
    count = np.searchsorted(columns, turned + np.abs(steps[:, 0]), side="left") - first
    edge = np.repeat(np.arange(len(count)), count)
    column = first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)

    along = (columns[column] - turned[edge]) / np.abs(steps[edge, 0])
    forward = np.where(steps[edge, 0] > 0, along, 1.0 - along)
    crossing = starts[edge, 1] + forward * steps[edge, 1]
    crossings = np.zeros((len(rows) + 1, len(longitudes)), dtype=np.int64)
    np.add.at(crossings, (np.searchsorted(rows, crossing, side="left"), column % len(longitudes)), 1)
    north_of = np.cumsum(crossings[::-1], axis=0)[-2::-1]

    cells = np.empty((len(rows), len(longitudes)), dtype=bool)
    cells[np.ix_(row_order, column_order)] = north_of % 2 == 1
    return cells


def _columns(
    outlines: Outlines, longitudes: Float[np.ndarray, "n_lon"]
) -> tuple[Int[np.ndarray, "n_lon"], Float[np.ndarray, "twice_n_lon"]]:
    """Order of the longitudes from west to east, and their quanta in that order over two turns: (n_lon,), (2 n_lon,)."""
    quanta = (np.asarray(longitudes, dtype=np.float64) - outlines.origin[0]) / outlines.scale[0]
    quanta = np.mod(np.round(quanta * FRACTION) / FRACTION, TURN)
    order = np.argsort(quanta, kind="stable")
    return order, np.concatenate([quanta[order], quanta[order] + TURN])


def _edges(rings: list[Int[np.ndarray, "k 2"]]) -> tuple[Int[np.ndarray, "n 2"], Int[np.ndarray, "n 2"]]:
    """Start of each edge and the step along it, quanta, the step's longitude being the short way round."""
    starts = np.concatenate([ring[:-1] for ring in rings])
    steps = np.concatenate([np.diff(ring, axis=0) for ring in rings])
    steps[:, 0] = _short_way(steps[:, 0])
    return starts, steps


def _short_way(quanta: Int[np.ndarray, "n"]) -> Int[np.ndarray, "n"]:
    """A difference of longitudes as the one within half a turn, quanta."""
    return (quanta + TURN // 2) % TURN - TURN // 2


def country_nearest_cell(name: str, latitudes: Float[np.ndarray, "n_lat"], longitudes: Float[np.ndarray, "n_lon"]) -> tuple[int, int]:
    """The grid point nearest to the middle of a country's largest part, as (row, column): it stands for a country below the grid's spacing.

    Args:
        name: a country, by any of its usual names.
        latitudes: degrees, in any order.
        longitudes: degrees, in any order and any turn.

    Raises:
        InputError: the name is not known.
    """
    middle = country_middle(name)
    latitude, longitude = np.radians(np.asarray(latitudes, dtype=np.float64)), np.radians(np.asarray(longitudes, dtype=np.float64))
    east, north = np.radians(middle)
    cosine = np.sin(latitude)[:, None] * np.sin(north) + np.cos(latitude)[:, None] * np.cos(north) * np.cos(longitude - east)
    row, column = np.unravel_index(int(np.argmax(cosine)), cosine.shape)
    return int(row), int(column)


def country_middle(name: str) -> tuple[float, float]:
    """Longitude and latitude, degrees, of the centroid (in longitude and sine of latitude) of a country's largest part.

    It may lie outside a part that is bent. For a ring about a pole it is that pole.

    Raises:
        InputError: the name is not known.
    """
    outlines = _outlines("50m")
    best_area, best = -1.0, (0.0, 0.0)
    for ring in outlines.country(country_names().index(country_name(name))):
        steps = np.diff(ring, axis=0)
        turned = np.concatenate([[0], np.cumsum(_short_way(steps[:, 0]))])
        longitude = turned * outlines.scale[0]
        height = np.sin(np.radians(ring[:, 1] * outlines.scale[1] + outlines.origin[1]))
        if turned[-1]:
            return 0.0, float(np.copysign(90.0, np.mean(height)))
        cross = longitude[:-1] * height[1:] - longitude[1:] * height[:-1]
        doubled = float(np.sum(cross))
        if abs(doubled) > best_area:
            best_area = abs(doubled)
            east = float(np.sum((longitude[:-1] + longitude[1:]) * cross)) / (3.0 * doubled)
            up = float(np.sum((height[:-1] + height[1:]) * cross)) / (3.0 * doubled)
            start = float(ring[0, 0] * outlines.scale[0] + outlines.origin[0])
            best = (start + east + 180.0) % 360.0 - 180.0, float(np.degrees(np.arcsin(up)))
    return best


def coastlines() -> list[Float[np.ndarray, "n 2"]]:
    """Coasts for drawing, at 1:110m: longitude and latitude, degrees; lines are cut where they cross 180 deg."""
    return _drawn(countries=1)


def land_borders() -> list[Float[np.ndarray, "n 2"]]:
    """Borders between two countries for drawing, at 1:110m: longitude and latitude, degrees; lines are cut where they cross 180 deg."""
    return _drawn(countries=2)


def _drawn(countries: int) -> list[Float[np.ndarray, "n 2"]]:
    """Arcs that this many countries use, in degrees."""
    outlines = _outlines("110m")
    arcs = np.where(outlines.ring_arcs < 0, ~outlines.ring_arcs, outlines.ring_arcs)
    uses = np.bincount(arcs, minlength=len(outlines.arcs) - 1)
    lines = (outlines.arc(int(arc)) * outlines.scale + outlines.origin for arc in np.flatnonzero(uses == countries))
    return [piece for line in lines for piece in _cut(line) if np.ptp(piece, axis=0).any()]


def _cut(line: Float[np.ndarray, "n 2"]) -> Iterator[Float[np.ndarray, "k 2"]]:
    """A line cut where it crosses 180 deg, each piece carried on to the cut itself."""
    jumps = np.flatnonzero(np.abs(np.diff(line[:, 0])) > 180.0)
    start, head = 0, np.empty((0, 2))
    for jump in jumps:
        before, after = line[jump], line[jump + 1]
        side = np.copysign(180.0, before[0])
        reach = side - before[0]
        part = reach / (reach + after[0] + side) if reach + after[0] + side else 0.0
        latitude = before[1] + part * (after[1] - before[1])
        yield np.concatenate([head, line[start : jump + 1], [[side, latitude]]])
        start, head = int(jump) + 1, np.array([[-side, latitude]])
    yield np.concatenate([head, line[start:]])
