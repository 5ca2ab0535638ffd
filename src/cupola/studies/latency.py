"""Study `latency`: how long messages take through the network, how often they find no way, what gets through, and what losses leave."""

import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.compiler.linked import Latency
from cupola.compiler.problem import Problem
from cupola.network.burdens import Burden, Carried
from cupola.network.capacity import Rates
from cupola.network.journeys import Journeys
from cupola.network.losses import loss_masks, random_order
from cupola.network.removals import Load, Matrix, Removals
from cupola.network.traffic import Ends, Traffic, by_people
from cupola.records import Record
from cupola.studies.base import Job, JobStudy, Piece, Task
from cupola.studies.latency_load import burden_of, demands, traffic_of
from cupola.studies.latency_record import record_of
from cupola.studies.sweeps import group_of
from cupola.studies.webs import Web

STRETCH = 60
"""Instants in a task."""

INSTANTS_HELD = 120
"""Instants whose graphs are held at once where messages are carried."""

REMOVED_AT = 4
"""Instants, over the span, at which something is taken away."""

BURDENED_AT = 6
"""Instants, over the span, at which it is told how much gets through."""

_REMOVAL, _CARRIED = "removal-", "carried-"


class LatencyStudy(JobStudy):
    """Messages through the network."""

    @property
    def name(self) -> str:
        """`latency`."""
        return "latency"

    def brief(self, problem: Problem) -> Problem:
        """Without losses and without messages that are carried."""
        return replace(problem, latency=replace(_asked(problem), loss=None, stored=False))

    def reads(self, problem: Problem) -> Any:
        """The satellites that a view sends messages through, their links, and the sites; what satellites see is of no matter."""
        wanted = {name for _, _, constellations in _asked(problem).views for name in constellations}
        groups = [
            [replace(group, footprint=None, sun=None, infrared=None) for group in same if group.constellation in wanted]
            for same in problem.variants
        ]
        return problem.latency, problem.networks, groups

    def plan(self, problem: Problem) -> tuple[Task, ...]:
        """Each view's instants in stretches, and what gets through, in each draw; with the values as written also losses, and carrying."""
        asked = _asked(problem)
        journeys = [
            Task(f"{journeys_of(draw, view)}-{start:07d}", journeys_of(draw, view), draw, start, min(start + STRETCH, asked.instants))
            for draw in range(asked.draws + 1)
            for view, _, _ in asked.views
            for start in range(0, asked.instants, STRETCH)
        ]
        more: list[Task] = []
        for view, _, _ in asked.views:
            if asked.loss is not None:
                more += _at_times(_REMOVAL + view, asked.instants, REMOVED_AT)
            for draw in range(asked.draws + 1) if len(asked.city_people) else ():
                more += _at_times(burden_of(draw, view), asked.instants, BURDENED_AT, draw)
                more += _at_times(traffic_of(draw, view), asked.instants, BURDENED_AT, draw) if asked.traffic is not None else []
            if asked.stored and asked.pairs:
                more.append(Task(_CARRIED + view, _CARRIED + view, 0, 0, asked.instants))
        return (*journeys, *more)

    def job(self, problem: Problem, task: Task) -> Job:
        """One stretch of one view."""
        asked = _asked(problem)
        name = next(view for view, _, _ in asked.views if task.group in _groups(task.draw, view))
        web = Web.of(problem, task.draw, next(constellations for view, _, constellations in asked.views if view == name))
        if task.group.startswith(_REMOVAL):
            lost, busiest = removals(web)
            scene = web.scene(task.start, task.stop)
            return Removals(scene, talking(web), web.hop_delay, web.relays, lost, busiest, load(web), matrix(web))
        if task.group == burden_of(task.draw, name):
            totals, people = demands(web)[[task.draw]], asked.city_people[: len(web.cities)]
            gateway = web.site_capacity[web.gateways - web.satellites]
            return Burden(web.scene(task.start, task.stop), web.cities, web.gateways, people, totals, web.capacity, gateway)
        if task.group == traffic_of(task.draw, name):
            pairs, ends = every_two(web.cities), Ends(web.capacity, web.site_capacity)
            return Traffic(web.scene(task.start, task.stop), pairs, sent(web), web.hop_delay, web.relays, ends)
        if task.group.startswith(_CARRIED):
            pairs = np.array([[one, other] for _, one, other in web.pairs], np.int64).reshape(-1, 2)
            return Carried(web.scene(0, asked.instants), pairs, web.relays, INSTANTS_HELD, web.reach_back)
        return Journeys(
            scene=web.scene(task.start, task.stop, before=1),
            pairs=np.array([[one, other] for _, one, other in web.pairs], np.int64).reshape(-1, 2),
            users=web.users if len(web.gateways) else np.zeros(0, np.int64),
            gateways=web.gateways,
            cities=every_two(web.cities) if task.draw == 0 else np.zeros((0, 2), np.int64),
            reports=web.reports,
            hop_delay=web.hop_delay,
            relays=web.relays,
            before=min(1, task.start),
        )

    def combine(self, earlier: Piece, later: Piece) -> Piece:
        """Sums add up; all else stands one behind the other."""
        return {name: one + later[name] if name.startswith("sum_") else np.concatenate([one, later[name]]) for name, one in earlier.items()}

    def gather(self, problem: Problem, results: Mapping[str, Piece], needed: Mapping[str, Record]) -> Record:
        """Times, shares and what is left, with their ranges over the draws."""
        return record_of(problem, _asked(problem), results)


