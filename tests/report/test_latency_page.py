"""A latency study on the page: ways, users, cities, reports, losses and what is carried, for any values and with parts left out."""

import copy
import dataclasses
import math
import re
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from made_latency import INSTANTS, SPAN, STEP, VIEWS, latency, make_beside_coverage, make_latency_run, study
from made_run import MadeRun, make_run
from outline import Outline

from cupola.exports.tables import study_tables
from cupola.records import Figure, Record
from cupola.report import burdens, messages, removals, render, traces, users, ways, write
from cupola.report.quantities import THIN
from cupola.store.writing import Draft

NO_NUMBER = re.compile(r"(?i)(?<![a-z])(?:nan|inf|infinite)(?![a-z])")

HOSTILE = "\"><script>alert('x')</script><img src=x onerror=alert(1)>&amp;'"

OF = ("after", "without", "whole")

PARTS = {
    "Between sites": ("pair",),
    "Users by latitude": ("user",),
    "The largest cities": ("city", "throughput", "limited", "full"),
    "Reports: Tracking layer": ("report", "to_command"),
    "What losses leave": ("connected", *(f"{what}_{of}" for what in ("round_trip", "throughput", "traffic") for of in OF)),
}
"""Heading of each part, and how the names of its arrays begin."""


@pytest.fixture(scope="module")
def run() -> MadeRun:
    """The run that the tests read; they must not change it."""
    return make_latency_run()


@pytest.fixture(scope="module")
def page(run: MadeRun) -> str:
    return render(run)


