"""When a satellite declares a target: M detections within its last N looks. The drawn looks, and the exact chain beside them.

A look that cannot see the target is a miss and moves the window on. Left out: false alarms, and doubt which detection belongs to which
target.
"""

from dataclasses import dataclass
from itertools import combinations

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.sensing.draws import LOOKS, draws
from cupola.sensing.sensors import InfraredSensor

MOST_STATES = 5000


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Watch:
    """What satellites remember of targets, so that a run may be cut into stretches of time.

    Attributes:
        history: outcomes of the last looks, the latest in the lowest bit, uint32, (..., s).
        declared_at: s since the scenario's epoch, infinity where not declared yet, (..., s).
    """

    history: Int[jax.Array, "*n s"]
    declared_at: Float[jax.Array, "*n s"]


def first_watch(shape: tuple[int, ...]) -> Watch:
    """Nothing seen yet."""
    return Watch(jnp.zeros(shape, jnp.uint32), jnp.full(shape, jnp.inf))


def look_hits(
    key: jax.Array,
    sensor: InfraredSensor,
    launches: Int[jax.Array, "n"],
    satellites: Int[jax.Array, "s"],
    numbers: Int[jax.Array, "t s"],
    seen: Bool[jax.Array, "t n s"],
) -> Bool[jax.Array, "t n s"]:
    """Outcome of each look: drawn from launch, satellite and number of the look, so the same in any raid, batch or stretch of time.

    Args:
        key: of the run.
        sensor: scalars, or (s,).
        launches: number of each launch in the run.
        satellites: index of each in the run.
        numbers: of the looks, as `look_numbers` counts them.
        seen: whether the target stands before the satellite.
    """
    chance = draws(key, LOOKS, launches[None, :, None], satellites[None, None, :], numbers[:, None, :])
    return seen & (chance < jnp.reshape(sensor.probability, (1, 1, -1)))


def watched(
    before: Watch, sensor: InfraredSensor, seconds: Float[jax.Array, "t"], due: Bool[jax.Array, "t *#n s"], hits: Bool[jax.Array, "t *n s"]
) -> Watch:
    """The memory after a stretch of time.

    Args:
        before: the memory at its start.
        sensor: scalars, or (s,).
        seconds: s since the scenario's epoch, one for each step.
        due: whether a satellite looks in that step, axes as `hits`.
        hits: outcome of the look; without meaning where none is due.
    """
    axes = before.history.ndim
    window, needed = (jnp.reshape(number, (1,) * (axes - 1) + (-1,)).astype(jnp.uint32) for number in (sensor.window, sensor.needed))
    kept = (jnp.uint32(1) << window) - jnp.uint32(1)

    def step(memory: Watch, now: tuple[Float[jax.Array, ""], Bool[jax.Array, "*#n s"], Bool[jax.Array, "*n s"]]) -> tuple[Watch, None]:
        time, looks, hit = now
        history = jnp.where(looks, ((memory.history << jnp.uint32(1)) | hit.astype(jnp.uint32)) & kept, memory.history)
        declared = jax.lax.population_count(history) >= needed
        return Watch(history, jnp.where(declared, jnp.minimum(memory.declared_at, time), memory.declared_at)), None

    after, _ = jax.lax.scan(step, before, (seconds, due, hits))
    return after


def declared_by(probabilities: Float[np.ndarray, "k"], needed: int, window: int) -> Float[np.ndarray, "k"]:
    """Probability that a target is declared by each of k looks.

    Args:
        probabilities: of a detection in each look; 0 where the look cannot see the target.
        needed: M.
        window: N.

    Returns:
        Exact, by a Markov chain over the outcomes of the last N - 1 looks (Fu, Distribution of the scan statistic for a sequence of
        bistate trials, J. Appl. Probab. 38 (2001) 908). NumPy, on the host.

    Raises:
        ValueError: when the chain has more than 5,000 states.
    """
    missed, hit = _chain(needed, window)
    at = np.zeros(len(missed))
    at[0] = 1.0
    done = np.empty(len(probabilities))
    for k, p in enumerate(probabilities):
        following = np.zeros_like(at)
        np.add.at(following, missed, (1.0 - p) * at)
        goes_on = hit >= 0
        np.add.at(following, hit[goes_on], p * at[goes_on])
        at = following
        done[k] = 1.0 - at.sum()
    return np.clip(done, 0.0, 1.0)


def mean_looks(probability: float, needed: int, window: int) -> float:
    """Mean number of looks until a target in steady sight is declared; infinity where no look can detect it.

    Exact, by the chain of `declared_by`: for M = N the mean wait for a success run, for M = 2 that of Koutras (Ann. Inst. Stat. Math. 48
    (1996) 789), for a window that never ends M / p.
    """
    if probability <= 0.0:
        return float("inf")
    missed, hit = _chain(needed, window)
    states = np.arange(len(missed))
    stays = np.eye(len(missed))
    np.add.at(stays, (states, missed), probability - 1.0)
    goes_on = hit >= 0
    np.add.at(stays, (states[goes_on], hit[goes_on]), -probability)
    return float(np.linalg.solve(stays, np.ones(len(missed)))[0])


def mean_wait(probability: float, needed: int, window: int, look_interval: float) -> float:
    """Mean time from a target's coming in sight to its declaration, s, the first look falling anywhere in the interval alike."""
    return (mean_looks(probability, needed, window) - 0.5) * look_interval


def _chain(needed: int, window: int) -> tuple[Int[np.ndarray, "m"], Int[np.ndarray, "m"]]:
    """State after a miss and after a hit, -1 where the hit declares; a state is the set of hits among the last `window - 1` looks."""
    if not 1 <= needed <= window:
        raise ValueError(f"got {needed} of {window} looks; 1 to {window} of them can be needed")
    masks = [sum(1 << bit for bit in bits) for count in range(needed) for bits in combinations(range(window - 1), count)]
    if len(masks) > MOST_STATES:
        raise ValueError(f"{needed} of {window} looks make a chain of {len(masks)} states; the most is {MOST_STATES}")
    place = {mask: index for index, mask in enumerate(masks)}
    full = (1 << (window - 1)) - 1
    missed = np.array([place[(mask << 1) & full] for mask in masks])
    hit = np.array([-1 if mask.bit_count() + 1 >= needed else place[((mask << 1) | 1) & full] for mask in masks])
    return missed, hit
