"""The latency study: its figures beside plain geometry and other algorithms, what is never connected, and losses of an owner."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import floyd_warshall

import cupola
from cupola.compiler.compiling import compile_scenario
from cupola.compiler.problem import Problem
from cupola.constants import SPEED_OF_LIGHT
from cupola.engine import Devices, ready_devices, run_study
from cupola.frames.geodetic import geodetic_to_itrs
from cupola.network.block import graphs
from cupola.records import Record
from cupola.scenario.absence import absence_of
from cupola.scenario.loading import loads
from cupola.store import Run
from cupola.studies import latency
from cupola.studies.base import Piece
from cupola.studies.latency import LatencyStudy
from cupola.studies.webs import Web

TEXT = """
cupola: 1
name: relays
title: Two networks and a desk
question: How long does a message take?
about: A mesh, bent pipes and watchers that report, all made up for the tests.
epoch: 2026-11-01T00:00:00Z
sources: {}
suppliers:
  ours: {title: Ours, country: United States}
  theirs: {title: Theirs, country: Luxembourg}
sensors:
  eye:
    title: An eye
    footprint: {min-elevation: 10 deg}
constellations:
  mesh:
    title: The mesh
    layer: transport
    supplier: ours
    shells: {main: {pattern: walker-star, altitude: 780 km, inclination: 86.4 deg, planes: 6, per-plane: 11, phasing: 3}}
    links: {pattern: plus-grid, seam: false, terminals: 5, hop-delay: 1 ms, rate: 1 Gbit/s, acquisition: 90 s}
  lone:
    title: Satellites without links
    layer: transport
    supplier: theirs
    shells: {main: {pattern: walker-delta, altitude: 8000 km, inclination: 50 deg, planes: 3, per-plane: 4, phasing: 1}}
  watchers:
    title: The watchers
    layer: tracking
    supplier: theirs
    sensor: eye
    shells: {main: {pattern: walker-delta, altitude: 1000 km, inclination: 60 deg, planes: 2, per-plane: 2}}
    links: {pattern: none, joins: [mesh], terminals: 1, rate: 2 Gbit/s}
terminals:
  dish: {title: A dish, min-elevation: 8.2 deg}
  dome: {title: A dome, min-elevation: 5 deg, satellites: 2, rate: 10 Gbit/s}
sites:
  london: {title: London, city: "London, United Kingdom", role: user, terminal: dish, serves: [mesh, lone]}
  nairobi: {title: Nairobi, city: Nairobi, role: user, terminal: dish, serves: [mesh, lone]}
  same: {title: London again, city: "London, United Kingdom", role: user, terminal: dish, serves: [mesh, lone]}
  svalbard: {title: Svalbard, latitude: 78.2 deg, longitude: 15.4 deg, role: gateway, terminal: dome, serves: [mesh], supplier: ours}
  desk: {title: The desk, latitude: 39.7 deg, longitude: -104.8 deg, role: command, terminal: dome, serves: [mesh], supplier: ours}
delays: {processing: 5 s, decision: 60 s, acquisition: 2 s, queueing: 100 ms, hand-over: 1 s}
demand: {total: 100 Gbit/s}
studies:
  latency:
    span: 2 h
    step: 60 s
    draws: 1
    pairs: [[london, nairobi], [london, same]]
    users: london
    latitudes: {south: -30 deg, north: 60 deg, step: 90 deg}
    cities: 6
    losses: {kinds: [satellites, busiest, planes, gateways, suppliers], shares: [20 %, 60 %], trials: 3}
    relay-of: [watchers]
    command: desk
    store-and-forward: true
    views:
      all: {title: All, constellations: [mesh, watchers]}
      bent: {title: Bent pipes, constellations: [lone]}
headline:
  figures: [latency.all_round_trip_london_nairobi]
  sentence: "{latency.all_round_trip_london_nairobi}"
