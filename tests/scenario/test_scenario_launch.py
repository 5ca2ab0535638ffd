"""Vehicles, pads, campaigns and the deployment study: a file's words are what the scenario holds, and mistakes are told in place."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenario_deployment import DEPLOYMENT, changed, line_of
from test_scenario_loading import accepts, plain

from cupola.errors import InputError, Problem, ScenarioError
from cupola.scenario.absence import absence_of
from cupola.scenario.campaigns import Campaign, Contract, Flown, Life, Production
from cupola.scenario.dates import date_of_seconds, seconds_of_date
from cupola.scenario.deployment import (
    CAMPAIGN_MEASURES,
    DATE_MEASURES,
    DEADLINE_MEASURES,
    ORBIT_MEASURES,
    DeploymentStudy,
    Milestone,
    PayloadTable,
    Variant,
)
from cupola.scenario.destinations import Destination
from cupola.scenario.json_schema import json_schema
from cupola.scenario.loading import NO_CHANGES, loads
from cupola.scenario.pads import Corridor, Outage, Pad
from cupola.scenario.schema import Scenario
from cupola.scenario.shapes import keys_of
from cupola.scenario.text import read
from cupola.scenario.units import Dimension, QuantityError, parse_quantity
from cupola.scenario.vehicles import Flights, Pause, Payload, Record, Vehicle

DAY = 86_400.0
YEAR = 365.25 * DAY
ASKED = "studies.deployment"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return loads(DEPLOYMENT, "put-up.yaml")


def faults(text: str, changes: Mapping[str, str] = NO_CHANGES) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "bad.yaml", changes)
    return caught.value.problems


def asked_of(scenario: Scenario) -> DeploymentStudy:
    assert scenario.studies.deployment
    return scenario.studies.deployment


@pytest.mark.reference
@pytest.mark.parametrize(
    ("text", "days"),
    [("2000-01-01", 0), ("1999-12-31", -1), ("2000-03-01", 60), ("2026-07-30", 9_707), ("1970-01-01", -10_957), ("2100-03-01", 36_584)],
)
def test_dates_count_days_of_the_calendar(text: str, days: int) -> None:
    """Julian day numbers 2451545 for noon of 2000-01-01 and 2440588 for that of 1970-01-01 (Astronomical Almanac, B4); 2000 is a leap year,
    2100 is not."""
    assert parse_quantity(text, Dimension.DATE) == days * DAY
    assert date_of_seconds(days * DAY) == date_of_seconds((days + 0.999) * DAY) == text


@pytest.mark.law
@given(st.dates())
def test_dates_read_back(day: Any) -> None:
    seconds = seconds_of_date(day.isoformat())
    assert seconds is not None
    assert date_of_seconds(seconds) == day.isoformat()


@pytest.mark.reference
@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("2026-07", "got 2026-07; write a day of it, 2026-07-01"),
        ("2026", "write a day of it, 2026-01-01"),
        ("2026-02-30", "got 2026-02-30; must be a day of the calendar, such as 2026-07-30"),
        ("30.07.2026", "must be a day of the calendar"),
        ("2026-07-30T00:00:00Z", "must be a day of the calendar"),
        ("", "got nothing"),
    ],
)
def test_bad_dates_say_how_to_write_them(text: str, fragment: str) -> None:
    with pytest.raises(QuantityError, match=re.escape(fragment)):
        parse_quantity(text, Dimension.DATE)


@pytest.mark.reference
def test_rates_may_be_spelled_out() -> None:
    """A month is a twelfth of a Julian year."""
    assert parse_quantity("6 per year", Dimension.RATE) == parse_quantity("6 1/year", Dimension.RATE) == 6.0 / YEAR
    assert parse_quantity("60 per month", Dimension.RATE) == pytest.approx(720.0 / YEAR, rel=1e-15)
    assert parse_quantity("3 month", Dimension.TIME) == 0.25 * YEAR
    with pytest.raises(QuantityError, match="got 6 per fortnight, an unknown unit"):
        parse_quantity("6 per fortnight", Dimension.RATE)


@pytest.mark.reference
def test_vehicles_hold_what_the_file_says_and_their_defaults(scenario: Scenario) -> None:
    big, small = scenario.vehicles["big"], scenario.vehicles["small"]
    assert (big.title, big.catalog, big.supplier, big.family, big.pads) == ("Big", "Vulcan VC6", "flier", "bigs", ("cape-41",))
    assert big.payloads and big.record and big.reliability and big.flights and big.stand_down
    low, transfer, dawn = big.payloads["low"], big.payloads["transfer"], big.payloads["dawn"]
    assert low.altitude and transfer.perigee and transfer.apogee
    assert (low.mass.value, low.altitude.value, low.pad, low.sun_synchronous) == (27_200.0, 200e3, "cape-41", False)
    assert (transfer.mass.highest, transfer.perigee.value, transfer.apogee.value, transfer.altitude) == (16_000.0, 185e3, 35_786e3, None)
    assert (dawn.inclination, dawn.sun_synchronous) == (None, True)
    assert (big.record.launches.count, big.record.failures.count, big.reliability.value) == (3, 0, 0.95)
    flights = big.flights
    assert (
        flights.rate and flights.yearly_growth and flights.dispersion and flights.from_ and flights.until and flights.left and flights.ramp
    )
    assert (flights.rate.value * YEAR, flights.yearly_growth.value, flights.dispersion.value) == (pytest.approx(6.0), 0.2, 1.5)
    assert (flights.from_.text, flights.until.value - flights.from_.value, flights.left.count) == ("2026-01-01", 3_287 * DAY, 38)
    assert (big.stand_down.median.value, big.stand_down.factor.value) == (90 * DAY, 3.0)
    assert (small.catalog, small.supplier, small.record, small.reliability, small.stand_down) == (None, None, None, None, None)
    assert (big.prior, small.prior) == ("pooled", "jeffreys")
    assert small.flights and (small.flights.left, small.flights.from_, small.flights.yearly_growth) == (None, None, None)


@pytest.mark.reference
def test_pads_hold_what_the_file_says_and_their_defaults(scenario: Scenario) -> None:
    cape, field, north = scenario.pads["cape-41"], scenario.pads["field"], scenario.pads["north"]
    assert cape.most and (cape.site, cape.latitude, cape.supplier, cape.most.value * YEAR) == (
        "Cape Canaveral",
        None,
        "flier",
        pytest.approx(20.0),
    )
    first, second = cape.outages
    assert first.until and (first.from_.text, first.until.text, first.until.high) == ("2026-02-01", "2026-05-01", 9_740 * DAY)
    assert (second.from_.text, second.until) == ("2031-01-01", None)
    assert (cape.inclinations[0].least.text, cape.inclinations[0].most.text) == ("28.5 deg", "57 deg")
    assert field.from_ and field.latitude and (field.site, field.from_.text, field.latitude.text) == (None, "2027-04-11", "45.9 deg")
    assert (north.most, north.from_, north.outages, north.inclinations) == (None, None, (), ())


@pytest.mark.reference
def test_campaigns_hold_what_the_file_says_and_their_defaults(scenario: Scenario) -> None:
    main = scenario.campaigns["main"]
    assert main.production and main.lifetime and main.lifetime.shape and main.raising and main.satellite_mass
    assert (main.constellation, main.order, main.planes, main.priority) == ("net", ("second", "first"), "spread", 2)
    made = main.production
    assert made.most and made.from_ and made.storage
    assert (made.rate.value * YEAR, made.stock.count, made.storage.count, made.from_.text) == (pytest.approx(360.0), 40, 300, "2026-06-01")
    assert (made.yearly_growth.value, made.ramp.value, made.most.value * YEAR) == (0.5, 0.5 * YEAR, pytest.approx(1_200.0))
    big, small = main.launches["big"], main.launches["small"]
    assert big.satellites and big.at_most and big.share and big.altitude and big.from_ and big.until and big.inclination
    assert (big.satellites.count, big.at_most.count, big.share.value, big.altitude.value) == (20, 38, 0.8, 450e3)
    assert (small.satellites, small.dispenser.value, small.at_most, small.share, small.planes) == (None, 0.1, None, None, None)
    one, two = main.flown
    assert (one.satellites.count, one.working, one.vehicle) == (12, None, "big")
    assert two.working and (two.working.count, two.vehicle) == (0, None)
    assert (main.raising.value, main.thrust, main.infant_mortality.value, main.spares.count) == (60 * DAY, None, 0.02, 1)
    assert (main.lifetime.mean.value, main.lifetime.shape.value, main.replacement) == (7 * YEAR, 3.0, "at-once")
    start = DEPLOYMENT.index("    order: [second")
    bare = loads(f"{DEPLOYMENT[:start]}    launches: {{big: {{satellites: 20}}}}\n{DEPLOYMENT[DEPLOYMENT.index('studies:') :]}").campaigns[
        "main"
    ]
    assert (bare.order, bare.planes, bare.priority, bare.production, bare.lifetime, bare.raising) == ((), "in-turn", 1, None, None, None)
    assert (bare.infant_mortality.value, bare.spares.count, bare.replacement, bare.flown) == (0.0, 0, "after-completion", ())


@pytest.mark.reference
def test_the_study_holds_what_the_file_says(scenario: Scenario) -> None:
    asked = asked_of(scenario)
    assert (asked.from_.text, asked.until.text, asked.step.value, asked.trials, asked.draws) == (
        "2026-01-01",
        "2036-01-01",
        30 * DAY,
        200,
        2,
    )
    assert asked.steps == 122, "3,652 days, the last step to its end"
    half, whole = asked.milestones["half"], asked.milestones["whole"]
    assert half.satellites and half.by and whole.share
    assert (half.satellites.count, half.by.text, half.counts, whole.share.value, whole.by, whole.counts) == (
        45,
        "2029-07-30",
        "working",
        1.0,
        None,
        "launched",
    )
    assert ([date.text for date in asked.dates], asked.capability) == (["2027-01-01", "2030-01-01"], ("coverage",))
    assert asked.payloads and asked.payloads.vehicles == ("big", "small")
    assert asked.payloads.orbits["with-the-sun"].sun_synchronous
    assert asked.variants["alone"].without == ("flier", "north")
    assert [(change.path, change.text) for change in asked.variants["late"].changes] == [
        ("pads.field.from", "2029-01-01"),
        ("vehicles.big.flights.rate", "3 per year"),
    ]
    plain = loads(changed("    step: 30 day\n    trials: 200\n    draws: 2\n", ""))
    assert (asked_of(plain).step.value, asked_of(plain).trials, asked_of(plain).draws) == (YEAR / 24.0, 1_000, 0)


@pytest.mark.reference
def test_figures_are_named_by_milestone_campaign_or_orbit_and_variant(scenario: Scenario) -> None:
    """Two milestones, one with a deadline, a campaign and three orbits, as written and in two variants."""
    names = [name for name in scenario.figure_names() if name.startswith("deployment.")]
    each = 2 * len(DATE_MEASURES) + len(DEADLINE_MEASURES) + len(CAMPAIGN_MEASURES) + 3 * len(ORBIT_MEASURES)
    assert len(names) == len(set(names)) == 3 * each
    assert {"deployment.half_chance", "deployment.whole_date_90_late", "deployment.tonnes_a_year_with_the_sun_alone"} <= set(names)
    assert not [name for name in names if name.startswith("deployment.whole_chance")]


@pytest.mark.law
def test_what_changes_in_a_variant_is_read_and_checked_like_the_file(scenario: Scenario) -> None:
    late = scenario.variant("late")
    field, flights, before = late.pads["field"].from_, late.vehicles["big"].flights, scenario.vehicles["big"].flights
    assert field and flights and flights.rate and before
    assert (field.text, field.low, flights.rate.text, flights.rate.kind) == ("2029-01-01", None, "3 per year", "setting")
    assert (flights.left, late.campaigns, late.vehicles["small"]) == (before.left, scenario.campaigns, scenario.vehicles["small"])
    added = (
        loads(changed("pads.field.from: 2029-01-01", "vehicles.small.flights.until: 2030-01-01")).variant("late").vehicles["small"].flights
    )
    assert added and added.until and added.until.text == "2030-01-01"
    with pytest.raises(InputError, match="has no variant 'later'; did you mean late"):
        scenario.variant("later")


@pytest.mark.law
def test_variants_drawn_from_ranges_move_dates_and_rates(scenario: Scenario) -> None:
    values = {"pads.field.from": 9_900 * DAY + 0.5, "vehicles.big.flights.rate": 5.0 / YEAR}
    drawn = scenario.with_values(values)
    assert {fact.key: fact.value for fact in drawn.facts()} == {fact.key: fact.value for fact in scenario.facts()} | values
    moved = drawn.pads["field"].from_
    assert moved and moved.text == "2027-02-08"
    with pytest.raises(InputError, match=re.escape("must lie in [1960-01-01, 2200-01-01]")):
        scenario.with_values({"pads.field.from": 1e12})


@pytest.mark.law
def test_facts_list_launches_in_the_order_of_the_file(scenario: Scenario) -> None:
    facts = scenario.facts()
    assert [fact.line for fact in facts] == sorted(fact.line for fact in facts)
    assert sum(fact.key.startswith("vehicles.") for fact in facts) == 26
    assert not [fact.key for fact in facts if fact.key.startswith("studies")]


@pytest.mark.law
def test_who_leaves_takes_vehicles_and_pads_along(scenario: Scenario) -> None:
    gone = absence_of(scenario, ["flier"])
    assert (gone.vehicles, gone.pads, gone.constellations) == ({"big"}, {"cape-41"}, frozenset())
    assert gone.told(scenario) == "Flown without A flier. Not there: Big; Pad 41."
    assert absence_of(scenario, ["small", "field"]).vehicles == {"small"}
    assert absence_of(scenario, ["neighbour"]).pads == {"field"}
    with pytest.raises(InputError, match=re.escape("must be a supplier, a constellation, a vehicle or a pad of put-up.yaml")):
        absence_of(scenario, ["fliers"])


@pytest.mark.reference
@pytest.mark.parametrize(
    ("old", "new", "key", "told"),
    [
        (
            "rate: 1 per month",
            "rate: 1 month",
            "vehicles.small.flights.rate",
            "got 1 month, a time; must be a rate: 1/s, 1/h, 1/day, 1/month",
        ),
        ("rate: 1 per month", "rte: 1 per month", "vehicles.small.flights.rte", "did you mean rate?"),
        ("pads: [cape-41]", "pads: [cape-40]", "vehicles.big.pads.0", "which is not in `pads`; did you mean cape-41?"),
        ("pads: [cape-41]", "pads: []", "vehicles.big.pads", "a vehicle without a pad cannot fly"),
        ("failures: {value: 0,", "failures: {value: 4,", "vehicles.big.record.failures", "got 4, more than the 3 launches"),
        ("until: 2035-01-01", "until: 2025-01-01", "vehicles.big.flights.until", "got 2025-01-01, not after 2026-01-01; swap them"),
        ("until: 2035-01-01", "until: 2035", "vehicles.big.flights.until", "got 2035; write a day of it, 2035-01-01"),
        (
            "{mass: 14 t, altitude: 500 km, sun-",
            "{mass: 14 t, altitude: 500 km, inclination: 97 deg, sun-",
            "vehicles.big.payloads.dawn.inclination",
            "is given, and sun-synchronous is true",
        ),
        (
            "low: {mass: 8 t, altitude: 200 km,",
            "low: {mass: 8 t, perigee: 200 km,",
            "vehicles.small.payloads.low",
            "gives perigee; give an altitude",
        ),
        ("low: {mass: 8 t, altitude: 200 km,", "low: {mass: 8 t,", "vehicles.small.payloads.low", "says not how high; give an altitude"),
        (
            "perigee: 185 km, apogee: 35786 km",
            "perigee: 35786 km, apogee: 185 km",
            "vehicles.big.payloads.transfer.apogee",
            "below the perigee 35786 km",
        ),
        ("reliability: {value: 95 %, low", "reliability: {value: 195 %, low", "vehicles.big.reliability.value", "must lie in (0, 1]"),
        ("dispersion: 1.5", "dispersion: -1", "vehicles.big.flights.dispersion", "0 is evenly spaced, 1 is pure chance"),
        ("    site: Cape Canaveral\n", "", "pads.cape-41", "names no place; give a site of the catalogue, or latitude and longitude"),
        ("    longitude: 63.3 deg\n", "", "pads.field.longitude", "is missing; a pad with a latitude needs it"),
        (
            "    latitude: 45.9 deg\n",
            "    latitude: 45.9 deg\n    site: X\n",
            "pads.field",
            "gives site and latitude and longitude; keep the site",
        ),
        (
            "least: 28.5 deg, most: 57 deg",
            "least: 57 deg, most: 28.5 deg",
            "pads.cape-41.inclinations.0.most",
            "below the least 57 deg; swap them",
        ),
        ("constellation: net", "constellation: nets", "campaigns.main.constellation", "did you mean net?"),
        ("order: [second, first]", "order: [second, third]", "campaigns.main.order.1", "got third, no shell of net"),
        ("working: 0}", "working: 13}", "campaigns.main.flown.1.working", "got 13, more than the 12 satellites that it carried"),
        ("      small: {dispenser", "      smal: {dispenser", "campaigns.main.launches.smal", "is none of `vehicles`; did you mean small?"),
        (
            "    satellite-mass: 571 kg\n",
            "",
            "campaigns.main.launches.small.satellites",
            "is missing; give it, or the satellite-mass of the campaign",
        ),
        ("    raising: 60 day\n", "    raising: 60 day\n    thrust: 1e-4 m/s^2\n", "campaigns.main", "gives raising and thrust; keep"),
        ("replacement: at-once", "replacement: soon", "campaigns.main.replacement", "the policies are: at-once, after-completion, none"),
        ("shape: 3, retire", "shape: 0, retire", "campaigns.main.lifetime.shape", "Weibull's: 1 ages not at all, 3 wears out"),
        ("from: 2026-01-01\n    until: 2036-01-01", "from: 2036-01-01\n    until: 2036-01-01", f"{ASKED}.until", "not after 2036-01-01"),
        ("step: 30 day", "step: 1 day\n    # much", f"{ASKED}.x", ""),
        (
            "satellites: 45,",
            "satellites: 91,",
            f"{ASKED}.milestones.half.satellites",
            "got 91; main fills 90 places in second, first, ask at most these",
        ),
        ("satellites: 45,", "satellites: 45, share: 50 %,", f"{ASKED}.milestones.half", "gives satellites and share; keep one"),
        ("by: 2029-07-30", "by: 2036-07-30", f"{ASKED}.milestones.half.by", "must come after 2026-01-01 and by 2036-01-01"),
        (
            "dates: [2027-01-01,",
            "dates: [2025-01-01,",
            f"{ASKED}.dates.0",
            "must lie between 2026-01-01 and 2036-01-01, which the study plays",
        ),
        ("capability: [coverage]", "capability: [latency]", f"{ASKED}.capability.0", "got latency, which this file does not ask"),
        ("    dates: [2027-01-01, 2030-01-01]\n", "", f"{ASKED}.dates", "is missing; `capability` asks what is up on some days"),
        (
            "without: [flier, north]",
            "without: [fliers]",
            f"{ASKED}.variants.alone.without.0",
            "which is no supplier, vehicle or pad; did you mean flier?",
        ),
        (
            "alone: {title: Without the flier, without: [flier, north]}",
            "alone: {title: Without}",
            f"{ASKED}.variants.alone",
            "differs in nothing; give `without`, `changes` or both",
        ),
        (
            "pads.field.from: 2029-01-01",
            "pads.field.form: 2029-01-01",
            f"{ASKED}.variants.late.changes.pads.field.form",
            "is no key of a pad; did you mean from?",
        ),
        (
            "pads.field.from: 2029-01-01",
            "pads.feld.from: 2029-01-01",
            f"{ASKED}.variants.late.changes.pads.feld.from",
            "did you mean field?",
        ),
        (
            "pads.field.from: 2029-01-01",
            "studies.coverage.draws: 1",
            f"{ASKED}.variants.late.changes.studies.coverage.draws",
            "is none of vehicles, pads, campaigns, which alone a variant changes",
        ),
        (
            "pads.field.from: 2029-01-01",
            "vehicles.big.flights.until: 2020-01-01",
            f"{ASKED}.variants.late.changes.vehicles.big.flights.until",
            "got 2020-01-01, not after 2026-01-01",
        ),
    ],
)
def test_mistakes_are_told_where_they_stand(old: str, new: str, key: str, told: str) -> None:
    if not told:
        assert asked_of(loads(changed(old, new))).steps == 3_652
        return
    problems = faults(changed(old, new))
    assert any(problem.key == key and told in problem.message for problem in problems), problems
    assert all(problem.line > 0 for problem in problems)


@pytest.mark.reference
def test_a_step_that_fits_no_horizon_is_refused() -> None:
    (problem,) = faults(changed("until: 2036-01-01\n    step: 30 day", "until: 2046-01-01\n    step: 1 day"))
    assert (problem.key, problem.line) == (f"{ASKED}.step", line_of("    step: 30 day"))
    assert problem.message == "gives 7,305.0 steps from 2026-01-01 to 2046-01-01; 1 to 5,000, make the step longer"


@pytest.mark.reference
def test_two_campaigns_do_not_fill_one_constellation() -> None:
    text = changed("studies:\n  coverage", "  more: {title: M, constellation: net, launches: {big: {satellites: 2}}}\nstudies:\n  coverage")
    (problem,) = faults(text)
    assert problem.key == "campaigns.more.constellation"
    assert problem.message == "got net, which the campaign main fills already; keep one"


BARE = """\
cupola: 1
name: lift
title: Lift
question: How much a year?
about: Payloads alone.
epoch: 2026-11-01T00:00:00Z
pads: {field: {title: A field, latitude: 46 deg, longitude: 63 deg}}
vehicles:
  small:
    title: Small
    payloads: {low: {mass: 8 t, altitude: 200 km, inclination: 51.6 deg}}
    flights: {rate: 1 per month}
    pads: [field]
