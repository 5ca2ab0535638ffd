"""What was flown: launches and failures of vehicles, inclinations reached from sites, launches of three programmes. No NumPy.

Derived from GCAT by Jonathan McDowell, https://planet4589.org, CC-BY 4.0: pass the credit on (CREDIT) where these numbers are shown.
"""

import functools
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cupola.catalog.lookup import folded, found
from cupola.catalog.quoted import facts_of

CREDIT = "Jonathan McDowell, https://planet4589.org"
"""To be named wherever the record is shown."""


@dataclass(frozen=True, slots=True)
class FlightRecord:
    """The flights of a vehicle.

    Attributes:
        name: as GCAT writes it.
        first: day of the first launch, YYYY-MM-DD.
        last: day of the last one that the record holds, YYYY-MM-DD.
        launches: all of them.
        failures: of those, lost.
        by_year: launches in each year from `first_year()` on; years without one are left out.
    """

    name: str
    first: str
    last: str
    launches: int
    failures: int
    by_year: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Launch:
    """One launch of a programme.

    Attributes:
        tag: international designator, YYYY-NNN; None where only the date is known.
        date: YYYY-MM-DD, UTC; None where only the tag is known.
        vehicle: as the record writes it; None where not known.
        site: GCAT's code; None where not known.
        satellites: aboard, as counted or announced; None where not known.
        payload: kg; None where not known.
        inclination: rad; None where not known.
        in_catalogue: of the satellites, those in the catalogue of August 2026; None where not counted.
        failed: whether it was lost.
        note: None where there is nothing to add.
    """

    tag: str | None
    date: str | None
    vehicle: str | None
    site: str | None = None
    satellites: int | None = None
    payload: float | None = None
    inclination: float | None = None
    in_catalogue: int | None = None
    failed: bool = False
    note: str | None = None


def record_until() -> str:
    """Last day that the record covers, YYYY-MM-DD."""
    return facts_of("flight_record.json")["until"]


def first_year() -> int:
    """First year whose launches are counted year by year."""
    return facts_of("flight_record.json")["first_year"]


def flight_record(name: str) -> FlightRecord:
    """The record of a vehicle under the name that GCAT has for it.

    Raises:
        InputError: the record holds no such vehicle; the message offers the nearest ones.
    """
    advice = "see docs/models/launch.md for what the record holds"
    return found(name, _records(), lambda one: one.name, "vehicle in the flight record", advice)


def records_of(names: Iterable[str]) -> FlightRecord | None:
    """The records of several names of one vehicle together, under the first name; None where there are none.

    Raises:
        InputError: as `flight_record`.
    """
    parts = [flight_record(name) for name in names]
    if not parts:
        return None
    by_year = sum((Counter(part.by_year) for part in parts), Counter[int]())
    return FlightRecord(
        parts[0].name,
        min(part.first for part in parts),
        max(part.last for part in parts),
        sum(part.launches for part in parts),
        sum(part.failures for part in parts),
        MappingProxyType(dict(sorted(by_year.items()))),
    )


def inclinations_flown(codes: Iterable[str]) -> Mapping[int, int]:
    """Launches since 2000 by the inclination reached in the end, whole degrees, from all the codes of a site together.

    0 also stands for what went on to the geostationary belt or away from the Earth, and for what was not entered. A code without launches
    counts as none.
    """
    sites = facts_of("flight_record.json")["sites"]
    counts = Counter[int]()
    for code in codes:
        counts.update({int(degrees): number for degrees, number in sites.get(code, {"inclinations": {}})["inclinations"].items()})
    return MappingProxyType(dict(sorted(counts.items())))


def starlink_launches() -> tuple[Launch, ...]:
    """Launches of Starlink to November 2025: satellites to December 2024, payload and inclination after that."""
    return _launches("starlink")


def amazon_leo_launches() -> tuple[Launch, ...]:
    """Launches of Amazon Leo (Project Kuiper until 2025) to May 2026, the two prototypes first."""
    return _launches("amazon-leo")


def north_korean_launches() -> tuple[Launch, ...]:
    """North Korea's attempts at orbit from 2012 on."""
    return _launches("north-korea")


@functools.cache
def _records() -> dict[str, FlightRecord]:
    return {folded(name): _record(name, entry) for name, entry in facts_of("flight_record.json")["vehicles"].items()}


def _record(name: str, entry: Mapping[str, Any]) -> FlightRecord:
    by_year = MappingProxyType({int(year): number for year, number in entry["by_year"].items()})
    return FlightRecord(name, entry["first"], entry["last"], entry["launches"], entry["failures"], by_year)


@functools.cache
def _launches(programme: str) -> tuple[Launch, ...]:
    return tuple(_launch(entry) for entry in facts_of("satellite_launches.json")[programme]["launches"])


def _launch(entry: Mapping[str, Any]) -> Launch:
    degrees = entry.get("inclination_deg")
    return Launch(
        tag=entry["tag"],
        date=entry["date"],
        vehicle=entry["vehicle"],
        site=entry.get("site"),
        satellites=entry.get("satellites"),
        payload=entry.get("payload_kg"),
        inclination=None if degrees is None else math.radians(degrees),
        in_catalogue=entry.get("in_catalogue"),
        failed=entry.get("failed", False),
        note=entry.get("detail") or entry.get("note"),
    )
