"""Maps and curves: pixels fall in the right cells and steps, colours are cividis, outlines close, paths keep their shape."""

import re
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.report import curves, equal_earth, layers, maps, steps, vector
from cupola.report.quantities import THIN

GRID = maps.Grid(np.arange(-89.0, 90.0, 2.0), np.arange(-179.0, 180.0, 2.0))


def pixel_at(sheet: maps.Sheet, longitude: float, latitude: float) -> tuple[int, int]:
    x, y = equal_earth.project(np.radians((longitude - maps.CENTRAL + 180.0) % 360.0 - 180.0), np.radians(latitude))
    height, width = sheet.on_map.shape
    row = (float(equal_earth.EDGE_Y) - float(y)) / (2.0 * float(equal_earth.EDGE_Y)) * height
    column = (float(x) + float(equal_earth.EDGE_X)) / (2.0 * float(equal_earth.EDGE_X)) * width
    return min(int(row), height - 1), min(int(column), width - 1)


@pytest.mark.law
@pytest.mark.parametrize(
    ("longitude", "latitude"), [(127.0, 39.0), (-77.0, 39.0), (179.0, -17.0), (-179.0, 67.0), (11.0, 1.0), (-171.0, 65.0)]
)
def test_a_marked_cell_shows_at_its_place_and_nowhere_else(longitude: float, latitude: float):
    field = np.zeros((90, 180), dtype=np.int64)
    field[round((latitude + 89.0) / 2.0), round((longitude + 179.0) / 2.0)] = 1
    sheet = maps.sheet(GRID)
    shown = maps.by_cell(sheet, field)
    assert shown[pixel_at(sheet, longitude, latitude)] == 1
    smooth = maps.smoothly(sheet, field.astype(np.float64))
    assert smooth[pixel_at(sheet, longitude, latitude)] > 0.6
    share_of_sphere = np.cos(np.radians(latitude)) * np.radians(2.0) * 2.0 * np.sin(np.radians(1.0)) / (4.0 * np.pi)
    assert np.sum(shown * sheet.on_map) / np.sum(sheet.on_map) == pytest.approx(share_of_sphere, rel=0.3)


@pytest.mark.law
def test_a_linear_field_is_interpolated_without_error_and_area_is_kept():
    sheet = maps.sheet(GRID)
    north = maps.smoothly(sheet, np.repeat(GRID.latitudes[:, None], 180, axis=1))
    for latitude in (-60.0, -10.3, 44.4, 80.0):
        assert north[pixel_at(sheet, 33.0, latitude)] == pytest.approx(latitude, abs=0.25)
    above = (north > 30.0)[sheet.on_map].mean()
    assert above == pytest.approx(0.25, abs=0.003)


@pytest.mark.cross
def test_colours_are_matplotlibs_a_quarter_lighter_and_keep_their_order():
    for place in np.linspace(0.0, 1.0, 11):
        shown = np.array([int(maps.OF_SHARES.colour(float(place))[at : at + 2], 16) for at in (1, 3, 5)])
        expected = 255.0 - 0.75 * (255.0 - 255.0 * np.array(matplotlib.colormaps["cividis"](float(place))[:3]))
        assert np.all(np.abs(shown - expected) <= 1.0)
    for ramp, way in ((maps.OF_SHARES, 1.0), (maps.OF_SPELLS, -1.0)):
        luminance = [np.dot([0.2126, 0.7152, 0.0722], ramp.rgb(float(place))) for place in np.linspace(0.0, 1.0, 9)]
        assert np.all(way * np.diff(luminance) > 5.0)


