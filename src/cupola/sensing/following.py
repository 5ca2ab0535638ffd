"""Launches followed from the first stereo pair on: thousands of tracks at once, what they know and how far off they are. SI, inertial.

Each step takes the looks of at most S satellites a launch, chosen beforehand, moves every track through the interacting-multiple-model
filter, and leaves sums over the trials of each launch, so that memory grows with neither time nor trials. Batch axes (launches, trials)
last.

A pointing bias lasts and does not average out. The filter itself takes looks for unbiased; the uncertainty told, on which custody and the
normalised errors stand, adds to its covariance that of a fix by the satellites now in sight under their biases alone, alike on all axes.
The bound is the posterior Cramer-Rao bound for known biases and a known burn-out (Tichavsky, Muravchik and Nehorai, IEEE Trans. Signal
Process. 46 (1998) 1386, by the information along the truth): with missed looks and unknown burn-outs a filter cannot reach it.
"""

from dataclasses import dataclass, field, replace
from functools import partial

import jax
import jax.numpy as jnp

from cupola.arrays import Bool, Float, Int
from cupola.flight.phases import BOOST, COAST
from cupola.sensing.boost_model import Burning, boosted, burnt_out, coasted, told
from cupola.sensing.consistency import ASTRAY_FOR, BELIEVED, HONEST, chi_square_quantile
from cupola.sensing.dynamics import State, narrowed
from cupola.sensing.first_fix import Sightings, first_fix, remembered, stereo_pair, unseen
from cupola.sensing.measurements import Information, Look, information, measured, toward, update
from cupola.sensing.mixing import mixture, weighed
from cupola.sensing.multiple_model import Hypotheses, begun, combined, predicted
from cupola.sensing.noise import Words, biases, look_noise
from cupola.sensing.symmetric import Array, Symmetric, Vector, built, diagonal, dot, normalised, plus

GATE = chi_square_quantile(BELIEVED, 2)
"""A look whose squared residual, in its standard deviations, is above this is left out."""

ASTRAY = chi_square_quantile(HONEST, 3)
"""Squared error of a position, in its standard deviations, beyond which a track is astray."""

ENDED_AFTER = 60.0
"""s without a look after which a track ends; the next stereo pair starts it anew."""

CHANCE_OF_BOOST = 0.9
"""With which a track starts: first seen is most often a plume."""

