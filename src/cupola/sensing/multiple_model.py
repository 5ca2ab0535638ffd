"""The interacting-multiple-model filter across burn-out: a track held both as burning and as coasting, and what looks say of each.

A step is the cycle of Bar-Shalom, Li and Kirubarajan, *Estimation with Applications to Tracking and Navigation*, 2001, section 11.6.6:
interaction, a prediction and an update under each model, new chances of the models; `combined` is its output. The looks of an instant reach
both models as position information, each about its own prediction, with the determinant of the innovations' covariance in the likelihood:
looks that are masked add nothing to it, and a step without any moves the chances by the Markov chain alone. Inertial, m, m/s; batch last.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp

from cupola.sensing.boost_model import Burning, boosted, burnt_out, coasted, ignited, told
from cupola.sensing.dynamics import Seconds, State, narrowed
from cupola.sensing.measurements import Look, information, update
from cupola.sensing.mixing import Transition, interaction, mixture, weighed
from cupola.sensing.symmetric import Array, Vector, total


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Hypotheses:
    """One track under both models, batch axes (threats, trials) last.

    Attributes:
        boost: nine components.
        coast: six components.
        chances: of boost and of coast, summing to one.
    """

    boost: State
    coast: State
    chances: Vector


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Taken:
    """What became of the looks of an instant.

    Attributes:
        used: looks taken in.
        gated: looks left out by the gate.
    """

    used: Array
    gated: Array


def begun(state: State, chance_of_boost: Array | float, model: Burning) -> Hypotheses:
    """A track from its first estimate.

    Args:
        state: six components, its thrust then open to `model.reopened`; or nine.
        chance_of_boost: 0 to 1: near 1 where bright plumes are what starts a track.
        model: the two models.
    """
    chance = chance_of_boost + jnp.zeros_like(state.mean[0])
    if state.thrust:
        return Hypotheses(state, narrowed(state), (chance, 1.0 - chance))
    return Hypotheses(ignited(state, model), state, (chance, 1.0 - chance))


def predicted(track: Hypotheses, seconds: Seconds, model: Burning, transition: Transition | None = None) -> Hypotheses:
    """The track a step later, no look taken: the models mixed, each moved by its own motion, the chances by the Markov chain.

    Args:
        track: at the start of the step.
        seconds: length of the step, s: a number or an array that broadcasts with the batch.
        model: the two models.
        transition: chances of passing from one model to the other within the step; None for the model's own. Noughts and ones make a filter
            that is told when a target burns out.
    """
    (to_boost, to_coast), chances = interaction(track.chances, model.transition(seconds) if transition is None else transition)
    boost = mixture(to_boost, (track.boost, ignited(track.coast, model)))
    coast = mixture(to_coast, (burnt_out(track.boost, seconds), track.coast))
    return Hypotheses(boosted(boost, seconds, model), coasted(coast, seconds, model), chances)


def corrected(
    track: Hypotheses, looks: Sequence[Look], gate: float | None = None, evidence: Array | float = 0.0
) -> tuple[Hypotheses, Taken]:
    """The track with the looks of an instant taken in.

    Args:
        track: predicted to the instant.
        looks: at least one; those with weight 0 add nothing.
        gate: a look whose squared residual about the combined prediction, in its standard deviations (2 degrees of freedom), is above it is
            left out of both models; None for no gate.
        evidence: logarithm of how many times likelier boost is than coast by anything but the directions, `plume_evidence` say; finite.
    """
    passed = looks if gate is None else _within(track, looks, gate)
    seen = total([look.weight for look in looks]), total([look.weight for look in passed])
    boost, under_boost = update(track.boost, information(track.boost, passed))
    coast, under_coast = update(track.coast, information(track.coast, passed))
    chances = weighed(track.chances, (under_boost + evidence, under_coast))
    return Hypotheses(boost, coast, chances), Taken(seen[1], seen[0] - seen[1])


def combined(track: Hypotheses, model: Burning) -> State:
    """Mean and covariance of the track over both models, nine components; the thrust of coast is nought to its floor."""
    return mixture(track.chances, (track.boost, told(track.coast, model)))


def plume_evidence(expected: Array, seen: Array, chance_seen: float, chance_false: float) -> Array:
    """What a sensor that serves the plume alone says of burning by seeing or not seeing it: a logarithm for `corrected`.

    Args:
        expected: 1 where it would see a plume: in its field, above the clouds; 0 elsewhere.
        seen: 1 where it reported one.
        chance_seen: of a report in one look at a plume, above 0 and below 1.
        chance_false: of a report without a plume, above 0 and below `chance_seen`.

    Several sensors' add up only so far as they miss independently; misses of one cloud do not.
    """
    if not 0.0 < chance_false < chance_seen < 1.0:
        raise ValueError(f"chance_seen, chance_false: got {chance_seen}, {chance_false}; must be 0 < chance_false < chance_seen < 1")
    reported = jnp.log(chance_seen / chance_false)
    missed = jnp.log((1.0 - chance_seen) / (1.0 - chance_false))
    return expected * (seen * reported + (1.0 - seen) * missed)


def _within(track: Hypotheses, looks: Sequence[Look], gate: float) -> tuple[Look, ...]:
    """The looks with those outside the gate of the combined prediction given no weight."""
    places = [State(state.position, state.covariance.block(0, 3)) for state in (track.boost, track.coast)]
    together = mixture(track.chances, places)
    return tuple(replace(look, weight=information(together, (look,), gate).used) for look in looks)
