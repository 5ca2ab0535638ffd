"""Notional trajectories from pads to aims over the turning Earth, and where their bodies are at any time. CIRS axes, m, s; JAX, float64.

A trajectory waits on its pad, burns along a kinematic arc (`boost`), coasts on a two-body ellipse (`free_flight`, `kepler_coast`) and lies
at its aim. *Notional, public sources*: kinematic envelopes for studies of what sensors see. Left out: thrust, mass, staging, the atmosphere
on the way up and down, and the pull of the bulge (`coast_over_bulge` has it; docs/models/flight.md says what it moves).
"""

from dataclasses import dataclass, field, fields, replace
from typing import Self

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Float, Int
from cupola.constants import Body
from cupola.flight.boost import STANDARD_GRAVITY, boost_motion, sensed_acceleration
from cupola.flight.free_flight import REACHED
from cupola.flight.joining import turned
from cupola.flight.kepler_coast import coast
from cupola.flight.phases import BOOST, COAST, DOWN, WAITING
from cupola.frames.geodetic import itrs_to_geodetic

_SAMPLES = 129
PerThreat = Float[np.ndarray, "n"]
"""One float64 for each threat."""

States = tuple[Float[jax.Array, "t n 3"], Float[jax.Array, "t n 3"], Int[jax.Array, "t n"]]
"""Positions, m; velocities, m/s; phases."""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Trajectories:
    """Flights of n threats; made by `trajectories`.

    Attributes:
        launch_seconds: since the scenario's epoch, TT, s.
        earth_angle: Earth rotation angle at launch, rad.
        pad: fixed to the body, m, (n, 3).
        aim: fixed to the body, m, (n, 3).
        burn_time: s.
        coefficients: of the boost arc, in axes that turn with the body, (n, 3, 3); see `boost.boost_coefficients`.
        burn_out_position: CIRS, m, (n, 3).
        burn_out_velocity: CIRS, inertial, m/s, (n, 3).
        flight_time: from launch to impact, s.
        miss: between impact and aim, m.
        status: REACHED, or why there is no flight: NO_ARC, THROUGH_GROUND, UNSHAPED or UNSETTLED. Such a threat stays on its pad, WAITING.
        body: what is flown over.
    """

    launch_seconds: PerThreat
    earth_angle: PerThreat
    pad: Float[np.ndarray, "n 3"]
    aim: Float[np.ndarray, "n 3"]
    burn_time: PerThreat
    coefficients: Float[np.ndarray, "n 3 3"]
    burn_out_position: Float[np.ndarray, "n 3"]
    burn_out_velocity: Float[np.ndarray, "n 3"]
    flight_time: PerThreat
    miss: PerThreat
    status: Int[np.ndarray, "n"]
    body: Body = field(metadata={"static": True})

    @property
    def size(self) -> int:
        """Number of threats, n."""
        return self.status.shape[0]

    @property
    def impact_seconds(self) -> PerThreat:
        """Time of impact since the scenario's epoch, TT, s."""
        return np.asarray(self.launch_seconds + self.flight_time)

    def state(self, elapsed: Float[np.ndarray, "t"]) -> States:
        """Where each body is so long after its own launch.

        Args:
            elapsed: since launch, s; below 0 before it.

        Returns:
            Positions (t, n, 3) and inertial velocities (t, n, 3), CIRS, and phases (t, n). Both are continuous from the pad to impact,
            where the body takes the velocity of the ground.
        """
        return _states(self, jnp.broadcast_to(jnp.asarray(elapsed, float)[:, None], (len(elapsed), self.size)))

    def at(self, seconds: Float[np.ndarray, "t"]) -> States:
        """Where each body is at common times: as `state`, by seconds since the scenario's epoch, TT."""
        return _states(self, jnp.asarray(seconds, float)[:, None] - jnp.asarray(self.launch_seconds)[None, :])

    def sensed(self, elapsed: Float[np.ndarray, "t"]) -> Float[jax.Array, "t n 3"]:
        """Acceleration that an instrument aboard would show, CIRS axes, m/s^2; 0 but in boost.

        Args:
            elapsed: since launch, s.
        """
        return _sensed(self, jnp.broadcast_to(jnp.asarray(elapsed, float)[:, None], (len(elapsed), self.size)))

    def peak_acceleration(self) -> PerThreat:
        """Greatest sensed acceleration of the boost arc, in standard gravities (9.80665 m/s^2); 0 where there is no flight."""
        times = jnp.linspace(0.0, 1.0, _SAMPLES)[:, None] * jnp.asarray(self.burn_time)[None, :]
        felt = np.asarray(_sensed(self, jnp.minimum(times, np.nextafter(self.burn_time, 0.0)[None, :])))
        return np.max(np.linalg.norm(felt, axis=-1), axis=0) / STANDARD_GRAVITY

    def apogee_altitude(self) -> PerThreat:
        """Altitude above the ellipsoid of the point farthest from the centre, m; 0 where there is no flight.

        As the ellipsoid slopes, a flat arc is highest above it elsewhere, by some hundred metres: less than 1 km.
        """
        position, velocity, mu = np.asarray(self.burn_out_position), np.asarray(self.burn_out_velocity), self.body.mu
        r, rising = np.linalg.norm(position, axis=-1), np.sum(position * velocity, axis=-1)
        a = 1.0 / (2.0 / r - np.sum(velocity**2, axis=-1) / mu)
        sine, cosine = rising / np.sqrt(mu * a), 1.0 - r / a
        wait = np.sqrt(a**3 / mu) * (np.pi - np.arctan2(sine, cosine) + sine)
        wait = np.where(rising > 0.0, wait, 0.0)
        top, _, _ = coast(jnp.asarray(position), jnp.asarray(velocity), jnp.asarray(wait), jnp.asarray(mu))
        return np.where(self.status == REACHED, itrs_to_geodetic(np.asarray(top), self.body)[2], 0.0)

    def ground_range(self) -> PerThreat:
        """Length of the shortest line from pad to aim over the ellipsoid, m.

        To some tens of metres (not near the antipode): Andoyer's formula, Meeus, Astronomical Algorithms (2nd ed. 1998), chapter 11.
        """
        first, second = (itrs_to_geodetic(np.asarray(place), self.body)[:2] for place in (self.pad, self.aim))
        return geodesic_length(*first, *second, self.body)

    def burn_out_altitude(self) -> PerThreat:
        """Altitude of burn-out above the ellipsoid, m; 0 where there is no flight."""
        height = itrs_to_geodetic(np.asarray(self.burn_out_position), self.body)[2]
        return np.where(self.status == REACHED, height, 0.0)

    def burn_out_downrange(self) -> PerThreat:
        """Length of the shortest line over the ellipsoid from the pad to the point below burn-out, m; 0 where there is no flight."""
        angle = self.earth_angle + self.body.rotation_rate * self.burn_time
        latitude, longitude, _ = itrs_to_geodetic(np.asarray(self.burn_out_position), self.body)
        pad_latitude, pad_longitude, _ = itrs_to_geodetic(np.asarray(self.pad), self.body)
        length = geodesic_length(pad_latitude, pad_longitude, latitude, longitude - angle, self.body)
        return np.where(self.status == REACHED, length, 0.0)

    def burn_out_speed(self) -> PerThreat:
        """Speed over the ground at burn-out, m/s; 0 where there is no flight."""
        position, rate = np.asarray(self.burn_out_position), self.body.rotation_rate
        ground = rate * np.stack([-position[:, 1], position[:, 0], np.zeros(self.size)], axis=-1)
        return np.where(self.status == REACHED, np.linalg.norm(np.asarray(self.burn_out_velocity) - ground, axis=-1), 0.0)

    def burn_out_angle(self) -> PerThreat:
        """Flight-path angle of the inertial velocity at burn-out, rad; 0 where there is no flight."""
        position, velocity = np.asarray(self.burn_out_position), np.asarray(self.burn_out_velocity)
        rising, level = np.sum(position * velocity, axis=-1), np.linalg.norm(np.cross(position, velocity), axis=-1)
        return np.where(self.status == REACHED, np.arctan2(rising, level), 0.0)

    def pick(self, index: Int[np.ndarray, "m"]) -> Self:
        """The threats at `index`, in that order; repeats are allowed."""
        return replace(self, **{part.name: np.asarray(getattr(self, part.name))[index] for part in fields(self) if part.name != "body"})


