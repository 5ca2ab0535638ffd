"""The campaign by `cupola.launch.campaign.deploy`, in one process on one core.

`python by_cupola.py TRIALS FILE` prints one JSON line: seconds and memory (launches of vehicles are an input, drawn beforehand);
counts at the end of every year go to FILE (NumPy).
"""

import json
import resource
import sys
import time

import numpy as np
import problem as given

from cupola.launch.cadence import Cadence
from cupola.launch.campaign import deploy
from cupola.launch.filling import Shell
from cupola.launch.lifetimes import Lifetimes
from cupola.launch.production import Production
from cupola.launch.programme import Contract, Programme
from cupola.launch.supply import Supply


def main() -> None:
    trials, answer = int(sys.argv[1]), sys.argv[2]
    rng = np.random.default_rng(given.SEED)
    flown = np.stack(
        [rng.poisson(a_year * given.STEP / given.YEAR, (trials, given.STEPS)) for *_, a_year in given.VEHICLES], axis=2
    ).astype(np.int16)
    failed = rng.binomial(flown, given.FAILING).astype(np.int16)
    supply = Supply(np.arange(given.STEPS) * given.STEP, given.STEP, flown, failed)
    programme = Programme(
        name="network",
        shells=tuple(Shell(*shell) for shell in given.SHELLS),
        production=Production(Cadence(rate=given.A_YEAR / given.YEAR, scatter=0.0)),
        contracts=tuple(
            Contract(name, carried, planes=given.PLANES, raising=given.RAISING, drift=given.DRIFT) for name, carried, _ in given.VEHICLES
        ),
        lifetimes=Lifetimes.weibull(given.MEAN, given.SHAPE, given.STILLBORN),
        fewest=given.FEWEST,
    )
    begun = time.perf_counter(), time.process_time()
    course = deploy([programme], [name for name, *_ in given.VEHICLES], supply, given.SEED)
    taken = time.perf_counter() - begun[0], time.process_time() - begun[1]
    yearly = {name: getattr(course, name)[:, 23::24] for name in ("up", "spare", "launched", "lost", "stillborn", "worn")}
    np.savez(answer, **yearly)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"s": taken[0], "cpu_s": taken[1], "trials": trials, "memory_B": memory}))


if __name__ == "__main__":
    main()
