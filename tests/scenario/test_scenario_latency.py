"""Links, sites and the latency study: what a file says is what the scenario holds, and every mistake is told where it stands."""

import math
import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_network import NETWORK, changed, line_of

from cupola.errors import InputError, Problem, ScenarioError
from cupola.scenario.latency import (
    CITY_MEASURES,
    COMMAND_MEASURES,
    DELIVERY_MEASURES,
    LOSS_MEASURES,
    PAIR_MEASURES,
    THROUGHPUT_AFTER,
    THROUGHPUT_MEASURES,
    USER_MEASURES,
    LatencyStudy,
)
from cupola.scenario.links import Links
from cupola.scenario.loading import NO_CHANGES, loads
from cupola.scenario.schema import Scenario

MESH = "constellations.mesh.links"
WATCHERS = "constellations.watchers.links"
LATENCY = "studies.latency"

RANGED = (
    f"{MESH}.max-range",
    f"{MESH}.acquisition",
    f"{MESH}.capacity",
    "terminals.dome.min-elevation",
    "demand.per-person",
    "delays.queueing",
)
"""Quantities of the scenario, counts apart, that have a range to draw from, in the order of the file."""


@pytest.fixture(scope="module")
def network() -> Scenario:
    return loads(NETWORK, "network.yaml")


def faults(text: str, changes: Mapping[str, str] = NO_CHANGES) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "bad.yaml", changes)
    return caught.value.problems


def links_of(scenario: Scenario, name: str) -> Links:
    links = scenario.constellations[name].links
    assert links
    return links


def asked_of(scenario: Scenario) -> LatencyStudy:
    assert scenario.studies.latency
    return scenario.studies.latency


@pytest.mark.reference
def test_links_hold_what_the_file_says_and_their_defaults(network: Scenario) -> None:
    mesh, watchers = links_of(network, "mesh"), links_of(network, "watchers")
    assert network.constellations["quiet"].links is None
    assert (mesh.pattern, mesh.phase_offset, mesh.seam, mesh.pairs, mesh.joins) == ("plus-grid", 10, False, (), ())
    assert (mesh.terminals.count, mesh.grazing_altitude.value, mesh.acquisition.value, mesh.hop_delay.value) == (4, 100e3, 10.0, 1e-3)
    assert mesh.max_range and mesh.rate and mesh.capacity
    assert (mesh.max_range.value, mesh.rate.value, mesh.rate.unit, mesh.capacity.highest) == (5e6, 1e11, "bit/s", 23e9)
    assert (watchers.pattern, watchers.phase_offset, watchers.seam, watchers.joins) == ("list", None, True, ("mesh",))
    assert watchers.pairs == (((0, 0), (0, 1)), ((0, 1), (1, 1)))
    assert (watchers.grazing_altitude.text, watchers.acquisition.text, watchers.hop_delay.text) == ("80 km", "0 s", "0 s")
    assert (watchers.max_range, watchers.rate, watchers.capacity) == (None, None, None)
    plain = loads(changed("      terminals: 2\n", ""))
    assert links_of(plain, "watchers").terminals.count == 4


@pytest.mark.reference
def test_sites_hold_what_the_file_says_and_their_defaults(network: Scenario) -> None:
    london, ranch = network.sites["london"], network.sites["ranch"]
    assert (london.city, london.latitude, london.role, london.serves) == ("London, United Kingdom", None, "user", ("mesh",))
    assert (london.terminal, london.supplier, london.relays) == ("dish", None, False)
    assert ranch.latitude and ranch.longitude
    assert (math.degrees(ranch.latitude.value), math.degrees(ranch.longitude.value)) == (pytest.approx(33.0), pytest.approx(-97.0))
    assert (ranch.city, ranch.terminal, ranch.supplier, ranch.relays) == (None, "dome", "carrier", True)
    dish, dome = network.terminals["dish"], network.terminals["dome"]
    assert math.degrees(dish.min_elevation.value) == pytest.approx(25.0)
    assert (dish.satellites, dish.rate) == (None, None)
    assert dome.satellites and dome.rate
    assert (dome.satellites.count, dome.satellites.highest, dome.rate.value) == (8, 40.0, 1e10)


