"""What gets through in the latency study: within the gateways, less after losses, drawn with the facts, by budgets, after acquisition."""

import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import cupola
from cupola.compiler.compiling import compile_scenario
from cupola.compiler.problem import Problem
from cupola.engine import Devices, ready_devices, run_study
from cupola.errors import InputError
from cupola.network.block import graphs
from cupola.network.optical import laser_rate
from cupola.network.radio import radio_rate
from cupola.records import Record
from cupola.scenario.loading import loads
from cupola.studies.base import Piece
from cupola.studies.latency import LatencyStudy
from cupola.studies.webs import Web

TEXT = """
cupola: 1
name: loaded
title: A mesh and its load
question: How much gets through?
about: A mesh with gateways of two suppliers, made up for the tests.
epoch: 2026-11-01T00:00:00Z
sources: {}
suppliers:
  ours: {title: Ours}
  theirs: {title: Theirs}
constellations:
  mesh:
    title: The mesh
    layer: transport
    supplier: ours
    shells: {main: {pattern: walker-star, altitude: 780 km, inclination: 86.4 deg, planes: 6, per-plane: 11, phasing: 3}}
    links:
      pattern: plus-grid
      seam: false
      rate: 1 Gbit/s
      capacity: {value: 2 Gbit/s, low: 1 Gbit/s, high: 4 Gbit/s, source: assumed, note: made up}
  far:
    title: Nobody's
    layer: transport
    shells: {main: {pattern: walker-delta, altitude: 8000 km, inclination: 50 deg, planes: 3, per-plane: 4, phasing: 1}}
terminals:
  dish: {title: A dish, min-elevation: 8.2 deg}
  dome: {title: A dome, min-elevation: 8.2 deg, satellites: 2, rate: 10 Gbit/s, capacity: 1.5 Gbit/s}
sites:
  london: {title: London, city: "London, United Kingdom", role: user, terminal: dish, serves: [mesh, far]}
  svalbard: {title: Svalbard, latitude: 78.2 deg, longitude: 15.4 deg, role: gateway, terminal: dome, serves: [mesh], supplier: theirs}
  again: {title: Svalbard again, latitude: 78.2 deg, longitude: 15.4 deg, role: gateway, terminal: dome, serves: [mesh], supplier: theirs}
  perth: {title: Perth, city: Perth, role: gateway, terminal: dome, serves: [mesh], supplier: ours}
demand: {total: 10 Gbit/s}
studies:
  latency:
    span: 30 min
    step: 60 s
    draws: 2
    users: london
    cities: 8
    traffic: people
    losses: {kinds: [satellites, busiest, gateways, suppliers], shares: [20 %, 50 %, 100 %], trials: 2}
    views:
      all: {title: All, constellations: [mesh]}
      far: {title: Nobody's, constellations: [far]}
headline:
  figures: [latency.all_throughput]
  sentence: "{latency.all_throughput} gets through."
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
def devices() -> Devices:
    return ready_devices()


@pytest.fixture(scope="module")
def problem() -> Problem:
    return compile_scenario(loads(TEXT), 1)


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
    assert {"all_throughput_even", "all_traffic_after_busiest", "far_rate_10_cities"} <= promised
    assert not [name for name in promised if name.startswith("far_throughput")]
    assert all(figure.note for figure in record.figures.values() if figure.value is None)


@pytest.mark.law
def test_totals_stay_below_what_the_gateways_take(record: Record):
    told = {name: record.figures[f"all_{name}"].number for name in ("throughput_even", "throughput", "throughput_gateways")}
    assert 0.0 < told["throughput_even"] <= told["throughput"] <= told["throughput_gateways"] <= 3 * 1.5e9 * (1.0 + 1e-9)
    arrays = record.data.sel(view="all")
    assert np.all(arrays["throughput_even"] <= arrays["throughput"] * (1.0 + 1e-9))
    assert np.all(arrays["throughput"] <= arrays["throughput_gateways"] * (1.0 + 1e-9))
    for name in ("limited_by", "limited_by_even"):
        assert float(arrays[name].sum()) == pytest.approx(1.0)
    note = record.figures["all_throughput"].note
    assert note is not None and "limited to" in note and "range over 6 instants and 2 draws" in note


@pytest.mark.law
def test_draws_of_a_rate_move_what_gets_through(problem: Problem, results: dict[str, Piece]):
    """The capacity of a satellite is drawn: what gets through is no longer that as written, and goes with it."""
    capacities = [network.linkings["mesh"].capacity for network in problem.networks]
    assert len(set(capacities)) == 3
    rates = [results[name]["pair_rate"].sum() for name in ("traffic-all", "traffic-001-all", "traffic-002-all")]
    assert np.argsort(capacities).tolist() == np.argsort(rates).tolist()


@pytest.mark.law
def test_what_is_left_falls_with_the_share_lost(record: Record):
    """By chance and the busiest first; nothing is left of all, and everything is there when nothing is lost."""
    arrays = record.data.sel(view="all")
    whole, after = float(arrays["throughput_whole"]), arrays["throughput_after"]
    assert bool((after <= whole).all()) and bool((after.diff("lost_share") <= 0.0).all())
    assert bool((arrays["traffic_after"] <= arrays["traffic_whole"] * (1.0 + 1e-9)).all())
    assert float(after.sel(loss="satellites", extent="greatest").isel(lost_share=-1)) == 0.0
    assert float(after.sel(loss="gateways", extent="greatest").isel(lost_share=-1)) == 0.0
    assert float(arrays["traffic_after"].sel(loss="gateways", extent="least").isel(lost_share=-1)) == float(arrays["traffic_whole"])
    gone = arrays["throughput_without"]
    assert float(gone.sel(supplier="ours")) == 0.0 and 0.0 < float(gone.sel(supplier="theirs")) < whole
    figure = record.figures["all_throughput_after_suppliers"]
    assert figure.value == 0.0 and figure.note == "without Ours, 0 % of that with nothing lost"


@pytest.mark.law
def test_pairs_are_told_from_the_least_to_the_greatest(record: Record, results: dict[str, Piece]):
    shown = record.data["city_rate"].sel(view="all").values
    assert np.all(np.diff(shown) >= 0.0)
    piece = results["traffic-all"]
    assert record.figures["all_traffic_cities"].number == np.median(piece["pair_rate"].sum(axis=1))
    assert shown[-1] == piece["pair_rate"].max()
    assert 0.0 < record.figures["all_full_links_cities"].number <= 1.0
    assert record.figures["all_rate_10_cities"].number <= record.figures["all_rate_cities"].number


@pytest.mark.law
def test_without_a_rate_nothing_limits_it_and_that_is_said(record: Record):
    """The far constellation has no rates: its pairs with a way have no limit, which is no number."""
    told = record.figures["far_traffic_cities"]
    assert told.value is None and told.note == "no rate is given that would limit it"


def _first_graph(text: str):
    """The graph of the first instant of the view `all`, and its web."""
    web = Web.of(compile_scenario(loads(text), 1), 0, ("mesh",))
    (graph,) = graphs(web.scene(0, 1))
    return graph, web


LASER = "laser: {power: 2 W, aperture: 0.03 m, photons-per-bit: 200, pointing-error: 2 urad, ceiling: 10 Gbit/s}"
RADIO = "radio: {eirp: 34 dBW, gain: 33.2 dB, noise-temperature: 250 K, frequency: 19 GHz, bandwidth: 0.25 GHz, attenuation: 3 dB}"


@pytest.mark.law
def test_a_laser_gives_each_link_its_rate_by_its_length():
    graph, web = _first_graph(TEXT.replace("rate: 1 Gbit/s", LASER))
    between = ~graph.is_ground
    laser = web.network.linkings["mesh"].laser
    assert laser is not None and laser.greatest_rate == 1e10 and laser.photons_per_bit == 200.0 and laser.sending == 0.5
    assert np.array_equal(graph.rate[between], laser_rate(laser, graph.length[between]))
    assert len(np.unique(graph.rate[between])) > 5


@pytest.mark.law
def test_a_radio_gives_each_ground_link_its_rate_by_its_length():
    graph, web = _first_graph(TEXT.replace("min-elevation: 8.2 deg}", f"min-elevation: 8.2 deg, {RADIO}}}"))
    dishes = graph.is_ground & (graph.ends[:, 1] >= web.cities.min())
    radio = web.network.site("london").radio
    assert radio is not None and radio.attenuation == pytest.approx(3.0) and radio.link.radiated == pytest.approx(10.0**3.4)
    np.testing.assert_allclose(graph.rate[dishes], radio_rate(radio.link, graph.length[dishes], 3.0), rtol=1e-12)
    assert np.all(graph.rate[graph.is_ground & ~dishes & (graph.ends[:, 1] != web.node("london"))] == 1e10)


AIR = RADIO.replace("attenuation: 3 dB", "availability: 99 %, diameter: 0.6 m")


@pytest.mark.law
def test_a_missing_extra_is_told_before_anything_is_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setitem(sys.modules, "itur", None)
    text = TEXT.replace("min-elevation: 8.2 deg}", f"min-elevation: 8.2 deg, {AIR}}}")
    (tmp_path / "air.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"pip install 'cupola\[radio\]'"):
        cupola.run(tmp_path / "air.yaml", out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.cross
def test_the_air_between_the_slants_is_that_of_the_itu():
    """Against the recommendations at the very elevation: within 0.05 dB from 8.2 deg up."""
    pytest.importorskip("itur", reason="the extra cupola[radio] is not installed")
    from cupola.network.air import slant_attenuation  # noqa: PLC0415 -- beside the library that it needs

    graph, web = _first_graph(TEXT.replace("min-elevation: 8.2 deg}", f"min-elevation: 8.2 deg, {AIR}}}"))
    scene, radio = web.scene(0, 1), web.network.site("london").radio
    assert radio is not None
    links = np.flatnonzero(graph.is_ground & (graph.ends[:, 1] >= web.cities.min()))[:8]
    site, satellite = graph.ends[links, 1] - web.satellites, graph.ends[links, 0]
    away = scene.position[0, satellite] - scene.sites.position[site]
    elevation = np.arcsin(np.einsum("mi,mi->m", away, scene.sites.up[site]) / graph.length[links])
    latitude, longitude = np.array(web.places)[site].T
    told = slant_attenuation((latitude, longitude, np.zeros(len(site))), elevation, 19e9, 0.01, radio.dish)
    less, more = (radio_rate(radio.link, graph.length[links], told + shift) for shift in (0.05, -0.05))
    assert np.all(graph.rate[links] >= less) and np.all(graph.rate[links] <= more)


@pytest.mark.law
def test_a_site_that_takes_time_to_acquire_is_connected_later(devices: Devices):
    """Two minutes in steps of one: a satellite carries something from the third instant of its pass on, in stretches of any length."""
    study = LatencyStudy()
    changed = TEXT.replace("min-elevation: 8.2 deg}", "min-elevation: 8.2 deg, acquisition: 2 min}").replace("draws: 2", "draws: 0")
    web = Web.of(compile_scenario(loads(changed), 1), 0, ("mesh",))
    free = Web.of(compile_scenario(loads(TEXT), 1), 0, ("mesh",))
    seen = [{tuple(pair) for pair in graph.ends[graph.is_ground].tolist()} for graph in graphs(free.scene(0, 20))]
    ready = [{tuple(pair) for pair in graph.ends[graph.is_ground].tolist()} for graph in graphs(web.scene(0, 20))]
    dishes = {int(node) for node in (*web.cities, web.node("london") or 0)}
    assert [{pair for pair in links if pair[1] in dishes} for links in ready] == [
        {pair for pair in links if pair[1] in dishes and all(pair in seen[at] for at in range(max(t - 2, 0), t))}
        for t, links in enumerate(seen)
    ]
    cut = [{tuple(pair) for pair in graph.ends[graph.is_ground].tolist()} for graph in graphs(web.scene(7, 20))]
    assert cut == ready[7:]
    assert study.plan(web.problem)


@pytest.mark.law
def test_nobody_left_gives_figures_and_no_error(devices: Devices):
    """No satellite works: nothing gets through, nothing is sent, and every figure has a value or says why not."""
    problem = compile_scenario(loads(TEXT.replace("draws: 2", "draws: 0")), 1)
    variants = tuple(tuple(replace(one, active=np.zeros(one.ephemeris.size, bool)) for one in same) for same in problem.variants)
    none = replace(problem, variants=variants)
    study = LatencyStudy()
    record = study.gather(none, run_study(study, none, devices, _Kept(), _silent), {})
    assert record.figures["all_throughput"].value == record.figures["all_traffic_cities"].value == 0.0
    assert record.figures["all_throughput_after_satellites"].value == 0.0
    assert all(figure.note for figure in record.figures.values() if figure.value is None)
    assert not math.isnan(record.figures["all_full_links_cities"].number)
