"""The coverage study on a compiled scenario: against dot products, against its own names, against a published constellation."""

import jax
import numpy as np
import pytest
from jax.sharding import Mesh

from cupola.compiler.compiling import compile_scenario
from cupola.compiler.problem import Problem
from cupola.constants import EARTH
from cupola.engine import Devices, run_study
from cupola.frames.geodetic import geodetic_to_itrs
from cupola.geometry import RingGrid
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


LOOKING = """
cupola: 1
name: looking
title: Every kind of footprint
question: What does each see?
about: One low shell for each kind of footprint.
epoch: 2026-06-21T00:00:00Z
sensors:
  cone: {title: Cone, footprint: {nadir-cone: {half-angle: 48 deg}}}
  aside: {title: Aside, footprint: {off-nadir: {min: 20 deg, max: 62 deg, side: right}}}
  sunny: {title: By day, footprint: {min-elevation: 10 deg}, min-sun-elevation: 5 deg}
constellations:
  cone: {title: Cone, layer: test, sensor: cone, shells: {main: "sun-synchronous 10.5 h: 9 at 1200 km"}}
  aside: {title: Aside, layer: test, sensor: aside, shells: {main: "53 deg: 12/3/1 at 1200 km"}}
  sunny: {title: By day, layer: test, sensor: sunny, shells: {main: "repeating-track 14/1 at 70 deg: 8"}}
regions:
  north: {title: North, latitudes: {south: 30 deg, north: 60 deg}}
  people: {title: People, weight: people}
studies:
  coverage:
    span: 6 h
    step: 20 min
    grid: 6 deg
    views:
      cone: {title: Cone, constellations: [cone]}
      aside: {title: Aside, constellations: [aside]}
      sunny: {title: By day, constellations: [sunny]}
headline:
  figures: [coverage.cone_one_in_view_world]
  sentence: "{coverage.cone_one_in_view_world} of the time"
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


def ground(grid: RingGrid) -> tuple[np.ndarray, np.ndarray]:
    """Positions (m) and verticals of a grid's cell centres, (cells, 3): by ERFA."""
    lat, lon = (one.ravel() for one in np.meshgrid(grid.latitudes, grid.longitudes, indexing="ij"))
    up = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)
    return geodetic_to_itrs(lat, lon, np.zeros_like(lat), EARTH), up


@pytest.mark.cross
def test_counts_equal_dot_products_over_the_whole_span(problem: Problem, record: Record):
    """Every cell and level of both views, by positions and elevations on the ellipsoid instead of intervals on rings."""
    grid = problem.sweeps["coverage"].grid
    point, up = ground(grid)
    seconds = np.arange(36) * 1200.0
    angle = problem.clock.earth_angle(seconds)
    seen = {"five": np.zeros((36, len(up)), int), "both": np.zeros((36, len(up)), int)}
    for group in problem.variants[0]:
        positions = np.asarray(group.ephemeris.positions(seconds, angle))
        line = positions[:, :, None, :] - point
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
    assert record.figures["five_one_in_view_world"].number == 1.0
    wider = compile_scenario(loads(SCENARIO.replace("value: 5 deg", "value: 12 deg")), seed=3)
    assert flown(wider).figures["five_one_in_view_world"].number < 0.999


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
    assert figure.low < figure.number < figure.high
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


