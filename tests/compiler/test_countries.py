"""Countries and cities that a scenario names: known ones pass by any usual name, others are refused with file, line and nearest name."""

import pytest
from small_scenario import FILE, line_of, small, small_text

from cupola.compiler.countries import check_countries
from cupola.errors import ScenarioError
from cupola.scenario.loading import loads


@pytest.mark.story
def test_unknown_countries_are_refused_together():
    regions = """
  one: {title: One, country: France}
  two:
    title: Two
    country: Kenja
  three: {title: Three, box: {south: 0 deg, north: 1 deg, west: 0 deg, east: 1 deg}}
  four:
    title: Four
    country: Xqzzv"""
    with pytest.raises(ScenarioError) as refused:
        check_countries(small(regions=regions))
    kenja, xqzzv = refused.value.problems
    text = small_text(regions=regions)
    assert (kenja.key, kenja.line) == ("regions.two.country", line_of(text, "Kenja"))
    assert "'Kenja'" in kenja.message and "did you mean 'Kenya'?" in kenja.message
    assert (xqzzv.key, xqzzv.line) == ("regions.four.country", line_of(text, "Xqzzv"))
    assert "did you mean" not in xqzzv.message and "list" in xqzzv.message
    assert str(refused.value).startswith(f"{FILE}:{kenja.line}: regions.two.country\n")


@pytest.mark.law
@pytest.mark.parametrize("name", ["North Korea", "north korea", "DPRK", "Côte d'Ivoire", "Cote d’Ivoire", "USA", "United States"])
def test_usual_names_pass(name: str):
    check_countries(small(regions=f'{{here: {{title: Here, country: "{name}"}}}}'))


@pytest.mark.story
def test_unknown_cities_are_refused_with_the_countries():
    text = small_text(regions="\n  one: {title: One, country: Kenja}").replace(
        "studies:\n",
        """targets:
  seoul: {title: Seoul, city: Seoul}
  lost: {title: Lost, city: Pyongyank}
  several: {title: Several, city: Birmingham}
studies:
""",
    )
    with pytest.raises(ScenarioError) as refused:
        check_countries(loads(text, FILE))
    country, lost, several = refused.value.problems
    assert (country.key, country.line) == ("regions.one.country", line_of(text, "Kenja"))
    assert (lost.key, lost.line) == ("targets.lost.city", line_of(text, "Pyongyank"))
    assert "did you mean 'Pyongyang'" in lost.message
    assert (several.key, several.line) == ("targets.several.city", line_of(text, "Birmingham"))
    assert "'Birmingham, United Kingdom'" in several.message and "'Birmingham, United States of America'" in several.message
