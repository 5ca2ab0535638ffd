"""What stands in place of whole constellations, and studies replayed for it."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.compiler.compiling import compile_scenario
from cupola.compiler.standing import evenly, masks, with_standing
from cupola.engine import Replays, ready_devices
from cupola.scenario.loading import loads
from cupola.studies import STUDIES

SCENARIO = """
cupola: 1
name: small
title: Two small shells
question: How much?
about: Nothing flown.
epoch: 2026-01-01T00:00:00Z
sensors:
  radio: {title: Radio, footprint: {min-elevation: 10 deg}}
constellations:
  net: {title: Net, layer: broadband, sensor: radio, shells: {main: "53 deg: 24/4/1 at 1200 km", polar: "star 90 deg: 8/2/0 at 1200 km"}}
studies:
  coverage: {span: 3 h, step: 5 min, grid: 10 deg, draws: 0, views: {net: {title: Net, constellations: [net]}}}
headline: {figures: [coverage.net_mean_in_view_world], sentence: "It has {coverage.net_mean_in_view_world} in view."}
"""


class Kept(dict[tuple[str, str], dict[str, np.ndarray]]):
    """A sink in memory."""

    def put(self, study: str, task: str, piece: dict[str, np.ndarray]) -> None:
        self[study, task] = piece

    def get(self, study: Any, task: Any = None) -> Any:
        return super().get((study, task))


def silent(study: str, done: int, total: int) -> None:
    """Says nothing."""


@pytest.mark.law
@given(st.integers(1, 40), st.data())
def test_a_plane_holds_as_many_as_it_is_told_and_spreads_them(places: int, data: st.DataObject):
    """Gaps between neighbours round the plane differ by one place at most."""
    count = data.draw(st.integers(0, places))
    taken = np.flatnonzero(evenly(np.array([count]), places))
    assert taken.size == count
    if count > 1:
        gaps = np.diff(np.append(taken, taken[0] + places))
        assert gaps.max() - gaps.min() <= 1


@pytest.mark.law
@pytest.mark.parametrize(("counts", "places"), [([3], 2), ([1, 1], 3), ([-1], 4), ([], 4)])
def test_planes_that_do_not_fit_are_refused(counts: list[int], places: int):
    with pytest.raises(ValueError, match="do not fit"):
        evenly(np.array(counts, dtype=np.int64), places)


@pytest.mark.law
def test_a_standing_takes_the_place_of_shells_that_it_names():
    problem = compile_scenario(loads(SCENARIO), 0)
    stood = with_standing(problem, {("net", "main"): np.array([6, 0, 3, 1])})
    main, polar = stood.variants[0]
    assert main.active.reshape(4, 6).sum(axis=1).tolist() == [6, 0, 3, 1]
    assert polar.active.all()
    assert masks(stood) != masks(problem)
    assert masks(with_standing(problem, {("net", "main"): np.full(4, 6)})) == masks(problem)


@pytest.mark.cross
def test_replays_are_flown_once_each_and_tell_what_a_run_tells():
    """All satellites give the study's own figures; the mean in view goes with the satellites of a shell; nobody sees nothing."""
    problem, sink = compile_scenario(loads(SCENARIO), 0), Kept()
    replays = Replays([STUDIES["coverage"]], problem, ready_devices(), sink)
    whole = replays.figures({}, silent)["coverage.net_mean_in_view_world"].number
    polar = replays.figures({("net", "main"): np.zeros(4, np.int64)}, silent)["coverage.net_mean_in_view_world"].number
    none = replays.figures({("net", "main"): np.zeros(4, np.int64), ("net", "polar"): np.zeros(2, np.int64)}, silent)
    assert replays.figures({("net", "main"): np.full(4, 6)}, silent)["coverage.net_mean_in_view_world"].number == whole
    assert (replays.asked, replays.flown) == (4, 3)
    assert none["coverage.net_mean_in_view_world"].number == 0.0
    assert polar == pytest.approx(0.25 * whole, rel=0.1)
    kept = len(sink)
    again = Replays([STUDIES["coverage"]], problem, ready_devices(), sink)
    assert again.figures({}, silent)["coverage.net_mean_in_view_world"].number == whole
    assert len(sink) == kept
