"""Launch vehicles: who supplies them, what they carry and where to, what they cost. SI and radians; money as written. No NumPy.

A payload is what its maker or a table says for one orbit from one site, with its range and source. What a vehicle carries elsewhere is
worked out by `cupola.catalog.lifting`; how often it flew is in `cupola.catalog.flight_record`. See docs/models/launch.md.
"""

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cupola.catalog.lookup import folded, found
from cupola.catalog.quoted import Quoted, facts_of, quoted


@dataclass(frozen=True, slots=True)
class Payload:
    """What a vehicle is said to carry to one orbit.

    Attributes:
        site: name of the launch site (`cupola.catalog.launch_sites`).
        perigee: altitude above the equatorial radius, m.
        apogee: the same; infinity for an escape that leaves nothing over.
        inclination: rad.
        mass: kg.
        held_back: True where the model of performance is not fitted to it but measured against it.
    """

    site: str
    perigee: float
    apogee: float
    inclination: float
    mass: Quoted
    held_back: bool


@dataclass(frozen=True, slots=True)
class Price:
    """What is asked for a launch, or for a kilogram to a low orbit.

    Attributes:
        amount: in `currency`.
        currency: `USD` or `RUB`.
        per: `launch` or `kg`.
        year: of the money, or of the statement; None where not known.
    """

    amount: Quoted
    currency: str
    per: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A launch vehicle in one configuration.

    Attributes:
        name: as messages write it.
        aliases: other names that are understood.
        supplier: who builds and sells it.
        country: as the outlines write it.
        family: vehicles that share stages, and are stood down together.
        upper_stage: what the last stage burns: `hydrogen`, `methane`, `kerosene`, `storable` or `solid`.
        status: `flying`, `planned` or `retired`.
        record: its names in the flight record; a configuration that the record does not tell apart shares one.
        sites: names of launch sites that it flies from.
        payloads: to published orbits.
        prices: the first is the headline; empty where none is known.
        note: None where there is nothing to add.
    """

    name: str
    aliases: tuple[str, ...]
    supplier: str
    country: str
    family: str
    upper_stage: str
    status: str
    record: tuple[str, ...]
    sites: tuple[str, ...]
    payloads: tuple[Payload, ...]
    prices: tuple[Price, ...]
    note: str | None


def vehicles() -> tuple[Vehicle, ...]:
    """All vehicles, in the order of the file: those of one family together."""
    return _read()[0]


def vehicle_named(name: str) -> Vehicle:
    """The vehicle of a name; capitals and hyphens do not matter.

    Raises:
        InputError: no vehicle has the name; the message offers the nearest ones.
    """
    advice = "write its payloads in the scenario, or see docs/models/launch.md for the list"
    return found(name, _read()[1], lambda one: one.name, "vehicle", advice)


@functools.cache
def _read() -> tuple[tuple[Vehicle, ...], dict[str, Vehicle]]:
    facts = facts_of("vehicles.json")
    listed = tuple(_vehicle(entry, facts["sources"]) for entry in facts["vehicles"])
    by_name = {folded(name): vehicle for vehicle in listed for name in vehicle.aliases}
    return listed, by_name | {folded(vehicle.name): vehicle for vehicle in listed}


def _vehicle(entry: Mapping[str, Any], sources: Mapping[str, Any]) -> Vehicle:
    return Vehicle(
        name=entry["name"],
        aliases=tuple(entry.get("aliases", ())),
        supplier=entry["supplier"],
        country=entry["country"],
        family=entry["family"],
        upper_stage=entry["upper_stage"],
        status=entry["status"],
        record=tuple(entry["record"]),
        sites=tuple(entry["sites"]),
        payloads=tuple(_payload(one, sources) for one in entry["payloads"]),
        prices=tuple(Price(quoted(one, "amount", sources), one["currency"], one["per"], one.get("year")) for one in entry["prices"]),
        note=entry.get("note"),
    )


def _payload(entry: Mapping[str, Any], sources: Mapping[str, Any]) -> Payload:
    apogee = math.inf if entry["apogee_km"] is None else 1e3 * entry["apogee_km"]
    inclination = math.radians(entry["inclination_deg"])
    return Payload(entry["site"], 1e3 * entry["perigee_km"], apogee, inclination, quoted(entry, "kg", sources), entry.get("use") == "check")
