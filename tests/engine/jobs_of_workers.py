"""Jobs that workers are given in the tests: of a module that loads nothing heavy."""

import os
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Squared:
    """Tells the square of a number, who worked it out, and whether JAX was loaded there."""

    number: int

    def __call__(self) -> tuple[int, int, bool]:
        print("printed by a job")  # noqa: T201 -- a worker's answers must survive it
        return self.number**2, os.getpid(), "jax" in sys.modules


@dataclass(frozen=True)
class Failing:
    """Fails."""

    def __call__(self) -> None:
        raise ValueError("no such thing")


@dataclass(frozen=True)
class Dying:
    """Ends the process that runs it."""

    def __call__(self) -> None:
        os._exit(7)
