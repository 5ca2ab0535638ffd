"""A run in the formats of other programs: CZML for globes, GeoJSON for maps, CSV and Parquet for tables. Nothing is written into a run.

The room has the plural for its name because `cupola.export` is a function.
"""

from cupola.exports.flight import Flight, Place, Window
from cupola.exports.formats import FORMATS, Written, export

__all__ = ["FORMATS", "Flight", "Place", "Window", "Written", "export"]