@pytest.mark.reference
def test_the_study_holds_what_the_file_says(network: Scenario) -> None:
    asked = asked_of(network)
    assert (asked.span.value, asked.step.value, asked.draws, asked.cities, asked.users) == (86400.0, 60.0, 2, 20, "london")
    assert asked.views["all"].constellations == ("mesh", "watchers")
    assert asked.pairs == (("london", "new-york"), ("london", "ranch"))
    demand = network.demand
    assert asked.latitudes and asked.losses and demand
    assert asked.latitudes.degrees() == (-10, 25, 60)
    assert (asked.losses.kinds[1], [share.value for share in asked.losses.shares], asked.losses.trials) == ("busiest", [0.05, 0.2], 12)
    assert demand.per_person and demand.total is None
    assert (demand.per_person.value, demand.per_person.highest) == (100.0, 1000.0)
    assert (asked.relay_of, asked.command, asked.store_and_forward) == (("watchers",), "desk", True)
    delays = network.delays
    assert delays
    assert (delays.acquisition.value, delays.queueing.highest, delays.hand_over.value) == (2.0, 0.2, 0.05)


@pytest.mark.reference
def test_all_of_it_but_a_question_may_be_left_out() -> None:
    head, _, tail = NETWORK.partition("    pairs: [[london")
    text = f"{head}    pairs: [[london{tail[: tail.index('users:') - 5]}\nheadline:\n  figures: [latency.all_hops_london_ranch]\n"
    asked = asked_of(loads(f"{text}  sentence: 'Hops: {{latency.all_hops_london_ranch}}.'\n".replace("    draws: 2\n", "")))
    assert (asked.draws, asked.users, asked.latitudes, asked.cities, asked.losses) == (0, None, None, None, None)
    assert (asked.relay_of, asked.command, asked.store_and_forward) == ((), None, False)


@pytest.mark.reference
def test_figures_are_named_by_view_measure_and_places(network: Scenario) -> None:
    """Two pairs, three latitudes, all cities and five kinds of loss in two views; reports in the one that has the watchers."""
    names = [name for name in network.figure_names() if name.startswith("latency.")]
    each = 2 * len((*PAIR_MEASURES, *DELIVERY_MEASURES)) + 3 * len(USER_MEASURES) + len(CITY_MEASURES)
    each += len((*THROUGHPUT_MEASURES, "unserved")) + 5 * len((*LOSS_MEASURES, THROUGHPUT_AFTER))
    assert len(set(names)) == len(names) == 2 * each + len(COMMAND_MEASURES)
    assert {
        "latency.mesh_stretch_london_new_york",
        "latency.all_delivery_90_london_ranch",
        "latency.mesh_longest_outage_latitude_10_south",
        "latency.mesh_round_trip_latitude_25_north",
        "latency.all_round_trip_90_cities",
        "latency.all_unserved",
        "latency.mesh_connected_after_suppliers",
        "latency.all_to_command_90_watchers_desk",
    } <= set(names)
    assert not [name for name in names if name.startswith("latency.mesh_to_command")]


@pytest.mark.reference
@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [
        ("    store-and-forward: true\n", "", "delivery"),
        ("    cities: 20\n", "", "unserved"),
        ("    cities: 20\n", "", "throughput"),
        ("store-and-forward: true", "store-and-forward: false", "delivered"),
        ("south: -10 deg, north: 60 deg, step: 35 deg", "south: 60 deg, north: 60 deg, step: 1 deg", "latitude_25"),
        ("kinds: [satellites, busiest, planes, gateways, suppliers]", "kinds: [satellites]", "after_planes"),
        ("mesh: {title: The mesh, constellations: [mesh]}", "mesh: {title: Other, constellations: [mesh]}", "mesh_to_command"),
    ],
)
def test_figures_follow_what_is_asked(old: str, new: str, gone: str) -> None:
    names = loads(changed(old, new).replace(", latency.mesh_throughput]", "]")).figure_names()
    assert not [name for name in names if gone in name]
    assert "latency.mesh_round_trip_london_new_york" in names


