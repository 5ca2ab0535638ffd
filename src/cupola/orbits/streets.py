"""Streets of coverage: near-polar planes whose satellites see a band together, laid side by side round the Earth. SI and radians.

Sources: Beste, IEEE Trans. Aerosp. Electron. Syst. 14 (1978) 466; Adams and Rider, J. Astronaut. Sci. 35 (1987) 155. Spherical Earth.
"""

import numpy as np

from cupola.constants import Body
from cupola.errors import InputError
from cupola.orbits.circular import CircularShell

_TURN = 2.0 * np.pi


def street_half_width(half_angle: float, per_plane: int) -> float:
    """Half the width of the band that the satellites of one plane always see between them, rad.

    Args:
        half_angle: of the cap that one satellite sees, at the Earth's centre, rad.
        per_plane: satellites, evenly spaced in the plane.

    Raises:
        InputError: the caps of neighbours do not meet, so that there is no street.
    """
    if half_angle <= np.pi / per_plane:
        raise InputError(
            f"{per_plane} satellites in a plane form no street of coverage: each sees {np.degrees(half_angle):.4g} deg around the point "
            f"below it, and neighbours are {360.0 / per_plane:.4g} deg apart; put more than {np.pi / half_angle:.4g} in a plane, fly "
            "higher, or ask for a lower elevation"
        )
    return float(np.arccos(np.cos(half_angle) / np.cos(np.pi / per_plane)))


def streets_of_coverage(
    radius: float,
    inclination: float,
    planes: int,
    per_plane: int,
    half_angle: float,
    body: Body,
    raan: float = 0.0,
    argument_of_latitude: float = 0.0,
) -> CircularShell:
    """Planes in streets: side by side where they fly the same way, closer where they meet head on at the seam; ordered plane by plane.

    Args:
        radius: mean semi-major axis, m.
        inclination: rad; the layout is that of polar orbits, and near-polar ones leave the seam uneven.
        planes: number of planes.
        per_plane: satellites in each plane.
        half_angle: of the cap that one satellite sees, rad: it sets the shares of seam and street, `psi + c` between planes that fly the
            same way and `2 c` at the seam, c being the street's half width. Both are scaled by the same number to fill half a turn.
        body: what is orbited.
        raan: node of the first plane, rad.
        argument_of_latitude: of the first satellite, rad.

    Raises:
        InputError: the caps of neighbours in a plane do not meet.

    Neighbouring planes are half a slot out of phase, counted from where they cross. With too few planes for the half-angle the scale
    exceeds one and gaps stay open between the streets; with more than enough it is below one.
    """
    c = street_half_width(half_angle, per_plane)
    step = np.pi * (half_angle + c) / ((planes - 1) * (half_angle + c) + 2.0 * c)
    # From its node to where it meets its neighbour, one plane has as much more to fly as the other has less.
    crossing = 2.0 * np.arctan2(np.sin(0.5 * step) * np.cos(inclination), np.cos(0.5 * step))
    plane, slot = np.divmod(np.arange(planes * per_plane), per_plane)
    u = argument_of_latitude + _TURN * slot / per_plane + (np.pi / per_plane - crossing) * plane
    return CircularShell.of(radius, inclination, raan + step * plane, u, body)
