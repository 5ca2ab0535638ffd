"""What a vehicle of the catalogue carries from a launch site into an orbit, and which inclinations the site launches into.

Facts of the catalogue put through `cupola.launch`. The only module of the catalogue on launch that loads NumPy and SciPy: import it where
answers are asked for, not where names are checked.
"""

import functools
from math import degrees, isfinite
from types import MappingProxyType

import numpy as np

from cupola.catalog.flight_record import inclinations_flown
from cupola.catalog.launch_sites import LaunchSite, launch_sites
from cupola.catalog.launch_sites import launch_site_named as site_named
from cupola.catalog.vehicles import Payload, Vehicle
from cupola.constants import EARTH
from cupola.launch.ascent import Orbit
from cupola.launch.corridors import Flown, Way, way
from cupola.launch.performance import Carried, Lift, Reference, carried, fit_lift, nearest_reached

EXHAUST = MappingProxyType({"hydrogen": 4_450.0, "methane": 3_500.0, "kerosene": 3_350.0, "storable": 3_100.0, "solid": 2_850.0})
"""Usual exhaust speed of a last stage in a vacuum by what it burns, m/s: general knowledge, good to some 3 %."""


def reference_of(payload: Payload) -> Reference:
    """A published payload as the model takes it."""
    orbit = Orbit(payload.perigee, payload.apogee, payload.inclination)
    mass = payload.mass
    return Reference(site_named(payload.site).latitude, orbit, mass.value, mass.low, mass.high)


@functools.cache
def lift_of(vehicle: Vehicle) -> Lift:
    """The model of a vehicle, fitted to its published payloads but those held back."""
    return fit_lift([reference_of(payload) for payload in vehicle.payloads if not payload.held_back], EXHAUST[vehicle.upper_stage], EARTH)


def payload_to(vehicle: Vehicle, site: LaunchSite, orbit: Orbit) -> Carried:
    """What a vehicle carries from a site into an orbit; whether it flies from there and may fly that way is not asked (`way_from`)."""
    return carried(lift_of(vehicle), site.latitude, orbit, EARTH)


def shortfall(vehicle: Vehicle, site: LaunchSite, orbit: Orbit, payload: float) -> str | None:
    """Why a vehicle does not carry a payload (kg) from a site into an orbit, with the nearest orbit that works; None where it does."""
    found = payload_to(vehicle, site, orbit)
    if found.payload >= payload:
        return None
    can = f"carries {_rounded(found.payload)} kg ({_rounded(found.low)} to {_rounded(found.high)})" if found.payload else "cannot reach it"
    nearest = nearest_reached(lift_of(vehicle), site.latitude, orbit, payload, EARTH)
    works = f"the nearest orbit that works is {_told(nearest)}" if nearest else "it carries that to no orbit from there"
    return f"{payload:,.0f} kg from {site.name} to {_told(orbit)}: {vehicle.name} {can}; {works}"


@functools.cache
def flown_from(site: LaunchSite) -> Flown:
    """The inclinations that a site launched into since 2000."""
    counts = inclinations_flown(site.codes)
    return Flown(
        site.name, site.latitude, np.radians(np.array(list(counts), dtype=np.float64)), np.array(list(counts.values()), dtype=np.int64)
    )


def way_from(site: LaunchSite, inclination: float) -> Way:
    """Whether a site launches towards an inclination (rad), and who does where it does not."""
    return way(flown_from(site), [flown_from(other) for other in launch_sites()], inclination)


def _rounded(mass: float) -> str:
    """A mass in kg to two figures."""
    return f"{float(f'{mass:.2g}'):,.0f}"


def _told(orbit: Orbit) -> str:
    inclination = f"at {degrees(orbit.inclination):.1f} deg"
    if not isfinite(orbit.apogee):
        return f"an escape {inclination}"
    low, high = f"{orbit.perigee / 1e3:,.0f}", f"{orbit.apogee / 1e3:,.0f}"
    return f"{low} km {inclination}" if low == high else f"{low} x {high} km {inclination}"
