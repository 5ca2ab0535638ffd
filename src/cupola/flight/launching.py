"""From places, times and a booster to trajectories, with one plain message for what cannot be flown. On the host; SI and radians.

`fly` answers with a status for each threat; `trajectories` stops at the first that has no flight and says why.
"""

from dataclasses import replace
from typing import Final, Literal

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Float
from cupola.constants import Body
from cupola.errors import InputError
from cupola.flight.boost import Booster, boost_coefficients
from cupola.flight.free_flight import NO_ARC, REACHED, THROUGH_GROUND
from cupola.flight.joining import UNSHAPED, Joint, join, turned
from cupola.flight.trajectory import PerThreat, Trajectories
from cupola.frames.geodetic import geodetic_to_itrs
from cupola.orbits.base import PrecisionError

MINIMUM_ENERGY: Final = "minimum-energy"
"""The loft that needs the least speed at burn-out: an offset of 0."""

_LEAST_BATCH = 8
_RANGE_STEP = 20e3
_WHY = {
    NO_ARC: "no ellipse leads there at this loft",
    THROUGH_GROUND: "the arc would pass through the ground",
    UNSHAPED: "the arc climbs too slowly for the booster to burn out above the air",
}
_join = jax.jit(join, static_argnames="body")


def trajectories(  # noqa: PLR0913 -- a launch is a time, two places and a booster; bundling them would only rename them
    launch_seconds: float | PerThreat,
    earth_angle_at_launch: float | PerThreat,
    pad_latitude: float | PerThreat,
    pad_longitude: float | PerThreat,
    aim_latitude: float | PerThreat,
    aim_longitude: float | PerThreat,
    booster: Booster,
    loft: float | PerThreat | Literal["minimum-energy"],
    body: Body,
) -> Trajectories:
    """Flights that come down at their aims.

    Args:
        launch_seconds: since the scenario's epoch, TT, s, (n,).
        earth_angle_at_launch: Earth rotation angle at each launch, rad, (n,).
        pad_latitude: geodetic, rad, (n,).
        pad_longitude: rad, east positive, (n,).
        aim_latitude: geodetic, rad, (n,).
        aim_longitude: rad, east positive, (n,).
        booster: one for all, or with one number for each threat.
        loft: flight-path angle at burn-out above (or, negative, below) that of least energy, rad; or "minimum-energy".
        body: what is flown over.

    Returns:
        The trajectories, all of status REACHED: each comes down within `joining.MISS` of its aim, as that is at impact.

    Raises:
        InputError: a number is out of range or not finite, pad and aim are closer than the booster can shape, or no arc leads there.
        PrecisionError: JAX runs without 64-bit numbers.
    """
    flights = fly(launch_seconds, earth_angle_at_launch, pad_latitude, pad_longitude, aim_latitude, aim_longitude, booster, loft, body)
    failed = np.flatnonzero(flights.status != REACHED)
    if failed.size:
        places = (pad_latitude, pad_longitude, aim_latitude, aim_longitude)
        where = [float(np.degrees(np.broadcast_to(place, flights.size)[failed[0]])) for place in places]
        raise InputError(_refusal(int(failed[0]), failed.size, where, flights, booster, loft))
    return flights


