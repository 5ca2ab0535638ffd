"""A deployment on the page: growth, milestones, launches, what held it up, payloads, capability, for any values and with parts left out."""

import dataclasses
import re
from typing import Any

import numpy as np
import pytest
import xarray as xr
from made_deployment import VARIANTS, capability, deployment, figures, make_deployment_run
from made_run import make_run
from outline import Outline

from cupola.exports.tables import study_tables
from cupola.report import days, flights, growing, lift, pieces, render, strips
from cupola.report import deployment as section
from cupola.report.comparing import _pair
from cupola.report.dates import between, of_year, shortened
from cupola.report.quantities import margin, quantity, span, told_value

NO_NUMBER = re.compile(r"(?i)(?<![a-z])(?:nan|nat|inf|infinite)(?![a-z])")

HOSTILE = "\"><script>alert('x')</script><img src=x onerror=alert(1)>&amp;'"


@pytest.fixture(scope="module")
def page() -> str:
    return render(make_deployment_run(deployment(), capability()))


def sections_of(data: xr.Dataset, able: xr.Dataset | None = None) -> dict[str, str]:
    """The sections, which nest and hold no number that is none."""
    given = {"deployment": data} | ({"capability": able} if able is not None else {})
    made = section.sections(given, {"deployment": {"figures": figures(data)}, "capability": {"figures": {}}})
    for html in made.values():
        outline = Outline(html)
        labels = " ".join(attributes.get("aria-label") or "" for _, attributes in outline.tags)
        assert outline.open == [] and not NO_NUMBER.search(outline.text) and not NO_NUMBER.search(labels)
        ids = [attributes["id"] for _, attributes in outline.tags if attributes.get("id")]
        assert len(ids) == len(set(ids))
    return made


