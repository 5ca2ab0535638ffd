"""The section on messages of a latency study: where the sites stand, ways, users, cities, reports, and what losses leave. As HTML.

Every part is there where its arrays are, and its sentences hold for any values.
"""

from collections.abc import Mapping
from typing import Any

import xarray as xr

from cupola.report import burdens, command, ground, layers, places, removals, threats, users, ways
from cupola.report.atlas import DRAWN
from cupola.report.panels import view_panels
from cupola.report.quantities import instant, quantity
from cupola.report.tables import headed, text

BADGE = f'<p class="notional">{threats.NOTIONAL}</p>'


def section(data: xr.Dataset, manifest: Mapping[str, Any], others: Mapping[str, xr.Dataset]) -> str:
    """The whole section.

    Args:
        data: arrays of the study.
        manifest: the run's.
        others: arrays of the studies on a grid, whose outlines its map shares.
    """
    figures = manifest["studies"]["latency"]["figures"]
    badge = BADGE if manifest["scenario"]["notional"] else ""
    parts = [
        _between_sites(data, others),
        _by_latitude(data),
        _of_cities(data, figures),
        _to_command(data),
        _after_losses(data),
        _carried(data),
    ]
    return f'{badge}<p class="said">{text(asked(data, bool(others)))}</p>{"".join(parts)}'


def outlines() -> str:
    """The layer of coasts and borders, for a page without other maps."""
    return layers.outlines([])


def asked(data: xr.Dataset, drawn: bool) -> str:
    """Over which time, and what the words mean; `drawn` where the page says elsewhere how its maps are drawn."""
    span, step = float(data.attrs["span_s"]), float(data.attrs["step_s"])
    said = [f"{quantity(span, 's')} from {instant(str(data.attrs['epoch']))}, one instant every {quantity(step, 's', span)}."]
    said.append("A message takes the quickest way that there is at its instant; a round trip is there and back.")
    said.append("What satellites, queues and sites add on the way is given in the scenario.")
    return " ".join([*said, *([] if drawn or not data.sizes.get("site") else [DRAWN])])


def _between_sites(data: xr.Dataset, others: Mapping[str, xr.Dataset]) -> str:
    """The map, and for each pair of sites its round trip."""
    pairs = ways.panels(data) if "pair_round_trip" in data else []
    mapped = [ground.drawn(data)] if data.sizes.get("site") else []
    if not pairs and not mapped:
        return ""
    listed = ""
    if mapped and others:
        finest = max(others.values(), key=lambda one: one.sizes["latitude"])
        listed = places.regions_listed(finest, places.numbered(finest))
    said = ["Gaps are times without a way."] if pairs else []
    return view_panels("Between sites" if pairs else "Sites", said, [*mapped, *pairs]) + listed + (ways.table(data) if pairs else "")


def _by_latitude(data: xr.Dataset) -> str:
    if "user_round_trip" not in data:
        return ""
    drawn = view_panels("Users by latitude", ["Each talks with the gateway that it reaches soonest."], users.panels(data))
    return f"{drawn}<details><summary>The same as a table</summary>{users.table(data)}</details>"


def _of_cities(data: xr.Dataset, figures: Mapping[str, Mapping[str, Any]]) -> str:
    drawn = burdens.panels(data, figures)
    return view_panels("The largest cities", [], drawn) if drawn else ""


def _to_command(data: xr.Dataset) -> str:
    if "report_stages" not in data:
        return ""
    return "".join(
        view_panels(f"Reports: {headed(name)}", [], command.panels(data, reporter))
        for reporter, name in enumerate(data["reporter_title"].values)
    )


def _after_losses(data: xr.Dataset) -> str:
    drawn = removals.panels(data)
    said = ["What is lost is lost at once, and nobody moves to fill the gap. Pairs are all that are asked for: sites, cities and reports."]
    return view_panels("What losses leave", said, drawn) if drawn else ""


def _carried(data: xr.Dataset) -> str:
    if "pair_delivery" not in data:
        return ""
    return view_panels("Stored and carried", ways.carried_told(data), []) + ways.carried(data)
