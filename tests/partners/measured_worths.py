"""How far sampled worths can be trusted, what a ring saves, how long exact ones take: the figures of docs/models/partners.md."""

import statistics
import sys
import time

import numpy as np
from published_games import ELECTORAL_COLLEGE, security_council

from cupola.partners.coalitions import every, members
from cupola.partners.sampling import needed, rings_of, sampled
from cupola.partners.shapley import shapley


def votes(partners: int) -> np.ndarray:
    """Weights of 1 to 9, drawn once."""
    return np.random.default_rng(1).integers(1, 10, partners).astype(np.float64)


def games(partners: int) -> dict[str, np.ndarray]:
    """A majority, the square root of the votes that stay, and eight functions of which each takes three of five partners in a row."""
    there, weights = members(every(partners), partners), votes(partners)
    rows = [np.arange(first, first + 5) % partners for first in range(8)]
    return {
        "votes": (2.0 * (there @ weights) > weights.sum()).astype(np.float64),
        "square root": np.sqrt(there @ weights),
        "functions": np.sum([there[:, row].sum(axis=1) >= 3 for row in rows], axis=0).astype(np.float64),
    }


def held(values: np.ndarray, rings: int, runs: int, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Share of runs whose interval holds the exact worth, for each partner: Student's, and Hoeffding's."""
    exact = shapley(values)
    partners, span, found = exact.size, np.array([np.ptp(values)]), np.zeros((2, exact.size))
    for run in range(runs):
        around = rings_of(np.random.default_rng(run).random((rings, partners)))
        asked = values[needed(around)]
        for row, one in zip(found, (sampled(around, asked, confidence), sampled(around, asked, confidence, span)), strict=True):
            row += (one.low <= exact) & (exact <= one.high)
    return found[0] / runs, found[1] / runs


def orders_for_rings(values: np.ndarray, mirrored: bool, rings: int = 400) -> float:
    """Coalitions that random orders ask for the variance that rings have with one: above 1 where rings are better."""
    rng, partners = np.random.default_rng(7), shapley(values).size
    around = rings_of(rng.random((rings, partners)))
    ours = np.mean(sampled(around, values[needed(around)]).of_orders ** 2) * rings * partners * (partners - 1)
    orders = np.argsort(rng.random((20 * rings, partners)), axis=1)
    added = _added(values, orders)
    if mirrored:
        added = 0.5 * (added + _added(values, orders[:, ::-1]))
    return float(added.var(axis=0).mean() * (partners - 1) * (2 if mirrored else 1) / ours)


def _added(values: np.ndarray, orders: np.ndarray) -> np.ndarray:
    """What each partner adds in each order."""
    before = np.concatenate([np.zeros((len(orders), 1), np.int64), np.cumsum(1 << orders, axis=1)], axis=1)
    found = np.empty(orders.shape)
    np.put_along_axis(found, orders, np.diff(values[before], axis=1), axis=1)
    return found


def seconds(*shape: int) -> float:
    """Median of five runs of the exact value."""
    values, times = np.random.default_rng(1).random(shape), []
    for _ in range(5):
        begun = time.perf_counter()
        shapley(values)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


if __name__ == "__main__":
    for name, values in games(8).items():
        student, hoeffding = held(values, 20, 1000)
        sys.stdout.write(f"{name}: 95 % intervals of 20 rings hold {student.min():.1%}, Hoeffding's {hoeffding.min():.1%}\n")
    for count in (20, 100):
        student, hoeffding = held(security_council(5, 10, 9), count, 300)
        sys.stdout.write(f"Security Council: those of {count} rings hold {student.min():.1%}, Hoeffding's {hoeffding.min():.1%}\n")
    for partners in (8, 12, 16):
        for name, values in games(partners).items():
            plain, mirrored = (orders_for_rings(values, one) for one in (False, True))
            sys.stdout.write(f"{partners} partners, {name}: plain orders ask {plain:.1f} times as much, mirrored ones {mirrored:.1f}\n")
    states = rings_of(np.random.default_rng(1975).random((60, 51)))
    asked = needed(states)
    college = sampled(states, (members(asked, 51) @ np.array(ELECTORAL_COLLEGE) >= 270).astype(np.float64))
    sys.stdout.write(f"51 states, {asked.size:,} coalitions: {college.value[0]:.4f}, standard error {college.error.max():.4f}\n")
    for shape in ((2**12,), (2**20,), (1000, 2**12)):
        sys.stdout.write(f"values of shape {shape}: {seconds(*shape):.4f} s\n")
