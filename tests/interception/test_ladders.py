"""Shells of many sizes, read off for a confidence, and random spreads that fly."""

import numpy as np
import pytest

from cupola.constants import EARTH
from cupola.interception.counting import Scene, counts_in_reach, places_at, share_with
from cupola.interception.flyout import cap_half_angle, share_of_sphere
from cupola.interception.latitudes import share_in_reach
from cupola.interception.sizing import Ladder, best_of, climb, random_orbits, shapes
from cupola.interception.spread import absentee_ratio, chance_in_reach, needed_random
from cupola.orbits import walker_delta

RS, RT, REACHED = EARTH.radius + 300e3, EARTH.radius + 200e3, 597_634.0
DAY = np.arange(0.0, 86_164.0, 60.0)


@pytest.mark.cross
def test_a_random_spread_that_flies_has_the_binomial_chances():
    """Four spreads of 700 over a day, at two places; one spread is off by some per cent since satellites keep their inclinations."""
    share = float(share_of_sphere(REACHED, RS, RT))
    scene = Scene(places_at(np.radians([10.0, 41.0]), np.zeros(2), RT), np.array([REACHED]), DAY[::3], EARTH.rotation_rate * DAY[::3])
    random = np.random.default_rng(11)
    flown = [counts_in_reach(random_orbits(random.random((700, 3)), RS, EARTH), scene)[..., 0] for _ in range(4)]
    for wanted in (1, 2, 3):
        shares = np.array([share_with(one, np.array([wanted]))[:, 0] for one in flown])
        assert shares.mean() == pytest.approx(float(chance_in_reach(700, share, wanted)), abs=0.02)


@pytest.mark.law
def test_a_rung_is_enough_and_so_are_all_above_it():
    share = np.array([0.2, 0.55, 0.4, 0.7, 0.95, 0.85, 0.9])[:, None, None]
    ladder = Ladder(np.arange(1, 8), np.full(7, 10), np.array([2]), share)
    assert ladder.rung(np.array([0.1, 0.5, 0.8, 0.9, 0.95])).ravel().tolist() == [0, 3, 4, 6, -1]
    assert ladder.needed(np.array([0.5, 0.95])).ravel().tolist() == [40.0, np.inf]
    better = Ladder(ladder.planes, ladder.per_plane, ladder.wanted, share[::-1])
    assert best_of([ladder, better]).share.ravel().tolist() == [0.9, 0.85, 0.95, 0.7, 0.95, 0.85, 0.9]
    with pytest.raises(ValueError, match="rung by rung"):
        best_of([ladder, Ladder(ladder.planes + 1, ladder.per_plane, ladder.wanted, share)])


@pytest.mark.law
def test_shapes_keep_their_shape_and_rise():
    planes, per_plane = shapes(200.0, 3_000.0, 1.28, 1.05)
    size = planes * per_plane
    assert np.all(np.diff(size) > 0)
    assert size[0] == pytest.approx(200.0, rel=0.03)
    assert np.all(size[1:] < 1.1 * size[:-1])
    assert 3_000.0 * 0.97 < size[-1] < 3_000.0 * 1.05 * 1.03
    assert per_plane / planes == pytest.approx(1.28, rel=0.3)
    with pytest.raises(ValueError, match="rise"):
        shapes(300.0, 200.0, 1.0)


@pytest.mark.law
def test_a_regular_shell_needs_more_than_the_mean_and_less_than_a_random_one():
    """Two in reach of 40 deg N for 90 % of the day: more than twice the absentee ratio, less than chance asks for; so on a finer clock."""
    latitude, inclination, wanted, confidence = np.radians(40.0), np.radians(60.0), np.array([2]), np.array([0.9])
    share = share_in_reach(latitude, inclination, cap_half_angle(REACHED, RS, RT))
    mean, chance = 2.0 * float(absentee_ratio(share)), float(needed_random(share, 2, 0.9)[0, 0])
    scene = Scene(places_at(np.array([latitude]), np.zeros(1), RT), np.array([REACHED]), DAY, EARTH.rotation_rate * DAY)
    planes, per_plane = shapes(0.6 * mean, 1.1 * chance, 1.0, 1.08)
    ladders = [
        climb(lambda p, s, f=f: walker_delta(RS, inclination, p, s, f * p // 6, EARTH), planes, per_plane, scene, wanted) for f in (0, 3)
    ]
    best = best_of(ladders)
    needed = float(best.needed(confidence)[0, 0, 0])
    assert mean < needed < 0.75 * chance
    rung = int(best.rung(confidence)[0, 0, 0])
    f = 3 if ladders[1].share[rung, 0, 0] >= ladders[0].share[rung, 0, 0] else 0
    finer = np.arange(0.0, 86_164.0, 17.0)
    shell = walker_delta(RS, inclination, int(planes[rung]), int(per_plane[rung]), f * int(planes[rung]) // 6, EARTH)
    counts = counts_in_reach(shell, Scene(scene.targets, scene.reached, finer, EARTH.rotation_rate * finer))
    assert float(share_with(counts, wanted)[0, 0, 0]) == pytest.approx(best.share[rung, 0, 0], abs=0.02)
