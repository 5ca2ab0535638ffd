"""Numbers as text: units, digits, signs and spaces, and the laws that no reader should have to check."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.errors import RunError
from cupola.report.quantities import MINUS, SPACE, THIN, alike, as_written, instant, number, parts, percent, quantity, span
from cupola.report.sentence import told


def read_back(text: str) -> float:
    return float(text.replace(",", "").replace(MINUS, "-"))


@pytest.mark.reference
@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.9637, "1", "96.4 %"),
        (0.0, "1", "0 %"),
        (1.0, "1", "100 %"),
        (0.99996, "1", "> 99.99 %"),
        (0.9995, "1", "99.95 %"),
        (2.41, "1", "2.41"),
        (45.0, "s", "45 s"),
        (90.0, "s", "90 s"),
        (372.0, "s", "6.2 min"),
        (9000.0, "s", "2.5 h"),
        (86_400.0, "s", "24 h"),
        (604_800.0, "s", "7 days"),
        (0.012, "s", "12 ms"),
        (0.0, "s", "0 s"),
        (5.5e5, "m", "550 km"),
        (3.5786e7, "m", "35,786 km"),
        (12.0, "m", "12 m"),
        (0.0, "rad", "0°"),
        (-1.0471975511965976, "rad", "−60°"),
        (175e9, "USD", "175 billion USD"),
        (2.5e6, "USD", "2.5 million USD"),
        (4200.0, "kg", "4,200 kg"),
        (23_000.0, "kg", "23 t"),
        (12_345.0, "satellites", "12,345 satellites"),
        (7500.0, "m/s", "7.5 km/s"),
        (2.0e10, "Hz", "20 GHz"),
    ],
)
def test_values_read_as_people_write_them(value: float, unit: str, text: str):
    assert quantity(value, unit).replace(THIN, " ").replace(SPACE, " ") == text


@pytest.mark.reference
def test_ranges_keep_one_unit():
    assert span(240.0, 5400.0, "s").replace(THIN, " ") == "4 to 90 min"
    assert span(0.91, 1.0, "1").replace(THIN, " ") == "91.0 to 100 %"
    assert span(0.5, 2.0, "1") == "0.5 to 2.0"
    assert span(12.3, 20.0, "satellites").replace(SPACE, " ") == "12.3 to 20.0 satellites"
    assert span(0.05, 1200.0, "satellites").replace(SPACE, " ") == "0.05 to 1,200 satellites"
    assert span(0.0, 492.0, "s").replace(THIN, " ") == "0 to 8.2 min"
    assert span(-0.5235987755982988, 0.5235987755982988, "rad") == "−30 to 30°"


@pytest.mark.reference
@pytest.mark.parametrize(
    ("value", "company", "text"),
    [
        (60.0, 120.0, "1 min"),
        (90.0, 480.0, "1.5 min"),
        (60.0, 90.0, "60 s"),
        (45.0, 86_400.0, "45 s"),
        (5400.0, 86_040.0, "1.5 h"),
        (480.0, 86_040.0, "8 min"),
        (86_400.0, 172_800.0, "1 day"),
    ],
)
def test_a_value_takes_the_unit_of_its_company_where_it_fills_one(value: float, company: float, text: str):
    assert quantity(value, "s", company).replace(THIN, " ") == text


@pytest.mark.law
@given(st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=6))
def test_numbers_side_by_side_keep_their_value_and_share_decimals_as_far_as_their_digits_reach(values: list[float]):
    told = alike(values)
    assert [read_back(text) for text in told] == [read_back(number(value)) for value in values]
    decimals = [len(text.partition(".")[2]) for text in told]
    wanted = max(len(number(value).partition(".")[2]) for value in values)
    assert max(decimals) == wanted
    for text, places in zip(told, decimals, strict=True):
        assert places == wanted or len(text.replace(".", "").replace(",", "").lstrip("0")) >= 3


@pytest.mark.reference
@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("-100 deg", "−100 deg"),
        ("35786 km", "35,786 km"),
        ("1000.5 km", "1,000.5 km"),
        ("175e9 USD", "175e9 USD"),
        ("1e-3", "1e-3"),
        ("-2.50000 deg", "−2.50000 deg"),
        ("2026-11-01", "2026-11-01"),
    ],
)
def test_a_number_as_written_gets_its_minus_sign_and_commas_and_nothing_else(written: str, set_: str):
    assert as_written(written, grouped=True) == set_


@pytest.mark.law
@given(st.floats(-1e12, 1e12), st.integers(2, 6))
def test_a_number_stays_within_half_of_its_last_digit(value: float, digits: int):
    text = number(value, digits)
    assert "-" not in text
    if "×" not in text:
        assert read_back(text) == pytest.approx(value, rel=0.51 * 10.0 ** (1 - digits), abs=1e-300)
    else:
        assert abs(value) < 1e-4


@pytest.mark.law
@given(st.floats(0.0, 1.0))
def test_only_always_is_a_hundred_percent_and_only_never_is_zero(share: float):
    text = percent(share)
    assert (text == "100") == (share == 1.0)
    assert (text == "0") == (share == 0.0)
    if re.fullmatch(r"[\d.]+", text):
        assert 0.0 <= float(text) <= 100.0 and float(text) == pytest.approx(100.0 * share, abs=0.0501)
        assert (float(text) < 100.0 or share == 1.0) and (float(text) > 0.0 or share == 0.0)


@pytest.mark.law
@given(st.lists(st.floats(0.001, 0.999), min_size=2, max_size=2))
def test_a_greater_share_never_reads_as_smaller(shares: list[float]):
    low, high = sorted(shares)
    assert float(percent(low)) <= float(percent(high))


@pytest.mark.law
@given(st.floats(1e-3, 1e9), st.sampled_from(["s", "m", "kg", "USD", "Hz", "W", "m^2", "m/s"]))
def test_the_unit_shown_is_neither_far_too_small_nor_far_too_large(value: float, unit: str):
    told_number, shown = parts(value, unit)
    assert shown
    if "×" not in told_number and value >= 1.0:
        assert 0.9 <= read_back(told_number) < 1.01e6 or shown in ("km", "days", "t", "km/s", "km²", "MW")


@pytest.mark.law
def test_missing_values_and_instants_are_told_plainly():
    assert number(float("nan")) == "–" and percent(float("nan")) == "–"
    assert instant("2032-06-21T00:00:00Z") == instant("2032-06-21T00:00:00+00:00") == "2032-06-21 00:00:00 UTC"
    assert instant("2032-06-21T00:00:00+02:00") == "2032-06-21T00:00:00+02:00"


@pytest.mark.story
def test_a_sentence_is_filled_from_its_figures():
    arguments = {"coverage.share": {"value": 0.42, "unit": "1"}, "gap": {"value": 5400.0, "unit": "s", "label": "a gap"}, "who": "York"}
    filled = told({"template": "{who} sees it {coverage.share} of the day, never missing more than {gap}.", "arguments": arguments})
    assert filled.replace(THIN, " ") == "York sees it 42.0 % of the day, never missing more than 90 min."
    with pytest.raises(RunError, match=r"coverage\.lost"):
        told({"template": "{coverage.lost}", "arguments": arguments})
