"""Links to the ground: elevation over the geodetic horizon, terminals at both ends, who serves whom, and empty cases."""

from dataclasses import replace

import numpy as np
import pytest
from erfa import ufunc
from flown_shells import flown, places
from hypothesis import given
from hypothesis import strategies as st

from cupola.constants import EARTH
from cupola.frames.geodetic import geodetic_to_itrs
from cupola.network.ground import GroundLinks, ground_links

pytestmark = pytest.mark.law


def told(links: GroundLinks, t: int = 0) -> list[tuple[int, int]]:
    """Site and satellite of each link at one instant."""
    some = slice(links.start[t], links.start[t + 1])
    return list(zip(links.site[some].tolist(), links.satellite[some].tolist(), strict=True))


@given(st.integers(0, 2**32 - 1), st.floats(-10.0, 89.0))
def test_a_link_is_there_exactly_when_the_satellite_is_high_enough(seed: int, elevation: float):
    """Against elevations by rotation into each site's horizon, for sites anywhere and satellites of any height."""
    rng = np.random.default_rng(seed)
    latitude, longitude = np.degrees(np.arcsin(rng.uniform(-1.0, 1.0, 9))), rng.uniform(-180.0, 180.0, 9)
    sites = places(latitude.tolist(), longitude.tolist(), elevation)
    direction = rng.normal(size=(3, 80, 3))
    position = direction / np.linalg.norm(direction, axis=2)[..., None] * rng.uniform(6.8e6, 4.3e7, (3, 80))[..., None]
    found = ground_links(position, sites)
    for t in range(3):
        expected = []
        for site in range(9):
            lat, lon = np.radians(latitude[site]), np.radians(longitude[site])
            turned = ufunc.rxp(ufunc.ry(np.pi / 2 - lat, ufunc.rz(lon, np.eye(3))), position[t] - sites.position[site])
            high = np.degrees(np.arctan2(turned[:, 2], np.hypot(turned[:, 0], turned[:, 1])))
            expected += [(site, satellite) for satellite in np.flatnonzero(high >= elevation).tolist()]
        assert told(found, t) == expected
    site, satellite = found.site[found.start[2] :], found.satellite[found.start[2] :]
    assert found.length[found.start[2] :] == pytest.approx(np.linalg.norm(position[2, satellite] - sites.position[site], axis=1))


def test_elevation_counts_from_the_normal_of_the_ellipsoid():
    """Straight above a site at 45 deg north, where the radius leans 0.19 deg from the vertical."""
    sites = places([45.0, 45.0], [0.0, 0.0], 89.99)
    above = geodetic_to_itrs(np.radians([45.0]), np.radians([0.0]), np.array([550_000.0]), EARTH)
    outward = sites.position[:1] * (1.0 + 550_000.0 / np.linalg.norm(sites.position[0]))
    assert told(ground_links(np.stack([above, outward]), sites), 0) == [(0, 0), (1, 0)]
    assert told(ground_links(np.stack([above, outward]), sites), 1) == []


def test_terminals_take_the_nearest_first_or_the_highest():
    """A near satellite low in the sky, a far one overhead, and a third worse in both."""
    sites = places([0.0], [0.0], 10.0, terminals=1)
    position = geodetic_to_itrs(np.zeros(3), np.radians([6.0, 0.5, 9.0]), np.array([500_000.0, 1_500_000.0, 600_000.0]), EARTH)[None]
    assert told(ground_links(position, sites)) == [(0, 0)]
    assert told(ground_links(position, sites, highest=True)) == [(0, 1)]
    two = replace(sites, terminals=np.array([2]))
    assert told(ground_links(position, two)) == [(0, 0), (0, 2)]
    assert told(ground_links(position, replace(sites, terminals=np.array([0])))) == []


def test_a_satellite_serves_as_many_sites_as_it_can_the_nearest_first():
    """Two sites at one place and one further: the one left without takes the next satellite."""
    sites = places([0.0, 0.0, 0.0], [0.0, 0.0, 3.0], 10.0, terminals=1)
    position = geodetic_to_itrs(np.zeros(2), np.radians([1.0, 8.0]), np.full(2, 550_000.0), EARTH)[None]
    assert told(ground_links(position, sites)) == [(0, 0), (1, 0), (2, 0)]
    assert told(ground_links(position, sites, np.array([2, 2]))) == [(0, 0), (1, 0), (2, 1)]
    assert told(ground_links(position, sites, np.array([0, 1]))) == [(2, 1)]


@given(st.integers(0, 2**32 - 1))
def test_no_end_has_more_links_than_terminals(seed: int):
    rng = np.random.default_rng(seed)
    position = flown(6, 10, 900_000.0, 60.0, np.sort(rng.uniform(0.0, 6000.0, 4)))
    sites = replace(places(rng.uniform(-60, 60, 20).tolist(), rng.uniform(0, 90, 20).tolist(), 5.0), terminals=rng.integers(0, 4, 20))
    offered = rng.integers(0, 4, 60)
    found = ground_links(position, sites, offered)
    for t in range(4):
        links = np.array(told(found, t)).reshape(-1, 2)
        assert np.all(np.bincount(links[:, 0], minlength=20) <= sites.terminals)
        assert np.all(np.bincount(links[:, 1], minlength=60) <= offered)


def test_a_site_uses_only_what_serves_it_and_no_link_longer_than_it_may():
    sites = places([0.0, 0.0], [0.0, 0.0], 10.0)
    position = geodetic_to_itrs(np.zeros(3), np.radians([0.0, 2.0, 4.0]), np.full(3, 550_000.0), EARTH)[None]
    serving = replace(sites, serves=np.array([[True, False, True], [False, False, False]]))
    assert told(ground_links(position, serving)) == [(0, 0), (0, 2)]
    short = replace(sites, max_length=np.array([560_000.0, 650_000.0]))
    assert told(ground_links(position, short)) == [(0, 0), (1, 0), (1, 1)]


def test_without_satellites_sites_or_instants_there_are_no_links():
    sites = places([0.0], [0.0], 10.0)
    nobody = places([], [], 10.0)
    for position, who, instants in ((np.zeros((3, 0, 3)), sites, 3), (np.full((2, 4, 3), 7e6), nobody, 2), (np.zeros((0, 4, 3)), sites, 0)):
        found = ground_links(position, who)
        assert found.start.tolist() == [0] * (instants + 1)
        assert found.length.size == 0
