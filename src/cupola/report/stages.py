"""The stages from a launch to a decision for one threat and view: when a tenth, half and nine tenths of the tracks reach each."""

import math
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cupola.report.quantities import MINUS, joined, number

TENTH, HALF, NINE_TENTHS = 0.1, 0.5, 0.9


@dataclass(frozen=True)
class Stage:
    """One stage. Times are s after launch; infinite: so many never reach it; not a number: not known.

    Attributes:
        name: what is reached.
        first: when a tenth of the tracks have reached it.
        half: when half have.
        most: when nine tenths have.
        share: of the tracks that ever reach it; not a number where that is not counted.
        given: whether the time since the stage before is a delay that the scenario gives, and nothing that is computed.
    """

    name: str
    first: float
    half: float
    most: float
    share: float
    given: bool


MEASURED = (
    ("First line of sight", "first_sight", None),
    ("First detection", "first_detection", "detected"),
    ("In stereo", "first_stereo", "reached_stereo"),
    ("In custody", "first_custody", "reached_custody"),
)
"""What the study measures: its name here, the array of times, and that of the share that ever gets there."""

GIVEN = (("Track passed on", "processing_s"), ("Decision", "decision_s"))
"""The delays after custody, by the attribute that holds them."""


def stages(one: xr.Dataset) -> list[Stage]:
    """The stages in their order; `one` holds one view and one threat."""
    made: list[Stage] = []
    for name, times, share in MEASURED:
        told = [float(one[times].sel(quantile=at, method="nearest")) for at in (TENTH, HALF, NINE_TENTHS)]
        made.append(Stage(name, *told, share=math.nan if share is None else float(one[share]), given=False))
    delay = 0.0
    for name, attribute in GIVEN:
        delay += float(one.attrs[attribute])
        custody = made[len(MEASURED) - 1]
        made.append(Stage(name, custody.first + delay, custody.half + delay, custody.most + delay, custody.share, given=True))
    return made


def decision(one: xr.Dataset) -> float:
    """When a decision stands for half of the tracks, s after launch; as the times of `Stage`."""
    return stages(one)[-1].half


def flight(data: xr.Dataset, threat: int) -> tuple[float, float, float]:
    """Shortest, middle and longest flight of a threat, s; not a number where none is known."""
    known = data["flight_time"].values[threat]
    known = known[np.isfinite(known)]
    if not known.size:
        return math.nan, math.nan, math.nan
    return float(known.min()), float(np.median(known)), float(known.max())


WHOLE_MINUTES = 1200.0
"""From here on a time since launch is told in whole minutes, s."""


def clock(seconds: float) -> str:
    """A time since launch in words: 5.5 s, 52 s, 2 min 28 s, 33 min; `never` if infinite, `not known` if not a number."""
    if math.isnan(seconds):
        return "not known"
    if math.isinf(seconds):
        return "never"
    size = abs(seconds)
    sign = MINUS if seconds < 0.0 and round(size, 1) else ""
    if size < 119.5:
        return sign + joined(number(round(size, 1) if size < 10.0 else round(size)), "s")
    if size >= WHOLE_MINUTES:
        return sign + joined(f"{size / 60.0:.0f}", "min")
    minutes, rest = divmod(round(size), 60)
    return sign + joined(f"{minutes}", "min") + (f" {joined(f'{rest}', 's')}" if rest else "")


def face(seconds: float) -> str:
    """A time since launch as a clock shows it, min:s: 0:38, 12:05; `never` if infinite, `?` if not a number."""
    if not math.isfinite(seconds):
        return "?" if math.isnan(seconds) else "never"
    whole = round(abs(seconds))
    return f"{MINUS if seconds < 0.0 and whole else ''}{whole // 60}:{whole % 60:02d}"
