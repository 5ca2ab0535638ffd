"""A cost on the page: curves, years, layers, published totals, drivers, for any values and with parts left out."""

import re

import numpy as np
import pytest
import xarray as xr
from made_cost import cost
from outline import Outline

from cupola.report import cost_years, costs, pieces, strips

NO_NUMBER = re.compile(r"(?i)(?<![a-z])(?:nan|nat|inf|infinite)(?![a-z])")


def section_of(data: xr.Dataset) -> str:
    """The section, which nests and holds no number that is none."""
    html = costs.section(data)
    outline = Outline(html)
    labels = " ".join(attributes.get("aria-label") or "" for _, attributes in outline.tags)
    assert outline.open == []
    assert not NO_NUMBER.search(outline.text)
    assert not NO_NUMBER.search(labels)
    ids = [attributes["id"] for _, attributes in outline.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    return html


def text_of(data: xr.Dataset) -> str:
    return Outline(section_of(data)).text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.story
def test_everything_is_told_once():
    told = text_of(cost())
    for words in (
        "priced 500 times from 2026 to 2030, in constant 2026 USD",
        "P50 is 15 billion USD, P80 18 billion USD",
        "The shield: first unit",
        "the cost falls with it",
        "35.0 % of the trials meet both; 50.0 % the cost, 70.0 % the date",
        "none stated: the published total alone covers <b>more</b>",
        "Two billion",
    ):
        assert words in told


@pytest.mark.story
def test_layers_stand_in_the_table_with_their_share_of_the_spread():
    html = section_of(cost())
    (table,) = [one for one in re.findall(r"<table.*?</table>", html, re.DOTALL) if "What each costs over all years" in one]
    rows = [
        [Outline(cell).text for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL)] for row in re.findall(r"<tr.*?</tr>", table)
    ]
    assert [row[0] for row in rows[1:]] == ["The shield", "طبقة الرصد", "All"]
    assert rows[1][1].startswith("5 billion USD")
    assert [row[4] for row in rows[1:3]] == ["130 %", "\u221230 %"]


@pytest.mark.story
def test_what_nobody_prices_is_left_out():
    told = text_of(cost(layers=1, ranged=False, budgets=False, pair=False))
    assert "No number that is priced has a range" in told
    assert "Published" not in told
    assert "Within" not in told


@pytest.mark.story
@pytest.mark.parametrize("layers", [1, 3, 14])
def test_any_number_of_layers_is_drawn(layers: int):
    plots = [attributes for attributes in Outline(section_of(cost(layers=layers))).all("svg") if attributes.get("class") == "plot"]
    assert len(plots) == 2


@pytest.mark.story
def test_each_colour_is_of_one_layer_and_the_cheapest_share_one():
    """Layer n costs n + 1: of fourteen the first five are the cheapest; ten have each a colour of their own."""
    many, ten = cost_years.parts_of(cost(layers=14)), cost_years.parts_of(cost(layers=10))
    assert [part.layers for part in many] == [*((at,) for at in range(5, 14)), tuple(range(5))]
    assert many[-1].title == "5 others, the cheapest"
    assert [part.layers for part in ten] == [(at,) for at in range(10)]
    assert all(len({part.hue for part in parts}) == 10 for parts in (many, ten))
    assert text_of(cost(layers=14)).count("5 others, the cheapest") == 2


@pytest.mark.story
def test_columns_stand_on_zero_however_little_they_differ():
    columns = pieces.Columns(np.arange(2027.0, 2030.0), np.array([[3.0, 3.0, 3.0], [0.3, 0.2, 0.1]]), ["#000000", "#ffffff"])
    low, high = strips.reach([strips.Strip("", [columns], "USD", 100.0)])
    assert low == 0.0
    assert 3.3 < high < 4.0


@pytest.mark.story
def test_a_range_of_nothing_is_one_number():
    told = text_of(cost(ranged=False).assign(by_layer_low=cost().by_layer, by_layer_high=cost().by_layer))
    assert "5 to 5" not in told
    assert "5 billion USD" in told


@pytest.mark.story
def test_nothing_at_all_still_makes_a_section():
    data = cost(budgets=False, ranged=False, pair=False)
    empty = data.map(lambda held: held * 0.0 if held.dtype.kind == "f" else held, keep_attrs=True)
    assert "Nothing is spent." in text_of(empty.assign_attrs(data.attrs))