def geodesic_length(latitude: PerThreat, longitude: PerThreat, to_latitude: PerThreat, to_longitude: PerThreat, body: Body) -> PerThreat:
    """Length of the shortest line between points of the ellipsoid, m; see `Trajectories.ground_range`. Geodetic, rad."""
    mean, half, turn = 0.5 * (latitude + to_latitude), 0.5 * (latitude - to_latitude), 0.5 * (longitude - to_longitude)
    s = np.sin(half) ** 2 * np.cos(turn) ** 2 + np.cos(mean) ** 2 * np.sin(turn) ** 2
    c = np.cos(half) ** 2 * np.cos(turn) ** 2 + np.sin(mean) ** 2 * np.sin(turn) ** 2
    angle = np.arctan2(np.sqrt(s), np.sqrt(c))
    tiny = np.finfo(float).tiny
    ratio = np.sqrt(s * c) / np.maximum(angle, np.sqrt(tiny))
    far, near = (3.0 * ratio - 1.0) / np.maximum(2.0 * c, tiny), (3.0 * ratio + 1.0) / np.maximum(2.0 * s, tiny)
    f = body.flattening
    bulge = 1.0 + f * far * np.sin(mean) ** 2 * np.cos(half) ** 2 - f * near * np.cos(mean) ** 2 * np.sin(half) ** 2
    return np.where(angle > 0.0, 2.0 * angle * body.radius * bulge, 0.0)


