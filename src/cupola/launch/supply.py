"""The launches that a fleet supplies: how many are flown in each step, and how many of them fail. Integers; time in s since an epoch."""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float, Int


@dataclass(frozen=True)
class Supply:
    """Launches that are flown in each step, and how many of them fail.

    Attributes:
        starts: beginning of each step, s since the epoch, shape (S,).
        step: its length, s.
        flown: launches, shape (trials, S, vehicles), int. All that a vehicle flies, for whomever; stand-downs are applied.
        failed: of those, lost with all they carry, same shape.
    """

    starts: Float[np.ndarray, "s"]
    step: float
    flown: Int[np.ndarray, "t s v"]
    failed: Int[np.ndarray, "t s v"]
