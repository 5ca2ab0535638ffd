"""States a second: a circular shell beside python-sgp4's own array interface (its compiled C++), both in float64 with results in memory.

1,584 satellites, 1,440 instants. Run: `python benchmarks/propagation.py [ROUNDS]`. python-sgp4 gives velocities too and models more forces;
the comparison is of what a study pays to place a design shell, which has no observed elements. `states_per_s` is after warming up.
"""

import sys
import time

import numpy as np

from paired import keep, play, ratios

PLANES, PER_PLANE, PHASING, INSTANTS = 72, 22, 17, 1440
ALTITUDE, INCLINATION = 550e3, np.radians(53.0)


def by_cupola() -> dict[str, float]:
    """`CircularShell.positions`, Earth-fixed."""
    from cupola.engine import ready_devices  # noqa: PLC0415 -- each contestant loads only its own libraries

    ready_devices()
    from cupola.constants import EARTH  # noqa: PLC0415 -- as above
    from cupola.orbits import walker_delta  # noqa: PLC0415 -- as above

    shell = walker_delta(EARTH.radius + ALTITUDE, INCLINATION, PLANES, PER_PLANE, PHASING, EARTH)
    seconds = np.arange(INSTANTS) * 60.0
    return _rated(lambda: shell.positions(seconds, EARTH.rotation_rate * seconds).block_until_ready())


def by_sgp4() -> dict[str, float]:
    """`SatrecArray.sgp4`, TEME."""
    from sgp4.api import WGS72, Satrec, SatrecArray  # noqa: PLC0415 -- as above

    turn = 2.0 * np.pi
    n = np.sqrt(3.986004418e14 / (6_378_137.0 + ALTITUDE) ** 3) * 60.0
    satellites = []
    for index in range(PLANES * PER_PLANE):
        plane, slot = divmod(index, PER_PLANE)
        satellite = Satrec()
        anomaly = turn * (slot / PER_PLANE + PHASING * plane / (PLANES * PER_PLANE)) % turn
        satellite.sgp4init(WGS72, "i", index, 28_000.0, 0.0, 0.0, 0.0, 1e-4, 0.0, INCLINATION, anomaly, n, turn * plane / PLANES)
        satellites.append(satellite)
    array = SatrecArray(satellites)
    days = np.full(INSTANTS, 2_433_281.5 + 28_000.0)
    fractions = np.arange(INSTANTS) / 1440.0
    return _rated(lambda: array.sgp4(days, fractions))


def _rated(work) -> dict[str, float]:
    work()
    begun, times = time.perf_counter(), 0
    while times < 3 or time.perf_counter() - begun < 3.0:
        work()
        times += 1
    seconds = (time.perf_counter() - begun) / times
    return {"work_s": seconds, "states_per_s": PLANES * PER_PLANE * INSTANTS / seconds}


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) == 2 else 5
    found = play(__file__, {"cupola": by_cupola, "sgp4": by_sgp4}, rounds)
    keep("propagation", found, {"cupola / sgp4, states a second": ratios(found, "cupola", "sgp4", "states_per_s")})
