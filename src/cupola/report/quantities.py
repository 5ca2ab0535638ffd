"""Numbers as a reader wants them: a sensible unit, a few digits, real minus signs, commas between thousands.

A share is never rounded onto 0 % or 100 % unless it is exactly that: "always" and "nearly always" are different claims.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cupola.report import dates

THIN = "\u202f"
"""Narrow no-break space: between a number and its unit."""

SPACE = "\u00a0"
"""No-break space: between a number and a unit that is a word."""

MINUS = "\u2212"

RAISED = str.maketrans("-0123456789", "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
"""Digits and the minus sign of a power of ten."""


@dataclass(frozen=True)
class Scale:
    """A unit to show, and how many of the stored unit make one of it."""

    unit: str
    size: float


DEGREE = math.pi / 180.0

NORTHWARD = "degrees_north"
"""The unit of a latitude: told as degrees with their side, 58° S."""

LADDERS: dict[str, tuple[Scale, ...]] = {
    "s": (Scale("ms", 1e-3), Scale("s", 1.0), Scale("min", 60.0), Scale("h", 3600.0), Scale("days", 86_400.0)),
    "m": (Scale("m", 1.0), Scale("km", 1e3)),
    "m/s": (Scale("m/s", 1.0), Scale("km/s", 1e3)),
    "m^2": (Scale("m²", 1.0), Scale("km²", 1e6)),
    "kg": (Scale("kg", 1.0), Scale("t", 1e3)),
    "rad": (Scale("µrad", 1e-6), Scale("°", DEGREE)),
    "rad/s": (Scale("°/s", DEGREE),),
    "Hz": (Scale("Hz", 1.0), Scale("kHz", 1e3), Scale("MHz", 1e6), Scale("GHz", 1e9)),
    "W": (Scale("W", 1.0), Scale("kW", 1e3), Scale("MW", 1e6)),
    "bit/s": (Scale("bit/s", 1.0), Scale("kbit/s", 1e3), Scale("Mbit/s", 1e6), Scale("Gbit/s", 1e9), Scale("Tbit/s", 1e12)),
    "USD": (Scale("USD", 1.0), Scale("million USD", 1e6), Scale("billion USD", 1e9)),
    "deg": (Scale("°", 1.0),),
    "h/day": (Scale("h a day", 1.0),),
    "1/day": (Scale("a day", 1.0),),
    "t/year": (Scale("t a year", 1.0),),
    "kg/year": (Scale("kg a year", 1.0), Scale("t a year", 1e3)),
}
"""Units to show for a stored unit, from small to large."""

FROM = {"min": 120.0, "h": 7200.0, "days": 172_800.0, "t": 1e4, "°": 2e-4}
"""Stored magnitude from which a unit is used, where that is not one of it: 90 s reads better than 1.5 min, and 0.5° than 8,700 µrad."""

SHARE = Scale("%", 0.01)

BEYOND = re.compile(r"not before (\d{4}-\d\d-\d\d)")
"""How the note of a date begins that lies beyond the horizon, and the note of how much later it is."""

ONE = {
    "days": "day",
    "satellites": "satellite",
    "launches": "launch",
    "facts": "fact",
    "interceptors": "interceptor",
    "partners": "partner",
    "years": "year",
    "points": "point",
    "satellites a month": "satellite a month",
    "satellites a year": "satellite a year",
    "launches a year": "launch a year",
}
"""Units that a single one does not have in the plural."""

SPELT = ("satellite", "interceptor", "launch", "load", "point", "fact", "partner", "year")
"""How units begin that are words."""


def scale_for(unit: str, magnitude: float, company: float = 0.0) -> Scale:
    """The unit to show for values up to this magnitude, given in the stored unit.

    Args:
        unit: the stored unit.
        magnitude: the value's own.
        company: the largest magnitude told beside it. Its unit, and those below, serve from one of them on: 60 s beside 2 min is 1 min.
    """
    steps = LADDERS.get(unit)
    if steps is None:
        return Scale("" if unit == "1" else unit, 1.0)
    alone = {scale.unit: FROM.get(scale.unit, scale.size) for scale in steps}
    shared = max((scale.size for scale in steps if company >= alone[scale.unit]), default=0.0)
    fitting = [scale for scale in steps if magnitude >= (min(scale.size, alone[scale.unit]) if scale.size <= shared else alone[scale.unit])]
    if fitting:
        return fitting[-1]
    return next((scale for scale in steps if scale.size == 1.0), steps[-1]) if magnitude == 0.0 else steps[0]


def number(value: float, digits: int = 3) -> str:
    """A number to this many significant digits, without zeros at its end; whole numbers below a million are given in full.

    Digits are grouped by threes. Not a number is an en dash.
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return f"{MINUS if value < 0 else ''}infinite"
    if float(value).is_integer() and abs(value) < 1e6:
        text = f"{abs(value):.0f}"
    else:
        rounded = float(f"{abs(value):.{digits - 1}e}")
        if rounded >= 1e15 or 0.0 < rounded < 1e-4:
            mantissa, power = f"{rounded:.{digits - 1}e}".split("e")
            mantissa = mantissa.rstrip("0").rstrip(".")
            return f"{MINUS if value < 0 else ''}{mantissa}{THIN}×{THIN}10{str(int(power)).translate(RAISED)}"
        places = max(0, digits - 1 - math.floor(math.log10(rounded))) if rounded else 0
        text = f"{rounded:.{places}f}"
        text = text.rstrip("0").rstrip(".") if places else text
    whole, _, part = text.partition(".")
    whole = f"{int(whole):,}"
    sign = MINUS if value < 0 and text.strip("0.") else ""
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def alike(values: Sequence[float], digits: int = 3) -> list[str]:
    """Numbers that stand side by side: zeros are kept where another one has decimals there, as far as `digits` reach. A plain 0 stays."""
    told = [number(value, digits) for value in values]
    if any("×" in text for text in told):
        return told
    wanted = max(len(text.partition(".")[2]) for text in told)
    padded: list[str] = []
    for value, text in zip(values, told, strict=True):
        part = text.partition(".")[2]
        reach = digits - 1 - math.floor(math.log10(abs(value))) if value and math.isfinite(value) else 0
        missing = min(wanted, reach) - len(part)
        padded.append(text + ("" if part or missing <= 0 else ".") + "0" * missing)
    return padded


