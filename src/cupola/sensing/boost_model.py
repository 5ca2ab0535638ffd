"""The two ways a body in flight moves, burning and coasting, and how one gives way to the other. Inertial, m, m/s, m/s^2; batch last.

Boost holds nine components. Its thrust acceleration grows along itself at a steady rate, as that of an engine of constant flow does, and is
shaken by white jerk (Bar-Shalom, Li and Kirubarajan, *Estimation with Applications to Tracking and Navigation*, 2001, section 6.2.3), which
stands for drag, pitching over and the change of stages. Coast holds six: gravity alone. Where the two are compared or combined, coast's
thrust is nought with a small floor of uncertainty. Each is put in the other's words before they are mixed, so that coast's missing thrust
never drags boost's down (the trouble with states of unlike size: Granstroem, Willett and Bar-Shalom, IEEE Trans. Aerosp. Electron. Syst. 51
(2015) 2975). Left out: drag as such, and what a plume's brightness says.
"""

from dataclasses import dataclass

import jax.numpy as jnp

from cupola.constants import Body
from cupola.sensing.dynamics import Motion, Seconds, State, predict, widened, with_noise
from cupola.sensing.mixing import Transition
from cupola.sensing.symmetric import Array, built


@dataclass(frozen=True)
class Burning:
    """What the filter takes burning and coasting to be: the static half of its models.

    Attributes:
        body: what pulls.
        oblate: whether J2 pulls too.
        jerk_density: spectral density of white jerk while burning, m^2/s^5.
        growth_rate: of the thrust acceleration along itself, 1/s: 0.01 nearly doubles it in a minute.
        boost_sojourn: mean time that burning lasts, s; infinity for a filter that never looks for burn-out. Solid boosters burn for some
            170 s, liquid ones for some 240 s (American Physical Society study group, Rev. Mod. Phys. 76 (2004) S1).
        coast_sojourn: mean time from burn-out to another ignition, s; infinity for never.
        reopened: standard deviation of the thrust on each axis with which another ignition begins, m/s^2.
        floor: standard deviation of the thrust on each axis that is told while coasting, m/s^2.
        coast_density: spectral density of white acceleration while coasting, m^2/s^3.
    """

    body: Body
    oblate: bool = False
    jerk_density: float = 1.0
    growth_rate: float = 0.01
    boost_sojourn: float = 170.0
    coast_sojourn: float = 1e6
    reopened: float = 30.0
    floor: float = 1e-3
    coast_density: float = 0.0

    def __post_init__(self) -> None:
        allowed = {
            "jerk_density": (0.0, "0 or a finite number above it, m^2/s^5"),
            "coast_density": (0.0, "0 or a finite number above it, m^2/s^3"),
            "growth_rate": (0.0, "0 or a finite number above it, 1/s; about 0.01 for an engine of constant flow"),
            "reopened": (None, "a finite number above 0, m/s^2; about the thrust acceleration of a stage, 30"),
            "floor": (None, "a finite number above 0, m/s^2, far below any thrust, 0.001 say"),
        }
        for name, (least, words) in allowed.items():
            value = getattr(self, name)
            if not (value > 0.0 or value == least) or value == float("inf"):
                raise ValueError(f"{name}: got {value}; must be {words}")
        if not self.boost_sojourn > 0.0:
            raise ValueError(f"boost_sojourn: got {self.boost_sojourn}; must be above 0, s; published burn times are 100 to 240")
        if not self.coast_sojourn > 0.0:
            raise ValueError(f"coast_sojourn: got {self.coast_sojourn}; must be above 0, s, or infinity where nothing ignites again")

    @property
    def boosting(self) -> Motion:
        """Of nine components."""
        return Motion(self.body, self.oblate, 0.0, self.jerk_density)

    @property
    def coasting(self) -> Motion:
        """Of six components."""
        return Motion(self.body, self.oblate, self.coast_density, 0.0)

    def transition(self, seconds: Seconds) -> Transition:
        """Chances of passing from boost and from coast (rows) to boost and to coast within a step: sojourns end at a steady rate."""
        out = -jnp.expm1(-jnp.asarray(seconds) / self.boost_sojourn)
        again = -jnp.expm1(-jnp.asarray(seconds) / self.coast_sojourn)
        return (1.0 - out, out), (again, 1.0 - again)


