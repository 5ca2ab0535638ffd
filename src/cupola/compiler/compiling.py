"""From a checked scenario to the compiled problem: the only place where both are known."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import jax.numpy as jnp
import numpy as np

from cupola.catalog.earth_orientation import load_earth_orientation
from cupola.compiler.countries import check_countries
from cupola.compiler.dependent import dependence_of
from cupola.compiler.deploying import deployment_of, plays_of
from cupola.compiler.intercepting import interception_of
from cupola.compiler.launches import areas_of, custody_of, launching_of
from cupola.compiler.networks import joining_warnings, latency_of, network_of
from cupola.compiler.places import places_of, targets_of
from cupola.compiler.pricing import costing_of
from cupola.compiler.problem import Clock, Custody, Group, Launching, Problem, Sweep
from cupola.compiler.samples import draw_samples
from cupola.compiler.satellites import groups_of
from cupola.constants import BODIES, Body
from cupola.coverage import window_of
from cupola.epochs.epoch import Epoch
from cupola.epochs.orientation import EarthOrientation, OrientationStatus
from cupola.geometry import RingGrid
from cupola.scenario import studies
from cupola.scenario.absence import Absence
from cupola.scenario.schema import Scenario
from cupola.scenario.spans import Spanned

NOBODY = Absence()


def compile_scenario(scenario: Scenario, seed: int, absence: Absence = NOBODY) -> Problem:
    """Turn a scenario into arrays.

    Args:
        scenario: a checked scenario.
        seed: of the sample matrix.
        absence: who is left out; nobody if not given.

    Raises:
        ScenarioError: a region without cells, or without people where it weighs by them.
        InputError: orbits that no such altitude or elevation has.
    """
    check_countries(scenario)
    body, asked, latency = BODIES[scenario.body], scenario.studies.sweeps(), latency_of(scenario, seed)
    clock = Clock(Epoch.from_instant(scenario.epoch).to("tt"), _orientation())
    draws = max(study.draws for study in scenario.studies.asked().values())
    # Places are what the question is about: they are laid on the grid once and not drawn.
    varying = tuple(fact for fact in scenario.facts() if not fact.key.startswith(("regions.", "targets.", "sites.")))
    samples = draw_samples(varying, draws, seed)
    drawn = [scenario, *(scenario.with_values(samples.row(draw)) for draw in range(1, draws + 1))]
    variants = tuple(_left(groups_of(one, clock, body), absence) for one in drawn)
    custody = custody_of(scenario, seed)
    warnings: dict[str, None] = dict.fromkeys([absence.told(scenario)] if absence.names else [])
    sweeps: dict[str, Sweep] = {}
    for name, study in asked.items():
        sweeps[name], told = _sweep(scenario, study, variants, body)
        # Launches start from cells of their own; the grid and the step of the custody study are those of its maps alone.
        told = () if name == "custody" else (*told, *_step_warnings(sweeps[name], variants[0], body))
        told = (*told, *_span_warnings(study, sweeps[name].instants))
        warnings |= dict.fromkeys((*told, *_orientation_warnings(clock, sweeps[name].instants * sweeps[name].step)))
    if latency is not None and scenario.studies.latency is not None:
        told = (*_span_warnings(scenario.studies.latency, latency.instants), *_orientation_warnings(clock, latency.instants * latency.step))
        warnings |= dict.fromkeys((*told, *joining_warnings(network_of(scenario, absence))))
    playing = 0 if scenario.studies.deployment is None else scenario.studies.deployment.draws
    played = tuple(plays_of(scenario, samples.row(draw) if draw else {}, absence, body) for draw in range(playing + 1))
    warnings |= dict.fromkeys(told for _, several in played for told in several)
    return Problem(
        body=body,
        clock=clock,
        variants=variants,
        samples=samples,
        sweeps=sweeps,
        targets=targets_of(scenario),
        warnings=tuple(warnings),
        titles={name: constellation.title for name, constellation in scenario.constellations.items()},
        custody=custody,
        launching=_launchings(scenario, drawn, custody, clock, body),
        latency=latency,
        networks=() if latency is None else tuple(network_of(one, absence) for one in drawn),
        interception=interception_of(scenario, drawn, body),
        cost=costing_of(scenario, absence, seed),
        deployment=deployment_of(scenario, absence, seed),
        plays=() if scenario.studies.deployment is None else tuple(plays for plays, _ in played),
        dependence=dependence_of(scenario, seed),
    )


@cache
def _orientation() -> EarthOrientation:
    """As shipped; read once, for a run compiles many problems."""
    return load_earth_orientation()


def _left(groups: tuple[Group, ...], absence: Absence) -> tuple[Group, ...]:
    """The groups, with nobody at work in those that are left out."""
    return tuple(
        replace(group, active=np.zeros_like(group.active)) if group.constellation in absence.constellations else group for group in groups
    )


def _launchings(scenario: Scenario, drawn: list[Scenario], custody: Custody | None, clock: Clock, body: Body) -> tuple[Launching, ...]:
    """The launches of each draw; none where none are followed."""
    if custody is None or scenario.studies.custody is None:
        return ()
    areas, span = areas_of(scenario, body), scenario.studies.custody.span.value
    return tuple(launching_of(one, areas, custody, span, clock, body) for one in drawn)


def _sweep(scenario: Scenario, asked: studies.Sweep, variants: tuple[tuple[Group, ...], ...], body: Body) -> tuple[Sweep, tuple[str, ...]]:
    """A study's own request, and what must be told of its places."""
    grid = RingGrid.of_step(asked.grid.value, body)
    places, told = places_of(scenario, grid, body)
    made = Sweep(
        instants=max(1, int(np.floor(asked.span.value / asked.step.value + 1e-9))),
        step=asked.step.value,
        draws=asked.draws,
        grid=grid,
        views=tuple((name, view.title, view.constellations) for name, view in asked.views.items()),
        places=places,
        windows=_windows(variants, grid),
    )
    return made, told