studies:
  deployment:
    from: 2026-01-01
    until: 2027-01-01
    payloads: {orbits: {station: {title: Station, altitude: 420 km, inclination: 51.6 deg}}}
headline: {figures: [deployment.tonnes_a_year_station], sentence: "{deployment.tonnes_a_year_station} a year."}
"""


@pytest.mark.reference
def test_payloads_alone_need_no_constellation() -> None:
    assert loads(BARE).satellite_count() == 0
    (problem,) = faults(
        BARE.replace("    payloads: {orbits: {station: {title: Station, altitude: 420 km, inclination: 51.6 deg}}}\n", "    trials: 9\n")
        .replace(
            'headline: {figures: [deployment.tonnes_a_year_station], sentence: "{deployment.tonnes_a_year_station} a year."}\n',
            "headline: {}\n",
        )
        .replace("headline: {}\n", 'headline: {figures: [coverage.x], sentence: "{coverage.x}"}\n')
    )[:1]
    assert problem.message.startswith("has nothing to play; write `campaigns`")
    others = "  coverage: {span: 2 h, step: 60 s, grid: 10 deg, views: {net: {title: Net, constellations: [net]}}}\nheadline"
    missing = faults(BARE.replace("headline", others, 1))
    assert ("constellations", "is missing; a scenario needs it (by name, what is flown)") in {(one.key, one.message) for one in missing}
    empty = faults(BARE.replace("pads:", "constellations: {}\npads:", 1).replace("headline", others, 1))
    assert ("constellations", 7) in {(one.key, one.line) for one in empty}


@pytest.mark.law
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (None, None),
        ("rate: 1 per month", "rate: 1 month"),
        ("from: 2026-06-01", "from: 2026-06"),
        ("planes: spread", "planes: scattered"),
        ("priority: 2", "priority: 0"),
        ("    longitude: 63.3 deg\n", ""),
        ("satellites: 45,", "satellites: 45, share: 50 %,"),
        ("changes: {pads.field.from", "changes: {studies.field.from"),
        ("alone: {title: Without the flier, without: [flier, north]}", "alone: {title: Without}"),
        ("capability: [coverage]", "capability: [weather]"),
        ("      stock: 40", "      stock: 40 t"),
        ("pads: [cape-41]", "pads: []"),
        ("median: {value: 90 day", "median: {value: 90 days"),
    ],
)
def test_the_json_schema_accepts_what_checks_clean_and_refuses_the_rest(old: str | None, new: str | None) -> None:
    text, schema = DEPLOYMENT if old is None or new is None else changed(old, new), json_schema()
    assert accepts(schema, plain(read(text, "t.yaml")), schema) == (old is None)


MODELS = (
    Payload, Destination, Record, Flights, Pause, Vehicle, Outage, Corridor, Pad, Production, Contract, Flown, Life, Campaign, Milestone,
    PayloadTable, Variant, DeploymentStudy,
)  # fmt: skip


@pytest.mark.story
def test_the_parts_on_launches_to_orbit_that_the_page_shows_make_a_scenario() -> None:
    """With a constellation and a headline; every measure and every key is on the page."""
    page = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text(encoding="utf-8")
    section = page[page.index("## Launch\n") :].split("\n## ")[0]
    whole, *_ = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    (shown,) = re.findall(r"```yaml\n(.*?)```", section, flags=re.DOTALL)
    net = (
        "constellations: {net: {title: N, layer: transport, shells: {low: '53 deg: 66/6/1 at 600 km', high: '53 deg: 66/6/1 at 900 km'}}}\n"
    )
    headline = "headline: {figures: [deployment.half_chance], sentence: '{deployment.half_date_alone}'}"
    made = loads(whole[: whole.index("sensors:")] + net + shown + headline, "scenario.md")
    assert set(made.campaigns) == {"net"}
    rows = re.findall(r"^\| `deployment\.[^|]*\|(.*)\|$", page, flags=re.MULTILINE)
    told = set(re.findall("`([a-z0-9_]+)`", " ".join(rows)))
    assert {*DATE_MEASURES, *DEADLINE_MEASURES, *CAMPAIGN_MEASURES, *ORBIT_MEASURES} <= told
    assert {key for model in MODELS for key in keys_of(model) if f"`{key}`" not in section} == set()
