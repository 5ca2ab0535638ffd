"""Instants of UTC as text: what is read, what is refused and in which words."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.epochs.calendar import Instant, InstantError, parse_instant
from cupola.errors import InputError


@pytest.mark.reference
@pytest.mark.parametrize(
    ("text", "utc"),
    [
        # The five examples of RFC 3339, section 5.8.
        ("1985-04-12T23:20:50.52Z", Instant(1985, 4, 12, 23, 20, 50.52)),
        ("1996-12-19T16:39:57-08:00", Instant(1996, 12, 20, 0, 39, 57.0)),
        ("1990-12-31T23:59:60Z", Instant(1990, 12, 31, 23, 59, 60.0)),
        ("1990-12-31T15:59:60-08:00", Instant(1990, 12, 31, 23, 59, 60.0)),
        ("1985-04-12T23:20:50.52z", Instant(1985, 4, 12, 23, 20, 50.52)),
        # IERS Bulletin C 52: the leap second at the end of 2016.
        ("2016-12-31T23:59:60Z", Instant(2016, 12, 31, 23, 59, 60.0)),
        ("2017-01-01T00:59:60+01:00", Instant(2016, 12, 31, 23, 59, 60.0)),
        ("2017-01-01T05:29:60.75+05:30", Instant(2016, 12, 31, 23, 59, 60.75)),
        ("1972-06-30T23:59:60Z", Instant(1972, 6, 30, 23, 59, 60.0)),
    ],
)
def test_published_instants_are_read(text: str, utc: Instant):
    assert parse_instant(text) == utc


@pytest.mark.law
@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-08-01T00:00Z", "2026-08-01T00:00:00Z"),
        ("  2026-08-01T00:00:00Z\n", "2026-08-01T00:00:00Z"),
        ("2024-03-01T00:30:00+01:00", "2024-02-29T23:30:00Z"),
        ("2023-03-01T00:30:00+01:00", "2023-02-28T23:30:00Z"),
        ("2025-12-31T23:30:00-01:00", "2026-01-01T00:30:00Z"),
        ("1959-12-31T23:30:00-01:00", "1960-01-01T00:30:00Z"),
        ("2000-02-29T12:00:00Z", "2000-02-29T12:00:00Z"),
        ("2026-01-01T00:00:00.000000001Z", "2026-01-01T00:00:00.000000001Z"),
    ],
)
def test_offsets_and_blanks_are_taken_away(text: str, utc: str):
    assert parse_instant(text).isoformat() == utc


@pytest.mark.law
def test_a_long_fraction_never_carries_into_the_next_second():
    assert 59.999 < parse_instant("2026-01-01T00:00:59.99999999999999999999Z").second < 60.0


@pytest.mark.law
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-08-01", "a date without a time of day"),
        ("2026-08-01T00:00:00", "a time without a zone"),
        ("1 August 2026", "write an instant as 2026-08-01T00:00:00Z"),
        ("2026-08-01 00:00:00Z", "write an instant as"),
        ("2026-08-01T00Z", "write an instant as"),
        ("٢٠٢٦-08-01T00:00:00Z", "write an instant as"),
        ("2100-02-29T00:00:00Z", "no day 29 in 2100-02, which has 28 days"),
        ("2026-04-31T00:00:00Z", "no day 31 in 2026-04"),
        ("2026-13-01T00:00:00Z", "month 13 is outside 1 to 12"),
        ("2026-00-01T00:00:00Z", "month 0 is outside"),
        ("2026-08-01T24:00:00Z", "midnight is 00:00 of the next day"),
        ("2026-08-01T23:60:00Z", "minute 60 is outside 0 to 59"),
        ("2026-08-01T23:59:61Z", "second 61 is outside"),
        ("2026-08-01T00:00:00+24:00", "offset +24:00 is outside"),
        ("1959-12-31T23:59:59Z", "year 1959 of UTC is outside 1960 to 2200"),
        ("2200-12-31T23:30:00-01:00", "year 2201 of UTC is outside"),
        ("2026-06-30T23:59:60Z", "none is known at 2026-06-30T23:59"),
        ("2016-12-31T23:58:60Z", "none is known at 2016-12-31T23:58"),
        ("2016-12-31T23:59:60+01:00", "none is known at 2016-12-31T22:59"),
        ("1971-12-31T23:59:60Z", "none is known at 1971-12-31T23:59"),
    ],
)
def test_refusals_say_what_was_got_and_what_is_allowed(text: str, words: str):
    with pytest.raises(InstantError) as caught:
        parse_instant(text)
    assert words in str(caught.value)
    assert repr(text) in str(caught.value)
    assert isinstance(caught.value, InputError)


@pytest.mark.law
@given(
    st.builds(
        Instant,
        year=st.integers(1960, 2200),
        month=st.integers(1, 12),
        day=st.integers(1, 28),
        hour=st.integers(0, 23),
        minute=st.integers(0, 59),
        second=st.floats(0.0, 60.0, exclude_max=True),
    )
)
def test_writing_and_reading_gives_the_same_instant(instant: Instant):
    assert parse_instant(instant.isoformat()) == instant


@pytest.mark.story
def test_reading_an_ordinary_instant_loads_no_numpy():
    code = (
        "import sys; from cupola.epochs.calendar import parse_instant; parse_instant('2026-08-01T00:00:00Z'); "
        "print(sorted({'numpy', 'erfa', 'jaxtyping'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
