"""The frame of a drawing: a heading, the sentence that says what is seen, the drawing, and the legend of a map. As HTML."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from cupola.report import maps, steps
from cupola.report.quantities import joined, percent
from cupola.report.tables import text


def panel(heading: str, fact: str, body: str) -> str:
    """A figure with its heading and the sentence that goes with it; without a drawing it is words alone."""
    drawn = f'<div class="drawn">{body}</div>' if body else ""
    return f'<figure class="panel"><figcaption><h4>{text(heading)}</h4><p>{text(fact)}</p></figcaption>{drawn}</figure>'


def view_panels(title: str, told: Sequence[str], parts: Sequence[str]) -> str:
    """All panels of one view under its title and the sentences on all of them."""
    said = f'<p class="said">{text(" ".join(told))}</p>' if told else ""
    return f'<section class="view"><h3 dir="auto">{text(title)}</h3>{said}<div class="panels">{"".join(parts)}</div></section>'


def legend(scale: steps.Steps, ramp: maps.Ramp, title: str) -> str:
    """The steps of a map's scale, in its own colours."""
    patterns = {steps.HATCHED: "hatched", steps.DOTTED: "dotted"}
    cells: list[str] = []
    for label, place in zip(scale.labels, scale.places, strict=True):
        css = f' class="{patterns[place]}"' if place in patterns else f' style="background:{ramp.colour(place)}"'
        cells.append(f"<li><i{css}></i><span>{text(label)}</span></li>")
    return f'<div class="legend"><p>{text(title)}</p><ol>{"".join(cells)}</ol></div>'


def mean(data: xr.Dataset, field: np.ndarray) -> float:
    """Area-weighted mean of a (latitude, longitude) field."""
    weight = data["cell_area"].values.astype(np.float64)
    return float(np.sum(field.mean(axis=1, dtype=np.float64) * weight) / np.sum(weight))


def of_globe(data: xr.Dataset, cells: np.ndarray) -> str:
    """How much of the globe these cells take, in words: all or nothing only where it is exactly that."""
    if cells.all():
        return "the whole globe"
    share = mean(data, cells.astype(np.float64)) if cells.any() else 0.0
    return f"{joined(percent(share), '%')} of the globe"
