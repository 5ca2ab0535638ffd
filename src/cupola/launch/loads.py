"""How many satellites go up on one launch: by mass, and by the number that somebody stated. Masses in kg.

The room under the fairing is not worked out: where it binds, a stated number says so.
"""

from dataclasses import dataclass
from math import floor

from cupola.launch.performance import Carried

DISPENSER = 0.1
"""Usual share of the payload that holds the satellites together and lets them go; assumed, 0.05 to 0.2."""

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Load:
    """Satellites on one launch.

    Attributes:
        satellites: that go up: the smaller of the two below.
        by_mass: that the payload carries.
        least: the same at the low end of the payload's range.
        most: at its high end.
        stated: what somebody says; None where nobody does.
    """

    satellites: int
    by_mass: int
    least: int
    most: int
    stated: int | None

    @property
    def bound_by_mass(self) -> bool:
        """Whether the mass keeps the number down, and not the one stated."""
        return self.stated is None or self.by_mass < self.stated


def load(payload: Carried, satellite: float, dispenser: float = DISPENSER, stated: int | None = None) -> Load:
    """The satellites of one launch.

    Args:
        payload: to the orbit where they are let go.
        satellite: mass of one at launch, kg.
        dispenser: share of the payload that holds them, in [0, 1).
        stated: their number as published or planned; left out where only the mass counts.

    Raises:
        ValueError: a satellite without mass, a share outside [0, 1), or a stated number below 0.
    """
    if not satellite > 0.0:
        raise ValueError(f"satellite: got {satellite} kg; must be above zero")
    if not 0.0 <= dispenser < 1.0:
        raise ValueError(f"dispenser: got {dispenser}; must lie in [0, 1), a share of the payload")
    if stated is not None and stated < 0:
        raise ValueError(f"stated: got {stated} satellites; must be 0 or more")
    by_mass, least, most = (
        floor(mass * (1.0 - dispenser) / satellite + _ROUNDING) for mass in (payload.payload, payload.low, payload.high)
    )
    return Load(by_mass if stated is None else min(by_mass, stated), by_mass, least, most, stated)
