"""The section on launches of a custody study: what was asked, each threat in panels, and all of them in two tables. As HTML."""

import math
from collections.abc import Mapping
from typing import Any

import xarray as xr

from cupola.report import threats, tracks
from cupola.report.quantities import instant, joined, number, percent, quantity
from cupola.report.tables import text

BADGE = f'<p class="notional">{threats.NOTIONAL}</p>'


def section(data: xr.Dataset, figures: Mapping[str, Mapping[str, Any]]) -> str:
    """The whole section.

    Args:
        data: arrays of the study.
        figures: its figures by name.
    """
    panels = "".join(threats.panels(data, threat) for threat in range(data.sizes["threat"]))
    return f'<p class="said">{text(asked(data))}</p>{panels}{tracks.tables(data, figures)}'


def asked(data: xr.Dataset) -> str:
    """What was flown and what the words mean, with the numbers of the scenario."""
    told = data.attrs
    launches, trials = int(told["launches"]), int(told["trials"])
    spread = f"spread over {quantity(float(told['span_s']), 's')} from {instant(str(told['epoch']))}"
    each = "" if launches == 1 else " each"
    said = [f"{_count(launches, 'notional launch', 'notional launches')} of each threat, {spread}, with {_count(trials, 'track')}{each}."]
    angle = joined(number(math.degrees(float(told["stereo_angle_rad"]))), "°")
    said.append(f"In stereo: two satellites see it, their lines of sight at least {angle} apart.")
    error, age = quantity(float(told["custody_error_m"]), "m"), quantity(float(told["custody_age_s"]), "s")
    said.append(f"In custody: its position is known to {error} or better, from a look no older than {age}.")
    cover, top = joined(percent(float(told["cloud_cover"])), "%"), quantity(float(told["cloud_top_m"]), "m")
    said.append(f"{cover} of the launches start under clouds, most often up to {top}, which hide them from every satellite alike.")
    delays = [quantity(float(told[name]), "s") for name in ("processing_s", "decision_s")]
    said.append(f"After custody the scenario gives {delays[0]} to pass the track on and {delays[1]} to decide.")
    return " ".join(said)


def _count(count: int, one: str, many: str = "") -> str:
    return f"{number(count)} {one if count == 1 else many or one + 's'}"
