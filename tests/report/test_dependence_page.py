"""A dependence study on the page: cases, matrix, dates, capability, costs, supplies and worth, for any values and with parts left out."""

import dataclasses
import math
import re

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from made_dependence import FUNCTIONS, MEMBERS, dependence, figures, make_dependence_run, worth
from made_run import make_run
from outline import Outline

from cupola.report import dependence as section
from cupola.report import outcomes, render, worths
from cupola.report.dates import not_before
from cupola.report.quantities import told_value

NO_NUMBER = re.compile(r"(?i)(?<![a-z])(?:nan|nat|inf|infinite)(?![a-z])")

HOSTILE = "\"><script>alert('x')</script><img src=x onerror=alert(1)>&amp;'"


def valued(data: xr.Dataset, more: xr.Dataset) -> xr.Dataset:
    """The arrays with those of what each partner is worth."""
    found = xr.merge([data, more])
    found.attrs = data.attrs | more.attrs
    return found


def told(data: xr.Dataset) -> Outline:
    """The section, which nests, has every id once and holds no number that is none."""
    outline = Outline(section.section(data, figures()))
    labels = " ".join(attributes.get("aria-label") or "" for _, attributes in outline.tags)
    assert outline.open == [] and not NO_NUMBER.search(outline.text) and not NO_NUMBER.search(labels)
    return outline


