"""Cities with their place and their people, from GeoNames: one by its name, or all of them. Geodetic latitude and longitude, radians.

Every city of 100,000 people or more, every national capital and the seat of every territory. People are those of the city proper, as far
as the source tells; boroughs and quarters are found by name but are not counted beside the city that holds them. NumPy is imported only
where arrays are asked for, so that a name is checked at once. See docs/models/places.md.
"""

import difflib
import functools
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cupola.catalog.countries import DATA, country_name
from cupola.errors import InputError

if TYPE_CHECKING:
    import numpy as np

    from cupola.arrays import Float

OUTWEIGHS = 10
"""A name that several cities share means the one that has at least this many times the people of all the others together."""

WITHOUT_OUTLINE = ("Gibraltar", "Tuvalu")
"""Countries of cities that the outlines do not hold."""

LETTERS = (("_", " "), ("ı", "i"), ("ł", "l"), ("đ", "d"), ("ø", "o"), ("æ", "ae"), ("œ", "oe"), ("ð", "d"), ("þ", "th"), ("ə", "a"))
"""Small letters that carry no separate mark, with what is written for them where they are not at hand; and the low stroke, a gap."""

MARKS = re.compile("[\u0300-\u036f'’‘`ʻʼ.]")
GAPS = re.compile(r"[^\w\t\n/]+")


