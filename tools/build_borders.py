"""Makes the outlines that Cupola ships from Natural Earth's, as packaged in TopoJSON by world-atlas: run by hand, when that source changes.

    npm pack world-atlas@2.0.2
    tar xzf world-atlas-2.0.2.tgz
    python tools/build_borders.py package

A TopoJSON file holds each stretch of outline (an *arc*) once, as steps of whole quanta, and each country as rings of arc numbers; a
negative number ~n walks arc n backwards. The same form is kept, as plain arrays: it is the smallest one, and an arc that two countries
share is seen to be their border. Two files are written: `borders.npz`, and `country_names.txt` with each country's other names, one country
to a line.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

DATA = Path(__file__).resolve().parents[1] / "src" / "cupola" / "catalog" / "data"

ALIASES = {
    "Antigua and Barb.": ("Antigua and Barbuda",),
    "Ashmore and Cartier Is.": ("Ashmore and Cartier Islands",),
    "Bahamas": ("The Bahamas",),
    "Bosnia and Herz.": ("Bosnia and Herzegovina", "Bosnia"),
    "Br. Indian Ocean Ter.": ("British Indian Ocean Territory", "Diego Garcia"),
    "British Virgin Is.": ("British Virgin Islands",),
    "Brunei": ("Brunei Darussalam",),
    "Cabo Verde": ("Cape Verde",),
    "Cayman Is.": ("Cayman Islands",),
    "Central African Rep.": ("Central African Republic",),
    "China": ("People's Republic of China", "PRC"),
    "Congo": ("Republic of the Congo", "Congo-Brazzaville"),
    "Cook Is.": ("Cook Islands",),
    "Curaçao": ("Curacao",),
    "Czechia": ("Czech Republic",),
    "Côte d'Ivoire": ("Ivory Coast", "Cote d'Ivoire"),
    "Dem. Rep. Congo": ("Democratic Republic of the Congo", "DR Congo", "DRC", "Congo-Kinshasa"),
    "Dominican Rep.": ("Dominican Republic",),
    "Eq. Guinea": ("Equatorial Guinea",),
    "Faeroe Is.": ("Faroe Islands", "Faeroe Islands"),
    "Falkland Is.": ("Falkland Islands", "Islas Malvinas"),
    "Fr. Polynesia": ("French Polynesia",),
    "Fr. S. Antarctic Lands": ("French Southern and Antarctic Lands",),
    "Gambia": ("The Gambia",),
    "Heard I. and McDonald Is.": ("Heard Island and McDonald Islands",),
    "Indian Ocean Ter.": ("Australian Indian Ocean Territories", "Christmas Island"),
    "Iran": ("Islamic Republic of Iran",),
    "Laos": ("Lao PDR",),
    "Macao": ("Macau",),
    "Macedonia": ("North Macedonia",),
    "Marshall Is.": ("Marshall Islands",),
    "Micronesia": ("Federated States of Micronesia",),
    "Moldova": ("Republic of Moldova",),
    "Myanmar": ("Burma",),
    "N. Cyprus": ("Northern Cyprus",),
    "N. Mariana Is.": ("Northern Mariana Islands",),
    "Netherlands": ("The Netherlands", "Holland"),
    "North Korea": ("DPRK", "Democratic People's Republic of Korea"),
    "Palestine": ("State of Palestine", "Palestinian Territories"),
    "Pitcairn Is.": ("Pitcairn Islands",),
    "Russia": ("Russian Federation",),
    "S. Geo. and the Is.": ("South Georgia and the South Sandwich Islands", "South Georgia"),
    "S. Sudan": ("South Sudan",),
    "Saint Helena": ("St. Helena",),
    "Saint Lucia": ("St. Lucia",),
    "Solomon Is.": ("Solomon Islands",),
    "South Korea": ("Republic of Korea", "ROK"),
    "St-Barthélemy": ("Saint Barthelemy",),
    "St-Martin": ("Saint Martin",),
    "St. Kitts and Nevis": ("Saint Kitts and Nevis",),
    "St. Pierre and Miquelon": ("Saint Pierre and Miquelon",),
    "St. Vin. and Gren.": ("Saint Vincent and the Grenadines",),
    "Syria": ("Syrian Arab Republic",),
    "São Tomé and Principe": ("Sao Tome and Principe",),
    "Taiwan": ("Chinese Taipei",),
    "Tanzania": ("United Republic of Tanzania",),
    "Timor-Leste": ("East Timor",),
    "Turkey": ("Türkiye", "Turkiye"),
    "Turks and Caicos Is.": ("Turks and Caicos Islands",),
    "U.S. Virgin Is.": ("United States Virgin Islands", "US Virgin Islands"),
    "United Arab Emirates": ("UAE",),
    "United Kingdom": ("UK", "Great Britain", "Britain"),
    "United States of America": ("United States", "USA", "US", "America"),
    "Vatican": ("Vatican City", "Holy See"),
    "Vietnam": ("Viet Nam",),
    "W. Sahara": ("Western Sahara",),
    "Wallis and Futuna Is.": ("Wallis and Futuna",),
    "eSwatini": ("Eswatini", "Swaziland"),
    "Åland": ("Aland", "Aland Islands"),
}
"""Other usual names of countries, by the source's own."""