def journeys_of(draw: int, view: str) -> str:
    """Name under which the messages of one draw and view are joined."""
    return f"{group_of(draw)}-{view}"


def _at_times(group: str, instants: int, count: int, draw: int = 0) -> list[Task]:
    """One task at each of so many instants, evenly over the span."""
    times = sorted({int((at + 0.5) / count * instants) for at in range(count)})
    return [Task(f"{group}-{at:07d}", group, draw, at, at + 1) for at in times]


def sent(web: Web) -> Float[np.ndarray, "p"]:
    """The weight of each pair of cities in what they send to each other."""
    count = len(web.cities)
    return by_people(web.asked.city_people[:count] if web.asked.traffic == "people" else np.ones(count))


def load(web: Web) -> Load | None:
    """Users and gateways whose exchange is told after losses; None where there are none of either."""
    if not len(web.cities) or not len(web.gateways):
        return None
    rates = Rates(web.capacity, np.full(web.satellites, np.inf), web.site_capacity[web.gateways - web.satellites])
    return Load(web.cities, web.gateways, rates)


def matrix(web: Web) -> Matrix | None:
    """What cities send to each other after losses; None where it is not asked."""
    if web.asked.traffic is None or not len(web.cities):
        return None
    weights = sent(web)
    return Matrix(slice(len(web.pairs), len(web.pairs) + len(weights)), weights, Ends(web.capacity, web.site_capacity))


def every_two(nodes: Int[np.ndarray, "c"]) -> Int[np.ndarray, "p 2"]:
    """Every pair of different nodes once."""
    one, other = np.triu_indices(len(nodes), 1)
    return np.stack([nodes[one], nodes[other]], axis=1)


def talking(web: Web) -> Int[np.ndarray, "p 2"]:
    """All pairs that are asked for: of sites, of cities, of reports; users with gateways where there are no others."""
    pairs = [np.array([[one, other] for _, one, other in web.pairs], np.int64).reshape(-1, 2), every_two(web.cities), web.reports]
    found = np.concatenate(pairs)
    if len(found):
        return found
    return np.stack([np.repeat(web.users, len(web.gateways)), np.tile(web.gateways, len(web.users))], axis=1)


def removals(web: Web) -> tuple[Bool[np.ndarray, "k n"], Int[np.ndarray, "b"]]:
    """Nodes that each removal takes, by kind, share and trial (suppliers one by one); and how many of the busiest."""
    loss = web.asked.loss
    if loss is None:
        raise AssertionError("removals are made where losses are asked")
    shares = np.array(loss.shares)
    rows: list[np.ndarray] = []
    busiest: list[int] = []
    for kind in loss.kinds:
        if kind == "busiest":
            busiest = [int(np.floor(share * web.satellites + 0.5)) for share in loss.shares]
        elif kind == "suppliers":
            rows += [(web.owner == at)[None] for at in range(len(web.owners))]
        else:
            unit, identity = _units(web, kind)
            orders = [random_order(identity, web.asked.seed, trial) for trial in range(loss.trials)]
            masks = np.stack([loss_masks(unit, order, shares) for order in orders], axis=1)
            rows.append(masks.reshape(-1, web.nodes))
    return np.concatenate([np.zeros((0, web.nodes), bool), *rows]), np.array(busiest, np.int64)


def _units(web: Web, kind: str) -> tuple[Int[np.ndarray, "n"], Int[np.ndarray, "u"]]:
    """Which unit each node belongs to, -1 for none; and a number for each unit that stays its own."""
    unit = np.full(web.nodes, -1, np.int64)
    names: list[str] = []
    if kind == "gateways":
        unit[web.gateways] = np.arange(len(web.gateways))
        names = [site.name for site in web.sites if site.role == "gateway"]
    else:
        for start, group in zip(web.first, web.groups, strict=True):
            size = group.ephemeris.size
            each = web.network.per_plane[group.constellation][group.shell] if kind == "planes" else 1
            unit[start : start + size] = len(names) + np.arange(size) // each
            names += [f"{group.constellation}/{group.shell}/{number}" for number in range(-(-size // each))]
    return unit, np.array([zlib.crc32(f"{kind} {name}".encode()) for name in names], np.int64)


def _groups(draw: int, view: str) -> tuple[str, ...]:
    return journeys_of(draw, view), _REMOVAL + view, burden_of(draw, view), traffic_of(draw, view), _CARRIED + view


def _asked(problem: Problem) -> Latency:
    if problem.latency is None:
        raise AssertionError("the latency study runs where it is asked")
    return problem.latency