@pytest.mark.law
def test_no_colour_of_a_map_of_spells_is_one_of_a_map_of_shares_or_of_paper():
    shares = np.array([maps.OF_SHARES.rgb(place) for place in steps.share_steps().places if place >= 0.0] + [(255, 255, 255)], dtype=float)
    for count in range(1, steps.MOST_CLASSES + 1):
        classes = tuple((60.0 * at, 60.0 * at) for at in range(1, count + 1))
        spells = np.array([maps.OF_SPELLS.rgb(place) for place in steps.spell_steps(classes).places[:-1]], dtype=float)
        assert np.linalg.norm(spells[:, None] - shares[None, :], axis=-1).min() > 25.0
        apart = np.linalg.norm(spells[:, None] - spells[None, :], axis=-1) + 1e3 * np.eye(len(spells))
        assert apart.min() > 20.0


@pytest.mark.law
def test_share_steps_tell_never_and_always_from_nearly():
    scale = steps.share_steps()
    shares = np.array([0.0, 0.05, 0.1, 0.3, 0.6, 0.8, 0.95, 0.9999, 1.0])
    assert [scale.labels[step].replace("\u202f", "") for step in steps.share_step(shares)] == [
        "never", "<10", "10–25", "25–50", "50–75", "75–90", "90–99", "99–100", "always",
    ]  # fmt: skip
    assert len(scale.labels) == len(scale.places)


@pytest.mark.law
@given(st.lists(st.floats(1.0, 2e6), min_size=1, max_size=30))
def test_spell_classes_divide_any_map_and_name_every_cell(lengths: list[float]):
    spell = np.array([0.0, 86_400.0, *lengths])
    seen = np.array([1.0, 0.0, *np.full(len(lengths), 0.5)])
    classes = steps.spell_classes(spell, seen)
    scale = steps.spell_steps(classes)
    found = steps.spell_step(spell, seen, classes)
    assert 1 <= len(classes) <= steps.MOST_CLASSES and len(scale.labels) == len(scale.places) == len(classes) + 2
    assert scale.labels[found[0]] == "always in view" and scale.labels[found[1]] == "never in view"
    assert set(found[2:].tolist()) == set(range(1, len(classes) + 1))
    for length, step in zip(lengths, found[2:], strict=True):
        low, high = classes[step - 1]
        assert low <= length <= high
    order = np.argsort(lengths, kind="stable")
    assert np.all(np.diff(found[2:][order]) >= 0)


@pytest.mark.story
def test_spell_classes_fit_the_range_of_the_map_at_hand():
    def labels(lengths: dict[float, int]) -> list[str]:
        spell = np.repeat(list(lengths), list(lengths.values()))
        return [label.replace(THIN, " ") for label in steps.spell_steps(steps.spell_classes(spell, np.full(spell.shape, 0.5))).labels[1:-1]]

    assert labels({60.0: 1755, 120.0: 86}) == ["1 min", "2 min"]
    tranche = {60.0: 2242, 120.0: 453, 180.0: 135, 240.0: 72, 300.0: 6, 360.0: 4, 420.0: 5831, 480.0: 1147}
    assert labels(tranche) == ["1 min", "2 min", "3 min", "4 min", "5–6 min", "7 min", "8 min"]
    even = labels({60.0 * minute: 1 for minute in range(1, 241)})
    assert even == ["1–3 min", "4–10 min", "11–30 min", "31–60 min", "61–120 min", "121–180 min", "3.02–4.00 h"]
    assert labels({}) == []


