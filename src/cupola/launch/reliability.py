"""How likely a launch is to fail, and how sure that is: beliefs from a flight record, draws of them, and the chance of a first success.

Probabilities without unit. A launch fails or it does not (Guikema and Pate-Cornell, J. Spacecraft and Rockets 41 (2004) 93); a partial
loss is for the reader of the record to call. What fails a vehicle twice for one reason is not modelled: launches of a trial are independent
once their probability is drawn.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, betaln

from cupola.arrays import Float, Int
from cupola.launch.draws import uniforms


@dataclass(frozen=True)
class Belief:
    """A beta distribution of the probability that a launch fails; arrays where launches differ.

    Attributes:
        failures: seen, and the prior's share of them.
        successes: likewise.
    """

    failures: Float[np.ndarray, "n"]
    successes: Float[np.ndarray, "n"]

    @property
    def mean(self) -> Float[np.ndarray, "n"]:
        """Expected probability of failure."""
        return self.failures / (self.failures + self.successes)

    def quantile(self, level: float | Float[np.ndarray, "n"]) -> Float[np.ndarray, "n"]:
        """Probability of failure that is not exceeded at a level in [0, 1]."""
        return betaincinv(self.failures, self.successes, level)


UNIFORM, JEFFREYS = (1.0, 1.0), (0.5, 0.5)
"""Failures and successes that the two usual priors stand for (Bayes 1763, Laplace 1814; Jeffreys 1946)."""


@dataclass(frozen=True)
class Pooled:
    """What other vehicles' records say of a new one.

    Attributes:
        first: flight numbers, from 1, at which each share begins to hold.
        share: of flights that fail from there on.
        flights: of its own that a vehicle must fly for its record to weigh as much as this.
    """

    first: tuple[int, ...]
    share: tuple[float, ...]
    flights: float

    def at(self, number: Int[np.ndarray, "n"]) -> Float[np.ndarray, "n"]:
        """Share that fails at these flight numbers, from 1."""
        return np.array(self.share)[np.searchsorted(np.array(self.first), number, side="right") - 1]


NEW_VEHICLES = Pooled((1, 2, 3, 11, 51), (1 / 3, 1 / 4, 30 / 238, 30 / 504, 7 / 668), 10.0)
"""First and second flights: about 1 in 3 and 1 in 4 (Guikema and Pate-Cornell, Reliability Engineering and System Safety 87 (2005) 303).
Later ones: failures of the 54 families that flew first between 1980 and 2024, by flight number; and ten flights, which foretell those
records best within two units of log-likelihood (GCAT, Jonathan McDowell, https://planet4589.org, CC-BY; see docs/models/cadence.md)."""


def from_record(flown: float, failed: float, prior: tuple[float, float] = UNIFORM) -> Belief:
    """Belief about every further launch of a vehicle whose record alone speaks.

    Raises:
        ValueError: more failures than flights, or fewer than none.
    """
    _check(flown, failed)
    return Belief(np.array([prior[0] + failed]), np.array([prior[1] + flown - failed]))


def from_pool(flown: int, failed: int, launches: int, pooled: Pooled = NEW_VEHICLES) -> Belief:
    """Belief about each of the next launches of a vehicle that is young, or has not flown.

    The next launches have their flight numbers; the pool's share at that number counts as `pooled.flights` flights, the vehicle's own
    record as what it is. So a new vehicle has the pool's odds, a reliable one grows out of them, and an old one has its own.

    Raises:
        ValueError: more failures than flights, or fewer than none, or no launch asked for.
    """
    _check(flown, failed)
    if launches < 1:
        raise ValueError(f"launches: got {launches}; ask for one or more")
    share = pooled.at(flown + 1 + np.arange(launches))
    return Belief(pooled.flights * share + failed, pooled.flights * (1.0 - share) + (flown - failed))


def failure_draws(belief: Belief, trials: int, seed: int, name: str) -> Float[np.ndarray, "t n"]:
    """Probability of failure of each launch in each trial. A trial has one luck: its vehicle is good or bad at all its flights."""
    return belief.quantile(uniforms(seed, name, "reliability", trials))


def first_success(belief: Belief, attempts: int) -> Float[np.ndarray, "n"]:
    """Chance that at least one of the first 1, 2, ... attempts succeeds, where all attempts have the same belief.

    One less the expected n-th power of the probability of failure, a ratio of beta functions. Nothing is learnt between the attempts
    that the belief does not already hold.
    """
    failures, successes = float(belief.failures[0]), float(belief.successes[0])
    tries = np.arange(1, attempts + 1)
    return -np.expm1(betaln(failures + tries, successes) - betaln(failures, successes))


def first_success_of(failure: Float[np.ndarray, "t n"]) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]:
    """The same from draws, where attempts differ: chance, and its standard error from the trials' scatter."""
    never = np.cumprod(failure, axis=1)
    return 1.0 - never.mean(axis=0), never.std(axis=0, ddof=1) / np.sqrt(failure.shape[0])


def succeeded(flown: Int[np.ndarray, "t s"], failed: Int[np.ndarray, "t s"]) -> Int[np.ndarray, "t"]:
    """The step in which each trial has its first success, dates of attempts being as random as their outcome; the number of steps if none.

    Args:
        flown: launches of one vehicle in each step, from a `Supply`.
        failed: those of them that fail.
    """
    good = flown > failed
    return np.where(good.any(axis=1), good.argmax(axis=1), flown.shape[1])


def _check(flown: float, failed: float) -> None:
    """Refuse a record that cannot be.

    Raises:
        ValueError: as the callers say.
    """
    if not 0 <= failed <= flown:
        raise ValueError(f"record: got {failed} failures in {flown} flights; failures lie between 0 and the flights")
