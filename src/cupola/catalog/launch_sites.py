"""Launch sites and their pads: where they lie, which vehicles use them, when one was out of use. Geodetic, radians. No NumPy."""

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cupola.catalog.lookup import folded, found
from cupola.catalog.quoted import Source, facts_of


@dataclass(frozen=True, slots=True)
class Outage:
    """Days on which a pad could not be used.

    Attributes:
        start: first day, YYYY-MM-DD.
        end: the day on which it was ready again, YYYY-MM-DD.
        note: what happened.
        source: None where it is general knowledge.
    """

    start: str
    end: str
    note: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class Pad:
    """A launch pad; it stands where its site does.

    Attributes:
        name: short, `31/6`.
        site: name of its site.
        families: of the vehicles that use it.
        since: YYYY-MM from which it is in service; None where it long was.
        until: YYYY-MM of its last launch; None while it is in service.
        outages: in the order of time.
        note: None where there is nothing to add.
        source: of its dates; None where they are general knowledge.
    """

    name: str
    site: str
    families: tuple[str, ...]
    since: str | None
    until: str | None
    outages: tuple[Outage, ...]
    note: str | None
    source: Source | None


@dataclass(frozen=True, slots=True)
class LaunchSite:
    """A place to launch from.

    Attributes:
        name: as messages write it.
        aliases: other names that are understood.
        codes: GCAT's, under which its launches are recorded.
        latitude: geodetic, rad.
        longitude: east, rad.
        country: on whose ground it lies, as the outlines write it.
        operator: who runs it.
        pads: those that matter here; empty where none is listed.
        note: None where there is nothing to add.
    """

    name: str
    aliases: tuple[str, ...]
    codes: tuple[str, ...]
    latitude: float
    longitude: float
    country: str
    operator: str
    pads: tuple[Pad, ...]
    note: str | None


def launch_sites() -> tuple[LaunchSite, ...]:
    """All launch sites, in the order of the file."""
    return _read()[0]


def launch_site_named(name: str) -> LaunchSite:
    """The launch site of a name, or of a code of GCAT's; capitals and hyphens do not matter.

    Raises:
        InputError: no site has the name; the message offers the nearest ones.
    """
    return found(name, _read()[1], lambda one: one.name, "launch site", "give its latitude and longitude instead")


def pad_named(name: str) -> Pad:
    """The pad of a site's name and its own, `Baikonur 31/6`.

    Raises:
        InputError: no pad has the name; the message offers the nearest ones.
    """
    return found(name, _read()[2], _told, "launch pad", "write the site and the pad, as in 'Baikonur 31/6'")


@functools.cache
def _read() -> tuple[tuple[LaunchSite, ...], dict[str, LaunchSite], dict[str, Pad]]:
    facts = facts_of("launch_sites.json")
    listed = tuple(_site(entry, facts["sources"]) for entry in facts["sites"])
    by_name = {folded(name): site for site in listed for name in (*site.codes, *site.aliases)}
    by_name |= {folded(site.name): site for site in listed}
    return listed, by_name, {folded(_told(pad)): pad for site in listed for pad in site.pads}


def _site(entry: Mapping[str, Any], sources: Mapping[str, Any]) -> LaunchSite:
    return LaunchSite(
        name=entry["name"],
        aliases=tuple(entry.get("aliases", ())),
        codes=tuple(entry["codes"]),
        latitude=math.radians(entry["latitude_deg"]),
        longitude=math.radians(entry["longitude_deg"]),
        country=entry["country"],
        operator=entry["operator"],
        pads=tuple(_pad(pad, entry["name"], sources) for pad in entry["pads"]),
        note=entry.get("note"),
    )


def _pad(entry: Mapping[str, Any], site: str, sources: Mapping[str, Any]) -> Pad:
    outages = tuple(Outage(one["from"], one["until"], one["note"], _source(one, sources)) for one in entry.get("outages", ()))
    families = tuple(entry["vehicles"])
    return Pad(entry["name"], site, families, entry.get("from"), entry.get("until"), outages, entry.get("note"), _source(entry, sources))


def _told(pad: Pad) -> str:
    return f"{pad.site} {pad.name}"


def _source(entry: Mapping[str, Any], sources: Mapping[str, Any]) -> Source | None:
    return Source(**sources[entry["source"]]) if "source" in entry else None
