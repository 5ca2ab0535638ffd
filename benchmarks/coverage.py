"""Coverage of Starlink's first shell for a day, beside a plain NumPy matrix product that makes the same counts.

1,584 satellites at 550 km and 53 deg, 1,440 instants, 16,200 cells, 25 deg of elevation, all in float64; numbers in view from 1 to 8 by
cell. Run: `python benchmarks/coverage.py [ROUNDS]`. Both use every core. `work_s` is the counting alone, after imports and, for Cupola,
after compiling; `process_s` is the whole process with them.
"""

import sys
import time
from dataclasses import replace

import numpy as np

from paired import keep, play, ratios

SATELLITES, INSTANTS, RINGS = (72, 22, 17), 1440, 90
ELEVATION, ALTITUDE, INCLINATION = np.radians(25.0), 550e3, np.radians(53.0)


def by_cupola() -> dict[str, float]:
    """The ring-interval kernel through the public API."""
    from cupola.engine import ready_devices  # noqa: PLC0415 -- each contestant loads only its own libraries

    devices = ready_devices()
    from cupola.constants import EARTH  # noqa: PLC0415 -- as above
    from cupola.coverage import Observers, tally  # noqa: PLC0415 -- as above
    from cupola.geometry import ElevationCap, RingGrid  # noqa: PLC0415 -- as above
    from cupola.orbits import CircularShell, SecularRates  # noqa: PLC0415 -- as above

    planes, per_plane, phasing = SATELLITES
    plane, slot = np.divmod(np.arange(planes * per_plane), per_plane)
    raan, u = 2.0 * np.pi * plane / planes, 2.0 * np.pi * (slot / per_plane + phasing * plane / (planes * per_plane))
    radius = EARTH.radius + ALTITUDE
    # The rival's own drift and sphere, so that both count the same.
    rates = SecularRates.first_order(np.array([radius]), np.zeros(1), np.array([INCLINATION]), EARTH)
    latitude_rate, node_rate = float(rates.perigee[0] + rates.anomaly[0]), float(rates.node[0])
    shell = CircularShell.with_rates(radius, INCLINATION, raan, u, latitude_rate, node_rate)
    grid = RingGrid(RINGS, 2 * RINGS, replace(EARTH, flattening=0.0))
    observers = Observers.on(grid, shell, ElevationCap(np.asarray(ELEVATION)))
    seconds = np.arange(INSTANTS) * 60.0

    def work() -> int:
        table = shell.table(seconds, EARTH.rotation_rate * seconds)
        length = -(-INSTANTS // devices.count)
        return int(tally((observers,), (table,), 0, ((0,),), grid, devices.mesh, length, np.dtype(np.float64)).at_least.sum())

    return _timed(work)


def by_numpy() -> dict[str, float]:
    """Sub-satellite unit vectors by trigonometry, dot products with every cell by one matrix product an instant, a comparison and sums."""
    mu, radius, j2, turn = 3.986004418e14, 6_378_137.0, 1.08262668e-3, 7.292115e-5
    planes, per_plane, phasing = SATELLITES
    plane, slot = np.divmod(np.arange(planes * per_plane), per_plane)
    a = radius + ALTITUDE
    n = np.sqrt(mu / a**3)
    k = 1.5 * j2 * (radius / a) ** 2 * n
    raan, u = 2 * np.pi * plane / planes, 2 * np.pi * (slot / per_plane + phasing * plane / (planes * per_plane))
    lat = (np.arange(RINGS) + 0.5) * np.pi / RINGS - 0.5 * np.pi
    lon = (np.arange(2 * RINGS) + 0.5) * np.pi / RINGS - np.pi
    cells = np.stack(
        np.broadcast_arrays(np.cos(lat)[:, None] * np.cos(lon), np.cos(lat)[:, None] * np.sin(lon), np.sin(lat)[:, None]), axis=-1
    )
    cells = cells.reshape(-1, 3)
    threshold = np.cos(np.arccos(radius / a * np.cos(ELEVATION)) - ELEVATION)

    def work() -> int:
        at_least = np.zeros((8, cells.shape[0]), np.int64)
        for t in np.arange(INSTANTS) * 60.0:
            node = raan - k * np.cos(INCLINATION) * t - turn * t
            arg = u + (n + k * (4.0 * np.cos(INCLINATION) ** 2 - 1.0)) * t
            cu, su, co, so = np.cos(arg), np.sin(arg), np.cos(node), np.sin(node)
            x, y = cu * co - su * np.cos(INCLINATION) * so, cu * so + su * np.cos(INCLINATION) * co
            count = (cells @ np.stack([x, y, su * np.sin(INCLINATION)]) >= threshold).sum(axis=1)
            at_least += count >= np.arange(1, 9)[:, None]
        return int(at_least.sum())

    return _timed(work, warm=False)


def _timed(work, warm: bool = True) -> dict[str, float]:
    begun = time.perf_counter()
    if warm:
        work()
    warmed = time.perf_counter()
    total = work()
    return {"work_s": time.perf_counter() - warmed, "first_s": warmed - begun, "counted": float(total)}


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) == 2 else 5
    found = play(__file__, {"cupola": by_cupola, "numpy": by_numpy}, rounds)
    flips = [abs(a["counted"] - b["counted"]) for a, b in zip(found["cupola"], found["numpy"], strict=True)]
    print(f"counts differ by {max(flips):.0f} of {found['numpy'][0]['counted']:.0f}")
    told = {f"numpy / cupola, {figure}": ratios(found, "numpy", "cupola", figure) for figure in ("work_s", "process_s")}
    keep("coverage", found, told)
