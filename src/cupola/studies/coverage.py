"""Study `coverage`: how many satellites of each view see each part of the globe, for what share of the time, and how long the gaps are."""

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr
from jax.sharding import Mesh

from cupola.compiler.problem import Place, Problem, Sweep
from cupola.coverage import Summary, Tally, combine, summarise, tally
from cupola.records import Figure, Record
from cupola.scenario.studies import BELT_MEASURES, MEASURES
from cupola.studies.base import Piece, Study, Task
from cupola.studies.sweeps import (
    ASSUMPTIONS,
    DTYPE,
    LIMITS,
    figure_name,
    group_of,
    observers_of,
    read_by,
    region_means,
    region_worst,
    stride_of,
    tasks_of,
    views_of,
)

LEVELS = 8

_WORDS = {"one_in_view": "at least one", "two_in_view": "at least two", "three_in_view": "at least three", "four_in_view": "at least four"}

GEOMETRY_ALONE = (
    "In view is geometry alone: no clouds, no sunlight, no sensitivity and no tasking.",
    "Two in view is not yet stereo, which asks for lines of sight at least 5 deg apart.",
)


class CoverageStudy(Study):
    """The coverage of each view, by cell, latitude and region."""

    @property
    def name(self) -> str:
        """`coverage`."""
        return "coverage"

    def reads(self, problem: Problem) -> Any:
        """The sweep and who looks."""
        return read_by(problem, problem.sweeps[self.name])

    def plan(self, problem: Problem) -> tuple[Task, ...]:
        """One group a draw, each cut into stretches of time of a few seconds' work."""
        asked = problem.sweeps[self.name]
        return tasks_of(asked, stride_of(problem, asked, sorting=False))

    def run(self, problem: Problem, task: Task, mesh: Mesh) -> Piece:
        """Count over one stretch of time."""
        asked = problem.sweeps[self.name]
        observers = observers_of(problem, asked, task.draw, by_day=False)
        seconds = asked.seconds[task.start : task.stop]
        earth_angle = problem.clock.earth_angle(seconds)
        sums = tally(
            observers,
            tuple(group.ephemeris.table(seconds, earth_angle) for group in observers),
            task.start,
            views_of(problem, asked),
            asked.grid,
            mesh,
            -(-stride_of(problem, asked, sorting=False) // mesh.size),
            DTYPE,
            LEVELS,
        )
        return _as_piece(sums)

    def combine(self, earlier: Piece, later: Piece) -> Piece:
        """Join two stretches of time."""
        return _as_piece(combine(_as_tally(earlier), _as_tally(later)))

    def gather(self, problem: Problem, results: Mapping[str, Piece], needed: Mapping[str, Record]) -> Record:
        """Shares, gaps and their ranges over the draws."""
        asked = problem.sweeps[self.name]
        summaries = (summarise(_as_tally(results[group_of(draw)]), asked.step) for draw in range(asked.draws + 1))
        nominal = next(summaries)
        regional = [_regional(one, asked) for one in itertools.chain([nominal], summaries)]
        return Record(
            study=self.name,
            data=_dataset(nominal, regional, problem, asked),
            figures=_figures(regional, asked),
            assumptions=ASSUMPTIONS,
            limits=(*GEOMETRY_ALONE, *LIMITS),
        )


def _as_piece(sums: Tally) -> Piece:
    return {**sums.arrays(), "start": np.asarray(sums.start), "stop": np.asarray(sums.stop)}


def _as_tally(piece: Piece) -> Tally:
    arrays = {name: value for name, value in piece.items() if name not in {"start", "stop"}}
    return Tally(start=int(piece["start"]), stop=int(piece["stop"]), **arrays)


def _regional(summary: Summary, asked: Sweep) -> dict[str, np.ndarray]:
    """What each region makes of one draw: arrays (view, level, region) and (view, region); and each view's belt, (view, 2)."""
    return {
        "share": region_means(summary.in_view_share, asked),
        "mean_in_view": region_means(summary.mean_in_view, asked),
        "longest_gap": region_worst(summary.longest_gap, asked),
        "open_gap": region_worst(summary.open_gap, asked),
        "belt": np.array([_belt((share[0] == 1.0).all(axis=-1)) for share in summary.in_view_share]),
    }


def _belt(always: np.ndarray) -> tuple[float, float]:
    """Edges, deg north, of the widest run of rings that hold; both 0 where none does."""
    edges = np.linspace(-90.0, 90.0, len(always) + 1)
    turns = np.flatnonzero(np.diff(np.concatenate([[False], always, [False]])))
    runs = turns.reshape(-1, 2)
    if not len(runs):
        return 0.0, 0.0
    first, last = runs[np.argmax(edges[runs[:, 1]] - edges[runs[:, 0]])]
    return float(edges[first]), float(edges[last])


def _figures(regional: list[dict[str, np.ndarray]], asked: Sweep) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    for view, (name, title, _) in enumerate(asked.views):
        for measure in MEASURES:
            for place, region in enumerate(asked.places):
                values = [_measured(found, measure, view, place) for found in regional]
                cut = [_is_open(found, measure, view, place) for found in regional]
                figures[figure_name(name, measure, region.name)] = _figure(values, measure, title, region, cut)
        for edge, measure in enumerate(BELT_MEASURES):
            figures[figure_name(name, measure)] = _edge([found["belt"][view] for found in regional], edge, title)
    return figures


def _edge(belts: list[np.ndarray], edge: int, title: str) -> Figure:
    values = [float(belt[edge]) for belt in belts]
    low, high = (min(values), max(values)) if len(values) > 1 else (None, None)
    note = "no parallel always has one in view" if belts[0][0] == belts[0][1] else None
    side = ("southern", "northern")[edge]
    return Figure(
        values[0], "degrees_north", f"{title}: {side} edge of the widest belt of latitudes always with one in view", low, high, note
    )


def _measured(found: dict[str, np.ndarray], measure: str, view: int, place: int) -> float:
    match measure:
        case "mean_in_view":
            return float(found["mean_in_view"][view, place])
        case "longest_gap":
            return float(max(found["longest_gap"][view, place], found["open_gap"][view, place]))
        case "hours_a_day":
            return 24.0 * float(found["share"][view, 0, place])
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
        case "hours_a_day":
            return Figure(values[0], "h/day", f"{title}: hours a day with at least one in view, {region.title}", low, high)
        case _:
            return Figure(values[0], "1", f"{title}: share of time with {_WORDS[measure]} in view, {region.title}", low, high)


def _dataset(summary: Summary, regional: list[dict[str, np.ndarray]], problem: Problem, asked: Sweep) -> xr.Dataset:
    cell, nominal = ("view", "latitude", "longitude"), regional[0]
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
        "continuous_south": (("view",), nominal["belt"][:, 0], "degrees_north"),
        "continuous_north": (("view",), nominal["belt"][:, 1], "degrees_north"),
        "cell_area": (("latitude",), asked.grid.cell_area, "1"),
        "sample": (("draw", "fact"), problem.samples.values[: asked.draws + 1], "SI"),
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