@pytest.mark.reference
def test_a_view_that_a_site_does_not_serve_gives_no_figure_of_it() -> None:
    """The watchers alone: the desk serves them, users and gateways do not."""
    text = changed("      all: {title: All,", "      low: {title: Low, constellations: [watchers]}\n      all: {title: All,")
    low = [name for name in loads(text).figure_names() if name.startswith("latency.low_")]
    assert low == [
        *(f"latency.low_{measure}_watchers_desk" for measure in COMMAND_MEASURES),
        *(
            f"latency.low_{measure}_{kind}"
            for kind in ("satellites", "busiest", "planes", "gateways", "suppliers")
            for measure in LOSS_MEASURES
        ),
    ]


@pytest.mark.law
def test_facts_list_links_sites_and_delays_in_the_order_of_the_file(network: Scenario) -> None:
    facts = network.facts()
    keys = [fact.key for fact in facts]
    assert tuple(fact.key for fact in facts if fact.low is not None and not fact.is_count) == RANGED
    assert [fact.line for fact in facts] == sorted(fact.line for fact in facts)
    assert len([key for key in keys if key.startswith(MESH)]) == 7
    assert [key for key in keys if key.startswith(WATCHERS)] == [f"{WATCHERS}.terminals"]
    assert [key for key in keys if key.startswith("sites.")][:2] == ["sites.ranch.latitude", "sites.ranch.longitude"]
    assert len([key for key in keys if key.startswith("terminals.")]) == 7
    assert not [key for key in keys if key.startswith("studies")]
    assert network.line_of(f"{WATCHERS}.pairs.1.0.1") == line_of("      pairs: [[[0, 0]")


@pytest.mark.law
@given(st.lists(st.floats(0.0, 1.0), min_size=len(RANGED), max_size=len(RANGED)))
@settings(max_examples=30)
def test_variants_of_links_and_sites_change_what_they_name_and_nothing_else(shares: list[float]) -> None:
    base = loads(NETWORK)
    facts = {fact.key: fact for fact in base.facts()}
    values = {key: facts[key].lowest + share * (facts[key].highest - facts[key].lowest) for key, share in zip(RANGED, shares, strict=True)}
    variant = base.with_values(values)
    assert {fact.key: fact.value for fact in variant.facts()} == {key: fact.value for key, fact in facts.items()} | values
    assert links_of(variant, "mesh").acquisition.value == values[f"{MESH}.acquisition"]
    assert (variant.studies, variant.regions) == (base.studies, base.regions)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("key", "value", "fragment"),
    [
        (f"{MESH}.terminals", 3.0, "is a count, which keeps its value in every draw"),
        (f"{MESH}.max-range", -1.0, "must lie in [1, 100000] km"),
        (f"{MESH}.phase-offset", 1.0, "is no quantity"),
        (f"{WATCHERS}.pairs.0", 1.0, "is no quantity"),
        ("terminals.dome.min-elevaton", 0.1, "did you mean min-elevation?"),
        ("sites.ranch.terminal", 1.0, "is no quantity"),
    ],
)
def test_variants_of_links_and_sites_refuse_what_cannot_be_drawn(network: Scenario, key: str, value: float, fragment: str) -> None:
    with pytest.raises(InputError, match=re.escape(fragment)):
        network.with_values({key: value})


