"""An extended Kalman filter for thousands of tracks in coast: predict, take the looks in, and keep only sums over the trials. Inertial, SI.

Source: Bar-Shalom, Li and Kirubarajan, *Estimation with Applications to Tracking and Navigation*, 2001, section 10.3. One compiled scan
takes a stretch of time; the host joins stretches, so that memory grows with the length of a stretch and with trials, never with their
product. Trials are spread over the devices of a mesh and no word passes between them. A track is *dropped* once its normalised error has
stayed above a stated limit for a stated time; it is in *custody* where the root of the trace of its position's covariance is under a
stated bound, no update is older than a stated age, and it is not dropped. Left out: which look is whose (every look is told apart), and
manoeuvres.
"""

from dataclasses import dataclass, field, replace
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import Mesh, PartitionSpec

from cupola.arrays import Bool, Float, Int
from cupola.sensing.consistency import ASTRAY_FOR, BELIEVED, HONEST, chi_square_quantile
from cupola.sensing.dynamics import Motion, State, predict
from cupola.sensing.looking import Passage, Pointing, column, looks_at, pointing
from cupola.sensing.measurements import Information, information, position_spread, update
from cupola.sensing.noise import Words
from cupola.sensing.symmetric import Array, Symmetric, diagonal, dot, normalised

NEVER = -1.0
"""Time of what did not happen."""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Rules:
    """When a look is believed, a track is in custody, and a track is dropped.

    Attributes:
        gate: squared residual of a look, in its standard deviations, above which it is left out; None believes every look.
        custody_spread: bound on the root of the trace of the position's covariance, m.
        custody_age: greatest age of the last update, s.
        dropped_above: normalised error squared of position and velocity above which a track is astray: by default that of one honest track
            in a million.
        dropped_after: s on end astray after which it is dropped.
        inside: lowest and highest normalised error squared of the middle 95 % of honest tracks.
    """

    gate: float | None = chi_square_quantile(BELIEVED, 2)
    custody_spread: float = 1e3
    custody_age: float = 10.0
    dropped_above: float = chi_square_quantile(HONEST, 6)
    dropped_after: float = ASTRAY_FOR
    inside: tuple[float, float] = (chi_square_quantile(0.025, 6), chi_square_quantile(0.975, 6))


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Tracks:
    """Tracks at an instant with what has become of them, (threats, trials).

    Attributes:
        state: 6 or 9 components, inertial.
        held: whether there is a track; where not, the state stands still and counts for nothing.
        since: s since the tracks' first instant.
        age: s since the last look that counted.
        astray: s on end with a normalised error above the limit.
        dropped: s since the first instant at which it was dropped, or `NEVER`.
        custody: s since the first instant at which it came into custody, or `NEVER`.
        kept: s in custody.
        looks: looks that counted.
        gated: looks that the gate left out.
    """

    state: State
    held: Bool[jax.Array, "i n"]
    since: Float[jax.Array, "i n"]
    age: Float[jax.Array, "i n"]
    astray: Float[jax.Array, "i n"]
    dropped: Float[jax.Array, "i n"]
    custody: Float[jax.Array, "i n"]
    kept: Float[jax.Array, "i n"]
    looks: Float[jax.Array, "i n"]
    gated: Float[jax.Array, "i n"]


@dataclass(frozen=True)
class History:
    """Over time, (instants, threats), NumPy. Where `tracked` is 0 there is nothing to tell: the rest is 0 there.

    Attributes:
        tracked: trials with a track of the threat in flight.
        position_error: root mean square over those, m.
        velocity_error: m/s.
        spread: mean of the root of the trace of the position's covariance, m.
        normalised: mean normalised error squared of position and velocity; 6 for an honest filter.
        inside: share of the trials whose own lies in the middle 95 %.
        custody: share in custody.
        dropped: share dropped so far.
        age: mean age of the last update, s.
        looks: mean number of looks that counted.
        gated: mean number of looks that the gate left out.
    """

    tracked: Int[np.ndarray, "t i"]
    position_error: Float[np.ndarray, "t i"]
    velocity_error: Float[np.ndarray, "t i"]
    spread: Float[np.ndarray, "t i"]
    normalised: Float[np.ndarray, "t i"]
    inside: Float[np.ndarray, "t i"]
    custody: Float[np.ndarray, "t i"]
    dropped: Float[np.ndarray, "t i"]
    age: Float[np.ndarray, "t i"]
    looks: Float[np.ndarray, "t i"]
    gated: Float[np.ndarray, "t i"]


