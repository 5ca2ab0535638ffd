"""How many satellites see each cell of the globe, when, and how long the gaps are: one pass, integer sums, joined however time is cut."""

from cupola.coverage.counting import Observers, count_in_view, window_of
from cupola.coverage.passes import Crossings, Passes, Points, crossings, joined, passes_of
from cupola.coverage.spells import QUANTILE_ERROR, Spells, class_count, class_of, combine_spells, length_for, lengths_of, spells
from cupola.coverage.summary import Summary, summarise
from cupola.coverage.tally import Tally, combine, tally
from cupola.coverage.waits import Waits, pooled_quantile, pooled_response, waits_of, windows_waits

__all__ = [
    "QUANTILE_ERROR",
    "Crossings",
    "Observers",
    "Passes",
    "Points",
    "Spells",
    "Summary",
    "Tally",
    "Waits",
    "class_count",
    "class_of",
    "combine",
    "combine_spells",
    "count_in_view",
    "crossings",
    "joined",
    "length_for",
    "lengths_of",
    "passes_of",
    "pooled_quantile",
    "pooled_response",
    "spells",
    "summarise",
    "tally",
    "waits_of",
    "window_of",
    "windows_waits",
]