def boosted(state: State, seconds: Seconds, model: Burning) -> State:
    """A burning body a step later: moved under the thrust that it has at first, then by what the thrust grows within the step.

    The growth is taken in to the third power of growth_rate x seconds; gravity's gradient does not act on that part, and the noise of white
    jerk is that of a thrust that does not grow.
    """
    h, x = jnp.asarray(seconds), model.growth_rate * jnp.asarray(seconds)
    more = (0.5 * h * h * x * (1.0 / 3.0 + x * (1.0 / 12.0 + x / 60.0)), h * x * (0.5 + x * (1.0 / 6.0 + x / 24.0)))
    moved = _grown(predict(state, seconds, Motion(model.body, model.oblate)), more, jnp.exp(x))
    return State(moved.mean, with_noise(moved.covariance, seconds, model.boosting))


def coasted(state: State, seconds: Seconds, model: Burning) -> State:
    """A coasting body a step later."""
    return predict(state, seconds, model.coasting)


def burnt_out(state: State, seconds: Seconds) -> State:
    """What a burning body is for the coast model when it burns out within the coming step, at a moment as likely as any other.

    Thrust for u more seconds, u even in [0, seconds], moves the position from which a free fall would have to start by -u^2/2 times the
    thrust and its velocity by u times the thrust. The result has the mean and the covariance over u and over the state. Without it a
    burn-out between two steps leaves coast up to thrust x seconds wrong in velocity, many times its standard deviation. The thrust's growth
    and gravity's gradient within the step are left out.

    Args:
        state: nine components.
        seconds: length of the coming step, s.
    """
    h, p = seconds, state.covariance
    first = (-h * h / 6.0, 0.5 * h)
    second = {(0, 0): h**4 / 20.0, (0, 1): -(h**3) / 8.0, (1, 1): h * h / 3.0}
    thrust = state.thrust
    mean = tuple(x + first[i // 3] * thrust[i % 3] for i, x in enumerate(state.mean[:6]))

    def element(i: int, j: int) -> Array:
        a, b, k, m = i // 3, j // 3, i % 3, j % 3
        drawn = second[a, b]
        carried = p[i, j] + first[b] * p[i, 6 + m] + first[a] * p[6 + k, j] + drawn * p[6 + k, 6 + m]
        return carried + (drawn - first[a] * first[b]) * thrust[k] * thrust[m]

    return State(mean, built(6, element))


def ignited(state: State, model: Burning) -> State:
    """What a coasting body is for the boost model when it burns again: its thrust reopened, with nothing known of its direction."""
    return widened(state, model.reopened)


def told(state: State, model: Burning) -> State:
    """A coasting body in nine components: no thrust, to the floor."""
    return widened(state, model.floor)


def _grown(state: State, more: tuple[Array, Array], share: Array) -> State:
    """Position and velocity moved by `more` times the thrust, and the thrust multiplied by `share`."""
    p, thrust = state.covariance, state.thrust
    mean = tuple(x + more[i // 3] * thrust[i % 3] for i, x in enumerate(state.mean[:6]))

    def element(i: int, j: int) -> Array:
        k, m = 6 + i % 3, 6 + j % 3
        if i >= 6:
            return share * share * p[i, j]
        left = p[i, j] + more[i // 3] * p[k, j]
        return share * left if j >= 6 else left + more[j // 3] * (p[i, m] + more[i // 3] * p[k, m])

    return State((*mean, *(share * a for a in thrust)), built(9, element))
