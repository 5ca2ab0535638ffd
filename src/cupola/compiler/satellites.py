"""Shells of a scenario as ephemerides, sensors as footprints: the units were dealt with on reading, so this is a change of words only."""

import jax.numpy as jnp
import numpy as np

from cupola.arrays import Float
from cupola.compiler.problem import Clock, Group
from cupola.constants import Body
from cupola.geometry import ElevationCap, Footprint, GroundSwath, HorizonBand, OffNadirBand, Side, cap_half_angle
from cupola.orbits import (
    Elements,
    Ephemeris,
    KeplerShell,
    eccentric_walker,
    geostationary,
    molniya,
    raan_of_local_time,
    repeating_track,
    streets_of_coverage,
    sun_synchronous,
    walker_delta,
    walker_star,
)
from cupola.scenario.facts import Fact
from cupola.scenario.schema import Scenario
from cupola.scenario.sensors import Infrared, OffNadir, Sensor
from cupola.scenario.shells import (
    ElementSets,
    Geostationary,
    Molniya,
    RepeatingTrack,
    Shell,
    StreetsOfCoverage,
    SunSynchronous,
    WalkerDelta,
    WalkerStar,
)
from cupola.sensing.sensors import InfraredSensor, sound_sensor

_SIDES = {"both": Side.BOTH, "left": Side.LEFT, "right": Side.RIGHT}


def groups_of(scenario: Scenario, clock: Clock, body: Body) -> tuple[Group, ...]:
    """Every shell of every constellation, in the order of the file.

    Args:
        scenario: a checked scenario.
        clock: set to its epoch.
        body: what is orbited.
    """
    groups: list[Group] = []
    for name, constellation in scenario.constellations.items():
        sensor = None if constellation.sensor is None else scenario.sensors[constellation.sensor]
        footprint = None if sensor is None else footprint_of(sensor)
        sun = None if sensor is None or sensor.min_sun_elevation is None else sensor.min_sun_elevation.value
        infrared = None if sensor is None or sensor.infrared is None else infrared_of(sensor.infrared, f"sensors.{constellation.sensor}")
        for shell_name, shell in constellation.shells.items():
            ephemeris = ephemeris_of(shell, clock, body)
            groups.append(Group(name, shell_name, ephemeris, footprint, np.ones(ephemeris.size, bool), sun, infrared))
    return tuple(groups)


def ephemeris_of(shell: Shell, clock: Clock, body: Body) -> Ephemeris:
    """The ephemeris of one shell."""
    earth_angle = float(clock.earth_angle(np.zeros(1))[0])
    match shell:
        case WalkerDelta() | WalkerStar():
            return _walker(shell, body)
        case SunSynchronous():
            raan = raan_of_local_time(_values(shell.local_times), clock.ut1_of_day, earth_angle)
            radius = body.radius + shell.altitude.value
            return sun_synchronous(radius, np.asarray(raan), shell.per_plane.count, shell.phasing.count, body, shell.anomaly.value)
        case StreetsOfCoverage():
            return _streets(shell, body)
        case RepeatingTrack():
            return repeating_track(
                shell.revolutions.count,
                shell.days.count,
                shell.inclination.value,
                shell.satellites.count,
                shell.longitude.value,
                earth_angle,
                body,
            )
        case ElementSets():
            return KeplerShell.of(_elements(shell), body)
        case Geostationary():
            return geostationary(_values(shell.longitudes), earth_angle, body)
        case Molniya():
            return molniya(
                _values(shell.apogee_longitudes),
                shell.perigee_altitude.value,
                shell.inclination.value,
                shell.argument_of_perigee.value,
                earth_angle,
                body,
            )


def _walker(shell: WalkerDelta | WalkerStar, body: Body) -> Ephemeris:
    """A Walker pattern, circular or eccentric."""
    radius, tilt = body.radius + shell.altitude.value, shell.inclination.value
    planes, per_plane, phasing = shell.planes.count, shell.per_plane.count, shell.phasing.count
    spread = shell.raan_spread.value if isinstance(shell, WalkerStar) else 2.0 * np.pi
    # A range that reaches above 0 flies eccentric orbits in every variant: one kind of ephemeris serves them all.
    if shell.eccentricity.highest > 0.0:
        return eccentric_walker(
            radius,
            shell.eccentricity.value,
            tilt,
            shell.argument_of_perigee.value,
            planes,
            per_plane,
            phasing,
            body,
            raan_spread=spread,
            raan=shell.raan.value,
            mean_anomaly=shell.anomaly.value,
        )
    raan, anomaly = shell.raan.value, shell.anomaly.value
    if isinstance(shell, WalkerDelta):
        return walker_delta(radius, tilt, planes, per_plane, phasing, body, raan=raan, argument_of_latitude=anomaly)
    return walker_star(radius, tilt, planes, per_plane, phasing, body, raan_step=spread / planes, raan=raan, argument_of_latitude=anomaly)


