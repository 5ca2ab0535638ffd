"""What a record of launches says of a vehicle's cadence: rate, growth and spread, as draws from their posterior. Time in s, rates in 1/s.

Counts y of periods of length e that end a time t before the epoch are negative binomial with mean mu = e exp(a - b t) and variance
mu + spread mu^2, the gamma-Poisson regression of Cameron and Trivedi (Regression Analysis of Count Data, section 3.3) with a log-linear
growth. Three things are added, each with its source:

- old periods count less, by half for each half-life: their log-likelihood is multiplied by a weight (the power prior of Ibrahim and Chen,
  Statistical Science 15 (2000) 46; discounting as in Harvey and Fernandes, Journal of Business and Economic Statistics 7 (1989) 407);
- launches come more evenly than at random: the log-likelihood is divided by the scatter (quasi-likelihood; Wedderburn, Biometrika 61
  (1974) 439);
- growth is held near none by a prior with long tails (Student's t, 3 degrees of freedom), so that a short record is not believed too
  much and a long one is; spread has a log-normal prior.

The rate itself has Jeffreys' prior of a Poisson rate. The posterior is summed on a grid: no sampler, no convergence to watch.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from cupola.arrays import Float, Int
from cupola.launch.cadence import YEAR, Cadence
from cupola.launch.draws import uniforms

_NODES = 41, 41, 9
_REACH = 4.5
"""Standard deviations either way that the last grid covers."""
_FARTHEST = 20.0
"""Scales of growth either way that the first grid covers."""
_FREEDOM = 3.0
"""Of Student's t, the prior of growth."""


@dataclass(frozen=True)
class Prior:
    """What is held before the record is seen; the defaults are those chosen on other vehicles' records (docs/models/cadence.md).

    Attributes:
        growth: scale of the growth of the logarithm of the rate about none, 1/s. 0: there is none.
        half_life: age at which a period counts half, s; infinity: all count alike.
        spread: median of the squared coefficient of variation of a period's rate. 0: there is none.
        doubt: standard deviation of the logarithm of the spread.
        scatter: variance over mean of counts at a certain rate.
        damping: how fast growth will die out, 1/s, which no short record can tell (`Cadence.damping`).
        walk: how far the rate will wander in a year (`Cadence.walk`).
        period: over which a rate holds, s: that of the record, and of the cadence made of it.
    """

    growth: float = 0.1 / YEAR
    half_life: float = 2.0 * YEAR
    spread: float = 0.02
    doubt: float = 1.0
    scatter: float = 0.7
    damping: float = 0.5 / YEAR
    walk: float = 0.0
    period: float = 0.25 * YEAR


@dataclass(frozen=True)
class Trend:
    """Draws of what a record says, one a trial.

    Attributes:
        rate: launches per s at the epoch.
        growth: of the logarithm of the rate, 1/s.
        spread: squared coefficient of variation of a period's rate.
        prior: with which the record was read.
    """

    rate: Float[np.ndarray, "t"]
    growth: Float[np.ndarray, "t"]
    spread: Float[np.ndarray, "t"]
    prior: Prior

    def cadence(self) -> Cadence:
        """The cadence that goes on from the record; starts, ends and ramps are for the caller to add."""
        held = self.prior
        return Cadence(self.rate, self.growth, held.damping, held.scatter, self.spread, held.walk, held.period)


