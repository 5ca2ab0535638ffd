"""The coverage study on a compiled scenario: against dot products, against its own names, against a published constellation."""

import jax
import numpy as np
import pytest
from jax.sharding import Mesh

from cupola.compiler.compiling import compile_scenario
from cupola.compiler.problem import Problem
from cupola.constants import EARTH
from cupola.engine import Devices, run_study
from cupola.records import Record
from cupola.scenario.loading import loads
from cupola.studies.base import Piece
from cupola.studies.coverage import CoverageStudy

SCENARIO = """
cupola: 1
name: five
title: Five satellites
question: Do five satellites see the whole Earth all the time?
about: Walker's five-satellite pattern.
epoch: 2026-11-01T00:00:00Z
sensors:
  horizon:
    title: Down to an elevation
    footprint:
      min-elevation: {value: 5 deg, low: 2 deg, high: 12 deg, source: assumed, note: for the range}
constellations:
  five:
    title: Five
    layer: test
    sensor: horizon
    shells:
      main: {pattern: walker-delta, altitude: 20000 km, inclination: 43.66 deg, planes: 5, per-plane: 1, phasing: 1}
  ring:
    title: Low ring
    layer: test
    sensor: horizon
    shells:
      low: {pattern: walker-star, altitude: 900 km, inclination: 88 deg, planes: 2, per-plane: 5, phasing: 1}
      high: {pattern: molniya, apogee-longitudes: [10 deg], perigee-altitude: 800 km}
regions:
  tropics: {title: Tropics, box: {south: -23.5 deg, north: 23.5 deg, west: -180 deg, east: 180 deg}}
studies:
  coverage:
    span: 12 h
    step: 20 min
    grid: 6 deg
    draws: 4
    views:
      five: {title: Five, constellations: [five]}
      both: {title: Both, constellations: [five, ring]}
headline:
  figures: [coverage.five_one_in_view_world]
  sentence: "{coverage.five_one_in_view_world} of the time"
"""


class Nowhere:
    """A sink that keeps nothing."""

    def get(self, study: str, task: str) -> Piece | None:
        return None

    def put(self, study: str, task: str, piece: Piece) -> None:
        return


def flown(problem: Problem, devices: int = 2) -> Record:
    study, mesh = CoverageStudy(), Mesh(np.array(jax.devices()[:devices]), ("time",))
    results = run_study(study, problem, Devices(mesh, "cpu", "cpu"), Nowhere(), lambda study, done, total: None)
    return study.gather(problem, results, {})


@pytest.fixture(scope="module")
def problem() -> Problem:
    return compile_scenario(loads(SCENARIO), seed=3)


@pytest.fixture(scope="module")
def record(problem: Problem) -> Record:
    return flown(problem)


@pytest.mark.cross
def test_counts_equal_dot_products_over_the_whole_span(problem: Problem, record: Record):
    """Every cell and level of both views, by positions and angles at the surface instead of caps on rings."""
    grid = problem.coverage.grid
    lat, lon = np.meshgrid(grid.latitudes, grid.longitudes, indexing="ij")
    up = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1).reshape(-1, 3)
    seconds = np.arange(36) * 1200.0
    angle = problem.clock.earth_angle(seconds)
    seen = {"five": np.zeros((36, len(up)), int), "both": np.zeros((36, len(up)), int)}
    for group in problem.variants[0]:
        positions = np.asarray(group.ephemeris.positions(seconds, angle))
        line = positions[:, :, None, :] - EARTH.radius * up
        elevation = np.arcsin(np.einsum("tncx,cx->tnc", line, up) / np.linalg.norm(line, axis=-1))
        assert np.abs(elevation - np.radians(5.0)).min() > 1e-9
        count = (elevation >= np.radians(5.0)).sum(axis=1)
        seen["both"] += count
        if group.constellation == "five":
            seen["five"] += count
    for view, counts in seen.items():
        found = record.data.sel(view=view)
        shares = np.stack([(counts >= k).mean(axis=0) for k in range(1, 9)]).reshape(8, grid.rings, grid.columns)
        assert np.allclose(found["in_view_share"].values, shares, rtol=0.0, atol=1e-15)
        assert np.allclose(found["mean_in_view"].values, counts.mean(axis=0).reshape(grid.rings, grid.columns), rtol=0.0, atol=1e-14)


@pytest.mark.reference
def test_five_satellites_see_everything_where_their_cap_is_wide_enough(problem: Problem, record: Record):
    """At 20,000 km and 5 deg the cap is 71.0 deg, above Walker's 69.15; at 12 deg, 64.4 deg, it is not enough."""
    assert record.figures["five_one_in_view_world"].value == 1.0
    wider = compile_scenario(loads(SCENARIO.replace("value: 5 deg", "value: 12 deg")), seed=3)
    assert flown(wider).figures["five_one_in_view_world"].value < 0.999


@pytest.mark.law
def test_figures_carry_the_names_that_the_scenario_promises(record: Record):
    assert {f"coverage.{name}" for name in record.figures} == set(loads(SCENARIO).figure_names())


@pytest.mark.law
def test_ranges_come_from_the_draws_and_hold_the_value_here(problem: Problem, record: Record):
    """More elevation is less in view, so the nominal 5 deg lies between draws of 2 to 12 deg."""
    figure = record.figures["both_mean_in_view_tropics"]
    by_draw = record.data["region_share_by_draw"].sel(view="both", region="tropics").sum("level")
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low < figure.value < figure.high
    assert np.argsort(by_draw.values).tolist() == np.argsort(-problem.samples.values[:, 0]).tolist()


@pytest.mark.law
def test_one_device_gives_the_bits_of_two(problem: Problem, record: Record):
    alone = flown(problem, devices=1)
    for name in record.data.data_vars:
        assert alone.data[name].values.tobytes() == record.data[name].values.tobytes()


@pytest.mark.law
def test_shares_fall_with_the_level_and_gaps_fit_the_span(record: Record):
    data = record.data
    assert (data["in_view_share"].diff("level").values <= 0.0).all()
    assert np.allclose(
        data["region_share"].sel(region="world").values, (data["in_view_share"] * data["cell_area"]).sum(["latitude", "longitude"])
    )
    assert ((data["longest_gap"] + data["open_gap"]).values <= data.attrs["span_s"]).all()
