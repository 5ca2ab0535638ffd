"""What a scenario will take, before anything is allocated: memory, and time to an order of magnitude. Plain arithmetic: no NumPy, no JAX.

The rates were measured on two cores of a 2020s server in float64 (docs/models/coverage.md) and are meant to tell seconds from hours.
"""

import math
from dataclasses import dataclass

from cupola.scenario.schema import Scenario

_SECONDS_PER_SATELLITE = 1.2e-6
_SECONDS_PER_CELL_AND_VIEW = 1.2e-8
_START_UP = 20.0
_BYTES_PER_CELL_AND_VIEW = 15 * 12 + 15 * 8
_BYTES_PER_SATELLITE_AND_DRAW = 48
_TASK_SECONDS = 4.0
_ALWAYS = 600e6


@dataclass(frozen=True)
class Cost:
    """What a run will take.

    Attributes:
        satellites: flown.
        instants: of time.
        cells: of the grid.
        draws: variants, the one as written among them.
        memory: bytes at the peak, the libraries themselves among them.
        seconds: wall time, to an order of magnitude.
    """

    satellites: int
    instants: int
    cells: int
    draws: int
    memory: float
    seconds: float


def cost_of(scenario: Scenario) -> Cost:
    """Estimate a run of every study of the scenario."""
    asked = scenario.studies.coverage
    instants = max(1, math.floor(asked.span.value / asked.step.value + 1e-9))
    rings = round(math.pi / asked.grid.value)
    cells, views, draws = 2 * rings * rings, len(asked.views), asked.draws + 1
    satellites = scenario.satellite_count()
    wanted = {name for view in asked.views.values() for name in view.constellations}
    looking = sum(scenario.constellations[name].satellites for name in wanted)
    return Cost(
        satellites=satellites,
        instants=instants,
        cells=cells,
        draws=draws,
        memory=_ALWAYS + views * cells * (_BYTES_PER_CELL_AND_VIEW + 8 * 14 * draws) + satellites * draws * _BYTES_PER_SATELLITE_AND_DRAW,
        seconds=_START_UP + instants * draws * _seconds_per_instant(looking, views, cells),
    )


def instants_per_task(satellites: int, views: int, cells: int) -> int:
    """How many instants make some seconds of work: a task short enough to lose, long enough to be worth keeping."""
    return max(16, round(_TASK_SECONDS / _seconds_per_instant(satellites, views, cells)))


def _seconds_per_instant(satellites: int, views: int, cells: int) -> float:
    return satellites * _SECONDS_PER_SATELLITE * math.sqrt(cells / 16_200) + views * cells * _SECONDS_PER_CELL_AND_VIEW
