"""Which views have a line in the drawings of a study, and the legend that tells them apart. As HTML."""

from collections.abc import Sequence

import xarray as xr

from cupola.report import curves
from cupola.report.tables import headed, text


def drawn_views(data: xr.Dataset) -> list[int]:
    """Places of the views with a line: all, or where they are too many the first ones and the last. A view keeps its colour everywhere."""
    views = list(range(data.sizes["view"]))
    most = len(curves.STROKES)
    return views if len(views) <= most else [*views[: most - 1], views[-1]]


def keys(data: xr.Dataset, present: Sequence[bool], more: Sequence[str] = (), whole: bool = False) -> str:
    """The legend below a drawing.

    Args:
        data: arrays of the study.
        present: for each of `drawn_views`, whether it has a line here.
        more: what else is drawn, each a sample and words as HTML.
        whole: as in `curves.sample`.
    """
    shown = drawn_views(data)
    titles = data["view_title"].values
    items = [
        f'<li>{curves.sample(at, whole)}<span dir="auto">{text(headed(titles[view]))}</span></li>'
        for at, view in enumerate(shown)
        if present[at]
    ]
    missing = data.sizes["view"] - len(shown)
    rest = [f"<li>{missing} more {'view' if missing == 1 else 'views'} in the table alone</li>"] if missing else []
    return f'<ul class="keys">{"".join([*items, *(f"<li>{one}</li>" for one in more), *rest])}</ul>'


def title(data: xr.Dataset, view: int) -> str:
    """Title of a view, at the head of something."""
    return headed(data["view_title"].values[view])


def with_view(data: xr.Dataset, view: int) -> str:
    """Which view is spoken of, to follow a statement; nothing where there is one alone."""
    return "" if data.sizes["view"] == 1 else f" with {title(data, view)}"
