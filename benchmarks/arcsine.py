"""What a coverage count costs with XLA's own arcsine and arctangent in place of the short polynomials of `cupola.geometry.angles`.

1,584 satellites at 550 km, 2 deg cells, 25 deg of elevation, 240 instants, float32 and float64, on one device. Prints the median of five.
"""

import statistics
import time
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

from cupola.constants import EARTH, SECONDS_PER_DAY
from cupola.coverage import Observers, count_in_view
from cupola.engine import ready_devices
from cupola.geometry import ElevationCap, RingGrid, angles, rings, sight
from cupola.orbits import walker_delta

OURS = {name: getattr(angles, name) for name in ("twice_arcsine", "angle_of_haversine", "direction_angle")}
XLAS: dict[str, Callable[..., jax.Array]] = {
    "twice_arcsine": lambda sine: 2.0 * jnp.arcsin(sine),
    "angle_of_haversine": lambda share: 2.0 * jnp.arcsin(jnp.sqrt(jnp.clip(share, 0.0, 1.0))),
    "direction_angle": lambda x, y: jnp.arctan2(y, x),
}


def seconds_of(functions: dict[str, Callable[..., jax.Array]], dtype: np.dtype) -> float:
    """Wall time of the counts with these three functions, compiled beforehand."""
    for name, function in functions.items():
        for module in (rings, sight):
            if hasattr(module, name):
                setattr(module, name, function)
    shell = walker_delta(EARTH.radius + 550e3, np.radians(53.0), 72, 22, 17, EARTH)
    grid = RingGrid.of_step(np.radians(2.0), EARTH)
    group = Observers.on(grid, shell, ElevationCap(np.array(np.radians(25.0)))).cast(dtype)
    seconds = np.linspace(0.0, SECONDS_PER_DAY, 240)
    rows = jnp.asarray(shell.table(seconds, EARTH.rotation_rate * seconds), dtype)
    counted = jax.jit(lambda rows: jax.lax.map(lambda row: count_in_view(group, row, grid, dtype), rows))
    counted(rows).block_until_ready()
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        counted(rows).block_until_ready()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


if __name__ == "__main__":
    ready_devices()
    for dtype in (np.dtype(np.float32), np.dtype(np.float64)):
        ours, theirs = seconds_of(OURS, dtype), seconds_of(XLAS, dtype)
        print(f"{dtype}: {ours:.2f} s with polynomials, {theirs:.2f} s with XLA's functions: {theirs / ours:.2f} times as long")
