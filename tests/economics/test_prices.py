"""Price indices: the catalogue against what others published, and money that comes back from every year."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.catalog.prices import price_series, price_series_named
from cupola.economics.prices import Known, PriceIndex, constant, then_year
from cupola.economics.spending import Money, Spend
from cupola.errors import InputError


def index_of(name: str, beyond: float = 0.02) -> PriceIndex:
    series = price_series_named(name)
    return PriceIndex(series.first, np.array(series.levels), series.measured, beyond)


@pytest.mark.reference
def test_the_series_against_earlier_publications():
    """GDP price index of the Bureau of Economic Analysis as of April 2017, 2009 = 100: 81.887 in 2000, 91.988 in 2005, 101.221 in 2010;
    revised by less than 0.3 % since. Consumer prices of the Bureau of Labor Statistics, 2017: 245.120; employment cost: 100 in 2005."""
    gdp = index_of("gdp")
    for year, level in ((2000, 81.887), (2005, 91.988), (2008, 99.246), (2010, 101.221)):
        assert 100.0 * gdp.factor(2009, year)[0] == pytest.approx(level, rel=3e-3)
    consumer = price_series_named("consumer")
    assert consumer.levels[2017 - consumer.first] == 245.12
    wages = price_series_named("wages")
    assert wages.levels[2005 - wages.first] == pytest.approx(100.0, abs=1.0)


@pytest.mark.story
def test_a_series_says_what_it_rests_on():
    series = price_series()[0]
    assert (series.name, series.first, series.measured, series.last) == ("gdp", 1990, 2024, 2036)
    assert "Congressional Budget Office" in series.source.title
    assert all(np.all(np.array(one.levels) > 0.0) and len(one.levels) == len(series.levels) for one in price_series())
    gdp = index_of("gdp")
    assert [gdp.known(year) for year in (1990, 2024, 2025, 2036, 2037)] == [*[Known.MEASURED] * 2, *[Known.PROJECTED] * 2, Known.ASSUMED]
    with pytest.raises(InputError, match="no price series of the name 'gpd'; nearest: 'gdp'"):
        price_series_named("gpd")


@pytest.mark.reference
def test_prices_counted_by_hand():
    """Ten a year through a rise of 10 and 20 %, then 50 % a year that is assumed."""
    index = PriceIndex(2026, np.array([100.0, 110.0, 132.0]), 2026, 0.5)
    spent = then_year(Spend(Money("USD", 2026), 2026, np.full((1, 5), 10.0)), index)
    assert spent.amounts[0].tolist() == pytest.approx([10.0, 11.0, 13.2, 19.8, 29.7])
    assert str(spent.money) == "then-year USD"
    assert constant(spent, index, 2027).amounts[0].tolist() == pytest.approx([11.0] * 5)
    assert index.factor(2028, 2026)[0] == pytest.approx(1.0 / 1.32)


@pytest.mark.law
@given(st.integers(1995, 2050), st.integers(1990, 2050), st.integers(1990, 2050), st.floats(-0.02, 0.1))
def test_money_comes_back(first, base, other, beyond):
    index = index_of("wages", beyond)
    spend = Spend(Money("USD", base), first, np.arange(1.0, 7.0).reshape(2, 3))
    round_trip = constant(constant(then_year(spend, index), index, other), index, base)
    np.testing.assert_allclose(round_trip.amounts, spend.amounts, rtol=1e-12)
    assert round_trip.money == spend.money


@pytest.mark.law
def test_a_rise_of_its_own_in_each_trial():
    rises = np.array([0.0, 0.03])
    index = PriceIndex(2026, np.array([100.0]), 2026, rises)
    spent = then_year(Spend(Money("USD", 2026), 2026, np.ones((2, 11))), index)
    assert spent.amounts[:, 10].tolist() == pytest.approx([1.0, 1.3439], abs=1e-4)


@pytest.mark.story
def test_years_before_the_table_are_refused():
    with pytest.raises(ValueError, match="the price index begins in 1990"):
        then_year(Spend(Money("USD", 1984), 2026, np.ones((1, 1))), index_of("gdp"))
    with pytest.raises(ValueError, match="one or more numbers above 0"):
        PriceIndex(2026, np.array([0.0]), 2026)
    with pytest.raises(ValueError, match="yearly rise"):
        PriceIndex(2026, np.array([1.0]), 2026, -1.0)
