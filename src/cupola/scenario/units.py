"""Quantities as text, `550 km`, to SI floats and back: one closed table of units, each of one dimension. Pure Python.

The number is read by `float`, so it is the double nearest to the decimal written; the unit is then one multiplication or one division.
"""

import difflib
import math
import re
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from cupola.scenario.dates import DATE_UNIT, date_of_seconds, seconds_of_date
from cupola.scenario.text import shown


class Dimension(Enum):
    """What a quantity measures: its name with an article, and its SI unit."""

    LENGTH = ("a length", "m")
    ANGLE = ("an angle", "rad")
    TIME = ("a time", "s")
    MASS = ("a mass", "kg")
    MONEY = ("an amount of money", "USD")
    SPEED = ("a speed", "m/s")
    RATE = ("a rate", "1/s")
    DATA_RATE = ("a data rate", "bit/s")
    RATIO = ("a ratio", "1")
    POWER = ("a power", "W")
    FREQUENCY = ("a frequency", "Hz")
    TEMPERATURE = ("a temperature", "K")
    ACCELERATION = ("an acceleration", "m/s^2")
    MONEY_PER_MASS = ("a price per mass", "USD/kg")
    MONEY_PER_TIME = ("a yearly cost", "USD/s")
    COUNT = ("a count", "1")
    DATE = ("a date", DATE_UNIT)

    def __init__(self, title: str, si: str):
        self.title = title
        self.si = si


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: a number of it, times `times` and over `over`, is the SI value."""

    symbol: str
    dimension: Dimension
    times: float = 1.0
    over: float = 1.0

    def to_si(self, number: float) -> float:
        return number * self.times / self.over

    def from_si(self, value: float) -> float:
        return value * self.over / self.times


_HOUR = 3_600.0
_DAY = 86_400.0
_YEAR = 365.25 * _DAY
_MONTH = _YEAR / 12.0

_TABLE = (
    Unit("m", Dimension.LENGTH),
    Unit("km", Dimension.LENGTH, 1e3),
    Unit("deg", Dimension.ANGLE, math.pi, 180.0),
    Unit("rad", Dimension.ANGLE),
    Unit("urad", Dimension.ANGLE, 1.0, 1e6),
    Unit("arcmin", Dimension.ANGLE, math.pi, 180.0 * 60.0),
    Unit("arcsec", Dimension.ANGLE, math.pi, 180.0 * 3600.0),
    Unit("s", Dimension.TIME),
    Unit("ms", Dimension.TIME, 1.0, 1e3),
    Unit("min", Dimension.TIME, 60.0),
    Unit("h", Dimension.TIME, _HOUR),
    Unit("day", Dimension.TIME, _DAY),
    Unit("month", Dimension.TIME, _MONTH),
    Unit("year", Dimension.TIME, _YEAR),
    Unit("kg", Dimension.MASS),
    Unit("t", Dimension.MASS, 1e3),
    Unit("g", Dimension.MASS, 1.0, 1e3),
    Unit("USD", Dimension.MONEY),
    Unit("kUSD", Dimension.MONEY, 1e3),
    Unit("MUSD", Dimension.MONEY, 1e6),
    Unit("BUSD", Dimension.MONEY, 1e9),
    Unit("m/s", Dimension.SPEED),
    Unit("km/s", Dimension.SPEED, 1e3),
    Unit("1/s", Dimension.RATE),
    Unit("1/h", Dimension.RATE, 1.0, _HOUR),
    Unit("1/day", Dimension.RATE, 1.0, _DAY),
    Unit("1/month", Dimension.RATE, 1.0, _MONTH),
    Unit("1/year", Dimension.RATE, 1.0, _YEAR),
    Unit("bit/s", Dimension.DATA_RATE),
    Unit("Mbit/s", Dimension.DATA_RATE, 1e6),
    Unit("Gbit/s", Dimension.DATA_RATE, 1e9),
    Unit("Tbit/s", Dimension.DATA_RATE, 1e12),
    Unit("bps", Dimension.DATA_RATE),
    Unit("Mbps", Dimension.DATA_RATE, 1e6),
    Unit("Gbps", Dimension.DATA_RATE, 1e9),
    Unit("1", Dimension.RATIO),
    Unit("%", Dimension.RATIO, 1.0, 1e2),
    Unit("ppm", Dimension.RATIO, 1.0, 1e6),
    Unit("W", Dimension.POWER),
    Unit("kW", Dimension.POWER, 1e3),
    Unit("Hz", Dimension.FREQUENCY),
    Unit("GHz", Dimension.FREQUENCY, 1e9),
    Unit("K", Dimension.TEMPERATURE),
    Unit("m/s^2", Dimension.ACCELERATION),
    Unit("USD/kg", Dimension.MONEY_PER_MASS),
    Unit("USD/year", Dimension.MONEY_PER_TIME, 1.0, _YEAR),
)

UNITS = MappingProxyType({unit.symbol: unit for unit in _TABLE})
"""Every unit that a scenario may use, by the symbol written in the file."""

NUMBER = r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
"""Pattern of a number: decimal, a point for the fraction, an exponent if wanted; no leading zeros, no separators."""

_NUMBER = re.compile(NUMBER)
_SPLIT = re.compile(rf"(?P<number>(?>{NUMBER}))(?: *(?P<unit>[^\s0-9.,_+-]\S*)| +(?P<per>1(?:/\S+)?))")
_SPELLED = re.compile(rf"(?P<number>(?>{NUMBER})) +per +(?P<unit>\S+)")
_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-5][0-9])")
_COUNT = re.compile(r"0|[1-9][0-9]{0,14}")
_WORDED = MappingProxyType(
    {
        "metre": "m", "metres": "m", "meter": "m", "meters": "m", "kilometre": "km", "kilometres": "km", "kilometer": "km",
        "kilometers": "km", "degree": "deg", "degrees": "deg", "°": "deg", "radian": "rad", "radians": "rad", "µrad": "urad",
        "\u03bcrad": "urad", "microradian": "urad", "microradians": "urad", "′": "arcmin",
        "″": "arcsec", "second": "s", "seconds": "s", "sec": "s", "minute": "min", "minutes": "min", "mins": "min", "hour": "h",
        "hours": "h", "hr": "h", "hrs": "h", "d": "day", "days": "day", "months": "month", "years": "year", "yr": "year", "a": "year",
        "tonne": "t",
        "tonnes": "t", "tons": "t", "percent": "%", "$": "USD", "dollars": "USD", "kelvin": "K",
    }
)  # fmt: skip


class QuantityError(ValueError):
    """A text that is not a quantity of the dimension wanted; the message says what was got and what is allowed."""


def symbols(dimension: Dimension) -> tuple[str, ...]:
    """The units of a dimension, in the order of the table."""
    return tuple(unit.symbol for unit in _TABLE if unit.dimension is dimension)


def parse_quantity(text: str, dimension: Dimension) -> float:
    """Reads one number and one unit.

    Args:
        text: such as `550 km` or `1.5e3 m`; the blank may be left out, and a ratio may stand without unit. A rate may be spelled out,
            `6 per year`. A date is a day of the calendar, `2026-07-30`.
        dimension: what it must measure.

    Returns:
        The value in the dimension's SI unit; a date in seconds since the start of 2000.

    Raises:
        QuantityError: not a number, no unit, an unknown unit, another dimension, or beyond the floats.
    """
    if dimension is Dimension.DATE:
        return _date(text)
    number, unit = _parts(text, dimension)
    if unit.dimension is not dimension:
        raise QuantityError(f"got {shown(text)}, {unit.dimension.title}; {_wanted(dimension)}")
    value = unit.to_si(float(number))
    if not math.isfinite(value):
        raise QuantityError(f"got {shown(text)}, too large for a number; {_wanted(dimension)}")
    if value == 0.0 and re.search("[1-9]", re.split("[eE]", number)[0]):
        raise QuantityError(f"got {shown(text)}, too small to tell from zero; write 0 {unit.symbol}")
    return value


def parse_count(text: str) -> int:
    """Reads a bare whole number, zero or more.

    Raises:
        QuantityError: anything else, a unit and a leading zero included.
    """
    if _COUNT.fullmatch(text):
        return int(text)
    if re.fullmatch(r"0+[1-9][0-9]*", text):
        raise QuantityError(f"got {shown(text)}, with a leading zero; write {text.lstrip('0')}")
    if re.fullmatch(r"[0-9]{1,3}([,_'][0-9]{3})+", text):
        raise QuantityError(f"got {shown(text)}; write the digits without separators: {re.sub('[^0-9]', '', text)}")
    if re.fullmatch(r"[0-9]+", text):
        raise QuantityError(f"got {shown(text)}, far too large for a count")
    raise QuantityError(f"got {shown(text) or 'nothing'}; must be a whole number without unit, such as 12")


def readings(text: str, dimension: Dimension) -> tuple[tuple[str, float], ...]:
    """The same number in each unit of a dimension: (text, SI value); what a writer may have meant."""
    match = _SPLIT.fullmatch(text.strip())
    if match is None:
        return ()
    return tuple((f"{match['number']} {symbol}", UNITS[symbol].to_si(float(match["number"]))) for symbol in symbols(dimension))


def told(value: float, symbol: str) -> str:
    """An SI value as text in the unit named, twelve significant digits: `97.6 deg`; a date as its day."""
    if symbol == DATE_UNIT:
        return date_of_seconds(value)
    return f"{UNITS[symbol].from_si(value):.12g} {symbol}"


def _date(text: str) -> float:
    """Seconds since the start of 2000."""
    seconds = seconds_of_date(text.strip())
    if seconds is None:
        part = re.fullmatch(r"[0-9]{4}(-[0-9]{2})?", text.strip())
        days = "" if part is None else f"; write a day of it, {text.strip()}{'-01' if part[1] else '-01-01'}"
        raise QuantityError(f"got {shown(text) or 'nothing'}{days or '; must be a day of the calendar, such as 2026-07-30'}")
    return seconds


def _parts(text: str, dimension: Dimension) -> tuple[str, Unit]:
    stripped = text.strip()
    spelled = _SPELLED.fullmatch(stripped)
    if spelled is not None:
        stripped = f"{spelled['number']} 1/{spelled['unit']}"
    clock = _CLOCK.fullmatch(stripped)
    if clock and dimension is Dimension.TIME:
        hours = int(clock["hour"]) + int(clock["minute"]) / 60.0
        raise QuantityError(f"got {stripped}, a time on a clock; write it in hours: {hours:.6g} h")
    match = _SPLIT.fullmatch(stripped)
    if match is None:
        if dimension is Dimension.RATIO and _NUMBER.fullmatch(stripped):
            return stripped, UNITS["1"]
        raise QuantityError(_not_a_quantity(stripped, dimension))
    symbol = match["unit"] or match["per"]
    unit = UNITS.get(symbol)
    if unit is None:
        meant = _meant_unit(symbol)
        hint = f"did you mean {match['number']} {meant}? " if meant else ""
        raise QuantityError(f"got {shown(text)}, an unknown unit; {hint}{_wanted(dimension)}")
    return match["number"], unit


def _wanted(dimension: Dimension) -> str:
    return f"must be {dimension.title}: {', '.join(symbols(dimension))}"


def _meant_unit(symbol: str) -> str | None:
    if symbol.lower() in _WORDED:
        return _WORDED[symbol.lower()]
    folded = {known.lower(): known for known in UNITS}
    near = difflib.get_close_matches(symbol.lower(), folded, n=1, cutoff=0.7)
    return folded[near[0]] if near else None


def _not_a_quantity(text: str, dimension: Dimension) -> str:
    """Says why a text has not the form of a number and a unit, with the right way to write it where that can be told."""
    example = f"must be a number and its unit, such as 1.5 {symbols(dimension)[0]}"
    if not text:
        return f"got nothing; {example}"
    got = f"got {shown(text)}"
    head, _, tail = text.partition(" ")
    rest = f" {tail}" if tail else ""
    if _NUMBER.fullmatch(text):
        choices = ", ".join(f"{text} {symbol}" for symbol in symbols(dimension)[:3])
        return f"{got}, without a unit; {_wanted(dimension)}. Write {choices}"
    if head[0] in "\u2212\u2013\u2014" and _NUMBER.fullmatch(head[1:]):
        return f"{got}, with a typographic minus; write -{head[1:]}{rest}"
    if re.fullmatch(r"[+-]?[0-9]{1,3}([,_'][0-9]{3})+(\.[0-9]+)?", head):
        return f"{got}; write the digits without separators: {re.sub('[,_]', '', head).replace(chr(39), '')}{rest}"
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", head):
        return f"{got}; write a decimal point: {head.replace(',', '.')}{rest}"
    if re.match(r"[+-]?0[0-9]", head):
        return f"{got}, with a leading zero; write the number without it"
    if re.match(r"[+-]?\.[0-9]", head) or re.match(r"[+-]?[0-9]+\.(?![0-9])", head):
        return f"{got}; write a digit on both sides of the point, such as 0.5 or 5.0"
    return f"{got}; {example}"
