"""The posterior Cramer-Rao bound of a track: how well any filter could know the target from these looks. Inertial, m, m/s.

Source: Tichavsky, Muravchik and Nehorai, IEEE Trans. Signal Process. 46 (1998) 1386, equation 21. With information taken along the true
path and Gaussian noise the recursion is that of the extended filter's covariance at the truth, so the filter's own kernels make it. A look
that is seen with a chance p counts for p of its information: the usual bound with missed looks, an optimistic one (Hernandez, Farina and
Ristic, IEEE Trans. Aerosp. Electron. Syst. 42 (2006) 1232). Pointing biases are taken for known, which is optimistic too.
"""

from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from cupola.arrays import Float
from cupola.sensing.dynamics import Motion, State, advance, carry
from cupola.sensing.looking import Passage, column
from cupola.sensing.measurements import Look, information, update
from cupola.sensing.symmetric import Symmetric, diagonal, of_dense

OPEN_POSITION, OPEN_VELOCITY = 1e7, 1e5
"""m and m/s: standard deviations that stand for knowing nothing."""


@dataclass(frozen=True)
class Bound:
    """The bound after each instant, NumPy.

    Attributes:
        covariance: of position and velocity, (t, i, 6, 6), m and m/s.
    """

    covariance: Float[np.ndarray, "t i 6 6"]

    @property
    def position(self) -> Float[np.ndarray, "t i"]:
        """No unbiased filter's root mean square position error is less, m."""
        return np.sqrt(np.trace(self.covariance[..., :3, :3], axis1=-2, axis2=-1))

    @property
    def velocity(self) -> Float[np.ndarray, "t i"]:
        """No unbiased filter's root mean square velocity error is less, m/s."""
        return np.sqrt(np.trace(self.covariance[..., 3:, 3:], axis1=-2, axis2=-1))


def bound(scene: Passage, motion: Motion, prior: Float[np.ndarray, "i 6 6"] | None = None) -> Bound:
    """The bound along a passage.

    Args:
        scene: the looks, with their true noise; a step of 0 s holds the bound as it is.
        motion: the true motion: with no process noise the target's path is certain once its state is.
        prior: covariance before the first step, m and m/s; None for none, and the first step's length counts for nothing then.
    """
    threats = scene.threats
    if prior is None:
        values = [OPEN_POSITION**2] * 3 + [OPEN_VELOCITY**2] * 3
        begun = diagonal([jnp.full((threats, 1), value) for value in values])
    else:
        begun = Symmetric(tuple(entry[:, None] for entry in of_dense(jnp.asarray(prior)).entries))
    return Bound(np.asarray(_bound(begun, scene, motion=motion)))


@partial(jax.jit, static_argnames=("motion",))
def _bound(begun: Symmetric, scene: Passage, *, motion: Motion) -> Float[jax.Array, "t i 6 6"]:
    def body(covariance: Symmetric, instant: Passage):
        seconds, true = jnp.asarray(instant.seconds)[:, None], column(jnp.asarray(instant.position))
        path = (*true, *column(jnp.asarray(instant.velocity)))
        # Halfway along the step that has just been flown.
        middle, _ = advance(path, -0.5 * seconds, motion)
        ahead = State(path, carry(covariance, middle[:3], seconds, motion))
        looks = [
            Look(
                satellite=column(jnp.asarray(instant.station[slot])),
                direction=true,
                weight=jnp.where(seconds > 0.0, jnp.asarray(instant.chance[slot])[:, None], 0.0),
                sigma=jnp.asarray(instant.sigma[slot])[:, None],
            )
            for slot in range(instant.chance.shape[0])
        ]
        after, _ = update(ahead, information(ahead, looks))
        return after.covariance, after.covariance.dense()[:, 0]

    return lax.scan(body, begun, scene)[1]
