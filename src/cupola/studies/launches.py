"""Launches followed through the sensors of every view: what study `custody` does with one handful of launches of one threat.

Time runs in blocks of one length, so that one compiled kernel serves every threat, view and draw, and memory does not grow with the flight.
"""

import zlib
from dataclasses import dataclass
from functools import cached_property, partial

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh

from cupola.arrays import Bool, Float, Int
from cupola.compiler.problem import Custody, Group, Problem, Sweep, Threat
from cupola.constants import Body
from cupola.flight import BOOST, COAST, Trajectories
from cupola.sensing.boost_model import Burning
from cupola.sensing.clouds import cloud_tops
from cupola.sensing.detection import Watch, first_watch
from cupola.sensing.following import Rules, Told, Tracks
from cupola.sensing.impact import impact
from cupola.sensing.noise import Words, words
from cupola.sensing.scenes import Flights, Sights
from cupola.sensing.sensors import InfraredSensor, of_satellites
from cupola.sensing.symmetric import Symmetric
from cupola.studies.apart import Apart, over
from cupola.studies.base import Piece

BLOCK = 120
"""Steps of time in one call of the kernels."""

PLACES = 6
"""Satellites that follow one launch at a time, at the most."""

SAMPLED = 10.0
"""Curves hold one value every so many seconds."""


@dataclass(frozen=True)
class Fleet:
    """The satellites with an infrared sensor that some view looks through, one behind the other.

    Attributes:
        groups: in the order of the problem.
        first: index in the run of the first satellite of each group, its identity.
    """

    groups: tuple[Group, ...]
    first: tuple[int, ...]

    @classmethod
    def of(cls, problem: Problem, sweep: Sweep, draw: int) -> "Fleet":
        """Of one draw."""
        wanted = {name for _, _, constellations in sweep.views for name in constellations}
        starts = np.cumsum([0, *(group.ephemeris.size for group in problem.variants[draw])])
        chosen = [
            (group, int(start)) for group, start in zip(problem.variants[draw], starts, strict=False) if group.constellation in wanted
        ]
        return cls(tuple(group for group, _ in chosen), tuple(start for _, start in chosen))

    @cached_property
    def sensor(self) -> InfraredSensor:
        """Of each satellite, (s,)."""
        sensors = tuple(group.infrared for group in self.groups if group.infrared is not None)
        return of_satellites(sensors, tuple(group.ephemeris.size for group in self.groups))

    @cached_property
    def identity(self) -> Int[np.ndarray, "s"]:
        """Index of each satellite in the run."""
        runs = [start + np.arange(group.ephemeris.size) for group, start in zip(self.groups, self.first, strict=True)]
        return np.concatenate(runs)

    def within(self, constellations: tuple[str, ...]) -> Bool[np.ndarray, "s"]:
        """Which satellites belong to these constellations, and work."""
        return np.concatenate([group.active & (group.constellation in constellations) for group in self.groups])

    def positions(self, seconds: Float[np.ndarray, "n"]) -> Float[jax.Array, "n s 3"]:
        """Inertial (CIRS), m, at uniform (TT) seconds since the epoch."""
        still = np.zeros_like(seconds)
        return jnp.concatenate([group.ephemeris.positions(seconds, still) for group in self.groups], axis=1)


@dataclass(frozen=True)
class Looking:
    """A set of constellations that launches are followed through: a view, or a view that has lost one.

    Attributes:
        name: of the view, and of what it has lost.
        within: which satellites of the fleet it has, (s,).
    """

    name: str
    within: Bool[np.ndarray, "s"]


def rules_of(problem: Problem, custody: Custody, sensor: InfraredSensor) -> Rules:
    """The filter's models and the words' bounds."""
    oldest = float(np.max(np.asarray(sensor.look_interval)))
    return Rules(Burning(problem.body), custody.tracking_step, custody.stereo_angle, oldest, custody.error, custody.age)


def identities(threat: Threat, start: int, stop: int) -> Int[np.ndarray, "c"]:
    """Of launches in the run: they depend on the threat's name and their own number, never on how many there are."""
    return ((zlib.crc32(threat.name.encode()) + np.arange(start, stop)) & 0xFFFFFFFF).astype(np.uint32)


def steps_of(flights: Trajectories, step: float) -> int:
    """Steps from launch to the end of the longest flight, whole blocks."""
    return BLOCK * int(np.ceil((float(flights.flight_time.max()) / step + 1.0) / BLOCK))


@dataclass
class _Account:
    """What some ways of looking make of the launches, block by block (NumPy).

    Attributes:
        views: the ways.
        tracks: the ways of the first launch, then those of the next, (launches x ways, trials).
        rows: samples of the curves.
        sums: over steps, (ways, launches).
        first_sight: s since launch, (ways, launches).
    """

    views: tuple[Looking, ...]
    tracks: Tracks | None
    rows: list[dict[str, np.ndarray]]
    sums: dict[str, np.ndarray]
    first_sight: np.ndarray


