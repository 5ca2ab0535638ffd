"""How long satellites work once they are in their slots: shares dead on arrival, wear-out, and one 16-bit draw a satellite. Time in s.

A distribution is kept as its quantiles at 65,536 points, so that any of them costs one look into a table; no chance of living to an age is
wrong by more than one part in 65,536, which is what a thousand million draws could just tell. Satellites die independently.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import gamma

from cupola.arrays import Float, Int
from cupola.launch.draws import Draws, some_of

POINTS = 65_536
"""Values of a draw."""

_MIDDLES = (np.arange(POINTS) + 0.5) / POINTS


@dataclass(frozen=True)
class Lifetimes:
    """Working lives of the satellites of a programme.

    Attributes:
        quantiles: life of a satellite that arrives alive, s, at the middles of 65,536 equal shares, rising; may be infinite.
        stillborn: share dead on arrival, in [0, 1).
        factor: by which all lives of a trial are longer, above 0: what is not known of the mean.

    Raises:
        ValueError: numbers outside these.
    """

    quantiles: Float[np.ndarray, "65536"]
    stillborn: Draws = 0.0
    factor: Draws = 1.0

    def __post_init__(self) -> None:
        if self.quantiles.shape != (POINTS,) or not (self.quantiles[0] >= 0.0 and np.all(self.quantiles[1:] >= self.quantiles[:-1])):
            raise ValueError(f"quantiles: must be {POINTS} lives in s, rising from 0 or more; use Lifetimes.weibull or Lifetimes.stated")
        if not np.all((np.asarray(self.stillborn) >= 0.0) & (np.asarray(self.stillborn) < 1.0)):
            raise ValueError(f"stillborn: got {self.stillborn}; the share dead on arrival must lie in [0, 1)")
        if not np.all(np.asarray(self.factor) > 0.0):
            raise ValueError(f"factor: got {self.factor}; must be above 0, 1 for the lives as stated")

    @classmethod
    def weibull(cls, mean: float, shape: float = np.inf, stillborn: Draws = 0.0, factor: Draws = 1.0) -> "Lifetimes":
        """Weibull lives by their mean (s) and shape: 1 dies evenly, 3 and more wears out, infinity lives exactly the mean.

        Raises:
            ValueError: a mean or a shape that is not above 0.
        """
        if not (mean > 0.0 and shape > 0.0):
            raise ValueError(f"got a mean of {mean} s and a shape of {shape}; both must be above 0")
        if np.isinf(shape) or np.isinf(mean):
            return cls(np.full(POINTS, float(mean)), stillborn, factor)
        return cls(mean / gamma(1.0 + 1.0 / shape) * (-np.log1p(-_MIDDLES)) ** (1.0 / shape), stillborn, factor)

    @classmethod
    def stated(cls, ages: Float[np.ndarray, "n"], left: Float[np.ndarray, "n"], stillborn: Draws = 0.0, factor: Draws = 1.0) -> "Lifetimes":
        """Lives from the share still working at some ages, straight between them; what is left at the last age lives for ever.

        Args:
            ages: s, rising from 0.
            left: share that still works, falling from 1.
            stillborn: as of the class.
            factor: as of the class.

        Raises:
            ValueError: ages that do not rise from 0, or shares that do not fall from 1.
        """
        rises = ages.shape[0] > 1 and ages[0] == 0.0 and bool(np.all(np.diff(ages) > 0.0))
        if not (rises and left.shape == ages.shape and left[0] == 1.0 and bool(np.all(np.diff(left) <= 0.0)) and left[-1] >= 0.0):
            raise ValueError(f"got ages {ages} s and shares {left}; ages must rise from 0, and shares fall from 1 at age 0 to 0 or more")
        gone = 1.0 - left
        # Where nobody dies for a while the later end of the span is meant by the first death after it.
        dies = np.concatenate([[True], np.diff(gone) > 0.0])
        dies[:-1] |= dies[1:]
        lives = np.interp(_MIDDLES, gone[dies], ages[dies])
        return cls(np.where(_MIDDLES > gone[-1], np.inf, lives), stillborn, factor)

    def retired_at(self, age: float) -> "Lifetimes":
        """The same, but whoever lives to an age (s) is taken out of service then."""
        return replace(self, quantiles=np.minimum(self.quantiles, age))

    def of(self, trials: slice) -> "Lifetimes":
        """The same for some of the trials."""
        return replace(self, stillborn=some_of(self.stillborn, trials), factor=some_of(self.factor, trials))

    def table(self, step: float, longest: int) -> Int[np.ndarray, "65536"] | None:
        """Lives in whole steps by draw, uint16, where all trials have the same; arguments as in `steps`."""
        if np.ndim(self.stillborn) or np.ndim(self.factor):
            return None
        return self.steps(np.arange(POINTS, dtype=np.uint16)[None, :], step, longest)[0]

    def steps(self, drawn: Int[np.ndarray, "t n"], step: float, longest: int) -> Int[np.ndarray, "t n"]:
        """Lives in whole steps, uint16.

        Args:
            drawn: uint16 for each satellite.
            step: s.
            longest: steps beyond which it is all the same, below 65,536.

        Returns:
            0 for the dead on arrival; for others the nearest whole number, 1 to `longest`.
        """
        dead = np.round(np.atleast_1d(self.stillborn) * POINTS)[:, None]
        place = np.maximum((drawn - dead + 0.5) * (POINTS / (POINTS - dead)), 0.0).astype(np.int64)
        lives = _whole(self.quantiles.take(place) * np.atleast_1d(self.factor)[:, None], step, longest)
        return np.where(drawn < dead, np.uint16(0), lives)

    def steps_left(self, drawn: Float[np.ndarray, "t n"], age: float, step: float, longest: int) -> Int[np.ndarray, "t n"]:
        """Steps left to satellites that work at an age (s), 1 to `longest`; those past every life have 1.

        Args:
            drawn: uniform number for each satellite.
            age: s, 0 or more.
            step: s.
            longest: as in `steps`.
        """
        factor = np.atleast_1d(self.factor)[:, None]
        past = np.searchsorted(self.quantiles, np.atleast_1d(age / np.asarray(self.factor)), side="right")[:, None]
        place = np.minimum(past + drawn * (POINTS - past), POINTS - 1).astype(np.int64)
        return _whole(np.maximum(self.quantiles.take(place) * factor - age, 0.0), step, longest)


def _whole(lives: Float[np.ndarray, "*n"], step: float, longest: int) -> Int[np.ndarray, "*n"]:
    return np.clip(np.floor(np.minimum(lives / step, longest) + 0.5), 1, longest).astype(np.uint16)