"""


class _Kept:
    """Keeps pieces."""

    def __init__(self) -> None:
        self.pieces: dict[str, Piece] = {}

    def get(self, study: str, task: str) -> Piece | None:
        return self.pieces.get(task)

    def put(self, study: str, task: str, piece: Piece) -> None:
        self.pieces[task] = piece


def _silent(study: str, done: int, total: int) -> None:
    """Tells nobody."""


@pytest.fixture(scope="module")
def problem() -> Problem:
    return compile_scenario(loads(TEXT), 1)


@pytest.fixture(scope="module")
def devices() -> Devices:
    return ready_devices()


@pytest.fixture(scope="module")
def results(problem: Problem, devices: Devices) -> dict[str, Piece]:
    return run_study(LatencyStudy(), problem, devices, _Kept(), _silent)


@pytest.fixture(scope="module")
def record(problem: Problem, results: dict[str, Piece]) -> Record:
    return LatencyStudy().gather(problem, results, {})


@pytest.mark.story
def test_figures_carry_the_names_that_the_scenario_promises(record: Record):
    promised = {name.removeprefix("latency.") for name in loads(TEXT).figure_names()}
    assert set(record.figures) == promised
    assert all(figure.note for figure in record.figures.values() if figure.value is None)


@pytest.mark.cross
def test_bent_pipes_are_the_nearest_common_satellite(problem: Problem, results: dict[str, Piece]):
    """By plain vectors: the least sum of two ranges over the satellites that both see."""
    web = Web.of(problem, 0, ("lone",))
    seconds = web.asked.seconds
    place = np.asarray(web.groups[0].ephemeris.positions(seconds, problem.clock.earth_angle(seconds)))
    ranges = []
    for name in ("london", "nairobi"):
        site = web.network.site(name)
        here = geodetic_to_itrs(np.asarray(site.latitude), np.asarray(site.longitude), np.asarray(0.0), problem.body)
        up = np.array(
            [np.cos(site.latitude) * np.cos(site.longitude), np.cos(site.latitude) * np.sin(site.longitude), np.sin(site.latitude)]
        )
        away = place - here
        long = np.linalg.norm(away, axis=-1)
        ranges.append(np.where(away @ up >= long * np.sin(site.min_elevation), long, np.inf))
    expected = (ranges[0] + ranges[1]).min(axis=1) / SPEED_OF_LIGHT
    found = results["draw-000-bent"]["delay"][:, 0]
    assert np.isinf(expected).any() or np.isfinite(expected).all()
    assert np.allclose(found, expected, rtol=1e-12, atol=0.0)


@pytest.mark.cross
def test_ways_over_links_are_those_of_another_algorithm(problem: Problem, results: dict[str, Piece]):
    """Floyd and Warshall's, on the graphs of a few instants; satellites add their delay, sites pass nothing on."""
    web = Web.of(problem, 0, ("mesh", "watchers"))
    for at in (0, 7, 61, 119):
        (graph,) = graphs(web.scene(at, at + 1))
        hop = np.concatenate([web.hop_delay, np.zeros(web.nodes - web.satellites)])
        for (_, one, other), column in zip(web.pairs, range(2), strict=True):
            apart = np.any((graph.ends >= web.satellites) & (graph.ends != one) & (graph.ends != other), axis=1)
            ends, delay = graph.ends[~apart], graph.length[~apart] / SPEED_OF_LIGHT
            rows, columns = np.concatenate([ends, ends[:, ::-1]]).T
            weights = np.tile(delay, 2) + 0.5 * (hop[rows] + hop[columns])
            best = floyd_warshall(csr_array((weights, (rows, columns)), shape=(web.nodes, web.nodes)))
            assert math.isclose(results["draw-000-all"]["delay"][at, column], best[one, other], rel_tol=1e-12, abs_tol=0.0) or (
                math.isinf(best[one, other]) and math.isinf(results["draw-000-all"]["delay"][at, column])
            )


@pytest.mark.law
def test_stretches_of_another_length_join_to_the_same(
    problem: Problem, devices: Devices, results: dict[str, Piece], monkeypatch: pytest.MonkeyPatch
):
    """Acquisition and changes of the way reach over the cuts."""
    monkeypatch.setattr(latency, "STRETCH", 17)
    again = run_study(LatencyStudy(), problem, devices, _Kept(), _silent)
    for name, values in results["draw-000-all"].items():
        assert np.array_equal(values, again["draw-000-all"][name], equal_nan=True), name


@pytest.mark.law
def test_reports_take_the_way_and_what_is_given(record: Record, results: dict[str, Piece]):
    piece = results["draw-000-all"]
    assert piece["report_delay"].shape == (120, 4)
    met = np.isfinite(piece["report_delay"])
    assert 0.3 < met.mean() <= 1.0
    told = record.figures["all_to_command_watchers_desk"].number
    assert 2.1 < told < 2.1 + 0.2
    assert np.isclose(told, np.median(piece["report_delay"][met]) + 2.1, rtol=0.0, atol=1e-12)
    added = piece["report_added"][met]
    assert np.allclose(added, 1e-3 * (piece["report_hops"][met] - 1), rtol=0.0, atol=1e-12)


@pytest.mark.law
def test_one_place_twice_is_reached_over_one_satellite(record: Record):
    assert record.figures["all_hops_london_same"].number == 1.0
    assert record.figures["all_stretch_london_same"].value is None


@pytest.mark.law
def test_an_owner_who_leaves_takes_the_network_along(record: Record):
    gone = record.data["connected_without"].sel(view="all")
    assert float(gone.sel(supplier="ours")) == 0.0
    assert record.figures["all_connected_after_suppliers"].number == 0.0
    assert record.figures["all_round_trip_after_suppliers"].value is None
    assert float(gone.sel(supplier="theirs")) < float(record.data["connected_whole"].sel(view="all"))


@pytest.mark.law
def test_more_lost_is_never_better_connected(record: Record):
    after = record.data["connected_after"].sel(view="all")
    assert bool((after.isel(lost_share=1) <= after.isel(lost_share=0) + 1e-12).all())
    assert bool((after.isel(extent=0) <= after.isel(extent=2)).all())


