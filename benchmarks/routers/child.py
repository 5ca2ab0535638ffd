"""One contestant's process: the routes of a problem file on the clock, delays of the steps to be compared into a file, figures printed."""

import json
import platform
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
SPEED_OF_LIGHT = 299_792_458.0
MIN_ELEVATION = np.radians(25.0)


elsewhere: list[float] = []
"""Core seconds that other processes have spent on the work."""


def stand(route: Callable[[dict[str, Array], Array], Array], version: str) -> None:
    """Route the problem named by the first argument at every N-th step, N the third; the delays, (t, pairs), go to the second.

    `route` gets the problem and the positions at those steps. Printed: seconds on the clock and, by the step, milliseconds on the clock and
    of all cores together, which a machine with other work to do tells apart.
    """
    problem, answer, every = sys.argv[1], sys.argv[2], int(sys.argv[3])
    given = dict(np.load(problem))
    position = given.pop("position")[::every].copy()
    route(given, position[:2])
    elsewhere.clear()
    begun, spent = time.perf_counter(), time.process_time()
    delay = route(given, position)
    seconds, spent = time.perf_counter() - begun, time.process_time() - spent + sum(elsewhere)
    np.save(answer, delay)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if platform.system() == "Darwin" else 1024)
    a_step = 1e3 / len(position)
    figures = {"work_s": seconds, "ms_a_step": a_step * seconds, "core_ms_a_step": a_step * spent, "peak_bytes": float(peak)}
    print(json.dumps(figures | {"version": version}))