def rows(page: str, caption: str) -> list[list[str]]:
    """Texts of the cells of each row of the table whose caption begins so."""
    (table,) = [one for one in re.findall(r"<table.*?</table>", page, re.DOTALL) if re.search(f"<caption><span>{caption}", one)]
    lines = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [[Outline(cell).text for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", line, re.DOTALL)] for line in lines]


@pytest.mark.story
def test_the_page_is_whole_and_in_order(page: str):
    outline = Outline(page)
    assert outline.open == [] and not {tag for tag, _ in outline.tags} & {"script", "iframe", "img"}
    ids = [attributes["id"] or "" for _, attributes in outline.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    order = ["figures", "flown", "deployment", "lift", "capability", "why"]
    assert [name for name in ids if name in order] == order
    assert not NO_NUMBER.search(outline.text) and "holdups" in page
    drawn = [attributes["aria-label"] or "" for attributes in outline.all("svg") if attributes.get("class") == "plot"]
    # Growth, milestones, launches, loads that wait, whereabouts; five figures of capability that change.
    assert len(drawn) == 10 and all(re.search(r"\d", label) and label.endswith(".") for label in drawn)


@pytest.mark.law
def test_a_page_without_a_deployment_does_not_carry_its_style(page: str):
    run = make_run()
    without = render(dataclasses.replace(run, arrays={"coverage": run.arrays["coverage"].isel(view=[2])}))
    assert ".campaign" in page and ".campaign" not in without and 'id="deployment"' not in without


@pytest.mark.story
def test_growth_says_the_end_and_holds_the_forecast_against_what_was_flown(page: str):
    text = Outline(page).text
    # 0.9 x 240 a year x 121 steps of 15 days, and 0.8 and 1.1 times that.
    assert "At the end, in June 2030, the middle trial has 1,073 satellites at work; eight trials in ten have 859 to 1,181." in text
    assert "The middle of the variants: Without the Eagle 429; More made 1,288." in text
    assert "Known on 1 July 2025: 2 launches with 40 satellites." in text
    # Thirteen steps are over: 40 + 240 x 195 / 365.25 = 168.
    assert "By 15 January 2026 65 had really been launched, which the forecast does not know: fewer than the 135 to 185 that eight" in text
    none = Outline(sections_of(deployment(flown=False))["deployment"]).text
    assert "really" not in none


@pytest.mark.story
def test_milestones_are_told_by_letter_date_and_chance(page: str):
    text = Outline(page).text
    assert (
        "A Service begins: 200 at work B Half of them: 600 at work by 1 July 2027 C All of them: 1,200 launched by 31 December 2028" in text
    )
    assert "B: 0 % make it by 1 July 2027; half of the trials have it by July 2028." in text
    told = rows(page, "When milestones")
    assert told[0] == ["Milestone", "1 in 10 by", "Half by", "9 in 10 by", "In time", "By June 2030", "Made a month"]
    assert told[5] == ["B Half of them 600 at work by 1 July 2027, which asks for 65.4 satellites a month"]
    # 600 / 200 years, from 1 July 2025: 0.8 and 1.5 times that beside it, each 40 days either way; in brackets the figure's range.
    assert told[6][:4] == [
        VARIANTS[""],
        "November 2027 Oct 2027 – Jan 2028",
        "July 2028 May – Aug 2028 (Nov 2027 – Feb 2029)",
        "December 2029 Nov 2029 – Feb 2030",
    ]
    assert told[6][4:] == ["47.8 % ± 3.1 points (10.0–58.0 %)", "100 % ± 0.2 points", "38.7 (32.5–48.5)"]
    # Without the Eagle it takes 7.5 years.
    assert told[7][1:4] == ["not by June 2030", "not by June 2030 (Nov 2027 – Feb 2029)", "not by June 2030"]


@pytest.mark.story
def test_launches_losses_and_what_held_it_up_are_told(page: str):
    text = Outline(page).text
    assert "As written 57 launches in all, mean over the trials: 36 of Eagle and 21 of Heron 2." in text
    assert "2025 begins on 1 July 2025 and 2030 ends on 20 June 2030. No launch of Idle is taken." in text
    assert "Share of the time that is played, as written. 60.0 %: no launch; 20.0 %: no satellites; 10.0 %: on the way; 10.0 %: no" in text
    assert "As written: 12 at most, in June 2030" in text
    assert rows(page, "Launches of each calendar year")[1] == ["2025", "6", "3.5", "9.5"]
    ends = rows(page, "Satellites in June 2030")
    assert ends[0][1:] == [
        *("Launched", "At work", "Lost at launch", "Dead on arrival", "Worn out", "Launches", "Replaced a year"),
        *("At work on 1 July 2026", "At work on 1 July 2028"),
    ]
    assert ends[1] == [
        "As written",
        "1,233 986 to 1,356",
        "1,073 859 to 1,181",
        "62",
        "25",
        "87",
        "54",
        "–",
        "90 72 to 99",
        "180 144 to 198",
    ]


@pytest.mark.story
def test_payloads_are_told_by_orbit_and_vehicle_with_variants_as_differences(page: str):
    text = Outline(page).text
    # 6 x 10 t + 2 x 2 t; without the Eagle's better pad 6 x 9 t; nothing to the belt.
    assert "As written: The station 64 t; Geostationary transfer 24 t." in text
    assert "The greatest loss: Without the Eagle, Geostationary transfer, −100 %." in text
    told = rows(page, "Payload by vehicle and orbit")
    assert told[0] == ["Vehicle", "Launches a year", "One launch", "From", "A year", "Without the Eagle", "More made"]
    assert told[2] == ["Eagle", "6", "10 9 to 12", "Cape 1", "60.0", "−6.0 from Shore", "the same"]
    assert told[3] == ["Heron 2", "2", "2 1.8 to 2.4", "Shore", "4.0", "the same", "the same"]
    assert told[4] == ["Idle", "", "not reached", "", "", "", ""]
    assert told[6][-2:] == ["not reached", "the same"] and told[7] == ["Heron 2", "2", "not reached", "", "", "", ""]
    lone = lift.section(deployment(variants=1), {})
    assert "change" not in lone and "The station 64 t" in Outline(lone).text and "As written:" not in lone


@pytest.mark.story
def test_payloads_alone_make_no_section_of_campaigns():
    made = sections_of(deployment(campaigns=0))
    assert list(made) == ["lift"]
    page = render(make_deployment_run(deployment(campaigns=0)))
    assert 'id="lift"' in page and 'id="deployment"' not in page


@pytest.mark.story
def test_capability_draws_what_changes_and_lists_the_rest(page: str):
    text = Outline(page).text
    assert "1 headline figure is the same on all these days: no satellite of these campaigns bears on it." in text
    assert (
        "1 July 2026: 4.8 h a day (4.32 to 5.04 h a day); 1 July 2027: 14.4 h a day (13.0 to 15.1 h a day); 1 July 2028: 24 h a day" in text
    )
    told = rows(page, "Other headline figures")
    assert told[1] == ["Hours a day of others", *["5.13 h a day"] * 3]
    assert rows(page, "Latency")[1] == ["What is never there", "none", "none", "none"]
    alone = growing.section(capability(dates=("2027-07-01",)))
    assert "<svg" not in alone and len(rows(alone, "Headline figures")) == 7


@pytest.mark.story
@pytest.mark.parametrize(
    "asked",
    [
        {"milestones": ()},
        {"variants": 1},
        {"variants": 7},
        {"campaigns": 6, "variants": 1, "years": 2.0},
        {"years": 1.0},
        {"years": 0.3, "flown": False},
        {"years": 14.0},
        {"orbits": False, "dates": ()},
    ],
    ids=str,
)
def test_the_section_holds_for_any_scenario(asked: dict[str, Any]):
    made = sections_of(deployment(**asked))
    text = Outline(made["deployment"]).text
    assert ("1 in 10 by" in text) == (asked.get("milestones") != ())
    assert ("variants" in text) == (asked.get("variants") != 1)
    assert ("2 more variants in the tables alone" in text) == (asked.get("variants") == 7)
    assert made["deployment"].count("Satellites against time</h4>") == asked.get("campaigns", 1)
    assert ("lift" in made) == asked.get("orbits", True)


@pytest.mark.story
def test_what_never_comes_and_what_is_nothing_is_said_plainly():
    data = deployment(years=1.0)
    for name in ("reached", "flights", "held_up", "gone", "in_shell", "spare", "moving", "queue", "lifted_a_year", "lifted", "up"):
        data[name] = xr.zeros_like(data[name])
    for name in ("reached_on", "reached_on_low", "reached_on_high"):
        data[name] = data[name].copy(data=np.full(data[name].shape, np.datetime64("NaT", "ns")))
    made = sections_of(data)
    text = Outline(made["deployment"]).text
    assert "Not one launch is taken, as written or in any variant." in text and "In June 2026: none yet." in text
    assert "is played, as written is not known." in text and "Full loads that wait" not in text
    assert rows(made["deployment"], "When milestones")[2][1:4] == [
        "not by June 2026",
        "not by June 2026 (Nov 2027 – Feb 2029)",
        "not by June 2026",
    ]
    assert "The station not reached; Geostationary transfer not reached." in Outline(made["lift"]).text


@pytest.mark.law
def test_names_cannot_act_as_markup():
    data, able = deployment(), capability()
    for name in ("variant_title", "campaign_title", "milestone_title", "vehicle_title", "orbit_title", "cause", "fate"):
        data = data.assign_coords({name: (data[name].dims, [f"{HOSTILE}{at}" for at in range(data[name].size)])})
    able = able.assign_coords(figure_label=("figure", [HOSTILE] * able.sizes["figure"]))
    for html in sections_of(data, able).values():
        assert not {tag for tag, _ in Outline(html).tags} & {"script", "img"}


@pytest.mark.law
def test_flags_on_one_spot_stand_side_by_side():
    flags = pieces.Flags([pieces.Flag(2026.5, 10.0, "A"), pieces.Flag(2026.5, 10.0, "B"), pieces.Flag(float("nan"), 10.0, "C")])
    svg = strips.drawn("x", "Three flags.", strips.along(2025.0, 2027.0), [strips.Strip("", [flags])])
    found = {letter: float(x) for x, letter in re.findall(r'x="([\d.]+)" y="[\d.]+" transform="rotate[^"]*">([ABC])<', svg)}
    at = [found[letter] for letter in "ABC"]
    assert all(abs(one - other) >= pieces.FLAG for one, other in ((at[0], at[1]), (at[1], at[2]), (at[0], at[2])))


@pytest.mark.law
def test_vehicles_keep_their_colours_in_all_drawings(page: str):
    assert len({flights.hue(at) for at in range(len(flights.HUES))}) == len(flights.HUES) and flights.hue(99) == flights.HUES[-1]
    assert page.count(f'fill="{flights.hue(1)}"') > 2


@pytest.mark.reference
@pytest.mark.parametrize(
    ("year", "told"),
    [
        (2028.637, "August 2028"),
        (2027.0, "January 2027"),
        (2028.0 + 31.0 / 366.0, "February 2028"),
        (2029.9999999, "December 2029"),
        (0.42, "5 months"),
        (-3.0, "3.0 years"),
        (0.02, "7 days"),
        (float("inf"), "never"),
        (float("nan"), "–"),
    ],
)
def test_a_calendar_year_is_told_as_its_month_and_a_difference_of_two_as_a_length(year: float, told: str):
    assert of_year(year) == told == quantity(year, "calendar year")


@pytest.mark.reference
def test_dates_ranges_and_units_read_well():
    assert span(2028.2, 2028.6, "calendar year") == "March to August 2028" and between("May 2028", "May 2028") == "May 2028"
    assert span(2028.2, 2029.6, "calendar year") == "March 2028 to August 2029" and shortened("March to August 2028") == "Mar to Aug 2028"
    assert days.day(np.datetime64("2026-07-30T21:45")) == "30 July 2026" and days.not_by(np.datetime64("2032-01-05")) == "not by 2032"
    assert [quantity(count, "satellites a month").replace("\u00a0", " ") for count in (1.0, 65.43)] == [
        "1 satellite a month",
        "65.4 satellites a month",
    ]
    assert quantity(172.2, "t/year").replace("\u202f", " ") == "172 t a year" and quantity(1.0, "launches") == "1\u00a0launch"
    assert told_value({"value": None, "unit": "calendar year"}) == "not reached"


@pytest.mark.reference
@pytest.mark.parametrize(
    ("figure", "told"),
    [
        ({"value": 0.478, "unit": "1", "error": 0.0309}, "± 3.1 points"),
        ({"value": 2028.6, "unit": "calendar year", "error": 0.16}, "± 2 months"),
        ({"value": 2028.6, "unit": "calendar year", "error": 0.02}, ""),
        ({"value": 90_000.0, "unit": "m", "error": 1234.0}, "± 1.2 km"),
        ({"value": None, "unit": "1", "error": 0.1}, ""),
        ({"value": 0.5, "unit": "1"}, ""),
    ],
)
def test_what_trials_leave_open_stands_in_the_unit_of_its_value(figure: dict[str, Any], told: str):
    assert margin(figure).replace("\u202f", " ").replace("\u00a0", " ") == told


@pytest.mark.story
def test_cards_and_tables_show_dates_and_errors(page: str):
    cards = re.findall(r'<article class="card".*?</article>', page, re.DOTALL)
    told = [Outline(card).text for card in cards]
    assert "July 2028 ± 1 month November 2027 to February 2029" in told[0] and "47.8 % ± 3.1 points 10.0 to 58.0 %" in told[1]
    assert "Deployment: Without the Eagle" in Outline(page).text and "Capability: 2026-07-01" in Outline(page).text


@pytest.mark.story
def test_two_runs_compare_by_date_and_say_whether_the_trials_can_tell():
    before = {"value": 2028.5, "unit": "calendar year", "label": "", "error": 0.1}
    near, far = before | {"value": 2028.6}, before | {"value": 2029.5}
    assert _pair(before, near)["within_error"] is True and _pair(before, far)["within_error"] is False
    assert quantity(_pair(before, far)["difference"], "calendar year") == "12 months"
    assert "difference" not in _pair(before, before | {"value": None})


@pytest.mark.law
def test_every_column_of_the_tables_says_what_it_holds():
    data, able = deployment(campaigns=2), capability()
    plain = [
        (table.name, column.name)
        for study, one in (("deployment", data), ("capability", able))
        for table in study_tables(study, one)
        for column in table.columns
        if column.meaning.partition(";")[0].replace(" ", "_") in one.variables
    ]
    assert plain == []
