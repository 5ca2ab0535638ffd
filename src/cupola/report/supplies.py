"""Who supplies what of a programme, in how few hands each element is, who has how much mass, and who steps in. As HTML."""

import math

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import bars, dates, flights, outcomes
from cupola.report.outcomes import ENOUGH, LEAST, MIDDLE, PLANNED
from cupola.report.panels import panel
from cupola.report.quantities import joined, number, percent, quantity
from cupola.report.tables import framed, headed, text

NOBODY = "#b35900"

UNFOLDED = 12
"""More rows than this are folded away."""

SAME_COST = 5e-4


def drawings(data: xr.Dataset) -> str:
    """Shares of each element, and of the mass where it is told, as bars; nothing without elements."""
    return _elements(data) + _masses(data) if data.sizes.get("element") else ""


def _elements(data: xr.Dataset) -> str:
    """A row for each element, a piece for each supplier."""
    heading = "Who supplies what, as planned"
    hues, said = _hues(data), _told(data)
    lines = [_element(data, at, hues) for at in range(data.sizes["element"])]
    scale = "".join(
        f'<span class="{side}" style="left:{place}%">{place} %</span>' for place, side in ((0, "first"), (50, ""), (100, "last"))
    )
    head = ("", f'<div class="scale">{scale}</div>', "")
    return panel(heading, said, bars.table(f"{heading}: {said}", head, [bars.rows(lines)], "supplies"))


def _told(data: xr.Dataset) -> str:
    """How many elements hang on one supplier, and what the index is."""
    alone = [at for at in range(data.sizes["element"]) if len(outcomes.seats(data, PLANNED, at)) == 1]
    count = data.sizes["element"]
    said = f"{number(len(alone))} of {number(count)} {'element' if count == 1 else 'elements'} {'has' if len(alone) == 1 else 'have'}"
    return (
        f"{said} one supplier alone. Concentration is the Herfindahl-Hirschman index of the shares: 1 for a single supplier, "
        "0.5 for two equal ones."
    )


def _element(data: xr.Dataset, at: int, hues: dict[int, str]) -> str:
    """One element: its bar, and its suppliers in words."""
    seats = outcomes.seats(data, PLANNED, at)
    edges = np.concatenate([[0.0], np.cumsum([share for _, share in seats])])
    parts = [bars.grid([0.0, 0.5, 1.0])]
    parts += [bars.filled(float(edges[one]), float(edges[one + 1]), hues[who]) for one, (who, _) in enumerate(seats)]
    parts += [f'<path stroke="#ffffff" stroke-width="2" d="M{bars.x(float(edge))} 5V19"/>' for edge in edges[1:-1]]
    if edges[-1] < 1.0 - ENOUGH:
        parts.append(bars.hollow(float(edges[-1]), 1.0, NOBODY))
    names = [_named(outcomes.supplier(data, who), hues[who], share) for who, share in seats]
    if edges[-1] < 1.0 - ENOUGH:
        names.append(f'<span class="end">nobody {joined(percent(1.0 - float(edges[-1])), "%")}</span>')
    index = float(data["concentration"].values[at])
    beside = f'<span class="spread">{"".join(names)}{_index(index) if len(seats) > 1 else ""}</span>'
    svg = f'<svg viewBox="0 0 {bars.WIDTH:g} {bars.HEIGHT:g}" preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>'
    return f'<tr><th scope="row" dir="auto">{text(headed(data["element_title"].values[at]))}</th><td>{svg}</td><td>{beside}</td></tr>'


def _named(title: str, hue: str, share: float) -> str:
    told = "" if share >= 1.0 - ENOUGH else f" {joined(percent(share), '%')}"
    return f'<span class="end" dir="auto"><i style="background:{hue}"></i>{text(title)}{text(told)}</span>'


def _index(index: float) -> str:
    return f'<span class="end quiet">concentration {index:.2f}</span>' if index > 0.0 else ""


def _hues(data: xr.Dataset) -> dict[int, str]:
    """Colour of each supplier: those with the greatest shares as planned have one of their own."""
    sums = data["supplied"].values[PLANNED].astype(np.float64).sum(axis=0)
    order = np.argsort(-sums, kind="stable")
    return {int(at): flights.HUES[place] if place < len(flights.HUES) else flights.OTHERS for place, at in enumerate(order)}


