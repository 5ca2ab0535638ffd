"""A track from its first stereo looks: position and velocity (and thrust) by least squares over a short window. Inertial, m, m/s.

First the state whose free fall passes nearest to all lines of sight, which is linear; then Gauss-Newton on the angles, each look weighted
by its distance and noise (Bar-Shalom, Li and Kirubarajan 2001, section 3.4), with partial derivatives to the third power of time. The
covariance is the inverse of the information at the solution. With thrust, the acceleration is taken for constant over the window, with a
prior about nought.
"""

from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from cupola.arrays import Float, Int
from cupola.sensing.dynamics import Motion, State, advance, carry, gravity, gravity_gradient
from cupola.sensing.looking import Passage, Pointing, looks_at, pointing, stereo
from cupola.sensing.measurements import Look, information
from cupola.sensing.noise import Words
from cupola.sensing.symmetric import Array, Symmetric, Vector, built, diagonal, of_dense, total

NOT_STARTED, STARTED, DISCARDED = 0, 1, 2
"""Fewer than two stereo instants in the window; a track; looks that no free fall explains, or a position less sure than allowed."""

STEREO_APART = float(np.radians(5.0))
_STRAIGHT, _ITERATIONS = 2, 7
_FREE = (1e7, 1e4, 1e2)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Begun:
    """Tracks at the last instant of a window, (threats, trials).

    Attributes:
        state: 6 or 9 components; at rest far out, and sure of nothing, where no track began.
        status: NOT_STARTED, STARTED or DISCARDED.
        stereo: instants of the window with two lines of sight far enough apart.
        misfit: sum of the squared residuals, in their standard deviations; 0 where no track began.
    """

    state: State
    status: Int[jax.Array, "i n"]
    stereo: Int[jax.Array, "i n"]
    misfit: Float[jax.Array, "i n"]


def begin(
    window: Passage,
    key: Words,
    trial: Int[np.ndarray, "n"],
    motion: Motion,
    *,
    apart: float = STEREO_APART,
    thrust_sigma: float | None = None,
    widest: float = 200e3,
) -> Begun:
    """Start a track of each threat in each trial from the looks of a window.

    Args:
        window: two instants or more; where its first step is long, only its end matters.
        key: of the run, as in the filter that goes on from here: the looks are those that it would have seen.
        trial: identities of the trials, uint32.
        motion: how the target is taken to move.
        apart: angle between two lines of sight from which they are stereo, rad.
        thrust_sigma: standard deviation of the prior of a constant acceleration, m/s^2, for nine components; None for six.
        widest: root of the trace of the position's covariance above which a start is discarded, m.
    """
    lines = jnp.asarray(trial, jnp.uint32)[None, :]
    return _begin(
        window, key, lines, pointing(window, key, lines), jnp.asarray(widest), motion=motion, apart=apart, thrust_sigma=thrust_sigma
    )


