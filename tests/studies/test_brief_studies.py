"""Studies asked in brief, of constellation after constellation: the same figures, less what only deepens the answer."""

import numpy as np
import pytest

from cupola.compiler.compiling import compile_scenario
from cupola.compiler.problem import Problem
from cupola.engine import Replays, ready_devices, run_study
from cupola.scenario.library import text_of
from cupola.scenario.loading import loads
from cupola.studies import STUDIES
from cupola.studies.base import Piece

pytestmark = pytest.mark.law

NET = """
cupola: 1
name: small
title: A small net
question: How fast?
about: Nothing flown.
epoch: 2026-01-01T00:00:00Z
suppliers: {builder: {title: Builder}}
sensors: {radio: {title: Radio, footprint: {min-elevation: 10 deg}}}
constellations:
  net:
    title: Net
    layer: transport
    supplier: builder
    sensor: radio
    shells: {main: "53 deg: 96/8/1 at 1200 km"}
    links: {pattern: plus-grid}
terminals: {dish: {title: Dish, min-elevation: 10 deg}}
sites:
  one: {title: One, latitude: 50 deg, longitude: 0 deg, role: user, terminal: dish, serves: [net]}
  two: {title: Two, latitude: 40 deg, longitude: -70 deg, role: user, terminal: dish, serves: [net]}
studies:
  latency:
    span: 1 h
    step: 10 min
    views: {net: {title: Net, constellations: [net]}}
    pairs: [[one, two]]
    store-and-forward: true
    losses: {kinds: [satellites, suppliers], shares: [20 %], trials: 3}
headline: {figures: [latency.net_connected_one_two], sentence: "There is a way for {latency.net_connected_one_two}."}
"""


class Kept(dict[tuple[str, str], Piece]):
    """A sink in memory."""

    def put(self, study: str, task: str, piece: Piece) -> None:
        self[study, task] = piece

    def get(self, study: str, task: str) -> Piece | None:  # type: ignore[override]
        return self[study, task] if (study, task) in self else None


def silent(study: str, done: int, total: int) -> None:
    """Says nothing."""


@pytest.fixture(scope="module")
def net() -> Problem:
    return compile_scenario(loads(NET), 0)


def test_ways_are_the_same_in_brief_and_losses_are_left_out(net: Problem):
    study = STUDIES["latency"]
    whole = study.gather(net, run_study(study, net, ready_devices(), Kept(), silent), {}).figures
    brief = Replays([study], net, ready_devices(), Kept()).figures({}, silent)
    assert set(brief) == {f"latency.{name}" for name in whole if "after" not in name and "deliver" not in name}
    assert all(brief[f"latency.{name}"] == one for name, one in whole.items() if f"latency.{name}" in brief)
    assert any("after" in name for name in whole)
    assert any("deliver" in name for name in whole)


def test_a_thin_net_connects_less(net: Problem):
    replays = Replays([STUDIES["latency"]], net, ready_devices(), Kept())
    whole, thin, none = (
        replays.figures({("net", "main"): np.full(8, count)}, silent)["latency.net_connected_one_two"].number for count in (12, 2, 0)
    )
    assert whole > thin >= none == 0.0


def test_custody_in_brief_follows_launches_alone():
    """No maps and no raids; whole constellations are not taken out either."""
    problem, study = compile_scenario(loads(text_of("missile-warning")), 0), STUDIES["custody"]
    whole, brief = ({task.group for task in study.plan(one)} for one in (problem, study.brief(problem)))
    assert brief < whole
    assert {name for name in whole - brief if not name.startswith(("map-", "raid-"))} == set()
    assert study.brief(problem).custody is not None