def as_written(text: str, grouped: bool) -> str:
    """A number in a scenario's own words, set like the others: a real minus sign and, where they are to be grouped, commas by thousands."""
    text = re.sub(r"(?<![\w.])-(?=[\d.])", MINUS, text)
    return re.sub(r"(?<![\w.])\d{4,}(?![\w-])", lambda found: f"{int(found[0]):,}", text) if grouped else text


def percent(share: float) -> str:
    """A share in [0, 1] as a percentage without its sign: one decimal, two near the ends, `< 0.01` and `> 99.99` at them."""
    if math.isnan(share):
        return "–"
    if share in (0.0, 1.0):
        return "0" if share == 0.0 else "100"
    if share < 1e-4:
        return f"<{THIN}0.01"
    if share > 1.0 - 1e-4:
        return f">{THIN}99.99"
    near_an_end = share < 1e-3 or share > 1.0 - 1e-3
    return f"{100.0 * share:.2f}" if near_an_end else f"{100.0 * share:.1f}"


def is_share(unit: str, *values: float | None) -> bool:
    """Whether values of this unit are to be told as percentages: unit 1, and none outside [0, 1]."""
    return unit == "1" and all(value is None or math.isnan(value) or 0.0 <= value <= 1.0 for value in values)


def parts(value: float, unit: str, company: float = 0.0) -> tuple[str, str]:
    """A value's number and the unit to show, apart, so that each can be set in its own size.

    Unit `1` in [-1, 1] is a share, or what one has less than another, in percent.

    `company` is the largest magnitude told beside it: see `scale_for`.
    """
    if is_share(unit, value):
        return percent(value), SHARE.unit
    if unit == "1" and -1.0 <= value < 0.0:
        return f"{MINUS}{percent(-value)}", SHARE.unit
    if unit == NORTHWARD and math.isfinite(value):
        return number(abs(value)), "°" if value == 0.0 else "° N" if value > 0.0 else "° S"
    if unit == dates.CALENDAR:
        return dates.of_year(value), ""
    scale = scale_for(unit, abs(value), company)
    told = number(value / scale.size)
    return told, ONE.get(scale.unit, scale.unit) if told == "1" else scale.unit


