"""Shells of a scenario as ephemerides, sensors as footprints: the units were dealt with on reading, so this is a change of words only."""

import numpy as np

from cupola.compiler.problem import Group
from cupola.constants import Body
from cupola.geometry import ElevationCap, Footprint, HorizonBand
from cupola.orbits import Ephemeris, geostationary, molniya, walker_delta, walker_star
from cupola.scenario.schema import Scenario, Sensor
from cupola.scenario.shells import Geostationary, Molniya, Shell, WalkerDelta, WalkerStar


def groups_of(scenario: Scenario, earth_angle: float, body: Body) -> tuple[Group, ...]:
    """Every shell of every constellation, in the order of the file.

    Args:
        scenario: a checked scenario.
        earth_angle: Earth rotation angle at its epoch, rad.
        body: what is orbited.
    """
    groups: list[Group] = []
    for name, constellation in scenario.constellations.items():
        footprint = None if constellation.sensor is None else footprint_of(scenario.sensors[constellation.sensor], body)
        for shell_name, shell in constellation.shells.items():
            ephemeris = ephemeris_of(shell, earth_angle, body)
            groups.append(Group(name, shell_name, ephemeris, footprint, np.ones(ephemeris.size, bool)))
    return tuple(groups)


def ephemeris_of(shell: Shell, earth_angle: float, body: Body) -> Ephemeris:
    """The ephemeris of one shell."""
    match shell:
        case WalkerDelta():
            return walker_delta(
                body.radius + shell.altitude.value,
                shell.inclination.value,
                shell.planes.count,
                shell.per_plane.count,
                shell.phasing.count,
                body,
                raan=shell.raan.value,
                argument_of_latitude=shell.anomaly.value,
            )
        case WalkerStar():
            return walker_star(
                body.radius + shell.altitude.value,
                shell.inclination.value,
                shell.planes.count,
                shell.per_plane.count,
                shell.phasing.count,
                body,
                raan_step=shell.raan_spread.value / shell.planes.count,
                raan=shell.raan.value,
                argument_of_latitude=shell.anomaly.value,
            )
        case Geostationary():
            return geostationary(np.array([longitude.value for longitude in shell.longitudes]), earth_angle, body)
        case Molniya():
            return molniya(
                np.array([longitude.value for longitude in shell.apogee_longitudes]),
                shell.perigee_altitude.value,
                shell.inclination.value,
                shell.argument_of_perigee.value,
                earth_angle,
                body,
            )


def footprint_of(sensor: Sensor, body: Body) -> Footprint:
    """What one satellite with this sensor sees."""
    band = sensor.footprint.above_horizon
    if band is not None:
        return HorizonBand(np.asarray(body.radius + band.target_altitude.value), np.asarray(body.radius + band.tangent_height.value))
    elevation = sensor.footprint.min_elevation
    if elevation is None:
        raise AssertionError("a checked sensor has a footprint")
    return ElevationCap(np.asarray(elevation.value), np.asarray(body.radius))
