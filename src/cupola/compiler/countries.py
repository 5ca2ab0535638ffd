"""Whether the countries that a scenario names are on the map: no NumPy, so that checking a file stays instant."""

from cupola.catalog.countries import country_name
from cupola.errors import InputError, Problem, ScenarioError
from cupola.scenario.schema import Scenario


def check_countries(scenario: Scenario) -> None:
    """Make sure of every country named by a region.

    Raises:
        ScenarioError: a country that is not on the map, with the nearest name.
    """
    problems: list[Problem] = []
    for name, region in scenario.regions.items():
        if region.country is not None:
            try:
                country_name(region.country)
            except InputError as error:
                key = f"regions.{name}.country"
                problems.append(Problem(key, scenario.line_of(key), str(error)))
    if problems:
        raise ScenarioError(scenario.file, tuple(problems))