@dataclass(frozen=True)
class Stretch:
    """How a run is cut.

    Attributes:
        mesh: devices over which the trials are spread, one axis.
        instants: of one compiled scan.
    """

    mesh: Mesh = field(default_factory=lambda: Mesh(np.array(jax.devices()[:1]), ("trial",)))
    instants: int = 300


def tracks(state: State, held: Bool[jax.Array, "i n"]) -> Tracks:
    """Tracks as they begin, with no history.

    Args:
        state: estimates.
        held: where there is one, as `starting.begin` tells: `status == STARTED`.
    """
    nought = jnp.zeros(held.shape)
    never = nought + NEVER
    return Tracks(state, jnp.asarray(held), nought, nought, nought, never, never, nought, nought, nought)


def track(
    begun: Tracks,
    scene: Passage,
    key: Words,
    trial: Int[np.ndarray, "n"],
    motion: Motion,
    *,
    rules: Rules | None = None,
    stretch: Stretch | None = None,
) -> tuple[Tracks, History]:
    """Follow tracks through a passage.

    Args:
        begun: the tracks just before the first instant, one for each threat and trial.
        scene: what there is to see; a step of 0 s holds a threat's tracks.
        key: of the run.
        trial: identities of the trials, uint32, in the order of the tracks.
        motion: how the filter takes its targets to move.
        rules: by default `Rules()`.
        stretch: by default the first device, 300 instants at a time.

    Returns:
        The tracks after the last instant, on the host, and what happened over time. The same to rounding however time and trials are cut.

    Raises:
        ValueError: tracks that do not fit the passage or the trials.
    """
    rules, stretch = rules or Rules(), stretch or Stretch()
    count = len(trial)
    if begun.held.shape != (scene.threats, count):
        raise ValueError(f"tracks: got {begun.held.shape} of them; must be {(scene.threats, count)}, one for each threat and trial")
    if scene.instants == 0:
        raise ValueError("scene: got no instant; a run needs one or more")
    devices = stretch.mesh.size
    spare = -count % devices
    # A trial added to fill the devices holds no track and so counts for nothing.
    names = np.concatenate([np.asarray(trial, np.uint32), np.zeros(spare, np.uint32)])[None, :]
    now = jax.tree.map(lambda values: _widened(np.asarray(values), (scene.threats, count), spare), begun)
    biased = pointing(scene, key, jnp.asarray(names))
    told: list[dict[str, np.ndarray]] = []
    for start in range(0, scene.instants, stretch.instants):
        stop = min(start + stretch.instants, scene.instants)
        part = scene.part(start, stop).padded(stretch.instants)
        now, sums = _followed(now, part, key, names, biased, rules, motion=motion, mesh=stretch.mesh)
        told.append({name: np.asarray(values).sum(axis=0)[: stop - start] for name, values in jax.device_get(sums).items()})
    joined = {name: np.concatenate([sums[name] for sums in told]) for name in told[0]}
    return jax.tree.map(lambda values: np.asarray(values)[:, :count], jax.device_get(now)), _history(joined)


def _widened(values: np.ndarray, shape: tuple[int, int], spare: int) -> np.ndarray:
    full = np.broadcast_to(values, shape)
    if not spare:
        return full
    more = np.zeros_like(full[:, :1]) if full.dtype == bool else full[:, -1:]
    return np.concatenate([full, np.repeat(more, spare, axis=1)], axis=1)


def _history(sums: dict[str, np.ndarray]) -> History:
    count = np.maximum(sums["tracked"], 1)
    means = {name: values / count for name, values in sums.items() if name not in ("tracked", "position_error", "velocity_error")}
    errors = {name: np.sqrt(sums[name] / count) for name in ("position_error", "velocity_error")}
    return History(tracked=sums["tracked"].astype(int), **errors, **means)


@partial(jax.jit, static_argnames=("motion", "mesh"))
def _followed(
    now: Tracks,
    part: Passage,
    key: Words,
    names: Int[jax.Array, "1 n"],
    biased: Pointing | None,
    rules: Rules,
    *,
    motion: Motion,
    mesh: Mesh,
) -> tuple[Tracks, dict[str, Float[jax.Array, "d t i"]]]:
    """One stretch of time: the tracks after it, and sums over each device's trials."""
    axis = mesh.axis_names[0]
    along, everywhere = PartitionSpec(None, axis), PartitionSpec()

    def on_device(now: Tracks, part: Passage, key: Words, names: Int[jax.Array, "1 n"], biased: Pointing | None, rules: Rules):
        def body(now: Tracks, instant: Passage):
            return followed(now, instant, key, names, biased, rules, motion)

        last, sums = lax.scan(body, now, part)
        return last, {name: values[None] for name, values in sums.items()}

    spread = None if biased is None else Pointing(everywhere, along, along)  # pyright: ignore[reportArgumentType] -- places, not arrays
    return jax.shard_map(
        on_device,
        mesh=mesh,
        in_specs=(along, everywhere, everywhere, along, spread, everywhere),
        out_specs=(along, PartitionSpec(axis)),
        check_vma=False,
    )(now, part, key, names, biased, rules)


