"""Launches from anywhere: how long after launch the first line of sight is clear, and where burn-out has two satellites in view.

A rocket is taken to rise straight up from each cell through the heights that the threats' own boosts pass, under a deck at the clouds'
usual top, and is counted at each height by the cap kernel of the coverage study. Left out: how far it moves along the ground before
burn-out (200 to 600 km), looks that miss, and the angle between lines of sight.
"""

from dataclasses import dataclass, replace
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Float, Int
from cupola.compiler.problem import Group, Problem, Sweep, Threat
from cupola.coverage import Observers, count_in_view
from cupola.frames.geodetic import itrs_to_geodetic
from cupola.geometry import PlumeCap, RingGrid
from cupola.orbits import Ephemeris
from cupola.sensing.sensors import InfraredSensor
from cupola.studies.base import Piece

HEIGHTS = 10
"""Heights at which a rising rocket is looked for, evenly spaced in time from the clouds' top to burn-out."""


@dataclass(frozen=True)
class Rise:
    """How the rockets of one class rise.

    Attributes:
        missile: name of the class.
        title: name to show.
        elapsed: s since launch, (h,).
        altitude: m, (h,).
    """

    missile: str
    title: str
    elapsed: Float[np.ndarray, "h"]
    altitude: Float[np.ndarray, "h"]


def rises_of(problem: Problem) -> tuple[Rise, ...]:
    """One for each class of missiles that the threats fly, from the first threat that flies it."""
    launching = problem.launching[0]
    top = float(launching.deck.usual) if float(launching.deck.probability) > 0.0 else 0.0
    first: dict[str, Threat] = {}
    for threat in launching.threats:
        first.setdefault(threat.missile, threat)
    return tuple(_rise(threat, top) for threat in first.values())


def _rise(threat: Threat, top: float) -> Rise:
    """Median over the threat's launches of the altitude at each instant."""
    burn_out = float(np.min(threat.flights.burn_time))
    fine = np.linspace(0.0, burn_out, 200)
    place, _, _ = threat.flights.state(fine)
    altitude = np.median(itrs_to_geodetic(np.asarray(place), threat.flights.body)[2], axis=1)
    begin = float(np.interp(top, altitude, fine))
    elapsed = np.linspace(begin, burn_out, HEIGHTS)
    return Rise(threat.missile, threat.missile_title, elapsed, np.interp(elapsed, fine, altitude))


def mapped(problem: Problem, sweep: Sweep, rise: Rise, instants: tuple[int, int]) -> Piece:
    """Sums over some instants of the sweep.

    Returns:
        `first`, (view, height + 1, rings, columns): instants at which each height is the first in view, the last for none;
        `two`, (view, rings, columns): instants with two in view at burn-out.
    """
    wanted = {name for _, _, constellations in sweep.views for name in constellations}
    groups = tuple(group for group in problem.variants[0] if group.constellation in wanted)
    views = tuple(tuple(at for at, group in enumerate(groups) if group.constellation in names) for _, _, names in sweep.views)
    observers = tuple(_observers(group, float(rise.altitude[0]), sweep.grid) for group in groups)
    seconds = sweep.seconds[instants[0] : instants[1]]
    angle = problem.clock.earth_angle(seconds)
    rows = tuple(jnp.asarray(group.ephemeris.table(seconds, angle)) for group in groups)
    first, two = _summed(observers, jnp.asarray(rise.altitude), rows, views, sweep.grid)
    return {"first": np.asarray(first), "two": np.asarray(two)}


def _observers(group: Group, altitude: float, grid: RingGrid) -> Observers:
    sensor: InfraredSensor | None = group.infrared
    if sensor is None:
        raise AssertionError(f"{group.constellation} is looked through and has no infrared sensor")
    cap = PlumeCap(np.asarray(altitude), np.asarray(sensor.least_elevation), np.asarray(sensor.lowest_tangent))
    ephemeris: Ephemeris = group.ephemeris
    return Observers(ephemeris, cap, group.active, grid.rings)


@partial(jax.jit, static_argnames=("views", "grid"))
def _summed(
    observers: tuple[Observers, ...],
    altitude: Float[jax.Array, "h"],
    rows: tuple[Float[jax.Array, "t k"], ...],
    views: tuple[tuple[int, ...], ...],
    grid: RingGrid,
) -> tuple[Int[jax.Array, "v h rings columns"], Int[jax.Array, "v rings columns"]]:
    heights = len(altitude)

    def at(
        sums: tuple[Int[jax.Array, "v h rings columns"], Int[jax.Array, "v rings columns"]], row: tuple[Float[jax.Array, "k"], ...]
    ) -> tuple[tuple[Int[jax.Array, "v h rings columns"], Int[jax.Array, "v rings columns"]], None]:
        def by_view(height: Float[jax.Array, ""]) -> Int[jax.Array, "v rings columns"]:
            each = [
                count_in_view(_lifted(group, height), one, grid, np.dtype(np.float64)) for group, one in zip(observers, row, strict=True)
            ]
            return jnp.stack([sum((each[group] for group in view[1:]), each[view[0]]) for view in views])

        counts = jnp.moveaxis(jax.lax.map(by_view, altitude), 0, 1)
        seen = jnp.concatenate([counts > 0, jnp.ones_like(counts[:, :1], bool)], axis=1)
        first = jnp.argmax(seen, axis=1)
        place = jnp.arange(heights + 1)[None, :, None, None] == first[:, None]
        return (sums[0] + place.astype(jnp.int32), sums[1] + (counts[:, -1] > 1).astype(jnp.int32)), None

    shape = (len(views), heights + 1, grid.rings, grid.columns)
    start = jnp.zeros(shape, jnp.int32), jnp.zeros((shape[0], *shape[2:]), jnp.int32)
    summed, _ = jax.lax.scan(at, start, rows)
    return summed


def _lifted(group: Observers, height: Float[jax.Array, ""]) -> Observers:
    """The same satellites, looking at bodies of another height."""
    cap = group.footprint
    if not isinstance(cap, PlumeCap):
        raise AssertionError("launches are looked for by their plumes")
    return replace(group, footprint=replace(cap, target_altitude=height))  # pyright: ignore[reportArgumentType] -- traced here


def median_wait(first: Int[np.ndarray, "v h rings columns"], elapsed: Float[np.ndarray, "h"]) -> Float[np.ndarray, "v rings columns"]:
    """Median over the instants of the time to the first line of sight, s: of the heights looked at the earliest that half of the instants
    reach; infinity where half of them reach none."""
    share = np.cumsum(first, axis=1) / first.sum(axis=1, keepdims=True)
    index = np.argmax(share >= 0.5, axis=1)
    return np.concatenate([elapsed, [np.inf]])[index]
