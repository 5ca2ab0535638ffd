"""The Sun by another program: Astropy, fed the same table of Earth orientation, with nothing fetched."""

from typing import Any

import astropy_iers_data
import numpy as np
from astropy.coordinates import ITRS, get_sun
from astropy.time import Time
from astropy.utils import iers

from cupola.epochs.epoch import Epoch


def sun_by_astropy(epoch: Epoch) -> np.ndarray:
    """Apparent directions to the Sun from the Earth's centre, Earth-fixed, unit vectors, (t, 3)."""
    tt = epoch.to("tt")
    table = iers.IERS_A.open(astropy_iers_data.IERS_A_FILE)
    with iers.conf.set_temp("auto_download", False), iers.earth_orientation_table.set(table):
        time = Time(tt.jd1, tt.jd2, format="jd", scale="tt")
        found: Any = get_sun(time).transform_to(ITRS(obstime=time))
    directions = found.cartesian.xyz.value
    return np.moveaxis(directions / np.linalg.norm(directions, axis=0), 0, -1)
