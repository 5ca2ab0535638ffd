"""Every kind of footprint and the need for daylight, from the words of a file to what one satellite sees, in metres and radians."""

import math

import numpy as np
import pytest
from small_scenario import FILE, small_text

from cupola.compiler.compiling import compile_scenario
from cupola.compiler.satellites import footprint_of
from cupola.geometry import ElevationCap, Footprint, GroundSwath, HorizonBand, OffNadirBand, Side
from cupola.scenario.loading import loads

KINDS: dict[str, tuple[str, type[Footprint], dict[str, float], Side]] = {
    "elevation": ("min-elevation: 7.5 deg", ElevationCap, {"min_elevation": math.radians(7.5)}, Side.BOTH),
    "band": (
        "above-horizon: {target-altitude: 200 km, tangent-height: 80 km}",
        HorizonBand,
        {"target_altitude": 200e3, "tangent_height": 80e3},
        Side.BOTH,
    ),
    "cone": ("nadir-cone: {half-angle: 48 deg}", OffNadirBand, {"least": 0.0, "most": math.radians(48.0)}, Side.BOTH),
    "swath": ("nadir-cone: {swath: 185 km}", GroundSwath, {"least": 0.0, "width": 92.5e3}, Side.BOTH),
    "agile": ("off-nadir: {max: 30 deg}", OffNadirBand, {"least": 0.0, "most": math.radians(30.0)}, Side.BOTH),
    "right": (
        "off-nadir: {min: 20 deg, max: 45 deg, side: right}",
        OffNadirBand,
        {"least": math.radians(20.0), "most": math.radians(45.0)},
        Side.RIGHT,
    ),
    "strip": (
        "off-nadir: {min: 20 deg, swath: 250 km, side: left}",
        GroundSwath,
        {"least": math.radians(20.0), "width": 250e3},
        Side.LEFT,
    ),
}


def with_camera(footprint: str, more: str = "", **changed: str) -> str:
    """The small scenario whose camera has another footprint."""
    text = small_text(**changed)
    begin, end = text.index("      min-elevation:"), text.index("  infrared:")
    return f"{text[:begin]}      {footprint}\n{more}{text[end:]}"


@pytest.mark.law
@pytest.mark.parametrize("kind", KINDS)
def test_a_footprint_holds_the_numbers_of_the_file(kind: str):
    """A nadir swath is told by its full width and kept as half of it on either side."""
    words, made, numbers, side = KINDS[kind]
    found = footprint_of(loads(with_camera(words), FILE).sensors["camera"])
    assert type(found) is made
    assert {name: pytest.approx(float(getattr(found, name)), rel=1e-15) for name in numbers} == numbers
    assert found.looks is side


@pytest.mark.law
@pytest.mark.parametrize(("more", "least"), [("", None), ("    min-sun-elevation: -6 deg\n", math.radians(-6.0))])
def test_daylight_is_asked_of_the_groups_whose_sensor_needs_it(more: str, least: float | None):
    problem = compile_scenario(loads(with_camera("min-elevation: 7.5 deg", more), FILE), 0)
    told = None if least is None else pytest.approx(least, rel=1e-15)
    assert [group.sun for group in problem.variants[0]] == [told, told, None, None, None]


@pytest.mark.law
def test_a_range_of_a_cone_or_of_daylight_is_drawn():
    fact = "{{value: {}, low: {}, high: {}, source: assumed, note: for the range}}".format
    words = "off-nadir: {min: 5 deg, max: " + fact("30 deg", "20 deg", "45 deg") + "}"
    more = "    min-sun-elevation: " + fact("10 deg", "0 deg", "20 deg") + "\n"
    problem = compile_scenario(loads(with_camera(words, more, draws="5"), FILE), 2)
    for variant, groups in enumerate(problem.variants):
        row, footprint = problem.samples.row(variant), groups[0].footprint
        assert isinstance(footprint, OffNadirBand)
        assert footprint.most == row["sensors.camera.footprint.off-nadir.max"]
        assert footprint.least == math.radians(5.0)
        assert groups[0].sun == row["sensors.camera.min-sun-elevation"]
    assert len({float(groups[0].sun or 0.0) for groups in problem.variants}) == 6


@pytest.mark.law
def test_a_step_longer_than_half_a_crossing_is_told():
    """A swath of 185 km at 550 km is crossed in less than half a minute: told for each shell in steps of a minute, not in steps of 5 s."""
    warned: dict[str, list[str]] = {}
    for step in ("60 s", "5 s"):
        text = with_camera("nadir-cone: {swath: 185 km}", span="10 min", step=step).replace("[low, high]", "[low]")
        warned[step] = [told for told in compile_scenario(loads(text, FILE), 0).warnings if "passes are missed" in told]
    assert len(warned["60 s"]) == 2
    assert all(told.startswith("A satellite of low crosses what it sees in ") and "steps of 60 s" in told for told in warned["60 s"])
    assert warned["5 s"] == []


@pytest.mark.law
def test_targets_and_sweeps_of_both_studies_are_compiled_apart():
    asked = """  revisit:
    span: 3 h
    step: 90 s
    grid: 5 deg
    draws: 1
    views:
      low: {title: Low, constellations: [low]}
headline:"""
    text = (
        small_text(draws="3")
        .replace("headline:", asked)
        .replace("regions: {}", "regions: {}\ntargets: {seoul: {title: Seoul, city: Seoul}}")
    )
    problem = compile_scenario(loads(text, FILE), 0)
    coverage, revisit = problem.sweeps["coverage"], problem.sweeps["revisit"]
    assert (coverage.instants, coverage.step, coverage.draws, coverage.grid.rings) == (1440, 60.0, 3, 18)
    assert (revisit.instants, revisit.step, revisit.draws, revisit.grid.rings) == (120, 90.0, 1, 36)
    np.testing.assert_array_equal(revisit.seconds, np.arange(0.0, 10_800.0, 90.0))
    assert revisit.views == (("low", "Low", ("low",)),)
    assert [place.cells.shape for sweep in (coverage, revisit) for place in sweep.places] == [(18, 36), (36, 72)]
    assert [target.name for target in problem.targets] == ["seoul"]
    assert len(problem.variants) == len(problem.samples.values) == 4
