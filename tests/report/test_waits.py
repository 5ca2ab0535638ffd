"""Gaps and waits as drawn: shares against counts, steps of the maps, axes of time, letters of targets, bars of the timelines."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_revisit import DAY, HOUR, PASSES, revisit
from outline import Outline

from cupola.report import curves, layers, places, steps, timeline, waits

LENGTHS = st.lists(st.tuples(st.floats(60.0, 1e6), st.integers(1, 9)), min_size=1, max_size=8, unique_by=lambda pair: round(pair[0]))


def share_at(corners: tuple[np.ndarray, np.ndarray], time: float) -> float:
    """A line's height just after a time."""
    times, shares = corners
    return 0.0 if time < times[0] else float(np.interp(np.log(time), np.log(times), shares))


@pytest.mark.law
@given(LENGTHS, st.floats(30.0, 2e6))
def test_shares_of_gaps_and_waits_are_those_of_a_count(pairs: list[tuple[float, int]], time: float):
    pairs.sort()
    middle, weight = np.array([0.0, *(length for length, _ in pairs)]), np.array([0.0, *(float(count) for _, count in pairs)])
    gaps = np.repeat(middle[1:], weight[1:].astype(int))
    if np.abs(gaps / time - 1.0).min() > 1e-6:
        assert share_at(waits.gaps_within(middle, weight), time) == pytest.approx(np.mean(gaps <= time), abs=1e-6)
    ends = np.cumsum(gaps)
    moments = (np.arange(200_000) + 0.5) / 200_000 * ends[-1]
    waited = ends[np.searchsorted(ends, moments)] - moments
    times, shares = waits.waits_within(middle, weight)
    for at in (0, 30, 60, 90, 119):
        assert shares[at] == pytest.approx(np.mean(waited <= times[at]), abs=1e-4)


@pytest.mark.law
@given(st.lists(st.one_of(st.just(np.nan), st.floats(60.0, 1e6)), min_size=1, max_size=20))
def test_a_map_of_waits_tells_every_cell_and_has_no_idle_step(lengths: list[float]):
    gap = np.array([0.0, np.nan, *lengths])
    seen = np.array([1.0, 0.0, *np.full(len(lengths), 0.2)])
    scale, step = steps.waits(gap, seen)
    assert scale.labels[step[0]] == "always in view" and scale.places[step[0]] == steps.UNBROKEN
    assert scale.labels[step[1]] == "never looked at" and scale.places[step[1]] == steps.HATCHED
    for length, found in zip(lengths, step[2:], strict=True):
        assert (scale.places[found] == steps.DOTTED) == (scale.labels[found] == "no gap that ended") == np.isnan(length)
    known = [(length, scale.places[found]) for length, found in zip(lengths, step[2:], strict=True) if not np.isnan(length)]
    assert all(place >= 0.0 for _, place in known) and [place for _, place in sorted(known)] == sorted(place for _, place in known)
    assert set(step.tolist()) == set(range(len(scale.labels))) and len(scale.labels) == len(scale.places)


@pytest.mark.law
@given(st.floats(1.0, 1e5), st.floats(2.0, 1e5))
def test_ticks_of_time_lie_within_and_apart(low: float, factor: float):
    ticks = curves.time_ticks(low, low * factor)
    assert all(low <= tick <= low * factor for tick in ticks) and len(ticks) <= 9
    assert np.all(np.diff(np.log(ticks)) >= curves.TICK_GAP * np.log(factor) - 1e-9)
    assert len(ticks) >= 2 or factor < 10.0 or low * factor > 30.0 * DAY


@pytest.mark.law
@given(st.lists(st.tuples(st.floats(-2.5, 2.5), st.floats(-1.1, 1.1)), min_size=1, max_size=6))
def test_letters_cover_neither_each_other_nor_a_dot(dots: list[tuple[float, float]]):
    taken = [(0.0, 0.0)]
    badges = layers.letter_places(dots, taken)
    everything = [*taken, *badges]
    for at, (x, y) in enumerate(badges):
        assert min(np.hypot(x - a, y - b) for other, (a, b) in enumerate(everything) if other != at + 1) >= layers.BADGE_GAP
        assert min(np.hypot(x - a, y - b) for a, b in dots) >= layers.DOT_GAP
        assert np.hypot(x - dots[at][0], y - dots[at][1]) <= layers.REACHES[-1] + 1e-9


