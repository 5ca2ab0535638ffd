"""Which suppliers of a scenario are partners: those on whom anything in it rests."""

from collections.abc import Iterator, Mapping
from typing import Any


def partners_of(sections: Mapping[str, Any]) -> tuple[str, ...]:
    """Suppliers whose coming or going can change something, in the order of the file.

    They supply, or could supply, an element; or what is no element's: a constellation, a vehicle, a pad or a site; or an agreement or a bar
    rests on them.

    Args:
        sections: of a checked scenario, `vars(scenario)`, or those of them that were read.
    """
    named = set(_named(sections))
    suppliers: Mapping[str, Any] = sections.get("suppliers", {})
    return tuple(name for name in suppliers if name in named)


def _named(sections: Mapping[str, Any]) -> Iterator[str | None]:
    elements = sections.get("elements", {}).values()
    for element in elements:
        yield from element.supplies
        yield from element.alternates
    owned = {element.constellation for element in elements}
    yield from (one.supplier for name, one in sections.get("constellations", {}).items() if name not in owned)
    for section in ("vehicles", "pads", "sites"):
        yield from (one.supplier for one in sections.get(section, {}).values())
    for agreement in sections.get("agreements", {}).values():
        yield from agreement.parties
    for bar in sections.get("bars", {}).values():
        yield from (bar.supplier, bar.beside)
