"""What kept a campaign from launching more, as shares of the time, and the loads that waited for a launch. As HTML."""

import numpy as np
import xarray as xr

from cupola.report import bars, days, growth, pieces, strips, variants
from cupola.report.panels import panel
from cupola.report.quantities import joined, number, percent
from cupola.report.tables import headed, text

COLOURS = ("#ccd6e4", "#6aaed6", "#806400", "#a03e78", "#b35900")
"""Of the causes, in their order: all done, on the way, production, launches, contracts."""

SCALE = (
    '<div class="scale"><span class="first">0</span><span style="left:50%">50 %</span>'
    '<span class="last" style="left:100%">100 %</span></div>'
)

WAITING = "Full loads that wait for a launch"

QUEUE = 0.05
"""Fewer loads than this that wait are none."""


def drawing(data: xr.Dataset, campaign: int) -> str:
    """Shares of the time by cause, a bar for each variant, and beneath them the loads that wait."""
    heading = "What held it up"
    shares = np.nan_to_num(data["held_up"].values[:, campaign].astype(np.float64))
    causes = [str(cause) for cause in data["cause"].values]
    told = _told(data, shares, causes)
    lines = []
    for variant in range(data.sizes["variant"]):
        edges = np.concatenate([[0.0], np.cumsum(shares[variant])])
        parts = [bars.filled(edges[at], edges[at + 1], _colour(at)) for at in range(len(causes)) if shares[variant, at] > 0.0]
        most = int(np.argmax(shares[variant]))
        parts.append(bars.grid([0.0, 0.5, 1.0]))
        lines.append(bars.row(variants.title(data, variant), parts, joined(percent(float(shares[variant, most])), "%"), causes[most]))
    heads = ("", SCALE, "<b>Most</b>")
    there = [at for at in range(len(causes)) if (shares[:, at] > 0.0).any()]
    legend = variants.listed([f"{pieces.block_sample(_colour(at))}{text(causes[at])}" for at in there])
    return panel(heading, told, bars.table(f"{heading}: {told}", heads, [bars.rows(lines)], "holdups") + legend + _waiting(data, campaign))


def _colour(cause: int) -> str:
    return COLOURS[min(cause, len(COLOURS) - 1)]


def _told(data: xr.Dataset, shares: np.ndarray, causes: list[str]) -> str:
    """The causes as written, the most frequent first."""
    order = [int(at) for at in np.argsort(-shares[0], kind="stable") if shares[0, at] > 0.0]
    listed = "; ".join(f"{joined(percent(float(shares[0, at])), '%')}: {causes[at]}" for at in order)
    written = "Share of the time that is played" if data.sizes["variant"] == 1 else "Share of the time that is played, as written"
    return f"{written}. {headed(listed)}." if listed else f"{written} is not known."


def _waiting(data: xr.Dataset, campaign: int) -> str:
    """The loads that wait, as a drawing with a sentence above; nothing where none ever do."""
    queue = data["queue"].values[..., campaign].astype(np.float64)
    if not np.nanmax(queue, initial=0.0) >= QUEUE:
        return ""
    told = f"Mean over the trials. {headed('; '.join(_most(data, one, queue[one]) for one in variants.drawn(data)))}."
    places = days.years(data["time"].values)
    drawn = list(enumerate(variants.drawn(data)))
    lines = [pieces.Line(places, queue[one], at, 2.2 if at == 0 else 1.5) for at, one in reversed(drawn)]
    strip = strips.Strip("", lines, "loads", 150.0)
    picture = strips.drawn(f"queue{campaign}", f"Line chart over time. {WAITING}. {told}", growth.axis(data), [strip])
    return f'<div class="within"><h4>{WAITING}</h4><p>{text(told)}</p>{picture}{variants.keys(data)}</div>'


def _most(data: xr.Dataset, variant: int, queue: np.ndarray) -> str:
    """The longest queue of a variant, in words."""
    who = "" if data.sizes["variant"] == 1 else f"{variants.title(data, variant)}: "
    most = float(np.nanmax(queue, initial=0.0))
    if most < QUEUE:
        return f"{who}none wait"
    return f"{who}{number(most, 2)} at most, in {days.month(data['time'].values[int(np.nanargmax(queue))])}"