@pytest.mark.reference
def test_settings_from_outside_reach_links_sites_and_pairs() -> None:
    outside = {
        f"{MESH}.max-range.value": "4500 km",
        f"{MESH}.rate": "2.5 Gbps",
        f"{WATCHERS}.pairs.0.1.0": "1",
        "terminals.dish.satellites": "3",
        f"{LATENCY}.pairs.1.1": "new-york",
        f"{LATENCY}.pairs.0.1": "ranch",
        f"{LATENCY}.latitudes.step": "7 deg",
    }
    scenario = loads(NETWORK.replace("london_new_york", "london_ranch"), "s.yaml", outside)
    mesh, asked, terminals = links_of(scenario, "mesh"), asked_of(scenario), scenario.terminals["dish"].satellites
    assert mesh.max_range and mesh.rate and terminals and asked.latitudes
    assert (mesh.max_range.value, mesh.max_range.kind, mesh.rate.value, terminals.count) == (4.5e6, "assumed", 2.5e9, 3)
    assert links_of(scenario, "watchers").pairs[0] == ((0, 0), (1, 1))
    assert asked.pairs == (("london", "ranch"), ("london", "new-york"))
    assert len(asked.latitudes.degrees()) == 11
    (problem,) = faults(NETWORK, {f"{LATENCY}.pairs.1.1": "london"})
    assert (problem.key, problem.line) == (f"{LATENCY}.pairs.1", line_of("    pairs: [[london"))
    (problem,) = faults(NETWORK, {f"{LATENCY}.users": "desk"})
    assert (problem.line, problem.message) == (0, "--set: got desk, whose role is command; name a site of the role user")


