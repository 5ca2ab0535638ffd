"""What a scenario will take, before anything is allocated: memory, and time to an order of magnitude. Plain arithmetic: no NumPy, no JAX.

The rates of coverage and revisit were measured on two cores of a 2020s server in float64 (docs/models/coverage.md) and are meant to tell
seconds from hours. Those of custody were set beside two whole runs with nothing compiled before, `golden-dome` (5 min, 1.6 GB) and
`missile-warning` (3 min, 1.6 GB), and may be wrong by a factor of two.
"""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cupola.compiler.leaner import lean
from cupola.constants import BODIES
from cupola.scenario.dependence import DependenceStudy
from cupola.scenario.deployment import DeploymentStudy
from cupola.scenario.interception import InterceptionStudy
from cupola.scenario.latency import LatencyStudy
from cupola.scenario.links import planes_of
from cupola.scenario.money import MoneySection
from cupola.scenario.paring import pared
from cupola.scenario.schema import Scenario
from cupola.scenario.sensitivity import SensitivityStudy
from cupola.scenario.shells import Shell, StreetsOfCoverage, SunSynchronous, WalkerDelta, WalkerStar
from cupola.scenario.spans import Spanned
from cupola.scenario.studies import CustodyStudy, Sweep

_SECONDS_PER_SATELLITE = 1.2e-6
_SECONDS_PER_CELL_AND_VIEW = 1.2e-8
_SECONDS_OF_SORTING = 4e-9
_START_UP = 20.0
_BYTES_OF_SUMS = 15 * 8
_BYTES_OF_SUMMARY = 14 * 8
_BYTES_OF_SCAN = 2 * 15 * 4
_BYTES_PER_SATELLITE_AND_RING = 30
_BYTES_PER_SATELLITE_AND_DRAW = 48
_TASK_SECONDS = 4.0
_ALWAYS = 600e6

_FLIGHT = 2_400.0
"""Length of a long flight, s; what a loft adds is left out."""
_STEPS_IN_BLOCK = 240
_LAUNCHES_AT_ONCE = 24
_SECONDS_BETWEEN_SAMPLES = 10.0
_START_OF_TRACKING = 100.0
"""Time in which the kernels of the tracks are compiled, s."""
_SECONDS_PER_LINE = 1e-6
_SECONDS_OF_CHOOSING = 1.2e-7
"""For each line of sight of each way of looking: which of them are the few that a track is updated by."""
_SECONDS_PER_TRACK_AND_STEP = 3e-6
_BYTES_OF_COMPILING = 0.9e9
"""While the kernels of the tracks are compiled: most of what a small run takes."""
_BYTES_PER_LINE = 14 * 8
_BYTES_OF_WATCH = 16
"""For each satellite, launch and track: the last looks, and when they made a detection."""
_BYTES_PER_TRACK = 3 * 83 * 8
"""Both models of a track, their means and covariances (83 numbers), and as much again twice while they are mixed."""
_BYTES_PER_SAMPLE = 2 * 11 * 4
_HEIGHTS_OF_MAP = 10
_BYTES_PER_CELL_OF_MAP = 2 * 8
"""For each count of instants: one for each height, one for none of them, one for two in view."""
_RAIDS = 4
"""Raids of each size, at different hours."""
_SECONDS_PER_NODE, _SECONDS_PER_NODE_AND_SOURCE, _SECONDS_PER_PATH = 4e-6, 1.3e-7, 1e-6
_SECONDS_OF_FLOW, _SECONDS_CARRIED = 6e-5, 1e-5
_SECONDS_LEFT = 5e-6
"""For each satellite: what gets through and what is carried after one loss."""
_TIMES_OF_LOSS, _TIMES_OF_LOAD = 4, 6
_MERIDIANS = 12
_INSTANTS_AT_ONCE = 120
_BYTES_OF_WORKER = 0.2e9
_STEPS_OF_RAID = _FLIGHT / 60.0
_SECONDS_PER_STEP_OF_RAID = 0.01
_SECONDS_PER_TARGET_OF_RAID = 2e-4
_BYTES_PER_LINE_OF_RAID = 57
_TIMES_LEFT = 16
_SIZES_TRIED = 42
"""Shells of rising size in two layouts, as so many of the largest."""
_SECONDS_OF_SIZING = 15.0
_SECONDS_PER_REACH = 4e-9
"""For each satellite, instant and time left, over all places that stand for a region."""
_BYTES_OF_CAMPAIGN = 4e8
"""For the deaths to come in all planes, which are held for some trials at once."""
_TIMES_KEPT = 2
"""Quantiles over the trials are taken of a copy."""
_BYTES_PRICED, _SECONDS_PRICED = 3 * 8 * 9, 8e-6
"""For each trial, year, and layer or element."""
RESTS_ON = {"cost": ("deployment",), "interception": ("custody",)}
"""Studies whose records another reads, as `Study.needs` has them."""
_SECONDS_OF_READING = 0.3
"""To compile a scenario once more."""
_SECONDS_OF_STEP, _SECONDS_OF_TRIAL = (4e-5, 1.2e-3, 3e-5), (4e-7, 1.5e-6, 1.5e-7)
"""For each step, and for each step and trial, of one vehicle, campaign and plane: set beside plays of five bundled scenarios, each with all
and with a quarter of its trials, and within a factor of two of them."""


