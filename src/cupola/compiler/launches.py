"""Threats of a scenario as launches that fly: their regions as cells of 1 deg, their missiles as boosts, each launch with its arc."""

import hashlib

import jax.numpy as jnp
import numpy as np

from cupola.compiler.places import places_of
from cupola.compiler.problem import Clock, Custody, Launching, Place, Threat
from cupola.constants import Body
from cupola.errors import InputError, Problem, ScenarioError
from cupola.flight import Area, Booster, Trajectories, raid, trajectories
from cupola.geometry import RingGrid
from cupola.scenario.schema import Scenario
from cupola.sensing.clouds import CloudDeck, sound_deck

_CELL = np.radians(1.0)


def areas_of(scenario: Scenario, body: Body) -> dict[str, Area]:
    """The regions that launches start from or come down in, by name.

    Raises:
        ScenarioError: a region without cells.
    """
    grid = RingGrid.of_step(_CELL, body)
    wanted = {name for threat in scenario.threats.values() for name in (threat.launch_area, threat.aim_area)}
    places, _ = places_of(scenario, grid, body)
    return {place.name: _area(place, grid) for place in places if place.name in wanted}


def _area(place: Place, grid: RingGrid) -> Area:
    ring, column = np.nonzero(place.cells)
    return Area(grid.latitudes[ring], grid.longitudes[column], place.weights[ring, column], 0.5 * _CELL, 0.5 * _CELL)


def launching_of(scenario: Scenario, areas: dict[str, Area], custody: Custody, span: float, clock: Clock, body: Body) -> Launching:
    """The launches of a scenario, or of one variant of it, spread over a span (s).

    Raises:
        ScenarioError: a threat whose arc cannot be flown.
    """
    threats: list[Threat] = []
    for name, threat in scenario.threats.items():
        missile = scenario.missiles[threat.missile]
        booster = Booster(burn_time=missile.burn_time.value, burn_out_altitude=missile.burn_out_altitude.value)
        launch, aim = areas[threat.launch_area], areas[threat.aim_area]
        try:
            flights = launched(name, custody.seed, custody.launches, 0.0, span, (launch, aim), (booster, threat.loft.value), clock, body)
        except InputError as error:
            line = scenario.line_of(f"threats.{name}")
            raise ScenarioError(scenario.file, (Problem(f"threats.{name}", line, str(error)),)) from None
        titles = scenario.regions[threat.launch_area].title, scenario.regions[threat.aim_area].title
        threats.append(
            Threat(
                name,
                threat.title,
                threat.missile,
                missile.title,
                booster,
                threat.loft.value,
                launch,
                titles[0],
                aim,
                titles[1],
                flights,
            )
        )
    return Launching(tuple(threats), _deck(scenario), *_delays(scenario))


def launched(  # noqa: PLR0913 -- when, where, what flies and over what
    name: str,
    seed: int,
    count: int,
    start: float,
    span: float,
    ends: tuple[Area, Area],
    boost: tuple[Booster, float],
    clock: Clock,
    body: Body,
) -> Trajectories:
    """Launches of one threat, spread over a span; each depends on the seed, the threat's name and its own number alone.

    Args:
        name: of the threat.
        seed: of the run.
        count: of launches.
        start: of the span, s since the epoch.
        span: s.
        ends: where they start and where they come down.
        boost: what flies, and its loft, rad.
        clock: from seconds to the Earth's attitude.
        body: what is flown over.

    Raises:
        InputError: an arc that cannot be flown.
    """
    drawn = raid(int.from_bytes(hashlib.sha256(f"{seed} {name}".encode()).digest()[:6], "big"), count, start, span, *ends)
    angle = clock.earth_angle(drawn.launch_seconds)
    pads, aims = (drawn.pad_latitude, drawn.pad_longitude), (drawn.aim_latitude, drawn.aim_longitude)
    return trajectories(drawn.launch_seconds, angle, *pads, *aims, *boost, body)


def _deck(scenario: Scenario) -> CloudDeck:
    clouds = scenario.clouds
    numbers = (0.0, 0.0, 0.0, 0.0)
    if clouds is not None:
        numbers = (clouds.cover.value, clouds.lowest_top.value, clouds.usual_top.value, clouds.highest_top.value)
    return sound_deck(CloudDeck(*(jnp.asarray(number) for number in numbers)), "clouds")


def _delays(scenario: Scenario) -> tuple[float, float]:
    delays = scenario.delays
    return (0.0, 0.0) if delays is None else (delays.processing.value, delays.decision.value)


def custody_of(scenario: Scenario, seed: int) -> Custody | None:
    """What the custody study was asked; None where it is not."""
    asked = scenario.studies.custody
    if asked is None:
        return None
    return Custody(
        seed=seed,
        launches=asked.launches,
        trials=asked.trials,
        tracking_step=asked.tracking_step.value,
        stereo_angle=asked.stereo_angle.value,
        error=asked.custody_error.value,
        age=asked.custody_age.value,
        raids=tuple(sorted(asked.raids)),
    )
