"""Whether a straight line between two satellites stays above a stated height over the ellipsoid. Earth-fixed, m; no refraction."""

import numpy as np

from cupola.arrays import Bool, Float
from cupola.constants import Body

GRAZING_HEIGHT = 80_000.0
"""m: below it the air bends and dims a beam of light. The value that Handley (HotNets 2018) and Bhattacherjee and Singla (CoNEXT 2019)
use."""


def clear(one: Float[np.ndarray, "*k 3"], other: Float[np.ndarray, "*k 3"], height: float, body: Body) -> Bool[np.ndarray, "*k"]:
    """Whether the segment between two positions keeps above `height`.

    Args:
        one: Earth-fixed, m.
        other: likewise.
        height: m above the ellipsoid.
        body: whose ellipsoid.

    The surface not to be crossed is the ellipsoid whose half axes are the body's plus `height`; stretched to a sphere, a line remains a
    line, so the test is exact for it. For the Earth that surface lies within 0.5 m of the geodetic height at 80 km, and within 5 m at
    1,000 km. Two positions at one place are clear if that place is.
    """
    polar = body.radius * (1.0 - body.flattening) + height
    scale = 1.0 / np.array([body.radius + height, body.radius + height, polar])
    start = one * scale
    along = other * scale - start
    squared = np.einsum("...i,...i->...", along, along)
    share = np.clip(-np.einsum("...i,...i->...", start, along) / np.where(squared > 0.0, squared, 1.0), 0.0, 1.0)
    lowest = start + share[..., None] * along
    return np.einsum("...i,...i->...", lowest, lowest) >= 1.0
