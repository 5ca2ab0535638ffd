"""Shapes on the sphere: caps, bands, rings of cells, and how large a cap must be for continuous coverage (JAX; SciPy for hulls)."""

from cupola.geometry.caps import ElevationCap, Footprint, HorizonBand, cap_half_angle, horizon_band
from cupola.geometry.covering import covering_radius, required_cap
from cupola.geometry.rings import Columns, RingGrid, columns_within

__all__ = [
    "Columns",
    "ElevationCap",
    "Footprint",
    "HorizonBand",
    "RingGrid",
    "cap_half_angle",
    "columns_within",
    "covering_radius",
    "horizon_band",
    "required_cap",
]
