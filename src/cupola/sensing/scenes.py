"""What there is to see of launches, stretch by stretch of time: who sees whom, who looks when, who declares, and the looks worth taking.

Everything that all views share is worked out once (`sights`); a view is then a choice of satellites among them (`declared`, `scene_of`).
Inertial axes (CIRS), SI and radians; time leads, then launches c, then satellites s.
"""

from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp

from cupola.arrays import Bool, Float, Int
from cupola.constants import Body
from cupola.sensing.detection import Watch, watched
from cupola.sensing.following import Scene
from cupola.sensing.lines_of_sight import sight_lines
from cupola.sensing.noise import Words, look_noise
from cupola.sensing.sensors import InfraredSensor, can_see, looks_due
from cupola.sensing.stereo import choose_looks, fix_error, look_weights, loose_prior


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Flights:
    """Launches on a stretch of time.

    Attributes:
        step: number of each step since launch, (t,).
        begin: s from the scenario's epoch to each launch, (c,).
        target: m, (t, c, 3).
        velocity: m/s, (t, c, 3).
        phase: (t, c).
        cloud_top: m, (c,); minus infinity for a clear sky.
        sun: unit vector, (t, c, 3).
    """

    step: Int[jax.Array, "t"]
    begin: Float[jax.Array, "c"]
    target: Float[jax.Array, "t c 3"]
    velocity: Float[jax.Array, "t c 3"]
    phase: Int[jax.Array, "t c"]
    cloud_top: Float[jax.Array, "c"]
    sun: Float[jax.Array, "t c 3"]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Sights:
    """Who sees whom.

    Attributes:
        satellite: position, m, (t, c, s, 3).
        direction: unit vectors from satellites to targets, (t, c, s, 3).
        range: m, (t, c, s).
        seen: whether the target stands before the satellite, (t, c, s).
        due: whether the satellite looks in this step, (t, c, s).
    """

    satellite: Float[jax.Array, "t c s 3"]
    direction: Float[jax.Array, "t c s 3"]
    range: Float[jax.Array, "t c s"]
    seen: Bool[jax.Array, "t c s"]
    due: Bool[jax.Array, "t c s"]


@partial(jax.jit, static_argnames=("seconds", "body"))
def sights(
    flights: Flights,
    satellites: Float[jax.Array, "t c s 3"],
    sensor: InfraredSensor,
    identity: Int[jax.Array, "s"],
    seconds: float,
    body: Body,
) -> Sights:
    """Lines of sight from all satellites to all launches, and who sees along them.

    Args:
        flights: the launches.
        satellites: positions at each launch's own instants, m.
        sensor: of each satellite, (s,).
        identity: of each satellite in the run.
        seconds: length of a step, s.
        body: what is orbited.
    """
    lines = sight_lines(satellites, flights.target, flights.sun, body)
    tops = jnp.broadcast_to(flights.cloud_top, flights.phase.shape)
    instants = flights.begin[:, None] + seconds * flights.step[None, :].astype(float)
    due = jax.vmap(lambda each: looks_due(sensor, each, seconds, identity), out_axes=1)(instants)
    return Sights(satellites, lines.direction, lines.range, can_see(sensor, lines, flights.phase, tops), due)