@dataclass(frozen=True)
class SweepCost:
    """What one study will take beside the libraries and the orbits.

    Attributes:
        instants: of time.
        cells: of the grid.
        draws: variants, the one as written among them.
        memory: bytes at the peak.
        seconds: wall time, to an order of magnitude.
        launches: followed in each variant, of all threats together; 0 in studies that follow none.
        pairs: that talk with each other, in studies of messages; 0 in others.
        tracks: of these launches, in each variant and view.
        trials: that each play of a deployment is played; 0 in other studies.
        answers: of another study that are asked for at the most; 0 in studies that ask no other.
    """

    instants: int
    cells: int
    draws: int
    memory: float
    seconds: float
    launches: int = 0
    tracks: int = 0
    pairs: int = 0
    trials: int = 0
    answers: int = 0


@dataclass(frozen=True)
class Cost:
    """What a run will take.

    Attributes:
        satellites: flown.
        studies: each by its name.
        memory: bytes at the peak, the libraries themselves among them.
        seconds: wall time, to an order of magnitude.
    """

    satellites: int
    studies: Mapping[str, SweepCost]
    memory: float
    seconds: float


def cost_of(scenario: Scenario, devices: int = 1) -> Cost:
    """Estimate a run of every study of the scenario.

    Args:
        scenario: a checked scenario.
        devices: over which time is split; each holds the arrays of its own instants.
    """
    studies = {
        name: _cost_of_custody(scenario, asked) if isinstance(asked, CustodyStudy) else _cost_of_sweep(scenario, name, asked, devices)
        for name, asked in scenario.studies.sweeps().items()
    }
    if scenario.studies.latency is not None:
        studies["latency"] = _cost_of_latency(scenario, scenario.studies.latency)
    if scenario.studies.interception is not None:
        studies["interception"] = _cost_of_interception(scenario, scenario.studies.interception)
    if scenario.studies.deployment is not None:
        studies["deployment"] = _cost_of_deployment(scenario, scenario.studies.deployment)
    if scenario.studies.cost is not None and scenario.money is not None:
        studies["cost"] = _cost_of_pricing(scenario, scenario.money, scenario.studies.cost.trials)
    if scenario.studies.dependence is not None:
        studies["dependence"] = _cost_of_dependence(scenario, scenario.studies.dependence, devices)
    if scenario.studies.sensitivity is not None:
        studies["sensitivity"] = _cost_of_sensitivity(scenario, scenario.studies.sensitivity, devices)
    satellites, each = scenario.satellite_count(), studies.values()
    orbits = satellites * max((one.draws for one in each), default=1) * _BYTES_PER_SATELLITE_AND_DRAW
    return Cost(
        satellites=satellites,
        studies=studies,
        memory=_ALWAYS + max((one.memory for one in each), default=0.0) + orbits,
        seconds=_START_UP + sum(one.seconds for one in each),
    )


def _cost_of_sweep(scenario: Scenario, name: str, asked: Sweep, devices: int) -> SweepCost:
    instants, rings = _instants(asked), _rings(asked)
    cells, views, draws = 2 * rings * rings, len(asked.views), asked.draws + 1
    wanted = _looked_through(asked)
    looking = sum(scenario.constellations[name].satellites for name in wanted)
    pairs = sum(_pairs(scenario, name, rings) for name in wanted)
    deep = _classes(instants) if name == "revisit" else 0
    per_cell_and_view = (_BYTES_OF_SUMS + 8 * deep) * draws + _BYTES_OF_SUMMARY + 24 * deep + _BYTES_OF_SCAN * devices
    return SweepCost(
        instants=instants,
        cells=cells,
        draws=draws,
        memory=views * cells * per_cell_and_view + pairs * _BYTES_PER_SATELLITE_AND_RING * devices,
        seconds=instants * draws * _seconds_per_instant(looking, views, cells, deep > 0),
    )