@jax.jit
def _states(flights: Trajectories, elapsed: Float[jax.Array, "t n"]) -> States:
    rate = flights.body.rotation_rate
    burn_time, flight_time = jnp.asarray(flights.burn_time)[None, :], jnp.asarray(flights.flight_time)[None, :]
    flying = (jnp.asarray(flights.status) == REACHED)[None, :]
    phase = jnp.where(elapsed < 0.0, WAITING, jnp.where(elapsed < burn_time, BOOST, jnp.where(elapsed < flight_time, COAST, DOWN)))
    phase = jnp.where(flying, phase, WAITING)
    shape = (*elapsed.shape, 3)
    pad, aim = (jnp.broadcast_to(jnp.asarray(place), shape) for place in (flights.pad, flights.aim))
    coefficients = jnp.broadcast_to(jnp.asarray(flights.coefficients), (*shape, 3))
    moved, speed, _ = boost_motion(coefficients, jnp.clip(elapsed, 0.0, burn_time))
    burning, resting = (phase == BOOST)[..., None], (phase == DOWN)[..., None]
    place = jnp.where(burning, pad + moved, jnp.where(resting, aim, pad))
    speed = jnp.where(burning, speed, 0.0)
    speed = speed + rate * jnp.stack([-place[..., 1], place[..., 0], jnp.zeros(elapsed.shape)], axis=-1)
    angle = jnp.asarray(flights.earth_angle)[None, :] + rate * elapsed
    start, leaving = (jnp.broadcast_to(jnp.asarray(part), shape) for part in (flights.burn_out_position, flights.burn_out_velocity))
    since = jnp.clip(elapsed - burn_time, 0.0, jnp.maximum(flight_time - burn_time, 0.0))
    free_place, free_speed, _ = coast(start, leaving, since, jnp.asarray(flights.body.mu))
    coasting = (phase == COAST)[..., None]
    return jnp.where(coasting, free_place, turned(place, angle)), jnp.where(coasting, free_speed, turned(speed, angle)), phase


@jax.jit
def _sensed(flights: Trajectories, elapsed: Float[jax.Array, "t n"]) -> Float[jax.Array, "t n 3"]:
    burn_time = jnp.asarray(flights.burn_time)[None, :]
    shape = (*elapsed.shape, 3)
    moved, speed, gain = boost_motion(jnp.broadcast_to(flights.coefficients, (*shape, 3)), jnp.clip(elapsed, 0.0, burn_time))
    felt = sensed_acceleration(moved + jnp.broadcast_to(flights.pad, shape), speed, gain, flights.body)
    burning = (elapsed >= 0.0) & (elapsed < burn_time) & (jnp.asarray(flights.status) == REACHED)[None, :]
    angle = jnp.asarray(flights.earth_angle)[None, :] + flights.body.rotation_rate * elapsed
    return jnp.where(burning[..., None], turned(felt, angle), 0.0)
