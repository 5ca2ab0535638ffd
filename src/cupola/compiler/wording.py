"""A shell in one line, for a reader: pattern, number, height and tilt. Plain text, degrees and kilometres."""

import math

from cupola.scenario.facts import Fact
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


def described(shell: Shell) -> str:
    """What a shell is, in a line."""
    match shell:
        case WalkerDelta() | WalkerStar():
            kind = "Walker delta" if isinstance(shell, WalkerDelta) else "Walker star"
            stretched = f", eccentricity {shell.eccentricity.value:.4g}" if shell.eccentricity.value else ""
            planes = _planes(shell.planes.count, shell.per_plane)
            return f"{kind}, {planes} at {_height(shell.altitude)}, {_tilt(shell.inclination)}{stretched}"
        case SunSynchronous():
            times = ", ".join(_clock(time.value) for time in shell.local_times)
            return (
                f"Sun-synchronous, {_planes(len(shell.local_times), shell.per_plane)} at {_height(shell.altitude)}, northbound at {times}"
            )
        case StreetsOfCoverage():
            planes = _planes(shell.planes.count, shell.per_plane)
            seen = f"for {_tilt(shell.min_elevation)} of elevation"
            return f"Streets of coverage, {planes} at {_height(shell.altitude)}, {_tilt(shell.inclination)}, {seen}"
        case RepeatingTrack():
            track = f"{_number(shell.revolutions.count, 'revolution')} in {_number(shell.days.count, 'day')}"
            return f"Repeating track, {_number(shell.satellite_count, 'satellite')}, {track}, {_tilt(shell.inclination)}"
        case ElementSets():
            return f"{_number(shell.satellite_count, 'satellite')}, each by its own elements"
        case Geostationary():
            return "Geostationary, over " + ", ".join(_meridian(longitude.value) for longitude in shell.longitudes)
        case Molniya():
            over = ", ".join(_meridian(longitude.value) for longitude in shell.apogee_longitudes)
            return f"Molniya, {shell.satellite_count} at {_tilt(shell.inclination)}, apogees over {over}"


def _planes(planes: int, per_plane: Fact) -> str:
    return f"{_number(planes, 'plane')} of {per_plane.count}"


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _height(altitude: Fact) -> str:
    return f"{altitude.value / 1e3:,.5g} km"


def _tilt(angle: Fact) -> str:
    return f"{math.degrees(angle.value):.4g}°"


def _clock(seconds: float) -> str:
    """A time of day to the minute, 10:30."""
    hours, minutes = divmod(round(seconds / 60.0), 60)
    return f"{hours % 24}:{minutes:02d}"


def _meridian(longitude: float) -> str:
    degrees = math.remainder(math.degrees(longitude), 360.0)
    return f"{abs(degrees):.4g}° {'W' if degrees < 0.0 else 'E'}"