def _cost_of_custody(scenario: Scenario, asked: CustodyStudy) -> SweepCost:
    """Tracks of launches by every view, and as written also without each of its parts; then raids and maps, as written alone.

    Every flight is taken to last as long as a long one, every track to be updated at every step, and every satellite to be looked from.
    """
    instants, rings, draws = _instants(asked), _rings(asked), asked.draws + 1
    cells, threats, views = 2 * rings * rings, len(scenario.threats), len(asked.views)
    missiles = len({threat.missile for threat in scenario.threats.values()})
    satellites = sum(scenario.constellations[name].satellites for name in _looked_through(asked))
    launches, at_once = threats * asked.launches, min(asked.launches, _LAUNCHES_AT_ONCE)
    steps = _STEPS_IN_BLOCK * math.ceil(_FLIGHT / asked.tracking_step.value / _STEPS_IN_BLOCK)
    lost = sum(len(view.constellations) for view in asked.views.values() if len(view.constellations) > 1)
    ways = draws * views + lost
    per_way = satellites * _SECONDS_OF_CHOOSING + asked.trials * _SECONDS_PER_TRACK_AND_STEP
    in_block = satellites * (_STEPS_IN_BLOCK * _BYTES_PER_LINE + asked.trials * _BYTES_OF_WATCH)
    in_block += (views + lost) * asked.trials * _BYTES_PER_TRACK
    together = max(asked.raids) * satellites
    sized = len(asked.raids) * _SECONDS_PER_STEP_OF_RAID + sum(asked.raids) * _SECONDS_PER_TARGET_OF_RAID
    return SweepCost(
        instants=instants,
        cells=cells,
        draws=draws,
        memory=_BYTES_OF_COMPILING
        + at_once * in_block
        + launches * ways * _FLIGHT / _SECONDS_BETWEEN_SAMPLES * _BYTES_PER_SAMPLE
        + together * _STEPS_OF_RAID * _BYTES_PER_LINE_OF_RAID
        + views * missiles * cells * (_HEIGHTS_OF_MAP + 2) * _BYTES_PER_CELL_OF_MAP
        + satellites * rings * _BYTES_PER_SATELLITE_AND_RING,
        seconds=_START_OF_TRACKING
        + launches * steps * (draws * satellites * _SECONDS_PER_LINE + ways * per_way)
        + _RAIDS * threats * _STEPS_OF_RAID * (together * _SECONDS_PER_LINE + views * sized)
        + missiles * instants * _HEIGHTS_OF_MAP * _seconds_per_instant(satellites, views, cells, False),
        launches=launches,
        tracks=launches * asked.trials,
    )


def _cost_of_latency(scenario: Scenario, asked: LatencyStudy) -> SweepCost:
    """Ways sought at every instant through each view by processes side by side, from every site, city and gateway that has a partner."""
    instants, draws, cities = _instants(asked), asked.draws + 1, asked.cities or 0
    latitudes = 0 if asked.latitudes is None else len(asked.latitudes.degrees())
    gateways = sum(site.role == "gateway" for site in scenario.sites.values())
    sources = 2 * len(asked.pairs) + (gateways if latitudes else 0) + len(asked.relay_of)
    losses = 0 if asked.losses is None else len(asked.losses.kinds) * len(asked.losses.shares) * asked.losses.trials
    seconds, most = 0.0, 0
    for view in asked.views.values():
        satellites = sum(scenario.constellations[name].satellites for name in view.constellations)
        plain, crowded = (satellites * (_SECONDS_PER_NODE + count * _SECONDS_PER_NODE_AND_SOURCE) for count in (sources, sources + cities))
        crowded += 0.5 * cities * cities * _SECONDS_PER_PATH
        seconds += instants * ((draws - 1) * plain + crowded) + _TIMES_OF_LOSS * losses * crowded
        if cities:
            seconds += _TIMES_OF_LOAD * draws * (satellites * _SECONDS_OF_FLOW + (crowded if asked.traffic is not None else 0.0))
            seconds += _TIMES_OF_LOSS * losses * satellites * _SECONDS_LEFT
        seconds += instants * satellites * _SECONDS_CARRIED if asked.store_and_forward else 0.0
        most = max(most, satellites)
    held = instants if asked.store_and_forward else _INSTANTS_AT_ONCE
    users = latitudes * _MERIDIANS
    return SweepCost(
        instants=instants,
        cells=0,
        draws=draws,
        memory=devices_expected() * (_BYTES_OF_WORKER + 3 * most * _INSTANTS_AT_ONCE * 24)
        + 2 * held * most * 24
        + len(asked.views) * draws * instants * (users + 3 * len(asked.pairs)) * 16,
        seconds=seconds / devices_expected(),
        pairs=len(asked.pairs) + cities * (cities - 1) // 2,
    )