@pytest.mark.law
def test_carried_messages_arrive_no_later_than_waiting_for_a_way(results: dict[str, Piece]):
    carried, at_once = results["carried-bent"], np.isfinite(results["draw-000-bent"]["delay"])
    assert np.array_equal(carried["at_once"], at_once)
    assert np.all(carried["delivery"][at_once] == 0.0)
    for column in range(at_once.shape[1]):
        up = np.flatnonzero(at_once[:, column])
        wait = np.array([60.0 * (up[up >= at][0] - at) if (up >= at).any() else np.inf for at in range(len(at_once))])
        assert np.all(carried["delivery"][:, column] <= wait)


@pytest.mark.law
def test_what_gets_through_is_bounded_by_what_is_asked_and_by_the_gateway(record: Record):
    """One gateway with two links, each to a satellite with 1 Gbit/s links: no more than its terminals give."""
    most = record.figures["all_throughput"].number
    assert 0.0 < most <= 20e9 * (1.0 + 1e-9)
    assert math.isclose(record.figures["all_unserved"].number, 1.0 - most / 100e9, abs_tol=1e-6)
    assert "bent_throughput" not in record.figures


@pytest.mark.law
def test_a_satellite_that_is_not_there_carries_nothing(problem: Problem):
    (group,) = (one for one in problem.variants[0] if one.constellation == "lone")
    none = replace(group, active=np.zeros(group.ephemeris.size, bool))
    variants = tuple(tuple(none if one.constellation == "lone" else one for one in same) for same in problem.variants)
    web = Web.of(replace(problem, variants=variants), 0, ("lone",))
    assert all(len(graph.ends) == 0 for graph in graphs(web.scene(0, 5)))


@pytest.mark.law
def test_losses_do_not_bring_back_who_is_left_out(problem: Problem, devices: Devices):
    """Without the mesh nothing is connected, whoever else goes."""
    scenario = loads(TEXT)
    alone = compile_scenario(scenario, 1, absence_of(scenario, ["mesh"]))
    study = LatencyStudy()
    task = next(task for task in study.plan(alone) if task.group == "removal-all")
    assert study.run(problem, task, devices.mesh)["connected"].max() > 0.5
    assert study.run(alone, task, devices.mesh)["connected"].max() == 0.0


@pytest.mark.law
def test_a_site_that_relays_joins_what_is_carried_too(devices: Devices):
    """Two users on far sides, each in sight of other satellites without links: by a relay between them, no later than without it."""
    extra = "  relay: {title: A relay, latitude: 30 deg, longitude: 20 deg, role: gateway, terminal: dome, serves: [lone], relays: RELAYS}"
    study, found = LatencyStudy(), {}
    for relays in ("true", "false"):
        text = TEXT.replace("delays: {", f"{extra.replace('RELAYS', relays)}\ndelays: {{").replace("draws: 1", "draws: 0")
        same = compile_scenario(loads(text), 1)
        tasks = {task.group: task for task in study.plan(same) if task.start == 0}
        carried = study.run(same, tasks["carried-bent"], devices.mesh)
        at_once = np.isfinite(study.run(same, tasks["draw-000-bent"], devices.mesh)["delay"])
        assert np.array_equal(carried["at_once"][: len(at_once)], at_once)
        found[relays] = carried
    assert np.all(found["true"]["delivery"] <= found["false"]["delivery"])
    assert found["true"]["at_once"].sum() > found["false"]["at_once"].sum()


@pytest.mark.law
def test_a_join_without_a_terminal_left_is_told(problem: Problem):
    assert not any("never link" in warning for warning in problem.warnings)
    full = compile_scenario(loads(TEXT.replace("seam: false, terminals: 5", "terminals: 4")), 1)
    (told,) = (warning for warning in full.warnings if "never link" in warning)
    assert "constellations.mesh.links.terminals" in told
    web = Web.of(full, 0, ("mesh", "watchers"))
    watching = web.members("watchers")
    assert all(not np.isin(graph.ends, watching).any() for graph in graphs(web.scene(0, 3)))


@pytest.mark.story
def test_a_run_tells_what_is_never(tmp_path: Path):
    """Users too far south for a mesh that is gone: every figure has a value or says why not, and the report is written."""
    text = (
        TEXT.replace("span: 2 h", "span: 10 min").replace("draws: 1", "draws: 0").replace("min-elevation: 8.2 deg", "min-elevation: 89 deg")
    )
    (tmp_path / "relays.yaml").write_text(text, encoding="utf-8")
    run: Run = cupola.run(tmp_path / "relays.yaml", out=tmp_path / "run")
    figures = run.manifest["studies"]["latency"]["figures"]
    assert figures["bent_round_trip_london_nairobi"]["value"] is None
    assert figures["bent_connected_london_nairobi"]["value"] == 0.0
    assert figures["bent_longest_outage_london_nairobi"]["value"] == 600.0
    assert (run.path / "report.html").is_file()