@partial(jax.jit, static_argnames="seconds")
def declared(
    before: Watch,
    seen: Sights,
    step: Int[jax.Array, "t"],
    sensor: InfraredSensor,
    identity: tuple[Int[jax.Array, "s"], Int[jax.Array, "c"], Int[jax.Array, "n"]],
    key: Words,
    seconds: float,
) -> Watch:
    """What each satellite remembers of each launch in each trial after a stretch of time, (c, n, s); its times are s since launch.

    Args:
        before: at its start.
        seen: who sees whom and who looks.
        step: number of each step since launch.
        sensor: of each satellite, (s,).
        identity: of satellites, launches and trials in the run. A look has the chances that `following` gives it.
        key: of the run.
        seconds: length of a step, s.
    """
    satellites, launches, trials = (part.astype(jnp.uint32) for part in identity)

    def one(memory: Watch, now: tuple[Int[jax.Array, ""], Bool[jax.Array, "c s"], Bool[jax.Array, "c s"]]) -> tuple[Watch, None]:
        number, sees, looks = now

        def chance(satellite: Int[jax.Array, ""]) -> Float[jax.Array, "c n"]:
            return look_noise(key, number, launches[:, None], jnp.broadcast_to(satellite, launches.shape)[:, None], trials[None, :])[2]

        hit = (jax.vmap(chance, out_axes=-1)(satellites) < sensor.probability[None, None, :]) & sees[:, None, :]
        elapsed = seconds * number.astype(float)
        return watched(memory, sensor, elapsed[None], looks[None, :, None, :], hit[None]), None

    after, _ = jax.lax.scan(one, before, (step, seen.seen, seen.due))
    return after


@partial(jax.jit, static_argnames="places")
def scene_of(
    flights: Flights, seen: Sights, within: Bool[jax.Array, "s"], sensor: InfraredSensor, identity: Int[jax.Array, "s"], places: int
) -> tuple[Scene, Float[jax.Array, "t c"]]:
    """The scene of one view, and in how good a stereo its satellites stand: the widest angle between two of those chosen.

    Args:
        flights: the launches.
        seen: who sees whom.
        within: which satellites belong to the view.
        sensor: of each satellite, (s,).
        identity: of each satellite in the run.
        places: how many satellites are chosen for a launch in a step: those that tell most of its place (`stereo.choose_looks`).

    Returns:
        The scene; and angles, rad, 0 where fewer than two see the target.
    """
    mine = seen.seen & within[None, None, :]
    weights = look_weights(seen.range, jnp.broadcast_to(sensor.noise, seen.range.shape))
    index, filled = choose_looks(seen.direction, weights, mine, loose_prior(mine.shape[:-1]), places)
    # A place is kept by one satellite as long as it is chosen: the order within a step is that of the satellites.
    order = jnp.argsort(jnp.where(filled, index, mine.shape[-1]), axis=-1)
    index, filled = (jnp.take_along_axis(part, order, axis=-1) for part in (index, filled))

    def chosen(part: Float[jax.Array, "t c s"]) -> Float[jax.Array, "t S c"]:
        return jnp.moveaxis(jnp.take_along_axis(jnp.broadcast_to(part, mine.shape), index, axis=-1), -1, -2)

    def chosen_vector(part: Float[jax.Array, "t c s 3"]) -> Float[jax.Array, "t c S 3"]:
        return jnp.take_along_axis(part, index[..., None], axis=-2)

    direction = chosen_vector(seen.direction)
    cosines = jnp.abs(jnp.einsum("tcia,tcja->tcij", direction, direction))
    both = filled[..., :, None] & filled[..., None, :] & ~jnp.eye(places, dtype=bool)[None, None]
    angle = jnp.arccos(jnp.clip(jnp.where(both, cosines, 1.0).min(axis=(-2, -1)), 0.0, 1.0))
    biased = jnp.moveaxis(chosen(sensor.bias), -2, -1) * jnp.moveaxis(chosen(seen.range), -2, -1)
    by_bias = fix_error(direction, jnp.where(filled, 1.0 / jnp.maximum(biased, 1e-3) ** 2, 0.0))
    scene = Scene(
        step=flights.step,
        target=flights.target,
        velocity=flights.velocity,
        phase=flights.phase,
        satellite=jnp.moveaxis(chosen_vector(seen.satellite), -2, -3),
        identity=jnp.where(jnp.moveaxis(filled, -1, -2), chosen(identity), -1).astype(jnp.int32),
        looks=chosen(seen.due) & jnp.moveaxis(filled, -1, -2),
        probability=chosen(sensor.probability),
        noise=chosen(sensor.noise),
        bias=chosen(sensor.bias),
        bias_error=by_bias,
    )
    return scene, jnp.where(both.any(axis=(-2, -1)), angle, 0.0)
