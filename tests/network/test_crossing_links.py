"""Links from the half of a shell that flies north to the half that flies south."""

import numpy as np
import pytest
from flown_shells import flown

from cupola.compiler.compiling import compile_scenario
from cupola.constants import EARTH
from cupola.errors import InputError
from cupola.network.links import plus_grid
from cupola.network.meshes import Nearest, Since, mesh
from cupola.scenario.loading import loads
from cupola.studies.webs import Web

pytestmark = pytest.mark.law

TIMES = 300.0 * np.arange(6)

SCENARIO = """
cupola: 1
name: crossed
title: Crossed
question: Who talks with whom?
about: A shell with five lasers.
epoch: 2026-01-01T00:00:00Z
sensors: {radio: {title: Radio, footprint: {min-elevation: 10 deg}}}
constellations:
  net:
    title: Net
    layer: transport
    sensor: radio
    shells: {main: "53 deg: 120/10/3 at 1150 km"}
    links: {pattern: plus-grid, terminals: 5, crossing: 1}
terminals: {dish: {title: Dish, min-elevation: 25 deg}}
sites:
  one: {title: One, latitude: 50 deg, longitude: 0 deg, role: user, terminal: dish, serves: [net]}
  two: {title: Two, latitude: 40 deg, longitude: -70 deg, role: user, terminal: dish, serves: [net]}
studies:
  latency: {span: 1 h, step: 10 min, views: {net: {title: Net, constellations: [net]}}, pairs: [[one, two]]}
headline: {figures: [latency.net_round_trip_one_two], sentence: "It takes {latency.net_round_trip_one_two}."}
"""


def test_they_join_north_and_south_and_nobody_twice():
    """One link a satellite at the most, across alone, and never a pair that the grid has."""
    position, later = (flown(8, 15, 1_150_000.0, 53.0, at, phasing=3) for at in (TIMES, TIMES + 1.0))
    northward, grid = later[:, :, 2] > position[:, :, 2], plus_grid(8, 15, phasing=3)
    found = mesh(Nearest(np.arange(120), 1, 6e6, across=True, barred=grid.ends), position, TIMES, Since.begin(), EARTH, northward)
    assert {tuple(pair) for pair in found.ends.tolist()}.isdisjoint({tuple(pair) for pair in grid.ends.tolist()})
    for at in range(len(TIMES)):
        ends = found.ends[found.up[at]]
        assert len(ends) > 30
        assert np.all(northward[at, ends[:, 0]] != northward[at, ends[:, 1]])
        assert np.bincount(ends.ravel()).max() == 1


def test_who_flies_north_must_be_told():
    position = flown(8, 15, 1_150_000.0, 53.0, TIMES, phasing=3)
    with pytest.raises(ValueError, match="who flies north"):
        mesh(Nearest(np.arange(120), 1, 6e6, across=True), position, TIMES, Since.begin(), EARTH)


def test_a_scenario_asks_for_them_in_a_word():
    """The fifth terminal is theirs; the grid keeps four."""
    problem = compile_scenario(loads(SCENARIO), 0)
    web = Web.of(problem, 0, ("net",))
    fifth = web.patterns[1]
    assert isinstance(fifth, Nearest)
    assert (fifth.across, fifth.terminals) == (True, 1)
    assert fifth.barred is not None
    assert len(fifth.barred) == 240
    northward = web.scene(0, 3).northward
    assert northward is not None
    assert northward.mean() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    ("links", "told"),
    [
        ("{pattern: plus-grid, terminals: 4, crossing: 5}", "got 5, more than the terminals of a satellite, 4; give at most these"),
        ("{pattern: nearest, crossing: 1}", "goes with a grid, rings, a list or none"),
    ],
)
def test_terminals_that_are_not_there_are_refused(links: str, told: str):
    with pytest.raises(InputError, match=told):
        loads(SCENARIO.replace("{pattern: plus-grid, terminals: 5, crossing: 1}", links))
