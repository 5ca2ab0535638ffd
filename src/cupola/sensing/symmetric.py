"""Small symmetric matrices in batch: one array for each element of the upper triangle, so that every operation runs over the whole batch.

A covariance of thousands of filters is 21 or 45 arrays of the batch's shape, row by row: (0, 0), (0, 1), ... (1, 1), ... A vector is a
tuple of arrays. Nothing here knows what the components mean, but for `drift` and `kick`, which move a state of position and velocity (and
acceleration) in three axes. float64 is meant: a covariance in metres and metres a second spans twelve orders of magnitude.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp

from cupola.arrays import Float

Array = Float[jax.Array, "..."]
"""One number for each filter of a batch."""

Vector = tuple[Array, ...]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Symmetric:
    """A batch of symmetric matrices.

    Attributes:
        entries: the upper triangle row by row, arrays of one shape (or shapes that broadcast), n (n + 1) / 2 of them.
    """

    entries: Vector

    @property
    def size(self) -> int:
        """Rows, n."""
        return int(((8 * len(self.entries) + 1) ** 0.5 - 1.0) / 2.0 + 0.5)

    def __getitem__(self, place: tuple[int, int]) -> Array:
        """The element of a row and a column, either way round."""
        i, j = min(place), max(place)
        return self.entries[i * self.size - i * (i - 1) // 2 + j - i]

    def column(self, j: int, rows: int | None = None) -> Vector:
        """The first `rows` elements of a column, or all of them."""
        return tuple(self[i, j] for i in range(self.size if rows is None else rows))

    def block(self, start: int, stop: int) -> "Symmetric":
        """Rows and columns `start` to `stop - 1`."""
        return built(stop - start, lambda i, j: self[start + i, start + j])

    def trace(self, start: int = 0, stop: int | None = None) -> Array:
        """Sum of the diagonal's elements `start` to `stop - 1`."""
        return total([self[i, i] for i in range(start, self.size if stop is None else stop)])

    def dense(self) -> Float[jax.Array, "... n n"]:
        """The matrices in full, rows and columns last."""
        n = self.size
        shape = jnp.broadcast_shapes(*(entry.shape for entry in self.entries))
        rows = [[jnp.broadcast_to(self[i, j], shape) for j in range(n)] for i in range(n)]
        return jnp.stack([jnp.stack(row, axis=-1) for row in rows], axis=-2)


def built(size: int, element: Callable[[int, int], Array]) -> Symmetric:
    """The matrix whose elements of the upper triangle are `element(i, j)`."""
    return Symmetric(tuple(element(i, j) for i in range(size) for j in range(i, size)))


def of_dense(matrix: Float[jax.Array, "... n n"]) -> Symmetric:
    """From matrices in full, rows and columns last; the upper triangle is taken."""
    return built(matrix.shape[-1], lambda i, j: matrix[..., i, j])


def diagonal(values: Sequence[Array]) -> Symmetric:
    """A diagonal matrix."""
    zero = jnp.zeros_like(values[0])
    return built(len(values), lambda i, j: values[i] if i == j else zero)


def total(terms: Sequence[Array]) -> Array:
    """Sum without a starting nought."""
    result = terms[0]
    for term in terms[1:]:
        result = result + term
    return result


def dot(a: Vector, b: Vector) -> Array:
    """Inner product of two vectors of one length."""
    return total([x * y for x, y in zip(a, b, strict=True)])


def times(p: Symmetric, v: Vector, rows: int | None = None) -> Vector:
    """P v for a vector that may be shorter than P: the rest of it is nought. The first `rows` elements, or all."""
    return tuple(total([p[i, k] * v[k] for k in range(len(v))]) for i in range(p.size if rows is None else rows))


def plus(p: Symmetric, q: Symmetric) -> Symmetric:
    """P + Q."""
    return Symmetric(tuple(a + b for a, b in zip(p.entries, q.entries, strict=True)))


