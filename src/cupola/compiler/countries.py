"""Whether the countries and cities that a scenario names are known: no NumPy, so that checking a file stays instant."""

from collections.abc import Callable

from cupola.catalog.cities import city_named
from cupola.catalog.countries import country_name
from cupola.errors import InputError, Problem, ScenarioError
from cupola.scenario.schema import Scenario


def check_countries(scenario: Scenario) -> None:
    """Make sure of every country named by a region and every city named by a target or a site.

    Raises:
        ScenarioError: a country that is not on the map, a city that is not in the list (with the nearest name), a name of several cities.
    """
    named: list[tuple[str, str, Callable[[str], object]]] = [
        (f"regions.{name}.country", region.country, country_name) for name, region in scenario.regions.items() if region.country is not None
    ]
    named += [(f"targets.{name}.city", target.city, city_named) for name, target in scenario.targets.items() if target.city is not None]
    named += [(f"sites.{name}.city", site.city, city_named) for name, site in scenario.sites.items() if site.city is not None]
    problems: list[Problem] = []
    for key, text, known in named:
        try:
            known(text)
        except InputError as error:
            problems.append(Problem(key, scenario.line_of(key), str(error)))
    if problems:
        raise ScenarioError(scenario.file, tuple(problems))
