"""Who is left out of a scenario for one run: suppliers with all that is theirs, or constellations. The rest stays as it is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from cupola.errors import InputError
from cupola.scenario.names import meant
from cupola.scenario.schema import Scenario


@dataclass(frozen=True)
class Absence:
    """What is not there.

    Attributes:
        names: as they were given, suppliers and constellations.
        constellations: none of whose satellites fly.
        sites: that do not talk.
    """

    names: tuple[str, ...] = ()
    constellations: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()

    def told(self, scenario: Scenario) -> str:
        """In a sentence."""
        known = dict(scenario.constellations) | dict(scenario.suppliers)
        titles = [known[name].title for name in self.names]
        gone = [one.title for name, one in scenario.constellations.items() if name in self.constellations]
        gone += [one.title for name, one in scenario.sites.items() if name in self.sites]
        return f"Flown without {' and '.join(titles)}. Not there: {'; '.join(gone)}."


def absence_of(scenario: Scenario, names: Sequence[str]) -> Absence:
    """What goes when these suppliers and constellations go.

    Args:
        scenario: a checked scenario.
        names: in `suppliers` or `constellations`.

    Raises:
        InputError: a name that is neither; or nobody's constellation would be left.
    """
    known = (*scenario.suppliers, *scenario.constellations)
    for name in names:
        if name not in known:
            raise InputError(f"without: got {name!r}; must be a supplier or a constellation of {scenario.file}: {_meant(name, scenario)}")
    gone = frozenset(name for name, one in scenario.constellations.items() if name in names or one.supplier in names)
    if names and len(gone) == len(scenario.constellations):
        raise InputError(f"without: {', '.join(names)} leaves no constellation of {scenario.file}; leave somebody in")
    sites = frozenset(name for name, site in scenario.sites.items() if site.supplier in names)
    if names and not gone and not sites:
        raise InputError(f"without: nothing in {scenario.file} is supplied by {', '.join(names)}; name somebody who supplies something")
    return Absence(tuple(dict.fromkeys(names)), gone, sites)


def _meant(name: str, scenario: Scenario) -> str:
    return f"{meant(name, scenario.suppliers, 'suppliers')}; {meant(name, scenario.constellations, 'constellations')}"