def followed(
    problem: Problem, draw: int, threat: Threat, launches: tuple[int, int], views: tuple[Looking, ...], fleet: Fleet, mesh: Mesh
) -> Piece:
    """Follow some launches of a threat through each way of looking.

    Args:
        problem: compiled, with a custody study.
        draw: which variant.
        threat: of that variant.
        launches: number of the first, and after the last.
        views: the ways of looking; as many as the study has views are followed together.
        fleet: of that variant.
        mesh: the launches are spread over its devices where their number allows it.

    Returns:
        Arrays with the launches first and the ways of looking second.
    """
    custody = problem.custody
    if custody is None:
        raise AssertionError("launches are followed where custody is asked")
    flights = threat.flights.pick(np.arange(*launches))
    step, count = custody.tracking_step, steps_of(threat.flights, custody.tracking_step)
    rules, key = rules_of(problem, custody, fleet.sensor), words(custody.seed)
    numbers, trials = identities(threat, *launches), np.arange(custody.trials, dtype=np.uint32)
    tops = np.asarray(cloud_tops(jax.random.key(custody.seed), jnp.asarray(numbers), problem.launching[draw].deck))
    watch = _Watching(first_watch((flights.size, custody.trials, len(fleet.identity))), False)
    together = len(problem.sweeps["custody"].views)
    accounts = [_opened(part, flights.size) for part in _batches(views, together)]
    apart = Apart(over(mesh, flights.size), fleet.sensor, fleet.identity, step, problem.body)
    for begin in range(0, count, BLOCK):
        block = flown(problem, flights, begin, step, tops)
        instants = flights.launch_seconds[None, :] + step * np.asarray(block.step)[:, None]
        seen = apart.sights(block, fleet.positions(instants.reshape(-1)).reshape(BLOCK, flights.size, -1, 3))
        watch = _watched(watch, seen, block, apart, (numbers, trials), key, views)
        declared_at = np.asarray(watch.memory.declared_at)
        sees = np.asarray(seen.seen)
        for account in accounts:
            scene, angle = apart.scenes(block, seen, np.stack([view.within for view in account.views]), PLACES)
            first = np.stack([declared_at[..., view.within].min(axis=-1, initial=np.inf) for view in account.views], axis=1)
            names = np.repeat(numbers, len(account.views))
            tracks = apart.begun(scene, custody.trials, rules) if account.tracks is None else account.tracks
            account.tracks, told = apart.followed(tracks, scene, first.reshape(len(names), -1), (names, trials), key, rules)
            stereo = np.asarray(angle) >= custody.stereo_angle
            _entered(account, jax.device_get(told), block, (sees, stereo), flights, custody)
    return _closed(accounts, watch, len(views), flights)


def _batches(views: tuple[Looking, ...], together: int) -> list[tuple[Looking, ...]]:
    """The ways of looking in batches of one size, the last filled up with its own last: one compiled kernel serves them all."""
    cut = [views[start : start + together] for start in range(0, len(views), together)]
    return [(*part, *([part[-1]] * (together - len(part)))) for part in cut]


def flown(problem: Problem, flights: Trajectories, begin: int, step: float, tops: Float[np.ndarray, "c"]) -> Flights:
    """The launches over one block of steps that starts with step number `begin`."""
    number = begin + np.arange(BLOCK)
    target, velocity, phase = flights.state(step * number)
    instants = flights.launch_seconds[None, :] + step * number[:, None]
    sun = problem.clock.celestial_sun(instants.reshape(-1)).reshape(*instants.shape, 3)
    return Flights(jnp.asarray(number), jnp.asarray(flights.launch_seconds), target, velocity, phase, jnp.asarray(tops), jnp.asarray(sun))


@dataclass
class _Watching:
    """What satellites remember of launches, and whether every way of looking has declared all that it can."""

    memory: Watch
    done: bool


def _watched(
    watch: _Watching,
    seen: Sights,
    block: Flights,
    apart: Apart,
    names: tuple[Int[np.ndarray, "c"], Int[np.ndarray, "n"]],
    key: Words,
    views: tuple[Looking, ...],
) -> _Watching:
    """The memory after a block; once every launch is declared through every way of looking nothing more can change."""
    if watch.done:
        return watch
    satellites = len(apart.identity)
    ever = np.flatnonzero((np.asarray(seen.seen) & np.asarray(seen.due)).any(axis=(0, 1)))
    if len(ever):
        size = min(satellites, 1 << int(np.ceil(np.log2(len(ever)))))
        others = np.setdiff1d(np.arange(satellites), ever)[: size - len(ever)]
        part = np.sort(np.concatenate([ever, others]))
        watch.memory = apart.declared(watch.memory, seen, block.step, part, names, key)
    at = np.asarray(watch.memory.declared_at)
    watch.done = all(bool(np.isfinite(at[..., view.within].min(axis=-1, initial=np.inf)).all()) for view in views)
    return watch


def _opened(views: tuple[Looking, ...], launches: int) -> _Account:
    shape = len(views), launches
    names = ("coasting", "stereo", "held", "burn_out_square", "burn_out_tracks")
    return _Account(views, None, [], {name: np.zeros(shape) for name in names}, np.full(shape, np.inf))


