"""From integer sums to what people read: shares of time, mean number in view, gaps in seconds, by cell (NumPy)."""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float
from cupola.coverage.scanning import NEVER
from cupola.coverage.tally import Tally


@dataclass(frozen=True)
class Summary:
    """Coverage of each cell, for v views on r rings of c columns.

    Attributes:
        in_view_share: share of instants with at least 1, 2, ... k in view, (v, k, r, c).
        mean_in_view: mean number in view, (v, r, c).
        longest_gap: longest spell with none in view that began and ended inside the span, s; 0 if none.
        mean_gap: mean length of such spells, s; NaN if none.
        gap_count: number of such spells.
        open_gap: longest spell cut by the start or the end of the span, s: its true length is at least this; the whole span where nothing
            was ever in view.

    A spell of n instants stands for n steps; its true length lies within one step of that.
    """

    in_view_share: Float[np.ndarray, "v k r c"]
    mean_in_view: Float[np.ndarray, "v r c"]
    longest_gap: Float[np.ndarray, "v r c"]
    mean_gap: Float[np.ndarray, "v r c"]
    gap_count: Float[np.ndarray, "v r c"]
    open_gap: Float[np.ndarray, "v r c"]


def summarise(sums: Tally, step: float) -> Summary:
    """Turn sums over instants `step` seconds apart into shares and seconds."""
    instants = sums.stop - sums.start
    never = sums.first == NEVER
    head = np.where(never, instants, sums.first - sums.start)
    tail = np.where(never, instants, sums.stop - 1 - sums.last)
    return Summary(
        in_view_share=sums.at_least / instants,
        mean_in_view=sums.total / instants,
        longest_gap=sums.gap_longest * step,
        mean_gap=np.divide(sums.gap_total * step, sums.gap_count, out=np.full(sums.gap_count.shape, np.nan), where=sums.gap_count > 0),
        gap_count=sums.gap_count.astype(float),
        open_gap=np.maximum(head, tail) * step,
    )
