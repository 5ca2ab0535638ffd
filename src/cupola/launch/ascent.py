"""The speed that a launch into an orbit asks for: onto a low parking orbit, up to the apogee, and there onto the orbit. m/s, m and rad.

The vehicle enters a circular parking orbit and goes on by two burns without extent, at the perigee and at the apogee (Hohmann). What air
and gravity cost on the way up is not counted: it is much the same for every orbit of a vehicle, and `cupola.launch.performance` takes only
differences. Two burns need an engine that lights again.
"""

from dataclasses import dataclass
from math import inf, isfinite, pi, sqrt
from typing import Any

from scipy.optimize import minimize_scalar

from cupola.constants import Body
from cupola.errors import InputError
from cupola.launch.azimuth import circular_speed, headings, nearest_direct, turn_cost

PARKING = 150e3
"""m above the equatorial radius: altitude of the parking orbit, and the lowest that is asked for; below it no orbit lasts for long."""


@dataclass(frozen=True)
class Orbit:
    """Where a payload is left.

    Attributes:
        perigee: altitude above the equatorial radius, m.
        apogee: the same; infinity for an escape that leaves nothing over (C3 = 0).
        inclination: rad, in [0, pi].

    Raises:
        InputError: an orbit in the air, with its ends the wrong way round, or with no such inclination.
    """

    perigee: float
    apogee: float
    inclination: float

    def __post_init__(self) -> None:
        if not (isfinite(self.perigee) and self.perigee >= PARKING):
            raise InputError(f"got a perigee of {self.perigee / 1e3:,.0f} km; must be {PARKING / 1e3:.0f} km or more, above the air")
        if not self.apogee >= self.perigee:
            raise InputError(
                f"got an apogee of {self.apogee / 1e3:,.0f} km, below the perigee of {self.perigee / 1e3:,.0f} km; "
                "give the higher end as the apogee"
            )
        if not 0.0 <= self.inclination <= pi:
            raise InputError(f"got an inclination of {self.inclination * 180.0 / pi:.2f} deg; must lie in [0, 180] deg")

    @classmethod
    def circle(cls, altitude: float, inclination: float) -> "Orbit":
        """A circular orbit from its altitude (m) and inclination (rad)."""
        return cls(altitude, altitude, inclination)


@dataclass(frozen=True)
class Ascent:
    """What a launch into an orbit asks for.

    Attributes:
        parked: speed to be added to the ground's to enter the parking orbit, m/s, losses left out.
        gained: what the turning ground gives of the speed on the parking orbit, m/s; below zero against the turn.
        up: of the burn on the parking orbit, m/s; 0 where the orbit is the parking orbit itself.
        across: of the burn at the apogee, m/s.
        turned: angle by which the two burns turn the plane, rad; 0 where the inclination is flown directly.
    """

    parked: float
    gained: float
    up: float
    across: float
    turned: float

    @property
    def speed(self) -> float:
        """All of it, m/s."""
        return self.parked + self.up + self.across


def ascend(latitude: float, orbit: Orbit, body: Body, through: float | None = None) -> Ascent:
    """The ascent into an orbit.

    Args:
        latitude: of the site, rad.
        orbit: where the payload is left.
        body: that is launched from.
        through: inclination of the parking orbit where only some directions are allowed (`cupola.launch.corridors`), rad; left out, that of
            the orbit, or due east where the orbit's is below the latitude.

    What is left between the two inclinations is turned in orbit, by the two burns together in the cheapest shares. Neither is the node held
    to the perigee's side, nor is a third burn farther out tried.

    Raises:
        InputError: `through` is below the latitude.
    """
    flown = nearest_direct(latitude, orbit.inclination) if through is None else through
    turn = abs(orbit.inclination - flown)
    parked = headings(latitude, flown, PARKING, body)[0].speed
    up, across, _ = two_burns(PARKING, orbit, turn, body)
    return Ascent(parked, circular_speed(PARKING, body) - parked, up, across, turn)


def two_burns(parking: float, orbit: Orbit, turn: float, body: Body) -> tuple[float, float, float]:
    """The burns that take a circular orbit into a higher one.

    Args:
        parking: altitude of the circular orbit, m, not above the other's perigee.
        orbit: where to; its inclination is not looked at.
        turn: angle between the planes, rad, about the line of the apses.
        body: that is orbited.

    Returns:
        Speed changes of the burns at the perigee and at the apogee, m/s, and the part of the turn that the first one takes, rad.

    Source: Vallado, Fundamentals of Astrodynamics and Applications (4th ed. 2013), sections 6.3.1 (Hohmann) and 6.5.1 (the turn in shares).
    """
    low, high, perigee = body.radius + parking, body.radius + orbit.apogee, body.radius + orbit.perigee
    slow, fast = _speed(low, low, body), _speed(low, high, body)
    early, late = _speed(high, low, body), _speed(high, perigee, body)

    def cost(share: float) -> float:
        return turn_cost(slow, fast, share) + turn_cost(early, late, turn - share)

    first = 0.0
    if turn > 0.0:
        found: Any = minimize_scalar(cost, bounds=(0.0, turn), method="bounded", options={"xatol": 1e-7})
        first = min((0.0, turn, float(found.x)), key=cost)
    return turn_cost(slow, fast, first), turn_cost(early, late, turn - first), first


def _speed(r: float, other: float, body: Body) -> float:
    """Speed at one apse of an orbit, m/s, from the radius there and at the other, m: vis-viva. 0 at an apse without end."""
    if r == inf:
        return 0.0
    return sqrt(2.0 * body.mu / r * (1.0 - 1.0 / (1.0 + other / r)))
