"""Staring and scanning infra-red sensors: which phases of a flight each serves, where it may look, when, and how well. SI and radians.

A plume is bright: it is seen against the Earth as well as against space, unless it is below the clouds or the look grazes the air. A cold
body is faint: it is seen against space only, above the air's own glow. Left out: the target's brightness (a sensor sees all plumes or
none; range is a plain limit), Moon and stars in the field, moving time between looks, warm background before sunrise.
"""

from dataclasses import dataclass, fields

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.errors import InputError
from cupola.flight.phases import BOOST, COAST
from cupola.sensing.lines_of_sight import SightLines

_GOLDEN = 0.5 * (np.sqrt(5.0) - 1.0)
_NUDGE = 1e-6


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class InfraredSensor:
    """A sensor, every number a scalar array; or the sensors of s satellites, every number (s,).

    Attributes:
        plume: whether it serves the burning phase.
        cold: whether it serves the coasting body.
        least_elevation: of the satellite over the ground below a plume, rad; a plume is also seen on a lower look that stays above
            `lowest_tangent` all the way.
        lowest_tangent: m above the ellipsoid: a body is seen where the ray through it, before and beyond, stays at least so high.
        max_range: m; infinity for no limit.
        field_of_regard: greatest angle off the nadir, rad; pi for no limit.
        sun_exclusion: least angle between a look and the Sun where the Earth does not hide it, rad; 0 for no limit.
        look_interval: s between two looks at one place: about 1 for a staring sensor, the scan's period for a scanning one.
        probability: of detecting, in one look, what can be seen.
        needed: M, detections in a window that declare a target.
        window: N, looks in that window, the target in sight or not.
        noise: standard deviation of a look's direction, rad, along each of two axes.
        bias: standard deviation of the constant error of a satellite's pointing, rad, along each of two axes.
        capacity: tracks that one satellite holds at a time.
    """

    plume: Bool[jax.Array, "*s"]
    cold: Bool[jax.Array, "*s"]
    least_elevation: Float[jax.Array, "*s"]
    lowest_tangent: Float[jax.Array, "*s"]
    max_range: Float[jax.Array, "*s"]
    field_of_regard: Float[jax.Array, "*s"]
    sun_exclusion: Float[jax.Array, "*s"]
    look_interval: Float[jax.Array, "*s"]
    probability: Float[jax.Array, "*s"]
    needed: Int[jax.Array, "*s"]
    window: Int[jax.Array, "*s"]
    noise: Float[jax.Array, "*s"]
    bias: Float[jax.Array, "*s"]
    capacity: Int[jax.Array, "*s"]


LONGEST_WINDOW = 31
"""Looks in a window that a declaration can remember."""

_KINDS = {"plume": bool, "cold": bool, "needed": np.int32, "window": np.int32, "capacity": np.int32}
_RANGES = {
    "least_elevation": (-0.5 * np.pi, 0.5 * np.pi, "rad"),
    "lowest_tangent": (0.0, np.inf, "m"),
    "max_range": (0.0, np.inf, "m"),
    "field_of_regard": (0.0, np.pi, "rad"),
    "sun_exclusion": (0.0, np.pi, "rad"),
    "look_interval": (1e-3, 86_400.0, "s"),
    "probability": (0.0, 1.0, "per look"),
    "needed": (1.0, LONGEST_WINDOW, "looks"),
    "window": (1.0, LONGEST_WINDOW, "looks"),
    "noise": (0.0, 0.1, "rad"),
    "bias": (0.0, 0.1, "rad"),
    "capacity": (0.0, 1e6, "tracks"),
}


def sound_sensor(sensor: InfraredSensor, where: str) -> InfraredSensor:
    """The sensor with its numbers as arrays of the right kind, once they have been looked at. On the host.

    Args:
        sensor: its numbers Python's, NumPy's or JAX's.
        where: how a message names it, `sensors.staring`.

    Raises:
        InputError: a number outside its range (negative noise, a probability above 1), more looks needed than a window has, or a sensor
            that serves no phase.
    """
    values = {field.name: np.asarray(getattr(sensor, field.name), _KINDS.get(field.name, np.float64)) for field in fields(sensor)}
    for name, (low, high, unit) in _RANGES.items():
        wrong = ~((values[name] >= low) & (values[name] <= high))
        if np.any(wrong):
            got = np.extract(wrong, values[name])[0]
            raise InputError(f"{where}: {name}\n  got {got:g} {unit}; must lie in [{low:g}, {high:g}]. Give it in {unit}.")
    if np.any(values["needed"] > values["window"]):
        got = f"{np.max(values['needed'])} of {np.min(values['window'])}"
        raise InputError(f"{where}: needed, window\n  got {got} looks; no more can be needed than the window has. Lengthen the window.")
    if not np.all(values["plume"] | values["cold"]):
        raise InputError(f"{where}: plume, cold\n  got neither; a sensor serves at least one phase. Set one of them.")
    return InfraredSensor(**{name: jnp.asarray(value) for name, value in values.items()})