@pytest.mark.law
def test_the_raster_reaches_over_the_edge_in_every_row_and_is_clipped_at_a_closed_rim():
    sheet = maps.sheet(GRID)
    for row, inside in enumerate(sheet.on_map):
        first, last = np.flatnonzero(inside)[[0, -1]]
        assert np.all(sheet.filled[row, max(0, first - 2) : last + 3])
    step = np.ones(sheet.on_map.shape, dtype=np.int64)
    root = ElementTree.fromstring(maps.world("one", "A map", sheet, step, steps.share_steps(), maps.OF_SHARES))  # noqa: S314 -- our own output
    (clip,) = root.iter("clipPath")
    clipped = [group for group in root.iter("g") if group.get("clip-path") == f"url(#{clip.get('id')})"]
    assert any(list(group.iter("image")) for group in clipped)
    clip_path = clip[0].get("d") or ""
    rim = [path.get("d") or "" for path in ElementTree.fromstring(layers.outlines([])).iter("path")]  # noqa: S314 -- our own output
    assert any(path.startswith(clip_path.removesuffix("z")) and path.endswith("z") for path in rim)
    corners = walked(clip_path)
    assert corners[:, 0].min() == pytest.approx(maps.MARGIN, abs=0.1)
    assert corners[:, 0].max() == pytest.approx(maps.WIDTH - maps.MARGIN, abs=0.1)
    assert np.allclose(corners[:, 0] + corners[::-1, 0], maps.WIDTH, atol=0.21)


def walked(path: str) -> np.ndarray:
    """Places along a path as `vector.compact` writes it."""
    places, place = [], np.zeros(2)
    for command, x, y in re.findall(r"([Ml])(-?[\d.]+) ?(-?[\d.]+)", path):
        place = np.array([float(x), float(y)]) + (place if command == "l" else 0.0)
        places.append(place)
    return np.array(places)


@pytest.mark.law
def test_a_regions_outline_is_closed_even_across_the_date_line_and_the_sheets_edge():
    for west in (-180.0, 100.0, 176.0, -174.0):
        cells = np.zeros((90, 180), dtype=bool)
        inside = np.mod(GRID.longitudes - west, 360.0) < 12.0
        cells[60:64, inside] = True
        pieces = list(layers.boundary(GRID, cells))
        length = sum(float(np.abs(np.diff(piece, axis=0)).sum()) for piece in pieces)
        assert length == pytest.approx(2.0 * (12.0 + 8.0))
        assert all(maps.CENTRAL - 180.0 <= piece[:, 0].min() and piece[:, 0].max() <= maps.CENTRAL + 180.0 for piece in pieces)


@pytest.mark.law
@given(st.lists(st.tuples(st.floats(0.0, 900.0), st.floats(0.0, 440.0)), min_size=2, max_size=40))
def test_compact_paths_stay_within_a_tenth_of_a_point(points: list[tuple[float, float]]):
    path = "M " + " L ".join(f"{x:.6f} {y:.6f} \n" for x, y in points)
    places = walked(vector.compact(path))
    tenths = np.round(np.multiply(points, 10.0))
    moved = np.concatenate([[True], np.any(np.diff(tenths, axis=0) != 0.0, axis=1)])
    kept = np.array(points)[moved]
    assert len(places) == len(kept)
    assert np.allclose(places, kept, atol=0.0501 + 1e-6)


@pytest.mark.story
def test_a_map_is_small_well_formed_and_says_what_it_shows():
    sheet = maps.sheet(GRID)
    field = 0.5 + 0.5 * np.sin(np.radians(GRID.latitudes))[:, None] * np.cos(np.radians(GRID.longitudes))[None, :]
    drawn = maps.world(
        "one",
        'Shares <"of"> time',
        sheet,
        steps.share_step(maps.smoothly(sheet, field)),
        steps.share_steps(),
        maps.OF_SHARES,
        (GRID, field),
    )
    root = ElementTree.fromstring(drawn)  # noqa: S314 -- our own output
    assert root.attrib["aria-label"] == 'Shares <"of"> time' and root.attrib["role"] == "img"
    assert len(drawn) < 250_000 and 'href="data:image/png;base64,' in drawn and drawn.count("<path") >= 2
    line = curves.by_latitude("two", "Curves", GRID.latitudes, np.linspace(0.2, 0.9, 4)[:, None] * np.ones(90))
    assert len(line) < 40_000 and {element.text for element in ElementTree.fromstring(line).iter("text")} >= {"60° S", "90° N", "75 %"}  # noqa: S314 -- ours
