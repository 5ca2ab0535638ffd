"""When each satellite sees each of some points: windows bracketed on the steps of a study and refined to half a millisecond. Earth-fixed.

A footprint's margin is continuous along an orbit; where its sign differs between two instants it is halved down to the crossing. A window
that opens and closes between two instants is missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.coverage.counting import Observers
from cupola.geometry import Lines
from cupola.orbits import Ephemeris

PRECISION = 5e-4
"""Greatest error of a crossing within the model, s."""

_PAIRS_AT_ONCE = 4_000_000


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Points:
    """Points on the surface.

    Attributes:
        position: Earth-fixed, m, (p, 3).
        up: unit vectors of the verticals, (p, 3).
    """

    position: Float[np.ndarray, "p 3"]
    up: Float[np.ndarray, "p 3"]


@dataclass(frozen=True)
class Crossings:
    """Satellites beginning or ceasing to see points, in the order of time within each pair.

    Attributes:
        satellite: index in the group, (k,).
        point: index, (k,).
        seconds: since the epoch.
        rising: True where sight begins.
        at_start: pairs (satellite, point) in sight at the first instant, (j, 2).
    """

    satellite: Int[np.ndarray, "k"]
    point: Int[np.ndarray, "k"]
    seconds: Float[np.ndarray, "k"]
    rising: Bool[np.ndarray, "k"]
    at_start: Int[np.ndarray, "j 2"]


@dataclass(frozen=True)
class Passes:
    """Windows in which a satellite sees a point, by satellite, point and time.

    Attributes:
        satellite: index in the group, (k,).
        point: index, (k,).
        start: s since the epoch; the first instant flown where the window began before it.
        end: s since the epoch; the last instant flown where the window lasts beyond it.
        cut: True where the span's start or end cut the window.
    """

    satellite: Int[np.ndarray, "k"]
    point: Int[np.ndarray, "k"]
    start: Float[np.ndarray, "k"]
    end: Float[np.ndarray, "k"]
    cut: Bool[np.ndarray, "k"]


def crossings(observers: Observers, points: Points, seconds: Float[np.ndarray, "t"], earth_angle: Float[np.ndarray, "t"]) -> Crossings:
    """Every crossing between the first and the last of some instants.

    Args:
        observers: the group; its `sun` is not heeded here.
        points: what is looked at.
        seconds: rising instants, s since the epoch: neighbours so near that no window fits between them.
        earth_angle: Earth rotation angle at them, rad; in between it is taken as uniform, right to 1e-11 rad over a minute.
    """
    pairs = observers.ephemeris.size * points.position.shape[0]
    stretch = max(2, _PAIRS_AT_ONCE // max(pairs, 1))
    table = observers.ephemeris.table(seconds, earth_angle)
    before, start = np.empty((0, 0), bool), np.empty((0, 2), int)
    found: list[tuple[np.ndarray, ...]] = []
    for first, seen in _sights(observers, points, table, stretch):
        if first == 0:
            before, start = seen[0], np.argwhere(seen[0])
        held = np.concatenate([before[None], seen])
        step, satellite, point = np.nonzero(held[1:] != held[:-1])
        found.append((first + step - 1, satellite, point, seen[step, satellite, point]))
        before = seen[-1]
    step, satellite, point, rising = (np.concatenate(part) for part in zip(*found, strict=True))
    when = _refined(observers, points, (satellite, point), (seconds, np.unwrap(earth_angle)), step, rising)
    order = np.lexsort((when, point, satellite))
    return Crossings(satellite[order], point[order], when[order], rising[order], start)


def _sights(
    observers: Observers, points: Points, table: Float[np.ndarray, "t k"], stretch: int
) -> Iterator[tuple[int, Bool[np.ndarray, "s n p"]]]:
    """Index of the first instant of each stretch, and which pairs are in sight at its instants."""
    for first in range(0, len(table), stretch):
        rows = table[first : first + stretch]
        padded = np.concatenate([rows, np.repeat(rows[-1:], stretch - len(rows), axis=0)]) if first else rows
        yield first, np.asarray(_in_sight(observers, points, padded))[: len(rows)]


@jax.jit
def _in_sight(observers: Observers, points: Points, rows: Float[jax.Array, "s k"]) -> Bool[jax.Array, "s n p"]:
    def at(row: Float[jax.Array, "k"]) -> Bool[jax.Array, "n p"]:
        unit, radius = observers.ephemeris.directions(row)
        shape = (unit.shape[0], points.position.shape[0], 3)
        satellite, normal = unit * radius[:, None], observers.ephemeris.normals(row)
        lines = Lines(
            *(jnp.broadcast_to(vector[:, None, :], shape) for vector in (satellite, normal)),
            *(jnp.broadcast_to(jnp.asarray(vector)[None, :, :], shape) for vector in (points.position, points.up)),
        )
        return (observers.footprint.margin(lines) >= 0.0) & jnp.asarray(observers.active)[:, None]

    return jax.lax.map(at, rows)


def _refined(
    observers: Observers,
    points: Points,
    pair: tuple[Int[np.ndarray, "k"], Int[np.ndarray, "k"]],
    clock: tuple[Float[np.ndarray, "t"], Float[np.ndarray, "t"]],
    step: Int[np.ndarray, "k"],
    rising: Bool[np.ndarray, "k"],
) -> Float[np.ndarray, "k"]:
    """The time of each crossing between instants `step` and `step + 1`, by halving."""
    seconds, angle = clock
    low, high = np.zeros(len(step)), np.ones(len(step))
    if not len(step):
        return low
    longest = float(np.diff(seconds).max())
    # Shapes are rounded up to a power of two, so that a few compiled kernels serve any number of crossings.
    size = 1 << (len(step) - 1).bit_length()
    fill = np.zeros(size, int)
    fill[: len(step)] = np.arange(len(step))
    satellite, point = (index[fill] for index in pair)
    picked = observers.ephemeris.pick(satellite)
    placed = Points(points.position[point], points.up[point])
    for _ in range(max(1, int(np.ceil(np.log2(longest / PRECISION))))):
        middle = 0.5 * (low + high)
        when, turned = (track[step] + middle * (track[step + 1] - track[step]) for track in (seconds, angle))
        rows = picked.table(when[fill], turned[fill])
        seen = np.asarray(_each_in_sight(picked, observers, placed, rows.T))[: len(step)]
        inside = seen == rising
        high, low = np.where(inside, middle, high), np.where(inside, low, middle)
    return seconds[step] + 0.5 * (low + high) * (seconds[step + 1] - seconds[step])


@jax.jit
def _each_in_sight(picked: Ephemeris, observers: Observers, placed: Points, rows: Float[jax.Array, "k m"]) -> Bool[jax.Array, "m"]:
    """Whether each picked satellite sees its own point at its own instant."""
    unit, radius = picked.directions(rows)
    lines = Lines(unit * radius[:, None], picked.normals(rows), jnp.asarray(placed.position), jnp.asarray(placed.up))
    return observers.footprint.margin(lines) >= 0.0


def joined(earlier: Crossings, later: Crossings) -> Crossings:
    """Two stretches of time, the second beginning at the last instant of the first. Associative."""
    parts = [np.concatenate([getattr(earlier, name), getattr(later, name)]) for name in ("satellite", "point", "seconds", "rising")]
    order = np.lexsort((parts[2], parts[1], parts[0]))
    satellite, point, seconds, rising = (part[order] for part in parts)
    return Crossings(satellite, point, seconds, rising, earlier.at_start)


def passes_of(found: Crossings, begin: float, end: float) -> Passes:
    """The windows between crossings, from `begin` to `end` (s since the epoch)."""
    first = found.at_start
    last = _open_at_end(found)
    satellite, point, seconds, rising = (
        np.concatenate(parts)
        for parts in (
            (first[:, 0], found.satellite, last[:, 0]),
            (first[:, 1], found.point, last[:, 1]),
            (np.full(len(first), begin), found.seconds, np.full(len(last), end)),
            (np.ones(len(first), bool), found.rising, np.zeros(len(last), bool)),
        )
    )
    # By pair and time; a window cut at the very start opens before anything else happens, one cut at the end closes after it.
    rank = np.concatenate([np.zeros(len(first)), np.ones(len(found.seconds)), np.full(len(last), 2.0)])
    order = np.lexsort((rank, seconds, point, satellite))
    satellite, point, seconds, rising, rank = (part[order] for part in (satellite, point, seconds, rising, rank))
    if not np.array_equal(rising, np.arange(len(rising)) % 2 == 0):
        raise AssertionError("sight must begin and cease in turn")
    return Passes(satellite[::2], point[::2], seconds[::2], seconds[1::2], (rank[::2] == 0.0) | (rank[1::2] == 2.0))


def _open_at_end(found: Crossings) -> Int[np.ndarray, "j 2"]:
    """Pairs in sight after the last crossing."""
    pairs = np.stack([found.satellite, found.point], axis=-1)
    latest = np.ones(len(pairs), bool)
    latest[:-1] = (pairs[1:] != pairs[:-1]).any(axis=-1)
    crossed = {tuple(pair) for pair in pairs[latest].tolist()}
    still = [pair for pair in found.at_start.tolist() if tuple(pair) not in crossed]
    return np.concatenate([pairs[latest & found.rising], np.asarray(still, int).reshape(-1, 2)])