def fly(  # noqa: PLR0913 -- as `trajectories`
    launch_seconds: float | PerThreat,
    earth_angle_at_launch: float | PerThreat,
    pad_latitude: float | PerThreat,
    pad_longitude: float | PerThreat,
    aim_latitude: float | PerThreat,
    aim_longitude: float | PerThreat,
    booster: Booster,
    loft: float | PerThreat | Literal["minimum-energy"],
    body: Body,
) -> Trajectories:
    """Flights, each with a status: as `trajectories`, but a threat that has no flight stays on its pad instead of stopping all.

    Args:
        launch_seconds: as for `trajectories`, like all others.
        earth_angle_at_launch: rad.
        pad_latitude: rad.
        pad_longitude: rad.
        aim_latitude: rad.
        aim_longitude: rad.
        booster: numbers above 0.
        loft: rad.
        body: what is flown over.

    Raises:
        InputError: a number is out of range or not finite.
        PrecisionError: JAX runs without 64-bit numbers.
    """
    if not jax.config.jax_enable_x64:  # pyright: ignore[reportAttributeAccessIssue] -- JAX adds its settings to the class as it loads
        raise PrecisionError('flights need 64-bit numbers: call jax.config.update("jax_enable_x64", True) before the first JAX call')
    given = {
        "launch time": launch_seconds,
        "Earth angle": earth_angle_at_launch,
        "pad latitude": pad_latitude,
        "pad longitude": pad_longitude,
        "aim latitude": aim_latitude,
        "aim longitude": aim_longitude,
        "loft": _offset(loft),
        "burn time": booster.burn_time,
        "burn-out altitude": booster.burn_out_altitude,
        "downrange share": booster.downrange_share,
        "first acceleration": booster.first_acceleration,
    }
    values = _broadcast(given)
    _require(values)
    launch, angle, lat, lon, to_lat, to_lon, offset = (values[name] for name in list(given)[:7])
    booster = Booster(*(values[name] for name in list(given)[7:]))
    level = np.zeros_like(lat)
    pad, aim = geodetic_to_itrs(lat, lon, level, body), geodetic_to_itrs(to_lat, to_lon, level, body)
    joint = _joined(pad, aim, booster, offset, body)
    status, position, velocity = joint.status, joint.position, joint.velocity
    ground = body.rotation_rate * np.stack([-position[:, 1], position[:, 0], level], axis=-1)
    up = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)
    net = np.asarray(booster.first_acceleration) - body.mu / np.sum(pad**2, axis=-1)
    burn_time = values["burn time"]
    coefficients = boost_coefficients(
        jnp.asarray(burn_time), jnp.asarray(net[:, None] * up), jnp.asarray(position - pad), jnp.asarray(velocity - ground)
    )
    reached = status == REACHED
    at_burn_out = angle + body.rotation_rate * burn_time
    return Trajectories(
        launch_seconds=launch,
        earth_angle=angle,
        pad=pad,
        aim=aim,
        burn_time=burn_time,
        coefficients=np.where(reached[:, None, None], np.asarray(coefficients), 0.0),
        burn_out_position=np.asarray(turned(jnp.asarray(position), jnp.asarray(at_burn_out))),
        burn_out_velocity=np.asarray(turned(jnp.asarray(velocity), jnp.asarray(at_burn_out))),
        flight_time=np.where(reached, burn_time + joint.coasting, 0.0),
        miss=np.asarray(joint.miss),
        status=np.asarray(status),
        body=body,
    )


def ranges(booster: Booster, loft: float | Literal["minimum-energy"], body: Body) -> tuple[float, float]:
    """Least and greatest range that a booster can be given with a loft, m, to about 20 km: on a round body that does not turn.

    Args:
        booster: one for all.
        loft: rad, or "minimum-energy".
        body: its mu and radius are used.

    Returns:
        Both 0 where no range can be flown.
    """
    still = replace(body, name="a round body at rest", flattening=0.0, j2=0.0, j4=0.0, rotation_rate=0.0)
    far = np.arange(_RANGE_STEP, 0.999 * np.pi * body.radius, _RANGE_STEP)
    angle = far / body.radius
    aim = body.radius * np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=-1)
    pad = np.broadcast_to(body.radius * np.array([1.0, 0.0, 0.0]), aim.shape)
    own = Booster(
        *(np.broadcast_to(np.asarray(part, float), far.shape) for part in (booster.burn_time, booster.burn_out_altitude)),
        *(np.broadcast_to(np.asarray(part, float), far.shape) for part in (booster.downrange_share, booster.first_acceleration)),
    )
    offset = np.full(far.shape, float(_offset(loft)))
    flown = far[_joined(pad, aim, own, offset, still).status == REACHED]
    return (float(flown[0]), float(flown[-1])) if flown.size else (0.0, 0.0)


