"""Constants of nature and of bodies, SI units: each with its source. A body is a value, so that nothing assumes the Earth by name."""

from dataclasses import dataclass
from math import pi
from types import MappingProxyType

SPEED_OF_LIGHT = 299_792_458.0
"""m/s, exact (SI)."""

SECONDS_PER_DAY = 86_400.0

MEAN_SUN_RATE = 2.0 * pi / (365.2421897 * SECONDS_PER_DAY)
"""rad/s of the mean Sun along the equator, counted from the mean equinox, as seen from the Earth.

The tropical year at J2000 (Laskar, Astron. Astrophys. 157 (1986) 59; Explanatory Supplement to the Astronomical Almanac, 3rd ed. 2013).
Counted from the celestial intermediate origin, which the equinox leaves by the precession in right ascension, the mean Sun is slower by
3.6e-5 of itself, 3.1 s of local time a year.
"""


@dataclass(frozen=True)
class Body:
    """A planet or moon, as far as orbits and coverage need it.

    Attributes:
        name: English name in lower case.
        mu: gravitational parameter, m^3/s^2.
        radius: equatorial radius, m: the reference from which altitudes are counted.
        flattening: (a - b) / a of the reference ellipsoid.
        j2: second zonal harmonic, unnormalised.
        rotation_rate: rad/s, inertial, about the pole.
        j4: fourth zonal harmonic, unnormalised.
    """

    name: str
    mu: float
    radius: float
    flattening: float
    j2: float
    rotation_rate: float
    j4: float = 0.0

    @property
    def eccentricity(self) -> float:
        """First eccentricity of the reference ellipsoid."""
        return (self.flattening * (2.0 - self.flattening)) ** 0.5


EARTH = Body(
    name="earth",
    mu=3.986004418e14,
    radius=6_378_137.0,
    flattening=1.0 / 298.257223563,
    j2=1.08262668e-3,
    rotation_rate=7.292115e-5,
    j4=-1.61962159e-6,
)
"""mu, radius, flattening and rotation: WGS 84 (NGA.STND.0036, tables 3.1 and 3.3). j2 and j4: EGM96 (Lemoine and others 1998,
NASA/TP-1998-206861), C20 = -484.165371736e-6 times -sqrt(5), C40 = 0.539873863789e-6 times -3."""

BODIES = MappingProxyType({EARTH.name: EARTH})
