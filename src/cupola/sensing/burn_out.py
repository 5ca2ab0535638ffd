"""Tracks carried across burn-out, thousands at once: how far off they are, and when they come to know that the engine has stopped.

What is kept of each step are means over the trials, so that memory grows with neither trials nor time. A stretch of time is one compiled
scan, and any cut into stretches gives the same numbers. Inertial, m, m/s, rad; batch axes (threats, trials) last.
"""

from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp

from cupola.arrays import Bool, Float, Int
from cupola.sensing.boost_model import Burning
from cupola.sensing.kalman import NEVER, Rules
from cupola.sensing.looking import Passage, Pointing, column, looks_at
from cupola.sensing.measurements import Look
from cupola.sensing.mixing import Transition
from cupola.sensing.multiple_model import Hypotheses, combined, corrected, predicted
from cupola.sensing.noise import Words
from cupola.sensing.symmetric import Array, dot, normalised

UNFUSED: dict[str, str | bool] = {"xla_disable_hlo_passes": "fusion"}
"""For the CPU's compiler: fused, every one of a step's hundred outputs works out again what it shares with the others; unfused it compiles
ten times sooner and runs several times faster."""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Carried:
    """Every track between two steps, (threats, trials).

    Attributes:
        track: under both models.
        since: s since the tracks' first instant.
        age: s since the last look that counted.
        coasting_since: s since the first instant at which coast became the likelier model and has been so ever since, or `NEVER`.
        astray: s on end with a normalised error above the limit.
        dropped: s since the first instant at which it was dropped, or `NEVER`.
    """

    track: Hypotheses
    since: Float[jax.Array, "i n"]
    age: Float[jax.Array, "i n"]
    coasting_since: Float[jax.Array, "i n"]
    astray: Float[jax.Array, "i n"]
    dropped: Float[jax.Array, "i n"]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Summed:
    """Each step over the trials of each threat, (t, i); all but the two errors and the spread are means.

    Attributes:
        position_error: root of the mean square, m.
        velocity_error: the same, m/s.
        spread: root of the mean of what the tracks take for their squared error of position, m.
        normalised: squared error of position and velocity in the standard deviations told; 6 for an honest filter.
        inside: share of the trials whose own lies in the middle 95 % of honest ones.
        chance_of_boost: as the tracks have it.
        coasting: share of the trials in which coast is the likelier model.
        custody: share in custody.
        dropped: share dropped so far.
        age: of the last look that counted, s.
        looks: looks that counted.
        gated: looks that the gate left out.
    """

    position_error: Float[jax.Array, "t i"]
    velocity_error: Float[jax.Array, "t i"]
    spread: Float[jax.Array, "t i"]
    normalised: Float[jax.Array, "t i"]
    inside: Float[jax.Array, "t i"]
    chance_of_boost: Float[jax.Array, "t i"]
    coasting: Float[jax.Array, "t i"]
    custody: Float[jax.Array, "t i"]
    dropped: Float[jax.Array, "t i"]
    age: Float[jax.Array, "t i"]
    looks: Float[jax.Array, "t i"]
    gated: Float[jax.Array, "t i"]


def carried(track: Hypotheses) -> Carried:
    """Tracks as they begin, just looked at."""
    nought = jnp.zeros_like(track.chances[0])
    return Carried(track, nought, nought, nought + NEVER, nought, nought + NEVER)


@partial(jax.jit, static_argnames="model", compiler_options=UNFUSED)
def across(
    before: Carried,
    scene: Passage,
    key: Words,
    trial: Int[jax.Array, "1 n"],
    model: Burning,
    rules: Rules,
    biased: Pointing | None = None,
    given: Float[jax.Array, "t 2 i"] | None = None,
) -> tuple[Carried, Summed]:
    """The tracks after a stretch of time, and what is told of each step.

    Args:
        before: at its start.
        scene: what there is to see.
        key: of the run, `noise.words`.
        trial: identities, uint32.
        model: burning and coasting, static.
        rules: gate, custody, dropped.
        biased: `looking.pointing` of the whole passage; None where no satellite has a bias.
        given: chances of boost giving way to coast, and of coast to boost, in each step, in place of the model's own: noughts and ones make
            filters that are told when burn-out is, or never look for it.

    A step of 0 s holds a threat's tracks.
    """

    def body(now: Carried, inputs: tuple[Passage, Float[jax.Array, "2 i"] | None]) -> tuple[Carried, Summed]:
        instant, chances = inputs
        return _step(now, instant, _looks(instant, key, trial, biased), _transition(chances), model, rules)

    return jax.lax.scan(body, before, (scene, given))