def followed(
    now: Tracks, instant: Passage, key: Words, names: Int[jax.Array, "1 n"], biased: Pointing | None, rules: Rules, motion: Motion
) -> tuple[Tracks, dict[str, Float[jax.Array, "i"]]]:
    """The tracks one instant later, and sums over their trials."""
    step = jnp.asarray(instant.seconds)[:, None]
    flying = now.held & (step > 0.0)
    seconds = jnp.where(flying, step, 0.0)
    ahead = predict(now.state, seconds, motion)
    told = _told(ahead, instant, key, names, biased, rules.gate)
    taken, _ = update(ahead, told)
    state = _chosen(flying, taken, now.state)
    used, gated = jnp.where(flying, told.used, 0.0), jnp.where(flying, told.gated, 0.0)
    since = now.since + seconds
    age = jnp.where(used > 0.0, 0.0, now.age + seconds)

    position = tuple(a - b for a, b in zip(state.position, column(jnp.asarray(instant.position)), strict=True))
    velocity = tuple(a - b for a, b in zip(state.velocity, column(jnp.asarray(instant.velocity)), strict=True))
    error = normalised(state.covariance.block(0, 6), (*position, *velocity))
    spread = position_spread(state)
    astray = jnp.where(flying & (error > rules.dropped_above), now.astray + seconds, jnp.where(flying, 0.0, now.astray))
    dropped = jnp.where((now.dropped == NEVER) & (astray >= rules.dropped_after), since, now.dropped)
    kept = flying & (spread <= rules.custody_spread) & (age <= rules.custody_age) & (dropped == NEVER)

    def summed(values: Array) -> Float[jax.Array, "i"]:
        return jnp.sum(jnp.where(flying, values, 0.0), axis=1)

    sums = {
        "tracked": summed(jnp.ones_like(error)),
        "position_error": summed(dot(position, position)),
        "velocity_error": summed(dot(velocity, velocity)),
        "spread": summed(spread),
        "normalised": summed(error),
        "inside": summed(jnp.where((error >= rules.inside[0]) & (error <= rules.inside[1]), 1.0, 0.0)),
        "custody": summed(jnp.where(kept, 1.0, 0.0)),
        "dropped": summed(jnp.where(dropped == NEVER, 0.0, 1.0)),
        "age": summed(age),
        "looks": summed(used),
        "gated": summed(gated),
    }
    after = Tracks(
        state=state,
        held=now.held,
        since=since,
        age=age,
        astray=astray,
        dropped=dropped,
        custody=jnp.where((now.custody == NEVER) & kept, since, now.custody),
        kept=now.kept + jnp.where(kept, seconds, 0.0),
        looks=now.looks + used,
        gated=now.gated + gated,
    )
    return after, sums


def _told(
    state: State, instant: Passage, key: Words, names: Int[jax.Array, "1 n"], biased: Pointing | None, gate: float | None
) -> Information:
    """What all looks of an instant tell, slot after slot: one piece of code whatever their number, which compiles so much sooner."""

    def body(sums: Information, slot: dict[str, Float[jax.Array, "i ..."]]) -> tuple[Information, None]:
        one = replace(instant, **{name: values[None] for name, values in slot.items()})
        return jax.tree.map(jnp.add, sums, information(state, looks_at(one, key, names, biased), gate)), None

    nought = jnp.zeros(state.mean[0].shape)
    nothing = Information(diagonal((nought,) * 3), (nought,) * 3, nought, nought, nought, nought)
    slots = {name: getattr(instant, name) for name in ("satellite", "station", "chance", "sigma", "bias", "assumed")}
    return lax.scan(body, nothing, slots)[0]


def _chosen(which: Bool[jax.Array, "i n"], yes: State, no: State) -> State:
    mean = tuple(jnp.where(which, a, b) for a, b in zip(yes.mean, no.mean, strict=True))
    entries = tuple(jnp.where(which, a, b) for a, b in zip(yes.covariance.entries, no.covariance.entries, strict=True))
    return State(mean, Symmetric(entries))
