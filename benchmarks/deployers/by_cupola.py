"""The campaign by Cupola: its trials in as many parts as the environment names workers, or in this process where it names none.

`python by_cupola.py TRIALS FILE` prints one JSON line: seconds until the course of all trials is there, with workers that are up already,
as the loop's interpreter is; processor seconds of all processes, the start of workers with them; and the most memory of each, added up. The
launches of vehicles are an input, drawn beforehand. Counts at the end of every year go to FILE (NumPy).
"""

import json
import os
import resource
import sys
import time
from dataclasses import replace

import numpy as np
import problem as given

from cupola.engine.workers import Workers
from cupola.launch.cadence import Cadence
from cupola.launch.campaign import deploy
from cupola.launch.filling import Shell
from cupola.launch.lifetimes import Lifetimes
from cupola.launch.parts import joined_course, parts_of_campaigns
from cupola.launch.production import Production
from cupola.launch.programme import Contract, Programme
from cupola.launch.supply import Supply

WORKERS = int(os.environ.get("CAMPAIGN_WORKERS", "2"))


def processor_seconds() -> float:
    """Of this process and of those that it started and that have ended."""
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


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
    names = [name for name, *_ in given.VEHICLES]
    used = processor_seconds()
    if WORKERS:
        with Workers(WORKERS) as workers:
            little = replace(supply, starts=supply.starts[:1], flown=flown[:1, :1], failed=failed[:1, :1])
            for _ in workers.each(parts_of_campaigns([programme], names, little, given.SEED, (), 1) * WORKERS):
                pass
            begun = time.perf_counter()
            course = joined_course(workers.each(parts_of_campaigns([programme], names, supply, given.SEED, (), WORKERS)))
            taken = time.perf_counter() - begun
    else:
        begun = time.perf_counter()
        course = deploy([programme], names, supply, given.SEED)
        taken = time.perf_counter() - begun
    used = processor_seconds() - used
    yearly = {name: getattr(course, name)[:, 23::24] for name in ("up", "spare", "launched", "lost", "stillborn", "worn")}
    np.savez(answer, **yearly)
    own, largest = (resource.getrusage(who).ru_maxrss * 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"s": taken, "cpu_s": used, "trials": trials, "memory_B": own + WORKERS * largest}))


if __name__ == "__main__":
    main()
