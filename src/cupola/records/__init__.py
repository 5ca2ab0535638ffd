"""What a result looks like: figures with units and ranges, arrays with named dimensions, and what the model took for granted."""

from cupola.records.record import Figure, Record, difference_unit

__all__ = ["Figure", "Record", "difference_unit"]