CERTAIN = 1e-4
"""Once no track of a batch has a chance of burning above this, coast alone is moved: a third of the work for most of a flight."""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Scene:
    """What there is to see, step by step: c launches, S places for the satellites chosen for each. Time leads where many steps are held.

    Attributes:
        step: number of the step since launch, the same for all.
        target: true position, m, (..., c, 3).
        velocity: m/s, (..., c, 3).
        phase: a code of `cupola.flight.phases`, (..., c).
        satellite: position, m, (..., S, c, 3).
        identity: of the satellite in the run, (..., S, c).
        looks: whether it sees the target and looks in this step, (..., S, c).
        probability: of detecting in one look, (..., S, c).
        noise: rad, (..., S, c).
        bias: standard deviation of its bias, rad, (..., S, c).
        bias_error: of a fix by the satellites in sight under their biases alone, m, (..., c); infinity where none is possible.
    """

    step: Int[jax.Array, "*t"]
    target: Float[jax.Array, "*t c 3"]
    velocity: Float[jax.Array, "*t c 3"]
    phase: Int[jax.Array, "*t c"]
    satellite: Float[jax.Array, "*t S c 3"]
    identity: Int[jax.Array, "*t S c"]
    looks: Bool[jax.Array, "*t S c"]
    probability: Float[jax.Array, "*t S c"]
    noise: Float[jax.Array, "*t S c"]
    bias: Float[jax.Array, "*t S c"]
    bias_error: Float[jax.Array, "*t c"]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Rules:
    """What the filter and the words rest on.

    Attributes:
        model: burning and coasting; static.
        step: s; static.
        stereo_angle: least angle of a stereo pair, rad.
        oldest: s: a track starts from sightings not older than this.
        custody_error: m.
        custody_age: s.
    """

    model: Burning = field(metadata={"static": True})
    step: float = field(metadata={"static": True})
    stereo_angle: Float[jax.Array, ""] | float
    oldest: Float[jax.Array, ""] | float
    custody_error: Float[jax.Array, ""] | float
    custody_age: Float[jax.Array, ""] | float


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Tracks:
    """Every track between two steps, (c, n), and the bound of each launch, (c, 1).

    Attributes:
        track: both models of each.
        started: whether there is one.
        started_at: s since launch, of its first start; infinity for not yet.
        held_at: s since launch of the first custody; infinity for not yet.
        age: s since the last update.
        sightings: the last of each place.
        stray: s on end that the error has been beyond `ASTRAY`.
        dropped: whether that has ever lasted `ASTRAY_FOR`.
        burnt_out_at: s since launch when coast first became the likelier model; infinity for not yet.
        bound: mean is the truth, covariance the bound, nine components.
        bias_error: last finite one, m.
    """

    track: Hypotheses
    started: Bool[jax.Array, "c n"]
    started_at: Float[jax.Array, "c n"]
    held_at: Float[jax.Array, "c n"]
    age: Float[jax.Array, "c n"]
    sightings: Sightings
    stray: Float[jax.Array, "c n"]
    dropped: Bool[jax.Array, "c n"]
    burnt_out_at: Float[jax.Array, "c n"]
    bound: State
    bounded: Bool[jax.Array, "c 1"]
    bias_error: Float[jax.Array, "c 1"]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Told:
    """Sums over the trials of each launch at each step, (t, c).

    Attributes:
        tracks: how many there are.
        held: how many are in custody.
        square_error: of their positions, m^2.
        square_velocity_error: m^2/s^2.
        squares: of the position's error, in the standard deviations told.
        bound: trace of the bound on the position of one track, m^2; 0 before the first.
        velocity_bound: the same for the velocity, m^2/s^2.
        mean: of the first trial's track, six components, (t, 6, c).
        covariance: of its position and velocity, the upper triangle, (t, 21, c).
    """

    tracks: Float[jax.Array, "t c"]
    held: Float[jax.Array, "t c"]
    square_error: Float[jax.Array, "t c"]
    square_velocity_error: Float[jax.Array, "t c"]
    squares: Float[jax.Array, "t c"]
    bound: Float[jax.Array, "t c"]
    velocity_bound: Float[jax.Array, "t c"]
    mean: Float[jax.Array, "t 6 c"]
    covariance: Float[jax.Array, "t 21 c"]


def no_tracks(scene: Scene, trials: int, rules: Rules) -> Tracks:
    """Before the first step: every track stands still at its pad, to be overwritten by its first fix."""
    launches, places = scene.target.shape[-2], scene.satellite.shape[-3]
    place = tuple(jnp.broadcast_to(scene.target[0, :, k][:, None], (launches, trials)) for k in range(3))
    nought, never = jnp.zeros((launches, trials)), jnp.full((launches, trials), jnp.inf, float)
    spread = diagonal(tuple(nought + sigma**2 for sigma in (1e4, 1e4, 1e4, 1e3, 1e3, 1e3)))
    track = begun(State((*place, nought, nought, nought), spread), CHANCE_OF_BOOST, rules.model)
    return Tracks(
        track=track,
        started=jnp.zeros((launches, trials), bool),
        started_at=never,
        held_at=never,
        age=never,
        sightings=unseen(places, launches, trials),
        stray=nought,
        dropped=jnp.zeros((launches, trials), bool),
        burnt_out_at=never,
        bound=jax.tree.map(lambda part: part[:, :1], track.boost),
        bounded=jnp.zeros((launches, 1), bool),
        bias_error=jnp.full((launches, 1), jnp.inf, float),
    )


