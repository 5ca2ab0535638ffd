"""Rockets, pads and programmes made of a scenario: hand counts without chance, what leaves with whom, and what cannot fly."""

import math
import re

import numpy as np
import pytest
from small_launch import EVEN, changed

from cupola.compiler.compiling import compile_scenario
from cupola.compiler.cost import cost_of
from cupola.compiler.countries import check_countries
from cupola.compiler.deployed import Deployment, Play, Rocket
from cupola.compiler.deploying import deployment_of, plays_of
from cupola.compiler.programmes import shell_orbit
from cupola.constants import EARTH
from cupola.errors import ScenarioError
from cupola.launch.campaign import deploy
from cupola.launch.course import Course
from cupola.launch.fleet import supply
from cupola.launch.reliability import Belief
from cupola.scenario.absence import Absence, absence_of
from cupola.scenario.loading import loads
from cupola.scenario.schema import Scenario

DAY, YEAR = 86_400.0, 31_557_600.0


def asked_of(scenario: Scenario) -> Deployment:
    asked = deployment_of(scenario, Absence(), 7)
    assert asked
    return asked


def plays(text: str, absence: Absence | None = None) -> tuple[Play, ...]:
    return plays_of(loads(text, "even.yaml"), {}, absence or Absence(), EARTH)[0]


def rocket(play: Play, name: str) -> Rocket:
    return next(one for one in play.rockets if one.name == name)


def course(text: str, play: Play, trials: int = 3) -> Course:
    asked = asked_of(loads(text))
    fleet = supply(play.fleet(trials, 7), play.pads, asked.starts, asked.step, trials, 7)
    return deploy(play.programmes, [one.name for one in play.rockets], fleet, 7)