def rows(page: str, caption: str) -> list[list[str]]:
    """Texts of the cells of each row of the table whose caption begins so."""
    (table,) = [one for one in re.findall(r"<table.*?</table>", page, re.DOTALL) if re.search(f"<caption><span>{caption}", one)]
    lines = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [[Outline(cell).text for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", line, re.DOTALL)] for line in lines]


def section_of(data: xr.Dataset, notional: bool = True) -> str:
    """The section, which nests and holds no number that is none."""
    manifest = {"studies": {"latency": study()}, "scenario": {"notional": notional}}
    html = messages.section(data, manifest, {})
    outline = Outline(html)
    labels = " ".join(attributes.get("aria-label") or "" for _, attributes in outline.tags)
    assert outline.open == [] and not NO_NUMBER.search(outline.text) and not NO_NUMBER.search(labels)
    assert not re.search(r"(?i)\b(?:nan|inf)\b", html)
    return html


def small() -> xr.Dataset:
    """One of each, of two views: few drawings."""
    return latency().isel(view=[0, 1], pair=[0], loss=[0], reporter=[0], time=slice(0, 60))


def text_of(data: xr.Dataset) -> str:
    return Outline(section_of(data)).text


def filled(missing: float, share: float) -> xr.Dataset:
    """Every time is `missing`, every share `share`."""
    data = latency()
    for name, variable in data.data_vars.items():
        if name in ("pair_light", "pair_fibre", "throughput", "limited_by"):
            continue
        value = share if variable.attrs["units"] == "1" else missing
        data[name] = variable.copy(data=np.full(variable.shape, value, variable.dtype))
    return data


@pytest.mark.story
@pytest.mark.parametrize("which", ["alone", "beside coverage"])
def test_the_page_is_whole(which: str, page: str):
    made = page if which == "alone" else render(make_beside_coverage())
    outline = Outline(made)
    assert outline.open == [] and not {tag for tag, _ in outline.tags} & {"script", "iframe", "img"}
    ids = [attributes["id"] or "" for _, attributes in outline.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    order = ["figures", "flown", "maps", "regions", "messages", "why"]
    assert [name for name in ids if name in order] == [name for name in order if which != "alone" or name not in ("maps", "regions")]
    assert made.count("Equal Earth projection") == 1 and made.index("Equal Earth") < made.index("World map")
    assert ids.count("world-outlines") == 1
    assert not NO_NUMBER.search(outline.text)
    assert [name for name in PARTS if f">{name}</h3>" in made] == list(PARTS) and ">Stored and carried</h3>" in made


@pytest.mark.story
def test_what_is_notional_says_so_and_what_is_not_does_not():
    said = Outline(section_of(small())).text
    assert said.startswith("Notional, public sources")
    assert "Notional" not in section_of(small().drop_dims(["pair", "loss", "site", "latitude", "reporter"]), notional=False)


@pytest.mark.law
def test_a_page_without_messages_does_not_carry_their_style(page: str):
    without = render(dataclasses.replace(make_run(), arrays={"coverage": make_run().arrays["coverage"].isel(view=[2])}))
    assert ".reports" in page and ".waterfall" in page and ".reports" not in without and ".waterfall" not in without


@pytest.mark.story
def test_it_says_what_was_asked_and_where_sites_stand(page: str):
    text = Outline(page).text
    assert "24 h from 2026-11-01 00:00:00 UTC, one instant every 1 min." in text
    assert "4 users, 2 gateways and 1 command site." in text
    assert (
        "Users A London B New York C Sydney D أوسلو Gateways E Gateway near Cork F Gateway in Oregon Command site G Command in Colorado"
        in text
    )


@pytest.mark.story
def test_each_drawing_says_in_words_what_is_seen(page: str):
    drawn = [attributes["aria-label"] or "" for attributes in Outline(page).all("svg") if attributes.get("class") == "plot"]
    # A map, three pairs, two of users, two of cities, one of reports, four kinds of loss.
    assert len(drawn) == 13 and all(re.search(r"\d", label) and label.endswith(".") for label in drawn)
    assert sum(label.startswith("World map") for label in drawn) == 1
    assert all(attributes.get("aria-label") for attributes in Outline(page).all("table") if "waterfall" in (attributes.get("class") or ""))


@pytest.mark.story
def test_the_table_of_pairs_tells_times_ways_and_outages(page: str):
    told = rows(page, "Round trips between two sites")
    assert told[0] == ["View", *ways.HEADS]
    # Light needs 2 x 5585 km / c = 37.3 ms, in glass of index 1.47 54.8 ms.
    assert told[1] == ["London – New York light along the ground 37.3 ms, in glass 54.8 ms"]
    data = latency()
    median = [float(data["pair_median"][view, 0]) for view in (0, 1)]
    assert [row[1] for row in told[2:5]] == [f"{1e3 * median[0]:.1f} ms", f"{1e3 * median[1]:.1f} ms", "no way"]
    assert told[2][5:] == ["63.5 %", "35 min", "5", "21"]
    assert told[3][5:] == ["100 %", "none", "6", "12"]
    assert told[4] == [VIEWS["high"], "no way", "no way", "–", "–", "never", "all of it", "–", "–"]
    assert told[8] == [VIEWS["high"], *["–"] * 8]


@pytest.mark.story
def test_each_pair_says_who_has_a_way(page: str):
    text = Outline(page).text
    assert (
        "There is a way for 63.5 % of the time with The first satellites and 100 % of the time with The whole network; never with Relays"
        in text
    )
    assert "light along the ground, 37.3 ms light in glass (c/1.47), 54.8 ms" in text
    alone = Outline(ways.panels(latency().isel(view=[1], pair=[0]))[0]).text
    assert (
        "54.5 ms there and back, median, 1.46 times light along the ground and 0.995 times light in glass. There is always a way." in alone
    )
    (never,) = ways.panels(latency().isel(view=[0], pair=[2]))
    assert "There is never a way." in Outline(never).text and "Line chart" not in never


@pytest.mark.law
def test_gaps_stay_gaps_and_neighbours_share_a_point_where_instants_are_many():
    values = np.array([[1.0, np.inf, 3.0, np.inf, np.inf, 7.0, 9.0]])
    assert np.array_equal(ways.thinned(values, 1), [[1.0, np.nan, 3.0, np.nan, np.nan, 7.0, 9.0]], equal_nan=True)
    assert np.array_equal(ways.thinned(values, 2), [[1.0, 3.0, 7.0, 9.0]], equal_nan=True)
    assert np.array_equal(ways.thinned(values, 3), [[1.0, 7.0, 9.0]], equal_nan=True)
    along, every = ways.over_time(SPAN, np.arange(INSTANTS) * STEP)
    assert every == 1 and along.labels[-1] == "24 h" and along.places[0] == pytest.approx(0.5 / 60.0)
    along, every = ways.over_time(7 * SPAN, np.arange(7 * INSTANTS) * STEP)
    assert every == 7 and len(along.places) == 1440 and along.labels[-1] == "6 days"


@pytest.mark.law
def test_a_line_over_time_is_cut_where_there_is_no_way():
    data = latency().isel(view=[0], pair=[0])
    svg = ways.panels(data)[0]
    gaps = np.flatnonzero(np.diff(np.isfinite(data["pair_round_trip"].values[0, 0]).astype(int)) == 1).size
    (line,) = [path for path in re.findall(r'<path d="([^"]*)"', svg) if path.count("M") > 2]
    assert line.count("M") == gaps


@pytest.mark.law
@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.0, 0.3), (31.0, 74.0), (0.0, 40.0), (0.2, 0.2)])
def test_ticks_are_round_and_within(low: float, high: float):
    ticks = traces.round_ticks(low, high)
    assert 1 <= len(ticks) <= traces.MOST_TICKS + 1 and all(low - 1e-9 <= tick <= high + 1e-9 for tick in ticks)


