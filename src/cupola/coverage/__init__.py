"""How many satellites see each cell of the globe, when, and how long the gaps are: one pass, integer sums, joined however time is cut."""

from cupola.coverage.counting import Observers, count_in_view, windows_of
from cupola.coverage.summary import Summary, region_mean, summarise
from cupola.coverage.tally import Tally, combine, tally

__all__ = ["Observers", "Summary", "Tally", "combine", "count_in_view", "region_mean", "summarise", "tally", "windows_of"]
