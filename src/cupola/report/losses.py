"""What each constellation adds to custody: how much of it stays when one is taken out, as bars in a table. As HTML."""

import math

import numpy as np
import xarray as xr

from cupola.report.quantities import joined, number, percent
from cupola.report.tables import headed, text

LEAST = 0.0005
"""A loss of less than this share counts as none: it would read as 0.0 points."""


def drawn(data: xr.Dataset, threat: int) -> str:
    """For each view its custody whole, and with each of its constellations out, as an HTML table."""
    blocks = "".join(_block(data, view, threat) for view in range(data.sizes["view"]))
    heads = "<td>In custody, share of the flight after burn-out</td>", '<th scope="col">Stays</th>'
    head = f'<thead><tr><th scope="col">Without</th>{"".join(heads)}</tr></thead>'
    title = f"Custody with one constellation out, {data['threat_title'].values[threat]}"
    return f'<table class="waterfall losses" aria-label="{text(title)}">{head}{blocks}</table>'


def _block(data: xr.Dataset, view: int, threat: int) -> str:
    """The rows of one view: whole, then with each constellation out."""
    whole = float(data["custody_share"].values[view, threat])
    rows = [_row("None: all there", whole, whole)]
    rows += [_row(headed(title), whole, left) for title, left in _without(data, view, threat)]
    heading = text(headed(data["view_title"].values[view]))
    return f'<tbody><tr class="group"><th scope="rowgroup" colspan="3" dir="auto">{heading}</th></tr>{"".join(rows)}</tbody>'


def _row(title: str, whole: float, left: float) -> str:
    """One bar: what stays filled, what goes hollow."""
    kept, before = (0.0 if math.isnan(share) else 1000.0 * min(max(share, 0.0), 1.0) for share in (left, whole))
    lost = f'<rect x="{kept:.1f}" y="6" width="{before - kept:.1f}" height="12" fill="#f3d9bd" stroke="#8a4300"/>' if before > kept else ""
    grid = '<path stroke="#e3e9f2" d="M0 0V24M250 0V24M500 0V24M750 0V24M1000 0V24"/>'
    bar = (
        f'<svg viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden="true">{grid}{lost}'
        f'<rect y="5" width="{kept:.1f}" height="14" fill="#a03e78"/></svg>'
    )
    change = left - whole
    told = "" if math.isnan(change) or left is whole else f'<span class="spread">{text(_points(change))}</span>'
    value = f"<b>{text('not known' if math.isnan(left) else joined(percent(left), '%'))}</b>{told}"
    return f'<tr><th scope="row" dir="auto">{text(title)}</th><td>{bar}</td><td>{value}</td></tr>'


def _points(change: float) -> str:
    """A difference of shares in words."""
    if abs(change) < LEAST:
        return "no less"
    return f"{joined(number(100.0 * abs(change), 3 if abs(change) >= 0.1 else 2), 'points')} {'less' if change < 0.0 else 'more'}"


def _without(data: xr.Dataset, view: int, threat: int) -> list[tuple[str, float]]:
    """Title of each constellation of a view, and what custody is without it."""
    left = data["custody_without"].values[view, threat]
    titles = data["constellation_title"].values
    return [(str(title), float(share)) for title, share in zip(titles, left, strict=True) if not math.isnan(share)]


def told(data: xr.Dataset, threat: int) -> str:
    """The worst single loss of each view, in words."""
    said: list[str] = []
    for view, title in enumerate(data["view_title"].values):
        whole = float(data["custody_share"].values[view, threat])
        without = _without(data, view, threat)
        start = "" if data.sizes["view"] == 1 else f"{headed(title)}: "
        if math.isnan(whole) or not without:
            continue
        name, left = min(without, key=lambda pair: pair[1])
        if whole < LEAST:
            said.append(headed(f"{start}never in custody, so that there is nothing to lose."))
        elif len(without) == 1:
            said.append(headed(f"{start}one constellation alone; without it {_share(left)} is left of {_share(whole)}."))
        elif whole - left < LEAST:
            said.append(headed(f"{start}no single loss takes anything away from {_share(whole)}."))
        else:
            said.append(headed(f"{start}the worst single loss is {name}: from {_share(whole)} to {_share(left)}."))
    return " ".join(said) or "No constellation was taken out."


def _share(share: float) -> str:
    return joined(percent(share), "%")


def any_known(data: xr.Dataset) -> bool:
    """Whether the loss of any constellation was tried."""
    return bool(np.isfinite(data["custody_without"].values).any())
