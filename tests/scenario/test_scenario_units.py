"""Quantities: published conversion factors, round trips, and a plain answer to every slip."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.scenario.units import UNITS, Dimension, QuantityError, parse_count, parse_quantity, symbols, told

KNOWN = [
    ("550 km", Dimension.LENGTH, 550_000.0),
    ("550km", Dimension.LENGTH, 550_000.0),
    ("1.5e3 m", Dimension.LENGTH, 1_500.0),
    ("180 deg", Dimension.ANGLE, 3.141592653589793),
    ("-100 deg", Dimension.ANGLE, -1.7453292519943295),
    ("1 arcsec", Dimension.ANGLE, 4.84813681109536e-6),
    ("30 urad", Dimension.ANGLE, 3e-5),
    ("1 arcmin", Dimension.ANGLE, 2.908882086657216e-4),
    ("24 h", Dimension.TIME, 86_400.0),
    ("1 year", Dimension.TIME, 31_557_600.0),
    ("250 ms", Dimension.TIME, 0.25),
    ("45 t", Dimension.MASS, 45_000.0),
    ("1 g", Dimension.MASS, 0.001),
    ("175e9 USD", Dimension.MONEY, 1.75e11),
    ("175 BUSD", Dimension.MONEY, 1.75e11),
    ("22 MUSD", Dimension.MONEY, 2.2e7),
    ("6 km/s", Dimension.SPEED, 6_000.0),
    ("1 1/year", Dimension.RATE, 1.0 / 31_557_600.0),
    ("1 Gbit/s", Dimension.DATA_RATE, 1e9),
    ("50 %", Dimension.RATIO, 0.5),
    ("7%", Dimension.RATIO, 0.07),
    ("0.25", Dimension.RATIO, 0.25),
    ("51", Dimension.RATIO, 51.0),
    ("3 ppm", Dimension.RATIO, 3e-6),
    ("500 USD/kg", Dimension.MONEY_PER_MASS, 500.0),
    ("450e6 USD/year", Dimension.MONEY_PER_TIME, 450e6 / 31_557_600.0),
    ("9.80665 m/s^2", Dimension.ACCELERATION, 9.80665),
]


@pytest.mark.reference
@pytest.mark.parametrize(("text", "dimension", "value"), KNOWN)
def test_known_quantities(text: str, dimension: Dimension, value: float) -> None:
    """Factors of the SI Brochure (9th edition, tables 7 and 8); the Julian year of 365.25 d (IAU)."""
    assert parse_quantity(text, dimension) == pytest.approx(value, rel=4e-16, abs=0.0)


@pytest.mark.law
@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(sorted(UNITS)))
def test_a_number_in_any_unit_reads_back(number: float, symbol: str) -> None:
    unit = UNITS[symbol]
    text = f"{number!r} {symbol}"
    try:
        value = parse_quantity(text, unit.dimension)
    except QuantityError as error:
        edge = unit.to_si(number)
        assert math.isinf(edge) or edge == 0.0, error
    else:
        assert value == pytest.approx(unit.to_si(number), rel=1e-15)
        if 1e-200 < abs(number) < 1e200:
            assert unit.from_si(value) == pytest.approx(number, rel=4e-16)


@pytest.mark.law
@given(st.floats(min_value=1e-6, max_value=1e12), st.sampled_from(sorted(UNITS)))
def test_told_values_read_back(value: float, symbol: str) -> None:
    assert parse_quantity(told(value, symbol), UNITS[symbol].dimension) == pytest.approx(value, rel=1e-11)


@pytest.mark.law
@given(st.text(max_size=20), st.sampled_from([dimension for dimension in Dimension if dimension is not Dimension.COUNT]))
def test_any_text_gives_a_finite_number_or_a_quantity_error(text: str, dimension: Dimension) -> None:
    try:
        assert math.isfinite(parse_quantity(text, dimension))
    except QuantityError as error:
        assert str(error).startswith("got ")


@pytest.mark.law
@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_counts_read_back(count: int) -> None:
    assert parse_count(str(count)) == count


BAD = [
    ("550 deg", "got 550 deg, an angle; must be a length: m, km"),
    ("5 km/s", "a speed; must be a length"),
    ("550", "without a unit; must be a length: m, km. Write 550 m, 550 km"),
    ("5e3", "without a unit"),
    ("NO", "must be a number and its unit, such as 1.5 m"),
    ("", "got nothing"),
    ("nan m", "must be a number"),
    ("inf km", "must be a number"),
    ("-.inf km", "must be a number"),
    ("1e400 km", "too large"),
    ("1e308 km", "too large"),
    ("1e-400 m", "too small to tell from zero"),
    ("010 km", "leading zero"),
    ("-007 km", "leading zero"),
    ("0x10 m", "got 0x10 m; must be"),
    ("1_000 km", "write the digits without separators: 1000 km"),
    ("1,000 km", "write the digits without separators: 1000 km"),
    ("1,234,567.5 m", "write the digits without separators: 1234567.5 m"),
    ("1,5 km", "write a decimal point: 1.5 km"),
    ("5. km", "a digit on both sides of the point"),
    (".5 km", "a digit on both sides of the point"),
    ("\u2212100 km", "typographic minus; write -100 km"),
    ("550 kilometres", "an unknown unit; did you mean 550 km?"),
    ("550 KM", "did you mean 550 km?"),
    ("550 mi", "an unknown unit"),
    ("550 km extra", "got 550 km extra"),
    ("5 5 km", "got 5 5 km"),
    ("\u0665\u0660 km", "must be a number and its unit"),
]


@pytest.mark.reference
@pytest.mark.parametrize(("text", "fragment"), BAD)
def test_bad_lengths_say_how_to_write_them(text: str, fragment: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_quantity(text, Dimension.LENGTH)
    assert fragment in str(caught.value)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("010", "leading zero; write 10"),
        ("4.0", "whole number"),
        ("-1", "whole number"),
        ("1,584", "write the digits without separators: 1584"),
        ("1e3", "whole number"),
        ("4 km", "whole number without unit"),
        ("", "got nothing"),
        ("9" * 40, "far too large"),
    ],
)
def test_bad_counts_say_how_to_write_them(text: str, fragment: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_count(text)
    assert fragment in str(caught.value)


@pytest.mark.law
def test_the_table_is_closed_and_each_dimension_has_its_si_unit() -> None:
    assert 30 <= len(UNITS) <= 50
    for dimension in Dimension:
        if dimension not in (Dimension.COUNT, Dimension.MONEY_PER_TIME, Dimension.DATE):
            assert UNITS[dimension.si].to_si(1.0) == 1.0
            assert dimension.si in symbols(dimension)