@jax.jit
def follow(
    before: Tracks,
    scene: Scene,
    declared_at: Float[jax.Array, "c n"],
    launches: Int[jax.Array, "c"],
    trials: Int[jax.Array, "n"],
    key: Words,
    rules: Rules,
) -> tuple[Tracks, Told]:
    """The tracks after a stretch of steps, and the sums of each step.

    Args:
        before: at its start.
        scene: time leading.
        declared_at: s since launch when the first satellite declares the launch, in each trial: no track starts before.
        launches: identity of each launch in the run.
        trials: identity of each trial.
        key: of the run.
        rules: of the filter and the words.
    """

    def step(tracks: Tracks, now: Scene) -> tuple[Tracks, Told]:
        return _step(tracks, now, declared_at, (launches.astype(jnp.uint32)[:, None], trials.astype(jnp.uint32)[None, :], key), rules)

    return jax.lax.scan(step, before, scene)


_Identity = tuple[Int[jax.Array, "c 1"], Int[jax.Array, "1 n"], Words]


def _step(tracks: Tracks, now: Scene, declared_at: Float[jax.Array, "c n"], identity: _Identity, rules: Rules) -> tuple[Tracks, Told]:
    elapsed = rules.step * now.step.astype(float)
    flying = ((now.phase == BOOST) | (now.phase == COAST))[:, None]
    target, velocity = (tuple(part[:, k][:, None] for k in range(3)) for part in (now.target, now.velocity))
    sightings, looks, expected = _looked(tracks, now, target, identity, rules)
    # A track starts at the step in which the stereo pair is there; its looks are spent on the start.
    alive = tracks.started & (tracks.age + rules.step <= ENDED_AFTER)
    waiting = ~alive & (declared_at <= elapsed) & flying
    starts = jax.lax.cond(
        waiting.any(), lambda: waiting & stereo_pair(sightings, rules.oldest, rules.stereo_angle), lambda: jnp.zeros_like(waiting)
    )
    unsure = (alive & (tracks.track.chances[0] >= CERTAIN)).any()
    kept, used = jax.lax.cond(unsure, partial(_by_both, rules=rules), partial(_by_coast, rules=rules), tracks.track, looks)
    kept = _either(alive, kept, tracks.track)
    track, fix = jax.lax.cond(starts.any(), partial(_begun, rules=rules), _as_it_was, starts, sightings, kept)
    estimate = jax.lax.cond(unsure | starts.any(), partial(_mixed, rules=rules), _coasting, track)
    started = alive | starts
    updated = starts | (alive & (used > 0.0))
    age = jnp.where(updated, 0.0, tracks.age + rules.step)
    bias_error = jnp.where(jnp.isfinite(now.bias_error)[:, None], now.bias_error[:, None], tracks.bias_error)
    off = tuple(x - y for x, y in zip(estimate.mean, (*target, *velocity), strict=True))
    covariance = plus(estimate.covariance.block(0, 3), _alike(jnp.where(jnp.isfinite(bias_error), bias_error, 0.0), estimate.mean[0]))
    square = normalised(covariance, off[:3])
    there = started & flying
    held = there & (covariance.trace() <= rules.custody_error**2) & (age <= rules.custody_age)
    stray = jnp.where(there & (square > ASTRAY), tracks.stray + rules.step, 0.0)
    bound, bounded = _bounded(tracks, now, (target, velocity), expected, (starts, fix), rules)
    after = Tracks(
        track=track,
        started=started,
        started_at=jnp.where(starts, jnp.minimum(tracks.started_at, elapsed), tracks.started_at),
        held_at=jnp.where(held, jnp.minimum(tracks.held_at, elapsed), tracks.held_at),
        age=age,
        sightings=sightings,
        stray=stray,
        dropped=tracks.dropped | (stray >= ASTRAY_FOR),
        burnt_out_at=jnp.where(there & (track.chances[1] > 0.5), jnp.minimum(tracks.burnt_out_at, elapsed), tracks.burnt_out_at),
        bound=bound,
        bounded=bounded,
        bias_error=bias_error,
    )
    count = there.astype(float)
    limit = jnp.where(bounded[:, 0] & there.any(axis=1), 1.0, 0.0)
    told_now = Told(
        tracks=count.sum(axis=1),
        held=held.sum(axis=1).astype(float),
        square_error=(count * dot(off[:3], off[:3])).sum(axis=1),
        square_velocity_error=(count * dot(off[3:], off[3:])).sum(axis=1),
        squares=(count * square).sum(axis=1),
        bound=limit * bound.covariance.trace(0, 3)[:, 0],
        velocity_bound=limit * bound.covariance.trace(3, 6)[:, 0],
        mean=jnp.stack([part[:, 0] for part in estimate.mean]),
        covariance=jnp.stack([part[:, 0] for part in plus(estimate.covariance, _first(covariance, estimate)).entries]),
    )
    return after, told_now