BAD = [
    # links
    ("pattern: plus-grid", "pattern: plus-gird", f"{MESH}.pattern", "did you mean plus-grid?"),
    ("pattern: plus-grid", "pattern: laser", f"{MESH}.pattern", "the patterns of links are: plus-grid, ring, nearest, list, none"),
    ("pattern: plus-grid", "pattern: ring", f"{MESH}.phase-offset", "belongs to the pattern plus-grid; this one is ring, delete the key"),
    ("pattern: list", "pattern: nearest", f"{WATCHERS}.pairs", "belongs to the pattern list; this one is nearest, delete the key"),
    ("      pairs: [[[0, 0], [0, 1]], [[0, 1], [1, 1]]]\n", "", f"{WATCHERS}.pairs", "is missing; the pattern list needs it"),
    ("[[0, 1], [1, 1]]]", "[[0, 1], [2, 1]]]", f"{WATCHERS}.pairs.1", "got [2, 1]; the planes are 0 to 1, the places in each 0 to 2"),
    ("[[0, 1], [1, 1]]]", "[[0, 1], [1, 3]]]", f"{WATCHERS}.pairs.1", "got [1, 3]; the planes are 0 to 1, the places in each 0 to 2"),
    ("[[0, 1], [1, 1]]]", "[[0, 1], [0, 1]]]", f"{WATCHERS}.pairs.1", "got [0, 1] twice; a link joins two different satellites"),
    ("[[0, 1], [1, 1]]]", "[[0, 1], [0, 0]]]", f"{WATCHERS}.pairs.1", "gives the link of [0, 1] and [0, 0] twice; keep one"),
    ("[[0, 1], [1, 1]]]", "[[0, 1], [1]]]", f"{WATCHERS}.pairs.1.1", "must be the plane and the place of a satellite"),
    ("[[0, 1], [1, 1]]]", "[[0, 1], [1, -1]]]", f"{WATCHERS}.pairs.1.1.1", "must be a whole number"),
    ("[[0, 1], [1, 1]]]", "[0, 1]]", f"{WATCHERS}.pairs.1.0", "must be the plane and the place of a satellite"),
    ("[[[0, 0], [0, 1]], [[0, 1], [1, 1]]]", "[]", f"{WATCHERS}.pairs", "is empty; give at least one pair"),
    ("      terminals: 2\n", "      terminals: 1\n", f"{WATCHERS}.pairs.1",
     "is link 2 of [0, 1], and the terminals are 1; drop it or give more"),
    ("      terminals: 2\n", "      terminals: 0\n", f"{WATCHERS}.terminals", "must lie in [1, 64]. A terminal holds one link at a time"),
    ("joins: [mesh]", "joins: [watchers]", f"{WATCHERS}.joins.0", "got watchers, which is this constellation itself; name others"),
    ("joins: [mesh]", "joins: [quiet]", f"{WATCHERS}.joins.0", "got quiet, which has no `links`"),
    ("joins: [mesh]", "joins: [mehs]", f"{WATCHERS}.joins.0", "which is not in `constellations`; did you mean mesh?"),
    ("star 86.4 deg: 24/4/1 at 1000 km", "repeating-track 13/1 at 80 deg: 4", f"{MESH}.pattern",
     "got plus-grid, and the shell polar has no planes to lay it on; nearest and list need none"),
    ("seam: false", "seam: off", f"{MESH}.seam", "got off; must be true or false"),
    ("phase-offset: 10", "phase-offset: 1.5", f"{MESH}.phase-offset", "must be a whole number"),
    ("high: 5400 km", "high: 5400 Mm", f"{MESH}.max-range.high", "an unknown unit"),
    ("grazing-altitude: 100 km", "grazing-altitude: -1 km", f"{MESH}.grazing-altitude", "must lie in [0, 3000) km"),
    ("hop-delay: 1 ms", "hop-delay: 2 s", f"{MESH}.hop-delay", "must lie in [0, 1] s"),
    ("rate: 100 Gbps", "rate: 100 GB/s", f"{MESH}.rate", "must be a data rate: bit/s, Mbit/s, Gbit/s, Tbit/s, bps, Mbps, Gbps"),
    ("rate: 100 Gbps", "rate: 0 Gbps", f"{MESH}.rate", "must lie in (0, 1000000] Gbit/s"),
    ("rate: 100 Gbps", "speed: 100 Gbps", f"{MESH}.speed", "is no key of the section `links`"),
    # sites
    ("role: command,", "role: boss,", "sites.desk.role", "the roles are: user, gateway, command"),
    ("serves: [mesh, watchers]", "serves: []", "sites.desk.serves", "is empty; a site that serves nothing talks with no satellite"),
    (", serves: [mesh, watchers]", "", "sites.desk.serves", "is missing; a site needs it"),
    ("serves: [mesh, quiet]", "serves: [mesh, mesh]", "sites.ranch.serves.1", "got mesh twice; keep one"),
    ("serves: [mesh, quiet]", "serves: [mesh, quite]", "sites.ranch.serves.1", "did you mean quiet?"),
    ("    longitude: -97 deg\n", "", "sites.ranch.longitude", "is missing; a site with a latitude needs it"),
    ("title: London, city:", "title: London, latitude: 51 deg, city:", "sites.london", "gives city and latitude; keep the city, or"),
    ('title: London, city: "London, United Kingdom",', "title: London,", "sites.london", "names no place; give a city, or latitude"),
    ("    supplier: carrier\n    relays", "    supplier: carier\n    relays", "sites.ranch.supplier", "did you mean carrier?"),
    ("terminal: small-dish", "terminal: smal-dish", "sites.new-york.terminal", "got smal-dish, which is not in `terminals`; did you mean"),
    ("terminal: small-dish, ", "", "sites.new-york.terminal", "is missing; a site needs it (a name in `terminals`: what it talks with)"),
    ("low: 5 deg, high: 25 deg", "low: 5 deg, high: 90 deg", "terminals.dome.min-elevation.high", "must lie in [0, 90) deg"),
    ("satellites: 1, rate", "satellites: 1001, rate", "terminals.small-dish.satellites", "must lie in [1, 1000]"),
    ("title: Dish, min-elevation: 25 deg", "title: Dish", "terminals.dish.min-elevation", "is missing; a terminal needs it"),
    ("relays: true", "relays: yes", "sites.ranch.relays", "must be true or false"),
    # delays
    ("queueing: {value: 20 ms, low: 0 ms", "queueing: {value: 20 ms, low: -1 ms", "delays.queueing.low", "must lie in [0, 3600] s"),
    ("  hand-over: 50 ms", "  handover: 50 ms", "delays.handover", "did you mean hand-over?"),
    # the study
    ("[london, ranch]]", "[london, rnach]]", f"{LATENCY}.pairs.1.1", "got rnach, which is not in `sites`; did you mean ranch?"),
    ("[london, ranch]]", "[london, london]]", f"{LATENCY}.pairs.1", "got london at both ends; a pair is two different sites"),
    ("[london, ranch]]", "[new-york, london]]", f"{LATENCY}.pairs.1", "gives the pair of new-york and london twice; keep one"),
    ("[london, ranch]]", "[london]]", f"{LATENCY}.pairs.1", "must be two names in `sites`, such as [london, new-york]"),
    ("[london, ranch]]", "london]", f"{LATENCY}.pairs.1", "must be two names in `sites`"),
    ("pairs: [[london, new-york], [london, ranch]]", "pairs: []", f"{LATENCY}.pairs", "is empty; give at least one pair"),
    ("users: london", "users: londn", f"{LATENCY}.users", "did you mean london?"),
    ("users: london", "users: ranch", f"{LATENCY}.users", "got ranch, whose role is gateway; name a site of the role user"),
    ("    users: london\n", "", f"{LATENCY}.users", "is missing; name the site whose terminal the users at latitudes and in cities have"),
    ("south: -10 deg, north: 60 deg", "south: 60 deg, north: -10 deg", f"{LATENCY}.latitudes.north",
     "got -10 deg, south of the southern end 60 deg; swap them"),
    ("step: 35 deg", "step: 40 deg", f"{LATENCY}.latitudes.step", "must lead in whole steps from -10 deg to 60 deg"),
    ("step: 35 deg", "step: 17.5 deg", f"{LATENCY}.latitudes.step", "must be a whole number of degrees"),
    ("step: 35 deg", "step: 0 deg", f"{LATENCY}.latitudes.step", "must lie in [1, 90] deg"),
    ("north: 60 deg, step", "north: 91 deg, step", f"{LATENCY}.latitudes.north", "must lie in [-90, 90] deg"),
    ("cities: 20", "cities: 1", f"{LATENCY}.cities", "must lie in [2, 1000]"),
    ("demand:\n", "demand:\n  total: 1 Tbit/s\n", "demand", "gives total and per-person; keep one"),
    ("high: 1000 bit/s", "high: 1000 bit", "demand.per-person.high", "an unknown unit"),
    ("high: 1000 bit/s", "high: 99 bit/s", "demand.per-person.value", "got 100 bit/s, outside its own range [10 bit/s, 99 bit/s]"),
    ("kinds: [satellites,", "kinds: [satelites,", f"{LATENCY}.losses.kinds.0", "did you mean satellites?"),
    ("shares: [5 %, 20 %]", "shares: [0 %, 20 %]", f"{LATENCY}.losses.shares.0", "must lie in (0, 1]"),
    ("shares: [5 %, 20 %]", "shares: [5 %, 20]", f"{LATENCY}.losses.shares.1", "must lie in (0, 1]"),
    ("trials: 12", "trials: 1001", f"{LATENCY}.losses.trials", "must lie in [1, 1000]"),
    ("relay-of: [watchers]", "relay-of: [mesh]", f"{LATENCY}.relay-of.0", "got mesh, which carries no sensor"),
    ("relay-of: [watchers]", "relay-of: [quiet]", f"{LATENCY}.relay-of.0", "got quiet, which no view of this study has"),
    ("    relay-of: [watchers]\n", "", f"{LATENCY}.relay-of", "is missing; `command` needs it"),
    ("    command: desk\n", "", f"{LATENCY}.command", "is missing; `relay-of` needs it"),
    ("    command: desk\n", "    command: ranch\n", f"{LATENCY}.command", "got ranch, whose role is gateway; name a site of the role comm"),
    ("      mesh: {title: The mesh, constellations: [mesh]}", "      mesh: {title: M, constellations: [mehs]}",
     f"{LATENCY}.views.mesh.constellations.0", "did you mean mesh?"),
    ("store-and-forward: true", "store-and-forward: 1", f"{LATENCY}.store-and-forward", "must be true or false"),
    ("    span: 24 h\n    step: 60 s\n    draws", "    span: 24 h\n    step: 25 h\n    draws", f"{LATENCY}.step", "must lie in"),
    # figures
    ("latency.mesh_throughput]", "latency.mesh_thruput]", "headline.figures.2", "did you mean latency.mesh_throughput?"),
    ("latency.all_to_command_watchers_desk,", "latency.mesh_to_command_watchers_desk,", "headline.figures.1", "which no study gives"),
]  # fmt: skip

