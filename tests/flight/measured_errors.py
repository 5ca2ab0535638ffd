"""What the models of flight leave out or get wrong, in metres, and what their rules give: the figures that docs/models/flight.md quotes."""

import sys

import jax
import numpy as np
from flight_integration import fixed_to_earth, integrated
from flight_samples import flights, launch, spread

from cupola.constants import EARTH
from cupola.flight import LIQUID, SOLID, Trajectories, coast_over_bulge

COUNT = 200
PLACES = {"1,000 km": 9.01, "3,000 km": 27.02, "6,000 km": 54.03, "10,000 km": 90.04, "13,000 km": 117.05}
"""Flights along the meridian of 30 deg east from 40 deg south, by how many degrees of latitude they cover."""


def impact(flown: Trajectories, threat: int, bulge: float) -> np.ndarray:
    """Where a body meets the ellipsoid when flown from burn-out by integration, fixed to the Earth, m."""
    start = np.concatenate([flown.burn_out_position[threat], flown.burn_out_velocity[threat]])
    wait = flown.flight_time[threat] - flown.burn_time[threat]
    late = np.linspace(wait - 120.0, wait + 120.0, 2_401)
    states = integrated(start, np.concatenate([[0.0], late]), EARTH, bulge)[1:, :3]
    ground = fixed_to_earth(states, flown.earth_angle[threat] + EARTH.rotation_rate * (flown.burn_time[threat] + late))
    height = np.sum((ground / (EARTH.radius * np.array([1.0, 1.0, 1.0 - EARTH.flattening]))) ** 2, axis=1) - 1.0
    first = int(np.argmax(height < 0.0))
    share = height[first - 1] / (height[first - 1] - height[first])
    return ground[first - 1] + share * (ground[first] - ground[first - 1])


def spreads(values: np.ndarray, unit: float = 1.0) -> str:
    return " / ".join(f"{value / unit:.3g}" for value in (values.min(), np.median(values), values.max()))


def told(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)
    for name, booster in (("solid", SOLID), ("liquid", LIQUID)):
        for loft, words in ((0.0, "minimum energy"), (np.radians(15.0), "lofted 15 deg"), (np.radians(-8.0), "depressed 8 deg")):
            flown = flights(spread(COUNT), booster, float(loft))
            told(
                f"{name}, {words} (least / median / greatest): peak {spreads(flown.peak_acceleration())} g,"
                f" burn-out {spreads(flown.burn_out_altitude(), 1e3)} km high, {spreads(flown.burn_out_downrange(), 1e3)} km downrange,"
                f" {spreads(flown.burn_out_speed(), 1e3)} km/s over the ground at {spreads(np.degrees(flown.burn_out_angle()))} deg;"
                f" apogee {spreads(flown.apogee_altitude(), 1e3)} km, {spreads(flown.flight_time)} s; miss {flown.miss.max():.1g} m"
            )
    flown = flights(spread(40), SOLID)
    plain = [np.linalg.norm(impact(flown, threat, 0.0) - flown.aim[threat]) for threat in range(flown.size)]
    told(f"impact of an integrated two-body flight beside the aim: {spreads(np.array(plain))} m")
    for loft, words in ((0.0, "minimum energy"), (np.radians(15.0), "lofted 15 deg")):
        flown = flights(spread(40), SOLID, float(loft))
        moved = [np.linalg.norm(impact(flown, threat, EARTH.j2) - flown.aim[threat]) for threat in range(flown.size)]
        told(f"impact moved by the bulge, {words}: {spreads(np.array(moved), 1e3)} km")
    times = np.arange(0.0, 1_801.0, 10.0)
    off = []
    for threat in range(6):
        start = np.concatenate([flown.burn_out_position[threat], flown.burn_out_velocity[threat]])
        ours = np.asarray(coast_over_bulge(jax.numpy.asarray(start[:3]), jax.numpy.asarray(start[3:]), times, EARTH)[0])
        off.append(np.linalg.norm(ours - integrated(start, times, EARTH, EARTH.j2)[:, :3], axis=1).max())
    told(f"coast over the bulge in steps of 10 s against DOP853, 30 min: {spreads(np.array(off))} m")
    for name, degrees in PLACES.items():
        for words, loft in (("minimum energy", 0.0), ("lofted 15 deg", np.radians(15.0))):
            one = launch((-40.0, 30.0), (-40.0 + degrees, 30.0), SOLID, float(loft))
            told(
                f"{name}, {words}: range {one.ground_range()[0] / 1e3:,.0f} km, burn-out {one.burn_out_speed()[0] / 1e3:.2f} km/s at"
                f" {one.burn_out_altitude()[0] / 1e3:.0f} km, apogee {one.apogee_altitude()[0] / 1e3:,.0f} km, {one.flight_time[0]:,.0f} s,"
                f" peak {one.peak_acceleration()[0]:.1f} g"
            )
