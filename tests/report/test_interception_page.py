"""Interceptors on the page: sizes by model, confidences as bars, ratios by latitude, for any values and with parts left out."""

import re
from itertools import product

import numpy as np
import pytest
import xarray as xr
from made_interception import figures, interception, make_interception_run
from outline import Outline

from cupola.report import interception as section
from cupola.report import render, sizes

NO_NUMBER = re.compile(r"(?i)(?<![a-z])(?:nan|nat|inf|infinite)(?![a-z])")
HOSTILE = "\"><script>alert('x')</script>"


def made(data: xr.Dataset, reach: bool = True) -> str:
    """The section, which nests and holds no number that is none."""
    html = section.section(data, figures(reach), {"sda-2024": {"title": "A source"}})
    outline = Outline(html)
    labels = " ".join(attributes.get("aria-label") or "" for _, attributes in outline.tags)
    assert outline.open == [] and not NO_NUMBER.search(outline.text) and not NO_NUMBER.search(labels)
    ids = [attributes["id"] for _, attributes in outline.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    return html


@pytest.mark.story
def test_the_page_holds_the_section_and_says_that_it_is_notional():
    page = render(make_interception_run(interception()))
    outline = Outline(page)
    assert outline.open == [] and "How many interceptors" in outline.text
    panels = re.findall(r'<figure class="panel">.*?</figure>', page, re.DOTALL)
    assert len(panels) == 2 * 4 + 2 and all("Notional, public sources." in panel for panel in panels)
    assert "a spread of models, never the truth" in outline.text


@pytest.mark.story
def test_what_is_drawn_is_said():
    text = Outline(made(interception())).text
    assert "15 g up to 6 km/s" in text and "shells at 300 km and 400 km and 57.3°" in text and "7,800 are flown" in text
    assert "One missile: 1,600 to 2,400; 10 missiles: 16,000 to 24,000." in text
    assert "No number gives it against one missile" in text
    assert "leave 45 s of the burn in the median" in text and "50 % of the launches and trials leave any reach" in text.replace(
        "50.0", "50"
    )
    assert "Beyond 60° none comes in reach." in text


@pytest.mark.story
def test_bars_reach_as_far_as_each_confidence_takes():
    """Of the random spread against one missile: 1,000 and 2,000, the second bar from where the first ends."""
    row = re.search(r"<tr><th[^>]*>Random all over the sphere</th>.*?</tr>", made(interception()))
    assert row and "<b>2,000</b>" in row[0] and "1,000 to 2,000" in row[0]
    (first, one), (second, two) = [(float(x), float(wide)) for x, wide in re.findall(r'<rect x="([\d.]+)" y="5" width="([\d.]+)"', row[0])]
    assert first == 0.0 and second == pytest.approx(one, abs=0.2) and two == pytest.approx(one, abs=0.2)


@pytest.mark.story
@pytest.mark.parametrize(("published", "ladder", "reach"), list(product([True, False], repeat=3)))
def test_parts_may_be_left_out(published: bool, ladder: bool, reach: bool):
    html = made(interception(published, ladder, reach), reach)
    assert ("An office" in html) == published
    assert ("Nothing is in reach at any latitude" in html) != reach
    assert '<th scope="row" dir="auto">In even planes</th>' in html or not ladder


@pytest.mark.story
def test_titles_cannot_be_markup():
    data = interception()
    data["case_title"] = ("case", [HOSTILE] * 2)
    data["published_title"] = ("published", [HOSTILE] * 3)
    data.attrs["title"] = HOSTILE
    assert "<script" not in made(data)


@pytest.mark.law
def test_letters_on_one_place_stand_side_by_side():
    axis = sizes.Along("missiles", 1.0, 10.0, [1.0, 10.0], ["1", "10"], logarithmic=True)
    line = sizes.Line(np.array([1.0, 10.0]), np.array([1e3, 1e4]), 0)
    both = [sizes.Lettered(2.0, 2_000.0, letter) for letter in "PQ"]
    svg = sizes.drawn("letters", "", "interceptors", axis, [line], both)
    at = {letter: float(x) for x, letter in re.findall(r'translate\(([\d.]+) [\d.]+\)"[^>]*>([PQ])<', svg)} or {
        letter: float(x) for x, letter in re.findall(r'<text[^>]*? x="([\d.]+)"[^>]*>([PQ])<', svg)
    }
    assert at["Q"] - at["P"] >= sizes.LETTER


@pytest.mark.law
def test_ticks_are_round_and_few():
    for low, high in ((1.0, 10.0), (30.0, 3e6), (900.0, 1_100.0), (0.5, 2e9)):
        ticks = sizes.round_numbers(low, high)
        assert ticks and len(ticks) <= 10 and all(low <= tick <= high for tick in ticks) and ticks == sorted(ticks)
