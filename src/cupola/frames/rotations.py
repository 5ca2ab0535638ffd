"""Rotation matrices between GCRS, CIRS, ITRS and TEME for one instant or many: IAU 2006/2000A by ERFA, with measured orientation."""

import numpy as np
from erfa import ufunc

from cupola.arrays import Float
from cupola.epochs.epoch import Epoch
from cupola.epochs.orientation import EarthOrientation

# Each matrix M turns components, r_to = M @ r_from; a stack of them acts on a stack of positions as np.einsum("...ij,...j->...i", M, r).


def earth_rotation_angle(epoch: Epoch, orientation: EarthOrientation) -> Float[np.ndarray, "*epochs"]:
    """Angle from the celestial to the terrestrial intermediate origin, along the equator of date.

    Args:
        epoch: instants in any scale.
        orientation: measured UT1. Outside its table UT1 is held, as its `at` tells.

    Returns:
        ERA, rad, in [0, 2 pi).

    Source: IAU 2000 resolution B1.8; IERS Conventions 2010, equation 5.15 (ERFA `era00`).
    """
    ut1 = epoch.to("ut1", orientation)
    return np.asarray(ufunc.era00(ut1.jd1, ut1.jd2))


def gcrs_to_cirs(epoch: Epoch, orientation: EarthOrientation) -> Float[np.ndarray, "*epochs 3 3"]:
    """GCRS to the celestial intermediate frame of date: frame bias, precession, nutation, and the measured pole offsets dX, dY.

    Args:
        epoch: instants in any scale.
        orientation: measured pole offsets.

    Returns:
        Matrices that take GCRS components to CIRS components.

    Source: IAU 2006 precession and IAU 2000A nutation; IERS Conventions 2010, section 5.4.4 (ERFA `xys06a`, `c2ixys`). The offsets are
    added to X and Y; s is left as the model gives it, as in the SOFA cookbook.
    """
    tt = epoch.to("tt")
    x, y, s = ufunc.xys06a(tt.jd1, tt.jd2)
    measured = orientation.at(epoch.to("tai").mjd)
    return ufunc.c2ixys(x + measured.dx, y + measured.dy, s)


def cirs_to_itrs(epoch: Epoch, orientation: EarthOrientation) -> Float[np.ndarray, "*epochs 3 3"]:
    """Celestial intermediate frame of date to the terrestrial frame: the Earth's turn, then polar motion.

    Args:
        epoch: instants in any scale.
        orientation: measured UT1 and pole coordinates.

    Returns:
        Matrices that take CIRS components to ITRS components.

    Source: IERS Conventions 2010, equations 5.3 and 5.5 (ERFA `era00`, `sp00`, `pom00`). The diurnal and semidiurnal tides in the pole
    and in UT1 are neglected (about 5 cm on the ground).
    """
    tt = epoch.to("tt")
    return ufunc.rxr(_polar_motion(epoch, orientation, ufunc.sp00(tt.jd1, tt.jd2)), _turn(earth_rotation_angle(epoch, orientation)))


def gcrs_to_itrs(epoch: Epoch, orientation: EarthOrientation) -> Float[np.ndarray, "*epochs 3 3"]:
    """GCRS to ITRS, through CIRS.

    Args:
        epoch: instants in any scale.
        orientation: measured Earth orientation.

    Returns:
        Matrices that take GCRS components to ITRS components. A velocity also needs the turning of the frame: M v - omega x (M r).
    """
    return ufunc.rxr(cirs_to_itrs(epoch, orientation), gcrs_to_cirs(epoch, orientation))


def teme_to_itrs(epoch: Epoch, orientation: EarthOrientation) -> Float[np.ndarray, "*epochs 3 3"]:
    """The frame of SGP4 (true equator and mean equinox of date) to ITRS.

    Args:
        epoch: instants in any scale.
        orientation: measured UT1 and pole coordinates.

    Returns:
        Matrices that take TEME components to ITRS components.

    The turn is Greenwich mean sidereal time of 1982 (Aoki et al. 1982; ERFA `gmst82`), and no equation of the equinoxes is applied: this
    is how SGP4 orbits are made and read (Vallado, Crawford, Hujsak and Kelso, AIAA 2006-6753, appendix C). A later sidereal time would
    count from another equinox. Polar motion follows in its older form, without s' (below 1 cm on the ground in this century). SGP4 elements
    are good to about a kilometre, so the frame is never the weak part.
    """
    ut1 = epoch.to("ut1", orientation)
    return ufunc.rxr(_polar_motion(epoch, orientation, np.zeros(epoch.shape)), _turn(ufunc.gmst82(ut1.jd1, ut1.jd2)))


def _turn(angle: Float[np.ndarray, "*epochs"]) -> Float[np.ndarray, "*epochs 3 3"]:
    """Rotation of the axes by an angle about z, rad."""
    return ufunc.rz(angle, np.eye(3))


def _polar_motion(epoch: Epoch, orientation: EarthOrientation, sp: Float[np.ndarray, "*epochs"]) -> Float[np.ndarray, "*epochs 3 3"]:
    """Terrestrial intermediate frame to ITRS, from the pole coordinates and the position s' of the terrestrial intermediate origin, rad."""
    measured = orientation.at(epoch.to("tai").mjd)
    return ufunc.pom00(measured.xp, measured.yp, sp)
