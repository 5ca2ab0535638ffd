"""Where the Sun stands: unit vectors from the Earth's centre in the celestial intermediate frame of date (CIRS)."""

import numpy as np
from erfa import ufunc

from cupola.arrays import Float
from cupola.epochs.epoch import Epoch
from cupola.epochs.orientation import EarthOrientation
from cupola.frames.rotations import gcrs_to_cirs


def sun_in_cirs(epoch: Epoch, orientation: EarthOrientation) -> Float[np.ndarray, "*epochs 3"]:
    """Direction from the Earth's centre to the Sun's.

    Args:
        epoch: instants in any scale.
        orientation: measured UT1 and pole offsets.

    Returns:
        Unit vectors, CIRS. Geometric: light time and aberration, together 20 arcsec, and the parallax of a place on the surface, 9 arcsec,
        are left out.

    Source: Earth's heliocentric position from VSOP2000 as ERFA `epv00` holds it, right to 5 km.
    """
    tt = epoch.to("tt", orientation)  # epv00 asks for TDB, which is never 2 ms off
    heliocentric, *_ = ufunc.epv00(tt.jd1, tt.jd2)
    away = -np.asarray(heliocentric["p"])
    turned = np.einsum("...ij,...j->...i", gcrs_to_cirs(epoch, orientation), away)
    return turned / np.linalg.norm(turned, axis=-1, keepdims=True)
