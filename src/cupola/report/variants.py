"""Which variants of a deployment have a line or a strip in its drawings, what they are called, and how figures of theirs are named."""

from collections.abc import Mapping, Sequence
from typing import Any

import xarray as xr

from cupola.report import curves
from cupola.report.tables import headed, text

Figures = Mapping[str, Mapping[str, Any]]
"""Figures of a study by name."""


def drawn(data: xr.Dataset) -> list[int]:
    """Places of the variants that are drawn: all, or where they are too many the first ones and the last; always what is as written."""
    places = list(range(data.sizes["variant"]))
    most = len(curves.STROKES)
    return places if len(places) <= most else [*places[: most - 1], places[-1]]


def title(data: xr.Dataset, variant: int) -> str:
    """Title of a variant, at the head of something."""
    return headed(data["variant_title"].values[variant])


def keys(data: xr.Dataset, more: Sequence[str] = (), whole: bool = False) -> str:
    """The legend below a drawing: a line for each variant, where there are several.

    Args:
        data: arrays of the study.
        more: what else is drawn, each a sample and words as HTML; it stands first.
        whole: as in `curves.sample`.
    """
    shown = drawn(data)
    items = [f'{curves.sample(at, whole)}<span dir="auto">{text(title(data, one))}</span>' for at, one in enumerate(shown)]
    missing = data.sizes["variant"] - len(shown)
    rest = [f"{missing} more {'variant' if missing == 1 else 'variants'} in the tables alone"] if missing else []
    return listed([*more, *(items if data.sizes["variant"] > 1 else []), *rest])


def listed(items: Sequence[str]) -> str:
    """A legend of samples with their words, as HTML."""
    return f'<ul class="keys">{"".join(f"<li>{item}</li>" for item in items)}</ul>' if items else ""


def figure(figures: Figures, data: xr.Dataset, variant: int, name: str) -> Mapping[str, Any] | None:
    """A figure of one variant: `NAME_VARIANT`, or `NAME` as written; None where there is none."""
    return figures.get(f"{name}_{data['variant'].values[variant]}".replace("-", "_").rstrip("_"))