def _entered(
    account: _Account,
    told: Told,
    block: Flights,
    sight: tuple[Bool[np.ndarray, "t c s"], Bool[np.ndarray, "v t c"]],
    flights: Trajectories,
    custody: Custody,
) -> None:
    """Adds a block to the sums, and its samples to the curves."""
    seen, stereo = sight
    step, number, phase = custody.tracking_step, np.asarray(block.step), np.asarray(block.phase)
    coasting, flying = phase == COAST, (phase == BOOST) | (phase == COAST)
    sees = np.stack([seen[..., view.within].any(axis=-1) for view in account.views])

    def by_way(part: Float[jax.Array, "k w"]) -> Float[np.ndarray, "v k c"]:
        return np.moveaxis(np.asarray(part).reshape(len(part), flights.size, len(account.views)), 2, 0)

    held, tracks, square = (by_way(part) for part in (told.held, told.tracks, told.square_error))
    elapsed = step * number
    account.first_sight = np.minimum(account.first_sight, np.where(sees, elapsed[:, None], np.inf).min(axis=1))
    account.sums["coasting"] += coasting.sum(axis=0)
    account.sums["stereo"] += (coasting & stereo).sum(axis=1)
    account.sums["held"] += (coasting * held).sum(axis=1) / custody.trials
    last = np.floor(flights.burn_time / step + 1e-9)[None, :] == number[:, None]
    account.sums["burn_out_square"] += (last * square).sum(axis=1)
    account.sums["burn_out_tracks"] += (last * tracks).sum(axis=1)
    take = np.flatnonzero(number % round(max(SAMPLED / step, 1.0)) == 0)
    major, minor = (by_way(part) for part in _ellipses(told, take, flights.body))
    foretold = (phase == COAST)[take] & (tracks[:, take] > 0.0) & (major > 0.0)
    account.rows.append(
        {
            "flying": np.broadcast_to(flying[take], foretold.shape),
            "sees": (sees & flying)[:, take],
            "in_stereo": (stereo & flying)[:, take],
            "held": held[:, take],
            "tracks": tracks[:, take],
            "square_error": square[:, take],
            "square_velocity_error": by_way(told.square_velocity_error)[:, take],
            "bound": by_way(told.bound)[:, take],
            "velocity_bound": by_way(told.velocity_bound)[:, take],
            "impact_major": np.where(foretold, major, np.nan),
            "impact_minor": np.where(foretold, minor, np.nan),
        }
    )


def _ellipses(told: Told, take: Int[np.ndarray, "k"], body: Body) -> tuple[Float[jax.Array, "k w"], Float[jax.Array, "k w"]]:
    """Semi-axes of the ellipse that holds half of the chances of impact, of each launch's first track, m; 0 where none is foretold."""
    return _foretold(told.mean[take], told.covariance[take], body)


@partial(jax.jit, static_argnames="body")
def _foretold(
    mean: Float[jax.Array, "k 6 c"], covariance: Float[jax.Array, "k 21 c"], body: Body
) -> tuple[Float[jax.Array, "k c"], Float[jax.Array, "k c"]]:
    """Semi-axes, m. The Earth's angle at the instant is left at 0: it turns the place, not the ellipse's size."""
    spread = Symmetric(tuple(covariance[:, place] for place in range(21))).dense()
    found = jax.vmap(jax.vmap(lambda one, p: impact(one, p, jnp.asarray(0.0), body)))(jnp.moveaxis(mean, 1, -1), spread)
    return found.major, found.minor


def _closed(accounts: list[_Account], watch: _Watching, ways: int, flights: Trajectories) -> Piece:
    """The arrays that a task leaves: launches first, ways of looking second."""
    at = np.asarray(watch.memory.declared_at)
    views = [view for account in accounts for view in account.views][:ways]

    def turned(parts: list[np.ndarray]) -> np.ndarray:
        return np.moveaxis(np.concatenate(parts)[:ways], 1, 0)

    def gathered(name: str) -> np.ndarray:
        whole = [np.concatenate([row[name] for row in account.rows], axis=1) for account in accounts]
        return turned([np.moveaxis(part, 1, 2) for part in whole]).astype(np.float32)

    def tracked(name: str) -> np.ndarray:
        each = [np.asarray(getattr(account.tracks, name)) for account in accounts]
        return turned([np.swapaxes(part.reshape(flights.size, -1, part.shape[-1]), 0, 1) for part in each])

    piece = {name: gathered(name) for name in accounts[0].rows[0]}
    piece |= {f"sum_{name}": turned([account.sums[name] for account in accounts]) for name in accounts[0].sums}
    piece |= {name: tracked(name) for name in ("started_at", "held_at", "burnt_out_at", "dropped")}
    piece["started"] = np.isfinite(piece["started_at"])
    piece["declared_at"] = np.stack([at[..., view.within].min(axis=-1, initial=np.inf) for view in views], axis=1)
    piece["first_sight"] = turned([account.first_sight for account in accounts])
    piece["flight_time"] = flights.flight_time
    return piece