@partial(jax.jit, static_argnames=("motion", "apart", "thrust_sigma"))
def _begin(
    window: Passage,
    key: Words,
    trial: Int[jax.Array, "1 n"],
    biased: Pointing | None,
    widest: Float[jax.Array, ""],
    *,
    motion: Motion,
    apart: float,
    thrust_sigma: float | None,
) -> Begun:
    rows = 6 if thrust_sigma is None else 9
    shape = (window.seconds.shape[1], trial.shape[1])
    after = jnp.cumsum(jnp.asarray(window.seconds).at[0].set(0.0), axis=0)
    prior = jnp.diag(jnp.asarray([0.0] * 6 + ([] if thrust_sigma is None else [thrust_sigma**-2] * 3)))[None, None]

    nothing = _Told(
        jnp.zeros((*shape, rows, rows)), jnp.zeros((*shape, rows)), jnp.zeros(shape), jnp.zeros(shape), jnp.zeros(shape, jnp.int32)
    )

    def told(mean: Float[jax.Array, "i n r"], straight: Array) -> _Told:
        """The looks of the whole window as information on its first state: from the lines, or from the angles at `mean`."""

        def body(sums: _Told, inputs: tuple[Passage, Float[jax.Array, "i"]]) -> tuple[_Told, None]:
            instant, since = inputs[0], inputs[1][:, None]
            looks = looks_at(instant, key, trial, biased)
            at, _ = advance(_vector(mean), since, motion)
            gradient = gravity_gradient(_vector(mean)[:3], motion.body.mu).dense()
            far = information(State(at, diagonal((jnp.ones(shape),) * 6)), looks)
            lines, aside = _lines(looks, tuple(0.5 * since * since * g for g in gravity(_vector(mean)[:3], motion)), shape)
            matrix = jnp.where(straight, lines, far.matrix.dense())
            vector = jnp.where(straight, aside, jnp.stack([jnp.broadcast_to(b, shape) for b in far.vector], axis=-1))
            slope = _slope(since, jnp.where(straight, jnp.zeros_like(gradient), gradient), rows)
            seen = stereo(looks, apart) & jnp.ones(shape, bool)
            added = _Told(
                normal=jnp.einsum("...ar,...ab,...bs->...rs", slope, matrix, slope),
                right=jnp.einsum("...ar,...a->...r", slope, vector),
                square=far.square + jnp.zeros(shape),
                used=far.used + jnp.zeros(shape),
                stereo=seen.astype(jnp.int32),
            )
            return jax.tree.map(jnp.add, sums, added), None

        return lax.scan(body, nothing, (window, after))[0]

    def refined(turn: Array, found: tuple[Float[jax.Array, "i n r"], _Told]) -> tuple[Float[jax.Array, "i n r"], _Told]:
        mean, _ = found
        straight = turn < _STRAIGHT
        sums = told(mean, straight)
        # Lines give the state itself, angles a step from it.
        base = jnp.where(straight, jnp.zeros_like(mean), mean)
        right = sums.right - jnp.einsum("...rs,...s->...r", prior, base)
        better = base + jnp.einsum("...rs,...s->...r", _inverse(sums.normal + prior), right)
        good = (sums.stereo >= 2)[..., None] & jnp.all(jnp.isfinite(better), axis=-1, keepdims=True)
        return jnp.where(good, better, mean), sums

    safe = jnp.broadcast_to(jnp.asarray([4.0 * motion.body.radius] + [0.0] * (rows - 1))[None, None], (*shape, rows))
    mean, sums = lax.fori_loop(0, _STRAIGHT + _ITERATIONS, refined, (safe, nothing))
    end = after[-1][:, None]
    last, middle = advance(_vector(mean), end, motion)
    # Over a window the fall is one step to a millimetre; noise grows with it.
    covariance = carry(of_dense(_inverse(sums.normal + prior)), middle, end, motion)
    enough = sums.stereo >= 2
    sure = _finite(last) & _finite(covariance.entries) & (covariance.trace(0, 3) <= widest * widest)
    positive = _finite(tuple(jnp.sqrt(covariance[k, k]) for k in range(rows)))
    # A sum of so many squares has about their number for a mean: ten times it is no free fall.
    fits = sums.square <= 10.0 * (2.0 * sums.used + 10.0)
    status = jnp.where(enough, jnp.where(sure & positive & fits, STARTED, DISCARDED), NOT_STARTED)
    good = status == STARTED
    unsure = diagonal(tuple(jnp.full(shape, sigma * sigma) for sigma in _FREE[: rows // 3] for _ in range(3)))
    state = State(_where(good, last, _vector(safe)), Symmetric(_where(good, covariance.entries, unsure.entries)))
    return Begun(state, status, sums.stereo, jnp.where(good, sums.square, 0.0))


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class _Told:
    """Normal equations of a window's looks, rows last, with the sum of squared residuals, looks and stereo instants behind them."""

    normal: Float[jax.Array, "i n r r"]
    right: Float[jax.Array, "i n r"]
    square: Float[jax.Array, "i n"]
    used: Float[jax.Array, "i n"]
    stereo: Int[jax.Array, "i n"]


def _lines(
    looks: tuple[Look, ...], fallen: Vector, shape: tuple[int, int]
) -> tuple[Float[jax.Array, "i n 3 3"], Float[jax.Array, "i n 3"]]:
    """Normal equations of the place nearest to the lines of sight, less what the target has fallen since the first instant."""
    power = [look.weight / (look.sigma * look.sigma) for look in looks]
    matrix = built(
        3,
        lambda i, j: total([w * ((1.0 if i == j else 0.0) - k.direction[i] * k.direction[j]) for w, k in zip(power, looks, strict=True)]),
    )
    vector = [jnp.zeros(shape)] * 3
    for w, look in zip(power, looks, strict=True):
        aside = tuple(s - f for s, f in zip(look.satellite, fallen, strict=True))
        along = total([d * a for d, a in zip(look.direction, aside, strict=True)])
        vector = [v + w * (a - along * d) for v, a, d in zip(vector, aside, look.direction, strict=True)]
    return jnp.broadcast_to(matrix.dense(), (*shape, 3, 3)), jnp.stack(vector, axis=-1)


def _slope(since: Array, gradient: Float[jax.Array, "i n 3 3"], rows: int) -> Float[jax.Array, "i n 3 r"]:
    """Derivative of the position by the state `since` seconds before, to the third power of time."""
    one, h = jnp.eye(3)[None, None], since[..., None, None]
    blocks = (one + 0.5 * h**2 * gradient, h * one + h**3 / 6.0 * gradient, 0.5 * h**2 * one + h**4 / 24.0 * gradient)
    return jnp.concatenate([jnp.broadcast_to(block, gradient.shape) for block in blocks[: rows // 3]], axis=-1)


def _inverse(normal: Float[jax.Array, "i n r r"]) -> Float[jax.Array, "i n r r"]:
    """Inverse by Cholesky, rows and columns scaled by the diagonal first: metres and metres a second differ much."""
    size = lax.rsqrt(jnp.diagonal(normal, axis1=-2, axis2=-1))
    scaled = size[..., :, None] * normal * size[..., None, :]
    lower = jnp.linalg.cholesky(scaled, symmetrize_input=False)
    one = jnp.broadcast_to(jnp.eye(normal.shape[-1]), normal.shape)
    half = lax.linalg.triangular_solve(lower, one, left_side=True, lower=True)
    return size[..., :, None] * jnp.einsum("...kr,...ks->...rs", half, half) * size[..., None, :]


def _vector(values: Float[jax.Array, "i n r"]) -> Vector:
    return tuple(values[..., row] for row in range(values.shape[-1]))


def _finite(values: Vector) -> Array:
    found = jnp.isfinite(values[0])
    for value in values[1:]:
        found = found & jnp.isfinite(value)
    return found


def _where(chosen: Array, yes: Vector, no: Vector) -> Vector:
    return tuple(jnp.where(chosen, a, b) for a, b in zip(yes, no, strict=True))
