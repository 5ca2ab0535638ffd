"""Published payloads of the catalogue against the model that has not seen them: those held back, and each left out in turn."""

import functools
from dataclasses import dataclass

from cupola.catalog.lifting import EXHAUST, reference_of
from cupola.catalog.vehicles import Payload, Vehicle, vehicles
from cupola.constants import EARTH
from cupola.launch.performance import Carried, carried, fit_lift

HIGH = 5e6
"""m of apogee above which an orbit counts as high: transfer orbits, the Moon, escape."""


@dataclass(frozen=True)
class Miss:
    """One published payload, and what the model says.

    Attributes:
        vehicle: name.
        high: whether the orbit is a high one.
        known: kinds of the orbits that the model was fitted to: `low`, `high` or `both`.
        published: kg.
        found: of the model.
    """

    vehicle: str
    high: bool
    known: str
    published: float
    found: Carried

    @property
    def inside(self) -> bool:
        """Whether the published payload lies in the range of the model."""
        return self.found.low <= self.published <= self.found.high


@functools.cache
def held_back() -> tuple[Miss, ...]:
    """Payloads that the catalogue keeps out of the fit."""
    return tuple(
        _miss(vehicle, payload, [one for one in vehicle.payloads if not one.held_back])
        for vehicle in vehicles()
        for payload in vehicle.payloads
        if payload.held_back
    )


@functools.cache
def left_out() -> tuple[Miss, ...]:
    """Each payload of the fit against the fit to the vehicle's others; vehicles with one alone are left out."""
    return tuple(
        _miss(vehicle, payload, [one for one in vehicle.payloads if not one.held_back and one is not payload])
        for vehicle in vehicles()
        for payload in vehicle.payloads
        if not payload.held_back and sum(not one.held_back for one in vehicle.payloads) > 1
    )


def _miss(vehicle: Vehicle, payload: Payload, known: list[Payload]) -> Miss:
    fitted = fit_lift([reference_of(one) for one in known], EXHAUST[vehicle.upper_stage], EARTH)
    asked = reference_of(payload)
    kinds = {one.apogee > HIGH for one in known}
    kind = "both" if len(kinds) == 2 else "high" if True in kinds else "low"
    return Miss(vehicle.name, payload.apogee > HIGH, kind, payload.mass.value, carried(fitted, asked.latitude, asked.orbit, EARTH))