@pytest.mark.story
def test_users_are_told_by_latitude(page: str):
    text = Outline(page).text
    assert "Quickest at 50° N with The whole network: 17 ms there and back, median." in text
    assert "Least often at 70° N with The whole network: 94.0 % of the time." in text
    told = rows(page, "Users by latitude")
    assert told[0] == ["View", *users.HEADS]
    assert [row[0] for row in told if len(row) == 1] == ["10° S", "0°", *(f"{north}° N" for north in range(10, 71, 10))]
    assert told[-3:] == [
        [VIEWS["first"], "no way", "no way", "never", "all of it"],
        [VIEWS["whole"], "29 ms", "43.5 ms", "94.0 %", "4 min"],
        [VIEWS["high"], "–", "–", "–", "–"],
    ]
    always = users.panels(latency().isel(view=[1], latitude=[5]))
    assert "Always, at every latitude shown." in Outline(always[1]).text


@pytest.mark.law
def test_the_share_of_round_trips_is_read_to_the_middle_of_a_bin():
    edges = 1e-3 * (np.arange(5) + 1.0)
    shares = np.array([0.0, 0.4, 0.5, 0.9, 1.0])
    assert burdens.quantile(shares, edges, 0.5) == pytest.approx(2.5e-3)
    assert burdens.quantile(shares, edges, 0.9) == pytest.approx(3.5e-3)
    assert math.isinf(burdens.quantile(np.zeros(5), edges, 0.5))


@pytest.mark.story
def test_cities_are_told_with_what_limits_them_and_what_is_not_served(page: str):
    text = Outline(page).text
    # The logistic curve of the whole network has its middle at 84.5 ms.
    assert "The whole network: 84.5 ms for half and 124 ms for nine in ten, a way for 99.8 % of the pairs and times." in text
    assert "Never a way with Relays, high orbits." in text
    assert "The first satellites: 70 Gbit/s, limited to 60.0 % by satellites toward the gateways." in text
    assert "The whole network: 420 Gbit/s, limited to 75.0 % by gateways. Relays, high orbits: nothing gets through." in text
    assert "82.0 % of what the cities ask for is not served with The first satellites, the most of all views. The band is its range" in text
    assert "The first satellites 82.0 % 41.0 to 97.0 % The whole network 5.0 % 0 to 31.0 %" in text
    widths = re.findall(r'<rect x="([\d.]+)" y="5" width="([\d.]+)" height="14" fill="(#\w+)"', page[page.index("By what limits it") :])[:5]
    # The longest of all samples, 460 Gbit/s, spans the row; 70 and 420 are split by their limits.
    assert [float(width) for _, width, _ in widths] == pytest.approx(
        [1000.0 * part / 460.0 for part in (28.0, 42.0, 42.0, 63.0, 315.0)], abs=0.1
    )
    assert "When all people get alike. The first satellites: 20 Gbit/s, limited by satellites toward the users." in text
    assert "over the instants looked at what the gateways could take" in text
    free = latency().drop_vars(["city_round_trip_share", "city_rate", "throughput_even"])
    free["throughput"] = free["throughput"] * 0.0 + np.inf
    (told,) = burdens.panels(free, {})
    assert "The whole network: no rate is given that would limit it." in Outline(told).text and "no limit" in told


