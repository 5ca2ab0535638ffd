"""What the columns of the tables mean, in a line each; a study's variable that says so itself, in `long_name`, is heard first."""

FIGURES = {
    "study": "study that made the figure",
    "name": "name of the figure within its study",
    "label": "what it is, in a few words",
    "value": "the figure, with the values as written in the scenario",
    "unit": "unit of value, low and high: SI or the unit named, 1 for a pure number or a share",
    "low": "smallest value over the draws; empty where nothing was drawn",
    "high": "largest value over the draws; empty where nothing was drawn",
    "note": "what a reader must know beside it",
    "at_least": "whether the value is a lower bound, because what it measures was cut short",
}
FACTS = {
    "key": "key path of the number in the scenario",
    "value": "the number",
    "low": "least value that it may have; empty where no range is given",
    "high": "greatest value that it may have; empty where no range is given",
    "unit": "SI unit of value, low and high",
    "text": "the number as written in the scenario",
    "kind": "reported, computed, assumed or setting",
    "date": "date of the number",
    "source": "name of its source in the scenario",
    "note": "what the scenario says of it",
    "line": "line of the scenario file, 0 for what was set from outside",
}
RUN = {"key": "what is told", "value": "of the run, from its manifest"}
COLUMNS = {
    "table": "name of the table",
    "column": "name of the column",
    "type": "type of its values",
    "unit": "unit of its values; 1 for a pure number or a share, empty for text",
    "meaning": "what it holds",
}

OF_STUDIES = {
    "view": "set of constellations looked through together",
    "view_title": "name of the view to show",
    "level": "at least so many satellites in view",
    "latitude": "latitude of the centre of the cell",
    "longitude": "longitude of the centre of the cell, east positive",
    "region": "region of the scenario, or world",
    "region_title": "name of the region to show",
    "target": "named point of the scenario",
    "target_title": "name of the point to show",
    "draw": "variant of the scenario; 0 holds the values as written",
    "fact": "key path of a number that is drawn",
    "in_view_share": "share of instants with at least so many satellites in view",
    "mean_in_view": "mean number of satellites in view",
    "longest_gap": "longest spell with none in view that began and ended inside the span; 0 if none",
    "mean_gap": "mean length of such spells; NaN if none",
    "gap_count": "number of such spells",
    "open_gap": "longest spell cut by the start or the end of the span: its true length is at least this",
    "latitude_share": "share of instants with at least so many in view, averaged along the ring",
    "region_share": "share of instants with at least so many in view, averaged over the region",
    "region_mean_in_view": "mean number in view, averaged over the region",
    "region_longest_gap": "the largest longest_gap of the region's cells",
    "region_open_gap": "the largest open_gap of the region's cells",
    "region_share_by_draw": "region_share in this draw",
    "region_cells": "whether the cell makes up the region; only those that do are listed",
    "cell_area": "share of the sphere that one cell of the ring takes",
    "sample": "the number in this draw, in the SI unit that the table facts names",
}
