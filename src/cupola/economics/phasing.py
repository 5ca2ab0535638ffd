"""When money is spent: development spread over years, and production paid for ahead of launch. Times in calendar years with fractions.

A year's share is what the profile gains from one New Year to the next. Budget authority runs ahead of spending; that is neglected.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor, isfinite

import numpy as np

from cupola.arrays import Float, Int

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Profile:
    """Shares of an amount by calendar year.

    Attributes:
        first: the first year.
        shares: of each year, (N,), 0 or more, together 1.

    Raises:
        ValueError: shares that are not so.
    """

    first: int
    shares: Float[np.ndarray, "n"]

    def __post_init__(self) -> None:
        check_shares(self.shares)

    @classmethod
    def even(cls, begin: float, length: float) -> "Profile":
        """The same every day from `begin` on for `length` years; arguments as in `rayleigh`."""
        return _profile(begin, length, lambda time: time)

    @classmethod
    def rayleigh(cls, begin: float, length: float, done: float = 0.97) -> "Profile":
        """Effort that builds up, peaks before the middle and dies away: 1 - exp(-a t^2), cut off at the end and made whole.

        Args:
            begin: calendar year with its fraction, 2026.5 for the middle of 2026.
            length: years, above 0.
            done: share of the uncut curve that is reached at the end, in (0, 1); 0.97 is customary.

        Source: Norden 1970; Lee, Hogue and Gallagher, Determining a Budget Profile from a Development Cost Estimate, 1997;
        Chelson and others, Rayleigh Curves: A Tutorial, SCEA 2004. Brown, White and Gallagher 2002 find that real programmes differ.

        Raises:
            ValueError: a length or a share outside these.
        """
        _check_done(done)
        return _profile(begin, length, lambda time: _build_up(time, done))

    @classmethod
    def beta(cls, begin: float, length: float, halfway: float = 0.6) -> "Profile":
        """A given share by half time; 0.6 is the rule of thumb for space systems (NASA Cost Estimating Handbook, 2002).

        Args:
            begin: as in `rayleigh`.
            length: years, above 0.
            halfway: share of the cost at half of the time, in [0.1875, 0.8125].

        Source: the spreading function of Wynholds and Skratt 1977 as in Larson and Wertz, Space Mission Analysis and Design, 3rd ed.
        1999, chapter 20: a mixture of the beta distributions (2, 4) and (3, 3), or of (3, 3) and (4, 2).

        Raises:
            ValueError: a length or a share outside these.
        """
        if not 0.1875 <= halfway <= 0.8125:
            raise ValueError(f"halfway: got {halfway}; must lie in [0.1875, 0.8125], the share spent at half of the time")
        early, middle = max(halfway - 0.5, 0.0) / 0.3125, 1.0 - abs(halfway - 0.5) / 0.3125
        late = 1.0 - early - middle

        def curve(time: Float[np.ndarray, "n"]) -> Float[np.ndarray, "n"]:
            ahead = (10.0 + time * ((15.0 - 4.0 * time) * time - 20.0)) * time**2
            even = (10.0 + time * (6.0 * time - 15.0)) * time**3
            return early * ahead + middle * even + late * (5.0 - 4.0 * time) * time**4

        return _profile(begin, length, curve)

    def spread(self, amount: Float[np.ndarray, "t"]) -> Float[np.ndarray, "t n"]:
        """An amount of each trial over the years from `first` on."""
        return amount[:, None] * self.shares[None, :]


def ending(
    ends: Float[np.ndarray, "t"], lengths: Float[np.ndarray, "t"], years: Int[np.ndarray, "n"], done: float = 0.97
) -> Float[np.ndarray, "t n"]:
    """Shares of an amount by year where it is spent as `Profile.rayleigh` has it, up to an end that differs from trial to trial.

    Args:
        ends: calendar years with their fractions, (T,).
        lengths: years, above 0, (T,).
        years: calendar years, one after the other, (N,).
        done: as in `Profile.rayleigh`.

    Returns:
        Shares; what falls in other years is left out.

    Raises:
        ValueError: a length or a share outside these.
    """
    _check_done(done)
    if not np.all((lengths > 0.0) & np.isfinite(lengths)):
        raise ValueError(f"lengths: got {lengths.tolist()} years; each must be above 0")
    borders = np.append(years, years[-1] + 1)
    times = np.clip(1.0 + (borders[None, :] - ends[:, None]) / lengths[:, None], 0.0, 1.0)
    return np.maximum(np.diff(_build_up(times, done), axis=1), 0.0)


def ahead(amounts: Float[np.ndarray, "t y"], shares: Float[np.ndarray, "k"]) -> Float[np.ndarray, "t n"]:
    """Pay before it is launched.

    Args:
        amounts: cost of what is launched in each year, (T, Y).
        shares: paid in the year of the launch, one year before, two years before ..., (K,), 0 or more, together 1.

    Returns:
        Payments by year, (T, K - 1 + Y); the first is K - 1 years before the first of `amounts`. They add up to the amounts.

    Raises:
        ValueError: shares that are not so.
    """
    check_shares(shares)
    lead = shares.shape[0] - 1
    paid = np.zeros((amounts.shape[0], lead + amounts.shape[1]))
    for years, share in enumerate(shares):
        paid[:, lead - years : lead - years + amounts.shape[1]] += share * amounts
    return paid


def check_shares(shares: Float[np.ndarray, "n"]) -> None:
    """Refuse shares that do not make a whole.

    Raises:
        ValueError: none, one below 0, or a sum that is not 1.
    """
    if shares.ndim != 1 or not shares.shape[0] or not np.all(shares >= 0.0) or abs(float(shares.sum()) - 1.0) > _ROUNDING:
        raise ValueError(f"shares: got {shares.tolist()}; they are 0 or more and add up to 1")


def _check_done(done: float) -> None:
    if not 0.0 < done < 1.0:
        raise ValueError(f"done: got {done}; must lie in (0, 1), 0.97 as a rule")


def _build_up(time: Float[np.ndarray, "*any"], done: float) -> Float[np.ndarray, "*any"]:
    """Share that is spent by a fraction of the time, as Rayleigh's curve has it."""
    return -np.expm1(np.log1p(-done) * time**2) / done


def _profile(begin: float, length: float, curve: Callable[[Float[np.ndarray, "n"]], Float[np.ndarray, "n"]]) -> Profile:
    """A profile from the share that is spent by a fraction of the time."""
    if not (isfinite(begin) and isfinite(length) and length > 0.0):
        raise ValueError(f"got a beginning of {begin} and a length of {length} years; a length is above 0, and both are finite")
    first, last = floor(begin), int(np.ceil(begin + length - _ROUNDING))
    times = np.clip((np.arange(first, last + 1) - begin) / length, 0.0, 1.0)
    # By rounding a curve may fall again just before its end, by some 1e-16.
    return Profile(first, np.diff(np.maximum.accumulate(curve(times))))
