"""Outlines: cities on their own side of close borders, land areas as published, the date line, the poles, and lines fit to draw."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.catalog import borders, countries
from cupola.errors import InputError

EARTH_AREA = 510_065_622.0
"""km^2, the ellipsoid of WGS 84."""

CITIES = (
    ("Pyongyang", 39.03, 125.75, "North Korea"),
    ("Kaesong", 37.97, 126.55, "North Korea"),
    ("Sinuiju", 40.09, 124.42, "North Korea"),
    ("Seoul", 37.57, 126.98, "South Korea"),
    ("Sokcho", 38.19, 128.55, "South Korea"),
    ("Dandong", 40.16, 124.36, "China"),
    ("Vladivostok", 43.15, 131.93, "Russia"),
    ("Kaliningrad", 54.70, 20.51, "Russia"),
    ("Bilibino", 68.05, 166.44, "Russia"),
    ("Baikonur", 45.95, 63.31, "Kazakhstan"),
    ("Semey", 50.41, 80.25, "Kazakhstan"),
    ("Vienna", 48.21, 16.37, "Austria"),
    ("Bratislava", 48.20, 17.11, "Slovakia"),
    ("Kinshasa", -4.36, 15.32, "DR Congo"),
    ("Brazzaville", -4.22, 15.24, "Republic of the Congo"),
    ("Maseru", -29.34, 27.53, "Lesotho"),
    ("Bloemfontein", -29.12, 26.21, "South Africa"),
    ("Beersheba", 31.25, 34.79, "Israel"),
    ("Ramallah", 31.92, 35.22, "Palestine"),
    ("Amman", 31.95, 35.93, "Jordan"),
    ("Taipei", 25.03, 121.55, "Taiwan"),
    ("Detroit", 42.36, -83.10, "United States"),
    ("London, Ontario", 42.98, -81.25, "Canada"),
    ("Anchorage", 61.20, -149.80, "USA"),
    ("El Paso", 31.80, -106.42, "United States of America"),
    ("Chihuahua", 28.64, -106.09, "Mexico"),
    ("Tehran", 35.70, 51.42, "Iran"),
    ("Baghdad", 33.33, 44.39, "Iraq"),
    ("Isfahan", 32.65, 51.67, "Iran"),
    ("Alice Springs", -23.70, 133.88, "Australia"),
    ("Suva (Viti Levu)", -17.90, 178.10, "Fiji"),
    ("South Pole", -89.95, 12.00, "Antarctica"),
    ("Kourou", 5.13, -52.70, "France"),
    ("Quito", -0.20, -78.50, "Ecuador"),
)
"""Name, latitude, longitude (degrees) and country: coordinates to 0.01 to 0.1 deg, as in GeoNames."""

LAND = {
    "France": 632_702,
    "Germany": 357_595,
    "Mongolia": 1_564_116,
    "Kazakhstan": 2_724_902,
    "North Korea": 120_538,
    "Iran": 1_648_195,
    "Brazil": 8_515_770,
    "Australia": 7_741_220,
    "Lesotho": 30_355,
    "South Africa": 1_219_090,
    "Japan": 377_915,
    "Iceland": 103_000,
    "Egypt": 1_001_450,
    "Russia": 17_098_242,
    "Fiji": 18_274,
    "Canada": 9_984_670,
    "Switzerland": 41_277,
}
"""Total area with lakes, km^2: CIA World Factbook, "Area - total". France is its European part, 551,500 km^2, with the overseas
departments, as in the source; French Polynesia, New Caledonia and the smaller collectivities stand apart there."""


def at(name: str, latitude: float, longitude: float) -> bool:
    return bool(borders.country_cells(name, np.array([latitude]), np.array([longitude]))[0, 0])


def area(name: str, step: float) -> float:
    latitudes = np.arange(-90.0 + step / 2.0, 90.0, step)
    cells = borders.country_cells(name, latitudes, np.arange(-180.0 + step / 2.0, 180.0, step))
    weight = np.cos(np.radians(latitudes))
    return EARTH_AREA * float(np.sum(cells.mean(axis=1) * weight) / np.sum(weight))


@pytest.mark.reference
@pytest.mark.parametrize(("city", "latitude", "longitude", "country"), CITIES)
def test_a_city_lies_in_its_country_and_in_no_other(city: str, latitude: float, longitude: float, country: str):
    inside = [name for name in countries.country_names() if at(name, latitude, longitude)]
    assert inside == [countries.country_name(country)], city


@pytest.mark.reference
@pytest.mark.parametrize(("country", "published"), LAND.items())
def test_areas_agree_with_published_ones_within_three_percent(country: str, published: float):
    assert area(country, step=0.1 if published < 2e5 else 0.25) == pytest.approx(published, rel=0.03)


@pytest.mark.reference
def test_antarctica_is_its_grounded_ice_and_rock_without_the_shelves():
    """Grounded ice 12.295 million km^2 (Fretwell et al. 2013, Bedmap2, table 5)."""
    assert area("Antarctica", step=0.25) == pytest.approx(12.295e6, rel=0.01)


@pytest.mark.law
def test_no_place_lies_in_two_countries_and_land_covers_as_much_of_the_globe_as_published():
    """Land with the Antarctic shelves is 148.94 million km^2 (CIA World Factbook); the shelves, 1.561 million (Bedmap2), are sea here."""
    latitudes, longitudes = np.arange(-89.5, 90.0), np.arange(-179.5, 180.0)
    count = np.sum([borders.country_cells(name, latitudes, longitudes) for name in countries.country_names()], axis=0)
    assert count.max() == 1
    weight = np.cos(np.radians(latitudes))
    land = EARTH_AREA * float(np.sum(count.mean(axis=1) * weight) / np.sum(weight))
    assert land == pytest.approx(148.94e6 - 1.561e6, rel=0.01)


@pytest.mark.reference
def test_the_date_line_cuts_nothing():
    """Wrangel Island and Chukotka lie on both sides of 180 deg, as do Taveuni and the Lau group of Fiji; the Aleutians reach 173 deg E."""
    assert at("Russia", 67.5, 179.99) and at("Russia", 67.5, 180.0) and at("Russia", 67.5, -179.99) and at("Russia", 66.2, -172.0)
    assert not at("Russia", 64.5, -165.4) and at("United States", 64.6, -165.3)
    assert at("United States", 52.9, 173.0) and at("United States", 53.6, -166.7)
    assert at("Fiji", -16.88, 179.97) and at("Fiji", -16.8, -179.95) and at("Fiji", -16.6, 179.5) and not at("Fiji", -17.8, 0.0)
    middle = borders.country_middle("Fiji")
    assert middle == pytest.approx((178.0, -17.8), abs=0.3)


@pytest.mark.law
@given(
    st.sampled_from(["Russia", "Antarctica", "South Africa", "Fiji", "Italy", "United States"]),
    st.integers(-3, 3),
    st.permutations(range(36)),
)
def test_turns_and_order_of_the_grid_do_not_matter(name: str, turns: int, order: list[int]):
    latitudes, longitudes = np.linspace(-87.5, 87.5, 36), np.arange(-178.0, 180.0, 4.0)
    plain = borders.country_cells(name, latitudes, longitudes)
    assert np.array_equal(borders.country_cells(name, latitudes, longitudes + 360.0 * turns), plain)
    assert np.array_equal(borders.country_cells(name, latitudes[order], longitudes), plain[order])
    assert np.array_equal(borders.country_cells(name, latitudes, longitudes[::-1]), plain[:, ::-1])


@pytest.mark.law
def test_points_on_the_outline_itself_leave_no_stray_column():
    """Grid meridians that pass exactly through outline points are where a careless crossing count streaks to the pole."""
    outlines = borders._outlines("50m")  # the points themselves are what the test must hit
    ring = outlines.country(countries.country_names().index("Mongolia"))[0]
    through = ring[::20, 0] * outlines.scale[0] + outlines.origin[0]
    cells = borders.country_cells("Mongolia", np.array([-45.0, 0.0, 30.0, 60.0, 85.0]), through)
    assert not cells.any()
    nearby = borders.country_cells("Mongolia", np.arange(40.05, 54.0, 0.1), through)
    assert nearby[:, 5:-5].any()


@pytest.mark.reference
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("united states", "United States of America"),
        ("U.S.A.", "United States of America"),
        ("Russian Federation", "Russia"),
        ("dprk", "North Korea"),
        ("Republic of Korea", "South Korea"),
        ("ivory coast", "Côte d'Ivoire"),
        ("Sao Tome and Principe", "São Tomé and Principe"),
        ("South Sudan", "S. Sudan"),
        ("Türkiye", "Turkey"),
        ("UK", "United Kingdom"),
    ],
)
def test_usual_names_are_understood(said: str, meant: str):
    assert countries.country_name(said) == meant
    assert meant in countries.country_names()


@pytest.mark.story
def test_an_unknown_name_is_refused_with_the_nearest_one():
    assert countries.nearest_country("Nroth Koera") == "North Korea"
    assert countries.nearest_country("qqqq") is None
    with pytest.raises(InputError, match="did you mean 'Kazakhstan'"):
        borders.country_cells("Kazahkstan", np.array([0.0]), np.array([0.0]))
    with pytest.raises(InputError, match=r"places\.md for the list"):
        borders.country_nearest_cell("qqqq", np.array([0.0]), np.array([0.0]))


@pytest.mark.law
def test_a_country_below_the_grid_has_a_nearest_cell_and_no_other():
    latitudes, longitudes = np.arange(-89.0, 90.0, 2.0), np.arange(-179.0, 180.0, 2.0)
    assert not borders.country_cells("Vatican", latitudes, longitudes).any()
    row, column = borders.country_nearest_cell("Vatican", latitudes, longitudes)
    assert (latitudes[row], longitudes[column]) == (41.0, 13.0)
    row, column = borders.country_nearest_cell("Tonga", latitudes, longitudes)
    assert (latitudes[row], longitudes[column]) == (-21.0, -175.0)
    row, _ = borders.country_nearest_cell("Antarctica", latitudes, longitudes)
    assert latitudes[row] == -89.0


@pytest.mark.law
@pytest.mark.parametrize("country", ["Mongolia", "Lesotho", "Switzerland", "Brazil", "Kenya"])
def test_the_middle_of_a_compact_country_lies_in_it(country: str):
    longitude, latitude = borders.country_middle(country)
    assert at(country, latitude, longitude)


@pytest.mark.law
def test_lines_to_draw_stay_on_the_map_and_never_leap_across_it():
    for lines in (borders.coastlines(), borders.land_borders()):
        for line in lines:
            assert line.ndim == 2 and line.shape[1] == 2 and len(line) >= 2 and np.ptp(line, axis=0).any()
            assert np.all(np.abs(line[:, 0]) <= 180.0 + 1e-9) and np.all(np.abs(line[:, 1]) <= 90.0)
            assert np.max(np.abs(np.diff(line[:, 0]))) < 15.0


@pytest.mark.reference
def test_borders_are_borders_and_coasts_are_coasts():
    """A border runs along 49 deg N between Canada and the United States; none runs through Australia or Iceland; both have coasts."""
    border, coast = np.concatenate(borders.land_borders()), np.concatenate(borders.coastlines())

    def held(points: np.ndarray, west: float, east: float, south: float, north: float) -> int:
        return int(np.sum((points[:, 0] > west) & (points[:, 0] < east) & (points[:, 1] > south) & (points[:, 1] < north)))

    assert held(border, -123.0, -95.0, 48.8, 49.2) >= 2
    assert held(border, 112.0, 154.0, -44.0, -11.0) == 0 and held(coast, 112.0, 154.0, -44.0, -11.0) > 50
    assert held(border, -25.0, -13.0, 63.0, 67.0) == 0 and held(coast, -25.0, -13.0, 63.0, 67.0) > 10


@pytest.mark.law
def test_names_are_read_without_numpy_and_the_data_stay_small():
    script = (
        "import sys; from cupola.catalog.countries import country_names; names = country_names();"
        "assert len(names) == 241 and list(names) == sorted(names); assert not {'numpy', 'jax', 'xarray'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    assert (countries.DATA / "borders.npz").stat().st_size < 600_000


@pytest.mark.law
def test_the_page_on_places_lists_every_name():
    page = (Path(__file__).resolve().parents[2] / "docs" / "models" / "places.md").read_text(encoding="utf-8")
    listed = " ".join(page.split("own names are:")[1].split()).removesuffix(".").split(", ")
    assert tuple(listed) == countries.country_names()