def _masses(data: xr.Dataset) -> str:
    """Mass by supplier as planned, of the elements whose mass is told."""
    mass = data["element_mass"].values.astype(np.float64) if "element_mass" in data else np.zeros(0)
    if not np.isfinite(mass).any():
        return ""
    shares = data["supplied"].values[PLANNED].astype(np.float64)
    amounts = (np.nan_to_num(mass)[:, None] * shares).sum(axis=0)
    total = float(amounts.sum())
    if not total > 0.0:
        return ""
    hues = _hues(data)
    order = [int(at) for at in np.argsort(-amounts, kind="stable") if amounts[at] > 0.0]
    heading = "Mass by supplier, as planned"
    missing = int(np.isnan(mass).sum())
    said = (
        f"{quantity(total, 'kg', total)} in all; {outcomes.supplier(data, order[0])} supplies {_share(float(amounts[order[0]]) / total)}."
    )
    if missing:
        said += f" The mass of {number(missing)} {'element' if missing == 1 else 'elements'} is not told."
    most = float(amounts.max())
    lines = [
        bars.row(
            outcomes.supplier(data, at),
            [bars.filled(0.0, float(amounts[at]) / most, hues[at])],
            quantity(float(amounts[at]), "kg", most),
            _share(float(amounts[at]) / total),
        )
        for at in order
    ]
    head = ("", "", '<b>Mass</b><span class="spread">share</span>')
    return panel(heading, said, bars.table(f"{heading}: {said}", head, [bars.rows(lines)], "able"))


def _share(share: float) -> str:
    return joined(percent(share), "%")


def moves(data: xr.Dataset) -> str:
    """Elements in other hands than planned, case by case: who, from when, at what cost, and why a seat is empty; many are folded."""
    bodies: list[str] = []
    count = 0
    heads = ("Element", "Supplied by", "There by", "Cost", "Why")
    for case in outcomes.cases(data):
        rows = [_move(data, case, at) for at in outcomes.changed(data, case)]
        if rows:
            group = f'<tr class="group"><th scope="rowgroup" colspan="{len(heads)}" dir="auto">{text(outcomes.title(data, case))}</th></tr>'
            bodies.append(f"<tbody>{group}{''.join(rows)}</tbody>")
            count += len(rows)
    if not bodies:
        return ""
    head = "".join(f'<th scope="col">{cell}</th>' for cell in heads)
    caption = "Elements in other hands than planned; cost of what is supplied, against what was planned"
    told = framed(caption, f"<thead><tr>{head}</tr></thead>{''.join(bodies)}", "measures moves")
    if count <= UNFOLDED:
        return told
    return f"<details><summary>{number(count)} changes, element by element</summary>{told}</details>"


def _move(data: xr.Dataset, case: int, at: int) -> str:
    """One element in one case."""
    new = {who for who, _ in outcomes.more(data, case, at)}
    seats = outcomes.seats(data, case, at)
    names = [_seat(outcomes.supplier(data, who), share, who in new, len(seats) == 1) for who, share in seats]
    years = data["element_date"].values[:, at, MIDDLE].astype(np.float64)
    late = outcomes.moved(years, case)
    when = "" if math.isinf(years[case]) and math.isinf(years[PLANNED]) else dates.shortened(outcomes.when(data, float(years[case])))
    line = f"instead of {dates.shortened(outcomes.when(data, float(years[PLANNED])))}" if abs(late) >= LEAST else ""
    cells = [
        "; ".join(names) or '<span class="none">nobody</span>',
        f'{text(when)}{f"""<span class="line">{text(line)}</span>""" if line else ""}',
        text(_factor(data["element_cost"].values[:, at].astype(np.float64), case)),
        text("; ".join(outcomes.reasons(data, case, at))),
    ]
    body = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row" dir="auto">{text(headed(data["element_title"].values[at]))}</th>{body}</tr>'


def _seat(title: str, share: float, new: bool, alone: bool) -> str:
    told = f"{title} {_share(share)}" if not alone or share < 1.0 - ENOUGH else title
    return f"<strong>{text(told)}</strong>" if new else text(told)


def _factor(costs: Float[np.ndarray, "c"], case: int) -> str:
    """Cost against that planned, as a factor."""
    here, there = float(costs[case]), float(costs[PLANNED])
    if not there > 0.0 or not here > 0.0:
        return "none" if there > 0.0 else ""
    return "the same" if abs(here / there - 1.0) < SAME_COST else f"{here / there:.2f} times"
