"""Integer sums over a stretch of instants, and how two neighbouring stretches join: the result is the same however time is cut.

Everything is counted in whole instants, so that sums are exact and the join is associative: k chunks give the very bits of one chunk, and
two devices those of one. A gap is a run of instants in which nothing is in view; runs cut by the ends of the stretch are kept apart.
"""

from dataclasses import dataclass, fields
from functools import reduce

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh

from cupola.arrays import Float, Int
from cupola.coverage.counting import Observers
from cupola.coverage.scanning import NEVER, Look, Rows, Stretch, Sums, in_view, stretches
from cupola.geometry import RingGrid


@dataclass(frozen=True)
class Tally:
    """What happened in each cell over the instants `start` to `stop - 1`, for v views on r rings of c columns (NumPy, int64).

    Attributes:
        start: index of the first instant.
        stop: index after the last.
        at_least: instants with at least 1, 2, ... k in view, (v, k, r, c).
        total: sum over instants of the number in view, (v, r, c).
        first: index of the first instant with one in view, `NEVER` if none.
        last: index of the last such instant.
        gap_longest: instants in the longest run with none in view between two such instants.
        gap_total: instants in all such runs together.
        gap_count: number of such runs.
    """

    start: int
    stop: int
    at_least: Int[np.ndarray, "v k r c"]
    total: Int[np.ndarray, "v r c"]
    first: Int[np.ndarray, "v r c"]
    last: Int[np.ndarray, "v r c"]
    gap_longest: Int[np.ndarray, "v r c"]
    gap_total: Int[np.ndarray, "v r c"]
    gap_count: Int[np.ndarray, "v r c"]

    def arrays(self) -> dict[str, np.ndarray]:
        """The arrays by name: what two equal tallies must agree on, bit for bit."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in {"start", "stop"}}


def combine(earlier: Tally, later: Tally) -> Tally:
    """Join two neighbouring stretches of time. Associative.

    Raises:
        ValueError: `later` does not begin where `earlier` ends.
    """
    if earlier.stop != later.start:
        raise ValueError(f"stretches must follow each other: one ends at instant {earlier.stop}, the next begins at {later.start}")
    seen_before, seen_after = earlier.first != NEVER, later.first != NEVER
    between = np.where(seen_before & seen_after, later.first - earlier.last - 1, 0)
    return Tally(
        start=earlier.start,
        stop=later.stop,
        at_least=earlier.at_least + later.at_least,
        total=earlier.total + later.total,
        first=np.where(seen_before, earlier.first, later.first),
        last=np.where(seen_after, later.last, earlier.last),
        gap_longest=np.maximum(np.maximum(earlier.gap_longest, later.gap_longest), between),
        gap_total=earlier.gap_total + later.gap_total + between,
        gap_count=earlier.gap_count + later.gap_count + (between > 0),
    )


def tally(  # noqa: PLR0913 -- the problem, the times and how to cut them are all the caller's
    observers: tuple[Observers, ...],
    rows: tuple[Float[np.ndarray, "t k"], ...],
    start: int,
    views: tuple[tuple[int, ...], ...],
    grid: RingGrid,
    mesh: Mesh,
    length: int,
    dtype: np.dtype,
    levels: int = 8,
) -> Tally:
    """Count over the instants of `rows`, the time axis split over the devices of `mesh`.

    Args:
        observers: the groups of satellites.
        rows: for each group the table of its ephemeris at the instants wanted, float64, t at most `length` times the number of devices.
        start: index of the first of these instants in the whole span.
        views: for each view the groups that it adds up.
        grid: the cells.
        mesh: one-dimensional mesh of devices with the axis "time".
        length: instants a device; fixed for a whole study, so that one compiled kernel serves every chunk.
        dtype: float32 or float64, for the footprints.
        levels: highest number in view that is told apart, k.

    Returns:
        The sums over these instants. Memory: (levels + 8) x views x cells x 4 bytes a device, whatever t is.

    Raises:
        ValueError: no instant, or more than the devices take at once.
    """
    look = Look(views, grid, np.dtype(dtype), levels)
    return reduce(combine, (_as_tally(part, start) for part in stretches(_scan, observers, rows, None, look, mesh, length)))


def _as_tally(part: Stretch, origin: int) -> Tally:
    mine = {name: value.astype(np.int64) for name, value in part.sums.items()}
    for name in ("first", "last"):
        mine[name] = np.where(mine[name] == NEVER, NEVER, mine[name] + origin)
    return Tally(start=origin + part.start, stop=origin + part.stop, **mine)


def _scan(observers: tuple[Observers, ...], rows: Rows, sun: Float[jax.Array, "l 3"], instants: Int[jax.Array, "l"], look: Look) -> Sums:
    levels = look.depth
    at_least = jnp.arange(1, levels + 1, dtype=jnp.int32)[None, :, None, None]

    def step(sums: Sums, at: tuple[tuple[Float[jax.Array, "k"], ...], Float[jax.Array, "3"], Int[jax.Array, ""]]) -> tuple[Sums, None]:
        row, towards_sun, instant = at
        seen = jnp.where(instant >= 0, in_view(observers, row, towards_sun, look), 0)
        visible, before = seen > 0, sums["last"]
        gap = jnp.where(visible & (before != NEVER), instant - before - 1, 0)
        return {
            "at_least": sums["at_least"] + (seen[:, None] >= at_least).astype(jnp.int32),
            "total": sums["total"] + seen,
            "first": jnp.where(visible & (before == NEVER), instant, sums["first"]),
            "last": jnp.where(visible, instant, before),
            "gap_longest": jnp.maximum(sums["gap_longest"], gap),
            "gap_total": sums["gap_total"] + gap,
            "gap_count": sums["gap_count"] + (gap > 0).astype(jnp.int32),
        }, None

    zeros, never = jnp.zeros(look.shape, jnp.int32), jnp.full(look.shape, NEVER, jnp.int32)
    empty = {
        "at_least": jnp.zeros((look.shape[0], levels, *look.shape[1:]), jnp.int32),
        "total": zeros,
        "first": never,
        "last": never,
        "gap_longest": zeros,
        "gap_total": zeros,
        "gap_count": zeros,
    }
    return jax.lax.scan(step, empty, (rows, sun, instants))[0]
