"""Whether the countries, cities, vehicles and launch sites that a scenario names are known: no NumPy, so that checking stays instant."""

from collections.abc import Callable

from cupola.catalog.cities import city_named
from cupola.catalog.countries import country_name
from cupola.catalog.launch_sites import launch_site_named
from cupola.catalog.vehicles import vehicle_named
from cupola.errors import InputError, Problem, ScenarioError
from cupola.scenario.schema import Scenario


def check_countries(scenario: Scenario) -> None:
    """Make sure of every country named by a region, city named by a target or a site, launch site of a pad and vehicle of the catalogue.

    Raises:
        ScenarioError: a country that is not on the map, a name that is not in its list (with the nearest one), a name of several cities.
    """
    named: list[tuple[str, str, Callable[[str], object]]] = [
        (f"regions.{name}.country", region.country, country_name) for name, region in scenario.regions.items() if region.country is not None
    ]
    named += [(f"targets.{name}.city", target.city, city_named) for name, target in scenario.targets.items() if target.city is not None]
    named += [(f"sites.{name}.city", site.city, city_named) for name, site in scenario.sites.items() if site.city is not None]
    named += [(f"pads.{name}.site", pad.site, launch_site_named) for name, pad in scenario.pads.items() if pad.site is not None]
    named += [
        (f"vehicles.{name}.catalog", one.catalog, vehicle_named) for name, one in scenario.vehicles.items() if one.catalog is not None
    ]
    problems: list[Problem] = []
    for key, text, known in named:
        try:
            known(text)
        except InputError as error:
            problems.append(Problem(key, scenario.line_of(key), str(error)))
    if problems:
        raise ScenarioError(scenario.file, tuple(problems))
