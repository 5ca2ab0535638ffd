"""The section on what happens when a partner leaves: cases, functions by partner, dates, capability, costs, supplies, worth. As HTML."""

import numpy as np
import xarray as xr

from cupola.report import abilities, arrivals, bills, cases, dates, days, lateness, supplies, worths
from cupola.report.quantities import number
from cupola.report.tables import text
from cupola.report.variants import Figures


def section(data: xr.Dataset, figures: Figures) -> str:
    """The whole section, from the arrays and figures of the study; parts without anything to show are left out."""
    views = (
        ("Case by case", cases.cards(data) + cases.table(data, figures)),
        ("When one partner leaves alone", lateness.section(data)),
        ("Dates, capability and cost", _panels(arrivals.drawing(data), abilities.drawings(data), bills.drawing(data))),
        ("The value shared among the partners", _panels(worths.section(data))),
        ("Who supplies what, and who steps in", _panels(supplies.drawings(data)) + supplies.moves(data)),
    )
    made = "".join(f'<section class="view"><h3>{title}</h3>{body}</section>' for title, body in views if body)
    return f'<p class="said">{text(_asked(data))}</p>{made}'


def _panels(*made: str) -> str:
    body = "".join(made)
    return f'<div class="panels">{body}</div>' if body else ""


def _asked(data: xr.Dataset) -> str:
    """What was played, from when to when, by which rule, and who cannot be lost."""
    begin = days.day(np.datetime64(str(data.attrs["begin"]), "s"))
    end = dates.not_before(str(data.attrs["until"])).removeprefix("not before ")
    partners, elements = data.sizes.get("member", 0), data.sizes.get("element", 0)
    said = (
        f"{number(partners)} {'partner supplies' if partners == 1 else 'partners supply'} {number(elements)} "
        f"{'element' if elements == 1 else 'elements'}. Partners leave or join on {begin}, for good; every case is played "
        f"{number(float(data.attrs['trials']))} times until {end} with the same luck, and empty seats are filled {data.attrs['rule']}."
    )
    flown = f" Satellites are flown in {number(float(data.attrs['flown']))} of the trials." if abilities.there(data) else ""
    priced = "" if bills.there(data) else " Nothing in the file is priced."
    return " ".join(part for part in (f"{said}{flown}{priced}", lateness.told(data)) if part)
