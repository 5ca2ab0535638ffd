"""Many launches at once against satellites that hold a stated number of tracks: the curve of custody against the size of a raid.

From burn-out on, each step the satellites are assigned to targets (`sensing.tasking`) and each target's covariance moves along its true
path by the looks that it gets: what the tracks know at best, without their noise. A raid of one so tells what the satellites can do, and a
larger one what is left of it when they must share. A target whose satellites all have room is followed by every one that sees it.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.compiler.launches import launched
from cupola.compiler.problem import Custody, Problem, Sweep, Threat
from cupola.constants import Body
from cupola.flight import COAST, Trajectories
from cupola.sensing.dynamics import Motion, carry
from cupola.sensing.lines_of_sight import sight_lines
from cupola.sensing.sensors import InfraredSensor, can_see
from cupola.sensing.stereo import fix_error, information_of, look_weights
from cupola.sensing.symmetric import of_dense
from cupola.sensing.tasking import Demand, assign
from cupola.studies.base import Piece
from cupola.studies.launches import PLACES, Fleet

STEP = 60.0
"""s between two assignments."""

BEGINNINGS = 4
"""Raids are begun so many times over the span."""

WITHIN = 60.0
"""s within which the launches of a raid start."""

KNOWN_POSITION, KNOWN_VELOCITY = 20e3, 1e3
"""m and m/s: standard deviations, on each axis, of what is known of a target at burn-out."""


@dataclass(frozen=True)
class _Sky:
    """All launches of a raid at one step, before all satellites (NumPy)."""

    seen: Bool[np.ndarray, "n s"]
    direction: Float[np.ndarray, "n s 3"]
    range: Float[np.ndarray, "n s"]
    position: Float[np.ndarray, "n 3"]
    coasting: Bool[np.ndarray, "n"]

    def few(self, count: int) -> "_Sky":
        """The first launches of them."""
        return _Sky(self.seen[:count], self.direction[:count], self.range[:count], self.position[:count], self.coasting[:count])


def raided(problem: Problem, sweep: Sweep, threat: Threat, beginning: int, workers: int) -> Piece:
    """One raid of each size through each view, as many side by side as there are workers: SciPy's assignment holds no lock.

    Returns:
        `share`, (1, view, size): mean over the launches of the share of the flight after burn-out in custody; NaN for a view without a
        sensor that serves cold bodies.
    """
    custody = problem.custody
    if custody is None:
        raise AssertionError("raids are followed where custody is asked")
    fleet = Fleet.of(problem, sweep, 0)
    start = (beginning + 0.5) / BEGINNINGS * sweep.instants * sweep.step
    ends, boost = (threat.launch, threat.aim), (threat.booster, threat.loft)
    name, most = f"raid {beginning} {threat.name}", max(custody.raids)
    flights = launched(name, custody.seed, most, start, WITHIN, ends, boost, problem.clock, problem.body)
    skies = _skies(problem, fleet, flights)
    share = np.full((1, len(sweep.views), len(custody.raids)), np.nan)
    # Views that differ in satellites for plumes alone are one and the same here.
    seeing = [fleet.within(names) & np.asarray(fleet.sensor.cold) for _, _, names in sweep.views]
    raids = {(within.tobytes(), size): within for within in seeing if within.any() for size in range(len(custody.raids))}

    def held(within: Bool[np.ndarray, "s"], count: int) -> float:
        return _held([sky.few(count) for sky in skies], within, fleet.sensor, custody, problem.body)

    with ThreadPoolExecutor(workers) as pool:
        largest_first = sorted(raids, key=lambda raid: -raid[1])
        found = {raid: pool.submit(held, raids[raid], custody.raids[raid[1]]) for raid in largest_first}
    for (view, within), size in product(enumerate(seeing), range(len(custody.raids))):
        if (within.tobytes(), size) in found:
            share[0, view, size] = found[within.tobytes(), size].result()
    return {"share": share}


def _skies(problem: Problem, fleet: Fleet, flights: Trajectories) -> list[_Sky]:
    """Every step from the first burn-out to the last impact."""
    seconds = np.arange(float((flights.launch_seconds + flights.burn_time).min()), float(flights.impact_seconds.max()), STEP)
    target, _, phase = flights.at(seconds)
    sun = jnp.asarray(problem.clock.celestial_sun(seconds))
    skies: list[_Sky] = []
    for at, satellites in enumerate(fleet.positions(seconds)):
        seen, direction, away = _seen(satellites, target[at], phase[at], sun[at], fleet.sensor, body=problem.body)
        place, coasting = np.asarray(target[at]), np.asarray(phase[at]) == COAST
        skies.append(_Sky(np.asarray(seen), np.asarray(direction), np.asarray(away), place, coasting))
    return skies


@partial(jax.jit, static_argnames="body")
def _seen(
    satellites: Float[jax.Array, "s 3"],
    target: Float[jax.Array, "n 3"],
    phase: Int[jax.Array, "n"],
    sun: Float[jax.Array, "3"],
    sensor: InfraredSensor,
    body: Body,
) -> tuple[Bool[jax.Array, "n s"], Float[jax.Array, "n s 3"], Float[jax.Array, "n s"]]:
    lines = sight_lines(jnp.broadcast_to(satellites[None], (len(target), *satellites.shape)), target, sun, body)
    return can_see(sensor, lines, phase, jnp.full(phase.shape, -jnp.inf)), lines.direction, lines.range


def _held(skies: list[_Sky], within: Bool[np.ndarray, "s"], sensor: InfraredSensor, custody: Custody, body: Body) -> float:
    """Mean share of the flight after burn-out in custody."""
    count = len(skies[0].position)
    first = np.diag([KNOWN_POSITION**2] * 3 + [KNOWN_VELOCITY**2] * 3)
    spread = np.broadcast_to(first, (count, 6, 6))
    capacity = np.where(within, np.asarray(sensor.capacity), 0)
    chosen, age = np.zeros((count, len(within)), bool), np.full(count, np.inf)
    held, coasted = np.zeros(count), np.zeros(count)
    for sky in skies:
        ahead, weights = (np.asarray(part) for part in _ahead(spread, sky.position, sky.range, sensor, body=body))
        ahead = np.where(sky.coasting[:, None, None], ahead, first)
        seen = sky.seen & within & sky.coasting[:, None]
        crowded = (seen.sum(axis=0) > capacity).any()
        prior = np.linalg.inv(ahead[:, :3, :3])
        chosen = assign(Demand(seen, sky.direction, weights, prior, capacity, chosen, PLACES)) if crowded else seen
        spread, known = (np.asarray(part) for part in _looked(ahead, sky.direction, sky.range, np.where(chosen, weights, 0.0), sensor))
        age = np.where(chosen.any(axis=1), 0.0, age + STEP)
        held += sky.coasting & (known <= custody.error) & (age <= max(custody.age, 0.5 * STEP))
        coasted += sky.coasting
    return float(np.mean(held / np.maximum(coasted, 1.0)))


@partial(jax.jit, static_argnames="body")
def _ahead(
    spread: Float[jax.Array, "n 6 6"],
    position: Float[jax.Array, "n 3"],
    distance: Float[jax.Array, "n s"],
    sensor: InfraredSensor,
    body: Body,
) -> tuple[Float[jax.Array, "n 6 6"], Float[jax.Array, "n s"]]:
    """The covariances a step later, the gradient of gravity taken at its end; and what all looks of a satellite in the step tell, m^-2."""
    middle = tuple(position[:, axis] for axis in range(3))
    looks = sensor.probability * STEP / sensor.look_interval
    weights = look_weights(distance, sensor.noise[None, :]) * looks[None, :]
    return carry(of_dense(spread), middle, STEP, Motion(body)).dense(), weights


@jax.jit
def _looked(
    spread: Float[jax.Array, "n 6 6"],
    direction: Float[jax.Array, "n s 3"],
    distance: Float[jax.Array, "n s"],
    weights: Float[jax.Array, "n s"],
    sensor: InfraredSensor,
) -> tuple[Float[jax.Array, "n 6 6"], Float[jax.Array, "n"]]:
    """The covariances with the looks taken in; and how well the place is known, the biases of the satellites that look in it, m."""
    told = jnp.linalg.inv(spread)
    told = told.at[:, :3, :3].add(information_of(direction, weights))
    after = jnp.linalg.inv(told)
    biased = jnp.where(weights > 0.0, jnp.maximum(sensor.bias[None, :] * distance, 1e-3) ** -2.0, 0.0)
    by_bias = fix_error(direction, biased)
    trace = jnp.trace(after[:, :3, :3], axis1=1, axis2=2)
    # Satellites that fix nothing alone leave age and spread to tell it.
    return after, jnp.sqrt(trace + jnp.where(jnp.isfinite(by_bias), by_bias, 0.0) ** 2)
