"""Study `coverage`: how many satellites of each view see each part of the globe, for what share of the time, and how long the gaps are."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from jax.sharding import Mesh

from cupola.compiler.cost import instants_per_task
from cupola.compiler.problem import CoverageRequest, Place, Problem
from cupola.coverage import Observers, Summary, Tally, combine, region_mean, summarise, tally
from cupola.records import Figure, Record
from cupola.scenario.schema import MEASURES
from cupola.studies.base import Piece, Study, Task

LEVELS = 8
DTYPE = np.dtype(np.float64)

_WORDS = {"one_in_view": "at least one", "two_in_view": "at least two", "three_in_view": "at least three", "four_in_view": "at least four"}

ASSUMPTIONS = (
    "Shells keep their mean elements: nodes, perigees and phases drift under J2 alone, and operators are taken to hold the rest.",
    "The Earth is a sphere of its equatorial radius for what a satellite sees; a cell stands for its centre.",
    "Every satellite listed works all the time and looks in all directions that its footprint allows.",
    "Ranges come from drawing every ranged number of satellites and sensors at once, each triangular between its low and high and "
    "independent of the others; counts (planes, satellites, phasing) are held at the value written.",
)
LIMITS = (
    "In view is geometry alone: no clouds, no sunlight, no sensitivity and no tasking.",
    "Two in view is not yet stereo, which asks for lines of sight at least 5 deg apart.",
    "Flattening is left out: away from the equator a footprint reaches farther than told, by up to 3.4 % at 550 km and 25 deg and 1.6 % at "
    "1,000 km and 15 deg, so that figures come out low; a place may lie up to 21 km from where its latitude puts it.",
    "Short-period motion under J2 (up to about 10 km at 550 km) and polar motion (under 20 m) are left out.",
    "A gap is known to within one step of time on either side, and shorter spells than a step can be missed.",
)


class CoverageStudy(Study):
    """The coverage of each view, by cell, latitude and region."""

    @property
    def name(self) -> str:
        """`coverage`."""
        return "coverage"

    def plan(self, problem: Problem) -> tuple[Task, ...]:
        """One group a draw, each cut into stretches of time of a few seconds' work."""
        asked, stride = problem.coverage, _stride(problem)
        return tuple(
            Task(f"draw-{draw:03d}-{start:07d}", f"draw-{draw:03d}", draw, start, min(start + stride, asked.instants))
            for draw in range(len(problem.variants))
            for start in range(0, asked.instants, stride)
        )

    def run(self, problem: Problem, task: Task, mesh: Mesh) -> Piece:
        """Count over one stretch of time."""
        asked = problem.coverage
        observers = _observers(problem, task.draw)
        seconds = np.arange(task.start, task.stop) * asked.step
        earth_angle = problem.clock.earth_angle(seconds)
        sums = tally(
            observers,
            tuple(group.ephemeris.table(seconds, earth_angle) for group in observers),
            task.start,
            _views(problem),
            asked.grid,
            mesh,
            -(-_stride(problem) // mesh.size),
            DTYPE,
            LEVELS,
        )
        return _as_piece(sums)

    def combine(self, earlier: Piece, later: Piece) -> Piece:
        """Join two stretches of time."""
        return _as_piece(combine(_as_tally(earlier), _as_tally(later)))

    def gather(self, problem: Problem, results: Mapping[str, Piece], needed: Mapping[str, Record]) -> Record:
        """Shares, gaps and their ranges over the draws."""
        asked = problem.coverage
        first, *others = sorted(results)
        nominal = summarise(_as_tally(results[first]), asked.step)
        regional = [_regional(nominal, asked)]
        regional += [_regional(summarise(_as_tally(results[group]), asked.step), asked) for group in others]
        return Record(
            study=self.name,
            data=_dataset(nominal, regional, problem),
            figures=_figures(regional, asked),
            assumptions=ASSUMPTIONS,
            limits=LIMITS,
        )


def _looking(problem: Problem) -> tuple[int, ...]:
    """Places, among the problem's groups, of those that some view adds up."""
    wanted = {name for _, _, constellations in problem.coverage.views for name in constellations}
    return tuple(place for place, group in enumerate(problem.variants[0]) if group.constellation in wanted)


def _observers(problem: Problem, draw: int) -> tuple[Observers, ...]:
    chosen: list[Observers] = []
    for place in _looking(problem):
        group = problem.variants[draw][place]
        if group.footprint is None:
            raise AssertionError(f"{group.constellation} is in a view and has no footprint")
        chosen.append(Observers(group.ephemeris, group.footprint, group.active, problem.coverage.windows[place]))
    return tuple(chosen)


def _views(problem: Problem) -> tuple[tuple[int, ...], ...]:
    names = [problem.variants[0][place].constellation for place in _looking(problem)]
    return tuple(
        tuple(index for index, name in enumerate(names) if name in constellations) for _, _, constellations in problem.coverage.views
    )


def _stride(problem: Problem) -> int:
    """Instants in one task; fixed for the run, so that one compiled kernel serves it."""
    asked = problem.coverage
    satellites = sum(problem.variants[0][place].ephemeris.size for place in _looking(problem))
    return min(asked.instants, instants_per_task(satellites, len(asked.views), asked.grid.rings * asked.grid.columns))


def _as_piece(sums: Tally) -> Piece:
    return {**sums.arrays(), "start": np.asarray(sums.start), "stop": np.asarray(sums.stop)}


def _as_tally(piece: Piece) -> Tally:
    arrays = {name: value for name, value in piece.items() if name not in {"start", "stop"}}
    return Tally(start=int(piece["start"]), stop=int(piece["stop"]), **arrays)


def _regional(summary: Summary, asked: CoverageRequest) -> dict[str, np.ndarray]:
    """What each region makes of one draw: arrays (view, level, region) and (view, region)."""

    def mean(values: np.ndarray) -> np.ndarray:
        return np.stack([region_mean(values, place.cells, asked.grid) for place in asked.places], axis=-1)

    def worst(values: np.ndarray) -> np.ndarray:
        return np.stack([values[..., place.cells].max(axis=-1) for place in asked.places], axis=-1)

    return {
        "share": mean(summary.in_view_share),
        "mean_in_view": mean(summary.mean_in_view),
        "longest_gap": worst(summary.longest_gap),
        "open_gap": worst(summary.open_gap),
    }


def _figures(regional: list[dict[str, np.ndarray]], asked: CoverageRequest) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    for view, (name, title, _) in enumerate(asked.views):
        for measure in MEASURES:
            for place, region in enumerate(asked.places):
                values = [_measured(found, measure, view, place) for found in regional]
                key = f"{name}_{measure}_{region.name}".replace("-", "_")
                cut = [_is_open(found, measure, view, place) for found in regional]
                figures[key] = _figure(values, measure, title, region, cut)
    return figures


def _measured(found: dict[str, np.ndarray], measure: str, view: int, place: int) -> float:
    match measure:
        case "mean_in_view":
            return float(found["mean_in_view"][view, place])
        case "longest_gap":
            return float(max(found["longest_gap"][view, place], found["open_gap"][view, place]))
        case _:
            return float(found["share"][view, list(_WORDS).index(measure), place])


def _is_open(found: dict[str, np.ndarray], measure: str, view: int, place: int) -> bool:
    return measure == "longest_gap" and bool(found["open_gap"][view, place] > found["longest_gap"][view, place])


def _figure(values: list[float], measure: str, title: str, region: Place, cut: list[bool]) -> Figure:
    low, high = (min(values), max(values)) if len(values) > 1 else (None, None)
    note = None
    if cut[0]:
        note = "cut by the start or the end of the span: at least this long"
    elif any(cut):
        note = "cut by the start or the end of the span in some draws: the range may reach higher"
    match measure:
        case "mean_in_view":
            return Figure(values[0], "satellites", f"{title}: mean number in view, {region.title}", low, high)
        case "longest_gap":
            return Figure(values[0], "s", f"{title}: longest gap anywhere in {region.title}", low, high, note, at_least=cut[0])
        case _:
            return Figure(values[0], "1", f"{title}: share of time with {_WORDS[measure]} in view, {region.title}", low, high)


def _dataset(summary: Summary, regional: list[dict[str, np.ndarray]], problem: Problem) -> xr.Dataset:
    asked, cell, nominal = problem.coverage, ("view", "latitude", "longitude"), regional[0]
    shares = summary.in_view_share
    variables = {
        "in_view_share": (("view", "level", "latitude", "longitude"), shares, "1"),
        "mean_in_view": (cell, summary.mean_in_view, "1"),
        "longest_gap": (cell, summary.longest_gap, "s"),
        "mean_gap": (cell, summary.mean_gap, "s"),
        "gap_count": (cell, summary.gap_count, "1"),
        "open_gap": (cell, summary.open_gap, "s"),
        "latitude_share": (("view", "level", "latitude"), shares.mean(axis=-1), "1"),
        "region_share": (("view", "level", "region"), nominal["share"], "1"),
        "region_mean_in_view": (("view", "region"), nominal["mean_in_view"], "1"),
        "region_longest_gap": (("view", "region"), nominal["longest_gap"], "s"),
        "region_open_gap": (("view", "region"), nominal["open_gap"], "s"),
        "region_share_by_draw": (("draw", "view", "level", "region"), np.stack([found["share"] for found in regional]), "1"),
        "region_cells": (("region", "latitude", "longitude"), np.stack([place.cells for place in asked.places]), "1"),
        "cell_area": (("latitude",), asked.grid.cell_area, "1"),
        "sample": (("draw", "fact"), problem.samples.values, "SI"),
    }
    return xr.Dataset(
        {name: (dims, values, {"units": unit}) for name, (dims, values, unit) in variables.items()},
        coords={
            "view": [name for name, _, _ in asked.views],
            "view_title": ("view", [title for _, title, _ in asked.views]),
            "level": np.arange(1, LEVELS + 1),
            "latitude": ("latitude", np.degrees(asked.grid.latitudes), {"units": "degrees_north"}),
            "longitude": ("longitude", np.degrees(asked.grid.longitudes), {"units": "degrees_east"}),
            "region": [place.name for place in asked.places],
            "region_title": ("region", [place.title for place in asked.places]),
            "draw": np.arange(len(regional)),
            "fact": list(problem.samples.keys),
        },
        attrs={
            "span_s": asked.instants * asked.step,
            "step_s": asked.step,
            "epoch": problem.clock.epoch.isoformat(),
        },
    )