def trend(
    counts: Int[np.ndarray, "n"],
    ages: Float[np.ndarray, "n"],
    lengths: Float[np.ndarray, "n"],
    prior: Prior,
    trials: int,
    seed: int,
    name: str,
) -> Trend:
    """Draws of rate, growth and spread at the epoch.

    Args:
        counts: launches of each period.
        ages: time from the middle of each period to the epoch, s, 0 or more.
        lengths: of each period, s; a year that is cut short is a shorter period.
        prior: what is held before.
        trials: how many draws.
        seed: of the run.
        name: of the vehicle or programme.

    Raises:
        ValueError: no period, or one without length.
    """
    if counts.shape[0] == 0 or np.any(lengths <= 0.0):
        raise ValueError("record: no period of some length; give the launches of one period at least, or state the rate")
    years, exposed = ages / YEAR, lengths / YEAR
    weight = np.exp2(-ages / prior.half_life) / prior.scatter
    wide = prior.growth * YEAR
    centre = np.log((weight @ counts + 0.5) / (weight @ exposed))
    level = np.linspace(centre - 3.0, centre + 3.0, _NODES[0])
    slope = np.linspace(-_FARTHEST * wide, _FARTHEST * wide, _NODES[1]) if wide else np.zeros(1)
    spread = prior.spread * np.exp(prior.doubt * np.linspace(-2.0, 2.0, _NODES[2])) if prior.spread else np.zeros(1)
    for _ in range(3):
        mass = _mass(level, slope, spread, (counts, years, exposed, weight), prior)
        # The next grid lies about what this one found, with room on both sides.
        level = _narrowed(level, mass.sum(axis=(1, 2)))
        slope = _narrowed(slope, mass.sum(axis=(0, 2)))
    mass = _mass(level, slope, spread, (counts, years, exposed, weight), prior)
    drawn = uniforms(seed, name, "trend", trials, 3)
    node = np.minimum(np.searchsorted(np.cumsum(mass.ravel()), drawn[:, 0] * mass.sum()), mass.size - 1)
    at = np.unravel_index(node, mass.shape)
    jitter = drawn[:, 1:] - 0.5
    rate = np.exp(level[at[0]] + jitter[:, 0] * _gap(level)) / YEAR
    return Trend(rate, (slope[at[1]] + jitter[:, 1] * _gap(slope)) / YEAR, spread[at[2]], prior)


def periods_before(
    launches: Float[np.ndarray, "n"], period: float
) -> tuple[Int[np.ndarray, "k"], Float[np.ndarray, "k"], Float[np.ndarray, "k"]]:
    """Counts, ages and lengths of whole periods back from the epoch to the first launch, for `trend`.

    Args:
        launches: moments before the epoch, s, negative, rising. The first one opens the record and is not counted in it; the last
            period back may be shorter.
        period: s.

    Raises:
        ValueError: fewer than two launches, or one after the epoch.
    """
    if launches.shape[0] < 2 or launches[-1] > 0.0:
        raise ValueError(f"record: got {launches.shape[0]} launches; need two or more, all before the epoch")
    age = -launches
    number = max(int(np.ceil(age[0] / period)), 1)
    edges = np.minimum(np.arange(number + 1) * period, age[0])
    counts = np.histogram(age[1:], bins=np.append(edges[:-1], np.inf))[0]
    return counts, 0.5 * (edges[1:] + edges[:-1]), np.diff(edges)


def _mass(level, slope, spread, record, prior: Prior) -> Float[np.ndarray, "a b c"]:
    """Posterior mass of each node; its greatest is 1."""
    counts, years, exposed, weight = record
    mean = exposed * np.exp(level[:, None, None] - slope[None, :, None] * years)
    log = np.empty((level.shape[0], slope.shape[0], spread.shape[0]))
    for k, one in enumerate(spread):
        if one == 0.0:
            each = counts * np.log(mean) - mean
        else:
            each = (
                gammaln(counts + 1.0 / one) - gammaln(1.0 / one) + counts * np.log(one * mean) - (counts + 1.0 / one) * np.log1p(one * mean)
            )
        log[:, :, k] = each @ weight
        if prior.spread and prior.doubt:
            log[:, :, k] -= 0.5 * (np.log(one / prior.spread) / prior.doubt) ** 2
    log += 0.5 * level[:, None, None]
    if prior.growth:
        log -= 0.5 * (_FREEDOM + 1.0) * np.log1p((slope / (prior.growth * YEAR))[None, :, None] ** 2 / _FREEDOM)
    return np.exp(log - log.max())


def _narrowed(nodes: Float[np.ndarray, "n"], mass: Float[np.ndarray, "n"]) -> Float[np.ndarray, "n"]:
    """Nodes about the mean of the mass on these, as wide as its deviation asks, and never wider than they were."""
    if nodes.shape[0] == 1:
        return nodes
    share = mass / mass.sum()
    mean = float(share @ nodes)
    deviation = max(float(np.sqrt(share @ (nodes - mean) ** 2)), 0.5 * _gap(nodes))
    return np.linspace(max(mean - _REACH * deviation, nodes[0]), min(mean + _REACH * deviation, nodes[-1]), nodes.shape[0])


def _gap(nodes: Float[np.ndarray, "n"]) -> float:
    """Distance of neighbouring nodes; 0 where there is one."""
    return float(nodes[1] - nodes[0]) if nodes.shape[0] > 1 else 0.0
