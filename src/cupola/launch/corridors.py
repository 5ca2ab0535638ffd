"""Which inclinations a site launches into: those that it really flew, drawn together into corridors. rad and counts.

Over whose ground stages may fall is not worked out but read from the record: what was flown from a site is allowed from it, with some
tolerance, and what never was is not, until somebody does. Inclinations below the site's latitude were reached by turning in orbit and
say nothing of a direction; the record's 0 also stands for what went to the geostationary belt or was not entered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import degrees, pi, radians

import numpy as np

from cupola.arrays import Float, Int
from cupola.launch.azimuth import least_inclination, nearest_direct

TOLERANCE = radians(1.5)
"""rad about an inclination flown that count as flown: half a degree of the record's rounding, and one of ours."""


_ROUNDING = 1e-9


@dataclass(frozen=True)
class Flown:
    """What a site launched.

    Attributes:
        site: its name.
        latitude: rad.
        inclination: those reached, rad, rising, shape (n,).
        launches: into each, shape (n,).
    """

    site: str
    latitude: float
    inclination: Float[np.ndarray, "n"]
    launches: Int[np.ndarray, "n"]


@dataclass(frozen=True)
class Corridor:
    """Inclinations that are flown from a site without a gap.

    Attributes:
        low: rad.
        high: rad.
        launches: into it.
    """

    low: float
    high: float
    launches: int

    def holds(self, inclination: float) -> bool:
        """Whether an inclination (rad) lies in it."""
        return self.low <= inclination <= self.high


@dataclass(frozen=True)
class Nearest:
    """An inclination flown near one that was asked for.

    Attributes:
        site: from which.
        inclination: rad.
        launches: into it.
    """

    site: str
    inclination: float
    launches: int


@dataclass(frozen=True)
class Way:
    """Whether a site launches towards an inclination.

    Attributes:
        site: name.
        inclination: of the parking orbit, rad: the one asked for, or due east where it lies below the latitude.
        turned: rad to be turned in orbit after that.
        corridor: that holds it; None where none does.
        nearest: the nearest inclination flown from the site; None where it flew none directly.
        elsewhere: the nearest flown from another site; None where there is no other.
    """

    site: str
    inclination: float
    turned: float
    corridor: Corridor | None
    nearest: Nearest | None
    elsewhere: Nearest | None

    @property
    def refusal(self) -> str | None:
        """What to tell where there is no corridor; None where there is one."""
        if self.corridor is not None:
            return None
        here = f"nearest flown from there: {_told(self.nearest)}" if self.nearest else "no inclination was flown directly from there"
        there = f"; flown from {self.elsewhere.site}: {_told(self.elsewhere)}" if self.elsewhere else ""
        return f"no corridor from {self.site} to {degrees(self.inclination):.1f} deg; {here}{there}"


def corridors(flown: Flown, tolerance: float = TOLERANCE, least: int = 1) -> tuple[Corridor, ...]:
    """The corridors of a site, rising.

    Args:
        flown: its record.
        tolerance: rad about each inclination flown; what is closer together than twice that is one corridor.
        least: launches that an inclination must have seen to count.

    They end at the latitude, where due east lies, and are cut off there.
    """
    lowest = least_inclination(flown.latitude)
    direct = _direct(flown, tolerance, least)
    found: list[list[float]] = []
    for inclination, launches in zip(flown.inclination[direct].tolist(), flown.launches[direct].tolist(), strict=True):
        low, high = max(inclination - tolerance, lowest), min(inclination + tolerance, pi - lowest)
        if found and low <= found[-1][1] + _ROUNDING:
            found[-1][1], found[-1][2] = high, found[-1][2] + launches
        else:
            found.append([low, high, launches])
    return tuple(Corridor(low, high, int(launches)) for low, high, launches in found)


def turned_in_orbit(flown: Flown, tolerance: float = TOLERANCE) -> int:
    """Launches of a site whose final inclination is not reached directly from its latitude, or was not entered."""
    return int(flown.launches[~_direct(flown, tolerance, 0)].sum())


def way(flown: Flown, others: Sequence[Flown], inclination: float, tolerance: float = TOLERANCE, least: int = 1) -> Way:
    """Whether a site launches towards an inclination (rad), and what is nearest to it where it does not.

    Args:
        flown: the site's record.
        others: those of other sites to look for a corridor at.
        inclination: of the orbit, rad. Below the latitude the direction is due east.
        tolerance: as in `corridors`.
        least: as in `corridors`.
    """
    asked = nearest_direct(flown.latitude, inclination)
    corridor = next((one for one in corridors(flown, tolerance, least) if one.holds(asked)), None)
    here = _nearest(flown, asked, tolerance, least)
    reached = [_nearest(other, inclination, tolerance, least) for other in others if other.site != flown.site]
    # Of places equally near, the one that flew there most.
    ranked = sorted((one for one in reached if one is not None), key=lambda one: (abs(one.inclination - inclination), -one.launches))
    return Way(flown.site, asked, abs(inclination - asked), corridor, here, ranked[0] if ranked else None)


def _direct(flown: Flown, tolerance: float, least: int) -> np.ndarray:
    """Which inclinations of a record were flown directly, and often enough."""
    lowest = least_inclination(flown.latitude)
    inside = (flown.inclination >= lowest - tolerance) & (flown.inclination <= pi - lowest + tolerance)
    return inside & (flown.launches >= least)


def _nearest(flown: Flown, inclination: float, tolerance: float, least: int) -> Nearest | None:
    places = np.flatnonzero(_direct(flown, tolerance, least))
    if not places.size:
        return None
    away = np.abs(flown.inclination[places] - inclination)
    # Rounded, so that of two inclinations equally far the one flown more often is told.
    place = places[np.lexsort((-flown.launches[places], away.round(9)))[0]]
    return Nearest(flown.site, float(flown.inclination[place]), int(flown.launches[place]))


def _told(nearest: Nearest) -> str:
    return f"{degrees(nearest.inclination):.0f} deg ({nearest.launches} launch{'es' * (nearest.launches > 1)} since 2000)"
