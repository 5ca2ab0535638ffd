"""Cupola: blocks of time sent to spawned workers, paths written out and sent back; as many workers as the environment names."""

import atexit
import importlib.metadata
import os
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
from child import MIN_ELEVATION, Array, elsewhere, stand

from cupola.network.block import Job, Scene, routed
from cupola.network.ground import Sites
from cupola.network.links import Candidates
from cupola.network.meshes import Lattice

WORKERS = int(os.environ.get("ROUTING_WORKERS", "2"))
BLOCK = 30
_pool: list[ProcessPoolExecutor] = []


def pool() -> ProcessPoolExecutor:
    """The workers, all started before the clock, and kept."""
    if not _pool:
        _pool.append(ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")))
        atexit.register(_pool[0].shutdown)
        list(_pool[0].map(time.sleep, [2.0] * WORKERS))
    return _pool[0]


def counted(job: Job) -> tuple[dict[str, Array], float]:
    """The answer of a job, and the core seconds that it took."""
    begun = time.process_time()
    return routed(job), time.process_time() - begun


def route(given: dict[str, Array], position: Array) -> Array:
    """One way, s, of every pair of cities."""
    satellites, cities = position.shape[1], len(given["city"])
    lattice = Lattice(Candidates(given["links"], np.zeros(len(given["links"]), bool)))
    sites = Sites.alike(given["city"], given["up"], float(MIN_ELEVATION))
    pairs = np.stack(np.triu_indices(cities, 1), axis=1) + satellites
    jobs = []
    for first in range(0, len(position), BLOCK):
        some = position[first : first + BLOCK]
        times = 60.0 * np.arange(first, first + len(some))
        jobs.append(Job(Scene(times, some, (lattice,), sites, np.zeros(satellites + cities, np.int64)), pairs))
    if WORKERS:
        found, spent = zip(*pool().map(counted, jobs), strict=True)
        elsewhere.extend(spent)
    else:
        found = [routed(job) for job in jobs]
    nodes, hops = (np.concatenate([part[name] for part in found]) for name in ("nodes", "hops"))
    if nodes.size != (hops.astype(np.int64) + 1).sum():
        raise SystemExit("the paths are not as long as their hops say")
    return np.concatenate([part["delay"] for part in found])


if __name__ == "__main__":
    stand(route, importlib.metadata.version("cupola"))