def _cost_of_interception(scenario: Scenario, asked: InterceptionStudy) -> SweepCost:
    """Those flown in each draw, and shells of all sizes up to the largest as written, counted over a few places for some times left."""
    instants, draws = _instants(asked), asked.draws + 1
    flown = scenario.constellations[scenario.interceptors[asked.interceptors].constellation].satellites
    times = sum(1 if case.view is None else _TIMES_LEFT for case in asked.cases.values())
    counted = flown * draws + _SIZES_TRIED * asked.largest
    return SweepCost(
        instants=instants,
        cells=0,
        draws=draws,
        memory=instants * _TIMES_LEFT * 64 + max(flown, asked.largest) * 400,
        seconds=_SECONDS_OF_SIZING + counted * times * instants * _SECONDS_PER_REACH,
    )


def _cost_of_deployment(scenario: Scenario, asked: DeploymentStudy) -> SweepCost:
    """Every variant of every draw is played by itself; a play keeps counts of each trial, step and shell while it lasts."""
    plays, vehicles, campaigns = (asked.draws + 1) * (len(asked.variants) + 1), len(scenario.vehicles), len(scenario.campaigns)
    shells, planes = _filled(scenario)
    kept = 4 * (7 * shells + 2 * vehicles + 2) + 2 * vehicles * max(campaigns, 1)
    at_once = min(asked.trials * asked.steps * planes * 2.0, _BYTES_OF_CAMPAIGN)
    return SweepCost(
        instants=asked.steps,
        cells=0,
        draws=asked.draws + 1,
        memory=asked.trials * asked.steps * kept * _TIMES_KEPT + at_once,
        seconds=_side_by_side(plays) * _seconds_of_play(scenario, asked.trials, asked.steps),
        trials=asked.trials,
    )


def _seconds_of_play(scenario: Scenario, trials: int, steps: int) -> float:
    """Of one play on one core."""
    sizes = len(scenario.vehicles), len(scenario.campaigns), _filled(scenario)[1]
    step, trial = (sum(size * one for size, one in zip(sizes, each, strict=True)) for each in (_SECONDS_OF_STEP, _SECONDS_OF_TRIAL))
    return steps * (step + trials * trial)


def _filled(scenario: Scenario) -> tuple[int, int]:
    """Shells and planes that campaigns fill."""
    filled = [scenario.constellations[one.constellation].shells.values() for one in scenario.campaigns.values()]
    return sum(map(len, filled)), sum(planes_of(shell)[0] for shells in filled for shell in shells)


def _side_by_side(jobs: int) -> int:
    """Jobs one after the other on each core."""
    return math.ceil(jobs / devices_expected())


def _cost_of_pricing(scenario: Scenario, money: MoneySection, trials: int) -> SweepCost:
    """Every layer and element in every trial, at three correlations; what a sum buys takes some twenty times a layer."""
    years, priced = money.last - money.first + 1, len(scenario.costs) + len(scenario.elements)
    return SweepCost(
        instants=years,
        cells=0,
        draws=1,
        memory=trials * years * priced * _BYTES_PRICED,
        seconds=trials * years * priced * _SECONDS_PRICED,
        trials=trials,
    )


def _instants(asked: Spanned) -> int:
    return max(1, math.floor(asked.span.value / asked.step.value + 1e-9))


def _rings(asked: Sweep) -> int:
    return round(math.pi / asked.grid.value)


def _looked_through(asked: Sweep) -> set[str]:
    """Names of the constellations of all views."""
    return {name for view in asked.views.values() for name in view.constellations}


