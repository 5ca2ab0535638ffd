"""Even, hexagonal and random spreads: published numbers, polyhedra, and chances against points thrown on a sphere."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cupola.interception.aei import Layer, size_of
from cupola.interception.flyout import cap_half_angle, reach, share_of_sphere
from cupola.interception.shots import chance_of_all, shots_per_missile
from cupola.interception.spread import absentee_ratio, chance_in_reach, hexagonal, needed_poisson, needed_random

RS, RT = 6_678.1e3, 6_578.1e3
SHARE = float(share_of_sphere(597_634.0, RS, RT))
CONFIDENCE = np.array([0.5, 0.8, 0.9, 0.95])


@pytest.mark.reference
def test_absentee_ratio_of_the_spherical_cap():
    """2 / (1 - cos psi) is 506.1 for the defaults of AEI's model, of which its flat form gives 498.57."""
    assert float(absentee_ratio(SHARE)) == pytest.approx(506.1, abs=0.05)
    assert absentee_ratio(np.array([0.0, 0.5])).tolist() == [np.inf, 2.0]


@pytest.mark.reference
def test_a_mean_of_two_is_two_in_reach_for_59_of_100_moments_and_90_needs_nearly_twice_as_many():
    """About 1,940 with the model's own flat absentee ratio, 1.5 % more with the spherical cap."""
    flat = 1.0 / size_of(Layer()).absentee_ratio
    assert float(chance_in_reach(998, flat, 2)) == pytest.approx(0.59, abs=0.005)
    assert float(chance_in_reach(998, SHARE, 2)) == pytest.approx(0.59, abs=0.005)
    assert float(needed_random(flat, 2, 0.9)[0, 0]) == pytest.approx(1_940.0, abs=5.0)
    assert float(needed_random(SHARE, 2, 0.9)[0, 0]) == pytest.approx(1_968.0, abs=5.0)


@pytest.mark.reference
@pytest.mark.parametrize(("faces", "corners"), [("tetrahedron", 4), ("octahedron", 6), ("icosahedron", 12)])
def test_hexagonal_spread_meets_the_platonic_solids(faces, corners):
    """Circumradius of a face seen from the centre, whose caps cover the sphere: acos 1/3, acos 1/sqrt 3, and 37.3774 deg."""
    circumradius = {"tetrahedron": np.arccos(1.0 / 3.0), "octahedron": np.arccos(3.0**-0.5), "icosahedron": np.radians(37.37736814)}[faces]
    assert float(hexagonal(circumradius)) == pytest.approx(corners, rel=1e-8)


@pytest.mark.law
def test_small_caps_in_hexagons_take_a_fifth_more_than_their_area():
    psi = np.array([0.01, 0.001])
    assert hexagonal(psi, 3) * (1.0 - np.cos(psi)) / 2.0 == pytest.approx(3.0 * 2.0 * np.pi / np.sqrt(27.0), rel=2e-4)