def refused(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        plays(text)
    return str(caught.value)


def seen_from(text: str, day: str) -> str:
    """The same, looking ahead from another day."""
    return text.replace("from: 2026-01-01\n    until", f"from: {day}\n    until")


@pytest.mark.reference
def test_without_chance_the_compiled_campaign_is_counted_by_hand() -> None:
    """A launch of ten in each step fills the 66 places of the first shell in seven launches, of which the last carries six, and the 20 of
    the second in two more: 10, 20, ... 60, 66, 76, 86, and no more."""
    up = course(EVEN, plays(EVEN)[0]).up.sum(axis=2)
    assert up.tolist() == [[*range(10, 61, 10), 66, 76, *[86] * 16]] * 3


@pytest.mark.reference
def test_a_slower_variant_is_counted_by_hand() -> None:
    """Half a launch a month: one in every second step."""
    up = course(EVEN, plays(EVEN)[3]).up.sum(axis=2)
    assert up[0].tolist() == [10 * (step // 2) if step < 14 else {14: 66, 15: 66, 16: 76, 17: 76}.get(step, 86) for step in range(1, 25)]


@pytest.mark.reference
def test_times_count_from_the_day_on_which_the_study_begins() -> None:
    asked, play = asked_of(loads(EVEN)), plays(EVEN)[0]
    assert (asked.begin, asked.step, asked.starts.shape, asked.starts[1]) == (9_497 * DAY, YEAR / 12.0, (24,), YEAR / 12.0)
    (milestone,) = asked.milestones
    assert (milestone.satellites, milestone.by, milestone.launched) == (86, 365 * DAY, False)
    assert asked.dates == (182 * DAY,)
    assert asked.variants == (
        ("", "As written"),
        ("grounded", "Without the flier"),
        ("no-pad", "Without the pad"),
        ("slow", "Half as often"),
    )
    one, two = play.pads
    assert (one.most, one.outages) == (math.inf, ())
    assert two.outages == ((-math.inf, 424 * DAY),), "not yet there until 2027, and out until March of it: one span"


@pytest.mark.reference
def test_rockets_hold_the_numbers_of_the_file() -> None:
    """20 % a year is ln 1.2 a year of the logarithm; dispersion 1.5 at 6 a year leaves a spread of 0.5 / 6; nine in ten within a factor of
    3 is a deviation of ln 3 / 1.645 of the logarithm."""
    other = rocket(plays(EVEN)[0], "other")
    cadence = other.cadence
    assert (cadence.rate * YEAR, cadence.growth * YEAR) == (pytest.approx(6.0), pytest.approx(0.1823215568))
    assert (cadence.scatter, cadence.spread) == (1.0, pytest.approx(1.0 / 12.0))
    assert (cadence.start, cadence.until, cadence.ramp, cadence.left) == (182 * DAY, math.inf, YEAR, 5.0)
    assert other.stand_down and (other.stand_down.median, other.stand_down.spread) == (90 * DAY, pytest.approx(0.66785, abs=1e-5))
    assert isinstance(other.failure, Belief) and rocket(plays(EVEN)[0], "rocket").failure == 0.0
    assert rocket(plays(EVEN)[0], "rocket").cadence.scatter == 0.0


@pytest.mark.reference
def test_a_stand_down_that_is_not_stated_is_as_others_were_by_then() -> None:
    """Of families of four launches a year and more, without Soyuz: a median of 90 days and a deviation of 0.75 (docs/models/cadence.md);
    those that were over by August 2007 alone have other numbers."""
    now = rocket(plays(EVEN)[0], "rocket").stand_down
    then = rocket(plays(seen_from(EVEN, "2007-08-01"))[0], "rocket").stand_down
    assert now and (now.median / DAY, now.spread) == (pytest.approx(90.0, abs=0.5), pytest.approx(0.75, abs=0.01))
    assert then and abs(then.median / DAY - 90.0) > 2.0


@pytest.mark.reference
@pytest.mark.parametrize(("prior", "mean"), [("uniform", 2.0 / 5.0), ("jeffreys", 1.5 / 4.0)])
def test_a_record_alone_is_believed_as_its_prior_has_it(prior: str, mean: float) -> None:
    """One failure in three: (1 + 1) / (3 + 2) with a uniform prior, (1 + 1/2) / (3 + 1) with Jeffreys'."""
    failure = rocket(plays(changed("    record: {launches: 3", f"    prior: {prior}\n    record: {{launches: 3"))[0], "other").failure
    assert isinstance(failure, Belief)
    assert failure.mean[0] == pytest.approx(mean)


KNOWN = re.sub("    record: {launches: 3, failures: 1}\n    flights: .*left: 5}\n", "    catalog: Atlas V 551\n", EVEN)
"""With a vehicle of the catalogue."""


@pytest.mark.reference
def test_of_a_record_of_the_catalogue_only_what_was_known_then_is_used() -> None:
    """Atlas V 551 had flown 18 times by November 2025: 8 of them in the years from 2020 on, 2 in 2018 and 1 in 2019. From its 11th flight
    on the pool says 30 in 504, which weighs ten flights."""
    text = seen_from(KNOWN, "2020-01-01")
    other = rocket(plays(text)[0], "other")
    assert other.counted and other.counted.counts.tolist() == [2, 1]
    assert np.allclose(other.counted.ages, [547.5 * DAY, 182.5 * DAY]) and np.allclose(other.counted.lengths, 365 * DAY)
    assert isinstance(other.failure, Belief)
    assert (other.failure.failures[0], other.failure.successes[0]) == (pytest.approx(10 * 30 / 504), pytest.approx(10 * 474 / 504 + 10))
    drawn = other.drawn(50, 7)
    assert np.shape(drawn.cadence.rate) == (50,) and 0.3 < float(np.median(drawn.cadence.rate)) * YEAR < 3.0
    late = rocket(plays(KNOWN)[0], "other")
    assert late.counted and late.counted.counts.tolist() == [2, 1, 1, 1, 0, 1, 1, 4]
    assert late.counted.lengths[-1] == 333 * DAY, "the record ends on 30 November 2025"


@pytest.mark.reference
def test_a_record_that_would_look_ahead_is_refused() -> None:
    text = seen_from(KNOWN.replace("Atlas V 551", "Falcon 9 (recoverable)"), "2022-01-01")
    told = refused(text)
    assert "vehicles.other.record" in told
    assert "runs to 2025-11-30, after 2022-01-01, and does not date its failures. Write the record up to that day" in told
    plays(text.replace("    catalog: Falcon", "    record: {launches: 130, failures: 1}\n    catalog: Falcon"))


@pytest.mark.law
def test_who_leaves_takes_rockets_and_pads_along_and_nothing_else_changes() -> None:
    written, grounded, no_pad, slow = plays(EVEN)
    assert rocket(grounded, "rocket").pads == () and rocket(grounded, "rocket").drawn(2, 7).cadence.rate == 0.0
    assert repr(rocket(grounded, "other")) == repr(rocket(written, "other")) and grounded.pads == written.pads
    assert grounded.programmes[0].contracts[0].satellites == (0, 0)
    assert [pad.name for pad in no_pad.pads] == ["two"]
    assert (rocket(no_pad, "rocket").pads, rocket(no_pad, "other").pads) == ((), ("two",))
    assert rocket(slow, "rocket").cadence.rate == pytest.approx(0.5 * rocket(written, "rocket").cadence.rate)
    assert slow.pads == written.pads and repr(rocket(slow, "other")) == repr(rocket(written, "other"))
    assert course(EVEN, grounded).up.max() == 0
    outside = plays(EVEN, absence_of(loads(EVEN), ["flier"]))[0]
    assert repr(outside.rockets) == repr(grounded.rockets)


@pytest.mark.reference
def test_loads_go_by_mass_where_none_is_stated() -> None:
    """Due east from 28.5 deg it lifts its 10 t to 200 km; turned to 53 deg and 600 km up, less; never more than 10 t less a tenth."""
    (contract,) = plays(changed("rocket: {satellites: 10}", "rocket: {at-most: 4}"))[0].programmes[0].contracts
    low, high = contract.satellites if isinstance(contract.satellites, tuple) else (0, 0)
    assert 18 > low > high > 8 and contract.most == 4.0
    (lighter,) = plays(changed("rocket: {satellites: 10}", "rocket: {dispenser: 50 %}"))[0].programmes[0].contracts
    assert isinstance(lighter.satellites, tuple) and 0.4 * low < lighter.satellites[0] < 0.6 * low


@pytest.mark.reference
def test_more_than_it_lifts_is_told_and_not_flown() -> None:
    text = changed("rocket: {satellites: 10}", "rocket: {satellites: 60}")
    made, warnings = plays_of(loads(text), {}, Absence(), EARTH)
    assert isinstance(contract := made[0].programmes[0].contracts[0].satellites, tuple) and contract[0] < 18
    assert any("by its published payloads, and 60 are stated" in told for told in warnings)


@pytest.mark.reference
def test_tables_of_payloads_name_the_best_pad() -> None:
    lifted = {(one.vehicle, one.orbit): one for one in plays(EVEN)[0].lifted}
    assert lifted["rocket", "station"].pad == "one"
    assert lifted["other", "east"].pad == "two", "nearer to the equator"
    for one in lifted.values():
        assert 0.0 < one.carried.low < one.carried.payload < one.carried.high
    assert all(one.pad is None and one.carried.payload == 0.0 for one in plays(EVEN)[1].lifted if one.vehicle == "rocket")


@pytest.mark.reference
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("most: 57 deg}", "most: 40 deg}", "no corridor from Pad one to 53.0 deg; the nearest allowed is 40.0 deg"),
        (
            "payloads: {low: {mass: 10 t,",
            "payloads: {low: {mass: 400 kg,",
            "lifts no satellite of 500 kg to 600 km at 53.0 deg; it lifts one",
        ),
        (
            "payloads: {low: {mass: 10 t,",
            "payloads: {low: {mass: 560 kg,",
            "to 600 km at 53.0 deg; the nearest orbit that works is",
        ),
        (
            "    payloads: {low: {mass: 5 t, altitude: 200 km}}\n",
            "",
            "no payload of it is known; write its `payloads`",
        ),
        ("rocket: {satellites: 10}", "other: {altitude: 600 km}\n    raising: 9 day", "nothing drifts between the planes of low"),
        ("flights: {rate: 1 per month, dispersion: 0}", "flights: {dispersion: 0}", "says not how often it flies"),
        (
            "satellites: 10}",
            "satellites: 10}\n    flown: [{date: 2025-01-01, satellites: 90}]",
            "has 90 working satellites by then, and the shells take 86",
        ),
    ],
)
def test_what_cannot_fly_is_refused_with_what_can(old: str, new: str, told: str) -> None:
    assert told in refused(changed(old, new))


@pytest.mark.reference
def test_a_stated_corridor_is_good_to_a_tenth_of_a_degree() -> None:
    assert plays(changed("most: 57 deg}", "most: 52.95 deg}"))
    assert "no corridor" in refused(changed("most: 57 deg}", "most: 52.8 deg}"))


@pytest.mark.reference
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "latitude: 5.2 deg, longitude: -52.8 deg, from",
            "site: Kouru, from",
            "pads.two.site\n  no launch site of the name 'Kouru'; nearest: 'Kourou'",
        ),
        (
            "    title: Other\n",
            "    title: Other\n    catalog: Ariane 46\n",
            "vehicles.other.catalog\n  no vehicle of the name 'Ariane 46'; nearest",
        ),
    ],
)
def test_names_of_the_catalogue_are_checked_without_numpy(old: str, new: str, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        check_countries(loads(changed(old, new), "even.yaml"))
    assert told in str(caught.value)


@pytest.mark.reference
def test_what_is_up_already_fills_the_first_places() -> None:
    """Launched a hundred days before the beginning, 60 days on the way: 40 days old. A later launch is kept to hold a forecast against."""
    flown = "flown: [{date: 2025-09-23, satellites: 12, working: 11}, {date: 2026-03-01, satellites: 9}]\n    raising: 60 day"
    text = changed("satellites: 10}", f"satellites: 10}}\n    {flown}")
    (already,) = plays(text)[0].programmes[0].already
    assert (already.satellites, already.age) == (11, 40 * DAY)
    past = asked_of(loads(text)).past["main"]
    assert [(one.date / DAY, one.satellites, one.working) for one in past] == [(-100.0, 12, 11), (59.0, 9, 9)]


@pytest.mark.reference
def test_times_on_the_way_follow_from_thrust_and_drift() -> None:
    """From 400 to 600 km the circular speed falls from 7,668.6 to 7,557.9 m/s: at 1e-4 m/s^2 that takes 12.8 days (Vallado, table D-3 for
    the constants). The lower one is let go, the sooner it has drifted to the next plane."""
    text = changed("rocket: {satellites: 10}", "rocket: {satellites: 10, altitude: 400 km}\n    thrust: 1e-4 m/s^2")
    (contract,) = plays(text)[0].programmes[0].contracts
    assert isinstance(contract.raising, tuple) and isinstance(contract.drift, tuple)
    assert contract.raising[0] / DAY == pytest.approx(12.81, abs=0.02)
    (lower,) = plays(text.replace("altitude: 400 km}", "altitude: 300 km}"))[0].programmes[0].contracts
    assert isinstance(lower.drift, tuple) and 0.0 < lower.drift[0] < contract.drift[0] < 400 * DAY
    (single,) = plays(text.replace("altitude: 400 km}", "altitude: 400 km, planes: 1}"))[0].programmes[0].contracts
    assert single.drift == (0.0, 0.0) and single.planes == 1


@pytest.mark.reference
@pytest.mark.parametrize(
    ("shell", "perigee", "apogee", "inclination"),
    [
        ("geostationary at 20 deg", 35_786, 35_786, 0.0),
        ("{pattern: molniya, apogee-longitudes: [40 deg], perigee-altitude: 600 km}", 600, 39_750, 63.4349),
        ("repeating-track 15/1 at 97.4 deg: 4", 555, 555, 97.4),
        ("sun-synchronous 10.5 h: 6 at 800 km", 800, 800, 98.6),
        (
            "{pattern: elements, satellites: [{semi-major-axis: 6978.137 km, eccentricity: 0.01, inclination: 98 deg, raan: 0 deg}]}",
            530.2,
            669.8,
            98.0,
        ),
    ],
)
def test_shells_of_every_pattern_say_where_launches_go(shell: str, perigee: float, apogee: float, inclination: float) -> None:
    """Heights of the geostationary belt, of Molniya orbits and of 800 km sun-synchronous ones as the textbooks have them."""
    written = shell if shell.startswith("{") else f'"{shell}"'
    orbit = shell_orbit(loads(changed('low: "53 deg: 66/6/1 at 600 km"', f"low: {written}")).constellations["net"].shells["low"], EARTH)
    assert (orbit.perigee / 1e3, orbit.apogee / 1e3) == (pytest.approx(perigee, abs=40.0), pytest.approx(apogee, abs=40.0))
    assert math.degrees(orbit.inclination) == pytest.approx(inclination, abs=0.05)


@pytest.mark.law
def test_draws_move_what_has_a_range_and_variants_keep_their_changes() -> None:
    ranged = "{value: 1 per month, low: 0.5 per month, high: 2 per month, source: assumed, note: n}"
    text = changed("flights: {rate: 1 per month,", f"flights: {{rate: {ranged},").replace(
        "    trials: 3\n", "    trials: 3\n    draws: 2\n"
    )
    problem = compile_scenario(loads(text), 5)
    assert problem.deployment and (problem.deployment.draws, len(problem.plays), [len(each) for each in problem.plays]) == (2, 3, [4, 4, 4])
    rates = [[float(np.max(rocket(play, "rocket").cadence.rate)) for play in each] for each in problem.plays]
    assert rates[0][0] == pytest.approx(12.0 / YEAR) and len({float(rate[0]) for rate in rates}) == 3
    assert all(
        6.0 / YEAR <= float(rate[0]) <= 24.0 / YEAR and rate[0] == rate[1] and rate[3] == pytest.approx(6.0 / YEAR) for rate in rates
    )
    assert problem.samples.keys == ("vehicles.rocket.flights.rate",)


@pytest.mark.law
def test_the_cost_grows_with_trials_variants_and_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many trials take longer than few, less than in proportion; four draws of as many plays take four times as long."""
    monkeypatch.setenv("CUPOLA_DEVICES", "2")
    texts = EVEN, changed("trials: 3\n", "trials: 30000\n"), changed("trials: 3\n", "trials: 30000\n    draws: 3\n")
    one, more, most = (cost_of(loads(text)).studies["deployment"] for text in texts)
    assert (one.instants, one.draws, more.draws, most.draws) == (24, 1, 1, 4)
    assert 10.0 * one.seconds < more.seconds < 10_000.0 * one.seconds and more.memory > 1_000 * one.memory
    assert most.seconds == pytest.approx(4.0 * more.seconds)
