"""Where the satellites of a campaign are and went: areas over time as written, and a table of the end and of days asked for. As HTML."""

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import days, growth, pieces, strips, variants
from cupola.report.delays import DASH
from cupola.report.growth import HIGH, LOW, MIDDLE
from cupola.report.panels import panel
from cupola.report.quantities import number, told_value
from cupola.report.tables import framed, listed, text
from cupola.report.variants import Figures

ALIVE = (("at work in their places", "#0072b2"), ("spares in orbit", "#6aaed6"), ("on their way", "#b9d7ea"))
GONE = ("#b35900", "#a03e78", "#4a5874")
"""Colours of those that wore out, were dead on arrival and were lost at launch."""

HEADS = ("Launched", "At work", "Lost at launch", "Dead on arrival", "Worn out", "Launches", "Replaced a year")


def drawing(data: xr.Dataset, campaign: int) -> str:
    """The panel of one campaign."""
    heading = "Where they went"
    layers = _layers(data, campaign)
    end = [f"{_mean(float(amounts[-1]))} {name}" for name, amounts, _ in layers if amounts[-1] > 0.0]
    written = "" if data.sizes["variant"] == 1 else ", as written"
    told = f"Mean over the trials{written}. In {days.month(data['time'].values[-1])}: {listed(end) if end else 'none yet'}."
    there = [layer for layer in layers if np.nanmax(layer[1], initial=0.0) > 0.0]
    if not there:
        return panel(heading, told, "")
    areas = pieces.Areas(
        days.years(data["time"].values), np.stack([amounts for _, amounts, _ in there]), [colour for _, _, colour in there]
    )
    strip = strips.Strip("", [areas], height=210.0)
    drawn = strips.drawn(f"went{campaign}", f"Areas over time. {heading}. {told}", growth.axis(data), [strip])
    legend = variants.listed([f"{pieces.block_sample(colour)}{text(name)}" for name, _, colour in reversed(there)])
    return panel(heading, told, drawn + legend)


def _layers(data: xr.Dataset, campaign: int) -> list[tuple[str, Float[np.ndarray, "n"], str]]:
    """What is drawn, from below: name, amounts and colour."""
    name = str(data["campaign"].values[campaign])
    ours = [str(shell).startswith(f"{name}.") for shell in data["shell"].values]
    alive = [data["in_shell"].values[0][:, ours].sum(axis=1)]
    alive += [data[held].values[0, :, campaign] for held in ("spare", "moving") if held in data]
    fates = [str(fate) for fate in data["fate"].values]
    gone = list(zip(fates, data["gone"].values[0, :, :, campaign], reversed(GONE), strict=False))
    layers = [(told, amounts.astype(np.float64), colour) for (told, colour), amounts in zip(ALIVE, alive, strict=False)]
    return layers + [(fate, amounts.astype(np.float64), colour) for fate, amounts, colour in reversed(gone)]


def table(data: xr.Dataset, figures: Figures, campaign: int) -> str:
    """Where all are at the end, a row a variant, and what works on the days asked for."""
    asked = data["date"].values if "on_date" in data else np.zeros(0, "datetime64[s]")
    heads = ["Variant" if data.sizes["variant"] > 1 else "", *HEADS, *(f"At work on {days.day(date)}" for date in asked)]
    head = "".join(f'<th scope="col">{text(cell)}</th>' for cell in heads)
    rows = "".join(
        f'<tr><th scope="row" dir="auto">{text(variants.title(data, one))}</th>'
        f"{''.join(f'<td>{cell}</td>' for cell in _cells(data, figures, campaign, one))}</tr>"
        for one in range(data.sizes["variant"])
    )
    caption = (
        f"Satellites in {days.month(data['time'].values[-1])}, the end of what is played: the middle trial, small 8 trials in 10; "
        "losses are means. Replaced: launched in the last five years for those that are gone"
    )
    return framed(caption, f'<thead><tr>{head}</tr></thead><tbody class="flat">{rows}</tbody>', "measures ends")


def _cells(data: xr.Dataset, figures: Figures, campaign: int, variant: int) -> list[str]:
    """The cells of a variant, as HTML."""
    name = str(data["campaign"].values[campaign])
    cells = [_ranked(data[measure].values[variant, :, -1, campaign]) for measure in ("launched", "up")]
    cells += [text(_mean(float(count))) for count in data["gone"].values[variant, :, -1, campaign]]
    for measure in ("launches", "replaced_a_year"):
        figure = variants.figure(figures, data, variant, f"{name}_{measure}")
        cells.append(DASH if figure is None else text(told_value(figure).removesuffix(str(figure["unit"])).rstrip("\u202f")))
    if "on_date" in data:
        cells += [_ranked(counts) for counts in data["on_date"].values[variant, :, campaign]]
    return cells


def _mean(count: float) -> str:
    """A mean number of satellites: whole from ten on."""
    return number(round(count)) if count >= 10.0 else number(count, 2)


def _ranked(counts: np.ndarray) -> str:
    """The middle trial's number, and beneath it those of eight in ten."""
    low, middle, high = (number(float(counts[at])) for at in (LOW, MIDDLE, HIGH))
    return text(middle) if low == high else f'{text(middle)}<span class="line">{text(f"{low} to {high}")}</span>'