AT = {
    "      pairs: [[[0, 0], [0, 1]], [[0, 1], [1, 1]]]\n": "    links:\n      pattern: list",
    "pattern: plus-grid=>pattern: ring": "      phase-offset",
    "pattern: list=>pattern: nearest": "      pairs: [[[0",
    "      terminals: 2\n=>      terminals: 1\n": "      pairs: [[[0",
    "star 86.4 deg: 24/4/1 at 1000 km": "      pattern: plus-grid",
    "    longitude: -97 deg\n": "  ranch:",
    "    users: london\n": "  latency:",
    "    relay-of: [watchers]\n": "  latency:",
    "    command: desk\n=>": "  latency:",
}
"""Where a fault stands that is not on the line of the changed passage, by the passage, or by it and what it became."""


@pytest.mark.reference
@pytest.mark.parametrize(("old", "new", "key", "fragment"), BAD, ids=[f"{case[2]}: {case[3][:30]}" for case in BAD])
def test_each_mistake_of_a_network_is_told_at_its_key_and_line(old: str, new: str, key: str, fragment: str) -> None:
    text = changed(old, new)
    problems = faults(text)
    found = [problem for problem in problems if problem.key == key]
    assert len(found) == 1, problems
    assert fragment in found[0].message
    passage = AT.get(f"{old}=>{new}") or AT.get(old)
    where = text.index(passage) if passage else NETWORK.index(old) + len(old) - len(old.lstrip("\n"))
    line = text[:where].count("\n") + 1
    assert found[0].line == line or (old.count("\n") > 1 and line < found[0].line <= line + old.count("\n"))


