"""The compiled problem: one shape for all variants, windows that serve them all, the values drawn, warnings, and shells in words."""

import math

import jax
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_scenario import small

from cupola.catalog.earth_orientation import load_earth_orientation
from cupola.compiler.compiling import compile_scenario
from cupola.compiler.problem import Problem
from cupola.compiler.wording import described
from cupola.constants import EARTH
from cupola.coverage import window_of
from cupola.epochs.epoch import Epoch
from cupola.geometry import ElevationCap, HorizonBand
from cupola.orbits import CircularShell, walker_delta, walker_star
from cupola.scenario.library import names
from cupola.scenario.loading import load


@pytest.fixture(scope="module")
def drawn() -> Problem:
    return compile_scenario(small(draws="6", grid="2 deg"), 3)


@pytest.mark.law
def test_every_variant_has_the_same_shapes(drawn: Problem):
    """So that one compiled kernel serves them all: the structure, the shape and the type of every array."""

    def shapes(variant: int) -> tuple[object, list[tuple[tuple[int, ...], np.dtype]]]:
        groups = drawn.variants[variant]
        leaves, structure = jax.tree_util.tree_flatten([(group.ephemeris, group.footprint, group.active) for group in groups])
        return structure, [(np.shape(leaf), np.asarray(leaf).dtype) for leaf in leaves]

    assert len(drawn.variants) == 7
    assert all(shapes(variant) == shapes(0) for variant in range(7))
    assert all(dtype in (np.float64, np.bool_) for _, dtype in shapes(0)[1])
    names = [(group.constellation, group.shell, group.ephemeris.size) for group in drawn.variants[0]]
    assert names == [("low", "delta", 24), ("low", "star", 6), ("high", "belt", 3), ("high", "tundra", 2), ("blind", "main", 15)]
    assert drawn.variants[0][4].footprint is None


@pytest.mark.law
def test_the_windows_cover_all_variants(drawn: Problem):
    sweep = drawn.sweeps["coverage"]
    assert len(sweep.windows) == 5
    for place, window in enumerate(sweep.windows):
        each = [
            window_of(group.ephemeris, group.footprint, sweep.grid)
            for group in (variant[place] for variant in drawn.variants)
            if group.footprint is not None
        ]
        assert window == max(each, default=0)
        assert bool(each) == (place != 4)
    # The values as written would not have been enough: lower elevations and higher orbits are drawn.
    written = drawn.variants[0][0]
    assert written.footprint is not None
    assert sweep.windows[0] > window_of(written.ephemeris, written.footprint, sweep.grid)


@pytest.mark.law
def test_each_variant_holds_its_own_draw_and_nothing_else_changes(drawn: Problem):
    """The size of an orbit is its mean semi-major axis; what is flown is the radius that goes with it, a few kilometres off."""
    for variant, groups in enumerate(drawn.variants):
        row = drawn.samples.row(variant)
        delta, star, belt = groups[0], groups[1], groups[2]
        assert isinstance(delta.footprint, ElevationCap) and isinstance(belt.footprint, HorizonBand)
        assert isinstance(delta.ephemeris, CircularShell) and isinstance(star.ephemeris, CircularShell)
        axis = EARTH.radius + row["constellations.low.shells.delta.altitude"]
        assert delta.ephemeris.radius == walker_delta(axis, math.radians(53.0), 6, 4, 1, EARTH).radius
        assert 0.0 < abs(delta.ephemeris.radius - axis) < 10e3
        assert delta.footprint.min_elevation == row["sensors.camera.footprint.min-elevation"]
        assert belt.footprint.target_altitude == row["sensors.infrared.footprint.above-horizon.target-altitude"]
        assert belt.footprint.tangent_height == 80e3
        assert star.ephemeris.radius == walker_star(EARTH.radius + 1000e3, math.radians(86.4), 2, 3, 0, EARTH).radius
    assert len({float(groups[0].ephemeris.radii[0]) for groups in drawn.variants}) == 7


@pytest.mark.law
def test_the_same_seed_gives_the_same_problem_and_another_does_not(drawn: Problem):
    again, other = (compile_scenario(small(draws="6", grid="2 deg"), seed) for seed in (3, 4))
    np.testing.assert_array_equal(again.samples.values, drawn.samples.values)
    assert not np.any(other.samples.values[1:] == drawn.samples.values[1:])
    assert again.sweeps["coverage"].windows == drawn.sweeps["coverage"].windows


def days_from_the_end_of_the_table(days: float) -> str:
    last = load_earth_orientation().last
    return Epoch(np.asarray(2_400_000.5), np.asarray(last + days), "utc").isoformat()[:19] + "Z"


@pytest.mark.story
@pytest.mark.parametrize(("days", "warned"), [(-10.0, 0), (-0.5, 1), (30.0, 1), (8_000.0, 1)])
def test_a_span_beyond_the_table_of_earth_orientation_is_told_once(days: float, warned: int):
    """A span of one day, begun so many days after the last row."""
    found = compile_scenario(small(epoch=days_from_the_end_of_the_table(days), draws="2"), 0)
    assert len(found.warnings) == warned
    assert all("beyond the table of Earth orientation" in told and "IERS" in told for told in found.warnings)


@pytest.mark.story
def test_warnings_of_regions_and_of_the_clock_stand_together_once():
    found = compile_scenario(small(epoch=days_from_the_end_of_the_table(30.0), regions="{here: {title: Here, country: Monaco}}"), 0)
    of_region, of_clock = found.warnings
    assert of_region.startswith("Here ") and "Earth orientation" in of_clock


@pytest.mark.story
def test_a_span_before_the_table_is_told_too():
    assert len(compile_scenario(small(epoch="1972-06-01T00:00:00Z"), 0).warnings) == 1


@pytest.mark.reference
def test_shells_in_words():
    shells = [shell for constellation in small().constellations.values() for shell in constellation.shells.values()]
    assert [described(shell) for shell in shells] == [
        "Walker delta, 6 planes of 4 at 550 km, 53°",
        "Walker star, 2 planes of 3 at 1,000 km, 86.4°",
        "Geostationary, over 100° W, 70° E, 180° E",
        "Molniya, 2 at 63.43°, apogees over 90° W, 90° E",
        "Walker delta, 3 planes of 5 at 400 km, 60°",
    ]


@pytest.mark.law
@given(st.floats(-180.0, 180.0))
def test_a_meridian_in_words_is_on_its_own_side(longitude: float):
    shell = (
        small().with_values({"constellations.high.shells.belt.longitudes.0": math.radians(longitude)}).constellations["high"].shells["belt"]
    )
    told = described(shell).removeprefix("Geostationary, over ").split(", ")[0]
    value, side = float(told.split("°")[0]), told[-1]
    assert side in "EW" and 0.0 <= value <= 180.0
    assert abs((value if side == "E" else -value) - longitude) < 0.06 or 360.0 - abs(longitude) - value < 0.06


@pytest.mark.story
@pytest.mark.parametrize("name", names())
def test_every_bundled_shell_can_be_told(name: str):
    patterns = (
        "Walker delta, ",
        "Walker star, ",
        "Sun-synchronous, ",
        "Streets of coverage, ",
        "Repeating track, ",
        "Geostationary, over ",
    )
    for constellation in load(name).constellations.values():
        for shell in constellation.shells.values():
            told = described(shell)
            assert told.startswith((*patterns, "Molniya, ")) or told.endswith(", each by its own elements")
            assert len(told) < 160 and "  " not in told
