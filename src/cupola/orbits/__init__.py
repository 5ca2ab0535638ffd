"""Where satellites are: element sets, constellation patterns and the ephemerides that fly them (JAX, float64)."""

from cupola.orbits.base import Ephemeris
from cupola.orbits.circular import CircularShell
from cupola.orbits.elements import Elements, SecularRates, semi_major_axis_synchronous
from cupola.orbits.kepler_equation import eccentric_anomaly
from cupola.orbits.keplerian import KeplerShell
from cupola.orbits.local_time import inclination_sun_synchronous, raan_of_local_time, sun_synchronous
from cupola.orbits.osculating import mean_to_osculating, osculating_to_mean
from cupola.orbits.patterns import eccentric_walker, geostationary, molniya, walker_delta, walker_star
from cupola.orbits.repeating import repeating_track, semi_major_axis_of_repeat
from cupola.orbits.streets import street_half_width, streets_of_coverage

__all__ = [
    "CircularShell",
    "Elements",
    "Ephemeris",
    "KeplerShell",
    "SecularRates",
    "eccentric_anomaly",
    "eccentric_walker",
    "geostationary",
    "inclination_sun_synchronous",
    "mean_to_osculating",
    "molniya",
    "osculating_to_mean",
    "raan_of_local_time",
    "repeating_track",
    "semi_major_axis_of_repeat",
    "semi_major_axis_synchronous",
    "street_half_width",
    "streets_of_coverage",
    "sun_synchronous",
    "walker_delta",
    "walker_star",
]
