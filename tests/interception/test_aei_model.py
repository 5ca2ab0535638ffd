"""AEI's closed-form model against the figures of its calculator, and what its shortcuts do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.interception.aei import YEAR, Layer, Programme, bill_of, learned_closed, learned_sum, size_of
from cupola.interception.flyout import share_of_sphere


@pytest.mark.reference
def test_the_defaults_give_the_published_size_and_bill():
    """T. Harrison, Build Your Own Golden Dome (AEI 2025), its calculator with its defaults and a salvo of 1."""
    size = size_of(Layer())
    assert size.shots == 2
    assert size.reach == pytest.approx(597.63e3, abs=5.0)
    assert size.footprint_radius == pytest.approx(589.21e3, abs=5.0)
    assert size.absentee_ratio == pytest.approx(498.57, abs=0.005)
    assert size.number == 998
    bill = bill_of(size.number, Programme())
    assert (bill.per_launch, bill.launches, bill.generations) == (34, 30, 4)
    assert bill.total == pytest.approx(104.43e9, abs=5e6)
    assert bill.total_summed == pytest.approx(103.11e9, abs=5e6)


@pytest.mark.law
def test_whole_generations_leave_years_uncovered_and_that_is_told():
    """Satellites of 7 years over 20: the model buys 2 generations of 2.86, and 6 years have nothing up."""
    bill = bill_of(998, Programme(life=7.0 * YEAR))
    assert bill.generations == 2
    assert bill.exact_generations == pytest.approx(20.0 / 7.0)
    assert bill.uncovered == pytest.approx(6.0 * YEAR)
    assert bill.total_covered - bill.total_summed == pytest.approx(learned_sum(70e6, 0.85, 998) + learned_sum(150e6, 0.95, 30))
    exact = bill_of(998, Programme())
    assert exact.uncovered == 0.0
    assert exact.total_covered == exact.total_summed


@pytest.mark.law
@given(st.integers(1, 400), st.floats(0.6, 1.0))
def test_a_doubling_makes_a_unit_cheaper_by_the_learning_rate(number, learning):
    def unit(at: int) -> float:
        return learned_sum(1e6, learning, at) - learned_sum(1e6, learning, at - 1)

    assert unit(2 * number) == pytest.approx(learning * unit(number), rel=1e-6)


@pytest.mark.law
@given(st.integers(1, 3000), st.floats(0.6, 1.0))
def test_the_closed_form_is_above_the_sum_by_less_for_many_units(number, learning):
    few, many = (learned_closed(1.0, learning, units) / learned_sum(1.0, learning, units) for units in (number, 2 * number))
    assert 1.0 < many < few


@pytest.mark.law
def test_the_closed_form_is_high_by_one_in_a_hundred_for_a_thousand_units_and_by_far_for_one():
    excess = [learned_closed(1.0, 0.85, units) / learned_sum(1.0, 0.85, units) for units in (1, 1000)]
    assert excess == pytest.approx([2.6, 1.01], rel=0.01)


@pytest.mark.law
@given(st.floats(90.0, 300.0), st.integers(1, 30), st.floats(250e3, 500e3))
def test_the_flat_footprint_is_low_by_the_ratio_of_the_radii(seconds, salvo, altitude):
    """Exact: the spherical cap's share is (R^2 - h^2) / (4 rs rt), and the model takes rt twice."""
    layer = Layer(altitude=altitude, time_left=seconds, salvo=salvo)
    size = size_of(layer)
    rs, rt = 6378.1e3 + altitude, 6378.1e3 + layer.intercept_altitude
    assert size.absentee_ratio * rs / rt == pytest.approx(1.0 / float(share_of_sphere(size.reach, rs, rt)))
    assert 0.0 <= size.number - size.absentee_ratio * size.shots * salvo < 1.0


@pytest.mark.law
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: size_of(Layer(time_left=20.0)), "does not span the 100.0 km"),
        (lambda: size_of(Layer(salvo=0)), "salvo of 0"),
        (lambda: size_of(Layer(latitude=0.0)), "latitude of 0.0"),
        (lambda: bill_of(998, Programme(mass=50e3)), "a launch must carry one"),
        (lambda: bill_of(998, Programme(unit_learning=0.5)), r"\(0.5, 1\]"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong, told):
    with pytest.raises(ValueError, match=told):
        wrong()