def _streets(shell: StreetsOfCoverage, body: Body) -> Ephemeris:
    """Streets laid out for the cap that one satellite sees on the sphere."""
    radius = body.radius + shell.altitude.value
    half_angle = float(cap_half_angle(jnp.asarray(radius), jnp.asarray(shell.min_elevation.value), jnp.asarray(body.radius)))
    return streets_of_coverage(
        radius,
        shell.inclination.value,
        shell.planes.count,
        shell.per_plane.count,
        half_angle,
        body,
        raan=shell.raan.value,
        argument_of_latitude=shell.anomaly.value,
    )


def _elements(shell: ElementSets) -> Elements:
    each = shell.satellites
    return Elements(
        semi_major_axis=_values(tuple(one.semi_major_axis for one in each)),
        eccentricity=_values(tuple(one.eccentricity for one in each)),
        inclination=_values(tuple(one.inclination for one in each)),
        raan=_values(tuple(one.raan for one in each)),
        argument_of_perigee=_values(tuple(one.argument_of_perigee for one in each)),
        mean_anomaly=_values(tuple(one.mean_anomaly for one in each)),
    )


def _values(facts: tuple[Fact, ...]) -> Float[np.ndarray, "n"]:
    return np.array([fact.value for fact in facts])


def footprint_of(sensor: Sensor) -> Footprint:
    """What one satellite with this sensor sees."""
    kinds = sensor.footprint
    if kinds.above_horizon is not None:
        band = kinds.above_horizon
        return HorizonBand(np.asarray(band.target_altitude.value), np.asarray(band.tangent_height.value))
    if kinds.nadir_cone is not None:
        cone = kinds.nadir_cone
        if cone.half_angle is not None:
            return OffNadirBand(np.asarray(0.0), np.asarray(cone.half_angle.value))
        if cone.swath is not None:
            return GroundSwath(np.asarray(0.0), np.asarray(0.5 * cone.swath.value))
    if kinds.off_nadir is not None:
        return _off_nadir(kinds.off_nadir)
    if kinds.min_elevation is None:
        raise AssertionError("a checked sensor has a footprint")
    return ElevationCap(np.asarray(kinds.min_elevation.value))


def _off_nadir(band: OffNadir) -> Footprint:
    least, side = np.asarray(band.min.value), _SIDES[band.side]
    if band.swath is not None:
        return GroundSwath(least, np.asarray(band.swath.value), side)
    if band.max is None:
        raise AssertionError("a checked band has an outer edge")
    return OffNadirBand(least, np.asarray(band.max.value), side)


def infrared_of(sensor: Infrared, where: str) -> InfraredSensor:
    """What a sensor makes of a launch; `where` names it in messages."""
    return sound_sensor(
        InfraredSensor(
            plume=jnp.asarray(True),
            cold=jnp.asarray(sensor.phases == "plume-and-body"),
            least_elevation=jnp.asarray(0.5 * np.pi if sensor.plume_elevation is None else sensor.plume_elevation.value),
            lowest_tangent=jnp.asarray(sensor.tangent_height.value),
            max_range=jnp.asarray(np.inf if sensor.max_range is None else sensor.max_range.value),
            field_of_regard=jnp.asarray(np.pi if sensor.off_nadir is None else sensor.off_nadir.value),
            sun_exclusion=jnp.asarray(sensor.sun_exclusion.value),
            look_interval=jnp.asarray(sensor.look_interval.value),
            probability=jnp.asarray(sensor.detection_probability.value),
            needed=jnp.asarray(sensor.looks_needed.count),
            window=jnp.asarray(sensor.looks_window.count),
            noise=jnp.asarray(sensor.noise.value),
            bias=jnp.asarray(sensor.bias.value),
            capacity=jnp.asarray(sensor.tracks.count),
        ),
        where,
    )
