"""The revisit study on a compiled scenario: against each cell's own history by plain vectors, its names, its bounds, its devices."""

import jax
import numpy as np
import pytest
from jax.sharding import Mesh

from cupola.compiler.compiling import compile_scenario
from cupola.compiler.problem import Problem
from cupola.engine import Devices, run_study
from cupola.frames.geodetic import geodetic_to_itrs
from cupola.records import Record
from cupola.scenario.loading import loads
from cupola.studies.base import Piece
from cupola.studies.revisit import RevisitStudy

SCENARIO = """
cupola: 1
name: two
title: Two cameras
question: How often does a camera come by?
about: An optical and a radar satellite.
epoch: 2026-11-01T00:00:00Z
sensors:
  camera:
    title: Camera
    footprint: {off-nadir: {max: {value: 50 deg, low: 40 deg, high: 60 deg, source: assumed, note: for the range}}}
    min-sun-elevation: 10 deg
  radar:
    title: Radar to the right
    footprint: {off-nadir: {min: 20 deg, max: 55 deg, side: right}}
constellations:
  optical: {title: Optical, layer: test, sensor: camera, shells: {main: "sun-synchronous 10.5 h: 2 at 600 km"}}
  radar: {title: Radar, layer: test, sensor: radar, shells: {main: "53 deg: 3/3/1 at 500 km"}}
targets:
  nairobi: {title: Nairobi, city: Nairobi}
  north: {title: Far north, latitude: 85 deg, longitude: 0 deg}
regions:
  tropics: {title: Tropics, latitudes: {south: -23.5 deg, north: 23.5 deg}}
  people: {title: People, weight: people}
studies:
  revisit:
    span: 2 day
    step: 60 s
    grid: 10 deg
    draws: 2
    views:
      optical: {title: Optical, constellations: [optical]}
      both: {title: Both, constellations: [optical, radar]}
headline:
  figures: [revisit.optical_looks_a_day_nairobi]
  sentence: "{revisit.optical_looks_a_day_nairobi}"
"""
INSTANTS, STEP = 2880, 60.0


class Nowhere:
    """A sink that keeps nothing."""

    def get(self, study: str, task: str) -> Piece | None:
        return None

    def put(self, study: str, task: str, piece: Piece) -> None:
        return


def flown(problem: Problem, devices: int = 2) -> Record:
    study, mesh = RevisitStudy(), Mesh(np.array(jax.devices()[:devices]), ("time",))
    results = run_study(study, problem, Devices(mesh, "cpu", "cpu"), Nowhere(), lambda study, done, total: None)
    return study.gather(problem, results, {})


@pytest.fixture(scope="module")
def problem() -> Problem:
    return compile_scenario(loads(SCENARIO), seed=3)


@pytest.fixture(scope="module")
def record(problem: Problem) -> Record:
    return flown(problem)