@pytest.mark.story
def test_pairs_of_cities_are_told_from_a_tenth_to_all_of_them(page: str):
    """A tenth of the first view's pairs get nothing and half of them 44.7 Mbit/s, the middle of 1 Mbit/s and 2 Gbit/s in proportion."""
    text = Outline(page).text
    assert "The first satellites: half of the pairs get 44.7 Mbit/s or less and a tenth nothing, each way;" in text
    assert "all together 200 Gbit/s, with 2.0 % of the links in use full and 40.0 % of the satellites above cities." in text
    assert "Relays, high orbits: nothing gets through." in text
    (svg,) = [
        attributes for attributes in Outline(page).all("svg") if "What each pair of cities gets" in (attributes.get("aria-label") or "")
    ]
    assert svg["class"] == "plot"
    shares = np.linspace(0.0, 1.0, 101)
    below = burdens._share_below(np.linspace(1.0, 101.0, 101), shares, np.array([0.5, 1.0, 51.0, 200.0]))
    assert below.tolist() == [0.0, 0.0, 0.5, 1.0]


@pytest.mark.story
def test_what_gets_through_after_losses_is_told_as_a_share_of_what_did(page: str):
    """Less 1.2 times the 40 % lost: 52 % of what got through, and the square of that of what was sent."""
    text = Outline(page).text
    remain = "there remain 52.0 % of what gets from the cities through the gateways and 27.0 % of what the cities send to each other."
    assert remain in text
    through, sent = removals.panels(latency())[-2:]
    assert [float(width) for width in re.findall(r'y="5" width="([\d.]+)"', through)] == [0.0, 1000.0, 250.0, 900.0, 1000.0]
    assert "York Space Systems 25.0 % 105 Gbit/s" in Outline(through).text
    assert "Without York Space Systems 0 % of it stay with The first satellites." in Outline(sent).text
    assert len(removals.panels(latency().drop_vars(["throughput_without", "traffic_without"]))) == 5


@pytest.mark.story
def test_reports_are_told_from_the_measurement_to_the_site(page: str):
    text = Outline(page).text
    assert "Half of the reports are there within 10.6 s with The whole network, nine in ten within 10.7 s." in text
    assert "Latest with The first satellites: 31.6 s." in text
    assert "A satellite has a way for 100 % of the time with The whole network and 63.0 % of the time with The first satellites." in text
    told = "Link found 30 s On the way 82 ms Passed on 45 ms In queues 500 ms Handed over 1 s At the site 31.6 s 31.6 s to 33.5 s"
    assert f"{told} Made into a track 15 s" in text
    assert "Reports: Warning satellites, high orbits From a measurement to Command in Colorado There is never a way." in text
    (table,) = re.findall(r'<table class="waterfall reports".*?</table>', page, re.DOTALL)
    assert VIEWS["high"] not in table
    starts = [float(start) for start in re.findall(r'<rect x="([\d.]+)"', table)]
    # Each bar begins where the one before ends; half are there at 31.62 s, and processing begins there. The axis runs to 1.04 x 46.63 s.
    wanted = np.array([0.0, 30.0, 30.082, 30.127, 30.627, 31.62]) / (1.04 * (31.62 + 15.0)) * 1000.0
    assert starts[:6] == pytest.approx(wanted.tolist(), abs=0.1)


