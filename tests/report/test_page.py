"""The page: everything that a run holds is on it, nothing is loaded from elsewhere, nothing in a scenario can act as markup."""

import copy
import dataclasses
import re
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_run import QUOTE, REGIONS, VIEWS, MadeRun, make_run
from outline import Outline

from cupola.errors import RunError
from cupola.records import Figure, Record
from cupola.report import render, write
from cupola.report.quantities import MINUS, THIN, as_written
from cupola.report.regions import longest_gap
from cupola.report.tables import anchor
from cupola.store import open_run
from cupola.store.writing import Draft


@pytest.fixture(scope="module")
def made_run() -> MadeRun:
    """The run that the tests read; they must not change it."""
    return make_run()


@pytest.fixture(scope="module")
def page(made_run: MadeRun) -> str:
    return render(made_run)


@pytest.fixture(scope="module")
def outline(page: str) -> Outline:
    return Outline(page)


def changed(run: MadeRun, **manifest: Any) -> MadeRun:
    return dataclasses.replace(run, manifest={**copy.deepcopy(run.manifest), **manifest})


@pytest.mark.story
def test_the_page_is_whole_and_in_order(page: str, outline: Outline):
    assert page.startswith("<!doctype html>") and outline.open == []
    ids = [attributes["id"] for _, attributes in outline.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    order = ["warnings", "figures", "flown", "maps", "regions", "why", "sources", "limits", "repeat"]
    assert [name for name in ids if name in order] == order
    assert len(page.encode()) < 2_500_000
    targets = [href[1:] for attributes in outline.all("a") if (href := attributes["href"] or "").startswith("#")]
    assert set(targets) <= set(ids) and "source-sda-2024" in targets
    assert all(
        attributes["href"] == "#world-outlines"
        for attributes in outline.all("use")
        if "clip-path" not in attributes and "x" not in attributes
    )


@pytest.mark.story
def test_every_figure_warning_fact_and_source_is_there(outline: Outline, made_run: MadeRun):
    manifest, text = made_run.manifest, outline.text
    ids = {attributes["id"] for _, attributes in outline.tags if attributes.get("id")}
    for study, record in manifest["studies"].items():
        for name, figure in record["figures"].items():
            assert anchor("figure", f"{study}.{name}") in ids and figure["label"] in text
        for line in (*record["assumptions"], *record["limits"]):
            assert line in text
    for warning in manifest["warnings"]:
        assert warning in text
    for fact in made_run.rows:
        assert anchor("fact", fact["key"]) in ids and as_written(fact["text"], fact["unit"] != "1") in text
        assert fact["note"] is None or fact["note"] in text
    for name, source in manifest["sources"].items():
        assert anchor("source", name) in ids and source["title"] in text
    for shown in (
        "6.2 min",
        "4 to 90 min",
        "the same in every draw",
        "96.4 %",
        "12,345",
        "−70°",
        "−100 deg",
        "1,000 km",
        "35,786 km",
        "81 deg",
        "1.41372 rad",
        "50 to 65°",
        "126 to 144",
    ):
        assert shown in text
    for one in manifest["scenario"]["constellations"]:
        assert one["title"] in text and one["supplier"] in text and all(shell in text for shell in one["shells"])
    for repeated in (
        manifest["command"],
        manifest["inputs_sha256"],
        manifest["scenario"]["sha256"],
        "jax 0.10.2",
        "3.81 s",
        "2 × cpu (x86-64)",
    ):
        assert repeated in text


@pytest.mark.story
def test_the_headline_stands_first_and_the_stand_in_says_so(outline: Outline, made_run: MadeRun):
    sentence = "Two trackers see North Korea 96.4 % of the day; the longest time with none is 6.2 min, over 12,345 satellites."
    assert sentence in outline.text and outline.text.index(sentence) < outline.text.index("Figures Share of the day")
    assert "Notional, public sources" in outline.text
    real = changed(made_run, scenario={**made_run.manifest["scenario"], "notional": False})
    assert "Notional" not in Outline(render(real)).text


@pytest.mark.story
def test_assumptions_are_counted_in_words_and_marked(page: str, outline: Outline):
    assert "5 of 11 numbers are assumptions; 4 reported, 2 computed. 2 more are settings of the run" in outline.text
    assert page.count('<span class="kind assumed">assumed</span>') == 5


@pytest.mark.story
def test_quotes_keep_their_language_and_direction(page: str):
    assert f'<blockquote dir="rtl" lang="ar">{QUOTE}</blockquote>' in page


@pytest.mark.story
def test_each_view_has_its_maps_and_curves_described_in_words(outline: Outline):
    drawn = [attributes for attributes in outline.all("svg") if attributes.get("role") == "img"]
    labels = [attributes["aria-label"] or "" for attributes in drawn]
    assert len(drawn) == 4 * len(VIEWS)
    for title in VIEWS.values():
        ours = [label for label in labels if title in label]
        assert len(ours) == 4 and sum("World map" in label for label in ours) == 3 and sum("Line chart" in label for label in ours) == 1
        assert all(re.search(r"\d", label) for label in ours)
    for title, _ in REGIONS.values():
        assert title in outline.text


@pytest.mark.law
def test_nothing_is_loaded_from_anywhere(page: str, outline: Outline):
    policy = next(one["content"] or "" for one in outline.all("meta") if one.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:")
    assert not {tag for tag, _ in outline.tags} & {"script", "iframe", "object", "embed", "form", "base", "img"}
    for tag, attributes in outline.tags:
        for name, value in attributes.items():
            assert not name.startswith("on")
            if name in ("href", "src", "xlink:href", "srcset", "action") and tag != "a":
                assert (value or "").startswith(("data:", "#"))
            assert tag == "a" or "http" not in (value or "") or name in ("content", "http-equiv")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style and "http" not in style[1] and "@import" not in style[1]
    assert all(found.startswith("data:font/woff2;base64,") for found in re.findall(r"url\(([^)#]+)\)", style[1]))


@pytest.mark.law
def test_the_same_run_gives_the_same_bytes(page: str, made_run: MadeRun):
    assert render(made_run) == page


@pytest.mark.law
def test_hostile_strings_stay_text(made_run: MadeRun):
    hostile = "\"><script>alert('x')</script><img src=x onerror=alert(1)>&amp;'"
    manifest = copy.deepcopy(made_run.manifest)
    scenario = manifest["scenario"]
    for key in ("name", "title", "question", "about"):
        scenario[key] = hostile
    scenario["constellations"] = [
        {"id": hostile, "title": hostile, "layer": hostile, "supplier": hostile, "satellites": 1, "shells": [hostile]}
    ]
    manifest["warnings"], manifest["command"], manifest["versions"] = [hostile], hostile, {hostile: hostile}
    manifest["device"] = {"platform": hostile, "kind": hostile, "count": 1}
    manifest["sentence"] = {"template": hostile + "{a}", "arguments": {"a": hostile}}
    source = dict.fromkeys(("title", "date", "language", "publisher", "quote"), hostile)
    manifest["sources"] = {hostile: {**source, "link": "javascript:alert(1)"}}
    study = manifest["studies"]["coverage"]
    study["assumptions"], study["limits"] = [hostile], [hostile]
    study["figures"] = {hostile: {"value": 1.0, "unit": hostile, "label": hostile, "note": hostile, "low": 0.0, "high": 2.0}}
    manifest["studies"] = {"coverage": study}
    manifest["headline"] = [f"coverage.{hostile}"]
    facts = [{**made_run.rows[0], **dict.fromkeys(("key", "unit", "text", "kind", "date", "source", "note"), hostile)}]
    data = made_run.arrays["coverage"].copy()
    data = data.isel(view=[1], region=[0]).assign_coords(view_title=("view", [hostile]), region_title=("region", [hostile]))
    data = data.assign_attrs(epoch=hostile)
    outline = Outline(render(MadeRun(made_run.path, manifest, {"coverage": data}, facts)))
    assert outline.open == [] and not {tag for tag, _ in outline.tags} & {"script", "img"}
    assert not [attributes for _, attributes in outline.tags if any(name.startswith("on") for name in attributes)]
    assert outline.text.count("<script>alert('x')</script>") > 20
    assert all((attributes["href"] or "").startswith("#") for attributes in outline.all("a"))


@pytest.mark.law
def test_text_has_enough_contrast():
    """WCAG 2.2, 1.4.3 and 1.4.11: 4.5 for text, 3 for the marks of controls and lines."""
    style = (Path(__file__).resolve().parents[2] / "src" / "cupola" / "report" / "page.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", style))

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255.0 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))

    def contrast(one: str, other: str) -> float:
        low, high = sorted((luminance(one), luminance(other)))
        return (high + 0.05) / (low + 0.05)

    for ground in ("ground", "card", "accent-ground"):
        for ink in ("ink", "quiet", "accent", "region"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert contrast(colours["warn"], colours["warn-ground"]) >= 4.5
    assert contrast("#8291ab", colours["card"]) >= 3.0


@pytest.mark.story
def test_what_is_held_everywhere_is_said_and_not_mapped(made_run: MadeRun):
    data = made_run.arrays["coverage"].isel(view=[1]).copy(deep=True)
    data["in_view_share"][0, :2] = 1.0
    data["latitude_share"][0, :2] = 1.0
    data["longest_gap"][:] = 0.0
    data["open_gap"][:] = 0.0
    text = Outline(render(dataclasses.replace(made_run, arrays={"coverage": data}))).text
    assert "Everywhere, at practically every instant, at least 2 in view" in text
    assert "Share of time with 3 or more in view" in text and "Share of time with 1 or more in view" not in text
    assert "No place is ever without one in view." in text and "Length of the longest time with none" not in text
    assert "3 or more: from" in text and "6 or more" in text and "7 or more" not in text


@pytest.mark.story
def test_flat_curves_are_told_in_words_and_not_drawn(made_run: MadeRun):
    data = made_run.arrays["coverage"].isel(view=[1]).copy(deep=True)
    data["latitude_share"][:] = 1.0
    data["latitude_share"][0, 1, 10] = 0.9921
    page = render(dataclasses.replace(made_run, arrays={"coverage": data}))
    assert "Line chart" not in page
    told = (
        "Practically the same at every latitude, so there is no curve to draw: 1 or more, 100 %; 2 or more, 99.2 to 100 %; 3 or more, 100 %"
    )
    assert told in Outline(page).text
    data["latitude_share"][0, 1, 10] = 0.98
    assert "Line chart" in render(dataclasses.replace(made_run, arrays={"coverage": data}))


@pytest.mark.story
def test_a_map_of_gaps_says_how_much_is_always_and_how_much_never_in_view(made_run: MadeRun):
    data = made_run.arrays["coverage"].isel(view=[1]).copy(deep=True)
    middle = np.abs(data["latitude"].values) < 30.0
    data["open_gap"][:] = 0.0
    data["longest_gap"][:] = np.where(middle, 480.0, 0.0)[None, :, None]
    data["in_view_share"][0, 0] = np.where(middle, 0.9, 1.0)[:, None]
    text = Outline(render(dataclasses.replace(made_run, arrays={"coverage": data}))).text
    assert "50.0 % of the globe always has a satellite in view; elsewhere the longest time with none is up to 8 min. " in text
    data["in_view_share"][0, 0, 0] = 0.0
    text = Outline(render(dataclasses.replace(made_run, arrays={"coverage": data}))).text
    assert "50.0 % of the globe always has a satellite in view; 0.03 % of the globe never has one; elsewhere the longest time" in text


@pytest.mark.story
def test_a_blank_supplier_is_a_dash_and_gaps_of_one_column_share_their_unit(made_run: MadeRun):
    manifest = copy.deepcopy(made_run.manifest)
    manifest["scenario"]["constellations"][0]["supplier"] = None
    data = made_run.arrays["coverage"].isel(view=[1]).copy(deep=True)
    data["region_open_gap"][:] = 0.0
    data["region_longest_gap"][0] = [60.0, 120.0, 480.0, 0.0]
    data["region_mean_in_view"][0] = [2.7, 2.65, 21.0, 14.9]
    page = render(dataclasses.replace(made_run, manifest=manifest, arrays={"coverage": data}))
    assert '<td data-head="Supplier">–</td>' in page and '<td data-head="Supplier"></td>' not in page
    for cell in (f"1{THIN}min", f"2{THIN}min", f"8{THIN}min", "none", "2.70", "2.65", "21.0", "14.9"):
        assert f"<td>{cell}</td>" in page, cell


@pytest.mark.law
def test_thousands_and_minus_signs_have_one_style(outline: Outline):
    assert not [word for word in outline.words if re.search(rf"\d{THIN}\d", word)]
    figures = re.findall(r"(?<![\w.,-])\d{4,}(?= (?:km|m|satellites|kg|USD)\b)", outline.text)
    assert figures == []
    assert not re.search(r"(?<![\w.-])-\d+(?:\.\d+)? (?:deg|rad|km|m)\b", outline.text) and MINUS in outline.text


@pytest.mark.law
def test_the_longest_gap_is_told_with_what_is_not_known():
    assert longest_gap(0.0, 0.0, 86_400.0) == "none"
    assert longest_gap(600.0, 300.0, 86_400.0).replace(THIN, " ") == "10 min"
    assert longest_gap(600.0, 1200.0, 86_400.0).replace(THIN, " ") == "at least 20 min"
    assert longest_gap(0.0, 86_400.0, 86_400.0) == "never seen"
    assert longest_gap(600.0, 86_400.0, 86_400.0) == "part of it is never seen"


@pytest.mark.story
def test_a_sentence_without_its_number_is_refused(made_run: MadeRun):
    with pytest.raises(RunError, match="share"):
        render(changed(made_run, sentence={"template": "Seen {share} of the day.", "arguments": {}}))


@pytest.mark.story
def test_a_run_folder_gets_its_report_and_stays_whole(made_run: MadeRun, tmp_path: Path):
    manifest = copy.deepcopy(made_run.manifest)
    study = manifest["studies"]["coverage"]
    figures = {name: Figure(**figure) for name, figure in study["figures"].items()}
    record = Record("coverage", made_run.arrays["coverage"], figures, tuple(study["assumptions"]), tuple(study["limits"]))
    for key in ("format", "version", "files"):
        del manifest[key]
    del study["data"]
    with Draft(tmp_path / "run", manifest["inputs_sha256"]) as draft:
        draft.finish(manifest, "cupola: 1\n", made_run.rows, {"coverage": record})
    start = time.perf_counter()
    written = write(tmp_path / "run")
    assert time.perf_counter() - start < 30.0
    assert written == tmp_path / "run" / "report.html"
    first = written.read_bytes()
    assert write(tmp_path / "run").read_bytes() == first
    assert open_run(tmp_path / "run").path == tmp_path / "run" and list(tmp_path.iterdir()) == [tmp_path / "run"]
    text = Outline(first.decode()).text
    assert "Golden Dome: warning, tracking and transport layers" in text and "5 of 11 numbers are assumptions" in text
    with pytest.raises(RunError, match="there is no run"):
        write(tmp_path / "nothing")
