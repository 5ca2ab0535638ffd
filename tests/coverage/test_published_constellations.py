"""Constellations whose coverage is published, counted on the ellipsoid: Globalstar, Galileo, and Draim's four satellites."""

from dataclasses import replace

import jax
import numpy as np
import pytest
from jax.sharding import Mesh

from cupola.constants import EARTH
from cupola.coverage import Observers, Tally, tally
from cupola.geometry import ElevationCap, RingGrid
from cupola.orbits import Elements, Ephemeris, KeplerShell, walker_delta

ROUND = replace(EARTH, j2=0.0, j4=0.0)


def counted(ephemeris: Ephemeris, elevation: float, grid: RingGrid, span: float, step: float) -> Tally:
    """Sums over a span; levels of one to eight."""
    seconds = np.arange(0.0, span, step)
    table = ephemeris.table(seconds, EARTH.rotation_rate * seconds)
    observers = Observers.on(grid, ephemeris, ElevationCap(np.asarray(np.radians(elevation))))
    mesh = Mesh(np.array(jax.devices()[:2]), ("time",))
    return tally((observers,), (table,), 0, ((0,),), grid, mesh, -(-len(seconds) // 2), np.dtype(np.float64))


@pytest.mark.reference
def test_globalstar_is_continuous_to_70_degrees_and_not_beyond_71():
    """48/8/1 at 52 deg and 1,414 km, seen from 10 deg up: continuous between 70 deg north and south (Globalstar's own statement)."""
    shell = walker_delta(EARTH.radius + 1414e3, np.radians(52.0), 8, 6, 1, EARTH)
    grid = RingGrid(360, 720, EARTH)
    found = counted(shell, 10.0, grid, 6840.0, 30.0)
    always = (found.at_least[0, 0] == found.stop).all(axis=-1)
    continuous = np.degrees(np.abs(grid.latitudes[~always]).min())
    assert 70.0 < continuous < 71.0


@pytest.mark.reference
def test_galileo_never_shows_fewer_than_six():
    """24/3/1 at 56 deg and 23,222 km, seen from 5 deg up: at least six, everywhere and always (Galileo's design target)."""
    shell = walker_delta(EARTH.radius + 23_222e3, np.radians(56.0), 3, 8, 1, EARTH)
    found = counted(shell, 5.0, RingGrid(90, 180, EARTH), 50_700.0, 120.0)
    assert (found.at_least[0, 5] == found.stop).all()
    assert not (found.at_least[0, 6] == found.stop).all()


def draim(hours: float) -> KeplerShell:
    """Four satellites on ellipses in four planes, perigees north and south in turn; mean anomalies as the tetrahedron asks."""
    same = np.ones(4)
    return KeplerShell.of(
        Elements(
            semi_major_axis=(EARTH.mu * (hours * 3600.0 / (2.0 * np.pi)) ** 2) ** (1.0 / 3.0) * same,
            eccentricity=0.263 * same,
            inclination=np.radians(31.3) * same,
            raan=np.radians([0.0, 90.0, 180.0, 270.0]),
            argument_of_perigee=np.radians([90.0, 270.0, 90.0, 270.0]),
            mean_anomaly=np.radians([0.0, 270.0, 180.0, 90.0]),
        ),
        ROUND,
    )


@pytest.mark.reference
@pytest.mark.parametrize(("hours", "continuous"), [(26.5, True), (26.0, False)])
def test_four_satellites_in_draims_ellipses_cover_the_earth_above_26_and_a_half_hours(hours: float, continuous: bool):
    """J. E. Draim, J. Guidance 10 (1987) 492: the least number for continuous coverage, down to the horizon, of the sphere that he took."""
    grid = RingGrid(90, 180, replace(EARTH, flattening=0.0))
    found = counted(draim(hours), 0.0, grid, hours * 3600.0, 60.0)
    assert (found.at_least[0, 0] == found.stop).all() == continuous
