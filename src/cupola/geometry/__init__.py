"""What a satellite sees and how it falls on a sphere of cells: footprints, runs of columns on rings of latitude, covering radii."""

from cupola.geometry.caps import cap_half_angle, cone_half_angle, horizon_band
from cupola.geometry.covering import covering_radius, required_cap
from cupola.geometry.footprints import ElevationCap, Footprint, GroundSwath, HorizonBand, Lines, OffNadirBand, PlumeCap, Side
from cupola.geometry.rings import RingGrid, Runs, common_runs, runs_around
from cupola.geometry.sight import Sight, sight_of

__all__ = [
    "ElevationCap",
    "Footprint",
    "GroundSwath",
    "HorizonBand",
    "Lines",
    "OffNadirBand",
    "PlumeCap",
    "RingGrid",
    "Runs",
    "Side",
    "Sight",
    "cap_half_angle",
    "common_runs",
    "cone_half_angle",
    "covering_radius",
    "horizon_band",
    "required_cap",
    "runs_around",
    "sight_of",
]