def between(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Angle between vectors, rad."""
    return np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), (a * b).sum(axis=-1))


@pytest.fixture(scope="module")
def looking() -> tuple[Problem, Record]:
    problem = compile_scenario(loads(LOOKING), seed=0)
    return problem, flown(problem)


@pytest.mark.cross
@pytest.mark.parametrize("view", ["cone", "aside", "sunny"])
def test_footprints_of_a_file_see_what_plain_vectors_see(looking: tuple[Problem, Record], view: str):
    """Cones about the nadir, one side of the flight, and a sensor by day: which coverage counts by night as well, being geometry alone."""
    problem, record = looking
    grid = problem.sweeps["coverage"].grid
    point, up = ground(grid)
    seconds = np.arange(18) * 1200.0
    group = next(group for group in problem.variants[0] if group.constellation == view)
    positions = np.asarray(group.ephemeris.positions(seconds, problem.clock.earth_angle(seconds)))
    line = point - positions[:, :, None, :]
    elevation, off_nadir = between(line, up) - 0.5 * np.pi, between(line, -positions[:, :, None, :])
    match view:
        case "cone":
            margins = [elevation, np.radians(48.0) - off_nadir]
        case "aside":
            margins = [elevation, np.radians(62.0) - off_nadir, off_nadir - np.radians(20.0), _rightward(positions, point)]
        case _:
            margins = [elevation - np.radians(10.0)]
    least = np.min(margins, axis=0)
    assert np.abs(least).min() > 1e-9
    share = (least >= 0.0).any(axis=1).mean(axis=0).reshape(grid.rings, grid.columns)
    mean = (least >= 0.0).sum(axis=1).mean(axis=0).reshape(grid.rings, grid.columns)
    found = record.data.sel(view=view)
    assert np.allclose(found["in_view_share"].sel(level=1).values, share, rtol=0.0, atol=1e-15)
    assert np.allclose(found["mean_in_view"].values, mean, rtol=0.0, atol=1e-14)
    assert 0.02 < share.mean() < 0.98


def _rightward(positions: np.ndarray, point: np.ndarray) -> np.ndarray:
    """Angle of places to the right of each orbit's plane, rad: a plane of four satellites lies square to one of them and the next."""
    plane = positions.reshape(len(positions), 3, 4, 3)
    leftward = np.repeat(np.cross(plane[:, :, 0], plane[:, :, 1]), 4, axis=1)
    return between(leftward[:, :, None, :], point) - 0.5 * np.pi


@pytest.mark.law
def test_regions_are_means_by_their_weights(looking: tuple[Problem, Record]):
    """By hand from the cells: area for a band, people for all cities; the share by draw holds the same numbers."""
    problem, record = looking
    share = record.data["in_view_share"].sel(level=1)
    places = {place.name: place for place in problem.sweeps["coverage"].places}
    for name, place in places.items():
        by_hand = (share.values * place.weights).sum(axis=(1, 2))
        assert np.allclose(record.data["region_share"].sel(level=1, region=name).values, by_hand, rtol=0.0, atol=1e-15)
        assert record.figures[f"cone_hours_a_day_{name}"].number == pytest.approx(24.0 * by_hand[0], abs=1e-12)
        assert record.figures[f"cone_hours_a_day_{name}"].unit == "h/day"
    rows = np.flatnonzero(np.abs(np.degrees(problem.sweeps["coverage"].grid.latitudes) - 45.0) < 15.0)
    area = record.data["cell_area"].values[rows]
    band = (share.sel(view="cone").values[rows].mean(axis=1) * area).sum() / area.sum()
    assert float(record.data["region_share"].sel(view="cone", level=1, region="north")) == pytest.approx(band, abs=1e-12)


@pytest.mark.law
def test_the_belt_is_the_widest_run_of_rings_that_are_always_seen(problem: Problem, record: Record):
    """From the arrays by hand, a loop from the south; and none, told as such, where no ring always has one."""
    for view in ("five", "both"):
        always = (record.data["in_view_share"].sel(view=view, level=1).values == 1.0).all(axis=1)
        runs, begun = [], None
        for ring, holds in enumerate([*always.tolist(), False]):
            if holds and begun is None:
                begun = ring
            elif not holds and begun is not None:
                runs.append((ring - begun, 6.0 * begun - 90.0, 6.0 * ring - 90.0))
                begun = None
        _, south, north = max(runs)
        edges = [record.figures[f"{view}_{name}"] for name in ("continuous_south", "continuous_north")]
        assert np.allclose([edge.number for edge in edges], [south, north], rtol=0.0, atol=1e-9)
        assert np.allclose(
            [record.data[f"continuous_{side}"].sel(view=view) for side in ("south", "north")], [edge.number for edge in edges]
        )
        assert all(edge.unit == "degrees_north" and edge.note is None for edge in edges)
        assert edges[0].low is not None and edges[0].high is not None and edges[0].low <= edges[0].number <= edges[0].high


@pytest.mark.law
def test_no_belt_is_told_as_none(looking: tuple[Problem, Record]):
    _, record = looking
    assert not (record.data["in_view_share"].sel(view="aside", level=1).values == 1.0).all(axis=1).any()
    for side in ("south", "north"):
        edge = record.figures[f"aside_continuous_{side}"]
        assert edge.number == 0.0
        assert edge.note == "no parallel always has one in view"
