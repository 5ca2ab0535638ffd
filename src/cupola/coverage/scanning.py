"""Instant after instant over the devices of a mesh: one independent scan a device, whose integer sums the caller joins."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, PartitionSpec

from cupola.arrays import Float, Int
from cupola.coverage.counting import Observers, count_in_view
from cupola.geometry import RingGrid

NEVER = -1

Sums = dict[str, Int[jax.Array, "..."]]
Rows = tuple[Float[jax.Array, "l k"], ...]


@dataclass(frozen=True)
class Look:
    """What does not change from instant to instant, nor from study to study of one kind: the static half of a scan.

    Attributes:
        views: for each view the groups that it adds up.
        grid: the cells.
        dtype: float32 or float64, for the footprints.
        depth: how finely the kernel tells things apart: levels of the number in view, or classes of spells.
    """

    views: tuple[tuple[int, ...], ...]
    grid: RingGrid
    dtype: np.dtype
    depth: int

    @property
    def shape(self) -> tuple[int, int, int]:
        """Views, rings, columns."""
        return len(self.views), self.grid.rings, self.grid.columns


class Kernel(Protocol):
    """One device's scan: sums over its instants."""

    def __call__(
        self, observers: tuple[Observers, ...], rows: Rows, sun: Float[jax.Array, "l 3"], instants: Int[jax.Array, "l"], look: Look
    ) -> Sums:
        """Sums over the instants that are not `NEVER`; `sun` holds unit vectors towards the Sun, Earth-fixed."""
        ...


@dataclass(frozen=True)
class Stretch:
    """Sums over the instants `start` to `stop - 1`, counted from the first of the call (NumPy)."""

    start: int
    stop: int
    sums: dict[str, np.ndarray]


def stretches(
    kernel: Kernel,
    observers: tuple[Observers, ...],
    rows: tuple[Float[np.ndarray, "t k"], ...],
    sun: Float[np.ndarray, "t 3"] | None,
    look: Look,
    mesh: Mesh,
    length: int,
) -> Iterator[Stretch]:
    """Run a kernel over the instants of `rows`, the time axis split over the devices of `mesh`.

    Args:
        kernel: a module's own function: a compiled scan is kept for each.
        observers: the groups of satellites.
        rows: for each group the table of its ephemeris at the instants wanted, float64.
        sun: unit vectors towards the Sun, Earth-fixed, at those instants; None where no kernel asks.
        look: the static half.
        mesh: one-dimensional mesh of devices with the axis "time".
        length: instants a device; fixed for a whole study, so that one compiled kernel serves every call.

    Raises:
        ValueError: no instant, or more than the devices take at once.
    """
    count, devices = rows[0].shape[0], mesh.size
    if not 0 < count <= length * devices:
        raise ValueError(f"{count} instants do not fit in {devices} devices x {length}")
    size = length * devices
    cast = tuple(group.cast(look.dtype) for group in observers)
    padded = tuple(_padded(table, size) for table in rows)
    lit = _padded(np.zeros((1, 3)) if sun is None else sun, size)
    instants = np.where(np.arange(size) < count, np.arange(size), NEVER).astype(np.int32)
    sums = jax.device_get(_sharded(cast, padded, lit, instants, kernel=kernel, look=look, mesh=mesh))
    for device in range(devices):
        begin, end = min(device * length, count), min((device + 1) * length, count)
        if begin < end:
            yield Stretch(begin, end, {name: np.asarray(value[device]) for name, value in sums.items()})


def _padded(table: Float[np.ndarray, "t k"], size: int) -> Float[np.ndarray, "s k"]:
    return np.concatenate([table, np.repeat(table[-1:], size - table.shape[0], axis=0)])


@partial(jax.jit, static_argnames=("kernel", "look", "mesh"))
def _sharded(
    observers: tuple[Observers, ...],
    rows: Rows,
    sun: Float[jax.Array, "t 3"],
    instants: Int[jax.Array, "t"],
    *,
    kernel: Kernel,
    look: Look,
    mesh: Mesh,
) -> Sums:
    """One independent scan a device; no word passes between devices."""

    def on_device(observers: tuple[Observers, ...], rows: Rows, sun: Float[jax.Array, "l 3"], instants: Int[jax.Array, "l"]) -> Sums:
        return {name: value[None] for name, value in kernel(observers, rows, sun, instants, look).items()}

    along, everywhere = PartitionSpec("time"), PartitionSpec()
    return jax.shard_map(on_device, mesh=mesh, in_specs=(everywhere, along, along, along), out_specs=along, check_vma=False)(
        observers, rows, sun, instants
    )


def in_view(
    observers: tuple[Observers, ...], rows: tuple[Float[jax.Array, "k"], ...], sun: Float[jax.Array, "3"], look: Look
) -> Int[jax.Array, "v r c"]:
    """How many satellites of each view see each cell at one instant; those that need daylight count where they have it."""
    counts = []
    for group, row in zip(observers, rows, strict=True):
        count = count_in_view(group, row, look.grid, look.dtype)
        if group.sun is not None:
            count = jnp.where(_sine_of_sun(sun, look.grid) >= group.sun, count, 0)
        counts.append(count)
    return jnp.stack([sum((counts[index] for index in view), jnp.zeros(look.shape[1:], jnp.int32)) for view in look.views])


def _sine_of_sun(sun: Float[jax.Array, "3"], grid: RingGrid) -> Float[jax.Array, "r c"]:
    """Sine of the Sun's elevation at each cell."""
    around = sun[0] * jnp.asarray(np.cos(grid.longitudes)) + sun[1] * jnp.asarray(np.sin(grid.longitudes))
    return jnp.asarray(np.cos(grid.latitudes))[:, None] * around[None, :] + sun[2] * jnp.asarray(np.sin(grid.latitudes))[:, None]
