"""The closed-form model of an interceptor layer by the American Enterprise Institute, step by step. SI, radians and USD; floats and NumPy.

Source: T. Harrison, Build Your Own Golden Dome (AEI 2025) and its calculator. Its author names what it leaves out: satellites are spread
evenly, which is the best case, and there are no spares. Beside it stands what its shortcuts do: the cost by the exact sum of the learning
curve, and the exact number of generations.
"""

from dataclasses import dataclass
from math import ceil, floor, log2, pi, sin, sqrt

import numpy as np

from cupola.interception.flyout import reach
from cupola.interception.shots import shots_per_missile

YEAR = 31_557_600.0
"""s, the Julian year."""

RADIUS = 6_378.1e3
"""m, of the Earth in that model."""

_SLACK = 1e-9


@dataclass(frozen=True)
class Layer:
    """What must be reached, and how; the model's own defaults.

    Attributes:
        altitude: of the satellites, m.
        intercept_altitude: m.
        acceleration: of an interceptor, m/s^2.
        burn_out_speed: m/s.
        time_left: for the flyout, s.
        single_shot: chance that one interceptor succeeds.
        goal: chance wanted for each missile.
        salvo: missiles at once.
        latitude: highest that the layer must serve, rad, above 0 to pi/2.
    """

    altitude: float = 300e3
    intercept_altitude: float = 200e3
    acceleration: float = 15.0 * 9.80665
    burn_out_speed: float = 6_000.0
    time_left: float = 120.0
    single_shot: float = 0.80
    goal: float = 0.96
    salvo: int = 1
    latitude: float = 0.5 * pi


@dataclass(frozen=True)
class Programme:
    """What it costs to keep a layer up; the model's own defaults.

    Attributes:
        period: how long, s.
        life: of a satellite, s.
        mass: of a satellite with its interceptor, kg.
        launch_mass: that one launch carries, kg.
        first_unit: cost of the first satellite, USD.
        unit_learning: cost of a unit after a doubling over that before, above 0.5 to 1.
        first_launch: cost of the first launch, USD.
        launch_learning: likewise.
        operations: USD/s.
        non_recurring: USD.
    """

    period: float = 20.0 * YEAR
    life: float = 5.0 * YEAR
    mass: float = 1_294.1
    launch_mass: float = 45e3
    first_unit: float = 70e6
    unit_learning: float = 0.85
    first_launch: float = 150e6
    launch_learning: float = 0.95
    operations: float = 450e6 / YEAR
    non_recurring: float = 7e9


@dataclass(frozen=True)
class Size:
    """Steps 1 to 5.

    Attributes:
        shots: per missile (step 1).
        reach: m (step 2).
        footprint_radius: m, flat (step 3).
        absentee_ratio: satellites up for each one in reach on average (step 4).
        number: of satellites (step 5).
    """

    shots: int
    reach: float
    footprint_radius: float
    absentee_ratio: float
    number: int


@dataclass(frozen=True)
class Bill:
    """Steps 6 to 8.

    Attributes:
        generations: bought in the model, a whole number (step 6).
        exact_generations: period over life.
        uncovered: years of the period in which nothing is up since the generations bought have come to the end of their life, s.
        per_launch: satellites on one launch.
        launches: for one generation.
        total: USD, by the model's closed learning form (steps 7 and 8).
        total_summed: USD, the learning curve summed unit by unit.
        total_covered: USD, summed, with as many generations as leave no year uncovered.
    """

    generations: int
    exact_generations: float
    uncovered: float
    per_launch: int
    launches: int
    total: float
    total_summed: float
    total_covered: float


def size_of(layer: Layer) -> Size:
    """Steps 1 to 5: satellites needed so that shots x salvo are in reach on average.

    Raises:
        ValueError: nothing is in reach, or an input out of its range.
    """
    if layer.salvo < 1 or not 0.0 < layer.latitude <= 0.5 * pi:
        raise ValueError(f"got a salvo of {layer.salvo} and a latitude of {layer.latitude}; must be 1 or more, and in (0, pi/2] rad")
    shots = int(shots_per_missile(layer.goal, layer.single_shot))
    flown = float(reach(layer.time_left, layer.acceleration, layer.burn_out_speed))
    below = layer.altitude - layer.intercept_altitude
    if flown <= abs(below):
        raise ValueError(
            f"a reach of {flown / 1e3:,.1f} km does not span the {abs(below) / 1e3:,.1f} km between the satellites and the intercept; "
            "allow more time, or fly nearer to the intercept"
        )
    footprint = sqrt(flown**2 - below**2)
    absentee = 4.0 * (RADIUS + layer.intercept_altitude) ** 2 * sin(layer.latitude) / footprint**2
    return Size(shots, flown, footprint, absentee, ceil(absentee * shots * layer.salvo - _SLACK))


def bill_of(number: int, programme: Programme) -> Bill:
    """Steps 6 to 8: what a layer of `number` satellites costs over the period. Learning begins anew with each generation.

    Raises:
        ValueError: a launch that carries no satellite, a life or learning out of its range.
    """
    per_launch = floor(programme.launch_mass / programme.mass + _SLACK)
    if per_launch < 1 or programme.life <= 0.0:
        raise ValueError(
            f"got satellites of {programme.mass:,.0f} kg on launches of {programme.launch_mass:,.0f} kg, and a life of "
            f"{programme.life:,.0f} s; a launch must carry one, and a life be above 0"
        )
    launches = ceil(number / per_launch)
    exact = programme.period / programme.life
    whole = max(1, floor(exact + _SLACK))
    enough = max(1, ceil(exact - _SLACK))
    steady = programme.operations * programme.period + programme.non_recurring
    closed, summed = (
        learned(programme.first_unit, programme.unit_learning, number)
        + learned(programme.first_launch, programme.launch_learning, launches)
        for learned in (learned_closed, learned_sum)
    )
    return Bill(
        generations=whole,
        exact_generations=exact,
        uncovered=max(0.0, programme.period - whole * programme.life),
        per_launch=per_launch,
        launches=launches,
        total=whole * closed + steady,
        total_summed=whole * summed + steady,
        total_covered=enough * summed + steady,
    )


def learned_closed(first: float, learning: float, number: int) -> float:
    """Cost of `number` units by the model's closed form, C1 (Q^(1+b) + 1) / (1 + b) with b = log2(learning).

    Too high: at a learning of 0.85 by 1 % for a thousand units, and 2.6 times as high for one.

    Raises:
        ValueError: a learning outside (0.5, 1], where the form has no sense.
    """
    power = 1.0 + _exponent(learning)
    return first * (number**power + 1.0) / power


def learned_sum(first: float, learning: float, number: int) -> float:
    """Cost of `number` units, the k-th at C1 k^b; arguments and errors as in `learned_closed`."""
    return first * float((np.arange(1, number + 1) ** _exponent(learning)).sum())


def _exponent(learning: float) -> float:
    if not 0.5 < learning <= 1.0:
        raise ValueError(f"learning: got {learning}; must lie in (0.5, 1], the cost of a unit after a doubling over that before")
    return log2(learning)
