"""Satellites that a factory finishes, and those that wait on the ground. Whole satellites in every trial; rates in 1/s, times in s.

How often a satellite is finished is a cadence like that of launches: a rate that starts, ramps up and grows, with chance or without it.
"""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float, Int
from cupola.launch.cadence import Cadence, wanted


@dataclass(frozen=True)
class Production:
    """A programme's satellites before launch.

    Attributes:
        cadence: of satellites finished. With `scatter` 0 they come evenly; `spread` makes good and bad years.
        stock: satellites ready at the beginning.
        most: that the works can finish, 1/s; what they could not make by then is not made later.
        room: satellites that can be stored; when the store is full the works stand still.
        others: cadences of further works that make the same satellites, each with chances of its own.

    Raises:
        ValueError: a number below zero, or more in stock than there is room.
    """

    cadence: Cadence
    stock: int = 0
    most: float = np.inf
    room: float = np.inf
    others: tuple[Cadence, ...] = ()

    def __post_init__(self) -> None:
        if self.stock < 0 or self.most < 0.0 or self.room < self.stock:
            raise ValueError(
                f"got a stock of {self.stock}, at most {self.most} a second and room for {self.room}; none below 0, stock within room"
            )

    def finished(
        self, starts: Float[np.ndarray, "s"], step: float, trials: int, seed: int, name: str, first: int = 0
    ) -> Int[np.ndarray, "t s"]:
        """Satellites finished in each step if there is room for them, from the programme's own random numbers of trials from `first` on."""
        made = wanted(self.cadence, starts, step, trials, seed, f"production of {name}", first=first)
        for number, works in enumerate(self.others, start=1):
            made = made + wanted(works, starts, step, trials, seed, f"production of {name}, further works {number}", first=first)
        if np.isinf(self.most):
            return made
        # Rounded first, so that a whole number of satellites that was meant is not just below it.
        due = np.floor(np.round(self.most * step * np.arange(starts.shape[0] + 1), 6))
        return np.minimum(made, np.diff(due)[None, :]).astype(made.dtype)
