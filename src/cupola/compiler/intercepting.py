"""The interception study of a scenario: from the file's words to envelopes in each draw, shells, and places that stand for regions."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from cupola.arrays import Float
from cupola.compiler.intercepted import Beside, Case, Envelope, Interception, Layer
from cupola.compiler.places import places_of
from cupola.compiler.problem import Place
from cupola.constants import Body
from cupola.frames.geodetic import geocentric_latitude
from cupola.geometry import RingGrid
from cupola.scenario import interception
from cupola.scenario.schema import Scenario
from cupola.scenario.shells import Shell, WalkerDelta, WalkerStar

PLACES = 4
"""Places that stand for a region."""

Places = tuple[Float[np.ndarray, "p"], Float[np.ndarray, "p"]]
"""Geodetic latitudes and longitudes, rad."""

_CELL = math.radians(1.0)


def interception_of(scenario: Scenario, drawn: Sequence[Scenario], body: Body) -> Interception | None:
    """What the interception study was asked; None where it is not.

    Args:
        scenario: as the file writes it.
        drawn: it, and it with the values of each draw.
        body: what is orbited.

    Raises:
        ScenarioError: a region without cells.
    """
    asked = scenario.studies.interception
    if asked is None:
        return None
    kind = scenario.interceptors[asked.interceptors]
    grid = RingGrid.of_step(_CELL, body)
    asked_about = {_region(scenario, one) for one in asked.cases.values()}
    regions = {name: region for name, region in scenario.regions.items() if name in asked_about}
    places, _ = places_of(scenario.model_copy(update={"regions": regions}), grid, body)
    at = {place.name: standing_for(place, grid) for place in places[:-1]}
    return Interception(
        title=kind.title,
        constellation=kind.constellation,
        per_satellite=kind.per_satellite.count,
        instants=max(1, int(np.floor(asked.span.value / asked.step.value + 1e-9))),
        step=asked.step.value,
        draws=asked.draws,
        cases=tuple(_case(scenario, name, one, at, body) for name, one in asked.cases.items()),
        salvos=tuple(sorted(asked.salvos)),
        confidences=tuple(sorted(one.value for one in asked.confidences)),
        largest=asked.largest,
        published=tuple(Beside(one.title, one.interceptors, one.salvo, one.source, one.note or "") for one in asked.published),
        envelopes=tuple(_envelope(one, asked, body) for one in drawn[: asked.draws + 1]),
    )


def _case(scenario: Scenario, name: str, asked: interception.Case, at: Mapping[str, Places], body: Body) -> Case:
    threat = None if asked.threat is None else scenario.threats[asked.threat]
    region = _region(scenario, asked)
    missile = "" if threat is None or asked.view is None else scenario.missiles[threat.missile].title
    latitude, longitude = at[region]
    title = scenario.regions[region].title
    return Case(name, asked.title, title, missile, asked.threat, asked.view, geocentric_latitude(latitude, body), longitude)


def _region(scenario: Scenario, case: interception.Case) -> str:
    """Name of the region that missiles of a case rise from."""
    return case.region or "" if case.threat is None else scenario.threats[case.threat].launch_area


def standing_for(place: Place, grid: RingGrid) -> Places:
    """Latitudes and longitudes, rad, of `PLACES` cells that each stand for an equal part of a region's weight, from south to north."""
    ring, column = np.nonzero(place.cells)
    reached = np.cumsum(place.weights[ring, column])
    wanted = (np.arange(PLACES) + 0.5) / PLACES * reached[-1]
    at = np.searchsorted(reached, wanted)
    return grid.latitudes[ring[at]], grid.longitudes[column[at]]


def _envelope(scenario: Scenario, asked: interception.InterceptionStudy, body: Body) -> Envelope:
    kind, delays = scenario.interceptors[asked.interceptors], scenario.delays
    stated = 0.0 if kind.time_left is None else kind.time_left.value
    before = 0.0 if delays is None else delays.processing.value + delays.decision.value
    return Envelope(
        acceleration=kind.acceleration.value,
        burn_out_speed=kind.burn_out_speed.value,
        intercept_altitude=kind.intercept_altitude.value,
        single_shot=kind.single_shot.value,
        goal=kind.goal.value,
        layers=tuple(_layer(name, shell, body) for name, shell in scenario.constellations[kind.constellation].shells.items()),
        burn_time=tuple(
            stated if one.view is None or one.threat is None else scenario.missiles[scenario.threats[one.threat].missile].burn_time.value
            for one in asked.cases.values()
        ),
        delay=before + kind.launch_delay.value,
    )


def _layer(name: str, shell: Shell, body: Body) -> Layer:
    if not isinstance(shell, WalkerDelta | WalkerStar):
        raise AssertionError("a checked study sizes Walker shells")
    return Layer(
        name=name,
        radius=body.radius + shell.altitude.value,
        inclination=shell.inclination.value,
        planes=shell.planes.count,
        per_plane=shell.per_plane.count,
        phasing=shell.phasing.count,
        raan_spread=shell.raan_spread.value if isinstance(shell, WalkerStar) else 2.0 * np.pi,
        argument=shell.anomaly.value,
        raan=shell.raan.value,
    )
