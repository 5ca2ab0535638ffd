"""One contestant's process: the piece once, then again on the clock, its answer to a file, its figures printed.

A contestant is one function for each piece. It makes its satellites, which is not on the clock, and returns the work as a function that
gives the answer as a NumPy array in memory.
"""

import json
import platform
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from problem import CHECKED, PIECES, TINY, Array, Piece

Work = Callable[[], Array]


def stand(contestants: dict[str, Callable[[Piece], Work]], version: str) -> None:
    """Do the piece named by the first argument at the size of the second, its answer into the file of the third.

    A fourth argument, `cone`, takes the cone about the nadir for the elevation. Printed: `work_s`, the median of the goes after the first,
    which compiles and fills caches; `again_s`, all of those together; `peak_bytes`; `version`.
    """
    name, size, answer, *cone = sys.argv[1:]
    work = contestants[name](replace((PIECES if size == "full" else TINY)[name], cone=cone == ["cone"]))
    found = work()
    times: list[float] = []
    while not times or (len(times) < 3 and sum(times) < 3.0) or (len(times) < 20 and sum(times) < 1.0):
        begun = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - begun)
    np.save(answer, found[::CHECKED] if name == "propagation" else found)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if platform.system() == "Darwin" else 1024)
    print(json.dumps({"work_s": float(np.median(times)), "again_s": sum(times), "peak_bytes": float(peak), "version": version}))
