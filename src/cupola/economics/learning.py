"""What many units cost where each is cheaper than the one before: learning curves, summed exactly and as others approximate them.

Costs in any one money; a rate is what a doubling of the number leaves of the cost, 0.85 for "an 85 % curve". Arrays over trials come first.
Neglected: breaks in production, a lower limit of the cost, the pace of production.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from cupola.arrays import Float, Int

_DIRECT = 20
"""Units that are summed one by one; the rest is summed by Euler and Maclaurin's formula, to 1e-13 of the sum."""

_BERNOULLI = 1.0 / 12.0, -1.0 / 720.0, 1.0 / 30_240.0, -1.0 / 1_209_600.0
"""B(2j) / (2j)! of that formula (Abramowitz and Stegun 1964, 23.1.30)."""


class Form(IntEnum):
    """What it is that falls by the rate with each doubling."""

    UNIT = 0
    """The cost of the unit itself (Crawford 1944; NASA Systems Engineering Handbook 1995, section 5.2): summed exactly."""
    AVERAGE = 1
    """The mean cost of all units so far (Wright, J. Aeronautical Sciences 3 (1936) 122)."""
    CLOSED = 2
    """The sum of the first as the American Enterprise Institute approximates it (Harrison, Build Your Own Golden Dome, 2025):
    first (n^(1+b) + 1) / (1 + b), b = log2 of the rate. Above the exact sum
    by 1 first unit without learning, 1.4 at a rate of 0.95, 2 at 0.85, 3.6 at 0.7."""


@dataclass(frozen=True)
class Learning:
    """A learning curve in each trial.

    Attributes:
        first: cost of the first unit, (T,), 0 or more.
        rate: in (0.5, 1], (T,); 1 is no learning.
        form: what falls by the rate.
        every: units of a generation, (T,) or one number for all; learning begins anew after each. None: it goes on for ever.

    Raises:
        ValueError: numbers outside these, or not one-dimensional.
    """

    first: Float[np.ndarray, "t"]
    rate: Float[np.ndarray, "t"]
    form: Form = Form.UNIT
    every: Int[np.ndarray, "t"] | int | None = None

    def __post_init__(self) -> None:
        if self.first.ndim != 1 or self.rate.shape != self.first.shape:
            raise ValueError(f"first and rate: got shapes {self.first.shape} and {self.rate.shape}; need one number for each trial in both")
        if not np.all(self.first >= 0.0):
            raise ValueError(f"first: got {self.first.min()}; the cost of a first unit is 0 or more")
        if not np.all((self.rate > 0.5) & (self.rate <= 1.0)):
            outside = self.rate[~((self.rate > 0.5) & (self.rate <= 1.0))][0]
            raise ValueError(f"rate: got {outside}; must lie in (0.5, 1], 0.85 where a doubling leaves 85 % of the cost")
        if self.every is not None and not np.all(np.asarray(self.every) >= 1):
            raise ValueError(f"every: got {np.min(self.every)} units; a generation has 1 or more, or leave it out where learning goes on")

    def total(self, units: Int[np.ndarray, "t *n"]) -> Float[np.ndarray, "t *n"]:
        """Cost of units 1 to `units` of each trial, 0 or more of them; trials first, or one row for all of them."""
        if self.every is None:
            return self._sum(units)
        each = _beside(np.broadcast_to(self.every, self.first.shape), units)
        done, left = units // each, units % each
        return done * self._sum(np.broadcast_to(each, done.shape)) + self._sum(left)

    def between(self, before: Int[np.ndarray, "t *n"], units: Int[np.ndarray, "t *n"]) -> Float[np.ndarray, "t *n"]:
        """Cost of the next `units` after the first `before`."""
        return self.total(before + units) - self.total(before)

    def by_year(self, made: Int[np.ndarray, "t y"]) -> Float[np.ndarray, "t y"]:
        """Cost of the units of each year; they add up to the total of all."""
        return np.diff(self.total(np.cumsum(made, axis=1)), axis=1, prepend=0.0)

    def _sum(self, units: Int[np.ndarray, "t *n"]) -> Float[np.ndarray, "t *n"]:
        """The total without generations."""
        exponent = np.log2(self.rate)
        first = _beside(self.first, units)
        if self.form is Form.UNIT:
            return first * power_sums(units, exponent)
        raised = units ** (1.0 + _beside(exponent, units))
        if self.form is Form.AVERAGE:
            return first * raised
        return first * np.where(units > 0, raised + 1.0, 0.0) / (1.0 + _beside(exponent, units))


def power_sums(units: Int[np.ndarray, "t *n"], exponent: Float[np.ndarray, "t"]) -> Float[np.ndarray, "t *n"]:
    """Sum of k ** exponent over k = 1 ... units; exponents in (-1, 0], one a trial. Time and memory do not grow with the units.

    Euler and Maclaurin's formula from the twentieth term on (Abramowitz and Stegun 1964, 23.1.30).
    """
    units = np.broadcast_to(units, (exponent.shape[0], *units.shape[1:]))
    few = np.cumsum(np.arange(1.0, _DIRECT + 1.0) ** exponent[:, None], axis=1)
    few = np.concatenate([np.zeros((few.shape[0], 1)), few], axis=1)
    flat = units.reshape(units.shape[0], -1)
    direct = np.take_along_axis(few, np.minimum(flat, _DIRECT), axis=1).reshape(units.shape)
    power, last = _beside(exponent, units), np.maximum(units, _DIRECT).astype(np.float64)
    rest = (last ** (1.0 + power) - _DIRECT ** (1.0 + power)) / (1.0 + power) + 0.5 * (last**power - _DIRECT**power)
    derivative = power
    for j, number in enumerate(_BERNOULLI):
        order = 2 * j + 1
        rest = rest + number * derivative * (last ** (power - order) - float(_DIRECT) ** (power - order))
        derivative = derivative * (power - order) * (power - order - 1.0)
    return direct + rest


def _beside(each: np.ndarray, units: np.ndarray) -> np.ndarray:
    """One number a trial, shaped to stand beside an array with trials first."""
    return each.reshape(-1, *(1,) * (units.ndim - 1))
