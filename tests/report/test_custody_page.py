"""A custody study on the page: steps to a decision, curves, errors, raids, losses, maps and tables, for any values."""

import copy
import dataclasses
import math
import re
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from made_custody import FIRST, FLIGHT, MISSILES, THREATS, VIEWS, custody, make_beside_coverage, make_custody_run
from made_run import MadeRun, make_run
from outline import Outline

from cupola.exports.tables import study_tables
from cupola.records import Figure, Record
from cupola.report import launches, losses, render, sights, threats, tracks, views, waterfall, write
from cupola.report.comparing import compared
from cupola.report.quantities import THIN
from cupola.store import open_run
from cupola.store.writing import Draft

NO_NUMBER = re.compile(r"(?i)(?<![a-z])(?:nan|inf|infinite)(?![a-z])")

HOSTILE = "\"><script>alert('x')</script><img src=x onerror=alert(1)>&amp;'"


@pytest.fixture(scope="module")
def run() -> MadeRun:
    """The run that the tests read; they must not change it."""
    return make_custody_run()


@pytest.fixture(scope="module")
def page(run: MadeRun) -> str:
    return render(run)


def rows(page: str, caption: str) -> list[list[str]]:
    """Texts of the cells of each row of the table whose caption begins so."""
    (table,) = [one for one in re.findall(r"<table.*?</table>", page, re.DOTALL) if re.search(f"<caption><span>{caption}", one)]
    lines = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [[Outline(cell).text for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", line, re.DOTALL)] for line in lines]


def changed(**values: float | np.ndarray) -> xr.Dataset:
    """The study of one threat with whole variables replaced."""
    data = custody().isel(threat=[0])
    for name, value in values.items():
        data[name] = data[name].copy(data=np.broadcast_to(np.asarray(value, float), data[name].shape).copy())
    return data


def unseen(missing: float, share: float) -> xr.Dataset:
    """Nothing is ever seen: times are `missing`, shares `share`, and no track is held."""
    times = dict.fromkeys(FIRST, missing) | {"sight_map": missing}
    shares = ("in_view", "in_stereo", "in_custody", "detected", "reached_stereo", "reached_custody", "stereo_share", "custody_share")
    shares = dict.fromkeys((*shares, "custody_without", "raid_custody", "two_in_view_map"), share)
    errors = ("position_error", "position_bound", "velocity_error", "velocity_bound", "impact_major", "impact_minor")
    return changed(**times, **shares, **dict.fromkeys((*errors, "dropped", "dropped_low", "dropped_high"), math.nan))


def text_of(data: xr.Dataset) -> str:
    """The words of the panels of the first threat and of the tables, which hold no number that is none."""
    html = launches.section(data, {})
    assert Outline(html).open == [] and not NO_NUMBER.search(html)
    return Outline(html).text


@pytest.mark.story
@pytest.mark.parametrize("which", ["alone", "beside coverage"])
def test_the_page_is_whole_and_says_that_it_is_notional(which: str, page: str):
    made = page if which == "alone" else render(make_beside_coverage())
    outline = Outline(made)
    assert outline.open == [] and not {tag for tag, _ in outline.tags} & {"script", "iframe", "img"}
    ids = [attributes["id"] or "" for _, attributes in outline.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    order = ["figures", "flown", "custody", "sights", "maps", "regions", "why"]
    assert [name for name in ids if name in order] == [name for name in order if which != "alone" or name not in ("maps", "regions")]
    for section in re.findall(r'<section class="view threat">.*?</section>', made, re.DOTALL):
        assert section.index("Notional, public sources") < section.index("From launch to decision")
    (anywhere,) = re.findall(r'<section id="sights">.*', made, re.DOTALL)
    assert anywhere.index("Notional, public sources") < anywhere.index("World map")
    assert made.count("Equal Earth projection") == 1 and made.index("Equal Earth") < made.index("World map")
    assert not NO_NUMBER.search(outline.text)
    layers = {attributes["href"] for attributes in outline.all("use") if "clip-path" not in attributes and "x" not in attributes}
    assert layers == {"#world-outlines"}


@pytest.mark.law
def test_a_page_without_launches_does_not_carry_their_style(page: str):
    run = make_run()
    without = render(dataclasses.replace(run, arrays={"coverage": run.arrays["coverage"].isel(view=[2])}))
    assert ".waterfall" in page and ".waterfall" not in without


@pytest.mark.story
def test_it_says_what_was_asked_and_what_flies(page: str):
    text = Outline(page).text
    for told in (
        "48 notional launches of each threat, spread over 24 h from 2026-11-01 00:00:00 UTC, with 20 tracks each.",
        "In stereo: two satellites see it, their lines of sight at least 5° apart.",
        "In custody: its position is known to 1 km or better, from a look no older than 10 s.",
        "67.0 % of the launches start under clouds, most often up to 8 km, which hide them from every satellite alike.",
        "After custody the scenario gives 15 s to pass the track on and 45 s to decide.",
        "Long-range missile, liquid, from North Korea toward Continental United States. It burns for 4 min, flies for 33 min",
        "rises to 1,200 to 1,300 km, reaches 7.6 g at most.",
        "Launches from North Korea : from 1 North Korea toward 3 Continental United States",
    ):
        assert told in text, told


@pytest.mark.story
def test_each_threat_has_its_drawings_described_in_words(page: str):
    drawn = [attributes["aria-label"] or "" for attributes in Outline(page).all("svg") if attributes.get("class") == "plot"]
    for title, _, _ in THREATS.values():
        ours = [label for label in drawn if f", {title}." in label]
        assert [label.split(",")[0] for label in ours] == ["Line charts", "Line charts", "Line chart", "Line chart"]
        assert all(re.search(r"\d", label) for label in ours)
    for title in VIEWS.values():
        ours = [label for label in drawn if f", {title}." in label]
        assert len(ours) == 2 * len(MISSILES) and all(label.startswith("World map") and re.search(r"\d", label) for label in ours)


@pytest.mark.story
def test_each_stage_has_its_bar_and_whisker_at_its_time():
    data = custody()
    table = waterfall.drawn(data, 0)
    blocks = re.findall(r"<tbody>.*?</tbody>", table, re.DOTALL)
    assert len(blocks) == len(VIEWS)
    # The longest whisker on the page ends at the last decision that half reach: 334 + 60 s; the flight ends at 1980 s behind a break.
    shown = 394.0 * waterfall.WIDER
    per_second = waterfall.WIDTH * waterfall.MAIN / shown
    sensing = [np.array(FIRST[name][2]) for name in FIRST]
    for delay in (15.0, 60.0):
        sensing.append(sensing[3] + delay)
    begun = 0.0
    for drawn, (first, half, most) in zip(re.findall(r"<svg.*?</svg>", blocks[2], re.DOTALL), sensing, strict=True):
        (x, width), *_ = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn)
        assert float(x) == pytest.approx(begun * per_second, abs=0.1)
        assert float(x) + float(width) == pytest.approx(half * per_second, abs=0.2)
        ends = re.findall(r'd="M([\d.]+) 8V16M[\d.]+ 12H([\d.]+)M', drawn)
        assert [float(end) for end in ends[0]] == pytest.approx([first * per_second, most * per_second], abs=0.1)
        assert f"M{1000 * waterfall.END:g} 0V24" in drawn
        begun = half
    told = Outline(table).text
    assert "burn-out" in told and "down 33" in told.replace("33 down", "down 33")
    assert "In custody never for half of them; 44.0 % get there never 2:10 to never Track passed on never 2:25 to never" in told
    assert "Decision 3 min 28 s 2:36 to 5:05" in told and "First line of sight 52 s 0:38 to 1:10" in told


@pytest.mark.story
def test_who_decides_first_and_who_never_does_is_said(page: str):
    # 148 + 60 s after launch; the middle flight of 1980 s ends 1772 s later.
    told = (
        "Half of the tracks stand behind a decision by 3 min 28 s after launch with Warning and tracking together, 30 min before they come "
        "down. Latest with Tracking layer: 6 min 34 s. Never for half of them with Warning satellites, high orbits."
    )
    assert told in Outline(page).text
    alone = custody().isel(view=[2])
    assert "a decision by 3 min 28 s after launch, 30 min before they come down." in waterfall.told(alone, 0).replace(THIN, " ")
    late = changed(first_custody=FLIGHT[0] + 10.0)
    assert "when half of them are down already" in waterfall.told(late, 0)
    unknown = changed(first_custody=np.array([100.0, math.nan, math.inf])[:, None, None])
    said = waterfall.told(unknown, 0)
    assert "Never for half of them with Warning and tracking together. Not known with Tracking layer." in said


@pytest.mark.story
def test_what_is_never_seen_is_said_and_not_drawn():
    text = text_of(unseen(math.inf, 0.0))
    for told in (
        "With no view do half of the tracks reach custody, so that no decision can stand on them.",
        "Never in view of any satellite, so that there is no curve to draw.",
        "No track is held at any time, so that there is no error to draw.",
        "No track is held after burn-out, so that there is no ellipse to draw.",
        "First line of sight never for half of them never",
        "First detection never",
        "Tracking layer: never in custody, so that there is nothing to lose.",
        "No track is in custody in a raid of any size, so that there is no curve to draw.",
    ):
        assert told in text, told
    assert "Line chart" not in launches.section(unseen(math.inf, 0.0), {})
    blind = changed(in_custody=0.0, custody_share=0.0, stereo_share=0.4)
    told = "No track is ever in custody after burn-out, though up to 40.0 % is in stereo. Shares are of what is still flying."
    assert told in text_of(blind)
    assert rows(launches.section(unseen(math.inf, 0.0), {}), "Shares of the flight")[2][1:] == [
        *("0 %", "0 %", "0 % (Geostationary warning satellites)", "–", "–", "–")
    ]


@pytest.mark.story
def test_where_nothing_is_known_that_is_said():
    data = unseen(math.nan, math.nan)
    for name in ("flight_time", "apogee", "burn_out", "peak_acceleration", "flying"):
        data[name] = data[name] * math.nan
    text = text_of(data)
    for told in (
        "Not known with Warning satellites, high orbits, Tracking layer and Warning and tracking together.",
        "Which share of the flight is in custody is not known.",
        "What a raid does to custody is not known.",
        "No constellation was taken out.",
        "Long-range missile, liquid, from North Korea toward Continental United States.",
    ):
        assert told in text, told
    assert "It burns" not in text and "burn-out</span>" not in launches.section(data, {}) and "Line chart" not in launches.section(data, {})


@pytest.mark.story
@pytest.mark.parametrize("count", [1, 2])
def test_one_view_and_one_threat_read_well(count: int):
    data = custody().isel(view=slice(2, 3), threat=slice(0, count))
    text = text_of(data)
    assert (
        "with Warning and tracking together" not in text
        and "In custody for 90.0 % of the flight after burn-out, in stereo for 95.0 %." in text
    )
    assert "The worst single loss is Tracking layer, complete: from 90.0 % to 6.0 %." in text
    assert rows(launches.section(data, {}), "How many")[0][0] == "Threat"


@pytest.mark.story
def test_all_that_is_seen_at_once_and_always_reads_well():
    data = changed(**dict.fromkeys(FIRST, 0.0), in_view=1.0, in_stereo=1.0, in_custody=1.0, custody_share=1.0, stereo_share=1.0)
    data["custody_without"] = data["custody_without"] * 0.0 + 1.0
    text = text_of(data)
    assert "First line of sight 0 s First detection 0 s" in text and "Decision 60 s" in text
    assert "Warning and tracking together: no single loss takes anything away from 100 %." in text
    assert "Tracking layer: one constellation alone; without it 100 % is left of 100 %." in text
    assert "in custody for 100 % of the flight after burn-out, in stereo for 100 %." in text


@pytest.mark.story
def test_a_raid_of_one_alone_and_more_views_than_lines_read_well():
    few = changed(raid_custody=0.0)
    few["raid_custody"][2, 0, 0] = 0.3
    told = "0 % of the flight is in custody when 100 launches fly at once with Warning and tracking together, 30.0 % when one launch does."
    assert told in text_of(few)
    one = custody().isel(raid_size=[0], threat=[0])
    assert "90.0 % of the flight is in custody when one launch flies alone with Warning and tracking together." in text_of(one)
    many = custody().isel(view=[0, 1, 2, 0, 1, 2, 0], threat=[0])
    drawn = threats.panels(many, 0)
    assert drawn.count("2 more views in the table alone") == 4 and NO_NUMBER.search(drawn) is None


@pytest.mark.law
def test_the_worst_loss_is_the_greatest_one():
    data = custody()
    told = losses.told(data, 0).replace(THIN, " ")
    assert told == (
        "Warning satellites, high orbits: the worst single loss is Geostationary warning satellites: from 4.0 % to 0 %. "
        "Tracking layer: one constellation alone; without it 0 % is left of 71.0 %. "
        "Warning and tracking together: the worst single loss is Tracking layer, complete: from 90.0 % to 6.0 %."
    )
    text = Outline(losses.drawn(data, 0)).text
    assert "Geostationary warning satellites 58.0 % 32 points less" in text and "Warning sensors on high orbits 4.0 % no less" in text
    assert "Tracking layer, complete 6.0 % 84 points less" in text
    filled = re.findall(r'<rect y="5" width="([\d.]+)"', losses.drawn(data, 0))
    assert [float(width) for width in filled] == [40.0, 0.0, 40.0, 710.0, 0.0, 900.0, 580.0, 860.0, 60.0]


@pytest.mark.story
def test_the_tables_tell_every_threat_and_view(page: str):
    seen = rows(page, "How many tracks")
    assert seen[0] == ["View", *tracks.SEEN]
    assert seen[1] == ["Launches from North Korea"]
    assert seen[2] == ["Warning satellites, high orbits", "100 %", "72 s", "93 s", "98.0 %", "104 s", "44.0 %", "never"]
    assert seen[8] == ["Warning and tracking together", "100 %", "57 s", "76 s", "100 %", "74 s", "98.0 %", "2 min 20 s"]
    held = rows(page, "Shares of the flight")
    assert held[0] == ["View", *tracks.HELD]
    bare = launches.section(custody().isel(threat=[0]), {"sensing_impact_error_from_korea": {"value": None, "unit": "m", "note": "none"}})
    assert [row[4:6] for row in rows(bare, "Shares of the flight")[2:]] == [["–", "–"]] * 3
    assert held[4] == [
        "Warning and tracking together",
        *("95.0 %", "90.0 %", "6.0 % (Tracking layer, complete)", "163 m", "170 m", "0.4 (0.1 to 1.0) %"),
    ]


@pytest.mark.story
def test_errors_and_impacts_are_told_at_a_time_and_beside_their_limit():
    data = changed(position_error=500.0, position_bound=400.0, impact_minor=90.0)
    data["position_error"][1, 0, 60] = 120.0
    data["position_bound"][1, 0, 60] = 100.0
    data["impact_major"][:] = 3000.0
    data["impact_major"][2, 0] = 250.0
    text = Outline(threats.panels(data, 0)).text
    assert "Down to 120 m with Tracking layer, 10 min after launch; the limit there is 100 m." in text
    # The middle flight lasts 1980 s.
    assert "Half-way, 16 min 30 s after launch, half of the tracks with Warning and tracking together know it to 250 m" in text
    assert "along the ellipse and 90 m across: half-axes of the ellipse that holds half of the chances." in text


@pytest.mark.story
def test_the_maps_say_what_is_not_seen_and_share_what_is_alike():
    data = custody().isel(view=[1])
    world = views.world_of(data)
    # South of 70 deg lies (1 - sin 70 deg) / 2 of the globe, to the edges of the cells at 72 deg: 2.4 %.
    text = Outline(sights.panels(data, world, 0)).text
    assert "never for half of the launches on" in text and "First line of sight after launch: Long-range missile, solid" in text
    same = data.copy(deep=True)
    for name in ("sight_map", "two_in_view_map"):
        same[name][:, 1] = same[name][:, 0]
    shared = sights.panels(same, world, 0)
    assert shared.count("<figure") == 2 and "Long-range missile, liquid and Long-range missile, solid" in shared
    same["sight_map"][:] = np.inf
    same["two_in_view_map"][:] = 0.0
    never = sights.panels(same, world, 0)
    assert "Never for half of the launches on the whole globe." in never and "Never, everywhere." in never and "<svg" not in never
    same["sight_map"][:] = 41.3
    same["two_in_view_map"][:] = 1.0
    always = Outline(sights.panels(same, world, 0)).text
    assert "Half of the launches are seen by 41 s after launch." in always and "Always, everywhere." in always


@pytest.mark.law
def test_hostile_strings_of_a_custody_study_stay_text(run: MadeRun):
    data = run.arrays["custody"].isel(view=[2], missile=[0])
    names: dict[str, tuple[str, ...]] = {
        "view": ("view_title",),
        "missile": ("missile_title",),
        "constellation": ("constellation_title",),
        "region": ("region_title",),
    }
    names["threat"] = ("threat_title", "threat_missile", "threat_from", "threat_to")
    data = data.assign_coords({name: (dim, [HOSTILE] * data.sizes[dim]) for dim, ours in names.items() for name in ours})
    data = data.assign_attrs(epoch=HOSTILE)
    outline = Outline(render(dataclasses.replace(run, arrays={"custody": data})))
    assert outline.open == [] and not {tag for tag, _ in outline.tags} & {"script", "img"}
    assert not [attributes for _, attributes in outline.tags if any(name.startswith("on") for name in attributes)]
    assert outline.text.count("<script>alert('x')</script>") > 30


@pytest.mark.story
def test_every_array_of_the_study_has_a_meaning_in_the_tables():
    made = {table.name: table for table in study_tables("custody", custody())}
    assert set(made) == {
        "custody_by_" + name
        for name in (
            *("threat", "launch_and_threat", "elapsed_and_threat", "constellation_and_threat", "raid_size_and_threat"),
            *("missile_and_cell", "region_and_cell", "latitude"),
        )
    }
    columns = {column.name: column for column in made["custody_by_threat"].columns}
    first = np.array(columns["first_custody_quantile_0.5_s"].values)
    assert np.isinf(first).sum() == 2 and {148.0, 140.0} <= set(first.tolist())
    assert columns["threat_missile"].values.to_pylist()[0] == "Long-range missile, liquid"
    for table in made.values():
        for column in table.columns:
            plain = re.sub(r"_(s|m|deg|m_per_s|m_per_s2|quantile.*)$", "", column.name).replace("_", " ")
            assert column.meaning.split(";")[0] != plain, column.name


@pytest.mark.story
def test_a_run_folder_with_custody_gets_its_report_and_is_compared(run: MadeRun, tmp_path: Path):
    manifest = copy.deepcopy(run.manifest)
    study = manifest["studies"]["custody"]
    for key in ("format", "version", "files"):
        del manifest[key]
    del study["data"]
    folders = (tmp_path / "before", tmp_path / "after")
    data = run.arrays["custody"].isel(view=[2], threat=[0], missile=[0])
    name = "sensing_first_custody_from_korea"
    for folder in folders:
        study["figures"][name]["value"] += 30.0
        named = {figure: Figure(**held) for figure, held in study["figures"].items()}
        record = Record("custody", data, named, tuple(study["assumptions"]), tuple(study["limits"]))
        with Draft(folder, manifest["inputs_sha256"]) as draft:
            draft.finish(manifest, "cupola: 1\n", run.rows, {"custody": record})
    written = write(folders[0]).read_text(encoding="utf-8")
    assert Outline(written).open == [] and "From launch to custody" in written
    found = compared(*(open_run(folder) for folder in folders))["figures"]
    assert found[f"custody.{name}"]["difference"] == 30.0
    assert sum(pair["before"] != pair["after"] for pair in found.values()) == 1