def rings_of(geometry: dict[str, Any]) -> list[list[int]]:
    """Rings of a TopoJSON polygon or multipolygon, outer ones and holes alike, as lists of signed arc numbers."""
    if geometry["type"] == "Polygon":
        return geometry["arcs"]
    if geometry["type"] == "MultiPolygon":
        return [ring for polygon in geometry["arcs"] for ring in polygon]
    raise ValueError(f"a country of type {geometry['type']}: only Polygon and MultiPolygon are known")


def topology(path: Path) -> tuple[list[str], dict[str, np.ndarray]]:
    """Country names and arrays of one TopoJSON file, countries in alphabetical order.

    Returns:
        names, and arrays: `steps` (points, 2), whole quanta from the point before, an arc's first from the origin; `arc_ends` (arcs,), last
        point of each + 1; `ring_arcs` (n,), signed arc numbers; `ring_ends` (rings,), last of those of each + 1; `country_ends`
        (countries,), last ring of each + 1; `transform` (4,), degrees per quantum in longitude and latitude, then the origin.
    """
    source = json.loads(path.read_text(encoding="utf-8"))
    countries = sorted(source["objects"]["countries"]["geometries"], key=lambda country: country["properties"]["name"])
    names = [country["properties"]["name"] for country in countries]
    if len(set(names)) != len(names):
        raise ValueError(f"{path.name}: two countries share a name")
    rings = [rings_of(country) for country in countries]
    every_ring = [ring for country in rings for ring in country]
    arrays = {
        "steps": np.array([step for arc in source["arcs"] for step in arc], dtype=np.int32),
        "arc_ends": np.cumsum([len(arc) for arc in source["arcs"]], dtype=np.int32),
        "ring_arcs": np.array([arc for ring in every_ring for arc in ring], dtype=np.int16),
        "ring_ends": np.cumsum([len(ring) for ring in every_ring], dtype=np.int32),
        "country_ends": np.cumsum([len(country) for country in rings], dtype=np.int32),
        "transform": np.array([*source["transform"]["scale"], *source["transform"]["translate"]]),
    }
    return names, arrays


def main() -> None:
    """Reads the unpacked package named on the command line and writes both files."""
    parser = argparse.ArgumentParser(description="Make src/cupola/catalog/data/borders.npz from the world-atlas package.")
    parser.add_argument("package", type=Path, help="folder of the unpacked world-atlas-2.0.2.tgz")
    package: Path = parser.parse_args().package
    names, fine = topology(package / "countries-50m.json")
    _, coarse = topology(package / "countries-110m.json")
    if unknown := sorted(set(ALIASES) - set(names)):
        raise ValueError(f"other names are given for countries that the source does not hold: {', '.join(unknown)}")
    arrays = {f"{scale}_{key}": array for scale, group in (("50m", fine), ("110m", coarse)) for key, array in group.items()}
    np.savez_compressed(DATA / "borders.npz", allow_pickle=False, **arrays)
    lines = ["\t".join((name, *ALIASES.get(name, ()))) for name in names]
    (DATA / "country_names.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    size = (DATA / "borders.npz").stat().st_size
    sys.stdout.write(f"{len(names)} countries, {len(fine['steps'])} points at 1:50m, {len(coarse['steps'])} at 1:110m, {size} bytes\n")


if __name__ == "__main__":
    main()
