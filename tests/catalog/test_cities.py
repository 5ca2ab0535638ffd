"""Cities: where they lie, how many people they have, and which one a name means."""

import math
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.catalog import borders, cities, countries
from cupola.errors import InputError

CAPITALS = (
    ("Pyongyang", 39 + 1 / 60, 125 + 45 / 60),
    ("Seoul", 37 + 33 / 60, 126 + 59 / 60),
    ("Tokyo", 35 + 41 / 60, 139 + 45 / 60),
    ("Beijing", 39 + 55 / 60, 116 + 23 / 60),
    ("Moscow", 55 + 45 / 60, 37 + 36 / 60),
    ("Washington", 38 + 53 / 60, -77 - 2 / 60),
    ("Reykjavik", 64 + 9 / 60, -21 - 57 / 60),
    ("London", 51 + 30 / 60, -5 / 60),
    ("Buenos Aires", -34 - 36 / 60, -58 - 22 / 60),
    ("Wellington", -41 - 18 / 60, 174 + 47 / 60),
    ("Nairobi", -1 - 17 / 60, 36 + 49 / 60),
    ("Cairo", 30 + 3 / 60, 31 + 15 / 60),
    ("Quito", -13 / 60, -78 - 30 / 60),
    ("Tehran", 35 + 42 / 60, 51 + 25 / 60),
    ("Hagatna", 13 + 28 / 60, 144 + 44 / 60),
    ("Longyearbyen", 78 + 13 / 60, 15 + 38 / 60),
)
"""Name, latitude, longitude, degrees: CIA World Factbook, "Capital - geographic coordinates", to a minute of arc."""

AGGLOMERATIONS = {"Pyongyang": 3.158e6, "Seoul": 9.988e6, "London": 9.648e6, "Shanghai": 29.211e6, "Moscow": 12.680e6, "Kinshasa": 16.316e6}
"""People of urban areas where the city proper is most of it: CIA World Factbook, "Major urban areas - population", 2023."""


@pytest.mark.reference
@pytest.mark.parametrize(("name", "latitude", "longitude"), CAPITALS)
def test_capitals_lie_where_the_factbook_has_them(name: str, latitude: float, longitude: float):
    city = cities.city_named(name)
    assert math.degrees(city.latitude) == pytest.approx(latitude, abs=0.1)
    assert math.degrees(city.longitude) == pytest.approx(longitude, abs=0.1)


@pytest.mark.reference
@pytest.mark.parametrize(("name", "people"), AGGLOMERATIONS.items())
def test_people_agree_with_the_factbook_where_city_and_urban_area_are_nearly_one(name: str, people: float):
    assert cities.city_named(name).population == pytest.approx(people, rel=0.2)


@pytest.mark.reference
def test_all_people_together_lie_between_the_large_cities_and_the_urban_population_of_the_world():
    """United Nations, World Urbanization Prospects 2018: 4.2 thousand million people lived in towns and cities in 2018, 48 % of them in
    settlements of fewer than 500,000. So 52 %, 2.18 thousand million, lived in cities that all belong on the list.
    """
    everyone = sum(city.population for city in cities.cities())
    assert 2.18e9 < everyone < 4.2e9


@pytest.mark.reference
@pytest.mark.parametrize(
    ("said", "name", "country"),
    [
        ("PYONGYANG", "Pyongyang", "North Korea"),
        ("Vladivostok", "Vladivostok", "Russia"),
        ("Honolulu", "Honolulu", "United States of America"),
        ("Anchorage", "Anchorage", "United States of America"),
        ("Reykjavik", "Reykjavík", "Iceland"),
        ("Lodz", "Łódź", "Poland"),
        ("  sao   paulo ", "São Paulo", "Brazil"),
        ("Wonsan", "Wŏnsan", "North Korea"),
        ("Nampo", "Namp’o", "North Korea"),
        ("Nukualofa", "Nuku‘alofa", "Tonga"),
        ("Washington, D.C.", "Washington", "United States of America"),
        ("New York", "New York City", "United States of America"),
        ("Cologne", "Köln", "Germany"),
        ("Kiev", "Kyiv", "Ukraine"),
        ("Longyearbyen, Norway", "Longyearbyen", "Norway"),
        ("Funafuti, tuvalu", "Funafuti", "Tuvalu"),
        ("Cayenne, France", "Cayenne", "France"),
    ],
)
def test_usual_names_are_understood(said: str, name: str, country: str):
    city = cities.city_named(said)
    assert (city.name, city.country) == (name, country)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("said", "country"),
    [
        ("London", "United Kingdom"),
        ("London, UK", "United Kingdom"),
        ("London, Canada", "Canada"),
        ("Victoria", "Seychelles"),
        ("Georgetown", "Guyana"),
        ("Tripoli", "Libya"),
        ("Tripoli, Lebanon", "Lebanon"),
        ("Birmingham, USA", "United States of America"),
    ],
)
def test_a_shared_name_means_the_only_capital_or_the_city_that_dwarfs_the_others(said: str, country: str):
    assert cities.city_named(said).country == country


