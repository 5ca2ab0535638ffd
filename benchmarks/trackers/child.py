"""One contestant's process: every track of a problem file once, its means to a file, its filter steps a second printed."""

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
Track = Callable[[Array, Array, Array, Array, Array], Array]
"""From the mean and covariance before the first step, stations and measured directions (t, k, 3) and who saw (t, k): means (t, 6)."""


def stand(track: Track, version: str) -> None:
    """Fly the tracks of the problem named by the first argument, at most as many as the third says; the means go to the second."""
    problem, answer, most = sys.argv[1], sys.argv[2], int(sys.argv[3])
    given = np.load(problem)
    trials, threats = given["mean"].shape[:2]
    chosen = [(n, i) for n in range(trials) for i in range(threats)][:most]

    def one(n: int, i: int, instants: int | None = None) -> Array:
        part = slice(0, instants)
        seen, station = given["seen"][part, :, i], given["station"][part, :, i]
        return track(
            given["mean"][n, i], given["covariance"], station, given["direction"][part, :, i, n], seen & given["saw"][part, :, i, n]
        )

    one(*chosen[0], 5)
    begun = time.perf_counter()
    means = np.array([one(n, i) for n, i in chosen])
    seconds = time.perf_counter() - begun
    np.save(answer, means)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if platform.system() == "Darwin" else 1024)
    steps = means.shape[0] * means.shape[1] / seconds
    print(json.dumps({"work_s": seconds, "steps_per_s": steps, "peak_bytes": float(peak), "version": version}))
