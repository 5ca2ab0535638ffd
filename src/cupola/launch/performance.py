"""What a vehicle carries to an orbit, from what it is known to carry to others. Masses in kg, speeds in m/s.

The payload falls with the speed that an ascent asks for (`cupola.launch.ascent`), as the rocket equation has it for one effective stage:
payload = full ((1 + inert) exp(-asked / exhaust) - inert), where asked = up + across - plane (gained - 400 m/s). Four numbers are fitted to
a vehicle's published payloads: `full`, kg; `inert`, the mass that stays with the last stage, over `full`; `exhaust`, m/s; and `plane`, how
much more an inclination costs than the turning ground explains. Published payloads ask for it: long burns hang on gravity, doglegs go
round land, something is kept back for coming down. What they leave open is filled from the other vehicles (INERT, PLANE).

Left out: engines, stages and their sequence, losses in the air, the room under the fairing, and that some vehicles cannot light their last
stage twice. The measured errors are in docs/models/launch.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt

import numpy as np
from scipy.optimize import least_squares, root_scalar

from cupola.arrays import Float
from cupola.constants import Body
from cupola.launch.ascent import PARKING, Ascent, Orbit, ascend
from cupola.launch.azimuth import nearest_direct

BASE_GAIN = 400.0
"""m/s that the turning ground gives where `full` is counted: due east from some 30 deg of latitude."""

INERT = (0.25, 0.8)
"""Median and spread (of the logarithm) of `inert` among vehicles."""

PLANE = (2.5, 0.5)
"""The same of `plane`. Both set on a coarse grid by leaving out each published payload of the catalogue in turn."""

EXHAUST_SPREAD = 0.03
"""Spread of the logarithm of `exhaust` about what is given for the propellants."""

PUBLISHED = 0.05
"""Least spread of the logarithm of a published payload: rounding, reserves, and what its table means by the orbit."""

MODEL = 0.1
"""Spread of the logarithm that the model adds; set so that nine of ten payloads left out lie in the range stated for them."""

NINE_OF_TEN = 1.645
"""Standard deviations each way that hold nine of ten."""

LEAST = 0.01
"""Share of `full` below which nothing is carried: the model says nothing so far out."""

_SHIFT = 0.02
"""Share of `full` at which the fit goes over from logarithms to straight lines, so that it stays finite where nothing is carried."""


@dataclass(frozen=True)
class Reference:
    """A published payload.

    Attributes:
        latitude: of the site, rad.
        orbit: where it is left.
        payload: kg.
        low: least plausible, kg.
        high: most plausible, kg.
    """

    latitude: float
    orbit: Orbit
    payload: float
    low: float
    high: float


@dataclass(frozen=True)
class Carried:
    """A payload with its range.

    Attributes:
        payload: kg; 0 where the orbit cannot be reached.
        low: of the range that holds nine of ten, kg.
        high: kg.
    """

    payload: float
    low: float
    high: float


@dataclass(frozen=True)
class Lift:
    """A vehicle as far as its payloads tell.

    Attributes:
        full: payload to the parking orbit where the ground gives BASE_GAIN, kg.
        inert: what stays with the last stage, over `full`.
        plane: factor on differences of what the ground gives.
        exhaust: effective exhaust speed of the last stage, m/s.
        covariance: of the logarithms of the four, in this order.
    """

    full: float
    inert: float
    plane: float
    exhaust: float
    covariance: Float[np.ndarray, "4 4"]

    def carried(self, ascent: Ascent) -> Carried:
        """What it carries on an ascent.

        The range comes from the ranges of the published payloads, from what they leave open, and from MODEL.
        """
        numbers = np.log([self.full, self.inert, self.plane, self.exhaust])
        payload = float(_payload(numbers, ascent.gained, ascent.up + ascent.across))
        if payload < LEAST * self.full:
            return Carried(0.0, 0.0, 0.0)
        steps = 1e-5 * np.eye(4)
        ahead, behind = (
            np.array([_payload(numbers + sign * step, ascent.gained, ascent.up + ascent.across) for step in steps]) for sign in (1, -1)
        )
        slope = (ahead - behind) / (2e-5 * payload)
        spread = NINE_OF_TEN * sqrt(float(slope @ self.covariance @ slope) + MODEL**2)
        return Carried(payload, payload * exp(-spread), payload * exp(spread))


def fit_lift(references: Sequence[Reference], exhaust: float, body: Body) -> Lift:
    """The four numbers of a vehicle from its published payloads.

    Args:
        references: at least one. One alone leaves the fall with the orbit to what other vehicles do.
        exhaust: usual for the propellants of the last stage, m/s.
        body: that is launched from.

    Raises:
        ValueError: no reference, or one whose numbers are not in order or not above zero.

    The most probable numbers, given the published payloads with their spreads and what is usual; the covariance is that of the straight
    line through them (Laplace).
    """
    if not references:
        raise ValueError("references: got none; a vehicle needs one published payload at least")
    for one in references:
        if not 0.0 < one.low <= one.payload <= one.high:
            raise ValueError(f"reference: got {one.low}, {one.payload}, {one.high} kg; must be low, payload and high in order, above zero")
    ascents = [ascend(one.latitude, one.orbit, body) for one in references]
    gained, raised = np.array([one.gained for one in ascents]), np.array([one.up + one.across for one in ascents])
    payloads = np.array([one.payload for one in references])
    spreads = np.maximum([log(one.high / one.low) / (2.0 * NINE_OF_TEN) for one in references], PUBLISHED)
    usual = np.log([float(payloads.max()), INERT[0], PLANE[0], exhaust])
    widths = np.array([3.0, INERT[1], PLANE[1], EXHAUST_SPREAD])

    def misses(numbers: np.ndarray) -> np.ndarray:
        worked_out = _payload(numbers, gained, raised)
        return np.concatenate([_soft_log(worked_out / payloads) / spreads, (numbers - usual) / widths])

    found = least_squares(misses, usual, method="lm")
    full, inert, plane, fitted = (float(value) for value in np.exp(found.x))
    return Lift(full, inert, plane, fitted, np.linalg.inv(found.jac.T @ found.jac))


def carried(lift: Lift, latitude: float, orbit: Orbit, body: Body, through: float | None = None) -> Carried:
    """What a vehicle carries from a latitude (rad) into an orbit, by way of an inclination (rad) if one is given (`ascend`)."""
    return lift.carried(ascend(latitude, orbit, body, through))


def highest_circle(lift: Lift, latitude: float, inclination: float, payload: float, body: Body) -> float | None:
    """Altitude of the highest circular orbit of an inclination (rad) to which a payload (kg) is carried, m; infinity where there is no end.

    None where it is not even carried to the parking orbit. A plane that must be turned is turned more cheaply farther out: for an
    inclination below the latitude the answer is the end of the first stretch, seen from below.
    """
    least = max(payload, LEAST * lift.full)

    def spare(altitude: float) -> float:
        return carried(lift, latitude, Orbit.circle(altitude, inclination), body).payload - least

    if spare(PARKING) < 0.0:
        return None
    # A Hohmann ascent asks for most where the radius is 15.58 times that of the parking orbit.
    hardest = 15.58 * (body.radius + PARKING) - body.radius
    if spare(hardest) >= 0.0:
        return inf
    return float(root_scalar(spare, bracket=(PARKING, hardest), xtol=1.0, method="brentq").root)


def nearest_reached(lift: Lift, latitude: float, orbit: Orbit, payload: float, body: Body) -> Orbit | None:
    """The circular orbit nearest to one asked for to which a payload (kg) is carried.

    The orbit asked for where it is reached; else the highest of its inclination; else the parking orbit of the inclination nearest to the
    one asked for; None where the vehicle carries the payload nowhere from this latitude (rad).
    """
    if carried(lift, latitude, orbit, body).payload >= payload:
        return orbit
    highest = highest_circle(lift, latitude, orbit.inclination, payload, body)
    if highest is not None:
        return Orbit.circle(min(highest, orbit.apogee), orbit.inclination)
    cheapest, least = nearest_direct(latitude, 0.0), max(payload, LEAST * lift.full)

    def spare(inclination: float) -> float:
        return carried(lift, latitude, Orbit.circle(PARKING, inclination), body).payload - least

    if spare(cheapest) < 0.0:
        return None
    found = root_scalar(spare, bracket=(cheapest, orbit.inclination), xtol=1e-6, method="brentq")
    return Orbit.circle(PARKING, float(found.root))


def _payload(numbers: np.ndarray, gained: float | np.ndarray, raised: float | np.ndarray) -> np.ndarray:
    """Payload, kg, from the logarithms of the four numbers; below zero where nothing is carried."""
    full, inert, plane, exhaust = np.exp(numbers)
    asked = np.asarray(raised) - plane * (np.asarray(gained) - BASE_GAIN)
    return full * ((1.0 + inert) * np.exp(-asked / exhaust) - inert)


def _soft_log(share: np.ndarray) -> np.ndarray:
    """Logarithm above _SHIFT, and its tangent below, so that a payload below zero is still a miss that can be mended."""
    return np.where(share > _SHIFT, np.log(np.maximum(share, _SHIFT)), log(_SHIFT) + share / _SHIFT - 1.0)