@dataclass(frozen=True, slots=True)
class City:
    """A city.

    Attributes:
        name: as GeoNames writes it.
        country: as the outlines write it (`countries.country_names`), or one of WITHOUT_OUTLINE.
        latitude: geodetic, rad.
        longitude: east, rad, in [-pi, pi].
        population: people; 0 where the source gives none.
    """

    name: str
    country: str
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the file: its city, the other names, and its kind: `capital`, `seat` of a territory, `part` of a larger city, or empty."""

    city: City
    others: tuple[str, ...]
    kind: str


def city_named(text: str) -> City:
    """The city of a name, `Pyongyang`, or of a name in a country, `London, United Kingdom`.

    Capitals, accents and apostrophes do not matter. Where several cities share a name, one is meant if it alone is a national capital, or
    if it has at least OUTWEIGHS times the people of all the others together. A borough is meant only if no city has its name.

    Raises:
        InputError: no city has the name (the message offers the nearest one), or several have it and none is meant (it says what to write).
    """
    lines = _called(text)
    if lines:
        return _meant(lines, text)
    name, comma, country = (piece.strip() for piece in text.rpartition(","))
    lines = _called(name)
    if not lines:
        raise InputError(f"no city is called {text!r}; {_advice(name if comma else text)}")
    home = _home(country)
    there = [line for line in lines if line.city.country == home]
    if not there:
        raise InputError(f"no city called {name!r} lies in {home}; write {_in_each_country(lines)}")
    return _meant(there, name)


def cities(at_least: int = 0) -> tuple[City, ...]:
    """Cities of at least this many people, by falling population; without boroughs and quarters, whose people the city already counts."""
    return tuple(city for city in _counted() if city.population >= at_least)


def city_arrays() -> "tuple[Float[np.ndarray, 'n'], Float[np.ndarray, 'n'], Float[np.ndarray, 'n']]":
    """Latitudes (rad), longitudes (rad) and people of all cities, in the order of `cities()`."""
    import numpy as np  # noqa: PLC0415 -- names are looked up without NumPy

    rows = np.array([(city.latitude, city.longitude, city.population) for city in _counted()], dtype=np.float64)
    return rows[:, 0].copy(), rows[:, 1].copy(), rows[:, 2].copy()


@functools.cache
def _rows() -> tuple[str, ...]:
    """The lines of the file, by falling population."""
    lines = (DATA / "cities.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line[0] != "#")


def _line(row: str) -> _Line:
    """A line of the file from its text."""
    name, others, country, latitude, longitude, people, kind = row.split("\t")
    city = City(name, country, math.radians(float(latitude)), math.radians(float(longitude)), int(people))
    return _Line(city, tuple(others.split("/")) if others else (), kind)


@functools.cache
def _counted() -> tuple[City, ...]:
    """Every city that is not a part of another."""
    return tuple(_line(row).city for row in _rows() if not row.endswith("\tpart"))


@functools.cache
def _by_name() -> dict[str, list[int]]:
    """Rows by each folded name, by falling population; a part only under a name that no city goes by."""
    rows = _rows()
    names = _folded("\n".join("\t".join(row.split("\t", 2)[:2]) for row in rows)).split("\n")  # at once, for speed
    whole: dict[str, list[int]] = {}
    parts: dict[str, list[int]] = {}
    for index, (row, known) in enumerate(zip(rows, names, strict=True)):
        found = parts if row.endswith("\tpart") else whole
        name, _, others = known.partition("\t")
        for key in {name, *others.split("/")} if others else (name,):
            found.setdefault(key.strip(), []).append(index)
    return parts | whole


def _called(name: str) -> list[_Line]:
    """Lines of a name, by falling population."""
    return [_line(_rows()[index]) for index in _by_name().get(_folded(name), ())]


def _meant(lines: list[_Line], name: str) -> City:
    """The one of the cities of a name that is meant.

    Raises:
        InputError: none is.
    """
    capitals = [line.city for line in lines if line.kind == "capital"]
    if len(capitals) == 1:
        return capitals[0]
    first, *rest = (line.city for line in lines)
    if first.population >= OUTWEIGHS * sum(city.population for city in rest):
        return first
    homes = {line.city.country for line in lines}
    if len(homes) == len(lines):
        raise InputError(f"there are {len(lines)} cities called {name!r}: write {_in_each_country(lines)}")
    places = "; ".join(_told(line.city) for line in lines)
    advice = "Write the country, or the latitude and longitude," if len(homes) > 1 else "Write the latitude and longitude"
    raise InputError(f"there are {len(lines)} cities called {name!r}: {places}. {advice} of the one that is meant")


def _in_each_country(lines: list[_Line]) -> str:
    """What to write for the largest city of each country."""
    largest: dict[str, City] = {}
    for line in lines:
        largest.setdefault(line.city.country, line.city)
    return " or ".join(repr(f"{city.name}, {city.country}") for city in largest.values())


def _told(city: City) -> str:
    """Country, people and place of a city as one reads them, to 0.01 deg."""
    north, east = "N" if city.latitude >= 0.0 else "S", "E" if city.longitude >= 0.0 else "W"
    latitude, longitude = abs(math.degrees(city.latitude)), abs(math.degrees(city.longitude))
    return f"{city.country}, {city.population:,} people, at {latitude:.2f} deg {north}, {longitude:.2f} deg {east}"


def _home(country: str) -> str:
    """The country as the list writes it.

    Raises:
        InputError: the country is not known.
    """
    for name in WITHOUT_OUTLINE:
        if _folded(name) == _folded(country):
            return name
    return country_name(country)


def _advice(name: str) -> str:
    """What to do about a name that is not known."""
    near = difflib.get_close_matches(_folded(name), _by_name(), n=1, cutoff=0.6)
    if not near:
        return "the list holds cities of 100,000 people or more and capitals; give the latitude and longitude instead"
    line = _called(near[0])[0]
    called = next(spelling for spelling in (line.city.name, *line.others) if _folded(spelling) == near[0])
    return f"did you mean {called!r} ({line.city.country})? The list holds cities of 100,000 people or more and capitals"


def _folded(name: str) -> str:
    """A name, or several parted by tabs, line ends or strokes, without capitals, accents, marks and apostrophes, for comparing."""
    letters = MARKS.sub("", unicodedata.normalize("NFKD", name.casefold()))
    for letter, plain in LETTERS:
        letters = letters.replace(letter, plain)
    return GAPS.sub(" ", letters).strip(" ")
