"""A shell in one line, for a reader: pattern, number, height and tilt. Plain text, degrees and kilometres."""

import math

from cupola.scenario.shells import Geostationary, Molniya, Shell, WalkerDelta, WalkerStar


def described(shell: Shell) -> str:
    """What a shell is, in a line."""
    match shell:
        case WalkerDelta() | WalkerStar():
            kind = "Walker delta" if isinstance(shell, WalkerDelta) else "Walker star"
            height, tilt = shell.altitude.value / 1e3, math.degrees(shell.inclination.value)
            return f"{kind}, {shell.planes.count} planes of {shell.per_plane.count} at {height:,.5g} km, {tilt:.4g}°"
        case Geostationary():
            return "Geostationary, over " + ", ".join(_meridian(longitude.value) for longitude in shell.longitudes)
        case Molniya():
            over = ", ".join(_meridian(longitude.value) for longitude in shell.apogee_longitudes)
            return f"Molniya, {shell.satellites} at {math.degrees(shell.inclination.value):.4g}°, apogees over {over}"


def _meridian(longitude: float) -> str:
    degrees = math.remainder(math.degrees(longitude), 360.0)
    return f"{abs(degrees):.4g}° {'W' if degrees < 0.0 else 'E'}"