def rank_one(p: Symmetric, v: Vector, weight: Array) -> Symmetric:
    """P + weight v v^T."""
    scaled = tuple(weight * x for x in v)
    return built(p.size, lambda i, j: p[i, j] + scaled[i] * v[j])


def cholesky(p: Symmetric) -> tuple[Vector, ...]:
    """Rows of L, lower triangle, with P = L L^T; row i has i + 1 elements. Not a number where P is not positive definite."""
    rows: list[list[Array]] = []
    for i in range(p.size):
        row: list[Array] = []
        for j in range(i):
            left = [p[i, j]] + [-row[k] * rows[j][k] for k in range(j)]
            row.append(total(left) / rows[j][j])
        row.append(jnp.sqrt(total([p[i, i]] + [-x * x for x in row])))
        rows.append(row)
    return tuple(tuple(row) for row in rows)


def forward(lower: tuple[Vector, ...], v: Vector) -> Vector:
    """y with L y = v."""
    y: list[Array] = []
    for i, row in enumerate(lower):
        y.append(total([v[i]] + [-row[k] * y[k] for k in range(i)]) / row[i])
    return tuple(y)


def backward(lower: tuple[Vector, ...], y: Vector) -> Vector:
    """x with L^T x = y."""
    x: list[Array] = list(y)
    for i in reversed(range(len(y))):
        x[i] = total([y[i]] + [-lower[k][i] * x[k] for k in range(i + 1, len(y))]) / lower[i][i]
    return tuple(x)


def normalised(p: Symmetric, v: Vector) -> Array:
    """v^T P^-1 v: the squared length of an error counted in its own standard deviations."""
    y = forward(cholesky(p), v)
    return dot(y, y)


def log_determinant(p: Symmetric) -> Array:
    """Natural logarithm of the determinant of a positive definite matrix."""
    lower = cholesky(p)
    return 2.0 * total([jnp.log(row[-1]) for row in lower])


def inverse(p: Symmetric) -> Symmetric:
    """P^-1 of a positive definite matrix, by Cholesky: L^-T L^-1."""
    n = p.size
    lower = cholesky(p)
    one, zero = jnp.ones_like(lower[0][0]), jnp.zeros_like(lower[0][0])
    columns = [forward(lower, tuple(one if k == j else zero for k in range(n))) for j in range(n)]
    return built(n, lambda i, j: total([columns[i][k] * columns[j][k] for k in range(j, n)]))


def drift(p: Symmetric, seconds: Array | float) -> Symmetric:
    """D P D^T where D adds velocity x seconds to position: components 0-2 are position, 3-5 velocity."""

    def element(i: int, j: int) -> Array:
        value = p[i, j]
        if i < 3:
            value = value + seconds * p[i + 3, j]
        if j < 3:
            value = value + seconds * p[i, j + 3]
            value = value + seconds * seconds * p[i + 3, j + 3]
        return value

    return built(p.size, element)


def kick(p: Symmetric, gradient: Symmetric, seconds: Array | float) -> Symmetric:
    """K P K^T where K adds seconds x (gradient x position + acceleration, where the state has one, components 6-8) to velocity.

    Args:
        p: covariance of 6 or 9 components.
        gradient: of the acceleration by position, 1/s^2.
        seconds: s.
    """
    n = p.size
    pulled = [
        [
            seconds * (total([gradient[i, k] * p[k, j] for k in range(3)]) + (p[6 + i, j] if n == 9 else jnp.zeros_like(p[i, j])))
            for j in range(n)
        ]
        for i in range(3)
    ]

    def element(i: int, j: int) -> Array:
        value, row, column = p[i, j], 3 <= i < 6, 3 <= j < 6
        if row:
            value = value + pulled[i - 3][j]
        if column:
            value = value + pulled[j - 3][i]
        if row and column:
            twice = total([pulled[i - 3][k] * gradient[j - 3, k] for k in range(3)])
            value = value + seconds * (twice + pulled[i - 3][3 + j] if n == 9 else twice)
        return value

    return built(n, element)