def _first(covariance: Symmetric, estimate: State) -> Symmetric:
    """What the biases add to the covariance of position, in six components."""
    nought = jnp.zeros_like(estimate.mean[0])
    return built(6, lambda i, j: covariance[i, j] - estimate.covariance[i, j] if j < 3 else nought)


def _alike(error: Array, like: Array) -> Symmetric:
    """A covariance of 3 x 3 that is the same along every axis, its trace the square of `error`."""
    return diagonal((error**2 / 3.0 + jnp.zeros_like(like),) * 3)


def _either(which: Array, one: Hypotheses, other: Hypotheses) -> Hypotheses:
    return jax.tree.map(lambda a, b: jnp.where(which, a, b), one, other)


def _looked(tracks: Tracks, now: Scene, target: Vector, identity: _Identity, rules: Rules) -> tuple[Sightings, Look, Look]:
    """The sightings after this step, its looks, and its looks as a bound expects them; the S satellites lead."""
    launches, trials, key = identity
    satellite = tuple(now.satellite[..., k][..., None] for k in range(3))
    who, due, chance = now.identity[..., None], now.looks[..., None], now.probability[..., None]
    noise, bias = now.noise[..., None], now.bias[..., None]
    level, up, drawn = jax.vmap(lambda each: look_noise(key, now.step, launches, each, trials))(who.astype(jnp.uint32))
    off_level, off_up = jax.vmap(lambda each: biases(key, each, trials))(who.astype(jnp.uint32))
    there = tuple(part[None] for part in target)
    direction = measured(satellite, there, noise * level + bias * off_level, noise * up + bias * off_up)
    hit = due & (drawn < chance)
    # The bias is in the first fix's weights and in what is told; the filter takes looks for unbiased.
    seen = Sightings(
        who, tuple(jnp.broadcast_to(part, hit.shape) for part in satellite), direction, jnp.hypot(noise, bias), tracks.sightings.age
    )
    looks = Look(satellite, direction, jnp.where(hit, 1.0, 0.0), noise)
    expected = Look(satellite, toward(satellite, there)[0], jnp.where(due, chance, 0.0), noise)
    return jax.lax.optimization_barrier((remembered(tracks.sightings, seen, hit, rules.step), looks, expected))


def _squeezed(state: State, looks: Look, gate: float | None = None) -> tuple[Information, Array]:
    """What the looks of all satellites tell together about the position; and which of them the gate lets in."""
    each = information(jax.tree.map(lambda part: part[None], state), (looks,), gate)
    return jax.tree.map(lambda part: part.sum(axis=0), each), each.used


