"""How often a vehicle is launched: a rate with growth and scatter, and what comes of it. Time in s since an epoch, rates in 1/s.

The rate is a curve that starts, ramps up, grows and ends. Chance comes in three ways, each of which may be none: launches do not come
evenly (`scatter`), some years are better than others (`spread`), and the rate wanders (`walk`). Caps, failures and pads are the fleet's
(`cupola.launch.fleet`); what a record of launches says of rate, growth and spread is in `cupola.launch.trend`.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import gammaincinv, ndtri

from cupola.arrays import Float, Int
from cupola.launch.draws import BLOCK, Draws, blocks, generator, some_of, uniforms

YEAR = 31_557_600.0
"""s, the Julian year."""

_SLACK = 1e-9
"""Launches: so that a sum of rates that should be whole is not just below it."""


@dataclass(frozen=True)
class Cadence:
    """How often a vehicle would be launched if nothing stood in its way. Numbers marked * may be arrays, one number a trial.

    Attributes:
        rate: launches per s at the epoch*.
        growth: of the logarithm of the rate, 1/s at the epoch*.
        damping: how fast growth dies out, 1/s: after a time t the rate has grown by exp(growth (1 - exp(-damping t)) / damping), as in
            the damped trend of Gardner and McKenzie (Management Science 31 (1985) 1237). 0: it goes on for ever.
        scatter: variance of a count over its mean when the rate is certain: 0, launches are evenly spaced and counted down to whole
            ones; 1, they come at random (Poisson); between, intervals are gamma distributed with this squared variation.
        spread: squared coefficient of variation of a period's rate about the curve*; with scatter 1 counts are negative binomial (the
            gamma-Poisson mixture; Cameron and Trivedi, Regression Analysis of Count Data, section 4.2). 0: none.
        walk: standard deviation that the logarithm of the rate gains in a year, as a random walk by periods with mean rate kept*.
        period: how long a period's rate holds, s; periods begin at the epoch.
        start: first moment of service, s*.
        until: end of service, s*.
        ramp: time from the start over which the rate climbs evenly from none to its full value, s*.
        left: launches left in all; those that fail count.
    """

    rate: Draws
    growth: Draws = 0.0
    damping: float = 0.0
    scatter: float = 1.0
    spread: Draws = 0.0
    walk: Draws = 0.0
    period: float = YEAR
    start: Draws = -np.inf
    until: Draws = np.inf
    ramp: Draws = 0.0
    left: float = np.inf

    def of(self, trials: slice) -> "Cadence":
        """The same for some of the trials."""
        starred = ("rate", "growth", "spread", "walk", "start", "until", "ramp")
        return replace(self, **{name: some_of(getattr(self, name), trials) for name in starred})


def spread_of(dispersion: float, rate: float, period: float = YEAR) -> tuple[float, float]:
    """Scatter and spread of a cadence from variance over mean of the launches of a period at this rate (1/s).

    Up to 1 it is all scatter; what is above 1 is spread.

    Raises:
        ValueError: below 0, or above 1 for a vehicle that is not launched.
    """
    if dispersion < 0.0 or (dispersion > 1.0 and rate <= 0.0):
        raise ValueError(f"dispersion: got {dispersion} at a rate of {rate}/s; must be 0 or more, and at most 1 without launches")
    return min(dispersion, 1.0), max(dispersion - 1.0, 0.0) / (rate * period) if dispersion > 1.0 else 0.0


def expected(cadence: Cadence, starts: Float[np.ndarray, "s"], step: float) -> Float[np.ndarray, "t s"]:
    """Launches that the curve gives in each step, without chance; one row where nothing differs from trial to trial.

    The rate in the middle of the step, times the part of it in service.
    """
    begin, end = _column(cadence.start), _column(cadence.until)
    low, high = np.maximum(starts[None, :], begin), np.minimum(starts[None, :] + step, end)
    served = np.maximum(high - low, 0.0)
    middle = np.where(served > 0.0, 0.5 * (low + high), 0.0)
    grown = middle if cadence.damping == 0.0 else -np.expm1(-cadence.damping * middle) / cadence.damping
    ramp = _column(cadence.ramp)
    with np.errstate(invalid="ignore", divide="ignore"):
        climbed = np.where((ramp > 0.0) & np.isfinite(begin), np.clip((middle - begin) / ramp, 0.0, 1.0), 1.0)
    return _column(cadence.rate) * np.exp(_column(cadence.growth) * grown) * climbed * served


def wanted(
    cadence: Cadence,
    starts: Float[np.ndarray, "s"],
    step: float,
    trials: int,
    seed: int,
    name: str,
    enough: float = np.inf,
    first: int = 0,
) -> Int[np.ndarray, "t s"]:
    """Launches that the vehicle would make in each step if neither caps nor failures held it back.

    Args:
        cadence: of the vehicle.
        starts: beginning of each step, s since the epoch, rising.
        step: its length, s.
        trials: how many.
        seed: of the run.
        name: of the vehicle; its draws are its own whatever else flies.
        enough: launches in all beyond which none need be told, so that a vehicle with a cap costs no more than it can fly.
        first: number of the first trial, where a run is played in parts; begins a block.

    Launch i of a trial comes when the launches expected so far reach the sum of its first i intervals, so that a higher rate brings the
    same launches earlier and never loses one.
    """
    rates = expected(cadence, starts, step) * _luck(cadence, starts, step, trials, seed, name, first)
    due = np.broadcast_to(np.cumsum(rates, axis=1), (trials, starts.shape[0]))
    least = min(cadence.left, np.ceil(enough))
    total = np.empty(due.shape, dtype=np.int32)
    for block, held in blocks(trials, first):
        total[held] = np.minimum(_count(due[held], cadence.scatter, least, generator(seed, name, "intervals", block)), least)
    return np.diff(total, axis=1, prepend=np.int32(0))


def _luck(
    cadence: Cadence, starts: Float[np.ndarray, "s"], step: float, trials: int, seed: int, name: str, first: int
) -> Float[np.ndarray, "#t #s"]:
    """What chance makes of the rate in each step: a factor of mean 1. Steps before the epoch belong to the first period."""
    spread, walk = _column(cadence.spread), _column(cadence.walk)
    if not (np.any(spread > 0.0) or np.any(walk > 0.0)):
        return np.ones((1, 1))
    period = np.maximum(np.floor((starts + 0.5 * step) / cadence.period).astype(np.int64), 0)
    periods = int(period.max()) + 1
    factor = np.ones((trials, periods))
    if np.any(spread > 0.0):
        shape = 1.0 / np.maximum(spread, 1e-12)
        drawn = uniforms(seed, name, "periods", trials, periods, first)
        factor = np.where(spread > 0.0, gammaincinv(shape, drawn) / shape, 1.0)
    if np.any(walk > 0.0):
        gained = walk * np.sqrt(cadence.period / YEAR)
        moved = np.cumsum(gained * ndtri(uniforms(seed, name, "walk", trials, periods, first)) - 0.5 * gained**2, axis=1)
        factor = factor * np.exp(moved)
    return factor[:, period]


def _count(due: Float[np.ndarray, "t s"], scatter: float, enough: float, drawn: np.random.Generator) -> Int[np.ndarray, "t s"]:
    """Launches made by the end of each step when so many are due by then, or `enough` of them; trials of one block."""
    if scatter == 0.0:
        return np.floor(due + _SLACK).astype(np.int32)
    trials, last = due.shape[0], due.max(axis=1, initial=0.0)
    # The epoch falls anywhere in an interval: the rest of it is a uniform share of an interval drawn by its length.
    first = drawn.random(BLOCK) * drawn.standard_gamma(1.0 / scatter + 1.0, BLOCK) * scatter
    pieces, made = [first[None, :trials]], 1
    while made < enough and np.any(pieces[-1][-1] <= last):
        more = int(min(max(float(np.max(last - pieces[-1][-1])) // 2 + 16, 1.0), enough - made + 1))
        intervals = drawn.standard_gamma(1.0 / scatter, (more, BLOCK))[:, :trials] * scatter
        pieces.append(pieces[-1][-1:] + np.cumsum(intervals, axis=0))
        made += more
    moments = np.concatenate(pieces).T
    # Rows are set apart so that one sorted search does all trials.
    apart = (np.arange(trials) * (2.0 * max(float(moments.max()), float(last.max())) + 1.0))[:, None]
    found = np.searchsorted((moments + apart).ravel(), (due + apart).ravel(), side="right").reshape(due.shape)
    return (found - np.arange(trials)[:, None] * moments.shape[1]).astype(np.int32)


def _column(number: Draws) -> Float[np.ndarray, "#t 1"]:
    """A number of each trial, or of all, as a column."""
    return np.atleast_1d(np.asarray(number, dtype=np.float64))[:, None]
