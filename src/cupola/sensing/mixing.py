"""Several models of one motion, weighed against each other: mixing, mode probabilities, combination. Pure; batch axes last.

Blom and Bar-Shalom, IEEE Trans. Autom. Control 33 (1988) 780; Bar-Shalom, Li and Kirubarajan, Estimation with Applications to Tracking and
Navigation (2001), section 11.6.6: p_ij, mu_i, mu_i|j and c_j are theirs.
"""

from collections.abc import Sequence

import jax.numpy as jnp

from cupola.sensing.dynamics import State
from cupola.sensing.symmetric import Array, Vector, built, total

Transition = tuple[Vector, ...]
"""p_ij, the chance that model i gives way to model j within a step: a row for each i, summing to one."""


def interaction(probabilities: Vector, transition: Transition) -> tuple[tuple[Vector, ...], Vector]:
    """Weights with which the models are mixed before a step, and the chance of each model after it.

    Args:
        probabilities: mu_i, one array for each model.
        transition: p_ij.

    Returns:
        mu_i|j = p_ij mu_i / c_j, for each j one array for each i; and c_j, the sum of p_ij mu_i over i. A model that cannot be (c_j = 0)
        is mixed with nothing but itself.
    """
    models = range(len(probabilities))
    weights, ahead = [], []
    for j in models:
        parts = [transition[i][j] * probabilities[i] for i in models]
        chance = total(parts)
        possible = chance > 0.0
        weights.append(tuple(jnp.where(possible, part / jnp.where(possible, chance, 1.0), float(i == j)) for i, part in enumerate(parts)))
        ahead.append(chance)
    return tuple(weights), tuple(ahead)


def weighed(ahead: Vector, log_likelihoods: Vector) -> Vector:
    """Chance of each model after the looks of an instant: c_j times the likelihood, made to sum to one.

    Args:
        ahead: c_j, at least one above zero.
        log_likelihoods: natural logarithms, finite; what all models share may be left out.
    """
    logs = [jnp.log(chance) + value for chance, value in zip(ahead, log_likelihoods, strict=True)]
    top = logs[0]
    for value in logs[1:]:
        top = jnp.maximum(top, value)
    parts = [jnp.exp(value - top) for value in logs]
    whole = total(parts)
    return tuple(part / whole for part in parts)


def mixture(weights: Vector, states: Sequence[State]) -> State:
    """Mean and covariance of a weighted sum of distributions, the spread of their means in it.

    Args:
        weights: one array for each, summing to one.
        states: of one size.

    Means are summed as steps from the first, since positions are some 10^7 m and their differences metres.
    """
    base, others = states[0], tuple(zip(weights[1:], states[1:], strict=True))
    places = range(len(base.mean))
    shift = [total([w * (state.mean[i] - base.mean[i]) for w, state in others]) for i in places]
    left = [[state.mean[i] - base.mean[i] - shift[i] for i in places] for state in states]

    def element(i: int, j: int) -> Array:
        held = total([w * state.covariance[i, j] for w, state in zip(weights, states, strict=True)])
        return held + total([w * d[i] * d[j] for w, d in zip(weights, left, strict=True)])

    return State(tuple(base.mean[i] + shift[i] for i in places), built(len(base.mean), element))
