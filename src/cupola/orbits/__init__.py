"""Where satellites are: element sets, constellation patterns and the ephemerides that fly them (JAX, float64)."""

from cupola.orbits.base import Ephemeris
from cupola.orbits.circular import CircularShell
from cupola.orbits.elements import Elements, SecularRates, semi_major_axis_of_repeat, semi_major_axis_synchronous
from cupola.orbits.keplerian import KeplerShell, eccentric_anomaly
from cupola.orbits.patterns import geostationary, molniya, walker_delta, walker_star

__all__ = [
    "CircularShell",
    "Elements",
    "Ephemeris",
    "KeplerShell",
    "SecularRates",
    "eccentric_anomaly",
    "geostationary",
    "molniya",
    "semi_major_axis_of_repeat",
    "semi_major_axis_synchronous",
    "walker_delta",
    "walker_star",
]
