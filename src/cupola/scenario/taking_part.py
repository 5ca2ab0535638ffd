"""Which suppliers of a scenario are partners: those on whom anything in it rests."""

from collections.abc import Iterator

from cupola.scenario.schema import Scenario


def partners_of(scenario: Scenario) -> tuple[str, ...]:
    """Suppliers whose coming or going can change something, in the order of the file.

    They supply, or could supply, an element; or what is no element's: a constellation, a vehicle, a pad or a site; or an agreement or a bar
    rests on them.
    """
    named = set(_named(scenario))
    return tuple(name for name in scenario.suppliers if name in named)


def _named(scenario: Scenario) -> Iterator[str | None]:
    for element in scenario.elements.values():
        yield from element.supplies
        yield from element.alternates
    owned = {element.constellation for element in scenario.elements.values()}
    yield from (one.supplier for name, one in scenario.constellations.items() if name not in owned)
    for section in (scenario.vehicles, scenario.pads, scenario.sites):
        yield from (one.supplier for one in section.values())
    for agreement in scenario.agreements.values():
        yield from agreement.parties
    for bar in scenario.bars.values():
        yield from (bar.supplier, bar.beside)
