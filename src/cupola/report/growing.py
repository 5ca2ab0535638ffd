"""The section of a capability study: what the constellations of a deployment can do as they grow, figure by figure. As HTML.

Figures that are the same on all days in all trials are told in the table alone.
"""

import numpy as np
import xarray as xr

from cupola.arrays import Bool, Float
from cupola.report import days, pieces, strips
from cupola.report.curves import sample
from cupola.report.panels import panel
from cupola.report.quantities import parts, quantity, span
from cupola.report.tables import anchor, framed, headed, text
from cupola.report.variants import listed

LOW, MIDDLE, HIGH = range(3)
"""Places along `rank`."""

MOST_PANELS = 12
"""More headline figures than this are told in the table alone."""


def section(data: xr.Dataset) -> str:
    """The whole section; nothing without figures or days."""
    if not data.sizes["figure"] or not data.sizes["date"]:
        return ""
    values = data["value"].values.astype(np.float64)
    headline = data["headline"].values.astype(bool)
    moved = changing(values)
    shown = np.flatnonzero(headline & moved)
    drawn = shown[:MOST_PANELS] if data.sizes["date"] > 1 else shown[:0]
    made = "".join(_drawing(data, int(at)) for at in drawn)
    panels = f'<div class="panels">{made}</div>' if made else ""
    rest = [int(at) for at in range(data.sizes["figure"]) if headline[at] and at not in drawn]
    told = _table(data, rest, "Headline figures" if not made else "Other headline figures") if rest else ""
    others = [int(at) for at in np.flatnonzero(~headline)]
    folded = _folded(data, others) if others else ""
    return f'<p class="said">{text(_asked(data, int((headline & ~moved).sum())))}</p>{panels}{told}{folded}'


def changing(values: Float[np.ndarray, "d r f"]) -> Bool[np.ndarray, "f"]:
    """Which figures are not the same on all days and in all trials."""
    flat = values.reshape(-1, values.shape[-1])
    known = np.isfinite(flat)
    low, high = np.where(known, flat, np.inf).min(axis=0), np.where(known, flat, -np.inf).max(axis=0)
    return (high > low) | (known.any(axis=0) & ~known.all(axis=0))


def _asked(data: xr.Dataset, still: int) -> str:
    """What was asked, and what does not change."""
    when = [days.day(date) for date in data["date"].values]
    on = when[0] if len(when) == 1 else f"{', '.join(when[:-1])} and {when[-1]}"
    said = (
        f"The studies asked again of the satellites that stand on {on}: in the middle trial, and in those with as many satellites as one "
    )
    said += "and nine trials in ten have at the most."
    same = "1 headline figure is" if still == 1 else f"{still} headline figures are"
    return (
        f"{said} {same} the same on all these days: no satellite of these campaigns bears on {'it' if still == 1 else 'them'}."
        if still
        else said
    )


def _drawing(data: xr.Dataset, figure: int) -> str:
    """The panel of one figure."""
    values = data["value"].values[:, :, figure].astype(np.float64)
    unit, label = str(data["figure_unit"].values[figure]), headed(data["figure_label"].values[figure])
    places = days.years(data["date"].values)
    told = "; ".join(f"{days.day(date)}: {_value(each, unit)}" for date, each in zip(data["date"].values, values, strict=True))
    told = f"{headed(told)}."
    if not np.isfinite(values[:, MIDDLE]).any():
        return panel(label, told, "")
    room = 0.03 * float(places[-1] - places[0])
    known = np.isfinite(values)
    band = [(np.where(known, values, np.inf).min(axis=1), np.where(known, values, -np.inf).max(axis=1))]
    drawn = [pieces.Fan(places, band), pieces.Line(places, values[:, MIDDLE], 0, 2.2, dots=True)]
    shown = parts(float(np.abs(values[known]).max()), unit)[1]
    title = "" if unit == "1" or len(shown) <= 3 else shown
    strip = strips.Strip(title, drawn, unit, 130.0)
    picture = strips.drawn(
        f"grows{figure}", f"Line chart over time. {label}. {told}", strips.along(float(places[0]) - room, float(places[-1]) + room), [strip]
    )
    return panel(label, told, picture + listed([f"{sample(0)}the middle trial", f"{pieces.fan_sample(narrow=False)}8 trials in 10"]))


def _value(ranked: Float[np.ndarray, "r"], unit: str) -> str:
    """The middle trial's value with the range of the three; in words where there is none."""
    low, middle, high = (float(ranked[at]) for at in (LOW, MIDDLE, HIGH))
    known = ranked[np.isfinite(ranked)]
    if not np.isfinite(middle):
        return "none"
    company = float(np.abs(known).max())
    told = quantity(middle, unit, company)
    low, high = float(known.min()), float(known.max())
    between = span(low, high, unit, company)
    return told if between == span(high, high, unit, company) else f"{told} ({between})"


def _table(data: xr.Dataset, figures: list[int], caption: str) -> str:
    """Figures by day."""
    head = "".join(f'<th scope="col">{text(cell)}</th>' for cell in ("Figure", *(days.day(date) for date in data["date"].values)))
    rows = "".join(_row(data, at) for at in figures)
    told = f"{caption}: the middle trial, in brackets one and nine trials in ten"
    return framed(told, f'<thead><tr>{head}</tr></thead><tbody class="flat">{rows}</tbody>', "measures grown")


def _row(data: xr.Dataset, figure: int) -> str:
    """One figure on all days."""
    unit = str(data["figure_unit"].values[figure])
    cells = "".join(f"<td>{text(_value(each, unit))}</td>" for each in data["value"].values[:, :, figure].astype(np.float64))
    mark = anchor("grown", str(data["figure"].values[figure]))
    return f'<tr id="{mark}"><th scope="row" dir="auto">{text(headed(data["figure_label"].values[figure]))}</th>{cells}</tr>'


def _folded(data: xr.Dataset, figures: list[int]) -> str:
    """The figures that are no headlines, folded by study."""
    studies: dict[str, list[int]] = {}
    for at in figures:
        studies.setdefault(str(data["figure"].values[at]).partition(".")[0], []).append(at)
    folded = "".join(
        f'<details><summary>{text(headed(study.replace("_", " ")))} <span class="count">{len(ours)} '
        f"{'figure' if len(ours) == 1 else 'figures'}</span></summary>{_table(data, ours, headed(study))}</details>"
        for study, ours in studies.items()
    )
    return f'<div class="folded"><h3>All other figures</h3>{folded}</div>'
