"""Regions as cells with their weights, and targets: bounds together, the date line, circles, people, countries smaller than a cell."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_scenario import FILE, line_of, small, small_text

from cupola.catalog import borders
from cupola.catalog.cities import cities, city_named
from cupola.compiler.places import places_of, targets_of
from cupola.compiler.problem import Place
from cupola.constants import EARTH
from cupola.errors import ScenarioError
from cupola.geometry import RingGrid
from cupola.scenario.loading import loads


def place(region: str, grid: RingGrid) -> tuple[Place, tuple[str, ...]]:
    """The one region of a scenario, and the warnings."""
    places, warnings = places_of(small(regions="{here: {title: Here, " + region + "}}"), grid, EARTH)
    assert [found.name for found in places] == ["here", "world"]
    return places[0], warnings


def area(cells: np.ndarray, grid: RingGrid) -> float:
    """m^2 on the sphere on which circles are drawn, from the zone between the edges of each ring."""
    edges = np.linspace(-90.0, 90.0, grid.rings + 1)
    zones = 2.0 * np.pi * EARTH.radius**2 * np.diff(np.sin(np.radians(edges)))
    return float((zones * cells.mean(axis=1)).sum())


@pytest.mark.law
def test_bounds_of_one_region_are_intersected():
    grid = RingGrid(360, 720, EARTH)
    north = "box: {south: 0 deg, north: 90 deg, west: -180 deg, east: 180 deg}"
    both, _ = place(f"country: Kenya, {north}", grid)
    kenya, _ = place("country: Kenya", grid)
    half, _ = place(north, grid)
    np.testing.assert_array_equal(half.cells, np.repeat(np.arange(360) >= 180, 720).reshape(360, 720))
    np.testing.assert_array_equal(both.cells, kenya.cells & half.cells)
    np.testing.assert_array_equal(kenya.cells, borders.country_cells("Kenya", np.degrees(grid.latitudes), np.degrees(grid.longitudes)))
    # The equator cuts Kenya: it lies between 4.7 deg S and 5.5 deg N.
    assert 0 < both.cells.sum() < kenya.cells.sum() < half.cells.sum()


@pytest.mark.law
def test_a_box_may_cross_the_date_line():
    grid = RingGrid(90, 180, EARTH)
    found, warnings = place("box: {south: -10 deg, north: 10 deg, west: 170 deg, east: -170 deg}", grid)
    rings, columns = np.nonzero(found.cells)
    latitudes, longitudes = np.degrees(grid.latitudes), np.degrees(grid.longitudes)
    assert warnings == ()
    assert found.cells.sum() == 100
    assert sorted({round(at) for at in latitudes[rings]}) == [-9, -7, -5, -3, -1, 1, 3, 5, 7, 9]
    assert sorted({round(at) for at in longitudes[columns]}) == [-179, -177, -175, -173, -171, 171, 173, 175, 177, 179]


@pytest.mark.law
def test_a_box_around_the_globe_and_its_remainder():
    """The box from 30 W to 50 E and the box from 50 E to 30 W share no cell and make up the belt."""
    grid = RingGrid(90, 180, EARTH)
    belt, east, west = (
        place(f"box: {{south: 20 deg, north: 40 deg, west: {left} deg, east: {right} deg}}", grid)[0].cells
        for left, right in ((-180, 180), (-30, 50), (50, -30))
    )
    assert belt.sum() == 10 * 180
    assert not (east & west).any()
    np.testing.assert_array_equal(east | west, belt)
    assert east.sum() == 10 * 40


@pytest.mark.reference
@pytest.mark.parametrize(
    ("latitude", "longitude", "share"),
    [(0.0, 0.0, 1e-3), (40.0, 127.0, 1e-3), (-62.0, 179.5, 1e-3), (-87.0, -33.0, 1e-3), (90.0, 0.0, 1.4e-2)],
)
def test_the_area_of_a_circle(latitude: float, longitude: float, share: float):
    """A cap of the sphere takes 2 pi R^2 (1 - cos(r / R)).

    On cells of 0.25 deg within 0.1 %, as the rim cuts cells in and out by chance. About a pole whole rings are in or out: the rim is off by
    up to half a cell's height, 0.5 * 0.00436 rad * sin(r / R) / (1 - cos(r / R)) = 1.4 % of the area.
    """
    grid = RingGrid(720, 1440, EARTH)
    found, _ = place(f"circle: {{latitude: {latitude} deg, longitude: {longitude} deg, radius: 2000 km}}", grid)
    wanted = 2.0 * np.pi * EARTH.radius**2 * (1.0 - np.cos(2000e3 / EARTH.radius))
    assert area(found.cells, grid) == pytest.approx(wanted, rel=share)


@pytest.mark.law
@given(st.floats(-90.0, 90.0), st.floats(-180.0, 180.0), st.floats(500.0, 15_000.0))
def test_a_circle_holds_the_centres_within_its_radius(latitude: float, longitude: float, radius: float):
    """By the angle between unit vectors, but for centres within a metre of the rim."""
    grid = RingGrid(60, 120, EARTH)
    found, _ = place(f"circle: {{latitude: {latitude:.9f} deg, longitude: {longitude:.9f} deg, radius: {radius:.9f} km}}", grid)
    north, east = np.meshgrid(grid.latitudes, grid.longitudes, indexing="ij")
    centres = np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=-1)
    at, along = np.radians(latitude), np.radians(longitude)
    middle = np.array([np.cos(at) * np.cos(along), np.cos(at) * np.sin(along), np.sin(at)])
    away = np.arctan2(np.linalg.norm(np.cross(centres, middle), axis=-1), centres @ middle) * EARTH.radius
    clear = np.abs(away - radius * 1e3) > 1.0
    np.testing.assert_array_equal(found.cells[clear], (away < radius * 1e3)[clear])


@pytest.mark.story
def test_a_region_without_cells_is_refused_with_its_line():
    apart = """
  kenya: {title: Kenya, country: Kenya}
  nowhere:
    title: Nowhere
    country: Kenya
    circle: {latitude: 60 deg, longitude: 0 deg, radius: 500 km}
  speck: {title: Speck, circle: {latitude: 44 deg, longitude: 44 deg, radius: 2 km}}"""
    with pytest.raises(ScenarioError) as refused:
        places_of(small(regions=apart), RingGrid(90, 180, EARTH), EARTH)
    told, text = refused.value, small_text(regions=apart)
    assert told.file == FILE
    assert [(problem.key, problem.line) for problem in told.problems] == [
        ("regions.nowhere", line_of(text, "nowhere:")),
        ("regions.speck", line_of(text, "speck:")),
    ]
    assert all("no centre of a cell" in problem.message and "finer" in problem.message for problem in told.problems)


@pytest.mark.story
def test_a_country_smaller_than_a_cell_has_the_nearest_cell_and_a_warning():
    """Monaco lies at 43.7 N, 7.4 E; the nearest centre of a grid of 5 deg is 42.5 N, 7.5 E."""
    grid = RingGrid(36, 72, EARTH)
    found, warnings = place("country: Monaco", grid)
    ((ring, column),) = np.argwhere(found.cells)
    assert np.degrees(grid.latitudes[ring]) == pytest.approx(42.5)
    assert np.degrees(grid.longitudes[column]) == pytest.approx(7.5)
    (warning,) = warnings
    assert warning.startswith("Here ") and "nearest cell" in warning


@pytest.mark.law
def test_the_world_comes_last_and_is_whole():
    places, warnings = places_of(small(), RingGrid(18, 36, EARTH), EARTH)
    assert [(found.name, found.title, bool(found.cells.all())) for found in places] == [("world", "World", True)]
    assert warnings == ()


@pytest.mark.law
@given(rings=st.sampled_from([36, 60, 90, 180, 360]), west=st.integers(-300, 300), width=st.integers(1, 9), south=st.integers(2, 20))
def test_a_box_whose_edges_are_centres_holds_them_all(rings: int, west: int, width: int, south: int):
    """Edges on cell centres, anywhere round the globe: width + 1 columns and 3 rings, whatever rounding does to the edges."""
    grid, step = RingGrid(rings, 2 * rings, EARTH), 180.0 / rings
    edges = [-180.0 + (0.5 + place % (2 * rings)) * step for place in (west, west + width)]
    lowest = -90.0 + (0.5 + south) * step
    box = f"box: {{south: {lowest!r} deg, north: {lowest + 2.0 * step!r} deg, west: {edges[0]!r} deg, east: {edges[1]!r} deg}}"
    found, _ = place(box, grid)
    assert found.cells.sum() == 3 * (width + 1)


@pytest.mark.law
def test_a_band_of_latitudes_is_the_whole_rings_between_its_edges():
    grid = RingGrid(90, 180, EARTH)
    band, warnings = place("latitudes: {south: 41 deg, north: 59.9 deg}", grid)
    box, _ = place("box: {south: 41 deg, north: 59.9 deg, west: -180 deg, east: 180 deg}", grid)
    assert warnings == ()
    np.testing.assert_array_equal(band.cells, box.cells)
    assert np.flatnonzero(band.cells.any(axis=1)).tolist() == list(range(65, 75))
    assert band.cells[65:75].all()
    cut, _ = place("country: Kenya, latitudes: {south: 0 deg, north: 90 deg}", grid)
    kenya, _ = place("country: Kenya", grid)
    np.testing.assert_array_equal(cut.cells, kenya.cells & (grid.latitudes > 0.0)[:, None])


@pytest.mark.law
@pytest.mark.parametrize("region", ["country: Kenya", "latitudes: {south: 50 deg, north: 90 deg}", "country: Kenya, weight: people"])
def test_weights_are_shares_of_the_region_alone(region: str):
    found, _ = place(region, RingGrid(90, 180, EARTH))
    assert found.weights.sum() == pytest.approx(1.0, abs=1e-12)
    np.testing.assert_array_equal(found.weights > 0.0, found.cells)


@pytest.mark.law
def test_area_weighs_a_cell_by_the_surface_of_the_ellipsoid():
    """Against the surface element a^2 (1 - e^2) cos g / (1 - e^2 sin^2 g)^2 (Snyder, USGS 1395, equation 4-24), summed in fine steps."""
    grid = RingGrid(18, 36, EARTH)
    found, _ = place("latitudes: {south: 0 deg, north: 90 deg}", grid)
    fine = (np.arange(9 * 4000) + 0.5) * (0.5 * np.pi / (9 * 4000))
    surface = (np.cos(fine) / (1.0 - (EARTH.eccentricity * np.sin(fine)) ** 2) ** 2).reshape(9, 4000).sum(axis=1)
    np.testing.assert_allclose(found.weights[9:].sum(axis=1), surface / surface.sum(), rtol=1e-7)


def people_by_cell(country: str | None, degrees: int) -> dict[tuple[int, int], int]:
    """People of the cities in each cell of whole degrees, (ring, column) counted from the south pole and from -180 deg."""
    found: dict[tuple[int, int], int] = {}
    for city in cities():
        if country in (None, city.country):
            cell = int((math.degrees(city.latitude) + 90.0) // degrees), int((math.degrees(city.longitude) + 180.0) // degrees)
            found[cell] = found.get(cell, 0) + city.population
    return {cell: people for cell, people in found.items() if people}


@pytest.mark.law
@pytest.mark.parametrize(("region", "country"), [("country: Kenya, ", "Kenya"), ("country: DPRK, ", "North Korea"), ("", None)])
def test_people_weigh_each_cell_by_its_cities(region: str, country: str | None):
    """City by city from the list; without a bound it is all cities of the world."""
    wanted = people_by_cell(country, 5)
    found, warnings = place(f"{region}weight: people", RingGrid(36, 72, EARTH))
    assert warnings == ()
    assert {tuple(cell) for cell in np.argwhere(found.cells).tolist()} == wanted.keys()
    total = sum(wanted.values())
    assert total > (100_000_000 if country is None else 3_000_000)
    for cell, people in wanted.items():
        assert found.weights[cell] == pytest.approx(people / total, rel=1e-12)


@pytest.mark.law
@pytest.mark.parametrize(("country", "city"), [("Cuba", "Havana"), ("Japan", "Osaka"), ("Indonesia", "Makassar"), ("Chile", "Iquique")])
def test_a_country_by_people_keeps_its_cities_on_the_coast(country: str, city: str):
    """On cells so coarse that a coast's centres lie in the sea: by area the city's cell is lost, by people it is there."""
    grid, at = RingGrid(36, 72, EARTH), city_named(city)
    cell = int((math.degrees(at.latitude) + 90.0) // 5), int((math.degrees(at.longitude) + 180.0) // 5)
    by_area, _ = place(f"country: {country}", grid)
    by_people, _ = place(f"country: {country}, weight: people", grid)
    assert not by_area.cells[cell]
    assert by_people.weights[cell] >= at.population / sum(one.population for one in cities() if one.country == country) > 0.0


@pytest.mark.law
def test_people_and_a_box_are_the_cities_whose_cells_the_box_holds():
    grid = RingGrid(36, 72, EARTH)
    found, _ = place("weight: people, box: {south: 30 deg, north: 45 deg, west: 120 deg, east: 130 deg}", grid)
    wanted = {cell: people for cell, people in people_by_cell(None, 5).items() if 24 <= cell[0] < 27 and 60 <= cell[1] < 62}
    assert {tuple(cell) for cell in np.argwhere(found.cells).tolist()} == wanted.keys()
    for cell, people in wanted.items():
        assert found.weights[cell] == pytest.approx(people / sum(wanted.values()), rel=1e-12)


@pytest.mark.story
def test_a_region_without_cities_that_weighs_by_people_is_refused():
    ocean = "{here: {title: Here, weight: people, circle: {latitude: -48 deg, longitude: -123 deg, radius: 900 km}}}"
    with pytest.raises(ScenarioError) as refused:
        places_of(small(regions=ocean), RingGrid(90, 180, EARTH), EARTH)
    (problem,) = refused.value.problems
    assert problem.key == "regions.here"
    assert "holds no city" in problem.message and "weigh it by area" in problem.message


@pytest.mark.reference
def test_targets_stand_where_their_city_or_their_numbers_say():
    """Pyongyang 39.02 N, 125.75 E and London 51.51 N, 0.13 W (The Times Atlas of the World), to a few kilometres; a point as written."""
    targets = """
  capital: {title: The capital, city: Pyongyang}
  thames: {title: On the Thames, city: "London, United Kingdom"}
  point: {title: A point, latitude: -33.5 deg, longitude: 179.25 deg}"""
    scenario = loads(small_text().replace("regions: {}\n", f"regions: {{}}\ntargets: {targets}\n"), FILE)
    found = targets_of(scenario)
    assert [(one.name, one.title) for one in found] == [("capital", "The capital"), ("thames", "On the Thames"), ("point", "A point")]
    for target, (latitude, longitude) in zip(found, [(39.02, 125.75), (51.51, -0.13), (-33.5, 179.25)], strict=True):
        within = 1e-12 if target.name == "point" else 0.05
        assert math.degrees(target.latitude) == pytest.approx(latitude, abs=within)
        assert math.degrees(target.longitude) == pytest.approx(longitude, abs=within)
    assert targets_of(small()) == ()
