"""One step ahead for thousands of tracks: two bodies (and J2 where asked) under the filter's own thrust and noise. Inertial, m, m/s, SI.

The mean moves by Nystroem's method of order 4 with three evaluations (Hairer, Norsett and Wanner, *Solving Ordinary Differential Equations
I*, 2nd ed. 1993, section II.14). The covariance moves by half a drift, a kick by the gradient of gravity at the middle of the step, and
half a drift: symplectic and of order 2. White acceleration and white jerk of stated spectral densities are added (Bar-Shalom, Li and
Kirubarajan, *Estimation with Applications to Tracking and Navigation*, 2001, sections 6.2.2 and 6.2.3). Left out: drag, the Moon and the
Sun; and J2 in the gradient, a part in a thousand of it.
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import lax

from cupola.constants import Body
from cupola.sensing.symmetric import Array, Symmetric, Vector, built, diagonal, dot, drift, kick

Seconds = Array | float


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class State:
    """Estimates, their batch axes (threats, trials) last.

    Attributes:
        mean: 6 arrays, position (m) and velocity (m/s), inertial; or 9, with the acceleration that is not gravity (m/s^2).
        covariance: of them.
    """

    mean: Vector
    covariance: Symmetric

    @property
    def position(self) -> Vector:
        """m."""
        return self.mean[:3]

    @property
    def velocity(self) -> Vector:
        """m/s."""
        return self.mean[3:6]

    @property
    def thrust(self) -> Vector:
        """Acceleration that is not gravity, m/s^2; nothing where the state has none."""
        return self.mean[6:]


@dataclass(frozen=True)
class Motion:
    """How a filter takes its targets to move: the static half of a prediction.

    Attributes:
        body: what pulls.
        oblate: whether J2 pulls too.
        acceleration_density: spectral density of white acceleration, m^2/s^3; 0 for none.
        jerk_density: spectral density of white jerk, m^2/s^5; only for a state of nine components.
    """

    body: Body
    oblate: bool = False
    acceleration_density: float = 0.0
    jerk_density: float = 0.0

    def __post_init__(self) -> None:
        for name in ("acceleration_density", "jerk_density"):
            value = getattr(self, name)
            if not 0.0 <= value < float("inf"):
                raise ValueError(f"{name}: got {value}; must be 0 or a finite number above it: it is a power, white noise per hertz")


def gravity(position: Vector, motion: Motion) -> Vector:
    """Acceleration, m/s^2. J2 as in Vallado, *Fundamentals of Astrodynamics and Applications*, 4th ed. 2013, section 8.7.1."""
    x, y, z = position
    u = lax.rsqrt(dot(position, position))
    u2 = u * u
    pull = -motion.body.mu * u2 * u
    if not motion.oblate:
        return pull * x, pull * y, pull * z
    bulge = 1.5 * motion.body.j2 * motion.body.radius**2 * u2
    level = 1.0 - 5.0 * z * z * u2
    across = pull * (1.0 + bulge * level)
    return across * x, across * y, pull * (1.0 + bulge * (level + 2.0)) * z


def gravity_gradient(position: Vector, mu: float) -> Symmetric:
    """Derivative of two-body acceleration by position, 1/s^2: mu / r^3 (3 u u^T - 1)."""
    u = lax.rsqrt(dot(position, position))
    unit = tuple(u * q for q in position)
    c = mu * u * u * u
    return built(3, lambda i, j: c * (3.0 * unit[i] * unit[j] - (1.0 if i == j else 0.0)))


def advance(mean: Vector, seconds: Seconds, motion: Motion) -> tuple[Vector, Vector]:
    """The mean a step later, and the position halfway.

    Args:
        mean: 6 or 9 components.
        seconds: length of the step, s; 0 leaves everything as it is.
        motion: forces.
    """
    r, v, thrust = mean[:3], mean[3:6], mean[6:]

    def pull(position: Vector) -> Vector:
        free = gravity(position, motion)
        return tuple(g + a for g, a in zip(free, thrust, strict=True)) if thrust else free

    h = seconds
    k1 = pull(r)
    middle = tuple(r[k] + 0.5 * h * v[k] + 0.125 * h * h * k1[k] for k in range(3))
    k2 = pull(middle)
    k3 = pull(tuple(r[k] + h * v[k] + 0.5 * h * h * k2[k] for k in range(3)))
    position = tuple(r[k] + h * v[k] + h * h / 6.0 * (k1[k] + 2.0 * k2[k]) for k in range(3))
    velocity = tuple(v[k] + h / 6.0 * (k1[k] + 4.0 * k2[k] + k3[k]) for k in range(3))
    return (*position, *velocity, *thrust), middle


def carry(covariance: Symmetric, middle: Vector, seconds: Seconds, motion: Motion) -> Symmetric:
    """The covariance a step later, noise added.

    Args:
        covariance: of 6 or 9 components.
        middle: position halfway, m.
        seconds: length of the step, s.
        motion: gravity and noise.
    """
    half = 0.5 * seconds
    moved = drift(kick(drift(covariance, half), gravity_gradient(middle, motion.body.mu), seconds), half)
    return with_noise(moved, seconds, motion)


def with_noise(covariance: Symmetric, seconds: Seconds, motion: Motion) -> Symmetric:
    """The covariance that white acceleration and white jerk leave after a step, added axis by axis."""
    q, j, h = motion.acceleration_density, motion.jerk_density, seconds
    # What grows on each axis, by the pair of blocks: 0 position, 1 velocity, 2 thrust.
    grown = {(0, 0): q * h**3 / 3.0, (0, 1): q * h**2 / 2.0, (1, 1): q * h} if q else {}
    if j and covariance.size == 9:
        jerked = {(0, 0): h**5 / 20.0, (0, 1): h**4 / 8.0, (0, 2): h**3 / 6.0, (1, 1): h**3 / 3.0, (1, 2): h**2 / 2.0, (2, 2): h}
        grown = {place: grown.get(place, 0.0) + j * value for place, value in jerked.items()}
    if not grown:
        return covariance

    def element(row: int, column: int) -> Array:
        value, place = covariance[row, column], (row // 3, column // 3)
        return value + grown[place] if row % 3 == column % 3 and place in grown else value

    return built(covariance.size, element)


def predict(state: State, seconds: Seconds, motion: Motion) -> State:
    """The state a step later.

    Args:
        state: at the start of the step.
        seconds: length of the step, s: a number, or an array that broadcasts with the batch, (threats, 1) say. 0 holds the state.
        motion: forces and noise.
    """
    mean, middle = advance(state.mean, seconds, motion)
    return State(mean, carry(state.covariance, middle, seconds, motion))


def widened(state: State, sigma: float) -> State:
    """A state of six components made one of nine: acceleration nought, with a standard deviation of `sigma`, m/s^2, on each axis."""
    p = state.covariance
    zero = jnp.zeros_like(state.mean[0])
    thrust = diagonal((zero + sigma**2,) * 3)

    def element(i: int, j: int) -> Array:
        if j < 6:
            return p[i, j]
        return thrust[i - 6, j - 6] if i >= 6 else zero

    return State((*state.mean, zero, zero, zero), built(9, element))


def narrowed(state: State) -> State:
    """A state of nine components without its acceleration: the marginal of position and velocity."""
    return State(state.mean[:6], state.covariance.block(0, 6))