@pytest.mark.story
@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("Hyderabad", "there are 2 cities called 'Hyderabad': write 'Hyderabad, India' or 'Hyderabad, Pakistan'"),
        ("Odessa", "there are 2 cities called 'Odessa': write 'Odesa, Ukraine' or 'Odessa, United States of America'"),
        (
            "Springfield, USA",
            "there are 3 cities called 'Springfield': United States of America, 1.* Write the latitude and longitude of the one",
        ),
        ("Suzhou", "6,715,559 people, at 31.30 deg N, 120.60 deg E"),
        ("London, France", "no city called 'London' lies in France; write 'London, United Kingdom' or 'London, Canada'"),
        ("Pyongyan", "no city is called 'Pyongyan'; did you mean 'Pyongyang' .North Korea."),
        ("Rejkjavik, Iceland", "did you mean 'Reykjavík' .Iceland."),
        ("xxqq", "no city is called 'xxqq'; .* give the latitude and longitude instead"),
        ("", "no city is called ''"),
        ("Paris, Narnia", "no country is called 'Narnia'"),
    ],
)
def test_what_cannot_be_told_is_refused_with_what_to_write(said: str, message: str):
    with pytest.raises(InputError, match=message):
        cities.city_named(said)


@pytest.mark.law
def test_what_a_message_says_to_write_is_understood():
    for name in ("Hyderabad", "Valencia", "Hamilton", "Cordoba", "Manchester"):
        with pytest.raises(InputError) as refused:
            cities.city_named(name)
        for written in str(refused.value).split("write ")[1].split(" or "):
            city = cities.city_named(written.strip("'"))
            assert f"{city.name}, {city.country}" == written.strip("'")


@pytest.mark.law
def test_every_city_answers_to_its_name_and_country_unless_a_greater_one_does():
    told = 0
    for city in cities.cities():
        try:
            found = cities.city_named(f"{city.name}, {city.country}")
        except InputError as refused:
            assert "Write the latitude and longitude" in str(refused) and f"{city.population:,} people" in str(refused)
            told += 1
        else:
            assert found == city or (found.country == city.country and found.population >= cities.OUTWEIGHS * city.population)
    assert told < 0.03 * len(cities.cities())


@pytest.mark.reference
def test_boroughs_are_found_but_not_counted_beside_their_city():
    """New York City has five boroughs, Brooklyn the largest with 2,736,074 people in the census of 2020."""
    brooklyn = cities.city_named("Brooklyn")
    assert brooklyn.population == 2_736_074
    counted = cities.cities()
    assert cities.city_named("New York") in counted and brooklyn not in counted
    for one_city in ("Singapore", "Hong Kong"):
        assert [city.name for city in counted if city.country == one_city] == [one_city]


@pytest.mark.law
@given(st.integers(0, 40_000_000))
def test_cities_come_by_falling_population_and_none_is_below_the_least(least: int):
    found = cities.cities(least)
    people = [city.population for city in found]
    assert people == sorted(people, reverse=True) and all(number >= least for number in people)
    assert len(found) == sum(city.population >= least for city in cities.cities())


@pytest.mark.law
def test_arrays_hold_the_same_cities_in_the_same_order_on_the_globe():
    latitudes, longitudes, people = cities.city_arrays()
    listed = cities.cities()
    assert latitudes.dtype == longitudes.dtype == people.dtype == np.float64 and len(latitudes) == len(listed)
    for index in (0, 17, len(listed) - 1):
        city = listed[index]
        assert (latitudes[index], longitudes[index], people[index]) == (city.latitude, city.longitude, city.population)
    assert np.all(np.abs(latitudes) < math.pi / 2) and np.all(np.abs(longitudes) <= math.pi) and np.all(people >= 0)


@pytest.mark.law
def test_every_country_is_one_of_the_outlines_or_a_stated_exception():
    homes = {city.country for city in cities.cities()}
    assert homes - set(countries.country_names()) == set(cities.WITHOUT_OUTLINE)


@pytest.mark.cross
def test_cities_lie_in_the_outline_of_their_country():
    """Against Natural Earth's outlines: all but 5 % of the people. Ports off the simplified coast are most of the rest."""
    homes = defaultdict(list)
    for city in cities.cities(100_000):
        homes[city.country].append(city)
    inside = outside = 0
    for country, listed in homes.items():
        latitudes, longitudes = (np.degrees([getattr(city, axis) for city in listed]) for axis in ("latitude", "longitude"))
        held = np.diagonal(borders.country_cells(country, latitudes, longitudes))
        inside += sum(city.population for city, is_held in zip(listed, held, strict=True) if is_held)
        outside += sum(city.population for city, is_held in zip(listed, held, strict=True) if not is_held)
    assert outside / (inside + outside) < 0.055


@pytest.mark.law
def test_names_are_looked_up_without_numpy_and_the_data_stay_small():
    script = (
        "import sys; from cupola.catalog.cities import city_named; assert city_named('Pyongyang').country == 'North Korea';"
        "assert not {'numpy', 'jax', 'jaxtyping'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    assert (countries.DATA / "cities.tsv").stat().st_size < 300_000


@pytest.mark.law
def test_the_page_on_places_counts_what_is_packaged():
    page = (Path(__file__).resolve().parents[2] / "docs" / "models" / "places.md").read_text(encoding="utf-8")
    listed = cities.cities()
    people = sum(city.population for city in listed)
    assert f"{len(listed):,} cities" in page and f"{people / 1e9:.2f} thousand million people" in page