def _step(
    now: Carried, instant: Passage, looks: tuple[Look, ...], transition: Transition | None, model: Burning, rules: Rules
) -> tuple[Carried, Summed]:
    seconds = jnp.asarray(instant.seconds)[:, None]
    flying = (seconds > 0.0) | jnp.zeros(now.since.shape, bool)
    taken_in, taken = corrected(predicted(now.track, seconds, model, transition), looks, rules.gate)
    track = jax.tree.map(lambda a, b: jnp.where(flying, a, b), taken_in, now.track)
    used, gated = jnp.where(flying, taken.used, 0.0), jnp.where(flying, taken.gated, 0.0)
    estimate = combined(track, model)
    truth = (*column(jnp.asarray(instant.position)), *column(jnp.asarray(instant.velocity)))
    off = tuple(x - y for x, y in zip(estimate.mean[:6], truth, strict=True))
    error, told = normalised(estimate.covariance.block(0, 6), off), estimate.covariance.trace(0, 3)
    since = now.since + seconds
    age = jnp.where(used > 0.0, 0.0, now.age + seconds)
    coasting = track.chances[1] > 0.5
    coasting_since = jnp.where(coasting, jnp.where(now.coasting_since == NEVER, since, now.coasting_since), NEVER)
    astray = jnp.where(flying, jnp.where(error > rules.dropped_above, now.astray + seconds, 0.0), now.astray)
    dropped = jnp.where((now.dropped == NEVER) & (astray >= rules.dropped_after), since, now.dropped)
    held = flying & (told <= rules.custody_spread**2) & (age <= rules.custody_age) & (dropped == NEVER)
    mean = partial(jnp.mean, axis=1)
    summed = Summed(
        position_error=jnp.sqrt(mean(dot(off[:3], off[:3]))),
        velocity_error=jnp.sqrt(mean(dot(off[3:], off[3:]))),
        spread=jnp.sqrt(mean(told)),
        normalised=mean(error),
        inside=mean((error >= rules.inside[0]) & (error <= rules.inside[1])),
        chance_of_boost=mean(track.chances[0]),
        coasting=mean(coasting),
        custody=mean(held),
        dropped=mean(dropped != NEVER),
        age=mean(age),
        looks=mean(used),
        gated=mean(gated),
    )
    return Carried(track, since, age, coasting_since, astray, dropped), summed


def recognised(
    after: Carried, burn_out: Float[jax.Array, "i"], quantiles: tuple[float, ...] = (0.5, 0.9)
) -> tuple[Float[jax.Array, "i q"], Bool[jax.Array, "i n"]]:
    """How long after burn-out coast became the likelier model for good.

    Args:
        after: at the end of a run.
        burn_out: s since the tracks' first instant.
        quantiles: of the trials.

    Returns:
        The delay that such a share of the trials does not pass, s, infinity where fewer have come to it; and which trials took a burning
        target for a coasting one before it burnt out, and held to it. Right to one step.
    """
    at = jnp.where(after.coasting_since == NEVER, jnp.inf, after.coasting_since)
    delays = jnp.sort(at - burn_out[:, None], axis=1)
    count = delays.shape[1]
    places = [min(int(share * count), count - 1) for share in quantiles]
    return jnp.stack([delays[:, place] for place in places], axis=-1), at < burn_out[:, None]


def _transition(chances: Float[jax.Array, "2 i"] | None) -> Transition | None:
    if chances is None:
        return None
    out, again = (values[:, None] for values in chances)
    return (1.0 - out, out), (again, 1.0 - again)


def _looks(instant: Passage, key: Words, trial: Int[jax.Array, "1 n"], biased: Pointing | None) -> tuple[Look, ...]:
    """The looks of all slots made at once, so that their noise is compiled once and not slot by slot."""
    shared = Passage(None, None, None, None, None, 0, 0, 0, 0, 0, 0)  # pyright: ignore[reportArgumentType] -- axes, not arrays

    def one(slot: Passage) -> tuple[Array, ...]:
        alone = Passage(
            slot.number,
            slot.seconds,
            slot.position,
            slot.velocity,
            slot.threat,
            *(part[None] for part in (slot.satellite, slot.station, slot.chance, slot.sigma, slot.bias, slot.assumed)),
        )
        (look,) = looks_at(alone, key, trial, biased)
        return (*look.satellite, *look.direction, look.weight, look.sigma)

    rows = jax.vmap(one, in_axes=(shared,))(jax.tree.map(jnp.asarray, instant))
    slots = [tuple(row[slot] for row in rows) for slot in range(instant.chance.shape[0])]
    return tuple(Look(row[0:3], row[3:6], row[6], row[7]) for row in slots)