def _classes(instants: int) -> int:
    """Classes of spells, as `cupola.coverage.class_count` has them."""
    octave = max(0, instants.bit_length() - 5)
    return 16 * octave + (instants >> octave) + 1


def devices_expected() -> int:
    """How many devices the work will be spread over, as far as it can be told before JAX starts."""
    named = os.environ.get("CUPOLA_DEVICES", "")
    return int(named) if named.isdecimal() and len(named) < 5 else os.cpu_count() or 1


def _pairs(scenario: Scenario, name: str, rings: int) -> int:
    """Satellites times the rings that each may touch: those within its horizon; all for high orbits and for bands beyond the horizon."""
    constellation, radius = scenario.constellations[name], BODIES[scenario.body].radius
    beyond = constellation.sensor is not None and scenario.sensors[constellation.sensor].footprint.above_horizon is not None
    return sum(
        shell.satellite_count * (rings if beyond else _rings_within(shell, rings, radius)) for shell in constellation.shells.values()
    )


def _rings_within(shell: Shell, rings: int, radius: float) -> int:
    if not isinstance(shell, WalkerDelta | WalkerStar | SunSynchronous | StreetsOfCoverage):
        return rings
    horizon = math.acos(radius / (radius + shell.altitude.value))
    return min(rings, math.ceil(2.0 * horizon / math.pi * rings) + 1)


def instants_per_task(satellites: int, views: int, cells: int, sorting: bool = False) -> int:
    """How many instants make some seconds of work: a task short enough to lose, long enough to be worth keeping.

    Args:
        satellites: that look.
        views: looked through.
        cells: of the grid.
        sorting: True where spells are sorted into classes.
    """
    return max(16, round(_TASK_SECONDS / _seconds_per_instant(satellites, views, cells, sorting)))


def _seconds_per_instant(satellites: int, views: int, cells: int, sorting: bool) -> float:
    per_cell = _SECONDS_PER_CELL_AND_VIEW + (_SECONDS_OF_SORTING if sorting else 0.0)
    return satellites * _SECONDS_PER_SATELLITE * math.sqrt(cells / 16_200) + views * cells * per_cell


def _cost_of_dependence(scenario: Scenario, asked: DependenceStudy, devices: int) -> SweepCost:
    """A play of each case and without each partner; of the cases the satellites of few trials are flown, by studies made quick."""
    cases, partners = 1 + len(asked.cases), sum(not supplier.candidate for supplier in scenario.suppliers.values())
    quick = lean(scenario)
    alone = quick.model_copy(update={"studies": quick.studies.model_copy(update={"dependence": None})})
    each = cost_of(alone, devices).studies
    flown = [each[name] for name in dict.fromkeys(figure.partition(".")[0] for figure in asked.capability) if name in each]
    played = quick.studies.deployment
    plays = 0.0 if played is None else _seconds_of_play(quick, asked.trials, played.steps)
    flights = cases * len(asked.dates) * asked.flown
    started = _START_OF_TRACKING if any(one.launches for one in flown) else 0.0
    return SweepCost(
        instants=0 if played is None else played.steps,
        cells=0,
        draws=1,
        memory=max((one.memory for one in each.values()), default=0.0),
        seconds=plays * (cases + partners) + started + flights * (sum(one.seconds for one in flown) - started),
        trials=asked.trials,
    )


def _cost_of_sensitivity(scenario: Scenario, asked: SensitivityStudy, devices: int) -> SweepCost:
    """Both ends of every fact, then the rows of the indices; each an answer of the figure's study and of the one that it rests on."""
    facts, study = len(asked.chosen(scenario.facts())), asked.figure.partition(".")[0]
    answers = 1 + 2 * facts + asked.sobol * (min(facts, asked.most) + 2)
    pared_down = pared(scenario, asked.figure, RESTS_ON.get(study, ()))
    parts, played = cost_of(pared_down, devices).studies, pared_down.studies.deployment
    each = _SECONDS_OF_READING + sum(part.seconds for name, part in parts.items() if name != "deployment")
    if played is not None:  # plays of several answers go side by side
        each += (len(played.variants) + 1) * _seconds_of_play(pared_down, played.trials, played.steps) / devices_expected()
    return SweepCost(
        instants=0,
        cells=0,
        draws=1,
        memory=max((part.memory for part in parts.values()), default=0.0),
        seconds=answers * each,
        answers=answers,
    )
