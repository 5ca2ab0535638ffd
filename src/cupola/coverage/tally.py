"""Integer sums over a stretch of instants, and how two neighbouring stretches join: the result is the same however time is cut.

Everything is counted in whole instants, so that sums are exact and the join is associative: k chunks give the very bits of one chunk, and
two devices those of one. A gap is a run of instants in which nothing is in view; runs cut by the ends of the stretch are kept apart.
"""

from dataclasses import dataclass, fields
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, PartitionSpec

from cupola.arrays import Float, Int
from cupola.coverage.counting import Observers, count_in_view
from cupola.geometry import RingGrid

NEVER = -1


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
        ValueError: more instants than the devices take at once.
    """
    count, devices = rows[0].shape[0], mesh.size
    if count > length * devices:
        raise ValueError(f"{count} instants do not fit in {devices} devices x {length}")
    cast = tuple(group.cast(dtype) for group in observers)
    padded = tuple(_padded(table, length * devices) for table in rows)
    instants = np.where(np.arange(length * devices) < count, np.arange(length * devices), NEVER).astype(np.int32)
    sums = jax.device_get(_sharded(cast, padded, instants, views=views, grid=grid, mesh=mesh, dtype=np.dtype(dtype), levels=levels))
    result: Tally | None = None
    for device in range(devices):
        begin, end = min(device * length, count), min((device + 1) * length, count)
        if begin == end:
            break
        part = _as_tally(sums, device, start, start + begin, start + end)
        result = part if result is None else combine(result, part)
    if result is None:
        raise ValueError("a tally needs at least one instant")
    return result


def _padded(table: Float[np.ndarray, "t k"], size: int) -> Float[np.ndarray, "s k"]:
    return np.concatenate([table, np.repeat(table[-1:], size - table.shape[0], axis=0)])


def _as_tally(sums: dict[str, np.ndarray], device: int, origin: int, start: int, stop: int) -> Tally:
    mine = {name: np.asarray(value[device], np.int64) for name, value in sums.items()}
    for name in ("first", "last"):
        mine[name] = np.where(mine[name] == NEVER, NEVER, mine[name] + origin)
    return Tally(start=start, stop=stop, **mine)


@partial(jax.jit, static_argnames=("views", "grid", "mesh", "dtype", "levels"))
def _sharded(
    observers: tuple[Observers, ...],
    rows: tuple[Float[jax.Array, "t k"], ...],
    instants: Int[jax.Array, "t"],
    *,
    views: tuple[tuple[int, ...], ...],
    grid: RingGrid,
    mesh: Mesh,
    dtype: np.dtype,
    levels: int,
) -> dict[str, Int[jax.Array, "d ..."]]:
    """One independent scan a device; no word passes between devices."""

    def on_device(
        observers: tuple[Observers, ...], rows: tuple[Float[jax.Array, "l k"], ...], instants: Int[jax.Array, "l"]
    ) -> dict[str, Int[jax.Array, "1 ..."]]:
        return {name: value[None] for name, value in _scan(observers, rows, instants, views, grid, dtype, levels).items()}

    along, everywhere = PartitionSpec("time"), PartitionSpec()
    return jax.shard_map(on_device, mesh=mesh, in_specs=(everywhere, along, along), out_specs=along, check_vma=False)(
        observers, rows, instants
    )


def _scan(
    observers: tuple[Observers, ...],
    rows: tuple[Float[jax.Array, "l k"], ...],
    instants: Int[jax.Array, "l"],
    views: tuple[tuple[int, ...], ...],
    grid: RingGrid,
    dtype: np.dtype,
    levels: int,
) -> dict[str, Int[jax.Array, "..."]]:
    shape = (len(views), grid.rings, grid.columns)
    at_least = jnp.arange(1, levels + 1, dtype=jnp.int32)[None, :, None, None]

    def step(
        sums: dict[str, Int[jax.Array, "..."]], at: tuple[tuple[Float[jax.Array, "k"], ...], Int[jax.Array, ""]]
    ) -> tuple[dict[str, Int[jax.Array, "..."]], None]:
        row, instant = at
        counts = [count_in_view(group, mine, grid, dtype) for group, mine in zip(observers, row, strict=True)]
        seen = jnp.stack([sum((counts[index] for index in view), jnp.zeros(shape[1:], jnp.int32)) for view in views])
        seen = jnp.where(instant >= 0, seen, 0)
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

    zeros, never = jnp.zeros(shape, jnp.int32), jnp.full(shape, NEVER, jnp.int32)
    empty = {
        "at_least": jnp.zeros((shape[0], levels, *shape[1:]), jnp.int32),
        "total": zeros,
        "first": never,
        "last": never,
        "gap_longest": zeros,
        "gap_total": zeros,
        "gap_count": zeros,
    }
    return jax.lax.scan(step, empty, (rows, instants))[0]