@pytest.mark.reference
@pytest.mark.parametrize("section", ["pairs", "users"])
def test_a_study_without_sites_says_that_there_are_none(section: str) -> None:
    head, _, rest = NETWORK.partition("sites:\n")
    problems = faults(head + rest[rest.index("delays:") :])
    told = [problem.message for problem in problems if problem.key.startswith(f"{LATENCY}.{section}")]
    assert "got london, which is not in `sites`; there are no sites" in told


@pytest.mark.reference
def test_two_figures_of_one_name_are_told_at_the_views_of_latency() -> None:
    """`london-york` with `ranch` reads like `london` with `york-ranch`."""
    text = changed("[london, ranch]]", "[london-york, ranch], [london, york-ranch]]")
    site = "{title: S, city: Seoul, role: user, terminal: dish, serves: [mesh]}"
    text = text.replace("sites:\n", f"sites:\n  london-york: {site}\n  york-ranch: {site}\n")
    (problem,) = faults(text)
    assert (problem.key, problem.line) == (f"{LATENCY}.views", text[: text.index("    draws: 2\n    views:")].count("\n") + 2)
    assert problem.message == "two figures would be called latency.mesh_round_trip_london_york_ranch; rename a view or a site"


LINES = NETWORK.splitlines()


@pytest.mark.law
@given(
    number=st.integers(0, len(LINES) - 1),
    cut=st.integers(0, 140),
    piece=st.sampled_from(["", " ", ":", "x", "-", ",", "{", "}", "[", "]", "0", "'", "\n", "12 km", "{}", "[]", "~", "5 deg", "mesh"]),
    drop=st.integers(0, 12),
)
@settings(max_examples=200)
def test_any_slip_of_the_pen_gives_a_scenario_or_a_scenario_error(number: int, cut: int, piece: str, drop: int) -> None:
    line = LINES[number]
    text = "\n".join([*LINES[:number], line[:cut] + piece + line[cut + drop :], *LINES[number + 1 :]])
    try:
        scenario = loads(text)
    except ScenarioError as error:
        assert all(0 <= problem.line <= len(LINES) + 2 for problem in error.problems)
    else:
        assert scenario.satellite_count() > 0
