"""What the studies that follow the satellites through time have in common: who looks, through which views, and how time is cut."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from cupola.compiler.cost import instants_per_task
from cupola.compiler.problem import Group, Problem, Sweep
from cupola.coverage import Observers
from cupola.studies.base import Task

DTYPE = np.dtype(np.float64)

ASSUMPTIONS = (
    "Shells keep their mean elements: nodes, perigees and phases drift under J2 and J4 alone, and operators are taken to hold the rest.",
    "The Earth is the WGS 84 ellipsoid, without hills; a cell stands for its centre.",
    "Every satellite listed works all the time and looks in all directions that its footprint allows.",
    "Ranges come from drawing every ranged number of satellites and sensors at once, each triangular between its low and high and "
    "independent of the others; counts (planes, satellites, phasing) are held at the value written.",
)
LIMITS = (
    "Refraction is left out, which lifts a satellite at 5 deg of elevation by about 0.16 deg. Bands against space and widths on the ground "
    "are those of a sphere of the local radius; the nadir is the line to the Earth's centre, up to 0.19 deg off the vertical.",
    "Short-period motion under J2 (up to 3 km at 550 km, 9 km on a Molniya orbit) and polar motion (under 20 m) are left out.",
    "A gap is known to within one step of time on either side, and shorter spells than a step can be missed.",
)


def looking(problem: Problem, sweep: Sweep) -> tuple[int, ...]:
    """Places, among the problem's groups, of those that some view adds up."""
    wanted = {name for _, _, constellations in sweep.views for name in constellations}
    return tuple(place for place, group in enumerate(problem.variants[0]) if group.constellation in wanted)


def groups_looking(problem: Problem, sweep: Sweep, draw: int) -> tuple[Group, ...]:
    """The groups that some view adds up, in one draw."""
    return tuple(problem.variants[draw][place] for place in looking(problem, sweep))


def read_by(problem: Problem, sweep: Sweep) -> Any:
    """What a sweep that sees places follows from: itself, and the satellites that some view adds up; not what they make of a launch."""
    groups = [groups_looking(problem, sweep, draw) for draw in range(sweep.draws + 1)]
    return sweep, [[replace(group, infrared=None) for group in same] for same in groups]


def observers_of(problem: Problem, sweep: Sweep, draw: int, by_day: bool) -> tuple[Observers, ...]:
    """The groups that look, in one draw; `by_day` where those that need the Sun shall see only by day."""
    chosen: list[Observers] = []
    for place in looking(problem, sweep):
        group = problem.variants[draw][place]
        if group.footprint is None:
            raise AssertionError(f"{group.constellation} is in a view and has no footprint")
        sun = np.asarray(math.sin(group.sun)) if by_day and group.sun is not None else None
        chosen.append(Observers(group.ephemeris, group.footprint, group.active, sweep.windows[place], sun))
    return tuple(chosen)


def views_of(problem: Problem, sweep: Sweep) -> tuple[tuple[int, ...], ...]:
    """For each view the places, among the groups that look, of those that it adds up."""
    names = [group.constellation for group in groups_looking(problem, sweep, 0)]
    return tuple(tuple(index for index, name in enumerate(names) if name in constellations) for _, _, constellations in sweep.views)


def stride_of(problem: Problem, sweep: Sweep, sorting: bool) -> int:
    """Instants in one task; fixed for the run, so that one compiled kernel serves it."""
    satellites = sum(group.ephemeris.size for group in groups_looking(problem, sweep, 0))
    return min(sweep.instants, instants_per_task(satellites, len(sweep.views), sweep.grid.rings * sweep.grid.columns, sorting))


def group_of(draw: int) -> str:
    """Name under which the pieces of one draw are joined."""
    return f"draw-{draw:03d}"


def tasks_of(sweep: Sweep, stride: int, suffix: str = "") -> tuple[Task, ...]:
    """One group a draw, each cut into stretches of `stride` instants."""
    return tuple(
        Task(f"{group_of(draw)}{suffix}-{start:07d}", group_of(draw) + suffix, draw, start, min(start + stride, sweep.instants))
        for draw in range(sweep.draws + 1)
        for start in range(0, sweep.instants, stride)
    )


def region_means(values: np.ndarray, sweep: Sweep) -> np.ndarray:
    """Mean over each region of (..., rings, columns) by its weights: (..., regions). Of ones exactly one."""
    return np.stack([(values * place.weights).sum(axis=(-2, -1)) / place.weights.sum(axis=(-2, -1)) for place in sweep.places], axis=-1)


def region_worst(values: np.ndarray, sweep: Sweep) -> np.ndarray:
    """Greatest value in each region of (..., rings, columns): (..., regions)."""
    return np.stack([values[..., place.cells].max(axis=-1) for place in sweep.places], axis=-1)


def figure_name(view: str, measure: str, place: str = "") -> str:
    """VIEW_MEASURE_PLACE, hyphens as underscores."""
    return "_".join(part for part in (view, measure, place) if part).replace("-", "_")
