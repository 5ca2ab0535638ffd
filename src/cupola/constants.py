"""Constants of nature and of bodies, SI units: each with its source. A body is a value, so that nothing assumes the Earth by name."""

from dataclasses import dataclass
from types import MappingProxyType

SPEED_OF_LIGHT = 299_792_458.0
"""m/s, exact (SI)."""

SECONDS_PER_DAY = 86_400.0


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
    """

    name: str
    mu: float
    radius: float
    flattening: float
    j2: float
    rotation_rate: float


EARTH = Body(
    name="earth", mu=3.986004418e14, radius=6_378_137.0, flattening=1.0 / 298.257223563, j2=1.08262668e-3, rotation_rate=7.292115e-5
)
"""mu, radius, flattening and rotation: WGS 84 (NGA.STND.0036, tables 3.1 and 3.3). j2: EGM96, C20 = -484.165371736e-6 times -sqrt(5)."""

BODIES = MappingProxyType({EARTH.name: EARTH})