def rows(html: str, caption: str) -> list[list[str]]:
    """Texts of the cells of each row of the table whose caption begins so."""
    (table,) = [one for one in re.findall(r"<table.*?</table>", html, re.DOTALL) if re.search(f"<caption><span>{caption}", one)]
    lines = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [[Outline(cell).text for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", line, re.DOTALL)] for line in lines]


def bars_of(html: str, heading: str) -> list[list[str]]:
    """Name and words of each row of the bars under a heading."""
    (panel,) = [one for one in re.findall(r"<figure.*?</figure>", html, re.DOTALL) if f"<h4>{heading}</h4>" in one]
    lines = re.findall(r"<tr.*?</tr>", panel, re.DOTALL)
    return [[Outline(cell).text for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", line, re.DOTALL)] for line in lines]


@pytest.fixture(scope="module")
def html() -> str:
    return section.section(dependence(), figures())


@pytest.mark.story
def test_the_page_has_the_section_its_style_and_the_badge_and_others_do_not():
    page = render(make_dependence_run(dependence()))
    outline = Outline(page)
    assert outline.open == [] and not {tag for tag, _ in outline.tags} & {"script", "iframe", "img"}
    assert "What happens when a partner leaves" in outline.text and ".shades" in page and "Notional, public sources" in outline.text
    cards = re.findall(r'<article class="card".*?</article>', page, re.DOTALL)
    assert "January 2030" in Outline(cards[0]).text
    assert "not before 2040 not before 2040-01-01; airlock for the crew and for science: nobody supplies it" in Outline(cards[1]).text
    run = make_run()
    without = render(dataclasses.replace(run, arrays={"coverage": run.arrays["coverage"].isel(view=[2])}))
    assert ".shades" not in without and 'id="dependence"' not in without


@pytest.mark.story
def test_each_case_says_what_is_lost_later_less_and_dearer_and_why(html: str):
    cards = [Outline(one).text for one in re.findall(r"<div><h3 .*?</div>", html, re.DOTALL)]
    beta, alpha, swap, zeta = cards
    assert beta == (
        "Without Beta Crew goes out: not before 2040 instead of January 2030. As planned: Half of the satellites and Crew lives aboard. "
        "Share of time in stereo over North Korea, 1 July 2031: none in some trials instead of 88.0 %. Cost: 400 million USD less. "
        "Airlock for the crew and for science: nobody supplies it (Beta left; Gamma Works has no agreement: accords)."
    )
    assert "Without Alpha Crew lives aboard: April 2032 instead of April 2028." in alpha and "Cost: 1.1 billion USD more." in alpha
    # What is short comes before what is only in other hands.
    assert alpha.index("50.0 % of the need stays empty (Alpha left; Zeta can do too little)") < alpha.index(
        "Gamma Works steps in, there in"
    )
    # Of the two days that on which it changes most.
    assert "Longest gap over the targets, 1 January 2029: 40 min instead of 20 min." in alpha and "1 July 2031" not in alpha
    assert (
        swap.startswith("Eta in the place of Delta Without Delta, with Eta") and "Tracking satellites: Eta steps in, there in July" in swap
    )
    assert zeta == "Without Zeta All dates are as planned. Cost: as planned."


@pytest.mark.story
def test_reasons_are_told_apart_and_candidates_that_stay_away_are_none():
    data = dependence()
    titles, words = (data[name].values.astype(object) for name in ("supplier_title", "element_told"))
    titles[3] = "Delta, of the south"
    words[1, 1] = "nobody supplies it: Beta left, Eta left, Delta, of the south is forbidden by the act, of 2011, Zeta can do too little"
    words[1, 2] = "nobody supplies it: nobody was ever named"
    data["supplier_title"], data["element_told"] = ("supplier", titles.astype(str)), (("case", "element"), words.astype(str))
    assert outcomes.reasons(data, 1, 1) == ["Beta left", "Delta, of the south is forbidden by the act, of 2011", "Zeta can do too little"]
    assert outcomes.reasons(data, 1, 2) == outcomes.reasons(data, 0, 0) == []


@pytest.mark.story
def test_the_cases_stand_side_by_side(html: str):
    """What is told goes down the page where there is more of it than of cases, and each day of a figure has its row."""
    found = rows(html, "The cases side by side")
    assert found[0] == ["What", "As planned", "Without Beta", "The strike of الشركة", "Eta in the place of Delta", "Without Zeta"]
    stereo, gap = "Share of time in stereo over North Korea", "Longest gap over the targets"
    each = [f"{stereo}, 1 January 2029", f"{stereo}, 1 July 2031", f"{gap}, 1 January 2029", f"{gap}, 1 July 2031"]
    assert [row[0] for row in found[1:]] == ["Half of the satellites", *FUNCTIONS.values(), *each, "Cost"]
    assert [row[1] for row in found[1:5]] == ["Jul 2028", "Apr 2028", "Jan 2030", "not before 2040"]
    assert [row[1] for row in found[5:]] == ["60.0 %", "88.0 %", "20 min", "10 min", "3 billion USD"]
    assert found[3][2] == "not before 2040" and found[6][2] == "none"
    assert [row[4] for row in found[6:]] == ["66.0 % −22.0 points", "20 min", "10 min", "3.2 billion USD 200 million USD more"]


@pytest.mark.story
def test_many_cases_go_down_the_page():
    found = rows(section.section(dependence(milestones=(), functions=("exits",), capability=False), figures()), "The cases side by side")
    assert found[0] == ["Case", "Crew goes out", "Cost"]
    assert [row[0] for row in found[1:3]] == ["As planned", "Without Beta"]


@pytest.mark.story
def test_how_much_later_is_what_the_figure_says_not_the_difference_of_two_medians():
    slip = {"living_slip_no_alpha": {"value": 2.5, "unit": "years", "label": ""}}
    found = rows(section.section(dependence(), slip), "The cases side by side")
    assert found[2][3] == "Apr 2032 2.5 years later"


@pytest.mark.story
def test_the_matrix_says_in_words_what_its_shades_say(html: str):
    found = rows(html, "Years by which each function")
    assert found[0] == ["Function", "Alpha", "Beta", "Gamma Works", "Delta", "Epsilon", "Zeta"]
    assert found[1] == ["Crew lives aboard", "+4.0", "0", "0", "0", "−0.3", "0"]
    assert found[2] == ["Crew goes out", "+4.0", "lost", "0", "0", "−0.3", "0"]
    assert found[3] == ["Never there at all", "not before 2040 as planned either"]
    elements = rows(html, "Years by which each element")
    assert elements[3] == ["Seats to the station", "lost", "0", "0", "0", "0", "0"]
    folded = re.search(r"<details>.*?</details>", html, re.DOTALL)
    assert folded is not None and "Years by which each element" in folded[0]
    text = Outline(html).text
    assert "Lost for good when one leaves alone: with Alpha “Seats to the station”; with Beta “Crew goes out”" in text
    assert "Nothing is later when Gamma Works or Zeta leaves." in text


@pytest.mark.story
def test_of_many_partners_those_that_delay_nothing_have_no_column():
    data = dependence(members=[*MEMBERS, *(f"p{at}" for at in range(12))])
    found = rows(section.section(data, figures()), "Years by which each function is later .*; 14 more partners make nothing later")
    assert found[0] == ["Function", "Alpha", "Beta", "Delta", "Epsilon"]


@pytest.mark.story
def test_dates_stand_on_one_axis_and_cases_with_those_of_the_plan_share_its_row(html: str):
    found = bars_of(html, "When it is there")
    assert found[1:4] == [
        ["Half of the satellites"],
        ["As planned, and in 3 other cases", "", "Jul 2028 Mar 2028 – Jan 2029"],
        ["Eta in the place of Delta", "", "Jan 2030 Sep 2029 – Jul 2030"],
    ]
    assert ["Without Beta", "", "not before 2040"] in found and found[-1] == ["As planned, in all cases", "", "not before 2040"]
    assert "Not before 2040: Crew goes out (Without Beta)." in Outline(html).text


@pytest.mark.story
def test_a_late_end_beyond_the_horizon_is_open():
    data = dependence()
    data["function_date"].values[1, 0] = [2038.0, 2039.0, np.inf]
    (row,) = [one for one in bars_of(section.section(data, figures()), "When it is there") if one[2:] == ["Jan 2039 from Jan 2038 on"]]
    assert row[0] == "Without Beta"


@pytest.mark.story
def test_capability_has_a_dot_for_each_trial_that_has_a_value(html: str):
    (panel,) = [one for one in re.findall(r"<figure.*?</figure>", html, re.DOTALL) if "<h4>Share of time in stereo" in one]
    # Five cases on two days in three trials, less the four of Beta that have no value; none in the legend.
    assert panel.count('stroke-linecap="round"') == 5 * 2 * 3 - 4
    found = bars_of(html, "Share of time in stereo over North Korea")
    assert ["Without Beta", "none in any trial", "none"] in found and ["Without Beta", "", "in 2 of 3"] in found
    assert ["Eta in the place of Delta", "", "45.0 % −15.0 points"] in found
    assert "The greatest change: Eta in the place of Delta, −22.0 points on 1 July 2031." in Outline(html).text


@pytest.mark.story
def test_costs_are_told_with_what_each_case_costs_more(html: str):
    found = bars_of(html, "What it costs")
    assert found[1] == ["As planned", "", "3 billion USD"] and found[2] == ["Without Beta", "", "2.6 billion USD 400 million USD less"]
    assert "Farthest from it: \u2068The strike of" in Outline(html).text and found[5][2] == "3 billion USD the same"


@pytest.mark.story
def test_supplies_masses_and_who_steps_in_are_told(html: str):
    found = bars_of(html, "Who supplies what, as planned")
    # 0.5² + 0.3² + 0.2² = 0.38.
    assert found[3] == ["Seats to the station", "", "Alpha 50.0 % Gamma Works 30.0 % Delta 20.0 % concentration 0.38"]
    assert found[5] == ["Cargo", "", "Epsilon 70.0 % nobody 30.0 %"]
    # 20 t of 38.8 t: 6 t of tracking satellites go 3 to 2, and of the cargo 2.8 t of 4 t are supplied.
    assert bars_of(html, "Mass by supplier, as planned")[1] == ["Alpha", "", "20 t 51.5 %"]
    assert "The mass of 1 element is not told." in Outline(html).text
    moves = rows(html, "Elements in other hands")
    assert moves[2] == [
        "Airlock for the crew and for science",
        "nobody",
        "not before 2040 instead of Jan 2028",
        "none",
        "Beta left; Gamma Works has no agreement: accords",
    ]
    assert ["Core module", "Gamma Works", "Jan 2031 instead of Jan 2027", "1.25 times", ""] in moves
    assert ["Tracking satellites", "Eta 60.0 % ; Epsilon 40.0 %", "Jul 2028 instead of Jan 2027", "1.25 times", ""] in moves


@pytest.mark.story
def test_worth_is_told_with_its_interval_vetoes_and_what_is_lost_alone():
    html = section.section(valued(dependence(), worth()), figures())
    found = bars_of(html, "What each partner is worth")
    assert found[1] == ["Alpha", "", "6.67 years 10 years; veto"] and found[2] == ["Beta", "", "1.67 years 0 years"]
    text = Outline(html).text
    assert "Years that crew goes out before 2040-01-01: everyone together 10 years" in text and "over all 8 coalitions" in text
    assert "Interchangeable: Beta and Gamma Works. Enough for 99.0 % of it: Alpha and Beta; or Alpha and Gamma Works." in text
    costs = bars_of(html, "What each partner adds to the cost")
    assert costs[1:] == [["Beta", "", "200 million USD"], ["Gamma Works", "", "−100 million USD"], ["Alpha", "none reaches it without", ""]]
    sampled = section.section(valued(dependence(), worth(exact=False)), figures())
    assert "a sample of 8 coalitions" in Outline(sampled).text and "veto" not in sampled and "Enough" not in sampled


@pytest.mark.law
def test_what_was_not_asked_is_left_out():
    bare = dependence(cases=("",), functions=(), milestones=(), capability=False, priced=False, masses=False)
    text = told(bare).text
    assert "Nothing in the file is priced." in text and "Years by which each element is later" in text
    for absent in ("Case by case", "When it is there", "What it costs", "Mass by supplier", "worth", "Elements in other hands"):
        assert absent not in text
    planned = section.section(dependence(cases=("",)), figures())
    assert "Case by case" not in planned and bars_of(planned, "When it is there")[3] == [
        "Crew goes out",
        "",
        "Jan 2030 Sep 2029 – Jul 2030",
    ]
    few = told(dependence(cases=("", "no-beta"), milestones=(), functions=("exits",), capability=False, priced=False)).text
    assert "Share of time" not in few and "Half of the satellites" not in few and "Cost:" not in few
    alone = told(dependence(members=(), cases=("", "swap"))).text
    assert "Years by which" not in alone and "Eta steps in" in alone


@pytest.mark.law
@settings(max_examples=12, deadline=None)
@given(
    late=st.lists(st.sampled_from([0.0, -0.02, -2.0, 0.04, 1.0, 3.0, 40.0, math.inf, math.nan]), min_size=18, max_size=18),
    dates=st.lists(st.sampled_from([2026.9, 2031.0, 2039.99, math.inf]), min_size=45, max_size=45),
    capability=st.lists(st.sampled_from([0.0, 1.0, -3.0, 1e7, math.nan, math.inf]), min_size=60, max_size=60),
    cost=st.sampled_from([0.0, 1.0, 5e11]),
)
def test_any_values_make_a_whole_section(late: list[float], dates: list[float], capability: list[float], cost: float):
    data = valued(dependence(), worth())
    data["function_late"].values[:] = np.array(late).reshape(6, 3)
    data["function_date"].values[:] = np.sort(np.array(dates).reshape(5, 3, 3), axis=2)
    data["capability"].values[:] = np.array(capability).reshape(2, 5, 2, 3)
    data["cost"].values[:] = cost
    told(data)


@pytest.mark.law
def test_titles_cannot_break_out():
    data = dependence()
    for name in ("case_title", "case_without", "element_title", "function_title", "supplier_title", "member_title", "figure_label"):
        data[name] = (data[name].dims, [f"{HOSTILE}{at}" for at in range(data[name].size)])
    outline = told(data)
    assert not {tag for tag, _ in outline.tags} & {"script", "img"}
    assert not any(name.startswith("on") for _, attributes in outline.tags for name in attributes)


@pytest.mark.reference
def test_what_lies_beyond_the_horizon_is_told_as_such():
    note = "not before 2040-01-01; Airlock: nobody supplies it"
    assert told_value({"value": None, "unit": "calendar year", "note": note}) == "not before 2040"
    assert told_value({"value": None, "unit": "calendar year", "note": "there is none"}) == "not reached"
    assert told_value({"value": None, "unit": "years", "note": note}) == "never there"
    assert told_value({"value": None, "unit": "USD", "note": note}) == "none"
    assert worths.amount(4e-5, "years", 8.0).replace("\u202f", " ").replace("\u00a0", " ") == "< 0.008 years"
    assert not_before("2035-06-30") == "not before June 2035"


@pytest.mark.reference
@pytest.mark.parametrize(
    ("value", "other", "unit", "told"),
    [
        (0.7, 0.8, "1", "−10.0 points"),
        (0.8, 0.8, "1", ""),
        (1200.0, 600.0, "s", "+10 min"),
        (600.0, 600.1, "s", ""),
        (math.nan, 1.0, "1", ""),
    ],
)
def test_differences_read_well(value: float, other: float, unit: str, told: str):
    assert outcomes.differs(value, other, unit).replace("\u202f", " ").replace("\u00a0", " ") == told