def _by_both(track: Hypotheses, looks: Look, rules: Rules) -> tuple[Hypotheses, Array]:
    """The track a step later with the looks taken in, as `multiple_model` does it; and how many looks were."""
    ahead = jax.lax.optimization_barrier(predicted(track, rules.step, rules.model))
    places = [State(state.position, state.covariance.block(0, 3)) for state in (ahead.boost, ahead.coast)]
    _, used = _squeezed(mixture(ahead.chances, places), looks, GATE)
    passed = jax.lax.optimization_barrier(replace(looks, weight=used))
    boost, under_boost = update(ahead.boost, jax.lax.optimization_barrier(_squeezed(ahead.boost, passed)[0]))
    coast, under_coast = update(ahead.coast, jax.lax.optimization_barrier(_squeezed(ahead.coast, passed)[0]))
    return Hypotheses(boost, coast, weighed(ahead.chances, (under_boost, under_coast))), used.sum(axis=0)


def _by_coast(track: Hypotheses, looks: Look, rules: Rules) -> tuple[Hypotheses, Array]:
    """The same where no track can still be burning: coast alone is moved, and boost, should it ever be asked again, begins from it."""
    ahead = jax.lax.optimization_barrier(coasted(track.coast, rules.step, rules.model))
    told_all, used = _squeezed(ahead, looks, GATE)
    coast, _ = update(ahead, jax.lax.optimization_barrier(told_all))
    one = jnp.ones_like(track.chances[0])
    return Hypotheses(track.boost, coast, (jnp.zeros_like(one), one)), used.sum(axis=0)


def _begun(starts: Array, sightings: Sightings, track: Hypotheses, rules: Rules) -> tuple[Hypotheses, Symmetric]:
    """The tracks that start, from their first fix, and its covariance as the boost model has it."""
    fresh = begun(first_fix(sightings, rules.oldest), CHANCE_OF_BOOST, rules.model)
    return _either(starts, fresh, track), fresh.boost.covariance


def _as_it_was(starts: Array, sightings: Sightings, track: Hypotheses) -> tuple[Hypotheses, Symmetric]:
    """No track starts."""
    del starts, sightings
    return track, track.boost.covariance


def _mixed(track: Hypotheses, rules: Rules) -> State:
    """Position and velocity over both models."""
    return narrowed(combined(track, rules.model))


def _coasting(track: Hypotheses) -> State:
    """Position and velocity of coast alone."""
    return track.coast


def _bounded(
    tracks: Tracks,
    now: Scene,
    truth: tuple[Vector, Vector],
    expected: Look,
    start: tuple[Array, Symmetric],
    rules: Rules,
) -> tuple[State, Array]:
    """The bound of each launch a step later: begun with the first of its tracks, moved along the truth, told when it burns out."""
    starts, fix = start
    burning = (now.phase == BOOST)[:, None]
    boost = boosted(tracks.bound, rules.step, rules.model)
    coast = told(coasted(_without_thrust(tracks.bound, rules), rules.step, rules.model), rules.model)
    ahead = jax.tree.map(lambda a, b: jnp.where(burning, a, b), boost, coast)
    nought = jnp.zeros_like(truth[0][0])
    mean = (*truth[0], *truth[1], nought, nought, nought)
    before = jax.lax.optimization_barrier(State(mean, ahead.covariance))
    kept, _ = update(before, jax.lax.optimization_barrier(_squeezed(before, expected)[0]))
    first = starts.any(axis=1, keepdims=True) & ~tracks.bounded
    which = jnp.argmax(starts, axis=1)[:, None]
    begin = jax.tree.map(lambda part: jnp.take_along_axis(jnp.broadcast_to(part, starts.shape), which, axis=1), fix)
    covariance = jax.tree.map(lambda a, b: jnp.where(first, a, b), begin, kept.covariance)
    return State(mean, covariance), tracks.bounded | first


def _without_thrust(bound: State, rules: Rules) -> State:
    """Position and velocity for a coast step: spread by the moment of burn-out where there is still thrust to spread."""
    coasting = bound.covariance.trace(6, 9) < 1e-3
    plain = State(bound.mean[:6], bound.covariance.block(0, 6))
    return jax.tree.map(lambda a, b: jnp.where(coasting, a, b), plain, burnt_out(bound, rules.step))