@pytest.mark.story
def test_losses_are_told_with_their_spread(page: str):
    text = Outline(page).text
    # 60 % x (1 - 1.2 x 0.4) = 31.2 %, 3 points of the share kept either way.
    assert (
        "With 40 % of the satellites lost by chance. The first satellites: 31.2 (29.4 to 33.0) % of the pairs still have a way, from 60.0 %"
        in text
    )
    assert "With 40 % of the satellites lost, the busiest first. The first satellites: 2.4 % of the pairs" in text
    assert "Relays, high orbits: no pair has a way even with nothing lost." in text
    assert "The worst loss with The first satellites is York Space Systems: it leaves nothing of 60.0 %." in text
    assert "The worst loss with The whole network is York Space Systems: it leaves 41.0 % of 99.0 %." in text
    drawn = removals.panels(latency())[-3]
    assert [float(width) for width in re.findall(r'y="5" width="([\d.]+)"', drawn)] == [600.0, 0.0, 600.0, 990.0, 410.0, 930.0, 990.0]
    assert "York Space Systems 41.0 % 140 ms" in Outline(drawn).text
    bare = removals.panels(latency().drop_vars(["supplier_title", "connected_after"]))[-3]
    assert "The worst loss with The first satellites is York: it" in Outline(bare).text
    untouched = latency()
    untouched["connected_without"] = untouched["connected_without"] * 0.0 + 0.99
    told = Outline(removals.panels(untouched.drop_vars("connected_after"))[-3]).text
    assert "No single loss takes a way from anyone with The whole network: 99.0 % stay" in told


@pytest.mark.story
def test_what_is_carried_stands_beside_what_is_connected_at_once(page: str):
    told = rows(page, "Messages ready at even times")
    assert told[0] == ["View", *ways.CARRIED]
    assert told[2] == [VIEWS["first"], "63.5 %", "98.0 %", "50 ms", "25 min"]
    assert told[10] == [VIEWS["first"], "0 %", "72.0 %", "4 h", "never"]
    assert told[12] == [VIEWS["high"], *["–"] * 4]
    assert "It helps most for أوسلو – Sydney with The first satellites: 72.0 % arrive, where 0 % find a way at once." in Outline(page).text
    at_once = latency().isel(view=[1])
    at_once["pair_delivery"] = at_once["pair_delivery"] * 0.0
    assert rows(ways.carried(at_once), "Messages ready")[1][1:] == ["100 %", "100 %", "at once", "at once"]
    assert ways.carried_told(at_once)[-1] == "No more messages arrive by it than find a way at once."


@pytest.mark.story
@pytest.mark.parametrize("part", list(PARTS))
def test_a_part_that_was_not_asked_for_is_not_there(part: str):
    data = small()
    without = data.drop_vars([name for name in data.data_vars if str(name).startswith(PARTS[part]) and name != "round_trip"])
    html = section_of(without)
    assert f">{part}</h3>" not in html
    assert [name for name in PARTS if f">{name}</h3>" in html] == [name for name in PARTS if name != part]
    alone = data.drop_vars([name for name in data.data_vars if not str(name).startswith(PARTS[part])])
    html = section_of(alone)
    assert [name for name in PARTS if f">{name}</h3>" in html] == [part]


@pytest.mark.story
def test_carrying_and_suppliers_are_left_out_where_they_were_not_asked_for():
    data = small().drop_vars(["pair_delivery", "pair_delivered"])
    data["connected_without"] = data["connected_without"] * np.nan
    html = section_of(data)
    assert "Stored and carried" not in html and "Without a supplier" not in html and "Satellites lost by chance" in html


