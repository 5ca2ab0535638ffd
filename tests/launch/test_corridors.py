"""Corridors: the inclinations that sites really flew, and the answers where they did not."""

from itertools import pairwise
from math import degrees, pi, radians

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.catalog.launch_sites import launch_site_named, launch_sites
from cupola.catalog.lifting import flown_from, way_from
from cupola.launch.corridors import Flown, corridors, turned_in_orbit, way

CAPE = radians(28.5)


def flown(latitude: float, record: dict[int, int], site: str = "here") -> Flown:
    """A record from whole degrees and launches."""
    return Flown(site, latitude, np.radians(np.array(list(record), dtype=float)), np.array(list(record.values())))


@st.composite
def records(draw: st.DrawFn) -> Flown:
    """Any site with any record."""
    counts = draw(st.dictionaries(st.integers(0, 179), st.integers(1, 50), max_size=30))
    return flown(draw(st.floats(-1.2, 1.2)), dict(sorted(counts.items())))


@pytest.mark.reference
@pytest.mark.parametrize(
    ("site", "inclination", "held"),
    [
        ("Vandenberg", 53.0, True),
        ("Vandenberg", 97.6, True),
        ("Vandenberg", 34.8, False),
        ("Cape Canaveral", 51.6, True),
        ("Cape Canaveral", 97.6, True),
        ("Cape Canaveral", 70.0, False),
        ("Baikonur", 51.6, True),
        ("Baikonur", 46.0, False),
        ("Plesetsk", 63.0, True),
        ("Vostochny", 97.5, True),
        ("Sohae", 97.4, True),
        ("Sohae", 51.6, False),
        ("Palmachim", 141.0, True),
        ("Palmachim", 45.0, False),
    ],
)
def test_sites_launch_where_they_are_known_to(site: str, inclination: float, held: bool):
    """Polar flights from Florida since 2020 over Cuba, 53 deg from California since 2021; Baikonur not due east, over China; Israel only
    westwards over the sea. GCAT's record of 2000 to 2025.
    """
    assert (way_from(launch_site_named(site), radians(inclination)).corridor is not None) is held


@pytest.mark.reference
def test_counts_of_the_record_stand_in_the_corridor():
    """Vandenberg at 53 deg: 66 launches, all but a few of Starlink."""
    found = way_from(launch_site_named("Vandenberg"), radians(53.2))
    assert found.corridor is not None and found.corridor.launches == 66
    assert found.refusal is None and found.turned == 0.0


@pytest.mark.story
def test_what_is_not_flown_is_told_with_the_nearest_and_with_who_flies_it():
    refusal = way_from(launch_site_named("Cape Canaveral"), radians(70.0)).refusal
    assert refusal == (
        "no corridor from Cape Canaveral to 70.0 deg; nearest flown from there: 64 deg (1 launch since 2000); "
        "flown from Vandenberg: 70 deg (28 launches since 2000)"
    )
    low = way_from(launch_site_named("Baikonur"), radians(6.0))
    assert low.inclination == pytest.approx(launch_site_named("Baikonur").latitude) and degrees(low.turned) == pytest.approx(40.0, abs=0.1)
    assert "nearest flown from there: 50 deg" in str(low.refusal) and "flown from Kourou: 6 deg" in str(low.refusal)
    assert "no inclination was flown directly from there" in str(way_from(launch_site_named("Starbase"), radians(30.0)).refusal)


@pytest.mark.law
@given(records(), st.floats(0.001, 0.1), st.integers(1, 10))
def test_corridors_hold_all_that_was_flown_directly_and_nothing_twice(record: Flown, tolerance: float, least: int):
    found = corridors(record, tolerance, least)
    for near, far in pairwise(found):
        assert near.high < far.low
    inside = [any(one.holds(i) for one in found) for i in record.inclination]
    direct = (record.inclination >= abs(record.latitude)) & (record.inclination <= pi - abs(record.latitude)) & (record.launches >= least)
    assert all(held for held, is_direct in zip(inside, direct, strict=True) if is_direct)
    assert all(abs(record.latitude) <= one.low <= one.high <= pi - abs(record.latitude) + 1e-12 for one in found)
    if least == 1:
        assert sum(one.launches for one in found) + turned_in_orbit(record, tolerance) == record.launches.sum()


@pytest.mark.law
@given(records(), st.floats(0.0, pi), st.floats(0.001, 0.05))
def test_more_tolerance_never_closes_a_corridor_and_more_proof_never_opens_one(record: Flown, inclination: float, tolerance: float):
    narrow = way(record, [], inclination, tolerance).corridor
    assert narrow is None or way(record, [], inclination, 2.0 * tolerance).corridor is not None
    assert way(record, [], inclination, tolerance, least=5).corridor is None or narrow is not None


@pytest.mark.law
@given(records(), records(), st.floats(0.0, pi))
def test_the_nearest_is_the_nearest(record: Flown, other: Flown, inclination: float):
    there = Flown("there", other.latitude, other.inclination, other.launches)
    found = way(record, [record, there], inclination)
    for flown_there, nearest, asked in ((record, found.nearest, found.inclination), (there, found.elsewhere, inclination)):
        held = [i for one in corridors(flown_there) for i in flown_there.inclination if one.holds(i)]
        assert nearest is not None or not held
        if nearest is not None:
            assert all(abs(nearest.inclination - asked) <= abs(i - asked) + 1e-8 for i in held)
    assert found.elsewhere is None or found.elsewhere.site == "there"


@pytest.mark.reference
def test_a_record_drawn_together_by_hand():
    """Tolerance 1.5 deg: 43 and 45 touch, 53 stands apart; 20 lies below the latitude and was turned in orbit; 28 is due east."""
    record = flown(CAPE, {20: 4, 28: 2, 43: 5, 45: 1, 53: 9})
    found = [(round(degrees(one.low), 3), round(degrees(one.high), 3), one.launches) for one in corridors(record, radians(1.5))]
    assert found == [(28.5, 29.5, 2), (41.5, 46.5, 6), (51.5, 54.5, 9)]
    assert turned_in_orbit(record, radians(1.5)) == 4
    assert [one.launches for one in corridors(record, radians(1.5), least=2)] == [2, 5, 9]


@pytest.mark.law
def test_every_site_answers():
    for site in launch_sites():
        record = flown_from(site)
        assert record.site == site.name and np.all(np.diff(record.inclination) > 0.0)
        for inclination in np.radians([0.0, 51.6, 97.4, 140.0]):
            found = way_from(site, float(inclination))
            assert (found.refusal is None) is (found.corridor is not None)
