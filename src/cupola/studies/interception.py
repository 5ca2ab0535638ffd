"""Study `interception`: how many interceptors in orbit are needed, by several models, and how often those flown are enough.

The sky is counted for a handful of times left in each case, from none to the whole burn; what the tracks of the custody study really leave
is weighed in at the end, when its record is there.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from jax.sharding import Mesh

from cupola.arrays import Float, Int
from cupola.compiler.intercepted import Interception, Layer
from cupola.compiler.problem import Problem
from cupola.constants import Body
from cupola.interception.counting import Scene, counts_in_reach, places_at, share_with
from cupola.interception.flyout import reach
from cupola.interception.sizing import shapes
from cupola.orbits import Ephemeris, walker_star
from cupola.records import Record
from cupola.studies.base import Piece, Study, Task
from cupola.studies.interception_record import asked_of, most_counted, nodes_of, record_of, wanted_of
from cupola.studies.sweeps import group_of

RUNGS_IN_A_TASK = 12
INSTANTS_IN_A_TASK = 480
SMALLEST = 40
"""Satellites of the smallest shell that is tried, about."""

STEP = 1.05
"""Of neighbouring sizes on the ladder."""

_LADDER = "ladder-"


class InterceptionStudy(Study):
    """Interceptors within reach, counted and sized."""

    @property
    def name(self) -> str:
        """`interception`."""
        return "interception"

    @property
    def needs(self) -> tuple[str, ...]:
        """The custody study."""
        return ("custody",)

    def needs_of(self, problem: Problem) -> tuple[str, ...]:
        """That, where the tracks of one of its views leave the time."""
        return ("custody",) if any(case.view is not None for case in asked_of(problem).cases) else ()

    def brief(self, problem: Problem) -> Problem:
        """Without the ladder of shells."""
        return replace(problem, interception=replace(asked_of(problem), brief=True))

    def reads(self, problem: Problem) -> Any:
        """What was asked, and the satellites that carry interceptors; what they see is of no matter."""
        return asked_of(problem), [
            [(group.ephemeris, group.active) for group in same if group.constellation == asked_of(problem).constellation]
            for same in problem.variants
        ]

    def plan(self, problem: Problem) -> tuple[Task, ...]:
        """Stretches of time of each case in each draw; with the values as written also a ladder of shells, some rungs at a time."""
        asked = asked_of(problem)
        flown = [
            Task(f"{group_of(draw)}-{case.name}-{start:07d}", f"{group_of(draw)}-{case.name}", draw, start, stop)
            for draw in range(asked.draws + 1)
            for case in asked.cases
            for start, stop in _cut(asked.instants, INSTANTS_IN_A_TASK)
        ]
        rungs = 0 if asked.brief else len(sizes_of(asked))
        ladders = [
            Task(f"{_LADDER}{case.name}-{start:05d}", f"{_LADDER}{case.name}", 0, start, stop)
            for case in asked.cases
            for start, stop in _cut(rungs, RUNGS_IN_A_TASK)
        ]
        return (*flown, *ladders)

    def run(self, problem: Problem, task: Task, mesh: Mesh) -> Piece:
        """Count those flown over a stretch of time, or fly some shells of the ladder for the whole of it."""
        asked, ladder = asked_of(problem), task.group.startswith(_LADDER)
        name = task.group.removeprefix(_LADDER if ladder else f"{group_of(task.draw)}-")
        at = next(place for place, case in enumerate(asked.cases) if case.name == name)
        envelope = asked.envelopes[task.draw]
        seconds = asked.seconds if ladder else asked.seconds[task.start : task.stop]
        scene = Scene(
            targets=places_at(asked.cases[at].latitude, asked.cases[at].longitude, problem.body.radius + envelope.intercept_altitude),
            reached=reach(nodes_of(asked, at, task.draw), envelope.acceleration, envelope.burn_out_speed),
            seconds=seconds,
            earth_angle=problem.clock.earth_angle(seconds),
        )
        return _climbed(problem, asked, scene, task) if ladder else _counted(problem, asked, scene, task.draw)

    def combine(self, earlier: Piece, later: Piece) -> Piece:
        """Instants add up; rungs stand one above the other."""
        if "counted" in earlier:
            return {"counted": earlier["counted"] + later["counted"]}
        return {name: np.concatenate([earlier[name], later[name]]) for name in earlier}

    def gather(self, problem: Problem, results: Mapping[str, Piece], needed: Mapping[str, Record]) -> Record:
        """Numbers needed by each model, and what those flown do."""
        return record_of(problem, results, needed.get("custody"))


def sizes_of(asked: Interception) -> Float[np.ndarray, "s"]:
    """Sizes of the shells that are tried, satellites of all layers together, about."""
    rungs = int(np.floor(np.log(asked.largest / SMALLEST) / np.log(STEP) + 1e-9))
    return asked.largest / STEP ** np.arange(rungs, -1.0, -1.0)


def _counted(problem: Problem, asked: Interception, scene: Scene, draw: int) -> Piece:
    """Instants and places at which so many interceptors are within each distance, (distances, numbers)."""
    total = np.zeros((len(scene.seconds), len(scene.targets), len(scene.reached)), np.int64)
    for group in problem.variants[draw]:
        if group.constellation == asked.constellation:
            total += counts_in_reach(group.ephemeris, scene, group.active)
    most = most_counted(asked)
    capped = np.minimum(total * asked.per_satellite, most)
    return {"counted": np.stack([np.bincount(capped[..., one].ravel(), minlength=most + 1) for one in range(len(scene.reached))])}


def _climbed(problem: Problem, asked: Interception, scene: Scene, task: Task) -> Piece:
    """For some rungs their satellites, and by layout, number wanted and distance the share of instants and places with enough within it."""
    layers = asked.envelopes[0].layers
    whole = sum(layer.satellites for layer in layers)
    wanted = wanted_of(asked, 0)
    sizes, shares = list[int](), list[np.ndarray]()
    for size in sizes_of(asked)[task.start : task.stop]:
        built = [_shape(layer, size * layer.satellites / whole) for layer in layers]
        layouts = [
            np.sum([_padded(_shell(layer, *shape, half, problem.body), scene) for layer, shape in zip(layers, built, strict=True)], axis=0)
            for half in (False, True)
        ]
        sizes.append(sum(planes * each for planes, each in built))
        shares.append(np.stack([share_with(counts * asked.per_satellite, wanted).mean(axis=0).T for counts in layouts]))
    return {"satellites": np.array(sizes), "share": np.stack(shares)}


def _shape(layer: Layer, size: float) -> tuple[int, int]:
    """Planes, and satellites in each, of a shell like this one with about so many satellites."""
    planes, each = shapes(size, size, layer.per_plane / layer.planes)
    return int(planes[0]), int(each[0])


def _shell(layer: Layer, planes: int, each: int, half: bool, body: Body) -> Ephemeris:
    """The shell in another size, neighbours half a slot apart or as written."""
    phasing = planes // 2 if half else round(layer.phasing * planes / layer.planes)
    return walker_star(
        layer.radius,
        layer.inclination,
        planes,
        each,
        phasing,
        body,
        raan_step=layer.raan_spread / planes,
        raan=layer.raan,
        argument_of_latitude=layer.argument,
    )


def _padded(shell: Ephemeris, scene: Scene) -> Int[np.ndarray, "t p m"]:
    """Counts of a shell, padded so that few compiled kernels serve all sizes."""
    index = np.arange(max(64, 1 << (shell.size - 1).bit_length()))
    return counts_in_reach(shell.pick(index % shell.size), scene, index < shell.size)


def _cut(count: int, most: int) -> list[tuple[int, int]]:
    return [(start, min(start + most, count)) for start in range(0, count, most)]
