"""The sample matrix: common random numbers by key, a triangular distribution inside the range, one draw in each slice of probability."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from small_scenario import small

from cupola.compiler.samples import draw_samples
from cupola.scenario.facts import Allowed, Fact
from cupola.scenario.units import Dimension


def ranged(key: str, low: float | None, value: float, high: float | None, dimension: Dimension = Dimension.LENGTH) -> Fact:
    allowed = Allowed(-1e12, 1e12, "1" if dimension is Dimension.COUNT else "m")
    return Fact(value, low, high, dimension, f"{value} m", "assumed", None, None, None, (), key, 1, allowed)


@st.composite
def ranges(draw: st.DrawFn) -> tuple[float, float, float]:
    """Low, peak and high in order, the peak at either end among them."""
    low = draw(st.floats(-1e9, 1e9))
    high = low + draw(st.floats(1e-3, 1e9))
    share = draw(st.one_of(st.just(0.0), st.just(1.0), st.floats(0.0, 1.0)))
    return low, min(max(low + share * (high - low), low), high), high


@pytest.mark.law
@given(
    st.lists(st.text("abcdefgh.-", min_size=1, max_size=12), min_size=1, max_size=6, unique=True), st.randoms(), st.integers(0, 2**63 - 1)
)
def test_a_column_does_not_depend_on_the_other_facts(keys: list[str], random, seed: int):
    facts = [ranged(key, 1.0, 2.0, 4.0) for key in keys]
    alone = {fact.key: draw_samples((fact,), 9, seed).values[:, 0] for fact in facts}
    shuffled = random.sample(facts, len(facts))
    together = draw_samples(tuple(shuffled), 9, seed)
    assert together.keys == tuple(fact.key for fact in shuffled)
    for column, key in enumerate(together.keys):
        np.testing.assert_array_equal(together.values[:, column], alone[key])


@pytest.mark.law
def test_columns_and_seeds_differ():
    """Facts of one range and two names are drawn apart: over 4,000 draws their correlation is that of independent numbers, 1 / sqrt(n)."""
    facts = (ranged("one", 0.0, 1.0, 3.0), ranged("two", 0.0, 1.0, 3.0))
    values = draw_samples(facts, 4_000, 1).values[1:]
    assert abs(np.corrcoef(values.T)[0, 1]) < 4.0 / np.sqrt(4_000)
    other = draw_samples(facts, 4_000, 2).values[1:]
    assert abs(np.corrcoef(values[:, 0], other[:, 0])[0, 1]) < 4.0 / np.sqrt(4_000)


@pytest.mark.law
@given(ranges(), st.integers(1, 64), st.integers(0, 2**63 - 1))
def test_draws_lie_in_the_range(span: tuple[float, float, float], draws: int, seed: int):
    low, peak, high = span
    values = draw_samples((ranged("fact", low, peak, high),), draws, seed).values[1:, 0]
    slack = 1e-12 * max(abs(low), abs(high))
    assert values.shape == (draws,)
    assert low - slack <= values.min() and values.max() <= high + slack


@pytest.mark.reference
@pytest.mark.parametrize(("low", "peak", "high"), [(1.0, 2.0, 6.0), (-3.0, -3.0, 5.0), (100.0, 220.0, 220.0)])
def test_the_distribution_is_triangular(low: float, peak: float, high: float):
    """Mean (a + b + c) / 3, variance (a^2 + b^2 + c^2 - ab - ac - bc) / 18, mode at the peak: Johnson, The Statistician 46 (1997) 387."""
    draws = 20_000
    values = draw_samples((ranged("fact", low, peak, high),), draws, 7).values[1:, 0]
    variance = (low**2 + peak**2 + high**2 - low * peak - low * high - peak * high) / 18.0
    assert abs(values.mean() - (low + peak + high) / 3.0) < np.sqrt(variance / draws)
    # The variance of a sample variance is at most (kurtosis - 1) variance^2 / n; a triangle's kurtosis is 2.4.
    assert abs(values.var() - variance) < 4.0 * variance * np.sqrt(1.4 / draws)
    assert abs((values < peak).mean() - (peak - low) / (high - low)) <= 1.0 / draws


@pytest.mark.cross
@pytest.mark.parametrize("draws", [1, 2, 7, 64])
def test_a_latin_hypercube_hits_each_slice_once(draws: int):
    """Slices of equal probability by SciPy's triangular distribution; no tolerance, as each slice must hold exactly one draw."""
    values = draw_samples((ranged("fact", 2.0, 3.0, 7.0),), draws, 11).values[1:, 0]
    slices = np.floor(stats.triang.cdf(values, c=0.2, loc=2.0, scale=5.0) * draws).astype(int)
    assert sorted(slices) == list(range(draws))


@pytest.mark.story
def test_row_0_holds_the_values_as_written_and_only_ranged_facts_are_drawn():
    scenario = small()
    samples = draw_samples(scenario.facts(), 3, 0)
    assert samples.keys == (
        "sensors.camera.footprint.min-elevation",
        "sensors.infrared.footprint.above-horizon.target-altitude",
        "constellations.low.shells.delta.altitude",
    )
    assert samples.row(0) == {samples.keys[0]: np.radians(20.0), samples.keys[1]: 200e3, samples.keys[2]: 550e3}
    drawn = [samples.row(draw) for draw in (1, 2, 3)]
    assert all(len({row[key] for row in drawn}) == 3 for key in samples.keys)


@pytest.mark.law
def test_counts_and_facts_without_a_range_are_left_alone():
    facts = (
        ranged("count", 1, 2, 3, Dimension.COUNT),
        ranged("bare", None, 2.0, None),
        ranged("pinned", 2.0, 2.0, 2.0),
        ranged("drawn", 1.0, 2.0, 3.0),
    )
    assert draw_samples(facts, 5, 0).keys == ("drawn",)
    assert draw_samples(facts[:3], 5, 0).values.shape == (6, 0)
    assert draw_samples(facts, 0, 0).values.tolist() == [[2.0]]