@pytest.mark.story
@pytest.mark.parametrize("missing", [math.inf, math.nan], ids=["never", "not known"])
def test_nothing_but_never_or_unknown_reads_well(missing: float):
    text = text_of(filled(missing, 0.0 if math.isinf(missing) else math.nan))
    if math.isinf(missing):
        for told in (
            "There is never a way with The first satellites",
            "There is never a way, from any of these latitudes.",
            "There is never a way.",
        ):
            assert told in text, told
        assert "no pair has a way even with nothing lost" in text
    else:
        for told in (
            "No view serves both sites.",
            "No view serves these users.",
            "No view has this constellation.",
            "What is left is not known.",
        ):
            assert told in text, told


@pytest.mark.story
@pytest.mark.parametrize("view", [0, 1, 2])
def test_one_view_alone_reads_well(view: int):
    text = text_of(latency().isel(view=[view]))
    assert f"with {list(VIEWS.values())[view]}" not in text


@pytest.mark.story
def test_more_views_than_lines_are_said():
    many = latency().isel(view=[0, 1, 2, 0, 1, 2, 1], pair=[0])
    (drawn,) = ways.panels(many)
    assert "2 more views in the table alone" in drawn and len(rows(ways.table(many), "Round trips")) == 2 + 7


@pytest.mark.story
def test_one_instant_one_latitude_and_many_sites_are_drawn():
    data = small().isel(time=[0], latitude=[3], lost_share=[1], site=[0, 1, 2, 3, *[4] * 20])
    data.attrs["span_s"] = STEP
    html = section_of(data)
    assert "20 without a letter" in Outline(html).text and "Line chart" in html


@pytest.mark.law
def test_hostile_strings_of_a_latency_study_stay_text(run: MadeRun):
    data = run.arrays["latency"].isel(view=[1], pair=[0, 1])
    titles = ("view_title", "site_title", "site_role", "pair_title", "reporter_title", "limit", "stage", "loss", "supplier_title")
    for name in titles:
        (dim,) = data[name].dims
        data = data.assign_coords({name: (dim, [f"{HOSTILE}{at}" for at in range(data.sizes[dim])])})
    data = data.assign_attrs(epoch=HOSTILE, command=HOSTILE)
    outline = Outline(render(dataclasses.replace(run, arrays={"latency": data})))
    assert outline.open == [] and not {tag for tag, _ in outline.tags} & {"script", "img"}
    assert not [attributes for _, attributes in outline.tags if any(name.startswith("on") for name in attributes)]
    assert outline.text.count("<script>alert('x')</script>") > 30


@pytest.mark.story
def test_every_array_of_the_study_has_a_meaning_in_the_tables():
    made = {table.name: table for table in study_tables("latency", latency())}
    assert {"latency_by_pair", "latency_by_latitude", "latency_by_reporter_and_stage", "latency_by_supplier"} <= set(made)
    for table in made.values():
        for column in table.columns:
            plain = re.sub(r"_(s|deg|satellites|per_h|times|bit_per_s|quantile.*)$", "", column.name).replace("_", " ")
            assert column.meaning.split(";")[0] != plain, column.name


@pytest.mark.story
def test_a_run_folder_with_latency_gets_its_report(run: MadeRun, tmp_path: Path):
    manifest = copy.deepcopy(run.manifest)
    made = manifest["studies"]["latency"]
    for key in ("format", "version", "files"):
        del manifest[key]
    del made["data"]
    named = {name: Figure(**held) for name, held in made["figures"].items()}
    data = run.arrays["latency"].isel(view=[1], pair=[0], reporter=[0])
    record = Record("latency", data, named, tuple(made["assumptions"]), tuple(made["limits"]))
    with Draft(tmp_path / "run", manifest["inputs_sha256"]) as draft:
        draft.finish(manifest, "cupola: 1\n", run.rows, {"latency": record})
    written = write(tmp_path / "run").read_text(encoding="utf-8").replace(THIN, " ")
    assert Outline(written).open == [] and "How long messages take" in written and "light in glass (c/1.47), 54.8 ms" in written
