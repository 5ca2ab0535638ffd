"""Who is left out of a scenario for one run: suppliers with all that is theirs, constellations, vehicles, pads. The rest stays as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Protocol

from cupola.errors import InputError
from cupola.scenario.names import meant
from cupola.scenario.schema import Scenario


class _Supplied(Protocol):
    """What somebody may supply."""

    @property
    def title(self) -> str: ...
    @property
    def supplier(self) -> str | None: ...


@dataclass(frozen=True)
class Absence:
    """What is not there.

    Attributes:
        names: as they were given: suppliers, constellations, vehicles and pads.
        constellations: none of whose satellites fly.
        sites: that do not talk.
        vehicles: that do not fly.
        pads: from which nothing flies.
    """

    names: tuple[str, ...] = ()
    constellations: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    vehicles: frozenset[str] = frozenset()
    pads: frozenset[str] = frozenset()

    def told(self, scenario: Scenario) -> str:
        """In a sentence."""
        known = dict(scenario.pads) | dict(scenario.vehicles) | dict(scenario.constellations) | dict(scenario.suppliers)
        titles = [known[name].title for name in self.names]
        parts = (
            (scenario.constellations, self.constellations),
            (scenario.sites, self.sites),
            (scenario.vehicles, self.vehicles),
            (scenario.pads, self.pads),
        )
        gone = [one.title for things, left in parts for name, one in things.items() if name in left]
        return f"Flown without {' and '.join(titles)}. Not there: {'; '.join(gone)}."


def absence_of(scenario: Scenario, names: Sequence[str]) -> Absence:
    """What goes when these suppliers, constellations, vehicles and pads go.

    Args:
        scenario: a checked scenario.
        names: in `suppliers`, `constellations`, `vehicles` or `pads`.

    Raises:
        InputError: a name that is none of them; or nobody's constellation would be left.
    """
    sections = {"suppliers": scenario.suppliers, "constellations": scenario.constellations}
    sections |= {key: things for key, things in (("vehicles", scenario.vehicles), ("pads", scenario.pads)) if things}
    for name in names:
        if name not in chain.from_iterable(sections.values()):
            kinds = "a supplier or a constellation" if len(sections) == 2 else "a supplier, a constellation, a vehicle or a pad"
            near = "; ".join(meant(name, things, key) for key, things in sections.items())
            raise InputError(f"without: got {name!r}; must be {kinds} of {scenario.file}: {near}")
    gone = _gone(scenario.constellations, names)
    if gone and len(gone) == len(scenario.constellations):
        raise InputError(f"without: {', '.join(names)} leaves no constellation of {scenario.file}; leave somebody in")
    sites = frozenset(name for name, site in scenario.sites.items() if site.supplier in names)
    vehicles, pads = _gone(scenario.vehicles, names), _gone(scenario.pads, names)
    if names and not (gone or sites or vehicles or pads):
        raise InputError(f"without: nothing in {scenario.file} is supplied by {', '.join(names)}; name somebody who supplies something")
    return Absence(tuple(dict.fromkeys(names)), gone, sites, vehicles, pads)


def without_launchers(scenario: Scenario, names: Sequence[str], absence: Absence) -> Absence:
    """What is not there when vehicles and pads go beside what is gone already: by their names, or by those of their suppliers."""
    vehicles, pads = _gone(scenario.vehicles, names), _gone(scenario.pads, names)
    told = tuple(dict.fromkeys((*absence.names, *names)))
    return replace(absence, names=told, vehicles=absence.vehicles | vehicles, pads=absence.pads | pads)


def _gone(things: Mapping[str, _Supplied], names: Sequence[str]) -> frozenset[str]:
    """Those that are named themselves, or whose supplier is."""
    return frozenset(name for name, one in things.items() if name in names or one.supplier in names)
