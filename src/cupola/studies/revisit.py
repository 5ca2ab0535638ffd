"""Study `revisit`: how long each place waits to be looked at again, and when each satellite looks at each target.

The globe is measured on the steps of the study, the targets by windows refined to half a millisecond. Sensors that need the Sun look only
where it stands high enough: on the globe instant by instant, over a target at the middle of the window.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import xarray as xr
from jax.sharding import Mesh

from cupola.arrays import Bool, Float
from cupola.compiler.problem import Problem, Sweep
from cupola.constants import SECONDS_PER_DAY
from cupola.coverage import (
    QUANTILE_ERROR,
    Crossings,
    Passes,
    Points,
    Spells,
    Waits,
    class_count,
    combine_spells,
    crossings,
    joined,
    length_for,
    lengths_of,
    passes_of,
    pooled_quantile,
    pooled_response,
    spells,
    waits_of,
    windows_waits,
)
from cupola.coverage.waits import QUANTILES
from cupola.frames.geodetic import geodetic_to_itrs
from cupola.records import Figure, Record
from cupola.scenario.studies import REVISIT_MEASURES, TARGET_MEASURES
from cupola.studies.base import Piece, Study, Task
from cupola.studies.sweeps import (
    ASSUMPTIONS,
    DTYPE,
    LIMITS,
    figure_name,
    group_of,
    groups_looking,
    observers_of,
    read_by,
    region_means,
    region_worst,
    stride_of,
    tasks_of,
    views_of,
)

_TARGETS = "-targets"
_PAIRS_IN_A_TASK = 200_000_000

DEFINITIONS = (
    "A gap runs from the end of one look to the start of the next, by whichever satellite of the view.",
    "The response is the wait from a moment taken at random to the next look, nothing where the place is in sight at that moment.",
    "A look at a target is one pass of one satellite; where the sensor needs the Sun, one with the Sun high enough at its middle.",
)
NO_CLOUDS = (
    "A place in reach is taken as looked at: no clouds, no tasking, no limit of power, memory or downlink.",
    f"Quantiles of the gaps on the globe are read off classes of lengths and are right to {100 * QUANTILE_ERROR:.1f} %; those at targets "
    "are exact.",
)


class RevisitStudy(Study):
    """The waits of each view, by cell, region and target."""

    @property
    def name(self) -> str:
        """`revisit`."""
        return "revisit"

    def reads(self, problem: Problem) -> Any:
        """The sweep, who looks, and the targets."""
        return read_by(problem, problem.sweeps[self.name]), problem.targets

    def plan(self, problem: Problem) -> tuple[Task, ...]:
        """For each draw the globe and the targets, each cut into stretches of time of a few seconds' work."""
        asked = problem.sweeps[self.name]
        globe = tasks_of(asked, stride_of(problem, asked, sorting=True))
        if not problem.targets:
            return globe
        pairs = len(problem.targets) * sum(group.ephemeris.size for group in groups_looking(problem, asked, 0))
        return (*globe, *tasks_of(asked, max(16, _PAIRS_IN_A_TASK // pairs), _TARGETS))

    def run(self, problem: Problem, task: Task, mesh: Mesh) -> Piece:
        """Sort the spells, or find the crossings, of one stretch of time."""
        asked = problem.sweeps[self.name]
        observers = observers_of(problem, asked, task.draw, by_day=True)
        if task.group.endswith(_TARGETS):
            # One instant more, so that what happens between two stretches belongs to the first of them.
            seconds = asked.seconds[task.start : task.stop + 1]
            return _piece_of_crossings(_crossings(problem, task.draw, asked, seconds))
        seconds = asked.seconds[task.start : task.stop]
        earth_angle = problem.clock.earth_angle(seconds)
        sums = spells(
            observers,
            tuple(group.ephemeris.table(seconds, earth_angle) for group in observers),
            problem.clock.sun(seconds) if any(group.sun is not None for group in observers) else None,
            task.start,
            views_of(problem, asked),
            asked.grid,
            mesh,
            length_for(len(asked.views), asked.grid.rings * asked.grid.columns, stride_of(problem, asked, sorting=True), mesh.size),
            DTYPE,
            class_count(asked.instants),
        )
        return _piece_of_spells(sums)

    def combine(self, earlier: Piece, later: Piece) -> Piece:
        """Join two stretches of time."""
        if "rising" in earlier:
            return _piece_of_crossings(joined(Crossings(**earlier), Crossings(**later)))
        return _piece_of_spells(combine_spells(_spells_of(earlier), _spells_of(later)))

    def gather(self, problem: Problem, results: Mapping[str, Piece], needed: Mapping[str, Record]) -> Record:
        """Gaps, responses, looks, and their ranges over the draws."""
        asked = problem.sweeps[self.name]
        draws = range(asked.draws + 1)
        sorted_spells = _spells_of(results[group_of(0)])
        nominal = waits_of(sorted_spells, asked.step)
        regional = [_regional(_spells_of(results[group_of(draw)]), asked) for draw in draws]
        looks = [_looks(problem, asked, draw, Crossings(**results[group_of(draw) + _TARGETS])) for draw in draws] if problem.targets else []
        at_targets = [_at_targets(one, problem, asked) for one in looks]
        return Record(
            study=self.name,
            data=_dataset(sorted_spells, nominal, regional, looks, at_targets, problem, asked),
            figures=_region_figures(regional, asked) | _target_figures(at_targets, problem, asked),
            assumptions=(*DEFINITIONS, *ASSUMPTIONS),
            limits=(*NO_CLOUDS, *LIMITS),
        )


def _piece_of_spells(sums: Spells) -> Piece:
    return {**sums.arrays(), "start": np.asarray(sums.start), "stop": np.asarray(sums.stop)}


def _spells_of(piece: Piece) -> Spells:
    arrays = {name: value for name, value in piece.items() if name not in {"start", "stop"}}
    return Spells(start=int(piece["start"]), stop=int(piece["stop"]), **arrays)


def _piece_of_crossings(found: Crossings) -> Piece:
    return {name: getattr(found, name) for name in ("satellite", "point", "seconds", "rising", "at_start")}


def _points(problem: Problem) -> Points:
    latitude, longitude = (np.array([getattr(target, name) for target in problem.targets]) for name in ("latitude", "longitude"))
    up = np.stack([np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], axis=-1)
    return Points(geodetic_to_itrs(latitude, longitude, np.zeros_like(latitude), problem.body), up)


def _first_of(problem: Problem, asked: Sweep) -> np.ndarray:
    """Index of each group's first satellite when all that look are counted through; the number of all at the end."""
    return np.concatenate([[0], np.cumsum([group.ephemeris.size for group in groups_looking(problem, asked, 0)])])


def _crossings(problem: Problem, draw: int, asked: Sweep, seconds: Float[np.ndarray, "t"]) -> Crossings:
    """Crossings of all groups, satellites counted through."""
    points, earth_angle, offsets = _points(problem), problem.clock.earth_angle(seconds), _first_of(problem, asked)
    each: list[Crossings] = []
    for first, group in zip(offsets, observers_of(problem, asked, draw, by_day=False), strict=False):
        found = crossings(group, points, seconds, earth_angle)
        at_start = found.at_start + np.array([[int(first), 0]])
        each.append(Crossings(found.satellite + int(first), found.point, found.seconds, found.rising, at_start))
    start = np.concatenate([one.at_start for one in each])
    whole = reduce(joined, each)
    return Crossings(whole.satellite, whole.point, whole.seconds, whole.rising, start)


@dataclass(frozen=True)
class _Looks:
    """Passes over targets, and for each whether it counts and where the Sun stood at its middle (rad)."""

    passes: Passes
    counts: Bool[np.ndarray, "k"]
    sun: Float[np.ndarray, "k"]
    group: np.ndarray


def _looks(problem: Problem, asked: Sweep, draw: int, found: Crossings) -> _Looks:
    seconds = asked.seconds
    passes = passes_of(found, float(seconds[0]), float(seconds[-1]))
    group = np.searchsorted(_first_of(problem, asked), passes.satellite, side="right") - 1
    up = _points(problem).up[passes.point]
    sine = (problem.clock.sun(0.5 * (passes.start + passes.end)) * up).sum(axis=-1)
    least = np.array([-np.pi if one.sun is None else one.sun for one in groups_looking(problem, asked, draw)])
    elevation = np.arcsin(np.clip(sine, -1.0, 1.0))
    return _Looks(passes, elevation >= least[group], elevation, group)


def _at_targets(looks: _Looks, problem: Problem, asked: Sweep) -> dict[str, np.ndarray]:
    """What each target makes of one draw, (view, target)."""
    seconds = asked.seconds
    begin, stop = float(seconds[0]), float(seconds[-1])
    span = max(stop - begin, asked.step)
    shape = (len(asked.views), len(problem.targets))
    names = ("looks_a_day", "median_gap", "gap_90", "longest_gap", "open_gap", "mean_response", "bounded")
    made = {name: np.zeros(shape) for name in names}
    for view, target in np.ndindex(shape):
        mine = looks.counts & (looks.passes.point == target) & np.isin(looks.group, views_of(problem, asked)[view])
        gaps, head, tail = windows_waits(looks.passes.start[mine], looks.passes.end[mine], begin, stop)
        bounded = len(gaps) > 0 or head + tail == 0.0
        every = gaps if bounded else np.concatenate([gaps, [head, tail]])
        over = span - head - tail if bounded else span
        made["looks_a_day"][view, target] = mine.sum() / (asked.instants * asked.step) * SECONDS_PER_DAY
        for name, share in zip(("median_gap", "gap_90"), QUANTILES, strict=True):
            made[name][view, target] = np.quantile(gaps, share, method="inverted_cdf") if len(gaps) else np.nan
        made["longest_gap"][view, target] = gaps.max(initial=0.0)
        made["open_gap"][view, target] = max(head, tail)
        made["mean_response"][view, target] = 0.5 * (every**2).sum() / max(over, 1e-9)
        made["bounded"][view, target] = bounded
    return made


def _regional(sums: Spells, asked: Sweep) -> dict[str, np.ndarray]:
    """What each region makes of one draw, (view, region)."""
    waits = waits_of(sums, asked.step)
    quantiles = {
        name: np.stack([pooled_quantile(sums, place.weights, share, asked.step) for place in asked.places], axis=-1)
        for name, share in zip(("median_gap", "gap_90"), QUANTILES, strict=True)
    }
    return quantiles | {
        "longest_gap": region_worst(waits.longest_gap, asked),
        "open_gap": region_worst(waits.open_gap, asked),
        "mean_response": region_means(waits.mean_response, asked),
        "response_90": np.stack([pooled_response(sums, place.weights, asked.step) for place in asked.places], axis=-1),
        "bounded": 1.0 - region_worst((~waits.bounded).astype(float), asked),
        "seen_share": region_means(waits.seen_share, asked),
    }


_WORDS = {
    "median_gap": "half of all gaps are no longer than",
    "gap_90": "nine gaps in ten are no longer than",
    "longest_gap": "longest gap",
    "mean_response": "mean wait for the next look",
    "response_90": "wait for the next look, not passed nine times in ten",
    "looks_a_day": "looks a day",
}


def _region_figures(regional: list[dict[str, np.ndarray]], asked: Sweep) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    span = asked.instants * asked.step
    for view, (name, title, _) in enumerate(asked.views):
        for measure, (at, place) in itertools.product(REVISIT_MEASURES, enumerate(asked.places)):
            told = [_told(found, measure, (view, at), span) for found in regional]
            words = f"{title}: {_WORDS[measure]}{' anywhere' if measure == 'longest_gap' else ''}, {place.title}"
            figures[figure_name(name, measure, place.name)] = _figure(told, "s", words)
    return figures


def _target_figures(at_targets: list[dict[str, np.ndarray]], problem: Problem, asked: Sweep) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    span = asked.instants * asked.step
    for view, (name, title, constellations) in enumerate(asked.views):
        by_day = any(group.sun is not None for group in problem.variants[0] if group.constellation in constellations)
        for measure, (at, target) in itertools.product(TARGET_MEASURES, enumerate(problem.targets)):
            told = [_told(found, measure, (view, at), span) for found in at_targets]
            words = f"{'daylight ' if by_day and measure == 'looks_a_day' else ''}{_WORDS[measure]}"
            figures[figure_name(name, measure, target.name)] = _figure(
                told, "1/day" if measure == "looks_a_day" else "s", f"{title}: {words}, {target.title}"
            )
    return figures


def _told(found: dict[str, np.ndarray], measure: str, at: tuple[int, int], span: float) -> tuple[float, str | None]:
    """A measure of one draw, with the note that makes it a lower bound."""
    value, opened = float(found[measure][at]), float(found["open_gap"][at])
    if np.isnan(value):
        return span, "no gap ended within the span: at least this long"
    if measure == "longest_gap" and opened > value:
        return opened, "cut by the start or the end of the span: at least this long"
    if measure in ("mean_response", "response_90") and not found["bounded"][at]:
        return value, "part of it was looked at less than twice in the span: at least this long"
    return value, None


def _figure(told: list[tuple[float, str | None]], unit: str, label: str) -> Figure:
    """A figure with its range over the draws; one that some draw only bounds says so."""
    values, note = [value for value, _ in told], told[0][1]
    low, high = (min(values), max(values)) if len(values) > 1 else (None, None)
    bound = note is not None
    if note is None and any(other is not None for _, other in told):
        note = "only a lower bound in some draws: the range may reach higher"
    return Figure(values[0], unit, label, low, high, note, at_least=bound)


_MEANINGS = {
    "seen_share": "share of instants with one in view or more",
    "gap_count": "gaps that began and ended within the span",
    "gap_quantile": "gap that so large a share of the gaps does not pass",
    "longest_gap": "longest gap that began and ended within the span; 0 if none",
    "open_gap": "longest spell out of view cut by the start or the end of the span",
    "mean_response": "mean wait from a random moment to the next look; a lower bound where response_bounded is 0",
    "response_bounded": "whether the place was looked at twice, or always",
    "region_cells": "cells of the region",
    "region_gap_classes": "gaps of each class of length, each by the weight of its cell",
    "length_low": "shortest gap of the class",
    "length_high": "longest gap of the class",
    "cell_area": "share of the Earth's surface in one cell of the ring",
    "view_by_day": "whether a sensor of the view needs the Sun",
    "sample": "value of each ranged fact in each draw",
    "region_median_gap": "gap that half of the region's gaps do not pass",
    "region_gap_90": "gap that nine in ten of the region's gaps do not pass",
    "region_longest_gap": "longest gap anywhere in the region",
    "region_open_gap": "longest spell out of view anywhere in the region cut by the start or the end of the span",
    "region_mean_response": "mean wait from a random moment to the next look, by weight of the cells",
    "region_response_90": "wait for the next look that nine in ten moments do not pass",
    "region_bounded": "whether every place of the region was looked at twice, or always",
    "region_seen_share": "share of time in view, by weight of the cells",
    "target_looks_a_day": "looks a day",
    "target_median_gap": "gap that half of the gaps do not pass",
    "target_gap_90": "gap that nine gaps in ten do not pass",
    "target_longest_gap": "longest gap that began and ended within the span; 0 if none",
    "target_open_gap": "longest spell without a look cut by the start or the end of the span",
    "target_mean_response": "mean wait from a random moment to the next look; a lower bound where target_bounded is 0",
    "target_bounded": "whether the target was looked at twice, or always",
    "pass_target": "place of the target in the list of targets, from 0",
    "pass_group": "place of the satellite's shell in the list of groups, from 0",
    "pass_satellite": "place of the satellite in its shell, from 0",
    "pass_start": "when the target comes into view, from the scenario's epoch",
    "pass_end": "when it is lost from view, from the scenario's epoch",
    "pass_sun": "elevation of the Sun at the target at the middle of the pass",
    "pass_counts": "whether the Sun stood high enough for the sensor",
    "pass_cut": "whether the span's start or end cut the pass",
}


def _dataset(
    sums: Spells,
    waits: Waits,
    regional: list[dict[str, np.ndarray]],
    looks: list[_Looks],
    at_targets: list[dict[str, np.ndarray]],
    problem: Problem,
    asked: Sweep,
) -> xr.Dataset:
    cell, nominal = ("view", "latitude", "longitude"), regional[0]
    lengths = lengths_of(sums.classes.shape[-1]) * asked.step
    region_classes = np.stack(
        [np.einsum("vkb,k->vb", sums.classes[:, place.cells], place.weights[place.cells]) for place in asked.places], axis=1
    )
    variables = {
        "seen_share": (cell, waits.seen_share, "1"),
        "gap_count": (cell, waits.gap_count, "1"),
        "gap_quantile": (("quantile", *cell), waits.gap_quantile, "s"),
        "longest_gap": (cell, waits.longest_gap, "s"),
        "open_gap": (cell, waits.open_gap, "s"),
        "mean_response": (cell, waits.mean_response, "s"),
        "response_bounded": (cell, waits.bounded, "1"),
        "region_cells": (("region", "latitude", "longitude"), np.stack([place.cells for place in asked.places]), "1"),
        "region_gap_classes": (("view", "region", "length"), region_classes, "1"),
        "length_low": (("length",), lengths[:, 0], "s"),
        "length_high": (("length",), lengths[:, 1], "s"),
        "cell_area": (("latitude",), asked.grid.cell_area, "1"),
        "sample": (("draw", "fact"), problem.samples.values[: asked.draws + 1], "SI"),
    }
    variables |= {
        f"region_{name}": (("view", "region"), values, "1" if name in ("bounded", "seen_share") else "s")
        for name, values in nominal.items()
    }
    lit = [
        any(group.sun is not None for group in groups_looking(problem, asked, 0) if group.constellation in names)
        for _, _, names in asked.views
    ]
    variables["view_by_day"] = (("view",), np.array(lit), "1")
    if at_targets:
        variables |= {
            f"target_{name}": (("view", "target"), values, {"looks_a_day": "1/day", "bounded": "1"}.get(name, "s"))
            for name, values in at_targets[0].items()
        }
        variables |= _pass_variables(looks[0], problem, asked)
    coords = {
        "view": [name for name, _, _ in asked.views],
        "view_title": ("view", [title for _, title, _ in asked.views]),
        "quantile": list(QUANTILES),
        "latitude": ("latitude", np.degrees(asked.grid.latitudes), {"units": "degrees_north"}),
        "longitude": ("longitude", np.degrees(asked.grid.longitudes), {"units": "degrees_east"}),
        "region": [place.name for place in asked.places],
        "region_title": ("region", [place.title for place in asked.places]),
        "draw": np.arange(asked.draws + 1),
        "fact": list(problem.samples.keys),
    }
    if problem.targets:
        coords |= {
            "target": [target.name for target in problem.targets],
            "target_title": ("target", [target.title for target in problem.targets]),
            "target_latitude": ("target", np.degrees([target.latitude for target in problem.targets]), {"units": "degrees_north"}),
            "target_longitude": ("target", np.degrees([target.longitude for target in problem.targets]), {"units": "degrees_east"}),
        }
    groups = groups_looking(problem, asked, 0)
    coords |= {
        "group": [f"{group.constellation}/{group.shell}" for group in groups],
        "group_constellation": ("group", [group.constellation for group in groups]),
    }
    return xr.Dataset(
        {name: (dims, values, {"units": unit, "long_name": _MEANINGS[name]}) for name, (dims, values, unit) in variables.items()},
        coords=coords,
        attrs={"span_s": asked.instants * asked.step, "step_s": asked.step, "epoch": problem.clock.epoch.isoformat()},
    )


def _pass_variables(looks: _Looks, problem: Problem, asked: Sweep) -> dict[str, tuple[tuple[str, ...], np.ndarray, str]]:
    """Every pass over every target, in the order of time."""
    passes = looks.passes
    order = np.argsort(passes.start, kind="stable")
    inside = passes.satellite - _first_of(problem, asked)[looks.group]
    return {
        "pass_target": (("pass",), np.asarray(passes.point)[order], "index"),
        "pass_group": (("pass",), looks.group[order], "index"),
        "pass_satellite": (("pass",), inside[order], "index"),
        "pass_start": (("pass",), passes.start[order], "s"),
        "pass_end": (("pass",), passes.end[order], "s"),
        "pass_sun": (("pass",), np.degrees(looks.sun[order]), "deg"),
        "pass_counts": (("pass",), looks.counts[order], "1"),
        "pass_cut": (("pass",), passes.cut[order], "1"),
    }