def joined(told: str, unit: str) -> str:
    """A number with its unit: a thin space between, none before a degree sign, a whole one before a word."""
    if not unit:
        return told
    if unit.startswith("°"):
        return f"{told}{unit}"
    return f"{told}{SPACE if unit.startswith(SPELT) else THIN}{unit}"


def quantity(value: float, unit: str, company: float = 0.0) -> str:
    """A value with its unit, as one text; `company` as in `scale_for`."""
    return joined(*parts(value, unit, company))


def told_value(figure: Mapping[str, Any], company: float = 0.0) -> str:
    """A stored figure's value in words: the quantity, `at least` before it where it is a lower bound; `never` for a time that there is not,
    `not reached` for such a date, or `not before 2040` where its note says so, `none` for anything else that there is not."""
    if figure["value"] is None:
        return _absent(figure)
    return f"{'at least ' if figure.get('at_least') else ''}{quantity(figure['value'], figure['unit'], company)}"


def _absent(figure: Mapping[str, Any]) -> str:
    """What stands in the place of a value that there is not."""
    horizon = BEYOND.match(figure.get("note") or "")
    if horizon is not None and figure["unit"] in (dates.CALENDAR, "years"):
        return dates.not_before(horizon[1]) if figure["unit"] == dates.CALENDAR else "never there"
    return {"s": "never", dates.CALENDAR: "not reached"}.get(figure["unit"], "none")


def margin(figure: Mapping[str, Any], company: float = 0.0) -> str:
    """What trials leave open of a figure's value, to stand behind it: `± 3.1 points`, `± 2 months`; empty where nothing is said of it.

    `company` as in `scale_for`.
    """
    value, error, unit = figure["value"], figure.get("error"), figure["unit"]
    if value is None or not error or not math.isfinite(error):
        return ""
    if unit == dates.CALENDAR:
        told = dates.length(error) if error >= dates.LEAST else ""
    elif is_share(unit, value):
        told = joined(percent(error), "point" if percent(error) == "1" else "points")
    else:
        scale = scale_for(unit, abs(value), company)
        told = joined(number(error / scale.size, 2), scale.unit)
    return f"±{THIN}{told}" if told else ""


def instant(iso: str) -> str:
    """An ISO instant in UTC as people write it; one that does not say that it is in UTC is shown as it stands."""
    bare = iso.removesuffix("Z").removesuffix("+00:00")
    return iso if bare == iso else f"{bare.replace('T', ' ')} UTC"


def span(low: float, high: float, unit: str, company: float = 0.0) -> str:
    """A range in one common unit, its ends with the same decimals; `company` as in `scale_for`."""
    if unit == NORTHWARD:
        return f"{quantity(low, unit)} to {quantity(high, unit)}"
    if unit == dates.CALENDAR:
        return dates.between(dates.of_year(low), dates.of_year(high))
    if is_share(unit, low, high):
        return joined(f"{percent(low)} to {percent(high)}", SHARE.unit)
    scale = scale_for(unit, max(abs(low), abs(high)), company)
    return joined(" to ".join(alike((low / scale.size, high / scale.size))), scale.unit)
