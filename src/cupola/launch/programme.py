"""What a programme wants up, from which works, and on whose launches: the words that a campaign is told in. Times in s, rates in 1/s."""

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from cupola.launch.filling import Shell
from cupola.launch.lifetimes import Lifetimes
from cupola.launch.production import Production


class Replacement(Enum):
    """When the slots of the dead reopen."""

    AT_ONCE = 1
    AFTER_COMPLETION = 2
    """Once every slot of the programme has been launched to."""
    NONE = 3


@dataclass(frozen=True)
class Contract:
    """Launches that a programme has bought on a vehicle.

    Attributes:
        vehicle: name.
        satellites: that one launch carries, a number or one for each shell; 0 where the vehicle does not reach it.
        planes: most planes of a shell that one launch serves; None for as many as it takes.
        first: no launch before, s since the epoch.
        last: no launch from then on.
        most: launches in all.
        lifted: from when on that number no longer binds, s since the epoch.
        share: of the vehicle's launches, at most; each is offered as it flies, and what is left alone is gone. Among equals in priority
            also the weight with which they take turns.
        raising: from launch to slot in the first plane served, s, a number or one for each shell.
        drift: more for each further plane, s, likewise.

    Raises:
        ValueError: numbers below zero, a share outside (0, 1], no planes.
    """

    vehicle: str
    satellites: int | tuple[int, ...]
    planes: int | None = None
    first: float = -np.inf
    last: float = np.inf
    most: float = np.inf
    share: float = 1.0
    raising: float | tuple[float, ...] = 0.0
    drift: float | tuple[float, ...] = 0.0
    lifted: float = np.inf

    def __post_init__(self) -> None:
        lowest = min(np.min(self.satellites), np.min(self.raising), np.min(self.drift), self.most)
        if not (lowest >= 0.0 and np.all(np.isfinite((np.max(self.raising), np.max(self.drift))))):
            raise ValueError(f"{self.vehicle}: satellites, launches and times must be 0 or more, and times finite; got {self}")
        if not (0.0 < self.share <= 1.0 and (self.planes is None or self.planes >= 1)):
            raise ValueError(f"{self.vehicle}: got a share of {self.share} and {self.planes} planes; a share lies in (0, 1], planes from 1")


@dataclass(frozen=True)
class Already:
    """Satellites that work, or are on their way, when the campaign begins; they fill the first slots in order.

    Attributes:
        satellites: how many.
        age: s since they came to their slots; below 0, they arrive that much later.
    """

    satellites: int
    age: float = 0.0


@dataclass(frozen=True)
class Programme:
    """Everything about one programme.

    Attributes:
        name: whose random numbers these are.
        shells: in the order in which they are filled.
        production: of its satellites.
        contracts: with vehicles, one for each at most.
        lifetimes: of its satellites.
        priority: class among those who want the same launch, the lowest number first.
        replacement: of the dead.
        fewest: open slots that are worth a replacement launch; None for a full load. Until a shell has been full for once its last launch
            may be short.
        already: what is up at the beginning.

    Raises:
        ValueError: numbers that do not fit one another.
    """

    name: str
    shells: tuple[Shell, ...]
    production: Production
    contracts: tuple[Contract, ...]
    lifetimes: Lifetimes
    priority: int = 1
    replacement: Replacement = Replacement.AT_ONCE
    fewest: int | None = None
    already: tuple[Already, ...] = ()

    def __post_init__(self) -> None:
        names = [contract.vehicle for contract in self.contracts]
        if not self.shells or len(set(names)) < len(names):
            raise ValueError(f"{self.name}: needs a shell, and one contract with a vehicle at most; got contracts with {names}")
        for contract in self.contracts:
            for values in (contract.satellites, contract.raising, contract.drift):
                if np.ndim(values) == 1 and np.shape(values)[0] != len(self.shells):
                    raise ValueError(
                        f"{self.name}: the contract with {contract.vehicle} names {values}; give one for all or {len(self.shells)}"
                    )
        up, size = sum(group.satellites for group in self.already), sum(shell.size for shell in self.shells)
        if up > size or any(group.satellites < 0 for group in self.already):
            raise ValueError(f"{self.name}: {up} satellites are up already, where there are {size} slots; give 0 to {size}")
        if self.fewest is not None and self.fewest < 1:
            raise ValueError(f"{self.name}: got {self.fewest} as the fewest satellites worth a launch; must be 1 or more")

    def of(self, trials: slice) -> "Programme":
        """The same for some of the trials."""
        others = tuple(one.of(trials) for one in self.production.others)
        works = replace(self.production, cadence=self.production.cadence.of(trials), others=others)
        return replace(self, production=works, lifetimes=self.lifetimes.of(trials))
