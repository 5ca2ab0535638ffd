"""A revisit study on the page: its maps, curves, targets, regions and figures, alone and beside coverage."""

import copy
import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest
from made_revisit import DAY, EPOCH, HOUR, REGIONS, SHARED, TARGETS, VIEWS, make_both, make_revisit_run, revisit
from made_run import MadeRun, make_run
from outline import Outline

from cupola.records import Figure, Record
from cupola.report import figures, render, views, write
from cupola.report.tables import anchor
from cupola.store.writing import Draft


@pytest.fixture(scope="module")
def run() -> MadeRun:
    """The run that the tests read; they must not change it."""
    return make_revisit_run()


@pytest.fixture(scope="module")
def page(run: MadeRun) -> str:
    return render(run)


@pytest.fixture(scope="module")
def both() -> str:
    return render(make_both())


def rows(page: str, caption: str) -> list[list[str]]:
    """Texts of the cells of each row of the table whose caption begins so."""
    (table,) = [one for one in re.findall(r"<table.*?</table>", page, re.DOTALL) if re.search(f"<caption><span>{caption}", one)]
    lines = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [[Outline(cell).text for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", line, re.DOTALL)] for line in lines]


@pytest.mark.story
@pytest.mark.parametrize("which", ["coverage", "revisit", "both", "no targets"])
def test_each_set_of_studies_makes_a_whole_page(which: str, page: str, both: str, run: MadeRun):
    bare = revisit().drop_dims(["target", "pass"])
    one_view = dataclasses.replace(make_run(), arrays={"coverage": make_run().arrays["coverage"].isel(view=[1])})
    shown = {"coverage": lambda: render(one_view), "revisit": lambda: page, "both": lambda: both}
    made = shown[which]() if which in shown else render(dataclasses.replace(run, arrays={"revisit": bare}))
    outline = Outline(made)
    assert outline.open == []
    ids = [attributes["id"] or "" for _, attributes in outline.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    order = ["maps", "waits", "targets", "regions", "limits"]
    absent = {"coverage": {"waits", "targets"}, "revisit": {"maps"}, "both": set(), "no targets": {"maps", "targets"}}[which]
    assert [name for name in ids if name in order] == [name for name in order if name not in absent]
    layers = {attributes["href"] for attributes in outline.all("use") if "clip-path" not in attributes and "x" not in attributes}
    assert {f"#{name}" for name in ids} >= layers and ("#world-targets" in layers) == ("targets" not in absent)
    assert not {tag for tag, _ in outline.tags} & {"script", "iframe", "img"}
    assert outline.text.count("Equal Earth projection") == 1


@pytest.mark.story
def test_each_view_has_two_maps_and_two_curves_in_words(page: str):
    drawn = [attributes["aria-label"] or "" for attributes in Outline(page).all("svg") if attributes.get("class") == "plot"]
    for title in VIEWS.values():
        assert [label.split(",")[0] for label in drawn if f", {title}." in label] == ["World map", "World map", "Line chart", "Line chart"]
    text = Outline(page).text
    # A polar cap from 82 deg takes (1 - sin 82 deg) / 2 of the globe, the belt from 70 to 82 deg five times that.
    poles = "0.5 % of the globe is always in view; 0.5 % of the globe is never looked at"
    assert f"{poles}; 2.5 % of the globe is looked at without a gap that began and ended" in text
    assert "On 2.5 % of the globe the start or the end of the span cuts it short" in text
    assert text.count("no gap that ended") == 2 and "Lengths are right to 3.1 %" in text
    (half, unit) = re.findall(r"Korean peninsula: half within ([\d.]+) (\w+)", text)[0]
    assert float(half) * {"h": HOUR, "days": DAY}[unit] == pytest.approx(2.0 * DAY, rel=0.035)
    assert "No gap began and ended within the span in: The far south." in text


@pytest.mark.story
def test_daylight_is_said_of_the_view_that_needs_it_alone(page: str):
    sections = re.findall(r'<section class="view">.*?</section>', page, re.DOTALL)
    assert ["daylight" in section for section in sections] == [True, False]
    alone = make_revisit_run()
    data = alone.arrays["revisit"].isel(view=[0])
    made = render(dataclasses.replace(alone, arrays={"revisit": data}))
    assert rows(made, "Looks at each target")[0][:2] == ["Target", "Daylight looks a day"]


@pytest.mark.story
def test_targets_are_told_with_what_is_not_known(page: str):
    told = rows(page, "Looks at each target")
    assert told[0] == ["View", "Looks a day", "Half of all gaps within", "Nine in ten within", "Longest gap", "Mean wait"]
    assert told[1:] == [
        ["A Seoul"],
        ["Camera alone", "0.15 by day", "5.75 days", "9 days", "9 days", "3.75 days"],
        ["Camera and radar", "0.20", "4.25 days", "9 days", "9 days", "3.25 days"],
        ["B Busan"],
        ["Camera alone", "0.05 by day", "–", "–", "at least 19.8 days", "at least 9.75 days"],
        ["Camera and radar", "0.15", "9.5 days", "12.5 days", "12.5 days", "5 days"],
        ["C Nowhere seen"],
        ["Camera alone", "never", "–", "–", "–", "–"],
        ["Camera and radar", "never", "–", "–", "–", "–"],
    ]


@pytest.mark.story
def test_regions_are_told_and_only_those_drawn_have_a_number(page: str):
    told = rows(page, "Gaps between looks")
    assert [row[0] for row in told if len(row) == 1] == ["1 Korean peninsula", "Where people live", "2 The far south", "World"]
    assert told[2] == ["Camera alone", "2 days", "5 days", "5 days", "1.5 days", "4 days"]
    assert told[5] == ["Camera alone", "1 day", "5 days", "at least 8 days", "2.25 days", "4.5 days"]
    assert told[8] == ["Camera alone", "–", "–", "never looked at", "at least 10 days", "–"]
    assert told[11][3:] == ["part of it is never looked at", "at least 2 days", "at least 4.25 days"]
    key = re.findall(r'<ul class="places-key"[^>]*>(.*?)</ul>', page)
    assert [Outline(one).text for one in key] == ["1 Korean peninsula 2 The far south", "A Seoul B Busan C Nowhere seen"]


@pytest.mark.story
def test_both_studies_share_one_set_of_numbers(both: str):
    for caption in ("Share of time with so many", "Gaps between looks"):
        assert [row[0] for row in rows(both, caption) if len(row) == 1] == [
            "1 Korean peninsula",
            "Where people live",
            "2 The far south",
            "World",
        ]


@pytest.mark.story
def test_many_other_figures_are_folded_by_study_and_view(page: str, run: MadeRun):
    folded = re.findall(r"<details>(.*?)</details>", page, re.DOTALL)
    heads = [Outline(re.findall(r"<summary>(.*?)</summary>", one)[0]).text for one in folded]
    assert heads == ["Revisit: Camera alone 8 figures", "Revisit: Camera and radar 9 figures"]
    assert "<details open" not in page and "17 other figures" in page
    text = Outline(folded[0]).text
    assert "Daylight looks a day, Seoul 0.286 a day" in text and "Hours a day, Seoul 21.3 h a day" in text and "Camera alone: " not in text
    assert "Longest gap, Busan at least 2 days" in text
    ids = {attributes.get("id") for _, attributes in Outline(page).tags}
    assert {anchor("figure", f"revisit.{name}") for name in run.manifest["studies"]["revisit"]["figures"]} <= ids
    (card,) = re.findall(r'<article class="card".*?</article>', page, re.DOTALL)
    assert Outline(card).text == "Camera alone: longest gap, Seoul at least 2 days"


@pytest.mark.story
def test_a_sentence_of_two_studies_stands_once_under_both_names(both: str):
    (section,) = re.findall(r'<section id="limits">.*?</section>', both, re.DOTALL)
    text = Outline(section).text
    assert text.count(SHARED) == 1 and re.findall(r"<h3>(.*?)</h3>", section) == ["Coverage and revisit", "Coverage", "Revisit"]
    shared, alone = text.index(SHARED), text.index("A gap runs from")
    assert text.index("Coverage and revisit Take for granted") < shared < text.index("Coverage Takes for granted") < alone


@pytest.mark.story
def test_what_is_always_or_never_in_view_is_said_and_not_mapped(run: MadeRun):
    data = run.arrays["revisit"].copy(deep=True)
    data["seen_share"][0], data["seen_share"][1] = 0.0, 1.0
    page = render(dataclasses.replace(run, arrays={"revisit": data}))
    assert "No place is ever looked at." in page and "Every place is in view all the time: there are no gaps." in page
    assert 'class="plot"' not in page


@pytest.mark.story
def test_a_span_too_short_for_a_gap_has_no_curve(run: MadeRun):
    data = run.arrays["revisit"].copy(deep=True)
    data["region_gap_classes"][:] = 0.0
    page = render(dataclasses.replace(run, arrays={"revisit": data}))
    assert "there is no curve to draw" in page and "Line chart" not in page


@pytest.mark.law
def test_hostile_strings_of_a_revisit_study_stay_text(run: MadeRun):
    hostile = "\"><script>alert('x')</script><img src=x onerror=alert(1)>&amp;'"
    data = run.arrays["revisit"].assign_coords(
        view_title=("view", [hostile, hostile]),
        region_title=("region", [hostile] * len(REGIONS)),
        target_title=("target", [hostile] * len(TARGETS)),
        group_constellation=("group", [hostile] * 2),
    )
    manifest = copy.deepcopy(run.manifest)
    figure = {"value": 1.0, "unit": "1", "label": hostile}
    manifest["studies"]["revisit"]["figures"] = {f"camera_alone_{at}{hostile}": figure for at in range(20)}
    outline = Outline(render(dataclasses.replace(run, manifest=manifest, arrays={"revisit": data})))
    assert outline.open == [] and not {tag for tag, _ in outline.tags} & {"script", "img"}
    assert not [attributes for _, attributes in outline.tags if any(name.startswith("on") for name in attributes)]
    assert outline.text.count("<script>alert('x')</script>") > 30


@pytest.mark.story
def test_latitudes_always_in_view_are_told_as_belts():
    run = make_run()
    data = run.arrays["coverage"].isel(view=[1]).copy(deep=True)

    def told(*parts: tuple[float, float]) -> list[str]:
        inside = np.zeros(data.sizes["latitude"], dtype=bool)
        for south, north in parts:
            inside |= (data["latitude"].values > south) & (data["latitude"].values < north)
        data["in_view_share"][0, 0] = np.where(inside[:, None], 1.0, 0.9)
        return views.belts(data.isel(view=0))

    assert told((-80.0, -50.0), (50.0, 80.0)) == ["Latitudes from 80° S to 50° S and from 50° N to 80° N always have one in view."]
    assert told((0.0, 90.0)) == ["Latitudes from the equator to the North Pole always have one in view."]
    assert told() == [] and told((-90.0, 90.0)) == []
    (widest,) = told((-60.0, -56.0), (-20.0, 40.0), (70.0, 90.0))
    assert widest == "Latitudes from 20° S to 40° N and from 70° N to the North Pole always have one in view."
    (sentence,) = told((-56.0, 56.0))
    assert sentence == "Latitudes from 56° S to 56° N always have one in view."
    assert sentence in Outline(render(dataclasses.replace(run, arrays={"coverage": data}))).text


@pytest.mark.law
def test_a_range_that_reads_as_one_value_is_told_as_one():
    figure = {"value": 4.0 * DAY, "unit": "s", "label": "A gap", "low": 4.0 * DAY, "high": 4.001 * DAY}
    assert "practically the same in every draw" in figures.card("one", figure, {})
    assert "practically" not in figures.card("one", {**figure, "high": figure["low"]}, {})
    assert "4.0 to 4.9" in figures.card("one", {**figure, "high": 4.9 * DAY}, {})


@pytest.mark.story
def test_a_run_folder_with_revisit_gets_its_report(run: MadeRun, tmp_path: Path):
    manifest = copy.deepcopy(run.manifest)
    study = manifest["studies"]["revisit"]
    named = {name: Figure(**figure) for name, figure in study["figures"].items()}
    record = Record("revisit", run.arrays["revisit"], named, tuple(study["assumptions"]), tuple(study["limits"]))
    for key in ("format", "version", "files"):
        del manifest[key]
    del study["data"]
    with Draft(tmp_path / "run", manifest["inputs_sha256"]) as draft:
        draft.finish(manifest, "cupola: 1\n", run.rows, {"revisit": record})
    page = write(tmp_path / "run").read_text(encoding="utf-8")
    assert Outline(page).open == [] and "Camera satellite: passes over the targets" in page and EPOCH[:10] in page
