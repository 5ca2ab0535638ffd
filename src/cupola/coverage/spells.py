"""How long each cell waits to be seen again: spells without sight in logarithmic classes. Integer sums, joined however time is cut.

A spell is a run of instants in which nothing is in view, between two in which something is. Up to 31 instants its class is its length;
above, sixteen classes an octave, so that the middle of a class is within 1 part in 32 of any length in it. Runs cut by the ends are kept
apart.
"""

from dataclasses import dataclass, fields

import jax
import numpy as np
from jax.sharding import Mesh

from cupola.arrays import Bool, Float, Int
from cupola.coverage.counting import Observers
from cupola.coverage.scanning import NEVER, Look, Rows, Sums, in_view, stretches
from cupola.geometry import RingGrid

QUANTILE_ERROR = 1.0 / 32.0
"""Greatest relative error of a length read off its class."""

_FINE = 4
"""Classes an octave, as a power of two."""

_BYTES_AT_ONCE = 32_000_000


@dataclass(frozen=True)
class Spells:
    """What happened in each cell over the instants `start` to `stop - 1`, for v views on r rings of c columns (NumPy, int64).

    Attributes:
        start: index of the first instant.
        stop: index after the last.
        seen: instants with one in view or more, (v, r, c).
        first: index of the first such instant, `NEVER` if none.
        last: index of the last.
        longest: instants in the longest spell.
        total: instants in all spells together.
        squares: sum of the squares of the spells' instants.
        classes: spells of each class, (v, r, c, b); `lengths_of` says which.
    """

    start: int
    stop: int
    seen: Int[np.ndarray, "v r c"]
    first: Int[np.ndarray, "v r c"]
    last: Int[np.ndarray, "v r c"]
    longest: Int[np.ndarray, "v r c"]
    total: Int[np.ndarray, "v r c"]
    squares: Int[np.ndarray, "v r c"]
    classes: Int[np.ndarray, "v r c b"]

    def arrays(self) -> dict[str, np.ndarray]:
        """The arrays by name: what two equal sums must agree on, bit for bit."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in {"start", "stop"}}


def class_count(instants: int) -> int:
    """Classes that spells within so many instants can fall in."""
    return int(class_of(np.asarray(max(instants, 1)))) + 1


def class_of(spell: Int[np.ndarray, "*s"]) -> Int[np.ndarray, "*s"]:
    """Class of a spell of so many instants, 0 or more."""
    spell = np.asarray(spell)
    octave = np.maximum(np.frexp(spell.astype(float))[1] - 1 - _FINE, 0)
    return (octave << _FINE) + (spell >> octave)


def lengths_of(count: int) -> Int[np.ndarray, "b 2"]:
    """Least and greatest number of instants of each of the first `count` classes."""
    index = np.arange(count + 1)
    octave = np.maximum((index >> _FINE) - 1, 0)
    least = (index - (octave << _FINE)) << octave
    return np.stack([least[:-1], least[1:] - 1], axis=-1)


def combine_spells(earlier: Spells, later: Spells) -> Spells:
    """Join two neighbouring stretches of time. Associative.

    Raises:
        ValueError: `later` does not begin where `earlier` ends.
    """
    if earlier.stop != later.start:
        raise ValueError(f"stretches must follow each other: one ends at instant {earlier.stop}, the next begins at {later.start}")
    seen_before, seen_after = earlier.first != NEVER, later.first != NEVER
    between = np.where(seen_before & seen_after, later.first - earlier.last - 1, 0)
    classes = earlier.classes + later.classes
    joined = between > 0
    classes[(*np.nonzero(joined), class_of(between[joined]))] += 1
    return Spells(
        start=earlier.start,
        stop=later.stop,
        seen=earlier.seen + later.seen,
        first=np.where(seen_before, earlier.first, later.first),
        last=np.where(seen_after, later.last, earlier.last),
        longest=np.maximum(np.maximum(earlier.longest, later.longest), between),
        total=earlier.total + later.total + between,
        squares=earlier.squares + later.squares + between * between,
        classes=classes,
    )


def spells(  # noqa: PLR0913 -- the problem, the times and how to cut them are all the caller's
    observers: tuple[Observers, ...],
    rows: tuple[Float[np.ndarray, "t k"], ...],
    sun: Float[np.ndarray, "t 3"] | None,
    start: int,
    views: tuple[tuple[int, ...], ...],
    grid: RingGrid,
    mesh: Mesh,
    length: int,
    dtype: np.dtype,
    classes: int,
) -> Spells:
    """Sort the spells of the instants of `rows`, the time axis split over the devices of `mesh`.

    Args:
        observers: the groups of satellites; those with a `sun` count only by day.
        rows: for each group the table of its ephemeris at the instants wanted, float64.
        sun: unit vectors towards the Sun, Earth-fixed; None where no group asks for daylight.
        start: index of the first of these instants in the whole span.
        views: for each view the groups that it adds up.
        grid: the cells.
        mesh: one-dimensional mesh of devices with the axis "time".
        length: instants a device takes at once; fixed for a whole study, so that one compiled kernel serves every call. Memory: views x
            cells x `length` bytes a device, whatever t is; `length_for` gives one that fits.
        dtype: float32 or float64, for the footprints.
        classes: `class_count` of the whole span.

    Raises:
        ValueError: no instant; a group that needs the Sun, and no Sun.

    The devices say what is in view; the few cells that change from one instant to the next are sorted on the host, since a scatter of every
    cell at every instant costs more than the sight itself where few satellites look.
    """
    if sun is None and any(group.sun is not None for group in observers):
        raise ValueError("a group needs daylight and no direction of the Sun is given")
    look, count, size = Look(views, grid, np.dtype(dtype), classes), rows[0].shape[0], length * mesh.size
    sums = _Sorter(look, start)
    for first in range(0, count, size):
        cut = slice(first, min(first + size, count))
        lit = None if sun is None else sun[cut]
        for part in stretches(_sight, observers, tuple(table[cut] for table in rows), lit, look, mesh, length):
            sums.add(part.sums["visible"][: part.stop - part.start])
    return sums.spells()


def length_for(views: int, cells: int, instants: int, devices: int) -> int:
    """Instants for one device to take at once: some 32 MB of sights, and no more than there are."""
    return max(1, min(-(-instants // devices), _BYTES_AT_ONCE // (views * cells)))


def _sight(observers: tuple[Observers, ...], rows: Rows, sun: Float[jax.Array, "l 3"], instants: Int[jax.Array, "l"], look: Look) -> Sums:
    """Which cells have one in view or more, instant by instant."""

    def at(row: tuple[tuple[Float[jax.Array, "k"], ...], Float[jax.Array, "3"]]) -> Bool[jax.Array, "v r c"]:
        return in_view(observers, row[0], row[1], look) > 0

    return {"visible": jax.lax.map(at, (rows, sun))}


class _Sorter:
    """Adds up sights as they come, instant after instant; each cell's spells end where it comes into sight again."""

    def __init__(self, look: Look, start: int):
        cells = int(np.prod(look.shape))
        self.shape, self.depth, self.start, self.stop = look.shape, look.depth, start, start
        self.seen, self.longest, self.total, self.squares = (np.zeros(cells, np.int64) for _ in range(4))
        self.first, self.last = (np.full(cells, NEVER, np.int64) for _ in range(2))
        self.classes = np.zeros(cells * look.depth, np.int64)

    def add(self, visible: Bool[np.ndarray, "t v r c"]) -> None:
        """The next instants."""
        flat = visible.reshape(len(visible), -1)
        begin, end = self.stop, self.stop + len(flat)
        before = (self.last == begin - 1) & (begin > self.start)
        changed = np.empty(flat.shape, bool)
        np.not_equal(flat[0], before, out=changed[0])
        np.not_equal(flat[1:], flat[:-1], out=changed[1:])
        instant, cell = np.nonzero(changed)
        order = np.argsort(cell, kind="stable")
        instant, cell = instant[order] + begin, cell[order]
        rises = flat[instant - begin, cell]
        # Changes of one cell take turns, so what stands before a rise in the same cell is where it was lost from sight.
        lost = np.empty(len(cell), np.int64)
        lost[1:] = instant[:-1]
        alone = np.ones(len(cell), bool)
        alone[1:] = cell[1:] != cell[:-1]
        known = self.last[cell]
        lost = np.where(alone, known + 1, lost)
        fresh = rises & alone & (known == NEVER)
        self.first[cell[fresh]] = instant[fresh]
        ends = rises & ~fresh
        spell, where = (instant - lost)[ends], cell[ends]
        np.maximum.at(self.longest, where, spell)
        np.add.at(self.total, where, spell)
        np.add.at(self.squares, where, spell * spell)
        np.add.at(self.classes, where * self.depth + class_of(spell), 1)
        np.add.at(self.seen, cell, np.where(rises, -instant, instant))
        self.seen[before] -= begin
        self.seen[flat[-1]] += end
        falls = ~rises
        np.maximum.at(self.last, cell[falls], instant[falls] - 1)
        self.last[flat[-1]] = end - 1
        self.stop = end

    def spells(self) -> Spells:
        """All that was added."""
        arrays = {name: getattr(self, name).reshape(self.shape) for name in ("seen", "first", "last", "longest", "total", "squares")}
        return Spells(self.start, self.stop, **arrays, classes=self.classes.reshape(*self.shape, self.depth))