def of_satellites(sensors: tuple[InfraredSensor, ...], counts: tuple[int, ...]) -> InfraredSensor:
    """The sensors of several groups of satellites, one behind the other, as one.

    Args:
        sensors: one for each group, its numbers scalars.
        counts: satellites in each group.
    """

    def spread(*numbers: Float[jax.Array, ""]) -> Float[jax.Array, "s"]:
        return jnp.concatenate([jnp.full((count,), number) for number, count in zip(numbers, counts, strict=True)])

    return jax.tree.map(spread, *sensors)


def can_see(
    sensor: InfraredSensor, lines: SightLines, phase: Int[jax.Array, "*n"], cloud_top: Float[jax.Array, "*#n"]
) -> Bool[jax.Array, "*n s"]:
    """Which satellites a target stands before, whether or not they look now.

    Args:
        sensor: scalars, or (s,).
        lines: from every satellite to every target.
        phase: of each target, a code of `cupola.flight.phases`.
        cloud_top: over each target's launch, m; minus infinity where the sky is clear. As many axes as `phase`.

    Returns:
        A mask. A target that waits or is down is seen by none. A burning target asks for a sensor that serves plumes, a coasting one for
        a sensor that serves cold bodies.
    """
    each = jax.tree.map(lambda number: _beside(number, lines.range.ndim), sensor)
    phase, cloud_top = phase[..., None], cloud_top[..., None]
    in_reach = (lines.range <= each.max_range) & (lines.off_nadir <= each.field_of_regard)
    in_reach &= (lines.sun_angle >= each.sun_exclusion) | ~lines.sun_clear
    high_enough = (lines.elevation >= each.least_elevation) | (lines.tangent_height >= each.lowest_tangent)
    plume = each.plume & (phase == BOOST) & (lines.target_height > cloud_top) & ~lines.blocked & high_enough
    cold = each.cold & (phase == COAST) & (lines.ray_height >= each.lowest_tangent)
    return in_reach & (plume | cold)


def scan_phases(satellites: Int[jax.Array, "s"]) -> Float[jax.Array, "s"]:
    """Where in its interval each satellite looks, as a share in [0, 1): multiples of the golden section, evenly spread for any number.

    Args:
        satellites: index of each in the run, its identity.
    """
    return jnp.mod(satellites.astype(float) * _GOLDEN, 1.0)


def look_numbers(sensor: InfraredSensor, seconds: Float[jax.Array, "t"], satellites: Int[jax.Array, "s"]) -> Int[jax.Array, "t s"]:
    """Number of each satellite's latest look, counted from the epoch of `seconds`; its identity in the run.

    Args:
        sensor: scalars, or (s,).
        seconds: s since the scenario's epoch.
        satellites: index of each in the run.
    """
    share = scan_phases(satellites)[None, :]
    return jnp.floor(seconds[:, None] / _beside(sensor.look_interval, 2) - share + _NUDGE).astype(jnp.int32)


def looks_due(
    sensor: InfraredSensor, seconds: Float[jax.Array, "t"], step: float, satellites: Int[jax.Array, "s"]
) -> Bool[jax.Array, "t s"]:
    """Whether a satellite has looked within the step that ends at each instant; more looks than one in a step count as one.

    Args:
        sensor: scalars, or (s,).
        seconds: s since the scenario's epoch, `step` apart.
        step: s.
        satellites: index of each in the run.
    """
    return look_numbers(sensor, seconds, satellites) > look_numbers(sensor, seconds - step, satellites)


def _beside(number: Float[jax.Array, "*s"], axes: int) -> Float[jax.Array, "..."]:
    """A scalar or (s,) with leading axes of size 1."""
    return jnp.reshape(number, (1,) * (axes - 1) + (-1,))