def seen(problem: Problem, latitude: np.ndarray, longitude: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Whether each place is looked at by each satellite of a constellation at each instant, (t, n, place), by plain vectors.

    And the places of which that is sure: the plane of flight is the mean one, off which the node's drift carries a satellite by 5e-4 rad.
    """
    point = geodetic_to_itrs(latitude, longitude, np.zeros_like(latitude), problem.body)
    up = np.stack([np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], axis=-1)
    seconds = np.arange(INSTANTS) * STEP
    angle = problem.clock.earth_angle(seconds)
    day = problem.clock.sun(seconds) @ up.T >= np.sin(np.radians(10.0))
    found, sure = {}, np.ones(len(latitude), bool)
    for group in problem.variants[0]:
        place = np.asarray(group.ephemeris.positions(seconds, angle))
        ahead = np.asarray(group.ephemeris.positions(seconds + 1.0, angle)) - place
        left = np.cross(place, ahead)
        line = place[:, :, None, :] - point
        off = np.arccos((line * place[:, :, None, :]).sum(-1) / np.linalg.norm(line, axis=-1) / np.linalg.norm(place, axis=-1)[:, :, None])
        above = (line * up).sum(-1) >= 0.0
        if group.constellation == "optical":
            found["optical"] = above & (off <= np.radians(50.0)) & day[:, None, :]
        else:
            aside = (left[:, :, None, :] * point).sum(-1) / np.linalg.norm(left, axis=-1)[:, :, None] / np.linalg.norm(point, axis=-1)
            within = above & (off >= np.radians(20.0)) & (off <= np.radians(55.0))
            found["radar"] = within & (aside <= 0.0)
            sure &= ~(within & (np.abs(aside) < 1e-3)).any(axis=(0, 1))
    return found, sure


@pytest.mark.cross
def test_gaps_of_every_cell_are_those_of_its_own_history(problem: Problem, record: Record):
    grid = problem.sweeps["revisit"].grid
    latitude, longitude = (one.ravel() for one in np.meshgrid(grid.latitudes, grid.longitudes, indexing="ij"))
    by, sure = seen(problem, latitude, longitude)
    views = {"optical": by["optical"].max(axis=1), "both": np.concatenate([by["optical"], by["radar"]], axis=1).max(axis=1)}
    for view, history in views.items():
        data = record.data.sel(view=view)
        flat = {name: data[name].values.reshape(-1) for name in ("seen_share", "longest_gap", "open_gap", "gap_count", "mean_response")}
        high = data["gap_quantile"].sel(quantile=0.9).values.ravel()
        for cell in np.flatnonzero(sure)[::7]:
            at = np.flatnonzero(history[:, cell])
            gaps = STEP * np.array([length for length in (at[1:] - at[:-1] - 1).tolist() if length > 0])
            head, tail = (at[0], INSTANTS - 1 - at[-1]) if len(at) else (INSTANTS, 0)
            assert flat["seen_share"][cell] == pytest.approx(len(at) / INSTANTS, abs=1e-12)
            assert flat["longest_gap"][cell] == gaps.max(initial=0.0)
            assert flat["open_gap"][cell] == max(head, tail) * STEP
            assert flat["gap_count"][cell] == len(gaps)
            if len(gaps):
                assert high[cell] == pytest.approx(np.quantile(gaps, 0.9, method="inverted_cdf"), rel=1.0 / 32.0)
                assert flat["mean_response"][cell] == pytest.approx(0.5 * (gaps**2).sum() / ((at[-1] - at[0] + 1) * STEP), rel=1e-12)
            else:
                assert np.isnan(high[cell])


@pytest.mark.cross
def test_looks_at_targets_are_those_of_their_own_history(problem: Problem, record: Record):
    """Passes shorter than a step may be seen by one and not by the other: none is, here."""
    latitude, longitude = (np.array([getattr(target, name) for target in problem.targets]) for name in ("latitude", "longitude"))
    by, sure = seen(problem, latitude, longitude)
    assert sure.all()
    for view, constellations in {"optical": ["optical"], "both": ["optical", "radar"]}.items():
        rises = [(by[name][1:] & ~by[name][:-1]).sum(axis=(0, 1)) + by[name][0].sum(axis=0) for name in constellations]
        ours = record.data["target_looks_a_day"].sel(view=view).values * INSTANTS * STEP / 86_400.0
        assert np.abs(ours - sum(rises)).max() < 1e-6
    assert record.data["target_looks_a_day"].sel(view="optical", target="nairobi") > 0.4
    assert record.data["target_looks_a_day"].sel(view="optical", target="north") == 0.0


@pytest.mark.law
def test_what_is_never_looked_at_says_so(record: Record):
    """The far north in November: night, so that the camera never looks."""
    for measure in ("median_gap", "gap_90", "longest_gap", "mean_response"):
        figure = record.figures[f"optical_{measure}_north"]
        assert figure.at_least and figure.note is not None
        assert figure.number > 0.9 * 86_400.0
    assert record.figures["both_longest_gap_world"].number >= record.figures["both_gap_90_world"].number


@pytest.mark.law
def test_figures_carry_the_names_that_the_scenario_promises(record: Record):
    assert {f"revisit.{name}" for name in record.figures} == set(loads(SCENARIO).figure_names())


@pytest.mark.law
def test_ranges_come_from_the_draws(record: Record):
    """A wider cone waits less: 40 to 60 deg about the 50 as written."""
    figure = record.figures["optical_mean_response_world"]
    assert figure.low is not None and figure.high is not None
    assert figure.low < figure.number < figure.high


@pytest.mark.law
def test_one_device_gives_the_bits_of_two(problem: Problem, record: Record):
    alone = flown(problem, devices=1)
    for name in record.data.data_vars:
        assert alone.data[name].values.tobytes() == record.data[name].values.tobytes()


@pytest.mark.law
def test_more_satellites_never_wait_longer(record: Record):
    data = record.data
    assert (data["seen_share"].sel(view="both") >= data["seen_share"].sel(view="optical")).all()
    assert (data["target_looks_a_day"].sel(view="both") >= data["target_looks_a_day"].sel(view="optical")).all()
    assert np.isfinite(data["mean_response"].values).all()
