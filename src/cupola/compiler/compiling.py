"""From a checked scenario to the compiled problem: the only place where both are known."""

import numpy as np

from cupola.catalog.earth_orientation import load_earth_orientation
from cupola.compiler.countries import check_countries
from cupola.compiler.places import places_of
from cupola.compiler.problem import Clock, CoverageRequest, Group, Problem
from cupola.compiler.samples import draw_samples
from cupola.compiler.satellites import groups_of
from cupola.constants import BODIES
from cupola.coverage import windows_of
from cupola.epochs.epoch import Epoch
from cupola.epochs.orientation import OrientationStatus
from cupola.geometry import RingGrid
from cupola.scenario.schema import CoverageStudy, Scenario


def compile_scenario(scenario: Scenario, seed: int) -> Problem:
    """Turn a scenario into arrays.

    Args:
        scenario: a checked scenario.
        seed: of the sample matrix.

    Raises:
        ScenarioError: a region without cells.
    """
    check_countries(scenario)
    body = BODIES[scenario.body]
    asked = scenario.studies.coverage
    grid = RingGrid.of_step(asked.grid.value)
    places, told = places_of(scenario, grid, body)
    clock = Clock(Epoch.from_instant(scenario.epoch).to("tt"), load_earth_orientation())
    instants = max(1, int(np.floor(asked.span.value / asked.step.value + 1e-9)))
    # Places are what the question is about: they are laid on the grid once and not drawn.
    varying = tuple(fact for fact in scenario.facts() if not fact.key.startswith("regions."))
    samples = draw_samples(varying, asked.draws, seed)
    earth_angle = float(clock.earth_angle(np.zeros(1))[0])
    variants = tuple(
        groups_of(scenario.with_values(samples.row(draw)) if draw else scenario, earth_angle, body) for draw in range(asked.draws + 1)
    )
    return Problem(
        body=body,
        clock=clock,
        variants=variants,
        samples=samples,
        coverage=CoverageRequest(
            instants=instants,
            step=asked.step.value,
            grid=grid,
            views=tuple((name, view.title, view.constellations) for name, view in asked.views.items()),
            places=places,
            windows=_windows(variants, grid),
        ),
        warnings=(*told, *_span_warnings(asked, instants), *_orientation_warnings(clock, instants * asked.step.value)),
    )


def _span_warnings(asked: CoverageStudy, instants: int) -> tuple[str, ...]:
    left = asked.span.value - instants * asked.step.value
    if left <= 1e-6 * asked.step.value:
        return ()
    return (f"The span {asked.span.text} is no whole number of steps of {asked.step.text}; the last {left:,.0f} s are not flown.",)


def _orientation_warnings(clock: Clock, span: float) -> tuple[str, ...]:
    ends = clock.epoch.after(np.array([0.0, span])).to("tai").mjd
    if not np.any(clock.orientation.at(ends).status == OrientationStatus.BEYOND):
        return ()
    return (
        "The span reaches beyond the table of Earth orientation; the nearest row is held. Longitudes may be off by about 0.1 km for each "
        f"year beyond it. Table: {clock.orientation.source}.",
    )


def _windows(variants: tuple[tuple[Group, ...], ...], grid: RingGrid) -> tuple[tuple[int, int], ...]:
    """The widest over the variants, so that one compiled kernel serves them all."""
    widest = []
    for same in zip(*variants, strict=True):
        each = [windows_of(group.ephemeris, group.footprint, grid) for group in same if group.footprint is not None]
        widest.append((max((near for near, _ in each), default=0), max((far for _, far in each), default=0)))
    return tuple(widest)
