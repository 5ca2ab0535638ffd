"""What every trial of some threats has in common, instant after instant, and the looks that one trial's noise makes of it.

Satellites stand in slots: at each instant up to k of them look at a threat, whichever they are. Each threat may have a clock of its own,
since nothing here asks what time it is. Inertial, m, m/s, radians.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Float, Int
from cupola.sensing.measurements import Look, measured
from cupola.sensing.noise import Words, biases, look_noise
from cupola.sensing.symmetric import Array, Vector


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Passage:
    """Threats and the satellites that look at them, float64: t instants, k slots, i threats. One instant of it has no t.

    Attributes:
        number: of each instant, counted from any start, (t,): part of what its noise is made from.
        seconds: length of the step before the instant, s, (t, i); 0 where the threat does not fly: its track is held, nothing is counted.
        position: of the threat, inertial, m, (t, i, 3).
        velocity: m/s, (t, i, 3).
        threat: identity of the threat, (t, i).
        satellite: identity of the satellite in each slot, (t, k, i).
        station: its position, inertial, m, (t, k, i, 3).
        chance: that it looks and sees, (t, k, i): 0 where it does not have the threat in view.
        sigma: standard deviation of its noise on each axis, rad, (t, k, i).
        bias: standard deviation of its pointing bias on each axis, rad, (t, k, i); drawn once a trial, the same for every threat.
        assumed: standard deviation that the filter takes for all of it, rad, (t, k, i).
    """

    number: Int[np.ndarray, "t"]
    seconds: Float[np.ndarray, "t i"]
    position: Float[np.ndarray, "t i 3"]
    velocity: Float[np.ndarray, "t i 3"]
    threat: Int[np.ndarray, "t i"]
    satellite: Int[np.ndarray, "t k i"]
    station: Float[np.ndarray, "t k i 3"]
    chance: Float[np.ndarray, "t k i"]
    sigma: Float[np.ndarray, "t k i"]
    bias: Float[np.ndarray, "t k i"]
    assumed: Float[np.ndarray, "t k i"]

    @property
    def instants(self) -> int:
        """Number of instants."""
        return self.number.shape[0]

    @property
    def threats(self) -> int:
        """Number of threats."""
        return self.seconds.shape[-1]

    def part(self, start: int, stop: int) -> "Passage":
        """The instants `start` to `stop - 1`."""
        return Passage(*(getattr(self, field.name)[start:stop] for field in fields(self)))

    def padded(self, instants: int) -> "Passage":
        """Made longer by instants in which nothing flies and nobody looks."""
        more = instants - self.instants
        if more <= 0:
            return self
        longer = Passage(
            *(np.concatenate([values, np.repeat(values[-1:], more, axis=0)]) for values in (getattr(self, f.name) for f in fields(self)))
        )
        flown = np.arange(instants) < self.instants
        return replace(longer, seconds=longer.seconds * flown[:, None], chance=longer.chance * flown[:, None, None])


def passage(
    seconds: Float[np.ndarray, "t i"],
    target: tuple[Float[np.ndarray, "t i 3"], Float[np.ndarray, "t i 3"]],
    station: Float[np.ndarray, "t k i 3"],
    chance: Float[np.ndarray, "t k i"],
    sigma: Float[np.ndarray, "..."] | float,
    *,
    bias: Float[np.ndarray, "..."] | float = 0.0,
    assumed: Float[np.ndarray, "..."] | float | None = None,
    identities: tuple[Int[np.ndarray, "i"] | None, Int[np.ndarray, "t k i"] | None] = (None, None),
) -> Passage:
    """A passage from arrays that broadcast, its numbers checked.

    Args:
        seconds: length of the step before each instant, s; 0 where a threat does not fly.
        target: true positions, m, and velocities, m/s, inertial.
        station: position of the satellite in each slot, m, inertial.
        chance: that it looks and sees, in [0, 1].
        sigma: standard deviation of the noise on each axis, rad; above 0.
        bias: standard deviation of the pointing bias on each axis, rad; 0 for none.
        assumed: what the filter takes for the standard deviation, rad; by default `sigma`.
        identities: numbers of the threats (by default their places) and of the satellites in the slots (by default the slots').

    Raises:
        ValueError: a number out of its range, not finite, or an array of another shape.
    """
    t, k, i = np.shape(chance)
    threats, satellites = identities
    slots = np.broadcast_to(np.arange(k)[None, :, None], (t, k, i)) if satellites is None else satellites
    names = np.arange(i) if threats is None else threats
    found = Passage(
        number=np.arange(t, dtype=np.int32),
        seconds=_shaped("seconds", seconds, (t, i), 0.0, np.inf),
        position=_shaped("target position", target[0], (t, i, 3), -np.inf, np.inf),
        velocity=_shaped("target velocity", target[1], (t, i, 3), -np.inf, np.inf),
        threat=np.broadcast_to(names[None, :], (t, i)).astype(np.uint32),
        satellite=np.broadcast_to(slots, (t, k, i)).astype(np.uint32),
        station=_shaped("station", station, (t, k, i, 3), -np.inf, np.inf),
        chance=_shaped("chance", chance, (t, k, i), 0.0, 1.0),
        sigma=_shaped("sigma", sigma, (t, k, i), 0.0, np.pi),
        bias=_shaped("bias", bias, (t, k, i), 0.0, np.pi),
        assumed=_shaped("assumed", sigma if assumed is None else assumed, (t, k, i), 0.0, np.pi),
    )
    for name in ("sigma", "assumed"):
        if np.any(getattr(found, name) <= 0.0):
            raise ValueError(f"{name}: got 0; a standard deviation of a look must be above 0 rad: 1e-5 rad is a fine sensor's")
    return found


def _shaped(name: str, values: Float[np.ndarray, "..."] | float, shape: tuple[int, ...], low: float, high: float) -> np.ndarray:
    try:
        full = np.broadcast_to(np.asarray(values, np.float64), shape)
    except ValueError:
        raise ValueError(f"{name}: got shape {np.shape(values)}; must broadcast to {shape}") from None
    wrong = ~(np.isfinite(full) & (full >= low) & (full <= high))
    if wrong.any():
        place = tuple(int(index) for index in np.argwhere(wrong)[0])
        allowed = f"a finite number in [{low:g}, {high:g}]" if np.isfinite(low) else "a finite number"
        raise ValueError(f"{name}: got {full[place]} at {place}; must be {allowed}")
    return full


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Pointing:
    """Biases of satellites in trials, in their standard deviations, float64.

    Attributes:
        satellite: identities, in rising order, (m,).
        level: across, (m, trials).
        up: in elevation, (m, trials).
    """

    satellite: Int[jax.Array, "m"]
    level: Float[jax.Array, "m n"]
    up: Float[jax.Array, "m n"]


def pointing(scene: Passage, key: Words, trial: Int[jax.Array, "1 n"]) -> Pointing | None:
    """Biases of every satellite of a passage; None where none has any."""
    if not np.any(scene.bias > 0.0):
        return None
    satellite = jnp.asarray(np.unique(scene.satellite))
    return Pointing(satellite, *biases(key, satellite[:, None], trial))


def looks_at(instant: Passage, key: Words, trial: Int[jax.Array, "1 n"], biased: Pointing | None) -> tuple[Look, ...]:
    """The looks of one instant in every trial, one for each slot; (threats, trials).

    Args:
        instant: one instant of a passage.
        key: of the run.
        trial: identities, uint32.
        biased: from `pointing`.
    """
    looks: list[Look] = []
    target = column(jnp.asarray(instant.position))
    for slot in range(instant.chance.shape[0]):
        satellite = jnp.asarray(instant.satellite[slot])
        level, up, uniform = look_noise(key, jnp.asarray(instant.number), jnp.asarray(instant.threat)[:, None], satellite[:, None], trial)
        sigma = instant.sigma[slot][:, None]
        level, up = sigma * level, sigma * up
        if biased is not None:
            place, scale = jnp.searchsorted(biased.satellite, satellite), instant.bias[slot][:, None]
            level, up = level + scale * biased.level[place], up + scale * biased.up[place]
        seen = jnp.where(uniform < instant.chance[slot][:, None], 1.0, 0.0)
        station = column(jnp.asarray(instant.station[slot]))
        looks.append(Look(station, measured(station, target, level, up), seen, instant.assumed[slot][:, None]))
    return tuple(looks)


def column(values: Float[jax.Array, "i c"]) -> Vector:
    """The last axis as a tuple of (threats, 1) arrays."""
    return tuple(values[:, c][:, None] for c in range(values.shape[-1]))


def stereo(looks: Sequence[Look], apart: float) -> Array:
    """Where two looks that count have lines of sight at least `apart` rad apart, as lines: 170 deg is 10 deg. True or false."""
    widest = np.cos(apart)
    found = jnp.zeros((1, 1), bool)
    for index, one in enumerate(looks):
        for other in looks[:index]:
            cosine = sum(
                (a * b for a, b in zip(one.direction[1:], other.direction[1:], strict=True)), one.direction[0] * other.direction[0]
            )
            found = found | ((jnp.abs(cosine) <= widest) & (one.weight > 0.0) & (other.weight > 0.0))
    return found
