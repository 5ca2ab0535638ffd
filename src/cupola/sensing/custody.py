"""From what is known of a track at each step to what is said of it: detected, in stereo, in custody, since when, how much of the time.

Time runs along the first axis in even steps; *never* is infinity and nothing is a NaN.
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp

from cupola.arrays import Bool, Float


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class TrackSummary:
    """What is said of each track.

    Attributes:
        first_detection: s from launch to the first satellite's declaration; infinity for never.
        first_stereo: s from launch to the first step in stereo; infinity for never.
        first_custody: s from launch to the first step in custody; infinity for never.
        stereo_share: share of the flight in stereo, 0 to 1.
        custody_share: share of the flight in custody, 0 to 1.
        longest_lapse: longest unbroken time out of custody between its first step and the end of the flight, s; 0 where it was never lost,
            infinity where it was never held.
    """

    first_detection: Float[jax.Array, "*n"]
    first_stereo: Float[jax.Array, "*n"]
    first_custody: Float[jax.Array, "*n"]
    stereo_share: Float[jax.Array, "*n"]
    custody_share: Float[jax.Array, "*n"]
    longest_lapse: Float[jax.Array, "*n"]


def in_custody(
    uncertainty: Float[jax.Array, "t *n"], age: Float[jax.Array, "t *n"], tracked: Bool[jax.Array, "t *n"], bound: float, oldest: float
) -> Bool[jax.Array, "t *n"]:
    """Whether a track is held: known within `bound` (m), with no update older than `oldest` (s).

    Args:
        uncertainty: of the position, m: what the track itself says, the root of its covariance's trace.
        age: of its last update, s.
        tracked: whether there is a track; where there is none the other two may be anything.
        bound: m.
        oldest: s.
    """
    return tracked & (uncertainty <= bound) & (age <= oldest)


def update_age(updated: Bool[jax.Array, "t *n"], step: float) -> Float[jax.Array, "t *n"]:
    """Time since the last step with an update, s; infinity before the first."""
    count = _counter(updated)
    last = jax.lax.cummax(jnp.where(updated, count, -1), axis=0)
    return jnp.where(last >= 0, step * (count - last).astype(float), jnp.inf)


def first_time(flag: Bool[jax.Array, "t *n"], elapsed: Float[jax.Array, "t *#n"]) -> Float[jax.Array, "*n"]:
    """Earliest time at which a flag stands, s; infinity where it never does. `elapsed` has as many axes as `flag`."""
    return jnp.min(jnp.where(flag, elapsed, jnp.inf), axis=0)


def share_of(flag: Bool[jax.Array, "t *n"], flying: Bool[jax.Array, "t *n"]) -> Float[jax.Array, "*n"]:
    """Share of the steps in flight at which a flag stands; 0 where there are none."""
    return (flag & flying).sum(axis=0) / jnp.maximum(flying.sum(axis=0), 1)


def longest_lapse(held: Bool[jax.Array, "t *n"], flying: Bool[jax.Array, "t *n"], step: float) -> Float[jax.Array, "*n"]:
    """Longest unbroken time in flight without custody once it was first held, s; infinity where it never was.

    Counted in steps, so right to one step; a lapse that the end of the flight cuts off counts as it stands.
    """
    held = held & flying
    clock = jnp.cumsum(flying.astype(jnp.int32), axis=0)
    last = jax.lax.cummax(jnp.where(held, clock, -1), axis=0)
    longest = jnp.max(jnp.where(last >= 0, clock - last, 0), axis=0)
    return jnp.where(held.any(axis=0), step * longest.astype(float), jnp.inf)


def summary_of(
    declared_at: Float[jax.Array, "*n"],
    stereo: Bool[jax.Array, "t *n"],
    custody: Bool[jax.Array, "t *n"],
    flying: Bool[jax.Array, "t *n"],
    elapsed: Float[jax.Array, "t *#n"],
    step: float,
) -> TrackSummary:
    """The summary of each track.

    Args:
        declared_at: s from launch to the first satellite's declaration; infinity for never.
        stereo: at each step.
        custody: at each step.
        flying: from launch to impact; steps outside count for nothing.
        elapsed: s since each launch, `step` apart, as many axes as `flying`.
        step: s.
    """
    return TrackSummary(
        first_detection=declared_at,
        first_stereo=first_time(stereo & flying, elapsed),
        first_custody=first_time(custody & flying, elapsed),
        stereo_share=share_of(stereo, flying),
        custody_share=share_of(custody, flying),
        longest_lapse=longest_lapse(custody, flying, step),
    )


def _counter(flag: Bool[jax.Array, "t *n"]) -> jax.Array:
    """Number of each step, in the shape of the flag."""
    return jnp.broadcast_to(jnp.arange(flag.shape[0]).reshape(-1, *(1,) * (flag.ndim - 1)), flag.shape)
