"""Another way to task satellites, to hold the rounds of assignment against: the best pair of all, again and again."""

from dataclasses import replace
from itertools import product

import numpy as np

from cupola.sensing.tasking import Demand, total_gain


def greedy(demand: Demand) -> np.ndarray:
    """At least a third of the best total, for two matroids (Fisher, Nemhauser and Wolsey, Math. Program. Study 8 (1978) 73)."""
    chosen = np.zeros_like(demand.seen)
    information = np.array(demand.prior, float)
    while True:
        free = (demand.capacity > chosen.sum(axis=0))[None, :] & (chosen.sum(axis=1) < demand.looks)[:, None] & demand.seen & ~chosen
        if not free.any():
            return chosen
        along = demand.directions[..., :, None] * demand.directions[..., None, :]
        added = demand.weights[..., None, None] * (np.eye(3) - along)
        _, after = np.linalg.slogdet(information[:, None] + added)
        _, before = np.linalg.slogdet(information)
        gain = np.where(free, after - before[:, None], -np.inf)
        target, satellite = np.unravel_index(np.argmax(gain), gain.shape)
        chosen[target, satellite] = True
        information[target] += added[target, satellite]


def best(demand: Demand) -> float:
    """Greatest total of all assignments there are; for a dozen pairs or fewer."""
    pairs = np.argwhere(demand.seen)
    top = 0.0
    for picked in product((False, True), repeat=len(pairs)):
        chosen = np.zeros_like(demand.seen)
        chosen[tuple(pairs[list(picked)].T)] = True
        if np.all(chosen.sum(axis=0) <= demand.capacity) and np.all(chosen.sum(axis=1) <= demand.looks):
            top = max(top, total_gain(replace(demand, handover=0.0), chosen))
    return top