@pytest.mark.law
def test_letters_go_on_after_z():
    found = places.letters(60)
    assert found[:2] == ["A", "B"] and found[25:28] == ["Z", "AA", "AB"] and found[52] == "BA" and len(set(found)) == 60


@pytest.mark.law
def test_scattered_empty_and_whole_regions_have_no_outline():
    data = revisit()
    assert places.outlined(data) == ["korea", "south"]
    data["region_cells"][0] = False
    assert places.numbered(data) == {"south": 1}


@pytest.mark.story
def test_each_pass_of_the_first_fourteen_days_has_its_bar_at_its_time():
    made = timeline.timelines(revisit(), {"radar": "Radar satellite", "camera": "Camera <one>"})
    outline = Outline(made)
    radar, camera = re.findall(r"<table.*?</table>", made, re.DOTALL)
    assert outline.open == [] and "Radar satellite: passes over the targets, the first 14 days of 20 days, days by UTC" in outline.text
    assert "Camera &lt;one&gt;" in camera and "in the dark" in camera and "dark" not in radar
    for table, constellation in ((radar, "radar"), (camera, "camera")):
        bars = re.findall(r'<svg class="bars".*?</svg>', table, re.DOTALL)
        assert len(bars) == 3
        for target, row in enumerate(bars):
            for counts, colour in ((True, timeline.COUNTED), (False, timeline.DARK)):
                wanted = [60.0 + at for to, by, at, seen in PASSES if (to, by, seen) == (target, constellation, counts) and at < 14.0 * DAY]
                drawn = re.findall(rf'stroke="{colour}"[^>]* d="([^"]*)"', row)
                found = [float(x) for path in drawn for x in re.findall(r"M([\d.]+)", path)]
                assert found == pytest.approx([at / (14.0 * DAY) * timeline.WIDTH for at in wanted], abs=0.06)
    labels = [attributes["aria-label"] for attributes in outline.all("svg") if attributes.get("class") == "bars"]
    assert labels == [
        *("Seoul: 1 look", "Busan: 1 look", "Nowhere seen: 0 looks"),
        *("Seoul: 2 by day, 1 dark", "Busan: 1 by day, 1 dark", "Nowhere seen: 0 by day, 0 dark"),
    ]


@pytest.mark.story
def test_days_begin_at_midnight_by_utc_and_short_spans_tell_hours():
    made = timeline.timelines(revisit(), {"camera": "Camera"})
    days = re.findall(r'<span style="left:([\d.]+)%">([^<]*)</span>', made.split("</thead>")[0])
    assert days[0] == (f"{100.0 * 18.0 / (14.0 * 24.0):.2f}", "22 Jun") and [name for _, name in days][8:11] == ["30 Jun", "1 Jul", "2 Jul"]
    short = revisit()
    short.attrs["span_s"] = 24.0 * HOUR
    made = timeline.timelines(short, {"camera": "Camera"})
    hours = [name for _, name in re.findall(r'<span style="left:([\d.]+)%">([^<]*)</span>', made.split("</thead>")[0])]
    assert hours == ["06:00", "12:00", "18:00", "22 Jun"]


@pytest.mark.law
def test_a_crowded_row_has_thin_bars_and_a_legend_to_match():
    data = revisit()
    many = data.isel({"pass": np.zeros(200, dtype=int)}).copy(deep=True)
    many["pass_start"] = ("pass", np.linspace(0.0, 10.0 * DAY, 200))
    many["pass_end"] = many["pass_start"] + 60.0
    thin, wide = (timeline.timelines(one, {"camera": "Camera"}) for one in (many, data))
    widths = [
        float(found) for one in (thin, wide) for found in re.findall(rf'stroke="{timeline.COUNTED}" stroke-width="([\d.]+)" d="M\d', one)
    ]
    assert min(widths) < 3.0 < max(widths)
    assert 'stroke="#ffffff"' in wide and 'stroke="#ffffff"' not in thin


@pytest.mark.law
@given(low=st.floats(0.0, 500.0), wide=st.floats(0.6, 500.0))
def test_steps_of_a_number_in_view_stand_at_round_numbers_between_its_ends(low: float, wide: float):
    scale = steps.count_steps(np.array([low, low + wide]))
    assert 2 <= len(scale.labels) == len(scale.places) == len(scale.isolines) + 1 <= 10
    assert all(low < bound < low + wide for bound in scale.isolines)
    assert len(set(np.diff(scale.isolines).round(9))) <= 1
    assert all(len(f"{bound:g}") <= 6 for bound in np.round(scale.isolines, 9))