def _joined(pad: Float[np.ndarray, "n 3"], aim: Float[np.ndarray, "n 3"], booster: Booster, loft: PerThreat, body: Body) -> Joint:
    """`join` with the threats filled up to a power of two, so that raids of many sizes share few compilations."""
    n = pad.shape[0]
    row = np.minimum(np.arange(max(_LEAST_BATCH, 1 << (n - 1).bit_length())), n - 1)
    filled = jax.tree.map(lambda part: jnp.asarray(part[row]), (pad, aim, booster, loft))
    return jax.tree.map(lambda part: np.asarray(part)[:n], _join(*filled, body=body))


def _offset(loft: float | PerThreat | str) -> Float[np.ndarray, "*n"]:
    """Offset of the flight-path angle, rad."""
    if isinstance(loft, str):
        if loft != MINIMUM_ENERGY:
            raise InputError(f"got the loft {loft!r}; must be {MINIMUM_ENERGY!r} or an offset of the flight-path angle at burn-out, rad")
        return np.asarray(0.0)
    return np.asarray(loft, float)


def _broadcast(given: dict[str, float | PerThreat]) -> dict[str, PerThreat]:
    """All as float64 arrays of one length."""
    arrays = {name: np.atleast_1d(np.asarray(values, float)) for name, values in given.items()}
    lengths = {name: array.shape for name, array in arrays.items() if array.shape != (1,)}
    if len(set(lengths.values())) > 1 or any(len(shape) != 1 for shape in lengths.values()):
        told = ", ".join(f"{name} {shape}" for name, shape in lengths.items())
        raise InputError(f"got arrays of different shapes: {told}; each must be one number or one for each threat, (n,)")
    n = next(iter(lengths.values()), (1,))
    return {name: np.broadcast_to(array, n).copy() for name, array in arrays.items()}


def _require(values: dict[str, PerThreat]) -> None:
    """Raises for the first number that is not finite or out of range."""
    half = 0.5 * np.pi
    spans = {
        "pad latitude": (-half, half, "-90 and 90 deg"),
        "aim latitude": (-half, half, "-90 and 90 deg"),
        "loft": (-half, half, "-90 and 90 deg"),
        "burn time": (1.0, 3600.0, "1 and 3,600 s"),
        "burn-out altitude": (1e3, 5e6, "1 and 5,000 km"),
        "downrange share": (0.05, 0.95, "0.05 and 0.95"),
        "first acceleration": (0.0, 1e3, "0 and 1,000 m/s^2"),
    }
    for name, numbers in values.items():
        low, high, told = spans.get(name, (-np.inf, np.inf, ""))
        wrong = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= low) & (numbers <= high)))
        if wrong.size:
            allowed = f"must lie between {told}" if told else "must be finite"
            raise InputError(f"launch {wrong[0]}: got the {name} {numbers[wrong[0]]:g} (SI, radians); {allowed}")


def _refusal(index: int, failures: int, where: list[float], flights: Trajectories, booster: Booster, loft: float | PerThreat | str) -> str:
    """Why a threat has no flight: what was got, what is allowed, what to do next."""
    own = Booster(*(float(np.broadcast_to(part, flights.size)[index]) for part in _parts(booster)))
    offset = float(np.broadcast_to(_offset(loft), flights.size)[index])
    least, greatest = ranges(own, offset, flights.body)
    status = int(flights.status[index])
    apart = float(flights.pick(np.array([index])).ground_range()[0])
    why = _WHY.get(status, "the time of flight does not settle")
    if greatest:
        allowed = f"with this booster and loft a range of about {least / 1e3:,.0f} to {greatest / 1e3:,.0f} km can be flown"
        following = "move the pad or the aim, or change the loft"
    else:
        allowed = f"with this booster no range can be flown at a loft of {np.degrees(offset):+.2f} deg"
        following = "bring the loft nearer to 0"
    more = f" ({failures - 1} more launches fail too)" if failures > 1 else ""
    return (
        f"launch {index}: pad {where[0]:.4f}, {where[1]:.4f} deg and aim {where[2]:.4f}, {where[3]:.4f} deg are {apart / 1e3:,.1f} km apart"
        f" and the loft is {np.degrees(offset):+.2f} deg: {why}; {allowed}: {following}{more}"
    )


def _parts(booster: Booster) -> tuple[float | PerThreat, ...]:
    return booster.burn_time, booster.burn_out_altitude, booster.downrange_share, booster.first_acceleration