def _span_warnings(asked: Spanned, instants: int) -> Iterator[str]:
    left = asked.span.value - instants * asked.step.value
    if left > 1e-6 * asked.step.value:
        yield f"The span {asked.span.text} is no whole number of steps of {asked.step.text}; the last {left:,.0f} s are not flown."


def _step_warnings(sweep: Sweep, groups: tuple[Group, ...], body: Body) -> Iterator[str]:
    """Footprints that a satellite crosses in less than two steps: many passes would fall between the instants."""
    looking = {constellation for _, _, constellations in sweep.views for constellation in constellations}
    for group in groups:
        if group.constellation not in looking or group.footprint is None:
            continue
        low = group.ephemeris.radii[0]
        crossing = 2.0 * float(group.footprint.reach(jnp.asarray(low), replace(body, flattening=0.0))) / float(np.sqrt(body.mu / low**3))
        if 0.0 < crossing < 2.0 * sweep.step:
            yield (
                f"A satellite of {group.constellation} crosses what it sees in {crossing:,.0f} s, under two steps of {sweep.step:g} s: "
                "passes are missed between the instants. A shorter step would do better."
            )


def _orientation_warnings(clock: Clock, span: float) -> Iterator[str]:
    ends = clock.epoch.after(np.array([0.0, span])).to("tai").mjd
    if np.any(clock.orientation.at(ends).status == OrientationStatus.BEYOND):
        yield (
            "The span reaches beyond the table of Earth orientation; the nearest row is held. Longitudes may be off by about 0.1 km for "
            f"each year beyond it. Table: {clock.orientation.source}."
        )


def _windows(variants: tuple[tuple[Group, ...], ...], grid: RingGrid) -> tuple[int, ...]:
    """The widest over the variants, so that one compiled kernel serves them all."""
    return tuple(
        max((window_of(group.ephemeris, group.footprint, grid) for group in same if group.footprint is not None), default=0)
        for same in zip(*variants, strict=True)
    )
