"""What would change the answer, on the page: a tornado, indices, and figures that have no value at some end."""

import re
from typing import Any

import numpy as np
import pytest
import xarray as xr
from outline import Outline

from cupola.report import sensitivity

pytestmark = pytest.mark.law
NO_NUMBER = re.compile(r"(?i)(?<![a-z])(?:nan|nat|inf|infinite)(?![a-z])")
KEYS = ("vehicles.rocket.flights.rate", "campaigns.main.raising", "campaigns.main.lifetime.mean", "pads.one.most")


def made(unit: str, at: list[list[float]], written: float, label: str = "Half of it: median date") -> xr.Dataset:
    """Arrays as the study leaves them, without indices."""
    values = np.array([[*row, written] for row in at]).reshape(-1, 3)
    known = np.isfinite(values)
    swing = np.where(
        known.any(axis=1), np.nanmax(np.where(known, values, -9e9), axis=1) - np.nanmin(np.where(known, values, 9e9), axis=1), 0.0
    )
    count = len(at)
    coords: dict[str, Any] = {
        "fact": list(KEYS[:count]),
        "end": ["low", "high"],
        "fact_kind": ("fact", ["assumed", "reported", "computed", "assumed"][:count]),
        "fact_source": ("fact", ["", "paper", "", ""][:count]),
        "fact_text": ("fact", ["2 per month"] * count),
        "end_text": (("fact", "end"), [["1 per month", "3 per month"]] * count),
        "held": ["constellations.net.shells.low.planes"],
        "held_why": ("held", ["<b>it changes how many</b>"]),
    }
    arrays: dict[str, Any] = {
        "as_written": ((), written),
        "figure_at": (("fact", "end"), np.array(at)),
        "at_least": (("fact", "end"), np.zeros((count, 2), bool)),
        "swing": (("fact",), swing),
        "turns": (("fact",), known.any(axis=1) & ~known.all(axis=1)),
    }
    attrs = {"label": label, "unit": unit, "note": "not by 2030-01-01" if np.isnan(written) else "", "asked": 9, "flown": 7}
    return xr.Dataset(arrays, coords=coords, attrs=attrs)


def figures(data: xr.Dataset) -> dict[str, dict[str, Any]]:
    """The figures that the section reads."""
    written = float(data["as_written"].values)
    matter = int((data["turns"].values | (data["swing"].values > 0.0)).sum())
    return {
        "as_written": {"value": None if np.isnan(written) else written, "unit": data.attrs["unit"]},
        "facts_varied": {"value": float(data.sizes["fact"])},
        "facts_that_matter": {"value": float(matter)},
    }


def page(data: xr.Dataset) -> Outline:
    """The section read back: it nests and holds no number that is none."""
    outline = Outline(sensitivity.section(data, figures(data), {"paper": {"title": "Paper"}}))
    labels = " ".join(attributes.get("aria-label") or "" for _, attributes in outline.tags)
    assert outline.open == []
    assert not NO_NUMBER.search(outline.text)
    assert not NO_NUMBER.search(labels)
    return outline


def test_the_three_facts_are_named_in_one_sentence_and_changes_of_shares_are_points():
    outline = page(made("1", [[0.2, 0.6], [0.35, 0.45], [0.4, 0.41], [0.4, 0.4]], 0.4, "Chance"))
    first = outline.text.index(
        "The three facts that would change it most: vehicles.rocket.flights.rate (20.0 % at 1 per month, 60.0 % at 3 per month)"
    )
    assert "campaigns.main.lifetime.mean" in outline.text[first : first + 400]
    assert "40.0 points" in outline.text
    assert "4 facts with a range went to both ends, one at a time: 3 of them move it; 1 more is held as written." in outline.text
    assert {"href": "#source-paper"} in outline.all("a")
    assert "<b>it changes how many</b>" in outline.text


def test_bars_run_from_what_is_as_written_to_each_end():
    html = sensitivity.section(data := made("s", [[60.0, 180.0]], 120.0, "Wait"), figures(data), {})
    bars = [(float(x), float(wide)) for x, wide in re.findall(r'<rect x="([\d.]+)" y="5" width="([\d.]+)"', html)]
    (low, wide_low), (high, wide_high) = sorted(bars)
    assert low + wide_low == pytest.approx(high, abs=0.2) == pytest.approx(500.0, abs=0.2)
    assert wide_low == pytest.approx(wide_high, abs=0.2)


@pytest.mark.parametrize("written", [2028.5, np.nan])
def test_a_date_that_is_not_reached_is_said_and_pointed_at(written: float):
    outline = page(made("calendar year", [[np.nan, 2027.5], [2028.25, 2029.0]] if written == written else [[np.nan, 2029.0]], written))
    assert "1 per month: not reached" in outline.text
    assert "Jul" in outline.text or "2029" in outline.text


def test_nothing_that_moves_is_said_in_words():
    outline = page(made("1", [[0.4, 0.4]], 0.4))
    assert "No fact moves it, at either end of its range." in outline.text


def test_indices_have_their_intervals_and_a_reason_where_there_are_none():
    data = made("1", [[0.2, 0.6], [0.35, 0.45]], 0.4)
    given = {"first_order": [0.5, -0.02], "first_order_error": [0.1, 0.1], "total_order": [0.8, 0.3], "total_order_error": [0.4, 0.1]}
    indexed = data.assign({name: ("drawn", row) for name, row in given.items()}).assign_coords(drawn=list(KEYS[:2]))
    indexed = indexed.assign_attrs(base_samples=16, draws_together=64, no_indices="")
    outline = page(indexed)
    assert "0.80 ± 0.40" in outline.text
    assert "alone −0.02 ± 0.10" in outline.text
    assert "Alone the facts explain 50.0 % of it" in outline.text
    none = data.assign({name: ("drawn", []) for name in given}).assign_attrs(
        base_samples=16, draws_together=0, no_indices="no fact moves it"
    )
    assert "No indices: no fact moves it." in page(none).text