@pytest.mark.cross
def test_chances_are_those_of_points_thrown_on_a_sphere():
    """20,000 throws of 998 points each; 3.5 standard errors."""
    random, least, throws = np.random.default_rng(5), np.cos(float(cap_half_angle(597_634.0, RS, RT))), 20_000
    # Seen from the place, heights above its horizon plane are uniform from -1 to 1 (Archimedes).
    inside = np.concatenate([(2.0 * random.random((2_000, 998)) - 1.0 >= least).sum(axis=1) for _ in range(throws // 2_000)])
    for wanted in (1, 2, 3, 5):
        told = float(chance_in_reach(998, SHARE, wanted))
        assert (inside >= wanted).mean() == pytest.approx(told, abs=3.5 * np.sqrt(told * (1.0 - told) / throws))


@pytest.mark.law
@settings(max_examples=60)
@given(st.floats(1e-4, 0.9), st.integers(1, 60), st.floats(0.05, 0.99))
def test_the_number_needed_is_the_least_that_is_enough(share, wanted, confidence):
    number = float(needed_random(share, wanted, confidence)[0, 0])
    assert float(chance_in_reach(number, share, wanted)) >= confidence
    assert number == wanted or float(chance_in_reach(number - 1.0, share, wanted)) < confidence


@pytest.mark.law
@settings(max_examples=60)
@given(st.floats(1e-5, 2e-3), st.integers(1, 60), st.floats(0.05, 0.99))
def test_poisson_is_near_for_small_caps(share, wanted, confidence):
    """Within a share of the number itself, and one for rounding: the least of what tells the two laws apart."""
    exact, near = float(needed_random(share, wanted, confidence)[0, 0]), float(needed_poisson(share, wanted, confidence))
    assert near == pytest.approx(exact, rel=2.0 * share * (1.0 + wanted), abs=1.5)


@pytest.mark.law
def test_large_salvos_need_less_for_each_missile_when_sure_and_no_less_when_even():
    """What chance adds grows as the root of the number wanted, so that the price of confidence falls."""
    salvo = np.array([1, 3, 10, 30])
    each = needed_random(SHARE, 2 * salvo, CONFIDENCE) / salvo[:, None]
    assert np.all(np.diff(each[:, 2:], axis=0) < 0.0)
    assert each[0, 3] / each[0, 0] > 2.5
    assert each[3, 3] / each[3, 0] < 1.3


@pytest.mark.law
def test_trials_of_the_time_left_cost_more_than_their_mean_and_lost_ones_bound_the_confidence():
    times = np.array([40.0, 80.0, 120.0, 160.0, 200.0])
    shares = share_of_sphere(reach(times, 147.1, 6e3), RS, RT)
    spread, at_mean = (needed_random(share, 2, CONFIDENCE)[0] for share in (shares, shares.mean()))
    assert np.all(spread[1:] > at_mean[1:])
    late = share_of_sphere(reach(np.array([0.0, -10.0, 120.0, 150.0]), 147.1, 6e3), RS, RT)
    needed = needed_random(late, 2, np.array([0.4, 0.49, 0.5, 0.9]))[0]
    assert np.isfinite(needed).tolist() == [True, True, False, False]
    # Certain where there is reach at all: half the cases are enough for one half.
    assert needed_random(np.array([0.0, 1.0]), 3, 0.5).tolist() == [[3.0]]


@pytest.mark.reference
def test_shots_of_the_published_model():
    """AEI: 0.80 for one, 0.96 wanted, two shots; and the textbook's three for 0.99 at 0.80."""
    assert shots_per_missile(0.96, 0.80).tolist() == 2
    assert shots_per_missile(np.array([0.0, 0.5, 0.99, 0.999]), np.array([0.8, 0.5, 0.8, 0.9])).tolist() == [1, 1, 3, 3]
    assert int(shots_per_missile(0.999, 1.0)) == 1


@pytest.mark.law
@given(st.floats(0.0, 0.9999), st.floats(0.05, 1.0))
def test_shots_reach_the_goal_and_one_fewer_does_not(goal, single):
    shots = int(shots_per_missile(goal, single))
    assert float(chance_of_all(shots, single)) >= goal - 1e-9
    assert shots == 1 or float(chance_of_all(shots - 1, single)) < goal + 1e-9


@pytest.mark.law
def test_a_goal_for_each_missile_is_less_for_the_salvo():
    assert float(chance_of_all(2, 0.8, 10)) == pytest.approx(0.6648, abs=1e-4)
    for wrong in (lambda: shots_per_missile(1.0, 0.8), lambda: shots_per_missile(0.9, 0.0)):
        with pytest.raises(ValueError, match="must lie in"):
            wrong()
    for wrong in (lambda: needed_random(0.1, 0, 0.5), lambda: needed_random(0.1, 1, 1.0)):
        with pytest.raises(ValueError, match="must"):
            wrong()
